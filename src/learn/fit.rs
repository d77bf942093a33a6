//! Logistic regression with small weights preferred, by coordinate descent: one Newton step a cue, in a fixed order.

/// A sum of weights.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Where the sum begins.
    pub bias: f64,
    /// One for each cue.
    pub weights: Vec<f64>,
}

/// Sweeps over all cues.
const SWEEPS: usize = 30;
/// How much an error costs against a weight of one.
const COST: f64 = 0.3;
/// How much dearer a breach missed is than a clean draft suspected.
const BREACH: f64 = 3.0;

impl Model {
    /// The sum for a draft.
    pub fn sum(&self, cues: &[u32]) -> f64 {
        self.bias + cues.iter().map(|&cue| self.weights[cue as usize]).sum::<f64>()
    }

    /// Weights in steps that a person reads: twentieths, and nothing below a quarter: the many smaller ones change no figure.
    pub fn rounded(mut self) -> Model {
        for weight in self.weights.iter_mut().chain([&mut self.bias]) {
            *weight = (*weight * 20.0).round() / 20.0;
        }
        for weight in self.weights.iter_mut().filter(|weight| weight.abs() < 0.24) {
            *weight = 0.0;
        }
        self
    }
}

/// A draft that teaches.
pub(super) struct Taught<'d> {
    /// Its cues.
    pub cues: &'d [u32],
    /// Whether it is a breach.
    pub breach: bool,
    /// For how many drafts it counts.
    pub times: f64,
}

/// Fits a model to drafts.
pub(super) fn fit(drafts: &[Taught], cues: usize) -> Model {
    let mut with: Vec<Vec<u32>> = vec![Vec::new(); cues];
    for (number, draft) in drafts.iter().enumerate() {
        for &cue in draft.cues {
            with[cue as usize].push(number as u32);
        }
    }
    let everyone: Vec<u32> = (0..drafts.len() as u32).collect();
    let mut model = Model {
        bias: 0.0,
        weights: vec![0.0; cues],
    };
    let mut sums = vec![0.0; drafts.len()];
    for _ in 0..SWEEPS {
        model.bias += step(drafts, &everyone, model.bias * 0.01, 0.01, &mut sums);
        for (cue, shown) in with.iter().enumerate().filter(|(_, shown)| !shown.is_empty()) {
            let weight = model.weights[cue];
            model.weights[cue] += step(drafts, shown, weight, 1.0, &mut sums);
        }
    }
    model
}

/// One Newton step for the weight shared by `shown`; their sums move along.
fn step(drafts: &[Taught], shown: &[u32], pull: f64, stiffness: f64, sums: &mut [f64]) -> f64 {
    let (mut slope, mut bend) = (pull, stiffness);
    for &draft in shown {
        let Taught { breach, times, .. } = drafts[draft as usize];
        let chance = 1.0 / (1.0 + (-sums[draft as usize]).exp());
        let cost = times * if breach { COST * BREACH } else { COST };
        slope += cost * (chance - f64::from(u8::from(breach)));
        bend += cost * chance * (1.0 - chance);
    }
    let by = (-slope / bend).clamp(-1.0, 1.0);
    for &draft in shown {
        sums[draft as usize] += by;
    }
    by
}
