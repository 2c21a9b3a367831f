//! Studies: scenarios compared, strategies decided between, inputs varied, drivers found.

use std::path::PathBuf;

use marketgate::analysis::decision::{self, DecisionError, Options, Threshold, WorldFile};
use marketgate::analysis::sensitivity::runs::{self, SensitivityError, TRAJECTORIES, Work};
use marketgate::analysis::{
    Comparison, LeadingValue, Metric, Pairing, Place, RunIdentity, arrange, name_side, tell_apart,
};
use marketgate::quantity::{Dimension, Fault, parse_scalar};
use marketgate::report::{COMPARISON, DECISION, Owner};
use marketgate::scenario::{Template, split};
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
/// Simulations where a study has a usual number of its own.
const ONE_AT_A_TIME: u64 = 2_000;
const MORRIS: u64 = 20;
const SOBOL: u64 = 1_000;

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
                Py::new(py, simulate(py, template.scenario(), (n, seed, threads), true, None)?)
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
/// ("$5B") or as a share of the value with no government action; `wait` is how much later each strategy is tried too, None for not.
#[pyfunction]
#[pyo3(signature = (*scenarios, weights=None, only=vec![], at_least="80%", wait=Some("90 days"), n=None, seed=None, threads=None, progress=None))]
#[pyo3(
    text_signature = "(*scenarios, weights=None, only=(), at_least='80%', wait='90 days', n=None, seed=None, threads=None, progress=None)"
)]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn decide(
    py: Python<'_>,
    scenarios: Vec<ScenarioOrPath<'_>>,
    weights: Option<Vec<f64>>,
    only: Vec<String>,
    at_least: &str,
    wait: Option<&str>,
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
    if let Some(weights) = &weights {
        check_weights(py, weights, files.len())?;
    }
    let options = Options { weights, threshold: read_threshold(py, at_least)?, wait: read_wait(py, wait)? };
    let settings = choose_settings(py, first, (n, seed, threads))?;
    let total = decision::count_simulations(&files, &only, &options, settings.replications);
    let found = wait_for(py, progress.as_ref(), total, |watched| {
        decision::decide(&files, &only, &options, begin_work(settings, watched, &|done| watched.add(done)))
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
    Work { settings, stop: &watched.stop, progress }
}

fn check_weights(py: Python<'_>, weights: &[f64], scenarios: usize) -> PyResult<()> {
    let is_share = |weight: &f64| (0.0..=1.0).contains(weight);
    if weights.len() == scenarios && weights.iter().all(is_share) && (weights.iter().sum::<f64>() - 1.0).abs() < 1e-9 {
        Ok(())
    } else {
        Err(refuse(py, "weights are the probabilities of the scenarios, one for each, in their order; their sum is 1"))
    }
}

fn read_threshold(py: Python<'_>, text: &str) -> PyResult<Threshold> {
    let wrong = |fault: Fault| refuse(py, format_args!("at_least: {}", fault.shown(text)));
    if text.trim_end().ends_with('%') {
        parse_scalar(text, Dimension::Share).map(Threshold::ShareOfBaseline).map_err(wrong)
    } else {
        parse_scalar(text, Dimension::Money).map(Threshold::Dollars).map_err(wrong)
    }
}

/// Days; none where nothing waits.
fn read_wait(py: Python<'_>, text: Option<&str>) -> PyResult<Option<f64>> {
    let Some(text) = text else { return Ok(None) };
    let days = parse_scalar(text, Dimension::Duration)
        .map_err(|fault| refuse(py, format_args!("wait: {}", fault.shown(text))))?;
    if days > 0.0 { Ok(Some(days)) } else { Err(refuse(py, "wait: the same choice later is above 0 days")) }
}

/// Whose the results of a scenario are.
pub(crate) fn name_owner(scenario: &Scenario) -> Owner {
    Owner { file: scenario.file().to_owned(), digest: scenario.digest().to_owned() }
}

/// The figures at these paths, each once; the `usual` ones where none are named.
pub(crate) fn find_metrics(
    py: Python<'_>,
    scenario: &Scenario,
    asked: &[String],
    usual: Vec<Metric>,
) -> PyResult<Vec<Metric>> {
    let mut found: Vec<Metric> = Vec::new();
    for path in asked.iter().flat_map(|text| split(text)) {
        let metric = Metric::find(path, scenario).map_err(|error| refuse(py, format_args!("metrics: {error}")))?;
        if !found.contains(&metric) {
            found.push(metric);
        }
    }
    Ok(if found.is_empty() { usual } else { found })
}

/// How drivers of a result are looked for.
#[derive(Clone, Copy, PartialEq)]
enum Method {
    OneAtATime,
    Tornado,
    Morris,
    Sobol,
    Evppi,
}

impl Method {
    const ALL: [(&'static str, Self); 5] = [
        ("one-at-a-time", Self::OneAtATime),
        ("tornado", Self::Tornado),
        ("morris", Self::Morris),
        ("sobol", Self::Sobol),
        ("evppi", Self::Evppi),
    ];
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
    let Some((folder, method)) = Method::ALL.into_iter().find(|(name, _)| *name == method) else {
        let known = Method::ALL.map(|(name, _)| name).join(", ");
        return Err(refuse(py, format_args!("there is no method {method:?}; there are {known}")));
    };
    check_method(py, method, &metrics, trajectories, second_order)?;
    let usual = vec![Metric::leading(LeadingValue::of_scenario(scenario))];
    let metrics = find_metrics(py, scenario, &metrics, usual)?;
    let trajectories = trajectories.unwrap_or(TRAJECTORIES);
    let n = match method {
        Method::OneAtATime => n.or(Some(ONE_AT_A_TIME)),
        Method::Morris => n.or(Some(MORRIS)),
        Method::Sobol => n.or(Some(SOBOL)),
        Method::Tornado | Method::Evppi => n,
    };
    let settings = choose_settings(py, scenario, (n, seed, threads))?;
    let total = count_histories(method, &template, metrics.len(), trajectories, second_order, settings.replications);
    let found = wait_for(py, progress.as_ref(), total, |watched| {
        let progress = |done| watched.add(done);
        let work = begin_work(settings, watched, &progress);
        match method {
            Method::OneAtATime => runs::one_at_a_time(&template, &metrics, work),
            Method::Tornado => runs::tornado(scenario, work),
            Method::Morris => runs::morris(scenario, trajectories, work),
            Method::Sobol => runs::sobol(scenario, second_order, work),
            Method::Evppi => runs::evppi(&template, work),
        }
    })?;
    let found = found.map_err(|error| match error {
        SensitivityError::Simulation(error) => fail_simulation(&error),
        other => refuse(py, other),
    })?;
    Ok(Study::new("sensitivity", found, format!("{}-{folder}", scenario.name()), Some(name_owner(scenario))))
}

/// Whether what was asked goes with the method.
fn check_method(
    py: Python<'_>,
    method: Method,
    metrics: &[String],
    trajectories: Option<u64>,
    second_order: bool,
) -> PyResult<()> {
    let wrong = [
        (second_order && method != Method::Sobol, "second_order goes with the method sobol"),
        (trajectories.is_some() && method != Method::Morris, "trajectories goes with the method morris"),
        (trajectories.is_some_and(|count| !(2..=100_000).contains(&count)), "trajectories is 2 to 100,000"),
        (!metrics.is_empty() && method != Method::OneAtATime, "metrics goes with the method one-at-a-time"),
    ];
    wrong.into_iter().find(|(is_wrong, _)| *is_wrong).map_or(Ok(()), |(_, why)| Err(refuse(py, why)))
}

/// Simulations that the method takes.
fn count_histories(
    method: Method,
    template: &Template,
    metrics: usize,
    trajectories: u64,
    second_order: bool,
    n: u64,
) -> u64 {
    let scenario = template.scenario();
    match method {
        Method::OneAtATime => runs::one_at_a_time_histories(template, metrics, n),
        Method::Tornado => n,
        Method::Morris => runs::morris_histories(scenario, trajectories, n),
        Method::Sobol => runs::sobol_histories(scenario, n, second_order),
        Method::Evppi => n * scenario.strategies().count() as u64,
    }
}
