//! Learns readable weights from labelled drafts: which words, lexicons and zones lean towards a family of breach, and which away.
//!
//! Account, platform and kind are left out: they would give the answer away. Marks are set on drafts that were held out in turn.
//! What comes out is a file of weights for a person to read, trim and overrule.

mod examples;
mod fit;
mod marks;
mod write;

use crate::engine::passages;
use crate::engine::scan::Engine;
use crate::engine::signs::{Sign, signs};
use crate::pack::weights::ANY;
use crate::post::{Account, Kind, Platform, Post};
use crate::rule::{Confidence, Severity};
use crate::text::roman;
use crate::text::view::{Token, TokenKind, View};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

pub use marks::{Figures, Marks};

/// A labelled draft.
#[derive(Clone, Debug, Deserialize)]
pub struct Labelled {
    /// Its id.
    #[serde(default)]
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its language.
    #[serde(default)]
    pub lang: String,
    /// Whose rules it is under.
    pub jurisdiction: String,
    /// Whose account, for the rules; never a cue.
    #[serde(default)]
    pub account: Option<Account>,
    /// What it is, for the rules; never a cue.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Where it goes, for the rules; never a cue.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// Families that are certain.
    pub expected: BTreeSet<String>,
    /// Families that are allowed.
    #[serde(default)]
    pub also_ok: BTreeSet<String>,
}

impl Labelled {
    /// The draft as a post.
    pub fn post(&self) -> Post {
        let mut post = Post::from_text(&self.text);
        post.meta.account = self.account;
        post.meta.kind = self.kind;
        post.meta.platforms.extend(self.platform);
        post
    }

    /// True where this family is certain; any family where it is [`ANY`].
    pub fn breaches(&self, family: &str) -> bool {
        self.expected.contains(family) || family == ANY && !self.expected.is_empty()
    }

    /// True where a finding of this family is right.
    pub fn allows(&self, family: &str) -> bool {
        self.breaches(family) || self.also_ok.contains(family)
    }
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Share of held-out drafts above the mark `hint` that must be right.
    pub hint: f64,
    /// The same for the mark `sure`, and for what a detector finds above the mark `doubt`.
    pub sure: f64,
    /// Share of held-out clean drafts that may lie above the mark `hint` of a breach of any kind.
    pub noise: f64,
    /// Share of the right finds of detectors that must not lie below the mark `hush`.
    pub kept: f64,
    /// Fewest drafts a word must stand in.
    pub least_drafts: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            hint: 0.27,
            sure: 0.968,
            noise: 0.215,
            kept: 0.97,
            least_drafts: 3,
        }
    }
}

/// What was learned.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// A file of weights.
    pub yaml: String,
    /// What the marks gave on held-out drafts, by family.
    pub figures: Vec<Figures>,
}

/// Families with fewer drafts teach nothing.
const FEWEST: usize = 12;

/// What shows in a draft: numbers of cues, and what detectors alone would say aloud.
struct Sample {
    cues: Vec<u32>,
    /// For how many drafts it counts where weights are fitted.
    times: f64,
    /// Families found below high confidence.
    found: BTreeSet<String>,
    /// Those of them above advice.
    loud: BTreeSet<String>,
}

/// Everything gathered from the drafts.
#[derive(Default)]
struct Gathered {
    names: Vec<Cue>,
    numbers: HashMap<Cue, u32>,
    /// The ways each sound was written, with their numbers.
    spellings: HashMap<u32, BTreeMap<String, usize>>,
    samples: Vec<Sample>,
}

/// What a weight can be given to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Cue {
    Sign(Sign),
    Word(String),
    Sound(String),
}

/// Learns weights for every family with enough drafts, from these and from the packs' own examples. The marks rest on the drafts alone.
/// A draft that is given several times teaches as so many, and is one where marks are set.
pub fn learn(engine: &Engine, drafts: &[Labelled], settings: Settings) -> Learned {
    let (drafts, times) = once_each(drafts);
    let (mut drafts, mut times) = in_passages(drafts, &times);
    let labelled = drafts.len();
    drafts.extend(examples::drafts(engine.program()));
    times.resize(drafts.len(), 1.0);
    let gathered = gather(engine, &drafts, &times, labelled, settings.least_drafts);
    let mut families: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for draft in &drafts {
        for family in draft.expected.iter().map(String::as_str).chain([ANY]) {
            families.entry(family).or_default().insert(&draft.jurisdiction);
        }
    }
    let wanted: Vec<(&str, BTreeSet<&str>)> = families
        .into_iter()
        .filter(|(family, _)| drafts[..labelled].iter().filter(|d| d.breaches(family)).count() >= FEWEST)
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let share = wanted.len().div_ceil(threads).max(1);
    let tried: Vec<marks::Tried> = std::thread::scope(|scope| {
        let workers: Vec<_> = wanted
            .chunks(share)
            .map(|chunk| {
                let (drafts, gathered) = (&drafts, &gathered);
                scope.spawn(move || {
                    let mine = chunk.iter();
                    mine.map(|(family, places)| marks::tried(family, places, drafts, gathered))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let figures = marks::set(&wanted, &tried, &drafts[..labelled], &gathered, settings);
    let models = tried.into_iter().map(|tried| tried.model);
    let scales: Vec<(Figures, fit::Model)> = figures.into_iter().zip(models).collect();
    Learned {
        yaml: write::yaml(&scales, &gathered),
        figures: scales.into_iter().map(|(figures, _)| figures).collect(),
    }
}

/// Each draft once, and how many times it was given.
fn once_each(drafts: &[Labelled]) -> (Vec<Labelled>, Vec<f64>) {
    let mut places: HashMap<(&str, &str, &str), usize> = HashMap::new();
    let (mut once, mut times): (Vec<Labelled>, Vec<f64>) = Default::default();
    for draft in drafts {
        let place = *places
            .entry((&draft.jurisdiction, &draft.id, &draft.text))
            .or_insert(once.len());
        if place == once.len() {
            once.push(draft.clone());
            times.push(0.0);
        }
        times[place] += 1.0;
    }
    (once, times)
}

/// Long clean drafts passage by passage, as posts are weighed. Where a breach stands in a long draft nobody has said: it stays whole.
fn in_passages(drafts: Vec<Labelled>, times: &[f64]) -> (Vec<Labelled>, Vec<f64>) {
    let parts = drafts.into_iter().zip(times).flat_map(|(draft, times)| {
        let mut parts = Vec::new();
        if draft.expected.is_empty() {
            parts.extend(
                passages_of(&draft.text)
                    .into_iter()
                    .map(|text| Labelled { text, ..draft.clone() }),
            );
        }
        if parts.len() < 2 {
            parts = vec![draft];
        }
        parts.into_iter().map(|part| (part, *times))
    });
    parts.unzip()
}

fn passages_of(text: &str) -> Vec<String> {
    let view = View::new(text);
    let folded = view.folded.as_str();
    let parted = |a: &Token, b: &Token| folded[a.span.end..b.span.start].contains('\n');
    let cut = passages::cut(&view.tokens, |token| token.sentence, parted);
    let start = |words: &Range<usize>| view.tokens.get(words.start).map(|word| view.to_post(word.span).start);
    let mut starts: Vec<usize> = cut.iter().filter_map(start).collect();
    starts.push(text.len());
    starts
        .windows(2)
        .map(|part| text[part[0]..part[1]].to_string())
        .collect()
}

/// Gathers what the drafts show. Those behind the first `labelled` ones are examples: that a detector finds them says nothing of it.
fn gather(engine: &Engine, drafts: &[Labelled], times: &[f64], labelled: usize, least: usize) -> Gathered {
    let mut out = Gathered::default();
    let mut counts: Vec<usize> = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let mut cues = BTreeSet::new();
        let counted = |cue: &Cue| at < labelled || !matches!(cue, Cue::Sign(Sign::Detector(_)));
        for (cue, spelling) in shown(engine, &draft.post()).into_iter().filter(|(cue, _)| counted(cue)) {
            let next = out.names.len() as u32;
            let number = *out.numbers.entry(cue.clone()).or_insert(next);
            if number == next {
                out.names.push(cue);
                counts.push(0);
            }
            if let Some(spelling) = spelling {
                *out.spellings.entry(number).or_default().entry(spelling).or_default() += 1;
            }
            cues.insert(number);
        }
        cues.iter().for_each(|&cue| counts[cue as usize] += 1);
        let mut findings = engine.scan(&draft.post());
        findings.retain(|f| !f.by_weight && f.confidence < Confidence::High);
        let loud = findings.iter().filter(|f| f.rule.severity > Severity::Advice);
        out.samples.push(Sample {
            cues: cues.into_iter().collect(),
            times: times[at],
            loud: loud.map(|f| f.rule.family.clone()).collect(),
            found: findings.iter().map(|f| f.rule.family.clone()).collect(),
        });
    }
    for sample in &mut out.samples {
        sample.cues.retain(|&cue| counts[cue as usize] >= least);
    }
    out
}

/// What a post shows: its words, as folded or by their sound, what detectors find, and the lexicons and zones in it.
fn shown(engine: &Engine, post: &Post) -> Vec<(Cue, Option<String>)> {
    let view = View::new(&post.text);
    let mut out = Vec::new();
    for token in view.tokens.iter().filter(|t| !t.hidden) {
        let word = view.folded.slice(token.span);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if token.kind == TokenKind::Word && (letters < 2 || word.chars().any(|c| c.is_ascii_digit())) {
            continue;
        }
        match roman::key(word) {
            Some(sound) => out.push((Cue::Sound(sound), Some(word.to_string()))),
            None => out.push((Cue::Word(word.to_string()), None)),
        }
    }
    let signs = signs(engine, post);
    out.extend(signs.into_iter().map(|sign| (Cue::Sign(sign), None)));
    out
}
