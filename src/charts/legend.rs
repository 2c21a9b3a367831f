//! What marks mean: swatches with their words, and remarks under a drawing.

use super::axis::CAP;
use super::canvas::{Canvas, Type};
use super::font;
use super::style::{Colour, MARGIN, MUTED, SMALL, WIDTH};

/// A dot of one colour with a ring of another.
pub(super) fn ring(canvas: &mut Canvas, at: (f64, f64), radius: f64, (line, fill): (Colour, Colour)) {
    canvas.dot(at, radius, line);
    canvas.dot(at, radius - 1.4, fill);
}

/// A mark in a legend.
#[derive(Debug, Clone, Copy)]
pub(super) enum Swatch {
    Box(Colour),
    Outline(Colour),
    Ring(Colour, Colour),
    Whisker(Colour),
}

/// Pixels that words of a legend must have.
const LEAST: f64 = 24.0;

/// What marks mean, side by side from the left.
pub(super) fn draw_legend(canvas: &mut Canvas, (left, y): (f64, f64), entries: &[(Swatch, String)]) {
    let style = Type::new(SMALL, MUTED);
    let mut x = left;
    for (swatch, words) in entries {
        let space = WIDTH - MARGIN - x - 18.0;
        if space < LEAST {
            break;
        }
        let words = style.fit(words, space);
        match *swatch {
            Swatch::Box(colour) => canvas.rect((x, y - 9.0), (x + 12.0, y + 1.0), colour),
            Swatch::Outline(colour) => canvas.outline((x + 0.5, y - 8.5), (x + 11.5, y + 0.5), colour, 1.3),
            Swatch::Ring(line, fill) => ring(canvas, (x + 6.0, y - 4.0), 4.4, (line, fill)),
            Swatch::Whisker(colour) => {
                canvas.line(vec![(x, y - 4.0), (x + 12.0, y - 4.0)], colour, 1.2);
                for end in [x, x + 12.0] {
                    canvas.line(vec![(end, y - 4.0 - CAP), (end, y - 4.0 + CAP)], colour, 1.2);
                }
            }
        }
        x += 18.0;
        let wide = style.width(&words) + 18.0;
        canvas.text((x, y), words, style);
        x += wide;
    }
}

/// A remark under all rows; returns where it ends.
pub(super) fn draw_remark(canvas: &mut Canvas, top: f64, words: &str) -> f64 {
    let style = Type::new(SMALL, MUTED);
    let lines = font::wrap_evenly(words, SMALL, style.weight, WIDTH - 2.0 * MARGIN, 2);
    lines.into_iter().fold(top, |y, line| {
        canvas.text((MARGIN, y + 16.0), line, style);
        y + 16.0
    })
}

/// Entries of a legend.
pub(super) fn entries<const N: usize>(entries: [(Swatch, &str); N]) -> Vec<(Swatch, String)> {
    entries.map(|(swatch, words)| (swatch, words.to_owned())).to_vec()
}
