//! Figures before and after, the most changed first, by what they measure.

use super::{goes, is_stated, origin, sides, source, what};
use crate::analysis::shift::{Shift, ShiftedFigure, Told};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::frame::Frame;
use crate::charts::rows::{self, Axis, Swatch, dollars, ends, figure, legend, name, plain, ring, shares};
use crate::charts::style::{AXIS, INK, LABEL, MARGIN, PAPER, SIDES, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::names::shorten;
use crate::text::numbers::rounded_money;
use crate::text::numbers::signed_money;
use crate::text::numbers::{self, last_place, number, percent};
use crate::text::paths;

/// Most rows.
const MOST: usize = 14;
const ROW: f64 = 36.0;
const LEFT: f64 = MARGIN + 264.0;
const RIGHT: f64 = WIDTH - MARGIN - 146.0;

/// Units with a panel of their own: heading, ticks.
type Unit = (&'static str, &'static str, fn(f64, f64) -> String);
const UNITS: [Unit; 4] =
    [("USD", "Dollars", dollars), ("share", "Percent", shares), ("days", "Days", plain), ("count", "Number", plain)];

/// A figure with both sides.
struct Row<'a> {
    path: &'a str,
    of: &'a ShiftedFigure,
    before: f64,
    after: f64,
    change: f64,
    /// The change in its standard errors.
    errors: f64,
}

/// The chart; none where no figure changes.
pub(super) fn chart(of: &Shift) -> Result<Option<Chart>, ChartError> {
    let (ranked, beside) = ranked(of);
    let changed = changed(of, &ranked);
    // Where nothing changes by more than chance explains, what was looked at is shown with its errors.
    let shown = &ranked[..if changed > 0 { changed } else { ranked.len() }.min(MOST)];
    if shown.is_empty() {
        return Ok(None);
    }
    let title = finding(of, &shown[..changed.min(shown.len())]);
    let [before, after] = sides(of);
    let which =
        if changed > 0 { "Figures that change by more than chance explains, the surest first" } else { "Figures" };
    let subtitle = format!("{which}: {before} and {after}; {}", source(of));
    let mut frame = Frame::new(&title, &subtitle);
    let entries = [(Swatch::Ring(INK, PAPER), before), (Swatch::Ring(SIDES[0], SIDES[0]), after)];
    legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries);
    let mut top = frame.top + 22.0;
    let mut order: Vec<&Row> = Vec::new();
    for (unit, heading, ticks) in UNITS {
        let mut of_unit: Vec<&Row> = shown.iter().filter(|row| row.of.unit == unit).collect();
        if of_unit.is_empty() {
            continue;
        }
        top = panel(&mut frame.canvas, of, (heading, ticks), &of_unit, (top, order.len()));
        order.append(&mut of_unit);
    }
    let more = ranked.len() + beside.len() - shown.len();
    if more > 0 {
        let words = if more == 1 { "and 1 more figure".to_owned() } else { format!("and {more} more figures") };
        top = rows::remark(&mut frame.canvas, top, &format!("{words} in the table"));
    }
    order.extend(ranked.iter().skip(shown.len()).chain(&beside));
    let lines = order.iter().take(5).map(|row| {
        let [before, after] = [row.of.before, row.of.after].map(|told| written(&row.of.unit, told));
        format!("{} {before} to {after}", paths::describe_figure(row.path, &of.scenario))
    });
    let alt = format!("Figures: {before} and {after}. {title}. {}.", lines.collect::<Vec<_>>().join("; "));
    frame.finish(&origin(of), "shifted-figures", top + 4.0, &alt, table(of, &order)).map(Some)
}

/// Figures that have a panel, those that change by more than chance explains first, the surest of them in front; and apart from them those that count home in where
/// what leads does not, whose size would press the others together.
fn ranked(of: &Shift) -> (Vec<Row<'_>>, Vec<Row<'_>>) {
    let mut ranked: Vec<Row> = of.figures.iter().filter_map(|(path, figure)| row(path, figure)).collect();
    let changed = of.changed();
    let stands = |row: &Row| changed.iter().any(|(path, _)| *path == row.path);
    ranked.sort_by(|a, b| stands(b).cmp(&stands(a)).then(b.errors.total_cmp(&a.errors)));
    let abroad = of.figures.keys().next().is_some_and(|path| path.starts_with("value_abroad."));
    let home = |row: &Row| {
        let first = row.path.split('.').next().unwrap_or_default();
        abroad && matches!(first, "value" | "baseline_value" | "loss" | "bridge")
    };
    ranked.into_iter().partition(|row| !home(row))
}

/// How many of these lead the others as figures that change.
fn changed(of: &Shift, ranked: &[Row]) -> usize {
    let changed = of.changed();
    ranked.iter().take_while(|row| changed.iter().any(|(path, _)| *path == row.path)).count()
}

fn row<'a>(path: &'a str, figure: &'a ShiftedFigure) -> Option<Row<'a>> {
    let (before, after, change) = (figure.before.value?, figure.after.value?, figure.change.value?);
    let known = UNITS.iter().any(|(unit, ..)| figure.unit == *unit);
    let errors = change.abs() / figure.change.se.unwrap_or(0.0);
    (known && change != 0.0).then_some(Row { path, of: figure, before, after, change, errors })
}

fn finding(of: &Shift, changed: &[Row]) -> String {
    let what = what(of);
    let Some(row) = changed.iter().find(|row| !holds_by_construction(of, row)) else {
        let other = if changed.is_empty() { "" } else { "other " };
        return format!("{what}, no {other}figure changes by more than chance explains");
    };
    let name = shorten(&paths::describe_figure(row.path, &of.scenario), 52);
    let [before, after] = [row.of.before, row.of.after].map(|told| written(&row.of.unit, told));
    if before == after {
        return format!("{what}, the {name} is the most changed figure, by {}", change(row));
    }
    format!("{what}, the {name} {}", goes(of, row.change > 0.0, &before, &after))
}

/// Whether a figure is what was stated itself, or is certain where that holds: a title says something else.
fn holds_by_construction(of: &Shift, row: &Row) -> bool {
    let names: Vec<&str> = row.path.split('.').collect();
    let certain = row.of.unit == "share" && (row.after <= 0.0 || row.after >= 1.0);
    let stated = match names.as_slice() {
        ["markets", market, "outcomes", state] => {
            is_stated(of, &format!("{market}.{state}")) || is_stated(of, &format!("{market}.final_state"))
        }
        ["markets", market, "measures", kind, ..] => is_stated(of, &format!("{market}.{kind}")),
        ["markets", market, figure, ..] => is_stated(of, &format!("{market}.{figure}")),
        [figure, ..] => is_stated(of, figure),
        [] => false,
    };
    certain || stated
}

/// Draws the rows of one unit below `top`, the first of which is row `first` of the table; returns where they end.
fn panel(
    canvas: &mut Canvas,
    of: &Shift,
    (heading, ticks): (&str, fn(f64, f64) -> String),
    rows: &[&Row],
    (top, first): (f64, usize),
) -> f64 {
    let from = top + 34.0;
    let bottom = from + ROW * rows.len() as f64;
    let axis = Axis::within(ends(rows.iter().flat_map(|row| [row.before, row.after])), 4, (LEFT, RIGHT));
    canvas.text((MARGIN, from - 10.0), heading, Type::new(LABEL, INK).bold());
    axis.draw(canvas, (from, bottom), ticks);
    for (i, row) in rows.iter().enumerate() {
        let y = from + ROW * (i as f64 + 0.5);
        name(canvas, (MARGIN, y), &label(row.path, of), "", LEFT - MARGIN - 14.0);
        canvas.line(vec![(axis.at(row.before), y), (axis.at(row.after), y)], AXIS, 2.6);
        ring(canvas, (axis.at(row.before), y), 5.0, (INK, PAPER));
        ring(canvas, (axis.at(row.after), y), 5.0, (SIDES[0], SIDES[0]));
        let errors =
            if row.errors.is_finite() { format!("{} standard errors", number(row.errors, 1.0)) } else { String::new() };
        let errors = if row.errors < 1.5 { "within one standard error".to_owned() } else { errors };
        figure(canvas, y, &change(row), &errors, WIDTH - MARGIN - RIGHT - 10.0);
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), first + i);
    }
    bottom
}

fn label(path: &str, of: &Shift) -> String {
    capitalize(&paths::describe_figure(path, &of.scenario))
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
fn change(row: &Row) -> String {
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

fn table(of: &Shift, order: &[&Row]) -> Table {
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
    Table::new(
        "Figures before and after, with the standard error of their change",
        ["Figure", "Before", "After", "Change", "In standard errors"],
        rows,
    )
}
