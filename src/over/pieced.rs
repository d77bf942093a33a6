//! What the posts of one author in one conversation say together: their texts are joined and judged as one, and what is found is
//! marked in each post that holds a piece of it.

use super::held::{Held, Room};
use super::ledger::{Account, End, Ledger, Passing, Said, crowded};
use super::told::Value;
use crate::finding::{Finding, Label, NamedBy};
use crate::pack::over::{Hearing, Pieced as Source};
use crate::post::{Kind, Post};
use crate::text::span::{InPost, Span};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Conversations that are open at once; the oldest is closed for a new one, and judged as it is.
const MOST_OPEN: usize = 4096;

/// Of one author in one place.
const MOST_OPEN_HERE: usize = 16;

/// Bytes of a joined text, at most.
const MOST_TEXT: usize = 16 << 10;

pub(super) struct Pieced {
    pack: String,
    of: Hearing,
    seconds: i64,
    posts: usize,
    /// By number, in the order they were opened.
    open: BTreeMap<usize, Talk>,
    /// Those of an author in a place, oldest first.
    here: BTreeMap<(String, String), Vec<usize>>,
    opened: usize,
    /// Closed, and to be judged.
    ripe: Vec<(usize, Talk)>,
    /// Handed out to be judged.
    asked: BTreeMap<usize, Talk>,
    said: Vec<Said>,
    room: Room,
}

/// Posts of one author in one conversation.
struct Talk {
    key: (String, String),
    parts: Vec<Part>,
    /// One of them shows alone what is looked for.
    is_plain: bool,
}

struct Part {
    held: Held,
    at: Option<Timestamp>,
}

impl Pieced {
    pub fn new(source: &Source, pack: &str) -> Pieced {
        Pieced {
            pack: pack.to_owned(),
            of: source.of.clone(),
            seconds: i64::from(source.minutes) * 60,
            posts: source.posts as usize,
            open: BTreeMap::new(),
            here: BTreeMap::new(),
            opened: 0,
            ripe: Vec::new(),
            asked: BTreeMap::new(),
            said: Vec::new(),
            room: Room::default(),
        }
    }

    /// Adds a post to the conversation it belongs to, or opens one.
    fn join(&mut self, key: (String, String), part: Part, is_plain: bool) {
        let here = self.here.get(&key).map_or(&[][..], Vec::as_slice);
        let mine = here.iter().rev().find(|number| {
            let talk = self.open.get(number);
            talk.is_some_and(|talk| talk.takes(&part, self.seconds))
        });
        if let Some(&number) = mine
            && let Some(talk) = self.open.get_mut(&number)
        {
            talk.is_plain |= is_plain;
            talk.parts.push(part);
            if talk.parts.len() >= self.posts || talk.bytes() > MOST_TEXT {
                self.shut(number);
            }
            return;
        }
        if here.len() >= MOST_OPEN_HERE {
            self.shut(here[0]);
        }
        if self.open.len() >= MOST_OPEN
            && let Some((&oldest, _)) = self.open.first_key_value()
        {
            self.shut(oldest);
        }
        self.opened += 1;
        self.here.entry(key.clone()).or_default().push(self.opened);
        let parts = vec![part];
        self.open.insert(self.opened, Talk { key, parts, is_plain });
    }

    fn shut(&mut self, number: usize) {
        let Some(talk) = self.open.remove(&number) else { return };
        if let Some(here) = self.here.get_mut(&talk.key) {
            here.retain(|open| *open != number);
            if here.is_empty() {
                self.here.remove(&talk.key);
            }
        }
        if talk.parts.len() > 1 && !talk.is_plain {
            self.ripe.push((number, talk));
        }
    }

    fn is_sought(&self, finding: &Finding) -> bool {
        finding.rule.pack == self.pack
            && !finding.by_weight
            && finding.severity >= self.of.severity
            && self.of.families.contains(&finding.rule.family)
    }
}

impl Talk {
    /// A reply to one's own post, or one that is replied to; in a chat also what follows within so many seconds.
    fn takes(&self, part: &Part, seconds: i64) -> bool {
        let post = &part.held.post;
        let linked = |one: &Part| {
            let other = &one.held.post;
            post.meta.reply_to.as_ref() == Some(&other.id) || other.meta.reply_to.as_ref() == Some(&post.id)
        };
        let is_chat =
            |post: &Post| matches!(post.meta.kind, Some(Kind::Message | Kind::Forward)) && post.meta.thread.is_some();
        let follows = |one: &Part| {
            let times = one.at.zip(part.at);
            let near = times.is_some_and(|(one, other)| other.duration_since(one).as_secs().abs() <= seconds);
            near && is_chat(post) && is_chat(&one.held.post)
        };
        self.parts.iter().any(linked) || self.parts.last().is_some_and(follows)
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.held.post.text.len() + 1).sum()
    }

    /// The texts in the order of their times, a blank between them.
    fn joined(&mut self) -> Post {
        self.parts.sort_by_key(|part| (part.at, part.held.number));
        let texts: Vec<&str> = self.parts.iter().map(|part| part.held.post.text.as_str()).collect();
        let first = &self.parts[0].held.post;
        Post {
            id: first.id.clone(),
            text: texts.join(" "),
            title: None,
            meta: first.meta.clone(),
            origin: first.origin.clone(),
            remarks: Vec::new(),
            unposted: Vec::new(),
        }
    }

    /// For each part: where in it the pieces of a finding lie.
    fn pieces(&self, finding: &Finding) -> Vec<(usize, Span<InPost>, Vec<Label>)> {
        let whole = [Label {
            span: finding.span,
            word: String::new(),
            by: NamedBy::List,
        }];
        let pieces: &[Label] = if finding.labels.is_empty() {
            &whole
        } else {
            &finding.labels
        };
        let mut begin = 0;
        let mut out = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            let end = begin + part.held.post.text.len();
            let inside = |label: &Label| {
                let (from, to) = (label.span.start.max(begin), label.span.end.min(end));
                (from < to).then(|| Label {
                    span: Span::new(from - begin, to - begin),
                    word: label.word.clone(),
                    by: label.by,
                })
            };
            let labels: Vec<Label> = pieces.iter().filter_map(inside).collect();
            if let Some(hull) = labels.iter().map(|label| label.span).reduce(Span::hull) {
                out.push((number, hull, labels));
            }
            begin = end + 1;
        }
        out
    }
}

impl Ledger for Pieced {
    fn pass(&mut self, passing: &Passing<'_>) {
        let post = passing.post;
        let Some(author) = &post.meta.author else { return };
        if passing.facts.is_none() || post.text.trim().is_empty() || post.text.len() > MOST_TEXT {
            return;
        }
        let key = (author.clone(), post.meta.thread.clone().unwrap_or_default());
        let part = Part {
            held: passing.hold(),
            at: passing.at,
        };
        self.join(key, part, passing.seen.heard.is_some());
    }

    fn ripe(&mut self, at_end: bool) -> Vec<(usize, Post)> {
        if at_end {
            let open: Vec<usize> = self.open.keys().copied().collect();
            open.into_iter().for_each(|number| self.shut(number));
        }
        let ripe = std::mem::take(&mut self.ripe);
        ripe.into_iter()
            .map(|(number, mut talk)| {
                let joined = talk.joined();
                self.asked.insert(number, talk);
                (number, joined)
            })
            .collect()
    }

    fn judged(&mut self, ticket: usize, findings: &[Finding]) {
        let Some(talk) = self.asked.remove(&ticket) else { return };
        let sought = findings.iter().filter(|finding| self.is_sought(finding));
        let mut found = sought.map(|finding| (finding, talk.pieces(finding)));
        // What lies in one post only is that post's own affair.
        let Some((finding, pieces)) = found.find(|(_, pieces)| pieces.len() > 1) else {
            return;
        };
        let ids: Vec<String> = pieces
            .iter()
            .map(|(part, ..)| talk.parts[*part].held.post.id.clone())
            .collect();
        for (part, span, labels) in pieces {
            let held = &talk.parts[part].held;
            if !self.room.take(&held.post) {
                continue;
            }
            let mut held = held.clone();
            for fact in &finding.depends_on {
                if !held.depends_on.contains(fact) {
                    held.depends_on.push(fact.clone());
                }
            }
            let values = vec![
                ("count", Value::Number(ids.len() as u64)),
                ("posts", Value::Posts(ids.clone())),
            ];
            self.said.push(Said {
                labels: labels.into_iter().filter(|label| !label.word.is_empty()).collect(),
                confidence: finding.confidence.step(-1),
                ..Said::of(held, Some(span), values)
            });
        }
    }

    fn close(self: Box<Self>, _end: &End) -> Account {
        Account {
            said: self.said,
            unfollowed: crowded(&self.room).into_iter().collect(),
            ..Account::default()
        }
    }
}
