//! Zones: stretches of a text with a role. Those that characters show are found here, those that words show in the engine.

use super::alphabet::{is_alphabetic, is_alphanumeric};
use super::span::{Folded, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
        let zone = |kind, from: usize, to: usize| Zone {
            kind,
            span: Span::new(start + from, start + to),
        };
        let lead = chunk.len() - chunk.trim_start_matches(['(', '[', '<', '"', '\'']).len();
        let bare = chunk[lead..].trim_end_matches(['.', ',', ')', ']', '>', '"', '\'', '!', '?', ';', ':', '।']);
        if is_link(bare) {
            zones.push(zone(ZoneKind::Link, lead, lead + bare.len()));
            continue;
        }
        if let Some((from, to)) = email(chunk) {
            zones.push(zone(ZoneKind::Email, from, to));
            continue;
        }
        let mut at = 0;
        while let Some(found) = chunk[at..].find(['#', '@']) {
            let from = at + found;
            let body = &chunk[from + 1..];
            let len = body.find(|c: char| !is_tag_char(c)).unwrap_or(body.len());
            let kind = if chunk[from..].starts_with('#') {
                ZoneKind::Hashtag
            } else {
                ZoneKind::Handle
            };
            if body[..len].chars().any(is_alphabetic) && !chunk[..from].ends_with(is_tag_char) {
                zones.push(zone(kind, from, from + 1 + len));
            }
            at = from + 1 + len;
        }
    }
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
    is_alphanumeric(c) || c == '_' || matches!(u32::from(c), 0x0900..=0x0963 | 0x0A80..=0x0AE3 | 0x064B..=0x065F)
}

fn is_link(chunk: &str) -> bool {
    if chunk.starts_with("http://") || chunk.starts_with("https://") || chunk.starts_with("www.") {
        return true;
    }
    let host = chunk.split('/').next().unwrap_or_default();
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let rest = labels.next().unwrap_or_default();
    let known = matches!(
        top,
        "com" | "org" | "net" | "in" | "pk" | "gov" | "edu" | "info" | "io" | "me" | "be" | "ly" | "co" | "gle"
    );
    // `x.in/y` or `dept.gov.in`; a bare `word.in` is more often a missing space.
    known
        && !rest.is_empty()
        && host.is_ascii()
        && !host.contains('@')
        && (chunk.contains('/') || host.matches('.').count() > 1 || matches!(top, "com" | "org" | "net"))
}

/// The range of an e-mail address in a chunk.
fn email(chunk: &str) -> Option<(usize, usize)> {
    let at = chunk.find('@')?;
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '*');
    let from = chunk[..at]
        .rfind(|c| !local(c))
        .map_or(0, |i| i + chunk[i..].chars().next().map_or(1, char::len_utf8));
    let domain = &chunk[at + 1..];
    let len = domain
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .unwrap_or(domain.len());
    let domain = domain[..len].trim_end_matches('.');
    (from < at && domain.contains('.') && !domain.starts_with('.')).then_some((from, at + 1 + domain.len()))
}

/// Adds pairs of quote marks: quotations of more than two words, and scare quotes.
pub(super) fn add_quoted(folded: &str, zones: &mut Vec<Zone>) {
    // Each quote mark is one of these bytes, or begins with one.
    if !folded.bytes().any(|b| matches!(b, b'"' | b'\'' | b'`' | 0xC2 | 0xE2)) {
        return;
    }
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = folded.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let end = at + c.len_utf8();
        match open {
            Some((start, close)) if c == close && closes(c, before, next) => {
                zones.push(quote_zone(folded, start, end));
                open = None;
            }
            // A mark that never closes must not swallow the rest.
            Some((start, _)) if c == '\n' && folded[start..at].len() > 400 => open = None,
            None => {
                let close = match c {
                    '"' => Some('"'),
                    '“' | '„' => Some('”'),
                    '«' => Some('»'),
                    '‘' => Some('’'),
                    '’' if !is_alphanumeric(before) && is_alphanumeric(next) => Some('‘'),
                    '\'' | '`' if !is_alphanumeric(before) && is_alphanumeric(next) => Some(c),
                    _ => None,
                };
                if let Some(close) = close {
                    open = Some((at, close));
                }
            }
            _ => {}
        }
        before = c;
    }
}

fn closes(c: char, before: char, next: char) -> bool {
    match c {
        '\'' | '`' | '’' | '‘' => before != ' ' && !is_alphanumeric(next),
        _ => true,
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
