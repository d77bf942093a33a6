//! A table of a platform's export, row by row, with its columns by name.

use super::Part;
use crate::finding::Refusal;
use crate::source::error::Error;
use crate::source::lines::Lines;
use crate::source::rows::{Cut, Row, Rows};
use crate::source::vocabulary::folded;
use crate::source::{Each, Event, encoding, refuse, skip};
use std::ops::ControlFlow;

/// A sheet whose header was read.
pub(super) struct Sheet {
    source: String,
    rows: Rows<'static>,
    /// Names of the columns, folded.
    names: Vec<String>,
    record: usize,
    /// A row of another width is a fault.
    strict: bool,
    ended: bool,
}

/// A row.
pub(super) struct Record {
    /// Number in the file, from 1, the header not counted.
    pub(super) record: usize,
    /// Line where it starts, from 1.
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

/// How the quotes in cells are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// `""`
    Doubled,
    /// `\"`
    Escaped,
}

impl Sheet {
    /// Opens a sheet. `None` where it cannot be opened or is empty, which is then said.
    pub(super) fn open(
        part: &Part<'_>,
        file: usize,
        quoting: Quoting,
        strict: bool,
        each: &mut Each<'_>,
    ) -> ControlFlow<(), Option<Sheet>> {
        let source = part.source(file);
        let Some(bytes) = part.open(file, each)? else {
            return ControlFlow::Continue(None);
        };
        let limit = part.options.largest_record;
        let opened = encoding::open(bytes).map(|bytes| Rows::new(Lines::new(bytes, limit), limit));
        let rows = opened.map(|rows| {
            if quoting == Quoting::Escaped {
                rows.escaped()
            } else {
                rows
            }
        });
        let mut header = Row::default();
        let first = rows.and_then(|mut rows| Ok((rows.next(&mut header)?, rows)));
        match first {
            Ok((Cut::Row(_), rows)) => {
                let names = header
                    .cells()
                    .map(|cell| folded(&String::from_utf8_lossy(cell)))
                    .collect();
                return ControlFlow::Continue(Some(Sheet {
                    source,
                    rows,
                    names,
                    record: 0,
                    strict,
                    ended: false,
                }));
            }
            Ok((Cut::End, _)) => skip(&source, None, "empty", each)?,
            Ok((Cut::Bad(_, error), _)) => refuse(&source, error, each)?,
            Err(error) => refuse(&source, Error::Read(error), each)?,
        }
        ControlFlow::Continue(None)
    }

    /// The file as users name it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The column of a name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The next row that can be read; those that cannot are refused on the way.
    pub(super) fn next(&mut self, each: &mut Each<'_>) -> ControlFlow<(), Option<Record>> {
        let mut row = Row::default();
        while !self.ended {
            let cut = self.rows.next(&mut row);
            self.record += 1;
            match cut {
                Ok(Cut::End) => self.ended = true,
                Ok(Cut::Bad(line, error)) => self.refuse(line, &error, each)?,
                Ok(Cut::Row(line)) => match self.cells(&row) {
                    Ok(cells) => {
                        let record = self.record;
                        return ControlFlow::Continue(Some(Record { record, line, cells }));
                    }
                    Err(error) => self.refuse(line, &error, each)?,
                },
                Err(error) => {
                    self.ended = true;
                    refuse(&self.source, Error::Read(error), each)?;
                }
            }
        }
        ControlFlow::Continue(None)
    }

    fn cells(&self, row: &Row) -> Result<Vec<String>, Error> {
        let count = row.cells().len();
        if self.strict && count != self.names.len() {
            let width = self.names.len();
            return Err(Error::Row(format!(
                "this row has {count} cells where the header has {width}"
            )));
        }
        let decode = |(at, cell): (usize, &[u8])| {
            let text = std::str::from_utf8(cell).map_err(|error| {
                let byte = error.valid_up_to();
                Error::Row(format!("invalid UTF-8 at byte {byte} of cell {}", at + 1))
            })?;
            Ok(text.to_owned())
        };
        row.cells().enumerate().map(decode).collect()
    }

    fn refuse(&self, line: usize, error: &Error, each: &mut Each<'_>) -> ControlFlow<()> {
        each(Event::Refused(Refusal {
            source: self.source.clone(),
            record: Some(self.record),
            line: Some(line),
            column: None,
            cause: error.to_string(),
        }))
    }
}

impl Record {
    /// The cell of a column, trimmed; `None` where it is missing or blank.
    pub(super) fn cell(&self, column: Option<usize>) -> Option<&str> {
        let cell = self.cells.get(column?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }
}
