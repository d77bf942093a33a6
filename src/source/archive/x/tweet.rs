//! One post of an X archive.

use super::Holder;
use crate::post::{Change, Kind, Meta, Platform, Post};
use crate::source::Event;
use crate::source::loose::Loose;
use crate::source::record::join;
use crate::when::When;
use jiff::fmt::strtime;
use serde::Deserialize;
use std::collections::HashMap;

/// The fields that are read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tweet {
    /// `{"tweet": {…}}` since January 2020, the bare object before.
    tweet: Option<Box<Tweet>>,
    id_str: Loose,
    id: Loose,
    full_text: Option<String>,
    /// The archive before 2018.
    text: Option<String>,
    created_at: Loose,
    lang: Loose,
    in_reply_to_status_id_str: Loose,
    deleted_at: Loose,
    extended_entities: Option<Entities>,
    entities: Option<Entities>,
    edit_info: Option<EditInfo>,
    retweeted_status: Option<serde::de::IgnoredAny>,
    user: Option<User>,
    /// The text is whole and needs no repair.
    #[serde(skip)]
    long: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Entities {
    media: Vec<Medium>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Medium {
    url: Loose,
    ext_alt_text: Loose,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct EditInfo {
    edit: Option<Edit>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Edit {
    initial_tweet_id: Loose,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct User {
    screen_name: Loose,
}

/// Language codes of X that name no language.
const NO_LANGUAGE: &[&str] = &["und", "qme", "zxx", "qam", "qst", "qht", "qct", "art"];

/// The three entities that X writes, decoded once: `&amp;lt;` is `&lt;`, and stays so.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")];
        let (entity, char) = known
            .into_iter()
            .find(|(entity, _)| rest.starts_with(entity))
            .unwrap_or(("&", "&"));
        out.push_str(char);
        rest = &rest[entity.len()..];
    }
    out + rest
}

/// `Tue Apr 08 09:14:05 +0000 2025`, or any form of ISO 8601.
pub(super) fn time(text: &str) -> Option<When> {
    let parsed = strtime::parse("%a %b %d %H:%M:%S %z %Y", text.trim());
    let instant = parsed.and_then(|parsed| parsed.to_timestamp());
    instant.map(When::Instant).ok().or_else(|| When::parse(text))
}

/// `RT @name: `, as every client writes it.
fn is_retweet(text: &str) -> bool {
    let name = text
        .strip_prefix("RT @")
        .and_then(|rest| rest.split_once(':'))
        .map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

impl Tweet {
    /// The post itself, whichever way it was wrapped.
    pub(super) fn unwrapped(self) -> Tweet {
        match self.tweet {
            Some(tweet) => *tweet,
            None => self,
        }
    }

    /// A post of which only its long text is known.
    pub(super) fn of_note(id: Option<String>, created_at: Option<String>) -> Tweet {
        Tweet {
            id_str: Loose(id),
            created_at: Loose(created_at),
            ..Tweet::default()
        }
    }

    /// The same with the whole of its text.
    pub(super) fn with_long_text(self, text: String) -> Tweet {
        Tweet {
            full_text: Some(text),
            long: true,
            ..self
        }
    }

    /// What is kept of a post until its long text is read.
    pub(super) fn without_text(self) -> Tweet {
        Tweet {
            full_text: None,
            text: None,
            entities: None,
            ..self
        }
    }

    pub(super) fn number(&self) -> Option<u64> {
        self.id_str.filled().or(self.id.filled())?.parse().ok()
    }

    /// The text as the archive writes it.
    pub(super) fn raw_text(&self) -> &str {
        self.full_text.as_deref().or(self.text.as_deref()).unwrap_or_default()
    }

    pub(super) fn has_text(&self) -> bool {
        self.full_text.is_some() || self.text.is_some()
    }

    pub(super) fn when(&self) -> Option<When> {
        time(self.created_at.filled()?)
    }

    /// Id of the first version, where this one is an edit.
    pub(super) fn first_version(&self) -> Option<u64> {
        let edit = self.edit_info.as_ref()?.edit.as_ref()?;
        edit.initial_tweet_id.filled()?.parse().ok()
    }

    /// True where a newer version of it is known.
    pub(super) fn is_superseded(&self, newest: &HashMap<u64, u64>) -> bool {
        let Some(id) = self.number() else {
            return false;
        };
        let first = self.first_version().unwrap_or(id);
        newest.get(&first).is_some_and(|newest| *newest > id)
    }

    fn media(&self) -> impl Iterator<Item = &Medium> {
        let both = [&self.extended_entities, &self.entities];
        both.into_iter().flatten().flat_map(|entities| &entities.media)
    }

    /// True where the text is nothing but the links of its pictures.
    pub(super) fn is_media_only(&self) -> bool {
        let mut words = self.raw_text().split_whitespace();
        let shown = words.all(|word| self.media().any(|medium| medium.url.filled() == Some(word)));
        shown && self.media().all(|medium| medium.ext_alt_text.filled().is_none())
    }

    /// The post, on its way.
    pub(super) fn into_event(self, source: &str, record: usize, line: usize, holder: &Holder, deleted: bool) -> Event {
        let when = self.when();
        let (own, alt) = {
            let raw = self.raw_text();
            let own = if self.long { raw.to_owned() } else { unescaped(raw) };
            let alt: Vec<String> = self
                .media()
                .filter_map(|medium| medium.ext_alt_text.clone().take())
                .collect();
            (own, alt)
        };
        let forward = is_retweet(&own) || self.retweeted_status.is_some();
        let reply_to = self.in_reply_to_status_id_str.take();
        let screen_name = self.user.and_then(|user| user.screen_name.take());
        let meta = Meta {
            kind: Some(match (forward, &reply_to) {
                (true, _) => Kind::Forward,
                (false, Some(_)) => Kind::Comment,
                (false, None) => Kind::Post,
            }),
            platforms: vec![Platform::X],
            author: screen_name.or_else(|| holder.name.clone()),
            posted_at: self.created_at.take(),
            when,
            lang: self.lang.take().filter(|lang| !NO_LANGUAGE.contains(&lang.as_str())),
            reply_to,
            edited: self.edit_info.and_then(|info| info.edit).map(|_| Change { at: when }),
            deleted: deleted.then(|| Change {
                at: self.deleted_at.filled().and_then(time),
            }),
            incomplete: (forward && own.ends_with('…')).then_some(true),
            ..Meta::default()
        };
        let mut text = own;
        for alt in alt {
            join(&mut text, &alt);
        }
        let id = self.id_str.take().or_else(|| self.id.take());
        Event::Post(Post::in_record(source.to_owned(), record, line, id, text, meta))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(unescaped("a &amp;lt; b &gt; c & d &quot;"), "a &lt; b > c & d &quot;");
    }

    #[test]
    fn a_retweet_begins_with_a_name_and_a_colon() {
        assert!(is_retweet("RT @DC_Office: water"));
        assert!(!is_retweet("RT @DC Office: water"));
        assert!(!is_retweet("RT if you agree: yes"));
    }

    #[test]
    fn both_forms_of_time_are_read() {
        assert!(matches!(time("Tue Apr 08 09:14:05 +0000 2025"), Some(When::Instant(_))));
        assert!(matches!(time("2014-01-01 00:00:00 +0000"), Some(When::Instant(_))));
        assert_eq!(time("soon"), None);
    }
}
