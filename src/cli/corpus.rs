//! `packs learn` and `packs score`: what labelled drafts teach, and how well the rules do on them.

use super::{Exit, report_file};
use crate::engine::program::Program;
use crate::engine::scan::Engine;
use crate::learn::{self, Labelled, Settings};
use crate::score::{self, Scores};
use anyhow::{Context, Result};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads labelled drafts, a JSON object a line.
fn drafts(corpus: &[PathBuf]) -> Result<Vec<Labelled>> {
    let mut out = Vec::new();
    for path in corpus {
        let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let draft = serde_json::from_str(line)
                .with_context(|| format!("{}:{}: no labelled draft", path.display(), number + 1))?;
            out.push(draft);
        }
    }
    Ok(out)
}

fn write(path: &Path, text: &str) -> Result<()> {
    report_file::replace(path, text.as_bytes()).with_context(|| format!("{}: cannot be written", path.display()))
}

/// `postlint packs learn`
pub fn learn(
    program: Arc<Program>,
    corpus: &[PathBuf],
    output: &Path,
    settings: Settings,
    out: &mut dyn Write,
) -> Result<Exit> {
    let drafts = drafts(corpus)?;
    let engine = Engine::new(program, |_, _| true);
    let learned = learn::learn(&engine, &drafts, settings);
    write(output, &learned.yaml)?;
    let head = [
        "hint", "recall", "right", "sure", "recall", "right", "doubt", "kept", "right",
    ];
    write!(out, "{:26}{:>9}", "family (held out)", "breaches")?;
    head.iter().try_for_each(|word| write!(out, "{word:>8}"))?;
    writeln!(out)?;
    for f in &learned.figures {
        write!(out, "{:26}{:>9}", f.family, f.breaches)?;
        for figure in [
            f64::from(f.marks.hint) / 100.0,
            f.at_hint.0,
            f.at_hint.1,
            f64::from(f.marks.sure) / 100.0,
            f.at_sure.0,
            f.at_sure.1,
            f64::from(f.marks.doubt) / 100.0,
            f.beyond_doubt.1,
            f.beyond_doubt.0,
        ] {
            write!(out, "{figure:>8.2}")?;
        }
        writeln!(out)?;
    }
    Ok(Exit::Clean)
}

/// `postlint packs score`
pub fn score(program: &Arc<Program>, corpus: &[PathBuf], output: Option<&Path>, out: &mut dyn Write) -> Result<Exit> {
    let scores = score::score(program, &drafts(corpus)?);
    if let Some(path) = output {
        write(path, &scores.csv())?;
    }
    table(&scores, out)?;
    Ok(Exit::Clean)
}

fn table(scores: &Scores, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{:40}{:>9}{:>9}{:>11}{:>9}{:>9}",
        format!("{} drafts", scores.drafts),
        "breaches",
        "recall",
        "precision",
        "alarms",
        "advice"
    )?;
    for (name, tally) in &scores.tallies {
        write!(
            out,
            "{name:40}{:>9}{:>9.3}{:>11.3}",
            tally.expected,
            tally.recall(),
            tally.precision()
        )?;
        if tally.clean > 0 {
            write!(out, "{:>9.3}{:>9.3}", tally.alarm(), tally.advice())?;
        }
        writeln!(out)?;
    }
    writeln!(out, "\n{:40}{:>9}{:>9}{:>11}", "rule", "drafts", "right", "precision")?;
    for (rule, of) in scores.rules.iter().filter(|(_, of)| of.found > 0) {
        let share = of.right as f64 / of.found as f64;
        writeln!(out, "{rule:40}{:>9}{:>9}{share:>11.3}", of.found, of.right)?;
    }
    Ok(())
}
