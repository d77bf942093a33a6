//! What the page is given of a post: its text made visible, cut where it is long, and every span in UTF-16 units of that text.

use super::super::escape::{terminal, visible};
use super::super::lines::Lines;
use super::super::statistics::day;
use crate::finding::{Change, Finding};
use crate::post::Post;
use crate::rule::{Confidence, Lang, Rule};
use crate::text::fold::{ceil_grapheme, floor_grapheme};
use crate::text::span::{InPost, Span};
use serde::Serialize;
use std::ops::Range;

/// Bytes of a post that is shown whole. Of a longer one each finding shows its surroundings.
const WHOLE: usize = 4096;

/// Bytes of surroundings either side of a finding.
const AROUND: usize = 800;

/// Bytes of a finding's own span that are shown.
const LONGEST: usize = 3000;

/// A post, or the surroundings of findings in a long post.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    /// Number of the post in the report; parts of one post share it.
    pub number: u64,
    pub id: String,
    /// True where the id is the post's own, and not made of file and number.
    #[serde(skip_serializing_if = "is_false")]
    pub named: bool,
    pub source: String,
    pub line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// `2025-04-07`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platforms: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// Language, as stated or by its letters.
    pub group: String,
    /// For fonts and readers.
    pub lang: &'static str,
    pub text: String,
    /// Text was cut off before.
    #[serde(skip_serializing_if = "is_false")]
    pub before: bool,
    /// Text was cut off behind.
    #[serde(skip_serializing_if = "is_false")]
    pub after: bool,
    pub found: Vec<Found>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    /// Number of the rule.
    #[serde(rename = "r")]
    pub rule: usize,
    /// 0 error, 1 warning, 2 advice.
    #[serde(rename = "s")]
    pub severity: usize,
    /// Rests on weights alone.
    #[serde(rename = "w", skip_serializing_if = "is_false")]
    pub by_weight: bool,
    /// 0 high, 1 medium, 2 low.
    #[serde(rename = "c")]
    pub confidence: usize,
    pub from: usize,
    pub to: usize,
    /// Line and column.
    pub at: String,
    /// From, to, and what is said of it; nothing where only its list is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<(usize, usize, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<(&'static str, String)>,
    /// Weaker than its rule.
    #[serde(rename = "l", skip_serializing_if = "is_false")]
    pub weaker: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<&'static str>,
    /// The permission that covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<String>,
    /// What a rule over the archive saw in this case.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The parts of a post, with the numbers that `rule` gives to the rules.
pub(super) fn parts(
    number: u64,
    post: &Post,
    findings: &[Finding],
    speech: Lang,
    mut rule: impl FnMut(&Finding) -> usize,
) -> Vec<Shown> {
    let lines = Lines::new(post);
    let mut found = |window: &Range<usize>, findings: &[&Finding]| {
        let found = findings.iter().map(|finding| Found {
            cover: crate::render::covered(finding, speech).map(|cover| terminal(&cover).into_owned()),
            told: finding.told.as_ref().map(|told| visible(Rule::text_in(told, speech))),
            ..Found::new(post, finding, rule(finding), window, &lines)
        });
        Shown::new(number, post, window, found.collect(), &lines)
    };
    if post.text.len() <= WHOLE {
        let all: Vec<&Finding> = findings.iter().collect();
        return vec![found(&(0..post.text.len()), &all)];
    }
    let mut parts: Vec<(Range<usize>, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        let own = window(&post.text, finding.span);
        let near = |part: &&mut (Range<usize>, Vec<&Finding>)| {
            own.start <= part.0.end && part.0.start <= own.end && hull(&part.0, &own).len() <= WHOLE
        };
        match parts.iter_mut().rev().find(near) {
            Some((window, found)) => {
                *window = hull(window, &own);
                found.push(finding);
            }
            None => parts.push((own, vec![finding])),
        }
    }
    parts.iter().map(|(window, findings)| found(window, findings)).collect()
}

fn hull(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.min(other.start)..one.end.max(other.end)
}

/// The surroundings of a span, on grapheme boundaries.
fn window(text: &str, span: Span<InPost>) -> Range<usize> {
    let end = span.end.min(span.start + LONGEST);
    let from = floor_grapheme(text, span.start.saturating_sub(AROUND));
    let to = ceil_grapheme(text, (end + AROUND).min(text.len()));
    from..to
}

/// UTF-16 units of what is shown of `text`.
fn units(text: &str) -> usize {
    shown(text).encode_utf16().count()
}

/// `text` with what cannot be seen made visible, and line breaks as the page has them.
fn shown(text: &str) -> String {
    visible(text).replace("\r\n", "\n").replace('\r', "\n")
}

impl Shown {
    fn new(number: u64, post: &Post, window: &Range<usize>, found: Vec<Found>, lines: &Lines<'_>) -> Shown {
        let text = &post.text[window.clone()];
        let letters = Letters::of(text);
        let made = format!("{}#{}", post.origin.source, post.origin.record);
        Shown {
            number,
            id: terminal(&post.id).into_owned(),
            named: post.id != made && post.id != post.origin.source,
            source: terminal(&post.origin.source).into_owned(),
            line: lines.at(0).line,
            author: post.meta.author.as_deref().map(|author| terminal(author).into_owned()),
            time: post.meta.posted_at.as_deref().map(|time| terminal(time).into_owned()),
            day: day(post),
            platforms: (!post.meta.platforms.is_empty())
                .then(|| post.meta.platforms.iter().map(|platform| platform.word()).collect()),
            kind: post.meta.kind.map(crate::post::Kind::word),
            group: group(post, letters),
            lang: letters.lang(),
            text: shown(text),
            before: window.start > 0,
            after: window.end < post.text.len(),
            found,
        }
    }
}

impl Found {
    fn new(post: &Post, finding: &Finding, rule: usize, window: &Range<usize>, lines: &Lines<'_>) -> Found {
        let unit = |byte: usize| units(&post.text[window.start..byte.clamp(window.start, window.end)]);
        let at = lines.at(finding.span.start);
        let labels = finding
            .labels
            .iter()
            .filter(|label| label.span.start < window.end && label.span.end > window.start)
            .map(|label| {
                let word = label.says().unwrap_or_default().to_owned();
                (unit(label.span.start), unit(label.span.end), word)
            });
        Found {
            rule,
            severity: finding.severity.place(),
            confidence: match finding.confidence {
                Confidence::High => 0,
                Confidence::Medium => 1,
                Confidence::Low => 2,
            },
            by_weight: finding.by_weight,
            from: unit(finding.span.start),
            to: unit(finding.span.end),
            at: format!("{}:{}", at.line, at.column),
            labels: labels.collect(),
            matched: finding
                .matched
                .iter()
                .map(|matched| (terminal(&matched.entry).into_owned(), matched.folds.join(", ")))
                .collect(),
            depends: finding.depends_on.clone(),
            weaker: finding.severity < finding.rule.severity,
            fix: finding.fix.as_ref().map(|fix| {
                let old = post.text.get(fix.span.range()).unwrap_or_default();
                (terminal(old).into_owned(), terminal(&fix.replacement).into_owned())
            }),
            change: finding.change.map(Change::word),
            cover: None,
            told: None,
        }
    }
}

/// The language a post states, else its letters.
fn group(post: &Post, letters: Letters) -> String {
    match &post.meta.lang {
        Some(tag) => match tag.parse::<Lang>() {
            Ok(lang) => lang.word().to_owned(),
            Err(_) => terminal(tag).chars().take(24).collect(),
        },
        None => letters.key().to_owned(),
    }
}

/// The letters that most of a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letters {
    Arabic,
    Devanagari,
    Gujarati,
    Latin,
    None,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let mut counts = [0usize; 4];
        for letter in text.chars().filter(|char| char.is_alphabetic()) {
            match letter {
                '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' | '\u{FB50}'..='\u{FEFC}' => {
                    counts[0] += 1;
                }
                '\u{900}'..='\u{97F}' => counts[1] += 1,
                '\u{A80}'..='\u{AFF}' => counts[2] += 1,
                'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' => counts[3] += 1,
                _ => {}
            }
        }
        let all = [Letters::Arabic, Letters::Devanagari, Letters::Gujarati, Letters::Latin];
        let most = all.into_iter().zip(counts).rev().max_by_key(|(_, count)| *count);
        most.filter(|(_, count)| *count > 0)
            .map_or(Letters::None, |(letters, _)| letters)
    }

    /// The ISO 15924 code.
    fn key(self) -> &'static str {
        match self {
            Letters::Arabic => "Arab",
            Letters::Devanagari => "Deva",
            Letters::Gujarati => "Gujr",
            Letters::Latin => "Latn",
            Letters::None => "Zyyy",
        }
    }

    /// The tag that chooses fonts and voices.
    fn lang(self) -> &'static str {
        match self {
            Letters::Arabic => "ur",
            Letters::Devanagari => "hi",
            Letters::Gujarati => "gu",
            Letters::Latin | Letters::None => "und-Latn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_post_is_cut_around_the_span_on_clusters() {
        let text = "नमस्ते ".repeat(2000);
        let span = Span::new(19 * 500, 19 * 501);
        let cut = window(&text, span);
        assert!(cut.len() <= 19 + 2 * AROUND + 40 && cut.start > 0 && cut.end < text.len());
        assert!(text.is_char_boundary(cut.start) && text.is_char_boundary(cut.end));
        assert_eq!(window("short", Span::new(0, 5)), 0..5);
    }

    #[test]
    fn what_is_shown_is_counted_as_it_is_shown() {
        assert_eq!(shown("a\u{202e}b\r\nc\0"), "a⟨U+202E⟩b\nc⟨U+0000⟩");
        assert_eq!(units("a\u{202e}"), 9);
    }

    #[test]
    fn letters_are_those_of_most_of_the_text() {
        assert_eq!(Letters::of("آج PTI کا جلسہ"), Letters::Arabic);
        assert_eq!(Letters::of("वोट please"), Letters::Latin);
        assert_eq!(Letters::of("123 😀"), Letters::None);
    }
}
