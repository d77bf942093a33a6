//! Counts for the charts and tables of the page, and how they are drawn.

use super::super::escape::{visible, xml};
use super::words::{Page, with};
use crate::finding::Finding;
use crate::rule::Severity;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Rows of a table; the rest is summed up.
const ROWS: usize = 12;

/// What the filters have for what is not stated: no name or word has a line break.
const NOT_STATED: &str = "\n";

/// Bars of the chart over time before the next longer unit of time is taken.
const BARS: usize = 62;

/// Findings, counted by whatever they have.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub clauses: BTreeMap<String, u64>,
    pub families: BTreeMap<String, u64>,
    pub authors: BTreeMap<String, u64>,
    pub platforms: BTreeMap<String, u64>,
    pub languages: BTreeMap<String, u64>,
    /// By day (`2025-04-07`) and severity, strongest first.
    days: BTreeMap<String, [u64; 3]>,
    undated: u64,
}

impl Counts {
    /// Counts a post's findings, but for those that a permission covers.
    pub fn add(
        &mut self,
        author: Option<&str>,
        day: Option<&str>,
        platforms: &[&str],
        language: &str,
        findings: &[Finding],
    ) {
        let counted: Vec<&Finding> = findings.iter().filter(|finding| finding.excuse.is_none()).collect();
        if counted.is_empty() {
            return;
        }
        let many = counted.len() as u64;
        *self.authors.entry(author.unwrap_or_default().to_owned()).or_default() += many;
        *self.languages.entry(language.to_owned()).or_default() += many;
        for platform in if platforms.is_empty() { &[""] } else { platforms } {
            *self.platforms.entry((*platform).to_owned()).or_default() += many;
        }
        let mut day = day.map(|day| self.days.entry(day.to_owned()).or_default());
        for finding in counted {
            for citation in &finding.rule.clauses {
                *self.clauses.entry(citation.clause.clone()).or_default() += 1;
            }
            *self.families.entry(finding.rule.family.clone()).or_default() += 1;
            match &mut day {
                Some(counts) => counts[finding.severity.place()] += 1,
                None => self.undated += 1,
            }
        }
    }
}

/// Largest first, then by name.
fn ranked(counts: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut rows: Vec<(&str, u64)> = counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    rows
}

/// A table with a bar in each row. `filter` is the filter of the list that a row sets; `name` turns a key into words.
pub(super) fn table(
    title: &str,
    filter: &str,
    counts: &BTreeMap<String, u64>,
    page: &Page,
    name: impl Fn(&str) -> String,
) -> String {
    let rows = ranked(counts);
    if rows.is_empty() || rows.len() == 1 && rows[0].0.is_empty() {
        return String::new();
    }
    let most = rows[0].1.max(1);
    let mut out = format!("<table><caption>{}</caption><tbody>\n", html(title));
    for (key, count) in rows.iter().take(ROWS) {
        let named = if key.is_empty() {
            page.unknown.to_owned()
        } else {
            name(key)
        };
        let value = if key.is_empty() { NOT_STATED } else { key };
        let width = *count as f64 * 100.0 / most as f64;
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\" data-filter=\"{filter}\" data-value=\"{}\"><bdi>{}</bdi></th>\
             <td class=\"count\">{count}</td><td class=\"bar\"><svg class=\"bar\" viewBox=\"0 0 100 8\" \
             preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"fill\" width=\"{width:.2}\" height=\"8\"/></svg></td></tr>",
            xml(value),
            html(&named),
        );
    }
    if rows.len() > ROWS {
        let (others, sum) = (rows.len() - ROWS, rows[ROWS..].iter().map(|row| row.1).sum::<u64>());
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"count\">{sum}</td><td></td></tr>",
            html(&with(page.others, &[others as u64]))
        );
    }
    out.push_str("</tbody></table>\n");
    out
}

/// The chart over time: stacked bars of days, months or years. Empty where no post has a date.
pub(super) fn over_time(counts: &Counts, page: &Page) -> String {
    let Some((unit, bars)) = bars(&counts.days) else {
        return String::new();
    };
    let most = bars
        .iter()
        .map(|(_, bar)| bar.iter().sum::<u64>())
        .max()
        .unwrap_or(1)
        .max(1);
    let (width, height, left) = (720.0, 150.0, 44.0);
    let step = (width - left) / bars.len() as f64;
    let mut svg = String::new();
    for (line, share) in [(0.0, 0), (0.5, 1), (1.0, 2)] {
        let y = 10.0 + height * (1.0 - line);
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{left}\" x2=\"{width}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"
        );
        if share != 1 || most > 1 {
            let count = most * share / 2;
            let _ = write!(
                svg,
                "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{count}</text>",
                left - 6.0,
                y + 4.0
            );
        }
    }
    let every = bars.len().div_ceil(9);
    for (index, (name, bar)) in bars.iter().enumerate() {
        let x = left + step * index as f64;
        let mut y = 10.0 + height;
        let _ = write!(svg, "<g><title>{name}: {}</title>", bar.iter().sum::<u64>());
        for (severity, count) in Severity::ALL.iter().zip(bar).filter(|(_, count)| **count > 0) {
            let tall = height * *count as f64 / most as f64;
            y -= tall;
            let _ = write!(
                svg,
                "<rect class=\"s-{severity}\" x=\"{x:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{tall:.2}\"/>",
                (step * 0.82).min(60.0)
            );
        }
        svg.push_str("</g>");
        if index % every == 0 {
            let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{}\">{name}</text>", 10.0 + height + 16.0);
        }
    }
    let mut out = format!(
        "<section aria-labelledby=\"h-time\"><h2 id=\"h-time\">{}</h2>\n<figure><ul class=\"key\">",
        html(page.over_time)
    );
    for (severity, name) in Severity::ALL.iter().zip(page.severities) {
        let _ = write!(
            out,
            "<li><svg viewBox=\"0 0 8 8\" aria-hidden=\"true\"><rect class=\"s-{severity}\" width=\"8\" height=\"8\"/></svg> {}</li>",
            html(name)
        );
    }
    let _ = write!(
        out,
        "</ul>\n<svg class=\"chart\" viewBox=\"0 0 720 182\" role=\"img\" aria-label=\"{}\" direction=\"ltr\">{svg}</svg>\n\
         <details><summary>{}</summary><table><thead><tr><th scope=\"col\">{}</th>",
        xml(page.over_time),
        html(page.as_table),
        html(page.time),
    );
    for name in page.severities {
        let _ = write!(out, "<th scope=\"col\">{}</th>", html(name));
    }
    out.push_str("</tr></thead><tbody>\n");
    for (name, bar) in bars.iter().filter(|(_, bar)| bar.iter().sum::<u64>() > 0) {
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        for count in bar {
            let _ = write!(out, "<td>{count}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></details></figure>\n");
    if counts.undated > 0 {
        let _ = writeln!(
            out,
            "<p class=\"faint\">{}</p>",
            html(&with(page.undated, &[counts.undated]))
        );
    }
    let _ = writeln!(out, "</section><!-- {unit} -->");
    out
}

type Bar = (String, [u64; 3]);

/// The bars, with the unit of time that keeps them few; gaps are bars of nothing.
fn bars(days: &BTreeMap<String, [u64; 3]>) -> Option<(&'static str, Vec<Bar>)> {
    let first: jiff::civil::Date = days.keys().next()?.parse().ok()?;
    let last: jiff::civil::Date = days.keys().next_back()?.parse().ok()?;
    let months =
        (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month()) - i32::from(first.month());
    let (unit, len, names): (_, _, Vec<String>) = if (last - first).get_days() < BARS as i32 {
        let all = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        ("days", 10, all.map(|day| day.to_string()).collect())
    } else if months < BARS as i32 {
        let from = first.first_of_month();
        let all = from.series(jiff::Span::new().months(1)).take_while(|day| *day <= last);
        ("months", 7, all.map(|day| day.to_string()[..7].to_owned()).collect())
    } else {
        (
            "years",
            4,
            (first.year()..=last.year()).map(|year| format!("{year:04}")).collect(),
        )
    };
    let mut bars: Vec<Bar> = names.into_iter().map(|name| (name, [0; 3])).collect();
    for (day, counts) in days {
        if let Ok(at) = bars.binary_search_by(|(name, _)| name.as_str().cmp(&day[..len])) {
            bars[at].1.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
    Some((unit, bars))
}

/// A text of one line on the page; what cannot be seen is made visible.
pub(super) fn html(text: &str) -> String {
    xml(&visible(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(days: &[&str]) -> Vec<String> {
        let days = days.iter().map(|day| ((*day).to_owned(), [1, 0, 0])).collect();
        bars(&days).map_or(Vec::new(), |(_, bars)| bars.into_iter().map(|bar| bar.0).collect())
    }

    #[test]
    fn the_chart_takes_the_unit_of_time_that_keeps_its_bars_few() {
        assert_eq!(
            named(&["2025-02-27", "2025-03-01"]),
            ["2025-02-27", "2025-02-28", "2025-03-01"]
        );
        assert_eq!(
            named(&["2024-11-30", "2025-02-01"]),
            ["2024-11", "2024-12", "2025-01", "2025-02"]
        );
        assert_eq!(named(&["2012-11-30", "2025-02-01"]).len(), 14);
        assert!(named(&[]).is_empty());
    }
}
