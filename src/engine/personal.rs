//! Personal data in any text, to be masked: whatever the patterns behind the detector [`DETECTOR`] match, wherever they stand,
//! and e-mail addresses. Their contexts and exceptions are left aside: they say whether a number may be shown, and a mask that
//! is not needed does no harm.

use super::program::{Cond, Program};
use super::scan::Engine;
use crate::text::address;
use crate::text::fold::FoldedText;
use crate::text::span::{InPost, Span};
use std::collections::BTreeSet;

/// The detector whose patterns, and those of the detectors it asks, show personal data: an agreement between rules and code.
pub const DETECTOR: &str = "personal-data";

impl Engine {
    /// Spans of personal data, in order, none touching another. Bytes of `text`, on grapheme boundaries.
    pub fn personal(&self, text: &str) -> Vec<Span<InPost>> {
        let folded = FoldedText::new(text);
        let mut spans: Vec<Span<InPost>> = self
            .personal
            .get_or_init(|| patterns(&self.program))
            .iter()
            .flat_map(|&number| self.patterns.get(&self.program, number).find_iter(folded.as_str()))
            .map(|found| Span::new(found.start(), found.end()))
            .chain(address::emails(folded.as_str()).map(|email| Span::new(email.start, email.end)))
            .filter(|span| !span.is_empty())
            .map(|span| folded.to_post(span, text))
            .collect();
        spans.sort();
        let mut apart: Vec<Span<InPost>> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => apart.push(span),
            }
        }
        apart
    }

    /// True where the rules know personal data at all.
    pub fn knows_personal(&self) -> bool {
        !self.personal.get_or_init(|| patterns(&self.program)).is_empty()
    }
}

/// Numbers of the patterns behind [`DETECTOR`].
fn patterns(program: &Program) -> Vec<u32> {
    let mut found = BTreeSet::new();
    let named = program.detectors.iter().filter(|detector| detector.id == DETECTOR);
    let mut open: Vec<&Cond> = named.map(|detector| &detector.find).collect();
    // Detectors come after those they use, so this ends.
    while let Some(cond) = open.pop() {
        match cond {
            Cond::Regex(number) => {
                found.insert(*number);
            }
            Cond::Detector(numbers) => {
                let detectors = numbers
                    .iter()
                    .filter_map(|number| program.detectors.get(*number as usize));
                open.extend(detectors.map(|detector| &detector.find));
            }
            Cond::Any(of) | Cond::All(of) | Cond::AtLeast(_, of) | Cond::Near { of, .. } | Cond::Sentence(of) => {
                open.extend(of);
            }
            Cond::Count { of, .. } | Cond::In { of, .. } => open.push(of),
            Cond::Score { cues, .. } => open.extend(cues.iter().map(|cue| &cue.of)),
            Cond::Lex { .. }
            | Cond::Zone(_)
            | Cond::None(_)
            | Cond::Missing(_)
            | Cond::When(_)
            | Cond::Longer(_)
            | Cond::Shorter(_) => {}
        }
    }
    found.into_iter().collect()
}
