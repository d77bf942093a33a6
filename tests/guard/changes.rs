//! Only what changed lines bring: `--staged`, `--diff-base`.

use super::{INSULT, folder, found, of, write};
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
fn a_change_that_takes_an_excuse_away_brings_the_finding() {
    let excused = format!("<!-- postlint: ignore[disparagement] quoted -->\n{INSULT}");
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", &excused), ("b.md", &excused)]);
    let here = dir.path();
    git(here, &["init", "-q"]);
    git(here, &["add", "."]);
    git(here, &["commit", "-qm", "begin"]);
    write(here, "a.md", INSULT);
    write(here, "b.md", &format!("{excused}\nGood day.\n"));
    let (list, exit) = found(here, &["--diff-base", "HEAD"]);
    assert!(
        !list.is_empty() && list.iter().all(|line| line.starts_with("a.md pk-federal")),
        "{list:?}"
    );
    assert_eq!(exit, 1);
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

/// Drafts that are staged, as a check of what is staged names them.
fn staged(here: &Path, args: &[&str]) -> Vec<String> {
    git(here, &["add", "-f", "."]);
    let mut found = found(here, &[&["--staged"], args].concat()).0;
    found.retain(|line| line.contains("person-disparaged "));
    let name = |line: String| line.split(" pk-federal").next().unwrap().to_owned();
    found.into_iter().map(name).collect()
}

#[test]
fn of_what_is_staged_the_drafts_are_read_that_a_check_reads() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        (".postlintignore", "out.md\n"),
        ("out.md", INSULT),
        (".github/pull_request_template.md", INSULT),
        ("posts/nosuffix", INSULT),
        ("posts/picture", "\0"),
        ("posts/a.md", INSULT),
        ("posts/readme.md", INSULT),
    ]);
    let here = dir.path();
    git(here, &["init", "-q"]);
    assert_eq!(staged(here, &[]), ["posts/a.md", "posts/nosuffix"]);
    assert_eq!(staged(here, &["posts/nosuffix"]), ["posts/nosuffix"]);
    assert_eq!(staged(here, &["posts/readme.md"]), ["posts/readme.md"], "it is named");
    assert_eq!(staged(here, &[".github"]), [".github/pull_request_template.md"]);
    let wrong = run_in(here, &["check", "--staged", "nosuch/"]);
    assert_eq!(status(&wrong), 2);
    assert!(
        err(&wrong).contains("nosuch/: there is no such file"),
        "{}",
        err(&wrong)
    );
    git(here, &["config", "diff.relative", "true"]);
    assert_eq!(staged(&here.join("posts"), &[]), ["a.md", "nosuffix"]);
}

#[cfg(unix)]
#[test]
fn a_staged_name_need_be_no_unicode() {
    use std::os::unix::ffi::OsStrExt;
    let dir = folder(&[(".postlint.yaml", CONFIG)]);
    let name = std::ffi::OsStr::from_bytes(b"n\xff.md");
    std::fs::write(dir.path().join(name), INSULT).unwrap();
    git(dir.path(), &["init", "-q"]);
    assert_eq!(staged(dir.path(), &[]), ["n\u{fffd}.md"]);
}

#[test]
fn notices_that_were_there_before_are_not_told_again() {
    let long = "word ".repeat(80);
    let draft = |more: &str| {
        format!(
            "---\nplatform: x\npostlint: ignore[nosuch] x\n---\n{long}{more}\n<!-- postlint: ignore[nosuch] y -->\n"
        )
    };
    let dir = folder(&[(".postlint.yaml", "packs: [pk-federal]\n"), ("a.md", &draft(""))]);
    let here = dir.path();
    git(here, &["init", "-q"]);
    git(here, &["add", "."]);
    let told = found(here, &["--staged"]).0;
    assert_eq!(of(&told, "postlint/").len(), 3, "{told:?}");
    git(here, &["commit", "-qm", "begin"]);
    write(here, "a.md", &draft("more"));
    git(here, &["add", "."]);
    let told = found(here, &["--staged"]).0;
    assert!(of(&told, "postlint/").is_empty(), "{told:?}");
}
