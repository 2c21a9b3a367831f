//! Many inputs: parallel axes, a line for each point in the colour of its figure.

use super::classes::Classes;
use super::finding::of_many;
use super::input::Input;
use super::view::{View, evenly};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font::{Weight, wrap, wrap_evenly};
use crate::charts::scale::Scale;
use crate::charts::style::{AXIS, GRID, INK, MARGIN, MUTED, PAPER, SMALL, WIDTH};
use crate::charts::{Chart, ChartError};
use crate::text::names::capitalize;
use crate::text::numbers::count;

/// Most lines, and most axes of inputs.
const LINES: usize = 400;
const AXES: usize = 8;
const HEIGHT: f64 = 340.0;
/// Lines of words over an axis, and their height.
const HEADING: usize = 3;
const LINE: f64 = 15.0;
/// Most words on an axis of words.
const WORDS: usize = 12;
/// Inputs of no more levels have their lines spread around each, at most so far.
const FEW: usize = 12;
const SPREAD: f64 = 26.0;
/// The palest shade that is seen as a line.
const PALEST: usize = 3;

/// Where axes stand.
struct Layout {
    xs: Vec<f64>,
    top: f64,
    bottom: f64,
    spacing: f64,
}

/// The chart.
pub(super) fn chart(view: &View) -> Result<Chart, ChartError> {
    let inputs = shown(view);
    let mut points = drawn(view);
    let classes = Classes::of(view.shaded(), PALEST);
    points.sort_by(|a, b| far_down(view, *a).total_cmp(&far_down(view, *b)));
    let names: Vec<&str> = inputs.iter().map(|input| &*input.name).collect();
    let kind = format!("Parallel axes of {} and {}", names.join(", "), view.name);
    let sheet = view.sheet(kind, of_many(view), &what(view, inputs.len(), points.len()), &points);
    let mut frame = sheet.begin();
    let right = WIDTH - MARGIN - classes.width(view) - 6.0;
    let left = MARGIN + 50.0;
    let spacing = (right - left) / inputs.len() as f64;
    let top = frame.top + 14.0 + LINE * (HEADING + 1) as f64;
    let xs = (0..=inputs.len()).map(|i| left + spacing * i as f64).collect();
    let layout = Layout { xs, top, bottom: top + HEIGHT, spacing };
    let canvas = &mut frame.canvas;
    // The middle first, so that the lowest and the highest figures are seen.
    let middle = middle(view, &points);
    let mut order = points.clone();
    let far = |point: usize| view.value(point).map_or(-1.0, |v| (v - middle).abs());
    order.sort_by(|a, b| far(*a).total_cmp(&far(*b)));
    let figures = figures(&classes, &layout);
    let width = [1.4, 0.9, 0.6][[100, 300].iter().filter(|n| points.len() > **n).count()];
    for point in &order {
        line(canvas, view, &inputs, *point, (&layout, &classes, figures, width));
    }
    for (input, x) in inputs.iter().zip(&layout.xs) {
        axis(canvas, input, *x, &layout);
    }
    figure_axis(canvas, view, &classes, &layout);
    zones(canvas, view, &points, figures, &layout);
    sheet.finish(frame, layout.bottom + 22.0)
}

/// The highest first, and last those without a figure.
fn far_down(view: &View, point: usize) -> f64 {
    view.value(point).map_or(f64::INFINITY, |v| -v)
}

/// The inputs that have an axis: where there are too many, those that matter most, in their order.
fn shown<'a>(view: &'a View) -> Vec<&'a Input<'a>> {
    let mut ranked: Vec<(usize, f64)> =
        view.inputs.iter().map(|input| view.importance(input).unwrap_or(0.0)).enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked.truncate(AXES);
    ranked.sort_by_key(|(i, _)| *i);
    ranked.into_iter().map(|(i, _)| &view.inputs[i]).collect()
}

/// The points that are drawn: evenly chosen where there are too many, the lowest and the highest among them.
fn drawn(view: &View) -> Vec<usize> {
    let mut points = evenly(view.sweep.points(), LINES);
    if let Some((low, high)) = view.extremes() {
        for (at, point) in [(0, low), (points.len() - 1, high)] {
            if !points.contains(&point) {
                points[at] = point;
            }
        }
    }
    points
}

fn middle(view: &View, points: &[usize]) -> f64 {
    let mut values: Vec<f64> = points.iter().filter_map(|point| view.value(*point)).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn what(view: &View, axes: usize, lines: usize) -> String {
    let (all, inputs) = (view.sweep.points(), view.inputs.len());
    let chosen = match lines {
        n if n < all => format!("; {} of {} points, evenly chosen", count(n as u64), count(all as u64)),
        _ => String::new(),
    };
    let few = if axes < inputs { format!("; the {axes} of {inputs} inputs that matter most") } else { String::new() };
    let spread =
        if view.inputs.iter().any(|input| input.places.len() <= FEW) { ", spread around each level" } else { "" };
    let gaps = if view.known().len() < all { "; grey: no figure there" } else { "" };
    format!(
        "A line for each point{spread}, coloured by {}{chosen}{few}{gaps}; 95% intervals are in the table",
        view.name
    )
}

fn figures(classes: &Classes, layout: &Layout) -> Scale {
    let ends = classes.edges.first().copied().zip(classes.edges.last().copied()).unwrap_or((0.0, 1.0));
    Scale::new(ends, (layout.bottom, layout.top))
}

/// How far lines are spread around a level, so that those of one level are seen beside each other.
fn spread(input: &Input, layout: &Layout) -> f64 {
    match input.places.len() {
        n if n > FEW => 0.0,
        n => (0.6 * (layout.bottom - layout.top) / n as f64).min(SPREAD),
    }
}

/// The height of a level on the axis of an input; words from the top.
fn height(input: &Input, place: f64, layout: &Layout) -> f64 {
    let inset = spread(input, layout) / 2.0;
    let (top, bottom) = (layout.top + inset, layout.bottom - inset);
    Scale::new(input.ends(), if input.is_words() { (top, bottom) } else { (bottom, top) }).at(place)
}

type Look<'a> = (&'a Layout, &'a Classes, Scale, f64);

fn line(canvas: &mut Canvas, view: &View, inputs: &[&Input], point: usize, (layout, classes, figures, width): Look) {
    // Within a level the highest figures are at the top, as on the axis of the figure.
    let within = (figures.at(view.value(point).unwrap_or(f64::MIN)) - layout.top) / (layout.bottom - layout.top) - 0.5;
    let at = |input: &Input| height(input, input.at(point), layout) + within * spread(input, layout);
    let mut path: Vec<(f64, f64)> = inputs.iter().zip(&layout.xs).map(|(input, x)| (*x, at(input))).collect();
    let Some(value) = view.value(point) else {
        if path.len() > 1 {
            canvas.line(path, GRID, width);
        }
        return;
    };
    path.extend(layout.xs.last().map(|x| (*x, figures.at(value))));
    canvas.line(path, classes.shade_of(value).colour, width);
}

/// An axis with its name above and its ends, or its words.
fn axis(canvas: &mut Canvas, input: &Input, x: f64, layout: &Layout) {
    canvas.line(vec![(x, layout.top), (x, layout.bottom)], INK, 1.2);
    name(canvas, &input.heading(), x, layout);
    let style = Type::new(SMALL, MUTED);
    if !input.is_words() {
        let middle = style.anchored(Anchor::Middle);
        let ends = [(input.order.last(), layout.top - 6.0), (input.order.first(), layout.bottom + 16.0)];
        for (level, y) in ends {
            let words = level.map(|level| input.level(*level)).unwrap_or_default();
            canvas.text((x, y), middle.fit(&words, (layout.spacing - 6.0).min(96.0)), middle);
        }
        return;
    }
    for at in evenly(input.order.len(), WORDS) {
        let level = input.order[at];
        let y = height(input, input.places[level], layout);
        let ink = Type::new(SMALL, INK);
        let words = ink.fit(&input.level(level), layout.spacing - 18.0);
        canvas.line(vec![(x, y), (x + 5.0, y)], INK, 1.2);
        canvas.rect((x + 5.0, y - 8.0), (x + 11.0 + ink.width(&words), y + 8.0), PAPER);
        canvas.text((x + 8.0, y + 4.3), words, ink);
    }
}

/// The name of an axis, which ends above the figure at its upper end.
fn name(canvas: &mut Canvas, words: &str, x: f64, layout: &Layout) {
    let style = Type::new(SMALL, INK).bold().anchored(Anchor::Middle);
    let lines = wrap(words, SMALL, Weight::Bold, (layout.spacing - 8.0).min(96.0), HEADING);
    let first = layout.top - 6.0 - LINE * lines.len() as f64;
    for (i, line) in lines.into_iter().enumerate() {
        canvas.text((x, first + LINE * i as f64), line, style);
    }
}

/// The axis of the figure, which is also the scale of its colours.
fn figure_axis(canvas: &mut Canvas, view: &View, classes: &Classes, layout: &Layout) {
    let Some(x) = layout.xs.last() else { return };
    classes.upright(canvas, view, (*x, layout.top), (layout.bottom - layout.top, true));
    canvas.line(vec![(*x, layout.top), (*x, layout.bottom)], AXIS, 1.0);
    let style = Type::new(SMALL, INK).bold().anchored(Anchor::End);
    let room = layout.spacing.min(150.0) / 2.0 + WIDTH - MARGIN - x - 8.0;
    let lines = wrap_evenly(&capitalize(&view.name), SMALL, Weight::Bold, room, HEADING);
    let first = layout.top - 12.0 - LINE * (lines.len() - 1) as f64;
    for (i, line) in lines.into_iter().enumerate() {
        canvas.text((WIDTH - MARGIN, first + LINE * i as f64), line, style);
    }
}

/// Strips at the axis of the figure, each for the point whose figure is there.
fn zones(canvas: &mut Canvas, view: &View, points: &[usize], figures: Scale, layout: &Layout) {
    let Some(x) = layout.xs.last() else { return };
    let heights = points.iter().enumerate().filter_map(|(row, point)| Some((row, figures.at(view.value(*point)?))));
    let mut kept: Vec<(usize, f64)> = heights.collect();
    kept.dedup_by(|next, before| next.1 - before.1 < 3.0);
    for (i, (row, y)) in kept.iter().enumerate() {
        let from = if i == 0 { layout.top - 2.0 } else { f64::midpoint(kept[i - 1].1, *y) };
        let to = kept.get(i + 1).map_or(layout.bottom + 2.0, |next| f64::midpoint(*y, next.1));
        canvas.zone((x - layout.spacing / 2.0, from), (WIDTH - MARGIN, to), *row);
    }
}
