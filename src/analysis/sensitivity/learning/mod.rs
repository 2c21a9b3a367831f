//! What knowing an input before choosing would be worth: the expected value of partial perfect information, from rows
//! in which every strategy met the same inputs and the same luck.
//!
//! Who knows in which tenth an input lies chooses the strategy that is best there; who knows nothing chooses the one
//! that is best on average. That the mean given the input is found by a simple regression on the simulated rows, without
//! an inner loop, is Strong and Oakley's idea (2013, "An efficient method for computing single-parameter partial
//! expected value of perfect information"; with Brennan 2014, "Estimating multiparameter partial expected value of
//! perfect information"); here it is a mean by bin. The greatest of noisy means is too great, so that each half of
//! the rows is valued by what the other half chooses; and a half chooses another strategy only where that leads beyond chance, so that
//! an input that tells nothing is worth nothing, not less.

use serde::{Deserialize, Serialize};

use crate::analysis::statistics::{Bins, Interval};
use crate::draws::{Key, Purpose, Streams};

/// Most bins of an input.
const BINS: usize = 10;
/// Most strategies.
const MOST: usize = 16;
/// Standard errors by which another strategy must lead in a part for those who know to choose it.
const CLEAR: f64 = 2.0;

/// Values of all strategies by every input, in memory that does not grow with the number of rows.
#[derive(Debug, Clone)]
pub struct Learning {
    strategies: usize,
    seed: u64,
    /// Rows seen, taken or not.
    seen: u64,
    /// Rows taken.
    rows: u64,
    /// By input; empty until the first block says where its bins end.
    inputs: Vec<ByInput>,
    /// By strategy: sum and sum of squares of what the best of the row has more.
    regret: Vec<[f64; 2]>,
    terms: Vec<f64>,
}

#[derive(Debug, Clone)]
struct ByInput {
    bins: Bins,
    /// By bin, sum of the input.
    sums: Vec<f64>,
    /// By bin and half.
    cells: Vec<[Cell; 2]>,
}

/// Sums over rows: their number, then what each strategy has more than the first, then squares of the differences of
/// all pairs, kept pair by pair so that nothing cancels, and last what the first has.
#[derive(Debug, Clone, PartialEq)]
struct Cell(Vec<f64>);

/// What knowing would be worth, in units of the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueOfLearning {
    /// Rows taken.
    pub rows: u64,
    /// The strategy that is best on average.
    pub best: usize,
    /// Of knowing all inputs and the luck of every history too (expected value of perfect information): mean of the
    /// best of each row less the best of the means. In a model with luck nobody can learn that much; it is a ceiling.
    pub foresight: Interval,
    /// Of knowing one input; none where no row has it.
    pub inputs: Vec<Option<Learned>>,
}

/// What knowing one input would be worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Expected value of partial perfect information. What half the rows choose is valued by the other half: never too
    /// great on average, too small where a better choice does not stand out among few rows, and seldom below 0, by chance. Its error
    /// takes choices as given.
    pub worth: Interval,
    /// By how much the strategy that is best on average leads the next best where its lead is least: below 0 where learning
    /// changes the choice, and near 0 where it almost does. The least of noisy means is a little too small. None of one
    /// strategy.
    pub lead: Option<Interval>,
    /// What to choose by where the input lies, ascending.
    pub slices: Vec<Slice>,
}

/// What to choose in a part of an input's range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// Its upper end, which belongs to it; none of the last.
    pub upper: Option<f64>,
    /// Rows in it.
    pub rows: u64,
    /// The strategy that is best there by all rows; the best on average where that is as good.
    pub choice: usize,
    /// Whether each half of the rows chooses so.
    pub agreed: bool,
    /// Mean of the input in it; none of results saved before it was.
    #[serde(default)]
    pub centre: Option<f64>,
    /// Mean value of each strategy in it, in units of the output; empty in results saved before it was.
    #[serde(default)]
    pub means: Vec<f64>,
    /// By how much the strategy that is best on average leads the best other one in it; none of one strategy.
    #[serde(default)]
    pub lead: Option<Interval>,
}

impl Learning {
    /// Nothing taken yet; which rows are which half follows from `seed`.
    ///
    /// # Panics
    /// When there is no strategy, or more than 16.
    pub fn new(strategies: usize, seed: u64) -> Self {
        assert!((1..=MOST).contains(&strategies), "{strategies} strategies");
        Self {
            strategies,
            seed,
            seen: 0,
            rows: 0,
            inputs: Vec::new(),
            regret: vec![[0.0; 2]; strategies],
            terms: Vec::new(),
        }
    }

    /// The same of inputs that have so many values, 0, 1 and so on: each value is a part of its own, however rare.
    ///
    /// # Panics
    /// As [`Learning::new`].
    pub fn with_codes(strategies: usize, seed: u64, counts: &[usize]) -> Self {
        let codes = |&count: &usize| (0..count).map(|code| code as f64).collect::<Vec<f64>>();
        let inputs = counts.iter().map(|count| ByInput::new(&codes(count), strategies)).collect();
        Self { inputs, ..Self::new(strategies, seed) }
    }

    /// Takes a block of rows: each input's values, and the output's under each strategy. The first block is to be large
    /// enough to say where tenths end. Rows are to be independent of one another given the design. A row in which an
    /// output is NaN is passed over, and by an input whose value is NaN.
    ///
    /// # Panics
    /// When columns differ in length, or their number from that of strategies or inputs.
    pub fn take<C: AsRef<[f64]>, V: AsRef<[f64]>>(&mut self, inputs: &[C], values: &[V]) {
        assert_eq!(values.len(), self.strategies, "a column for each strategy");
        let rows = values[0].as_ref().len();
        let columns = inputs.iter().map(AsRef::as_ref).chain(values.iter().map(AsRef::as_ref));
        assert!(columns.map(<[f64]>::len).all(|length| length == rows), "columns of equal length");
        if rows == 0 {
            return;
        }
        if self.seen == 0 && self.inputs.is_empty() {
            self.inputs = inputs.iter().map(|input| ByInput::new(input.as_ref(), self.strategies)).collect();
        }
        assert_eq!(inputs.len(), self.inputs.len(), "as many inputs as in the first block");
        for row in 0..rows {
            let outputs: Vec<f64> = values.iter().map(|column| column.as_ref()[row]).collect();
            let half = half(self.seed, self.seen);
            self.seen += 1;
            if outputs.iter().any(|value| value.is_nan()) {
                continue;
            }
            self.add(&outputs);
            for (input, column) in self.inputs.iter_mut().zip(inputs) {
                let value = column.as_ref()[row];
                if let Some(bin) = input.bins.find_bin(value) {
                    input.sums[bin] += value;
                    input.cells[bin][half].add(&self.terms);
                }
            }
        }
    }

    /// Takes what does not hang on inputs, and leaves the terms of the row.
    fn add(&mut self, outputs: &[f64]) {
        self.rows += 1;
        let most = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for ([sum, squares], value) in self.regret.iter_mut().zip(outputs) {
            *sum += most - value;
            *squares += (most - value).powi(2);
        }
        self.terms.clear();
        self.terms.push(1.0);
        self.terms.extend(outputs.iter().map(|value| value - outputs[0]));
        for (i, first) in outputs.iter().enumerate() {
            self.terms.extend(outputs[i + 1..].iter().map(|second| (second - first).powi(2)));
        }
        self.terms.push(outputs[0]);
    }

    /// What knowing would be worth; none of fewer than two rows.
    pub fn value(&self) -> Option<ValueOfLearning> {
        let n = self.rows as f64;
        let least = self.regret.iter().enumerate().min_by(|(_, a), (_, b)| a[0].total_cmp(&b[0]));
        let (best, &[sum, squares]) = least?;
        Some(ValueOfLearning {
            rows: self.rows,
            best,
            foresight: mean([n, sum, squares])?,
            inputs: self.inputs.iter().map(|input| input.learned(self.strategies, best)).collect(),
        })
    }
}

/// Which half a row belongs to, 0 or 1, by chance.
///
/// Not even and odd: in a Sobol' sequence they lie in different halves of every input, and neither half of the rows
/// would have anything to value what the other chooses.
fn half(seed: u64, row: u64) -> usize {
    usize::from(Streams::new(seed, row).stream(Purpose::Bootstrap, Key::named("half")).uniform() < 0.5)
}

/// Mean with its error, from the number of values, their sum and that of their squares.
fn mean([n, sum, squares]: [f64; 3]) -> Option<Interval> {
    let mean = sum / n;
    let variance = (squares - n * mean * mean).max(0.0) / (n - 1.0);
    (n > 1.0).then(|| Interval::from_error(mean, (variance / n).sqrt()))
}

impl ByInput {
    fn new(first: &[f64], strategies: usize) -> Self {
        let bins = Bins::of(first, BINS);
        let empty = Cell::empty(strategies);
        Self { sums: vec![0.0; bins.count()], cells: vec![[empty.clone(), empty]; bins.count()], bins }
    }

    fn learned(&self, strategies: usize, best: usize) -> Option<Learned> {
        let halves = [0, 1].map(|half| self.cells.iter().map(|cells| &cells[half]).collect::<Vec<_>>());
        let mut sums = [0.0; 3];
        let mut choices = Vec::new();
        for (choosing, valuing) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])] {
            // Who knows nothing has the same rows to choose from, so that neither is favoured.
            let default = Cell::sum(choosing, strategies).best(strategies, best);
            let chosen: Vec<usize> = choosing.iter().map(|cell| cell.best_beyond_chance(strategies, default)).collect();
            for (cell, &choice) in valuing.iter().zip(&chosen) {
                let more = cell.difference(strategies, choice, default);
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
            choices.push(chosen);
        }
        let slice = |(bin, cells): (usize, &[Cell; 2])| {
            let both = Cell::join(cells);
            let choice = both.best(strategies, best);
            let rows = both.0[0];
            Slice {
                upper: self.bins.upper(bin),
                rows: rows as u64,
                choice,
                agreed: choices.iter().all(|chosen| chosen[bin] == choice),
                centre: (rows > 0.0).then(|| self.sums[bin] / rows),
                means: if rows > 0.0 { both.means(strategies) } else { Vec::new() },
                lead: both.lead(strategies, best),
            }
        };
        let slices: Vec<Slice> = self.cells.iter().enumerate().map(slice).collect();
        let leads = slices.iter().filter_map(|slice| slice.lead);
        let lead = leads.min_by(|a, b| a.estimate.total_cmp(&b.estimate));
        Some(Learned { worth: mean(sums)?, lead, slices })
    }
}

impl Cell {
    fn empty(strategies: usize) -> Self {
        Self(vec![0.0; 2 + strategies + strategies * (strategies - 1) / 2])
    }

    /// What two halves hold together.
    fn join([first, second]: &[Self; 2]) -> Self {
        let mut both = first.clone();
        both.add(&second.0);
        both
    }

    /// The least lead of a strategy over any other; none over nothing.
    fn lead(&self, strategies: usize, best: usize) -> Option<Interval> {
        let others = (0..strategies).filter(|&other| other != best);
        let leads = others.filter_map(|other| mean(self.difference(strategies, best, other)));
        leads.min_by(|a, b| a.estimate.total_cmp(&b.estimate))
    }

    /// Mean of each strategy.
    fn means(&self, strategies: usize) -> Vec<f64> {
        let (rows, first) = (self.0[0], self.0[self.0.len() - 1]);
        self.0[1..=strategies].iter().map(|more| (first + more) / rows).collect()
    }

    fn add(&mut self, terms: &[f64]) {
        self.0.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
    }

    /// Number and sums of several; squares are left out.
    fn sum(cells: &[&Self], strategies: usize) -> Self {
        let mut sum = Self(vec![0.0; 1 + strategies]);
        cells.iter().for_each(|cell| sum.add(&cell.0));
        sum
    }

    /// The strategy with the greatest mean; `default` where that is as good.
    fn best(&self, strategies: usize, default: usize) -> usize {
        let sums = &self.0[1..=strategies];
        (0..strategies).fold(default, |best, strategy| if sums[strategy] > sums[best] { strategy } else { best })
    }

    /// The strategy with the greatest mean of those that lead `default` by more than [`CLEAR`] errors; `default` where none does. Who chose the greatest of
    /// noisy means would lose by it wherever knowing changes nothing.
    fn best_beyond_chance(&self, strategies: usize, default: usize) -> usize {
        let lead = |strategy: usize| mean(self.difference(strategies, strategy, default));
        let clear = (0..strategies).filter_map(|strategy| Some((strategy, lead(strategy)?)));
        let clear = clear.filter(|(_, lead)| lead.estimate > CLEAR * lead.se);
        clear.max_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate)).map_or(default, |(strategy, _)| strategy)
    }

    /// Number of rows, and sum and sum of squares of what one strategy has more than another.
    fn difference(&self, strategies: usize, one: usize, other: usize) -> [f64; 3] {
        let sums = &self.0[1..=strategies];
        let (i, j) = (one.min(other), one.max(other));
        // Pairs before those of i, then those of i before j.
        let pair = || self.0[1 + strategies + i * (2 * strategies - i - 1) / 2 + (j - i - 1)];
        [self.0[0], sums[one] - sums[other], if i == j { 0.0 } else { pair() }]
    }
}

#[cfg(test)]
mod tests;
