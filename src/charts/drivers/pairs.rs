//! What two inputs bring only together.

use super::names::{name_of, row_of, title_of};
use super::{measure, sheet};
use crate::analysis::sensitivity::{Pair, Sensitivity};
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::shares;
use crate::charts::style::{FAN_MEDIAN, INK, MUTED, PAPER};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{last_place, percent, share_interval, spoken_percent};

/// Most rows.
const MOST: usize = 12;

/// The chart; none without pairs.
pub(super) fn chart(of: &Sensitivity, pairs: &[Pair]) -> Option<Chart> {
    let stands = Sensitivity::leading_pairs(pairs);
    let clear = |pair: &Pair| {
        pairs.iter().zip(&stands).any(|(other, stands)| *stands && (other.i, other.j) == (pair.i, pair.j))
    };
    let mut ranked: Vec<&Pair> = pairs.iter().collect();
    ranked.sort_by(|a, b| b.share.estimate.total_cmp(&a.share.estimate));
    let shown = &ranked[..ranked.len().min(MOST)];
    if shown.is_empty() {
        return None;
    }
    let title = finding(of, ranked.iter().copied().find(|pair| clear(pair)), pairs.len());
    let interval = |pair: &Pair| share_interval(pair.share.estimate, pair.share.low, pair.share.high);
    let cells = ranked.iter().map(|pair| {
        let share = Cell::figure(interval(pair), pair.share.estimate);
        vec![Cell::text(row_of(of, pair.i)), Cell::text(row_of(of, pair.j)), share]
    });
    let caption = format!("Share of the variance of {} that two inputs bring only together", measure(of));
    let table = Table::new(caption, ["Input", "With", "Share (95% interval)"], cells);
    let mut sheet = sheet(of, "sobol-pairs", "Dots of shares of pairs", title, table);
    sheet.subtitle = format!(
        "Share of the variance of {} that two inputs bring beyond what each brings alone (second order), %. Noise may \
         carry it below nothing",
        measure(of)
    );
    let told = |pair: &&Pair| format!("{} with {} {}", name_of(of, pair.i), name_of(of, pair.j), interval(pair));
    sheet.spoken = shown.iter().take(5).map(told).collect();
    let row = |pair: &&Pair| {
        let colours = if clear(pair) { (FAN_MEDIAN, FAN_MEDIAN) } else { (MUTED, PAPER) };
        let place = last_place(pair.share.estimate, Some(pair.share.se)).clamp(0.001, 0.1);
        let row = Row::new(row_of(of, pair.i)).note(format!("with {}", name_of(of, pair.j)));
        let row = row.whisker((pair.share.low, pair.share.high), 0.0, INK).ring(pair.share.estimate, 0.0, colours);
        row.figure(percent(pair.share.estimate, place), "")
    };
    let more = ranked.len() - shown.len();
    let rows = RowChart {
        legend: entries([
            (Swatch::Ring(FAN_MEDIAN, FAN_MEDIAN), "more than chance explains"),
            (Swatch::Ring(MUTED, PAPER), "within what chance explains"),
            (Swatch::Whisker(INK), "95% interval"),
        ]),
        names: 290.0,
        figures: 96.0,
        columns: vec![Column { limits: (-0.5, 1.2), holds: vec![0.0, 0.01], ..Column::from_zero(5, shares) }],
        rows: shown.iter().map(row).collect(),
        notes: (more > 0).then(|| format!("and {more} more pairs")).into_iter().collect(),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

fn finding(of: &Sensitivity, first: Option<&Pair>, pairs: usize) -> String {
    let what = measure(of);
    let Some(first) = first else {
        return format!("No two inputs act together on {what} by more than chance explains");
    };
    let most = if pairs > 1 { ", more than any other pair beyond chance" } else { "" };
    format!(
        "{} of the variance of {what} comes from {} and {} acting together{most}",
        capitalize(&spoken_percent(first.share.estimate.min(1.0))),
        title_of(of, first.i),
        title_of(of, first.j),
    )
}
