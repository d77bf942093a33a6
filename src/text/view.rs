//! The view of a post: its folded text, its words and sentences, and the zones that characters show.

use super::alphabet::{is_alphabetic, is_alphanumeric};
use super::cluster;
use super::fold::FoldedText;
use super::span::{Folded, InPost, Span};
use super::zone::{self, Zone, ZoneKind};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word or number.
    Word,
    /// An emoji or other symbol that a lexicon may name.
    Symbol,
}

/// A word of the folded text, or a part of a hashtag or handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the folded text.
    pub span: Span<Folded>,
    /// Number of its sentence.
    pub sentence: u32,
    /// Word or symbol.
    pub kind: TokenKind,
    /// Inside a link or e-mail address: no lexicon looks there.
    pub hidden: bool,
}

/// One post, folded and cut up, ready to be matched. Built once; borrows the original text.
#[derive(Clone, Debug)]
pub struct View<'t> {
    /// The text as its author wrote it.
    pub original: &'t str,
    /// The folded form with its map.
    pub folded: FoldedText,
    /// Words and symbols in order.
    pub tokens: Vec<Token>,
    /// Zones that characters show, in order of kind and place.
    pub zones: Vec<Zone>,
    /// Ends of the sentences in the folded text.
    pub sentences: Vec<Span<Folded>>,
}

impl<'t> View<'t> {
    /// Folds and cuts up a text. Linear in its length.
    pub fn new(original: &'t str) -> View<'t> {
        let folded = FoldedText::new(original);
        let text = folded.as_str();
        let mut zones = zone::marked(text);
        let sentences = sentences(text, &zones);
        let tokens = tokens(original, &folded, &zones, &sentences);
        zones.extend(zone::quoted(text));
        zones.extend(
            sentences
                .iter()
                .filter(|s| {
                    text[s.range()]
                        .trim_end_matches(|c: char| !is_alphanumeric(c) && c != '?')
                        .ends_with('?')
                })
                .map(|s| Zone {
                    kind: ZoneKind::Question,
                    span: *s,
                }),
        );
        View {
            original,
            folded,
            tokens,
            zones,
            sentences,
        }
    }

    /// The folded text of a token.
    pub fn word(&self, token: usize) -> &str {
        self.folded.slice(self.tokens[token].span)
    }

    /// The original bytes of a folded span, on grapheme boundaries.
    pub fn to_post(&self, span: Span<Folded>) -> Span<InPost> {
        self.folded.to_post(span, self.original)
    }
}

/// Words that are written with a full stop and seldom end a sentence, folded: doctor, number, mobile, advertisement.
const ABBREVIATIONS: &[&str] = &["डॉ", "डा", "नं", "मो", "ડૉ", "ડો", "નં", "મો", "advt"];

/// Cuts at full stops, question and exclamation marks, dandas and line ends, but not inside links, numbers and initials.
fn sentences(text: &str, zones: &[Zone]) -> Vec<Span<Folded>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    let mut zone = 0;
    let mut before = ' ';
    let mut word_letters = 0;
    // A word without a vowel before a full stop is an abbreviation: Dr. Rs. Smt.
    let mut vowel = false;
    // Whether a letter or digit stands in the sentence so far.
    let mut speaks = false;
    let mut word = 0;
    // Several full stops in a word are initials: એસ.ટી. નિગમ.
    let mut dotted = false;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        while zones.get(zone).is_some_and(|z| z.span.end <= at) {
            zone += 1;
        }
        let in_zone = zones.get(zone).is_some_and(|z| z.span.start <= at);
        let ends = !in_zone
            && match c {
                '\n' | '।' | '॥' | '!' | '?' => true,
                '.' => {
                    !is_alphanumeric(next)
                        && next != '.'
                        && !(before.is_ascii_alphabetic() && (word_letters == 1 || word_letters <= 3 && !vowel))
                        && !(dotted && word_letters <= 3)
                        && !ABBREVIATIONS.contains(&&text[word..at])
                        || before != '.' && is_alphabetic(next) && word_letters > 2
                }
                _ => false,
            };
        let continues = matches!(next, '!' | '?' | '.' | '\'' | '"' | '”' | '’' | ')') && c != '\n';
        if ends && !continues {
            let end = at + c.len_utf8();
            if speaks {
                out.push(Span::new(start, end));
                start = end;
                speaks = false;
            }
        }
        dotted = !c.is_whitespace() && (dotted || c == '.' && (1..=3).contains(&word_letters));
        if word_letters == 0 {
            word = at;
        }
        let letter = is_alphanumeric(c);
        speaks |= letter;
        word_letters = if letter { word_letters + 1 } else { 0 };
        vowel = letter && (vowel && word_letters > 1 || !c.is_ascii() || "aeiou0123456789".contains(c));
        before = c;
    }
    if text[start..].chars().any(|c| !c.is_whitespace()) || out.is_empty() {
        out.push(Span::new(start, text.len()));
    }
    out
}

fn tokens(original: &str, folded: &FoldedText, zones: &[Zone], sentences: &[Span<Folded>]) -> Vec<Token> {
    let text = folded.as_str();
    let mut out = Vec::with_capacity(text.len() / 5 + 4);
    let (mut zone, mut sentence) = (0, 0);
    let mut push = |start: usize, end: usize, kind: TokenKind, hidden: bool| {
        while sentence + 1 < sentences.len() && sentences[sentence].end <= start {
            sentence += 1;
        }
        out.push(Token {
            span: Span::new(start, end),
            sentence: sentence as u32,
            kind,
            hidden,
        });
    };
    cluster::segments(text, |at, segment| {
        let end = at + segment.len();
        let Some(first) = segment.chars().next() else { return };
        if !is_alphanumeric(first) && first != '_' && !segment.chars().any(is_alphanumeric) {
            let symbol =
                !first.is_ascii() && !first.is_whitespace() && u32::from(first) >= 0x2190 && !is_punctuation(first);
            if symbol {
                push(at, end, TokenKind::Symbol, false);
            }
            return;
        }
        while zones.get(zone).is_some_and(|z| z.span.end <= at) {
            zone += 1;
        }
        let inside = zones.get(zone).filter(|z| z.span.start <= at && at < z.span.end);
        let hidden = inside.is_some_and(|z| matches!(z.kind, ZoneKind::Link | ZoneKind::Email));
        let tag = inside.is_some_and(|z| matches!(z.kind, ZoneKind::Hashtag | ZoneKind::Handle));
        if !tag && !segment.contains(PARTING) {
            push(at, end, TokenKind::Word, hidden);
            return;
        }
        for (from, to) in pieces(segment) {
            if tag {
                let span = Span::new(at + from, at + to);
                for part in tag_parts(original, folded, span) {
                    push(part.start, part.end, TokenKind::Word, false);
                }
            } else {
                push(at + from, at + to, TokenKind::Word, hidden);
            }
        }
    });
    out
}

fn is_punctuation(c: char) -> bool {
    matches!(u32::from(c), 0x2000..=0x206F | 0x3000..=0x303F | 0xFE10..=0xFE6F)
}

/// Characters inside a segment at which it may be two words.
const PARTING: [char; 4] = ['.', ':', '_', '·'];

/// Unicode keeps `end.Next`, `note:this` and `snake_case` together; people mean two words, save in initials (`u.s.a`).
fn pieces(segment: &str) -> Vec<(usize, usize)> {
    if !segment.contains(PARTING) {
        return vec![(0, segment.len())];
    }
    let initials = segment.split('.').all(|part| part.chars().count() <= 1);
    let numeric = segment.starts_with(|c: char| c.is_ascii_digit());
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in segment.char_indices() {
        let cuts = c == '_' || c == ':' || c == '·' || (c == '.' && !initials && !numeric);
        if cuts {
            if at > start {
                out.push((start, at));
            }
            start = at + c.len_utf8();
        }
    }
    if start < segment.len() {
        out.push((start, segment.len()));
    }
    out
}

/// The parts of a hashtag's run of letters: at capitals of the original and between letters and digits.
fn tag_parts(original: &str, folded: &FoldedText, span: Span<Folded>) -> Vec<Span<Folded>> {
    let text = folded.slice(span);
    let shape = |from: usize, c: char| {
        let at = span.start + from;
        let post = folded.to_post(Span::new(at, at + c.len_utf8()), original);
        let first = original[post.range()].chars().next().unwrap_or(c);
        (first.is_uppercase(), c.is_ascii_digit())
    };
    let shapes: Vec<(usize, bool, bool)> = text
        .char_indices()
        .map(|(i, c)| {
            let (upper, digit) = shape(i, c);
            (i, upper, digit)
        })
        .collect();
    let mut out = Vec::new();
    let mut start = 0;
    for k in 1..shapes.len() {
        let (at, upper, digit) = shapes[k];
        let (_, upper_before, digit_before) = shapes[k - 1];
        let next_lower = shapes.get(k + 1).is_some_and(|(_, upper, digit)| !upper && !digit);
        let camel = upper && (!upper_before || next_lower);
        if camel && !digit_before || digit != digit_before {
            out.push(Span::new(span.start + start, span.start + at));
            start = at;
        }
    }
    out.push(Span::new(span.start + start, span.end));
    out
}
