//! How a command ends when it does not end well, and with which exit code.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use super::interrupt::is_interrupted;
use super::say::{note, note_quoted};
use crate::report::ReportError;
use crate::scenario::{LoadError, ScenarioError};
use crate::simulation::SimulationError;

/// Why a command stopped.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// What the user gave is wrong: exit code 2. Already worded for people.
    #[error("{0}")]
    Input(String),
    /// Scenarios are wrong: exit code 2.
    #[error("{0}")]
    Scenario(#[from] ScenarioError),
    /// Several things are wrong: exit code 2, or 1 where not all of it lies in what the user gave.
    #[error("{}", .0.iter().map(Failure::to_string).collect::<Vec<_>>().join("\n"))]
    Several(Vec<Failure>),
    /// The command ran and failed: exit code 1.
    #[error("{}", told_once(.0))]
    Run(anyhow::Error),
    /// The user stopped it: exit code 130.
    #[error("interrupted; results that were finished are kept, earlier ones are as they were")]
    Interrupted,
}

impl Failure {
    /// All of `wrong` as one; nothing where nothing is wrong.
    pub(super) fn of_all(wrong: Vec<Self>) -> Result<(), Self> {
        if wrong.is_empty() { Ok(()) } else { Err(Self::Several(wrong)) }
    }

    /// Prints the failure and gives its exit code.
    pub(super) fn tell(self) -> ExitCode {
        ExitCode::from(self.tell_code())
    }

    /// The same for who ends the program at once.
    pub(super) fn tell_code(self) -> u8 {
        static TOLD: AtomicBool = AtomicBool::new(false);
        // Whatever fails while the program is being stopped fails because of that.
        let failure = if is_interrupted() { Self::Interrupted } else { self };
        // Both who was interrupted and who sees to it that the program ends would tell.
        if !TOLD.swap(true, Ordering::Relaxed) {
            failure.print();
        }
        failure.code()
    }

    fn code(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Scenario(_) => 2,
            Self::Run(_) => 1,
            Self::Interrupted => 130,
            Self::Several(wrong) => wrong.iter().map(Self::code).min().unwrap_or(2),
        }
    }

    fn print(&self) {
        match self {
            // A scenario's diagnostics carry their own headings.
            Self::Input(text) => note(text.trim_end()),
            Self::Scenario(wrong) => note_quoted(&wrong.render(colour_on_stderr())),
            Self::Several(wrong) => wrong.iter().for_each(Self::print),
            Self::Run(_) | Self::Interrupted => note(format_args!("error: {self}")),
        }
    }
}

/// An error and its causes, each that has not been told by the one before it.
fn told_once(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| match told.as_str() {
        "" => cause,
        told if told.contains(&cause) => told.to_owned(),
        told => format!("{told}: {cause}"),
    })
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Run(error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Damaged { .. }
            | ReportError::Name { .. }
            | ReportError::NoRows(_)
            | ReportError::Taken { .. }
            | ReportError::Disk { action: "read", .. } => Self::Input(format!("error: {error}")),
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
            LoadError::Scenario(scenario) => scenario.into(),
            LoadError::Io { path, source } => Self::Input(format!("error: cannot read {}: {source}", path.display())),
        }
    }
}

/// Whether standard error shows colours: a terminal, and the user has not asked for none.
fn colour_on_stderr() -> bool {
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
        assert_eq!(Failure::from(disk()).to_string(), told);
        let received = SimulationError::Receiver(Box::new(disk()));
        assert_eq!(Failure::from(received).to_string(), told);
        let more = anyhow::Error::from(disk()).context("the rows are lost");
        assert_eq!(Failure::from(more).to_string(), format!("the rows are lost: {told}"));
    }
}
