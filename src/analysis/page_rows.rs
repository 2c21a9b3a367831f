//! What is kept of a run's first simulations for its page, packed small: the page weighs, chooses and revalues them by itself.

mod gather;
mod packed;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use gather::PageRowsGatherer;
pub use packed::PackedColumn;

use super::summary::{STATES, Summary};
use crate::quantity::YEAR;
use crate::simulation::DISCOUNT_SHIFTS;

/// What `page-rows.json` calls its format.
pub const PAGE_ROWS_FORMAT: &str = "marketgate.page-rows/1";
/// Most simulations that are kept: whole blocks of a Latin hypercube.
pub const MOST_PAGE_ROWS: usize = 6_000;
/// Rate less growth, per year, that every simulation keeps however far the page shifts them.
pub const LEAST_DIVISOR: f64 = 0.005;
/// Shifts of discount rate less terminal growth, per year, at which mean terminal values are kept.
const STEP: f64 = 0.005;
const STEPS: std::ops::RangeInclusive<i32> = -12..=12;

/// The first simulations of a run, as its page needs them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageRows {
    /// Always `marketgate.page-rows/1`.
    pub format: String,
    /// Digest of the scenario.
    pub digest: String,
    /// Seed of the run.
    pub seed: u64,
    /// Simulations of the run, of which the first are kept.
    pub replications: u64,
    /// How many are kept.
    pub rows: usize,
    /// Years to the horizon.
    pub horizon: f64,
    /// The leading value, in dollars.
    pub value: PackedColumn,
    /// What the cash up to the horizon gains in present value at each of [`DISCOUNT_SHIFTS`], in dollars.
    pub gains: Vec<PackedColumn>,
    /// The terminal value within the leading value, in dollars discounted to the start.
    pub terminal: PackedColumn,
    /// Discount rate less growth plus the hazard of loss, per year: over markets the harmonic mean weighed by terminal value.
    pub divisor: PackedColumn,
    /// The least of these over all simulations and markets with a terminal value, per year.
    pub least_divisor: f64,
    /// Users kept in the main market at the horizon, as a share of those at the start.
    pub retention: PackedColumn,
    /// Final state of the main market, as its number in [`STATES`].
    pub state: PackedColumn,
    /// By key of each market in the leading value, and by state of the main market: what the market is worth there.
    pub markets: IndexMap<String, Vec<Option<MarketWorth>>>,
}

/// Means of a market over the simulations in which the main market ends in one state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarketWorth {
    /// Cash up to the horizon, in dollars.
    pub earned: f64,
    /// What it gains at each of [`DISCOUNT_SHIFTS`], in dollars.
    pub gains: Vec<f64>,
    /// The terminal value at shifts of rate less growth from −6 to 6 percentage points in steps of one half, in dollars, each times the
    /// least divisor so shifted and over the least divisor: that makes a smooth curve. Ends before the divisor falls below 0.5%.
    pub terminal: Vec<Option<f64>>,
}

impl PageRows {
    /// Whether everything in it fits together, and is of this run.
    ///
    /// # Errors
    /// Where it does not: why.
    pub fn check(&self, summary: &Summary) -> Result<(), String> {
        let says = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
        says(
            (&self.digest, self.seed, self.replications)
                == (&summary.scenario.digest, summary.seed, summary.replications),
            "it is of another run than summary.json",
        )?;
        let most = MOST_PAGE_ROWS.min(usize::try_from(self.replications).unwrap_or(usize::MAX));
        says((1..=most).contains(&self.rows), &format!("it cannot hold {} simulations", self.rows))?;
        says((self.horizon - summary.scenario.horizon_days / YEAR).abs() < 1e-6, "its horizon is not that of the run")?;
        says(self.gains.len() == DISCOUNT_SHIFTS.len(), "`gains` has not a column for each shift")?;
        let columns = [&self.value, &self.terminal, &self.divisor, &self.retention, &self.state];
        for column in columns.into_iter().chain(&self.gains) {
            column.check(self.rows)?;
        }
        says(self.divisor.low > 0.0 && self.least_divisor > 0.0, "a divisor is not above 0")?;
        says(self.state.low >= 0.0 && self.state.high < STATES.len() as f64, "`state` holds what is no state")?;
        let states = self.states().ok_or("`state` holds what is no state")?;
        let leading = summary.markets.keys().filter(|key| summary.scenario.home.as_ref() != Some(key));
        says(self.markets.keys().eq(leading), "its markets are not those of the run")?;
        let fits = |(state, worth): (usize, &Option<MarketWorth>)| match worth {
            Some(worth) => {
                states.contains(&state)
                    && worth.gains.len() == DISCOUNT_SHIFTS.len()
                    && worth.terminal.len() == STEPS.count()
                    && worth.terminal[STEPS.count() / 2].is_some()
            }
            None => !states.contains(&state),
        };
        let whole =
            |worth: &Vec<Option<MarketWorth>>| worth.len() == STATES.len() && worth.iter().enumerate().all(fits);
        says(self.markets.values().all(whole), "`markets` does not fit the states")
    }

    /// Final states of the main market that occur, rising; none where a number is no state.
    pub fn states(&self) -> Option<Vec<usize>> {
        let mut seen = [false; STATES.len()];
        for state in self.state.values() {
            *seen.get_mut(state.round() as usize)? = true;
        }
        Some((0..STATES.len()).filter(|&state| seen[state]).collect())
    }
}

/// Shifts of rate less growth at which mean terminal values are kept, per year.
fn divisor_shifts() -> impl Iterator<Item = f64> {
    STEPS.map(|step| f64::from(step) * STEP)
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
