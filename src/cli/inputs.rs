//! The files behind the inputs, without opening them: for the time left, for bundles, for going on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files of an input, a folder's in order of name. Hidden ones and folders behind links are left out; so is what is not
/// there, which the reader tells.
pub fn files(input: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    gather(input, &mut found)?;
    Ok(found)
}

fn gather(path: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        found.extend(path.exists().then(|| path.to_path_buf()));
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for entry in entries {
        let hidden = entry
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let linked = entry.is_symlink() && entry.is_dir();
        if !hidden && !linked {
            gather(&entry, found)?;
        }
    }
    Ok(())
}
