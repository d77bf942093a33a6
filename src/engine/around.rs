//! Conditions on what stands around a match.

use super::judge::{Judge, Scope};
use super::outcome::Match;
use super::program::{Around, Reach};

/// A condition asked around the matches of a detector, one behind the other.
pub(super) struct Asked<'p> {
    around: &'p Around,
    /// The window asked last, and the answer: matches of one sentence, or all of a post, ask the same.
    last: Option<((u32, u32), bool)>,
}

impl<'p> Asked<'p> {
    pub(super) fn new(around: &'p Around) -> Asked<'p> {
        Asked { around, last: None }
    }

    /// Whether it holds around a match.
    pub(super) fn holds(&mut self, judge: &Judge<'p, '_>, found: &Match) -> bool {
        let window = match self.around.within {
            Reach::Post => Scope::ALL.window,
            Reach::Sentence => judge.sentence(found),
            Reach::Words(n) => (found.first.saturating_sub(n), found.last.saturating_add(n)),
        };
        if let Some((_, holds)) = self.last.filter(|(asked, _)| *asked == window) {
            return holds;
        }
        let holds = judge.present(&self.around.of, Scope { skip: 0, window }).holds;
        self.last = Some((window, holds));
        holds
    }
}
