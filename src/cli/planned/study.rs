//! Which study a plan is of, and how it is carried out.

use std::path::Path;

use crate::analysis::UnitSource;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::{backtest, decide, run, sensitivity};
use crate::report::{Plan, PlannedStudy};
use crate::scenario::Template;
use crate::simulation::Settings;

/// Reads a plan and the scenarios in it.
pub(in crate::cli) fn read_plan(path: &Path) -> Result<(Plan, Vec<Template>), CliError> {
    let plan = Plan::read(path)?;
    let templates: Vec<Template> = plan.scenarios.iter().cloned().map(Template::unpack).collect::<Result<_, _>>()?;
    let digests = templates.iter().map(|template| template.scenario().digest());
    if !digests.eq(plan.scenario_digests.iter().map(String::as_str)) {
        return Err(refuse_damaged(path, "its scenarios have not the digests that they were planned with"));
    }
    let fits = match plan.study {
        PlannedStudy::Sweep(_) | PlannedStudy::Run(_) | PlannedStudy::Sensitivity(_) => templates.len() == 1,
        PlannedStudy::Decision(_) | PlannedStudy::Hindcasts(_) => !templates.is_empty(),
    };
    if fits { Ok((plan, templates)) } else { Err(refuse_damaged(path, "its study has another number of scenarios")) }
}

/// Says that a plan is not what it should be.
pub(in crate::cli) fn refuse_damaged(path: &Path, reason: &str) -> CliError {
    CliError::Input(format!("{} is damaged: {reason}; plan the study again", path.display()))
}

/// How the simulations of a plan are run.
pub(super) fn settings(plan: &Plan, threads: Option<usize>) -> Settings {
    let threads = threads.unwrap_or(Settings::default().threads);
    Settings { replications: plan.replications, seed: plan.seed, threads }
}

/// Simulates the units of `source`'s shard of a study that is no sweep. Ends with [`CliError::Apart`] once that is done.
pub(super) fn simulate_shard(
    plan: &Plan,
    templates: &[Template],
    source: UnitSource<'_>,
    threads: Option<usize>,
    quiet: bool,
) -> Result<(), CliError> {
    let settings = settings(plan, threads);
    match (&plan.study, templates) {
        (PlannedStudy::Run(_), [template]) => run::simulate_shard(template.scenario(), settings, source, quiet),
        (PlannedStudy::Sensitivity(request), [template]) => {
            sensitivity::simulate(request, template, settings, source, quiet).map(drop)
        }
        (PlannedStudy::Decision(request), templates) => {
            decide::simulate_planned(request, templates, settings, source, quiet).map(drop)
        }
        (PlannedStudy::Hindcasts(planned), templates) => {
            backtest::simulate_planned(planned, templates, settings, source).map(drop)
        }
        _ => Err(CliError::Input("sweeps have shards of their own".to_owned())),
    }
}

/// Carries out a study that is no sweep with the units of `source`, and writes its results.
pub(in crate::cli) fn publish_plan(
    plan: &Plan,
    templates: &[Template],
    source: UnitSource<'_>,
    threads: Option<usize>,
    output: &Output,
) -> Result<(), CliError> {
    let settings = settings(plan, threads);
    match (&plan.study, templates) {
        (PlannedStudy::Run(planned), [template]) => {
            run::publish_planned(*planned, template.scenario().clone(), settings, source, output)
        }
        (PlannedStudy::Sensitivity(request), [template]) => {
            sensitivity::publish(request, template, settings, source, output)
        }
        (PlannedStudy::Decision(request), templates) => {
            decide::publish_planned(request, templates, settings, source, output)
        }
        (PlannedStudy::Hindcasts(planned), templates) => {
            backtest::publish_planned(planned, templates, settings, source, output)
        }
        _ => Err(CliError::Input("sweeps are gathered by their points".to_owned())),
    }
}
