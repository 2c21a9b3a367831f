//! Histories taken class by class, in memory that does not grow with their number.

use super::super::figure::{BITS, LEAST_MONEY, LEAST_SHARE};
use super::super::leading::LeadingValue;
use super::super::moments::Moments;
use super::super::sketch::{Piece, Pieces, Sketch};
use super::super::summary::STATES;
use super::{ShiftedFigure, Told};
use crate::scenario::Scenario;

/// Quantiles that are told of the leading value.
const QUANTILES: [(&str, f64); 3] = [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)];
/// Values at which distributions are told.
const GRID: usize = 101;

/// A figure that is told before and after.
#[derive(Debug, Clone)]
struct Wanted {
    path: String,
    unit: &'static str,
    /// Place among the columns.
    column: usize,
    /// For a probability: the state.
    state: Option<usize>,
}

/// What is told of a run, class by class.
#[derive(Debug, Clone)]
pub struct Tally {
    wanted: Vec<Wanted>,
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
        let leading = LeadingValue::of(scenario);
        let empty = Class { count: 0, moments: Vec::new(), value: Sketch::new(BITS, LEAST_MONEY) };
        let mut tally = Self { wanted: Vec::new(), columns: Vec::new(), classes: Vec::new(), empty };
        for name in leading.told().iter().chain([&leading.loss()]) {
            tally.want(format!("{name}.mean"), "USD", (*name).to_owned(), None);
        }
        for market in scenario.markets() {
            let key = market.key();
            for (number, state) in STATES.iter().enumerate() {
                tally.want(
                    format!("markets.{key}.outcomes.{state}"),
                    "share",
                    format!("{key}.final_state"),
                    Some(number),
                );
            }
            tally.want(format!("markets.{key}.retention.mean"), "share", format!("{key}.retention"), None);
            tally.want(format!("markets.{key}.value.mean"), "USD", format!("{key}.value"), None);
        }
        tally.empty.moments = vec![Moments::default(); tally.wanted.len()];
        tally.classes = vec![tally.empty.clone(); classes];
        tally
    }

    fn want(&mut self, path: String, unit: &'static str, column: String, state: Option<usize>) {
        let place = self.columns.iter().position(|known| *known == column).unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        });
        self.wanted.push(Wanted { path, unit, column: place, state });
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
            for (wanted, moments) in self.wanted.iter().zip(&mut class.moments) {
                let value = columns[wanted.column][row];
                moments.add(wanted.state.map_or(value, |state| f64::from(u8::from(value == state as f64))));
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

    /// Every figure by its path.
    pub fn figures(&self, mix: &Mix) -> Vec<(String, &'static str, Told)> {
        let mut told: Vec<_> = (0..self.wanted.len())
            .map(|i| (self.wanted[i].path.clone(), self.wanted[i].unit, self.mean(i, mix)))
            .collect();
        let leading = self.wanted[0].path.trim_end_matches(".mean").to_owned();
        let (value, effective) = (self.value(mix), self.effective(mix));
        let quantiles =
            QUANTILES.map(|(name, p)| (format!("{leading}.{name}"), "USD", Told::quantile(&value, p, effective)));
        told.splice(1..1, quantiles);
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
    fn value(&self, mix: &Mix) -> Pieces {
        let classes = self.classes.iter().zip(&mix.shares).filter(|(class, share)| class.count > 0 && **share > 0.0);
        let pieces = classes.flat_map(|(class, share)| {
            let weigh = |piece: &Piece| Piece { weight: share * piece.weight / class.count as f64, ..*piece };
            class.value.pieces().all().iter().map(weigh).collect::<Vec<_>>()
        });
        Pieces::of(pieces.collect())
    }

    /// Values from the lowest to the highest that either mix has in all but half a percent of its histories.
    pub fn grid(&self, mixes: [&Mix; 2]) -> Vec<f64> {
        let values = mixes.map(|mix| self.value(mix));
        let ends = |p: f64| values.each_ref().map(|value| value.quantile(p).unwrap_or_default());
        let low = ends(0.005).into_iter().fold(f64::INFINITY, f64::min);
        let high = ends(0.995).into_iter().fold(f64::NEG_INFINITY, f64::max);
        (0..GRID).map(|i| low + (high - low) * i as f64 / (GRID - 1) as f64).collect()
    }

    /// Probability of a value at or below each of the grid.
    pub fn below(&self, grid: &[f64], mix: &Mix) -> Vec<f64> {
        let value = self.value(mix);
        grid.iter().map(|&level| value.share_below(level)).collect()
    }

    /// What changes from one mix to another of the same rows, figure by figure.
    pub fn changes(&self, before: &Mix, after: &Mix) -> Vec<(String, ShiftedFigure)> {
        let told = self.figures(before).into_iter().zip(self.figures(after));
        told.map(|((path, unit, before_told), (_, _, after_told))| {
            let value = after_told.value.zip(before_told.value).map(|(after, before)| after - before);
            let place = self.wanted.iter().position(|wanted| wanted.path == path);
            // Of quantiles the two errors are added in squares, though the rows are the same: too wide rather than too narrow.
            let se =
                place.map_or_else(|| both(before_told, after_told), |figure| Some(self.error(figure, before, after)));
            let change = Told { value, se: value.and(se) };
            (path, ShiftedFigure { unit: unit.to_owned(), before: before_told, after: after_told, change })
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

/// The error of the difference of two figures as of independent ones.
pub fn both(a: Told, b: Told) -> Option<f64> {
    Some((a.se?.powi(2) + b.se?.powi(2)).sqrt())
}

/// Least share that is told of a probability: of states that hardly occur nothing is said.
pub fn is_told(path: &str, figure: &ShiftedFigure) -> bool {
    let share = |told: Told| told.value.unwrap_or_default();
    !path.contains(".outcomes.") || share(figure.before).max(share(figure.after)) >= LEAST_SHARE
}
