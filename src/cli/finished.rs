//! The finished run that a command looks at: the folder named, or a scenario file, which is run where it has not been.

use std::path::Path;

use super::Simulation;
use super::error::CliError;
use super::output::Output;
use super::print::note;
use super::simulated::{Finished, load_all, run_one};
use crate::analysis::UnitSource;
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

/// The run at `path`, and what `check` makes of its scenario: what is asked of a run is looked at before anything is simulated.
pub(super) fn find_run<T>(
    path: &Path,
    simulation: &Simulation,
    output: &Output,
    check: impl Fn(&Scenario) -> Result<T, CliError>,
) -> Result<(Run, T), CliError> {
    let finished = if path.is_dir() {
        simulation.check_unused()?;
        let summary = report::load(path)?;
        Finished { summary, dir: path.to_owned(), placed: None }
    } else {
        let scenarios = load_all(&[path.to_owned()], &simulation.set)?;
        let Some(scenario) = scenarios.into_iter().next() else { return Err(CliError::Interrupted) };
        check(&scenario)?;
        let settings = simulation.settings(&scenario);
        if let Some(finished) = find_results(&scenario, settings, output) {
            finished
        } else {
            simulation.check_rows(&scenario, RowFiles::BOTH)?;
            output.check_folders(std::slice::from_ref(&scenario))?;
            run_one(scenario, settings, None, RowFiles::BOTH, (output, UnitSource::HERE))?
        }
    };
    let template = Template::load(&finished.dir.join("run.toml"), &[])?;
    if template.scenario().digest() != finished.summary.scenario.digest {
        let dir = finished.dir.display();
        return Err(CliError::Input(format!(
            "run.toml in {dir} is not the scenario that its summary.json is of; run it again"
        )));
    }
    // The numbers of columns are those of the scenario that the rows belong to.
    let asked = check(template.scenario())?;
    Ok((Run { finished, template }, asked))
}

/// The results of this very scenario under these very settings, where they are in the output folder already.
fn find_results(scenario: &Scenario, settings: Settings, output: &Output) -> Option<Finished> {
    let dir = output.folder.join(scenario.name());
    let summary = report::load(&dir).ok()?;
    let same = summary.scenario.digest == scenario.digest()
        && (summary.seed, summary.replications) == (settings.seed, settings.replications)
        && summary.version == env!("CARGO_PKG_VERSION")
        && dir.join("outcomes.parquet").is_file();
    if same && !output.quiet {
        note(format_args!("using the finished run in {}", dir.display()));
    }
    same.then_some(Finished { summary, dir, placed: None })
}
