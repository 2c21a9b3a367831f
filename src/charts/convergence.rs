//! How sure the mean is: the running mean with its band, against the number of histories.

use crate::analysis::{Convergence, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::frame::{Frame, Origin, Panel};
use super::scale::{Scale, ticks};
use super::style::{AXIS, FAN_INNER, FAN_MEDIAN, GRID, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use super::{Cell, Chart, ChartError, Table};
use crate::text::names::name_in_title;
use crate::text::numbers::{self, count, last_place, money, money_with_error};

const HEIGHT: f64 = 220.0;
/// Standard errors on either side of the mean that make a 95% interval.
const SIDE: f64 = crate::analysis::Z;
/// Space for words at the right.
const ENDS: f64 = 150.0;

/// The chart, where the summary has the figures.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let path = &summary.convergence;
    let (Some(mean), Some(se), true) = (path.mean.last(), path.se.last(), path.mean.len() >= 2) else {
        return Ok(None);
    };
    // Where all agree there is nothing to settle.
    if numbers::known_error(*mean, Some(*se)).is_none() {
        return Ok(None);
    }
    let histories = path.replications.last().copied().unwrap_or_default();
    let home = summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key));
    let outside = home.map(|m| format!(" outside {}", name_in_title(&m.name))).unwrap_or_default();
    let side = money(SIDE * se, last_place(SIDE * se, Some(SIDE * se)));
    let title = format!(
        "The mean value{outside} is known to within {side} after {} simulations (95% interval)",
        count(histories)
    );
    let mut frame = Frame::new(
        &title,
        &format!("Mean value{outside} of the first histories, with its 95% interval, by their number"),
    );
    let (left, right) = (MARGIN + 58.0, WIDTH - MARGIN - ENDS);
    let (top, bottom) = (frame.top + 18.0, frame.top + 18.0 + HEIGHT);
    let edge = |sign: f64| -> Vec<f64> { path.mean.iter().zip(&path.se).map(|(m, e)| m + sign * SIDE * e).collect() };
    let (low, high) = (edge(-1.0), edge(1.0));
    let lines = ticks(
        low.iter().copied().fold(f64::INFINITY, f64::min),
        high.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        4,
    );
    let y = Scale::new((lines.first().copied().unwrap_or(0.0), lines.last().copied().unwrap_or(1.0)), (bottom, top));
    let ends = (path.replications.first().copied().unwrap_or(1).max(1), histories.max(2));
    let x = Logarithmic(Scale::new((libm::log10(ends.0 as f64), libm::log10(ends.1 as f64)), (left, right)));
    let canvas = &mut frame.canvas;
    grid(canvas, &lines, y, (left, right));
    axis(canvas, x, ends, (left, right), bottom);
    let xs: Vec<f64> = path.replications.iter().map(|n| x.at(*n)).collect();
    let line = |values: &[f64]| -> Vec<(f64, f64)> { xs.iter().zip(values).map(|(x, v)| (*x, y.at(*v))).collect() };
    let mut band = line(&high);
    band.extend(line(&low).into_iter().rev());
    canvas.area(band, FAN_INNER);
    canvas.line(vec![(left, y.at(*mean)), (right, y.at(*mean))], AXIS, 0.8);
    canvas.line(line(&path.mean), FAN_MEDIAN, 2.0);
    tell(canvas, (*mean, *se), (right + 10.0, y.at(*mean).clamp(top + 18.0, bottom - 10.0)));
    let panel = Panel { left, right, top, bottom, first: true, head: 0.0, ends: ENDS };
    panel.zones(canvas, &xs, 0);
    let alt = format!("Line of the running mean with its band. {title}. Mean {}.", money_with_error(*mean, Some(*se)));
    frame.finish(&Origin::of(summary), "convergence", bottom + 40.0, &alt, table(path)).map(Some)
}

/// Writes the last mean with its error beside its end.
fn tell(canvas: &mut Canvas, (mean, se): (f64, f64), (x, y): (f64, f64)) {
    let small = Type::new(SMALL, MUTED);
    canvas.text((x, y - 10.0), "mean, ± standard error", small);
    let bold = Type::new(LABEL, FAN_MEDIAN).bold();
    canvas.text((x, y + 6.0), bold.fit(&money_with_error(mean, Some(se)), ENDS - 10.0), bold);
}

/// Counts to pixels, every tenfold at the same distance.
#[derive(Debug, Clone, Copy)]
struct Logarithmic(Scale);

impl Logarithmic {
    fn at(self, n: u64) -> f64 {
        self.0.at(libm::log10(n.max(1) as f64))
    }
}

fn grid(canvas: &mut Canvas, lines: &[f64], y: Scale, (left, right): (f64, f64)) {
    let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
    for &value in lines {
        canvas.line(vec![(left, y.at(value)), (right, y.at(value))], GRID, 1.0);
        canvas.text((left - 8.0, y.at(value) + 4.3), numbers::tick_money(value), style);
    }
}

/// Ticks at powers of ten and at the last number, from the right, as far as they have room.
fn axis(canvas: &mut Canvas, x: Logarithmic, ends: (u64, u64), (left, right): (f64, f64), bottom: f64) {
    canvas.line(vec![(left, bottom), (right, bottom)], AXIS, 1.0);
    let powers = (0..19).rev().map(|power| 10_u64.pow(power)).filter(|n| (ends.0..ends.1).contains(n));
    let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
    let mut free = f64::INFINITY;
    for n in std::iter::once(ends.1).chain(powers) {
        let (at, words) = (x.at(n), count(n));
        let half = style.width(&words) / 2.0;
        canvas.line(vec![(at, bottom), (at, bottom + 5.0)], AXIS, 1.0);
        if at + half < free {
            canvas.text((at, bottom + 19.0), words, style);
            free = at - half - 10.0;
        }
    }
    canvas.text((f64::midpoint(left, right), bottom + 36.0), "histories simulated, on a logarithmic scale", style);
}

fn table(path: &Convergence) -> Table {
    let rows = path.replications.iter().zip(&path.mean).zip(&path.se).map(|((n, mean), se)| {
        let place = last_place(*mean, Some(*se));
        let interval = format!("{} to {}", money(mean - SIDE * se, place), money(mean + SIDE * se, place));
        vec![
            Cell::figure(count(*n), *n as f64),
            Cell::figure(money_with_error(*mean, Some(*se)), *mean),
            Cell::text(interval),
        ]
    });
    Table::new(
        "Mean value over the first histories, dollars, ± standard error",
        ["Histories", "Mean", "95% interval"],
        rows,
    )
}
