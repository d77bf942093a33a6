//! Finds and reads the files of a project: settings with those they stand on, ignores, baseline.

use super::args::RuleArgs;
use super::text_file;
use crate::pack::error::SourceFile;
use crate::path::plain;
use crate::policy::Ignores;
use crate::policy::baseline::{self, Baseline};
use crate::policy::config::{Config, NAMES};
use crate::policy::ignores::{self, Outside};
use crate::policy::project::{Layer, Project};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The project file for an input: the one named, or the first found upwards.
pub fn config_for(args: &RuleArgs, input: Option<&Path>) -> Result<Option<PathBuf>> {
    if args.no_config {
        return Ok(None);
    }
    if let Some(path) = &args.config {
        return Ok(Some(path.clone()));
    }
    let start = match input {
        Some(path) if path.as_os_str() != "-" => plain(&std::path::absolute(path)?),
        _ => std::env::current_dir()?,
    };
    let from = if start.is_dir() {
        start.as_path()
    } else {
        start.parent().unwrap_or(&start)
    };
    Ok(from
        .ancestors()
        .flat_map(|folder| NAMES.iter().map(move |name| folder.join(name)))
        .find(|path| path.is_file()))
}

/// Inputs that share a project file.
pub struct Group {
    /// The project file.
    pub config: Option<PathBuf>,
    /// The inputs.
    pub paths: Vec<PathBuf>,
}

/// Inputs by their project files, in the order in which these are met. There is always one: what has no path stands here.
pub fn groups(args: &RuleArgs, paths: &[PathBuf]) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut numbers: BTreeMap<Option<PathBuf>, usize> = BTreeMap::new();
    for path in paths {
        let config = config_for(args, Some(path))?;
        let number = *numbers.entry(config.clone()).or_insert(groups.len());
        if number == groups.len() {
            let paths = Vec::new();
            groups.push(Group { config, paths });
        }
        groups[number].paths.push(path.clone());
    }
    if groups.is_empty() {
        groups.push(Group {
            config: config_for(args, None)?,
            paths: Vec::new(),
        });
    }
    Ok(groups)
}

/// True where these inputs hold the whole project.
pub fn covers(paths: &[PathBuf], project: &Project) -> Result<bool> {
    let Some(folder) = project.folder() else {
        return Ok(false);
    };
    for path in paths {
        let path = std::fs::canonicalize(path).unwrap_or_default();
        if !path.as_os_str().is_empty() && std::fs::canonicalize(folder)?.starts_with(path) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A path as users would name it from here.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// Reads a project file and those it stands on.
pub fn read(path: Option<&Path>) -> Result<Project> {
    let mut project = Project::default();
    if let Some(path) = path {
        layers(path, &mut Vec::new(), &mut project.layers)?;
    }
    Ok(project)
}

/// Project files that stand on one another; two on each level, and each on both of the next, would be a thousand on the tenth.
const MOST_LAYERS: usize = 64;

fn layers(path: &Path, open: &mut Vec<PathBuf>, out: &mut Vec<Layer>) -> Result<()> {
    let name = shown(path);
    if open.len() + out.len() >= MOST_LAYERS {
        bail!("{name}: more than {MOST_LAYERS} project files stand on one another\n  mend: take `extends` out of some");
    }
    let text = text_file::read(path).with_context(|| format!("{name}: the configuration cannot be read"))?;
    let file = SourceFile { path: name, text };
    let config = Config::parse(&file)?;
    let whole = std::fs::canonicalize(path)?;
    let folder = std::path::absolute(path)?
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default();
    open.push(whole);
    let (bases, (line, column)) = config.bases();
    let place = format!("{}:{line}:{column}", file.path);
    for base in bases {
        let below = folder.join(base);
        let Ok(known) = std::fs::canonicalize(&below) else {
            bail!("{place}: `extends: {base}` names no file\n  mend: write its path from the folder of this file");
        };
        if open.contains(&known) {
            let circle: Vec<String> = open.iter().chain([&known]).map(|path| shown(path)).collect();
            bail!(
                "{place}: project files in a circle: {}\n  mend: take `extends` out of one of them",
                circle.join(" → ")
            );
        }
        layers(&below, open, out)?;
    }
    open.pop();
    out.push(Layer { file, folder, config });
    Ok(())
}

/// The file of ignores: the one the project names, else the usual one beside it.
pub fn ignores(project: &Project) -> Result<Ignores> {
    let named = project.path(|config| config.ignores.as_ref());
    let Some(path) = beside(project, named.as_deref(), ignores::NAME) else {
        return Ok(Ignores::default());
    };
    if named.is_none() && !path.is_file() {
        return Ok(Ignores::default());
    }
    let name = shown(&path);
    if let Some((file, layer)) = project
        .value(|config| config.ignores.as_ref())
        .filter(|_| !path.exists())
    {
        let line = layer.line("ignores").unwrap_or(1);
        bail!(
            "{}:{line}: `ignores: {file}` names no file\n  mend: write the file, or take the line out: {} beside this file is found without it",
            layer.file.path,
            ignores::NAME
        );
    }
    let text = text_file::read(&path).with_context(|| format!("{name}: the ignores cannot be read"))?;
    let file = SourceFile { path: name, text };
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut list = Outside::read(&file)?;
    for one in &mut list {
        one.is_gone = !one.post.as_ref().is_none_or(|post| is_there(&folder, post));
    }
    Ok(Ignores {
        list,
        folder,
        path: file.path,
    })
}

/// Where the baseline of a project is kept: `named`, else as the project says, else beside its file.
pub fn baseline_path(project: &Project, named: Option<&Path>) -> Result<PathBuf> {
    let path = match named {
        Some(path) => Some(path.to_owned()),
        None => beside(
            project,
            project.path(|config| config.baseline.as_ref()).as_deref(),
            baseline::NAME,
        ),
    };
    Ok(std::path::absolute(path.unwrap_or_else(|| baseline::NAME.into()))?)
}

/// The baseline, if there is one. One that is named must be there.
pub fn baseline(project: &Project, named: Option<&Path>) -> Result<Option<Baseline>> {
    let path = baseline_path(project, named)?;
    let must = named.is_some() || project.get(|config| config.baseline.as_ref()).is_some();
    if !path.is_file() {
        if must {
            bail!(
                "{}: there is no baseline; `postlint baseline create` makes it",
                shown(&path)
            );
        }
        return Ok(None);
    }
    let name = shown(&path);
    let text = text_file::read(&path).with_context(|| format!("{name}: the baseline cannot be read"))?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let exists = |entry: &str| is_there(&folder, entry);
    Ok(Some(Baseline::read(
        &SourceFile { path: name, text },
        folder.clone(),
        exists,
    )?))
}

/// True where a source, named from a folder, is still there: itself, or the archive it lies in.
pub fn is_there(folder: &Path, source: &str) -> bool {
    let mut archives = source.match_indices('!').map(|(at, _)| folder.join(&source[..at]));
    folder.join(source).exists() || archives.any(|archive| archive.is_file())
}

fn beside(project: &Project, named: Option<&Path>, usual: &str) -> Option<PathBuf> {
    match named {
        Some(path) => Some(path.to_owned()),
        None => project.folder().map(|folder| folder.join(usual)),
    }
}
