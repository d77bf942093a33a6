//! What a post must show before a condition can hold. Most detectors ask for words that most posts do not have: they are passed
//! over without being judged.
//!
//! Both answers err on one side only: a condition that is called absent, or a detector that sleeps, would have found nothing.

use super::hits::Hit;
use super::judge::{Judge, bits};
use super::lists::Lists;
use super::program::{Cond, Program};
use super::scan::Gates;
use crate::text::zone::{Zone, ZoneKind};
use std::collections::BTreeSet;

/// Slack for sums of weights that are added up in another order here.
const SLACK: f32 = 1e-2;

/// What a post shows: lists that have a hit, and zones.
#[derive(Debug, Default)]
pub(super) struct Seen {
    lists: Vec<u64>,
    zones: u16,
}

impl Seen {
    /// Of a post's hits and zones.
    pub fn of(program: &Program, hits: &[Hit], zones: &[Zone]) -> Seen {
        let mut lists = vec![0; program.lists.len().div_ceil(64)];
        for hit in hits {
            lists[hit.list as usize / 64] |= 1 << (hit.list % 64);
        }
        let zones = zones.iter().fold(0, |seen, zone| seen | super::judge::bit(zone.kind));
        Seen { lists, zones }
    }

    /// True where a list has a hit.
    pub fn list(&self, list: u32) -> bool {
        self.lists[list as usize / 64] & 1 << (list % 64) != 0
    }
}

impl Judge<'_, '_> {
    /// True where a condition cannot hold, by the lists, patterns and zones alone.
    pub fn absent(&self, cond: &Cond) -> bool {
        match cond {
            Cond::Lex { lists, .. } => !lists.iter().any(|list| self.seen.list(*list)),
            Cond::Regex(number) => !self.gates.open(*number),
            Cond::Detector(numbers) => !numbers.iter().any(|number| self.awake[*number as usize]),
            Cond::Zone(kinds) => self.seen.zones & bits(kinds) == 0,
            Cond::Any(of) => of.iter().all(|cond| self.absent(cond)),
            Cond::All(of) | Cond::Near { of, .. } | Cond::Sentence(of) => of.iter().any(|cond| self.absent(cond)),
            Cond::AtLeast(n, of) => of.iter().filter(|cond| !self.absent(cond)).count() < *n as usize,
            Cond::Count { of, min, .. } => *min > 0 && self.absent(of),
            Cond::In { of, .. } => self.absent(of),
            Cond::Score { at_least, cues, .. } => {
                let mut most = SLACK;
                !cues.iter().any(|cue| {
                    if cue.weight > 0.0 && !self.absent(&cue.of) {
                        most += cue.weight;
                    }
                    most >= *at_least
                })
            }
            Cond::None(_) | Cond::Missing(_) | Cond::When(_) | Cond::Longer(_) | Cond::Shorter(_) => false,
        }
    }
}

/// Detectors by what wakes them.
#[derive(Debug, Default)]
pub(super) struct Wake {
    /// Detectors that each list, then each pattern, then each zone wakes.
    by_signal: Lists,
    /// Detectors that may find something in any post.
    always: Vec<u32>,
    patterns: usize,
    zones: usize,
}

/// Signals of which one must be seen; `None` where none need be.
type Key = Option<BTreeSet<u32>>;

impl Wake {
    /// For the detectors of a program.
    pub fn new(program: &Program) -> Wake {
        let patterns = program.lists.len();
        let zones = patterns + program.patterns.len();
        let mut wake = Wake {
            patterns,
            zones,
            ..Wake::default()
        };
        let mut rows = vec![Vec::new(); zones + ZoneKind::Signature as usize + 1];
        let mut keys: Vec<Key> = Vec::with_capacity(program.detectors.len());
        for (number, detector) in program.detectors.iter().enumerate() {
            let key = wake.key(&detector.find, &keys);
            match &key {
                None => wake.always.push(number as u32),
                Some(signals) => signals.iter().for_each(|s| rows[*s as usize].push(number as u32)),
            }
            keys.push(key);
        }
        wake.by_signal = Lists::new(&rows);
        wake
    }

    /// Which detectors a post wakes.
    pub fn up(&self, program: &Program, seen: &Seen, gates: &Gates) -> Vec<bool> {
        let mut awake = vec![false; program.detectors.len()];
        let mut rouse = |numbers: &[u32]| numbers.iter().for_each(|n| awake[*n as usize] = true);
        rouse(&self.always);
        for (at, word) in seen.lists.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                rouse(self.by_signal.get(at * 64 + left.trailing_zeros() as usize));
                left &= left - 1;
            }
        }
        for pattern in (0..program.patterns.len()).filter(|pattern| gates.open(*pattern as u32)) {
            rouse(self.by_signal.get(self.patterns + pattern));
        }
        for zone in (0..=ZoneKind::Signature as usize).filter(|zone| seen.zones & 1 << zone != 0) {
            rouse(self.by_signal.get(self.zones + zone));
        }
        awake
    }

    fn key(&self, cond: &Cond, known: &[Key]) -> Key {
        let of_all = |conds: &[Cond]| {
            let keys = conds.iter().filter_map(|cond| self.key(cond, known));
            keys.min_by_key(BTreeSet::len)
        };
        match cond {
            Cond::Lex { lists, .. } => Some(lists.iter().copied().collect()),
            Cond::Regex(number) => Some(BTreeSet::from([self.patterns as u32 + number])),
            Cond::Detector(numbers) => either(numbers.iter().map(|n| known.get(*n as usize).cloned().flatten())),
            Cond::Zone(kinds) => Some(kinds.iter().map(|kind| (self.zones + *kind as usize) as u32).collect()),
            Cond::Any(of) => either(of.iter().map(|cond| self.key(cond, known))),
            Cond::All(of) | Cond::Near { of, .. } | Cond::Sentence(of) => of_all(of),
            Cond::AtLeast(n, of) if *n > 0 => either(of.iter().map(|cond| self.key(cond, known))),
            Cond::Count { of, min, .. } if *min > 0 => self.key(of, known),
            Cond::In { of, .. } => self.key(of, known),
            Cond::Score { at_least, cues, .. } => {
                // The lightest cues together do not reach the sum: one of the others must be seen.
                let mut cues: Vec<_> = cues.iter().filter(|cue| cue.weight > 0.0).collect();
                cues.sort_by(|a, b| a.weight.total_cmp(&b.weight));
                let mut sum = SLACK;
                let needed = cues.into_iter().skip_while(|cue| {
                    sum += cue.weight;
                    sum < *at_least
                });
                let needed: Vec<_> = needed.collect();
                (*at_least > SLACK)
                    .then(|| either(needed.iter().map(|cue| self.key(&cue.of, known))))
                    .flatten()
            }
            Cond::AtLeast(..)
            | Cond::Count { .. }
            | Cond::None(_)
            | Cond::Missing(_)
            | Cond::When(_)
            | Cond::Longer(_)
            | Cond::Shorter(_) => None,
        }
    }
}

fn either(keys: impl Iterator<Item = Key>) -> Key {
    let mut all = BTreeSet::new();
    for key in keys {
        all.extend(key?);
    }
    Some(all)
}
