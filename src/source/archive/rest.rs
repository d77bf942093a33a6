//! Entries that no reader claims, and inputs in which nothing is read.

use super::{Owns, read_plainly};
use crate::source::error::Error;
use crate::source::export::Export;
use crate::source::table;
use crate::source::walk::{self, NO_DRAFT, Taken};
use crate::source::{Each, ReadOptions, Reading, encoding, refuse, skip};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Suffixes of pictures, sounds, films and other things without a post in them.
const MEDIA: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "bmp", "svg", "mp4", "mov", "m4v", "3gp", "webm", "avi",
    "mkv", "mp3", "m4a", "aac", "opus", "ogg", "oga", "wav", "amr", "srt", "pdf", "vcf", "ico", "ttf", "woff", "woff2",
    "tgs",
];

/// Why what lies in an export and is no reader's is passed over.
pub(super) const WITHOUT_POSTS: &str = "file of an export without posts";

fn is_media(path: &str) -> bool {
    walk::suffix(Path::new(path)).is_some_and(|suffix| MEDIA.contains(&suffix.as_str()))
}

/// Reads what can be read as a bulk file or draft; `true` where it was.
pub(super) fn read(
    export: &Export,
    index: usize,
    owns: Owns,
    options: &ReadOptions,
    each: &mut Each<'_>,
) -> ControlFlow<(), bool> {
    let entry = &export.entries()[index];
    let source = export.source(index);
    let media = is_media(&entry.path);
    if let Some(fault) = entry.fault {
        // A picture that cannot be opened costs no post.
        if media || fault == crate::source::export::Fault::Link {
            skip(&source, None, "media file or link, not opened", each)?;
        } else {
            refuse(&source, Error::Entry(fault.cause()), each)?;
        }
        return ControlFlow::Continue(!media);
    }
    if owns != Owns::Nothing && !holds_posts(export, index, owns) {
        let reason = if media { "media file" } else { WITHOUT_POSTS };
        skip(&source, None, reason, each)?;
        return ControlFlow::Continue(false);
    }
    if alone(export, index) {
        read_plainly(export, index, options, each)?;
        return ControlFlow::Continue(true);
    }
    let mut unread = None;
    let head = || match export.head(index) {
        Ok(head) => walk::is_text(&head),
        Err(error) => {
            unread = Some(error);
            false
        }
    };
    let taken = walk::taken(Path::new(&entry.path), head);
    if let Some(error) = unread {
        refuse(&source, error, each)?;
        return ControlFlow::Continue(true);
    }
    match taken {
        Taken::Read => read_plainly(export, index, options, each)?,
        Taken::AsDraft => {
            let drafts = ReadOptions {
                reading: Reading::Drafts,
                ..options.clone()
            };
            read_plainly(export, index, &drafts, each)?;
        }
        Taken::Housekeeping => skip(&source, None, NO_DRAFT, each)?,
        Taken::No => {
            let reason = if media { "media file" } else { "file of no known format" };
            skip(&source, None, reason, each)?;
            return ControlFlow::Continue(false);
        }
    }
    ControlFlow::Continue(true)
}

/// True for a bulk file with posts in it, which is no platform's: it was laid into the folder of an export.
fn holds_posts(export: &Export, index: usize, owns: Owns) -> bool {
    match walk::suffix(Path::new(&export.entries()[index].path)).as_deref() {
        Some("jsonl" | "ndjson") => true,
        // What cannot be opened is refused when it is read.
        Some("csv" | "tsv" | "tab") if owns < Owns::Tables => export
            .head(index)
            .map_or(true, |head| table::recognise(&encoding::head_text(&head))),
        _ => false,
    }
}

/// True for a file that was named by itself: what is wrong with it is said by its reader.
fn alone(export: &Export, index: usize) -> bool {
    export.is_named(index)
}

/// Says of every input in which nothing was read what was found in it.
pub(super) fn nothing_read(
    export: &Export,
    inputs: &[PathBuf],
    read: &BTreeSet<usize>,
    refused: &HashSet<String>,
    archives: bool,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    for (number, input) in inputs.iter().enumerate() {
        let source = walk::name(input);
        if read.contains(&number) || refused.contains(&source) {
            continue;
        }
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let mut media_only = true;
        for (index, entry) in export.entries().iter().enumerate() {
            if export.input_of(index) == number {
                let suffix = walk::suffix(Path::new(&entry.path));
                *kinds
                    .entry(suffix.map_or("without suffix".into(), |suffix| format!(".{suffix}")))
                    .or_default() += 1;
                media_only &= is_media(&entry.path);
            }
        }
        // One of several archives of an export may hold only its pictures; they were counted.
        if archives && media_only && !kinds.is_empty() {
            continue;
        }
        refuse(&source, Error::NothingRead(found(kinds)), each)?;
    }
    ControlFlow::Continue(())
}

/// The most frequent kinds, in words.
fn found(kinds: BTreeMap<String, usize>) -> String {
    let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let more = if kinds.len() > 4 { " and others" } else { "" };
    let shown: Vec<String> = kinds
        .iter()
        .take(4)
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    match shown[..] {
        [] => "no file was".to_owned(),
        [ref only] if kinds[0].1 == 1 => format!("{only} was"),
        _ => format!("{}{more} were", shown.join(", ")),
    }
}
