//! From scenario files to a decision: every choice of every world on the same random draws.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::conclude::{Subject, conclude};
use super::reading::{BlockRows, Reader, list_readings, place};
use super::tally::Tally;
use super::world_block::{BlockShape, run_world_block};
use super::{AcrossWorlds, DECISION_FORMAT, Decision, MOST_CHOICES, World, search};
use crate::analysis::comparison::differences;
use crate::analysis::leading::{LeadingValue, differing_homes};
use crate::analysis::sensitivity::Driver;
use crate::analysis::sensitivity::runs::{Work, count_blocks, list_inputs};
use crate::analysis::statistics::{FigureTally, LEAST_MONEY};
use crate::analysis::units::Unit;
use crate::analysis::warnings::describe_rule;
use crate::draws::BLOCK;
use crate::model::collect_warnings;
use crate::scenario::{Scenario, ScenarioError, Template};
use crate::simulation::{
    ChanceEvent, Layout, OwnAct, SimulationError, Variant, VariantBlock, VariantEnsemble, list_chance_events,
    plan_variants, threads,
};

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
struct Group<'f> {
    files: Vec<&'f WorldFile>,
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

/// Which units of a decision are of a world.
#[derive(Clone, Copy)]
struct WorldPart {
    /// Number of the first.
    first: usize,
    /// Units of all worlds.
    count: usize,
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

/// Number of the input that says when a strategy of `scenario` begins to act, and its days, where that is one known value.
fn find_start(scenario: &Scenario, key: &str) -> Option<(usize, f64)> {
    let input = scenario.strategies.get(key)?.seek_buyer?.0;
    Some((input, scenario.known_value(input)?))
}

/// The choices of one file.
pub(super) struct FileCourses {
    /// Numbers among all choices, and their scenarios.
    pub(super) choices: Vec<(usize, Scenario)>,
}

/// The choices of a world, each from the first of its files that has it.
fn read_choices(group: &Group<'_>, choices: &IndexMap<String, String>) -> Result<Vec<FileCourses>, DecisionError> {
    let mut taken: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for file in &group.files {
        let mut courses = FileCourses { choices: Vec::new() };
        for key in file.template.scenario().strategies() {
            let Some(number) = choices.get_index_of(key).filter(|number| !taken.contains(number)) else { continue };
            taken.push(number);
            let scenario = file.template.override_with(&[format!("strategy={key}")]);
            let scenario = scenario.map_err(|source| DecisionError::Strategy {
                path: file.path.clone(),
                key: key.to_owned(),
                source,
            })?;
            courses.choices.push((number, scenario));
        }
        if !courses.choices.is_empty() {
            found.push(courses);
        }
    }
    Ok(found)
}

fn simulate_world(
    group: &Group<'_>,
    choices: &IndexMap<String, String>,
    leading: LeadingValue,
    options: &Options,
    (work, part): (Work<'_>, WorldPart),
) -> Result<Option<(World, Vec<String>)>, DecisionError> {
    let files = read_choices(group, choices)?;
    let first = &files[0].choices[0].1;
    let (events, own): (Vec<ChanceEvent>, Vec<OwnAct>) = list_chance_events(first);
    let counts: Vec<usize> = events.iter().map(|event| event.outcomes.len()).collect();
    let reader = Reader {
        markets: first.markets.len(),
        home: first.company.home.map(|home| home.0),
        threshold: options.threshold,
    };
    let numbers: Vec<usize> = files.iter().flat_map(|file| file.choices.iter().map(|(number, _)| *number)).collect();
    let mut tally = Tally::new(numbers.len(), reader.markets, &counts, work.settings.seed);
    let mut baseline = FigureTally::with_quantiles(LEAST_MONEY);
    let late = list_late(&files, options.wait);
    let mut waiting: Vec<(usize, f64, FigureTally)> =
        late.iter().flatten().map(|late| (late.choice, late.days, FigureTally::with_quantiles(LEAST_MONEY))).collect();
    // Each file has inputs of its own strategies, so that each runs its choices; what they share is drawn alike.
    let layouts: Vec<Layout> =
        files.iter().map(|file| Layout::for_columns(&file.choices[0].1, std::iter::empty())).collect();
    let drivers: Vec<Driver> = list_world_inputs(first, &layouts[0]);
    let readings = list_readings(&files, &layouts, leading, &drivers, &events);
    let courses: Vec<Vec<Variant>> = files.iter().zip(&late).map(|(file, late)| list_courses(file, late)).collect();
    let plans: Vec<_> = courses
        .iter()
        .zip(&layouts)
        .map(|(courses, layout)| plan_variants(courses, layout, work.settings.seed, work.stop))
        .collect();
    let mut ensembles: Vec<VariantEnsemble> = (0..files.len())
        .map(|f| VariantEnsemble::new(&courses[f], &plans[f], &layouts[f], &readings[f], work.settings))
        .collect();
    let shape = BlockShape {
        files: &files,
        courses: &courses,
        readings: &readings,
        outcomes: &counts,
        states: (0..reader.markets).map(|market| place(market, 0)).collect(),
    };
    let pool = threads(work.settings)?;
    let (mut main, mut is_whole) = (None, true);
    let mut fired = vec![0; shape.count_rules()];
    for number in 0..work.settings.blocks() {
        let unit = Unit { round: 0, number: part.first + number as usize, count: part.count };
        let size = work.settings.rows(number);
        let simulate = || {
            let mut file = 0;
            pool.install(|| {
                run_world_block(number, &files, &mut ensembles, |rows| {
                    if let Some(rows) = rows {
                        (work.progress)(rows as u64 * courses[file].len() as u64);
                        file += 1;
                    }
                    work.check_stopped()
                })
            })
        };
        let saved = work.source.take(unit, |saved| shape.fits(saved, size), simulate)?;
        let Some((blocks, fired_now)) = saved.and_then(|saved| {
            let fired = saved.1.clone();
            Some((shape.read(saved, number * BLOCK, size)?, fired))
        }) else {
            is_whole = false;
            continue;
        };
        fired.iter_mut().zip(fired_now).for_each(|(sum, count)| *sum += count);
        let BlockRows { rows, later, undisturbed } = reader.read_block(&files, &blocks);
        baseline.take(&undisturbed);
        baseline.mean.end_block();
        let main = *main.get_or_insert_with(|| find_main_market(first, &blocks[0]));
        let shared = |from: usize, count: usize| (from..from + count).map(|place| blocks[0].shared(place)).collect();
        let inputs: Vec<Vec<f64>> = shared(0, drivers.len());
        let outcomes: Vec<Vec<f64>> = shared(drivers.len(), events.len());
        tally.take(&rows, &inputs, &outcomes, main);
        for ((choice, _, tally), later) in waiting.iter_mut().zip(&later) {
            tally.take(&differences([&rows[*choice].value, later]));
            tally.mean.end_block();
        }
    }
    if !is_whole {
        return Ok(None);
    }
    let rules = list_fired_rules(&files, &fired, work.settings.replications);
    let same_as = group.files[1..].iter().map(|file| file.template.scenario().title().to_owned()).collect();
    let subject = Subject {
        scenario: group.files[0].template.scenario(),
        same_as,
        numbers: &numbers,
        all: choices.len(),
        drivers: &drivers,
        events: &events,
        own: &own,
        main: main.unwrap_or(0),
        baseline: &baseline,
        waiting: &waiting,
    };
    Ok(Some((conclude(&tally, &subject), rules)))
}

/// How often the rules of each choice fired, file by file, in sentences.
fn list_fired_rules(files: &[FileCourses], fired: &[u64], replications: u64) -> Vec<String> {
    let mut fired = fired.iter();
    let mut told = Vec::new();
    for (_, scenario) in files.iter().flat_map(|file| &file.choices) {
        let strategy = &scenario.strategies[scenario.strategy];
        let rules = (1..=strategy.rules.len()).zip(&mut fired);
        told.extend(rules.map(|(number, &fired)| describe_rule(number, &strategy.name, fired, replications)));
    }
    told
}

/// A choice that is made later.
struct Late {
    /// Number among the choices of the world.
    choice: usize,
    /// Number among those of its file.
    of_file: usize,
    input: usize,
    /// The day on which it begins to act.
    start: f64,
    /// How much later that is, days.
    days: f64,
}

/// By file, the choices that begin on a known day within the horizon, put off.
fn list_late(files: &[FileCourses], wait: Option<f64>) -> Vec<Vec<Late>> {
    let mut before = 0;
    let mut late = Vec::new();
    for file in files {
        let of_file = file.choices.iter().enumerate().filter_map(|(of_file, (_, scenario))| {
            let days = wait?;
            let (input, start) = find_start(scenario, scenario.strategy())?;
            let start = start + days;
            (start < scenario.horizon).then_some(Late { choice: before + of_file, of_file, input, start, days })
        });
        late.push(of_file.collect());
        before += file.choices.len();
    }
    late
}

fn list_courses<'c>(file: &'c FileCourses, late: &[Late]) -> Vec<Variant<'c>> {
    let choices = file.choices.iter().map(|(_, scenario)| Variant { scenario, fixed: Vec::new() });
    let late = late
        .iter()
        .map(|late| Variant { scenario: &file.choices[late.of_file].1, fixed: vec![(late.input, late.start)] });
    choices.chain(late).collect()
}

/// The uncertain inputs of a world: those of strategies are not learnt, but chosen.
fn list_world_inputs(scenario: &Scenario, layout: &Layout) -> Vec<Driver> {
    let mut inputs = list_inputs(scenario, layout);
    inputs.retain(|driver| !driver.paths[0].starts_with("strategies."));
    inputs
}

/// The market that the scenario names for its report, else the one outside home that is worth most with no government action.
fn find_main_market(scenario: &Scenario, block: &VariantBlock) -> usize {
    if let Some(named) = scenario.find_report_market() {
        return named;
    }
    let home = scenario.company.home.map(|home| home.0);
    let worth = |m: usize| block.column(0, place(m, 3)).iter().sum::<f64>();
    let abroad = (0..scenario.markets.len()).filter(|&m| Some(m) != home);
    abroad.max_by(|&a, &b| worth(a).total_cmp(&worth(b)).then(b.cmp(&a))).unwrap_or(0)
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
