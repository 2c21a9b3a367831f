//! Rows of shares that make up a whole: a bar for each row, cut into parts, with the share over each part that has room.

use crate::charts::Chart;
use crate::charts::canvas::{Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend};
use crate::charts::rows::{Band, Row, RowChart};
use crate::charts::sheet::Sheet;
use crate::charts::style::{INK, MUTED, PAPER, SMALL};
use crate::text::numbers::whole_percent;
use crate::text::states::State;

/// Where the bar of a row begins and ends, below the middle of the row; shares stand above it.
const BAR: (f64, f64) = (-3.0, 13.0);
const WORDS: f64 = -8.0;
const HEIGHT: f64 = 44.0;
/// Space of names.
const NAMES: f64 = 200.0;

/// A part of a row.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// From 0 to 1.
    pub(super) share: f64,
    /// What it is the share of.
    pub(super) state: State,
    /// Row of the table behind the chart.
    pub(super) row: usize,
}

/// A row: its name, what stands under it, and its parts from the left.
pub(super) struct StackedRow {
    pub(super) name: String,
    pub(super) note: Option<String>,
    pub(super) parts: Vec<Part>,
}

/// The chart of these rows, whose states are explained above and whose remarks stand below.
pub(super) fn chart(sheet: Sheet, states: &[State], rows: &[StackedRow], notes: Vec<String>) -> Chart {
    let legend: Vec<(Swatch, String)> =
        states.iter().map(|state| (Swatch::Edged(state.colour()), state.word.to_owned())).collect();
    let row = |of: &'_ StackedRow| {
        let parts = of.parts.clone();
        let row = Row::new(&*of.name).drawn(move |canvas, band| draw_parts(canvas, &parts, band)).zoned();
        if let Some(note) = &of.note { row.note(&**note) } else { row }
    };
    let rows = RowChart {
        names: NAMES,
        figures: 0.0,
        height: HEIGHT,
        columns: Vec::new(),
        rows: rows.iter().map(row).collect(),
        notes,
        ..RowChart::default()
    };
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let top = draw_legend(canvas, (canvas.format.margin(), frame.top + 12.0), &legend);
        rows.draw(canvas, top + canvas.format.pick(-22.0, 2.0)) + 4.0
    })
}

fn draw_parts(canvas: &mut Canvas, parts: &[Part], Band { y, left, right }: Band) {
    let style = Type::new(SMALL, INK);
    let (mut at, mut free) = (left, left);
    for part in parts.iter().filter(|part| part.share > 0.0) {
        let end = (at + part.share * (right - left)).min(right);
        canvas.rect((at, y + BAR.0), (end, y + BAR.1), part.state.colour());
        if at > left {
            canvas.line(vec![(at, y + BAR.0), (at, y + BAR.1)], PAPER, 1.0);
        }
        let words = whole_percent(part.share);
        if at >= free && end - at >= style.width(&words) + 3.0 {
            canvas.text((at + 1.0, y + WORDS), &*words, style);
            free = at + style.width(&words) + 6.0;
        }
        if end - at > 0.2 {
            canvas.zone((at, y - 20.0), (end, y + 20.0), part.row);
        }
        at = end;
    }
    canvas.outline((left, y + BAR.0), (right, y + BAR.1), MUTED, 0.8);
}
