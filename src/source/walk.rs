//! Folders to files, in one order on every machine.

use super::ignored::{Ignored, REASON};
use super::{Each, Error, ReadOptions, read_file, refuse, skip};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

/// Suffixes of drafts; a file without any counts too, where it holds text.
pub(super) const DRAFT_SUFFIXES: &[&str] = &["txt", "md", "markdown", "tweet"];

/// Suffixes of bulk files.
const BULK_SUFFIXES: &[&str] = &["jsonl", "ndjson", "json", "csv", "tsv", "tab"];

/// Files that lie beside drafts in every repository and are none.
const HOUSEKEEPING: &[&str] = &[
    "readme",
    "license",
    "licence",
    "copying",
    "notice",
    "changelog",
    "contributing",
    "code_of_conduct",
    "security",
    "authors",
    "codeowners",
    "makefile",
    "dockerfile",
    "justfile",
];

/// Why housekeeping is passed over.
pub(super) const NO_DRAFT: &str = "no draft (readme, licence and the like)";

/// Suffixes of documents that are not read, though a draft may lie in them.
const DOCUMENT_SUFFIXES: &[&str] = &["doc", "docx", "odt", "pages", "pdf", "rtf"];

/// Why documents are passed over.
const DOCUMENT: &str = "no plain text (Word, PDF and the like)";

/// A path as reports name it: `/` on every system, no leading `./`.
pub fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    let name = if std::path::MAIN_SEPARATOR == '/' {
        name.into_owned()
    } else {
        name.replace(std::path::MAIN_SEPARATOR, "/")
    };
    match name.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => name,
    }
}

/// True for a name that a folder's drafts have.
pub fn is_draft(path: &Path) -> bool {
    is_wanted(path, || false)
}

/// True for a file that is read as a draft of the folder that `path` counts from: by its name and those of the folders between
/// them, and without a suffix where `is_text`.
pub fn is_wanted(path: &Path, is_text: impl FnOnce() -> bool) -> bool {
    let is_hidden = |part: Component| matches!(part, Component::Normal(name) if is_hidden(&name.to_string_lossy()));
    !path.components().any(is_hidden)
        && match taken(path, is_text) {
            Taken::Read => suffix(path).is_some_and(|suffix| DRAFT_SUFFIXES.contains(&suffix.as_str())),
            Taken::AsDraft => true,
            Taken::Housekeeping | Taken::No => false,
        }
}

/// True for names that no folder is looked into for.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

fn is_housekeeping(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    stem.is_some_and(|stem| HOUSEKEEPING.contains(&stem.as_str()))
}

/// The suffix in lower case.
pub(super) fn suffix(path: &Path) -> Option<String> {
    path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase())
}

/// Reads every draft of a folder, folders within it too.
pub(super) fn read(root: &Path, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut walk = Walk::new(root, options, each, false);
    walk.folder(root)?;
    let (read, bulk) = (walk.read, walk.bulk);
    if read == 0 {
        let looked_for = ".txt, .md, .markdown and .tweet files are looked for";
        let hint = match bulk {
            0 => String::new(),
            1 => "; one bulk file lies there: `postlint scan` reads it".to_owned(),
            count => format!("; {count} bulk files lie there: `postlint scan` reads them"),
        };
        return refuse(&name(root), Error::NoDrafts { looked_for, hint }, each);
    }
    ControlFlow::Continue(())
}

/// Every file of a folder, folders within it too; what cannot be opened is refused on the way.
pub(super) fn list(root: &Path, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<(), Vec<PathBuf>> {
    let mut walk = Walk::new(root, options, each, true);
    walk.folder(root)?;
    ControlFlow::Continue(walk.listed)
}

/// What is to be done with a file that no archive reader takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Read as its content says.
    Read,
    /// A draft without suffix.
    AsDraft,
    /// A readme, licence and the like.
    Housekeeping,
    /// Not looked for.
    No,
}

/// Judges a file by its name and, where it has no suffix, by its first bytes.
pub(super) fn taken(path: &Path, head: impl FnOnce() -> bool) -> Taken {
    let housekeeping = is_housekeeping(path);
    match suffix(path).as_deref() {
        Some(suffix) if DRAFT_SUFFIXES.contains(&suffix) || BULK_SUFFIXES.contains(&suffix) => {
            if housekeeping {
                Taken::Housekeeping
            } else {
                Taken::Read
            }
        }
        Some(_) => Taken::No,
        None if housekeeping => Taken::Housekeeping,
        None if head() => Taken::AsDraft,
        None => Taken::No,
    }
}

struct Walk<'w, 'e> {
    root: PathBuf,
    /// Folders outside the root that a link has led to.
    visited: BTreeSet<PathBuf>,
    ignored: Ignored,
    options: &'w ReadOptions,
    each: &'w mut Each<'e>,
    read: usize,
    bulk: usize,
    /// Files are listed, not read.
    lists: bool,
    listed: Vec<PathBuf>,
}

impl<'w, 'e> Walk<'w, 'e> {
    fn new(root: &Path, options: &'w ReadOptions, each: &'w mut Each<'e>, lists: bool) -> Self {
        Walk {
            root: fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
            visited: BTreeSet::new(),
            ignored: Ignored::default(),
            options,
            each,
            read: 0,
            bulk: 0,
            lists,
            listed: Vec::new(),
        }
    }

    fn folder(&mut self, folder: &Path) -> ControlFlow<()> {
        let entries = fs::read_dir(folder).and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<Vec<_>, _>>()
        });
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                // Named, so that its silence is not taken for cleanness.
                self.read += 1;
                return refuse(&name(folder), Error::open(error), self.each);
            }
        };
        entries.sort();
        for path in entries {
            self.entry(&path)?;
        }
        ControlFlow::Continue(())
    }

    fn entry(&mut self, path: &Path) -> ControlFlow<()> {
        let file_name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if is_hidden(&file_name) {
            return ControlFlow::Continue(());
        }
        let Ok(kind) = fs::symlink_metadata(path).map(|meta| meta.file_type()) else {
            return ControlFlow::Continue(());
        };
        if self.ignored.holds(path, kind.is_dir()) {
            // What is left out on purpose is no sign that nothing was looked for.
            self.read += 1;
            return skip(&name(path), None, REASON, self.each);
        }
        if kind.is_dir() {
            return self.folder(path);
        }
        if kind.is_symlink() {
            return self.link(path);
        }
        // Pipes, sockets and devices in a folder would block or never end.
        if kind.is_file() {
            self.file(path)
        } else {
            ControlFlow::Continue(())
        }
    }

    /// A linked folder is read once, and not at all where it lies within the root (it is met there) or around it (a loop).
    fn link(&mut self, path: &Path) -> ControlFlow<()> {
        let (Ok(target), Ok(meta)) = (fs::canonicalize(path), fs::metadata(path)) else {
            self.read += 1;
            return refuse(&name(path), Error::Missing, self.each);
        };
        if meta.is_file() {
            return self.file(path);
        }
        let around = target.starts_with(&self.root) || self.root.starts_with(&target);
        let seen = self.visited.iter().any(|seen| target.starts_with(seen));
        if !meta.is_dir() || around || seen {
            return ControlFlow::Continue(());
        }
        self.visited.insert(target);
        self.folder(path)
    }

    fn file(&mut self, path: &Path) -> ControlFlow<()> {
        if self.lists {
            self.listed.push(path.to_owned());
            return ControlFlow::Continue(());
        }
        let bulk = suffix(path).is_some_and(|suffix| BULK_SUFFIXES.contains(&suffix.as_str()));
        self.bulk += usize::from(bulk);
        match taken(path, || holds_text(path)) {
            Taken::Read if !bulk => {
                self.read += 1;
                read_file(path, self.options, self.each)
            }
            Taken::AsDraft => {
                self.read += 1;
                read_file(path, self.options, self.each)
            }
            Taken::Housekeeping if !bulk => skip(&name(path), None, NO_DRAFT, self.each),
            Taken::No if suffix(path).is_some_and(|suffix| DOCUMENT_SUFFIXES.contains(&suffix.as_str())) => {
                skip(&name(path), None, DOCUMENT, self.each)
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

/// True where the first bytes of a file without suffix are text: programs and keys lie in folders too.
pub fn holds_text(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    read.is_ok() && is_text(&head)
}

/// True where a file's first bytes are text.
pub fn is_text(head: &[u8]) -> bool {
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    utf8 && !head.contains(&0)
}
