//! One word to lexemes: plain forms, romanised spellings, stretched letters, joined and split words.

use super::disguise::in_letters;
use super::program::{BESIDE, DISGUISE, HEARD, Program, VEILED, stems};
use crate::text::roman;
use crate::text::zone::ZoneKind;

/// How a word came to a lexeme, besides its plain form. Bits.
pub(super) type How = u8;
/// By its sound.
pub(super) const ROMAN: How = 1;
/// With letters drawn out.
pub(super) const STRETCHED: How = 2;
/// Hidden behind digits, signs or gaps.
pub(super) const DISGUISED: How = 4;
/// Hidden, and known for that alone: no other word is meant.
pub(super) const VEIL: How = 16;
/// Cut out of a joined hashtag, or written with a space too few or too many.
pub(super) const JOINED: How = 8;

/// By its sound, though it is a word of its own as it is written: it counts among the words of a phrase only.
pub(super) const PHRASED: How = 32;

/// Which part of a written word a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// First half of a word that was written without its space: a hit must not end here.
    Head,
    /// Second half: a hit must not begin here.
    Tail,
}

/// Where a word stands, as far as it matters what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Word,
    /// In a hashtag or handle.
    Tag,
    Symbol,
}

/// A piece of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// Bytes of the word.
    pub span: (usize, usize),
    /// Which part of what was written.
    pub part: Part,
    /// Where its candidates end.
    pub to: usize,
}

/// What a word may be: itself, or the pieces it was cut into.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub pieces: Vec<Cut>,
    /// Lexemes of all pieces, one behind the other.
    pub candidates: Vec<(u32, How)>,
}

impl Found {
    /// Looks up a word.
    pub fn look_up(&mut self, program: &Program, word: &str, place: Place) {
        self.pieces.clear();
        self.candidates.clear();
        let found = &mut self.candidates;
        plain(program, word, found);
        if place != Place::Symbol {
            spellings(program, word, found);
        }
        if found.is_empty() && place == Place::Word {
            behind_digits(program, word, found);
        }
        if found.is_empty() && place != Place::Symbol {
            if place == Place::Tag
                && word.len() >= 6
                && let Some(cuts) = cut_up(program, word)
            {
                for piece in cuts.windows(2) {
                    let from = found.len();
                    plain(program, &word[piece[0]..piece[1]], found);
                    found[from..].iter_mut().for_each(|(_, how)| *how |= JOINED);
                    self.pieces.push(Cut {
                        span: (piece[0], piece[1]),
                        part: Part::Whole,
                        to: found.len(),
                    });
                }
                return;
            }
            if let Some(at) = missing_space(program, word) {
                for (span, part) in [((0, at), Part::Head), ((at, word.len()), Part::Tail)] {
                    plain(program, &word[span.0..span.1], found);
                    let to = found.len();
                    self.pieces.push(Cut { span, part, to });
                }
                return;
            }
        }
        self.pieces.push(Cut {
            span: (0, word.len()),
            part: Part::Whole,
            to: found.len(),
        });
    }
}

pub(super) fn is_marked(kind: ZoneKind) -> bool {
    matches!(
        kind,
        ZoneKind::Hashtag | ZoneKind::Handle | ZoneKind::Link | ZoneKind::Email
    )
}

/// True for a word as it is written.
fn is_form(program: &Program, word: &str) -> bool {
    program.written(word).next().is_some()
}

/// A word as it is written.
fn plain(program: &Program, word: &str, found: &mut Vec<(u32, How)>) {
    let before = found.len();
    found.extend(program.written(word).map(|lexeme| (lexeme, 0)));
    found[before..].sort_unstable();
    if word.contains('.') {
        // Initials: u.s.a is usa. Two of them are an abbreviation that may be known: p.m.
        let joined: String = word.chars().filter(|c| *c != '.').collect();
        let as_written = found.len();
        if as_written == before || joined.len() > 2 {
            for lexeme in program.written(&joined) {
                let how = if program.allows(lexeme, DISGUISE) { DISGUISED } else { 0 };
                if !found[before..as_written].contains(&(lexeme, 0)) {
                    found.push((lexeme, how));
                }
            }
        }
    }
}

/// Spellings by ear and drawn-out letters.
fn spellings(program: &Program, word: &str, found: &mut Vec<(u32, How)>) {
    if has_run(word, 3) && word.chars().any(char::is_alphabetic) {
        for keep in [1, 2] {
            let short = squeeze(word, keep);
            program
                .written(&short)
                .for_each(|lexeme| add(program, (lexeme, STRETCHED), found));
            sounds(program, &short, |lexeme| {
                add(program, (lexeme, STRETCHED | ROMAN), found);
            });
        }
        return;
    }
    // A word that is known as it is written is not a misspelt one: logon, people, is no login. But amid the words of a phrase
    // kanoon is qanoon, which has an entry of its own; and words of other packs leave what is heard of the shipped ones as it is.
    if !found.iter().all(|(known, _)| program.allows(*known, HEARD)) {
        return;
    }
    let mut heard = Vec::new();
    sounds(program, word, |lexeme| heard.push(lexeme));
    if !found.iter().all(|(known, _)| heard.contains(known)) {
        return;
    }
    let is_beside = |lexeme: u32| program.allows(lexeme, BESIDE);
    let written: Vec<bool> = found.iter().map(|(known, _)| is_beside(*known)).collect();
    for lexeme in heard {
        let phrased = if written.contains(&is_beside(lexeme)) {
            PHRASED
        } else {
            0
        };
        add(program, (lexeme, ROMAN | phrased), found);
    }
}

/// Adds a lexeme that is new, and not one in disguise only.
fn add(program: &Program, (lexeme, how): (u32, How), found: &mut Vec<(u32, How)>) {
    if !program.allows(lexeme, VEILED) && !found.iter().any(|(known, _)| *known == lexeme) {
        found.push((lexeme, how));
    }
}

/// The lexemes that sound like a word.
fn sounds(program: &Program, word: &str, heard: impl FnMut(u32)) {
    let Some(key) = roman::key(word) else { return };
    let stems = stems(word).filter_map(|(stem, bit)| Some((roman::key(stem)?, bit)));
    program.under(&program.phonetic, &key, stems).for_each(heard);
}

/// Digits that stand for letters in a word that is none as it is written: `d15cl0sed`.
fn behind_digits(program: &Program, word: &str, found: &mut Vec<(u32, How)>) {
    const SHORTEST: usize = 4;
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || word.len() < SHORTEST || word.len() < 2 * digits || !word.is_ascii() {
        return;
    }
    for letters in in_letters(word) {
        plain(program, &letters, found);
        // By its sound only where digits stand amid letters: `class10` is no word of another language.
        let ends = |at: Option<u8>| at.is_some_and(|byte| byte.is_ascii_alphabetic());
        if ends(word.bytes().next()) && ends(word.bytes().next_back()) {
            spellings(program, &letters, found);
        }
        found.iter_mut().for_each(|(_, how)| *how |= DISGUISED);
        found.extend(program.veiled(&letters).map(|lexeme| (lexeme, VEIL)));
        if !found.is_empty() {
            return;
        }
    }
}

pub(super) fn has_run(word: &str, length: usize) -> bool {
    let mut run = 0;
    let mut before = '\0';
    word.chars().any(|c| {
        run = if c == before { run + 1 } else { 1 };
        before = c;
        run >= length
    })
}

/// Shortens every run of three or more to `keep`.
pub(super) fn squeeze(word: &str, keep: usize) -> String {
    let chars: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    let mut i = 0;
    while i < chars.len() {
        let run = chars[i..].iter().take_while(|c| **c == chars[i]).count();
        out.extend(std::iter::repeat_n(chars[i], if run >= 3 { keep } else { run }));
        i += run;
    }
    out
}

/// Cuts a joined hashtag into known words that cover all of it, the fewest that do. Byte offsets, first 0, last its length.
fn cut_up(program: &Program, word: &str) -> Option<Vec<usize>> {
    const LONGEST: usize = 60;
    let ends: Vec<usize> = word
        .char_indices()
        .map(|(i, _)| i)
        .skip(1)
        .chain([word.len()])
        .collect();
    if ends.len() > 80 {
        return None;
    }
    // Best way to reach each offset: number of pieces and where the last began.
    let mut best: Vec<Option<(u32, usize)>> = vec![None; word.len() + 1];
    best[0] = Some((0, 0));
    for start in std::iter::once(0).chain(ends.iter().copied()) {
        let Some((pieces, _)) = best[start] else { continue };
        for &end in ends.iter().filter(|&&end| end > start && end - start <= LONGEST) {
            let piece = &word[start..end];
            let short = piece.chars().nth(1).is_none();
            if short || !is_form(program, piece) {
                continue;
            }
            if best[end].is_none_or(|(known, _)| pieces + 1 < known) {
                best[end] = Some((pieces + 1, start));
            }
        }
    }
    let mut cuts = vec![word.len()];
    while let Some(&at) = cuts.last().filter(|at| **at > 0) {
        cuts.push(best[at]?.1);
    }
    cuts.reverse();
    Some(cuts)
}

/// Where an unknown word of an Indic or Arabic script falls into two known ones: a space was left out.
fn missing_space(program: &Program, word: &str) -> Option<usize> {
    let first = word.chars().next()?;
    if u32::from(first) < 0x0600 || word.len() > 48 {
        return None;
    }
    let cuts: Vec<usize> = word.char_indices().map(|(i, _)| i).collect();
    (2..cuts.len().saturating_sub(1))
        .map(|i| cuts[i])
        .find(|&at| is_form(program, &word[..at]) && is_form(program, &word[at..]))
}
