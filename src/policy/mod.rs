//! In: findings of one post after another. Out: those chosen, graded, each with its excuse where it has one; at the end what is
//! wrong with the excuses. Never: files, the clock, rules of its own but those on its own settings.

pub mod baseline;
pub mod config;
pub mod hours;
pub mod ignores;
pub mod notice;
pub mod project;
pub mod scope;
mod settle;

pub use settle::{Before, Memory, Settler};

use crate::finding::Finding;
use crate::pack::error::nearest;
use crate::platform;
use crate::post::{Meta, Post};
use crate::rule::{Confidence, Rule, Severity};
use crate::text::span::Span;
use crate::when::When;
use jiff::tz::TimeZone;
use jiff::{Zoned, civil};
use notice::Notice;
use project::{Permit, Special};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// What is chosen and shown. Rules are named by id, name, pack, family, clause or instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Rules that may speak; empty for all.
    pub select: Vec<String>,
    /// Rules left out.
    pub ignore: Vec<String>,
    /// Severity by rule; of two the nearer name wins, then the later.
    pub levels: Vec<(String, Level)>,
    /// Weakest severity shown.
    pub min_severity: Option<Severity>,
    /// Weakest confidence shown.
    pub min_confidence: Option<Confidence>,
}

impl Settings {
    /// Lays stronger settings over these.
    pub fn over(&mut self, stronger: Settings) {
        if !stronger.select.is_empty() {
            self.select = stronger.select;
        }
        self.ignore.extend(stronger.ignore);
        self.levels.extend(stronger.levels);
        self.min_severity = stronger.min_severity.or(self.min_severity);
        self.min_confidence = stronger.min_confidence.or(self.min_confidence);
    }

    /// True where a rule may speak at all.
    pub fn admits(&self, rule: &Rule) -> bool {
        // What postlint says of its own settings is not chosen by choosing among the instruments.
        let chosen = self.select.is_empty() || rule.pack == notice::PACK || settle::any_names(rule, &self.select);
        chosen && !settle::any_names(rule, &self.ignore)
    }

    /// A finding at the severity of this project; `None` where its rule is off. One that was lowered stays a step lower.
    fn graded(&self, mut finding: Finding) -> Option<Finding> {
        let named = self.levels.iter().enumerate();
        let level = named
            .filter_map(|(at, (name, level))| Some((nearness(&finding.rule, name)?, at, *level)))
            .max()
            .map(|(_, _, level)| level);
        let severity = match level {
            None => return Some(finding),
            Some(Level::Off) => return None,
            Some(Level::Error) => Severity::Error,
            Some(Level::Warning) => Severity::Warning,
            Some(Level::Advice) => Severity::Advice,
        };
        let lowered = finding.severity < finding.rule.severity;
        finding.severity = if lowered { severity.lower() } else { severity };
        Some(finding)
    }

    fn shows(&self, severity: Severity, confidence: Confidence) -> bool {
        self.min_severity.is_none_or(|least| severity >= least)
            && self.min_confidence.is_none_or(|least| confidence >= least)
    }
}

/// Severity of a rule in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Shall not.
    Error,
    /// Should avoid.
    Warning,
    /// Is advised.
    Advice,
    /// Says nothing.
    Off,
}

impl Level {
    /// The word users write.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Advice => "advice",
            Level::Off => "off",
        }
    }
}

/// Ignores outside the posts, with the file they stand in.
#[derive(Clone, Debug, Default)]
pub struct Ignores {
    /// The file, as users name it.
    pub path: String,
    /// The folder its paths count from.
    pub folder: PathBuf,
    /// The ignores.
    pub list: Vec<ignores::Outside>,
}

/// Everything that decides what becomes of a finding.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// What the project says.
    pub settings: Settings,
    /// What it says of some posts.
    pub specials: Vec<Special>,
    /// What the command line says: stronger than both.
    pub given: Settings,
    /// What makes the run fail.
    pub fail_on: FailOn,
    /// Permissions.
    pub permits: Vec<Permit>,
    /// Ignores by fingerprint.
    pub ignores: Ignores,
    /// An ignore needs a reason.
    pub require_reason: bool,
    /// Known findings.
    pub baseline: Option<baseline::Baseline>,
    /// Findings before the changes that are looked at, by file.
    pub before: Option<BTreeMap<String, Vec<Before>>>,
    /// Rules that speak in this run.
    pub active: BTreeSet<String>,
    /// Rules over an archive: what they find in a post is known once every post was read.
    pub over: BTreeSet<String>,
    /// Rules there are.
    pub known: Vec<Arc<Rule>>,
    /// All packs of the project speak, so that an ignore no rule answers is one too many.
    pub is_complete: bool,
    /// Say where a post is longer than its platform takes.
    pub limits: bool,
    /// The office's calendar.
    pub hours: Option<hours::OfficeHours>,
    /// The clocks by which permissions begin and end.
    pub zone: Option<TimeZone>,
    /// This day, `YYYY-MM-DD`, once asked: the zone of the system is looked for only then.
    pub today: OnceLock<String>,
    /// The folder that relative names count from.
    pub here: PathBuf,
}

impl Policy {
    /// Begins a run.
    pub fn settler(&self) -> Settler<'_> {
        Settler::new(self)
    }

    /// True where a rule may speak of some post.
    pub fn admits(&self, rule: &Rule) -> bool {
        let special = self.specials.iter().any(|special| {
            !special.settings.select.is_empty() && {
                let mut settings = self.settings.clone();
                settings.over(special.settings.clone());
                settings.over(self.given.clone());
                settings.admits(rule)
            }
        });
        self.plain().admits(rule) || special
    }

    /// Facts about a post from the project, where the post says nothing.
    pub fn facts(&self, post: &Post, meta: &Meta) -> Meta {
        let holding = self
            .specials
            .iter()
            .rev()
            .filter(|special| special.scope.holds(post, meta, &self.here));
        holding.fold(Meta::default(), |facts, special| facts.or(&special.facts))
    }

    /// What is chosen and shown of posts that are not special.
    fn plain(&self) -> Settings {
        let mut settings = self.settings.clone();
        settings.over(self.given.clone());
        settings
    }

    /// What is chosen and shown of a special post.
    fn special(&self, post: &Post) -> Option<Settings> {
        let holds = |special: &&Special| special.scope.holds(post, &post.meta, &self.here);
        let mut holding = self.specials.iter().filter(holds).peekable();
        holding.peek()?;
        let mut settings = self.settings.clone();
        holding.for_each(|special| settings.over(special.settings.clone()));
        settings.over(self.given.clone());
        Some(settings)
    }

    /// True where some rule that speaks in this run is meant.
    fn is_active(&self, meant: impl Fn(&Rule) -> bool) -> bool {
        self.is_complete
            && self
                .known
                .iter()
                .any(|rule| self.active.contains(&rule.id) && meant(rule))
    }

    /// The rules of single posts alone: what a run without an archive can say.
    pub fn without_archive(&mut self) {
        self.active.retain(|rule| !self.over.contains(rule));
    }

    /// True where a rule over an archive that speaks in this run is meant.
    fn awaits(&self, meant: impl Fn(&Rule) -> bool) -> bool {
        self.is_active(|rule| self.over.contains(&rule.id) && meant(rule))
    }

    /// True where a rule, by its id, is there and does not speak in this run.
    pub fn is_mute(&self, rule: &str) -> bool {
        !self.active.contains(rule) && self.known.iter().any(|known| known.id == rule)
    }

    fn understands(&self, ignore: &ignores::Ignore) -> bool {
        ignore
            .names
            .iter()
            .all(|name| self.known.iter().any(|rule| names(rule, name)))
    }

    fn today(&self) -> &str {
        self.today.get_or_init(|| Zoned::now().date().to_string())
    }

    fn is_over(&self, until: Option<&str>) -> bool {
        until.is_some_and(|until| until < self.today())
    }

    /// The day a post is for: its own, on the clocks of the office where they are known, else as it was written; else this day.
    fn day_of(&self, post: &Post) -> String {
        let stated = post.meta.posted_at.as_deref().unwrap_or_default();
        let written = || stated.get(..10).and_then(|day| day.parse::<civil::Date>().ok());
        let day = match (post.meta.when.or_else(|| When::parse(stated)), &self.zone) {
            (Some(when), Some(zone)) => Some(when.day(zone)),
            (Some(when), None) => written().or_else(|| Some(when.day(&TimeZone::UTC))),
            (None, _) => written(),
        };
        day.map_or_else(|| self.today().to_owned(), |day| day.to_string())
    }

    fn excuse_folders(&self) -> Vec<&Path> {
        let baseline = self.baseline.as_ref().map(|baseline| baseline.folder.as_path());
        let ignores = (!self.ignores.list.is_empty()).then_some(self.ignores.folder.as_path());
        baseline.into_iter().chain(ignores).collect()
    }

    fn too_long(&self, post: &Post) -> Option<Finding> {
        if !self.limits {
            return None;
        }
        let posted = platform::posted(post);
        let over =
            |platform: &&crate::post::Platform| platform::length(&posted, **platform) > platform::limit(**platform);
        let platform = *post.meta.platforms.iter().find(over)?;
        let cut = platform::cut(post, platform);
        let mut finding = Notice::TooLong.finding(Span::new(cut, post.text.len()), &post.id);
        let detail = format!(
            "{} of {} on {platform}",
            platform::length(&posted, platform),
            platform::limit(platform)
        );
        finding.labels.push(crate::finding::Label {
            span: finding.span,
            word: detail,
            by: crate::finding::NamedBy::Rule,
        });
        Some(finding)
    }

    /// Words of the command line that name nothing, each with the nearest known word.
    pub fn unknown(&self) -> Vec<(String, Option<String>)> {
        let known: BTreeSet<&str> = self
            .known
            .iter()
            .flat_map(|rule| {
                rule.clauses
                    .iter()
                    .map(|c| c.clause.as_str())
                    .chain([rule.id.as_str(), rule.family.as_str()])
            })
            .collect();
        let all = self.given.select.iter().chain(&self.given.ignore);
        all.filter(|word| !self.known.iter().any(|rule| names(rule, word)))
            .map(|word| (word.clone(), nearest(word, known.iter().copied()).map(str::to_string)))
            .collect()
    }
}

/// True where a word names a rule: its id, its name without the pack, its pack, its family, or a clause or instrument it cites.
fn names(rule: &Rule, word: &str) -> bool {
    nearness(rule, word).is_some()
}

/// How nearly a word names a rule: the id is nearest, the pack farthest.
fn nearness(rule: &Rule, word: &str) -> Option<u8> {
    let name = rule.id.split_once('/').map_or("", |(_, name)| name);
    let clause = |cites: fn(&str) -> &str| rule.clauses.iter().any(|c| cites(&c.clause) == word);
    if word == rule.id {
        Some(6)
    } else if word == name {
        Some(5)
    } else if clause(|clause| clause) {
        Some(4)
    } else if word == rule.family {
        Some(3)
    } else if clause(|clause| clause.split('/').next().unwrap_or_default()) {
        Some(2)
    } else {
        (word == rule.pack).then_some(1)
    }
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Advice,
    /// Nothing.
    Never,
}

impl FailOn {
    /// The word users write.
    pub const fn word(self) -> &'static str {
        match self {
            FailOn::Error => "error",
            FailOn::Warning => "warning",
            FailOn::Advice => "advice",
            FailOn::Never => "never",
        }
    }

    /// True where a finding of this severity makes a run fail.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Advice => severity >= Severity::Advice,
            FailOn::Never => false,
        }
    }
}
