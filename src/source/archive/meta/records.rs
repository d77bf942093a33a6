//! The records of a JSON file: a list, lists one level down in an object, those of the years that put them a level deeper
//! (`activity_log_data`), or a single record without a list around it.

use super::record::{self, Found};
use super::{About, Export, Stands, comments, mojibake, platform};
use crate::post::{Kind, Platform};
use crate::source::elements::Element;
use crate::source::{Each, Error, refuse};
use serde_json::Value;
use std::ops::ControlFlow;

/// The list of records that is named alike in every file of 2018 to 2020, under a key that says what they are.
const DEEP: &str = "activity_log_data";

/// Lists that a record has of its own.
const OWN: &[&str] = &["attachments", "data", "label_values", "media", "media_list_data"];

/// When a record was made.
const TIMES: &[&str] = &["timestamp", "creation_timestamp"];

/// What is said of a file whose records are not found.
const UNKNOWN: &str = "no record was found in it whose shape is known of Meta's exports";

/// What the labels of a file leave in doubt: numbers of records.
#[derive(Default)]
struct Doubts {
    guessed: usize,
    labelled: usize,
    silent: usize,
}

impl Export<'_> {
    pub(super) fn records(&self, file: usize, about: About, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.part.source(file);
        let Some(head) = self.part.head(file, each)? else {
            return ControlFlow::Continue(());
        };
        let Some(mut elements) = self.elements(file, each)? else {
            return ControlFlow::Continue(());
        };
        if head.contains(&format!("\"{DEEP}\"")) {
            elements = elements.deep(DEEP, &[]);
        }
        let mut doubts = Doubts::default();
        while let Some(element) = elements.next(each)? {
            let Element {
                record, line, value, ..
            } = element;
            if record == 1
                && element.key.is_some_and(|key| is_part(&key, &value))
                && let Some(value) = self.whole(file)?.filter(is_record)
            {
                return self.lone(file, about, &value, each);
            }
            let stands = Stands {
                file,
                source: &source,
                record,
                line,
            };
            let value = mojibake::repair(value);
            match self.found(&value, about, stands, &mut doubts) {
                Some(found) => self.say(found, about, stands, each)?,
                None if !value.is_object() => self.part.skip(file, Some(record), "no post", each)?,
                None => {
                    let cause = Error::JsonShape("this record has no shape that is known of Meta's exports".into());
                    elements.refuse(line, None, &cause, each)?;
                }
            }
        }
        self.doubt(file, &doubts, each)
    }

    /// Says of a file in which nothing was found what it is: empty, a record without a list around it, or not known.
    pub(super) fn unread(&self, file: usize, about: About, each: &mut Each<'_>) -> ControlFlow<()> {
        match self.whole(file)? {
            Some(value) if is_hollow(&value) => ControlFlow::Continue(()),
            Some(value) if is_record(&value) => self.lone(file, about, &value, each),
            _ => refuse(&self.part.source(file), Error::JsonShape(UNKNOWN.into()), each),
        }
    }

    /// The only record of a file.
    fn lone(&self, file: usize, about: About, value: &Value, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.part.source(file);
        let stands = Stands {
            file,
            source: &source,
            record: 1,
            line: 1,
        };
        let mut doubts = Doubts::default();
        match self.found(value, about, stands, &mut doubts) {
            Some(found) => self.say(found, about, stands, each)?,
            None => refuse(&source, Error::JsonShape(UNKNOWN.into()), each)?,
        }
        self.doubt(file, &doubts, each)
    }

    /// What a record says, its doubts counted.
    fn found(&self, value: &Value, about: About, stands: Stands<'_>, doubts: &mut Doubts) -> Option<Found> {
        let instagram = platform(&self.part.path(stands.file), stands.source) == Platform::Instagram;
        let mut found = comments::read(value).or_else(|| record::read(value, instagram))?;
        let labelled = value.get("label_values").is_some();
        doubts.guessed += usize::from(found.guessed);
        doubts.labelled += usize::from(labelled);
        doubts.silent += usize::from(labelled && found.text.is_empty());
        if about == About::Comments {
            found.kind = Some(Kind::Comment);
        }
        Some(found)
    }

    fn doubt(&self, file: usize, doubts: &Doubts, each: &mut Each<'_>) -> ControlFlow<()> {
        let Doubts {
            guessed,
            labelled,
            silent,
        } = doubts;
        if *labelled > 0 && silent == labelled {
            let doubt = format!(
                "none of the {labelled} labelled records of this file gave a text; its labels may not be known"
            );
            self.part.warn(file, doubt, each)?;
        }
        if *guessed > 0 {
            let doubt = format!(
                "the labels of this file are in a language that is not known; the longest text of {guessed} records was taken"
            );
            self.part.warn(file, doubt, each)?;
        }
        ControlFlow::Continue(())
    }
}

/// True for an element of a record's own list: a picture, or what has no time.
fn is_part(key: &str, value: &Value) -> bool {
    OWN.contains(&key) && (value.get("uri").is_some() || !has_any(value, TIMES))
}

/// True for an object that is a record itself, not the lists of a file.
fn is_record(value: &Value) -> bool {
    has_any(value, TIMES)
        || has_any(value, &["label_values", "string_map_data"])
        || value.get("media").is_some() && value.get("title").is_some()
}

fn has_any(value: &Value, keys: &[&str]) -> bool {
    keys.iter().any(|key| value.get(key).is_some())
}

/// True where nothing but empty brackets is there.
fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_hollow),
        Value::Object(map) => map.values().all(is_hollow),
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
