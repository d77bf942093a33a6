//! The program as users run it: commands, options, exit statuses, errors.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Runs postlint in a folder, without the environment's say in language and colours.
pub fn run_in(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postlint"));
    command.current_dir(folder).args(args);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    // What an earlier build kept is no answer of this one.
    command.env("POSTLINT_NO_CACHE", "true");
    command
}

pub fn run(args: &[&str]) -> Output {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

pub fn stdin(args: &[&str], text: &[u8]) -> Output {
    let mut child = command(Path::new(env!("CARGO_MANIFEST_DIR")), args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    child.wait_with_output().unwrap()
}

pub fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn lines(output: &Output) -> Vec<serde_json::Value> {
    out(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const INSULT: &str = "Our chairman is a shameless idiot and a donkey.";

#[test]
fn a_clean_draft_ends_with_0_and_a_breach_with_1() {
    let clean = run(&["check", "--no-config", "--text", "Offices open at nine tomorrow."]);
    assert_eq!((status(&clean), err(&clean).as_str()), (0, ""));
    let breach = run(&["check", "--no-config", "--pack", "pk-federal", "--text", INSULT]);
    assert_eq!(status(&breach), 1, "{}", out(&breach));
    assert!(out(&breach).contains("May breach"), "{}", out(&breach));
}

#[test]
fn fail_on_moves_the_exit_status_and_not_the_findings() {
    let never = run(&[
        "check",
        "--no-config",
        "--pack",
        "pk-federal",
        "--fail-on",
        "never",
        "--text",
        INSULT,
    ]);
    let error = run(&["check", "--no-config", "--pack", "pk-federal", "--text", INSULT]);
    assert_eq!((status(&never), status(&error)), (0, 1));
    assert_eq!(out(&never), out(&error));
}

#[test]
fn every_finding_of_jsonl_has_the_fields_of_the_contract() {
    let output = run(&[
        "check",
        "--no-config",
        "--pack",
        "pk-federal",
        "--format",
        "jsonl",
        "--text",
        INSULT,
    ]);
    let findings = lines(&output);
    assert!(!findings.is_empty());
    for finding in findings {
        for field in [
            "post_id",
            "source",
            "line",
            "column",
            "pack",
            "rule",
            "clauses",
            "family",
            "severity",
            "confidence",
            "start",
            "end",
            "text",
            "utf16_start",
            "utf16_end",
            "labels",
            "matched",
            "message",
            "advice",
            "depends_on",
            "fix",
            "fingerprint",
        ] {
            assert!(finding.get(field).is_some(), "{field} in {finding}");
        }
        let (start, end) = (
            finding["start"].as_u64().unwrap() as usize,
            finding["end"].as_u64().unwrap() as usize,
        );
        assert_eq!(finding["text"], INSULT[start..end]);
    }
}

#[test]
fn json_adds_up_and_is_the_same_for_any_number_of_threads() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("posts.jsonl");
    let mut text = String::new();
    for i in 0..300 {
        let post = if i % 7 == 0 {
            INSULT
        } else {
            "Polio teams come on Monday."
        };
        text.push_str(&format!("{{\"id\":\"{i}\",\"text\":\"{post}\"}}\n"));
        if i == 100 {
            text.push_str("{broken\n");
        }
    }
    fs::write(&file, text).unwrap();
    let with = |threads: &str| {
        run_in(
            folder.path(),
            &["scan", "--no-config", "-j", threads, "--format", "json", "posts.jsonl"],
        )
    };
    let (one, four) = (with("1"), with("4"));
    assert_eq!(out(&one), out(&four));
    let report: serde_json::Value = serde_json::from_str(&out(&one)).unwrap();
    let summary = &report["summary"];
    assert_eq!(
        summary["read"].as_u64().unwrap(),
        summary["checked"].as_u64().unwrap() + summary["refused"].as_u64().unwrap()
    );
    assert_eq!(
        (summary["checked"].as_u64(), summary["refused"].as_u64()),
        (Some(300), Some(1))
    );
    assert_eq!(status(&one), 1);
    let strict = run_in(
        folder.path(),
        &["scan", "--no-config", "--strict", "--format", "json", "posts.jsonl"],
    );
    assert_eq!(status(&strict), 2);
}

#[test]
fn standard_input_is_a_draft_or_a_stream_of_records() {
    let draft = stdin(
        &["check", "--no-config", "--pack", "pk-federal", "-"],
        INSULT.as_bytes(),
    );
    assert_eq!(status(&draft), 1);
    let record = format!("{{\"text\":\"{INSULT}\"}}\n");
    let records = stdin(
        &["scan", "--no-config", "--pack", "pk-federal", "--format", "jsonl", "-"],
        record.as_bytes(),
    );
    assert_eq!(status(&records), 1, "{}", err(&records));
}

#[test]
fn front_matter_states_facts_and_the_command_line_is_stronger() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("a.md"),
        format!("---\naccount: personal\nplatform: x\n---\n{INSULT}\n"),
    )
    .unwrap();
    let output = run_in(
        folder.path(),
        &[
            "check",
            "--no-config",
            "--pack",
            "pk-federal",
            "--format",
            "jsonl",
            "a.md",
        ],
    );
    let findings = lines(&output);
    assert_eq!(findings[0]["line"], 5);
    fs::write(folder.path().join("b.md"), "---\nacount: personal\n---\nHello\n").unwrap();
    let output = run_in(folder.path(), &["check", "--no-config", "b.md"]);
    assert_eq!(status(&output), 2);
    assert!(
        out(&output).contains("b.md:2:1") || err(&output).contains("b.md:2:1"),
        "{}{}",
        out(&output),
        err(&output)
    );
}

#[test]
fn bad_input_is_one_clear_error_and_the_rest_is_checked() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("good.md"), INSULT).unwrap();
    fs::write(folder.path().join("bad.md"), b"caf\xe9 \xff").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let output = run_in(
        folder.path(),
        &[
            "check",
            "--no-config",
            "--pack",
            "pk-federal",
            "--format",
            "jsonl",
            "good.md",
            "bad.md",
            "empty",
            "missing.md",
        ],
    );
    assert_eq!(status(&output), 2);
    assert!(!lines(&output).is_empty());
    let said = err(&output);
    for part in [
        "bad.md",
        "invalid UTF-8",
        "empty",
        "no drafts",
        "missing.md",
        "no such file",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(said.lines().count(), 3, "{said}");
}

#[test]
fn unknown_names_are_usage_errors_with_a_suggestion() {
    for (args, part) in [
        (
            &["check", "--no-config", "--pack", "pk-fedral", "--text", "x"][..],
            "did you mean `pk-federal`",
        ),
        (
            &["check", "--no-config", "--select", "disclosur", "--text", "x"],
            "did you mean `disclosure`",
        ),
        (&["explain", "disclosur"], "did you mean `disclosure`"),
        (&["check", "--no-config", "--acount", "personal"], "--account"),
        (&["check", "--no-config", "--format", "xml", "--text", "x"], "human"),
    ] {
        let output = run(args);
        assert_eq!(status(&output), 2, "{args:?}");
        assert!(err(&output).contains(part), "{args:?}: {}", err(&output));
    }
}

#[test]
fn a_broken_pack_names_file_line_column_and_mend() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("mine.yaml"),
        "pack: mine\ntitle: {en: Mine}\njurisdiktion: X\n",
    )
    .unwrap();
    let output = run_in(
        folder.path(),
        &["check", "--no-config", "--pack", "./mine.yaml", "--text", "x"],
    );
    assert_eq!(status(&output), 2);
    let said = err(&output);
    for part in ["mine.yaml:3:1", "jurisdiktion", "mend:"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_project_file_is_found_upwards_and_its_mistakes_are_named() {
    let folder = TempDir::new().unwrap();
    let posts = folder.path().join("posts/today");
    fs::create_dir_all(&posts).unwrap();
    fs::write(posts.join("a.md"), INSULT).unwrap();
    fs::write(
        folder.path().join(".postlint.yaml"),
        "packs: [pk-federal]\nfail-on: never\n",
    )
    .unwrap();
    let output = run_in(folder.path(), &["check", "--format", "jsonl", "posts"]);
    assert_eq!(status(&output), 0);
    assert!(lines(&output).iter().all(|f| f["pack"] == "pk-federal"));
    fs::write(folder.path().join(".postlint.yaml"), "pack: [pk-federal]\n").unwrap();
    let output = run_in(folder.path(), &["check", "posts"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains(".postlint.yaml:1:1"), "{}", err(&output));
}

#[test]
fn init_writes_a_file_that_is_accepted_and_is_not_overwritten() {
    let folder = TempDir::new().unwrap();
    assert_eq!(status(&run_in(folder.path(), &["init"])), 0);
    assert_eq!(status(&run_in(folder.path(), &["init"])), 2);
    assert_eq!(status(&run_in(folder.path(), &["check", "--text", "Good morning"])), 0);
    let written = fs::read_to_string(folder.path().join(".postlint.yaml")).unwrap();
    let open: String = written
        .lines()
        .map(|l| l.strip_prefix("# ").filter(|l| l.starts_with("fail-on")).unwrap_or(""))
        .collect();
    assert!(open.starts_with("fail-on: error"));
}

#[test]
fn control_and_bidi_characters_never_reach_the_terminal() {
    let text = "You idiot \u{1b}[31mred\u{202e}desrever \u{7}";
    let output = run(&["check", "--no-config", "--pack", "pk-federal", "--text", text]);
    let shown = out(&output);
    assert!(shown.contains("idiot"));
    for raw in ['\u{1b}', '\u{202e}', '\u{7}'] {
        assert!(!shown.contains(raw), "{raw:?} in {shown:?}");
    }
}

#[test]
fn several_reports_in_one_run() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.md"), INSULT).unwrap();
    let args = [
        "check",
        "--no-config",
        "--pack",
        "pk-federal",
        "-o",
        "json=a.json",
        "-o",
        "jsonl=b.jsonl",
        "-o",
        "human",
        "a.md",
    ];
    let output = run_in(folder.path(), &args);
    assert_eq!(status(&output), 1, "{}", err(&output));
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("a.json")).unwrap()).unwrap();
    let jsonl = fs::read_to_string(folder.path().join("b.jsonl")).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), jsonl.lines().count());
    assert!(out(&output).contains("May breach"));
}

#[test]
fn trace_says_why_and_why_not() {
    let yes = run(&["trace", "--no-config", "--pack", "pk-federal", "--text", "you 1d10t"]);
    assert!(out(&yes).contains("by disguise"), "{}", out(&yes));
    let no = run(&[
        "trace",
        "--no-config",
        "--pack",
        "pk-federal",
        "--rule",
        "disparagement",
        "--text",
        "a quiet day",
    ]);
    assert!(
        out(&no).contains("found nothing") && out(&no).contains("no  "),
        "{}",
        out(&no)
    );
}

#[test]
fn schemas_are_json_schemas() {
    for kind in ["pack", "lexicon", "detectors", "config", "report"] {
        let schema: serde_json::Value = serde_json::from_str(&out(&run(&["packs", "schema", kind]))).unwrap();
        assert!(schema.get("$schema").is_some(), "{kind}");
    }
}

#[test]
fn reports_of_one_run_have_files_of_their_own() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.md"), INSULT).unwrap();
    fs::write(folder.path().join("own.yaml"), "packs: [pk-federal]\n").unwrap();
    for (args, said) in [
        (
            &["-o", "json=out.rep", "-o", "sarif=./out.rep"][..],
            "two reports cannot go to one file",
        ),
        (&["-o", "sarrif=x.sarif"], "written as ./sarrif=x.sarif"),
        (&["-f", "json", "-o", "human"], "say two things"),
        (&["-o", "json=own.yaml"], "own.yaml: is read in this run"),
        (
            &["-o", "json=nowhere/a.json"],
            "nowhere/a.json: cannot be written: No such file or directory (os error 2)\n",
        ),
    ] {
        let refused = run_in(
            folder.path(),
            &[&["check", "a.md", "--config", "own.yaml"], args].concat(),
        );
        assert_eq!(status(&refused), 2, "{args:?}");
        assert!(err(&refused).contains(said), "{}", err(&refused));
    }
}

#[test]
fn a_variable_of_the_environment_switches_as_such_variables_do() {
    for value in ["1", "", "false"] {
        let mut command = command(Path::new("."), &["packs"]);
        let output = command.env("POSTLINT_NO_CACHE", value).output().unwrap();
        assert_eq!(status(&output), 0, "{value}: {}", err(&output));
    }
}

#[test]
fn trace_reads_standard_input_where_it_is_named() {
    let traced = stdin(&["trace", "--no-config", "-"], INSULT.as_bytes());
    assert_eq!(status(&traced), 0, "{}", err(&traced));
    assert!(out(&traced).contains("finding  error"), "{}", out(&traced));
}

#[test]
fn v_says_what_is_passed_over_and_vv_the_settings_too() {
    let folder = TempDir::new().unwrap();
    for (name, text) in [
        (".postlint.yaml", "packs: [pk-federal]\n"),
        ("README.md", "Read me.\n"),
        ("a.md", "Offices open at nine tomorrow.\n"),
        ("b.md", "\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let said = |args: &[&str]| err(&run_in(folder.path(), &[&["check", "."], args].concat()));
    assert_eq!(said(&[]), "");
    let once = said(&["-v"]);
    assert_eq!(once.lines().count(), 2, "{once}");
    assert!(
        once.contains("skipped: README.md: ") && once.contains("skipped: b.md: empty\n"),
        "{once}"
    );
    assert_eq!(
        said(&["-vv"]),
        format!("settings: .postlint.yaml; packs: pk-federal\n{once}")
    );
    assert_eq!(said(&["-vvq"]), "");
}

#[test]
fn completions_and_help_know_the_words_and_the_program_their_second_names() {
    let completions = out(&run(&["completions", "bash"]));
    let help = out(&run(&["check", "-h"]));
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        &["human", "json", "jsonl", "sarif"][..],
        &["en", "ur", "hi", "gu"],
        &["personal", "official"],
        &["x", "facebook", "instagram"],
    ] {
        assert!(completions.contains(&words.join(" ")), "{words:?}");
        assert!(help.contains(&words.join(", ")), "{words:?}\n{help}");
    }
    let second = run(&[
        "check",
        "--no-config",
        "--kind",
        "MAIL",
        "--text",
        "Offices open at nine.",
    ]);
    assert_eq!(status(&second), 0, "{}", err(&second));
    let chosen = run(&["packs", "--select", "disclosure"]);
    assert!(err(&chosen).contains("--pack"), "{}", err(&chosen));
}
