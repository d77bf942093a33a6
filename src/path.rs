//! Paths by their letters alone: no disk is asked.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
    }
    out
}

/// Suffixes of archives.
pub const PACKED: &[&str] = &[".zip", ".tgz", ".tar.gz"];

/// The file of a source: the archive of `outer.zip!inner.json`. A `!` behind anything else is part of a name.
pub fn file_of(source: &str) -> &str {
    let is_packed = |outer: &&str| {
        let outer = outer.to_ascii_lowercase();
        PACKED.iter().any(|suffix| outer.ends_with(suffix))
    };
    let mut outers = source.match_indices('!').map(|(at, _)| &source[..at]);
    outers.find(is_packed).unwrap_or(source)
}
