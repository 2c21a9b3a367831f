//! Figures of estimates: each to the place that its error supports, those of a row to one place.

use super::{CENT, LEAST, in_unit, is_nothing, known_error, last_place, number};
use crate::analysis::Estimate;
use crate::analysis::statistics::EstimateRange;

/// Which figure of an estimate.
pub(crate) use crate::analysis::Statistic as Figure;

/// Part of a figure within which quantiles that are one may be read apart from a sketch.
const SKETCHED: f64 = 0.002;

/// A figure of so many places or more moves by a sixth at most where it is rounded to the place.
const FIRM: f64 = 3.0;

/// Which places figures are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finest {
    /// Three digits.
    ThreeDigits,
    /// The same, but for shares whole percent, and for days whole days.
    Whole,
}

/// The place that a figure of an estimate is worth: no coarser than leaves it a digit.
fn own_place((value, error): (f64, Option<f64>), unit: &str, finest: Finest) -> f64 {
    let place = last_place(value, error);
    match (finest, unit) {
        _ if value.abs() < LEAST => f64::MIN_POSITIVE,
        (Finest::Whole, "share") => 0.01,
        // Whole days: rounded further, they might exceed the days simulated.
        (_, "days") => 1.0,
        _ => place.max(last_place(value, None)),
    }
}

/// One place for figures that stand in a row, each with the place that it is worth: the coarsest of them; but a finer
/// one, again in common, for those that it would leave without a digit, with one where two are known, or with one that moves them by more than a
/// sixth. Rounded so, figures keep their order.
fn shared_places(figures: &[(f64, f64)], finest: f64) -> Vec<f64> {
    let mut places = vec![finest; figures.len()];
    let mut left: Vec<usize> = (0..figures.len()).filter(|&i| figures[i].0.abs() >= LEAST).collect();
    let mut limit = f64::INFINITY;
    while let Some(common) = left.iter().map(|&i| figures[i].1.min(limit)).max_by(f64::total_cmp) {
        left.iter().for_each(|&i| places[i] = common);
        let poor = |&i: &usize| figures[i].1 >= common && (1.0..10.0).contains(&(figures[i].0.abs() / common));
        let least = if left.iter().any(poor) { FIRM * common } else { 10.0 * common };
        left.retain(|&i| figures[i].0.abs() < least && common > finest);
        limit = common / 10.0;
    }
    places
}

fn format_row<const N: usize>(estimate: &Estimate, wanted: [Figure; N], finest: Finest) -> [String; N] {
    let found = wanted.map(|which| which.read(estimate));
    let known: Vec<(f64, f64)> = found.iter().flatten().map(|f| (f.0, own_place(*f, &estimate.unit, finest))).collect();
    let least = match (finest, estimate.unit.as_str()) {
        (Finest::Whole, "share") => 0.01,
        (_, "days" | "people") => 1.0,
        (_, "USD") => CENT,
        _ => LEAST,
    };
    let mut places = shared_places(&known, least).into_iter();
    found.map(|figure| match (figure, finest, estimate.unit.as_str()) {
        (None, ..) => "–".to_owned(),
        (Some((value, _)), Finest::Whole, "days") => number(value, places.next().unwrap_or(1.0)),
        (Some((value, _)), _, unit) => in_unit(value, places.next().unwrap_or(1.0), unit),
    })
}

/// Figures of one estimate in its own unit, rounded to what their errors support and to three digits, in one unit so
/// that they stand in their order; a dash where one does not exist.
pub(crate) fn write_row<const N: usize>(estimate: &Estimate, wanted: [Figure; N]) -> [String; N] {
    format_row(estimate, wanted, Finest::ThreeDigits)
}

/// The same with no more than whole percent or whole days: for shares of users, and days.
pub(crate) fn write_row_in_whole<const N: usize>(estimate: &Estimate, wanted: [Figure; N]) -> [String; N] {
    format_row(estimate, wanted, Finest::Whole)
}

/// One figure of an estimate, as [`write_row`] writes it alone.
pub(crate) fn figure(estimate: &Estimate, which: Figure) -> String {
    let [text] = write_row(estimate, [which]);
    text
}

/// One figure of an estimate, as [`write_row_in_whole`] writes it alone.
pub(crate) fn in_whole(estimate: &Estimate, which: Figure) -> String {
    let [text] = write_row_in_whole(estimate, [which]);
    text
}

/// An estimate with its range, rounded to `place`: `1.4 (0.9 to 2.1)`.
pub(crate) fn number_range(range: EstimateRange, place: f64) -> String {
    format!("{} ({} to {})", number(range.estimate, place), number(range.low, place), number(range.high, place))
}

/// Whether tables list the distribution of a figure: it exists, and is not nothing where that goes without saying.
pub(crate) fn is_told(figure: &crate::simulation::Figure, estimate: &Estimate) -> bool {
    estimate.mean.is_some_and(|mean| !figure.conditional || !is_nothing(mean))
}

/// Whether all simulations give one and the same figure; two at least must have it.
pub(crate) fn is_constant(estimate: &Estimate) -> bool {
    let (Some(mean), Some(se)) = (estimate.mean, estimate.se) else { return false };
    let apart = estimate.p95.zip(estimate.p5).map_or(0.0, |(high, low)| high - low);
    known_error(mean, Some(se)).is_none() && apart <= SKETCHED * mean.abs()
}

/// Whether all figures of an estimate of dollars are nothing.
pub(crate) fn is_always_nothing(of: &Estimate) -> bool {
    [of.mean, of.se, of.p5, of.p95].into_iter().flatten().all(is_nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(unit: &str, quantiles: [f64; 5], half: f64) -> Estimate {
        let [p5, p25, p50, p75, p95] = quantiles.map(Some);
        let keys = ["p5", "p25", "p50", "p75", "p95"];
        let intervals = keys.iter().zip(quantiles).map(|(key, q)| ((*key).to_owned(), [q - half, q + half])).collect();
        Estimate { unit: unit.to_owned(), count: 1000, p5, p25, p50, p75, p95, intervals, ..Estimate::default() }
    }

    #[test]
    fn figures_in_a_row_share_their_place() {
        let quantiles = [Figure::P5, Figure::P50, Figure::P95];
        // The 5% quantile alone was once rounded to tens: 99% (100% to 99%).
        let mut users = estimate("share", [0.986, 0.99, 0.991, 0.992, 0.993], 0.001);
        users.intervals.insert("p5".to_owned(), [0.5, 0.99]);
        let [low, middle, high] = write_row_in_whole(&users, quantiles);
        assert_eq!([low, middle, high], ["99%", "99%", "99%"]);
        let value = estimate("USD", [350.4e6, 1e9, 14.62e9, 2e10, 110.3e9], 2e9);
        assert_eq!(write_row(&value, quantiles), ["$400m", "$15bn", "$110bn"]);
        let loss = estimate("USD", [0.0, 0.0, 3.21e9, 1e10, 95.2e9], 1e9);
        assert_eq!(write_row(&loss, quantiles), ["$0", "$3.2bn", "$95.2bn"]);
        assert_eq!(write_row(&Estimate::default(), quantiles), ["–", "–", "–"]);
        assert_eq!(figure(&Estimate::default(), Figure::P50), "–");
        assert_eq!(
            write_row_in_whole(&estimate("days", [1.2, 2.0, 45.4, 60.0, 88.8], 0.0), quantiles),
            ["1", "45", "89"]
        );
        // No more than there are: a horizon of five years has 1826 days.
        let all = write_row(&estimate("days", [0.0, 0.0, 1826.25, 1826.25, 1826.25], 0.0), quantiles);
        assert_eq!(all[1], "1826 days");
    }

    /// Any figures in their order, each with any error, stand in their order when written.
    #[test]
    fn written_figures_keep_their_order() {
        let mut state = 1_u64;
        let mut unit = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let read = |text: &str| {
            let (sign, rest) = text.strip_prefix('−').map_or((1.0, text), |rest| (-1.0, rest));
            let rest = rest.trim_start_matches('$');
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let scale = match &rest[end..] {
                "tn" => 1e12,
                "bn" => 1e9,
                "m" => 1e6,
                "k" => 1e3,
                _ => 1.0,
            };
            sign * rest[..end].parse::<f64>().unwrap() * scale
        };
        for case in 0..20_000 {
            let size = libm::pow(10.0, 12.0 * unit() - 2.0);
            let mut quantiles =
                [0.0; 5].map(|_: f64| size * libm::pow(unit(), 3.0) * if unit() < 0.2 { -1.0 } else { 1.0 });
            quantiles.sort_by(f64::total_cmp);
            let kind = ["USD", "share", "days"][case % 3];
            let mut row = estimate(kind, quantiles, 0.0);
            for (key, q) in ["p5", "p25", "p50", "p75", "p95"].iter().zip(quantiles) {
                let half = q.abs() * libm::pow(10.0, 4.0 * unit() - 3.0);
                row.intervals.insert((*key).to_owned(), [q - half, q + half]);
            }
            let wanted = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95];
            for written in [write_row(&row, wanted), write_row_in_whole(&row, wanted)] {
                let figures = written.each_ref().map(|text| read(text));
                assert!(figures.is_sorted(), "{quantiles:?}: {written:?}");
            }
        }
    }

    #[test]
    fn one_figure_in_all_simulations_is_seen() {
        let of = |se: Option<f64>| Estimate { mean: Some(5e9), se, ..estimate("USD", [5e9; 5], 0.0) };
        assert!(is_constant(&of(Some(0.0))) && is_constant(&of(Some(1e-6))));
        assert!(!is_constant(&of(Some(1e6))) && !is_constant(&of(None)));
    }
}
