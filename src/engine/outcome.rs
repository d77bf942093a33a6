//! What a condition says of a post: whether it holds, where, and on which unknown facts.

use super::hits::Hit;
use crate::post::Meta;
use crate::rule::{Confidence, When};
use crate::text::span::{Folded, Span};

/// Facts that were unknown where a condition asked, as bits.
pub(super) type Unknown = u8;
pub(super) const ACCOUNT: Unknown = 1;
pub(super) const KIND: Unknown = 2;
pub(super) const PLATFORM: Unknown = 4;
pub(super) const PERMISSION: Unknown = 8;

/// A part of a match: what its label says.
#[derive(Clone, Debug)]
pub(super) struct Piece<'p> {
    pub span: Span<Folded>,
    pub word: &'p str,
    pub hit: Option<Hit>,
}

/// The parts of a match: nearly always one, which takes no memory of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces<'p> {
    first: Option<Piece<'p>>,
    more: Vec<Piece<'p>>,
}

impl<'p> Pieces<'p> {
    /// Each of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Piece<'p>> {
        self.first.iter().chain(&self.more)
    }
}

impl<'p> From<Piece<'p>> for Pieces<'p> {
    fn from(piece: Piece<'p>) -> Pieces<'p> {
        Pieces {
            first: Some(piece),
            more: Vec::new(),
        }
    }
}

impl<'p> Extend<Piece<'p>> for Pieces<'p> {
    fn extend<I: IntoIterator<Item = Piece<'p>>>(&mut self, pieces: I) {
        let mut pieces = pieces.into_iter();
        if self.first.is_none() {
            self.first = pieces.next();
        }
        self.more.extend(pieces);
    }
}

impl<'p> FromIterator<Piece<'p>> for Pieces<'p> {
    fn from_iter<I: IntoIterator<Item = Piece<'p>>>(pieces: I) -> Pieces<'p> {
        let mut all = Pieces::default();
        all.extend(pieces);
        all
    }
}

impl<'p> IntoIterator for Pieces<'p> {
    type Item = Piece<'p>;
    type IntoIter = std::iter::Chain<std::option::IntoIter<Piece<'p>>, std::vec::IntoIter<Piece<'p>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.more)
    }
}

/// A stretch of a post for which a condition holds.
#[derive(Clone, Debug)]
pub(super) struct Match<'p> {
    pub first: u32,
    pub last: u32,
    pub span: Span<Folded>,
    pub pieces: Pieces<'p>,
    pub confidence: Confidence,
}

/// What a condition says of a post.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome<'p> {
    pub holds: bool,
    pub matches: Vec<Match<'p>>,
    /// Of a detector that holds without a place: the whole post.
    pub whole: Option<Match<'p>>,
    pub unknown: Unknown,
}

impl<'p> Outcome<'p> {
    pub fn truth(holds: bool) -> Outcome<'p> {
        Outcome {
            holds,
            ..Outcome::default()
        }
    }

    pub fn found(matches: Vec<Match<'p>>) -> Outcome<'p> {
        Outcome {
            holds: !matches.is_empty(),
            matches,
            ..Outcome::default()
        }
    }
}

/// One match of several outcomes: the first gives the span.
pub(super) fn together<'p>(parts: Vec<Outcome<'p>>) -> Outcome<'p> {
    let unknown = parts.iter().fold(0, |u, p| u | p.unknown);
    let mut found = parts.into_iter().filter_map(|p| p.matches.into_iter().next());
    let Some(mut first) = found.next() else {
        return Outcome {
            holds: true,
            unknown,
            ..Outcome::default()
        };
    };
    first.pieces.extend(found.flat_map(|m| m.pieces));
    Outcome {
        holds: true,
        matches: vec![first],
        unknown,
        ..Outcome::default()
    }
}

/// Whether facts hold, and which of them are unknown. An unknown fact lets the condition hold.
pub(super) fn facts(when: &When, meta: &Meta) -> (bool, Unknown) {
    let mut unknown = 0;
    let mut holds = true;
    let mut ask = |wanted: bool, known: bool, fits: bool, bit: Unknown| {
        if wanted && !known {
            unknown |= bit;
        } else if wanted {
            holds &= fits;
        }
    };
    ask(
        !when.account.is_empty(),
        meta.account.is_some(),
        meta.account.is_some_and(|a| when.account.contains(&a)),
        ACCOUNT,
    );
    ask(
        !when.kind.is_empty(),
        meta.kind.is_some(),
        meta.kind.is_some_and(|k| when.kind.contains(&k)),
        KIND,
    );
    ask(
        !when.platform.is_empty(),
        !meta.platforms.is_empty(),
        meta.platforms.iter().any(|p| when.platform.contains(p)),
        PLATFORM,
    );
    ask(
        !when.permission.is_empty(),
        meta.permission.is_some(),
        meta.permission.is_some_and(|p| when.permission.contains(&p)),
        PERMISSION,
    );
    (holds, unknown)
}
