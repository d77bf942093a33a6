//! Conditions over the hits of one post. Each detector is judged at most once, however many rules ask.

use super::absent::Seen;
use super::around::Asked;
use super::gates::{Gates, Patterns, on_edges};
use super::hits::{self, Hit};
use super::lists::Set;
use super::lookup::{DISGUISED, JOINED, ROMAN, STRETCHED, VEIL};
use super::outcome::{Match, Outcome, Piece, Pieces, facts, together};
use super::passages::Passages;
use super::pattern::{matches, passes};
use super::program::{Around, Cond, Program};
use super::stretches;
use super::words::Words;
use crate::finding::NamedBy;
use crate::post::Meta;
use crate::rule::Confidence;
use crate::text::fold::Fold;
use crate::text::span::{Folded, Span};
use crate::text::view::View;
use crate::text::zone::{Zone, ZoneKind};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// Most matches that one condition hands on: a hostile post must not take memory without end.
pub(super) const MOST_MATCHES: usize = 1 << 12;

/// Where a condition looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// Zones (bits) whose words do not count.
    pub skip: u16,
    /// First and last word.
    pub window: (u32, u32),
}

impl Scope {
    /// The whole post, every zone.
    pub const ALL: Scope = Scope {
        skip: 0,
        window: (0, u32::MAX),
    };
}

/// Of matches in the order of their first words those that begin in a window.
fn within<'m, 'p>(all: &'m [Match<'p>], window: (u32, u32)) -> &'m [Match<'p>] {
    let from = all.partition_point(|found| found.first < window.0);
    let to = all.partition_point(|found| found.first <= window.1);
    &all[from..to.max(from)]
}

/// Everything known of one post while it is judged.
pub(super) struct Judge<'p, 'v> {
    pub program: &'p Program,
    pub patterns: &'p Patterns,
    pub view: &'v View<'v>,
    pub words: &'v Words,
    /// Phrases of lexicons.
    pub hits: &'v [Hit],
    /// Words of weights and senses, but those of one plain word.
    pub cues: &'v [Hit],
    /// Stretches that are no evidence: own names and addresses, comments. In order, none touching another.
    pub exempt: &'v [Span<Folded>],
    /// Words of the project.
    pub own: Option<&'v super::own::Own>,
    /// Zones, those of characters and those of words.
    pub zones: &'v [Zone],
    /// Zone bits of each word.
    pub masks: &'v [u16],
    pub meta: &'v Meta,
    pub gates: &'v Gates,
    /// Lists and zones of the post.
    pub seen: &'v Seen,
    /// Detectors that may find something.
    pub awake: &'v [bool],
    /// Memory for what is counted while weights are added up.
    pub counted: &'v RefCell<Vec<u64>>,
    /// What the detectors judged so far found, by number.
    pub memo: RefCell<Vec<Option<Rc<Outcome<'p>>>>>,
    /// What the patterns asked so far match, in order of place.
    pub matched: RefCell<Vec<(u32, Rc<[Match<'p>]>)>>,
    /// What a detector finds that finds nothing.
    pub nothing: Rc<Outcome<'p>>,
    /// How the passages of the post lean, once asked.
    pub passages: OnceCell<Passages>,
}

/// The bit of a zone in a mask.
pub(super) fn bit(kind: ZoneKind) -> u16 {
    1 << (kind as u16)
}

/// The bits of zones.
pub(super) fn bits(kinds: &[ZoneKind]) -> u16 {
    kinds.iter().fold(0, |mask, kind| mask | bit(*kind))
}

impl<'p> Judge<'p, '_> {
    /// What a detector finds.
    pub fn detector(&self, number: u32) -> Rc<Outcome<'p>> {
        if !self.awake[number as usize] {
            return Rc::clone(&self.nothing);
        }
        if let Some(known) = &self.memo.borrow()[number as usize] {
            return Rc::clone(known);
        }
        let detector = &self.program.detectors[number as usize];
        let scope = Scope {
            skip: bits(&detector.skip),
            ..Scope::ALL
        };
        let mut outcome = self.eval(&detector.find, scope);
        // What has no place is so of the whole post.
        let bare = outcome.holds && outcome.matches.is_empty();
        if bare {
            outcome.matches.push(self.whole());
        }
        // What is absent is so around every match.
        let found = !outcome.matches.is_empty();
        let there = |arounds: &'p [Around]| -> Vec<Asked<'p>> {
            let there = arounds.iter().filter(|around| found && !self.absent(&around.of));
            there.map(Asked::new).collect()
        };
        let (mut unless, mut raise, mut lower) =
            (there(&detector.unless), there(&detector.raise), there(&detector.lower));
        outcome.matches.retain_mut(|found| {
            found.confidence = detector.confidence;
            if unless.iter_mut().any(|around| around.holds(self, found)) {
                return false;
            }
            let up = raise.iter_mut().any(|around| around.holds(self, found));
            let down = lower.iter_mut().any(|around| around.holds(self, found));
            let lossy = found.pieces.iter().any(|piece| self.is_lossy(piece));
            found.confidence = found
                .confidence
                .step(i32::from(up) - i32::from(down) - i32::from(lossy));
            true
        });
        outcome.holds = !outcome.matches.is_empty();
        if bare {
            outcome.whole = outcome.matches.pop();
        }
        outcome.matches.sort_by_key(|found| found.first);
        let outcome = if outcome.holds {
            Rc::new(outcome)
        } else {
            Rc::clone(&self.nothing)
        };
        self.memo.borrow_mut()[number as usize] = Some(Rc::clone(&outcome));
        outcome
    }

    /// The whole post as a match.
    fn whole(&self) -> Match<'p> {
        Match {
            first: 0,
            last: (self.words.words.len() as u32).saturating_sub(1),
            span: Span::new(0, self.view.folded.as_str().len()),
            pieces: Pieces::default(),
            confidence: Confidence::High,
        }
    }

    /// How the passages of the post lean.
    pub fn passages(&self) -> &Passages {
        self.passages.get_or_init(|| Passages::of(self))
    }

    /// The words of weights and senses that count and begin among these, sorted by list and place.
    pub fn cues_of(&self, words: &Range<usize>) -> Vec<Hit> {
        let here = |hit: &&Hit| words.contains(&(hit.first as usize));
        let found: Vec<Hit> = self.cues.iter().filter(here).copied().collect();
        let mut cues = hits::cues(self.program, self.words, words.clone(), &found);
        cues.retain(|cue| !stretches::is_covered(self.exempt, cue.span));
        cues
    }

    /// First and last word of the sentences a match touches.
    pub(super) fn sentence(&self, found: &Match) -> (u32, u32) {
        let number = |word: u32| self.words.words.get(word as usize).map(|w| w.sentence);
        let (from, to) = (number(found.first), number(found.last));
        let first = self.words.words.partition_point(|w| Some(w.sentence) < from);
        let last = self
            .words
            .words
            .partition_point(|w| to.is_none_or(|to| w.sentence <= to));
        (first as u32, last.saturating_sub(1) as u32)
    }

    /// True where a piece was reached by a fold that may lead astray.
    fn is_lossy(&self, piece: &Piece) -> bool {
        piece.hit.is_some_and(|hit| hit.how & (ROMAN | DISGUISED) != 0)
            || self
                .view
                .folded
                .folds_in(piece.span)
                .any(|fold| fold == Fold::Lookalike)
    }

    /// The lexicon entry behind a hit, as its author wrote it.
    pub fn entry(&self, hit: &Hit) -> &str {
        match self.own.and_then(|own| own.entry(hit.phrase)) {
            Some(entry) => entry,
            None => self.program.entries.get(hit.phrase as usize),
        }
    }

    /// The folds that led to a hit, in the words of the trace and the `matched` field.
    pub fn folds(&self, hit: &Hit) -> Vec<&'static str> {
        let mut out = Vec::new();
        for fold in self.view.folded.folds_in(hit.span) {
            out.push(match fold {
                Fold::Width => "width",
                Fold::Marks => "marks",
                Fold::Invisible => "invisible",
                Fold::Lookalike => "look-alike",
            });
        }
        for (flag, word) in [
            (ROMAN, "romanised"),
            (STRETCHED, "stretched"),
            (DISGUISED | VEIL, "disguise"),
            (JOINED, "joined"),
        ] {
            if hit.how & flag != 0 {
                out.push(word);
            }
        }
        let tagged = bit(ZoneKind::Hashtag) | bit(ZoneKind::Handle);
        if self.masks[hit.first as usize] & tagged != 0 && !out.contains(&"joined") {
            out.push("hashtag");
        }
        out.sort_unstable();
        out
    }

    /// What a condition says, looking only where `scope` says.
    pub fn eval(&self, cond: &'p Cond, scope: Scope) -> Outcome<'p> {
        // Of these each part is asked for itself.
        if !matches!(cond, Cond::Any(_) | Cond::Score { .. }) && self.absent(cond) {
            return Outcome::default();
        }
        self.present(cond, scope)
    }

    /// What a condition says that is not absent.
    pub fn present(&self, cond: &'p Cond, scope: Scope) -> Outcome<'p> {
        match cond {
            Cond::Lex { lists, word } => Outcome::found(self.lex(lists, word, scope)),
            Cond::Regex(number) => Outcome::found(self.regex(*number, scope)),
            Cond::Detector(numbers) => self.detectors(numbers, scope),
            Cond::Zone(kinds) => {
                let wanted = bits(kinds);
                let whole = scope.window.1 == u32::MAX;
                let seen = if whole {
                    self.zones.iter().any(|z| bit(z.kind) & wanted != 0)
                } else {
                    self.window(scope).iter().any(|mask| mask & wanted != 0)
                };
                Outcome::truth(seen)
            }
            Cond::Any(of) => {
                let mut out = Outcome::default();
                for cond in of {
                    let part = self.eval(cond, scope);
                    if part.holds {
                        out.holds = true;
                        out.unknown |= part.unknown;
                        out.matches.extend(part.matches);
                    }
                }
                out.matches
                    .sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
                out.matches.truncate(MOST_MATCHES);
                out
            }
            Cond::All(of) => self.all(of, scope),
            Cond::None(of) => Outcome::truth(!of.iter().any(|cond| self.eval(cond, Scope { skip: 0, ..scope }).holds)),
            Cond::AtLeast(n, of) => {
                let parts: Vec<Outcome> = of.iter().map(|c| self.eval(c, scope)).filter(|o| o.holds).collect();
                if parts.len() < *n as usize {
                    Outcome::default()
                } else {
                    together(parts)
                }
            }
            Cond::Near {
                words,
                order,
                across,
                of,
            } => self.near(*words, *order, *across, of, scope),
            Cond::Sentence(of) => self.near(u32::MAX, false, false, of, scope),
            Cond::Count { of, min, max } => {
                let found = self.eval(of, scope);
                let mut spans: Vec<_> = found.matches.iter().map(|m| m.span).collect();
                spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
                spans.dedup_by(|next, kept| kept.covers(*next));
                let count = spans.len() as u32;
                if count < *min || max.is_some_and(|max| count > max) {
                    return Outcome::default();
                }
                let unknown = found.unknown;
                Outcome {
                    unknown,
                    holds: true,
                    ..together(found.matches.into_iter().map(|m| Outcome::found(vec![m])).collect())
                }
            }
            Cond::In { zones, inside, of } => {
                let mut found = self.present(of, scope);
                let wanted = bits(zones);
                found.matches.retain(|m| {
                    (m.first..=m.last).any(|w| self.masks.get(w as usize).is_some_and(|mask| mask & wanted != 0))
                        == *inside
                });
                found.holds = !found.matches.is_empty();
                found
            }
            Cond::Missing(of) => {
                if self.eval(of, Scope { skip: 0, ..scope }).holds {
                    return Outcome::default();
                }
                let end = self.view.folded.as_str().len();
                let last = self.words.words.len() as u32;
                let span = Span::new(end, end);
                Outcome::found(vec![Match {
                    first: last,
                    last,
                    span,
                    pieces: Pieces::default(),
                    confidence: Confidence::High,
                }])
            }
            Cond::When(when) => {
                let (holds, unknown) = facts(when, self.meta);
                Outcome {
                    holds,
                    unknown,
                    ..Outcome::default()
                }
            }
            Cond::Score {
                at_least,
                sentence,
                cues,
            } => self.score(*at_least, *sentence, cues, scope),
            Cond::Longer(n) => Outcome::truth(self.words.words.len() > *n as usize),
            Cond::Shorter(n) => Outcome::truth(self.words.words.len() < *n as usize),
        }
    }

    fn window(&self, scope: Scope) -> &[u16] {
        let len = self.masks.len();
        let from = (scope.window.0 as usize).min(len);
        let to = (scope.window.1 as usize).saturating_add(1).min(len);
        &self.masks[from..to.max(from)]
    }

    /// True where the words of a stretch lie in the scope: inside its window, and not all in a zone it skips.
    fn counts(&self, first: u32, last: u32, scope: Scope) -> bool {
        let masks = self.masks.get(first as usize..=last as usize).unwrap_or_default();
        first >= scope.window.0
            && last <= scope.window.1
            && (scope.skip == 0 || masks.iter().any(|mask| mask & scope.skip == 0))
    }

    fn lex(&self, lists: &'p Set, word: &'p str, scope: Scope) -> Vec<Match<'p>> {
        let mut out: Vec<Match> = Vec::new();
        for list in lists.shared(&self.seen.lists) {
            let from = (self.hits).partition_point(|hit| (hit.list, hit.first) < (list, scope.window.0));
            let here = |hit: &&Hit| hit.list == list && hit.first <= scope.window.1;
            for hit in self.hits[from..].iter().take_while(here) {
                if self.counts(hit.first, hit.last, scope) {
                    let piece = Piece {
                        span: hit.span,
                        word,
                        by: NamedBy::List,
                        hit: Some(*hit),
                    };
                    out.push(Match {
                        first: hit.first,
                        last: hit.last,
                        span: hit.span,
                        pieces: Pieces::from(piece),
                        confidence: Confidence::High,
                    });
                }
            }
        }
        out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        out.dedup_by(|next, kept| kept.span.covers(next.span));
        out.truncate(MOST_MATCHES);
        out
    }

    fn regex(&self, number: u32, scope: Scope) -> Vec<Match<'p>> {
        if !self.gates.open(number) {
            return Vec::new();
        }
        let known = self
            .matched
            .borrow()
            .iter()
            .find(|(known, _)| *known == number)
            .map(|(_, all)| Rc::clone(all));
        let all = known.unwrap_or_else(|| {
            let all: Rc<[Match]> = self.matches_of(number).into();
            self.matched.borrow_mut().push((number, Rc::clone(&all)));
            all
        });
        let bare = self.words.words.is_empty();
        let counts = |found: &&Match| bare || self.counts(found.first, found.last, scope);
        within(&all, scope.window).iter().filter(counts).cloned().collect()
    }

    /// What a pattern matches in the post, in order of place.
    fn matches_of(&self, number: u32) -> Vec<Match<'p>> {
        let pattern = &self.program.patterns[number as usize];
        let text = self.view.folded.as_str();
        let regex = self.patterns.get(self.program, number);
        let counts = |found: &regex::Match| {
            let span = Span::new(found.start(), found.end());
            !span.is_empty()
                && pattern.check.is_none_or(|check| passes(check, found.as_str()))
                && on_edges(text, span)
                && !stretches::is_covered(self.exempt, span)
        };
        let found = matches(regex, pattern.alone, text).filter(counts).map(|found| {
            let span = Span::new(found.start(), found.end());
            let first = self.words.words.partition_point(|w| w.span.end <= span.start) as u32;
            let after = self.words.words.partition_point(|w| w.span.start < span.end) as u32;
            let piece = Piece {
                span,
                word: &pattern.word,
                by: NamedBy::Pattern,
                hit: None,
            };
            Match {
                first,
                last: after.saturating_sub(1).max(first),
                span,
                pieces: Pieces::from(piece),
                confidence: Confidence::High,
            }
        });
        found.take(MOST_MATCHES).collect()
    }

    fn detectors(&self, numbers: &[u32], scope: Scope) -> Outcome<'p> {
        let mut out = Outcome::default();
        for &number in numbers.iter().filter(|number| self.awake[**number as usize]) {
            let found = self.detector(number);
            if !found.holds {
                continue;
            }
            let inside: Vec<Match> = within(&found.matches, scope.window)
                .iter()
                .filter(|m| m.last <= scope.window.1)
                .cloned()
                .collect();
            if !inside.is_empty() || found.matches.is_empty() {
                out.holds = true;
                out.unknown |= found.unknown;
                out.matches.extend(inside);
            }
        }
        out
    }

    fn all(&self, of: &'p [Cond], scope: Scope) -> Outcome<'p> {
        let mut parts = Vec::with_capacity(of.len());
        for cond in of {
            let part = self.present(cond, scope);
            if !part.holds {
                return Outcome::default();
            }
            parts.push(part);
        }
        let unknown = parts.iter().fold(0, |u, p| u | p.unknown);
        let lead = parts.iter().position(|p| !p.matches.is_empty());
        let mut matches = lead.map(|i| std::mem::take(&mut parts[i].matches)).unwrap_or_default();
        let others: Vec<Piece> = parts
            .iter()
            .filter_map(|p| p.matches.first())
            .flat_map(|m| m.pieces.iter().cloned())
            .collect();
        for found in &mut matches {
            found.pieces.extend(others.iter().cloned());
        }
        Outcome {
            holds: true,
            matches,
            unknown,
            ..Outcome::default()
        }
    }
}
