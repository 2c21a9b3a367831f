//! `trace`: one replication as a dated story, and replayed alone to the same numbers.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::interrupt::interrupted;
use super::print::print_text;
use super::simulated::load_all;
use super::{Simulation, progress};
use crate::analysis::{CourseColumns, LeadingValue, Ranked, Ranking};
use crate::quantity::{self, Dimension};
use crate::report::{COLUMNS, print_replication};
use crate::scenario::Scenario;
use crate::simulation::{self, Layout, Settings, replay};

/// Arguments of `trace`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file
    file: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    /// Number of the replication, from 0
    #[arg(long, conflicts_with = "quantile")]
    replication: Option<u64>,
    /// The replication nearest this quantile of value (outside the home market, where there is one), such as 5%
    #[arg(long, default_value = "50%")]
    quantile: String,
}

/// Carries out `trace`.
pub(super) fn trace(arguments: &Arguments) -> Result<(), CliError> {
    let scenarios = load_all(std::slice::from_ref(&arguments.file), &arguments.simulation.set)?;
    let Some(scenario) = scenarios.first() else { return Ok(()) };
    let settings = arguments.simulation.settings(scenario);
    let layout = Layout::new(scenario);
    let replication = match arguments.replication {
        Some(number) if number < settings.replications => number,
        Some(number) => {
            let last = settings.replications - 1;
            return Err(CliError::Input(format!(
                "replication {number} is not among the {} of this run (0 to {last}); ask for more with -n",
                settings.replications
            )));
        }
        None => find_at_quantile(scenario, &layout, settings, parse_share(&arguments.quantile)?)?,
    };
    let replayed = replay(scenario, &layout, settings.seed, replication).map_err(anyhow::Error::from)?;
    print_text(print_replication(scenario, &layout, settings, (replication, &replayed), COLUMNS).trim_end())
}

fn parse_share(text: &str) -> Result<f64, CliError> {
    quantity::parse_scalar(text, Dimension::Share)
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| CliError::Input(format!("--quantile takes a share from 0% to 100%, not `{text}`")))
}

/// The replication whose value is near the quantile `share`: the same that a report shows.
fn find_at_quantile(scenario: &Scenario, layout: &Layout, settings: Settings, share: f64) -> Result<u64, CliError> {
    let leading = LeadingValue::of_scenario(scenario);
    let [value, loss] = [leading.name(), leading.loss()].map(|name| layout.column_index(name));
    let bar = progress::bar(settings.replications, &scenario.name, false);
    let (mut ranking, mut courses) = (Ranking::default(), None);
    simulation::simulate(scenario, layout, settings, interrupted(), |block| {
        let courses = *courses.get_or_insert_with(|| CourseColumns::find(scenario, layout, block));
        let rows = block.values.chunks(layout.row()).take(block.rows);
        rows.zip(block.first..).for_each(|(row, replication)| {
            let (course, main_day) = (courses.read(row), courses.read_main_day(row));
            ranking.add(Ranked { value: row[value], loss: row[loss], course, main_day, replication });
        });
        bar.inc(block.rows as u64);
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(ranking.find_quantile(share).unwrap_or_default().1)
}
