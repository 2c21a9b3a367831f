//! A band of an input: the part of its distribution between two of its quantiles.

use serde::{Deserialize, Serialize};

use super::Mix;
use crate::analysis::metric_tally::find_or_add;
use crate::quantity::Dimension;
use crate::scenario::{Quantity, Scenario};

/// Probability below which a value is not held by itself, and an end of a band takes no part of it.
const NONE: f64 = 1e-9;

/// A band of an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Path of the input.
    pub path: String,
    /// What it measures.
    pub dimension: Dimension,
    /// Ends of the band as shares of the distribution, such as 0 and 0.05.
    pub shares: [f64; 2],
    /// The same as values; none where an end is that of the distribution itself.
    pub values: [Option<f64>; 2],
    /// Weights of histories in which the input has the value of an end, from above 0 to 1: a value that holds probability
    /// by itself may lie in the band in part, and those with it then count for that part.
    #[serde(default = "whole")]
    pub weights: [f64; 2],
}

fn whole() -> [f64; 2] {
    [1.0; 2]
}

/// What probabilities and values of an input are read from.
enum Known<'a> {
    Distribution(&'a crate::quantity::Distribution),
    /// Rows of a column of data, rising.
    Rows(Vec<f64>),
}

impl Known<'_> {
    /// The least value that at least this share lies at or below.
    fn quantile(&self, share: f64) -> f64 {
        match self {
            Self::Distribution(distribution) => distribution.quantile(share),
            Self::Rows(rows) => rows[((share * rows.len() as f64).ceil() as usize).clamp(1, rows.len()) - 1],
        }
    }

    /// Probabilities of less than a value, and of no more.
    fn about(&self, value: f64) -> [f64; 2] {
        match self {
            Self::Distribution(distribution) => [value.next_down(), value].map(|value| distribution.cdf(value)),
            Self::Rows(rows) => {
                let n = rows.len() as f64;
                [rows.partition_point(|row| *row < value), rows.partition_point(|row| *row <= value)]
                    .map(|place| place as f64 / n)
            }
        }
    }

    /// Which part of the probability of a value lies in the band; none where it holds no probability by itself.
    fn part(&self, value: f64, [from, to]: [f64; 2]) -> Option<f64> {
        let [less, no_more] = self.about(value);
        let inside = (no_more.min(to) - less.max(from)).max(0.0);
        (no_more - less > NONE).then(|| if inside < NONE { 0.0 } else { inside / (no_more - less) })
    }

    /// The end of a band at a share, and the weight there. Where nothing of the value lies in the band the end is the next
    /// one inwards.
    fn end(&self, share: f64, inwards: f64, band: [f64; 2]) -> (f64, f64) {
        let value = self.quantile(share);
        match self.part(value, band) {
            Some(part) if part <= 0.0 => {
                let next = self.quantile(share + inwards);
                (next, self.part(next, band).unwrap_or(1.0))
            }
            part => (value, part.unwrap_or(1.0)),
        }
    }
}

impl Band {
    /// The band of the input at `path` from one share of its distribution to another; none where it is known.
    pub fn new(scenario: &Scenario, path: &str, shares: [f64; 2]) -> Option<Self> {
        let input = scenario.input(path)?;
        let known = known(scenario, input.quantity());
        let [from, to] = shares;
        let low = (from > 0.0).then(|| known.end(from, NONE, shares));
        let high = (to < 1.0).then(|| known.end(to, -NONE, shares));
        let values = [low, high].map(|end| end.map(|end| end.0));
        // Within one value all histories count alike, also where the band begins or ends with the distribution.
        let [least, most] = [(values[0], NONE), (values[1], 1.0 - NONE)]
            .map(|(value, share)| value.unwrap_or_else(|| known.quantile(share)));
        let one = least == most;
        let weights = [low, high].map(|end| end.filter(|_| !one).map_or(1.0, |end| end.1));
        Some(Self { path: path.to_owned(), dimension: input.field().dimension, shares, values, weights })
    }

    /// What a history counts for in which the input has this value: nothing outside, less than one at an end of which only
    /// a part lies in the band.
    pub fn weight(&self, value: f64) -> f64 {
        let [low, high] = self.values;
        if low.is_some_and(|low| value < low) || high.is_some_and(|high| value > high) {
            return 0.0;
        }
        let end = |place: usize| if self.values[place] == Some(value) { self.weights[place] } else { 1.0 };
        end(0).min(end(1))
    }
}

/// The quantile of the input at `path` at this share of its distribution; none where it is known.
pub fn quantile(scenario: &Scenario, path: &str, share: f64) -> Option<f64> {
    Some(known(scenario, scenario.input(path)?.quantity()).quantile(share))
}

fn known<'a>(scenario: &'a Scenario, quantity: &'a Quantity) -> Known<'a> {
    match quantity {
        Quantity::Distribution(distribution) => Known::Distribution(distribution),
        Quantity::Column { data, column } => {
            let mut rows: Vec<f64> = scenario.data()[*data].rows().iter().map(|row| row[*column]).collect();
            rows.sort_by(f64::total_cmp);
            Known::Rows(rows)
        }
    }
}

/// Histories by what they count for: a class for each weight, the first for those that do not count.
#[derive(Debug, Clone)]
pub struct WeightClasses(Vec<f64>);

impl Default for WeightClasses {
    fn default() -> Self {
        Self(vec![0.0])
    }
}

impl WeightClasses {
    /// The class of a weight.
    pub fn class(&mut self, weight: f64) -> usize {
        find_or_add(&mut self.0, weight)
    }

    /// Shares of the classes where so many histories were taken of each; none where none counts.
    pub fn mix(&self, counts: &[u64]) -> Option<Mix> {
        let weights: Vec<f64> = self.0.iter().zip(counts).map(|(weight, &count)| weight * count as f64).collect();
        let whole: f64 = weights.iter().sum();
        (whole > 0.0).then(|| Mix { shares: weights.iter().map(|weight| weight / whole).collect(), stated: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(arpu: &str) -> Scenario {
        let text = crate::scenario::BUNDLED.iter().find(|(name, _)| name.ends_with("games.toml")).unwrap();
        let market = Scenario::parse(text.0, text.1, &[]).unwrap().markets()[0].key().to_owned();
        Scenario::parse(text.0, text.1, &[format!("markets.{market}.arpu={arpu}")]).unwrap()
    }

    fn band(arpu: &str, shares: [f64; 2]) -> Band {
        let scenario = scenario(arpu);
        let path = format!("markets.{}.arpu", scenario.markets()[0].key());
        Band::new(&scenario, &path, shares).unwrap()
    }

    /// $6 holds 0% to 50%, $8 holds 50% to 80%, $12 the rest.
    #[test]
    fn a_band_takes_its_share_of_a_value_that_holds_more() {
        let arpu = "choice(50%: $6, 30%: $8, 20%: $12)";
        for (shares, weights) in [
            ([0.5, 0.8], [0.0, 1.0, 0.0]),
            ([0.0, 0.5], [1.0, 0.0, 0.0]),
            ([0.0, 0.05], [1.0, 0.0, 0.0]),
            ([0.1, 0.2], [1.0, 0.0, 0.0]),
            ([0.8, 1.0], [0.0, 0.0, 1.0]),
            ([0.4, 0.7], [0.2, 2.0 / 3.0, 0.0]),
            ([0.45, 0.9], [0.1, 1.0, 0.5]),
            ([0.25, 1.0], [0.5, 1.0, 1.0]),
        ] {
            let band = band(arpu, shares);
            for (value, weight) in [6.0, 8.0, 12.0].into_iter().zip(weights) {
                assert!(
                    (band.weight(value) - weight).abs() < 1e-9,
                    "{shares:?}: {value} counts {}",
                    band.weight(value)
                );
            }
            // Without an end there is no limit.
            let open = [shares[0] <= 0.0, shares[1] >= 1.0].map(|open| f64::from(u8::from(open)));
            assert_eq!([band.weight(5.9), band.weight(12.1)], open);
            // What the band holds: all of it where it lies within one value, else its share exactly.
            let held: f64 = weights.iter().zip([0.5, 0.3, 0.2]).map(|(weight, p)| weight * p).sum();
            assert!(weights.iter().filter(|w| **w > 0.0).count() == 1 || (held - (shares[1] - shares[0])).abs() < 1e-9);
        }
        let one = band(arpu, [0.5, 0.8]);
        assert_eq!((one.values, one.weights), ([Some(8.0), Some(8.0)], [1.0, 1.0]));
    }

    #[test]
    fn a_band_of_a_smooth_distribution_has_no_value_in_part() {
        let band = band("$5 to $15", [0.2, 0.9]);
        assert_eq!(band.weights, [1.0, 1.0]);
        let [low, high] = band.values.map(Option::unwrap);
        assert_eq!([low, high, low.next_down(), high.next_up()].map(|value| band.weight(value)), [1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn rows_of_data_are_values_that_hold_their_share() {
        let known = Known::Rows(vec![1.0, 2.0, 2.0, 5.0]);
        assert_eq!(
            [0.0, 0.25, 0.26, 0.75, 0.76, 1.0].map(|share| known.quantile(share)),
            [1.0, 1.0, 2.0, 2.0, 5.0, 5.0]
        );
        assert_eq!(known.about(2.0), [0.25, 0.75]);
        assert_eq!(known.end(0.25, NONE, [0.25, 0.5]), (2.0, 0.5));
        assert_eq!(known.end(0.5, -NONE, [0.25, 0.5]), (2.0, 0.5));
        assert_eq!(known.end(0.25, -NONE, [0.0, 0.25]), (1.0, 1.0));
    }

    #[test]
    fn classes_are_weighed_by_how_many_they_hold() {
        let mut classes = WeightClasses::default();
        assert_eq!([0.0, 1.0, 0.2, 1.0].map(|weight| classes.class(weight)), [0, 1, 2, 1]);
        assert_eq!(classes.mix(&[900, 80, 100]).unwrap().shares, [0.0, 0.8, 0.2]);
        assert!(classes.mix(&[900, 0, 0]).is_none());
    }
}
