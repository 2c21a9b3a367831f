//! An input of few words against a measured one: a line for each word.

use super::axis::{Axes, draw_axes};
use super::finding::of_many;
use super::line::band_ends;
use super::view::View;
use crate::charts::Chart;
use crate::charts::canvas::{Canvas, Type};
use crate::charts::labels::{Column, Label};
use crate::charts::legend::{Swatch, draw_narrow_legend};
use crate::charts::panel::Panel;
use crate::charts::scale::Scale;
use crate::charts::style::{Colour, INK, SIDES, SMALL};
use crate::text::names::capitalize;

/// Most lines, which are told apart by colour.
pub(super) const MOST: usize = SIDES.len() + 1;
const HEIGHT: f64 = 330.0;
/// Most space for the words at the ends of lines.
const WORDS: f64 = 190.0;
/// Most levels at which intervals are drawn.
const WHISKERS: usize = 15;

/// A line: its points from left to right.
struct Line {
    words: String,
    colour: Colour,
    points: Vec<usize>,
}

/// The chart; `words` and `along` are the numbers of the inputs.
pub(super) fn chart(view: &View, (words, along): (usize, usize)) -> Chart {
    let (by, input) = (&view.inputs[words], &view.inputs[along]);
    let mut points: Vec<usize> = (0..view.sweep.points()).collect();
    points.sort_by(|a, b| input.at(*a).total_cmp(&input.at(*b)));
    let lines: Vec<Line> = (0..by.places.len().min(MOST))
        .map(|level| Line {
            words: by.level(level),
            colour: if level == 0 { INK } else { SIDES[level - 1] },
            points: points.iter().copied().filter(|point| by.swept.at[*point] as usize == level).collect(),
        })
        .collect();
    let whiskers = input.places.len() <= WHISKERS;
    let marks = if whiskers { "upright lines: 95% intervals" } else { "95% intervals are in the table" };
    let what = format!("{} by {}; {marks}{}", capitalize(&view.name), by.name, view.without());
    let sheet = view.sheet(format!("Lines by {}", by.name), of_many(view), &what, &points);
    let style = Type::new(SMALL, INK).bold();
    let room = lines.iter().map(|line| style.width(&line.words)).fold(30.0, f64::max).min(WORDS) + 20.0;
    let figures = if whiskers { band_ends(view, &points) } else { view.span().unwrap_or((0.0, 1.0)) };
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let names = lines.iter().map(|line| (Swatch::Line(line.colour), line.words.clone()));
        let top = draw_narrow_legend(canvas, frame.top, names);
        let size = (top, format.pick(HEIGHT, 230.0));
        let axes = draw_axes(canvas, view, input, size, (figures, format.pick(room, 14.0)));
        let Axes { panel, y, .. } = axes;
        let at = |point: usize| axes.along.at(input.at(point));
        for line in lines.iter().rev() {
            draw(canvas, view, line, (&at, y), whiskers);
        }
        if !format.is_narrow() {
            draw_names(canvas, view, &lines, (panel, y), room);
        }
        zones(canvas, view, &points, (&at, y), [panel.left, panel.top, panel.right, panel.bottom]);
        axes.below
    })
}

/// Names the lines where they end.
fn draw_names(canvas: &mut Canvas, view: &View, lines: &[Line], (panel, y): (Panel, Scale), room: f64) {
    let end = |line: &Line| {
        let value = line.points.iter().rev().find_map(|point| view.value(*point))?;
        let style = Type::new(SMALL, line.colour).bold();
        Some(Label { aim: y.at(value), words: line.words.clone(), style, swatch: None })
    };
    let mut labels: Vec<Label> = lines.iter().filter_map(end).collect();
    labels.sort_by(|a, b| a.aim.total_cmp(&b.aim));
    let within = (panel.top + 4.0, panel.bottom - 4.0);
    Column { left: panel.right, right: panel.right + room, gap: 16.0, within }.draw(canvas, &labels);
}

type Place<'a> = (&'a dyn Fn(usize) -> f64, Scale);

fn draw(canvas: &mut Canvas, view: &View, line: &Line, (x, y): Place, whiskers: bool) {
    for run in line.points.split(|point| view.value(*point).is_none()).filter(|run| !run.is_empty()) {
        let at = |point: &usize| (x(*point), y.at(view.value(*point).unwrap_or_default()));
        if run.len() > 1 {
            canvas.line(run.iter().map(at).collect(), line.colour, 2.0);
        }
        for point in run {
            if let Some((low, high)) = view.band(*point).filter(|_| whiskers) {
                canvas.line(vec![(x(*point), y.at(low)), (x(*point), y.at(high))], line.colour, 1.2);
            }
            if whiskers || run.len() == 1 {
                canvas.dot(at(point), 3.2, line.colour);
            }
        }
    }
}

/// At each level of the measured input a place for each figure, as far as half-way to its neighbours.
fn zones(canvas: &mut Canvas, view: &View, points: &[usize], (x, y): Place, [left, top, right, bottom]: [f64; 4]) {
    let rows: Vec<(usize, f64)> = points.iter().map(|point| x(*point)).enumerate().collect();
    let columns: Vec<&[(usize, f64)]> = rows.chunk_by(|a, b| b.1 - a.1 < 0.5).collect();
    for (i, column) in columns.iter().enumerate() {
        let middle = |i: usize| columns.get(i).map(|column| column[0].1);
        let from = i.checked_sub(1).and_then(middle).map_or(left, |before| f64::midpoint(before, column[0].1));
        let to = middle(i + 1).map_or(right, |next| f64::midpoint(column[0].1, next));
        let mut heights: Vec<(usize, f64)> =
            column.iter().filter_map(|(row, _)| Some((*row, y.at(view.value(points[*row])?)))).collect();
        heights.sort_by(|a, b| a.1.total_cmp(&b.1));
        heights.dedup_by(|next, before| next.1 - before.1 < 0.2);
        for (k, (row, height)) in heights.iter().enumerate() {
            let upper = if k == 0 { top } else { f64::midpoint(heights[k - 1].1, *height) };
            let lower = heights.get(k + 1).map_or(bottom, |next| f64::midpoint(*height, next.1));
            canvas.zone((from, upper), (to, lower), *row);
        }
    }
}
