//! How the owner's cash comes in over time, in few numbers: what it would be worth at other discount rates.

use super::catalogue::{ColumnKind, Unit, WorseSide};
use super::layout::OutcomeColumn;
use crate::model::MarketState;
use crate::quantity::YEAR;

/// Shifts of the discount rate, per year, at which the present value of cash up to the horizon is recorded; between them it is a
/// smooth curve.
pub const DISCOUNT_SHIFTS: [f64; 4] = [-0.03, -0.015, 0.015, 0.03];

/// Columns of a market: cash so far, changes of its present value, terminal value, divisor.
const PER_MARKET: usize = DISCOUNT_SHIFTS.len() + 3;

/// Columns that hold, market by market, the owner's cash up to the horizon and beyond.
#[derive(Debug, Clone)]
pub(super) struct CashPath {
    /// Number of the first column.
    first: usize,
    /// For each date of the fans: what a dollar of cash since the date before gains in present value at each shift.
    gains: Vec<[f64; DISCOUNT_SHIFTS.len()]>,
}

/// Numbers of the columns of one market.
#[derive(Debug, Clone, Copy)]
pub struct CashColumns {
    /// The owner's cash up to the horizon, in dollars discounted to the start.
    pub earned: usize,
    /// What that gains in present value at each of [`DISCOUNT_SHIFTS`], in dollars.
    pub gains: [usize; DISCOUNT_SHIFTS.len()],
    /// The owner's terminal value, in dollars discounted to the start.
    pub terminal: usize,
    /// What it was divided by, per year: discount rate less growth, plus the hazard of loss.
    pub divisor: usize,
}

impl CashPath {
    /// Columns from number `first` on; cash is looked at on these days since the start.
    pub(super) fn new(first: usize, days: &[f64]) -> Self {
        let mut before = 0.0;
        let gains = |&day: &f64| {
            // Cash since the date before counts as if all of it came in the middle.
            let years = f64::midpoint(before, day) / YEAR;
            before = day;
            DISCOUNT_SHIFTS.map(|shift| libm::expm1(-shift * years))
        };
        Self { first, gains: days.iter().map(gains).collect() }
    }

    /// The columns of markets with these keys.
    pub(super) fn columns<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<OutcomeColumn> {
        let names = |key: &'a str| {
            let gains = (1..=DISCOUNT_SHIFTS.len()).map(move |k| format!("{key}.cash.gain{k}"));
            let last = ["terminal", "divisor"].map(|name| format!("{key}.cash.{name}"));
            std::iter::once(format!("{key}.cash")).chain(gains).chain(last)
        };
        let column = |name: String| OutcomeColumn {
            name,
            kind: ColumnKind::Number(Unit::Dollars),
            worse: WorseSide::Lower,
            written: false,
            in_detail: false,
        };
        keys.flat_map(names).map(column).collect()
    }

    /// Numbers of the columns of market `m`.
    pub(super) fn columns_of(&self, m: usize) -> CashColumns {
        let earned = self.first + m * PER_MARKET;
        let terminal = earned + 1 + DISCOUNT_SHIFTS.len();
        CashColumns { earned, gains: std::array::from_fn(|k| earned + 1 + k), terminal, divisor: terminal + 1 }
    }

    /// Records the cash so far of markets from number `first` on, at date `date` of the fans.
    pub(super) fn record(&self, first: usize, earned: &[f64], date: usize, row: &mut [f64]) {
        let markets = row[self.first + first * PER_MARKET..].chunks_exact_mut(PER_MARKET);
        for (market, &earned) in markets.zip(earned) {
            if date == 0 {
                market.fill(0.0);
            }
            let cash = earned - market[0];
            market[0] = earned;
            for (sum, gain) in market[1..].iter_mut().zip(self.gains[date]) {
                *sum += gain * cash;
            }
        }
    }

    /// Records what comes after the horizon.
    pub(super) fn conclude(&self, markets: &[MarketState], row: &mut [f64]) {
        for (columns, market) in row[self.first..].chunks_exact_mut(PER_MARKET).zip(markets) {
            columns[PER_MARKET - 2..].copy_from_slice(&[market.terminal, market.terminal_divisor]);
        }
    }
}

impl super::Layout {
    /// Numbers of the columns of how cash comes in to market `m`, where they are recorded.
    pub fn cash_columns(&self, m: usize) -> Option<CashColumns> {
        self.cash_path.as_ref().map(|path| path.columns_of(m))
    }
}
