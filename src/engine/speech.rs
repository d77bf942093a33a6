//! Zones that words show: negation, denial, reported speech, forwarded text, disclaimers. Their words are those of the
//! lexicon `speech`; its tags are the protocol between the lexicon and this file.

use super::hits::Hit;
use super::program::Program;
use super::words::Words;
use crate::text::span::Span;
use crate::text::view::View;
use crate::text::zone::{Zone, ZoneKind};

/// The lexicon whose tags name zones.
const LEXICON: &str = "speech";

/// How many words a negation reaches.
const NEGATION_WORDS: u32 = 4;

/// What the words of a list of the lexicon do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    NegationAfter,
    NegationBefore,
    Denial,
    Reported,
    QuestionWord,
    ForwardedMark,
    Disclaimer,
    SignatureMark,
}

/// Roles of the lists of a program, by number.
pub(super) fn roles(program: &Program) -> Vec<(u32, Role)> {
    let role = |tag: &String| {
        Some(match tag.as_str() {
            "negation-after" => Role::NegationAfter,
            "negation-before" => Role::NegationBefore,
            "denial" => Role::Denial,
            "reported" => Role::Reported,
            "question-word" => Role::QuestionWord,
            "forwarded-mark" => Role::ForwardedMark,
            "disclaimer" => Role::Disclaimer,
            "signature-mark" => Role::SignatureMark,
            _ => return None,
        })
    };
    let lists = program
        .lists
        .iter()
        .enumerate()
        .filter(|(_, list)| list.lexicon == LEXICON);
    lists
        .flat_map(|(number, list)| list.tags.iter().filter_map(role).map(move |role| (number as u32, role)))
        .collect()
}

/// Adds the zones of a post's speech words.
pub(super) fn zones(view: &View, words: &Words, hits: &[Hit], roles: &[(u32, Role)]) -> Vec<Zone> {
    let mut out = Vec::new();
    let end = view.folded.as_str().len();
    let is_quote = |zone: &&Zone| matches!(zone.kind, ZoneKind::Quotation | ZoneKind::ScareQuote);
    let quotes: Vec<Zone> = view.zones.iter().filter(is_quote).copied().collect();
    // Lists of speech stand together.
    let (Some((first, _)), Some((last, _))) = (roles.first(), roles.last()) else {
        return out;
    };
    let from = hits.partition_point(|hit| hit.list < *first);
    let to = hits.partition_point(|hit| hit.list <= *last);
    let hits = &hits[from..to];
    if hits.is_empty() {
        return out;
    }
    for &(list, role) in roles {
        let from = hits.partition_point(|hit| hit.list < list);
        for hit in hits[from..].iter().take_while(|hit| hit.list == list) {
            let sentence = view.sentences[words.words[hit.first as usize].sentence as usize];
            let mut zone = |kind, start: usize, end: usize| {
                if start < end {
                    out.push(Zone {
                        kind,
                        span: Span::new(start, end),
                    });
                }
            };
            match role {
                Role::NegationAfter => zone(ZoneKind::Negation, hit.span.end, reach(words, hit.last, 1)),
                Role::NegationBefore => zone(ZoneKind::Negation, reach(words, hit.first, -1), hit.span.start),
                Role::Denial => {
                    zone(ZoneKind::Denial, sentence.start, sentence.end);
                    // Quotes never overlap, so that they are in order of their ends, too.
                    let before = quotes.partition_point(|q| q.span.end <= sentence.start);
                    let near = quotes[..before].iter().rev();
                    for quote in near.take_while(|q| sentence.start - q.span.end < 4) {
                        zone(ZoneKind::Denial, quote.span.start, quote.span.end);
                    }
                }
                Role::Reported => zone(ZoneKind::Reported, sentence.start, sentence.end),
                Role::QuestionWord => zone(ZoneKind::Question, sentence.start, sentence.end),
                Role::ForwardedMark => zone(ZoneKind::Forwarded, hit.span.end, end),
                Role::Disclaimer => zone(ZoneKind::Disclaimer, hit.span.start, hit.span.end),
                Role::SignatureMark => zone(ZoneKind::Signature, hit.span.start, end),
            }
        }
    }
    out.sort_unstable();
    // What reaches to the end is reached by the first of its kind.
    out.dedup_by(|zone, before| zone.kind == before.kind && zone.span.end == before.span.end);
    out
}

/// The edge of the words that a negation at `word` reaches, inside its sentence.
fn reach(words: &Words, word: u32, direction: i64) -> usize {
    let sentence = words.words[word as usize].sentence;
    let mut edge = word as usize;
    for _ in 0..NEGATION_WORDS {
        let next = edge as i64 + direction;
        let inside = usize::try_from(next)
            .ok()
            .and_then(|n| words.words.get(n))
            .is_some_and(|w| w.sentence == sentence);
        if !inside {
            break;
        }
        edge = next as usize;
    }
    let span = words.words[edge].span;
    if direction > 0 { span.end } else { span.start }
}
