//! What any tool of this kind does at least, as plainly as it can be written: the yardstick of the benches.

use aho_corasick::AhoCorasick;
use postlint::text::fold::FoldedText;
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Record<'r> {
    #[serde(borrow)]
    text: Cow<'r, str>,
}

fn text(line: &str) -> Cow<'_, str> {
    let record: Record<'_> = serde_json::from_str(line).expect("a line the benches wrote");
    record.text
}

/// Reads a line of JSON, folds its text and counts its words.
pub fn words(line: &str) -> usize {
    let folded = FoldedText::new(&text(line));
    folded.as_str().split_whitespace().count()
}

/// Phrases as they stand, without folds, boundaries or conditions.
pub struct Phrases(AhoCorasick);

impl Phrases {
    /// An automaton of them.
    pub fn new(phrases: &[String]) -> Phrases {
        Phrases(AhoCorasick::new(phrases).expect("a few thousand phrases"))
    }

    /// True where any of them stands in the text of a line of JSON.
    pub fn hits(&self, line: &str) -> bool {
        self.0.is_match(text(line).as_ref())
    }
}
