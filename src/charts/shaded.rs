//! A table whose cells are shaded by a figure that is written in them.

use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::format::Format;
use crate::charts::legend::draw_remark;
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, INK, LABEL, MUTED, PALE, PAPER, RAMP, SHADE_INK, SHADES, SMALL};
use crate::charts::{Chart, font};
use crate::text::clean::clean;

/// Height of a row with one line in its cells, and with two.
const ROWS: [f64; 2] = [32.0, 42.0];
/// Space between cells.
const GAP: f64 = 2.0;
/// Most pixels of a cell.
const CELL: f64 = 190.0;
/// Space of names, and on a phone.
const NAMES: [f64; 2] = [170.0, 92.0];
/// Most columns side by side on a phone.
const COLUMNS: usize = 6;

/// A cell.
#[derive(Debug, Clone)]
pub(super) struct ShadedCell {
    /// From the palest, 0, to the darkest, 1; none where so little is known that it has an edge alone.
    pub(super) shade: Option<f64>,
    pub(super) words: String,
    /// What stands under them, where anything does.
    pub(super) note: String,
    /// Row of the table behind the chart.
    pub(super) row: usize,
}

/// A row: its name, and its cells, of which some may be missing.
pub(super) struct ShadedRow {
    pub(super) name: String,
    pub(super) bold: bool,
    pub(super) cells: Vec<Option<ShadedCell>>,
}

/// A table of them: what the names are, what stands over the columns, rows, and remarks below.
pub(super) struct ShadedTable {
    pub(super) heading: String,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<ShadedRow>,
    pub(super) notes: Vec<String>,
}

impl ShadedTable {
    /// The chart of it.
    pub(super) fn chart(self, sheet: Sheet) -> Chart {
        sheet.chart(|frame| {
            let (canvas, top) = (&mut frame.canvas, frame.top);
            let columns = self.columns(canvas.format);
            // Columns that find no room stand below, under the names again.
            let starts = (0..self.heads.len()).step_by(columns);
            let bottom = starts.fold(top, |top, from| self.draw(canvas, top, (from, columns)));
            self.notes.iter().fold(bottom, |end, note| draw_remark(canvas, end, note))
        })
    }

    /// How many columns stand side by side: on a phone as many as have room for their words, evenly spread.
    fn columns(&self, format: Format) -> usize {
        let all = self.heads.len().max(1);
        if !format.is_narrow() {
            return all;
        }
        let cells = || self.rows.iter().flat_map(|row| &row.cells).flatten();
        let (bold, small) = (Type::new(LABEL, INK).bold(), Type::new(SMALL - 1.0, INK));
        let wide = cells().map(|cell| bold.width(&cell.words).max(small.width(&cell.note))).fold(24.0, f64::max) + 14.0;
        let most = (((format.space() - NAMES[1]) / wide) as usize).clamp(1, COLUMNS);
        all.div_ceil(all.div_ceil(most))
    }

    /// So many columns from number `from` on; returns where they end.
    fn draw(&self, canvas: &mut Canvas, top: f64, (from, columns): (usize, usize)) -> f64 {
        let format = canvas.format;
        let names = format.pick(NAMES[0], NAMES[1]);
        let left = format.margin() + names;
        let across = columns.min(self.heads.len());
        let cell = ((format.right() - left) / across.max(1) as f64).min(CELL);
        let small = Type::new(SMALL, MUTED);
        let heads: Vec<Vec<String>> = self.heads[from..self.heads.len().min(from + columns)]
            .iter()
            .map(|head| font::wrap(&clean(head), SMALL, small.weight, cell - 8.0, format.pick(3, 4)))
            .collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
        let start = top + 16.0 + 14.0 * lines.max(1) as f64;
        let bold = Type::new(LABEL, INK).bold();
        canvas.text((format.margin(), start - 8.0), bold.fit(&self.heading, names - 12.0), bold);
        for (i, lines) in heads.iter().enumerate() {
            for (k, line) in lines.iter().rev().enumerate() {
                let at = (left + cell * (i as f64 + 0.5), start - 8.0 - 14.0 * k as f64);
                canvas.text(at, &**line, small.anchored(Anchor::Middle));
            }
        }
        let noted = self.rows.iter().flat_map(|row| &row.cells).flatten().any(|cell| !cell.note.is_empty());
        let high = ROWS[usize::from(noted)];
        for (i, row) in self.rows.iter().enumerate() {
            let y = start + high * (i as f64 + 0.5);
            let style = Type::new(LABEL, INK);
            let style = if row.bold { style.bold() } else { style };
            let lines = font::wrap(&clean(&row.name), LABEL, style.weight, names - 12.0, 2);
            let first = y + 4.6 - 7.5 * (lines.len() as f64 - 1.0);
            for (k, line) in lines.into_iter().enumerate() {
                canvas.text((format.margin(), first + 15.0 * k as f64), line, style);
            }
            for (j, found) in row.cells.iter().skip(from).take(columns).enumerate() {
                let x = left + cell * j as f64;
                let area = ((x + GAP, y - high / 2.0 + GAP), (x + cell - GAP, y + high / 2.0 - GAP));
                match found {
                    Some(found) => draw_cell(canvas, found, area),
                    None => canvas.text((x + cell / 2.0, y + 4.3), "–", small.anchored(Anchor::Middle)),
                }
            }
        }
        start + high * self.rows.len() as f64
    }
}

fn draw_cell(canvas: &mut Canvas, cell: &ShadedCell, (from, to): ((f64, f64), (f64, f64))) {
    let words = match cell.shade {
        Some(shade) => {
            let number = ((shade.clamp(0.0, 1.0) * (SHADES - 1) as f64).round() as usize).min(SHADES - 1);
            canvas.rect(from, to, RAMP[number]);
            if number < PALE { SHADE_INK } else { PAPER }
        }
        None => MUTED,
    };
    canvas.outline(from, to, AXIS, 0.8);
    let (middle, y) = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let lift = if cell.note.is_empty() { 4.6 } else { -1.0 };
    let style = Type::new(LABEL, words).anchored(Anchor::Middle);
    let style = if cell.shade.is_some() { style.bold() } else { style };
    canvas.text((middle, y + lift), style.fit(&cell.words, to.0 - from.0 - 4.0), style);
    let small = Type::new(SMALL - 1.0, words).anchored(Anchor::Middle);
    canvas.text((middle, y + 12.5), small.fit(&cell.note, to.0 - from.0 - 4.0), small);
    canvas.zone(from, to, cell.row);
}
