//! One measured input: the figure as a line with its 95% band.

use super::axis::{Along, Upwards};
use super::finding::of_one;
use super::view::{View, evenly};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::labels::{Wanted, flags};
use crate::charts::scale::Scale;
use crate::charts::style::{FAN_MEDIAN, FAN_OUTER, INK, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Chart, ChartError};
use crate::text::names::capitalize;
use crate::text::numbers::count;

const HEIGHT: f64 = 320.0;
/// Height of a row of words above the drawing.
const LANE: f64 = 18.0;
/// Most points drawn, and most that have dots.
const MOST: usize = 400;
const DOTTED: usize = 60;
/// Words of the scenario's own value.
pub(super) const OWN: &str = "as in the scenario";

/// The chart.
pub(super) fn chart(view: &View) -> Result<Chart, ChartError> {
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
    let mut frame = view.frame(&title, &what);
    let upwards = Upwards::new(view, ends(view, &points));
    let (left, right) = (MARGIN + upwards.width().max(40.0), WIDTH - MARGIN - 24.0);
    let along = Along::new(input, (left + 12.0, right - 4.0));
    let lanes = if along.own().is_some() { LANE } else { 0.0 };
    let top = frame.top + 14.0 + lanes;
    let bottom = top + HEIGHT;
    let y = upwards.scale((bottom, top));
    let canvas = &mut frame.canvas;
    upwards.grid(canvas, y, (left, right));
    let below = along.draw(canvas, bottom);
    let xs: Vec<f64> = points.iter().map(|point| along.at(input.at(*point))).collect();
    own(canvas, &along, (left, right), (top, bottom));
    runs(canvas, view, &points, &xs, y);
    strips(canvas, &xs, (left, right), (top, bottom));
    let alt = format!("Line with a band. {title}. {} by {}: {}.", capitalize(&view.name), input.name, view.range());
    view.finish(frame, below, &alt, view.table(&points))
}

/// From the lowest to the highest end of a band.
pub(super) fn ends(view: &View, points: &[usize]) -> (f64, f64) {
    let all = points.iter().filter_map(|point| {
        let value = view.value(*point)?;
        let (low, high) = view.band(*point).unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    });
    all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0.0, 1.0))
}

/// The mark of the scenario's own value, with its words above.
pub(super) fn own(canvas: &mut Canvas, along: &Along, sides: (f64, f64), (top, bottom): (f64, f64)) {
    let Some(x) = along.own() else { return };
    let style = Type::new(SMALL, MUTED);
    let wanted = vec![Wanted { x, words: OWN.to_owned(), before: x > f64::midpoint(sides.0, sides.1) }];
    for flag in flags(wanted, style, sides, 1) {
        if let Some(from) = flag.draw(canvas, style, top - LANE, LANE) {
            canvas.line(vec![(x, from), (x, bottom)], INK, 0.9);
        }
    }
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

/// A strip for each point, as far as half-way to the next; none for those that share their place with one before.
fn strips(canvas: &mut Canvas, xs: &[f64], (left, right): (f64, f64), (top, bottom): (f64, f64)) {
    let mut kept: Vec<(usize, f64)> = xs.iter().copied().enumerate().collect();
    kept.dedup_by(|next, before| next.1 - before.1 < 0.5);
    for (i, (row, x)) in kept.iter().enumerate() {
        let from = if i == 0 { left } else { f64::midpoint(kept[i - 1].1, *x) };
        let to = kept.get(i + 1).map_or(right, |next| f64::midpoint(*x, next.1));
        canvas.zone((from, top), (to, bottom), *row);
    }
}
