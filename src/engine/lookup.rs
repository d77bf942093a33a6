//! Words of a view to lexemes: plain forms, romanised spellings, stretched letters, joined and split words.

use super::program::{DISGUISE, ENGLISH, Program};
use super::table::{self, Numbers};
use crate::text::roman;
use crate::text::span::{Folded, Span};
use crate::text::view::{TokenKind, View};
use crate::text::zone::ZoneKind;

/// How a word came to a lexeme, besides its plain form. Bits.
pub(super) type How = u8;
/// By its sound.
pub(super) const ROMAN: How = 1;
/// With letters drawn out.
pub(super) const STRETCHED: How = 2;
/// Hidden behind digits, signs or gaps.
pub(super) const DISGUISED: How = 4;
/// Cut out of a joined hashtag, or written with a space too few or too many.
pub(super) const JOINED: How = 8;

/// Which part of a written word a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// First half of a word that was written without its space: a hit must not end here.
    Head,
    /// Second half: a hit must not begin here.
    Tail,
}

/// A token with the lexemes it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub span: Span<Folded>,
    pub sentence: u32,
    pub part: Part,
    from: u32,
    to: u32,
}

/// The words of a post, with a shared store of candidates.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub words: Vec<Word>,
    candidates: Vec<(u32, How)>,
    /// Lexemes that two neighbouring words are together: number of the first word, lexeme.
    pub pairs: Vec<(u32, u32)>,
    /// A bit for each lexeme that some word may be.
    seen: Vec<u64>,
}

impl Words {
    /// What a word may be.
    #[inline]
    pub fn candidates(&self, word: usize) -> &[(u32, How)] {
        let word = &self.words[word];
        &self.candidates[word.from as usize..word.to as usize]
    }

    /// How a word is this lexeme, if it is.
    #[inline]
    pub fn how(&self, word: usize, lexeme: u32) -> Option<How> {
        self.candidates(word)
            .iter()
            .find(|(l, _)| *l == lexeme)
            .map(|(_, how)| *how)
    }

    /// True where some word may be this lexeme.
    #[inline]
    pub fn has(&self, lexeme: u32) -> bool {
        self.seen[lexeme as usize / 64] & 1 << (lexeme % 64) != 0
    }

    fn clear(&mut self, program: &Program) {
        for (lexeme, _) in &self.candidates {
            self.seen[*lexeme as usize / 64] = 0;
        }
        self.words.clear();
        self.candidates.clear();
        self.pairs.clear();
        self.seen.resize(program.count().div_ceil(64), 0);
    }

    fn push(&mut self, span: Span<Folded>, sentence: u32, part: Part, candidates: &[(u32, How)]) {
        let from = self.candidates.len() as u32;
        self.candidates.extend_from_slice(candidates);
        for (lexeme, _) in candidates {
            self.seen[*lexeme as usize / 64] |= 1 << (lexeme % 64);
        }
        self.words.push(Word {
            span,
            sentence,
            part,
            from,
            to: self.candidates.len() as u32,
        });
    }
}

/// Looks up every word of a view. `known` remembers words from post to post.
pub(super) fn words(program: &Program, view: &View, known: &mut Known, out: &mut Words) {
    out.clear(program);
    let text = view.folded.as_str();
    let mut tag = 0;
    for token in &view.tokens {
        while view
            .zones
            .get(tag)
            .is_some_and(|z| z.span.end <= token.span.start && is_marked(z.kind))
        {
            tag += 1;
        }
        if token.hidden {
            out.push(token.span, token.sentence, Part::Whole, &[]);
            continue;
        }
        let tagged = view
            .zones
            .get(tag)
            .is_some_and(|z| matches!(z.kind, ZoneKind::Hashtag | ZoneKind::Handle) && z.span.covers(token.span));
        let place = match (token.kind, tagged) {
            (TokenKind::Symbol, _) => Place::Symbol,
            (TokenKind::Word, false) => Place::Word,
            (TokenKind::Word, true) => Place::Tag,
        };
        let entry = known.get(program, view.folded.slice(token.span), place);
        let mut from = 0;
        for piece in &entry.pieces {
            let span = Span::new(token.span.start + piece.span.0, token.span.start + piece.span.1);
            out.push(span, token.sentence, piece.part, &entry.candidates[from..piece.to]);
            from = piece.to;
        }
    }
    extra_spaces(program, text, out);
}

/// Where a word stands, as far as it matters what it may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Word,
    /// In a hashtag or handle.
    Tag,
    Symbol,
}

/// Words looked up before. A word that falls into the place of another takes it.
#[derive(Debug)]
pub(super) struct Known {
    slots: Vec<Entry>,
    /// Words that were looked up since there were so many slots.
    missed: usize,
}

/// Words remembered at first: enough for a draft.
const FEWEST_KNOWN: usize = 1 << 8;
/// Most words remembered, a few hundred bytes each.
const MOST_KNOWN: usize = 1 << 14;

/// What a word may be: itself, or the pieces it was cut into.
#[derive(Clone, Debug, Default)]
struct Entry {
    word: String,
    place: Place,
    pieces: Vec<Cut>,
    /// Candidates of all pieces, one behind the other.
    candidates: Vec<(u32, How)>,
}

#[derive(Clone, Copy, Debug)]
struct Cut {
    /// Bytes of the word.
    span: (usize, usize),
    part: Part,
    /// Where its candidates end.
    to: usize,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            slots: vec![Entry::default(); FEWEST_KNOWN],
            missed: 0,
        }
    }
}

impl Known {
    fn grow(&mut self, slots: usize) {
        self.missed = 0;
        self.slots.clear();
        self.slots.resize(slots, Entry::default());
    }

    fn get(&mut self, program: &Program, word: &str, place: Place) -> &Entry {
        if self.missed > self.slots.len() && self.slots.len() < MOST_KNOWN {
            self.grow(self.slots.len() * 4);
        }
        // The number of slots is a power of two.
        let slot = table::hash(word) as usize & (self.slots.len() - 1);
        let entry = &mut self.slots[slot];
        // No word is empty, so that a fresh slot is none.
        if entry.word != word || entry.place != place {
            self.missed += 1;
            entry.word.clear();
            entry.word.push_str(word);
            entry.place = place;
            entry.pieces.clear();
            entry.candidates.clear();
            entry.look_up(program);
        }
        entry
    }
}

impl Entry {
    fn look_up(&mut self, program: &Program) {
        let word = self.word.as_str();
        let found = &mut self.candidates;
        plain(program, word, found);
        if self.place != Place::Symbol {
            spellings(program, word, found);
        }
        if found.is_empty() && self.place != Place::Symbol {
            if self.place == Place::Tag
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

fn plain(program: &Program, word: &str, found: &mut Vec<(u32, How)>) {
    let before = found.len();
    found.extend(program.forms.get(word).map(|lexeme| (lexeme, 0)));
    if found.len() == before && word.contains('.') {
        // Initials: u.s.a is usa.
        let joined: String = word.chars().filter(|c| *c != '.').collect();
        let hides = |lexeme: u32| program.allows(lexeme, DISGUISE);
        found.extend(
            program
                .forms
                .get(&joined)
                .map(|lexeme| (lexeme, if hides(lexeme) { DISGUISED } else { 0 })),
        );
    }
}

/// Spellings by ear and drawn-out letters.
fn spellings(program: &Program, word: &str, found: &mut Vec<(u32, How)>) {
    let add = |found: &mut Vec<(u32, How)>, lexemes: Numbers, how: How| {
        for lexeme in lexemes {
            if !found.iter().any(|(known, _)| *known == lexeme) {
                found.push((lexeme, how));
            }
        }
    };
    if has_run(word, 3) && word.chars().any(char::is_alphabetic) {
        for keep in [1, 2] {
            let short = squeeze(word, keep);
            add(found, program.forms.get(&short), STRETCHED);
            if let Some(key) = roman::key(&short) {
                add(found, program.phonetic.get(&key), STRETCHED | ROMAN);
            }
        }
        return;
    }
    // A word that is plain English is not a misspelt word of another language.
    let english = found.iter().any(|(lexeme, _)| program.allows(*lexeme, ENGLISH));
    if !english && let Some(key) = roman::key(word) {
        add(found, program.phonetic.get(&key), ROMAN);
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
            if short || !program.forms.has(piece) {
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
        .find(|&at| program.forms.has(&word[..at]) && program.forms.has(&word[at..]))
}

/// Neighbours in Arabic script that are one word written with a space too many.
fn extra_spaces(program: &Program, text: &str, out: &mut Words) {
    let mut joined = String::new();
    for i in 1..out.words.len() {
        let (a, b) = (out.words[i - 1].span, out.words[i].span);
        let arabic = |span: Span<Folded>| {
            text[span.range()]
                .chars()
                .next()
                .is_some_and(|c| (0x0600..0x0700).contains(&u32::from(c)))
        };
        if b.start != a.end + 1 || !arabic(a) || !arabic(b) || a.len() + b.len() > 32 {
            continue;
        }
        joined.clear();
        joined.push_str(&text[a.range()]);
        joined.push_str(&text[b.range()]);
        for lexeme in program.forms.get(&joined) {
            out.pairs.push((i as u32 - 1, lexeme));
        }
    }
}
