//! A waterfall: bars of which each begins where the one before it ends, and then all of them together.

use super::canvas::{Anchor, Canvas, Type};
use super::scale::{Scale, ticks};
use super::style::{AXIS, Colour, GAIN, GRID, INK, LABEL, LOSS, MARGIN, MUTED, SMALL, WIDTH};
use crate::text::clean::clean;
use crate::text::numbers::{self, signed_money};

const BAR: f64 = 20.0;

/// One bar.
pub(super) struct Part {
    /// What it stands for.
    pub(super) word: String,
    /// More about it, in a smaller line below.
    pub(super) note: Option<String>,
    pub(super) from: f64,
    pub(super) to: f64,
    /// Standard error of its length.
    pub(super) error: Option<f64>,
}

impl Part {
    /// Its length with its error.
    pub(super) fn written(&self) -> String {
        signed_money(self.to - self.from, self.error)
    }
}

/// Where a waterfall is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waterfall<'w> {
    /// What stands at zero.
    pub(super) zero: &'w str,
    /// Pixels for words at the left.
    pub(super) words: f64,
    /// Height of a row.
    pub(super) row: f64,
}

impl Waterfall<'_> {
    /// Draws the parts below `top`, the last as their sum; returns where they end.
    pub(super) fn draw(self, canvas: &mut Canvas, parts: &[Part], top: f64) -> f64 {
        let (left, right) = (MARGIN + self.words, WIDTH - MARGIN - 150.0);
        let top = top + 34.0;
        let reach = parts.iter().flat_map(|p| [p.from, p.to]);
        let (low, high) = (reach.clone().fold(0.0, f64::min), reach.fold(0.0, f64::max));
        let lines = if low < high { ticks(low, high, 4) } else { vec![0.0] };
        let ends = (lines.first().copied().unwrap_or(-1.0), lines.last().copied().unwrap_or(1.0));
        let scale = Scale::new(ends, (left, right));
        let bottom = top + self.row * parts.len() as f64;
        self.grid(canvas, scale, &lines, (top, bottom));
        for (i, part) in parts.iter().enumerate() {
            let y = top + self.row * (i as f64 + 0.5);
            self.bar(canvas, part, scale, y, i + 1 == parts.len());
            canvas.zone((MARGIN, y - self.row / 2.0), (WIDTH - MARGIN, y + self.row / 2.0), i);
        }
        bottom
    }

    fn grid(self, canvas: &mut Canvas, scale: Scale, lines: &[f64], (top, bottom): (f64, f64)) {
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        for &value in lines {
            let x = scale.at(value);
            let zero = value == 0.0;
            canvas.line(vec![(x, top - 4.0), (x, bottom)], if zero { INK } else { GRID }, 1.0);
            let word = if zero {
                self.zero.to_owned()
            } else {
                format!("{}{}", if value > 0.0 { "+" } else { "" }, numbers::tick_money(value))
            };
            canvas.text((x, top - 10.0), word, style);
        }
    }

    fn bar(self, canvas: &mut Canvas, part: &Part, scale: Scale, y: f64, last: bool) {
        let base = Type::new(LABEL, INK);
        let style = if last { base.bold() } else { base };
        if last {
            canvas.line(vec![(MARGIN, y - self.row / 2.0), (WIDTH - MARGIN, y - self.row / 2.0)], AXIS, 0.8);
        }
        let space = self.words - 10.0;
        let lift = if part.note.is_some() { 8.0 } else { 0.0 };
        canvas.text((MARGIN, y + 4.6 - lift), style.fit(&clean(&part.word), space), style);
        if let Some(note) = &part.note {
            let small = Type::new(SMALL, MUTED);
            canvas.text((MARGIN, y + 4.6 + lift), small.fit(&clean(note), space), small);
        }
        let (a, b) = (scale.at(part.from), scale.at(part.to));
        let (from, to) = (a.min(b), a.max(b).max(a.min(b) + 1.0));
        canvas.rect((from, y - BAR / 2.0), (to, y + BAR / 2.0), colour(part, last));
        if !last {
            canvas.line(vec![(b, y + BAR / 2.0), (b, y + self.row - BAR / 2.0)], AXIS, 0.8);
        }
        canvas.text((WIDTH - MARGIN, y + 4.6), part.written(), style.anchored(Anchor::End));
    }
}

fn colour(part: &Part, last: bool) -> Colour {
    match () {
        () if last => INK,
        () if part.to < part.from => LOSS,
        () => GAIN,
    }
}
