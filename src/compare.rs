//! In: the findings of an earlier run, as `jsonl` writes them, then those of this one. Out: which are new, the same, gone.
//! Never: a guess; a finding is the same where post and fingerprint are.
//!
//! A post is known by its id. One made of the file and the record's number changes where a sheet or chat has grown at its head,
//! so such a post is known by its file, author and time; of several the first is met first.

use crate::engine::scan::Engine;
use crate::finding::{Change, Compared, Finding, Gone};
use crate::post::Post;
use crate::redact::Redaction;
use serde::Deserialize;
use std::collections::HashMap;
use std::io::{self, BufRead};

/// An earlier run's findings that have not been met again yet.
#[derive(Debug, Default)]
pub struct Earlier {
    open: HashMap<Key, Vec<(u64, Gone)>>,
    new: u64,
    same: u64,
    unmasked: bool,
}

/// What a finding is met again by.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    post: Named,
    fingerprint: String,
}

/// What a post is known by.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Named {
    Id(String),
    Place {
        source: String,
        author: Option<String>,
        posted_at: Option<String>,
    },
}

impl Named {
    fn new(id: &str, source: &str, author: Option<&str>, posted_at: Option<&str>) -> Named {
        let number = id.strip_prefix(source).and_then(|rest| rest.strip_prefix('#'));
        match number.is_some_and(|number| number.parse::<u64>().is_ok()) {
            true => Named::Place {
                source: source.to_owned(),
                author: author.map(str::to_owned),
                posted_at: posted_at.map(str::to_owned),
            },
            false => Named::Id(id.to_owned()),
        }
    }
}

/// A line of the report.
#[derive(Deserialize)]
struct Line {
    #[serde(flatten)]
    gone: Gone,
    author: Option<String>,
    posted_at: Option<String>,
}

/// Why a file of earlier findings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EarlierError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    /// A line is no finding.
    #[error("line {line}, column {column}: is no finding ({cause}); it must be a report of --format jsonl, whole")]
    Line {
        /// From 1.
        line: u64,
        /// From 1, in bytes.
        column: usize,
        /// What is wrong.
        cause: String,
    },
}

impl Earlier {
    /// Reads a report of `--format jsonl`. What this run takes out of its reports is taken out of that one's findings too.
    ///
    /// # Errors
    /// Its first line that is no finding.
    pub fn read(mut report: impl BufRead, redaction: &Redaction, engine: &Engine) -> Result<Earlier, EarlierError> {
        let mut earlier = Earlier::default();
        let (mut line, mut number) = (Vec::new(), 0u64);
        while report.read_until(b'\n', &mut line)? > 0 {
            number += 1;
            if !line.trim_ascii().is_empty() {
                let mut line: Line = serde_json::from_slice(&line).map_err(|error| EarlierError::Line {
                    line: number,
                    column: error.column(),
                    cause: error.to_string(),
                })?;
                earlier.unmasked |= line.redact(redaction, engine);
                let Line {
                    gone,
                    author,
                    posted_at,
                } = line;
                let key = Key {
                    post: Named::new(&gone.post_id, &gone.source, author.as_deref(), posted_at.as_deref()),
                    fingerprint: gone.fingerprint.clone(),
                };
                earlier.open.entry(key).or_default().push((number, gone));
            }
            line.clear();
        }
        // The first of equals is met first.
        earlier.open.values_mut().for_each(|equals| equals.reverse());
        Ok(earlier)
    }

    /// True where the report shows personal data that this run masks. Masked posts have fingerprints of their own, so their
    /// findings are told as gone and as new.
    pub fn is_unmasked(&self) -> bool {
        self.unmasked
    }

    /// Says of each finding whether it was there.
    pub fn mark(&mut self, post: &Post, findings: &mut [Finding]) {
        for finding in findings {
            let (author, posted_at) = (post.meta.author.as_deref(), post.meta.posted_at.as_deref());
            let key = Key {
                post: Named::new(&post.id, &post.origin.source, author, posted_at),
                fingerprint: finding.fingerprint.clone(),
            };
            let met = self.open.get_mut(&key).and_then(Vec::pop).is_some();
            finding.change = Some(if met { Change::Same } else { Change::New });
            *(if met { &mut self.same } else { &mut self.new }) += 1;
        }
    }

    /// What came out, in the order of the earlier run.
    pub fn close(self) -> Compared {
        let mut gone: Vec<(u64, Gone)> = self.open.into_values().flatten().collect();
        gone.sort_by_key(|(number, _)| *number);
        Compared {
            new: self.new,
            same: self.same,
            gone: gone.into_iter().map(|(_, gone)| gone).collect(),
        }
    }
}

impl Line {
    /// True where personal data were taken out of the text.
    fn redact(&mut self, redaction: &Redaction, engine: &Engine) -> bool {
        let Gone {
            post_id, source, text, ..
        } = &mut self.gone;
        let masked = redaction.text(engine, text).into_owned();
        let changed = *text != masked;
        *text = masked;
        *post_id = match post_id == source {
            true => redaction.source(engine, post_id),
            false => redaction.id(engine, post_id, self.author.as_deref()),
        };
        *source = redaction.source(engine, source);
        self.author = self.author.take().map(|author| redaction.person(engine, &author));
        changed
    }
}
