//! Examples of rules: texts, or short series of posts, that must and must not be found.

use crate::post::{Account, Kind, Permission, Platform, Voice};
use crate::rule::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Examples by language.
pub type Examples = BTreeMap<Lang, ExampleSet>;

/// Examples of both sides.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExampleSet {
    /// Must be found.
    pub flag: Vec<Example>,
    /// Must not be found.
    pub pass: Vec<Example>,
}

/// A text with what is known of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "ExampleSource")]
pub struct Example {
    /// The text.
    pub text: String,
    /// Whose account.
    pub account: Option<Account>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Where it goes.
    pub platform: Option<Platform>,
    /// Whether permission was given.
    pub permission: Option<Permission>,
    /// Why this does not work yet; it must still fail.
    pub gap: Option<String>,
    /// A short series of posts, for rules over an archive; then `text` is all their texts.
    pub posts: Vec<Turn>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum ExampleSource {
    Text(String),
    Full(FullExample),
    Series(Series),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FullExample {
    text: String,
    account: Option<Account>,
    kind: Option<Kind>,
    platform: Option<Platform>,
    permission: Option<Permission>,
    gap: Option<String>,
}

impl From<ExampleSource> for Example {
    fn from(source: ExampleSource) -> Example {
        match source {
            ExampleSource::Text(text) => Example {
                text,
                account: None,
                kind: None,
                platform: None,
                permission: None,
                gap: None,
                posts: Vec::new(),
            },
            ExampleSource::Full(FullExample {
                text,
                account,
                kind,
                platform,
                permission,
                gap,
            }) => Example {
                text,
                account,
                kind,
                platform,
                permission,
                gap,
                posts: Vec::new(),
            },
            ExampleSource::Series(Series { posts, gap }) => Example {
                text: posts
                    .iter()
                    .map(|post| post.text.as_str())
                    .collect::<Vec<_>>()
                    .join("\n"),
                account: None,
                kind: None,
                platform: None,
                permission: None,
                gap,
                posts,
            },
        }
    }
}

/// A series of posts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Series {
    posts: Vec<Turn>,
    gap: Option<String>,
}

/// A post of a series, with what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Turn {
    /// The text.
    pub text: String,
    /// Its id, where another answers it.
    pub id: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When, as in RFC 3339.
    pub posted_at: Option<String>,
    /// The post it answers.
    pub reply_to: Option<String>,
    /// The chat, group or page.
    pub thread: Option<String>,
    /// On an official page: its own words, or a visitor's.
    pub voice: Option<Voice>,
    /// The administrators of its group.
    pub admins: Vec<String>,
    /// It was edited after it went out.
    pub edited: bool,
    /// It was deleted after it went out.
    pub deleted: bool,
    /// Whose account.
    pub account: Option<Account>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Where it went.
    pub platform: Option<Platform>,
}
