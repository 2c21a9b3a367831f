//! One figure over many replications: its mean with its error, and its quantiles.

use super::blocked::Blocked;
use super::sketch::Sketch;
use super::summary::Estimate;
use super::worse::Worse;

/// Leading bits of sketches of single figures: quantiles to 0.1%, those on a value that many simulations hold exactly.
pub(super) const BITS: u32 = 10;
/// Dollars below which quantiles tell none from some only.
pub(super) const LEAST_MONEY: f64 = 1000.0;
/// Share below which quantiles tell none from some only.
pub(super) const LEAST_SHARE: f64 = 1e-4;

/// Mean of a figure, and quantiles where they are reported.
#[derive(Debug, Clone, Default)]
pub(super) struct Figure {
    pub(super) mean: Blocked,
    pub(super) sketch: Option<Sketch>,
}

impl Figure {
    /// Quantiles are kept too; magnitudes below `least` are told from zero alone in them.
    pub(super) fn with_quantiles(least: f64) -> Self {
        Self { mean: Blocked::default(), sketch: Some(Sketch::new(BITS, least)) }
    }

    /// Takes values; NaN is not one.
    pub(super) fn take(&mut self, values: &[f64]) {
        self.mean.take(values);
        if let Some(sketch) = &mut self.sketch {
            sketch.take(values);
        }
    }

    /// Its estimate, its expected shortfall on the side that is worse; an empty one where no quantiles were kept.
    pub(super) fn estimate(&self, unit: &str, worse: Worse) -> Estimate {
        let Some(sketch) = &self.sketch else { return Estimate::default() };
        let pieces = sketch.pieces();
        let quantile = |p: f64| pieces.count_quantile(p);
        let intervals = [("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)]
            .into_iter()
            .filter_map(|(key, p)| Some((key.to_owned(), pieces.count_interval(p)?)))
            .collect();
        let tail = match worse {
            Worse::Lower => pieces.lowest(0.05),
            Worse::Higher => pieces.highest(0.05),
        };
        Estimate {
            unit: unit.into(),
            count: self.mean.count(),
            mean: self.mean.mean(),
            se: self.mean.standard_error(),
            gain: self.mean.gain(),
            p5: quantile(0.05),
            p25: quantile(0.25),
            p50: quantile(0.5),
            p75: quantile(0.75),
            p95: quantile(0.95),
            intervals,
            es5: tail.map(|tail| tail.mean),
            es5_se: tail.map(|tail| tail.se),
        }
    }
}
