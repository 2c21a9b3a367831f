//! What becomes of an output where an input is low and where it is high: the bars of a tornado, from rows of any design.

use crate::analysis::statistics::{Interval, Moments, Sketch, Tails};
use serde::{Deserialize, Serialize};

use super::correlation_ratio::CorrelationRatio;

/// Leading bits of the sketches: quantiles to 0.4%, and a few kilobytes for each of hundreds of inputs.
const BITS: u32 = 8;
/// The quantile that is told besides the mean.
const LOW: f64 = 0.05;
/// Fewest rows of which the 5% quantile has a 95% interval: of fewer even the least may lie above its lower end.
const LEAST_ROWS: u64 = 73;

/// One output by every input, in memory that does not grow with the number of rows.
#[derive(Debug, Clone)]
pub struct Conditional {
    least: f64,
    overall: Tally,
    /// By input; empty until the first block says where its low and high are.
    inputs: Vec<Watched>,
}

#[derive(Debug, Clone)]
struct Watched {
    tails: Option<Tails>,
    /// Of the lowest and the highest tenth.
    tallies: [Tally; 2],
    ratio: CorrelationRatio,
}

#[derive(Debug, Clone)]
struct Tally {
    moments: Moments,
    sketch: Sketch,
}

/// An output over some of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// How many rows.
    pub count: u64,
    /// Mean.
    pub mean: f64,
    /// Its standard error; none of one row.
    pub se: Option<f64>,
    /// 5% quantile.
    pub p5: f64,
    /// Its 95% interval, whatever the distribution; none of fewer than 73 rows, of which there is none.
    pub p5_interval: Option<[f64; 2]>,
}

/// An output by one input.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// 10% and 90% order statistics of the input in the first block.
    pub thresholds: [f64; 2],
    /// Whether low and high are strictly below and above them, as where both are the same; else they hold them.
    pub strict: bool,
    /// Where the input is low; none where it never is.
    pub low: Option<Part>,
    /// Where it is high.
    pub high: Option<Part>,
    /// Mean where high less mean where low.
    pub swing: Option<Interval>,
    /// Share of the variance that the input explains alone (20 bins, bias-corrected; noise may carry it below 0).
    pub share: Option<Interval>,
}

/// An output by every input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// Over all rows.
    pub overall: Part,
    /// By input; none where an input has no value in the first block.
    pub bars: Vec<Option<Bar>>,
}

impl Conditional {
    /// Nothing taken yet; in quantiles, magnitudes below `least` are told from zero only.
    pub fn new(least: f64) -> Self {
        Self { least, overall: Tally::new(least), inputs: Vec::new() }
    }

    /// Takes a block of rows: each input's values, and the output's. The first block is to be large enough to say where
    /// tenths end. A row whose output is NaN is passed over, and by an input whose value is NaN.
    ///
    /// # Panics
    /// When columns differ in length, or their number from that of the first block.
    pub fn take<C: AsRef<[f64]>>(&mut self, inputs: &[C], values: &[f64]) {
        if values.is_empty() {
            return;
        }
        if self.inputs.is_empty() {
            let mut first = Moments::default();
            values.iter().for_each(|&value| first.add(value));
            let origin = first.mean().unwrap_or(0.0);
            self.inputs = inputs.iter().map(|input| Watched::new(input.as_ref(), origin, self.least)).collect();
        }
        assert_eq!(inputs.len(), self.inputs.len(), "as many inputs as in the first block");
        self.overall.take(values);
        for (watched, input) in self.inputs.iter_mut().zip(inputs) {
            let input = input.as_ref();
            assert_eq!(input.len(), values.len(), "an input for each value");
            watched.take(input, values);
        }
    }

    /// The output by every input; none where it has no value.
    pub fn tornado(&self) -> Option<Tornado> {
        Some(Tornado { overall: self.overall.part()?, bars: self.inputs.iter().map(Watched::bar).collect() })
    }
}

impl Watched {
    fn new(first: &[f64], origin: f64, least: f64) -> Self {
        let tallies = [Tally::new(least), Tally::new(least)];
        Self { tails: Tails::from_first_rows(first), tallies, ratio: CorrelationRatio::new(first, origin) }
    }

    fn take(&mut self, inputs: &[f64], values: &[f64]) {
        let mut sides = [Vec::new(), Vec::new()];
        for (&input, &value) in inputs.iter().zip(values).filter(|(_, value)| !value.is_nan()) {
            self.ratio.add(input, value);
            if let Some(side) = self.tails.and_then(|tails| tails.side(input)) {
                sides[side].push(value);
            }
        }
        self.tallies.iter_mut().zip(&sides).for_each(|(tally, values)| tally.take(values));
    }

    fn bar(&self) -> Option<Bar> {
        let Tails { thresholds, strict } = self.tails?;
        let [low, high] = &self.tallies;
        // The two have no row in common.
        let swing = || {
            let se = low.moments.standard_error()?.hypot(high.moments.standard_error()?);
            Some(Interval::from_error(high.moments.mean()? - low.moments.mean()?, se))
        };
        Some(Bar { thresholds, strict, low: low.part(), high: high.part(), swing: swing(), share: self.ratio.share() })
    }
}

impl Tally {
    fn new(least: f64) -> Self {
        Self { moments: Moments::default(), sketch: Sketch::new(BITS, least) }
    }

    fn take(&mut self, values: &[f64]) {
        values.iter().for_each(|&value| self.moments.add(value));
        self.sketch.take(values);
    }

    fn part(&self) -> Option<Part> {
        let count = self.moments.count();
        let pieces = self.sketch.pieces();
        Some(Part {
            count,
            mean: self.moments.mean()?,
            se: self.moments.standard_error(),
            p5: pieces.count_quantile(LOW)?,
            p5_interval: pieces.count_interval(LOW).filter(|_| count >= LEAST_ROWS),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::{ALARM, stratified, stream};
    use super::*;
    use crate::normal::{self, Level};

    const BLOCK: usize = 1_000;

    fn normals(uniforms: Vec<f64>) -> Vec<f64> {
        uniforms.into_iter().map(|u| normal::quantile(Level::new(u))).collect()
    }

    /// Blocks of evenly spread normals x and e, and of their values.
    fn tornado(blocks: u64, f: impl Fn(f64, f64) -> f64) -> Tornado {
        let mut conditional = Conditional::new(1e-9);
        for block in 0..blocks {
            let [x, e] = [0, 1].map(|input| normals(stratified(BLOCK, 2 * block + input)));
            let values: Vec<f64> = x.iter().zip(&e).map(|(&x, &e)| f(x, e)).collect();
            conditional.take(&[x, e], &values);
        }
        conditional.tornado().unwrap()
    }

    #[test]
    fn tenths_of_a_normal_are_the_known_ones() {
        let found = tornado(20, |x, e| 100.0 + x + 0.5 * e);
        let bar = found.bars[0].unwrap();
        // The 10% quantile −1.2816; of 1,000 evenly spread the 100th is at 9.95%, 0.003 further out.
        assert!((bar.thresholds[0] + 1.2816).abs() < 0.004 && (bar.thresholds[1] - 1.2816).abs() < 0.004, "{bar:?}");
        let (low, high) = (bar.low.unwrap(), bar.high.unwrap());
        assert_eq!((low.count, high.count, found.overall.count), (2_000, 2_000, 20_000));
        // Mean of the lowest tenth: −φ(−1.2816)/0.1 = −1.755.
        for (mean, se, known) in [
            (low.mean, low.se.unwrap(), 98.245),
            (high.mean, high.se.unwrap(), 101.755),
            (bar.swing.unwrap().estimate, bar.swing.unwrap().se, 3.510),
        ] {
            assert!((mean - known).abs() < ALARM * se && se < 0.03, "{mean} ± {se} for {known}");
        }
        // Of a variance of 1.25, 1 is the input's, of which bins miss 1.7%.
        let share = bar.share.unwrap();
        assert!((share.estimate - 0.8 * 0.9833).abs() < ALARM * share.se && share.se < 0.01, "{share:?}");
    }

    #[test]
    fn quantiles_of_a_tenth_are_the_known_ones() {
        // y = x: the 5% quantile of the lowest tenth is the 0.5% quantile, −2.5758; of all rows −1.6449.
        let found = tornado(20, |x, _| x);
        let low = found.bars[0].unwrap().low.unwrap();
        for (part, known) in [(low, -2.5758), (found.overall, -1.6449)] {
            let [least, most] = part.p5_interval.unwrap();
            assert!(least < known && known < most, "{part:?} for {known}");
            // Evenly spread rows have a smaller error than the interval says; bins are 0.4% wide.
            assert!((part.p5 - known).abs() < 0.5 * (most - least) + 0.004 * known.abs(), "{part:?}");
        }
    }

    #[test]
    fn an_input_that_does_nothing_has_no_swing_and_no_share() {
        let found = tornado(20, |x, _| x);
        let bar = found.bars[1].unwrap();
        let (swing, share) = (bar.swing.unwrap(), bar.share.unwrap());
        assert!(swing.estimate.abs() < ALARM * swing.se && swing.se < 0.04, "{swing:?}");
        assert!(share.estimate.abs() < ALARM * share.se && share.se < 0.001, "{share:?}");
    }

    #[test]
    fn figures_are_those_of_the_rows_kept_and_sorted() {
        let mut noise = stream(4);
        let inputs: Vec<f64> = (0..3_000).map(|_| (20.0 * noise.uniform()).floor()).collect();
        let values: Vec<f64> = inputs.iter().map(|x| x * x + 10.0 * noise.normal()).collect();
        let mut conditional = Conditional::new(1e-9);
        for block in 0..3 {
            let rows = block * BLOCK..(block + 1) * BLOCK;
            conditional.take(&[&inputs[rows.clone()]], &values[rows]);
        }
        let bar = conditional.tornado().unwrap().bars[0].unwrap();
        let mut first = inputs[..BLOCK].to_vec();
        first.sort_by(f64::total_cmp);
        assert_eq!(bar.thresholds, [first[99], first[900]]);
        for (part, inside) in [(bar.low, [f64::NEG_INFINITY, first[99]]), (bar.high, [first[900], f64::INFINITY])] {
            let part = part.unwrap();
            let kept: Vec<f64> = inputs
                .iter()
                .zip(&values)
                .filter(|(x, _)| inside[0] <= **x && **x <= inside[1])
                .map(|(_, y)| *y)
                .collect();
            let n = kept.len() as f64;
            let mean = kept.iter().sum::<f64>() / n;
            let se = (kept.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
            // Rounding of some hundred additions.
            assert_eq!(part.count, kept.len() as u64);
            assert!((part.mean - mean).abs() < 1e-10 && (part.se.unwrap() - se).abs() < 1e-10, "{part:?}");
        }
    }

    #[test]
    fn an_input_of_mostly_one_value_is_low_below_and_high_above_it() {
        let rows = 400;
        let inputs: Vec<f64> = (0..rows).map(|i| if i % 20 == 0 { 3.0 } else { 1.0 }).collect();
        let values: Vec<f64> = inputs.iter().map(|x| 2.0 * x).collect();
        let mut conditional = Conditional::new(1e-9);
        conditional.take(&[inputs, vec![5.0; rows], vec![f64::NAN; rows]], &values);
        let tornado = conditional.tornado().unwrap();
        let bar = tornado.bars[0].unwrap();
        assert!(bar.strict && bar.low.is_none() && bar.swing.is_none(), "{bar:?}");
        let high = bar.high.unwrap();
        assert_eq!((high.count, high.mean, high.p5_interval), (20, 6.0, None));
        let constant = tornado.bars[1].unwrap();
        assert!(constant.low.is_none() && constant.high.is_none());
        assert_eq!(constant.share.unwrap().estimate, 0.0);
        assert_eq!(tornado.bars[2], None);
    }

    #[test]
    fn rows_without_a_value_are_passed_over() {
        let mut conditional = Conditional::new(1e-9);
        conditional.take::<&[f64]>(&[], &[]);
        assert_eq!(conditional.tornado(), None);
        let [x, y] = [1, 2].map(|seed| stratified(BLOCK, seed));
        conditional.take(&[&x], &y);
        let before = conditional.tornado();
        conditional.take(&[&x], &[f64::NAN; BLOCK]);
        assert_eq!(conditional.tornado(), before);
    }
}
