//! In: the findings of an earlier run, as `jsonl` writes them, then those of this one. Out: which are new, the same, gone.
//! Never: a guess; a finding is the same where post id and fingerprint are.

use crate::finding::{Change, Compared, Finding, Gone};
use crate::post::Post;
use std::collections::HashMap;
use std::io::{self, BufRead};

/// An earlier run's findings that have not been met again yet.
#[derive(Debug, Default)]
pub struct Earlier {
    open: HashMap<(String, String), Vec<(u64, Gone)>>,
    new: u64,
    same: u64,
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
    /// Reads a report of `--format jsonl`.
    ///
    /// # Errors
    /// Its first line that is no finding.
    pub fn read(mut report: impl BufRead) -> Result<Earlier, EarlierError> {
        let mut earlier = Earlier::default();
        let (mut line, mut number) = (Vec::new(), 0u64);
        while report.read_until(b'\n', &mut line)? > 0 {
            number += 1;
            if !line.trim_ascii().is_empty() {
                let gone: Gone = serde_json::from_slice(&line).map_err(|error| EarlierError::Line {
                    line: number,
                    column: error.column(),
                    cause: error.to_string(),
                })?;
                let key = (gone.post_id.clone(), gone.fingerprint.clone());
                earlier.open.entry(key).or_default().push((number, gone));
            }
            line.clear();
        }
        // The first of equals is met first.
        earlier.open.values_mut().for_each(|equals| equals.reverse());
        Ok(earlier)
    }

    /// Says of each finding whether it was there.
    pub fn mark(&mut self, post: &Post, findings: &mut [Finding]) {
        for finding in findings {
            let key = (post.id.clone(), finding.fingerprint.clone());
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
