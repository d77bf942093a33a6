//! What was found in drafts before the changes that are looked at.

use super::changes::Change;
use super::collect::{Collector, Silent};
use super::rules::Rules;
use crate::finding::Finding;
use crate::lint::{self, Job, Tally};
use crate::over::Watch;
use crate::policy::{Before, Ignores, Policy};
use crate::post::{Meta, Post};
use crate::redact::Redaction;
use crate::render::Writer;
use crate::source::{self, Input, ReadOptions};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

/// What was found in the drafts before the changes, and not excused there: an excuse that a change takes away is missed.
pub fn before(
    rules: &Rules,
    given: &Meta,
    changed: &[&Change],
    threads: usize,
) -> Result<BTreeMap<String, Vec<Before>>> {
    let policy = Policy {
        ignores: Ignores::default(),
        baseline: None,
        before: None,
        ..rules.policy.clone()
    };
    let job = Job {
        engine: &rules.engine,
        policy: &policy,
        given,
        assumed: &rules.project.facts(),
        reading: &ReadOptions::default(),
        threads,
        redaction: &Redaction::default(),
        done: 0,
    };
    let names: BTreeSet<String> = changed.iter().map(|change| source::name(&change.path)).collect();
    let inputs = changed.iter().filter_map(|change| {
        let bytes = change.before.as_deref()?;
        Some(Input::Stream {
            name: source::name(&change.path),
            bytes: Box::new(Cursor::new(bytes)),
        })
    });
    let mut found: BTreeMap<String, Vec<Before>> = BTreeMap::new();
    let mut keep = |post: &Post, findings: &[Finding]| {
        let known = found.entry(post.origin.source.clone()).or_default();
        let counted = findings.iter().filter(|finding| finding.excuse.is_none());
        known.extend(counted.map(|finding| Before {
            fingerprint: finding.fingerprint.clone(),
            rule: finding.rule.id.clone(),
            text: post.text[finding.span.range()].to_owned(),
        }));
    };
    let collect = Collector(&mut keep);
    let mut writers: Vec<Box<dyn Writer + '_>> = vec![Box::new(collect)];
    let mut settler = policy.settler();
    lint::run(
        &job,
        inputs,
        &mut settler,
        &mut writers,
        &mut Watch::default(),
        &mut Tally::default(),
        &mut Silent,
    )?;
    drop(writers);
    // Of the heads of these files; what is told of the settings is told in the end.
    for (place, findings) in settler.finish(false) {
        if names.contains(&place.origin.source) {
            keep(&place, &findings);
        }
    }
    Ok(found)
}
