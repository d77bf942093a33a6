//! All rules over an archive, as one who hears every post of a run.

use super::administrators::Administrators;
use super::corrections::Corrections;
use super::ledger::{Account, End, Ledger, Note, Passing, Said, Seen};
use super::office_hours::InOfficeHours;
use super::pieced::Pieced;
use super::repeated::Repeated;
use super::standing::Standing;
use super::told::{self, Naming};
use super::unanswered::Unanswered;
use crate::engine::program::Bound;
use crate::engine::scan::{Engine, Sign, facts};
use crate::finding::{Excuse, Finding};
use crate::hash;
use crate::pack::over::{Outcome, Over};
use crate::policy::hours::OfficeHours;
use crate::post::Post;
use crate::when::When;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What rules over an archive must know of the project and the run.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The office's calendar.
    pub hours: Option<OfficeHours>,
    /// The zone of clocks whose zone a source does not name.
    pub zone: TimeZone,
    /// That zone was stated by nobody.
    pub zone_assumed: bool,
    /// Packs were chosen: what their rules miss in the project file is worth a word.
    pub chosen: bool,
}

/// Hears every post of a run.
#[derive(Default)]
pub struct Watch<'e> {
    over: Vec<(usize, usize)>,
    rules: Vec<Watched<'e>>,
    zone: Option<TimeZone>,
    latest: Option<Timestamp>,
    /// Rules that could not even begin: id and cause.
    silent: Vec<(String, String)>,
}

struct Watched<'e> {
    bound: &'e Bound,
    ledger: Box<dyn Ledger>,
}

/// A joined text that is ready to be judged.
pub struct Ripe {
    rule: usize,
    ticket: usize,
    /// The text, as a post.
    pub post: Post,
}

/// What came out over the archive.
#[derive(Default)]
pub struct Finished {
    /// Posts in the order of the input, whether something was found in each alone, and what was found over the archive.
    pub found: Vec<(Post, bool, Vec<Finding>)>,
    /// What became of posts whose mending was followed.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// What could not be followed: rule id and cause.
    pub unfollowed: Vec<(String, String)>,
}

impl<'e> Watch<'e> {
    /// For the rules over an archive that an engine selects.
    pub fn new(engine: &'e Engine, circumstances: &Circumstances) -> Watch<'e> {
        Watch::of(engine, engine.over_archives(), circumstances)
    }

    /// For these rules, by numbers of pack and rule.
    pub(super) fn of(engine: &'e Engine, over: Vec<(usize, usize)>, circumstances: &Circumstances) -> Watch<'e> {
        let mut watch = Watch {
            zone: Some(circumstances.zone.clone()),
            ..Watch::default()
        };
        for (p, r) in over {
            let bound = &engine.program().packs[p].rules[r];
            match bound.over.as_ref().map(|over| ledger(over, bound, circumstances)) {
                Some(Some(ledger)) => {
                    watch.over.push((p, r));
                    watch.rules.push(Watched { bound, ledger });
                }
                Some(None) if circumstances.chosen => watch.silent.push((
                    bound.rule.id.clone(),
                    "the project file states no `office-hours`, and without them nothing is counted".into(),
                )),
                Some(None) | None => {}
            }
        }
        watch
    }

    /// True where nothing is watched.
    pub fn is_idle(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules, by numbers of pack and rule, in the order of their signs.
    pub fn over(&self) -> &[(usize, usize)] {
        &self.over
    }

    /// What is to be noted of a post: of all that was found in it, what no permission covers and nobody was asked to ignore.
    /// `shown` is what the policy made of the findings.
    pub fn note(&self, findings: &[Finding], shown: &[Finding], signs: &[Sign]) -> Note {
        let is_excused = |finding: &Finding| {
            let same = |other: &&Finding| other.fingerprint == finding.fingerprint && other.rule.id == finding.rule.id;
            shown
                .iter()
                .find(same)
                .is_some_and(|f| matches!(f.excuse, Some(Excuse::Covered(_) | Excuse::Ignored { .. })))
        };
        // Weights are an estimate of one post; what is counted over many rests on detectors.
        let counted = findings
            .iter()
            .filter(|finding| !finding.by_weight && !is_excused(finding));
        let counted: Vec<&Finding> = counted.collect();
        let seen = self
            .rules
            .iter()
            .zip(signs)
            .enumerate()
            .filter_map(|(number, (watched, sign))| {
                let over = watched.bound.over.as_ref()?;
                let hears = |finding: &&&Finding| {
                    over.hears().is_some_and(|of| {
                        finding.rule.pack == watched.bound.rule.pack
                            && finding.severity >= of.severity
                            && of.families.contains(&finding.rule.family)
                    })
                };
                let heard = counted.iter().find(hears);
                let seen = Seen {
                    heard: heard.map(|finding| (finding.span.start, finding.span.end)),
                    detected: sign.detected,
                    spared: sign.spared,
                };
                (seen != Seen::default()).then_some((number as u16, seen))
            });
        Note {
            signs: seen.collect(),
            flagged: shown.iter().any(|finding| finding.excuse.is_none()),
        }
    }

    /// A post passes; `number` is its place in the run.
    pub fn pass(&mut self, number: u64, post: &Post, note: &Note) {
        let Some(zone) = self
            .zone
            .as_ref()
            .filter(|_| !self.rules.is_empty() || !self.silent.is_empty())
        else {
            return;
        };
        let at = post.meta.when.and_then(|when| when.range(zone)).map(|(from, _)| from);
        self.latest = self.latest.max(at);
        let mut signs = note.signs.iter().peekable();
        for (rule, watched) in self.rules.iter_mut().enumerate() {
            let mine = signs.next_if(|(of, _)| usize::from(*of) == rule);
            watched.ledger.pass(&Passing {
                number,
                post,
                seen: mine.map(|(_, seen)| seen.clone()).unwrap_or_default(),
                at,
                to_the_hour: !matches!(post.meta.when, Some(When::Day(_))),
                flagged: note.flagged,
                facts: facts(&watched.bound.rule.when, &post.meta),
            });
        }
    }

    /// Joined texts that are ready to be judged; at the end, all that are left.
    pub fn ripe(&mut self, at_end: bool) -> Vec<Ripe> {
        let each = self.rules.iter_mut().enumerate().flat_map(|(rule, watched)| {
            let ripe = watched.ledger.ripe(at_end).into_iter();
            ripe.map(move |(ticket, post)| Ripe { rule, ticket, post })
        });
        each.collect()
    }

    /// What was found in a joined text.
    pub fn judged(&mut self, ripe: &Ripe, findings: &[Finding]) {
        self.rules[ripe.rule].ledger.judged(ripe.ticket, findings);
    }

    /// What came out. Joined texts must have been judged.
    pub fn finish(self, naming: &Naming<'_>) -> Finished {
        let end = End { latest: self.latest };
        let mut finished = Finished {
            // Without times nothing could have been counted anyway.
            unfollowed: if end.latest.is_some() { self.silent } else { Vec::new() },
            ..Finished::default()
        };
        let mut outcomes: BTreeMap<u64, Outcome> = BTreeMap::new();
        let mut all: Vec<(u64, usize, Said, &Bound)> = Vec::new();
        for (rule, Watched { bound, ledger }) in self.rules.into_iter().enumerate() {
            let Account {
                said,
                outcomes: became,
                unfollowed,
            } = ledger.close(&end);
            outcomes.extend(became);
            let id = || bound.rule.id.clone();
            finished
                .unfollowed
                .extend(unfollowed.into_iter().map(|why| (id(), why)));
            all.extend(said.into_iter().map(|said| (said.held.number, rule, said, bound)));
        }
        for outcome in outcomes.into_values() {
            *finished.outcomes.entry(outcome.word()).or_default() += 1;
        }
        all.sort_by_key(|(number, rule, said, _)| (*number, said.span, *rule));
        let mut last = None;
        for (number, _, said, bound) in all {
            let finding = finding(&said, bound, naming);
            match finished.found.last_mut().filter(|_| last == Some(number)) {
                Some((_, _, findings)) => findings.push(finding),
                None => finished.found.push((said.held.post, said.held.flagged, vec![finding])),
            }
            last = Some(number);
        }
        finished
    }
}

/// The ledger of a rule; `None` where the project does not say what it needs.
fn ledger(over: &Over, bound: &Bound, circumstances: &Circumstances) -> Option<Box<dyn Ledger>> {
    let zone = || circumstances.zone.clone();
    Some(match over {
        Over::OfficeHours(of) => Box::new(InOfficeHours::new(
            circumstances.hours.clone()?,
            of.permitted,
            circumstances.zone_assumed.then(zone),
        )),
        Over::Standing(_) => Box::new(Standing::new(zone())),
        Over::Administrators(_) => Box::<Administrators>::default(),
        Over::Corrections(of) => Box::new(Corrections::new(of, zone())),
        Over::Unanswered(of) => Box::new(Unanswered::new(of, zone())),
        Over::Repeated(of) => Box::new(Repeated::new(of, zone())),
        Over::Pieced(of) => Box::new(Pieced::new(of, &bound.rule.pack)),
    })
}

fn finding(said: &Said, bound: &Bound, naming: &Naming<'_>) -> Finding {
    let rule = &bound.rule;
    let Said { held, span, .. } = said;
    let author = held.post.meta.author.as_deref();
    let marked = &held.post.text[span.range()];
    let seed = [&rule.id, said.outcome.word(), author.unwrap_or_default(), marked].join("\0");
    Finding {
        rule: rule.clone(),
        severity: if held.depends_on.is_empty() {
            rule.severity
        } else {
            rule.severity.lower()
        },
        confidence: said.confidence,
        span: *span,
        labels: said.labels.clone(),
        matched: Vec::new(),
        by_weight: false,
        leans: 0,
        depends_on: held.depends_on.clone(),
        told: bound
            .tells
            .get(&said.outcome)
            .map(|texts| told::fill(texts, &said.values, author, naming)),
        fix: None,
        fingerprint: hash::sha256(seed.as_bytes())[..16].to_owned(),
        change: None,
        excuse: None,
    }
}
