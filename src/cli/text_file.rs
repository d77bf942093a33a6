//! Text files that are read whole: settings, rules, known findings.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Largest file, in bytes. A baseline of a hundred thousand findings takes a tenth of it.
const LARGEST: u64 = 64 << 20;

/// The text of a file.
///
/// # Errors
/// Where it cannot be read, is beyond all measure (a device without end), or no UTF-8.
pub fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("is larger than {} MiB", LARGEST >> 20)));
    }
    let invalid = |error: std::string::FromUtf8Error| {
        let at = error.utf8_error().valid_up_to();
        io::Error::other(format!("invalid UTF-8 at byte {at} (from 0); save the file as UTF-8"))
    };
    String::from_utf8(bytes).map_err(invalid)
}
