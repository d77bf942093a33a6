//! Exports of platforms: which reader takes which entries, and what becomes of the rest.
//!
//! In: a listing of everything the inputs hold. Out: the events of the readers. Never: a format; each is one file here with
//! a [`Reader`], and one line in [`READERS`].
//!
//! A reader claims entries one by one, by the end of their path and their first bytes, never by the outer name. With a claim it
//! says where its layout begins in the path, and, where it sees the platform's own folders, what else there belongs to the same
//! export: that is passed over with a reason. What nobody claims is read as a bulk file or draft, as if it had been named by itself.

mod declined;
mod linkedin;
mod mastodon;
mod meta;
mod plan;
mod reddit;
mod repeats;
mod rest;
mod sheet;
mod telegram;
mod tiktok;
pub(super) mod whatsapp;
mod x;
mod youtube;

use super::export::{self, Export};
use super::{Each, Error, Event, ReadOptions, encoding, read_bytes, refuse, warn};
use crate::finding::Refusal;
use plan::{Work, plan};
use repeats::Repeats;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Every reader, in the order of asking.
const READERS: &[Reader] = &[
    x::READER,
    meta::READER,
    whatsapp::READER,
    telegram::READER,
    youtube::READER,
    linkedin::READER,
    mastodon::READER,
    reddit::READER,
    tiktok::READER,
    declined::READER,
];

/// A reader of one platform's exports.
pub(super) struct Reader {
    /// What it reads, for reports.
    pub(super) name: &'static str,
    /// The platform splits one export over several archives, to be read as one.
    pub(super) splits: bool,
    /// Does this entry look like mine?
    pub(super) claim: fn(&Look<'_>) -> Option<Claim>,
    /// Reads the entries it claimed in one export.
    pub(super) read: fn(&Part<'_>, &mut Each<'_>) -> ControlFlow<()>,
}

/// An entry as a reader sees it when it is asked for a claim.
pub(super) struct Look<'e> {
    export: &'e Export,
    index: usize,
    /// The path within its container, in lower case.
    pub(super) path: String,
    head: OnceCell<Result<String, Error>>,
}

impl Look<'_> {
    /// The first 64 KiB as text, its mark taken off, UTF-16 decoded; empty where the entry cannot be opened. Reading it costs:
    /// look at the path first.
    pub(super) fn head(&self) -> &str {
        let head = self.head.get_or_init(|| {
            let head = self.export.head(self.index)?;
            Ok(encoding::head_text(&head).into_owned())
        });
        head.as_deref().unwrap_or_default()
    }

    /// Where in the path `suffix` begins, which is lower-case and of whole folder and file names.
    pub(super) fn ends_with(&self, suffix: &str) -> Option<usize> {
        let at = self.path.len().checked_sub(suffix.len())?;
        let whole = at == 0 || self.path.as_bytes().get(at - 1) == Some(&b'/');
        (whole && self.path.ends_with(suffix)).then_some(at)
    }

    /// True within a zip or `.tar.gz`: its neighbours were packed with it.
    pub(super) fn in_archive(&self) -> bool {
        self.export.own_path(self.index).is_none()
    }

    /// Where the file's own name begins in the path.
    pub(super) fn name_at(&self) -> usize {
        self.path.rfind('/').map_or(0, |slash| slash + 1)
    }

    /// The file's own name, in lower case.
    pub(super) fn name(&self) -> &str {
        &self.path[self.name_at()..]
    }
}

/// That an entry is a reader's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// Bytes of the path before the reader's layout: leading folders that people and browsers add. Entries of one root are read
    /// as one export. The whole path's length where a file stands for itself.
    pub(super) root: usize,
    /// What else is of the export.
    pub(super) owns: Owns,
    /// The entry alone shows that the export is this reader's. A claim that is not sure stands only beside one that is.
    pub(super) sure: bool,
}

/// What an entry shows of its neighbours: those that no reader claims are then passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owns {
    /// Nothing: anything may lie beside it.
    #[default]
    Nothing,
    /// The files beside it were sent with it.
    Beside,
    /// Everything below the root is the platform's. Bulk files with posts were laid there by somebody else.
    Below,
    /// Everything below the root, and the platform's own tables are among it.
    Tables,
}

/// The entries of one export that one reader claimed.
pub(super) struct Part<'e> {
    export: &'e Export,
    files: Vec<File>,
    /// How to read.
    pub(super) options: &'e ReadOptions,
    seen: RefCell<HashSet<u128>>,
}

#[derive(Clone)]
struct File {
    index: usize,
    root: usize,
}

impl Part<'_> {
    /// Numbers of the entries, in the order of their paths (`part2` before `part10`).
    pub(super) fn files(&self) -> std::ops::Range<usize> {
        0..self.files.len()
    }

    /// The path below the leading folders, in lower case.
    pub(super) fn path(&self, file: usize) -> String {
        let File { index, root } = self.files[file];
        self.export.entries()[index].path[root..].to_lowercase()
    }

    /// As users name it.
    pub(super) fn source(&self, file: usize) -> String {
        self.export.source(self.files[file].index)
    }

    /// The first bytes as text; a file of which none can be read is refused, and `None`.
    pub(super) fn head(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<(), Option<String>> {
        ControlFlow::Continue(match self.export.head(self.files[file].index) {
            Ok(head) => Some(encoding::head_text(&head).into_owned()),
            Err(error) => {
                refuse(&self.source(file), error, each)?;
                None
            }
        })
    }

    /// The bytes; a file that cannot be opened is refused, and `None`.
    pub(super) fn open(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<(), Option<Box<dyn BufRead>>> {
        ControlFlow::Continue(match self.export.open(self.files[file].index) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                refuse(&self.source(file), error, each)?;
                None
            }
        })
    }

    /// Passes over a record or, with `None`, a whole file.
    pub(super) fn skip(
        &self,
        file: usize,
        record: Option<usize>,
        reason: &'static str,
        each: &mut Each<'_>,
    ) -> ControlFlow<()> {
        super::skip(&self.source(file), record, reason, each)
    }

    /// True once for the words of `key` in this export, whose files repeat each other. Only their hash is held.
    pub(super) fn is_first(&self, key: &[&str]) -> bool {
        self.seen.borrow_mut().insert(repeats::hash(key))
    }

    /// Utters a doubt about a file.
    pub(super) fn warn(&self, file: usize, text: String, each: &mut Each<'_>) -> ControlFlow<()> {
        warn(&self.source(file), None, text, each)
    }
}

/// Reads files and folders that were named together.
pub(super) fn read(inputs: &[PathBuf], options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    // An input that was refused is said to be empty no more.
    let mut refused = HashSet::new();
    let export = export::list(inputs, options, &mut |event| {
        if let Event::Refused(Refusal { source, .. }) = &event {
            refused.insert(source.clone());
        }
        each(event)
    })?;
    let (works, owned) = plan(&export);
    let mut read_inputs = BTreeSet::new();
    let mut exports: HashMap<&str, usize> = HashMap::new();
    for work in &works {
        if let Work::Archive(reader, ..) = work {
            *exports.entry(reader.name).or_default() += 1;
        }
    }
    let mut repeats = Repeats::default();
    for work in works {
        match work {
            Work::Archive(reader, files, account) => {
                read_inputs.extend(files.iter().map(|file| export.input_of(file.index)));
                let part = Part {
                    export: &export,
                    files,
                    options,
                    seen: RefCell::default(),
                };
                let mut silent = true;
                let several = exports[reader.name] > 1;
                (reader.read)(&part, &mut |event| {
                    silent = false;
                    match &event {
                        Event::Post(post) if several && repeats.holds(reader.name, account.as_deref(), post) => {
                            super::skip(&post.origin.source, Some(post.origin.record), "duplicate", each)
                        }
                        _ => each(event),
                    }
                })?;
                repeats.end();
                if silent {
                    part.warn(
                        0,
                        format!("was taken for {}, and nothing was found in it", reader.name),
                        each,
                    )?;
                }
            }
            Work::Rest(index) => {
                let owns = owned.get(&index).copied().unwrap_or_default();
                if rest::read(&export, index, owns, options, each)? {
                    read_inputs.insert(export.input_of(index));
                }
            }
            Work::Unread(index, error) => {
                refuse(&export.source(index), error, each)?;
                read_inputs.insert(export.input_of(index));
            }
        }
    }
    rest::nothing_read(&export, inputs, &read_inputs, &refused, !exports.is_empty(), each)
}

/// Hands an entry to the readers of bulk files and drafts.
fn read_plainly(export: &Export, index: usize, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = export.source(index);
    if let Some(path) = export.own_path(index) {
        return super::read_file(path, options, each);
    }
    match export.open(index) {
        Ok(bytes) => {
            let again = || export.open(index);
            read_bytes(
                source,
                Some(&again),
                BufReader::with_capacity(1 << 16, bytes),
                options,
                each,
            )
        }
        Err(error) => refuse(&source, error, each),
    }
}
