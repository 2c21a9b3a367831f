//! What is asked of a decision, in the words of those who ask. Command line, Python and plans ask in the same way.

use serde::{Deserialize, Serialize};

use super::run::{Options, Threshold};
use crate::analysis::option_error::OptionError;
use crate::quantity::{Dimension, parse_scalar};

/// What weights may sum to besides 1, by rounding.
const ROUNDING: f64 = 1e-9;

/// A decision that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Strategies to take; all where there is none.
    pub only: Vec<String>,
    /// Probabilities of the files, in their order.
    pub weights: Option<Vec<f64>>,
    /// The value to be reached at least: dollars, or a share of the value with no government action.
    pub at_least: Option<String>,
    /// How much later each strategy that begins on a known date is tried too.
    pub wait: Option<String>,
}

impl DecisionRequest {
    /// What it says, for so many files.
    ///
    /// # Errors
    /// The first option that says nothing that could be heeded.
    pub fn read(&self, files: usize) -> Result<Options, OptionError> {
        if let Some(weights) = &self.weights {
            check_weights(weights, files)?;
        }
        let threshold = self.at_least.as_deref().map(read_threshold).transpose()?.unwrap_or_default();
        let wait = self.wait.as_deref().map(read_wait).transpose()?;
        Ok(Options { weights: self.weights.clone(), threshold, wait })
    }
}

fn check_weights(weights: &[f64], files: usize) -> Result<(), OptionError> {
    let is_share = |weight: &f64| (0.0..=1.0).contains(weight);
    let sum: f64 = weights.iter().sum();
    if weights.len() == files && weights.iter().all(is_share) && (sum - 1.0).abs() < ROUNDING {
        return Ok(());
    }
    let reason = "weights are the probabilities of the scenarios, one for each, in their order; their sum is 1";
    Err(OptionError::new("weights", reason))
}

fn read_threshold(text: &str) -> Result<Threshold, OptionError> {
    let wrong = OptionError::in_text("at-least", text);
    if text.trim_end().ends_with('%') {
        parse_scalar(text, Dimension::Share).map(Threshold::ShareOfBaseline).map_err(wrong)
    } else {
        parse_scalar(text, Dimension::Money).map(Threshold::Dollars).map_err(wrong)
    }
}

/// Days.
fn read_wait(text: &str) -> Result<f64, OptionError> {
    let days = parse_scalar(text, Dimension::Duration).map_err(OptionError::in_text("wait", text))?;
    if days > 0.0 { Ok(days) } else { Err(OptionError::new("wait", "the same choice later is above 0 days")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> DecisionRequest {
        DecisionRequest { only: Vec::new(), weights: None, at_least: None, wait: None }
    }

    #[test]
    fn words_are_read_as_people_mean_them() {
        let read = DecisionRequest { at_least: Some("$5B".into()), wait: Some("90 days".into()), ..request() };
        let options = read.read(1).unwrap();
        assert_eq!((options.threshold, options.wait), (Threshold::Dollars(5e9), Some(90.0)));
        let options = DecisionRequest { at_least: Some("70%".into()), ..request() }.read(1).unwrap();
        assert_eq!((options.threshold, options.wait), (Threshold::ShareOfBaseline(0.7), None));
        let weighted = DecisionRequest { weights: Some(vec![0.25, 0.75]), ..request() };
        assert_eq!(weighted.read(2).unwrap().weights, Some(vec![0.25, 0.75]));
    }

    #[test]
    fn what_cannot_be_heeded_is_named() {
        let refused = |request: DecisionRequest| request.read(2).unwrap_err().to_string();
        for weights in [vec![0.5], vec![0.5, 0.6], vec![1.5, -0.5], vec![f64::NAN, 1.0]] {
            assert!(refused(DecisionRequest { weights: Some(weights), ..request() }).starts_with("--weights: "));
        }
        assert!(refused(DecisionRequest { at_least: Some("much".into()), ..request() }).starts_with("--at-least: "));
        assert!(refused(DecisionRequest { wait: Some("0 days".into()), ..request() }).contains("above 0 days"));
    }
}
