//! What two scenarios differ in, and the scenarios between them.
//!
//! A difference is looked for in the two documents and judged by the scenarios that they make: what changes
//! nothing that decides results is none, however it is spelled. A mixture is the document of A with some of
//! its parts as in B, read through the same door as any other, so that it is checked like any other.

mod bundles;
mod describe;
mod piece;
mod pieces;

use super::checked::Scenario;
use super::diagnostics::{Report, ScenarioError, Severity};
use super::layers::Document;
use super::load::{self, LoadError, Written};
use super::node::Table;
use super::source::Sources;
use bundles::Bundle;
pub use describe::ABSENT;
use describe::Side;
use piece::Piece;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Path of the item that stands for the order in which named tables are written. It decides what happens first on one
/// day and which number a Sobol' dimension has; else it changes nothing but rounding.
pub const ORDER: &str = "order of tables";
/// Differences beyond which those in one table are taken together.
const APART: usize = 32;
/// Most groups that two scenarios may differ in.
const MOST: usize = 128;

/// One thing that two scenarios differ in, or several that cannot be exchanged one without another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it consists of; at least one.
    pub items: Vec<Item>,
    /// Why several items stand together; none where there is one.
    pub reason: Option<String>,
}

/// A place where two scenarios say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Path of names, such as `markets.us.arpu`.
    pub path: String,
    /// What A says there.
    pub a: String,
    /// What B says there.
    pub b: String,
}

impl Group {
    /// Its name, made of the paths of its items.
    pub fn name(&self) -> String {
        name_group(&self.items.iter().map(|item| item.path.as_str()).collect::<Vec<_>>())
    }
}

/// The name of what consists of these paths: all of them where they are few, else the table that they stand in.
pub fn name_group(paths: &[&str]) -> String {
    const FEW: usize = 3;
    let names = |path: &&str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
    let common = paths
        .iter()
        .map(names)
        .reduce(|a, b| a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect());
    match common {
        _ if paths.len() <= FEW => paths.join(" + "),
        Some(common) if !common.is_empty() => format!("{} ({} inputs)", common.join("."), paths.len()),
        _ => format!("{} + {} others", paths[0], paths.len() - 1),
    }
}

/// Two scenarios and what they differ in.
#[derive(Debug)]
pub struct Pair {
    a: Scenario,
    b: Scenario,
    /// The tree of A and the texts of both.
    document: Document,
    /// The tree of B.
    other: Table,
    pieces: Vec<Piece>,
    bundles: Vec<Bundle>,
    groups: Vec<Group>,
}

impl Pair {
    /// Reads the scenarios in two files, each under the same `overrides`, and compares them.
    ///
    /// # Errors
    /// Where a file cannot be read; where a scenario is wrong, with everything that is wrong with either; where
    /// they differ in more than 128 things, those in one table taken together.
    pub fn load(a: &Path, b: &Path, overrides: &[String]) -> Result<Self, LoadError> {
        let first = Written::open(a, overrides, Sources::default())?;
        let second = Written::open(b, overrides, Sources::clone(&first.document.sources))?;
        Ok(Self::read(first, second)?)
    }

    /// Reads one file under two strategies, each under the same `overrides`, and compares them; their names say which strategy is in
    /// force.
    ///
    /// # Errors
    /// As [`Pair::load`].
    pub fn load_strategies(file: &Path, strategies: [&str; 2], overrides: &[String]) -> Result<Self, LoadError> {
        let under =
            |strategy: &str| overrides.iter().cloned().chain([format!("strategy={strategy}")]).collect::<Vec<_>>();
        let first = Written::open(file, &under(strategies[0]), Sources::default())?;
        let second = Written::open(file, &under(strategies[1]), Sources::clone(&first.document.sources))?;
        let mut pair = Self::read(first, second)?;
        for scenario in [&mut pair.a, &mut pair.b] {
            scenario.name = format!("{} ({})", scenario.name, scenario.strategy());
        }
        Ok(pair)
    }

    /// Compares two scenarios that are no files, each a name and a text.
    ///
    /// # Errors
    /// As [`Pair::load`], but for files.
    pub fn parse(a: (&str, &str), b: (&str, &str), overrides: &[String]) -> Result<Self, ScenarioError> {
        let first = Written::from_text(a.0, a.1, overrides, Sources::default());
        let second = Written::from_text(b.0, b.1, overrides, Sources::clone(&first.document.sources));
        Self::read(first, second)
    }

    fn read(mut first: Written, mut second: Written) -> Result<Self, ScenarioError> {
        let (a, b) = match (first.check(), second.check()) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(a), Err(b)) => return Err(a.and(b)),
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        if let [Some(code), other] | [other, Some(code)] =
            [&a, &b].map(|scenario| scenario.rate.map(|rate| rate.currency))
            && other != Some(code)
        {
            return Err(refuse_currencies(code, other.unwrap_or("USD")));
        }
        // The texts of B follow those of A in its document.
        let document = Document { sources: second.document.sources, ..first.document };
        let other = second.document.table;
        let mut pair = Self { a, b, document, other, pieces: Vec::new(), bundles: Vec::new(), groups: Vec::new() };
        pair.drop_other_strategies();
        pair.find_differences()?;
        Ok(pair)
    }

    /// The first scenario.
    pub fn a(&self) -> &Scenario {
        &self.a
    }

    /// The second.
    pub fn b(&self) -> &Scenario {
        &self.b
    }

    /// What they differ in, in the order of the files.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// A with some of its groups as in B: those whose bit is set in `taken`, counted from the lowest. None of them
    /// is A itself, and all of them is B.
    ///
    /// # Errors
    /// Where these parts do not make a scenario.
    pub fn mixture(&self, taken: u128) -> Result<Scenario, ScenarioError> {
        if taken == 0 {
            return Ok(self.a.clone());
        }
        if taken == bundles::take_all(self.bundles.len()) {
            return Ok(self.b.clone());
        }
        self.mix(&bundles::collect_members(&self.bundles, taken))
    }

    /// A with some of its pieces, ascending, as in B.
    fn mix(&self, taken: &[usize]) -> Result<Scenario, ScenarioError> {
        let mut table = self.document.table.clone();
        taken.iter().for_each(|&number| self.pieces[number].copy_into(&mut table, &self.other));
        self.read_mixture(table)
    }

    fn read_mixture(&self, table: Table) -> Result<Scenario, ScenarioError> {
        let document = Document { sources: Arc::clone(&self.document.sources), top: self.document.top, table };
        load::read(&document, &self.a.name, Report::default())
    }

    /// Leaves out the strategies that are not in force, where both scenarios can be read without them.
    fn drop_other_strategies(&mut self) {
        let trimmed = |table: &Table, scenario: &Scenario| {
            let mut table = table.clone();
            if let Some(strategies) = table.table_mut("strategies") {
                let others = scenario.strategies().filter(|key| *key != scenario.strategy());
                others.for_each(|key| drop(strategies.remove(key)));
            }
            table.remove("strategy");
            table
        };
        let (ours, theirs) = (trimmed(&self.document.table, &self.a), trimmed(&self.other, &self.b));
        if self.read_mixture(ours.clone()).is_ok() && self.read_mixture(theirs.clone()).is_ok() {
            (self.document.table, self.other) = (ours, theirs);
        }
    }

    /// Finds pieces, leaves out those without effect, and joins those that need each other.
    fn find_differences(&mut self) -> Result<(), ScenarioError> {
        self.pieces = pieces::find_pieces(&self.document.table, &self.other);
        let ends = [&self.document.table, &self.other].map(|table| self.format_meaning(table.clone()));
        let neutral = self.bundle_by_file().into_iter().filter(|bundle| self.has_no_effect(bundle, &ends));
        let neutral: Vec<usize> = neutral.flat_map(|bundle| bundle.members).collect();
        let found = self.pieces.clone();
        let mut number = 0..;
        self.pieces.retain(|_| number.next().is_some_and(|number| !neutral.contains(&number)));
        if self.format_everything() != ends[1] {
            // What changes nothing alone does together with something else.
            self.pieces = found;
        }
        if self.format_everything() != ends[1] {
            self.pieces.push(Piece::Order);
        }
        self.bundles = self.bundle_pieces()?;
        self.groups = self.bundles.iter().map(|bundle| self.describe_group(bundle)).collect();
        Ok(())
    }

    /// Whether these pieces decide nothing, neither in A nor in B, whose meanings are `ends`.
    fn has_no_effect(&self, bundle: &Bundle, ends: &[Option<String>; 2]) -> bool {
        let (mut with, mut without) = (self.document.table.clone(), self.other.clone());
        for &member in &bundle.members {
            self.pieces[member].copy_into(&mut with, &self.other);
            self.pieces[member].copy_into(&mut without, &self.document.table);
        }
        [with, without].map(|table| self.format_meaning(table)) == *ends
    }

    /// What A means with every piece as in B.
    fn format_everything(&self) -> Option<String> {
        let all: Vec<usize> = (0..self.pieces.len()).collect();
        Some(format_scenario(&self.mix(&all).ok()?))
    }

    fn format_meaning(&self, table: Table) -> Option<String> {
        Some(format_scenario(&self.read_mixture(table).ok()?))
    }

    /// The pieces, those together that draw from one data file: its rows are drawn whole, and half a row is none.
    fn bundle_by_file(&self) -> Vec<Bundle> {
        let of = |piece: &Piece| -> Vec<PathBuf> {
            let trees = [&self.document.table, &self.other];
            trees.iter().flat_map(|table| piece.list_files(table, &self.document.sources)).collect()
        };
        let files: Vec<Vec<PathBuf>> = self.pieces.iter().map(of).collect();
        let mut bundles = bundles::separate(self.pieces.len());
        bundles::join_sharing(&mut bundles, &files, |file| {
            format!("rows of {} are drawn whole", file.file_name().unwrap_or_default().to_string_lossy())
        });
        bundles
    }

    fn bundle_pieces(&self) -> Result<Vec<Bundle>, ScenarioError> {
        let mut bundles = self.bundle_by_file();
        if bundles.len() > APART {
            let tables: Vec<Vec<String>> =
                self.pieces.iter().map(|piece| piece.name_table().into_iter().collect()).collect();
            let reason = format!("more than {APART} things differ, so that those in one table are taken together");
            bundles::join_sharing(&mut bundles, &tables, |_| reason.clone());
        }
        if bundles.len() > MOST {
            return Err(refuse_many(bundles.len()));
        }
        Ok(bundles::join_dependent(bundles, |pieces| {
            self.mix(pieces).map(drop).map_err(|error| {
                let mut wrong = error.diagnostics().iter().filter(|d| d.severity == Severity::Error);
                wrong.next().map_or_else(|| error.to_string(), |first| first.message.clone())
            })
        }))
    }

    fn describe_group(&self, bundle: &Bundle) -> Group {
        let ours = Side { table: &self.document.table, scenario: &self.a };
        let theirs = Side { table: &self.other, scenario: &self.b };
        let items =
            bundle.members.iter().map(|&member| describe::describe_piece(&self.pieces[member], ours, theirs)).collect();
        Group { items, reason: bundle.reason.clone() }
    }
}

fn refuse_many(count: usize) -> ScenarioError {
    let mut report = Report::default();
    let message = format!("the two scenarios differ in {count} things, and at most {MOST} can be told apart");
    report.error(None, message).help("compare scenarios that extend a common one");
    report.finish()
}

/// An amount without a sign would mean one thing in one of them, and another in a mixture.
fn refuse_currencies(one: &str, other: &str) -> ScenarioError {
    let mut report = Report::default();
    let message = format!("one scenario has amounts in {one}, the other in {other}: their parts cannot be exchanged");
    report
        .error(None, message)
        .help("write both in one currency; `marketgate compare` holds them side by side as they are");
    report.finish()
}

/// Everything that decides values: what the digest holds, but for the dates of recording, and the names of data
/// files, from which their rows are drawn.
fn format_scenario(scenario: &Scenario) -> String {
    let mut scenario = scenario.clone();
    scenario.record.clear();
    let paths: Vec<&str> = scenario.data.iter().map(|data| data.path.as_str()).collect();
    format!("{} {}", scenario.compute_digest(), paths.join(" "))
}
