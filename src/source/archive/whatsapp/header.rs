//! The head of a message: date and clock time in the writing of any phone, up to where name or notice begins.
//!
//! ```text
//! header := MARK* ( "[" DATE SEP TIME "]" | DATE SEP TIME DASH ) ( NAME ": " )? BODY
//! ```

use super::form::Form;
use super::words::{HALVES, Half};

/// Longest stretch between the minutes and the dash: a space and the words for half of a day, in bytes.
const LONGEST_HALF: usize = 48;

/// The numbers of a header, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The date as written.
    pub(super) date: Numbers,
    /// Hour (0–23), minute, second.
    pub(super) clock: [u8; 3],
    /// Bytes of the line before name, notice or text.
    pub(super) end: usize,
    /// How it is written.
    pub(super) form: Form,
}

/// Three numbers of a date whose order is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// As written, from left to right.
    pub(super) parts: [u16; 3],
    /// True where the first has four digits: the year.
    pub(super) year_first: bool,
    /// True where the last has four digits: the year.
    pub(super) year_last: bool,
    /// True where the middle one has.
    pub(super) year_between: bool,
}

impl Header {
    /// The header that `line` begins with.
    pub(super) fn of(line: &str) -> Option<Header> {
        let mut rest = Rest(line);
        rest.marks();
        let bracket = rest.eat('[');
        let (date, separator) = rest.date()?;
        let before = rest.words_before_time()?;
        let (mut clock, seconds, plain) = rest.time()?;
        let after = rest.words_after_time(bracket)?;
        let half = match (before, after) {
            (Some(half), None) | (None, Some(half)) => Some(half),
            (None, None) => None,
            (Some(_), Some(_)) => return None,
        };
        if let Some(half) = half {
            clock[0] = half.hour(clock[0]);
        }
        let end = line.len() - rest.0.len();
        let years = [date.year_first, date.year_between, date.year_last];
        (plain && clock[0] < 24).then_some(Header {
            date,
            clock,
            end,
            form: Form {
                bracket,
                separator,
                year: years.iter().position(|long| *long),
                seconds,
                worded: line[..end].contains(char::is_alphabetic),
            },
        })
    }
}

/// What of a line is still to be read.
struct Rest<'l>(&'l str);

impl<'l> Rest<'l> {
    fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let rest = self.0.strip_prefix(wanted);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn eat_any(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.peek().filter(|next| wanted.contains(next))?;
        self.0 = &self.0[next.len_utf8()..];
        Some(next)
    }

    fn marks(&mut self) {
        self.0 = self.0.trim_start_matches(is_mark);
    }

    fn spaces(&mut self) -> bool {
        let before = self.0.len();
        self.0 = self.0.trim_start_matches(|char| is_mark(char) || is_space(char));
        self.0.len() < before
    }

    /// A number and how many digits it has, marks around it passed over.
    fn number(&mut self, most: usize) -> Option<(u16, usize)> {
        self.marks();
        let (mut value, mut digits) = (0, 0);
        while let Some(digit) = self.peek().and_then(digit) {
            if digits == most {
                return None;
            }
            value = value * 10 + u16::from(digit);
            digits += 1;
            self.0 = &self.0[self.peek().map_or(0, char::len_utf8)..];
        }
        self.marks();
        (digits > 0).then_some((value, digits))
    }

    /// The date, and what stands between its numbers.
    fn date(&mut self) -> Option<(Numbers, char)> {
        let (first, first_digits) = self.number(4)?;
        let separator = self.eat_any(&['/', '-', '.'])?;
        self.spaces();
        let (second, second_digits) = self.number(4)?;
        self.marks();
        self.eat(separator).then_some(())?;
        self.spaces();
        let (third, third_digits) = self.number(4)?;
        if separator == '.' {
            self.eat('.');
        }
        let digits = (first_digits, second_digits, third_digits);
        let sound = matches!(
            digits,
            (1 | 2, 1 | 2, 1 | 2 | 4) | (4, 1 | 2, 1 | 2) | (1 | 2, 4, 1 | 2)
        );
        let possible = [first, second, third]
            .iter()
            .filter(|part| (1..=31).contains(*part))
            .count()
            >= 2;
        let numbers = Numbers {
            parts: [first, second, third],
            year_first: first_digits == 4,
            year_last: third_digits == 4,
            year_between: second_digits == 4,
        };
        (sound && possible).then_some((numbers, separator))
    }

    /// Comma, space, and perhaps a word: of half a day, or one that leads to the time (`klo`, `à`).
    fn words_before_time(&mut self) -> Option<Option<Half>> {
        self.marks();
        let comma = self.eat_any(&[',', '،', '、', '.']).is_some();
        if !self.spaces() && !comma {
            return None;
        }
        let end = self.0.find(|char| digit(char).is_some())?;
        let (words, rest) = self.0.split_at(end);
        let words = folded(words);
        self.0 = rest;
        if words.is_empty() {
            return Some(None);
        }
        match half(&words) {
            Some(half) => Some(Some(half)),
            None if words.chars().count() <= 5 && words.chars().all(char::is_alphabetic) => Some(None),
            None => None,
        }
    }

    /// Hour, minute, second; whether there is a second, and whether minute and second are possible.
    fn time(&mut self) -> Option<([u8; 3], bool, bool)> {
        let (hour, _) = self.number(2)?;
        let separator = self.eat_any(&[':', '.'])?;
        let (minute, digits) = self.number(2)?;
        let second = match self.0.strip_prefix(separator) {
            Some(rest) if rest.starts_with(|char| digit(char).is_some()) => {
                self.0 = rest;
                Some(self.number(2)?.0)
            }
            _ => None,
        };
        let clock = [hour, minute, second.unwrap_or(0)].map(|part| u8::try_from(part).unwrap_or(u8::MAX));
        let clock = [if hour == 24 { 0 } else { clock[0] }, clock[1], clock[2]];
        let possible = digits == 2 && clock[1] < 60 && clock[2] < 60;
        Some((clock, second.is_some(), possible))
    }

    /// Everything up to the bracket or dash, and the one space behind it.
    fn words_after_time(&mut self, bracket: bool) -> Option<Option<Half>> {
        let mut near = self.0.len().min(LONGEST_HALF);
        while !self.0.is_char_boundary(near) {
            near -= 1;
        }
        let (at, len) = if bracket {
            (self.0[..near].find(']')?, 1)
        } else {
            dash(&self.0[..near])?
        };
        let words = folded(&self.0[..at]);
        let rest = &self.0[at + len..];
        let unspaced = rest.trim_start_matches(is_mark);
        // An editor may have taken the space at a line's end; in front of a name it is always there.
        self.0 = match unspaced.strip_prefix(' ') {
            Some(behind) => behind,
            None if unspaced.trim_end().is_empty() => unspaced,
            None => return None,
        };
        match half(&words) {
            half @ Some(_) => Some(half),
            None => words.is_empty().then_some(None),
        }
    }
}

/// Where the dash that ends a header stands, the space before it included.
fn dash(text: &str) -> Option<(usize, usize)> {
    let mut spaced = false;
    let mut start = 0;
    for (at, char) in text.char_indices() {
        match char {
            '-' | '–' | '—' | ',' if spaced => return Some((start, at + char.len_utf8() - start)),
            _ if is_space(char) => {
                if !spaced {
                    start = at;
                }
                spaced = true;
            }
            _ if is_mark(char) => {}
            _ => spaced = false,
        }
    }
    None
}

/// Which half of the day the folded words name.
fn half(words: &str) -> Option<Half> {
    HALVES
        .iter()
        .find(|(_, names)| names.contains(&words))
        .map(|(half, _)| *half)
}

/// Words without case, dots, spaces and marks: `p. m.` is `pm`.
fn folded(words: &str) -> String {
    words
        .chars()
        .filter(|&char| !is_mark(char) && !is_space(char) && !matches!(char, '.' | ',' | '،' | '\u{200C}'))
        .flat_map(char::to_lowercase)
        .collect()
}

impl Half {
    /// The hour of 24, from one of 12.
    fn hour(self, hour: u8) -> u8 {
        match (self, hour) {
            (_, 13..) => hour,
            // Night begins in the evening and ends in the morning.
            (Half::Morning | Half::Night, 12) => 0,
            (Half::Afternoon, 1..=11) | (Half::Night, 6..=11) => hour + 12,
            _ => hour,
        }
    }
}

/// Characters that say how a line runs and are not seen.
pub(super) fn is_mark(char: char) -> bool {
    matches!(char, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A blank within a line, of any width.
pub(super) fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}')
}

/// The value of a decimal digit of the scripts of the region.
fn digit(char: char) -> Option<u8> {
    // Arabic, Urdu and Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam.
    const ZEROS: [u32; 11] = [
        0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    ];
    if char.is_ascii() {
        return char.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let code = u32::from(char);
    ZEROS
        .iter()
        .find_map(|zero| u8::try_from(code.checked_sub(*zero)?).ok().filter(|digit| *digit < 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<([u16; 3], [u8; 3], &str)> {
        Header::of(line).map(|header| (header.date.parts, header.clock, &line[header.end..]))
    }

    #[test]
    fn every_phone_writes_its_own_header() {
        let evening = [21, 14, 0];
        for line in [
            "7/4/25, 9:14\u{202F}pm - Asma: hi",
            "7/4/25, 9:14 pm - Asma: hi",
            "07/04/25, 21:14 - Asma: hi",
            "7/4/25, 9:14\u{A0}PM - Asma: hi",
            "7/4/25, 9:14\u{2009}p.m. - Asma: hi",
            "7/4/25 9:14 p. m. - Asma: hi",
            "7/4/25، 9:14 PM - Asma: hi",
            "७/४/२५, ९:१४ PM - Asma: hi",
            "۷/۴/۲۵، ۹:۱۴ بعد دوپہر - Asma: hi",
            "૭/૪/૨૫, ૦૯:૧૪ PM - Asma: hi",
            "7/4/25, रात 9:14 - Asma: hi",
            "7/4/25 下午9:14 - Asma: hi",
            "7.4.25 klo 21.14 - Asma: hi",
            "7. 4. 25. 21:14 – Asma: hi",
            "7-4-25 21.14 , Asma: hi",
            "\u{200F}7\u{200F}/4\u{200F}/25, 9:14 م - Asma: hi",
            "[7/4/25, 21:14] Asma: hi",
            "\u{200E}[7/4/25, 9:14\u{202F}PM] Asma: hi",
            "\u{FEFF}[7/4/25 9:14 PM] \u{200E}Asma: hi",
        ] {
            let (date, clock, rest) = read(line).unwrap_or_else(|| panic!("no header: {line}"));
            assert_eq!((date, clock), ([7, 4, 25], evening), "{line}");
            assert_eq!(rest.trim_start_matches(is_mark), "Asma: hi", "{line}");
        }
        assert_eq!(
            read("[07/04/2025, 21:14:05] A: x"),
            Some(([7, 4, 2025], [21, 14, 5], "A: x"))
        );
        assert_eq!(read("٢٠٢٥-٠٤-٠٧، ٠٠:٠٥ - A"), Some(([2025, 4, 7], [0, 5, 0], "A")));
        assert_eq!(
            read("[06/2018/13, 21:14] A: x"),
            Some(([6, 2018, 13], [21, 14, 0], "A: x"))
        );
        assert_eq!(read("13. 6. 2018. 12:05 am - A"), Some(([13, 6, 2018], [0, 5, 0], "A")));
        assert_eq!(read("7/4/25, 9:14 pm -"), Some(([7, 4, 25], evening, "")));
    }

    #[test]
    fn what_only_looks_like_a_header_is_text() {
        for line in [
            "2025-04-07 21:14:05",
            "2025-04-07 21:14:05 the server stopped",
            "7/4/25",
            "7/4/25, 9:14 tomorrow - at the hall",
            "[7/4/25, 9:14]",
            "[7/4/25, 9:14]Asma: hi",
            "[1] 7/4/25, 9:14 - x",
            "45/67/25, 9:14 - x",
            "7/4/25, 29:14 - x",
            "7/4/25, 9:74 - x",
            "7/4-25, 9:14 - x",
            "12345/4/25, 9:14 - x",
            "9:14 - x",
            "",
        ] {
            // A bracketed time at a line's end is a message without name or text, by the grammar.
            if line == "[7/4/25, 9:14]" {
                assert!(read(line).is_some());
                continue;
            }
            assert_eq!(read(line), None, "{line}");
        }
    }
}
