//! `discover`: in which part of what is uncertain something happens.

use std::path::PathBuf;

use clap::Args;

use super::Simulation;
use super::error::CliError;
use super::finished::{Run, find_run};
use super::output::Output;
use crate::analysis::discovery::{Histories, MOST_HISTORIES, Variable, discover as find};
use crate::analysis::{Outcomes, STATES, StudiedScenario, find_hits};
use crate::expression::Expression;
use crate::model::collect_warnings;
use crate::report::RowReader;
use crate::scenario::{Scale, Scenario};

/// Rows read at once.
pub(super) const ROWS: u64 = 10_000;

/// Arguments of `discover`.
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
pub(super) fn discover(arguments: &Arguments) -> Result<(), CliError> {
    let output = &arguments.output;
    let (run, asked) =
        find_run(&arguments.run, &arguments.simulation, output, |scenario| Question::read(arguments, scenario))?;
    let name = format!("{}-discovery", run.template.scenario().name());
    let histories = read(arguments, &run, &asked)?;
    let stage = output.begin(&name, run.template.scenario())?;
    let found = find(histories);
    if let Some(pick) = arguments.pick.filter(|&pick| pick >= found.trajectory.boxes.len()) {
        let last = found.trajectory.boxes.len().saturating_sub(1);
        return Err(CliError::Input(format!("--box {pick}: the search went through boxes 0 to {last}")));
    }
    output.publish(stage, &found, [])
}

/// What is asked of a run.
struct Question {
    outcomes: Outcomes,
    condition: Expression,
    /// What the box may be limited by.
    by: Vec<usize>,
}

impl Question {
    fn read(arguments: &Arguments, scenario: &Scenario) -> Result<Self, CliError> {
        let outcomes = Outcomes::new(scenario);
        let condition = Expression::parse(&arguments.condition, outcomes.vocabulary())?;
        let by = find_limiting(arguments, &outcomes)?;
        Ok(Self { outcomes, condition, by })
    }
}

fn read(arguments: &Arguments, run: &Run, asked: &Question) -> Result<Histories, CliError> {
    let scenario = run.template.scenario();
    let Question { outcomes, condition, by } = asked;
    let (dir, total) = (&run.finished.dir, run.finished.summary.replications);
    let rows = total.min(MOST_HISTORIES as u64) as usize;
    let hits = find_hits(condition, &RowReader::columns(dir, &outcomes.names(condition.columns()), rows)?, rows);
    let count = hits.iter().filter(|&&hit| hit).count();
    if count == 0 || count == rows {
        let how = if count == 0 { "none" } else { "every one" };
        return Err(CliError::Input(format!(
            "'{}' holds in {how} of {rows} simulations; nothing tells them apart",
            condition.text()
        )));
    }
    let columns = RowReader::columns(dir, &outcomes.names(by), rows)?;
    for (figures, &column) in columns.iter().zip(by) {
        if figures.iter().any(|value| value.is_nan()) {
            let name = &outcomes.columns[column];
            return Err(CliError::Input(format!(
                "--by: `{name}` is missing in some simulations, so that no box can be limited by it"
            )));
        }
    }
    let mut warnings = collect_warnings(scenario);
    if (rows as u64) < total {
        warnings.push(format!("The first {rows} of {total} simulations were looked at."));
    }
    let variable = |&column: &usize| Variable {
        name: outcomes.columns[column].clone(),
        scale: outcomes.scale(column),
        names: if outcomes.scale(column) == Scale::Words { STATES.map(str::to_owned).to_vec() } else { Vec::new() },
        ends: None,
    };
    Ok(Histories {
        scenario: StudiedScenario::new(scenario),
        seed: run.finished.summary.seed,
        condition: condition.text().to_owned(),
        variables: by.iter().map(variable).collect(),
        columns,
        hits,
        pick: arguments.pick,
        warnings,
    })
}

fn find_limiting(arguments: &Arguments, outcomes: &Outcomes) -> Result<Vec<usize>, CliError> {
    if arguments.by.is_empty() {
        return if outcomes.inputs.is_empty() {
            Err(CliError::Input("no input is uncertain; name outcomes with --by".to_owned()))
        } else {
            Ok(outcomes.inputs.clone())
        };
    }
    let mut columns = Vec::new();
    let mut wrong: Vec<CliError> = Vec::new();
    for name in &arguments.by {
        match outcomes.column_index(name) {
            Some(column) if columns.contains(&column) => {}
            Some(column) => columns.push(column),
            None => {
                let near = outcomes.vocabulary().nearest(name).map(|near| format!("; did you mean `{near}`?"));
                wrong.push(CliError::Input(format!("--by: a run has no column `{name}`{}", near.unwrap_or_default())));
            }
        }
    }
    CliError::check_all(wrong).map(|()| columns)
}
