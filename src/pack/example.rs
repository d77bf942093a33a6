//! Examples of rules: texts, or short series of posts, that must and must not be found.

use crate::post::{Account, Kind, Permission, Platform, Voice};
use crate::rule::Lang;
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

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
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
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

#[derive(JsonSchema)]
#[schemars(untagged)]
enum ExampleSource {
    Text(String),
    Full(FullExample),
    Series(Series),
}

/// Read by hand, so that a mistake in it is told with its key and place.
impl<'de> Deserialize<'de> for ExampleSource {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<ExampleSource, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = ExampleSource;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text, or a map with `text` or `posts`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ExampleSource, E> {
                Ok(ExampleSource::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExampleSource, A::Error> {
                let keys = Keys::deserialize(MapAccessDeserializer::new(map))?;
                match keys {
                    Keys {
                        posts: Some(posts),
                        gap,
                        text: None,
                        account: None,
                        kind: None,
                        platform: None,
                        permission: None,
                    } => Ok(ExampleSource::Series(Series { posts, gap })),
                    Keys { posts: Some(_), .. } => Err(de::Error::custom("beside `posts` stands nothing but `gap`")),
                    Keys {
                        text: Some(text),
                        account,
                        kind,
                        platform,
                        permission,
                        gap,
                        posts: None,
                    } => Ok(ExampleSource::Full(FullExample {
                        text,
                        account,
                        kind,
                        platform,
                        permission,
                        gap,
                    })),
                    Keys { text: None, .. } => Err(de::Error::missing_field("text")),
                }
            }
        }
        source.deserialize_any(Either)
    }
}

/// All keys that an example may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    text: Option<String>,
    account: Option<Account>,
    kind: Option<Kind>,
    platform: Option<Platform>,
    permission: Option<Permission>,
    gap: Option<String>,
    posts: Option<Vec<Turn>>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
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
                ..Example::default()
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
                gap,
                posts,
                ..Example::default()
            },
        }
    }
}

/// A series of posts.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
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
