//! The archive of 2012 to 2018: `tweets.csv` beside one script a month, which say the same twice.

use super::tweet::{Tweet, time, unescaped};
use super::{Archive, Holder};
use crate::finding::Refusal;
use crate::post::{Kind, Meta, Platform, Post};
use crate::source::lines::Lines;
use crate::source::loose::Loose;
use crate::source::rows::{Cut, Row, Rows, cells_of};
use crate::source::{Each, Error, Event, encoding, refuse};
use serde::Deserialize;
use std::io::Read;
use std::ops::ControlFlow;

/// True for the head of `tweets.csv`, whose columns come in any order.
pub(super) fn is_table(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    if !line.contains("tweet_id") || !line.contains("timestamp") {
        return false;
    }
    let names = cells_of(line, b',');
    ["tweet_id", "timestamp", "text"]
        .iter()
        .all(|wanted| names.iter().any(|name| name == wanted))
}

/// Where `tweets.csv` keeps what.
struct Columns {
    width: usize,
    id: Option<usize>,
    text: usize,
    time: Option<usize>,
    reply_to: Option<usize>,
    retweet: Option<usize>,
}

impl Columns {
    fn of(row: &Row) -> Option<Columns> {
        let names: Vec<String> = row
            .cells()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        let at = |wanted: &str| {
            names
                .iter()
                .position(|name| name.trim_start_matches('\u{FEFF}') == wanted)
        };
        Some(Columns {
            width: names.len(),
            id: at("tweet_id"),
            text: at("text")?,
            time: at("timestamp"),
            reply_to: at("in_reply_to_status_id"),
            retweet: at("retweeted_status_id"),
        })
    }
}

impl Archive<'_> {
    /// The months where there are any, else the table.
    pub(super) fn grailbird(
        &mut self,
        months: &[usize],
        tables: &[usize],
        details: &[usize],
        each: &mut Each<'_>,
    ) -> ControlFlow<()> {
        for file in details {
            self.user_details(*file, each)?;
        }
        for file in months {
            let source = self.part.source(*file);
            let Some(mut elements) = self.elements(*file, each)? else {
                continue;
            };
            while let Some(element) = elements.next_as::<Tweet>(|_| true, each)? {
                let tweet = element.value.unwrapped();
                if !tweet.has_text() {
                    let cause = Error::JsonShape("this record has no `text`: it is no post of an X archive".into());
                    elements.refuse(element.line, None, &cause, each)?;
                } else if tweet.is_media_only() {
                    self.part.skip(*file, Some(element.record), "media only", each)?;
                } else {
                    each(tweet.into_event(&source, element.record, element.line, &self.holder, false))?;
                }
            }
        }
        for file in tables {
            if months.is_empty() {
                self.table(*file, each)?;
            } else {
                self.part.skip(*file, None, "the same posts again, as a table", each)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn user_details(&mut self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Details {
            screen_name: Loose,
            id: Loose,
        }
        let Some(bytes) = self.part.open(file, each)? else {
            return ControlFlow::Continue(());
        };
        let mut text = Vec::new();
        let read = super::behind_assignment(bytes).and_then(|bytes| bytes.take(1 << 16).read_to_end(&mut text));
        let text = String::from_utf8_lossy(&text);
        let details = serde_json::from_str::<Details>(text.trim().trim_end_matches(';'));
        if let (Ok(_), Ok(details)) = (read, details) {
            self.holder = Holder {
                id: details.id.take(),
                name: details.screen_name.take(),
            };
        }
        ControlFlow::Continue(())
    }

    fn table(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let source = self.part.source(file);
        let Some(bytes) = self.part.open(file, each)? else {
            return ControlFlow::Continue(());
        };
        let limit = self.part.options.largest_record;
        let bytes = match encoding::open(bytes) {
            Ok(bytes) => bytes,
            Err(error) => return refuse(&source, Error::Read(error), each),
        };
        let mut rows = Rows::new(Lines::new(bytes, limit), limit);
        let mut row = Row::default();
        let mut columns = None;
        let mut record = 0;
        loop {
            let (line, cause) = match rows.next(&mut row) {
                Ok(Cut::End) => return ControlFlow::Continue(()),
                Ok(Cut::Row(_)) if columns.is_none() => {
                    columns = Columns::of(&row);
                    continue;
                }
                Ok(Cut::Row(line)) => {
                    record += 1;
                    match columns
                        .as_ref()
                        .map(|columns| self.row(&row, columns, &source, record, line))
                    {
                        Some(Ok(post)) => {
                            each(Event::Post(post))?;
                            continue;
                        }
                        Some(Err(cause)) => (line, cause),
                        None => continue,
                    }
                }
                Ok(Cut::Bad(line, cause)) => {
                    record += 1;
                    (line, cause)
                }
                Err(error) => return refuse(&source, Error::Read(error), each),
            };
            each(Event::Refused(Refusal {
                source: source.clone(),
                record: Some(record),
                line: Some(line),
                column: None,
                cause: cause.to_string(),
            }))?;
        }
    }

    fn row(&self, row: &Row, columns: &Columns, source: &str, record: usize, line: usize) -> Result<Post, Error> {
        let found = row.ends.len();
        if found != columns.width {
            return Err(Error::Row(format!(
                "this row has {found} cells where the header has {}",
                columns.width
            )));
        }
        let mut cells = Vec::with_capacity(found);
        for cell in row.cells() {
            cells.push(std::str::from_utf8(cell).map_err(|error| Error::NotUtf8(error.valid_up_to()))?);
        }
        let filled = |at: Option<usize>| {
            let cell = at.and_then(|at| cells.get(at)).map(|cell| cell.trim())?;
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        let text = unescaped(cells[columns.text]);
        let reply_to = filled(columns.reply_to);
        let posted_at = filled(columns.time);
        let forward = filled(columns.retweet).is_some() || text.starts_with("RT @");
        let meta = Meta {
            kind: Some(match (forward, &reply_to) {
                (true, _) => Kind::Forward,
                (false, Some(_)) => Kind::Comment,
                (false, None) => Kind::Post,
            }),
            platforms: vec![Platform::X],
            author: self.holder.name.clone(),
            when: posted_at.as_deref().and_then(time),
            posted_at,
            reply_to,
            incomplete: (forward && text.ends_with('…')).then_some(true),
            ..Meta::default()
        };
        Ok(Post::in_record(
            source.to_owned(),
            record,
            line,
            filled(columns.id),
            text,
            meta,
        ))
    }
}
