//! Rows of marks under one axis: names at the left, ticks above, words at the right.

use super::canvas::{Anchor, Canvas, Type};
use super::font;
use super::scale::{Scale, ticks};
use super::style::{AXIS, Colour, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::text::names::capitalize;
use crate::text::numbers::{last_place, money, number, percent};

/// Half the height of the ends of a whisker.
const CAP: f64 = 3.0;
/// Colours of whiskers on light bars and on paper, and of those that must be seen on dark bars too.
pub(super) const ON_LIGHT: Colour = MUTED;
pub(super) const ON_DARK: Colour = AXIS;
/// Distance of the baselines of two lines of one name.
const LINE: f64 = 15.0;

/// An axis over rows.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub(super) scale: Scale,
    lines: Vec<f64>,
    ends: (f64, f64),
    step: f64,
}

impl Axis {
    /// From the least figure to the greatest, with the ticks that fall between.
    pub(super) fn within((low, high): (f64, f64), wanted: usize, pixels: (f64, f64)) -> Self {
        let inside = |wanted: usize| -> (Vec<f64>, f64) {
            let all = ticks(low, high, wanted);
            let step = step(&all);
            (all.into_iter().filter(|value| (low..=high).contains(value)).collect(), step)
        };
        // One tick alone says nothing of the scale.
        let tried = (wanted..=4 * wanted).map(inside).find(|(lines, _)| lines.len() >= 2);
        let (lines, step) = tried.unwrap_or_else(|| inside(wanted));
        Self { scale: Scale::new((low, high), pixels), step, lines, ends: pixels }
    }

    /// Draws the lines from `top` to `bottom`, each with its figure above; words that would touch others are left out.
    pub(super) fn draw(&self, canvas: &mut Canvas, (top, bottom): (f64, f64), word: fn(f64, f64) -> String) {
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let mut free = f64::NEG_INFINITY;
        for &value in &self.lines {
            let x = self.scale.at(value);
            canvas.line(vec![(x, top - 4.0), (x, bottom)], GRID, 1.0);
            let word = word(value, self.step);
            let half = style.width(&word) / 2.0;
            if x - half > free {
                canvas.text((x, top - 10.0), word, style);
                free = x + half + 8.0;
            }
        }
    }

    /// Ticks with their words, for an axis below a drawing.
    pub(super) fn words(&self, word: fn(f64, f64) -> String) -> Vec<(f64, String)> {
        self.lines.iter().map(|value| (self.at(*value), word(*value, self.step))).collect()
    }

    /// Draws an upright line at a figure.
    pub(super) fn mark(&self, canvas: &mut Canvas, value: f64, (top, bottom): (f64, f64)) {
        let x = self.scale.at(value);
        canvas.line(vec![(x, top - 4.0), (x, bottom)], INK, 1.0);
    }

    /// Its middle in pixels.
    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.ends.0, self.ends.1)
    }

    /// The pixel of a figure.
    pub(super) fn at(&self, value: f64) -> f64 {
        self.scale.at(value)
    }
}

fn step(lines: &[f64]) -> f64 {
    lines.first().zip(lines.get(1)).map_or(1.0, |(a, b)| b - a)
}

/// The place to which ticks of this step are written.
fn place(step: f64) -> f64 {
    let place = last_place(step, None);
    // Three digits of the step, of which those that are nothing are cut.
    [place * 100.0, place * 10.0]
        .into_iter()
        .find(|place| ((step / place).round() - step / place).abs() < 1e-6)
        .unwrap_or(place)
}

/// Dollars at a tick.
pub(super) fn dollars(value: f64, step: f64) -> String {
    trimmed(&money(value, place(step)))
}

/// A share at a tick.
pub(super) fn shares(value: f64, step: f64) -> String {
    percent(value, place(step))
}

/// A number at a tick.
pub(super) fn plain(value: f64, step: f64) -> String {
    trimmed(&number(value, place(step)))
}

/// Without zeros behind the point.
fn trimmed(text: &str) -> String {
    let Some(point) = text.find('.') else { return text.to_owned() };
    let end = text[point + 1..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |i| point + 1 + i);
    let kept = text[..end].trim_end_matches('0').trim_end_matches('.');
    format!("{kept}{}", &text[end..])
}

/// Least and greatest of figures; 0 to 1 of none.
pub(super) fn ends(figures: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = figures.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

/// A line from `low` to `high` at a height, with short lines at its ends.
pub(super) fn whisker(canvas: &mut Canvas, axis: &Axis, (low, high): (f64, f64), y: f64, colour: Colour) {
    let (left, right) = (axis.at(low), axis.at(high));
    canvas.line(vec![(left, y), (right, y)], colour, 1.4);
    for x in [left, right] {
        canvas.line(vec![(x, y - CAP), (x, y + CAP)], colour, 1.4);
    }
}

/// A dot of one colour with a ring of another.
pub(super) fn ring(canvas: &mut Canvas, at: (f64, f64), radius: f64, (line, fill): (Colour, Colour)) {
    canvas.dot(at, radius, line);
    canvas.dot(at, radius - 1.4, fill);
}

/// A name beside a row in the middle of which `y` lies, in at most two lines of `space` pixels, with `mark` behind it.
pub(super) fn name(canvas: &mut Canvas, (left, y): (f64, f64), words: &str, mark: &str, space: f64) {
    let style = Type::new(LABEL, INK);
    let mut lines = font::wrap_evenly(&capitalize(words), LABEL, style.weight, space - style.width(mark), 2);
    if let Some(last) = lines.last_mut() {
        last.push_str(mark);
    }
    let first = y + 4.6 - LINE / 2.0 * (lines.len().saturating_sub(1)) as f64;
    for (i, line) in lines.into_iter().enumerate() {
        canvas.text((left, first + LINE * i as f64), line, style);
    }
}

/// A figure at the right end of a row, and a remark below it.
pub(super) fn figure(canvas: &mut Canvas, y: f64, figure: &str, remark: &str, space: f64) {
    let bold = Type::new(LABEL, INK).bold().anchored(Anchor::End);
    let small = Type::new(SMALL, MUTED).anchored(Anchor::End);
    let lift = if remark.is_empty() { 4.6 } else { -2.0 };
    canvas.text((WIDTH - MARGIN, y + lift), bold.fit(figure, space), bold);
    if !remark.is_empty() {
        canvas.text((WIDTH - MARGIN, y + 13.5), small.fit(remark, space), small);
    }
}

/// What marks mean, side by side from the left: a swatch or ring with its words. Returns where they end.
pub(super) fn legend(canvas: &mut Canvas, (left, y): (f64, f64), entries: &[(Swatch, &str)]) -> f64 {
    let style = Type::new(SMALL, MUTED);
    let mut x = left;
    for (swatch, words) in entries {
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
        canvas.text((x + 18.0, y), *words, style);
        x += 18.0 + style.width(words) + 18.0;
    }
    x
}

/// A mark in a legend.
#[derive(Debug, Clone, Copy)]
pub(super) enum Swatch {
    Box(Colour),
    Outline(Colour),
    Ring(Colour, Colour),
    Whisker(Colour),
}

/// A remark under all rows; returns where it ends.
pub(super) fn remark(canvas: &mut Canvas, top: f64, words: &str) -> f64 {
    let style = Type::new(SMALL, MUTED);
    let mut y = top;
    for line in font::wrap_evenly(words, SMALL, style.weight, WIDTH - 2.0 * MARGIN, 2) {
        y += 16.0;
        canvas.text((MARGIN, y), line, style);
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_written_to_their_step() {
        assert_eq!(dollars(61.25e9, 0.25e9), "$61.25bn");
        assert_eq!(dollars(61.5e9, 0.25e9), "$61.5bn");
        assert_eq!([dollars(0.0, 5e9), dollars(-5e9, 5e9), dollars(20e9, 20e9)], ["$0", "−$5bn", "$20bn"]);
        assert_eq!([shares(0.25, 0.05), shares(0.025, 0.025)], ["25%", "2.5%"]);
        assert_eq!([plain(1.5, 0.5), plain(0.0, 0.5), plain(-20.0, 10.0)], ["1.5", "0", "−20"]);
    }

    #[test]
    fn an_axis_has_at_least_two_ticks() {
        for (low, high) in [(12.1, 29.7), (0.0, 1.0), (-3.2, -1.1), (0.31, 0.62), (1e9, 1.01e9)] {
            let words = Axis::within((low, high), 2, (0.0, 100.0)).words(plain);
            assert!(words.len() >= 2 && words.len() <= 6, "{words:?}");
        }
        assert!(Axis::within((3.0, 3.0), 2, (0.0, 100.0)).words(plain).len() <= 2);
    }
}
