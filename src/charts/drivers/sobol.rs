//! Shares of the variance: of each driver alone, and with all that it acts together with; luck is one of them.

use super::names::{is_luck, name_of, row_of};
use super::{driver_row, leading, measure, overflow_notes, round_up, sheet};
use crate::analysis::sensitivity::{Index, Indices, Interval, Sensitivity};
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{Column, RowChart};
use crate::charts::scale::shares;
use crate::charts::style::{FAN_MEDIAN, LOSS, PAPER};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, join_list};
use crate::text::numbers::{count, noisy_share, rounded_money, share_interval, spoken_percent};

/// Most rows.
const MOST: usize = 15;
/// Heights of the two dots of a row, from its middle.
const TOTAL: f64 = -6.0;
const FIRST: f64 = 6.0;

/// The chart; none where nothing varies.
pub(super) fn chart(of: &Sensitivity, value: &Indices, rows: u64) -> Option<Chart> {
    let ranked = of.ranked();
    let shown = shown(of, &ranked);
    if shown.is_empty() || value.variance <= 0.0 {
        return None;
    }
    let mut order = shown.clone();
    order.extend(ranked.iter().map(|(driver, _)| *driver).filter(|driver| !shown.contains(driver)));
    let table = table(of, value, &order);
    let mut sheet = sheet(of, "sobol", "Dots of shares of the variance", finding(of), table);
    sheet.subtitle = subtitle(of, value, rows);
    let index = |driver: &usize| Some((*driver, value.factors.get(*driver)?));
    let figures = |index: &Index| [index.total, index.first].map(|share| noisy_share(share.estimate));
    let told = shown.iter().take(6).filter_map(index).map(|(driver, index)| {
        let [total, first] = figures(index);
        format!("{} {total}, {first} alone", name_of(of, driver))
    });
    sheet.spoken = told.collect();
    let row = |(driver, index): (usize, &Index)| {
        let colour = if is_luck(of, driver) { LOSS } else { FAN_MEDIAN };
        let (total, first) = (&index.total, &index.first);
        let row = driver_row(of, driver).whisker((total.low, total.high), TOTAL, colour);
        let row = row.ring(total.estimate, TOTAL, (colour, colour)).whisker((first.low, first.high), FIRST, colour);
        let [in_all, alone] = figures(index);
        row.ring(first.estimate, FIRST, (colour, PAPER)).figure(in_all, format!("{alone} alone"))
    };
    let inputs: Vec<(usize, f64)> = ranked.iter().copied().filter(|(driver, _)| !is_luck(of, *driver)).collect();
    let rows = RowChart {
        legend: entries([
            (Swatch::Ring(FAN_MEDIAN, FAN_MEDIAN), "in all, with what it does together with others (total)"),
            (Swatch::Ring(FAN_MEDIAN, PAPER), "alone (first order)"),
            (Swatch::Ring(LOSS, LOSS), "chance"),
            (Swatch::Whisker(FAN_MEDIAN), "95% interval"),
        ]),
        figures: 104.0,
        columns: vec![Column { limits: (-0.2, 1.2), holds: vec![0.0, 0.01], ..Column::from_zero(6, shares) }],
        rows: shown.iter().filter_map(index).map(row).collect(),
        notes: overflow_notes(of, &inputs, &shown, |most| format!("at most {} in all", noisy_share(round_up(most)))),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

/// The drivers that have a row: the greatest, and luck wherever it stands.
fn shown(of: &Sensitivity, ranked: &[(usize, f64)]) -> Vec<usize> {
    let mut shown: Vec<usize> = ranked.iter().take(MOST).map(|(driver, _)| *driver).collect();
    let luck = ranked.iter().map(|(driver, _)| *driver).find(|driver| is_luck(of, *driver));
    if let Some(luck) = luck.filter(|luck| !shown.contains(luck)) {
        shown.truncate(MOST - 1);
        shown.push(luck);
    }
    shown
}

fn finding(of: &Sensitivity) -> String {
    let what = measure(of);
    if !of.knows_shares() {
        return format!("What explains the uncertainty of {what} is not known from so few rows");
    }
    let (foremost, names) = leading(of);
    let above_all = if foremost.is_apart { "most of all" } else { "among them" };
    let most = match names.as_slice() {
        [] => "; none of them stands out".to_owned(),
        names => format!(", {above_all} {}", join_list(names)),
    };
    match of.luck().map(|luck| luck.total) {
        Some(luck) => {
            let left = luck.estimate.clamp(0.0, 1.0);
            if left >= 0.995 {
                return format!("Chance decides nearly all that is uncertain in {what}, and inputs next to nothing");
            }
            if left < 0.005 {
                return format!("Inputs explain nearly all that is uncertain in {what}{most}");
            }
            if left >= 0.5 {
                let part = spoken_percent(left);
                return format!("Chance decides {part} of what is uncertain in {what}; inputs explain the rest{most}");
            }
            let part = capitalize(&spoken_percent(1.0 - left));
            format!("{part} of what is uncertain in {what} is explained by inputs{most}; chance decides the rest")
        }
        _ if names.is_empty() => format!("No input stands out in what is uncertain in {what}"),
        _ if foremost.is_apart => {
            format!("What is uncertain in {what} is explained most of all by {}", join_list(&names))
        }
        _ => format!("What is uncertain in {what} is explained by {}, among others", join_list(&names)),
    }
}

fn subtitle(of: &Sensitivity, value: &Indices, rows: u64) -> String {
    let alone = &value.alone;
    let alone = if alone.is_clear() {
        format!(". All first orders together: {}", share_interval(alone.estimate, alone.low, alone.high))
    } else {
        String::new()
    };
    let missing = if value.missing > 0 { format!(", {} left out", count(value.missing)) } else { String::new() };
    format!(
        "Share of the variance of {} (mean {}, standard deviation {}), %; {} rows of the design{missing}{alone}",
        measure(of),
        rounded_money(value.mean, None),
        rounded_money(value.variance.max(0.0).sqrt(), None),
        count(rows),
    )
}

fn table(of: &Sensitivity, value: &Indices, order: &[usize]) -> Table {
    // No share is below nothing: noise carries an estimate there.
    let written = |i: Interval| {
        if i.high <= 0.0 { "0% (below it by noise)".to_owned() } else { share_interval(i.estimate, i.low, i.high) }
    };
    let cell = |i: Interval| Cell::figure(written(i), i.estimate);
    let rows = order.iter().filter_map(|driver| {
        let index = value.factors.get(*driver)?;
        Some(vec![Cell::text(row_of(of, *driver)), cell(index.total), cell(index.first)])
    });
    let caption = format!("Share of the variance of {} by driver, with 95% intervals", measure(of));
    Table::new(caption, ["Driver", "In all (total)", "Alone (first order)"], rows)
}
