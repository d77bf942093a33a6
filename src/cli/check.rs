//! `check` and `scan`: inputs through the engine to the writers.

use super::args::{CheckArgs, ScanArgs, Shared};
use super::changes::{Change, Since, changes};
use super::collect::{Collector, Silent};
use super::rules::{self, Rules};
use super::{Exit, Streams, colors, language, project};
use crate::finding::{Finding, Refusal};
use crate::lint::{self, Job, Listener, Tally};
use crate::policy::{Before, FailOn, Ignores, Policy};
use crate::post::{Meta, Post};
use crate::render::{self, Format, RenderOptions, Unit, Writer};
use crate::source::{self, Input, ReadOptions, Reading, Warning};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// `postlint check`
pub fn check(args: &CheckArgs, streams: &mut Streams) -> Result<Exit> {
    let reading = ReadOptions {
        reading: Reading::Drafts,
        ..ReadOptions::default()
    };
    let mut paths = args.paths.clone();
    if paths.is_empty() && args.text.is_none() && args.diff_base.is_none() && !args.staged {
        if streams.stdin_is_terminal {
            writeln!(
                streams.stderr,
                "postlint: reading a draft from the terminal; end it with Ctrl-D"
            )?;
        }
        paths.push("-".into());
    }
    let since = match (&args.diff_base, args.staged) {
        (Some(revision), _) => Some(Since::Revision(revision.clone())),
        (None, true) => Some(Since::Staged),
        (None, false) => None,
    };
    let changed = since.map(|since| changes(&since, &args.paths)).transpose()?;
    if let Some(changed) = &changed {
        paths = changed.iter().map(|change| change.path.clone()).collect();
    }
    let what = What {
        paths,
        text: args.text.as_deref(),
        changed,
        reading: &reading,
        unit: Unit::Draft,
        statistics: false,
    };
    run(&args.shared, what, streams)
}

/// `postlint scan`
pub fn scan(args: &ScanArgs, streams: &mut Streams) -> Result<Exit> {
    let reading = ReadOptions {
        reading: Reading::Bulk,
        text_column: args.text_column.clone(),
        ..ReadOptions::default()
    };
    let what = What {
        paths: args.paths.clone(),
        text: None,
        changed: None,
        reading: &reading,
        unit: Unit::Post,
        statistics: args.statistics,
    };
    run(&args.shared, what, streams)
}

/// What a run looks at, and how.
struct What<'w> {
    paths: Vec<PathBuf>,
    text: Option<&'w str>,
    /// The changes that `paths` are looked at for.
    changed: Option<Vec<Change>>,
    reading: &'w ReadOptions,
    unit: Unit,
    statistics: bool,
}

fn run(shared: &Shared, what: What, streams: &mut Streams) -> Result<Exit> {
    let What {
        paths,
        text,
        mut changed,
        reading,
        unit,
        statistics,
    } = what;
    let groups = project::groups(&shared.rules, &paths)?;
    let mut selected = groups
        .iter()
        .map(|group| rules::select(&shared.rules, group.config.as_deref()))
        .collect::<Result<Vec<Rules>>>()?;
    for rules in &mut selected {
        rules.policy.given.min_severity = shared.min_severity.map(Into::into);
        rules.policy.given.min_confidence = shared.min_confidence.map(Into::into);
        rules.policy.baseline = project::baseline(&rules.project, shared.baseline.as_deref())?;
        rules.policy.limits = unit == Unit::Draft;
    }
    let first = selected.first().context("there is nothing to check")?;
    let lang = language(shared.lang, first.project.lang());
    let fail_on = shared
        .fail_on
        .or(first.project.get(|config| config.fail_on))
        .unwrap_or_default();
    let unchosen = first.unchosen && !shared.quiet;
    let options = RenderOptions {
        lang,
        color: colors(shared.color, streams.stdout_is_terminal),
        width: width(),
        unit,
    };
    let Streams {
        stdin,
        stdout,
        stderr,
        stderr_is_terminal,
        ..
    } = streams;
    let mut stdin: Option<&mut dyn Read> = Some(&mut **stdin);
    let outputs = outputs(shared)?;
    let mut writers: Vec<Box<dyn Writer + '_>> = Vec::new();
    let mut tells_refusals = false;
    let mut stdout = Some(stdout);
    for (format, path) in &outputs {
        match path {
            Some(path) => {
                let file = File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?;
                let plain = RenderOptions {
                    color: false,
                    ..options.clone()
                };
                writers.push(render::writer(*format, &plain, BufWriter::new(file))?);
            }
            None if statistics && *format == Format::Human => {
                tells_refusals = true;
                let out = stdout
                    .take()
                    .context("only one report can go to standard output; write the others to files")?;
                writers.push(Box::new(render::Statistics::new(&options, out)));
            }
            None => {
                tells_refusals |= format.tells_refusals();
                let out = stdout
                    .take()
                    .context("only one report can go to standard output; write the others to files")?;
                writers.push(render::writer(*format, &options, out)?);
            }
        }
    }
    for writer in &mut writers {
        writer.begin()?;
    }
    let mut tally = Tally::default();
    let threads = shared
        .threads
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, std::num::NonZeroUsize::get);
    let given = shared.facts.facts();
    let mut listener = Console {
        stderr,
        progress: *stderr_is_terminal && !shared.no_progress && !shared.quiet && unit == Unit::Post,
        quiet: shared.quiet,
        started: Instant::now(),
        said: None,
    };
    for (group, rules) in groups.iter().zip(&mut selected) {
        let assumed = rules.project.facts();
        if let Some(changed) = &changed {
            rules.policy.before = Some(before(rules, &given, changed, threads)?);
        }
        let job = Job {
            engine: &rules.engine,
            policy: &rules.policy,
            given: &given,
            assumed: &assumed,
            reading,
            threads,
        };
        let inputs: Vec<Input<'_>> = match text {
            Some(text) if group.paths.is_empty() => vec![Input::Stream {
                name: "--text".into(),
                bytes: Box::new(Cursor::new(text.as_bytes())),
            }],
            _ => group
                .paths
                .iter()
                .map(|path| input(path, &mut changed, &mut stdin))
                .collect::<Result<_>>()?,
        };
        let mut settler = rules.policy.settler();
        lint::run(&job, inputs, &mut settler, &mut writers, &mut tally, &mut listener)?;
        let whole = changed.is_none() && project::covers(&group.paths, &rules.project)?;
        for (place, findings) in settler.finish(whole) {
            lint::write(&place, &findings, &mut writers, &mut tally)?;
        }
    }
    listener.clear();
    for writer in &mut writers {
        writer.end(&tally.summary, &tally.refusals)?;
    }
    drop(writers);
    if !tells_refusals {
        for refusal in &tally.refusals {
            writeln!(listener.stderr, "postlint: {}", refused(refusal))?;
        }
    }
    if unchosen
        && tally.summary.flagged > 0
        && outputs
            .iter()
            .any(|(format, path)| *format == Format::Human && path.is_none())
    {
        writeln!(
            listener.stderr,
            "hint: checked against all built-in packs; choose yours with --pack pk-federal, pk-audit, in-gujarat or in-chhattisgarh, or write it down with `postlint init`"
        )?;
    }
    Ok(exit(fail_on, shared.strict, &tally))
}

fn exit(fail_on: FailOn, strict: bool, tally: &Tally) -> Exit {
    if tally.failed || strict && tally.summary.refused > 0 {
        Exit::Trouble
    } else if fail_on.fails(tally.worst) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// What was found in the drafts before the changes.
fn before(rules: &Rules, given: &Meta, changed: &[Change], threads: usize) -> Result<BTreeMap<String, Vec<Before>>> {
    let policy = Policy {
        ignores: Ignores::default(),
        baseline: None,
        before: None,
        limits: false,
        ..rules.policy.clone()
    };
    let job = Job {
        engine: &rules.engine,
        policy: &policy,
        given,
        assumed: &rules.project.facts(),
        reading: &ReadOptions::default(),
        threads,
    };
    let inputs = changed.iter().filter_map(|change| {
        let bytes = change.before.as_deref()?;
        Some(Input::Stream {
            name: source::name(&change.path),
            bytes: Box::new(Cursor::new(bytes)),
        })
    });
    let mut found: BTreeMap<String, Vec<Before>> = BTreeMap::new();
    let collect = Collector(|post: &Post, findings: &[Finding]| {
        let known = found.entry(post.origin.source.clone()).or_default();
        known.extend(findings.iter().map(|finding| Before {
            fingerprint: finding.fingerprint.clone(),
            rule: finding.rule.id.clone(),
            text: post.text[finding.span.range()].to_owned(),
        }));
    });
    let mut writers: Vec<Box<dyn Writer + '_>> = vec![Box::new(collect)];
    let mut settler = policy.settler();
    lint::run(
        &job,
        inputs,
        &mut settler,
        &mut writers,
        &mut Tally::default(),
        &mut Silent,
    )?;
    drop(writers);
    Ok(found)
}

/// Standard input may be named once; a staged draft is read as it is staged.
fn input<'i>(
    path: &Path,
    changed: &mut Option<Vec<Change>>,
    stdin: &mut Option<&'i mut dyn Read>,
) -> Result<Input<'i>> {
    let mut changed = changed.iter_mut().flatten();
    if let Some(bytes) = changed
        .find(|change| change.path == path)
        .and_then(|change| change.after.take())
    {
        return Ok(Input::Stream {
            name: source::name(path),
            bytes: Box::new(Cursor::new(bytes)),
        });
    }
    if path.as_os_str() != "-" {
        return Ok(Input::Path(path.to_path_buf()));
    }
    let bytes = stdin.take().context("standard input (`-`) can be read once only")?;
    Ok(Input::Stream {
        name: "-".into(),
        bytes: Box::new(bytes),
    })
}

/// Formats with their files; `None` is standard output.
fn outputs(shared: &Shared) -> Result<Vec<(Format, Option<PathBuf>)>> {
    let mut out = Vec::new();
    for output in &shared.output {
        match output
            .split_once('=')
            .map(|(format, file)| (format.parse::<Format>(), file))
        {
            Some((Ok(format), "-" | "")) => out.push((format, None)),
            Some((Ok(format), file)) => out.push((format, Some(PathBuf::from(file)))),
            _ => match output.parse::<Format>() {
                Ok(format) => out.push((format, None)),
                Err(_) => out.push((shared.format.unwrap_or_default(), Some(PathBuf::from(output)))),
            },
        }
    }
    if out.is_empty() {
        out.push((shared.format.unwrap_or_default(), None));
    } else if shared.format.is_some() && shared.output.iter().all(|o| o.contains('=')) {
        bail!(
            "--format and --output FORMAT=FILE say two things; write --output {}=- for standard output",
            shared.format.unwrap_or_default()
        );
    }
    Ok(out)
}

/// Cells of a terminal line.
fn width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .filter(|width| (40..=400).contains(width))
        .unwrap_or(100)
}

fn refused(refusal: &Refusal) -> String {
    let mut place = render::terminal(&refusal.source).into_owned();
    if let Some(line) = refusal.line {
        place.push_str(&format!(":{line}"));
    }
    if let Some(column) = refusal.column {
        place.push_str(&format!(":{column}"));
    }
    format!("{place}: {}", render::terminal_lines(&refusal.cause))
}

/// Warnings and progress on standard error.
struct Console<'c> {
    stderr: &'c mut (dyn Write + 'c),
    progress: bool,
    quiet: bool,
    started: Instant,
    said: Option<Instant>,
}

impl Console<'_> {
    fn clear(&mut self) {
        if self.said.is_some() {
            let _ = write!(self.stderr, "\r\x1b[K");
        }
    }
}

impl Listener for Console<'_> {
    fn warning(&mut self, warning: &Warning) {
        if !self.quiet {
            self.clear();
            let line = warning.line.map(|l| format!(":{l}")).unwrap_or_default();
            let _ = writeln!(
                self.stderr,
                "warning: {}{line}: {}",
                render::terminal(&warning.source),
                render::terminal(&warning.text)
            );
        }
    }

    fn progress(&mut self, read: u64) {
        if !self.progress
            || self
                .said
                .is_some_and(|said| said.elapsed() < Duration::from_millis(200))
        {
            return;
        }
        self.said = Some(Instant::now());
        let rate = read as f64 / self.started.elapsed().as_secs_f64().max(0.001);
        let _ = write!(self.stderr, "\r\x1b[K{read} posts, {rate:.0} a second");
        let _ = self.stderr.flush();
    }
}
