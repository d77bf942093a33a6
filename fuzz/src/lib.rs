//! What the targets share: what must hold whatever the input is.
#![forbid(unsafe_code)]

use postlint::builtin;
use postlint::engine::scan::Engine;
use postlint::finding::Finding;
use postlint::post::Post;
use postlint::source::{Event, Input, ReadOptions, Reading, read};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};
use unicode_segmentation::UnicodeSegmentation;

/// All shipped packs.
pub static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(builtin::program()), |_, _| true));

/// Names of inputs, one for each reader of streams; the first byte of an input chooses.
pub const NAMES: &[&str] = &["a.jsonl", "a.json", "a.csv", "a.tsv", "a.md", "a.txt", "a.tweet", "-"];

/// Where in an export the readers look; the first byte of an input chooses.
pub const PATHS: &[&str] = &[
    "data/tweets.js",
    "data/note-tweet.js",
    "data/direct-messages.js",
    "data/manifest.js",
    "data/js/tweets/2014_01.js",
    "tweets.csv",
    "posts/your_posts_1.json",
    "comments_and_reactions/comments.json",
    "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.html",
    "messages/inbox/a_1/message_1.json",
    "your_instagram_activity/media/posts_1.json",
    "threads/threads_and_replies.json",
    "_chat.txt",
    "result.json",
    "messages.html",
    "Takeout/YouTube and YouTube Music/comments/comments.csv",
    "Shares.csv",
    "Comments.csv",
    "outbox.json",
    "posts.csv",
    "user_data_tiktok.json",
    "export.zip",
    "export.tar.gz",
];

/// One of `all`, chosen by the first byte, and the rest.
pub fn chosen<'a, 'd>(all: &[&'a str], data: &'d [u8]) -> Option<(&'a str, &'d [u8])> {
    let (first, rest) = data.split_first()?;
    Some((all[usize::from(*first) % all.len()], rest))
}

/// Findings of every pack; their spans begin and end where letters do.
pub fn found(post: &Post) -> Vec<Finding> {
    let edges: BTreeSet<usize> = post
        .text
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .chain([post.text.len()])
        .collect();
    let found = ENGINE.scan(post);
    for finding in &found {
        for span in finding.labels.iter().map(|label| label.span).chain([finding.span]) {
            assert!(edges.contains(&span.start) && edges.contains(&span.end));
        }
    }
    found
}

/// Gives so many bytes at a time.
pub struct Trickle<'b>(pub &'b [u8], pub usize);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let given = self.0.len().min(self.1).min(out.len());
        out[..given].copy_from_slice(&self.0[..given]);
        self.0 = &self.0[given..];
        Ok(given)
    }
}

/// Lines of a YAML file, at most: a carriage return ends one too.
pub fn lines(text: &str) -> usize {
    text.split(['\r', '\n']).count()
}

/// How bulk files are read, with everything that can be asked for.
pub fn bulk() -> ReadOptions {
    ReadOptions {
        reading: Reading::Bulk,
        messages: true,
        deleted: true,
        largest_record: 1 << 16,
        ..ReadOptions::default()
    }
}

/// Everything said of inputs.
pub fn events<'a>(inputs: impl IntoIterator<Item = Input<'a>>, options: &ReadOptions) -> Vec<Event> {
    let mut events = Vec::new();
    let flow = read(inputs, options, &mut |event| {
        if let Event::Refused(refusal) = &event {
            assert!(!refusal.cause.is_empty());
        }
        events.push(event);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    events
}
