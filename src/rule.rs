//! The words of rules: severity, confidence, rule, clause, instrument.

use crate::post::{Account, Kind, Permission, Platform};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How strongly the instrument forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Is advised.
    Advice,
    /// Should avoid.
    Warning,
    /// Shall not.
    Error,
}

impl Severity {
    /// Every value, strongest first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Advice];

    /// Its place in [`Severity::ALL`].
    pub const fn place(self) -> usize {
        match self {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Advice => 2,
        }
    }

    /// The word users write.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Advice => "advice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// One step weaker; advice stays.
    pub const fn lower(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            Severity::Warning | Severity::Advice => Severity::Advice,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// How sure a detector is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A hint.
    Low,
    /// Probable.
    #[default]
    Medium,
    /// As good as certain.
    High,
}

impl Confidence {
    /// The word users write.
    pub const fn word(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }

    /// Moved by so many steps, within the scale.
    pub fn step(self, by: i32) -> Confidence {
        match (self as i32 + by).clamp(0, 2) {
            0 => Confidence::Low,
            1 => Confidence::Medium,
            _ => Confidence::High,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A language and script in which posts, lexicons and examples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Lang {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Urdu in Arabic letters.
    #[serde(rename = "ur")]
    Ur,
    /// Hindi in Devanagari.
    #[serde(rename = "hi")]
    Hi,
    /// Gujarati in its own script.
    #[serde(rename = "gu")]
    Gu,
    /// Urdu in Latin letters.
    #[serde(rename = "ur-Latn")]
    UrLatn,
    /// Hindi in Latin letters.
    #[serde(rename = "hi-Latn")]
    HiLatn,
    /// Gujarati in Latin letters.
    #[serde(rename = "gu-Latn")]
    GuLatn,
    /// Emoji and symbols: no language.
    #[serde(rename = "any")]
    Any,
}

impl Lang {
    /// Every language, in order.
    pub const ALL: &'static [Lang] = &[
        Lang::En,
        Lang::Ur,
        Lang::UrLatn,
        Lang::Hi,
        Lang::HiLatn,
        Lang::Gu,
        Lang::GuLatn,
        Lang::Any,
    ];

    /// The tag users write.
    pub const fn word(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ur => "ur",
            Lang::Hi => "hi",
            Lang::Gu => "gu",
            Lang::UrLatn => "ur-Latn",
            Lang::HiLatn => "hi-Latn",
            Lang::GuLatn => "gu-Latn",
            Lang::Any => "any",
        }
    }

    /// True for a language written in Latin letters by ear.
    pub const fn is_romanised(self) -> bool {
        matches!(self, Lang::UrLatn | Lang::HiLatn | Lang::GuLatn)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Lang, String> {
        Lang::ALL
            .iter()
            .copied()
            .find(|lang| lang.word().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("`{text}` is not a language: en, ur, hi, gu, ur-Latn, hi-Latn, gu-Latn"))
    }
}

/// A text in several languages, by tag.
pub type Texts = BTreeMap<Lang, String>;

/// Facts about a post on which a rule or condition depends. An empty list asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct When {
    /// Accounts it is for.
    pub account: Vec<Account>,
    /// Kinds it is for.
    pub kind: Vec<Kind>,
    /// Platforms it is for.
    pub platform: Vec<Platform>,
    /// Permissions it is for.
    pub permission: Vec<Permission>,
}

/// What a clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Forbids.
    Forbid,
    /// Requires.
    Require,
    /// Advises.
    Advise,
    /// Allows: lowers findings, reports none.
    Permit,
    /// Says what words mean, to whom it speaks.
    Define,
    /// Says what follows from a breach.
    Enforce,
}

/// What shows a breach of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Check {
    /// The draft itself.
    Text,
    /// Facts about the post.
    Metadata,
    /// Several posts, a thread or an export.
    Archive,
    /// Nothing a program sees; `why` says so.
    None,
}

/// One operative provision of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Clause {
    /// `<instrument>/<place>-<word>`.
    pub id: String,
    /// Paragraph in the instrument.
    pub para: String,
    /// Family of breach.
    pub family: String,
    /// What it does.
    pub effect: Effect,
    /// What it says, in our words.
    pub says: String,
    /// What shows a breach.
    pub check: Check,
    /// Why nothing can show a breach, where `check` is `none`.
    #[serde(default)]
    pub why: Option<String>,
}

/// A source document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Instrument {
    /// Id, the first part of its clauses' ids.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who issued it.
    pub authority: String,
    /// Its number.
    pub number: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Who is bound.
    pub binds: String,
    /// What follows from a breach.
    #[serde(default)]
    pub sanction: Option<String>,
    /// What a reader should know of the copy or of its standing.
    #[serde(default)]
    pub note: Option<String>,
}

/// A clause as cited in a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Clause id.
    pub clause: String,
    /// Document, number, paragraph and date in one line.
    pub cite: String,
    /// What the clause says, in our words.
    pub says: String,
}

impl Citation {
    /// A clause of an instrument.
    pub fn of(clause: &Clause, instrument: &Instrument) -> Citation {
        let para = &clause.para;
        let place = if para.starts_with(|c: char| c.is_ascii_digit()) {
            format!("paragraph {para}")
        } else {
            para.clone()
        };
        Citation {
            clause: clause.id.clone(),
            cite: format!(
                "{}, {}, {place}, {}",
                instrument.authority, instrument.number, instrument.date
            ),
            says: clause.says.clone(),
        }
    }
}

/// One clause (or several alike) bound to detectors, ready to speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `<pack>/<name>`.
    pub id: String,
    /// Pack id.
    pub pack: String,
    /// What is found, in a few words.
    pub title: String,
    /// Clauses it may find breached; never empty.
    pub clauses: Vec<Citation>,
    /// Family of breach.
    pub family: String,
    /// How strongly the instrument forbids.
    pub severity: Severity,
    /// Facts it depends on.
    pub when: When,
    /// What is said, by language; English always.
    pub message: Texts,
    /// What to do, by language; English always.
    pub advice: Texts,
}

impl Rule {
    /// The text in `lang`, else in English.
    pub fn text_in(texts: &Texts, lang: Lang) -> &str {
        texts
            .get(&lang)
            .or_else(|| texts.get(&Lang::En))
            .map_or("", String::as_str)
    }
}
