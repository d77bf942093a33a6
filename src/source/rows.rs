//! Rows cut out of a table.
//!
//! They are cut here and not by a CSV library, for three reasons: a quote that is never closed must not swallow the rest of the
//! file, a row with text behind a closing quote is a fault to be named and not a cell to be guessed, and no row is held beyond a
//! limit.

use super::Error;
use super::error::size;
use super::lines::{Line, Lines, without_break};
use super::record::text_name;
use std::collections::VecDeque;
use std::io;

/// What stands between cells, in the order of trying.
pub(super) const DELIMITERS: [u8; 3] = *b",;\t";

/// The cells of one line, for looking at headers.
pub(super) fn cells_of(line: &str, delimiter: u8) -> Vec<String> {
    let mut row = Row::default();
    let mut state = Quotes::default();
    let line = line.trim_start_matches('\u{FEFF}');
    match state.line(line.as_bytes(), delimiter, &mut row) {
        Ok(true) => row
            .cells()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// A row's cells, end to end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    bytes: Vec<u8>,
    pub(super) ends: Vec<usize>,
}

impl Row {
    pub(super) fn cells(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        (0..self.ends.len()).map(|at| &self.bytes[if at == 0 { 0 } else { self.ends[at - 1] }..self.ends[at]])
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// Where the cutting of a row stands between two lines.
#[derive(Default)]
struct Quotes {
    open: bool,
    /// A backslash takes the meaning off the character behind it.
    escapes: bool,
}

impl Quotes {
    /// Takes one line, its break included. `Ok(true)`: the row is whole. `Err`: text behind a closing quote.
    fn line(&mut self, line: &[u8], delimiter: u8, row: &mut Row) -> Result<bool, ()> {
        let bare = without_break(line);
        let mut at = 0;
        loop {
            if !self.open && bare.get(at) == Some(&b'"') {
                self.open = true;
                at += 1;
            }
            if self.open {
                let special = |&byte: &u8| byte == b'"' || self.escapes && byte == b'\\';
                let Some(quote) = bare[at..].iter().position(special) else {
                    row.bytes.extend_from_slice(&line[at..]);
                    return Ok(false);
                };
                row.bytes.extend_from_slice(&bare[at..at + quote]);
                at += quote + 1;
                if bare[at - 1] == b'\\' {
                    // At a line's end it stands for itself.
                    row.bytes.push(bare.get(at).copied().unwrap_or(b'\\'));
                    at = (at + 1).min(bare.len());
                    continue;
                }
                if bare.get(at) == Some(&b'"') {
                    row.bytes.push(b'"');
                    at += 1;
                    continue;
                }
                self.open = false;
                // Blanks between a closing quote and the delimiter are written by hand, anything else is a fault.
                at += bare[at..]
                    .iter()
                    .take_while(|&&byte| byte == b' ' && byte != delimiter)
                    .count();
                if at < bare.len() && bare[at] != delimiter {
                    return Err(());
                }
            } else {
                let end = bare[at..]
                    .iter()
                    .position(|&byte| byte == delimiter)
                    .map_or(bare.len(), |len| at + len);
                row.bytes.extend_from_slice(&bare[at..end]);
                at = end;
            }
            row.ends.push(row.bytes.len());
            if at >= bare.len() {
                return Ok(true);
            }
            at += 1;
        }
    }
}

/// What one call of [`Rows::next`] brought.
pub(super) enum Cut {
    /// A row that begins at this line.
    Row(usize),
    /// A row that cannot be read begins at this line. The next row begins at the next line.
    Bad(usize, Error),
    End,
}

/// A line with its number; `Err` where it is beyond the limit.
type Numbered = (usize, Result<Vec<u8>, Error>);

/// The rows of a table.
pub(super) struct Rows<'a> {
    lines: Lines<'a>,
    limit: usize,
    delimiter: u8,
    escapes: bool,
    /// Lines that are to be cut once more: those behind a quote that was never closed.
    again: VecDeque<(usize, Vec<u8>)>,
    /// Bytes that may still be cut once more. Where they are used up, a quote must be closed in its own line: else a table of
    /// nothing but open quotes would cost the square of its size.
    patience: usize,
}

/// How often a byte of a table may be cut anew, on average.
const PATIENCE: usize = 8;

impl<'a> Rows<'a> {
    pub(super) fn new(lines: Lines<'a>, limit: usize) -> Self {
        Rows {
            lines,
            limit,
            delimiter: b',',
            escapes: false,
            again: VecDeque::new(),
            patience: limit,
        }
    }

    /// With quotes in cells written `\"`.
    pub(super) fn escaped(mut self) -> Self {
        self.escapes = true;
        self
    }

    /// The next line; `None` at the end.
    fn line(&mut self) -> io::Result<Option<Numbered>> {
        if let Some((number, line)) = self.again.pop_front() {
            return Ok(Some((number, Ok(line))));
        }
        let mut line = Vec::new();
        Ok(match self.lines.next(&mut line)? {
            Line::End => None,
            Line::Whole => {
                self.patience = self.patience.saturating_add(line.len() * PATIENCE);
                Some((self.lines.number, Ok(line)))
            }
            Line::TooLong => Some((self.lines.number, Err(Error::RecordTooLong(size(self.limit))))),
        })
    }

    /// Looks at the first line that is not blank: `sep=;`, else the delimiter that shows a text column, else the most cells.
    pub(super) fn settle_delimiter(&mut self, wanted: Option<&str>) -> io::Result<()> {
        let (number, line) = loop {
            match self.line()? {
                Some((_, Ok(line))) if line.trim_ascii().is_empty() => {}
                Some((number, Ok(line))) => break (number, line),
                Some((_, Err(_))) | None => return Ok(()),
            }
        };
        let text = String::from_utf8_lossy(without_break(&line)).into_owned();
        if let Some(delimiter) = text.trim().to_ascii_lowercase().strip_prefix("sep=") {
            self.delimiter = delimiter.bytes().next().unwrap_or(b'\t');
            return Ok(());
        }
        let mut best = (false, 0);
        for delimiter in DELIMITERS {
            let cells = cells_of(&text, delimiter);
            let names: Vec<&str> = cells.iter().map(String::as_str).collect();
            let merit = (text_name(&names, wanted).is_ok(), names.len());
            if merit > best {
                best = merit;
                self.delimiter = delimiter;
            }
        }
        self.again.push_front((number, line));
        Ok(())
    }

    pub(super) fn next(&mut self, row: &mut Row) -> io::Result<Cut> {
        row.clear();
        let mut quotes = Quotes {
            escapes: self.escapes,
            ..Quotes::default()
        };
        let mut held: VecDeque<(usize, Vec<u8>)> = VecDeque::new();
        let mut size = 0;
        let fault = loop {
            let Some((number, line)) = self.line()? else {
                break None;
            };
            let line = match line {
                Ok(line) if held.is_empty() && line.trim_ascii().is_empty() => continue,
                Ok(line) => line,
                Err(error) if held.is_empty() => return Ok(Cut::Bad(number, error)),
                // The long line is gone; the row before it cannot be whole.
                Err(_) => break None,
            };
            size += line.len();
            let whole = quotes.line(&line, self.delimiter, row);
            held.push_back((number, line));
            match whole {
                Ok(true) => return Ok(Cut::Row(held[0].0)),
                Err(()) => break Some(number),
                Ok(false) if size > self.limit.min(self.patience) => break None,
                Ok(false) => {}
            }
        };
        self.patience = self.patience.saturating_sub(size);
        let Some((first, _)) = held.pop_front() else {
            return Ok(Cut::End);
        };
        // Only this line is lost: those behind it are cut anew.
        while let Some(line) = held.pop_back() {
            self.again.push_front(line);
        }
        Ok(Cut::Bad(
            first,
            Error::Row(match fault {
                Some(line) if line != first => format!(
                    "a quote is opened in this row and closed in line {line}, with text behind it; quotes within a cell are doubled"
                ),
                Some(_) => "there is text behind a closing quote; quotes within a cell are doubled (\"\")".into(),
                None => "a quote is opened in this row and never closed".into(),
            }),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let mut rows = Rows::new(Lines::new(Box::new(text.as_bytes()), 64), 64);
        let mut row = Row::default();
        let mut found = Vec::new();
        loop {
            match rows.next(&mut row).expect("memory is readable") {
                Cut::Row(line) => {
                    let cells: Vec<_> = row.cells().map(String::from_utf8_lossy).collect();
                    found.push(format!("{line}:{}", cells.join("|")));
                }
                Cut::Bad(line, _) => found.push(format!("{line}!")),
                Cut::End => return found,
            }
        }
    }

    #[test]
    fn rows_are_cut_as_spreadsheets_write_them() {
        assert_eq!(
            rows("a,\"b \"\"c\"\",\r\nd\",e\r\n\r\nf,,\"\"\n"),
            ["1:a|b \"c\",\r\nd|e", "4:f||"]
        );
        assert_eq!(rows("a,say \"hi\",\"x\" ,y"), ["1:a|say \"hi\"|x|y"]);
    }

    #[test]
    fn quotes_may_be_escaped_by_a_backslash() {
        let text = "d,l,\"he said \\\"no\\\", and\nleft \\\\\"\nd,l,\"\"\n";
        let mut rows = Rows::new(Lines::new(Box::new(text.as_bytes()), 64), 64).escaped();
        let mut row = Row::default();
        assert!(matches!(rows.next(&mut row), Ok(Cut::Row(1))));
        let cells: Vec<_> = row.cells().map(String::from_utf8_lossy).collect();
        assert_eq!(cells, ["d", "l", "he said \"no\", and\nleft \\"]);
        assert!(matches!(rows.next(&mut row), Ok(Cut::Row(3))));
        assert_eq!(row.cells().last(), Some(&b""[..]));
    }

    #[test]
    fn a_bad_row_costs_one_line() {
        assert_eq!(rows("a,\"b\nc,d\ne,\"f\"\n"), ["1!", "2:c|d", "3:e|f"]);
        assert_eq!(rows("a,\"b\nc,d\n"), ["1!", "2:c|d"]);
        assert_eq!(rows("a,\"b\"c\nd,e\n"), ["1!", "2:d|e"]);
        let long = format!("a,{}\nb,c\n\"x\n{}\nd\n", "y".repeat(80), "z".repeat(80));
        assert_eq!(rows(&long), ["1!", "2:b|c", "3!", "5:d"]);
    }
}
