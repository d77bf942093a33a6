//! A test report: a post is a test case, a finding its failure, a refusal its error. Held to the end, because the counts come
//! first in the file.

use super::escape::xml;
use super::json::Record;
use super::lines::Lines;
use super::{RenderOptions, Writer};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) struct Junit<W> {
    out: W,
    options: RenderOptions,
    cases: String,
    tests: u64,
    failures: u64,
}

impl<W: Write> Junit<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Junit {
            out,
            options,
            cases: String::new(),
            tests: 0,
            failures: 0,
        }
    }

    fn case(&mut self, post: &Post, findings: &[Finding]) -> std::fmt::Result {
        let (name, class) = (xml(&post.id), xml(&post.origin.source));
        if findings.is_empty() {
            return writeln!(self.cases, "    <testcase name=\"{name}\" classname=\"{class}\"/>");
        }
        let lines = Lines::new(post);
        // What a permission covers is told, and fails nothing.
        let (mut told, mut covered) = (String::new(), String::new());
        for finding in findings {
            let told = if finding.cover().is_some() {
                &mut covered
            } else {
                &mut told
            };
            if let Some(cover) = super::covered(finding, self.options.lang) {
                write!(told, "{cover}: ")?;
            }
            let record = Record::new(post, finding, &lines, self.options.lang);
            writeln!(
                told,
                "{}:{}:{}: {}: {}: {} {}",
                record.source, record.line, record.column, record.severity, record.rule, record.message, record.advice
            )?;
        }
        writeln!(self.cases, "    <testcase name=\"{name}\" classname=\"{class}\">")?;
        if let Some(first) = findings.iter().find(|finding| finding.cover().is_none()) {
            let (kind, message) = (xml(&first.rule.id), xml(&first.rule.title));
            writeln!(
                self.cases,
                "      <failure type=\"{kind}\" message=\"{message}\">{}</failure>",
                xml(&told)
            )?;
        }
        if !covered.is_empty() {
            writeln!(self.cases, "      <system-out>{}</system-out>", xml(&covered))?;
        }
        writeln!(self.cases, "    </testcase>")
    }
}

impl<W: Write> Writer for Junit<W> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        self.tests += 1;
        self.failures += u64::from(findings.iter().any(|finding| finding.cover().is_none()));
        self.case(post, findings).map_err(io::Error::other)
    }

    fn end(&mut self, _: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        let (tests, failures, errors) = (self.tests + refusals.len() as u64, self.failures, refusals.len());
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")?;
        writeln!(
            self.out,
            "  <testsuite name=\"postlint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        )?;
        self.out.write_all(self.cases.as_bytes())?;
        for refusal in refusals {
            let record = refusal.record.map_or(String::new(), |record| format!("#{record}"));
            let source = xml(&refusal.source);
            writeln!(
                self.out,
                "    <testcase name=\"{source}{record}\" classname=\"{source}\">"
            )?;
            writeln!(
                self.out,
                "      <error message=\"{}\"/>\n    </testcase>",
                xml(&refusal.cause)
            )?;
        }
        writeln!(self.out, "  </testsuite>\n</testsuites>")?;
        self.out.flush()
    }
}
