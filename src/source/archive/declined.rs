//! Exports that are known and not read: one clear sentence each.

use super::{Claim, Look, Owns, Part, Reader};
use crate::source::error::Error;
use crate::source::{Each, refuse};
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "formats that are declined",
    splits: false,
    claim,
    read,
};

/// What it is and what to do; by the end of the path, and the head where that is not enough.
fn what(look: &Look<'_>) -> Option<(usize, &'static str)> {
    let whole = look.path.len();
    if look.path.contains("google+ stream/") && look.path.ends_with(".json") {
        let at = look.path.find("google+ stream/")?;
        return Some((at, "Google+"));
    }
    let name = look.name();
    if name.ends_with(".car") {
        // A CAR file begins with the length of its header, then the header: a map with `roots` and `version`.
        let head = look.head();
        return (head.contains("eroots") && head.contains("gversion")).then_some((whole, "Bluesky"));
    }
    let backup = name.starts_with("msgstore") && (name.contains(".db.crypt") || name.ends_with(".db"));
    backup.then_some((whole, "backup"))
}

fn claim(look: &Look<'_>) -> Option<Claim> {
    what(look).map(|(root, _)| Claim {
        root,
        owns: if root < look.path.len() {
            Owns::Tables
        } else {
            Owns::Nothing
        },
        sure: true,
    })
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    // All files of one part are of one kind: its folder's, or the file alone.
    let path = part.path(0);
    let sentence = if path.starts_with("google+ stream/") {
        "is a Google+ export; that network closed in 2019 and its exports are not read. Copy its posts into drafts"
    } else if part.source(0).to_lowercase().ends_with(".car") {
        "is a Bluesky repository (.car), which is not read; save the posts as JSON Lines, one object with a `text` a line"
    } else {
        "is a backup of a phone's WhatsApp database, which is encrypted or no text; export the chat instead \
         (in WhatsApp: chat, More, Export chat, Without media)"
    };
    refuse(&part.source(0), Error::Entry(sentence.into()), each)
}
