//! Where a byte of a post stands: line, and column in each unit that some format asks for.

use crate::post::{Lead, Place, Post};
use crate::text::cluster::clusters;
use crate::text::span::{InPost, Span};
use std::ops::Range;

/// Bytes between two marks. Short, for the way from a mark is walked in grapheme clusters for every position asked.
const STRIDE: usize = 512;

/// Bytes between two counts of UTF-16 code units: these are asked for several times for each finding.
const STEP: usize = 32;

/// Bytes beside a span that an excerpt looks at.
pub(super) const CONTEXT: usize = 2048;

/// A place in a post and in its file. Everything counts from 1 but the offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line of the file; for a record that is not written as it reads, the line where the record starts; for a text that
    /// was joined, the line where that starts.
    pub line: usize,
    /// Column in grapheme clusters; in such a record counted from the start of the post, in such a text from its own.
    pub column: usize,
    /// Column in UTF-16 code units, from the start of the post's line.
    pub utf16_column: usize,
    /// Column in bytes, from the start of the post's line.
    pub byte_column: usize,
    /// Offset in the post in UTF-16 code units, from 0.
    pub utf16: usize,
    /// Line of the post, from 0.
    pub row: usize,
}

/// Counts of what lies before a byte.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    byte: usize,
    row: usize,
    /// First byte of the row.
    row_start: usize,
    /// UTF-16 units before the row.
    row_utf16: usize,
    /// Clusters since the row began.
    column: usize,
    /// Clusters since the post began, line breaks too.
    total: usize,
    utf16: usize,
}

impl Mark {
    fn take(&mut self, cluster: &str) {
        self.byte += cluster.len();
        self.total += 1;
        self.column += 1;
        self.utf16 += units(cluster.as_bytes());
        if cluster.ends_with('\n') {
            self.row += 1;
            self.column = 0;
            self.row_start = self.byte;
            self.row_utf16 = self.utf16;
        }
    }
}

/// UTF-16 code units of bytes: one for each that begins a character, two where it begins one of four bytes.
fn units(bytes: &[u8]) -> usize {
    let unit = |byte: &u8| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0);
    bytes.iter().map(unit).sum()
}

/// The lines of one post.
pub struct Lines<'p> {
    text: &'p str,
    place: &'p Place,
    /// Where the text ends that lies in the file as it reads.
    own_end: usize,
    marks: Vec<Mark>,
    /// UTF-16 code units before each step.
    steps: Vec<usize>,
}

impl<'p> Lines<'p> {
    /// Counts `post` once; positions are then found without counting it again.
    pub fn new(post: &'p Post) -> Self {
        let mut mark = Mark::default();
        let mut marks = vec![mark];
        for cluster in clusters(&post.text) {
            if mark.byte >= marks.len() * STRIDE {
                marks.push(mark);
            }
            mark.take(cluster);
        }
        let mut steps = vec![0];
        for step in post.text.as_bytes().chunks_exact(STEP) {
            steps.push(steps[steps.len() - 1] + units(step));
        }
        Lines {
            text: &post.text,
            place: &post.origin.place,
            own_end: post.own_end(),
            marks,
            steps,
        }
    }

    /// The position of a byte on a cluster boundary.
    pub fn at(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let mark = self.mark(byte);
        let lead = self.lead(mark.row);
        let (line, column) = match self.place {
            Place::Verbatim { line, joined, .. } => {
                match joined[..joined.partition_point(|joined| joined.at < byte)].last() {
                    // Counted from the line break before it.
                    Some(joined) => (joined.line, mark.total - self.mark(joined.at).total),
                    None => (line + mark.row, mark.column + lead.clusters + 1),
                }
            }
            Place::Record { line } => (*line, mark.total + 1),
        };
        Position {
            line,
            column,
            utf16_column: mark.utf16 - mark.row_utf16 + 1 + lead.utf16,
            byte_column: mark.byte - mark.row_start + 1 + lead.bytes,
            utf16: mark.utf16,
            row: mark.row,
        }
    }

    /// True where the file holds `span` as it reads: only there its columns are those of the file, and it can be replaced.
    pub fn is_verbatim(&self, span: Span<InPost>) -> bool {
        matches!(self.place, Place::Verbatim { .. }) && span.end <= self.own_end
    }

    fn mark(&self, byte: usize) -> Mark {
        let before = self.marks.partition_point(|mark| mark.byte <= byte);
        let mut mark = self.marks[before.saturating_sub(1)];
        for cluster in clusters(self.text.get(mark.byte..byte).unwrap_or_default()) {
            mark.take(cluster);
        }
        mark
    }

    /// Offset of a byte on a character boundary in UTF-16 code units, from 0.
    pub fn utf16(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let step = byte / STEP;
        self.steps[step] + units(&self.text.as_bytes()[step * STEP..byte])
    }

    /// The lines of `span`, at most three: of more, the first two and the last, and how many lie between.
    pub(super) fn rows(&self, span: Span<InPost>) -> (Vec<Row>, usize) {
        let first = self.at(span.start);
        let last = self.at(span.end);
        // A span that ends with a line break does not reach into the next line.
        let beyond = usize::from(last.row > first.row && self.text[..span.end].ends_with('\n'));
        let (last_row, mut rows) = (last.row - beyond, Vec::new());
        let mut start = span.start - (first.byte_column - 1 - self.lead(first.row).bytes).min(span.start);
        for number in first.row..=last_row.min(first.row + 1) {
            let row = self.row(number, start, span);
            start = self.text[row.line.end..]
                .find('\n')
                .map_or(self.text.len(), |at| row.line.end + at + 1);
            rows.push(row);
        }
        if last_row > first.row + 1 {
            let end = self.text[..span.end].trim_end_matches(['\r', '\n']).len();
            let start = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
            rows.push(self.row(last_row, start, span));
        }
        (rows, (last_row - first.row).saturating_sub(2))
    }

    fn row(&self, number: usize, start: usize, span: Span<InPost>) -> Row {
        // Of what follows the span no more is looked at than an excerpt can show: a post may be one line of megabytes.
        let from = span.end.max(start);
        let mut end = match self.text[start..from].find('\n') {
            Some(at) => start + at,
            None => {
                let mut far = self.text.len().min(from + CONTEXT);
                while !self.text.is_char_boundary(far) {
                    far -= 1;
                }
                self.text[from..far].find('\n').map_or(far, |at| from + at)
            }
        };
        if self.text[start..end].ends_with('\r') {
            end -= 1;
        }
        Row {
            number,
            line: start..end,
            marked: span.start.clamp(start, end)..span.end.clamp(start, end),
        }
    }

    /// What stands before a row of the post on its line of the file.
    fn lead(&self, row: usize) -> Lead {
        match self.place {
            Place::Verbatim { lead, .. } if row == 0 => *lead,
            Place::Verbatim { .. } | Place::Record { .. } => Lead::default(),
        }
    }

    /// The number that stands before a row in an excerpt; `None` where the file has no such line.
    pub(super) fn number(&self, row: &Row) -> Option<usize> {
        match self.place {
            Place::Verbatim { line, .. } if row.line.start <= self.own_end => Some(line + row.number),
            Place::Verbatim { .. } | Place::Record { .. } => None,
        }
    }
}

/// One line of a post, with the part that is marked. Bytes of the post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Number of the line in the post, from 0.
    pub(super) number: usize,
    /// The line without its break, or what an excerpt needs of it.
    pub(super) line: Range<usize>,
    /// The marked part.
    pub(super) marked: Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn post(text: &str, place: Place) -> Post {
        let mut post = Post::from_text(text);
        post.origin.place = place;
        post
    }

    #[test]
    fn every_unit_counts_its_own_way() {
        let text = "👍🏽 नमस्ते\r\nآج\n\nx";
        let lead = Lead::of("é ");
        let draft = post(
            text,
            Place::Verbatim {
                line: 5,
                lead,
                joined: Vec::new(),
            },
        );
        let lines = Lines::new(&draft);
        let namaste = text.find('न').unwrap_or_default();
        let at = lines.at(namaste);
        assert_eq!(
            (at.line, at.column, at.utf16, at.utf16_column, at.byte_column),
            (5, 5, 5, 8, 13)
        );
        let aj = text.find('آ').unwrap_or_default();
        assert_eq!(
            (lines.at(aj).line, lines.at(aj).column, lines.at(aj).byte_column),
            (6, 1, 1)
        );
        let end = lines.at(text.len());
        assert_eq!((end.line, end.column, end.row), (8, 2, 3));
        assert_eq!(
            (end.utf16, units(text.as_bytes())),
            (text.encode_utf16().count(), end.utf16)
        );
        let record = post(text, Place::Record { line: 9 });
        let lines = Lines::new(&record);
        assert_eq!((lines.at(aj).line, lines.at(aj).column), (9, 7));
    }

    #[test]
    fn rows_of_a_span_leave_out_the_breaks() {
        let text = "ab\r\ncd\nef";
        let parts = |text: &str, start, end| {
            let draft = post(text, Place::at_line(1));
            let (rows, between) = Lines::new(&draft).rows(Span::new(start, end));
            let part = |row: &Row| {
                format!(
                    "{} {} {}",
                    row.number,
                    &text[row.line.clone()],
                    &text[row.marked.clone()]
                )
            };
            (rows.iter().map(part).collect::<Vec<_>>(), between)
        };
        assert_eq!(
            parts(text, 1, 8),
            (vec!["0 ab b".into(), "1 cd cd".into(), "2 ef e".into()], 0)
        );
        assert_eq!(parts(text, 4, 7), (vec!["1 cd cd".into()], 0));
        assert_eq!(parts(text, 9, 9), (vec!["2 ef ".into()], 0));
        assert_eq!(parts("", 0, 0), (vec!["0  ".into()], 0));
        assert_eq!(
            parts("a\nb\nc\nd\ne", 0, 9),
            (vec!["0 a a".into(), "1 b b".into(), "4 e e".into()], 2)
        );
        assert_eq!(
            parts("a\nb\nc\nd\n", 2, 8),
            (vec!["1 b b".into(), "2 c c".into(), "3 d d".into()], 0)
        );
    }

    #[test]
    fn marks_agree_with_counting_anew() {
        let text = "a नमस्ते 👨‍👩‍👧 é\u{301}\nآج کا دن\r\n".repeat(200);
        let draft = post(&text, Place::at_line(1));
        let lines = Lines::new(&draft);
        for (byte, _) in text.grapheme_indices(true).step_by(7) {
            let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
            let at = lines.at(byte);
            assert_eq!(at.column, 1 + text[start..byte].graphemes(true).count());
            assert_eq!(at.line, 1 + text[..byte].matches('\n').count());
            assert_eq!(at.utf16, text[..byte].encode_utf16().count());
            assert_eq!(lines.utf16(byte), at.utf16);
        }
    }
}
