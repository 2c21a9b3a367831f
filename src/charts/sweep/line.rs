//! One measured input: the figure as a line with its 95% band.

use super::axis::draw_axes;
use super::finding::of_one;
use super::view::{View, evenly};
use crate::charts::Chart;
use crate::charts::canvas::Canvas;
use crate::charts::scale::Scale;
use crate::charts::style::{FAN_MEDIAN, FAN_OUTER};
use crate::text::names::capitalize;
use crate::text::numbers::count;

const HEIGHT: f64 = 320.0;
/// Most points drawn, and most that have dots.
const MOST: usize = 400;
const DOTTED: usize = 60;

/// The chart.
pub(super) fn chart(view: &View) -> Chart {
    let input = &view.inputs[0];
    let mut points: Vec<usize> = (0..view.sweep.points()).collect();
    points.sort_by(|a, b| input.at(*a).total_cmp(&input.at(*b)));
    let all = points.len();
    let title = of_one(view, &points);
    points = evenly(all, MOST).into_iter().map(|i| points[i]).collect();
    let chosen = if all > MOST {
        format!("; {} of {} points, evenly chosen", count(MOST as u64), count(all as u64))
    } else {
        String::new()
    };
    let what = format!("{}; band: 95% interval{}{chosen}", capitalize(&view.name), view.without());
    let kind = format!("Line with a band of {} by {}", view.name, input.name);
    let sheet = view.sheet(kind, title, &what, &points);
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let size = (frame.top, canvas.format.pick(HEIGHT, 230.0));
        let axes = draw_axes(canvas, view, input, size, (band_ends(view, &points), 20.0));
        let xs: Vec<f64> = points.iter().map(|point| axes.along.at(input.at(*point))).collect();
        runs(canvas, view, &points, &xs, axes.y);
        axes.panel.zones(canvas, &xs, 0);
        axes.below
    })
}

/// From the lowest to the highest end of a band.
pub(super) fn band_ends(view: &View, points: &[usize]) -> (f64, f64) {
    let all = points.iter().filter_map(|point| {
        let value = view.value(*point)?;
        let (low, high) = view.band(*point).unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    });
    all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0.0, 1.0))
}

/// Lines and bands, interrupted where the figure does not exist.
fn runs(canvas: &mut Canvas, view: &View, points: &[usize], xs: &[f64], y: Scale) {
    let all: Vec<(f64, usize)> = xs.iter().copied().zip(points.iter().copied()).collect();
    let runs: Vec<&[(f64, usize)]> =
        all.split(|(_, point)| view.value(*point).is_none()).filter(|run| !run.is_empty()).collect();
    let value = |point: usize| view.value(point).unwrap_or_default();
    let band = |point: usize| view.band(point).unwrap_or((value(point), value(point)));
    for run in &runs {
        let upper = run.iter().map(|(x, point)| (*x, y.at(band(*point).1)));
        let lower = run.iter().rev().map(|(x, point)| (*x, y.at(band(*point).0)));
        if run.len() > 1 {
            canvas.area(upper.chain(lower).collect(), FAN_OUTER);
        } else {
            let x = run[0].0;
            canvas.rect((x - 4.0, y.at(band(run[0].1).1)), (x + 4.0, y.at(band(run[0].1).0)), FAN_OUTER);
        }
    }
    for run in &runs {
        let line: Vec<(f64, f64)> = run.iter().map(|(x, point)| (*x, y.at(value(*point)))).collect();
        if points.len() <= DOTTED || run.len() == 1 {
            line.iter().for_each(|at| canvas.dot(*at, 3.5, FAN_MEDIAN));
        }
        if run.len() > 1 {
            canvas.line(line, FAN_MEDIAN, 2.2);
        }
    }
}
