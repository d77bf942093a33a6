//! TikTok: comments. Of posted videos it exports dates and links only, no captions.

use super::{Claim, Look, Owns, Part, Reader};
use crate::post::{Kind, Meta, Origin, Place, Platform, Post};
use crate::source::elements::Elements;
use crate::source::{Each, Event, skip, warn};
use crate::when::When;
use serde_json::Value;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "TikTok",
    splits: false,
    claim,
    read,
};

fn claim(look: &Look<'_>) -> Option<Claim> {
    let named = match look.name() {
        "user_data_tiktok.json" => true,
        "user_data.json" => ["\"Activity\"", "\"App Settings\"", "\"Comment\"", "\"Profile\""]
            .iter()
            .any(|key| look.head().contains(key)),
        _ => false,
    };
    named.then(|| Claim {
        root: look.name_at(),
        owns: Owns::Nothing,
        sure: true,
    })
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    for file in part.files() {
        let source = part.source(file);
        let Some(bytes) = part.open(file, each)? else {
            continue;
        };
        let Some(elements) = Elements::new(&source, bytes, part.options, each)? else {
            continue;
        };
        // The case of keys varies.
        let mut elements = elements.deep("CommentsList", &[]);
        while let Some(element) = elements.next(each)? {
            let field = |name: &str| {
                let fields = element.value.as_object()?.iter();
                let found =
                    fields
                        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                        .find_map(|(_, value)| match value {
                            Value::String(text) => Some(text.trim()),
                            _ => None,
                        });
                found.filter(|text| !text.is_empty())
            };
            let Some(text) = field("comment") else {
                skip(&source, Some(element.record), "empty", each)?;
                continue;
            };
            each(Event::Post(Post {
                id: format!("{source}#{}", element.record),
                text: text.to_owned(),
                title: None,
                meta: Meta {
                    kind: Some(Kind::Comment),
                    platforms: vec![Platform::Other],
                    when: field("date").and_then(When::parse),
                    posted_at: field("date").map(str::to_owned),
                    ..Meta::default()
                },
                origin: Origin {
                    source: source.clone(),
                    record: element.record,
                    place: Place::Record { line: element.line },
                },
                remarks: Vec::new(),
                unposted: Vec::new(),
            }))?;
        }
        let text = "only comments are read from TikTok's export: it holds no captions of videos".to_owned();
        warn(&source, None, text, each)?;
    }
    ControlFlow::Continue(())
}
