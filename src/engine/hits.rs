//! Words to hits: the phrases of the lexicons that stand in a post.

use super::block::number;
use super::disguise;
use super::known::Reading;
use super::lookup::{DISGUISED, How, JOINED, PHRASED, Part, VEIL};
use super::phrases::{Partner, Several};
use super::program::{CASED, Program, VEILED};
use super::words::Words;
use crate::text::alphabet::is_alphanumeric;
use crate::text::span::{Folded, Span};
use crate::text::view::View;
use std::cell::OnceCell;

/// A phrase of a list, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Number of the list.
    pub list: u32,
    /// First and last word.
    pub first: u32,
    /// Last word, included.
    pub last: u32,
    /// Number of the phrase.
    pub phrase: u32,
    /// How its words were written.
    pub how: How,
    /// Where it stands.
    pub span: Span<Folded>,
}

impl Hit {
    /// What hits are sorted by first.
    fn place(&self) -> u64 {
        u64::from(self.list) << 32 | u64::from(self.first)
    }
}

/// Sorts hits by list and place.
fn sort(hits: &mut [Hit]) {
    hits.sort_unstable_by(|a, b| a.place().cmp(&b.place()).then_with(|| a.cmp(b)));
}

/// What was found in a post.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Phrases of lexicons, sorted by list and place. A hit covered by a longer one of the same list is left out.
    pub hits: Vec<Hit>,
    /// Words of weights and senses, the same way, but those of one plain word: readings know these.
    pub cues: Vec<Hit>,
}

impl Found {
    fn push(&mut self, program: &Program, words: &Words, phrase: u32, first: usize, last: usize, how: How) {
        if words.words[last].part == Part::Head {
            return;
        }
        let list = program.phrases.list(phrase);
        let of = if words.known.is_quiet(list) {
            &mut self.cues
        } else {
            &mut self.hits
        };
        of.push(Hit {
            list,
            first: first as u32,
            last: last as u32,
            phrase,
            how,
            span: words.words[first].span.hull(words.words[last].span),
        });
    }
}

/// Finds every phrase, in the place of what was found in another post.
pub(super) fn find(program: &Program, view: &View, words: &Words, found: &mut Found) {
    found.hits.clear();
    found.cues.clear();
    let far = Far::default();
    for at in 0..words.words.len() {
        let reading = words.reading(at);
        let span = words.words[at].span;
        found.hits.extend(reading.alone().iter().map(|alone| Hit {
            list: alone.list,
            first: at as u32,
            last: at as u32,
            phrase: alone.phrase,
            how: alone.how,
            span,
        }));
        for one in reading.cased() {
            if cased(program, view, words, at, one.lexeme) {
                found.push(program, words, one.phrase, at, at, one.how);
            }
        }
        for place in reading.tries() {
            let mut asked = None;
            let mut stands = false;
            let mut beside = Beside::default();
            for (several, partner) in program.phrases.tries(*place) {
                if asked != Some(partner) {
                    asked = Some(partner);
                    stands = beside.has(partner, words, at, &far);
                }
                if stands {
                    stand(program, view, words, several, at, found);
                }
            }
        }
    }
    for &(first, lexeme) in &words.pairs {
        alone(program, words, lexeme, (first, first + 1), JOINED, found);
    }
    for hidden in disguise::find(program, view, words) {
        let from = (found.hits.len(), found.cues.len());
        let veiled = program.allows(hidden.lexeme, VEILED);
        let how = if veiled { VEIL } else { DISGUISED };
        alone(program, words, hidden.lexeme, hidden.words, how, found);
        let new = found.hits[from.0..].iter_mut().chain(&mut found.cues[from.1..]);
        new.for_each(|hit| hit.span = hidden.span);
    }
    sort(&mut found.hits);
    sort(&mut found.cues);
    uncovered(&mut found.hits);
    uncovered(&mut found.cues);
}

/// The cues of these words, with those of several words or in disguise that were found: sorted by list and place.
pub(super) fn cues(program: &Program, words: &Words, at: impl Iterator<Item = usize>, found: &[Hit]) -> Vec<Hit> {
    let mut cues = Found::default();
    for at in at.filter(|at| words.words[*at].part == Part::Whole) {
        for (lexeme, how) in words.reading(at).candidates().filter(|(_, how)| how & PHRASED == 0) {
            for phrase in program.phrases.parts(lexeme).1 {
                if words.known.is_quiet(program.phrases.list(phrase)) {
                    cues.push(program, words, phrase, at, at, how);
                }
            }
        }
    }
    cues.cues.extend_from_slice(found);
    sort(&mut cues.cues);
    uncovered(&mut cues.cues);
    cues.cues
}

/// All lexemes of a post, as a few bits each, for partners whose distance is not fixed. Gathered when first asked.
#[derive(Default)]
struct Far(OnceCell<Box<[u64; FAR_WORDS]>>);

const FAR_WORDS: usize = 64;

impl Far {
    /// False where no word of the post is this lexeme.
    fn may_have(&self, words: &Words, lexeme: u32) -> bool {
        let bit = |lexeme: u32| (lexeme as usize / 64 % FAR_WORDS, 1u64 << (lexeme % 64));
        let bits = self.0.get_or_init(|| {
            let mut bits = Box::new([0; FAR_WORDS]);
            for lexeme in (0..words.words.len()).flat_map(|at| words.lexemes(at)) {
                let (word, bit) = bit(*lexeme);
                bits[word] |= bit;
            }
            bits
        });
        let (word, bit) = bit(lexeme);
        bits[word] & bit != 0
    }
}

/// The word at a distance from the anchor, for partners of which many stand at the same distance.
#[derive(Default)]
struct Beside<'w> {
    offset: Option<isize>,
    reading: Option<Reading<'w>>,
}

impl<'w> Beside<'w> {
    /// True where a partner may stand in a phrase whose anchor stands at `at`.
    #[inline]
    fn has(&mut self, partner: Partner, words: &'w Words, at: usize, far: &Far) -> bool {
        let Some(lexeme) = partner.lexeme() else { return true };
        let offset = partner.offset();
        let Some(distance) = offset else {
            return far.may_have(words, lexeme);
        };
        if self.offset != offset {
            let word = at.checked_add_signed(distance).filter(|word| *word < words.words.len());
            self.offset = offset;
            self.reading = word.map(|word| words.reading(word));
        }
        self.reading.is_some_and(|reading| reading.how(lexeme).is_some())
    }
}

/// A phrase that the word `at` shows, inside one sentence.
fn stand(program: &Program, view: &View, words: &Words, phrase: Several, at: usize, found: &mut Found) {
    let (least, most) = phrase.before();
    let Some(latest) = at.checked_sub(least) else { return };
    for first in at.saturating_sub(most)..=latest {
        if words.words[first].part != Part::Tail {
            stand_from(program, view, words, phrase, first, found);
        }
    }
}

/// A phrase whose first word would be `first`.
fn stand_from(program: &Program, view: &View, words: &Words, phrase: Several, first: usize, found: &mut Found) {
    let sentence = words.words[first].sentence;
    let mut how = 0;
    let end = phrase.matches(first, &mut |row, at| {
        let mut ways = 0;
        let stands = row.iter().enumerate().all(|(i, code)| {
            let (word, lexeme) = (at + i, number(code) >> 2);
            let same = words.words.get(word).is_some_and(|w| w.sentence == sentence);
            let found = if same { words.how(word, lexeme) } else { None };
            ways |= found.unwrap_or(0);
            found.is_some() && cased(program, view, words, word, lexeme)
        });
        if stands {
            how |= ways;
        }
        stands
    });
    // An entry always has a word that must stand, so that the end is past the first.
    if let Some(last) = end.and_then(|end| end.checked_sub(1)).filter(|last| *last >= first) {
        found.push(program, words, phrase.number(), first, last, how);
    }
}

/// The phrases that are this lexeme alone.
fn alone(program: &Program, words: &Words, lexeme: u32, place: (u32, u32), how: How, found: &mut Found) {
    for phrase in program.phrases.of_one(lexeme) {
        found.push(program, words, phrase, place.0 as usize, place.1 as usize, how);
    }
}

/// True where the letters of the word are capitals where its lexeme asks for them, if it asks: in any script or costume.
fn cased(program: &Program, view: &View, words: &Words, word: usize, lexeme: u32) -> bool {
    if !program.allows(lexeme, CASED) {
        return true;
    }
    let known = program.cased.binary_search_by_key(&lexeme, |(l, _)| *l);
    let span = words.words[word].span;
    let letters = view.folded.slice(span).char_indices();
    let mut written = letters.filter(|(_, c)| is_alphanumeric(*c)).map(|(at, _)| {
        view.folded
            .written(span.start + at, view.original)
            .is_some_and(char::is_uppercase)
    });
    known.is_ok_and(|at| {
        let mut asked = program.cased[at].1.chars().filter(|c| is_alphanumeric(*c));
        asked.all(|c| written.next() == Some(c.is_uppercase()))
    })
}

/// Leaves out hits that a longer hit of the same list covers.
fn uncovered(hits: &mut Vec<Hit>) {
    hits.dedup_by(|hit, last| {
        if last.list != hit.list {
            return false;
        }
        if last.first == hit.first && last.last <= hit.last && (last.last, last.how) != (hit.last, hit.how) {
            if last.last < hit.last || hit.how < last.how {
                *last = *hit;
            }
            return true;
        }
        last.first <= hit.first && hit.last <= last.last
    });
}
