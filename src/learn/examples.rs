//! The packs' own examples as drafts: labelled for the families of the rules that they belong to, and for no others.

use super::Labelled;
use crate::engine::program::{Bound, Example, Program};
use crate::pack::weights::ANY;
use std::collections::{BTreeMap, BTreeSet};

/// What the packs' examples say of a text.
#[derive(Default)]
struct Said<'p> {
    breaches: BTreeSet<&'p str>,
    passes: BTreeSet<&'p str>,
}

/// One draft for each text. Families of which nothing is said are allowed, so that the draft teaches nothing about them.
pub(super) fn drafts(program: &Program) -> Vec<Labelled> {
    let mut texts: BTreeMap<&str, Said> = BTreeMap::new();
    let mut families: BTreeSet<&str> = BTreeSet::from([ANY]);
    for bound in program.packs.iter().flat_map(|pack| &pack.rules) {
        let family = bound.rule.family.as_str();
        families.insert(family);
        for example in examples(program, bound).filter(|example| speaks_for_itself(example)) {
            let said = texts.entry(&example.text).or_default();
            if example.flag {
                said.breaches.insert(family);
            } else {
                said.passes.insert(family);
            }
        }
    }
    texts
        .into_iter()
        .map(|(text, said)| Labelled {
            id: String::new(),
            text: text.to_owned(),
            lang: String::new(),
            jurisdiction: String::new(),
            account: None,
            kind: None,
            platform: None,
            expected: said.breaches.iter().map(|&family| family.to_owned()).collect(),
            also_ok: families
                .difference(&said.passes)
                .map(|&family| family.to_owned())
                .collect(),
        })
        .collect()
}

fn examples<'p>(program: &'p Program, bound: &'p Bound) -> impl Iterator<Item = &'p Example> {
    let detectors = bound
        .detectors
        .iter()
        .map(|&number| &program.detectors[number as usize]);
    bound
        .examples
        .iter()
        .chain(detectors.flat_map(|detector| &detector.examples))
}

/// True of a single text that is meant without regard to facts about it.
fn speaks_for_itself(example: &Example) -> bool {
    let facts = example.account.is_some()
        || example.kind.is_some()
        || example.platform.is_some()
        || example.permission.is_some();
    example.posts.is_empty() && example.gap.is_none() && (example.flag || !facts)
}
