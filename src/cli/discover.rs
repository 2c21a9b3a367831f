//! `discover`: in which part of what is uncertain something happens.

use std::path::PathBuf;

use clap::Args;

use super::Simulation;
use super::failure::Failure;
use super::finished::{Run, finished};
use super::output::Output;
use super::say::say_json;
use crate::analysis::discovery::{Histories, MOST_HISTORIES, Variable, discover as find};
use crate::analysis::{Outcomes, STATES, StudiedScenario};
use crate::expression::{Expression, ExpressionError};
use crate::model::collect_warnings;
use crate::report::{self, RowReader};
use crate::scenario::{Scale, Scenario};

/// What `discover` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of a finished run; or a scenario file, which is run first
    run: PathBuf,
    /// What happens, such as 'value < $20B', 'us.banned and us.retention < 40%'
    #[arg(long = "where", value_name = "CONDITION")]
    condition: String,
    /// What the box may be limited by: inputs, and outcomes too, such as us.final_state [default: all uncertain inputs]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    by: Vec<String>,
    /// Tell this box on the way, by its number in boxes.csv, instead of the one with the best balance
    #[arg(long = "box", value_name = "N")]
    pick: Option<usize>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `discover`.
pub(super) fn discover(arguments: &Arguments) -> Result<(), Failure> {
    let output = &arguments.output;
    let (run, asked) =
        finished(&arguments.run, &arguments.simulation, output, |scenario| Asked::read(arguments, scenario))?;
    let name = format!("{}-discovery", run.template.scenario().name());
    let histories = read(arguments, &run, &asked)?;
    let stage = output.begin(&name, run.template.scenario())?;
    let found = find(histories);
    if let Some(pick) = arguments.pick.filter(|&pick| pick >= found.trajectory.boxes.len()) {
        let last = found.trajectory.boxes.len().saturating_sub(1);
        return Err(Failure::Input(format!("error: --box {pick}: the search went through boxes 0 to {last}")));
    }
    let files = report::write_study(stage.path(), &found, &output.formats())?;
    output.tell(stage, &files, || report::discovery_terminal(&found))?;
    if output.json {
        say_json("the discovery", &found)?;
    }
    Ok(())
}

/// What is asked of a run.
struct Asked {
    outcomes: Outcomes,
    condition: Expression,
    /// What the box may be limited by.
    by: Vec<usize>,
}

impl Asked {
    fn read(arguments: &Arguments, scenario: &Scenario) -> Result<Self, Failure> {
        let outcomes = Outcomes::of(scenario);
        let condition = Expression::parse(&arguments.condition, outcomes.vocabulary())?;
        let by = limited_by(arguments, &outcomes)?;
        Ok(Self { outcomes, condition, by })
    }
}

fn read(arguments: &Arguments, run: &Run, asked: &Asked) -> Result<Histories, Failure> {
    let scenario = run.template.scenario();
    let Asked { outcomes, condition, by } = asked;
    let total = run.finished.summary.replications;
    let rows = total.min(MOST_HISTORIES as u64) as usize;
    let named = |places: &[usize]| places.iter().map(|&place| outcomes.columns[place].clone()).collect::<Vec<_>>();
    let hits = happens(condition, &RowReader::columns(&run.finished.place, &named(condition.columns()), rows)?, rows);
    let count = hits.iter().filter(|&&hit| hit).count();
    if count == 0 || count == rows {
        let how = if count == 0 { "none" } else { "every one" };
        return Err(Failure::Input(format!(
            "error: '{}' holds in {how} of {rows} histories; nothing tells them apart",
            condition.text()
        )));
    }
    let columns = RowReader::columns(&run.finished.place, &named(by), rows)?;
    for (column, &place) in columns.iter().zip(by) {
        if column.iter().any(|value| value.is_nan()) {
            let name = &outcomes.columns[place];
            return Err(Failure::Input(format!(
                "error: --by: `{name}` is missing in some histories, so that no box can be limited by it"
            )));
        }
    }
    let mut warnings = collect_warnings(scenario);
    if (rows as u64) < total {
        warnings.push(format!("The first {rows} of {total} histories were looked at."));
    }
    let variable = |&place: &usize| Variable {
        name: outcomes.columns[place].clone(),
        scale: outcomes.scale(place),
        names: if outcomes.scale(place) == Scale::Words { STATES.map(str::to_owned).to_vec() } else { Vec::new() },
        ends: None,
    };
    Ok(Histories {
        scenario: StudiedScenario::of(scenario),
        seed: run.finished.summary.seed,
        condition: condition.text().to_owned(),
        variables: by.iter().map(variable).collect(),
        columns,
        hits,
        pick: arguments.pick,
        warnings,
    })
}

/// In which of the first histories a condition holds, given the columns that it looks at.
pub(super) fn happens(condition: &Expression, columns: &[Vec<f64>], rows: usize) -> Vec<bool> {
    let places = condition.columns();
    let of =
        |row: usize| move |column: usize| places.binary_search(&column).map_or(f64::NAN, |place| columns[place][row]);
    (0..rows).map(|row| condition.holds(of(row))).collect()
}

fn limited_by(arguments: &Arguments, outcomes: &Outcomes) -> Result<Vec<usize>, Failure> {
    if arguments.by.is_empty() {
        return if outcomes.inputs.is_empty() {
            Err(Failure::Input("error: no input is uncertain; name outcomes with --by".to_owned()))
        } else {
            Ok(outcomes.inputs.clone())
        };
    }
    let mut places = Vec::new();
    let mut wrong = Vec::new();
    for name in &arguments.by {
        match outcomes.place(name) {
            Some(place) if places.contains(&place) => {}
            Some(place) => places.push(place),
            None => {
                let near = outcomes.vocabulary().nearest(name).map(|near| format!("; did you mean `{near}`?"));
                wrong.push(format!("error: --by: a run has no column `{name}`{}", near.unwrap_or_default()));
            }
        }
    }
    if wrong.is_empty() { Ok(places) } else { Err(Failure::Input(wrong.join("\n"))) }
}

impl From<ExpressionError> for Failure {
    fn from(error: ExpressionError) -> Self {
        Self::Input(format!("error: {error}"))
    }
}
