//! Writes what was learned as YAML, one cue a line.

use super::fit::Model;
use super::{Cue, Figures, Gathered, Marks};
use crate::engine::signs::Sign;
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "# Written by `postlint packs learn`; read it, trim it, overrule it.\nweights: learned\nabout: Small cues for and against each family, estimated from labelled drafts by logistic regression.\nscales:\n";

/// The file of weights for these scales.
pub(super) fn yaml(scales: &[(Figures, Model)], gathered: &Gathered) -> String {
    let mut out = String::from(HEAD);
    for (figures, model) in scales {
        let Marks {
            hush,
            doubt,
            hint,
            sure,
        } = figures.marks;
        let _ = writeln!(
            out,
            "  {}: {{bias: {:.2}, hush: {}, doubt: {}, hint: {}, sure: {}}}",
            figures.family,
            model.bias,
            units(hush),
            units(doubt),
            units(hint),
            units(sure)
        );
    }
    let mut sections: [(&str, BTreeMap<String, u32>); 7] =
        ["lexicons", "detectors", "zones", "senses", "pairs", "words", "sounds"].map(|name| (name, BTreeMap::new()));
    for (number, cue) in gathered.names.iter().enumerate() {
        let number = number as u32;
        let (section, name) = match cue {
            Cue::Sign(Sign::Lexicon(name)) => (0, name.clone()),
            Cue::Sign(Sign::Detector(name)) => (1, name.clone()),
            Cue::Sign(Sign::Zone(name)) => (2, (*name).to_string()),
            Cue::Sign(Sign::Sense(name)) => (3, name.clone()),
            Cue::Sign(Sign::Pair(name)) => (4, name.clone()),
            Cue::Word(word) => (5, word.clone()),
            Cue::Sound(_) => (6, usual(gathered, number)),
        };
        sections[section].1.insert(name, number);
    }
    for (section, cues) in sections {
        let lines: Vec<String> = cues
            .into_iter()
            .filter_map(|(name, cue)| Some(format!("  {}: {{{}}}", quoted(&name), weights(scales, cue)?)))
            .collect();
        if !lines.is_empty() {
            let _ = writeln!(out, "{section}:\n{}", lines.join("\n"));
        }
    }
    out
}

/// The commonest spelling of a sound.
fn usual(gathered: &Gathered, cue: u32) -> String {
    let spellings = gathered.spellings.get(&cue);
    let best = spellings.and_then(|s| s.iter().max_by_key(|(word, n)| (**n, std::cmp::Reverse(*word))));
    best.map(|(word, _)| word.clone()).unwrap_or_default()
}

/// The weights of a cue, by family; none where all are nothing.
fn weights(scales: &[(Figures, Model)], cue: u32) -> Option<String> {
    let some: Vec<String> = scales
        .iter()
        .filter(|(_, model)| model.weights[cue as usize] != 0.0)
        .map(|(figures, model)| format!("{}: {:.2}", figures.family, model.weights[cue as usize]))
        .collect();
    (!some.is_empty()).then(|| some.join(", "))
}

/// Hundredths as a number of units.
fn units(hundredths: i32) -> String {
    format!("{:.2}", f64::from(hundredths) / 100.0)
}

/// A key that YAML takes for a string: `no`, `on` and `null` are words of posts.
fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'.') && name.contains(['.', '-']);
    if plain && !name.starts_with('-') {
        name.to_string()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
