//! `check` and `scan`: inputs through the engine to the writers.

use super::args::{CheckArgs, ScanArgs, Shared};
use super::rules::{self, Rules};
use super::{Exit, Streams, colors, language};
use crate::finding::Refusal;
use crate::lint::{self, Job, Listener, Tally};
use crate::policy::FailOn;
use crate::render::{self, Format, RenderOptions, Unit, Writer};
use crate::source::{Input, ReadOptions, Reading, Warning};
use anyhow::{Context, Result, bail};
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
    if paths.is_empty() && args.text.is_none() {
        if streams.stdin_is_terminal {
            writeln!(
                streams.stderr,
                "postlint: reading a draft from the terminal; end it with Ctrl-D"
            )?;
        }
        paths.push("-".into());
    }
    run(
        &args.shared,
        paths,
        args.text.as_deref(),
        &reading,
        Unit::Draft,
        false,
        streams,
    )
}

/// `postlint scan`
pub fn scan(args: &ScanArgs, streams: &mut Streams) -> Result<Exit> {
    let reading = ReadOptions {
        text_column: args.text_column.clone(),
        ..args.reading.options()
    };
    run(
        &args.shared,
        args.paths.clone(),
        None,
        &reading,
        Unit::Post,
        args.statistics,
        streams,
    )
}

/// Inputs that share a project file.
struct Group {
    config: Option<PathBuf>,
    paths: Vec<PathBuf>,
}

fn run(
    shared: &Shared,
    paths: Vec<PathBuf>,
    text: Option<&str>,
    reading: &ReadOptions,
    unit: Unit,
    statistics: bool,
    streams: &mut Streams,
) -> Result<Exit> {
    let mut groups: Vec<Group> = Vec::new();
    for path in &paths {
        let config = rules::config_for(&shared.rules, Some(path))?;
        match groups.last_mut().filter(|group| group.config == config) {
            Some(group) => group.paths.push(path.clone()),
            None => groups.push(Group {
                config,
                paths: vec![path.clone()],
            }),
        }
    }
    if text.is_some() {
        groups.push(Group {
            config: rules::config_for(&shared.rules, None)?,
            paths: Vec::new(),
        });
    }
    let mut selected = groups
        .iter()
        .map(|group| rules::select(&shared.rules, group.config.as_deref()))
        .collect::<Result<Vec<Rules>>>()?;
    for rules in &mut selected {
        rules.policy.min_severity = shared.min_severity.map(Into::into).or(rules.policy.min_severity);
        rules.policy.min_confidence = shared.min_confidence.map(Into::into).or(rules.policy.min_confidence);
    }
    let first = selected.first().context("there is nothing to check")?;
    let lang = language(shared.lang, first.config.lang);
    let fail_on = shared.fail_on.or(first.config.fail_on).unwrap_or_default();
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
    for (group, rules) in groups.iter().zip(&selected) {
        let assumed = rules.config.facts();
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
                .map(|path| input(path, &mut stdin))
                .collect::<Result<_>>()?,
        };
        lint::run(&job, inputs, &mut writers, &mut tally, &mut listener)?;
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

/// Standard input may be named once.
fn input<'i>(path: &Path, stdin: &mut Option<&'i mut dyn Read>) -> Result<Input<'i>> {
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
