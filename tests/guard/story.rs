//! The whole story of a department, in the repository of `examples/department-repo/`: first run, baseline, a new breach caught on
//! a staged change, fix, ignore with reason, expiry.

use super::changes::git;
use super::{found, of, read, write};
use crate::cli::{err, lines, out, run_in, status};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn department() -> TempDir {
    let dir = TempDir::new().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/department-repo"),
        dir.path(),
    );
    dir
}

#[test]
fn the_example_repository_is_guarded_and_quiet() {
    let dir = department();
    let (list, exit) = found(dir.path(), &["."]);
    assert_eq!(exit, 0, "{list:?}");
    assert!(
        list.iter().all(|line| line.ends_with("covered")),
        "only what a permission covers is shown: {list:?}"
    );
    let human = out(&run_in(dir.path(), &["check", "."]));
    assert!(human.contains("known in the baseline"), "{human}");
    let fixes = run_in(dir.path(), &["fix", "--diff"]);
    assert_eq!(status(&fixes), 0, "{}", out(&fixes));
}

#[test]
fn a_department_begins_today_and_stays_guarded() {
    let dir = department();
    let here = dir.path();
    fs::remove_file(here.join(".postlint-baseline.jsonl")).unwrap();

    // First run: an old post stands against the clauses.
    let (first, exit) = found(here, &["."]);
    assert_eq!(exit, 1, "{first:?}");
    assert!(
        first.iter().any(|line| line.starts_with("posts/old-scheme.md")),
        "{first:?}"
    );

    // Baseline: what is known does not count.
    let made = run_in(here, &["baseline", "create"]);
    assert_eq!(status(&made), 0, "{}", err(&made));
    assert_eq!(found(here, &["."]).1, 0);
    git(here, &["init", "-q"]);
    git(here, &["add", "."]);
    git(here, &["commit", "-qm", "Guarded from today"]);

    // A new breach is caught where it is staged.
    let breach = "---\nplatform: facebook\n---\nThat girl from the counter, number 90000 12345.\n";
    write(here, "posts/complaint.md", breach);
    git(here, &["add", "."]);
    let (staged, exit) = found(here, &["--staged"]);
    assert_eq!(exit, 1);
    assert!(
        staged
            .iter()
            .all(|line| line.starts_with("posts/complaint.md in-gujarat/")),
        "{staged:?}"
    );
    let human = out(&run_in(here, &["check", "--staged"]));
    assert!(human.contains("Safe fix: “90000 12345” → “••••• •2345”"), "{human}");

    // The fix masks the number and touches nothing else.
    let fixed = run_in(here, &["fix", "posts/complaint.md"]);
    assert_eq!(status(&fixed), 0, "{}", err(&fixed));
    assert_eq!(
        read(here, "posts/complaint.md"),
        breach.replace("90000 12345", "••••• •2345")
    );
    git(here, &["add", "."]);
    assert_eq!(found(here, &["--staged"]), (Vec::new(), 0));
    git(here, &["commit", "-qm", "A complaint, without the number"]);

    // What was decided to stand is ignored, with its reason.
    write(
        here,
        "posts/reply.md",
        "---\nplatform: facebook\n---\nThis idiot of a reporter writes rubbish about the canal.\n",
    );
    git(here, &["add", "."]);
    let (staged, exit) = found(here, &["--staged"]);
    assert_eq!(
        exit,
        i32::from(staged.iter().any(|line| line.ends_with("error"))),
        "{staged:?}"
    );
    assert!(!staged.is_empty());
    let names: Vec<String> = lines(&run_in(here, &["check", "--staged", "--format", "jsonl"]))
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect();
    let ignored = |until: &str| {
        format!(
            "---\nplatform: facebook\npostlint: \"ignore[{}] until {until}: quoted in the inquiry, file DEW/4/2026\"\n---\nThis idiot of a reporter writes rubbish about the canal.\n",
            names.join(", ")
        )
    };
    write(here, "posts/reply.md", &ignored("2999-12-31"));
    git(here, &["add", "."]);
    assert_eq!(found(here, &["--staged"]), (Vec::new(), 0));
    let human = out(&run_in(here, &["check", "--staged"]));
    assert!(human.contains("ignored"), "{human}");

    // Its day passes: it excuses nothing any more, and says so.
    write(here, "posts/reply.md", &ignored("2020-01-01"));
    git(here, &["add", "."]);
    let (expired, _) = found(here, &["--staged"]);
    assert_eq!(of(&expired, "postlint/excuse-expired").len(), 1, "{expired:?}");
    assert_eq!(of(&expired, "in-gujarat/").len(), names.len(), "{expired:?}");

    // An old finding is mended, leaves the baseline, and cannot come back unseen.
    write(here, "posts/reply.md", "Thank you for your letter.\n");
    let old = read(here, "posts/old-scheme.md");
    write(
        here,
        "posts/old-scheme.md",
        "The canal scheme was open to all in 2024.\n",
    );
    let (stale, exit) = found(here, &["."]);
    assert_eq!(exit, 1);
    assert!(
        stale.iter().any(|line| line.contains("postlint/baseline-stale error")),
        "{stale:?}"
    );
    assert_eq!(status(&run_in(here, &["baseline", "prune"])), 0);
    assert_eq!(found(here, &["."]).1, 0);
    write(here, "posts/old-scheme.md", &old);
    assert!(
        found(here, &["."])
            .0
            .iter()
            .any(|line| line.starts_with("posts/old-scheme.md"))
    );
}
