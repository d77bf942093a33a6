//! The folded form of a text, with an exact map back to the original bytes.
//!
//! Folding is linear in the text, idempotent, and the same for posts and for lexicon entries: what is written in a
//! lexicon and what is typed in a post meet. Letter tables are in `letters`.

use super::cluster;
use super::letters::{self, Unit};
use super::span::{Folded, InPost, Span};
use unicode_segmentation::GraphemeCursor;

/// What a fold did to a stretch of text. Case and the letter forms of a script are not recorded: they lose nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fold {
    /// Full width, mathematical, enclosed or otherwise dressed letters.
    Width,
    /// Combining marks taken off.
    Marks,
    /// Invisible characters taken out.
    Invisible,
    /// Cyrillic or Greek letters inside a Latin word; lossy.
    Lookalike,
}

/// A stretch where folded and original bytes correspond.
#[derive(Clone, Copy, Debug)]
struct Run {
    folded: u32,
    folded_len: u32,
    post: u32,
    post_len: u32,
}

/// A folded text and its map. Borrow the text with [`FoldedText::as_str`].
#[derive(Clone, Debug, Default)]
pub struct FoldedText {
    text: String,
    /// Empty for pure ASCII without control characters: the identity.
    runs: Vec<Run>,
    /// Folded byte offset at which a fold happened, in order.
    folds: Vec<(u32, Fold)>,
}

/// The end of the stretch that begins at `at`: behind the signs and spaces after a word. No rule of the fold looks over them.
fn stretch(bytes: &[u8], at: usize) -> usize {
    let parts = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n') && !byte.is_ascii_alphanumeric();
    let word = bytes[at..].iter().position(parts).unwrap_or(bytes.len() - at);
    let signs = bytes[at + word..].iter().position(|byte| !parts(byte));
    signs.map_or(bytes.len(), |signs| at + word + signs)
}

/// Folds one word or phrase of a lexicon.
pub fn fold(text: &str) -> String {
    FoldedText::new(text).text
}

impl FoldedText {
    /// Folds `text`. Linear in its length; texts of pure ASCII take a fast path.
    pub fn new(text: &str) -> FoldedText {
        let mut out = FoldedText::default();
        out.renew(text);
        out
    }

    /// Folds another text in the place of this one.
    pub(super) fn renew(&mut self, text: &str) {
        let out = self;
        out.text.clear();
        out.runs.clear();
        out.folds.clear();
        if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n')) {
            out.text.push_str(text);
            out.text.make_ascii_lowercase();
            return;
        }
        out.text.reserve(text.len());
        let mut at = 0;
        while at < text.len() {
            let end = stretch(text.as_bytes(), at);
            if !out.push_plain(&text[at..end], at) {
                for unit in letters::units(&text[at..end]) {
                    out.push(&Unit {
                        start: unit.start + at as u32,
                        end: unit.end + at as u32,
                        ..unit
                    });
                }
            }
            at = end;
        }
    }

    /// Folds a stretch in which every character folds to one of the same length, as in most words. False, and nothing done, where
    /// one does not.
    fn push_plain(&mut self, stretch: &str, start: usize) -> bool {
        let mark = self.text.len();
        let mut before = None;
        let mut chars = stretch.chars().peekable();
        while let Some(c) = chars.next() {
            let folded = match c {
                ' '..='~' | '\n' => Some(c.to_ascii_lowercase()),
                _ => letters::plain(c, before, chars.peek().copied()),
            };
            let Some(folded) = folded else {
                self.text.truncate(mark);
                return false;
            };
            self.text.push(folded);
            before = Some(folded);
        }
        let (folded, post, len) = (mark as u32, start as u32, stretch.len() as u32);
        match self.runs.last_mut() {
            Some(last) if last.folded_len == last.post_len && last.post + last.post_len == post => {
                last.folded_len += len;
                last.post_len += len;
            }
            _ => self.runs.push(Run {
                folded,
                folded_len: len,
                post,
                post_len: len,
            }),
        }
        true
    }

    fn push(&mut self, unit: &Unit) {
        if let Some(fold) = unit.fold {
            self.folds.push((self.text.len() as u32, fold));
        }
        let Some(c) = unit.folded else { return };
        let (folded, len) = (self.text.len() as u32, c.len_utf8() as u32);
        self.text.push(c);
        let post_len = unit.end - unit.start;
        if let Some(last) = self.runs.last_mut() {
            let linear = last.folded_len == last.post_len;
            if linear && post_len == len && last.post + last.post_len == unit.start {
                last.folded_len += len;
                last.post_len += len;
                return;
            }
            // Several folded characters of one original character share its bytes.
            if last.post == unit.start && last.post_len == post_len {
                last.folded_len += len;
                return;
            }
        }
        self.runs.push(Run {
            folded,
            folded_len: len,
            post: unit.start,
            post_len,
        });
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The folded text of a span.
    pub fn slice(&self, span: Span<Folded>) -> &str {
        &self.text[span.range()]
    }

    /// The bytes of `original` that a non-empty folded span stands for, widened to grapheme boundaries.
    ///
    /// `original` must be the text this was made from.
    pub fn to_post(&self, span: Span<Folded>, original: &str) -> Span<InPost> {
        if span.is_empty() {
            let at = self.start_of(span.start, original.len());
            return Span::new(floor_grapheme(original, at), floor_grapheme(original, at));
        }
        let start = self.start_of(span.start, original.len());
        let end = self.end_of(span.end - 1);
        Span::new(floor_grapheme(original, start), ceil_grapheme(original, end.max(start)))
    }

    /// The character of `original` that the one at a folded byte was.
    pub(crate) fn written(&self, folded: usize, original: &str) -> Option<char> {
        original[self.start_of(folded, original.len())..].chars().next()
    }

    fn run_at(&self, folded: usize) -> Option<&Run> {
        let next = self.runs.partition_point(|run| run.folded as usize <= folded);
        next.checked_sub(1).map(|i| &self.runs[i])
    }

    fn start_of(&self, folded: usize, original_len: usize) -> usize {
        match self.run_at(folded) {
            None => folded,
            Some(_) if folded >= self.text.len() => original_len,
            Some(run) if run.folded_len == run.post_len => run.post as usize + (folded - run.folded as usize),
            Some(run) => run.post as usize,
        }
    }

    /// End in the original of the character that holds this folded byte.
    fn end_of(&self, folded: usize) -> usize {
        match self.run_at(folded) {
            None => folded + 1,
            Some(run) if run.folded_len == run.post_len => run.post as usize + (folded + 1 - run.folded as usize),
            Some(run) => (run.post + run.post_len) as usize,
        }
    }

    /// The folds that happened inside a span, each once.
    pub fn folds_in(&self, span: Span<Folded>) -> impl Iterator<Item = Fold> + '_ {
        let from = self.folds.partition_point(|(at, _)| (*at as usize) < span.start);
        let mut seen = [false; 4];
        self.folds[from..]
            .iter()
            .take_while(move |(at, _)| (*at as usize) < span.end)
            .filter_map(move |(_, fold)| {
                let slot = &mut seen[*fold as usize];
                (!std::mem::replace(slot, true)).then_some(*fold)
            })
    }
}

/// The grapheme boundary at or before a byte of `text`.
pub fn floor_grapheme(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    if cluster::parts(text[..at].chars().next_back(), text[at..].chars().next()) {
        return at;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}

/// The grapheme boundary at or after a byte of `text`.
pub fn ceil_grapheme(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    if cluster::parts(text[..at].chars().next_back(), text[at..].chars().next()) {
        return at;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::FoldedText;
    use crate::text::letters;
    use proptest::prelude::*;

    /// Character by character, without a look at whole words.
    fn plainly(text: &str) -> FoldedText {
        let mut out = FoldedText::default();
        letters::units(text).iter().for_each(|unit| out.push(unit));
        out
    }

    fn everyday() -> impl Strategy<Value = String> {
        let char = prop_oneof![
            3 => proptest::char::range(' ', '~'),
            3 => proptest::char::range('\u{0900}', '\u{0980}'),
            3 => proptest::char::range('\u{0A80}', '\u{0B00}'),
            3 => proptest::char::range('\u{0600}', '\u{0700}'),
            2 => proptest::sample::select(vec!['न', '्', 'द', 'य', 'ी', 'ે', 'ય', 'ھ', 'ا', '’', ' ', '\n', '\t', '\u{1}', 'а', 'x']),
            1 => proptest::char::range('\u{0370}', '\u{0530}'),
            1 => any::<char>(),
        ];
        proptest::collection::vec(char, 0..24).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_text_folds_as_its_characters_do(text in everyday()) {
            let (folded, plain) = (FoldedText::new(&text), plainly(&text));
            prop_assert_eq!(&folded.text, &plain.text);
            prop_assert_eq!(&folded.folds, &plain.folds);
            let places = |folded: &FoldedText| -> Vec<(usize, usize)> {
                (0..folded.text.len()).map(|at| (folded.start_of(at, text.len()), folded.end_of(at))).collect()
            };
            prop_assert_eq!(places(&folded), places(&plain));
        }
    }
}
