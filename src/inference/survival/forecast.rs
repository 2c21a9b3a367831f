//! What a forecast of a length must tell to be scored.

use super::mixture::add_logs;
use super::{Law, Mixture, Time};

/// A forecast of how long something lasts.
pub trait Forecast {
    /// Probability that it lasts beyond `days`, 0 to 1.
    fn survival(&self, days: f64) -> f64;

    /// The logarithmic score of what happened, higher is better: log of the density per day where it ended, of the probability of
    /// lasting as long where it has not. The weight of the row is not applied.
    fn log_score(&self, time: &Time) -> f64;
}

/// The average of several laws of equal weight, such as the draws of a posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive {
    laws: Vec<Mixture>,
}

impl Predictive {
    /// The average of at least one law.
    pub fn new(laws: &[Law]) -> Self {
        Self { laws: laws.iter().map(Law::mixture).collect() }
    }
}

impl Forecast for Predictive {
    fn survival(&self, days: f64) -> f64 {
        let log_days = libm::log(days.max(0.0));
        self.laws.iter().map(|law| law.survival_at_log(log_days)).sum::<f64>() / self.laws.len() as f64
    }

    fn log_score(&self, time: &Time) -> f64 {
        log_mean_score(&self.laws, time)
    }
}

impl Forecast for Mixture {
    fn survival(&self, days: f64) -> f64 {
        Self::survival(self, days)
    }

    fn log_score(&self, time: &Time) -> f64 {
        log_mean_score(std::slice::from_ref(self), time)
    }
}

/// log of the mean density at the end of a row, or of the mean share that lasts as long.
pub(super) fn log_mean_score(laws: &[Mixture], time: &Time) -> f64 {
    let log_days = libm::log(time.days);
    let sum = laws.iter().fold(f64::NEG_INFINITY, |sum, law| {
        add_logs(sum, if time.ended { law.log_density(log_days) } else { law.log_survival(log_days) })
    });
    sum - libm::log(laws.len() as f64)
}
