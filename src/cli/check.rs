//! `check` and `scan`: inputs through the engine to the writers.

use super::args::{CheckArgs, ScanArgs, Shared};
use super::changes::{Change, Since, changes};
use super::interrupt::Interrupt;
use super::keeper::Keeper;
use super::outputs::{Opened, Opening, Target};
use super::plan::{Part, Plan};
use super::progress::{self, Console};
use super::project::{self, Group};
use super::rules::Rules;
use super::{Exit, Streams, is_closed_pipe, scan};
use crate::compare::Earlier;
use crate::finding::Refusal;
use crate::lint::{self, Job, Tally, Turn};
use crate::over::{Circumstances, Watch};
use crate::redact::Redaction;
use crate::render::{self, Format, Unit};
use crate::rule::Lang;
use crate::source::{self, Input, ReadOptions};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

/// What a run is asked for.
pub struct Request<'r> {
    /// Options of both commands.
    pub shared: &'r Shared,
    /// Inputs.
    pub paths: Vec<PathBuf>,
    /// The draft itself.
    pub text: Option<&'r str>,
    /// How to read.
    pub reading: ReadOptions,
    /// What is counted.
    pub unit: Unit,
    /// What is taken out of reports.
    pub redaction: Redaction,
    /// Whether somebody asks the run to end.
    pub interrupt: Interrupt,
    /// The changes that `paths` are looked at for, by path.
    pub changed: Option<BTreeMap<PathBuf, Change>>,
    /// Options of `scan` alone.
    pub scan: Option<&'r ScanArgs>,
}

impl<'r> Request<'r> {
    /// The file of `--resume`.
    pub fn resume(&self) -> Option<&'r Path> {
        self.scan.and_then(|scan| scan.resume.as_deref())
    }
}

/// `postlint check`
pub fn check(args: &CheckArgs, streams: &mut Streams) -> Result<Exit> {
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
    let request = Request {
        shared: &args.shared,
        paths,
        text: args.text.as_deref(),
        reading: ReadOptions::default(),
        unit: Unit::Draft,
        redaction: scan::redaction(&args.shared, None)?,
        interrupt: Interrupt::default(),
        changed: changed.map(|all| all.into_iter().map(|change| (change.path.clone(), change)).collect()),
        scan: None,
    };
    run(&request, streams)
}

fn exit(request: &Request, tally: &Tally) -> Exit {
    let unread = tally.failed || request.shared.strict && tally.summary.refused > 0;
    if unread || tally.summary.stopped {
        Exit::Trouble
    } else if tally.fails {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// Reads, checks, writes.
pub fn run(request: &Request, streams: &mut Streams) -> Result<Exit> {
    let plan = Plan::new(request, streams)?;
    let Streams {
        stdin,
        stdout,
        stderr,
        stderr_is_terminal,
        ..
    } = streams;
    let mut console = console(request, &plan, &mut **stderr, *stderr_is_terminal)?;
    let mut tally = console.keeper.as_ref().map(Keeper::tally).unwrap_or_default();
    if let Some(keeper) = &console.keeper
        && keeper.ends_finished(&plan.outputs)?
    {
        return Ok(exit(request, &tally));
    }
    for mistake in &plan.mistakes {
        leave_out(request, &plan, mistake.clone(), &mut tally);
    }
    let compare = request.scan.and_then(|scan| scan.compare.as_deref());
    let engine = &plan.first.engine;
    let compare = compare.map(|path| scan::earlier(path, request, engine, &mut console));
    tally.earlier = compare.transpose()?;
    let keep = console.keeper.as_ref().map(|keeper| keeper.reports().to_vec());
    let mut reports = open(request, &plan, keep.as_deref(), &mut **stdout)?;
    if let Some(keeper) = &mut console.keeper {
        keeper.watch(reports.sinks());
    }
    match read(request, &plan, &mut **stdin, &mut reports, &mut tally, &mut console) {
        // Nobody listens any more, and the rest was not checked.
        Err(error) if is_closed_pipe(&error) => return Ok(Exit::Trouble),
        done => done?,
    }
    console.clear();
    if tally.summary.stopped
        && let Some(keeper) = &mut console.keeper
    {
        keeper.keep(&tally, false)?;
        let (name, checked) = (keeper.name(), tally.summary.checked);
        writeln!(
            console.stderr,
            "postlint: stopped after {checked} posts; run the same command again to go on ({name} keeps what is done)"
        )?;
        return Ok(Exit::Trouble);
    }
    tally.summary.compared = tally.earlier.take().map(Earlier::close);
    for writer in &mut reports.writers {
        match writer.end(&tally.summary, &tally.refusals) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            done => done?,
        }
    }
    let told = reports.tells_refusals;
    if let Some(keeper) = &mut console.keeper {
        keeper.keep(&tally, true)?;
    }
    reports.commit()?;
    if let Some(keeper) = &console.keeper {
        keeper.forget()?;
    }
    say(request, &plan, &tally, told, console.stderr)?;
    Ok(exit(request, &tally))
}

/// Standard error, with what is asked while the run goes on.
fn console<'c>(
    request: &Request,
    plan: &Plan,
    stderr: &'c mut (dyn Write + 'c),
    terminal: bool,
) -> Result<Console<'c>> {
    let shared = request.shared;
    let mut console = Console::new(stderr, shared.quiet, shared.verbose);
    console.interrupt = request.interrupt.clone();
    if terminal && !shared.no_progress && !shared.quiet && request.unit == Unit::Post {
        console.show_progress(progress::bytes(&request.paths), request.reading.meter.clone());
    }
    let keeper = |path| scan::keeper(path, request, plan);
    console.keeper = request.resume().map(keeper).transpose()?;
    Ok(console)
}

/// Opens the reports; of one that is gone on with, `keep` says how many bytes stay.
fn open<'o>(
    request: &'o Request,
    plan: &'o Plan,
    keep: Option<&'o [u64]>,
    stdout: &'o mut (dyn Write + 'o),
) -> Result<Opened<'o>> {
    let opening = Opening {
        options: &plan.options,
        statistics: request.scan.is_some_and(|scan| scan.statistics),
        keep,
        circumstances: match plan.outputs.iter().any(|output| output.target == Target::Bundle) {
            true => Some(scan::circumstances(request, plan)?),
            false => None,
        },
    };
    let mut reports = Opened::open(&plan.outputs, opening, stdout)?;
    // The head of a report that is gone on with is there already.
    if keep.is_none_or(<[u64]>::is_empty) {
        for writer in &mut reports.writers {
            writer.begin()?;
        }
    }
    Ok(reports)
}

/// Reads the inputs, project by project.
fn read<'i>(
    request: &'i Request<'i>,
    plan: &Plan,
    stdin: &'i mut dyn Read,
    reports: &mut Opened,
    tally: &mut Tally,
    console: &mut Console,
) -> Result<()> {
    let mut stdin = Some(stdin);
    let done = console.keeper.as_ref().map_or(0, Keeper::done);
    let closed = tally.closed;
    for (number, Part { group, .. }) in plan.parts.iter().enumerate() {
        let mut own = None;
        let rules = match plan.rules(number, request, &mut own) {
            Ok(rules) => rules,
            Err(mistake) => {
                leave_out(request, plan, mistake, tally);
                continue;
            }
        };
        console.settings(&rules.project, &rules.ids);
        let circumstances = circumstances(request, rules);
        let reading = ReadOptions {
            zone: circumstances.as_ref().map(|circumstances| circumstances.zone.clone()),
            ..request.reading.clone()
        };
        let job = Job {
            engine: &rules.engine,
            policy: &rules.policy,
            given: &request.shared.facts.facts(),
            assumed: &rules.project.facts(),
            reading: &reading,
            threads: request.shared.threads(),
            redaction: &request.redaction,
            done,
        };
        let inputs = inputs(request, group, &mut stdin)?;
        let mut settler = rules.policy.settler();
        if let Some(keeper) = console.keeper.as_ref().filter(|_| number == closed) {
            settler.recall(keeper.memory());
        }
        let mut watch = circumstances
            .map(|circumstances| Watch::new(&rules.engine, &circumstances))
            .unwrap_or_default();
        let writers = &mut reports.writers;
        lint::run(&job, inputs, &mut settler, writers, &mut watch, tally, console)?;
        // An earlier part of this run may have said the last word about a group.
        let is_open = number >= closed;
        // A run that is gone on with later says then what the whole shows.
        if is_open && (!tally.summary.stopped || console.keeper.is_none()) {
            lint::close(&job, watch, &mut settler, writers, tally)?;
        }
        if tally.summary.stopped {
            break;
        }
        if is_open {
            let whole = request.changed.is_none() && project::covers(&group.paths, &rules.project)?;
            for (place, findings) in settler.finish(whole) {
                lint::write(&job, place, findings, Turn::Afterwards, &mut reports.writers, tally)?;
            }
            tally.closed = number + 1;
        }
    }
    Ok(())
}

/// Reports a project that cannot be used.
fn leave_out(request: &Request, plan: &Plan, mistake: Refusal, tally: &mut Tally) {
    tally.failed = true;
    tally
        .refusals
        .push(request.redaction.refusal(&plan.first.engine, mistake));
}

/// What `scan` must know of office and run: for the rules over an archive, which speak in it only, and for `--since`.
fn circumstances(request: &Request, rules: &Rules) -> Option<Circumstances> {
    request.scan.as_ref()?;
    let hours = rules.policy.hours.clone();
    let stated = request.reading.zone.clone();
    let zone_assumed = stated.is_none();
    let zone = stated.or_else(|| hours.as_ref().map(|hours| hours.zone().clone()));
    Some(Circumstances {
        zone: zone.unwrap_or_else(|| rules.zone()),
        zone_assumed,
        hours,
        chosen: !rules.unchosen,
    })
}

/// What standard error tells in the end: what no report told, and how to choose packs.
fn say(request: &Request, plan: &Plan, tally: &Tally, told: bool, stderr: &mut dyn Write) -> Result<()> {
    if !told {
        for refusal in &tally.refusals {
            writeln!(stderr, "postlint: {}", refused(refusal))?;
        }
    }
    if tally.summary.unnamed > 0 {
        let (unnamed, named) = (tally.summary.unnamed, tally.refusals.len());
        writeln!(
            stderr,
            "postlint: {unnamed} more could not be read; they are counted, and the first {named} are named"
        )?;
    }
    if tally.summary.stopped {
        let checked = tally.summary.checked;
        writeln!(
            stderr,
            "postlint: stopped after {checked} posts; the reports hold what was done so far, and the rest was not checked"
        )?;
    }
    if !request.shared.quiet {
        let langs: Vec<&str> = plan.langs().into_iter().map(Lang::word).collect();
        if request.shared.lang.is_none() && langs.len() > 1 {
            let (asked, lang) = (langs.join(", "), plan.options.lang.word());
            writeln!(
                stderr,
                "postlint: these projects ask for reports in several languages ({asked}); this one is in `{lang}`, --lang names another"
            )?;
        }
        for (rule, why) in &tally.summary.unfollowed {
            writeln!(stderr, "postlint: {rule}: {why}")?;
        }
    }
    let shown = plan
        .outputs
        .iter()
        .any(|output| output.target == Target::Format(Format::Human) && output.path.is_none());
    if shown && !request.shared.quiet && tally.summary.flagged > 0 && plan.is_unchosen(request.shared) {
        writeln!(
            stderr,
            "hint: checked against all built-in packs; choose yours with --pack pk-federal, pk-audit, in-gujarat or in-chhattisgarh, or write it down with `postlint init`"
        )?;
    }
    Ok(())
}

impl Shared {
    /// Worker threads: as many as are asked for, else one for each core.
    pub fn threads(&self) -> usize {
        self.threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, std::num::NonZeroUsize::get)
    }
}

fn inputs<'i>(request: &'i Request, group: &Group, stdin: &mut Option<&'i mut dyn Read>) -> Result<Vec<Input<'i>>> {
    match request.text {
        Some(text) if group.paths.is_empty() => Ok(vec![Input::Stream {
            name: "--text".into(),
            bytes: Box::new(Cursor::new(text.as_bytes())),
        }]),
        _ => group.paths.iter().map(|path| input(request, path, stdin)).collect(),
    }
}

/// Standard input may be named once; a staged draft is read as it is staged.
fn input<'i>(request: &'i Request, path: &Path, stdin: &mut Option<&'i mut dyn Read>) -> Result<Input<'i>> {
    let change = request.changed.as_ref().and_then(|changed| changed.get(path));
    if let Some(bytes) = change.and_then(|change| change.after.as_deref()) {
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

fn refused(refusal: &Refusal) -> String {
    let place = refusal.place();
    format!(
        "{}: {}",
        render::terminal(&place),
        render::terminal_lines(&refusal.cause)
    )
}
