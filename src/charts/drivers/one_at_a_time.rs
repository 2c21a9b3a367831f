//! A figure as one input at a time goes from a low to a high value: bars from the figure as it stands to either end.

use super::names::{name_of, row_of, title_of};
use super::{round_up, sheet};
use crate::analysis::Interval;
use crate::analysis::sensitivity::{FigureSwings, InputKind, Movement, Sensitivity, Swing, SwingEnd};
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{BAR, Column, ON_DARK, ON_LIGHT, Row, RowChart};
use crate::charts::scale::tick_word;
use crate::charts::style::{Colour, FAN_INNER, FAN_MEDIAN, INK};
use crate::charts::{Cell, Chart, Table};
use crate::text::kinds::{describe_end, describe_kind, signed_change};
use crate::text::names::capitalize;
use crate::text::numbers::{count, estimated};
use crate::text::paths::describe_figure;
use crate::text::phrases::describe_lone_dependence;

/// Most rows.
const MOST: usize = 15;
/// Colours of low and high, as of a tornado, and of whiskers on them.
const SIDES: [Colour; 2] = [FAN_INNER, FAN_MEDIAN];
const WHISKERS: [Colour; 2] = [ON_LIGHT, ON_DARK];

/// An input that moves the figure.
struct Input<'a> {
    driver: usize,
    movement: &'a Movement,
    swing: Swing,
}

/// The chart of figure number `place`; none where no input moves it beyond chance.
pub(super) fn chart(
    of: &Sensitivity,
    movements: &[Movement],
    (place, figure): (usize, &FigureSwings),
    (simulations, tried): (u64, u64),
) -> Option<Chart> {
    let ranked = figure.ranked();
    let input =
        |driver: usize| Some(Input { driver, movement: movements.get(driver)?, swing: (*figure.swings.get(driver)?)? });
    let leading: Vec<Input> = figure.leading().into_iter().filter_map(input).collect();
    let shown = &leading[..leading.len().min(MOST)];
    let base = figure.base.filter(|_| !shown.is_empty())?;
    let what = describe_figure(&figure.metric, &of.scenario);
    let all: Vec<Input> = ranked.iter().filter_map(|(driver, _)| input(*driver)).collect();
    let name = if place == 0 { "one-at-a-time".to_owned() } else { format!("one-at-a-time-{}", place + 1) };
    let kind = format!("Bars of {what} as one input at a time goes from low to high");
    let mut sheet = sheet(of, &name, &kind, finding(of, &what, figure, movements), table(of, figure, &what, &all));
    let whole = |n: u64| if n == 1 { "one simulation".to_owned() } else { format!("{} simulations", count(n)) };
    let also =
        if tried < simulations { format!(" (inputs that matter less: {})", count(tried)) } else { String::new() };
    sheet.subtitle = format!(
        "{} as one input goes from its low to its high value, all else on the same random draws; upright line: the file as it \
         stands ({}); {}{also}; thin lines: 95% intervals of the changes",
        capitalize(&what),
        estimated(base, None, &figure.unit),
        whole(simulations)
    );
    sheet.spoken = shown.iter().take(5).map(|input| spoken(of, figure, input)).collect();
    let line = Column { holds: vec![base], line: Some(base), word: tick_word(&figure.unit), ..Column::default() };
    let rows = RowChart {
        legend: entries([
            (Swatch::Box(SIDES[0]), "input at its low value"),
            (Swatch::Box(SIDES[1]), "at its high value"),
        ]),
        names: 196.0,
        figures: 128.0,
        heads: vec!["swing", "± error"],
        columns: vec![line],
        rows: shown.iter().map(|input| row(of, figure, input, base)).collect(),
        notes: notes(of, figure, &leading, ranked.len()),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

/// Bars from the line to either end, of which two on one side have half the height each.
fn row<'a>(of: &Sensitivity, figure: &FigureSwings, input: &Input, base: f64) -> Row<'a> {
    let Interval { estimate, se, .. } = input.swing.size;
    let row = Row::new(name_of(of, input.driver));
    let mut row = row.figure(signed_change(estimate, Some(se), &figure.unit), describe_kind(input.movement.kind));
    let change = |end: Option<SwingEnd>| end.map_or(0.0, |end| end.change.estimate);
    let [low, high] = input.swing.ends;
    let same_side = change(low) * change(high) > 0.0;
    let (mut least, mut most) = (base, base);
    for (side, end) in input.swing.ends.iter().enumerate() {
        let Some(end) = end else { continue };
        // From the line by the paired change: an end tried in fewer simulations has them in common with the base.
        let at = base + end.change.estimate;
        let heights = if same_side { [(-7.0, 0.0), (0.0, 7.0)][side] } else { BAR };
        let interval = (base + end.change.low, base + end.change.high);
        row = row.bar(base, at, heights, SIDES[side]);
        row = row.whisker(interval, f64::midpoint(heights.0, heights.1), WHISKERS[side]);
        (least, most) = (least.min(interval.0), most.max(interval.1));
    }
    let words = |side: usize| describe_end(input.movement, side, dimension(of, input.driver));
    let falling = change(low) > change(high);
    let [left, right] = if falling { [1, 0] } else { [0, 1] };
    row.words(least, true, 0.0, words(left), INK).words(most, false, 0.0, words(right), INK)
}

fn dimension(of: &Sensitivity, driver: usize) -> Option<crate::quantity::Dimension> {
    of.drivers.get(driver).and_then(|driver| driver.dimension)
}

fn spoken(of: &Sensitivity, figure: &FigureSwings, input: &Input) -> String {
    let end = |side: usize| {
        let at = describe_end(input.movement, side, dimension(of, input.driver));
        let value =
            input.swing.ends[side].map_or_else(|| "–".to_owned(), |end| estimated(end.value, None, &figure.unit));
        format!("{value} at {at}")
    };
    let kind = describe_kind(input.movement.kind);
    format!("{} ({kind}): {}, {}", name_of(of, input.driver), end(0), end(1))
}

fn finding(of: &Sensitivity, what: &str, figure: &FigureSwings, movements: &[Movement]) -> String {
    let name = |driver: &usize| {
        let is_default = movements.get(*driver).is_some_and(|movement| movement.kind == InputKind::Default);
        format!("{}{}", title_of(of, *driver), if is_default { " (a default)" } else { "" })
    };
    let foremost = figure.foremost(3);
    let names: Vec<String> = foremost.drivers.iter().map(name).collect();
    format!("{} {}", capitalize(what), describe_lone_dependence(&foremost, &names))
}

/// What is said of inputs without a row.
fn notes(of: &Sensitivity, figure: &FigureSwings, leading: &[Input], moving: usize) -> Vec<String> {
    let inputs = |n: usize| if n == 1 { "1 input".to_owned() } else { format!("{n} inputs") };
    let mut notes = Vec::new();
    if let Some(next) = leading.get(MOST) {
        let more = inputs(leading.len() - MOST).replacen(' ', " more ", 1);
        let most = estimated(round_up(next.swing.size.estimate.abs()), None, &figure.unit);
        notes.push(format!("and {more}, each with a swing of at most {most}"));
    }
    let (noise, still) = (moving - leading.len(), of.drivers.len() - moving);
    let noise = (noise > 0).then(|| format!("{} not distinguishable from noise", inputs(noise)));
    let still = (still > 0).then(|| format!("{} that moved nothing in any simulation", inputs(still)));
    let rest: Vec<String> = noise.into_iter().chain(still).collect();
    if !rest.is_empty() {
        notes.push(rest.join("; "));
    }
    notes
}

fn table(of: &Sensitivity, figure: &FigureSwings, what: &str, inputs: &[Input]) -> Table {
    let unit = figure.unit.as_str();
    let standing = figure.standing();
    let cells = inputs.iter().map(|input| {
        let mut cells = vec![Cell::text(row_of(of, input.driver)), Cell::text(describe_kind(input.movement.kind))];
        for (side, end) in input.swing.ends.iter().enumerate() {
            cells.push(Cell::text(describe_end(input.movement, side, dimension(of, input.driver))));
            // By the paired change, so that inputs tried in fewer simulations stand on the same base.
            let there = end.and_then(|end| Some(figure.base? + end.change.estimate));
            cells.push(there.map_or(Cell::MISSING, |there| Cell::figure(estimated(there, None, unit), there)));
        }
        let Interval { estimate, se, .. } = input.swing.size;
        cells.push(Cell::figure(signed_change(estimate, Some(se), unit), estimate));
        cells.push(Cell::text(if standing[input.driver] { "yes" } else { "no" }));
        cells.push(Cell::figure(count(input.movement.simulations), input.movement.simulations as f64));
        cells.push(Cell::text(&*input.movement.rule));
        cells
    });
    let heads = [
        "Input",
        "What it is",
        "Low",
        "there",
        "High",
        "there",
        "Swing ± error",
        "Beyond noise",
        "Simulations",
        "Range",
    ];
    Table::new(format!("{} as one input at a time goes from low to high", capitalize(what)), heads, cells)
}
