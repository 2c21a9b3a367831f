//! Which inputs lie elsewhere in the histories in which something happens (reverse stress testing).

use super::{LEVELS, Moved};
use crate::analysis::statistics::evidence::find_differences;
use crate::analysis::statistics::{Moments, Sketch};
use crate::quantity::Dimension;
use crate::scenario::Scenario;

/// Leading bits of the sketches: quantiles to 0.4%, those on a value that many simulations hold exactly.
const BITS: u32 = 8;
const LEAST: f64 = 1e-12;
/// Inputs that make the named scenario, at the most.
const MOST: usize = 5;
/// An input makes it where it moves by so many standard deviations.
const MUCH: f64 = 0.15;

/// Every input, in the histories in which it happens and in the others.
#[derive(Debug)]
pub struct Movement {
    inputs: Vec<Watched>,
}

#[derive(Debug)]
struct Watched {
    path: String,
    dimension: Dimension,
    /// Where it happens, and where not.
    moments: [Moments; 2],
    inside: Sketch,
    all: Sketch,
}

impl Movement {
    /// Nothing taken yet of the inputs at these paths.
    pub fn new(scenario: &Scenario, paths: &[String]) -> Self {
        let watched = |path: &String| Watched {
            path: path.clone(),
            dimension: scenario.input(path).map_or(Dimension::Factor, |input| input.field().dimension),
            moments: [Moments::default(); 2],
            inside: Sketch::new(BITS, LEAST),
            all: Sketch::new(BITS, LEAST),
        };
        Self { inputs: paths.iter().map(watched).collect() }
    }

    /// Takes rows: a column for each input, and whether it happens.
    pub fn take(&mut self, columns: &[Vec<f64>], happens: &[bool]) {
        for (input, column) in self.inputs.iter_mut().zip(columns) {
            let mut inside = Vec::new();
            for (&value, &happens) in column.iter().zip(happens) {
                input.moments[usize::from(!happens)].add(value);
                if happens {
                    inside.push(value);
                }
            }
            input.all.take(column);
            input.inside.take(&inside);
        }
    }

    /// All inputs, the most moved first.
    pub fn moved(&self) -> Vec<Moved> {
        let mut moved: Vec<Moved> = self.inputs.iter().filter_map(Watched::moved).collect();
        moved.sort_by(|a, b| b.shift.abs().total_cmp(&a.shift.abs()));
        moved
    }
}

impl Watched {
    fn moved(&self) -> Option<Moved> {
        let [inside, outside] = &self.moments;
        let (n, m) = (inside.count() as f64, outside.count() as f64);
        let share = n / (n + m);
        // Of the whole: mean and variance of the two parts together.
        let gap = inside.mean()? - outside.mean().unwrap_or(inside.mean()?);
        let square = |moments: &Moments| moments.standard_error().map_or(0.0, |error| error * error);
        let spread =
            square(inside) * n * (n - 1.0) + square(outside) * m * (m - 1.0).max(0.0) + n * m / (n + m) * gap * gap;
        let deviation = (spread / (n + m - 1.0)).sqrt();
        if deviation.is_nan() || deviation <= 0.0 {
            return None;
        }
        let quantiles = |sketch: &Sketch| {
            let pieces = sketch.pieces();
            LEVELS.map(|level| pieces.count_quantile(level).unwrap_or_default())
        };
        Some(Moved {
            path: self.path.clone(),
            dimension: self.dimension,
            shift: (1.0 - share) * gap / deviation,
            se: (1.0 - share) * (square(inside) + square(outside)).sqrt() / deviation,
            before: quantiles(&self.all),
            after: quantiles(&self.inside),
        })
    }
}

/// Those that make the named scenario: moved by more than little, and by more than chance explains among all of them; the
/// most moved first.
pub fn leading(moved: &[Moved]) -> impl Iterator<Item = &Moved> {
    let stands = find_differences(&moved.iter().map(|m| (m.shift, Some(m.se))).collect::<Vec<_>>());
    moved.iter().zip(stands).filter(|(m, stands)| *stands && m.shift.abs() >= MUCH).map(|(m, _)| m).take(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_in_standard_deviations_of_the_whole() {
        let text = crate::scenario::BUNDLED.iter().find(|(name, _)| name.ends_with("games.toml")).unwrap();
        let scenario = Scenario::parse(text.0, text.1, &[]).unwrap();
        let mut movement = Movement::new(&scenario, &["a".to_owned(), "b".to_owned(), "c".to_owned()]);
        let a: Vec<f64> = (0..1000).map(f64::from).collect();
        let happens: Vec<bool> = a.iter().map(|&v| v < 250.0).collect();
        let b: Vec<f64> = (0..1000).map(|i| f64::from(i % 2)).collect();
        movement.take(&[a.clone(), b, vec![7.0; 1000]], &happens);
        let moved = movement.moved();
        assert_eq!(moved.len(), 2, "what does not vary does not move");
        // Mean 124.5 against 499.5, standard deviation of 0 to 999: √((1000² − 1)/12 · 1000/999).
        let deviation = (999_999.0_f64 / 12.0 * 1000.0 / 999.0).sqrt();
        assert!((moved[0].shift - (124.5 - 499.5) / deviation).abs() < 1e-12, "{:?}", moved[0]);
        assert!(moved[1].shift.abs() < 1e-12);
        assert!((moved[0].after[1] - 124.5).abs() < 1.5 && (moved[0].before[1] - 499.5).abs() < 3.0);
        assert_eq!(leading(&moved).map(|m| m.path.as_str()).collect::<Vec<_>>(), ["a"]);
    }
}
