//! What is read, refused, skipped and doubted.

mod drafts;
mod folders;
mod json;
mod tables;

use postlint::post::{Account, Kind, Place, Platform, Post};
use postlint::source::{Event, Input, ReadOptions, Reading, read};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

/// Everything said of one stream.
fn stream(name: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Event> {
    let input = Input::Stream {
        name: name.into(),
        bytes: Box::new(bytes),
    };
    events(input, options)
}

/// Everything said of one path.
fn path(path: &Path, reading: Reading) -> Vec<Event> {
    let options = ReadOptions {
        reading,
        ..ReadOptions::default()
    };
    events(Input::Path(path.to_owned()), &options)
}

fn events(input: Input<'_>, options: &ReadOptions) -> Vec<Event> {
    let mut events = Vec::new();
    let flow = read([input], options, &mut |event| {
        events.push(event);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    events
}

fn draft(text: &str) -> Vec<Event> {
    stream("d.md", text.as_bytes(), &ReadOptions::default())
}

fn bulk(text: &str) -> Vec<Event> {
    let options = ReadOptions {
        reading: Reading::Bulk,
        ..ReadOptions::default()
    };
    stream("-", text.as_bytes(), &options)
}

fn file(suffix: &str, bytes: impl AsRef<[u8]>, reading: Reading) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("it.{suffix}"));
    fs::write(&file, bytes).unwrap();
    path(&file, reading)
}

/// Events in short: `post line:column text`, `refused record line:column cause`, `skipped reason`, `warning text`.
fn short(events: &[Event]) -> Vec<String> {
    events
        .iter()
        .map(|event| match event {
            Event::Post(post) => {
                let place = match &post.origin.place {
                    Place::Verbatim { line, lead, .. } => format!("{line}:{}", lead.clusters + 1),
                    Place::Record { line } => format!("record at {line}"),
                };
                format!("post {place} {}", post.text)
            }
            Event::Refused(refusal) => {
                let number = |number: Option<usize>| number.map_or("-".to_owned(), |number| number.to_string());
                format!(
                    "refused {} {}:{} {}",
                    number(refusal.record),
                    number(refusal.line),
                    number(refusal.column),
                    refusal.cause
                )
            }
            Event::Skipped(skipped) => format!("skipped {}", skipped.reason),
            Event::Warning(warning) => format!("warning {}", warning.text),
        })
        .collect()
}

fn posts(events: &[Event]) -> Vec<&Post> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Post(post) => Some(post),
            _ => None,
        })
        .collect()
}
