//! The finished run that a command looks at: the folder named, or a scenario file, which is run where it has not been.

use std::path::Path;

use super::Simulation;
use super::failure::Failure;
use super::output::Output;
use super::simulated::{Finished, load_all, run_one};
use crate::report::{self, RowFiles};
use crate::scenario::{Scenario, Template};
use crate::simulation::Settings;

/// A finished run and its scenario.
#[derive(Debug)]
pub(super) struct Run {
    /// Its figures and where they lie.
    pub(super) finished: Finished,
    /// The scenario as the run has it.
    pub(super) template: Template,
}

/// The run at `path`.
pub(super) fn finished(path: &Path, simulation: &Simulation, output: &Output) -> Result<Run, Failure> {
    let finished = if path.is_dir() {
        simulation.for_files_only()?;
        let summary = report::load(path).map_err(|error| Failure::Input(format!("error: {error}")))?;
        Finished { summary, place: path.to_owned() }
    } else {
        let scenarios = load_all(&[path.to_owned()], &simulation.set)?;
        let Some(scenario) = scenarios.into_iter().next() else { return Err(Failure::Interrupted) };
        let settings = simulation.settings(&scenario);
        if let Some(finished) = known(&scenario, settings, output) {
            finished
        } else {
            simulation.check_rows(&scenario, RowFiles::BOTH)?;
            run_one(scenario, settings, None, RowFiles::BOTH, &output.untold())?
        }
    };
    let template = Template::load(&finished.place.join("run.toml"), &[])?;
    if template.scenario().digest() != finished.summary.scenario.digest {
        let place = finished.place.display();
        return Err(Failure::Input(format!(
            "error: run.toml in {place} is not the scenario that its summary.json is of; run it again"
        )));
    }
    Ok(Run { finished, template })
}

/// The results of this very scenario under these very settings, where they are in the output folder already.
fn known(scenario: &Scenario, settings: Settings, output: &Output) -> Option<Finished> {
    let place = output.folder.join(scenario.name());
    let summary = report::load(&place).ok()?;
    let same = summary.scenario.digest == scenario.digest()
        && (summary.seed, summary.replications) == (settings.seed, settings.replications)
        && summary.version == env!("CARGO_PKG_VERSION")
        && place.join("outcomes.parquet").is_file();
    if same && !output.quiet {
        eprintln!("using the finished run in {}", place.display());
    }
    same.then_some(Finished { summary, place })
}
