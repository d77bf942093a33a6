//! Masks and codes beside the findings: in the manifest of a bundle, in what is told of an earlier run.

use crate::program::{INSULT, err, names, scan};
use serde_json::{Value, json};
use std::fs;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

const CHAT: &str = "WhatsApp Chat with Asma Khan.txt";
const NUMBER: &str = "35202-1234567-1";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let text = format!("17/4/25, 9:14 pm - Asma Khan: {INSULT}\n17/4/25, 9:15 pm - Asma Khan: His CNIC is {NUMBER}\n");
    fs::write(folder.path().join(CHAT), text).unwrap();
    fs::write(folder.path().join("key"), "0123456789abcdef").unwrap();
    folder
}

fn compared(folder: &Path, args: &[&str]) -> (Value, String) {
    let all: Vec<&str> = ["--compare", "old.jsonl", "-f", "json"]
        .iter()
        .chain(args)
        .copied()
        .collect();
    let output = scan(folder, &all);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    (report["summary"]["compared"].clone(), err(&output))
}

#[test]
fn a_manifest_names_nobody() {
    let folder = folder();
    let args = ["--pseudonyms=key", "--author", "Asma Khan", "-o", "bundle=b.zip", CHAT];
    let output = scan(folder.path(), &args);
    assert!(names(folder.path()).contains(&"b.zip".to_owned()), "{}", err(&output));
    let mut zip = zip::ZipArchive::new(fs::File::open(folder.path().join("b.zip")).unwrap()).unwrap();
    let mut manifest = String::new();
    zip.by_name("manifest.json")
        .unwrap()
        .read_to_string(&mut manifest)
        .unwrap();
    assert!(!manifest.contains("Asma"), "{manifest}");
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["options"]["inputs"][0], manifest["inputs"][0]["name"]);
}

#[test]
fn what_is_gone_is_told_as_this_run_may_tell_it() {
    let folder = folder();
    scan(folder.path(), &["-o", "jsonl=old.jsonl", CHAT]);
    let masks = ["--redact", "--pseudonyms=key", CHAT];
    let (found, said) = compared(folder.path(), &masks);
    let text = found.to_string();
    assert!(!text.contains("Asma") && !text.contains(NUMBER), "{text}");
    assert!(
        found["same"].as_u64() > Some(0) && found["gone"].as_u64() > Some(0),
        "{text}"
    );
    assert!(said.contains("was made without --redact"), "{said}");
    let all: Vec<&str> = masks.iter().chain(&["-o", "jsonl=old.jsonl"]).copied().collect();
    scan(folder.path(), &all);
    let (found, said) = compared(folder.path(), &masks);
    assert_eq!([&found["new"], &found["gone"]], [&json!(0), &json!(0)], "{said}");
    assert!(!said.contains("was made without"), "{said}");
}
