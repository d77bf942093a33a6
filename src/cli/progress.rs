//! Warnings and progress on standard error, and what else a run is asked while it goes on.

use super::inputs;
use super::interrupt::Interrupt;
use super::keeper::Keeper;
use crate::lint::{Listener, Tally};
use crate::policy::Settler;
use crate::policy::project::Project;
use crate::render;
use crate::source::{self, Meter, Skipped, Warning};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Between two lines of progress.
const PAUSE: Duration = Duration::from_millis(200);

/// Before a rate says anything of the rest.
const SETTLED: Duration = Duration::from_secs(2);

/// Warnings and progress on standard error.
pub struct Console<'c> {
    pub stderr: &'c mut (dyn Write + 'c),
    quiet: bool,
    /// How often `-v` was said.
    verbose: u8,
    /// `None` where no progress is shown.
    progress: Option<Progress>,
    /// Whether somebody asked the run to end.
    pub interrupt: Interrupt,
    /// Keeps the file of `--resume`.
    pub keeper: Option<Keeper>,
}

/// How far a run is.
struct Progress {
    started: Instant,
    said: Option<Instant>,
    /// Bytes of all inputs; 0 where they are not known.
    total: u64,
    /// Bytes read so far.
    read: Meter,
}

impl<'c> Console<'c> {
    /// Without progress.
    pub fn new(stderr: &'c mut (dyn Write + 'c), quiet: bool, verbose: u8) -> Console<'c> {
        Console {
            stderr,
            quiet,
            verbose: if quiet { 0 } else { verbose },
            progress: None,
            interrupt: Interrupt::default(),
            keeper: None,
        }
    }

    /// Shows progress: `read` counts the bytes read so far, of `total`.
    pub fn show_progress(&mut self, total: u64, read: Meter) {
        self.progress = Some(Progress {
            started: Instant::now(),
            said: None,
            total,
            read,
        });
    }

    /// Says by which settings and packs the next inputs are checked, where that was asked for.
    pub fn settings(&mut self, project: &Project, packs: &[String]) {
        if self.verbose > 1 {
            self.clear();
            let files: Vec<String> = project.files().map(|file| source::name(&file)).collect();
            let files = if files.is_empty() {
                "none".to_owned()
            } else {
                files.join(", ")
            };
            let line = format!("settings: {files}; packs: {}", packs.join(", "));
            let _ = writeln!(self.stderr, "{}", render::terminal(&line));
        }
    }

    /// Takes the line of progress away.
    pub fn clear(&mut self) {
        if self
            .progress
            .as_mut()
            .and_then(|progress| progress.said.take())
            .is_some()
        {
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

    fn skipped(&mut self, skipped: &Skipped) {
        if self.verbose > 0 {
            self.clear();
            let record = skipped.record.map(|record| format!("#{record}")).unwrap_or_default();
            let source = render::terminal(&skipped.source);
            let _ = writeln!(self.stderr, "skipped: {source}{record}: {}", skipped.reason);
        }
    }

    fn progress(&mut self, read: u64) {
        let Some(progress) = &mut self.progress else { return };
        if progress.said.is_some_and(|said| said.elapsed() < PAUSE) {
            return;
        }
        progress.said = Some(Instant::now());
        let line = line(read, progress.read.bytes(), progress.total, progress.started.elapsed());
        let _ = write!(self.stderr, "\r\x1b[K{line}");
        let _ = self.stderr.flush();
    }

    fn stops(&self) -> bool {
        self.interrupt.asked()
    }

    fn keeps_up(&self) -> bool {
        self.keeper.is_some()
    }

    fn written(&mut self, tally: &Tally, settler: &Settler<'_>) -> io::Result<()> {
        self.keeper
            .as_mut()
            .map_or(Ok(()), |keeper| keeper.keep_up(tally, settler))
    }
}

/// `12345 posts, 3200 a second, 41 % of 1.2 GB, 3 min left`
fn line(posts: u64, read: u64, total: u64, passed: Duration) -> String {
    let rate = posts as f64 / passed.as_secs_f64().max(0.001);
    let mut line = format!("{posts} posts, {rate:.0} a second");
    if total == 0 || read == 0 {
        return line;
    }
    // A file may be read twice, or grow while it is read.
    let share = (read as f64 / total as f64).min(1.0);
    line.push_str(&format!(", {:.0} % of {}", share * 100.0, size(total)));
    if passed >= SETTLED {
        let left = passed.mul_f64((1.0 - share) / share.max(1e-9));
        line.push_str(&format!(", {} left", span(left)));
    }
    line
}

fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(value < 9.95);
    format!("{value:.digits$} {}", UNITS[unit])
}

fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => format!("{seconds} s"),
        seconds @ 90..5400 => format!("{} min", (seconds + 30) / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Bytes of the files under `inputs`; 0 where one of them is a stream, so that nothing is promised.
pub fn bytes(inputs: &[PathBuf]) -> u64 {
    if inputs.iter().any(|input| input.as_os_str() == "-") {
        return 0;
    }
    let files = inputs.iter().flat_map(|input| inputs::files(input).unwrap_or_default());
    files
        .filter_map(|file| std::fs::metadata(file).ok())
        .map(|meta| meta.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_rate_share_and_time_left() {
        assert_eq!(line(10, 0, 0, Duration::from_secs(1)), "10 posts, 10 a second");
        assert_eq!(
            line(5000, 250, 1000, Duration::from_secs(10)),
            "5000 posts, 500 a second, 25 % of 1.0 kB, 30 s left"
        );
        assert_eq!(
            line(5000, 3_000_000_000, 9_960_000_000, Duration::from_secs(60)),
            "5000 posts, 83 a second, 30 % of 10 GB, 2 min left"
        );
        assert_eq!(
            (size(999_600), span(Duration::from_secs(7300))),
            ("1.0 MB".into(), "2 h 1 min".into())
        );
    }
}
