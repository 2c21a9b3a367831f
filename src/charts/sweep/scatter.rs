//! Many inputs: a small scatter for each, of the figure at every point over the values of that input.

use super::axis::Along;
use super::finding::of_many;
use super::input::Input;
use super::view::{View, evenly};
use crate::charts::Chart;
use crate::charts::canvas::{Canvas, Type};
use crate::charts::panel::{Panel, panels};
use crate::charts::scale::ticks;
use crate::charts::style::{FAN_MEDIAN, INK, MUTED, SMALL};
use crate::text::names::capitalize;
use crate::text::numbers::count;

/// Most dots of a panel, and most panels.
const DOTS: usize = 400;
const PANELS: usize = 9;
const RADIUS: f64 = 1.8;
/// Space between a panel and the one at its right.
const BETWEEN: f64 = 16.0;
/// Width of a strip that a pointer finds.
const STRIP: f64 = 5.0;

/// The chart.
pub(super) fn chart(view: &View) -> Chart {
    let inputs = shown(view);
    let points = drawn(view);
    let names: Vec<&str> = inputs.iter().map(|input| &*input.name).collect();
    let kind = format!("Scatters of {} by {}", view.name, names.join(", "));
    let sheet = view.sheet(kind, of_many(view), &what(view, inputs.len(), points.len()), &points);
    let figures = view.span().map_or_else(|| vec![0.0, 1.0], |(low, high)| ticks(low, high, 4));
    let step = figures.get(1).map_or(1.0, |second| second - figures[0]);
    sheet.chart(|frame| {
        let (canvas, top) = (&mut frame.canvas, frame.top);
        let grid = panels(canvas.format, inputs.len(), top, false, BETWEEN);
        for (input, panel) in inputs.iter().zip(&grid) {
            panel.heading(canvas, &capitalize(&input.name));
            let y = panel.upwards(canvas, &figures, false, |figure| view.tick(figure, step));
            let along = Along::new(input, (panel.left + 6.0, panel.right - 4.0));
            let style = Type::new(SMALL, MUTED);
            let within = |(x, words): &(f64, String)| {
                let half = style.width(words) / 2.0;
                x - half > panel.left - 8.0 && x + half < panel.right + BETWEEN - 10.0
            };
            panel.axis(canvas, along.ticks(style).into_iter().filter(within));
            if let Some(own) = along.own() {
                canvas.line(vec![(own, panel.top), (own, panel.bottom)], INK, 1.0);
            }
            for point in &points {
                if let Some(value) = view.value(*point) {
                    canvas.dot((along.at(input.at(*point)), y.at(value)), RADIUS, FAN_MEDIAN);
                }
            }
            zones(canvas, view, &points, (&along, input), *panel);
        }
        grid.last().map_or(top, |panel| panel.below())
    })
}

/// The inputs that have a panel: where there are too many, those that matter most, in their order.
fn shown<'a>(view: &'a View) -> Vec<&'a Input<'a>> {
    let mut ranked: Vec<(usize, f64)> =
        view.inputs.iter().map(|input| view.importance(input).unwrap_or(0.0)).enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked.truncate(PANELS);
    ranked.sort_by_key(|(i, _)| *i);
    ranked.into_iter().map(|(i, _)| &view.inputs[i]).collect()
}

/// The points that are drawn: evenly chosen where there are too many, the lowest and the highest among them.
fn drawn(view: &View) -> Vec<usize> {
    let mut points = evenly(view.sweep.points(), DOTS);
    if let Some((low, high)) = view.extremes() {
        for (at, point) in [(0, low), (points.len() - 1, high)] {
            if !points.contains(&point) {
                points[at] = point;
            }
        }
    }
    points
}

fn what(view: &View, panels: usize, dots: usize) -> String {
    let (all, inputs) = (view.sweep.points(), view.inputs.len());
    let chosen = if dots < all {
        format!("; {} of {} points, evenly chosen", count(dots as u64), count(all as u64))
    } else {
        String::new()
    };
    let few =
        if panels < inputs { format!("; the {panels} of {inputs} inputs that matter most") } else { String::new() };
    let own =
        if view.inputs.iter().any(|input| input.base().is_some()) { "; upright line: as in the scenario" } else { "" };
    let name = capitalize(&view.name);
    format!("{name} at each point, by each input{own}{chosen}{few}{}; 95% intervals are in the table", view.without())
}

/// Strips along an input, each for the point of the highest figure in it.
fn zones(canvas: &mut Canvas, view: &View, points: &[usize], (along, input): (&Along, &Input), panel: Panel) {
    let mut strips: std::collections::BTreeMap<i64, (usize, f64)> = std::collections::BTreeMap::new();
    for (row, point) in points.iter().enumerate() {
        let Some(value) = view.value(*point) else { continue };
        let strip = ((along.at(input.at(*point)) - panel.left) / STRIP).floor() as i64;
        let best = strips.entry(strip).or_insert((row, value));
        if value > best.1 {
            *best = (row, value);
        }
    }
    for (strip, (row, _)) in strips {
        let left = panel.left + strip as f64 * STRIP;
        canvas.zone((left, panel.top), ((left + STRIP).min(panel.right), panel.bottom), row);
    }
}
