//! One figure over many replications: its mean with its error, and its quantiles.

use super::{BlockedMean, Sketch, Statistic};
use crate::analysis::summary::{Estimate, LEVELS};
use crate::simulation::{Unit, WorseSide};

/// Leading bits of sketches of single figures: quantiles to 0.1%, those on a value that many simulations hold exactly.
pub(in crate::analysis) const BITS: u32 = 10;
/// Dollars below which quantiles tell none from some only.
pub(in crate::analysis) const LEAST_MONEY: f64 = 1000.0;
/// Share below which quantiles tell none from some only.
pub(in crate::analysis) const LEAST_SHARE: f64 = 1e-4;

/// Magnitudes below which quantiles of a figure in this unit tell none from some only.
pub(in crate::analysis) fn least_magnitude(unit: Unit) -> f64 {
    match unit {
        Unit::Dollars => LEAST_MONEY,
        Unit::Days => 0.01,
        Unit::People => 1.0,
        Unit::Share | Unit::Count | Unit::Index => LEAST_SHARE,
    }
}

/// Mean of a figure, and quantiles where they are reported.
#[derive(Debug, Clone, Default)]
pub(in crate::analysis) struct FigureTally {
    pub(in crate::analysis) mean: BlockedMean,
    pub(in crate::analysis) sketch: Option<Sketch>,
}

impl FigureTally {
    /// Quantiles are kept too; magnitudes below `least` are told from zero alone in them.
    pub(in crate::analysis) fn with_quantiles(least: f64) -> Self {
        Self { mean: BlockedMean::default(), sketch: Some(Sketch::new(BITS, least)) }
    }

    /// Takes values; NaN is not one.
    pub(in crate::analysis) fn take(&mut self, values: &[f64]) {
        self.mean.take(values);
        if let Some(sketch) = &mut self.sketch {
            sketch.take(values);
        }
    }

    /// Its estimate, its expected shortfall on the side that is worse; an empty one where no quantiles were kept.
    pub(in crate::analysis) fn estimate(&self, unit: Unit, worse: WorseSide) -> Estimate {
        let Some(sketch) = &self.sketch else { return Estimate::default() };
        let pieces = sketch.pieces();
        let [p5, p25, p50, p75, p95] = LEVELS.map(|p| pieces.count_quantile(p));
        let intervals = Statistic::QUANTILES.into_iter().zip(LEVELS);
        let tail = match worse {
            WorseSide::Lower => pieces.lowest(0.05),
            WorseSide::Higher => pieces.highest(0.05),
        };
        Estimate {
            unit: unit.name().into(),
            count: self.mean.count(),
            mean: self.mean.mean(),
            se: self.mean.standard_error(),
            gain: self.mean.gain(),
            p5,
            p25,
            p50,
            p75,
            p95,
            intervals: intervals
                .filter_map(|(quantile, p)| Some((quantile.key().to_owned(), pieces.count_interval(p)?)))
                .collect(),
            es5: tail.map(|tail| tail.mean),
            es5_se: tail.map(|tail| tail.se),
        }
    }
}
