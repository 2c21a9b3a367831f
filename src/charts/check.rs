//! Whether a summary's lists fit together: it may have been edited since it was written.

use crate::analysis::{Fan, Summary};

use super::ChartError;

/// Charts draw one file a market; more than this was not written by a run.
const MOST_MARKETS: usize = 1000;
const MOST_DATES: usize = 100_000;
const MOST_BINS: usize = 10_000;

pub(super) fn check(summary: &Summary) -> Result<(), ChartError> {
    let dates = summary.dates.len();
    let bins = summary.value_histogram.edges.len().saturating_sub(1);
    require(summary.markets.len() <= MOST_MARKETS, || "too many markets".to_owned())?;
    require((2..=MOST_DATES).contains(&dates), || format!("{dates} dates"))?;
    require(summary.dates.is_sorted(), || "the dates are not in order".to_owned())?;
    require((1..=MOST_BINS).contains(&bins), || format!("{bins} bins of value"))?;
    require(summary.value_histogram.edges.is_sorted_by(|a, b| a < b), || {
        "the bins of value are not in order".to_owned()
    })?;
    require(summary.value_histogram.baseline.len() == bins, || "the baseline's bins do not fit".to_owned())?;
    for (state, counts) in &summary.value_histogram.counts {
        require(counts.len() == bins, || format!("the bins of \"{state}\" do not fit"))?;
    }
    for (key, market) in &summary.markets {
        for (measure, fan) in &market.fans {
            require(fan_fits(fan, dates), || {
                format!("the fan \"{measure}\" of market \"{key}\" does not fit the dates")
            })?;
        }
        for (state, shares) in &market.access {
            require(shares.len() == dates, || format!("state \"{state}\" of market \"{key}\" does not fit the dates"))?;
        }
    }
    Ok(())
}

fn fan_fits(fan: &Fan, dates: usize) -> bool {
    [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95]
        .into_iter()
        .all(|q| q.len() == dates && q.iter().all(|v| v.is_finite()))
}

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), ChartError> {
    if holds { Ok(()) } else { Err(ChartError::Summary(what())) }
}
