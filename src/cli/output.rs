//! Where results go, in which formats, and what is told of them: the same for every command that writes some.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::say::say;
use crate::report::{Format, Staging};

/// Where results go, and what is told of them.
#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// Folder for results; each scenario gets one of its own in it
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = "output")]
    pub(super) folder: PathBuf,
    /// Formats of the charts
    #[arg(long, value_delimiter = ',', default_value = "svg,png")]
    format: Vec<ChartFormat>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Print the figures as JSON on standard output
    #[arg(long)]
    pub(super) json: bool,
    /// Name every file written
    #[arg(short, long)]
    verbose: bool,
}

impl Output {
    /// Formats in which charts are written.
    pub(super) fn formats(&self) -> Vec<Format> {
        self.format.iter().map(|&format| format.into()).collect()
    }

    /// The same without a word of what is written, for results that are but a step to others.
    pub(super) fn untold(&self) -> Self {
        Self { json: true, ..self.clone() }
    }

    /// Puts results in their place, tells of them, and gives the place.
    pub(super) fn tell(
        &self,
        stage: Staging,
        files: &[PathBuf],
        figures: impl FnOnce() -> String,
    ) -> Result<PathBuf, Failure> {
        let within = |file: &PathBuf| file.strip_prefix(stage.path()).map(Path::to_owned).ok();
        let names: Vec<PathBuf> = files.iter().filter_map(within).collect();
        let place = stage.commit().map_err(anyhow::Error::from)?;
        if !self.json && !self.quiet {
            say(figures())?;
            let page = names.iter().find(|name| name.ends_with("report.html"));
            let open = page.map(|page| format!("; open {}", place.join(page).display())).unwrap_or_default();
            say(format_args!("{} files in {}{open}\n", files.len(), place.display()))?;
        }
        if self.verbose {
            names.iter().for_each(|name| eprintln!("{}", place.join(name).display()));
        }
        Ok(place)
    }
}

/// A format of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ChartFormat {
    /// Vector graphics
    Svg,
    /// Pictures
    Png,
}

impl From<ChartFormat> for Format {
    fn from(format: ChartFormat) -> Self {
        match format {
            ChartFormat::Svg => Self::Svg,
            ChartFormat::Png => Self::Png,
        }
    }
}
