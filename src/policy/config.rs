//! The project file, `.postlint.yaml`.

use crate::pack::error::{PackError, SourceFile};
use crate::pack::load::yaml_error;
use crate::policy::FailOn;
use crate::post::{Account, Kind, Meta, Permission, Platform};
use crate::rule::{Confidence, Lang, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

/// Names of the project file, in the order they are looked for.
pub const NAMES: &[&str] = &[".postlint.yaml", ".postlint.yml"];

/// The settings of a project. Every key may be left out; the command line is stronger.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// Pack ids, or paths of pack files from this file's folder.
    pub packs: Vec<String>,
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
    pub select: Vec<String>,
    /// Not these rules, families or clauses.
    pub ignore: Vec<String>,
    /// Show only findings at or above this severity.
    pub min_severity: Option<Severity>,
    /// Show only findings at or above this confidence.
    pub min_confidence: Option<Confidence>,
    /// What makes exit status 1.
    pub fail_on: Option<FailOn>,
}

impl Config {
    /// Reads a project file.
    ///
    /// # Errors
    /// Its first mistake, with place and mend.
    pub fn parse(file: &SourceFile) -> Result<Config, PackError> {
        if file
            .text
            .lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
        {
            return Ok(Config::default());
        }
        let options = serde_yaml::options! { with_snippet: false };
        serde_yaml::from_str_with_options(&file.text, options).map_err(|error| yaml_error(file, &error))
    }

    /// The facts it states.
    pub fn facts(&self) -> Meta {
        Meta {
            account: self.account,
            kind: self.kind,
            platforms: self.platform.into_iter().collect(),
            permission: self.permission,
            ..Meta::default()
        }
    }
}
