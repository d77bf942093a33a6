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

/// The file of a source: an inner path of an archive is left out.
pub fn file_of(source: &str) -> &str {
    source.split_once('!').map_or(source, |(file, _)| file)
}
