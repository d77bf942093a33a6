//! Facebook (profiles and Pages), Instagram and Threads, as Meta exports them: JSON and HTML.
//!
//! Paths have changed with the years; the end of a path says what a file is about. Records of several shapes lie mixed, so each
//! is read by its own shape (`record`). The same text comes back as a post, as the description of each of its pictures, as one
//! record a picture and in every export of the account: for one second and text there is one post.

mod about;
mod comments;
mod html;
mod labels;
mod messages;
mod mojibake;
mod record;
mod records;

use super::{Claim, Look, Owns, Part, Reader};
use crate::post::{Change, Kind, Meta, Platform, Post, Voice};
use crate::source::elements::Elements;
use crate::source::{Each, Event};
use crate::when::When;
use about::{About, about};
use record::Found;
use serde_json::Value;
use std::io::Read;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "an export of Facebook, Instagram or Threads",
    splits: true,
    claim,
    read,
};

/// Folders at the top of an export, by age.
const TOPS: &[&str] = &[
    "your_facebook_activity",
    "your_instagram_activity",
    "this_profile's_activity_across_facebook",
    "this_profile’s_activity_across_facebook",
    "personal_information",
    "profile_information",
    "posts",
    "comments",
    "comments_and_reactions",
    "groups",
    "content",
    "media",
    "messages",
    "threads",
    "photos_and_videos",
    "likes_and_reactions",
    "stories",
    "pages",
];

/// Where an export begins in a path: before the first folder of Meta's own.
fn root(path: &str) -> usize {
    let mut at = 0;
    for part in path.split('/') {
        if TOPS.contains(&part) {
            return at;
        }
        at += part.len() + 1;
    }
    path.rfind('/').map_or(0, |slash| slash + 1)
}

/// Keys of which a file of posts, comments or messages has one.
const KEYS: &[&str] = &[
    "timestamp",
    "timestamp_ms",
    "creation_timestamp",
    "label_values",
    "string_map_data",
    "string_list_data",
    "status_updates",
];

fn claim(look: &Look<'_>) -> Option<Claim> {
    let root = root(&look.path);
    // Below the root, as it is read.
    let about = about(&look.path[root..], || look.head().to_owned())?;
    let among_metas = root < look.name_at();
    let owns = if among_metas { Owns::Below } else { Owns::Nothing };
    let claim = |sure| Some(Claim { root, owns, sure });
    if matches!(about, About::Profile | About::Passed | About::Edits) {
        return claim(false);
    }
    // Names that other exports have too are looked into.
    let head = look.head();
    let ours = if look.path.ends_with(".html") {
        among_metas || html::has_records(head)
    } else {
        let empty = head.chars().all(|char| char.is_whitespace() || "[]{}".contains(char));
        KEYS.iter().any(|key| head.contains(&format!("\"{key}\""))) || among_metas && empty
    };
    if ours { claim(true) } else { None }
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut files: Vec<(About, usize)> = Vec::new();
    for file in part.files() {
        let mut flow = ControlFlow::Continue(());
        let about = about(&part.path(file), || match part.head(file, each) {
            ControlFlow::Continue(head) => head.unwrap_or_default(),
            ControlFlow::Break(()) => {
                flow = ControlFlow::Break(());
                String::new()
            }
        });
        flow?;
        files.extend(about.map(|about| (about, file)));
    }
    files.sort_by_key(|(about, _)| *about);
    let mut export = Export {
        part,
        holder: None,
        is_page: files.iter().any(|(_, file)| is_page(&part.path(*file))),
    };
    for (about, file) in files {
        let mut silent = true;
        export.file(file, about, &mut |event| {
            silent = false;
            each(event)
        })?;
        if silent && about.holds_posts() {
            export.unread(file, about, each)?;
        }
    }
    ControlFlow::Continue(())
}

fn is_page(path: &str) -> bool {
    path.contains("s_activity_across_facebook/") || path.contains("profile_posts_")
}

/// An export while it is read.
struct Export<'p> {
    part: &'p Part<'p>,
    /// Name of the profile or Page, or the handle.
    holder: Option<String>,
    is_page: bool,
}

/// Where a record stands.
#[derive(Clone, Copy)]
struct Stands<'s> {
    file: usize,
    source: &'s str,
    record: usize,
    line: usize,
}

impl Export<'_> {
    fn file(&mut self, file: usize, about: About, each: &mut Each<'_>) -> ControlFlow<()> {
        let html = self.part.path(file).ends_with(".html");
        match about {
            About::Profile if html => ControlFlow::Continue(()),
            About::Profile => self.profile(file),
            About::Passed => self
                .part
                .skip(file, None, "likes, saves or reposts (others' words)", each),
            About::Edits => self.part.skip(file, None, "superseded", each),
            About::Messages if html => {
                let reason = "direct messages as HTML (export them as JSON)";
                self.part.skip(file, None, reason, each)
            }
            About::Messages => self.messages(file, each),
            _ if html => self.html(file, about, each),
            About::Album => self.album(file, each),
            _ => self.records(file, about, each),
        }
    }

    /// The records of a file; `None` where it cannot be opened, which is then said.
    fn elements(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<(), Option<Elements<'static>>> {
        let source = self.part.source(file);
        match self.part.open(file, each)? {
            Some(bytes) => Elements::new(&source, bytes, self.part.options, each),
            None => ControlFlow::Continue(None),
        }
    }

    /// A whole file of modest size, repaired.
    fn whole(&self, file: usize) -> ControlFlow<(), Option<Value>> {
        let Some(bytes) = self.part.open(file, &mut |_| ControlFlow::Continue(()))? else {
            return ControlFlow::Continue(None);
        };
        let mut text = Vec::new();
        let limit = self.part.options.largest_record as u64;
        // What cannot be read whole is read record by record, and what is wrong is said then.
        let read = bytes.take(limit + 1).read_to_end(&mut text);
        let fits = read.is_ok() && text.len() as u64 <= limit;
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
        let value = fits.then(|| serde_json::from_slice(text).ok()).flatten();
        ControlFlow::Continue(value.map(mojibake::repair))
    }

    fn profile(&mut self, file: usize) -> ControlFlow<()> {
        if let Some(value) = self.whole(file)? {
            let name = ["profile_v2", "profile"]
                .iter()
                .find_map(|key| value.get(key)?.get("name"));
            let name = name.and_then(|name| name.as_str().or_else(|| name.get("full_name")?.as_str()));
            let user = || {
                let user = value.get("profile_user")?.get(0)?.get("string_map_data")?;
                user.get("Username")?.get("value")?.as_str()
            };
            self.holder = name.or_else(user).map(str::to_owned).or(self.holder.take());
        }
        ControlFlow::Continue(())
    }

    /// An album: its own description, its pictures, and the comments under them.
    fn album(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let Some(value) = self.whole(file)? else {
            return self.records(file, About::Album, each);
        };
        let source = self.part.source(file);
        let photos = ["photos", "videos"].iter().find_map(|key| value.get(key)?.as_array());
        let mut record = 0;
        for photo in photos.into_iter().flatten() {
            record += 1;
            let stands = Stands {
                file,
                source: &source,
                record,
                line: 1,
            };
            if let Some(found) = record::read(photo, false) {
                self.say(found, About::Album, stands, each)?;
            }
            for comment in photo.get("comments").and_then(Value::as_array).into_iter().flatten() {
                record += 1;
                self.say(
                    comments::under_picture(comment),
                    About::Comments,
                    Stands { record, ..stands },
                    each,
                )?;
            }
        }
        let described = Found {
            kind: Some(Kind::Post),
            text: record::text(&value, "description").unwrap_or_default().to_owned(),
            beside: record::text(&value, "name").map(str::to_owned).into_iter().collect(),
            second: value.get("last_modified_timestamp").and_then(Value::as_i64),
            ..Found::default()
        };
        if described.text.is_empty() {
            return ControlFlow::Continue(());
        }
        let stands = Stands {
            file,
            source: &source,
            record: record + 1,
            line: 1,
        };
        self.say(described, About::Album, stands, each)
    }

    /// A post, or why there is none.
    fn say(&self, found: Found, about: About, stands: Stands<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
        let skip = |reason, each: &mut Each<'_>| self.part.skip(stands.file, Some(stands.record), reason, each);
        let other = found
            .author
            .as_ref()
            .filter(|author| self.holder.as_ref().is_some_and(|holder| holder != *author));
        // Whoever comments under a picture is named; whether that is the holder is not known everywhere.
        let unknown = found.under_picture && found.author.is_some() && self.holder.is_none() && !self.is_page;
        let visitor = self.is_page && (other.is_some() || about == About::Others);
        if !visitor && (about == About::Others || about == About::Comments && other.is_some() && found.under_picture) {
            return skip("another's words", each);
        }
        if unknown {
            return skip("comment under a picture, not known to be the holder's", each);
        }
        if found.text.trim().is_empty() {
            return skip("no text (media, check-in or bare share)", each);
        }
        if !self.is_first(&found) {
            return skip("duplicate", each);
        }
        let when = found.when();
        let meta = Meta {
            kind: found.kind,
            platforms: vec![if found.instagram {
                Platform::Instagram
            } else {
                platform(&self.part.path(stands.file), stands.source)
            }],
            posted_at: found.stamp.clone().or_else(|| when.map(rfc3339)),
            when,
            edited: found.edited.map(|second| Change {
                at: When::from_second(second),
            }),
            thread: found.thread.clone(),
            voice: self
                .is_page
                .then_some(if visitor { Voice::Visitor } else { Voice::Own }),
            author: found
                .author
                .clone()
                .or_else(|| self.holder.clone().filter(|_| about != About::Others)),
            ..Meta::default()
        };
        let text = found.whole();
        let Stands {
            source, record, line, ..
        } = stands;
        each(Event::Post(Post::in_record(
            source.to_owned(),
            record,
            line,
            found.id,
            text,
            meta,
        )))
    }

    /// True for the first record of this second and text; the texts of its pictures then count as seen too.
    fn is_first(&self, found: &Found) -> bool {
        let author = found
            .author
            .as_ref()
            .or(self.holder.as_ref())
            .map_or("", String::as_str);
        let key = |second: Option<i64>, text: &str| {
            let second = second.map_or_else(String::new, |second| second.to_string());
            self.part.is_first(&["meta", author, &second, text.trim()])
        };
        let first = match (&found.second, &found.stamp) {
            (Some(second), _) => key(Some(*second), &found.text),
            (None, Some(stamp)) => self.part.is_first(&["meta", author, stamp, found.text.trim()]),
            // Without a time two equal texts may be two posts.
            (None, None) => true,
        };
        if first {
            for (second, text) in &found.echoes {
                key(Some(*second), text);
                key(found.second, text);
            }
        }
        first
    }
}

/// Folders and files of Instagram's own, by the beginning of their names.
const INSTAGRAMS: &[&str] = &["instagram", "ig_", "reels", "igtv", "post_comments"];

/// By the path: three platforms travel in one zip. What a folder of messages is called says nothing, for people name it.
fn platform(path: &str, source: &str) -> Platform {
    if path.contains("threads/") || path.contains("threads_and_replies") {
        return Platform::Other;
    }
    let activity = "your_instagram_activity";
    let named = |part: &str| part == "content" || INSTAGRAMS.iter().any(|name| part.starts_with(name));
    let own = path.contains(activity)
        || path.starts_with("media/")
        || !path.starts_with("messages/") && path.split('/').any(named);
    if !path.contains("facebook") && (own || source.to_lowercase().contains(activity)) {
        return Platform::Instagram;
    }
    Platform::Facebook
}

fn rfc3339(when: When) -> String {
    match when {
        When::Instant(at) => at.to_string(),
        When::Civil(at) => at.to_string(),
        When::Day(day) => day.to_string(),
    }
}
