//! In: paths and streams of bytes, in the order named.
//! Out: posts, one at a time, with what was refused, skipped or doubtful on the way.
//! Never: rules, judging, printing; the matched text is never searched for again.
//!
//! # The seam
//! [`read`] pushes [`Event`]s into a function. A push stream was chosen over an iterator because a reader then keeps its state
//! in local variables however deep its format nests, and because nothing is held: memory is that of the largest record. The
//! function says with [`ControlFlow`] whether to go on (a closed pipe ends the reading), and may block (a full channel holds
//! the reader back). Every [`Event::Post`] is one record checked, every [`Event::Refused`] one record refused: `read` of the
//! summary is their sum.
//!
//! A reader of one format is one file with one function `read(Opened, &ReadOptions, &mut Each)` and one line in `Layout`;
//! an archive of several files is a reader that opens its inner files and names them `outer.zip!inner.json`. Several inputs
//! reach [`read`] together, so that an export split over several archives can be joined here.
//!
//! # Spans
//! A draft's text is a slice of its file ([`Place::Verbatim`]). Other texts of a record (title, alt text, poll, hashtags) follow
//! the post's own text, each after one newline, where it does not hold them already: a span that starts behind the own text
//! lies in them, and its line is counted on from the text's last line.
//!
//! [`Place::Verbatim`]: crate::post::Place::Verbatim

mod draft;
mod encoding;
mod error;
mod front_matter;
mod ignored;
mod json;
mod json_split;
mod lines;
mod node;
mod record;
mod rows;
mod table;
mod vocabulary;
mod walk;

pub use error::Error;
pub use walk::{is_draft, name};

use crate::finding::Refusal;
use crate::post::Post;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What a reader says, in the order of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A text to check.
    Post(Post),
    /// A record or file that could not be read. `record` is `None` where it is the input itself (exit status 2).
    Refused(Refusal),
    /// Something that is no record, or nothing to check.
    Skipped(Skipped),
    /// Something that was read, but perhaps not as meant.
    Warning(Warning),
}

/// What was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file as users name it.
    pub source: String,
    /// Number of the record, from 1; `None` for a whole file.
    pub record: Option<usize>,
    /// Why, in a few words: the key of `Summary::skipped`.
    pub reason: &'static str,
}

/// A doubt about an input. Never changes the exit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The file as users name it.
    pub source: String,
    /// Line in the file, from 1, where known.
    pub line: Option<usize>,
    /// What is doubtful and what was done.
    pub text: String,
}

/// One input as named by the user.
pub enum Input<'a> {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input, or bytes from elsewhere.
    Stream {
        /// The name to report, `-` for standard input. Its suffix counts as a file's does.
        name: String,
        /// The bytes.
        bytes: Box<dyn Read + 'a>,
    },
}

/// What an input without a telling suffix is taken for, and what is looked for in folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Drafts: one text a file (`check`).
    #[default]
    Drafts,
    /// Bulk files and archives, recognised by their content first (`scan`).
    Bulk,
}

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// What to expect.
    pub reading: Reading,
    /// The column of a table, or field of a JSON record, that holds the text: its name, or the column's number from 1.
    pub text_column: Option<String>,
    /// Largest draft in bytes. No platform takes a post of a tenth of the default.
    pub largest_draft: usize,
    /// Largest record of a bulk file in bytes; a longer one is refused, not held.
    pub largest_record: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            reading: Reading::Drafts,
            text_column: None,
            largest_draft: 4 << 20,
            largest_record: 16 << 20,
        }
    }
}

/// Who takes the events. `Break` ends the reading.
pub type Each<'e> = dyn FnMut(Event) -> ControlFlow<()> + 'e;

/// Reads `inputs` in order. What cannot be read is an event, never the end of the rest.
pub fn read<'a>(
    inputs: impl IntoIterator<Item = Input<'a>>,
    options: &ReadOptions,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    for input in inputs {
        match input {
            Input::Path(path) => read_path(&path, options, each)?,
            Input::Stream { name, bytes } => {
                read_bytes(name, None, BufReader::new(bytes), options, each)?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// A file that was opened, on its way to a reader.
pub(crate) struct Opened<'a> {
    /// As users name it.
    source: String,
    /// Where it can be opened once more; `None` for a stream.
    path: Option<&'a Path>,
    /// Its bytes from the first one.
    bytes: Box<dyn BufRead + 'a>,
}

/// The layouts that are read, one reader each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Draft,
    JsonLines,
    JsonList,
    JsonObject,
    Table,
}

fn read_path(path: &Path, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = walk::name(path);
    if ignored::Ignored::default().holds(path, path.is_dir()) {
        return skip(&source, None, ignored::REASON, each);
    }
    match std::fs::metadata(path) {
        Err(error) => refuse(&source, Error::open(error), each),
        Ok(meta) if meta.is_dir() => walk::read(path, options, each),
        Ok(_) => read_file(path, options, each),
    }
}

fn read_file(path: &Path, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = walk::name(path);
    match File::open(path) {
        Ok(file) => {
            // A pipe has a name and cannot be read twice.
            let again = file.metadata().is_ok_and(|meta| meta.is_file()).then_some(path);
            read_bytes(source, again, BufReader::with_capacity(1 << 16, file), options, each)
        }
        Err(error) => refuse(&source, Error::open(error), each),
    }
}

fn read_bytes<'a>(
    source: String,
    path: Option<&'a Path>,
    mut bytes: impl BufRead + 'a,
    options: &ReadOptions,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let head = match head(&mut bytes) {
        Ok(head) => head,
        Err(error) => return refuse(&source, Error::Read(error), each),
    };
    let layout = match Layout::of(&head, &source, options) {
        Ok(layout) => layout,
        Err(error) => return refuse(&source, error, each),
    };
    let opened = Opened {
        source,
        path,
        bytes: Box::new(Cursor::new(head).chain(bytes)),
    };
    match layout {
        Layout::Draft => draft::read(opened, options, each),
        Layout::JsonLines => json::read_lines(opened, options, each),
        Layout::JsonList => json::read_list(opened, options, each),
        Layout::JsonObject => json::read_object(opened, options, each),
        Layout::Table => table::read(opened, options, each),
    }
}

/// Bytes enough to recognise a layout: the first line that is not blank, or 64 KiB. No more, so that a live pipe is not held up.
fn head(bytes: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while head.len() < 1 << 16 {
        let chunk = match bytes.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        let taken = chunk.len();
        head.extend_from_slice(chunk);
        bytes.consume(taken);
        let blank = head.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if head[blank..].contains(&b'\n') {
            break;
        }
    }
    Ok(head)
}

impl Layout {
    /// Content first in bulk reading; a draft may begin with anything, so there the suffix alone decides.
    fn of(head: &[u8], source: &str, options: &ReadOptions) -> Result<Layout, Error> {
        if let Some(what) = declined(head) {
            return Err(Error::Declined(what));
        }
        let suffix = walk::suffix(Path::new(source));
        let by_suffix = match suffix.as_deref() {
            Some("jsonl" | "ndjson") => Some(Layout::JsonLines),
            Some("json") => Some(Layout::JsonList),
            Some("csv" | "tsv" | "tab") => Some(Layout::Table),
            Some(suffix) if walk::DRAFT_SUFFIXES.contains(&suffix) => Some(Layout::Draft),
            _ => None,
        };
        let text = encoding::head_text(head);
        let text = text.trim_start();
        let bulk = options.reading == Reading::Bulk || matches!(by_suffix, Some(Layout::JsonLines | Layout::JsonList));
        if bulk && by_suffix != Some(Layout::Draft) && by_suffix != Some(Layout::Table) {
            if text.starts_with('[') {
                return Ok(Layout::JsonList);
            }
            if text.starts_with('{') {
                return Ok(object_layout(text, by_suffix));
            }
        }
        match (by_suffix, options.reading) {
            (Some(layout), _) => Ok(layout),
            (None, Reading::Drafts) => Ok(Layout::Draft),
            (None, Reading::Bulk) if options.text_column.is_some() || table::recognise(text) => Ok(Layout::Table),
            (None, Reading::Bulk) if text.is_empty() => Ok(Layout::Draft),
            (None, Reading::Bulk) => Err(Error::NotRecognised),
        }
    }
}

/// `{` opens JSON Lines where the first line is a whole object, unless the file calls itself `.json` and holds no second one.
fn object_layout(text: &str, by_suffix: Option<Layout>) -> Layout {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let whole = lines
        .next()
        .is_some_and(|line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok());
    let second = lines.next().is_some_and(|line| line.trim_start().starts_with('{'));
    match by_suffix {
        Some(Layout::JsonLines) => Layout::JsonLines,
        Some(Layout::JsonList) if whole && second => Layout::JsonLines,
        Some(Layout::JsonList) => Layout::JsonObject,
        _ if whole => Layout::JsonLines,
        _ => Layout::JsonObject,
    }
}

/// Files without a text in them, by their first bytes: what they are and what to do instead.
fn declined(head: &[u8]) -> Option<&'static str> {
    const KNOWN: &[(&[u8], &str)] = &[
        (
            b"PK\x03\x04",
            "a zip archive (or an Office file); save the sheet or chat in it as CSV or text",
        ),
        (b"\x1f\x8b", "a gzip archive; unpack it first"),
        (b"%PDF-", "a PDF; copy its text into a draft"),
        (b"\x89PNG", "a picture; type its text into a draft"),
        (b"\xff\xd8\xff", "a picture; type its text into a draft"),
        (
            b"SQLite format 3",
            "a database; export its messages as text, CSV or JSON",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "an old Office file; save it as CSV UTF-8 or as text",
        ),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, what)| *what)
}

/// Refuses a whole input.
fn refuse(source: &str, error: Error, each: &mut Each<'_>) -> ControlFlow<()> {
    each(Event::Refused(Refusal {
        source: source.to_owned(),
        record: None,
        line: None,
        column: None,
        cause: error.to_string(),
    }))
}

/// Passes over a record or a whole file.
fn skip(source: &str, record: Option<usize>, reason: &'static str, each: &mut Each<'_>) -> ControlFlow<()> {
    each(Event::Skipped(Skipped {
        source: source.to_owned(),
        record,
        reason,
    }))
}

/// Utters a doubt.
fn warn(source: &str, line: Option<usize>, text: String, each: &mut Each<'_>) -> ControlFlow<()> {
    each(Event::Warning(Warning {
        source: source.to_owned(),
        line,
        text,
    }))
}
