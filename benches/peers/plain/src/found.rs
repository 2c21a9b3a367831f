//! What is kept.

use crate::model::State;
use crate::{DATES, QUANTILES};

/// What is kept of every history: rows over histories, market after market.
pub struct Found {
    pub(crate) histories: usize,
    /// From one row of the fans to the next.
    pub(crate) stride: usize,
    pub(crate) fans: Vec<f32>,
    pub(crate) values: Vec<f64>,
    pub(crate) users: Vec<f64>,
    pub(crate) cohort: Vec<f64>,
    pub(crate) bans: Vec<f64>,
}

impl Found {
    pub(crate) fn new(markets: usize, histories: usize) -> Self {
        // Rows are a page and a line apart, so that the dates of a history do not fight for one place in the cache.
        let stride = histories.div_ceil(1024) * 1024 + 16;
        let figure = || vec![0.0; markets * histories];
        Self {
            histories,
            stride,
            fans: vec![0.0; markets * DATES * stride],
            values: figure(),
            users: figure(),
            cohort: figure(),
            bans: figure(),
        }
    }

    /// Keeps what history i came to in market m.
    pub(crate) fn keep(&mut self, m: usize, i: usize, state: &State, value: f64) {
        let place = m * self.histories + i;
        self.values[place] = value;
        self.users[place] = state.left();
        self.cohort[place] = state.cohort.active + state.cohort.around;
        self.bans[place] = state.bans;
    }

    /// Quantiles by market and date.
    pub fn quantiles(&mut self) -> Vec<f32> {
        let mut quantiles = Vec::with_capacity(self.fans.len() / self.stride * QUANTILES.len());
        for row in self.fans.chunks_mut(self.stride) {
            let mut rest = &mut row[..self.histories];
            let mut before = 0;
            for p in QUANTILES {
                let rank = (p * (self.histories - 1) as f64).round() as usize;
                // Each time among those that are not below the last.
                let (_, &mut found, above) = rest.select_nth_unstable_by(rank - before, f32::total_cmp);
                quantiles.push(found);
                (rest, before) = (above, rank + 1);
            }
        }
        quantiles
    }

    /// Quantiles by market and date, found by counting.
    pub fn quantiles_by_count(&mut self) -> Vec<f32> {
        self.quantiles()
    }
}
