//! Records of labelled values, mixed with the others since about 2024. The labels are in the language of the account.

use super::record::Found;
use crate::post::Kind;
use serde_json::Value;

/// Labels of what a person wrote, folded, in the languages of users and the commonest others.
const TEXTS: &[&str] = &[
    "message",
    "text",
    "post",
    "caption",
    "comment",
    "content",
    "description",
    "status",
    "पोस्ट",
    "संदेश",
    "मैसेज",
    "टेक्स्ट",
    "कैप्शन",
    "टिप्पणी",
    "कमेंट",
    "विवरण",
    "پیغام",
    "متن",
    "پوسٹ",
    "کیپشن",
    "تبصرہ",
    "کمنٹ",
    "تفصیل",
    "સંદેશ",
    "સંદેશો",
    "મેસેજ",
    "ટેક્સ્ટ",
    "પોસ્ટ",
    "કૅપ્શન",
    "કેપ્શન",
    "ટિપ્પણી",
    "કોમેન્ટ",
    "વર્ણન",
    "رسالة",
    "النص",
    "nachricht",
    "kommentar",
    "mensaje",
    "comentario",
    "mensagem",
    "commentaire",
];

/// Labels of comments among them.
const COMMENTS: &[&str] = &[
    "comment",
    "टिप्पणी",
    "कमेंट",
    "تبصرہ",
    "کمنٹ",
    "ટિપ્પણી",
    "કોમેન્ટ",
    "kommentar",
    "comentario",
    "commentaire",
];

/// Labels of what nobody wrote for others to read.
const NO_TEXTS: &[&str] = &[
    "url",
    "href",
    "link",
    "name",
    "username",
    "owner",
    "title",
    "id",
    "privacy",
    "audience",
    "type",
    "source",
    "email",
    "ip address",
    "device",
    "author",
];

/// Takes the text of a record, its time and author where they are labelled.
pub(super) fn read(values: &[Value], found: &mut Found) {
    let mut leaves = Vec::new();
    gather(values, "", &mut leaves, 0);
    found.kind = Some(Kind::Post);
    for leaf in &leaves {
        if found.second.is_none() {
            found.second = leaf.second;
        }
    }
    let labelled: Vec<&Leaf<'_>> = leaves
        .iter()
        .filter(|leaf| TEXTS.contains(&leaf.label.as_str()))
        .collect();
    if labelled.iter().any(|leaf| COMMENTS.contains(&leaf.label.as_str())) {
        found.kind = Some(Kind::Comment);
    }
    if !labelled.is_empty() {
        for leaf in labelled {
            crate::source::record::join(&mut found.text, leaf.value);
        }
        return;
    }
    // In another language: the longest value that reads like a sentence.
    let sentence = leaves
        .iter()
        .filter(|leaf| !NO_TEXTS.contains(&leaf.label.as_str()) && is_sentence(leaf.value))
        .max_by_key(|leaf| leaf.value.len());
    if let Some(leaf) = sentence {
        found.text = leaf.value.to_owned();
        found.guessed = true;
    }
}

struct Leaf<'v> {
    label: String,
    value: &'v str,
    second: Option<i64>,
}

/// Labelled values, however deep in `dict` and `vec` they lie.
fn gather<'v>(values: &'v [Value], above: &str, leaves: &mut Vec<Leaf<'v>>, depth: usize) {
    if depth > 8 {
        return;
    }
    for value in values {
        let label = value
            .get("label")
            .and_then(Value::as_str)
            .unwrap_or(above)
            .trim()
            .to_lowercase();
        leaves.push(Leaf {
            label: label.clone(),
            value: value.get("value").and_then(Value::as_str).unwrap_or_default().trim(),
            second: value
                .get("timestamp_value")
                .and_then(Value::as_i64)
                .filter(|second| *second > 0),
        });
        if leaves
            .last()
            .is_some_and(|leaf| leaf.value.is_empty() && leaf.second.is_none())
        {
            leaves.pop();
        }
        for key in ["dict", "vec"] {
            if let Some(inner) = value.get(key).and_then(Value::as_array) {
                gather(inner, &label, leaves, depth + 1);
            }
        }
    }
}

/// True for words of a person rather than an address, number, code or name of a setting.
fn is_sentence(value: &str) -> bool {
    let address = value.starts_with("http://") || value.starts_with("https://");
    let words = value.split_whitespace().count();
    !address && words >= 2 && value.chars().any(char::is_alphabetic)
}
