//! Findings of one post after another, settled: chosen, graded, excused. What is used of the excuses is kept to the end, where
//! those that excuse nothing become findings.

use super::baseline::{Baseline, Entry};
use super::ignores::{Ignore, reach};
use super::notice::{Notice, PACK, line_of};
use super::{Policy, Settings, names, scope};
use crate::finding::{Excuse, Finding};
use crate::path::file_of;
use crate::post::{Post, Remark};
use crate::rule::{Confidence, Rule, Severity};
use crate::text::span::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a settler remembers of the posts it has seen: with it, another run goes on where one was killed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    used: Vec<bool>,
    spent: Vec<bool>,
    read: BTreeSet<String>,
    ended: BTreeSet<usize>,
    /// Remarks in front matter: file, line, text, and whether one was used.
    heads: Vec<(String, usize, String, bool)>,
    /// What was told already: file, line, text.
    told: Vec<(String, usize, String, Notice)>,
    /// Comments in posts that name rules over an archive: file, line, text.
    #[serde(default)]
    waiting: BTreeSet<(String, usize, String)>,
}

/// A remark in front matter speaks for every post of its file: whether it was used is known at the end.
struct Head {
    source: String,
    remark: Remark,
    ignore: Ignore,
    used: bool,
}

/// Settles the findings of a run, post after post in the order of the input.
pub struct Settler<'p> {
    policy: &'p Policy,
    /// Settings of posts that are not special.
    plain: Settings,
    heads: Vec<Head>,
    /// Remarks in front matter that were met, good or not: file, line, text.
    met: BTreeSet<(String, usize, String)>,
    /// Which ignores outside the posts were used.
    used: Vec<bool>,
    /// Which entries of the baseline were found again.
    spent: Vec<bool>,
    /// Findings before the changes that were not met yet, by file.
    before: BTreeMap<String, Vec<Before>>,
    /// Files read, as the baseline and the ignores name them.
    read: BTreeSet<String>,
    /// Permissions that would have covered a finding, but for their day.
    ended: BTreeSet<usize>,
    /// Notices in the order they came.
    notices: Vec<(Post, Vec<Finding>)>,
    /// The same, as they were told.
    told: Vec<(String, usize, String, Notice)>,
    /// Comments that excused nothing in their post alone, and name a rule over an archive: file, line, text.
    waiting: BTreeSet<(String, usize, String)>,
}

/// A finding as it was before the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Its rule.
    pub rule: String,
    /// The words it marked.
    pub text: String,
}

impl<'p> Settler<'p> {
    pub(super) fn new(policy: &'p Policy) -> Settler<'p> {
        Settler {
            policy,
            plain: policy.plain(),
            heads: Vec::new(),
            met: BTreeSet::new(),
            used: vec![false; policy.ignores.list.len()],
            spent: vec![false; policy.baseline.as_ref().map_or(0, |baseline| baseline.entries.len())],
            before: policy.before.clone().unwrap_or_default(),
            read: BTreeSet::new(),
            ended: BTreeSet::new(),
            notices: Vec::new(),
            told: Vec::new(),
            waiting: BTreeSet::new(),
        }
    }

    /// What is remembered so far.
    pub fn memory(&self) -> Memory {
        let head = |head: &Head| {
            let Head {
                source, remark, used, ..
            } = head;
            (source.clone(), remark.line, remark.text.clone(), *used)
        };
        Memory {
            used: self.used.clone(),
            spent: self.spent.clone(),
            read: self.read.clone(),
            ended: self.ended.clone(),
            heads: self.heads.iter().map(head).collect(),
            told: self.told.clone(),
            waiting: self.waiting.clone(),
        }
    }

    /// Remembers what a run of the same policy remembered.
    pub fn recall(&mut self, memory: Memory) {
        if memory.used.len() == self.used.len() && memory.spent.len() == self.spent.len() {
            (self.used, self.spent) = (memory.used, memory.spent);
        }
        (self.read, self.ended, self.waiting) = (memory.read, memory.ended, memory.waiting);
        for (source, line, text, used) in memory.heads {
            if let Some(ignore) = Ignore::read(&text) {
                self.met.insert((source.clone(), line, text.trim().to_owned()));
                let remark = Remark { text, span: None, line };
                self.heads.push(Head {
                    source,
                    remark,
                    ignore,
                    used,
                });
            }
        }
        for (source, line, text, notice) in memory.told {
            self.met.insert((source.clone(), line, text.clone()));
            self.tell(line_of(&source, line, &text), notice);
        }
    }

    /// The findings of a post that are chosen, with their severity and excuse; what is shown first.
    pub fn settle(&mut self, post: &Post, findings: Vec<Finding>) -> Vec<Finding> {
        let policy = self.policy;
        let settings = self.settings_of(post);
        let mut found: Vec<Finding> = findings
            .into_iter()
            .filter(|finding| settings.admits(&finding.rule))
            .filter_map(|finding| settings.graded(finding))
            .collect();
        self.remember(post);
        self.permits(post, &mut found);
        let mut notices = self.remarks(post, &mut found);
        self.outside(post, &mut found);
        self.baseline(post, &mut found);
        notices.extend(policy.too_long(post));
        let notices = notices.into_iter().filter(|notice| settings.admits(&notice.rule));
        found.extend(notices.filter_map(|notice| settings.graded(notice)));
        self.unchanged(post, &mut found);
        found.retain(|finding| settings.shows(finding.severity, finding.confidence));
        found.sort_by_key(|finding| !finding.is_shown());
        found
    }

    /// The same for what was found over an archive, in a post that was settled before: it says nothing of the excuses again.
    pub fn settle_over(&mut self, post: &Post, findings: Vec<Finding>) -> Vec<Finding> {
        let mut post = post.clone();
        // The head of its file was read with the post itself.
        post.remarks.retain(|remark| remark.span.is_some());
        let mut settled = self.settle(&post, findings);
        settled.retain(|finding| finding.rule.pack != PACK);
        settled
    }

    fn settings_of(&self, post: &Post) -> Settings {
        self.policy.special(post).unwrap_or_else(|| self.plain.clone())
    }

    /// Remembers a file, or a folder, that was looked at.
    pub fn looked_at(&mut self, source: &str) {
        for folder in self.policy.excuse_folders() {
            self.read
                .insert(scope::from(folder, &self.policy.here, file_of(source)));
        }
    }

    fn remember(&mut self, post: &Post) {
        let policy = self.policy;
        self.looked_at(&post.origin.source);
        for remark in post.remarks.iter().filter(|remark| remark.span.is_none()) {
            let text = remark.text.trim().to_owned();
            if !self.met.insert((post.origin.source.clone(), remark.line, text)) {
                continue;
            }
            let at_head = line_of(&post.origin.source, remark.line, &remark.text);
            match Ignore::read(&remark.text).filter(|ignore| policy.understands(ignore)) {
                None => self.tell(at_head, Notice::Unclear),
                Some(ignore) if policy.require_reason && ignore.reason.is_empty() => {
                    self.tell(at_head, Notice::NoReason)
                }
                Some(ignore) if policy.is_over(ignore.until.as_deref()) => self.tell(at_head, Notice::Expired),
                Some(ignore) => self.heads.push(Head {
                    source: post.origin.source.clone(),
                    remark: remark.clone(),
                    ignore,
                    used: false,
                }),
            }
        }
    }

    fn tell(&mut self, at: Post, notice: Notice) {
        let origin = &at.origin;
        self.told
            .push((origin.source.clone(), origin.record, at.text.clone(), notice));
        let finding = notice.finding(
            Span::new(0, at.text.len()),
            &format!("{} {}", at.origin.source, at.text),
        );
        let settings = self.settings_of(&at);
        let finding = settings
            .admits(&finding.rule)
            .then(|| settings.graded(finding))
            .flatten();
        if let Some(finding) = finding.filter(|finding| settings.shows(finding.severity, finding.confidence)) {
            let mut found = vec![finding];
            self.unchanged(&at, &mut found);
            self.notices.push((at, found));
        }
    }

    fn permits(&mut self, post: &Post, found: &mut [Finding]) {
        let policy = self.policy;
        for (number, permit) in policy.permits.iter().enumerate() {
            if !permit.scope.holds(post, &post.meta, &policy.here) {
                continue;
            }
            let day = policy.day_of(post);
            let begun = permit.from.as_deref().is_none_or(|from| from <= day.as_str());
            let over = permit.cover.until.as_deref().is_some_and(|until| until < day.as_str());
            let covered = |finding: &&mut Finding| {
                finding.excuse.is_none() && permit.covers.iter().any(|name| names(&finding.rule, name))
            };
            for finding in found.iter_mut().filter(covered) {
                if over {
                    // For a post of a later day it may be in force still.
                    if policy.is_over(permit.cover.until.as_deref()) {
                        self.ended.insert(number);
                    }
                } else if begun {
                    finding.excuse = Some(Excuse::Covered(permit.cover.clone()));
                }
            }
        }
    }

    /// Remarks of the author, and what is wrong with them.
    fn remarks(&mut self, post: &Post, found: &mut [Finding]) -> Vec<Finding> {
        let policy = self.policy;
        for head in self.heads.iter_mut().filter(|head| head.source == post.origin.source) {
            for finding in found.iter_mut().filter(|finding| head.ignore.names(&finding.rule)) {
                head.used = true;
                excuse(finding, false, &head.ignore.reason);
            }
        }
        let mut notices = Vec::new();
        for remark in &post.remarks {
            let Some(comment) = remark.span else { continue };
            let Some(ignore) = Ignore::read(&remark.text).filter(|ignore| policy.understands(ignore)) else {
                notices.push(Notice::Unclear.finding(comment, &remark.text));
                continue;
            };
            if policy.require_reason && ignore.reason.is_empty() {
                notices.push(Notice::NoReason.finding(comment, &remark.text));
                continue;
            }
            if policy.is_over(ignore.until.as_deref()) {
                notices.push(Notice::Expired.finding(comment, &remark.text));
                continue;
            }
            let reach = reach(post, comment);
            let mut used = false;
            for finding in found.iter_mut().filter(|finding| ignore.names(&finding.rule)) {
                if finding.span.is_empty() || finding.span.overlaps(reach) {
                    used = true;
                    excuse(finding, false, &ignore.reason);
                }
            }
            let here = || {
                let line = post.line_of(comment.start);
                (post.origin.source.clone(), line, remark.text.clone())
            };
            if used {
                self.waiting.remove(&here());
            } else if policy.awaits(|rule| ignore.names(rule)) {
                self.waiting.insert(here());
            } else if policy.is_active(|rule| ignore.names(rule)) {
                notices.push(Notice::Unused.finding(comment, &remark.text));
            }
        }
        notices
    }

    fn outside(&mut self, post: &Post, found: &mut [Finding]) {
        let ignores = &self.policy.ignores;
        if ignores.list.is_empty() || found.is_empty() {
            return;
        }
        let file = scope::from(&ignores.folder, &self.policy.here, &post.origin.source);
        for (number, ignore) in ignores
            .list
            .iter()
            .enumerate()
            .filter(|(_, ignore)| ignore.is_for(&file))
        {
            for finding in found
                .iter_mut()
                .filter(|finding| finding.fingerprint == ignore.fingerprint)
            {
                self.used[number] = true;
                let reasoned = !self.policy.require_reason || !ignore.reason.is_empty();
                if reasoned && !self.policy.is_over(ignore.until.as_deref()) {
                    excuse(finding, true, &ignore.reason);
                }
            }
        }
    }

    fn baseline(&mut self, post: &Post, found: &mut [Finding]) {
        let Some(baseline) = &self.policy.baseline else { return };
        let file = scope::from(&baseline.folder, &self.policy.here, &post.origin.source);
        for finding in found.iter_mut() {
            if let Some(at) = baseline.find(&file, &finding.rule.id, &finding.fingerprint, &self.spent) {
                self.spent[at] = true;
                finding.excuse.get_or_insert(Excuse::Baseline);
            }
        }
    }

    /// Findings that were there before the changes: the same fingerprint, or the same rule over the same words.
    fn unchanged(&mut self, post: &Post, found: &mut [Finding]) {
        if self.policy.before.is_none() {
            return;
        }
        let Some(before) = self.before.get_mut(&post.origin.source) else {
            return;
        };
        let same: [fn(&Before, &Finding, &Post) -> bool; 2] = [
            |known, finding, _| known.fingerprint == finding.fingerprint && known.rule == finding.rule.id,
            |known, finding, post| known.rule == finding.rule.id && known.text == post.text[finding.span.range()],
        ];
        let mut met = vec![false; found.len()];
        for same in same {
            for (finding, met) in found.iter_mut().zip(&mut met).filter(|(_, met)| !**met) {
                if let Some(at) = before.iter().position(|known| same(known, finding, post)) {
                    before.remove(at);
                    *met = true;
                    finding.excuse.get_or_insert(Excuse::Unchanged);
                }
            }
        }
    }

    /// What is wrong with the excuses themselves, once everything was read. `whole`: all posts of the project were read.
    pub fn finish(mut self, whole: bool) -> Vec<(Post, Vec<Finding>)> {
        let policy = self.policy;
        for head in std::mem::take(&mut self.heads) {
            if !head.used && policy.is_active(|rule| head.ignore.names(rule)) {
                let at = line_of(&head.source, head.remark.line, &head.remark.text);
                self.tell(at, Notice::Unused);
            }
        }
        for (source, line, text) in std::mem::take(&mut self.waiting) {
            self.tell(line_of(&source, line, &text), Notice::Unused);
        }
        for (number, ignore) in policy.ignores.list.iter().enumerate() {
            let was_read = match &ignore.post {
                Some(post) => whole && ignore.is_gone || scope::among(&self.read, post),
                None => whole,
            };
            let is_mute = ignore.rule.as_deref().is_some_and(|rule| policy.is_mute(rule));
            let at = line_of(&policy.ignores.path, ignore.line.0, &ignore.line.1);
            if self.used[number] && policy.is_over(ignore.until.as_deref()) {
                self.tell(at, Notice::Expired);
            } else if self.used[number] && policy.require_reason && ignore.reason.is_empty() {
                self.tell(at, Notice::NoReason);
            } else if !self.used[number] && was_read && policy.is_complete && !is_mute {
                self.tell(at, Notice::Unused);
            }
        }
        for number in std::mem::take(&mut self.ended) {
            let permit = &policy.permits[number];
            let text = format!("order: {}", permit.cover.order);
            self.tell(line_of(&permit.place.0, permit.place.1, &text), Notice::Expired);
        }
        if let Some(baseline) = &policy.baseline {
            self.stale(baseline, whole);
        }
        self.notices
    }

    fn stale(&mut self, baseline: &Baseline, whole: bool) {
        for (at, (entry, line)) in baseline.entries.iter().enumerate() {
            // Of the files that are there a run may leave out some: `check` reads no bulk files.
            let was_read = whole && baseline.is_gone(&entry.file) || scope::among(&self.read, &entry.file);
            if !self.spent[at] && was_read && !self.policy.is_mute(&entry.rule) && self.would_show(baseline, entry) {
                let text = format!("{} {} {}", entry.file, entry.rule, entry.fingerprint);
                self.tell(line_of(&baseline.path, *line, &text), Notice::Stale);
            }
        }
    }

    /// True for a known finding that a report would show: of others nobody is told that they are gone.
    fn would_show(&self, baseline: &Baseline, entry: &Entry) -> bool {
        let file = baseline.folder.join(&entry.file);
        let settings = self.settings_of(&line_of(&file.to_string_lossy(), 1, ""));
        let severity = entry.severity.unwrap_or(Severity::Error);
        settings.shows(severity, entry.confidence.unwrap_or(Confidence::High))
    }
}

fn excuse(finding: &mut Finding, outside: bool, reason: &str) {
    finding.excuse.get_or_insert_with(|| Excuse::Ignored {
        outside,
        reason: reason.to_owned(),
    });
}

/// True where a rule may speak under these names.
pub(super) fn any_names(rule: &Rule, words: &[String]) -> bool {
    words.iter().any(|word| names(rule, word))
}
