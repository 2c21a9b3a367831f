//! An axis over rows: its scale and ticks, and the marks that stand at its figures.

use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::legend::ring;
use crate::charts::scale::{Scale, dollars};
use crate::charts::style::{Colour, GRID, INK, LABEL, MUTED, SMALL};

/// Half the height of the ends of a whisker.
pub(super) const CAP: f64 = 3.0;
/// Distance of words from the mark beside which they stand, and the most that they take.
pub(super) const GAP: f64 = 6.0;
pub(super) const BESIDE: f64 = 96.0;
/// Radius of a small dot.
pub(super) const DOT: f64 = 2.2;

/// A mark of a row, in the figures of its column.
pub(super) enum Mark {
    Bar { from: f64, to: f64, heights: (f64, f64), colour: Colour, hollow: bool },
    Whisker { ends: (f64, f64), lift: f64, colour: Colour },
    Tick { at: f64, heights: (f64, f64), colour: Colour, width: f64 },
    Dot { at: f64, lift: f64, colour: Colour },
    Ring { at: f64, lift: f64, radius: f64, colours: (Colour, Colour) },
    Link { ends: (f64, f64), lift: f64, colour: Colour, width: f64 },
    Words { at: f64, before: bool, lift: f64, words: String, colour: Colour },
    Shape { points: Vec<(f64, f64)>, colour: Colour },
}

impl Mark {
    /// The figures that an axis must hold for it.
    pub(super) fn reach(&self) -> Vec<f64> {
        match self {
            Self::Bar { from: a, to: b, .. } | Self::Whisker { ends: (a, b), .. } | Self::Link { ends: (a, b), .. } => {
                vec![*a, *b]
            }
            Self::Tick { at, .. } | Self::Ring { at, .. } | Self::Dot { at, .. } => vec![*at],
            Self::Words { .. } => Vec::new(),
            Self::Shape { points, .. } => points.iter().map(|point| point.0).collect(),
        }
    }
}

/// An axis over rows.
#[derive(Clone)]
pub(super) struct Column {
    /// What stands over its ticks.
    pub(super) heading: String,
    /// Where it lies; between names and figures where it is not said.
    pub(super) pixels: Option<(f64, f64)>,
    /// Ticks wanted, of which the words are.
    pub(super) wanted: usize,
    pub(super) word: fn(f64, f64) -> String,
    /// Word at zero, where it has one of its own.
    pub(super) zero: String,
    /// Figures that the axis holds, whatever the marks are.
    pub(super) holds: Vec<f64>,
    /// Where a dark line stands.
    pub(super) line: Option<f64>,
    /// Figures beyond which marks are cut off.
    pub(super) limits: (f64, f64),
}

impl Default for Column {
    fn default() -> Self {
        Self {
            heading: String::new(),
            pixels: None,
            wanted: 4,
            word: dollars,
            zero: String::new(),
            holds: Vec::new(),
            line: None,
            limits: (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

impl Column {
    /// An axis with a dark line at zero, which it holds.
    pub(super) fn from_zero(wanted: usize, word: fn(f64, f64) -> String) -> Self {
        Self { wanted, word, holds: vec![0.0], line: Some(0.0), ..Self::default() }
    }
}

/// A column with its pixels and ticks.
pub(super) struct Axis<'c> {
    pub(super) column: &'c Column,
    pub(super) scale: Scale,
    /// Where it lies, and where its scale does between the words at its marks.
    pub(super) pixels: (f64, f64),
    pub(super) ends: (f64, f64),
    pub(super) lines: Vec<f64>,
    pub(super) step: f64,
}

impl Axis<'_> {
    pub(super) fn at(&self, value: f64) -> f64 {
        self.scale.at(value)
    }

    /// Its lines, each with its figure above; words that would touch others are left out.
    pub(super) fn draw(&self, canvas: &mut Canvas, (top, bottom): (f64, f64)) {
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let mut free = f64::NEG_INFINITY;
        for &value in &self.lines {
            let x = self.at(value);
            canvas.line(vec![(x, top - 4.0), (x, bottom)], GRID, 1.0);
            let own = value == 0.0 && !self.column.zero.is_empty();
            let word = if own { self.column.zero.clone() } else { (self.column.word)(value, self.step) };
            let half = style.width(&word) / 2.0;
            if x - half > free {
                canvas.text((x, top - 10.0), word, style);
                free = x + half + 8.0;
            }
        }
        if let Some(value) = self.column.line {
            canvas.line(vec![(self.at(value), top - 4.0), (self.at(value), bottom)], INK, 1.0);
        }
        let bold = Type::new(LABEL, INK).bold().anchored(Anchor::Middle);
        canvas.text((f64::midpoint(self.ends.0, self.ends.1), top - 28.0), &*self.column.heading, bold);
    }

    pub(super) fn draw_mark(&self, canvas: &mut Canvas, mark: &Mark, y: f64) {
        match mark {
            Mark::Bar { from, to, heights, colour, hollow } => {
                let (a, b) = (self.at(*from), self.at(*to));
                let (from, to) = ((a.min(b), y + heights.0), (a.max(b).max(a.min(b) + 1.0), y + heights.1));
                if *hollow {
                    canvas.outline(from, to, *colour, 1.4);
                } else {
                    canvas.rect(from, to, *colour);
                }
            }
            Mark::Whisker { ends: (low, high), lift, colour } => {
                let (left, right, y) = (self.at(*low), self.at(*high), y + lift);
                canvas.line(vec![(left, y), (right, y)], *colour, 1.4);
                for x in [left, right] {
                    canvas.line(vec![(x, y - CAP), (x, y + CAP)], *colour, 1.4);
                }
            }
            Mark::Tick { at, heights: (from, to), colour, width } => {
                canvas.line(vec![(self.at(*at), y + from), (self.at(*at), y + to)], *colour, *width);
            }
            Mark::Dot { at, lift, colour } => canvas.dot((self.at(*at), y + lift), DOT, *colour),
            Mark::Ring { at, lift, radius, colours } => ring(canvas, (self.at(*at), y + lift), *radius, *colours),
            Mark::Link { ends: (low, high), lift, colour, width } => {
                canvas.line(vec![(self.at(*low), y + lift), (self.at(*high), y + lift)], *colour, *width);
            }
            Mark::Words { at, before, lift, words, colour } => {
                let style = Type::new(SMALL, *colour);
                let (x, anchor) = if *before { (-GAP, Anchor::End) } else { (GAP, Anchor::Start) };
                canvas.text((self.at(*at) + x, y + lift + 4.3), style.fit(words, BESIDE), style.anchored(anchor));
            }
            Mark::Shape { points, colour } => {
                canvas.area(points.iter().map(|(x, height)| (self.at(*x), y + height)).collect(), *colour);
            }
        }
    }
}
