//! Scenarios as the shards of a plan will read them, and what is done with a plan that was made of them.

use std::time::Instant;

use super::study::settings;
use super::{PlanArgs, PlanTask, check_tasks, choose_shard, finish_plan, run_shard};
use crate::analysis::UnitSource;
use crate::cli::error::CliError;
use crate::cli::interrupt::interrupted;
use crate::cli::output::Output;
use crate::report::{CostEstimate, MOST_TEXT, Plan, PlannedStudy, Trial};
use crate::run::Run;
use crate::scenario::{PackedScenario, Template};
use crate::simulation::Settings;

/// Simulations of the trial from which a plan's cost is estimated.
const TRIAL: u64 = 2_000;

/// Scenarios that are packed.
pub(in crate::cli) struct Packed {
    /// As they are read from what is packed.
    pub(in crate::cli) templates: Vec<Template>,
    scenarios: Vec<PackedScenario>,
}

impl Packed {
    /// Packs scenarios with all that they read.
    pub(in crate::cli) fn new(templates: impl IntoIterator<Item = Template>) -> Result<Self, CliError> {
        let (mut left, mut packed) = (MOST_TEXT, Self { templates: Vec::new(), scenarios: Vec::new() });
        for template in templates {
            let scenario = template.pack(left).map_err(CliError::Input)?;
            left -= scenario.texts.values().map(|text| text.len() as u64).sum::<u64>().min(left);
            packed.templates.push(Template::unpack(scenario.clone())?);
            packed.scenarios.push(scenario);
        }
        Ok(packed)
    }

    /// The plan of a study of them, not sealed yet.
    pub(in crate::cli) fn plan(&self, name: String, study: PlannedStudy, settings: Settings, units: usize) -> Plan {
        let mut plan = Plan::new(name, study, self.scenarios.clone());
        (plan.seed, plan.replications, plan.units) = (settings.seed, settings.replications, units);
        plan.scenario_digests = self.templates.iter().map(|template| template.scenario().digest().to_owned()).collect();
        plan
    }
}

/// Writes a plan, or runs the shard of it that is asked for. It was begun to be made at `began`, and is of so many `simulations` at most.
pub(in crate::cli) fn write_or_run(
    asked: PlanTask<'_>,
    mut plan: Plan,
    packed: &Packed,
    (began, simulations): (Instant, u64),
    (args, threads, output): (&PlanArgs, Option<usize>, &Output),
) -> Result<(), CliError> {
    match asked {
        PlanTask::Write(path) => {
            plan.tasks = args.tasks();
            check_tasks(&plan, args)?;
            plan.estimate = Some(estimate(&plan, &packed.templates, began, simulations)?);
            finish_plan(path, plan, args, output)
        }
        PlanTask::Shard(text) => {
            let plan = plan.seal();
            run_shard(&plan, &packed.templates, choose_shard(text, &plan)?, threads, output)
        }
        PlanTask::None | PlanTask::CarryOut(_) => Ok(()),
    }
}

/// Times a small run of the first scenario on one thread. What was done since `began` every shard does too.
fn estimate(plan: &Plan, templates: &[Template], began: Instant, simulations: u64) -> Result<CostEstimate, CliError> {
    let seconds_to_begin = began.elapsed().as_secs_f64();
    let mut settings = settings(plan, Some(1));
    settings.replications = simulations.clamp(1, TRIAL);
    let (stop, source) = (interrupted(), UnitSource::HERE);
    let begun = Instant::now();
    if let Some(template) = templates.first() {
        let scenario = template.scenario();
        Run { scenario, settings, precision: None, stop, progress: &|_, _| (), source }.simulate(|_| Ok(()))?;
    }
    let trial = Trial {
        simulations: settings.replications,
        seconds: begun.elapsed().as_secs_f64(),
        seconds_to_begin,
        units: plan.units,
        study_simulations: simulations,
        own_simulations: 0,
    };
    Ok(trial.extrapolate(plan.tasks))
}
