//! How often events happen: Poisson or negative binomial regression with groups that learn from each other.
//!
//! In a row of group g with covariates x over y years, the number of events has mean y · exp(a_g + Σ β_k x_k). The group's
//! log rate a_g is normal about a common mean with a common spread, so that a group with few rows leans on the others (partial pooling). A
//! covariate may be an earlier event in the same place or events elsewhere in the year before (excitation): it is data like any other.
//! With overdispersion φ the variance is mean + φ · mean² (negative binomial); φ = 0 is Poisson.

mod likelihood;
mod posterior;

pub use posterior::{RatePosterior, RatePrior, sample_rates};

/// Events in a place over a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRow<const K: usize> {
    /// How many events.
    pub events: u32,
    /// Over how many years. Above 0.
    pub years: f64,
    /// The group, counted from 0.
    pub group: usize,
    /// What else raises or lowers the rate; of the order of 1, such as 0 or 1.
    pub covariates: [f64; K],
}

/// One set of parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct RateLaw<const K: usize> {
    /// Mean of the log rates (per year) over groups.
    pub mean: f64,
    /// Standard deviation of the log rates over groups.
    pub spread: f64,
    /// Log rate (per year) of each group where all covariates are 0.
    pub groups: Vec<f64>,
    /// What one unit of each covariate adds to the log rate.
    pub effects: [f64; K],
    /// φ: variance is mean + φ · mean². 0: Poisson.
    pub overdispersion: f64,
}

impl<const K: usize> RateLaw<K> {
    /// Events per year in a group. A group without a number of its own has the mean of the groups.
    pub fn rate(&self, group: usize, covariates: &[f64; K]) -> f64 {
        let log_rate = self.groups.get(group).unwrap_or(&self.mean);
        libm::exp(log_rate + self.effects.iter().zip(covariates).map(|(effect, x)| effect * x).sum::<f64>())
    }

    /// Logarithm of the probability of these rows.
    pub fn log_probability(&self, rows: &[RateRow<K>]) -> f64 {
        likelihood::group_rows(rows).iter().map(|cell| cell.log_likelihood(self)).sum()
    }

    /// Chance of at least one event in so many years.
    pub fn chance_of_any(&self, group: usize, covariates: &[f64; K], years: f64) -> f64 {
        let mean = self.rate(group, covariates) * years;
        if self.overdispersion <= 0.0 {
            return -libm::expm1(-mean);
        }
        -libm::expm1(-libm::log1p(self.overdispersion * mean) / self.overdispersion)
    }
}
