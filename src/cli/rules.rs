//! Which rules a run uses: built-in packs, packs from disk, and the project file.

use super::args::{FactArgs, RuleArgs};
use super::kept::{Compiled, Kept};
use super::project;
use crate::builtin;
use crate::engine::beside::{beside, join};
use crate::engine::compile::compile;
use crate::engine::own::Own;
use crate::engine::program::Program;
use crate::engine::scan::Engine;
use crate::pack::error::{PackError, SourceFile, nearest};
use crate::pack::load::{Library, load, load_over};
use crate::policy::config::place;
use crate::policy::project::{Layer, Project};
use crate::policy::{Policy, Settings, notice};
use crate::post::Meta;
use crate::rule::Rule;
use anyhow::{Result, bail};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::fs::DirEntry;
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Selected rules and the project file behind them.
pub struct Rules {
    /// Ready to scan.
    pub engine: Engine,
    /// What is shown.
    pub policy: Policy,
    /// The project files; none where there are none.
    pub project: Project,
    /// True where no pack was named anywhere.
    pub unchosen: bool,
    /// Packs as they were named, by the command line or the project file.
    pub packs: Vec<String>,
    /// Ids of the packs that are checked against.
    pub ids: Vec<String>,
    /// The zone of the first of them, by its name.
    zone: String,
}

impl Rules {
    /// The zone of the first pack. Looked for only when asked: it means a walk through the zones of the system.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

impl FactArgs {
    /// The facts given on the command line.
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

/// Selects rules for a run under a project file.
pub fn select(args: &RuleArgs, config_path: Option<&Path>) -> Result<Rules> {
    under(args, project::read(config_path)?)
}

/// Selects rules for a run under a project.
pub fn under(args: &RuleArgs, project: Project) -> Result<Rules> {
    let packs = named(args, &project);
    let kept = if args.no_cache { None } else { Kept::of_user() };
    let (program, ids) = program(&packs, &Form::Compiled(kept)).map_err(|error| placed(error, &project))?;
    let policy = policy(args, &project, &program, &ids)?;
    let own = Own::compile(
        &program,
        &project.additions(),
        &project.exceptions(),
        &project.domains(),
    )
    .map_err(|(word, why)| project.own_mistake(&word, why))?;
    let zone = program.packs.iter().find(|pack| ids.contains(&pack.id));
    let zone = zone.map(|pack| pack.zone.clone()).unwrap_or_default();
    let active = policy.active.clone();
    let engine = Engine::new(Arc::new(program), |_, bound| active.contains(&bound.rule.id)).with_own(own);
    Ok(Rules {
        engine,
        policy,
        project,
        unchosen: packs.is_empty(),
        packs,
        ids,
        zone,
    })
}

/// The packs that the command line names, else those of the project.
pub fn named(args: &RuleArgs, project: &Project) -> Vec<String> {
    match project.packs() {
        Some((packs, layer)) if args.pack.is_empty() => {
            packs.iter().map(|pack| from_folder(layer, &pack.value)).collect()
        }
        _ => args.pack.clone(),
    }
}

/// A pack as a project file names it: an id, or a path from its folder.
fn from_folder(layer: &Layer, pack: &str) -> String {
    if is_path(pack) {
        layer.folder.join(pack).display().to_string()
    } else {
        pack.to_owned()
    }
}

/// The program to look things up in, and the ids to look in: the packs that the command line names, else all that are shipped
/// and those that the project brings.
pub fn known(args: &RuleArgs, form: &Form) -> Result<(Program, Vec<String>)> {
    if !args.pack.is_empty() {
        return program(&args.pack, form);
    }
    let config = project::config_for(args, None)?;
    let project = project::read(config.as_deref())?;
    let (program, _) = program(&named(args, &project), form).map_err(|error| placed(error, &project))?;
    let ids = program.packs.iter().map(|pack| pack.id.clone()).collect();
    Ok((program, ids))
}

/// A pack that is not to be had.
#[derive(Debug, thiserror::Error)]
#[error("{what}\n  mend: {mend}")]
struct Missing {
    /// As it was asked for.
    pack: String,
    what: String,
    mend: String,
}

/// The same error, with its place where a project file asked for the pack.
fn placed(error: anyhow::Error, project: &Project) -> anyhow::Error {
    let place_of = |missing: &Missing| {
        let (packs, layer) = project.packs()?;
        let pack = packs
            .iter()
            .find(|pack| from_folder(layer, &pack.value) == missing.pack)?;
        Some(PackError::at(&layer.file, place(pack), &missing.what, &missing.mend))
    };
    match error.downcast_ref().and_then(place_of) {
        Some(placed) => placed.into(),
        None => error,
    }
}

/// What the project and the command line say of findings.
fn policy(args: &RuleArgs, project: &Project, program: &Program, ids: &[String]) -> Result<Policy> {
    let shipped = program
        .packs
        .iter()
        .flat_map(|pack| pack.rules.iter().map(|bound| Arc::clone(&bound.rule)));
    let known: Vec<Arc<Rule>> = shipped.chain(notice::rules().iter().cloned()).collect();
    project.check_names(&known.iter().map(|rule| &**rule).collect::<Vec<_>>())?;
    let chosen = program.packs.iter().filter(|pack| ids.contains(&pack.id));
    let zones: Vec<&str> = chosen.map(|pack| pack.zone.as_str()).collect();
    let zone = zones.first().copied().unwrap_or("UTC");
    let permits = project.permits()?;
    let hours = project.hours(zone)?;
    // Packs of several zones name none; and where nothing asks for a day, none is looked for.
    let clocks = match &hours {
        Some(hours) => Some(hours.zone().clone()),
        None if permits.is_empty() || zones.iter().any(|other| *other != zone) => None,
        None => TimeZone::get(zone).ok(),
    };
    let over = program.packs.iter().flat_map(|pack| &pack.rules);
    let over = over
        .filter(|bound| bound.over.is_some())
        .map(|bound| bound.rule.id.clone());
    let mut policy = Policy {
        settings: project.settings(),
        specials: project.specials()?,
        given: Settings {
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            ..Settings::default()
        },
        fail_on: project.get(|config| config.fail_on).unwrap_or_default(),
        permits,
        ignores: project::ignores(project)?,
        require_reason: project.get(|config| config.require_reason).unwrap_or_default(),
        baseline: None,
        before: None,
        active: BTreeSet::new(),
        over: over.collect(),
        known,
        is_complete: args.pack.is_empty() && args.select.is_empty() && args.ignore.is_empty(),
        limits: false,
        hours,
        zone: clocks,
        today: OnceLock::new(),
        here: std::env::current_dir()?,
    };
    if let Some((word, near)) = policy.unknown().first() {
        let mend = near.as_ref().map_or_else(
            || "`postlint packs coverage` lists what there is".to_string(),
            |near| format!("did you mean `{near}`?"),
        );
        bail!("`{word}` is no rule, family or clause: {mend}");
    }
    let admitted = policy
        .known
        .iter()
        .filter(|rule| (ids.contains(&rule.pack) || rule.pack == notice::PACK) && policy.admits(rule));
    policy.active = admitted.map(|rule| rule.id.clone()).collect();
    Ok(policy)
}

/// The rule files behind these packs: the shipped ones, and those from disk.
pub fn files(packs: &[String]) -> Result<Vec<SourceFile>> {
    let mut files = builtin::sources();
    for pack in packs.iter().filter(|pack| is_path(pack) || Path::new(pack).is_dir()) {
        from_disk(Path::new(pack), &mut files)?;
    }
    Ok(files)
}

fn is_path(pack: &str) -> bool {
    pack.contains(['/', '\\']) || pack.ends_with(".yaml") || pack.ends_with(".yml")
}

/// What a program is made of.
pub enum Form {
    /// Compiled rules, those of packs from disk out of a cache if there is one.
    Compiled(Option<Kept>),
    /// YAML, that of the built-in packs too: with examples.
    Sources,
}

/// The program for these packs, and the ids chosen.
pub fn program(packs: &[String], form: &Form) -> Result<(Program, Vec<String>)> {
    let (paths, mut ids): (Vec<String>, Vec<String>) = packs
        .iter()
        .cloned()
        .partition(|pack| is_path(pack) || Path::new(pack).is_dir());
    let mut own = Vec::new();
    for path in &paths {
        from_disk(Path::new(path), &mut own)?;
    }
    let program = match form {
        Form::Compiled(_) if own.is_empty() => builtin::program(),
        Form::Compiled(kept) => {
            let compiled = with_own(own, kept.as_ref())?;
            ids.extend(compiled.packs);
            if compiled.is_whole {
                compiled.program
            } else {
                let mut program = builtin::program();
                join(&mut program, compiled.program);
                program
            }
        }
        Form::Sources => {
            ids.extend(ids_of(&load(own.clone()).map_err(mistakes)?));
            whole(own)?
        }
    };
    if let Some(path) = paths.first()
        && ids.is_empty()
    {
        return Err(anyhow::Error::new(Missing {
            pack: path.clone(),
            what: format!("{path}: there is no pack here to check against, only words or detectors"),
            mend: "name a pack beside it, or add a file that begins with `pack:`".to_owned(),
        }));
    }
    for id in &ids {
        if !program.packs.iter().any(|pack| pack.id == *id) {
            let known: Vec<&str> = program.packs.iter().map(|p| p.id.as_str()).collect();
            let near = nearest(id, known.iter().copied())
                .map(|n| format!("did you mean `{n}`? "))
                .unwrap_or_default();
            return Err(anyhow::Error::new(Missing {
                pack: id.clone(),
                what: format!("there is no pack `{id}`"),
                mend: format!(
                    "{near}known packs: {}; a pack file is named by its path, such as ./{id}.yaml",
                    known.join(", ")
                ),
            }));
        }
    }
    if ids.is_empty() {
        ids = program.packs.iter().map(|p| p.id.clone()).collect();
    }
    Ok((program, ids))
}

/// What packs from disk become, out of the cache if it is there.
fn with_own(own: Vec<SourceFile>, kept: Option<&Kept>) -> Result<Compiled> {
    if let Some(compiled) = kept.and_then(|kept| kept.get(&own)) {
        return Ok(compiled);
    }
    let library = load(own.clone()).map_err(mistakes)?;
    let added = beside(&builtin::program(), &library);
    let mut compiled = Compiled {
        is_whole: added.is_none(),
        packs: ids_of(&library),
        // What is wrong beside the shipped rules is told by the long way.
        program: added.map_or_else(|| whole(own.clone()), Ok)?,
    };
    if let Some(kept) = kept {
        kept.put(&own, &mut compiled);
    }
    Ok(compiled)
}

/// The shipped rules and these, compiled from their YAML.
fn whole(own: Vec<SourceFile>) -> Result<Program> {
    load_over(builtin::sources(), own)
        .and_then(|library| compile(&library))
        .map_err(mistakes)
}

fn ids_of(library: &Library) -> Vec<String> {
    library.packs.iter().map(|(_, pack)| pack.pack.value.clone()).collect()
}

/// Adds the rule files of a path. A file of the shipped rules' lexicon or detector stays; a pack of the same id is replaced.
fn from_disk(path: &Path, files: &mut Vec<SourceFile>) -> Result<()> {
    let mut found = Vec::new();
    let gathered = if path.is_dir() {
        gather(path, &mut found)
    } else {
        read(path, &mut found)
    };
    gathered.map_err(|error| Missing {
        pack: path.display().to_string(),
        what: format!("{}: the pack cannot be read: {error}", path.display()),
        mend: "name a pack file, or a folder of them, by its path".to_owned(),
    })?;
    if found.is_empty() {
        bail!(
            "{}: no .yaml file in this folder; a pack is a YAML file that begins with `pack:`",
            path.display()
        );
    }
    files.append(&mut found);
    Ok(())
}

/// The rule files of a folder: no hidden ones, no pipes, and no folders that a link leads to.
fn gather(folder: &Path, found: &mut Vec<SourceFile>) -> io::Result<()> {
    let mut entries: Vec<DirEntry> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(DirEntry::path);
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            gather(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
            // A link that leads nowhere is an error.
            if path.is_file() || !path.exists() {
                read(&path, found)?;
            }
        }
    }
    Ok(())
}

fn read(path: &Path, found: &mut Vec<SourceFile>) -> io::Result<()> {
    let unread = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let text = super::text_file::read(path).map_err(unread)?;
    found.push(SourceFile {
        path: path.display().to_string(),
        text,
    });
    Ok(())
}

fn mistakes(errors: Vec<crate::pack::error::PackError>) -> anyhow::Error {
    let count = errors.len();
    let mut text = errors
        .iter()
        .take(20)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n\n");
    if count > 20 {
        text.push_str(&format!("\n\nand {} more mistakes", count - 20));
    }
    anyhow::anyhow!(text)
}
