//! Lines of a stream, none of which is held beyond a limit.

use std::io::{self, BufRead};

/// Bytes that are kept of a line beyond the limit.
const HEAD: usize = 256;

/// The lines of a stream with their numbers.
pub(super) struct Lines<'a> {
    bytes: Box<dyn BufRead + 'a>,
    limit: usize,
    /// Lines end in `\r`; `None` before the first byte was seen.
    returns: Option<bool>,
    /// Number of the line read last, from 1.
    pub(super) number: usize,
}

/// What one call of [`Lines::next`] brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, in the caller's buffer with its line break, which is `\n` or `\r\n`.
    Whole,
    /// A line beyond the limit; it was passed over. Its first bytes are in the caller's buffer.
    TooLong,
    /// The end.
    End,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: Box<dyn BufRead + 'a>, limit: usize) -> Self {
        Lines {
            bytes,
            limit,
            returns: None,
            number: 0,
        }
    }

    /// Puts the next line into `line`.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Line> {
        line.clear();
        let mut long = false;
        loop {
            let chunk = match self.bytes.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                if line.is_empty() && !long {
                    return Ok(Line::End);
                }
                break;
            }
            let returns = *self.returns.get_or_insert_with(|| ends_in_returns(chunk));
            let ends = if returns { b'\r' } else { b'\n' };
            let end = chunk.iter().position(|&byte| byte == ends);
            let taken = end.map_or(chunk.len(), |at| at + 1);
            if !long && line.len() + taken > self.limit {
                long = true;
                // The buffer of a monster is not kept for its successors.
                line.extend_from_slice(&chunk[..taken.min(HEAD)]);
                *line = line[..line.len().min(HEAD)].to_vec();
            }
            if !long {
                line.extend_from_slice(&chunk[..taken]);
                if let (true, Some(_), Some(last)) = (returns, end, line.last_mut()) {
                    *last = b'\n';
                }
            }
            self.bytes.consume(taken);
            if end.is_some() {
                break;
            }
        }
        self.number += 1;
        Ok(if long { Line::TooLong } else { Line::Whole })
    }
}

/// True where the first bytes of a text break its lines by `\r` alone, as spreadsheets on a Mac may. One at the very end may be half
/// of a `\r\n`.
pub(super) fn ends_in_returns(head: &[u8]) -> bool {
    let before = head.split_last().map_or(head, |(_, before)| before);
    before.contains(&b'\r') && !head.contains(&b'\n')
}

/// `line` without its line break.
pub(super) fn without_break(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Line and grapheme column (both from 1) of the byte `at` of `text`, a character's first one.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    use unicode_segmentation::UnicodeSegmentation;
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.bytes().filter(|&byte| byte == b'\n').count();
    (line, 1 + before[start..].graphemes(true).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_beyond_the_limit_is_passed_over_and_the_next_is_read() {
        let text = format!("one\r\n{}\ntwo", "x".repeat(100));
        let mut lines = Lines::new(Box::new(text.as_bytes()), 20);
        let mut line = Vec::new();
        assert_eq!(lines.next(&mut line).ok(), Some(Line::Whole));
        assert_eq!(without_break(&line), b"one");
        assert_eq!(lines.next(&mut line).ok(), Some(Line::TooLong));
        assert_eq!(lines.next(&mut line).ok(), Some(Line::Whole));
        assert_eq!((without_break(&line), lines.number), (&b"two"[..], 3));
        assert_eq!(lines.next(&mut line).ok(), Some(Line::End));
    }
}
