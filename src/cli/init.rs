//! `init`: a commented project file that says what can be said, and changes nothing until it is edited.

use super::args::InitArgs;
use super::{Exit, Streams};
use crate::builtin;
use crate::policy::config::NAMES;
use crate::rule::Lang;
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// `postlint init`
pub fn init(args: &InitArgs, streams: &mut Streams) -> Result<Exit> {
    if let Some(known) = NAMES.iter().find(|name| Path::new(name).exists())
        && !args.force
    {
        bail!("{known} is there already; --force overwrites it");
    }
    let name = NAMES[0];
    std::fs::write(name, text()?).with_context(|| format!("{name} cannot be written"))?;
    writeln!(
        streams.stdout,
        "{name} written. Take the # from the lines you want; the first to choose is `packs`."
    )?;
    Ok(Exit::Clean)
}

fn text() -> Result<String> {
    let mut out = String::from(
        "# postlint: settings of this folder and all below it. The command line is stronger than this file.\n\n# The instruments that bind the authors of these posts; all built-in packs where nothing is said.\n# packs:\n",
    );
    for pack in builtin::program().packs {
        writeln!(
            out,
            "#   - {:<16} # {}",
            pack.id,
            pack.title.get(&Lang::En).map_or("", String::as_str)
        )?;
    }
    out.push_str(
        "\n# Facts about these posts, unless a post states its own.\n# account: official        # or personal\n# kind: post               # comment, message, forward, email\n# platform: facebook       # x, instagram, whatsapp, telegram, youtube, linkedin, other\n# permission: none         # or granted\n\n# Language of messages and advice: en, ur, hi, gu.\n# lang: en\n\n# Only these, or all but these: rules, families or clauses (`postlint packs coverage` lists them).\n# select: [disclosure, credentials]\n# ignore: [pk-federal/own-media-appearance]\n\n# What is shown, and what makes the exit status 1: error, warning, advice, never.\n# min-severity: advice\n# min-confidence: low\n# fail-on: error\n",
    );
    Ok(out)
}
