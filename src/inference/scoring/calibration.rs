//! Whether what happened lies where forecasts said, as often as they said.

use super::wilson;
use crate::inference::survival::{Forecast, Time};

/// Where in a forecast a row lies: the probability that the forecast gave to a length at most as long (probability integral transform).
/// Of good forecasts these are uniform.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PitInterval {
    /// That probability at the row's time, 0 to 1.
    pub low: f64,
    /// The same where the row ended; 1 where it has not, for its end may lie anywhere beyond.
    pub high: f64,
}

/// Where in its forecast a row lies.
pub fn pit(forecast: &impl Forecast, time: &Time) -> PitInterval {
    let low = (1.0 - forecast.survival(time.days)).clamp(0.0, 1.0);
    PitInterval { low, high: if time.ended { low } else { 1.0 } }
}

impl PitInterval {
    /// Which part of the row lies in [`from`, `to`): 0 or 1 where it ended; where it has not, the share of what is left of the forecast
    /// that lies there, as in D-calibration (Haider et al. 2020). An end at exactly 1 belongs to the range up to 1.
    fn part_within(self, from: f64, to: f64) -> f64 {
        if self.low >= self.high {
            return if self.low >= from && (self.low < to || to >= 1.0) { 1.0 } else { 0.0 };
        }
        (to.min(self.high) - from.max(self.low)).max(0.0) / (self.high - self.low)
    }
}

/// How many rows lie in each of `bins` equal parts of the forecast, from the shortest lengths to the longest. A row that has not ended is
/// spread over the parts that are left for it. Good forecasts fill all parts alike.
pub fn expected_bins(rows: &[PitInterval], bins: usize) -> Vec<f64> {
    let edge = |bin: usize| bin as f64 / bins as f64;
    (0..bins).map(|bin| rows.iter().map(|row| row.part_within(edge(bin), edge(bin + 1))).sum()).collect()
}

/// How often central ranges of forecasts held what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// What the ranges promise: 0.8 for 10% to 90%.
    pub level: f64,
    /// Rows.
    pub rows: usize,
    /// Of these, rows that are inside or outside for certain: they ended, or have already lasted beyond the range.
    pub decided: usize,
    /// Rows inside; one that is undecided counts by the share of what is left of its forecast that lies inside.
    pub inside: f64,
    /// `inside` over `rows`.
    pub share: f64,
    /// Wilson 95% interval of the share, all rows taken as independent.
    pub interval: [f64; 2],
}

/// Coverage of the central range at a level between 0 and 1. None without rows.
pub fn central_coverage(rows: &[PitInterval], level: f64) -> Option<Coverage> {
    let (from, to) = ((1.0 - level) / 2.0, f64::midpoint(1.0, level));
    let inside: f64 = rows.iter().map(|row| row.part_within(from, to)).sum();
    let count = rows.len() as f64;
    Some(Coverage {
        level,
        rows: rows.len(),
        decided: rows.iter().filter(|row| row.low >= row.high || row.low >= to).count(),
        inside,
        share: inside / count,
        interval: wilson(inside, count, 0.95)?,
    })
}
