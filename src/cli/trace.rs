//! `trace`: why each rule matched a draft, and why it did not.

use super::args::TraceArgs;
use super::rules::{self, Rules};
use super::{Exit, Streams, project};
use crate::engine::trace::{self, Trace};
use crate::finding::Finding;
use crate::lint;
use crate::post::Post;
use crate::render;
use crate::source::{self, Event, Input, ReadOptions};
use crate::text::span::{InPost, Span};
use anyhow::{Context, Result, bail};
use std::io::{self, Cursor, Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// `postlint trace`
pub fn trace(args: &TraceArgs, streams: &mut Streams) -> Result<Exit> {
    let first = args.paths.first().map(std::path::PathBuf::as_path);
    let config = project::config_for(&args.rules, first)?;
    let rules = rules::select(&args.rules, config.as_deref())?;
    let wanted = |id: &str| {
        args.rule.as_ref().is_none_or(|rule| {
            rules.engine.rules().any(|b| {
                b.rule.id == id
                    && (b.rule.id == *rule
                        || b.rule.id.ends_with(&format!("/{rule}"))
                        || b.rule.family == *rule
                        || b.rule.clauses.iter().any(|c| c.clause == *rule))
            })
        })
    };
    if let Some(rule) = &args.rule
        && !rules.engine.rules().any(|b| wanted(&b.rule.id))
    {
        bail!("`{rule}` is no rule, family or clause of the chosen packs; `postlint packs coverage` lists them");
    }
    let mut standard_input = || {
        let mut text = Vec::new();
        let read = streams.stdin.read_to_end(&mut text);
        read.context("standard input cannot be read").map(|_| stream("-", text))
    };
    let inputs: Vec<Input> = match (&args.text, args.paths.as_slice()) {
        (Some(text), _) => vec![stream("--text", text.clone().into_bytes())],
        (None, []) => vec![standard_input()?],
        (None, paths) => {
            let input = |path: &PathBuf| match path.as_os_str() == "-" {
                true => standard_input(),
                false => Ok(Input::Path(path.clone())),
            };
            paths.iter().map(input).collect::<Result<_>>()?
        }
    };
    let (given, assumed) = (args.facts.facts(), rules.project.facts());
    let mut exit = Exit::Clean;
    let mut outcome = Ok(());
    let out = &mut streams.stdout;
    let err = &mut streams.stderr;
    let _ = source::read(inputs, &ReadOptions::default(), &mut |event| {
        match event {
            Event::Post(mut post) => {
                post.meta = lint::facts(&post, &given, &rules.policy, &assumed);
                let traced = trace::trace(&rules.engine, &post, wanted);
                outcome = show(&post, &traced, &rules, args.rule.is_some(), out);
            }
            Event::Refused(refusal) => {
                exit = Exit::Trouble;
                let _ = writeln!(
                    err,
                    "postlint: {}: {}",
                    render::terminal(&refusal.source),
                    render::terminal_lines(&refusal.cause)
                );
            }
            Event::Skipped(_) | Event::Warning(_) => {}
        }
        if outcome.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    outcome?;
    Ok(exit)
}

fn stream(name: &str, bytes: Vec<u8>) -> Input<'static> {
    Input::Stream {
        name: name.to_owned(),
        bytes: Box::new(Cursor::new(bytes)),
    }
}

fn show(post: &Post, traced: &Trace, rules: &Rules, deep: bool, out: &mut dyn Write) -> io::Result<()> {
    let slice = |span: &Span<InPost>| render::terminal(&post.text[span.range()]).replace('\n', "⏎");
    writeln!(out, "post     {}", render::terminal(&post.id))?;
    writeln!(out, "folded   {}", render::terminal(&traced.folded).replace('\n', "⏎"))?;
    for (name, span) in &traced.zones {
        writeln!(out, "zone     {name:12} {}", slice(span))?;
    }
    for hit in &traced.hits {
        let folds = if hit.folds.is_empty() {
            String::new()
        } else {
            format!("  by {}", hit.folds.join(", "))
        };
        writeln!(
            out,
            "hit      {:24} {:8} {} = {}{folds}",
            slice(&hit.span),
            hit.lang,
            hit.list,
            hit.entry
        )?;
    }
    for detector in traced.detectors.iter().filter(|d| deep || !d.found.is_empty()) {
        let verdict = if detector.found.is_empty() {
            "found nothing".to_string()
        } else {
            detector
                .found
                .iter()
                .map(slice)
                .map(|s| format!("`{s}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        writeln!(
            out,
            "\ndetector {} ({}): {verdict}",
            detector.id,
            detector.rules.join(", ")
        )?;
        for node in detector.nodes.iter().filter(|node| deep || node.holds) {
            let mark = if node.holds { "yes" } else { "no " };
            let found: Vec<String> = node.found.iter().take(6).map(slice).collect();
            let found = if found.is_empty() {
                String::new()
            } else {
                format!("  `{}`", found.join("` `"))
            };
            writeln!(out, "  {mark} {}{}{found}", "  ".repeat(node.depth - 1), node.what)?;
        }
    }
    writeln!(out)?;
    for lean in traced.leanings.iter().filter(|l| deep || l.sum >= l.hint.min(l.doubt)) {
        let said = match lean.sum {
            sum if sum >= lean.sure => "as good as a detector",
            sum if sum >= lean.hint => "a hint",
            sum if sum >= lean.doubt => "nothing by itself",
            sum if sum >= lean.hush => "nothing; a finding of less than high confidence is only advice",
            _ => "nothing; a finding of less than high confidence is not told",
        };
        writeln!(
            out,
            "leans    {} {}: {said} (doubt {}, hint {}, sure {})",
            lean.family,
            tenths(lean.sum),
            tenths(lean.doubt),
            tenths(lean.hint),
            tenths(lean.sure)
        )?;
        let most = if deep { usize::MAX } else { 8 };
        for (name, weight, span) in lean.cues.iter().take(most) {
            let place = span.as_ref().map(|s| format!("  `{}`", slice(s))).unwrap_or_default();
            writeln!(out, "  {:>6} {}{place}", tenths(*weight), render::terminal(name))?;
        }
    }
    for harbour in &traced.harbours {
        let facts: Vec<String> = harbour
            .depends_on
            .iter()
            .map(|(fact, value)| format!("{fact}: {value}"))
            .collect();
        let word = if facts.is_empty() { "spared" } else { "spared if" };
        let condition = if facts.is_empty() {
            String::new()
        } else {
            format!(" {}", facts.join(", "))
        };
        writeln!(
            out,
            "{word:8}{condition} by {}: nothing of {}",
            harbour.id,
            harbour.spares.join(", ")
        )?;
    }
    let found = rules.engine.scan(post);
    let settled = rules.policy.settler().settle(post, found.clone());
    for finding in &found {
        let same = |other: &&Finding| other.rule.id == finding.rule.id && other.span == finding.span;
        let becomes = match settled.iter().find(same) {
            None => "; left out by the settings".to_owned(),
            Some(Finding {
                excuse: Some(excuse), ..
            }) => format!("; {}", excuse.word()),
            Some(told) if told.severity != finding.severity => format!("; {} by the settings", told.severity),
            Some(_) => String::new(),
        };
        writeln!(
            out,
            "finding  {} {} ({} confidence{becomes}) {}",
            finding.severity,
            finding.rule.id,
            finding.confidence,
            slice(&finding.span)
        )?;
    }
    if found.is_empty() {
        writeln!(out, "finding  none")?;
    }
    writeln!(out)
}

/// Hundredths as people write them.
fn tenths(hundredths: i32) -> String {
    format!("{:+.2}", f64::from(hundredths) / 100.0)
}
