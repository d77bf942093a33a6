//! What comes out of a run besides the formats: files, masks, codes, comparison, bundles, going on after a stop.

use crate::program::{INSULT, WHOLE, command, err, names, out, scan, status};
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn write_posts(path: &Path, posts: &[Value]) {
    let lines: String = posts.iter().map(|post| format!("{post}\n")).collect();
    fs::write(path, lines).unwrap();
}

fn folder_with(posts: &[Value]) -> TempDir {
    let folder = TempDir::new().unwrap();
    write_posts(&folder.path().join("in.jsonl"), posts);
    folder
}

#[test]
fn a_report_stands_under_its_name_whole_and_for_its_owner_only() {
    let folder = folder_with(&[json!({ "text": INSULT })]);
    fs::write(folder.path().join("a.json"), "an older report").unwrap();
    let output = scan(folder.path(), &["-o", "json=a.json", "in.jsonl"]);
    assert_eq!(status(&output), Some(1), "{}", err(&output));
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("a.json")).unwrap()).unwrap();
    assert!(!report["findings"].as_array().unwrap().is_empty());
    assert_eq!(names(folder.path()), ["a.json", "in.jsonl"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("a.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_report_that_fails_leaves_the_one_before_it() {
    let folder = folder_with(&[json!({ "text": INSULT })]);
    fs::write(folder.path().join("a.json"), "an older report").unwrap();
    let output = scan(
        folder.path(),
        &["-o", "json=a.json", "-o", "jsonl=missing/b.jsonl", "in.jsonl"],
    );
    assert_eq!(status(&output), Some(2));
    assert!(
        err(&output).contains("missing/b.jsonl: cannot be written"),
        "{}",
        err(&output)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("a.json")).unwrap(),
        "an older report"
    );
    assert_eq!(names(folder.path()), ["a.json", "in.jsonl"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_names_the_report_and_a_closed_pipe_is_none() {
    let folder = folder_with(&[json!({ "text": INSULT })]);
    let full = scan(folder.path(), &["-o", "jsonl=/dev/full", "in.jsonl"]);
    assert_eq!(status(&full), Some(2));
    assert!(err(&full).contains("/dev/full: cannot be written"), "{}", err(&full));
    assert_eq!(
        status(&scan(folder.path(), &["-o", "jsonl=/dev/null", "in.jsonl"])),
        Some(1)
    );

    let args = [
        "scan",
        "--no-config",
        "--pack",
        "pk-federal",
        "in.jsonl",
        "-o",
        "human",
        "-o",
        "jsonl=b.jsonl",
    ];
    let mut child = command(folder.path(), &args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().code().is_some_and(|code| code < 2));
    assert!(!said.contains("pipe"), "{said}");
    assert!(!fs::read_to_string(folder.path().join("b.jsonl")).unwrap().is_empty());
}

#[test]
fn a_report_is_never_one_of_the_inputs() {
    let folder = folder_with(&[json!({ "text": INSULT })]);
    let before = fs::read(folder.path().join("in.jsonl")).unwrap();
    for (output, input) in [
        ("jsonl=in.jsonl", "in.jsonl"),
        ("jsonl=./in.jsonl", "."),
        ("csv=new.csv", "."),
    ] {
        let refused = scan(folder.path(), &["-o", output, input]);
        assert_eq!(status(&refused), Some(2), "{output} {input}");
        assert!(err(&refused).contains("read"), "{}", err(&refused));
    }
    assert_eq!(fs::read(folder.path().join("in.jsonl")).unwrap(), before);
    assert_eq!(status(&scan(folder.path(), &["-o", "html=new.html", "."])), Some(1));
    let twice = scan(folder.path(), &["-o", "jsonl=a", "-o", "csv=a", "in.jsonl"]);
    assert!(
        err(&twice).contains("two reports cannot go to one file"),
        "{}",
        err(&twice)
    );
}

/// Personal data of every kind, with what must not be seen of them.
const PERSONAL: &[(&str, &[&str])] = &[
    ("CNIC 35202-1234567-1", &["35202", "1234567"]),
    ("CNIC ۳۵۲۰۲-۱۲۳۴۵۶۷-۱", &["۳۵۲۰۲", "۱۲۳۴۵۶۷"]),
    ("Aadhaar 2341 2341 2346", &["2341", "2346"]),
    ("आधार २३४१ २३४१ २३४६", &["२३४१"]),
    ("PAN ABCPK1234L", &["ABCPK", "1234L"]),
    ("phone 0300-1234567", &["1234567"]),
    ("phone +92 300 1234567", &["1234567"]),
    ("phone +91 98765 43210", &["98765", "43210"]),
    ("mail naseem.akhtar@example.org", &["naseem", "example.org"]),
    ("a/c no 001122334455667", &["001122"]),
    ("IBAN PK36SCBL0000001123456702", &["SCBL", "1123456702"]),
    ("car GJ 01 AB 1234", &["AB 1234"]),
    ("card 4111-1111-1111-1111", &["1111"]),
    ("a@b.com,zubaida@b.com", &["zubaida"]),
    ("<a@b.com>,<zubaida@c.com>", &["zubaida"]),
    ("a@b.com;zubaida@c.com", &["zubaida"]),
    ("a@b.com/zubaida@c.com", &["zubaida"]),
    ("@ali,zubaida@b.com", &["zubaida"]),
    ("rate@5,zubaida@b.com", &["zubaida"]),
    ("https://x.com/?e=zubaida@b.com", &["zubaida"]),
    ("zubaida@उदाहरण.भारत", &["zubaida", "उदाहरण"]),
    ("৩৫২০২-১২৩৪৫৬৭-১", &["১২৩৪৫৬৭"]),
    ("੩੫੨੦੨-੧੨੩੪੫੬੭-੧", &["੧੨੩੪੫੬੭"]),
    ("௩௫௨௦௨-௧௨௩௪௫௬௭-௧", &["௧௨௩௪௫௬௭"]),
    ("35202 1234567 1", &["1234567"]),
    ("35202-1234567 1", &["1234567"]),
    ("35202.1234567.1", &["1234567"]),
    ("35202/1234567/1", &["1234567"]),
    ("35202-\n1234567-1", &["1234567"]),
    ("0300-123-4567", &["4567"]),
    ("0300 123 4567", &["4567"]),
    ("(0300) 1234567", &["1234567"]),
    ("+92 (300) 1234567", &["1234567"]),
    ("0092 300 1234567", &["1234567"]),
    ("042-35761999", &["35761999"]),
    ("+91 987 654 3210", &["3210"]),
    ("987-654-3210", &["3210"]),
    ("car LEA-1234", &["LEA"]),
];

#[test]
fn no_output_shows_personal_data_when_they_are_masked() {
    let posts: Vec<Value> = PERSONAL
        .iter()
        .map(|(text, _)| json!({ "id": format!("post of {text}"), "author": text, "text": format!("{INSULT} Her {text} is here, that idiot.") }))
        .collect();
    let folder = folder_with(&posts);
    let formats = [
        "human",
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
    let mut args = vec![
        "scan".to_owned(),
        "--no-config".into(),
        "--redact".into(),
        "in.jsonl".into(),
    ];
    args.extend(formats.map(|format| format!("-o={format}=report.{format}")));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = command(folder.path(), &args).output().unwrap();
    assert_eq!(status(&output), Some(1), "{}", err(&output));
    for format in formats {
        let report = fs::read_to_string(folder.path().join(format!("report.{format}"))).unwrap();
        for (text, secrets) in PERSONAL {
            for secret in *secrets {
                // Clauses and hashes have digits too.
                let shown = report.match_indices(secret).any(|(at, _)| {
                    let before = report[..at].chars().next_back();
                    !before.is_some_and(|char| char.is_ascii_hexdigit())
                });
                assert!(!shown, "{format} shows {secret} of {text}");
            }
        }
        if ["human", "json", "jsonl", "csv", "html"].contains(&format) {
            assert!(report.contains("█████"), "{format} shows no mask");
        }
    }
}

#[test]
fn spans_point_into_the_masked_text_and_the_mask_tells_no_length() {
    let short = json!({ "text": "Write to a@b.in or 0300-1234567, you idiot and donkey" });
    let long = json!({ "text": "Write to somebody.with.a.name@department.example.org or +92-300-1234567, you idiot and donkey" });
    let folder = folder_with(&[short, long]);
    let output = scan(folder.path(), &["--redact", "-f", "json", "in.jsonl"]);
    let report: Value = serde_json::from_str(&out(&output)).unwrap();
    let texts: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["text"].as_str().unwrap())
        .collect();
    assert!(
        texts.contains(&"idiot") || texts.iter().any(|text| text.contains("idiot")),
        "{texts:?}"
    );
    let starts: Vec<(u64, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["start"].as_u64().unwrap(), f["rule"].as_str().unwrap()))
        .collect();
    let (one, two) = starts.split_at(starts.len() / 2);
    assert!(!one.is_empty() && one.len() == two.len());
}

#[test]
fn a_fingerprint_of_a_masked_post_does_not_depend_on_what_was_masked() {
    let of = |number: &str| {
        let folder = folder_with(&[json!({ "id": "a", "text": format!("Call that idiot at {number} tonight") })]);
        let output = scan(folder.path(), &["--redact", "-f", "jsonl", "in.jsonl"]);
        out(&output)
    };
    assert!(!of("0300-1234567").is_empty());
    assert_eq!(of("0300-1234567"), of("0300-7654321"));
}

#[test]
fn a_chat_named_after_one_of_its_authors_tells_no_code() {
    let folder = folder_with(&[]);
    let chat = format!("01/02/2026, 10:00 - Asma Khan: {INSULT}\n01/02/2026, 10:01 - Bilal Shah: {INSULT}\n");
    fs::write(folder.path().join("WhatsApp Chat with Asma Khan.txt"), chat).unwrap();
    for format in ["human", "jsonl", "csv", "html", "sarif", "junit"] {
        let args = ["--pseudonyms", "-f", format, "WhatsApp Chat with Asma Khan.txt"];
        let output = scan(folder.path(), &args);
        assert_eq!(status(&output), Some(1), "{}", err(&output));
        let said = out(&output) + &err(&output);
        assert!(!said.contains("Asma") && !said.contains("Bilal"), "{said}");
    }
}

#[test]
fn pseudonyms_are_stable_under_a_key_and_random_without() {
    let posts = [
        json!({ "author": "Ayesha Khan", "text": INSULT }),
        json!({ "author": "Ayesha Khan", "text": INSULT }),
        json!({ "author": "Farooq Ahmed", "text": INSULT }),
    ];
    let folder = folder_with(&posts);
    fs::write(folder.path().join("key"), "a key of more than sixteen bytes").unwrap();
    fs::write(folder.path().join("short"), "short").unwrap();
    let authors = |args: &[&str]| -> Vec<String> {
        let output = scan(folder.path(), &[args, &["-f", "jsonl", "in.jsonl"]].concat());
        assert_eq!(status(&output), Some(1), "{}", err(&output));
        assert!(!out(&output).contains("Ayesha"));
        let mut authors: Vec<String> = out(&output)
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["author"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        authors.dedup();
        authors
    };
    let once = authors(&["--pseudonyms=key"]);
    assert_eq!(once.len(), 2);
    assert!(once.iter().all(|code| code.starts_with("author-")));
    assert_eq!(once, authors(&["--pseudonyms=key"]));
    assert_ne!(authors(&["--pseudonyms"]), authors(&["--pseudonyms"]));
    let short = scan(folder.path(), &["--pseudonyms=short", "in.jsonl"]);
    assert_eq!(status(&short), Some(2));
    assert!(
        err(&short).contains("short: holds 5 bytes, and a key needs at least 16"),
        "{}",
        err(&short)
    );
}

#[test]
fn a_comparison_tells_new_same_and_gone() {
    let old = [
        json!({"id": "a", "text": INSULT}),
        json!({"id": "b", "text": "You liar and donkey"}),
    ];
    let folder = folder_with(&old);
    let first = scan(folder.path(), &["-o", "jsonl=old.jsonl", "in.jsonl"]);
    assert_eq!(status(&first), Some(1), "{}", err(&first));
    let before = fs::read_to_string(folder.path().join("old.jsonl")).unwrap();
    let count = |id: &str| {
        before
            .lines()
            .filter(|line| line.contains(&format!("\"post_id\":\"{id}\"")))
            .count() as u64
    };
    let now = [
        json!({"id": "c", "text": "What a fool and idiot"}),
        json!({"id": "a", "text": INSULT}),
    ];
    write_posts(&folder.path().join("in.jsonl"), &now);
    let reports = [
        "--compare",
        "old.jsonl",
        "-o",
        "json=new.json",
        "-o",
        "html=new.html",
        "-o",
        "human",
        "in.jsonl",
    ];
    let second = scan(folder.path(), &reports);
    assert_eq!(status(&second), Some(1), "{}", err(&second));
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("new.json")).unwrap()).unwrap();
    let compared = &report["summary"]["compared"];
    assert_eq!(compared["same"].as_u64(), Some(count("a")));
    assert_eq!(compared["gone"].as_u64(), Some(count("b")));
    assert!(compared["new"].as_u64().unwrap() > 0 && count("a") > 0 && count("b") > 0);
    for finding in report["findings"].as_array().unwrap() {
        let expected = if finding["post_id"] == "a" { "same" } else { "new" };
        assert_eq!(finding["change"], expected);
    }
    assert!(
        compared["gone_findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|gone| gone["post_id"] == "b")
    );
    assert!(
        out(&second).contains("[new]") && out(&second).contains("gone: "),
        "{}",
        out(&second)
    );
    let page = fs::read_to_string(folder.path().join("new.html")).unwrap();
    assert!(page.contains("Compared with the earlier run") && page.contains("\"change\":\"new\""));
    fs::write(folder.path().join("bad.jsonl"), "{\"version\":1}\n").unwrap();
    let bad = scan(folder.path(), &["--compare", "bad.jsonl", "in.jsonl"]);
    assert_eq!(status(&bad), Some(2));
    assert!(err(&bad).contains("bad.jsonl: line 1"), "{}", err(&bad));
}

#[test]
fn a_bundle_holds_everything_and_is_the_same_when_made_again() {
    let folder = folder_with(&[json!({ "text": INSULT, "posted_at": "2025-04-07T10:00:00Z" })]);
    let bundle = |name: &str, threads: &str| {
        let output = scan(
            folder.path(),
            &["-j", threads, "-o", &format!("bundle={name}"), "in.jsonl"],
        );
        assert_eq!(status(&output), Some(1), "{}", err(&output));
        fs::read(folder.path().join(name)).unwrap()
    };
    let first = bundle("one.zip", "1");
    assert!(first == bundle("two.zip", "4"), "two bundles of the same differ");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    assert_eq!(manifest["inputs"][0]["name"], "in.jsonl");
    assert_eq!(manifest["packs"], json!(["pk-federal"]));
    assert_eq!(manifest["options"]["groups"][0]["packs"], json!(["pk-federal"]));
    assert!(
        manifest["rules"]
            .as_array()
            .unwrap()
            .iter()
            .any(|file| file["name"] == "rules/packs/pk-federal.yaml")
    );
    assert!(read("report.html").starts_with("<!DOCTYPE html>"));
    let findings = read("findings.jsonl");
    assert_eq!(
        Some(findings.lines().count() as u64),
        manifest["summary"]["findings"]["pack"]["pk-federal"].as_u64()
    );
    assert_eq!(read("SHA256SUMS").lines().count(), 3);
    assert_eq!(names(folder.path()), ["in.jsonl", "one.zip", "two.zip"]);
    let stdin = scan(folder.path(), &["-o", "bundle=three.zip", "-"]);
    assert!(err(&stdin).contains("a bundle names its inputs"), "{}", err(&stdin));
}

#[test]
fn statistics_count_by_family_rule_author_and_month() {
    let posts = [
        json!({ "author": "Ayesha", "text": INSULT, "posted_at": "2025-04-07T10:00:00Z" }),
        json!({ "author": "محمد علی", "text": INSULT, "posted_at": "2025-05-07" }),
    ];
    let folder = folder_with(&posts);
    let output = scan(folder.path(), &["--statistics", "in.jsonl"]);
    for line in [
        "severity",
        "family",
        "rule",
        "author",
        "month",
        "2025-04",
        "Ayesha",
        "2 read = 2 checked + 0 refused",
    ] {
        assert!(out(&output).contains(line), "{line} in {}", out(&output));
    }
}

#[test]
fn statistics_stand_beside_files_and_never_in_another_report() {
    let folder = folder_with(&[json!({ "text": INSULT })]);
    let output = scan(folder.path(), &["-o", "jsonl=out.jsonl", "--statistics", "in.jsonl"]);
    assert!(
        out(&output).contains("1 read = 1 checked + 0 refused"),
        "{}",
        out(&output)
    );
    assert!(folder.path().join("out.jsonl").exists());
    let output = scan(folder.path(), &["--format", "jsonl", "--statistics", "in.jsonl"]);
    assert_eq!(status(&output), Some(2));
    assert!(err(&output).contains("--output jsonl=FILE"), "{}", err(&output));
}

/// Enough posts for several batches.
fn many() -> TempDir {
    let posts: Vec<Value> = (0..9000)
        .map(|number| {
            let text = if number % 40 == 0 {
                format!("idiot {number}")
            } else {
                format!("rain {number}")
            };
            if [10, 2000, 4000, 6000, 8990].contains(&number) {
                // Found in the whole only, whenever the run was killed.
                let text = "Vote for PTI on Sunday, only Imran Khan can save us.";
                let day = format!("2026-03-{:02}", 1 + number / 1000);
                return json!({ "id": number.to_string(), "author": "asma", "posted_at": day, "text": text });
            }
            json!({ "id": number.to_string(), "text": text })
        })
        .collect();
    let folder = folder_with(&posts);
    let whole = scan(folder.path(), WHOLE);
    assert_eq!(status(&whole), Some(0), "{}", err(&whole));
    folder
}

const RESUMED: &[&str] = &[
    "scan",
    "--no-config",
    "--pack",
    "pk-federal",
    "--fail-on",
    "never",
    "-j",
    "1",
    "--resume",
    "state",
    "-o",
    "jsonl=part.jsonl",
    "-o",
    "csv=part.csv",
    "in.jsonl",
];

/// Starts a run and waits until something of it is kept.
fn begun(folder: &Path) -> Child {
    let mut child = command(folder, RESUMED).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !folder.join("state").exists() && begun.elapsed() < Duration::from_secs(300) {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

fn is_the_whole(folder: &Path) {
    for suffix in ["jsonl", "csv"] {
        let whole = fs::read_to_string(folder.join(format!("whole.{suffix}"))).unwrap();
        assert!(whole.lines().count() > 200);
        assert_eq!(whole.matches("pk-federal/campaign").count(), 1);
        assert!(
            whole == fs::read_to_string(folder.join(format!("part.{suffix}"))).unwrap(),
            "{suffix} differs"
        );
    }
    assert!(!folder.join("state").exists() && !folder.join("part.jsonl.partial").exists());
}

#[test]
fn a_run_that_was_killed_goes_on_and_nothing_is_doubled_or_missing() {
    let folder = many();
    let mut child = begun(folder.path());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        !folder.path().join("part.jsonl").exists(),
        "the run was over before it was killed"
    );
    // What a kill leaves in the middle of a line is cut off.
    let mut partial = fs::OpenOptions::new()
        .append(true)
        .open(folder.path().join("part.jsonl.partial"))
        .unwrap();
    partial.write_all(b"{\"post_id\":\"half a li").unwrap();
    let other = scan(
        folder.path(),
        &["--resume", "state", "-o", "jsonl=part.jsonl", "in.jsonl"],
    );
    assert_eq!(status(&other), Some(2));
    assert!(
        err(&other).contains("state: belongs to a run with other options"),
        "{}",
        err(&other)
    );
    let resumed = command(folder.path(), RESUMED).output().unwrap();
    assert_eq!(status(&resumed), Some(0), "{}", err(&resumed));
    is_the_whole(folder.path());
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done_and_says_so() {
    let folder = many();
    let interrupted = |mut child: Child| {
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (child.wait().unwrap().code(), said)
    };
    let (code, said) = interrupted(begun(folder.path()));
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("run the same command again to go on (state keeps what is done)"),
        "{said}"
    );
    let resumed = command(folder.path(), RESUMED).output().unwrap();
    assert_eq!(status(&resumed), Some(0), "{}", err(&resumed));
    is_the_whole(folder.path());
}

#[test]
fn what_cannot_be_gone_on_with_is_said_in_one_sentence() {
    let folder = folder_with(&[json!({ "text": INSULT })]);
    for (args, said) in [
        (
            vec!["-o", "html=a.html", "in.jsonl"],
            "only jsonl and csv reports can be gone on with, and `html` cannot",
        ),
        (
            vec!["-f", "jsonl", "in.jsonl"],
            "standard output cannot be gone on with",
        ),
        (vec!["-o", "jsonl=a.jsonl", "-"], "standard input cannot be read again"),
        (vec!["-o", "jsonl=a.jsonl", "."], "write it elsewhere"),
        (
            vec!["--compare", "x", "-o", "jsonl=a.jsonl", "in.jsonl"],
            "--compare and --resume do not go together",
        ),
    ] {
        let refused = scan(folder.path(), &[&["--resume", "state"], args.as_slice()].concat());
        assert_eq!(status(&refused), Some(2));
        assert!(err(&refused).contains(said), "{}", err(&refused));
    }
    assert_eq!(names(folder.path()), ["in.jsonl"]);
}
