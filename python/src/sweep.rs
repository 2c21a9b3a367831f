//! Sweeps: figures of a scenario at many points.

use std::sync::atomic::AtomicBool;

use marketgate::Scenario;
use marketgate::analysis::sweep::{
    PointResult, Points, Sweep, SweepError, SweepRequestError, Task, check, conclude, find_metrics, is_table,
    plan_points,
};
use marketgate::report::read_file;
use marketgate::scenario::{SweepRequest, Template};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::{fail_simulation, refuse};
use crate::scenario::{ScenarioOrPath, choose_settings};
use crate::studies::{name_option, name_owner, read_precision, refuse_metrics};
use crate::study::Study;
use crate::wait::wait_for;

/// Finds figures of a scenario at many points, each on the same random draws.
///
/// `vary` gives for each path a list of values, or a specification as on the command line ("30 days..360 days:12"); without it the sweep
/// that stands in the file is run, that of `name` where there are several. `design` is "grid", "lhs:N", "sobol:N", or a CSV file with a column for
/// each path; `where` a condition that points must meet; `metrics` are the figures, by their paths in the summary. With `precision`, such as
/// "1%", a point is finished once the standard error of every figure is at most this share of it, at the latest after `n` simulations.
#[pyfunction]
#[pyo3(signature = (scenario, vary=None, *, name=None, zip=false, r#where=None, design=None, metrics=vec![], precision=None, n=None, seed=None, threads=None, progress=None))]
#[pyo3(
    text_signature = "(scenario, vary=None, *, name=None, zip=False, where=None, design=None, metrics=(), precision=None, n=None, seed=None, threads=None, progress=None)"
)]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn sweep(
    py: Python<'_>,
    scenario: ScenarioOrPath<'_>,
    vary: Option<Bound<'_, PyDict>>,
    name: Option<&str>,
    zip: bool,
    r#where: Option<String>,
    design: Option<String>,
    metrics: Vec<String>,
    precision: Option<&str>,
    n: Option<u64>,
    seed: Option<u64>,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Study> {
    let (_, template) = scenario.read(py)?;
    let scenario = template.scenario();
    let vary = vary.filter(|vary| !vary.is_empty());
    let mut request = if vary.is_some() || design.as_deref().is_some_and(is_table) {
        read_request(vary.as_ref())?
    } else {
        find_request(py, scenario, name)?
    };
    request.zip |= zip;
    request.design = design.or(request.design);
    request.filter = r#where.or(request.filter);
    if !metrics.is_empty() {
        request.metrics = metrics;
    }
    let settings = choose_settings(py, scenario, (n.or(request.replications), seed, threads))?;
    let file = request.design.as_deref().filter(|design| is_table(design));
    let table = file.map(|file| read_file(file.as_ref())).transpose().map_err(|error| refuse(py, error))?;
    let points = plan_points(&template, &request, table, settings.seed).map_err(|error| refuse_request(py, &error))?;
    let metrics = find_metrics(scenario, &points, &request).map_err(|wrong| refuse_metrics(py, &wrong))?;
    let precision = read_precision(py, precision, &metrics, scenario)?;
    let task = Task { metrics, settings, precision };
    let total = points.len() as u64 * settings.replications;
    let found = wait_for(py, progress.as_ref(), total, |watched| {
        check(&template, &points)?;
        run(&template, points, &task, &request.name, &watched.stop, &|done| watched.add(done))
    })?;
    let found = found.map_err(|error| fail_sweep(py, &error))?;
    let folder = format!("{}-{}", scenario.name(), request.name);
    Ok(Study::of_sweep(found, folder, Some(name_owner(scenario))))
}

/// Runs all points.
fn run(
    template: &Template,
    points: Points,
    task: &Task,
    name: &str,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Sweep, SweepError> {
    let all: Vec<usize> = (0..points.len()).collect();
    let mut results: Vec<Option<PointResult>> = vec![None; points.len()];
    let receive = |point: usize, result| {
        results[point] = Some(result);
        Ok(())
    };
    marketgate::analysis::sweep::run(template, &points, task, &all, stop, progress, receive)?;
    Ok(conclude(template, points, task, name, results.into_iter().flatten()))
}

fn fail_sweep(py: Python<'_>, error: &SweepError) -> PyErr {
    match error {
        SweepError::Stopped(error) | SweepError::Simulation { source: error, .. } => fail_simulation(error),
        other => refuse(py, other),
    }
}

/// A sweep of what Python says: specifications as on the command line, or lists of values.
fn read_request(vary: Option<&Bound<'_, PyDict>>) -> PyResult<SweepRequest> {
    let write = |values: &Bound<'_, PyAny>| -> PyResult<String> {
        match values.extract() {
            Ok(text) => Ok(text),
            Err(_) => {
                let values = values.try_iter()?.map(|value| Ok(value?.str()?.to_string()));
                Ok(values.collect::<PyResult<Vec<_>>>()?.join(", "))
            }
        }
    };
    let pair = |(path, values): (Bound<'_, PyAny>, Bound<'_, PyAny>)| Ok((path.extract()?, write(&values)?));
    Ok(SweepRequest {
        name: "sweep".to_owned(),
        vary: vary.into_iter().flatten().map(pair).collect::<PyResult<_>>()?,
        zip: false,
        design: None,
        filter: None,
        metrics: Vec::new(),
        replications: None,
    })
}

/// The sweep of this name that stands in the file, or the only one there.
fn find_request(py: Python<'_>, scenario: &Scenario, name: Option<&str>) -> PyResult<SweepRequest> {
    let kept = scenario.sweeps();
    let chosen: Vec<&SweepRequest> = kept.iter().filter(|sweep| name.is_none_or(|name| sweep.name == name)).collect();
    if let [one] = chosen.as_slice() {
        return Ok((*one).clone());
    }
    let names: Vec<&str> = kept.iter().map(|sweep| sweep.name.as_str()).collect();
    Err(match names.as_slice() {
        [] => {
            refuse(py, "nothing is varied: give vary, such as {\"events.us-order.deadline\": \"30 days..360 days:12\"}")
        }
        names => refuse(py, format_args!("give the name of one sweep of the file; it has {}", names.join(", "))),
    })
}

/// What is wrong with a request, in Python's words for its options.
fn refuse_request(py: Python<'_>, error: &SweepRequestError) -> PyErr {
    match error {
        SweepRequestError::Options(wrong) => refuse(py, wrong.iter().map(name_option).collect::<Vec<_>>().join("\n")),
        SweepRequestError::Points(error) => refuse(py, error),
    }
}
