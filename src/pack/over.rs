//! Rules over an archive, as packs state them: what is counted or followed over several posts, and what is told of it.
//!
//! The kinds and their outcomes are the language of packs; clause, words, families and numbers are theirs.

use crate::post::{Meta, Voice};
use crate::rule::{Severity, Texts};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What a rule follows over several posts. `detect` of the rule says which posts ask, or which put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// Posts of one author on one day in office hours. Hours and days off are those of the project.
    OfficeHours(DayCount),
    /// What visitors wrote on an official page, that may breach, and still stands.
    Standing(Hearing),
    /// What may breach in a group, beside those who administer it.
    Administrators(Hearing),
    /// What became of a post that may breach: put right, edited, deleted, or nothing. `detect` finds what puts right.
    Corrections(Corrections),
    /// What visitors ask on an official page and the page never answers. `detect` finds what asks.
    Unanswered(Unanswered),
    /// So many posts that may breach, of one author within so many days.
    Repeated(Repeated),
    /// What the posts of one author in one conversation say together, and none of them alone.
    Pieced(Pieced),
}

/// `office-hours:`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DayCount {
    /// Posts a day that are no matter, where the project does not say `permitted`.
    pub permitted: u32,
}

/// Findings that are heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hearing {
    /// Families of rules of the same pack.
    pub families: Vec<String>,
    /// The weakest severity.
    #[serde(default = "warning")]
    pub severity: Severity,
}

const fn warning() -> Severity {
    Severity::Warning
}

/// `corrections:`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Corrections {
    /// What is followed.
    pub of: Hearing,
    /// Days after a post in which a later one of its author may put it right; a reply to it counts whenever it comes.
    pub days: u32,
    /// The outcomes that are reported; all are counted.
    pub report: Vec<Outcome>,
}

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It happened as the rule says. The one outcome of every kind but `corrections`.
    So,
    /// It was deleted.
    Deleted,
    /// A later post puts it right.
    Corrected,
    /// It was edited, and what is left may still breach.
    Edited,
    /// Nothing was done about it.
    Uncorrected,
}

impl Outcome {
    /// Every one.
    pub const ALL: &'static [Outcome] = &[
        Outcome::So,
        Outcome::Deleted,
        Outcome::Corrected,
        Outcome::Edited,
        Outcome::Uncorrected,
    ];

    /// The word of packs and totals.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::So => "so",
            Outcome::Deleted => "deleted",
            Outcome::Corrected => "corrected",
            Outcome::Edited => "edited",
            Outcome::Uncorrected => "uncorrected",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// `unanswered:`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unanswered {
    /// Days, up to the latest post of the archive, that the page has to answer.
    pub days: u32,
}

/// `repeated:`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repeated {
    /// What is counted.
    pub of: Hearing,
    /// So many posts.
    pub times: u32,
    /// Within so many days.
    pub days: u32,
}

/// `pieced:`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pieced {
    /// What the joined text must show, and no part of it does.
    pub of: Hearing,
    /// Minutes from one message of a chat to its author's next; replies to oneself are joined whenever they come.
    pub minutes: u32,
    /// Most posts that are joined.
    pub posts: u32,
}

/// The particulars a finding tells besides the rule's message: by outcome and language, with `{names}` of what was seen.
pub type Tells = BTreeMap<Outcome, Texts>;

impl Over {
    /// The key packs write.
    pub const fn word(&self) -> &'static str {
        match self {
            Over::OfficeHours(_) => "office-hours",
            Over::Standing(_) => "standing",
            Over::Administrators(_) => "administrators",
            Over::Corrections(_) => "corrections",
            Over::Unanswered(_) => "unanswered",
            Over::Repeated(_) => "repeated",
            Over::Pieced(_) => "pieced",
        }
    }

    /// The findings it hears; `None` for a kind that hears none.
    pub const fn hears(&self) -> Option<&Hearing> {
        match self {
            Over::Standing(of) | Over::Administrators(of) => Some(of),
            Over::Corrections(Corrections { of, .. })
            | Over::Repeated(Repeated { of, .. })
            | Over::Pieced(Pieced { of, .. }) => Some(of),
            Over::OfficeHours(_) | Over::Unanswered(_) => None,
        }
    }

    /// True where it asks more of a post of these facts than what was found in it.
    pub fn asks(&self, meta: &Meta) -> bool {
        match self {
            Over::OfficeHours(_) => meta.when.is_some(),
            Over::Corrections(_) => meta.author.is_some(),
            Over::Unanswered(_) => meta.voice == Some(Voice::Visitor),
            Over::Standing(_) | Over::Administrators(_) | Over::Repeated(_) | Over::Pieced(_) => false,
        }
    }

    /// True for a kind whose rules need `detect`.
    pub const fn detects(&self) -> bool {
        matches!(self, Over::Corrections(_) | Over::Unanswered(_))
    }

    /// What it may tell: outcomes, and the names that stand for what was seen.
    pub fn outcomes(&self) -> Vec<(Outcome, &'static [&'static str])> {
        match self {
            Over::OfficeHours(_) => vec![(Outcome::So, &["count", "permitted", "day"])],
            Over::Standing(_) | Over::Unanswered(_) => vec![(Outcome::So, &["days", "since", "until"])],
            Over::Administrators(_) => vec![(Outcome::So, &["names"])],
            Over::Corrections(of) => {
                let names = |outcome: Outcome| -> &'static [&'static str] {
                    match outcome {
                        Outcome::Corrected => &["days", "since", "until", "posts"],
                        _ => &["days", "since", "until"],
                    }
                };
                of.report.iter().map(|outcome| (*outcome, names(*outcome))).collect()
            }
            Over::Repeated(_) => vec![(Outcome::So, &["count", "since", "until"])],
            Over::Pieced(_) => vec![(Outcome::So, &["count", "posts"])],
        }
    }

    /// What is wrong with its numbers and lists, and the mend.
    pub fn mistake(&self) -> Option<(&'static str, &'static str)> {
        let empty = self.hears().is_some_and(|of| of.families.is_empty());
        match self {
            _ if empty => Some(("hears no family", "name families of rules of this pack")),
            Over::Repeated(of) if of.times < 2 || of.days == 0 => Some((
                "can never hold or always does",
                "ask for two times or more, in a day or more",
            )),
            Over::Pieced(of) if of.posts < 2 => Some(("joins nothing", "join two posts or more")),
            Over::Pieced(of) if of.posts > 32 => Some(("joins too much", "join 32 posts at most")),
            Over::Corrections(of) if of.report.is_empty() || of.report.contains(&Outcome::So) => Some((
                "reports nothing of what may become of a post",
                "report some of deleted, corrected, edited, uncorrected",
            )),
            _ => None,
        }
    }
}
