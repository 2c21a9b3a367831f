//! Bars that stand in a table: each row is a drawing of its own that grows with the page, under its words and beside its figure, so that
//! they fit any width and are read as a table where they cannot be seen.

use maud::{Markup, html};

use crate::charts::style::Colour;

/// Units of a drawing from left to right; it is stretched to the width there is.
const WIDTH: f64 = 1000.0;
/// Units from top to bottom.
const HEIGHT: f64 = 24.0;

/// From an amount to units of the drawing.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Axis {
    low: f64,
    high: f64,
}

/// A box in a drawing, from one amount to another.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Stretch {
    pub(in crate::report) from: f64,
    pub(in crate::report) to: f64,
    pub(in crate::report) colour: Colour,
    /// 1 where nothing shines through.
    pub(in crate::report) opacity: f64,
    /// Part of the height that it takes.
    pub(in crate::report) height: f64,
}

impl Axis {
    /// One that holds all these amounts, and nothing.
    pub(in crate::report) fn span_amounts(amounts: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = amounts.into_iter().fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        Self { low, high: if high > low { high } else { low + 1.0 } }
    }

    fn place(self, amount: f64) -> f64 {
        ((amount - self.low) / (self.high - self.low) * WIDTH).clamp(0.0, WIDTH)
    }

    /// A drawing of these boxes with a mark at each of some amounts.
    pub(in crate::report) fn draw(self, stretches: &[Stretch], marks: &[(f64, Colour)]) -> Markup {
        let whole = |units: f64| units.round() as i64;
        html! {
            svg.bar viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                @if self.low < 0.0 { rect x=(whole(self.place(0.0))) y="0" width="2" height=(HEIGHT) fill=(crate::charts::style::AXIS.hex()) {} }
                @for s in stretches {
                    @let (left, right) = (self.place(s.from.min(s.to)), self.place(s.from.max(s.to)));
                    rect x=(whole(left)) y=(whole(HEIGHT * (1.0 - s.height) / 2.0)) width=(whole((right - left).max(1.0)))
                        height=(whole(HEIGHT * s.height)) fill=(s.colour.hex()) fill-opacity=[(s.opacity < 1.0).then_some(s.opacity)] {}
                }
                @for &(at, colour) in marks {
                    rect x=(whole((self.place(at) - 2.0).clamp(0.0, WIDTH - 5.0))) y="0" width="5" height=(HEIGHT) fill=(colour.hex()) {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::style::{GAIN, INK};

    #[test]
    fn amounts_fall_where_they_belong() {
        let axis = Axis::span_amounts([50.0, 100.0]);
        let drawn = axis
            .draw(&[Stretch { from: 25.0, to: 50.0, colour: GAIN, opacity: 1.0, height: 0.5 }], &[(75.0, INK)])
            .into_string();
        assert!(drawn.contains("x=\"250\" y=\"6\" width=\"250\" height=\"12\""), "{drawn}");
        assert!(drawn.contains("x=\"748\" y=\"0\" width=\"5\""), "{drawn}");
    }

    #[test]
    fn losses_have_a_line_at_nothing_and_all_alike_draws_too() {
        let drawn = Axis::span_amounts([-10.0, 10.0]).draw(&[], &[]).into_string();
        assert!(drawn.contains("rect x=\"500\" y=\"0\" width=\"2\""), "{drawn}");
        assert!(Axis::span_amounts([0.0, 0.0]).draw(&[], &[(0.0, INK)]).into_string().contains("x=\"0\""));
    }
}
