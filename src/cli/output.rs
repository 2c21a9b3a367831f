//! Where results go, in which formats, and what is told of them: the same for every command that writes some.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::say::{note, say};
use crate::report::{Format, Owner, Staging};
use crate::scenario::Scenario;

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

    /// Whose the results of `scenario` are. A finished run says which file it is of, which its `run.toml` does not.
    fn owner(&self, scenario: &Scenario) -> Owner {
        let run = Owner::of(&self.folder.join(scenario.name()));
        run.filter(|run| run.digest == scenario.digest())
            .unwrap_or_else(|| Owner { file: scenario.file().to_owned(), digest: scenario.digest().to_owned() })
    }

    /// Begins results of `scenario` that will appear as `name` in the output folder.
    pub(super) fn begin(&self, name: &str, scenario: &Scenario) -> Result<Staging, Failure> {
        Ok(Staging::begin(&self.folder, name, Some(&self.owner(scenario)))?)
    }

    /// Whether the results of every scenario have a place of their own; all that is wrong is told before any is simulated.
    pub(super) fn check_places(&self, scenarios: &[Scenario]) -> Result<(), Failure> {
        let check = |scenario: &Scenario| Staging::check(&self.folder, scenario.name(), &self.owner(scenario)).err();
        Failure::of_all(scenarios.iter().filter_map(check).map(Failure::from).collect())
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
            names.iter().for_each(|name| note(place.join(name).display()));
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
