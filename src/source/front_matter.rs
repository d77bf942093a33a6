//! The metadata at the head of a draft: YAML between two lines of `---`.

use super::lines::line_and_column;
use super::node::Node;
use super::vocabulary::{self, Unknown, folded, nearest};
use crate::post::{Kind, Meta};
use serde_yaml::Spanned;
use std::ops::Range;

/// What a draft's front matter says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// What is known of the post.
    pub(super) meta: Meta,
    /// The draft's own id.
    pub(super) id: Option<String>,
    /// Its title, and the line of it, counted from 1 behind the `---` that opens the front matter.
    pub(super) title: Option<(String, usize)>,
    /// Further texts of the post, with their lines: the text itself where it stands here, alt texts, poll, hashtags; in this
    /// order.
    pub(super) texts: Vec<(String, usize)>,
    /// The line that parts a thread, where it is not `---`.
    pub(super) delimiter: Option<String>,
    /// What is said to postlint: text, and line in the file.
    pub(super) remarks: Vec<(String, usize)>,
    /// The post passes on another's words.
    pub(super) forwards: bool,
}

/// What is wrong with it, and where in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Line in the file, from 1.
    pub(super) line: usize,
    /// Grapheme column, from 1.
    pub(super) column: usize,
    /// What is wrong and how to mend it.
    pub(super) cause: String,
}

/// The meaning of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Account,
    Platform,
    Kind,
    Permission,
    Author,
    ApprovedBy,
    PostedAt,
    Lang,
    Id,
    Title,
    Text,
    Tags,
    Media,
    ImageAlt,
    Poll,
    Reply,
    Retweet,
    Quote,
    Status,
    ThreadDelimiter,
    /// Remarks to postlint: understood by the policy, not here.
    Postlint,
}

/// Every key as it is written; case, `_` and `-` are folded when they are compared. The first of a kind is the one shown.
const KEYS: &[(&str, Key)] = &[
    ("account", Key::Account),
    ("platform", Key::Platform),
    ("platforms", Key::Platform),
    ("network", Key::Platform),
    ("cross_post", Key::Platform),
    ("kind", Key::Kind),
    ("type", Key::Kind),
    ("permission", Key::Permission),
    ("author", Key::Author),
    ("approved_by", Key::ApprovedBy),
    ("posted_at", Key::PostedAt),
    ("date", Key::PostedAt),
    ("scheduled_date", Key::PostedAt),
    ("scheduled_at", Key::PostedAt),
    ("publish_at", Key::PostedAt),
    ("schedule", Key::PostedAt),
    ("lang", Key::Lang),
    ("id", Key::Id),
    ("title", Key::Title),
    ("text", Key::Text),
    ("tags", Key::Tags),
    ("hashtags", Key::Tags),
    ("media", Key::Media),
    ("image_alt", Key::ImageAlt),
    ("poll", Key::Poll),
    ("reply", Key::Reply),
    ("in_reply_to", Key::Reply),
    ("retweet", Key::Retweet),
    ("quote", Key::Quote),
    ("status", Key::Status),
    ("thread-delimiter", Key::ThreadDelimiter),
    ("postlint", Key::Postlint),
];

const STATUSES: &[&str] = &[
    "draft",
    "pending_approval",
    "approved",
    "scheduled",
    "published",
    "rejected",
];

/// Where front matter lies in a text that begins with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The text does not begin with a line of `---`.
    None,
    /// It is opened and never closed.
    Open,
    /// Its YAML, and where the body begins.
    Found(Range<usize>, usize),
}

/// Finds front matter at the head of `text`.
pub(super) fn cut(text: &str) -> Cut {
    let mut at = 0;
    let mut yaml = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        match yaml {
            None if bare != "---" => return Cut::None,
            None => yaml = Some(at + line.len()),
            Some(start) if bare == "---" => return Cut::Found(start..at, at + line.len()),
            Some(_) => {}
        }
        at += line.len();
    }
    if yaml.is_some() { Cut::Open } else { Cut::None }
}

/// True where the first line of `yaml` that says something has the shape `key: value`.
pub(super) fn looks_like_keys(yaml: &str) -> bool {
    let first = yaml
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    first.and_then(|line| line.split_once(':')).is_some_and(|(key, value)| {
        let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | ' ' | '"' | '\'');
        let spaced = value.is_empty() || value.starts_with(char::is_whitespace);
        spaced && !key.is_empty() && key.split(' ').count() <= 3 && key.chars().all(plain)
    })
}

/// Reads `yaml`, a part of `text` that starts at the byte `start`.
pub(super) fn parse(text: &str, yaml: Range<usize>) -> Result<FrontMatter, Mistake> {
    let reader = Reader {
        text,
        start: yaml.start,
    };
    let yaml = &text[yaml];
    if yaml
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    {
        return Ok(FrontMatter::default());
    }
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_depth: 32, max_nodes: 20_000, max_documents: 1 },
        strict_booleans: true,
        with_snippet: false,
    };
    let root: Spanned<Node> =
        serde_yaml::from_str_with_options(yaml, options).map_err(|error| reader.broken(&error))?;
    let Node::Map(entries) = root.value else {
        let cause = "the front matter is not made of `key: value` lines; a draft without front matter does not begin with `---`";
        return Err(reader.mistake(&root.referenced, cause.into()));
    };
    let mut front = FrontMatter::default();
    let mut approved_by = None;
    let mut tags = Vec::new();
    for (name, value) in &entries {
        // A key of one's own tools, kept out of the way.
        if name.value.starts_with("x-") {
            continue;
        }
        let Some(key) = known(&name.value) else {
            return Err(reader.mistake(&name.referenced, unknown_key(&name.value)));
        };
        reader.entry(key, &name.value, value, &mut front, &mut approved_by, &mut tags)?;
    }
    front.meta.author = front.meta.author.or(approved_by);
    if let Some((_, line)) = tags.first() {
        let words: Vec<&str> = tags.iter().map(|(tag, _)| tag.as_str()).collect();
        front.texts.push((words.join(" "), *line));
    }
    Ok(front)
}

fn known(name: &str) -> Option<Key> {
    let name = folded(name);
    KEYS.iter().find(|(word, _)| folded(word) == name).map(|(_, key)| *key)
}

fn unknown_key(name: &str) -> String {
    let mend = match nearest(
        &name.to_lowercase().replace(' ', "_"),
        KEYS.iter().map(|(word, _)| *word),
    ) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => {
            let all: Vec<&str> = KEYS.iter().map(|(word, _)| *word).collect();
            format!("the keys are {}; one of your own begins with `x-`", all.join(", "))
        }
    };
    let name: String = name.chars().take(60).collect();
    format!("unknown key `{name}` in the front matter; {mend}")
}

struct Reader<'t> {
    text: &'t str,
    /// Where the YAML starts in the text (bytes).
    start: usize,
}

impl Reader<'_> {
    fn entry(
        &self,
        key: Key,
        name: &str,
        value: &Spanned<Node>,
        front: &mut FrontMatter,
        approved_by: &mut Option<String>,
        tags: &mut Vec<(String, usize)>,
    ) -> Result<(), Mistake> {
        let meta = &mut front.meta;
        let fill = |slot: &mut Option<String>| -> Result<(), Mistake> {
            let one = self.one(name, value)?;
            *slot = slot.take().or(one);
            Ok(())
        };
        match key {
            Key::Account => meta.account = self.word(name, value, vocabulary::account)?.or(meta.account),
            Key::Kind => meta.kind = self.word(name, value, vocabulary::kind)?.or(meta.kind),
            Key::Permission => meta.permission = self.word(name, value, vocabulary::permission)?.or(meta.permission),
            Key::Platform => {
                for (place, one) in self.many(name, value)? {
                    let platform =
                        vocabulary::platform(&one).map_err(|unknown| self.foreign(name, &one, &place, &unknown))?;
                    if !meta.platforms.contains(&platform) {
                        meta.platforms.push(platform);
                    }
                }
            }
            Key::Author => fill(&mut meta.author)?,
            Key::PostedAt => fill(&mut meta.posted_at)?,
            Key::Lang => fill(&mut meta.lang)?,
            Key::Id => fill(&mut front.id)?,
            Key::Title => {
                let title = self.one(name, value)?.map(|title| (title, line(&value.referenced)));
                front.title = front.title.take().or(title);
            }
            Key::ThreadDelimiter => fill(&mut front.delimiter)?,
            Key::ApprovedBy => fill(approved_by)?,
            Key::Text => {
                let text = self.one(name, value)?.map(|text| (text, line(&value.referenced)));
                front.texts.splice(0..0, text).for_each(drop);
            }
            Key::ImageAlt => {
                let texts = self.many(name, value)?.into_iter();
                front.texts.extend(texts.map(|(place, text)| (text, line(&place))));
            }
            Key::Tags => {
                let many = self.many(name, value)?.into_iter();
                tags.extend(many.map(|(place, tag)| (as_hashtag(&tag), line(&place))));
            }
            Key::Media => self.members(value, &["alt"], &mut front.texts),
            Key::Poll => self.members(
                value,
                &["question", "options", "option", "text", "label"],
                &mut front.texts,
            ),
            Key::Reply if !matches!(value.value, Node::Null) => meta.kind = meta.kind.or(Some(Kind::Comment)),
            Key::Retweet if !matches!(value.value, Node::Null) => front.forwards = true,
            Key::Status => {
                if let Some(status) = self.one(name, value)? {
                    let same = |word: &&str| folded(word) == folded(&status);
                    if !STATUSES.iter().any(same) {
                        let unknown = Unknown {
                            expected: STATUSES
                                .iter()
                                .map(|word| format!("`{word}`"))
                                .collect::<Vec<_>>()
                                .join(", "),
                            meant: nearest(&status.to_lowercase(), STATUSES.iter().copied()),
                        };
                        return Err(self.foreign(name, &status, &value.referenced, &unknown));
                    }
                }
            }
            Key::Postlint => {
                let said = match &value.value {
                    Node::List(items) => items.as_slice(),
                    _ => std::slice::from_ref(value),
                };
                for one in said {
                    let line = self.mistake(&one.referenced, String::new()).line;
                    front.remarks.extend(self.one(name, one)?.map(|text| (text, line)));
                }
            }
            Key::Reply | Key::Retweet | Key::Quote => {}
        }
        Ok(())
    }

    /// A scalar as it is written; `None` for null.
    fn one(&self, name: &str, value: &Spanned<Node>) -> Result<Option<String>, Mistake> {
        match &value.value {
            Node::Null => Ok(None),
            Node::Text(text) => Ok(Some(text.clone())),
            Node::Plain(seen) => Ok(Some(self.plain(value, seen))),
            Node::List(_) | Node::Map(_) => {
                let cause = format!("`{name}` takes one value, not a list or a map; write `{name}: …` on one line");
                Err(self.mistake(&value.referenced, cause))
            }
        }
    }

    /// A scalar or a list of scalars, each with its place. One text may list several after commas.
    fn many(&self, name: &str, value: &Spanned<Node>) -> Result<Vec<(serde_yaml::Location, String)>, Mistake> {
        let mut found = Vec::new();
        match &value.value {
            Node::List(items) => {
                for item in items {
                    found.extend(self.one(name, item)?.map(|text| (item.referenced, text)));
                }
            }
            _ => {
                let text = self.one(name, value)?.unwrap_or_default();
                let prose = name.contains("alt");
                let parts = text
                    .split(|char| char == ',' && !prose)
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                found.extend(parts.map(|part| (value.referenced, part.to_owned())));
            }
        }
        Ok(found)
    }

    /// Texts under `names`, and bare ones, however deep: media and polls are written in many ways.
    fn members(&self, value: &Spanned<Node>, names: &[&str], texts: &mut Vec<(String, usize)>) {
        let at = line(&value.referenced);
        match &value.value {
            Node::Null => {}
            Node::Text(text) if names.contains(&"options") => texts.push((text.clone(), at)),
            Node::Plain(seen) if names.contains(&"options") => texts.push((self.plain(value, seen), at)),
            Node::Text(_) | Node::Plain(_) => {}
            Node::List(items) => items.iter().for_each(|item| self.members(item, names, texts)),
            Node::Map(entries) => {
                for (name, value) in entries {
                    let named = names.contains(&folded(&name.value).as_str());
                    let at = line(&value.referenced);
                    match &value.value {
                        Node::Text(text) if named => texts.push((text.clone(), at)),
                        Node::Plain(seen) if named => texts.push((self.plain(value, seen), at)),
                        Node::List(_) if named => self.members(value, names, texts),
                        _ => {}
                    }
                }
            }
        }
    }

    fn word<T>(
        &self,
        name: &str,
        value: &Spanned<Node>,
        parse: fn(&str) -> Result<T, Unknown>,
    ) -> Result<Option<T>, Mistake> {
        match self.one(name, value)? {
            None => Ok(None),
            Some(word) => parse(&word)
                .map(Some)
                .map_err(|unknown| self.foreign(name, &word, &value.referenced, &unknown)),
        }
    }

    /// A number or truth value as its author wrote it: `007` stays `007`.
    fn plain(&self, value: &Spanned<Node>, seen: &str) -> String {
        let span = value.defined.span();
        let written = span.byte_offset().zip(span.byte_len()).and_then(|(offset, len)| {
            let from = self.start + usize::try_from(offset).ok()?;
            self.text.get(from..from + usize::try_from(len).ok()?)
        });
        written.map_or_else(|| seen.to_owned(), |written| written.trim().to_owned())
    }

    fn foreign(&self, name: &str, value: &str, place: &serde_yaml::Location, unknown: &Unknown) -> Mistake {
        let meant = unknown
            .meant
            .map(|word| format!("; did you mean `{word}`?"))
            .unwrap_or_default();
        let value: String = value.chars().take(60).collect();
        self.mistake(
            place,
            format!("`{name}` is `{value}`, and must be one of {}{meant}", unknown.expected),
        )
    }

    fn broken(&self, error: &serde_yaml::Error) -> Mistake {
        let error = error.without_snippet();
        let text = error.render_with_formatter(&serde_yaml::UserMessageFormatter);
        let said = text.lines().next().unwrap_or_default();
        let said = said.strip_prefix("error: ").unwrap_or(said);
        // The place is stated once, by the refusal, and in lines of the file.
        let said = said.split(" at line ").next().unwrap_or(said);
        let cause = format!("the front matter is not valid YAML: {said}");
        self.mistake(&error.location().unwrap_or(serde_yaml::Location::UNKNOWN), cause)
    }

    fn mistake(&self, place: &serde_yaml::Location, cause: String) -> Mistake {
        let offset = place
            .span()
            .byte_offset()
            .and_then(|offset| usize::try_from(offset).ok());
        let known = offset
            .filter(|_| place.line() > 0)
            .map(|offset| (self.start + offset).min(self.text.len()));
        let mut at = known.unwrap_or(self.start);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let (line, column) = line_and_column(self.text, at);
        Mistake { line, column, cause }
    }
}

/// The line of a place in the YAML, from 1.
fn line(place: &serde_yaml::Location) -> usize {
    place.line() as usize
}

/// A tag as it will be posted; one of several words is no hashtag and stays as it is.
fn as_hashtag(tag: &str) -> String {
    let tag = tag.trim();
    if tag.starts_with('#') || tag.contains(char::is_whitespace) {
        tag.to_owned()
    } else {
        format!("#{tag}")
    }
}
