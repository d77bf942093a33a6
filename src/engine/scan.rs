//! The engine: selected rules over one program, one post in, findings out.

use super::absent::Seen;
use super::gates::{Gates, Literals, Patterns};
use super::hits;
use super::judge::{self, Judge};
use super::outcome;
use super::own::Own;
use super::program::{Bound, Harbour, Pack, Program};
use super::speak::{settle, shelter, speak};
use super::speech::{self, Role};
use super::stretches;
use super::words::Words;
use crate::finding::Finding;
use crate::pack::over::Over;
use crate::post::{Meta, Post};
use crate::rule::When;
use crate::text::span::{Folded, InPost, Span};
use crate::text::view::View;
use crate::text::zone::Zone;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a rule over an archive asks of one post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// Its detectors found something.
    pub detected: bool,
    /// A harbour of its pack allows such a post.
    pub spared: bool,
}

/// Facts that are unknown of a post and on which a rule depends that may be for it.
#[derive(Clone, Copy, Debug)]
pub struct Unstated(outcome::Unknown);

impl Unstated {
    /// Their names, each with the values assumed.
    pub fn named(self) -> Vec<(&'static str, String)> {
        outcome::named(self.0)
    }
}

/// Which facts a rule may still depend on for this post; `None` where it is not for such a post.
pub fn facts(when: &When, meta: &Meta) -> Option<Unstated> {
    let (holds, unknown) = outcome::facts(when, meta);
    holds.then_some(Unstated(unknown))
}

/// Selected rules, ready to scan posts from any number of threads.
pub struct Engine {
    pub(super) program: Arc<Program>,
    /// Pack and rule numbers.
    rules: Vec<(usize, usize)>,
    pub(super) patterns: Patterns,
    /// Numbers of the patterns that show personal data.
    pub(super) personal: OnceLock<Vec<u32>>,
    literals: OnceLock<Literals>,
    roles: Vec<(u32, Role)>,
    own: Option<Own>,
    desks: Desks,
}

/// What is kept from post to post so that it need not be made anew.
#[derive(Debug, Default)]
struct Desk {
    words: Words,
    found: hits::Found,
    view: View<'static>,
    zones: Vec<Zone>,
    masks: Vec<u16>,
    gates: Gates,
    awake: Vec<bool>,
    seen: Seen,
    counted: RefCell<Vec<u64>>,
}

/// Bytes of a text whose desk is not kept: a post of a hundred times the usual length would leave its memory behind.
const LARGE_TEXT: usize = 1 << 20;

/// As many desks as threads have scanned at the same time.
#[derive(Debug, Default)]
struct Desks(Mutex<Vec<Desk>>);

impl Desks {
    fn take(&self) -> Desk {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.unwrap_or_default()
    }

    fn give_back(&self, desk: Desk) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
    }
}

impl Engine {
    /// An engine for the rules that `select` accepts.
    pub fn new(program: Arc<Program>, select: impl Fn(&Pack, &Bound) -> bool) -> Engine {
        let rules = program
            .packs
            .iter()
            .enumerate()
            .flat_map(|(p, pack)| pack.rules.iter().enumerate().map(move |(r, bound)| (p, r, pack, bound)))
            .filter(|(_, _, pack, bound)| select(pack, bound))
            .map(|(p, r, _, _)| (p, r))
            .collect();
        let patterns = Patterns::of(&program);
        let roles = speech::roles(&program);
        Engine {
            program,
            rules,
            patterns,
            personal: OnceLock::new(),
            literals: OnceLock::new(),
            roles,
            own: None,
            desks: Desks::default(),
        }
    }

    /// With the words of a project.
    pub fn with_own(self, own: Own) -> Engine {
        Engine { own: Some(own), ..self }
    }

    /// The program the rules are of.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The selected rules.
    pub fn rules(&self) -> impl Iterator<Item = &Bound> {
        self.rules.iter().map(|&(p, r)| &self.program.packs[p].rules[r])
    }

    /// The selected rules over an archive: numbers of pack and rule.
    pub fn over_archives(&self) -> Vec<(usize, usize)> {
        let follows = |&&(p, r): &&(usize, usize)| self.program.packs[p].rules[r].over.is_some();
        self.rules.iter().filter(follows).copied().collect()
    }

    /// With the rules whose findings its rules over an archive hear, chosen or not.
    pub fn with_heard(mut self) -> Engine {
        for (p, r) in self.over_archives() {
            let pack = &self.program.packs[p];
            let Some(of) = pack.rules[r].over.as_ref().and_then(Over::hears) else {
                continue;
            };
            let heard = |bound: &Bound| bound.over.is_none() && of.families.contains(&bound.rule.family);
            let heard = pack.rules.iter().enumerate().filter(|(_, bound)| heard(bound));
            self.rules.extend(heard.map(|(r, _)| (p, r)));
        }
        self.rules.sort_unstable();
        self.rules.dedup();
        self
    }

    /// Findings of one post, sorted by place and rule. Never fails; the same for the same post.
    pub fn scan(&self, post: &Post) -> Vec<Finding> {
        self.judged(post, |judge| self.found(judge, post))
    }

    fn found(&self, judge: &Judge, post: &Post) -> Vec<Finding> {
        let mut out = Vec::new();
        for &(p, r) in &self.rules {
            let pack = &self.program.packs[p];
            speak(judge, pack, &pack.rules[r], &mut out);
        }
        settle(&mut out);
        // What is missing is missed where the post's own text ends, not behind a title joined to it.
        let end = Span::new(post.own_end(), post.own_end());
        let missing = out.iter_mut().filter(|finding| finding.span.is_empty());
        missing.for_each(|finding| finding.span = end);
        out.sort_by(|a, b| (a.span, &a.rule.id).cmp(&(b.span, &b.rule.id)));
        out
    }

    /// Findings of one post, and what each of these rules over an archive asks of it.
    pub fn scan_over(&self, post: &Post, over: &[(usize, usize)]) -> (Vec<Finding>, Vec<Sign>) {
        if over.is_empty() {
            return (self.scan(post), Vec::new());
        }
        self.judged(post, |judge| {
            let sign = |&(p, r): &(usize, usize)| {
                let pack = &self.program.packs[p];
                let bound = &pack.rules[r];
                let over = bound.over.as_ref();
                if !outcome::facts(&bound.rule.when, judge.meta).0 || !over.is_some_and(|over| over.asks(judge.meta)) {
                    return Sign::default();
                }
                let spares = |harbour: &&Harbour| harbour.spares.contains(&bound.rule.family);
                Sign {
                    detected: bound.detectors.iter().any(|&number| judge.detector(number).holds),
                    spared: pack
                        .harbours
                        .iter()
                        .filter(spares)
                        .any(|h| shelter(judge, h) == Some(0)),
                }
            };
            (self.found(judge, post), over.iter().map(sign).collect())
        })
    }

    /// Spans that a detector finds in a post, by the detector's number.
    pub fn detect(&self, detector: u32, post: &Post) -> Vec<Span<InPost>> {
        self.judged(post, |judge| {
            let outcome = judge.detector(detector);
            let whole = Span::new(0, post.text.len());
            if outcome.holds && outcome.matches.is_empty() {
                return vec![whole];
            }
            outcome.matches.iter().map(|m| judge.view.to_post(m.span)).collect()
        })
    }

    /// Folds, looks up and cuts up a post, and hands what is known to `ask`.
    pub(super) fn judged<T>(&self, post: &Post, ask: impl FnOnce(&Judge) -> T) -> T {
        let mut desk = self.desks.take();
        let view = View::in_place_of(std::mem::take(&mut desk.view), &post.text);
        let Desk {
            words,
            found,
            zones,
            masks,
            gates,
            awake,
            seen,
            counted,
            ..
        } = &mut desk;
        words.read(&self.program, &view);
        hits::find(&self.program, &view, words, found);
        let hits::Found { hits, cues } = found;
        let mut exempt = self
            .own
            .as_ref()
            .map_or_else(Vec::new, |own| own.join(&view, words, hits));
        exempt.extend(comments(&view, post));
        if !exempt.is_empty() {
            stretches::join(&mut exempt);
            hits.retain(|hit| !stretches::is_covered(&exempt, hit.span));
        }
        zones.clear();
        zones.extend_from_slice(&view.zones);
        zones.extend(speech::zones(&view, words, hits, &self.roles));
        mask(words, zones, masks);
        let literals = self.literals.get_or_init(|| Literals::of(&self.program.patterns));
        literals.open(view.folded.as_str(), gates);
        seen.look(&self.program, hits, zones);
        let detectors = self.program.detectors.len();
        self.program
            .wake
            .up(detectors, &seen.lists, seen.zones, gates.all_open(), awake);
        let judge = Judge {
            program: &self.program,
            patterns: &self.patterns,
            view: &view,
            words,
            hits,
            cues,
            exempt: &exempt,
            own: self.own.as_ref(),
            zones,
            masks,
            meta: &post.meta,
            gates,
            seen,
            awake,
            counted,
            memo: RefCell::new(vec![None; detectors]),
            matched: RefCell::default(),
            nothing: Rc::default(),
            passages: OnceCell::new(),
        };
        let answer = ask(&judge);
        drop(judge);
        if post.text.len() < LARGE_TEXT {
            desk.view = view.emptied();
            self.desks.give_back(desk);
        }
        answer
    }
}

/// The comments that stand in the text, as the folded words they touch: they are not posted.
fn comments(view: &View, post: &Post) -> Vec<Span<Folded>> {
    let tokens = &view.tokens;
    let words = |comment: &Span<InPost>| {
        let first = tokens.partition_point(|token| view.to_post(token.span).end <= comment.start);
        let after = tokens.partition_point(|token| view.to_post(token.span).start < comment.end);
        let inside = tokens.get(first..after)?;
        Some(inside.first()?.span.hull(inside.last()?.span))
    };
    post.unposted.iter().filter_map(words).collect()
}

/// Puts down the zone bits of every word.
fn mask(words: &Words, zones: &[Zone], masks: &mut Vec<u16>) {
    masks.clear();
    masks.resize(words.words.len(), 0);
    // The last zone of each kind: many zones of one kind may reach to the same end.
    let mut last: [Option<Span<Folded>>; 16] = [None; 16];
    for zone in zones {
        let before = &mut last[zone.kind as usize];
        if before.is_some_and(|before| before.covers(zone.span)) {
            continue;
        }
        *before = Some(zone.span);
        let from = words.words.partition_point(|w| w.span.end <= zone.span.start);
        for (mask, word) in masks[from..].iter_mut().zip(&words.words[from..]) {
            if word.span.start >= zone.span.end {
                break;
            }
            *mask |= judge::bit(zone.kind);
        }
    }
}
