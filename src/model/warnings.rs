//! What a reader of any result of a scenario should bear in mind, whichever command made it.

use super::branching::branching_warning;
use super::notice::Notice;
use super::retention_warning::retention_warnings;
use super::state::{Plan, World};
use crate::scenario::Scenario;

/// Warnings about a scenario that are known before anything is simulated: those of its files, then those of its rules.
/// Every result and report begins its own with them.
pub fn collect_warnings(scenario: &Scenario) -> Vec<String> {
    let of_rules = branching_warning(scenario).into_iter().chain(retention_warnings(scenario));
    scenario.warnings().iter().cloned().chain(of_rules).collect()
}

/// The same, and what does not fit at the start, which a result counts: `check` prints them.
pub fn foresee_warnings(scenario: &Scenario) -> Vec<String> {
    collect_warnings(scenario).into_iter().chain(describe_start(scenario)).collect()
}

/// What the events before the start come to, with every input at its median.
fn describe_start(scenario: &Scenario) -> Vec<String> {
    let plan = Plan::new(scenario, 0, Vec::new());
    let mut world = World::new(&plan, false);
    let medians: Vec<f64> = (0..scenario.inputs.len()).map(|input| scenario.value(input, 0.5)).collect();
    // A scenario whose medians have no terminal value is refused when it is run.
    if !scenario.events.iter().any(|event| event.day < 0.0) || world.start_replication(0, &medians).is_err() {
        return Vec::new();
    }
    world.start_pressure();
    world.apply_past_events();
    let skipped = scenario.events.iter().zip(&world.skipped).filter(|(_, skipped)| **skipped);
    let notices = Notice::ALL.into_iter().zip(world.notices).filter(|(_, noticed)| *noticed);
    skipped
        .map(|(event, _)| format!("Event `{}` does not fit the state it meets and is skipped.", event.key))
        .chain(notices.map(|(notice, _)| format!("With every input at its median {}", notice.describe())))
        .collect()
}
