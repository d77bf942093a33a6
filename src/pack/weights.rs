//! Weights as their authors write them: many small cues for and against each family of breach.
//!
//! Most such files are written by `postlint packs learn`, and are read, trimmed and overruled by people: one cue a line.

use crate::rule::Lang;
use crate::text::zone::ZoneKind;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Weights of one cue, by family.
pub type ByFamily = BTreeMap<String, f32>;

/// A file of weights.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WeightsFile {
    /// A name for the set.
    pub weights: String,
    /// Where the weights come from.
    pub about: String,
    /// The scale of each family, and of [`ANY`].
    pub scales: BTreeMap<String, ScaleSource>,
    /// Whole lexicons, `name` or `name.tag`, each counted once in a post.
    #[serde(default)]
    pub lexicons: BTreeMap<String, ByFamily>,
    /// Detectors that find something, each counted once: what a rule finds is then weighed with everything else.
    #[serde(default)]
    pub detectors: BTreeMap<String, ByFamily>,
    /// Zones, each counted once.
    #[serde(default)]
    pub zones: BTreeMap<ZoneKind, ByFamily>,
    /// Senses, each counted once.
    #[serde(default)]
    pub senses: BTreeMap<String, ByFamily>,
    /// Two senses one behind the other in a sentence, as `first second`.
    #[serde(default)]
    pub pairs: BTreeMap<String, ByFamily>,
    /// Words as they are folded, each counted once; uninflected.
    #[serde(default)]
    pub words: BTreeMap<String, ByFamily>,
    /// Words of Latin letters by their sound, in one usual spelling.
    #[serde(default)]
    pub sounds: BTreeMap<String, ByFamily>,
}

/// A file of senses: words that mean the same, under one name in every language. What is learned in one language then holds in all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SenseFile {
    /// The language of the words.
    pub senses: Lang,
    /// Sense to words.
    pub words: BTreeMap<String, Vec<String>>,
}

/// The scale of a breach of any kind: a hint needs it, too.
pub const ANY: &str = "any";

/// Where a family's sum begins, and what it means.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScaleSource {
    /// Where the sum begins.
    pub bias: f32,
    /// Below this mark a finding of the family that is not of high confidence is not told at all; nothing is where the mark is left out.
    #[serde(default)]
    pub hush: Option<f32>,
    /// Below this mark a finding of the family that is not of high confidence is only advice.
    pub doubt: f32,
    /// From this mark on the sum alone is a hint: advice.
    pub hint: f32,
    /// From this mark on the sum alone is as good as a detector: a warning, or advice where the rule is no more.
    pub sure: f32,
}
