//! What a rule over an archive sees of a post, and what it keeps.

use super::held::{Held, Room};
use super::told::Value;
use crate::engine::scan::Unstated;
use crate::finding::{Finding, Label};
use crate::pack::over::Outcome;
use crate::post::Post;
use crate::rule::Confidence;
use crate::text::span::{InPost, Span};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was seen in one post: all that is needed, beside the post, to follow it. Kept by `--resume`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Something was found in the post alone.
    pub flagged: bool,
    /// For rules that care: number of the rule, and what it sees.
    pub signs: Vec<(u16, Seen)>,
}

impl Note {
    /// True where nothing was seen.
    pub fn is_empty(&self) -> bool {
        !self.flagged && self.signs.is_empty()
    }
}

/// What a rule sees in a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The span of the first finding it hears.
    pub heard: Option<(usize, usize)>,
    /// Its detectors found something.
    pub detected: bool,
    /// A harbour allows such a post.
    pub spared: bool,
}

/// One post on its way through the ledgers.
pub(super) struct Passing<'p> {
    /// Its number in the run.
    pub number: u64,
    /// The post.
    pub post: &'p Post,
    /// What this rule sees in it.
    pub seen: Seen,
    /// When; of a day alone, its beginning.
    pub at: Option<Timestamp>,
    /// The time is known to the hour, not only the day.
    pub to_the_hour: bool,
    /// Something was found in the post alone.
    pub flagged: bool,
    /// The facts of the rule hold for it, or may.
    pub facts: Option<Unstated>,
}

impl Passing<'_> {
    /// A copy to keep.
    pub fn hold(&self) -> Held {
        Held {
            number: self.number,
            post: self.post.clone(),
            flagged: self.flagged,
            depends_on: self.facts.map(|facts| facts.named()).unwrap_or_default(),
        }
    }

    /// The span of what was heard.
    pub fn heard(&self) -> Option<Span<InPost>> {
        self.seen.heard.map(|(start, end)| Span::new(start, end))
    }
}

/// What is to be said of a post that was kept.
pub(super) struct Said {
    /// The post.
    pub held: Held,
    /// What is marked in it.
    pub span: Span<InPost>,
    /// Further spans.
    pub labels: Vec<Label>,
    /// How sure.
    pub confidence: Confidence,
    /// What came out.
    pub outcome: Outcome,
    /// What was seen.
    pub values: Vec<(&'static str, Value)>,
}

impl Said {
    /// Of a whole post, or of what was heard in it.
    pub fn of(held: Held, heard: Option<Span<InPost>>, values: Vec<(&'static str, Value)>) -> Said {
        let span = heard.unwrap_or_else(|| Span::new(0, held.post.text.len()));
        Said {
            held,
            span,
            labels: Vec::new(),
            confidence: Confidence::Medium,
            outcome: Outcome::So,
            values,
        }
    }
}

/// What is known at the end.
pub(super) struct End {
    /// The latest time of a post.
    pub latest: Option<Timestamp>,
}

/// What a ledger tells at the end.
#[derive(Default)]
pub(super) struct Account {
    /// Findings.
    pub said: Vec<Said>,
    /// What became of posts, by number.
    pub outcomes: Vec<(u64, Outcome)>,
    /// What it could not follow.
    pub unfollowed: Vec<String>,
}

/// Keeps what one rule needs of the posts.
pub(super) trait Ledger {
    /// A post passes.
    fn pass(&mut self, passing: &Passing<'_>);

    /// Joined texts that are ready to be judged.
    fn ripe(&mut self, _at_end: bool) -> Vec<(usize, Post)> {
        Vec::new()
    }

    /// What was found in a joined text.
    fn judged(&mut self, _ticket: usize, _findings: &[Finding]) {}

    /// What is to be said at the end.
    fn close(self: Box<Self>, end: &End) -> Account;
}

/// What is said where room was wanting.
pub(super) fn crowded(room: &Room) -> Option<String> {
    (room.away > 0).then(|| {
        format!(
            "too many posts to keep in mind at once; {} were not followed (scan the archive in parts, or narrow it with --since, --until or --author)",
            room.away
        )
    })
}
