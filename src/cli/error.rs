//! How a command ends when it does not end well, and with which exit code.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use super::interrupt::is_interrupted;
use super::print::{note, note_quoted};
use crate::analysis::decision::DecisionError;
use crate::analysis::sensitivity::runs::SensitivityError;
use crate::analysis::shift::BandError;
use crate::analysis::sweep::{PointsError, SweepError, SweepRequestError};
use crate::analysis::{DifferenceError, OptionError};
use crate::expression::ExpressionError;
use crate::report::ReportError;
use crate::run::RunError;
use crate::scenario::{LoadError, ScenarioError};
use crate::simulation::SimulationError;

/// Why a command stopped. The exit codes are those of the table in README.md.
#[derive(Debug, Error)]
pub(super) enum CliError {
    /// What the user gave is wrong, in words for people.
    #[error("{0}")]
    Input(String),
    /// Scenarios are wrong.
    #[error("{0}")]
    Scenario(#[from] ScenarioError),
    /// Several things are wrong.
    #[error("{}", .0.iter().map(CliError::to_string).collect::<Vec<_>>().join("\n"))]
    Several(Vec<CliError>),
    /// The command ran and failed.
    #[error("{}", name_causes(.0))]
    Run(anyhow::Error),
    /// Parts of a study are missing; what fills the gap is told.
    #[error("{0}")]
    Gap(String),
    /// What goes on is in other shards.
    #[error("{0}")]
    Apart(ReportError),
    /// The user stopped it.
    #[error("interrupted; results that were finished are kept, earlier ones are as they were")]
    Interrupted,
}

impl CliError {
    /// All of `wrong` as one; nothing where nothing is wrong.
    pub(super) fn check_all(wrong: Vec<Self>) -> Result<(), Self> {
        if wrong.is_empty() { Ok(()) } else { Err(Self::Several(wrong)) }
    }

    /// Why the command really ends: whatever fails while the program is being stopped fails because of that.
    pub(super) fn or_interrupted(self) -> Self {
        if is_interrupted() { Self::Interrupted } else { self }
    }

    /// Prints it, and gives the exit code with which the command ends.
    pub(super) fn end(self) -> u8 {
        let error = self.or_interrupted();
        error.print_once();
        error.exit_code()
    }

    /// Prints it, but for what ends after something else was printed: both who was interrupted and who sees to it that the program
    /// ends would.
    pub(super) fn print_once(&self) {
        static PRINTED: AtomicBool = AtomicBool::new(false);
        if !PRINTED.swap(true, Ordering::Relaxed) {
            self.print();
        }
    }

    fn print(&self) {
        match self {
            // A scenario's diagnostics carry their own headings.
            Self::Scenario(wrong) => note_quoted(&wrong.render(shows_colour_on_stderr())),
            Self::Several(wrong) => wrong.iter().for_each(Self::print),
            other => note(format_args!("error: {}", other.to_string().trim_end())),
        }
    }

    /// Its exit code; of several things that of the first that does not lie in what the user gave.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Scenario(_) => 2,
            Self::Run(_) => 1,
            Self::Gap(_) | Self::Apart(_) => 3,
            Self::Interrupted => 130,
            Self::Several(wrong) => wrong.iter().map(Self::exit_code).min().unwrap_or(2),
        }
    }
}

/// An error and its causes, each that is not named by the one before it.
fn name_causes(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |named, cause| match named.as_str() {
        "" => cause,
        named if named.contains(&cause) => named.to_owned(),
        named => format!("{named}: {cause}"),
    })
}

impl From<anyhow::Error> for CliError {
    fn from(error: anyhow::Error) -> Self {
        Self::Run(error)
    }
}

impl From<ReportError> for CliError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Damaged { .. }
            | ReportError::Name { .. }
            | ReportError::NoRows(_)
            | ReportError::Taken { .. }
            | ReportError::Version { .. }
            | ReportError::Exists(_)
            | ReportError::OtherPlan(_)
            | ReportError::Disk { action: "read", .. } => Self::Input(error.to_string()),
            error @ (ReportError::Missing { .. } | ReportError::Elsewhere { .. }) => Self::Apart(error),
            other => Self::Run(other.into()),
        }
    }
}

impl From<SimulationError> for CliError {
    fn from(error: SimulationError) -> Self {
        match error {
            SimulationError::Interrupted => Self::Interrupted,
            SimulationError::Receiver(error) => match error.downcast::<ReportError>() {
                Ok(error) => Self::from(*error),
                Err(error) => Self::Run(SimulationError::Receiver(error).into()),
            },
            other => Self::Run(other.into()),
        }
    }
}

impl From<RunError> for CliError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Simulation(error) => error.into(),
            RunError::Report(error) => error.into(),
            RunError::Example(error) => Self::Run(error.into()),
        }
    }
}

impl From<LoadError> for CliError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Scenario(scenario) => scenario.into(),
            LoadError::Io { path, source } => Self::Input(format!("cannot read {}: {source}", path.display())),
        }
    }
}

/// Studies err in their simulation, or in what they were asked.
macro_rules! study_errors {
    ($($kind:ident { $($simulation:pat => $error:expr),+ })+) => {$(
        impl From<$kind> for CliError {
            fn from(error: $kind) -> Self {
                match error {
                    $($simulation => $error.into(),)+
                    other => Self::Input(other.to_string()),
                }
            }
        }
    )+};
}

study_errors! {
    SensitivityError { SensitivityError::Simulation(error) => error }
    BandError { BandError::Simulation(error) => error }
    DecisionError { DecisionError::Simulation(error) => error }
    DifferenceError {
        DifferenceError::Stopped(error) => error,
        DifferenceError::Simulation { source: error @ SimulationError::Interrupted, .. } => error,
        error @ DifferenceError::Simulation { .. } => anyhow::Error::from(error)
    }
    SweepError {
        SweepError::Stopped(error) => error,
        SweepError::Simulation { source: error @ SimulationError::Interrupted, .. } => error,
        error @ (SweepError::Simulation { .. } | SweepError::Receiver(_)) => anyhow::Error::from(error)
    }
}

impl From<SweepRequestError> for CliError {
    fn from(error: SweepRequestError) -> Self {
        match error {
            SweepRequestError::Options(wrong) => Self::Several(wrong.into_iter().map(Self::from).collect()),
            SweepRequestError::Points(error) => error.into(),
        }
    }
}

impl From<OptionError> for CliError {
    fn from(error: OptionError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<PointsError> for CliError {
    fn from(error: PointsError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<ExpressionError> for CliError {
    fn from(error: ExpressionError) -> Self {
        Self::Input(error.to_string())
    }
}

/// Whether standard error shows colours: a terminal, and the user has not asked for none.
fn shows_colour_on_stderr() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn what_the_disk_said_is_told_once() {
        let disk = || ReportError::Disk {
            action: "write",
            path: PathBuf::from("output/base"),
            source: std::io::Error::other("no space left"),
        };
        let told = "cannot write output/base: no space left";
        assert_eq!(CliError::from(disk()).to_string(), told);
        let received = SimulationError::Receiver(Box::new(disk()));
        assert_eq!(CliError::from(received).to_string(), told);
        let more = anyhow::Error::from(disk()).context("the rows are lost");
        assert_eq!(CliError::from(more).to_string(), format!("the rows are lost: {told}"));
    }
}
