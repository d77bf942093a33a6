//! A record of named values, from JSON or a table, to a post.

use super::vocabulary::{self, Unknown, folded};
use super::{DateOrder, Each, clock, warn};
use crate::post::{Meta, Origin, Place, Post};
use crate::when::When;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// What a named value says of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Id,
    Title,
    Account,
    Platform,
    Kind,
    Author,
    PostedAt,
    /// The hour, where the day stands in a column of its own.
    Hour,
    Permission,
    Lang,
    Permalink,
    /// The id of the post it answers.
    ReplyTo,
    /// The chat, group, page or conversation.
    Thread,
    /// On an official page: whose words.
    Voice,
}

/// The field of the contract. Where it is there, no other name is a text.
pub(super) const TEXT: &str = "text";

/// Names, folded, under which tools keep the text of a post.
pub(super) const TEXTS: &[&str] = &[
    "message",
    "content",
    "body",
    "caption",
    "post",
    "posttext",
    "tweettext",
    "fulltext",
    "description",
    "sharecommentary",
];

/// Whose name a role goes by. Of several that are filled the contract's own counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// The contract's.
    Ours,
    /// A tool's.
    Theirs,
}

/// The role of a name, folded, that is no text.
pub(super) fn role(name: &str) -> Option<(Role, Named)> {
    let ours = |role| Some((role, Named::Ours));
    let theirs = |role| Some((role, Named::Theirs));
    match name {
        "id" => ours(Role::Id),
        "postid" | "tweetid" => theirs(Role::Id),
        "title" => ours(Role::Title),
        "account" => ours(Role::Account),
        "platform" => ours(Role::Platform),
        "network" => theirs(Role::Platform),
        "kind" => ours(Role::Kind),
        "author" => ours(Role::Author),
        "postedat" => ours(Role::PostedAt),
        "date" | "createdat" | "timestamp" | "publishtime" | "postingtime" | "scheduledtime" | "scheduleddate"
        | "postatspecifictime" => theirs(Role::PostedAt),
        "time" => theirs(Role::Hour),
        "permission" => ours(Role::Permission),
        "lang" => ours(Role::Lang),
        "permalink" | "postlink" | "tweetpermalink" => theirs(Role::Permalink),
        "replyto" => ours(Role::ReplyTo),
        "inreplyto" | "inreplytoid" | "parentid" => theirs(Role::ReplyTo),
        "thread" => ours(Role::Thread),
        "threadid" | "conversationid" => theirs(Role::Thread),
        "voice" => ours(Role::Voice),
        _ => None,
    }
}

/// Which of `names` holds the text: the wanted one, `text`, else the only one that texts are kept under.
/// `Err` names the candidates; it is empty where there is none.
pub(super) fn text_name(names: &[&str], wanted: Option<&str>) -> Result<usize, Vec<String>> {
    let position = |wanted: &str| {
        let exact = names.iter().position(|name| *name == wanted);
        exact.or_else(|| names.iter().position(|name| folded(name) == folded(wanted)))
    };
    if let Some(wanted) = wanted {
        return position(wanted).ok_or_else(Vec::new);
    }
    if let Some(text) = position(TEXT) {
        return Ok(text);
    }
    let candidates: Vec<usize> = (0..names.len())
        .filter(|&at| TEXTS.contains(&folded(names[at]).as_str()))
        .collect();
    match candidates[..] {
        [only] => Ok(only),
        _ => Err(candidates.iter().map(|&at| names[at].to_owned()).collect()),
    }
}

/// A record on its way to a post.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The post's own text.
    pub(super) text: String,
    /// Roles with their values: those of the contract's own names first, then in the order of the source.
    pub(super) values: Vec<(Role, String)>,
}

/// Largest text, in bytes, in which a further text is looked for before it is added. No post comes near; a record of half a
/// million poll answers would be searched half a million times.
const LOOKED_THROUGH: usize = 1 << 16;

/// Adds `extra` after a newline, where `text` does not hold it already.
pub(super) fn join(text: &mut String, extra: &str) {
    let extra = extra.trim();
    if extra.is_empty() || text.len() <= LOOKED_THROUGH && text.contains(extra) {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(extra);
}

/// What a file was warned of already.
#[derive(Default)]
pub(super) struct Warned {
    /// Words outside their closed sets.
    words: BTreeSet<(Role, String)>,
    /// A time whose day and month can change places.
    open_time: bool,
    /// A time that nothing explains.
    unknown_time: bool,
}

impl Warned {
    /// Reads the time of a post as sheets write it, where it is not known yet. The first that stays unknown is told.
    pub(super) fn time(
        &mut self,
        post: &mut Post,
        order: Option<DateOrder>,
        line: usize,
        each: &mut Each<'_>,
    ) -> ControlFlow<()> {
        let meta = &mut post.meta;
        let Some(stamp) = meta.posted_at.as_deref().filter(|_| meta.when.is_none()) else {
            return ControlFlow::Continue(());
        };
        meta.when = clock::when(stamp, order);
        if meta.when.is_some() {
            return ControlFlow::Continue(());
        }
        let is_open = clock::when(stamp, Some(DateOrder::DayFirst)).is_some();
        let said = if is_open {
            &mut self.open_time
        } else {
            &mut self.unknown_time
        };
        if std::mem::replace(said, true) {
            return ControlFlow::Continue(());
        }
        let stamp: String = stamp.chars().take(40).collect();
        let text = if is_open {
            format!(
                "dates that can be read with the day or the month first are left unknown, such as `{stamp}`; say --day-first or \
                 --month-first"
            )
        } else {
            format!(
                "times that are not understood are left unknown, such as `{stamp}`; write them as 2025-04-07T21:14:05+05:00"
            )
        };
        warn(&post.origin.source, Some(line), text, each)
    }
}

impl Record {
    fn take(&mut self, role: Role) -> Option<String> {
        let at = self
            .values
            .iter()
            .position(|(which, value)| *which == role && !value.trim().is_empty())?;
        Some(self.values.remove(at).1.trim().to_owned())
    }

    /// True where nothing is written in it.
    pub(super) fn is_empty(&self) -> bool {
        let title = self
            .values
            .iter()
            .any(|(role, value)| *role == Role::Title && !value.trim().is_empty());
        self.text.trim().is_empty() && !title
    }

    /// The post of this record. A word outside its closed set stays unknown, with one warning a file: a foreign export is not
    /// to be refused for its labels.
    pub(super) fn into_post(
        mut self,
        source: &str,
        record: usize,
        line: usize,
        warned: &mut Warned,
        each: &mut Each<'_>,
    ) -> ControlFlow<(), Post> {
        let title = self.take(Role::Title);
        let permalink = self.take(Role::Permalink);
        let id = self.take(Role::Id).filter(|id| !is_rounded(id)).or(permalink);
        let day = self.take(Role::PostedAt);
        let hour = self.take(Role::Hour);
        let mut meta = Meta {
            author: self.take(Role::Author),
            posted_at: match (day, hour) {
                (Some(day), Some(hour)) => Some(format!("{day} {hour}")),
                (day, hour) => day.or(hour),
            },
            lang: self.take(Role::Lang),
            reply_to: self.take(Role::ReplyTo),
            thread: self.take(Role::Thread),
            ..Meta::default()
        };
        meta.when = meta.posted_at.as_deref().and_then(When::parse);
        let mut doubts = Vec::new();
        for (role, value) in std::mem::take(&mut self.values) {
            let value = value.trim();
            let doubt = match role {
                _ if value.is_empty() => None,
                Role::Account => vocabulary::account(value)
                    .map(|account| meta.account = Some(account))
                    .err(),
                Role::Kind => vocabulary::kind(value).map(|kind| meta.kind = Some(kind)).err(),
                Role::Voice => vocabulary::voice(value).map(|voice| meta.voice = Some(voice)).err(),
                Role::Permission => vocabulary::permission(value)
                    .map(|permission| meta.permission = Some(permission))
                    .err(),
                Role::Platform => vocabulary::platform(value)
                    .map(|platform| {
                        if !meta.platforms.contains(&platform) {
                            meta.platforms.push(platform);
                        }
                    })
                    .err(),
                _ => None,
            };
            doubts.extend(doubt.map(|unknown| (role, value.to_owned(), unknown)));
        }
        for (role, value, unknown) in doubts {
            doubt(role, &value, &unknown, source, line, warned, each)?;
        }
        if let Some(title) = &title {
            join(&mut self.text, title);
        }
        ControlFlow::Continue(Post {
            id: id.unwrap_or_else(|| format!("{source}#{record}")),
            text: self.text,
            title,
            meta,
            origin: Origin {
                source: source.to_owned(),
                record,
                place: Place::Record { line },
            },
            remarks: Vec::new(),
            unposted: Vec::new(),
        })
    }
}

fn doubt(
    role: Role,
    value: &str,
    unknown: &Unknown,
    source: &str,
    line: usize,
    warned: &mut Warned,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    // Bounded: a file may hold another word in every record.
    if warned.words.len() >= 20 || !warned.words.insert((role, value.to_owned())) {
        return ControlFlow::Continue(());
    }
    let name = match role {
        Role::Account => "account",
        Role::Kind => "kind",
        Role::Permission => "permission",
        Role::Voice => "voice",
        _ => "platform",
    };
    let meant = unknown
        .meant
        .map(|word| format!("; did you mean `{word}`?"))
        .unwrap_or_default();
    let value: String = value.chars().take(40).collect();
    let text = format!(
        "{name} `{value}` is none of {} and is taken as unknown{meant}",
        unknown.expected
    );
    warn(source, Some(line), text, each)
}

/// Excel writes a long number as `1.2345E+17`: many posts, one id.
fn is_rounded(id: &str) -> bool {
    let number = id
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'E' | b'e' | b'+'));
    number && (id.contains("E+") || id.contains("e+"))
}
