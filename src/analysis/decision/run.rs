//! From scenario files to a decision: every choice of every world on the same random draws.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::courses::find_start;
use super::world::{WorldPart, simulate_world};
use super::{AcrossWorlds, DECISION_FORMAT, Decision, MOST_CHOICES, World, search};
use crate::analysis::leading::{LeadingValue, differing_homes};
use crate::analysis::sensitivity::runs::{Work, count_blocks};
use crate::model::collect_warnings;
use crate::scenario::{ScenarioError, Template};
use crate::simulation::SimulationError;

/// A file, and what it is called in messages.
#[derive(Debug)]
pub struct WorldFile {
    /// Its path as the user gave it.
    pub path: String,
    /// What is in it.
    pub template: Template,
}

/// What is asked for besides the files.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Weights of the files, in their order.
    pub weights: Option<Vec<f64>>,
    /// What value is to be reached.
    pub threshold: Threshold,
    /// How much later the choices that have a date are made too, days.
    pub wait: Option<f64>,
}

/// A value that is to be reached at least.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Threshold {
    /// So many dollars.
    Dollars(f64),
    /// This share of the value of the same simulation with no government action.
    ShareOfBaseline(f64),
}

/// Eight tenths of the value with no government action.
impl Default for Threshold {
    fn default() -> Self {
        Self::ShareOfBaseline(0.8)
    }
}

/// Why there is no decision.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is nothing to choose from.
    #[error("{0} has one strategy only; a decision needs two: add [strategies.NAME] tables")]
    OneStrategy(String),
    /// More strategies than can be held against one another.
    #[error(
        "{count} strategies are too many; at most {MOST_CHOICES} are held against one another: name some with --only"
    )]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// Two files call different strategies by one name.
    #[error("the strategy `{key}` is not the same in {first} and in {second}; give one of them another name")]
    Definitions {
        /// Its key.
        key: String,
        /// The first file.
        first: String,
        /// The second.
        second: String,
    },
    /// No file has a strategy that was named.
    #[error("no file has a strategy `{key}`; there are {known}")]
    Unknown {
        /// As named.
        key: String,
        /// The keys that there are.
        known: String,
    },
    /// A strategy makes no scenario.
    #[error("{path} with the strategy `{key}`:\n{source}")]
    Strategy {
        /// The file.
        path: String,
        /// Key of the strategy.
        key: String,
        /// What is wrong.
        source: ScenarioError,
    },
    /// What is searched for cannot be.
    #[error(transparent)]
    Search(#[from] search::SearchError),
    /// A simulation failed, or the user stopped it.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// Files that are one world.
pub(super) struct Group<'f> {
    pub(super) files: Vec<&'f WorldFile>,
    weight: Option<f64>,
}

/// Holds every strategy of every world against the others of its world; `only` names the strategies to take, all where it is empty.
///
/// # Errors
/// [`DecisionError`].
pub fn decide(
    files: &[WorldFile],
    only: &[String],
    options: &Options,
    work: Work<'_>,
) -> Result<Decision, DecisionError> {
    let groups = group_worlds(files, options.weights.as_deref());
    let choices = list_choices(files, only)?;
    let leading = LeadingValue::of_scenarios(files.iter().map(|file| file.template.scenario()));
    let (mut worlds, mut rules) = (Vec::new(), Vec::new());
    let blocks = count_blocks(work.settings.replications);
    let count = groups.len() * blocks;
    for (number, group) in groups.iter().enumerate() {
        let part = WorldPart { first: number * blocks, count };
        let Some((world, told)) = simulate_world(group, &choices, leading, options, (work, part))? else { continue };
        let named = |text: String| if groups.len() > 1 { format!("{}: {text}", world.scenario.title) } else { text };
        rules.extend(told.into_iter().map(named));
        worlds.push(world);
    }
    work.source.end_round(0, count)?;
    let weights: Option<Vec<f64>> = groups.iter().map(|group| group.weight).collect();
    let across = AcrossWorlds::new(&worlds, weights.as_deref().filter(|_| options.weights.is_some()));
    Ok(Decision {
        format: DECISION_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        seed: work.settings.seed,
        replications: work.settings.replications,
        measure: leading.name().into(),
        threshold: options.threshold,
        warnings: list_warnings(&groups, &worlds).into_iter().chain(rules).collect(),
        choices,
        worlds,
        across,
        search: None,
    })
}

/// How many simulations [`decide`] runs: each choice of each world, and what waits.
pub fn count_simulations(files: &[WorldFile], only: &[String], options: &Options, replications: u64) -> u64 {
    let groups = group_worlds(files, None);
    let of_group = |group: &Group| -> usize {
        let mut keys: Vec<&str> = Vec::new();
        let mut late = 0;
        for file in &group.files {
            let scenario = file.template.scenario();
            for key in scenario.strategies().filter(|key| only.is_empty() || only.iter().any(|o| o == key)) {
                if !keys.contains(&key) {
                    keys.push(key);
                    late += usize::from(find_start(scenario, key).is_some() && options.wait.is_some());
                }
            }
        }
        keys.len() + late
    };
    replications * groups.iter().map(of_group).sum::<usize>() as u64
}

/// Parts of [`decide`] that are simulated apart: every block of every world.
pub fn count_units(files: &[WorldFile], replications: u64) -> usize {
    group_worlds(files, None).len().saturating_mul(count_blocks(replications))
}

/// Files that are equal in all but their strategies are one world; weights of the files of one world add up.
fn group_worlds<'f>(files: &'f [WorldFile], weights: Option<&[f64]>) -> Vec<Group<'f>> {
    let mut groups: IndexMap<String, Group> = IndexMap::new();
    for (number, file) in files.iter().enumerate() {
        let weight = weights.and_then(|weights| weights.get(number)).copied();
        let group = groups.entry(file.template.scenario().world_digest());
        let group = group.or_insert_with(|| Group { files: Vec::new(), weight: None });
        group.files.push(file);
        group.weight = match (group.weight, weight) {
            (None, weight) => weight,
            (Some(sum), weight) => Some(sum + weight.unwrap_or(0.0)),
        };
    }
    groups.into_values().collect()
}

/// The choices of all files with their names, in the order of the files.
fn list_choices(files: &[WorldFile], only: &[String]) -> Result<IndexMap<String, String>, DecisionError> {
    let mut found: IndexMap<String, (String, Option<String>, &WorldFile)> = IndexMap::new();
    for file in files {
        let scenario = file.template.scenario();
        for (key, strategy) in &scenario.strategies {
            let digest = scenario.strategy_digest(key);
            if let Some((_, other, first)) = found.get(key) {
                if *other != digest {
                    let (first, second) = (first.path.clone(), file.path.clone());
                    return Err(DecisionError::Definitions { key: key.clone(), first, second });
                }
            } else {
                found.insert(key.clone(), (strategy.name.clone(), digest, file));
            }
        }
    }
    if let Some(key) = only.iter().find(|key| !found.contains_key(*key)) {
        let known = found.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(DecisionError::Unknown { key: key.clone(), known });
    }
    found.retain(|key, _| only.is_empty() || only.contains(key));
    match found.len() {
        0 | 1 => Err(DecisionError::OneStrategy(files.first().map_or_else(String::new, |file| file.path.clone()))),
        count if count > MOST_CHOICES => Err(DecisionError::TooMany { count }),
        _ => Ok(found.into_iter().map(|(key, (name, ..))| (key, name)).collect()),
    }
}

fn list_warnings(groups: &[Group<'_>], worlds: &[World]) -> Vec<String> {
    let mut warnings: Vec<String> = Vec::new();
    for group in groups {
        for warning in group.files.iter().flat_map(|file| collect_warnings(file.template.scenario())) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
    }
    for group in groups.iter().filter(|group| group.files.len() > 1) {
        let names: Vec<String> =
            group.files.iter().map(|file| format!("`{}`", file.template.scenario().name())).collect();
        warnings
            .push(format!("{} are one world, which is shown once under the title of the first.", names.join(" and ")));
    }
    let homes = worlds.iter().map(|world| (world.scenario.name.as_str(), world.scenario.home.as_deref()));
    warnings.extend(differing_homes(homes));
    warnings
}
