//! The project file, `.postlint.yaml`: what it may say, and how one file stands on another.

use super::hours::HoursSource;
use super::scope::ScopeSource;
use super::{FailOn, Level};
use crate::pack::error::{PackError, SourceFile};
use crate::pack::load::yaml_error;
use crate::pack::schema::{Many, OneOrMany, Placed};
use crate::post::{Account, Kind, Meta, Permission, Platform};
use crate::rule::{Confidence, Lang, Severity};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_yaml::Spanned;
use std::collections::BTreeMap;

/// Names of the project file, in the order they are looked for.
pub const NAMES: &[&str] = &[".postlint.yaml", ".postlint.yml"];

/// The settings of a project. Every key may be left out; the command line is stronger.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// Project files this one stands on, from its folder; the later is stronger, this file the strongest.
    #[schemars(with = "OneOrMany<String>")]
    pub extends: Option<Many>,
    /// Pack ids, or paths of pack files from this file's folder.
    #[schemars(with = "Vec<String>")]
    pub packs: Vec<Placed>,
    /// Whose account these posts go out from.
    pub account: Option<Account>,
    /// What they are.
    pub kind: Option<Kind>,
    /// Where they go.
    pub platform: Option<Platform>,
    /// Whether the permission that some clauses ask for was given.
    pub permission: Option<Permission>,
    /// Language of messages and advice.
    pub lang: Option<Lang>,
    /// Only these rules, families or clauses.
    #[schemars(with = "Vec<String>")]
    pub select: Vec<Placed>,
    /// Not these rules, families or clauses; added to those of files this one stands on.
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<Placed>,
    /// Severity by rule, family or clause: error, warning, advice, off.
    pub rules: BTreeMap<String, Level>,
    /// Show only findings at or above this severity.
    pub min_severity: Option<Severity>,
    /// Show only findings at or above this confidence.
    pub min_confidence: Option<Confidence>,
    /// What makes exit status 1.
    pub fail_on: Option<FailOn>,
    /// Settings for some posts only; of two that speak of the same the later wins.
    #[schemars(with = "Vec<Override>")]
    pub overrides: Vec<Spanned<Override>>,
    /// Permissions that were given: what they cover is shown as covered and does not count.
    pub permissions: Vec<PermissionSource>,
    /// Own words that join a lexicon.
    pub words: Vec<WordsSource>,
    /// Names that are never evidence, such as those of one's own department.
    #[schemars(with = "Vec<String>")]
    pub exceptions: Vec<Placed>,
    /// Mail domains of the office.
    pub official_domains: Vec<String>,
    /// Office hours and days off.
    pub office_hours: Option<HoursSource>,
    /// The file of known findings, from this file's folder.
    pub baseline: Option<String>,
    /// The file of ignores by fingerprint, from this file's folder.
    pub ignores: Option<String>,
    /// An ignore without a reason excuses nothing.
    pub require_reason: Option<bool>,
}

/// Settings for some posts only.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// For which posts.
    #[serde(rename = "for")]
    pub scope: ScopeSource,
    /// Whose account, unless the post says.
    #[serde(default)]
    pub account: Option<Account>,
    /// What they are, unless the post says.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Where they go, unless the post says.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// Whether permission was given, unless the post says.
    #[serde(default)]
    pub permission: Option<Permission>,
    /// Only these, instead of the project's choice.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub select: Vec<Placed>,
    /// Not these either.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<Placed>,
    /// Severity by rule, family or clause.
    #[serde(default)]
    pub rules: BTreeMap<String, Level>,
    /// Show only findings at or above this severity.
    #[serde(default)]
    pub min_severity: Option<Severity>,
    /// Show only findings at or above this confidence.
    #[serde(default)]
    pub min_confidence: Option<Confidence>,
}

/// A permission that was given.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PermissionSource {
    /// Number of the order.
    #[schemars(with = "String")]
    pub order: Placed,
    /// Who gave it.
    pub authority: String,
    /// Rules, families or clauses that it lifts.
    #[schemars(with = "OneOrMany<String>")]
    pub covers: Many,
    /// For which posts; all where nothing is said.
    #[serde(default, rename = "for")]
    pub scope: ScopeSource,
    /// First day, `YYYY-MM-DD`.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[serde(default)]
    pub until: Option<String>,
}

/// Own words that join a lexicon.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WordsSource {
    /// The lexicon, `name` or `name.tag`, as `postlint trace` names it.
    #[schemars(with = "String")]
    pub join: Placed,
    /// Their language.
    pub lang: Lang,
    /// The words and phrases, in ordinary spelling.
    #[schemars(with = "Vec<String>")]
    pub list: Vec<Placed>,
}

impl Config {
    /// Reads a project file.
    ///
    /// # Errors
    /// Its first mistake, with place and mend.
    pub fn parse(file: &SourceFile) -> Result<Config, PackError> {
        parse(file)
    }

    /// The files this one stands on, weakest first, and the place that says so.
    pub fn bases(&self) -> (&[String], (usize, usize)) {
        match &self.extends {
            Some(bases) => (bases.value.as_slice(), place(bases)),
            None => (&[], (0, 0)),
        }
    }

    /// The facts it states.
    pub fn facts(&self) -> Meta {
        facts(self.account, self.kind, self.platform, self.permission)
    }
}

impl Override {
    /// The facts it states.
    pub fn facts(&self) -> Meta {
        facts(self.account, self.kind, self.platform, self.permission)
    }
}

fn facts(
    account: Option<Account>,
    kind: Option<Kind>,
    platform: Option<Platform>,
    permission: Option<Permission>,
) -> Meta {
    Meta {
        account,
        kind,
        platforms: platform.into_iter().collect(),
        permission,
        ..Meta::default()
    }
}

/// YAML of one of our files; an empty one says nothing.
pub(super) fn parse<T: serde::de::DeserializeOwned + Default>(file: &SourceFile) -> Result<T, PackError> {
    let silent = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if file.text.trim_start_matches('\u{feff}').lines().all(silent) {
        return Ok(T::default());
    }
    let options = serde_yaml::options! { with_snippet: false };
    serde_yaml::from_str_with_options(&file.text, options).map_err(|error| yaml_error(file, &error))
}

/// Line and column of a word in a file.
pub fn place<T>(word: &Spanned<T>) -> (usize, usize) {
    (word.referenced.line() as usize, word.referenced.column() as usize)
}

/// The top-level keys of a YAML file with their lines, from 1. A key stands at the beginning of its line.
pub fn keys(text: &str) -> Vec<(String, usize)> {
    let mut keys = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim_start_matches('\u{feff}');
        if let Some((key, _)) = bare.split_once(':')
            && !key.is_empty()
            && key.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            && !key.starts_with('-')
        {
            keys.push((key.to_owned(), number + 1));
        }
    }
    keys
}
