//! Whether a condition can hold at all, asked before it is judged: most posts lack most of what conditions look for.
//!
//! The answer errs on one side only: a condition that is called absent would have found nothing.

use super::hits::Hit;
use super::judge::{Judge, bit, bits};
use super::lists::ones;
use super::program::{Cond, Program};
use super::wake::SLACK;
use crate::text::zone::Zone;

/// What a post shows: lists that have a hit, and zones, as bits.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub lists: Vec<u64>,
    pub zones: u16,
}

impl Seen {
    /// Looks at the hits and zones of a post.
    pub fn look(&mut self, program: &Program, hits: &[Hit], zones: &[Zone]) {
        self.lists.clear();
        self.lists.resize(program.lists.len().div_ceil(64), 0);
        for hit in hits {
            self.lists[hit.list as usize / 64] |= 1 << (hit.list % 64);
        }
        self.zones = zones.iter().fold(0, |seen, zone| seen | bit(zone.kind));
    }

    /// Numbers of the lists.
    pub fn lists(&self) -> impl Iterator<Item = u32> {
        self.lists.iter().zip(0..).flat_map(|(bits, word)| ones(word, *bits))
    }
}

impl Judge<'_, '_> {
    /// True where a condition cannot hold, by the lists, patterns and zones alone.
    pub fn absent(&self, cond: &Cond) -> bool {
        match cond {
            Cond::Lex { lists, .. } => !lists.meets(&self.seen.lists),
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
