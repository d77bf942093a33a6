//! What a run does, worked out of the request and the project files: which inputs are checked under which settings, and what
//! is written.

use super::args::Shared;
use super::before::before;
use super::check::Request;
use super::outputs::{self, Output};
use super::project::{self, Group};
use super::rules::{self, Rules};
use super::{Streams, colors, language};
use crate::engine::personal::DETECTOR;
use crate::finding::Refusal;
use crate::pack::error::PackError;
use crate::policy::project::Project;
use crate::render::{RenderOptions, Unit};
use crate::rule::Lang;
use anyhow::{Error, Result, bail};
use std::collections::BTreeSet;

/// The inputs of one project, with its settings.
pub struct Part {
    /// The inputs.
    pub group: Group,
    project: Project,
}

/// What a run does.
pub struct Plan {
    /// The projects.
    pub parts: Vec<Part>,
    /// The rules of the first part. Those of another are selected when its turn comes: memory is that of one.
    pub first: Rules,
    /// What is wrong with projects that are not among the parts.
    pub mistakes: Vec<Refusal>,
    /// The reports.
    pub outputs: Vec<Output>,
    /// How to write them.
    pub options: RenderOptions,
}

impl Plan {
    /// # Errors
    /// Where nothing can be checked, or a report not be written.
    pub fn new(request: &Request, streams: &Streams) -> Result<Plan> {
        let shared = request.shared;
        let groups = project::groups(&shared.rules, &request.paths)?;
        let mut read = request.paths.clone();
        read.extend(groups.iter().filter_map(|group| group.config.clone()));
        let mut mistaken: Vec<(Group, Error)> = Vec::new();
        let mut parts = Vec::new();
        for group in groups {
            match project::read(group.config.as_deref()) {
                Ok(project) => parts.push(Part { group, project }),
                Err(error) => mistaken.push((group, error)),
            }
        }
        read.extend(parts.iter().flat_map(|part| part.project.files()));
        let mut rest = parts.into_iter();
        let (part, first) = loop {
            let Some(part) = rest.next() else {
                let mut told: Vec<String> = mistaken.iter().map(|(_, error)| format!("{error:#}")).collect();
                told.dedup();
                bail!("{}", told.join("\n\n"));
            };
            match part.select(request) {
                Ok(rules) => break (part, rules),
                Err(error) => mistaken.push((part.group, error)),
            }
        };
        let outputs = outputs::named(shared, request.scan.is_some_and(|scan| scan.statistics))?;
        let written = outputs.iter().filter_map(|output| output.path.as_deref());
        outputs::apart_from(written.chain(request.resume()), &read, request.reading.reading)?;
        let mut plan = Plan {
            parts: std::iter::once(part).chain(rest).collect(),
            first,
            mistakes: mistaken.iter().map(|(group, error)| mistake(group, error)).collect(),
            outputs,
            options: RenderOptions {
                lang: Lang::En,
                color: colors(shared.color, streams.stdout_is_terminal),
                width: width(streams.stdout_is_terminal),
                unit: request.unit,
            },
        };
        let langs = plan.langs();
        let agreed = langs.first().copied().filter(|_| langs.len() == 1);
        plan.options.lang = language(shared.lang, agreed);
        Ok(plan)
    }

    /// The languages that the projects ask for.
    pub fn langs(&self) -> BTreeSet<Lang> {
        self.parts.iter().filter_map(|part| part.project.lang()).collect()
    }

    /// True where the packs of some part are not chosen anywhere.
    pub fn is_unchosen(&self, shared: &Shared) -> bool {
        let mut projects = self.parts.iter().map(|part| &part.project);
        projects.any(|project| rules::named(&shared.rules, project).is_empty())
    }

    /// The rules of a part, by its number; `own` holds them where they are selected only now.
    ///
    /// # Errors
    /// What is wrong with its settings, as a report tells it.
    pub fn rules<'r>(
        &'r self,
        number: usize,
        request: &Request,
        own: &'r mut Option<Rules>,
    ) -> Result<&'r Rules, Refusal> {
        if number == 0 {
            return Ok(&self.first);
        }
        let part = &self.parts[number];
        let selected = part.select(request).map_err(|error| mistake(&part.group, &error))?;
        Ok(own.insert(selected))
    }

    /// Something of the rules of every part.
    ///
    /// # Errors
    /// Where a project has a mistake.
    pub fn each<T>(&self, request: &Request, of: impl Fn(&Rules) -> T) -> Result<Vec<T>> {
        let wrong = |refusal: &Refusal| Error::msg(format!("{}: {}", refusal.place(), refusal.cause));
        if let Some(mistake) = self.mistakes.first() {
            return Err(wrong(mistake));
        }
        let one = |number| {
            let mut own = None;
            self.rules(number, request, &mut own)
                .map(&of)
                .map_err(|refusal| wrong(&refusal))
        };
        (0..self.parts.len()).map(one).collect()
    }
}

impl Part {
    fn select(&self, request: &Request) -> Result<Rules> {
        let shared = request.shared;
        let mut rules = rules::under(&shared.rules, self.project.clone())?;
        if shared.redact && !rules.engine.knows_personal() {
            bail!("--redact: these rules have no detector `{DETECTOR}`, which shows what is personal");
        }
        rules.policy.given.min_severity = shared.min_severity.map(Into::into);
        rules.policy.given.min_confidence = shared.min_confidence.map(Into::into);
        rules.policy.fail_on = shared.fail_on.unwrap_or(rules.policy.fail_on);
        rules.policy.baseline = project::baseline(&rules.project, shared.baseline.as_deref())?;
        rules.policy.limits = request.unit == Unit::Draft;
        match request.scan {
            Some(_) => rules.engine = rules.engine.with_heard(),
            None => rules.policy.without_archive(),
        }
        if let Some(changed) = &request.changed {
            let own: Vec<_> = self.group.paths.iter().filter_map(|path| changed.get(path)).collect();
            let known = before(&rules, &shared.facts.facts(), &own, shared.threads())?;
            rules.policy.before = Some(known);
        }
        Ok(rules)
    }
}

/// A mistake in the settings of a group, as a report tells it: its inputs were not checked.
fn mistake(group: &Group, error: &Error) -> Refusal {
    const LEFT: &str = "nothing under these settings was checked";
    let known = |number: usize| Some(number).filter(|number| *number > 0);
    match error.downcast_ref() {
        Some(PackError {
            path,
            line,
            column,
            what,
            mend,
            ..
        }) => Refusal {
            source: path.clone(),
            record: None,
            line: known(*line),
            column: known(*column),
            cause: format!("{what}; {mend}; {LEFT}"),
        },
        None => {
            let source = group.config.as_deref().map_or("-".into(), project::shown);
            let told = format!("{error:#}");
            let own = told.strip_prefix(&format!("{source}: ")).unwrap_or(&told);
            Refusal {
                cause: format!("{own}; {LEFT}"),
                source,
                record: None,
                line: None,
                column: None,
            }
        }
    }
}

/// Cells of a terminal line: as the environment says, else as wide as the terminal is.
fn width(is_terminal: bool) -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || is_terminal.then(terminal_size::terminal_size).flatten();
    columns
        .or_else(|| terminal().map(|(width, _)| width.0.into()))
        .map_or(100, |width: usize| width.clamp(40, 400))
}
