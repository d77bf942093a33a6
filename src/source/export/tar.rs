//! `.tar.gz`: one pass to list it, one more for each entry that is read.

use super::metered::Metered;
use super::{Bytes, Entry, Fault, Place, name, too_many};
use crate::source::error::Error;
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

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

/// The files of the archive. At most `room`.
pub(super) fn list(bytes: &Bytes, container: usize, room: usize, spent: &Rc<Cell<u64>>) -> Result<Vec<Entry>, Error> {
    let damaged = |error: io::Error| {
        Error::Entry(format!(
            "is a gzip archive that holds no readable .tar: {error}. A single gzipped file is unpacked with `gunzip` first"
        ))
    };
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 16, unpacked(bytes, spent)?));
    let mut listed = Vec::new();
    let mut seen = HashSet::new();
    for entry in archive.entries().map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        if listed.len() >= room {
            return Err(too_many());
        }
        let kind = entry.header().entry_type();
        let Some((path, mut fault)) = name::clean(&entry.path_bytes()) else {
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
    Ok(listed)
}

/// The bytes of one file, behind everything before it.
pub(super) fn open(bytes: &Bytes, offset: u64, size: u64, spent: &Rc<Cell<u64>>) -> Result<Box<dyn BufRead>, Error> {
    let mut unpacked = unpacked(bytes, spent)?;
    let passed = io::copy(&mut unpacked.by_ref().take(offset), &mut io::sink()).map_err(Error::Read)?;
    if passed < offset {
        return Err(Error::Entry(
            "lies beyond the end of the archive: it was cut off".into(),
        ));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, unpacked.take(size))))
}
