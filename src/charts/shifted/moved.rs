//! Inputs in the part in which a condition holds: how far each lies from where it lies in the whole run.

use super::{sheet, source, what};
use crate::analysis::shift::{Moved, Shift, leading};
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{BAR, Column, ON_DARK, ON_LIGHT, Row, RowChart, SIDE};
use crate::charts::scale::signed_plain;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, join_list};
use crate::text::numbers::{last_place, number};
use crate::text::paths::describe_input;
use crate::text::phrases::{format_quantity, input_in_title};

/// Most rows.
const MOST: usize = 15;

/// The chart; none where no input has moved.
pub(super) fn chart(of: &Shift, moved: &[Moved]) -> Option<Chart> {
    let mut ranked: Vec<&Moved> = moved.iter().collect();
    ranked.sort_by(|a, b| b.shift.abs().total_cmp(&a.shift.abs()));
    let shown = &ranked[..ranked.len().min(MOST)];
    if shown.is_empty() || told(of, moved).is_empty() {
        return None;
    }
    let name = |row: &Moved| describe_input(&row.path, &of.scenario);
    let row = |moved: &&Moved| {
        let (colour, error) = if moved.shift < 0.0 { (FAN_INNER, ON_LIGHT) } else { (FAN_MEDIAN, ON_DARK) };
        let interval = (moved.shift - SIDE * moved.se, moved.shift + SIDE * moved.se);
        Row::new(name(moved))
            .bar(0.0, moved.shift, BAR, colour)
            .whisker(interval, 0.0, error)
            .figure(medians(moved), "")
    };
    let more = ranked.get(shown.len()).map(|next| {
        let most = number((next.shift.abs() * 100.0 - 1e-9).ceil() / 100.0, 0.01);
        let inputs = match ranked.len() - shown.len() {
            1 => "1 more input, moved".to_owned(),
            n => format!("{n} more inputs, each moved"),
        };
        format!("and {inputs} by at most {most} standard deviations")
    });
    let mut sheet = sheet(of, "moved", "Bars of shifts of inputs", finding(of, moved), table(of, &ranked));
    sheet.subtitle = subtitle(of);
    sheet.spoken = shown.iter().take(5).map(|row| format!("{} {}, {}", name(row), shift(row), medians(row))).collect();
    let rows = RowChart {
        legend: entries([
            (Swatch::Box(FAN_INNER), "lower than in the whole run"),
            (Swatch::Box(FAN_MEDIAN), "higher"),
            (Swatch::Whisker(ON_LIGHT), "95% interval"),
        ]),
        names: 220.0,
        figures: 184.0,
        heads: vec!["median of all → of these"],
        columns: vec![Column::from_zero(6, signed_plain)],
        rows: shown.iter().map(row).collect(),
        notes: more.into_iter().collect(),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

fn subtitle(of: &Shift) -> String {
    format!("Mean of each input there less its mean in the whole run, in its standard deviations; {}", source(of))
}

/// Inputs that lie elsewhere by more than chance explains, but for those that were stated.
fn told<'m>(of: &Shift, moved: &'m [Moved]) -> Vec<&'m Moved> {
    leading(moved).filter(|row| !of.is_stated(&row.path)).take(3).collect()
}

fn finding(of: &Shift, moved: &[Moved]) -> String {
    let what = what(of);
    let told: Vec<String> = told(of, moved)
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let verb = if i == 0 { " is" } else { "" };
            let way = if row.shift > 0.0 { "higher" } else { "lower" };
            format!("{}{verb} {way}", input_in_title(&row.path, &of.scenario))
        })
        .collect();
    format!("{what}, {} than in the whole run", join_list(&told))
}

fn medians(of: &Moved) -> String {
    let [before, after] = [of.before[1], of.after[1]].map(|value| format_quantity(value, Some(of.dimension)));
    // A unit that both have is written once.
    match (before.split_once(' '), after.split_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number} → {after}"),
        _ => format!("{before} → {after}"),
    }
}

fn shift(of: &Moved) -> String {
    let place = last_place(of.shift, Some(of.se)).clamp(0.001, 0.1);
    format!("{}{} ± {}", if of.shift > 0.0 { "+" } else { "" }, number(of.shift, place), number(of.se, place))
}

fn table(of: &Shift, ranked: &[&Moved]) -> Table {
    let rows = ranked.iter().map(|row| {
        let written = |value: f64| format_quantity(value, Some(row.dimension));
        let span = |ends: [f64; 3]| format!("{} to {}", written(ends[0]), written(ends[2]));
        vec![
            Cell::text(capitalize(&describe_input(&row.path, &of.scenario))),
            Cell::figure(shift(row), row.shift),
            Cell::figure(written(row.before[1]), row.before[1]),
            Cell::figure(written(row.after[1]), row.after[1]),
            Cell::text(span(row.before)),
            Cell::text(span(row.after)),
        ]
    });
    let heads = ["Input", "Shift ± error", "Median of all", "of these", "5% to 95% of all", "of these"];
    Table::new("Shift of each input in standard deviations of the whole run, and where it lies", heads, rows)
}
