//! Telegram Desktop: one chat or a whole account as JSON (`result.json`), one chat as HTML (`messages.html`, `messages2.html` …).
//!
//! A chat that was exported by itself is checked whole, each author named. Of an account only its holder's own messages are read,
//! and those of chats between two people only where direct messages are asked for.

mod html;
mod json;

use super::{Claim, Look, Owns, Part, Reader};
use crate::source::Each;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "Telegram",
    splits: false,
    claim,
    read,
};

/// What Telegram calls its kinds of chat in JSON.
const CHATS: &[&str] = &[
    "personal_chat",
    "bot_chat",
    "saved_messages",
    "private_group",
    "private_supergroup",
    "public_supergroup",
    "private_channel",
    "public_channel",
    "verification_codes",
    "replies",
];

fn claim(look: &Look<'_>) -> Option<Claim> {
    let name = look.name();
    let is_html = is_part(name);
    if !(is_html && is_page(look.head()) || name.ends_with(".json") && is_json(look.head())) {
        return None;
    }
    // Pictures, files and style sheets lie beside the chat, in a folder made for it. A file renamed says nothing of its neighbours.
    if let Some(at) = look.path.find("chats/chat_").filter(|_| is_html) {
        return Some(Claim {
            root: at,
            owns: Owns::Below,
            sure: true,
        });
    }
    let own_folder = look.path.contains("chatexport_") || look.path.contains("dataexport_") || look.in_archive();
    let root = if is_html || own_folder {
        look.name_at()
    } else {
        look.path.len()
    };
    let owns = if own_folder { Owns::Below } else { Owns::Nothing };
    Some(Claim { root, owns, sure: true })
}

/// `messages.html`, `messages2.html` …
fn is_part(name: &str) -> bool {
    let number = name
        .strip_prefix("messages")
        .and_then(|rest| rest.strip_suffix(".html"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_page(head: &str) -> bool {
    head.contains("page_wrap")
        && head.contains("page_header")
        && (head.contains("class=\"history\"") || head.contains("id=\"message"))
}

fn is_json(head: &str) -> bool {
    let head = head.trim_start();
    if !head.starts_with('{') {
        return false;
    }
    let typed =
        |kind: &&str| head.contains(&format!("\"type\": \"{kind}\"")) || head.contains(&format!("\"type\":\"{kind}\""));
    let account =
        head.contains("\"personal_information\"") && head.contains("\"user_id\"") && head.contains("\"about\"");
    account || head.contains("\"messages\"") && CHATS.iter().any(typed)
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut pages = html::Pages::default();
    let mut last = String::new();
    for file in part.files() {
        let path = part.path(file);
        if path.ends_with(".html") {
            // An account's pages lie in a folder for each chat.
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            if folder != last {
                pages = html::Pages::default();
            }
            last = folder;
            pages.read(part, file, each)?;
        } else {
            json::read(part, file, each)?;
        }
    }
    ControlFlow::Continue(())
}
