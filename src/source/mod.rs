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
//! A reader of one format is one file with one function `read(Opened, &ReadOptions, &mut Each)` and one line in `Layout`.
//! A reader of an export of several files is one file in `archive/` with a `claim` and a `read`, and one line in its table; it
//! opens its inner files through `export/`, which names them `outer.zip!inner.json`. Files and folders that are scanned are listed
//! together first, so that an export split over several archives is joined.
//!
//! # Spans
//! A draft's text is a slice of its file ([`Place::Verbatim`]). Other texts of a record (title, alt text, poll, hashtags) follow
//! the post's own text, each after one newline, where it does not hold them already. A draft says where each of them begins in
//! the text, and its line in the front matter.
//!
//! [`Place::Verbatim`]: crate::post::Place::Verbatim

mod archive;
mod burden;
mod clock;
mod draft;
mod elements;
mod encoding;
mod error;
mod export;
mod filter;
mod front_matter;
mod html;
mod ignored;
mod json;
mod json_fields;
mod json_object;
mod json_outline;
mod json_split;
mod lines;
mod loose;
mod meter;
mod node;
mod record;
mod rows;
mod table;
mod vocabulary;
mod walk;

pub use error::Error;
pub use ignored::Ignored;
pub use meter::Meter;
pub use walk::{holds_text, is_draft, is_text, is_wanted, name};

use crate::finding::Refusal;
use crate::post::Post;
use crate::when::When;
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What a reader says, in the order of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every event is a post")]
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
    /// Largest draft, in bytes.
    pub largest_draft: usize,
    /// Largest text of a post in bulk, in bytes. No platform takes a post of a tenth of the default.
    pub largest_text: usize,
    /// Largest record of a bulk file in bytes; a longer one is refused, not held.
    pub largest_record: usize,
    /// Only posts of these authors; all where empty. Names are compared as readers see them: case, blanks, `@` do not count.
    pub authors: Vec<String>,
    /// The zone of clocks whose zone a source does not name, and of `since` and `until`; UTC where `None`.
    pub zone: Option<TimeZone>,
    /// Which comes first in `07/04/2025`; found out from the file where `None`.
    pub date_order: Option<DateOrder>,
    /// Only posts from then on. A post whose time is unknown is kept.
    pub since: Option<When>,
    /// Only posts up to then, a day to its end.
    pub until: Option<When>,
    /// Direct messages of an account's archive are checked too, not only counted.
    pub messages: bool,
    /// Deleted posts are checked too, not only counted.
    pub deleted: bool,
    /// Counts the bytes read.
    pub meter: Meter,
}

/// Which comes first in a date of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `07/04/2025` is the seventh of April.
    DayFirst,
    /// `07/04/2025` is the fourth of July.
    MonthFirst,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            reading: Reading::Drafts,
            text_column: None,
            largest_draft: 16 << 20,
            largest_text: 4 << 20,
            largest_record: 16 << 20,
            authors: Vec::new(),
            zone: None,
            date_order: None,
            since: None,
            until: None,
            messages: false,
            deleted: false,
            meter: Meter::default(),
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
    let each: &mut Each<'_> = &mut |event| each(filter::settle(event, options));
    // Files and folders that are scanned are read together: an export may be split over them.
    let mut together: Vec<PathBuf> = Vec::new();
    for input in inputs {
        match input {
            Input::Path(path) if options.reading == Reading::Bulk && can_be_listed(&path) => together.push(path),
            Input::Path(path) => {
                read_together(&mut together, options, each)?;
                read_path(&path, options, each)?;
            }
            Input::Stream { name, bytes } => {
                read_together(&mut together, options, each)?;
                read_bytes(name, None, BufReader::new(bytes), options, each)?;
            }
        }
    }
    read_together(&mut together, options, each)
}

/// A pipe has a name too, and is read once only.
fn can_be_listed(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| meta.is_file() || meta.is_dir())
}

fn read_together(paths: &mut Vec<PathBuf>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let paths = std::mem::take(paths);
    if paths.is_empty() {
        return ControlFlow::Continue(());
    }
    archive::read(&paths, options, each)
}

/// Opens a file from its first byte.
type Again<'a> = dyn Fn() -> Result<Box<dyn BufRead>, Error> + 'a;

/// A file that was opened, on its way to a reader.
pub(crate) struct Opened<'a> {
    /// As users name it.
    source: String,
    /// Opens it once more; `None` for a stream.
    again: Option<&'a Again<'a>>,
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
    Chat,
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
            let again = || -> Result<Box<dyn BufRead>, Error> {
                let file = File::open(path).map_err(Error::open)?;
                Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
            };
            // A pipe has a name and cannot be read twice.
            let again: Option<&Again<'_>> = file.metadata().is_ok_and(|meta| meta.is_file()).then_some(&again);
            let file = BufReader::with_capacity(1 << 16, options.meter.over(file));
            read_bytes(source, again, file, options, each)
        }
        Err(error) => refuse(&source, Error::open(error), each),
    }
}

fn read_bytes<'a>(
    source: String,
    again: Option<&'a Again<'a>>,
    mut bytes: impl BufRead + 'a,
    options: &ReadOptions,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    // Of two objects in a file that calls itself `.json` the second tells that each has a line.
    let is_json = walk::suffix(Path::new(&source)).as_deref() == Some("json");
    let lines = 1 + usize::from(is_json);
    let head = match head(&mut bytes, lines) {
        Ok(head) => head,
        Err(error) => return refuse(&source, Error::Read(error), each),
    };
    let layout = match Layout::of(&head, &source, again.is_none(), options) {
        Ok(layout) => layout,
        Err(error) => return refuse(&source, error, each),
    };
    let opened = Opened {
        source,
        again,
        bytes: Box::new(Cursor::new(head).chain(bytes)),
    };
    match layout {
        Layout::Draft => draft::read(opened, options, each),
        Layout::JsonLines => json::read_lines(opened, options, each),
        Layout::JsonList => json::read_list(opened, options, each),
        Layout::JsonObject => json_object::read(opened, options, each),
        Layout::Table => table::read(opened, options, each),
        Layout::Chat => archive::whatsapp::read_stream(opened, options, each),
    }
}

/// Bytes enough to recognise a layout: so many lines that are not blank, or 64 KiB. No more, so that a live pipe is not held up.
fn head(bytes: &mut impl BufRead, lines: usize) -> io::Result<Vec<u8>> {
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
        let whole = head
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| line.ends_with(b"\n"));
        if whole.filter(|line| !line.trim_ascii().is_empty()).count() >= lines {
            break;
        }
    }
    Ok(head)
}

impl Layout {
    /// Content first in bulk reading; a draft may begin with anything, so there the suffix alone decides.
    fn of(head: &[u8], source: &str, is_stream: bool, options: &ReadOptions) -> Result<Layout, Error> {
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
        let text = text.trim_ascii_start();
        // Files are asked for chats before they come here.
        if is_stream && options.reading == Reading::Bulk && archive::whatsapp::begins(text) {
            return Ok(Layout::Chat);
        }
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
    let mut lines = text.lines().filter(|line| !line.trim_ascii().is_empty());
    let whole = lines
        .next()
        .is_some_and(|line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok());
    let second = lines
        .next()
        .is_some_and(|line| line.trim_ascii_start().starts_with('{'));
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
            "a zip archive or an Office file; an export is read by `postlint scan` from a file, a sheet is saved as CSV first",
        ),
        (
            b"\x1f\x8b",
            "a gzip archive; an export is read by `postlint scan` from a file",
        ),
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
    // A tar begins with the name of its first file.
    if head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar")) {
        return Some("a tar archive; unpack it and scan the folder, or pack it as .tar.gz");
    }
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
        line: error.place().map(|(line, _)| line),
        column: error.place().map(|(_, column)| column),
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
