//! Packs from disk beside the shipped rules: what is new is compiled, what is shipped stays as it lies in the binary.
//!
//! Rules that change shipped ones go the long way: everything is compiled anew from its YAML. Both ways find the same.

use super::compile::Compiler;
use super::lexis::Lexis;
use super::program::Program;
use super::wake::Wake;
use crate::pack::load::Library;
use std::collections::BTreeMap;

/// What a library adds to a program, for [`join`]; `None` where it does not merely stand beside it, or has a mistake.
pub fn beside(program: &Program, library: &Library) -> Option<Program> {
    if !library.senses.is_empty() || !library.weights.is_empty() {
        return None;
    }
    let mut lexicons: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (list, number) in program.lists.iter().zip(0..) {
        lexicons.entry(list.lexicon.clone()).or_default().push(number);
    }
    let detectors: BTreeMap<String, u32> = program.detectors.iter().map(|d| d.id.clone()).zip(0..).collect();
    // Words that may be disguised lie in one row for all.
    let joins = library.lexicons.iter().any(|(_, lexicon)| {
        lexicons.contains_key(&lexicon.lexicon.value)
            || lexicon.words.iter().any(|group| group.disguise || group.veiled)
    });
    let retells = |id: &String| detectors.contains_key(id);
    let replaces = |id: &String| program.packs.iter().any(|known| known.id == *id);
    if joins
        || library.detectors.iter().any(|(_, source)| retells(&source.id.value))
        || library.packs.iter().any(|(_, source)| replaces(&source.pack.value))
    {
        return None;
    }
    let lexis = Lexis::behind(program);
    let compiler = Compiler::new(library, program.clone(), lexis, lexicons, detectors);
    let (mut all, lexis) = compiler.finish().ok()?;
    let mut added = Program {
        patterns: all.patterns.split_off(program.patterns.len()),
        detectors: all.detectors.split_off(program.detectors.len()),
        packs: all.packs.split_off(program.packs.len()),
        ..Program::default()
    };
    lexis.finish(&mut added);
    added.lists.drain(..program.lists.len());
    let mut joined = program.clone();
    join(&mut joined, added.clone());
    added.wake = Wake::new(&joined);
    Some(added)
}

/// Puts behind a program what [`beside`] found to be new.
pub fn join(program: &mut Program, added: Program) {
    program.forms.extend(added.forms);
    program.phonetic.extend(added.phonetic);
    program.lexemes.extend(&added.lexemes);
    program.cased.extend(added.cased);
    program.phrases.extend(added.phrases);
    program.entries.extend(added.entries);
    program.lists.extend(added.lists);
    program.patterns.extend(added.patterns);
    program.detectors.extend(added.detectors);
    program.packs.extend(added.packs);
    program.wake = added.wake;
}
