//! Choices against cases that exclude one another: what each choice brings in each case, what it regrets, and what it is worth to
//! know the case. Cases are worlds, or outcomes of an event.

/// What every choice brings in every case.
#[derive(Debug, Clone, PartialEq)]
pub struct PayoffTable {
    /// By choice and case, in the unit of the payoff.
    payoffs: Vec<Vec<f64>>,
    /// Probability of each case; they sum to 1.
    probabilities: Vec<f64>,
}

impl PayoffTable {
    /// A table of `payoffs`, by choice and case, whose cases have these weights, which are made to sum to 1.
    ///
    /// # Panics
    /// Where there is no choice, a row is not as long as the weights, or these do not sum to more than 0.
    pub fn new(payoffs: Vec<Vec<f64>>, weights: &[f64]) -> Self {
        let sum: f64 = weights.iter().sum();
        assert!(sum > 0.0 && !payoffs.is_empty(), "choices, and cases that can come");
        assert!(payoffs.iter().all(|row| row.len() == weights.len()), "a payoff for every case");
        Self { payoffs, probabilities: weights.iter().map(|weight| weight / sum).collect() }
    }

    /// Mean payoff of each choice over the cases.
    pub fn expected(&self) -> Vec<f64> {
        self.payoffs.iter().map(|row| self.mean(row)).collect()
    }

    /// The least payoff of each choice in any case.
    pub fn least(&self) -> Vec<f64> {
        self.payoffs.iter().map(|row| row.iter().copied().fold(f64::INFINITY, f64::min)).collect()
    }

    /// By choice and case: what the best choice of the case brings more. Never below 0.
    pub fn regrets(&self) -> Vec<Vec<f64>> {
        let best: Vec<f64> = (0..self.probabilities.len()).map(|case| self.greatest(case)).collect();
        self.payoffs.iter().map(|row| row.iter().zip(&best).map(|(payoff, best)| best - payoff).collect()).collect()
    }

    /// Mean regret of each choice over the cases.
    pub fn expected_regret(&self) -> Vec<f64> {
        self.regrets().iter().map(|row| self.mean(row)).collect()
    }

    /// The greatest regret of each choice in any case.
    pub fn worst_regret(&self) -> Vec<f64> {
        self.regrets().iter().map(|row| row.iter().copied().fold(0.0, f64::max)).collect()
    }

    /// What it is worth to know the case before choosing (expected value of perfect information).
    pub fn value_of_perfect_information(&self) -> f64 {
        let each: Vec<usize> = (0..self.probabilities.len()).collect();
        self.value_of_information(&each)
    }

    /// What it is worth to know, before choosing, in which part the case lies; `parts` holds the part of each case. Never below 0, and
    /// never more than a finer division is worth.
    ///
    /// # Panics
    /// Where not every case has a part.
    pub fn value_of_information(&self, parts: &[usize]) -> f64 {
        assert_eq!(parts.len(), self.probabilities.len(), "a part for every case");
        let count = parts.iter().max().map_or(0, |most| most + 1);
        let best_of_part = |part: usize| {
            let sum = |row: &Vec<f64>| -> f64 {
                let cases = row.iter().zip(&self.probabilities).zip(parts);
                cases.filter(|(_, of)| **of == part).map(|((payoff, p), _)| payoff * p).sum()
            };
            self.payoffs.iter().map(sum).fold(f64::NEG_INFINITY, f64::max)
        };
        let known: f64 = (0..count).map(best_of_part).sum();
        let unknown = self.expected().into_iter().fold(f64::NEG_INFINITY, f64::max);
        // Sums in another order differ by rounding.
        (known - unknown).max(0.0)
    }

    fn mean(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.probabilities).map(|(payoff, p)| payoff * p).sum()
    }

    fn greatest(&self, case: usize) -> f64 {
        self.payoffs.iter().map(|row| row[case]).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Number of the greatest, the first where several are.
pub fn find_greatest(values: &[f64]) -> Option<usize> {
    (0..values.len()).reduce(|best, number| if values[number] > values[best] { number } else { best })
}

/// Number of the least, the first where several are.
pub fn find_least(values: &[f64]) -> Option<usize> {
    (0..values.len()).reduce(|best, number| if values[number] < values[best] { number } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, known: f64) {
        assert!((found - known).abs() < 1e-9 * (1.0 + known.abs()), "{found} for {known}");
    }

    fn all_close(found: &[f64], known: &[f64]) {
        assert_eq!(found.len(), known.len());
        found.iter().zip(known).for_each(|(&found, &known)| close(found, known));
    }

    /// `oil-lease`: drill, lease, or lease conditionally; the oil comes in four amounts.
    #[test]
    fn the_lease_table_under_each_criterion() {
        let payoffs = vec![vec![650.0, 200.0, -25.0, -75.0], vec![45.0; 4], vec![250.0, 100.0, 0.0, 0.0]];
        let table = PayoffTable::new(payoffs, &[0.1, 0.15, 0.25, 0.5]);
        all_close(&table.expected(), &[51.25, 45.0, 40.0]);
        all_close(&table.expected_regret(), &[77.5, 83.75, 88.75]);
        all_close(&table.worst_regret(), &[120.0, 605.0, 400.0]);
        all_close(&table.least(), &[-75.0, 45.0, 0.0]);
        close(table.value_of_perfect_information(), 77.5);
        assert_eq!(find_greatest(&table.expected()), Some(0));
        assert_eq!(find_least(&table.worst_regret()), Some(0));
        assert_eq!(find_greatest(&table.least()), Some(1));
    }

    /// `wildcatter-hugin`: drill or not; dry, wet, soaking; the test is closed, open or diffuse.
    #[test]
    fn the_wildcatter_with_a_test() {
        let (states, drill) = ([0.5, 0.3, 0.2], [-70.0, 50.0, 200.0]);
        let alone = PayoffTable::new(vec![drill.to_vec(), vec![0.0; 3]], &states);
        close(alone.expected()[0], 20.0);
        close(alone.value_of_perfect_information(), 35.0);
        let signals = [[0.1, 0.3, 0.5], [0.3, 0.4, 0.4], [0.6, 0.3, 0.1]];
        let (mut weights, mut payoffs, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for (signal, given) in signals.iter().enumerate() {
            for state in 0..3 {
                weights.push(states[state] * given[state]);
                payoffs.push(drill[state]);
                parts.push(signal);
            }
        }
        let nothing = vec![0.0; payoffs.len()];
        let tested = PayoffTable::new(vec![payoffs, nothing], &weights);
        close(tested.value_of_information(&parts), 12.5);
        // With the test, which costs 10: 20 + 12.5 − 10.
        close(tested.expected()[0] + tested.value_of_information(&parts) - 10.0, 22.5);
    }

    /// `wildcatter-sas`: drill or not; three costs by three amounts of oil, and a sounding.
    #[test]
    fn the_wildcatter_who_knows_neither_cost_nor_oil() {
        let (costs, p_cost) = ([150.0, 300.0, 500.0], [0.2, 0.6, 0.2]);
        let (oil, p_oil) = ([0.0, 700.0, 1200.0], [0.5, 0.3, 0.2]);
        let soundings = [[0.6, 0.3, 0.1], [0.3, 0.4, 0.3], [0.1, 0.4, 0.5]];
        let (mut weights, mut payoffs) = (Vec::new(), Vec::new());
        let mut parts = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for cost in 0..3 {
            for amount in 0..3 {
                for (sounding, given) in soundings[amount].iter().enumerate() {
                    weights.push(p_cost[cost] * p_oil[amount] * given);
                    payoffs.push(oil[amount] - costs[cost]);
                    for (parts, part) in parts.iter_mut().zip([cost, amount, 3 * cost + amount, sounding]) {
                        parts.push(part);
                    }
                }
            }
        }
        let nothing = vec![0.0; payoffs.len()];
        let table = PayoffTable::new(vec![payoffs, nothing], &weights);
        close(table.expected()[0], 140.0);
        let [of_cost, of_oil, of_both, of_sounding] = parts.map(|parts| table.value_of_information(&parts));
        close(of_oil, 155.0);
        close(of_cost, 10.0);
        // Not the sum of both.
        close(of_both, 155.0);
        close(of_sounding, 40.1);
        close(table.value_of_perfect_information(), 155.0);
    }

    /// `used-car`: a lemon or a peach; buy, buy with a guarantee, or leave it.
    #[test]
    fn the_used_car_buyer() {
        let table = PayoffTable::new(vec![vec![-100.0, 60.0], vec![40.0, 20.0], vec![0.0, 0.0]], &[0.2, 0.8]);
        all_close(&table.expected(), &[28.0, 24.0, 0.0]);
        close(table.value_of_perfect_information(), 28.0);
        // With a test that tells all and costs 25.
        close(table.expected()[0] + table.value_of_perfect_information() - 25.0, 31.0);
        assert_eq!(find_greatest(&table.expected()), Some(0));
    }

    /// `voiage-evpi`: three equally likely rows.
    #[test]
    fn three_equally_likely_cases() {
        let table = PayoffTable::new(vec![vec![10.0, 11.0, 13.0], vec![12.0, 9.0, 14.0]], &[1.0; 3]);
        close(table.value_of_perfect_information(), 2.0 / 3.0);
    }

    #[test]
    fn changing_the_table_changes_the_choice() {
        let best = |lemon: f64| {
            let table = PayoffTable::new(vec![vec![-100.0, 60.0], vec![40.0, 20.0]], &[lemon, 1.0 - lemon]);
            find_greatest(&table.expected())
        };
        assert_eq!([0.1, 0.2, 0.3].map(best), [Some(0), Some(0), Some(1)]);
    }

    proptest::proptest! {
        /// 0 ≤ EVPPI(A) ≤ EVPPI(A, B) ≤ EVPI, where cases are enumerated.
        #[test]
        fn knowing_more_is_never_worth_less(
            payoffs in proptest::collection::vec(proptest::collection::vec(-9.0..9.0_f64, 12), 1..5),
            weights in proptest::collection::vec(0.01..1.0_f64, 12),
        ) {
            let table = PayoffTable::new(payoffs, &weights);
            let a: Vec<usize> = (0..12).map(|case| case / 6).collect();
            let both: Vec<usize> = (0..12).map(|case| case / 2).collect();
            let worth = [table.value_of_information(&a), table.value_of_information(&both), table.value_of_perfect_information()];
            proptest::prop_assert!(0.0 <= worth[0] && worth[0] <= worth[1] + 1e-12 && worth[1] <= worth[2] + 1e-12, "{worth:?}");
            let regret = table.expected_regret().into_iter().fold(f64::INFINITY, f64::min);
            proptest::prop_assert!((regret - worth[2]).abs() < 1e-9, "least expected regret {regret} for {}", worth[2]);
        }
    }
}
