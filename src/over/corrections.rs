//! What became of posts that may breach: deleted, put right by a later post, edited, or nothing.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::standing::stretch;
use super::told::Value;
use crate::pack::over::{Corrections as Source, Outcome};
use crate::text::span::{InPost, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

pub(super) struct Corrections {
    report: Vec<Outcome>,
    hours: i64,
    zone: TimeZone,
    followed: Vec<Followed>,
    /// By author.
    corrections: BTreeMap<String, Vec<Correction>>,
    room: Room,
}

struct Followed {
    held: Held,
    heard: Option<Span<InPost>>,
    at: Option<Timestamp>,
}

/// A post that puts something right.
struct Correction {
    number: u64,
    id: String,
    thread: Option<String>,
    at: Option<Timestamp>,
    reply_to: Option<String>,
}

impl Corrections {
    pub fn new(source: &Source, zone: TimeZone) -> Corrections {
        Corrections {
            report: source.report.clone(),
            hours: i64::from(source.days) * 24,
            zone,
            followed: Vec::new(),
            corrections: BTreeMap::new(),
            room: Room::default(),
        }
    }

    /// The first later post of the same author that puts this one right: a reply to it, or one of the same place and the days
    /// after it.
    fn correction(&self, of: &Followed) -> Option<&Correction> {
        let post = &of.held.post;
        let all = self.corrections.get(post.meta.author.as_ref()?)?;
        let puts_right = |one: &&Correction| {
            if one.number == of.held.number {
                return false;
            }
            if let Some(answered) = &one.reply_to {
                return *answered == post.id;
            }
            let Some((then, since)) = one.at.zip(of.at) else {
                return false;
            };
            let hours = then.duration_since(since).as_hours();
            then >= since && hours < self.hours && one.thread == post.meta.thread
        };
        all.iter().filter(puts_right).min_by_key(|one| (one.at, one.number))
    }

    fn outcome(&self, of: &Followed) -> (Outcome, Option<Timestamp>, Vec<String>) {
        let meta = &of.held.post.meta;
        let at = |change: Option<crate::post::Change>| {
            let when = change?.at?;
            when.range(&self.zone).map(|(from, _)| from)
        };
        if meta.deleted.is_some() {
            return (Outcome::Deleted, at(meta.deleted), Vec::new());
        }
        if let Some(correction) = self.correction(of) {
            return (Outcome::Corrected, correction.at, vec![correction.id.clone()]);
        }
        if meta.edited.is_some() {
            // Some platforms say only that a post was edited, by the time of the post itself.
            let at = at(meta.edited).filter(|at| Some(*at) != of.at);
            return (Outcome::Edited, at, Vec::new());
        }
        (Outcome::Uncorrected, None, Vec::new())
    }
}

impl Ledger for Corrections {
    fn pass(&mut self, passing: &Passing<'_>) {
        let post = passing.post;
        if passing.seen.detected
            && let Some(author) = &post.meta.author
            && self.room.mark()
        {
            self.corrections.entry(author.clone()).or_default().push(Correction {
                number: passing.number,
                id: post.id.clone(),
                thread: post.meta.thread.clone(),
                at: passing.at,
                reply_to: post.meta.reply_to.clone(),
            });
        }
        if passing.seen.heard.is_some() && passing.facts.is_some() && self.room.take(post) {
            self.followed.push(Followed {
                held: passing.hold(),
                heard: passing.heard(),
                at: passing.at,
            });
        }
    }

    fn close(mut self: Box<Self>, end: &End) -> Account {
        let mut account = Account {
            unfollowed: crowded(&self.room).into_iter().collect(),
            ..Account::default()
        };
        for followed in std::mem::take(&mut self.followed) {
            let (outcome, at, posts) = self.outcome(&followed);
            account.outcomes.push((followed.held.number, outcome));
            if !self.report.contains(&outcome) {
                continue;
            }
            let until = match outcome {
                Outcome::Uncorrected => end.latest,
                _ => at,
            };
            let mut values = stretch(followed.at, until, &self.zone);
            values.push(("posts", Value::Posts(posts)));
            account.said.push(Said {
                outcome,
                ..Said::of(followed.held, followed.heard, values)
            });
        }
        account
    }
}
