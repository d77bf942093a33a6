//! Posts that several exports hold: two exports of one account repeat each other, and so do a chat as text and as zip.
//!
//! Only hashes are held, so many and no more, and only where one reader has several exports. A true repeat within one export
//! stays.

use crate::post::Post;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Most posts that are held, at some forty bytes each: memory must not grow with the archive. Repeats of later ones are read
/// twice.
const MOST: usize = 1 << 20;

/// What earlier exports held, and this one holds so far.
#[derive(Default)]
pub(super) struct Repeats {
    earlier: HashSet<u128>,
    now: Vec<u128>,
}

impl Repeats {
    /// True for a post that an earlier export of this reader holds too.
    pub(super) fn holds(&mut self, reader: &str, post: &Post) -> bool {
        let Some(key) = key(reader, post) else {
            return false;
        };
        let held = self.earlier.contains(&key);
        if !held && self.earlier.len() + self.now.len() < MOST {
            self.now.push(key);
        }
        held
    }

    /// The export that was read is an earlier one from now on.
    pub(super) fn end(&mut self) {
        self.earlier.extend(self.now.drain(..));
    }
}

/// What tells a post from all others in whichever export it lies: an id of its own, or author and time. `None` where neither is
/// known: two posts may then have one text.
fn key(reader: &str, post: &Post) -> Option<u128> {
    let meta = &post.meta;
    let made = format!("{}#{}", post.origin.source, post.origin.record);
    let id = if post.id == made { "" } else { &post.id };
    let author = meta.author.as_deref().unwrap_or_default();
    let time = match meta.when {
        Some(when) => format!("{when:?}"),
        None => meta.posted_at.clone().unwrap_or_default(),
    };
    if id.is_empty() && (author.is_empty() || time.is_empty()) {
        return None;
    }
    let thread = meta.thread.as_deref().unwrap_or_default();
    let platforms = format!("{:?}", meta.platforms);
    Some(hash(&[reader, &platforms, id, thread, author, &time, &post.text]))
}

/// A hash of these words, one by one.
pub(super) fn hash(words: &[&str]) -> u128 {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    }
    let hash = hash.finalize();
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    u128::from_le_bytes(short)
}
