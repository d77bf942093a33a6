//! Drafts with front matter: the text of a post is a stretch of its file, and its place is in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::post::Place;
use postlint::source::{Event, Input, ReadOptions};
use postlint_fuzz::events;

fuzz_target!(|text: &str| {
    let text = format!("---\n{text}");
    for name in ["a.md", "a.tweet"] {
        let input = Input::Stream {
            name: name.into(),
            bytes: Box::new(text.as_bytes()),
        };
        for event in events([input], &ReadOptions::default()) {
            if let Event::Post(post) = event {
                let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
                match post.origin.place {
                    Place::Verbatim { line, .. } | Place::Record { line } => assert!(line <= lines),
                }
                for remark in post.remarks.iter().filter_map(|remark| remark.span) {
                    assert!(post.text.get(remark.range()).is_some());
                }
            }
        }
    }
});
