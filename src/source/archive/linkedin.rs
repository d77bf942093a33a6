//! LinkedIn: shares and comments, two sheets that quote in two ways.

use super::rest::WITHOUT_POSTS;
use super::sheet::{Quoting, Record, Sheet};
use super::{Claim, Look, Owns, Part, Reader};
use crate::post::{Kind, Meta, Origin, Place, Platform, Post};
use crate::source::{Each, Event, skip};
use crate::when::When;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "LinkedIn",
    splits: true,
    claim,
    read,
};

/// Column that only shares have.
const COMMENTARY: &str = "sharecommentary";

/// Files of a whole export: where one of them lies, the others are LinkedIn's too.
const BESIDE: &[&str] = &[
    "connections.csv",
    "email addresses.csv",
    "invitations.csv",
    "messages.csv",
    "positions.csv",
    "profile.csv",
    "registration.csv",
];

fn claim(look: &Look<'_>) -> Option<Claim> {
    let name = look.name();
    let root = look.name_at();
    if BESIDE.contains(&name) {
        return Some(Claim {
            root,
            owns: Owns::Tables,
            sure: false,
        });
    }
    let stem = name
        .strip_suffix(".csv")?
        .trim_end_matches(|char: char| char.is_ascii_digit() || " _()-".contains(char));
    let header = |begins: &str| {
        look.head()
            .lines()
            .next()
            .is_some_and(|line| line.to_lowercase().starts_with(begins))
    };
    let ours = match stem {
        "shares" => header("date,sharelink,sharecommentary"),
        "comments" => header("date,link,message"),
        _ => false,
    };
    ours.then_some(Claim {
        root,
        owns: Owns::Nothing,
        sure: true,
    })
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    for file in part.files() {
        if BESIDE.contains(&part.path(file).as_str()) {
            part.skip(file, None, WITHOUT_POSTS, each)?;
            continue;
        }
        let is_comments = part.path(file).starts_with("comments");
        let quoting = if is_comments {
            Quoting::Escaped
        } else {
            Quoting::Doubled
        };
        let Some(mut sheet) = Sheet::open(part, file, quoting, true, each)? else {
            continue;
        };
        let words = sheet.column(if is_comments { "message" } else { COMMENTARY });
        let link = sheet.column(if is_comments { "link" } else { "sharelink" });
        let date = sheet.column("date");
        while let Some(row) = sheet.next(each)? {
            let reason = if is_comments { "empty" } else { "forward without text" };
            match row.cell(words) {
                Some(words) if is_comments => {
                    let mut post = post(&row, sheet.source(), words.to_owned(), Kind::Comment, row.cell(date));
                    post.meta.reply_to = row.cell(link).map(str::to_owned);
                    each(Event::Post(post))?;
                }
                Some(words) => {
                    let mut post = post(&row, sheet.source(), unbroken(words), Kind::Post, row.cell(date));
                    if let Some(link) = row.cell(link) {
                        post.id = link.to_owned();
                    }
                    each(Event::Post(post))?;
                }
                None => skip(sheet.source(), Some(row.record), reason, each)?,
            }
        }
    }
    ControlFlow::Continue(())
}

/// In shares every line break is written between quotes.
fn unbroken(words: &str) -> String {
    words.replace("\"\r\n\"", "\n").replace("\"\n\"", "\n")
}

fn post(row: &Record, source: &str, text: String, kind: Kind, date: Option<&str>) -> Post {
    Post {
        id: format!("{source}#{}", row.record),
        text,
        title: None,
        meta: Meta {
            kind: Some(kind),
            platforms: vec![Platform::Linkedin],
            // The zone is not named.
            when: date.and_then(When::parse),
            posted_at: date.map(str::to_owned),
            ..Meta::default()
        },
        origin: Origin {
            source: source.to_owned(),
            record: row.record,
            place: Place::Record { line: row.line },
        },
        remarks: Vec::new(),
        unposted: Vec::new(),
    }
}
