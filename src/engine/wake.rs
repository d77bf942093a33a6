//! Which detectors a post can concern at all, by the lists that have a hit in it, the patterns that may match and the zones.
//!
//! A detector that sleeps would have found nothing; one that wakes may still find nothing.

use super::lists::{Lists, ones};
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
    /// Where the patterns begin among the signals.
    patterns: u32,
    /// Where the zones begin among the signals.
    zones: u32,
}

/// Signals of which one must be seen; `None` where none need be.
type Key = Option<BTreeSet<u32>>;

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

    /// Says of so many detectors which of them a post wakes. `lists` and `zones` are bits of those seen.
    pub fn up(
        &self,
        detectors: usize,
        lists: &[u64],
        zones: u16,
        patterns: impl Iterator<Item = u32>,
        awake: &mut Vec<bool>,
    ) {
        awake.clear();
        awake.resize(detectors, false);
        for number in &self.always {
            awake[*number as usize] = true;
        }
        let lists = lists.iter().zip(0..).flat_map(|(bits, word)| ones(word, *bits));
        let patterns = patterns.map(|pattern| self.patterns + pattern);
        let zones = ones(0, zones.into()).map(|zone| self.zones + zone);
        for signal in lists.chain(patterns).chain(zones) {
            for number in self.by_signal.get(signal as usize) {
                awake[number as usize] = true;
            }
        }
    }

    fn key(&self, cond: &Cond, known: &[Key]) -> Key {
        let any = |conds: &[Cond]| either(conds.iter().map(|cond| self.key(cond, known)));
        match cond {
            Cond::Lex { lists, .. } => Some(lists.iter().collect()),
            Cond::Regex(number) => Some(BTreeSet::from([self.patterns + number])),
            Cond::Detector(numbers) => either(numbers.iter().map(|n| known.get(*n as usize).cloned().flatten())),
            Cond::Zone(kinds) => Some(kinds.iter().map(|kind| self.zones + *kind as u32).collect()),
            Cond::Any(of) => any(of),
            Cond::All(of) | Cond::Near { of, .. } | Cond::Sentence(of) => {
                let keys = of.iter().filter_map(|cond| self.key(cond, known));
                keys.min_by_key(BTreeSet::len)
            }
            Cond::AtLeast(n, of) if *n > 0 => any(of),
            Cond::Count { of, min, .. } if *min > 0 => self.key(of, known),
            Cond::In { of, .. } => self.key(of, known),
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
                either(cues[light..].iter().map(|cue| self.key(&cue.of, known)))
            }
            Cond::AtLeast(..)
            | Cond::Count { .. }
            | Cond::Score { .. }
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
