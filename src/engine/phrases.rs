//! Phrases of all lexicons in one row of numbers, so that they are ready as soon as they are read.

use super::block::{Block, Raw, number};
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

/// Another lexeme that must stand in a phrase, and where: most phrases are given up by asking for it alone.
///
/// The lexeme in the low 24 bits, its distance from the anchor in words above; `FAR` where that is not fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partner(u32);

impl Partner {
    /// Of a phrase of which no other lexeme is known to stand in it.
    const UNKNOWN: Partner = Partner(u32::MAX - 1);
    const FAR: i8 = i8::MIN;
    const LEXEMES: u32 = (1 << 24) - 2;

    fn new(lexeme: u32, offset: Option<i8>) -> Partner {
        if lexeme >= Partner::LEXEMES {
            return Partner::UNKNOWN;
        }
        Partner(lexeme | u32::from(offset.unwrap_or(Partner::FAR) as u8) << 24)
    }

    /// The lexeme, where one is known.
    #[inline]
    pub fn lexeme(self) -> Option<u32> {
        let lexeme = self.0 & 0x00FF_FFFF;
        (lexeme < Partner::LEXEMES).then_some(lexeme)
    }

    /// Its distance from the anchor in words, where that is fixed.
    #[inline]
    pub fn offset(self) -> Option<isize> {
        let offset = (self.0 >> 24) as u8 as i8;
        (offset != Partner::FAR).then_some(offset.into())
    }
}

const LEXEME: u32 = 0;
const GAP: u32 = 1;
const CHOICE: u32 = 2;
const ROW: u32 = 3;

/// From where numbers are counted on: none of the lexemes of later phrases is one of an earlier phrase.
#[derive(Clone, Copy, Debug, Default)]
pub struct First {
    /// The first lexeme.
    pub lexeme: u32,
    /// The first phrase.
    pub phrase: u32,
    /// Where the first of several lexemes lies.
    pub place: u32,
}

/// Set in the row of a lexeme where a phrase is that lexeme and nothing else.
const ALONE: u32 = 1 << 31;
/// Numbers before the pieces of a phrase of several: its number; how many numbers its pieces take, and in the two low bytes the
/// fewest and most words before its anchor.
const HEAD: usize = 2;

/// All phrases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrases {
    /// How many there are.
    count: u32,
    /// Phrases that are more than one lexeme, one behind the other. Pieces: kind in the low two bits, lexeme or length above. A choice
    /// holds the length of its rows in numbers; a row its own.
    #[serde(skip)]
    codes: Lists,
    /// The first phrase of a stretch on the same list, and the list.
    #[serde(skip)]
    lists: Block,
    /// Phrases by the lexeme that shows them, the least common one that must stand in them: first those that are this lexeme alone, by
    /// number; then where a phrase lies in `codes` and its partner in turn.
    #[serde(skip)]
    anchors: Lists,
}

impl Phrases {
    /// All phrases: elements and list of each, over so many lexemes. Numbers and places are counted on from `first`.
    pub fn new(phrases: &[(Vec<Elem>, u32)], lexemes: usize, first: First) -> Phrases {
        let mut uses: HashMap<u32, u32> = HashMap::new();
        for (elems, _) in phrases {
            for lexeme in elems.iter().flat_map(lexemes_of) {
                *uses.entry(lexeme).or_default() += 1;
            }
        }
        let mut codes: Vec<u32> = Vec::new();
        let mut alone = vec![Vec::new(); lexemes];
        let mut shown: Vec<Vec<(Partner, u32)>> = vec![Vec::new(); lexemes];
        for (number, (elems, _)) in (first.phrase..).zip(phrases) {
            if let [Elem::Lexeme(lexeme)] = elems.as_slice() {
                alone[(lexeme - first.lexeme) as usize].push(number | ALONE);
                continue;
            }
            let place = first.place + codes.len() as u32;
            let (at, (least, most)) = anchor(elems, &uses);
            let pieces = encode(elems);
            codes.extend([
                number,
                (pieces.len() as u32) << 16 | u32::from(most) << 8 | u32::from(least),
            ]);
            codes.extend(pieces);
            let partners = partners(elems, at, &uses);
            for lexeme in heads(&elems[at]) {
                let row = &mut shown[(lexeme - first.lexeme) as usize];
                row.extend(partners.iter().map(|partner| (*partner, place)));
            }
        }
        // Phrases with the same partner one behind the other: it is asked for once.
        let anchors: Vec<Vec<u32>> = alone
            .into_iter()
            .zip(shown)
            .map(|(mut alone, mut shown)| {
                shown.sort_unstable_by_key(|(partner, place)| (partner.0, *place));
                shown.dedup();
                alone.extend(shown.into_iter().flat_map(|(partner, place)| [place, partner.0]));
                alone
            })
            .collect();
        let stretches = phrases.chunk_by(|a, b| a.1 == b.1);
        let lists = stretches.scan(first.phrase, |next, stretch| {
            let begun = *next;
            *next += stretch.len() as u32;
            Some([begun, stretch[0].1])
        });
        Phrases {
            count: phrases.len() as u32,
            codes: Lists::new(&[codes]),
            lists: lists.flatten().collect(),
            anchors: Lists::new(&anchors),
        }
    }

    /// Puts others behind these, counted on from them.
    pub fn extend(&mut self, more: Phrases) {
        self.count += more.count;
        self.codes.extend(more.codes);
        self.lists.extend(&more.lists);
        self.anchors.extend(more.anchors);
    }

    /// From where phrases over further lexemes are counted on.
    pub fn next(&self, lexeme: u32) -> First {
        First {
            lexeme,
            phrase: self.count,
            place: self.codes.end(),
        }
    }

    /// The blocks they lie in.
    pub(super) fn blocks(&mut self) -> impl Iterator<Item = &mut Block> {
        let lists = [&mut self.codes, &mut self.anchors].into_iter().flat_map(Lists::blocks);
        lists.chain([&mut self.lists])
    }

    /// Where the phrases of several words lie that a lexeme shows, for [`Phrases::tries`]; and those that are this lexeme and
    /// nothing else.
    #[inline]
    pub fn parts(&self, lexeme: u32) -> ((u32, u32), impl Iterator<Item = u32>) {
        let (start, end) = self.anchors.place(lexeme as usize);
        let row = self.anchors.slice((start, end)).iter().map(number);
        let alone = row
            .take_while(|phrase| phrase & ALONE != 0)
            .map(|phrase| phrase & !ALONE);
        ((start + alone.clone().count() as u32, end), alone)
    }

    /// Phrases of several words, those with the same partner one behind the other.
    #[inline]
    pub fn tries(&self, place: (u32, u32)) -> impl Iterator<Item = (Several<'_>, Partner)> {
        let (pairs, _) = self.anchors.slice(place).as_chunks::<2>();
        pairs
            .iter()
            .map(|[place, partner]| (Several(&self.codes, number(place)), Partner(number(partner))))
    }

    /// Phrases that are one word, which may be this lexeme.
    pub fn of_one(&self, lexeme: u32) -> impl Iterator<Item = u32> {
        let (place, alone) = self.parts(lexeme);
        let several = self.tries(place).map(|(several, _)| several);
        let of_one = several.filter(move |several| several.is_one(lexeme));
        alone.chain(of_one.map(|several| several.number()))
    }

    /// Number of the list a phrase is on.
    #[inline]
    pub fn list(&self, phrase: u32) -> u32 {
        let (stretches, _) = self.lists.all().as_chunks::<2>();
        let after = stretches.partition_point(|[begun, _]| number(begun) <= phrase);
        stretches[..after].last().map_or(0, |[_, list]| number(list))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// True without phrases.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// A phrase that is more than one lexeme.
#[derive(Clone, Copy)]
pub struct Several<'p>(&'p Lists, u32);

impl<'p> Several<'p> {
    fn head(self) -> [u32; HEAD] {
        let head = self.0.slice((self.1, self.1 + HEAD as u32));
        [number(&head[0]), number(&head[1])]
    }

    /// Its number.
    pub fn number(self) -> u32 {
        self.head()[0]
    }

    fn codes(self) -> &'p [Raw] {
        let from = self.1 + HEAD as u32;
        self.0.slice((from, from + (self.head()[1] >> 16)))
    }

    /// Fewest and most words before the lexeme that shows it.
    pub fn before(self) -> (usize, usize) {
        let [least, most, ..] = self.head()[1].to_le_bytes();
        (least.into(), most.into())
    }

    /// True where it is one word, which may be this lexeme.
    fn is_one(self, lexeme: u32) -> bool {
        let codes = self.codes();
        let head = number(&codes[0]);
        let is = |row: &[Raw]| matches!(row, [one] if number(one) >> 2 == lexeme);
        head & 3 == CHOICE && codes.len() == 1 + (head >> 2) as usize && rows(&codes[1..]).any(is)
    }

    /// Matches it with its first word at `at`. `stands` says whether a row of lexemes (shifted by two) stands at a
    /// word; the end of the phrase (one past its last word) where all of it does.
    pub fn matches(self, at: usize, stands: &mut impl FnMut(&[Raw], usize) -> bool) -> Option<usize> {
        rest(self.codes(), at, stands)
    }
}
fn rest(codes: &[Raw], at: usize, stands: &mut impl FnMut(&[Raw], usize) -> bool) -> Option<usize> {
    let Some(head) = codes.first().map(number) else {
        return Some(at);
    };
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
fn rows(mut codes: &[Raw]) -> impl Iterator<Item = &[Raw]> {
    std::iter::from_fn(move || {
        let (head, body) = codes.split_first()?;
        let (row, next) = body.split_at((number(head) >> 2) as usize);
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

/// Most lexemes of which one must stand, that are asked for one by one.
const MOST_PARTNERS: usize = 24;

/// The lexemes of which one must stand beside that of the anchor: those of the element by which most phrases are given up, at a
/// fixed distance if possible, else the least common.
fn partners(elems: &[Elem], anchor: usize, uses: &HashMap<u32, u32>) -> Vec<Partner> {
    let others = elems.iter().enumerate().filter(|(at, _)| *at != anchor);
    let asked = others.filter_map(|(at, elem)| {
        // The word of the element that is nearest to the anchor.
        let nearest = |row: &Vec<u32>| if at > anchor { row.first() } else { row.last() }.copied();
        let lexemes: Vec<u32> = match elem {
            Elem::Lexeme(lexeme) => vec![*lexeme],
            Elem::Choice(rows) => rows.iter().map(nearest).collect::<Option<_>>()?,
            Elem::Gap => return None,
        };
        let between = if at > anchor {
            distance(elems, anchor, at)
        } else {
            distance(elems, at + 1, anchor)
        };
        let offset = between.and_then(|words| {
            if at > anchor {
                Some(words)
            } else {
                (-1i8).checked_sub(words)
            }
        });
        let common: u32 = lexemes.iter().filter_map(|lexeme| uses.get(lexeme)).sum();
        (lexemes.len() <= MOST_PARTNERS).then_some((offset.is_none(), common, lexemes, offset))
    });
    let Some((_, _, lexemes, offset)) = asked.min() else {
        return vec![Partner::UNKNOWN];
    };
    let mut partners: Vec<Partner> = lexemes.into_iter().map(|lexeme| Partner::new(lexeme, offset)).collect();
    if partners.contains(&Partner::UNKNOWN) {
        return vec![Partner::UNKNOWN];
    }
    partners.sort_unstable_by_key(|partner| partner.0);
    partners.dedup();
    partners
}

/// How many words stand from one element up to another behind it, where that is always the same.
fn distance(elems: &[Elem], from: usize, to: usize) -> Option<i8> {
    let words = |elem: &Elem| match elem {
        Elem::Lexeme(_) => Some(1),
        Elem::Choice(rows) => {
            let first = rows.first().map(Vec::len)?;
            rows.iter().all(|row| row.len() == first).then_some(first)
        }
        Elem::Gap => None,
    };
    let sum = elems[from..to]
        .iter()
        .try_fold(0, |sum, elem| Some(sum + words(elem)?))?;
    i8::try_from(sum).ok()
}
