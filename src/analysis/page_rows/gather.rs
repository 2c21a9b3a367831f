//! Keeping the first simulations of a run, in memory that does not grow with its length.

use indexmap::IndexMap;

use super::{LEAST_DIVISOR, MOST_PAGE_ROWS, MarketWorth, PAGE_ROWS_FORMAT, PackedColumn, PageRows, divisor_shifts};
use crate::analysis::gather::main_market;
use crate::analysis::leading::LeadingValue;
use crate::analysis::summary::STATES;
use crate::quantity::YEAR;
use crate::scenario::Scenario;
use crate::simulation::{Block, CashColumns, DISCOUNT_SHIFTS, Layout};

/// Takes blocks, and keeps the first simulations.
#[derive(Debug)]
pub struct PageRowsGatherer<'a> {
    scenario: &'a Scenario,
    layout: &'a Layout,
    /// Numbers of the markets in the leading value, and of their columns.
    markets: Vec<(usize, CashColumns)>,
    rows: Vec<Row>,
    main: usize,
}

/// What is kept of a simulation.
#[derive(Debug)]
struct Row {
    value: f64,
    retention: f64,
    state: f64,
    /// Market by market.
    cash: Vec<Cash>,
}

/// The owner's cash of a market.
#[derive(Debug, Clone, Copy)]
struct Cash {
    earned: f64,
    gains: [f64; DISCOUNT_SHIFTS.len()],
    terminal: f64,
    divisor: f64,
}

impl<'a> PageRowsGatherer<'a> {
    /// Nothing kept yet of a run whose layout records how cash comes in; of any other layout nothing is kept of it.
    pub fn new(scenario: &'a Scenario, layout: &'a Layout) -> Self {
        let home = match LeadingValue::of_scenario(scenario) {
            LeadingValue::Abroad => scenario.company.home.map(|home| home.0),
            LeadingValue::Whole => None,
        };
        let leading = (0..scenario.markets.len()).filter(|&m| Some(m) != home);
        let markets = leading.filter_map(|m| Some((m, layout.cash_columns(m)?))).collect();
        Self { scenario, layout, markets, rows: Vec::new(), main: 0 }
    }

    /// Takes the next block.
    pub fn take(&mut self, block: &Block) {
        if self.rows.is_empty() {
            self.main = main_market(self.scenario, self.layout, block);
        }
        let left = MOST_PAGE_ROWS - self.rows.len();
        if left == 0 {
            return;
        }
        let key = &self.scenario.markets[self.main].key;
        let column = |name: &str| self.layout.column_index(name);
        let value = column(LeadingValue::of_scenario(self.scenario).name());
        let [retention, state] = ["retention", "final_state"].map(|name| column(&format!("{key}.{name}")));
        for row in block.values.chunks(self.layout.row()).take(block.rows.min(left)) {
            let cash = self.markets.iter().map(|&(_, columns)| Cash::read(columns, row)).collect();
            self.rows.push(Row { value: row[value], retention: row[retention], state: row[state], cash });
        }
    }

    /// What is kept of a run of so many simulations with this seed.
    pub fn finish(self, seed: u64, replications: u64) -> PageRows {
        let pack = |read: &dyn Fn(&Row) -> f64| PackedColumn::pack(&self.rows.iter().map(read).collect::<Vec<_>>());
        let gain = |k: usize| pack(&|row: &Row| row.cash.iter().map(|cash| cash.gains[k]).sum());
        let all = || self.rows.iter().flat_map(|row| &row.cash).filter(|cash| cash.terminal != 0.0);
        let least = all().map(|cash| cash.divisor).fold(f64::INFINITY, f64::min);
        let least_divisor = if least.is_finite() { least } else { 1.0 };
        PageRows {
            format: PAGE_ROWS_FORMAT.to_owned(),
            digest: self.scenario.digest().to_owned(),
            seed,
            replications,
            rows: self.rows.len(),
            horizon: self.scenario.horizon / YEAR,
            value: pack(&|row| row.value),
            gains: (0..DISCOUNT_SHIFTS.len()).map(gain).collect(),
            terminal: pack(&|row| row.cash.iter().map(|cash| cash.terminal).sum()),
            divisor: pack(&|row| average_divisor(&row.cash)),
            least_divisor,
            retention: pack(&|row| row.retention),
            state: pack(&|row| row.state),
            markets: self.worth_by_market(least_divisor),
        }
    }

    fn worth_by_market(&self, least: f64) -> IndexMap<String, Vec<Option<MarketWorth>>> {
        let worth = |place: usize, state: usize| {
            let rows = self.rows.iter().filter(|row| row.state == state as f64);
            MarketWorth::average(&rows.map(|row| row.cash[place]).collect::<Vec<_>>(), least)
        };
        let by_state = |place: usize| (0..STATES.len()).map(|state| worth(place, state)).collect();
        let markets = self.markets.iter().enumerate();
        markets.map(|(place, &(m, _))| (self.scenario.markets[m].key.clone(), by_state(place))).collect()
    }
}

impl Cash {
    fn read(columns: CashColumns, row: &[f64]) -> Self {
        Self {
            earned: row[columns.earned],
            gains: columns.gains.map(|gain| row[gain]),
            terminal: row[columns.terminal],
            divisor: row[columns.divisor],
        }
    }
}

/// The harmonic mean of the divisors of markets, weighed by the size of their terminal values: to first order in a shift all of them
/// together then change as each does. 1 where nothing comes after the horizon.
fn average_divisor(markets: &[Cash]) -> f64 {
    let whole: f64 = markets.iter().map(|cash| cash.terminal.abs()).sum();
    let divided: f64 = markets.iter().map(|cash| cash.terminal.abs() / cash.divisor).sum();
    if divided > 0.0 { whole / divided } else { 1.0 }
}

impl MarketWorth {
    /// Means over simulations; none where there are none.
    fn average(all: &[Cash], least: f64) -> Option<Self> {
        let mean = |read: &dyn Fn(&Cash) -> f64| round(all.iter().map(read).sum::<f64>() / all.len() as f64);
        let terminal = |shift: f64| {
            let scale = (least + shift) / least;
            let shifted = |cash: &Cash| {
                if cash.terminal == 0.0 { 0.0 } else { cash.terminal * scale * cash.divisor / (cash.divisor + shift) }
            };
            (least + shift >= LEAST_DIVISOR).then(|| mean(&shifted))
        };
        (!all.is_empty()).then(|| Self {
            earned: mean(&|cash| cash.earned),
            gains: (0..DISCOUNT_SHIFTS.len()).map(|k| mean(&|cash: &Cash| cash.gains[k])).collect(),
            terminal: divisor_shifts()
                .map(|shift| if shift == 0.0 { Some(mean(&|cash| cash.terminal)) } else { terminal(shift) })
                .collect(),
        })
    }
}

/// To seven digits, which is what a page has room for.
fn round(value: f64) -> f64 {
    format!("{value:.6e}").parse().unwrap_or(value)
}
