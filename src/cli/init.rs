//! `init`: a commented project file. What can be found out is found out and said; nothing is asked.

use super::args::InitArgs;
use super::{Exit, Streams};
use crate::builtin;
use crate::policy::config::NAMES;
use crate::rule::Lang;
use crate::source;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Folders are looked into so deep, and so many drafts are counted: enough to tell a repository of posts.
const DEPTH: usize = 6;
const DRAFTS: usize = 5_000;

/// What a folder shows of itself.
#[derive(Default)]
struct Found {
    /// Drafts by the folder they lie in.
    drafts: BTreeMap<PathBuf, usize>,
    total: usize,
    /// Letters by script, in the drafts looked into.
    scripts: BTreeMap<Lang, usize>,
    github: bool,
    gitlab: bool,
    hooks: bool,
}

/// `postlint init`
pub fn init(args: &InitArgs, streams: &mut Streams) -> Result<Exit> {
    let known = NAMES.iter().find(|name| Path::new(name).exists());
    if let Some(known) = known
        && !args.force
    {
        bail!("{known} is there already; --force overwrites it");
    }
    let mut found = Found {
        github: Path::new(".github").is_dir(),
        gitlab: Path::new(".gitlab-ci.yml").is_file(),
        hooks: Path::new(".pre-commit-config.yaml").is_file(),
        ..Found::default()
    };
    look(Path::new("."), 0, &mut found);
    let name = known.unwrap_or(&NAMES[0]);
    super::report_file::replace(Path::new(name), text(&found)?.as_bytes())
        .with_context(|| format!("{name} cannot be written"))?;
    let out = &mut streams.stdout;
    writeln!(
        out,
        "{name} written. Take the # from the lines you want; the first to choose is `packs`."
    )?;
    if found.total > 0 {
        let folders: Vec<String> = found.drafts.keys().take(4).map(|folder| named(folder)).collect();
        let drafts = if found.total == 1 { "draft" } else { "drafts" };
        writeln!(out, "{} {drafts} found, in {}.", found.total, folders.join(", "))?;
        writeln!(
            out,
            "Begin with `postlint check .`; if there is much, `postlint baseline create` sets today's findings aside."
        )?;
    }
    if found.github {
        writeln!(
            out,
            "This repository uses GitHub: README.md of postlint has the workflow to copy."
        )?;
    }
    if found.gitlab {
        writeln!(
            out,
            "This repository uses GitLab: README.md of postlint has the template to include."
        )?;
    }
    if found.hooks {
        writeln!(
            out,
            "This repository uses pre-commit: README.md of postlint has the lines to add."
        )?;
    }
    Ok(Exit::Clean)
}

/// A folder as it is told.
fn named(folder: &Path) -> String {
    match folder == Path::new(".") {
        true => "this folder".to_owned(),
        false => source::name(folder),
    }
}

fn look(folder: &Path, depth: usize, found: &mut Found) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    for path in paths {
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || found.total >= DRAFTS || path.is_symlink() {
            continue;
        }
        if path.is_dir() && depth < DEPTH {
            look(&path, depth + 1, found);
        } else if path.is_file() && source::is_draft(&path) {
            found.total += 1;
            *found.drafts.entry(folder.to_owned()).or_default() += 1;
            if found.total <= 200
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                scripts(&text, &mut found.scripts);
            }
        }
    }
}

fn scripts(text: &str, scripts: &mut BTreeMap<Lang, usize>) {
    for c in text.chars() {
        let lang = match u32::from(c) {
            0x0600..=0x06FF => Lang::Ur,
            0x0900..=0x097F => Lang::Hi,
            0x0A80..=0x0AFF => Lang::Gu,
            _ => continue,
        };
        *scripts.entry(lang).or_default() += 1;
    }
}

fn text(found: &Found) -> Result<String> {
    let program = builtin::program();
    let mut out = String::from(
        "# postlint: settings of this folder and all below it. The command line is stronger than this file.\n# `postlint config PATH` shows what is in force for a draft and where it comes from;\n# `postlint packs schema config` prints the JSON Schema of this file for editors.\n\n# The instruments that bind the authors of these posts; all built-in packs where nothing is said.\n",
    );
    let most = found
        .scripts
        .iter()
        .max_by_key(|(_, count)| **count)
        .map(|(lang, _)| *lang);
    let fit: Vec<&str> = program
        .packs
        .iter()
        .filter(|pack| most.is_some() && Some(pack.officers) == most)
        .map(|pack| pack.id.as_str())
        .collect();
    if let (Some(lang), false) = (most, fit.is_empty()) {
        writeln!(
            out,
            "# Most of what is not in Latin letters here is {}: {} may be yours.",
            language(lang),
            fit.join(" or ")
        )?;
    }
    out.push_str("# packs:\n");
    for pack in &program.packs {
        let title = pack.title.get(&Lang::En).map_or("", String::as_str);
        writeln!(out, "#   - {:<16} # {title}", pack.id)?;
    }
    out.push_str(include_str!("init.yaml"));
    Ok(out)
}

const fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::Ur => "Urdu",
        Lang::Hi => "Hindi",
        Lang::Gu => "Gujarati",
        _ => "English",
    }
}
