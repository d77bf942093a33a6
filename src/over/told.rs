//! What was seen, put into the words of the pack.

use crate::rule::Texts;
use jiff::civil::Date;

/// What stands for a `{name}` in a pack's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A count.
    Number(u64),
    /// A day, or that it is unknown.
    Day(Option<Date>),
    /// Days between two times, where both are known.
    Days(Option<i64>),
    /// People.
    Names(Vec<String>),
    /// Ids of posts of the same author.
    Posts(Vec<String>),
}

/// Most names or posts that are told one by one.
const MOST_TOLD: usize = 8;

/// How people and posts are named in this report.
pub struct Naming<'n> {
    /// A person.
    pub person: &'n dyn Fn(&str) -> String,
    /// The id of a post of this author.
    pub post: &'n dyn Fn(&str, Option<&str>) -> String,
}

impl Value {
    fn words(&self, author: Option<&str>, naming: &Naming<'_>) -> String {
        match self {
            Value::Number(number) => number.to_string(),
            Value::Day(Some(day)) => day.to_string(),
            Value::Days(Some(days)) => days.to_string(),
            Value::Day(None) | Value::Days(None) => "?".into(),
            Value::Names(names) => listed(names.iter().map(|name| (naming.person)(name))),
            Value::Posts(ids) => listed(ids.iter().map(|id| (naming.post)(id, author))),
        }
    }
}

fn listed(words: impl ExactSizeIterator<Item = String>) -> String {
    let more = words.len().saturating_sub(MOST_TOLD);
    let mut words: Vec<String> = words.take(MOST_TOLD).collect();
    if more > 0 {
        words.push(format!("+{more}"));
    }
    words.join(", ")
}

/// The pack's words in every language, with what was seen in them.
pub(super) fn fill(
    texts: &Texts,
    values: &[(&'static str, Value)],
    author: Option<&str>,
    naming: &Naming<'_>,
) -> Texts {
    let words: Vec<(String, String)> = values
        .iter()
        .map(|(name, value)| (format!("{{{name}}}"), value.words(author, naming)))
        .collect();
    let filled = |text: &String| {
        // In one pass: a name may hold braces.
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(open) = rest.find('{') {
            let (before, behind) = rest.split_at(open);
            out.push_str(before);
            match words.iter().find(|(name, _)| behind.starts_with(name.as_str())) {
                Some((name, word)) => {
                    out.push_str(word);
                    rest = &behind[name.len()..];
                }
                None => {
                    out.push('{');
                    rest = &behind[1..];
                }
            }
        }
        out + rest
    };
    texts.iter().map(|(lang, text)| (*lang, filled(text))).collect()
}
