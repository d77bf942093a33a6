//! Posts that several exports hold: two exports of one account repeat each other, and so do a chat as text and as zip.
//!
//! Only hashes are held, so many and no more, and only where one reader has several exports. A true repeat within one export
//! stays.

use crate::post::Post;
use crate::when::When;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Most keys of posts that are held, at some forty bytes each: memory must not grow with the archive. Repeats of later ones are
/// read twice.
const MOST: usize = 1 << 20;

/// What earlier exports held, and this one holds so far.
#[derive(Default)]
pub(super) struct Repeats {
    earlier: HashSet<u128>,
    now: Vec<u128>,
}

impl Repeats {
    /// True for a post that an earlier export of this reader holds too; `account` is whose this one says it is.
    pub(super) fn holds(&mut self, reader: &str, account: Option<&str>, post: &Post) -> bool {
        let keys = keys(reader, account, post);
        let held = keys.iter().any(|key| self.earlier.contains(key));
        if !held && self.earlier.len() + self.now.len() < MOST {
            self.now.extend(keys);
        }
        held
    }

    /// The export that was read is an earlier one from now on.
    pub(super) fn end(&mut self) {
        self.earlier.extend(self.now.drain(..));
    }
}

/// What tells a post from all others in whichever export it lies: an id of its own, or time and author, or time and what it
/// answers, or time and whose export it is. None where nothing does: two posts may then have one text. A time without a zone counts as it is read and as it is
/// written: two exports of one chat may leave day and month open and settle them.
fn keys(reader: &str, account: Option<&str>, post: &Post) -> Vec<u128> {
    let meta = &post.meta;
    let made = format!("{}#{}", post.origin.source, post.origin.record);
    // Accounts are renamed; an id stays.
    let who = match &meta.author {
        _ if post.id != made => &post.id,
        Some(author) => author,
        None => meta.reply_to.as_deref().or(account).unwrap_or_default(),
    };
    let read = meta.when.map(|when| format!("{when:?}"));
    let written = meta
        .posted_at
        .clone()
        .filter(|_| meta.when.is_none_or(When::lacks_zone));
    let mut times: Vec<String> = read.into_iter().chain(written).collect();
    if times.is_empty() && post.id != made {
        times.push(String::new());
    }
    if who.is_empty() {
        return Vec::new();
    }
    let platforms = format!("{:?}", meta.platforms);
    let thread = meta.thread.as_deref().map_or("", without_copy);
    let key = |time: &String| hash(&[reader, &platforms, thread, who, time, &post.text]);
    times.iter().map(key).collect()
}

/// A chat's name without the number that a browser gives to a file whose name is there already: `Staff (1)`.
fn without_copy(thread: &str) -> &str {
    let number = |inner: &str| (1..=2).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_digit());
    match thread.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((name, inner)) if number(inner) => name,
        _ => thread,
    }
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
