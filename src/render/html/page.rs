//! The parts of the page that are known only in the end, in the order of the page.

use super::card::Cards;
use super::totals::{self, html};
use super::words::with;
use super::{Html, NAMED};
use crate::finding::{Refusal, Summary};
use crate::rule::Severity;
use std::io::{self, Write};

impl<W: Write> Html<W> {
    pub(super) fn head(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        let page = self.page;
        write!(
            self.out,
            "<a class=\"skip\" href=\"#findings\">{}</a>\n<header><h1>{}</h1>\n<p class=\"note\">{}</p>\n",
            html(page.skip_link),
            html(page.title),
            html(page.note)
        )?;
        if summary.stopped {
            writeln!(self.out, "<p class=\"warn\">{}</p>", html(self.words.stopped))?;
        }
        write!(
            self.out,
            "</header>\n<main>\n<section aria-labelledby=\"h-totals\"><h2 id=\"h-totals\">{}</h2>\n<dl class=\"totals\">",
            html(page.totals)
        )?;
        for ((severity, name), count) in Severity::ALL.iter().zip(page.severities).zip(summary.severities()) {
            self.total(severity.word(), name, count)?;
        }
        self.total("", page.flagged, summary.flagged)?;
        self.total("", page.read, summary.read)?;
        self.total("", page.checked, summary.checked)?;
        self.total("", page.refused, summary.refused.max(refusals.len() as u64))?;
        for (reason, count) in &summary.skipped {
            self.total("", &format!("{}: {reason}", page.skipped), *count)?;
        }
        self.out.write_all(b"</dl></section>\n")?;
        self.compared(summary)
    }

    fn total(&mut self, class: &str, name: &str, count: u64) -> io::Result<()> {
        let name = html(name);
        write!(self.out, "<div class=\"{class}\"><dt>{name}</dt><dd>{count}</dd></div>")
    }

    /// New, same and gone since an earlier run, and what is gone.
    fn compared(&mut self, summary: &Summary) -> io::Result<()> {
        let Some(compared) = &summary.compared else {
            return Ok(());
        };
        write!(
            self.out,
            "<section aria-labelledby=\"h-earlier\"><h2 id=\"h-earlier\">{}</h2>\n<dl class=\"totals\">",
            html(self.words.earlier)
        )?;
        let counts = [compared.new, compared.same, compared.gone.len() as u64];
        for (name, count) in self.words.changes.into_iter().zip(counts) {
            self.total("", name, count)?;
        }
        self.out.write_all(b"</dl>\n")?;
        if !compared.gone.is_empty() {
            writeln!(self.out, "<h3>{}</h3>\n<ul>", html(self.words.changes[2]))?;
            for gone in compared.gone.iter().take(NAMED) {
                writeln!(
                    self.out,
                    "<li><bdi>{}:{}:{}</bdi> · <bdi lang=\"en\">{}</bdi> · <bdi>“{}”</bdi></li>",
                    html(&gone.source),
                    gone.line,
                    gone.column,
                    html(&gone.rule),
                    html(&gone.text.chars().take(200).collect::<String>())
                )?;
            }
            self.more(compared.gone.len())?;
            self.out.write_all(b"</ul>\n")?;
        }
        self.out.write_all(b"</section>\n")
    }

    fn more(&mut self, all: usize) -> io::Result<()> {
        if all > NAMED {
            writeln!(
                self.out,
                "<li>{}</li>",
                html(&with(self.page.more, &[(all - NAMED) as u64]))
            )?;
        }
        Ok(())
    }

    pub(super) fn charts(&mut self, summary: &Summary) -> io::Result<()> {
        let page = self.page;
        self.out.write_all(totals::over_time(&self.counts, page).as_bytes())?;
        if self.posts.is_empty() {
            return Ok(());
        }
        let same = |key: &str| key.to_owned();
        let counts = &self.counts;
        let tables = [
            totals::table(page.by_clause, "clause", &counts.clauses, page, same),
            totals::table(page.by_family, "family", &counts.families, page, same),
            totals::table(page.by_rule, "rule", &summary.by_rule, page, same),
            totals::table(page.by_author, "author", &counts.authors, page, same),
            totals::table(page.by_platform, "platform", &counts.platforms, page, |key| {
                self.names.platform(key)
            }),
            totals::table(page.by_language, "language", &counts.languages, page, |key| {
                self.names.language(key)
            }),
        ];
        write!(self.out, "<div class=\"tables\">\n{}</div>\n", tables.concat())
    }

    pub(super) fn list(&mut self) -> io::Result<()> {
        let page = self.page;
        write!(
            self.out,
            "<section id=\"findings\" aria-labelledby=\"h-findings\"><h2 id=\"h-findings\">{}</h2>\n\
             <form id=\"filters\" class=\"filters\" role=\"search\" aria-label=\"{}\" hidden>\n\
             <div class=\"search\"><label for=\"f-q\">{}</label><input id=\"f-q\" name=\"q\" type=\"search\" dir=\"auto\" autocomplete=\"off\"></div>\n",
            html(page.findings),
            html(page.filter),
            html(page.search)
        )?;
        for (name, label) in [
            ("severity", page.severity),
            ("confidence", page.confidence),
            ("pack", page.pack),
            ("family", page.family),
            ("clause", page.clause),
            ("rule", page.rule),
            ("author", page.author),
            ("platform", page.platform),
            ("language", page.language),
            ("change", page.change),
        ] {
            writeln!(
                self.out,
                "<div><label for=\"f-{name}\">{}</label><select id=\"f-{name}\" name=\"{name}\"><option value=\"\"></option></select></div>",
                html(label)
            )?;
        }
        for (name, label) in [("from", page.from), ("to", page.to)] {
            writeln!(
                self.out,
                "<div><label for=\"f-{name}\">{}</label><input id=\"f-{name}\" name=\"{name}\" type=\"date\"></div>",
                html(label)
            )?;
        }
        write!(
            self.out,
            "<div><button type=\"reset\">{}</button></div>\n</form>\n\
             <p id=\"count\" role=\"status\" aria-live=\"polite\" tabindex=\"-1\"></p>\n<p id=\"printed\" class=\"print-only\"></p>\n",
            html(page.reset)
        )?;
        if self.posts.is_empty() {
            writeln!(self.out, "<noscript><p>{}</p></noscript>", html(page.nothing))?;
        } else if self.posts.len() > self.first.len() {
            let said = with(page.first_part, &[self.first.len() as u64]);
            writeln!(self.out, "<noscript><p class=\"warn\">{}</p></noscript>", html(&said))?;
        }
        writeln!(
            self.out,
            "<div id=\"list\" role=\"feed\" aria-labelledby=\"h-findings\">"
        )?;
        let cards = Cards {
            words: self.words,
            names: &self.names,
            rules: &self.rules,
        };
        for (index, post) in self.first.iter().enumerate() {
            self.out.write_all(cards.draw(post, index + 1).as_bytes())?;
        }
        self.out.write_all(b"</div></section>\n")
    }

    pub(super) fn unread(&mut self, refusals: &[Refusal]) -> io::Result<()> {
        if refusals.is_empty() {
            return Ok(());
        }
        write!(
            self.out,
            "<section aria-labelledby=\"h-unread\"><h2 id=\"h-unread\">{}</h2>\n<ul>",
            html(self.page.unread)
        )?;
        for refusal in refusals.iter().take(NAMED) {
            writeln!(
                self.out,
                "<li><bdi>{}</bdi>: <bdi lang=\"en\">{}</bdi></li>",
                html(&refusal.place()),
                html(&refusal.cause)
            )?;
        }
        self.more(refusals.len())?;
        self.out.write_all(b"</ul></section>\n")
    }
}
