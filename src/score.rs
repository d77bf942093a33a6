//! Scores rules on labelled drafts: how often a rule is right, how much of a family is found, how often a clean draft is disturbed.
//!
//! Recall counts findings of any severity; precision and alarms count warnings and errors, which is what a reader takes for an alarm.

use crate::engine::program::{Pack, Program};
use crate::engine::scan::Engine;
use crate::learn::Labelled;
use crate::rule::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Counts over some drafts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Families that were expected, over all drafts.
    pub expected: usize,
    /// Those of them that some finding named.
    pub got: usize,
    /// Families named by a warning or an error.
    pub found: usize,
    /// Those of them that were expected or allowed.
    pub right: usize,
    /// Drafts without a breach.
    pub clean: usize,
    /// Clean drafts with a warning or an error that was not allowed.
    pub alarmed: usize,
    /// Clean drafts with any finding that was not allowed.
    pub advised: usize,
}

impl Tally {
    /// Share of what was expected that was found.
    pub fn recall(&self) -> f64 {
        share(self.got, self.expected)
    }

    /// Share of warnings and errors that are right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of clean drafts with a wrong warning or error.
    pub fn alarm(&self) -> f64 {
        share(self.alarmed, self.clean)
    }

    /// Share of clean drafts with any wrong finding.
    pub fn advice(&self) -> f64 {
        share(self.advised, self.clean)
    }
}

fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

/// What a rule found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfRule {
    /// Drafts with a finding of this rule.
    pub found: usize,
    /// Those of them in which its family was expected or allowed.
    pub right: usize,
}

/// All scores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Drafts scored.
    pub drafts: usize,
    /// Over all drafts (`all`), by jurisdiction, language and family, each name with its kind before it.
    pub tallies: BTreeMap<String, Tally>,
    /// By rule.
    pub rules: BTreeMap<String, OfRule>,
}

/// The pack for a jurisdiction: the first, extending no other, whose instruments' ids begin with it.
pub fn pack_of<'p>(program: &'p Program, jurisdiction: &str) -> Option<&'p Pack> {
    let mine = |pack: &&Pack| {
        let of = |id: &str| id.strip_prefix(jurisdiction).is_some_and(|rest| rest.starts_with('-'));
        pack.extends.is_none() && pack.instruments.first().is_some_and(|i| of(&i.id))
    };
    program.packs.iter().find(mine)
}

/// Scores the packs on drafts. Drafts of a jurisdiction without a pack are left out.
pub fn score(program: &Arc<Program>, drafts: &[Labelled]) -> Scores {
    let mut scores = Scores::default();
    let places: BTreeSet<&str> = drafts.iter().map(|d| d.jurisdiction.as_str()).collect();
    for place in places {
        let Some(pack) = pack_of(program, place).map(|pack| pack.id.clone()) else {
            continue;
        };
        let engine = Engine::new(Arc::clone(program), |p, _| p.id == pack);
        // A rule over an archive says nothing of one draft.
        for bound in engine.rules().filter(|bound| bound.over.is_none()) {
            scores.rules.entry(bound.rule.id.clone()).or_default();
        }
        for draft in drafts.iter().filter(|d| d.jurisdiction == place) {
            one(&engine, draft, &mut scores);
        }
    }
    scores
}

fn one(engine: &Engine, draft: &Labelled, scores: &mut Scores) {
    let findings = engine.scan(&draft.post());
    scores.drafts += 1;
    let rules: BTreeSet<(&str, &str)> = findings
        .iter()
        .map(|f| (f.rule.id.as_str(), f.rule.family.as_str()))
        .collect();
    for (rule, family) in rules {
        let of = scores.rules.entry(rule.to_string()).or_default();
        of.found += 1;
        of.right += usize::from(draft.allows(family));
    }
    let soft: BTreeSet<&str> = findings.iter().map(|f| f.rule.family.as_str()).collect();
    let loud: BTreeSet<&str> = findings
        .iter()
        .filter(|f| f.severity > Severity::Advice)
        .map(|f| f.rule.family.as_str())
        .collect();
    let expected = |family: &&&str| draft.expected.contains(**family);
    let whole = Tally {
        expected: draft.expected.len(),
        got: soft.iter().filter(expected).count(),
        found: loud.len(),
        right: loud.iter().filter(|family| draft.allows(family)).count(),
        clean: usize::from(draft.expected.is_empty()),
        alarmed: usize::from(draft.expected.is_empty() && loud.iter().any(|f| !draft.allows(f))),
        advised: usize::from(draft.expected.is_empty() && soft.iter().any(|f| !draft.allows(f))),
    };
    for name in [
        "all".to_string(),
        format!("jurisdiction {}", draft.jurisdiction),
        format!("language {}", draft.lang),
    ] {
        add(scores.tallies.entry(name).or_default(), whole);
    }
    let families: BTreeSet<&str> = draft
        .expected
        .iter()
        .map(String::as_str)
        .chain(loud.iter().copied())
        .collect();
    for family in families {
        let part = Tally {
            expected: usize::from(draft.expected.contains(family)),
            got: usize::from(draft.expected.contains(family) && soft.contains(family)),
            found: usize::from(loud.contains(family)),
            right: usize::from(loud.contains(family) && draft.allows(family)),
            ..Tally::default()
        };
        let name = format!("family {}/{family}", draft.jurisdiction);
        add(scores.tallies.entry(name).or_default(), part);
    }
}

fn add(to: &mut Tally, more: Tally) {
    to.expected += more.expected;
    to.got += more.got;
    to.found += more.found;
    to.right += more.right;
    to.clean += more.clean;
    to.alarmed += more.alarmed;
    to.advised += more.advised;
}

impl Scores {
    /// A table for a file: one line a name, in order; what [`Measured::of`] reads.
    pub fn csv(&self) -> String {
        let mut out = format!(
            "name,expected,got,found,right,clean,alarmed,advised\ndrafts,{},,,,,,\n",
            self.drafts
        );
        for (name, t) in &self.tallies {
            out.push_str(&format!(
                "{name},{},{},{},{},{},{},{}\n",
                t.expected, t.got, t.found, t.right, t.clean, t.alarmed, t.advised
            ));
        }
        for (rule, of) in &self.rules {
            out.push_str(&format!("rule {rule},,,{},{},,,\n", of.found, of.right));
        }
        out
    }
}

/// What was measured of one rule, from a table of [`Scores::csv`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Drafts scored.
    pub drafts: usize,
    /// Drafts in which the rule found something, and in which it was right.
    pub rule: (usize, usize),
    /// Drafts that breach its family, and those in which the pack finds it.
    pub family: (usize, usize),
}

impl Measured {
    /// Looks up a rule of a jurisdiction and family.
    pub fn of(table: &str, rule: &str, jurisdiction: &str, family: &str) -> Option<Measured> {
        let line = |name: &str| {
            let mut lines = table.lines().filter_map(|line| line.split_once(','));
            let (_, rest) = lines.find(|(first, _)| *first == name)?;
            Some(rest.split(',').map(|n| n.parse().unwrap_or(0)).collect::<Vec<usize>>())
        };
        let of_rule = line(&format!("rule {rule}"))?;
        let of_family = line(&format!("family {jurisdiction}/{family}")).unwrap_or_default();
        let number = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(0);
        Some(Measured {
            drafts: number(&line("drafts")?, 0),
            rule: (number(&of_rule, 2), number(&of_rule, 3)),
            family: (number(&of_family, 0), number(&of_family, 1)),
        })
    }
}
