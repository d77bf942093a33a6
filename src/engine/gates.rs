//! Patterns, and which of them may match a post at all.

use super::pattern;
use super::program::{Pattern, Program};
use crate::text::alphabet::is_alphanumeric;
use crate::text::span::{Folded, Span};
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::sync::OnceLock;

/// Patterns, each built when first needed.
pub(super) struct Patterns(Vec<OnceLock<Regex>>);

impl Patterns {
    /// Those of a program, none of them built.
    pub fn of(program: &Program) -> Patterns {
        Patterns(program.patterns.iter().map(|_| OnceLock::new()).collect())
    }

    /// The pattern of a number. Patterns were proven to build when the program was compiled.
    pub fn get(&self, program: &Program, number: u32) -> &Regex {
        let Pattern { pattern, alone, .. } = &program.patterns[number as usize];
        self.0[number as usize].get_or_init(|| pattern::build(pattern, *alone).unwrap_or_else(|_| never()))
    }
}

fn never() -> Regex {
    #[allow(clippy::unwrap_used, reason = "a constant that is a regular expression")]
    Regex::new("[^\\s\\S]").unwrap()
}

/// Which patterns may match a post, by the literals seen in it.
#[derive(Debug, Default)]
pub(super) struct Gates(Vec<bool>);

impl Gates {
    pub fn open(&self, pattern: u32) -> bool {
        self.0[pattern as usize]
    }

    /// Numbers of those that may match.
    pub fn all_open(&self) -> impl Iterator<Item = u32> {
        self.0
            .iter()
            .zip(0..)
            .filter(|(open, _)| **open)
            .map(|(_, pattern)| pattern)
    }
}

/// The literals of all patterns.
pub(super) struct Literals {
    automaton: AhoCorasick,
    /// The pattern each is of.
    owners: Vec<u32>,
    /// Digits that a text must have for each pattern.
    digits: Vec<usize>,
    /// Patterns that need no literal.
    by_digit: Vec<bool>,
}

impl Literals {
    /// Those of these patterns.
    pub fn of(patterns: &[Pattern]) -> Literals {
        let pairs: Vec<(&str, u32)> = patterns
            .iter()
            .zip(0..)
            .flat_map(|(pattern, number)| pattern.needs.iter().map(move |literal| (literal.as_str(), number)))
            .collect();
        let automaton = AhoCorasick::new(pairs.iter().map(|(literal, _)| *literal));
        #[allow(
            clippy::unwrap_used,
            reason = "an automaton of a few short literals; the limit is two thousand million states"
        )]
        Literals {
            automaton: automaton.unwrap(),
            owners: pairs.iter().map(|(_, owner)| *owner).collect(),
            digits: patterns.iter().map(|pattern| pattern.digits).collect(),
            by_digit: patterns.iter().map(|pattern| pattern.needs.is_empty()).collect(),
        }
    }

    /// Opens the gates of the patterns that may match a text, and closes the others.
    pub fn open(&self, text: &str, gates: &mut Gates) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        gates.0.clear();
        let enough = |(by_digit, least): (&bool, &usize)| *by_digit && *least <= digits;
        gates.0.extend(self.by_digit.iter().zip(&self.digits).map(enough));
        for found in self.automaton.find_overlapping_iter(text) {
            let owner = self.owners[found.pattern().as_usize()] as usize;
            gates.0[owner] |= self.digits[owner] <= digits;
        }
    }
}

/// True where a match does not begin or end inside a word: `\b` in a pattern is ASCII, this is for the other scripts.
pub(super) fn on_edges(text: &str, span: Span<Folded>) -> bool {
    let joins = |a: Option<char>, b: Option<char>| {
        a.zip(b)
            .is_some_and(|(a, b)| is_alphanumeric(a) && is_alphanumeric(b) && !(a.is_ascii() && b.is_ascii()))
    };
    let (before, inside, after) = (&text[..span.start], &text[span.range()], &text[span.end..]);
    !joins(before.chars().next_back(), inside.chars().next())
        && !joins(inside.chars().next_back(), after.chars().next())
}
