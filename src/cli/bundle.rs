//! `--output bundle=FILE.zip`: everything an inquiry keeps of a run. The page and the findings; the hashes of inputs, rules and
//! program; the options and the configuration in force. The same inputs, rules, program and options give the same bytes: no
//! times, names in one order, dates of the archive fixed.

use super::inputs;
use super::report_file::Sink;
use crate::finding::{Finding, Refusal, Summary};
use crate::hash;
use crate::pack::error::SourceFile;
use crate::post::Post;
use crate::render::json::{Tool, Totals};
use crate::render::{self, Format, RenderOptions, Writer};
use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// Version of the manifest.
const VERSION: u32 = 1;

/// What a bundle says of its run, besides the reports.
pub struct Circumstances<'c> {
    /// The inputs, to be hashed in the end.
    pub inputs: Vec<PathBuf>,
    /// The name under which the bundle shows an input.
    pub name: Box<dyn Fn(&str) -> String + 'c>,
    /// The options in force.
    pub options: serde_json::Value,
    /// Rule files: lexicons, detectors, packs.
    pub rules: Vec<SourceFile>,
    /// Packs that were checked against.
    pub packs: Vec<String>,
    /// Project files.
    pub configuration: Vec<SourceFile>,
}

/// `manifest.json`
#[derive(Serialize)]
struct Manifest {
    version: u32,
    tool: Tool,
    program: Hashed,
    inputs: Vec<Hashed>,
    packs: Vec<String>,
    rules: Vec<Hashed>,
    options: serde_json::Value,
    configuration: Vec<Configuration>,
    summary: Totals,
    files: Vec<Hashed>,
}

#[derive(Serialize)]
struct Hashed {
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize)]
struct Configuration {
    name: String,
    text: String,
}

/// Writes a bundle.
pub struct Bundle<'b> {
    zip: Entry,
    html: Box<dyn Writer + 'b>,
    jsonl: Box<dyn Writer + 'b>,
    /// The findings, until the page is done: an archive is written one file after another. It has no name in its folder.
    findings: File,
    circumstances: Circumstances<'b>,
}

impl<'b> Bundle<'b> {
    /// Onto `out`, which is or becomes the file at `path`.
    ///
    /// # Errors
    /// Where the folder takes no second file.
    pub fn new(
        path: &Path,
        options: &RenderOptions,
        out: Sink,
        circumstances: Circumstances<'b>,
    ) -> Result<Bundle<'b>> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let cannot = || format!("{}: cannot be written", path.display());
        let findings = tempfile::tempfile_in(folder.unwrap_or(Path::new("."))).with_context(cannot)?;
        let jsonl = Sink::new(path, findings.try_clone().with_context(cannot)?);
        let zip = Entry::new(out);
        Ok(Bundle {
            html: render::writer(Format::Html, options, zip.clone()),
            jsonl: render::writer(Format::Jsonl, options, jsonl),
            zip,
            findings,
            circumstances,
        })
    }
}

impl Writer for Bundle<'_> {
    fn begin(&mut self) -> io::Result<()> {
        self.zip.start("report.html")?;
        self.html.begin()?;
        self.jsonl.begin()
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        self.html.post(post, findings)?;
        self.jsonl.post(post, findings)
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        self.html.end(summary, refusals)?;
        self.jsonl.end(summary, refusals)?;
        let page = self.zip.done("report.html");
        self.zip.start("findings.jsonl")?;
        self.findings.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.findings, &mut self.zip)?;
        let mut files = vec![self.zip.done("findings.jsonl"), page];
        let manifest = self.circumstances.manifest(Totals::new(summary, refusals), &files)?;
        self.zip.start("manifest.json")?;
        serde_json::to_writer_pretty(&mut self.zip, &manifest)?;
        self.zip.write_all(b"\n")?;
        files.insert(1, self.zip.done("manifest.json"));
        self.zip.start("SHA256SUMS")?;
        for file in &files {
            writeln!(self.zip, "{}  {}", file.sha256, file.name)?;
        }
        self.zip.finish()
    }
}

impl Circumstances<'_> {
    fn manifest(&self, summary: Totals, files: &[Hashed]) -> io::Result<Manifest> {
        let mut hashed = Vec::new();
        for input in &self.inputs {
            for file in inputs::files(input)? {
                hashed.push(hash_file(&file, (self.name)(&file.to_string_lossy()))?);
            }
        }
        let mut program = hash_file(&std::env::current_exe()?, String::new())?;
        program.name = env!("CARGO_PKG_NAME").into();
        Ok(Manifest {
            version: VERSION,
            tool: Tool::this(),
            program,
            inputs: hashed,
            packs: self.packs.clone(),
            rules: self
                .rules
                .iter()
                .map(|file| hash_text(&file.path, &file.text))
                .collect(),
            options: self.options.clone(),
            configuration: self
                .configuration
                .iter()
                .map(|file| Configuration {
                    name: (self.name)(&file.path),
                    text: (self.name)(&file.text),
                })
                .collect(),
            summary,
            files: files
                .iter()
                .map(|file| Hashed {
                    name: file.name.clone(),
                    bytes: file.bytes,
                    sha256: file.sha256.clone(),
                })
                .collect(),
        })
    }
}

fn hash_file(path: &Path, name: String) -> io::Result<Hashed> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: cannot be read: {error}", path.display()));
    let mut file = File::open(path).map_err(named)?;
    let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(named)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok(Hashed {
        name,
        bytes,
        sha256: hash::hex(&hasher.finalize()),
    })
}

fn hash_text(name: &str, text: &str) -> Hashed {
    Hashed {
        name: name.to_owned(),
        bytes: text.len() as u64,
        sha256: hash::sha256(text.as_bytes()),
    }
}

/// The file of the archive that is being written. Every clone writes to it.
#[derive(Clone)]
struct Entry(Rc<RefCell<Archive>>);

struct Archive {
    /// `None` once it is finished.
    zip: Option<ZipWriter<StreamWriter<Sink>>>,
    hasher: Sha256,
    bytes: u64,
}

impl Entry {
    fn new(out: Sink) -> Entry {
        Entry(Rc::new(RefCell::new(Archive {
            zip: Some(ZipWriter::new_stream(out)),
            hasher: Sha256::new(),
            bytes: 0,
        })))
    }

    fn start(&self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o600)
            .large_file(true);
        match &mut self.0.borrow_mut().zip {
            Some(zip) => zip.start_file(name, options).map_err(io::Error::from),
            None => Err(io::Error::other("the archive is finished")),
        }
    }

    /// Name, size and hash of the file that was written last.
    fn done(&self, name: &str) -> Hashed {
        let archive = &mut *self.0.borrow_mut();
        Hashed {
            name: name.to_owned(),
            bytes: std::mem::take(&mut archive.bytes),
            sha256: hash::hex(&std::mem::take(&mut archive.hasher).finalize()),
        }
    }

    fn finish(&self) -> io::Result<()> {
        match self.0.borrow_mut().zip.take() {
            Some(zip) => zip.finish().map_err(io::Error::from)?.into_inner().flush(),
            None => Ok(()),
        }
    }
}

impl Write for Entry {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let archive = &mut *self.0.borrow_mut();
        let Some(zip) = &mut archive.zip else {
            return Err(io::Error::other("the archive is finished"));
        };
        let written = zip.write(bytes)?;
        archive.hasher.update(&bytes[..written]);
        archive.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0.borrow_mut().zip {
            Some(zip) => zip.flush(),
            None => Ok(()),
        }
    }
}
