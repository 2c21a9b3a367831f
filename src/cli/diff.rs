//! `diff`: what two scenarios differ in, and how much each difference contributes to the change in value.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::print::{note, print_json, print_text};
use super::{Simulation, progress};
use crate::analysis;
use crate::report::{DIFFERENCE, Staging, print_no_difference};
use crate::scenario::{Pair, RunSettings};
use crate::text::clean::clean;

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The first scenario file
    a: PathBuf,
    /// The second
    #[arg(conflicts_with = "strategies")]
    b: Option<PathBuf>,
    /// Two strategies of one file, such as `sell,litigate`, in place of a second file
    #[arg(long, value_name = "A,B")]
    strategies: Option<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `diff`.
pub(super) fn diff(arguments: &Arguments) -> Result<(), CliError> {
    let pair = load_pair(arguments)?;
    let settings = arguments.simulation.settings_of(run_settings(arguments, &pair));
    let output = &arguments.output;
    let stage = Staging::begin(&output.folder, DIFFERENCE, None)?;
    let title = format!("{} → {}", clean(pair.a().name()), clean(pair.b().name()));
    let bar = progress::bar(analysis::histories(&pair, settings), &title, output.quiet);
    let difference = analysis::explain(&pair, settings, interrupted(), |done| bar.inc(done))?;
    bar.finish_and_clear();
    if !difference.groups.is_empty() {
        return output.publish(stage, &difference, []);
    }
    match (output.json, output.quiet) {
        (true, _) => print_json(&difference),
        (false, true) => Ok(()),
        (false, false) => print_text(print_no_difference(&difference)),
    }
}

/// Two files, or two strategies of one.
fn load_pair(arguments: &Arguments) -> Result<Pair, CliError> {
    let (file, set) = (&arguments.a, &arguments.simulation.set);
    match (&arguments.strategies, &arguments.b) {
        (Some(named), _) => {
            let names: Vec<&str> = named.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
            let [a, b] = names.as_slice() else {
                return Err(CliError::Input(
                    "--strategies names two strategies of the file, such as sell,litigate".to_owned(),
                ));
            };
            Ok(Pair::load_strategies(file, [a, b], set)?)
        }
        (None, Some(other)) => Ok(Pair::load(file, other, set)?),
        (None, None) => Err(CliError::Input("diff needs a second file, or --strategies".to_owned())),
    }
}

/// Replications and seed that the files fix; those of A, with a word on standard error, where they disagree and the
/// command line does not decide.
fn run_settings(arguments: &Arguments, pair: &Pair) -> RunSettings {
    let (a, b) = (pair.a().run_settings(), pair.b().run_settings());
    let given = &arguments.simulation;
    let pick = |what: &str, given: bool, a: Option<u64>, b: Option<u64>| {
        if let (Some(a), Some(b)) = (a, b)
            && a != b
            && !given
        {
            note(format_args!(
                "warning: the files fix different {what} ({a} and {b}); those of the first are used for both"
            ));
        }
        a.or(b)
    };
    RunSettings {
        replications: pick("replications", given.replications.is_some(), a.replications(), b.replications()),
        seed: pick("seeds", given.seed.is_some(), a.seed(), b.seed()),
    }
}
