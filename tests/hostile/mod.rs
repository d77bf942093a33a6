//! Strangers' archives, colleagues' packs, tired people's drafts, and a machine that fails: what SECURITY.md promises.

mod escapes;
mod faults;
mod limits;
mod properties;
mod quiet;
mod system;

use crate::program::{INSULT, WHOLE, command, err, names, out, scan, status};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

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
