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
        let reach = Reach { words, order, across };
        let matches: Vec<Match> = lead
            .iter()
            .filter_map(|first| self.gather(first.clone(), &mut vec![(first.first, first.last)], others, reach))
            .collect();
        Outcome {
            holds: !matches.is_empty(),
            matches,
            unknown,
            ..Outcome::default()
        }
    }

    /// `found`, whose parts stand at `taken`, with a match of each other part, if all lie close enough together: the nearest, or the
    /// nearest on the other side where that leaves no room for the rest.
    fn gather(
        &self,
        found: Match<'p>,
        taken: &mut Vec<(u32, u32)>,
        others: &[Vec<Match<'p>>],
        reach: Reach,
    ) -> Option<Match<'p>> {
        let Some((part, rest)) = others.split_first() else {
            return Some(found);
        };
        let sentence = |word: u32| self.words.words.get(word as usize).map(|w| w.sentence);
        let filled: u32 = taken.iter().map(|(a, b)| b - a + 1).sum();
        // The nearest before the words taken and the nearest behind them or among them, each with the words between.
        let mut nearest: [Option<(u32, &Match)>; 2] = [None; 2];
        for next in neighbours(part, &found) {
            let free = taken.iter().all(|(a, b)| next.last < *a || next.first > *b);
            let same = reach.across || sentence(next.first) == sentence(found.first);
            if !free || !same || reach.order && next.first <= found.last {
                continue;
            }
            let (a, b) = (found.first.min(next.first), found.last.max(next.last));
            let between = (b - a + 1).saturating_sub(filled + (next.last - next.first + 1));
            let best = &mut nearest[usize::from(next.first > found.first)];
            if between <= reach.words && best.is_none_or(|(known, _)| between < known) {
                *best = Some((between, next));
            }
        }
        nearest.sort_by_key(|side| side.map_or(u32::MAX, |(between, _)| between));
        nearest.into_iter().flatten().find_map(|(_, next)| {
            let mut grown = found.clone();
            grown.first = grown.first.min(next.first);
            grown.last = grown.last.max(next.last);
            // Far apart, the first part gives the span and the others are labels.
            if reach.words <= 12 {
                grown.span = grown.span.hull(next.span);
            }
            grown.pieces.extend(next.pieces.iter().cloned());
            taken.push((next.first, next.last));
            let whole = self.gather(grown, taken, rest, reach);
            taken.pop();
            whole
        })
    }
}

/// How far parts may lie from one another.
#[derive(Clone, Copy)]
struct Reach {
    /// Most words between them.
    words: u32,
    /// In the order named.
    order: bool,
    /// In several sentences.
    across: bool,
}
