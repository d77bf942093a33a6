//! Phrases of all lexicons in one row of numbers, so that they are ready as soon as they are read.

use super::lists::Lists;
use crate::pack::phrase::GAP_WORDS;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elem {
    /// A lexeme.
    Lexeme(u32),
    /// One of these rows of lexemes; an empty one means nothing.
    Choice(Vec<Vec<u32>>),
    /// A gap of a few words.
    Gap,
}

/// Partner of a phrase that is one lexeme and nothing else.
pub const ALONE: u32 = u32::MAX;
/// Partner of a phrase of which no other lexeme is known to stand in it.
pub const ANY: u32 = u32::MAX - 1;

const LEXEME: u32 = 0;
const GAP: u32 = 1;
const CHOICE: u32 = 2;
const ROW: u32 = 3;

/// All phrases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrases {
    /// Pieces: kind in the low two bits, lexeme or length above. A choice holds the length of its rows in numbers; a row its own.
    codes: Lists,
    /// Entry each came from.
    entries: Vec<u32>,
    /// List each is on.
    lists: Vec<u32>,
    /// Phrases by the lexeme that shows them: the least common one that must stand in them. A phrase and its partner in turn.
    anchors: Lists,
    /// Fewest and most words before that lexeme.
    before: Vec<(u8, u8)>,
}

impl Phrases {
    /// All phrases: elements, entry and list of each, over so many lexemes.
    pub fn new(phrases: &[(Vec<Elem>, u32, u32)], lexemes: usize) -> Phrases {
        let mut uses: HashMap<u32, u32> = HashMap::new();
        for (elems, _, _) in phrases {
            for lexeme in elems.iter().flat_map(lexemes_of) {
                *uses.entry(lexeme).or_default() += 1;
            }
        }
        let mut out = Phrases::default();
        let mut codes = Vec::with_capacity(phrases.len());
        let mut anchors = vec![Vec::new(); lexemes];
        for (number, (elems, entry, list)) in phrases.iter().enumerate() {
            codes.push(encode(elems));
            out.entries.push(*entry);
            out.lists.push(*list);
            let (at, before) = anchor(elems, &uses);
            out.before.push(before);
            let partner = partner(elems, at, &uses);
            for lexeme in heads(&elems[at]) {
                anchors[lexeme as usize].extend([number as u32, partner]);
            }
        }
        out.codes = Lists::new(&codes);
        out.anchors = Lists::new(&anchors);
        out
    }

    /// Phrases that a lexeme shows, each with its partner: another lexeme that must stand in it, [`ALONE`] where it is this
    /// lexeme and nothing else, [`ANY`] where nothing else is known.
    pub fn shown_by(&self, lexeme: u32) -> &[[u32; 2]] {
        self.anchors.get(lexeme as usize).as_chunks().0
    }

    /// Fewest and most words of a phrase before the lexeme that shows it.
    pub fn before(&self, phrase: u32) -> (usize, usize) {
        let (least, most) = self.before[phrase as usize];
        (least.into(), most.into())
    }

    /// Number of the entry a phrase came from.
    pub fn entry(&self, phrase: u32) -> usize {
        self.entries[phrase as usize] as usize
    }

    /// Number of the list a phrase is on.
    pub fn list(&self, phrase: u32) -> u32 {
        self.lists[phrase as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True without phrases.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// True where a phrase is one lexeme alone, this one perhaps among others.
    pub fn is_alone(&self, phrase: u32, lexeme: u32) -> bool {
        let row = |words: &[u32]| (words.len() == 1 && words[0] >> 2 == lexeme).then_some(1);
        self.walk(phrase, row) == Some(1)
    }

    /// Matches a phrase whose first word stands at `at`. `stands` says whether a row of lexemes (shifted by two) stands at a
    /// word; the end of the phrase (one past its last word) where all of it does.
    pub fn matches(&self, phrase: u32, at: usize, stands: &mut impl FnMut(&[u32], usize) -> bool) -> Option<usize> {
        rest(self.codes.get(phrase as usize), at, stands)
    }

    /// The first row of a phrase of one element that `accepts` takes.
    fn walk(&self, phrase: u32, accepts: impl Fn(&[u32]) -> Option<u32>) -> Option<u32> {
        let codes = self.codes.get(phrase as usize);
        let head = *codes.first()?;
        match head & 3 {
            LEXEME if codes.len() == 1 => accepts(codes),
            CHOICE if codes.len() == 1 + (head >> 2) as usize => rows(&codes[1..]).find_map(accepts),
            _ => None,
        }
    }
}

fn rest(codes: &[u32], at: usize, stands: &mut impl FnMut(&[u32], usize) -> bool) -> Option<usize> {
    let Some(&head) = codes.first() else { return Some(at) };
    match head & 3 {
        LEXEME => stands(&codes[..1], at)
            .then(|| rest(&codes[1..], at + 1, stands))
            .flatten(),
        GAP => (0..=GAP_WORDS).find_map(|skipped| rest(&codes[1..], at + skipped, stands)),
        _ => {
            let after = 1 + (head >> 2) as usize;
            rows(&codes[1..after]).find_map(|row| {
                stands(row, at)
                    .then(|| rest(&codes[after..], at + row.len(), stands))
                    .flatten()
            })
        }
    }
}

/// The rows of a choice.
fn rows(mut codes: &[u32]) -> impl Iterator<Item = &[u32]> {
    std::iter::from_fn(move || {
        let (head, body) = codes.split_first()?;
        let (row, next) = body.split_at((head >> 2) as usize);
        codes = next;
        Some(row)
    })
}

fn encode(elems: &[Elem]) -> Vec<u32> {
    let mut codes = Vec::new();
    for elem in elems {
        match elem {
            Elem::Lexeme(lexeme) => codes.push(lexeme << 2 | LEXEME),
            Elem::Gap => codes.push(GAP),
            Elem::Choice(rows) => {
                let length: usize = rows.iter().map(|row| row.len() + 1).sum();
                codes.push((length as u32) << 2 | CHOICE);
                for row in rows {
                    codes.push((row.len() as u32) << 2 | ROW);
                    codes.extend(row.iter().map(|lexeme| lexeme << 2 | LEXEME));
                }
            }
        }
    }
    codes
}

fn lexemes_of(elem: &Elem) -> Vec<u32> {
    match elem {
        Elem::Lexeme(lexeme) => vec![*lexeme],
        Elem::Choice(rows) => rows.concat(),
        Elem::Gap => Vec::new(),
    }
}

/// The lexemes that an element may begin with.
fn heads(elem: &Elem) -> Vec<u32> {
    let mut out = match elem {
        Elem::Lexeme(lexeme) => vec![*lexeme],
        Elem::Choice(rows) => rows.iter().filter_map(|row| row.first().copied()).collect(),
        Elem::Gap => Vec::new(),
    };
    out.sort_unstable();
    out.dedup();
    out
}

/// The element that shows a phrase, and how many words may stand before it.
fn anchor(elems: &[Elem], uses: &HashMap<u32, u32>) -> (usize, (u8, u8)) {
    let must = |elem: &Elem| match elem {
        Elem::Lexeme(_) => true,
        Elem::Choice(rows) => rows.iter().all(|row| !row.is_empty()),
        Elem::Gap => false,
    };
    let cost = |elem: &Elem| {
        heads(elem)
            .iter()
            .map(|lexeme| uses.get(lexeme).copied().unwrap_or(0))
            .sum::<u32>()
    };
    let at = (0..elems.len())
        .filter(|&i| must(&elems[i]))
        .min_by_key(|&i| cost(&elems[i]))
        .unwrap_or(0);
    let (mut least, mut most) = (0usize, 0usize);
    for elem in &elems[..at] {
        let (few, many) = match elem {
            Elem::Lexeme(_) => (1, 1),
            Elem::Choice(rows) => (
                rows.iter().map(Vec::len).min().unwrap_or(0),
                rows.iter().map(Vec::len).max().unwrap_or(0),
            ),
            Elem::Gap => (0, GAP_WORDS),
        };
        least += few;
        most += many;
    }
    (at, (least.min(255) as u8, most.min(255) as u8))
}

/// The least common lexeme, but the one at `anchor`, that must stand in a phrase.
fn partner(elems: &[Elem], anchor: usize, uses: &HashMap<u32, u32>) -> u32 {
    if let [Elem::Lexeme(_)] = elems {
        return ALONE;
    }
    let others = elems.iter().enumerate().filter(|(at, _)| *at != anchor);
    let lexemes = others.filter_map(|(_, elem)| match elem {
        Elem::Lexeme(lexeme) => Some(*lexeme),
        Elem::Choice(_) | Elem::Gap => None,
    });
    let common = |lexeme: &u32| (uses.get(lexeme).copied(), *lexeme);
    lexemes.min_by_key(common).unwrap_or(ANY)
}
