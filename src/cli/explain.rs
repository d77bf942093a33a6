//! `explain`: what a rule, clause or family forbids, where it stands, and examples of both sides.

use super::args::ExplainArgs;
use super::rules::{self, Form};
use super::{Exit, Streams, language};
use crate::builtin;
use crate::engine::program::{Bound, Example, Pack, Program};
use crate::pack::error::nearest;
use crate::rule::{Check, Lang, Rule};
use crate::score::Measured;
use anyhow::{Result, bail};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

/// Examples shown of each side and language.
const SHOWN: usize = 2;

/// `postlint explain`
pub fn explain(args: &ExplainArgs, streams: &mut Streams) -> Result<Exit> {
    let (program, ids) = rules::known(&args.rules, &Form::Sources)?;
    let lang = language(args.lang, None);
    let packs: Vec<&Pack> = program.packs.iter().filter(|pack| ids.contains(&pack.id)).collect();
    let id = args.id.trim();
    let out = &mut streams.stdout;
    let mut found = false;
    for pack in &packs {
        for bound in pack
            .rules
            .iter()
            .filter(|b| b.rule.id == id || b.rule.id.split_once('/').is_some_and(|(_, name)| name == id))
        {
            rule(&program, pack, bound, lang, out)?;
            found = true;
        }
        // An extended pack repeats its base's clauses; one account is enough.
        if pack.extends.as_ref().is_some_and(|base| {
            packs
                .iter()
                .any(|p| p.id == *base && p.clauses.iter().any(|c| c.id == id))
        }) {
            continue;
        }
        if pack.clauses.iter().any(|c| c.id == id) {
            clause(pack, id, out)?;
            found = true;
        }
    }
    if !found {
        found = family(&packs, id, lang, out)?;
    }
    if !found {
        let known: Vec<&str> = packs
            .iter()
            .flat_map(|p| {
                p.rules
                    .iter()
                    .flat_map(|b| [b.rule.id.as_str(), b.rule.family.as_str()])
                    .chain(p.clauses.iter().map(|c| c.id.as_str()))
            })
            .collect();
        let near = nearest(id, known)
            .map(|n| format!("did you mean `{n}`? "))
            .unwrap_or_default();
        // One line: a build server reads a line of its own as a command.
        let id = id.replace(['\n', '\r'], " ");
        bail!("`{id}` is no rule, clause or family: {near}`postlint packs coverage` lists them all");
    }
    Ok(Exit::Clean)
}

fn rule(program: &Program, pack: &Pack, bound: &Bound, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let rule = &bound.rule;
    writeln!(out, "{} — {}", rule.id, rule.title)?;
    writeln!(
        out,
        "  family {}, severity {}, pack {}",
        rule.family,
        rule.severity,
        pack.title.get(&Lang::En).map_or(pack.id.as_str(), String::as_str)
    )?;
    let facts = facts(rule);
    if !facts.is_empty() {
        writeln!(out, "  only where {facts}")?;
    }
    writeln!(out, "\n  Where it stands")?;
    for citation in &rule.clauses {
        writeln!(
            out,
            "    {}\n      {}\n      {}",
            citation.clause, citation.cite, citation.says
        )?;
    }
    writeln!(out, "\n  What is said\n    {}", Rule::text_in(&rule.message, lang))?;
    writeln!(out, "\n  What to do\n    {}", Rule::text_in(&rule.advice, lang))?;
    if let Some(over) = &bound.over {
        writeln!(
            out,
            "\n  What it follows over an archive (in `scan`)\n    {}",
            over.word()
        )?;
        if let Some(of) = over.hears() {
            writeln!(
                out,
                "    findings of {}, {} or above",
                of.families.join(", "),
                of.severity
            )?;
        }
        for (outcome, texts) in &bound.tells {
            writeln!(out, "    {outcome}: {}", Rule::text_in(texts, lang))?;
        }
    }
    let detectors = bound.detectors.iter().map(|&n| &program.detectors[n as usize]);
    let examples: Vec<&Example> = bound
        .examples
        .iter()
        // A series of posts shows what such a rule is about; what its detectors find is another matter.
        .chain(
            detectors
                .clone()
                .flat_map(|d| &d.examples)
                .filter(|_| bound.over.is_none()),
        )
        .collect();
    for (flag, title) in [(true, "Is flagged"), (false, "Is not flagged")] {
        writeln!(out, "\n  {title}")?;
        for &lang in &pack.languages {
            for example in examples
                .iter()
                .filter(|e| e.flag == flag && e.lang == lang && e.gap.is_none())
                .take(SHOWN)
            {
                writeln!(out, "    {lang:8} {}", shown(example).replace('\n', " ⏎ "))?;
            }
        }
    }
    measured(pack, rule, out)?;
    if bound.detectors.is_empty() {
        return writeln!(out);
    }
    writeln!(out, "\n  Detectors")?;
    for detector in detectors {
        writeln!(out, "    {}: {}", detector.id, detector.about)?;
    }
    writeln!(out)
}

/// An example with what is known of it: the same text is a breach in one place and none in another.
fn shown(example: &Example) -> String {
    if example.posts.is_empty() {
        return with_facts(&example.text, example);
    }
    let posts: Vec<String> = example.posts.iter().map(|post| with_facts(&post.text, post)).collect();
    posts.join("\n")
}

/// A text, and behind it what else is said of it.
fn with_facts(text: &str, of: &impl Serialize) -> String {
    let Ok(Value::Object(known)) = serde_json::to_value(of) else {
        return text.to_owned();
    };
    let known = known
        .into_iter()
        .filter(|(name, _)| !["text", "lang", "flag", "gap"].contains(&name.as_str()));
    let facts: Vec<String> = known
        .filter_map(|(name, value)| match value {
            Value::String(value) => Some(format!("{name}: {value}")),
            Value::Bool(true) => Some(name),
            Value::Array(list) => {
                let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                (!words.is_empty()).then(|| format!("{name}: {}", words.join(", ")))
            }
            _ => None,
        })
        .collect();
    match facts.is_empty() {
        true => text.to_owned(),
        false => format!("{text} ({})", facts.join("; ")),
    }
}

/// How the rule did on labelled drafts, where it was measured.
fn measured(pack: &Pack, rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let prefix = pack.instruments.first().map_or("", |i| i.id.as_str());
    let place = prefix
        .match_indices('-')
        .map(|(at, _)| &prefix[..at])
        .find(|place| builtin::SCORES.contains(&format!("\njurisdiction {place},")));
    let known = place.and_then(|place| Measured::of(builtin::SCORES, &rule.id, place, &rule.family));
    let Some(Measured {
        drafts,
        rule: (found, right),
        family: (breaches, caught),
    }) = known
    else {
        return Ok(());
    };
    writeln!(
        out,
        "\n  Measured on {drafts} labelled drafts that were held out of the learning"
    )?;
    match found {
        0 => writeln!(out, "    it found nothing in them")?,
        _ => writeln!(
            out,
            "    it found something in {found}, rightly in {right} (precision {:.2})",
            right as f64 / found as f64
        )?,
    }
    if breaches > 0 {
        writeln!(
            out,
            "    of {breaches} that breach {}, the pack found it in {caught} (recall {:.2})",
            rule.family,
            caught as f64 / breaches as f64
        )?;
    }
    Ok(())
}

fn facts(rule: &Rule) -> String {
    fn one<T: std::fmt::Display>(name: &str, words: &[T], out: &mut Vec<String>) {
        if !words.is_empty() {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            out.push(format!("{name} is {}", words.join(" or ")));
        }
    }
    let mut out = Vec::new();
    one("account", &rule.when.account, &mut out);
    one("kind", &rule.when.kind, &mut out);
    one("platform", &rule.when.platform, &mut out);
    one("permission", &rule.when.permission, &mut out);
    out.join(", ")
}

fn clause(pack: &Pack, id: &str, out: &mut dyn Write) -> io::Result<()> {
    let Some(clause) = pack.clauses.iter().find(|c| c.id == id) else {
        return Ok(());
    };
    let instrument = pack.instruments.iter().find(|i| id.starts_with(&format!("{}/", i.id)));
    writeln!(out, "{id}")?;
    if let Some(i) = instrument {
        writeln!(out, "  {}\n  {}, {}, {}", i.title, i.authority, i.number, i.date)?;
        writeln!(out, "  binds {}", i.binds)?;
        if let Some(sanction) = &i.sanction {
            writeln!(out, "  breach: {sanction}")?;
        }
    }
    writeln!(
        out,
        "\n  Paragraph {} ({:?}, family {})",
        clause.para, clause.effect, clause.family
    )?;
    writeln!(out, "    {}", clause.says)?;
    if clause.check == Check::None {
        writeln!(
            out,
            "\n  Not checked\n    {}",
            clause.why.as_deref().unwrap_or_default()
        )?;
    }
    let rules: Vec<&str> = pack
        .rules
        .iter()
        .filter(|b| b.rule.clauses.iter().any(|c| c.clause == id))
        .map(|b| b.rule.id.as_str())
        .collect();
    if !rules.is_empty() {
        writeln!(out, "\n  Rules\n    {}", rules.join("\n    "))?;
    }
    for harbour in pack.harbours.iter().filter(|h| h.clauses.iter().any(|c| c == id)) {
        writeln!(
            out,
            "\n  Allows\n    {} spares {}",
            harbour.id,
            harbour.spares.join(", ")
        )?;
    }
    writeln!(out)
}

fn family(packs: &[&Pack], id: &str, lang: Lang, out: &mut dyn Write) -> io::Result<bool> {
    let mut found = false;
    for pack in packs {
        for bound in pack.rules.iter().filter(|b| b.rule.family == id) {
            if !found {
                writeln!(out, "{id}: a family of breach")?;
            }
            found = true;
            writeln!(
                out,
                "\n  {} ({}) {}\n    {}",
                bound.rule.id,
                bound.rule.severity,
                bound.rule.title,
                Rule::text_in(&bound.rule.message, lang)
            )?;
            for citation in &bound.rule.clauses {
                writeln!(out, "      {}", citation.cite)?;
            }
        }
    }
    Ok(found)
}
