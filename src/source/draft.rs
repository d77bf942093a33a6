//! Drafts: one post a file, or a thread of several.

use super::encoding;
use super::error::size;
use super::front_matter::{self, Cut, FrontMatter, Mistake};
use super::record::{Warned, join};
use super::{DateOrder, Each, Error, Event, Opened, ReadOptions, refuse, skip};
use crate::finding::Refusal;
use crate::post::{Joined, Kind, Lead, Origin, Place, Post, Remark};
use crate::text::span::Span;
use crate::when::When;
use std::io::Read;
use std::ops::{ControlFlow, Range};
use std::path::Path;

/// What a comment begins with that speaks to postlint.
const REMARK: &str = "postlint:";

/// Most remarks to postlint in a post, and in a draft counted for each of its posts: each is held against every word.
const MOST_REMARKS: usize = 100;
const MOST_REMARKS_ALL: usize = 100_000;

/// Reads one draft.
pub(super) fn read(file: Opened<'_>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = file.source;
    let path = file.again.map(|_| Path::new(&source));
    let (text, mark) = match text(file.bytes, path, options) {
        Ok(read) => read,
        Err(error) => return refuse(&source, error, each),
    };
    let suffix = super::walk::suffix(Path::new(&source));
    // Standard input has no name to tell by; comments are none of a plain text either.
    let markdown = source == "-" || matches!(suffix.as_deref(), Some("md" | "markdown"));
    match split(&text, markdown) {
        Ok(parts) => speak(&text, mark, parts, &source, options.date_order, each),
        Err(mistake) => each(Event::Refused(Refusal {
            source,
            record: None,
            line: Some(mistake.line),
            column: Some(mistake.column),
            cause: Error::FrontMatter(mistake.cause).to_string(),
        })),
    }
}

/// The text of a draft, and the bytes of the mark before it.
fn text(bytes: impl Read, path: Option<&Path>, options: &ReadOptions) -> Result<(String, usize), Error> {
    let mut held = Vec::new();
    let limit = options.largest_draft;
    bytes
        .take(limit as u64 + 1)
        .read_to_end(&mut held)
        .map_err(Error::Read)?;
    if held.len() > limit {
        let whole = path
            .and_then(|path| std::fs::metadata(path).ok())
            .filter(|meta| meta.is_file());
        return Err(Error::DraftTooLarge {
            size: whole.map_or_else(
                || "too large".into(),
                |meta| size(usize::try_from(meta.len()).unwrap_or(usize::MAX)),
            ),
            limit: format!("at most {}", size(limit)),
        });
    }
    encoding::whole(held)
}

/// One post of a draft: where its text lies, and what is said of it.
struct Part {
    text: Range<usize>,
    front: FrontMatter,
    /// Where the front matter begins, with its `---`.
    front_at: usize,
    only_comments: bool,
    /// Comments in the text.
    comments: Vec<Range<usize>>,
}

/// Cuts a draft into its posts. The first front matter speaks for all parts, a part's own is stronger.
fn split(text: &str, markdown: bool) -> Result<Vec<Part>, Mistake> {
    let (first, mut at) = match front_matter::cut(text) {
        Cut::Found(yaml, body) => (front_matter::parse(text, yaml)?, body),
        Cut::Open if front_matter::looks_like_keys(text.split_once('\n').map_or("", |(_, rest)| rest)) => {
            return Err(Mistake {
                line: 1,
                column: 1,
                cause: Error::OpenFrontMatter.to_string(),
            });
        }
        Cut::Open | Cut::None => (FrontMatter::default(), 0),
    };
    let delimiter = first.delimiter.clone().unwrap_or_else(|| "---".into());
    let (shared, said) = (first.meta.clone(), first.remarks.clone());
    let mut parts = Vec::new();
    let mut held = 0;
    let mut front = first;
    let mut front_at = 0;
    loop {
        let end = delimiter_after(text, at, &delimiter);
        let body = at..end.as_ref().map_or(text.len(), |line| line.start);
        let (text_range, only_comments) = trim(text, body, markdown);
        let comments = if markdown {
            comments(text, &text_range)
        } else {
            Vec::new()
        };
        let spoken = comments.iter().filter(|comment| speaks(text, comment)).count();
        held += spoken + front.remarks.len();
        if spoken > MOST_REMARKS || front.remarks.len() > MOST_REMARKS || held > MOST_REMARKS_ALL {
            return Err(Mistake {
                line: 1 + text[..at].bytes().filter(|&byte| byte == b'\n').count(),
                column: 1,
                cause: format!(
                    "has more than {MOST_REMARKS} remarks to postlint in a post; ignore its rules in the settings instead"
                ),
            });
        }
        parts.push(Part {
            comments,
            text: text_range,
            front: std::mem::take(&mut front),
            front_at,
            only_comments,
        });
        let Some(line) = end else { break };
        at = line.end;
        front_at = at;
        // After a delimiter a further `---` opens front matter only where keys follow; else it is one more delimiter.
        if let Cut::Found(yaml, body) = front_matter::cut(&text[at..]) {
            let yaml = at + yaml.start..at + yaml.end;
            if front_matter::looks_like_keys(&text[yaml.clone()]) {
                front = front_matter::parse(text, yaml)?;
                at += body;
            }
        }
        front.meta = std::mem::take(&mut front.meta).or(&shared);
        front.remarks.extend(said.iter().cloned());
    }
    Ok(parts)
}

/// Comments of Markdown within a part.
fn comments(text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = part.start;
    while let Some(open) = text[at..part.end].find("<!--").map(|open| at + open) {
        let Some(close) = text[open..part.end].find("-->").map(|close| open + close + 3) else {
            break;
        };
        found.push(open..close);
        at = close;
    }
    found
}

/// True for a comment that speaks to postlint.
fn speaks(text: &str, comment: &Range<usize>) -> bool {
    inside(text, comment).trim_start().starts_with(REMARK)
}

/// What stands in a comment; nothing in one whose ends share their hyphens.
fn inside<'t>(text: &'t str, comment: &Range<usize>) -> &'t str {
    text.get(comment.start + 4..comment.end - 3).unwrap_or_default()
}

/// The next line that is only the delimiter.
fn delimiter_after(text: &str, from: usize, delimiter: &str) -> Option<Range<usize>> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if line.trim_end() == delimiter.trim_end() {
            return Some(at..at + line.len());
        }
        at += line.len();
    }
    None
}

/// The post within a part: without blank edges; in Markdown the section named for the post where there is one, without
/// comments at its edges (one that speaks to postlint stays). `true` where nothing but comments was there.
fn trim(text: &str, part: Range<usize>, markdown: bool) -> (Range<usize>, bool) {
    let mut range = blank_trimmed(text, part);
    if !markdown {
        return (range, false);
    }
    if let Some(section) = section(&text[range.clone()]) {
        range = blank_trimmed(text, range.start + section.start..range.start + section.end);
    }
    let had_text = !range.is_empty();
    loop {
        let inner = &text[range.clone()];
        let before = range.clone();
        let close = inner.trim_start().strip_prefix("<!--").and_then(|_| inner.find("-->"));
        if let Some(close) = close.filter(|close| !inner[..*close].contains(REMARK)) {
            range.start += close + 3;
        } else if let Some(open) = inner.strip_suffix("-->").and_then(|_| inner.rfind("<!--"))
            && !inner[open..].contains(REMARK)
        {
            range.end = range.start + open;
        }
        range = blank_trimmed(text, range);
        if range == before {
            let empty = range.is_empty();
            return (range, had_text && empty);
        }
    }
}

fn blank_trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let end = range.start + inner.trim_end().len();
    // Spaces before the first word belong to its line; only blank lines before it are taken off.
    let lead = inner.len() - inner.trim_start().len();
    let start = inner[..lead].rfind('\n').map_or(0, |newline| newline + 1);
    let start = range.start + start;
    if start >= end { end..end } else { start..end }
}

/// The section of a template under the heading `Content` (or the like), up to the next heading of its level or above.
fn section(text: &str) -> Option<Range<usize>> {
    let level = |line: &str| {
        let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
        let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t']);
        heading.then(|| {
            (
                hashes,
                line[hashes..].trim().trim_end_matches([':', '#', ' ']).to_lowercase(),
            )
        })
    };
    let mut at = 0;
    let mut found: Option<(usize, usize)> = None;
    for line in text.split_inclusive('\n') {
        if let Some((hashes, name)) = level(line.trim_end()) {
            match found {
                Some((start, outer)) if hashes <= outer => return Some(start..at),
                None if matches!(
                    name.as_str(),
                    "content" | "post" | "text" | "caption" | "tweet" | "draft"
                ) =>
                {
                    found = Some((at + line.len(), hashes));
                }
                _ => {}
            }
        }
        at += line.len();
    }
    found.map(|(start, _)| start..text.len())
}

/// Says every part that holds something; a draft in which none does is skipped once.
fn speak(
    text: &str,
    mark: usize,
    parts: Vec<Part>,
    source: &str,
    order: Option<DateOrder>,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let several = parts.len() > 1;
    let (mut said, mut only_comments, mut forwards) = (false, false, false);
    let first_id = parts.first().and_then(|part| part.front.id.clone());
    let mut record = 0;
    let mut warned = Warned::default();
    // Lines are counted on from part to part: a thread of a hundred thousand parts is counted once.
    let (mut counted, mut line) = (0, 1);
    let mut line_at = |at: usize| {
        line += text[counted..at].bytes().filter(|&byte| byte == b'\n').count();
        counted = at;
        line
    };
    for part in parts {
        only_comments |= part.only_comments;
        forwards |= part.front.forwards;
        let front_line = line_at(part.front_at);
        let place = if part.text.is_empty() {
            Place::Record { line: front_line }
        } else {
            let begin = text[..part.text.start].rfind('\n').map_or(0, |newline| newline + 1);
            let mut lead = Lead::of(&text[begin..part.text.start]);
            lead.bytes += if begin == 0 { mark } else { 0 };
            Place::Verbatim {
                line: line_at(part.text.start),
                lead,
                joined: Vec::new(),
            }
        };
        let origin = Origin {
            source: source.to_owned(),
            record: record + 1,
            place,
        };
        let Some(mut post) = post(text, part, origin, front_line) else {
            continue;
        };
        if post.meta.posted_at.is_some() {
            warned.time(&mut post, order, front_line, each)?;
        }
        record += 1;
        said = true;
        let id = match (post.id.is_empty(), &first_id) {
            (false, _) => post.id.clone(),
            (true, Some(id)) if several => format!("{id}#{record}"),
            (true, _) => format!("{source}#{record}"),
        };
        each(Event::Post(Post { id, ..post }))?;
    }
    if said {
        return ControlFlow::Continue(());
    }
    let reason = match (forwards, only_comments) {
        (true, _) => "forward without text",
        (_, true) => "only comments",
        _ => "empty",
    };
    skip(source, None, reason, each)
}

/// The post of a part, its id empty where the front matter names none; `None` where there is nothing to read.
fn post(text: &str, part: Part, mut origin: Origin, front_line: usize) -> Option<Post> {
    let FrontMatter {
        mut meta,
        id,
        title,
        texts,
        forwards,
        remarks,
        ..
    } = part.front;
    let body = &text[part.text.clone()];
    if forwards && body.is_empty() {
        meta.kind = meta.kind.or(Some(Kind::Forward));
    }
    meta.when = meta.posted_at.as_deref().and_then(When::parse);
    let span = |comment: &Range<usize>| Span::new(comment.start - part.text.start, comment.end - part.text.start);
    let spoken = part.comments.iter().filter(|comment| speaks(text, comment));
    let in_text = spoken.map(|comment| Remark {
        text: remark(inside(text, comment)).to_owned(),
        span: Some(span(comment)),
        line: 0,
    });
    let in_front = remarks.into_iter().map(|(text, line)| Remark {
        text: remark(&text).to_owned(),
        span: None,
        line,
    });
    let remarks = in_text.chain(in_front).collect();
    let mut whole = body.to_owned();
    for (extra, line) in title.iter().chain(&texts) {
        let at = whole.len();
        join(&mut whole, extra);
        if let Place::Verbatim { joined, .. } = &mut origin.place
            && whole.len() > at
        {
            let line = front_line + line;
            joined.push(Joined { at, line });
        }
    }
    (!whole.is_empty()).then(|| Post {
        id: id.unwrap_or_default(),
        text: whole,
        title: title.map(|(title, _)| title),
        meta,
        origin,
        remarks,
        unposted: part.comments.iter().map(span).collect(),
    })
}

/// A remark without the word that begins it.
fn remark(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix(REMARK).unwrap_or(text).trim()
}
