//! The program as tests run it, and what it said.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A draft with findings in `pk-federal`.
pub const INSULT: &str = "Our chairman is a shameless idiot and a donkey.";

/// A run to its end, for others to be held against.
pub const WHOLE: &[&str] = &[
    "--fail-on",
    "never",
    "-o",
    "jsonl=whole.jsonl",
    "-o",
    "csv=whole.csv",
    "in.jsonl",
];

/// The program in a folder, without the environment's say.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = crate::cli::command(folder, args);
    command.stdin(Stdio::null());
    command
}

/// `postlint scan --no-config --pack pk-federal` with more.
pub fn scan(folder: &Path, args: &[&str]) -> Output {
    let all: Vec<&str> = ["scan", "--no-config", "--pack", "pk-federal"]
        .iter()
        .chain(args)
        .copied()
        .collect();
    command(folder, &all).output().unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
