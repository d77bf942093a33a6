//! Conditions on how close their parts stand.

use super::judge::{Judge, Scope};
use super::outcome::{Match, Outcome};
use super::program::Cond;

/// Matches either side of one that are tried: a hostile post must not cost more than its length.
const NEIGHBOURS: usize = 64;

/// The matches of a part that stand next to one: of few, all.
fn neighbours<'m, 'p>(part: &'m [Match<'p>], found: &Match) -> &'m [Match<'p>] {
    if part.len() <= 2 * NEIGHBOURS {
        return part;
    }
    let at = part.partition_point(|m| m.first < found.first);
    &part[at.saturating_sub(NEIGHBOURS)..part.len().min(at + NEIGHBOURS)]
}

impl<'p> Judge<'p, '_> {
    /// The parts of a condition, at most so many words apart.
    pub(super) fn near(&self, words: u32, order: bool, across: bool, of: &'p [Cond], scope: Scope) -> Outcome<'p> {
        let mut parts = Vec::with_capacity(of.len());
        let mut unknown = 0;
        for cond in of {
            let part = self.present(cond, scope);
            if !part.holds {
                return Outcome::default();
            }
            unknown |= part.unknown;
            // A condition without a place (a fact, a zone, an absence) is a precondition.
            if !part.matches.is_empty() {
                parts.push(part.matches);
            }
        }
        for part in parts.iter_mut().skip(1).filter(|part| part.len() > 2 * NEIGHBOURS) {
            part.sort_by_key(|found| found.first);
        }
        let Some((lead, others)) = parts.split_first() else {
            return Outcome::truth(true);
        };
        let mut matches = Vec::new();
        for first in lead {
            if let Some(found) = self.gather(first, others, words, order, across) {
                matches.push(found);
            }
        }
        Outcome {
            holds: !matches.is_empty(),
            matches,
            unknown,
        }
    }

    /// `first` with the nearest match of each other part, if all lie close enough together.
    fn gather(
        &self,
        first: &Match<'p>,
        others: &[Vec<Match<'p>>],
        words: u32,
        order: bool,
        across: bool,
    ) -> Option<Match<'p>> {
        let sentence = |word: u32| self.words.words.get(word as usize).map(|w| w.sentence);
        let mut found = first.clone();
        let mut taken: Vec<(u32, u32)> = vec![(first.first, first.last)];
        for part in others {
            let free = |m: &&Match| taken.iter().all(|(a, b)| m.last < *a || m.first > *b);
            let fits =
                |m: &&Match| (across || sentence(m.first) == sentence(found.first)) && (!order || m.first > found.last);
            let between = |m: &Match| {
                let (a, b) = (found.first.min(m.first), found.last.max(m.last));
                let filled: u32 = taken.iter().map(|(a, b)| b - a + 1).sum::<u32>() + (m.last - m.first + 1);
                (b - a + 1).saturating_sub(filled)
            };
            let nearest = neighbours(part, &found)
                .iter()
                .filter(free)
                .filter(fits)
                .min_by_key(|m| between(m))
                .filter(|m| between(m) <= words)?;
            taken.push((nearest.first, nearest.last));
            found.first = found.first.min(nearest.first);
            found.last = found.last.max(nearest.last);
            // Far apart, the first part gives the span and the others are labels.
            if words <= 12 {
                found.span = found.span.hull(nearest.span);
            }
            found.pieces.extend(nearest.pieces.iter().cloned());
        }
        Some(found)
    }
}
