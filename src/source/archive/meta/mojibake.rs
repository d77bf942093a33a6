//! Meta writes each byte of UTF-8 as a character of its own: `नम` arrives as `à¤¨à¤®`. It is the true Latin-1 mapping, with the
//! control characters 80–9F in it, so this comes before anything else.

use serde_json::{Map, Value};

/// The text as it was written; unchanged where it was not garbled. A letter cut in two at the end is dropped.
pub(super) fn repaired(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let Ok(bytes) = text
        .chars()
        .map(|char| u8::try_from(u32::from(char)))
        .collect::<Result<Vec<u8>, _>>()
    else {
        return text;
    };
    match String::from_utf8(bytes) {
        Ok(repaired) => repaired,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let cut_off = error.utf8_error().error_len().is_none();
            let bytes = error.into_bytes();
            match std::str::from_utf8(&bytes[..valid]) {
                Ok(kept) if cut_off && !kept.is_ascii() => kept.to_owned(),
                _ => text,
            }
        }
    }
}

/// Every string of a record, keys too.
pub(super) fn repair(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(repaired(text)),
        Value::Array(values) => Value::Array(values.into_iter().map(repair).collect()),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (repaired(key), repair(value)));
            Value::Object(fields.collect::<Map<String, Value>>())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn garbled(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn garbled_texts_are_repaired_and_others_kept() {
        for text in ["नमस्ते", "آج 🙂", "plain", "ગુજરાત — છે"] {
            assert_eq!(repaired(garbled(text)), text);
            assert_eq!(repaired(text.to_owned()), text);
        }
        assert_eq!(repaired("café".into()), "café");
    }

    #[test]
    fn a_letter_cut_in_two_is_dropped() {
        let cut: String = garbled("नम").chars().take(5).collect();
        assert_eq!(repaired(cut), "न");
    }
}
