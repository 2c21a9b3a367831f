//! `trace`: one replication told as a dated story, and replayed alone to the same numbers.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::interrupt::interrupted;
use super::say::say;
use super::simulated::load_all;
use super::{Simulation, progress};
use crate::analysis::{LeadingValue, Line, Ranking, state, tell};
use crate::model::Access;
use crate::quantity::{self, Dimension, money};
use crate::scenario::Scenario;
use crate::simulation::{self, Layout, Replay, Settings, replay};

/// What `trace` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file
    file: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    /// Number of the replication, from 0
    #[arg(long, conflicts_with = "quantile")]
    replication: Option<u64>,
    /// The replication nearest this quantile of value (abroad, where there is a home), such as 5%
    #[arg(long, default_value = "50%")]
    quantile: String,
}

/// Carries out `trace`.
pub(super) fn trace(arguments: &Arguments) -> Result<(), Failure> {
    let scenarios = load_all(std::slice::from_ref(&arguments.file), &arguments.simulation.set)?;
    let Some(scenario) = scenarios.first() else { return Ok(()) };
    let settings = arguments.simulation.settings(scenario);
    let layout = Layout::new(scenario);
    let replication = match arguments.replication {
        Some(number) if number < settings.replications => number,
        Some(number) => {
            let last = settings.replications - 1;
            return Err(Failure::Input(format!(
                "error: replication {number} is not among the {} of this run (0 to {last}); ask for more with -n",
                settings.replications
            )));
        }
        None => nearest(scenario, &layout, settings, share(&arguments.quantile)?)?,
    };
    let told = replay(scenario, &layout, settings.seed, replication).map_err(anyhow::Error::from)?;
    say(page(scenario, &layout, settings, replication, &told).trim_end())
}

fn share(text: &str) -> Result<f64, Failure> {
    quantity::parse_scalar(text, Dimension::Share)
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| Failure::Input(format!("error: --quantile takes a share from 0% to 100%, not `{text}`")))
}

/// Column of the value that leads.
fn value_column(scenario: &Scenario, layout: &Layout) -> usize {
    layout.column(LeadingValue::of(scenario).name()).unwrap_or_default()
}

/// The replication whose value is at the quantile `share`: the same that a report tells.
fn nearest(scenario: &Scenario, layout: &Layout, settings: Settings, share: f64) -> Result<u64, Failure> {
    let column = value_column(scenario, layout);
    let bar = progress::bar(settings.replications, &scenario.name, false);
    let mut ranking = Ranking::default();
    simulation::simulate(scenario, layout, settings, interrupted(), |block| {
        let rows = block.values.chunks(layout.row()).take(block.rows);
        rows.zip(block.first..).for_each(|(row, number)| ranking.add(row[column], number));
        bar.inc(block.rows as u64);
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(ranking.at(share).unwrap_or_default())
}

fn page(scenario: &Scenario, layout: &Layout, settings: Settings, replication: u64, told: &Replay) -> String {
    let figure = |name: &str| layout.column(name).map_or(f64::NAN, |column| told.row[column]);
    let mut text = format!(
        "{}\nReplication {replication} (seed {}, of {}): {}\n\n",
        scenario.title,
        settings.seed,
        settings.replications,
        values_line(scenario, &figure)
    );
    text += &timeline(&tell(scenario, &told.log));
    text += &format!("\nAfter {}:\n", quantity::format(scenario.horizon, Dimension::Duration));
    let width = scenario.markets.iter().map(|m| m.name.chars().count()).max().unwrap_or(0);
    for market in &scenario.markets {
        let of = |name: &str| figure(&format!("{}.{name}", market.key));
        let ending = Access::ALL[of("final_state") as usize];
        text += &format!(
            "  {:width$}  {:22}  {:>6} of its users at the start, worth {} (baseline {})\n",
            market.name,
            state(ending),
            quantity::format(of("retention"), Dimension::Share),
            money(of("value")),
            money(of("baseline_value")),
        );
    }
    text
}

fn values_line(scenario: &Scenario, figure: &impl Fn(&str) -> f64) -> String {
    let pair = |value: &str, baseline: &str| {
        format!("{} against a baseline of {}", money(figure(value)), money(figure(baseline)))
    };
    let whole = format!("worth {}", pair("value", "baseline_value"));
    if scenario.company.home.is_some() {
        format!("{whole}; abroad {}", pair("value_abroad", "baseline_value_abroad"))
    } else {
        whole
    }
}

fn timeline(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "Nothing happens.\n".into();
    }
    let width = lines.iter().map(|line| line.place.chars().count()).max().unwrap_or(0);
    lines.iter().map(|line| format!("{}  {:width$}  {}\n", line.date, line.place, line.sentence)).collect()
}
