//! What the value of a run depends on most: its uncertain inputs, one at a time, read off the run's own simulations.
//!
//! The share of the variance that goes with an input is that of `sensitivity` on the rows of a finished run; it needs no further
//! simulation. What inputs do together, and what chance does, is in no share. Inputs that are drawn together are one driver.

use serde::{Deserialize, Serialize};

use super::sensitivity::Conditional;
use super::statistics::evidence::{FALSE_DISCOVERY_RATE, control_false_discoveries, two_sided_p_value};
use super::statistics::{Interval, LEAST_MONEY, MeanEstimate};
use crate::quantity::Dimension;
use crate::scenario::Scenario;
use crate::simulation::factors::Factors;
use crate::simulation::{ColumnKind, Layout};

/// Simulations that are looked at: by then a share is known to about a hundredth, and more would only take time.
const MOST: usize = 20_000;
/// Share of the variance from which an input is worth naming.
const LEAST_SHARE: f64 = 0.01;
/// Inputs that are named at most.
const NAMED: usize = 12;

/// An input that the leading value depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunDriver {
    /// Path of the input, such as `markets.us.arpu`.
    pub path: String,
    /// Paths of the inputs that are correlated with it or drawn with it: its share holds what they bring as they move along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<String>,
    /// What it measures.
    pub dimension: Dimension,
    /// Share of the variance of value that goes with it, 0 to 1, with its 95% interval.
    pub share: Interval,
    /// The lowest tenth of its draws ends at the first, the highest begins at the second, in its own unit.
    pub tenths: [f64; 2],
    /// Mean value where it lies in its lowest tenth, dollars.
    pub low: MeanEstimate,
    /// Mean value where it lies in its highest tenth, dollars.
    pub high: MeanEstimate,
}

/// What the leading value depends on most.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunDrivers {
    /// Uncertain inputs that were looked at.
    pub inputs: u64,
    /// Those whose share stands beyond chance, after correction for how many were looked at, and is at least 1%; the greatest first.
    pub named: Vec<RunDriver>,
}

/// Value by every uncertain input, in memory that does not grow with the number of simulations.
#[derive(Debug)]
pub(crate) struct DriverTally {
    /// Columns of the inputs, with their paths and what they measure.
    inputs: Vec<(usize, String, Dimension)>,
    /// Paths of inputs that depend on one another.
    groups: Vec<Vec<String>>,
    value: usize,
    conditional: Conditional,
    taken: usize,
}

impl DriverTally {
    /// Nothing taken yet.
    pub(crate) fn new(scenario: &Scenario, layout: &Layout) -> Self {
        let columns = layout.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Input);
        let inputs = columns.filter_map(|(place, column)| {
            let input = scenario.input(&column.name)?;
            Some((place, column.name.clone(), input.field().dimension))
        });
        let factors = Factors::new(scenario).factors;
        Self {
            inputs: inputs.collect(),
            groups: factors.into_iter().filter(|factor| factor.grouped).map(|factor| factor.paths).collect(),
            value: layout.column_index("value_abroad"),
            conditional: Conditional::new(LEAST_MONEY),
            taken: 0,
        }
    }

    /// Takes a block of simulations, whose column `number` is `column(number)`; those after the first 20,000 are passed over.
    pub(crate) fn take<'a>(&mut self, column: impl Fn(usize) -> &'a [f64]) {
        if self.taken < MOST {
            let inputs: Vec<&[f64]> = self.inputs.iter().map(|(place, ..)| column(*place)).collect();
            let values = column(self.value);
            self.conditional.take(&inputs, values);
            self.taken += values.len();
        }
    }

    /// The inputs that stand out.
    pub(crate) fn find_drivers(&self) -> RunDrivers {
        let bars = self.conditional.tornado().map(|tornado| tornado.bars).unwrap_or_default();
        let chance = |share: Option<Interval>| {
            share.map_or(f64::NAN, |share| {
                if share.estimate > 0.0 { two_sided_p_value(share.estimate, Some(share.se)) } else { 1.0 }
            })
        };
        let chances: Vec<f64> = bars.iter().map(|bar| chance(bar.and_then(|bar| bar.share))).collect();
        let stands = control_false_discoveries(&chances, self.inputs.len(), FALSE_DISCOVERY_RATE);
        let mut named: Vec<RunDriver> = self
            .inputs
            .iter()
            .zip(&bars)
            .zip(stands)
            .filter_map(|(((_, path, dimension), bar), stands)| {
                let bar = (*bar).filter(|_| stands)?;
                let share = bar.share.filter(|share| share.estimate >= LEAST_SHARE)?;
                let [low, high] = [bar.low?, bar.high?].map(|part| MeanEstimate { mean: part.mean, se: part.se });
                let (path, together) = (path.clone(), self.find_companions(path));
                Some(RunDriver { path, together, dimension: *dimension, share, tenths: bar.thresholds, low, high })
            })
            .collect();
        named.sort_by(|a, b| b.share.estimate.total_cmp(&a.share.estimate));
        let mut told: Vec<RunDriver> = Vec::new();
        for driver in named {
            if !told.iter().any(|other| other.together.contains(&driver.path)) {
                told.push(driver);
            }
        }
        told.truncate(NAMED);
        RunDrivers { inputs: self.inputs.len() as u64, named: told }
    }

    /// The inputs that an input is drawn together with.
    fn find_companions(&self, path: &String) -> Vec<String> {
        let group = self.groups.iter().find(|group| group.contains(path));
        group.into_iter().flatten().filter(|other| *other != path).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    const SCENARIO: &str = "start = 2020-01-01\nhorizon = \"2 years\"\n[company]\ndiscount_rate = \"10%\"\n[markets.a]\nusers = \"10M\"\n\
        ceiling = \"20M\"\ngrowth = \"10% per year\"\nchurn = \"1% to 2% per month\"\narpu = \"$8 to $12\"\nmargin = \"30%\"\n";

    /// A tally of rows in which value is 3 times the first input plus the second and a little noise.
    #[test]
    fn the_shares_of_a_sum_are_the_known_ones() {
        let scenario = Scenario::parse("two", SCENARIO, &[]).unwrap();
        let layout = Layout::new(&scenario);
        let mut tally = DriverTally::new(&scenario, &layout);
        assert_eq!(tally.inputs.len(), 3, "churn, ARPU and the ceiling, which may be truncated");
        let (n, places) = (1000, tally.inputs.iter().map(|input| input.0).collect::<Vec<_>>());
        // Levels that are spread evenly, the second in another order.
        let first: Vec<f64> = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n)).collect();
        let second: Vec<f64> = (0..n).map(|i| (f64::from(i * 371 % n) + 0.5) / f64::from(n)).collect();
        let value: Vec<f64> = first.iter().zip(&second).map(|(a, b)| 1e9 * (3.0 * a + b)).collect();
        let none = vec![0.0; 1000];
        tally.take(|column| match column {
            c if c == places[0] => &first,
            c if c == places[1] => &second,
            c if c == tally_value(&layout) => &value,
            _ => &none,
        });
        let found = tally.find_drivers();
        assert_eq!(found.inputs, 3);
        let shares: Vec<f64> = found.named.iter().map(|driver| driver.share.estimate).collect();
        // 9 : 1 of the variance, less what 20 bins miss.
        assert!((shares[0] - 0.9).abs() < 0.01 && (shares[1] - 0.1).abs() < 0.02, "{shares:?}");
        // Means over the lowest and the highest tenth of the first: 3 · 0.05 + 0.5 and 3 · 0.95 + 0.5.
        let [low, high] = [found.named[0].low.mean, found.named[0].high.mean];
        assert!((low / 1e9 - 0.65).abs() < 0.05 && (high / 1e9 - 3.35).abs() < 0.05, "{low} {high}");
    }

    fn tally_value(layout: &Layout) -> usize {
        layout.column_index("value_abroad")
    }

    #[test]
    fn inputs_that_move_together_are_one_driver() {
        let tie = "[[correlations]]\nbetween = ['markets.a.arpu', 'markets.a.churn']\nrank = 0.5\n";
        let scenario = Scenario::parse("two", &format!("{SCENARIO}{tie}"), &[]).unwrap();
        let layout = Layout::new(&scenario);
        let mut tally = DriverTally::new(&scenario, &layout);
        let places: Vec<usize> = tally.inputs.iter().map(|input| input.0).collect();
        let draws: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        let value: Vec<f64> = draws.iter().map(|draw| 1e9 * draw).collect();
        // Every input explains all of value; two of them are one driver.
        tally.take(|column| if places.contains(&column) { &draws } else { &value });
        let named = tally.find_drivers().named;
        assert_eq!(named.len(), 2, "{named:?}");
        let tied: Vec<&RunDriver> = named.iter().filter(|driver| !driver.together.is_empty()).collect();
        let [tied] = tied.as_slice() else { panic!("{named:?}") };
        let mut paths = [&tied.path, &tied.together[0]];
        paths.sort();
        assert_eq!(paths, ["markets.a.arpu", "markets.a.churn"]);
    }

    #[test]
    fn noise_is_no_driver() {
        let scenario = Scenario::parse("two", SCENARIO, &[]).unwrap();
        let layout = Layout::new(&scenario);
        let mut tally = DriverTally::new(&scenario, &layout);
        let mixed = |a: u64| (0..1000_u64).map(|i| (i.wrapping_mul(a).wrapping_mul(i + 7) % 1009) as f64).collect();
        let columns: [Vec<f64>; 4] = [mixed(7919), mixed(104_729), mixed(15_485_863), mixed(1_299_709)];
        let places: Vec<usize> = tally.inputs.iter().map(|input| input.0).collect();
        tally.take(|column| &columns[places.iter().position(|place| *place == column).unwrap_or(3)]);
        assert_eq!(tally.find_drivers(), RunDrivers { inputs: 3, named: Vec::new() });
    }
}
