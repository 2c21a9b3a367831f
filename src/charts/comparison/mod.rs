//! Charts of a comparison: values side by side, differences on the same luck, users overlaid.

mod chances;
mod curves;
mod differences;
mod endings;
mod palette;
mod ranges;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod users;
mod values;

pub(super) use ranges::{Range, ranges};

use super::check::{is_share, is_sound};
use super::sheet::{Origin, choose_title};
use super::{Chart, ChartError};
use crate::analysis::{Comparison, Side};
use crate::text::clean::clean;

/// More than this was not written by a comparison.
const MOST_SIDES: usize = 1000;

/// All charts, in the order in which a reader wants them.
pub(super) fn render(comparison: &Comparison) -> Result<Vec<Chart>, ChartError> {
    check(comparison)?;
    if comparison.is_of_unlike() {
        return Ok(vec![values::chart(comparison)]);
    }
    let mut charts = vec![values::chart(comparison), differences::chart(comparison)];
    charts.extend(chances::chart(comparison));
    charts.push(curves::chart(comparison));
    charts.extend(endings::chart(comparison));
    charts.extend(users::chart(comparison));
    Ok(charts)
}

/// Whether its lists fit together: it may have been edited since it was written.
fn check(comparison: &Comparison) -> Result<(), ChartError> {
    let damaged = |what: String| Err(ChartError::Summary(what));
    let sides = comparison.sides.len();
    if !(2..=MOST_SIDES).contains(&sides) {
        return damaged(format!("{sides} scenarios are compared"));
    }
    if comparison.pairs.iter().any(|pair| pair.first >= pair.second || pair.second >= sides) {
        return damaged("a pair is not of its scenarios".to_owned());
    }
    if !comparison.grid.is_sorted() || comparison.grid.iter().any(|level| !level.is_finite()) {
        return damaged("the levels of value are not in order".to_owned());
    }
    let pairs = comparison.pairs.iter().flat_map(|pair| [&pair.difference, &pair.baseline_difference]);
    let sides_own = comparison.sides.iter().flat_map(|side| [&side.value, &side.baseline_value]);
    if !pairs.chain(sides_own).all(is_sound) {
        return damaged("the quantiles of a value are not in order".to_owned());
    }
    let odds = comparison.pairs.iter().flat_map(|pair| [&pair.second_higher, &pair.first_higher, &pair.same]);
    let sides_own = comparison.sides.iter().flat_map(|side| [Some(&side.best), side.highest.as_ref()]);
    if !odds.chain(sides_own.flatten()).all(is_share) {
        return damaged("a chance is none".to_owned());
    }
    for side in &comparison.sides {
        let fits = side.below.len() == comparison.grid.len() && side.below.iter().all(|share| share.is_finite());
        let medians = side.markets.values().flat_map(|m| m.medians.values());
        let mut fans = medians.map(|values| values.len() == side.dates.len() && values.iter().all(|v| v.is_finite()));
        if !fits || !fans.all(|fits| fits) || !side.dates.is_sorted() {
            return damaged(format!("the lists of \"{}\" do not fit", side.name()));
        }
    }
    Ok(())
}

/// Name of a scenario.
fn name(side: &Side) -> String {
    clean(&side.name())
}

/// What is compared.
fn measure(comparison: &Comparison) -> String {
    comparison.home.as_ref().map_or_else(|| "Value".to_owned(), |home| format!("Value outside {}", clean(home)))
}

/// Numbers of the scenarios, the greatest mean first.
fn by_mean(comparison: &Comparison) -> Vec<usize> {
    let worth = |i: usize| comparison.sides[i].value.mean.unwrap_or(f64::NEG_INFINITY);
    let mut order: Vec<usize> = (0..comparison.sides.len()).collect();
    order.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    order
}

/// Whether two scenarios cannot be told apart by their means.
fn too_close(comparison: &Comparison, first: usize, second: usize) -> bool {
    comparison.pair(first, second).is_none_or(|(pair, _)| pair.difference.is_noise())
}

fn origin(comparison: &Comparison) -> Origin {
    let titles = comparison.sides.iter().map(|side| choose_title(&side.scenario.title, &side.scenario.name));
    let mut titles: Vec<String> = titles.collect();
    titles.dedup();
    let starts = || comparison.sides.iter().map(|side| side.scenario.start);
    let start = starts().next().filter(|first| starts().all(|start| start == *first));
    Origin {
        scenario: titles.join("; "),
        start,
        seed: comparison.seed,
        replications: comparison.replications,
        version: comparison.version.clone(),
    }
}
