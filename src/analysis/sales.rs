//! What markets fetch, by the number of bidders and the time that was left when the deal was signed.

use serde::{Deserialize, Serialize};

use crate::analysis::statistics::Sketch;
use crate::scenario::Scenario;
use crate::simulation::Layout;

/// When a deal was signed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaleTiming {
    /// With so many days to the nearest deadline in its perimeter.
    DaysLeft {
        /// At least.
        from: f64,
        /// Less than; without end where there is none.
        to: Option<f64>,
    },
    /// While no order stood.
    Free,
}

/// Sales of a market that were alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SaleGroup {
    /// Bidders whose bids qualified at signing; 3 stands for three and more.
    pub bidders: u32,
    /// Time left at signing.
    pub timing: SaleTiming,
    /// Sales.
    pub count: u64,
    /// 5%, 25%, 50%, 75% and 95% quantile of price / standalone value.
    pub price_to_standalone: [f64; 5],
}

/// Leading bits of the sketches: quantiles to 0.4%.
const BITS: u32 = 8;
/// Shares of standalone value that are told from none only.
const LEAST: f64 = 1e-4;
/// Days left at which one group ends and the next begins.
const LIMITS: [f64; 4] = [30.0, 60.0, 90.0, 180.0];
/// Groups by time: those between the limits, and sales without a deadline.
const TIMES: usize = LIMITS.len() + 2;
/// Groups by bidders: one, two, three and more.
const BIDDERS: usize = 3;

/// Collects the sales of every market.
#[derive(Debug)]
pub(super) struct Sales {
    markets: Vec<Market>,
}

#[derive(Debug)]
struct Market {
    discount: usize,
    bidders: usize,
    days_left: usize,
    /// By bidders and time.
    paid: Vec<Sketch>,
    /// What the block at hand brought to each of them.
    block: Vec<Vec<f64>>,
}

impl Sales {
    pub(super) fn new(scenario: &Scenario, layout: &Layout) -> Self {
        let market = |key: &str| {
            let column = |name: &str| layout.column_index(&format!("{key}.{name}"));
            Market {
                discount: column("sale_discount"),
                bidders: column("sale_bidders"),
                days_left: column("sale_days_left"),
                paid: vec![Sketch::new(BITS, LEAST); TIMES * BIDDERS],
                block: vec![Vec::new(); TIMES * BIDDERS],
            }
        };
        Self { markets: scenario.markets.iter().map(|m| market(&m.key)).collect() }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, row: &[f64]) {
        for market in &mut self.markets {
            let (discount, bidders, days) = (row[market.discount], row[market.bidders], row[market.days_left]);
            if !discount.is_nan() {
                let bidders = (bidders as usize).clamp(1, BIDDERS) - 1;
                market.block[bidders * TIMES + time(days)].push(1.0 - discount);
            }
        }
    }

    /// Ends a block of rows.
    pub(super) fn end_block(&mut self) {
        for market in &mut self.markets {
            for (paid, block) in market.paid.iter_mut().zip(&mut market.block) {
                paid.take(block);
                block.clear();
            }
        }
    }

    /// The groups of market `m` in which anything was sold.
    pub(super) fn groups(&self, m: usize) -> Vec<SaleGroup> {
        let paid = self.markets[m].paid.iter().enumerate().filter(|(_, sketch)| sketch.count() > 0);
        paid.map(|(i, sketch)| {
            let pieces = sketch.pieces();
            let quantile = |p: f64| pieces.count_quantile(p).unwrap_or_default();
            SaleGroup {
                bidders: (i / TIMES + 1) as u32,
                timing: timing(i % TIMES),
                count: sketch.count(),
                price_to_standalone: [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile),
            }
        })
        .collect()
    }
}

fn time(days_left: f64) -> usize {
    if days_left.is_nan() { TIMES - 1 } else { LIMITS.iter().filter(|&&limit| days_left >= limit).count() }
}

fn timing(time: usize) -> SaleTiming {
    if time == TIMES - 1 {
        return SaleTiming::Free;
    }
    let from = time.checked_sub(1).map_or(0.0, |before| LIMITS[before]);
    SaleTiming::DaysLeft { from, to: LIMITS.get(time).copied() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_its_group() {
        let groups = [0.0, 29.9, 30.0, 89.0, 180.0, 4000.0, f64::NAN].map(|days| timing(time(days)));
        let between = |from: f64, to: Option<f64>| SaleTiming::DaysLeft { from, to };
        assert_eq!(
            groups,
            [
                between(0.0, Some(30.0)),
                between(0.0, Some(30.0)),
                between(30.0, Some(60.0)),
                between(60.0, Some(90.0)),
                between(180.0, None),
                between(180.0, None),
                SaleTiming::Free,
            ]
        );
    }
}
