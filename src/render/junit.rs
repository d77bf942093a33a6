//! A test report: a post is a test case, a finding its failure, a refusal its error. A suite begins with its counts, so it is
//! held until it is whole; one that grows large is closed, and the next one begun.

use super::escape::xml;
use super::json::Record;
use super::lines::Lines;
use super::words::Words;
use super::{RenderOptions, Writer};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Bytes of test cases in a suite, about: what is held.
const SUITE: usize = 4 << 20;

pub(super) struct Junit<W> {
    out: W,
    options: RenderOptions,
    /// Suites written.
    suites: usize,
    cases: String,
    tests: u64,
    failures: u64,
    errors: u64,
}

impl<W: Write> Junit<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Junit {
            out,
            options,
            suites: 0,
            cases: String::new(),
            tests: 0,
            failures: 0,
            errors: 0,
        }
    }

    /// Writes the suite that is held, and begins another.
    fn close(&mut self) -> io::Result<()> {
        let (tests, failures, errors) = (self.tests, self.failures, self.errors);
        self.suites += 1;
        let number = if self.suites == 1 {
            String::new()
        } else {
            format!(" {}", self.suites)
        };
        writeln!(
            self.out,
            "  <testsuite name=\"postlint{number}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        )?;
        self.out.write_all(self.cases.as_bytes())?;
        writeln!(self.out, "  </testsuite>")?;
        self.cases.clear();
        (self.tests, self.failures, self.errors) = (0, 0, 0);
        Ok(())
    }

    fn close_if_large(&mut self) -> io::Result<()> {
        if self.cases.len() < SUITE { Ok(()) } else { self.close() }
    }

    fn test(&mut self, name: &str, post: &Post, findings: &[Finding]) -> io::Result<()> {
        self.tests += 1;
        self.failures += u64::from(findings.iter().any(|finding| finding.cover().is_none()));
        self.case(name, post, findings).map_err(io::Error::other)?;
        self.close_if_large()
    }

    fn error(&mut self, refusal: &Refusal) -> std::fmt::Result {
        let record = refusal.record.map_or(String::new(), |record| format!("#{record}"));
        let (source, cause) = (xml(&refusal.source), xml(&refusal.cause));
        writeln!(
            self.cases,
            "    <testcase name=\"{source}{record}\" classname=\"{source}\">"
        )?;
        writeln!(self.cases, "      <error message=\"{cause}\"/>\n    </testcase>")
    }

    fn case(&mut self, name: &str, post: &Post, findings: &[Finding]) -> std::fmt::Result {
        let (name, class) = (xml(name), xml(&post.origin.source));
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
        // Build servers show the headline first: the strongest, of equals the first.
        let counting = findings.iter().rev().filter(|finding| finding.cover().is_none());
        if let Some(worst) = counting.max_by_key(|finding| finding.severity) {
            let (kind, message) = (xml(&worst.rule.id), xml(&worst.rule.title));
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
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        self.test(&post.id, post, findings)
    }

    /// The post has its case already: this is one of its own.
    fn afterwards(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        match findings.first() {
            Some(first) => self.test(&format!("{} ({})", post.id, first.rule.id), post, findings),
            None => Ok(()),
        }
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        if summary.stopped {
            let stopped = xml(Words::of(self.options.lang).stopped);
            self.tests += 1;
            self.errors += 1;
            let case = format!(
                "    <testcase name=\"postlint\" classname=\"postlint\">\n      <error message=\"{stopped}\"/>\n    </testcase>\n"
            );
            self.cases.push_str(&case);
        }
        for refusal in refusals {
            self.tests += 1;
            self.errors += 1;
            self.error(refusal).map_err(io::Error::other)?;
            self.close_if_large()?;
        }
        if self.tests > 0 || self.suites == 0 {
            self.close()?;
        }
        writeln!(self.out, "</testsuites>")?;
        self.out.flush()
    }
}
