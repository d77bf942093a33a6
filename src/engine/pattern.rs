//! Patterns over the folded text, and the tests on their matches.

use crate::pack::schema::Checksum;
use crate::text::fold::fold;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// Most memory a compiled pattern may take, in bytes: a pack must not be able to exhaust the machine.
const SIZE_LIMIT: usize = 1 << 20;

/// What may stand before and behind a match that stands alone: the ends of the text, blanks, quotes, brackets, punctuation.
/// A full stop ends it where no letter follows, as in the name of a file.
const BEFORE: &str = r#"(?:^|[\s"'“‘(\[,;:!?…#।-])"#;
const BEHIND: &str = r#"(?:$|[\s"'”’)\],;:!?…।-]|\.(?:$|[\s."'”)]))"#;

/// Most literals that are looked for because of one pattern.
const MOST_LITERALS: usize = 32;

/// The group that holds a match without what stands around it.
const ALONE: &str = "alone";

/// Builds a pattern. `\b` and `\d` mean ASCII: the folded text has ASCII digits, and Unicode's boundaries would be slow.
///
/// # Errors
/// What the regex compiler says.
pub fn build(pattern: &str, alone: bool) -> Result<Regex, String> {
    let pattern = ascii_classes(pattern);
    let pattern = if alone {
        format!("{BEFORE}(?<{ALONE}>{pattern}){BEHIND}")
    } else {
        pattern
    };
    RegexBuilder::new(&pattern)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| error.to_string().lines().last().unwrap_or_default().trim().to_string())
}

/// The fewest digits of a match of a pattern: a text of fewer need not be searched.
pub fn least_digits(pattern: &str) -> usize {
    regex_syntax::parse(&ascii_classes(pattern)).map_or(0, |parsed| digits(&parsed))
}

fn digits(part: &Hir) -> usize {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.iter().filter(|byte| byte.is_ascii_digit()).count(),
        HirKind::Class(Class::Unicode(class)) => {
            usize::from(class.iter().all(|range| '0' <= range.start() && range.end() <= '9'))
        }
        HirKind::Class(Class::Bytes(class)) => {
            usize::from(class.iter().all(|range| b'0' <= range.start() && range.end() <= b'9'))
        }
        HirKind::Repetition(repeated) => (repeated.min as usize).saturating_mul(digits(&repeated.sub)),
        HirKind::Capture(group) => digits(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(digits).fold(0, usize::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(digits).min().unwrap_or(0),
    }
}

/// What a pattern looks for and no folded text has: letters that are folded away, or the first of a class of nothing else.
pub fn unseen(pattern: &str) -> Option<String> {
    unseen_part(&regex_syntax::parse(&ascii_classes(pattern)).ok()?)
}

fn unseen_part(part: &Hir) -> Option<String> {
    // Some letters are folded by what stands before them.
    let stays = |c: char| {
        [format!("{c}"), format!("ا{c}")]
            .iter()
            .any(|text| fold(text).contains(c))
    };
    match part.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            (!text.chars().all(stays)).then(|| text.to_owned())
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut all = class.iter().flat_map(|range| range.start()..=range.end());
            (!all.any(stays)).then(|| class.iter().map(|range| range.start()).take(1).collect())
        }
        HirKind::Repetition(repeated) => unseen_part(&repeated.sub),
        HirKind::Capture(group) => unseen_part(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(unseen_part),
        HirKind::Class(Class::Bytes(_)) | HirKind::Empty | HirKind::Look(_) => None,
    }
}

/// Literals of which every match of a pattern has one; none where no such few are known.
pub fn least_literals(pattern: &str) -> Vec<String> {
    let parsed = regex_syntax::parse(&ascii_classes(pattern)).ok();
    parsed
        .and_then(|parsed| literals(&parsed))
        .filter(|found| found.len() <= MOST_LITERALS && shortest(found) > 1)
        .unwrap_or_default()
}

fn literals(part: &Hir) -> Option<Vec<String>> {
    match part.kind() {
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_string()]),
        HirKind::Repetition(repeated) if repeated.min > 0 => literals(&repeated.sub),
        HirKind::Capture(group) => literals(&group.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(literals).max_by_key(|found| shortest(found)),
        HirKind::Alternation(parts) => Some(parts.iter().map(literals).collect::<Option<Vec<_>>>()?.concat()),
        HirKind::Repetition(_) | HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => None,
    }
}

fn shortest(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

/// The matches of a pattern, in order. Those that stand alone end with an empty one.
pub fn matches<'t>(regex: &Regex, alone: bool, text: &'t str) -> impl Iterator<Item = regex::Match<'t>> {
    let anywhere = (!alone).then(|| regex.find_iter(text)).into_iter().flatten();
    let mut at = 0;
    let apart = std::iter::from_fn(move || {
        let found = regex.captures_at(text, at)?.name(ALONE)?;
        // What stands behind one may stand before the next.
        at = found.end();
        (!found.is_empty()).then_some(found)
    });
    anywhere.chain(alone.then_some(apart).into_iter().flatten())
}

fn ascii_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('b') => out.push_str("(?-u:\\b)"),
            Some('d') => out.push_str("[0-9]"),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// True where the text passes the test.
pub fn passes(check: Checksum, text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    match check {
        Checksum::Cnic => {
            digits.len() == 13 && (1..=7).contains(&digits[0]) || digits.len() == 13 && digits[..5] == [0; 5]
        }
        Checksum::Verhoeff => digits.len() == 12 && digits[0] > 1 && verhoeff(&digits),
        Checksum::Luhn => (12..=19).contains(&digits.len()) && luhn(&digits),
        Checksum::Iban => iban(text),
    }
}

/// Verhoeff's dihedral check (J. Verhoeff, 1969).
fn verhoeff(digits: &[u32]) -> bool {
    const TIMES: [[u32; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const TURN: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let turned = |digit: u32, times: usize| (0..times % 8).fold(digit, |d, _| TURN[d as usize]);
    digits.iter().rev().enumerate().fold(0, |sum: u32, (i, &digit)| {
        TIMES[sum as usize][turned(digit, i) as usize]
    }) == 0
}

/// Luhn's sum (ISO/IEC 7812-1).
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| {
            if i % 2 == 0 {
                d
            } else if d > 4 {
                d * 2 - 9
            } else {
                d * 2
            }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|&d| d != 0)
}

/// ISO 13616: the first four characters moved to the end, letters as 10 … 35, remainder 1 modulo 97.
fn iban(text: &str) -> bool {
    let compact: Vec<char> = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    if !(15..=34).contains(&compact.len()) {
        return false;
    }
    let moved = compact[4..].iter().chain(&compact[..4]);
    let rest = moved.filter_map(|c| c.to_digit(36)).fold(0u32, |rest, value| {
        if value > 9 {
            (rest * 100 + value) % 97
        } else {
            (rest * 10 + value) % 97
        }
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::{Checksum, build, least_digits, least_literals, matches, passes, unseen};

    #[test]
    fn what_stands_alone_touches_blanks_and_punctuation_only() {
        let regex = build("f[*]{2}k|b[*]+", true).unwrap_or_else(|error| panic!("{error}"));
        let found = |text| {
            matches(&regex, true, text)
                .map(|found| found.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("f**k b** (b*), f**k. \"f**k\""),
            ["f**k", "b**", "b*", "f**k", "f**k"]
        );
        assert!(found("xf**k f**ky *b** b**.log b*@a 2b* a_b* f**kમ").is_empty());
        let empty = build("x*", true).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(matches(&empty, true, "a b").count(), 0);
    }

    #[test]
    fn the_fewest_digits_of_a_match_are_known() {
        for (pattern, least) in [
            (r"\b[0-9]{5}-[0-9]{7}-[0-9]\b", 13),
            (r"\d{2,4}(?:/\d+)?", 2),
            ("(?:rs ?1|[0-9]{3}|₹ 20)x", 1),
            ("[0-9a-f]{8}|covid-19", 0),
            (r"[\p{L}\p{M}]{3,} (?<n>[1-9][0-9]?)", 1),
            ("(", 0),
        ] {
            assert_eq!(least_digits(pattern), least, "{pattern}");
        }
    }

    #[test]
    fn what_no_folded_text_has_is_known() {
        for (pattern, part) in [
            (r"\bDEO\b", Some("DEO")),
            (r"\b[A-Z]{2,5}-[0-9]+", Some("A")),
            (r"\p{Lu}x", Some("A")),
            (r"x|(?<n>१+)", Some("१")),
            (r"(?i)DEO (?P<n>[0-9])|\D\W\S[^a]\p{L}", None),
            (r"[A-Za-z]\.\n|لاکھ", None),
        ] {
            assert_eq!(unseen(pattern).as_deref(), part, "{pattern}");
        }
    }

    #[test]
    fn literals_of_every_match_are_known() {
        let none: &[&str] = &[];
        for (pattern, least) in [
            (r"\b\w+\s+\d+\s+memos?\b", &["memo"][..]),
            (r"(?:order|(?<n>circular))+ no", &["order", "circular"]),
            ("(?:order|[0-9]) dated", &[" dated"]),
            ("(?:order|x)[0-9]", none),
            ("(?:order)?[0-9]{3}", none),
            ("(", none),
        ] {
            assert_eq!(least_literals(pattern), least, "{pattern}");
        }
    }

    #[test]
    fn checksums_know_right_from_wrong() {
        assert!(passes(Checksum::Verhoeff, "2341 2341 2346"));
        assert!(!passes(Checksum::Verhoeff, "2341 2341 2347"));
        assert!(passes(Checksum::Luhn, "4111-1111-1111-1111"));
        assert!(!passes(Checksum::Luhn, "4111 1111 1111 1112"));
        assert!(passes(Checksum::Iban, "pk36scbl0000001123456702"));
        assert!(!passes(Checksum::Iban, "pk37scbl0000001123456702"));
        assert!(passes(Checksum::Cnic, "35202-1234567-1"));
        assert!(!passes(Checksum::Cnic, "95202-1234567-1"));
    }
}
