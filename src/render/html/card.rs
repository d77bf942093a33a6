//! A post with its findings as the page shows it without JavaScript. `report.js` draws the same.

use super::super::words::Words;
use super::shown::{Found, Shown};
use super::totals::html;
use super::{Names, RuleFacts};
use crate::rule::{Confidence, Severity};
use std::fmt::Write as _;

/// What every card needs to be drawn.
pub(super) struct Cards<'c> {
    pub words: &'c Words,
    pub names: &'c Names,
    pub rules: &'c [RuleFacts],
}

impl Cards<'_> {
    /// One card; `position` counts from 1.
    pub fn draw(&self, post: &Shown, position: usize) -> String {
        let id = format!("s{position}");
        let mut out = format!("<article tabindex=\"0\" aria-labelledby=\"{id}\"><header><h3 id=\"{id}\">");
        let _ = write!(out, "<bdi>{}:{}</bdi>", html(&post.source), post.line);
        if post.named {
            let _ = write!(out, " <bdi class=\"faint\">{}</bdi>", html(&post.id));
        }
        out.push_str("</h3>");
        let platforms = post.platforms.iter().flatten().map(|word| self.names.platform(word));
        let platforms = platforms.collect::<Vec<_>>().join(", ");
        let language = self.names.language(&post.group);
        for fact in [
            post.author.as_deref().unwrap_or_default(),
            post.time.as_deref().unwrap_or_default(),
            &platforms,
            post.kind.unwrap_or_default(),
            &language,
        ] {
            if !fact.is_empty() {
                let _ = write!(out, "<bdi>{}</bdi>", html(fact));
            }
        }
        let _ = write!(
            out,
            "</header><p class=\"text\" dir=\"auto\" lang=\"{}\">{}</p><ul class=\"found\">",
            post.lang,
            self.marked(post)
        );
        for found in &post.found {
            self.finding(post, found, &mut out);
        }
        out.push_str("</ul></article>\n");
        out
    }

    /// The text with every span.
    fn marked(&self, post: &Shown) -> String {
        let units: Vec<u16> = post.text.encode_utf16().collect();
        let mut edges: Vec<usize> = vec![0, units.len()];
        for found in &post.found {
            edges.extend([found.from, found.to]);
            edges.extend(found.labels.iter().flat_map(|(from, to, _)| [*from, *to]));
        }
        edges.sort_unstable();
        edges.dedup();
        let mut out = String::from(if post.before { "… " } else { "" });
        for (index, &from) in edges.iter().enumerate() {
            for _ in post.found.iter().filter(|f| f.from == from && f.to == from) {
                let _ = write!(out, "<span class=\"missing\">{}</span>", html(self.words.missing_here));
            }
            let Some(&to) = edges.get(index + 1) else { break };
            let piece = line_text(&String::from_utf16_lossy(&units[from..to]));
            let over = post.found.iter().filter(|f| f.from <= from && to <= f.to);
            let strongest = over.map(|f| f.severity).min().and_then(|at| Severity::ALL.get(at));
            let mut labels: Vec<&str> = Vec::new();
            for (begin, end, word) in post.found.iter().flat_map(|found| &found.labels) {
                if *begin <= from && to <= *end && !word.is_empty() && !labels.contains(&word.as_str()) {
                    labels.push(word);
                }
            }
            let piece = match labels.is_empty() {
                true => piece,
                false => {
                    let words = html(&labels.join(", "));
                    format!("<span class=\"label\" title=\"{words}\">{piece}</span>")
                }
            };
            let _ = match strongest {
                Some(severity) => write!(out, "<mark class=\"{severity}\">{piece}</mark>"),
                None => write!(out, "{piece}"),
            };
        }
        out.push_str(if post.after { " …" } else { "" });
        out
    }

    fn finding(&self, post: &Shown, found: &Found, out: &mut String) {
        let rule = &self.rules[found.rule];
        let severity = Severity::ALL[found.severity];
        let confidence = [Confidence::High, Confidence::Medium, Confidence::Low][found.confidence];
        let _ = write!(
            out,
            "<li class=\"{severity}\"><p class=\"head\"><span class=\"severity\">{}</span>: <bdi lang=\"en\">{}</bdi> \
             <span class=\"rule\"><bdi lang=\"en\">{}</bdi> · {}: {}{} · <bdi>{}</bdi></span>",
            html(self.words.severity(severity)),
            html(&rule.title),
            html(&rule.id),
            html(self.words.confidence),
            html(self.words.level(confidence)),
            if found.by_weight {
                format!("; {}", html(self.words.by_weight))
            } else {
                String::new()
            },
            found.at,
        );
        if let Some(change) = found.change {
            let _ = write!(
                out,
                " <span class=\"change\">{}</span>",
                html(self.names.change(change))
            );
        }
        if let Some(cover) = &found.cover {
            let _ = write!(out, " <span class=\"cover\"><bdi>{}</bdi></span>", html(cover));
        }
        let _ = write!(
            out,
            "</p><p dir=\"auto\" lang=\"{}\">{}{}</p>",
            rule.lang,
            html(&rule.message),
            found
                .told
                .as_ref()
                .map(|told| format!(" {}", html(told)))
                .unwrap_or_default()
        );
        if !rule.advice.is_empty() {
            let _ = write!(
                out,
                "<p><strong>{}: </strong><bdi lang=\"{}\">{}</bdi></p>",
                html(self.words.to_do),
                rule.lang,
                html(&rule.advice)
            );
        }
        out.push_str("<ul class=\"clauses\">");
        for clause in &rule.clauses {
            let _ = write!(
                out,
                "<li lang=\"en\" dir=\"ltr\">{} — <span class=\"faint\">{}</span></li>",
                html(&clause.says),
                html(&clause.cite)
            );
        }
        out.push_str("</ul>");
        self.reasons(post, found, out);
        out.push_str("</li>");
    }

    fn reasons(&self, post: &Shown, found: &Found, out: &mut String) {
        let units: Vec<u16> = post.text.encode_utf16().collect();
        let quoted = |text: &str| format!("<bdi>“{}”</bdi>", line_text(text));
        let labels = found.labels.iter().map(|(from, to, word)| {
            let text = String::from_utf16_lossy(units.get(*from..*to).unwrap_or_default());
            match word.is_empty() {
                true => quoted(&text),
                false => format!("{} (<bdi>{}</bdi>)", quoted(&text), html(word)),
            }
        });
        let matched = found
            .matched
            .iter()
            .map(|(entry, folds)| format!("{} (<bdi>{}</bdi>)", quoted(entry), html(folds)));
        let depends = found
            .depends
            .iter()
            .map(|(fact, value)| format!("<bdi>{}: {}</bdi>", html(fact), html(value)));
        let fix = found.fix.iter().map(|(old, new)| match old.is_empty() {
            true => format!("+ {}", quoted(new)),
            false => format!("{} → {}", quoted(old), quoted(new)),
        });
        let weaker = if found.weaker { self.words.weaker } else { "" };
        let assumed = format!(" ({}{})", html(self.words.assumed), html(weaker));
        let rows = [
            (self.words.why, labels.collect::<Vec<_>>(), ""),
            (self.words.read_as, matched.collect(), ""),
            (self.words.depends_on, depends.collect(), assumed.as_str()),
            (self.words.fix, fix.collect(), ""),
        ];
        if rows.iter().all(|(_, list, _)| list.is_empty()) {
            return;
        }
        out.push_str("<div class=\"why\"><dl>");
        for (name, list, tail) in rows.iter().filter(|(_, list, _)| !list.is_empty()) {
            let _ = write!(
                out,
                "<div><dt>{}: </dt><dd>{}{tail}</dd></div>",
                html(name),
                list.join("; ")
            );
        }
        out.push_str("</dl></div>");
    }
}

/// Text that may hold line breaks: they stay, everything else is made visible and escaped.
fn line_text(text: &str) -> String {
    text.split('\n').map(html).collect::<Vec<_>>().join("\n")
}
