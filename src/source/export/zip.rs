//! Zips: the directory, and one member as a stream.

use super::metered::{Metered, Stated};
use super::{Bytes, Entry, Fault, Place, name, too_large, too_many};
use crate::source::Meter;
use crate::source::error::Error;
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, RangeReader, ReaderAt, ZipLocator};
use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// Bytes of a member's own header before its name.
const LOCAL_HEADER: usize = 30;

/// A member of a zip.
#[derive(Clone, Copy)]
pub(super) struct Member {
    /// Of its own header, from the zip's first byte.
    offset: u64,
    packed: u64,
    size: u64,
    crc: u32,
    stored: bool,
}

/// The bytes of a zip, to be read from anywhere.
enum Store {
    File {
        file: FileReader,
        start: u64,
        end: u64,
        meter: Meter,
    },
    Held(Rc<[u8]>),
}

impl Store {
    fn open(bytes: &Bytes) -> Result<Store, Error> {
        Ok(match bytes {
            Bytes::File {
                path,
                start,
                end,
                meter,
            } => Store::File {
                file: File::open(path).map_err(Error::open)?.into(),
                start: *start,
                end: *end,
                meter: meter.clone(),
            },
            Bytes::Held(held) => Store::Held(Rc::clone(held)),
        })
    }

    fn len(&self) -> u64 {
        match self {
            Store::File { start, end, .. } => end - start,
            Store::Held(held) => held.len() as u64,
        }
    }
}

impl ReaderAt for Store {
    fn read_at(&self, out: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Store::File {
                file,
                start,
                end,
                meter,
            } => {
                let room = (end - start).saturating_sub(offset).min(out.len() as u64) as usize;
                let read = file.read_at(&mut out[..room], start + offset)?;
                meter.count(read);
                Ok(read)
            }
            Store::Held(held) => held.read_at(out, offset),
        }
    }
}

fn damaged(error: &rawzip::Error) -> Error {
    Error::Entry(format!(
        "is a zip that cannot be read: {error}. It may not have been downloaded whole: fetch it again, or mend it with `zip -FF`"
    ))
}

/// The members of a zip that are files, in the order of its directory. At most `room`.
pub(super) fn list(bytes: &Bytes, container: usize, room: usize) -> Result<Vec<Entry>, Error> {
    let store = Store::open(bytes)?;
    let end = store.len();
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipLocator::new()
        .locate_in_reader(store, &mut buffer, end)
        .map_err(|(_, error)| damaged(&error))?;
    if archive.entries_hint() > room as u64 {
        return Err(too_many());
    }
    let mut listed: Vec<Entry> = Vec::new();
    let mut seen = HashSet::new();
    let mut stretches = Vec::new();
    let mut entries = archive.entries(&mut buffer);
    while let Some(record) = entries.next_entry().map_err(|error| damaged(&error))? {
        if stretches.len() >= room {
            return Err(too_many());
        }
        let member = Member {
            offset: record.local_header_offset(),
            packed: record.compressed_size_hint(),
            size: record.uncompressed_size_hint(),
            crc: record.crc32(),
            stored: record.compression_method() == CompressionMethod::STORE,
        };
        let least = member.packed.saturating_add(LOCAL_HEADER as u64);
        stretches.push((member.offset, member.offset.saturating_add(least)));
        let Some((path, mut fault)) = name::clean(record.file_path().as_bytes()) else {
            continue;
        };
        let method = record.compression_method();
        if record.flags().is_encrypted() || method == CompressionMethod::AES {
            fault = Some(Fault::Encrypted);
        } else if record.mode().is_symlink() {
            fault = Some(Fault::Link);
        } else if !member.stored && method != CompressionMethod::DEFLATE {
            fault = fault.or(Some(Fault::Method(method.as_u16())));
        }
        if !seen.insert(path.clone()) {
            fault = Some(Fault::Twice);
        }
        listed.push(Entry {
            container,
            path,
            size: member.size,
            place: Place::Zip(member),
            fault,
        });
    }
    stretches.sort_unstable();
    if stretches.windows(2).any(|pair| pair[0].1 > pair[1].0) || stretches.iter().any(|(_, last)| *last > end) {
        return Err(Error::Entry(
            "is a zip whose entries overlap or reach beyond its end, as in archives that are damaged or made to explode; \
             fetch it again from where it came"
                .into(),
        ));
    }
    Ok(listed)
}

/// Where a member's bytes lie in the zip: behind its own header, whose name may be longer than the directory's.
fn stretch(store: &Store, member: &Member) -> Result<(u64, u64), Error> {
    let mut header = [0; LOCAL_HEADER];
    store.read_exact_at(&mut header, member.offset).map_err(Error::Read)?;
    if !header.starts_with(b"PK\x03\x04") {
        return Err(Error::Entry(
            "does not begin where the zip says: the zip is damaged".into(),
        ));
    }
    let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let start = member.offset + LOCAL_HEADER as u64 + length(26) + length(28);
    match start.checked_add(member.packed) {
        Some(end) if end <= store.len() => Ok((start, end)),
        _ => Err(Error::Entry("reaches beyond the end of the zip: it was cut off".into())),
    }
}

/// A member as a stream.
pub(super) fn open(bytes: &Bytes, member: &Member, spent: &Rc<Cell<u64>>) -> Result<Box<dyn BufRead>, Error> {
    let store = Store::open(bytes)?;
    let (start, end) = stretch(&store, member)?;
    let packed = BufReader::with_capacity(1 << 16, RangeReader::new(store, start..end));
    let stated = Some(Stated {
        size: member.size,
        crc: member.crc,
    });
    Ok(if member.stored {
        Box::new(BufReader::with_capacity(
            1 << 16,
            Metered::new(packed, member.packed, stated, spent),
        ))
    } else {
        let unpacked = DeflateDecoder::new(packed);
        Box::new(BufReader::with_capacity(
            1 << 16,
            Metered::new(unpacked, member.packed, stated, spent),
        ))
    })
}

/// A zip that is a member: in place where it is stored, else in memory, where there is `room` for so many bytes.
pub(super) fn within(bytes: &Bytes, member: &Member, room: usize, spent: &Rc<Cell<u64>>) -> Result<Bytes, Error> {
    if let (true, Bytes::File { path, start, meter, .. }) = (member.stored, bytes) {
        let (from, to) = stretch(&Store::open(bytes)?, member)?;
        return Ok(Bytes::File {
            path: Rc::clone(path),
            start: start + from,
            end: start + to,
            meter: meter.clone(),
        });
    }
    let mut held = Vec::new();
    open(bytes, member, spent)?
        .take(room as u64 + 1)
        .read_to_end(&mut held)
        .map_err(Error::Read)?;
    if held.len() > room {
        return Err(too_large());
    }
    Ok(Bytes::Held(held.into()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Bytes, CompressionMethod, Place, Rc, Read as _, list, within};
    use std::cell::Cell;
    use std::io::Write as _;

    /// A zip of one compressed member of so many letters.
    fn zip(letters: usize) -> Bytes {
        let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
        let member = archive
            .new_file("inner.zip")
            .compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = member.start().unwrap();
        let packed = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(packed);
        writer.write_all(&vec![b'a'; letters]).unwrap();
        let (packed, descriptor) = writer.finish().unwrap();
        packed.finish().unwrap();
        entry.finish(descriptor).unwrap();
        Bytes::Held(archive.finish().unwrap().into())
    }

    #[test]
    fn a_compressed_zip_within_a_zip_is_held_where_there_is_room_only() {
        let bytes = zip(1000);
        let spent = Rc::new(Cell::new(0));
        let Place::Zip(member) = list(&bytes, 0, 9).unwrap().remove(0).place else {
            panic!("a zip lists its members");
        };
        let Ok(Bytes::Held(held)) = within(&bytes, &member, 1000, &spent) else {
            panic!("there is room");
        };
        assert_eq!(held.bytes().count(), 1000);
        let refusal = within(&bytes, &member, 999, &spent)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(
            refusal.contains("takes more than 256.0 MiB; unpack the outer archive"),
            "{refusal}"
        );
    }
}
