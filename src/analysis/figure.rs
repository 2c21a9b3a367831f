//! One figure over many replications: its mean with its error, and its quantiles.

use super::blocked::Blocked;
use super::sketch::Sketch;
use super::summary::Estimate;

/// Leading bits of sketches of single figures: quantiles to 0.05%.
pub(super) const BITS: u32 = 10;
/// Dollars that count as none in quantiles.
pub(super) const LEAST_MONEY: f64 = 1000.0;
/// Share that counts as none in quantiles.
pub(super) const LEAST_SHARE: f64 = 1e-4;

/// Mean of a figure, and quantiles where they are reported.
#[derive(Debug, Clone, Default)]
pub(super) struct Figure {
    pub(super) mean: Blocked,
    pub(super) sketch: Option<Sketch>,
}

/// Which end of a figure is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worst {
    Lowest,
    Highest,
}

impl Figure {
    /// Quantiles are kept too; magnitudes below `least` count as zero in them.
    pub(super) fn with_quantiles(least: f64) -> Self {
        Self { mean: Blocked::default(), sketch: Some(Sketch::new(BITS, least)) }
    }

    /// Takes a value; NaN is not one.
    pub(super) fn add(&mut self, value: f64) {
        self.mean.add(value);
        if let Some(sketch) = &mut self.sketch {
            sketch.add(value);
        }
    }

    /// Takes values; NaN is not one.
    pub(super) fn take(&mut self, values: &[f64]) {
        self.mean.take(values);
        if let Some(sketch) = &mut self.sketch {
            sketch.take(values);
        }
    }

    /// Its estimate; an empty one where no quantiles were kept.
    pub(super) fn estimate(&self, unit: &str, worst: Worst) -> Estimate {
        let Some(sketch) = &self.sketch else { return Estimate::default() };
        let quantile = |p: f64| sketch.quantile(p);
        let intervals = [("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)]
            .into_iter()
            .filter_map(|(key, p)| Some((key.to_owned(), sketch.quantile_interval(p)?)))
            .collect();
        let tail = match worst {
            Worst::Lowest => sketch.shortfall(0.05),
            Worst::Highest => sketch.excess(0.05),
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
