//! In: a post with its findings. Out: the same without personal data, or without its author's name. Never: finding what is
//! personal; the rules know that ([`Engine::personal`]).
//!
//! Personal data become [`MASK`], the same for every length. Spans and labels point into the masked text; so do columns.
//! A fingerprint is a hash that a patient reader could invert for a number of few digits, so findings of a masked post are
//! fingerprinted anew, over the masked text: stable between masked runs, but another than in a run that masks nothing.

use crate::engine::scan::Engine;
use crate::finding::{Finding, Refusal};
use crate::hash;
use crate::post::{Place, Post};
use crate::text::span::{InPost, Span};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// What stands for personal data, however long they were.
pub const MASK: &str = "█████";

/// Words either side of a span that belong to its fingerprint.
const AROUND: usize = 3;

/// Fewest bytes of a key.
const SHORTEST_KEY: usize = 16;

/// Bytes of a code.
const CODE: usize = 6;

/// Letters of an author's name that is looked for in ids.
const TELLING: usize = 4;

/// Ends of file names that stay; any other may be a part of a person's name.
const KINDS: &[&str] = &[
    "csv", "gz", "htm", "html", "js", "json", "jsonl", "md", "markdown", "ndjson", "tar", "tgz", "tsv", "tweet", "txt",
    "zip",
];

/// What is taken out of reports.
#[derive(Debug, Default)]
pub struct Redaction {
    /// Mask personal data.
    pub personal: bool,
    /// Authors by codes.
    pub pseudonyms: Option<Pseudonyms>,
}

/// Codes for authors: the same author and key, the same code; without the key no way back but guessing key and name.
#[derive(Clone)]
pub struct Pseudonyms {
    key: Hmac<Sha256>,
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pseudonyms")
    }
}

/// A key that is none.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Too short.
    #[error("holds {0} bytes, and a key needs at least {SHORTEST_KEY}; make one with `head -c 32 /dev/urandom > FILE`")]
    Short(usize),
    /// The system gave none.
    #[error("this system gives no random numbers for a key: {0}")]
    Random(getrandom::Error),
}

impl Pseudonyms {
    /// Under a key that nobody keeps: the codes are the same within a run only.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn of_this_run() -> Result<Pseudonyms, KeyError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(KeyError::Random)?;
        Pseudonyms::under(&key)
    }

    /// Under the bytes of a key, for codes that stay the same from run to run. Line breaks at its end do not count.
    ///
    /// # Errors
    /// Where it is too short to be one.
    pub fn under(key: &[u8]) -> Result<Pseudonyms, KeyError> {
        let key = key.trim_ascii_end();
        if key.len() < SHORTEST_KEY {
            return Err(KeyError::Short(key.len()));
        }
        Hmac::new_from_slice(key)
            .map(|key| Pseudonyms { key })
            .map_err(|_| KeyError::Short(key.len()))
    }

    /// The code of an author: HMAC-SHA-256, its first 48 bits. A code, as reports of an earlier run hold them, stays.
    pub fn code(&self, author: &str) -> String {
        match is_code(author, "author-") {
            true => author.to_owned(),
            false => format!("author-{}", self.hash(author.trim())),
        }
    }

    /// The code of a file, for exports are named after the people whose they are. Files within files are coded each for itself.
    pub fn file(&self, source: &str) -> String {
        let coded = source.split('!').map(|file| match file {
            "-" | "--text" => file.to_owned(),
            file => match file.rsplit_once('.').filter(|(_, end)| KINDS.contains(end)) {
                Some((stem, _)) if is_code(stem, "file-") => file.to_owned(),
                Some((_, end)) => format!("file-{}.{end}", self.hash(file)),
                None if is_code(file, "file-") => file.to_owned(),
                None => format!("file-{}", self.hash(file)),
            },
        });
        coded.collect::<Vec<_>>().join("!")
    }

    /// The id of a post of this author: one made of file and number, or its own.
    fn id(&self, id: &str, author: Option<&str>) -> String {
        let made = id.rsplit_once('#').filter(|(_, number)| number.parse::<u64>().is_ok());
        let id = match made {
            Some((file, number)) => format!("{}#{number}", self.file(file)),
            None => id.to_owned(),
        };
        match author.filter(|author| author.chars().count() >= TELLING) {
            Some(author) => id.replace(author, &self.code(author)),
            None => id,
        }
    }

    fn hash(&self, name: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(name.as_bytes());
        hash::hex(&mac.finalize().into_bytes()[..CODE])
    }
}

/// True for a code behind this word.
fn is_code(name: &str, word: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    name.strip_prefix(word)
        .is_some_and(|code| code.len() == 2 * CODE && code.bytes().all(digit))
}

impl Redaction {
    /// A post and its findings as reports may show them.
    pub fn apply(&self, engine: &Engine, mut post: Post, mut findings: Vec<Finding>) -> (Post, Vec<Finding>) {
        if let Some(pseudonyms) = &self.pseudonyms {
            let author = post.meta.author.take();
            post.id = match post.id == post.origin.source {
                true => pseudonyms.file(&post.id),
                false => pseudonyms.id(&post.id, author.as_deref()),
            };
            post.origin.source = pseudonyms.file(&post.origin.source);
            post.meta.author = author.map(|author| pseudonyms.code(&author));
        }
        if self.personal {
            let masks = Masks::of(engine, &post.text);
            if !masks.spans.is_empty() {
                let text = masks.text(&post.text).into_owned();
                for finding in &mut findings {
                    masks.move_spans(finding);
                    finding.fingerprint = fingerprint(&finding.rule.id, &text, finding.span);
                }
                if let Place::Verbatim { joined, .. } = &mut post.origin.place {
                    joined.iter_mut().for_each(|joined| joined.at = masks.end(joined.at));
                }
                post.text = text;
            }
            // A replacement keeps a part of what it masks.
            findings.iter_mut().for_each(|finding| finding.fix = None);
            for part in [&mut post.id, &mut post.origin.source]
                .into_iter()
                .chain(&mut post.title)
                .chain(&mut post.meta.author)
            {
                if let Cow::Owned(masked) = self.text(engine, part) {
                    *part = masked;
                }
            }
        }
        (post, findings)
    }

    /// A person's name as reports may show it.
    pub fn person(&self, engine: &Engine, name: &str) -> String {
        match &self.pseudonyms {
            Some(pseudonyms) => pseudonyms.code(name),
            None => self.text(engine, name).into_owned(),
        }
    }

    /// The id of a post of this author as reports may show it.
    pub fn id(&self, engine: &Engine, id: &str, author: Option<&str>) -> String {
        match &self.pseudonyms {
            Some(pseudonyms) => self.text(engine, &pseudonyms.id(id, author)).into_owned(),
            None => self.text(engine, id).into_owned(),
        }
    }

    /// A file's name as reports may show it.
    pub fn source(&self, engine: &Engine, source: &str) -> String {
        let named = match &self.pseudonyms {
            Some(pseudonyms) => Cow::Owned(pseudonyms.file(source)),
            None => Cow::Borrowed(source),
        };
        self.text(engine, &named).into_owned()
    }

    /// A sentence about a file, which may name it, as reports may show it.
    pub fn cause(&self, engine: &Engine, cause: &str, source: &str) -> String {
        match &self.pseudonyms {
            Some(pseudonyms) => {
                let coded = cause.replace(source, &pseudonyms.file(source));
                self.text(engine, &coded).into_owned()
            }
            None => self.text(engine, cause).into_owned(),
        }
    }

    /// What could not be read, as reports may show it.
    pub fn refusal(&self, engine: &Engine, refusal: Refusal) -> Refusal {
        Refusal {
            source: self.source(engine, &refusal.source),
            cause: self.cause(engine, &refusal.cause, &refusal.source),
            ..refusal
        }
    }

    /// A text beside posts as reports may show it.
    pub fn text<'t>(&self, engine: &Engine, text: &'t str) -> Cow<'t, str> {
        if self.personal {
            Masks::of(engine, text).text(text)
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// Where masks go, and where a byte stands once they are there.
struct Masks {
    spans: Vec<Span<InPost>>,
}

impl Masks {
    fn of(engine: &Engine, text: &str) -> Masks {
        Masks {
            spans: engine.personal(text),
        }
    }

    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for span in &self.spans {
            masked.push_str(&text[at..span.start]);
            masked.push_str(MASK);
            at = span.end;
        }
        masked.push_str(&text[at..]);
        Cow::Owned(masked)
    }

    fn move_spans(&self, finding: &mut Finding) {
        finding.span = self.moved(finding.span);
        for label in &mut finding.labels {
            label.span = self.moved(label.span);
        }
    }

    /// A span of the masked text. One that reached into a mask covers it.
    fn moved(&self, span: Span<InPost>) -> Span<InPost> {
        if span.is_empty() {
            let at = self.end(span.end);
            return Span::new(at, at);
        }
        Span::new(self.start(span.start), self.end(span.end))
    }

    fn start(&self, byte: usize) -> usize {
        match self.spans.iter().find(|mask| mask.start <= byte && byte < mask.end) {
            Some(mask) => self.shifted(mask.start),
            None => self.shifted(byte),
        }
    }

    fn end(&self, byte: usize) -> usize {
        match self.spans.iter().find(|mask| mask.start < byte && byte < mask.end) {
            Some(mask) => self.shifted(mask.end),
            None => self.shifted(byte),
        }
    }

    /// Where a byte outside of all masks, or on the edge of one, stands.
    fn shifted(&self, byte: usize) -> usize {
        let before = self.spans.iter().take_while(|mask| mask.end <= byte);
        before.fold(byte, |at, mask| at + MASK.len() - mask.len())
    }
}

/// Rule, masked span and the words around it.
fn fingerprint(rule: &str, text: &str, span: Span<InPost>) -> String {
    let mut hasher = Sha256::new();
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let mut lead: Vec<&str> = before.unicode_words().rev().take(AROUND).collect();
    lead.reverse();
    let parts = [rule, &text[span.range()]]
        .into_iter()
        .chain(lead)
        .chain(after.unicode_words().take(AROUND));
    for part in parts {
        hasher.update(part.to_lowercase());
        hasher.update([0]);
    }
    hash::hex(&hasher.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_the_text_into_and_around_masks() {
        let masks = Masks {
            spans: vec![Span::new(2, 4), Span::new(6, 16)],
        };
        let text = "ab12cd0123456789ef";
        let masked = masks.text(text);
        assert_eq!(masked, format!("ab{MASK}cd{MASK}ef"));
        let shown = |start, end| &masked[masks.moved(Span::new(start, end)).range()];
        assert_eq!(shown(0, 2), "ab");
        assert_eq!(shown(2, 4), MASK);
        assert_eq!(shown(3, 5), format!("{MASK}c"));
        assert_eq!(shown(8, 18), format!("{MASK}ef"));
        assert_eq!(shown(4, 6), "cd");
        assert_eq!(masks.moved(Span::new(18, 18)), Span::new(masked.len(), masked.len()));
    }

    #[test]
    fn a_code_depends_on_author_and_key() {
        let one = Pseudonyms::under(b"0123456789abcdef\n").expect("a key");
        let same = Pseudonyms::under(b"0123456789abcdef").expect("a key");
        let other = Pseudonyms::under(b"0123456789abcdeg").expect("a key");
        assert_eq!(one.code("Ayesha"), same.code("Ayesha "));
        assert_ne!(one.code("Ayesha"), one.code("Farooq"));
        assert_ne!(one.code("Ayesha"), other.code("Ayesha"));
        assert!(Pseudonyms::under(b"short").is_err());
    }

    #[test]
    fn a_file_is_coded_wherever_it_is_named_and_keeps_its_kind() {
        let key = Pseudonyms::under(b"0123456789abcdef").expect("a key");
        let chat = key.file("WhatsApp Chat with Asma Khan.txt");
        assert!(chat.starts_with("file-") && chat.ends_with(".txt"), "{chat}");
        assert_eq!(
            key.id("WhatsApp Chat with Asma Khan.txt#12", Some("Bilal")),
            format!("{chat}#12")
        );
        assert_eq!(key.id("Bilal-3", Some("Bilal")), format!("{}-3", key.code("Bilal")));
        let inner = key.file("asma.zip!chat.Khan");
        assert!(
            !inner.contains("asma") && !inner.contains("Khan") && inner.contains(".zip!file-"),
            "{inner}"
        );
        assert_eq!(key.file("-"), "-");
    }
}
