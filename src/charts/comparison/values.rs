//! Values side by side, with what they would be without any measure.

use super::ranges::{Range, ranges};
use super::{by_mean, measure, name, origin, palette, too_close};
use crate::analysis::{Comparison, Estimate, Side};
use crate::charts::sheet::Sheet;
use crate::charts::style::MUTED;
use crate::charts::{Cell, Chart, Table};
use crate::text::names::decapitalize;
use crate::text::numbers::{self, Figure, figure, is_always_nothing, money_with_error, rounded_money, write_row};
use crate::text::phrases::write_best;

/// The chart.
pub(super) fn chart(comparison: &Comparison) -> Chart {
    let start = comparison.sides.first().map(|s| numbers::day(s.scenario.start)).unwrap_or_default();
    let start = if comparison.is_of_unlike() { "the start of each".to_owned() } else { start };
    let rows = rows(comparison);
    let sheet = Sheet {
        name: "values".to_owned(),
        title: finding(comparison),
        subtitle: format!(
            "{}, dollars at {start}. Light bar: 5% to 95% of simulations; dark: middle half; line: median; black mark: mean with its 95% interval",
            measure(comparison)
        ),
        kind: "Bars of value by scenario".to_owned(),
        spoken: rows.iter().map(|r| format!("{}: {} ({})", r.name, r.figure, r.remark)).collect(),
        table: table(&rows),
        origin: origin(comparison),
    };
    ranges(&rows, false).chart(sheet)
}

fn rows(comparison: &Comparison) -> Vec<Range<'_>> {
    if comparison.is_of_unlike() {
        return list_unlike_rows(comparison);
    }
    let order = by_mean(comparison);
    let tied = |i: usize| match order.first() {
        Some(&first) if i != first && too_close(comparison, first, i) => "; too close to the first to call",
        _ => "",
    };
    let mut rows: Vec<Range> = order
        .iter()
        .map(|&i| (i, &comparison.sides[i]))
        .map(|(i, side)| Range {
            name: name(side),
            note: format!("highest {}{}", write_best(side.highest(), side.alone.map(|[of_all, _]| of_all)), tied(i)),
            colour: palette::colour(i),
            ..plain(&side.value)
        })
        .collect();
    let is_shared = comparison.pairs.iter().all(|p| is_always_nothing(&p.baseline_difference));
    let worlds = comparison.worlds();
    for side in worlds.iter().map(|world| &comparison.sides[world[0]]).take(if is_shared { 1 } else { worlds.len() }) {
        let note = if is_shared { "the same for all".to_owned() } else { format!("in the world of {}", name(side)) };
        let name = "With no government action".to_owned();
        rows.push(Range { name, note, colour: MUTED, ..plain(&side.baseline_value) });
    }
    rows
}

/// Different cases in the order given, each with the date of its dollars.
fn list_unlike_rows(comparison: &Comparison) -> Vec<Range<'_>> {
    let row = |(i, side): (usize, &'_ Side)| (name(side), numbers::day(side.scenario.start), palette::colour(i));
    let named = comparison.sides.iter().enumerate().map(row);
    let rows = named.zip(&comparison.sides).map(|((name, start, colour), side)| Range {
        name,
        note: format!("dollars at {start}"),
        colour,
        ..plain(&side.value)
    });
    rows.collect()
}

fn plain(estimate: &Estimate) -> Range<'_> {
    let [low, high] = write_row(estimate, [Figure::P5, Figure::P95]);
    Range {
        name: String::new(),
        note: String::new(),
        estimate,
        figure: estimate.mean.map_or_else(|| "–".to_owned(), |mean| rounded_money(mean, estimate.se)),
        remark: format!("{low} to {high}"),
        colour: MUTED,
    }
}

fn finding(comparison: &Comparison) -> String {
    if comparison.is_of_unlike() {
        return format!("{} of {} different cases, each by its own dates", measure(comparison), comparison.sides.len());
    }
    let order = by_mean(comparison);
    let [top, .., last] = order.as_slice() else { return measure(comparison) };
    let alike = too_close(comparison, *top, *last);
    let [top, last] = [*top, *last].map(|i| &comparison.sides[i]);
    if alike {
        let [high, low] = [top, last].map(|side| figure(&side.value, Figure::Mean));
        let told = if low == high { low } else { format!("{low} to {high}") };
        let value = decapitalize(&measure(comparison));
        return if comparison.is_one_world() {
            format!("The means of {value} are too close to call: {told}")
        } else {
            format!("Mean {value} does not differ measurably between the worlds: {told}")
        };
    }
    format!(
        "{} is highest in {}: {} on average, against {} in {}",
        measure(comparison),
        name(top),
        figure(&top.value, Figure::Mean),
        figure(&last.value, Figure::Mean),
        name(last)
    )
}

fn table(rows: &[Range]) -> Table {
    let quantiles = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95, Figure::Es5];
    let cell = |e: &Estimate, which: Figure, text: String| {
        which.read(e).map_or(Cell::MISSING, |(value, _)| Cell::figure(text, value))
    };
    let cells = |r: &Range| {
        let written = |mean| money_with_error(mean, r.estimate.se);
        let mean = r.estimate.mean.map_or(Cell::MISSING, |mean| Cell::figure(written(mean), mean));
        let words = [Cell::text(format!("{} ({})", r.name, r.note)), mean];
        let written = quantiles.into_iter().zip(write_row(r.estimate, quantiles));
        words.into_iter().chain(written.map(|(which, text)| cell(r.estimate, which, text))).collect()
    };
    let heads = ["Scenario", "Mean ± error", "5%", "25%", "Median", "75%", "95%", "Worst 5%"];
    Table::new("Value by scenario, dollars at the start; mean ± its standard error", heads, rows.iter().map(cells))
}
