//! `reweight`: a finished run under other probabilities of events, without simulating.

use std::path::PathBuf;

use clap::Args;

use super::Simulation;
use super::discover::happens;
use super::failure::Failure;
use super::finished::{Run, finished};
use super::output::Output;
use super::shifted::{rows_of, write};
use crate::analysis::Outcomes;
use crate::analysis::shift::{LEAST_EFFECTIVE, Mix, Of, Shift, ShiftedBy, Stated, Tally, reweighted, tilt};
use crate::expression::Expression;
use crate::quantity::{self, Dimension};
use crate::scenario::Scenario;
use crate::text::numbers::count;

/// Most events at once.
const MOST: usize = 6;
/// Fewest histories in which an event happens, or does not, that may stand for all such.
const LEAST: u64 = 50;

/// What `reweight` is told.
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
pub(super) fn reweight(arguments: &Arguments) -> Result<(), Failure> {
    let output = &arguments.output;
    let (run, events) =
        finished(&arguments.run, &arguments.simulation, output, |scenario| events(&arguments.probability, scenario))?;
    let shift = shifted(&events, &run)?;
    let name = format!("{}-reweight", run.template.scenario().name());
    write(output.begin(&name, run.template.scenario())?, &shift, Vec::new(), output)
}

/// The events stated, with their probabilities.
fn events(statements: &[String], scenario: &Scenario) -> Result<Vec<(Expression, f64)>, Failure> {
    if statements.len() > MOST {
        return Err(Failure::Input(format!("error: at most {MOST} probabilities can be stated at once")));
    }
    let outcomes = Outcomes::of(scenario);
    statements.iter().map(|text| event(text, &outcomes)).collect()
}

fn shifted(events: &[(Expression, f64)], run: &Run) -> Result<Shift, Failure> {
    let scenario = run.template.scenario();
    let outcomes = Outcomes::of(scenario);
    let named = |places: &[usize]| places.iter().map(|&place| outcomes.columns[place].clone()).collect::<Vec<_>>();
    let mut tally = Tally::new(scenario, 1 << events.len());
    let figures = tally.columns().len();
    let asked = events.iter().flat_map(|(condition, _)| named(condition.columns()));
    let wanted: Vec<String> = tally.columns().iter().cloned().chain(asked).collect();
    rows_of(&run.finished.place, &wanted, |columns, rows| {
        let (told, mut rest) = columns.split_at(figures);
        let mut classes = vec![0_usize; rows];
        for (number, (condition, _)) in events.iter().enumerate() {
            let (asked, others) = rest.split_at(condition.columns().len());
            rest = others;
            let happen = happens(condition, asked, rows);
            classes.iter_mut().zip(happen).for_each(|(class, happens)| *class |= usize::from(happens) << number);
        }
        tally.take(told, classes);
    })?;
    let before = tally.found();
    let stated = stated(events, &tally)?;
    let after: Vec<f64> = stated.iter().map(|event| event.after).collect();
    let shares = tilt(&before.shares, &after).map_err(|(event, error)| {
        let which = event.map(|event| format!(" {}", events[event].0.text())).unwrap_or_default();
        Failure::Input(format!("error: --probability{which}: {error}"))
    })?;
    // With one event the shares of both classes are stated; with more, those of their combinations follow from the run.
    let mix = Mix { shares, stated: events.len() == 1 };
    let effective = tally.effective(&mix);
    let summary = &run.finished.summary;
    if effective < LEAST_EFFECTIVE {
        return Err(Failure::Input(format!(
            "error: the {} histories of this run would be worth {} under these probabilities, and less than {} tell too little; \
             simulate more, or change the inputs that lead to the event",
            count(summary.replications),
            count(effective as u64),
            count(LEAST_EFFECTIVE as u64)
        )));
    }
    let of = Of { scenario, seed: summary.seed, replications: summary.replications };
    Ok(reweighted(of, &tally, &mix, ShiftedBy::Probabilities(stated)))
}

/// What is stated of each event, held against the run.
fn stated(events: &[(Expression, f64)], tally: &Tally) -> Result<Vec<Stated>, Failure> {
    let counts = tally.counts();
    let all: u64 = counts.iter().sum();
    let mut found = Vec::new();
    for (number, (condition, after)) in events.iter().enumerate() {
        let happens = counts.iter().enumerate().filter(|(class, _)| class >> number & 1 == 1);
        let count: u64 = happens.map(|(_, count)| count).sum();
        let before = count as f64 / all.max(1) as f64;
        let few = [(count, *after), (all - count, 1.0 - after)];
        if let Some((few, _)) = few.into_iter().find(|&(rows, share)| share > 0.0 && rows < LEAST) {
            let what = if few == count { "happens" } else { "does not happen" };
            return Err(Failure::Input(format!(
                "error: '{}' {what} in {few} of {all} histories only; fewer than {LEAST} cannot stand for all such",
                condition.text()
            )));
        }
        found.push(Stated { condition: condition.text().to_owned(), before, after: *after, count });
    }
    Ok(found)
}

/// `EVENT=PROBABILITY`, cut at the last sign of equality that is not part of a comparison.
fn event(text: &str, outcomes: &Outcomes) -> Result<(Expression, f64), Failure> {
    let wrong = |reason: &str| Failure::Input(format!("error: --probability '{text}': {reason}"));
    let usual = "an event and its probability are written EVENT=PROBABILITY, such as 'us.banned=0.35'";
    let (event, share) = text.rsplit_once('=').ok_or_else(|| wrong(usual))?;
    if event.ends_with(['=', '<', '>', '!']) {
        return Err(wrong(usual));
    }
    let share = quantity::parse_scalar(share.trim(), Dimension::Share).map_err(|fault| wrong(&fault.message))?;
    if !(0.0..=1.0).contains(&share) {
        return Err(wrong("a probability is from 0% to 100%"));
    }
    Ok((Expression::parse(event.trim(), outcomes.vocabulary())?, share))
}
