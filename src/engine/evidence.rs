//! Conditions on weighted evidence.

use super::judge::{Judge, MOST_MATCHES, Scope};
use super::outcome::{Match, Outcome, Piece, Pieces};
use super::program::Cue;
use super::wake::SLACK;

impl<'p> Judge<'p, '_> {
    /// The evidence of a post or of each sentence, where it reaches a sum.
    pub(super) fn score(&self, at_least: f32, sentence: bool, cues: &'p [Cue], scope: Scope) -> Outcome<'p> {
        let there: Vec<&Cue> = cues.iter().filter(|cue| !self.absent(&cue.of)).collect();
        if !can_reach(&there, at_least) {
            return Outcome::default();
        }
        let seen: Vec<(&Cue, Outcome)> = there
            .into_iter()
            .map(|cue| {
                let scope = if cue.weight < 0.0 {
                    Scope { skip: 0, ..scope }
                } else {
                    scope
                };
                (cue, self.present(&cue.of, scope))
            })
            .filter(|(_, outcome)| outcome.holds)
            .collect();
        if !sentence {
            return sum(&seen, at_least, |_| true).map_or_else(Outcome::default, |m| Outcome::found(vec![m]));
        }
        let number = |m: &Match| self.words.words.get(m.first as usize).map_or(0, |w| w.sentence);
        let mut sentences: Vec<u32> = seen
            .iter()
            .filter(|(cue, _)| cue.weight > 0.0)
            .flat_map(|(_, o)| o.matches.iter().map(number))
            .collect();
        sentences.sort_unstable();
        sentences.dedup();
        let matches: Vec<Match> = sentences
            .into_iter()
            .take(MOST_MATCHES)
            .filter_map(|s| sum(&seen, at_least, |m| number(m) == s))
            .collect();
        Outcome::found(matches)
    }
}

/// False where cues cannot reach a sum, even if all that speak for it hold.
fn can_reach(cues: &[&Cue], at_least: f32) -> bool {
    let weights = cues.iter().map(|cue| cue.weight).filter(|weight| *weight > 0.0);
    SLACK + weights.sum::<f32>() >= at_least
}

/// One match for a sum of weights that is reached by the cues whose matches `here` accepts.
fn sum<'p>(seen: &[(&'p Cue, Outcome<'p>)], at_least: f32, here: impl Fn(&Match) -> bool) -> Option<Match<'p>> {
    let mut total = 0.0;
    let mut strongest: Vec<(f32, Match)> = Vec::new();
    for (cue, outcome) in seen {
        let found = outcome.matches.iter().find(|m| here(m));
        if found.is_none() && !outcome.matches.is_empty() {
            continue;
        }
        total += cue.weight;
        if let Some(found) = found.filter(|_| cue.weight > 0.0) {
            let mut found = found.clone();
            let hit = found.pieces.iter().next().and_then(|p| p.hit);
            found.pieces = Pieces::from(Piece {
                span: found.span,
                word: &cue.word,
                hit,
            });
            strongest.push((cue.weight, found));
        }
    }
    if total + 1e-4 < at_least {
        return None;
    }
    strongest.sort_by(|(a, m), (b, n)| b.total_cmp(a).then(m.span.cmp(&n.span)));
    let mut matches = strongest.into_iter().map(|(_, m)| m);
    let mut first = matches.next()?;
    first.pieces.extend(matches.flat_map(|m| m.pieces));
    Some(first)
}
