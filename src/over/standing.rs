//! What visitors wrote on an official page, that may breach, and was not taken down.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::told::Value;
use crate::post::Voice;
use crate::text::span::{InPost, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) struct Standing {
    zone: TimeZone,
    remarks: Vec<(Held, Option<Span<InPost>>, Option<Timestamp>)>,
    room: Room,
}

impl Standing {
    pub fn new(zone: TimeZone) -> Standing {
        Standing {
            zone,
            remarks: Vec::new(),
            room: Room::default(),
        }
    }
}

/// Days and dates from a time to the end of the archive.
pub(super) fn stretch(from: Option<Timestamp>, to: Option<Timestamp>, zone: &TimeZone) -> Vec<(&'static str, Value)> {
    let day = |at: Option<Timestamp>| at.map(|at| zone.to_datetime(at).date());
    let days = from
        .zip(to)
        .map(|(from, to)| to.duration_since(from).as_hours().max(0) / 24);
    vec![
        ("days", Value::Days(days)),
        ("since", Value::Day(day(from))),
        ("until", Value::Day(day(to))),
    ]
}

impl Ledger for Standing {
    fn pass(&mut self, passing: &Passing<'_>) {
        let meta = &passing.post.meta;
        let stands = meta.voice == Some(Voice::Visitor) && meta.deleted.is_none();
        if stands && passing.facts.is_some() && passing.seen.heard.is_some() && self.room.take(passing.post) {
            self.remarks.push((passing.hold(), passing.heard(), passing.at));
        }
    }

    fn close(self: Box<Self>, end: &End) -> Account {
        let said = self
            .remarks
            .into_iter()
            .map(|(held, heard, at)| Said::of(held, heard, stretch(at, end.latest, &self.zone)));
        Account {
            said: said.collect(),
            unfollowed: crowded(&self.room).into_iter().collect(),
            ..Account::default()
        }
    }
}
