//! An axis over rows: its scale and ticks, and the marks that stand at its figures.

use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::legend::ring;
use crate::charts::scale::{Scale, dollars};
use crate::charts::style::{Colour, FAN_EDGE, GRID, INK, LABEL, MUTED, SMALL};

/// Half the height of the ends of a whisker.
pub(super) const CAP: f64 = 3.0;
/// Distance of words from the mark beside which they stand, and the most that they take.
pub(super) const GAP: f64 = 6.0;
pub(super) const BESIDE: f64 = 96.0;
/// Radius of a small dot.
pub(super) const DOT: f64 = 2.2;

/// A mark of a row, in the figures of its column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Bar { from: f64, to: f64, heights: (f64, f64), colour: Colour },
    Edge { from: f64, to: f64, heights: (f64, f64) },
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
            Self::Bar { from: a, to: b, .. }
            | Self::Edge { from: a, to: b, .. }
            | Self::Whisker { ends: (a, b), .. }
            | Self::Link { ends: (a, b), .. } => {
                vec![*a, *b]
            }
            Self::Tick { at, .. } | Self::Ring { at, .. } | Self::Dot { at, .. } => vec![*at],
            Self::Words { .. } => Vec::new(),
            Self::Shape { points, .. } => points.iter().map(|point| point.0).collect(),
        }
    }

    /// How far it reaches from the middle of its row, at most; words and links hardly do.
    pub(super) fn height(&self) -> f64 {
        match self {
            // A line to the next row does not make this one higher.
            Self::Tick { heights: (from, to), .. } if *from >= 0.0 => from.min(*to),
            Self::Tick { heights, .. } | Self::Bar { heights, .. } | Self::Edge { heights, .. } => {
                heights.0.abs().max(heights.1.abs())
            }
            Self::Whisker { lift, .. } => lift.abs() + CAP,
            Self::Dot { lift, .. } => lift.abs() + DOT,
            Self::Ring { lift, radius, .. } => lift.abs() + radius,
            Self::Link { lift, width, .. } => lift.abs() + width / 2.0,
            Self::Words { lift, .. } => lift.abs() + SMALL / 2.0,
            Self::Shape { points, .. } => points.iter().map(|point| point.1.abs()).fold(0.0, f64::max),
        }
    }

    /// The same, cut to so much on either side of the middle.
    pub(super) fn within(&self, half: f64) -> Self {
        match self {
            Self::Tick { at, heights: (from, to), colour, width } => {
                let heights = (from.clamp(-half, half), to.clamp(-half, half));
                Self::Tick { at: *at, heights, colour: *colour, width: *width }
            }
            other => other.clone(),
        }
    }
}

/// An axis over rows.
#[derive(Clone)]
pub(super) struct Column {
    /// What stands over its ticks.
    pub(super) heading: String,
    /// The part of the space between names and figures that it takes, from 0 to 1; on phones each has all of it.
    pub(super) part: (f64, f64),
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
            part: (0.0, 1.0),
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
    /// Where its scale lies, between the words at its marks.
    pub(super) ends: (f64, f64),
    pub(super) lines: Vec<f64>,
    pub(super) step: f64,
}

impl Axis<'_> {
    pub(super) fn at(&self, value: f64) -> f64 {
        self.scale.at(value)
    }

    /// Its lines through these bands, each with its figure above `top`; words that would touch others are left out.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: f64, bands: &[(f64, f64)]) {
        let upright = |canvas: &mut Canvas, x: f64, colour: Colour| {
            bands.iter().for_each(|(from, to)| canvas.line(vec![(x, *from), (x, *to)], colour, 1.0));
        };
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let mut free = f64::NEG_INFINITY;
        for &value in &self.lines {
            let x = self.at(value);
            upright(canvas, x, GRID);
            let own = value == 0.0 && !self.column.zero.is_empty();
            let word = if own { self.column.zero.clone() } else { (self.column.word)(value, self.step) };
            let half = style.width(&word) / 2.0;
            // Words at an end of a phone's whole width stay on it.
            let x = x.clamp(half + 1.0, (canvas.format.width() - half - 1.0).max(half + 1.0));
            if x - half > free {
                canvas.text((x, top - 10.0), word, style);
                free = x + half + 8.0;
            }
        }
        if let Some(value) = self.column.line {
            upright(canvas, self.at(value), INK);
        }
        // On a phone it stands over the rows.
        if !canvas.format.is_narrow() {
            let bold = Type::new(LABEL, INK).bold().anchored(Anchor::Middle);
            canvas.text((f64::midpoint(self.ends.0, self.ends.1), top - 28.0), &*self.column.heading, bold);
        }
    }

    pub(super) fn draw_mark(&self, canvas: &mut Canvas, mark: &Mark, y: f64) {
        match mark {
            Mark::Bar { from, to, heights, colour } => {
                let (a, b) = (self.at(*from), self.at(*to));
                let (from, to) = ((a.min(b), y + heights.0), (a.max(b).max(a.min(b) + 1.0), y + heights.1));
                canvas.rect(from, to, *colour);
            }
            Mark::Edge { from, to, heights } => {
                let corners = ((self.at(*from), y + heights.0), (self.at(*to), y + heights.1));
                canvas.outline(corners.0, corners.1, FAN_EDGE, 0.6);
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
