//! Whether a summary's lists fit together: it may have been edited since it was written.

use crate::analysis::{Convergence, Exceedance, Fan, Summary};

use super::ChartError;

/// Charts draw one file a market; more than this was not written by a run.
const MOST_MARKETS: usize = 1000;
const MOST_DATES: usize = 100_000;
const MOST_BINS: usize = 10_000;
const MOST_INPUTS: usize = 10_000;
/// Sales are grouped by a handful of times and numbers of bidders.
const MOST_GROUPS: usize = 60;

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
    convergence(&summary.convergence)?;
    exceedance(&summary.exceedance)?;
    inputs(summary)?;
    for (key, market) in &summary.markets {
        let groups = &market.sales;
        require(groups.len() <= MOST_GROUPS && groups.iter().all(|g| finite(&g.price_to_standalone)), || {
            format!("the sales of market \"{key}\" are too many or not numbers")
        })?;
        for (measure, fan) in &market.fans {
            require(fan_fits(fan, dates), || {
                format!("the fan \"{measure}\" of market \"{key}\" does not fit the dates")
            })?;
        }
        for (state, shares) in &market.access {
            require(shares.len() == dates && finite(shares), || {
                format!("state \"{state}\" of market \"{key}\" does not fit the dates")
            })?;
        }
    }
    Ok(())
}

fn convergence(path: &Convergence) -> Result<(), ChartError> {
    let n = path.replications.len();
    require(n <= MOST_DATES && path.mean.len() == n && path.se.len() == n, || {
        "the lists of the running mean do not fit".to_owned()
    })?;
    require(finite(&path.mean) && finite(&path.se), || "the running mean is not a number".to_owned())?;
    require(path.replications.is_sorted_by(|a, b| a < b), || "the running mean is not in order".to_owned())
}

fn exceedance(curve: &Exceedance) -> Result<(), ChartError> {
    let lists = [&curve.probability, &curve.loss, &curve.low, &curve.high];
    require(lists.iter().all(|list| list.len() == curve.loss.len() && list.len() <= MOST_BINS), || {
        "the lists of losses do not fit".to_owned()
    })?;
    require(lists.iter().all(|list| finite(list)), || "a loss is not a number".to_owned())?;
    require(curve.loss.is_sorted() && curve.probability.is_sorted_by(|a, b| a >= b), || {
        "the losses are not in order".to_owned()
    })
}

fn inputs(summary: &Summary) -> Result<(), ChartError> {
    require(summary.inputs.len() <= MOST_INPUTS, || "too many inputs".to_owned())?;
    for (path, figures) in &summary.inputs {
        let lists = [figures.asked, figures.drawn, figures.asked_below, figures.drawn_below];
        require(lists.iter().all(|list| finite(list)), || format!("the figures of input \"{path}\" are not numbers"))?;
    }
    Ok(())
}

fn finite(figures: &[f64]) -> bool {
    figures.iter().all(|figure| figure.is_finite())
}

fn fan_fits(fan: &Fan, dates: usize) -> bool {
    [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].into_iter().all(|q| q.len() == dates && finite(q))
}

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), ChartError> {
    if holds { Ok(()) } else { Err(ChartError::Summary(what())) }
}
