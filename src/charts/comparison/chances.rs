//! How often each scenario is worth more than each other one, where more than two are compared.

use super::{name, origin};
use crate::analysis::{Comparison, Proportion};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::font;
use crate::charts::frame::Frame;
use crate::charts::style::{FAN_INNER, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::join_list;
use crate::text::numbers::{interval, probability, whole_percent};

const NAMES: f64 = 150.0;
const ROW: f64 = 38.0;
/// A table of more columns cannot be read.
const MOST: usize = 12;

/// The chart, where three to twelve are compared.
pub(super) fn chart(comparison: &Comparison) -> Result<Option<Chart>, ChartError> {
    let sides = comparison.sides.len();
    if !(3..=MOST).contains(&sides) {
        return Ok(None);
    }
    let title = finding(comparison);
    let mut frame = Frame::new(
        &title,
        "Share of simulations in which the scenario of the row is worth more than that of the column, %",
    );
    let left = MARGIN + NAMES;
    let cell = (WIDTH - MARGIN - left) / sides as f64;
    let top = frame.top + 40.0;
    let names: Vec<String> = comparison.sides.iter().map(name).collect();
    for (i, name) in names.iter().enumerate() {
        let style = Type::new(SMALL, MUTED);
        let lines = font::wrap(name, SMALL, style.weight, cell - 8.0, 2);
        for (k, line) in lines.iter().rev().enumerate() {
            frame.canvas.text((left + cell * i as f64, top - 8.0 - 14.0 * k as f64), &**line, style);
        }
    }
    let mut rows = Vec::new();
    for (i, row) in names.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        canvas.line(vec![(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], GRID, 1.0);
        let style = Type::new(LABEL, INK).bold();
        canvas.text((MARGIN, y + 4.6), style.fit(row, NAMES - 14.0), style);
        for (j, column) in names.iter().enumerate().filter(|(j, _)| *j != i) {
            let Some(odds) = better(comparison, i, j) else { continue };
            let x = left + cell * j as f64;
            figure(canvas, odds, x, y, cell);
            canvas.zone((x, y - ROW / 2.0), (x + cell, y + ROW / 2.0), rows.len());
            rows.push(vec![
                Cell::text(&**row),
                Cell::text(&**column),
                Cell::figure(probability(odds), odds.probability),
                Cell::text(interval(odds)),
            ]);
        }
        frame.canvas.text((left + cell * i as f64, y + 4.4), "–", Type::new(SMALL, MUTED));
    }
    let alt = alt(comparison, &title);
    let table = Table::new(
        "Share of histories in which one scenario is worth more than another",
        ["Scenario", "worth more than", "in", "95% interval"],
        rows,
    );
    let bottom = top + ROW * sides as f64;
    frame.finish(&origin(comparison), "chances", bottom, &alt, table).map(Some)
}

/// How often side `i` is worth more than side `j`.
fn better(comparison: &Comparison, i: usize, j: usize) -> Option<Proportion> {
    let (pair, turned) = comparison.pair(i, j)?;
    Some(if turned { pair.second_better } else { pair.first_better })
}

fn finding(comparison: &Comparison) -> String {
    let most = comparison.sides.iter().map(|side| side.best.probability).fold(0.0, f64::max);
    let best: Vec<String> = comparison.sides.iter().filter(|side| side.best.probability >= most).map(name).collect();
    let often = whole_percent(most);
    match best.as_slice() {
        [one] => format!("{one} is worth the most in {often} of simulations"),
        all if all.len() == comparison.sides.len() => {
            format!("Each scenario is worth the most in {often} of simulations, ties counted for all")
        }
        some => format!("{} are each worth the most in {often} of simulations, ties counted for all", join_list(some)),
    }
}

fn figure(canvas: &mut Canvas, odds: Proportion, x: f64, y: f64, cell: f64) {
    let style = Type::new(LABEL, INK);
    let style = if odds.interval[0] > 0.5 { style.bold() } else { style };
    canvas.text((x, y + 1.0), whole_percent(odds.probability), style);
    if odds.probability > 0.0 {
        canvas.rect((x, y + 6.0), (x + ((cell - 12.0) * odds.probability).max(1.5), y + 13.0), FAN_INNER);
    }
}

fn alt(comparison: &Comparison, title: &str) -> String {
    let told: Vec<String> = comparison
        .pairs
        .iter()
        .filter_map(|p| {
            let (first, second) = (comparison.sides.get(p.first)?, comparison.sides.get(p.second)?);
            let odds = whole_percent(p.second_better.probability);
            Some(format!("{} over {} in {odds}", name(second), name(first)))
        })
        .collect();
    format!("Table of odds. {title}. {}.", told.join("; "))
}
