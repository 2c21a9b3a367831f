//! Why results could not be written or read.

use std::path::{Path, PathBuf};

use crate::analysis::Shard;
use crate::charts::ChartError;
use crate::quantity::printable;

/// Why results could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The disk refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Disk {
        /// What was tried, such as `write`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A saved file is not what it should be.
    #[error("{} is damaged: {}", path.display(), printable(reason))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file was made by another version, whose figures may be others.
    #[error(
        "{} was made by marketgate {}, and this is {}: run that version, or plan the study again",
        path.display(),
        printable(version),
        env!("CARGO_PKG_VERSION")
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that made it.
        version: String,
    },
    /// A shard of another plan stands where one of this plan belongs.
    #[error("{} is a shard of another plan; move it away, or choose another folder with --output", .0.display())]
    OtherPlan(PathBuf),
    /// Parts of a study are missing that other shards simulate.
    #[error("{} shards of round {} are missing", shards.len(), round + 1)]
    Missing {
        /// Round of the study, from 0.
        round: usize,
        /// Which they are.
        shards: Vec<Shard>,
    },
    /// What goes on is elsewhere: this shard's part of a round is finished.
    #[error("this shard's part of round {} is finished", round + 1)]
    Elsewhere {
        /// Round of the study, from 0.
        round: usize,
    },
    /// Something stands where a file was to be written.
    #[error("{} exists and is another; choose another name, or move it away", .0.display())]
    Exists(PathBuf),
    /// Only a run has a page for a board.
    #[error("{} holds no run: board.html is made of the results of `run` alone", .0.display())]
    NoBoard(PathBuf),
    /// The scenario's name cannot be a folder.
    #[error("\"{name}\" cannot be the name of a results folder: {reason}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The results folder holds something that is not results.
    #[error("{} is no folder of results of marketgate; choose another folder, or move away what is there", .0.display())]
    Foreign(PathBuf),
    /// The results folder holds those of another scenario.
    #[error(
        "{} holds results of `{first}`, which `{second}` would replace under the same name; choose another folder with \
         --output, or give the scenario another name",
        dir.display()
    )]
    Taken {
        /// The folder.
        dir: PathBuf,
        /// File whose results it holds, without its ending.
        first: String,
        /// File whose results would replace them.
        second: String,
    },
    /// The clock of the machine is wrong, and writing a workbook would fail by it.
    #[error("the clock of this machine stands before 1970; set it")]
    Clock,
    /// Another run is writing to the same place.
    #[error("another run is writing {}", .0.display())]
    Busy(PathBuf),
    /// A run that left its rows out, or wrote them as CSV only.
    #[error(
        "{dir} holds no outcomes.parquet, a row for each simulation, which this reads; it is written by\n  marketgate run {run} --rows parquet -o {output}",
        dir = .0.display(),
        run = .0.join("run.toml").display(),
        output = find_parent(.0).display()
    )]
    NoRows(PathBuf),
    /// What was found is no result: a figure is not a number.
    #[error(
        "what was found is no result, and nothing is written: {0}; look for extreme growth, ARPU, margins or noise"
    )]
    Figures(String),
    /// Figures could not be put into a file format.
    #[error("cannot encode the results: {0}")]
    Encode(String),
    /// A block of rows does not fit the columns that were announced.
    #[error("a block of outcomes does not fit its columns: {0}")]
    Rows(String),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(ChartError),
}

impl From<ChartError> for ReportError {
    fn from(error: ChartError) -> Self {
        match error {
            ChartError::Summary(reason) => Self::Figures(reason),
            other @ ChartError::Picture(_) => Self::Chart(other),
        }
    }
}

impl ReportError {
    /// Says what was tried, and where, of an error of the disk.
    pub(super) fn disk(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { action, path, source }
    }

    /// The same of figures that were read from `path`: there they are no result, but damage.
    pub(super) fn of_saved(self, path: &Path) -> Self {
        match self {
            Self::Figures(reason) => Self::Damaged { path: path.to_owned(), reason },
            other => other,
        }
    }

    pub(super) fn encode(error: impl std::fmt::Display) -> Self {
        Self::Encode(error.to_string())
    }
}

/// The folder that results of a scenario lie in.
fn find_parent(dir: &Path) -> PathBuf {
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) => PathBuf::from("."),
        None => dir.to_owned(),
    }
}
