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
use std::path::{Path, PathBuf};
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

/// Every Rust file under a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_table_of_attacks_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/limits.md")).unwrap();
    let (_, table) = page.split_once("## Attacks, limits and their tests").unwrap();
    let (table, _) = table.split_once("## Growth").unwrap();
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("tests"), &mut files);
    let code: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).collect();
    let named = rows
        .iter()
        .filter_map(|row| row.rsplit(" | ").next()?.split('`').nth(1));
    let missing: Vec<&str> = named
        .clone()
        .filter(|name| !code.contains(&format!("fn {name}()")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    // But for the heads of the two tables and the lines below them.
    assert_eq!(named.count(), rows.len() - 4);
}
