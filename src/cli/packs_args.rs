//! The words of `packs`.

use super::args::RuleArgs;
use crate::learn::Settings;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `packs`
#[derive(Debug, Args)]
pub struct PacksArgs {
    /// What to show; the list of packs where absent
    #[command(subcommand)]
    pub action: Option<PacksAction>,
    /// Rules to look at
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// What to do with packs.
#[derive(Clone, Debug, Subcommand)]
pub enum PacksAction {
    /// Clause by clause: which rules, which languages, how many examples
    Coverage,
    /// Run the examples of every rule and detector
    Test {
        /// Tell besides what no example exercises: conditions, and lexicon entries that their own spelling does not match
        #[arg(long)]
        coverage: bool,
    },
    /// Learn readable weights from labelled drafts (JSON Lines with `text`, `jurisdiction`, `expected`, `also_ok`)
    Learn {
        /// Files of labelled drafts
        #[arg(required = true)]
        corpus: Vec<PathBuf>,
        /// The file of weights to write, such as rules/weights/learned.yaml
        #[arg(long, short = 'o', value_name = "FILE")]
        output: PathBuf,
        /// Share of held-out drafts at the mark `hint` that must be right
        #[arg(long, value_name = "SHARE", default_value_t = Settings::default().hint)]
        hint: f64,
        /// The same at the mark `sure`, and for detectors beyond `doubt`
        #[arg(long, value_name = "SHARE", default_value_t = Settings::default().sure)]
        sure: f64,
        /// Share of held-out clean drafts that may lean towards a breach of any kind
        #[arg(long, value_name = "SHARE", default_value_t = Settings::default().noise)]
        noise: f64,
    },
    /// Score the rules on labelled drafts: recall, precision, alarms
    Score {
        /// Files of labelled drafts
        #[arg(required = true)]
        corpus: Vec<PathBuf>,
        /// Write the counts as a table, such as rules/scores.csv
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The JSON Schema of a rule file, for editors
    Schema {
        /// Which kind of file
        #[arg(default_value = "pack")]
        kind: SchemaKind,
    },
}

/// Kinds of files with a JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// A lexicon.
    Lexicon,
    /// A file of detectors.
    Detectors,
    /// A file of senses.
    Senses,
    /// A file of weights.
    Weights,
    /// A pack.
    Pack,
    /// The configuration file.
    Config,
    /// The file of ignores by fingerprint.
    Ignores,
    /// The `json` report.
    Report,
}
