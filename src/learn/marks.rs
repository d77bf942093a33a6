//! Sets the marks on drafts held out in turn.

use super::fit::{Model, Taught, fit};
use super::{Gathered, Labelled, Sample, Settings};
use crate::engine::weights::settle;
use crate::pack::weights::ANY;
use std::collections::BTreeSet;

/// From where on a sum means something, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marks {
    /// Below: a detector's find is not told.
    pub hush: i32,
    /// Below: a detector's find is advice at most.
    pub doubt: i32,
    /// From here: a hint.
    pub hint: i32,
    /// From here: as good as a detector.
    pub sure: i32,
}

/// What the marks gave for a family on held-out drafts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Family.
    pub family: String,
    /// Drafts that breach it.
    pub breaches: usize,
    /// The marks.
    pub marks: Marks,
    /// Share of the breaches at or above `hint`, and how many of the drafts there are right.
    pub at_hint: (f64, f64),
    /// The same for `sure`.
    pub at_sure: (f64, f64),
    /// Share of right ones among what detectors found at or above `doubt`, and how many of the finds those are.
    pub beyond_doubt: (f64, f64),
}

/// A family's model from all drafts, and how the drafts fared while they were held out in turn.
pub(super) struct Tried {
    pub model: Model,
    /// For each draft its sum, in hundredths.
    sums: Vec<i32>,
}

/// A family's sums on the drafts of the places that know it, highest first.
struct Trial<'d> {
    family: &'d str,
    ranked: Vec<Ranked<'d>>,
}

#[derive(Clone, Copy)]
struct Ranked<'d> {
    sum: i32,
    draft: &'d Labelled,
    sample: &'d Sample,
}

const FOLDS: usize = 5;
/// A detector is doubted on a post that leans towards a breach less than this share of the clean drafts do.
const DOUBTED: f64 = 0.4;
/// No mark rests on fewer drafts.
const FEWEST_ABOVE: usize = 5;

/// Fits a family's model to the drafts of the places that know it.
pub(super) fn tried(family: &str, places: &BTreeSet<&str>, drafts: &[Labelled], gathered: &Gathered) -> Tried {
    // A draft of which the labellers were in doubt teaches neither way.
    let teaches = |draft: &Labelled| draft.breaches(family) || !draft.also_ok.contains(family);
    let model_of = |held: Option<usize>| {
        let taught: Vec<Taught> = drafts
            .iter()
            .zip(&gathered.samples)
            .enumerate()
            .filter(|(number, (draft, _))| {
                Some(number % FOLDS) != held && places.contains(draft.jurisdiction.as_str()) && teaches(draft)
            })
            .map(|(_, (draft, sample))| Taught {
                cues: &sample.cues,
                breach: draft.breaches(family),
                times: sample.times,
            })
            .collect();
        fit(&taught, gathered.names.len()).rounded()
    };
    let mut sums = vec![0; drafts.len()];
    for fold in 0..FOLDS {
        let model = model_of(Some(fold));
        let samples = gathered.samples.iter().enumerate();
        for (number, sample) in samples.filter(|(number, _)| number % FOLDS == fold) {
            sums[number] = (model.sum(&sample.cues) * 100.0).round() as i32;
        }
    }
    Tried {
        model: model_of(None),
        sums,
    }
}

/// Sets the marks of every family, and tells what they gave.
pub(super) fn set(
    families: &[(&str, BTreeSet<&str>)],
    tried: &[Tried],
    drafts: &[Labelled],
    gathered: &Gathered,
    settings: Settings,
) -> Vec<Figures> {
    let any = families.iter().position(|(family, _)| *family == ANY);
    let rows: Vec<Vec<i32>> = (0..drafts.len())
        .map(|draft| {
            let mut row: Vec<i32> = tried.iter().map(|tried| tried.sums[draft]).collect();
            any.into_iter().for_each(|any| settle(&mut row, any));
            row
        })
        .collect();
    let ranked = |number: usize, places: &BTreeSet<&str>| {
        let all = rows.iter().zip(drafts).zip(&gathered.samples);
        let mut mine: Vec<Ranked> = all
            .filter(|((_, draft), _)| places.contains(draft.jurisdiction.as_str()))
            .map(|((row, draft), sample)| Ranked {
                sum: row[number],
                draft,
                sample,
            })
            .collect();
        mine.sort_by_key(|ranked| std::cmp::Reverse(ranked.sum));
        mine
    };
    let trials: Vec<Trial> = families
        .iter()
        .enumerate()
        .map(|(number, (family, places))| Trial {
            family,
            ranked: ranked(number, places),
        })
        .collect();
    let of_families = each(&trials, settings);
    let of_any = any.map_or(of_families, |any| trials[any].of_any(settings));
    let marks = |trial: &Trial| if trial.family == ANY { of_any } else { of_families };
    trials.iter().map(|trial| trial.figures(marks(trial))).collect()
}

/// The marks of every family: their sums are logarithms of odds, so that one mark serves all.
fn each(trials: &[Trial], settings: Settings) -> Marks {
    let pooled = |counts: &dyn Fn(&str, &Sample) -> bool| {
        let families = trials.iter().filter(|trial| trial.family != ANY);
        let mut sums: Vec<(i32, bool)> = families
            .flat_map(|trial| {
                let mine = trial.ranked.iter().filter(|r| counts(trial.family, r.sample));
                mine.map(|r| (r.sum, r.draft.allows(trial.family)))
            })
            .collect();
        sums.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
        sums
    };
    let all = pooled(&|_, _| true);
    let loud = pooled(&|family, sample| sample.loud.contains(family));
    let found = pooled(&|family, sample| sample.found.contains(family));
    let hint = lowest(&all, settings.hint);
    let sure = lowest(&all, settings.sure).max(hint);
    let doubt = lowest(&loud, settings.sure).min(sure);
    let hush = keeping(&found, settings.kept).min(doubt);
    Marks {
        hush,
        doubt,
        hint,
        sure,
    }
}

impl Trial<'_> {
    /// The marks of a breach of any kind.
    fn of_any(&self, settings: Settings) -> Marks {
        let right = |r: &&Ranked| r.sample.found.iter().any(|family| r.draft.allows(family));
        let found: Vec<(i32, bool)> = self.ranked.iter().filter(right).map(|r| (r.sum, true)).collect();
        let (doubt, hint) = (self.quiet(DOUBTED), self.quiet(settings.noise));
        Marks {
            hush: keeping(&found, settings.kept).min(doubt),
            doubt,
            hint,
            sure: hint,
        }
    }

    /// What the marks gave on the drafts held out.
    pub fn figures(&self, marks: Marks) -> Figures {
        Figures {
            family: self.family.to_string(),
            breaches: self.ranked.iter().filter(|r| r.draft.breaches(self.family)).count(),
            marks,
            at_hint: self.shares(marks.hint),
            at_sure: self.shares(marks.sure),
            beyond_doubt: self.finds(marks.doubt),
        }
    }

    /// The lowest mark that so small a share of the clean drafts reaches.
    fn quiet(&self, share: f64) -> i32 {
        let clean = self.ranked.iter().filter(|r| r.draft.expected.is_empty());
        let clean: Vec<i32> = clean.map(|r| r.sum).collect();
        clean
            .get((clean.len() as f64 * share) as usize)
            .map_or(0, |sum| sum + 1)
    }

    /// Share of the breaches at or above a mark, and of the right ones among the drafts there.
    fn shares(&self, mark: i32) -> (f64, f64) {
        let breaches = self.ranked.iter().filter(|r| r.draft.breaches(self.family)).count();
        let above = || self.ranked.iter().filter(|r| r.sum >= mark);
        let found = above().filter(|r| r.draft.breaches(self.family)).count();
        let right = above().filter(|r| r.draft.allows(self.family)).count();
        (part(found, breaches), part(right, above().count()))
    }

    /// Share of right ones among what detectors found at or above a mark, and of those among all finds.
    fn finds(&self, mark: i32) -> (f64, f64) {
        let all = || self.ranked.iter().filter(|r| r.sample.loud.contains(self.family));
        let above = || all().filter(|r| r.sum >= mark);
        let right = above().filter(|r| r.draft.allows(self.family)).count();
        (part(right, above().count()), part(above().count(), all().count()))
    }
}

/// The lowest mark above which so large a share is right, were one more of them wrong.
fn lowest(ranked: &[(i32, bool)], share: f64) -> i32 {
    let mut mark = ranked.first().map_or(0, |(sum, _)| sum + 1);
    let mut right = 0usize;
    for (taken, (sum, is_right)) in ranked.iter().enumerate() {
        right += usize::from(*is_right);
        if right >= FEWEST_ABOVE && right as f64 >= share * (taken + 2) as f64 {
            mark = *sum;
        }
    }
    mark
}

/// The highest mark at or above which so large a share of the right ones lies.
fn keeping(ranked: &[(i32, bool)], share: f64) -> i32 {
    let right: Vec<i32> = ranked.iter().filter(|(_, right)| *right).map(|(sum, _)| *sum).collect();
    let last = (right.len() as f64 * share).ceil() as usize;
    right.get(last.saturating_sub(1)).copied().unwrap_or(i32::MAX)
}

fn part(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}
