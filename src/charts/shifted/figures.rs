//! Figures before and after, the most changed first, by what they measure.

use super::{goes, sheet, sides, source, what};
use crate::analysis::shift::{Shift, ShiftedBy, ShiftedFigure, Told};
use crate::charts::legend::{Swatch, draw_legend, entries};
use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::{dollars, plain, shares};
use crate::charts::style::{AXIS, INK, PAPER, SIDES};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, shorten};
use crate::text::numbers::{self, last_place, number, percent, rounded_money, signed_money};
use crate::text::paths;
use crate::text::phrases::figure_in_title;

/// Most rows.
const MOST: usize = 14;

/// Units with a panel of their own: heading, ticks.
type Unit = (&'static str, &'static str, fn(f64, f64) -> String);
const UNITS: [Unit; 4] =
    [("USD", "Dollars", dollars), ("share", "Percent", shares), ("days", "Days", plain), ("count", "Number", plain)];

/// A figure with both sides.
struct Changed<'a> {
    path: &'a str,
    of: &'a ShiftedFigure,
    before: f64,
    after: f64,
    change: f64,
    /// The change in its standard errors.
    errors: f64,
}

/// The chart; none where no figure changes.
pub(super) fn chart(of: &Shift) -> Option<Chart> {
    let (ranked, beside) = ranked(of);
    let changed = changed(of, &ranked);
    // Where nothing changes by more than chance explains there is nothing to show; the table of figures has all.
    let shown = &ranked[..changed.min(MOST)];
    if shown.is_empty() {
        return None;
    }
    let [before, after] = sides(of);
    let mut order: Vec<&Changed> = Vec::new();
    let mut panels: Vec<RowChart> = Vec::new();
    for (unit, heading, word) in UNITS {
        let mut of_unit: Vec<&Changed> = shown.iter().filter(|row| row.of.unit == unit).collect();
        if !of_unit.is_empty() {
            let rows = of_unit.iter().map(|row| draw_row(row, of)).collect();
            let (heading, columns) = (heading.to_owned(), vec![Column { word, ..Column::default() }]);
            panels.push(RowChart {
                names: 264.0,
                figures: 146.0,
                heading,
                columns,
                rows,
                first: order.len(),
                ..RowChart::default()
            });
            order.append(&mut of_unit);
        }
    }
    let more = ranked.len() + beside.len() - shown.len();
    if let Some(last) = panels.last_mut().filter(|_| more > 0) {
        last.notes.push(format!("and {more} more {} in the table", if more == 1 { "figure" } else { "figures" }));
    }
    order.extend(ranked.iter().skip(shown.len()).chain(&beside));
    let title = finding(of, shown);
    let kind = format!("Figures: {before} and {after}");
    let mut sheet = sheet(of, "shifted-figures", &kind, title, table(of, &order));
    let which = "Figures that change by more than chance explains, by what they measure, of each the surest first";
    sheet.subtitle = format!("{which}: {before} and {after}; {}", source(of));
    let spoken = |row: &&Changed| {
        let [before, after] = [row.of.before, row.of.after].map(|told| written(&row.of.unit, told));
        format!("{} {before} to {after}", paths::describe_figure(row.path, &of.scenario))
    };
    sheet.spoken = order.iter().take(5).map(spoken).collect();
    let legend = entries([(Swatch::Ring(INK, PAPER), before), (Swatch::Ring(SIDES[0], SIDES[0]), after)]);
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let top = draw_legend(canvas, (canvas.format.margin(), frame.top + 12.0), &legend) + 10.0;
        panels.iter().fold(top, |top, panel| panel.draw(canvas, top)) + 4.0
    }))
}

/// Figures that have a panel, those that change by more than chance explains first, the surest of them in front; and apart from them those that count home in where
/// what leads does not, whose size would press the others together. Without those by which simulations were chosen, which differ by that alone.
fn ranked(of: &Shift) -> (Vec<Changed<'_>>, Vec<Changed<'_>>) {
    let chosen = |path: &str| matches!(of.by, ShiftedBy::Condition { .. }) && of.is_about(path);
    let figures = of.figures.iter().filter(|(path, _)| !chosen(path));
    let mut ranked: Vec<Changed> = figures.filter_map(|(path, figure)| row(path, figure)).collect();
    let changed = of.changed();
    let stands = |row: &Changed| changed.iter().any(|(path, _)| *path == row.path);
    ranked.sort_by(|a, b| stands(b).cmp(&stands(a)).then(b.errors.total_cmp(&a.errors)));
    let abroad = of.figures.keys().next().is_some_and(|path| path.starts_with("value_abroad."));
    let home = |row: &Changed| {
        let first = row.path.split('.').next().unwrap_or_default();
        abroad && matches!(first, "value" | "baseline_value" | "loss" | "bridge")
    };
    ranked.into_iter().partition(|row| !home(row))
}

/// How many of these lead the others as figures that change.
fn changed(of: &Shift, ranked: &[Changed]) -> usize {
    let changed = of.changed();
    ranked.iter().take_while(|row| changed.iter().any(|(path, _)| *path == row.path)).count()
}

fn row<'a>(path: &'a str, figure: &'a ShiftedFigure) -> Option<Changed<'a>> {
    let (before, after, change) = (figure.before.value?, figure.after.value?, figure.change.value?);
    let known = UNITS.iter().any(|(unit, ..)| figure.unit == *unit);
    let errors = change.abs() / figure.change.se.unwrap_or(0.0);
    (known && change != 0.0).then_some(Changed { path, of: figure, before, after, change, errors })
}

fn finding(of: &Shift, changed: &[Changed]) -> String {
    let what = what(of);
    let Some(row) = changed.iter().find(|row| !of.holds_by_construction(row.path)) else {
        let other = if changed.is_empty() { "" } else { "other " };
        return format!("{what}, no {other}figure changes by more than chance explains");
    };
    let name = shorten(&figure_in_title(row.path, &of.scenario), 60);
    let [before, after] = [row.of.before, row.of.after].map(|told| written(&row.of.unit, told));
    if before == after {
        return format!("{what}, the {name} changes by less than its figures show");
    }
    format!("{what}, the {name} {}", goes(of, row.change > 0.0, &before, &after))
}

fn draw_row<'a>(row: &Changed, of: &Shift) -> Row<'a> {
    let errors = match row.errors {
        few if few < 1.5 => "within one standard error".to_owned(),
        many if many.is_finite() => format!("{} standard errors", number(many, 1.0)),
        _ => String::new(),
    };
    Row::new(paths::describe_figure(row.path, &of.scenario))
        .link((row.before, row.after), 0.0, AXIS, 2.6)
        .ring(row.before, 0.0, (INK, PAPER))
        .ring(row.after, 0.0, (SIDES[0], SIDES[0]))
        .figure(change(row), errors)
}

/// A side with the digits that its error supports.
fn written(unit: &str, told: Told) -> String {
    let Some(value) = told.value else { return "–".to_owned() };
    match unit {
        "USD" => rounded_money(value, told.se),
        "share" => percent(value, last_place(value, told.se).clamp(0.001, 0.01)),
        "days" => format!("{} days", number(value, last_place(value, told.se).max(1.0))),
        _ => number(value, last_place(value, told.se)),
    }
}

/// The change with its sign and error.
fn change(row: &Changed) -> String {
    let (value, se) = (row.change, row.of.change.se);
    let sign = if value > 0.0 { "+" } else { "" };
    let with = |value: f64, se: Option<f64>, unit: &str| {
        let place = last_place(value, se);
        let error = se.filter(|se| *se > 0.0).map(|se| format!(" ± {}", number(se, place))).unwrap_or_default();
        format!("{sign}{}{unit}{error}", number(value, place))
    };
    match row.of.unit.as_str() {
        "USD" => signed_money(value, se),
        "share" => with(value * 100.0, se.map(|se| se * 100.0), " points"),
        "days" => with(value, se, " days"),
        _ => with(value, se, ""),
    }
}

fn table(of: &Shift, order: &[&Changed]) -> Table {
    let rows = order.iter().map(|row| {
        let errors = if row.errors.is_finite() {
            Cell::figure(numbers::number(row.errors, 0.1), row.errors)
        } else {
            Cell::MISSING
        };
        vec![
            Cell::text(paths::describe_figure(row.path, &of.scenario)),
            Cell::figure(written(&row.of.unit, row.of.before), row.before),
            Cell::figure(written(&row.of.unit, row.of.after), row.after),
            Cell::figure(change(row), row.change),
            errors,
        ]
    });
    let [before, after] = sides(of).map(capitalize);
    let heads = ["Figure", &before, &after, "Change", "In standard errors"];
    Table::new(format!("{before} and {after}, with the standard error of the change"), heads, rows)
}
