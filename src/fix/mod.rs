//! In: a post and its findings. Out: replacements that are safe: they mask, add a line, or take out what nobody sees.
//! Never: another word for the author's; a sentence is not rewritten.

mod unseen;

use crate::finding::{Excuse, Finding, Fix, NamedBy};
use crate::platform;
use crate::post::Post;
use crate::rule::Lang;
use crate::text::span::{InPost, Span};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Characters of a masked number that stay, so that its owner knows it.
const SHOWN: usize = 4;

/// What stands for a masked character. Not a letter, so that no word arises; not `*`, which makes text bold in chats.
const MASK: char = '•';

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Words {
    masks: BTreeSet<String>,
    disclaimer: Disclaimer,
    small_words: BTreeMap<Lang, BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disclaimer {
    family: String,
    lines: BTreeMap<Lang, Vec<String>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[allow(clippy::expect_used, reason = "a file of this crate, read by its tests")]
    serde_yaml::from_str(include_str!("words.yaml")).expect("src/fix/words.yaml is as this file reads it")
});

/// The `word`s of patterns whose matches are masked.
pub fn masked_words() -> impl Iterator<Item = &'static str> {
    WORDS.masks.iter().map(String::as_str)
}

/// Puts safe replacements into the findings of a post. What is to be added is offered once, however many findings miss it.
pub fn offer(post: &Post, findings: &mut [Finding]) {
    let mut added: Vec<Fix> = Vec::new();
    for finding in findings {
        let all = of(post, finding);
        let Some(hull) = all.iter().map(|fix| fix.span).reduce(Span::hull) else {
            continue;
        };
        let fix = Fix {
            span: hull,
            replacement: apply(&post.text, hull, &all),
        };
        if hull.is_empty() && added.contains(&fix) {
            continue;
        }
        added.extend(hull.is_empty().then(|| fix.clone()));
        finding.fix = Some(fix);
    }
}

/// Every replacement for a post, in order, none over another. `unsafe_too`: also those that could change how a text looks.
pub fn all(post: &Post, findings: &[Finding], unsafe_too: bool) -> Vec<Fix> {
    let counts = |finding: &&Finding| matches!(finding.excuse, None | Some(Excuse::Baseline | Excuse::Unchanged));
    let mut fixes: Vec<Fix> = findings
        .iter()
        .filter(counts)
        .flat_map(|finding| of(post, finding))
        .collect();
    fixes.extend(unseen::fixes(&post.text, unsafe_too));
    fixes.retain(|fix| {
        let at = post.unposted.partition_point(|comment| comment.end <= fix.span.start);
        let is_posted = !post.unposted.get(at).is_some_and(|comment| comment.overlaps(fix.span));
        is_posted && fix.span.end <= post.own_end()
    });
    fixes.sort_by_key(|fix| fix.span);
    let mut end = 0;
    fixes.retain(|fix| {
        let free = fix.span.start >= end;
        end = end.max(fix.span.end + usize::from(fix.span.is_empty()));
        free
    });
    fixes
}

/// A stretch of a text with replacements in it made.
fn apply(text: &str, stretch: Span<InPost>, fixes: &[Fix]) -> String {
    let mut out = String::new();
    let mut at = stretch.start;
    for fix in fixes.iter().filter(|fix| stretch.covers(fix.span)) {
        out.push_str(&text[at..fix.span.start]);
        out.push_str(&fix.replacement);
        at = fix.span.end;
    }
    out.push_str(&text[at..stretch.end]);
    out
}

/// The replacements for one finding, in order.
fn of(post: &Post, finding: &Finding) -> Vec<Fix> {
    if finding.rule.family == WORDS.disclaimer.family {
        return disclaimer(post).into_iter().collect();
    }
    let mut spans: Vec<Span<InPost>> = finding
        .labels
        .iter()
        .filter(|label| label.by == NamedBy::Pattern && WORDS.masks.contains(&label.word))
        .map(|label| label.span)
        // A title or tag that was joined to the text stands elsewhere.
        .filter(|span| span.end <= post.own_end())
        .collect();
    spans.sort_unstable();
    spans.dedup_by(|next, kept| kept.overlaps(*next));
    spans
        .into_iter()
        .filter_map(|span| {
            let replacement = masked(&post.text[span.range()]);
            (replacement != post.text[span.range()]).then_some(Fix { span, replacement })
        })
        .collect()
}

/// A number with all but its last letters and digits masked; what parts it stays.
fn masked(number: &str) -> String {
    let total = number.chars().filter(|c| c.is_alphanumeric()).count();
    let mut seen = 0;
    number
        .chars()
        .map(|c| {
            seen += usize::from(c.is_alphanumeric());
            if c.is_alphanumeric() && seen + SHOWN <= total {
                MASK
            } else {
                c
            }
        })
        .collect()
}

/// The line that the views are the author's own, in the post's language, where the platform has room for it.
fn disclaimer(post: &Post) -> Option<Fix> {
    let lines = WORDS.disclaimer.lines.get(&language(post))?;
    let parted = match (post.text.contains("\r\n"), post.text.contains('\n')) {
        (true, _) => "\r\n\r\n",
        (false, true) => "\n\n",
        (false, false) => "\n",
    };
    let posted = platform::posted(post);
    let fits = |line: &&String| {
        let whole = format!("{posted}{parted}{line}");
        post.meta
            .platforms
            .iter()
            .all(|platform| platform::length(&whole, *platform) <= platform::limit(*platform))
    };
    let line = lines.iter().find(fits)?;
    Some(Fix {
        span: Span::new(post.own_end(), post.own_end()),
        replacement: format!("{parted}{line}"),
    })
}

/// The language a post is written in: by its script; in Latin letters by its small words, else by what its author says.
fn language(post: &Post) -> Lang {
    let mut letters: BTreeMap<Lang, usize> = BTreeMap::new();
    for c in post.text.chars().filter(|c| c.is_alphabetic()) {
        let lang = match u32::from(c) {
            0x0600..=0x06FF | 0x0750..=0x077F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Lang::Ur,
            0x0900..=0x097F => Lang::Hi,
            0x0A80..=0x0AFF => Lang::Gu,
            _ => Lang::En,
        };
        *letters.entry(lang).or_default() += 1;
    }
    let most = letters
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(Lang::En, |(lang, _)| lang);
    if most != Lang::En {
        return most;
    }
    let stated = post.meta.lang.as_deref().and_then(|lang| lang.parse::<Lang>().ok());
    if let Some(stated) = stated.filter(|lang| lang.is_romanised()) {
        return stated;
    }
    let words: BTreeSet<String> = post
        .text
        .split(|c: char| !c.is_alphabetic())
        .map(str::to_lowercase)
        .collect();
    let known = |(lang, small): (&Lang, &BTreeSet<String>)| (small.intersection(&words).count(), *lang);
    match WORDS.small_words.iter().map(known).max() {
        Some((2.., lang)) => lang,
        _ => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_the_last_four_and_the_shape() {
        assert_eq!(masked("35202-1234567-1"), "•••••-••••567-1");
        assert_eq!(masked("9999 0000 1234"), "•••• •••• 1234");
        assert_eq!(masked("+91 ९००००१२३४५"), "+•• ••••••२३४५");
    }

    #[test]
    fn the_language_is_that_of_most_letters_or_of_small_words() {
        let of = |text: &str| language(&Post::from_text(text));
        assert_eq!(of("यह योजना अच्छी है PM"), Lang::Hi);
        assert_eq!(of("یہ منصوبہ اچھا ہے"), Lang::Ur);
        assert_eq!(of("આ યોજના સારી છે"), Lang::Gu);
        assert_eq!(of("aa yojana saari che ane sarkar nu kaam"), Lang::GuLatn);
        assert_eq!(of("ye sarkar ki yojana achchi hai"), Lang::HiLatn);
        assert_eq!(of("The scheme is good"), Lang::En);
    }
}
