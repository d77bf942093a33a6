//! Known findings: set aside, met again wherever they go, and gone for good when mended.

use super::{INSULT, RULE, folder, found, of, read, write};
use crate::cli::{err, lines, out, run_in, status};
use std::fs;
use std::io::Write;

const CONFIG: &str = "packs: [pk-federal]\nselect: [disparagement]\n";
const NAME: &str = ".postlint-baseline.jsonl";

#[test]
fn known_findings_do_not_count_and_new_ones_do() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", INSULT), ("b.md", INSULT)]);
    let made = run_in(dir.path(), &["baseline", "create"]);
    assert_eq!(status(&made), 0, "{}", err(&made));
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    let human = out(&run_in(dir.path(), &["check", "."]));
    assert!(human.contains("4 known in the baseline"), "{human}");
    write(dir.path(), "c.md", INSULT);
    let (list, exit) = found(dir.path(), &["."]);
    assert_eq!(exit, 1);
    assert!(
        list.iter().all(|line| line.starts_with("c.md")),
        "a copy in another file is new: {list:?}"
    );
}

#[test]
fn the_file_is_sorted_one_entry_a_line_without_texts_dates_or_lines() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("b.md", INSULT), ("a.md", INSULT)]);
    run_in(dir.path(), &["baseline", "create"]);
    let first = read(dir.path(), NAME);
    let entries: Vec<&str> = first.lines().skip(1).collect();
    let mut sorted = entries.clone();
    sorted.sort_unstable();
    assert_eq!(entries, sorted);
    assert!(
        entries
            .iter()
            .all(|line| line.starts_with("{\"file\":") && line.ends_with('}')),
        "{first}"
    );
    assert!(
        !first.contains("idiot") && !first.contains("\"line\"") && !first.contains("20"),
        "{first}"
    );
    run_in(dir.path(), &["baseline", "update"]);
    assert_eq!(read(dir.path(), NAME), first, "the same every time");
    let again = run_in(dir.path(), &["baseline", "create"]);
    assert_eq!(status(&again), 2);
    assert!(err(&again).contains("baseline update"), "{}", err(&again));
}

#[test]
fn known_findings_are_met_again_after_edits_elsewhere_moves_and_renames() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", &format!("Good day.\n\n{INSULT}"))]);
    run_in(dir.path(), &["baseline", "create"]);
    write(
        dir.path(),
        "a.md",
        &format!("A very good day to all of you.\n\nMore words.\n\n{INSULT}\nAnd more words after it.\n"),
    );
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    fs::create_dir(dir.path().join("old")).unwrap();
    fs::rename(dir.path().join("a.md"), dir.path().join("old/z.md")).unwrap();
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
}

#[test]
fn a_mended_finding_leaves_and_cannot_come_back_unseen() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", INSULT), ("b.md", INSULT)]);
    run_in(dir.path(), &["baseline", "create"]);
    write(dir.path(), "a.md", "Good day.\n");
    let (list, exit) = found(dir.path(), &["a.md"]);
    assert_eq!(exit, 1, "an entry that nothing answers is an error");
    assert_eq!(of(&list, "postlint/baseline-stale").len(), 2, "{list:?}");
    let pruned = run_in(dir.path(), &["baseline", "prune", "a.md"]);
    assert!(out(&pruned).contains("2 known findings, 2 gone"), "{}", out(&pruned));
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    write(dir.path(), "a.md", INSULT);
    assert_eq!(found(dir.path(), &["."]).1, 1, "it is seen when it comes back");
    run_in(dir.path(), &["baseline", "prune"]);
    assert_eq!(found(dir.path(), &["."]).1, 1, "pruning adds nothing");
    run_in(dir.path(), &["baseline", "update"]);
    assert_eq!(found(dir.path(), &["."]).1, 0);
}

#[test]
fn a_broken_baseline_is_named_with_its_line() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", INSULT)]);
    run_in(dir.path(), &["baseline", "create"]);
    let text = read(dir.path(), NAME);
    write(dir.path(), NAME, &format!("{text}<<<<<<< HEAD\n"));
    let output = run_in(dir.path(), &["check", "a.md"]);
    assert_eq!(status(&output), 2);
    assert!(
        err(&output).contains(&format!("{NAME}:4:1: a merge was left half done")),
        "{}",
        err(&output)
    );
    let missing = run_in(dir.path(), &["check", "--baseline", "none.jsonl", "a.md"]);
    assert_eq!(status(&missing), 2);
    assert!(err(&missing).contains("there is no baseline"), "{}", err(&missing));
}

#[test]
fn what_was_emptied_or_left_out_is_told_and_pruned() {
    for (name, text) in [("a.md", ""), (".postlintignore", "a.md\n")] {
        let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", INSULT), ("b.md", "Good day.\n")]);
        run_in(dir.path(), &["baseline", "create"]);
        write(dir.path(), name, text);
        let (list, exit) = found(dir.path(), &["."]);
        assert_eq!((of(&list, "baseline-stale").len(), exit), (2, 1), "{name}: {list:?}");
        let pruned = run_in(dir.path(), &["baseline", "prune"]);
        assert!(out(&pruned).contains("0 known findings, 2 gone"), "{}", out(&pruned));
        assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    }
}

#[test]
fn entries_of_rules_that_do_not_speak_stay() {
    let dir = folder(&[(".postlint.yaml", "packs: [pk-federal]\n"), ("a.md", INSULT)]);
    run_in(dir.path(), &["baseline", "create"]);
    let before = read(dir.path(), NAME);
    run_in(dir.path(), &["baseline", "prune", "--select", "disclosure"]);
    assert_eq!(read(dir.path(), NAME), before);
}

#[test]
fn a_check_says_nothing_of_bulk_files_that_it_does_not_read() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", "Good day.\n")]);
    write(dir.path(), "p.jsonl", &format!("{{\"text\": \"{}\"}}\n", INSULT.trim()));
    run_in(dir.path(), &["baseline", "create", "--scan"]);
    assert!(read(dir.path(), NAME).contains("p.jsonl"));
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    fs::remove_file(dir.path().join("p.jsonl")).unwrap();
    assert_eq!(of(&found(dir.path(), &["."]).0, "baseline-stale").len(), 2);
}

#[test]
fn a_file_that_is_named_twice_is_known_once() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", INSULT)]);
    run_in(dir.path(), &["baseline", "create", ".", "a.md"]);
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
}

#[test]
fn what_nobody_is_shown_may_go_unseen() {
    let shown = "packs: [pk-federal]\nmin-confidence: medium\n";
    let hint = "The scheme was a total waste and the officers slept, as always they do.\n";
    let dir = folder(&[(".postlint.yaml", shown), ("a.md", INSULT), ("b.md", hint)]);
    run_in(dir.path(), &["baseline", "create"]);
    assert!(
        read(dir.path(), NAME).contains("\"file\":\"b.md\""),
        "hints are known too"
    );
    write(dir.path(), "b.md", "The scheme was opened on Monday.\n");
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    let asked = found(dir.path(), &[".", "--min-confidence", "low"]).0;
    assert!(
        !of(&asked, "postlint/baseline-stale").is_empty(),
        "who is shown hints is told: {asked:?}"
    );
    write(dir.path(), "a.md", "Good day.\n");
    let human = out(&run_in(dir.path(), &["check", "."]));
    assert!(human.contains("1 error; 2 checked"), "{human}");
    let pruned = run_in(dir.path(), &["baseline", "prune"]);
    assert!(out(&pruned).contains(": 0 known findings"), "{}", out(&pruned));
}

#[test]
fn an_exclamation_mark_is_a_part_of_a_name() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        ("posts/Alert!.md", INSULT),
        ("Important!/a.md", INSULT),
        ("Important!/b.md", INSULT),
    ]);
    run_in(dir.path(), &["baseline", "create"]);
    assert_eq!(found(dir.path(), &["Important!/b.md"]), (Vec::new(), 0));
    let pruned = run_in(dir.path(), &["baseline", "prune", "Important!/b.md"]);
    assert!(out(&pruned).contains("6 known findings, 0 gone"), "{}", out(&pruned));
    fs::rename(dir.path().join("posts/Alert!.md"), dir.path().join("posts/c.md")).unwrap();
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0), "what is moved stays known");
    write(dir.path(), "posts/Alert!.md", "Good day.\n");
    let (list, exit) = found(dir.path(), &["posts"]);
    assert!(list.contains(&format!("posts/c.md {RULE} error")), "{list:?}");
    assert_eq!(exit, 1);
    // The same words in two files have one fingerprint.
    fs::remove_file(dir.path().join(NAME)).unwrap();
    let finding = &lines(&run_in(dir.path(), &["check", "-f", "jsonl", "Important!/a.md"]))[0];
    let ignore = format!(
        "ignores:\n- {{fingerprint: {}, post: Important!/a.md, reason: quoted}}\n",
        finding["fingerprint"]
    );
    write(dir.path(), ".postlint-ignores.yaml", &ignore);
    let of_file = |name: &str| found(dir.path(), &[name]).0.len();
    assert_eq!(of_file("Important!/a.md") + 1, of_file("Important!/b.md"));
}

#[test]
fn what_lies_in_an_archive_is_known_by_the_archive() {
    let dir = folder(&[(".postlint.yaml", CONFIG)]);
    let path = dir.path().join("posts!.zip");
    let post = format!("{{\"text\": \"{}\"}}\n", INSULT.trim());
    let pack = |text: &str| {
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        zip.start_file("p.jsonl", zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        zip.finish().unwrap();
    };
    pack(&post);
    run_in(dir.path(), &["baseline", "create", "--scan", "posts!.zip"]);
    assert!(
        read(dir.path(), NAME).contains("posts!.zip!p.jsonl"),
        "{}",
        read(dir.path(), NAME)
    );
    let pruned = |args: &[&str]| out(&run_in(dir.path(), &[&["baseline", "prune"], args].concat()));
    write(dir.path(), "a.md", "Good day.\n");
    assert!(
        pruned(&["a.md"]).contains("2 known findings, 0 gone"),
        "it is there still"
    );
    pack("{\"text\": \"Good day.\"}\n");
    assert!(pruned(&["--scan", "posts!.zip"]).contains("0 known findings, 2 gone"));
}

#[test]
fn when_the_last_draft_is_gone_so_is_what_was_known_of_it() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", INSULT)]);
    run_in(dir.path(), &["baseline", "create"]);
    fs::remove_file(dir.path().join("a.md")).unwrap();
    let pruned = run_in(dir.path(), &["baseline", "prune"]);
    assert_eq!(status(&pruned), 0, "{}", err(&pruned));
    assert!(out(&pruned).contains("0 known findings, 2 gone"), "{}", out(&pruned));
}
