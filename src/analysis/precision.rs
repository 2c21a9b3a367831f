//! How precisely figures are wanted, and when a run that goes on until they are may end.

use indexmap::IndexMap;

use super::metric::{Metric, MetricError};
use super::summary::{Asked, Stopping, Summary};
use crate::analysis::statistics::Measured;
use crate::quantity::{Dimension, format_count, parse_scalar};
use crate::scenario::{Scenario, split};

#[cfg(test)]
mod tests;

/// Each look comes after this many times the histories of the look before.
const GROWTH: f64 = 1.25;

/// Figures and the relative standard error that each is wanted with.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// At least one; no figure twice.
    targets: Vec<(Metric, f64)>,
}

/// A precision that cannot be aimed at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrecisionError {
    /// No such figure.
    #[error(transparent)]
    Figure(#[from] MetricError),
    /// No such share.
    #[error("`{written}`: {reason}")]
    Share {
        /// What was written.
        written: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A figure is wanted with two precisions.
    #[error("`{0}` is given twice")]
    Twice(String),
}

impl Precision {
    /// Reads `1%`, which is of each of the `usual` figures, or `value.mean=0.5%,value.p5=2%`, or both: then a named
    /// figure has its own.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(text: &str, usual: &[Metric], scenario: &Scenario) -> Result<Self, Vec<PrecisionError>> {
        let (mut targets, mut wrong): (IndexMap<String, (Metric, f64)>, _) = (IndexMap::new(), Vec::new());
        let (named, alone): (Vec<_>, Vec<_>) = split(text).into_iter().partition(|part| part.contains('='));
        for part in named {
            let (path, share) = part.split_once('=').unwrap_or((part, ""));
            let metric = Metric::find(path.trim(), scenario).map_err(|error| wrong.push(error.into()));
            let share = share_of(part, share).map_err(|error| wrong.push(error));
            let (Ok(metric), Ok(share)) = (metric, share) else { continue };
            if targets.insert(metric.path().to_owned(), (metric, share)).is_some() {
                wrong.push(PrecisionError::Twice(path.trim().to_owned()));
            }
        }
        for (number, part) in alone.into_iter().enumerate() {
            match share_of(part, part) {
                Ok(_) if number > 0 => wrong.push(PrecisionError::Twice(part.to_owned())),
                Ok(share) => usual.iter().for_each(|metric| {
                    targets.entry(metric.path().to_owned()).or_insert((metric.clone(), share));
                }),
                Err(error) => wrong.push(error),
            }
        }
        let targets = targets.into_values().collect();
        if wrong.is_empty() { Ok(Self { targets }) } else { Err(wrong) }
    }

    /// Shares by the path of their figure.
    pub fn shares(&self) -> IndexMap<String, f64> {
        self.targets.iter().map(|(metric, share)| (metric.path().to_owned(), *share)).collect()
    }

    /// Whether every figure is known well enough.
    pub fn holds(&self, summary: &Summary) -> bool {
        self.is_reached(|metric| metric.measure(summary), summary.replications)
    }

    /// Whether every figure that `measure` reads off so many histories is known well enough.
    pub fn is_reached(&self, measure: impl Fn(&Metric) -> Measured, histories: u64) -> bool {
        self.targets.iter().all(|(metric, share)| is_precise(measure(metric), *share, histories))
    }

    /// The figures that it is of.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.targets.iter().map(|(metric, _)| metric)
    }

    /// How many histories all figures together will take, by the errors so far.
    pub fn takes(&self, summary: &Summary) -> u64 {
        let of = |(metric, share): &(Metric, f64)| match relative(metric.measure(summary)) {
            Some(error) => needed(summary.replications, error, *share),
            None => enough_of_nothing(*share),
        };
        self.targets.iter().map(of).fold(0.0, f64::max) as u64
    }

    /// Notes in a summary what was asked for, and what came of it in a run that might have taken `most` histories; of what
    /// it fell short, it warns.
    pub fn conclude(&self, summary: &mut Summary, most: u64) {
        let asked = |(metric, share): &(Metric, f64)| {
            let reached = relative(metric.measure(summary));
            let met = is_precise(metric.measure(summary), *share, summary.replications);
            (metric.path().to_owned(), Asked { asked: *share, reached, met })
        };
        let found = Stopping { most, met: self.holds(summary), figures: self.targets.iter().map(asked).collect() };
        summary.warnings.extend(found.shortfall(self.takes(summary)));
        summary.precision = Some(found);
    }
}

impl Stopping {
    /// Of what a run fell short that would have needed `takes` histories.
    fn shortfall(&self, takes: u64) -> Option<String> {
        let short = self.figures.iter().filter(|(_, figure)| !figure.met);
        let told: Vec<String> = short
            .map(|(path, Asked { asked, reached, .. })| {
                let reached =
                    reached.map_or("it is 0, or not there".to_owned(), |r| format!("{}%", significant(100.0 * r, 3)));
                format!("`{path}`: {reached} for {}%", significant(100.0 * asked, 3))
            })
            .collect();
        (!told.is_empty()).then(|| {
            format!(
                "The run ended at its most, {} simulations, before the standard errors asked for were reached ({}); {} \
                 would reach them.",
                format_count(self.most),
                told.join(", "),
                format_count(significant(takes as f64, 2) as u64)
            )
        })
    }
}

fn share_of(part: &str, text: &str) -> Result<f64, PrecisionError> {
    let wrong = |reason: String| PrecisionError::Share { written: part.to_owned(), reason };
    match parse_scalar(text.trim(), Dimension::Share) {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        Ok(_) => Err(wrong("a precision is above 0% and below 100%, such as 1%".to_owned())),
        Err(fault) => Err(wrong(fault.message)),
    }
}

/// Standard error over the figure; none where there is no figure, or it is 0.
fn relative(figure: Measured) -> Option<f64> {
    let (value, error) = figure.value.filter(|value| *value != 0.0).zip(figure.se)?;
    Some(error / value.abs())
}

/// How many histories make the relative error `share`, where `n` make it `error`: errors fall with the square root.
pub fn needed(n: u64, error: f64, share: f64) -> f64 {
    n as f64 * (error / share).powi(2)
}

/// A number rounded to so many figures, for people.
pub fn significant(value: f64, figures: usize) -> f64 {
    format!("{value:.*e}", figures.saturating_sub(1)).parse().unwrap_or(value)
}

/// A figure that is 0, or that no history has, is no measure of its own error. It is taken for known after as many
/// histories as one takes that varies by as much as it is large; what is then still unseen is seen in less than about
/// `3 share²` of histories.
fn enough_of_nothing(share: f64) -> f64 {
    1.0 / (share * share)
}

fn is_precise(figure: Measured, share: f64, histories: u64) -> bool {
    match relative(figure) {
        Some(error) => error <= share,
        None => histories as f64 >= enough_of_nothing(share),
    }
}

/// When to look whether a run is precise enough, and whether it may end.
///
/// Who looks often stops where the error looks small by chance: the intervals of the end are then too narrow, most of all
/// where tails are heavy and rare histories make the error. Hence no look at few histories, looks that grow by a quarter,
/// and an end only where two looks in a row find every figure precise enough. Intervals then hold the truth about as
/// often as those of a run of a fixed number of histories (tests; the rule is of Chow and Robbins' kind, 1965).
#[derive(Debug, Clone)]
pub struct Looks {
    /// In blocks.
    next: u64,
    held: bool,
}

impl Looks {
    /// The first look comes after so many blocks.
    pub const fn from(first: u64) -> Self {
        Self { next: first, held: false }
    }

    /// After how many blocks the next look comes.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// Takes a look, which finds the figures `precise` or not; whether the run may end.
    pub fn look(&mut self, precise: bool) -> bool {
        self.next = libm::ceil(self.next as f64 * GROWTH) as u64;
        std::mem::replace(&mut self.held, precise) && precise
    }
}
