//! Posts of one author on one day while the office is open.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::told::Value;
use crate::policy::hours::OfficeHours;
use crate::when::When;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

pub(super) struct InOfficeHours {
    hours: OfficeHours,
    permitted: usize,
    /// The zone of clocks without one, where nobody stated it.
    assumed: Option<String>,
    days: BTreeMap<(Date, String), Day>,
    room: Room,
}

/// A day of an author's: how many posts, and the earliest of them, one more than is permitted.
#[derive(Default)]
struct Day {
    count: u64,
    first: Vec<(Timestamp, Held)>,
}

impl InOfficeHours {
    /// `assumed` is the zone of clocks whose zone a source does not name, where nobody stated it.
    pub fn new(hours: OfficeHours, permitted: u32, assumed: Option<TimeZone>) -> InOfficeHours {
        InOfficeHours {
            permitted: hours.permitted().unwrap_or(permitted) as usize,
            hours,
            assumed: assumed.map(|zone| zone.iana_name().unwrap_or("UTC").to_owned()),
            days: BTreeMap::new(),
            room: Room::default(),
        }
    }
}

impl Ledger for InOfficeHours {
    fn pass(&mut self, passing: &Passing<'_>) {
        let Some(at) = passing.at.filter(|at| passing.to_the_hour && self.hours.hold(*at)) else {
            return;
        };
        if passing.facts.is_none() || passing.seen.spared {
            return;
        }
        let post = passing.post;
        // An export of one account may leave its author out.
        let author = post.meta.author.as_ref().unwrap_or(&post.origin.source).clone();
        let key = (self.hours.date(at), author);
        let known = self.days.get(&key).map_or(&[][..], |day| &day.first);
        let place = known.partition_point(|(known, held)| (*known, held.number) < (at, passing.number));
        let is_early = place <= self.permitted;
        if is_early && !self.room.take(post) {
            return;
        }
        let day = self.days.entry(key).or_default();
        day.count += 1;
        if is_early {
            let mut held = passing.hold();
            if post.meta.when.is_some_and(When::lacks_zone) {
                held.depends_on.extend(self.assumed.clone().map(|zone| ("zone", zone)));
            }
            day.first.insert(place, (at, held));
        }
        if day.first.len() > self.permitted + 1
            && let Some((_, last)) = day.first.pop()
        {
            self.room.leave(&last.post);
        }
    }

    fn close(self: Box<Self>, _end: &End) -> Account {
        let permitted = self.permitted;
        let said = self.days.into_iter().filter_map(|((date, _), mut day)| {
            if day.first.len() <= permitted {
                return None;
            }
            let (_, held) = day.first.swap_remove(permitted);
            let values = vec![
                ("count", Value::Number(day.count)),
                ("permitted", Value::Number(permitted as u64)),
                ("day", Value::Day(Some(date))),
            ];
            Some(Said::of(held, None, values))
        });
        Account {
            said: said.collect(),
            unfollowed: crowded(&self.room).into_iter().collect(),
            ..Account::default()
        }
    }
}
