//! Shares of outcomes that exclude each other, from counts (Dirichlet–multinomial).

use rand::Rng;

use crate::inference::sampling::draw_gamma;
use crate::inference::scoring::beta_tail;

/// What the prior counts for each outcome: a half, the rule of Jeffreys and of Krichevsky and Trofimov (1981). Small against any real
/// counts, and no outcome is impossible.
pub const PRIOR_COUNT: f64 = 0.5;

/// What is known of the shares after counting.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeShares {
    /// Count and prior of each outcome together.
    concentrations: Vec<f64>,
}

impl OutcomeShares {
    /// From the counts of at least two outcomes (which may be sums of weights) and the prior [`PRIOR_COUNT`].
    pub fn from_counts(counts: &[f64]) -> Self {
        Self::with_prior(counts, PRIOR_COUNT)
    }

    /// The same with another prior count of each outcome, above 0.
    pub fn with_prior(counts: &[f64], prior_count: f64) -> Self {
        Self { concentrations: counts.iter().map(|count| count + prior_count).collect() }
    }

    fn total(&self) -> f64 {
        self.concentrations.iter().sum()
    }

    /// Mean of each share: the probability that the next case has that outcome.
    pub fn means(&self) -> Vec<f64> {
        let total = self.total();
        self.concentrations.iter().map(|concentration| concentration / total).collect()
    }

    /// Central interval of one share at a probability such as 0.9. None for an outcome that is not there.
    pub fn interval(&self, outcome: usize, level: f64) -> Option<[f64; 2]> {
        let concentration = *self.concentrations.get(outcome)?;
        Some(beta_tail(concentration, self.total() - concentration, level))
    }

    /// Draws all shares once; they sum to 1.
    pub fn draw(&self, rng: &mut impl Rng) -> Vec<f64> {
        let gammas: Vec<f64> = self.concentrations.iter().map(|&shape| draw_gamma(shape, rng)).collect();
        let sum: f64 = gammas.iter().sum();
        gammas.iter().map(|gamma| gamma / sum).collect()
    }

    /// Log probability of new cases with these counts, in one given order: for scores on held-out cases.
    pub fn log_predictive(&self, counts: &[f64]) -> f64 {
        let (total, new): (f64, f64) = (self.total(), counts.iter().sum());
        let each = self.concentrations.iter().zip(counts).map(|(a, n)| libm::lgamma(a + n) - libm::lgamma(*a));
        libm::lgamma(total) - libm::lgamma(total + new) + each.sum::<f64>()
    }
}
