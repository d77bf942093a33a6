//! Checkstyle's XML, which many tools read.

use super::escape::xml;
use super::lines::Lines;
use super::{RenderOptions, Writer, said};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::Severity;
use std::io::{self, Write};

pub(super) struct Checkstyle<W> {
    out: W,
    options: RenderOptions,
    /// The file whose element is open.
    file: Option<String>,
}

impl<W: Write> Checkstyle<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Checkstyle {
            out,
            options,
            file: None,
        }
    }

    fn close(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some(_) => writeln!(self.out, "  </file>"),
            None => Ok(()),
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "info",
    }
}

impl<W: Write> Writer for Checkstyle<W> {
    fn begin(&mut self) -> io::Result<()> {
        writeln!(
            self.out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">"
        )
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let source = &post.origin.source;
        if self.file.as_ref() != Some(source) {
            self.close()?;
            writeln!(self.out, "  <file name=\"{}\">", xml(source))?;
            self.file = Some(source.clone());
        }
        let lines = Lines::new(post);
        for finding in findings {
            let at = lines.at(finding.span.start);
            let rule = &finding.rule;
            let severity = if finding.cover().is_some() {
                "info"
            } else {
                level(finding.severity)
            };
            writeln!(
                self.out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"{}\"/>",
                at.line,
                at.column,
                severity,
                xml(&said(finding, self.options.lang, " ")),
                xml(&rule.id)
            )?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        self.close()?;
        writeln!(self.out, "</checkstyle>")?;
        self.out.flush()
    }
}
