//! How reviews end: probabilities, of which one may take what the others leave.

use super::super::fields::{Drawn, Field, Presence, Timing};
use super::super::inputs::ReviewOutcomes;
use super::super::node::Value;
use super::super::quantities::{OutcomeProbability, Parameter};
use super::super::words::{ReviewOutcome, Word};
use super::section::{InputGroup, ReadInput, Section};

/// How a review may end, in the order of [`ReviewOutcomes::list`].
const OUTCOMES: &[&str] = ReviewOutcome::NAMES;
/// The text that takes what the others leave.
pub(in super::super) const REST: &str = "rest";
/// By how much probabilities may miss 1.
const TOLERANCE: f64 = 1e-9;

impl Drawn for OutcomeProbability {
    const TIMING: Timing = Timing::Once;
}

/// A rest that is written in this table takes the place of an inherited one, whose outcome then has probability 0.
impl ReadInput for OutcomeProbability {
    fn read(s: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        let takes_rest = |key| s.node(key).is_some_and(|node| is_rest(&node.value));
        let inherits_rest =
            if s.overrides() { s.shared_input(key).is_none() } else { field.presence == Presence::Default(REST) };
        if takes_rest(key) {
            return Self(None);
        }
        if s.sets(key) || !inherits_rest {
            return Self(Some(Parameter::read(s, key, field)));
        }
        let displaced = OUTCOMES.iter().copied().any(takes_rest);
        Self(displaced.then(|| Parameter(s.keep_default(key, field, "0%"))))
    }
}

impl Section<'_, '_> {
    /// The probabilities of the ends of a review; at most one takes the rest.
    pub(in super::super) fn read_review_outcomes(&mut self) -> ReviewOutcomes {
        let outcomes = ReviewOutcomes::read(self);
        // A market that sets none of them has the shared ones, which have been checked.
        if !self.overrides() || OUTCOMES.iter().any(|key| self.sets(key)) {
            self.check_sum(&outcomes);
        }
        outcomes
    }

    fn check_sum(&mut self, outcomes: &ReviewOutcomes) {
        let given: Vec<usize> = outcomes.list().iter().flatten().map(|p| p.0).collect();
        let supports: Option<Vec<(f64, f64)>> = given.iter().map(|p| self.reader.support(*p)).collect();
        // An input that could not be read has been reported already.
        let Some(supports) = supports else { return };
        let least: f64 = supports.iter().map(|s| s.0).sum();
        let known = given.iter().all(|p| self.reader.known(*p).is_some());
        let rests = OUTCOMES.len() - given.len();
        let key = OUTCOMES.iter().rfind(|key| self.sets(key)).copied().unwrap_or_default();
        if rests > 1 {
            self.error(key, "more than one outcome of a review takes the `rest`").help("give the others a probability");
        } else if least > 1.0 + TOLERANCE {
            self.error(key, format!("the probabilities of the outcomes of a review sum to {}", round_sum(least)))
                .label("expected a sum of 1")
                .help("leave one out of the sum by writing \"rest\" for it");
        } else if rests == 0 && !known {
            self.error(key, "the outcomes of a review are uncertain, and none takes the `rest`")
                .help("write \"rest\" for one, such as cleared = \"rest\"");
        } else if rests == 0 && least < 1.0 - TOLERANCE {
            self.error(
                key,
                format!("the probabilities of the outcomes of a review sum to {}, not 1", round_sum(least)),
            )
            .label("expected a sum of 1")
            .help("write \"rest\" for one, such as cleared = \"rest\"");
        }
    }
}

fn is_rest(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim() == REST)
}

/// A sum of probabilities without the noise of binary arithmetic.
fn round_sum(sum: f64) -> f64 {
    (sum * 1e9).round() / 1e9
}
