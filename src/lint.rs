//! The only composer: inputs are read, posts scanned on all cores, findings settled, counted and written in input order.
//!
//! Memory is that of one batch of posts and what was found in it, whatever the size of the input.

use crate::compare::Earlier;
use crate::crew::Crew;
use crate::engine::scan::{Engine, Sign};
use crate::finding::{Finding, Refusal, Summary};
use crate::fix;
use crate::over::{Naming, Note, Ripe, Watch};
use crate::policy::{Policy, Settler};
use crate::post::{Meta, Post};
use crate::redact::Redaction;
use crate::render::Writer;
use crate::source::{self, Event, Input, ReadOptions, Skipped, Warning};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::ControlFlow;

/// Posts that are read before findings are written.
const BATCH_POSTS: usize = 128;

/// Bytes of text in a batch: large posts make small batches.
const BATCH_BYTES: usize = 1 << 20;

/// Records that could not be read and are named; further ones are counted, so that a file of nothing else costs no memory.
const MOST_NAMED: usize = 100_000;

/// How a stretch of inputs is checked.
pub struct Job<'j> {
    /// The rules.
    pub engine: &'j Engine,
    /// What is shown.
    pub policy: &'j Policy,
    /// Facts stronger than the post's own (the command line).
    pub given: &'j Meta,
    /// Facts weaker than the post's own (the configuration).
    pub assumed: &'j Meta,
    /// How to read.
    pub reading: &'j ReadOptions,
    /// Worker threads, at least one.
    pub threads: usize,
    /// What is taken out of reports.
    pub redaction: &'j Redaction,
    /// Events of the source, from the first input of the run on, that an earlier part of this run has seen already.
    pub done: u64,
}

/// What is known of a post: the command line first, then the post itself, then the project.
pub fn facts(post: &Post, given: &Meta, policy: &Policy, assumed: &Meta) -> Meta {
    let stated = given.clone().or(&post.meta);
    let special = policy.facts(post, &stated.clone().or(assumed));
    stated.or(&special).or(assumed)
}

/// What a run gathers besides what it writes.
#[derive(Debug, Default)]
pub struct Tally {
    /// The totals.
    pub summary: Summary,
    /// What could not be read.
    pub refusals: Vec<Refusal>,
    /// True where something shown makes the run fail.
    pub fails: bool,
    /// True where an input as a whole could not be read.
    pub failed: bool,
    /// Events of the source so far; the reading of the same inputs brings the same ones in the same order.
    pub events: u64,
    /// What an earlier run found, where one is compared with.
    pub earlier: Option<Earlier>,
    /// Groups of inputs that are done, to the last word about them.
    pub closed: usize,
    /// What was noted of posts for rules over the archive, by event, where the run may be gone on with.
    pub notes: Option<BTreeMap<u64, Note>>,
}

/// Notes that are kept for going on after a stop, at most: some megabytes.
pub const MOST_NOTES: usize = 50_000;

/// Who hears of progress and doubts while a run goes on.
pub trait Listener {
    /// A doubt about an input.
    fn warning(&mut self, warning: &Warning);
    /// Something was passed over.
    fn skipped(&mut self, _: &Skipped) {}
    /// So many records have been read.
    fn progress(&mut self, read: u64);
    /// True where the run is to end now, with what is done.
    fn stops(&self) -> bool {
        false
    }
    /// True for one that wants to hear of [`Listener::written`]: then everything is written before more is read.
    fn keeps_up(&self) -> bool {
        false
    }
    /// Everything up to `tally.events` is with the writers, and `settler` remembers it.
    ///
    /// # Errors
    /// Where that cannot be written down; the run ends.
    fn written(&mut self, _tally: &Tally, _settler: &Settler<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Checks the inputs of a job. Findings go to the writers as they come; `watch` hears every post, those of an earlier part of
/// this run too.
///
/// # Errors
/// Only where a writer cannot write.
pub fn run<'i>(
    job: &Job,
    inputs: impl IntoIterator<Item = Input<'i>>,
    settler: &mut Settler<'_>,
    writers: &mut [Box<dyn Writer + '_>],
    watch: &mut Watch<'_>,
    tally: &mut Tally,
    listener: &mut dyn Listener,
) -> io::Result<()> {
    let over = watch.over().to_vec();
    let one = |(_, post): &(u64, Post)| job.engine.scan_over(post, &over);
    let crew = Crew::new(job.threads, &one);
    std::thread::scope(|scope| {
        let _end = crew.until_end();
        let (mut posts, mut bytes) = (0, 0);
        let mut outcome = Ok(());
        let _ended_early = source::read(inputs, job.reading, &mut |event| {
            tally.events += 1;
            if tally.events <= job.done {
                recall(job, event, watch, tally);
                return ControlFlow::Continue(());
            }
            match event {
                Event::Post(mut post) => {
                    post.meta = facts(&post, job.given, job.policy, job.assumed);
                    bytes += post.text.len();
                    posts += 1;
                    crew.give(scope, (tally.events, post));
                    tally.summary.read += 1;
                }
                Event::Refused(refusal) => {
                    tally.summary.read += u64::from(refusal.record.is_some());
                    tally.summary.refused += u64::from(refusal.record.is_some());
                    tally.failed |= refusal.record.is_none();
                    if tally.refusals.len() < MOST_NAMED {
                        tally.refusals.push(job.redaction.refusal(job.engine, refusal));
                    } else {
                        tally.summary.unnamed += 1;
                    }
                }
                Event::Skipped(skipped) => {
                    *tally.summary.skipped.entry(skipped.reason.to_string()).or_default() += 1;
                    settler.looked_at(&skipped.source);
                    listener.skipped(&skipped);
                }
                Event::Warning(warning) => listener.warning(&Warning {
                    source: job.redaction.source(job.engine, &warning.source),
                    text: job.redaction.cause(job.engine, &warning.text, &warning.source),
                    ..warning
                }),
            }
            if posts >= BATCH_POSTS || bytes >= BATCH_BYTES {
                let whole = bytes >= BATCH_BYTES || listener.keeps_up();
                (posts, bytes) = (0, 0);
                listener.progress(tally.summary.read);
                let made = if whole { crew.finish() } else { crew.ready() };
                outcome = flush(job, made, settler, writers, watch, tally);
                if outcome.is_ok() && listener.keeps_up() {
                    outcome = listener.written(tally, settler);
                }
            }
            tally.summary.stopped |= listener.stops();
            if outcome.is_ok() && !tally.summary.stopped {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        outcome?;
        flush(job, crew.finish(), settler, writers, watch, tally)?;
        // Inputs that an earlier part of the run has done are no news.
        if tally.events < job.done {
            return Ok(());
        }
        listener.written(tally, settler)
    })
}

/// A post that an earlier part of this run has checked passes the watch once more.
fn recall(job: &Job, event: Event, watch: &mut Watch<'_>, tally: &Tally) {
    if watch.is_idle() {
        return;
    }
    if let Event::Post(mut post) = event {
        post.meta = facts(&post, job.given, job.policy, job.assumed);
        let unseen = Note::default();
        let note = tally.notes.as_ref().and_then(|notes| notes.get(&tally.events));
        watch.pass(tally.events, &post, note.unwrap_or(&unseen));
        judge(job, watch, false);
    }
}

/// Judges the joined texts that are ready. The rules of several packs join the same ones: each is read once.
fn judge(job: &Job, watch: &mut Watch<'_>, at_end: bool) {
    let ripe = watch.ripe(at_end);
    let mut numbers: HashMap<(&str, &str), usize> = HashMap::new();
    let mut posts: Vec<&Post> = Vec::new();
    let mut of: Vec<usize> = Vec::new();
    for Ripe { post, .. } in &ripe {
        of.push(*numbers.entry((&post.id, &post.text)).or_insert(posts.len()));
        if of.last() == Some(&posts.len()) {
            posts.push(post);
        }
    }
    let scan = |post: &&Post| job.engine.scan(post);
    let crew = Crew::new(job.threads, &scan);
    let found = std::thread::scope(|scope| {
        let _end = crew.until_end();
        posts.into_iter().for_each(|post| crew.give(scope, post));
        crew.finish()
    });
    for (ripe, number) in ripe.iter().zip(of) {
        watch.judged(ripe, &found[number].1);
    }
}

/// What several posts show together, once all were read.
///
/// # Errors
/// Where a writer cannot write.
pub fn close(
    job: &Job,
    mut watch: Watch<'_>,
    settler: &mut Settler<'_>,
    writers: &mut [Box<dyn Writer + '_>],
    tally: &mut Tally,
) -> io::Result<()> {
    judge(job, &mut watch, true);
    let naming = Naming {
        person: &|name| job.redaction.person(job.engine, name),
        post: &|id, author| job.redaction.id(job.engine, id, author),
    };
    let finished = watch.finish(&naming);
    for (outcome, count) in finished.outcomes {
        *tally.summary.outcomes.entry(outcome).or_default() += count;
    }
    tally.summary.unfollowed.extend(finished.unfollowed);
    let is_full = tally.notes.as_ref().is_some_and(|notes| notes.len() >= MOST_NOTES);
    if job.done > 0 && is_full {
        let what = format!(
            "the run was stopped and gone on with; of what was found before, {MOST_NOTES} posts are remembered"
        );
        tally
            .summary
            .unfollowed
            .push(("all rules over the archive".into(), what));
    }
    for (post, was_flagged, findings) in finished.found {
        let findings = settler.settle_over(&post, findings);
        let counts = findings.iter().any(|finding| finding.excuse.is_none());
        tally.summary.flagged += u64::from(counts && !was_flagged);
        write(job, post, findings, Turn::Afterwards, writers, tally)?;
    }
    Ok(())
}

/// What a scan says of a numbered post.
type Scanned = ((u64, Post), (Vec<Finding>, Vec<Sign>));

/// Writes what was found in a batch, in order.
fn flush(
    job: &Job,
    batch: Vec<Scanned>,
    settler: &mut Settler<'_>,
    writers: &mut [Box<dyn Writer + '_>],
    watch: &mut Watch<'_>,
    tally: &mut Tally,
) -> io::Result<()> {
    for ((number, post), (findings, signs)) in batch {
        let heard = if watch.is_idle() { Vec::new() } else { findings.clone() };
        let mut findings = settler.settle(&post, findings);
        let note = watch.note(&heard, &findings, &signs);
        watch.pass(number, &post, &note);
        if let Some(notes) = tally.notes.as_mut().filter(|notes| notes.len() < MOST_NOTES)
            && !note.is_empty()
            && !watch.is_idle()
        {
            notes.insert(number, note);
        }
        fix::offer(&post, &mut findings);
        tally.summary.checked += 1;
        tally.summary.flagged += u64::from(findings.iter().any(|finding| finding.excuse.is_none()));
        write(job, post, findings, Turn::InOrder, writers, tally)?;
    }
    judge(job, watch, false);
    Ok(())
}

/// When findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// With their post, in the order of the input.
    InOrder,
    /// Once everything was read.
    Afterwards,
}

/// Counts and writes the settled findings of a post, those shown first; without what is to be taken out of reports.
///
/// # Errors
/// Where a writer cannot write.
pub fn write(
    job: &Job,
    post: Post,
    findings: Vec<Finding>,
    turn: Turn,
    writers: &mut [Box<dyn Writer + '_>],
    tally: &mut Tally,
) -> io::Result<()> {
    let (post, mut findings) = job.redaction.apply(job.engine, post, findings);
    let shown = findings.iter().take_while(|finding| finding.is_shown()).count();
    // The report of an earlier run holds what was shown.
    if let Some(earlier) = &mut tally.earlier {
        earlier.mark(&post, &mut findings[..shown]);
    }
    let summary = &mut tally.summary;
    for finding in &findings {
        if let Some(excuse) = &finding.excuse {
            *summary.excused.entry(excuse.word()).or_default() += 1;
            continue;
        }
        *summary.by_severity.entry(finding.severity.word()).or_default() += 1;
        *summary.by_pack.entry(finding.rule.pack.clone()).or_default() += 1;
        *summary.by_rule.entry(finding.rule.id.clone()).or_default() += 1;
        tally.fails |= job.policy.fail_on.fails(finding.severity);
    }
    for writer in writers.iter_mut() {
        let all = writer.takes_excused();
        let findings = if all { &findings[..] } else { &findings[..shown] };
        match turn {
            Turn::InOrder => writer.post(&post, findings)?,
            Turn::Afterwards => writer.afterwards(&post, findings)?,
        }
    }
    Ok(())
}
