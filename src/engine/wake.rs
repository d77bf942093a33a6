//! Which detectors a post can concern at all, by the lists that have a hit in it, the patterns that may match and the zones.
//!
//! There are some ways in which a detector may find something, and for each it needs some sets of signals, of each of which one must
//! be seen. One set that is always needed wakes it; the others are asked when it is judged.
//! One that sleeps would have found nothing; one that wakes may still find nothing.

use super::lists::{Lists, Set, ones};
use super::program::{Cond, Program};
use crate::text::zone::ZoneKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Slack for sums of weights that are added up in another order than where they decide.
pub const SLACK: f32 = 1e-2;

/// Detectors by what wakes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// Detectors that each list, then each pattern, then each zone wakes.
    #[serde(skip)]
    pub(super) by_signal: Lists,
    /// Detectors that may find something in any post.
    always: Vec<u32>,
    /// What each detector needs: one of these ways, and all sets of it. No ways where it may find something in any post.
    ways: Vec<Vec<Vec<Set>>>,
    /// Where the patterns begin among the signals.
    patterns: u32,
    /// Where the zones begin among the signals.
    zones: u32,
}

/// Signals of which one must be seen.
type Signals = BTreeSet<u32>;
/// Sets of signals of each of which one must be seen.
type Needs = Vec<Signals>;

/// The set that is met least often.
fn key(needs: &[Signals]) -> Option<&Signals> {
    needs.iter().min_by_key(|signals| signals.len())
}

impl Wake {
    /// For the detectors of a program.
    pub fn new(program: &Program) -> Wake {
        let patterns = program.lists.len() as u32;
        let zones = patterns + program.patterns.len() as u32;
        let mut wake = Wake {
            patterns,
            zones,
            ..Wake::default()
        };
        let mut rows = vec![Vec::new(); zones as usize + ZoneKind::Signature as usize + 1];
        let mut known: Vec<Needs> = Vec::with_capacity(program.detectors.len());
        for (number, detector) in program.detectors.iter().enumerate() {
            let needs = wake.needs(&detector.find, &known);
            match key(&needs) {
                None => wake.always.push(number as u32),
                Some(signals) => signals.iter().for_each(|s| rows[*s as usize].push(number as u32)),
            }
            wake.ways.push(wake.ways(&detector.find, &known));
            known.push(needs);
        }
        wake.by_signal = Lists::new(&rows);
        wake
    }

    /// Says of each detector whether a post wakes it. `lists` and `zones` are bits of those seen.
    pub fn up(
        &self,
        lists: &[u64],
        zones: u16,
        patterns: impl Iterator<Item = u32>,
        signals: &mut Vec<u64>,
        awake: &mut Vec<bool>,
    ) {
        signals.clear();
        signals.extend_from_slice(lists);
        signals.resize((self.zones as usize + 16).div_ceil(64), 0);
        let patterns = patterns.map(|pattern| self.patterns + pattern);
        let zones = ones(0, zones.into()).map(|zone| self.zones + zone);
        for signal in patterns.chain(zones) {
            signals[signal as usize / 64] |= 1 << (signal % 64);
        }
        awake.clear();
        awake.resize(self.ways.len(), false);
        for number in &self.always {
            awake[*number as usize] = true;
        }
        for signal in signals.iter().zip(0..).flat_map(|(bits, word)| ones(word, *bits)) {
            for number in self.by_signal.get(signal as usize) {
                awake[number as usize] = true;
            }
        }
    }

    /// False where a detector would find nothing, by the signals of a post.
    pub fn may_find(&self, detector: u32, signals: &[u64]) -> bool {
        let ways = &self.ways[detector as usize];
        ways.is_empty() || ways.iter().any(|way| way.iter().all(|needed| needed.meets(signals)))
    }

    fn ways(&self, cond: &Cond, known: &[Needs]) -> Vec<Vec<Set>> {
        let of = match cond {
            Cond::Any(of) => of.as_slice(),
            one => std::slice::from_ref(one),
        };
        let way = |cond| {
            let mut needs = self.needs(cond, known);
            // What is met least often is asked first.
            needs.sort_by_key(Signals::len);
            needs.dedup();
            needs.into_iter().map(Set::from_iter).collect::<Vec<_>>()
        };
        let ways: Vec<Vec<Set>> = of.iter().map(way).collect();
        if ways.iter().any(Vec::is_empty) {
            Vec::new()
        } else {
            ways
        }
    }

    fn needs(&self, cond: &Cond, known: &[Needs]) -> Needs {
        let one = |signals: Option<Signals>| Vec::from_iter(signals);
        match cond {
            Cond::Lex { lists, .. } => vec![lists.iter().collect()],
            Cond::Regex(number) => vec![Signals::from([self.patterns + number])],
            Cond::Detector(numbers) => one(either(numbers.iter().map(|n| key(known.get(*n as usize)?).cloned()))),
            Cond::Zone(kinds) => vec![kinds.iter().map(|kind| self.zones + *kind as u32).collect()],
            Cond::All(of) | Cond::Near { of, .. } | Cond::Sentence(of) => {
                of.iter().flat_map(|cond| self.needs(cond, known)).collect()
            }
            Cond::Any(of) => one(self.any(of.iter(), known)),
            Cond::AtLeast(n, of) if *n > 0 => one(self.any(of.iter(), known)),
            Cond::Count { of, min, .. } if *min > 0 => self.needs(of, known),
            Cond::In { of, .. } => self.needs(of, known),
            Cond::Score { at_least, cues, .. } if *at_least > SLACK => {
                // The lightest cues together do not reach the sum: one of the others must be seen.
                let mut cues: Vec<_> = cues.iter().filter(|cue| cue.weight > 0.0).collect();
                cues.sort_by(|a, b| a.weight.total_cmp(&b.weight));
                let mut sum = SLACK;
                let light = |cue: &&&super::program::Cue| {
                    sum += cue.weight;
                    sum < *at_least
                };
                let light = cues.iter().take_while(light).count();
                one(self.any(cues[light..].iter().map(|cue| &cue.of), known))
            }
            Cond::AtLeast(..)
            | Cond::Count { .. }
            | Cond::Score { .. }
            | Cond::None(_)
            | Cond::Missing(_)
            | Cond::When(_)
            | Cond::Longer(_)
            | Cond::Shorter(_) => Vec::new(),
        }
    }

    /// Signals of which one must be seen where one of these conditions holds.
    fn any<'c>(&self, conds: impl Iterator<Item = &'c Cond>, known: &[Needs]) -> Option<Signals> {
        either(conds.map(|cond| key(&self.needs(cond, known)).cloned()))
    }
}

fn either(keys: impl Iterator<Item = Option<Signals>>) -> Option<Signals> {
    let mut all = BTreeSet::new();
    for key in keys {
        all.extend(key?);
    }
    Some(all)
}
