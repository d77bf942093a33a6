//! Mastodon: the outbox, an ActivityPub collection. Its key `orderedItems` may stand twice, the first one empty, and its
//! `totalItems` is not to be trusted.

use super::{Claim, Look, Owns, Part, Reader};
use crate::post::{Change, Kind, Meta, Origin, Place, Platform, Post};
use crate::source::elements::{Element, Elements};
use crate::source::error::Error;
use crate::source::html;
use crate::source::record::join;
use crate::source::{Each, Event, skip};
use crate::when::When;
use serde_json::Value;
use std::io::Read;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "Mastodon",
    splits: false,
    claim,
    read,
};

/// Largest description of an actor, in bytes.
const LARGEST_ACTOR: u64 = 1 << 20;

/// The address that stands for everybody.
const PUBLIC: [&str; 3] = ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"];

fn claim(look: &Look<'_>) -> Option<Claim> {
    let root = look.name_at();
    match look.name() {
        "outbox.json" => {
            let head = look.head();
            let ours = head.contains("orderedItems") || head.contains("OrderedCollection");
            ours.then_some(Claim {
                root,
                owns: Owns::Nothing,
                sure: true,
            })
        }
        // It lies in a whole export only.
        "actor.json" => Some(Claim {
            root,
            owns: Owns::Below,
            sure: false,
        }),
        _ => None,
    }
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut author = None;
    for file in part.files().filter(|file| part.path(*file) == "actor.json") {
        author = actor(part, file, each)?;
    }
    for file in part.files().filter(|file| part.path(*file) == "outbox.json") {
        outbox(part, file, author.as_deref(), each)?;
    }
    ControlFlow::Continue(())
}

/// The handle of the account.
fn actor(part: &Part<'_>, file: usize, each: &mut Each<'_>) -> ControlFlow<(), Option<String>> {
    let Some(bytes) = part.open(file, each)? else {
        return ControlFlow::Continue(None);
    };
    let mut text = String::new();
    // An author that is not known is no reason to leave the posts unread.
    let _ = bytes.take(LARGEST_ACTOR).read_to_string(&mut text);
    let actor: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).unwrap_or_default();
    let name = actor["preferredUsername"].as_str().or(actor["name"].as_str());
    ControlFlow::Continue(name.map(str::to_owned))
}

fn outbox(part: &Part<'_>, file: usize, author: Option<&str>, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = part.source(file);
    let Some(bytes) = part.open(file, each)? else {
        return ControlFlow::Continue(());
    };
    let Some(elements) = Elements::new(&source, bytes, part.options, each)? else {
        return ControlFlow::Continue(());
    };
    let mut elements = elements.deep("orderedItems", &[]);
    while let Some(element) = elements.next(each)? {
        let activity = &element.value;
        let object = &activity["object"];
        match (activity["type"].as_str(), object) {
            (Some("Announce"), _) => skip(&source, Some(element.record), "forward without text", each)?,
            (Some("Create"), Value::Object(_)) => match post(&element, &source, author) {
                Some(post) if post.meta.kind == Some(Kind::Message) && !part.options.messages => {
                    skip(
                        &source,
                        Some(element.record),
                        "direct message (--include messages)",
                        each,
                    )?;
                }
                Some(post) => each(Event::Post(post))?,
                None => {
                    let has_media = object["attachment"].as_array().is_some_and(|media| !media.is_empty());
                    let reason = if has_media { "media only" } else { "empty" };
                    skip(&source, Some(element.record), reason, each)?;
                }
            },
            (Some(_), _) => skip(&source, Some(element.record), "activity without a post", each)?,
            (None, _) => {
                let error = Error::JsonShape("this activity has no `type`".into());
                elements.refuse(element.line, None, &error, each)?;
            }
        }
    }
    ControlFlow::Continue(())
}

fn post(element: &Element, source: &str, author: Option<&str>) -> Option<Post> {
    let activity = &element.value;
    let object = &activity["object"];
    let field = |name: &str| object[name].as_str().filter(|text| !text.is_empty());
    let mut text = html::text(field("content").unwrap_or_default());
    // The content warning, words of pictures and the options of a poll are the author's too.
    join(&mut text, &html::text(field("summary").unwrap_or_default()));
    for (list, name) in [("oneOf", "name"), ("anyOf", "name"), ("attachment", "name")] {
        for part in object[list].as_array().into_iter().flatten() {
            join(&mut text, part[name].as_str().unwrap_or_default());
        }
    }
    if text.is_empty() {
        return None;
    }
    let reply_to = field("inReplyTo").map(str::to_owned);
    let kind = match &reply_to {
        _ if is_private(object, activity) => Kind::Message,
        Some(_) => Kind::Comment,
        None => Kind::Post,
    };
    let published = field("published").or(activity["published"].as_str());
    Some(Post {
        id: field("id")
            .or(activity["id"].as_str())
            .map_or_else(|| format!("{source}#{}", element.record), str::to_owned),
        text,
        title: None,
        meta: Meta {
            kind: Some(kind),
            platforms: vec![Platform::Other],
            author: author
                .map(str::to_owned)
                .or_else(|| field("attributedTo").map(str::to_owned)),
            when: published.and_then(When::parse),
            posted_at: published.map(str::to_owned),
            reply_to,
            edited: field("updated").map(|at| Change { at: When::parse(at) }),
            ..Meta::default()
        },
        origin: Origin {
            source: source.to_owned(),
            record: element.record,
            place: Place::Record { line: element.line },
        },
        remarks: Vec::new(),
        unposted: Vec::new(),
    })
}

/// True where it is addressed to people only: neither to everybody nor to followers.
fn is_private(object: &Value, activity: &Value) -> bool {
    let mut addresses = Vec::new();
    for list in ["to", "cc"] {
        let list = [&object[list], &activity[list]]
            .into_iter()
            .find(|list| !list.is_null());
        match list {
            Some(Value::Array(list)) => addresses.extend(list.iter().filter_map(Value::as_str)),
            Some(Value::String(one)) => addresses.push(one),
            _ => {}
        }
    }
    !addresses.is_empty()
        && !addresses
            .iter()
            .any(|address| PUBLIC.contains(address) || address.ends_with("/followers"))
}
