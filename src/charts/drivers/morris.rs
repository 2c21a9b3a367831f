//! Screening: how far one input moves a figure from one end of its range to the other, and how evenly.

use super::names::{name_of, row_of};
use super::{driver_row, leading, measure, overflow_notes, round_up, sheet};
use crate::analysis::evidence::exceeds;
use crate::analysis::sensitivity::{Effect, Sensitivity};
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{BAR, Column, RowChart, SIDE};
use crate::charts::scale::dollars;
use crate::charts::style::{FAN_INNER, INK, PAPER};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, join_list};
use crate::text::numbers::{count, money_with_error, rounded_money, signed_money, tick_money};
use crate::text::phrases::describe_dependence;

/// Most rows.
const MOST: usize = 15;
/// Share of the mean size of effects above which their mean says that nearly all have one sign.
const ONE_WAY: f64 = 0.9;

/// The chart; none where no input has an effect that is known.
pub(super) fn chart(
    of: &Sensitivity,
    effects: &[Option<Effect>],
    (trajectories, histories): (u64, u64),
) -> Option<Chart> {
    let ranked = of.ranked();
    let rows: Vec<(usize, &Effect)> =
        ranked.iter().filter_map(|(driver, _)| Some((*driver, effects.get(*driver)?.as_ref()?))).collect();
    let shown = &rows[..rows.len().min(MOST)];
    if shown.is_empty() {
        return None;
    }
    let written = |effect: &Effect| money_with_error(effect.strength, effect.se);
    let mut sheet =
        sheet(of, "morris", "Bars of the mean size of elementary effects", finding(of, &rows), table(of, &rows));
    sheet.subtitle = format!(
        "Change in mean {} as one input goes from the lowest to the highest place of its range, dollars; means of {} walks \
         through all inputs, {} at each point",
        measure(of),
        count(trajectories),
        if histories == 1 { "one simulation".to_owned() } else { format!("{} simulations", count(histories)) }
    );
    sheet.spoken = shown.iter().take(5).map(|(driver, e)| format!("{} {}", name_of(of, *driver), written(e))).collect();
    let row = |(driver, effect): &(usize, &Effect)| {
        let row = driver_row(of, *driver).bar(0.0, effect.strength, BAR, FAN_INNER);
        let row = if effect.se.is_some() { row.whisker(whiskers(effect), 0.0, INK) } else { row };
        let row = if let Some(spread) = effect.spread { row.ring(spread, 0.0, (INK, PAPER)) } else { row };
        row.figure(written(effect), way(effect))
    };
    let visible: Vec<usize> = shown.iter().map(|row| row.0).collect();
    let rows = RowChart {
        legend: entries([
            (Swatch::Box(FAN_INNER), "mean size of the change (μ*)"),
            (Swatch::Whisker(INK), "its 95% interval"),
            (Swatch::Ring(INK, PAPER), "standard deviation (σ): how much it depends on the others"),
        ]),
        columns: vec![Column::from_zero(5, dollars)],
        rows: shown.iter().map(row).collect(),
        notes: overflow_notes(of, &ranked, &visible, |most| {
            format!("a mean change of at most {}", tick_money(round_up(most)))
        }),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

fn whiskers(effect: &Effect) -> (f64, f64) {
    let half = SIDE * effect.se.unwrap_or(0.0);
    // It is a mean of sizes, and so not below nothing.
    ((effect.strength - half).max(0.0), effect.strength + half)
}

/// Which way the figure goes as the input rises.
fn way(effect: &Effect) -> &'static str {
    match effect.mean {
        mean if mean > ONE_WAY * effect.strength => "higher is more",
        mean if -mean > ONE_WAY * effect.strength => "higher is less",
        _ if effect.strength == 0.0 => "no change",
        _ => "either way",
    }
}

fn finding(of: &Sensitivity, rows: &[(usize, &Effect)]) -> String {
    let what = measure(of);
    if of.screens_too_little() {
        return format!("This screening is too small to name what moves the mean {what}");
    }
    let (foremost, names) = leading(of);
    let effect = |n: usize| rows.iter().find(|row| Some(&row.0) == foremost.drivers.get(n)).map(|row| row.1);
    let (Some((first, others)), Some(greatest)) = (names.split_first(), effect(0)) else {
        return format!("No input moves the mean {what} by more than chance explains");
    };
    let figure = |effect: &Effect| (effect.strength, effect.se);
    if effect(1).is_some_and(|next| !exceeds(figure(greatest), figure(next))) {
        return format!("The mean {what} {}", describe_dependence(&foremost, &names));
    }
    let size = rounded_money(greatest.strength, greatest.se);
    let follow = match others {
        [] => String::new(),
        [one] => format!("; {one} follows"),
        _ => format!("; {} follow", join_list(others)),
    };
    format!("{} moves the mean {what} by {size} from one end of its range to the other{follow}", capitalize(first))
}

fn table(of: &Sensitivity, rows: &[(usize, &Effect)]) -> Table {
    let cells = rows.iter().map(|(driver, effect)| {
        let spread = effect.spread.map_or(Cell::MISSING, |spread| Cell::figure(rounded_money(spread, None), spread));
        vec![
            Cell::text(row_of(of, *driver)),
            Cell::figure(money_with_error(effect.strength, effect.se), effect.strength),
            Cell::figure(signed_money(effect.mean, None), effect.mean),
            spread,
            Cell::figure(rounded_money(effect.change, None), effect.change),
            Cell::figure(count(effect.count), effect.count as f64),
        ]
    });
    let heads = ["Input", "μ* ± error", "μ", "σ", "Change at a step", "Effects"];
    let caption =
        format!("Elementary effects on the mean {}, dollars from one end of an input to the other", measure(of));
    Table::new(caption, heads, cells)
}
