//! The door: from a file and settings of the command line to a scenario that is true.

use super::checked::Scenario;
use super::diagnostics::{Report, ScenarioError, Severity};
use super::layers::Document;
use super::names;
use super::packed::PackedScenario;
use super::reader::Reader;
use super::source::Sources;
use std::path::{Path, PathBuf};

/// Why a scenario was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The scenario is wrong; its author can mend it.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The file could not be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A scenario as written, with the name of its file and what was found on the way to it.
pub(super) struct Written {
    pub(super) document: Document,
    /// The file's stem.
    pub(super) stem: String,
    report: Report,
}

impl Written {
    /// The scenario in the file `path`; its texts are numbered on from `sources`.
    ///
    /// # Errors
    /// [`LoadError::Io`] where the file itself cannot be read; everything behind that is kept for [`Written::check`].
    pub(super) fn open(path: &Path, overrides: &[String], sources: Sources) -> Result<Self, LoadError> {
        let mut report = Report::default();
        let document = Document::from_file(sources, path, overrides, &mut report)
            .map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
        Ok(Self { document, stem: stem(path), report })
    }

    /// A scenario that is no file, shown as `name` in diagnostics.
    pub(super) fn from_text(name: &str, text: &str, overrides: &[String], sources: Sources) -> Self {
        let mut report = Report::default();
        let document = Document::from_text(sources, name, text, overrides, &mut report);
        Self { document, stem: stem(Path::new(name)), report }
    }

    /// A scenario that was packed with all that it reads.
    pub(super) fn from_packed(packed: PackedScenario) -> Self {
        let mut report = Report::default();
        let stem = stem(Path::new(&packed.file));
        let document = Document::from_packed(&packed.file, packed.texts, &packed.set, &mut report);
        Self { document, stem, report }
    }

    /// Reads the document to the end.
    ///
    /// # Errors
    /// Where it is wrong, with everything that is wrong with it.
    pub(super) fn check(&mut self) -> Result<Scenario, ScenarioError> {
        read(&self.document, &self.stem, std::mem::take(&mut self.report))
    }
}

impl Scenario {
    /// Reads the scenario in `path`, with what it extends and the data it names, under `overrides` of the
    /// form `PATH=VALUE`.
    ///
    /// # Errors
    /// Where the file cannot be read, or the scenario is wrong: then with everything that is wrong with it.
    pub fn load(path: &Path, overrides: &[String]) -> Result<Self, LoadError> {
        Ok(Written::open(path, overrides, Sources::default())?.check()?)
    }

    /// Reads a scenario that is no file, shown as `name` in diagnostics.
    ///
    /// # Errors
    /// Where the scenario is wrong, with everything that is wrong with it.
    pub fn parse(name: &str, text: &str, overrides: &[String]) -> Result<Self, ScenarioError> {
        Written::from_text(name, text, overrides, Sources::default()).check()
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
/// Reads a document to the end; `report` holds what was found on the way to it.
///
/// # Errors
/// Where it is wrong, with everything that is wrong with it.
pub(super) fn read(document: &Document, name: &str, mut report: Report) -> Result<Scenario, ScenarioError> {
    // A text that is not TOML has lost keys, so that nothing more can be said of it.
    if report.failed() {
        return Err(report.finish());
    }
    names::check(&document.table, &document.sources, &mut report);
    let mut scenario = Reader::new(document, &mut report).read_scenario(name);
    if report.failed() {
        return Err(report.finish());
    }
    let warnings = report.finish();
    debug_assert!(warnings.diagnostics().iter().all(|d| d.severity == Severity::Warning));
    let brief = |warning: &super::Diagnostic| warning.brief(|file| document.relative(file));
    scenario.warnings = warnings.diagnostics().iter().map(brief).collect();
    scenario.digest = scenario.compute_digest();
    Ok(scenario)
}
