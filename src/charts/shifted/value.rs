//! The distribution of value before and after.

use super::{goes, is_stated, origin, sides, source, told, what};
use crate::analysis::shift::{How, Shift, ShiftedBy, Told};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::frame::Frame;
use crate::charts::rows::{Axis, Swatch, dollars, legend};
use crate::charts::scale::Scale;
use crate::charts::style::{AXIS, Colour, GRID, INK, LABEL, MARGIN, MUTED, PAPER, SIDES, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::numbers::rounded_money;
use crate::text::numbers::{money_with_error, percent, spoken_percent};
use crate::text::phrases::describe_condition;

const HEIGHT: f64 = 320.0;
const HEAD: f64 = 28.0;
/// Half the height of two lines of words, and their distance from a curve.
const HALF: f64 = 17.0;
const GAP: f64 = 9.0;

/// A curve with its words.
struct Curve {
    points: Vec<(f64, f64)>,
    colour: Colour,
    word: &'static str,
    median: Option<f64>,
    note: String,
}

/// The chart; none where the distribution is told at fewer than two levels.
pub(super) fn chart(of: &Shift) -> Result<Option<Chart>, ChartError> {
    let (Some(least), Some(most), true) = (of.grid.first(), of.grid.last(), of.grid.len() >= 2) else {
        return Ok(None);
    };
    let (_, name) = told(of);
    let title = finding(of, &name);
    let subtitle = format!("Share of histories in which {name} is at most so much, %; {}", source(of));
    let mut frame = Frame::new(&title, &subtitle);
    let (left, right) = (MARGIN + 42.0, WIDTH - MARGIN - 14.0);
    let (top, bottom) = (frame.top + HEAD, frame.top + HEAD + HEIGHT);
    let x = Axis::within((*least, *most), 6, (left, right));
    let y = Scale::new((0.0, 1.0), (bottom, top));
    let canvas = &mut frame.canvas;
    axes(canvas, &x, y, (left, right));
    let curves = curves(of, &x, y);
    for curve in &curves {
        canvas.line(curve.points.clone(), curve.colour, 2.4);
    }
    for curve in &curves {
        if let Some(median) = curve.median {
            canvas.dot((x.at(median), y.at(0.5)), 5.4, PAPER);
            canvas.dot((x.at(median), y.at(0.5)), 4.2, curve.colour);
        }
    }
    label(canvas, &curves, y, (left, right), top);
    let xs: Vec<f64> = of.grid.iter().map(|level| x.at(*level)).collect();
    zones(canvas, &xs, (top, bottom));
    let notes: Vec<String> = curves.iter().map(|curve| format!("{}: {}", curve.word, curve.note)).collect();
    let [before, after] = sides(of);
    let alt = format!("Curves of the distribution of {name}: {before} and {after}. {title}. {}.", notes.join("; "));
    frame.finish(&origin(of), "shifted-value", bottom + 24.0, &alt, table(of, &name)).map(Some)
}

fn curves(of: &Shift, x: &Axis, y: Scale) -> [Curve; 2] {
    let medians = medians(of);
    let [before, after] = sides(of);
    let sides = [(&of.below_before, INK, before), (&of.below_after, SIDES[0], after)];
    let mut out = sides.into_iter().zip(medians).map(|((below, colour, word), told)| Curve {
        points: of.grid.iter().zip(below).map(|(level, share)| (x.at(*level), y.at(*share))).collect(),
        colour,
        word,
        median: told.value,
        note: told
            .value
            .map_or_else(|| "median not known".to_owned(), |v| format!("median {}", rounded_money(v, told.se))),
    });
    let empty = || Curve { points: Vec::new(), colour: INK, word: "", median: None, note: String::new() };
    [out.next().unwrap_or_else(empty), out.next().unwrap_or_else(empty)]
}

/// Medians before and after: with their errors where they are told, else read off the distribution.
fn medians(of: &Shift) -> [Told; 2] {
    let (name, _) = told(of);
    let figure = of.figures.get(&format!("{name}.p50"));
    let read = |below: &[f64]| {
        let at = below.iter().position(|share| *share >= 0.5)?;
        let (high, to) = (*of.grid.get(at)?, *below.get(at)?);
        let Some(before) = at.checked_sub(1) else { return Some(high) };
        let (low, from) = (*of.grid.get(before)?, *below.get(before)?);
        Some(if to > from { low + (high - low) * (0.5 - from) / (to - from) } else { high })
    };
    let or_read = |told: Option<Told>, below: &[f64]| match told {
        Some(told) if told.value.is_some() => told,
        _ => Told { value: read(below), se: None },
    };
    [
        or_read(figure.map(|figure| figure.before), &of.below_before),
        or_read(figure.map(|figure| figure.after), &of.below_after),
    ]
}

fn finding(of: &Shift, name: &str) -> String {
    let [before, after] = medians(of);
    let what = what(of);
    let (Some(b), Some(a)) = (before.value, after.value) else {
        return format!("{what}, the {name} is distributed otherwise");
    };
    if is_stated(of, self::told(of).0) {
        // The histories were chosen by this very figure: that it differs there says nothing.
        return match (&of.by, of.how) {
            (ShiftedBy::Condition { condition, .. }, How::Reweighted { rows }) => format!(
                "{} of simulations are those {}",
                capitalize(&spoken_percent(rows as f64 / of.replications.max(1) as f64)),
                describe_condition(condition, &of.scenario)
            ),
            _ => format!("{what}: the {name}, there and in the whole run"),
        };
    }
    let [from, to] = [rounded_money(b, before.se), rounded_money(a, after.se)];
    if from == to {
        return format!("{what}, the median {name} is {to} as before");
    }
    format!("{what}, the median {name} {}", goes(of, a > b, &from, &to))
}

fn axes(canvas: &mut Canvas, x: &Axis, y: Scale, (left, right): (f64, f64)) {
    let style = Type::new(SMALL, MUTED);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        canvas.line(vec![(left, y.at(share)), (right, y.at(share))], GRID, 1.0);
        canvas.text((left - 8.0, y.at(share) + 4.3), percent(share, 0.01), style.anchored(Anchor::End));
    }
    let bottom = y.at(0.0);
    canvas.line(vec![(left, bottom), (right, bottom)], AXIS, 1.0);
    for (at, word) in x.words(dollars) {
        canvas.line(vec![(at, bottom), (at, bottom + 5.0)], AXIS, 1.0);
        canvas.text((at, bottom + 19.0), word, style.anchored(Anchor::Middle));
    }
}

/// Writes the words of the curve that is further left at its left, those of the other at its right, at a height where
/// both have room; over the drawing where there is none.
fn label(canvas: &mut Canvas, curves: &[Curve; 2], y: Scale, (left, right): (f64, f64), top: f64) {
    let bold = Type::new(LABEL, INK).bold();
    let small = Type::new(SMALL, MUTED);
    let width = |curve: &Curve| bold.width(curve.word).max(small.width(&curve.note));
    for share in [0.5, 0.55, 0.45, 0.6, 0.4, 0.65, 0.7, 0.35, 0.75, 0.3, 0.8, 0.25] {
        let middle = y.at(share);
        let at = |curve: &Curve, height: f64| crossing(&curve.points, height);
        let ends = |height: f64| curves.each_ref().map(|curve| at(curve, height));
        let [first, second] = ends(middle);
        let [before, after] = if first <= second { [&curves[0], &curves[1]] } else { [&curves[1], &curves[0]] };
        let from = ends(middle + HALF).into_iter().fold(f64::INFINITY, f64::min) - GAP;
        let to = ends(middle - HALF).into_iter().fold(f64::NEG_INFINITY, f64::max) + GAP;
        if from - width(before) < left + 4.0 || to + width(after) > right - 2.0 {
            continue;
        }
        for (curve, x, anchor) in [(before, from, Anchor::End), (after, to, Anchor::Start)] {
            let word = Type { colour: curve.colour, ..bold };
            canvas.text((x, middle - 3.0), curve.word, word.anchored(anchor));
            canvas.text((x, middle + 12.0), &*curve.note, small.anchored(anchor));
        }
        return;
    }
    let words = curves.each_ref().map(|curve| format!("{}, {}", curve.word, curve.note));
    let entries: Vec<(Swatch, &str)> =
        curves.iter().zip(&words).map(|(curve, words)| (Swatch::Box(curve.colour), words.as_str())).collect();
    legend(canvas, (left, top - 12.0), &entries);
}

/// Where a curve that rises to the right reaches a height.
fn crossing(points: &[(f64, f64)], height: f64) -> f64 {
    let at = points.iter().position(|point| point.1 <= height).unwrap_or(points.len().saturating_sub(1));
    let Some(&(x, y)) = points.get(at) else { return 0.0 };
    match at.checked_sub(1).and_then(|before| points.get(before)) {
        Some(&(from, above)) if above > y => from + (x - from) * ((above - height) / (above - y)).clamp(0.0, 1.0),
        _ => x,
    }
}

fn zones(canvas: &mut Canvas, xs: &[f64], (top, bottom): (f64, f64)) {
    for (i, x) in xs.iter().enumerate() {
        let from = i.checked_sub(1).and_then(|before| xs.get(before)).map_or(*x, |before| f64::midpoint(*before, *x));
        let to = xs.get(i + 1).map_or(*x, |next| f64::midpoint(*x, *next));
        if to > from {
            canvas.zone((from, top), (to, bottom), i);
        }
    }
}

fn table(of: &Shift, name: &str) -> Table {
    let cell = |list: &[f64], i: usize| list.get(i).map_or(Cell::MISSING, |s| Cell::figure(percent(*s, 0.001), *s));
    let rows = of.grid.iter().enumerate().map(|(i, level)| {
        vec![Cell::figure(money_with_error(*level, None), *level), cell(&of.below_before, i), cell(&of.below_after, i)]
    });
    Table::new(format!("Share of histories in which {name} is at most so much"), ["Value", "Before", "After"], rows)
}
