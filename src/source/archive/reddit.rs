//! Reddit: posts and comments as sheets; `statistics.csv` names the account.

use super::sheet::{Quoting, Sheet};
use super::{Claim, Look, Owns, Part, Reader};
use crate::post::{Kind, Meta, Origin, Place, Platform, Post};
use crate::source::record::join;
use crate::source::{Each, Event, skip};
use crate::when::When;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "Reddit",
    splits: false,
    claim,
    read,
};

fn claim(look: &Look<'_>) -> Option<Claim> {
    let root = look.name_at();
    let header = || look.head().lines().next().unwrap_or_default().to_lowercase();
    match look.name() {
        "posts.csv" | "comments.csv" => {
            let header = header();
            let ours = ["permalink", "subreddit", "body"]
                .iter()
                .all(|name| header.contains(name));
            ours.then_some(Claim {
                root,
                owns: Owns::Nothing,
                sure: true,
            })
        }
        // It lies in a whole export only.
        "statistics.csv" => header().starts_with("statistic,value").then_some(Claim {
            root,
            owns: Owns::Tables,
            sure: false,
        }),
        _ => None,
    }
}

fn read(part: &Part<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let mut author = None;
    let statistics = part.files().find(|file| part.path(*file) == "statistics.csv");
    if let Some(file) = statistics
        && let Some(mut sheet) = Sheet::open(part, file, Quoting::Doubled, false, each)?
    {
        while let Some(row) = sheet.next(each)? {
            if row.cell(Some(0)) == Some("account name") {
                author = row.cell(Some(1)).map(str::to_owned);
            }
        }
    }
    for file in part.files().filter(|file| Some(*file) != statistics) {
        sheet(part, file, author.as_deref(), each)?;
    }
    ControlFlow::Continue(())
}

fn sheet(part: &Part<'_>, file: usize, author: Option<&str>, each: &mut Each<'_>) -> ControlFlow<()> {
    let Some(mut sheet) = Sheet::open(part, file, Quoting::Doubled, true, each)? else {
        return ControlFlow::Continue(());
    };
    let is_comments = part.path(file) == "comments.csv";
    let [id, date, subreddit, title, body, parent, link] =
        ["id", "date", "subreddit", "title", "body", "parent", "link"].map(|name| sheet.column(name));
    while let Some(row) = sheet.next(each)? {
        let body = row.cell(body).unwrap_or_default();
        let is_gone = matches!(body, "[deleted]" | "[removed]");
        let mut text = if is_gone { String::new() } else { body.to_owned() };
        if let Some(title) = row.cell(title) {
            join(&mut text, title);
        }
        if text.is_empty() {
            let reason = if is_gone { "deleted, no text left" } else { "empty" };
            skip(sheet.source(), Some(row.record), reason, each)?;
            continue;
        }
        let own = |column| row.cell(column).map(str::to_owned);
        each(Event::Post(Post {
            id: own(id).unwrap_or_else(|| format!("{}#{}", sheet.source(), row.record)),
            text,
            title: own(title),
            meta: Meta {
                kind: Some(if is_comments { Kind::Comment } else { Kind::Post }),
                platforms: vec![Platform::Other],
                author: author.map(str::to_owned),
                when: row.cell(date).and_then(When::parse),
                posted_at: own(date),
                reply_to: own(parent).or_else(|| own(link)).filter(|_| is_comments),
                thread: row.cell(subreddit).map(|name| format!("r/{name}")),
                ..Meta::default()
            },
            origin: Origin {
                source: sheet.source().to_owned(),
                record: row.record,
                place: Place::Record { line: row.line },
            },
            remarks: Vec::new(),
            unposted: Vec::new(),
        }))?;
    }
    ControlFlow::Continue(())
}
