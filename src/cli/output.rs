//! Where results go, in which formats, and what is printed of them: the same for every command that writes some.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::error::CliError;
use super::print::{note, print_json, print_text};
use crate::report::{Format, Owner, Staging, Study, Views, WrittenStudy, write_study};
use crate::scenario::Scenario;

/// Where results go, and what is printed of them.
#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// Folder for results; each scenario gets one of its own in it
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = "output")]
    pub(super) folder: PathBuf,
    /// Formats of the charts
    #[arg(long = "format", value_parser = parse_format(), value_delimiter = ',', default_value = "svg,png")]
    pub(super) formats: Vec<Format>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Print the figures as JSON on standard output
    #[arg(long)]
    pub(super) json: bool,
    /// Whether a run writes `board.html` too.
    #[arg(skip)]
    pub(super) board: bool,
    /// Name every file written
    #[arg(short, long)]
    pub(super) verbose: bool,
}

impl Output {
    /// The same, but for figures as JSON.
    pub(super) fn without_json(&self) -> Self {
        Self { json: false, quiet: self.quiet || self.json, ..self.clone() }
    }

    /// Whose the results of `scenario` are. A finished run says which file it is of, which its `run.toml` does not.
    fn owner(&self, scenario: &Scenario) -> Owner {
        let run = Owner::read(&self.folder.join(scenario.name()));
        run.filter(|run| run.digest == scenario.digest())
            .unwrap_or_else(|| Owner { file: scenario.file().to_owned(), digest: scenario.digest().to_owned() })
    }

    /// Begins results of `scenario` that will appear as `name` in the output folder.
    pub(super) fn begin(&self, name: &str, scenario: &Scenario) -> Result<Staging, CliError> {
        Ok(Staging::begin(&self.folder, name, Some(&self.owner(scenario)))?)
    }

    /// Whether the results of every scenario have a folder of their own; all that is wrong is named before any is simulated.
    pub(super) fn check_folders(&self, scenarios: &[Scenario]) -> Result<(), CliError> {
        let check = |scenario: &Scenario| Staging::check(&self.folder, scenario.name(), &self.owner(scenario)).err();
        CliError::check_all(scenarios.iter().filter_map(check).map(CliError::from).collect())
    }

    /// What is made of a run to be looked at.
    pub(super) fn views(&self) -> Views {
        Views { formats: self.formats.clone(), board: self.board, output: Some(self.folder.clone()) }
    }

    /// Puts a study and the files `beside` it in its place, and prints what it found.
    pub(super) fn publish<S: Study>(
        &self,
        stage: Staging,
        study: &S,
        beside: impl IntoIterator<Item = PathBuf>,
    ) -> Result<(), CliError> {
        let WrittenStudy { mut files, text } = write_study(stage.path(), study, &self.formats)?;
        files.extend(beside);
        self.settle(stage, &files, text)?;
        if self.json { print_json(study) } else { Ok(()) }
    }

    /// Puts results in their place, prints `text` and where they are.
    pub(super) fn settle(&self, stage: Staging, files: &[PathBuf], text: String) -> Result<(), CliError> {
        let placed = self.place(stage, files)?;
        self.print(text, &placed)
    }

    /// Puts results in their place, and prints nothing of them but the names of the files where those are asked for.
    pub(super) fn place(&self, stage: Staging, files: &[PathBuf]) -> Result<Placed, CliError> {
        let within = |file: &PathBuf| file.strip_prefix(stage.path()).map(Path::to_owned).ok();
        let names: Vec<PathBuf> = files.iter().filter_map(within).collect();
        let dir = stage.commit()?;
        if self.verbose {
            names.iter().for_each(|name| note(dir.join(name).display()));
        }
        let page = names.iter().find(|name| name.ends_with("report.html")).map(|page| dir.join(page));
        Ok(Placed { files: files.len(), dir, page })
    }

    /// Prints `text`, and where the results that it tells of are.
    pub(super) fn print(&self, text: String, placed: &Placed) -> Result<(), CliError> {
        if self.json || self.quiet {
            return Ok(());
        }
        print_text(text)?;
        let open = placed.page.as_ref().map(|page| format!("; open {}", page.display())).unwrap_or_default();
        print_text(format_args!("{} files in {}{open}\n", placed.files, placed.dir.display()))
    }
}

/// Results in their place.
#[derive(Debug)]
pub(super) struct Placed {
    /// How many files were written.
    files: usize,
    /// Where they are.
    pub(super) dir: PathBuf,
    /// The page among them.
    page: Option<PathBuf>,
}

/// Reads a format of charts.
pub(super) fn parse_format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(["svg", "png"]).map(|name| if name == "svg" { Format::Svg } else { Format::Png })
}
