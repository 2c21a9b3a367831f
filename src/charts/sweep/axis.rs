//! Axes of lines: the input along, the figure upwards.

use super::input::{Input, on};
use super::view::{View, fitting};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::labels::{Wanted, flags};
use crate::charts::panel::Panel;
use crate::charts::scale::{Scale, Time, ticks};
use crate::charts::style::{INK, MUTED, SMALL};

/// Inputs with more levels than this have round ticks rather than one at each level.
const LEVELS: usize = 12;
/// Round ticks where fewer levels than this have room for their words.
const FEWEST: usize = 4;
/// Most ticks of a figure.
const MOST_TICKS: usize = 10;
/// Words of the scenario's own value, and the height of a row of words.
pub(super) const OWN: &str = "as in the scenario";
const LANE: f64 = 18.0;
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

    /// Draws line, ticks and heading below a panel; returns where they end.
    pub(super) fn draw(&self, canvas: &mut Canvas, panel: Panel) -> f64 {
        panel.axis(canvas, self.ticks(Type::new(SMALL, MUTED)));
        let bold = Type::new(SMALL, INK).bold();
        let heading = bold.fit(&self.input.heading(), panel.right - panel.left);
        let middle = (f64::midpoint(panel.left, panel.right), panel.bottom + 38.0);
        canvas.text(middle, heading, bold.anchored(Anchor::Middle));
        panel.bottom + 43.0
    }

    /// The mark of the scenario's own value, with its words above.
    fn draw_own(&self, canvas: &mut Canvas, panel: Panel) {
        let Some(x) = self.own() else { return };
        let sides = (panel.left, panel.right);
        let wanted = vec![Wanted { x, words: OWN.to_owned(), before: x > f64::midpoint(sides.0, sides.1) }];
        for flag in flags(wanted, Type::new(SMALL, MUTED), sides, 1) {
            if let Some(from) = flag.draw(canvas, Type::new(SMALL, MUTED), panel.top - LANE, LANE) {
                canvas.line(vec![(x, from), (x, panel.bottom)], INK, 0.9);
            }
        }
    }

    /// A tick at each level where there are few, or else round ones, as many as have room.
    pub(super) fn ticks(&self, style: Type) -> Vec<(f64, String)> {
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

/// Round figures from the lowest to the highest, which are spread where they are one; as many as waste least space.
fn figure_ticks((low, high): (f64, f64)) -> Vec<f64> {
    let least = low.abs().max(high.abs()) * 1e-6;
    let pad = if high - low > least { 0.0 } else { (low.abs() * 0.05).max(least).max(f64::MIN_POSITIVE) };
    let pad = if pad > 0.0 && low == 0.0 && high == 0.0 { 0.5 } else { pad };
    let (low, high) = (low - pad, high + pad);
    let waste = |ticks: &Vec<f64>| ticks.last().zip(ticks.first()).map_or(0.0, |(last, first)| last - first);
    let tried = (4..=9).map(|wanted| ticks(low, high, wanted)).filter(|ticks| ticks.len() <= MOST_TICKS);
    tried.min_by(|a, b| waste(a).total_cmp(&waste(b))).unwrap_or_else(|| ticks(low, high, 4))
}

/// A panel of figures over an input, with its axes.
pub(super) struct Axes<'a> {
    pub(super) panel: Panel,
    pub(super) along: Along<'a>,
    pub(super) y: Scale,
    /// Where the axis ends below.
    pub(super) below: f64,
}

/// Draws the axes of a panel of this height below `top`, for figures between these ends, with room for words at its right.
pub(super) fn draw_axes<'a>(
    canvas: &mut Canvas,
    view: &View,
    input: &'a Input<'a>,
    (top, height): (f64, f64),
    (figures, ends): ((f64, f64), f64),
) -> Axes<'a> {
    let ticks = figure_ticks(figures);
    let step = ticks.get(1).map_or(1.0, |second| second - ticks[0]);
    let style = Type::new(SMALL, MUTED);
    let widest = ticks.iter().map(|tick| style.width(&view.tick(*tick, step))).fold(30.0, f64::max);
    let mut panel = Panel::whole(canvas.format, (top + 14.0, height), widest + 10.0, ends);
    let along = Along::new(input, (panel.left + 12.0, panel.right - 8.0));
    if along.own().is_some() {
        (panel.top, panel.bottom) = (panel.top + LANE, panel.bottom + LANE);
    }
    let y = panel.upwards(canvas, &ticks, true, |tick| view.tick(tick, step));
    let below = along.draw(canvas, panel);
    along.draw_own(canvas, panel);
    Axes { panel, along, y, below }
}
