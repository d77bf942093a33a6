//! One page that opens offline: totals, charts, and a list to filter and search.
//!
//! The findings are written as they come, as JSON in a script element at the head of the page; what is known only in the end
//! (totals, charts, rules) and the first posts, for readers without JavaScript, follow. So nothing is held but counts and the
//! first posts, and no copy of a post lies anywhere else. Only the page's own script and style may run: the content security
//! policy names their hashes.

mod card;
mod page;
mod shown;
mod totals;
mod words;

use super::escape;
use super::words::Words;
use super::{RenderOptions, Writer};
use crate::finding::{Change, Finding, Refusal, Summary};
use crate::post::{Platform, Post};
use crate::rule::{Confidence, Lang, Rule, Severity};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shown::Shown;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use totals::{Counts, html};
use words::{LANGUAGES, Page};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Posts that are listed without JavaScript.
const STATIC: usize = 50;

/// Refusals and findings gone that are named one by one; more are counted.
const NAMED: usize = 200;

/// What the page is told of a rule.
#[derive(Debug, Serialize)]
struct RuleFacts {
    id: String,
    pack: String,
    title: String,
    family: String,
    message: String,
    advice: String,
    /// Language of message and advice.
    lang: &'static str,
    clauses: Vec<ClauseFacts>,
}

#[derive(Debug, Serialize)]
struct ClauseFacts {
    id: String,
    says: String,
    cite: String,
}

/// Words for keys, by filter.
#[derive(Debug, Serialize)]
struct Names(BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>);

impl Names {
    fn new(words: &Words, page: &Page) -> Names {
        let severity = Severity::ALL.iter().map(|s| (s.word(), words.severity(*s)));
        let confidence = [Confidence::High, Confidence::Medium, Confidence::Low].map(|c| (c.word(), words.level(c)));
        let platform = Platform::ALL.iter().map(|p| {
            let name = match p {
                Platform::X => "X",
                Platform::Facebook => "Facebook",
                Platform::Instagram => "Instagram",
                Platform::Whatsapp => "WhatsApp",
                Platform::Telegram => "Telegram",
                Platform::Youtube => "YouTube",
                Platform::Linkedin => "LinkedIn",
                Platform::Other => page.other_platform,
            };
            (p.word(), name)
        });
        let change = [Change::New, Change::Same].map(Change::word);
        Names(BTreeMap::from([
            ("severity", severity.collect()),
            ("confidence", confidence.into_iter().collect()),
            ("platform", platform.collect()),
            ("language", LANGUAGES.into_iter().zip(page.languages).collect()),
            ("change", change.into_iter().zip(words.changes).collect()),
        ]))
    }

    fn name<'n>(&'n self, filter: &str, key: &'n str) -> &'n str {
        self.0
            .get(filter)
            .and_then(|names| names.get(key))
            .copied()
            .unwrap_or(key)
    }

    fn platform(&self, key: &str) -> String {
        self.name("platform", key).to_owned()
    }

    fn language(&self, key: &str) -> String {
        self.name("language", key).to_owned()
    }

    fn change<'n>(&'n self, key: &'n str) -> &'n str {
        self.name("change", key)
    }
}

/// What the script is told besides the posts.
#[derive(Serialize)]
struct Facts<'f> {
    rules: &'f [RuleFacts],
    words: BTreeMap<&'static str, &'static str>,
    names: &'f Names,
}

pub(super) struct Html<W> {
    out: W,
    lang: Lang,
    words: &'static Words,
    page: &'static Page,
    names: Names,
    rules: Vec<RuleFacts>,
    numbers: HashMap<String, usize>,
    counts: Counts,
    /// Number of each flagged post by the hash of where it stands: what is found over an archive comes after the posts, and
    /// belongs to one of them.
    posts: HashMap<u64, u64>,
    hasher: RandomState,
    written: bool,
    first: Vec<Shown>,
}

impl<W: Write> Html<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        let (words, page) = (Words::of(options.lang), Page::of(options.lang));
        Html {
            out,
            lang: options.lang,
            words,
            page,
            names: Names::new(words, page),
            rules: Vec::new(),
            numbers: HashMap::new(),
            counts: Counts::default(),
            posts: HashMap::new(),
            hasher: RandomState::new(),
            written: false,
            first: Vec::new(),
        }
    }
}

impl<W: Write> Writer for Html<W> {
    fn begin(&mut self) -> io::Result<()> {
        let direction = if self.lang == Lang::Ur { "rtl" } else { "ltr" };
        write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"generator\" content=\"postlint {}\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <script type=\"application/json\" id=\"posts\">[",
            self.lang,
            hash(SCRIPT),
            hash(STYLE),
            env!("CARGO_PKG_VERSION"),
            html(self.page.title),
        )
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let next = self.posts.len() as u64 + 1;
        let place = self
            .hasher
            .hash_one((&post.origin.source, post.origin.record, &post.id));
        let number = *self.posts.entry(place).or_insert(next);
        let (rules, numbers, lang) = (&mut self.rules, &mut self.numbers, self.lang);
        let parts = shown::parts(number, post, findings, lang, |finding| {
            *numbers.entry(finding.rule.id.clone()).or_insert_with(|| {
                rules.push(RuleFacts::new(&finding.rule, lang));
                rules.len() - 1
            })
        });
        if let Some(part) = parts.first() {
            let platforms = part.platforms.clone().unwrap_or_default();
            let (author, day) = (part.author.as_deref(), part.day.as_deref());
            self.counts.add(author, day, &platforms, &part.group, findings);
        }
        for part in parts {
            self.out.write_all(if self.written { b",\n" } else { b"\n" })?;
            self.written = true;
            escape::script_json(&mut self.out, &part)?;
            if self.first.len() < STATIC {
                self.first.push(part);
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        self.out
            .write_all(b"\n]</script>\n<script type=\"application/json\" id=\"facts\">")?;
        let facts = Facts {
            rules: &self.rules,
            words: self.spoken(),
            names: &self.names,
        };
        escape::script_json(&mut self.out, &facts)?;
        self.out.write_all(b"</script>\n")?;
        self.head(summary, refusals)?;
        self.charts(summary)?;
        self.list()?;
        self.unread(refusals)?;
        write!(
            self.out,
            "</main>\n<footer><p>postlint {} · <bdi>{}</bdi></p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
            env!("CARGO_PKG_VERSION"),
            html(self.page.note)
        )?;
        self.out.flush()
    }
}

impl<W: Write> Html<W> {
    /// The words that the script needs.
    fn spoken(&self) -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([
            ("assumed", self.words.assumed),
            ("confidence", self.words.confidence),
            ("count", self.page.count),
            ("dependsOn", self.words.depends_on),
            ("fix", self.words.fix),
            ("missing", self.words.missing_here),
            (
                "none",
                if self.posts.is_empty() {
                    self.page.nothing
                } else {
                    self.page.none
                },
            ),
            ("pick", self.page.pick),
            ("printed", self.page.printed),
            ("readAs", self.words.read_as),
            ("byWeight", self.words.by_weight),
            ("toDo", self.words.to_do),
            ("unknown", self.page.unknown),
            ("weaker", self.words.weaker),
            ("why", self.words.why),
        ])
    }
}

impl RuleFacts {
    fn new(rule: &Rule, lang: Lang) -> RuleFacts {
        let text = |texts| escape::visible(Rule::text_in(texts, lang));
        RuleFacts {
            id: escape::visible(&rule.id),
            pack: escape::visible(&rule.pack),
            title: escape::visible(&rule.title),
            family: escape::visible(&rule.family),
            message: text(&rule.message),
            advice: text(&rule.advice),
            lang: if rule.message.contains_key(&lang) {
                lang.word()
            } else {
                "en"
            },
            clauses: rule
                .clauses
                .iter()
                .map(|citation| ClauseFacts {
                    id: escape::visible(&citation.clause),
                    says: escape::visible(&citation.says),
                    cite: escape::visible(&citation.cite),
                })
                .collect(),
        }
    }
}

/// `sha256-…` of a script or style, as a content security policy names it.
fn hash(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("sha256-");
    for bytes in Sha256::digest(text.as_bytes()).chunks(3) {
        let word = bytes.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - bytes.len()));
        for place in 0..4 {
            out.push(match place <= bytes.len() {
                true => char::from(LETTERS[(word >> (18 - 6 * place)) as usize & 63]),
                false => '=',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn hashes_are_those_of_browsers() {
        // The example of the specification of content security policies, level 3.
        assert_eq!(
            super::hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }
}
