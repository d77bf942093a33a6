//! Meta's HTML, which it exports where nobody chooses. UTF-8 without garbling; months in the language of the account, and
//! clocks of a zone that is not named.
//!
//! The file is cut into records before it is parsed: a whole export as a tree would cost gigabytes.

use super::record::Found;
use super::{About, Export, Stands, platform};
use crate::finding::Refusal;
use crate::post::{Kind, Platform};
use crate::source::error::size;
use crate::source::html::{Piece, element_text as text, fragment};
use crate::source::{Each, Error, Event, encoding, refuse};
use jiff::civil::{Date, DateTime, Time};
use memchr::{memchr, memmem, memrchr2};
use scraper::{ElementRef, Html, Selector};
use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// Classes of a record's element: today's, and that of 2018 to 2020.
const RECORDS: [&[u8]; 2] = [b"_a6-g", b"_2lej"];

/// Bytes of a tag, at most: a class stands near its beginning.
const TAG: usize = 1 << 12;

/// Bytes of a time in words, at most.
const STAMP: usize = 200;

/// What is looked for in a record.
struct Parts {
    sentence: Selector,
    content: Selector,
    cell: Selector,
    row: Selector,
    time: Selector,
}

static PARTS: LazyLock<Option<Parts>> = LazyLock::new(|| {
    let of = |selector| Selector::parse(selector).ok();
    Some(Parts {
        sentence: of("._a6-h, ._2lel")?,
        content: of("._a6-p, ._2let")?,
        cell: of("._2pin")?,
        row: of("tr")?,
        time: of("._a72d, ._a6-o, ._2lem")?,
    })
});

/// True for the beginning of a page of records.
pub(super) fn has_records(head: &str) -> bool {
    RECORDS
        .iter()
        .any(|class| memmem::find(head.as_bytes(), class).is_some())
}

impl Export<'_> {
    pub(super) fn html(&self, file: usize, about: About, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.part.source(file);
        let Some(bytes) = self.part.open(file, each)? else {
            return ControlFlow::Continue(());
        };
        let bytes = match encoding::open(bytes) {
            Ok(bytes) => bytes,
            Err(error) => return refuse(&source, Error::Read(error), each),
        };
        let instagram = platform(&self.part.path(file), &source) == Platform::Instagram;
        let limit = self.part.options.largest_record;
        let mut cutter = Cutter::new(bytes, limit);
        let mut record = 0;
        loop {
            let piece = match cutter.next() {
                Ok(Some(piece)) => piece,
                Ok(None) => return ControlFlow::Continue(()),
                Err(error) => return refuse(&source, Error::Read(error), each),
            };
            record += 1;
            let line = piece.line;
            let html = piece.html.ok_or_else(|| Error::RecordTooLong(size(limit)));
            match html.and_then(|html| fragment(&html).ok_or(Error::TooHeavy)) {
                Ok(html) => {
                    let stands = Stands {
                        file,
                        source: &source,
                        record,
                        line,
                    };
                    self.say(parse(&html, about, instagram), about, stands, each)?;
                }
                Err(error) => each(Event::Refused(Refusal {
                    source: source.clone(),
                    record: Some(record),
                    line: Some(line),
                    column: None,
                    cause: error.to_string(),
                }))?,
            }
        }
    }
}

/// Cuts a stream where records open. They nest: the end tag of one says nothing.
struct Cutter<R> {
    bytes: R,
    held: Vec<u8>,
    /// Where the next search begins in `held`.
    from: usize,
    /// A record has been opened, at the first byte of `held`.
    open: bool,
    line: usize,
    limit: usize,
    /// The class of this file's records, once one was met.
    class: Option<&'static [u8]>,
    /// The records of this file carry a label's id; others of the class lie within them.
    labelled: Option<bool>,
    long: bool,
    ended: bool,
}

impl<R: BufRead> Cutter<R> {
    fn new(bytes: R, limit: usize) -> Self {
        Cutter {
            bytes,
            held: Vec::new(),
            from: 0,
            open: false,
            line: 1,
            limit,
            class: None,
            labelled: None,
            long: false,
            ended: false,
        }
    }

    fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            if let Some(at) = self.opening() {
                let was_open = std::mem::replace(&mut self.open, true);
                let piece = self.take(at);
                self.from = 1;
                if was_open {
                    return Ok(Some(piece));
                }
            } else if self.ended {
                let last = self.held.len();
                let piece = self.take(last);
                return Ok(std::mem::replace(&mut self.open, false).then_some(piece));
            } else {
                self.fill()?;
            }
        }
    }

    /// More bytes; a record beyond the limit, and what stands before the first one, is let go.
    fn fill(&mut self) -> io::Result<()> {
        if self.held.len() > self.limit || !self.open && self.held.len() > 1 << 20 {
            // The last tag may be cut in two.
            let kept = self.held.len().saturating_sub(TAG);
            self.line += count_lines(&self.held[..kept]);
            self.held.drain(..kept);
            self.from = 0;
            self.long |= self.open;
        }
        let chunk = self.bytes.fill_buf()?;
        self.ended = chunk.is_empty();
        let read = chunk.len();
        self.held.extend_from_slice(chunk);
        self.bytes.consume(read);
        Ok(())
    }

    /// Takes the record before `at`.
    fn take(&mut self, at: usize) -> Piece {
        let line = self.line;
        self.line += count_lines(&self.held[..at]);
        let html = (!self.long).then(|| String::from_utf8_lossy(&self.held[..at]).into_owned());
        self.held.drain(..at);
        self.from = 0;
        self.long = false;
        Piece { html, line }
    }

    /// Where the next record opens.
    fn opening(&mut self) -> Option<usize> {
        while let Some((at, class)) = self.class_at() {
            let ahead = &self.held[at..self.held.len().min(at + TAG)];
            let end = memchr(b'>', ahead);
            if end.is_none() && ahead.len() < TAG && !self.ended {
                // The tag is not read to its end.
                self.from = at;
                return None;
            }
            self.from = at + class.len();
            let behind = at.saturating_sub(TAG);
            let start = memrchr2(b'<', b'>', &self.held[behind..at]).map(|start| behind + start);
            let (Some(start), Some(end)) = (start, end) else {
                continue;
            };
            let tag = &self.held[start..at + end];
            let element = tag.starts_with(b"<section") || tag.starts_with(b"<div");
            if !element || (self.open && start == 0) {
                continue;
            }
            let labelled = memmem::find(tag, b"aria-labelledby").is_some();
            if *self.labelled.get_or_insert(labelled) == labelled {
                self.class = Some(class);
                return Some(start);
            }
        }
        let begun = RECORDS.map(<[u8]>::len).into_iter().max().unwrap_or_default();
        self.from = (self.held.len() + 1).saturating_sub(begun).max(self.from);
        None
    }

    /// Where the class of a record stands next.
    fn class_at(&self) -> Option<(usize, &'static [u8])> {
        let ahead = &self.held[self.from..];
        let looked_for = RECORDS
            .into_iter()
            .filter(|class| self.class.is_none_or(|known| known == *class));
        let found = looked_for.filter_map(|class| Some((self.from + memmem::find(ahead, class)?, class)));
        found.min()
    }
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// What a record says.
fn parse(html: &Html, about: About, instagram: bool) -> Found {
    let mut found = Found {
        kind: Some(if about == About::Comments {
            Kind::Comment
        } else {
            Kind::Post
        }),
        ..Found::default()
    };
    let Some(parts) = PARTS.as_ref() else {
        return found;
    };
    let root = html.root_element();
    let mut cells: Vec<String> = Vec::new();
    if instagram && about != About::Comments {
        // The caption is the heading here; on Facebook the heading is Meta's own sentence.
        cells.extend(root.select(&parts.sentence).next().map(text));
    } else if let Some(content) = root.select(&parts.content).next() {
        let row = content.select(&parts.row).next().filter(|_| instagram);
        let mut innermost = content
            .select(&parts.cell)
            .filter(|cell| cell.select(&parts.cell).next().is_none())
            .peekable();
        if let Some(row) = row {
            cells.push(value_of_row(row));
        } else if innermost.peek().is_none() {
            cells.push(text(content));
        } else {
            cells.extend(innermost.map(text));
        }
    }
    let mut texts: Vec<String> = Vec::new();
    for (at, cell) in cells.into_iter().enumerate() {
        // A post may end in a time too. Meta's own stands behind the post, or behind its picture.
        let words = match (at, texts.is_empty()) {
            (0, _) => 0,
            (_, true) => 1,
            (_, false) => 3,
        };
        if !cell.is_empty() && !is_address(&cell) && !is_stamp(&cell, words) {
            texts.push(cell);
        }
    }
    let mut texts = texts.into_iter();
    found.text = texts.next().unwrap_or_default();
    found.beside = texts.collect();
    for stamp in root.select(&parts.time).filter_map(stamp) {
        found.stamp = Some(stamp);
        if found.stamp.as_deref().and_then(time).is_some() {
            break;
        }
    }
    found.civil = found.stamp.as_deref().and_then(time);
    found
}

/// The words of an element that is short enough for a time.
fn stamp(element: ElementRef<'_>) -> Option<String> {
    let length: usize = element.text().map(str::len).take(STAMP).sum();
    (length <= STAMP).then(|| text(element)).filter(|text| !text.is_empty())
}

/// The value beside or below the label of a table's row.
fn value_of_row(row: ElementRef<'_>) -> String {
    let whole = text(row);
    match whole.split_once('\n') {
        Some((_, value)) => value.trim().to_owned(),
        None => whole,
    }
}

fn is_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace)
}

/// `Updated Apr 07, 2025 9:14:05 pm`: a time, and so many words before it at most.
fn is_stamp(text: &str, before: usize) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(9).collect();
    words.len() <= 8 && (0..words.len().min(before + 1)).any(|from| time(&words[from..].join(" ")).is_some())
}

/// Months as Meta's languages write them: each begins with one of the words of its line.
const MONTHS: [&[&str]; 12] = [
    &["jan", "जन", "جنوری", "જાન"],
    &["feb", "फ़र", "फर", "فروری", "ફેબ"],
    &["mar", "मार्च", "مارچ", "માર્ચ"],
    &["apr", "अप्रै", "اپریل", "એપ્રિ"],
    &["may", "मई", "مئی", "મે"],
    &["jun", "जून", "جون", "જૂન"],
    &["jul", "जुल", "جولائی", "જુલા"],
    &["aug", "अग", "اگست", "ઑગ", "ઓગ"],
    &["sep", "सित", "ستمبر", "સપ્ટે"],
    &["oct", "अक्", "اکتوبر", "ઑક્ટો", "ઓક્ટો"],
    &["nov", "नव", "نومبر", "નવે"],
    &["dec", "दिस", "دسمبر", "ડિસે"],
];

/// `Apr 07, 2025 9:14:05 pm`, with or without seconds, day before month or behind.
fn time(text: &str) -> Option<DateTime> {
    let text: String = text.to_lowercase().replace([',', '\u{202F}', '\u{A0}'], " ");
    let mut month = None;
    let mut numbers = Vec::new();
    let mut clock = None;
    let mut half = None;
    for word in text.split_whitespace() {
        let number = word.trim_end_matches('.').parse::<i16>().ok();
        if let Some(number) = number {
            numbers.push(number);
        } else if word.contains(':') && clock.is_none() {
            let parts: Option<Vec<i8>> = word.split(':').map(|part| part.parse().ok()).collect();
            clock = Some(parts.filter(|parts| (2..=3).contains(&parts.len()))?);
        } else if matches!(word, "am" | "a.m." | "पूर्वाह्न") {
            half = Some(0);
        } else if matches!(word, "pm" | "p.m." | "अपराह्न") {
            half = Some(12);
        } else {
            let known = MONTHS
                .iter()
                .position(|names| names.iter().any(|name| word.starts_with(name)));
            month = month.or(Some(known? as i8 + 1));
        }
    }
    let clock = clock?;
    let [day, year] = match numbers[..] {
        [first, second] if second > 31 => [first, second],
        [first, second] if first > 31 => [second, first],
        _ => return None,
    };
    let hour = match half {
        Some(half) => clock[0] % 12 + half,
        None => clock[0],
    };
    let time = Time::new(hour, clock[1], clock.get(2).copied().unwrap_or(0), 0).ok()?;
    let date = Date::new(year, month?, i8::try_from(day).ok()?).ok()?;
    Some(DateTime::from_parts(date, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_languages_of_accounts() {
        let of = |text| time(text).map(|time| time.to_string());
        assert_eq!(of("Apr 07, 2025 9:14:05 pm").as_deref(), Some("2025-04-07T21:14:05"));
        assert_eq!(of("Apr 7, 2025, 12:04 AM").as_deref(), Some("2025-04-07T00:04:00"));
        assert_eq!(of("7 अप्रैल 2025, 21:14").as_deref(), Some("2025-04-07T21:14:00"));
        assert_eq!(of("soon"), None);
        assert!(is_stamp("Updated Apr 07, 2025 9:14:05 pm", 1));
        assert!(!is_stamp("Updated Apr 07, 2025 9:14:05 pm", 0));
        assert!(!is_stamp("We meet on Apr 07, 2025 at the office, all of you", 3));
    }

    #[test]
    fn records_are_cut_wherever_the_stream_is() {
        let html = "<html><h1>x</h1>\n<section class=\"a _a6-g\" aria-labelledby=\"u1\">one<section class=\"_a6-g\">in</section>\n\
            </section><section class=\"_a6-g\" aria-labelledby=\"u2\">two</section></html>";
        for capacity in [1, 7, 4096] {
            let mut cutter = Cutter::new(io::BufReader::with_capacity(capacity, html.as_bytes()), 1 << 20);
            let mut pieces = Vec::new();
            while let Some(piece) = cutter.next().expect("memory is readable") {
                pieces.push((piece.line, piece.html.expect("short")));
            }
            assert_eq!(pieces.len(), 2, "{pieces:?}");
            assert!(pieces[0].1.contains("one") && pieces[0].1.contains("in") && pieces[0].0 == 2);
            assert!(pieces[1].1.contains("two") && pieces[1].0 == 3);
        }
    }
}
