//! What visitors ask on an official page, and the page never answers.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::standing::stretch;
use crate::pack::over::Unanswered as Source;
use crate::post::Voice;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Unanswered {
    hours: i64,
    zone: TimeZone,
    asked: Vec<(Held, Option<Timestamp>)>,
    /// Posts that the page replied to, by id.
    replied: BTreeSet<String>,
    /// The page's last word in a conversation, by time or, without one, by number.
    spoke: BTreeMap<String, (Option<Timestamp>, u64)>,
    room: Room,
}

impl Unanswered {
    pub fn new(source: &Source, zone: TimeZone) -> Unanswered {
        Unanswered {
            hours: i64::from(source.days) * 24,
            zone,
            asked: Vec::new(),
            replied: BTreeSet::new(),
            spoke: BTreeMap::new(),
            room: Room::default(),
        }
    }

    /// The page speaks.
    fn own(&mut self, passing: &Passing<'_>) {
        let meta = &passing.post.meta;
        if let Some(answered) = &meta.reply_to
            && !self.replied.contains(answered)
            && self.room.mark()
        {
            self.replied.insert(answered.clone());
        }
        if let Some(thread) = &meta.thread {
            let word = (passing.at, passing.number);
            match self.spoke.get_mut(thread) {
                Some(last) => *last = (*last).max(word),
                None if self.room.mark() => drop(self.spoke.insert(thread.clone(), word)),
                None => {}
            }
        }
    }

    fn is_answered(&self, held: &Held, at: Option<Timestamp>) -> bool {
        let later = |thread: &String| {
            self.spoke.get(thread).is_some_and(|(spoke, number)| match (spoke, at) {
                (Some(spoke), Some(at)) => *spoke >= at,
                _ => *number > held.number,
            })
        };
        self.replied.contains(&held.post.id) || held.post.meta.thread.as_ref().is_some_and(later)
    }
}

impl Ledger for Unanswered {
    fn pass(&mut self, passing: &Passing<'_>) {
        match passing.post.meta.voice {
            Some(Voice::Own) => self.own(passing),
            Some(Voice::Visitor) => {
                let asks = passing.seen.detected && !passing.seen.spared && passing.facts.is_some();
                if asks && passing.post.meta.deleted.is_none() && self.room.take(passing.post) {
                    self.asked.push((passing.hold(), passing.at));
                }
            }
            None => {}
        }
    }

    fn close(mut self: Box<Self>, end: &End) -> Account {
        let asked = std::mem::take(&mut self.asked);
        let linked = !self.replied.is_empty() || !self.spoke.is_empty();
        let mut unfollowed: Vec<String> = crowded(&self.room).into_iter().collect();
        // Without a link between comments and answers nobody can say what was left unanswered.
        let placed = |held: &Held| held.post.meta.thread.is_some() || linked;
        let lost = asked.iter().filter(|(held, _)| !placed(held)).count();
        if lost > 0 {
            unfollowed.push(format!(
                "this archive does not say which comment answers which; {lost} questions of visitors could not be followed"
            ));
        }
        let due = |at: Option<Timestamp>| {
            let waited = at.zip(end.latest).map(|(at, end)| end.duration_since(at).as_hours());
            waited.is_none_or(|hours| hours >= self.hours)
        };
        let said = asked
            .into_iter()
            .filter(|(held, at)| placed(held) && due(*at) && !self.is_answered(held, *at))
            .map(|(held, at)| {
                let values = stretch(at, end.latest, &self.zone);
                Said::of(held, None, values)
            });
        Account {
            said: said.collect(),
            unfollowed,
            ..Account::default()
        }
    }
}
