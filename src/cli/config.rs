//! `config`: what is in force for a path, and where each value comes from.

use super::args::ConfigArgs;
use super::{Exit, Streams, project, rules};
use crate::policy::config::{self, Config};
use crate::policy::project::{Layer, Project};
use crate::policy::{FailOn, Policy};
use crate::post::{Meta, Post};
use crate::render::terminal;
use crate::rule::{Confidence, Lang, Severity};
use crate::source::{self, Event, Input, ReadOptions};
use anyhow::Result;
use std::fmt::Display;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Said of what no file states.
const DEFAULT: &str = "default";

/// `postlint config`
pub fn config(args: &ConfigArgs, streams: &mut Streams) -> Result<Exit> {
    let path = args.path.clone().unwrap_or_else(|| PathBuf::from("."));
    let found = project::config_for(&args.rules, Some(&path))?;
    let rules = rules::select(&args.rules, found.as_deref())?;
    let post = post(&path);
    let out = &mut streams.stdout;
    let files: Vec<&str> = rules
        .project
        .layers
        .iter()
        .rev()
        .map(|layer| layer.file.path.as_str())
        .collect();
    writeln!(out, "for   {}", terminal(&post.origin.source))?;
    match files.as_slice() {
        [] => writeln!(out, "from  no configuration; `postlint init` writes one\n")?,
        files => writeln!(out, "from  {}\n", terminal(&files.join(", on top of ")))?,
    }
    let mut table = Table { rows: Vec::new() };
    chosen(&rules.project, &mut table);
    facts(&rules.project, &rules.policy, &post, &mut table);
    shown(&rules.project, &mut table);
    specials(&rules.project, &rules.policy, &post, &mut table);
    own(&rules.project, &mut table);
    files_beside(&rules.project, &rules.policy, &mut table)?;
    table.write(out)?;
    Ok(Exit::Clean)
}

/// The draft at a path, for what it says of itself; one without a text where it cannot be read.
fn post(path: &Path) -> Post {
    let mut found = None;
    if path.is_file() {
        let _ = source::read([Input::Path(path.to_owned())], &ReadOptions::default(), &mut |event| {
            if let Event::Post(post) = event {
                found = Some(post);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
    }
    found.unwrap_or_else(|| {
        let mut post = Post::from_text("");
        post.origin.source = source::name(path);
        post
    })
}

struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    fn row(&mut self, key: &str, value: impl Display, from: impl Into<String>) {
        self.rows
            .push([key.to_owned(), terminal(&value.to_string()).into_owned(), from.into()]);
    }

    /// The strongest value of a key, or its default.
    fn value<T: Display>(
        &mut self,
        project: &Project,
        key: &str,
        of: impl Fn(&Config) -> Option<T>,
        default: impl Display,
    ) {
        match project.value(of) {
            Some((value, layer)) => self.row(key, value, place(layer, key)),
            None => self.row(key, default, DEFAULT),
        }
    }

    /// A list, with each file that adds to it.
    fn list(&mut self, project: &Project, key: &str, of: impl Fn(&Config) -> Vec<String>) {
        for layer in &project.layers {
            let words = of(&layer.config);
            if !words.is_empty() {
                self.row(key, words.join(", "), place(layer, key));
            }
        }
    }

    fn write(self, out: &mut dyn Write) -> io::Result<()> {
        let wide = |column: usize| {
            self.rows
                .iter()
                .map(|row| row[column].chars().count().min(60))
                .max()
                .unwrap_or(0)
        };
        let (first, second) = (wide(0), wide(1));
        for [key, value, from] in &self.rows {
            writeln!(out, "{key:first$}  {value:second$}  {from}")?;
        }
        out.flush()
    }
}

fn place(layer: &Layer, key: &str) -> String {
    match layer.line(key) {
        Some(line) => format!("{}:{line}", terminal(&layer.file.path)),
        None => terminal(&layer.file.path).into_owned(),
    }
}

fn texts(words: &[crate::pack::schema::Placed]) -> Vec<String> {
    words.iter().map(|word| word.value.clone()).collect()
}

fn chosen(project: &Project, table: &mut Table) {
    match project.packs() {
        Some((packs, layer)) => table.row("packs", texts(packs).join(", "), place(layer, "packs")),
        None => table.row("packs", "all built-in packs", DEFAULT),
    }
    match project.value(|config| (!config.select.is_empty()).then(|| texts(&config.select))) {
        Some((select, layer)) => table.row("select", select.join(", "), place(layer, "select")),
        None => table.row("select", "every rule", DEFAULT),
    }
    table.list(project, "ignore", |config| texts(&config.ignore));
    table.list(project, "rules", |config| {
        config
            .rules
            .iter()
            .map(|(name, level)| format!("{name}: {}", level.word()))
            .collect()
    });
}

/// Facts: the draft's own, those of overrides, those of the project.
fn facts(project: &Project, policy: &Policy, post: &Post, table: &mut Table) {
    let stated = post.meta.clone().or(&project.facts());
    let special = policy.facts(post, &stated);
    type Fact = fn(&Meta) -> Option<String>;
    let all: [(&str, Fact); 4] = [
        ("account", |meta| meta.account.map(|word| word.to_string())),
        ("kind", |meta| meta.kind.map(|word| word.to_string())),
        ("platform", |meta| {
            let words: Vec<&str> = meta.platforms.iter().map(|word| word.word()).collect();
            (!words.is_empty()).then(|| words.join(", "))
        }),
        ("permission", |meta| meta.permission.map(|word| word.to_string())),
    ];
    for (key, of) in all {
        if let Some(value) = of(&post.meta) {
            table.row(key, value, "the draft itself");
        } else if let Some(value) = of(&special) {
            table.row(key, value, "an override below");
        } else {
            table.value(project, key, |config| of(&config.facts()), "unknown");
        }
    }
}

fn shown(project: &Project, table: &mut Table) {
    table.value(
        project,
        "lang",
        |config| config.lang,
        format!("{} or the locale's", Lang::En),
    );
    table.value(project, "min-severity", |config| config.min_severity, Severity::Advice);
    table.value(
        project,
        "min-confidence",
        |config| config.min_confidence,
        Confidence::Low,
    );
    table.value(
        project,
        "fail-on",
        |config| config.fail_on.map(FailOn::word),
        FailOn::default().word(),
    );
    table.value(project, "require-reason", |config| config.require_reason, false);
}

fn specials(project: &Project, policy: &Policy, post: &Post, table: &mut Table) {
    let meta = post.meta.clone().or(&project.facts());
    permits(policy, post, &meta, table);
    let mut number = 0;
    for layer in &project.layers {
        for one in &layer.config.overrides {
            let (line, _) = config::place(one);
            let one = &one.value;
            let special = &policy.specials[number];
            number += 1;
            let mut says: Vec<String> = Vec::new();
            let facts = one.facts();
            says.extend(facts.account.map(|word| format!("account: {word}")));
            says.extend(facts.kind.map(|word| format!("kind: {word}")));
            says.extend(facts.platforms.first().map(|word| format!("platform: {word}")));
            says.extend(facts.permission.map(|word| format!("permission: {word}")));
            for (key, words) in [("select", &one.select), ("ignore", &one.ignore)] {
                says.extend((!words.is_empty()).then(|| format!("{key}: {}", texts(words).join(", "))));
            }
            says.extend(
                one.rules
                    .iter()
                    .map(|(name, level)| format!("{name}: {}", level.word())),
            );
            says.extend(one.min_severity.map(|word| format!("min-severity: {word}")));
            says.extend(one.min_confidence.map(|word| format!("min-confidence: {word}")));
            let holds = special.scope.holds(post, &meta, &policy.here);
            let value = format!("for {}: {} ({})", one.scope.said(), says.join("; "), here(holds));
            table.row("override", value, format!("{}:{line}", terminal(&layer.file.path)));
        }
    }
}

fn permits(policy: &Policy, post: &Post, meta: &Meta, table: &mut Table) {
    for permit in &policy.permits {
        let holds = permit.scope.holds(post, meta, &policy.here);
        let cover = &permit.cover;
        let until = cover
            .until
            .as_ref()
            .map_or(String::new(), |until| format!(" until {until}"));
        let covers = permit.covers.join(", ");
        let said = format!(
            "{}, {}{until}: {covers} ({})",
            cover.order,
            cover.authority,
            here(holds)
        );
        table.row(
            "permission",
            said,
            format!("{}:{}", terminal(&permit.place.0), permit.place.1),
        );
    }
}

const fn here(holds: bool) -> &'static str {
    if holds { "holds here" } else { "not here" }
}

fn own(project: &Project, table: &mut Table) {
    table.list(project, "words", |config| {
        let joins = config.words.iter();
        joins
            .map(|words| format!("{}: {}", words.join.value, texts(&words.list).join(", ")))
            .collect()
    });
    table.list(project, "exceptions", |config| texts(&config.exceptions));
    table.list(project, "official-domains", |config| config.official_domains.clone());
    if let Some((hours, layer)) = project.value(|config| config.office_hours.as_ref()) {
        let zone = hours.zone.as_deref().unwrap_or("the pack's zone");
        let said = format!(
            "{zone}; {} days of the week named, {} off{}",
            hours.days.len(),
            hours.holidays.len(),
            hours
                .permitted
                .map_or(String::new(), |many| format!("; {many} posts a day permitted"))
        );
        table.row("office-hours", said, place(layer, "office-hours"));
    }
}

fn files_beside(project: &Project, policy: &Policy, table: &mut Table) -> Result<()> {
    let from = |key: &str, of: fn(&Config) -> Option<&String>| match project.value(of) {
        Some((_, layer)) => place(layer, key),
        None => "beside the configuration".to_owned(),
    };
    if let Some(baseline) = project::baseline(project, None)? {
        let said = format!("{} ({} known findings)", baseline.path, baseline.entries.len());
        table.row("baseline", said, from("baseline", |config| config.baseline.as_ref()));
    }
    if !policy.ignores.path.is_empty() {
        let said = format!("{} ({} ignores)", policy.ignores.path, policy.ignores.list.len());
        table.row("ignores", said, from("ignores", |config| config.ignores.as_ref()));
    }
    Ok(())
}
