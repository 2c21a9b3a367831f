//! A table of shares: a figure in each cell with a bar under it.

use crate::charts::canvas::{Canvas, Type};
use crate::charts::sheet::Sheet;
use crate::charts::style::{Colour, GRID, INK, LABEL, MUTED, SMALL};
use crate::charts::{Chart, font};
use crate::text::clean::clean;
use crate::text::numbers::whole_percent;

const NAMES: f64 = 150.0;
const ROW: f64 = 38.0;
/// Most pixels of a cell.
const CELL: f64 = 160.0;
/// Columns that stand side by side on a phone.
const COLUMNS: usize = 4;

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
pub(super) fn chart(sheet: Sheet, heads: &[&str], rows: &[ShareRow]) -> Chart {
    sheet.chart(|frame| {
        let (top, format) = (frame.top, frame.canvas.format);
        if !format.is_narrow() {
            return draw(&mut frame.canvas, top, (heads, 0), rows);
        }
        // Few columns side by side; those that find no room stand below, under the names again.
        let starts = (0..heads.len()).step_by(COLUMNS);
        starts.fold(top, |top, from| {
            let to = (from + COLUMNS).min(heads.len());
            draw(&mut frame.canvas, top, (&heads[from..to], from), rows)
        })
    })
}

/// The columns of these heads, the first of which has this number; returns where they end.
fn draw(canvas: &mut Canvas, top: f64, (heads, from): (&[&str], usize), rows: &[ShareRow]) -> f64 {
    let format = canvas.format;
    let names = format.pick(NAMES, 96.0);
    let (start, right) = (format.margin(), format.right());
    let left = start + names;
    let columns = format.pick(heads.len(), COLUMNS);
    let cell = ((right - left) / columns.max(1) as f64).min(CELL);
    let (top, small) = (top + 38.0, Type::new(SMALL, MUTED));
    for (i, head) in heads.iter().enumerate() {
        let whole = small.width(head) <= cell - 6.0;
        let head = if whole { (*head).to_owned() } else { head.replace("restructured", "re- structured") };
        for (k, line) in font::wrap(&head, SMALL, small.weight, cell - 6.0, 2).iter().rev().enumerate() {
            canvas.text((left + cell * i as f64, top - 8.0 - 14.0 * k as f64), &**line, small);
        }
    }
    for (i, (name, colour, cells)) in rows.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        canvas.line(vec![(start, y - ROW / 2.0), (right, y - ROW / 2.0)], GRID, 1.0);
        let style = Type::new(LABEL, colour.unwrap_or(INK));
        let style = if colour.is_some() { style.bold() } else { style };
        let lines = font::wrap(&clean(name), LABEL, style.weight, names - 14.0, 2);
        let first = y + 4.6 - 8.0 * (lines.len() as f64 - 1.0);
        for (k, line) in lines.into_iter().enumerate() {
            canvas.text((start, first + 16.0 * k as f64), line, style);
        }
        for (j, ShareCell { share, colour, bold, row }) in cells.iter().skip(from).take(heads.len()).enumerate() {
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
    top + ROW * rows.len() as f64
}
