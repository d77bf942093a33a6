//! The view of a post: its folded text, its words and sentences, and the zones that characters show.

use super::alphabet::{is_alphabetic, is_alphanumeric};
use super::cluster::{self, Segment};
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
#[derive(Clone, Debug, Default)]
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
        View::in_place_of(View::default(), original)
    }

    /// As [`View::new`], in the memory of another one.
    pub fn in_place_of(old: View<'_>, original: &'t str) -> View<'t> {
        let mut view = View {
            original,
            ..old.emptied()
        };
        view.folded.renew(original);
        let text = view.folded.as_str();
        zone::add_marked(text, &mut view.zones);
        sentences(text, &view.zones, &mut view.sentences);
        tokens(original, &view.folded, &view.zones, &view.sentences, &mut view.tokens);
        zone::add_quoted(text, &mut view.zones);
        let asks = |s: &&Span<Folded>| {
            text[s.range()]
                .trim_end_matches(|c: char| !is_alphanumeric(c) && c != '?')
                .ends_with('?')
        };
        view.zones.extend(view.sentences.iter().filter(asks).map(|s| Zone {
            kind: ZoneKind::Question,
            span: *s,
        }));
        view
    }

    /// Its memory alone, of no text.
    pub fn emptied<'n>(mut self) -> View<'n> {
        self.folded.renew("");
        self.tokens.clear();
        self.zones.clear();
        self.sentences.clear();
        View {
            original: "",
            folded: self.folded,
            tokens: self.tokens,
            zones: self.zones,
            sentences: self.sentences,
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

/// Words of two letters that end a sentence though no space follows its full stop, folded: forms of to be.
const LAST_WORDS: &[&str] = &["ہے", "ہو", "گا", "گی", "گے", "है", "हो", "છે", "છો"];

/// Cuts at full stops, question and exclamation marks, dandas and line ends, but not inside links, numbers and initials.
fn sentences(text: &str, zones: &[Zone], out: &mut Vec<Span<Folded>>) {
    let mut start = 0;
    let mut zone = 0;
    // Up to here no letter or digit stands in the sentence so far.
    let mut silent = 0;
    // The last full stop behind a short word: with another in the same stretch they are initials, एસ.ટી. निगम.
    let mut dotted: Option<usize> = None;
    for (at, c) in ends(text) {
        let after = at + c.len_utf8();
        while zones.get(zone).is_some_and(|z| z.span.end <= at) {
            zone += 1;
        }
        let in_zone = zones.get(zone).is_some_and(|z| z.span.start <= at);
        let next = text[after..].chars().next().unwrap_or(' ');
        let ends = if c == '.' {
            let before = Before::of(text, at);
            let same_stretch = dotted.is_some_and(|dot| !text[dot..at].contains(char::is_whitespace));
            let initials = same_stretch && before.letters <= 3;
            dotted = (same_stretch || (1..=3).contains(&before.letters)).then_some(at);
            !in_zone && before.ends(next, initials)
        } else {
            !in_zone
        };
        let continues = matches!(next, '!' | '?' | '.' | '\'' | '"' | '”' | '’' | ')') && c != '\n';
        if ends && !continues {
            silent = silent.max(start);
            silent += text[silent..at].find(is_alphanumeric).unwrap_or(at - silent);
            if silent < at {
                out.push(Span::new(start, after));
                start = after;
            }
        }
    }
    if text[start..].chars().any(|c| !c.is_whitespace()) || out.is_empty() {
        out.push(Span::new(start, text.len()));
    }
}

/// Characters at which a sentence may end, with their place.
fn ends(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            // A danda begins with this byte, as do all letters of Devanagari and Gujarati.
            let may_end = |byte: &u8| matches!(byte, b'\n' | b'!' | b'?' | b'.' | 0xE0);
            let place = at + bytes[at..].iter().position(may_end)?;
            let c = match bytes[place..] {
                [0xE0, 0xA5, 0xA4, ..] => '।',
                [0xE0, 0xA5, 0xA5, ..] => '॥',
                [0xE0, ..] => {
                    at = place + 3;
                    continue;
                }
                [byte, ..] => char::from(byte),
                [] => return None,
            };
            at = place + c.len_utf8();
            return Some((place, c));
        }
    })
}

/// What stands before a full stop.
struct Before<'t> {
    /// The character before it.
    last: char,
    /// Letters and digits right before it, as far as their number matters.
    letters: usize,
    word: &'t str,
}

impl<'t> Before<'t> {
    /// More letters than any abbreviation has.
    const MANY: usize = 6;

    fn of(text: &'t str, at: usize) -> Before<'t> {
        let mut letters = 0;
        let mut from = at;
        for (place, c) in text[..at].char_indices().rev() {
            if !is_alphanumeric(c) || letters == Before::MANY {
                break;
            }
            letters += 1;
            from = place;
        }
        Before {
            last: text[..at].chars().next_back().unwrap_or(' '),
            letters,
            word: &text[from..at],
        }
    }

    /// A word without a vowel before a full stop is an abbreviation: Dr. Rs. Smt.
    fn has_vowel(&self) -> bool {
        self.word
            .chars()
            .any(|c| !c.is_ascii() || "aeiou0123456789".contains(c))
    }

    /// True where a full stop before `next` ends a sentence.
    fn ends(&self, next: char, initials: bool) -> bool {
        if is_alphanumeric(next) {
            let is_word = self.letters > 2 || LAST_WORDS.contains(&self.word);
            return self.last != '.' && is_alphabetic(next) && is_word;
        }
        let short = self.last.is_ascii_alphabetic() && (self.letters == 1 || self.letters <= 3 && !self.has_vowel());
        next != '.' && !short && !initials && !ABBREVIATIONS.contains(&self.word)
    }
}

fn tokens(original: &str, folded: &FoldedText, zones: &[Zone], sentences: &[Span<Folded>], out: &mut Vec<Token>) {
    let text = folded.as_str();
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
    cluster::segments(text, |at, segment, kind| {
        let end = at + segment.len();
        if kind == Segment::Blank {
            return;
        }
        let Some(first) = segment.chars().next() else { return };
        let plain = kind == Segment::Word;
        if !plain && !is_alphanumeric(first) && first != '_' && !segment.chars().any(is_alphanumeric) {
            let symbol =
                !first.is_ascii() && !first.is_whitespace() && u32::from(first) >= 0x2190 && !is_punctuation(first);
            if symbol {
                push(at, end, TokenKind::Symbol, false);
            }
            return;
        }
        let mut from = at;
        while from < end {
            while zones.get(zone).is_some_and(|z| z.span.end <= from) {
                zone += 1;
            }
            let here = zones.get(zone).filter(|z| z.span.start < end);
            let inside = here.filter(|z| z.span.start <= from).map(|z| z.kind);
            // A link or address may begin amid what Unicode keeps together.
            let to = here.map_or(end, |z| if inside.is_some() { end } else { z.span.start });
            let part = &text[from..to];
            if matches!(inside, Some(ZoneKind::Hashtag | ZoneKind::Handle)) {
                for (start, end) in pieces(part) {
                    for part in tag_parts(original, folded, Span::new(from + start, from + end)) {
                        push(part.start, part.end, TokenKind::Word, false);
                    }
                }
            } else {
                let hidden = inside.is_some();
                if plain || !part.contains(PARTING) {
                    push(from, to, TokenKind::Word, hidden);
                } else {
                    for (start, end) in pieces(part) {
                        push(from + start, from + end, TokenKind::Word, hidden);
                    }
                }
            }
            from = to;
        }
    });
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
        let first = folded.written(span.start + from, original).unwrap_or(c);
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

#[cfg(test)]
mod tests {
    use super::{ABBREVIATIONS, LAST_WORDS, is_alphabetic, is_alphanumeric, sentences};
    use crate::text::span::{Folded, Span};
    use crate::text::zone::{self, Zone};
    use proptest::prelude::*;

    /// Character by character.
    fn plainly(text: &str, zones: &[Zone]) -> Vec<Span<Folded>> {
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
                            || before != '.'
                                && is_alphabetic(next)
                                && (word_letters > 2 || LAST_WORDS.contains(&&text[word..at]))
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn sentences_are_those_of_a_look_at_each_character(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    ".", ".", ".", " ", " ", "\n", "!", "?", "।", "॥", ")", "\"", "a", "b", "dr", "smt", "word", "7", "डॉ", "નં",
                    "advt", "ہے", "है", "एसटी", "ટી", "ک", "،", "http://x.in", "@", "#tag", "\u{3000}",
                ]),
                0..24,
            ),
        ) {
            let text = parts.concat();
            let (zones, mut cut) = (zone::marked(&text), Vec::new());
            sentences(&text, &zones, &mut cut);
            prop_assert_eq!(cut, plainly(&text, &zones));
        }
    }
}
