//! The row chart: named rows of marks under one axis or several, with figures at the right.
//!
//! A chart says what stands in its rows, in figures; where that lies in pixels, what the axis must reach, and where words
//! find room is decided here, once for all of them.

mod narrow;
mod wide;

use crate::analysis::Estimate;
use crate::charts::Chart;
use crate::charts::axis::{Axis, BESIDE, GAP, Mark};
pub(super) use crate::charts::axis::{Column, DOT};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend, draw_remark, entries};
use crate::charts::scale::{Scale, ends, inner_ticks};
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, Colour, FAN_INNER, FAN_MEDIAN, FAN_OUTER, INK, LABEL, MUTED, SMALL};

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

/// Colours of a bar and its whisker, by whether the bar is more than chance explains.
pub(super) const fn colours_by_chance(is_more: bool) -> (Colour, Colour) {
    if is_more { (FAN_MEDIAN, ON_DARK) } else { (FAN_INNER, ON_LIGHT) }
}

/// What these colours mean.
pub(super) fn legend_by_chance() -> Vec<(Swatch, String)> {
    entries([
        (Swatch::Box(FAN_MEDIAN), "more than chance explains"),
        (Swatch::Box(FAN_INNER), "within what chance explains"),
        (Swatch::Whisker(ON_LIGHT), "95% interval"),
    ])
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
}

impl Row<'_> {
    fn name_style(&self) -> Type {
        let style = Type::new(LABEL, self.colour.unwrap_or(INK));
        if self.bold { style.bold() } else { style }
    }

    fn figure_style(&self) -> Type {
        Type::new(LABEL, self.figure_colour.unwrap_or(INK)).bold()
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
