//! The signs of a post by name: what weights are learned for besides words.

use super::lean::{Place, meanings, neighbours};
use super::scan::Engine;
use crate::post::Post;

/// One small sign in a post, by name: what weights can be given to besides words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// A lexicon speaks, or a tag of one (`lexicon.tag`).
    Lexicon(String),
    /// A detector finds something.
    Detector(String),
    /// There is such a zone.
    Zone(&'static str),
    /// A sense.
    Sense(String),
    /// Two senses one behind the other, with a space between.
    Pair(String),
}

/// The signs of a post. Words written inside detectors are no lexicons.
pub fn signs(engine: &Engine, post: &Post) -> Vec<Sign> {
    engine.judged(post, |judge| {
        let weights = &judge.program.weights;
        let mut out = Vec::new();
        for hit in judge.hits {
            let list = &judge.program.lists[hit.list as usize];
            if !list.lexicon.starts_with("in ") {
                out.push(Sign::Lexicon(list.lexicon.clone()));
                out.extend(
                    list.tags
                        .iter()
                        .map(|tag| Sign::Lexicon(format!("{}.{tag}", list.lexicon))),
                );
            }
        }
        for (number, detector) in (0..).zip(&judge.program.detectors) {
            if judge.detector(number).holds {
                out.push(Sign::Detector(detector.id.clone()));
            }
        }
        out.extend(judge.zones.iter().map(|zone| Sign::Zone(zone.kind.word())));
        let meanings = meanings(judge, &judge.cues_of(&(0..judge.words.words.len())));
        let name = |(sense, _): &(u32, Place)| weights.sense_name(*sense);
        out.extend(meanings.iter().map(|m| Sign::Sense(name(m).to_string())));
        out.extend(neighbours(judge, &meanings).map(|(a, b)| Sign::Pair(format!("{} {}", name(a), name(b)))));
        out
    })
}
