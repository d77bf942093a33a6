//! Day or month first: decided once for a file, from all its headers.

use super::form::{Form, Forms};
use super::header::{Header, Numbers};
use crate::source::DateOrder;
use jiff::civil::{Date, DateTime};

/// How the three numbers of a date are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
    /// Two digits of the year lead; four digits need no order.
    Year,
}

impl Order {
    /// In the order of trust where nothing else decides.
    const ALL: [Order; 3] = [Order::Day, Order::Month, Order::Year];

    /// The date in this order, where it is possible. WhatsApp began in 2009.
    fn date(self, numbers: Numbers) -> Option<Date> {
        let [first, second, third] = numbers.parts;
        let (year, month, day) = match self {
            _ if numbers.year_first => (first, second, third),
            Order::Day if numbers.year_between => (second, third, first),
            Order::Month if numbers.year_between => (second, first, third),
            Order::Day => (third, second, first),
            Order::Month => (third, first, second),
            Order::Year if numbers.year_last || numbers.year_between => return None,
            Order::Year => (first, second, third),
        };
        let year = if year < 100 { year + 2000 } else { year };
        let small = |part: u16| i8::try_from(part).ok();
        (2009..2100).contains(&year).then_some(())?;
        Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
    }

    /// Civil time of a header. A date that is impossible in this order (two exports pasted into one file) has its other reading.
    pub(super) fn time(self, header: &Header) -> Option<DateTime> {
        let others = Order::ALL.into_iter().filter(|order| *order != self);
        let date = std::iter::once(self)
            .chain(others)
            .find_map(|order| order.date(header.date))?;
        let [hour, minute, second] = header.clock.map(u8::cast_signed);
        Some(date.at(hour, minute, second, 0))
    }
}

/// What the headers of a file say of each order.
#[derive(Clone, Debug, Default)]
pub(super) struct Survey {
    votes: [Vote; 3],
    /// A date was seen whose day and month can change places.
    open: bool,
    forms: Forms,
}

#[derive(Clone, Debug, Default)]
struct Vote {
    /// Headers whose date is none in this order.
    impossible: usize,
    /// Steps back in time from one header to the next.
    backward: usize,
    last: Option<DateTime>,
}

/// The order of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) order: Order,
    /// True where the headers allow day and month to change places, and day first was taken.
    pub(super) assumed: bool,
}

impl Survey {
    pub(super) fn see(&mut self, header: &Header) {
        self.forms.see(header.form);
        let readings = [Order::Day, Order::Month].map(|order| order.date(header.date));
        self.open |= matches!(readings, [Some(day), Some(month)] if day != month);
        let [hour, minute, second] = header.clock.map(u8::cast_signed);
        for (vote, order) in self.votes.iter_mut().zip(Order::ALL) {
            let Some(date) = order.date(header.date) else {
                vote.impossible += 1;
                continue;
            };
            let time = date.at(hour, minute, second, 0);
            vote.backward += usize::from(vote.last.is_some_and(|last| time < last));
            vote.last = Some(time);
        }
    }

    /// Forms of lines that begin like a message and belong to the one before (see [`Forms::of_lines`]).
    pub(super) fn forms_of_lines(&self) -> Vec<Form> {
        self.forms.of_lines()
    }

    /// The order with the fewest impossible dates, then with the fewest steps back, then day first. A user's word stands above.
    pub(super) fn settle(&self, asked: Option<DateOrder>) -> Settled {
        let merit = |at: usize| (self.votes[at].impossible, self.votes[at].backward, at);
        let best = (0..3).min_by_key(|&at| merit(at)).unwrap_or_default();
        let [day, month, _] = &self.votes;
        let alike = self.open && (day.impossible, day.backward) == (month.impossible, month.backward);
        match (Order::ALL[best], asked) {
            (Order::Day | Order::Month, Some(DateOrder::DayFirst)) => Settled {
                order: Order::Day,
                assumed: false,
            },
            (Order::Day | Order::Month, Some(DateOrder::MonthFirst)) => Settled {
                order: Order::Month,
                assumed: false,
            },
            (order, _) => Settled {
                order,
                assumed: order == Order::Day && alike,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(dates: &[&str], asked: Option<DateOrder>) -> (Settled, Vec<String>) {
        let headers: Vec<Header> = dates
            .iter()
            .filter_map(|date| Header::of(&format!("{date} 09:14 - A: x")))
            .collect();
        assert_eq!(headers.len(), dates.len());
        let mut survey = Survey::default();
        headers.iter().for_each(|header| survey.see(header));
        let settled = survey.settle(asked);
        let times = headers.iter().filter_map(|header| settled.order.time(header));
        (settled, times.map(|time| time.date().to_string()).collect())
    }

    #[test]
    fn a_part_above_twelve_or_four_digits_or_the_course_of_time_decides() {
        let order = |dates: &[&str]| {
            let settled = settle(dates, None).0;
            (settled.order, settled.assumed)
        };
        assert_eq!(order(&["7/4/25", "13/4/25"]), (Order::Day, false));
        assert_eq!(order(&["7/4/25", "4/13/25"]), (Order::Month, false));
        assert_eq!(order(&["25/4/7", "25/4/13"]), (Order::Year, false));
        assert_eq!(order(&["2025-04-07"]), (Order::Day, false));
        // 30 April, 1 May, read the other way, would go back by eleven months.
        assert_eq!(order(&["4/12/25", "5/1/25", "5/2/25"]), (Order::Month, false));
        assert_eq!(order(&["4/5/25", "5/5/25"]), (Order::Day, true));
        assert_eq!(order(&["5/5/25"]), (Order::Day, false));
        assert_eq!(settle(&["4/5/25"], Some(DateOrder::MonthFirst)).0.order, Order::Month);
    }

    #[test]
    fn two_exports_in_one_file_keep_their_only_readings() {
        let (_, dates) = settle(&["7/4/25", "20/4/25", "21/4/25", "4/22/25", "2025-04-23"], None);
        assert_eq!(
            dates,
            ["2025-04-07", "2025-04-20", "2025-04-21", "2025-04-22", "2025-04-23"]
        );
    }
}
