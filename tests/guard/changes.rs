//! Only what changed lines bring: `--staged`, `--diff-base`.

use super::{INSULT, folder, found, write};
use crate::cli::{err, run_in, status};
use std::path::Path;
use std::process::Command;

const CONFIG: &str = "packs: [pk-federal]\nselect: [disparagement]\n";

/// Git in a folder, without the machine's own settings.
pub fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=A Clerk",
            "-c",
            "user.email=clerk@example.gov.pk",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_staged_breach_is_found_as_it_is_staged_and_old_ones_are_not() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("old.md", INSULT), ("readme.md", "x\n")]);
    let here = dir.path();
    git(here, &["init", "-q"]);
    let first = found(here, &["--staged"]);
    assert_eq!(first, (Vec::new(), 0), "nothing is staged");
    git(here, &["add", "."]);
    assert_eq!(
        found(here, &["--staged"]).1,
        1,
        "before the first commit everything is new"
    );
    git(here, &["commit", "-qm", "begin"]);
    write(here, "old.md", &format!("Good day.\n\n{INSULT}"));
    write(here, "new.md", INSULT);
    git(here, &["add", "."]);
    write(here, "new.md", "Mended, but not staged.\n");
    let (list, exit) = found(here, &["--staged"]);
    assert_eq!(exit, 1);
    assert!(
        !list.is_empty() && list.iter().all(|line| line.starts_with("new.md")),
        "{list:?}"
    );
    git(here, &["add", "."]);
    assert_eq!(found(here, &["--staged"]), (Vec::new(), 0));
}

#[test]
fn a_branch_answers_for_what_it_brings() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("posts/old.md", INSULT)]);
    let here = dir.path();
    git(here, &["init", "-q"]);
    git(here, &["add", "."]);
    git(here, &["commit", "-qm", "begin"]);
    git(here, &["checkout", "-qb", "topic"]);
    git(here, &["mv", "posts/old.md", "posts/moved.md"]);
    write(
        here,
        "posts/moved.md",
        &format!("{INSULT}\nThe minister is an idiot too.\n"),
    );
    git(here, &["commit", "-qam", "more"]);
    let (list, exit) = found(here, &["--diff-base", "main"]);
    assert_eq!(exit, 1);
    assert!(list.iter().all(|line| line.starts_with("posts/moved.md")), "{list:?}");
    let all = found(here, &["."]).0;
    assert!(list.len() < all.len(), "the old ones are left out: {list:?} of {all:?}");
    let (elsewhere, _) = found(&here.join("posts"), &["--diff-base", "main"]);
    assert!(
        elsewhere[0].starts_with("moved.md"),
        "named from where one stands: {elsewhere:?}"
    );
    let unknown = run_in(here, &["check", "--diff-base", "nowhere"]);
    assert_eq!(status(&unknown), 2);
    assert!(
        err(&unknown).contains("git knows no revision `nowhere`"),
        "{}",
        err(&unknown)
    );
}

#[test]
fn a_change_of_facts_alone_brings_its_findings() {
    let dir = folder(&[
        (".postlint.yaml", "packs: [in-gujarat]\n"),
        (
            "a.md",
            "---\naccount: official\nkind: post\n---\nBored at my desk in office hours, so scrolling reels since morning.\n",
        ),
    ]);
    let here = dir.path();
    git(here, &["init", "-q"]);
    git(here, &["add", "."]);
    git(here, &["commit", "-qm", "begin"]);
    write(
        here,
        "a.md",
        "---\naccount: personal\nkind: post\n---\nBored at my desk in office hours, so scrolling reels since morning.\n",
    );
    let (list, _) = found(here, &["--diff-base", "HEAD"]);
    assert!(
        list.contains(&"a.md in-gujarat/office-hours-use warning".to_owned()),
        "{list:?}"
    );
}
