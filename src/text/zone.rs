//! Zones: stretches of a text with a role. Those that characters show are found here, those that words show in the engine.

use super::address;
use super::alphabet::{is_alphabetic, is_alphanumeric};
use super::span::{Folded, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The role of a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneKind {
    /// Between quote marks, more than two words: another's words.
    Quotation,
    /// One or two words in quote marks: distance or irony.
    ScareQuote,
    /// Words that a negation reaches.
    Negation,
    /// A statement called false, a rumour denied.
    Denial,
    /// What somebody else is said to have said.
    Reported,
    /// A sentence that asks.
    Question,
    /// Text passed on from another.
    Forwarded,
    /// `#` and its words.
    Hashtag,
    /// `@` and its words.
    Handle,
    /// A web address.
    Link,
    /// An e-mail address.
    Email,
    /// A statement that views are the author's own.
    Disclaimer,
    /// Name and office at the foot.
    Signature,
}

impl ZoneKind {
    /// The word packs and traces use.
    pub const fn word(self) -> &'static str {
        match self {
            ZoneKind::Quotation => "quotation",
            ZoneKind::ScareQuote => "scare-quote",
            ZoneKind::Negation => "negation",
            ZoneKind::Denial => "denial",
            ZoneKind::Reported => "reported",
            ZoneKind::Question => "question",
            ZoneKind::Forwarded => "forwarded",
            ZoneKind::Hashtag => "hashtag",
            ZoneKind::Handle => "handle",
            ZoneKind::Link => "link",
            ZoneKind::Email => "email",
            ZoneKind::Disclaimer => "disclaimer",
            ZoneKind::Signature => "signature",
        }
    }
}

/// A stretch of the folded text with a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zone {
    /// The role.
    pub kind: ZoneKind,
    /// Where, in the folded text.
    pub span: Span<Folded>,
}

/// Links, addresses, hashtags and handles of a folded text, in order.
pub fn marked(folded: &str) -> Vec<Zone> {
    let mut zones = Vec::new();
    add_marked(folded, &mut zones);
    zones
}

/// Adds the links, addresses, hashtags and handles of a folded text, in order.
pub(super) fn add_marked(folded: &str, zones: &mut Vec<Zone>) {
    for (start, chunk) in marked_chunks(folded) {
        let mut at = 0;
        // End of the zone before: another may begin right there.
        let mut done = 0;
        while let Some(mark) = chunk.as_bytes()[at..].iter().position(|byte| marks(*byte)) {
            let mark = at + mark;
            let found = match chunk.as_bytes()[mark] {
                b'/' | b'.' => address::link(chunk, done, mark).map(|link| (ZoneKind::Link, link)),
                b'@' => address::email(chunk, done, mark, |c| c.is_ascii_alphanumeric())
                    .map(|email| (ZoneKind::Email, email))
                    .or_else(|| tag(chunk, done, mark).map(|tag| (ZoneKind::Handle, tag))),
                _ => tag(chunk, done, mark).map(|tag| (ZoneKind::Hashtag, tag)),
            };
            at = mark + 1;
            if let Some((kind, range)) = found {
                at = at.max(range.end);
                done = range.end;
                zones.push(Zone {
                    kind,
                    span: Span::new(start + range.start, start + range.end),
                });
            }
        }
    }
}

/// The hashtag or handle whose sign is at `mark`: not amid a word, unless another one ends there.
fn tag(chunk: &str, done: usize, mark: usize) -> Option<Range<usize>> {
    let body = &chunk[mark + 1..];
    let body = &body[..body.len() - body.trim_start_matches(is_tag_char).len()];
    let follows = mark > 0 && mark == done;
    (body.chars().any(is_alphabetic) && (follows || !chunk[..mark].ends_with(is_tag_char)))
        .then(|| mark..mark + 1 + body.len())
}

/// True for a byte without which there is no link, address, hashtag or handle.
const fn marks(byte: u8) -> bool {
    matches!(byte, b'#' | b'@' | b'/' | b'.')
}

/// Stretches between white space in which such a byte stands, with their start.
fn marked_chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let blank = |byte: &u8| matches!(byte, b' ' | b'\n');
    let mut at = 0;
    std::iter::from_fn(move || {
        let mark = at + bytes[at..].iter().position(|byte| marks(*byte))?;
        // What stands before `at` is blank, or done.
        let start = bytes[at..mark]
            .iter()
            .rposition(blank)
            .map_or(at, |blank| at + blank + 1);
        let end = bytes[mark..]
            .iter()
            .position(blank)
            .map_or(bytes.len(), |end| mark + end);
        at = end;
        Some((start, &text[start..end]))
    })
}

fn is_tag_char(c: char) -> bool {
    is_alphanumeric(c) || c == '_' || address::is_mark(c)
}

/// Adds pairs of quote marks: quotations of more than two words, and scare quotes.
pub(super) fn add_quoted(folded: &str, zones: &mut Vec<Zone>) {
    // Each quote mark is one of these bytes, or begins with one.
    if !folded.bytes().any(|b| matches!(b, b'"' | b'\'' | b'`' | 0xC2 | 0xE2)) {
        return;
    }
    let mut open: Option<(usize, Marks)> = None;
    let mut before = ' ';
    let mut chars = folded.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let end = at + c.len_utf8();
        match open {
            Some((start, marks)) if marks.close(c, before, next) => {
                zones.push(quote_zone(folded, start, end));
                open = None;
            }
            // A mark that never closes must not swallow the rest.
            Some((start, _)) if c == '\n' && folded[start..at].len() > 400 => open = None,
            None => {
                let starts = || !is_alphanumeric(before) && is_alphanumeric(next);
                let marks = match c {
                    '"' => Some(Marks::Plain('"')),
                    '“' => Some(Marks::Plain('”')),
                    '«' => Some(Marks::Plain('»')),
                    '‘' => Some(Marks::Single('’')),
                    '„' => Some(Marks::Double),
                    // As Urdu is often typed.
                    '”' if starts() => Some(Marks::Double),
                    '’' if starts() => Some(Marks::Single('‘')),
                    '\'' | '`' if starts() => Some(Marks::Single(c)),
                    _ => None,
                };
                open = marks.map(|marks| (at, marks));
            }
            _ => {}
        }
        before = c;
    }
}

/// What closes a quotation.
#[derive(Clone, Copy)]
enum Marks {
    /// This mark, wherever it stands.
    Plain(char),
    /// This mark, which is an apostrophe, too: behind a word only.
    Single(char),
    /// Either double mark where no word begins.
    Double,
}

impl Marks {
    fn close(self, c: char, before: char, next: char) -> bool {
        match self {
            Marks::Plain(close) => c == close,
            Marks::Single(close) => c == close && before != ' ' && !is_alphanumeric(next),
            Marks::Double => matches!(c, '“' | '”') && !is_alphanumeric(next),
        }
    }
}

fn quote_zone(folded: &str, start: usize, end: usize) -> Zone {
    let words = folded[start..end].split_whitespace().take(3).count();
    let kind = if words > 2 {
        ZoneKind::Quotation
    } else {
        ZoneKind::ScareQuote
    };
    Zone {
        kind,
        span: Span::new(start, end),
    }
}
