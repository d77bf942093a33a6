//! Diagnostics for reviewdog. Its columns count bytes.

use super::escape;
use super::json::Tool;
use super::lines::Lines;
use super::{RenderOptions, Writer, said};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::Severity;
use crate::text::span::{InPost, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) struct Rdjson<W> {
    out: W,
    options: RenderOptions,
    written: bool,
}

impl<W: Write> Rdjson<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Rdjson {
            out,
            options,
            written: false,
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Advice => "INFO",
    }
}

/// A range of the file; only the line where the post is not written in the file as it reads.
fn range(lines: &Lines<'_>, span: Span<InPost>) -> Value {
    let (start, end) = (lines.at(span.start), lines.at(span.end));
    match lines.is_verbatim(span) {
        true => json!({
            "start": { "line": start.line, "column": start.byte_column },
            "end": { "line": end.line, "column": end.byte_column },
        }),
        false => json!({ "start": { "line": start.line } }),
    }
}

impl<W: Write> Writer for Rdjson<W> {
    fn begin(&mut self) -> io::Result<()> {
        let name = Tool::this().name;
        write!(self.out, "{{\"source\":{{\"name\":\"{name}\"}},\"diagnostics\":[")
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            let rule = &finding.rule;
            let said = said(finding, self.options.lang, "\n");
            // Review comments are Markdown, and what an archive showed may quote a stranger.
            let message = match finding.told {
                Some(_) => said.split('\n').map(escape::markdown).collect::<Vec<_>>().join("\n"),
                None => said,
            };
            let mut diagnostic = json!({
                "message": message,
                "location": { "path": post.origin.source, "range": range(&lines, finding.span) },
                "severity": if finding.cover().is_some() { "INFO" } else { level(finding.severity) },
                "code": { "value": rule.id },
            });
            // A replacement can be applied only where the file holds the text as it reads.
            if let Some(fix) = finding.fix.as_ref().filter(|fix| lines.is_verbatim(fix.span)) {
                let suggestion = json!({ "range": range(&lines, fix.span), "text": fix.replacement });
                diagnostic["suggestions"] = json!([suggestion]);
            }
            self.out.write_all(if self.written { b",\n" } else { b"\n" })?;
            self.written = true;
            escape::json(&mut self.out, &diagnostic)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}
