//! Direct messages: counted, and with `--include messages` the holder's own are checked.

use super::{Export, mojibake, platform};
use crate::post::{Kind, Meta, Post};
use crate::source::{Each, Event};
use crate::when::When;
use serde::Deserialize;
use std::ops::ControlFlow;

/// A message; its other fields (reactions, photos, shares) are not the sender's words.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    sender_name: Option<String>,
    timestamp_ms: Option<i64>,
    content: Option<String>,
    is_unsent: Option<bool>,
}

impl Export<'_> {
    pub(super) fn messages(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.part.source(file);
        let Some(mut elements) = self.elements(file, each)? else {
            return ControlFlow::Continue(());
        };
        let path = self.part.path(file);
        let thread = path.rsplit('/').nth(1).map(str::to_owned);
        // The list of participants stands before the messages, and counts as records of the file no less.
        let is_message = |bytes: &[u8]| memchr::memmem::find(bytes, b"\"timestamp_ms\"").is_some();
        while let Some(element) = elements.next_as::<Message>(is_message, each)? {
            if element.key.as_deref().is_some_and(|key| key != "messages") {
                continue;
            }
            let mut message = element.value;
            message.sender_name = message.sender_name.map(mojibake::repaired);
            if let Some(reason) = self.left_out(&message) {
                self.part.skip(file, Some(element.record), reason, each)?;
                continue;
            }
            let when = message.timestamp_ms.and_then(When::from_millisecond);
            let meta = Meta {
                kind: Some(Kind::Message),
                platforms: vec![platform(&path, &source)],
                author: message.sender_name,
                posted_at: when.map(super::rfc3339),
                when,
                thread: thread.clone(),
                ..Meta::default()
            };
            let text = message.content.map(mojibake::repaired).unwrap_or_default();
            let post = Post::in_record(source.clone(), element.record, element.line, None, text, meta);
            each(Event::Post(post))?;
        }
        ControlFlow::Continue(())
    }

    fn left_out(&self, message: &Message) -> Option<&'static str> {
        if !self.part.options.messages {
            Some("direct message (--include messages)")
        } else if self.holder.is_some() && message.sender_name != self.holder {
            Some("another's direct message")
        } else if message.is_unsent == Some(true) {
            Some("unsent message")
        } else {
            let blank = message.content.as_deref().is_none_or(|text| text.trim().is_empty());
            blank.then_some("media only")
        }
    }
}
