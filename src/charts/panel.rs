//! The line panel: axes of dates, dollars and shares, bands and lines, and the places that a pointer reads.

use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::format::Format;
use crate::charts::scale::{Scale, Time, inner_ticks};
use crate::charts::style::{AXIS, Colour, GRID, INK, LABEL, MUTED, SMALL};
use crate::text::clean::clean;
use crate::text::names::drop_brackets;
use crate::text::numbers::{percent, tick_money};

/// One panel of small multiples: the space for its drawing, under its heading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Panel {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Whether it stands first in its row, and carries the ticks of its figures.
    pub(super) first: bool,
    /// Space for labels at its right.
    pub(super) ends: f64,
}

/// Space that a panel leaves for ticks at its left.
const TICKS: f64 = 42.0;
/// Labels of more pixels leave no room for two panels side by side on a phone.
const SHORT: f64 = 50.0;

/// Panels for `n` small multiples below `top`, row by row in as many columns as there is room for, each with room for labels
/// at its right; and for ticks at its left where each has its `own` scale.
pub(super) fn panels(format: Format, n: usize, top: f64, own: bool, ends: f64) -> Vec<Panel> {
    let columns = match n {
        0..=1 => 1,
        _ if format.is_narrow() && ends > SHORT => 1,
        2..=4 => 2,
        _ => format.pick(3, 2),
    };
    let height = match columns {
        1 => format.pick(280.0, if n > 1 { 110.0 } else { 220.0 }),
        2 => format.pick(170.0, 110.0),
        _ => 120.0,
    };
    let (shared, each) = if own { (0.0, TICKS) } else { (TICKS, 0.0) };
    let rows = fill_rows(n, columns);
    let row = |(row, &columns): (usize, &usize)| {
        let full = (format.space() - shared) / columns as f64;
        let top = top + 26.0 + (height + 56.0) * row as f64;
        let panel = move |column: usize| {
            let cell = format.margin() + shared + full * column as f64;
            let (left, right) = (cell + each, cell + full - ends);
            Panel { left, right, top, bottom: top + height, first: column == 0, ends }
        };
        (0..columns).map(panel).collect::<Vec<_>>()
    };
    rows.iter().enumerate().flat_map(row).collect()
}

/// How many of `n` stand in each row, of which none is left with a hole: the first rows have one more than the last.
fn fill_rows(n: usize, columns: usize) -> Vec<usize> {
    let rows = n.div_ceil(columns.max(1));
    (0..rows).map(|row| n / rows + usize::from(row < n % rows)).collect()
}

impl Panel {
    /// A panel that takes the whole width but for `before` its left and `ends` at its right.
    pub(super) fn whole(format: Format, (top, height): (f64, f64), before: f64, ends: f64) -> Self {
        let (left, right) = (format.margin() + before, format.right() - ends);
        Self { left, right, top, bottom: top + height, first: true, ends }
    }

    /// The scale of figures upwards, with grid lines at these, each in words before it.
    pub(super) fn upwards(
        self,
        canvas: &mut Canvas,
        figures: &[f64],
        own: bool,
        word: impl Fn(f64) -> String,
    ) -> Scale {
        let ends = (figures.first().copied().unwrap_or(0.0), figures.last().copied().unwrap_or(1.0));
        let scale = Scale::new(ends, (self.bottom, self.top));
        let lines: Vec<(f64, String)> = figures.iter().map(|figure| (scale.at(*figure), word(*figure))).collect();
        self.grid(canvas, &lines, own);
        scale
    }

    /// The scale of shares upwards, from none to all.
    pub(super) fn shares(self, canvas: &mut Canvas) -> Scale {
        self.upwards(canvas, &[0.0, 0.25, 0.5, 0.75, 1.0], true, |share| percent(share, 0.01))
    }

    /// The axis below, with ticks at these pixels.
    pub(super) fn axis(self, canvas: &mut Canvas, ticks: impl IntoIterator<Item = (f64, String)>) {
        canvas.line(vec![(self.left, self.bottom), (self.right, self.bottom)], AXIS, 1.0);
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let mut last = f64::NEG_INFINITY;
        for (x, words) in ticks {
            canvas.line(vec![(x, self.bottom), (x, self.bottom + 5.0)], AXIS, 1.0);
            let half = style.width(&words) / 2.0;
            if x - half > last && x + half < (self.right + self.ends.max(40.0) - 6.0).min(canvas.format.width()) {
                last = x + half + 6.0;
                canvas.text((x, self.bottom + 19.0), words, style);
            }
        }
    }

    /// The axis of dollars below, from the least to the greatest.
    pub(super) fn dollars(self, canvas: &mut Canvas, ends: (f64, f64)) -> Scale {
        let scale = Scale::new(ends, (self.left, self.right));
        self.axis(canvas, inner_ticks(ends, 6).0.into_iter().map(|value| (scale.at(value), tick_money(value))));
        scale
    }
    /// Where the words under its axis end.
    pub(super) fn below(self) -> f64 {
        self.bottom + 20.0
    }

    /// Draws the heading, cut to the panel's width.
    pub(super) fn heading(self, canvas: &mut Canvas, name: &str) {
        let style = Type::new(LABEL, INK).bold();
        let (name, space) = (clean(name), self.right - self.left + self.ends - 10.0);
        let name = if style.width(&name) > space { drop_brackets(&name) } else { &name };
        canvas.text((self.left, self.top - 10.0), style.fit(name, space), style);
    }

    /// Draws grid lines and, in the first panel of a row or where `own`, their figures.
    pub(super) fn grid(self, canvas: &mut Canvas, lines: &[(f64, String)], own: bool) {
        for (y, label) in lines {
            canvas.line(vec![(self.left, *y), (self.right, *y)], GRID, 1.0);
            if self.first || own {
                let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
                canvas.text((self.left - 6.0, y + SMALL * 0.36), style.fit(label, self.left - 6.0), style);
            }
        }
    }

    /// The axis of dates.
    pub(super) fn dates(self, canvas: &mut Canvas, time: Time) {
        let style = Type::new(SMALL, MUTED);
        self.axis(canvas, time.ticks(|text| style.width(text)));
    }

    /// Marks a strip for each of these pixels, as far as half-way to the next, with the number of its row; none for those
    /// that share their place with one before.
    pub(super) fn zones(self, canvas: &mut Canvas, xs: &[f64], first: usize) {
        let mut kept: Vec<(usize, f64)> = xs.iter().copied().enumerate().collect();
        kept.dedup_by(|next, before| next.1 - before.1 < 0.5);
        for (i, (row, x)) in kept.iter().enumerate() {
            let from = if i == 0 { self.left } else { f64::midpoint(kept[i - 1].1, *x) };
            let to = kept.get(i + 1).map_or(self.right, |next| f64::midpoint(*x, next.1));
            canvas.zone((from, self.top), (to, self.bottom), first + row);
        }
    }
}

/// A line through figures at pixels.
pub(super) fn path(xs: &[f64], figures: &[f64], y: Scale) -> Vec<(f64, f64)> {
    xs.iter().zip(figures).map(|(x, figure)| (*x, y.at(*figure))).collect()
}

/// Fills what lies between two lines of figures.
pub(super) fn draw_band(canvas: &mut Canvas, xs: &[f64], [low, high]: [&[f64]; 2], y: Scale, colour: Colour) {
    let mut outline = path(xs, high, y);
    outline.extend(path(xs, low, y).into_iter().rev());
    if outline.len() > 2 {
        canvas.area(outline, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_panels_have_no_holes() {
        assert_eq!([fill_rows(10, 3), fill_rows(7, 3), fill_rows(6, 3)], [vec![3, 3, 2, 2], vec![3, 2, 2], vec![3, 3]]);
        for (format, n) in (1..30).flat_map(|n| [(Format::Wide, n), (Format::Narrow, n)]) {
            let all = panels(format, n, 0.0, false, 40.0);
            let ends = all.iter().enumerate().filter(|(i, _)| all.get(i + 1).is_none_or(|next| next.first));
            assert!(ends.into_iter().all(|(_, last)| (last.right + 40.0 - format.right()).abs() < 1e-9), "{n}");
            assert_eq!(all.len(), n);
        }
    }
}
