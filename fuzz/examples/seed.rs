//! Lays the seeds of the targets under `corpus/`, from the tests and the examples. Run it in `fuzz/`.
#![forbid(unsafe_code)]

use postlint_fuzz::{NAMES, PATHS};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Larger files make a fuzzer slow.
const LARGEST: u64 = 20_000;

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else if fs::metadata(&path)?.len() < LARGEST {
            found.push(path);
        }
    }
    Ok(())
}

fn put(target: &str, number: usize, bytes: &[u8]) -> io::Result<()> {
    let folder = Path::new("corpus").join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("seed-{number}")), bytes)
}

fn main() -> io::Result<()> {
    let mut found = Vec::new();
    for folder in [
        "../tests/archives",
        "../tests/sources",
        "../tests/guard",
        "../examples",
        "../rules",
    ] {
        files(Path::new(folder), &mut found)?;
    }
    for (number, path) in found.iter().enumerate() {
        let bytes = fs::read(path)?;
        let name = path.to_string_lossy();
        let suffix = |name: &str| name.rsplit('.').next().map(str::to_owned);
        if let Some(at) = NAMES.iter().position(|known| suffix(known) == suffix(&name)) {
            put("streams", number, &[&[at as u8], &bytes[..]].concat())?;
        }
        let tail = |known: &str| name.ends_with(known.rsplit('/').next().unwrap_or(known));
        if let Some(at) = PATHS.iter().position(|known| tail(known)) {
            put("exports", number, &[&[at as u8], &bytes[..]].concat())?;
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        match suffix(&name).as_deref() {
            Some("yaml" | "yml") => {
                put("rules", number, text.as_bytes())?;
                put("settings", number, text.as_bytes())?;
            }
            Some("md" | "txt" | "tweet") => {
                put("drafts", number, text.trim_start_matches("---\n").as_bytes())?;
                for target in ["fold", "engine", "render"] {
                    put(target, number, text.as_bytes())?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}
