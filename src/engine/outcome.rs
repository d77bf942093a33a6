//! What a condition says of a post: whether it holds, where, and on which unknown facts.

use super::hits::Hit;
use crate::finding::NamedBy;
use crate::post::{Account, Kind, Meta, Permission, Platform};
use crate::rule::{Confidence, When};
use crate::text::span::{Folded, Span};

/// Values of facts, a bit each.
type Values = u32;

/// The values that were assumed where a condition asked for unknown facts.
pub(super) type Unknown = Values;

/// The first bit of each fact.
const ACCOUNT: u32 = 0;
const KIND: u32 = 8;
const PLATFORM: u32 = 16;
const PERMISSION: u32 = 24;
/// Each fact has eight bits.
const _: () = assert!(
    Account::ALL.len() <= 8 && Kind::ALL.len() <= 8 && Platform::ALL.len() <= 8 && Permission::ALL.len() <= 8,
    "more values than bits"
);
/// All values of the facts that say what a post is: whose account, what kind.
pub(super) const NATURE: Unknown = 0xFF << ACCOUNT | 0xFF << KIND;

/// A part of a match: what its label says.
#[derive(Clone, Debug)]
pub(super) struct Piece<'p> {
    pub span: Span<Folded>,
    pub word: &'p str,
    pub by: NamedBy,
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

/// Whether facts hold, and what is assumed of those that are unknown. An unknown fact lets the condition hold.
pub(super) fn facts(when: &When, meta: &Meta) -> (bool, Unknown) {
    let wanted = values(&when.account, &when.kind, &when.platform, &when.permission);
    let known = values(
        meta.account.as_slice(),
        meta.kind.as_slice(),
        &meta.platforms,
        meta.permission.as_slice(),
    );
    let (mut holds, mut unknown) = (true, 0);
    for fact in [ACCOUNT, KIND, PLATFORM, PERMISSION].map(|first| 0xFF << first) {
        if known & fact == 0 {
            unknown |= wanted & fact;
        } else if wanted & fact != 0 {
            holds &= wanted & known & fact != 0;
        }
    }
    (holds, unknown)
}

fn values(account: &[Account], kind: &[Kind], platform: &[Platform], permission: &[Permission]) -> Values {
    let account = account.iter().map(|value| ACCOUNT + *value as u32);
    let kind = kind.iter().map(|value| KIND + *value as u32);
    let platform = platform.iter().map(|value| PLATFORM + *value as u32);
    let permission = permission.iter().map(|value| PERMISSION + *value as u32);
    let all = account.chain(kind).chain(platform).chain(permission);
    all.fold(0, |values, bit| values | 1 << bit)
}

/// The facts that were unknown, each with the values assumed.
pub(super) fn named(unknown: Unknown) -> Vec<(&'static str, String)> {
    fn words<T: std::fmt::Display>(all: &[T], values: Values) -> String {
        let assumed = all.iter().enumerate().filter(|(at, _)| values >> at & 1 == 1);
        let words: Vec<String> = assumed.map(|(_, value)| value.to_string()).collect();
        words.join(" or ")
    }
    let mut facts = vec![
        ("account", words(Account::ALL, unknown >> ACCOUNT)),
        ("kind", words(Kind::ALL, unknown >> KIND)),
        ("platform", words(Platform::ALL, unknown >> PLATFORM)),
        ("permission", words(Permission::ALL, unknown >> PERMISSION)),
    ];
    facts.retain(|(_, words)| !words.is_empty());
    facts
}
