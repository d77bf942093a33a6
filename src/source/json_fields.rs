//! The fields of one JSON object, its texts borrowed from the record: no tree is built of what is plain.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// A value of a field.
#[derive(Debug)]
pub(super) enum Field<'r> {
    Text(Cow<'r, str>),
    Other(Value),
}

/// What a record is.
#[derive(Debug)]
pub(super) enum Fields<'r> {
    /// An object: its fields in order of name; of several with the same name the last.
    Object(Vec<(Cow<'r, str>, Field<'r>)>),
    /// Anything else.
    Other(Value),
}

impl<'r> Fields<'r> {
    /// Reads a record.
    pub fn of(text: &'r str) -> serde_json::Result<Fields<'r>> {
        if text.trim_ascii_start().starts_with('{') {
            serde_json::from_str(text).map(|Object(fields)| Fields::Object(fields))
        } else {
            serde_json::from_str(text).map(Fields::Other)
        }
    }
}

struct OfField;

impl<'r> Visitor<'r> for OfField {
    type Value = Field<'r>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("any valid JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'r str) -> Result<Field<'r>, E> {
        Ok(Field::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Field<'r>, E> {
        Ok(Field::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Field<'r>, E> {
        Ok(Field::Text(Cow::Owned(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Field<'r>, E> {
        Ok(Field::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Field<'r>, E> {
        Ok(Field::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Field<'r>, E> {
        Ok(Field::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Field<'r>, E> {
        Ok(Field::Other(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Field<'r>, E> {
        Ok(Field::Other(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'r>>(self, items: A) -> Result<Field<'r>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(Field::Other)
    }

    fn visit_map<A: MapAccess<'r>>(self, entries: A) -> Result<Field<'r>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(entries)).map(Field::Other)
    }
}

impl<'r> Deserialize<'r> for Field<'r> {
    fn deserialize<D: Deserializer<'r>>(input: D) -> Result<Field<'r>, D::Error> {
        input.deserialize_any(OfField)
    }
}

struct Object<'r>(Vec<(Cow<'r, str>, Field<'r>)>);

struct OfObject;

impl<'r> Visitor<'r> for OfObject {
    type Value = Object<'r>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'r>>(self, mut entries: A) -> Result<Object<'r>, A::Error> {
        let mut fields: Vec<(Cow<'r, str>, Field<'r>)> = Vec::with_capacity(8);
        while let Some(Field::Text(name)) = entries.next_key()? {
            fields.push((name, entries.next_value()?));
        }
        fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        // The sort keeps equal ones in order: the later one takes the place of the earlier.
        fields.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Ok(Object(fields))
    }
}

impl<'r> Deserialize<'r> for Object<'r> {
    fn deserialize<D: Deserializer<'r>>(input: D) -> Result<Object<'r>, D::Error> {
        input.deserialize_map(OfObject)
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Fields};
    use serde_json::Value;

    #[test]
    fn fields_are_those_of_a_tree() {
        for text in [
            r#"{"b":"two","a":1,"c":[1,{"d":null}],"a":"\u0041 last","e":{"f":1.5},"g":-3,"h":true,"i":null}"#,
            "{}",
            "[1,2]",
            "\"text\"",
            "7",
            "1e400",
            "{\"a\":1",
            "{\"a\":1}}",
            "{\"a\":\"\\ud800\"}",
            "nonsense",
        ] {
            let tree = serde_json::from_str::<Value>(text);
            let flat = Fields::of(text);
            match (tree, flat) {
                (Ok(Value::Object(tree)), Ok(Fields::Object(flat))) => {
                    let flat: Vec<(String, Value)> = flat
                        .into_iter()
                        .map(|(name, field)| match field {
                            Field::Text(text) => (name.into_owned(), text.into_owned().into()),
                            Field::Other(value) => (name.into_owned(), value),
                        })
                        .collect();
                    assert_eq!(flat, tree.into_iter().collect::<Vec<_>>(), "{text}");
                }
                (Ok(tree), Ok(Fields::Other(flat))) => assert_eq!(tree, flat, "{text}"),
                (Err(tree), Err(flat)) => assert_eq!(tree.to_string(), flat.to_string(), "{text}"),
                (tree, flat) => panic!("{text}: {tree:?} {flat:?}"),
            }
        }
    }
}
