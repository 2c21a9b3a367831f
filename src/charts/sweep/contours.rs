//! Contour lines by marching squares, in pixels: between the middles of cells, never beyond them or over a gap.

use std::collections::{BTreeMap, BTreeSet};

/// A point in pixels.
pub(super) type Point = (f64, f64);
/// Left, top, right, bottom.
pub(super) type Area = [f64; 4];

/// A crossing lies between two neighbours: from a node to the right, or up.
type Crossing = (usize, usize, bool);

/// Figures at nodes in pixels.
pub(super) struct Field<'a> {
    pub(super) xs: &'a [f64],
    pub(super) ys: &'a [f64],
    /// By row, then by column.
    pub(super) values: &'a [Vec<Option<f64>>],
}

impl Field<'_> {
    fn value(&self, (column, row): (usize, usize)) -> Option<f64> {
        *self.values.get(row)?.get(column)?
    }

    /// Lines along which the figure is `level`.
    pub(super) fn contours(&self, level: f64) -> Vec<Vec<Point>> {
        let mut joined: BTreeMap<Crossing, Vec<Crossing>> = BTreeMap::new();
        for row in 0..self.ys.len().saturating_sub(1) {
            for column in 0..self.xs.len().saturating_sub(1) {
                for (a, b) in self.pieces(column, row, level) {
                    joined.entry(a).or_default().push(b);
                    joined.entry(b).or_default().push(a);
                }
            }
        }
        let lines = chains(&joined);
        lines.iter().map(|line| line.iter().filter_map(|crossing| self.place(*crossing, level)).collect()).collect()
    }

    /// The pieces within the square that begins at a node.
    fn pieces(&self, column: usize, row: usize, level: f64) -> Vec<(Crossing, Crossing)> {
        let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
        let Some(values) = corners.iter().map(|corner| self.value(*corner)).collect::<Option<Vec<f64>>>() else {
            return Vec::new();
        };
        let above: Vec<bool> = values.iter().map(|value| *value >= level).collect();
        let [lower, right, upper, left] =
            [(column, row, true), (column + 1, row, false), (column, row + 1, true), (column, row, false)];
        let sides = [(lower, 0, 1), (right, 1, 2), (upper, 2, 3), (left, 3, 0)];
        let crossed: Vec<Crossing> =
            sides.iter().filter(|(_, a, b)| above[*a] != above[*b]).map(|(side, ..)| *side).collect();
        match crossed.as_slice() {
            [a, b] => vec![(*a, *b)],
            [_, _, _, _] => {
                // A saddle: what its middle is decides which corners belong together.
                let middle = values.iter().sum::<f64>() / 4.0 >= level;
                if middle == above[0] {
                    vec![(lower, right), (upper, left)]
                } else {
                    vec![(lower, left), (upper, right)]
                }
            }
            _ => Vec::new(),
        }
    }

    fn place(&self, (column, row, across): Crossing, level: f64) -> Option<Point> {
        let next = if across { (column + 1, row) } else { (column, row + 1) };
        let (a, b) = (self.value((column, row))?, self.value(next)?);
        let share = ((level - a) / (b - a)).clamp(0.0, 1.0);
        let between = |list: &[f64], from: usize, to: usize| list[from] + share * (list[to] - list[from]);
        Some((between(self.xs, column, next.0), between(self.ys, row, next.1)))
    }
}

/// Pieces joined to lines: first those with ends, then the closed ones.
fn chains(joined: &BTreeMap<Crossing, Vec<Crossing>>) -> Vec<Vec<Crossing>> {
    let mut seen: BTreeSet<Crossing> = BTreeSet::new();
    let mut lines = Vec::new();
    let ends = joined.iter().filter(|(_, next)| next.len() == 1);
    for (start, _) in ends.chain(joined) {
        if !seen.insert(*start) {
            continue;
        }
        let (mut line, mut at) = (vec![*start], *start);
        while let Some(next) = joined[&at].iter().find(|next| !seen.contains(*next)) {
            seen.insert(*next);
            line.push(*next);
            at = *next;
        }
        if line.len() > 2 && joined[&at].contains(start) {
            line.push(*start);
        }
        lines.push(line);
    }
    lines
}

/// A line without sharp corners: each is cut at a quarter of the pieces that meet in it, and so again (Chaikin 1974). Ends stay where they are.
pub(super) fn smooth(line: &[Point]) -> Vec<Point> {
    (0..2).fold(line.to_vec(), |line, _| cut_corners(&line))
}

fn cut_corners(line: &[Point]) -> Vec<Point> {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return Vec::new() };
    let at = |a: Point, b: Point, share: f64| (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
    let cut = line.windows(2).flat_map(|pair| [at(pair[0], pair[1], 0.25), at(pair[0], pair[1], 0.75)]);
    if line.len() > 2 && first == last {
        let mut closed: Vec<Point> = cut.collect();
        closed.extend(closed.first().copied());
        return closed;
    }
    std::iter::once(*first).chain(cut).chain([*last]).collect()
}

/// The part of a stretch that lies within an area, as shares of it.
pub(super) fn inside(a: Point, b: Point, area: &Area) -> Option<(f64, f64)> {
    let (mut first, mut last) = (0.0, 1.0);
    for (from, to, low, high) in [(a.0, b.0, area[0], area[2]), (a.1, b.1, area[1], area[3])] {
        if (to - from).abs() < 1e-9 {
            if from <= low || from >= high {
                return None;
            }
            continue;
        }
        let (p, q) = ((low - from) / (to - from), (high - from) / (to - from));
        first = f64::max(first, p.min(q));
        last = f64::min(last, p.max(q));
    }
    (first < last).then_some((first, last))
}

/// What is left of a line outside all areas.
pub(super) fn outside(line: &[Point], areas: &[Area]) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let at = |share: f64| (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
        let mut hidden: Vec<(f64, f64)> = areas.iter().filter_map(|area| inside(a, b, area)).collect();
        hidden.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut from = 0.0;
        for (start, end) in hidden.into_iter().chain([(1.0, 1.0)]) {
            if start > from {
                let (p, q) = (at(from), at(start));
                match parts.last_mut().filter(|part| part.last() == Some(&p)) {
                    Some(part) => part.push(q),
                    None => parts.push(vec![p, q]),
                }
            }
            from = f64::max(from, end);
        }
    }
    parts
}

/// Length of a line.
pub(super) fn long(line: &[Point]) -> f64 {
    line.windows(2).map(|pair| libm::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1)).sum()
}

/// Points along a line, so many pixels apart, those nearest to its middle first.
pub(super) fn along(line: &[Point], step: f64) -> Vec<Point> {
    let whole = long(line);
    let mut found: Vec<(f64, Point)> = Vec::new();
    let (mut past, mut next) = (0.0, step);
    for pair in line.windows(2) {
        let length = long(pair);
        while next <= past + length && length > 0.0 {
            let share = (next - past) / length;
            let at = (pair[0].0 + share * (pair[1].0 - pair[0].0), pair[0].1 + share * (pair[1].1 - pair[0].1));
            found.push(((next - whole / 2.0).abs(), at));
            next += step;
        }
        past += length;
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(values: &[&[f64]], level: f64) -> Vec<Vec<Point>> {
        let values: Vec<Vec<Option<f64>>> =
            values.iter().map(|row| row.iter().map(|v| Some(*v).filter(|v| v.is_finite())).collect()).collect();
        let xs: Vec<f64> = (0..values[0].len()).map(|x| x as f64 * 10.0).collect();
        let ys: Vec<f64> = (0..values.len()).map(|y| y as f64 * 10.0).collect();
        Field { xs: &xs, ys: &ys, values: &values }.contours(level)
    }

    #[test]
    fn a_slope_has_one_straight_line_where_its_figure_is() {
        let found = lines(&[&[0.0, 4.0, 8.0], &[0.0, 4.0, 8.0], &[0.0, 4.0, 8.0]], 5.0);
        assert_eq!(found, [vec![(12.5, 0.0), (12.5, 10.0), (12.5, 20.0)]]);
    }

    #[test]
    fn a_hill_has_a_closed_line() {
        let found = lines(&[&[0.0, 0.0, 0.0], &[0.0, 8.0, 0.0], &[0.0, 0.0, 0.0]], 4.0);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].len(), found[0][0]), (5, found[0][4]));
    }

    #[test]
    fn a_saddle_has_two_lines_that_do_not_cross() {
        for (low, high, level) in [(0.0, 8.0, 3.0), (0.0, 8.0, 5.0), (8.0, 0.0, 3.0)] {
            let found = lines(&[&[low, high], &[high, low]], level);
            assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        }
    }

    #[test]
    fn gaps_and_plains_have_none() {
        assert!(lines(&[&[0.0, f64::NAN], &[0.0, 8.0]], 4.0).is_empty());
        assert!(lines(&[&[5.0, 5.0], &[5.0, 5.0]], 5.0).is_empty());
        assert!(lines(&[&[5.0]], 5.0).is_empty());
    }

    #[test]
    fn corners_are_cut_and_what_is_straight_stays() {
        let bent = smooth(&[(0.0, 0.0), (40.0, 0.0), (40.0, 40.0)]);
        assert_eq!([bent[0], bent[bent.len() - 1]], [(0.0, 0.0), (40.0, 40.0)]);
        assert!(!bent.contains(&(40.0, 0.0)) && bent.iter().all(|(x, y)| *x <= 40.0 && *y >= 0.0), "{bent:?}");
        let straight = smooth(&[(0.0, 0.0), (10.0, 5.0), (20.0, 10.0)]);
        assert!(straight.iter().all(|(x, y)| (x - 2.0 * y).abs() < 1e-9), "{straight:?}");
        let ring = smooth(&[(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 0.0)]);
        assert_eq!(ring.first(), ring.last());
        assert!(smooth(&[]).is_empty());
    }

    #[test]
    fn lines_are_cut_where_words_stand() {
        let line = [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)];
        let parts = outside(&line, &[[20.0, -5.0, 30.0, 5.0], [25.0, -5.0, 60.0, 5.0]]);
        assert_eq!(parts, [vec![(0.0, 0.0), (20.0, 0.0)], vec![(60.0, 0.0), (100.0, 0.0)]]);
        assert_eq!(outside(&line, &[]), [line.to_vec()]);
        assert_eq!(along(&line, 30.0), [(60.0, 0.0), (30.0, 0.0), (90.0, 0.0)]);
    }
}
