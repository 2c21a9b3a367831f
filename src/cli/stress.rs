//! `stress`: a finished run with inputs confined to bands, or which inputs make something happen.

use std::path::PathBuf;

use clap::Args;

use super::discover::ROWS;
use super::error::CliError;
use super::finished::{Run, find_run};
use super::interrupt::interrupted;
use super::output::Output;
use super::{Simulation, progress};
use crate::analysis::shift::{
    Band, LEAST_EFFECTIVE, Mix, Movement, Of, Shift, ShiftedBy, Tally, WeightClasses, bad_scenario, parse_band,
    reweighted, simulate_in, simulated,
};
use crate::analysis::{Outcomes, find_hits};
use crate::expression::Expression;
use crate::report::{RowReader, write_with_folder};
use crate::scenario::Scenario;
use crate::simulation::Settings;

/// Arguments of `stress`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of a finished run; or a scenario file, which is run first
    run: PathBuf,
    /// Confine an input to a band of its own distribution, such as markets.us.arpu=p0..p5; several hold together
    #[arg(long, value_name = "PATH=pA..pB", required_unless_present = "reverse", conflicts_with = "reverse")]
    set_band: Vec<String>,
    /// Which inputs lie elsewhere where this happens, and the bad scenario that they make
    #[arg(long, value_name = "CONDITION")]
    reverse: Option<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `stress`.
pub(super) fn stress(arguments: &Arguments) -> Result<(), CliError> {
    let output = &arguments.output;
    let (run, asked) =
        find_run(&arguments.run, &arguments.simulation, output, |scenario| Question::read(arguments, scenario))?;
    let name = format!("{}-stress", run.template.scenario().name());
    let condition = match asked {
        Question::Bands(bands) => {
            let shift = confine(arguments, &run, &bands, &name)?;
            return output.publish(output.begin(&name, run.template.scenario())?, &shift, []);
        }
        Question::Reverse(condition) => condition,
    };
    let (shift, texts) = reverse(&run, &condition)?;
    let stage = output.begin(&name, run.template.scenario())?;
    let write = |(file, text): (String, String)| write_with_folder(&stage.path().join(file), &text);
    let files = texts.into_iter().map(write).collect::<Result<Vec<_>, _>>()?;
    output.publish(stage, &shift, files)
}

/// What is asked of a run.
enum Question {
    Bands(Vec<Band>),
    Reverse(Expression),
}

impl Question {
    fn read(arguments: &Arguments, scenario: &Scenario) -> Result<Self, CliError> {
        let outcomes = Outcomes::new(scenario);
        if let Some(condition) = &arguments.reverse {
            return Ok(Self::Reverse(Expression::parse(condition, outcomes.vocabulary())?));
        }
        let mut bands: Vec<Band> = Vec::new();
        for text in &arguments.set_band {
            let band = parse_band(text, scenario, &outcomes).map_err(CliError::Input)?;
            if bands.iter().any(|other| other.path == band.path) {
                return Err(CliError::Input(format!("--set-band: `{}` is given twice", band.path)));
            }
            bands.push(band);
        }
        Ok(Self::Bands(bands))
    }
}

/// The run with inputs in bands: from its own histories, or from new ones where they are too few.
fn confine(arguments: &Arguments, run: &Run, bands: &[Band], name: &str) -> Result<Shift, CliError> {
    let scenario = run.template.scenario();
    let of = studied_run(run);
    let (mut tally, mut weights) = (Tally::new(scenario, 1), WeightClasses::default());
    let wanted: Vec<String> = tally.columns().iter().cloned().chain(bands.iter().map(|b| b.path.clone())).collect();
    RowReader::for_each_block(&run.finished.dir, &wanted, ROWS, |block| {
        let (figures, inputs) = block.columns.split_at(tally.columns().len());
        let weight = |row: usize| bands.iter().zip(inputs).map(|(band, column)| band.weight(column[row])).product();
        let classes: Vec<usize> = (0..block.rows).map(|row| weights.class(weight(row))).collect();
        tally.take(figures, classes);
    })?;
    let by = ShiftedBy::Bands(bands.to_vec());
    let enough = |mix: &Mix| tally.effective(mix) >= LEAST_EFFECTIVE;
    if let Some(mix) = weights.mix(&tally.counts()).filter(enough) {
        return Ok(reweighted(of, &tally, &mix, by));
    }
    let found = tally.counts().iter().skip(1).sum();
    let threads = arguments.simulation.settings(scenario).threads;
    let settings = Settings { replications: of.replications, seed: of.seed, threads };
    let bar = progress::bar(settings.replications, name, arguments.output.quiet);
    let (anew, mix) = simulate_in(scenario, bands, settings, interrupted(), |done| bar.inc(done))?;
    bar.finish_and_clear();
    Ok(simulated(of, &tally, (&anew, &mix), found, by))
}

fn studied_run(run: &Run) -> Of<'_> {
    let summary = &run.finished.summary;
    Of { scenario: run.template.scenario(), seed: summary.seed, replications: summary.replications }
}

/// Which inputs moved where a condition holds, and files of the scenario that they make.
fn reverse(run: &Run, condition: &Expression) -> Result<(Shift, Vec<(String, String)>), CliError> {
    let scenario = run.template.scenario();
    let outcomes = Outcomes::new(scenario);
    let text = condition.text();
    let [inputs, asked] = [&outcomes.inputs[..], condition.columns()].map(|columns| outcomes.names(columns));
    let mut tally = Tally::new(scenario, 2);
    let figures = tally.columns().len();
    let wanted: Vec<String> = tally.columns().iter().chain(&asked).chain(&inputs).cloned().collect();
    let mut movement = Movement::new(scenario, &inputs);
    RowReader::for_each_block(&run.finished.dir, &wanted, ROWS, |block| {
        let (own, others) = block.columns.split_at(figures);
        let (asked, inputs) = others.split_at(asked.len());
        let holds = find_hits(condition, asked, block.rows);
        movement.take(inputs, &holds);
        tally.take(own, holds.iter().map(|&holds| usize::from(holds)));
    })?;
    let [others, found] = [tally.counts()[0], tally.counts()[1]];
    if found < 2 || others < 2 {
        let all = found + others;
        return Err(CliError::Input(format!(
            "'{text}' holds in {found} of {all} simulations; nothing can be held against the others"
        )));
    }
    let moved = movement.moved();
    let bad = bad_scenario(&run.template, &moved, text);
    let by = ShiftedBy::Condition { condition: text.to_owned(), moved, name: bad.name };
    // How many fulfil it was found, not stated; within them the mean has the error of a plain mean.
    let shift = reweighted(studied_run(run), &tally, &Mix { shares: vec![0.0, 1.0], stated: true }, by);
    Ok((shift, bad.files))
}
