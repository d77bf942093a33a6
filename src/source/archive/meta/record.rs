//! The shapes of Meta's records. They change from year to year and lie mixed in one archive, so a record is read by what it
//! has, not by the file it stands in.

use super::labels;
use crate::post::Kind;
use crate::source::record::join;
use crate::when::When;
use jiff::civil::DateTime;
use serde_json::Value;

/// What a record says, its strings repaired.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) kind: Option<Kind>,
    /// What the holder wrote. Blank: nothing.
    pub(super) text: String,
    /// Texts that belong to it and are not the holder's own: the titles of links and albums.
    pub(super) beside: Vec<String>,
    /// Second since 1970.
    pub(super) second: Option<i64>,
    /// The time as HTML writes it, and what it says.
    pub(super) stamp: Option<String>,
    pub(super) civil: Option<DateTime>,
    pub(super) edited: Option<i64>,
    pub(super) author: Option<String>,
    /// The group it stands in.
    pub(super) thread: Option<String>,
    pub(super) id: Option<String>,
    /// Texts of its pictures with their own seconds: they come back as records of their own.
    pub(super) echoes: Vec<(i64, String)>,
    /// The text was chosen by position, since no label was known.
    pub(super) guessed: bool,
    /// It is Instagram's by its shape.
    pub(super) instagram: bool,
    /// It stands under a picture of the holder's, and may be anybody's.
    pub(super) under_picture: bool,
}

impl Found {
    pub(super) fn when(&self) -> Option<When> {
        let civil = self.civil.map(When::Civil);
        self.second.and_then(When::from_second).or(civil)
    }

    /// All texts, the own one first.
    pub(super) fn whole(&self) -> String {
        let mut whole = self.text.clone();
        for text in &self.beside {
            join(&mut whole, text);
        }
        whole
    }

    fn write(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            join(&mut self.text, &with_names(text));
        }
    }

    fn write_beside(&mut self, text: Option<&str>) {
        self.beside.extend(text.map(str::to_owned));
    }
}

/// Mentions as readers see them: `@[123:2048:Asma Khan]` is shown as `Asma Khan`.
fn with_names(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("@[") {
        let name = rest[at + 2..].split_once(']').and_then(|(inner, after)| {
            let mut parts = inner.splitn(3, ':');
            let numbers = [parts.next()?, parts.next()?];
            let name = parts.next()?;
            let plain = |number: &&str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            numbers.iter().all(plain).then_some((name, after))
        });
        out.push_str(&rest[..at]);
        match name {
            Some((name, after)) => {
                out.push_str(name);
                rest = after;
            }
            None => {
                out.push_str("@[");
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

/// What a record holds. `None` where its shape is not known. The title of a picture is its caption on Instagram, and the name
/// of its album on Facebook.
pub(super) fn read(value: &Value, instagram: bool) -> Option<Found> {
    let mut found = Found {
        second: second(value, &["timestamp", "creation_timestamp"]),
        id: value.get("fbid").and_then(Value::as_str).map(str::to_owned),
        ..Found::default()
    };
    if let Some(labelled) = value.get("label_values").and_then(Value::as_array) {
        labels::read(labelled, &mut found);
        for media in value.get("media").and_then(Value::as_array).into_iter().flatten() {
            described(media, &mut found);
        }
    } else if value.get("data").is_some_and(Value::is_array) || value.get("attachments").is_some() {
        activity(value, &mut found);
    } else if value.get("media").is_some_and(Value::is_array) {
        captioned(value, &mut found);
    } else if value.get("uri").is_some() {
        // A picture, film or story by itself.
        found.kind = Some(Kind::Post);
        found.write(text(value, "description"));
        if instagram {
            found.write(text(value, "title"));
        } else {
            found.write_beside(text(value, "title"));
        }
    } else if value.get("timestamp").is_some() && value.get("title").is_some() {
        // A share, like or check-in of which only Meta's sentence is left.
        found.kind = Some(Kind::Post);
    } else {
        return None;
    }
    Some(found)
}

/// A post, comment or group entry of Facebook.
fn activity(value: &Value, found: &mut Found) {
    let list = |key: &str| value.get(key).and_then(Value::as_array).into_iter().flatten();
    found.kind = Some(Kind::Post);
    for part in list("data") {
        found.write(text(part, "post"));
        found.edited = found.edited.or(second(part, &["update_timestamp"]));
        if let Some(comment) = part.get("comment") {
            found.kind = Some(Kind::Comment);
            found.write(text(comment, "comment"));
            found.second = found.second.or(second(comment, &["timestamp"]));
            found.author = text(comment, "author").map(str::to_owned);
            found.thread = text(comment, "group").map(str::to_owned);
        }
    }
    for part in list("attachments").flat_map(|one| one.get("data").and_then(Value::as_array).into_iter().flatten()) {
        attachment(part, found);
    }
    found.edited = found
        .edited
        .filter(|edited| found.second.is_some_and(|posted| *edited > posted));
}

fn attachment(part: &Value, found: &mut Found) {
    found.write(text(part, "text"));
    if let Some(media) = part.get("media") {
        described(media, found);
        found.write_beside(text(media, "title"));
    }
    if let Some(link) = part.get("external_context") {
        found.write_beside(text(link, "name"));
    }
    for key in ["note", "life_event", "event", "for_sale_item", "fundraiser"] {
        if let Some(written) = part.get(key) {
            let name = if key == "event" { "name" } else { "title" };
            found.write(text(written, name));
            found.write(text(written, "text"));
            found.write(text(written, "description"));
        }
    }
    if let Some(poll) = part.get("poll") {
        found.write(text(poll, "question"));
        for option in poll.get("options").and_then(Value::as_array).into_iter().flatten() {
            found.write(option.as_str().or(text(option, "option")));
        }
    }
}

/// The description of a picture of a post; it comes back as a record of its own.
fn described(media: &Value, found: &mut Found) {
    let description = text(media, "description");
    let second = second(media, &["creation_timestamp"]).or(found.second);
    if let (Some(second), Some(description)) = (second, description) {
        found.echoes.push((second, description.to_owned()));
    }
    found.write(description);
}

/// A post of Instagram or Threads: the caption stands above several pictures, or with the only one.
fn captioned(value: &Value, found: &mut Found) {
    found.kind = Some(Kind::Post);
    found.write(text(value, "title"));
    for media in value.get("media").and_then(Value::as_array).into_iter().flatten() {
        found.write(text(media, "title"));
        found.second = found.second.or(second(media, &["creation_timestamp"]));
        let threads = media.get("text_app_post").or_else(|| media.get("text_post_app_post"));
        if threads.and_then(|post| post.get("is_reply")).and_then(Value::as_bool) == Some(true) {
            found.kind = Some(Kind::Comment);
        }
    }
}

/// A text that is not blank.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The first of `keys` that holds seconds; zero stands for none.
fn second(value: &Value, keys: &[&str]) -> Option<i64> {
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    keys.iter()
        .find_map(|key| value.get(key).and_then(number))
        .filter(|second| *second > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_show_their_names() {
        assert_eq!(
            with_names("Dear @[123:2048:Asma Khan], @[x] ok"),
            "Dear Asma Khan, @[x] ok"
        );
        assert_eq!(with_names("open @[12:3"), "open @[12:3");
    }
}
