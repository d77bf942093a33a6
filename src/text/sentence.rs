//! Sentences: where a text is cut before conditions look at it.

use super::alphabet::{is_alphabetic, is_alphanumeric};
use super::span::{Folded, Span};
use super::zone::Zone;
use std::cell::OnceCell;

/// Words that are written with a full stop and seldom end a sentence, folded: doctor, number, mobile, advertisement.
const ABBREVIATIONS: &[&str] = &["डॉ", "डा", "नं", "मो", "ડૉ", "ડો", "નં", "મો", "advt"];

/// Words of two letters that end a sentence though no space follows its full stop, folded: forms of to be.
const LAST_WORDS: &[&str] = &["ہے", "ہو", "گا", "گی", "گے", "है", "हो", "છે", "છો"];

/// Cuts at full stops, question and exclamation marks, dandas and line ends, but not inside links, numbers and initials, nor where
/// an editor wrapped a line. `is_capital` tells whether a letter of the folded text was written as a capital.
pub(super) fn cut(text: &str, zones: &[Zone], is_capital: impl Fn(usize) -> bool, out: &mut Vec<Span<Folded>>) {
    let widest = OnceCell::new();
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
        } else if c == '\n' {
            let is_tagged = zone > 0 && zones[zone - 1].span.end == text[..at].trim_end_matches(' ').len();
            !in_zone && (is_tagged || !wraps(text, at, start, &is_capital, &widest))
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

/// Columns of a wrapped text, at least.
const COLUMNS: usize = 40;

/// True where the line that ends at `at` goes on in the next one: after a word or comma, with a small letter behind a capital at the
/// head of the sentence (which begins at `start`), or where the next word would not have fitted into the widest line of the text.
fn wraps(text: &str, at: usize, start: usize, is_capital: &impl Fn(usize) -> bool, widest: &OnceCell<usize>) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default().trim_end_matches(' ');
    let rest = &text[at + 1..];
    let next = rest.trim_start_matches(' ');
    let Some(first) = next.chars().next().filter(|c| is_alphabetic(*c)) else {
        return false;
    };
    if !line.ends_with(|c| is_alphanumeric(c) || matches!(c, ',' | '\u{60C}')) {
        return false;
    }
    if first.is_ascii() {
        if is_capital(text.len() - next.len()) {
            return false;
        }
        let head = text[start..at].find(is_alphanumeric);
        if head.is_some_and(|head| is_capital(start + head)) {
            return true;
        }
    }
    let columns = |part: &str| part.chars().count();
    let widest = *widest.get_or_init(|| text.split('\n').map(columns).max().unwrap_or(0));
    let word = next.split([' ', '\n']).next().unwrap_or_default();
    widest >= COLUMNS && columns(line) + 1 + columns(word) > widest
}

#[cfg(test)]
mod tests {
    use super::{ABBREVIATIONS, LAST_WORDS, cut, is_alphabetic, is_alphanumeric, wraps};
    use crate::text::span::{Folded, Span};
    use crate::text::view::View;
    use crate::text::zone::{self, Zone};
    use proptest::prelude::*;
    use std::cell::OnceCell;

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
                    '\n' => {
                        let tagged = zone > 0 && zones[zone - 1].span.end == text[..at].trim_end_matches(' ').len();
                        tagged || !wraps(text, at, start, &|_| false, &OnceCell::new())
                    }
                    '।' | '॥' | '!' | '?' => true,
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

    /// The sentences of a text in which capitals are capitals.
    fn sentences(text: &str) -> Vec<String> {
        let view = View::new(text);
        let spans = view.sentences.iter().map(|span| view.to_post(*span));
        spans.map(|span| text[span.range()].trim().to_owned()).collect()
    }

    #[test]
    fn wrapped_lines_are_one_sentence_and_others_are_not() {
        for (text, parts) in [
            ("We stand\nwith PTI", 1),
            ("We stand\nWith PTI", 2),
            ("we stand\nwith pti", 2),
            ("We stand\n\nwith PTI", 2),
            ("We stand!\nwith PTI", 2),
            ("Milk, bread,\n- and eggs", 2),
            ("#VoteBat\nfor the party", 2),
            (
                "आज की बैठक में सभी अधिकारी समय पर पहुँचें और\nअपने साथ जिले की रिपोर्ट लाएँ जो कल माँगी गई थी",
                1,
            ),
            ("सुबह नौ बजे बैठक\nशाम पाँच बजे सभी विभागों की समीक्षा और उसके बाद चाय होगी", 2),
            ("chai garam hai\nbaarish bhi hai", 2),
        ] {
            assert_eq!(sentences(text).len(), parts, "{text:?} {:?}", sentences(text));
        }
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
            let (zones, mut found) = (zone::marked(&text), Vec::new());
            cut(&text, &zones, |_| false, &mut found);
            prop_assert_eq!(found, plainly(&text, &zones));
        }
    }
}
