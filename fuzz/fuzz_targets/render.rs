//! Findings in any text, written in any format: each parses by its format's own parser.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::finding::{Finding, Refusal, Summary};
use postlint::post::Post;
use postlint::render::{Format, RenderOptions, writer};
use postlint_fuzz::found;

fn written(format: Format, post: &Post, findings: &[Finding], refusals: &[Refusal]) -> String {
    let mut out = Vec::new();
    {
        let mut writer = writer(format, &RenderOptions::default(), &mut out);
        writer.begin().expect("memory is writable");
        writer.post(post, findings).expect("memory is writable");
        writer.end(&Summary::default(), refusals).expect("memory is writable");
    }
    String::from_utf8(out).expect("UTF-8")
}

fuzz_target!(|data: (u8, &str, &str)| {
    let (chosen, text, name) = data;
    let format = Format::ALL[usize::from(chosen) % Format::ALL.len()];
    let text = format!("What an idiot and donkey {text} you idiot");
    let mut post = Post::from_text(&text);
    (post.id, post.origin.source) = (name.into(), name.into());
    post.meta.author = Some(name.into());
    let findings = found(&post);
    let refusal = Refusal {
        source: name.into(),
        record: Some(1),
        line: None,
        column: None,
        cause: text.clone(),
    };
    let report = written(format, &post, &findings, std::slice::from_ref(&refusal));
    let bare = report.trim_start_matches('\u{FEFF}');
    let acts = |char: char| char.is_control() && !matches!(char, '\n' | '\r' | '\t');
    assert!(!bare.contains(acts), "{format}");
    match format {
        Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => {
            serde_json::from_str::<serde_json::Value>(bare).expect("JSON");
        }
        Format::Jsonl => bare.lines().for_each(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON");
        }),
        Format::Junit | Format::Checkstyle => {
            let mut reader = quick_xml::Reader::from_str(bare);
            while !matches!(reader.read_event().expect("XML"), quick_xml::events::Event::Eof) {}
        }
        Format::Csv => csv::Reader::from_reader(bare.as_bytes()).records().for_each(|row| {
            for cell in row.expect("CSV").iter() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            }
        }),
        Format::Github => assert!(bare.lines().all(|line| line.starts_with("::"))),
        Format::Human | Format::Html => {}
    }
});
