//! A made-up comparison, paired by the code that pairs real ones.

use crate::analysis::{Comparison, Pairing, Summary};
use crate::charts::sample;

const ROWS: usize = 2000;

/// A number from 0 to 1, spread evenly over `i`.
fn even(i: usize, step: f64) -> f64 {
    (i as f64 * step).fract()
}

/// Choices in one world of these names, of which each is worth a little more than the one before, in the markets of `base`.
pub(crate) fn of(base: &Summary, names: &[&str]) -> Comparison {
    in_worlds(base, names, |_| 0)
}

/// Two worlds, in the second two choices.
pub(crate) fn worlds() -> Comparison {
    in_worlds(&sample::summary(), &["ban", "forced-sale", "litigate"], |side| side.min(1))
}

/// The same in worlds of these numbers.
pub(crate) fn in_worlds(base: &Summary, names: &[&str], world: impl Fn(usize) -> usize) -> Comparison {
    let summaries: Vec<Summary> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mut summary = base.clone();
            (*name).clone_into(&mut summary.scenario.name);
            summary.scenario.world = format!("{:016x}", world(i));
            summary.scenario.strategy_digest = format!("{i:016x}");
            let more = 4e9 * i as f64;
            for figure in [&mut summary.value_abroad, &mut summary.value] {
                for value in [
                    &mut figure.mean,
                    &mut figure.p5,
                    &mut figure.p25,
                    &mut figure.p50,
                    &mut figure.p75,
                    &mut figure.p95,
                ] {
                    *value = value.map(|v| v + more);
                }
            }
            for market in summary.markets.values_mut() {
                for fan in market.fans.values_mut() {
                    fan.p50.iter_mut().for_each(|v| *v *= 1.0 + 0.15 * i as f64);
                }
            }
            summary
        })
        .collect();
    let mut pairing = Pairing::new(summaries.iter().collect());
    let columns: Vec<Vec<Vec<f64>>> = (0..names.len()).map(|side| rows(pairing.columns(side).len(), side)).collect();
    let sides: Vec<&[Vec<f64>]> = columns.iter().map(Vec::as_slice).collect();
    pairing.take(&sides, ROWS);
    pairing.comparison()
}

/// Value, baseline, and value and retention of each market; the luck is the same for every side.
fn rows(columns: usize, side: usize) -> Vec<Vec<f64>> {
    let luck = |i: usize| 40e9 + 50e9 * even(i, 0.618_034);
    let own = |i: usize| 8e9 * (even(i + 77 * side, 0.754_877) - 0.5);
    let value = (0..ROWS).map(|i| luck(i) + if side > 0 { 4e9 * side as f64 + own(i) } else { 0.0 });
    let baseline = (0..ROWS).map(|i| luck(i) + 30e9);
    let market = |k: usize| (0..ROWS).map(move |i| 1e9 + 0.1e9 * (side * k) as f64 * even(i, 0.324_718)).collect();
    [value.collect(), baseline.collect()].into_iter().chain((2..columns).map(market)).collect()
}

/// Three scenarios in ten markets.
pub(crate) fn three() -> Comparison {
    of(&sample::summary(), &["ban", "forced-sale", "acquisition"])
}
