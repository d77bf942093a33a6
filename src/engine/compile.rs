//! Compiles a library into a program: every name resolved, every entry and pattern proven able to match.

use super::lexis::{Lexis, Manner};
use super::program::{Around, Cond, Cue, Detector, Example, List, Pattern, Program, Reach};
use super::wake::Wake;
use super::weights;
use crate::pack::error::{PackError, nearest};
use crate::pack::example::Examples;
use crate::pack::load::Library;
use crate::pack::schema::{CondSource, Context, DetectorSource, RegexSource, Within};
use crate::rule::Lang;
use crate::text::fold::fold;
use crate::text::zone::ZoneKind;
use std::collections::{BTreeMap, BTreeSet};

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

/// What becomes of a library, behind the rules that a program has already.
pub(super) struct Compiler<'l> {
    library: &'l Library,
    program: Program,
    lexis: Lexis,
    /// Lists of each lexicon.
    lexicons: BTreeMap<String, Vec<u32>>,
    /// Numbers of the detectors compiled so far.
    order: BTreeMap<String, u32>,
    errors: Vec<PackError>,
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
                    inflect: group.inflect,
                    roman: group.roman,
                    disguise: group.disguise,
                    veiled: group.veiled,
                    case: group.case,
                };
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
        // Words as they are written come before the forms of others: they are the first to be asked.
        let senses = &self.library.senses;
        let both = [false, true].into_iter();
        for (inflect, (file, source)) in both.flat_map(|inflect| senses.iter().map(move |s| (inflect, s))) {
            let file = &self.library.files[*file];
            weights::senses(
                source,
                file,
                inflect,
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
        let find = self.cond(&source.find, &scope);
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

    fn around(&mut self, contexts: &[Context], scope: &Scope) -> Vec<Around> {
        contexts
            .iter()
            .map(|c| Around {
                within: reach(c.within),
                of: self.cond(&c.of, scope),
            })
            .collect()
    }

    fn conds(&mut self, conds: &[CondSource], scope: &Scope) -> Vec<Cond> {
        conds.iter().map(|c| self.cond(c, scope)).collect()
    }

    fn cond(&mut self, cond: &CondSource, scope: &Scope) -> Cond {
        match cond {
            CondSource::Lex(names) => {
                let mut lists = Vec::new();
                for name in names.as_slice() {
                    lists.extend(self.resolve(name, scope));
                }
                let word = names.as_slice().join(", ");
                Cond::Lex {
                    lists: lists.into_iter().collect(),
                    word,
                }
            }
            CondSource::Words(words) => self.words(words, scope),
            CondSource::Regex(regex) => self.regex(regex, scope),
            CondSource::Detector(names) => {
                let numbers = names
                    .as_slice()
                    .iter()
                    .filter_map(|name| self.known_detector(name, scope))
                    .collect();
                Cond::Detector(numbers)
            }
            CondSource::Zone(kinds) => Cond::Zone(kinds.as_slice().to_vec()),
            CondSource::Any(of) => Cond::Any(self.conds(of, scope)),
            CondSource::All(of) => Cond::All(self.conds(of, scope)),
            CondSource::None(of) => Cond::None(self.conds(of, scope)),
            CondSource::AtLeast(at) => {
                if at.n as usize > at.of.len() {
                    self.complain(
                        scope,
                        &format!("`at-least: {}` of {} can never hold", at.n, at.of.len()),
                        "lower the number",
                        "at-least",
                    );
                }
                Cond::AtLeast(at.n, self.conds(&at.of, scope))
            }
            CondSource::Near(near) => Cond::Near {
                words: near.words,
                order: near.order,
                across: near.across,
                of: self.conds(&near.of, scope),
            },
            CondSource::Sentence(of) => Cond::Sentence(self.conds(of, scope)),
            CondSource::Count(count) => {
                if count.max.is_some_and(|max| max < count.min) {
                    self.complain(scope, "`count` with max below min can never hold", "raise max", "count");
                }
                Cond::Count {
                    of: Box::new(self.cond(&count.of, scope)),
                    min: count.min,
                    max: count.max,
                }
            }
            CondSource::In(zone) => Cond::In {
                zones: zone.zone.as_slice().to_vec(),
                inside: true,
                of: Box::new(self.cond(&zone.of, scope)),
            },
            CondSource::NotIn(zone) => Cond::In {
                zones: zone.zone.as_slice().to_vec(),
                inside: false,
                of: Box::new(self.cond(&zone.of, scope)),
            },
            CondSource::Missing(of) => Cond::Missing(Box::new(self.cond(of, scope))),
            CondSource::When(when) => Cond::When(when.clone()),
            CondSource::Score(score) => {
                let best: f32 = score.cues.iter().map(|c| c.weight.max(0.0)).sum();
                if best < score.at_least {
                    self.complain(
                        scope,
                        &format!(
                            "all cues together give {best}, less than `at-least: {}`",
                            score.at_least
                        ),
                        "lower it or add cues",
                        "at-least",
                    );
                }
                let cues = score
                    .cues
                    .iter()
                    .map(|cue| {
                        let of = self.cond(&cue.of, scope);
                        let word = cue.word.clone().unwrap_or_else(|| name_of(&of));
                        Cue {
                            of,
                            weight: cue.weight,
                            word,
                        }
                    })
                    .collect();
                Cond::Score {
                    at_least: score.at_least,
                    sentence: score.within == Within::Sentence,
                    cues,
                }
            }
            CondSource::Longer(n) => Cond::Longer(*n),
            CondSource::Shorter(n) => Cond::Shorter(*n),
        }
    }

    fn words(&mut self, words: &BTreeMap<Lang, Vec<String>>, scope: &Scope) -> Cond {
        let mut lists = Vec::new();
        let mut word = String::new();
        for (lang, entries) in words {
            let list = self.lexis.list(List {
                lexicon: format!("in {}", scope.source.id.value),
                lang: *lang,
                tags: Vec::new(),
            });
            lists.push(list);
            let manner = Manner {
                lang: *lang,
                inflect: true,
                roman: true,
                disguise: false,
                veiled: false,
                case: false,
            };
            for entry in entries {
                if word.is_empty() {
                    word.clone_from(entry);
                }
                if let Err(what) = self.lexis.add(list, manner, entry) {
                    self.complain(scope, &what, "mend or remove the entry", entry);
                }
            }
        }
        Cond::Lex {
            lists: lists.into_iter().collect(),
            word,
        }
    }

    fn regex(&mut self, source: &RegexSource, scope: &Scope) -> Cond {
        let pattern = Pattern {
            pattern: source.pattern.clone(),
            needs: source
                .needs
                .as_slice()
                .iter()
                .filter(|n| n.as_str() != "0-9")
                .map(|n| fold(n))
                .collect(),
            check: source.check,
            word: source.word.clone().unwrap_or_else(|| "pattern".into()),
            alone: source.alone,
        };
        if let Err(error) = super::pattern::build(&pattern.pattern, pattern.alone) {
            self.complain(
                scope,
                &format!("this pattern is no regular expression: {error}"),
                "mend the pattern",
                &source.pattern,
            );
        } else if source
            .pattern
            .chars()
            .any(|c| fold(&c.to_string()) != c.to_string() && !"\\DWSB".contains(c))
            && !source.pattern.contains('\\')
        {
            self.complain(
                scope,
                "this pattern can never match: the folded text has no capitals and no such letters",
                "write it as text is folded: lower case, ASCII digits",
                &source.pattern,
            );
        }
        let known = self.program.patterns.iter().position(|p| *p == pattern);
        let number = known.unwrap_or_else(|| {
            self.program.patterns.push(pattern);
            self.program.patterns.len() - 1
        });
        Cond::Regex(number as u32)
    }

    /// The lists that `lexicon.tag.tag` names.
    fn resolve(&mut self, name: &str, scope: &Scope) -> Vec<u32> {
        let mut parts = name.split('.');
        let lexicon = parts.next().unwrap_or_default();
        let tags: Vec<&str> = parts.collect();
        let Some(lists) = self.lexicons.get(lexicon) else {
            let near = nearest(lexicon, self.lexicons.keys().map(String::as_str));
            let mend = near.map_or("name a lexicon of rules/lexicons".to_string(), |n| {
                format!("did you mean `{n}`?")
            });
            self.complain(scope, &format!("there is no lexicon `{lexicon}`"), &mend, name);
            return Vec::new();
        };
        let all = self.lexis.lists();
        let found: Vec<u32> = lists
            .iter()
            .copied()
            .filter(|&l| tags.iter().all(|tag| all[l as usize].tags.iter().any(|t| t == tag)))
            .collect();
        if found.is_empty() {
            let known: BTreeSet<&str> = lists
                .iter()
                .flat_map(|&l| all[l as usize].tags.iter().map(String::as_str))
                .collect();
            let mend = format!("its tags are: {}", known.into_iter().collect::<Vec<_>>().join(", "));
            self.complain(
                scope,
                &format!("no words of lexicon `{lexicon}` have the tags of `{name}`"),
                &mend,
                name,
            );
        }
        found
    }

    fn known_detector(&mut self, name: &str, scope: &Scope) -> Option<u32> {
        let number = self.order.get(name).copied();
        if number.is_none() && !self.library.detectors.iter().any(|(_, d)| d.id.value == name) {
            let near = nearest(name, self.library.detectors.iter().map(|(_, d)| d.id.value.as_str()));
            let mend = near.map_or("name a detector of rules/detectors".to_string(), |n| {
                format!("did you mean `{n}`?")
            });
            self.complain(scope, &format!("there is no detector `{name}`"), &mend, name);
        }
        number
    }

    fn error(&self, file: usize, at: &crate::pack::schema::Placed, what: &str, mend: &str) -> PackError {
        let place = (at.defined.line() as usize, at.defined.column() as usize);
        PackError::at(&self.library.files[file], place, what, mend)
    }

    /// A mistake inside a detector: at the first place after the detector's id where `needle` stands.
    fn complain(&mut self, scope: &Scope, what: &str, mend: &str, needle: &str) {
        let file = &self.library.files[scope.file];
        let from = scope.source.id.defined.line() as usize;
        let place = find_place(&file.text, from, needle).unwrap_or((from, scope.source.id.defined.column() as usize));
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

fn reach(within: Within) -> Reach {
    match within {
        Within::Post => Reach::Post,
        Within::Sentence => Reach::Sentence,
        Within::Words(n) => Reach::Words(n),
    }
}

struct Scope<'s> {
    file: usize,
    source: &'s DetectorSource,
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

/// A short name for a condition, for labels.
fn name_of(cond: &Cond) -> String {
    match cond {
        Cond::Lex { word, .. } => word.clone(),
        Cond::Any(of) | Cond::All(of) | Cond::Sentence(of) | Cond::Near { of, .. } => {
            of.first().map_or_else(|| "cue".into(), name_of)
        }
        Cond::In { of, .. } | Cond::Count { of, .. } => name_of(of),
        _ => "cue".into(),
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
