//! The row chart: named rows of marks under one axis or several, with figures at the right.
//!
//! A chart says what stands in its rows, in figures; where that lies in pixels, what the axis must reach, and where words
//! find room is decided here, once for all of them.

use crate::analysis::Estimate;
use crate::charts::axis::{Axis, BESIDE, GAP, Mark};
pub(super) use crate::charts::axis::{Column, DOT};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::format::Format;
use crate::charts::legend::{Swatch, draw_legend, draw_remark};
use crate::charts::scale::{Scale, ends, inner_ticks};
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, Colour, FAN_INNER, FAN_MEDIAN, FAN_OUTER, INK, LABEL, MUTED, SMALL};
use crate::charts::{Chart, font};
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
/// Half the height of marks of a row's own kind, on a phone.
const OWN: f64 = 24.0;
/// Heights of a bar around the middle of its row.
pub(super) const BAR: (f64, f64) = (-7.0, 7.0);

/// What draws a row that has marks of its own kind.
type Own<'a> = Box<dyn Fn(&mut Canvas, Band) + 'a>;

/// Where the marks of a row stand: its middle, and the pixels between names and figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    pub(super) y: f64,
    pub(super) left: f64,
    pub(super) right: f64,
}

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
    spots: Vec<(f64, usize)>,
    zoned: bool,
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

    /// With marks that it draws itself.
    pub(super) fn drawn(self, own: impl Fn(&mut Canvas, Band) + 'a) -> Self {
        Self { own: Some(Box::new(own)), ..self }
    }

    /// What it draws itself has places of its own: the row has none.
    pub(super) fn zoned(self) -> Self {
        Self { zoned: true, ..self }
    }

    fn with(mut self, mark: Mark) -> Self {
        self.marks.push((self.column, mark));
        self
    }

    /// A bar between two figures, at these heights around the middle.
    pub(super) fn bar(self, from: f64, to: f64, heights: (f64, f64), colour: Colour) -> Self {
        self.with(Mark::Bar { from, to, heights, colour })
    }

    /// The edge of a pale bar.
    fn edge(self, from: f64, to: f64, heights: (f64, f64)) -> Self {
        self.with(Mark::Edge { from, to, heights })
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
                // With an edge: a pale bar is not seen by itself.
                self = self.bar(from, to, (-half, half), colour).edge(from, to, (-half, half));
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
    /// Space of names at the left, and of figures at the right; on a phone both stand above the marks.
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
    pub(super) fn chart(self, sheet: Sheet) -> Chart {
        sheet.chart(|frame| {
            let top = frame.top;
            self.draw(&mut frame.canvas, top) + 4.0
        })
    }

    /// Draws them below `top`; returns where they end.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let mut top = top;
        if !self.legend.is_empty() {
            top = draw_legend(canvas, (canvas.format.margin(), top + 12.0), &self.legend);
        }
        let bottom =
            if canvas.format.is_narrow() { self.draw_narrow(canvas, top) } else { self.draw_wide(canvas, top) };
        self.notes.iter().fold(bottom, |end, note| draw_remark(canvas, end, note))
    }

    /// Names at the left, figures at the right, all columns between them.
    fn draw_wide(&self, canvas: &mut Canvas, top: f64) -> f64 {
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

    /// Names and figures above their marks, which have the whole width; one column after the other.
    fn draw_narrow(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let mut y = top;
        for column in 0..self.columns.len().max(1) {
            y = self.draw_block(canvas, y, column);
        }
        y
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
        let (first, mut bands) = (y, Vec::new());
        let mut middles = Vec::new();
        for row in self.rows.iter().filter(|row| self.belongs(row, column)) {
            let head = row.head_height(canvas.format, column);
            let half = row.half(column);
            bands.push((y + head, y + head + 2.0 * half));
            middles.push((row, y, y + head + half));
            y += head + 2.0 * half + 6.0;
        }
        if let Some(axis) = &axis {
            axis.draw(canvas, first, &bands);
        }
        for ((row, from, middle), band) in middles.into_iter().zip(bands) {
            let number = self.rows.iter().position(|other| std::ptr::eq(other, row)).unwrap_or(0);
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
            let zone = (from, band.1 + 4.0);
            row.draw_zones(canvas, axis.as_ref(), zone, self.first + number);
        }
        y
    }

    /// Whether a row has anything in a column; those without marks stand in the first.
    fn belongs(&self, row: &Row, column: usize) -> bool {
        column == 0 && (row.marks.is_empty() || self.columns.len() == 1)
            || row.marks.iter().any(|(of, _)| *of == column)
    }

    fn axis(&self, number: usize, (left, right): (f64, f64)) -> Axis<'_> {
        let column = &self.columns[number];
        let marks = || self.rows.iter().flat_map(|row| &row.marks).filter(move |(of, _)| *of == number);
        let (least, most) = column.limits;
        let reach = marks().flat_map(|(_, mark)| mark.reach()).map(|figure| figure.clamp(least, most));
        let data = ends(reach.chain(column.holds.iter().copied()));
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
        Axis { column, scale: Scale::new(data, ends), ends, lines, step }
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

impl Row<'_> {
    fn name_style(&self) -> Type {
        let style = Type::new(LABEL, self.colour.unwrap_or(INK));
        if self.bold { style.bold() } else { style }
    }

    fn figure_style(&self) -> Type {
        Type::new(LABEL, self.figure_colour.unwrap_or(INK)).bold()
    }

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

    /// Places of its spots; of the whole row where it has none.
    fn draw_zones(&self, canvas: &mut Canvas, axis: Option<&Axis>, (top, bottom): (f64, f64), number: usize) {
        let mut free = f64::NEG_INFINITY;
        for (at, row) in &self.spots {
            let Some(x) = axis.map(|axis| axis.at(*at)) else { continue };
            if x + SPOT > (x - SPOT).max(free) {
                canvas.zone(((x - SPOT).max(free), top), (x + SPOT, bottom), *row);
                free = x + SPOT;
            }
        }
        if self.spots.is_empty() && !self.zoned {
            let format = canvas.format;
            canvas.zone((format.margin(), top), (format.right(), bottom), number);
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
