//! The words of the command line.

use super::packs_args::PacksArgs;
use crate::policy::FailOn;
use crate::post::{Account, Kind, Permission, Platform};
use crate::render::Format;
use crate::rule::{Confidence, Lang, Severity};
use crate::source::{DateOrder, ReadOptions, Reading};
use crate::when::When;
use clap::builder::{FalseyValueParser, PossibleValue, StringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::tz::TimeZone;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::str::FromStr;

/// Checks draft social-media posts of government servants against the instructions that bind them.
#[derive(Debug, Parser)]
#[command(name = "postlint", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or something that could not be read.\nA finding says that a span may breach a clause, never that it does. Nothing leaves this machine."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check drafts: files, folders, standard input, or --text
    Check(CheckArgs),
    /// Scan exported archives and bulk files: exports of platforms, JSON Lines, JSON, CSV and TSV
    Scan(ScanArgs),
    /// Make the safe fixes: disclaimer, masks over personal numbers, invisible characters
    Fix(FixArgs),
    /// The file of known findings: what is in it does not count
    Baseline(BaselineArgs),
    /// Explain a rule, clause or family
    Explain(ExplainArgs),
    /// Show why rules matched a draft, or did not
    Trace(TraceArgs),
    /// The packs and their instruments
    Packs(PacksArgs),
    /// Show which settings are in force for a path, and where each comes from
    Config(ConfigArgs),
    /// Write a commented .postlint.yaml into this folder
    Init(InitArgs),
    /// Print completions for a shell: bash, zsh, fish, powershell, elvish
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for each command into a folder
    Man(ManArgs),
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Drafts or folders of drafts; `-` or nothing for standard input
    pub paths: Vec<PathBuf>,
    /// The draft itself
    #[arg(long, value_name = "TEXT", conflicts_with = "paths")]
    pub text: Option<String>,
    /// Only what the working tree brings since it left this git revision
    #[arg(long, value_name = "REV", conflicts_with = "text", help_heading = "Changes")]
    pub diff_base: Option<String>,
    /// Only what is staged for the next commit, as it is staged
    #[arg(long, conflicts_with_all = ["text", "diff_base"], help_heading = "Changes")]
    pub staged: bool,
    /// Options shared with `scan`
    #[command(flatten)]
    pub shared: Shared,
}

/// `scan`
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Archives, bulk files or folders, several zips of one export together; `-` for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The column or field that holds the text, by name or by number from 1
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// What is read of an archive
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Print totals by rule, family and severity instead of findings
    #[arg(long)]
    pub statistics: bool,
    /// Replace authors by codes: the same within this run, or from run to run under the key in KEYFILE
    #[arg(long, value_name = "KEYFILE", num_args = 0..=1, require_equals = true)]
    pub pseudonyms: Option<Option<PathBuf>>,
    /// Say what is new, the same and gone since an earlier run, whose jsonl report this is
    #[arg(long, value_name = "OLD.jsonl")]
    pub compare: Option<PathBuf>,
    /// Go on where a run of the same command was stopped; FILE keeps what is done (jsonl and csv files only)
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Options shared with `check`
    #[command(flatten)]
    pub shared: Shared,
}

/// What of an archive is read, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Archives")]
pub struct ReadingArgs {
    /// Only posts of this author; may be repeated
    #[arg(long, value_name = "NAME")]
    pub author: Vec<String>,
    /// The time zone of clocks whose zone an archive does not name, such as Asia/Karachi
    #[arg(long, value_name = "IANA", value_parser = parse_zone)]
    pub zone: Option<TimeZone>,
    /// 07/04/2025 is the seventh of April [default: found out from the file]
    #[arg(long, conflicts_with = "month_first")]
    pub day_first: bool,
    /// 07/04/2025 is the fourth of July
    #[arg(long)]
    pub month_first: bool,
    /// Only posts from then on: a day, or a time as 2025-04-07T21:14:05+05:00
    #[arg(long, value_name = "TIME", value_parser = parse_when)]
    pub since: Option<When>,
    /// Only posts up to then; a day to its end
    #[arg(long, value_name = "TIME", value_parser = parse_when)]
    pub until: Option<When>,
    /// What is only counted otherwise: messages (direct messages of an account's archive), deleted (its deleted posts)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub include: Vec<Include>,
}

/// `--include`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Include {
    /// Direct messages.
    Messages,
    /// Deleted posts.
    Deleted,
}

impl ReadingArgs {
    /// How to read, by these words.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            reading: Reading::Bulk,
            authors: self.author.clone(),
            zone: self.zone.clone(),
            date_order: match (self.day_first, self.month_first) {
                (true, _) => Some(DateOrder::DayFirst),
                (_, true) => Some(DateOrder::MonthFirst),
                _ => None,
            },
            since: self.since,
            until: self.until,
            messages: self.include.contains(&Include::Messages),
            deleted: self.include.contains(&Include::Deleted),
            ..ReadOptions::default()
        }
    }
}

/// `fix`
#[derive(Debug, Args)]
pub struct FixArgs {
    /// Drafts or folders of drafts [default: this folder]; `-` reads standard input and writes standard output
    pub paths: Vec<PathBuf>,
    /// Show what would change, and change nothing; exit status 1 where something would
    #[arg(long)]
    pub diff: bool,
    /// Also fixes that could change how a text looks: direction marks, look-alike letters
    #[arg(long = "unsafe")]
    pub unsafe_too: bool,
    /// Rules to check against
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Facts about the posts
    #[command(flatten)]
    pub facts: FactArgs,
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: ColorWhen,
}

/// `baseline`
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// What to do with it
    #[command(subcommand)]
    pub action: BaselineAction,
}

/// What to do with the file of known findings.
#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Write down what is found today
    Create(KnownArgs),
    /// Write down what is found today in place of what was known of these paths
    Update(KnownArgs),
    /// Take out what is found no longer; add nothing
    Prune(KnownArgs),
}

/// Options of `baseline`.
#[derive(Debug, Args)]
pub struct KnownArgs {
    /// Drafts or folders of drafts [default: this folder]
    pub paths: Vec<PathBuf>,
    /// The file [default: as the configuration says, else .postlint-baseline.jsonl beside it]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Read bulk files and archives too, as `scan` does
    #[arg(long)]
    pub scan: bool,
    /// Rules to check against
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// Options of `check` and `scan`.
#[derive(Debug, Args)]
pub struct Shared {
    /// Rules to check against
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Facts about the posts
    #[command(flatten)]
    pub facts: FactArgs,
    /// The file of known findings [default: .postlint-baseline.jsonl beside the configuration]
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub baseline: Option<PathBuf>,
    /// Output format [default: human]
    #[arg(long, short = 'f', value_name = "FORMAT", value_parser = OneOf(Format::ALL, Format::word), help_heading = "Output")]
    pub format: Option<Format>,
    /// Write to a file instead of standard output; FORMAT=FILE may be repeated for several reports in one run; bundle=FILE.zip for an archive with everything
    #[arg(long, short = 'o', value_name = "[FORMAT=]FILE", help_heading = "Output")]
    pub output: Vec<String>,
    /// Language of messages and advice [default: from the locale, else en]
    #[arg(long, value_name = "LANG", value_parser = OneOf(LANGS, Lang::word), help_heading = "Output")]
    pub lang: Option<Lang>,
    /// Show only findings at or above this severity
    #[arg(long, value_name = "SEVERITY", help_heading = "Output")]
    pub min_severity: Option<SeverityWord>,
    /// Show only findings at or above this confidence
    #[arg(long, value_name = "CONFIDENCE", help_heading = "Output")]
    pub min_confidence: Option<ConfidenceWord>,
    /// What makes exit status 1 [default: error]
    #[arg(long, value_name = "SEVERITY", help_heading = "Output")]
    pub fail_on: Option<FailOn>,
    /// A record that cannot be read is an error (exit status 2), not only counted
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
    /// Mask personal data in every output
    #[arg(long, help_heading = "Output")]
    pub redact: bool,
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: ColorWhen,
    /// Say only what was found
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// Say what is passed over, and why; twice, also which settings and packs are in force
    #[arg(long, short, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// No progress on the terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Worker threads [default: one for each core]
    #[arg(long, short = 'j', value_name = "N", help_heading = "Output")]
    pub threads: Option<std::num::NonZeroUsize>,
}

/// Which rules.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub struct RuleArgs {
    /// Pack ids, comma-separated or repeated, or the path of a pack file or folder [default: all built-in packs]
    #[arg(long, value_name = "PACK", value_delimiter = ',', global = true)]
    pub pack: Vec<String>,
    /// Only these rules, families or clauses
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules, families or clauses
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The configuration file [default: .postlint.yaml or .yml, looked for upwards from each input]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, alias = "isolated")]
    pub no_config: bool,
    /// Compile packs from disk anew, and keep nothing of them in the cache folder
    #[arg(long, env = "POSTLINT_NO_CACHE", value_parser = FalseyValueParser::new())]
    pub no_cache: bool,
}

/// Facts about the posts, stronger than the posts' own.
#[derive(Debug, Args)]
#[command(next_help_heading = "Facts about the posts")]
pub struct FactArgs {
    /// Whose account
    #[arg(long, value_parser = OneOf(Account::ALL, Account::word))]
    pub account: Option<Account>,
    /// What it is
    #[arg(long, value_parser = OneOf(Kind::ALL, Kind::word))]
    pub kind: Option<Kind>,
    /// Where it goes
    #[arg(long, value_parser = OneOf(Platform::ALL, Platform::word))]
    pub platform: Option<Platform>,
    /// Whether the permission that some clauses ask for was given
    #[arg(long, value_parser = OneOf(Permission::ALL, Permission::word))]
    pub permission: Option<Permission>,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule, clause or family
    pub id: String,
    /// Language of messages and advice
    #[arg(long, value_parser = OneOf(LANGS, Lang::word))]
    pub lang: Option<Lang>,
    /// Rules to look in
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// `trace`
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// Drafts; `-` or nothing for standard input
    pub paths: Vec<PathBuf>,
    /// The draft itself
    #[arg(long, value_name = "TEXT", conflicts_with = "paths")]
    pub text: Option<String>,
    /// Only this rule, family or clause: every condition, and why it did or did not hold
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// Rules to check against
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Facts about the posts
    #[command(flatten)]
    pub facts: FactArgs,
}

/// `config`
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// A draft or folder [default: this folder]
    pub path: Option<PathBuf>,
    /// Rules that were chosen
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder to write postlint.1, postlint-check.1 and the others into
    #[arg(long, short, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

/// `init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Overwrite an existing file
    #[arg(long)]
    pub force: bool,
}

/// `--min-severity`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityWord {
    /// Shall not.
    Error,
    /// Should avoid.
    Warning,
    /// Is advised.
    Advice,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Severity {
        match word {
            SeverityWord::Error => Severity::Error,
            SeverityWord::Warning => Severity::Warning,
            SeverityWord::Advice => Severity::Advice,
        }
    }
}

/// `--min-confidence`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConfidenceWord {
    /// As good as certain.
    High,
    /// Probable.
    Medium,
    /// A hint.
    Low,
}

impl From<ConfidenceWord> for Confidence {
    fn from(word: ConfidenceWord) -> Confidence {
        match word {
            ConfidenceWord::High => Confidence::High,
            ConfidenceWord::Medium => Confidence::Medium,
            ConfidenceWord::Low => Confidence::Low,
        }
    }
}

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set; anywhere with CLICOLOR_FORCE.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The languages that messages exist in.
const LANGS: &[Lang] = &[Lang::En, Lang::Ur, Lang::Hi, Lang::Gu];

/// A word of a closed set, read as its type reads it (case and second names); help and completions list the set.
#[derive(Clone)]
struct OneOf<T: 'static>(&'static [T], fn(T) -> &'static str);

impl<T: Copy + FromStr<Err = String> + Send + Sync> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&clap::Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let word = |text: String| text.parse::<T>();
        StringValueParser::new().try_map(word).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let OneOf(all, word) = self;
        Some(Box::new(all.iter().map(|one| PossibleValue::new(word(*one)))))
    }
}

fn parse_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "no such time zone; write it as Asia/Karachi or Asia/Kolkata".into())
}

fn parse_when(text: &str) -> Result<When, String> {
    When::parse(text).ok_or_else(|| "write a day as 2025-04-07, or a time as 2025-04-07T21:14:05+05:00".into())
}
