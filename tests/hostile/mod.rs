//! Strangers' archives, colleagues' packs, tired people's drafts, and a machine that fails: what SECURITY.md promises.

mod escapes;
mod faults;
mod limits;
mod properties;
mod quiet;
mod system;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A draft with findings in `pk-federal`.
const INSULT: &str = "Our chairman is a shameless idiot and a donkey.";

/// The program in a folder, without the environment's say.
fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = crate::cli::command(folder, args);
    command.stdin(Stdio::null());
    command
}

/// `postlint scan --no-config --pack pk-federal` with more.
fn scan(folder: &Path, args: &[&str]) -> Output {
    let all: Vec<&str> = ["scan", "--no-config", "--pack", "pk-federal"]
        .iter()
        .chain(args)
        .copied()
        .collect();
    command(folder, &all).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

fn folder_with(name: &str, bytes: impl AsRef<[u8]>) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    folder
}

/// The summary of a scan as JSON, which must add up.
fn summary(folder: &Path, args: &[&str]) -> (Value, Option<i32>) {
    let output = scan(folder, &[&["-f", "json"], args].concat());
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", err(&output)));
    let summary = document["summary"].clone();
    let count = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!(count("read"), count("checked") + count("refused"));
    (summary, status(&output))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
