//! Times as sheets and schedulers write them.

use super::DateOrder;
use crate::when::When;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

/// The time that a cell or field says; `None` where it is none, or could be one of two and `order` does not say which.
pub(super) fn when(text: &str, order: Option<DateOrder>) -> Option<When> {
    let text = text.trim();
    When::parse(text)
        .or_else(|| unix(text))
        .or_else(|| offset(text))
        .or_else(|| named_month(text))
        .or_else(|| numbers(text, order))
}

/// Seconds or milliseconds since 1970.
fn unix(text: &str) -> Option<When> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = text.parse().ok()?;
    match text.len() {
        10 => When::from_second(number),
        13 => When::from_millisecond(number),
        _ => None,
    }
}

/// `2025-04-07 16:14 +0000`
fn offset(text: &str) -> Option<When> {
    ["%Y-%m-%d %H:%M %z", "%a %b %d %H:%M:%S %z %Y"]
        .iter()
        .find_map(|format| Timestamp::strptime(format, text).ok())
        .map(When::Instant)
}

/// `Mon, Apr 7, 2025`, `Apr 7, 2025, 9:14 PM`, `7 April 2025`
fn named_month(text: &str) -> Option<When> {
    const DAYS: [&str; 5] = ["%a, %b %d, %Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y"];
    const TIMES: [&str; 6] = [
        "%b %d, %Y, %I:%M %p",
        "%b %d, %Y %I:%M %p",
        "%b %d, %Y, %H:%M",
        "%B %d, %Y %I:%M %p",
        "%d %b %Y %H:%M",
        "%d %B %Y %H:%M",
    ];
    if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let day = || DAYS.iter().find_map(|format| Date::strptime(format, text).ok());
    let time = || TIMES.iter().find_map(|format| DateTime::strptime(format, text).ok());
    day().map(When::Day).or_else(|| time().map(When::Civil))
}

/// `04/07/2025 21:14`: a part above twelve or the order asked for decides, nothing else.
fn numbers(text: &str, order: Option<DateOrder>) -> Option<When> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let date = date.trim_end_matches(',');
    let separator = ['/', '-', '.']
        .into_iter()
        .find(|separator| date.contains(*separator))?;
    let parts: Vec<i16> = date
        .split(separator)
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [first, second, third] = parts[..] else {
        return None;
    };
    let ymd = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { year + 2000 } else { year };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let date = if first > 31 {
        ymd(first, second, third)?
    } else {
        match (ymd(third, second, first), ymd(third, first, second), order) {
            (Some(day_first), Some(month_first), _) if day_first == month_first => day_first,
            (Some(_), Some(_), None) => return None,
            (Some(date), None, _) | (Some(date), Some(_), Some(DateOrder::DayFirst)) => date,
            (None, Some(date), _) | (Some(_), Some(date), Some(DateOrder::MonthFirst)) => date,
            (None, None, _) => return None,
        }
    };
    if time.trim().is_empty() {
        return Some(When::Day(date));
    }
    clock(time.trim()).map(|time| When::Civil(date.to_datetime(time)))
}

fn clock(text: &str) -> Option<Time> {
    let text = text.to_uppercase().replace(['\u{202F}', '\u{A0}'], " ");
    ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p"]
        .iter()
        .find_map(|format| Time::strptime(format, &text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_write_their_times_in_many_ways() {
        let of = |text: &str, order| {
            when(text, order).map(|when| match when {
                When::Instant(at) => at.to_string(),
                When::Civil(at) => at.to_string(),
                When::Day(at) => at.to_string(),
            })
        };
        let day_first = Some(DateOrder::DayFirst);
        for (text, order, expected) in [
            ("Mon, Apr 7, 2025", None, "2025-04-07"),
            ("Apr 7, 2025, 9:14 PM", None, "2025-04-07T21:14:00"),
            ("2025-04-07 16:14 +0000", None, "2025-04-07T16:14:00Z"),
            ("1744042445", None, "2025-04-07T16:14:05Z"),
            ("1744042445000", None, "2025-04-07T16:14:05Z"),
            ("04/17/2025 21:14", None, "2025-04-17T21:14:00"),
            ("17-04-2025 9:14 pm", None, "2025-04-17T21:14:00"),
            ("04/04/25", None, "2025-04-04"),
            ("07/04/2025 21:14", day_first, "2025-04-07T21:14:00"),
            ("07/04/2025 21:14", Some(DateOrder::MonthFirst), "2025-07-04T21:14:00"),
            ("2025/04/07 21:14", None, "2025-04-07T21:14:00"),
        ] {
            assert_eq!(of(text, order).as_deref(), Some(expected), "{text}");
        }
        for text in ["07/04/2025 21:14", "soon", "1.2345E+17", "31/31/2025", ""] {
            assert_eq!(of(text, None), None, "{text}");
        }
    }
}
