//! A table of shares: a figure in each cell with a bar under it.

use crate::charts::canvas::Type;
use crate::charts::sheet::Sheet;
use crate::charts::style::{Colour, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Chart, ChartError, font};
use crate::text::clean::clean;
use crate::text::numbers::whole_percent;

const NAMES: f64 = 150.0;
const ROW: f64 = 38.0;
/// Most pixels of a cell.
const CELL: f64 = 160.0;

/// A cell: a dash where its share is nothing.
pub(super) struct ShareCell {
    /// From 0 to 1.
    pub(super) share: f64,
    /// Colour of its bar.
    pub(super) colour: Colour,
    pub(super) bold: bool,
    /// Row of the table behind the chart; a cell without one is no place.
    pub(super) row: Option<usize>,
}

/// A row: its name, the colour of that where it is in bold, and its cells.
pub(super) type ShareRow = (String, Option<Colour>, Vec<ShareCell>);

/// The chart of these rows under these heads.
pub(super) fn chart(sheet: Sheet, heads: &[&str], rows: &[ShareRow]) -> Result<Chart, ChartError> {
    let mut frame = sheet.begin();
    let canvas = &mut frame.canvas;
    let left = MARGIN + NAMES;
    let cell = ((WIDTH - MARGIN - left) / heads.len().max(1) as f64).min(CELL);
    let (top, small) = (frame.top + 38.0, Type::new(SMALL, MUTED));
    for (i, head) in heads.iter().enumerate() {
        let whole = small.width(head) <= cell - 6.0;
        let head = if whole { (*head).to_owned() } else { head.replace("restructured", "re- structured") };
        for (k, line) in font::wrap(&head, SMALL, small.weight, cell - 6.0, 2).iter().rev().enumerate() {
            canvas.text((left + cell * i as f64, top - 8.0 - 14.0 * k as f64), &**line, small);
        }
    }
    for (i, (name, colour, cells)) in rows.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        canvas.line(vec![(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], GRID, 1.0);
        let style = Type::new(LABEL, colour.unwrap_or(INK));
        let style = if colour.is_some() { style.bold() } else { style };
        let lines = font::wrap(&clean(name), LABEL, style.weight, NAMES - 14.0, 2);
        let first = y + 4.6 - 8.0 * (lines.len() as f64 - 1.0);
        for (k, line) in lines.into_iter().enumerate() {
            canvas.text((MARGIN, first + 16.0 * k as f64), line, style);
        }
        for (j, ShareCell { share, colour, bold, row }) in cells.iter().enumerate() {
            let x = left + cell * j as f64;
            if let Some(row) = row {
                canvas.zone((x - 4.0, y - ROW / 2.0), (x + cell - 4.0, y + ROW / 2.0), *row);
            }
            if *share <= 0.0 {
                canvas.text((x, y + 4.4), "–", small);
                continue;
            }
            let style = Type::new(LABEL, if *share <= 0.005 { MUTED } else { INK });
            canvas.text((x, y + 1.0), whole_percent(*share), if *bold { style.bold() } else { style });
            canvas.rect((x, y + 6.0), (x + ((cell - 12.0) * share).max(1.5), y + 13.0), *colour);
        }
    }
    sheet.finish(frame, top + ROW * rows.len() as f64)
}
