//! A run beside an earlier one: compared with it, or gone on with.

use crate::program::{INSULT, command, err};
use postlint::resume::{Checkpoint, ResumeError};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

#[test]
fn what_reports_do_not_show_is_not_compared() {
    let folder = TempDir::new().unwrap();
    let run = |args: &[&str]| command(folder.path(), args).output().unwrap();
    let ignored = "---\npostlint: ignore[disparagement] quoted\n---\nGood day.\n";
    for (name, text) in [
        (".postlint.yaml", "packs: [pk-federal]\n"),
        ("a.md", INSULT),
        ("b.md", ignored),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    run(&["baseline", "create"]);
    let old = run(&["scan", "a.md", "b.md", "-o", "jsonl=old.jsonl"]);
    let report = fs::read_to_string(folder.path().join("old.jsonl")).unwrap();
    assert_eq!(report.lines().count(), 1, "{}", err(&old));
    let again = run(&["scan", "a.md", "b.md", "--compare", "old.jsonl", "-f", "json"]);
    let report: Value = serde_json::from_slice(&again.stdout).unwrap();
    let compared = &report["summary"]["compared"];
    let counts = [&compared["new"], &compared["same"], &compared["gone"]];
    assert_eq!(counts, [&json!(0), &json!(1), &json!(0)]);
}

#[test]
fn a_chat_that_grew_at_its_head_is_the_same() {
    let folder = TempDir::new().unwrap();
    let scan = |head: &str, args: &[&str]| {
        let text = format!("{head}17/4/25, 9:14 pm - A: {INSULT}\n17/4/25, 9:14 pm - A: {INSULT}\n");
        fs::write(folder.path().join("WhatsApp Chat with Staff.txt"), text).unwrap();
        let all: Vec<&str> = args.iter().chain(&["WhatsApp Chat with Staff.txt"]).copied().collect();
        crate::program::scan(folder.path(), &all)
    };
    scan("", &["-o", "jsonl=old.jsonl"]);
    let older = format!("16/4/25, 9:14 pm - B: {INSULT}\n");
    let again = scan(&older, &["--compare", "old.jsonl", "-f", "json"]);
    let report: Value = serde_json::from_slice(&again.stdout).unwrap();
    let compared = &report["summary"]["compared"];
    assert_eq!(compared["gone"], json!(0), "{compared}");
    assert!(
        compared["new"].as_u64() > Some(0) && compared["same"].as_u64() > Some(0),
        "{compared}"
    );
}

#[test]
fn an_input_that_was_written_to_is_another() {
    let folder = TempDir::new().unwrap();
    let (input, state) = (folder.path().join("in.jsonl"), folder.path().join("state"));
    let mut text = vec![b'a'; 1 << 17];
    fs::write(&input, &text).unwrap();
    let begun = || Checkpoint::begin(b"", std::slice::from_ref(&input)).unwrap();
    begun().save(&state).unwrap();
    assert!(begun().earlier(&state).unwrap().is_some());
    text[100_000] = b'b';
    fs::write(&input, text).unwrap();
    let file = fs::File::options().append(true).open(&input).unwrap();
    // Some disks tell times by the second.
    file.set_modified(SystemTime::now() + Duration::from_secs(2)).unwrap();
    assert!(matches!(begun().earlier(&state), Err(ResumeError::Changed(_))));
}
