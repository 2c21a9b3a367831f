//! What a reader of any result of a scenario should bear in mind, whichever command made it.

use super::branching::branching_warning;
use super::retention_warning::retention_warnings;
use crate::scenario::Scenario;

/// Warnings about a scenario that are known before anything is simulated: those of its files, then those of its rules.
/// `check` prints them, and every result and report begins its own with them.
pub fn collect_warnings(scenario: &Scenario) -> Vec<String> {
    let of_rules = branching_warning(scenario).into_iter().chain(retention_warnings(scenario));
    scenario.warnings().iter().cloned().chain(of_rules).collect()
}
