//! Adds up the weights of a passage: how far it leans towards each family, and what makes it lean.

use super::hits::{self, Hit};
use super::judge::Judge;
use super::known::Cue;
use super::outcome::{Match, Piece};
use super::stretches::is_covered;
use super::weights::{Weights, bound, settle};
use crate::finding::NamedBy;
use crate::rule::Confidence;
use crate::text::span::{Folded, Span};
use std::cell::OnceCell;
use std::ops::Range;

/// Most cues that a finding names.
const MOST_LABELS: usize = 6;

/// How a passage leans.
#[derive(Debug, Default)]
pub(super) struct Leaning {
    /// Its words.
    words: Range<usize>,
    /// The sum of each scale without what detectors add, in hundredths.
    bare: Vec<i32>,
    /// The most that each settled sum can be, whatever the detectors find that are awake.
    most: Vec<i32>,
    /// The settled sums, once asked: for them detectors are judged.
    sums: OnceCell<Vec<i32>>,
    /// Cues seen in order, with the first place of those that have one. Gathered where somebody asks.
    cues: OnceCell<Vec<(u32, Option<Place>)>>,
    /// Of each scale the cues with a place that speak for it, with their hundredths. Gathered where somebody asks.
    speaks_for: OnceCell<Vec<Vec<(i32, Place, u32)>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    span: Span<Folded>,
    first: u32,
    last: u32,
}

impl Place {
    fn of(hit: &Hit) -> Place {
        Place {
            span: hit.span,
            first: hit.first,
            last: hit.last,
        }
    }

    fn hull(self, other: Place) -> Place {
        Place {
            span: self.span.hull(other.span),
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

impl Leaning {
    /// Adds up what these words of a post show.
    pub fn of(judge: &Judge, words: Range<usize>) -> Leaning {
        let weights = &judge.program.weights;
        let mut sum = Sum::new(weights, judge.counted.take());
        if judge.exempt.is_empty() {
            add_bare(judge, &words, &mut sum);
        } else {
            each_bare(judge, &words, &mut |cue, _| sum.add(cue));
        }
        judge.counted.replace(sum.counted);
        let mut most = sum.sums.clone();
        for (_, cue) in awake(judge) {
            for (scale, weight) in weights.of(cue).filter(|(_, weight)| *weight > 0) {
                most[scale as usize] += weight;
            }
        }
        if let Some(any) = weights.any() {
            bound(&mut most, any as usize);
        }
        Leaning {
            words,
            bare: sum.sums,
            most,
            ..Leaning::default()
        }
    }

    /// True where a word of the match is one of the passage.
    pub fn touches(&self, found: &Match) -> bool {
        touches(&self.words, found.first, found.last)
    }

    /// The sum of each scale, in hundredths, weighed against the others.
    pub fn sums(&self, judge: &Judge) -> &[i32] {
        self.sums.get_or_init(|| {
            let mut sums = self.bare.clone();
            // A detector's cue is its own: no other sign shows it.
            of_detectors(judge, &self.words, |cue| {
                for (scale, weight) in judge.program.weights.of(cue) {
                    sums[scale as usize] += weight;
                }
            });
            if let Some(any) = judge.program.weights.any() {
                settle(&mut sums, any as usize);
            }
            sums
        })
    }

    /// True where a sum reaches a mark. Detectors are judged only where they may decide.
    pub fn reaches(&self, judge: &Judge, scale: u16, mark: i32) -> bool {
        self.most[scale as usize] >= mark && self.sums(judge)[scale as usize] >= mark
    }

    /// False where a sum cannot reach a mark.
    pub fn may_reach(&self, scale: u16, mark: i32) -> bool {
        self.most[scale as usize] >= mark
    }

    fn seen(&self, judge: &Judge) -> &[(u32, Option<Place>)] {
        self.cues.get_or_init(|| {
            let mut cues = Vec::new();
            each_cue(judge, &self.words, |cue, place| cues.push((cue, place)));
            cues.sort_unstable();
            cues.dedup_by_key(|(cue, _)| *cue);
            cues
        })
    }

    fn speaks_for(&self, judge: &Judge) -> &[Vec<(i32, Place, u32)>] {
        self.speaks_for.get_or_init(|| {
            let weights = &judge.program.weights;
            let mut by_scale = vec![Vec::new(); weights.scales.len()];
            for (cue, place) in self.seen(judge) {
                let Some(place) = place else { continue };
                for (scale, weight) in weights.of(*cue).filter(|(_, weight)| *weight > 0) {
                    by_scale[scale as usize].push((weight, *place, *cue));
                }
            }
            by_scale
        })
    }

    /// Cues that speak of a scale, heaviest first: name, hundredths, place.
    pub fn cues<'p>(&self, judge: &Judge<'p, '_>, scale: u16) -> Vec<(&'p str, i32, Option<Span<Folded>>)> {
        let weights = &judge.program.weights;
        let mut out: Vec<_> = self
            .seen(judge)
            .iter()
            .flat_map(|(cue, place)| {
                let mine = weights.of(*cue).filter(move |(s, _)| *s == scale);
                mine.map(move |(_, weight)| (weights.name(*cue), weight, place.map(|p| p.span)))
            })
            .collect();
        out.sort_by_key(|(name, weight, _)| (std::cmp::Reverse(weight.abs()), *name));
        out
    }

    /// The heaviest cues for a scale as a match; none where nothing speaks for it.
    pub fn found<'p>(&self, judge: &Judge<'p, '_>, scale: u16) -> Option<Match<'p>> {
        let mut heavy = self.speaks_for(judge)[scale as usize].clone();
        let name = |cue: u32| judge.program.weights.name(cue);
        heavy.sort_unstable_by(|a, b| {
            let first = (std::cmp::Reverse(a.0), a.1).cmp(&(std::cmp::Reverse(b.0), b.1));
            first.then_with(|| name(a.2).cmp(name(b.2)))
        });
        heavy.truncate(MOST_LABELS);
        let (_, lead, _) = heavy.first().copied()?;
        let pieces = heavy.into_iter().map(|(_, place, cue)| Piece {
            span: place.span,
            word: name(cue),
            by: NamedBy::List,
            hit: None,
        });
        Some(Match {
            first: lead.first,
            last: lead.last,
            span: lead.span,
            pieces: pieces.collect(),
            confidence: Confidence::Low,
        })
    }
}

/// Sums of weights, each cue counted once.
struct Sum<'w> {
    weights: &'w Weights,
    sums: Vec<i32>,
    counted: Vec<u64>,
}

impl<'w> Sum<'w> {
    /// Nothing yet. What was counted is kept in the memory of `counted`.
    fn new(weights: &'w Weights, mut counted: Vec<u64>) -> Sum<'w> {
        counted.clear();
        counted.resize(weights.cues().div_ceil(64), 0);
        Sum {
            weights,
            sums: weights.scales.iter().map(|scale| scale.bias).collect(),
            counted,
        }
    }

    /// Counts a cue; false where it was counted before.
    #[inline]
    fn is_new(&mut self, cue: u32) -> bool {
        let (word, bit) = (&mut self.counted[cue as usize / 64], 1 << (cue % 64));
        let before = *word;
        *word |= bit;
        before & bit == 0
    }

    #[inline]
    fn add(&mut self, cue: u32) {
        if self.is_new(cue) {
            for (scale, weight) in self.weights.of(cue) {
                self.sums[scale as usize] += weight;
            }
        }
    }

    /// Adds a cue whose weights lie at a known place.
    #[inline]
    fn add_known(&mut self, cue: Cue) {
        if self.is_new(cue.number) {
            for (scale, weight) in self.weights.at(cue.place) {
                self.sums[scale as usize] += weight;
            }
        }
    }
}

/// True where a hit begins among these words.
fn begins_in(words: &Range<usize>, hit: &Hit) -> bool {
    words.contains(&(hit.first as usize))
}

/// Adds what [`each_bare`] names in a post without stretches that are no evidence.
fn add_bare(judge: &Judge, words: &Range<usize>, sum: &mut Sum) {
    let weights = &judge.program.weights;
    each_of_words(judge, words, &mut |cue, _| sum.add_known(cue));
    let mut add = |list| weights.shown_by_list(list).for_each(|cue| sum.add(cue));
    if words.len() == judge.words.words.len() {
        judge.seen.lists().for_each(add);
    } else {
        let here = judge.hits.iter().filter(|hit| begins_in(words, hit));
        here.for_each(|hit| add(hit.list));
    }
    of_zones(judge, words, |cue| sum.add(cue));
}

/// Names the cues of words and senses, perhaps several times: of words that no longer cue stands on those that a reading knows.
fn each_of_words(judge: &Judge, range: &Range<usize>, see: &mut impl FnMut(Cue, Place)) {
    let weights = &judge.program.weights;
    let words = judge.words;
    let found: Vec<Hit> = judge.cues.iter().filter(|hit| begins_in(range, hit)).copied().collect();
    // Words that a longer cue, or one in disguise, stands on: there it is seen which covers which.
    let mut touched = vec![false; if found.is_empty() { 0 } else { range.len() }];
    for hit in &found {
        let end = range.end.min(hit.last as usize + 1);
        touched[hit.first as usize - range.start..end - range.start].fill(true);
    }
    let is_touched = |at: usize| touched.get(at - range.start).is_some_and(|touched| *touched);
    let mut meant = Vec::new();
    if !found.is_empty() {
        let touched = range.clone().filter(|at| is_touched(*at));
        let here = hits::cues(judge.program, words, touched, &found);
        for hit in &here {
            let shown = weights.shown_by(hit.list, hit.phrase);
            shown.for_each(|cue| see(Cue::of(weights, cue), Place::of(hit)));
        }
        meant = meanings(judge, &here);
    }
    let mut meant = meant.into_iter().peekable();
    // The sense before, with its sentence and place.
    let mut before: Option<(u32, u32, Place)> = None;
    for (at, word) in range.clone().zip(&words.words[range.clone()]) {
        let meaning = if is_touched(at) {
            let meaning = meant.next_if(|(_, place)| place.first as usize == at);
            if let Some((sense, place)) = meaning {
                let shown = weights.shown_by_sense(sense);
                shown.into_iter().for_each(|cue| see(Cue::of(weights, cue), place));
            }
            meaning
        } else {
            let place = Place {
                span: word.span,
                first: at as u32,
                last: at as u32,
            };
            let reading = words.reading(at);
            reading.cues().iter().for_each(|cue| see(*cue, place));
            reading.sense().map(|sense| (sense, place))
        };
        let Some((sense, place)) = meaning else { continue };
        if let Some((first, _, from)) = before.filter(|(_, sentence, _)| *sentence == word.sentence) {
            let shown = weights.shown_by_pair(first, sense);
            let shown = shown.into_iter();
            shown.for_each(|cue| see(Cue::of(weights, cue), from.hull(place)));
        }
        before = Some((sense, word.sentence, place));
    }
}

/// Detectors that are awake and show a cue, and the cue.
fn awake(judge: &Judge) -> impl Iterator<Item = (u32, u32)> {
    let detectors = judge.program.weights.detectors();
    detectors.filter(|(detector, _)| judge.awake[*detector as usize])
}

/// True where one of the words from `first` to `last` is one of these.
fn touches(words: &Range<usize>, first: u32, last: u32) -> bool {
    (first as usize) < words.end && last as usize >= words.start
}

/// Names the cues that detectors show with a match in these words, or without any.
fn of_detectors(judge: &Judge, words: &Range<usize>, mut see: impl FnMut(u32)) {
    for (detector, cue) in awake(judge) {
        let outcome = judge.detector(detector);
        let here = |found: &Match| touches(words, found.first, found.last);
        if outcome.holds && (outcome.matches.is_empty() || outcome.matches.iter().any(here)) {
            see(cue);
        }
    }
}

/// Names the cues that zones show that reach into these words, perhaps several times.
fn of_zones(judge: &Judge, words: &Range<usize>, mut see: impl FnMut(u32)) {
    let all = &judge.words.words;
    let whole = words.len() == all.len();
    let ends = all[words.clone()].first().zip(all[words.clone()].last());
    let here = ends.map(|(first, last)| first.span.hull(last.span));
    for zone in judge
        .zones
        .iter()
        .filter(|zone| whole || here.is_some_and(|here| here.overlaps(zone.span)))
    {
        judge.program.weights.shown_by_zone(zone.kind).for_each(&mut see);
    }
}

/// Names every cue that these words show, perhaps several times.
fn each_cue(judge: &Judge, words: &Range<usize>, mut see: impl FnMut(u32, Option<Place>)) {
    each_bare(judge, words, &mut see);
    of_detectors(judge, words, |cue| see(cue, None));
}

/// Names every cue but those of detectors.
fn each_bare(judge: &Judge, words: &Range<usize>, see: &mut impl FnMut(u32, Option<Place>)) {
    if !judge.exempt.is_empty() {
        return each_plainly(judge, words, see);
    }
    each_of_words(judge, words, &mut |cue, place| see(cue.number, Some(place)));
    for hit in judge.hits.iter().filter(|hit| begins_in(words, hit)) {
        let shown = judge.program.weights.shown_by_list(hit.list);
        shown.for_each(|cue| see(cue, Some(Place::of(hit))));
    }
    of_zones(judge, words, |cue| see(cue, None));
}

/// As [`each_bare`], hit by hit: what is exempt is left out.
fn each_plainly(judge: &Judge, words: &Range<usize>, see: &mut impl FnMut(u32, Option<Place>)) {
    let weights = &judge.program.weights;
    let cues = judge.cues_of(words);
    let counts = |hit: &&Hit| begins_in(words, hit) && !is_covered(judge.exempt, hit.span);
    for hit in judge.hits.iter().chain(&cues).filter(counts) {
        let shown = weights.shown_by(hit.list, hit.phrase);
        shown.for_each(|cue| see(cue, Some(Place::of(hit))));
    }
    of_zones(judge, words, |cue| see(cue, None));
    let meanings = meanings(judge, &cues);
    for (sense, place) in &meanings {
        weights
            .shown_by_sense(*sense)
            .into_iter()
            .for_each(|cue| see(cue, Some(*place)));
    }
    for (first, second) in neighbours(judge, &meanings) {
        let cue = weights.shown_by_pair(first.0, second.0);
        cue.into_iter().for_each(|cue| see(cue, Some(first.1.hull(second.1))));
    }
}

/// The sense of each word that has one, in order of place; of several the first, words as they are written before inflected ones.
pub(super) fn meanings(judge: &Judge, cues: &[Hit]) -> Vec<(u32, Place)> {
    let weights = &judge.program.weights;
    let known = |hit: &&Hit| weights.sense(hit.phrase).is_some();
    let mut meant: Vec<&Hit> = cues.iter().filter(known).collect();
    meant.sort_by_key(|hit| (hit.first, hit.phrase));
    meant.dedup_by_key(|hit| hit.first);
    let meaning = |hit: &Hit| Some((weights.sense(hit.phrase)?, Place::of(hit)));
    meant.into_iter().filter_map(meaning).collect()
}

/// Senses one behind the other in a sentence; words without a sense between them do not part them.
pub(super) fn neighbours<'m>(
    judge: &Judge,
    meanings: &'m [(u32, Place)],
) -> impl Iterator<Item = (&'m (u32, Place), &'m (u32, Place))> {
    let sentence = |place: &Place| judge.words.words.get(place.first as usize).map(|w| w.sentence);
    meanings
        .windows(2)
        .filter(move |two| sentence(&two[0].1) == sentence(&two[1].1))
        .map(|two| (&two[0], &two[1]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Place, Sum, add_bare, each_bare, each_plainly};
    use crate::builtin;
    use crate::engine::scan::Engine;
    use crate::post::Post;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    /// Keeps the first place of a cue.
    fn first(cues: &mut BTreeMap<u32, Option<Place>>, cue: u32, place: Option<Place>) {
        let known = cues.entry(cue).or_insert(place);
        *known = place.min(*known);
    }

    #[test]
    fn sums_and_places_by_readings_are_those_of_each_hit() {
        let corpus = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus")).unwrap();
        let mut batches: Vec<_> = corpus.map(|entry| entry.unwrap().path()).collect();
        batches.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
        batches.sort();
        let texts = batches.iter().step_by(40).flat_map(|path| {
            let batch = std::fs::read_to_string(path).unwrap();
            let records = batch
                .lines()
                .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
            records
                .map(|record| record["text"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        });
        let texts: Vec<String> = texts.step_by(4).collect();
        // Posts as they are, and long ones of five each.
        let long = texts.chunks(5).map(|five| five.join(" "));
        let engine = Engine::new(Arc::new(builtin::program()), |_, _| true);
        for text in texts.iter().cloned().chain(long) {
            engine.judged(&Post::from_text(&text), |judge| {
                let count = judge.words.words.len();
                for words in [
                    0..count,
                    0..count / 2,
                    count / 3..count,
                    count / 4..count / 2,
                    count..count,
                ] {
                    let sum = || Sum::new(&judge.program.weights, Vec::new());
                    let (mut fast, mut plain) = (sum(), sum());
                    add_bare(judge, &words, &mut fast);
                    let mut cues = [BTreeMap::new(), BTreeMap::new()];
                    let [quick, slow] = &mut cues;
                    each_bare(judge, &words, &mut |cue, place| first(quick, cue, place));
                    each_plainly(judge, &words, &mut |cue, place| {
                        plain.add(cue);
                        first(slow, cue, place);
                    });
                    assert_eq!(cues[0], cues[1], "{words:?} of {text}");
                    assert_eq!(
                        (fast.sums, fast.counted),
                        (plain.sums, plain.counted),
                        "{words:?} of {text}"
                    );
                }
            });
        }
    }
}
