//! JSON: one object a line, or a list of objects.

use super::encoding;
use super::error::size;
use super::json_fields::{Field, Fields};
use super::json_split::{Ending, Piece, Splitter};
use super::lines::{Line, Lines, line_and_column, without_break};
use super::record::{Named, Record, Role, TEXT, TEXTS, Warned, role, text_name};
use super::vocabulary::folded;
use super::{Each, Error, Event, Opened, ReadOptions, refuse, skip, warn};
use crate::finding::Refusal;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::ops::ControlFlow;

/// Reads JSON Lines.
pub(super) fn read_lines(file: Opened<'_>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut records = Records::new(&file.source, options);
    let bytes = match encoding::open(file.bytes) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(&file.source, Error::Read(error), each),
    };
    let mut lines = Lines::new(bytes, options.largest_record);
    let mut line = Vec::new();
    loop {
        match lines.next(&mut line) {
            Ok(Line::End) => break,
            Ok(Line::TooLong) => records.too_long(lines.number, each)?,
            Ok(Line::Whole) if line.iter().all(u8::is_ascii_whitespace) => {}
            Ok(Line::Whole) => records.read(without_break(&line), lines.number, each)?,
            Err(error) => return refuse(&file.source, Error::Read(error), each),
        }
    }
    records.end(each)
}

/// Reads a list of objects.
pub(super) fn read_list(file: Opened<'_>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    match encoding::open(file.bytes) {
        Ok(bytes) => {
            let records = Records::new(&file.source, options);
            cut(bytes, |key| key.is_none(), records, each)
        }
        Err(error) => refuse(&file.source, Error::Read(error), each),
    }
}

/// Reads the elements of those lists of a document whose keys are `wanted`.
pub(super) fn cut(
    bytes: Box<dyn BufRead + '_>,
    wanted: impl Fn(Option<&str>) -> bool,
    mut records: Records<'_>,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let source = records.source;
    let mut splitter = Splitter::new(bytes, records.options.largest_record);
    let mut element = Vec::new();
    loop {
        match splitter.next(&mut element) {
            Ok(Piece::Element(place)) if wanted(place.key.as_deref()) => records.read(&element, place.line, each)?,
            Ok(Piece::TooLong(place)) if wanted(place.key.as_deref()) => records.too_long(place.line, each)?,
            Ok(Piece::Element(_) | Piece::TooLong(_)) => {}
            Ok(Piece::End(ending, place)) => {
                match ending {
                    Ending::Whole => {}
                    Ending::Open => {
                        let text = "the file ends before its list is closed: it may have been cut off".to_owned();
                        warn(source, None, text, each)?;
                    }
                    Ending::Cut => {
                        let cause = Error::Json("the file ends in the middle of this record".into());
                        records.refuse(place.line, None, cause, each)?;
                    }
                    Ending::NoJson => {
                        let cause = Error::Json("it begins with neither `[` nor `{`".into());
                        return refuse(source, cause, each);
                    }
                }
                return records.end(each);
            }
            Err(error) => return refuse(source, Error::Read(error), each),
        }
    }
}

/// Records of one file, counted.
pub(super) struct Records<'r> {
    source: &'r str,
    options: &'r ReadOptions,
    record: usize,
    warned: Warned,
    roles: Roles,
}

/// What the names of fields mean, remembered from record to record.
#[derive(Default)]
struct Roles(BTreeMap<String, Option<(Role, Named)>>);

impl Roles {
    fn of(&mut self, name: &str) -> Option<(Role, Named)> {
        if let Some(known) = self.0.get(name) {
            return *known;
        }
        let folded = folded(name);
        let role = role(&folded).filter(|_| !TEXTS.contains(&folded.as_str()));
        // Bounded: a file may have other names in every record.
        if self.0.len() < 256 {
            self.0.insert(name.to_owned(), role);
        }
        role
    }
}

impl<'r> Records<'r> {
    pub(super) fn new(source: &'r str, options: &'r ReadOptions) -> Self {
        Records {
            source,
            options,
            record: 0,
            warned: Warned::default(),
            roles: Roles::default(),
        }
    }

    pub(super) fn too_long(&mut self, line: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let limit = size(self.options.largest_record);
        self.refuse(line, None, Error::RecordTooLong(limit), each)
    }

    fn refuse(&mut self, line: usize, column: Option<usize>, cause: Error, each: &mut Each<'_>) -> ControlFlow<()> {
        self.record += 1;
        self.refuse_this(line, column, cause, each)
    }

    fn refuse_this(&self, line: usize, column: Option<usize>, cause: Error, each: &mut Each<'_>) -> ControlFlow<()> {
        each(Event::Refused(Refusal {
            source: self.source.to_owned(),
            record: Some(self.record),
            line: Some(line),
            column,
            cause: cause.to_string(),
        }))
    }

    pub(super) fn read(&mut self, json: &[u8], line: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        self.record += 1;
        let text = match std::str::from_utf8(json) {
            Ok(text) => text,
            Err(error) => {
                let good = String::from_utf8_lossy(&json[..error.valid_up_to()]);
                let (down, column) = line_and_column(&good, good.len());
                let cause = Error::NotUtf8(error.valid_up_to());
                return self.refuse_this(line + down - 1, Some(column), cause, each);
            }
        };
        let mended;
        let parsed = match Fields::of(text) {
            Err(error) if is_half(&error) => {
                mended = without_halves(text);
                Fields::of(&mended).map_err(|_| error)
            }
            parsed => parsed,
        };
        let fields = match parsed {
            Ok(Fields::Object(fields)) => fields,
            Ok(Fields::Other(other)) => {
                let cause = Error::JsonShape(format!("this record is {}, not an object with a `text`", shape(&other)));
                return self.refuse_this(line, None, cause, each);
            }
            Err(error) => {
                let (down, column) = place(text, &error);
                return self.refuse_this(line + down - 1, Some(column), Error::Json(complaint(&error)), each);
            }
        };
        match record(fields, self.options.text_column.as_deref(), &mut self.roles) {
            Ok(record) if record.is_empty() => skip(self.source, Some(self.record), "empty", each),
            Ok(record) => {
                let mut post = record.into_post(self.source, self.record, line, &mut self.warned, each)?;
                self.warned.time(&mut post, self.options.date_order, line, each)?;
                each(Event::Post(post))
            }
            Err(cause) => self.refuse_this(line, None, Error::JsonShape(cause), each),
        }
    }

    pub(super) fn end(self, each: &mut Each<'_>) -> ControlFlow<()> {
        if self.record == 0 {
            return skip(self.source, None, "empty", each);
        }
        ControlFlow::Continue(())
    }
}

/// Half characters (an emoji that was cut off by the exporter) become U+FFFD; everything else as `serde_json` has it.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    match serde_json::from_str(text) {
        Err(error) if is_half(&error) => serde_json::from_str(&without_halves(text)).map_err(|_| error),
        parsed => parsed,
    }
}

/// True where half a character may be the fault.
fn is_half(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    text.contains("surrogate") || text.contains("hex escape")
}

/// `text` with every `\uD8xx` that has no partner written as `\ufffd`.
fn without_halves(text: &str) -> String {
    let unit = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(hex, 16).ok()
    };
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        mended.push_str(&text[at..at + found]);
        at += found;
        let taken = match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str("\\ufffd");
                at += 6;
                continue;
            }
            (Some(_), _) => 6,
            // The escaped character may be of any length, and may be missing.
            (None, _) => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&text[at..at + taken]);
        at += taken;
    }
    mended + &text[at..]
}

/// Line (from 1 within `text`) and grapheme column of a fault; `serde_json` counts bytes.
pub(super) fn place(text: &str, error: &serde_json::Error) -> (usize, usize) {
    let start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    line_and_column(text, at)
}

/// What is wrong, without `serde_json`'s own place.
pub(super) fn complaint(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(place) => text[..place].to_owned(),
        None => text,
    }
}

fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The record of an object's fields; `Err` says what is wrong with them.
fn record(mut fields: Vec<(Cow<str>, Field)>, wanted: Option<&str>, roles: &mut Roles) -> Result<Record, String> {
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_ref()).collect();
    let at = match text_name(&names, wanted) {
        Ok(at) => at,
        Err(candidates) if candidates.is_empty() => {
            let named = wanted.unwrap_or(TEXT);
            let found: Vec<&str> = names.iter().copied().take(12).collect();
            return Err(match found[..] {
                [] => format!("this record is empty: it has no `{named}`"),
                _ => format!(
                    "this record has no `{named}`, only {}; name its text with --text-column",
                    found.join(", ")
                ),
            });
        }
        Err(candidates) => {
            return Err(format!(
                "this record has several texts ({}); name the one to check with --text-column",
                candidates.join(", ")
            ));
        }
    };
    let text = match fields.remove(at) {
        (_, Field::Text(text)) => text.into_owned(),
        (_, Field::Other(Value::Null)) => String::new(),
        (name, Field::Other(other)) => return Err(format!("`{name}` is {}, not a text", shape(&other))),
    };
    let (mut values, mut theirs) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        let Some((role, named)) = roles.of(&name) else {
            continue;
        };
        let values = match named {
            Named::Ours => &mut values,
            Named::Theirs => &mut theirs,
        };
        match value {
            Field::Text(value) => values.push((role, value.into_owned())),
            Field::Other(Value::Number(number)) => values.push((role, number.to_string())),
            Field::Other(Value::Array(several)) if role == Role::Platform => {
                values.extend(
                    several
                        .iter()
                        .filter_map(Value::as_str)
                        .map(|one| (role, one.to_owned())),
                );
            }
            // Of no use as metadata, and no reason to leave the text unchecked.
            _ => {}
        }
    }
    values.append(&mut theirs);
    Ok(Record { text, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_characters_are_mended_and_whole_ones_kept() {
        let text = r#"{"text":"a\ud83d \ude00 \ud83d\ude00 \\ud83d é\""}"#;
        let value: Value = parse(text).expect("mended");
        assert_eq!(value["text"], "a\u{FFFD} \u{FFFD} \u{1F600} \\ud83d é\"");
        assert!(parse::<Value>("{\"text\":\"\\ud8").is_err());
        assert!(parse::<Value>("{\"text\":\"\\uद").is_err());
    }
}
