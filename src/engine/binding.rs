//! Binds packs to detectors: inheritance, citations, and the account of every clause.

use super::compile::{examples, find_word};
use super::program::{Bound, Harbour, Pack, Program};
use super::weights::Weights;
use crate::pack::error::{PackError, SourceFile, nearest};
use crate::pack::load::Library;
use crate::pack::schema::{HarbourSource, PackFile, Placed, RuleSource};
use crate::rule::{Check, Citation, Rule};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Binds every pack of the library, each after the pack it extends.
pub(super) fn packs(
    library: &Library,
    detectors: &BTreeMap<String, u32>,
    program: &mut Program,
    errors: &mut Vec<PackError>,
) {
    let mut waiting: Vec<&(usize, PackFile)> = library.packs.iter().collect();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|(_, pack)| {
            pack.extends
                .as_ref()
                .is_none_or(|base| program.packs.iter().any(|p| p.id == *base))
        });
        let Some(ready) = ready else {
            // A shipped pack waits for what an own one is in the place of.
            let has_own = waiting.iter().any(|(file, _)| *file >= library.shipped);
            waiting.retain(|(file, _)| *file >= library.shipped || !has_own);
            for (number, pack) in waiting {
                let base = pack.extends.as_deref().unwrap_or_default();
                let file = &library.files[*number];
                let (what, mend) = if base == pack.pack.value {
                    (format!("the pack `{base}` extends itself"), "give it an id of its own")
                } else {
                    (
                        format!("there is no pack `{base}` to extend"),
                        "name a pack that is loaded, and make no circle",
                    )
                };
                errors.push(PackError::at(file, key(file, "extends", base), what, mend));
            }
            return;
        };
        let (file, source) = waiting.remove(ready);
        let base = source
            .extends
            .as_ref()
            .and_then(|base| program.packs.iter().find(|p| p.id == *base))
            .cloned();
        let mut binder = Binder {
            library,
            file: *file,
            source,
            detectors,
            weights: &program.weights,
            places: HashMap::new(),
            errors,
        };
        let before = binder.errors.len();
        let pack = binder.pack(base);
        let replaced = source.extends.as_ref().filter(|_| *file < library.shipped);
        let own = library
            .packs
            .iter()
            .find(|(number, pack)| *number >= library.shipped && replaced.is_some_and(|base| pack.pack.value == *base));
        if let Some((number, own)) = own
            && errors.len() > before
        {
            let first = errors.swap_remove(before);
            errors.truncate(before);
            let what = format!(
                "the shipped pack `{}` extends `{}`, and cannot extend this one: {}",
                source.pack.value, own.pack.value, first.what
            );
            let mend = format!("give it an id of its own, and `extends: {}`", own.pack.value);
            let place = (own.pack.defined.line() as usize, own.pack.defined.column() as usize);
            errors.push(PackError::at(&library.files[*number], place, what, mend));
        }
        program.packs.push(pack);
    }
}

/// One pack as it is bound.
pub(super) struct Binder<'b> {
    library: &'b Library,
    file: usize,
    pub(super) source: &'b PackFile,
    detectors: &'b BTreeMap<String, u32>,
    weights: &'b Weights,
    /// Where each rule of the pack stands, by its id.
    pub(super) places: HashMap<String, usize>,
    errors: &'b mut Vec<PackError>,
}

impl Binder<'_> {
    fn pack(&mut self, base: Option<Pack>) -> Pack {
        let source = self.source;
        let id = source.pack.value.clone();
        let mut pack = Pack {
            id: id.clone(),
            extends: source.extends.clone(),
            title: source.title.clone(),
            jurisdiction: source.jurisdiction.clone(),
            languages: source.languages.clone(),
            officers: source.officers,
            zone: source.zone.clone(),
            from: source.in_force.from.clone(),
            until: source.in_force.until.clone(),
            instruments: Vec::new(),
            clauses: Vec::new(),
            rules: Vec::new(),
            harbours: Vec::new(),
        };
        if let Some(base) = base {
            pack.instruments = base.instruments;
            pack.clauses = base.clauses;
            pack.rules = base.rules.into_iter().map(|bound| renamed(bound, &id)).collect();
            pack.harbours = base
                .harbours
                .into_iter()
                .map(|h| Harbour {
                    id: rename(&h.id, &id),
                    ..h
                })
                .collect();
        }
        self.places = pack.rules.iter().map(|bound| bound.rule.id.clone()).zip(0..).collect();
        for instrument in &source.instruments {
            if pack.instruments.iter().any(|known| known.id == instrument.id) {
                let what = format!("instrument `{}` stands twice", instrument.id);
                self.complain("instruments", &instrument.id, &what, "keep one");
            }
            self.day("instruments", &instrument.date);
            pack.instruments.push(instrument.clone());
        }
        for clause in &source.clauses {
            if pack.clauses.iter().any(|known| known.id == clause.id) {
                let what = format!("clause `{}` stands twice", clause.id);
                self.complain("clauses", &clause.id, &what, "keep one");
            }
            pack.clauses.push(clause.clone());
        }
        self.facts();
        let mut seen = BTreeSet::new();
        for rule in &source.rules {
            if !seen.insert(&rule.id.value) {
                self.at(&rule.id, &format!("rule `{}` stands twice", rule.id.value), "keep one");
            }
            self.rule(rule, &mut pack);
        }
        self.over_archives(&pack);
        let mut seen = BTreeSet::new();
        for harbour in &source.harbours {
            if !seen.insert(&harbour.id.value) {
                let what = format!("harbour `{}` stands twice", harbour.id.value);
                self.at(&harbour.id, &what, "keep one");
            }
            let bound = self.harbour(harbour, &pack);
            pack.harbours.push(bound);
        }
        self.account(&pack);
        pack
    }

    /// The pack's id, its days and its time zone are such.
    fn facts(&mut self) {
        let source = self.source;
        if source.pack.value.trim().is_empty() {
            self.at(&source.pack, "the pack has no id", "write a word behind `pack:`");
        }
        if source.languages.is_empty() {
            let what = "the pack has no language, and no rule would need an example";
            self.complain("languages", "[", what, "name the languages that posts are written in");
        }
        let force = &source.in_force;
        let until = force.until.as_deref();
        for day in std::iter::once(force.from.as_str()).chain(until) {
            self.day("in-force", day);
        }
        let (first, last) = (force.from.parse::<Date>(), until.map(str::parse::<Date>));
        if let (Ok(first), Some(Ok(last)), Some(until)) = (first, last, until)
            && last < first
        {
            self.complain(
                "in-force",
                until,
                "the pack ends before it begins",
                "put `until` behind `from`",
            );
        }
        // Where a system has no zones at all, none of them can be wrong.
        let zones = jiff::tz::db();
        if !zones.is_definitively_empty() && zones.get(&source.zone).is_err() {
            let what = format!("there is no time zone `{}`", source.zone);
            self.complain("zone", &source.zone, &what, "name one such as `Asia/Karachi`");
        }
    }

    fn day(&mut self, key: &str, day: &str) {
        if day.parse::<Date>().is_err() {
            self.complain(key, day, &format!("`{day}` is no day"), "write it as `YYYY-MM-DD`");
        }
    }

    fn rule(&mut self, source: &RuleSource, pack: &mut Pack) {
        let id = format!("{}/{}", pack.id, source.id.value);
        let known = self.places.get(&id).copied();
        let base = known.map(|i| pack.rules.remove(i));
        let old = base.as_ref().map(|b| (*b.rule).clone());
        let clauses = match &source.clauses {
            Some(ids) => ids.iter().filter_map(|c| self.citation(c, &source.id, pack)).collect(),
            None => old.as_ref().map(|r| r.clauses.clone()).unwrap_or_default(),
        };
        let need = |binder: &mut Self, what: &str| {
            binder.at(
                &source.id,
                &format!("rule `{}` has no `{what}`", source.id.value),
                &format!("add `{what}:`"),
            );
        };
        if clauses.is_empty() {
            need(self, "clauses");
        }
        let title = source
            .title
            .clone()
            .or_else(|| old.as_ref().map(|r| r.title.clone()))
            .unwrap_or_default();
        let family = source
            .family
            .clone()
            .or_else(|| old.as_ref().map(|r| r.family.clone()))
            .unwrap_or_default();
        let severity = source.severity.or_else(|| old.as_ref().map(|r| r.severity));
        let message = source
            .message
            .clone()
            .or_else(|| old.as_ref().map(|r| r.message.clone()))
            .unwrap_or_default();
        let advice = source
            .advice
            .clone()
            .or_else(|| old.as_ref().map(|r| r.advice.clone()))
            .unwrap_or_default();
        let detectors = match &source.detect {
            Some(names) => self.resolve(names.as_slice(), &source.id),
            None => base.as_ref().map(|b| b.detectors.clone()).unwrap_or_default(),
        };
        let over = source.over.clone().or_else(|| base.as_ref()?.over.clone());
        let is_empty = source.detect.as_ref().is_some_and(|names| names.as_slice().is_empty());
        let is_absent = source.detect.is_none() && base.is_none();
        let needs_none = source.leans == Some(true) || over.as_ref().is_some_and(|over| !over.detects());
        for (what, missing) in [
            ("title", title.is_empty()),
            ("family", family.is_empty()),
            ("severity", severity.is_none()),
            ("detect", !needs_none && (is_empty || is_absent)),
        ] {
            if missing {
                need(self, what);
            }
        }
        for lang in [crate::rule::Lang::En, self.source.officers] {
            for (what, texts) in [("message", &message), ("advice", &advice)] {
                if !texts.contains_key(&lang) {
                    self.at(
                        &source.id,
                        &format!("rule `{}` has no {what} in `{lang}`", source.id.value),
                        &format!("add `{lang}:` under `{what}:`"),
                    );
                }
            }
        }
        let mut own = base.as_ref().map(|b| b.examples.clone()).unwrap_or_default();
        own.extend(examples(&source.examples));
        let when = source.when.clone().or_else(|| old.map(|r| r.when)).unwrap_or_default();
        let rule = Rule {
            id,
            pack: pack.id.clone(),
            title,
            clauses,
            family,
            severity: severity.unwrap_or(crate::rule::Severity::Advice),
            when,
            message,
            advice,
        };
        let scale = self.weights.scale(&rule.family);
        let leans = source.leans.unwrap_or_else(|| base.as_ref().is_some_and(|b| b.leans));
        if leans && scale.is_none() && !self.weights.scales.is_empty() {
            self.at(
                &source.id,
                &format!(
                    "rule `{}` leans, but its family `{}` has no scale",
                    source.id.value, rule.family
                ),
                "give the family a scale in a file of weights, or take `leans:` away",
            );
        }
        let once = source.once.unwrap_or_else(|| base.as_ref().is_some_and(|b| b.once));
        let languages = source
            .languages
            .clone()
            .or_else(|| base.as_ref().map(|b| b.languages.clone()))
            .unwrap_or_else(|| pack.languages.clone());
        let bound = Bound {
            rule: Arc::new(rule),
            detectors,
            scale,
            leans,
            once,
            doubts: source.doubts.unwrap_or(self.source.doubts),
            languages,
            over,
            tells: source
                .tells
                .clone()
                .or_else(|| base.as_ref().map(|b| b.tells.clone()))
                .unwrap_or_default(),
            examples: own,
        };
        let place = known.unwrap_or(pack.rules.len());
        self.places.insert(bound.rule.id.clone(), place);
        pack.rules.insert(place, bound);
    }

    fn harbour(&mut self, source: &HarbourSource, pack: &Pack) -> Harbour {
        for clause in &source.clauses {
            self.citation(clause, &source.id, pack);
        }
        for (key, is_empty) in [
            ("detect", source.detect.as_slice().is_empty()),
            ("spares", source.spares.is_empty()),
        ] {
            if is_empty {
                let what = format!("harbour `{}` has nothing under `{key}`", source.id.value);
                self.at(&source.id, &what, "name what it is for, or take the harbour away");
            }
        }
        for family in &source.spares {
            if !pack.rules.iter().any(|b| b.rule.family == *family) {
                let what = format!(
                    "harbour `{}` spares family `{family}`, which no rule of this pack has",
                    source.id.value
                );
                self.below(&source.id, "spares", family, &what, "name a family of a rule above");
            }
        }
        Harbour {
            id: format!("{}/{}", pack.id, source.id.value),
            clauses: source.clauses.clone(),
            detectors: self.resolve(source.detect.as_slice(), &source.id),
            when: source.when.clone(),
            spares: source.spares.clone(),
            examples: examples(&source.examples),
        }
    }

    fn resolve(&mut self, names: &[String], at: &Placed) -> Vec<u32> {
        let mut out = Vec::new();
        for name in names {
            match self.detectors.get(name) {
                Some(number) => out.push(*number),
                None => {
                    let near = nearest(name, self.detectors.keys().map(String::as_str));
                    let mend = near.map_or("name a detector of rules/detectors".to_string(), |n| {
                        format!("did you mean `{n}`?")
                    });
                    self.at(at, &format!("there is no detector `{name}`"), &mend);
                }
            }
        }
        out
    }

    fn citation(&mut self, id: &str, by: &Placed, pack: &Pack) -> Option<Citation> {
        let Some(clause) = pack.clauses.iter().find(|c| c.id == id) else {
            let near = nearest(id, pack.clauses.iter().map(|c| c.id.as_str()));
            let mend = near.map_or("name a clause of this pack".to_string(), |n| {
                format!("did you mean `{n}`?")
            });
            self.below(by, "clauses", id, &format!("there is no clause `{id}`"), &mend);
            return None;
        };
        let instrument = clause.id.split('/').next().unwrap_or_default();
        let Some(instrument) = pack.instruments.iter().find(|i| i.id == instrument) else {
            self.below(
                by,
                "clauses",
                id,
                &format!("clause `{id}` belongs to no instrument of this pack"),
                "begin its id with the instrument's id and `/`",
            );
            return None;
        };
        Some(Citation::of(clause, instrument))
    }

    /// Every clause is bound to a rule or harbour, or says why a post cannot show it.
    fn account(&mut self, pack: &Pack) {
        let bound: BTreeSet<&str> = pack
            .rules
            .iter()
            .flat_map(|b| b.rule.clauses.iter().map(|c| c.clause.as_str()))
            .chain(pack.harbours.iter().flat_map(|h| h.clauses.iter().map(String::as_str)))
            .collect();
        for clause in &self.source.clauses {
            let spoken = bound.contains(clause.id.as_str());
            match (clause.check, &clause.why) {
                (Check::None, None) => self.complain(
                    "clauses",
                    &clause.id,
                    &format!("clause `{}` is checked by nothing and does not say why", clause.id),
                    "add `why:`",
                ),
                (Check::None, Some(_)) if spoken => self.complain(
                    "clauses",
                    &clause.id,
                    &format!("clause `{}` says `check: none`, yet a rule cites it", clause.id),
                    "say `check: text`, or cite another clause",
                ),
                (Check::Text | Check::Metadata | Check::Archive, _) if !spoken => {
                    self.complain(
                        "clauses",
                        &clause.id,
                        &format!("nobody accounts for clause `{}`", clause.id),
                        "bind a rule or a harbour to it, or say `check: none` and `why:`",
                    );
                }
                _ => {}
            }
        }
    }

    pub(super) fn at(&mut self, at: &Placed, what: &str, mend: &str) {
        let place = (at.defined.line() as usize, at.defined.column() as usize);
        self.errors
            .push(PackError::at(&self.library.files[self.file], place, what, mend));
    }

    /// A mistake under a key of what has this id.
    fn below(&mut self, id: &Placed, key: &str, needle: &str, what: &str, mend: &str) {
        let file = &self.library.files[self.file];
        let from = (id.defined.line() as usize, id.defined.column() as usize);
        let place = find_word(&file.text, from, key).and_then(|at| find_word(&file.text, at, needle));
        self.errors.push(PackError::at(file, place.unwrap_or(from), what, mend));
    }

    /// A mistake under a key of the pack.
    fn complain(&mut self, under: &str, needle: &str, what: &str, mend: &str) {
        let file = &self.library.files[self.file];
        self.errors
            .push(PackError::at(file, key(file, under, needle), what, mend));
    }
}

/// Where something stands under a key of a pack.
fn key(file: &SourceFile, key: &str, needle: &str) -> (usize, usize) {
    let is_key = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let line = file.text.lines().position(is_key).map_or(1, |at| at + 1);
    find_word(&file.text, (line, 1), needle).unwrap_or((line, 1))
}

fn rename(id: &str, pack: &str) -> String {
    format!("{pack}/{}", id.split_once('/').map_or(id, |(_, name)| name))
}

fn renamed(bound: Bound, pack: &str) -> Bound {
    let mut rule = (*bound.rule).clone();
    rule.id = rename(&rule.id, pack);
    rule.pack = pack.to_string();
    Bound {
        rule: Arc::new(rule),
        ..bound
    }
}
