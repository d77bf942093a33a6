//! Conditions on weighted evidence.

use super::judge::{Judge, Scope};
use super::outcome::{Match, Outcome, Piece, Pieces};
use super::program::Cue;
use super::wake::SLACK;
use crate::finding::NamedBy;
use std::collections::{BTreeMap, BTreeSet};

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
        let number = |m: &Match| self.words.words.get(m.first as usize).map_or(0, |w| w.sentence);
        if !sentence {
            return match sum(cues_of(&seen), at_least) {
                Some(Sum { strongest, found }) => Outcome::found(each(found, seen, strongest, number)),
                None => Outcome::default(),
            };
        }
        // The first match of each cue in each sentence.
        let mut sentences: BTreeMap<u32, Vec<(usize, &Match)>> = BTreeMap::new();
        for (cue, (_, outcome)) in seen.iter().enumerate() {
            for found in &outcome.matches {
                let here = sentences.entry(number(found)).or_default();
                if here.last().is_none_or(|(known, _)| *known != cue) {
                    here.push((cue, found));
                }
            }
        }
        let matches = sentences.into_values().filter_map(|here| {
            let of_sentence = seen.iter().enumerate().filter_map(|(number, (cue, outcome))| {
                let found = here.iter().find(|(known, _)| *known == number).map(|(_, found)| *found);
                (found.is_some() || outcome.matches.is_empty()).then_some((number, *cue, found))
            });
            sum(of_sentence, at_least).map(|sum| sum.found)
        });
        Outcome::found(matches.collect())
    }
}

/// False where cues cannot reach a sum, even if all that speak for it hold.
fn can_reach(cues: &[&Cue], at_least: f32) -> bool {
    let weights = cues.iter().map(|cue| cue.weight).filter(|weight| *weight > 0.0);
    SLACK + weights.sum::<f32>() >= at_least
}

/// Each cue with its number and its first match.
fn cues_of<'s, 'p>(
    seen: &'s [(&'p Cue, Outcome<'p>)],
) -> impl Iterator<Item = (usize, &'p Cue, Option<&'s Match<'p>>)> {
    let numbered = seen.iter().enumerate();
    numbered.map(|(number, (cue, outcome))| (number, *cue, outcome.matches.first()))
}

/// A sum of weights that is reached.
struct Sum<'p> {
    /// Number of the cue that says most.
    strongest: usize,
    /// Its match, with the pieces of the others.
    found: Match<'p>,
}

/// The sum of cues, each with its number and the match that counts, where it is reached and one that speaks for it has a place.
fn sum<'s, 'p: 's>(
    cues: impl Iterator<Item = (usize, &'p Cue, Option<&'s Match<'p>>)>,
    at_least: f32,
) -> Option<Sum<'p>> {
    let mut total = 0.0;
    let mut strongest: Vec<(usize, &Cue, &Match)> = Vec::new();
    for (number, cue, found) in cues {
        total += cue.weight;
        strongest.extend(found.filter(|_| cue.weight > 0.0).map(|found| (number, cue, found)));
    }
    if total + 1e-4 < at_least {
        return None;
    }
    strongest.sort_by(|(_, a, m), (_, b, n)| b.weight.total_cmp(&a.weight).then(m.span.cmp(&n.span)));
    let mut matches = strongest.into_iter();
    let (strongest, cue, found) = matches.next()?;
    let mut found = piece_of(cue, found);
    found
        .pieces
        .extend(matches.flat_map(|(_, cue, found)| piece_of(cue, found).pieces));
    Some(Sum { strongest, found })
}

/// The match of a cue as one piece: what the cue calls it, else what its first part is called.
fn piece_of<'p>(cue: &'p Cue, found: &Match<'p>) -> Match<'p> {
    let first = found.pieces.iter().next();
    let (word, by) = match (&cue.word, first) {
        (Some(word), _) => (word.as_str(), NamedBy::Rule),
        (None, Some(piece)) if piece.span == found.span => (piece.word, piece.by),
        (None, piece) => (piece.map_or("cue", |piece| piece.word), NamedBy::List),
    };
    let piece = Piece {
        span: found.span,
        word,
        by,
        hit: first.and_then(|piece| piece.hit),
    };
    Match {
        first: found.first,
        last: found.last,
        span: found.span,
        pieces: Pieces::from(piece),
        confidence: found.confidence,
    }
}

/// What was found, and the strongest cue once in each further sentence: what holds of the whole post is told wherever it is said.
fn each<'p>(
    found: Match<'p>,
    mut seen: Vec<(&'p Cue, Outcome<'p>)>,
    strongest: usize,
    sentence: impl Fn(&Match) -> u32,
) -> Vec<Match<'p>> {
    let (cue, outcome) = seen.swap_remove(strongest);
    let mut told = BTreeSet::from([sentence(&found)]);
    let further = outcome.matches.iter().filter(|further| told.insert(sentence(further)));
    std::iter::once(found)
        .chain(further.map(|further| piece_of(cue, further)))
        .collect()
}
