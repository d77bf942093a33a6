//! In: how far a run is. Out: a file from which it goes on after it was killed. Never: the words of posts.
//!
//! The file says what was asked for, which inputs there were, how many events of the source are done, how long each report
//! was then, the totals so far, and what was noted of posts for rules over the archive. Reading the same inputs brings the same events in the same order, so that those done are
//! passed over without being checked again, whatever the format of the inputs.

use crate::finding::{Excuse, Refusal, Summary};
use crate::hash;
use crate::lint::Tally;
use crate::over::Note;
use crate::pack::over::Outcome;
use crate::policy::Memory;
use crate::render::json::Totals;
use crate::rule::Severity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// Version of the file.
const VERSION: u32 = 4;

/// Bytes at the head of an input that are looked at, to know it again.
const HEAD: u64 = 1 << 16;

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    version: u32,
    /// Hash of what was asked for: options, rules, configuration.
    asked: String,
    /// The inputs, as they were.
    inputs: Vec<InputState>,
    /// Events of the source that are done.
    pub events: u64,
    /// What the settler of the group under way remembers of its inputs that are done.
    pub memory: Memory,
    /// Bytes of each report that belong to them.
    pub reports: Vec<u64>,
    /// True where nothing is left to do but to give the reports their names.
    pub finished: bool,
    totals: Totals,
    fails: bool,
    failed: bool,
    /// Groups of inputs that are done to the last word.
    #[serde(default)]
    closed: usize,
    /// What rules over the archive go on with, by event.
    #[serde(default)]
    notes: BTreeMap<u64, Note>,
}

/// An input, as far as it can be known again without reading it whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct InputState {
    path: String,
    bytes: u64,
    /// When it was last written to, since 1970.
    written: Option<Duration>,
    head: String,
}

/// Why a run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// The file cannot be read or written.
    #[error("{0}")]
    File(#[from] io::Error),
    /// It is something else.
    #[error("is no resume file of this version of postlint ({0}); delete it to begin anew")]
    Unreadable(String),
    /// The command line, the rules or the configuration are others now.
    #[error(
        "belongs to a run with other options, rules or configuration; run that command, or delete the file to begin anew"
    )]
    OtherRun,
    /// An input is another now.
    #[error("`{0}` has changed since the run began; delete the resume file to begin anew")]
    Changed(String),
}

impl Checkpoint {
    /// The beginning of a run over these files. `asked` is everything that decides what the run writes.
    ///
    /// # Errors
    /// Where an input cannot be looked at.
    pub fn begin(asked: &[u8], files: &[PathBuf]) -> Result<Checkpoint, ResumeError> {
        let states = files
            .iter()
            .map(|file| InputState::of(file))
            .collect::<io::Result<Vec<_>>>()?;
        Ok(Checkpoint {
            version: VERSION,
            asked: hash::sha256(asked),
            inputs: states,
            events: 0,
            memory: Memory::default(),
            reports: Vec::new(),
            finished: false,
            totals: Totals::new(&Summary::default(), &[]),
            fails: false,
            failed: false,
            closed: 0,
            notes: BTreeMap::new(),
        })
    }

    /// How far the run of `self` came before, by the file at `path`; `None` where there is none.
    ///
    /// # Errors
    /// Where the file belongs to another run, or an input has changed.
    pub fn earlier(&self, path: &Path) -> Result<Option<Checkpoint>, ResumeError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let found: Checkpoint =
            serde_json::from_slice(&bytes).map_err(|error| ResumeError::Unreadable(error.to_string()))?;
        if found.version != VERSION {
            return Err(ResumeError::Unreadable(format!("version {}", found.version)));
        }
        if found.asked != self.asked {
            return Err(ResumeError::OtherRun);
        }
        if found.inputs != self.inputs {
            let other = |state: &&InputState| !self.inputs.contains(state);
            let changed = found.inputs.iter().find(other).or(self.inputs.first());
            return Err(ResumeError::Changed(
                changed.map_or(String::new(), |state| state.path.clone()),
            ));
        }
        Ok(Some(found))
    }

    /// Notes how far the run is now.
    pub fn note(&mut self, tally: &Tally, reports: Vec<u64>) {
        self.events = tally.events;
        self.reports = reports;
        self.totals = Totals::new(&tally.summary, &tally.refusals);
        self.totals.stopped = false;
        (self.fails, self.failed) = (tally.fails, tally.failed);
        self.notes = tally.notes.clone().unwrap_or_default();
        self.closed = tally.closed;
    }

    /// The tally at this point. Its events begin anew: the source is read from the start.
    pub fn tally(&self) -> Tally {
        let totals = &self.totals;
        let by_severity = Severity::ALL.iter().filter_map(|severity| {
            let count = *totals.findings.severity.get(severity.word())?;
            (count > 0).then_some((severity.word(), count))
        });
        Tally {
            summary: Summary {
                read: totals.read,
                checked: totals.checked,
                refused: totals.refused,
                unnamed: totals.unnamed,
                skipped: totals.skipped.clone(),
                by_severity: by_severity.collect(),
                by_pack: totals.findings.pack.clone(),
                by_rule: totals.findings.rule.clone(),
                excused: Excuse::WORDS
                    .iter()
                    .filter_map(|word| Some((*word, *totals.excused.get(*word)?)))
                    .collect(),
                flagged: totals.flagged,
                outcomes: Outcome::ALL
                    .iter()
                    .filter_map(|outcome| Some((outcome.word(), *totals.outcomes.get(outcome.word())?)))
                    .collect(),
                unfollowed: totals
                    .unfollowed
                    .iter()
                    .map(|one| (one.rule.clone(), one.why.clone()))
                    .collect(),
                ..Summary::default()
            },
            refusals: totals
                .refusals
                .iter()
                .map(|refusal| Refusal {
                    source: refusal.source.clone(),
                    record: refusal.record,
                    line: refusal.line,
                    column: refusal.column,
                    cause: refusal.cause.clone(),
                })
                .collect(),
            fails: self.fails,
            failed: self.failed,
            notes: Some(self.notes.clone()),
            closed: self.closed,
            ..Tally::default()
        }
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// Those of the disk. The file of before stays then.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::Builder::new()
            .prefix(".postlint-")
            .suffix(".tmp")
            .tempfile_in(folder.unwrap_or(Path::new(".")))?;
        let mut out = BufWriter::new(&mut file);
        serde_json::to_writer(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()?;
        drop(out);
        file.as_file().sync_data()?;
        file.persist(path).map(drop).map_err(|error| error.error)
    }
}

impl InputState {
    fn of(path: &Path) -> io::Result<InputState> {
        let meta = fs::metadata(path)?;
        let mut head = Vec::new();
        if meta.is_file()
            && let Ok(file) = File::open(path)
        {
            file.take(HEAD).read_to_end(&mut head)?;
        }
        Ok(InputState {
            path: path.to_string_lossy().into_owned(),
            bytes: meta.len(),
            written: meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()),
            head: hash::sha256(&head),
        })
    }
}
