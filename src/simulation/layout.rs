//! What is recorded of each replication: the columns of its row, and what the fans hold at each date.

use crate::model::{ModelError, World};
use crate::quantity::YEAR;
use crate::scenario::Scenario;
use crate::scenario::fields::Timing;
use crate::simd::{F64x8, Real as _, WIDTH};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number in the unit named.
    Number(&'static str),
    /// When something happened, in days since the start.
    Day,
    /// Whether something happened: 1 or 0.
    Flag,
    /// A count.
    Count,
    /// A final state, as its number in [`crate::model::Access::ALL`].
    State,
    /// A drawn input.
    Input,
}

/// One column of a replication's row; missing values are NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeColumn {
    /// Its name in `outcomes.csv`.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it stands in `outcomes.csv`, or only feeds the summary.
    pub written: bool,
}

/// Measures that fans are kept of, for each market.
pub const USER_METRICS: [&str; 3] = ["retention", "vs_baseline", "cohort"];

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
    markets: usize,
    recorded: usize,
    first_market: usize,
    per_market: usize,
}

/// Columns of the whole company, after the drawn inputs.
const COMPANY: [(&str, ColumnKind); 11] = [
    ("value", ColumnKind::Number("USD")),
    ("value_abroad", ColumnKind::Number("USD")),
    ("baseline_value", ColumnKind::Number("USD")),
    ("baseline_value_abroad", ColumnKind::Number("USD")),
    ("loss", ColumnKind::Number("USD")),
    ("loss_abroad", ColumnKind::Number("USD")),
    ("sunk", ColumnKind::Number("USD")),
    ("terminal_value", ColumnKind::Number("USD")),
    ("retaliations", ColumnKind::Count),
    ("export_control", ColumnKind::Flag),
    ("peak_backlash", ColumnKind::Number("")),
];

/// Parts of the bridge, in the order of [`crate::model::Part`] and in which they are drawn.
pub const BRIDGE_PARTS: [&str; 9] =
    ["blocked", "users_lost", "sale", "restructuring", "threat", "costs", "backlash", "redeployment", "later_risk"];

/// Columns of one market, before its bridge and its measures at recorded dates.
const MARKET: [(&str, ColumnKind); 18] = [
    ("final_state", ColumnKind::State),
    ("value", ColumnKind::Number("USD")),
    ("baseline_value", ColumnKind::Number("USD")),
    ("days_without_access", ColumnKind::Number("days")),
    ("ever_blocked", ColumnKind::Flag),
    ("reviews", ColumnKind::Count),
    ("orders", ColumnKind::Count),
    ("restrictions", ColumnKind::Count),
    ("bans", ColumnKind::Count),
    ("first_review_day", ColumnKind::Day),
    ("first_order_day", ColumnKind::Day),
    ("first_restriction_day", ColumnKind::Day),
    ("first_ban_day", ColumnKind::Day),
    ("sale_price", ColumnKind::Number("USD")),
    ("sale_discount", ColumnKind::Number("share")),
    ("sale_day", ColumnKind::Day),
    ("sale_bidders", ColumnKind::Count),
    ("sale_days_left", ColumnKind::Number("days")),
];

impl Layout {
    /// The layout of `scenario`.
    pub fn new(scenario: &Scenario) -> Self {
        let inputs: Vec<usize> = (0..scenario.inputs.len())
            .filter(|&i| scenario.inputs[i].field.timing == Timing::Once && scenario.known_value(i).is_none())
            .collect();
        let mut columns = Vec::new();
        let mut push = |name: String, kind, written| columns.push(OutcomeColumn { name, kind, written });
        push("replication".into(), ColumnKind::Count, true);
        inputs.iter().for_each(|&i| push(scenario.inputs[i].path.clone(), ColumnKind::Input, true));
        COMPANY.iter().for_each(|&(name, kind)| push(name.into(), kind, true));
        BRIDGE_PARTS.iter().for_each(|part| push(format!("bridge.{part}"), ColumnKind::Number("USD"), true));
        BRIDGE_PARTS.iter().for_each(|part| push(format!("bridge_abroad.{part}"), ColumnKind::Number("USD"), false));
        let first_market = 1 + inputs.len() + COMPANY.len() + 2 * BRIDGE_PARTS.len();
        let ends: Vec<String> =
            scenario.record.iter().map(|&day| format!(".{}", label(day))).chain([String::new()]).collect();
        for market in &scenario.markets {
            let key = &market.key;
            MARKET.iter().for_each(|&(name, kind)| push(format!("{key}.{name}"), kind, true));
            BRIDGE_PARTS.iter().for_each(|part| push(format!("{key}.bridge.{part}"), ColumnKind::Number("USD"), false));
            for end in &ends {
                USER_METRICS
                    .iter()
                    .for_each(|measure| push(format!("{key}.{measure}{end}"), ColumnKind::Number("share"), true));
            }
        }
        let (fan_days, instants, uses) = instants(scenario);
        Self {
            per_market: MARKET.len() + BRIDGE_PARTS.len() + ends.len() * USER_METRICS.len(),
            columns,
            fan_days,
            instants,
            uses,
            inputs,
            markets: scenario.markets.len(),
            recorded: ends.len(),
            first_market,
        }
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

    /// What fans are kept of: value, then measure by measure and market by market.
    fn series(&self) -> usize {
        1 + self.markets * USER_METRICS.len()
    }

    /// Numbers that the fans of one replication hold: date by date.
    pub fn fans(&self) -> usize {
        self.series() * self.fan_days.len()
    }

    /// Place among the fans of the marked value at a date.
    pub fn value_fan(&self, date: usize) -> usize {
        date * self.series()
    }

    /// Place among the fans of a measure of market `m` at a date.
    pub fn fan(&self, m: usize, measure: usize, date: usize) -> usize {
        self.value_fan(date) + 1 + measure * self.markets + m
    }

    /// States that one replication holds: date by date, market by market.
    pub fn states(&self) -> usize {
        self.markets * self.fan_days.len()
    }

    /// Place among the states of that of market `m` at a date.
    pub fn state(&self, m: usize, date: usize) -> usize {
        date * self.markets + m
    }

    /// Records the world at instant `i` (the last is the horizon).
    pub fn record(&self, world: &World, i: usize, row: &mut [f64], fans: &mut [f32], states: &mut [u8]) {
        let (fan, recorded) = self.uses[i];
        let mut value = 0.0;
        for g in 0..world.groups.len() {
            let observed = world.observe_group(g);
            let at_start = world.baseline.nodes(g, 0).users;
            // Less than one user counts as one in both, so that what is gone in both is the same.
            let one = F64x8::splat(1.0);
            let reached = observed
                .reached
                .zip_with(observed.baseline, |reached, users| if users < 1.0 { reached.max(1.0) } else { reached });
            let measures = [observed.reached / at_start, reached / observed.baseline.at_least(one), observed.cohort];
            let (first, markets) = (g * WIDTH, (self.markets - g * WIDTH).min(WIDTH));
            value += observed.value.0[..markets].iter().sum::<f64>();
            if let Some(date) = fan {
                for (k, measure) in measures.iter().enumerate() {
                    let places = &mut fans[self.fan(first, k, date)..][..markets];
                    places.iter_mut().zip(&measure.0).for_each(|(place, measure)| *place = *measure as f32);
                }
                let places = states[self.state(first, date)..][..markets].iter_mut();
                places.zip(&world.markets[first..]).for_each(|(place, state)| *place = state.access as u8);
            }
            if let Some(end) = recorded {
                for lane in 0..markets {
                    let column =
                        self.first_market + (first + lane) * self.per_market + MARKET.len() + BRIDGE_PARTS.len();
                    let places = &mut row[column + end * USER_METRICS.len()..][..USER_METRICS.len()];
                    places.iter_mut().zip(&measures).for_each(|(place, measure)| *place = measure.0[lane]);
                }
            }
        }
        if let Some(date) = fan {
            fans[self.value_fan(date)] = value as f32;
        }
    }

    /// Fills in what the end of a replication tells.
    pub fn conclude(&self, world: &World, replication: u64, values: &[f64], row: &mut [f64]) {
        row[0] = replication as f64;
        for (place, &input) in row[1..].iter_mut().zip(&self.inputs) {
            *place = values[input];
        }
        let (company, markets) = row[1 + self.inputs.len()..].split_at_mut(COMPANY.len() + 2 * BRIDGE_PARTS.len());
        company.fill(0.0);
        let [
            value,
            abroad,
            baseline,
            baseline_abroad,
            loss,
            loss_abroad,
            sunk,
            terminal,
            retaliations,
            control,
            peak,
            parts @ ..,
        ] = company
        else {
            return;
        };
        let (parts, parts_abroad) = parts.split_at_mut(BRIDGE_PARTS.len());
        let add = |sums: &mut [f64], parts: &[f64]| sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        for (m, state) in world.markets.iter().enumerate() {
            *value += state.cash.owner;
            *baseline += state.cash.baseline;
            *terminal += state.terminal;
            if !world.plan.is_home(m) {
                *abroad += state.cash.owner;
                *baseline_abroad += state.cash.baseline;
                add(parts_abroad, &state.cash.parts);
            }
            add(parts, &state.cash.parts);
            conclude_market(world, m, &mut markets[m * self.per_market..]);
        }
        *loss = *baseline - *value;
        *loss_abroad = *baseline_abroad - *abroad;
        *sunk = world.sunk;
        let home = world.plan.scenario.company.home.is_some();
        *retaliations = if home { f64::from(world.home.retaliations) } else { f64::NAN };
        *control = if home { f64::from(u8::from(world.home.ever_controlled)) } else { f64::NAN };
        *peak = if home { world.home.peak_anger } else { f64::NAN };
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
        let place =
            |m: usize| (0..dates).any(|date| (0..USER_METRICS.len()).any(|k| !fans[self.fan(m, k, date)].is_finite()));
        let m = (0..self.markets).find(|&m| place(m)).unwrap_or(0);
        Err(ModelError::NotFinite { market: world.plan.scenario.markets[m].key.clone() })
    }

    /// How many dates a row is recorded at, the horizon among them.
    pub fn recorded(&self) -> usize {
        self.recorded
    }
}

/// Fills in what the end of a replication tells of one market.
fn conclude_market(world: &World, m: usize, row: &mut [f64]) {
    let state = &world.markets[m];
    let first = |i: usize| state.action_tallies[i].first.unwrap_or(f64::NAN);
    let count = |i: usize| f64::from(state.action_tallies[i].count);
    let figures = [
        f64::from(state.access as u8),
        state.cash.owner,
        state.cash.baseline,
        state.days_without_access,
        f64::from(u8::from(state.ever_cut_off)),
        count(0),
        count(1),
        count(2),
        count(3),
        first(0),
        first(1),
        first(2),
        first(3),
        state.sale.map_or(f64::NAN, |sale| sale.price),
        state.sale.map_or(f64::NAN, |sale| sale.discount),
        state.sale.map_or(f64::NAN, |sale| sale.terms.day),
        state.sale.map_or(f64::NAN, |sale| f64::from(sale.terms.bidders)),
        state.sale.and_then(|sale| sale.terms.days_left).unwrap_or(f64::NAN),
    ];
    row[..MARKET.len()].copy_from_slice(&figures);
    row[MARKET.len()..][..BRIDGE_PARTS.len()].copy_from_slice(&state.cash.parts);
}

type Uses = Vec<(Option<usize>, Option<usize>)>;

/// Fan dates, instants before the horizon, and what each is used for.
fn instants(scenario: &Scenario) -> (Vec<f64>, Vec<f64>, Uses) {
    let horizon = scenario.horizon;
    let steps = libm::ceil(horizon / scenario.step);
    let stride = scenario.step * libm::ceil(steps / MOST_DATES as f64);
    let count = libm::ceil((horizon - 0.5 * scenario.step) / stride).max(1.0) as usize;
    let mut fan_days: Vec<f64> = (0..count).map(|k| k as f64 * stride).collect();
    let mut all: Vec<(f64, Option<usize>, Option<usize>)> =
        fan_days.iter().enumerate().map(|(i, &day)| (day, Some(i), None)).collect();
    all.extend(scenario.record.iter().enumerate().map(|(i, &day)| (day, None, Some(i))));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let instants = all.iter().map(|&(day, ..)| day).collect();
    let mut uses: Uses = all.into_iter().map(|(_, fan, recorded)| (fan, recorded)).collect();
    uses.push((Some(fan_days.len()), Some(scenario.record.len())));
    fan_days.push(horizon);
    (fan_days, instants, uses)
}

/// A recorded date as the end of a column's name: `1y`, `90d`.
pub(crate) fn label(day: f64) -> String {
    let years = day / YEAR;
    if (years - libm::round(years)).abs() < 1e-9 { format!("{years:.0}y") } else { format!("{day}d") }
}
