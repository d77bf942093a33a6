//! Telegram's JSON: messages cut out of the document one by one, wherever their chats stand.

use super::super::Part;
use crate::post::{Change, Kind, Meta, Origin, Place, Platform, Post};
use crate::source::elements::{Element, Elements};
use crate::source::error::Error;
use crate::source::record::join;
use crate::source::{Each, Event, skip};
use crate::when::When;
use serde_json::Value;
use std::ops::ControlFlow;
use std::sync::Arc;

/// What a document says of its chats and of the account, by path.
const FACTS: &[&str] = &[
    "name",
    "type",
    "personal_information.user_id",
    "chats.list.name",
    "chats.list.type",
    "left_chats.list.name",
    "left_chats.list.type",
];

/// Reads one document.
pub(super) fn read(part: &Part<'_>, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = part.source(file);
    let Some(bytes) = part.open(file, each)? else {
        return ControlFlow::Continue(());
    };
    let Some(elements) = Elements::new(&source, bytes, part.options, each)? else {
        return ControlFlow::Continue(());
    };
    let mut elements = elements.deep("messages", FACTS).mending(mended);
    let mut founded = Founded::default();
    while let Some(element) = elements.next(each)? {
        let mut chat = Chat::of(&elements);
        chat.admins = founded.admins(&chat, &element.value);
        match chat.said(&element.value, part.options.messages) {
            Ok(words) => each(Event::Post(chat.post(&source, &element, words)))?,
            Err(Pass::Skip(reason)) => skip(&source, Some(element.record), reason, each)?,
            Err(Pass::Refuse(error)) => elements.refuse(element.line, None, &error, each)?,
        }
    }
    if elements.count() == 0 {
        return skip(&source, None, "empty", each);
    }
    ControlFlow::Continue(())
}

/// Telegram writes control characters as `\x0B`, which is no JSON.
fn mended(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let behind = &rest[at + 1..];
        let escaped = behind.chars().next()?;
        mended.push_str(&rest[..at]);
        mended.push_str(if escaped == 'x' { "\\u00" } else { "\\" });
        if escaped != 'x' {
            mended.push(escaped);
        }
        rest = &behind[escaped.len_utf8()..];
    }
    mended.push_str(rest);
    (mended.len() > text.len()).then_some(mended)
}

/// The chat a message stands in.
struct Chat {
    name: Option<String>,
    kind: String,
    /// Id of the account's holder, in an export of a whole account.
    holder: Option<String>,
    /// Who created the group, where a notice says so: exports name no other administrators.
    admins: Option<Arc<[String]>>,
}

/// The group that the messages stand in, and who created it.
#[derive(Default)]
struct Founded {
    group: Option<String>,
    by: Option<Arc<[String]>>,
}

impl Founded {
    /// Who administers the chat, by the notices up to this message.
    fn admins(&mut self, chat: &Chat, message: &Value) -> Option<Arc<[String]>> {
        if self.group != chat.name {
            *self = Founded {
                group: chat.name.clone(),
                by: None,
            };
        }
        let is_founding = message["action"] == "create_group" && message["type"] == "service";
        if let Some(actor) = message["actor"].as_str().filter(|_| is_founding) {
            self.by = Some(Arc::from([actor.to_owned()]));
        }
        self.by.clone()
    }
}

/// Why a message is no post.
enum Pass {
    Skip(&'static str),
    Refuse(Error),
}

impl Chat {
    fn of(elements: &Elements<'_>) -> Chat {
        let fact = |path: &str| elements.fact(path).filter(|value| !value.is_empty()).map(str::to_owned);
        let listed =
            |name: &str| fact(&format!("chats.list.{name}")).or_else(|| fact(&format!("left_chats.list.{name}")));
        let holder = fact("personal_information.user_id");
        Chat {
            name: fact("name").or_else(|| listed("name")),
            kind: fact("type").or_else(|| listed("type")).unwrap_or_default(),
            holder,
            admins: None,
        }
    }

    /// The words of a message.
    fn said(&self, message: &Value, direct: bool) -> Result<String, Pass> {
        match message["type"].as_str() {
            Some("message") => {}
            Some("service") => return Err(Pass::Skip("notice")),
            Some(_) => return Err(Pass::Skip("unsupported by Telegram's exporter")),
            None => return Err(Pass::Refuse(Error::JsonShape("this message has no `type`".into()))),
        }
        if let Some(holder) = &self.holder {
            if !is_from(&message["from_id"], holder) {
                return Err(Pass::Skip("another's message"));
            }
            let between_two = matches!(self.kind.as_str(), "personal_chat" | "bot_chat" | "saved_messages" | "");
            if between_two && !direct {
                return Err(Pass::Skip("direct message (--include messages)"));
            }
        }
        let mut words = text(&message["text"]).map_err(Pass::Refuse)?;
        if words.trim().is_empty() {
            words.clear();
        }
        for list in [&message["poll"], &message["todo_list"]] {
            extra(&mut words, list);
        }
        if !words.is_empty() {
            return Ok(words);
        }
        let media = [
            "photo",
            "file",
            "media_type",
            "contact_information",
            "location_information",
            "game_title",
            "invoice_information",
            "dice",
        ];
        let has_media = media.iter().any(|name| !message[*name].is_null());
        Err(Pass::Skip(if has_media { "media only" } else { "empty" }))
    }

    fn post(&self, source: &str, element: &Element, words: String) -> Post {
        let message = &element.value;
        let field = |name: &str| match &message[name] {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let seconds = |name: &str| field(name)?.parse().ok().and_then(When::from_second);
        // An edit that never was is written as the first second of 1970.
        let edited = seconds("edited_unixtime").filter(|when| Some(*when) != When::from_second(0));
        let edited = edited.or_else(|| {
            field("edited")
                .filter(|at| !at.starts_with("1970-"))
                .as_deref()
                .and_then(When::parse)
        });
        let when = seconds("date_unixtime").or_else(|| field("date").as_deref().and_then(When::parse));
        let is_forward = ["forwarded_from", "forwarded_from_id"]
            .iter()
            .any(|name| message.get(*name).is_some());
        let is_channel = self.kind.ends_with("_channel");
        let kind = match (is_forward, is_channel) {
            (true, _) => Kind::Forward,
            (false, true) => Kind::Post,
            (false, false) => Kind::Message,
        };
        let reply_to = field("reply_to_message_id");
        let author = field("from").or_else(|| field("author")).or_else(|| field("from_id"));
        Post {
            id: field("id").unwrap_or_else(|| format!("{source}#{}", element.record)),
            text: words,
            title: None,
            meta: Meta {
                kind: Some(kind),
                platforms: vec![Platform::Telegram],
                author: author.or_else(|| self.name.clone().filter(|_| is_channel)),
                posted_at: match when {
                    Some(When::Instant(at)) => Some(at.to_string()),
                    _ => field("date"),
                },
                when,
                reply_to,
                thread: self.name.clone(),
                admins: self.admins.clone(),
                edited: edited.map(|at| Change { at: Some(at) }),
                ..Meta::default()
            },
            origin: Origin {
                source: source.to_owned(),
                record: element.record,
                place: Place::Record { line: element.line },
            },
            remarks: Vec::new(),
            unposted: Vec::new(),
        }
    }
}

/// True for a message of this user: `user42`, in exports before 2021 the bare number, or that number above 2^32.
fn is_from(id: &Value, user: &str) -> bool {
    match id {
        Value::String(id) => id.strip_prefix("user").unwrap_or(id) == user,
        Value::Number(id) => {
            let (id, user) = (id.as_u64(), user.parse::<u64>().ok());
            id.is_some() && user.is_some_and(|user| id == Some(user) || id == user.checked_add(1 << 32))
        }
        _ => false,
    }
}

/// A text, or a list of texts and entities with one.
fn text(value: &Value) -> Result<String, Error> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Ok(String::new()),
        Value::Array(parts) => Ok(parts
            .iter()
            .filter_map(|part| part.as_str().or_else(|| part["text"].as_str()))
            .collect()),
        _ => Err(Error::JsonShape("`text` is neither a text nor a list of texts".into())),
    }
}

/// Question and answers of a poll, title and items of a list of tasks.
fn extra(words: &mut String, list: &Value) {
    for name in ["question", "title"] {
        join(words, &text(&list[name]).unwrap_or_default());
    }
    for name in ["answers", "items"] {
        for item in list[name].as_array().into_iter().flatten() {
            join(words, &text(&item["text"]).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_mended_and_escaped_backslashes_stay() {
        assert_eq!(
            mended(r#"{"a":"x\x0By\\x0B\n"}"#).as_deref(),
            Some(r#"{"a":"x\u000By\\x0B\n"}"#)
        );
        assert_eq!(mended(r#"{"a":"x\\x0B"}"#), None);
        assert_eq!(mended("\\"), None);
    }
}
