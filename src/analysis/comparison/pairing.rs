//! Pairing: from the rows of finished runs, side by side, to their comparison.

use indexmap::IndexMap;

use super::dominance::Levels;
use super::worlds::number_worlds;
use super::{COMPARISON_FORMAT, Comparison, MarketDifference, Pair, Side, SideMarket, medians, name_side};
use crate::analysis::leading::{LeadingValue, differing_homes};
use crate::analysis::shift::even_grid;
use crate::analysis::statistics::{FigureTally, LEAST_MONEY, LEAST_SHARE, proportion};
use crate::analysis::summary::{MarketSummary, Summary};
use crate::simulation::{Unit, WorseSide};

/// Levels at which distributions are compared.
const GRID: usize = 64;
/// Values that differ by less, relatively, are the same: a cut step rounds differently.
const ROUNDING: f64 = 1e-9;

/// Takes rows of all runs, replication by replication, in a space that does not grow with their number.
#[derive(Debug)]
pub struct Pairing<'a> {
    summaries: Vec<&'a Summary>,
    labels: Vec<Option<String>>,
    same: Vec<Vec<String>>,
    /// Number of the world of each side.
    worlds: Vec<usize>,
    leading: LeadingValue,
    grid: Vec<f64>,
    replications: u64,
    pairs: Vec<Tally>,
    /// For each side its markets that the first has too.
    markets: Vec<IndexMap<String, [FigureTally; 2]>>,
    /// By side, replications in which none of all is worth more, and none of its world.
    highest: Vec<[u64; 2]>,
    /// The same without those in which another is worth the same.
    alone: Vec<[u64; 2]>,
    /// By side, replications that reach each level first.
    reached: Vec<Vec<u64>>,
}

#[derive(Debug)]
struct Tally {
    first: usize,
    second: usize,
    difference: FigureTally,
    baseline: FigureTally,
    better: [u64; 2],
    levels: Levels,
}

impl<'a> Pairing<'a> {
    /// Nothing paired yet; the first of `summaries` is the one that others are held against.
    pub fn new(summaries: Vec<&'a Summary>) -> Self {
        let leading = LeadingValue::of_runs(summaries.iter().copied());
        let grid = grid(&summaries, leading);
        let sides = summaries.len();
        let pair = |(first, second): (usize, usize)| Tally {
            first,
            second,
            difference: FigureTally::with_quantiles(LEAST_MONEY),
            baseline: FigureTally::with_quantiles(LEAST_MONEY),
            better: [0; 2],
            levels: Levels::new(grid.len()),
        };
        let shared = |summary: &&Summary| -> IndexMap<String, [FigureTally; 2]> {
            let first = summaries[0];
            let both = summary.markets.keys().filter(|key| first.markets.contains_key(*key));
            both.map(|key| (key.clone(), [LEAST_MONEY, LEAST_SHARE].map(FigureTally::with_quantiles))).collect()
        };
        Self {
            pairs: (0..sides).flat_map(|i| (i + 1..sides).map(move |j| (i, j))).map(pair).collect(),
            markets: summaries.iter().map(shared).collect(),
            highest: vec![[0; 2]; sides],
            alone: vec![[0; 2]; sides],
            reached: vec![vec![0; grid.len() + 1]; sides],
            replications: 0,
            labels: vec![None; sides],
            same: vec![Vec::new(); sides],
            worlds: number_worlds(summaries.iter().map(|summary| summary.scenario.world.as_str())),
            leading,
            grid,
            summaries,
        }
    }

    /// The same with what tells sides of one name apart, as [`super::tell_apart`] finds it.
    #[must_use]
    pub fn with_labels(self, labels: Vec<Option<String>>) -> Self {
        Self { labels, ..self }
    }

    /// The same with the names of those that are the same run as each side, as [`super::arrange`] finds them.
    #[must_use]
    pub fn with_same(self, same: Vec<Vec<String>>) -> Self {
        Self { same, ..self }
    }

    /// Names of the columns that it needs of the rows of side `side`, in the order in which [`Pairing::take`] wants them.
    pub fn columns(&self, side: usize) -> Vec<String> {
        let markets = self.markets[side].keys().flat_map(|key| [format!("{key}.value"), format!("{key}.retention")]);
        [self.leading.name(), self.leading.baseline()].map(str::to_owned).into_iter().chain(markets).collect()
    }

    /// Takes the next `rows` rows of every side: its columns, as [`Pairing::columns`] names them.
    pub fn take(&mut self, sides: &[&[Vec<f64>]], rows: usize) {
        self.replications += rows as u64;
        for pair in &mut self.pairs {
            let (first, second) = (sides[pair.first], sides[pair.second]);
            pair.take(&self.grid, [0, 1].map(|column| [&first[column][..rows], &second[column][..rows]]));
        }
        let worlds = self.worlds.iter().max().map_or(0, |last| last + 1);
        let mut greatest = vec![f64::NEG_INFINITY; worlds];
        for row in 0..rows {
            let values = || sides.iter().map(|columns| columns[0][row]);
            greatest.fill(f64::NEG_INFINITY);
            for (value, world) in values().zip(&self.worlds) {
                greatest[*world] = greatest[*world].max(value);
            }
            let of_all = greatest.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (side, value) in values().enumerate() {
                let world = self.worlds[side];
                for (k, most) in [of_all, greatest[world]].into_iter().enumerate() {
                    let is_most = |value: f64| value >= most || is_same(value, most);
                    let mut others = values().zip(&self.worlds).enumerate().filter(|(other, _)| *other != side);
                    let is_highest = is_most(value);
                    let is_alone =
                        is_highest && !others.any(|(_, (other, its))| is_most(other) && (k == 0 || *its == world));
                    self.highest[side][k] += u64::from(is_highest);
                    self.alone[side][k] += u64::from(is_alone);
                }
                self.reached[side][self.grid.partition_point(|&level| level < value)] += 1;
            }
        }
        self.take_markets(sides, rows);
    }

    fn take_markets(&mut self, sides: &[&[Vec<f64>]], rows: usize) {
        for (markets, columns) in self.markets.iter_mut().zip(sides).skip(1) {
            for (place, (key, figures)) in markets.iter_mut().enumerate() {
                // The first side has a column pair for each of its own markets.
                let Some(its_place) = self.summaries[0].markets.get_index_of(key) else { continue };
                for (k, figure) in figures.iter_mut().enumerate() {
                    let (mine, its) = (&columns[2 + 2 * place + k], &sides[0][2 + 2 * its_place + k]);
                    figure.take(&differences([&its[..rows], &mine[..rows]]));
                }
            }
        }
    }

    /// The comparison, with warnings about what makes it less than fair.
    pub fn comparison(&self) -> Comparison {
        Comparison {
            format: COMPARISON_FORMAT.into(),
            seed: self.summaries[0].seed,
            replications: self.replications,
            version: env!("CARGO_PKG_VERSION").into(),
            measure: self.leading.name().into(),
            home: home(self.summaries[0]).filter(|_| self.leading == LeadingValue::Abroad).map(str::to_owned),
            main_market: self.summaries[0].main_market.clone(),
            sides: (0..self.summaries.len()).map(|side| self.side(side)).collect(),
            pairs: self.pairs.iter().map(|pair| self.pair(pair)).collect(),
            grid: self.grid.clone(),
            warnings: self.warnings(),
        }
    }

    fn side(&self, side: usize) -> Side {
        let summary = self.summaries[side];
        let reached = self.reached[side].iter().take(self.grid.len());
        let below = reached.scan(0, |sum, &n| {
            *sum += n;
            Some(*sum as f64 / self.replications.max(1) as f64)
        });
        let market = |(key, market): (&String, &MarketSummary)| {
            let difference =
                self.markets[side].get(key).filter(|_| side > 0).map(|[value, retention]| MarketDifference {
                    value: value.estimate(Unit::Dollars, WorseSide::Lower),
                    retention: retention.estimate(Unit::Share, WorseSide::Lower),
                });
            let found = SideMarket {
                name: market.name.clone(),
                value: market.value.clone(),
                retention: market.retention.clone(),
                outcomes: market.outcomes.clone(),
                medians: medians(&market.fans),
                difference,
            };
            (key.clone(), found)
        };
        let (value, baseline) = self.leading.in_run(summary);
        Side {
            scenario: summary.scenario.clone(),
            label: self.label(side),
            value: value.clone(),
            baseline_value: baseline.clone(),
            same: self.same.get(side).cloned().unwrap_or_default(),
            highest: Some(proportion(self.highest[side][0], self.replications)),
            best: proportion(self.highest[side][1], self.replications),
            alone: Some(self.alone[side].map(|count| proportion(count, self.replications))),
            below: below.collect(),
            dates: summary.dates.clone(),
            markets: summary.markets.iter().map(market).collect(),
        }
    }

    fn pair(&self, pair: &Tally) -> Pair {
        let [first, second] = pair.better;
        let share = |count: u64| proportion(count, self.replications);
        let is_of_choices = self.worlds[pair.first] == self.worlds[pair.second];
        Pair {
            first: pair.first,
            second: pair.second,
            difference: pair.difference.estimate(Unit::Dollars, WorseSide::Lower),
            baseline_difference: pair.baseline.estimate(Unit::Dollars, WorseSide::Lower),
            first_higher: share(first),
            second_higher: share(second),
            same: share(self.replications - first - second),
            dominance: is_of_choices.then(|| pair.levels.judge()),
            judged: if is_of_choices { pair.levels.find_reach(&self.grid) } else { None },
        }
    }

    fn label(&self, side: usize) -> Option<String> {
        self.labels.get(side).cloned().flatten()
    }

    fn warnings(&self) -> Vec<String> {
        let first = self.summaries[0];
        let names: Vec<String> = (0..self.summaries.len())
            .map(|side| name_side(&self.summaries[side].scenario.name, self.label(side).as_deref()))
            .collect();
        let homes = self.summaries.iter().map(|summary| summary.scenario.home.as_deref());
        let mut warnings: Vec<String> =
            differing_homes(names.iter().map(String::as_str).zip(homes)).into_iter().collect();
        for (summary, name) in self.summaries.iter().zip(&names).filter(|(run, _)| run.scenario.world.is_empty()) {
            warnings.push(format!(
                "{name} is a run of version {} and does not say what its world is: it is taken for a world of its own.",
                summary.version
            ));
        }
        for (other, name) in self.summaries.iter().zip(&names).skip(1) {
            let its = &names[0];
            if other.version != first.version {
                warnings.push(format!(
                    "{name} is a run of version {}, {its} of {}: what they draw and reckon may differ for that alone.",
                    other.version, first.version
                ));
            }
            if other.scenario.start != first.scenario.start {
                warnings.push(format!(
                    "{name} begins on {}, {its} on {}: their values are in money of different days.",
                    other.scenario.start, first.scenario.start
                ));
            }
            if other.scenario.end != first.scenario.end {
                warnings.push(format!("{name} and {its} end at different dates, and their terminal values with them."));
            }
            if other.design != first.design {
                warnings.push(format!(
                    "{name} draws its inputs by another design ({}) than {its} ({}): they share fewer of their draws.",
                    other.design, first.design
                ));
            }
            if other.replications != first.replications {
                warnings.push(format!(
                    "{name} has {} simulations and {its} {}; the differences are over the first {}.",
                    other.replications, first.replications, self.replications
                ));
            }
            let same_markets = other.markets.keys().eq(first.markets.keys());
            if !same_markets {
                warnings.push(format!(
                    "{name} and {its} do not have the same markets; only those of both are compared one by one."
                ));
            }
        }
        warnings
    }
}

impl Tally {
    /// Takes values and baselines of both.
    fn take(&mut self, grid: &[f64], [values, baselines]: [[&[f64]; 2]; 2]) {
        let more = differences(values);
        self.difference.take(&more);
        self.baseline.take(&differences(baselines));
        for ((&first, &second), &more) in values[0].iter().zip(values[1]).zip(&more) {
            if more != 0.0 {
                self.better[usize::from(more > 0.0)] += 1;
            }
            self.levels.add(first, if more == 0.0 { first } else { second }, grid);
        }
    }
}

/// Name of the home market of a run, for people.
fn home(summary: &Summary) -> Option<&str> {
    let key = summary.scenario.home.as_ref()?;
    Some(summary.markets.get(key).map_or(key, |market| &market.name))
}

/// The second less the first, row by row.
pub(in crate::analysis) fn differences([first, second]: [&[f64]; 2]) -> Vec<f64> {
    first.iter().zip(second).map(|(&first, &second)| difference(first, second)).collect()
}

/// The second less the first; exactly 0 where they are the same.
fn difference(first: f64, second: f64) -> f64 {
    if is_same(first, second) { 0.0 } else { second - first }
}

/// Whether two values differ by no more than rounding.
pub(in crate::analysis) fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}

/// Levels from well below the lowest 5% quantile of the value compared to well above the highest 95% quantile.
fn grid(summaries: &[&Summary], leading: LeadingValue) -> Vec<f64> {
    let ends = summaries.iter().filter_map(|summary| {
        let value = leading.in_run(summary).0;
        let (low, high) = (value.p5?, value.p95?);
        Some([low - 0.5 * (high - low), high + 0.5 * (high - low)])
    });
    let [low, high] = ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], [a, b]| [low.min(a), high.max(b)]);
    if low < high { even_grid(low, high, GRID) } else { Vec::new() }
}
