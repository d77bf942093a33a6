//! When something was posted. Sources know it in three ways that are never merged.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// What a source says of the time of a post. The words of the source are kept beside it, in `Meta::posted_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// An instant: the source states an offset, or seconds since 1970.
    Instant(Timestamp),
    /// Date and hour on a clock whose zone the source does not name.
    Civil(DateTime),
    /// The day alone, of a calendar whose zone the source does not name.
    Day(Date),
}

impl When {
    /// The instant of `seconds` since 1970; `None` beyond the years -9999 to 9999.
    pub fn from_second(seconds: i64) -> Option<When> {
        Timestamp::from_second(seconds).ok().map(When::Instant)
    }

    /// The instant of `milliseconds` since 1970.
    pub fn from_millisecond(milliseconds: i64) -> Option<When> {
        Timestamp::from_millisecond(milliseconds).ok().map(When::Instant)
    }

    /// Reads ISO 8601 and RFC 3339: with offset, without, or a day alone. The blank of `2025-04-07 21:14:05` and a trailing
    /// `UTC` are understood.
    pub fn parse(text: &str) -> Option<When> {
        let text = text.trim();
        let utc = text.strip_suffix(" UTC").map(|text| format!("{text}Z"));
        let text = utc.as_deref().unwrap_or(text);
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(When::Instant(instant));
        }
        if let Ok(zoned) = text.parse::<Zoned>() {
            return Some(When::Instant(zoned.timestamp()));
        }
        if let Ok(instant) = Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text) {
            return Some(When::Instant(instant));
        }
        if text.len() <= 10 {
            return text.parse::<Date>().ok().map(When::Day);
        }
        text.parse::<DateTime>().ok().map(When::Civil)
    }

    /// True where a zone must be assumed to know the instant.
    pub fn lacks_zone(self) -> bool {
        !matches!(self, When::Instant(_))
    }

    /// Date and hour on the clocks of `zone`. A day alone has no hour.
    pub fn civil(self, zone: &TimeZone) -> Option<DateTime> {
        match self {
            When::Instant(instant) => Some(zone.to_datetime(instant)),
            When::Civil(civil) => Some(civil),
            When::Day(_) => None,
        }
    }

    /// The day in `zone`.
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            When::Instant(instant) => zone.to_datetime(instant).date(),
            When::Civil(civil) => civil.date(),
            When::Day(day) => day,
        }
    }

    /// The first and the last instant it may mean, where clocks are those of `zone`.
    pub fn range(self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let instant = |civil: DateTime| zone.to_timestamp(civil).ok();
        Some(match self {
            When::Instant(at) => (at, at),
            When::Civil(civil) => {
                let at = instant(civil)?;
                (at, at)
            }
            When::Day(day) => (
                instant(day.to_datetime(jiff::civil::Time::MIN))?,
                instant(day.to_datetime(jiff::civil::Time::MAX))?,
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_cases_stay_apart() {
        let of = |text: &str| {
            When::parse(text).map(|when| match when {
                When::Instant(at) => format!("instant {at}"),
                When::Civil(at) => format!("civil {at}"),
                When::Day(day) => format!("day {day}"),
            })
        };
        assert_eq!(
            of("2025-04-07T21:14:05+05:00").as_deref(),
            Some("instant 2025-04-07T16:14:05Z")
        );
        assert_eq!(
            of("2025-04-07 16:14:05 UTC").as_deref(),
            Some("instant 2025-04-07T16:14:05Z")
        );
        assert_eq!(
            of("2014-01-01 00:00:00 +0000").as_deref(),
            Some("instant 2014-01-01T00:00:00Z")
        );
        assert_eq!(of("2025-04-07 21:14").as_deref(), Some("civil 2025-04-07T21:14:00"));
        assert_eq!(of("2025-04-07").as_deref(), Some("day 2025-04-07"));
        assert_eq!(of("yesterday"), None);
    }
}
