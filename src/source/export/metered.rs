//! A stream out of an archive, counted as it comes: what the archive says of its size is not believed.

use super::super::error::size;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Largest entry, unpacked.
const LARGEST_ENTRY: u64 = 64 << 30;

/// All entries of all inputs together, unpacked.
const LARGEST_TOTAL: u64 = 256 << 30;

/// Bytes before the ratio of unpacked to packed counts: a small file may be all blanks.
const RATIO_AFTER: u64 = 10 << 20;

/// Unpacked bytes for one packed byte. Posts reach 30; deflate cannot pass 1032.
const LARGEST_RATIO: u64 = 250;

/// What the archive states of an entry, compared at its end.
#[derive(Clone, Copy)]
pub(super) struct Stated {
    pub(super) size: u64,
    pub(super) crc: u32,
}

pub(super) struct Metered<R> {
    inner: R,
    read: u64,
    packed: u64,
    stated: Option<Stated>,
    crc: crc32fast::Hasher,
    spent: Rc<Cell<u64>>,
    ended: bool,
}

impl<R: Read> Metered<R> {
    /// `packed` is the compressed size in bytes; `spent` counts over all entries.
    pub(super) fn new(inner: R, packed: u64, stated: Option<Stated>, spent: &Rc<Cell<u64>>) -> Self {
        Metered {
            inner,
            read: 0,
            packed,
            stated,
            crc: crc32fast::Hasher::new(),
            spent: Rc::clone(spent),
            ended: false,
        }
    }

    fn over_budget(&self) -> Option<String> {
        let limit = |what: &str, limit: u64| format!("{what} unpacks to more than {}", size(limit as usize));
        if self.read > LARGEST_ENTRY {
            return Some(limit("this entry", LARGEST_ENTRY));
        }
        if self.spent.get() > LARGEST_TOTAL {
            return Some(limit("the archive", LARGEST_TOTAL));
        }
        let bomb = self.read > RATIO_AFTER && self.read / LARGEST_RATIO > self.packed;
        bomb.then(|| {
            format!("this entry unpacks to more than {LARGEST_RATIO} times its size, as archives do that are made to explode")
        })
    }

    fn end(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(());
        }
        let Some(stated) = self.stated else {
            return Ok(());
        };
        if self.read != stated.size {
            return Err(io::Error::other(format!(
                "the archive states {} bytes for this entry, and {} came out; it is damaged or was cut off",
                stated.size, self.read
            )));
        }
        if self.crc.clone().finalize() != stated.crc {
            return Err(io::Error::other("the checksum of this entry is wrong: it is damaged"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        if read == 0 && !out.is_empty() {
            self.end()?;
            return Ok(0);
        }
        self.read += read as u64;
        self.spent.set(self.spent.get() + read as u64);
        if self.stated.is_some() {
            self.crc.update(&out[..read]);
        }
        match self.over_budget() {
            Some(cause) => Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("{cause}; unpack it yourself if you trust it"),
            )),
            None => Ok(read),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{LARGEST_ENTRY, LARGEST_TOTAL, Metered};
    use std::cell::Cell;
    use std::io::{Read, repeat};
    use std::rc::Rc;

    #[test]
    fn what_unpacks_beyond_all_bounds_is_stopped() {
        for (read, spent, what) in [
            (LARGEST_ENTRY, 0, "this entry unpacks to more than 64.0 GiB"),
            (0, LARGEST_TOTAL, "the archive unpacks to more than 256.0 GiB"),
        ] {
            let spent = Rc::new(Cell::new(spent));
            let mut metered = Metered::new(repeat(b' '), u64::MAX, None, &spent);
            metered.read = read;
            let error = metered.read(&mut [0; 100]).unwrap_err().to_string();
            assert!(error.starts_with(what), "{error}");
        }
    }
}
