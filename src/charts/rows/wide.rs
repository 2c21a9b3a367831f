//! Rows on screens, files and paper: names at the left, marks in the middle, figures at the right.

use super::{Band, LINE, Row, RowChart};
use crate::charts::axis::Axis;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font;
use crate::charts::style::{AXIS, INK, LABEL, MUTED, SMALL};
use crate::text::clean::clean;
use crate::text::names::capitalize;

impl RowChart<'_> {
    /// Names at the left, figures at the right, all columns between them.
    pub(super) fn draw_wide(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let (left, right) = (canvas.format.margin(), canvas.format.right());
        let top = top + 34.0 + if self.columns.iter().any(|column| !column.heading.is_empty()) { 16.0 } else { 0.0 };
        let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
        for (i, line) in self.heads.iter().rev().enumerate() {
            canvas.text((right, top - 10.0 - LINE * i as f64), *line, style);
        }
        let bold = Type::new(LABEL, INK).bold();
        canvas.text((left, top - 10.0), bold.fit(&self.heading, self.names - 24.0), bold);
        let bottom = top + self.height * self.rows.len() as f64;
        let space = (left + self.names, right - self.figures);
        let at = |part: f64| space.0 + part * (space.1 - space.0);
        let parts = self.columns.iter().map(|column| (at(column.part.0), at(column.part.1)));
        let axes: Vec<Axis> = parts.enumerate().map(|(column, pixels)| self.axis(column, pixels)).collect();
        axes.iter().for_each(|axis| axis.draw(canvas, top, &[(top - 4.0, bottom)]));
        let half = self.height / 2.0;
        for (i, row) in self.rows.iter().enumerate() {
            let y = top + self.height * (i as f64 + 0.5);
            self.draw_words(canvas, row, y);
            if row.sum {
                canvas.line(vec![(left, y - half), (right, y - half)], AXIS, 0.8);
            }
            for (column, mark) in &row.marks {
                axes[*column].draw_mark(canvas, mark, y);
            }
            if let Some(own) = &row.own {
                own(canvas, Band { y, left: space.0, right: space.1 });
            }
            row.draw_zones(canvas, axes.first(), (y - half, y + half), self.first + i);
        }
        bottom
    }

    /// Name and figure at either side of a row, whose middle is at `y`.
    fn draw_words(&self, canvas: &mut Canvas, row: &Row, y: f64) {
        let right = canvas.format.right();
        self.draw_name(canvas, row, y);
        let style = row.figure_style().anchored(Anchor::End);
        let small = Type::new(SMALL, MUTED).anchored(Anchor::End);
        let remarks = font::wrap(&row.remark, SMALL, small.weight, self.figures - 10.0, 2);
        let lift = [4.6, -2.0, -9.0][remarks.len().min(2)];
        canvas.text((right, y + lift), style.fit(&row.figure, self.figures - 10.0), style);
        for (i, remark) in remarks.into_iter().enumerate() {
            canvas.text((right, y + lift + 15.5 + 13.5 * i as f64), remark, small);
        }
    }

    /// The name in one line with its note below, or in two lines at most.
    fn draw_name(&self, canvas: &mut Canvas, row: &Row, y: f64) {
        let (left, style) = (canvas.format.margin(), row.name_style());
        let (name, space) = (clean(&row.name), self.names - 12.0);
        if let Some(note) = &row.note {
            let small = Type::new(SMALL, MUTED);
            canvas.text((left, y - 2.0), style.fit(&name, space), style);
            canvas.text((left, y + 13.5), small.fit(&clean(note), space), small);
            return;
        }
        let mut lines = font::wrap_evenly(&capitalize(&name), LABEL, style.weight, space - style.width(row.mark), 2);
        if let Some(last) = lines.last_mut() {
            last.push_str(row.mark);
        }
        let first = y + 4.6 - LINE / 2.0 * (lines.len().saturating_sub(1)) as f64;
        for (i, line) in lines.into_iter().enumerate() {
            canvas.text((left, first + LINE * i as f64), line, style);
        }
    }
}
