//! A department's repository: settings, permissions, ignores, baseline, changes, fixes.

mod baseline;
mod changes;
mod config;
mod fix;
mod ignores;
mod places;
mod projects;
mod story;
mod wiring;

use crate::cli::{err, lines, run_in, status};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A draft that runs a person down: one error of `pk-federal/person-disparaged`, and hints.
pub const INSULT: &str = "Our chairman is a shameless idiot and a donkey.\n";

/// The rule of that error.
pub const RULE: &str = "pk-federal/person-disparaged";

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

pub fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Findings of a check as `file rule severity`, with `covered` behind those a permission covers; and the exit status.
pub fn found(folder: &Path, args: &[&str]) -> (Vec<String>, i32) {
    let mut all = vec!["check", "--format", "jsonl"];
    all.extend(args);
    let output = run_in(folder, &all);
    assert_ne!(status(&output), 2, "{}", err(&output));
    let said = lines(&output)
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            let covered = if finding["covered"].is_null() { "" } else { " covered" };
            format!("{} {} {}{covered}", text("source"), text("rule"), text("severity"))
        })
        .collect();
    (said, status(&output))
}

/// Those findings that name a rule.
pub fn of(found: &[String], rule: &str) -> Vec<String> {
    found.iter().filter(|line| line.contains(rule)).cloned().collect()
}
