//! Distributions of value overlaid: how often each scenario is worth at most so much.

use super::{by_mean, measure, name, origin, palette, too_close};
use crate::analysis::{Comparison, Dominance, Order};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::frame::Frame;
use crate::charts::scale::{Scale, ticks};
use crate::charts::style::{AXIS, GRID, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::decapitalize;
use crate::text::numbers::{self, Figure, figure, percent};

const HEIGHT: f64 = 320.0;
/// Height of a line of text, and space around it.
const LINE: f64 = 15.0;
const GAP: f64 = 6.0;

/// A scenario's curve in pixels, and its name.
struct Curve {
    name: String,
    side: usize,
    points: Vec<(f64, f64)>,
}

/// The chart.
pub(super) fn chart(comparison: &Comparison) -> Result<Chart, ChartError> {
    let title = finding(comparison);
    let untold = comparison.sides.len().saturating_sub(palette::MOST_LINES);
    let more = if untold > 0 { format!(". {untold} more scenarios are in the table") } else { String::new() };
    let subtitle = format!(
        "Share of histories in which {} is at most so much, %. The lower the curve the better{more}",
        decapitalize(&measure(comparison))
    );
    let mut frame = Frame::new(&title, &subtitle);
    let (left, right) = (MARGIN + 42.0, WIDTH - MARGIN - 10.0);
    let (top, bottom) = (frame.top + 16.0, frame.top + 16.0 + HEIGHT);
    let ends = comparison.grid.first().copied().zip(comparison.grid.last().copied()).unwrap_or((0.0, 1.0));
    let (x, y) = (Scale::new(ends, (left, right)), Scale::new((0.0, 1.0), (bottom, top)));
    let canvas = &mut frame.canvas;
    axes(canvas, x, y, ends, (left, right, bottom));
    let shown = comparison.sides.iter().enumerate().take(palette::MOST_LINES);
    let curves: Vec<Curve> = shown
        .map(|(side, found)| Curve {
            name: name(found),
            side,
            points: comparison.grid.iter().zip(&found.below).map(|(v, share)| (x.at(*v), y.at(*share))).collect(),
        })
        .collect();
    for curve in curves.iter().rev() {
        canvas.line(curve.points.clone(), palette::colour(curve.side), if curve.side == 0 { 2.6 } else { 2.0 });
    }
    labels(canvas, &curves, (left, right), y);
    zones(canvas, comparison, x, (top, bottom));
    let medians = comparison.sides.iter().map(|side| format!("{} {}", name(side), figure(&side.value, Figure::P50)));
    let medians: Vec<String> = medians.collect();
    let alt = format!("Curves of the distribution of value. {title}. Medians: {}.", medians.join("; "));
    frame.finish(&origin(comparison), "distributions", bottom + 22.0, &alt, table(comparison))
}

fn axes(canvas: &mut Canvas, x: Scale, y: Scale, ends: (f64, f64), (left, right, bottom): (f64, f64, f64)) {
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        canvas.line(vec![(left, y.at(share)), (right, y.at(share))], GRID, 1.0);
        let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
        canvas.text((left - 8.0, y.at(share) + 4.3), percent(share, 0.01), style);
    }
    canvas.line(vec![(left, bottom), (right, bottom)], AXIS, 1.0);
    for value in ticks(ends.0, ends.1, 6).into_iter().filter(|v| (ends.0..=ends.1).contains(v)) {
        canvas.line(vec![(x.at(value), bottom), (x.at(value), bottom + 5.0)], AXIS, 1.0);
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        canvas.text((x.at(value), bottom + 19.0), numbers::tick_money(value), style);
    }
}

/// Writes each name beside its curve, where neither another curve nor another name is in the way.
fn labels(canvas: &mut Canvas, curves: &[Curve], (left, right): (f64, f64), y: Scale) {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for curve in curves {
        let style = Type::new(LABEL, palette::colour(curve.side)).bold();
        let word = style.fit(&curve.name, 200.0);
        let width = style.width(&word);
        let heights = (1..=19).map(|i| 0.5 + f64::from(i / 2) * 0.05 * if i % 2 == 0 { 1.0 } else { -1.0 });
        let places = heights.flat_map(|share| {
            let (top, bottom) = (y.at(share) - LINE / 2.0, y.at(share) + LINE / 2.0);
            // The curve rises to the right: at the left of a name its lower end is the nearer, at the right its upper.
            let before = at_height(&curve.points, bottom) - GAP - 1.0 - width;
            let after = at_height(&curve.points, top) + GAP + 1.0;
            [before, after].map(|from| [from, top, from + width, bottom])
        });
        let free = |place: &[f64; 4]| {
            let inside = place[0] > left + 2.0 && place[2] < right - 2.0;
            inside
                && !taken.iter().any(|other| overlap(place, other))
                && !curves.iter().any(|c| crosses(&c.points, place))
        };
        let beside = places.into_iter().find(free);
        // Where neighbours leave no room, at the right of all curves, with a line that leads to its own.
        let apart = || {
            let heights = (2..=9).map(|i| y.at(f64::from(i) * 0.05));
            let places = heights.map(|middle| {
                let (top, bottom) = (middle - LINE / 2.0, middle + LINE / 2.0);
                let last = curves.iter().map(|c| at_height(&c.points, top)).fold(left, f64::max) + 4.0 * GAP;
                [last, top, last + width, bottom]
            });
            places.into_iter().find(free)
        };
        let Some(place) = beside.or_else(apart) else { continue };
        if beside.is_none() {
            let middle = f64::midpoint(place[1], place[3]);
            canvas.line(vec![(at_height(&curve.points, middle), middle), (place[0] - 3.0, middle)], style.colour, 0.9);
        }
        canvas.text((place[0], place[3] - 3.5), word, style);
        taken.push(place);
    }
}

/// Where a falling sequence of heights reaches `height`.
fn at_height(points: &[(f64, f64)], height: f64) -> f64 {
    let after = points.iter().position(|p| p.1 <= height).unwrap_or(points.len().saturating_sub(1));
    let Some(&(x, y)) = points.get(after) else { return 0.0 };
    match after.checked_sub(1).and_then(|i| points.get(i)) {
        Some(&(before, from)) if from > y => before + (x - before) * (from - height).clamp(0.0, from - y) / (from - y),
        _ => x,
    }
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] + GAP && b[0] < a[2] + GAP && a[1] < b[3] + 2.0 && b[1] < a[3] + 2.0
}

/// Whether a curve comes nearer to a box than its gap.
fn crosses(points: &[(f64, f64)], place: &[f64; 4]) -> bool {
    let [enters, leaves] = [place[3], place[1]].map(|height| at_height(points, height));
    enters < place[2] + GAP && leaves > place[0] - GAP
}

fn zones(canvas: &mut Canvas, comparison: &Comparison, x: Scale, (top, bottom): (f64, f64)) {
    let xs: Vec<f64> = comparison.grid.iter().map(|v| x.at(*v)).collect();
    for (i, pair) in xs.windows(3).enumerate() {
        let [a, b, c] = [pair[0], pair[1], pair[2]];
        canvas.zone((f64::midpoint(a, b), top), (f64::midpoint(b, c), bottom), i + 1);
    }
}

/// Dominance between the first and the others, in words.
fn finding(comparison: &Comparison) -> String {
    let best = comparison.sides.iter().enumerate().max_by(|a, b| {
        let worth = |s: &crate::analysis::Side| s.value.mean.unwrap_or(f64::NEG_INFINITY);
        worth(a.1).total_cmp(&worth(b.1))
    });
    let Some((best, side)) = best else { return measure(comparison) };
    let wins = |order: &[Order]| {
        let others = (0..comparison.sides.len()).filter(|&other| other != best);
        let beaten = others.filter(|&other| match comparison.pair(best, other) {
            Some((pair, false)) => matches!(pair.dominance, Dominance::First(o) if order.contains(&o)),
            Some((pair, true)) => matches!(pair.dominance, Dominance::Second(o) if order.contains(&o)),
            None => false,
        });
        beaten.count()
    };
    let others = comparison.sides.len() - 1;
    let (first, any) = (wins(&[Order::Stochastic]), wins(&[Order::Stochastic, Order::RiskAverse]));
    let all = |n: usize| match (n, others) {
        (_, 1) => name(&comparison.sides[1 - best]),
        (2, 2) => "both others".to_owned(),
        _ if n == others => "all others".to_owned(),
        _ => format!("{n} of {others} others"),
    };
    if first > 0 {
        format!("{} falls short less often than {} at every level of value", name(side), all(first))
    } else if any > 0 {
        format!("For anyone averse to risk, {} is better than {}", name(side), all(any))
    } else if by_mean(comparison).get(1).is_some_and(|&next| too_close(comparison, best, next)) {
        format!("{} dominates none, and its lead on average is too close to call", name(side))
    } else {
        format!("{} is worth the most on average, and dominates none", name(side))
    }
}

fn table(comparison: &Comparison) -> Table {
    let heads = comparison.sides.iter().map(name);
    let rows = comparison.grid.iter().enumerate().map(|(i, level)| {
        let shares = comparison
            .sides
            .iter()
            .map(|side| side.below.get(i).map_or(Cell::MISSING, |share| Cell::figure(percent(*share, 0.001), *share)));
        [Cell::figure(numbers::tick_money(*level), *level)].into_iter().chain(shares).collect()
    });
    Table::new(
        "Share of histories worth at most so much, by scenario",
        ["Value".to_owned()].into_iter().chain(heads),
        rows,
    )
}
