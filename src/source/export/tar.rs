//! `.tar.gz`: one pass to list it, and further ones to read entries. An entry behind the one read last is reached by going on; one
//! of modest size is held until another is opened, for readers that read twice.

use super::metered::Metered;
use super::{Bytes, Entry, Fault, Place, name, too_many};
use crate::source::error::Error;
use flate2::bufread::MultiGzDecoder;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;
use tar::PaxExtensions;

/// Largest record that says more of the next entry (a long name), in bytes. `tar` would hold one of any size.
const LARGEST_NOTE: u64 = 1 << 16;

/// How often the archives are unpacked from their beginning: entries are read in the order of their names, and may lie in
/// another. Mastodon's exports need it twice.
const MOST_PASSES: u32 = 100;

/// Largest entry that is held, in bytes.
const LARGEST_HELD: u64 = 4 << 20;

fn unpacked(bytes: &Bytes, spent: &Rc<Cell<u64>>) -> Result<impl Read + use<>, Error> {
    let Bytes::File { path, end, meter, .. } = bytes else {
        return Err(Error::Entry(
            "is a .tar.gz within an archive; unpack the outer one".into(),
        ));
    };
    let file = File::open(path).map_err(Error::open)?;
    let packed = BufReader::with_capacity(1 << 16, meter.over(file));
    Ok(Metered::new(MultiGzDecoder::new(packed), *end, None, spent))
}

/// The files of the archive, at most `room`; where it breaks off behind some of them, what is said of that.
pub(super) fn list(
    bytes: &Bytes,
    container: usize,
    room: usize,
    spent: &Rc<Cell<u64>>,
) -> Result<(Vec<Entry>, Option<Error>), Error> {
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 16, unpacked(bytes, spent)?));
    let mut listed = Vec::new();
    let mut seen = HashSet::new();
    let mut long_name = None;
    for entry in archive.entries().map_err(|_| no_tar())?.raw(true) {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(_) if listed.is_empty() => return Err(no_tar()),
            Err(error) => return Ok((listed, Some(breaks_off(&error)))),
        };
        if listed.len() >= room {
            return Err(too_many());
        }
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let note = match note(&mut entry) {
                Err(Error::Read(error)) => return Ok((listed, Some(breaks_off(&error)))),
                note => note?,
            };
            long_name = if kind.is_gnu_longname() {
                Some(note)
            } else {
                path_in(&note)?.or(long_name)
            };
            continue;
        }
        if kind.is_gnu_longlink() || kind.is_pax_global_extensions() {
            continue;
        }
        let raw = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let Some((path, mut fault)) = name::clean(&raw) else {
            continue;
        };
        if kind.is_symlink() || kind.is_hard_link() {
            fault = Some(Fault::Link);
        } else if !kind.is_file() && !kind.is_contiguous() {
            continue;
        }
        if !seen.insert(path.clone()) {
            fault = Some(Fault::Twice);
        }
        listed.push(Entry {
            container,
            path,
            size: entry.size(),
            place: Place::Tar(entry.raw_file_position()),
            fault,
        });
    }
    Ok((listed, None))
}

/// What `tar` says of a first record that is none of its own holds that record's words.
fn no_tar() -> Error {
    Error::Entry(
        "is a gzip archive that holds no readable .tar. A single gzipped file is unpacked with `gunzip` first, or read with \
         `zcat FILE | postlint scan -`; an archive may not have been downloaded whole: fetch it again"
            .into(),
    )
}

/// Of errors only a budget's is in words of our own.
fn breaks_off(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Error::Entry(format!("is read to where {error}")),
        _ => Error::Entry(
            "is cut off or damaged: files at its end may be missing, and those before are read. Fetch it again from where it \
             came"
                .into(),
        ),
    }
}

/// What is said of the next entry.
fn note(entry: &mut tar::Entry<'_, impl Read>) -> Result<Vec<u8>, Error> {
    let mut note = Vec::new();
    entry
        .take(LARGEST_NOTE + 1)
        .read_to_end(&mut note)
        .map_err(Error::Read)?;
    if note.len() as u64 > LARGEST_NOTE {
        return Err(Error::Entry(
            "is a .tar.gz with a name longer than any system allows, as in archives made to explode; unpack it yourself if \
             you trust it"
                .into(),
        ));
    }
    while note.last() == Some(&0) {
        note.pop();
    }
    Ok(note)
}

/// The path that a POSIX note names.
fn path_in(note: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let mut path = None;
    for record in PaxExtensions::new(note).flatten() {
        match record.key_bytes() {
            b"path" => path = Some(record.value_bytes().to_owned()),
            b"size" => {
                return Err(Error::Entry(
                    "is a .tar.gz with a file of more than 8 GiB; unpack it and scan the folder".into(),
                ));
            }
            _ => {}
        }
    }
    Ok(path)
}

/// Where a file lies: its container, and its offset in the unpacked archive.
type At = (usize, u64);

/// The archive that was read last, at the place where its reading was left.
#[derive(Default)]
pub(super) struct Unpacking {
    left: RefCell<Option<(usize, Stream)>>,
    /// The file opened last, where it is small.
    held: RefCell<Option<(At, Rc<[u8]>)>>,
    passes: Cell<u32>,
}

impl Unpacking {
    /// The bytes of the file at `place`. `head` are its first ones, where they were looked at before.
    pub(super) fn open(
        &self,
        bytes: &Bytes,
        place: At,
        (size, head): (u64, Option<Rc<[u8]>>),
        spent: &Rc<Cell<u64>>,
    ) -> Result<Box<dyn BufRead>, Error> {
        if let Some((_, held)) = self.held.borrow().as_ref().filter(|(at, _)| *at == place) {
            return Ok(Box::new(Cursor::new(Rc::clone(held))));
        }
        let mut stream = self.stream(bytes, place, (size, head), spent)?;
        if size > LARGEST_HELD {
            return Ok(stream);
        }
        let mut whole = Vec::new();
        match stream.read_to_end(&mut whole) {
            Ok(_) => {
                let whole: Rc<[u8]> = whole.into();
                *self.held.borrow_mut() = Some((place, Rc::clone(&whole)));
                Ok(Box::new(Cursor::new(whole)))
            }
            Err(error) => Ok(Box::new(BufReader::new(Cursor::new(whole).chain(Broken(Some(error)))))),
        }
    }

    /// The bytes as they come out of the archive.
    fn stream(
        &self,
        bytes: &Bytes,
        (container, offset): At,
        (size, head): (u64, Option<Rc<[u8]>>),
        spent: &Rc<Cell<u64>>,
    ) -> Result<Box<dyn BufRead>, Error> {
        let mut left = self.left.borrow_mut();
        let known = left
            .take()
            .filter(|(of, stream)| *of == container && stream.is_free())
            .map(|(_, stream)| stream);
        let (mut stream, head) = match (known, head) {
            (Some(stream), Some(head)) if stream.at() == offset + head.len() as u64 => (stream, head),
            (Some(stream), _) if stream.at() <= offset => (stream, Rc::default()),
            _ => {
                self.passes.set(self.passes.get() + 1);
                if self.passes.get() > MOST_PASSES {
                    return Err(Error::Entry(
                        "lies in a .tar.gz whose files are in no order to be read in; unpack it and scan the folder"
                            .into(),
                    ));
                }
                (Stream::new(unpacked(bytes, spent)?), Rc::default())
            }
        };
        let before = (offset + head.len() as u64).saturating_sub(stream.at());
        let passed = io::copy(&mut stream.by_ref().take(before), &mut io::sink()).map_err(Error::Read)?;
        if passed < before {
            return Err(Error::Entry(
                "lies beyond the end of the archive: it was cut off".into(),
            ));
        }
        *left = Some((container, stream.clone()));
        let rest = stream.take(size.saturating_sub(head.len() as u64));
        Ok(Box::new(BufReader::with_capacity(
            1 << 16,
            Cursor::new(head).chain(rest),
        )))
    }
}

/// Where what could be read of a file ends.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// An unpacked archive and how far it has been read. Clones read on together.
#[derive(Clone)]
struct Stream(Rc<RefCell<(Box<dyn Read>, u64)>>);

impl Stream {
    fn new(bytes: impl Read + 'static) -> Stream {
        Stream(Rc::new(RefCell::new((Box::new(bytes), 0))))
    }

    fn at(&self) -> u64 {
        self.0.borrow().1
    }

    /// True where nobody else reads.
    fn is_free(&self) -> bool {
        Rc::strong_count(&self.0) == 1
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let (bytes, at) = &mut *self.0.borrow_mut();
        let read = bytes.read(out)?;
        *at += read as u64;
        Ok(read)
    }
}
