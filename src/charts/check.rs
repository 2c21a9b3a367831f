//! Whether a summary's lists fit together: it may have been edited since it was written.

use crate::analysis::{Convergence, Estimate, Exceedance, Fan, MarketSummary, Proportion, Summary};
use crate::simulation::catalogue;

/// Charts draw one file a market; more than this was not written by a run.
const MOST_MARKETS: usize = 1000;
const MOST_DATES: usize = 100_000;
const MOST_BINS: usize = 10_000;
const MOST_INPUTS: usize = 10_000;
/// Sales are grouped by a handful of times and numbers of bidders.
const MOST_GROUPS: usize = 60;

/// Whether lists fit together, are finite and in order.
///
/// # Errors
/// Where they are not: what.
pub(crate) fn check(summary: &Summary) -> Result<(), String> {
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
    let estimates = catalogue::company().filter_map(|figure| summary.estimate(figure));
    require(estimates.into_iter().all(is_sound), || "the quantiles of a value are not in order".to_owned())?;
    for (name, fan) in &summary.fans {
        require(fan_fits(fan, dates), || format!("the fan \"{name}\" does not fit the dates"))?;
    }
    require(summary.deals.len() <= MOST_GROUPS && summary.deals.iter().all(|deal| is_sound(&deal.price)), || {
        "the deals are too many or their prices are not in order".to_owned()
    })?;
    let home = summary.home.as_ref().map_or([Proportion::default(); 2], |home| [home.retaliation, home.export_control]);
    require(home.iter().all(is_share), || "the chance of what happened at home is none".to_owned())?;
    for (key, market) in &summary.markets {
        figures(key, market)?;
        let groups = &market.sales;
        require(groups.len() <= MOST_GROUPS && groups.iter().all(|g| finite(&g.price_to_standalone)), || {
            format!("the sales of market \"{key}\" are too many or not numbers")
        })?;
        for (measure, fan) in &market.fans {
            require(fan_fits(fan, dates), || {
                format!("the fan \"{measure}\" of market \"{key}\" does not fit the dates")
            })?;
        }
        for (state, fan) in &market.outcome_fans {
            require(fan_fits(fan, dates), || {
                format!("the fan of outcome \"{state}\" of market \"{key}\" does not fit the dates")
            })?;
        }
        let half = &market.below_half;
        require(
            half.is_empty() || half.len() == dates && half.iter().all(|share| (0.0..=1.0).contains(share)),
            || format!("the chance of few users in market \"{key}\" does not fit the dates"),
        )?;
        for (state, shares) in &market.access {
            require(shares.len() == dates && shares.iter().all(|share| (-1e-9..=1.0 + 1e-9).contains(share)), || {
                format!("state \"{state}\" of market \"{key}\" does not fit the dates")
            })?;
        }
    }
    Ok(())
}

/// Whether chances are such, and quantiles in order.
fn figures(key: &str, market: &MarketSummary) -> Result<(), String> {
    let mut estimates = catalogue::market().filter_map(|figure| market.estimate(figure));
    require(estimates.all(is_sound), || format!("the quantiles of a figure of market \"{key}\" are not in order"))?;
    let ended = |(state, share): (&String, &f64)| {
        let interval = market.outcomes_interval.get(state).copied().unwrap_or([*share; 2]);
        is_share(&Proportion { probability: *share, interval })
    };
    let chances = market.outcomes.iter().all(ended) && is_share(&market.ever_blocked);
    require(chances, || format!("the chance of an outcome of market \"{key}\" is none"))
}

/// Whether the quantiles of a figure rise, and its errors are none below 0.
pub(super) fn is_sound(of: &Estimate) -> bool {
    let quantiles = [of.p5, of.p25, of.p50, of.p75, of.p95];
    quantiles.into_iter().flatten().is_sorted()
        && of.intervals.values().all(|[low, high]| low <= high)
        && [of.se, of.es5_se, of.gain].into_iter().flatten().all(|error| error >= 0.0)
        && (of.count > 0 || of.mean.is_none())
}

/// Whether a chance lies from 0 to 1, within its interval to rounding.
pub(super) fn is_share(of: &Proportion) -> bool {
    let [low, high] = of.interval;
    (0.0..=1.0).contains(&of.probability)
        && low <= of.probability + 1e-9
        && of.probability <= high + 1e-9
        && high - low <= 1.0 + 1e-9
}

fn convergence(path: &Convergence) -> Result<(), String> {
    let n = path.replications.len();
    require(n <= MOST_DATES && path.mean.len() == n && path.se.len() == n, || {
        "the lists of the running mean do not fit".to_owned()
    })?;
    require(finite(&path.mean) && finite(&path.se), || "the running mean is not a number".to_owned())?;
    require(path.replications.is_sorted_by(|a, b| a < b), || "the running mean is not in order".to_owned())
}

fn exceedance(curve: &Exceedance) -> Result<(), String> {
    let lists = [&curve.probability, &curve.loss, &curve.low, &curve.high];
    require(lists.iter().all(|list| list.len() == curve.loss.len() && list.len() <= MOST_BINS), || {
        "the lists of losses do not fit".to_owned()
    })?;
    require(lists.iter().all(|list| finite(list)), || "a loss is not a number".to_owned())?;
    require(curve.loss.is_sorted() && curve.probability.is_sorted_by(|a, b| a >= b), || {
        "the losses are not in order".to_owned()
    })
}

fn inputs(summary: &Summary) -> Result<(), String> {
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
    let lists = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95];
    lists.iter().all(|list| list.len() == dates && finite(list))
        && (0..dates).all(|date| lists.map(|list| list[date]).is_sorted())
}

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}
