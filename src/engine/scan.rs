//! The engine: selected rules over one program, one post in, findings out.

use super::absent::Seen;
use super::judge::{self, Judge};
use super::outcome::{self, Match, Piece, Unknown};
use super::own::Own;
use super::program::{Bound, Harbour, Pack, Program};
use super::speech::{self, Role};
use super::weights::Scale;
use super::words::Words;
use super::{hits, pattern};
use crate::finding::{Finding, Label, Matched};
use crate::pack::over::Over;
use crate::post::{Meta, Post};
use crate::rule::{Confidence, Severity, When};
use crate::text::span::{Folded, InPost, Span};
use crate::text::view::{Token, View};
use crate::text::zone::Zone;
use aho_corasick::AhoCorasick;
use regex::Regex;
use sha2::{Digest, Sha256};
use std::cell::{OnceCell, RefCell};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Most findings of one rule in one post: the rest would say the same.
const MOST_FINDINGS: usize = 16;

/// Patterns, each built when first needed.
pub(super) struct Patterns(Vec<OnceLock<Regex>>);

impl Patterns {
    /// The pattern of a number. Patterns were proven to build when the program was compiled.
    pub fn get(&self, program: &Program, number: u32) -> &Regex {
        self.0[number as usize]
            .get_or_init(|| pattern::build(&program.patterns[number as usize].pattern).unwrap_or_else(|_| never()))
    }
}

fn never() -> Regex {
    #[allow(clippy::unwrap_used, reason = "a constant that is a regular expression")]
    Regex::new("[^\\s\\S]").unwrap()
}

/// Which patterns may match a post, by the literals seen in it.
pub(super) struct Gates(Vec<bool>);

impl Gates {
    pub fn open(&self, pattern: u32) -> bool {
        self.0[pattern as usize]
    }

    /// Numbers of those that may match.
    pub fn all_open(&self) -> impl Iterator<Item = u32> {
        self.0
            .iter()
            .zip(0..)
            .filter(|(open, _)| **open)
            .map(|(_, pattern)| pattern)
    }
}

/// What a rule over an archive asks of one post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// Its detectors found something.
    pub detected: bool,
    /// A harbour of its pack allows such a post.
    pub spared: bool,
}

/// Which facts a rule may still depend on for this post, with the value assumed; `None` where it is not for such a post.
pub fn facts(when: &When, meta: &Meta) -> Option<Vec<(&'static str, String)>> {
    let (holds, unknown) = outcome::facts(when, meta);
    holds.then(|| depends_on(when, unknown))
}

/// Selected rules, ready to scan posts from any number of threads.
pub struct Engine {
    pub(super) program: Arc<Program>,
    /// Pack and rule numbers.
    rules: Vec<(usize, usize)>,
    pub(super) patterns: Patterns,
    /// Numbers of the patterns that show personal data.
    pub(super) personal: OnceLock<Vec<u32>>,
    literals: OnceLock<(AhoCorasick, Vec<u32>)>,
    roles: Vec<(u32, Role)>,
    own: Option<Own>,
    desks: Desks,
}

/// What is kept from post to post so that it need not be made anew.
#[derive(Debug, Default)]
struct Desk {
    words: Words,
}

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
        let patterns = Patterns(program.patterns.iter().map(|_| OnceLock::new()).collect());
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
            speak(judge, pack, &pack.rules[r], post, &mut out);
        }
        settle(&mut out);
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
        let view = View::new(&post.text);
        desk.words.read(&self.program, &view);
        let words = &desk.words;
        let hits::Found { mut hits, cues } = hits::find(&self.program, &view, words);
        let mut exempt = self
            .own
            .as_ref()
            .map_or_else(Vec::new, |own| own.join(&view, words, &mut hits));
        exempt.extend(remarks(&view, post));
        if !exempt.is_empty() {
            hits.retain(|hit| !exempt.iter().any(|exempt| exempt.covers(hit.span)));
        }
        let mut zones = view.zones.clone();
        zones.extend(speech::zones(&view, words, &hits, &self.roles));
        let masks = masks(words, &zones);
        let gates = self.gates(view.folded.as_str());
        let seen = Seen::of(&self.program, &hits, &zones);
        let wake = &self.program.wake;
        let awake = wake.up(self.program.detectors.len(), &seen.lists, seen.zones, gates.all_open());
        let judge = Judge {
            program: &self.program,
            patterns: &self.patterns,
            view: &view,
            words,
            hits: &hits,
            cues: &cues,
            exempt: &exempt,
            own: self.own.as_ref(),
            zones: &zones,
            masks: &masks,
            meta: &post.meta,
            gates: &gates,
            seen: &seen,
            awake: &awake,
            memo: RefCell::new(vec![None; self.program.detectors.len()]),
            leaning: OnceCell::new(),
        };
        let answer = ask(&judge);
        self.desks.give_back(desk);
        answer
    }

    fn gates(&self, text: &str) -> Gates {
        let patterns = &self.program.patterns;
        let digit = text.bytes().any(|b| b.is_ascii_digit());
        let mut open: Vec<bool> = patterns.iter().map(|p| p.needs.is_empty() && digit).collect();
        let (literals, owners) = self.literals.get_or_init(|| {
            let pairs: Vec<(&str, u32)> = patterns
                .iter()
                .enumerate()
                .flat_map(|(i, p)| p.needs.iter().map(move |n| (n.as_str(), i as u32)))
                .collect();
            let automaton = AhoCorasick::new(pairs.iter().map(|(literal, _)| *literal));
            #[allow(
                clippy::unwrap_used,
                reason = "an automaton of a few short literals; the limit is two thousand million states"
            )]
            (automaton.unwrap(), pairs.iter().map(|(_, owner)| *owner).collect())
        });
        for found in literals.find_overlapping_iter(text) {
            open[owners[found.pattern().as_usize()] as usize] = true;
        }
        Gates(open)
    }
}

/// Weights alone speak once for a pack and family, and only where they say more than the detectors did.
fn settle(findings: &mut Vec<Finding>) {
    let strongest = |f: &Finding, all: &[Finding]| {
        let same = |other: &&Finding| other.rule.pack == f.rule.pack && other.rule.family == f.rule.family;
        all.iter().filter(same).map(|o| (o.severity, !o.by_weight)).max()
    };
    if !findings.iter().any(|finding| finding.by_weight) {
        return;
    }
    let all = findings.clone();
    findings.retain(|f| !f.by_weight || strongest(f, &all) == Some((f.severity, false)));
}

/// Remarks to postlint that stand in the text, as the folded words they touch: they are not posted.
fn remarks(view: &View, post: &Post) -> Vec<Span<Folded>> {
    let spans = post.remarks.iter().filter_map(|remark| remark.span);
    spans
        .filter_map(|span| {
            let inside = |token: &&Token| span.overlaps(view.to_post(token.span));
            let first = view.tokens.iter().find(inside)?;
            let last = view.tokens.iter().rfind(inside)?;
            Some(first.span.hull(last.span))
        })
        .collect()
}

/// Zone bits of every word.
fn masks(words: &Words, zones: &[Zone]) -> Vec<u16> {
    let mut masks = vec![0; words.words.len()];
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
    masks
}

/// Findings of one rule.
fn speak(judge: &Judge, pack: &Pack, bound: &Bound, post: &Post, out: &mut Vec<Finding>) {
    if bound.over.is_some() {
        return;
    }
    let (holds, unknown) = outcome::facts(&bound.rule.when, judge.meta);
    if !holds {
        return;
    }
    let mut matches: Vec<(Match, Unknown)> = Vec::new();
    for &number in bound.detectors.iter().filter(|number| judge.awake[**number as usize]) {
        let outcome = judge.detector(number);
        if !outcome.holds {
            continue;
        }
        if outcome.matches.is_empty() {
            // A detector of facts alone speaks of the whole post.
            let last = (judge.words.words.len() as u32).saturating_sub(1);
            let span = Span::new(0, judge.view.folded.as_str().len());
            matches.push((
                Match {
                    first: 0,
                    last,
                    span,
                    pieces: Vec::new(),
                    confidence: judge.program.detectors[number as usize].confidence,
                },
                outcome.unknown,
            ));
        }
        matches.extend(outcome.matches.iter().map(|m| (m.clone(), outcome.unknown)));
    }
    let by_weight = matches.is_empty();
    let mut most = Severity::Error;
    if by_weight && let Some((found, severity)) = leaning(judge, bound) {
        matches.push((found, 0));
        most = severity;
    }
    if matches.is_empty() {
        return;
    }
    let doubted = !by_weight && lies_below(judge, bound, |scale| scale.doubt);
    if doubted && lies_below(judge, bound, |scale| scale.hush) {
        matches.retain(|(found, _)| stands_alone(judge, found));
    }
    let mut depends = When::default();
    let mut spared_if_known = false;
    for harbour in pack.harbours.iter().filter(|h| h.spares.contains(&bound.rule.family)) {
        match shelter(judge, harbour) {
            Some(0) => return,
            Some(_) => {
                spared_if_known = true;
                depends = harbour.when.clone();
            }
            None => {}
        }
    }
    matches.sort_by_key(|(m, _)| (m.span.start, std::cmp::Reverse(m.span.end)));
    let mut end = None;
    for (found, of_detector) in matches {
        // Overlapping matches of one rule are one finding.
        if end.is_some_and(|end| found.span.start < end || found.span.is_empty() && found.span.start == end) {
            // A number behind a longer match is told all the same: it is what can be masked.
            let numbers = found.pieces.iter().filter(|piece| piece.hit.is_none());
            if let Some(known) = out.last_mut() {
                numbers.for_each(|piece| add_label(judge, piece, &mut known.labels));
                known.labels.sort_by_key(|label| label.span);
            }
            continue;
        }
        end = Some(found.span.end.max(found.span.start + 1));
        let unknown = unknown | of_detector;
        let lowered = unknown != 0 || spared_if_known;
        let severity = if doubted && !stands_alone(judge, &found) {
            Severity::Advice
        } else if lowered {
            bound.rule.severity.lower()
        } else {
            bound.rule.severity
        }
        .min(most);
        let mut depends_on = depends_on(&bound.rule.when, unknown);
        if spared_if_known {
            depends_on.extend(
                self::depends_on(&depends, u8::MAX)
                    .into_iter()
                    .map(|(fact, value)| (fact, format!("not {value}"))),
            );
        }
        out.push(Finding {
            by_weight,
            ..finding(judge, bound, &found, severity, depends_on, post)
        });
        if out.iter().filter(|f| f.rule.id == bound.rule.id).count() >= MOST_FINDINGS {
            return;
        }
    }
}

/// True where the post as a whole lies below a mark of the rule's family, or of a breach of any kind.
fn lies_below(judge: &Judge, bound: &Bound, mark: fn(&Scale) -> i32) -> bool {
    let Some(family) = bound.scale.filter(|_| bound.doubts) else {
        return false;
    };
    let weights = &judge.program.weights;
    let below = |scale: u16| judge.leaning().sums[scale as usize] < mark(&weights.scales[scale as usize]);
    below(family) || weights.any().is_some_and(below)
}

/// True where the rest of the post has no say in a match: it is certain, or there is hardly a rest.
fn stands_alone(judge: &Judge, found: &Match) -> bool {
    let covered = 2 * (found.last + 1 - found.first) as usize;
    match found.confidence {
        Confidence::High => true,
        Confidence::Medium => covered >= judge.words.words.len(),
        Confidence::Low => false,
    }
}

/// What speaks for a rule where no detector does, and how loudly: the weights, if they reach a mark of its family's scale.
fn leaning<'p>(judge: &Judge<'p, '_>, bound: &Bound) -> Option<(Match<'p>, Severity)> {
    let number = bound.scale.filter(|_| bound.leans)?;
    let weights = &judge.program.weights;
    let sums = &judge.leaning().sums;
    let (sum, scale) = (sums[number as usize], &weights.scales[number as usize]);
    let any = weights.any();
    if any.is_some_and(|any| sums[any as usize] < weights.scales[any as usize].hint) {
        return None;
    }
    let severity = match sum {
        sum if sum >= scale.sure => Severity::Warning,
        sum if sum >= scale.hint => Severity::Advice,
        _ => return None,
    };
    judge.leaning().found(judge, number).map(|found| (found, severity))
}

/// `Some(0)` where a harbour spares the post, `Some(unknown facts)` where it would if they were so.
fn shelter(judge: &Judge, harbour: &Harbour) -> Option<Unknown> {
    let (holds, unknown) = outcome::facts(&harbour.when, judge.meta);
    if !holds {
        return None;
    }
    harbour
        .detectors
        .iter()
        .any(|&d| judge.detector(d).holds)
        .then_some(unknown)
}

fn depends_on(when: &When, unknown: Unknown) -> Vec<(&'static str, String)> {
    fn join<T: std::fmt::Display>(words: &[T]) -> String {
        words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
    }
    let mut out = Vec::new();
    for (bit, name, words) in [
        (outcome::ACCOUNT, "account", join(&when.account)),
        (outcome::KIND, "kind", join(&when.kind)),
        (outcome::PLATFORM, "platform", join(&when.platform)),
        (outcome::PERMISSION, "permission", join(&when.permission)),
    ] {
        if unknown & bit != 0 && !words.is_empty() {
            out.push((name, words));
        }
    }
    out
}

fn finding(
    judge: &Judge,
    bound: &Bound,
    found: &Match,
    severity: Severity,
    depends_on: Vec<(&'static str, String)>,
    post: &Post,
) -> Finding {
    let span = judge.view.to_post(found.span);
    let mut labels: Vec<Label> = Vec::new();
    let mut matched: Vec<Matched> = Vec::new();
    for piece in &found.pieces {
        add_label(judge, piece, &mut labels);
        if let Some(hit) = &piece.hit {
            let folds = judge.folds(hit);
            let entry = judge.entry(hit);
            let inflected =
                !entry.contains(['(', '[', '.']) && crate::text::fold::fold(entry) != judge.view.folded.slice(hit.span);
            if !folds.is_empty() || inflected {
                let folds = if inflected && folds.is_empty() {
                    vec!["inflection"]
                } else {
                    folds
                };
                matched.push(Matched {
                    entry: entry.to_string(),
                    folds,
                });
            }
        }
    }
    labels.sort_by_key(|l| l.span);
    matched.sort();
    matched.dedup();
    Finding {
        rule: Arc::clone(&bound.rule),
        severity,
        confidence: found.confidence,
        span,
        labels,
        matched,
        by_weight: false,
        depends_on,
        told: None,
        fix: None,
        fingerprint: fingerprint(judge, bound, found, post),
        change: None,
        excuse: None,
    }
}

fn add_label(judge: &Judge, piece: &Piece, labels: &mut Vec<Label>) {
    let label = Label {
        span: judge.view.to_post(piece.span),
        word: piece.word.to_string(),
    };
    if !labels.contains(&label) {
        labels.push(label);
    }
}

/// Rule, folded match and the words around it in its sentence: stable when the text moves, or changes elsewhere.
fn fingerprint(judge: &Judge, bound: &Bound, found: &Match, _post: &Post) -> String {
    const AROUND: u32 = 3;
    let words = &judge.words.words;
    let mut hasher = Sha256::new();
    hasher.update(bound.rule.id.as_bytes());
    hasher.update([0]);
    hasher.update(judge.view.folded.slice(found.span).as_bytes());
    let from = found.first.saturating_sub(AROUND) as usize;
    let to = (found.last as usize + 1 + AROUND as usize).min(words.len());
    let sentence = |word: u32| words.get(word as usize).map(|word| word.sentence);
    let (first, last) = (sentence(found.first), sentence(found.last));
    let near = words.get(from..to).unwrap_or_default().iter().filter(|word| {
        first.is_none_or(|first| word.sentence >= first) && last.is_none_or(|last| word.sentence <= last)
    });
    for word in near {
        hasher.update([0]);
        hasher.update(judge.view.folded.slice(word.span).as_bytes());
    }
    hasher
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
