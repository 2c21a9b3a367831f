//! How a command ends when it does not end well, and with which exit code.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use thiserror::Error;

use crate::report::ReportError;
use crate::scenario::LoadError;
use crate::simulation::SimulationError;

/// Why a command stopped.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// What the user gave is wrong: exit code 2. Already worded for people.
    #[error("{0}")]
    Input(String),
    /// The command ran and failed: exit code 1.
    #[error("{0:#}")]
    Run(anyhow::Error),
    /// The user stopped it: exit code 130.
    #[error("interrupted; results that were finished are kept, earlier ones are as they were")]
    Interrupted,
}

impl Failure {
    /// Prints the failure and gives its exit code.
    pub(super) fn tell(&self) -> ExitCode {
        match self {
            // A scenario's diagnostics carry their own headings.
            Self::Input(text) => eprintln!("{}", text.trim_end()),
            other => eprintln!("error: {other}"),
        }
        ExitCode::from(match self {
            Self::Input(_) => 2,
            Self::Run(_) => 1,
            Self::Interrupted => 130,
        })
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Run(error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Damaged { .. } | ReportError::Name { .. } | ReportError::NoRows(_) => {
                Self::Input(format!("error: {error}"))
            }
            other => Self::Run(other.into()),
        }
    }
}

impl From<SimulationError> for Failure {
    fn from(error: SimulationError) -> Self {
        match error {
            SimulationError::Interrupted => Self::Interrupted,
            other => Self::Run(other.into()),
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Scenario(scenario) => Self::Input(scenario.render(colour_on_stderr())),
            LoadError::Io { path, source } => Self::Input(format!("error: cannot read {}: {source}", path.display())),
        }
    }
}

/// Whether standard error shows colours: a terminal, and the user has not asked for none.
fn colour_on_stderr() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
