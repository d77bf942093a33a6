//! A post of many words is weighed passage by passage: weights are learned from short drafts, and one breach must not drown in what
//! stands around it.

use super::judge::Judge;
use super::lean::Leaning;
use super::outcome::Match;
use super::words::Word;
use std::ops::Range;

/// Most words of a passage, but for what is left over at the end of a post.
const MOST_WORDS: usize = 40;
/// Words from which on a passage ends with its sentence: as many as a draft has that weights are learned from.
const ENOUGH_WORDS: usize = 24;
/// Words from which on it ends with its paragraph; fewer that are left over belong to the last.
const FEWEST_WORDS: usize = 8;
/// Most passages that are weighed. A text of more is no post, and its detectors speak for themselves.
const MOST_PASSAGES: usize = 100;
/// By how much the marks rise each time the passages double, in hundredths: with twice as many tries chance is twice as likely to
/// reach a mark. The natural logarithm of two would do if sums fell off as those of odds do; those of clean passages fall off later.
const RISE: i32 = 100;

/// How the passages of a post lean, in order.
#[derive(Debug, Default)]
pub(super) struct Passages {
    all: Vec<Leaning>,
    /// By scale: true where a passage may reach the mark of a hint.
    may_lean: Vec<bool>,
}

impl Passages {
    /// Weighs each passage of a post.
    pub fn of(judge: &Judge) -> Passages {
        let text = judge.view.folded.as_str();
        let parted = |a: &Word, b: &Word| text[a.span.end..b.span.start].contains('\n');
        let cut = cut(&judge.words.words, |word| word.sentence, parted);
        let all: Vec<Leaning> = cut.into_iter().map(|words| Leaning::of(judge, words)).collect();
        let (weights, rise) = (&judge.program.weights, rise(all.len()));
        let hint = |scale: u16| weights.scales[scale as usize].hint;
        let breach = |leaning: &&Leaning| weights.any().is_none_or(|any| leaning.may_reach(any, hint(any) + rise));
        let breaches: Vec<&Leaning> = all.iter().filter(breach).collect();
        let may_lean = |scale| breaches.iter().any(|leaning| leaning.may_reach(scale, hint(scale)));
        Passages {
            may_lean: (0..weights.scales.len() as u16).map(may_lean).collect(),
            all,
        }
    }

    /// False where no passage can lean far enough for a hint, whatever the detectors find.
    pub fn may_lean(&self, scale: u16) -> bool {
        self.may_lean[scale as usize]
    }

    /// By how much the marks of this post rise, in hundredths.
    pub fn rise(&self) -> i32 {
        rise(self.all.len())
    }

    /// Each passage.
    pub fn iter(&self) -> impl Iterator<Item = &Leaning> {
        self.all.iter()
    }

    /// The passage that leans furthest towards a family.
    pub fn furthest(&self, judge: &Judge, scale: u16) -> Option<&Leaning> {
        self.iter().max_by_key(|leaning| leaning.sums(judge)[scale as usize])
    }

    /// The passages that a match touches.
    pub fn around(&self, found: &Match) -> impl Iterator<Item = &Leaning> {
        self.iter().filter(|leaning| leaning.touches(found))
    }
}

/// By how much the marks rise for so many passages.
fn rise(passages: usize) -> i32 {
    RISE * passages.max(1).ilog2() as i32
}

/// Cuts words into passages, at ends of paragraphs and sentences where it can. Always one, but for a text of too many words.
pub(crate) fn cut<W>(words: &[W], sentence: impl Fn(&W) -> u32, parted: impl Fn(&W, &W) -> bool) -> Vec<Range<usize>> {
    if words.len() > MOST_WORDS * MOST_PASSAGES {
        return Vec::new();
    }
    if words.len() <= MOST_WORDS {
        return std::iter::once(0..words.len()).collect();
    }
    let mut passages: Vec<Range<usize>> = Vec::new();
    // The passage that is being filled.
    let mut open = 0..0;
    for sentence in words.chunk_by(|a, b| sentence(a) == sentence(b)) {
        if !open.is_empty() && open.len() + sentence.len() > MOST_WORDS {
            passages.push(open.clone());
            open.start = open.end;
        }
        open.end += sentence.len();
        while open.len() > MOST_WORDS {
            passages.push(open.start..open.start + MOST_WORDS);
            open.start += MOST_WORDS;
        }
        let ends = words
            .get(open.end)
            .is_none_or(|next| parted(&words[open.end - 1], next));
        if open.len() >= ENOUGH_WORDS || ends && open.len() >= FEWEST_WORDS {
            passages.push(open.clone());
            open.start = open.end;
        }
    }
    match passages.last_mut() {
        Some(last) if open.len() < FEWEST_WORDS => last.end = open.end,
        _ => passages.push(open),
    }
    passages
}

#[cfg(test)]
mod tests {
    use super::{FEWEST_WORDS, MOST_PASSAGES, MOST_WORDS, cut};
    use proptest::prelude::*;
    use std::ops::Range;

    /// Passages of sentences of these lengths; a paragraph ends behind those that are marked.
    fn passages(sentences: &[(usize, bool)]) -> Vec<Range<usize>> {
        let each = sentences.iter().zip(0u32..);
        let words: Vec<(u32, bool)> = each
            .flat_map(|((length, ends), number)| vec![(number, *ends); *length])
            .collect();
        cut(&words, |(sentence, _)| *sentence, |a, b| a.0 != b.0 && a.1)
    }

    #[test]
    fn passages_end_with_sentences_and_paragraphs() {
        for (sentences, ends) in [
            (&[][..], &[0][..]),
            // A short post is whole.
            (&[(12, true), (20, true)], &[32]),
            (&[(10, false), (15, false), (20, false)], &[25, 45]),
            (&[(20, false), (30, false), (20, false)], &[20, 50, 70]),
            (&[(12, true), (20, true), (20, true)], &[12, 32, 52]),
            // A paragraph too short for one.
            (&[(5, true), (20, true), (20, true)], &[25, 45]),
            // What is left over.
            (&[(41, false)], &[41]),
            (&[(90, false)], &[40, 80, 90]),
            (&[(MOST_WORDS * MOST_PASSAGES + 1, false)], &[]),
        ] {
            let found: Vec<usize> = passages(sentences).into_iter().map(|passage| passage.end).collect();
            assert_eq!(found, ends, "{sentences:?}");
        }
    }

    proptest! {
        #[test]
        fn each_word_is_in_one_passage(
            sentences in prop::collection::vec((1usize..90, any::<bool>()), 0..40),
        ) {
            let passages = passages(&sentences);
            prop_assert!(passages.iter().all(|passage| passage.len() < MOST_WORDS + FEWEST_WORDS));
            let all: Vec<usize> = passages.into_iter().flatten().collect();
            let count = sentences.iter().map(|(length, _)| length).sum();
            prop_assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }
}
