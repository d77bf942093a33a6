//! Tells what WhatsApp wrote from what people wrote, by the tables of [`words`](super::words).

use super::header::{is_mark, is_space};
use super::words::{ATTACHED, Deed, EDITED, LONGER_STANDS, MARKED_STANDS, NOTICES, STANDS, Stand};
use regex::{Regex, RegexSet};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Longest line that is looked up as a notice or stand-in, in bytes.
const LONGEST: usize = 400;

/// What a notice says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) deed: Deed,
    pub(super) who: Option<String>,
    pub(super) whom: Option<String>,
    /// The group's name.
    pub(super) title: Option<String>,
}

/// Templates as patterns.
struct Templates<T: 'static> {
    set: RegexSet,
    each: Vec<Regex>,
    meanings: Vec<T>,
}

impl<T: Copy> Templates<T> {
    fn new<'t>(rows: impl Iterator<Item = (T, &'t str)>) -> Self {
        let (meanings, patterns): (Vec<T>, Vec<String>) = rows.map(|(meaning, row)| (meaning, pattern(row))).unzip();
        Templates {
            set: RegexSet::new(&patterns).unwrap_or_else(|_| RegexSet::empty()),
            each: patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect(),
            meanings,
        }
    }

    /// The first template that fits.
    fn find(&self, text: &str) -> Option<(T, &Regex)> {
        let at = self.set.matches(text).iter().next()?;
        Some((self.meanings[at], &self.each[at]))
    }
}

/// A template as a pattern over the whole line. A name holds no `: `, which ends the name of an author.
fn pattern(template: &str) -> String {
    let mut pattern = String::from("(?is)^");
    let mut rest = template;
    while let Some((literal, behind)) = rest.split_once('{') {
        pattern.push_str(&regex::escape(literal));
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        match name {
            "…" => pattern.push_str(".*"),
            "link" => pattern.push_str(r"\S+"),
            "clock" => pattern.push_str(r"[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]\.? ?m\.?)?"),
            "title" => pattern.push_str("[\"“”„«'‘’]?(?P<title>.+?)[\"“”»'’]?"),
            name => {
                pattern.push_str("(?P<");
                pattern.push_str(name);
                pattern.push_str(">(?:[^:\n]|:[^ \n])+?)");
            }
        }
        rest = behind;
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    pattern.replace('\'', "['’]").replace("[[", "[").replace("]]", "]")
}

/// A line as it is compared: without marks, with plain blanks, without its last full stop.
fn plain(line: &str) -> String {
    let line: String = line
        .chars()
        .filter(|char| !is_mark(*char))
        .map(|char| if is_space(char) { ' ' } else { char })
        .collect();
    let line = line.trim();
    let line = line.strip_suffix(['.', '।', '۔']).unwrap_or(line);
    line.trim_end().to_owned()
}

/// The notice that `text` is.
pub(super) fn notice(text: &str) -> Option<Notice> {
    static TEMPLATES: LazyLock<Templates<Deed>> = LazyLock::new(|| Templates::new(NOTICES.iter().copied()));
    if text.len() > LONGEST {
        return None;
    }
    let text = plain(text);
    let (deed, regex) = TEMPLATES.find(&text)?;
    let found = regex.captures(&text)?;
    let group = |name: &str| found.name(name).map(|group| group.as_str().trim().to_owned());
    Some(Notice {
        deed,
        who: group("who"),
        whom: group("whom"),
        title: group("title"),
    })
}

/// What the line stands for, where it is no text. `marked`: the phone's mark stands before it.
pub(super) fn stand(line: &str, marked: bool) -> Option<Stand> {
    static WHOLE: LazyLock<HashMap<&'static str, Stand>> = LazyLock::new(|| {
        let rows = STANDS.iter();
        rows.flat_map(|(stand, texts)| texts.iter().map(|text| (*text, *stand)))
            .collect()
    });
    static LONGER: LazyLock<Templates<Stand>> = LazyLock::new(|| Templates::new(LONGER_STANDS.iter().copied()));
    static MARKED: LazyLock<Templates<Stand>> = LazyLock::new(|| Templates::new(MARKED_STANDS.iter().copied()));
    if line.len() > LONGEST {
        return None;
    }
    let text = plain(line);
    if let Some(stand) = WHOLE.get(text.to_lowercase().as_str()) {
        return Some(*stand);
    }
    let longer = LONGER.find(&text);
    longer
        .or_else(|| MARKED.find(&text).filter(|_| marked))
        .map(|(stand, _)| stand)
}

/// True for the line of a file beside an export: `IMG-20250101-WA0001.jpg (file attached)`, `<attached: 00000012-PHOTO-….jpg>`.
pub(super) fn is_attachment(line: &str) -> bool {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)^[a-z]{3}-[0-9]{8}-WA[0-9]{4}\.[a-z0-9]{2,5} \([^()]+\)$").ok());
    if line.len() > LONGEST {
        return false;
    }
    if before_attachment(line.trim_end()).is_some_and(str::is_empty) {
        return true;
    }
    let line = plain(line);
    let is_named = |words: &&str| {
        line.strip_suffix(*words)
            .is_some_and(|name| is_file_name(name.trim_end()))
    };
    ATTACHED.iter().any(is_named) || NAMED.as_ref().is_some_and(|named| named.is_match(&line))
}

fn is_file_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, suffix)| {
        !stem.is_empty() && (2..=5).contains(&suffix.len()) && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// `body` without the file that iOS names at its end (`<attached: 00000012-PHOTO-….jpg>`, `image omitted`); `None` where none is.
pub(super) fn before_attachment(body: &str) -> Option<&str> {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"<[^<>:\n]{1,40}: [0-9]{8}-[^<>\n]{1,200}>$").ok());
    if body.ends_with('>')
        && let Some(found) = NAMED.as_ref().and_then(|named| named.find(body))
    {
        return Some(trimmed(&body[..found.start()]));
    }
    let mark = body.rfind('\u{200E}')?;
    (stand(&body[mark..], true) == Some(Stand::Media)).then(|| trimmed(&body[..mark]))
}

/// True for what iOS writes before a document: its name and its pages.
pub(super) fn is_document_label(text: &str) -> bool {
    !text.contains('\n') && text.contains(" • \u{200E}")
}

/// `body` without the mark of an edit, and whether it had one.
pub(super) fn before_edit_mark(body: &str) -> (&str, bool) {
    if body.ends_with('>')
        && let Some(open) = body.rfind('<')
        && EDITED.contains(&body[open..].to_lowercase().as_str())
    {
        return (trimmed(&body[..open]), true);
    }
    (body, false)
}

fn trimmed(text: &str) -> &str {
    text.trim_end_matches(|char: char| is_mark(char) || char.is_whitespace())
}

/// Question and options of a poll, one a line, without WhatsApp's words and counts; `None` where `body` is none.
pub(super) fn poll(body: &str) -> Option<String> {
    let mut lines = body.lines().map(|line| line.trim_matches(is_mark).trim());
    if !lines.next()?.eq_ignore_ascii_case("poll:") {
        return None;
    }
    let mut text = Vec::new();
    let mut options = 0;
    for line in lines {
        let option = line.get(..8).filter(|word| word.eq_ignore_ascii_case("option: "));
        match option {
            Some(_) => {
                options += 1;
                text.push(without_votes(&line[8..]));
            }
            None => text.push(line),
        }
    }
    (options > 0).then(|| text.join("\n").trim().to_owned())
}

fn without_votes(option: &str) -> &str {
    let Some((words, count)) = option.rsplit_once('(') else {
        return option;
    };
    let count = count.trim_matches(is_mark);
    let is_count = count.ends_with(')') && count.starts_with(char::is_numeric);
    if is_count { trimmed(words) } else { option }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_a_pattern() {
        let rows = NOTICES.iter().map(|(_, row)| row);
        let stands = LONGER_STANDS.iter().chain(MARKED_STANDS).map(|(_, row)| row);
        for row in rows.chain(stands) {
            let pattern = pattern(row);
            assert!(Regex::new(&pattern).is_ok(), "{row}: {pattern}");
        }
        // The set is one whole, not silently empty.
        assert!(notice("Asma left").is_some());
    }

    #[test]
    fn notices_say_who_did_what() {
        let said = |text: &str| notice(text).map(|notice| (notice.deed, notice.who, notice.whom, notice.title));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            said("Asma created group \"Block: news\""),
            Some((Deed::Created, some("Asma"), None, some("Block: news")))
        );
        assert_eq!(
            said("\u{200E}You made \u{202A}+91\u{A0}98765 43210\u{202C} an admin"),
            Some((Deed::Promoted, some("You"), some("+91 98765 43210"), None))
        );
        assert_eq!(
            said("Asma removed Bilal."),
            Some((Deed::Governed, some("Asma"), some("Bilal"), None))
        );
        assert_eq!(said("Asma left"), Some((Deed::Left, some("Asma"), None, None)));
        assert_eq!(said("Asma was removed"), Some((Deed::Left, None, some("Asma"), None)));
        assert_eq!(
            said("Asma changed the subject from “A: b” to “Alert: rain”").map(|notice| notice.0),
            Some(Deed::Other)
        );
        assert_eq!(
            said("Asma added this group to the community: Taluka").map(|notice| notice.0),
            Some(Deed::Other)
        );
        assert_eq!(said("Asma: Bilal left"), None);
        assert_eq!(said("Asma: I added sugar"), None);
        assert_eq!(
            said("अस्मा ने ग्रुप \"खबर\" बनाया"),
            Some((Deed::Created, some("अस्मा"), None, some("खबर")))
        );
    }

    #[test]
    fn what_stands_for_a_text_is_known_in_every_language() {
        for line in [
            "<Media omitted>",
            "\u{200E}image omitted",
            "<मीडिया के बिना>",
            "<મિડિયા છોડી મૂકાયું>",
            "<میڈیا چھوڑ دیا گیا>",
        ] {
            assert_eq!(stand(line, false), Some(Stand::Media), "{line}");
        }
        assert_eq!(stand("You deleted this message.", false), Some(Stand::Deleted));
        assert_eq!(
            stand("This message was deleted by admin Asma", false),
            Some(Stand::Deleted)
        );
        assert_eq!(stand("Voice call, \u{200E}3 min", true), Some(Stand::Call));
        assert_eq!(stand("Voice call tomorrow", false), None);
        assert_eq!(stand("the image omitted the name", false), None);
        assert!(is_attachment("IMG-20250101-WA0001.jpg (file attached)"));
        assert!(is_attachment("\u{200E}PTT-20250101-WA0001.opus (dosya ekli)"));
        assert!(!is_attachment("see IMG-20250101-WA0001.jpg (mine)"));
        assert!(is_attachment("Office order 12.pdf (file attached)"));
        assert!(!is_attachment("the order of the day (file attached)"));
        assert_eq!(stand("Missed voice call at 5:32\u{202F}p.m.", false), Some(Stand::Call));
        assert_eq!(stand("Missed voice call at 5 pm, call me", false), None);
        assert_eq!(
            stand("location: https://maps.google.com/?q=1,2", false),
            Some(Stand::Location)
        );
        assert_eq!(stand("location: https://maps.google.com/?q=1,2 come all", false), None);
        assert_eq!(
            before_attachment("\u{200E}<attached: 00000012-PHOTO-2025.jpg>"),
            Some("")
        );
        assert_eq!(
            before_attachment("my text \u{200E}<attached: 00000012-PHOTO-2025.jpg>"),
            Some("my text")
        );
        assert_eq!(before_attachment("a <b: c>"), None);
    }

    #[test]
    fn a_poll_keeps_its_words() {
        let body = "POLL:\nStrike on Monday?\nOPTION: Yes (2 votes)\n\u{200E}OPTION: No (not yet) (\u{200E}0 votes)";
        assert_eq!(poll(body).as_deref(), Some("Strike on Monday?\nYes\nNo (not yet)"));
        assert_eq!(poll("POLL:\nI will poll you"), None);
    }
}
