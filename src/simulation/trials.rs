//! Chosen histories, each with its own place in the distribution of every input; those that share their chance are run together.

use std::sync::atomic::AtomicBool;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::branches::{BranchRunner, HistoryRecord};
use super::ensemble::{Settings, SimulationError};
use super::layout::Layout;
use super::parameters::Parameters;
use crate::model::{Differences, HistoryVariant, ModelError, Plan, World};
use crate::scenario::Scenario;

/// A history to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The replication whose random draws of events it has.
    pub replication: u64,
    /// Where each dimension of the design lies in its distribution, from 0 to 1; see [`crate::simulation::factors`].
    pub levels: Vec<f64>,
}

/// Runs chosen histories of `scenario` on the threads of the pool it is called in, and returns what `read` reads of each, in their order.
///
/// # Errors
/// The first that fails.
pub fn simulate_trials<T: Send + Clone>(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    stop: &AtomicBool,
    trials: &[Trial],
    read: impl Fn(HistoryRecord<'_>) -> T + Sync,
) -> Result<Vec<T>, SimulationError> {
    let plan = Plan::new(scenario, settings.seed, layout.instants.clone());
    let plan = plan.with_detail(layout.in_detail).with_stop_flag(stop);
    let parameters = Parameters::new(scenario, settings.seed);
    let uncertain = (0..scenario.inputs.len()).filter(|&input| parameters.dimension(input).is_some());
    let differences = Differences::new(std::iter::once(scenario), uncertain);
    // By replication, the places of its trials.
    let mut groups: IndexMap<u64, Vec<usize>> = IndexMap::new();
    trials.iter().enumerate().for_each(|(place, trial)| groups.entry(trial.replication).or_default().push(place));
    let groups: Vec<(u64, Vec<usize>)> = groups.into_iter().collect();
    let common = Common { plan: &plan, parameters: &parameters, differences: &differences, layout };
    let begin = || BranchRunner::new(World::new(&plan, false), &differences, layout);
    let run = groups.par_iter().map_init(begin, |runner, (replication, places)| {
        let trials: Vec<&Trial> = places.iter().map(|&place| &trials[place]).collect();
        let found = common.run(runner, &trials, &read);
        let found = found.map_err(|error| SimulationError::from_model(error, *replication, settings.seed))?;
        Ok(found.into_iter().map(|(number, one)| (places[number], one)).collect())
    });
    let ran: Vec<Result<Vec<(usize, T)>, SimulationError>> = run.collect();
    let mut all = Vec::with_capacity(trials.len());
    for found in ran {
        all.extend(found?);
    }
    all.sort_by_key(|(place, _)| *place);
    Ok(all.into_iter().map(|(_, one)| one).collect())
}

/// What all trials have in common.
struct Common<'a, 'c> {
    plan: &'a Plan<'a>,
    parameters: &'c Parameters<'a>,
    differences: &'c Differences,
    layout: &'c Layout,
}

impl<'a> Common<'a, '_> {
    /// Runs trials of one replication and reads each, beside its number among them.
    fn run<T: Clone>(
        &self,
        runner: &mut BranchRunner<'a>,
        trials: &[&Trial],
        read: impl Fn(HistoryRecord<'_>) -> T,
    ) -> Result<Vec<(usize, T)>, ModelError> {
        let own = self.draw_inputs(trials);
        let mut common = Vec::new();
        self.parameters.values_at(|dimension| trials[0].levels[dimension], &mut common);
        let variants: Vec<HistoryVariant<'a, '_>> = own
            .iter()
            .map(|own| HistoryVariant { plan: self.plan, differences: self.differences, common: &common, own })
            .collect();
        let mut found = Vec::with_capacity(trials.len());
        let ran = runner.run(trials[0].replication, &variants, self.layout, |alike, record| {
            let one = read(record);
            found.extend(alike.iter().map(|&number| (number, one.clone())));
        });
        ran.map_err(|(_, error)| error).map(|()| found)
    }

    /// Values of the inputs that differ in each of some trials; only what lies elsewhere than in the first is drawn again.
    fn draw_inputs(&self, trials: &[&Trial]) -> Vec<Vec<f64>> {
        let Self { parameters, differences, .. } = self;
        let there = |dimension: usize| trials[0].levels[dimension];
        let first: Vec<f64> = differences.inputs.iter().map(|&input| parameters.value(input, &there)).collect();
        let draw = |trial: &&Trial| -> Vec<f64> {
            let here = |dimension: usize| trial.levels[dimension];
            let value = |(&input, &first): (&usize, &f64)| {
                let lies_there = parameters.dimension(input).is_none_or(|d| here(d).to_bits() == there(d).to_bits());
                if lies_there && !parameters.is_ceiling(input) { first } else { parameters.value(input, &here) }
            };
            differences.inputs.iter().zip(&first).map(value).collect()
        };
        trials.iter().map(draw).collect()
    }
}
