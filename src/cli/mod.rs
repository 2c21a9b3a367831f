//! The command line: one file a command, each a visible sentence of the program.

mod atlas;
mod backtest;
mod calibrate;
mod check;
mod compare;
mod completions;
mod decide;
mod diff;
mod discover;
mod error;
mod explain;
mod finished;
mod focus;
mod gather;
mod init;
mod interrupt;
mod new;
mod output;
mod planned;
mod print;
mod progress;
mod report;
mod reweight;
mod rows;
mod run;
mod schema;
mod sensitivity;
mod shell;
mod simulated;
mod stress;
mod sweep;
mod trace;
mod validate;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::analysis::{Metric, MetricError, Precision, PrecisionError};
use crate::report::RowFiles;
use crate::run::count_columns;
use crate::scenario::{RunSettings, Scenario};
use crate::simulation::Settings;
use error::CliError;

/// Simulates what becomes of an app when governments close their markets to it.
#[derive(Debug, Parser)]
#[command(name = "marketgate", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a case of your own: asks in plain words, or takes flags, and writes a commented scenario file that runs at once
    New(Box<new::Arguments>),
    /// Write the bundled scenarios into a folder, overwriting nothing
    Init {
        /// The folder
        #[arg(default_value = "scenarios")]
        dir: PathBuf,
    },
    /// The markets that come with the program; of one of them what a scenario gets, with every figure and its source
    Atlas(atlas::Arguments),
    /// Check scenarios: what each implies, who can act and when, what cannot happen, an audit, what its inputs rest on
    Check(check::Arguments),
    /// Simulate scenarios; write results, charts and a report for each
    Run(run::Arguments),
    /// Compare scenarios, or finished runs, on the same random draws: paired differences, odds, dominance
    Compare(compare::Arguments),
    /// What the owner should do: the strategies of a scenario against one another, in one world or several
    Decide(decide::Arguments),
    /// Explain a change in value by what two scenarios differ in
    Diff(diff::Arguments),
    /// Vary inputs: figures at every point of a grid or another design, on the same random draws
    Sweep(Box<sweep::Arguments>),
    /// Merge the shards of a planned sweep, from several machines, into what one machine would have written
    Gather(gather::Arguments),
    /// What drives the result: tornado, Morris, Sobol', and what it is worth to learn an input
    Sensitivity(sensitivity::Arguments),
    /// In which part of what is uncertain something happens: a box in words (PRIM)
    Discover(discover::Arguments),
    /// A finished run with inputs confined to bands; or, in reverse, which inputs make something happen
    Stress(stress::Arguments),
    /// A finished run under other probabilities of events, without simulating
    Reweight(reweight::Arguments),
    /// What records of the past say of the model's priors: how long blocks last, how often they come, what becomes of threats
    Calibrate(calibrate::Arguments),
    /// How good fits and forecasts are on what they have not seen: records by their other decisions, scenarios by their questions
    Backtest(backtest::Arguments),
    /// Write how good the model is as a document, from results of `calibrate` and `backtest`
    Validate(validate::Arguments),
    /// Print one replication as a dated story
    Trace(trace::Arguments),
    /// Rebuild charts and report from saved results, without simulating
    Report(report::Arguments),
    /// What an input, a figure, a state or a kind of event means: unit, range, default, example
    Explain(explain::Arguments),
    /// Print the JSON Schema of the scenario format
    Schema,
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What decides the numbers, the same for every command that simulates.
#[derive(Debug, Clone, Args)]
pub struct Simulation {
    /// Number of simulations [default: 10000, or what the file's [run] says]
    #[arg(short = 'n', long, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    replications: Option<u64>,
    /// Seed of all random numbers [default: 1, or what the file's [run] says]
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; the results do not depend on it [default: all]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Override any input
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
}

/// What `--precision` asks for; a percentage alone is of the `usual` figures.
fn precision(asked: Option<&str>, usual: &[Metric], scenario: &Scenario) -> Result<Option<Precision>, CliError> {
    let name = |error| CliError::Input(format!("--precision: {error}"));
    let wrong = |errors: Vec<PrecisionError>| CliError::Several(errors.into_iter().map(name).collect());
    asked.map(|text| Precision::parse(text, usual, scenario).map_err(wrong)).transpose()
}

/// Names figures that there are not.
fn refuse_metrics(wrong: Vec<MetricError>) -> CliError {
    CliError::Several(wrong.into_iter().map(|error| CliError::Input(format!("--metric: {error}"))).collect())
}

impl Simulation {
    /// Whether the command line says anything of it.
    const fn is_given(&self) -> bool {
        self.replications.is_some() || self.seed.is_some() || self.threads.is_some() || !self.set.is_empty()
    }

    /// Whether the command line says anything that decides results.
    const fn decides(&self) -> bool {
        self.replications.is_some() || self.seed.is_some() || !self.set.is_empty()
    }

    /// Refuses settings that a finished run would not heed.
    fn check_unused(&self) -> Result<(), CliError> {
        let text =
            "--replications, --seed, --threads and --set decide how a file is simulated, and this is a finished run";
        if self.is_given() { Err(CliError::Input(text.to_owned())) } else { Ok(()) }
    }

    /// Refuses a run whose rows fill a disk because the file says so, and not the command line.
    fn check_rows(&self, scenario: &Scenario, rows: RowFiles) -> Result<(), CliError> {
        let histories = scenario.run_settings().replications().filter(|_| self.replications.is_none());
        let columns = count_columns(scenario);
        histories.map_or(Ok(()), |histories| rows::check_asked(scenario.name(), rows, columns, histories))
    }

    /// The settings for a scenario whose file may fix some of them.
    fn settings(&self, scenario: &Scenario) -> Settings {
        self.settings_of(scenario.run)
    }

    /// The settings where files fix some of them.
    fn settings_of(&self, fixed: RunSettings) -> Settings {
        let usual = Settings::default();
        Settings {
            replications: self.replications.or(fixed.replications).unwrap_or(usual.replications),
            seed: self.seed.or(fixed.seed).unwrap_or(usual.seed),
            threads: self.threads.map_or(usual.threads, usize::from),
        }
    }
}

/// Reads a command line, which begins with the name of the program, and carries it out; gives the exit code.
pub fn carry_out(words: impl IntoIterator<Item = OsString>) -> u8 {
    match Cli::try_parse_from(words) {
        Ok(cli) => cli.carry_out(),
        Err(error) => {
            let plain = error.to_string();
            if error.use_stderr() && print::clean(&plain) != plain {
                print::note(plain.trim_end());
            } else {
                // Failing to print it is no failure.
                let _ = error.print();
            }
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

impl Cli {
    /// Carries the command out; gives the exit code.
    pub fn carry_out(self) -> u8 {
        interrupt::watch();
        let result = match self.command {
            Command::New(arguments) => new::new(*arguments),
            Command::Init { dir } => init::init(&dir),
            Command::Atlas(arguments) => atlas::atlas(&arguments),
            Command::Check(arguments) => check::check(&arguments),
            Command::Run(arguments) => run::run(&arguments),
            Command::Compare(arguments) => compare::compare(&arguments),
            Command::Decide(arguments) => decide::decide(&arguments),
            Command::Diff(arguments) => diff::diff(&arguments),
            Command::Sweep(arguments) => sweep::sweep(&arguments),
            Command::Gather(arguments) => gather::gather(&arguments),
            Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments),
            Command::Discover(arguments) => discover::discover(&arguments),
            Command::Stress(arguments) => stress::stress(&arguments),
            Command::Reweight(arguments) => reweight::reweight(&arguments),
            Command::Calibrate(arguments) => calibrate::calibrate(&arguments),
            Command::Backtest(arguments) => backtest::backtest(&arguments),
            Command::Validate(arguments) => validate::validate(&arguments),
            Command::Trace(arguments) => trace::trace(&arguments),
            Command::Report(arguments) => report::report(&arguments),
            Command::Explain(arguments) => explain::explain(&arguments),
            Command::Schema => schema::schema(),
            Command::Completions { shell } => completions::completions(shell),
        };
        match result {
            Ok(()) => 0,
            Err(error) => error.end(),
        }
    }
}
