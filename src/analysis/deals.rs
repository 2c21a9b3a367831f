//! What deals fetch as wholes: markets that are sold together are one deal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::summary::Estimate;
use crate::analysis::statistics::{FigureTally, LEAST_MONEY};
use crate::scenario::Scenario;
use crate::simulation::{Layout, Unit, WorseSide};

/// Deals that were alike in what was sold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    /// Keys of the markets sold together, in the order of the scenario.
    pub markets: Vec<String>,
    /// Their prices as wholes, dollars at closing.
    pub price: Estimate,
}

/// Most kinds of deal that are told apart, the first met first.
const MOST: usize = 32;

/// Collects deals by what is sold.
#[derive(Debug)]
pub(super) struct Deals {
    /// By market: the columns of the day on which the sale was signed, and of the market's share of the price.
    columns: Vec<(usize, usize)>,
    /// By the numbers of the markets: their prices, and those that the block at hand brought.
    found: BTreeMap<Vec<usize>, (FigureTally, Vec<f64>)>,
}

impl Deals {
    pub(super) fn new(scenario: &Scenario, layout: &Layout) -> Self {
        let column = |key: &str, name: &str| layout.column_index(&format!("{key}.{name}"));
        let columns = scenario.markets.iter().map(|m| (column(&m.key, "sale_day"), column(&m.key, "sale_price")));
        Self { columns: columns.collect(), found: BTreeMap::new() }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, row: &[f64]) {
        let sold = |market: &usize| !row[self.columns[*market].1].is_nan();
        let mut left: Vec<usize> = (0..self.columns.len()).filter(sold).collect();
        while let Some(&first) = left.first() {
            let day = |market: usize| row[self.columns[market].0];
            let (together, others): (Vec<usize>, Vec<usize>) =
                left.iter().partition(|market| day(**market) == day(first));
            let price = together.iter().map(|market| row[self.columns[*market].1]).sum();
            left = if others.len() < left.len() { others } else { Vec::new() };
            if self.found.len() < MOST || self.found.contains_key(&together) {
                let new = || (FigureTally::with_quantiles(LEAST_MONEY), Vec::new());
                self.found.entry(together).or_insert_with(new).1.push(price);
            }
        }
    }

    /// Ends a block of rows.
    pub(super) fn end_block(&mut self) {
        for (tally, block) in self.found.values_mut() {
            tally.take(block);
            block.clear();
        }
    }

    /// The deals, the most frequent first.
    pub(super) fn figures(&self, scenario: &Scenario) -> Vec<Deal> {
        let deal = |(markets, (tally, _)): (&Vec<usize>, &(FigureTally, Vec<f64>))| Deal {
            markets: markets.iter().map(|market| scenario.markets[*market].key.clone()).collect(),
            price: tally.estimate(Unit::Dollars, WorseSide::Lower),
        };
        let mut deals: Vec<Deal> = self.found.iter().map(deal).collect();
        deals.sort_by_key(|deal| std::cmp::Reverse(deal.price.count));
        deals
    }
}
