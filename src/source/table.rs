//! Tables: CSV, semicolons, tabs; one post a row.

use super::encoding::{self, Guess};
use super::lines::Lines;
use super::record::{Named, Record, Role, TEXT, TEXTS, Warned, join, role, text_name};
use super::rows::{Cut, DELIMITERS, Row, Rows, cells_of};
use super::vocabulary::folded;
use super::{DateOrder, Each, Error, Event, Opened, ReadOptions, clock, refuse, skip, warn};
use crate::finding::Refusal;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// True where `head` begins with a header that names a text.
pub(super) fn recognise(head: &str) -> bool {
    let line = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    DELIMITERS.iter().any(|&delimiter| {
        let names = cells_of(line, delimiter);
        let named = names.len() > 1 && text_name(&names.iter().map(String::as_str).collect::<Vec<_>>(), None).is_ok();
        named || names.len() > 2 && is_scheduled(&names)
    })
}

/// True for a row of the sheet that Hootsuite takes, which has no header: time, message, link.
fn is_scheduled<S: AsRef<str>>(cells: &[S]) -> bool {
    let is_time = |cell: &S| clock::when(cell.as_ref(), Some(DateOrder::DayFirst)).is_some();
    let is_time_or_month_first =
        |cell: &S| is_time(cell) || clock::when(cell.as_ref(), Some(DateOrder::MonthFirst)).is_some();
    match cells {
        [time, message, ..] => is_time_or_month_first(time) && !message.as_ref().trim().is_empty() && !is_time(message),
        _ => false,
    }
}

/// The words behind `||` in a cell of addresses: captions, as Publer takes them.
fn captions(cell: &str) -> impl Iterator<Item = &str> {
    let words = cell.split("||").skip(1);
    // The next address stands behind a comma.
    words.map(|words| words.rsplit_once(",http").map_or(words, |(words, _)| words).trim())
}

/// Reads a table.
pub(super) fn read(file: Opened<'_>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = file.source;
    let bytes = match encoding::open(file.bytes) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(&source, Error::Read(error), each),
    };
    let mut rows = Rows::new(Lines::new(bytes, options.largest_record), options.largest_record);
    let header = match header(&mut rows, options) {
        Ok(Some(header)) => header,
        Ok(None) => return skip(&source, None, "empty", each),
        Err(error) => return refuse(&source, error, each),
    };
    let mut table = Table {
        source: &source,
        header,
        guess: Guess::default(),
        record: 0,
        warned: Warned::default(),
        order: options.date_order,
    };
    let mut row = Row::default();
    if let Some(first) = table.header.first.take() {
        table.row(&first, 1, each)?;
    }
    loop {
        match rows.next(&mut row) {
            Ok(Cut::End) => break,
            Ok(Cut::Row(line)) => table.row(&row, line, each)?,
            Ok(Cut::Bad(line, error)) => table.refuse(line, None, error, each)?,
            Err(error) => return refuse(&source, Error::Read(error), each),
        }
    }
    if table.record == 0 {
        return skip(&source, None, "empty", each);
    }
    ControlFlow::Continue(())
}

/// What the first row says of the others.
struct Header {
    /// Cells a row has.
    width: usize,
    /// Cells it has at least.
    least: usize,
    /// The column of the text.
    text: usize,
    /// The columns that say more.
    roles: Vec<(usize, Role)>,
    /// The first row itself, where it is no header.
    first: Option<Row>,
}

/// Reads the header and settles delimiter and text column. `None` for an empty file.
fn header(rows: &mut Rows<'_>, options: &ReadOptions) -> Result<Option<Header>, Error> {
    let mut row = Row::default();
    rows.settle_delimiter(options.text_column.as_deref())
        .map_err(Error::Read)?;
    match rows.next(&mut row).map_err(Error::Read)? {
        Cut::End => return Ok(None),
        Cut::Bad(_, error) => return Err(error),
        Cut::Row(_) => {}
    }
    // The header settles nothing: a warning belongs to a row.
    let mut glance = Guess::default();
    let name = |cell| match glance.decode(cell) {
        Ok((text, _)) => text.into_owned(),
        Err(_) => String::from_utf8_lossy(cell).into_owned(),
    };
    let decoded: Vec<String> = row.cells().map(name).collect();
    let names: Vec<&str> = decoded
        .iter()
        .map(|name| name.trim_matches('\u{FEFF}').trim())
        .collect();
    let wanted = options.text_column.as_deref();
    let numbered = wanted.and_then(|wanted| wanted.parse::<usize>().ok());
    let text = match (text_name(&names, wanted), numbered) {
        (Ok(text), _) => text,
        (Err(_), Some(number)) if (1..=names.len()).contains(&number) => number - 1,
        (Err(candidates), None) if candidates.is_empty() && wanted.is_none() && is_scheduled(&names) => {
            return Ok(Some(Header {
                width: names.len().max(3),
                least: 2,
                text: 1,
                roles: vec![(0, Role::PostedAt)],
                first: Some(row),
            }));
        }
        (Err(candidates), _) => return Err(Error::Columns(columns(&names, &candidates, wanted))),
    };
    let mut roles: Vec<(usize, (Role, Named))> = names
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != text)
        .filter_map(|(at, name)| role(&folded(name)).map(|role| (at, role)))
        .collect();
    roles.sort_by_key(|(_, (_, named))| *named);
    let roles: Vec<(usize, Role)> = roles.into_iter().map(|(at, (role, _))| (at, role)).collect();
    // A column chosen by its number in a row that names nothing known: the sheet has no header.
    let known = !roles.is_empty() || TEXTS.contains(&folded(names[text]).as_str()) || folded(names[text]) == TEXT;
    let first = (numbered.is_some() && !known).then_some(row);
    Ok(Some(Header {
        width: names.len(),
        least: names.len(),
        text,
        roles,
        first,
    }))
}

fn columns(names: &[&str], candidates: &[String], wanted: Option<&str>) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(30)
        .map(|name| name.chars().take(40).collect())
        .collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    let shown = shown.join(", ");
    match (wanted, candidates) {
        (Some(wanted), _) => format!("has no column `{wanted}`; its columns are: {shown}{more}"),
        (None, []) => format!(
            "has no column that is known to hold the text; name it with --text-column (a name, or a number from 1). \
             Its columns are: {shown}{more}"
        ),
        (None, several) => format!(
            "has several columns that may hold the text ({}); name one with --text-column",
            several.join(", ")
        ),
    }
}

struct Table<'t> {
    source: &'t str,
    header: Header,
    guess: Guess,
    record: usize,
    warned: Warned,
    order: Option<DateOrder>,
}

impl Table<'_> {
    fn refuse(&mut self, line: usize, column: Option<usize>, error: Error, each: &mut Each<'_>) -> ControlFlow<()> {
        self.record += 1;
        each(Event::Refused(Refusal {
            source: self.source.to_owned(),
            record: Some(self.record),
            line: Some(line),
            column,
            cause: error.to_string(),
        }))
    }

    fn row(&mut self, row: &Row, line: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let width = self.header.width;
        let filled = row
            .cells()
            .rposition(|cell| !cell.trim_ascii().is_empty())
            .map_or(0, |at| at + 1);
        if filled == 0 {
            return skip(self.source, None, "blank row", each);
        }
        let found = row.ends.len();
        // Spreadsheets pad rows with empty cells; anything else means that the text may be cut at the wrong place.
        if found < self.header.least || filled > width {
            let mend = if found < width {
                "a line break within a cell needs quotes around the cell"
            } else {
                "a cell that holds the delimiter needs quotes around it"
            };
            let cause = format!(
                "this row has {} cells where the header has {width}; {mend}",
                found.max(filled)
            );
            return self.refuse(line, None, Error::Row(cause), each);
        }
        let text = match self.cell(row, self.header.text, line, each)? {
            Ok(text) => text.into_owned(),
            Err(error) => return self.refuse(line, None, error, each),
        };
        let mut values = Vec::new();
        for index in 0..self.header.roles.len() {
            let (at, role) = self.header.roles[index];
            match self.cell(row, at, line, each)? {
                Ok(value) => values.push((role, value.into_owned())),
                Err(error) => return self.refuse(line, None, error, each),
            }
        }
        let title = values
            .iter()
            .find(|(role, _)| *role == Role::Title)
            .map(|(_, title)| title.as_str());
        if is_lost(&text) || title.is_some_and(is_lost) {
            return self.refuse(line, None, Error::LostText, each);
        }
        self.record += 1;
        let record = Record { text, values };
        if record.is_empty() {
            return skip(self.source, Some(self.record), "empty", each);
        }
        let mut post = record.into_post(self.source, self.record, line, &mut self.warned, each)?;
        for cell in row.cells().filter(|cell| cell.starts_with(b"http")) {
            let cell = String::from_utf8_lossy(cell);
            captions(&cell).for_each(|caption| join(&mut post.text, caption));
        }
        self.warned.time(&mut post, self.order, line, each)?;
        each(Event::Post(post))
    }

    fn cell<'c>(
        &mut self,
        row: &'c Row,
        at: usize,
        line: usize,
        each: &mut Each<'_>,
    ) -> ControlFlow<(), Result<Cow<'c, str>, Error>> {
        let cell = row.cells().nth(at).unwrap_or_default();
        ControlFlow::Continue(match self.guess.decode(cell) {
            Ok((text, newly)) => {
                if newly {
                    let doubt =
                        "is not UTF-8 and is read as windows-1252; if letters look wrong, save it as “CSV UTF-8”";
                    warn(self.source, Some(line), doubt.into(), each)?;
                }
                Ok(text)
            }
            Err(byte) => Err(Error::Row(format!(
                "invalid UTF-8 at byte {byte} of cell {}; save the sheet as “CSV UTF-8”",
                at + 1
            ))),
        })
    }
}

/// True for a text whose letters a spreadsheet has replaced by `?`, or a decoder by U+FFFD: half of it lies in words of nothing
/// else, at least two of them. `Why????` is a question.
fn is_lost(text: &str) -> bool {
    // Nearly every cell ends here: `?`, and the first byte of U+FFFD.
    if text.bytes().filter(|byte| matches!(byte, b'?' | 0xEF)).count() < 4 {
        return false;
    }
    let (mut lost, mut words, mut all, mut legible) = (0, 0, 0, false);
    for word in text.split_whitespace() {
        let marks = word.chars().filter(|char| matches!(char, '?' | '\u{FFFD}')).count();
        let letters = word.chars().any(char::is_alphanumeric);
        all += word.chars().count();
        legible |= letters;
        if marks > 0 && !letters {
            lost += marks;
            words += 1;
        }
    }
    lost >= 4 && lost * 2 >= all && (words > 1 || !legible)
}
