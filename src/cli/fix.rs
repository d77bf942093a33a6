//! `fix`: the safe replacements, made in the drafts themselves or shown.

use super::args::FixArgs;
use super::collect::{Collector, Silent};
use super::{Exit, Streams, colors, inputs, project, report_file, rules};
use crate::finding::{Finding, Fix, Refusal};
use crate::fix;
use crate::lint::{self, Job, Tally};
use crate::over::Watch;
use crate::post::{Meta, Place, Post};
use crate::redact::Redaction;
use crate::render::{self, Writer};
use crate::source::{self, Event, Input, ReadOptions};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read, Write};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

/// A replacement may bring another (a masked number makes room for a line); no draft takes more rounds than this.
const ROUNDS: usize = 4;

/// `postlint fix`
pub fn fix(args: &FixArgs, streams: &mut Streams) -> Result<Exit> {
    let from_stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    if from_stdin {
        if args.paths.len() > 1 {
            bail!("standard input (`-`) is fixed alone, onto standard output; name the files in another run");
        }
        return standard_input(args, streams);
    }
    let paths = if args.paths.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        args.paths.clone()
    };
    let mut total = Total::default();
    for group in project::groups(&args.rules, &paths)? {
        let rules = rules::select(&args.rules, group.config.as_deref())?;
        let fixer = Fixer::new(args, &rules);
        for path in drafts(&group.paths, &mut total, streams)? {
            let name = source::name(&path);
            let old = match std::fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    total.failed = true;
                    writeln!(streams.stderr, "postlint: {}: {error}", render::terminal(&name))?;
                    continue;
                }
            };
            if std::str::from_utf8(&old).is_err() {
                tell(&name, NOT_UTF8, &mut streams.stderr)?;
                continue;
            }
            let Fixed { bytes: new, count, .. } = fixer.fixed(&name, &old)?;
            if count == 0 {
                continue;
            }
            total.fixes += count;
            total.files += 1;
            if args.diff {
                let look = Look::of(args, streams);
                diff(&name, &old, &new, look, &mut streams.stdout)?;
            } else {
                report_file::replace(&path, &new).with_context(|| format!("{name}: cannot be written"))?;
                writeln!(streams.stdout, "{}: {}", render::terminal(&name), counted(count))?;
            }
        }
    }
    let said = match (total.fixes, args.diff) {
        (0, _) => "nothing to fix".to_owned(),
        (count, true) => format!("{} in {} would be made", counted(count), files(total.files)),
        (count, false) => format!(
            "{} in {}; `postlint check` shows what is left to you",
            counted(count),
            files(total.files)
        ),
    };
    writeln!(streams.stderr, "{said}")?;
    Ok(match (total.failed, args.diff && total.fixes > 0) {
        (true, _) => Exit::Trouble,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    })
}

#[derive(Default)]
struct Total {
    fixes: usize,
    files: usize,
    failed: bool,
}

fn counted(count: usize) -> String {
    format!("{count} fix{}", if count == 1 { "" } else { "es" })
}

fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

/// The text of standard input, fixed, on standard output.
fn standard_input(args: &FixArgs, streams: &mut Streams) -> Result<Exit> {
    let mut old = Vec::new();
    streams
        .stdin
        .read_to_end(&mut old)
        .context("standard input cannot be read")?;
    let config = project::config_for(&args.rules, None)?;
    let rules = rules::select(&args.rules, config.as_deref())?;
    let fixed = Fixer::new(args, &rules).fixed("-", &old)?;
    for cause in &fixed.unread {
        tell("-", cause, &mut streams.stderr)?;
    }
    if args.diff {
        let look = Look::of(args, streams);
        diff("-", &old, &fixed.bytes, look, &mut streams.stdout)?;
    } else {
        streams.stdout.write_all(&fixed.bytes)?;
    }
    Ok(match (fixed.unread.is_empty(), args.diff && fixed.count > 0) {
        (false, _) => Exit::Trouble,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Clean,
    })
}

const NOT_UTF8: &str = "is not UTF-8, and left as it is; save it as UTF-8 to have it fixed";

/// What a draft cannot be fixed for.
fn tell(name: &str, cause: &str, stderr: &mut dyn Write) -> std::io::Result<()> {
    let (name, cause) = (render::terminal(name), render::terminal_lines(cause));
    writeln!(stderr, "postlint: {name}: {cause}")
}

/// The files of the drafts under these paths, each once, in order.
fn drafts(paths: &[PathBuf], total: &mut Total, streams: &mut Streams) -> Result<Vec<PathBuf>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    // A name that is no Unicode is not the one that reports show.
    let mut odd: HashMap<String, PathBuf> = HashMap::new();
    for path in paths {
        let files = inputs::files(path).unwrap_or_default().into_iter();
        let unreadable = files.filter(|path| path.to_str().is_none());
        odd.extend(unreadable.map(|path| (source::name(&path), path)));
    }
    let inputs = paths.iter().map(|path| Input::Path(path.clone()));
    let stderr = &mut streams.stderr;
    let _ = source::read(inputs, &ReadOptions::default(), &mut |event| {
        match event {
            Event::Post(post) => {
                let name = post.origin.source;
                if !seen.insert(name.clone()) {
                    return ControlFlow::Continue(());
                }
                let path = odd.get(&name).cloned().unwrap_or_else(|| PathBuf::from(&name));
                let is_draft = path.file_name().is_some_and(|name| source::is_draft(Path::new(name)));
                if is_draft || matches!(post.origin.place, Place::Verbatim { .. }) {
                    found.push(path);
                } else {
                    let cause = "is left as it is; drafts are fixed, records where they come from";
                    let _ = tell(&name, cause, stderr);
                }
            }
            Event::Refused(refusal) => {
                total.failed |= refusal.record.is_none();
                let _ = tell(&refusal.source, &refusal.cause, stderr);
            }
            Event::Skipped(_) | Event::Warning(_) => {}
        }
        ControlFlow::Continue(())
    });
    Ok(found)
}

/// A stretch of a file, and what takes its place.
type Edit = (Range<usize>, String);

/// A draft after its fixes.
struct Fixed {
    bytes: Vec<u8>,
    count: usize,
    /// Why it, or a part of it, could not be read.
    unread: Vec<String>,
}

struct Fixer<'f> {
    args: &'f FixArgs,
    rules: &'f rules::Rules,
    given: Meta,
    assumed: Meta,
}

impl<'f> Fixer<'f> {
    fn new(args: &'f FixArgs, rules: &'f rules::Rules) -> Fixer<'f> {
        Fixer {
            args,
            rules,
            given: args.facts.facts(),
            assumed: rules.project.facts(),
        }
    }

    /// A draft with every replacement made. One that is not UTF-8 is left as it is.
    fn fixed(&self, name: &str, old: &[u8]) -> Result<Fixed> {
        let Ok(text) = std::str::from_utf8(old) else {
            return Ok(Fixed {
                bytes: old.to_vec(),
                count: 0,
                unread: vec![NOT_UTF8.to_owned()],
            });
        };
        let mut text = text.to_owned();
        let (mut count, mut unread) = (0, Vec::new());
        for _ in 0..ROUNDS {
            let (edits, refusals) = self.edits(name, &text)?;
            unread = refusals.into_iter().map(|refusal| refusal.cause).collect();
            if edits.is_empty() {
                break;
            }
            count += edits.len();
            for (range, replacement) in edits.into_iter().rev() {
                text.replace_range(range, &replacement);
            }
        }
        Ok(Fixed {
            bytes: text.into_bytes(),
            count,
            unread,
        })
    }

    /// Replacements in a file's text, in order, none over another; and what of it could not be read.
    fn edits(&self, name: &str, text: &str) -> Result<(Vec<Edit>, Vec<Refusal>)> {
        let reading = ReadOptions::default();
        let job = Job {
            engine: &self.rules.engine,
            policy: &self.rules.policy,
            given: &self.given,
            assumed: &self.assumed,
            reading: &reading,
            threads: 1,
            redaction: &Redaction::default(),
            done: 0,
        };
        let mut edits = Vec::new();
        let collect = Collector(|post: &Post, findings: &[Finding]| {
            if let Some(body) = body(post, text) {
                let fixes = fix::all(post, findings, self.args.unsafe_too);
                edits.extend(fixes.into_iter().map(|fix| in_file(&fix, &body, text)));
            }
        });
        let mut writers: Vec<Box<dyn Writer + '_>> = vec![Box::new(collect)];
        let input = Input::Stream {
            name: name.to_owned(),
            bytes: Box::new(Cursor::new(text.as_bytes())),
        };
        let mut settler = self.rules.policy.settler();
        let mut tally = Tally::default();
        lint::run(
            &job,
            [input],
            &mut settler,
            &mut writers,
            &mut Watch::default(),
            &mut tally,
            &mut Silent,
        )?;
        drop(writers);
        edits.sort_by_key(|(range, _)| range.start);
        Ok((edits, tally.refusals))
    }
}

/// Where the post's own text lies in the file. Titles and tags that were joined to it lie elsewhere.
fn body(post: &Post, text: &str) -> Option<Range<usize>> {
    let Place::Verbatim { line, lead, .. } = &post.origin.place else {
        return None;
    };
    let line_start = match line {
        1 => 0,
        _ => text.match_indices('\n').nth(line - 2)?.0 + 1,
    };
    let start = line_start + lead.bytes;
    Some(start..start + post.own_end()).filter(|body| text.get(body.clone()) == post.text.get(..body.len()))
}

/// A replacement in the file.
fn in_file(fix: &Fix, body: &Range<usize>, text: &str) -> (Range<usize>, String) {
    let range = body.start + fix.span.start..body.start + fix.span.end;
    // A file with the line ends of Windows gets them in what is added too.
    let windows = text.contains("\r\n");
    let replacement = if windows {
        fix.replacement.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        fix.replacement.clone()
    };
    (range, replacement)
}

/// How a diff is written: with colours, and with what acts on a terminal made visible. A pipe gets it as it is, for `git apply`.
#[derive(Clone, Copy)]
struct Look {
    color: bool,
    visible: bool,
}

impl Look {
    fn of(args: &FixArgs, streams: &Streams) -> Look {
        let color = colors(args.color, streams.stdout_is_terminal);
        Look {
            color,
            visible: color || streams.stdout_is_terminal,
        }
    }
}

/// What changes, as `git diff` writes it.
fn diff(name: &str, old: &[u8], new: &[u8], look: Look, out: &mut dyn Write) -> Result<()> {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    // Lines end as they do for git: a lone carriage return ends none.
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let changes = similar::TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&old, &new);
    // As git names them: `a//tmp/…` is a path that no `apply` takes.
    let name = render::terminal(name.trim_start_matches('/'));
    let text = changes
        .unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string();
    for line in text.split_inclusive('\n') {
        let shown = if look.visible {
            render::terminal_lines(line)
        } else {
            line.to_owned()
        };
        let code = match line.as_bytes().first() {
            Some(b'-') => "31",
            Some(b'+') => "32",
            Some(b'@') => "36",
            _ => "0",
        };
        if look.color {
            writeln!(out, "\u{1b}[{code}m{}\u{1b}[0m", shown.trim_end_matches('\n'))?;
        } else {
            write!(out, "{shown}")?;
        }
    }
    Ok(())
}
