//! X / Twitter archives: `data/*.js` since 2018, and the archive before with `tweets.csv` and a file a month.
//!
//! What a file holds is said by its first bytes (`window.YTD.tweets.part0 = [`), whatever it is called. Everything is written
//! as text, numbers and ids too.

mod grailbird;
mod manifest;
mod messages;
mod notes;
mod tweet;

use super::{Claim, Look, Owns, Part, Reader};
use crate::source::elements::Elements;
use crate::source::loose::Loose;
use crate::source::{Each, Error, refuse};
use notes::{Note, Notes};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use tweet::Tweet;

pub(super) const READER: Reader = Reader {
    name: "an X archive",
    splits: true,
    claim,
    read,
};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Tweets,
    Community,
    Notes,
    DeletedTweets,
    DeletedNotes,
    Messages,
    Likes,
    Articles,
    Account,
    Manifest,
    Month,
    UserDetails,
    Table,
}

/// By the first bytes.
fn holds(head: &str) -> Option<Holds> {
    let head = head.trim_start();
    if head.starts_with("window.__THAR_CONFIG") {
        return Some(Holds::Manifest);
    }
    if head.starts_with("Grailbird.data.tweets_") {
        return Some(Holds::Month);
    }
    if head.starts_with("var user_details") {
        return Some(Holds::UserDetails);
    }
    let Some(rest) = head.strip_prefix("window.YTD.") else {
        return grailbird::is_table(head).then_some(Holds::Table);
    };
    let name = rest.split(['.', ' ', '=']).next()?.replace('-', "_");
    Some(match name.as_str() {
        "tweet" | "tweets" => Holds::Tweets,
        "community_tweet" | "community_tweets" => Holds::Community,
        "note_tweet" | "note_tweets" => Holds::Notes,
        "deleted_tweet" | "deleted_tweets" => Holds::DeletedTweets,
        "deleted_note_tweet" | "deleted_note_tweets" => Holds::DeletedNotes,
        "direct_message" | "direct_messages" | "direct_message_group" | "direct_messages_group" => Holds::Messages,
        "like" | "likes" => Holds::Likes,
        "article" | "articles" => Holds::Articles,
        "account" => Holds::Account,
        _ => return None,
    })
}

fn claim(look: &Look<'_>) -> Option<Claim> {
    let name = look.name();
    if !name.ends_with(".js") && !name.ends_with(".csv") && !name.ends_with(".txt") {
        return None;
    }
    let holds = holds(look.head())?;
    let folder = match holds {
        Holds::Month => "data/js/tweets/",
        Holds::UserDetails => "data/js/",
        Holds::Table => "",
        _ => "data/",
    };
    let own_folder = look
        .ends_with(&format!("{folder}{name}"))
        .filter(|_| !folder.is_empty());
    Some(Claim {
        root: own_folder.unwrap_or(look.name_at()),
        owns: own_folder.map_or(Owns::Nothing, |_| Owns::Below),
        sure: !matches!(holds, Holds::Account | Holds::Manifest | Holds::UserDetails),
    })
}

/// Whose archive it is.
#[derive(Debug, Default)]
struct Holder {
    id: Option<String>,
    /// The handle, without `@`.
    name: Option<String>,
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut files: Vec<(usize, Holds)> = Vec::new();
    for file in part.files() {
        let head = part.head(file, each)?;
        files.extend(head.and_then(|head| Some((file, holds(&head)?))));
    }
    let of = |wanted: &[Holds]| -> Vec<usize> {
        let files = files.iter().filter(|(_, holds)| wanted.contains(holds));
        files.map(|(file, _)| *file).collect()
    };
    let mut archive = Archive {
        part,
        holder: Holder::default(),
        communities: of(&[Holds::Community]),
        counts: HashMap::new(),
    };
    for file in of(&[Holds::Account]) {
        archive.account(file, each)?;
    }
    // The community's posts first: those that are in `tweets.js` too are then known.
    let mut tweets = archive.communities.clone();
    tweets.extend(of(&[Holds::Tweets]));
    archive.posts(&tweets, &of(&[Holds::Notes]), false, each)?;
    archive.posts(&of(&[Holds::DeletedTweets]), &of(&[Holds::DeletedNotes]), true, each)?;
    for file in of(&[Holds::Messages]) {
        archive.messages(file, each)?;
    }
    for file in of(&[Holds::Likes]) {
        archive.pass(file, "liked post (another's words)", each)?;
    }
    for file in of(&[Holds::Articles]) {
        archive.pass(file, "long article (its layout is not known)", each)?;
    }
    for file in of(&[Holds::Manifest]) {
        archive.manifest(file, each)?;
    }
    let months = of(&[Holds::Month]);
    archive.grailbird(&months, &of(&[Holds::Table]), &of(&[Holds::UserDetails]), each)
}

/// An archive while it is read.
struct Archive<'p> {
    part: &'p Part<'p>,
    holder: Holder,
    /// Files of posts in communities.
    communities: Vec<usize>,
    /// Records of a file, by its name, to be compared with the manifest.
    counts: HashMap<String, usize>,
}

/// The bytes behind the assignment that makes a file a script: `window.YTD.tweets.part0 = `. Never evaluated.
fn behind_assignment(mut bytes: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    let mut before = Vec::new();
    bytes.by_ref().take(4096).read_until(b'=', &mut before)?;
    if before.last() == Some(&b'=') {
        return Ok(bytes);
    }
    Ok(Box::new(io::Cursor::new(before).chain(bytes)))
}

impl Archive<'_> {
    /// The records of a file; `None` where it cannot be opened, which is then said.
    fn elements(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<(), Option<Elements<'static>>> {
        let source = self.part.source(file);
        let Some(bytes) = self.part.open(file, each)? else {
            return ControlFlow::Continue(None);
        };
        match behind_assignment(bytes) {
            Ok(bytes) => Elements::new(&source, bytes, self.part.options, each),
            Err(error) => {
                refuse(&source, Error::Read(error), each)?;
                ControlFlow::Continue(None)
            }
        }
    }

    /// Remembers how many records a file held.
    fn counted(&mut self, file: usize, elements: &Elements<'_>) {
        self.counts.insert(self.part.path(file), elements.count());
    }

    fn account(&mut self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        #[derive(Default, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        struct Account {
            username: Loose,
            account_id: Loose,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Wrapped {
            account: Account,
        }
        let Some(mut elements) = self.elements(file, each)? else {
            return ControlFlow::Continue(());
        };
        while let Some(element) = elements.next_as::<Wrapped>(|_| true, each)? {
            let Account { username, account_id } = element.value.account;
            self.holder.name = username.take().or(self.holder.name.take());
            self.holder.id = account_id.take().or(self.holder.id.take());
        }
        self.counted(file, &elements);
        ControlFlow::Continue(())
    }

    /// Counts the records of a file that are not read.
    fn pass(&mut self, file: usize, reason: &'static str, each: &mut Each<'_>) -> ControlFlow<()> {
        let Some(mut elements) = self.elements(file, each)? else {
            return ControlFlow::Continue(());
        };
        let mut record = 0;
        elements.pass(|| {
            record += 1;
            self.part.skip(file, Some(record), reason, each)
        })?;
        self.counted(file, &elements);
        ControlFlow::Continue(())
    }

    /// Posts with their long texts.
    fn posts(&mut self, files: &[usize], notes: &[usize], deleted: bool, each: &mut Each<'_>) -> ControlFlow<()> {
        if deleted && !self.part.options.deleted {
            for file in files {
                self.pass(*file, "deleted post (--include deleted)", each)?;
            }
            for file in notes {
                self.pass(*file, "long text of a deleted post (--include deleted)", each)?;
            }
            return ControlFlow::Continue(());
        }
        let newest = self.newest_versions(files)?;
        let mut long = self.long_texts(notes)?;
        let mut community = HashSet::new();
        for (at, file) in files.iter().enumerate() {
            let source = self.part.source(*file);
            let Some(mut elements) = self.elements(*file, each)? else {
                continue;
            };
            let is_community = self.communities.contains(file);
            while let Some(element) = elements.next_as::<Tweet>(|_| true, each)? {
                let tweet = element.value.unwrapped();
                let id = tweet.number();
                let skip = |reason, each: &mut Each<'_>| self.part.skip(*file, Some(element.record), reason, each);
                if !tweet.has_text() {
                    let cause =
                        Error::JsonShape("this record has no `full_text`: it is no post of an X archive".into());
                    elements.refuse(element.line, None, &cause, each)?;
                } else if is_community && id.is_some_and(|id| !community.insert(id))
                    || at > 0 && !is_community && id.is_some_and(|id| community.contains(&id))
                {
                    skip("duplicate", each)?;
                } else if let Some(note) = long.note_of(&tweet) {
                    let superseded = tweet.is_superseded(&newest);
                    long.join(note, tweet, superseded);
                    skip("start of a long post, checked whole", each)?;
                } else if tweet.is_superseded(&newest) {
                    skip("superseded", each)?;
                } else if tweet.is_media_only() {
                    skip("media only", each)?;
                } else {
                    each(tweet.into_event(&source, element.record, element.line, &self.holder, deleted))?;
                }
            }
            self.counted(*file, &elements);
        }
        self.long_posts(notes, long, deleted, each)
    }

    /// Of every post that was edited, the newest version in these files: id of the first version to id of the newest.
    fn newest_versions(&self, files: &[usize]) -> ControlFlow<(), HashMap<u64, u64>> {
        let finder = memchr::memmem::Finder::new(b"initialTweetId");
        let mut newest = HashMap::new();
        // What is wrong with a record is said when the posts are read.
        let mut silent = |_| ControlFlow::Continue(());
        for file in files {
            let Some(mut elements) = self.elements(*file, &mut silent)? else {
                continue;
            };
            while let Some(element) = elements.next_as::<Tweet>(|bytes| finder.find(bytes).is_some(), &mut silent)? {
                let tweet = element.value.unwrapped();
                if let (Some(first), Some(id)) = (tweet.first_version(), tweet.number()) {
                    let known = newest.entry(first).or_insert(id);
                    *known = id.max(*known);
                }
            }
        }
        ControlFlow::Continue(newest)
    }

    /// The keys by which long texts are found.
    fn long_texts(&self, files: &[usize]) -> ControlFlow<(), Notes> {
        let mut notes = Notes::default();
        let mut silent = |_| ControlFlow::Continue(());
        for file in files {
            let Some(mut elements) = self.elements(*file, &mut silent)? else {
                continue;
            };
            while let Some(element) = elements.next_as::<Note>(|_| true, &mut silent)? {
                notes.add(*file, element.record, &element.value.unwrapped());
            }
        }
        ControlFlow::Continue(notes)
    }

    /// The long texts, each with what its post says of it.
    fn long_posts(&mut self, files: &[usize], mut long: Notes, deleted: bool, each: &mut Each<'_>) -> ControlFlow<()> {
        for file in files {
            let source = self.part.source(*file);
            let Some(mut elements) = self.elements(*file, each)? else {
                continue;
            };
            while let Some(element) = elements.next_as::<Note>(|_| true, each)? {
                let note = element.value.unwrapped();
                let skip = |reason, each: &mut Each<'_>| self.part.skip(*file, Some(element.record), reason, each);
                let joined = long.take(*file, element.record);
                if joined.as_ref().is_some_and(|joined| joined.superseded) {
                    skip("superseded", each)?;
                } else if let Some(text) = note.text() {
                    let tweet = joined.map_or_else(|| note.as_tweet(), |joined| joined.tweet);
                    let tweet = Tweet::with_long_text(tweet, text);
                    each(tweet.into_event(&source, element.record, element.line, &self.holder, deleted))?;
                } else {
                    skip("empty", each)?;
                }
            }
            self.counted(*file, &elements);
        }
        ControlFlow::Continue(())
    }
}
