//! `json` and `jsonl`: the frozen shape of reports. A field once written keeps its name and meaning; additions are allowed, and
//! anything else is a new [`VERSION`].

use super::escape;
use super::lines::Lines;
use super::{RenderOptions, Writer};
use crate::finding::{Change, Compared, Finding, Gone, Refusal, Summary};
use crate::post::Post;
use crate::rule::{Confidence, Lang, Rule, Severity};
use crate::text::span::{InPost, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Version of the document and of its lines.
pub const VERSION: u32 = 1;

/// A report, as `--format json` writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Version of this shape.
    pub version: u32,
    /// What wrote it.
    pub tool: Tool,
    /// What was found, in the order of the input; then what several posts show together, likewise.
    pub findings: Vec<Record>,
    /// The totals.
    pub summary: Totals,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn this() -> Tool {
        Tool {
            name: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// A finding, as `--format jsonl` writes it, one a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// The post's own id, or one made of file and record number.
    pub post_id: String,
    /// The file.
    pub source: String,
    /// Line of the span's start, from 1.
    pub line: usize,
    /// Column of the span's start in grapheme clusters, from 1.
    pub column: usize,
    /// Pack id.
    pub pack: String,
    /// Rule id.
    pub rule: String,
    /// Clauses that may be breached.
    pub clauses: Vec<String>,
    /// Family of breach.
    pub family: String,
    /// How strongly the instrument forbids.
    pub severity: Severity,
    /// How sure the detector is.
    pub confidence: Confidence,
    /// True where no detector found anything and many small weights alone speak.
    #[serde(default)]
    pub by_weight: bool,
    /// First byte of the span in the post's text (UTF-8).
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The text of the span.
    pub text: String,
    /// First UTF-16 code unit of the span.
    pub utf16_start: usize,
    /// One past its last unit.
    pub utf16_end: usize,
    /// Further spans, and why they count.
    pub labels: Vec<LabelRecord>,
    /// Entries that matched in another than their plain form.
    pub matched: Vec<MatchedRecord>,
    /// What was seen, in the language asked for.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// What was unknown, and the value assumed.
    pub depends_on: Vec<Dependence>,
    /// The safe replacement, where there is one.
    pub fix: Option<FixRecord>,
    /// Stable across edits elsewhere in the file.
    pub fingerprint: String,
    /// Who wrote the post, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was posted, as the source states it, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted_at: Option<String>,
    /// `new` or `same`, where the run was compared with an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The permission that covers it, where one does; such a finding does not count.
    #[serde(default)]
    pub covered: Option<CoverRecord>,
}

/// A permission that covers a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverRecord {
    /// Number of the order.
    pub order: String,
    /// Who gave it.
    pub authority: String,
    /// Its last day, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// A further span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LabelRecord {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// First UTF-16 code unit.
    pub utf16_start: usize,
    /// One past the last unit.
    pub utf16_end: usize,
    /// The text.
    pub text: String,
    /// Why it counts.
    pub word: String,
}

/// A lexicon entry and the folds that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchedRecord {
    /// The entry.
    pub entry: String,
    /// The folds.
    pub folds: Vec<String>,
}

/// Something that was unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dependence {
    /// The fact: `account`, `permission` …
    pub fact: String,
    /// The value that was assumed.
    pub assumed: String,
}

/// A safe replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FixRecord {
    /// First byte to replace.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// First UTF-16 code unit.
    pub utf16_start: usize,
    /// One past the last unit.
    pub utf16_end: usize,
    /// What to put there.
    pub replacement: String,
}

/// The totals of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Records a person wrote: checked and refused.
    pub read: u64,
    /// Records checked.
    pub checked: u64,
    /// Records that could not be read.
    pub refused: u64,
    /// Those records.
    pub refusals: Vec<RefusalRecord>,
    /// What could not be read besides, too much to be named one by one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unnamed: u64,
    /// What is no record, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Findings that count.
    pub findings: Counts,
    /// Findings that do not, by excuse: covered, ignored, baseline, unchanged.
    #[serde(default)]
    pub excused: BTreeMap<String, u64>,
    /// Posts with at least one finding.
    pub flagged: u64,
    /// What became of posts whose mending was followed: deleted, corrected, edited, uncorrected.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<String, u64>,
    /// What rules over the archive could not follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfollowed: Vec<UnfollowedRecord>,
    /// True where the run was stopped before its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// What changed since an earlier run, where one was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<ComparedRecord>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A run beside an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedRecord {
    /// Findings that were not there.
    pub new: u64,
    /// Findings that were there.
    pub same: u64,
    /// How many are no more.
    pub gone: u64,
    /// Those.
    pub gone_findings: Vec<Gone>,
}

impl From<&Compared> for ComparedRecord {
    fn from(compared: &Compared) -> ComparedRecord {
        ComparedRecord {
            new: compared.new,
            same: compared.same,
            gone: compared.gone.len() as u64,
            gone_findings: compared.gone.clone(),
        }
    }
}

/// What a rule over the archive could not follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnfollowedRecord {
    /// Rule id.
    pub rule: String,
    /// Why.
    pub why: String,
}

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefusalRecord {
    /// The file.
    pub source: String,
    /// Number of the record; null where the whole file was refused.
    pub record: Option<usize>,
    /// Line, where known.
    pub line: Option<usize>,
    /// Column, where known.
    pub column: Option<usize>,
    /// What is wrong and how to mend it.
    pub cause: String,
}

/// Findings, counted in three ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// By severity.
    pub severity: BTreeMap<String, u64>,
    /// By pack.
    pub pack: BTreeMap<String, u64>,
    /// By rule.
    pub rule: BTreeMap<String, u64>,
}

/// The JSON Schema of a report; that of a line is its `$defs/Record`.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}

impl Record {
    /// The frozen form of a finding.
    pub fn new(post: &Post, finding: &Finding, lines: &Lines<'_>, lang: Lang) -> Record {
        let text = |span: Span<InPost>| post.text.get(span.range()).unwrap_or_default().to_owned();
        let units = |span: Span<InPost>| (lines.utf16(span.start), lines.utf16(span.end));
        let at = lines.at(finding.span.start);
        let rule = &finding.rule;
        Record {
            post_id: post.id.clone(),
            source: post.origin.source.clone(),
            line: at.line,
            column: at.column,
            pack: rule.pack.clone(),
            rule: rule.id.clone(),
            clauses: rule.clauses.iter().map(|citation| citation.clause.clone()).collect(),
            family: rule.family.clone(),
            severity: finding.severity,
            confidence: finding.confidence,
            by_weight: finding.by_weight,
            start: finding.span.start,
            end: finding.span.end,
            text: text(finding.span),
            utf16_start: at.utf16,
            utf16_end: units(finding.span).1,
            labels: finding
                .labels
                .iter()
                .map(|label| LabelRecord {
                    start: label.span.start,
                    end: label.span.end,
                    utf16_start: units(label.span).0,
                    utf16_end: units(label.span).1,
                    text: text(label.span),
                    word: label.word.clone(),
                })
                .collect(),
            matched: finding
                .matched
                .iter()
                .map(|matched| MatchedRecord {
                    entry: matched.entry.clone(),
                    folds: matched.folds.iter().map(|fold| (*fold).to_owned()).collect(),
                })
                .collect(),
            message: finding.message(lang).into_owned(),
            advice: Rule::text_in(&rule.advice, lang).to_owned(),
            depends_on: finding
                .depends_on
                .iter()
                .map(|(fact, assumed)| Dependence {
                    fact: (*fact).to_owned(),
                    assumed: assumed.clone(),
                })
                .collect(),
            fix: finding.fix.as_ref().map(|fix| FixRecord {
                start: fix.span.start,
                end: fix.span.end,
                utf16_start: units(fix.span).0,
                utf16_end: units(fix.span).1,
                replacement: fix.replacement.clone(),
            }),
            fingerprint: finding.fingerprint.clone(),
            author: post.meta.author.clone(),
            posted_at: post.meta.posted_at.clone(),
            change: finding.change.map(|change: Change| change.word().to_owned()),
            covered: finding.cover().map(|cover| CoverRecord {
                order: cover.order.clone(),
                authority: cover.authority.clone(),
                until: cover.until.clone(),
            }),
        }
    }
}

impl Totals {
    /// The frozen form of a run's totals.
    pub fn new(summary: &Summary, refusals: &[Refusal]) -> Totals {
        let by_severity = Severity::ALL.iter().map(|severity| {
            let count = summary.by_severity.get(severity.word()).copied().unwrap_or(0);
            (severity.word().to_owned(), count)
        });
        Totals {
            read: summary.read,
            checked: summary.checked,
            refused: summary.refused,
            refusals: refusals
                .iter()
                .map(|refusal| RefusalRecord {
                    source: refusal.source.clone(),
                    record: refusal.record,
                    line: refusal.line,
                    column: refusal.column,
                    cause: refusal.cause.clone(),
                })
                .collect(),
            unnamed: summary.unnamed,
            skipped: summary.skipped.clone(),
            findings: Counts {
                severity: by_severity.collect(),
                pack: summary.by_pack.clone(),
                rule: summary.by_rule.clone(),
            },
            excused: summary
                .excused
                .iter()
                .map(|(word, count)| ((*word).to_owned(), *count))
                .collect(),
            flagged: summary.flagged,
            outcomes: summary
                .outcomes
                .iter()
                .map(|(word, count)| ((*word).to_owned(), *count))
                .collect(),
            unfollowed: summary
                .unfollowed
                .iter()
                .map(|(rule, why)| UnfollowedRecord {
                    rule: rule.clone(),
                    why: why.clone(),
                })
                .collect(),
            stopped: summary.stopped,
            compared: summary.compared.as_ref().map(ComparedRecord::from),
        }
    }
}

/// Writes [`Document`], its findings as they come.
pub(super) struct Json<W> {
    out: W,
    options: RenderOptions,
    written: bool,
}

impl<W: Write> Json<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Json {
            out,
            options,
            written: false,
        }
    }
}

impl<W: Write> Writer for Json<W> {
    fn begin(&mut self) -> io::Result<()> {
        let tool = serde_json::to_string(&Tool::this())?;
        write!(self.out, "{{\"version\":{VERSION},\"tool\":{tool},\"findings\":[")
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            self.out.write_all(if self.written { b",\n" } else { b"\n" })?;
            self.written = true;
            escape::json(&mut self.out, &Record::new(post, finding, &lines, self.options.lang))?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        self.out.write_all(b"\n],\"summary\":")?;
        escape::json(&mut self.out, &Totals::new(summary, refusals))?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

/// Writes one [`Record`] a line.
pub(super) struct Jsonl<W> {
    out: W,
    options: RenderOptions,
    /// The line that is being made: it goes out in one piece.
    line: Vec<u8>,
}

impl<W: Write> Jsonl<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Jsonl {
            out,
            options,
            line: Vec::new(),
        }
    }
}

impl<W: Write> Writer for Jsonl<W> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            self.line.clear();
            escape::json(&mut self.line, &Record::new(post, finding, &lines, self.options.lang))?;
            self.line.push(b'\n');
            self.out.write_all(&self.line)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        self.out.flush()
    }
}
