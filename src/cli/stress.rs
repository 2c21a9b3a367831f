//! `stress`: a finished run with inputs confined to bands, or which inputs make something happen.

use std::path::{Path, PathBuf};

use clap::Args;

use super::discover::happens;
use super::failure::Failure;
use super::finished::{Run, finished};
use super::interrupt::interrupted;
use super::output::Output;
use super::shifted::{rows_of, write};
use super::{Simulation, progress};
use crate::analysis::Outcomes;
use crate::analysis::shift::{
    Band, BandError, LEAST_EFFECTIVE, Mix, Movement, Of, Shift, ShiftedBy, Tally, WeightClasses, bad_scenario,
    reweighted, simulate_in, simulated,
};
use crate::expression::Expression;
use crate::quantity::{self, Dimension};
use crate::report;
use crate::scenario::Scenario;
use crate::simulation::Settings;

/// What `stress` is told.
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
pub(super) fn stress(arguments: &Arguments) -> Result<(), Failure> {
    let output = &arguments.output;
    let (run, asked) =
        finished(&arguments.run, &arguments.simulation, output, |scenario| Asked::read(arguments, scenario))?;
    let name = format!("{}-stress", run.template.scenario().name());
    let condition = match asked {
        Asked::Bands(bands) => {
            let shift = confined(arguments, &run, &bands, &name)?;
            return write(output.begin(&name, run.template.scenario())?, &shift, Vec::new(), output);
        }
        Asked::Reverse(condition) => condition,
    };
    let (shift, texts) = reverse(&run, &condition)?;
    let stage = output.begin(&name, run.template.scenario())?;
    let mut files = Vec::new();
    for (file, text) in texts {
        files.push(write_beside(stage.path(), &file, &text)?);
    }
    write(stage, &shift, files, output)
}

/// What is asked of a run.
enum Asked {
    Bands(Vec<Band>),
    Reverse(Expression),
}

impl Asked {
    fn read(arguments: &Arguments, scenario: &Scenario) -> Result<Self, Failure> {
        let outcomes = Outcomes::of(scenario);
        if let Some(condition) = &arguments.reverse {
            return Ok(Self::Reverse(Expression::parse(condition, outcomes.vocabulary())?));
        }
        let mut bands: Vec<Band> = Vec::new();
        for text in &arguments.set_band {
            let band = band(text, scenario, &outcomes)?;
            if bands.iter().any(|other| other.path == band.path) {
                return Err(Failure::Input(format!("error: --set-band: `{}` is given twice", band.path)));
            }
            bands.push(band);
        }
        Ok(Self::Bands(bands))
    }
}

fn write_beside(stage: &Path, file: &str, text: &str) -> Result<PathBuf, Failure> {
    let path = stage.join(file);
    if let Some(folder) = path.parent() {
        report::make_folder(folder)?;
    }
    Ok(report::write_file(&path, text.as_bytes())?)
}

/// The run with inputs in bands: from its own histories, or from new ones where they are too few.
fn confined(arguments: &Arguments, run: &Run, bands: &[Band], name: &str) -> Result<Shift, Failure> {
    let scenario = run.template.scenario();
    let of = of(run);
    let (mut tally, mut weights) = (Tally::new(scenario, 1), WeightClasses::default());
    let wanted: Vec<String> = tally.columns().iter().cloned().chain(bands.iter().map(|b| b.path.clone())).collect();
    rows_of(&run.finished.place, &wanted, |columns, rows| {
        let (figures, inputs) = columns.split_at(tally.columns().len());
        let weight = |row: usize| bands.iter().zip(inputs).map(|(band, column)| band.weight(column[row])).product();
        let classes: Vec<usize> = (0..rows).map(|row| weights.class(weight(row))).collect();
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

fn of(run: &Run) -> Of<'_> {
    let summary = &run.finished.summary;
    Of { scenario: run.template.scenario(), seed: summary.seed, replications: summary.replications }
}

/// `PATH=p0..p5`.
fn band(text: &str, scenario: &Scenario, outcomes: &Outcomes) -> Result<Band, Failure> {
    let wrong = |reason: String| Failure::Input(format!("error: --set-band {text}: {reason}"));
    let written = || wrong("a band is written PATH=pA..pB, such as markets.us.arpu=p0..p5".to_owned());
    let (path, shares) = text.split_once('=').ok_or_else(written)?;
    let (from, to) = shares.split_once("..").ok_or_else(written)?;
    let share = |text: &str| -> Option<f64> {
        let text = text.trim();
        let percent = text.strip_prefix('p').map(|rest| quantity::parse_plain(rest).map(|p| p / 100.0));
        let share = percent.unwrap_or_else(|| quantity::parse_scalar(text, Dimension::Share).ok())?;
        (0.0..=1.0).contains(&share).then_some(share)
    };
    let shares = [share(from).ok_or_else(written)?, share(to).ok_or_else(written)?];
    if shares[0] >= shares[1] {
        return Err(wrong("its first end is to lie below its second".to_owned()));
    }
    let path = path.trim();
    let uncertain = outcomes.inputs.iter().any(|&place| outcomes.columns[place] == path);
    let band = Band::of(scenario, path, shares).filter(|_| uncertain);
    band.ok_or_else(|| {
        if scenario.input(path).is_some() {
            return wrong(format!("`{path}` is not drawn once a history, and so has no band"));
        }
        let inputs = outcomes.inputs.iter().map(|&place| outcomes.columns[place].as_str());
        let near = inputs.min_by_key(|known| strsim::damerau_levenshtein(path, known));
        wrong(format!("there is no input `{path}`; did you mean `{}`?", near.unwrap_or_default()))
    })
}

/// Which inputs moved where a condition holds, and files of the scenario that they make.
fn reverse(run: &Run, condition: &Expression) -> Result<(Shift, Vec<(String, String)>), Failure> {
    let scenario = run.template.scenario();
    let outcomes = Outcomes::of(scenario);
    let text = condition.text();
    let inputs: Vec<String> = outcomes.inputs.iter().map(|&place| outcomes.columns[place].clone()).collect();
    let asked: Vec<String> = condition.columns().iter().map(|&place| outcomes.columns[place].clone()).collect();
    let mut tally = Tally::new(scenario, 2);
    let figures = tally.columns().len();
    let wanted: Vec<String> = tally.columns().iter().chain(&asked).chain(&inputs).cloned().collect();
    let mut movement = Movement::new(scenario, &inputs);
    rows_of(&run.finished.place, &wanted, |columns, rows| {
        let (told, rest) = columns.split_at(figures);
        let (asked, inputs) = rest.split_at(asked.len());
        let holds = happens(condition, asked, rows);
        movement.take(inputs, &holds);
        tally.take(told, holds.iter().map(|&holds| usize::from(holds)));
    })?;
    let [others, found] = [tally.counts()[0], tally.counts()[1]];
    if found < 2 || others < 2 {
        let all = found + others;
        return Err(Failure::Input(format!(
            "error: '{text}' holds in {found} of {all} histories; nothing can be held against the others"
        )));
    }
    let moved = movement.moved();
    let bad = bad_scenario(&run.template, &moved, text);
    let by = ShiftedBy::Condition { condition: text.to_owned(), moved, name: bad.name };
    // How many fulfil it was found, not stated; within them the mean has the error of a plain mean.
    let shift = reweighted(of(run), &tally, &Mix { shares: vec![0.0, 1.0], stated: true }, by);
    Ok((shift, bad.files))
}

impl From<BandError> for Failure {
    fn from(error: BandError) -> Self {
        match error {
            BandError::Simulation(error) => error.into(),
            narrow @ BandError::Narrow { .. } => Self::Input(format!("error: {narrow}")),
        }
    }
}
