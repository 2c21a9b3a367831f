//! Elementary effects of every factor on mean value (Morris 1991; Campolongo, Cariboni and Saltelli 2007).

use super::{SensitivityError, Work, conclude, drivers, measure, run};
use crate::analysis::sensitivity::{Elementary, Found, Plan, Sensitivity, quantile_of_level};
use crate::analysis::units::Unit;
use crate::draws::BLOCK;
use crate::scenario::Scenario;
use crate::simulation::factors::Factors;
use crate::simulation::{HistoryRecord, Layout, Trial, threads};

/// Levels of each factor.
const LEVELS: usize = 4;
/// Trajectories, where not asked otherwise.
pub const TRAJECTORIES: u64 = 10;

/// Histories that [`morris`] simulates.
pub fn morris_histories(scenario: &Scenario, trajectories: u64, at_point: u64) -> u64 {
    trajectories.saturating_mul(Factors::new(scenario).len() as u64 + 1).saturating_mul(at_point)
}

/// Walks through the inputs of `scenario`, one step for each factor; at every point value is averaged over
/// `work.settings.replications` histories, whose luck is the same along a trajectory.
///
/// # Errors
/// [`SensitivityError`].
pub fn morris(scenario: &Scenario, trajectories: u64, work: Work<'_>) -> Result<Sensitivity, SensitivityError> {
    let factors = Factors::new(scenario);
    if factors.is_empty() {
        return Err(SensitivityError::Certain);
    }
    let layout = Layout::for_columns(scenario, std::iter::empty());
    let column = layout.column_index(measure(scenario));
    let at_point = work.settings.replications;
    let plan = Plan::new(factors.len(), LEVELS, work.settings.seed);
    let mut elementary = Elementary::new(plan);
    let pool = threads(work.settings)?;
    // Some points at once, so that all threads have work and memory does not grow.
    let points_at_once = (BLOCK / at_point).max(1) as usize;
    let count = usize::try_from(trajectories).unwrap_or(usize::MAX);
    for number in 0..trajectories {
        let trajectory = plan.trajectory(number);
        let points: Vec<Vec<f64>> = trajectory.points().collect();
        let simulate = || {
            let mut means = Vec::with_capacity(points.len());
            for points in points.chunks(points_at_once) {
                let mut trials = Vec::with_capacity(points.len() * at_point as usize);
                for point in points {
                    let quantiles: Vec<f64> = point.iter().map(|&level| quantile_of_level(level)).collect();
                    let places = factors.spread_levels(&quantiles);
                    let luck = number * at_point..(number + 1) * at_point;
                    trials.extend(luck.map(|luck| Trial { replication: luck, levels: places.clone() }));
                }
                let value = |record: HistoryRecord<'_>| record.row[column];
                let values = pool.install(|| run(scenario, &layout, work, &trials, value))?;
                let mean = |values: &[f64]| values.iter().sum::<f64>() / at_point as f64;
                means.extend(values.chunks(at_point as usize).map(mean));
            }
            Ok(means)
        };
        let unit = Unit { round: 0, number: number as usize, count };
        let found = work.source.take(unit, |means: &Vec<f64>| means.len() == points.len(), simulate)?;
        found.into_iter().for_each(|means| elementary.take(&trajectory, &means));
    }
    work.source.end_round(0, count)?;
    let found = Found::Morris { trajectories, histories_at_point: at_point, effects: elementary.effects() };
    let histories = morris_histories(scenario, trajectories, at_point);
    Ok(conclude(scenario, work.settings.seed, histories, drivers(scenario, &factors), found))
}
