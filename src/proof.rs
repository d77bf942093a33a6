//! The rules' own examples, run: every one of every detector, rule and harbour.

use crate::engine::program::{Bound, Example, Program};
use crate::engine::scan::Engine;
use crate::over;
use crate::post::Post;
use crate::rule::Lang;
use std::fmt;
use std::sync::Arc;

/// Fewest examples of each side that a rule must have in each language of its pack.
pub const FEWEST: usize = 3;

/// What running the examples showed.
#[derive(Debug, Default)]
pub struct Proof {
    /// Examples that came out as they say.
    pub right: usize,
    /// Innocent examples on which weights alone give a hint: not wrong, but worth knowing.
    pub hints: usize,
    /// Known gaps that still fail.
    pub gaps: usize,
    /// Rules looked at.
    pub rules: usize,
    /// Examples that came out otherwise, and rules with too few.
    pub failures: Vec<Failure>,
}

/// One example that came out otherwise, or a rule with too few of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Detector, rule or harbour.
    pub of: String,
    /// Language.
    pub lang: Lang,
    /// What went wrong.
    pub what: String,
    /// The example; empty where one is missing.
    pub text: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]: {}", self.of, self.lang, self.what)?;
        if !self.text.is_empty() {
            write!(f, "\n  {}", self.text.replace('\n', " ⏎ "))?;
        }
        Ok(())
    }
}

/// Runs the examples of the packs named. The program must have been compiled from sources: the built-in one has no examples.
pub fn prove(program: &Arc<Program>, packs: &[String]) -> Proof {
    let mut proof = Proof::default();
    let all = Engine::new(Arc::clone(program), |_, _| true);
    for (number, detector) in program.detectors.iter().enumerate() {
        for example in &detector.examples {
            let found = !all.detect(number as u32, &post(example)).is_empty();
            proof.note(
                &format!("detector {}", detector.id),
                example,
                found == example.flag,
                if example.flag {
                    "is not found"
                } else {
                    "is found, and is innocent"
                },
            );
        }
    }
    for pack in program.packs.iter().filter(|pack| packs.contains(&pack.id)) {
        let engine = Engine::new(Arc::clone(program), |p, _| p.id == pack.id);
        for (r, bound) in pack.rules.iter().enumerate() {
            proof.rules += 1;
            match bound.over {
                Some(_) => {
                    let p = program.packs.iter().position(|one| one.id == pack.id);
                    over_archive(&engine, (p.unwrap_or_default(), r), bound, &mut proof);
                }
                None => rule(program, bound, &engine, &mut proof),
            }
        }
        for harbour in &pack.harbours {
            for example in &harbour.examples {
                let spared = !engine
                    .scan(&post(example))
                    .iter()
                    .any(|f| harbour.spares.contains(&f.rule.family) && !f.by_weight);
                proof.note(
                    &harbour.id,
                    example,
                    spared != example.flag,
                    if example.flag {
                        "should still be found"
                    } else {
                        "should be spared"
                    },
                );
            }
        }
    }
    proof
}

/// Series of posts, in whichever language: what is proven is the counting, not the words.
fn over_archive(engine: &Engine, number: (usize, usize), bound: &Bound, proof: &mut Proof) {
    let id = &bound.rule.id;
    for example in &bound.examples {
        let found = !over::found_in(engine, number, &example.posts).is_empty();
        let what = match example.flag {
            true => "is not found",
            false => "is found, and is innocent",
        };
        proof.note(id, example, found == example.flag, what);
    }
    for (flag, word) in [(true, "flag"), (false, "pass")] {
        let count = bound
            .examples
            .iter()
            .filter(|e| e.flag == flag && e.gap.is_none())
            .count();
        if count == 0 {
            proof.failures.push(Failure {
                of: id.clone(),
                lang: Lang::Any,
                what: format!("has no `{word}` example, and needs a series of posts"),
                text: String::new(),
            });
        }
    }
}

fn rule(program: &Program, bound: &Bound, engine: &Engine, proof: &mut Proof) {
    let id = &bound.rule.id;
    for example in &bound.examples {
        let findings = engine.scan(&post(example));
        let mine: Vec<_> = findings.iter().filter(|f| f.rule.id == *id).collect();
        // Weights are an estimate over whole posts; what examples prove is the detectors.
        let found = mine.iter().any(|f| !f.by_weight);
        proof.hints += usize::from(!example.flag && !found && !mine.is_empty());
        proof.note(
            id,
            example,
            found == example.flag,
            if example.flag {
                "is not found"
            } else {
                "is found, and is innocent"
            },
        );
    }
    let inherited = || {
        bound
            .detectors
            .iter()
            .flat_map(|&d| &program.detectors[d as usize].examples)
            .filter(|e| bound.languages.contains(&e.lang))
    };
    for example in inherited().filter(|e| e.flag && e.gap.is_none()) {
        let mut given = example.clone();
        // The rule's own facts are met, so that the detector alone is proven.
        let when = &bound.rule.when;
        given.account = given.account.or(when.account.first().copied());
        given.kind = given.kind.or(when.kind.first().copied());
        given.platform = given.platform.or(when.platform.first().copied());
        given.permission = given.permission.or(when.permission.first().copied());
        proof.note(
            id,
            &given,
            engine
                .scan(&post(&given))
                .iter()
                .any(|f| f.rule.id == *id && !f.by_weight),
            "is found by the detector, but the rule is silent",
        );
    }
    for &lang in &bound.languages {
        for (flag, word) in [(true, "flag"), (false, "pass")] {
            let count = bound
                .examples
                .iter()
                .chain(inherited())
                .filter(|e| e.lang == lang && e.flag == flag && e.gap.is_none())
                .count();
            if count < FEWEST {
                proof.failures.push(Failure {
                    of: id.clone(),
                    lang,
                    what: format!("has {count} `{word}` examples, and needs {FEWEST}"),
                    text: String::new(),
                });
            }
        }
    }
}

impl Proof {
    fn note(&mut self, of: &str, example: &Example, right: bool, what: &str) {
        let fail = |what: String| Failure {
            of: of.to_string(),
            lang: example.lang,
            what,
            text: example.text.clone(),
        };
        match (right, &example.gap) {
            (true, None) => self.right += 1,
            (false, Some(_)) => self.gaps += 1,
            (false, None) => self.failures.push(fail(what.to_string())),
            (true, Some(_)) => self
                .failures
                .push(fail("was a known gap and works now: take `gap:` away".into())),
        }
    }
}

/// An example as a post, with the facts it states.
pub fn post(example: &Example) -> Post {
    let mut post = Post::from_text(&example.text);
    post.meta.account = example.account;
    post.meta.kind = example.kind;
    post.meta.platforms.extend(example.platform);
    post.meta.permission = example.permission;
    post
}
