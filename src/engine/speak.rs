//! What a rule says of a post that was judged: its findings.

use super::judge::Judge;
use super::lean::Leaning;
use super::outcome::{self, Match, Piece, Unknown};
use super::program::{Bound, Harbour, Pack};
use super::weights::Scale;
use crate::finding::{Finding, Label, Matched, NamedBy};
use crate::rule::{Confidence, Severity};
use crate::text::fold::fold;
use crate::text::span::{Folded, Span};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Most findings of one rule in one post: the rest would say the same, but for numbers, which can be masked.
const MOST_FINDINGS: usize = 100;

/// Weights alone speak once for a pack and family, and only where they say more than the detectors did.
pub(super) fn settle(findings: &mut Vec<Finding>) {
    let strongest = |f: &Finding, all: &[Finding]| {
        let same = |other: &&Finding| other.rule.pack == f.rule.pack && other.rule.family == f.rule.family;
        all.iter().filter(same).map(|o| (o.severity, !o.by_weight)).max()
    };
    if !findings.iter().any(|finding| finding.by_weight) {
        return;
    }
    let all = findings.clone();
    findings.retain(|f| !f.by_weight || strongest(f, &all) == Some((f.severity, false)));
}

/// Findings of one rule.
pub(super) fn speak(judge: &Judge, pack: &Pack, bound: &Bound, out: &mut Vec<Finding>) {
    let awake = |number: &&u32| judge.awake[**number as usize];
    let asked = || bound.detectors.iter().any(|number| awake(&number));
    if bound.over.is_some() || !asked() && !may_lean(judge, bound) {
        return;
    }
    let (holds, unknown) = outcome::facts(&bound.rule.when, judge.meta);
    if !holds {
        return;
    }
    let mut matches: Vec<(Match, Unknown)> = Vec::new();
    for &number in bound.detectors.iter().filter(awake) {
        let outcome = judge.detector(number);
        if !outcome.holds {
            continue;
        }
        let found = outcome.matches.iter().chain(&outcome.whole);
        matches.extend(found.map(|m| (m.clone(), outcome.unknown)));
    }
    let by_weight = matches.is_empty();
    let (mut most, mut leans) = (Severity::Error, 0);
    // Small signs and an assumption of what the post is are too little to speak.
    if by_weight
        && unknown & outcome::NATURE == 0
        && let Some(leaning) = leaning(judge, bound)
    {
        matches.push((leaning.found, 0));
        (most, leans) = (leaning.severity, leaning.leans);
    }
    if matches.is_empty() {
        return;
    }
    let doubts = bound.scale.filter(|_| bound.doubts && !by_weight);
    let below =
        |found: &Match, mark: fn(&Scale) -> i32| doubts.is_some_and(|family| lies_below(judge, found, family, mark));
    matches.retain(|(found, _)| stands_alone(judge, found) || !below(found, |scale| scale.hush));
    let mut spared_if: Unknown = 0;
    for harbour in pack.harbours.iter().filter(|h| h.spares.contains(&bound.rule.family)) {
        match shelter(judge, harbour) {
            Some(0) => return,
            Some(unknown) => spared_if |= unknown,
            None => {}
        }
    }
    matches.sort_by_key(|(m, _)| (m.span.start, std::cmp::Reverse(m.span.end)));
    let alone = matches.iter().filter(|(found, _)| stands_alone(judge, found));
    let alone: Vec<Span<Folded>> = alone.map(|(found, _)| found.span).collect();
    let (mut end, mut told) = (None, 0);
    for (found, of_detector) in matches {
        let has_number = found.pieces.iter().any(|piece| piece.by == NamedBy::Pattern);
        if told >= MOST_FINDINGS && !has_number || bound.once && told > 0 {
            continue;
        }
        // Overlapping matches of one rule are one finding.
        if end.is_some_and(|end| found.span.start < end || found.span.is_empty() && found.span.start == end) {
            // A number behind a longer match is told all the same: it is what can be masked.
            let numbers = found.pieces.iter().filter(|piece| piece.by == NamedBy::Pattern);
            if let Some(known) = out.last_mut() {
                numbers.for_each(|piece| add_label(judge, piece, &mut known.labels));
                known.labels.sort_by_key(|label| label.span);
            }
            continue;
        }
        end = Some(found.span.end.max(found.span.start + 1));
        let unknown = unknown | of_detector;
        let severity = if !alone.iter().any(|span| span.overlaps(found.span)) && below(&found, |scale| scale.doubt) {
            Severity::Advice
        } else if unknown | spared_if != 0 {
            bound.rule.severity.lower()
        } else {
            bound.rule.severity
        }
        .min(most);
        let mut depends_on = outcome::named(unknown);
        let spared_if = outcome::named(spared_if).into_iter();
        depends_on.extend(spared_if.map(|(fact, values)| (fact, format!("not {values}"))));
        out.push(Finding {
            by_weight,
            leans,
            ..finding(judge, bound, &found, severity, depends_on)
        });
        told += 1;
    }
}

/// True where the passages around a match lie below a mark of its family, or of a breach of any kind.
fn lies_below(judge: &Judge, found: &Match, family: u16, mark: fn(&Scale) -> i32) -> bool {
    let weights = &judge.program.weights;
    let mut around = judge.passages().around(found).peekable();
    let below = |leaning: &Leaning, scale: u16| !leaning.reaches(judge, scale, mark(&weights.scales[scale as usize]));
    around.peek().is_some()
        && around.all(|leaning| below(leaning, family) || weights.any().is_some_and(|any| below(leaning, any)))
}

/// True where the rest of the post has no say in a match: it is certain, or there is hardly a rest.
fn stands_alone(judge: &Judge, found: &Match) -> bool {
    let covered = 2 * (found.last + 1 - found.first) as usize;
    match found.confidence {
        Confidence::High => true,
        Confidence::Medium => covered >= judge.words.words.len(),
        Confidence::Low => false,
    }
}

/// What weights alone say for a rule.
struct Leans<'p> {
    found: Match<'p>,
    severity: Severity,
    /// Hundredths above the mark `hint`.
    leans: i32,
}

/// What speaks for a rule where no detector does, and how loudly: the passage that leans furthest towards its family, if it
/// reaches a mark of that scale.
fn leaning<'p>(judge: &Judge<'p, '_>, bound: &Bound) -> Option<Leans<'p>> {
    let number = bound.scale.filter(|_| bound.leans)?;
    let weights = &judge.program.weights;
    let (passages, scale) = (judge.passages(), &weights.scales[number as usize]);
    let rise = passages.rise();
    let breach = |leaning: &&Leaning| {
        let reaches = |any: u16| leaning.reaches(judge, any, weights.scales[any as usize].hint + rise);
        weights.any().is_none_or(reaches) && leaning.reaches(judge, number, scale.hint)
    };
    let furthest = passages
        .iter()
        .filter(breach)
        .max_by_key(|leaning| leaning.sums(judge)[number as usize])?;
    let severity = if furthest.reaches(judge, number, scale.sure + rise) {
        Severity::Warning
    } else {
        Severity::Advice
    };
    Some(Leans {
        found: furthest.found(judge, number)?,
        severity,
        leans: furthest.sums(judge)[number as usize] - scale.hint,
    })
}

/// True where weights alone may speak for a rule.
fn may_lean(judge: &Judge, bound: &Bound) -> bool {
    bound.leans && bound.scale.is_some_and(|scale| judge.passages().may_lean(scale))
}

/// `Some(0)` where a harbour spares the post, `Some(unknown facts)` where it would if they were so.
pub(super) fn shelter(judge: &Judge, harbour: &Harbour) -> Option<Unknown> {
    let (holds, unknown) = outcome::facts(&harbour.when, judge.meta);
    if !holds {
        return None;
    }
    harbour
        .detectors
        .iter()
        .any(|&d| judge.detector(d).holds)
        .then_some(unknown)
}

fn finding<'p>(
    judge: &Judge<'p, '_>,
    bound: &Bound,
    found: &Match<'p>,
    severity: Severity,
    depends_on: Vec<(&'static str, String)>,
) -> Finding {
    let span = judge.view.to_post(found.span);
    let mut labels: Vec<Label> = Vec::new();
    let mut matched: Vec<Matched> = Vec::new();
    for piece in found.pieces.iter() {
        add_label(judge, piece, &mut labels);
        if let Some(hit) = &piece.hit {
            let folds = judge.folds(hit);
            let entry = judge.entry(hit);
            let written = judge.view.folded.slice(hit.span);
            // What is folded stays as it is when it is folded again.
            let plain = fold(entry);
            let inflected = entry != written && !entry.contains(['(', '[', '.']) && plain != written;
            if !folds.is_empty() || inflected {
                let folds = match folds.is_empty() {
                    true if letters(&plain) == letters(written) => vec!["punctuation"],
                    true => vec!["inflection"],
                    false => folds,
                };
                matched.push(Matched {
                    entry: entry.to_string(),
                    folds,
                });
            }
        }
    }
    labels.sort_by_key(|l| l.span);
    // Where a rule says in words what a stretch is, the name of its lexicon says nothing more.
    let told: Vec<_> = labels.iter().filter(|l| l.says().is_some()).map(|l| l.span).collect();
    labels.retain(|label| label.says().is_some() || !told.contains(&label.span));
    matched.sort();
    matched.dedup();
    Finding {
        rule: Arc::clone(&bound.rule),
        severity,
        confidence: found.confidence,
        span,
        labels,
        matched,
        by_weight: false,
        leans: 0,
        depends_on,
        told: None,
        fix: None,
        fingerprint: fingerprint(judge, bound, found),
        change: None,
        excuse: None,
    }
}

/// A folded text without what parts its letters.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_ascii_punctuation() && !c.is_whitespace())
        .collect()
}

fn add_label<'p>(judge: &Judge<'p, '_>, piece: &Piece<'p>, labels: &mut Vec<Label>) {
    let label = Label {
        span: judge.view.to_post(piece.span),
        word: which(judge, piece).to_string(),
        by: piece.by,
    };
    if !labels.contains(&label) {
        labels.push(label);
    }
}

/// Of several lexicons that a condition asks for, the one that spoke; for words that a detector brings itself, that detector.
fn which<'p>(judge: &Judge<'p, '_>, piece: &Piece<'p>) -> &'p str {
    let Some(hit) = piece.hit.filter(|_| piece.by == NamedBy::List) else {
        return piece.word;
    };
    let list = &judge.program.lists[hit.list as usize];
    let is_meant = |name: &&str| {
        let mut parts = name.split('.');
        parts.next() == Some(&list.lexicon) && parts.all(|tag| list.tags.iter().any(|known| known == tag))
    };
    piece.word.split(", ").find(is_meant).unwrap_or(&list.lexicon)
}

/// Rule, folded match and the words around it in its sentence: stable when the text moves, or changes elsewhere.
fn fingerprint(judge: &Judge, bound: &Bound, found: &Match) -> String {
    const AROUND: u32 = 3;
    let words = &judge.words.words;
    let mut hasher = Sha256::new();
    hasher.update(bound.rule.id.as_bytes());
    hasher.update([0]);
    hasher.update(judge.view.folded.slice(found.span).as_bytes());
    let from = found.first.saturating_sub(AROUND) as usize;
    let to = (found.last as usize + 1 + AROUND as usize).min(words.len());
    let sentence = |word: u32| words.get(word as usize).map(|word| word.sentence);
    let (first, last) = (sentence(found.first), sentence(found.last));
    let near = words.get(from..to).unwrap_or_default().iter().filter(|word| {
        first.is_none_or(|first| word.sentence >= first) && last.is_none_or(|last| word.sentence <= last)
    });
    for word in near {
        hasher.update([0]);
        hasher.update(judge.view.folded.slice(word.span).as_bytes());
    }
    let digest = hasher.finalize();
    let first = digest
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    format!("{first:016x}")
}
