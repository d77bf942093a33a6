//! YouTube Takeout: comments and words in live chats. Names of folders, files and columns are translated and their order
//! varies, so that columns are known by what stands in them.

use super::sheet::{Quoting, Record, Sheet};
use super::{Claim, Look, Owns, Part, Reader};
use crate::post::{Kind, Meta, Origin, Place, Platform, Post};
use crate::source::error::Error;
use crate::source::{Each, Event, refuse, skip};
use crate::when::When;
use serde_json::Value;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "YouTube",
    splits: true,
    claim,
    read,
};

fn claim(look: &Look<'_>) -> Option<Claim> {
    let takeout = look.path.find("takeout/");
    let page = takeout.is_some() && look.path.contains("youtube") && look.name().contains("comments.html");
    let sheet = look.name().ends_with(".csv") && {
        let head = look.head();
        [
            "{\"\"text\"\":",
            "{\"text\":",
            "{\"\"takeoutSegments\"\":",
            "{\"takeoutSegments\":",
        ]
        .iter()
        .any(|cell| head.contains(cell))
    };
    // Other products of the account lie beside, and subscriptions and playlists.
    (page || sheet).then(|| Claim {
        root: takeout.unwrap_or(look.path.len()),
        owns: takeout.map_or(Owns::Nothing, |_| Owns::Tables),
        sure: true,
    })
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    for file in part.files() {
        let source = part.source(file);
        if source.ends_with(".html") {
            let cause = "is YouTube's page of comments of before 2023, which is not read; export them anew";
            refuse(&source, Error::Entry(cause.into()), each)?;
            continue;
        }
        let Some(mut sheet) = Sheet::open(part, file, Quoting::Doubled, false, each)? else {
            continue;
        };
        while let Some(row) = sheet.next(each)? {
            match post(&row, &source) {
                Some(post) => each(Event::Post(post))?,
                None => skip(&source, Some(row.record), "empty", each)?,
            }
        }
    }
    ControlFlow::Continue(())
}

fn post(row: &Record, source: &str) -> Option<Post> {
    let text = row.cells.iter().find_map(|cell| text(cell))?;
    if text.trim().is_empty() {
        return None;
    }
    let stamp = row
        .cells
        .iter()
        .find(|cell| matches!(When::parse(cell), Some(When::Instant(_))));
    // Ids of comments begin so; that of a reply holds its parent's.
    let id = row
        .cells
        .iter()
        .map(|cell| cell.trim())
        .find(|cell| cell.starts_with("Ug"));
    let parent = id
        .and_then(|id| id.split_once('.'))
        .map(|(parent, _)| parent.to_owned());
    Some(Post {
        id: id.map_or_else(|| format!("{source}#{}", row.record), str::to_owned),
        text,
        title: None,
        meta: Meta {
            kind: Some(Kind::Comment),
            platforms: vec![Platform::Youtube],
            when: stamp.and_then(|stamp| When::parse(stamp)),
            posted_at: stamp.map(|stamp| stamp.trim().to_owned()),
            reply_to: parent,
            ..Meta::default()
        },
        origin: Origin {
            source: source.to_owned(),
            record: row.record,
            place: Place::Record { line: row.line },
        },
        remarks: Vec::new(),
        unposted: Vec::new(),
    })
}

/// The words of a cell that holds pieces of JSON joined by commas; `None` for another cell.
fn text(cell: &str) -> Option<String> {
    let cell = cell.trim();
    if !cell.starts_with("{\"text\":") && !cell.starts_with("{\"takeoutSegments\":") {
        return None;
    }
    Some(match serde_json::from_str::<Vec<Value>>(&format!("[{cell}]")) {
        Ok(pieces) => pieces.iter().map(words).collect(),
        // Quotes that were not escaped; the words are there all the same.
        Err(_) => cell.to_owned(),
    })
}

fn words(piece: &Value) -> String {
    match &piece["takeoutSegments"] {
        Value::Array(pieces) => pieces.iter().map(words).collect(),
        _ => piece["text"].as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_and_broken_ones_kept() {
        assert_eq!(
            text("{\"text\":\"one\"},{\"text\":\"\\n\"},{\"text\":\"two\"}").as_deref(),
            Some("one\ntwo")
        );
        assert_eq!(
            text("{\"takeoutSegments\":[{\"text\":\"a\"},{\"text\":\"b\"}]}").as_deref(),
            Some("ab")
        );
        assert_eq!(
            text("{\"text\":\"he said \"no\"\"}").as_deref(),
            Some("{\"text\":\"he said \"no\"\"}")
        );
        assert_eq!(text("UgABC"), None);
    }
}
