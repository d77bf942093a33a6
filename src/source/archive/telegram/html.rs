//! Telegram's HTML: pages of a thousand messages. A message without a name is by the one before it, on the page before too.

use super::super::Part;
use crate::finding::Refusal;
use crate::post::{Kind, Meta, Origin, Place, Platform, Post};
use crate::source::error::{Error, size};
use crate::source::html::{Piece, Pieces, element_text, fragment};
use crate::source::record::join;
use crate::source::{Each, Event, encoding, refuse, skip};
use crate::when::When;
use jiff::Timestamp;
use jiff::civil::DateTime;
use scraper::{ElementRef, Html, Selector};
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// How a message opens; words of users are escaped, so that it stands nowhere else.
const OPENING: &[u8] = b"<div class=\"message ";

/// What is looked for in a message.
struct Parts {
    message: Selector,
    body: Selector,
    forwarded: Selector,
    name: Selector,
    date: Selector,
    text: Selector,
    reply: Selector,
    poll: Selector,
    media: Selector,
}

static PARTS: LazyLock<Option<Parts>> = LazyLock::new(|| {
    let of = |selector| Selector::parse(selector).ok();
    Some(Parts {
        message: of("div.message")?,
        body: of("div.message > div.body")?,
        // An avatar is `forwarded` too.
        forwarded: of("div.body > div.forwarded.body")?,
        name: of("div.from_name")?,
        date: of("div.date[title]")?,
        text: of("div.text")?,
        reply: of("div.reply_to a[href]")?,
        poll: of(".media_poll .question, .media_poll .answer")?,
        media: of(".media_wrap, .media, .photo_wrap")?,
    })
});

/// The pages of one chat, and whose turn it was last.
#[derive(Default)]
pub(super) struct Pages {
    /// The chat's name, from the head of the first page.
    thread: Option<String>,
    /// Author of the last message that named one.
    author: Option<String>,
}

/// What a message turns out to be.
enum Said {
    Post(Box<Post>),
    Skip(&'static str),
}

impl Pages {
    /// Reads the next page.
    pub(super) fn read(&mut self, part: &Part<'_>, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = part.source(file);
        if part.path(file).starts_with("chats/") && part.options.authors.is_empty() {
            let cause = "is a chat in an account's export as HTML, which does not say whose account it is; name the holder with \
                         --author, export the account as JSON, or scan the folder of this chat to check it whole";
            return refuse(&source, Error::Entry(cause.into()), each);
        }
        let Some(bytes) = part.open(file, each)? else {
            return ControlFlow::Continue(());
        };
        if self.thread.is_none() {
            self.thread = part.head(file, each)?.and_then(|head| title(&head));
        }
        let limit = part.options.largest_record;
        let mut pieces = match encoding::open(bytes) {
            Ok(bytes) => Pieces::new(bytes, OPENING, limit),
            Err(error) => return refuse(&source, Error::Read(error), each),
        };
        let mut record = 0;
        loop {
            let Piece { html, line } = match pieces.next() {
                Ok(Some(piece)) => piece,
                Ok(None) => return ControlFlow::Continue(()),
                Err(error) => return refuse(&source, Error::Read(error), each),
            };
            record += 1;
            let origin = Origin {
                source: source.clone(),
                record,
                place: Place::Record { line },
            };
            let html = html.ok_or_else(|| Error::RecordTooLong(size(limit)));
            let tree = html.and_then(|html| fragment(&html).ok_or(Error::TooHeavy));
            match tree.map(|tree| self.said(&tree, origin)) {
                Ok(Said::Post(post)) => each(Event::Post(*post))?,
                Ok(Said::Skip(reason)) => skip(&source, Some(record), reason, each)?,
                Err(error) => each(Event::Refused(Refusal {
                    source: source.clone(),
                    record: Some(record),
                    line: Some(line),
                    column: None,
                    cause: error.to_string(),
                }))?,
            }
        }
    }

    fn said(&mut self, html: &Html, origin: Origin) -> Said {
        let root = html.root_element();
        let Some((parts, message)) = PARTS
            .as_ref()
            .and_then(|parts| Some((parts, root.select(&parts.message).next()?)))
        else {
            return Said::Skip("notice");
        };
        let id = message.attr("id").and_then(|id| id.strip_prefix("message"));
        let is = |class: &str| message.value().classes().any(|own| own == class);
        if is("service") || id.is_some_and(|id| id.starts_with('-') || id == "0") {
            return Said::Skip("notice");
        }
        let Some(body) = root.select(&parts.body).next() else {
            return Said::Skip("empty");
        };
        // Name, date and text of the body itself; a forward has its own, one level further in.
        let forwarded = root.select(&parts.forwarded).next();
        let own = |selector: &Selector, of: ElementRef<'_>| {
            let found = of
                .select(selector)
                .find(|found| found.parent().is_some_and(|parent| parent.id() == of.id()));
            found.map(|found| (element_text(found), found.attr("title").map(str::to_owned)))
        };
        if let Some((name, _)) = own(&parts.name, body) {
            self.author = Some(name).filter(|name| !name.is_empty());
        } else if !is("joined") {
            self.author = None;
        }
        let stamp = own(&parts.date, body).and_then(|(_, title)| title);
        let words = own(&parts.text, forwarded.unwrap_or(body)).or_else(|| own(&parts.text, body));
        let mut words = words.map(|(text, _)| text).unwrap_or_default();
        for line in root.select(&parts.poll) {
            join(&mut words, poll_line(line).trim_start_matches("- "));
        }
        if words.is_empty() {
            let has_media = root.select(&parts.media).next().is_some();
            return Said::Skip(if has_media { "media only" } else { "empty" });
        }
        let reply_to = root.select(&parts.reply).next().and_then(|link| link.attr("href"));
        let reply_to = reply_to
            .and_then(|href| href.rsplit_once("go_to_message"))
            .map(|(_, id)| id.to_owned());
        Said::Post(Box::new(Post {
            id: id.map_or_else(|| format!("{}#{}", origin.source, origin.record), str::to_owned),
            text: words,
            title: None,
            meta: Meta {
                kind: Some(if forwarded.is_some() {
                    Kind::Forward
                } else {
                    Kind::Message
                }),
                platforms: vec![Platform::Telegram],
                author: self.author.clone(),
                when: stamp.as_deref().and_then(time),
                posted_at: stamp,
                reply_to,
                thread: self.thread.clone(),
                ..Meta::default()
            },
            origin,
            remarks: Vec::new(),
            unposted: Vec::new(),
        }))
    }
}

/// The chat's name in the head of a page.
fn title(head: &str) -> Option<String> {
    let selector = Selector::parse(".page_header .text").ok()?;
    let head = head.split("<div class=\"message ").next().unwrap_or(head);
    let head = fragment(head)?;
    let title = head.select(&selector).next().map(element_text)?;
    Some(title).filter(|title| !title.is_empty())
}

/// Question or answer of a poll, without its counts.
fn poll_line(line: ElementRef<'_>) -> String {
    let own = line
        .children()
        .filter_map(|child| child.value().as_text().map(|text| text.to_string()));
    own.collect::<String>().trim().to_owned()
}

/// `07.04.2025 21:14:05 UTC+05:00`, before 2022 without the zone.
fn time(title: &str) -> Option<When> {
    if let Some((civil, offset)) = title.split_once(" UTC") {
        let offset = if offset.trim().is_empty() {
            "+00:00"
        } else {
            offset.trim()
        };
        let instant = Timestamp::strptime("%d.%m.%Y %H:%M:%S %:z", format!("{} {offset}", civil.trim()));
        if let Ok(instant) = instant {
            return Some(When::Instant(instant));
        }
    }
    let civil = title.get(..19)?;
    DateTime::strptime("%d.%m.%Y %H:%M:%S", civil).ok().map(When::Civil)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_zone_since_2022() {
        let of = |title| time(title).map(|when| format!("{when:?}"));
        assert_eq!(
            of("07.04.2025 21:14:05 UTC+05:00").as_deref(),
            Some("Instant(2025-04-07T16:14:05Z)")
        );
        assert_eq!(of("07.04.2021 21:14:05").as_deref(), Some("Civil(2021-04-07T21:14:05)"));
        assert_eq!(of("soon"), None);
    }
}
