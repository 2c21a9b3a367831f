//! What is recorded of each replication: the columns of its row, and what the fans hold at each date.

use super::cash_path::CashPath;
use super::catalogue::{
    BRIDGE_PARTS, ColumnKind, CompanyFigure, Figure, MARKET, USER_METRICS, Unit, WorseSide, recorded_company,
    user_metrics,
};
use crate::model::{ModelError, World};
use crate::quantity::YEAR;
use crate::scenario::Scenario;
use crate::scenario::fields::Timing;
use crate::simd::WIDTH;

/// One column of a replication's row; missing values are NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeColumn {
    /// Its name in `outcomes.csv`.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Which side of its figure is worse.
    pub worse: WorseSide,
    /// Whether it stands in `outcomes.csv`, or only feeds the summary.
    pub written: bool,
    /// Whether it is there only where cash is split and the day-one cohort followed.
    pub in_detail: bool,
}

/// Share of the users at the start who still are at the horizon with no government action.
pub(crate) const BASELINE_COHORT: &str = "baseline_cohort";
/// Columns of a market that are filled at the end: its figures, the parts of its bridge, and its baseline's cohort.
const OF_END: usize = MARKET.len() + BRIDGE_PARTS.len() + 1;
/// Dates that fans are kept at are at most so many.
const MOST_DATES: usize = 70;

/// Where each figure of a replication stands.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Columns of a row.
    pub columns: Vec<OutcomeColumn>,
    /// Days since the start at which fans are recorded; the last is the horizon.
    pub fan_days: Vec<f64>,
    /// Days before the horizon at which anything is recorded, ascending.
    pub instants: Vec<f64>,
    /// For each instant and the horizon: the fan date, and the recorded date of the row.
    uses: Vec<(Option<usize>, Option<usize>)>,
    /// Uncertain inputs that are drawn once, by number.
    inputs: Vec<usize>,
    /// Figures of the company.
    company: Vec<&'static CompanyFigure>,
    markets: usize,
    /// Figures of users that are summed over markets, by number among [`USER_METRICS`].
    summed: Vec<usize>,
    first_sum: usize,
    first_market: usize,
    per_market: usize,
    /// Whether the figures that need cash to be split or the day-one cohort to be followed have a meaning.
    pub(super) in_detail: bool,
    /// How the owner's cash comes in over time, where that is recorded.
    pub(super) cash_path: Option<CashPath>,
}

/// Columns in the making.
#[derive(Default)]
struct Columns(Vec<OutcomeColumn>);

impl Columns {
    fn push(&mut self, name: String, kind: ColumnKind) {
        self.0.push(OutcomeColumn { name, kind, worse: WorseSide::Lower, written: true, in_detail: false });
    }

    fn push_figure(&mut self, prefix: &str, figure: &Figure, end: &str) {
        let name = format!("{prefix}{}{end}", figure.name);
        let Figure { kind, worse, in_detail, .. } = *figure;
        self.0.push(OutcomeColumn { name, kind, worse, written: true, in_detail });
    }

    fn push_bridge(&mut self, name: &str, written: bool) {
        for part in BRIDGE_PARTS {
            self.push(format!("{name}.{part}"), ColumnKind::Number(Unit::Dollars));
            self.0.last_mut().into_iter().for_each(|column| (column.written, column.in_detail) = (written, true));
        }
    }

    fn push_unwritten(&mut self, name: String, kind: ColumnKind) {
        self.0.push(OutcomeColumn { name, kind, worse: WorseSide::Lower, written: false, in_detail: false });
    }
}

impl Layout {
    /// The layout of `scenario`.
    pub fn new(scenario: &Scenario) -> Self {
        Self::with_fan_days(scenario, spread_days(scenario))
    }

    /// The layout of `scenario` where states and fans are kept on these days since the start, ascending and before the horizon, and at
    /// the horizon.
    pub fn on_days(scenario: &Scenario, days: &[f64]) -> Self {
        Self::with_fan_days(scenario, days.to_vec())
    }

    /// The layout of `scenario` where nothing is asked for but these columns: what none of them needs is not computed, and what then stands in the
    /// other columns is without meaning.
    pub fn for_columns<'n>(scenario: &Scenario, names: impl Iterator<Item = &'n str>) -> Self {
        let names: Vec<&str> = names.collect();
        let dates: Vec<String> = scenario.record.iter().map(|&day| format!(".{}", label(day))).collect();
        let mut layout = Self::with_fan_days(scenario, Vec::new());
        layout.in_detail =
            layout.columns.iter().any(|column| column.in_detail && names.contains(&column.name.as_str()));
        let is_dated = names.iter().any(|name| dates.iter().any(|date| name.ends_with(date.as_str())));
        if is_dated { layout } else { layout.without_records() }
    }

    /// The same layout where no figure is asked for that needs cash to be split or the day-one cohort to be followed.
    #[must_use]
    pub fn without_detail(self) -> Self {
        Self { in_detail: false, ..self }
    }

    /// The same layout where nothing is recorded on the dates of `record`: of figures on those dates there are none.
    #[must_use]
    pub fn without_records(mut self) -> Self {
        let end = self.instants.len();
        let kept: Vec<usize> = (0..end).filter(|&instant| self.uses[instant].0.is_some()).collect();
        self.uses = kept.iter().copied().chain([end]).map(|instant| self.uses[instant]).collect();
        self.instants = kept.into_iter().map(|instant| self.instants[instant]).collect();
        self
    }

    fn with_fan_days(scenario: &Scenario, fan_days: Vec<f64>) -> Self {
        let inputs: Vec<usize> = (0..scenario.inputs.len())
            .filter(|&i| scenario.inputs[i].field.timing == Timing::Once && scenario.known_value(i).is_none())
            .collect();
        let mut columns = Columns::default();
        columns.push("replication".into(), ColumnKind::Count);
        inputs.iter().for_each(|&i| columns.push(scenario.inputs[i].path.clone(), ColumnKind::Input));
        let company: Vec<&'static CompanyFigure> = recorded_company(scenario).collect();
        company.iter().for_each(|(figure, _)| columns.push_figure("", figure, ""));
        columns.push_bridge("bridge", true);
        columns.push_bridge("bridge_abroad", false);
        let ends: Vec<String> =
            scenario.record.iter().map(|&day| format!(".{}", label(day))).chain([String::new()]).collect();
        let first_sum = columns.0.len();
        for end in &ends {
            user_metrics().filter(|f| f.summed).for_each(|figure| columns.push_figure("", figure, end));
        }
        let first_market = columns.0.len();
        for market in &scenario.markets {
            let prefix = format!("{}.", market.key);
            MARKET.iter().for_each(|(figure, _)| columns.push_figure(&prefix, figure, ""));
            columns.push_bridge(&format!("{prefix}bridge"), false);
            columns.push_unwritten(format!("{prefix}{BASELINE_COHORT}"), ColumnKind::Number(Unit::Share));
            for end in &ends {
                user_metrics().for_each(|figure| columns.push_figure(&prefix, figure, end));
            }
        }
        let (fan_days, instants, uses) = order_instants(scenario, fan_days);
        Self {
            columns: columns.0,
            fan_days,
            instants,
            uses,
            inputs,
            company,
            markets: scenario.markets.len(),
            summed: (0..USER_METRICS.len()).filter(|&k| USER_METRICS[k].0.summed).collect(),
            first_sum,
            first_market,
            per_market: OF_END + ends.len() * USER_METRICS.len(),
            in_detail: true,
            cash_path: None,
        }
    }

    /// The same layout with columns at its end for how the owner's cash comes in, market by market, which no file holds.
    #[must_use]
    pub fn with_cash_path(mut self, scenario: &Scenario) -> Self {
        let keys = scenario.markets.iter().map(|market| market.key.as_str());
        let columns = CashPath::columns(keys);
        self.cash_path = Some(CashPath::new(self.columns.len(), &self.fan_days));
        self.columns.extend(columns);
        self
    }

    /// Numbers in one row.
    pub fn row(&self) -> usize {
        self.columns.len()
    }

    /// Number of the column of this name.
    ///
    /// Looked up when figures are gathered, never while histories run.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Number of the column of this name, which every layout has.
    ///
    /// # Panics
    /// When there is none.
    pub fn column_index(&self, name: &str) -> usize {
        self.column(name).unwrap_or_else(|| unreachable!("`{name}` is a column of every layout"))
    }

    /// What fans are kept of: value, users in all, then figure by figure of users and market by market.
    fn series(&self) -> usize {
        1 + self.summed.len() + self.markets * USER_METRICS.len()
    }

    /// Numbers that the fans of one replication hold: date by date.
    pub fn fans(&self) -> usize {
        self.series() * self.fan_days.len()
    }

    /// Position among the fans of the marked value at a date.
    pub fn value_fan(&self, date: usize) -> usize {
        date * self.series()
    }

    /// Position among the fans of the `k`th of the figures that are summed over markets at a date.
    pub fn sum_fan(&self, k: usize, date: usize) -> usize {
        self.value_fan(date) + 1 + k
    }

    /// Position among the fans of the `k`th of [`USER_METRICS`] of market `m` at a date.
    pub fn fan(&self, m: usize, k: usize, date: usize) -> usize {
        self.sum_fan(self.summed.len() + k * self.markets + m, date)
    }

    /// The unit of each of the fans at one date, in their order.
    pub fn fan_units(&self) -> impl Iterator<Item = Unit> + '_ {
        let sums = self.summed.iter().map(|&k| USER_METRICS[k].0.kind.unit());
        let markets = user_metrics().flat_map(|figure| std::iter::repeat_n(figure.kind.unit(), self.markets));
        std::iter::once(Unit::Dollars).chain(sums).chain(markets)
    }

    /// States that one replication holds: date by date, market by market.
    pub fn states(&self) -> usize {
        self.markets * self.fan_days.len()
    }

    /// Position among the states of that of market `m` at a date.
    pub fn state(&self, m: usize, date: usize) -> usize {
        date * self.markets + m
    }

    /// Records the world at instant `i` (the last is the horizon).
    pub fn record(&self, world: &World, i: usize, row: &mut [f64], fans: &mut [f32], states: &mut [u8]) {
        let (fan, recorded) = self.uses[i];
        let (mut value, mut sums) = (0.0, [0.0; USER_METRICS.len()]);
        for g in 0..world.groups.len() {
            let observed = world.observe_group(g);
            let at_start = world.baseline.nodes(g, 0).users;
            let (first, markets) = (g * WIDTH, (self.markets - g * WIDTH).min(WIDTH));
            value += observed.value.0[..markets].iter().sum::<f64>();
            for (k, (_, read)) in USER_METRICS.iter().enumerate() {
                let figures = &read(&observed, at_start).0[..markets];
                sums[k] += figures.iter().sum::<f64>();
                if let Some(date) = fan {
                    let places = &mut fans[self.fan(first, k, date)..][..markets];
                    places.iter_mut().zip(figures).for_each(|(place, figure)| *place = *figure as f32);
                }
                if let Some(end) = recorded {
                    let column = self.first_market + OF_END + end * USER_METRICS.len() + k;
                    let places = row[column + first * self.per_market..].iter_mut().step_by(self.per_market);
                    places.zip(figures).for_each(|(place, figure)| *place = *figure);
                }
            }
            if let Some((date, cash_path)) = fan.zip(self.cash_path.as_ref()) {
                cash_path.record(first, &observed.earned.0[..markets], date, row);
            }
            if let Some(date) = fan {
                let places = states[self.state(first, date)..][..markets].iter_mut();
                places.zip(&world.markets[first..]).for_each(|(place, state)| *place = state.access as u8);
            }
        }
        let sums = self.summed.iter().map(|&k| sums[k]);
        if let Some(date) = fan {
            fans[self.value_fan(date)] = value as f32;
            fans[self.sum_fan(0, date)..].iter_mut().zip(sums.clone()).for_each(|(place, sum)| *place = sum as f32);
        }
        if let Some(end) = recorded {
            row[self.first_sum + end * self.summed.len()..].iter_mut().zip(sums).for_each(|(place, sum)| *place = sum);
        }
    }

    /// Fills in what the end of a replication tells.
    pub fn conclude(&self, world: &World, replication: u64, values: &[f64], row: &mut [f64]) {
        row[0] = replication as f64;
        for (place, &input) in row[1..].iter_mut().zip(&self.inputs) {
            *place = values[input];
        }
        let company = &mut row[1 + self.inputs.len()..self.first_sum];
        company.iter_mut().zip(&self.company).for_each(|(place, (_, read))| *place = read(world));
        let (parts, parts_abroad) = company[self.company.len()..].split_at_mut(BRIDGE_PARTS.len());
        parts.fill(0.0);
        parts_abroad.fill(0.0);
        let add = |sums: &mut [f64], parts: &[f64]| sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        for (m, state) in world.markets.iter().enumerate() {
            add(parts, &state.cash.parts);
            if !world.plan.is_home(m) {
                add(parts_abroad, &state.cash.parts);
            }
        }
        let markets = world.markets.iter().zip(row[self.first_market..].chunks_exact_mut(self.per_market));
        for (m, (state, row)) in markets.enumerate() {
            row.iter_mut().zip(&MARKET).for_each(|(place, (_, read))| *place = read(state));
            row[MARKET.len()..][..BRIDGE_PARTS.len()].copy_from_slice(&state.cash.parts);
            row[OF_END - 1] = world.baseline.surviving_at_end(m);
        }
        if let Some(cash_path) = &self.cash_path {
            cash_path.conclude(&world.markets, row);
        }
    }

    /// Whether every figure recorded is a number that a fan can hold, or missing.
    ///
    /// # Errors
    /// [`ModelError::NotFinite`], for the market whose figures are not; the first where that is not known.
    pub fn check(&self, world: &World, row: &[f64], fans: &[f32]) -> Result<(), ModelError> {
        if fans.iter().all(|figure| figure.is_finite()) && !row.iter().any(|figure| figure.is_infinite()) {
            return Ok(());
        }
        let dates = self.fan_days.len();
        let has_none =
            |m: usize| (0..dates).any(|date| (0..USER_METRICS.len()).any(|k| !fans[self.fan(m, k, date)].is_finite()));
        let m = (0..self.markets).find(|&m| has_none(m)).unwrap_or(0);
        Err(ModelError::NotFinite { market: world.plan.scenario.markets[m].key.clone() })
    }
}

type Uses = Vec<(Option<usize>, Option<usize>)>;

/// Days before the horizon at which fans are kept: whole steps, evenly spread.
fn spread_days(scenario: &Scenario) -> Vec<f64> {
    let steps = libm::ceil(scenario.horizon / scenario.step);
    let stride = scenario.step * libm::ceil(steps / MOST_DATES as f64);
    let count = libm::ceil((scenario.horizon - 0.5 * scenario.step) / stride).max(1.0) as usize;
    (0..count).map(|k| k as f64 * stride).collect()
}

/// Fan dates with the horizon, instants before it, and what each is used for.
fn order_instants(scenario: &Scenario, mut fan_days: Vec<f64>) -> (Vec<f64>, Vec<f64>, Uses) {
    let mut all: Vec<(f64, Option<usize>, Option<usize>)> =
        fan_days.iter().enumerate().map(|(i, &day)| (day, Some(i), None)).collect();
    all.extend(scenario.record.iter().enumerate().map(|(i, &day)| (day, None, Some(i))));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let instants = all.iter().map(|&(day, ..)| day).collect();
    let mut uses: Uses = all.into_iter().map(|(_, fan, recorded)| (fan, recorded)).collect();
    uses.push((Some(fan_days.len()), Some(scenario.record.len())));
    fan_days.push(scenario.horizon);
    (fan_days, instants, uses)
}

/// A recorded date as the end of a column's name: `1y`, `90d`.
pub(crate) fn label(day: f64) -> String {
    let years = day / YEAR;
    if (years - libm::round(years)).abs() < 1e-9 { format!("{years:.0}y") } else { format!("{day}d") }
}
