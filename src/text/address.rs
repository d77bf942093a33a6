//! Web and e-mail addresses, wherever they stand in a text.

use super::alphabet::is_alphanumeric;
use std::ops::Range;

/// The web address that the slash or full stop at `mark` belongs to. Nothing before `from` is looked at.
pub(super) fn link(text: &str, from: usize, mark: usize) -> Option<Range<usize>> {
    let start = match text.as_bytes()[mark] {
        b'/' => schemed(text, from, mark),
        _ => hosted(text, from, mark),
    }?;
    Some(start..end(text, start))
}

/// Where an address with its scheme begins, of whose slashes the first is at `slash`.
fn schemed(text: &str, from: usize, slash: usize) -> Option<usize> {
    if !text[slash..].starts_with("//") {
        return None;
    }
    let name = text[from..slash].strip_suffix(':')?;
    let letters = name.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    (letters > 1).then(|| from + name.len() - letters)
}

/// Where an address without its scheme begins, of whose full stops the first is at `dot`.
fn hosted(text: &str, from: usize, dot: usize) -> Option<usize> {
    let in_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let label = text.as_bytes()[from..dot].iter().rev();
    let start = dot - label.take_while(|byte| in_label(**byte)).count();
    let before = &text[..start];
    if start == dot || before.ends_with('@') || before.ends_with('.') && !before.ends_with("..") {
        return None;
    }
    let mut last = b' ';
    let run = text.as_bytes()[start..].iter().take_while(|byte| {
        let apart = last != b'.';
        last = **byte;
        in_label(**byte) || **byte == b'.' && apart
    });
    let run = &text[start..start + run.count()];
    let rest = &text[start + run.len()..];
    let host = run.trim_end_matches(['.', '-']);
    let rest = if host.len() < run.len() { "" } else { rest };
    let shows = dot < start + host.len() && !rest.starts_with('@');
    (shows && (host.starts_with("www.") || is_host(host, rest))).then_some(start)
}

/// True for a name such as `x.com` or `dept.gov.in`, and what follows it. A bare `word.in` is more often a missing space.
fn is_host(host: &str, rest: &str) -> bool {
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let has_path = || rest.starts_with('/');
    !labels.next().unwrap_or_default().is_empty()
        && match top {
            "com" | "org" | "net" => true,
            "in" | "pk" | "uk" | "gov" | "edu" | "info" | "io" | "me" | "be" | "ly" | "co" | "gle" | "tv" => {
                labels.next().is_some() || has_path()
            }
            "watch" | "app" | "dev" | "link" | "live" | "news" | "page" | "site" | "xyz" => has_path(),
            _ => false,
        }
}

/// True where what follows a host is more of its address: a port, a path, a question, a fragment.
fn continues(rest: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '[' | ']');
    let mut chars = rest.chars();
    match chars.next() {
        Some('/' | '#') => true,
        Some(':') => chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some('?') => chars.as_str().trim_start_matches(is_name).starts_with('='),
        _ => false,
    }
}

/// The end of an address that begins at `start`: before blanks, quote marks, the bracket around it and the signs of bold type, and
/// without the punctuation behind it.
fn end(text: &str, start: usize) -> usize {
    let address = &text[start..];
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let host = address.trim_start_matches(in_host);
    let long = if host.starts_with("://") || continues(host) {
        let mut open = 0_usize;
        let ends = |c: char| match c {
            '(' => {
                open += 1;
                false
            }
            ')' => match open.checked_sub(1) {
                Some(left) => {
                    open = left;
                    false
                }
                None => true,
            },
            '"' | '“' | '”' | '„' | '«' | '»' | '<' | '>' | '[' | ']' | '{' | '}' | '*' | '|' | '`' => true,
            c => c.is_whitespace(),
        };
        address.find(ends).unwrap_or(address.len())
    } else {
        address.len() - host.len()
    };
    let signs = ['.', ',', '-', '\'', '’', '‘', '!', '?', ';', ':', '।', '…'];
    start + address[..long].trim_end_matches(signs).len()
}

/// The e-mail address around the `@` at `at`, in these letters. Nothing before `from` is looked at.
pub(super) fn email(text: &str, from: usize, at: usize, is_letter: impl Fn(char) -> bool) -> Option<Range<usize>> {
    let in_name = |c: char| is_letter(c) || matches!(c, '.' | '_' | '-' | '+' | '*');
    let start = from + text[from..at].trim_end_matches(in_name).len();
    let domain = &text[at + 1..];
    let after = domain.trim_start_matches(|c| is_letter(c) || matches!(c, '.' | '-'));
    let domain = domain[..domain.len() - after.len()].trim_end_matches('.');
    (start < at && domain.contains('.') && !domain.starts_with('.')).then(|| start..at + 1 + domain.len())
}

/// E-mail addresses of a folded text in letters of any script, in links too: rather too many than too few.
pub fn emails(folded: &str) -> impl Iterator<Item = Range<usize>> {
    let letter = |c: char| is_alphanumeric(c) || is_mark(c);
    let mut from = 0;
    folded.match_indices('@').filter_map(move |(at, _)| {
        let found = email(folded, from.min(at), at, letter);
        from = found.as_ref().map_or(at, |found| found.end);
        found
    })
}

/// Marks that stand inside words.
pub(super) fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0900..=0x0963 | 0x0A80..=0x0AE3 | 0x064B..=0x065F)
}
