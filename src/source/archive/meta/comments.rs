//! Comments of Instagram, whose keys are in the language of the account, and those under pictures of an album.

use super::record::{Found, text};
use crate::post::Kind;
use serde_json::Value;

/// The comment of a record, where it is one of Instagram's.
pub(super) fn read(value: &Value) -> Option<Found> {
    if let Some(map) = value.get("string_map_data").and_then(Value::as_object) {
        let second = map.values().filter_map(second).next();
        let written = map.get("Comment").or_else(|| {
            // In another language: who owns the post is one word, what was said mostly is not.
            let values = map.values().filter(|entry| text(entry, "value").is_some());
            values.max_by_key(|entry| weight(entry))
        });
        return Some(Found {
            kind: Some(Kind::Comment),
            text: written
                .and_then(|entry| text(entry, "value"))
                .unwrap_or_default()
                .to_owned(),
            guessed: !map.contains_key("Comment"),
            second,
            instagram: true,
            ..Found::default()
        });
    }
    let list = value.get("string_list_data")?.as_array()?;
    let mut found = Found {
        kind: Some(Kind::Comment),
        instagram: true,
        ..Found::default()
    };
    for entry in list {
        found.second = found.second.or(second(entry));
        if let Some(written) = text(entry, "value") {
            crate::source::record::join(&mut found.text, written);
        }
    }
    Some(found)
}

fn second(entry: &Value) -> Option<i64> {
    entry.get("timestamp")?.as_i64().filter(|second| *second > 0)
}

fn weight(entry: &Value) -> (usize, usize) {
    let value = text(entry, "value").unwrap_or_default();
    (value.split_whitespace().count(), value.len())
}

/// A comment under a picture: `{timestamp, comment, author}`.
pub(super) fn under_picture(value: &Value) -> Found {
    Found {
        kind: Some(Kind::Comment),
        text: text(value, "comment").unwrap_or_default().to_owned(),
        second: second(value),
        author: text(value, "author").map(str::to_owned),
        under_picture: true,
        ..Found::default()
    }
}
