//! Sets a family's marks on drafts held out in turn.

use super::fit::{Model, fit};
use super::{Gathered, Labelled, Sample, Settings};
use crate::pack::weights::ANY;
use std::collections::BTreeSet;

/// What a family's marks gave on held-out drafts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Family.
    pub family: String,
    /// Drafts that breach it.
    pub breaches: usize,
    /// The marks.
    pub doubt: f64,
    /// From here: a hint.
    pub hint: f64,
    /// From here: as good as a detector.
    pub sure: f64,
    /// Share of the breaches at or above `hint`, and how many of the drafts there are right.
    pub at_hint: (f64, f64),
    /// The same for `sure`.
    pub at_sure: (f64, f64),
    /// Share of right ones among what detectors found at or above `doubt`, and how many of the finds those are.
    pub beyond_doubt: (f64, f64),
}

const FOLDS: usize = 5;
/// A detector is doubted on a post that leans towards a breach less than this share of the clean drafts do.
const DOUBTED: f64 = 0.4;
/// No mark rests on fewer drafts.
const FEWEST_ABOVE: usize = 5;

/// The scale of a family: its marks, and weights from all drafts.
pub(super) fn scale(
    family: &str,
    places: &BTreeSet<&str>,
    drafts: &[Labelled],
    gathered: &Gathered,
    settings: Settings,
) -> (Figures, Model) {
    let mine: Vec<(usize, &Labelled, &Sample)> = drafts
        .iter()
        .zip(&gathered.samples)
        .enumerate()
        .filter(|(_, (draft, _))| places.contains(draft.jurisdiction.as_str()))
        .map(|(number, (draft, sample))| (number, draft, sample))
        .collect();
    let expected = |draft: &Labelled| draft.breaches(family);
    // A draft of which the labellers were in doubt teaches neither way.
    let teaches = |draft: &Labelled| expected(draft) || !draft.also_ok.contains(family);
    let model_of = |held: Option<usize>| {
        let taught: Vec<(&[u32], bool)> = mine
            .iter()
            .filter(|(number, draft, _)| Some(number % FOLDS) != held && teaches(draft))
            .map(|(_, draft, sample)| (sample.cues.as_slice(), expected(draft)))
            .collect();
        fit(&taught, gathered.names.len()).rounded()
    };
    let mut sums = vec![0.0; mine.len()];
    for fold in 0..FOLDS {
        let model = model_of(Some(fold));
        for (at, (number, _, sample)) in mine.iter().enumerate() {
            if number % FOLDS == fold {
                sums[at] = model.sum(&sample.cues);
            }
        }
    }
    let mut ranked: Vec<(f64, &Labelled, &Sample)> = sums
        .into_iter()
        .zip(&mine)
        .map(|(sum, (_, draft, sample))| (sum, *draft, *sample))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (doubt, hint, sure) = if family == ANY {
        let hint = quiet(&ranked, settings.noise);
        (quiet(&ranked, DOUBTED), hint, hint)
    } else {
        let hint = lowest(&ranked, family, settings.hint, |_| true);
        let sure = lowest(&ranked, family, settings.sure, |_| true).max(hint);
        let loud = |sample: &Sample| sample.loud.contains(family);
        (
            lowest(&ranked, family, settings.sure, loud).clamp(hint - 1.5, sure),
            hint,
            sure,
        )
    };
    let figures = Figures {
        family: family.to_string(),
        breaches: mine.iter().filter(|(_, draft, _)| expected(draft)).count(),
        doubt,
        hint,
        sure,
        at_hint: shares(&ranked, family, hint),
        at_sure: shares(&ranked, family, sure),
        beyond_doubt: finds(&ranked, family, doubt),
    };
    (figures, model_of(None))
}

/// The lowest mark above which so large a share of the drafts is right, were one more of them wrong: a mark that rests on few
/// drafts must be the surer.
fn lowest(ranked: &[(f64, &Labelled, &Sample)], family: &str, share: f64, counts: impl Fn(&Sample) -> bool) -> f64 {
    let mut mark = ranked.first().map_or(0.0, |(sum, ..)| sum + 0.5);
    let (mut right, mut taken) = (0usize, 0usize);
    for (sum, draft, sample) in ranked {
        if !counts(sample) {
            continue;
        }
        taken += 1;
        right += usize::from(draft.allows(family));
        if right >= FEWEST_ABOVE && right as f64 >= share * (taken + 1) as f64 {
            mark = *sum;
        }
    }
    (mark * 20.0).floor() / 20.0
}

/// The lowest mark that so small a share of the clean drafts reaches.
fn quiet(ranked: &[(f64, &Labelled, &Sample)], share: f64) -> f64 {
    let clean: Vec<f64> = ranked
        .iter()
        .filter(|(_, d, _)| d.expected.is_empty())
        .map(|r| r.0)
        .collect();
    let mark = clean.get((clean.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    (mark * 20.0).ceil() / 20.0
}

/// Share of the breaches at or above a mark, and of the right ones among the drafts there.
fn shares(ranked: &[(f64, &Labelled, &Sample)], family: &str, mark: f64) -> (f64, f64) {
    let breaches = ranked.iter().filter(|(_, d, _)| d.breaches(family)).count();
    let above: Vec<_> = ranked.iter().filter(|(sum, ..)| *sum >= mark).collect();
    let found = above.iter().filter(|(_, d, _)| d.breaches(family)).count();
    let right = above.iter().filter(|(_, d, _)| d.allows(family)).count();
    (part(found, breaches), part(right, above.len()))
}

/// Share of right ones among what detectors found at or above a mark, and of those among all finds.
fn finds(ranked: &[(f64, &Labelled, &Sample)], family: &str, mark: f64) -> (f64, f64) {
    let all: Vec<_> = ranked.iter().filter(|(_, _, s)| s.loud.contains(family)).collect();
    let above: Vec<_> = all.iter().filter(|(sum, ..)| *sum >= mark).collect();
    let right = above.iter().filter(|(_, d, _)| d.allows(family)).count();
    (part(right, above.len()), part(above.len(), all.len()))
}

fn part(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}
