//! What is kept of posts until the end, and how much at most.

use crate::post::Post;
use std::mem::size_of;

/// Bytes of posts that one rule keeps at most: some forty thousand posts.
const MOST_BYTES: usize = 32 << 20;

/// Small entries (a reply, a correction) that one rule keeps at most, besides posts.
const MOST_MARKS: usize = 200_000;

/// A post that is kept.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Its number in the run.
    pub number: u64,
    /// The post.
    pub post: Post,
    /// Something was found in it alone.
    pub flagged: bool,
    /// Facts its rule depends on and that are unknown, with the value assumed.
    pub depends_on: Vec<(&'static str, String)>,
}

/// How much is kept, and what found no room.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    bytes: usize,
    marks: usize,
    /// Posts and entries that were turned away.
    pub away: u64,
}

impl Room {
    /// True where a post finds room, which it then takes.
    pub fn take(&mut self, post: &Post) -> bool {
        let bytes = weight(post);
        let fits = self.bytes + bytes <= MOST_BYTES;
        if fits {
            self.bytes += bytes;
        } else {
            self.away += 1;
        }
        fits
    }

    /// A post is kept no more.
    pub fn leave(&mut self, post: &Post) {
        self.bytes -= weight(post);
    }

    /// True where a small entry finds room.
    pub fn mark(&mut self) -> bool {
        let fits = self.marks < MOST_MARKS;
        self.marks += usize::from(fits);
        self.away += u64::from(!fits);
        fits
    }
}

fn weight(post: &Post) -> usize {
    let meta = &post.meta;
    let facts = [&meta.author, &meta.posted_at, &meta.reply_to, &meta.thread];
    size_of::<Held>()
        + post.text.len()
        + post.id.len()
        + post.origin.source.len()
        + facts.into_iter().flatten().map(String::len).sum::<usize>()
}
