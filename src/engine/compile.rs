//! Compiles a library into a program: every name resolved, every entry and pattern proven able to match.

use super::conditions::Scope;
use super::lexis::{Lexis, Manner};
use super::program::{Detector, Example, List, Program};
use super::wake::Wake;
use super::weights;
use crate::pack::error::PackError;
use crate::pack::example::Examples;
use crate::pack::load::Library;
use crate::pack::schema::{CondSource, DetectorSource};
use crate::text::zone::ZoneKind;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Compiles a library.
///
/// # Errors
/// Every mistake found: unknown names, entries and patterns that can never match, cycles, clauses not accounted for.
pub fn compile(library: &Library) -> Result<Program, Vec<PackError>> {
    let lexicons = BTreeMap::new();
    let order = BTreeMap::new();
    let compiler = Compiler::new(library, Program::default(), Lexis::default(), lexicons, order);
    let (mut program, lexis) = compiler.finish()?;
    lexis.finish(&mut program);
    program.wake = Wake::new(&program);
    Ok(program)
}

/// Most detectors of which each asks the next.
const MOST_DEEP: usize = 64;

/// What becomes of a library, behind the rules that a program has already.
pub(super) struct Compiler<'l> {
    pub(super) library: &'l Library,
    pub(super) program: Program,
    pub(super) lexis: Lexis,
    /// Lists of each lexicon.
    pub(super) lexicons: BTreeMap<String, Vec<u32>>,
    /// Lists of each tag of the lexicons that were asked for by tag.
    pub(super) tagged: HashMap<String, HashMap<String, Vec<u32>>>,
    /// Numbers of the detectors compiled so far.
    pub(super) order: BTreeMap<String, u32>,
    pub(super) errors: Vec<PackError>,
}

impl<'l> Compiler<'l> {
    /// For a library behind a program, of which these are the lists of each lexicon and the number of each detector.
    pub fn new(
        library: &'l Library,
        program: Program,
        lexis: Lexis,
        lexicons: BTreeMap<String, Vec<u32>>,
        order: BTreeMap<String, u32>,
    ) -> Compiler<'l> {
        Compiler {
            library,
            program,
            lexis,
            lexicons,
            tagged: HashMap::new(),
            order,
            errors: Vec::new(),
        }
    }

    /// Compiles everything but the tables of words.
    pub fn finish(mut self) -> Result<(Program, Lexis), Vec<PackError>> {
        self.lexicons();
        self.detectors();
        if !self.library.senses.is_empty() || !self.library.weights.is_empty() {
            self.weights();
        }
        super::binding::packs(self.library, &self.order, &mut self.program, &mut self.errors);
        if self.errors.is_empty() {
            Ok((self.program, self.lexis))
        } else {
            Err(self.errors)
        }
    }

    fn lexicons(&mut self) {
        for (file, lexicon) in &self.library.lexicons {
            for group in &lexicon.words {
                let list = self.lexis.list(List {
                    lexicon: lexicon.lexicon.value.clone(),
                    lang: group.lang,
                    tags: group.tags.clone(),
                });
                self.lexicons
                    .entry(lexicon.lexicon.value.clone())
                    .or_default()
                    .push(list);
                let manner = Manner {
                    lang: group.lang,
                    inflect: group.inflect.into(),
                    roman: group.roman,
                    disguise: group.disguise,
                    veiled: group.veiled,
                    case: group.case,
                };
                if group.list.is_empty() {
                    let what = format!(
                        "a group of `{}` in `{}` has no words",
                        lexicon.lexicon.value, group.lang
                    );
                    self.errors
                        .push(self.error(*file, &lexicon.lexicon, &what, "fill its `list:`, or take it away"));
                }
                for entry in &group.list {
                    if let Err(what) = self.lexis.add(list, manner, &entry.value) {
                        let place = (entry.defined.line() as usize, entry.defined.column() as usize);
                        self.errors.push(PackError::at(
                            &self.library.files[*file],
                            place,
                            what,
                            "mend or remove the entry",
                        ));
                    }
                }
            }
        }
    }

    fn weights(&mut self) {
        for (file, source) in &self.library.senses {
            let file = &self.library.files[*file];
            weights::senses(
                source,
                file,
                &mut self.lexis,
                &mut self.program.weights,
                &mut self.errors,
            );
        }
        for (file, source) in &self.library.weights {
            let file = &self.library.files[*file];
            weights::add(
                source,
                file,
                &mut self.lexis,
                weights::Known {
                    lexicons: &self.lexicons,
                    detectors: &self.order,
                },
                &mut self.program.weights,
                &mut self.errors,
            );
        }
        self.program.weights.finish(self.lexis.lists().len());
    }

    /// Compiles detectors in an order in which each follows those it uses.
    fn detectors(&mut self) {
        let all: BTreeMap<&str, &(usize, DetectorSource)> = self
            .library
            .detectors
            .iter()
            .map(|d| (d.1.id.value.as_str(), d))
            .collect();
        if all.len() < self.library.detectors.len() {
            let mut seen = BTreeSet::new();
            for (file, detector) in &self.library.detectors {
                if !seen.insert(&detector.id.value) {
                    self.errors.push(self.error(
                        *file,
                        &detector.id,
                        "this detector id is taken",
                        "give it another id",
                    ));
                }
            }
        }
        let mut open = Vec::new();
        for (file, detector) in &self.library.detectors {
            self.detector(*file, detector, &all, &mut open);
        }
    }

    fn detector(
        &mut self,
        file: usize,
        source: &DetectorSource,
        all: &BTreeMap<&str, &(usize, DetectorSource)>,
        open: &mut Vec<String>,
    ) {
        let id = &source.id.value;
        if self.order.contains_key(id) {
            return;
        }
        if open.contains(id) {
            self.errors.push(self.error(
                file,
                &source.id,
                &format!("detectors in a circle: {} → {id}", open.join(" → ")),
                "break the circle",
            ));
            return;
        }
        if open.len() >= MOST_DEEP {
            self.errors.push(self.error(
                file,
                &source.id,
                &format!("detectors ask one another over more than {MOST_DEEP} steps down to `{id}`"),
                "ask for fewer at a time",
            ));
            return;
        }
        open.push(id.clone());
        let mut used = Vec::new();
        for cond in std::iter::once(&source.find).chain(
            source
                .unless
                .iter()
                .chain(&source.raise)
                .chain(&source.lower)
                .map(|c| &c.of),
        ) {
            uses(cond, &mut used);
        }
        for name in used {
            if let Some((file, detector)) = all.get(name.as_str()) {
                self.detector(*file, detector, all, open);
            }
        }
        open.pop();
        let scope = Scope { file, source };
        let find = self.find(&scope);
        let compiled = Detector {
            id: id.clone(),
            about: source.about.clone(),
            confidence: source.confidence,
            skip: source
                .skip
                .clone()
                .unwrap_or_else(|| vec![ZoneKind::Quotation, ZoneKind::Denial]),
            find,
            unless: self.around(&source.unless, &scope),
            raise: self.around(&source.raise, &scope),
            lower: self.around(&source.lower, &scope),
            examples: examples(&source.examples),
        };
        self.order.insert(id.clone(), self.program.detectors.len() as u32);
        self.program.detectors.push(compiled);
    }

    fn error(&self, file: usize, at: &crate::pack::schema::Placed, what: &str, mend: &str) -> PackError {
        let place = (at.defined.line() as usize, at.defined.column() as usize);
        PackError::at(&self.library.files[file], place, what, mend)
    }

    /// A mistake inside a detector: at the first place after the detector's id where `needle` stands.
    pub(super) fn complain(&mut self, scope: &Scope, what: &str, mend: &str, needle: &str) {
        let file = &self.library.files[scope.file];
        let id = &scope.source.id.defined;
        let from = (id.line() as usize, id.column() as usize);
        let place = ["find:", ""]
            .into_iter()
            .filter_map(|key| find_word(&file.text, find_word(&file.text, from, key)?, needle))
            .next()
            .unwrap_or(from);
        self.errors.push(PackError::at(
            file,
            place,
            format!("detector `{}`: {what}", scope.source.id.value),
            mend,
        ));
    }
}

/// Line and column (from 1) of the first `needle` at or after a line.
pub(super) fn find_place(text: &str, from: usize, needle: &str) -> Option<(usize, usize)> {
    text.lines()
        .enumerate()
        .skip(from.saturating_sub(1))
        .find_map(|(i, line)| line.find(needle).map(|at| (i + 1, line[..at].chars().count() + 1)))
}

/// As [`find_place`], from a column of the line on, and no part of a longer name.
pub(super) fn find_word(text: &str, (line, column): (usize, usize), needle: &str) -> Option<(usize, usize)> {
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut lines = text.lines().enumerate().skip(line.saturating_sub(1));
    lines.find_map(|(i, text)| {
        let skipped = if i + 1 == line { column.saturating_sub(1) } else { 0 };
        let from = text.char_indices().nth(skipped).map_or(text.len(), |(at, _)| at);
        let mut found = text[from..].match_indices(needle).map(|(at, _)| from + at);
        let at = found.find(|&at| {
            let before = text[..at].chars().next_back().filter(|_| needle.starts_with(in_name));
            let after = text[at + needle.len()..]
                .chars()
                .next()
                .filter(|_| needle.ends_with(in_name));
            !before.into_iter().chain(after).any(in_name)
        })?;
        Some((i + 1, text[..at].chars().count() + 1))
    })
}

/// Names of the detectors a condition uses.
fn uses(cond: &CondSource, out: &mut Vec<String>) {
    match cond {
        CondSource::Detector(names) => out.extend(names.as_slice().iter().cloned()),
        CondSource::Any(of) | CondSource::All(of) | CondSource::None(of) | CondSource::Sentence(of) => {
            of.iter().for_each(|c| uses(c, out))
        }
        CondSource::AtLeast(at) => at.of.iter().for_each(|c| uses(c, out)),
        CondSource::Near(near) => near.of.iter().for_each(|c| uses(c, out)),
        CondSource::Count(count) => uses(&count.of, out),
        CondSource::In(zone) | CondSource::NotIn(zone) => uses(&zone.of, out),
        CondSource::Missing(of) => uses(of, out),
        CondSource::Score(score) => score.cues.iter().for_each(|c| uses(&c.of, out)),
        CondSource::Lex(_)
        | CondSource::Words(_)
        | CondSource::Regex(_)
        | CondSource::Zone(_)
        | CondSource::When(_)
        | CondSource::Longer(_)
        | CondSource::Shorter(_) => {}
    }
}

/// Examples as a flat list.
pub(super) fn examples(source: &Examples) -> Vec<Example> {
    let mut out = Vec::new();
    for (lang, set) in source {
        for (flag, list) in [(true, &set.flag), (false, &set.pass)] {
            out.extend(list.iter().map(|e| Example {
                lang: *lang,
                flag,
                text: e.text.clone(),
                account: e.account,
                kind: e.kind,
                platform: e.platform,
                permission: e.permission,
                gap: e.gap.clone(),
                posts: e.posts.clone(),
            }));
        }
    }
    out
}
