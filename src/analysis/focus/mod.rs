//! A rare ending looked for: how probable it is, and what goes with it, by importance sampling.

mod describe;
mod estimate;
mod figures;
mod learn;
mod proposal_learner;
mod rounds;
mod run;
#[cfg(test)]
mod tests;
mod weighted;

use serde::{Deserialize, Serialize};

use super::shift::{Shift, ShiftedBy};
use super::statistics::evidence::find_differences;
use super::studied::StudiedScenario;

pub use run::{FocusError, focus};

/// What the results of `run --focus` call their format.
pub const FOCUS_FORMAT: &str = "marketgate.focus/1";

/// A gain over plain histories that is worth the words.
const PAYS: f64 = 2.0;
/// How far a decision of chance is led, in nats, that is more than what a learner does to any.
const LED: f64 = 0.1;

/// What is known of a rare ending.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Always `marketgate.focus/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Histories of all rounds.
    pub replications: u64,
    /// The ending.
    pub condition: String,
    /// How probable it is.
    pub probability: Probability,
    /// Histories in which it came about, of all.
    pub hits: u64,
    /// Mean weight of all histories: 1 but for chance.
    pub weight: Mean,
    /// As many equally weighted histories as all are worth, and as those in which it came about.
    pub effective: [f64; 2],
    /// Variance that as many plain histories would have over that of this estimate, all rounds counted.
    pub gain: f64,
    /// Plain histories that it would take to know the probability as well.
    pub plain: f64,
    /// The rounds.
    pub rounds: Vec<FocusRound>,
    /// Histories for errors of round sizes.
    pub needed: Vec<Needed>,
    /// What the last round led, the most led first.
    pub led: Vec<Leading>,
    /// What goes with the ending.
    pub within: Shift,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

impl Focus {
    /// Whether looking for the ending has told more of it than a plain run would have.
    pub fn pays(&self) -> bool {
        self.gain >= PAYS
    }

    /// Draws of which it stands that they lead to the ending: inputs that lie elsewhere there by more than chance explains, and decisions of
    /// chance that were led far. None where looking for it hardly paid: then what was led says what was tried, not what leads there.
    pub fn proven(&self) -> Vec<&Leading> {
        let moved = match &self.within.by {
            ShiftedBy::Condition { moved, .. } => moved.as_slice(),
            ShiftedBy::Bands(_) | ShiftedBy::Probabilities(_) => &[],
        };
        let stands = find_differences(&moved.iter().map(|input| (input.shift, Some(input.se))).collect::<Vec<_>>());
        let lies_elsewhere =
            |path: &String| moved.iter().zip(&stands).any(|(input, stands)| *stands && input.path == *path);
        let is_proven = |led: &&Leading| {
            if led.inputs.is_empty() { led.divergence >= LED } else { led.inputs.iter().any(lies_elsewhere) }
        };
        self.led.iter().filter(|_| self.pays()).filter(is_proven).collect()
    }
}

/// A probability with its error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Probability {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A mean with its error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

/// One round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FocusRound {
    /// Its histories.
    pub replications: u64,
    /// Of them, those drawn as in a plain run.
    pub plain: u64,
    /// Those in which the ending came about.
    pub hits: u64,
    /// Its part in the estimate.
    pub part: f64,
    /// The probability that it found.
    pub probability: Mean,
}

/// How many histories make an error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Needed {
    /// Standard error over the probability.
    pub error: f64,
    /// Histories led like these.
    pub replications: f64,
    /// Plain histories.
    pub plain: f64,
}

/// A draw that was led.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leading {
    /// Paths of the inputs drawn by it; none where it is a decision of chance.
    pub inputs: Vec<String>,
    /// What chance decides, such as `review-arrival`; empty for inputs.
    pub decides: String,
    /// Key of the market, bidder or event it is about, if of one.
    pub of: Option<String>,
    /// How often it was decided before.
    pub turn: u8,
    /// How far it was led, in nats (Kullback and Leibler).
    pub divergence: f64,
    /// Its density in each bin; 1 is that of a plain run.
    pub density: Vec<f64>,
}
