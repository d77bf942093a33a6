//! What the engine says of a post, and what a run gathers.

use crate::rule::{Confidence, Lang, Rule, Severity, Texts};
use crate::text::span::{InPost, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A further span of a finding, with the word that says why it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Bytes of the post, on grapheme boundaries.
    pub span: Span<InPost>,
    /// Why it counts: the lexicon or cue it stands for.
    pub word: String,
    /// Who chose the word.
    pub by: NamedBy,
}

impl Label {
    /// The word, where it says something to a reader.
    pub fn says(&self) -> Option<&str> {
        (self.by != NamedBy::List).then_some(&self.word)
    }
}

/// Where the word of a label comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// A rule, for its readers.
    Rule,
    /// A pattern, of which the span is one match and nothing else.
    Pattern,
    /// A list of words, whose name tells nothing to who does not write rules.
    List,
}

/// The lexicon entry behind a hit that is not written in its plain form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matched {
    /// The entry as its author wrote it.
    pub entry: String,
    /// The folds that led to it.
    pub folds: Vec<&'static str>,
}

/// A replacement that is safe to apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace (bytes of the post); empty to insert.
    pub span: Span<InPost>,
    /// The new text.
    pub replacement: String,
}

/// What became of a finding since an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not there.
    New,
    /// It was there.
    Same,
}

impl Change {
    /// The word of reports.
    pub const fn word(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Same => "same",
        }
    }
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excuse {
    /// A permission covers it. Shown all the same.
    Covered(Arc<Cover>),
    /// Its author asks to leave it out, in the post or in the file of ignores.
    Ignored {
        /// Said outside the post.
        outside: bool,
        /// Why.
        reason: String,
    },
    /// Known since the baseline was made.
    Baseline,
    /// There before the changes that are looked at.
    Unchanged,
}

/// The permission that covers a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Number of the order.
    pub order: String,
    /// Who gave it.
    pub authority: String,
    /// Its last day, `YYYY-MM-DD`.
    pub until: Option<String>,
}

impl Excuse {
    /// Every word of [`Excuse::word`].
    pub const WORDS: [&'static str; 4] = ["covered", "ignored", "baseline", "unchanged"];

    /// The word of reports and totals.
    pub const fn word(&self) -> &'static str {
        match self {
            Excuse::Covered(_) => "covered",
            Excuse::Ignored { .. } => "ignored",
            Excuse::Baseline => "baseline",
            Excuse::Unchanged => "unchanged",
        }
    }
}

/// "This span may breach these clauses." Data, never an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that speaks, with clauses, family, messages and citations.
    pub rule: Arc<Rule>,
    /// The rule's severity, one step lower where something it depends on is unknown.
    pub severity: Severity,
    /// How sure the detector is.
    pub confidence: Confidence,
    /// Bytes of the post, on grapheme boundaries; empty only where something is missing.
    pub span: Span<InPost>,
    /// Further spans: why this was flagged.
    pub labels: Vec<Label>,
    /// Entries that matched in another than their plain form.
    pub matched: Vec<Matched>,
    /// True where no detector found anything and many small weights alone speak; the labels are the heaviest.
    pub by_weight: bool,
    /// How far it leans where weights alone speak: hundredths above the mark from which its family is told.
    pub leans: i32,
    /// What was unknown, in the words of the contract (`account`, `permission` …), with the value assumed.
    pub depends_on: Vec<(&'static str, String)>,
    /// What a rule over an archive saw in this case, by language: said after the rule's message.
    pub told: Option<Texts>,
    /// The safe replacement, where there is one.
    pub fix: Option<Fix>,
    /// Hex digits, stable across edits elsewhere in the file.
    pub fingerprint: String,
    /// What became of it since an earlier run, where one is compared with.
    pub change: Option<Change>,
    /// Why it does not count, where it does not.
    pub excuse: Option<Excuse>,
}

impl Finding {
    /// The rule's message, and what was seen in this case.
    pub fn message(&self, lang: Lang) -> Cow<'_, str> {
        let message = Rule::text_in(&self.rule.message, lang);
        match &self.told {
            Some(told) => format!("{message} {}", Rule::text_in(told, lang)).into(),
            None => message.into(),
        }
    }

    /// The permission that covers it.
    pub fn cover(&self) -> Option<&Cover> {
        match &self.excuse {
            Some(Excuse::Covered(cover)) => Some(cover),
            _ => None,
        }
    }

    /// True for what reports show: what counts, and what a permission covers.
    pub fn is_shown(&self) -> bool {
        self.excuse.is_none() || self.cover().is_some()
    }
}

/// A record that could not be read. The rest of its file goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, or the inner path of an archive.
    pub source: String,
    /// Number of the record, from 1; `None` where the whole file was refused.
    pub record: Option<usize>,
    /// Line in the file, from 1, where known.
    pub line: Option<usize>,
    /// Column in the line, from 1, where known.
    pub column: Option<usize>,
    /// What is wrong and how to mend it.
    pub cause: String,
}

impl Refusal {
    /// Where it stands, as far as it is known: `file:line:column (#record)`. A stranger's text, like the source itself.
    pub fn place(&self) -> String {
        let mut place = self.source.clone();
        for number in [self.line, self.column.filter(|_| self.line.is_some())]
            .into_iter()
            .flatten()
        {
            place = format!("{place}:{number}");
        }
        match self.record {
            Some(record) => format!("{place} (#{record})"),
            None => place,
        }
    }
}

/// The totals of a run. `read` is always `checked` + `refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records a person wrote.
    pub read: u64,
    /// Records checked.
    pub checked: u64,
    /// Records that could not be read.
    pub refused: u64,
    /// What could not be read and is not named one by one, for there was too much of it.
    pub unnamed: u64,
    /// What is no record (empty draft, media only, notice …), by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Findings by severity word.
    pub by_severity: BTreeMap<&'static str, u64>,
    /// Findings by pack id.
    pub by_pack: BTreeMap<String, u64>,
    /// Findings by rule id.
    pub by_rule: BTreeMap<String, u64>,
    /// Findings that do not count, by the word of their excuse.
    pub excused: BTreeMap<&'static str, u64>,
    /// Posts with at least one finding that counts.
    pub flagged: u64,
    /// What became of the posts whose mending was followed, by the word of the outcome.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// What rules over the archive could not follow, and why: rule id and words.
    pub unfollowed: Vec<(String, String)>,
    /// True where the run was stopped before its end.
    pub stopped: bool,
    /// What changed since an earlier run, where one is compared with.
    pub compared: Option<Compared>,
}

impl Summary {
    /// Findings by severity, strongest first.
    pub fn severities(&self) -> [u64; 3] {
        Severity::ALL.map(|severity| self.by_severity.get(severity.word()).copied().unwrap_or(0))
    }
}

/// A run beside an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Findings that were not there.
    pub new: u64,
    /// Findings that were there.
    pub same: u64,
    /// Findings that are no more, in the order of the earlier run.
    pub gone: Vec<Gone>,
}

/// A finding of an earlier run that is no more.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Gone {
    /// The post's id.
    pub post_id: String,
    /// The file.
    pub source: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in grapheme clusters, from 1.
    pub column: usize,
    /// Rule id.
    pub rule: String,
    /// The text of its span.
    pub text: String,
    /// Its fingerprint.
    pub fingerprint: String,
}
