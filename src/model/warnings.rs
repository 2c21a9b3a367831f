//! What a reader of any result of a scenario should bear in mind, whichever command made it.

use super::branching::branching_warning;
use super::impossible::find_impossibilities;
use super::notice::Notice;
use super::retention_warning::retention_warnings;
use super::state::{Plan, World};
use crate::scenario::Scenario;

/// Warnings about a scenario that are known before anything is simulated: those of its files, those of its rules, then what it
/// states and cannot happen. Every result and report begins its own with them.
pub fn collect_warnings(scenario: &Scenario) -> Vec<String> {
    let impossible = find_impossibilities(scenario).into_iter().map(|found| found.text);
    collect_doubts(scenario).into_iter().chain(impossible).collect()
}

/// The same, and what does not fit at the start, which a result counts.
pub fn foresee_warnings(scenario: &Scenario) -> Vec<String> {
    collect_warnings(scenario).into_iter().chain(describe_start(scenario)).collect()
}

/// What is doubtful in a scenario: warnings of its files, then those of its rules.
pub fn collect_doubts(scenario: &Scenario) -> Vec<String> {
    let of_rules = branching_warning(scenario).into_iter().chain(retention_warnings(scenario));
    scenario.warnings().iter().cloned().chain(of_rules).collect()
}

/// What a scenario states and cannot happen: `check` prints it under a heading of its own.
pub fn describe_impossibilities(scenario: &Scenario) -> Vec<String> {
    let impossible = find_impossibilities(scenario);
    let told = |event: usize| impossible.iter().any(|found| found.event == Some(event));
    let at_start = find_start_misfits(scenario).into_iter().filter(|(event, _)| !event.is_some_and(told));
    impossible.iter().map(|found| found.text.clone()).chain(at_start.map(|(_, text)| text)).collect()
}

fn describe_start(scenario: &Scenario) -> Vec<String> {
    find_start_misfits(scenario).into_iter().map(|(_, text)| text).collect()
}

/// What the events before the start come to with every input at its median: what does not fit, with the event where it is one.
fn find_start_misfits(scenario: &Scenario) -> Vec<(Option<usize>, String)> {
    let plan = Plan::new(scenario, 0, Vec::new());
    let mut world = World::new(&plan, false);
    let medians: Vec<f64> = (0..scenario.inputs.len()).map(|input| scenario.value(input, 0.5)).collect();
    // A scenario whose medians have no terminal value is refused when it is run.
    if !scenario.events.iter().any(|event| event.day < 0.0) || world.start_replication(0, &medians).is_err() {
        return Vec::new();
    }
    world.start_pressure();
    world.apply_past_events();
    let skipped = scenario.events.iter().enumerate().zip(&world.skipped).filter(|(_, skipped)| **skipped);
    let notices = Notice::ALL.into_iter().zip(world.notices).filter(|(_, noticed)| *noticed);
    let misfit = |key: &str| format!("Event `{key}` does not fit the state it meets and is skipped.");
    skipped
        .map(|((number, event), _)| (Some(number), misfit(&event.key)))
        .chain(notices.map(|(notice, _)| (None, format!("With every input at its median {}", notice.describe()))))
        .collect()
}
