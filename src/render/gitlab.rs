//! The code quality report of GitLab: a list of issues.

use super::escape;
use super::lines::Lines;
use super::{RenderOptions, Writer};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::{Rule, Severity};
use serde_json::json;
use std::io::{self, Write};

pub(super) struct Gitlab<W> {
    out: W,
    options: RenderOptions,
    written: bool,
}

impl<W: Write> Gitlab<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Gitlab {
            out,
            options,
            written: false,
        }
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
            let rule = &finding.rule;
            let issue = json!({
                "type": "issue",
                "check_name": rule.id,
                "description": Rule::text_in(&rule.message, self.options.lang),
                "content": { "body": Rule::text_in(&rule.advice, self.options.lang) },
                "categories": ["Compliance"],
                "severity": level(finding.severity),
                "fingerprint": finding.fingerprint,
                "location": { "path": post.origin.source, "lines": { "begin": start.line, "end": end.line } },
            });
            self.out.write_all(if self.written { b",\n" } else { b"\n" })?;
            self.written = true;
            escape::json(&mut self.out, &issue)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()
    }
}
