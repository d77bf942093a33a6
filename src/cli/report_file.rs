//! Files that reports go to. A report stands under its name whole or not at all: it is written beside it, readable by its owner
//! only, and takes the name when it is done.

use anyhow::{Context, Result, bail};
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tempfile::TempPath;

/// A file under way.
pub struct ReportFile {
    sink: Sink,
    place: Place,
}

enum Place {
    /// Written elsewhere in the same folder, renamed in the end.
    Beside { under_way: TempPath, target: PathBuf },
    /// Written under a name of its own that stays when the run is killed, so that it can go on.
    Partial { under_way: PathBuf, target: PathBuf },
    /// Written in place: devices and pipes have no whole.
    There,
}

impl ReportFile {
    /// Opens a file for a report. One of that name stays as it is until [`ReportFile::commit`].
    ///
    /// # Errors
    /// Where the folder is not there, or not ours to write in.
    pub fn create(path: &Path) -> Result<ReportFile> {
        let cannot = || format!("{}: cannot be written", path.display());
        let special = fs::metadata(path).is_ok_and(|meta| !meta.is_file());
        if special {
            let file = OpenOptions::new().write(true).open(path).with_context(cannot)?;
            return Ok(ReportFile {
                sink: Sink::new(path, file),
                place: Place::There,
            });
        }
        // A link stays a link: what it leads to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let (file, under_way) = tempfile::Builder::new()
            .prefix(".postlint-")
            .suffix(".tmp")
            .tempfile_in(folder)
            .map_err(unnamed)
            .with_context(cannot)?
            .into_parts();
        Ok(ReportFile {
            sink: Sink::new(path, file),
            place: Place::Beside { under_way, target },
        })
    }

    /// Opens a report that an earlier run may have begun: its first `keep` bytes stay, what follows them is cut off.
    ///
    /// # Errors
    /// Where it is shorter than that, or cannot be written.
    pub fn go_on(path: &Path, keep: u64) -> Result<ReportFile> {
        let under_way = partial(path);
        let cannot = || format!("{}: cannot be written", under_way.display());
        let mut options = OpenOptions::new();
        options.write(true).create(keep == 0).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&under_way).with_context(cannot)?;
        let found = file.metadata().with_context(cannot)?.len();
        if found < keep {
            bail!(
                "{}: holds {found} bytes, and {keep} were written; delete the resume file to begin anew",
                under_way.display()
            );
        }
        file.set_len(keep).with_context(cannot)?;
        file.seek(SeekFrom::Start(keep)).with_context(cannot)?;
        Ok(ReportFile {
            sink: Sink::new(path, file),
            place: Place::Partial {
                under_way,
                target: path.to_path_buf(),
            },
        })
    }

    /// Where to write. Every clone writes to the same file.
    pub fn sink(&self) -> Sink {
        self.sink.clone()
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// Where the last bytes cannot be written (a full disk). The name is not taken then, nor is a report of that name lost.
    pub fn commit(mut self) -> Result<()> {
        self.sink.flush()?;
        let name = self.sink.0.borrow().name.clone();
        let named = match self.place {
            Place::Beside { under_way, target } => under_way.persist(&target).map_err(|error| error.error),
            Place::Partial { under_way, target } => fs::rename(under_way, target),
            Place::There => Ok(()),
        };
        named.with_context(|| format!("{name}: cannot be written"))
    }
}

/// Puts `bytes` in the place of the file at `path`, whole or not at all, with the permissions it has. A new file gets those
/// that files usually get.
///
/// # Errors
/// Those of the disk. The file of before stays then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Ok(meta) = fs::metadata(path) else {
        return fs::write(path, bytes).inspect_err(|_| {
            // Nothing was there, and half a file is worse.
            let _ = fs::remove_file(path);
        });
    };
    if !meta.is_file() {
        return fs::write(path, bytes);
    }
    // A link stays a link.
    let target = fs::canonicalize(path)?;
    let mut file = tempfile::Builder::new()
        .prefix(".postlint-")
        .suffix(".tmp")
        .permissions(meta.permissions())
        .tempfile_in(target.parent().unwrap_or(Path::new(".")))
        .map_err(unnamed)?;
    file.write_all(bytes)?;
    file.as_file().set_permissions(meta.permissions())?;
    file.as_file().sync_data()?;
    file.persist(target).map(drop).map_err(|error| error.error)
}

/// The name of a report that can be gone on with.
pub fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

/// The name of a temporary file, which stands behind the cause, says nothing to a reader of the error.
fn unnamed(error: io::Error) -> io::Error {
    match error.to_string().rsplit_once(" at path ") {
        Some((cause, _)) => io::Error::new(error.kind(), cause),
        None => error,
    }
}

/// Writes to a report file; errors carry its name.
#[derive(Clone)]
pub struct Sink(Rc<RefCell<Inner>>);

struct Inner {
    name: String,
    out: BufWriter<File>,
}

impl Sink {
    /// Onto a file that is reported under the name of `path`.
    pub fn new(path: &Path, file: File) -> Sink {
        Sink(Rc::new(RefCell::new(Inner {
            name: path.display().to_string(),
            out: BufWriter::with_capacity(1 << 16, file),
        })))
    }

    /// Brings everything written to the disk, and says how many bytes that are.
    pub fn settle(&mut self) -> io::Result<u64> {
        self.flush()?;
        let mut inner = self.0.borrow_mut();
        let file = inner.out.get_mut();
        file.sync_data()
            .and_then(|()| file.stream_position())
            .map_err(|error| inner.named(error))
    }
}

impl Inner {
    fn named(&self, error: io::Error) -> io::Error {
        let hint = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "; make room and run again. Reports of earlier runs are as they were; this one is not there"
            }
            _ => "",
        };
        io::Error::new(error.kind(), format!("{}: cannot be written: {error}{hint}", self.name))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.borrow_mut();
        inner.out.write(bytes).map_err(|error| inner.named(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut inner = self.0.borrow_mut();
        inner.out.flush().map_err(|error| inner.named(error))
    }
}

/// Standard output. One that was closed (`| head`) ends the run, unless other reports are still to be written.
pub struct Stdout<'s> {
    out: &'s mut (dyn Write + 's),
    others: bool,
    closed: bool,
}

impl<'s> Stdout<'s> {
    /// `others`: reports go to files too.
    pub fn new(out: &'s mut (dyn Write + 's), others: bool) -> Stdout<'s> {
        Stdout {
            out,
            others,
            closed: false,
        }
    }

    fn heard<T>(&mut self, done: io::Result<T>, instead: T) -> io::Result<T> {
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && self.others => {
                self.closed = true;
                Ok(instead)
            }
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(io::Error::new(
                error.kind(),
                format!("standard output cannot be written: {error}"),
            )),
            done => done,
        }
    }
}

impl Write for Stdout<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let done = self.out.write(bytes);
        self.heard(done, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let done = self.out.flush();
        self.heard(done, ())
    }
}
