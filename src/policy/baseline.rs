//! The baseline: findings known on the day a team began. One entry a line, sorted, without dates, line numbers or texts, so that
//! it merges and tells nothing.

use crate::pack::error::{PackError, SourceFile};
use crate::rule::{Confidence, Severity};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The baseline where the project names no other.
pub const NAME: &str = ".postlint-baseline.jsonl";

/// The first line of the file.
const HEAD: &str = "{\"postlint-baseline\":1}";

/// A known finding. Entries are sorted by file, rule and fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file, from the folder of the baseline.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// The fingerprint.
    pub fingerprint: String,
    /// How strong it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// How sure it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// Known findings, ready to compare.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The file, as users name it.
    pub path: String,
    /// The folder its paths count from.
    pub folder: PathBuf,
    /// The entries with their lines, from 1.
    pub entries: Vec<(Entry, usize)>,
    by_fingerprint: BTreeMap<String, Vec<usize>>,
    /// Files of entries that are gone: moved, renamed or deleted.
    gone: BTreeSet<String>,
}

impl Baseline {
    /// Reads a baseline. `exists` says whether a file of an entry is still there.
    ///
    /// # Errors
    /// The first line that is no entry.
    pub fn read(file: &SourceFile, folder: PathBuf, exists: impl Fn(&str) -> bool) -> Result<Baseline, PackError> {
        let mut entries = Vec::new();
        for (number, line) in file.text.lines().enumerate() {
            if line.trim().is_empty() || line.trim() == HEAD {
                continue;
            }
            let entry: Entry = serde_json::from_str(line).map_err(|error| {
                let what = if line.starts_with("<<<<") || line.starts_with("====") || line.starts_with(">>>>") {
                    "a merge was left half done here".to_owned()
                } else {
                    format!("this line is no entry of a baseline: {error}")
                };
                let mend = "take it out, or make the file anew with `postlint baseline update`";
                PackError::at(file, (number + 1, 1), what, mend)
            })?;
            entries.push((entry, number + 1));
        }
        let mut by_fingerprint: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, (entry, _)) in entries.iter().enumerate() {
            by_fingerprint.entry(entry.fingerprint.clone()).or_default().push(at);
        }
        let files: BTreeSet<&str> = entries.iter().map(|(entry, _)| entry.file.as_str()).collect();
        let gone = files
            .into_iter()
            .filter(|file| !exists(file))
            .map(str::to_owned)
            .collect();
        Ok(Baseline {
            path: file.path.clone(),
            folder,
            entries,
            by_fingerprint,
            gone,
        })
    }

    /// The first entry not yet `spent` that is this finding: in this file, or in one that is gone since.
    pub fn find(&self, file: &str, rule: &str, fingerprint: &str, spent: &[bool]) -> Option<usize> {
        let known = self.by_fingerprint.get(fingerprint)?;
        let open = |&&at: &&usize| !spent[at] && self.entries[at].0.rule == rule;
        known
            .iter()
            .filter(open)
            .find(|&&at| self.entries[at].0.file == file)
            .or_else(|| {
                known
                    .iter()
                    .filter(open)
                    .find(|&&at| self.gone.contains(&self.entries[at].0.file))
            })
            .copied()
    }

    /// True where the file of an entry is no longer there.
    pub fn is_gone(&self, file: &str) -> bool {
        self.gone.contains(file)
    }
}

/// The text of a baseline of these entries. An entry that is there twice is two findings.
pub fn write(mut entries: Vec<Entry>) -> String {
    entries.sort();
    let mut out = format!("{HEAD}\n");
    for entry in entries {
        #[allow(clippy::unwrap_used, reason = "a struct of strings and words is always JSON")]
        let line = serde_json::to_string(&entry).unwrap();
        let _ = writeln!(out, "{line}");
    }
    out
}
