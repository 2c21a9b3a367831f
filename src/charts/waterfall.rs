//! A waterfall: bars of which each begins where the one before it ends, and then all of them together.

use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::signed_dollars;
use crate::charts::style::{AXIS, GAIN, INK, LOSS};
use crate::text::numbers::signed_money;

/// One bar, in dollars.
pub(super) struct Part {
    /// What it stands for.
    pub(super) word: String,
    /// More about it, in a smaller line below.
    pub(super) note: Option<String>,
    /// Where it begins and ends.
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

    /// Its name and length.
    pub(super) fn spoken(&self) -> String {
        format!("{} {}", self.word, self.written())
    }
}

/// Rows of these parts, the last as their sum: `zero` is what stands there, `names` their space in pixels.
pub(super) fn waterfall(parts: &[Part], zero: &str, names: f64) -> RowChart<'static> {
    let height = if parts.iter().any(|part| part.note.is_some()) { 42.0 } else { 34.0 };
    let rows = parts.iter().enumerate().map(|(i, part)| {
        let row = Row::new(&*part.word).figure(part.written(), "");
        let row = if let Some(note) = &part.note { row.note(note) } else { row };
        let bar = |row: Row<'static>, colour| row.bar(part.from, part.to, (-10.0, 10.0), colour);
        if i + 1 == parts.len() {
            return bar(row.bold(INK).summing(), INK);
        }
        let colour = if part.to < part.from { LOSS } else { GAIN };
        bar(row, colour).tick(part.to, (10.0, height - 10.0), AXIS, 0.8)
    });
    RowChart {
        names,
        figures: 150.0,
        height,
        rows: rows.collect(),
        columns: vec![Column { zero: zero.to_owned(), ..Column::from_zero(4, signed_dollars) }],
        ..RowChart::default()
    }
}
