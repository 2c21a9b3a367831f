//! Rows that fit a summary, for tests of what is made of them.

use super::*;

/// Two hundred simulations of this run; the main market ends open in half of them, banned in the others.
pub(crate) fn rows_of(summary: &Summary) -> PageRows {
    let column =
        |from: f64, step: f64| PackedColumn::pack(&(0..200).map(|i| from + step * f64::from(i)).collect::<Vec<_>>());
    let worth = |state: usize| {
        [0, 5].contains(&state).then(|| MarketWorth {
            earned: 4e9,
            gains: DISCOUNT_SHIFTS.map(|shift| -2.0 * shift * 4e9).to_vec(),
            terminal: divisor_shifts().map(|shift| (0.06 + shift >= LEAST_DIVISOR).then_some(6e9)).collect(),
        })
    };
    let leading = summary.markets.keys().filter(|key| summary.scenario.home.as_ref() != Some(key));
    PageRows {
        format: PAGE_ROWS_FORMAT.to_owned(),
        digest: summary.scenario.digest.clone(),
        seed: summary.seed,
        replications: summary.replications,
        rows: 200,
        horizon: summary.scenario.horizon_days / YEAR,
        value: column(30e9, 0.3e9),
        gains: DISCOUNT_SHIFTS.map(|shift| column(-30e9 * shift, -0.2e9 * shift)).to_vec(),
        terminal: column(20e9, 0.1e9),
        divisor: column(0.06, 0.0002),
        least_divisor: 0.06,
        retention: column(0.0, 0.006),
        state: PackedColumn::pack(&(0..200).map(|i| f64::from(5 * (i % 2))).collect::<Vec<_>>()),
        markets: leading.map(|key| (key.clone(), (0..STATES.len()).map(worth).collect())).collect(),
    }
}
