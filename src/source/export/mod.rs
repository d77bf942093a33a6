//! An export as people have it: zips, folders, single files, a zip within a zip, a `.tar.gz`; several inputs as one listing.
//!
//! In: paths. Out: a listing (inner path, size) whose entries open as streams. Never: extraction to disk, or an entry opened
//! that no reader asks for.

mod metered;
mod name;
mod tar;
mod zip;

use super::error::{Error, size};
use super::{Each, Meter, ReadOptions, refuse, walk};
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Entries of one zip, and of all inputs together. A person's export has some ten thousand.
const MOST_ENTRIES: usize = 500_000;

/// Compressed zips within zips, which must be held, all inputs together.
const LARGEST_INNER: usize = 256 << 20;

/// Bytes of an entry that are looked at to recognise it.
const HEAD: u64 = 1 << 16;

/// Everything the inputs hold, in their order.
pub(in crate::source) struct Export {
    containers: Vec<Container>,
    entries: Vec<Entry>,
    /// Bytes that came out of archives so far.
    spent: Rc<Cell<u64>>,
    meter: Meter,
    /// Bytes of zips within zips that are held.
    held: usize,
    /// Where the last entry of a `.tar.gz` was left, to go on from there.
    unpacking: tar::Unpacking,
    /// The head looked at last: several readers look at one entry.
    looked: RefCell<Option<(usize, Rc<[u8]>)>>,
}

/// What a user named, or a zip found in it.
struct Container {
    /// As users name it: a zip's own name, a folder's, a file's.
    name: String,
    bytes: Bytes,
    kind: Kind,
    /// Number of the input it came with.
    input: usize,
    /// The user named the file in it, not the folder.
    is_file: bool,
    /// The container of a zip within a zip, and its path there.
    outer: Option<(usize, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A folder, or a file by itself.
    Plain,
    Zip,
    TarGz,
}

/// Where the bytes of a container lie.
#[derive(Clone)]
enum Bytes {
    /// In a file, or a stretch of it: a zip that lies uncompressed in another.
    File {
        path: Rc<Path>,
        start: u64,
        end: u64,
        /// Counts the bytes read of it.
        meter: Meter,
    },
    /// In memory: a compressed zip within a zip.
    Held(Rc<[u8]>),
}

/// One file of an export.
pub(in crate::source) struct Entry {
    container: usize,
    /// Path within the container, with `/`; a folder's or file's starts below what the user named.
    pub(in crate::source) path: String,
    /// Size in bytes, as far as it is known without reading.
    pub(in crate::source) size: u64,
    place: Place,
    /// Why it cannot be opened.
    pub(in crate::source) fault: Option<Fault>,
}

/// Where an entry lies in its container.
enum Place {
    /// A file of its own.
    Path(PathBuf),
    Zip(zip::Member),
    /// Bytes from this offset of the unpacked archive.
    Tar(u64),
}

/// Why an entry cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Fault {
    Encrypted,
    Link,
    Leads,
    Twice,
    Deep,
    LongName,
    Method(u16),
}

impl Fault {
    /// What is wrong and what to do.
    pub(in crate::source) fn cause(self) -> String {
        match self {
            Fault::Encrypted => "is encrypted; unpack the archive with its password and scan the folder".into(),
            Fault::Link => "is a symbolic link within an archive; it is not followed".into(),
            Fault::Leads => "has a name that leads out of the archive; it is not opened".into(),
            Fault::Twice => "has the name of an entry before it; the first one is read".into(),
            Fault::Deep => {
                "is an archive within an archive within an archive; unpack the outer one and scan the folder".into()
            }
            Fault::LongName => "has a name longer than any system allows; it is not opened".into(),
            Fault::Method(method) => {
                format!("is compressed by method {method}, which is not read; unpack the archive and scan the folder")
            }
        }
    }
}

/// An input that could not be listed is refused on the way.
pub(in crate::source) fn list(
    inputs: &[PathBuf],
    options: &ReadOptions,
    each: &mut Each<'_>,
) -> ControlFlow<(), Export> {
    let mut export = Export {
        containers: Vec::new(),
        entries: Vec::new(),
        spent: Rc::default(),
        meter: options.meter.clone(),
        held: 0,
        unpacking: tar::Unpacking::default(),
        looked: RefCell::default(),
    };
    for (number, path) in inputs.iter().enumerate() {
        if path.is_dir() {
            let name = walk::name(path);
            let files = walk::list(path, options, each)?;
            let folder = export.container(name, Bytes::file(path, 0, &options.meter), Kind::Plain, number);
            for file in files {
                let inner = walk::name(file.strip_prefix(path).unwrap_or(&file));
                export.file(folder, inner, &file, each)?;
            }
        } else {
            let parent = path.parent().map(walk::name).unwrap_or_default();
            let folder = export.container(parent, Bytes::file(path, 0, &options.meter), Kind::Plain, number);
            export.containers[folder].is_file = true;
            let inner = path.file_name().map(|name| name.to_string_lossy().into_owned());
            export.file(folder, inner.unwrap_or_default(), path, each)?;
        }
    }
    ControlFlow::Continue(export)
}

impl Bytes {
    fn file(path: &Path, end: u64, meter: &Meter) -> Bytes {
        Bytes::File {
            path: path.into(),
            start: 0,
            end,
            meter: meter.clone(),
        }
    }
}

impl Export {
    /// The entries, each known by its index.
    pub(in crate::source) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The container of an entry, as a number that two entries of one container share.
    pub(in crate::source) fn container_of(&self, index: usize) -> usize {
        self.entries[index].container
    }

    /// Where an entry lies: container and path, then those of the zip around it.
    pub(in crate::source) fn places(&self, index: usize) -> impl Iterator<Item = (usize, &str)> {
        let entry = &self.entries[index];
        let outer = self.containers[entry.container].outer.as_ref();
        let own = std::iter::once((entry.container, entry.path.as_str()));
        own.chain(outer.map(|(container, path)| (*container, path.as_str())))
    }

    /// What was named: the folder or archive, or, of a file that was named by itself, the folder it lies in.
    pub(in crate::source) fn name_of(&self, container: usize) -> &str {
        &self.containers[container].name
    }

    /// True where the container holds one file only, which was named by itself.
    pub(in crate::source) fn is_lone_file(&self, container: usize) -> bool {
        self.containers[container].is_file
    }

    /// Number of the input an entry came with.
    pub(in crate::source) fn input_of(&self, index: usize) -> usize {
        self.containers[self.entries[index].container].input
    }

    /// The entry as users name it: a path, or `outer.zip!inner.json`.
    pub(in crate::source) fn source(&self, index: usize) -> String {
        let entry = &self.entries[index];
        match &entry.place {
            Place::Path(path) => walk::name(path),
            Place::Zip(_) | Place::Tar(_) => format!("{}!{}", self.containers[entry.container].name, entry.path),
        }
    }

    /// The path of an entry that is a file of its own.
    pub(in crate::source) fn own_path(&self, index: usize) -> Option<&Path> {
        match &self.entries[index].place {
            Place::Path(path) => Some(path),
            Place::Zip(_) | Place::Tar(_) => None,
        }
    }

    /// True where the user named this very file.
    pub(in crate::source) fn is_named(&self, index: usize) -> bool {
        let entry = &self.entries[index];
        matches!(&entry.place, Place::Path(_)) && self.containers[entry.container].is_file
    }

    /// The bytes of an entry, counted against the budgets as they come.
    ///
    /// # Errors
    /// Where it cannot be opened. What is wrong further on comes as an error of the stream.
    pub(in crate::source) fn open(&self, index: usize) -> Result<Box<dyn BufRead>, Error> {
        let entry = &self.entries[index];
        if let Some(fault) = entry.fault {
            return Err(Error::Entry(fault.cause()));
        }
        let container = &self.containers[entry.container];
        match &entry.place {
            Place::Path(path) => {
                let file = File::open(path).map_err(Error::open)?;
                Ok(Box::new(BufReader::with_capacity(1 << 16, self.meter.over(file))))
            }
            Place::Zip(member) => zip::open(&container.bytes, member, &self.spent),
            Place::Tar(offset) => {
                let looked = self.looked.borrow();
                let head = looked
                    .as_ref()
                    .filter(|(at, _)| *at == index)
                    .map(|(_, head)| Rc::clone(head));
                let place = (entry.container, *offset);
                self.unpacking
                    .open(&container.bytes, place, (entry.size, head), &self.spent)
            }
        }
    }

    /// The first bytes of an entry.
    ///
    /// # Errors
    /// Where none can be read. What is wrong further on is said when it is read.
    pub(in crate::source) fn head(&self, index: usize) -> Result<Rc<[u8]>, Error> {
        if let Some((_, head)) = self.looked.borrow().as_ref().filter(|(at, _)| *at == index) {
            return Ok(Rc::clone(head));
        }
        let mut head = Vec::new();
        let read = self.open(index)?.take(HEAD).read_to_end(&mut head);
        if let (Err(error), true) = (read, head.is_empty()) {
            return Err(Error::Read(error));
        }
        let head: Rc<[u8]> = head.into();
        *self.looked.borrow_mut() = Some((index, Rc::clone(&head)));
        Ok(head)
    }

    fn container(&mut self, name: String, bytes: Bytes, kind: Kind, input: usize) -> usize {
        self.containers.push(Container {
            name,
            bytes,
            kind,
            input,
            is_file: false,
            outer: None,
        });
        self.containers.len() - 1
    }

    /// A file on disk: an archive to be listed, or an entry.
    fn file(&mut self, folder: usize, inner: String, path: &Path, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = walk::name(path);
        if name::is_housekeeping(&inner) {
            return ControlFlow::Continue(());
        }
        let (kind, end) = match kind_of(path) {
            Ok(found) => found,
            Err(error) => return refuse(&source, error, each),
        };
        if kind == Kind::Plain {
            self.entries.push(Entry {
                container: folder,
                path: inner,
                size: end,
                place: Place::Path(path.to_owned()),
                fault: None,
            });
            return ControlFlow::Continue(());
        }
        let input = self.containers[folder].input;
        let archive = self.container(source, Bytes::file(path, end, &self.meter), kind, input);
        self.archive(archive, true, each)
    }

    /// Lists an archive, and the zips within it where `nested` are wanted.
    fn archive(&mut self, archive: usize, nested: bool, each: &mut Each<'_>) -> ControlFlow<()> {
        let Container { name, bytes, kind, .. } = &self.containers[archive];
        let room = MOST_ENTRIES.saturating_sub(self.entries.len());
        let listed = match kind {
            Kind::TarGz => tar::list(bytes, archive, room, &self.spent),
            Kind::Zip | Kind::Plain => zip::list(bytes, archive, room).map(|listed| (listed, None)),
        };
        let (listed, fault) = match listed {
            Ok(listed) => listed,
            Err(error) => return refuse(&name.clone(), error, each),
        };
        if let Some(fault) = fault {
            refuse(&name.clone(), fault, each)?;
        }
        for entry in listed {
            if name::is_housekeeping(&entry.path) {
                continue;
            }
            let zip = entry.fault.is_none() && entry.path.to_lowercase().ends_with(".zip");
            let fault = entry.fault.or((zip && !nested).then_some(Fault::Deep));
            self.entries.push(Entry { fault, ..entry });
            if zip && nested {
                self.inner(self.entries.len() - 1, each)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// A zip within an archive: its entries take the place of its own.
    fn inner(&mut self, index: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.source(index);
        let entry = &self.entries[index];
        let outer = &self.containers[entry.container];
        let (input, place) = (outer.input, (entry.container, entry.path.clone()));
        let bytes = match &entry.place {
            Place::Zip(member) => zip::within(&outer.bytes, member, LARGEST_INNER - self.held, &self.spent),
            Place::Tar(_) | Place::Path(_) => Err(Error::Entry(
                "is a zip within a .tar.gz; unpack the outer archive and scan the folder".into(),
            )),
        };
        self.entries.pop();
        match bytes {
            Ok(bytes) => {
                if let Bytes::Held(held) = &bytes {
                    self.held += held.len();
                }
                let container = self.container(source, bytes, Kind::Zip, input);
                self.containers[container].outer = Some(place);
                self.archive(container, false, each)
            }
            Err(error) => refuse(&source, error, each),
        }
    }
}

/// What a file is by its first bytes, and its size.
fn kind_of(path: &Path) -> Result<(Kind, u64), Error> {
    let mut file = File::open(path).map_err(Error::open)?;
    let end = file.metadata().map_err(Error::Read)?.len();
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic).map_err(Error::Read)?;
    let kind = match magic[..] {
        [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] if !is_office(path) => Kind::Zip,
        [0x1F, 0x8B, ..] => Kind::TarGz,
        _ => Kind::Plain,
    };
    Ok((kind, end))
}

/// An Office file is a zip too, and another reader's.
fn is_office(path: &Path) -> bool {
    matches!(
        walk::suffix(path).as_deref(),
        Some("xlsx" | "xlsm" | "docx" | "pptx" | "odt" | "ods" | "odp")
    )
}

/// An archive that has more entries than are listed.
fn too_many() -> Error {
    Error::Entry(format!(
        "holds more than {MOST_ENTRIES} files; unpack the part with the posts and scan that folder"
    ))
}

/// A member that is too large to be held.
fn too_large() -> Error {
    Error::Entry(format!(
        "is a compressed zip within a zip, and with those before it takes more than {}; unpack the outer archive and scan \
         the folder",
        size(LARGEST_INNER)
    ))
}
