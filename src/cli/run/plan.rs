//! A run that is planned first, and simulated in shards on several machines.

use std::time::Instant;

use super::Arguments;
use crate::analysis::UnitSource;
use crate::cli::error::CliError;
use crate::cli::interrupt::interrupted;
use crate::cli::output::Output;
use crate::cli::planned::{self, Packed, PlanTask, refuse_given};
use crate::cli::print::print_json;
use crate::cli::progress;
use crate::cli::simulated::{check_folder, run_one};
use crate::report::{PlannedRun, PlannedStudy, RowFiles};
use crate::run::Run;
use crate::scenario::{Scenario, Template};
use crate::simulation::Settings;

/// Writes the plan of a run, or carries one out, or a shard.
pub(super) fn carry_out(asked: PlanTask<'_>, arguments: &Arguments) -> Result<(), CliError> {
    let Arguments { simulation, output, planned: args, rows, board, .. } = arguments;
    let threads = simulation.threads.map(usize::from);
    if let PlanTask::CarryOut(path) = asked {
        let is_given = arguments.precision.is_some() || *board || *rows != RowFiles::BOTH;
        refuse_given(simulation.decides() || is_given)?;
        return planned::carry_out(path, args, "run", threads, output);
    }
    let [file] = arguments.files.as_slice() else {
        let text = "a plan is of the run of one scenario; plan each of several, and compare what is gathered";
        return Err(CliError::Input(text.to_owned()));
    };
    if arguments.precision.is_some() {
        let text =
            "a run that ends by --precision is not divided, since nobody knows how many simulations it takes; say -n";
        return Err(CliError::Input(text.to_owned()));
    }
    let began = Instant::now();
    let packed = Packed::new([Template::load(file, &simulation.set)?])?;
    let [template] = packed.templates.as_slice() else { return Ok(()) };
    let scenario = template.scenario();
    check_folder(file, scenario)?;
    simulation.check_rows(scenario, *rows)?;
    let settings = simulation.settings(scenario);
    let units = usize::try_from(settings.blocks()).unwrap_or(usize::MAX);
    let RowFiles { csv, parquet, parts } = *rows;
    let study = PlannedStudy::Run(PlannedRun { csv, parquet, parts, board: *board });
    let plan = packed.plan(scenario.name().to_owned(), study, settings, units);
    planned::write_or_run(asked, plan, &packed, (began, settings.replications), (args, threads, output))
}

/// Simulates the blocks of the shard of `source`.
pub(in crate::cli) fn simulate_shard(
    scenario: &Scenario,
    settings: Settings,
    source: UnitSource<'_>,
    quiet: bool,
) -> Result<(), CliError> {
    let bar = progress::bar(settings.replications, scenario.name(), quiet);
    let progress = |done, expected| {
        bar.set_length(expected);
        bar.set_position(done);
    };
    let run = Run { scenario, settings, precision: None, stop: interrupted(), progress: &progress, source };
    let ended = run.simulate(|_| Ok(()));
    bar.finish_and_clear();
    Ok(ended.map(drop)?)
}

/// Makes a run of the blocks of `source`, and writes its results.
pub(in crate::cli) fn publish_planned(
    planned: PlannedRun,
    scenario: Scenario,
    settings: Settings,
    source: UnitSource<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let PlannedRun { csv, parquet, parts, board } = planned;
    let with_board = Output { board, ..output.clone() };
    let found = run_one(scenario, settings, None, RowFiles { csv, parquet, parts }, (&with_board, source))?;
    found.print(output, false)?;
    if output.json { print_json(&found.summary) } else { Ok(()) }
}
