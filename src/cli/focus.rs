//! `run --focus`: how probable a rare outcome is, and what goes with it.

use anyhow::anyhow;

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::print::print_all_json;
use super::{Simulation, progress};
use crate::analysis::Outcomes;
use crate::analysis::focus::{Focus, FocusError, focus as look_for};
use crate::expression::Expression;
use crate::report::{WrittenStudy, write_study};
use crate::scenario::Scenario;
use crate::text::numbers::count;

/// Looks for the outcome in each scenario; each has results of its own.
pub(super) fn focus(
    text: &str,
    scenarios: &[Scenario],
    simulation: &Simulation,
    output: &Output,
) -> Result<(), CliError> {
    let parse = |scenario: &Scenario| Expression::parse(text, Outcomes::new(scenario).vocabulary());
    // Each names its own markets: all are read before the first is simulated.
    let conditions = scenarios.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    for (scenario, condition) in scenarios.iter().zip(&conditions) {
        found.push(focus_on(scenario, condition, simulation, output)?);
    }
    if output.json {
        print_all_json(&found)?;
    }
    Ok(())
}

fn focus_on(
    scenario: &Scenario,
    condition: &Expression,
    simulation: &Simulation,
    output: &Output,
) -> Result<Focus, CliError> {
    let name = format!("{}-focus", scenario.name());
    let stage = output.begin(&name, scenario)?;
    let settings = simulation.settings(scenario);
    let bar = progress::bar(settings.replications, &name, output.quiet);
    let found = look_for(scenario, condition, settings, interrupted(), |done| bar.inc(done))
        .map_err(|error| failed(error, condition.text()))?;
    bar.finish_and_clear();
    let WrittenStudy { files, text } = write_study(stage.path(), &found, &output.formats)?;
    output.settle(stage, &files, text)?;
    Ok(found)
}

fn failed(error: FocusError, condition: &str) -> CliError {
    match error {
        FocusError::Simulation(error) => error.into(),
        FocusError::Never { replications, plain } => {
            // No hit in n: p < 1 − 0.05^(1/n), about 3/n, with 95% confidence.
            let bound = 1.0 - libm::pow(0.05, 1.0 / plain as f64);
            CliError::Run(anyhow!(
                "'{condition}' came about in none of {} simulations; by the {} of them that were drawn plainly, its probability \
                 is below {:.2}% with 95% confidence. More replications (-n), or a condition that holds more often, may show how \
                 it can come about",
                count(replications),
                count(plain),
                100.0 * bound
            ))
        }
    }
}
