//! What charts draw on: marks in pixels, written as SVG by `plotters` when all are there.
//!
//! The coordinate systems of `plotters` are not used: they place in whole pixels, know neither the width of words in the
//! embedded typeface nor rows of marks under several axes, and keep no marks that a test could look at. What is drawn
//! through `plotters` is one list of marks; this file is all that knows of it.

use super::ChartError;
use super::data::Zone;
use super::font::{self, Weight};
use super::style::{Colour, PAPER};
use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle};

/// `plotters` places in whole units; drawing in tenths of a pixel keeps curves smooth.
const UNITS: f64 = 10.0;
/// `plotters` writes a font of size s as s / 1.24.
const FONT_UNITS: f64 = 1.24;
/// Where `plotters` puts the baseline of text that hangs from its top, in ems.
const TOP_TO_BASELINE: f64 = 0.76;

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
    /// Elements of SVG, in tenths of a pixel.
    pub(crate) body: String,
}

/// Marks, in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    marks: Vec<Mark>,
    pub(super) zones: Vec<Zone>,
}

impl Canvas {
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

    /// The drawing of `size` pixels.
    pub(super) fn draw(self, size: (f64, f64), title_end: f64) -> Result<Drawing, ChartError> {
        let mut drawn = String::new();
        {
            let area =
                SVGBackend::with_string(&mut drawn, (units(size.0).unsigned_abs(), units(size.1).unsigned_abs()))
                    .into_drawing_area();
            area.draw(&Rectangle::new([(0, 0), point(size)], fill(PAPER))).map_err(ChartError::drawing)?;
            for mark in &self.marks {
                match mark {
                    Mark::Line { points, colour, width } => {
                        let style = ShapeStyle { stroke_width: units(*width).unsigned_abs(), ..fill(*colour) };
                        area.draw(&PathElement::new(path(points), style))
                    }
                    Mark::Area { points, colour } => area.draw(&Polygon::new(path(points), fill(*colour))),
                    Mark::Box { from, to, colour } => {
                        area.draw(&Rectangle::new([point(*from), point(*to)], fill(*colour)))
                    }
                    Mark::Dot { at, radius, colour } => {
                        area.draw(&Circle::new(point(*at), units(*radius).unsigned_abs(), fill(*colour)))
                    }
                    Mark::Text { at, text, style } => area.draw(&label(*at, text, *style)),
                }
                .map_err(ChartError::drawing)?;
            }
            area.present().map_err(ChartError::drawing)?;
        }
        let elements = drawn.split_once('\n').map_or(&*drawn, |(_, elements)| elements);
        let family = format!(" font-family=\"{}\"", font::FAMILY);
        let defaults = [&*family, " opacity=\"1\"", " stroke=\"none\""];
        let body = defaults.into_iter().fold(elements.replace("</svg>", ""), |body, default| body.replace(default, ""));
        Ok(Drawing { size, title_end, marks: self.marks, body })
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

fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
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
    let font = (font::FAMILY, style.size * UNITS * FONT_UNITS, weight).into_font();
    let written = font.color(&rgb(style.colour)).pos(Pos::new(horizontal, VPos::Top));
    Text::new(text.to_owned(), point((at.0, at.1 - TOP_TO_BASELINE * style.size)), written)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
