//! Weights, compiled: cues to families, ready to be added up in the pass that finds the words.
//!
//! Weights are whole hundredths, so that a sum is the same on every machine and in every order.

use super::block::{Block, Strings, number};
use super::compile::find_place;
use super::lexis::{Inflect, Lexis, Manner};
use super::lists::{Lists, Row};
use super::program::List;
use crate::pack::error::{PackError, SourceFile, nearest};
use crate::pack::weights::{ANY, ByFamily, SenseFile, WeightsFile};
use crate::rule::Lang;
use crate::text::zone::ZoneKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the lists that hold words of weights and senses; no detector can ask for it.
pub const CUES: &str = "cue";

/// All weights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// One for each family, and one for a breach of any kind.
    pub scales: Vec<Scale>,
    /// The one for a breach of any kind.
    any: Option<u16>,
    /// Name of each cue.
    #[serde(skip)]
    names: Strings,
    /// Scale and hundredths of each cue, both in one number: the scale in the high 8 bits.
    #[serde(skip)]
    cues: Lists,
    /// Cues that a hit on a list shows.
    #[serde(skip)]
    lists: Lists,
    /// Cues that detectors show, by number.
    detectors: Vec<(u32, u32)>,
    /// Cues that a zone shows.
    zones: Vec<(ZoneKind, u32)>,
    /// The cue that a phrase shows.
    phrases: Row,
    /// Name of each sense, in order.
    senses: Vec<String>,
    /// The sense of a phrase.
    meanings: Row,
    /// The cue that a sense shows.
    sense_cues: Row,
    /// By the first of two senses one behind the other: the second and the cue they show, in order of the second.
    #[serde(skip)]
    pairs: Lists,
    /// Gathered while compiling.
    #[serde(skip)]
    gathered: Gathered,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Gathered {
    names: Vec<String>,
    cues: Vec<Vec<u32>>,
    lists: BTreeMap<u32, Vec<u32>>,
    senses: BTreeMap<String, u32>,
    phrases: Vec<(u32, u32)>,
    meanings: Vec<(u32, u32)>,
    sense_cues: Vec<(u32, u32)>,
    pairs: BTreeMap<(u32, u32), u32>,
}

/// What part of the other sums a family's sum is moved by.
const SWAY: i32 = 5;

/// Where a family's sum begins and what it means, in hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// Family.
    pub family: String,
    /// Where the sum begins.
    pub bias: i32,
    /// Below: a finding is not told.
    pub hush: i32,
    /// Below: a finding is doubted.
    pub doubt: i32,
    /// From here: a hint.
    pub hint: i32,
    /// From here: as good as a detector.
    pub sure: i32,
}

/// Weighs the sums of a post against each other, in hundredths; `any` is the place of the one for a breach of any kind. What leans
/// far towards one family leans towards a breach; and a family is heard the more readily the more the post leans towards a breach,
/// the less the further another family lies above it.
pub fn settle(sums: &mut [i32], any: usize) {
    weigh(sums, any, |heaviest, sum| heaviest - sum);
}

/// The most that sums can come to when they are settled, where these are the most that each can be before: at best a family is the
/// heaviest itself.
pub fn bound(most: &mut [i32], any: usize) {
    weigh(most, any, |_, _| 0);
}

fn weigh(sums: &mut [i32], any: usize, lag: fn(i32, i32) -> i32) {
    let (before, rest) = sums.split_at_mut(any);
    let Some((breach, after)) = rest.split_first_mut() else {
        return;
    };
    let Some(heaviest) = before.iter().chain(&*after).copied().max() else {
        return;
    };
    for sum in before.iter_mut().chain(after) {
        *sum += (*breach - lag(heaviest, *sum)) / SWAY;
    }
    *breach += heaviest;
}

impl Weights {
    /// Number of a family's scale.
    pub fn scale(&self, family: &str) -> Option<u16> {
        self.scales.iter().position(|s| s.family == family).map(|n| n as u16)
    }

    /// Number of the scale of a breach of any kind.
    pub fn any(&self) -> Option<u16> {
        self.any
    }

    /// Name of a cue.
    pub fn name(&self, cue: u32) -> &str {
        self.names.get(cue as usize)
    }

    /// How many cues there are.
    pub fn cues(&self) -> usize {
        self.names.len()
    }

    /// Scale and hundredths for each family a cue speaks of.
    #[inline]
    pub fn of(&self, cue: u32) -> impl Iterator<Item = (u16, i32)> {
        self.cues.get(cue as usize).map(pair)
    }

    /// Where that lies, for [`Weights::at`].
    pub fn place(&self, cue: u32) -> (u32, u32) {
        self.cues.place(cue as usize)
    }

    /// Scale and hundredths that lie there.
    #[inline]
    pub fn at(&self, place: (u32, u32)) -> impl Iterator<Item = (u16, i32)> {
        self.cues.slice(place).iter().map(|raw| pair(number(raw)))
    }

    /// Cues that a hit shows.
    #[inline]
    pub fn shown_by(&self, list: u32, phrase: u32) -> impl Iterator<Item = u32> {
        let word = self.phrases.get(phrase);
        self.lists.get(list as usize).chain(word)
    }

    /// Cues that any hit on a list shows.
    #[inline]
    pub fn shown_by_list(&self, list: u32) -> impl Iterator<Item = u32> {
        self.lists.get(list as usize)
    }

    /// Detectors that show a cue, and the cue.
    pub fn detectors(&self) -> impl Iterator<Item = (u32, u32)> {
        self.detectors.iter().copied()
    }

    /// Cues that a zone shows.
    pub fn shown_by_zone(&self, kind: ZoneKind) -> impl Iterator<Item = u32> {
        let of = self.zones.iter().filter(move |(zone, _)| *zone == kind);
        of.map(|(_, cue)| *cue)
    }

    /// The sense of a phrase.
    #[inline]
    pub fn sense(&self, phrase: u32) -> Option<u32> {
        self.meanings.get(phrase)
    }

    /// Name of a sense.
    pub fn sense_name(&self, sense: u32) -> &str {
        &self.senses[sense as usize]
    }

    /// The cue that a sense shows.
    pub fn shown_by_sense(&self, sense: u32) -> Option<u32> {
        self.sense_cues.get(sense)
    }

    /// The cue that two senses show one behind the other.
    pub fn shown_by_pair(&self, first: u32, second: u32) -> Option<u32> {
        let (row, _) = self.pairs.raw(first as usize).as_chunks::<2>();
        let at = row.binary_search_by_key(&second, |[second, _]| number(second)).ok()?;
        Some(number(&row[at][1]))
    }

    /// A new cue with its weights; families without a scale were reported beforehand.
    fn cue(&mut self, name: &str, weights: &ByFamily) -> u32 {
        let mut pairs = Vec::with_capacity(weights.len());
        for (family, weight) in weights {
            if let Some(scale) = self.scale(family) {
                pairs.push(u32::from(scale) << 24 | hundredths(*weight) as u32 & 0x00FF_FFFF);
            }
        }
        self.gathered.names.push(name.to_string());
        self.gathered.cues.push(pairs);
        self.gathered.names.len() as u32 - 1
    }

    /// The blocks they lie in.
    pub(super) fn blocks(&mut self) -> impl Iterator<Item = &mut Block> {
        let lists = [&mut self.cues, &mut self.lists, &mut self.pairs];
        let rows = [&mut self.phrases, &mut self.meanings, &mut self.sense_cues];
        let names = self.names.blocks().into_iter();
        names
            .chain(lists.into_iter().flat_map(Lists::blocks))
            .chain(rows.into_iter().map(Row::block))
    }

    /// Packs what was gathered into rows.
    pub(super) fn finish(&mut self, lists: usize) {
        let gathered = std::mem::take(&mut self.gathered);
        self.any = self.scale(ANY);
        self.names = gathered.names.iter().map(String::as_str).collect();
        self.cues = Lists::new(&gathered.cues);
        let by_list: Vec<Vec<u32>> = (0..lists as u32)
            .map(|list| gathered.lists.get(&list).cloned().unwrap_or_default())
            .collect();
        self.lists = Lists::new(&by_list);
        self.phrases = Row::new(&gathered.phrases);
        self.meanings = Row::new(&gathered.meanings);
        self.sense_cues = Row::new(&gathered.sense_cues);
        let mut pairs = vec![Vec::new(); self.senses.len()];
        for ((first, second), cue) in gathered.pairs {
            pairs[first as usize].extend([second, cue]);
        }
        self.pairs = Lists::new(&pairs);
    }
}

/// Scale and hundredths out of one number.
#[inline]
const fn pair(both: u32) -> (u16, i32) {
    ((both >> 24) as u16, (both << 8) as i32 >> 8)
}

/// A weight in hundredths.
pub fn hundredths(weight: f32) -> i32 {
    (weight * 100.0).round() as i32
}

/// A list for words that no detector asks for, and how they may be written.
fn own_list(lexis: &mut Lexis, lang: Lang, inflect: Inflect) -> (u32, Manner) {
    let list = lexis.list(List {
        lexicon: CUES.into(),
        lang,
        tags: Vec::new(),
    });
    let manner = Manner {
        lang,
        inflect,
        roman: lang.is_romanised(),
        disguise: false,
        veiled: false,
        case: false,
    };
    (list, manner)
}

/// Adds a file of senses. A word as it is written comes before the inflected forms of others.
pub(super) fn senses(
    source: &SenseFile,
    file: &SourceFile,
    lexis: &mut Lexis,
    weights: &mut Weights,
    errors: &mut Vec<PackError>,
) {
    let (list, manner) = own_list(lexis, source.senses, Inflect::Spare);
    for (name, words) in &source.words {
        let next = weights.senses.len() as u32;
        let sense = *weights.gathered.senses.entry(name.clone()).or_insert(next);
        if sense == next {
            weights.senses.push(name.clone());
        }
        for word in words {
            let phrase = lexis.phrases() as u32;
            match lexis.add(list, manner, word) {
                Ok(()) => weights.gathered.meanings.push((phrase, sense)),
                Err(what) => {
                    let place = find_place(&file.text, 1, word).unwrap_or((1, 1));
                    errors.push(PackError::at(file, place, what, "mend or remove the word"));
                }
            }
        }
    }
}

/// What a file of weights may name.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    /// Lists of each lexicon.
    pub lexicons: &'k BTreeMap<String, Vec<u32>>,
    /// Number of each detector.
    pub detectors: &'k BTreeMap<String, u32>,
}

/// Adds a file of weights. Its words become phrases of lists of their own.
pub(super) fn add(
    source: &WeightsFile,
    file: &SourceFile,
    lexis: &mut Lexis,
    known: Known,
    weights: &mut Weights,
    errors: &mut Vec<PackError>,
) {
    let Known { lexicons, detectors } = known;
    let mut complain = |needle: &str, what: String, mend: String| {
        let place = find_place(&file.text, 1, needle).unwrap_or((1, 1));
        errors.push(PackError::at(file, place, what, mend));
    };
    for (family, scale) in &source.scales {
        if weights.scale(family).is_some() {
            complain(
                family,
                format!("family `{family}` has a scale already"),
                "keep one".into(),
            );
        } else if scale.hint > scale.sure
            || scale.doubt > scale.sure
            || scale.hush.is_some_and(|hush| hush > scale.doubt)
        {
            let mend = "let doubt and hint be at most sure, and hush at most doubt".to_string();
            complain(family, format!("the marks of `{family}` are out of order"), mend);
        } else {
            weights.scales.push(Scale {
                family: family.clone(),
                bias: hundredths(scale.bias),
                hush: scale.hush.map_or(i32::MIN, hundredths),
                doubt: hundredths(scale.doubt),
                hint: hundredths(scale.hint),
                sure: hundredths(scale.sure),
            });
        }
    }
    let named = [
        &source.lexicons,
        &source.detectors,
        &source.senses,
        &source.pairs,
        &source.words,
        &source.sounds,
    ];
    let families = named
        .into_iter()
        .flat_map(|cues| cues.values())
        .chain(source.zones.values());
    for family in families.flat_map(ByFamily::keys) {
        if weights.scale(family).is_none() {
            let near = nearest(family, weights.scales.iter().map(|s| s.family.as_str()));
            let mend = near.map_or_else(
                || "give it one under `scales:`".into(),
                |n| format!("did you mean `{n}`?"),
            );
            complain(family, format!("family `{family}` has no scale"), mend);
            return;
        }
    }
    for (name, by_family) in &source.lexicons {
        let lists = lists_of(name, lexis, lexicons);
        if lists.is_empty() {
            let mend = did_you_mean(name, lexicons.keys(), "name a lexicon, or a tag of one");
            complain(name, format!("there is no lexicon `{name}`"), mend);
        }
        let cue = weights.cue(name, by_family);
        for list in lists {
            weights.gathered.lists.entry(list).or_default().push(cue);
        }
    }
    for (name, by_family) in &source.detectors {
        match detectors.get(name) {
            Some(&number) => {
                let cue = weights.cue(name, by_family);
                weights.detectors.push((number, cue));
            }
            None => complain(
                name,
                format!("there is no detector `{name}`"),
                did_you_mean(name, detectors.keys(), "name a detector"),
            ),
        }
    }
    for (zone, by_family) in &source.zones {
        let cue = weights.cue(zone.word(), by_family);
        weights.zones.push((*zone, cue));
    }
    let known = weights.gathered.senses.clone();
    for (name, by_family) in source.senses.iter().chain(&source.pairs) {
        let senses: Option<Vec<u32>> = name.split(' ').map(|sense| known.get(sense).copied()).collect();
        let cue = weights.cue(name, by_family);
        match senses.as_deref() {
            Some(&[sense]) => weights.gathered.sense_cues.push((sense, cue)),
            Some(&[first, second]) => drop(weights.gathered.pairs.insert((first, second), cue)),
            _ => {
                let mend = "name one of rules/senses, or two with a space between".to_string();
                complain(name, format!("there is no sense `{name}`"), mend);
            }
        }
    }
    for (words, lang) in [(&source.words, Lang::Any), (&source.sounds, Lang::UrLatn)] {
        let (list, manner) = own_list(lexis, lang, Inflect::No);
        for (word, by_family) in words {
            let phrase = lexis.phrases() as u32;
            match lexis.add(list, manner, word) {
                Ok(()) => {
                    let cue = weights.cue(word, by_family);
                    weights.gathered.phrases.push((phrase, cue));
                }
                Err(what) => complain(word, what, "mend or remove the word".into()),
            }
        }
    }
}

fn did_you_mean<'k>(name: &str, known: impl Iterator<Item = &'k String>, otherwise: &str) -> String {
    let near = nearest(name, known.map(String::as_str));
    near.map_or_else(|| otherwise.to_string(), |near| format!("did you mean `{near}`?"))
}

/// The lists of `lexicon.tag.tag`.
fn lists_of(name: &str, lexis: &Lexis, lexicons: &BTreeMap<String, Vec<u32>>) -> Vec<u32> {
    let mut parts = name.split('.');
    let of = parts.next().and_then(|lexicon| lexicons.get(lexicon));
    let tags: Vec<&str> = parts.collect();
    let tagged = |list: &u32| {
        let known = &lexis.lists()[*list as usize].tags;
        tags.iter().all(|tag| known.iter().any(|t| t == tag))
    };
    of.into_iter().flatten().copied().filter(tagged).collect()
}

#[cfg(test)]
mod tests {
    use super::{bound, settle};
    use proptest::prelude::*;

    #[test]
    fn sums_are_weighed_against_each_other() {
        let mut sums = [100, -200, 50];
        settle(&mut sums, 2);
        assert_eq!(sums, [110, -250, 150]);
    }

    proptest! {
        #[test]
        fn no_settled_sum_lies_above_its_bound(
            sums in prop::collection::vec((-5000..5000, 0..3000), 1..9),
            any in any::<prop::sample::Index>(),
        ) {
            let any = any.index(sums.len());
            let mut most: Vec<i32> = sums.iter().map(|(sum, more)| sum + more).collect();
            let mut sums: Vec<i32> = sums.into_iter().map(|(sum, _)| sum).collect();
            bound(&mut most, any);
            settle(&mut sums, any);
            prop_assert!(sums.iter().zip(&most).all(|(sum, most)| sum <= most), "{sums:?} {most:?}");
        }
    }
}
