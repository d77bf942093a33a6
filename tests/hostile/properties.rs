//! A short run of what `fuzz/` looks for: broken and hostile inputs by a fixed die.

use super::*;
use postlint::builtin;
use postlint::engine::scan::Engine;
use postlint::pack::error::SourceFile;
use postlint::pack::load::load;
use postlint::policy::baseline::Baseline;
use postlint::policy::config::Config;
use postlint::policy::ignores::Outside;
use postlint::post::Post;
use postlint::source::{self, Event, Input, ReadOptions, Reading};
use postlint::text::fold::fold;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use unicode_segmentation::UnicodeSegmentation;

/// The same cases in every run.
fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(builtin::program()), |_, _| true));

/// Words that rules look for, in the costumes that they see through, between what hides and breaks.
fn posts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => proptest::sample::select(vec![
            "idiot ", "i.d.i.o.t ", "𝗶𝗱𝗶𝗼𝘁 ", "#ImportedHukumatNamanzoor ", "غداروں ", "गद्दारों ", "ગદ્દાર ", "PTI zindabad ", "vote for BJP ",
            "CNIC 35202-1234567-1 ", "0300-1234567 ", "not ", "\"", "“", "RT @a: ", "\n\n", "https://a.example/x ", "secret letter No. F.1(2)/2021 ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[\u{600}-\u{6ff}\u{900}-\u{97f}\u{a80}-\u{aff}]{1,6}",
        1 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{fe0f}\u{ad}\u{300}-\u{36f}\u{64b}-\u{652}\u{93c}\u{abc}]{1,4}",
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

#[test]
fn findings_of_all_packs_lie_on_graphemes_and_hold_what_is_seen() {
    let outcome = runner(120).run(&posts(), |text| {
        let edges: BTreeSet<usize> = text
            .grapheme_indices(true)
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let post = Post::from_text(&text);
        let found = ENGINE.scan(&post);
        for finding in &found {
            let labels = finding.labels.iter().map(|label| label.span);
            for span in labels.chain([finding.span]) {
                prop_assert!(
                    edges.contains(&span.start) && edges.contains(&span.end),
                    "{} {span:?}",
                    finding.rule.id
                );
            }
        }
        let fingerprints: Vec<&str> = found.iter().map(|finding| finding.fingerprint.as_str()).collect();
        let again = ENGINE.scan(&post);
        prop_assert_eq!(
            fingerprints,
            again
                .iter()
                .map(|finding| finding.fingerprint.as_str())
                .collect::<Vec<_>>()
        );
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Gives so many bytes at a time.
struct Trickle<'b>(&'b [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let given = self.0.len().min(self.1).min(out.len());
        out[..given].copy_from_slice(&self.0[..given]);
        self.0 = &self.0[given..];
        Ok(given)
    }
}

fn events(name: &str, bytes: &[u8], chunk: usize, reading: Reading) -> Vec<Event> {
    let options = ReadOptions {
        reading,
        ..ReadOptions::default()
    };
    let input = Input::Stream {
        name: name.into(),
        bytes: Box::new(Trickle(bytes, chunk)),
    };
    let mut events = Vec::new();
    let flow = source::read([input], &options, &mut |event| {
        events.push(event);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    events
}

/// Files that readers know, and what becomes of them: bytes changed, taken out, put in, doubled, cut off.
fn broken(seeds: Vec<(String, Vec<u8>)>) -> impl Strategy<Value = (String, Vec<u8>)> {
    let harm = (
        any::<proptest::sample::Index>(),
        0_u8..5,
        proptest::sample::select(b"\"{}[]\\,\n\r:-<>&\0\xff\xf0;'=/9e".to_vec()),
        1_usize..40,
    );
    (proptest::sample::select(seeds), proptest::collection::vec(harm, 0..6)).prop_map(|((name, mut bytes), harms)| {
        for (place, what, byte, many) in harms {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            let end = (at + many).min(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => drop(bytes.splice(at..at, std::iter::repeat_n(byte, many))),
                3 => {
                    let piece = bytes[at..end].to_vec();
                    drop(bytes.splice(at..at, piece));
                }
                _ => bytes.truncate(at),
            }
        }
        (name, bytes)
    })
}

/// Every small file of the invented exports and of the examples.
fn seeds(folder: &str, found: &mut Vec<(String, Vec<u8>)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            seeds(&path.to_string_lossy(), found);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let code = path
            .extension()
            .is_some_and(|suffix| suffix == "rs" || suffix == "expected");
        if bytes.len() < 20_000 && !code {
            found.push((path.file_name().unwrap().to_string_lossy().into_owned(), bytes));
        }
    }
}

#[test]
fn a_broken_stream_says_the_same_in_whatever_pieces_it_comes() {
    let mut found = Vec::new();
    for folder in ["tests/archives", "examples"] {
        seeds(&format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")), &mut found);
    }
    assert!(found.len() > 20);
    let outcome = runner(300).run(&broken(found), |(name, bytes)| {
        for reading in [Reading::Bulk, Reading::Drafts] {
            let whole = events(&name, &bytes, usize::MAX, reading);
            prop_assert_eq!(&whole, &events(&name, &bytes, 7, reading), "{}", name);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_a_file_is_does_not_hang_on_the_pieces_it_comes_in() {
    for bytes in [
        &b"\x0b\x0b\x0b\x0b\n\x0b{\n  \"vi\x1b"[..],
        b"\n{\"text\":\"a\"}\n\n{\"text\":\"b\"}\n",
        b"\n\x0b\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n",
    ] {
        for reading in [Reading::Bulk, Reading::Drafts] {
            let whole = events("a.json", bytes, usize::MAX, reading);
            assert_eq!(whole, events("a.json", bytes, 5, reading));
        }
    }
    let lines = b"{\"text\":\"a\"}\n\n{\"text\":\"b\"}\n";
    let posts = events("a.json", lines, 5, Reading::Bulk);
    assert_eq!(posts.iter().filter(|event| matches!(event, Event::Post(_))).count(), 2);
}

#[test]
fn a_broken_export_is_read_to_its_end() {
    let mut found = Vec::new();
    seeds(&format!("{}/tests/archives", env!("CARGO_MANIFEST_DIR")), &mut found);
    let outcome = runner(150).run(&broken(found), |(name, bytes)| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(&name), &bytes).unwrap();
        let options = ReadOptions {
            reading: Reading::Bulk,
            messages: true,
            deleted: true,
            ..ReadOptions::default()
        };
        let mut said = 0;
        let flow = source::read([Input::Path(folder.path().to_owned())], &options, &mut |event| {
            said += 1;
            if let Event::Refused(refusal) = &event {
                assert!(!refusal.cause.is_empty() && !refusal.source.is_empty());
            }
            ControlFlow::Continue(())
        });
        prop_assert!(flow.is_continue() && said > 0, "silence: {}", name);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn broken_settings_and_rules_are_mistakes_with_a_place() {
    let yaml = [
        "packs: [pk-federal]\naccount: official\nignore: [tone]\noverrides:\n  - {files: ['a/*.md'], account: personal}\npermissions:\n  - {order: SO-1, authority: S, covers: [political-opinion], until: 2026-12-31}\n",
        "baseline: 1\nfindings:\n  a.md:\n    - {rule: pk-federal/tone, fingerprint: abc, text: x}\n",
        "- {fingerprint: abc, reason: quoted, until: 2026-01-01}\n",
        "lexicon: words\nabout: x\nwords:\n  - {lang: en, tags: [big], list: [one, '(a|b) [c] d ... e']}\n",
        "detectors:\n  - id: d\n    about: x\n    find: {regex: {pattern: 'a[0-9]{2,4}', needs: a}}\n    examples: {flag: [a], pass: [b]}\n",
    ];
    let seeds: Vec<(String, Vec<u8>)> = yaml
        .iter()
        .map(|text| ("a.yaml".to_owned(), text.as_bytes().to_vec()))
        .collect();
    let outcome = runner(400).run(&broken(seeds), |(path, bytes)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let file = SourceFile {
            path,
            text: text.clone(),
        };
        let mut mistakes = Vec::new();
        mistakes.extend(Config::parse(&file).err());
        mistakes.extend(Outside::read(&file).err());
        mistakes.extend(Baseline::read(&file, PathBuf::new(), |_| true).err());
        match load(vec![file]) {
            Ok(library) => mistakes.extend(postlint::engine::compile::compile(&library).err().unwrap_or_default()),
            Err(errors) => mistakes.extend(errors),
        }
        for mistake in mistakes {
            prop_assert!(!mistake.what.is_empty() && mistake.path == "a.yaml", "{}", mistake);
            prop_assert!(mistake.line <= text.lines().count() + 1, "{}", mistake);
        }
        let draft = format!("---\n{text}\n---\nhello");
        events("a.md", draft.as_bytes(), 11, Reading::Drafts);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn findings_do_not_hang_on_threads_and_the_totals_add_up() {
    let posts = proptest::collection::vec(posts(), 300);
    let mut dice = runner(1);
    let posts = posts.new_tree(&mut dice).unwrap().current();
    let lines: String = posts
        .iter()
        .enumerate()
        .map(|(at, text)| match at % 17 {
            0 => "{\"text\": broken\n".to_owned(),
            _ => format!("{}\n", serde_json::json!({ "text": text })),
        })
        .collect();
    let folder = folder_with("in.jsonl", &lines);
    let one = scan(folder.path(), &["-j", "1", "-f", "json", "in.jsonl"]);
    for threads in ["2", "7"] {
        let other = scan(folder.path(), &["-j", threads, "-f", "json", "in.jsonl"]);
        assert!(one.stdout == other.stdout, "-j {threads}");
    }
    let (summary, _) = summary(folder.path(), &["in.jsonl"]);
    let count = |value: &Value| -> u64 {
        value
            .as_object()
            .unwrap()
            .values()
            .map(|count| count.as_u64().unwrap())
            .sum()
    };
    let document: Value = serde_json::from_slice(&one.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().len() as u64;
    for by in ["severity", "pack", "rule"] {
        assert_eq!(count(&summary["findings"][by]), findings, "{by}");
    }
    let passed: u64 = count(&summary["skipped"]);
    assert_eq!(summary["read"].as_u64().unwrap() + passed, 300);
}

#[test]
fn fixing_twice_is_fixing_once() {
    let folder = TempDir::new().unwrap();
    let mut dice = runner(1);
    for at in 0..30 {
        let text = posts().new_tree(&mut dice).unwrap().current();
        fs::write(folder.path().join(format!("{at}.md")), text).unwrap();
    }
    let read = || -> Vec<Vec<u8>> {
        (0..30)
            .map(|at| fs::read(folder.path().join(format!("{at}.md"))).unwrap())
            .collect()
    };
    let fix = || {
        command(folder.path(), &["fix", "--no-config", "--account", "personal", "."])
            .output()
            .unwrap()
    };
    let before = read();
    let first = fix();
    let once = read();
    assert_ne!(before, once, "{}", err(&first));
    let second = fix();
    assert_eq!(once, read());
    assert!(err(&second).contains("nothing to fix"), "{}", err(&second));
}
