//! The code quality report of GitLab: a list of issues.

use super::escape;
use super::lines::Lines;
use super::{RenderOptions, Writer, covered};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::{Rule, Severity};
use serde_json::json;
use std::collections::HashMap;
use std::io::{self, Write};

pub(super) struct Gitlab<W> {
    out: W,
    options: RenderOptions,
    begun: bool,
    /// How often a fingerprint was written: GitLab takes two alike for one.
    written: HashMap<String, usize>,
}

impl<W: Write> Gitlab<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Gitlab {
            out,
            options,
            begun: false,
            written: HashMap::new(),
        }
    }
}

/// A fingerprint that no other issue of the report has, the same as long as no like one comes before it.
fn own(fingerprint: &str, nth: usize) -> String {
    match nth {
        0 => fingerprint.to_owned(),
        nth => format!("{fingerprint}-{nth}"),
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Advice => "info",
    }
}

impl<W: Write> Writer for Gitlab<W> {
    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all(b"[")
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            let (start, end) = (lines.at(finding.span.start), lines.at(finding.span.end));
            // A title may stand above the text that it is joined to.
            let last = end.line.max(start.line);
            let rule = &finding.rule;
            let nth = self.written.entry(finding.fingerprint.clone()).or_default();
            let fingerprint = own(&finding.fingerprint, *nth);
            *nth += 1;
            let message = finding.message(self.options.lang);
            let description = match covered(finding, self.options.lang) {
                Some(covered) => format!("{covered}. {message}"),
                None => message.into_owned(),
            };
            let severity = if finding.cover().is_some() {
                "info"
            } else {
                level(finding.severity)
            };
            let issue = json!({
                "type": "issue",
                "check_name": rule.id,
                "description": description,
                "content": { "body": Rule::text_in(&rule.advice, self.options.lang) },
                "categories": ["Compliance"],
                "severity": severity,
                "fingerprint": fingerprint,
                "location": { "path": post.origin.source, "lines": { "begin": start.line, "end": last } },
            });
            self.out.write_all(if self.begun { b",\n" } else { b"\n" })?;
            self.begun = true;
            escape::json(&mut self.out, &issue)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()
    }
}
