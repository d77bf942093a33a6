//! WhatsApp: an exported chat, checked whole, each author named.
//!
//! The chat is read line by line: a line with a full header begins a message, any other goes on with the last one. Which number
//! of a date is the day, and which headers are lines of a message, is settled once for a file, in a first pass over its headers;
//! a stream is looked at as far as a window reaches. WhatsApp's own lines are no records. The order of the file is kept: clocks jump.

mod admins;
mod form;
mod header;
mod notices;
mod order;
mod words;

use super::{Claim, Look, Owns, Part, Reader};
use crate::finding::Refusal;
use crate::post::{Change, Kind, Lead, Meta, Origin, Place, Platform, Post};
use crate::source::error::{Error, size};
use crate::source::lines::{Line, Lines, line_and_column};
use crate::source::{Each, Event, Opened, ReadOptions, encoding, refuse, skip, warn};
use crate::when::When;
use admins::{Admins, bare, is_you};
use form::Form;
use header::{Header, is_mark};
use notices::Notice;
use order::{Settled, Survey};
use std::io::{BufRead, Cursor, Read};
use std::ops::{ControlFlow, Range};
use words::{Deed, Stand};

pub(super) const READER: Reader = Reader {
    name: "WhatsApp",
    splits: false,
    claim,
    read,
};

/// Bytes of a stream that are held to settle day and month.
const WINDOW: usize = 4 << 20;

/// Longest name before `: `, in characters. What is longer is taken for words.
const LONGEST_NAME: usize = 128;

/// Names under which a chat may put its notices, at most.
const MOST_SPEAKERS: usize = 64;

/// Lines that are looked at to recognise a chat.
const LINES: usize = 20;

fn claim(look: &Look<'_>) -> Option<Claim> {
    let name = look.name();
    let may_be = name.ends_with(".txt") || name.starts_with("whatsapp") || !name.contains('.');
    if !may_be || !recognise(look.head(), &look.path) {
        return None;
    }
    // Beside a chat in an archive lie the files that were sent in it. In a folder of one's own anything may.
    let own_folder = name == "_chat.txt" || look.in_archive();
    let (root, owns) = if own_folder {
        (look.name_at(), Owns::Beside)
    } else {
        (look.path.len(), Owns::Nothing)
    };
    Some(Claim { root, owns, sure: true })
}

/// True where `head`, the beginning of a text, is that of a chat: three headers among its first lines; one is enough in a shorter
/// text, or in one that is named like an export.
fn recognise(head: &str, path: &str) -> bool {
    let lines: Vec<&str> = head
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(LINES)
        .collect();
    let headers = lines.iter().filter(|line| Header::of(line).is_some()).count();
    let named = path.ends_with("_chat.txt") || path.contains("whatsapp");
    headers >= 3 || headers >= 1 && (lines.len() < LINES || named)
}

/// True where a stream begins with the header of a message. No more of it can be looked at.
pub(in crate::source) fn begins(text: &str) -> bool {
    let line = text.trim_start_matches(['\r', '\n']).lines().next();
    line.is_some_and(|line| Header::of(line).is_some())
}

/// The chat's name, from that of its file: `WhatsApp Chat with NAME.txt`, `WhatsApp Chat - NAME.zip`.
fn thread(path: &str) -> Option<String> {
    path.rsplit(['/', '!']).find_map(|part| {
        let stem = part
            .strip_suffix(".txt")
            .or_else(|| part.strip_suffix(".zip"))
            .unwrap_or(part);
        let stem = stem.replace('_', " ");
        let name = ["WhatsApp Chat with ", "WhatsApp Chat - "]
            .iter()
            .find_map(|lead| stem.strip_prefix(lead))?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    })
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    for file in part.files() {
        let source = part.source(file);
        let Some(first) = part.open(file, each)? else {
            continue;
        };
        let survey = survey(first, part.options);
        if let Some(second) = part.open(file, each)? {
            Chat::new(&source, &survey, part.options).read(second, each)?;
        }
    }
    ControlFlow::Continue(())
}

/// Reads a chat from a stream.
pub(in crate::source) fn read_stream(file: Opened<'_>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let Opened { source, mut bytes, .. } = file;
    let mut window = Vec::new();
    if let Err(error) = bytes.by_ref().take(WINDOW as u64).read_to_end(&mut window) {
        return refuse(&source, Error::Read(error), each);
    }
    let survey = survey(Box::new(&window[..]), options);
    if window.len() == WINDOW {
        let text = format!(
            "is a stream: the order of day and month is settled by its first {}; a file is looked at whole",
            size(WINDOW)
        );
        warn(&source, None, text, each)?;
    }
    let whole = Box::new(Cursor::new(window).chain(bytes));
    Chat::new(&source, &survey, options).read(whole, each)
}

/// What all headers say of day and month, as far as the bytes can be read. The second pass says where they cannot.
fn survey(bytes: Box<dyn BufRead + '_>, options: &ReadOptions) -> Survey {
    let mut survey = Survey::default();
    let Ok(bytes) = encoding::open(bytes) else {
        return survey;
    };
    let mut lines = Lines::new(bytes, options.largest_record);
    let mut line = Vec::new();
    while let Ok(Line::Whole | Line::TooLong) = lines.next(&mut line) {
        if let Some(header) = Header::of(valid(&line)) {
            survey.see(&header);
        }
    }
    survey
}

/// The text before the first byte that is no UTF-8.
fn valid(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

/// A message as it is gathered: its lines, and the header of the first.
struct Entry {
    header: Option<Header>,
    line: usize,
    bytes: Vec<u8>,
    too_long: bool,
}

/// What a gathered message turns out to be.
#[derive(Debug, PartialEq)]
enum Said<'t> {
    /// Words of an author: bytes of the entry.
    Text(&'t str, Range<usize>, bool),
    /// Words that stand between WhatsApp's own.
    Poll(&'t str, String, bool),
    Notice(Notice),
    Stand(Stand),
    Empty,
}

struct Chat<'r> {
    source: &'r str,
    options: &'r ReadOptions,
    settled: Settled,
    /// Forms of headers that begin no message.
    lines: Vec<Form>,
    /// The chat's name, as the file's name or a notice says.
    thread: Option<String>,
    /// Names under which iOS puts notices: the group's.
    speakers: Vec<String>,
    admins: Admins,
    record: usize,
}

impl<'r> Chat<'r> {
    fn new(source: &'r str, survey: &Survey, options: &'r ReadOptions) -> Self {
        let thread = thread(source);
        Chat {
            source,
            options,
            settled: survey.settle(options.date_order),
            lines: survey.forms_of_lines(),
            speakers: thread.iter().cloned().collect(),
            thread,
            admins: Admins::default(),
            record: 0,
        }
    }

    fn read(mut self, bytes: Box<dyn BufRead + '_>, each: &mut Each<'_>) -> ControlFlow<()> {
        if self.settled.assumed {
            let text = "its dates can be read with the day or the month first; the day is taken to be first (say --month-first or \
                        --day-first)";
            warn(self.source, None, text.into(), each)?;
        }
        let bytes = match encoding::open(bytes) {
            Ok(bytes) => bytes,
            Err(error) => return refuse(self.source, Error::Read(error), each),
        };
        let mut lines = Lines::new(bytes, self.options.largest_record);
        let mut line = Vec::new();
        let mut entry: Option<Entry> = None;
        loop {
            let too_long = match lines.next(&mut line) {
                Ok(Line::End) => break,
                Ok(Line::Whole) => false,
                Ok(Line::TooLong) => true,
                Err(error) => {
                    self.close(entry, each)?;
                    return refuse(self.source, Error::Read(error), each);
                }
            };
            let header = Header::of(valid(&line)).filter(|header| !self.lines.contains(&header.form));
            match &mut entry {
                Some(open) if header.is_none() => open.take(&line, too_long, self.options.largest_record),
                open => {
                    let next = Entry {
                        header,
                        line: lines.number,
                        bytes: line.clone(),
                        too_long,
                    };
                    let last = open.replace(next);
                    self.close(last, each)?;
                }
            }
        }
        self.close(entry, each)
    }

    /// Says what a gathered message is.
    fn close(&mut self, entry: Option<Entry>, each: &mut Each<'_>) -> ControlFlow<()> {
        let Some(entry) = entry else {
            return ControlFlow::Continue(());
        };
        // What stands before the first header is somebody's words too, unless nothing does.
        if entry.header.is_none() && !entry.too_long && entry.bytes.trim_ascii().is_empty() {
            return ControlFlow::Continue(());
        }
        self.record += 1;
        if entry.too_long {
            let limit = size(self.options.largest_record);
            return self.refuse(entry.line, None, Error::RecordTooLong(limit), each);
        }
        let text = match std::str::from_utf8(&entry.bytes) {
            Ok(text) => text,
            Err(error) => {
                let good = valid(&entry.bytes);
                let (down, column) = line_and_column(good, good.len());
                let cause = Error::NotUtf8(error.valid_up_to());
                return self.refuse(entry.line + down - 1, Some(column), cause, each);
            }
        };
        let said = match &entry.header {
            Some(header) => self.said(text, header.end),
            None => Said::Text("", text.len() - text.trim_start().len()..text.trim_end().len(), false),
        };
        if let Said::Text(author, ..) | Said::Poll(author, ..) = &said
            && !self.speakers.is_empty()
        {
            // Who writes is a person, not the group.
            let author = bare(author);
            self.speakers.retain(|speaker| *speaker != author);
        }
        match said {
            Said::Text(author, range, edited) => {
                let before = &text[..range.start];
                let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
                let place = Place::Verbatim {
                    line: entry.line + before.matches('\n').count(),
                    lead: Lead::of(&before[begin..]),
                    joined: Vec::new(),
                };
                let words = text[range].to_owned();
                self.post(&entry, text, author, words, edited, place, each)
            }
            Said::Poll(author, words, edited) => {
                let place = Place::Record { line: entry.line };
                self.post(&entry, text, author, words, edited, place, each)
            }
            Said::Notice(notice) => {
                self.learn(notice);
                skip(self.source, Some(self.record), "notice", each)
            }
            Said::Stand(stand) => skip(self.source, Some(self.record), stand.reason(), each),
            Said::Empty => skip(self.source, Some(self.record), "empty", each),
        }
    }

    fn refuse(&self, line: usize, column: Option<usize>, cause: Error, each: &mut Each<'_>) -> ControlFlow<()> {
        each(Event::Refused(Refusal {
            source: self.source.to_owned(),
            record: Some(self.record),
            line: Some(line),
            column,
            cause: cause.to_string(),
        }))
    }

    /// What stands behind the header, which ends at `head`.
    fn said<'t>(&mut self, text: &'t str, head: usize) -> Said<'t> {
        let rest = &text[head..];
        let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        let Some((name, body)) = author(rest) else {
            let words = rest.trim_matches(|char: char| is_mark(char) || char.is_whitespace());
            return match notices::notice(rest) {
                Some(notice) => Said::Notice(notice),
                None if words.is_empty() => Said::Empty,
                // Somebody wrote a line that begins like a message, or the notice is not known.
                None => Said::Text("", at(words)..at(words) + words.len(), false),
            };
        };
        let marked = body.starts_with(is_mark);
        let body = body.trim_end().trim_start_matches(is_mark);
        let (body, edited) = notices::before_edit_mark(body);
        if body
            .trim_matches(|char: char| is_mark(char) || char.is_whitespace())
            .is_empty()
        {
            return Said::Empty;
        }
        if marked && let Some(notice) = self.named_notice(name, body) {
            return Said::Notice(notice);
        }
        if let Some(poll) = notices::poll(body) {
            return Said::Poll(name, poll, edited);
        }
        let (first, caption) = body.split_once('\n').unwrap_or((body, ""));
        let caption = caption.trim_start_matches(['\r', '\n']);
        let stand = notices::stand(first, marked).or_else(|| notices::is_attachment(first).then_some(Stand::Media));
        match stand {
            Some(stand) if caption.trim().is_empty() => return Said::Stand(stand),
            Some(Stand::Media) => {
                let start = at(caption);
                return Said::Text(name, start..start + caption.len(), edited);
            }
            _ => {}
        }
        let words = match notices::before_attachment(body) {
            Some(words) if words.is_empty() || notices::is_document_label(words) => return Said::Stand(Stand::Media),
            Some(words) => words,
            None => body,
        };
        // A name at its line's end: the text begins on a later line.
        let words = words.trim_start_matches(['\r', '\n']);
        let start = at(words);
        Said::Text(name, start..start + words.len(), edited)
    }

    /// A notice that stands under a name, as on iOS: the group's name, or that of who did it.
    fn named_notice(&mut self, name: &str, body: &str) -> Option<Notice> {
        let notice = notices::notice(body)?;
        let name = bare(name);
        let mut subjects = notice.who.iter().chain(&notice.whom).peekable();
        let sure = subjects.peek().is_none();
        if sure && !self.speakers.contains(&name) && self.speakers.len() < MOST_SPEAKERS {
            self.speakers.push(name.clone());
        }
        let own = |subject: &String| bare(subject) == name || is_you(subject);
        (sure || self.speakers.contains(&name) || subjects.any(own)).then_some(notice)
    }

    /// Keeps what a notice says of the group.
    fn learn(&mut self, notice: Notice) {
        let Notice { deed, who, whom, title } = notice;
        if deed == Deed::Created {
            self.thread = self.thread.take().or(title);
        }
        self.admins.learn(deed, who, whom);
    }

    #[expect(clippy::too_many_arguments)]
    fn post(
        &mut self,
        entry: &Entry,
        text: &str,
        author: &str,
        words: String,
        edited: bool,
        place: Place,
        each: &mut Each<'_>,
    ) -> ControlFlow<()> {
        let header = entry.header.as_ref();
        let time = header.and_then(|header| self.settled.order.time(header));
        let stamp = header.map(|header| {
            let around =
                |char: char| is_mark(char) || char.is_whitespace() || matches!(char, '[' | ']' | '-' | '–' | '—' | ',');
            text[..header.end].trim_matches(around).to_owned()
        });
        each(Event::Post(Post {
            id: format!("{}#{}", self.source, self.record),
            text: words,
            title: None,
            meta: Meta {
                kind: Some(Kind::Message),
                platforms: vec![Platform::Whatsapp],
                author: Some(bare(author)).filter(|author| !author.is_empty()),
                posted_at: stamp,
                when: time.map(When::Civil),
                thread: self.thread.clone(),
                admins: self.admins.shared(),
                edited: edited.then(Change::default),
                ..Meta::default()
            },
            origin: Origin {
                source: self.source.to_owned(),
                record: self.record,
                place,
            },
            remarks: Vec::new(),
            unposted: Vec::new(),
        }))
    }
}

impl Entry {
    fn take(&mut self, line: &[u8], too_long: bool, limit: usize) {
        self.too_long |= too_long || self.bytes.len() + line.len() > limit;
        if self.too_long {
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(line);
        }
    }
}

/// Name and body, cut at the first `: `, or at a colon that ends the first line; no name where it would be too long for one.
/// `None` for a line without either, and for a notice that has a colon in it.
fn author(rest: &str) -> Option<(&str, &str)> {
    let line = rest.split(['\r', '\n']).next().unwrap_or_default();
    let (name, body) = match line.find(": ") {
        Some(colon) => (&rest[..colon], &rest[colon + 2..]),
        None => {
            let name = line.trim_end_matches(is_mark).strip_suffix(':')?;
            (name, &rest[name.len() + 1..])
        }
    };
    let may_be = name.contains(['"', '“', '«']) || name.matches(' ').count() >= 3;
    if may_be && notices::notice(line).is_some() {
        return None;
    }
    let is_name = name.chars().nth(LONGEST_NAME).is_none();
    Some(if is_name { (name, body) } else { ("", rest) })
}
