//! Packs from disk, kept compiled from run to run in the user's cache folder: rules and nothing else.
//!
//! A file is known by the hash of all that went into it, in its name and at its beginning, and written whole. What is missing,
//! broken, open to others or of other rules is no news: the pack is compiled anew.

use crate::builtin;
use crate::engine::program::Program;
use crate::engine::stored;
use crate::hash;
use crate::pack::error::SourceFile;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What a file begins with.
const HEAD: &[u8] = b"postlint pack 2\n";
/// Files that are kept; of more the oldest go.
const MOST_FILES: usize = 12;
/// Largest file that is read.
const LARGEST: u64 = 256 << 20;

/// What packs became.
#[derive(Serialize, Deserialize)]
pub struct Compiled {
    /// True where the shipped rules are compiled with them, false where they stand beside.
    pub is_whole: bool,
    /// Their ids.
    pub packs: Vec<String>,
    /// Their rules.
    #[serde(skip)]
    pub program: Program,
}

/// The cache of a user.
pub struct Kept(PathBuf);

impl Kept {
    /// The one of this user; `None` where the system names no folder for it.
    pub fn of_user() -> Option<Kept> {
        let absolute = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let folder = if cfg!(windows) {
            absolute("LOCALAPPDATA")?
        } else if let Some(folder) = absolute("XDG_CACHE_HOME") {
            folder
        } else if cfg!(target_os = "macos") {
            absolute("HOME")?.join("Library/Caches")
        } else {
            absolute("HOME")?.join(".cache")
        };
        Some(Kept(folder.join("postlint")))
    }

    /// What was kept of these files.
    pub fn get(&self, files: &[SourceFile]) -> Option<Compiled> {
        if !is_private(&fs::metadata(&self.0).ok()?) {
            return None;
        }
        let key = key(files);
        let path = self.path(&key);
        // A pipe would be waited for.
        if !fs::metadata(&path).ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        let about = file.metadata().ok()?;
        if !about.is_file() || !is_private(&about) || about.len() > LARGEST {
            return None;
        }
        let mut bytes = Vec::with_capacity(about.len() as usize);
        file.take(LARGEST).read_to_end(&mut bytes).ok()?;
        let (sum, body) = bytes
            .strip_prefix(HEAD)?
            .strip_prefix(key.as_bytes())?
            .split_first_chunk()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (compiled, body) = postcard::take_from_bytes::<Compiled>(body).ok()?;
        let program = stored::program(body)?;
        Some(Compiled { program, ..compiled })
    }

    /// Keeps what these files became. Where that cannot be, the next run compiles them anew.
    pub fn put(&self, files: &[SourceFile], compiled: &mut Compiled) {
        let _without = self.write(files, compiled);
    }

    fn write(&self, files: &[SourceFile], compiled: &mut Compiled) -> io::Result<()> {
        compiled.program.forget_examples();
        let mut body = postcard::to_allocvec(compiled).map_err(io::Error::other)?;
        body.extend(stored::bytes(&mut compiled.program).map_err(io::Error::other)?);
        let key = key(files);
        make_private(&self.0)?;
        let mut file = tempfile::Builder::new().prefix(".pack-").tempfile_in(&self.0)?;
        file.write_all(HEAD)?;
        file.write_all(key.as_bytes())?;
        file.write_all(&crc32fast::hash(&body).to_le_bytes())?;
        file.write_all(&body)?;
        file.persist(self.path(&key)).map_err(|error| error.error)?;
        self.prune()
    }

    fn prune(&self) -> io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if entry.path().extension().is_some_and(|end| end == "pack") {
                kept.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        kept.sort();
        let old = kept.len().saturating_sub(MOST_FILES);
        kept.iter().take(old).try_for_each(|(_, path)| fs::remove_file(path))
    }

    fn path(&self, key: &str) -> PathBuf {
        self.0.join(format!("{key}.pack"))
    }
}

/// All that went into what these files became.
fn key(files: &[SourceFile]) -> String {
    let mut all = format!("{} {}", env!("CARGO_PKG_VERSION"), builtin::BUILD);
    for file in files {
        all += &format!("\n{}\n", file.text.len());
        all += &file.text;
    }
    hash::sha256(all.as_bytes())
}

/// True for what nobody but its owner may read or write.
#[cfg(unix)]
fn is_private(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
