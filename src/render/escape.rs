//! A stranger's text made harmless for each medium.

use crate::text::cluster::clusters;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Characters of one cluster that a terminal is given; more are a flood that paints over its neighbours. The longest emoji
/// sequences (families, flags of regions) have eleven.
const CLUSTER: usize = 16;

/// Text of one line for a terminal: control, escape, bidirectional and invisible characters are shown as `⟨U+202E⟩`, line
/// breaks as `⏎`, floods of combining marks are cut.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for cluster in clusters(text) {
        terminal_cluster(cluster, &mut shown);
    }
    Cow::Owned(shown)
}

/// True where a `[` now would make a command of what a build server reads on its log: GitHub's `##[error]`, Azure's
/// `##vso[task.setvariable]`, TeamCity's `##teamcity[…]`, anywhere in a line.
fn is_armed(shown: &str) -> bool {
    shown
        .trim_end_matches(|char: char| char.is_ascii_alphabetic())
        .ends_with("##")
}

/// One grapheme cluster, as [`terminal`] shows it.
pub(super) fn terminal_cluster(cluster: &str, shown: &mut String) {
    if cluster.starts_with('[') && is_armed(shown) {
        shown.push_str("⟨U+005B⟩");
        return;
    }
    if matches!(cluster, "\n" | "\r\n" | "\u{2028}" | "\u{2029}") {
        shown.push('⏎');
        return;
    }
    // Flags of regions (England's) are spelt in tag characters behind a black flag.
    let flag = cluster.starts_with('\u{1F3F4}');
    for (index, char) in cluster.chars().enumerate() {
        if index == CLUSTER {
            let _ = write!(shown, "⟨+{}⟩", cluster.chars().count() - CLUSTER);
            return;
        }
        match char {
            '\t' => shown.push_str("    "),
            '\u{E0020}'..='\u{E007F}' if flag => shown.push(char),
            _ if is_unseen(char) => {
                let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(char));
            }
            _ => shown.push(char),
        }
    }
}

/// True for what acts on a terminal, turns the reading order, or is not seen at all. The joiners stay: Urdu, Hindi, Gujarati and
/// emoji are written with them.
fn is_unseen(char: char) -> bool {
    // Nearly everything that is written.
    if matches!(char, ' '..='~' | '\u{620}'..='\u{114F}') {
        return false;
    }
    char.is_control()
        || matches!(
            char,
            '\u{AD}'
                | '\u{61C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// `text` with what acts on a terminal or turns the reading order shown as `⟨U+202E⟩`; line breaks and tabs stay.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if is_unseen(char) && !matches!(char, '\n' | '\r' | '\t') {
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(char));
        } else {
            shown.push(char);
        }
    }
    shown
}

/// Writes `value` as JSON on one line. What acts on a terminal or turns the reading order is written as `\u202e`: the same
/// text for every parser, and harmless where somebody looks at the report itself.
pub(super) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(out, Ascii))
        .map_err(io::Error::from)
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        static SUSPECTS: [bool; 256] = suspects(&[]);
        escaped(out, fragment, &SUSPECTS, is_unseen)
    }
}

/// Bytes with which a character may begin that is not seen, a `#` or one of these.
const fn suspects(more: &[u8]) -> [bool; 256] {
    let mut row = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        row[byte] = matches!(byte as u8, 0..=0x1F | b'#' | 0x7F | 0xC2 | 0xD8 | 0xE1..=0xE3 | 0xEF | 0xF3);
        byte += 1;
    }
    let mut at = 0;
    while at < more.len() {
        row[more[at] as usize] = true;
        at += 1;
    }
    row
}

/// A piece of a JSON string, some of its characters as `\u003c`. Two `#` never stand together: see [`is_armed`].
fn escaped<W: ?Sized + Write>(
    out: &mut W,
    fragment: &str,
    suspects: &[bool; 256],
    which: impl Fn(char) -> bool,
) -> io::Result<()> {
    let bytes = fragment.as_bytes();
    let (mut at, mut written) = (0, 0);
    while let Some(next) = bytes[at..].iter().position(|byte| suspects[usize::from(*byte)]) {
        at += next;
        let Some(char) = fragment[at..].chars().next() else {
            break;
        };
        let second = char == '#' && bytes[..at].ends_with(b"#");
        if second || which(char) {
            out.write_all(&bytes[written..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + char.len_utf8();
        }
        at += char.len_utf8();
    }
    out.write_all(&bytes[written..])
}

/// Writes `value` as [`json`] does, into a script element of a page: nothing in it can end the element, or begin one.
pub(super) fn script_json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(out, InScript))
        .map_err(io::Error::from)
}

struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        static SUSPECTS: [bool; 256] = suspects(b"<>&");
        escaped(out, fragment, &SUSPECTS, |char| {
            matches!(char, '<' | '>' | '&') || is_unseen(char)
        })
    }
}

/// [`terminal`] of every line: for our own messages that quote a stranger's text over several lines.
pub fn terminal_lines(text: &str) -> String {
    text.split('\n').map(terminal).collect::<Vec<_>>().join("\n")
}

/// `text` in which nothing is a command of a build server, nor a line of it one of GitHub's (`::error::`).
fn disarmed(text: String) -> String {
    if !text.contains("##") && !text.contains("::") {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut begins = true;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '[' if is_armed(&shown) => shown.push_str("⟨U+005B⟩"),
            ':' if begins && chars.peek() == Some(&':') => shown.push_str("⟨U+003A⟩"),
            _ => shown.push(char),
        }
        begins = matches!(char, '\n' | '\r') || begins && char.is_whitespace();
    }
    shown
}

/// A cell of a table for spreadsheets: one that would be taken for a formula is led by `'`; quoted where it must be.
pub fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    let text = disarmed(visible(text));
    if formula || text.contains(['"', ',', ';', '\t', '\n', '\r']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// The message of a workflow command of GitHub.
pub(super) fn github_message(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a workflow command of GitHub.
pub(super) fn github_property(text: &str) -> String {
    github_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text or an attribute of XML 1.0; characters that XML cannot hold become U+FFFD.
pub(super) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '#' if escaped.ends_with('#') => escaped.push_str("&#35;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            _ if is_unseen(char) => {
                let _ = write!(escaped, "&#x{:X};", u32::from(char));
            }
            _ => escaped.push(char),
        }
    }
    escaped
}

/// Text of one line in Markdown, where it is nothing but text.
pub(super) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in visible(text).chars() {
        match char {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' => {
                escaped.push('\\');
                escaped.push(char);
            }
            _ => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_log_is_a_command_of_a_build_server() {
        assert_eq!(terminal("a ##[add-mask]b"), "a ##⟨U+005B⟩add-mask]b");
        assert_eq!(terminal("##vso[task.x] é"), "##vso⟨U+005B⟩task.x] é");
        assert_eq!(terminal("## Heading [1]"), "## Heading [1]");
        assert_eq!(csv_cell("##teamcity[x]"), "##teamcity⟨U+005B⟩x]");
        assert_eq!(csv_cell("a\n ::error::b"), "\"a\n ⟨U+003A⟩:error::b\"");
        assert_eq!(xml("###[x]"), "#&#35;#[x]");
        let mut out = Vec::new();
        json(&mut out, &"###[x] #a").expect("memory is writable");
        assert_eq!(String::from_utf8(out).as_deref(), Ok("\"#\\u0023\\u0023[x] #a\""));
        assert_eq!(
            markdown("[a](javascript:b) `c`\n# d"),
            "\\[a\\](javascript:b) \\`c\\` \\# d"
        );
    }

    #[test]
    fn terminals_never_see_what_acts_on_them() {
        assert_eq!(terminal("plain"), "plain");
        assert_eq!(terminal("\u{1b}[2J\u{9b}31m\u{7f}"), "⟨U+001B⟩[2J⟨U+009B⟩31m⟨U+007F⟩");
        assert_eq!(terminal("a\u{202E}b\u{2067}c\u{200F}"), "a⟨U+202E⟩b⟨U+2067⟩c⟨U+200F⟩");
        assert_eq!(terminal("a\r\nb\tc"), "a⏎b    c");
        assert_eq!(terminal("क्\u{200D}ष می\u{200C}خواهم"), "क्\u{200D}ष می\u{200C}خواهم");
        let england = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}";
        assert_eq!(terminal(england), england);
        assert_eq!(terminal("a\u{E0041}"), "a⟨U+E0041⟩");
        let flood = format!("a{}", "\u{301}".repeat(1000));
        assert!(terminal(&flood).ends_with("⟨+985⟩"));
    }

    #[test]
    fn cells_are_no_formulas_and_commands_no_commands() {
        assert_eq!(csv_cell("=1+1"), "\"'=1+1\"");
        assert_eq!(csv_cell("＠SUM"), "\"'＠SUM\"");
        assert_eq!(csv_cell("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(csv_cell("Hi"), "Hi");
        assert_eq!(github_property("a:b,c\n%"), "a%3Ab%2Cc%0A%25");
        assert_eq!(
            xml("<a b=\"c\">\u{1b}&\u{202E}"),
            "&lt;a b=&quot;c&quot;&gt;\u{FFFD}&amp;&#x202E;"
        );
    }

    #[test]
    fn every_character_that_is_not_seen_begins_with_a_suspect() {
        let suspects = suspects(&[]);
        let unseen = ('\0'..=char::MAX).filter(|char| is_unseen(*char));
        for char in unseen {
            let first = char.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(suspects[usize::from(first)], "{char:?}");
        }
    }

    #[test]
    fn json_is_the_same_text_and_harmless_to_look_at() {
        let text = "a\u{1b}\u{9b}\u{202E}\"\\\u{E0041}नमस्ते\u{200D}";
        let mut out = Vec::new();
        json(&mut out, &text).expect("memory is writable");
        let out = String::from_utf8(out).expect("UTF-8");
        assert_eq!(out, "\"a\\u001b\\u009b\\u202e\\\"\\\\\\udb40\\udc41नमस्ते\u{200D}\"");
        assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text));
    }
}
