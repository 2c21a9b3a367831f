//! `run --focus`: how probable a rare ending is, and what goes with it.

use anyhow::Context;

use super::failure::Failure;
use super::interrupt::interrupted;
use super::output::Output;
use super::say::say;
use super::{Simulation, progress};
use crate::analysis::Outcomes;
use crate::analysis::focus::{Focus, focus as look_for};
use crate::expression::Expression;
use crate::scenario::Scenario;

/// Looks for the ending in each scenario.
pub(super) fn focus(
    text: &str,
    scenarios: &[Scenario],
    simulation: &Simulation,
    output: &Output,
) -> Result<(), Failure> {
    let mut found: Vec<Focus> = Vec::new();
    for scenario in scenarios {
        let condition = Expression::parse(text, Outcomes::of(scenario).vocabulary())?;
        let settings = simulation.settings(scenario);
        let bar = progress::bar(settings.replications, scenario.name(), output.quiet);
        let focus = look_for(scenario, &condition, settings, interrupted(), |done| bar.inc(done)).map_err(anyhow::Error::from)?;
        bar.finish_and_clear();
        found.push(focus);
    }
    say(serde_json::to_string_pretty(&found).context("the results cannot be written as JSON")?)?;
    Ok(())
}
