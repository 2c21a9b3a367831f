//! Rows of ranges: a light bar from 5% to 95%, a dark one for the middle half, a line at the median.

use crate::analysis::Estimate;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::scale::{Scale, ticks};
use crate::charts::style::{Colour, FAN_INNER, FAN_MEDIAN, FAN_OUTER, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::text::clean::clean;
use crate::text::numbers;

/// Height of a row.
pub(super) const ROW: f64 = 48.0;
/// Least width of the mark of a mean, whose interval may be narrower than can be seen.
const LEAST_MARK: f64 = 4.0;
/// Space for the words at the left and for the figures at the right.
const LEFT: f64 = 190.0;
const RIGHT: f64 = 170.0;

/// One row: its words at both ends.
pub(super) struct Row<'a> {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) estimate: &'a Estimate,
    pub(super) figure: String,
    pub(super) remark: String,
    pub(super) colour: Colour,
}

/// A scale of dollars that holds all rows and `zero` where it is wanted, drawn with its grid.
pub(super) fn scale(canvas: &mut Canvas, rows: &[Row], (top, bottom): (f64, f64), zero: Option<&str>) -> Scale {
    let ends = rows.iter().flat_map(|r| [r.estimate.p5, r.estimate.p95, r.estimate.mean]).flatten();
    let start = if zero.is_some() { 0.0 } else { f64::INFINITY };
    let (low, high) = ends.fold((start, -start), |(low, high), v| (low.min(v), high.max(v)));
    let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
    let lines = ticks(low, high, 4);
    let ends = (lines.first().copied().unwrap_or(0.0), lines.last().copied().unwrap_or(1.0));
    let scale = Scale::new(ends, (MARGIN + LEFT, WIDTH - MARGIN - RIGHT));
    for &value in &lines {
        let x = scale.at(value);
        let is_zero = value == 0.0 && zero.is_some();
        canvas.line(vec![(x, top - 4.0), (x, bottom)], if is_zero { INK } else { GRID }, 1.0);
        let plus = if zero.is_some() && value > 0.0 { "+" } else { "" };
        let word = format!("{plus}{}", numbers::tick_money(value));
        canvas.text((x, top - 10.0), word, Type::new(SMALL, MUTED).anchored(Anchor::Middle));
    }
    scale
}

/// Draws a row in the middle of which `y` lies, and makes it a zone.
pub(super) fn row(canvas: &mut Canvas, row: &Row, scale: Scale, y: f64, number: usize) {
    let estimate = row.estimate;
    for (low, high, colour) in [(estimate.p5, estimate.p95, FAN_OUTER), (estimate.p25, estimate.p75, FAN_INNER)] {
        if let (Some(low), Some(high)) = (low, high) {
            canvas.rect((scale.at(low), y - 9.0), (scale.at(high).max(scale.at(low) + 1.0), y + 9.0), colour);
        }
    }
    if let Some(median) = estimate.p50 {
        canvas.line(vec![(scale.at(median), y - 9.0), (scale.at(median), y + 9.0)], FAN_MEDIAN, 2.0);
    }
    if let Some(mean) = estimate.mean {
        let half = crate::analysis::Z * estimate.se.unwrap_or_default();
        let (low, high) = (scale.at(mean - half), scale.at(mean + half));
        let wide = (high - low).max(LEAST_MARK);
        let middle = f64::midpoint(low, high);
        canvas.rect((middle - wide / 2.0, y - 4.5), (middle + wide / 2.0, y + 4.5), INK);
    }
    let bold = Type::new(LABEL, row.colour).bold();
    let small = Type::new(SMALL, MUTED);
    canvas.text((MARGIN, y - 2.0), bold.fit(&clean(&row.name), LEFT - 14.0), bold);
    canvas.text((MARGIN, y + 13.5), small.fit(&row.note, LEFT - 14.0), small);
    let end = Type::new(LABEL, INK).bold().anchored(Anchor::End);
    canvas.text((WIDTH - MARGIN, y - 2.0), end.fit(&row.figure, RIGHT - 14.0), end);
    canvas.text((WIDTH - MARGIN, y + 13.5), small.fit(&row.remark, RIGHT - 14.0), small.anchored(Anchor::End));
    canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), number);
}
