//! The row chart: named rows of marks under one axis or several, with figures at the right.
//!
//! A chart says what stands in its rows, in figures; where that lies in pixels, what the axis must reach, and where words
//! find room is decided here, once for all of them.

use crate::analysis::Estimate;
use crate::charts::axis::{Axis, BESIDE, GAP, Mark};
pub(super) use crate::charts::axis::{Column, DOT};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend, draw_remark};
use crate::charts::scale::{Scale, ends, inner_ticks};
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, Colour, FAN_INNER, FAN_MEDIAN, FAN_OUTER, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Chart, ChartError, font};
use crate::text::clean::clean;
use crate::text::names::capitalize;

/// Colours of whiskers on light bars and on paper, and of those that must be seen on dark bars too.
pub(super) const ON_LIGHT: Colour = MUTED;
pub(super) const ON_DARK: Colour = AXIS;
/// Distance of the baselines of two lines of one name.
const LINE: f64 = 15.0;
/// Half the width of what a pointer finds of a small dot.
const SPOT: f64 = 4.0;
/// Standard errors on either side of a mean that make a 95% interval.
pub(super) const SIDE: f64 = crate::analysis::Z;
/// Heights of a bar around the middle of its row.
pub(super) const BAR: (f64, f64) = (-7.0, 7.0);

/// What draws a row that has marks of its own kind: the middle of the row comes with the canvas.
type Own<'a> = Box<dyn Fn(&mut Canvas, f64) + 'a>;

/// A row: its name, its marks, and its figure.
#[derive(Default)]
pub(super) struct Row<'a> {
    name: String,
    mark: &'static str,
    note: Option<String>,
    colour: Option<Colour>,
    bold: bool,
    figure: String,
    figure_colour: Option<Colour>,
    remark: String,
    sum: bool,
    column: usize,
    marks: Vec<(usize, Mark)>,
    own: Option<Own<'a>>,
    cells: Vec<(usize, usize)>,
    spots: Vec<(f64, usize)>,
}

impl<'a> Row<'a> {
    /// A row of this name, which stands beside it in two lines at most.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// With a sign behind the name.
    pub(super) fn marked(self, mark: &'static str) -> Self {
        Self { mark, ..self }
    }

    /// With a smaller line below the name.
    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// With its name in bold and in a colour.
    pub(super) fn bold(self, colour: Colour) -> Self {
        Self { bold: true, colour: Some(colour), ..self }
    }

    /// With a figure at the right, and a remark below it.
    pub(super) fn figure(self, figure: impl Into<String>, remark: impl Into<String>) -> Self {
        Self { figure: figure.into(), remark: remark.into(), ..self }
    }

    /// With its figure in a colour.
    pub(super) fn figure_in(self, colour: Colour) -> Self {
        Self { figure_colour: Some(colour), ..self }
    }

    /// With a line above, as the sum of the rows before it.
    pub(super) fn summing(self) -> Self {
        Self { sum: true, ..self }
    }

    /// Marks that follow belong to this column.
    pub(super) fn column(self, column: usize) -> Self {
        Self { column, ..self }
    }

    /// A column of it stands for a row of the table of its own.
    pub(super) fn cell(mut self, column: usize, row: usize) -> Self {
        self.cells.push((column, row));
        self
    }

    /// With marks that it draws itself.
    pub(super) fn drawn(self, own: impl Fn(&mut Canvas, f64) + 'a) -> Self {
        Self { own: Some(Box::new(own)), ..self }
    }

    fn with(mut self, mark: Mark) -> Self {
        self.marks.push((self.column, mark));
        self
    }

    /// A bar between two figures, at these heights around the middle.
    pub(super) fn bar(self, from: f64, to: f64, heights: (f64, f64), colour: Colour) -> Self {
        self.with(Mark::Bar { from, to, heights, colour, hollow: false })
    }

    /// The outline of a bar.
    pub(super) fn outline(self, from: f64, to: f64, heights: (f64, f64), colour: Colour) -> Self {
        self.with(Mark::Bar { from, to, heights, colour, hollow: true })
    }

    /// An interval with short lines at its ends.
    pub(super) fn whisker(self, ends: (f64, f64), lift: f64, colour: Colour) -> Self {
        self.with(Mark::Whisker { ends, lift, colour })
    }

    /// An upright line between two heights around the middle.
    pub(super) fn tick(self, at: f64, heights: (f64, f64), colour: Colour, width: f64) -> Self {
        self.with(Mark::Tick { at, heights, colour, width })
    }

    /// A dot of one colour with a ring of another.
    pub(super) fn ring(self, at: f64, lift: f64, colours: (Colour, Colour)) -> Self {
        self.with(Mark::Ring { at, lift, radius: 4.6, colours })
    }

    /// A small dot.
    pub(super) fn dot(self, at: f64, lift: f64, colour: Colour) -> Self {
        self.with(Mark::Dot { at, lift, colour })
    }

    /// What stands at a figure of the first column stands for a row of the table; the least figure first.
    pub(super) fn spot(mut self, at: f64, row: usize) -> Self {
        self.spots.push((at, row));
        self
    }

    /// A line between two figures.
    pub(super) fn link(self, ends: (f64, f64), lift: f64, colour: Colour, width: f64) -> Self {
        self.with(Mark::Link { ends, lift, colour, width })
    }

    /// Words beside a figure.
    pub(super) fn words(self, at: f64, before: bool, lift: f64, words: impl Into<String>, colour: Colour) -> Self {
        self.with(Mark::Words { at, before, lift, words: words.into(), colour })
    }

    /// A filled shape, its heights around the middle of the row.
    pub(super) fn shape(self, points: Vec<(f64, f64)>, colour: Colour) -> Self {
        self.with(Mark::Shape { points, colour })
    }

    /// A light bar from 5% to 95%, a dark one for the middle half, a line at the median.
    pub(super) fn range(mut self, quantiles: [Option<f64>; 5], half: f64) -> Self {
        let [low, lower, median, upper, high] = quantiles;
        for (from, to, colour) in [(low, high, FAN_OUTER), (lower, upper, FAN_INNER)] {
            if let (Some(from), Some(to)) = (from, to) {
                self = self.bar(from, to, (-half, half), colour);
            }
        }
        match median {
            Some(median) => self.tick(median, (-half - 2.0, half + 2.0), FAN_MEDIAN, 2.6),
            None => self,
        }
    }
}

/// The quantiles of an estimate, the lowest first.
pub(super) fn quantiles(of: &Estimate) -> [Option<f64>; 5] {
    [of.p5, of.p25, of.p50, of.p75, of.p95]
}

/// Rows under their axes.
pub(super) struct RowChart<'a> {
    /// What marks mean.
    pub(super) legend: Vec<(Swatch, String)>,
    /// Space of names at the left, and of figures at the right.
    pub(super) names: f64,
    pub(super) figures: f64,
    /// Height of a row.
    pub(super) height: f64,
    /// What the figures at the right are, in two lines at most.
    pub(super) heads: Vec<&'static str>,
    /// What the names are.
    pub(super) heading: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row<'a>>,
    /// Remarks under all rows.
    pub(super) notes: Vec<String>,
    /// Row of the table for which the first row stands.
    pub(super) first: usize,
}

impl Default for RowChart<'_> {
    fn default() -> Self {
        let (legend, heads, columns, rows, notes) = (vec![], vec![], vec![Column::default()], vec![], vec![]);
        let (names, figures, height, heading, first) = (212.0, 136.0, 36.0, String::new(), 0);
        Self { legend, names, figures, height, heads, heading, columns, rows, notes, first }
    }
}

impl RowChart<'_> {
    /// The chart of them.
    pub(super) fn chart(self, sheet: Sheet) -> Result<Chart, ChartError> {
        let mut frame = sheet.begin();
        let top = frame.top;
        let bottom = self.draw(&mut frame.canvas, top);
        sheet.finish(frame, bottom + 4.0)
    }

    /// Draws them below `top`; returns where they end.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let legend = if self.legend.is_empty() { 0.0 } else { 12.0 };
        let headings = if self.columns.iter().any(|column| !column.heading.is_empty()) { 16.0 } else { 0.0 };
        let top = top + 34.0 + legend + headings;
        if !self.legend.is_empty() {
            draw_legend(canvas, (MARGIN, top - 34.0 - headings), &self.legend);
        }
        let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
        for (i, line) in self.heads.iter().rev().enumerate() {
            canvas.text((WIDTH - MARGIN, top - 10.0 - LINE * i as f64), *line, style);
        }
        let bold = Type::new(LABEL, INK).bold();
        canvas.text((MARGIN, top - 10.0), bold.fit(&self.heading, self.names - 24.0), bold);
        let bottom = top + self.height * self.rows.len() as f64;
        let axes: Vec<Axis> = (0..self.columns.len()).map(|column| self.axis(column)).collect();
        axes.iter().for_each(|axis| axis.draw(canvas, (top, bottom)));
        for (i, row) in self.rows.iter().enumerate() {
            self.draw_row(canvas, row, &axes, (top + self.height * (i as f64 + 0.5), i));
        }
        self.notes.iter().fold(bottom, |end, note| draw_remark(canvas, end, note))
    }

    fn axis(&self, number: usize) -> Axis<'_> {
        let column = &self.columns[number];
        let marks = || self.rows.iter().flat_map(|row| &row.marks).filter(move |(of, _)| *of == number);
        let (least, most) = column.limits;
        let reach = marks().flat_map(|(_, mark)| mark.reach()).map(|figure| figure.clamp(least, most));
        let data = ends(reach.chain(column.holds.iter().copied()));
        let (left, right) = column.pixels.unwrap_or((MARGIN + self.names, WIDTH - MARGIN - self.figures));
        let style = Type::new(SMALL, INK);
        let words: Vec<(f64, bool, f64)> = marks()
            .filter_map(|(_, mark)| match mark {
                Mark::Words { at, before, words, .. } => Some((*at, *before, style.width(words).min(BESIDE) + GAP)),
                _ => None,
            })
            .collect();
        let mut ends = (left, right);
        // Each round the scale gives way by what still juts out; what is left after so many is less than a pixel.
        for _ in 0..if words.is_empty() { 0 } else { 24 } {
            let scale = Scale::new(data, ends);
            let juts = |before: bool| {
                let out = words.iter().filter(|word| word.1 == before).map(|(at, _, wide)| {
                    if before { left - scale.at(*at) + wide } else { scale.at(*at) + wide - right }
                });
                out.fold(0.0, f64::max)
            };
            ends = (ends.0 + juts(true), ends.1 - juts(false));
        }
        let (lines, step) = inner_ticks(data, column.wanted);
        Axis { column, scale: Scale::new(data, ends), pixels: (left, right), ends, lines, step }
    }

    fn draw_row(&self, canvas: &mut Canvas, row: &Row, axes: &[Axis], (y, number): (f64, usize)) {
        let (left, right, half) = (MARGIN, WIDTH - MARGIN, self.height / 2.0);
        if row.sum {
            canvas.line(vec![(left, y - half), (right, y - half)], AXIS, 0.8);
        }
        self.draw_name(canvas, row, y);
        for (column, mark) in &row.marks {
            axes[*column].draw_mark(canvas, mark, y);
        }
        if let Some(own) = &row.own {
            own(canvas, y);
        }
        let style = Type::new(LABEL, row.figure_colour.unwrap_or(INK)).bold().anchored(Anchor::End);
        let small = Type::new(SMALL, MUTED).anchored(Anchor::End);
        let lift = if row.remark.is_empty() { 4.6 } else { -2.0 };
        canvas.text((right, y + lift), style.fit(&row.figure, self.figures - 10.0), style);
        canvas.text((right, y + 13.5), small.fit(&row.remark, self.figures - 10.0), small);
        for (column, row) in &row.cells {
            let next = axes.get(column + 1).map_or(right, |next| next.pixels.0);
            canvas.zone((axes[*column].pixels.0, y - half), (next - 2.0, y + half), *row);
        }
        let mut free = f64::NEG_INFINITY;
        for (at, row) in &row.spots {
            let x = axes[0].at(*at);
            if x + SPOT > (x - SPOT).max(free) {
                canvas.zone(((x - SPOT).max(free), y - half), (x + SPOT, y + half), *row);
                free = x + SPOT;
            }
        }
        if row.cells.is_empty() && row.spots.is_empty() {
            canvas.zone((left, y - half), (right, y + half), self.first + number);
        }
    }

    /// The name in one line with its note below, or in two lines at most.
    fn draw_name(&self, canvas: &mut Canvas, row: &Row, y: f64) {
        let style = Type::new(LABEL, row.colour.unwrap_or(INK));
        let style = if row.bold { style.bold() } else { style };
        let (name, space) = (clean(&row.name), self.names - 12.0);
        if let Some(note) = &row.note {
            let small = Type::new(SMALL, MUTED);
            canvas.text((MARGIN, y - 2.0), style.fit(&name, space), style);
            canvas.text((MARGIN, y + 13.5), small.fit(&clean(note), space), small);
            return;
        }
        let mut lines = font::wrap_evenly(&capitalize(&name), LABEL, style.weight, space - style.width(row.mark), 2);
        if let Some(last) = lines.last_mut() {
            last.push_str(row.mark);
        }
        let first = y + 4.6 - LINE / 2.0 * (lines.len().saturating_sub(1)) as f64;
        for (i, line) in lines.into_iter().enumerate() {
            canvas.text((MARGIN, first + LINE * i as f64), line, style);
        }
    }
}
