//! Office hours: what a project says of its working week, for rules that ask when a post was made.

use crate::pack::schema::OneOrMany;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Office hours, as a project file states them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HoursSource {
    /// Time zone by its IANA name; that of the pack where absent.
    pub zone: Option<String>,
    /// Hours by day: `mon-fri: 10:30-18:10`, `sat: [10:30-13:00, 14:00-17:00]`.
    #[schemars(with = "BTreeMap<String, OneOrMany<String>>")]
    pub days: BTreeMap<String, Spans>,
    /// Days off: dates, or the like of `2nd sat`.
    pub holidays: Vec<String>,
    /// Posts a day on a personal account that are no matter in these hours; as the pack says where absent.
    pub permitted: Option<u32>,
}

/// One stretch of a day or several.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "OneOrMany<String>")]
pub struct Spans(Vec<String>);

impl From<OneOrMany<String>> for Spans {
    fn from(source: OneOrMany<String>) -> Spans {
        Spans(source.as_slice().to_vec())
    }
}

/// Office hours, ready to ask.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeHours {
    zone: TimeZone,
    days: Vec<(Weekday, Time, Time)>,
    holidays: Vec<Date>,
    /// The so-maniest such day of every month.
    monthly: Vec<(i8, Weekday)>,
    permitted: Option<u32>,
}

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl HoursSource {
    /// Reads days, times and zone. `zone` is that of the pack.
    ///
    /// # Errors
    /// The word that cannot be read, and how to write it.
    pub fn compile(&self, zone: &str) -> Result<OfficeHours, (String, String)> {
        let zone = self.zone.as_deref().unwrap_or(zone);
        let found = TimeZone::get(zone).map_err(|_| {
            (
                zone.to_owned(),
                "write a zone as in Asia/Karachi or Asia/Kolkata".to_owned(),
            )
        })?;
        let mut days = Vec::new();
        for (name, Spans(spans)) in &self.days {
            for span in spans {
                let (from, to) = times(span).ok_or_else(|| {
                    (
                        span.clone(),
                        "write hours as in 10:30-18:10, the beginning first".to_owned(),
                    )
                })?;
                days.extend(
                    week(name)
                        .ok_or_else(|| {
                            (
                                name.clone(),
                                "write a day as mon, tue, wed, thu, fri, sat or sun, or several as in mon-fri"
                                    .to_owned(),
                            )
                        })?
                        .into_iter()
                        .map(|day| (day, from, to)),
                );
            }
        }
        let (mut holidays, mut monthly) = (Vec::new(), Vec::new());
        for day in &self.holidays {
            if let Ok(date) = day.parse() {
                holidays.push(date);
            } else if let Some(rule) = nth(day) {
                monthly.push(rule);
            } else {
                return Err((
                    day.clone(),
                    "write a date as in 2026-08-15, or a day of every month as in 2nd sat".into(),
                ));
            }
        }
        Ok(OfficeHours {
            zone: found,
            days,
            holidays,
            monthly,
            permitted: self.permitted,
        })
    }
}

impl OfficeHours {
    /// True where the office is open at this moment.
    pub fn hold(&self, at: Timestamp) -> bool {
        let local: Zoned = at.to_zoned(self.zone.clone());
        let (date, time) = (local.date(), local.time());
        let nth = (date.day() - 1) / 7 + 1;
        !self.holidays.contains(&date)
            && !self.monthly.contains(&(nth, date.weekday()))
            && self
                .days
                .iter()
                .any(|(day, from, to)| *day == date.weekday() && *from <= time && time < *to)
    }

    /// The hours in which examples of rules take place: Monday to Friday from 10:30 to 18:10, no days off.
    pub fn of_examples(zone: TimeZone) -> OfficeHours {
        let (from, to) = (Time::constant(10, 30, 0, 0), Time::constant(18, 10, 0, 0));
        OfficeHours {
            zone,
            days: DAYS[..5].iter().map(|(_, day)| (*day, from, to)).collect(),
            holidays: Vec::new(),
            monthly: Vec::new(),
            permitted: None,
        }
    }

    /// Posts a day that are no matter, where the project says.
    pub fn permitted(&self) -> Option<u32> {
        self.permitted
    }

    /// The zone of its clocks.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The civil date of a moment at the office.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }
}

fn day(name: &str) -> Option<usize> {
    let name = name.trim().to_ascii_lowercase();
    DAYS.iter()
        .position(|(known, _)| name.len() >= 3 && name.starts_with(known))
}

fn week(name: &str) -> Option<Vec<Weekday>> {
    let (from, to) = name.split_once('-').unwrap_or((name, name));
    let (from, to) = (day(from)?, day(to)?);
    let count = (to + 7 - from) % 7 + 1;
    Some((from..from + count).map(|at| DAYS[at % 7].1).collect())
}

fn times(span: &str) -> Option<(Time, Time)> {
    let (from, to) = span.split_once('-')?;
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let (from, to) = (time(from)?, time(to)?);
    (from < to).then_some((from, to))
}

fn nth(text: &str) -> Option<(i8, Weekday)> {
    let (number, name) = text.trim().split_once(' ')?;
    let number = number
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .ok()?;
    (1..=5).contains(&number).then_some((number, DAYS[day(name)?].1))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn offices_are_open_in_their_own_zone_but_for_holidays() {
        let source = HoursSource {
            days: BTreeMap::from([
                ("mon-fri".into(), Spans(vec!["10:30-18:10".into()])),
                ("sat".into(), Spans(vec!["10:30-14:00".into()])),
            ]),
            holidays: vec!["2026-08-14".into(), "2nd sat".into()],
            ..HoursSource::default()
        };
        let hours = source.compile("Asia/Kolkata").unwrap();
        let open = |at: &str| hours.hold(at.parse().unwrap());
        assert!(open("2026-08-12T11:00:00+05:30") && open("2026-08-12T05:00:00Z"));
        assert!(!open("2026-08-12T04:59:00Z") && !open("2026-08-12T18:10:00+05:30"));
        assert!(!open("2026-08-14T11:00:00+05:30"), "a holiday");
        assert!(
            open("2026-08-01T11:00:00+05:30") && !open("2026-08-08T11:00:00+05:30"),
            "the second Saturday"
        );
        assert!(!open("2026-08-16T11:00:00+05:30"), "a Sunday");
    }

    #[test]
    fn what_is_no_time_day_or_zone_is_named() {
        let with = |day: &str, span: &str| HoursSource {
            days: BTreeMap::from([(day.into(), Spans(vec![span.into()]))]),
            ..HoursSource::default()
        };
        assert_eq!(with("mon", "18:00-10:00").compile("UTC").unwrap_err().0, "18:00-10:00");
        assert_eq!(with("someday", "9:00-10:00").compile("UTC").unwrap_err().0, "someday");
        assert_eq!(
            with("mon", "9:00-10:00").compile("Asia/Nowhere").unwrap_err().0,
            "Asia/Nowhere"
        );
    }
}
