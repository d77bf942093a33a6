//! `completions` and `man`: what shells and `man` read, made from the command line itself.

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::{Exit, Streams};
use anyhow::{Context, Result};
use clap::CommandFactory;
use std::io::Write;

/// `postlint completions`
pub fn completions(args: &CompletionsArgs, streams: &mut Streams) -> Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "postlint", &mut text);
    streams.stdout.write_all(&text)?;
    Ok(Exit::Clean)
}

/// `postlint man`
pub fn man(args: &ManArgs, streams: &mut Streams) -> Result<Exit> {
    let command = Cli::command();
    let Some(folder) = &args.output else {
        clap_mangen::Man::new(command).render(&mut streams.stdout)?;
        return Ok(Exit::Clean);
    };
    std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    clap_mangen::generate_to(command, folder).with_context(|| format!("{}: cannot be written to", folder.display()))?;
    Ok(Exit::Clean)
}
