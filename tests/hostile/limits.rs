//! Inputs beyond all measure: each is one clear refusal, and what stands beside it is read.

use super::*;
use postlint::engine::compile::compile;
use postlint::pack::error::SourceFile;
use postlint::pack::load::load;
use postlint::policy::config::Config;
use postlint::policy::ignores::Outside;
use postlint::source::{Event, Input, ReadOptions, Reading, read};
use std::io::{self, Read};
use std::ops::ControlFlow;

/// A byte repeated, and cut at a number: nothing of it is held.
struct Repeated {
    byte: u8,
    left: u64,
}

impl Read for Repeated {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        out[..most].fill(self.byte);
        self.left -= most as u64;
        Ok(most)
    }
}

/// Posts read and causes of refusals of a stream.
fn said<'a>(name: &str, bytes: impl Read + 'a, options: &ReadOptions) -> (Vec<String>, Vec<String>) {
    let (mut posts, mut causes) = (Vec::new(), Vec::new());
    let input = Input::Stream {
        name: name.into(),
        bytes: Box::new(bytes),
    };
    let flow = read([input], options, &mut |event| {
        match event {
            Event::Post(post) => posts.push(post.text),
            Event::Refused(refusal) => causes.push(refusal.cause),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    (posts, causes)
}

fn bulk() -> ReadOptions {
    ReadOptions {
        reading: Reading::Bulk,
        ..ReadOptions::default()
    }
}

/// A large file with little in it but blanks, where the system has sparse files.
fn sparse(folder: &Path, name: &str, head: &str, bytes: u64, tail: &str) {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::File::create(folder.join(name)).unwrap();
    file.write_all(head.as_bytes()).unwrap();
    file.seek(SeekFrom::Start(bytes)).unwrap();
    file.write_all(tail.as_bytes()).unwrap();
}

#[test]
fn a_line_without_end_is_passed_over_and_its_neighbours_are_read() {
    for (name, before, after) in [
        (
            "a.jsonl",
            "{\"text\":\"one\"}\n{\"text\":\"",
            "\"}\n{\"text\":\"two\"}\n",
        ),
        ("a.csv", "text,id\none,1\n", "\ntwo,2\n"),
        ("a.json", "[{\"text\":\"one\"},{\"text\":\"", "\"},{\"text\":\"two\"}]"),
    ] {
        let bytes = before
            .as_bytes()
            .chain(Repeated {
                byte: b'x',
                left: 40 << 20,
            })
            .chain(after.as_bytes());
        let (posts, causes) = said(name, bytes, &bulk());
        assert_eq!(posts, ["one", "two"], "{name}");
        assert_eq!(
            causes,
            ["this record is longer than 16.0 MiB; it was passed over"],
            "{name}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_four_gigabytes_is_passed_over() {
    if cfg!(debug_assertions) && std::env::var_os("POSTLINT_SLOW").is_none() {
        eprintln!("set POSTLINT_SLOW to read 4 GB here: a build without optimisation takes its time");
        return;
    }
    let folder = TempDir::new().unwrap();
    sparse(
        folder.path(),
        "a.jsonl",
        "{\"text\":\"one\"}\n",
        4 << 30,
        "\n{\"text\":\"two\"}\n",
    );
    let (summary, status) = summary(folder.path(), &["a.jsonl"]);
    assert_eq!(
        (summary["checked"].as_u64(), summary["refused"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(status, Some(0));
}

#[test]
fn a_draft_of_a_hundred_megabytes_is_refused_by_its_size() {
    let folder = TempDir::new().unwrap();
    sparse(folder.path(), "a.md", "a", 100 << 20, "b");
    let output = command(folder.path(), &["check", "--no-config", "a.md"])
        .output()
        .unwrap();
    assert_eq!(status(&output), Some(2));
    assert!(
        out(&output).contains("is 100.0 MiB, and a draft may be at most 16.0 MiB"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_text_that_no_platform_takes_is_refused_in_bulk_too() {
    let lines = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n", "long ".repeat(1 << 20));
    let (posts, causes) = said("a.jsonl", lines.as_bytes(), &bulk());
    assert_eq!(posts, ["b"]);
    assert_eq!(causes.len(), 1);
    assert!(
        causes[0].contains("longer than 4.0 MiB, which no platform takes"),
        "{causes:?}"
    );
}

#[test]
fn more_remarks_than_a_post_can_mean_are_one_mistake() {
    let text = format!("hello {} end", "<!-- postlint: ignore tone -- why -->\n".repeat(101));
    let (posts, causes) = said("a.md", text.as_bytes(), &ReadOptions::default());
    assert_eq!((posts.len(), causes.len()), (0, 1));
    assert!(causes[0].contains("more than 100 remarks"), "{causes:?}");
}

#[test]
fn signs_without_words_are_one_sentence() {
    // Linear: a square would take hours.
    for piece in ["<!--", "!", "? ", "।", "...\n"] {
        let text = piece.repeat((1 << 20) / piece.len());
        let view = postlint::text::view::View::new(&text);
        assert_eq!((view.sentences.len(), view.tokens.len()), (1, 0), "{piece}");
    }
}

#[test]
fn a_hashtag_of_signs_that_cling_together_is_read_once() {
    // Linear: a square would take hours.
    for (start, piece) in [
        ("#क", "ा"),
        ("#क", "्"),
        ("#", "क्"),
        ("#a", "@b.c"),
        ("#", "a.#"),
        ("", "x.com?"),
    ] {
        let text = format!("{start}{}", piece.repeat((1 << 20) / piece.len()));
        let view = postlint::text::view::View::new(&text);
        assert!(!view.zones.is_empty(), "{piece}");
    }
}

#[test]
fn detectors_in_a_long_chain_and_entries_of_many_gaps_are_mistakes() {
    let mut chain = String::from("detectors:\n");
    for at in 0..10_000 {
        chain.push_str(&format!(
            "  - {{id: c{at}, about: x, find: {{detector: c{}}}}}\n",
            at + 1
        ));
    }
    chain.push_str("  - {id: c10000, about: x, find: {longer: 1}}\n");
    let gaps = format!("{}zzq", "aaq ... ".repeat(12));
    let gaps = format!("detectors:\n  - {{id: d, about: x, find: {{words: {{en: ['{gaps}']}}}}}}\n");
    for (text, part) in [(chain, "more than 64 steps"), (gaps, "more than 4 gaps")] {
        let file = SourceFile {
            path: "d.yaml".into(),
            text,
        };
        let errors = compile(&load(vec![file]).unwrap()).unwrap_err();
        assert!(errors[0].what.contains(part) && errors[0].line > 0, "{}", errors[0]);
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = |many: usize| format!("{}{}", "[".repeat(many), "]".repeat(many));
    for many in [100, 10_000, 1_000_000] {
        let list = format!("[{{\"text\":\"a\",\"x\":{}}},{{\"text\":\"b\"}}]", deep(many));
        let (posts, causes) = said("a.json", list.as_bytes(), &bulk());
        assert_eq!(posts.last().map(String::as_str), Some("b"), "{many}");
        assert_eq!(causes.len(), usize::from(many > 100), "{many}: {causes:?}");
        let lines = format!("{{\"text\":\"a\",\"x\":{}}}\n{{\"text\":\"b\"}}\n", deep(many));
        let (posts, causes) = said("a.jsonl", lines.as_bytes(), &bulk());
        assert_eq!(
            (posts.len(), causes.len()),
            if many > 100 { (1, 1) } else { (2, 0) },
            "{many}"
        );
    }
}

#[test]
fn a_million_keys_are_as_good_as_one() {
    // A build without optimisation takes its time.
    let many = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };
    let keys: String = (0..many).map(|at| format!(",\"k{at}\":1")).collect();
    let (posts, causes) = said("a.jsonl", format!("{{\"text\":\"a\"{keys}}}\n").as_bytes(), &bulk());
    assert_eq!((posts.len(), causes.len()), (1, 0), "{causes:?}");
    let lists: String = (0..100_000)
        .map(|at| format!("\"k{at}\":[{{\"text\":\"a\"}}],"))
        .collect();
    let (_, causes) = said("a.json", format!("{{{lists}\"z\":1}}").as_bytes(), &bulk());
    assert_eq!(causes.len(), 1);
    assert!(
        causes[0].contains("more than 10000 lists; give the one with the posts"),
        "{causes:?}"
    );
}

#[test]
fn an_object_from_a_stream_is_held_up_to_a_limit() {
    let (head, tail) = ("{\"messages\":[{\"text\":\"one\"}],\"padding\":\"", "\"}");
    for (padding, refusals) in [(1 << 20, 0), (64 << 20, 1)] {
        let padding = Repeated {
            byte: b'x',
            left: padding,
        };
        let bytes = head.as_bytes().chain(padding).chain(tail.as_bytes());
        let (posts, causes) = said("a.json", bytes, &bulk());
        assert_eq!((posts.len(), causes.len()), (1 - refusals, refusals), "{causes:?}");
        assert!(
            causes
                .iter()
                .all(|cause| cause.contains("one object of more than 64.0 MiB from a stream")),
            "{causes:?}"
        );
    }
}

#[test]
fn a_number_of_a_million_digits_is_a_number_or_a_refusal() {
    for number in [
        "9".repeat(1_000_000),
        format!("1e{}", "9".repeat(1_000_000)),
        format!("-0.{}", "0".repeat(1_000_000)),
    ] {
        let lines =
            format!("{{\"text\":\"a\",\"n\":{number}}}\n{{\"text\":\"b\",\"id\":{number}}}\n{{\"text\":\"c\"}}\n");
        let (posts, causes) = said("a.jsonl", lines.as_bytes(), &bulk());
        assert_eq!(posts.len() + causes.len(), 3);
        assert_eq!(posts.last().map(String::as_str), Some("c"));
        let (posts, causes) = said(
            "a.csv",
            format!("text,date,id\na,{number},{number}\nb,1,2\n").as_bytes(),
            &bulk(),
        );
        assert_eq!((posts.len(), causes.len()), (2, 0), "{causes:?}");
    }
}

#[test]
fn quotes_that_are_opened_and_never_closed_cost_their_lines_only() {
    let table = format!("text,id\n{}", "a\",\"b\n".repeat(100_000));
    let (posts, causes) = said("a.csv", table.as_bytes(), &bulk());
    assert_eq!((posts.len(), causes.len()), (0, 100_000));
    assert!(causes.iter().all(|cause| cause.contains("a quote is opened")));
    let mixed = format!("text,id\n{}", "\"a,1\nb,2\n".repeat(30_000));
    let (posts, causes) = said("a.csv", mixed.as_bytes(), &bulk());
    assert_eq!(posts.len() + causes.len(), 60_000);
}

/// Nine lists of nine lists of nine …
fn exploding() -> String {
    let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..30 {
        let before = vec![format!("*a{}", at - 1); 9].join(", ");
        yaml.push_str(&format!("a{at}: &a{at} [{before}]\n"));
    }
    yaml
}

#[test]
fn yaml_that_explodes_is_one_error_wherever_it_stands() {
    let bomb = exploding();
    let (posts, causes) = said(
        "a.md",
        format!("---\n{bomb}---\nhello").as_bytes(),
        &ReadOptions::default(),
    );
    assert_eq!((posts.len(), causes.len()), (0, 1), "{causes:?}");
    let file = |text: String| SourceFile {
        path: "a.yaml".into(),
        text,
    };
    assert!(Config::parse(&file(bomb.clone())).is_err());
    assert!(Outside::read(&file(bomb.clone())).is_err());
    for kind in ["pack: x", "lexicon: x", "detectors:", "senses:", "weights:"] {
        let errors = load(vec![file(format!("{kind}\n{bomb}"))]).unwrap_err();
        assert_eq!(errors.len(), 1, "{kind}");
        assert!(!errors[0].what.is_empty() && !errors[0].mend.is_empty());
    }
    let deep = format!("packs: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Config::parse(&file(deep.clone())).is_err());
    let (posts, causes) = said(
        "a.md",
        format!("---\n{deep}---\nhello").as_bytes(),
        &ReadOptions::default(),
    );
    assert_eq!((posts.len(), causes.len()), (0, 1));
}

#[test]
fn a_pattern_that_is_too_large_is_refused_with_its_place() {
    for pattern in ["x{5000}{5000}", "(?:(?:(?:a{99}){99}){99}){99}", "[\\p{L}]{900000}"] {
        let text =
            format!("detectors:\n  - id: d\n    about: x\n    find: {{regex: {{pattern: '{pattern}', needs: x}}}}\n");
        let library = load(vec![SourceFile {
            path: "d.yaml".into(),
            text,
        }])
        .unwrap();
        let errors = compile(&library).err().unwrap();
        assert_eq!((errors.len(), errors[0].path.as_str()), (1, "d.yaml"), "{pattern}");
        assert!(errors[0].line >= 2 && !errors[0].mend.is_empty(), "{}", errors[0]);
    }
}

#[test]
fn project_files_that_multiply_are_stopped() {
    let folder = TempDir::new().unwrap();
    for level in 0..30 {
        for side in ["a", "b"] {
            let text = format!("extends: [{0}a.yaml, {0}b.yaml]\n", level + 1);
            fs::write(folder.path().join(format!("{level}{side}.yaml")), text).unwrap();
        }
    }
    fs::write(folder.path().join("30a.yaml"), "account: personal\n").unwrap();
    fs::write(folder.path().join("30b.yaml"), "account: personal\n").unwrap();
    let output = command(folder.path(), &["check", "--config", "0a.yaml", "--text", "hello"])
        .output()
        .unwrap();
    assert_eq!(status(&output), Some(2));
    assert!(
        err(&output).contains("more than 64 project files stand on one another"),
        "{}",
        err(&output)
    );
}

#[test]
fn more_refusals_than_anybody_reads_are_counted_and_the_first_are_named() {
    let folder = folder_with("a.jsonl", "x\n".repeat(100_500));
    let (summary, status) = summary(folder.path(), &["--fail-on", "never", "a.jsonl"]);
    assert_eq!(summary["refused"].as_u64(), Some(100_500));
    assert_eq!(summary["refusals"].as_array().map(Vec::len), Some(100_000));
    assert_eq!((summary["unnamed"].as_u64(), status), (Some(500), Some(0)));
    let strict = scan(folder.path(), &["--strict", "-o", "csv=a.csv.html", "a.jsonl"]);
    assert_eq!(super::status(&strict), Some(2));
    assert!(err(&strict).contains("500 more could not be read; they are counted"));
}

#[test]
fn a_million_marks_on_one_letter_are_one_letter() {
    let folder = folder_with("a.md", format!("{INSULT} a{} end", "\u{301}".repeat(1_000_000)));
    let output = command(folder.path(), &["check", "--no-config", "--pack", "pk-federal", "a.md"])
        .output()
        .unwrap();
    assert_eq!(status(&output), Some(1), "{}", err(&output));
    assert!(out(&output).len() < 20_000, "a flood is cut");
}

#[test]
fn lines_that_a_carriage_return_ends_are_counted_as_yaml_counts_them() {
    let file = |text: &str| SourceFile {
        path: "a.yaml".into(),
        text: text.into(),
    };
    let mistake = Config::parse(&file("packs: [in-gujarat]\raccount: official\rkind: \u{1}\r")).unwrap_err();
    assert_eq!((mistake.line, mistake.column), (3, 7), "{mistake}");
    let mistake = Outside::read(&file("ignores:\r- fingerprint: none\r")).unwrap_err();
    assert_eq!(mistake.line, 2, "{mistake}");
    let ignores = Outside::read(&file("ignores:\r- fingerprint: 0123456789abcdef\r  reason: quoted\r")).unwrap();
    assert_eq!(ignores[0].line, (2, "- fingerprint: 0123456789abcdef".into()));
}

#[test]
fn an_english_entry_in_another_script_has_forms_too() {
    let yaml = "lexicon: words\nabout: x\nwords:\n  - {lang: en, list: [मेल, غدار, \"naïveté\"]}\n";
    let detector = "detectors:\n  - {id: found, about: x, find: {lex: words}}\n";
    let file = |path: &str, text: &str| SourceFile {
        path: path.into(),
        text: text.into(),
    };
    let library = load(vec![file("a.yaml", yaml), file("b.yaml", detector)]).unwrap();
    let program = compile(&library).unwrap_or_else(|errors| panic!("{}", errors[0]));
    assert!(program.forms.has("मेल") && program.forms.has("मेलs"));
}
