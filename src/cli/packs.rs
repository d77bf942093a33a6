//! `packs`: the list, `coverage`, `test`, `schema`.

use super::packs_args::{PacksAction, PacksArgs, SchemaKind};
use super::rules::{self, Form};
use super::{Exit, Streams, corpus};
use crate::coverage;
use crate::engine::program::{Example, Pack, Program};
use crate::learn::Settings;
use crate::policy::config::Config;
use crate::proof;
use crate::rule::{Check, Clause, Lang};
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

/// `postlint packs`
pub fn packs(args: &PacksArgs, streams: &mut Streams) -> Result<Exit> {
    if !args.rules.select.is_empty() || !args.rules.ignore.is_empty() {
        bail!("`packs` tells of whole packs; choose them with --pack");
    }
    let out = &mut streams.stdout;
    if let Some(PacksAction::Schema { kind }) = &args.action {
        writeln!(out, "{}", serde_json::to_string_pretty(&schema(*kind))?)?;
        return Ok(Exit::Clean);
    }
    let form = if args.action.is_some() {
        Form::Sources
    } else {
        Form::Compiled(None)
    };
    let (program, ids) = rules::known(&args.rules, &form)?;
    let packs: Vec<&Pack> = program.packs.iter().filter(|pack| ids.contains(&pack.id)).collect();
    match &args.action {
        None => {
            list(&packs, out)?;
            Ok(Exit::Clean)
        }
        Some(PacksAction::Coverage) => {
            let complete = clauses(&program, &packs, out)?;
            Ok(if complete { Exit::Clean } else { Exit::Findings })
        }
        Some(PacksAction::Learn {
            corpus,
            output,
            hint,
            sure,
            noise,
        }) => {
            let settings = Settings {
                hint: *hint,
                sure: *sure,
                noise: *noise,
                ..Settings::default()
            };
            corpus::learn(Arc::new(program), corpus, output, settings, out)
        }
        Some(PacksAction::Score { corpus, output }) => {
            corpus::score(&Arc::new(program), corpus, output.as_deref(), out)
        }
        Some(PacksAction::Test { coverage: true }) => exercised(&Arc::new(program), out),
        Some(PacksAction::Test { .. } | PacksAction::Schema { .. }) => test(Arc::new(program), &ids, out),
    }
}

fn schema(kind: SchemaKind) -> schemars::Schema {
    use crate::pack::schema::{DetectorFile, LexiconFile, PackFile};
    match kind {
        SchemaKind::Lexicon => schemars::schema_for!(LexiconFile),
        SchemaKind::Detectors => schemars::schema_for!(DetectorFile),
        SchemaKind::Senses => schemars::schema_for!(crate::pack::weights::SenseFile),
        SchemaKind::Weights => schemars::schema_for!(crate::pack::weights::WeightsFile),
        SchemaKind::Pack => schemars::schema_for!(PackFile),
        SchemaKind::Config => schemars::schema_for!(Config),
        SchemaKind::Ignores => schemars::schema_for!(crate::policy::ignores::IgnoreFile),
        SchemaKind::Report => schemars::schema_for!(crate::render::json::Document),
    }
}

fn list(packs: &[&Pack], out: &mut dyn Write) -> io::Result<()> {
    for pack in packs {
        writeln!(
            out,
            "{}  {}",
            pack.id,
            pack.title.get(&Lang::En).map_or("", String::as_str)
        )?;
        if let Some(title) = pack.title.get(&pack.officers) {
            writeln!(out, "    {title}")?;
        }
        let extends = pack
            .extends
            .as_ref()
            .map(|base| format!(", extends {base}"))
            .unwrap_or_default();
        let until = pack
            .until
            .as_ref()
            .map(|until| format!(" until {until}"))
            .unwrap_or_default();
        writeln!(
            out,
            "    {}, in force from {}{until}{extends}",
            pack.jurisdiction, pack.from
        )?;
        for i in &pack.instruments {
            writeln!(out, "    {}: {}, {}, {}", i.id, i.authority, i.number, i.date)?;
        }
        let languages: Vec<&str> = pack.languages.iter().map(|l| l.word()).collect();
        writeln!(
            out,
            "    {} clauses, {} rules, {} safe harbours; posts in {}\n",
            pack.clauses.len(),
            pack.rules.len(),
            pack.harbours.len(),
            languages.join(", ")
        )?;
    }
    Ok(())
}

/// Clause by clause. True where every clause is accounted for.
fn clauses(program: &Program, packs: &[&Pack], out: &mut dyn Write) -> io::Result<bool> {
    let mut seen = BTreeSet::new();
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut unaccounted, mut all_examples) = (0, 0);
    for pack in packs {
        writeln!(out, "{}", pack.id)?;
        for clause in &pack.clauses {
            if !seen.insert(clause.id.clone()) {
                continue;
            }
            let line = Cover::of(program, pack, clause);
            *totals.entry(word(clause.check)).or_default() += 1;
            unaccounted += usize::from(!line.accounted);
            writeln!(out, "  {:44} {:9} {}", clause.id, word(clause.check), line.text)?;
        }
        for bound in &pack.rules {
            all_examples += bound.examples.len();
        }
        writeln!(out)?;
    }
    all_examples += program.detectors.iter().map(|d| d.examples.len()).sum::<usize>();
    let by_check: Vec<String> = totals.iter().map(|(check, n)| format!("{n} {check}")).collect();
    writeln!(
        out,
        "{} clauses ({}), {unaccounted} unaccounted; {} rules, {} detectors, {all_examples} examples, {} lexicon entries",
        seen.len(),
        by_check.join(", "),
        packs.iter().map(|p| p.rules.len()).sum::<usize>(),
        program.detectors.len(),
        program.entries.len()
    )?;
    Ok(unaccounted == 0)
}

struct Cover {
    accounted: bool,
    text: String,
}

impl Cover {
    fn of(program: &Program, pack: &Pack, clause: &Clause) -> Cover {
        if clause.check == Check::None {
            return Cover {
                accounted: clause.why.is_some(),
                text: clause.why.clone().unwrap_or_default(),
            };
        }
        let mut names = Vec::new();
        let mut examples: Vec<&Example> = Vec::new();
        for bound in pack
            .rules
            .iter()
            .filter(|b| b.rule.clauses.iter().any(|c| c.clause == clause.id))
        {
            names.push(
                bound
                    .rule
                    .id
                    .split_once('/')
                    .map_or(bound.rule.id.as_str(), |(_, name)| name)
                    .to_string(),
            );
            examples.extend(&bound.examples);
            examples.extend(
                bound
                    .detectors
                    .iter()
                    .flat_map(|&d| &program.detectors[d as usize].examples),
            );
        }
        for harbour in pack.harbours.iter().filter(|h| h.clauses.contains(&clause.id)) {
            names.push(format!(
                "{} (spares {})",
                harbour.id.split_once('/').map_or(harbour.id.as_str(), |(_, name)| name),
                harbour.spares.join(", ")
            ));
            examples.extend(&harbour.examples);
            examples.extend(
                harbour
                    .detectors
                    .iter()
                    .flat_map(|&d| &program.detectors[d as usize].examples),
            );
        }
        let languages: Vec<&str> = pack
            .languages
            .iter()
            .filter(|lang| examples.iter().any(|e| e.lang == **lang))
            .map(|l| l.word())
            .collect();
        let count = examples.iter().filter(|e| pack.languages.contains(&e.lang)).count();
        Cover {
            accounted: !names.is_empty(),
            text: format!("{} [{}] {count} examples", names.join(", "), languages.join(" ")),
        }
    }
}

const fn word(check: Check) -> &'static str {
    match check {
        Check::Text => "text",
        Check::Metadata => "metadata",
        Check::Archive => "archive",
        Check::None => "none",
    }
}

fn test(program: Arc<Program>, ids: &[String], out: &mut dyn Write) -> Result<Exit> {
    let report = proof::prove(&program, ids);
    for failure in &report.failures {
        writeln!(out, "{failure}\n")?;
    }
    writeln!(
        out,
        "{} examples right, {} wrong, {} known gaps, 0 skipped; {} innocent ones with a hint by weight; {} rules in {} packs",
        report.right,
        report.failures.len(),
        report.gaps,
        report.hints,
        report.rules,
        ids.len()
    )?;
    Ok(if report.failures.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// What no example exercises.
fn exercised(program: &Arc<Program>, out: &mut dyn Write) -> Result<Exit> {
    let coverage = coverage::cover(program);
    for (lexicon, entry) in &coverage.dead {
        writeln!(out, "{lexicon}: `{entry}` is not found in its own spelling")?;
    }
    for (detector, what) in &coverage.silent {
        writeln!(out, "detector {detector}: no example of it shows `{what}`")?;
    }
    writeln!(out, "\n{:24} {:>8} {:>12}", "lexicon", "entries", "in examples")?;
    for (lexicon, (seen, all)) in &coverage.seen {
        writeln!(out, "{lexicon:24} {all:>8} {seen:>12}")?;
    }
    writeln!(
        out,
        "\n{} entries, {} not found in their own spelling; {} conditions, {} not shown by an example",
        coverage.entries,
        coverage.dead.len(),
        coverage.conditions,
        coverage.silent.len()
    )?;
    let clean = coverage.dead.is_empty() && coverage.silent.is_empty();
    Ok(if clean { Exit::Clean } else { Exit::Findings })
}
