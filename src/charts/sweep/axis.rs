//! Axes of lines: the input along, the figure upwards.

use super::input::{Input, on};
use super::view::{View, fitting};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::scale::{Scale, Time, ticks};
use crate::charts::style::{AXIS, GRID, INK, MUTED, SMALL};

/// Inputs with more levels than this have round ticks rather than one at each level.
const LEVELS: usize = 12;
/// Round ticks where fewer levels than this have room for their words.
const FEWEST: usize = 4;
/// Most ticks of a figure.
const MOST_TICKS: usize = 10;
/// Least space between the words of two ticks.
const GAP: f64 = 14.0;

/// An input along the line.
pub(super) struct Along<'a> {
    input: &'a Input<'a>,
    scale: Scale,
    pixels: (f64, f64),
}

impl<'a> Along<'a> {
    pub(super) fn new(input: &'a Input<'a>, pixels: (f64, f64)) -> Self {
        Self { input, scale: Scale::new(input.ends(), pixels), pixels }
    }

    /// The pixel of a place.
    pub(super) fn at(&self, place: f64) -> f64 {
        self.scale.at(place)
    }

    /// The pixel of the scenario's own value, where it lies in range.
    pub(super) fn own(&self) -> Option<f64> {
        let (low, high) = self.input.ends();
        let slack = (high - low) * 1e-9;
        let base = self.input.base().filter(|base| (low - slack..=high + slack).contains(base))?;
        Some(self.at(base))
    }

    /// Draws line, ticks and heading below `bottom`; returns where they end.
    pub(super) fn draw(&self, canvas: &mut Canvas, bottom: f64) -> f64 {
        let (left, right) = self.pixels;
        canvas.line(vec![(left, bottom), (right, bottom)], AXIS, 1.0);
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        for (x, words) in self.ticks(style) {
            canvas.line(vec![(x, bottom), (x, bottom + 5.0)], AXIS, 1.0);
            canvas.text((x, bottom + 19.0), words, style);
        }
        let bold = Type::new(SMALL, INK).bold();
        let heading = bold.fit(&self.input.heading(), right - left);
        canvas.text((f64::midpoint(left, right), bottom + 38.0), heading, bold.anchored(Anchor::Middle));
        bottom + 43.0
    }

    /// A tick at each level where there are few, or else round ones, as many as have room.
    fn ticks(&self, style: Type) -> Vec<(f64, String)> {
        let input = self.input;
        let levels = || input.order.iter().map(|level| (self.at(input.places[*level]), input.level(*level))).collect();
        let few: Vec<(f64, String)> = if input.order.len() <= LEVELS { levels() } else { Vec::new() };
        let all = few.len();
        let kept = fitting(few, style, GAP);
        if all > 0 && kept.len() >= all.min(FEWEST) {
            return kept;
        }
        let mut round = if input.is_dates() { self.dates(style) } else { self.round() };
        round.retain(|ticks| ticks.len() > 1);
        let fits = |ticks: &Vec<(f64, String)>| fitting(ticks.clone(), style, GAP).len() == ticks.len();
        round.into_iter().find(fits).unwrap_or_else(|| fitting(levels(), style, GAP))
    }

    fn dates(&self, style: Type) -> Vec<Vec<(f64, String)>> {
        let (low, high) = self.input.ends();
        let time = Time::new(on(low), on(high), self.pixels);
        vec![time.ticks(|words| style.width(words))]
    }

    /// Round ticks, from many to few.
    fn round(&self) -> Vec<Vec<(f64, String)>> {
        let input = self.input;
        let (low, high) = input.ends();
        let tell = |value: f64| (self.at(input.place(value)), input.write(value));
        let inside = |value: &f64| (low - 1e-9..=high + 1e-9).contains(&input.place(*value));
        if input.is_logarithmic() {
            let decades = (libm::floor(low) as i32..=libm::floor(high) as i32).map(f64::from);
            let steps: [&[f64]; 3] = [&[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
            let values = |steps: &[f64]| -> Vec<(f64, String)> {
                let all = decades.clone().flat_map(|decade| steps.iter().map(move |s| s * libm::pow(10.0, decade)));
                all.filter(inside).map(tell).collect()
            };
            return steps.into_iter().map(values).collect();
        }
        let factor = input.written_per_value();
        let values = |wanted: usize| -> Vec<(f64, String)> {
            let round = ticks(low * factor, high * factor, wanted).into_iter().map(|v| v / factor);
            round.filter(inside).map(tell).collect()
        };
        [8, 6, 5, 4, 3, 2].into_iter().map(values).collect()
    }
}

/// The figure upwards: round figures from the lowest to the highest.
pub(super) struct Upwards {
    ticks: Vec<f64>,
    told: Vec<String>,
}

impl Upwards {
    /// For figures between these ends, which are spread where they are one.
    pub(super) fn new(view: &View, (low, high): (f64, f64)) -> Self {
        let least = low.abs().max(high.abs()) * 1e-6;
        let pad = if high - low > least { 0.0 } else { (low.abs() * 0.05).max(least).max(f64::MIN_POSITIVE) };
        let pad = if pad > 0.0 && low == 0.0 && high == 0.0 { 0.5 } else { pad };
        let (low, high) = (low - pad, high + pad);
        let waste = |ticks: &Vec<f64>| {
            ticks.last().zip(ticks.first()).map_or(0.0, |(last, first)| (last - first) / (high - low))
        };
        let tried = (4..=9).map(|wanted| ticks(low, high, wanted)).filter(|ticks| ticks.len() <= MOST_TICKS);
        let ticks = tried.min_by(|a, b| waste(a).total_cmp(&waste(b))).unwrap_or_else(|| ticks(low, high, 4));
        let step = ticks.get(1).map_or(1.0, |second| second - ticks[0]);
        let told = ticks.iter().map(|tick| view.tick(*tick, step)).collect();
        Self { ticks, told }
    }

    /// Space that its words take.
    pub(super) fn width(&self) -> f64 {
        let style = Type::new(SMALL, MUTED);
        self.told.iter().map(|words| style.width(words)).fold(0.0, f64::max) + 10.0
    }

    pub(super) fn scale(&self, pixels: (f64, f64)) -> Scale {
        let ends = self.ticks.first().copied().zip(self.ticks.last().copied()).unwrap_or((0.0, 1.0));
        Scale::new(ends, pixels)
    }

    /// Draws grid lines from `left` to `right` with their figures before them.
    pub(super) fn grid(&self, canvas: &mut Canvas, scale: Scale, (left, right): (f64, f64)) {
        let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
        for (tick, words) in self.ticks.iter().zip(&self.told) {
            let y = scale.at(*tick);
            canvas.line(vec![(left, y), (right, y)], GRID, 1.0);
            canvas.text((left - 8.0, y + 4.3), &**words, style);
        }
    }

    /// Draws figures below an axis whose figures go along.
    pub(super) fn grid_below(&self, canvas: &mut Canvas, scale: Scale, (top, bottom): (f64, f64)) {
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        for tick in &self.ticks {
            canvas.line(vec![(scale.at(*tick), top), (scale.at(*tick), bottom)], GRID, 1.0);
        }
        let all = self.ticks.iter().zip(&self.told).map(|(tick, words)| (scale.at(*tick), words.clone()));
        for (x, words) in fitting(all.collect(), style, GAP) {
            canvas.text((x, bottom + 17.0), words, style);
        }
    }
}
