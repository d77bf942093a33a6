//! What a change in a git repository brings: the drafts it touches, as they were and as they are. Git itself is asked.

use super::outputs;
use crate::source::{self, Ignored};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Which changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// What is staged for the next commit.
    Staged,
    /// What the working tree has changed since it left this revision.
    Revision(String),
}

/// A draft that changed.
#[derive(Debug)]
pub struct Change {
    /// Its path from here.
    pub path: PathBuf,
    /// What it held; `None` where it is new.
    pub before: Option<Vec<u8>>,
    /// What is staged; `None` where the working tree is meant.
    pub after: Option<Vec<u8>>,
}

/// The drafts that changed, in order: those that `check` reads of the whole repository, or of what `within` names.
pub fn changes(since: &Since, within: &[PathBuf]) -> Result<Vec<Change>> {
    let top = line(&["rev-parse", "--show-toplevel"])?;
    let top = PathBuf::from(top);
    let here = std::fs::canonicalize(std::env::current_dir()?)?;
    let top = std::fs::canonicalize(&top).unwrap_or(top);
    let (base, listed) = match since {
        Since::Staged => {
            let base = line(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).ok();
            // Before the first commit everything is new: git's name for the empty tree.
            let tree = match &base {
                Some(base) => base.clone(),
                None => line(&["hash-object", "-t", "tree", "/dev/null"])?,
            };
            (
                base,
                names(&[
                    "diff",
                    "--cached",
                    "--name-status",
                    "-z",
                    "-M",
                    "--diff-filter=ACMRT",
                    &tree,
                    "--",
                ])?,
            )
        }
        Since::Revision(revision) => {
            if revision.starts_with('-') {
                bail!("`{revision}` is no revision");
            }
            let asked =
                line(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]).map_err(|_| {
                    anyhow::anyhow!("git knows no revision `{revision}`; fetch it, or name another with --diff-base")
                })?;
            // A branch is compared where it was left, so that what others did since is not blamed on it.
            let base = line(&["merge-base", &asked, "HEAD"]).unwrap_or(asked);
            let mut listed = names(&["diff", "--name-status", "-z", "-M", "--diff-filter=ACMRT", &base, "--"])?;
            let new = git(&["ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"])?;
            listed.extend(split(&new).map(|name| (None, name.to_vec())));
            (Some(base), listed)
        }
    };
    let listed: Vec<Listed> = listed.into_iter().map(|names| Listed::new(names, &top)).collect();
    let roots = roots(within, &top, &listed)?;
    let mut ignored = Ignored::default();
    let mut wanted: Vec<Listed> = listed
        .into_iter()
        // Whether one without suffix holds text is seen when its content is there.
        .filter(|one| one.is_wanted(&roots, true) && !ignored.holds(&one.path, false))
        .collect();
    wanted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut objects = Vec::new();
    for Listed { old, name, .. } in &wanted {
        let before = |base: &String| object(base, old.as_ref().unwrap_or(name));
        objects.push(base.as_ref().map(before));
        objects.push((*since == Since::Staged).then(|| object("", name)));
    }
    let mut contents = blobs(&objects)?.into_iter();
    let mut changes = Vec::new();
    for one in wanted {
        let (before, after) = (contents.next().flatten(), contents.next().flatten());
        let is_text = match &after {
            Some(bytes) => source::is_text(bytes),
            None => *since != Since::Staged && source::holds_text(&one.path),
        };
        if one.is_wanted(&roots, is_text) {
            let path = relative(&one.path, &here);
            changes.push(Change { path, before, after });
        }
    }
    Ok(changes)
}

/// A file that git lists as changed.
struct Listed {
    /// Its earlier name from the top folder, where it had another.
    old: Option<Vec<u8>>,
    name: Vec<u8>,
    path: PathBuf,
}

impl Listed {
    fn new((old, name): Names, top: &Path) -> Listed {
        let path = top.join(path_of(&name));
        Listed { old, name, path }
    }

    /// True where it is named, or is read of a folder that is. Like `check`, which reads what is named whatever it is.
    fn is_wanted(&self, roots: &[PathBuf], is_text: bool) -> bool {
        roots.iter().any(|root| match self.path.strip_prefix(root) {
            Ok(rest) => rest.as_os_str().is_empty() || source::is_wanted(rest, || is_text),
            Err(_) => false,
        })
    }
}

/// Where is looked: what is named, else everything. A file that is staged may be gone from the folder since.
fn roots(within: &[PathBuf], top: &Path, listed: &[Listed]) -> Result<Vec<PathBuf>> {
    let mut roots = Vec::new();
    for path in within {
        let root =
            outputs::real(path).filter(|root| root.exists() || listed.iter().any(|one| one.path.starts_with(root)));
        roots.push(root.with_context(|| format!("{}: there is no such file or folder", path.display()))?);
    }
    if roots.is_empty() {
        roots.push(top.to_owned());
    }
    Ok(roots)
}

/// A name from the top folder, as git knows it.
#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(name).into()
}

/// A name from the top folder, as git knows it.
#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}

/// A file of a revision, or without one as it is staged.
fn object(revision: &str, name: &[u8]) -> Vec<u8> {
    [revision.as_bytes(), b":", name].concat()
}

/// A path from a folder, upwards where it must be.
fn relative(path: &Path, here: &Path) -> PathBuf {
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        if let Ok(rest) = path.strip_prefix(folder) {
            return up.join(rest);
        }
        up.push("..");
    }
    path.to_owned()
}

/// An earlier name of a file, where it had another, and its name: both from the top folder.
type Names = (Option<Vec<u8>>, Vec<u8>);

/// The names of changed files.
fn names(args: &[&str]) -> Result<Vec<Names>> {
    let listed = git(args)?;
    let mut fields = split(&listed).map(<[u8]>::to_vec);
    let mut out = Vec::new();
    while let (Some(status), Some(name)) = (fields.next(), fields.next()) {
        match status.first() {
            Some(b'R' | b'C') => out.push((Some(name), fields.next().unwrap_or_default())),
            _ => out.push((None, name)),
        }
    }
    Ok(out)
}

fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty())
}

fn line(args: &[&str]) -> Result<String> {
    Ok(String::from_utf8_lossy(&git(args)?).trim_end().to_owned())
}

fn git(args: &[&str]) -> Result<Vec<u8>> {
    // Names count from the top folder, whatever a user prefers to see.
    let output = Command::new("git")
        .args(["-c", "diff.relative=false"])
        .args(args)
        .output()
        .context("git cannot be run; --staged and --diff-base ask it what changed")?;
    if !output.status.success() {
        bail!("git {}: {}", args[0], String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

/// The contents of objects, in order, asked for in one go; `None` where there is none.
fn blobs(objects: &[Option<Vec<u8>>]) -> Result<Vec<Option<Vec<u8>>>> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("git cannot be run")?;
    let mut asked = child.stdin.take().context("git takes no questions")?;
    let mut answers = BufReader::new(child.stdout.take().context("git gives no answers")?);
    let mut out = Vec::with_capacity(objects.len());
    for object in objects {
        let Some(object) = object.as_ref().filter(|object| !object.contains(&b'\n')) else {
            out.push(None);
            continue;
        };
        asked.write_all(&[object, b"\n".as_slice()].concat())?;
        asked.flush()?;
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size = head
            .trim_end()
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse::<usize>().ok());
        let Some(size) = size.filter(|_| head.contains(" blob ")) else {
            out.push(None);
            continue;
        };
        let mut bytes = vec![0; size + 1];
        answers.read_exact(&mut bytes)?;
        bytes.truncate(size);
        out.push(Some(bytes));
    }
    drop(asked);
    child.wait()?;
    Ok(out)
}
