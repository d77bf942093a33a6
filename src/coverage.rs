//! What the rules' own examples exercise: every condition of every detector, and every lexicon entry in its own spelling.

use crate::engine::program::Program;
use crate::engine::scan::Engine;
use crate::engine::trace;
use crate::engine::weights::CUES;
use crate::pack::phrase::{self, Piece};
use crate::post::Post;
use crate::proof;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was and was not exercised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Lexicon entries looked for in a text of nothing else.
    pub entries: usize,
    /// Entries that are not found in their own spelling, with their lexicon.
    pub dead: Vec<(String, String)>,
    /// Entries that stand in some example, and all entries, by lexicon.
    pub seen: BTreeMap<String, (usize, usize)>,
    /// Conditions of detectors.
    pub conditions: usize,
    /// Conditions that hold in no example of their detector: detector and condition.
    pub silent: Vec<(String, String)>,
}

/// Runs the examples of all detectors, and every entry. The program must have been compiled from sources.
pub fn cover(program: &Arc<Program>) -> Coverage {
    let engine = Engine::new(Arc::clone(program), |_, _| true);
    let mut out = Coverage::default();
    let mut met = vec![false; program.phrases.len()];
    for (number, detector) in program.detectors.iter().enumerate() {
        let mut held: Vec<(String, bool)> = Vec::new();
        for example in &detector.examples {
            let post = proof::post(example);
            let nodes = trace::conditions(&engine, number as u32, &post);
            held.resize(nodes.len(), (String::new(), false));
            for (known, node) in held.iter_mut().zip(nodes) {
                known.0 = node.what;
                known.1 |= node.holds;
            }
            for (_, phrase) in trace::phrases(&engine, &post) {
                met[phrase as usize] = true;
            }
        }
        out.conditions += held.len();
        let silent = held.into_iter().filter(|(_, holds)| !holds);
        out.silent.extend(silent.map(|(what, _)| (detector.id.clone(), what)));
    }
    for phrase in 0..program.phrases.len() as u32 {
        let list = program.phrases.list(phrase);
        let lexicon = &program.lists[list as usize].lexicon;
        if lexicon == CUES {
            continue;
        }
        let entry = program.entries.get(phrase as usize);
        let count = out.seen.entry(lexicon.clone()).or_default();
        count.0 += usize::from(met[phrase as usize]);
        count.1 += 1;
        out.entries += 1;
        let finds = |text: &str, stands: &dyn Fn(u32) -> bool| {
            let found = trace::phrases(&engine, &Post::from_text(text));
            found.iter().any(|(of, _)| stands(*of))
        };
        let plain = plainest(entry);
        // A longer entry of the same list may stand for it, and behind a sign another word of the lexicon.
        let is_found = finds(&plain, &|of| of == list)
            || finds(&hidden(&plain), &|of| program.lists[of as usize].lexicon == *lexicon);
        if !is_found {
            out.dead.push((lexicon.clone(), entry.to_string()));
        }
    }
    out
}

/// An entry as somebody would write it: the first of its alternatives, nothing in its gaps.
fn plainest(entry: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for piece in phrase::parse(entry).unwrap_or_default() {
        match piece {
            Piece::Gap => {}
            Piece::Word(word) => words.push(word.text),
            Piece::Choice(choices) => {
                let first = choices.into_iter().find(|choice| !choice.is_empty());
                words.extend(first.into_iter().flatten().map(|word| word.text));
            }
        }
    }
    words.join(" ")
}

/// With a sign for its second letter: some entries are looked for in disguise only.
fn hidden(entry: &str) -> String {
    let letters = entry.chars().enumerate();
    letters.map(|(at, letter)| if at == 1 { '*' } else { letter }).collect()
}
