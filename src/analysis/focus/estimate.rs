//! The probability of the ending: round by round, and all rounds together.

use super::rounds::Round;

/// Sums over the histories of a round that were drawn in one way.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    n: f64,
    /// Weights, and their squares.
    w: f64,
    ww: f64,
    /// The same of those in which the ending came about.
    h: f64,
    hh: f64,
}

/// What one round found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RoundTally {
    /// Drawn plainly, and led.
    parts: [Part; 2],
    /// Histories in which the ending came about.
    pub(super) hits: u64,
}

/// An estimate and its variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

impl RoundTally {
    /// Takes a history.
    pub(super) fn take(&mut self, weight: f64, hit: bool, plain: bool) {
        let part = &mut self.parts[usize::from(!plain)];
        part.n += 1.0;
        part.w += weight;
        part.ww += weight * weight;
        if hit {
            part.h += weight;
            part.hh += weight * weight;
            self.hits += 1;
        }
    }

    /// Histories drawn as in a plain run.
    pub(super) fn plain(&self) -> u64 {
        self.parts[0].n as u64
    }

    /// The probability that this round found. Numbers of histories drawn in either way are settled, so that the variance is
    /// that within each of the two.
    pub(super) fn probability(&self) -> Estimate {
        self.estimate(|part| (part.h, part.hh))
    }

    /// Mean weight, 1 but for chance.
    pub(super) fn weight(&self) -> Estimate {
        self.estimate(|part| (part.w, part.ww))
    }

    fn estimate(&self, of: impl Fn(&Part) -> (f64, f64)) -> Estimate {
        let n: f64 = self.parts.iter().map(|part| part.n).sum();
        let (mut mean, mut variance) = (0.0, 0.0);
        for part in self.parts.iter().filter(|part| part.n > 0.0) {
            let (sum, squares) = of(part);
            mean += sum / n;
            // With one history nothing is known of their spread; two of the same would have none.
            let spread = (squares - sum * sum / part.n).max(0.0) / (part.n - 1.0).max(1.0);
            variance += part.n * spread / (n * n);
        }
        Estimate { mean, variance }
    }
}

/// All rounds together, each by its part, settled beforehand: unbiased, since each round is whatever came before it; and
/// since the rounds are martingale differences the variances add.
pub(super) fn combine_rounds(rounds: &[Round], of: impl Iterator<Item = Estimate>) -> Estimate {
    rounds.iter().zip(of).fold(Estimate { mean: 0.0, variance: 0.0 }, |sum, (round, one)| Estimate {
        mean: sum.mean + round.part * one.mean,
        variance: sum.variance + round.part * round.part * one.variance,
    })
}
