//! Several projects in one run: each keeps its own settings.

use super::changes::git;
use super::{INSULT, folder, found, of, write};
use crate::cli::{err, lines, out, run_in, status};

const CONFIG: &str = "packs: [pk-federal]\nselect: [disparagement]\n";

#[test]
fn each_project_says_what_fails_in_it_whatever_its_place() {
    let dir = folder(&[
        ("a/.postlint.yaml", &format!("{CONFIG}fail-on: never\nlang: ur\n")),
        ("a/x.md", INSULT),
        ("b/.postlint.yaml", &format!("{CONFIG}lang: hi\n")),
        ("b/x.md", INSULT),
        ("c/.postlint.yaml", CONFIG),
        ("c/x.md", "Good day.\n"),
    ]);
    for (paths, exit) in [
        (&["a", "b"][..], 1),
        (&["b", "a"], 1),
        (&["a", "c"], 0),
        (&["c", "a"], 0),
    ] {
        assert_eq!(found(dir.path(), paths).1, exit, "{paths:?}");
    }
    for paths in [["a", "b"], ["b", "a"]] {
        let output = run_in(dir.path(), &[&["check"], &paths[..]].concat());
        assert!(
            err(&output).contains("(ur, hi); this one is in `en`"),
            "{}",
            err(&output)
        );
        assert!(out(&output).contains("error: "), "{}", out(&output));
    }
    let output = run_in(dir.path(), &["check", "c", "a"]);
    assert!(
        err(&output).is_empty() && !out(&output).contains("error: "),
        "{}{}",
        err(&output),
        out(&output)
    );
}

#[test]
fn a_mistake_in_one_project_stops_no_other() {
    let dir = folder(&[("a/x.md", INSULT), ("b/.postlint.yaml", CONFIG), ("b/x.md", INSULT)]);
    for (mistake, place, mend) in [
        (
            "packs: [pk-federall]\n",
            "a/.postlint.yaml:1:9",
            "did you mean `pk-federal`?",
        ),
        ("pacs: [pk-federal]\n", "a/.postlint.yaml:1:1", "did you mean `packs`?"),
    ] {
        write(dir.path(), "a/.postlint.yaml", mistake);
        for paths in [["a", "b"], ["b", "a"]] {
            let output = run_in(dir.path(), &[&["check", "-f", "jsonl"], &paths[..]].concat());
            assert_eq!(status(&output), 2, "{paths:?}");
            let found = lines(&output);
            assert!(!found.is_empty(), "{paths:?}");
            assert!(found.iter().all(|finding| finding["source"] == "b/x.md"), "{found:?}");
            let said = err(&output);
            assert!(said.contains(place) && said.contains(mend), "{said}");
        }
        let human = out(&run_in(dir.path(), &["check", "a", "b"]));
        assert!(
            human.contains(place) && human.contains("nothing under these settings was checked"),
            "{human}"
        );
        let output = run_in(dir.path(), &["check", "-o", "json=report.json", "a"]);
        assert_eq!(status(&output), 2);
        assert!(err(&output).contains(place), "{}", err(&output));
        assert!(!dir.path().join("report.json").exists(), "there is nothing to report");
    }
}

#[test]
fn a_project_is_one_whatever_lies_between_its_files() {
    let permission =
        format!("{CONFIG}permissions:\n- {{order: X/1, authority: Sec, covers: [disparagement], until: 2020-01-01}}\n");
    let dir = folder(&[
        (".postlint.yaml", &permission),
        ("a.md", INSULT),
        ("m/.postlint.yaml", CONFIG),
        ("m/b.md", INSULT),
        ("z.md", INSULT),
    ]);
    let here = dir.path();
    let (list, _) = found(here, &["a.md", "m/b.md", "z.md"]);
    assert_eq!(of(&list, "postlint/excuse-expired").len(), 1, "{list:?}");
    // What was there before is known in each of them.
    git(here, &["init", "-q"]);
    git(here, &["add", "."]);
    git(here, &["commit", "-qm", "begin"]);
    for name in ["a.md", "m/b.md", "z.md"] {
        write(here, name, &format!("Good day.\n\n{INSULT}"));
    }
    git(here, &["add", "."]);
    let (list, _) = found(here, &["--staged"]);
    assert!(of(&list, "pk-federal/").is_empty(), "{list:?}");
}
