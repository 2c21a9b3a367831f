//! A scenario that is read again and again under other settings, its files once.

use super::checked::Scenario;
use super::diagnostics::{Report, ScenarioError, suggestion};
use super::layers::Document;
use super::load::{self, LoadError};
use crate::quantity::Fault;
use std::path::Path;

/// The texts of a scenario, and the scenario that they are as they stand.
#[derive(Debug)]
pub struct Template {
    document: Document,
    stem: String,
    base: Scenario,
}

impl Template {
    /// Reads the scenario in `path` under `overrides`, and keeps its texts.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn load(path: &Path, overrides: &[String]) -> Result<Self, LoadError> {
        let mut report = Report::default();
        let document = Document::from_file(path, overrides, &mut report)
            .map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
        Ok(Self::read(document, path, report)?)
    }

    /// Reads a scenario that is no file.
    ///
    /// # Errors
    /// Where the scenario is wrong, with everything that is wrong with it.
    pub fn parse(name: &str, text: &str, overrides: &[String]) -> Result<Self, ScenarioError> {
        let mut report = Report::default();
        let document = Document::from_text(name, text, overrides, &mut report);
        Self::read(document, Path::new(name), report)
    }

    fn read(document: Document, path: &Path, report: Report) -> Result<Self, ScenarioError> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let base = load::read(&document, &stem, report)?;
        Ok(Self { document, stem, base })
    }

    /// The scenario as it stands.
    pub fn scenario(&self) -> &Scenario {
        &self.base
    }

    /// The scenario under more settings, each `PATH=VALUE`.
    ///
    /// # Errors
    /// Where that is no scenario, with everything that is wrong with it.
    pub fn with(&self, settings: &[String]) -> Result<Scenario, ScenarioError> {
        let mut report = Report::default();
        let document = self.document.under(settings, &mut report);
        load::read(&document, &self.stem, report)
    }

    /// Whether the tables that a path names are in the scenario: a misspelt market would else be a new one.
    ///
    /// # Errors
    /// Where they are not, with the nearest name that is there.
    pub fn knows(&self, path: &str) -> Result<(), Fault> {
        let names: Vec<&str> = path.split('.').collect();
        let chosen = match names.as_slice() {
            ["deal", "bidders", name, ..] => Some((2, *name)),
            ["markets" | "events" | "strategies", name, ..] => Some((1, *name)),
            _ => None,
        };
        let Some((depth, name)) = chosen else { return Ok(()) };
        let table = names[..depth].iter().try_fold(&self.document.table, |table, name| table.table(name));
        let known: Vec<&str> = table.map(|table| table.iter().map(|(key, _)| key).collect()).unwrap_or_default();
        if known.contains(&name) {
            return Ok(());
        }
        let start = path.find(name).unwrap_or(0);
        let fault =
            Fault::new(start..start + name.len(), format!("there is no `{name}` in `{}`", names[..depth].join(".")));
        Err(suggestion(name, known).into_iter().fold(fault, Fault::help))
    }
}
