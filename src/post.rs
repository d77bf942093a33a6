//! A post: one text to check, with what is known of it.

use crate::text::cluster::clusters;
use crate::text::span::{InPost, Span};
use crate::when::When;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Declares a closed set of words that users write in options, front matter and packs.
macro_rules! word_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal $(| $alias:literal)*),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word $(, alias = $alias)*)] $variant),+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word users write.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(self.word()) }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text.trim().to_ascii_lowercase().as_str() {
                    $($word $(| $alias)* => Ok($name::$variant),)+
                    other => Err(format!("`{other}` is not one of: {}", [$($word),+].join(", "))),
                }
            }
        }
    };
}

word_enum! {
    /// Whose account a post goes out from.
    Account { /// The officer's own.
        Personal = "personal", /// The organisation's.
        Official = "official" }
}

word_enum! {
    /// What a post is.
    Kind { /// An own post, story or reel.
        Post = "post", /// A reply or comment.
        Comment = "comment", /// A chat or direct message.
        Message = "message", /// Another's words passed on.
        Forward = "forward" | "retweet", /// An e-mail.
        Email = "email" | "mail" }
}

word_enum! {
    /// Where a post goes.
    Platform { /// X, once Twitter.
        X = "x" | "twitter", /// Facebook.
        Facebook = "facebook" | "fb", /// Instagram.
        Instagram = "instagram" | "insta", /// WhatsApp.
        Whatsapp = "whatsapp", /// Telegram.
        Telegram = "telegram", /// YouTube.
        Youtube = "youtube", /// LinkedIn.
        Linkedin = "linkedin", /// Anything else.
        Other = "other" }
}

word_enum! {
    /// Whether the permission that some clauses ask for was given.
    Permission { /// Given.
        Granted = "granted", /// Not given.
        None = "none" }
}

word_enum! {
    /// Whose words stand on an official page.
    Voice { /// The page's own.
        Own = "own", /// A visitor's comment or post on it.
        Visitor = "visitor" }
}

/// That a post was changed or taken down after it went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// When, where the source says so.
    pub at: Option<When>,
}

/// What is known of a post. Every field may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Whose account.
    pub account: Option<Account>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Where it goes; empty where unknown.
    pub platforms: Vec<Platform>,
    /// Whether permission was given.
    pub permission: Option<Permission>,
    /// Handle, name or address of the author.
    pub author: Option<String>,
    /// When it was posted, as the source states it (RFC 3339 where the source has a zone).
    pub posted_at: Option<String>,
    /// The same time, understood. Unknown where the source's words are not.
    pub when: Option<When>,
    /// Language hint of the source; never gates a rule.
    pub lang: Option<String>,
    /// Id of the post this one answers, as the source names it.
    pub reply_to: Option<String>,
    /// The chat, group or page it stands in, by its name.
    pub thread: Option<String>,
    /// On an official page: the page's own words, or a visitor's.
    pub voice: Option<Voice>,
    /// The administrators of the group it stands in, where the source names them.
    pub admins: Option<Arc<[String]>>,
    /// It was edited after it went out.
    pub edited: Option<Change>,
    /// It was deleted after it went out.
    pub deleted: Option<Change>,
    /// The platform cut its text off: what is missing was not checked.
    pub incomplete: Option<bool>,
}

impl Meta {
    /// `self`, with its unknown fields taken from `weaker`.
    pub fn or(self, weaker: &Meta) -> Meta {
        Meta {
            account: self.account.or(weaker.account),
            kind: self.kind.or(weaker.kind),
            platforms: if self.platforms.is_empty() {
                weaker.platforms.clone()
            } else {
                self.platforms
            },
            permission: self.permission.or(weaker.permission),
            author: self.author.or_else(|| weaker.author.clone()),
            posted_at: self.posted_at.or_else(|| weaker.posted_at.clone()),
            when: self.when.or(weaker.when),
            lang: self.lang.or_else(|| weaker.lang.clone()),
            reply_to: self.reply_to.or_else(|| weaker.reply_to.clone()),
            thread: self.thread.or_else(|| weaker.thread.clone()),
            voice: self.voice.or(weaker.voice),
            admins: self.admins.or_else(|| weaker.admins.clone()),
            edited: self.edited.or(weaker.edited),
            deleted: self.deleted.or(weaker.deleted),
            incomplete: self.incomplete.or(weaker.incomplete),
        }
    }
}

/// How a post's text lies in its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Byte for byte in the file, up to the first text that was joined to it.
    Verbatim {
        /// Line of the text's first character, from 1.
        line: usize,
        /// What stands before it on that line.
        lead: Lead,
        /// Texts that stand elsewhere in the file, in the order in which they follow.
        joined: Vec<Joined>,
    },
    /// Escaped or repaired in a record that starts at this line; columns count within the post.
    Record {
        /// Line where the record starts, from 1.
        line: usize,
    },
}

impl Place {
    /// Of a text that begins a line, counted from 1, and is all there is.
    pub const fn at_line(line: usize) -> Place {
        let lead = Lead {
            clusters: 0,
            utf16: 0,
            bytes: 0,
        };
        Place::Verbatim {
            line,
            lead,
            joined: Vec::new(),
        }
    }
}

/// How long a stretch before a text is, in each unit that columns are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// In grapheme clusters.
    pub clusters: usize,
    /// In UTF-16 code units.
    pub utf16: usize,
    /// In bytes, with the mark of the encoding.
    pub bytes: usize,
}

impl Lead {
    /// The length of `text`.
    pub fn of(text: &str) -> Lead {
        Lead {
            clusters: clusters(text).count(),
            utf16: text.encode_utf16().count(),
            bytes: text.len(),
        }
    }
}

/// A text that was joined behind a post's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Where what stands before it ends (byte of the post); a line break follows.
    pub at: usize,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// Where a post came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file as users name it; `-` for standard input; inner files as `outer.zip!inner.json`.
    pub source: String,
    /// Number of the record in the source, from 1.
    pub record: usize,
    /// How the text lies there.
    pub place: Place,
}

/// What an author says to postlint beside the post: an ignore, with its reason. Found by the reader, understood by the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What is said, after `postlint:`.
    pub text: String,
    /// The comment in the post's text that says it; `None` where the front matter does, for the whole post.
    pub span: Option<Span<InPost>>,
    /// The line of the file, from 1, where the front matter says it.
    pub line: usize,
}

/// One text to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The record's own id, or one made of file and record number.
    pub id: String,
    /// The text as the author wrote it (after the reader's repair).
    pub text: String,
    /// A title that goes with the text; checked too, as part of `text`, by the reader that joins them.
    pub title: Option<String>,
    /// What is known.
    pub meta: Meta,
    /// Where it came from.
    pub origin: Origin,
    /// What its author says to postlint.
    pub remarks: Vec<Remark>,
    /// Stretches of the text that do not go out: the comments of a draft. In order.
    pub unposted: Vec<Span<InPost>>,
}

impl Post {
    /// A post out of a record, whose text was escaped or repaired there. `record` and `line` count from 1; an id that the
    /// record does not have is made of file and number.
    pub fn in_record(source: String, record: usize, line: usize, id: Option<String>, text: String, meta: Meta) -> Post {
        Post {
            id: id.unwrap_or_else(|| format!("{source}#{record}")),
            text,
            title: None,
            meta,
            origin: Origin {
                source,
                record,
                place: Place::Record { line },
            },
            remarks: Vec::new(),
            unposted: Vec::new(),
        }
    }

    /// Where the text ends that lies in the file as it reads, before those joined to it; of a record, where all ends.
    pub fn own_end(&self) -> usize {
        match &self.origin.place {
            Place::Verbatim { joined, .. } => joined.first().map_or(self.text.len(), |first| first.at),
            Place::Record { .. } => self.text.len(),
        }
    }

    /// The line of its source where a place of the text stands, from 1; of a record, the record's own.
    pub fn line_of(&self, at: usize) -> usize {
        match self.origin.place {
            Place::Verbatim { line, .. } => line + self.text[..at].matches('\n').count(),
            Place::Record { line } => line,
        }
    }

    /// A post of bare text, as typed on the command line.
    pub fn from_text(text: impl Into<String>) -> Post {
        Post {
            id: "text".into(),
            text: text.into(),
            title: None,
            meta: Meta::default(),
            origin: Origin {
                source: "text".into(),
                record: 1,
                place: Place::at_line(1),
            },
            remarks: Vec::new(),
            unposted: Vec::new(),
        }
    }
}
