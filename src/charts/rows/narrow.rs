//! Rows on phones: names and figures above the marks.

use super::{Band, LINE, Row, RowChart};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font;
use crate::charts::format::Format;
use crate::charts::style::{AXIS, INK, LABEL, MUTED, SMALL};
use crate::text::clean::clean;
use crate::text::names::capitalize;

/// Half the height of marks of a row's own kind, on a phone.
const OWN: f64 = 24.0;

impl RowChart<'_> {
    /// Names and figures above their marks, which have the whole width; one column after the other.
    pub(super) fn draw_narrow(&self, canvas: &mut Canvas, top: f64) -> f64 {
        (0..self.columns.len().max(1)).fold(top, |y, column| self.draw_block(canvas, y, column))
    }

    fn draw_block(&self, canvas: &mut Canvas, top: f64, column: usize) -> f64 {
        let (left, right) = (canvas.format.margin(), canvas.format.right());
        let (mut y, bold) = (top + 8.0, Type::new(LABEL, INK).bold());
        let (small, heading) = (Type::new(SMALL, MUTED), self.columns.get(column).map_or("", |of| &*of.heading));
        let heading = if heading.is_empty() { &*self.heading } else { heading };
        let heads = if column == 0 { self.heads.join(" ") } else { String::new() };
        if !heading.is_empty() || !heads.is_empty() {
            y += 16.0;
            canvas.text((left, y), bold.fit(heading, right - left - small.width(&heads) - 12.0), bold);
            canvas.text((right, y), heads, small.anchored(Anchor::End));
        }
        let axis = self.columns.get(column).map(|_| self.axis(column, (left, right)));
        y += if axis.is_some() { 26.0 } else { 4.0 };
        let first = y;
        let (mut bands, mut placed) = (Vec::new(), Vec::new());
        for (number, row) in self.rows.iter().enumerate().filter(|(_, row)| self.belongs(row, column)) {
            let head = row.head_height(canvas.format, column);
            let half = row.half(column);
            bands.push((y + head, y + head + 2.0 * half));
            placed.push((self.first + number, row, y, y + head + half));
            y += head + 2.0 * half + 6.0;
        }
        if let Some(axis) = &axis {
            axis.draw(canvas, first, &bands);
        }
        for ((number, row, from, middle), band) in placed.into_iter().zip(bands) {
            if row.sum {
                canvas.line(vec![(left, from - 2.0), (right, from - 2.0)], AXIS, 0.8);
            }
            row.draw_head(canvas, from, column);
            let half = (band.1 - band.0) / 2.0;
            for (_, mark) in row.marks.iter().filter(|(of, _)| *of == column) {
                if let Some(axis) = &axis {
                    axis.draw_mark(canvas, &mark.within(half), middle);
                }
            }
            if let Some(own) = &row.own {
                own(canvas, Band { y: middle, left, right });
            }
            row.draw_zones(canvas, axis.as_ref(), (from, band.1 + 4.0), number);
        }
        y
    }

    /// Whether a row has anything in a column; those without marks stand in the first.
    fn belongs(&self, row: &Row, column: usize) -> bool {
        column == 0 && (row.marks.is_empty() || self.columns.len() == 1)
            || row.marks.iter().any(|(of, _)| *of == column)
    }
}

impl Row<'_> {
    /// Words over the marks of a narrow row: lines at the left and at the right, and remarks too long for the right, below.
    fn head(&self, format: Format, column: usize) -> Head {
        let (figure, small, space) = (self.figure_style(), Type::new(SMALL, MUTED), format.space());
        let (words, remark) = if column == 0 { (&*self.figure, &*self.remark) } else { ("", "") };
        let short = small.width(remark) <= space / 2.0;
        let figures = figure.fit(words, space * 0.7);
        let beside = figure.width(&figures).max(if short { small.width(remark) } else { 0.0 });
        let left = space - if beside > 0.0 { beside + 10.0 } else { 0.0 };
        let (style, name) = (self.name_style(), clean(&self.name));
        let name = if self.note.is_some() { name } else { capitalize(&name) };
        let mut names = font::wrap(&name, LABEL, style.weight, left - style.width(self.mark), 2);
        if let Some(last) = names.last_mut() {
            last.push_str(self.mark);
        }
        let note = self.note.as_ref().filter(|_| column == 0).map(|note| clean(note)).unwrap_or_default();
        let notes = font::wrap(&note, SMALL, small.weight, left, 2);
        let below = if short { Vec::new() } else { font::wrap(remark, SMALL, small.weight, space, 3) };
        Head { names, notes, figures, remark: if short { remark.to_owned() } else { String::new() }, below }
    }

    fn head_height(&self, format: Format, column: usize) -> f64 {
        self.head(format, column).lines() as f64 * LINE + 4.0
    }

    /// Half the height that its marks in a column take.
    fn half(&self, column: usize) -> f64 {
        if self.own.is_some() {
            return OWN;
        }
        let marks = self.marks.iter().filter(|(of, _)| *of == column);
        marks.map(|(_, mark)| mark.height()).fold(6.0, f64::max) + 1.0
    }

    fn draw_head(&self, canvas: &mut Canvas, top: f64, column: usize) {
        let head = self.head(canvas.format, column);
        let (left, right) = (canvas.format.margin(), canvas.format.right());
        let small = Type::new(SMALL, MUTED);
        let line = |number: usize| top + 11.0 + LINE * number as f64;
        for (i, name) in head.names.iter().enumerate() {
            canvas.text((left, line(i)), &**name, self.name_style());
        }
        for (i, note) in head.notes.iter().enumerate() {
            canvas.text((left, line(head.names.len() + i)), &**note, small);
        }
        canvas.text((right, line(0)), &*head.figures, self.figure_style().anchored(Anchor::End));
        let second = usize::from(!head.figures.is_empty());
        canvas.text((right, line(second)), &*head.remark, small.anchored(Anchor::End));
        let under = head.lines() - head.below.len();
        for (i, remark) in head.below.iter().enumerate() {
            canvas.text((left, line(under + i)), &**remark, small);
        }
    }
}

/// The words of a narrow row.
struct Head {
    names: Vec<String>,
    notes: Vec<String>,
    figures: String,
    remark: String,
    below: Vec<String>,
}

impl Head {
    fn lines(&self) -> usize {
        let right = usize::from(!self.figures.is_empty()) + usize::from(!self.remark.is_empty());
        (self.names.len() + self.notes.len()).max(right) + self.below.len()
    }
}
