//! Cells along an axis of a map: each around its value, as far as half-way to the next.

use super::input::Input;
use super::view::evenly;

/// Cells narrower than this part of the mean one make all cells even.
const NARROW: f64 = 0.2;

/// Cells in pixels.
pub(super) struct Cells {
    /// The levels that have one, from the first place to the last.
    pub(super) levels: Vec<usize>,
    pub(super) edges: Vec<f64>,
    /// Where their values lie.
    pub(super) centres: Vec<f64>,
    places: Vec<f64>,
}

/// The levels of an input that are drawn, in order.
pub(super) fn shown(input: &Input) -> Vec<usize> {
    evenly(input.order.len(), input.cells).into_iter().map(|i| input.order[i]).collect()
}

/// Edges half-way between places.
fn halves(places: &[f64]) -> Vec<f64> {
    let Some((first, last)) = places.first().zip(places.last()) else { return Vec::new() };
    let inner = places.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
    let inner: Vec<f64> = inner.collect();
    let Some((after, before)) = inner.first().zip(inner.last()) else { return vec![first - 0.5, first + 0.5] };
    let (start, end) = (2.0 * first - after, 2.0 * last - before);
    std::iter::once(start).chain(inner.iter().copied()).chain([end]).collect()
}

/// Whether cells in proportion to their values would be too narrow to see.
pub(super) fn are_even(input: &Input) -> bool {
    let places: Vec<f64> = shown(input).iter().map(|level| input.places[*level]).collect();
    let edges = halves(&places);
    let widths: Vec<f64> = edges.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let mean = widths.iter().sum::<f64>() / widths.len().max(1) as f64;
    widths.iter().any(|width| *width <= NARROW * mean)
}

impl Cells {
    /// Cells of an input between two pixels.
    pub(super) fn of(input: &Input, (from, to): (f64, f64)) -> Self {
        let levels = shown(input);
        let places: Vec<f64> = levels.iter().map(|level| input.places[*level]).collect();
        let even: Vec<f64> = (0..levels.len()).map(|i| i as f64).collect();
        let drawn = if are_even(input) { &even } else { &places };
        let edges = halves(drawn);
        let (low, high) = edges.first().copied().zip(edges.last().copied()).unwrap_or((0.0, 1.0));
        let pixel = |place: &f64| from + (place - low) / (high - low) * (to - from);
        Self {
            edges: edges.iter().map(|edge| pixel(edge).round()).collect(),
            centres: drawn.iter().map(pixel).collect(),
            levels,
            places,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.levels.len()
    }

    /// The pixel of a place between the outermost edges.
    pub(super) fn pixel(&self, place: f64) -> Option<f64> {
        let ends = halves(&self.places);
        let n = self.places.len();
        if !(ends.first()?..=ends.last()?).contains(&&place) {
            return None;
        }
        if n < 2 {
            return self.centres.first().copied();
        }
        let after = self.places.iter().position(|p| *p >= place).unwrap_or(n - 1).clamp(1, n - 1);
        let (a, b) = (self.places[after - 1], self.places[after]);
        Some(self.centres[after - 1] + (place - a) / (b - a) * (self.centres[after] - self.centres[after - 1]))
    }

    /// The cell in which a pixel lies.
    pub(super) fn cell(&self, pixel: f64) -> Option<usize> {
        self.edges.windows(2).position(|pair| (pair[0].min(pair[1])..=pair[0].max(pair[1])).contains(&pixel))
    }

    /// Width of the narrowest.
    pub(super) fn narrowest(&self) -> f64 {
        self.edges.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::analysis::Scale;
    use crate::quantity::Dimension;

    fn cells(values: &[f64]) -> (Cells, bool) {
        let sweep = sample::one(Scale::Number(Dimension::Factor), values);
        let input = Input::of(&sweep.inputs[0], &sweep);
        (Cells::of(&input, (0.0, 120.0)), are_even(&input))
    }

    #[test]
    fn cells_lie_around_their_values() {
        let (cells, even) = cells(&[10.0, 30.0, 20.0, 60.0]);
        assert!(!even);
        assert_eq!(cells.levels, [0, 2, 1, 3]);
        // From 5 to 75 in 120 pixels.
        let pixel = |value: f64| (value - 5.0) / 70.0 * 120.0;
        assert_eq!(cells.edges, [5.0, 15.0, 25.0, 45.0, 75.0].map(|v| pixel(v).round()));
        assert!([20.0, 50.0].iter().all(|v| (cells.pixel(*v).unwrap() - pixel(*v)).abs() < 1e-9));
        assert_eq!((cells.pixel(4.0), cells.pixel(76.0), cells.cell(pixel(50.0))), (None, None, Some(3)));
    }

    #[test]
    fn cells_too_narrow_to_see_are_even() {
        let (cells, even) = cells(&[1.0, 1.1, 100.0]);
        assert!(even);
        assert_eq!(cells.edges, [0.0, 40.0, 80.0, 120.0]);
    }

    #[test]
    fn one_cell_is_all_there_is() {
        let (cells, _) = cells(&[7.0]);
        assert_eq!(
            (cells.edges.clone(), cells.centres.clone(), cells.pixel(7.0)),
            (vec![0.0, 120.0], vec![60.0], Some(60.0))
        );
    }
}
