//! Bins of a histogram along an axis of dollars; the outermost stand apart, since they hold all that lies beyond.

use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::scale::{Scale, ticks};
use crate::charts::style::{AXIS, MUTED, SMALL};
use crate::text::numbers;
use std::ops::Range;

/// Distance of the outermost bins from the others.
const GAP: f64 = 6.0;
/// Fewer bins than this stay together.
const APART: usize = 5;

/// Bins in pixels.
pub(super) struct Bins<'a> {
    edges: &'a [f64],
    scale: Scale,
    gap: f64,
    pub(super) left: f64,
    pub(super) right: f64,
}

impl<'a> Bins<'a> {
    pub(super) fn new(edges: &'a [f64], left: f64, right: f64) -> Self {
        let ends = (edges.first().copied().unwrap_or_default(), edges.last().copied().unwrap_or_default());
        let gap = if edges.len() > APART && right - left > 100.0 { GAP } else { 0.0 };
        Self { edges, scale: Scale::new(ends, (left + gap, right - gap)), gap, left, right }
    }

    fn count(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// How far a bin is moved outward.
    fn moved(&self, bin: usize) -> f64 {
        match bin {
            0 => -self.gap,
            bin if bin + 1 == self.count() => self.gap,
            _ => 0.0,
        }
    }

    /// Left and right end of a bin.
    pub(super) fn span(&self, bin: usize) -> (f64, f64) {
        let edge = |i: usize| self.scale.at(self.edges.get(i).copied().unwrap_or_default());
        (edge(bin) + self.moved(bin), edge(bin + 1) + self.moved(bin))
    }

    /// The same with half of what separates it from its neighbours.
    pub(super) fn reach(&self, bin: usize) -> (f64, f64) {
        let (from, to) = self.span(bin);
        let (before, after) = (bin.checked_sub(1).map(|b| self.span(b).1), self.span((bin + 1).min(self.count())).0);
        let to = if bin + 1 < self.count() { f64::midpoint(to, after) } else { to };
        (before.map_or(from, |before| f64::midpoint(before, from)), to)
    }

    /// The bin that holds a figure.
    fn holding(&self, value: f64) -> usize {
        let above = self.edges.iter().filter(|edge| **edge <= value).count();
        above.saturating_sub(1).min(self.count().saturating_sub(1))
    }

    /// The pixel of a figure.
    pub(super) fn at(&self, value: f64) -> f64 {
        self.scale.at(value) + self.moved(self.holding(value))
    }

    /// The bin at a pixel.
    pub(super) fn of(&self, x: f64) -> usize {
        (0..self.count()).find(|bin| self.span(*bin).1 >= x).unwrap_or(self.count().saturating_sub(1))
    }

    /// Bins that stand together.
    pub(super) fn joined(&self) -> Vec<Range<usize>> {
        let n = self.count();
        if self.gap > 0.0 { vec![0..1, 1..n - 1, n - 1..n] } else { std::iter::once(0..n).collect() }
    }

    /// A bin in words.
    pub(super) fn words(&self, bin: usize) -> String {
        // As fine as bins are wide, so that no two edges read alike.
        let wide = self.edges.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let place = if wide.is_finite() && wide > 0.0 { numbers::last_place(wide, Some(wide)) / 10.0 } else { 1.0 };
        let edge = |i: usize| {
            let value = self.edges.get(i).copied().unwrap_or_default();
            numbers::trimmed(&numbers::money(value, place.min(numbers::last_place(value, None))))
        };
        match bin {
            _ if self.count() < 2 => "all values".to_owned(),
            0 => format!("below {}", edge(1)),
            bin if bin + 1 == self.count() => format!("{} and more", edge(bin)),
            _ => format!("{} to {}", edge(bin), edge(bin + 1)),
        }
    }

    /// Draws the axis with its ticks; the outermost bins say that they hold the rest, where they hold anything.
    pub(super) fn axis(&self, canvas: &mut Canvas, y: f64, filled: impl Fn(usize) -> bool) {
        for part in self.joined() {
            canvas.line(vec![(self.span(part.start).0, y), (self.span(part.end - 1).1, y)], AXIS, 1.0);
        }
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let mut taken: Vec<(f64, f64)> = Vec::new();
        let last = self.count().saturating_sub(1);
        for (bin, word) in [(0, "less"), (last, "more")] {
            if self.gap > 0.0 && filled(bin) {
                let (from, to) = self.span(bin);
                let (x, half) = (f64::midpoint(from, to), style.width(word) / 2.0);
                canvas.text((x, y + 19.0), word, style);
                taken.push((x - half, x + half));
            }
        }
        let (low, high) = (self.edges.get(1), self.edges.get(last));
        let (Some(low), Some(high)) = (low, high) else { return };
        for value in ticks(*low, *high, 6).into_iter().filter(|v| v >= low && v <= high) {
            let (x, word) = (self.scale.at(value), numbers::tick_money(value));
            canvas.line(vec![(x, y), (x, y + 5.0)], AXIS, 1.0);
            let half = style.width(&word) / 2.0;
            if taken.iter().all(|(from, to)| x + half + 6.0 < *from || x - half - 6.0 > *to) {
                canvas.text((x, y + 19.0), word, style);
                taken.push((x - half, x + half));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_bins_stand_apart_and_reaches_meet() {
        let edges: Vec<f64> = (0..=10).map(f64::from).collect();
        let bins = Bins::new(&edges, 0.0, 212.0);
        assert_eq!([bins.span(0), bins.span(1), bins.span(9)], [(0.0, 20.0), (26.0, 46.0), (192.0, 212.0)]);
        assert_eq!([bins.at(0.5), bins.at(1.0), bins.at(9.5)], [10.0, 26.0, 202.0]);
        assert_eq!([bins.of(10.0), bins.of(30.0), bins.of(500.0)], [0, 1, 9]);
        assert!((0..9).all(|bin| (bins.reach(bin).1 - bins.reach(bin + 1).0).abs() < 1e-9));
        assert_eq!(bins.joined(), [0..1, 1..9, 9..10]);
        assert_eq!(bins.words(0), "below $1");
        assert_eq!(bins.words(9), "$9 and more");
        let few = Bins::new(&edges[..3], 0.0, 200.0);
        assert_eq!(few.joined(), std::iter::once(0..2).collect::<Vec<_>>());
    }
}
