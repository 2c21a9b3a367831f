//! Cells of figures with how sure they are, for tables of every kind.

use super::narrative::mean;
use crate::analysis::{Estimate, Proportion};
use crate::table::{Cell, Unit};
use crate::text::numbers::{Figure, interval, number, probability, write_row, write_row_in_whole};

/// What [`exact_figures`] gives, as people and as scripts name it.
pub(super) const EXACT_FIGURES: [&str; 7] = ["mean", "standard error", "5%", "25%", "median", "75%", "95%"];
pub(super) const EXACT_KEYS: [&str; 7] = ["mean", "se", "p5", "p25", "p50", "p75", "p95"];

/// Mean, standard error and quantiles of an estimate, to the last bit.
pub(super) fn exact_figures(e: &Estimate) -> [Cell; 7] {
    let unit = Unit::of_estimate(&e.unit);
    [e.mean, e.se, e.p5, e.p25, e.p50, e.p75, e.p95].map(|value| Cell::known(value, unit))
}

/// The mean of an estimate ± its standard error.
pub(super) fn mean_cell(e: &Estimate) -> Cell {
    Cell::known(e.mean, Unit::of_estimate(&e.unit)).with_text(mean(e))
}

/// Figures of one estimate, rounded together so that they stand in their order.
pub(super) fn figure_cells<const N: usize>(e: &Estimate, wanted: [Figure; N]) -> impl Iterator<Item = Cell> {
    let unit = Unit::of_estimate(&e.unit);
    let values = wanted.map(|which| which.measure(e).value);
    values.into_iter().zip(write_row(e, wanted)).map(move |(value, text)| Cell::known(value, unit).with_text(text))
}

/// The median, and under it 5% to 95%.
pub(super) fn median_cell(e: &Estimate) -> Cell {
    let [low, middle, high] = write_row_in_whole(e, [Figure::P5, Figure::P50, Figure::P95]);
    let has_range = e.p5.is_some() && e.p95.is_some() && low != high;
    let range = if has_range { format!("{low} to {high}") } else { String::new() };
    Cell::known(e.p50, Unit::of_estimate(&e.unit)).with_text(middle).with_detail(range)
}

/// A probability, and under it its interval; a dash for what never happens.
pub(super) fn probability_cell(p: Proportion) -> Cell {
    let end = |round: fn(f64) -> f64, end: f64| number(round(end * 1e4) / 100.0, 0.01);
    let (text, range) = match p.probability {
        share if share >= 1.0 => ("100%".to_owned(), format!("{}–100%", end(f64::floor, p.interval[0]))),
        share if share > 0.0 => (probability(p), interval(p)),
        _ if p.interval[1] > 0.0 => ("0%".to_owned(), format!("0–{}%", end(f64::ceil, p.interval[1]))),
        _ => ("–".to_owned(), String::new()),
    };
    // What never happens is nothing, not unknown: it sorts as such.
    Cell::share(p.probability.clamp(0.0, 1.0)).with_text(text).with_detail(range)
}
