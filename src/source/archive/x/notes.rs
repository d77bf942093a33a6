//! Long posts. Their text stands in a file of its own, under an id of its own; the post holds its first 275 characters or so.
//!
//! Only the beginnings are held in memory. The two are joined by time and by the longest common beginning, after what differs
//! between them is taken off: entities (only the post is escaped), the names a reply begins with, and the code of `t.co` links.

use super::tweet::{Tweet, time, unescaped};
use crate::source::loose::Loose;
use crate::when::When;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Characters of a beginning that are kept. A post shows fewer.
const KEPT: usize = 320;

/// Seconds between the two at most.
const APART: i64 = 5;

/// A long text.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Note {
    /// `{"noteTweet": {…}}`, or the bare object.
    note_tweet: Option<Box<Note>>,
    note_tweet_id: Loose,
    created_at: Loose,
    core: Core,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Core {
    text: Loose,
}

impl Note {
    /// The long text itself, whichever way it was wrapped.
    pub(super) fn unwrapped(self) -> Note {
        match self.note_tweet {
            Some(note) => *note,
            None => self,
        }
    }

    /// The text as written: it is not escaped.
    pub(super) fn text(&self) -> Option<String> {
        self.core.text.filled().map(str::to_owned)
    }

    /// A post of its own, where none was found to belong to it.
    pub(super) fn as_tweet(&self) -> Tweet {
        Tweet::of_note(self.note_tweet_id.clone().take(), self.created_at.clone().take())
    }

    fn second(&self) -> Option<i64> {
        second(time(self.created_at.filled()?)?)
    }
}

fn second(when: When) -> Option<i64> {
    match when {
        When::Instant(at) => Some(at.as_second()),
        When::Civil(_) | When::Day(_) => None,
    }
}

/// Where a long text stands: its file and the number of its record.
pub(super) type Place = (usize, usize);

/// A post that a long text belongs to.
pub(super) struct Joined {
    /// The post, without its text.
    pub(super) tweet: Tweet,
    pub(super) superseded: bool,
}

/// The long texts that are known, by their beginnings.
#[derive(Default)]
pub(super) struct Notes {
    open: BTreeMap<i64, Vec<(Place, Vec<char>)>>,
    joined: HashMap<Place, Joined>,
}

impl Notes {
    /// Remembers the beginning of a long text.
    pub(super) fn add(&mut self, file: usize, record: usize, note: &Note) {
        if let (Some(second), Some(text)) = (note.second(), note.core.text.filled()) {
            self.open
                .entry(second)
                .or_default()
                .push(((file, record), beginning(text)));
        }
    }

    /// The long text of a post whose own was cut off.
    pub(super) fn note_of(&self, tweet: &Tweet) -> Option<Place> {
        let shown = cut_off(tweet.raw_text()).filter(|_| !self.open.is_empty())?;
        let shown = beginning(&unescaped(shown));
        let at = second(tweet.when()?)?;
        let near = self.open.range(at - APART..=at + APART).flat_map(|(_, notes)| notes);
        let (common, place) = near
            .map(|(place, note)| (common(note, &shown), *place))
            .max_by_key(|(common, place)| (*common, std::cmp::Reverse(*place)))?;
        // A link or a letter cut in two may differ at the end.
        (common > 0 && common + 12 >= shown.len()).then_some(place)
    }

    /// The long text is this post's; no other post gets it.
    pub(super) fn join(&mut self, place: Place, tweet: Tweet, superseded: bool) {
        if let Some(at) = tweet.when().and_then(second) {
            for (_, notes) in self.open.range_mut(at - APART..=at + APART) {
                notes.retain(|(open, _)| *open != place);
            }
        }
        let tweet = tweet.without_text();
        self.joined.insert(place, Joined { tweet, superseded });
    }

    /// The post that a long text belongs to.
    pub(super) fn take(&mut self, file: usize, record: usize) -> Option<Joined> {
        self.joined.remove(&(file, record))
    }
}

/// The text of a post before its `…`, where it ends so; the links of pictures may follow.
fn cut_off(text: &str) -> Option<&str> {
    let mut rest = text.trim_end();
    while let Some((before, _)) = rest
        .rsplit_once("https://t.co/")
        .filter(|(_, code)| !code.contains(char::is_whitespace))
    {
        rest = before.trim_end();
    }
    rest.strip_suffix('…')
}

/// What two writings of one text have in common at their beginning.
fn beginning(text: &str) -> Vec<char> {
    let mut words = text
        .split_whitespace()
        .skip_while(|word| word.starts_with('@'))
        .peekable();
    let mut out = Vec::new();
    while let Some(word) = words.next() {
        match word.find("https://t.co/") {
            // The code differs; nothing is known of what stands behind it in one word.
            Some(at) => out.extend(word[..at].chars().chain("https://t.co/".chars())),
            None => out.extend(word.chars()),
        }
        if words.peek().is_some() {
            out.push(' ');
        }
        if out.len() >= KEPT {
            break;
        }
    }
    out.truncate(KEPT);
    out
}

fn common(left: &[char], right: &[char]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_ends_in_an_ellipsis_and_perhaps_a_picture() {
        assert_eq!(
            cut_off("so it goes… https://t.co/abc https://t.co/def"),
            Some("so it goes")
        );
        assert_eq!(cut_off("so it goes…"), Some("so it goes"));
        assert_eq!(cut_off("so it goes https://t.co/abc"), None);
    }

    #[test]
    fn beginnings_are_compared_without_what_differs() {
        let short = beginning("@a @b See https://t.co/xyz and");
        let long = beginning("See https://t.co/qqq and more");
        assert_eq!(common(&short, &long), short.len());
    }
}
