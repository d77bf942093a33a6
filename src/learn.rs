//! Learns readable weights from labelled drafts: which words and which lexicons lean towards a family of breach.
//!
//! Logistic regression over the words of a draft (as folded, or by their sound) and the lexicons that speak in it, one family at a
//! time, regularised and class-balanced. Account, platform and kind are left out: they would give the answer away. The threshold is
//! set on drafts that were held out in turn (five folds), at a wanted precision. What comes out is YAML for a person to read, trim and overrule.

use crate::engine::scan::Engine;
use crate::engine::trace::trace;
use crate::post::Post;
use crate::text::roman;
use crate::text::view::{TokenKind, View};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

/// A labelled draft.
#[derive(Clone, Debug, Deserialize)]
pub struct Labelled {
    /// Its text.
    pub text: String,
    /// Whose rules it is under.
    pub jurisdiction: String,
    /// Families that are certain.
    pub expected: BTreeSet<String>,
    /// Families that are allowed.
    #[serde(default)]
    pub also_ok: BTreeSet<String>,
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Share of held-out hits that must be right for a threshold to do.
    pub precision: f64,
    /// Most words kept for a family.
    pub most_words: usize,
    /// Fewest drafts a word must stand in.
    pub least_drafts: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            precision: 0.65,
            most_words: 260,
            least_drafts: 4,
        }
    }
}

/// What was learned: the text of a weighted lexicon and of its detectors, and the held-out figures.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// YAML of the lexicon `learned`, by family.
    pub lexicons: BTreeMap<String, String>,
    /// YAML of the detectors `leans-<family>`.
    pub detectors: String,
    /// Family, positives, held-out recall and precision at the threshold.
    pub figures: Vec<(String, usize, f64, f64)>,
}

const EPOCHS: usize = 40;
const FOLDS: usize = 5;
const RATE: f64 = 0.5;
const SHRINK: f64 = 2e-4;
const POSITIVE_WEIGHT: f64 = 3.0;
/// Families with fewer drafts teach nothing.
const FEWEST: usize = 12;

struct Sample {
    features: Vec<u32>,
    record: usize,
}

/// Learns weights for every family with enough drafts.
pub fn learn(engine: &Engine, drafts: &[Labelled], settings: Settings) -> Learned {
    let mut names: Vec<String> = Vec::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut surfaces: HashMap<u32, BTreeMap<String, usize>> = HashMap::new();
    let mut counts: Vec<usize> = Vec::new();
    let mut samples = Vec::with_capacity(drafts.len());
    for (record, draft) in drafts.iter().enumerate() {
        let mut features = BTreeSet::new();
        for (name, surface) in features_of(engine, &draft.text) {
            let next = names.len() as u32;
            let number = *numbers.entry(name.clone()).or_insert(next);
            if number == next {
                names.push(name);
                counts.push(0);
            }
            if let Some(surface) = surface {
                *surfaces.entry(number).or_default().entry(surface).or_default() += 1;
            }
            features.insert(number);
        }
        features.iter().for_each(|&f| counts[f as usize] += 1);
        samples.push(Sample {
            features: features.into_iter().collect(),
            record,
        });
    }
    for sample in &mut samples {
        sample.features.retain(|&f| counts[f as usize] >= settings.least_drafts);
    }
    let mut families: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for draft in drafts {
        for family in &draft.expected {
            families.entry(family).or_default().insert(&draft.jurisdiction);
        }
    }
    let mut learned = Learned {
        detectors: HEAD.into(),
        ..Learned::default()
    };
    for (family, jurisdictions) in families {
        let mine: Vec<(&Sample, bool)> = samples
            .iter()
            .filter(|s| jurisdictions.contains(drafts[s.record].jurisdiction.as_str()))
            .map(|s| (s, drafts[s.record].expected.contains(family)))
            .filter(|(s, yes)| *yes || !drafts[s.record].also_ok.contains(family))
            .collect();
        let positives = mine.iter().filter(|(_, yes)| *yes).count();
        if positives < FEWEST {
            continue;
        }
        let mut scored: Vec<(f64, bool)> = Vec::new();
        for fold in 0..FOLDS {
            let part = |held: bool| {
                mine.iter()
                    .copied()
                    .filter(move |(s, _)| (s.record % FOLDS == fold) == held)
            };
            let model = fit(&part(false).collect::<Vec<_>>(), names.len());
            let model = model.trimmed(&names, settings.most_words);
            scored.extend(part(true).map(|(s, yes)| (model.score(&s.features), yes)));
        }
        let (threshold, recall, precision) = threshold(&mut scored, settings.precision);
        let model = fit(&mine, names.len()).trimmed(&names, settings.most_words);
        learned
            .lexicons
            .insert(family.to_string(), lexicon(family, &model, &names, &surfaces));
        detector(family, &model, &names, threshold, &mut learned.detectors);
        learned.figures.push((family.to_string(), positives, recall, precision));
    }
    learned
}

/// What a text shows: words with the way they are written, lexicons with their tags.
fn features_of(engine: &Engine, text: &str) -> Vec<(String, Option<String>)> {
    let view = View::new(text);
    let mut out = Vec::new();
    for token in view.tokens.iter().filter(|t| !t.hidden) {
        let word = view.folded.slice(token.span);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if token.kind == TokenKind::Word && (letters < 2 || word.chars().any(|c| c.is_ascii_digit())) {
            continue;
        }
        let name = roman::key(word).unwrap_or_else(|| word.to_string());
        out.push((format!("w {name}"), Some(word.to_string())));
    }
    for hit in trace(engine, &Post::from_text(text), |_| false).hits {
        let mut parts = hit.list.split('.');
        let lexicon = parts.next().unwrap_or_default();
        // Words written inside detectors and earlier learning are no lexicons of their own.
        if lexicon.starts_with("in ") || lexicon == "learned" {
            continue;
        }
        out.push((format!("l {lexicon}"), None));
        out.extend(parts.map(|tag| (format!("l {lexicon}.{tag}"), None)));
    }
    out
}

struct Model {
    bias: f64,
    weights: Vec<f64>,
}

impl Model {
    fn score(&self, features: &[u32]) -> f64 {
        self.bias + features.iter().map(|&f| self.weights[f as usize]).sum::<f64>()
    }

    /// Keeps what a person would read: weights rounded to a tenth, the heaviest words only.
    fn trimmed(mut self, names: &[String], most: usize) -> Model {
        for weight in &mut self.weights {
            *weight = (*weight * 10.0).round() / 10.0;
        }
        let mut words: Vec<usize> = (0..names.len())
            .filter(|&f| names[f].starts_with("w ") && self.weights[f] != 0.0)
            .collect();
        words.sort_by(|&a, &b| {
            self.weights[b]
                .abs()
                .total_cmp(&self.weights[a].abs())
                .then(names[a].cmp(&names[b]))
        });
        for &f in words.iter().skip(most) {
            self.weights[f] = 0.0;
        }
        self.bias = (self.bias * 10.0).round() / 10.0;
        self
    }
}

/// Stochastic gradient descent with steps that shrink where a feature is common (AdaGrad), in a fixed order.
fn fit(samples: &[(&Sample, bool)], features: usize) -> Model {
    let mut model = Model {
        bias: -1.0,
        weights: vec![0.0; features],
    };
    let mut grown = vec![1e-6; features];
    let mut grown_bias = 1e-6;
    for _ in 0..EPOCHS {
        for (sample, yes) in samples {
            let chance = 1.0 / (1.0 + (-model.score(&sample.features)).exp());
            let slope = if *yes { (chance - 1.0) * POSITIVE_WEIGHT } else { chance };
            grown_bias += slope * slope;
            model.bias -= RATE * slope / f64::sqrt(grown_bias);
            for &f in &sample.features {
                let f = f as usize;
                let slope = slope + SHRINK * samples.len() as f64 / 100.0 * model.weights[f];
                grown[f] += slope * slope;
                model.weights[f] -= 0.1 * slope / f64::sqrt(grown[f]);
            }
        }
    }
    model
}

/// The lowest threshold with the wanted precision on held-out drafts; its recall and precision.
fn threshold(scored: &mut [(f64, bool)], wanted: f64) -> (f64, f64, f64) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let positives = scored.iter().filter(|(_, yes)| *yes).count().max(1);
    let mut best = (scored.first().map_or(0.0, |s| s.0 + 1.0), 0.0, 1.0);
    let mut right = 0;
    for (taken, (score, yes)) in scored.iter().enumerate() {
        right += usize::from(*yes);
        let precision = right as f64 / (taken + 1) as f64;
        if precision >= wanted && right >= 3 {
            best = (*score, right as f64 / positives as f64, precision);
        }
    }
    ((best.0 * 10.0).floor() / 10.0, best.1, best.2)
}

const HEAD: &str = "# Written by `postlint packs learn`; read it, trim it, overrule it. A finding that rests on weights alone is a hint.\ndetectors:\n";

fn lexicon(family: &str, model: &Model, names: &[String], surfaces: &HashMap<u32, BTreeMap<String, usize>>) -> String {
    let mut groups: BTreeMap<(i64, &str), Vec<&str>> = BTreeMap::new();
    for (f, name) in names
        .iter()
        .enumerate()
        .filter(|(f, name)| name.starts_with("w ") && model.weights[*f] != 0.0)
    {
        let Some(surface) = surfaces
            .get(&(f as u32))
            .and_then(|s| s.iter().max_by_key(|(word, n)| (**n, std::cmp::Reverse(*word))))
        else {
            continue;
        };
        let lang = if name.starts_with("w ~") { "ur-Latn" } else { "any" };
        groups
            .entry(((-model.weights[f] * 10.0).round() as i64, lang))
            .or_default()
            .push(surface.0);
    }
    let mut out = format!(
        "# Written by `postlint packs learn`; read it, trim it, overrule it.\nlexicon: learned\nabout: Words that lean towards or away from {family}.\nwords:\n"
    );
    for ((weight, lang), mut words) in groups {
        words.sort_unstable();
        let list: Vec<String> = words
            .iter()
            .map(|w| format!("\"{}\"", w.replace(['\\', '"'], "")))
            .collect();
        let _ = writeln!(
            out,
            "  - {{lang: {lang}, tags: [{family}], inflect: false, weight: {:.1},\n     list: [{}]}}",
            -weight as f64 / 10.0,
            list.join(", ")
        );
    }
    out
}

fn detector(family: &str, model: &Model, names: &[String], threshold: f64, out: &mut String) {
    let also: Vec<String> = names
        .iter()
        .enumerate()
        .filter(|(f, name)| name.starts_with("l ") && model.weights[*f] != 0.0)
        .map(|(f, name)| format!("{}: {:.1}", &name[2..], model.weights[f]))
        .collect();
    let _ = writeln!(
        out,
        "  - id: leans-{family}\n    about: Many small cues lean towards {family}.\n    confidence: low\n    skip: []\n    find:\n      weigh:\n        lex: learned.{family}\n        bias: {:.1}\n        at-least: {threshold:.1}\n        also: {{{}}}",
        model.bias,
        also.join(", ")
    );
}
