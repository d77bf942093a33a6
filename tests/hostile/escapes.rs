//! The table of attacks: each in text, id, author and name of a file, in every renderer.
#![cfg(unix)]

use super::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Against terminals, build servers, spreadsheets, pages, XML and Markdown. Each has a word that findings are made of.
const ATTACKS: &[&str] = &[
    // Terminals: clear, colour by C1, bell, overwrite, title, clipboard, hyperlink, reading order, half a sequence.
    "idiot \u{1b}[2J\u{1b}[H",
    "idiot \u{9b}31m \u{90}q\u{9c}",
    "idiot \u{7}\u{8}\u{8}\u{8} \r all is well",
    "idiot \u{1b}]0;title\u{7} \u{1b}]52;c;aGk=\u{7}",
    "idiot \u{1b}]8;;https://example.org\u{1b}\\here\u{1b}]8;;\u{1b}\\",
    "idiot \u{202E}lamron si lla\u{202C} \u{2066}a\u{2067}b \u{61C}\u{200F}",
    "idiot \u{0} \u{7f} \u{feff} \u{2028} \u{2029} \u{85} \u{E0041} \u{1b}",
    // Build servers.
    "idiot\n::error file=a::owned\n::stop-commands::x",
    "idiot ##[add-mask]a ##vso[task.setvariable variable=a]b ##teamcity[x]",
    "::set-output name=a::b idiot % %0A %25",
    // Spreadsheets.
    "=HYPERLINK(\"https://example.org\",\"idiot\")",
    "+1+cmd|' /C calc'!A0 idiot",
    "-2+3 idiot",
    "@SUM(1) idiot",
    "\t=1+1 idiot",
    "\r=1+1 idiot",
    "＝1+1 idiot",
    "idiot\",\"=1+1\"\r\n=1+1,",
    // Pages and XML.
    "idiot </script><script>alert(1)</script> <!-- --> ]]> <![CDATA[",
    "idiot <img src=x onerror=alert(1)> <svg/onload=alert(1)> \" onmouseover=alert(1) ' onfocus=alert(1)",
    "idiot &lt;b&gt; &amp;lt; &#60; &xxe; <!DOCTYPE a [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]> \u{FFFE} \u{1}",
    "idiot {{7*7}} ${7*7} `7` {0} javascript:alert(1)",
    // Markdown.
    "idiot [here](javascript:alert(1)) ![x](https://example.org/p.png) **b** | a | # h",
];

/// All reports of one run over posts that are nothing but attacks.
static REPORTS: LazyLock<BTreeMap<&str, String>> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let name = "=a,b %::x##[y]\"<i>.jsonl";
    let mut lines: String = ATTACKS
        .iter()
        .map(|attack| {
            format!(
                "{}\n",
                json!({ "id": attack, "author": attack, "text": format!("{attack} you donkey {attack}") })
            )
        })
        .collect();
    lines.push_str("{\"text\": \u{1b}]8;;x [here](javascript:alert(1)) ##[error] <b>\n");
    fs::write(folder.path().join(name), lines).unwrap();
    let mut args: Vec<String> = ["scan", "--no-config", "--pack", "pk-federal", "--account", "personal"]
        .map(str::to_owned)
        .into();
    args.extend(FILES.iter().map(|format| format!("-o={format}=report.{format}")));
    args.extend(["-o=human".into(), name.into()]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = command(folder.path(), &args).output().unwrap();
    assert_eq!(status(&output), Some(1), "{}", err(&output));
    let read = |format: &&'static str| {
        let report = fs::read_to_string(folder.path().join(format!("report.{format}"))).unwrap();
        (*format, report)
    };
    let mut reports: BTreeMap<&str, String> = FILES.iter().map(read).collect();
    reports.insert("human", out(&output));
    reports.insert("stderr", err(&output));
    reports
});

/// The formats of reports in files.
const FILES: &[&str] = &[
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "csv",
    "html",
];

fn report(format: &str) -> String {
    REPORTS[format].clone()
}

/// What acts on a terminal or turns the reading order; tab and line break may be there.
fn acts(char: char) -> bool {
    char.is_control() && !matches!(char, '\n' | '\t')
        || matches!(
            char,
            '\u{202A}'..='\u{202E}' | '\u{200F}' | '\u{61C}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{E0041}'
        )
}

/// A line of a log that a build server would take for a command.
fn commands(log: &str) -> Vec<&str> {
    let armed = |line: &&str| ["##[", "##vso[", "##teamcity["].iter().any(|mark| line.contains(mark));
    log.lines()
        .filter(|line| line.trim_start().starts_with("::") || armed(line))
        .collect()
}

#[test]
fn no_report_holds_a_character_that_acts_on_a_terminal() {
    for format in [
        "human",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "html",
    ] {
        let report = report(format);
        // Some formats show the message alone, and not the words of the post.
        assert!(report.contains("pk-federal/"), "{format}");
        let found: Vec<char> = report.chars().filter(|char| acts(*char)).collect();
        assert!(found.is_empty(), "{format} {found:?}");
    }
    let csv = report("csv");
    assert!(!csv.trim_start_matches('\u{FEFF}').replace('\r', "").contains(acts));
    assert!(!REPORTS["stderr"].contains(acts), "standard error");
}

#[test]
fn no_report_on_a_log_is_a_command_but_those_of_github_that_are_ours() {
    for format in [
        "human",
        "json",
        "jsonl",
        "sarif",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "csv",
    ] {
        let report = report(format);
        assert_eq!(commands(&report), Vec::<&str>::new(), "{format}");
    }
    assert_eq!(commands(&REPORTS["stderr"]), Vec::<&str>::new(), "standard error");
    let github = report("github");
    for line in github.lines() {
        let (head, message) = line.strip_prefix("::").and_then(|line| line.split_once("::")).unwrap();
        let (command, properties) = head.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&command), "{line}");
        let mut keys: Vec<&str> = properties
            .split(',')
            .map(|property| property.split_once('=').unwrap().0)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert!(
            keys.iter()
                .all(|key| ["file", "line", "endLine", "col", "endColumn", "title"].contains(key)),
            "{line}"
        );
        assert!(!message.contains('\r'));
    }
}

#[test]
fn no_cell_is_a_formula_and_every_row_has_its_columns() {
    let table = report("csv");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(false)
        .from_reader(table.trim_start_matches('\u{FEFF}').as_bytes());
    let mut ids = BTreeSet::new();
    for row in reader.records() {
        let row = row.unwrap();
        ids.insert(row[3].to_owned());
        for cell in &row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']),
                "{cell:?}"
            );
        }
    }
    let expected: BTreeSet<&str> = ATTACKS.iter().map(|attack| attack.trim()).collect();
    assert_eq!(ids.len(), expected.len());
}

#[test]
fn json_brings_every_attack_back_as_it_was_written() {
    let document: Value = serde_json::from_str(&report("json")).unwrap();
    let ids = |values: Vec<Value>| -> BTreeSet<String> {
        values
            .iter()
            .map(|value| value["post_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let expected: BTreeSet<String> = ATTACKS.iter().map(|attack| attack.trim().to_owned()).collect();
    assert_eq!(ids(document["findings"].as_array().unwrap().clone()), expected);
    let lines = report("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(ids(lines), expected);
    for format in ["sarif", "gitlab", "rdjson"] {
        serde_json::from_str::<Value>(&report(format)).unwrap_or_else(|error| panic!("{format} {error}"));
    }
}

#[test]
fn xml_has_our_elements_only() {
    for (format, ours) in [
        (
            "junit",
            &["testsuites", "testsuite", "testcase", "failure", "error", "system-out"][..],
        ),
        ("checkstyle", &["checkstyle", "file", "error"]),
    ] {
        let report = report(format);
        let mut reader = Reader::from_str(&report);
        let mut elements = 0;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{format} {error}")) {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    elements += 1;
                    let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                    assert!(ours.contains(&name.as_str()), "{format} {name}");
                    for attribute in tag.attributes() {
                        let attribute = attribute.unwrap();
                        assert!(!attribute.key.as_ref().starts_with(b"on"), "{format}");
                        attribute.unescape_value().unwrap();
                    }
                }
                Event::DocType(_) | Event::CData(_) | Event::PI(_) | Event::Comment(_) => panic!("{format}"),
                _ => {}
            }
        }
        assert!(elements > ATTACKS.len());
    }
}

#[test]
fn sarif_names_files_by_uri_and_quotes_no_link() {
    let document: Value = serde_json::from_str(&report("sarif")).unwrap();
    let run = &document["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        assert_eq!(uri, "%3Da%2Cb%20%25%3A%3Ax%23%23%5By%5D%22%3Ci%3E.jsonl");
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("));
    }
    for note in run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap() {
        assert!(!note["message"]["text"].as_str().unwrap().contains("]("), "{note}");
    }
}

/// A colleague's pack whose every word is an attack.
const PACK: &str = r##"
pack: hostile
title: {en: "<b>pack</b>"}
jurisdiction: nowhere
languages: [en]
officers: en
zone: Asia/Karachi
in-force: {from: 2021-08-25}
instruments:
  - {id: a, title: "](x) `t`", authority: "\e[31m", number: "=1", date: 2021-08-25, binds: b, sanction: s}
clauses:
  - {id: a/1, para: 1, family: tone, effect: forbid, says: "[here](javascript:alert(1)) </script> \e]8;;x\a", check: text}
rules:
  - id: words
    title: "\n::error::owned ##[error] <script>alert(1)</script> `a` \e[2J"
    clauses: [a/1]
    severity: error
    detector: shouted
    message: {en: "=1 \u202e [here](javascript:alert(1)) \n::error::owned"}
    advice: {en: "![x](https://example.org) ##vso[a]b `c` **d**"}
"##;

#[test]
fn a_colleagues_pack_is_a_strangers_text_too() {
    let folder = folder_with("hostile.yaml", PACK);
    fs::write(folder.path().join("words.yaml"), "detectors:\n  - id: shouted\n    about: x\n    skip: []\n    find: {words: {en: [idiot]}}\n    examples: {flag: [idiot], pass: [rain]}\n").unwrap();
    fs::write(folder.path().join("a.md"), "What an idiot").unwrap();
    for format in ["human", "github", "csv", "junit", "sarif", "html", "json"] {
        let output = command(
            folder.path(),
            &["check", "--no-config", "--pack", ".", "-f", format, "a.md"],
        )
        .output()
        .unwrap();
        if status(&output) == Some(2) {
            // A pack may be refused; its words are then in the error.
            assert!(!err(&output).contains(acts), "{}", err(&output));
            assert_eq!(commands(&err(&output)), Vec::<&str>::new());
            continue;
        }
        let report = out(&output);
        assert!(
            !report
                .trim_start_matches('\u{FEFF}')
                .replace("\r\n", "\n")
                .contains(acts),
            "{format} {report:?}"
        );
        match format {
            "github" => assert!(report.lines().all(|line| line.starts_with("::"))),
            "html" => assert!(!report.contains("<script>alert")),
            "sarif" => {
                let document: Value = serde_json::from_str(&report).unwrap();
                let markdown = document["runs"][0]["tool"]["driver"]["rules"][0]["help"]["markdown"]
                    .as_str()
                    .unwrap();
                assert!(!markdown.contains("[here]") && !markdown.contains("![x]"), "{markdown}");
            }
            _ => assert_eq!(commands(&report), Vec::<&str>::new(), "{format}"),
        }
    }
}

#[test]
fn explain_and_trace_show_a_strangers_words_harmlessly() {
    let folder = TempDir::new().unwrap();
    for (at, attack) in ATTACKS.iter().enumerate() {
        fs::write(
            folder.path().join(format!("{at}.md")),
            format!("{attack} call 0300-1234567"),
        )
        .unwrap();
    }
    let shown = |args: &[&str]| {
        let output = command(folder.path(), args).output().unwrap();
        let said = out(&output) + &err(&output);
        assert!(!said.contains(acts), "{args:?} {said:?}");
        assert_eq!(commands(&said), Vec::<&str>::new(), "{args:?}");
    };
    shown(&["trace", "--no-config", "--pack", "pk-federal", "."]);
    // No argument holds a NUL.
    for attack in ATTACKS.iter().filter(|attack| !attack.contains('\0')).step_by(3) {
        shown(&["explain", attack]);
    }
}

#[test]
fn shells_and_man_read_what_is_written_for_them() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = command(folder.path(), &["completions", shell]).output().unwrap();
        assert_eq!(status(&output), Some(0));
        assert!(!out(&output).contains(acts), "{shell}");
        fs::write(folder.path().join(shell), &output.stdout).unwrap();
        match Command::new(shell).arg("-n").arg(folder.path().join(shell)).output() {
            Ok(read) => assert!(read.status.success(), "{shell} {}", err(&read)),
            Err(_) => eprintln!("no {shell} on this machine: its completions were not read"),
        }
    }
    let man = out(&command(folder.path(), &["man"]).output().unwrap());
    assert!(!man.contains(acts));
    // Requests of roff that start programs or read files.
    assert!(!man.lines().any(|line| {
        [".sy", ".so", ".open", ".pi"]
            .iter()
            .any(|request| line.starts_with(request))
    }));
}
