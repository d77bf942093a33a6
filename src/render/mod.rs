//! In: posts with their findings, one at a time, then the totals.
//! Out: bytes of one format, written as they come.
//! Never: judging, sorting, hiding; reading files; a stranger's text without the escapes of the medium.
//!
//! [`writer`] gives a [`Writer`] for a [`Format`]. `begin` once, `post` for every post that is reported (clean ones may be
//! left out; only `junit` counts them), `end` once. None holds the findings of a run: `sarif` holds its rules, `junit` a suite of
//! some megabytes, `github` the lines that GitHub will show, `html` a number for each flagged post. Lines and columns are born here (`lines`); JSON has structs of its own ([`json`]), frozen by a version.

mod checkstyle;
mod csv;
mod escape;
mod excerpt;
mod github;
mod gitlab;
mod html;
mod human;
pub mod json;
mod junit;
mod lines;
mod rdjson;
mod sarif;
mod statistics;
mod words;

pub use escape::{csv_cell, terminal, terminal_lines};
pub use lines::{Lines, Position};
pub use statistics::Statistics;

use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::{Lang, Rule};
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// The formats of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For people, on a terminal.
    #[default]
    Human,
    /// One document.
    Json,
    /// One finding a line.
    Jsonl,
    /// Static analysis results interchange format 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Code quality report of GitLab.
    Gitlab,
    /// Test report: a post is a test case.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// Reviewdog's diagnostics.
    Rdjson,
    /// A table for spreadsheets.
    Csv,
    /// A page for a browser, whole in itself.
    Html,
}

impl Format {
    /// Every format, in the order of the contract.
    pub const ALL: &'static [Format] = &[
        Format::Human,
        Format::Json,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Checkstyle,
        Format::Rdjson,
        Format::Csv,
        Format::Html,
    ];

    /// The word users write.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Checkstyle => "checkstyle",
            Format::Rdjson => "rdjson",
            Format::Csv => "csv",
            Format::Html => "html",
        }
    }

    /// True where the report itself names the records that could not be read; the others leave that to the caller.
    pub const fn tells_refusals(self) -> bool {
        match self {
            Format::Human | Format::Json | Format::Sarif | Format::Github | Format::Junit | Format::Html => true,
            Format::Jsonl | Format::Gitlab | Format::Checkstyle | Format::Rdjson | Format::Csv => false,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Format, String> {
        let wanted = text.trim().to_ascii_lowercase();
        Format::ALL
            .iter()
            .copied()
            .find(|format| format.word() == wanted)
            .ok_or_else(|| {
                let words: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
                format!("`{text}` is not one of: {}", words.join(", "))
            })
    }
}

/// What the closing line counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Drafts (`check`).
    #[default]
    Draft,
    /// Posts (`scan`).
    Post,
}

/// How to write.
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// Language of messages, advice and fixed words; one written in Latin letters counts as its own language.
    pub lang: Lang,
    /// Colours and bold, in `human`.
    pub color: bool,
    /// Cells of a terminal line, in `human`.
    pub width: usize,
    /// What is counted, in `human`.
    pub unit: Unit,
}

impl Default for RenderOptions {
    fn default() -> Self {
        RenderOptions {
            lang: Lang::En,
            color: false,
            width: 100,
            unit: Unit::Draft,
        }
    }
}

/// Writes a report as its parts come.
pub trait Writer {
    /// Before the first post.
    fn begin(&mut self) -> io::Result<()>;
    /// A post and what was found in it, in the order to be shown.
    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()>;
    /// What was found once all posts were read: in a post that was written before, or in a file of the run.
    fn afterwards(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        self.post(post, findings)
    }
    /// True where findings that are ignored, known or unchanged are wanted too; they come after those that are shown.
    fn takes_excused(&self) -> bool {
        false
    }
    /// After the last post. Flushes.
    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()>;
}

/// A writer of `format` onto `out`.
pub fn writer<'w>(format: Format, options: &RenderOptions, out: impl Write + 'w) -> Box<dyn Writer + 'w> {
    let options = RenderOptions {
        lang: spoken(options.lang),
        ..options.clone()
    };
    match format {
        Format::Human => Box::new(human::Human::new(options, out)),
        Format::Json => Box::new(json::Json::new(options, out)),
        Format::Jsonl => Box::new(json::Jsonl::new(options, out)),
        Format::Sarif => Box::new(sarif::Sarif::new(options, out)),
        Format::Github => Box::new(github::Github::new(options, out)),
        Format::Gitlab => Box::new(gitlab::Gitlab::new(options, out)),
        Format::Junit => Box::new(junit::Junit::new(options, out)),
        Format::Checkstyle => Box::new(checkstyle::Checkstyle::new(options, out)),
        Format::Rdjson => Box::new(rdjson::Rdjson::new(options, out)),
        Format::Csv => Box::new(csv::Csv::new(options, out)),
        Format::Html => Box::new(html::Html::new(options, out)),
    }
}

/// The permission that covers a finding, in one line of the reader's language.
fn covered(finding: &Finding, lang: Lang) -> Option<String> {
    let cover = finding.cover()?;
    let words = words::Words::of(lang);
    let until = cover
        .until
        .as_ref()
        .map_or(String::new(), |until| format!(", {} {until}", words.until));
    Some(format!(
        "{}: {}, {}{until}",
        words.covered_by, cover.order, cover.authority
    ))
}

/// Message and advice of a finding, led by the permission where one covers it.
fn said(finding: &Finding, lang: Lang, between: &str) -> String {
    let message = finding.message(lang);
    let advice = Rule::text_in(&finding.rule.advice, lang);
    match covered(finding, lang) {
        Some(covered) => format!("{covered}.{between}{message}{between}{advice}"),
        None => format!("{message}{between}{advice}"),
    }
}

/// The language itself, for one that is written in Latin letters: messages exist in the officers' script only.
fn spoken(lang: Lang) -> Lang {
    match lang {
        Lang::En | Lang::Any => Lang::En,
        Lang::Ur | Lang::UrLatn => Lang::Ur,
        Lang::Hi | Lang::HiLatn => Lang::Hi,
        Lang::Gu | Lang::GuLatn => Lang::Gu,
    }
}
