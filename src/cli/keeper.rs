//! Keeps the file of `--resume` while a scan goes on.

use super::inputs;
use super::outputs::{Output, Target};
use super::report_file::{Sink, partial};
use crate::lint::Tally;
use crate::policy::{Memory, Settler};
use crate::render::Format;
use crate::resume::Checkpoint;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Between two checkpoints, at least: what a killed run has to do again.
const PAUSE: Duration = Duration::from_secs(1);

/// So many times what a checkpoint takes goes by until the next: a long run does not spend itself on them.
const SHARE: u32 = 20;

/// The checkpoints of a run.
pub struct Keeper {
    path: PathBuf,
    now: Checkpoint,
    sinks: Vec<Sink>,
    /// When the next checkpoint is due; at once in the beginning.
    due: Option<Instant>,
}

impl Keeper {
    /// Begins, or finds how far an earlier run of the same command came. `asked` is everything that decides what is written.
    ///
    /// # Errors
    /// Where the file belongs to another run, an input has changed, or a report cannot be gone on with.
    pub fn open(path: &Path, asked: &[u8], inputs: &[PathBuf], outputs: &[Output]) -> Result<Keeper> {
        fitting(inputs, outputs)?;
        let mut files = Vec::new();
        for input in inputs {
            files.extend(inputs::files(input).with_context(|| format!("{}: cannot be read", input.display()))?);
        }
        // A report under way may lie beside its inputs.
        files.retain(|file| file.extension().is_none_or(|suffix| suffix != "partial"));
        let begun = Checkpoint::begin(asked, &files).with_context(|| path.display().to_string())?;
        let earlier = begun.earlier(path).with_context(|| path.display().to_string())?;
        Ok(Keeper {
            path: path.to_path_buf(),
            now: earlier.unwrap_or(begun),
            sinks: Vec::new(),
            due: None,
        })
    }

    /// Events that are done.
    pub fn done(&self) -> u64 {
        self.now.events
    }

    /// Bytes of each report to keep; empty at the beginning.
    pub fn reports(&self) -> &[u64] {
        &self.now.reports
    }

    /// What the settler of the group that was under way remembered.
    pub fn memory(&self) -> Memory {
        self.now.memory.clone()
    }

    /// The totals so far.
    pub fn tally(&self) -> Tally {
        self.now.tally()
    }

    /// True where an earlier run did everything but the last renaming; that is done here.
    ///
    /// # Errors
    /// Where a report cannot take its name.
    pub fn ends_finished(&self, outputs: &[Output]) -> Result<bool> {
        if !self.now.finished {
            return Ok(false);
        }
        for path in outputs.iter().filter_map(|output| output.path.as_deref()) {
            match fs::rename(partial(path), path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_file() => {}
                done => done.with_context(|| format!("{}: cannot be written", path.display()))?,
            }
        }
        self.forget()?;
        Ok(true)
    }

    /// Watches these reports.
    pub fn watch(&mut self, sinks: Vec<Sink>) {
        self.sinks = sinks;
    }

    /// Writes a checkpoint, unless one was written a moment ago and the run goes on.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep_up(&mut self, tally: &Tally, settler: &Settler<'_>) -> io::Result<()> {
        let is_early = self.due.is_some_and(|due| Instant::now() < due);
        if is_early && !tally.summary.stopped {
            return Ok(());
        }
        self.now.memory = settler.memory();
        self.keep(tally, false)
    }

    /// Writes a checkpoint now. `finished`: everything is done.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep(&mut self, tally: &Tally, finished: bool) -> io::Result<()> {
        // Stopped before it came where the earlier run was: that one's word stands.
        if tally.events < self.now.events {
            return Ok(());
        }
        let begun = Instant::now();
        let reports = self
            .sinks
            .iter_mut()
            .map(Sink::settle)
            .collect::<io::Result<Vec<u64>>>()?;
        self.now.note(tally, reports);
        self.now.finished = finished;
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display()));
        self.now.save(&self.path).map_err(named)?;
        self.due = Some(Instant::now() + PAUSE.max(begun.elapsed() * SHARE));
        Ok(())
    }

    /// Takes the file away: the run is done.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget(&self) -> Result<()> {
        fs::remove_file(&self.path).with_context(|| format!("{}: cannot be deleted", self.path.display()))
    }

    /// The file, as users named it.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// A run can be gone on with where its inputs can be read again and its reports be cut.
fn fitting(inputs: &[PathBuf], outputs: &[Output]) -> Result<()> {
    if inputs.iter().any(|input| input.as_os_str() == "-") {
        bail!("--resume: standard input cannot be read again; save it to a file");
    }
    for output in outputs {
        if output.path.is_none() {
            bail!("--resume: standard output cannot be gone on with; name a file with --output");
        }
        if !matches!(output.target, Target::Format(Format::Jsonl | Format::Csv)) {
            bail!(
                "--resume: only jsonl and csv reports can be gone on with, and `{}` cannot",
                output.target
            );
        }
    }
    Ok(())
}
