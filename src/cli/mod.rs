//! In: the command line and the standard streams. Out: an exit status. Never: judging, folding, formats of its own.

pub mod args;
mod baseline;
mod before;
mod bundle;
mod changes;
mod check;
mod collect;
mod config;
mod corpus;
mod exit;
mod explain;
mod fix;
mod init;
mod inputs;
mod interrupt;
mod keeper;
mod kept;
mod outputs;
mod packs;
pub mod packs_args;
mod plan;
mod progress;
mod project;
mod report_file;
mod rules;
mod scan;
mod shell;
mod text_file;
mod trace;

pub use exit::Exit;

use crate::rule::Lang;
use anyhow::Context;
use args::{Cli, ColorWhen, Command};
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};

/// The world outside, as values.
pub struct Streams<'s> {
    /// Standard input.
    pub stdin: Box<dyn Read + 's>,
    /// Standard output.
    pub stdout: Box<dyn Write + 's>,
    /// Standard error.
    pub stderr: Box<dyn Write + 's>,
    /// Standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Standard input is a terminal.
    pub stdin_is_terminal: bool,
}

impl Streams<'_> {
    /// Those of this process.
    pub fn process() -> Streams<'static> {
        Streams {
            stdin: Box::new(io::stdin()),
            stdout: Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout())),
            stderr: Box::new(Heedless(io::stderr())),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            stdin_is_terminal: io::stdin().is_terminal(),
        }
    }
}

/// A stream whose end is nobody's trouble: what cannot be said on standard error ends no run, and changes no exit status.
struct Heedless<W>(W);

impl<W: Write> Write for Heedless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(self.0.write(bytes).unwrap_or(bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

/// Runs the program.
pub fn main(args: impl IntoIterator<Item = OsString>, streams: &mut Streams) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let ok = !error.use_stderr();
            let _ = if ok {
                write!(streams.stdout, "{error}")
            } else {
                write!(streams.stderr, "{error}")
            };
            let _ = streams.stdout.flush();
            return if ok { Exit::Clean } else { Exit::Trouble };
        }
    };
    let outcome = match cli.command {
        Command::Check(args) => check::check(&args, streams),
        Command::Scan(args) => scan::scan(&args, streams),
        Command::Fix(args) => fix::fix(&args, streams),
        Command::Baseline(args) => baseline::baseline(&args, streams),
        Command::Explain(args) => explain::explain(&args, streams),
        Command::Trace(args) => trace::trace(&args, streams),
        Command::Packs(args) => packs::packs(&args, streams),
        Command::Config(args) => config::config(&args, streams),
        Command::Completions(args) => shell::completions(&args, streams),
        Command::Man(args) => shell::man(&args, streams),
        Command::Init(args) => init::init(&args, streams),
    };
    let outcome = outcome.and_then(|exit| match streams.stdout.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        // All the work was done.
        _ => Ok(exit),
    });
    match outcome {
        Ok(exit) => exit,
        Err(error) if is_closed_pipe(&error) => Exit::Clean,
        Err(error) => {
            let _ = streams.stdout.flush();
            let _ = writeln!(
                streams.stderr,
                "postlint: {}",
                crate::render::terminal_lines(&format!("{error:#}"))
            );
            Exit::Trouble
        }
    }
}

/// A reader that went away (`| head`) is no error. Where posts were not checked for that, their command says so itself.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Whether to colour what goes to standard output.
fn colors(when: ColorWhen, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if set("NO_COLOR") => false,
        ColorWhen::Auto => {
            terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
                || std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0")
        }
    }
}

/// The language of messages: named, configured, or that of the locale.
fn language(named: Option<Lang>, configured: Option<Lang>) -> Lang {
    let from_locale = || {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))?;
        [Lang::Ur, Lang::Hi, Lang::Gu]
            .into_iter()
            .find(|lang| locale.starts_with(lang.word()))
    };
    named.or(configured).or_else(from_locale).unwrap_or(Lang::En)
}
