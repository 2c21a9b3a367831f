//! One replication alone, to the same numbers, with its log.

use crate::draws::BLOCK;
use crate::model::{LogEntry, ModelError, Plan, World};
use crate::scenario::Scenario;
use crate::simulation::ensemble::run_one;
use crate::simulation::layout::Layout;
use crate::simulation::parameters::Parameters;

/// A replication run alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Its row, as the layout says.
    pub row: Vec<f64>,
    /// Figures of users at the recorded dates, as the layout says.
    pub fans: Vec<f32>,
    /// What happened, in order.
    pub log: Vec<LogEntry>,
}

/// Runs replication `replication` of `scenario` under `seed` alone.
///
/// # Errors
/// Where that replication fails.
pub fn replay(scenario: &Scenario, layout: &Layout, seed: u64, replication: u64) -> Result<Replay, ModelError> {
    let plan = Plan::new(scenario, seed, layout.instants.clone());
    let parameters = Parameters::new(scenario, seed);
    let (mut uniforms, mut drawn) = (Vec::new(), Vec::new());
    parameters.block(replication / BLOCK, &mut uniforms);
    parameters.values(&uniforms, (replication % BLOCK) as usize, &mut drawn);
    let mut world = World::new(&plan, true);
    let mut row = vec![0.0; layout.row()];
    let (mut fans, mut states) = (vec![0.0; layout.fans()], vec![0; layout.states()]);
    run_one(&mut world, layout, replication, &drawn, &mut row, &mut fans, &mut states)?;
    let mut log = world.log.unwrap_or_default();
    // What markets were under at the start is told market by market, each with a day of its own.
    log.sort_by(|a, b| a.day.total_cmp(&b.day));
    Ok(Replay { row, fans, log })
}
