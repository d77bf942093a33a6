//! Words that hide: `1d10t`, `!diot`, `i.d.i.o.t`, `i d i o t`, `i*iot`. Only entries that allow it are looked for; digits amid the
//! letters of a word that is none otherwise are read as letters for all (`lookup`).

use super::lexis::masked_rank;
use super::lookup::{has_run, is_marked, squeeze};
use super::program::{DISGUISE, Program, VEILED};
use super::words::{Word, Words};
use crate::text::alphabet::{is_alphabetic, is_alphanumeric};
use crate::text::span::{Folded, Span};
use crate::text::view::View;
use crate::text::zone::{Zone, ZoneKind};
use std::ops::Range;

/// A disguised word.
pub(super) struct Found {
    /// What it is.
    pub lexeme: u32,
    /// First and last word it stands on.
    pub words: (u32, u32),
    /// The signs and letters it is written with.
    pub span: Span<Folded>,
}

/// Signs that stand for a letter, with the letters they stand for.
const fn letters_of(c: char) -> &'static [char] {
    match c {
        '0' => &['o'],
        '1' | '!' | '|' => &['i', 'l'],
        '3' | '€' => &['e'],
        '4' | '@' => &['a'],
        '5' | '$' => &['s'],
        '7' | '+' => &['t'],
        '8' => &['b'],
        '9' => &['g'],
        _ => &[],
    }
}

fn is_gap(c: char) -> bool {
    matches!(c, '.' | '-' | '_' | '*' | '~' | '·' | '/' | '\'' | ',' | ' ')
}

const fn is_mask(c: char) -> bool {
    matches!(c, '*' | '#' | '%' | '•' | '×' | '█' | '?')
}

/// What the letters of a word look like, as far as a disguise asks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Letters and their marks, nothing else.
    plain: bool,
    /// One letter, with its marks.
    single: bool,
}

impl Shape {
    pub fn of(word: &str) -> Shape {
        Shape {
            plain: !word.is_empty() && word.chars().all(|c| matches!(sight(c), Sight::Letter | Sight::Mark)),
            single: word.chars().filter(|c| !is_mark(*c)).take(2).count() == 1,
        }
    }
}

/// Looks at every stretch between spaces that mixes letters with signs or digits, and at runs of single letters.
pub(super) fn find(program: &Program, view: &View, words: &Words) -> Vec<Found> {
    let mut out = Vec::new();
    if program.disguised.is_empty() {
        return out;
    }
    let text = view.folded.as_str();
    let mut zone = 0;
    for (stretch, first, count) in stretches(text, &words.words) {
        // A question mark at the end asks, and hides nothing.
        let (start, body) = (stretch.start, text[stretch].trim_end_matches('?'));
        while view
            .zones
            .get(zone)
            .is_some_and(|z| is_marked(z.kind) && z.span.end <= start)
        {
            zone += 1;
        }
        let marked = |z: &&Zone| is_marked(z.kind) && z.span.start < start + body.len();
        let kinds = view.zones[zone..].iter().take_while(marked).map(|zone| zone.kind);
        let (tagged, addressed) = kinds.fold((false, false), |(_, addressed), kind| {
            (true, addressed || matches!(kind, ZoneKind::Link | ZoneKind::Email))
        });
        if addressed {
            continue;
        }
        let words = &words.words[first..first + count];
        for apart in [&[][..], &APART, &APART_TOO] {
            if !apart.is_empty() && !body.contains(apart) {
                continue;
            }
            let is_edge = |c: char| apart.contains(&c) || tagged && matches!(c, '#' | '@');
            let before = out.len();
            let mut from = start;
            for piece in body.split(is_edge) {
                hidden(program, piece, from, (first, words), &mut out);
                from += piece.len() + 1;
            }
            if out.len() > before {
                break;
            }
        }
    }
    spaced(program, text, &words.words, &mut out);
    out
}

/// Signs that part the words of a stretch, where all of it is none.
const APART: [char; 4] = [',', ';', ':', '/'];
/// These and the one that may join them.
const APART_TOO: [char; 5] = [',', ';', ':', '/', '-'];

/// What a stretch that begins at `start` hides, with the punctuation around it or without, and without a genitive.
fn hidden(program: &Program, body: &str, start: usize, (first, words): (usize, &[Word]), out: &mut Vec<Found>) {
    let trimmed = body.trim_matches(|c: char| !is_alphanumeric(c) && !is_mark(c));
    let inner = body.trim_end_matches(|c: char| !is_alphanumeric(c) && !is_mark(c) && !is_mask(c) && c != '!');
    let bare = inner.strip_suffix("'s").unwrap_or(inner);
    let mut last = "";
    for form in [body, inner, trimmed, bare] {
        if form == std::mem::replace(&mut last, form) {
            continue;
        }
        let lexemes = unmask(program, form);
        if lexemes.is_empty() {
            continue;
        }
        let from = start + body.find(form).unwrap_or(0);
        let span = Span::new(from, from + form.len());
        let before = words.partition_point(|word| word.span.end <= span.start);
        let count = words[before..].partition_point(|word| word.span.start < span.end);
        if count > 0 {
            let place = ((first + before) as u32, (first + before + count - 1) as u32);
            out.extend(lexemes.into_iter().map(|lexeme| Found {
                lexeme,
                words: place,
                span,
            }));
        }
        return;
    }
}

/// Stretches between spaces that may hide a word, each with the number of its first word and how many it has. A word of nothing but
/// letters that stands by itself, or with punctuation around it, is passed by without a look at its letters.
fn stretches(text: &str, words: &[Word]) -> impl Iterator<Item = (Range<usize>, usize, usize)> {
    let mut ends = memchr::memchr2_iter(b' ', b'\n', text.as_bytes()).chain([text.len()]);
    let (mut start, mut first) = (0, 0);
    std::iter::from_fn(move || {
        for end in ends.by_ref() {
            let stretch = start..end;
            start = end + 1;
            while words.get(first).is_some_and(|word| word.span.end <= stretch.start) {
                first += 1;
            }
            let here = words[first..].iter().take_while(|word| word.span.start < end);
            let count = here.count();
            if count == 0 || count == 1 && is_plain(text, &stretch, &words[first]) {
                continue;
            }
            if stretch.len() < 64 && may_hide(&text[stretch.clone()]) {
                return Some((stretch, first, count));
            }
        }
        None
    })
}

/// True where a stretch is a word of nothing but letters, perhaps with punctuation around it.
fn is_plain(text: &str, stretch: &Range<usize>, word: &Word) -> bool {
    let Range { start, end } = word.span.range();
    word.shape.plain
        && stretch.start <= start
        && end <= stretch.end
        && text[stretch.start..start]
            .chars()
            .chain(text[end..stretch.end].chars())
            .all(|c| sight(c) == Sight::Sign)
}

const fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x0900..=0x0903 | 0x093E..=0x094D | 0x0A81..=0x0A83 | 0x0ABE..=0x0ACD)
}

/// What a character is in a word that may hide.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    Letter,
    /// A mark that is no letter.
    Mark,
    /// A digit, or a sign that may stand for a letter.
    Stand,
    /// Any other sign.
    Sign,
}

static ASCII: [Sight; 128] = {
    let mut row = [Sight::Sign; 128];
    let mut code = 0;
    while code < 128 {
        let c = code as u8 as char;
        if c.is_ascii_alphabetic() {
            row[code] = Sight::Letter;
        } else if !letters_of(c).is_empty() || is_mask(c) || c.is_ascii_digit() {
            row[code] = Sight::Stand;
        }
        code += 1;
    }
    row
};

fn sight(c: char) -> Sight {
    if c.is_ascii() {
        ASCII[c as usize]
    } else if is_alphabetic(c) {
        Sight::Letter
    } else if is_mark(c) {
        Sight::Mark
    } else if !letters_of(c).is_empty() || is_mask(c) || is_alphanumeric(c) {
        Sight::Stand
    } else {
        Sight::Sign
    }
}

/// True where a stretch between spaces mixes letters with signs or digits, and not only with the punctuation around a word.
fn may_hide(body: &str) -> bool {
    let (mut letters, mut parted, mut signs) = (false, false, false);
    for c in body.chars() {
        match sight(c) {
            Sight::Letter => {
                parted |= letters && signs;
                letters = true;
            }
            Sight::Mark => parted |= letters && signs,
            Sight::Stand => parted = true,
            Sight::Sign => signs = letters,
        }
    }
    letters && parted
}

/// The disguised lexemes a stretch of signs and letters may stand for.
fn unmask(program: &Program, form: &str) -> Vec<u32> {
    if !form.chars().any(is_alphabetic) || form.chars().all(|c| is_alphabetic(c) || is_mark(c)) {
        return Vec::new();
    }
    let ways = [swapped, spread, masked];
    let found = ways.into_iter().map(|way| way(program, form));
    let mut lexemes = found
        .into_iter()
        .find(|lexemes| !lexemes.is_empty())
        .unwrap_or_default();
    lexemes.sort_unstable();
    lexemes.dedup();
    lexemes
}

/// A word with letters in place of its digits and signs; none where one of them stands for no letter. An ambiguous sign has two
/// readings, which are tried for the whole word.
pub(super) fn in_letters(form: &str) -> impl Iterator<Item = String> {
    let reading = |choice: usize| {
        let letter = |c: char| match letters_of(c) {
            _ if is_alphabetic(c) || is_mark(c) => Some(c),
            letters => letters.get(choice).or(letters.first()).copied(),
        };
        form.chars().map(letter).collect::<Option<String>>()
    };
    let first = reading(0);
    let second = reading(1).filter(|second| first.as_ref() != Some(second));
    first.into_iter().chain(second)
}

/// Digits and signs for letters.
fn swapped(program: &Program, form: &str) -> Vec<u32> {
    let mut found = Vec::new();
    for plain in in_letters(form) {
        if plain != form {
            found.extend(veiled(program, &plain));
        }
        found.extend(in_full(program, &plain));
    }
    found
}

/// A word of nothing but letters, as it stands or with drawn-out letters shortened.
fn in_full(program: &Program, plain: &str) -> Vec<u32> {
    let found = known(program, plain);
    let first = plain.chars().next();
    if found.is_empty() && has_run(plain, 3) && plain.chars().any(|c| Some(c) != first) {
        return known(program, &squeeze(plain, 1));
    }
    found
}

/// Single letters with gaps between them.
fn spread(program: &Program, form: &str) -> Vec<u32> {
    let pieces: Vec<&str> = form.split(is_gap).filter(|p| !p.is_empty()).collect();
    let single = pieces
        .iter()
        .filter(|p| p.chars().filter(|c| !is_mark(*c)).count() == 1)
        .count();
    if pieces.len() < 3 || single * 3 < pieces.len() * 2 {
        return Vec::new();
    }
    known_or_swapped(program, &pieces.concat())
}

fn known_or_swapped(program: &Program, joined: &str) -> Vec<u32> {
    let found = known(program, joined);
    if found.is_empty() {
        return swapped(program, joined);
    }
    found
}

/// Letters behind a mask: same length, same letters where they show.
fn masked(program: &Program, form: &str) -> Vec<u32> {
    let shown: Vec<char> = form.chars().collect();
    let masks = shown.iter().filter(|c| is_mask(**c)).count();
    let open = shown.iter().filter(|c| is_alphabetic(**c)).count();
    // At least the first letter and half of the word must show.
    if masks == 0 || open < 2 || open < masks || !is_alphabetic(shown[0]) {
        return Vec::new();
    }
    let stands = |c: char| is_alphabetic(c) || is_mark(c) || is_mask(c) || !letters_of(c).is_empty();
    if !shown.iter().all(|c| stands(*c)) {
        return Vec::new();
    }
    let may_be = |shown: char, letter: char| shown == letter || is_mask(shown) || letters_of(shown).contains(&letter);
    // Signs at the end alone may be those of bold type or of a footnote.
    let is_within = shown.last().is_some_and(|c| is_alphabetic(*c) || is_mark(*c));
    let rank = (shown.len(), Some(shown[0]));
    let word = |at: usize| program.disguised.get(at);
    let (mut from, mut to) = (0, program.disguised.len());
    while from < to {
        let middle = from.midpoint(to);
        if masked_rank(word(middle)) < rank {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    (from..program.disguised.len())
        .take_while(|&at| masked_rank(word(at)) == rank)
        .filter(|&at| {
            word(at)
                .chars()
                .zip(&shown)
                .all(|(letter, shown)| may_be(*shown, letter))
        })
        .filter_map(|at| program.disguised_lexemes.get(at))
        .filter(|lexeme| is_within || !program.allows(*lexeme, VEILED))
        .collect()
}

fn known(program: &Program, word: &str) -> Vec<u32> {
    if !is_long(word) {
        return Vec::new();
    }
    let hides = |lexeme: &u32| program.allows(*lexeme, DISGUISE);
    program.written(word).filter(hides).collect()
}

/// The words that are this one, looked for in disguise only.
fn veiled(program: &Program, word: &str) -> Vec<u32> {
    if !is_long(word) {
        return Vec::new();
    }
    program.veiled(word).collect()
}

/// Long enough to be told from chance.
fn is_long(word: &str) -> bool {
    word.chars().count() >= 3
}

/// Runs of three or more words of one letter each.
fn spaced(program: &Program, text: &str, words: &[Word], out: &mut Vec<Found>) {
    let single = |i: usize| words.get(i).is_some_and(|word| word.shape.single);
    let mut i = 0;
    while i < words.len() {
        let mut end = i;
        while single(end) && (end == i || words[end].span.start - words[end - 1].span.end <= 2) {
            end += 1;
        }
        if end - i >= 3 {
            runs(program, text, words, i, end, out);
        }
        i = end.max(i + 1);
    }
}

/// Every known word inside a run of single letters, the longest from the left.
fn runs(program: &Program, text: &str, words: &[Word], from: usize, to: usize, out: &mut Vec<Found>) {
    const LONGEST: usize = 24;
    // The letters one behind another, and how many bytes each beginning of them has.
    let (mut joined, mut lengths) = (String::new(), Vec::with_capacity(LONGEST));
    let mut start = from;
    while start + 3 <= to {
        joined.clear();
        lengths.clear();
        for word in &words[start..to.min(start + LONGEST)] {
            joined.push_str(&text[word.span.range()]);
            lengths.push(joined.len());
        }
        let longest = (3..=lengths.len()).rev().find_map(|count| {
            let form = &joined[..lengths[count - 1]];
            let plain = form.chars().all(|c| is_alphabetic(c) || is_mark(c));
            let lexemes = if plain {
                in_full(program, form)
            } else {
                known_or_swapped(program, form)
            };
            (!lexemes.is_empty()).then_some((lexemes, start + count))
        });
        match longest {
            Some((lexemes, end)) => {
                let span = words[start].span.hull(words[end - 1].span);
                out.extend(lexemes.into_iter().map(|lexeme| Found {
                    lexeme,
                    words: (start as u32, end as u32 - 1),
                    span,
                }));
                start = end;
            }
            None => start += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Range, may_hide, stretches};
    use crate::builtin;
    use crate::engine::words::{Word, Words};
    use crate::text::view::View;
    use proptest::prelude::*;

    /// The plain twin: every stretch, letter by letter.
    fn plainly(text: &str, words: &[Word]) -> Vec<(Range<usize>, usize, usize)> {
        let mut out = Vec::new();
        let mut at = 0;
        for stretch in text.split_inclusive([' ', '\n']) {
            let (start, body) = (at, stretch.trim_end_matches([' ', '\n']));
            at += stretch.len();
            let first = words.partition_point(|word| word.span.end <= start);
            let count = words[first..]
                .iter()
                .take_while(|word| word.span.start < start + body.len())
                .count();
            if body.len() < 64 && may_hide(body) && count > 0 {
                out.push((start..start + body.len(), first, count));
            }
        }
        out
    }

    proptest! {
        #[test]
        fn stretches_that_may_hide_are_found_without_a_look_at_plain_words(
            text in "(([a-zA-Z]{1,5}|idi0t|[کبगૂा]{1,4}|[0-9@!.,*'#€·]{1,2}|اج|the|u\\.s\\.a|नही।)[ \\n]{0,2}){0,12}|\\PC{0,40}"
        ) {
            let view = View::new(&text);
            let mut words = Words::default();
            words.read(&builtin::program(), &view);
            let text = view.folded.as_str();
            prop_assert_eq!(stretches(text, &words.words).collect::<Vec<_>>(), plainly(text, &words.words));
        }
    }
}
