//! Totals on a terminal, with small bars: by severity, family, rule, author and month.

use super::excerpt::{is_rtl, width};
use super::{RenderOptions, Writer, terminal};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Cells of the longest bar.
const BAR: usize = 24;

/// Authors that are named; the others are counted.
const AUTHORS: usize = 10;

/// Writes no findings, only their totals.
pub struct Statistics<W> {
    out: W,
    families: BTreeMap<String, u64>,
    authors: BTreeMap<String, u64>,
    months: BTreeMap<String, u64>,
}

impl<W: Write> Statistics<W> {
    /// Onto `out`.
    pub fn new(_options: &RenderOptions, out: W) -> Statistics<W> {
        Statistics {
            out,
            families: BTreeMap::new(),
            authors: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    fn table(&mut self, title: &str, rows: Vec<(String, u64)>) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let most = rows.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
        let rows: Vec<(String, u64)> = rows
            .into_iter()
            .map(|(name, count)| (terminal(&name).into_owned(), count))
            .collect();
        let wide = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        writeln!(self.out, "{title}")?;
        for (name, count) in rows {
            let cells = (count as usize * BAR).div_ceil(most as usize);
            let (gap, bar) = (wide - width(&name), "█".repeat(cells));
            // A name of right-to-left letters must not turn the numbers behind it.
            let name = if is_rtl(&name) {
                format!("\u{2068}{name}\u{2069}")
            } else {
                name
            };
            writeln!(self.out, "  {name}{:gap$}  {count:>9}  {bar}", "")?;
        }
        writeln!(self.out)
    }
}

/// Where a post names no author, or no date.
const UNKNOWN: &str = "(not stated)";

/// The day of a post: as its source writes it where that begins with one, else that of its time, of an instant in UTC. Years
/// before social media and after this century are mistakes.
pub(super) fn day(post: &Post) -> Option<String> {
    let written = post
        .meta
        .posted_at
        .as_deref()
        .and_then(|time| time.get(..10)?.parse().ok());
    let date: Date = written.or_else(|| post.meta.when.map(|when| when.day(&TimeZone::UTC)))?;
    (1990..2100).contains(&date.year()).then(|| date.to_string())
}

/// Largest first, then by name.
fn ranked(counts: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut rows: Vec<(String, u64)> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows
}

impl<W: Write> Writer for Statistics<W> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        let counted: Vec<&Finding> = findings.iter().filter(|finding| finding.excuse.is_none()).collect();
        if counted.is_empty() {
            return Ok(());
        }
        let many = counted.len() as u64;
        let author = post.meta.author.as_deref().unwrap_or(UNKNOWN);
        *self.authors.entry(author.to_owned()).or_default() += many;
        let month = day(post).map_or(UNKNOWN.to_owned(), |day| day[..7].to_owned());
        *self.months.entry(month).or_default() += many;
        for finding in counted {
            *self.families.entry(finding.rule.family.clone()).or_default() += 1;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        let families = std::mem::take(&mut self.families);
        self.table(
            "severity",
            ranked(summary.by_severity.iter().map(|(k, v)| ((*k).to_string(), *v))),
        )?;
        self.table("family", ranked(families))?;
        self.table("rule", ranked(summary.by_rule.clone()))?;
        let authors = std::mem::take(&mut self.authors);
        if authors.keys().any(|author| author != UNKNOWN) {
            let mut rows = ranked(authors);
            let others: u64 = rows.iter().skip(AUTHORS).map(|(_, count)| count).sum();
            if others > 0 {
                let many = rows.len() - AUTHORS;
                rows.truncate(AUTHORS);
                rows.push((format!("({many} others)"), others));
            }
            self.table("author", rows)?;
        }
        let months = std::mem::take(&mut self.months);
        if months.keys().any(|month| month != UNKNOWN) {
            self.table("month", months.into_iter().collect())?;
        }
        let outcomes = summary.outcomes.iter();
        self.table(
            "what became of flagged posts",
            ranked(outcomes.map(|(word, n)| ((*word).to_string(), *n))),
        )?;
        self.table("skipped", ranked(summary.skipped.clone()))?;
        for (rule, why) in &summary.unfollowed {
            writeln!(self.out, "not followed by {}: {}", terminal(rule), terminal(why))?;
        }
        for refusal in refusals {
            let place = refusal.place();
            writeln!(self.out, "refused {}: {}", terminal(&place), terminal(&refusal.cause))?;
        }
        if summary.stopped {
            writeln!(self.out, "stopped before the end; these are the totals so far")?;
        }
        if let Some(compared) = &summary.compared {
            let gone = compared.gone.len();
            writeln!(
                self.out,
                "since the earlier run: {} new, {} same, {gone} gone",
                compared.new, compared.same
            )?;
        }
        writeln!(
            self.out,
            "{} read = {} checked + {} refused; {} with findings",
            summary.read, summary.checked, summary.refused, summary.flagged
        )?;
        self.out.flush()
    }
}
