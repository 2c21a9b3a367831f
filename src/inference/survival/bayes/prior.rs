//! What is held of a law before any row is seen.

use rand::Rng;

use crate::inference::sampling::draw_normal;
use crate::inference::survival::{Law, LawKind, Time, geometric_mean_days};

/// A weak prior: the free coordinates of [`LawKind::law_at`] are independent and normal.
///
/// | coordinate | mean | deviation | central 95% |
/// |---|---|---|---|
/// | log shape | 0 | 1 | shape 0.14 to 7.1 |
/// | log scale, in units | 0 | 2 | 1/50 to 50 units |
/// | log scale of the short ones of two parts, in units | −1 | 2 | 1/137 to 18 units |
/// | logit of the permanent or short share | 0 | 1.5 | 5% to 95% |
/// | log of log(long scale / short scale) | 1 | 0.5 | 2.8 to 1,400 times; median 15 |
///
/// The unit is the geometric mean of the times, so that the prior stays weak whatever they are; it takes that one number from the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LawPrior {
    /// The unit of scales in days.
    pub unit_days: f64,
}

#[derive(Debug, Clone, Copy)]
struct Normal {
    mean: f64,
    deviation: f64,
}

const SHAPE: Normal = Normal { mean: 0.0, deviation: 1.0 };
const SCALE: Normal = Normal { mean: 0.0, deviation: 2.0 };
const SHORT_SCALE: Normal = Normal { mean: -1.0, deviation: 2.0 };
const SHARE: Normal = Normal { mean: 0.0, deviation: 1.5 };
const GAP: Normal = Normal { mean: 1.0, deviation: 0.5 };

fn coordinate_priors(kind: LawKind) -> &'static [Normal] {
    match kind {
        LawKind::Exponential => &[SCALE],
        LawKind::Weibull => &[SHAPE, SCALE],
        LawKind::CureExponential => &[SHARE, SCALE],
        LawKind::CureWeibull => &[SHARE, SHAPE, SCALE],
        LawKind::ExponentialAndWeibull => &[SHARE, SHORT_SCALE, SHAPE, GAP],
        LawKind::TwoWeibulls => &[SHARE, SHAPE, SHORT_SCALE, SHAPE, GAP],
    }
}

impl LawPrior {
    /// The prior whose unit is the geometric mean of these times.
    pub fn for_times(times: &[Time]) -> Self {
        Self { unit_days: geometric_mean_days(times) }
    }

    /// Draws a law from the prior.
    pub fn draw(self, kind: LawKind, rng: &mut impl Rng) -> Option<Law> {
        let draws = coordinate_priors(kind).iter().map(|normal| normal.mean + normal.deviation * draw_normal(rng));
        kind.law_at(&draws.collect::<Vec<f64>>(), self.unit_days)
    }

    /// Log density at coordinates, up to a constant.
    pub(super) fn log_density(kind: LawKind, coordinates: &[f64]) -> f64 {
        let each = coordinate_priors(kind).iter().zip(coordinates).map(|(normal, value)| {
            let z = (value - normal.mean) / normal.deviation;
            -0.5 * z * z
        });
        each.sum()
    }

    /// The middle of the prior.
    pub(super) fn centre(kind: LawKind) -> Vec<f64> {
        coordinate_priors(kind).iter().map(|normal| normal.mean).collect()
    }
}
