//! Where findings stand in their files, and what the suggestions of reports write there.

use super::{folder, read};
use crate::cli::{err, lines, out, run_in};
use serde_json::Value;
use std::collections::BTreeSet;

const CONFIG: &str = "packs: [in-gujarat]\naccount: personal\nkind: post\n";
const NUMBER: &str = "Witness Naseem Akhtar, CNIC 35202-1234567-1, is ready to speak.";
const OPINION: &str = "I think the new textile policy is a good step for Surat's small weavers.";

/// A replacement: the bytes of the file that go, and what comes.
type Edit = (usize, usize, String);

fn report(text: &str, format: &str) -> (tempfile::TempDir, Value) {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", text)]);
    let output = run_in(dir.path(), &["check", "--format", format, "a.md"]);
    let report = serde_json::from_str(&out(&output)).unwrap();
    (dir, report)
}

/// A byte of a file by its line and its column, which `width` measures in characters.
fn byte(text: &str, line: &Value, column: &Value, width: fn(char) -> usize) -> usize {
    let number = |value: &Value| value.as_u64().unwrap() as usize - 1;
    let begin: usize = text.split_inclusive('\n').take(number(line)).map(str::len).sum();
    let mut open = number(column);
    let before = text[begin..].chars().take_while(|c| {
        let is_before = open > 0;
        open = open.saturating_sub(width(*c));
        is_before
    });
    begin + before.map(char::len_utf8).sum::<usize>()
}

/// The suggestions for reviewdog, whose columns count bytes.
fn suggested(text: &str) -> BTreeSet<Edit> {
    let (_dir, report) = report(text, "rdjson");
    let diagnostics = report["diagnostics"].as_array().unwrap().iter();
    let suggestions = diagnostics.filter_map(|diagnostic| diagnostic["suggestions"].get(0));
    suggestions
        .map(|suggestion| {
            let at = |end: &str| {
                let end = &suggestion["range"][end];
                byte(text, &end["line"], &end["column"], char::len_utf8)
            };
            (at("start"), at("end"), suggestion["text"].as_str().unwrap().to_owned())
        })
        .collect()
}

/// The fixes of SARIF, whose columns count UTF-16 code units behind the mark of the encoding.
fn fixes(text: &str) -> BTreeSet<Edit> {
    let (_dir, report) = report(text, "sarif");
    let bare = text.trim_start_matches('\u{feff}');
    let results = report["runs"][0]["results"].as_array().unwrap().iter();
    let fixes = results.filter_map(|result| result["fixes"].get(0));
    fixes
        .map(|fix| {
            let change = &fix["artifactChanges"][0]["replacements"][0];
            let at = |line: &str, column: &str| {
                let region = &change["deletedRegion"];
                text.len() - bare.len() + byte(bare, &region[line], &region[column], char::len_utf16)
            };
            let new = change["insertedContent"]["text"].as_str().unwrap().to_owned();
            (at("startLine", "startColumn"), at("endLine", "endColumn"), new)
        })
        .collect()
}

#[test]
fn a_suggestion_that_is_taken_writes_what_fix_writes() {
    for text in [
        format!("{NUMBER}\n"),
        format!("<!-- टिप्पणी 😀 --> {NUMBER}\n"),
        format!("\u{feff}{NUMBER}\n"),
        format!("\u{feff}<!-- ટિપ્પણી --> {NUMBER}\n\n<!-- to be posted on Monday -->\n"),
        format!("---\ntitle: A step\ntags: [weavers]\n---\n{OPINION}\n"),
        format!("---\nimage_alt: Looms\n---\n## Content\n{OPINION}\n## Internal\nNothing.\n"),
    ] {
        let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", &text)]);
        let output = run_in(dir.path(), &["fix", "a.md"]);
        let fixed = read(dir.path(), "a.md");
        assert_ne!(fixed, text, "{}", err(&output));
        for edits in [suggested(&text), fixes(&text)] {
            let mut new = text.clone();
            for (from, to, with) in edits.iter().rev() {
                new.replace_range(from..to, with);
            }
            assert_eq!(new, fixed, "{edits:?}");
        }
    }
}

#[test]
fn what_stands_in_the_front_matter_is_found_on_its_line_and_not_replaced() {
    let text = format!(
        "---\naccount: personal\ntitle: {NUMBER}\n---\nHis mobile is 0300-1234567, disturb him at night.\n---\nThe second part.\n"
    );
    assert_eq!(suggested(&text), fixes(&text));
    assert!(
        suggested(&text)
            .iter()
            .all(|(from, ..)| *from > text.find("His").unwrap())
    );
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", &text)]);
    for redact in [&[][..], &["--redact"]] {
        let args = [&["check", "--min-confidence", "medium", "-f", "jsonl", "a.md"], redact].concat();
        let found: BTreeSet<(u64, u64)> = lines(&run_in(dir.path(), &args))
            .iter()
            .map(|finding| (finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap()))
            .collect();
        assert_eq!(found, BTreeSet::from([(3, 29), (5, 15)]), "{redact:?}");
    }
    let human = out(&run_in(dir.path(), &["check", "a.md"]));
    assert!(
        human.contains(" 5 | His mobile") && human.contains("\n  | Witness Naseem"),
        "{human}"
    );
    let github = out(&run_in(dir.path(), &["check", "-f", "github", "a.md"]));
    assert!(github.contains("file=a.md,line=3,title="), "{github}");
}
