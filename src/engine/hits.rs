//! Words to hits: the phrases of the lexicons that stand in a post.

use super::disguise;
use super::lookup::{DISGUISED, How, JOINED, Part, Words};
use super::program::{Elem, Phrase, Program};
use crate::pack::phrase::GAP_WORDS;
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
    for first in 0..words.words.len() {
        if words.words[first].part == Part::Tail {
            continue;
        }
        for &(lexeme, _) in words.candidates(first) {
            for &number in program.starts.get(lexeme as usize) {
                let phrase = &program.phrases[number as usize];
                let start = Start { program, view, words, phrase, sentence: words.words[first].sentence };
                if let Some((last, how)) = start.rest(0, first, 0) {
                    push(&mut hits, words, phrase, number, first, last, how);
                }
            }
        }
    }
    for &(first, lexeme) in &words.pairs {
        alone(program, words, lexeme, first as usize, first as usize + 1, JOINED, &mut hits);
    }
    for found in disguise::find(program, view, words) {
        let from = hits.len();
        alone(program, words, found.lexeme, found.words.0 as usize, found.words.1 as usize, DISGUISED, &mut hits);
        hits[from..].iter_mut().for_each(|hit| hit.span = found.span);
    }
    hits.sort_unstable();
    uncovered(hits)
}

/// The phrases that are this lexeme alone.
fn alone(program: &Program, words: &Words, lexeme: u32, first: usize, last: usize, how: How, hits: &mut Vec<Hit>) {
    for &number in program.starts.get(lexeme as usize) {
        let phrase = &program.phrases[number as usize];
        let single = match phrase.elems.as_slice() {
            [Elem::Lexeme(_)] => true,
            [Elem::Choice(rows)] => rows.iter().any(|row| row.as_slice() == [lexeme]),
            _ => false,
        };
        if single {
            push(hits, words, phrase, number, first, last, how);
        }
    }
}

fn push(hits: &mut Vec<Hit>, words: &Words, phrase: &Phrase, number: u32, first: usize, last: usize, how: How) {
    if words.words[last].part == Part::Head {
        return;
    }
    let span = words.words[first].span.hull(words.words[last].span);
    hits.push(Hit { list: phrase.list, first: first as u32, last: last as u32, phrase: number, how, span });
}

/// A phrase tried at a place.
struct Start<'s> {
    program: &'s Program,
    view: &'s View<'s>,
    words: &'s Words,
    phrase: &'s Phrase,
    sentence: u32,
}

impl Start<'_> {
    /// Matches the pieces from `elem` on, the next of them at word `at`. The last word and how all were written.
    fn rest(&self, elem: usize, at: usize, how: How) -> Option<(usize, How)> {
        match self.phrase.elems.get(elem) {
            None => at.checked_sub(1).map(|last| (last, how)),
            Some(Elem::Lexeme(lexeme)) => self.row(std::slice::from_ref(lexeme), at).and_then(|more| self.rest(elem + 1, at + 1, how | more)),
            Some(Elem::Choice(rows)) => rows.iter().find_map(|row| self.row(row, at).and_then(|more| self.rest(elem + 1, at + row.len(), how | more))),
            Some(Elem::Gap) => (0..=GAP_WORDS).find_map(|skipped| self.rest(elem + 1, at + skipped, how)),
        }
    }

    /// How a row of lexemes stands at word `at`, if it does.
    fn row(&self, row: &[u32], at: usize) -> Option<How> {
        row.iter().enumerate().try_fold(0, |how, (i, &lexeme)| {
            let word = at + i;
            let same = self.words.words.get(word).is_some_and(|w| w.sentence == self.sentence);
            let found = same.then(|| self.words.how(word, lexeme)).flatten()?;
            cased(self.program, self.view, self.words, word, lexeme).then_some(how | found)
        })
    }
}

/// True where the word has the capitals its lexeme asks for, if it asks.
fn cased(program: &Program, view: &View, words: &Words, word: usize, lexeme: u32) -> bool {
    let Some(wanted) = &program.lexemes[lexeme as usize].case else { return true };
    let span = view.to_post(words.words[word].span);
    view.original[span.range()].starts_with(wanted.as_str())
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
