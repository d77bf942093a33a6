//! Words to hits: the phrases of the lexicons that stand in a post.

use super::block::number;
use super::disguise;
use super::lookup::{DISGUISED, How, JOINED, Part, Words};
use super::phrases::Partner;
use super::program::{CASED, Program};
use crate::text::span::{Folded, Span};
use crate::text::view::View;

/// A phrase of a list, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Number of the list.
    pub list: u32,
    /// First and last word.
    pub first: u32,
    /// Last word, included.
    pub last: u32,
    /// Number of the phrase.
    pub phrase: u32,
    /// How its words were written.
    pub how: How,
    /// Where it stands.
    pub span: Span<Folded>,
}

/// Finds every phrase, sorted by list and place. A hit covered by a longer one of the same list is left out.
pub(super) fn find(program: &Program, view: &View, words: &Words) -> Vec<Hit> {
    let mut hits = Vec::new();
    for at in 0..words.words.len() {
        for &(lexeme, how) in words.candidates(at) {
            for (phrase, partner) in program.phrases.shown_by(lexeme) {
                if partner.is_none() {
                    if words.words[at].part != Part::Tail && cased(program, view, words, at, lexeme) {
                        push(program, &mut hits, words, phrase, at, at, how);
                    }
                    continue;
                }
                if !partner.stands(words, at) {
                    continue;
                }
                let (least, most) = program.phrases.before(phrase);
                for first in at.saturating_sub(most)..=at.saturating_sub(least) {
                    if at - first >= least && words.words[first].part != Part::Tail {
                        stand(program, view, words, phrase, first, &mut hits);
                    }
                }
            }
        }
    }
    for &(first, lexeme) in &words.pairs {
        alone(
            program,
            words,
            lexeme,
            first as usize,
            first as usize + 1,
            JOINED,
            &mut hits,
        );
    }
    for found in disguise::find(program, view, words) {
        let from = hits.len();
        alone(
            program,
            words,
            found.lexeme,
            found.words.0 as usize,
            found.words.1 as usize,
            DISGUISED,
            &mut hits,
        );
        hits[from..].iter_mut().for_each(|hit| hit.span = found.span);
    }
    hits.sort_unstable();
    uncovered(hits)
}

impl Partner {
    /// True where it may stand in a phrase whose anchor stands at `at`.
    fn stands(self, words: &Words, at: usize) -> bool {
        let Some(lexeme) = self.lexeme() else { return true };
        words.has(lexeme)
            && self.offset().is_none_or(|offset| {
                at.checked_add_signed(offset)
                    .is_some_and(|word| word < words.words.len() && words.how(word, lexeme).is_some())
            })
    }
}

/// A phrase whose first word would be `first`, if all of it stands there, inside one sentence.
fn stand(program: &Program, view: &View, words: &Words, phrase: u32, first: usize, hits: &mut Vec<Hit>) {
    let sentence = words.words[first].sentence;
    let mut how = 0;
    let end = program.phrases.matches(phrase, first, &mut |row, at| {
        let mut ways = 0;
        let stands = row.iter().enumerate().all(|(i, code)| {
            let (word, lexeme) = (at + i, number(code) >> 2);
            let same = words.words.get(word).is_some_and(|w| w.sentence == sentence);
            let found = if same { words.how(word, lexeme) } else { None };
            ways |= found.unwrap_or(0);
            found.is_some() && cased(program, view, words, word, lexeme)
        });
        if stands {
            how |= ways;
        }
        stands
    });
    // An entry always has a word that must stand, so that the end is past the first.
    if let Some(last) = end.and_then(|end| end.checked_sub(1)).filter(|last| *last >= first) {
        push(program, hits, words, phrase, first, last, how);
    }
}

/// The phrases that are this lexeme alone.
fn alone(program: &Program, words: &Words, lexeme: u32, first: usize, last: usize, how: How, hits: &mut Vec<Hit>) {
    for (phrase, _) in program.phrases.shown_by(lexeme) {
        if program.phrases.is_alone(phrase, lexeme) {
            push(program, hits, words, phrase, first, last, how);
        }
    }
}

fn push(program: &Program, hits: &mut Vec<Hit>, words: &Words, phrase: u32, first: usize, last: usize, how: How) {
    if words.words[last].part == Part::Head {
        return;
    }
    let span = words.words[first].span.hull(words.words[last].span);
    hits.push(Hit {
        list: program.phrases.list(phrase),
        first: first as u32,
        last: last as u32,
        phrase,
        how,
        span,
    });
}

/// True where the word has the capitals its lexeme asks for, if it asks.
fn cased(program: &Program, view: &View, words: &Words, word: usize, lexeme: u32) -> bool {
    if !program.allows(lexeme, CASED) {
        return true;
    }
    let known = program.cased.binary_search_by_key(&lexeme, |(l, _)| *l);
    let span = view.to_post(words.words[word].span);
    known.is_ok_and(|at| view.original[span.range()].starts_with(program.cased[at].1.as_str()))
}

/// Leaves out hits that a longer hit of the same list covers.
fn uncovered(hits: Vec<Hit>) -> Vec<Hit> {
    let mut out: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        let same_list = |known: &&mut Hit| known.list == hit.list;
        if let Some(last) = out.last_mut().filter(same_list) {
            if last.first == hit.first && last.last <= hit.last && (last.last, last.how) != (hit.last, hit.how) {
                if last.last < hit.last || hit.how < last.how {
                    *last = hit;
                }
                continue;
            }
            if last.first <= hit.first && hit.last <= last.last {
                continue;
            }
        }
        out.push(hit);
    }
    out
}
