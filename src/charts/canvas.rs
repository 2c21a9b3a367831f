//! What charts draw on: marks in pixels, written as SVG when all are there.

use super::data::Zone;
use super::font::{self, Weight};
use super::format::Format;
use super::style::Colour;
use super::svg::{escape, units, write_marks};

/// Which end of a text its position marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
    pub(crate) anchor: Anchor,
}

impl Type {
    pub(super) const fn new(size: f64, colour: Colour) -> Self {
        Self { size, weight: Weight::Regular, colour, anchor: Anchor::Start }
    }

    pub(super) const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    pub(super) const fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        font::width(text, self.size, self.weight)
    }

    pub(super) fn fit(self, text: &str, space: f64) -> String {
        font::fit(text, self.size, self.weight, space)
    }
}

/// A mark, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// A line through points.
    Line { points: Vec<(f64, f64)>, colour: Colour, width: f64 },
    /// A filled outline.
    Area { points: Vec<(f64, f64)>, colour: Colour },
    /// A filled box between two corners.
    Box { from: (f64, f64), to: (f64, f64), colour: Colour },
    /// A round dot.
    Dot { at: (f64, f64), radius: f64, colour: Colour },
    /// Words on a baseline.
    Text { at: (f64, f64), text: String, style: Type },
}

/// A drawing: its marks, and how they are written in SVG.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// Width and height in pixels.
    pub(crate) size: (f64, f64),
    /// Where the title ends: a page that has it as a heading shows what is below, pixels from the top.
    pub(crate) title_end: f64,
    pub(crate) marks: Vec<Mark>,
    /// Places that stand for rows of the chart's table.
    pub(crate) zones: Vec<Zone>,
    /// Elements of SVG, in tenths of a pixel.
    pub(crate) body: String,
}

/// Marks, in the order in which they are drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    /// For which width they are.
    pub(super) format: Format,
    marks: Vec<Mark>,
    zones: Vec<Zone>,
}

impl Canvas {
    pub(super) fn new(format: Format) -> Self {
        Self { format, marks: Vec::new(), zones: Vec::new() }
    }

    pub(super) fn line(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64) {
        self.marks.push(Mark::Line { points, colour, width });
    }

    pub(super) fn area(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        self.marks.push(Mark::Area { points, colour });
    }

    /// A filled box between two corners.
    pub(super) fn rect(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour) {
        self.marks.push(Mark::Box { from, to, colour });
    }

    /// The outline of a box between two corners.
    pub(super) fn outline(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        self.line(vec![from, (to.0, from.1), to, (from.0, to.1), from], colour, width);
    }

    /// A round dot.
    pub(super) fn dot(&mut self, at: (f64, f64), radius: f64, colour: Colour) {
        self.marks.push(Mark::Dot { at, radius, colour });
    }

    /// Text on the baseline `at.1`.
    pub(super) fn text(&mut self, at: (f64, f64), text: impl Into<String>, style: Type) {
        let text = text.into();
        if !text.is_empty() {
            self.marks.push(Mark::Text { at, text, style });
        }
    }

    /// A place that stands for a row of the chart's table, between two corners.
    pub(super) fn zone(&mut self, from: (f64, f64), to: (f64, f64), row: usize) {
        self.zones.push(Zone { left: from.0, top: from.1, right: to.0, bottom: to.1, row });
    }

    /// The drawing of this height, whose title ends at `title_end`.
    pub(super) fn draw(self, height: f64, title_end: f64) -> Drawing {
        let size = (self.format.width(), height);
        let body = write_marks(&self.marks, size);
        Drawing { size, title_end, marks: self.marks, zones: self.zones, body }
    }
}

impl Drawing {
    /// A file of its own, with a title and a description for those who cannot see it.
    pub(super) fn svg(&self, title: &str, description: &str) -> String {
        let (width, height) = self.size;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
             font-family=\"{}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{}</svg>\n",
            units(width),
            units(height),
            font::FAMILY,
            escape(title),
            escape(description),
            self.body
        )
    }
}
