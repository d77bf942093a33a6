//! Workflow commands of GitHub Actions: annotations on the lines of a pull request.

use super::escape::{github_message, github_property};
use super::lines::Lines;
use super::words::Words;
use super::{RenderOptions, Unit, Writer, said};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::Severity;
use std::io::{self, Write};

/// Annotations of one severity that are held to be written worst first. GitHub shows some ten a step; what comes after so
/// many is counted.
const MOST: usize = 1_000;

pub(super) struct Github<W> {
    out: W,
    options: RenderOptions,
    /// Annotations by severity, strongest first.
    held: [Vec<String>; 3],
}

impl<W: Write> Github<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Github {
            out,
            options,
            held: Default::default(),
        }
    }
}

const fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    }
}

impl<W: Write> Writer for Github<W> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            let (start, end) = (lines.at(finding.span.start), lines.at(finding.span.end));
            let rule = &finding.rule;
            // What a permission covers is told, not warned of.
            let severity = if finding.cover().is_some() {
                Severity::Advice
            } else {
                finding.severity
            };
            let command = command(severity);
            let file = github_property(&post.origin.source);
            let title = github_property(&format!("{} ({})", rule.title, rule.id));
            let mut line_of = format!("::{command} file={file},line={}", start.line);
            // GitHub takes columns only where the annotation stays on one line, and a record's columns are not the file's.
            if lines.is_verbatim(finding.span) {
                line_of.push_str(&format!(",endLine={}", end.line));
                if start.line == end.line {
                    line_of.push_str(&format!(",col={},endColumn={}", start.utf16_column, end.utf16_column));
                }
            }
            let cites: Vec<&str> = rule.clauses.iter().map(|citation| citation.cite.as_str()).collect();
            let said = said(finding, self.options.lang, "\n");
            let said = github_message(&format!("{said}\n{}", cites.join("; ")));
            line_of.push_str(&format!(",title={title}::{said}\n"));
            let place = severity.place();
            if self.held[place].len() < MOST {
                self.held[place].push(line_of);
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        for refusal in refusals {
            let file = github_property(&refusal.source);
            // A record that is lost is counted; an input that is lost fails the run.
            let (command, place) = if refusal.record.is_some() {
                ("warning", 1)
            } else {
                ("error", 0)
            };
            let line = refusal.line.map_or(String::new(), |line| format!(",line={line}"));
            let record = refusal.record.map_or(String::new(), |record| format!(" #{record}"));
            let cause = github_message(&refusal.cause);
            if self.held[place].len() < MOST {
                let title = format!("postlint{record}");
                self.held[place].push(format!("::{command} file={file}{line},title={title}::{cause}\n"));
            }
        }
        let words = Words::of(self.options.lang);
        if summary.stopped {
            let said = github_message(words.stopped);
            writeln!(self.out, "::warning title=postlint::{said}")?;
        }
        for line in self.held.iter().flatten() {
            self.out.write_all(line.as_bytes())?;
        }
        // GitHub shows some ten annotations a step: the sum says whether there were more.
        let skipped = summary.skipped.values().sum();
        // Inputs that were lost as a whole are told too, whether or not they were counted as records.
        let refused = summary.refused.max(refusals.len() as u64);
        let unit: Unit = self.options.unit;
        let said = words.verdict(
            summary.severities(),
            summary.flagged,
            summary.checked,
            refused,
            skipped,
            unit,
        );
        let said = words.with_excused(&said, &summary.excused);
        writeln!(self.out, "::notice title=postlint::{}", github_message(&said))?;
        self.out.flush()
    }
}
