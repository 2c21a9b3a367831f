//! Expected loss over an input: what each strategy forgoes where the input lies, and where the best changes.

use super::Part;
use crate::analysis::decision::{InputInformation, Switch};
use crate::analysis::sensitivity::Slice;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend};
use crate::charts::panel::{Panel, path};
use crate::charts::scale::{Scale, inner_ticks};
use crate::charts::style::{AXIS, Colour, INK, MUTED, SIDES, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{rounded_money, tick_money};
use crate::text::paths;
use crate::text::phrases::format_quantity;

/// Most inputs drawn.
const MOST: usize = 6;
/// Most strategies drawn: as many as have a colour.
const LINES: usize = SIDES.len() + 1;
/// Height of a panel, and between two.
const HEIGHT: f64 = 150.0;
const BETWEEN: f64 = 92.0;
/// Space of ticks at the left of a panel.
const TICKS: f64 = 52.0;

/// The chart; none where no input changes the choice: lines of noise would say nothing.
pub(super) fn chart(of: &Part) -> Option<Chart> {
    let inputs = list_inputs(of);
    if inputs.is_empty() {
        return None;
    }
    let lines = list_lines(of, &inputs);
    let mut sheet =
        of.sheet("losses", "Lines of expected loss over inputs", finding(of, &inputs), table(of, &inputs, &lines));
    sheet.subtitle = format!(
        "What a strategy forgoes against the best one there, mean {} in dollars, by tenths of one input at a time; 0 is best. Strip: the best \
         strategy; dashed: where it changes",
        crate::text::names::decapitalize(&of.measure())
    );
    sheet.spoken = inputs.iter().map(|input| describe(of, input)).collect();
    let legend: Vec<(Swatch, String)> =
        lines.iter().map(|&(choice, colour)| (Swatch::Line(colour), of.name(choice))).collect();
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let top = draw_legend(canvas, (format.margin(), frame.top + 8.0), &legend) + 18.0;
        let columns = if inputs.len() == 1 { 1 } else { format.pick(2, 1) };
        let wide = format.space() / columns as f64;
        let (mut bottom, mut first) = (top, 0);
        for (i, input) in inputs.iter().enumerate() {
            let left = format.margin() + wide * (i % columns) as f64 + TICKS;
            let y = top + 30.0 + (HEIGHT + BETWEEN) * (i / columns) as f64;
            let right = left + wide - TICKS - 32.0;
            let panel = Panel { left, right, top: y, bottom: y + HEIGHT, first: true, ends: 18.0 };
            draw_panel(canvas, of, input, &lines, panel, first);
            first += slices(input).count();
            bottom = panel.below() + 18.0;
        }
        bottom
    }))
}

/// Inputs at whose values the best changes, those that are most worth knowing first.
fn list_inputs<'a>(of: &Part<'a>) -> Vec<&'a InputInformation> {
    let changes = |input: &InputInformation| of.world.switches.iter().any(|switch| switch.path == input.path);
    let is_drawn = |input: &InputInformation| input.learned.slices.iter().all(|slice| !slice.means.is_empty());
    let inputs = of.world.information.inputs.iter();
    let mut inputs: Vec<_> =
        inputs.filter(|input| changes(input) && slices(input).count() > 1 && is_drawn(input)).collect();
    inputs.sort_by(|a, b| b.learned.worth.estimate.total_cmp(&a.learned.worth.estimate));
    inputs.truncate(MOST);
    inputs
}

fn slices(input: &InputInformation) -> impl Iterator<Item = &Slice> {
    input.learned.slices.iter().filter(|slice| slice.centre.is_some())
}

/// Choices drawn, each with its colour: the recommended, those that are best somewhere, and the next on average. The places of `means` in a slice
/// are those of the choices that the world has.
fn list_lines(of: &Part, inputs: &[&InputInformation]) -> Vec<(usize, Colour)> {
    let world = of.world;
    let mut wanted = vec![world.recommendation.best];
    wanted.extend(world.switches.iter().flat_map(|switch| [switch.below, switch.above]));
    wanted.extend(inputs.iter().flat_map(|input| slices(input)).map(|slice| slice.choice));
    wanted.extend(world.ranked());
    let mut lines: Vec<(usize, Colour)> = Vec::new();
    for choice in wanted {
        if lines.len() < LINES && lines.iter().all(|(known, _)| *known != choice) {
            let colour = if lines.is_empty() { INK } else { SIDES[lines.len() - 1] };
            lines.push((choice, colour));
        }
    }
    lines
}

/// What a choice forgoes in a slice; `choices` are the numbers of the choices that the world has.
fn loss(slice: &Slice, choices: &[usize], choice: usize) -> Option<f64> {
    let place = choices.iter().position(|&c| c == choice)?;
    let most = slice.means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(most - slice.means.get(place)?)
}

/// Numbers of the choices of the world, in the order of the means of a slice.
fn present(of: &Part) -> Vec<usize> {
    (0..of.world.choices.len()).filter(|&choice| of.world.figures(choice).is_some()).collect()
}

fn draw_panel(
    canvas: &mut Canvas,
    of: &Part,
    input: &InputInformation,
    lines: &[(usize, Colour)],
    panel: Panel,
    first: usize,
) {
    panel.heading(canvas, &capitalize(&paths::describe_input(&input.path, &of.world.scenario)));
    let centres: Vec<f64> = slices(input).filter_map(|slice| slice.centre).collect();
    let choices = present(of);
    let losses =
        |choice: usize| -> Vec<f64> { slices(input).filter_map(|slice| loss(slice, &choices, choice)).collect() };
    let most = lines.iter().flat_map(|&(choice, _)| losses(choice)).fold(0.0, f64::max);
    let (ticks, _) = inner_ticks((0.0, most.max(1.0)), 4);
    let highest = ticks.last().copied().unwrap_or(1.0).max(most);
    // The best is at the top.
    let y = Scale::new((0.0, highest), (panel.top, panel.bottom));
    let grid: Vec<(f64, String)> = ticks.iter().map(|tick| (y.at(*tick), tick_money(*tick))).collect();
    panel.grid(canvas, &grid, true);
    let ends = (centres.first().copied().unwrap_or(0.0), centres.last().copied().unwrap_or(1.0));
    let x = Scale::new(ends, (panel.left, panel.right));
    let word = |value: f64| format_quantity(value, input.dimension);
    let marks = [ends.0, f64::midpoint(ends.0, ends.1), ends.1].map(|value| (x.at(value), word(value)));
    panel.axis(canvas, marks);
    let xs: Vec<f64> = centres.iter().map(|centre| x.at(*centre)).collect();
    for &(choice, colour) in lines.iter().rev() {
        canvas.line(
            path(&xs, &losses(choice), y),
            colour,
            if choice == of.world.recommendation.best { 2.6 } else { 1.7 },
        );
    }
    let mut switches: Vec<&Switch> = of.world.switches.iter().filter(|switch| switch.path == input.path).collect();
    switches.sort_by(|a, b| a.value.total_cmp(&b.value));
    mark_best(canvas, &switches, lines, x, panel);
    for switch in switches {
        draw_switch(canvas, switch, x, panel, word);
    }
    panel.zones(canvas, &xs, first);
}

/// Marks the best choice of each part above the drawing, in its colour: it changes where that stands beyond chance.
fn mark_best(canvas: &mut Canvas, switches: &[&Switch], lines: &[(usize, Colour)], x: Scale, panel: Panel) {
    let ends = switches.iter().map(|switch| x.at(switch.value).clamp(panel.left, panel.right));
    let ends: Vec<f64> = ends.chain([panel.right]).collect();
    let above = switches.last().map(|switch| switch.above);
    let choices = switches.iter().map(|switch| switch.below).chain(above);
    let mut from = panel.left;
    for (choice, to) in choices.zip(ends) {
        let colour = lines.iter().find(|(known, _)| *known == choice).map_or(MUTED, |(_, colour)| *colour);
        canvas.rect((from, panel.top - 6.0), (to, panel.top - 2.0), colour);
        from = to;
    }
}

fn draw_switch(canvas: &mut Canvas, switch: &Switch, x: Scale, panel: Panel, word: impl Fn(f64) -> String) {
    let at = x.at(switch.value).clamp(panel.left, panel.right);
    let mut y = panel.top;
    while y < panel.bottom {
        canvas.line(vec![(at, y), (at, (y + 4.0).min(panel.bottom))], AXIS, 1.4);
        y += 8.0;
    }
    let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
    canvas.text((at, panel.bottom + 35.0), format!("changes at {}", word(switch.value)), style);
}

fn finding(of: &Part, inputs: &[&InputInformation]) -> String {
    let first = inputs.iter().find_map(|input| Some((input, of.world.switches.iter().find(|s| s.path == input.path)?)));
    let Some((input, switch)) = first else { return String::new() };
    format!(
        "“{}” is best while {} is below {}, “{}” above",
        of.name(switch.below),
        paths::describe_input(&input.path, &of.world.scenario),
        format_quantity(switch.value, input.dimension),
        of.name(switch.above)
    )
}

fn describe(of: &Part, input: &InputInformation) -> String {
    let names: Vec<String> = slices(input).map(|slice| of.name(slice.choice)).collect();
    let mut told: Vec<&String> = names.iter().collect();
    told.dedup();
    let told: Vec<&str> = told.into_iter().map(String::as_str).collect();
    format!("{}, from low to high: {}", paths::describe_input(&input.path, &of.world.scenario), told.join(", then "))
}

fn table(of: &Part, inputs: &[&InputInformation], lines: &[(usize, Colour)]) -> Table {
    let choices = present(of);
    let rows = inputs.iter().flat_map(|input| {
        let choices = &choices;
        slices(input).map(move |slice| {
            let centre = slice.centre.unwrap_or_default();
            let mut row = vec![
                Cell::text(paths::describe_input(&input.path, &of.world.scenario)),
                Cell::figure(format_quantity(centre, input.dimension), centre),
                Cell::text(of.name(slice.choice)),
            ];
            row.extend(lines.iter().map(|&(choice, _)| {
                loss(slice, choices, choice).map_or(Cell::MISSING, |loss| Cell::figure(rounded_money(loss, None), loss))
            }));
            row
        })
    });
    let heads = ["Input", "About", "Best"].map(str::to_owned);
    Table::new(
        "Expected loss of each strategy by tenths of an input, dollars",
        heads.into_iter().chain(lines.iter().map(|&(choice, _)| of.name(choice))),
        rows,
    )
}
