//! Ignores in posts, beside posts, and of whole files.

use super::{INSULT, RULE, folder, found, of, write};
use crate::cli::{err, lines, out, run_in, status};

const CONFIG: &str = "packs: [pk-federal]\nselect: [disparagement]\n";

#[test]
fn a_comment_or_the_front_matter_excuses_with_a_reason() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        (
            "comment.md",
            &format!("Good day.\n\n<!-- postlint: ignore[disparagement] quoted in the judgment -->\n{INSULT}"),
        ),
        (
            "front.md",
            &format!("---\npostlint: ignore[{RULE}, person-disparaged-hinted] quoted\n---\n{INSULT}"),
        ),
        (
            "other.md",
            &format!(
                "{INSULT}\n<!-- postlint: ignore[disparagement] the next paragraph only -->\nYou idiot of a chairman.\n"
            ),
        ),
    ]);
    let (found, exit) = found(dir.path(), &["."]);
    assert!(
        of(&found, "comment.md").is_empty() && of(&found, "front.md").is_empty(),
        "{found:?}"
    );
    assert!(!of(&found, "other.md pk-federal").is_empty(), "{found:?}");
    assert_eq!(exit, 1);
    let human = out(&run_in(dir.path(), &["check", "comment.md"]));
    assert!(human.contains(" ignored"), "{human}");
}

#[test]
fn an_ignored_paragraph_covers_nothing_that_another_says() {
    let dir = folder(&[
        (".postlint.yaml", "packs: [pk-federal]\n"),
        (
            "a.md",
            "<!-- postlint: ignore[political-opinion] quoted -->\nVote for PTI.\n\nNice weather on the road today.\n\nPTI zindabad, vote for Imran Khan.\n",
        ),
    ]);
    let (found, exit) = found(dir.path(), &["a.md"]);
    assert!(
        found.contains(&"a.md pk-federal/political-opinion error".to_owned()),
        "{found:?}"
    );
    assert_eq!(exit, 1);
}

#[test]
fn what_a_comment_says_is_no_part_of_the_post() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        (
            "a.md",
            "Good day.\n\n<!-- postlint: ignore[disparagement] our chairman is a shameless idiot -->\n\nGood night.\n",
        ),
    ]);
    let (found, _) = found(dir.path(), &["a.md"]);
    assert_eq!(found, ["a.md postlint/ignore-unused warning"]);
}

#[test]
fn unused_expired_unclear_and_unreasoned_ignores_are_findings() {
    let cases = [
        ("ignore[disparagement] quoted", "Good day.\n", "ignore-unused"),
        ("ignore[disparagement] until 2020-01-01: old", INSULT, "excuse-expired"),
        ("ignore[disparagmnt] quoted", INSULT, "ignore-unclear"),
        ("ignore everything", INSULT, "ignore-unclear"),
        ("ignore[disparagement]", INSULT, "ignore-without-reason"),
    ];
    let dir = folder(&[(".postlint.yaml", &format!("{CONFIG}require-reason: true\n"))]);
    for (remark, text, rule) in cases {
        for draft in [
            format!("<!-- postlint: {remark} -->\n{text}"),
            format!("---\npostlint: \"{remark}\"\n---\n{text}"),
        ] {
            write(dir.path(), "a.md", &draft);
            let (found, exit) = found(dir.path(), &["a.md"]);
            assert_eq!(
                of(&found, "postlint/"),
                [format!("a.md postlint/{rule} warning")],
                "{draft}\n{found:?}"
            );
            assert_eq!(exit, i32::from(text == INSULT), "{draft}: it excuses nothing");
        }
    }
}

#[test]
fn an_ignore_of_another_packs_rule_is_left_alone_when_that_pack_does_not_speak() {
    let dir = folder(&[(
        "a.md",
        "<!-- postlint: ignore[in-gujarat/person-named] agreed -->\nGood day.\n",
    )]);
    assert!(found(dir.path(), &["--pack", "pk-federal", "a.md"]).0.is_empty());
}

#[test]
fn a_thread_shares_the_ignore_at_its_head() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        (
            "a.md",
            &format!("---\npostlint: ignore[disparagement] quoted\n---\nGood day.\n---\n{INSULT}"),
        ),
    ]);
    assert!(found(dir.path(), &["a.md"]).0.is_empty());
}

#[test]
fn a_file_of_ignores_excuses_by_fingerprint_and_is_held_to_it() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("posts/a.txt", INSULT)]);
    let findings = lines(&run_in(dir.path(), &["check", "--format", "jsonl", "posts"]));
    let entry = |more: &str| {
        let one = |finding: &serde_json::Value| {
            format!("- fingerprint: {}\n  post: posts/a.txt\n{more}", finding["fingerprint"])
        };
        format!("ignores:\n{}", findings.iter().map(one).collect::<String>())
    };
    let reasoned = "  reason: quoted in the judgment\n  by: Section Officer (Media)\n  until: 2999-12-31\n";
    write(dir.path(), ".postlint-ignores.yaml", &entry(reasoned));
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    // It holds where the post goes, and when other lines change.
    std::fs::rename(dir.path().join("posts/a.txt"), dir.path().join("posts/b.txt")).unwrap();
    write(
        dir.path(),
        "posts/b.txt",
        &format!("Good day to all of you in the office.\n\n{INSULT}"),
    );
    assert_eq!(found(dir.path(), &["."]), (Vec::new(), 0));
    write(
        dir.path(),
        ".postlint-ignores.yaml",
        &entry("  reason: quoted\n  until: 2020-01-01\n"),
    );
    let (list, exit) = found(dir.path(), &["."]);
    assert_eq!(exit, 1);
    assert!(
        !of(&list, ".postlint-ignores.yaml postlint/excuse-expired").is_empty(),
        "{list:?}"
    );
    write(dir.path(), "posts/b.txt", "Good day.\n");
    assert!(!of(&found(dir.path(), &["."]).0, "postlint/ignore-unused").is_empty());
    write(
        dir.path(),
        ".postlint-ignores.yaml",
        "ignores:\n- fingerprint: zzz\n  reason: x\n",
    );
    let output = run_in(dir.path(), &["check", "."]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains(".postlint-ignores.yaml:2:16"), "{}", err(&output));
}

#[test]
fn postlintignore_leaves_out_as_git_does_and_says_so() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        (".postlintignore", "# old\narchive/\n*.old.md\n!keep.old.md\n"),
        ("a.old.md", INSULT),
        ("keep.old.md", INSULT),
        ("archive/b.md", INSULT),
        ("sub/.postlintignore", "/c.md\n"),
        ("sub/c.md", INSULT),
    ]);
    let (list, _) = found(dir.path(), &["."]);
    assert!(list.iter().all(|line| line.starts_with("keep.old.md")), "{list:?}");
    assert!(!list.is_empty());
    assert_eq!(
        found(dir.path(), &["archive/b.md", "sub/c.md"]),
        (Vec::new(), 0),
        "named files too"
    );
    let human = out(&run_in(dir.path(), &["check", "archive/b.md"]));
    assert!(human.contains("1 skipped"), "{human}");
}

/// Five posts of a month for a party: each is an error, and together they are a campaign, which is told at one of them.
fn campaign(remark: &str) -> tempfile::TempDir {
    let dir = folder(&[(".postlint.yaml", "packs: [pk-federal]\nselect: [campaign]\n")]);
    for day in ["02", "05", "09", "12", "20"] {
        let head = format!("---\naccount: personal\nauthor: asma\ndate: 2026-03-{day}T20:00:00+05:00\n---\n");
        let text = "Vote for PTI on Sunday, only PTI can save us.";
        write(dir.path(), &format!("{day}.md"), &format!("{head}{text}{remark}\n"));
    }
    dir
}

#[test]
fn an_ignore_of_a_rule_over_an_archive_waits_for_the_end_of_it() {
    let said = |remark: &str, command: &str| -> Vec<String> {
        let dir = campaign(remark);
        let args = [
            command, "--format", "jsonl", "02.md", "05.md", "09.md", "12.md", "20.md",
        ];
        let rules = lines(&run_in(dir.path(), &args)).into_iter();
        rules
            .map(|finding| {
                format!(
                    "{}:{} {}",
                    finding["source"].as_str().unwrap(),
                    finding["line"],
                    finding["rule"].as_str().unwrap()
                )
            })
            .collect()
    };
    let found = said("", "scan");
    let [campaign] = &found[..] else { panic!("{found:?}") };
    let (place, rule) = campaign.split_once(' ').unwrap();
    assert_eq!(rule, "pk-federal/campaign");
    // Excused where it was found, and told of the four others, each by its file and line.
    let excused = said(" <!-- postlint: ignore[campaign] a parody, the court said -->", "scan");
    let expected: Vec<String> = ["02", "05", "09", "12", "20"]
        .iter()
        .map(|day| format!("{day}.md:6"))
        .filter(|other| other != place)
        .map(|other| format!("{other} postlint/ignore-unused"))
        .collect();
    assert_eq!(excused, expected);
    // A check of drafts cannot know, and says nothing.
    assert!(said(" <!-- postlint: ignore[campaign] a parody, the court said -->", "check").is_empty());
}

#[test]
fn every_remark_of_a_line_is_heard_and_told_once() {
    let config = "packs: [pk-federal]\nselect: [disparagement, political-opinion]\n";
    let draft = |second: &str| {
        format!(
            "---\npostlint: [\"ignore[disparagement] quoted\", \"{second}\"]\n---\n{INSULT}\n---\nVote for PTI.\n---\nGood day.\n"
        )
    };
    let dir = folder(&[
        (".postlint.yaml", config),
        ("a.md", &draft("ignore[political-opinion] a parody")),
    ]);
    assert!(found(dir.path(), &["a.md"]).0.is_empty());
    for (second, notice) in [
        ("ignore[nosuch] x", "ignore-unclear"),
        ("ignore[excuses] x", "ignore-unused"),
    ] {
        write(dir.path(), "a.md", &draft(second));
        let told = of(&found(dir.path(), &["a.md"]).0, "postlint/");
        assert_eq!(told, [format!("a.md postlint/{notice} warning")]);
    }
}

#[test]
fn an_ignore_by_fingerprint_is_for_the_file_it_names() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("posts/a.txt", INSULT)]);
    let findings = lines(&run_in(dir.path(), &["check", "--format", "jsonl", "posts"]));
    let entry = |finding: &serde_json::Value| {
        format!(
            "- fingerprint: {}\n  post: posts/a.txt\n  reason: quoted\n  until: '29991231'\n",
            finding["fingerprint"]
        )
    };
    let entries: String = findings.iter().map(entry).collect();
    write(dir.path(), ".postlint-ignores.yaml", &format!("ignores:\n{entries}"));
    write(dir.path(), "posts/b.txt", INSULT);
    let (list, exit) = found(dir.path(), &["."]);
    assert!(list.iter().all(|line| line.starts_with("posts/b.txt")), "{list:?}");
    assert_eq!((list.len(), exit), (findings.len(), 1));
    // A day is a day, however it is written.
    let over = format!("ignores:\n{entries}").replace("29991231", "20200101");
    write(dir.path(), ".postlint-ignores.yaml", &over);
    assert!(!of(&found(dir.path(), &["posts/a.txt"]).0, "excuse-expired").is_empty());
}
