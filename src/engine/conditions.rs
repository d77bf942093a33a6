//! Compiles the conditions of detectors: every list, detector and pattern they name, resolved.

use super::compile::Compiler;
use super::lexis::{Inflect, Manner};
use super::program::{Around, Cond, Cue, List, Pattern, Reach};
use crate::pack::error::nearest;
use crate::pack::schema::{CondSource, Context, DetectorSource, InSource, RegexSource, Within};
use crate::rule::Lang;
use crate::text::fold::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The detector whose conditions are compiled, for places in errors.
pub(super) struct Scope<'s> {
    pub file: usize,
    pub source: &'s DetectorSource,
}

impl Compiler<'_> {
    pub(super) fn around(&mut self, contexts: &[Context], scope: &Scope) -> Vec<Around> {
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

    /// The conditions under a key that needs at least one.
    fn some(&mut self, key: &str, conds: &[CondSource], scope: &Scope) -> Vec<Cond> {
        self.wanted(key, conds.is_empty(), scope);
        self.conds(conds, scope)
    }

    /// Complains where nothing stands under a key that needs something.
    fn wanted(&mut self, key: &str, is_empty: bool, scope: &Scope) {
        if is_empty {
            let what = format!("`{key}` of nothing says nothing of a post");
            self.complain(scope, &what, "name what it is of", key);
        }
    }

    /// What a detector finds.
    pub(super) fn find(&mut self, scope: &Scope) -> Cond {
        if is_lone_none(&scope.source.find) {
            let what = "`none` alone finds nearly every post";
            self.complain(
                scope,
                what,
                "put it beside something that is there, under `all:`",
                "none",
            );
        }
        self.cond(&scope.source.find, scope)
    }

    pub(super) fn cond(&mut self, cond: &CondSource, scope: &Scope) -> Cond {
        match cond {
            CondSource::Lex(names) => {
                self.wanted("lex", names.as_slice().is_empty(), scope);
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
                self.wanted("detector", names.as_slice().is_empty(), scope);
                let numbers = names
                    .as_slice()
                    .iter()
                    .filter_map(|name| self.known_detector(name, scope))
                    .collect();
                Cond::Detector(numbers)
            }
            CondSource::Zone(kinds) => {
                self.wanted("zone", kinds.as_slice().is_empty(), scope);
                Cond::Zone(kinds.as_slice().to_vec())
            }
            CondSource::Any(of) => Cond::Any(self.some("any", of, scope)),
            CondSource::All(of) => Cond::All(self.some("all", of, scope)),
            CondSource::None(of) => Cond::None(self.some("none", of, scope)),
            CondSource::AtLeast(at) => {
                if at.n == 0 {
                    self.complain(scope, "`at-least: 0` always holds", "raise the number", "at-least");
                }
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
                of: self.some("near", &near.of, scope),
            },
            CondSource::Sentence(of) => Cond::Sentence(self.some("sentence", of, scope)),
            CondSource::Count(count) => {
                if count.max.is_some_and(|max| max < count.min) {
                    self.complain(scope, "`count` with max below min can never hold", "raise max", "count");
                }
                if count.min == 0 && count.max.is_none() {
                    self.complain(scope, "`count` always holds", "give it `min:` or `max:`", "count");
                }
                Cond::Count {
                    of: Box::new(self.cond(&count.of, scope)),
                    min: count.min,
                    max: count.max,
                }
            }
            CondSource::In(zone) => self.zoned("in", true, zone, scope),
            CondSource::NotIn(zone) => self.zoned("not-in", false, zone, scope),
            CondSource::Missing(of) => Cond::Missing(Box::new(self.cond(of, scope))),
            CondSource::When(when) => Cond::When(when.clone()),
            CondSource::Score(score) => {
                if let Within::Words(_) = score.within {
                    let mend = "say `post` or `sentence`";
                    self.complain(scope, "`score` knows no number of words", mend, "within");
                }
                if !score.at_least.is_finite() || score.cues.iter().any(|cue| !cue.weight.is_finite()) {
                    self.complain(
                        scope,
                        "`score` has a weight that is no number",
                        "write a number",
                        "score",
                    );
                }
                if score.at_least <= 0.0 {
                    let what = format!("`score` of `at-least: {}` always holds", score.at_least);
                    self.complain(scope, &what, "raise it above 0", "at-least");
                }
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
                    .map(|cue| Cue {
                        of: self.cond(&cue.of, scope),
                        weight: cue.weight,
                        word: cue.word.clone(),
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

    fn zoned(&mut self, key: &str, inside: bool, source: &InSource, scope: &Scope) -> Cond {
        self.wanted(key, source.zone.as_slice().is_empty(), scope);
        if stands_nowhere(&source.of) {
            let what = format!("`{key}` of what has no place in a post never holds");
            self.complain(scope, &what, "name words, a pattern or a detector under `of:`", key);
        }
        Cond::In {
            zones: source.zone.as_slice().to_vec(),
            inside,
            of: Box::new(self.cond(&source.of, scope)),
        }
    }

    fn words(&mut self, words: &BTreeMap<Lang, Vec<String>>, scope: &Scope) -> Cond {
        self.wanted("words", words.values().all(Vec::is_empty), scope);
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
                inflect: Inflect::All,
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
        self.wanted("needs", source.needs.as_slice().is_empty(), scope);
        let needs = source.needs.as_slice();
        let named: Vec<String> = needs.iter().filter(|n| *n != "0-9").map(|n| fold(n)).collect();
        let by_digit = named.is_empty();
        if !by_digit && named.len() < needs.len() {
            let mend = "name a literal of every match, or `0-9` alone where every match has a digit";
            self.complain(scope, "`needs` is `0-9` or literals, not both", mend, "needs");
        }
        let pattern = Pattern {
            pattern: source.pattern.clone(),
            needs: if by_digit {
                super::pattern::least_literals(&source.pattern)
            } else {
                named
            },
            digits: super::pattern::least_digits(&source.pattern).max(usize::from(by_digit)),
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
        } else if let Some(unseen) = super::pattern::unseen(&source.pattern) {
            self.complain(
                scope,
                &format!("a part of this pattern can never match: the folded text has no `{unseen}`"),
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
        let some = match tags.first() {
            None => Some(lists),
            Some(tag) => {
                if !self.tagged.contains_key(lexicon) {
                    self.tagged.insert(lexicon.to_owned(), by_tag(lists, all));
                }
                self.tagged[lexicon].get(*tag)
            }
        };
        let has = |list: u32, tag: &&str| all[list as usize].tags.iter().any(|known| known == tag);
        let found: Vec<u32> = some
            .into_iter()
            .flatten()
            .copied()
            .filter(|list| tags.iter().skip(1).all(|tag| has(*list, tag)))
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
}

/// True for what holds of nearly every post.
fn is_lone_none(cond: &CondSource) -> bool {
    match cond {
        CondSource::None(_) => true,
        CondSource::All(of) => !of.is_empty() && of.iter().all(is_lone_none),
        CondSource::Any(of) => of.iter().any(is_lone_none),
        _ => false,
    }
}

/// True for what holds of a whole post.
fn stands_nowhere(cond: &CondSource) -> bool {
    matches!(
        cond,
        CondSource::Zone(_)
            | CondSource::None(_)
            | CondSource::When(_)
            | CondSource::Longer(_)
            | CondSource::Shorter(_)
    )
}

fn reach(within: Within) -> Reach {
    match within {
        Within::Post => Reach::Post,
        Within::Sentence => Reach::Sentence,
        Within::Words(n) => Reach::Words(n),
    }
}

/// Lists by each of their tags.
fn by_tag(lists: &[u32], all: &[List]) -> HashMap<String, Vec<u32>> {
    let mut tagged: HashMap<String, Vec<u32>> = HashMap::new();
    for &list in lists {
        let tags: BTreeSet<&String> = all[list as usize].tags.iter().collect();
        for tag in tags {
            tagged.entry(tag.clone()).or_default().push(list);
        }
    }
    tagged
}
