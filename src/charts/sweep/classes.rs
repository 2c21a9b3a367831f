//! Colours of figures: classes between round numbers, and the scale that explains them.

use super::view::View;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::scale::ticks;
use crate::charts::style::{AXIS, BELOW, Colour, INK, MUTED, PALE, PAPER, RAMP, SHADE_INK, SHADES, SMALL};

/// The shade of a single class.
const MIDDLE: usize = 4;
/// Height of a box of the scale, and its thickness.
const BOX: f64 = 26.0;
const THICK: f64 = 14.0;

/// A colour with that of words on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shade {
    pub(super) colour: Colour,
    pub(super) words: Colour,
}

/// Classes of a figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Classes {
    /// Where they begin, and where the last ends: round numbers, but for a figure that is the same everywhere.
    pub(super) edges: Vec<f64>,
    pub(super) step: f64,
    shades: Vec<Shade>,
}

fn shade(below: bool, number: usize) -> Shade {
    let ramp = if below { BELOW } else { RAMP };
    let number = number.min(SHADES - 1);
    Shade { colour: ramp[number], words: if number < PALE { SHADE_INK } else { PAPER } }
}

impl Classes {
    /// Classes from `low` to `high`; `palest` is the lightest shade that may be used.
    pub(super) fn of((low, high): (f64, f64), palest: usize) -> Self {
        let least = low.abs().max(high.abs()) * 1e-9;
        let whole = (high - low).is_finite() && high - low > least;
        let tried = (2..=SHADES).rev().map(|wanted| ticks(low, high, wanted));
        let Some(edges) = tried.into_iter().find(|edges| whole && edges.len() <= SHADES + 1) else {
            return Self { edges: vec![low, high], step: 0.0, shades: vec![shade(low < 0.0, MIDDLE)] };
        };
        let below = edges.iter().filter(|edge| **edge < -least).count().min(edges.len() - 1);
        let above = edges.len() - 1 - below;
        let (crosses, darkest) = (below > 0 && above > 0, SHADES - 1);
        // Where the figure changes its sign, colours grow away from nothing, as fast on either side.
        let palest = if crosses { palest.max(1) } else { palest };
        let most = if crosses { below.max(above) } else { edges.len() - 1 };
        let at = |number: usize| match most {
            0 | 1 => MIDDLE,
            _ => palest + (number * (darkest - palest) + (most - 1) / 2) / (most - 1),
        };
        let shades = (0..edges.len() - 1).map(|class| match (crosses, class < below) {
            (true, true) => shade(true, at(below - 1 - class)),
            (true, false) => shade(false, at(class - below)),
            (false, _) => shade(false, at(class)),
        });
        Self { step: edges[1] - edges[0], shades: shades.collect(), edges }
    }

    /// The number of a figure's class.
    pub(super) fn number(&self, value: f64) -> usize {
        self.edges[1..]
            .iter()
            .position(|edge| value < *edge)
            .unwrap_or(self.shades.len() - 1)
            .min(self.shades.len() - 1)
    }

    pub(super) fn shade(&self, class: usize) -> Shade {
        self.shades[class]
    }

    pub(super) fn shade_of(&self, value: f64) -> Shade {
        self.shades[self.number(value)]
    }

    pub(super) fn is_single(&self) -> bool {
        self.step == 0.0
    }

    /// Edges with their words.
    fn told(&self, view: &View) -> Vec<String> {
        self.edges.iter().map(|edge| view.tick(*edge, self.step)).collect()
    }

    /// Space that an upright scale takes.
    pub(super) fn width(&self, view: &View) -> f64 {
        if self.is_single() {
            return THICK + 8.0 + Type::new(SMALL, MUTED).width(&view.write(self.edges[0]));
        }
        let widest = self.told(view).iter().map(|text| Type::new(SMALL, MUTED).width(text)).fold(0.0, f64::max);
        THICK + 8.0 + widest
    }

    /// An upright scale, low figures below, of at most `space` pixels, or of exactly so many.
    pub(super) fn upright(&self, canvas: &mut Canvas, view: &View, (left, top): (f64, f64), space: (f64, bool)) {
        let each = space.0 / self.shades.len() as f64;
        let high = if space.1 { each } else { each.min(BOX).floor() };
        let bottom = top + high * self.shades.len() as f64;
        let edge = |i: usize| bottom - high * i as f64;
        for (i, shade) in self.shades.iter().enumerate() {
            canvas.rect((left, edge(i + 1)), (left + THICK, edge(i)), shade.colour);
        }
        canvas.outline((left, top), (left + THICK, bottom), AXIS, 0.8);
        let style = Type::new(SMALL, MUTED);
        if self.is_single() {
            canvas.text((left + THICK + 6.0, f64::midpoint(top, bottom) + 4.3), view.write(self.edges[0]), style);
            return;
        }
        let every = if high < 16.0 { 2 } else { 1 };
        for (i, words) in self.told(view).into_iter().enumerate().step_by(every) {
            canvas.line(vec![(left + THICK, edge(i)), (left + THICK + 4.0, edge(i))], AXIS, 0.8);
            canvas.text((left + THICK + 7.0, edge(i) + 4.3), words, style);
        }
    }

    /// A scale along the line; returns where it ends below.
    pub(super) fn along(&self, canvas: &mut Canvas, view: &View, (left, top): (f64, f64), space: f64) -> f64 {
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let told = if self.is_single() { Vec::new() } else { self.told(view) };
        let widest = told.iter().map(|text| style.width(text)).fold(0.0, f64::max);
        let n = self.shades.len() as f64;
        let wide = (widest + 12.0).clamp(30.0, 64.0).min((space - widest) / n).floor();
        let (start, bottom) = (left + (widest / 2.0).floor(), top + THICK - 2.0);
        let edge = |i: usize| start + wide * i as f64;
        for (i, shade) in self.shades.iter().enumerate() {
            canvas.rect((edge(i), top), (edge(i + 1), bottom), shade.colour);
        }
        canvas.outline((start, top), (edge(self.shades.len()), bottom), AXIS, 0.8);
        if self.is_single() {
            let style = Type::new(SMALL, INK);
            canvas.text((edge(1) + 8.0, bottom - 1.5), view.write(self.edges[0]), style);
        }
        let ticks = told.into_iter().enumerate().map(|(i, words)| (edge(i), words)).collect();
        for (x, words) in super::view::fitting(ticks, style, 6.0) {
            canvas.line(vec![(x, bottom), (x, bottom + 4.0)], AXIS, 0.8);
            canvas.text((x, bottom + 17.0), words, style);
        }
        bottom + 22.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_round_and_hold_what_they_say() {
        let classes = Classes::of((30.2, 39.1), 0);
        assert_eq!(classes.edges, (30..=40).map(f64::from).collect::<Vec<_>>());
        assert_eq!(
            [classes.number(30.2), classes.number(31.0), classes.number(39.9), classes.number(99.0)],
            [0, 1, 9, 9]
        );
        assert_eq!((classes.shade(0).colour, classes.shade(9).colour), (RAMP[0], RAMP[10]));
    }

    #[test]
    fn colours_turn_only_where_the_sign_does() {
        let classes = Classes::of((-3.0, 7.0), 0);
        assert!(classes.edges.contains(&0.0));
        let [below, above] = [-0.1, 0.1].map(|v| classes.shade_of(v).colour);
        assert_eq!((below, above), (BELOW[1], RAMP[1]));
        assert_eq!(classes.shade_of(6.9).colour, RAMP[10]);
        assert!(!BELOW.contains(&Classes::of((0.0, 7.0), 0).shade_of(0.0).colour));
        assert!(RAMP.contains(&Classes::of((-7.0, -3.0), 0).shade_of(-7.0).colour));
    }

    #[test]
    fn figures_that_are_all_the_same_have_one_class() {
        for (low, high) in [(5.0, 5.0), (0.0, 0.0), (1e300, 1e300), (-1e308, 1e308), (30e9, 30e9 + 1e-3)] {
            let classes = Classes::of((low, high), 0);
            assert_eq!((classes.is_single(), classes.number(low)), (true, 0), "{low} to {high}");
        }
    }

    #[test]
    fn every_span_has_few_classes() {
        for i in 1..400 {
            let (low, high) = (f64::from(i % 37) * 0.77, f64::from(i % 37) * 0.77 + 0.013 * f64::from(i));
            let classes = Classes::of((low, high), 3);
            assert!((4..=SHADES).contains(&classes.shades.len()), "{low} to {high}: {:?}", classes.edges);
            assert!(classes.edges[0] <= low + 1e-9 && classes.edges[classes.edges.len() - 1] >= high - 1e-9);
        }
    }
}
