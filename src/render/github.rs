//! Workflow commands of GitHub Actions: annotations on the lines of a pull request.

use super::escape::{github_message, github_property};
use super::lines::Lines;
use super::words::Words;
use super::{RenderOptions, Unit, Writer};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::{Place, Post};
use crate::rule::{Rule, Severity};
use std::io::{self, Write};

pub(super) struct Github<W> {
    out: W,
    options: RenderOptions,
}

impl<W: Write> Github<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Github { out, options }
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
            let command = command(finding.severity);
            let file = github_property(&post.origin.source);
            let title = github_property(&format!("{} ({})", rule.title, rule.id));
            write!(self.out, "::{command} file={file},line={}", start.line)?;
            // GitHub takes columns only where the annotation stays on one line, and a record's columns are not the file's.
            if matches!(post.origin.place, Place::Verbatim { .. }) {
                write!(self.out, ",endLine={}", end.line)?;
                if start.line == end.line {
                    write!(self.out, ",col={},endColumn={}", start.utf16_column, end.utf16_column)?;
                }
            }
            let cites: Vec<&str> = rule.clauses.iter().map(|citation| citation.cite.as_str()).collect();
            let message = Rule::text_in(&rule.message, self.options.lang);
            let advice = Rule::text_in(&rule.advice, self.options.lang);
            let said = github_message(&format!("{message}\n{advice}\n{}", cites.join("; ")));
            writeln!(self.out, ",title={title}::{said}")?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        for refusal in refusals {
            let file = github_property(&refusal.source);
            // A record that is lost is counted; an input that is lost fails the run.
            let command = if refusal.record.is_some() { "warning" } else { "error" };
            write!(self.out, "::{command} file={file}")?;
            if let Some(line) = refusal.line {
                write!(self.out, ",line={line}")?;
            }
            writeln!(self.out, ",title=postlint::{}", github_message(&refusal.cause))?;
        }
        // GitHub shows some ten annotations a step: the sum says whether there were more.
        let count = |severity: &Severity| summary.by_severity.get(severity.word()).copied().unwrap_or(0);
        let mut all = [0; 3];
        all.iter_mut()
            .zip(Severity::ALL)
            .for_each(|(slot, severity)| *slot = count(severity));
        let skipped = summary.skipped.values().sum();
        // Inputs that were lost as a whole are told too, whether or not they were counted as records.
        let refused = summary.refused.max(refusals.len() as u64);
        let words = Words::of(self.options.lang);
        let unit: Unit = self.options.unit;
        let said = words.verdict(
            all,
            summary.flagged,
            summary.checked,
            refused,
            skipped,
            &summary.excused,
            unit,
        );
        writeln!(self.out, "::notice title=postlint::{}", github_message(&said))?;
        self.out.flush()
    }
}
