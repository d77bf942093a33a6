//! What an officer reads of a draft: nothing that is untrue of it, and nothing that only who writes rules understands.

use crate::cli::{lines, out, run, run_in, status};
use tempfile::TempDir;

fn checked(pack: &str, text: &str, more: &[&str]) -> String {
    let args = ["check", "--no-config", "--pack", pack, "--text", text];
    out(&run(&[&args[..], more].concat()))
}

/// The block of a report whose head holds these words.
fn block<'r>(report: &'r str, head: &str) -> &'r str {
    let found = report
        .split("\n\n")
        .find(|block| block.lines().next().is_some_and(|line| line.contains(head)));
    found.unwrap_or_else(|| panic!("no `{head}` in {report}"))
}

#[test]
fn what_a_detector_assumes_is_said_with_its_rule() {
    let text = "We stand with PTI";
    let args = [
        "check",
        "--no-config",
        "--pack",
        "pk-federal",
        "-f",
        "jsonl",
        "--text",
        text,
    ];
    let findings = lines(&run(&args));
    let forward = findings
        .iter()
        .find(|finding| finding["rule"] == "pk-federal/political-forward")
        .unwrap();
    assert_eq!(forward["severity"], "warning");
    assert_eq!(
        forward["depends_on"],
        serde_json::json!([{"fact": "kind", "assumed": "forward"}])
    );
    let report = checked("pk-federal", text, &[]);
    let shown = block(&report, "error: ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let assumed = "Depends on: kind: forward (not stated, so it is assumed, and the finding is one step weaker) [pk-federal/political-forward]";
    assert!(shown.contains(assumed), "{report}");
    let (own, passed_on) = (
        shown.find("What to do:").unwrap(),
        shown.find("Do not forward it").unwrap(),
    );
    assert!(
        shown[own + 12..passed_on].contains("What to do:"),
        "the strongest speaks first: {report}"
    );
}

#[test]
fn of_equals_what_assumes_nothing_is_the_headline() {
    let report = checked("in-gujarat", "Our boss is a complete idiot and a donkey.", &[]);
    assert!(!report.lines().next().unwrap().contains("Critic belittled"), "{report}");
}

#[test]
fn what_weights_alone_say_is_told_apart_and_with_its_words() {
    let report = checked(
        "pk-federal",
        "sab siyasatdan chor hain aur hamara secretary sab se bara chor",
        &[],
    );
    for said in report.split("\n\n").filter(|block| block.contains("\n  May breach:")) {
        assert!(!said.contains("Ministry of Foreign Affairs"), "{report}");
    }
    let report = checked("pk-federal", "Don't be an idiot, wear your helmet people", &[]);
    let hint = block(&report, "none certain alone");
    assert!(hint.contains("Why: “"), "{report}");
    let remark = report
        .split("\n\n")
        .find(|block| block.contains("pk-federal/hostile-remark-standing"));
    assert!(remark.is_none_or(|block| block.contains("Depends on: ")), "{report}");
}

#[test]
fn names_of_lists_stay_with_who_writes_rules() {
    for text in [
        "Our boss is a complete idiot and a donkey.",
        "yaar ye inquiry report ki copy hai, kisi ko mat batana maine di hai",
        "Her bank account 12345678901 was frozen",
        "China is our enemy and P.T.I is with us #VoteForBat",
    ] {
        for pack in ["pk-federal", "in-gujarat"] {
            let report = checked(pack, text, &[]);
            let lines = report
                .lines()
                .filter(|line| line.trim_start().starts_with("Why:") || line.contains("Read as:"));
            for line in lines {
                let internal = [
                    "insult.",
                    "abuse.",
                    "official-paper.",
                    "India attacked",
                    "|",
                    "inflection",
                ];
                assert!(!internal.iter().any(|name| line.contains(name)), "{line}");
            }
        }
    }
    let report = checked("pk-federal", "Vote for P.T.I", &[]);
    assert!(report.contains("“PTI” (punctuation)"), "{report}");
}

#[test]
fn a_line_that_is_missing_is_told_once() {
    let text = "Mane lage che ke aa navi yojana saari che, sarkar ni niti saari che.";
    let facts = [
        "--account",
        "personal",
        "--kind",
        "post",
        "--select",
        "disclaimer-missing",
        "-f",
        "jsonl",
    ];
    assert_eq!(checked("in-gujarat", text, &facts).lines().count(), 1);
}

#[test]
fn explain_says_what_is_known_of_an_example() {
    let said = out(&run(&["explain", "in-gujarat/critic-belittled"]));
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("Stop wasting our time"))
        .collect();
    assert!(lines.iter().any(|line| line.contains("(account: official")), "{said}");
    assert!(
        lines.iter().enumerate().all(|(at, line)| !lines[..at].contains(line)),
        "{said}"
    );
    let over = out(&run(&["explain", "in-gujarat/office-hours-exceeded"]));
    assert!(over.contains("posted-at: 20"), "{over}");
}

#[test]
fn trace_names_what_spares_a_post_and_what_covers_it() {
    let text = "Many of you say the new parking policy is a wrong decision. Send us your suggestions by Friday.";
    let traced = |more: &[&str]| {
        let args = [
            "trace",
            "--no-config",
            "--pack",
            "pk-federal",
            "--rule",
            "policy-criticised",
            "--text",
            text,
        ];
        out(&run(&[&args[..], more].concat()))
    };
    let official = traced(&["--account", "official"]);
    assert!(official.contains("spared   by pk-federal/public-heard"), "{official}");
    let unknown = traced(&[]);
    assert!(
        unknown.contains("spared if account: official by pk-federal/public-heard"),
        "{unknown}"
    );
    let dir = TempDir::new().unwrap();
    let config = "packs: [pk-federal]\npermissions:\n  - order: SO-1/2026\n    authority: Secretary\n    covers: [political-opinion]\n";
    std::fs::write(dir.path().join(".postlint.yaml"), config).unwrap();
    let covered = run_in(dir.path(), &["trace", "--text", "We stand with PTI"]);
    assert_eq!(status(&covered), 0);
    assert!(out(&covered).contains("confidence; covered)"), "{}", out(&covered));
}

#[test]
fn init_counts_one_draft_as_one() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("a.md"), "Good morning").unwrap();
    assert!(out(&run_in(dir.path(), &["init"])).contains("1 draft found, in this folder.\n"));
}
