//! `baseline`: the file of known findings, made, brought up to date, pruned.

use super::args::{BaselineAction, BaselineArgs};
use super::collect::Collector;
use super::{Exit, Streams, project, report_file, rules};
use crate::finding::{Finding, Refusal};
use crate::lint::{self, Job, Listener, Tally};
use crate::over::Watch;
use crate::path::file_of;
use crate::policy::baseline::{Entry, write};
use crate::policy::{Policy, notice, scope};
use crate::post::Post;
use crate::redact::Redaction;
use crate::render::{self, Writer};
use crate::rule::{Confidence, Severity};
use crate::source::{Input, ReadOptions, Reading, Skipped, Warning};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

/// `postlint baseline`
pub fn baseline(args: &BaselineArgs, streams: &mut Streams) -> Result<Exit> {
    let (BaselineAction::Create(what) | BaselineAction::Update(what) | BaselineAction::Prune(what)) = &args.action;
    let paths = if what.paths.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        what.paths.clone()
    };
    let groups = project::groups(&what.rules, &paths)?;
    let [group] = groups.as_slice() else {
        bail!("these paths belong to several projects, each with a baseline of its own; name those of one");
    };
    let mut rules = rules::select(&what.rules, group.config.as_deref())?;
    let path = project::baseline_path(&rules.project, what.baseline.as_deref())?;
    let name = project::shown(&path);
    let old = match &args.action {
        BaselineAction::Create(_) if path.exists() => {
            bail!("{name} is there already; `postlint baseline update` brings it up to date")
        }
        BaselineAction::Create(_) => Vec::new(),
        BaselineAction::Update(_) | BaselineAction::Prune(_) => {
            let known = project::baseline(&rules.project, Some(&path))?.context("there is no baseline")?;
            known
                .entries
                .into_iter()
                .map(|(entry, _)| entry)
                .collect::<Vec<Entry>>()
        }
    };
    // A weak finding is known too, whatever a report shows.
    rules.policy.given.min_severity = Some(Severity::Advice);
    rules.policy.given.min_confidence = Some(Confidence::Low);
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut seen = Seen {
        folder,
        here: rules.policy.here.clone(),
        ..Seen::default()
    };
    let refusals = look(&rules, &group.paths, what.scan, &mut seen)?;
    for refusal in &refusals {
        writeln!(
            streams.stderr,
            "postlint: {}: {}",
            render::terminal(&refusal.source),
            render::terminal_lines(&refusal.cause)
        )?;
    }
    // Of a folder that can be opened nothing is lost: it holds no drafts any more.
    let is_lost = |refusal: &Refusal| refusal.record.is_none() && std::fs::read_dir(&refusal.source).is_err();
    if refusals.iter().any(is_lost) {
        bail!("{name} is left as it was: what could not be read cannot be known");
    }
    let adds = !matches!(args.action, BaselineAction::Prune(_));
    let kept = settled(&old, &seen, &rules.policy, adds);
    let (before, after) = (old.len(), kept.len());
    report_file::replace(&path, write(kept).as_bytes()).with_context(|| format!("{name} cannot be written"))?;
    let gone = before.saturating_sub(after);
    match &args.action {
        BaselineAction::Create(_) => writeln!(
            streams.stdout,
            "{name}: {after} known findings. They no longer count; whatever comes on top of them does. Commit the file."
        )?,
        BaselineAction::Update(_) => writeln!(streams.stdout, "{name}: {after} known findings, {before} before")?,
        BaselineAction::Prune(_) => writeln!(
            streams.stdout,
            "{name}: {after} known findings, {gone} gone and taken out"
        )?,
    }
    Ok(Exit::Clean)
}

/// What there is now.
#[derive(Default)]
struct Seen {
    folder: PathBuf,
    here: PathBuf,
    /// Files that were looked at, and folders that were passed over whole.
    files: BTreeSet<String>,
    /// Posts with findings, each once however often its file is named: file, id, record.
    posts: BTreeSet<(String, String, usize)>,
    entries: Vec<Entry>,
}

impl Seen {
    fn file(&self, source: &str) -> String {
        scope::from(&self.folder, &self.here, source)
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) {
        let file = self.file(&post.origin.source);
        self.files.insert(file_of(&file).to_owned());
        let known = (file.clone(), post.id.clone(), post.origin.record);
        if findings.is_empty() || !self.posts.insert(known) {
            return;
        }
        let counts = findings
            .iter()
            .filter(|finding| finding.excuse.is_none() && finding.rule.pack != notice::PACK);
        self.entries.extend(counts.map(|finding| Entry {
            file: file.clone(),
            rule: finding.rule.id.clone(),
            fingerprint: finding.fingerprint.clone(),
            severity: Some(finding.severity),
            confidence: Some(finding.confidence),
        }));
    }
}

/// What was passed over: of an empty draft nothing is left to know.
#[derive(Default)]
struct Passed(BTreeSet<String>);

impl Listener for Passed {
    fn warning(&mut self, _: &Warning) {}
    fn progress(&mut self, _: u64) {}
    fn skipped(&mut self, skipped: &Skipped) {
        self.0.insert(skipped.source.clone());
    }
}

fn look(rules: &rules::Rules, paths: &[PathBuf], bulk: bool, seen: &mut Seen) -> Result<Vec<Refusal>> {
    let assumed = rules.project.facts();
    let reading = ReadOptions {
        reading: if bulk { Reading::Bulk } else { Reading::Drafts },
        ..ReadOptions::default()
    };
    let job = Job {
        engine: &rules.engine,
        policy: &rules.policy,
        given: &crate::post::Meta::default(),
        assumed: &assumed,
        reading: &reading,
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
        redaction: &Redaction::default(),
        done: 0,
    };
    let mut tally = Tally::default();
    let mut settler = rules.policy.settler();
    let inputs = paths.iter().map(|path| Input::Path(path.clone()));
    let collect = Collector(|post: &Post, findings: &[Finding]| seen.post(post, findings));
    let mut writers: Vec<Box<dyn Writer + '_>> = vec![Box::new(collect)];
    let mut passed = Passed::default();
    let mut watch = Watch::default();
    lint::run(
        &job,
        inputs,
        &mut settler,
        &mut writers,
        &mut watch,
        &mut tally,
        &mut passed,
    )?;
    drop(writers);
    for source in passed.0 {
        let file = seen.file(file_of(&source));
        seen.files.insert(file);
    }
    Ok(tally.refusals)
}

/// The entries that stay: of files that were read those found again, of others those whose file is still there; and those of rules
/// that do not speak in this run. With `adds` also what is new.
fn settled(old: &[Entry], seen: &Seen, policy: &Policy, adds: bool) -> Vec<Entry> {
    let there = |entry: &Entry| project::is_there(&seen.folder, &entry.file);
    let mut open: HashMap<(&str, &str), Vec<&Entry>> = HashMap::new();
    for entry in old {
        open.entry((&entry.rule, &entry.fingerprint)).or_default().push(entry);
    }
    let mut kept = Vec::new();
    // Of two alike in one file both must be found again.
    for entry in &seen.entries {
        let alike = open.entry((&entry.rule, &entry.fingerprint)).or_default();
        let known = alike.iter().position(|known| known.file == entry.file);
        let known = known.or_else(|| alike.iter().position(|known| !there(known)));
        if let Some(at) = known {
            alike.remove(at);
        }
        if known.is_some() || adds {
            kept.push(entry.clone());
        }
    }
    let stays = |entry: &&Entry| {
        let unread = !scope::among(&seen.files, &entry.file) && there(entry);
        unread || policy.is_mute(&entry.rule)
    };
    kept.extend(open.into_values().flatten().filter(stays).cloned());
    kept
}
