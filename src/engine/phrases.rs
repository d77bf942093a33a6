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
    /// Of a phrase that is one lexeme and nothing else.
    const NONE: Partner = Partner(u32::MAX);
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

    /// True where the phrase is one lexeme and nothing else.
    #[inline]
    pub fn is_none(self) -> bool {
        self == Partner::NONE
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
}

/// All phrases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrases {
    /// Pieces: kind in the low two bits, lexeme or length above. A choice holds the length of its rows in numbers; a row its own.
    #[serde(skip)]
    codes: Lists,
    /// List each is on.
    #[serde(skip)]
    lists: Block,
    /// Phrases by the lexeme that shows them: the least common one that must stand in them. A phrase and its partner in turn.
    #[serde(skip)]
    anchors: Lists,
    /// Fewest and most words before that lexeme, a byte each.
    #[serde(skip)]
    before: Block,
}

impl Phrases {
    /// All phrases: elements and list of each, over so many lexemes. Numbers of phrases and lexemes are counted on from `first`.
    pub fn new(phrases: &[(Vec<Elem>, u32)], lexemes: usize, first: First) -> Phrases {
        let mut uses: HashMap<u32, u32> = HashMap::new();
        for (elems, _) in phrases {
            for lexeme in elems.iter().flat_map(lexemes_of) {
                *uses.entry(lexeme).or_default() += 1;
            }
        }
        let mut befores = Vec::with_capacity(phrases.len() * 2);
        let mut codes = Vec::with_capacity(phrases.len());
        let mut anchors = vec![Vec::new(); lexemes];
        for (number, (elems, _)) in (first.phrase..).zip(phrases) {
            codes.push(encode(elems));
            let (at, before) = anchor(elems, &uses);
            befores.extend([before.0, before.1]);
            let partners = partners(elems, at, &uses);
            for lexeme in heads(&elems[at]) {
                let row: &mut Vec<(Partner, u32)> = &mut anchors[(lexeme - first.lexeme) as usize];
                row.extend(partners.iter().map(|partner| (*partner, number)));
            }
        }
        // Phrases with the same partner one behind the other: it is asked for once.
        let anchors: Vec<Vec<u32>> = anchors
            .into_iter()
            .map(|mut row| {
                row.sort_unstable_by_key(|(partner, phrase)| (partner.0, *phrase));
                row.dedup();
                row.into_iter()
                    .flat_map(|(partner, phrase)| [phrase, partner.0])
                    .collect()
            })
            .collect();
        Phrases {
            codes: Lists::new(&codes),
            lists: phrases.iter().map(|(_, list)| *list).collect(),
            anchors: Lists::new(&anchors),
            before: befores.into(),
        }
    }

    /// Puts others behind these, counted on from them.
    pub fn extend(&mut self, more: Phrases) {
        self.codes.extend(more.codes);
        self.lists.extend(&more.lists);
        self.anchors.extend(more.anchors);
        self.before.extend(&more.before);
    }

    /// The blocks they lie in.
    pub(super) fn blocks(&mut self) -> impl Iterator<Item = &mut Block> {
        let lists = [&mut self.codes, &mut self.anchors].into_iter().flat_map(Lists::blocks);
        lists.chain([&mut self.lists, &mut self.before])
    }

    /// Phrases that a lexeme shows, each with its partner.
    #[inline]
    pub fn shown_by(&self, lexeme: u32) -> impl Iterator<Item = (u32, Partner)> {
        let (pairs, _) = self.anchors.raw(lexeme as usize).as_chunks::<2>();
        pairs
            .iter()
            .map(|[phrase, partner]| (number(phrase), Partner(number(partner))))
    }

    /// Where the phrases of several words lie that a lexeme shows, for [`Phrases::tries`]; and those that are this lexeme and
    /// nothing else. They lie behind the others: theirs is the last of all partners.
    #[inline]
    pub fn parts(&self, lexeme: u32) -> ((u32, u32), impl Iterator<Item = u32>) {
        let (start, end) = self.anchors.place(lexeme as usize);
        let (pairs, _) = self.anchors.slice((start, end)).as_chunks::<2>();
        let single = |[_, partner]: &[Raw; 2]| Partner(number(partner)).is_none();
        let from = match pairs.last() {
            Some(last) if single(last) => pairs.partition_point(|pair| !single(pair)),
            _ => pairs.len(),
        };
        let singles = pairs[from..].iter().map(|[phrase, _]| number(phrase));
        ((start, start + 2 * from as u32), singles)
    }

    /// Phrases of several words, those with the same partner one behind the other.
    #[inline]
    pub fn tries(&self, place: (u32, u32)) -> impl Iterator<Item = (u32, Partner)> {
        let (pairs, _) = self.anchors.slice(place).as_chunks::<2>();
        pairs
            .iter()
            .map(|[phrase, partner]| (number(phrase), Partner(number(partner))))
    }

    /// Fewest and most words of a phrase before the lexeme that shows it.
    #[inline]
    pub fn before(&self, phrase: u32) -> (usize, usize) {
        let [least, most] = self.before.bytes().as_chunks().0[phrase as usize];
        (least.into(), most.into())
    }

    /// Number of the list a phrase is on.
    #[inline]
    pub fn list(&self, phrase: u32) -> u32 {
        self.lists.get(phrase as usize).unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lists.all().len()
    }

    /// True without phrases.
    pub fn is_empty(&self) -> bool {
        self.lists.bytes().is_empty()
    }

    /// True where a phrase is one lexeme alone, this one perhaps among others.
    pub fn is_alone(&self, phrase: u32, lexeme: u32) -> bool {
        let row = |words: &[Raw]| (words.len() == 1 && number(&words[0]) >> 2 == lexeme).then_some(1);
        self.walk(phrase, row) == Some(1)
    }

    /// Matches a phrase whose first word stands at `at`. `stands` says whether a row of lexemes (shifted by two) stands at a
    /// word; the end of the phrase (one past its last word) where all of it does.
    pub fn matches(&self, phrase: u32, at: usize, stands: &mut impl FnMut(&[Raw], usize) -> bool) -> Option<usize> {
        rest(self.codes.raw(phrase as usize), at, stands)
    }

    /// The first row of a phrase of one element that `accepts` takes.
    fn walk(&self, phrase: u32, accepts: impl Fn(&[Raw]) -> Option<u32>) -> Option<u32> {
        let codes = self.codes.raw(phrase as usize);
        let head = number(codes.first()?);
        match head & 3 {
            LEXEME if codes.len() == 1 => accepts(codes),
            CHOICE if codes.len() == 1 + (head >> 2) as usize => rows(&codes[1..]).find_map(accepts),
            _ => None,
        }
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
    if let [Elem::Lexeme(_)] = elems {
        return vec![Partner::NONE];
    }
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
