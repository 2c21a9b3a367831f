//! What marks mean: swatches with their words, and remarks under a drawing.

use super::axis::CAP;
use super::canvas::{Canvas, Type};
use super::font;
use super::style::{Colour, MUTED, SMALL};

/// A dot of one colour with a ring of another.
pub(super) fn ring(canvas: &mut Canvas, at: (f64, f64), radius: f64, (line, fill): (Colour, Colour)) {
    canvas.dot(at, radius, line);
    canvas.dot(at, radius - 1.4, fill);
}

/// A mark in a legend.
#[derive(Debug, Clone, Copy)]
pub(super) enum Swatch {
    Box(Colour),
    /// A box with an edge, so that pale colours are seen.
    Edged(Colour),
    Ring(Colour, Colour),
    Line(Colour),
    Whisker(Colour),
}

/// Pixels from an entry of a legend to the next, and from a line to the next.
const BETWEEN: f64 = 18.0;
const LINE: f64 = 17.0;

/// What marks mean, side by side from the left, in as many lines as they take; returns the baseline of the last.
pub(super) fn draw_legend(canvas: &mut Canvas, (left, first): (f64, f64), entries: &[(Swatch, String)]) -> f64 {
    let (style, right) = (Type::new(SMALL, MUTED), canvas.format.right());
    let (mut x, mut y) = (left, first);
    for (swatch, words) in entries {
        if x > left && x + BETWEEN + style.width(words) > right {
            (x, y) = (left, y + LINE);
        }
        draw_swatch(canvas, *swatch, (x, y));
        let words = style.fit(words, right - x - BETWEEN);
        let wide = style.width(&words);
        canvas.text((x + BETWEEN, y), words, style);
        x += wide + 2.0 * BETWEEN;
    }
    y
}

/// The same over a drawing whose marks a phone has no room to name beside them; elsewhere nothing. Returns where what follows begins.
pub(super) fn draw_narrow_legend(
    canvas: &mut Canvas,
    top: f64,
    entries: impl Iterator<Item = (Swatch, String)>,
) -> f64 {
    if !canvas.format.is_narrow() {
        return top;
    }
    draw_legend(canvas, (canvas.format.margin(), top + 12.0), &entries.collect::<Vec<_>>())
}

fn draw_swatch(canvas: &mut Canvas, swatch: Swatch, (x, y): (f64, f64)) {
    match swatch {
        Swatch::Box(colour) => canvas.rect((x, y - 9.0), (x + 12.0, y + 1.0), colour),
        Swatch::Edged(colour) => {
            canvas.rect((x, y - 9.0), (x + 12.0, y + 1.0), colour);
            canvas.outline((x + 0.4, y - 8.6), (x + 11.6, y + 0.6), MUTED, 0.8);
        }
        Swatch::Ring(line, fill) => ring(canvas, (x + 6.0, y - 4.0), 4.4, (line, fill)),
        Swatch::Line(colour) => canvas.line(vec![(x, y - 4.0), (x + 13.0, y - 4.0)], colour, 2.0),
        Swatch::Whisker(colour) => {
            canvas.line(vec![(x, y - 4.0), (x + 12.0, y - 4.0)], colour, 1.2);
            for end in [x, x + 12.0] {
                canvas.line(vec![(end, y - 4.0 - CAP), (end, y - 4.0 + CAP)], colour, 1.2);
            }
        }
    }
}

/// A remark under all rows; returns where it ends.
pub(super) fn draw_remark(canvas: &mut Canvas, top: f64, words: &str) -> f64 {
    let (style, format) = (Type::new(SMALL, MUTED), canvas.format);
    let lines = font::wrap_evenly(words, SMALL, style.weight, format.space(), format.pick(2, 4));
    lines.into_iter().fold(top, |y, line| {
        canvas.text((format.margin(), y + 16.0), line, style);
        y + 16.0
    })
}

/// Entries of a legend.
pub(super) fn entries<const N: usize>(entries: [(Swatch, &str); N]) -> Vec<(Swatch, String)> {
    entries.map(|(swatch, words)| (swatch, words.to_owned())).to_vec()
}
