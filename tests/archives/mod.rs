//! Exports of platforms: small invented ones, with the posts expected beside them (`x/` and `x.expected`).
//!
//! New output is accepted with `POSTLINT_ACCEPT=1 cargo test archives`; then read the diff. A missing file fails.

mod chats;
mod hostile;
mod meta;
mod opening;
mod over;
mod parts;
mod x;

use postlint::post::{Kind, Post};
use postlint::source::{Event, Input, ReadOptions, Reading, read};
use postlint::when::When;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// How `scan` reads without options.
fn bulk() -> ReadOptions {
    ReadOptions {
        reading: Reading::Bulk,
        ..ReadOptions::default()
    }
}

/// The folder of an invented export.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives").join(name)
}

/// Everything said of inputs that are named together.
fn events<P: AsRef<Path>>(paths: &[P], options: &ReadOptions) -> Vec<Event> {
    let mut events = Vec::new();
    let inputs = paths.iter().map(|path| Input::Path(path.as_ref().to_owned()));
    let flow = read(inputs, options, &mut |event| {
        events.push(event);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    events
}

fn posts(events: &[Event]) -> Vec<&Post> {
    let mut posts = Vec::new();
    for event in events {
        if let Event::Post(post) = event {
            posts.push(post);
        }
    }
    posts
}

/// The texts of the posts, in order.
fn texts(events: &[Event]) -> Vec<&str> {
    posts(events).iter().map(|post| post.text.as_str()).collect()
}

/// What was skipped, by reason.
fn skipped(events: &[Event]) -> BTreeMap<&str, usize> {
    let mut reasons = BTreeMap::new();
    for event in events {
        if let Event::Skipped(skipped) = event {
            *reasons.entry(skipped.reason).or_default() += 1;
        }
    }
    reasons
}

/// What was refused: source and cause.
fn refused(events: &[Event]) -> Vec<String> {
    let refused = |event: &Event| match event {
        Event::Refused(refusal) => Some(format!("{}: {}", refusal.source, refusal.cause)),
        _ => None,
    };
    events.iter().filter_map(refused).collect()
}

fn time(when: When) -> String {
    match when {
        When::Instant(at) => at.to_string(),
        When::Civil(at) => format!("{at} (no zone)"),
        When::Day(day) => format!("{day} (day)"),
    }
}

/// A post with what is known of it, the text indented below.
fn shown(post: &Post, below: &Path) -> String {
    let meta = &post.meta;
    let source = inner(&post.origin.source, below);
    // An id that the record does not have is made of the whole path.
    let made = format!("{}#{}", post.origin.source, post.origin.record);
    let id = if post.id == made { "-" } else { &post.id };
    let mut line = format!("{source}#{} {id}", post.origin.record);
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(line, " {name}={value}");
        }
    };
    say("kind", meta.kind.map(|kind| kind.to_string()));
    say(
        "on",
        (!meta.platforms.is_empty()).then(|| meta.platforms.iter().map(|p| p.word()).collect::<Vec<_>>().join("+")),
    );
    say("by", meta.author.clone());
    say(
        "at",
        meta.when
            .map(time)
            .or_else(|| meta.posted_at.as_ref().map(|at| format!("“{at}”"))),
    );
    say("lang", meta.lang.clone());
    say("reply-to", meta.reply_to.clone());
    say("thread", meta.thread.clone());
    say("voice", meta.voice.map(|voice| format!("{voice:?}").to_lowercase()));
    say("admins", meta.admins.as_ref().map(|admins| admins.join("+")));
    say("edited", meta.edited.map(|change| change.at.map_or("yes".into(), time)));
    say(
        "deleted",
        meta.deleted.map(|change| change.at.map_or("yes".into(), time)),
    );
    say("incomplete", meta.incomplete.map(|incomplete| incomplete.to_string()));
    for text in post.text.split('\n') {
        let text = text.replace('\r', "\\r");
        let _ = write!(line, "\n    {text}");
    }
    line
}

/// A source as seen from the export's folder or archive.
fn inner(source: &str, below: &Path) -> String {
    let below = below.to_string_lossy().replace('\\', "/");
    source
        .strip_prefix(&*below)
        .unwrap_or(source)
        .trim_start_matches(['/', '!'])
        .to_owned()
}

/// Posts, refusals, doubts, and the table of counts.
fn report(events: &[Event], below: &Path) -> String {
    let mut out = String::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let (mut checked, mut refused) = (0, 0);
    for event in events {
        match event {
            Event::Post(post) => {
                checked += 1;
                let kind = post.meta.kind.map_or("unknown".into(), |kind: Kind| kind.to_string());
                *kinds.entry(kind).or_default() += 1;
                out += &format!("{}\n", shown(post, below));
            }
            Event::Refused(refusal) => {
                refused += usize::from(refusal.record.is_some());
                let number = refusal.record.map_or(String::new(), |record| format!("#{record}"));
                out += &format!("refused {}{number}: {}\n", inner(&refusal.source, below), refusal.cause);
            }
            Event::Warning(warning) => out += &format!("warning {}: {}\n", inner(&warning.source, below), warning.text),
            Event::Skipped(_) => {}
        }
    }
    out += &format!("\nread {} = checked {checked} + refused {refused}\n", checked + refused);
    for (kind, count) in kinds {
        out += &format!("  {kind}: {count}\n");
    }
    for (reason, count) in skipped(events) {
        out += &format!("skipped, {reason}: {count}\n");
    }
    out
}

/// Compares with the file beside the export.
fn expect(name: &str, report: &str) {
    let path = folder(&format!("{name}.expected"));
    if std::env::var_os("POSTLINT_ACCEPT").is_some() {
        fs::write(&path, report).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        expected == report,
        "{name} differs; accept with POSTLINT_ACCEPT=1 and read the diff\n{report}"
    );
}

/// A file of a zip: its name as it stands there, and its bytes.
type Member = (Vec<u8>, Vec<u8>);

/// Every file below a folder, named from `prefix` on.
fn members(folder: &Path, prefix: &str) -> Vec<Member> {
    let mut out = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            out.extend(members(&path, &format!("{name}/")));
        } else {
            out.push((name.into_bytes(), fs::read(&path).unwrap()));
        }
    }
    out
}

/// A zip of these members, deflated.
fn zip(members: &[Member]) -> Vec<u8> {
    zip_by(members, rawzip::CompressionMethod::DEFLATE)
}

fn zip_by(members: &[Member], method: rawzip::CompressionMethod) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, bytes) in members {
        let name = String::from_utf8_lossy(name).into_owned();
        let (mut entry, config) = archive.new_file(&name).compression_method(method).start().unwrap();
        let descriptor = if method == rawzip::CompressionMethod::STORE {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap().1
        } else {
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut writer = config.wrap(encoder);
            writer.write_all(bytes).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}

/// Writes an input into a folder of its own.
fn written(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}
