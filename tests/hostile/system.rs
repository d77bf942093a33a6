//! What a file system may hold besides files, and what may become of a file while it is read.
#![cfg(unix)]

use super::*;
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, Instant};

/// Ends a child that does not end by itself: a test that hangs says nothing.
fn ended(mut child: std::process::Child) -> Output {
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(300), "the run does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap()
}

fn spawned(folder: &Path, args: &[&str]) -> std::process::Child {
    command(folder, args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn pipes_and_loops_in_a_folder_are_not_waited_for() {
    let folder = folder_with("a.md", "hello");
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.md")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("no mkfifo on this machine");
        return;
    }
    fs::create_dir_all(folder.path().join("b/c")).unwrap();
    symlink("../..", folder.path().join("b/c/loop")).unwrap();
    symlink("self", folder.path().join("self")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.md")).unwrap();
    for command in ["check", "scan"] {
        let output = ended(spawned(
            folder.path(),
            &[command, "--no-config", "--pack", "pk-federal", "-f", "json", "."],
        ));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["summary"]["checked"].as_u64(), Some(1), "{command} {document}");
        // A link to itself leads nowhere, and that is said.
        let causes = document["summary"]["refusals"].to_string();
        assert!(causes.contains("there is no such file"), "{command} {causes}");
        assert_eq!(status(&output), Some(2));
    }
}

#[test]
fn a_pipe_that_is_named_is_read() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe.jsonl");
    if !Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .is_ok_and(|status| status.success())
    {
        return;
    }
    let child = spawned(
        folder.path(),
        &[
            "scan",
            "--no-config",
            "--pack",
            "pk-federal",
            "-f",
            "json",
            "pipe.jsonl",
        ],
    );
    let writer = std::thread::spawn(move || {
        let mut file = fs::OpenOptions::new().write(true).open(pipe).unwrap();
        writeln!(file, "{{\"text\":\"{INSULT}\"}}").unwrap();
    });
    let output = ended(child);
    writer.join().unwrap();
    assert_eq!(status(&output), Some(1), "{}", err(&output));
}

#[test]
fn names_that_are_no_utf8_or_hold_controls_are_read_and_shown_harmlessly() {
    let folder = TempDir::new().unwrap();
    let all: [&[u8]; 4] = [
        b"bad\xff\xfename.md",
        b"es\x1b]8;;x\x07c.md",
        b"new\nline.md",
        "bidi\u{202e}dm.md".as_bytes(),
    ];
    for name in all {
        fs::write(folder.path().join(OsStr::from_bytes(name)), INSULT).unwrap();
    }
    for format in ["human", "json", "github", "csv", "sarif", "junit"] {
        let output = command(
            folder.path(),
            &["check", "--no-config", "--pack", "pk-federal", "-f", format, "."],
        )
        .output()
        .unwrap();
        assert_eq!(status(&output), Some(1), "{format} {}", err(&output));
        let said = out(&output) + &err(&output);
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}");
        if format == "json" {
            let document: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(document["summary"]["checked"].as_u64(), Some(4));
        }
        if format == "github" {
            assert!(said.lines().all(|line| line.starts_with("::")), "{said}");
        }
    }
}

/// The program as a user who may not read everything: as this one, or from the administrator's account as `nobody`. `None`
/// where there is no way to that.
fn as_one_of_many(folder: &Path, args: &[&str]) -> Option<Output> {
    let locked = folder.join("locked");
    fs::write(&locked, "").unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
    let is_root = fs::read(&locked).is_ok();
    fs::remove_file(&locked).unwrap();
    if !is_root {
        return command(folder, args).output().ok();
    }
    let nobody: [&[&str]; 2] = [
        &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
        &["runuser", "-u", "nobody", "--"],
    ];
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    nobody.iter().find_map(|way| {
        let run = |args: &[&str]| {
            let mut command = Command::new(way[0]);
            command
                .args(&way[1..])
                .arg(env!("CARGO_BIN_EXE_postlint"))
                .args(args)
                .current_dir(folder)
                .stdin(Stdio::null());
            command.output().ok()
        };
        run(&["--version"]).filter(|output| output.status.success())?;
        run(args)
    })
}

#[test]
fn what_may_not_be_read_is_named_and_the_rest_is_read() {
    let folder = folder_with("a.md", INSULT);
    fs::write(folder.path().join("locked.md"), "secret").unwrap();
    fs::write(folder.path().join("locked.jsonl"), "{\"text\":\"secret\"}\n").unwrap();
    fs::create_dir(folder.path().join("closed")).unwrap();
    let all = ["locked.md", "locked.jsonl", "closed"];
    let mode = |mode: u32| {
        for name in all {
            fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    mode(0o0);
    let rules = ["--no-config", "--pack", "pk-federal"];
    let said = |args: &[&str]| as_one_of_many(folder.path(), &[&args[..1], &rules, &args[1..]].concat());
    let runs = [
        said(&["check", "."]),
        said(&["scan", "."]),
        said(&["check", "locked.md"]),
        said(&["scan", "locked.jsonl"]),
        said(&["check", "--baseline", "locked.jsonl", "a.md"]),
        as_one_of_many(folder.path(), &["check", "--config", "locked.md", "a.md"]),
        as_one_of_many(folder.path(), &["fix", "--no-config", "locked.md"]),
    ];
    mode(0o700);
    let [Some(check), Some(scan), rest @ ..] = runs else {
        eprintln!("this user may read everything, and can be nobody else: permissions were not tried");
        return;
    };
    for (output, names) in [(check, ["locked.md", "closed"]), (scan, ["locked.jsonl", "closed"])] {
        assert_eq!(status(&output), Some(2), "{}", err(&output));
        for name in names {
            assert_eq!(out(&output).matches(name).count(), 1, "{name} {}", out(&output));
        }
        assert!(out(&output).contains("no permission"), "{}", out(&output));
        assert!(out(&output).contains("a.md"), "the rest is read: {}", out(&output));
    }
    for output in rest.into_iter().flatten() {
        let said = out(&output) + &err(&output);
        assert_eq!(status(&output), Some(2), "{said}");
        assert!(
            said.contains("locked.") && said.to_lowercase().contains("permission"),
            "{said}"
        );
    }
}

/// A named pipe holds the run at its first input until the test has done its mischief to the second.
fn while_it_reads(folder: &Path, second: &str, mischief: impl FnOnce()) -> Output {
    let child = spawned(
        folder,
        &[
            "scan",
            "--no-config",
            "--pack",
            "pk-federal",
            "--fail-on",
            "never",
            "-f",
            "json",
            "pipe.jsonl",
            second,
        ],
    );
    // Opening blocks until the run opens it too.
    let mut pipe = fs::OpenOptions::new()
        .write(true)
        .open(folder.join("pipe.jsonl"))
        .unwrap();
    mischief();
    pipe.write_all(b"{\"text\":\"first\"}\n").unwrap();
    drop(pipe);
    ended(child)
}

#[test]
fn a_file_that_shrinks_or_vanishes_is_an_error_of_that_file() {
    let folder = TempDir::new().unwrap();
    if !Command::new("mkfifo")
        .arg(folder.path().join("pipe.jsonl"))
        .status()
        .is_ok_and(|status| status.success())
    {
        return;
    }
    fs::write(folder.path().join("b.jsonl"), "{\"text\":\"second\"}\n".repeat(50_000)).unwrap();
    let cut = while_it_reads(folder.path(), "b.jsonl", || {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(folder.path().join("b.jsonl"))
            .unwrap();
        file.set_len(18 * 10 + 5).unwrap();
    });
    let document: Value = serde_json::from_slice(&cut.stdout).unwrap();
    assert_eq!(document["summary"]["checked"].as_u64(), Some(11), "{}", err(&cut));
    assert_eq!(
        document["summary"]["refused"].as_u64(),
        Some(1),
        "the line that was cut"
    );
    let gone = while_it_reads(folder.path(), "b.jsonl", || {
        fs::remove_file(folder.path().join("b.jsonl")).unwrap()
    });
    assert_eq!(status(&gone), Some(2));
    let document: Value = serde_json::from_slice(&gone.stdout).unwrap();
    assert_eq!(document["summary"]["checked"].as_u64(), Some(1));
    assert!(document["summary"]["refusals"].to_string().contains("no such file"));
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly_and_the_status_says_whether_all_was_checked() {
    let posts: String = (0..30_000)
        .map(|at| format!("{{\"id\":\"{at}\",\"text\":\"{INSULT}\"}}\n"))
        .collect();
    let folder = folder_with("in.jsonl", posts);
    fs::write(folder.path().join("one.jsonl"), format!("{{\"text\":\"{INSULT}\"}}\n")).unwrap();
    // Many posts: the rest is not checked. One post: everything was checked before the pipe was found closed.
    for (input, expected) in [("in.jsonl", Some(2)), ("one.jsonl", Some(1))] {
        let mut child = spawned(folder.path(), &["scan", "--no-config", "--pack", "pk-federal", input]);
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), expected, "{input}");
        assert_eq!(said, "", "{input}");
    }
    // Nobody reads the errors: the status is what it would be.
    let mut child = spawned(
        folder.path(),
        &[
            "scan",
            "--no-config",
            "--pack",
            "pk-federal",
            "missing.jsonl",
            "one.jsonl",
        ],
    );
    drop(child.stderr.take());
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn a_configuration_without_end_is_refused() {
    if !Path::new("/dev/zero").exists() {
        return;
    }
    let folder = folder_with("a.md", "hello");
    for option in ["--config", "--pack"] {
        let output = ended(spawned(folder.path(), &["check", option, "/dev/zero", "a.md"]));
        assert_eq!(status(&output), Some(2), "{option}");
        assert!(err(&output).contains("is larger than 64 MiB"), "{}", err(&output));
    }
    let output = ended(spawned(folder.path(), &["check", "--no-config", "/dev/zero"]));
    assert_eq!(status(&output), Some(2));
    let output = ended(spawned(folder.path(), &["scan", "--no-config", "/dev/zero"]));
    assert_eq!(status(&output), Some(2));
}
