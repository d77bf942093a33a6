//! So many posts of one kind, of one author within so many days.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::told::Value;
use crate::pack::over::Repeated as Source;
use crate::text::span::{InPost, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

pub(super) struct Repeated {
    times: usize,
    hours: i64,
    zone: TimeZone,
    authors: BTreeMap<String, Vec<Counted>>,
    room: Room,
    /// Posts that say no time or no author.
    unknown: u64,
}

struct Counted {
    at: Timestamp,
    held: Held,
    heard: Option<Span<InPost>>,
}

impl Repeated {
    pub fn new(source: &Source, zone: TimeZone) -> Repeated {
        Repeated {
            times: source.times as usize,
            hours: i64::from(source.days) * 24,
            zone,
            authors: BTreeMap::new(),
            room: Room::default(),
            unknown: 0,
        }
    }

    /// Stretches of posts of which each follows within the days of the one `times` before it: one finding each, on the post that
    /// makes them so many.
    fn campaigns(&self, mut posts: Vec<Counted>) -> Vec<Said> {
        posts.sort_by_key(|counted| (counted.at, counted.held.number));
        let close = |first: usize, last: usize| {
            let hours = posts[last].at.duration_since(posts[first].at).as_hours();
            hours < self.hours
        };
        let mut campaigns: Vec<(usize, usize, usize)> = Vec::new();
        for last in self.times - 1..posts.len() {
            let first = last + 1 - self.times;
            if !close(first, last) {
                continue;
            }
            match campaigns.last_mut() {
                Some((_, _, end)) if first <= *end => *end = last,
                _ => campaigns.push((first, last, last)),
            }
        }
        let day = |at: usize| Value::Day(Some(self.zone.to_datetime(posts[at].at).date()));
        let told: Vec<_> = campaigns
            .iter()
            .map(|&(first, reached, last)| {
                let count = Value::Number((last + 1 - first) as u64);
                (
                    reached,
                    vec![("count", count), ("since", day(first)), ("until", day(last))],
                )
            })
            .collect();
        let mut posts: Vec<Option<Counted>> = posts.into_iter().map(Some).collect();
        told.into_iter()
            .filter_map(|(reached, values)| {
                let Counted { held, heard, .. } = posts[reached].take()?;
                Some(Said::of(held, heard, values))
            })
            .collect()
    }
}

impl Ledger for Repeated {
    fn pass(&mut self, passing: &Passing<'_>) {
        if passing.seen.heard.is_none() || passing.facts.is_none() {
            return;
        }
        let (Some(author), Some(at)) = (&passing.post.meta.author, passing.at) else {
            self.unknown += 1;
            return;
        };
        if self.room.take(passing.post) {
            self.authors.entry(author.clone()).or_default().push(Counted {
                at,
                held: passing.hold(),
                heard: passing.heard(),
            });
        }
    }

    fn close(mut self: Box<Self>, _end: &End) -> Account {
        let authors = std::mem::take(&mut self.authors);
        let said = authors.into_values().flat_map(|posts| self.campaigns(posts)).collect();
        let unknown = (self.unknown >= self.times as u64).then(|| {
            let many = self.unknown;
            format!("{many} posts state no author or no hour, and could not be counted")
        });
        Account {
            said,
            unfollowed: crowded(&self.room).into_iter().chain(unknown).collect(),
            ..Account::default()
        }
    }
}
