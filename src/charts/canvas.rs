//! What charts draw on: marks in pixels, drawn by `plotters` when all are there.
//!
//! The coordinate systems of `plotters` are not used: they place in whole pixels, know neither the width of words in the
//! embedded typeface nor rows of marks under several axes, and keep no marks that a test could look at. What is drawn
//! through `plotters` is one list of marks; this file and its backend, `svg.rs`, are all that know of it.

use super::data::Zone;
use super::font::{self, Weight};
use super::format::Format;
use super::style::Colour;
use super::style::PAPER;
use super::svg::{FONT_UNITS, SvgPaths, TOP_TO_BASELINE, escape, units};
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle};

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
        let body = draw_marks(&self.marks, size).unwrap_or_else(|error| unreachable!("a text takes all: {error}"));
        Drawing { size, title_end, marks: self.marks, zones: self.zones, body }
    }
}

/// Elements of the marks over the paper that a drawing of `size` pixels covers.
fn draw_marks(marks: &[Mark], size: (f64, f64)) -> Result<String, Box<dyn std::error::Error>> {
    let mut drawn = String::new();
    {
        let units = (units(size.0).unsigned_abs(), units(size.1).unsigned_abs());
        let area = SvgPaths::new(units, &mut drawn).into_drawing_area();
        area.draw(&Rectangle::new([(0, 0), point(size)], fill(PAPER)))?;
        for mark in marks {
            match mark {
                Mark::Line { points, colour, width } => area.draw(&PathElement::new(
                    path(points),
                    ShapeStyle { stroke_width: length(*width), ..fill(*colour) },
                )),
                Mark::Area { points, colour } => area.draw(&Polygon::new(path(points), fill(*colour))),
                Mark::Box { from, to, colour } => area.draw(&Rectangle::new([point(*from), point(*to)], fill(*colour))),
                Mark::Dot { at, radius, colour } => area.draw(&Circle::new(point(*at), length(*radius), fill(*colour))),
                Mark::Text { at, text, style } => area.draw(&label(*at, text, *style)),
            }?;
        }
        area.present()?;
    }
    Ok(drawn)
}

fn length(pixels: f64) -> u32 {
    units(pixels).unsigned_abs()
}

fn point((x, y): (f64, f64)) -> (i32, i32) {
    (units(x), units(y))
}

fn path(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().copied().map(point).collect()
}

fn rgb(colour: Colour) -> RGBColor {
    let [r, g, b] = colour.0;
    RGBColor(r, g, b)
}

fn fill(colour: Colour) -> ShapeStyle {
    rgb(colour).filled()
}

fn label(at: (f64, f64), text: &str, style: Type) -> Text<'static, (i32, i32), String> {
    let horizontal = match style.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let weight = match style.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::Bold => FontStyle::Bold,
    };
    let font = (font::FAMILY, f64::from(units(style.size)) * FONT_UNITS, weight).into_font();
    let written = font.color(&rgb(style.colour)).pos(Pos::new(horizontal, VPos::Top));
    let (x, baseline) = point(at);
    let top = baseline - (TOP_TO_BASELINE * f64::from(units(style.size))).round() as i32;
    Text::new(text.to_owned(), (x, top), written)
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
