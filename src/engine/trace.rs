//! Why a rule spoke, and why it did not: every condition with what it found.

use super::hits::Hit;
use super::judge::{Judge, Scope};
use super::outcome;
use super::program::{Around, Cond, Reach};
use super::scan::Engine;
use super::speak::shelter;
use crate::post::Post;
use crate::text::span::{InPost, Span};
use crate::text::zone::ZoneKind;
use std::collections::BTreeSet;

/// The journey of one post.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The folded text.
    pub folded: String,
    /// Zones: name and span in the post.
    pub zones: Vec<(&'static str, Span<InPost>)>,
    /// Lexicon hits: span, lexicon with tags, language, entry, folds.
    pub hits: Vec<TracedHit>,
    /// The detectors of the rules asked for.
    pub detectors: Vec<TracedDetector>,
    /// How far the post leans towards the families of the rules asked for.
    pub leanings: Vec<TracedLeaning>,
    /// What spares the post from the rules asked for.
    pub harbours: Vec<TracedHarbour>,
}

/// A harbour that holds.
#[derive(Clone, Debug)]
pub struct TracedHarbour {
    /// Its id.
    pub id: String,
    /// The families it spares.
    pub spares: Vec<String>,
    /// What is unknown, and would have to be so.
    pub depends_on: Vec<(&'static str, String)>,
}

/// How far a post leans towards a family, in hundredths.
#[derive(Clone, Debug)]
pub struct TracedLeaning {
    /// Family.
    pub family: String,
    /// The sum of its weights.
    pub sum: i32,
    /// Below: a finding is not told.
    pub hush: i32,
    /// Below: a finding is doubted.
    pub doubt: i32,
    /// From here: a hint.
    pub hint: i32,
    /// From here: as good as a detector.
    pub sure: i32,
    /// The cues seen, heaviest first: name, weight, place where it has one.
    pub cues: Vec<(String, i32, Option<Span<InPost>>)>,
}

/// One lexicon hit.
#[derive(Clone, Debug)]
pub struct TracedHit {
    /// Where.
    pub span: Span<InPost>,
    /// `lexicon.tag.tag`.
    pub list: String,
    /// Language of the entry.
    pub lang: &'static str,
    /// The entry as written.
    pub entry: String,
    /// The folds that led to it.
    pub folds: Vec<&'static str>,
}

/// One detector, judged.
#[derive(Clone, Debug)]
pub struct TracedDetector {
    /// Its id.
    pub id: String,
    /// The rules that asked for it.
    pub rules: Vec<String>,
    /// Spans it found in the end.
    pub found: Vec<Span<InPost>>,
    /// Its condition and contexts.
    pub nodes: Vec<Node>,
}

/// One condition, judged by itself.
#[derive(Clone, Debug)]
pub struct Node {
    /// Depth under the detector.
    pub depth: usize,
    /// What it asks.
    pub what: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it found.
    pub found: Vec<Span<InPost>>,
}

/// Follows a post through the detectors of the rules that `wanted` accepts by id.
pub fn trace(engine: &Engine, post: &Post, wanted: impl Fn(&str) -> bool) -> Trace {
    let mut numbers: Vec<(u32, Vec<String>)> = Vec::new();
    for bound in engine.rules().filter(|bound| wanted(&bound.rule.id)) {
        for &number in &bound.detectors {
            match numbers.iter_mut().find(|(n, _)| *n == number) {
                Some((_, rules)) => rules.push(bound.rule.id.clone()),
                None => numbers.push((number, vec![bound.rule.id.clone()])),
            }
        }
    }
    let mut scales: Vec<u16> = engine
        .rules()
        .filter(|bound| wanted(&bound.rule.id))
        .filter_map(|bound| bound.scale)
        .collect();
    scales.sort_unstable();
    scales.dedup();
    let families: BTreeSet<(&str, &str)> = engine
        .rules()
        .filter(|bound| wanted(&bound.rule.id))
        .map(|bound| (bound.rule.pack.as_str(), bound.rule.family.as_str()))
        .collect();
    engine.judged(post, |judge| {
        let mut hits: Vec<&Hit> = judge.hits.iter().collect();
        hits.sort_by_key(|hit| (hit.span, hit.list));
        Trace {
            folded: judge.view.folded.as_str().to_string(),
            zones: judge
                .zones
                .iter()
                .map(|z| (z.kind.word(), judge.view.to_post(z.span)))
                .collect(),
            hits: hits
                .iter()
                .map(|hit| {
                    let list = &judge.program.lists[hit.list as usize];
                    let name = std::iter::once(&list.lexicon)
                        .chain(&list.tags)
                        .map(String::as_str)
                        .collect::<Vec<_>>()
                        .join(".");
                    let entry = judge.entry(hit).to_string();
                    TracedHit {
                        span: judge.view.to_post(hit.span),
                        list: name,
                        lang: list.lang.word(),
                        entry,
                        folds: judge.folds(hit),
                    }
                })
                .collect(),
            detectors: numbers
                .into_iter()
                .map(|(number, rules)| detector(judge, number, rules))
                .collect(),
            leanings: scales.into_iter().filter_map(|scale| leaning(judge, scale)).collect(),
            harbours: harbours(judge, &families),
        }
    })
}

/// Every condition of a detector, judged on a post.
pub fn conditions(engine: &Engine, detector: u32, post: &Post) -> Vec<Node> {
    engine.judged(post, |judge| self::detector(judge, detector, Vec::new()).nodes)
}

/// List and number of every phrase that stands in a post.
pub fn phrases(engine: &Engine, post: &Post) -> Vec<(u32, u32)> {
    engine.judged(post, |judge| {
        let mut hits = judge.hits.to_vec();
        hits.extend(judge.cues_of(&(0..judge.words.words.len())));
        hits.sort_unstable();
        hits.iter().map(|hit| (hit.list, hit.phrase)).collect()
    })
}

/// The passage that leans furthest towards a family; none in a text that is too long to be weighed.
fn leaning(judge: &Judge, number: u16) -> Option<TracedLeaning> {
    let scale = &judge.program.weights.scales[number as usize];
    let leaning = judge.passages().furthest(judge, number)?;
    Some(TracedLeaning {
        family: scale.family.clone(),
        sum: leaning.sums(judge)[number as usize],
        hush: scale.hush,
        doubt: scale.doubt,
        hint: scale.hint,
        sure: scale.sure,
        cues: leaning
            .cues(judge, number)
            .into_iter()
            .map(|(name, weight, span)| (name.to_string(), weight, span.map(|s| judge.view.to_post(s))))
            .collect(),
    })
}

/// The harbours that spare a post from these families of packs, or would if more were known.
fn harbours(judge: &Judge, families: &BTreeSet<(&str, &str)>) -> Vec<TracedHarbour> {
    let mut holding = Vec::new();
    for pack in &judge.program.packs {
        let asked = |family: &&String| families.contains(&(pack.id.as_str(), family.as_str()));
        for harbour in &pack.harbours {
            let spares: Vec<String> = harbour.spares.iter().filter(asked).cloned().collect();
            if !spares.is_empty()
                && let Some(unknown) = shelter(judge, harbour)
            {
                holding.push(TracedHarbour {
                    id: harbour.id.clone(),
                    spares,
                    depends_on: outcome::named(unknown),
                });
            }
        }
    }
    holding
}

fn detector(judge: &Judge, number: u32, rules: Vec<String>) -> TracedDetector {
    let detector = &judge.program.detectors[number as usize];
    let outcome = judge.detector(number);
    let mut nodes = Vec::new();
    let skip = detector
        .skip
        .iter()
        .fold(0, |mask, kind| mask | super::judge::bit(*kind));
    walk(judge, &detector.find, Scope { skip, ..Scope::ALL }, 1, &mut nodes);
    for (word, list) in [
        ("unless", &detector.unless),
        ("raise", &detector.raise),
        ("lower", &detector.lower),
    ] {
        for Around { within, of } in list {
            let place = match within {
                Reach::Post => "anywhere".to_string(),
                Reach::Sentence => "in the sentence".to_string(),
                Reach::Words(n) => format!("within {n} words"),
            };
            nodes.push(Node {
                depth: 1,
                what: format!("{word} ({place} of the hit):"),
                holds: judge.eval(of, Scope::ALL).holds,
                found: Vec::new(),
            });
            walk(judge, of, Scope::ALL, 2, &mut nodes);
        }
    }
    let found = outcome.matches.iter().map(|m| judge.view.to_post(m.span)).collect();
    TracedDetector {
        id: detector.id.clone(),
        rules,
        found,
        nodes,
    }
}

fn walk<'p>(judge: &Judge<'p, '_>, cond: &'p Cond, scope: Scope, depth: usize, nodes: &mut Vec<Node>) {
    let outcome = judge.eval(cond, scope);
    let found = outcome.matches.iter().map(|m| judge.view.to_post(m.span)).collect();
    nodes.push(Node {
        depth,
        what: name(judge, cond),
        holds: outcome.holds,
        found,
    });
    let mut below = |of: &'p [Cond]| of.iter().for_each(|c| walk(judge, c, scope, depth + 1, nodes));
    match cond {
        Cond::Any(of)
        | Cond::All(of)
        | Cond::None(of)
        | Cond::AtLeast(_, of)
        | Cond::Sentence(of)
        | Cond::Near { of, .. } => below(of),
        Cond::Count { of, .. } | Cond::In { of, .. } | Cond::Missing(of) => below(std::slice::from_ref(of)),
        Cond::Score { cues, .. } => {
            for cue in cues {
                let outcome = judge.eval(&cue.of, scope);
                let found = outcome.matches.iter().map(|m| judge.view.to_post(m.span)).collect();
                nodes.push(Node {
                    depth: depth + 1,
                    what: format!(
                        "{:+} {}",
                        cue.weight,
                        cue.word.as_deref().unwrap_or_else(|| cue_name(&cue.of))
                    ),
                    holds: outcome.holds,
                    found,
                });
            }
        }
        Cond::Lex { .. }
        | Cond::Regex(_)
        | Cond::Detector(_)
        | Cond::Zone(_)
        | Cond::When(_)
        | Cond::Longer(_)
        | Cond::Shorter(_) => {}
    }
}

fn name(judge: &Judge, cond: &Cond) -> String {
    let kinds = |kinds: &[ZoneKind]| kinds.iter().map(|k| k.word()).collect::<Vec<_>>().join(", ");
    match cond {
        Cond::Lex { word, .. } => format!("lex {word}"),
        Cond::Regex(n) => format!("regex {}", judge.program.patterns[*n as usize].pattern),
        Cond::Detector(ns) => format!(
            "detector {}",
            ns.iter()
                .map(|n| judge.program.detectors[*n as usize].id.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Cond::Zone(zones) => format!("zone {}", kinds(zones)),
        Cond::Any(_) => "any of".into(),
        Cond::All(_) => "all of".into(),
        Cond::None(_) => "none of".into(),
        Cond::AtLeast(n, _) => format!("at least {n} of"),
        Cond::Near {
            words, order, across, ..
        } => {
            format!(
                "near: {words} words{}{}",
                if *order { ", in order" } else { "" },
                if *across { ", across sentences" } else { "" }
            )
        }
        Cond::Sentence(_) => "in one sentence".into(),
        Cond::Count { min, max, .. } => {
            max.map_or_else(|| format!("{min} or more of"), |max| format!("{min} to {max} of"))
        }
        Cond::In { zones, inside, .. } => format!("{} {}", if *inside { "in" } else { "not in" }, kinds(zones)),
        Cond::Missing(_) => "missing".into(),
        Cond::When(_) => "when the facts fit".into(),
        Cond::Score { at_least, .. } => format!("score of at least {at_least}"),
        Cond::Longer(n) => format!("more than {n} words"),
        Cond::Shorter(n) => format!("fewer than {n} words"),
    }
}

/// A short name for a cue that has none.
fn cue_name(cond: &Cond) -> &str {
    match cond {
        Cond::Lex { word, .. } => word,
        Cond::Any(of) | Cond::All(of) | Cond::Sentence(of) | Cond::Near { of, .. } => {
            of.first().map_or("cue", cue_name)
        }
        Cond::In { of, .. } | Cond::Count { of, .. } => cue_name(of),
        _ => "cue",
    }
}
