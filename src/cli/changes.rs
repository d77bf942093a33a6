//! What a change in a git repository brings: the drafts it touches, as they were and as they are. Git itself is asked.

use crate::source;
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

/// The drafts that changed, those under `within` where it names any, in order.
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
            listed.extend(split(&new).map(|name| (None, name)));
            (Some(base), listed)
        }
    };
    let within: Vec<PathBuf> = within
        .iter()
        .map(std::fs::canonicalize)
        .collect::<Result<_, _>>()
        .unwrap_or_default();
    let mut wanted: Vec<(Option<String>, String)> = listed
        .into_iter()
        .filter(|(_, name)| {
            let path = top.join(name);
            source::is_draft(&path) && (within.is_empty() || within.iter().any(|folder| path.starts_with(folder)))
        })
        .collect();
    wanted.sort_by(|a, b| a.1.cmp(&b.1));
    let mut objects = Vec::new();
    for (old, name) in &wanted {
        objects.push(
            base.as_ref()
                .map(|base| format!("{base}:{}", old.as_ref().unwrap_or(name))),
        );
        objects.push((*since == Since::Staged).then(|| format!(":{name}")));
    }
    let mut contents = blobs(&objects)?.into_iter();
    let mut changes = Vec::new();
    for (_, name) in wanted {
        let (before, after) = (contents.next().flatten(), contents.next().flatten());
        let path = relative(&top.join(&name), &here);
        changes.push(Change { path, before, after });
    }
    Ok(changes)
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

/// Old and new names of changed files, from the top folder.
fn names(args: &[&str]) -> Result<Vec<(Option<String>, String)>> {
    let listed = git(args)?;
    let mut fields = split(&listed);
    let mut out = Vec::new();
    while let (Some(status), Some(name)) = (fields.next(), fields.next()) {
        if status.starts_with(['R', 'C']) {
            out.push((Some(name), fields.next().unwrap_or_default()));
        } else {
            out.push((None, name));
        }
    }
    Ok(out)
}

fn split(bytes: &[u8]) -> impl Iterator<Item = String> {
    bytes
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(name).into_owned())
}

fn line(args: &[&str]) -> Result<String> {
    Ok(String::from_utf8_lossy(&git(args)?).trim_end().to_owned())
}

fn git(args: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git")
        .args(args)
        .output()
        .context("git cannot be run; --staged and --diff-base ask it what changed")?;
    if !output.status.success() {
        bail!("git {}: {}", args[0], String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

/// The contents of objects, in order, asked for in one go; `None` where there is none.
fn blobs(objects: &[Option<String>]) -> Result<Vec<Option<Vec<u8>>>> {
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
        let Some(object) = object.as_ref().filter(|object| !object.contains('\n')) else {
            out.push(None);
            continue;
        };
        writeln!(asked, "{object}")?;
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
