//! Studies: scenarios compared, strategies decided between, inputs varied, drivers found.

use std::path::PathBuf;

use marketgate::analysis::decision::search::SearchRequest;
use marketgate::analysis::decision::{self, DecisionError, DecisionRequest, WorldFile};
use marketgate::analysis::sensitivity::runs::{SensitivityError, Work};
use marketgate::analysis::sensitivity::{SensitivityMethod, SensitivityRequest};
use marketgate::analysis::{
    Comparison, Metric, MetricError, OptionError, Pairing, Place, Precision, PrecisionError, RunIdentity, UnitSource,
    arrange, name_side, tell_apart,
};
use marketgate::report::{COMPARISON, DECISION, Owner};
use marketgate::scenario::Template;
use marketgate::{Scenario, Settings};
use pyo3::prelude::*;

use crate::errors::{fail_simulation, refuse};
use crate::results::{Results, simulate};
use crate::scenario::{ScenarioOrPath, choose_settings};
use crate::study::Study;
use crate::table::Table;
use crate::wait::{Watched, wait_for};

/// Rows that are compared at once.
const ROWS: usize = 10_000;

/// A run, or what is to be run.
#[derive(FromPyObject)]
pub(crate) enum RunOrScenario<'py> {
    Run(Bound<'py, Results>),
    Scenario(ScenarioOrPath<'py>),
}

/// Compares runs, or scenarios that are run first, simulation by simulation on the same random draws. The first is what others are
/// held against.
#[pyfunction]
#[pyo3(signature = (*runs, n=None, seed=None, threads=None))]
pub(crate) fn compare(
    py: Python<'_>,
    runs: Vec<RunOrScenario<'_>>,
    n: Option<u64>,
    seed: Option<u64>,
    threads: Option<usize>,
) -> PyResult<Study> {
    if runs.len() < 2 {
        return Err(refuse(py, "a comparison needs two runs or scenarios"));
    }
    let runs: Vec<Py<Results>> = runs
        .into_iter()
        .map(|run| match run {
            RunOrScenario::Run(run) => Ok(run.unbind()),
            RunOrScenario::Scenario(scenario) => {
                let (_, template) = scenario.read(py)?;
                Py::new(py, simulate(py, template.scenario(), (n, seed, threads), (true, None), None)?)
            }
        })
        .collect::<PyResult<_>>()?;
    let sides =
        runs.iter().map(|run| Ok((&run.get().found, run.get().find_rows(py)?))).collect::<PyResult<Vec<_>>>()?;
    let seeds: Vec<u64> = sides.iter().map(|(found, _)| found.summary().seed).collect();
    if seeds.iter().any(|seed| *seed != seeds[0]) {
        return Err(refuse(
            py,
            format_args!("a comparison needs the same random draws, and these have the seeds {seeds:?}"),
        ));
    }
    let found = py.detach(|| pair(&sides));
    Ok(Study::new("comparison", found, COMPARISON.to_owned(), None))
}

/// Pairs the rows of runs; of those that are the same run, of the first.
fn pair(runs: &[(&marketgate::Results, &Table)]) -> Comparison {
    let folders: Vec<PathBuf> = (1..=runs.len()).map(|number| number.to_string().into()).collect();
    let infos = runs.iter().map(|(found, _)| &found.summary().scenario);
    let place = |(info, folder)| {
        let info: &marketgate::analysis::ScenarioInfo = info;
        let folder: &PathBuf = folder;
        Place { name: &info.name, strategy: &info.strategy, folder }
    };
    let labels = tell_apart(&infos.zip(&folders).map(place).collect::<Vec<_>>());
    let arranged = arrange(&runs.iter().map(|(found, _)| RunIdentity::of(found.summary())).collect::<Vec<_>>());
    let name = |run: &usize| name_side(&runs[*run].0.summary().scenario.name, labels[*run].as_deref());
    let same = arranged.iter().map(|(_, same)| same.iter().map(name).collect()).collect();
    let labels = arranged.iter().map(|(run, _)| labels[*run].clone()).collect();
    let sides: Vec<_> = arranged.iter().map(|(run, _)| runs[*run]).collect();
    let summaries = sides.iter().map(|(found, _)| found.summary()).collect();
    let mut pairing = Pairing::new(summaries).with_labels(labels).with_same(same);
    let find = |(side, (_, rows)): (usize, &(_, &Table))| -> Vec<usize> {
        pairing.columns(side).iter().filter_map(|name| rows.find_column(name)).collect()
    };
    let columns: Vec<Vec<usize>> = sides.iter().enumerate().map(find).collect();
    let rows = sides.iter().map(|(_, rows)| rows.rows()).min().unwrap_or(0);
    for first in (0..rows).step_by(ROWS) {
        let count = ROWS.min(rows - first);
        let read = |((_, rows), columns): (&(_, &Table), &Vec<usize>)| rows.read_block(columns, first, count).columns;
        let blocks: Vec<Vec<Vec<f64>>> = sides.iter().zip(&columns).map(read).collect();
        pairing.take(&blocks.iter().map(Vec::as_slice).collect::<Vec<_>>(), count);
    }
    pairing.comparison()
}

/// Holds the strategies of one scenario, or of several, against one another in the same worlds.
///
/// `weights` are the probabilities of the scenarios; `only` names the strategies to take; `at_least` is the value to be reached, in dollars
/// ("$5B") or as a share of the value with no government action; `wait` is how much later each strategy is tried too, None for not. With
/// `optimise`, such as ["strategies.sell.reserve=20%..120%"], the best value of up to three inputs of one strategy is searched.
#[pyfunction]
#[pyo3(signature = (*scenarios, weights=None, only=vec![], at_least="80%".to_owned(), wait=Some("90 days".to_owned()), optimise=vec![], n=None, seed=None, threads=None, progress=None))]
#[pyo3(
    text_signature = "(*scenarios, weights=None, only=(), at_least='80%', wait='90 days', optimise=(), n=None, seed=None, threads=None, progress=None)"
)]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn decide(
    py: Python<'_>,
    scenarios: Vec<ScenarioOrPath<'_>>,
    weights: Option<Vec<f64>>,
    only: Vec<String>,
    at_least: String,
    wait: Option<String>,
    optimise: Vec<String>,
    n: Option<u64>,
    seed: Option<u64>,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Study> {
    let read = |scenario: ScenarioOrPath<'_>| {
        let (path, template) = scenario.read(py)?;
        Ok(WorldFile { path, template: Template::clone(&template) })
    };
    let files: Vec<WorldFile> = scenarios.into_iter().map(read).collect::<PyResult<_>>()?;
    let Some(first) = files.first().map(|file| file.template.scenario()) else {
        return Err(refuse(py, "a decision needs a scenario"));
    };
    let request = DecisionRequest { only, weights, at_least: Some(at_least), wait };
    let options = request.read(files.len()).map_err(|error| refuse(py, name_option(&error)))?;
    let search = read_search(py, &optimise, &files)?;
    let settings = choose_settings(py, first, (n, seed, threads))?;
    let searched = search.as_ref().map_or(0, |search| search.count_simulations(settings));
    let total = decision::count_simulations(&files, &request.only, &options, settings.replications) + searched;
    let found = wait_for(py, progress.as_ref(), total, |watched| {
        let progress = |done| watched.add(done);
        let work = begin_work(settings, watched, &progress);
        let mut found = decision::decide(&files, &request.only, &options, work)?;
        if let Some(request) = &search {
            found.search = Some(decision::search::search(&files[0].template, request, work)?);
        }
        Ok(found)
    })?;
    let found = found.map_err(|error| match error {
        DecisionError::Simulation(error) => fail_simulation(&error),
        other => refuse(py, other),
    })?;
    Ok(match files.as_slice() {
        [_] => Study::new("decision", found, format!("{}-{DECISION}", first.name()), Some(name_owner(first))),
        _ => Study::new("decision", found, DECISION.to_owned(), None),
    })
}

fn begin_work<'a>(settings: Settings, watched: &'a Watched, progress: &'a (dyn Fn(u64) + Sync)) -> Work<'a> {
    Work { settings, stop: &watched.stop, progress, source: UnitSource::HERE }
}

fn read_search(py: Python<'_>, written: &[String], files: &[WorldFile]) -> PyResult<Option<SearchRequest>> {
    match files {
        _ if written.is_empty() => Ok(None),
        [file] => SearchRequest::parse(written, &file.template).map(Some).map_err(|error| refuse(py, error)),
        _ => Err(refuse(py, "optimise searches in one world; give one scenario")),
    }
}

/// What is wrong with an option, in Python's word for it.
pub(crate) fn name_option(error: &OptionError) -> String {
    format!("{}: {}", error.option.replace('-', "_"), error.reason)
}

/// Names figures that there are not.
pub(crate) fn refuse_metrics(py: Python<'_>, wrong: &[MetricError]) -> PyErr {
    refuse(py, wrong.iter().map(|error| format!("metrics: {error}")).collect::<Vec<_>>().join("\n"))
}

/// How precisely figures are wanted; a percentage alone is of the `usual` ones.
pub(crate) fn read_precision(
    py: Python<'_>,
    asked: Option<&str>,
    usual: &[Metric],
    scenario: &Scenario,
) -> PyResult<Option<Precision>> {
    let wrong = |errors: Vec<PrecisionError>| {
        refuse(py, errors.iter().map(|error| format!("precision: {error}")).collect::<Vec<_>>().join("\n"))
    };
    asked.map(|text| Precision::parse(text, usual, scenario).map_err(wrong)).transpose()
}

/// Whose the results of a scenario are.
pub(crate) fn name_owner(scenario: &Scenario) -> Owner {
    Owner { file: scenario.file().to_owned(), digest: scenario.digest().to_owned() }
}

/// Finds what drives the result of a scenario. `n` is what -n of the command is for the method.
#[pyfunction]
#[pyo3(signature = (scenario, method="one-at-a-time", *, metrics=vec![], trajectories=None, second_order=false, n=None, seed=None, threads=None, progress=None))]
#[pyo3(
    text_signature = "(scenario, method='one-at-a-time', *, metrics=(), trajectories=None, second_order=False, n=None, seed=None, threads=None, progress=None)"
)]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn sensitivity(
    py: Python<'_>,
    scenario: ScenarioOrPath<'_>,
    method: &str,
    metrics: Vec<String>,
    trajectories: Option<u64>,
    second_order: bool,
    n: Option<u64>,
    seed: Option<u64>,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Study> {
    let (_, template) = scenario.read(py)?;
    let scenario = template.scenario();
    let Some(method) = SensitivityMethod::ALL.into_iter().find(|known| known.name() == method) else {
        let known = SensitivityMethod::ALL.map(SensitivityMethod::name).join(", ");
        return Err(refuse(py, format_args!("there is no method {method:?}; there are {known}")));
    };
    let request = SensitivityRequest { method, metrics, trajectories, second_order };
    check_request(py, &request)?;
    let metrics = request.find_metrics(scenario).map_err(|wrong| refuse_metrics(py, &wrong))?;
    let settings = choose_settings(py, scenario, (n, seed, threads))?;
    let replications = method.choose_replications(n, settings.replications);
    let settings = Settings { replications, ..settings };
    let total = request.count_histories(&template, metrics.len(), replications);
    let found = wait_for(py, progress.as_ref(), total, |watched| {
        let progress = |done| watched.add(done);
        request.carry_out(&template, &metrics, begin_work(settings, watched, &progress))
    })?;
    let found = found.map_err(|error| match error {
        SensitivityError::Simulation(error) => fail_simulation(&error),
        other => refuse(py, other),
    })?;
    Ok(Study::new("sensitivity", found, format!("{}-{}", scenario.name(), method.name()), Some(name_owner(scenario))))
}

/// Refuses what does not go with the method.
fn check_request(py: Python<'_>, request: &SensitivityRequest) -> PyResult<()> {
    if let Some((option, method)) = request.find_misplaced() {
        let option = if option == "metric" { "metrics".to_owned() } else { option.replace('-', "_") };
        return Err(refuse(py, format_args!("{option} goes with the method {}", method.name())));
    }
    if request.has_possible_trajectories() { Ok(()) } else { Err(refuse(py, "trajectories is 2 to 100,000")) }
}
