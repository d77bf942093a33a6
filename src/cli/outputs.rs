//! Which reports a run writes, and where.

use super::args::Shared;
use super::bundle::{Bundle, Circumstances};
use super::report_file::{ReportFile, Sink, Stdout};
use crate::render::{self, Format, RenderOptions, Writer};
use crate::source::Reading;
use anyhow::{Context, Result, bail};
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A report of this format.
    Format(Format),
    /// An archive of a page, findings and what they rest on.
    Bundle,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Format(format) => format.fmt(f),
            Target::Bundle => f.pad("bundle"),
        }
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Target, String> {
        match text.trim() {
            "bundle" => Ok(Target::Bundle),
            format => format.parse().map(Target::Format),
        }
    }
}

/// One report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What it is.
    pub target: Target,
    /// Its file; `None` is standard output.
    pub path: Option<PathBuf>,
}

/// The reports that the options name. A table of totals, where it is asked for, goes to standard output beside the files.
pub fn named(shared: &Shared, statistics: bool) -> Result<Vec<Output>> {
    let mut out: Vec<Output> = Vec::new();
    let mut format = shared.format;
    for output in &shared.output {
        let (target, path) = match output
            .split_once('=')
            .map(|(target, file)| (target, target.parse::<Target>(), file))
        {
            Some((_, Ok(target), "-" | "")) => (target, None),
            Some((_, Ok(target), file)) => (target, Some(PathBuf::from(file))),
            Some((word, Err(unknown), _)) if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                bail!("--output {output}: {unknown}; a file of that name is written as ./{output}")
            }
            _ => match output.parse::<Target>() {
                Ok(target) => (target, None),
                Err(_) => (
                    Target::Format(format.take().or(shared.format).unwrap_or_default()),
                    Some(PathBuf::from(output)),
                ),
            },
        };
        if target == Target::Bundle && path.is_none() {
            bail!("a bundle is a file: write --output bundle=FILE.zip");
        }
        let place = |path: &Option<PathBuf>| {
            path.as_deref()
                .map(|path| real(path).unwrap_or_else(|| path.to_owned()))
        };
        if out.iter().any(|known| place(&known.path) == place(&path)) {
            match path {
                Some(path) => bail!("{}: two reports cannot go to one file", path.display()),
                None => bail!("only one report can go to standard output; write the others to files"),
            }
        }
        out.push(Output { target, path });
    }
    if out.is_empty() {
        out.push(Output {
            target: Target::Format(shared.format.unwrap_or_default()),
            path: None,
        });
    } else if let Some(unused) = format {
        bail!("--format and --output FORMAT=FILE say two things; write --output {unused}=- for standard output");
    }
    let human = Target::Format(Format::Human);
    if statistics && !out.iter().any(|output| output.target == human) {
        if let Some(Output { target, .. }) = out.iter().find(|output| output.path.is_none()) {
            bail!("--statistics is a table for people; write the other report to a file: --output {target}=FILE");
        }
        out.push(Output {
            target: human,
            path: None,
        });
    }
    Ok(out)
}

/// Refuses a file that is written and read in the same run: it is an input, or lies in a folder where files like it are read.
pub fn apart_from<'p>(written: impl IntoIterator<Item = &'p Path>, inputs: &[PathBuf], reading: Reading) -> Result<()> {
    for path in written {
        let Some(report) = real(path) else { continue };
        for input in inputs.iter().filter(|input| input.as_os_str() != "-") {
            let Ok(read) = std::fs::canonicalize(input) else {
                continue;
            };
            if report == read {
                bail!(
                    "{}: is read in this run, and would be lost; write to another file",
                    path.display()
                );
            }
            if read.is_dir() && report.starts_with(&read) && is_read_in_folders(&report, reading) {
                bail!(
                    "{}: lies in {}, whose files of this kind are read; write it elsewhere",
                    path.display(),
                    input.display()
                );
            }
        }
    }
    Ok(())
}

/// Where a file is or will be, links followed.
pub fn real(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok().or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    })
}

/// True where a file of that suffix in a folder may be taken for an input: the drafts of `check`, and for `scan` everything but
/// the formats that are reports only.
fn is_read_in_folders(path: &Path, reading: Reading) -> bool {
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase());
    match (suffix.as_deref(), reading) {
        (None | Some("txt" | "md" | "markdown" | "tweet"), _) => true,
        (Some("html" | "htm" | "sarif" | "xml"), _) => false,
        (Some(_), reading) => reading == Reading::Bulk,
    }
}

/// What reports are opened with, besides their formats.
pub struct Opening<'o> {
    /// How to write.
    pub options: &'o RenderOptions,
    /// Totals on standard output in place of findings.
    pub statistics: bool,
    /// Bytes of each report that stay, where a run goes on; `None` where it is no run to be gone on with.
    pub keep: Option<&'o [u64]>,
    /// What a bundle says besides.
    pub circumstances: Option<Circumstances<'o>>,
}

/// Reports under way.
pub struct Opened<'o> {
    /// One writer for each.
    pub writers: Vec<Box<dyn Writer + 'o>>,
    /// True where standard output tells the records that could not be read.
    pub tells_refusals: bool,
    files: Vec<ReportFile>,
}

impl<'o> Opened<'o> {
    /// Opens `outputs`.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn open(outputs: &[Output], mut opening: Opening<'o>, stdout: &'o mut (dyn Write + 'o)) -> Result<Opened<'o>> {
        let mut opened = Opened {
            writers: Vec::new(),
            tells_refusals: false,
            files: Vec::new(),
        };
        let mut stdout = Some(Stdout::new(stdout, outputs.len() > 1));
        for (index, output) in outputs.iter().enumerate() {
            let writer = match &output.path {
                Some(path) => {
                    let file = match opening.keep {
                        Some(keep) => ReportFile::go_on(path, keep.get(index).copied().unwrap_or(0))?,
                        None => ReportFile::create(path)?,
                    };
                    let sink = file.sink();
                    opened.files.push(file);
                    to_file(output.target, path, sink, &mut opening)?
                }
                None => {
                    let out = stdout.take().context("standard output was given away already")?;
                    opened.on_stdout(output.target, out, &opening)
                }
            };
            opened.writers.push(writer);
        }
        Ok(opened)
    }

    fn on_stdout(&mut self, target: Target, out: Stdout<'o>, opening: &Opening<'o>) -> Box<dyn Writer + 'o> {
        match target {
            Target::Format(Format::Human) if opening.statistics => {
                self.tells_refusals = true;
                Box::new(render::Statistics::new(opening.options, out))
            }
            Target::Format(format) => {
                self.tells_refusals = format.tells_refusals();
                render::writer(format, opening.options, out)
            }
            // `named` asks for the file of a bundle.
            Target::Bundle => render::writer(Format::Json, opening.options, out),
        }
    }

    /// The files that are written to, in the order of the outputs.
    pub fn sinks(&self) -> Vec<Sink> {
        self.files.iter().map(ReportFile::sink).collect()
    }

    /// Gives the files their names, once every writer has ended.
    ///
    /// # Errors
    /// The first file that cannot be written whole.
    pub fn commit(self) -> Result<()> {
        drop(self.writers);
        self.files.into_iter().try_for_each(ReportFile::commit)
    }
}

fn to_file<'o>(target: Target, path: &Path, sink: Sink, opening: &mut Opening<'o>) -> Result<Box<dyn Writer + 'o>> {
    let plain = RenderOptions {
        color: false,
        ..opening.options.clone()
    };
    Ok(match target {
        Target::Format(format) => render::writer(format, &plain, sink),
        Target::Bundle => {
            let circumstances = opening.circumstances.take().context("one bundle a run, please")?;
            Box::new(Bundle::new(path, &plain, sink, circumstances)?)
        }
    })
}
