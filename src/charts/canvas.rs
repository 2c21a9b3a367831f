//! What charts draw on: marks in pixels, written as SVG by `plotters` when all are there.

use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle};

use super::ChartError;
use super::data::Zone;
use super::font::{self, Weight};
use super::style::{Colour, PAPER};

/// `plotters` places in whole units; drawing in tenths of a pixel keeps curves smooth.
const UNITS: f64 = 10.0;
/// `plotters` writes a font of size s as s / 1.24.
const FONT_UNITS: f64 = 1.24;
/// Where `plotters` puts the baseline of text that hangs from its top, in ems.
const TOP_TO_BASELINE: f64 = 0.76;

/// Which end of a text its position marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    pub(super) anchor: Anchor,
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

#[derive(Debug, Clone, PartialEq)]
enum Mark {
    Line { points: Vec<(f64, f64)>, colour: Colour, width: f64 },
    Area { points: Vec<(f64, f64)>, colour: Colour },
    Box { from: (f64, f64), to: (f64, f64), colour: Colour },
    Dot { at: (f64, f64), radius: f64, colour: Colour },
    Text { at: (f64, f64), text: String, style: Type },
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
        self.marks.push(Mark::Text { at, text: text.into(), style });
    }

    /// A place that stands for a row of the chart's table, between two corners.
    pub(super) fn zone(&mut self, from: (f64, f64), to: (f64, f64), row: usize) {
        self.zones.push(Zone { left: from.0, top: from.1, right: to.0, bottom: to.1, row });
    }

    /// The SVG of `size` pixels, with a title and a description for those who cannot see it.
    pub(super) fn svg(&self, size: (f64, f64), title: &str, description: &str) -> Result<String, ChartError> {
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
        Ok(with_header(&drawn, size, title, description))
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

/// Puts the drawing under a header of our own: its size in pixels, and words for screen readers.
fn with_header(drawn: &str, (width, height): (f64, f64), title: &str, description: &str) -> String {
    let body = drawn.split_once('\n').map_or(drawn, |(_, body)| body);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{body}",
        units(width),
        units(height),
        escape(title),
        escape(description),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
