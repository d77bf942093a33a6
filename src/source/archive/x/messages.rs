//! Direct messages: counted, and with `--include messages` the holder's own are checked.

use super::Archive;
use crate::post::{Kind, Meta, Platform, Post};
use crate::source::loose::Loose;
use crate::source::{Each, Event};
use crate::when::When;
use serde::Deserialize;
use std::ops::ControlFlow;

/// A message, or an event: somebody joined, left, renamed.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Member {
    message_create: Option<Message>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Message {
    id: Loose,
    sender_id: Loose,
    text: Loose,
    created_at: Loose,
}

/// Where a file says which conversation its messages are of.
const CONVERSATION: &str = "dmConversation.conversationId";

impl Archive<'_> {
    pub(super) fn messages(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.part.source(file);
        let Some(elements) = self.elements(file, each)? else {
            return ControlFlow::Continue(());
        };
        // A conversation may be of any length: its messages come one by one.
        let mut elements = elements.deep("messages", &[CONVERSATION]);
        while let Some(element) = elements.next_as::<Member>(|_| true, each)? {
            let record = element.record;
            match element.value.message_create {
                Some(message) => match self.left_out(&message) {
                    Some(reason) => self.part.skip(file, Some(record), reason, each)?,
                    None => {
                        let thread = elements.fact(CONVERSATION).map(str::to_owned);
                        each(Event::Post(self.message(
                            message,
                            &source,
                            record,
                            element.line,
                            thread,
                        )))?;
                    }
                },
                None => self.part.skip(file, Some(record), "notice", each)?,
            }
        }
        ControlFlow::Continue(())
    }

    fn left_out(&self, message: &Message) -> Option<&'static str> {
        let sender = message.sender_id.filled();
        if !self.part.options.messages {
            Some("direct message (--include messages)")
        } else if self.holder.id.is_some() && sender.is_some() && self.holder.id.as_deref() != sender {
            Some("another's direct message")
        } else {
            message.text.filled().is_none().then_some("media only")
        }
    }

    fn message(&self, message: Message, source: &str, record: usize, line: usize, thread: Option<String>) -> Post {
        let own = self.holder.id.is_some() && message.sender_id == Loose(self.holder.id.clone());
        let posted_at = message.created_at.take();
        let meta = Meta {
            kind: Some(Kind::Message),
            platforms: vec![Platform::X],
            author: match (own, &self.holder.name) {
                (true, Some(name)) => Some(name.clone()),
                _ => message.sender_id.take(),
            },
            when: posted_at.as_deref().and_then(When::parse),
            posted_at,
            thread,
            ..Meta::default()
        };
        let text = message.text.take().unwrap_or_default();
        Post::in_record(source.to_owned(), record, line, message.id.take(), text, meta)
    }
}
