//! A table for spreadsheets: UTF-8 with its mark (without it Excel breaks every script but Latin), CRLF, one finding a row.

use super::escape::csv_cell;
use super::json::Record;
use super::lines::Lines;
use super::{RenderOptions, Writer, covered};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use std::io::{self, Write};

/// The columns, by the names of the JSON fields.
const COLUMNS: [&str; 16] = [
    "source",
    "line",
    "column",
    "post_id",
    "severity",
    "confidence",
    "pack",
    "rule",
    "clauses",
    "family",
    "text",
    "message",
    "advice",
    "depends_on",
    "fingerprint",
    "covered",
];

pub(super) struct Csv<W> {
    out: W,
    options: RenderOptions,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Csv { out, options }
    }
}

impl<W: Write> Writer for Csv<W> {
    fn begin(&mut self) -> io::Result<()> {
        write!(self.out, "\u{FEFF}{}\r\n", COLUMNS.join(","))
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            let record = Record::new(post, finding, &lines, self.options.lang);
            let depends_on = record
                .depends_on
                .iter()
                .map(|one| format!("{}: {}", one.fact, one.assumed));
            let covered = covered(finding, self.options.lang).unwrap_or_default();
            let cells: [&str; COLUMNS.len()] = [
                &record.source,
                &record.line.to_string(),
                &record.column.to_string(),
                &record.post_id,
                record.severity.word(),
                record.confidence.word(),
                &record.pack,
                &record.rule,
                &record.clauses.join("; "),
                &record.family,
                &record.text,
                &record.message,
                &record.advice,
                &depends_on.collect::<Vec<_>>().join("; "),
                &record.fingerprint,
                &covered,
            ];
            write!(self.out, "{}\r\n", cells.map(csv_cell).join(","))?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        self.out.flush()
    }
}
