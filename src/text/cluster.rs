//! Grapheme clusters and word segments of everyday text without a table look-up for each character.
//!
//! Letters, digits and signs whose behaviour is simple are known by their range; wherever something else stands (emoji,
//! conjuncts, other scripts) the tables of `unicode-segmentation` decide. The tests hold the two together.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// How a character behaves where text is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// A letter.
    Letter,
    /// An ASCII digit.
    Digit,
    /// A mark that joins what stands before it and links nothing.
    Mark,
    /// A virama: a mark that may link the letters beside it into one cluster.
    Link,
    /// The underscore.
    Underscore,
    /// `'` or `.`: inside words and numbers.
    InBoth,
    /// `:`: inside words.
    InWord,
    /// `,` or `;`: inside numbers.
    InNumber,
    /// A sign that always stands alone.
    Sign,
    /// Spaces join one another where words are cut.
    Space,
    /// What the tables know.
    Other,
}

/// Characters whose class is read off a row: those of Latin to Gujarati.
const ROW: usize = 0x0B00;

static CLASSES: [Class; ROW] = {
    let mut row = [Class::Other; ROW];
    let mut code = 0;
    while code < ROW {
        row[code] = class_of(code as u32);
        code += 1;
    }
    row
};

#[inline]
fn class(c: char) -> Class {
    let code = u32::from(c);
    CLASSES.get(code as usize).copied().unwrap_or_else(|| class_of(code))
}

const fn class_of(code: u32) -> Class {
    match code {
        0x61..=0x7A | 0x41..=0x5A => Class::Letter,
        0x20 => Class::Space,
        0x30..=0x39 => Class::Digit,
        0x2E | 0x27 => Class::InBoth,
        0x3A => Class::InWord,
        0x2C | 0x3B => Class::InNumber,
        0x5F => Class::Underscore,
        // The quote mark `"` parts Hebrew letters only, which are not known here.
        0x21..=0x7E => Class::Sign,
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F => Class::Letter,
        0x0621..=0x064A | 0x0671..=0x06D3 | 0x06D5 => Class::Letter,
        0x064B..=0x065F | 0x0670 => Class::Mark,
        0x0904..=0x0939 | 0x093D | 0x0958..=0x0961 => Class::Letter,
        0x0900..=0x0903 | 0x093A..=0x093C | 0x093E..=0x094C => Class::Mark,
        0x094D | 0x0ACD => Class::Link,
        0x0964 | 0x0965 | 0x06D4 => Class::Sign,
        0x0A85..=0x0A8D | 0x0A8F..=0x0A91 | 0x0A93..=0x0AA8 | 0x0AAA..=0x0AB0 | 0x0AB2 | 0x0AB3 | 0x0AB5..=0x0AB9 => {
            Class::Letter
        }
        0x0A81..=0x0A83 | 0x0ABC | 0x0ABE..=0x0AC5 | 0x0AC7..=0x0AC9 | 0x0ACB | 0x0ACC => Class::Mark,
        0x2010..=0x2017 | 0x201C..=0x2023 => Class::Sign,
        _ => Class::Other,
    }
}

/// The grapheme clusters of a text, in order.
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (cluster, after) = rest.split_at(first_cluster(rest));
        rest = after;
        Some(cluster)
    })
}

/// Length of the first cluster of a text that is not empty.
fn first_cluster(text: &str) -> usize {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return 0 };
    let mut len = first.len_utf8();
    if stands(first) {
        loop {
            match chars.next().map(|c| (c, class(c))) {
                None => return len,
                Some((c, Class::Mark)) => len += c.len_utf8(),
                Some((_, Class::Other | Class::Link)) => break,
                Some(_) => return len,
            }
        }
    }
    let mut cursor = GraphemeCursor::new(0, text.len(), true);
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// True where the two characters beside a place are known to lie in two clusters, whatever stands around them.
pub(super) fn parts(before: Option<char>, after: Option<char>) -> bool {
    before.zip(after).is_none_or(|(before, after)| {
        // A virama may link over marks to a letter behind them.
        let known = stands(before) || class(before) != Class::Other && class(after) != Class::Letter;
        known && stands(after)
    })
}

/// True for what begins a cluster wherever no virama stands before it.
fn stands(c: char) -> bool {
    !matches!(class(c), Class::Other | Class::Mark | Class::Link)
}

/// What is known of a segment without a look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Letters and digits with their marks.
    Word,
    /// Spaces.
    Blank,
    /// Anything.
    Any,
}

/// The segments that Unicode's word boundaries part (UAX 29), in order: their first byte, their text and what they are.
pub fn segments(text: &str, mut each: impl FnMut(usize, &str, Segment)) {
    let mut at = 0;
    // Nothing joins over a blank, unless it is a mark that begins what follows.
    while at < text.len() {
        if let Some((word, end)) = word_and_blank(text, at) {
            each(at, &text[at..word], Segment::Word);
            if word < end {
                each(word, &text[word..end], Segment::Blank);
            }
            at = end;
            continue;
        }
        let end = stretch(text, at);
        let part = &text[at..end];
        if part.chars().all(|c| class(c) != Class::Other) {
            simple(part, |from, segment| each(at + from, segment, Segment::Any));
        } else {
            part.split_word_bound_indices()
                .for_each(|(from, segment)| each(at + from, segment, Segment::Any));
        }
        at = end;
    }
}

/// The end of a word of letters and digits that begins at `at`, and that of the spaces behind it, where nothing else touches it.
fn word_and_blank(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut chars = text[at..].chars();
    let mut rest = chars.as_str();
    while let Some(c) = chars.next() {
        match class(c) {
            Class::Letter | Class::Digit => {}
            Class::Mark | Class::Link if rest.len() < text.len() - at => {}
            Class::Space => break,
            _ => return None,
        }
        rest = chars.as_str();
    }
    let word = text.len() - rest.len();
    let next = rest.trim_start_matches(' ');
    let joins = |c: char| matches!(class(c), Class::Other | Class::Mark | Class::Link);
    (word > at && !next.chars().next().is_some_and(joins)).then(|| (word, text.len() - next.len()))
}

/// The end of the stretch that begins at `at`: behind a run of spaces that a character of a known kind follows.
fn stretch(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let Some(space) = bytes[end..].iter().position(|byte| *byte == b' ') else {
            return text.len();
        };
        end += space;
        end += bytes[end..].iter().take_while(|byte| **byte == b' ').count();
        match text[end..].chars().next().map(class) {
            Some(Class::Other | Class::Mark | Class::Link) => {}
            _ => return end,
        }
    }
}

/// Segments of a text of known characters.
fn simple(text: &str, mut each: impl FnMut(usize, &str)) {
    let mut start = 0;
    let mut before: Option<Class> = None;
    // Whether a sign inside a word or number joins depends on the letter before it.
    let mut inside: Option<Class> = None;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if matches!(now, Class::Mark | Class::Link) {
            before.get_or_insert(Class::Mark);
            continue;
        }
        let after = || {
            let mut ahead = text[at + c.len_utf8()..].chars().map(class);
            ahead.find(|class| !matches!(class, Class::Mark | Class::Link))
        };
        let joins = match (before, now) {
            (None, _) => true,
            (
                Some(Class::Letter | Class::Digit | Class::Underscore),
                Class::Letter | Class::Digit | Class::Underscore,
            ) => true,
            (Some(Class::Letter), Class::InBoth | Class::InWord) => after() == Some(Class::Letter),
            (Some(Class::Digit), Class::InBoth | Class::InNumber) => after() == Some(Class::Digit),
            (Some(Class::InBoth | Class::InWord), Class::Letter) => inside == Some(Class::Letter),
            (Some(Class::InBoth | Class::InNumber), Class::Digit) => inside == Some(Class::Digit),
            (Some(Class::Space), Class::Space) => text.as_bytes()[at - 1] == b' ',
            _ => false,
        };
        if !joins {
            each(start, &text[start..at]);
            start = at;
        }
        if matches!(
            now,
            Class::Letter | Class::Digit | Class::Underscore | Class::Sign | Class::Space
        ) {
            inside = None;
        }
        if let Some(kind @ (Class::Letter | Class::Digit)) = before
            && matches!(now, Class::InBoth | Class::InWord | Class::InNumber)
        {
            inside = joins.then_some(kind);
        }
        before = Some(now);
    }
    if start < text.len() {
        each(start, &text[start..]);
    }
}

#[cfg(test)]
mod tests {
    use super::{Segment, clusters, parts, segments};
    use proptest::prelude::*;
    use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

    fn everyday() -> impl Strategy<Value = String> {
        let char = prop_oneof![
            4 => proptest::char::range(' ', '~'),
            3 => proptest::sample::select(vec![' ', '.', '\'', '_', ':', ',', ';', '"', '\n', '\r', 'a', '7']),
            3 => proptest::char::range('\u{0900}', '\u{0980}'),
            3 => proptest::char::range('\u{0A80}', '\u{0B00}'),
            3 => proptest::char::range('\u{0600}', '\u{0700}'),
            1 => proptest::char::range('\u{0080}', '\u{0250}'),
            1 => proptest::char::range('\u{2000}', '\u{2070}'),
            1 => proptest::sample::select(vec!['\u{200D}', '😀', '🇵', '🇰', '\u{FE0F}', '👩', '\u{0301}', 'क', '्']),
            1 => any::<char>(),
        ];
        proptest::collection::vec(char, 0..24).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn clusters_are_those_of_the_tables(text in everyday()) {
            let plain: Vec<&str> = text.graphemes(true).collect();
            prop_assert_eq!(clusters(&text).collect::<Vec<_>>(), plain);
        }

        #[test]
        fn segments_are_those_of_the_tables(text in everyday()) {
            let mut seen = Vec::new();
            segments(&text, |at, segment, kind| {
                seen.push((at, segment.to_string()));
                assert!(kind != Segment::Blank || segment.chars().all(|c| c == ' '));
                assert!(kind != Segment::Word || segment.chars().next().is_some_and(char::is_alphanumeric));
            });
            let plain: Vec<(usize, String)> = text.split_word_bound_indices().map(|(at, s)| (at, s.to_string())).collect();
            prop_assert_eq!(seen, plain);
        }

        #[test]
        fn parted_characters_are_parted_by_the_tables(text in everyday()) {
            for (at, after) in text.char_indices() {
                if parts(text[..at].chars().next_back(), Some(after)) {
                    let mut cursor = GraphemeCursor::new(at, text.len(), true);
                    prop_assert_eq!(cursor.is_boundary(&text, 0), Ok(true), "{} in {:?}", at, text);
                }
            }
        }
    }
}
