//! In: findings of one post. Out: those to show. Never: files, posts' texts, rules of its own.

pub mod config;

use crate::finding::Finding;
use crate::pack::error::nearest;
use crate::rule::{Confidence, Rule, Severity};
use std::collections::BTreeSet;

/// What a run shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Rule ids, rule names, families or clauses; empty for all.
    pub select: Vec<String>,
    /// Rule ids, rule names, families or clauses left out.
    pub ignore: Vec<String>,
    /// Weakest severity shown.
    pub min_severity: Option<Severity>,
    /// Weakest confidence shown.
    pub min_confidence: Option<Confidence>,
}

impl Policy {
    /// True where a rule may speak at all.
    pub fn admits(&self, rule: &Rule) -> bool {
        let named = |word: &String| names(rule, word);
        (self.select.is_empty() || self.select.iter().any(named)) && !self.ignore.iter().any(named)
    }

    /// The findings to show.
    pub fn settle(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|f| {
            self.min_severity.is_none_or(|least| f.severity >= least)
                && self.min_confidence.is_none_or(|least| f.confidence >= least)
        });
        findings
    }

    /// Words of `select` and `ignore` that name nothing, each with the nearest known word.
    pub fn unknown<'r>(&self, rules: impl Iterator<Item = &'r Rule> + Clone) -> Vec<(String, Option<String>)> {
        let known: BTreeSet<&str> = rules
            .clone()
            .flat_map(|rule| {
                rule.clauses
                    .iter()
                    .map(|c| c.clause.as_str())
                    .chain([rule.id.as_str(), rule.family.as_str()])
            })
            .collect();
        let all = self.select.iter().chain(&self.ignore);
        all.filter(|word| !rules.clone().any(|rule| names(rule, word)))
            .map(|word| (word.clone(), nearest(word, known.iter().copied()).map(str::to_string)))
            .collect()
    }
}

/// True where a word names a rule: its id, its name without the pack, its pack, its family, or a clause or instrument it cites.
fn names(rule: &Rule, word: &str) -> bool {
    let name = rule.id.split_once('/').map_or("", |(_, name)| name);
    word == rule.id
        || word == name
        || word == rule.pack
        || word == rule.family
        || rule
            .clauses
            .iter()
            .any(|c| c.clause == word || c.clause.split('/').next() == Some(word))
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Advice,
    /// Nothing.
    Never,
}

impl FailOn {
    /// True where a run whose strongest finding is `worst` fails.
    pub fn fails(self, worst: Option<Severity>) -> bool {
        let least = match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Advice => Severity::Advice,
            FailOn::Never => return false,
        };
        worst.is_some_and(|worst| worst >= least)
    }
}
