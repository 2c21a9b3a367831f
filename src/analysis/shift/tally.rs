//! Histories taken class by class, in memory that does not grow with their number.

use super::compared::{ComparedFigure, compare, compared_figures, tell_quantiles};
use super::{ShiftedFigure, Told};
use crate::analysis::metric_tally::find_or_add;
use crate::analysis::statistics::{BITS, LEAST_MONEY, Moments, Piece, Pieces, Sketch};
use crate::scenario::Scenario;
use crate::simulation::Unit;

/// What is told of a run, class by class.
#[derive(Debug, Clone)]
pub struct Tally {
    figures: Vec<ComparedFigure>,
    /// Position of the column of each figure among `columns`.
    positions: Vec<usize>,
    columns: Vec<String>,
    classes: Vec<Class>,
    empty: Class,
}

#[derive(Debug, Clone)]
struct Class {
    count: u64,
    moments: Vec<Moments>,
    value: Sketch,
}

/// Shares of all classes after, and whether chance has no part in them.
#[derive(Debug, Clone)]
pub struct Mix {
    /// Probability of each class.
    pub shares: Vec<f64>,
    /// Whether the shares are stated rather than found: then the error of a mean is that within classes alone.
    pub stated: bool,
}

impl Tally {
    /// Nothing taken yet, into so many classes.
    pub fn new(scenario: &Scenario, classes: usize) -> Self {
        let figures = compared_figures(scenario);
        let mut columns: Vec<String> = Vec::new();
        let positions = figures.iter().map(|figure| find_or_add(&mut columns, figure.column.clone())).collect();
        let moments = vec![Moments::default(); figures.len()];
        let empty = Class { count: 0, moments, value: Sketch::new(BITS, LEAST_MONEY) };
        Self { figures, positions, columns, classes: vec![empty.clone(); classes], empty }
    }

    /// Names of the columns that it needs, in the order in which [`Tally::take`] wants them.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Takes rows, each of its class; a class that was not known before begins there.
    pub fn take(&mut self, columns: &[Vec<f64>], classes: impl IntoIterator<Item = usize>) {
        let mut leading = vec![Vec::new(); self.classes.len()];
        for (row, class) in classes.into_iter().enumerate() {
            if class >= self.classes.len() {
                self.classes.resize(class + 1, self.empty.clone());
                leading.resize(class + 1, Vec::new());
            }
            leading[class].push(columns[0][row]);
            let class = &mut self.classes[class];
            class.count += 1;
            for ((figure, &column), moments) in self.figures.iter().zip(&self.positions).zip(&mut class.moments) {
                moments.add(figure.read(columns[column][row]));
            }
        }
        self.classes.iter_mut().zip(&leading).for_each(|(class, values)| class.value.take(values));
    }

    /// Rows taken of each class.
    pub fn counts(&self) -> Vec<u64> {
        self.classes.iter().map(|class| class.count).collect()
    }

    /// The classes as they were found.
    pub fn found(&self) -> Mix {
        let all: u64 = self.counts().iter().sum();
        Mix { shares: self.counts().iter().map(|&n| n as f64 / all.max(1) as f64).collect(), stated: false }
    }

    /// Histories of equal weight that these are worth: (Σw)²/Σw².
    pub fn effective(&self, mix: &Mix) -> f64 {
        let weights = self.classes.iter().zip(&mix.shares).filter(|(class, _)| class.count > 0);
        1.0 / weights.map(|(class, share)| share * share / class.count as f64).sum::<f64>()
    }

    /// Every figure, the quantiles of the leading value after its mean.
    pub fn estimate_figures(&self, mix: &Mix) -> Vec<(String, Unit, Told)> {
        let means = self.figures.iter().enumerate().map(|(i, f)| (f.path.clone(), f.unit, self.mean(i, mix)));
        let mut told: Vec<_> = means.collect();
        let value = self.value(mix);
        let quantiles = tell_quantiles(&self.figures, &value, self.effective(mix));
        told.splice(1..1, quantiles.map(|(path, told)| (path, Unit::Dollars, told)).collect::<Vec<_>>());
        told
    }

    /// Mean of a figure where classes have these shares.
    fn mean(&self, figure: usize, mix: &Mix) -> Told {
        let parts = || {
            let of =
                |(class, &share): (&Class, &f64)| Some((share, class.moments[figure], class.moments[figure].mean()?));
            self.classes.iter().zip(&mix.shares).filter_map(of).filter(|(share, ..)| *share > 0.0)
        };
        // A figure that some histories lack (a price where nothing was sold) is the mean of those that have it.
        let having =
            |share: f64, moments: &Moments, class: &Class| share * moments.count() as f64 / class.count.max(1) as f64;
        let weights: Vec<f64> = self
            .classes
            .iter()
            .zip(&mix.shares)
            .filter(|(class, share)| **share > 0.0 && class.moments[figure].count() > 0)
            .map(|(class, &share)| having(share, &class.moments[figure], class))
            .collect();
        let whole: f64 = weights.iter().sum();
        if whole <= 0.0 {
            return Told::default();
        }
        let mean: f64 = parts().zip(&weights).map(|((_, _, mean), weight)| weight / whole * mean).sum();
        let variance: f64 = parts()
            .zip(&weights)
            .map(|((_, moments, of_class), weight)| {
                let (share, n) = (weight / whole, moments.count() as f64);
                let within = moments.standard_error().map_or(0.0, |error| share * share * error * error);
                let between = if mix.stated { 0.0 } else { share * share / n * (of_class - mean).powi(2) };
                within + between
            })
            .sum();
        Told { value: Some(mean), se: Some(variance.sqrt()) }
    }

    /// The leading value where classes have these shares.
    pub(super) fn value(&self, mix: &Mix) -> Pieces {
        let classes = self.classes.iter().zip(&mix.shares).filter(|(class, share)| class.count > 0 && **share > 0.0);
        let pieces = classes.flat_map(|(class, share)| {
            let weigh = |piece: &Piece| Piece { weight: share * piece.weight / class.count as f64, ..*piece };
            class.value.pieces().all().iter().map(weigh).collect::<Vec<_>>()
        });
        Pieces::of(pieces.collect())
    }

    /// What changes from one mix to another of the same rows, figure by figure.
    pub fn compare(&self, before: &Mix, after: &Mix) -> Vec<(String, ShiftedFigure)> {
        let told = self.estimate_figures(before).into_iter().zip(self.estimate_figures(after));
        told.map(|((path, unit, was), (_, _, is))| {
            let figure = self.figures.iter().position(|figure| figure.path == path);
            // Of quantiles the two errors are added in squares, though the rows are the same: too wide rather than too narrow.
            let error = figure.map(|figure| self.error(figure, before, after));
            (path, compare(unit, [was, is], error))
        })
        .collect()
    }

    /// Standard error of a change in a mean: within classes by how much their shares change, and of the shares found.
    fn error(&self, figure: usize, before: &Mix, after: &Mix) -> f64 {
        let all: u64 = self.counts().iter().sum();
        let (mut within, mut mean, mut square) = (0.0, 0.0, 0.0);
        for (class, (from, to)) in self.classes.iter().zip(before.shares.iter().zip(&after.shares)) {
            let moments = &class.moments[figure];
            let Some(of_class) = moments.mean() else { continue };
            within += (to - from).powi(2) * moments.standard_error().map_or(0.0, |error| error * error);
            mean += from * of_class;
            square += from * of_class * of_class;
        }
        (within + (square - mean * mean).max(0.0) / all.max(1) as f64).sqrt()
    }
}
