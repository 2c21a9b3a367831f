//! `reweight`: a finished run under other probabilities of events, without simulating.

use std::path::PathBuf;

use clap::Args;

use super::Simulation;
use super::discover::ROWS;
use super::error::CliError;
use super::finished::{Run, find_run};
use super::output::Output;
use crate::analysis::shift::{
    LEAST_EFFECTIVE, Mix, Of, Shift, ShiftedBy, Tally, hold_against_run, parse_event, reweighted, tilt,
};
use crate::analysis::{Outcomes, find_hits};
use crate::expression::Expression;
use crate::report::RowReader;
use crate::scenario::Scenario;
use crate::text::numbers::count;

/// Most events at once.
const MOST: usize = 6;

/// Arguments of `reweight`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of a finished run; or a scenario file, which is run first
    run: PathBuf,
    /// The probability of an event, such as 'us.banned=0.35' or 'value < $20B=40%'; several hold together
    #[arg(long, value_name = "EVENT=PROBABILITY", required = true)]
    probability: Vec<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `reweight`.
pub(super) fn reweight(arguments: &Arguments) -> Result<(), CliError> {
    let output = &arguments.output;
    let (run, events) = find_run(&arguments.run, &arguments.simulation, output, |scenario| {
        parse_events(&arguments.probability, scenario)
    })?;
    let shift = reweight_run(&events, &run)?;
    let name = format!("{}-reweight", run.template.scenario().name());
    output.publish(output.begin(&name, run.template.scenario())?, &shift, [])
}

/// The events stated, with their probabilities.
fn parse_events(statements: &[String], scenario: &Scenario) -> Result<Vec<(Expression, f64)>, CliError> {
    if statements.len() > MOST {
        return Err(CliError::Input(format!("at most {MOST} probabilities can be stated at once")));
    }
    let outcomes = Outcomes::new(scenario);
    statements.iter().map(|text| parse_event(text, &outcomes).map_err(CliError::Input)).collect()
}

fn reweight_run(events: &[(Expression, f64)], run: &Run) -> Result<Shift, CliError> {
    let scenario = run.template.scenario();
    let outcomes = Outcomes::new(scenario);
    let mut tally = Tally::new(scenario, 1 << events.len());
    let figures = tally.columns().len();
    let asked = events.iter().flat_map(|(condition, _)| outcomes.names(condition.columns()));
    let wanted: Vec<String> = tally.columns().iter().cloned().chain(asked).collect();
    RowReader::for_each_block(&run.finished.dir, &wanted, ROWS, |block| {
        let (own, mut rest) = block.columns.split_at(figures);
        let mut classes = vec![0_usize; block.rows];
        for (number, (condition, _)) in events.iter().enumerate() {
            let (asked, others) = rest.split_at(condition.columns().len());
            rest = others;
            let happen = find_hits(condition, asked, block.rows);
            classes.iter_mut().zip(happen).for_each(|(class, happens)| *class |= usize::from(happens) << number);
        }
        tally.take(own, classes);
    })?;
    let before = tally.found();
    let stated = hold_against_run(events, &tally.counts()).map_err(CliError::Input)?;
    let after: Vec<f64> = stated.iter().map(|event| event.after).collect();
    let shares = tilt(&before.shares, &after).map_err(|(event, error)| {
        let which = event.map(|event| format!(" {}", events[event].0.text())).unwrap_or_default();
        CliError::Input(format!("--probability{which}: {error}"))
    })?;
    // With one event the shares of both classes are stated; with more, those of their combinations follow from the run.
    let mix = Mix { shares, stated: events.len() == 1 };
    let effective = tally.effective(&mix);
    let summary = &run.finished.summary;
    if effective < LEAST_EFFECTIVE {
        return Err(CliError::Input(format!(
            "the {} simulations of this run would be worth {} under these probabilities, and less than {} say too little; \
             simulate more, or change the inputs that lead to the event",
            count(summary.replications),
            count(effective as u64),
            count(LEAST_EFFECTIVE as u64)
        )));
    }
    let of = Of { scenario, seed: summary.seed, replications: summary.replications };
    Ok(reweighted(of, &tally, &mix, ShiftedBy::Probabilities(stated)))
}
