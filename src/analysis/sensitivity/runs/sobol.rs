//! Shares of the variance that inputs and luck bring (Sobol' 1993; Saltelli et al. 2010), of value and of users over time.

use super::{SensitivityError, Work, conclude, drivers, measure, run};
use crate::analysis::calendar::date;
use crate::analysis::gather;
use crate::analysis::sensitivity::{Driver, Found, Indices, Pair, PairRow, Row, SecondOrder, Sensitivity, Variance};
use crate::analysis::units::Unit;
use crate::draws::BLOCK;
use crate::scenario::Scenario;
use crate::simulation::factors::{Factors, Twin};
use crate::simulation::{Block, HistoryRecord, Layout, Settings, Trial, simulate_block, threads};

/// Dates at which users are explained.
const DATES: usize = 8;
/// Leading drivers whose pairs are looked at on request.
pub const PAIRED: usize = 10;
/// Histories by which the main market is found.
const PILOT: u64 = 200;

/// Histories that [`sobol`] simulates.
pub fn sobol_histories(scenario: &Scenario, rows: u64, pairs: bool) -> u64 {
    let drivers = Factors::new(scenario).len() as u64 + 1;
    let paired = if pairs { 2 + 2 * drivers.min(PAIRED as u64) } else { 0 };
    rows.saturating_mul(drivers + 2 + paired)
}

/// Parts of the first round of [`sobol`], which are simulated apart.
pub fn sobol_units(scenario: &Scenario, rows: u64) -> usize {
    let of_row = Factors::new(scenario).len() + 3;
    let of_block = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX).div_ceil(count_rows_at_once(of_row));
    let blocks = usize::try_from(rows / BLOCK).unwrap_or(usize::MAX);
    blocks.saturating_mul(of_block(BLOCK)).saturating_add(of_block(rows % BLOCK))
}

/// Rows of so many histories that are simulated together.
fn count_rows_at_once(of_row: usize) -> usize {
    (BLOCK as usize / of_row).max(1)
}

/// Simulates `work.settings.replications` rows of Saltelli's design: A, B, and A with each driver from B. The last driver
/// is luck, for a history is a function of its inputs and of its luck.
///
/// # Errors
/// [`SensitivityError`].
pub fn sobol(scenario: &Scenario, pairs: bool, work: Work<'_>) -> Result<Sensitivity, SensitivityError> {
    let factors = Factors::new(scenario);
    if factors.is_empty() {
        return Err(SensitivityError::Certain);
    }
    let layout = Layout::on_days(scenario, &choose_days(scenario)).without_records().without_detail();
    let pool = threads(work.settings)?;
    let market = pool.install(|| main_market(scenario, &layout, work))?;
    let outputs = Outputs::new(scenario, &layout, market);
    let bench = Bench { scenario, layout: &layout, factors: &factors, outputs: &outputs, work };
    let value = pool.install(|| bench.first_and_total())?;
    let mut drivers = drivers(scenario, &factors);
    drivers.push(Driver { paths: Vec::new(), dimension: None, grouped: false, together: Vec::new() });
    let [value, retention @ ..] = value.as_slice() else { return Err(SensitivityError::Certain) };
    let pairs = match (pairs, value) {
        (true, Some(indices)) => pool.install(|| bench.pairs(indices))?,
        _ => None,
    };
    let found = Found::Sobol {
        rows: work.settings.replications,
        value: value.clone(),
        pairs,
        market: scenario.markets[market].key.clone(),
        dates: layout.fan_days.iter().map(|&day| date(scenario.start, day)).collect(),
        retention: retention.to_vec(),
    };
    let histories =
        sobol_histories(scenario, work.settings.replications, matches!(found, Found::Sobol { pairs: Some(_), .. }));
    Ok(conclude(scenario, work.settings.seed, histories, drivers, found))
}

/// The market abroad with the greatest mean baseline value, by the first histories of a run.
fn main_market(scenario: &Scenario, layout: &Layout, work: Work<'_>) -> Result<usize, SensitivityError> {
    let mut block = Block::default();
    simulate_block(scenario, layout, Settings { replications: PILOT, ..work.settings }, work.stop, 0, &mut block)?;
    Ok(gather::main_market(scenario, layout, &block))
}

/// Days since the start on which users are explained besides the horizon: at most so many, evenly spread over those of a run's fans.
fn choose_days(scenario: &Scenario) -> Vec<f64> {
    let all = Layout::new(scenario).fan_days;
    // The first date is the start, at which nothing has happened yet.
    let mut chosen: Vec<usize> = (1..=DATES).map(|i| i * (all.len() - 1) / DATES).filter(|&i| i > 0).collect();
    // Steps may be shorter than a day; of those that end on one day the last is told.
    chosen.reverse();
    chosen.dedup_by_key(|i| date(scenario.start, all[*i]));
    chosen.reverse();
    chosen.pop();
    chosen.into_iter().map(|i| all[i]).collect()
}

/// What is explained: value, and the users of one market at some dates.
struct Outputs {
    value: usize,
    /// Places of the market's retention on each date among the fans.
    retention: Vec<usize>,
}

impl Outputs {
    fn new(scenario: &Scenario, layout: &Layout, market: usize) -> Self {
        Self {
            value: layout.column_index(measure(scenario)),
            retention: (0..layout.fan_days.len()).map(|date| layout.fan(market, 0, date)).collect(),
        }
    }

    fn len(&self) -> usize {
        1 + self.retention.len()
    }

    fn read(&self, record: HistoryRecord<'_>) -> Vec<f64> {
        let retention = self.retention.iter().map(|&place| f64::from(record.fans[place]));
        std::iter::once(record.row[self.value]).chain(retention).collect()
    }
}

struct Bench<'a> {
    scenario: &'a Scenario,
    layout: &'a Layout,
    factors: &'a Factors,
    outputs: &'a Outputs,
    work: Work<'a>,
}

impl Bench<'_> {
    fn drivers(&self) -> usize {
        self.factors.len() + 1
    }

    /// Indices of every output.
    fn first_and_total(&self) -> Result<Vec<Option<Indices>>, SensitivityError> {
        let drivers = self.drivers();
        let of_output = |_| Variance::new(drivers, self.work.settings.seed);
        let mut variances: Vec<Variance> = (0..self.outputs.len()).map(of_output).collect();
        let mut mixed = vec![0.0; drivers];
        self.rows(
            (0, drivers + 2),
            |trials, number, twin| {
                trials.push(trial_at(&twin.a, 2 * number));
                trials.push(trial_at(&twin.b, 2 * number + 1));
                trials.extend((0..drivers).map(|driver| self.exchanged(twin, number, driver)));
            },
            |number, found| {
                for (output, variance) in variances.iter_mut().enumerate() {
                    mixed.iter_mut().zip(&found[2..]).for_each(|(place, values)| *place = values[output]);
                    variance.take(&Row { number, a: found[0][output], b: found[1][output], mixed: &mixed });
                }
            },
        )?;
        Ok(variances.iter().map(Variance::indices).collect())
    }

    /// What the leading drivers bring to value two by two; numbers of the pairs are those of all drivers.
    fn pairs(&self, indices: &Indices) -> Result<Option<Vec<Pair>>, SensitivityError> {
        let mut leading: Vec<usize> = (0..self.drivers()).collect();
        leading.sort_by(|&a, &b| {
            indices.factors[b].total.estimate.total_cmp(&indices.factors[a].total.estimate).then(a.cmp(&b))
        });
        leading.truncate(PAIRED);
        leading.sort_unstable();
        let mut second = SecondOrder::new(leading.len(), self.work.settings.seed);
        self.rows(
            (1, 2 + 2 * leading.len()),
            |trials, number, twin| {
                trials.push(trial_at(&twin.a, 2 * number));
                trials.push(trial_at(&twin.b, 2 * number + 1));
                trials.extend(leading.iter().map(|&driver| self.exchanged(twin, number, driver)));
                trials.extend(leading.iter().map(|&driver| self.exchanged_back(twin, number, driver)));
            },
            |number, found| {
                let values: Vec<f64> = found.iter().map(|outputs| outputs[0]).collect();
                let (ab, ba) = values[2..].split_at(leading.len());
                second.take(&PairRow { number, a: values[0], b: values[1], ab, ba });
            },
        )?;
        let named = |pair: Pair| Pair { i: leading[pair.i], j: leading[pair.j], ..pair };
        Ok(second.pairs().map(|pairs| pairs.into_iter().map(named).collect()))
    }

    /// Runs all rows of a round, of `of_row` histories each, some rows at a time.
    fn rows(
        &self,
        (round, of_row): (usize, usize),
        push: impl Fn(&mut Vec<Trial>, u64, &Twin),
        mut take: impl FnMut(u64, &[Vec<f64>]),
    ) -> Result<(), SensitivityError> {
        let at_once = count_rows_at_once(of_row);
        let settings = self.work.settings;
        let count: usize = (0..settings.blocks()).map(|block| settings.rows(block).div_ceil(at_once)).sum();
        let mut units = (0..count).map(|number| Unit { round, number, count });
        for block in 0..settings.blocks() {
            let twins = self.factors.draw_twins(settings.seed, block);
            let rows: Vec<(u64, &Twin)> = (block * BLOCK..).zip(&twins).take(settings.rows(block)).collect();
            for (rows, unit) in rows.chunks(at_once).zip(&mut units) {
                self.work.check_stopped()?;
                let fits = |found: &Vec<Vec<f64>>| {
                    found.len() == rows.len() * of_row
                        && found.iter().all(|outputs| outputs.len() == self.outputs.len())
                };
                let found = self.work.source.take(unit, fits, || {
                    let mut trials = Vec::with_capacity(rows.len() * of_row);
                    rows.iter().for_each(|(number, twin)| push(&mut trials, *number, twin));
                    let read = |record: HistoryRecord<'_>| self.outputs.read(record);
                    run(self.scenario, self.layout, self.work, &trials, read)
                })?;
                let found = found.unwrap_or_default();
                rows.iter().zip(found.chunks(of_row)).for_each(|((number, _), found)| take(*number, found));
            }
        }
        Ok(self.work.source.end_round(round, count)?)
    }

    /// A with one driver from B.
    fn exchanged(&self, twin: &Twin, number: u64, driver: usize) -> Trial {
        match self.factors.factors.get(driver) {
            Some(factor) => Trial { replication: 2 * number, levels: factor.mix_in(&twin.a, &twin.b) },
            None => trial_at(&twin.a, 2 * number + 1),
        }
    }

    /// B with one driver from A.
    fn exchanged_back(&self, twin: &Twin, number: u64, driver: usize) -> Trial {
        match self.factors.factors.get(driver) {
            Some(factor) => Trial { replication: 2 * number + 1, levels: factor.mix_in(&twin.b, &twin.a) },
            None => trial_at(&twin.b, 2 * number),
        }
    }
}

fn trial_at(places: &[f64], luck: u64) -> Trial {
    Trial { replication: luck, levels: places.to_vec() }
}
