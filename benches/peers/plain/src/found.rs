//! What is kept.

use crate::model::State;
use crate::{DATES, QUANTILES, rank};

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

    /// Quantiles by market and date, each row's taken as `take` does.
    pub(crate) fn quantiles(&mut self, take: fn(&mut [f32]) -> [f32; QUANTILES.len()]) -> Vec<f32> {
        self.fans.chunks_mut(self.stride).flat_map(|row| take(&mut row[..self.histories])).collect()
    }
}

/// Quantiles of a row by selection.
#[must_use]
pub fn select(row: &mut [f32]) -> [f32; QUANTILES.len()] {
    let n = row.len();
    let mut rest = row;
    let mut before = 0;
    QUANTILES.map(|p| {
        // Each time among those that are not below the last.
        let (_, &mut found, above) =
            std::mem::take(&mut rest).select_nth_unstable_by(rank(p, n) - before, f32::total_cmp);
        (rest, before) = (above, rank(p, n) + 1);
        found
    })
}
