//! What others wrote in a group, that may breach, beside the names of those who administer it.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::told::Value;
use crate::text::span::{InPost, Span};

#[derive(Default)]
pub(super) struct Administrators {
    messages: Vec<(Held, Option<Span<InPost>>)>,
    room: Room,
}

impl Ledger for Administrators {
    fn pass(&mut self, passing: &Passing<'_>) {
        let meta = &passing.post.meta;
        let others = |admin: &String| meta.author.as_ref() != Some(admin);
        // An administrator answers for an own message anyway.
        let answered_for = meta.admins.as_ref().is_some_and(|admins| admins.iter().any(others));
        let is_own = meta
            .admins
            .iter()
            .any(|admins| admins.iter().any(|admin| !others(admin)));
        if answered_for
            && !is_own
            && meta.deleted.is_none()
            && passing.facts.is_some()
            && passing.seen.heard.is_some()
            && self.room.take(passing.post)
        {
            self.messages.push((passing.hold(), passing.heard()));
        }
    }

    fn close(self: Box<Self>, _end: &End) -> Account {
        let said = self.messages.into_iter().map(|(held, heard)| {
            let names = held.post.meta.admins.as_deref().unwrap_or_default().to_vec();
            Said::of(held, heard, vec![("names", Value::Names(names))])
        });
        Account {
            said: said.collect(),
            unfollowed: crowded(&self.room).into_iter().collect(),
            ..Account::default()
        }
    }
}
