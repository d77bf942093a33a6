//! Binds packs to detectors: inheritance, citations, and the account of every clause.

use super::compile::{examples, find_place};
use super::program::{Bound, Harbour, Pack, Program};
use super::weights::Weights;
use crate::pack::error::{PackError, nearest};
use crate::pack::load::Library;
use crate::pack::over::{Over, Tells};
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
            for (file, pack) in waiting {
                let base = pack.extends.as_deref().unwrap_or_default();
                let place = find_place(&library.files[*file].text, 1, base).unwrap_or((1, 1));
                errors.push(PackError::at(
                    &library.files[*file],
                    place,
                    format!("there is no pack `{base}` to extend"),
                    "name a pack that is loaded, and make no circle",
                ));
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
        let pack = binder.pack(base);
        program.packs.push(pack);
    }
}

struct Binder<'b> {
    library: &'b Library,
    file: usize,
    source: &'b PackFile,
    detectors: &'b BTreeMap<String, u32>,
    weights: &'b Weights,
    /// Where each rule of the pack stands, by its id.
    places: HashMap<String, usize>,
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
        pack.instruments.extend(source.instruments.iter().cloned());
        for clause in &source.clauses {
            if pack.clauses.iter().any(|known| known.id == clause.id) {
                self.complain(&clause.id, &format!("clause `{}` stands twice", clause.id), "keep one");
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
        for harbour in &source.harbours {
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
        let force = &source.in_force;
        let until = force.until.as_deref();
        for day in std::iter::once(force.from.as_str()).chain(until) {
            if day.parse::<Date>().is_err() {
                self.complain(day, &format!("`{day}` is no day"), "write it as `YYYY-MM-DD`");
            }
        }
        let (first, last) = (force.from.parse::<Date>(), until.map(str::parse::<Date>));
        if let (Ok(first), Some(Ok(last)), Some(until)) = (first, last, until)
            && last < first
        {
            self.complain(until, "the pack ends before it begins", "put `until` behind `from`");
        }
        // Where a system has no zones at all, none of them can be wrong.
        let zones = jiff::tz::db();
        if !zones.is_definitively_empty() && zones.get(&source.zone).is_err() {
            let what = format!("there is no time zone `{}`", source.zone);
            self.complain(&source.zone, &what, "name one such as `Asia/Karachi`");
        }
    }

    fn rule(&mut self, source: &RuleSource, pack: &mut Pack) {
        let id = format!("{}/{}", pack.id, source.id.value);
        let known = self.places.get(&id).copied();
        let base = known.map(|i| pack.rules.remove(i));
        let old = base.as_ref().map(|b| (*b.rule).clone());
        let clauses = match &source.clauses {
            Some(ids) => ids.iter().filter_map(|c| self.citation(c, pack)).collect(),
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
        let needs_none = source.leans == Some(true) || over.as_ref().is_some_and(|over| !over.detects());
        for (what, missing) in [
            ("title", title.is_empty()),
            ("family", family.is_empty()),
            ("severity", severity.is_none()),
            ("detect", source.detect.is_none() && !needs_none && base.is_none()),
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

    /// What rules over an archive hear and tell, once all rules of the pack are known.
    fn over_archives(&mut self, pack: &Pack) {
        let source = self.source;
        for rule in &source.rules {
            let id = format!("{}/{}", pack.id, rule.id.value);
            let Some(bound) = self.places.get(&id).map(|place| &pack.rules[*place]) else {
                continue;
            };
            let Some(over) = &bound.over else {
                if rule.tells.is_some() {
                    let what = format!(
                        "rule `{}` has `tells`, and follows nothing over an archive",
                        rule.id.value
                    );
                    self.at(&rule.id, &what, "add `over:`, or say it in `message:`");
                }
                if bound.examples.iter().any(|example| !example.posts.is_empty()) {
                    let what = format!(
                        "rule `{}` speaks of single posts, and has an example of several",
                        rule.id.value
                    );
                    self.at(&rule.id, &what, "add `over:`, or make each post an example");
                }
                continue;
            };
            if let Some((what, mend)) = over.mistake() {
                self.at(&rule.id, &format!("rule `{}` {what}", rule.id.value), mend);
            }
            if !over.detects() && !bound.detectors.is_empty() {
                let what = format!(
                    "rule `{}` has `detect`, and `over: {}` asks for none",
                    rule.id.value,
                    over.word()
                );
                self.at(&rule.id, &what, "take `detect:` away");
            }
            for family in over.hears().into_iter().flat_map(|of| &of.families) {
                let heard = |b: &Bound| b.over.is_none() && b.rule.family == *family;
                if !pack.rules.iter().any(heard) {
                    let families = pack.rules.iter().map(|b| b.rule.family.as_str());
                    let mend = nearest(family, families)
                        .map_or("name a family of a rule of this pack".into(), |near| {
                            format!("did you mean `{near}`?")
                        });
                    let what = format!("rule `{}` hears family `{family}`, which no rule has", rule.id.value);
                    self.at(&rule.id, &what, &mend);
                }
            }
            self.tells(&rule.id, over, &bound.tells);
            if bound.examples.iter().any(|example| example.posts.is_empty()) {
                let what = format!(
                    "rule `{}` follows several posts, and has an example of one text",
                    rule.id.value
                );
                self.at(&rule.id, &what, "write examples as `{posts: [...]}`");
            }
        }
    }

    /// Every outcome is told in English and the officers' language, with no names but those it has.
    fn tells(&mut self, at: &Placed, over: &Over, tells: &Tells) {
        for (outcome, names) in over.outcomes() {
            for lang in [crate::rule::Lang::En, self.source.officers] {
                if !tells.get(&outcome).is_some_and(|texts| texts.contains_key(&lang)) {
                    let what = format!("rule `{}` does not tell `{outcome}` in `{lang}`", at.value);
                    self.at(at, &what, &format!("add `{outcome}: {{{lang}: …}}` under `tells:`"));
                }
            }
            for text in tells.get(&outcome).into_iter().flat_map(|texts| texts.values()) {
                let used = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                for (name, _) in used.filter(|(name, _)| !names.contains(name)) {
                    let what = format!("rule `{}` tells `{{{name}}}`, and knows no such thing", at.value);
                    self.at(at, &what, &format!("it knows {}", names.join(", ")));
                }
            }
        }
        let known = over.outcomes();
        for outcome in tells
            .keys()
            .filter(|outcome| !known.iter().any(|(known, _)| known == *outcome))
        {
            let words: Vec<&str> = known.iter().map(|(known, _)| known.word()).collect();
            let what = format!("rule `{}` tells `{outcome}`, which does not come out of it", at.value);
            self.at(at, &what, &format!("what comes out is {}", words.join(", ")));
        }
    }

    fn harbour(&mut self, source: &HarbourSource, pack: &Pack) -> Harbour {
        for clause in &source.clauses {
            self.citation(clause, pack);
        }
        for family in &source.spares {
            if !pack.rules.iter().any(|b| b.rule.family == *family) {
                self.complain(
                    family,
                    &format!(
                        "harbour `{}` spares family `{family}`, which no rule of this pack has",
                        source.id.value
                    ),
                    "name a family of a rule above",
                );
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

    fn citation(&mut self, id: &str, pack: &Pack) -> Option<Citation> {
        let Some(clause) = pack.clauses.iter().find(|c| c.id == id) else {
            let near = nearest(id, pack.clauses.iter().map(|c| c.id.as_str()));
            let mend = near.map_or("name a clause of this pack".to_string(), |n| {
                format!("did you mean `{n}`?")
            });
            self.complain(id, &format!("there is no clause `{id}`"), &mend);
            return None;
        };
        let instrument = clause.id.split('/').next().unwrap_or_default();
        let Some(instrument) = pack.instruments.iter().find(|i| i.id == instrument) else {
            self.complain(
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
                    &clause.id,
                    &format!("clause `{}` is checked by nothing and does not say why", clause.id),
                    "add `why:`",
                ),
                (Check::None, Some(_)) if spoken => self.complain(
                    &clause.id,
                    &format!("clause `{}` says `check: none`, yet a rule cites it", clause.id),
                    "say `check: text`, or cite another clause",
                ),
                (Check::Text | Check::Metadata | Check::Archive, _) if !spoken => {
                    self.complain(
                        &clause.id,
                        &format!("nobody accounts for clause `{}`", clause.id),
                        "bind a rule or a harbour to it, or say `check: none` and `why:`",
                    );
                }
                _ => {}
            }
        }
    }

    fn at(&mut self, at: &Placed, what: &str, mend: &str) {
        let place = (at.defined.line() as usize, at.defined.column() as usize);
        self.errors
            .push(PackError::at(&self.library.files[self.file], place, what, mend));
    }

    fn complain(&mut self, needle: &str, what: &str, mend: &str) {
        let file = &self.library.files[self.file];
        let place = find_place(&file.text, 1, needle).unwrap_or((1, 1));
        self.errors.push(PackError::at(file, place, what, mend));
    }
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
