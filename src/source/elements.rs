//! The records of a JSON file, parsed one at a time. A bad one costs itself.

use super::error::size;
use super::json::{complaint, parse, place};
use super::json_split::{Ending, Piece, Splitter};
use super::lines::line_and_column;
use super::{Each, Error, Event, ReadOptions, encoding, refuse, warn};
use crate::finding::Refusal;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::rc::Rc;

/// A record.
pub(super) struct Element<T = Value> {
    /// The key of its list in the root object; `None` where the root is the list.
    pub(super) key: Option<Rc<str>>,
    /// Number in the file, from 1, over all its lists.
    pub(super) record: usize,
    /// Line where it starts, from 1.
    pub(super) line: usize,
    /// What it holds.
    pub(super) value: T,
}

/// The elements of a file's lists: the list at the root, or those one level down in an object.
pub(super) struct Elements<'b> {
    source: Rc<str>,
    splitter: Splitter<Box<dyn BufRead + 'b>>,
    element: Vec<u8>,
    record: usize,
    limit: usize,
    ended: bool,
    /// Repairs what is no JSON; `None` where it cannot.
    mend: Option<fn(&str) -> Option<String>>,
}

impl<'b> Elements<'b> {
    /// `Break` where the reading is over; `None` where the file cannot be opened, which is then said.
    pub(super) fn new(
        source: &str,
        bytes: Box<dyn BufRead + 'b>,
        options: &ReadOptions,
        each: &mut Each<'_>,
    ) -> ControlFlow<(), Option<Elements<'b>>> {
        ControlFlow::Continue(match encoding::open(bytes) {
            Ok(bytes) => Some(Elements {
                source: source.into(),
                splitter: Splitter::new(bytes, options.largest_record),
                element: Vec::new(),
                record: 0,
                limit: options.largest_record,
                ended: false,
                mend: None,
            }),
            Err(error) => {
                refuse(source, Error::Read(error), each)?;
                None
            }
        })
    }

    /// With a repair that is tried on a record that is no JSON.
    pub(super) fn mending(mut self, mend: fn(&str) -> Option<String>) -> Self {
        self.mend = Some(mend);
        self
    }

    /// Cuts the lists under `key` wherever they stand, and keeps the values at `facts` (see [`Splitter::deep`]).
    pub(super) fn deep(mut self, key: &'static str, facts: &'static [&'static str]) -> Self {
        self.splitter = self.splitter.deep(key, facts);
        self
    }

    /// What the file has said at this path, up to here.
    pub(super) fn fact(&self, path: &str) -> Option<&str> {
        self.splitter.fact(path)
    }

    /// Records so far, refused ones too.
    pub(super) fn count(&self) -> usize {
        self.record
    }

    /// The next record that can be read; those that cannot are refused on the way.
    pub(super) fn next(&mut self, each: &mut Each<'_>) -> ControlFlow<(), Option<Element>> {
        self.next_as(|_| true, each)
    }

    /// The same as a type of one's own, and only of those records whose bytes are `wanted`.
    pub(super) fn next_as<T: DeserializeOwned>(
        &mut self,
        wanted: impl Fn(&[u8]) -> bool,
        each: &mut Each<'_>,
    ) -> ControlFlow<(), Option<Element<T>>> {
        while !self.ended {
            match self.splitter.next(&mut self.element) {
                Ok(Piece::Element(at)) => {
                    self.record += 1;
                    if !wanted(&self.element) {
                        continue;
                    }
                    match self.parse() {
                        Ok(value) => {
                            return ControlFlow::Continue(Some(Element {
                                key: at.key,
                                record: self.record,
                                line: at.line,
                                value,
                            }));
                        }
                        Err((down, column, error)) => self.refuse(at.line + down, column, &error, each)?,
                    }
                }
                Ok(Piece::TooLong(at)) => {
                    self.record += 1;
                    self.refuse(at.line, None, &Error::RecordTooLong(size(self.limit)), each)?;
                }
                Ok(Piece::End(ending, at)) => {
                    self.ended = true;
                    self.end(ending, at.line, each)?;
                }
                Err(error) => {
                    self.ended = true;
                    refuse(&self.source, Error::Read(error), each)?;
                }
            }
        }
        ControlFlow::Continue(None)
    }

    /// Counts what is left, without parsing it.
    pub(super) fn pass(&mut self, mut each: impl FnMut() -> ControlFlow<()>) -> ControlFlow<()> {
        while !self.ended {
            match self.splitter.next(&mut self.element) {
                Ok(Piece::Element(_) | Piece::TooLong(_)) => {
                    self.record += 1;
                    each()?;
                }
                Ok(Piece::End(..)) | Err(_) => self.ended = true,
            }
        }
        ControlFlow::Continue(())
    }

    /// Refuses a record that was read and is not as it should be.
    pub(super) fn refuse(
        &self,
        line: usize,
        column: Option<usize>,
        error: &Error,
        each: &mut Each<'_>,
    ) -> ControlFlow<()> {
        each(Event::Refused(Refusal {
            source: self.source.to_string(),
            record: Some(self.record),
            line: Some(line),
            column,
            cause: error.to_string(),
        }))
    }

    /// The value, or lines down, column and what is wrong.
    fn parse<T: DeserializeOwned>(&self) -> Result<T, (usize, Option<usize>, Error)> {
        let text = std::str::from_utf8(&self.element).map_err(|error| {
            let good = String::from_utf8_lossy(&self.element[..error.valid_up_to()]);
            let (line, column) = line_and_column(&good, good.len());
            (line - 1, Some(column), Error::NotUtf8(error.valid_up_to()))
        })?;
        parse(text)
            .or_else(|error| {
                let mended = self.mend.and_then(|mend| mend(text));
                mended.and_then(|mended| parse(&mended).ok()).ok_or(error)
            })
            .map_err(|error| {
                let (line, column) = place(text, &error);
                (line - 1, Some(column), Error::Json(complaint(&error)))
            })
    }

    fn end(&mut self, ending: Ending, line: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        match ending {
            Ending::Whole => ControlFlow::Continue(()),
            Ending::Open => {
                let text = "the file ends before its list is closed: it may have been cut off".to_owned();
                warn(&self.source, None, text, each)
            }
            Ending::Cut => {
                self.record += 1;
                let cause = Error::Json("the file ends in the middle of this record".into());
                self.refuse(line, None, &cause, each)
            }
            Ending::NoJson => {
                let cause = Error::Json("it begins with neither `[` nor `{`".into());
                refuse(&self.source, cause, each)
            }
        }
    }
}
