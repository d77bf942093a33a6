//! A run that is killed, a disk that is full, a memory that is small: what was asked for is there whole, or not at all.

use super::*;
use serde_json::json;
use std::time::Duration;

/// Enough posts for several batches, some with findings, and lines that are refused.
fn many(posts: usize) -> TempDir {
    let lines: String = (0..posts)
        .map(|number| match number % 40 {
            0 => format!(
                "{}\n",
                json!({ "id": number.to_string(), "text": format!("idiot {number}") })
            ),
            1 => "no json\n".to_owned(),
            _ => format!(
                "{}\n",
                json!({ "id": number.to_string(), "text": format!("rain {number}") })
            ),
        })
        .collect();
    folder_with("in.jsonl", lines)
}

/// Numbers that look random and are the same in every run of the tests.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

const RESUMED: &[&str] = &[
    "scan",
    "--no-config",
    "--pack",
    "pk-federal",
    "--fail-on",
    "never",
    "-j",
    "2",
    "--resume",
    "state",
    "-o",
    "jsonl=part.jsonl",
    "-o",
    "csv=part.csv",
    "in.jsonl",
];

/// `POSTLINT_KILLS=100 cargo test hostile::faults` for a hundred kills; a handful where nobody asks.
#[test]
fn killed_at_any_moment_a_run_goes_on_and_nothing_is_doubled_or_missing() {
    let wanted: u32 = std::env::var("POSTLINT_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(6);
    let folder = many(9000);
    let whole = scan(folder.path(), WHOLE);
    assert_eq!(status(&whole), Some(0), "{}", err(&whole));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (mut kills, mut ends, mut dice) = (0_u32, 0, Dice(0x9E37_79B9_7F4A_7C15));
    // A run that never lives long enough for a batch would be killed for ever.
    let mut patience = 3000;
    while kills < wanted || ends == 0 {
        let mut child = command(folder.path(), RESUMED).stderr(Stdio::piped()).spawn().unwrap();
        // From before the first byte is read to long after the last one is written.
        std::thread::sleep(Duration::from_millis(20 + dice.up_to(patience)));
        let killed = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        for name in ["jsonl", "csv"] {
            let report = folder.path().join(format!("part.{name}"));
            assert!(
                !report.exists() || read(&format!("part.{name}")) == read(&format!("whole.{name}")),
                "half a report"
            );
        }
        if killed {
            kills += 1;
            patience += 500;
            // A killed run that had given its reports their names may have left its state; the next one finds that out.
            continue;
        }
        assert_eq!(status(&output), Some(0), "{}", err(&output));
        assert!(read("part.jsonl") == read("whole.jsonl") && read("part.csv") == read("whole.csv"));
        let left = names(folder.path());
        assert!(
            !left.iter().any(|name| name == "state" || name.ends_with(".partial")),
            "{left:?}"
        );
        // A file that was being written when the run was killed is under no name that anybody reads.
        assert!(
            left.iter().all(
                |name| ["in.jsonl", "part.csv", "part.jsonl", "whole.csv", "whole.jsonl"].contains(&name.as_str())
                    || name.starts_with(".postlint-")
            ),
            "{left:?}"
        );
        fs::remove_file(folder.path().join("part.jsonl")).unwrap();
        fs::remove_file(folder.path().join("part.csv")).unwrap();
        ends += 1;
        patience = 3000;
    }
}

#[test]
fn killed_without_a_state_a_run_leaves_the_report_of_before() {
    let folder = many(3000);
    let mut dice = Dice(7);
    for _ in 0..3 {
        fs::write(folder.path().join("a.json"), "an older report").unwrap();
        let args = [
            "scan",
            "--no-config",
            "--pack",
            "pk-federal",
            "-o",
            "json=a.json",
            "in.jsonl",
        ];
        let mut child = command(folder.path(), &args).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(dice.up_to(700)));
        child.kill().unwrap();
        child.wait().unwrap();
        let report = fs::read_to_string(folder.path().join("a.json")).unwrap();
        assert!(report == "an older report" || serde_json::from_str::<Value>(&report).is_ok());
    }
}

/// The program by a shell that sets a limit first.
#[cfg(unix)]
fn limited(folder: &Path, limit: &str, args: &[&str]) -> Output {
    Command::new("sh")
        .arg("-c")
        .arg(format!("{limit}; exec \"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_postlint"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_grow_is_an_error_that_says_what_is_safe() {
    let folder = many(9000);
    fs::write(folder.path().join("a.jsonl.sarif"), "an older report").unwrap();
    let output = limited(
        folder.path(),
        "trap '' XFSZ; ulimit -f 8",
        &[
            "scan",
            "--no-config",
            "--pack",
            "pk-federal",
            "-o",
            "jsonl=a.jsonl.sarif",
            "in.jsonl",
        ],
    );
    assert_eq!(status(&output), Some(2), "{}", err(&output));
    assert!(
        err(&output).contains("a.jsonl.sarif: cannot be written"),
        "{}",
        err(&output)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("a.jsonl.sarif")).unwrap(),
        "an older report"
    );
    assert_eq!(
        names(folder.path()),
        ["a.jsonl.sarif", "in.jsonl"],
        "no half of a report is left"
    );
}

#[cfg(unix)]
#[test]
fn a_draft_that_cannot_be_written_back_is_left_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let draft = format!("Her CNIC is 35202-1234567-1.\n{}", "The office is open.\n".repeat(2000));
    let folder = folder_with("a.md", &draft);
    let path = folder.path().join("a.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let args = ["fix", "--no-config", "--account", "personal", "a.md"];
    let output = limited(folder.path(), "trap '' XFSZ; ulimit -f 4", &args);
    assert_eq!(status(&output), Some(2), "{}{}", out(&output), err(&output));
    assert!(err(&output).contains("a.md: cannot be written"), "{}", err(&output));
    assert_eq!(fs::read_to_string(&path).unwrap(), draft);
    assert_eq!(names(folder.path()), ["a.md"]);
    let output = command(folder.path(), &args).output().unwrap();
    assert_eq!(status(&output), Some(0), "{}", err(&output));
    assert_ne!(fs::read_to_string(&path).unwrap(), draft);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(folder.path()), ["a.md"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_memory_that_is_too_small_costs_no_report_of_before() {
    let folder = many(9000);
    fs::write(folder.path().join("a.json"), "an older report").unwrap();
    let args = [
        "scan",
        "--no-config",
        "--pack",
        "pk-federal",
        "-o",
        "json=a.json",
        "in.jsonl",
    ];
    let output = limited(folder.path(), "ulimit -v 70000", &args);
    assert!(!matches!(status(&output), Some(0 | 1)), "{}", err(&output));
    assert_eq!(
        fs::read_to_string(folder.path().join("a.json")).unwrap(),
        "an older report"
    );
}

#[cfg(unix)]
#[test]
fn after_a_full_disk_a_run_goes_on_and_nothing_is_doubled_or_missing() {
    let folder = many(9000);
    assert_eq!(status(&scan(folder.path(), WHOLE)), Some(0));
    // Room for a part of the reports, then for more of them: in blocks of 512 bytes or of 1024, as the shell counts.
    for blocks in [40, 120] {
        let output = limited(folder.path(), &format!("trap '' XFSZ; ulimit -f {blocks}"), RESUMED);
        assert_eq!(status(&output), Some(2), "{}", err(&output));
        assert!(err(&output).contains("cannot be written"), "{}", err(&output));
        assert!(!folder.path().join("part.jsonl").exists(), "half a report");
    }
    let output = command(folder.path(), RESUMED).output().unwrap();
    assert_eq!(status(&output), Some(0), "{}", err(&output));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("part.jsonl") == read("whole.jsonl") && read("part.csv") == read("whole.csv"));
    assert_eq!(
        names(folder.path()),
        ["in.jsonl", "part.csv", "part.jsonl", "whole.csv", "whole.jsonl"]
    );
}
