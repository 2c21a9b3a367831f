//! Gathering: from blocks of replications, in their order, to the figures of a run.

use super::convergence::Settling;
use super::course_parts::{PartColumns, PartTallies};
use super::courses::{CourseColumns, Courses};
use super::deals::Deals;
use super::exemplars::{Ranked, Ranking};
use super::inputs::Drawn;
use super::outcome_fans::OutcomeFans;
use super::sales::Sales;
use super::summary::STATES;
use crate::analysis::statistics::{FigureTally, LEAST_MONEY, Ratio, Sketch, least_magnitude};
use crate::draws::BLOCK;
use crate::model::Notices;
use crate::scenario::{DesignKind, Scenario};
use crate::simulation::{Block, ColumnKind, Layout, OutcomeColumn};

/// Leading bits of sketches of fans: quantiles to 0.4%, those on a value that many simulations hold exactly.
const FAN_BITS: u32 = 8;
/// Columns that are read at one go: so many that what is read of a row is next to each other, and so few that they stay in the
/// processor's cache.
const TILE: usize = 16;

/// Takes blocks and keeps what the summary needs, in a space that does not grow with their number.
#[derive(Debug)]
pub struct Gatherer<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) layout: &'a Layout,
    pub(super) replications: u64,
    pub(super) figures: Vec<Option<FigureTally>>,
    pub(super) fans: Vec<Sketch>,
    /// By market, date and state.
    pub(super) access: Vec<u64>,
    /// By market and final state.
    pub(super) endings: Vec<[u64; 9]>,
    /// Column of the final state, by market.
    pub(super) ending_columns: Vec<usize>,
    pub(super) value_abroad: usize,
    /// Market whose ending colours the histogram.
    pub(super) main: usize,
    /// Value by ending of the main market.
    pub(super) by_ending: Vec<FigureTally>,
    /// Loss by ending of the main market.
    pub(super) loss_by_ending: Vec<FigureTally>,
    loss_abroad: usize,
    /// Where rows say what becomes of the main market.
    course_columns: CourseColumns,
    /// By what becomes of the main market.
    pub(super) courses: Courses,
    /// Where rows hold the parts of the bridge.
    part_columns: PartColumns,
    /// The parts of the bridge by what becomes of the main market.
    pub(super) parts: PartTallies,
    pub(super) settling: Settling,
    pub(super) ranking: Ranking,
    pub(super) inputs: Drawn,
    pub(super) sales: Sales,
    pub(super) deals: Deals,
    pub(super) outcome_fans: OutcomeFans,
    /// Terminal value over value.
    pub(super) terminal: Ratio,
    pub(super) terminal_abroad: Ratio,
    pub(super) skipped: Vec<u64>,
    pub(super) averted: Vec<u64>,
    /// By rule of the strategy in force.
    pub(super) fired: Vec<u64>,
    pub(super) notices: Notices<u64>,
}

/// Hands over each column of a table whose rows hold `width` numbers, with its number.
fn by_column<T: Copy + Into<f64>>(table: &[T], width: usize, mut take: impl FnMut(usize, &[f64])) {
    let rows = table.len() / width;
    let mut columns = vec![0.0; TILE * rows];
    for first in (0..width).step_by(TILE) {
        for (r, row) in table.chunks_exact(width).enumerate() {
            let cells = columns[r..].iter_mut().step_by(rows).zip(&row[first..]);
            cells.for_each(|(cell, &value)| *cell = value.into());
        }
        columns.chunks_exact(rows).zip(first..width).for_each(|(values, column)| take(column, values));
    }
}

/// An empty sketch for each of the fans.
fn fans(layout: &Layout) -> Vec<Sketch> {
    let units = layout.fan_days.iter().flat_map(|_| layout.fan_units());
    units.map(|unit| Sketch::new(FAN_BITS, least_magnitude(unit))).collect()
}

impl<'a> Gatherer<'a> {
    /// Nothing gathered yet.
    pub fn new(scenario: &'a Scenario, layout: &'a Layout) -> Self {
        let kept = |column: &OutcomeColumn| !matches!(column.kind, ColumnKind::State | ColumnKind::Input);
        let figure = |column: &OutcomeColumn| {
            let least = least_magnitude(column.kind.unit());
            if column.written { FigureTally::with_quantiles(least) } else { FigureTally::default() }
        };
        Self {
            figures: layout.columns.iter().map(|column| kept(column).then(|| figure(column))).collect(),
            fans: fans(layout),
            access: vec![0; layout.states() * STATES.len()],
            endings: vec![[0; 9]; scenario.markets.len()],
            ending_columns: scenario
                .markets
                .iter()
                .map(|m| layout.column_index(&format!("{}.final_state", m.key)))
                .collect(),
            course_columns: CourseColumns::of_market(scenario, layout, 0),
            courses: Courses::new(),
            part_columns: PartColumns::default(),
            parts: PartTallies::default(),
            value_abroad: layout.column_index("value_abroad"),
            main: 0,
            by_ending: vec![FigureTally::with_quantiles(LEAST_MONEY); STATES.len()],
            loss_by_ending: vec![FigureTally::with_quantiles(LEAST_MONEY); STATES.len()],
            loss_abroad: layout.column_index("loss_abroad"),
            settling: Settling::new(),
            ranking: Ranking::default(),
            inputs: Drawn::new(scenario, layout),
            sales: Sales::new(scenario, layout),
            deals: Deals::new(scenario, layout),
            outcome_fans: OutcomeFans::new(layout, scenario.markets.len()),
            terminal: Ratio::default(),
            terminal_abroad: Ratio::default(),
            skipped: vec![0; scenario.events.len()],
            averted: vec![0; scenario.events.len()],
            fired: vec![0; scenario.strategies[scenario.strategy].rules.len()],
            replications: 0,
            notices: Notices::default(),
            scenario,
            layout,
        }
    }

    /// Takes the next block.
    pub fn take(&mut self, block: &Block) {
        if self.replications == 0 {
            self.main = main_market(self.scenario, self.layout, block);
            self.course_columns = CourseColumns::of_market(self.scenario, self.layout, self.main);
            self.part_columns = PartColumns::find(self.scenario, self.layout, block);
        }
        self.replications += block.rows as u64;
        let column = |name: &str| self.layout.column_index(name);
        let [terminal, value, abroad] = ["terminal_value", "value", "terminal_value_abroad"].map(column);
        let mut endings: Vec<u8> = Vec::with_capacity(block.rows * self.ending_columns.len());
        for (row, replication) in block.values.chunks(self.layout.row()).take(block.rows).zip(block.first..) {
            self.take_endings(row);
            self.terminal.add(row[terminal], row[value]);
            self.terminal_abroad.add(row[abroad], row[self.value_abroad]);
            self.settling.add(row[self.value_abroad]);
            let course = self.course_columns.read(row);
            let (value, loss) = (row[self.value_abroad], row[self.loss_abroad]);
            let main_day = self.course_columns.read_main_day(row);
            self.ranking.add(Ranked { value, loss, course, main_day, replication });
            self.courses.add(course, value, loss);
            self.parts.add(course, &self.part_columns.read(row));
            self.sales.add(row);
            self.deals.add(row);
            endings.extend(self.ending_columns.iter().map(|&column| row[column] as u8));
        }
        let (row, fans) = (self.layout.row(), self.layout.fans());
        by_column(&block.values[..block.rows * row], row, |column, values| {
            self.figures[column].iter_mut().for_each(|figure| figure.take(values));
            self.inputs.take(column, values);
        });
        self.outcome_fans.begin_block(&endings);
        by_column(&block.fans[..block.rows * fans], fans, |cell, values| {
            self.fans[cell].take(values);
            self.outcome_fans.take(cell, values);
        });
        for states in block.states.chunks(self.layout.states()).take(block.rows) {
            states.iter().enumerate().for_each(|(i, &state)| self.access[i * STATES.len() + state as usize] += 1);
        }
        self.sales.end_block();
        self.deals.end_block();
        self.skipped.iter_mut().zip(&block.skipped).for_each(|(sum, count)| *sum += count);
        self.averted.iter_mut().zip(&block.averted).for_each(|(sum, count)| *sum += count);
        self.fired.iter_mut().zip(&block.fired).for_each(|(sum, count)| *sum += count);
        self.notices.iter_mut().zip(block.notices).for_each(|(sum, count)| *sum += count);
        self.end_block(block.rows as u64);
    }

    /// Whole blocks of a Latin hypercube are independent of one another; pieces of a Sobol' sequence are not, and those of
    /// independent draws tell nothing new.
    fn end_block(&mut self, rows: u64) {
        if rows == BLOCK && self.scenario.design == DesignKind::LatinHypercube {
            self.figures.iter_mut().flatten().for_each(|figure| figure.mean.end_block());
            self.settling.end_block();
        }
    }

    fn take_endings(&mut self, row: &[f64]) {
        for (endings, &column) in self.endings.iter_mut().zip(&self.ending_columns) {
            endings[row[column] as usize] += 1;
        }
        let ending = row[self.ending_columns[self.main]] as usize;
        self.by_ending[ending].take(&[row[self.value_abroad]]);
        self.loss_by_ending[ending].take(&[row[self.loss_abroad]]);
    }
}

/// The market that the scenario names for its report, else the one abroad with the greatest mean baseline value, by a first block.
pub(super) fn main_market(scenario: &Scenario, layout: &Layout, block: &Block) -> usize {
    choose_main_market(scenario, |m| {
        let column = layout.column_index(&format!("{}.baseline_value", scenario.markets[m].key));
        block.column(layout, column).sum()
    })
}

/// The market that the scenario names for its report, else the one abroad that is worth most, the first of equals.
pub(super) fn choose_main_market(scenario: &Scenario, worth: impl Fn(usize) -> f64) -> usize {
    if let Some(named) = scenario.find_report_market() {
        return named;
    }
    let home = scenario.company.home.map(|home| home.0);
    let abroad = (0..scenario.markets.len()).filter(|&m| Some(m) != home);
    abroad.max_by(|&a, &b| worth(a).total_cmp(&worth(b)).then(b.cmp(&a))).unwrap_or(0)
}
