//! A waterfall: bars of which each begins where the one before it ends, between totals or before their sum.

use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::{dollars, signed_dollars, ticks};
use crate::charts::style::{AXIS, Colour, GAIN, INK, LOSS};
use crate::text::numbers::{signed_money, tick_money};

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

    /// The same with the digits that its error supports, and without it.
    pub(super) fn figure(&self) -> String {
        self.written().split(" ± ").next().unwrap_or_default().to_owned()
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
        if i + 1 == parts.len() { draw_total(part, part.figure()).summing() } else { draw_change(part, height) }
    });
    let rows = rows.collect();
    let column = Column { zero: zero.to_owned(), ..Column::from_zero(4, signed_dollars) };
    RowChart { names, figures: 110.0, height, rows, columns: vec![column], ..RowChart::default() }
}

/// Rows from one total to another by parts: the first and the last of these are the totals, written as they are told.
pub(super) fn bridge(parts: &[Part], totals: [String; 2], names: f64) -> RowChart<'static> {
    const HEIGHT: f64 = 34.0;
    let [first, last] = totals;
    let rows = parts.iter().enumerate().map(|(i, part)| match i {
        0 => draw_total(part, first.clone()).tick(part.to, (10.0, HEIGHT - 10.0), AXIS, 0.8),
        i if i + 1 == parts.len() => draw_total(part, last.clone()).summing(),
        _ => draw_change(part, HEIGHT),
    });
    let rows = rows.collect();
    let (floor, notes) = match find_floor(parts) {
        Some(floor) => (floor, vec![format!("The axis begins at {}, not at nothing.", tick_money(floor))]),
        None => (0.0, Vec::new()),
    };
    let column = Column {
        word: dollars,
        holds: vec![floor],
        line: (floor == 0.0).then_some(0.0),
        limits: (if floor > 0.0 { floor } else { f64::NEG_INFINITY }, f64::INFINITY),
        ..Column::default()
    };
    RowChart { names, figures: 110.0, height: HEIGHT, rows, columns: vec![column], notes, ..RowChart::default() }
}

/// Where an axis begins on which the parts are to be seen beside totals that are far greater.
fn find_floor(parts: &[Part]) -> Option<f64> {
    let ends = parts.iter().map(|part| part.to);
    let (low, high) = (ends.clone().fold(f64::INFINITY, f64::min), ends.fold(0.0, f64::max));
    let below = low - (high - low);
    (high > low && below > 0.5 * high)
        .then(|| ticks(below, high, 5).first().copied())
        .flatten()
        .filter(|floor| *floor > 0.0)
}

fn draw_total(part: &Part, figure: String) -> Row<'static> {
    named(part).figure(figure, "").bar(part.from, part.to, (-10.0, 10.0), INK).bold(INK)
}

fn draw_change(part: &Part, height: f64) -> Row<'static> {
    let colour: Colour = if part.to < part.from { LOSS } else { GAIN };
    let row = named(part).figure(part.figure(), "").bar(part.from, part.to, (-10.0, 10.0), colour);
    row.tick(part.to, (10.0, height - 10.0), AXIS, 0.8)
}

fn named(part: &Part) -> Row<'static> {
    let row = Row::new(&*part.word);
    if let Some(note) = &part.note { row.note(&**note) } else { row }
}
