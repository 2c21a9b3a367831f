//! How much of the change in mean value from one scenario to another each of their differences brings.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::leading::{LeadingValue, differing_homes, home_key};
use super::shapley::{Orders, Shares};
use super::strategy_split::{StrategySplit, is_one_world, split_change};
use crate::analysis::statistics::MeanEstimate;
use crate::analysis::statistics::evidence::find_differences;
use crate::model::collect_warnings;
use crate::scenario::{Group, ORDER, Pair, Scenario, ScenarioError, name_group};
use crate::simulation::{Block, Layout, Settings, SimulationError, simulate_block, threads};

/// What `difference.json` calls its format.
pub const DIFFERENCE_FORMAT: &str = "marketgate.difference/1";
/// A change of less than so many standard errors is not told from none.
const NOISE: f64 = 2.0;

/// Two scenarios, what they differ in, and what each difference brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Always `marketgate.difference/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// The first scenario.
    pub a: DifferenceSide,
    /// The second.
    pub b: DifferenceSide,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Replications simulated of each mixture.
    pub replications: u64,
    /// How the parts were computed.
    pub method: Method,
    /// The figure that leads: `value_abroad` where both have one home market, else `value`.
    pub headline: String,
    /// Name of the home market, where both have the same.
    pub home: Option<String>,
    /// Names for people of the markets, events, bidders and strategies of either, by path such as `markets.us`. Empty in results of earlier versions.
    #[serde(default)]
    pub names: IndexMap<String, String>,
    /// The figures explained, the one that leads first; none where nothing differs.
    pub figures: IndexMap<String, Change>,
    /// What differs, the one that brings most to the leading figure first.
    pub groups: Vec<DifferenceGroup>,
    /// What the change in the leading figure is made of, where both are strategies of one world.
    #[serde(default)]
    pub split: Option<StrategySplit>,
    /// What the reader should be told of either scenario.
    pub warnings: Vec<String>,
}

/// One of the two scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceSide {
    /// Short name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Digest of everything that decides the results.
    pub digest: String,
    /// Strategy in force, by key.
    pub strategy: String,
}

/// How the parts were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// Whether every mixture of the two was simulated; else orders of exchange were sampled.
    pub exact: bool,
    /// Mixtures simulated for each block of replications, at most.
    pub mixtures: u64,
    /// Pairs of orders sampled for each block of replications; none where `exact`.
    pub order_pairs: Option<u64>,
}

/// A figure in both scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// In A.
    pub a: MeanEstimate,
    /// In B.
    pub b: MeanEstimate,
    /// B less A, with the error of the paired difference.
    pub change: MeanEstimate,
    /// Whether the change is less than two standard errors.
    pub within_noise: bool,
}

/// One thing that differs, or several that were exchanged together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferenceGroup {
    /// What it consists of.
    pub items: Vec<DifferenceItem>,
    /// Why several stand together.
    pub reason: Option<String>,
    /// What it brings to each figure.
    #[serde(rename = "brings")]
    pub contributions: IndexMap<String, Contribution>,
}

/// A place where the two scenarios say different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceItem {
    /// Path of names, such as `markets.us.arpu`.
    pub path: String,
    /// What A says.
    pub a: String,
    /// What B says.
    pub b: String,
}

/// What a group brings to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Its Shapley value in dollars: mean over replications.
    pub mean: f64,
    /// Standard error, with that of sampled orders; absent of fewer than two replications.
    pub se: Option<f64>,
    /// Share of the change; absent where the change is within noise.
    pub share: Option<f64>,
}

impl Difference {
    /// One of its two scenarios for people: its title; where both have the same, its strategy too.
    pub fn describe_side(&self, side: &DifferenceSide) -> String {
        if self.a.title == self.b.title {
            format!("{}, strategy {}", side.title, side.strategy)
        } else {
            side.title.clone()
        }
    }
}

impl DifferenceGroup {
    /// Its name, made of the paths of its items.
    pub fn name(&self) -> String {
        name_group(&self.items.iter().map(|item| item.path.as_str()).collect::<Vec<_>>())
    }

    /// What A and B say of the first few items.
    pub fn written_values(&self) -> [String; 2] {
        const FEW: usize = 3;
        let rest = if self.items.len() > FEW { "; …" } else { "" };
        let join =
            |of: fn(&DifferenceItem) -> &str| self.items.iter().take(FEW).map(of).collect::<Vec<_>>().join("; ") + rest;
        [join(|item| &item.a), join(|item| &item.b)]
    }

    /// What it brings to the figure of this name.
    pub fn contribution(&self, figure: &str) -> Contribution {
        self.contributions.get(figure).copied().unwrap_or(Contribution { mean: 0.0, se: None, share: None })
    }
}

impl Difference {
    /// Groups that bring something to the leading figure: more than chance explains among all groups, and a hundredth of
    /// what the greatest brings; the one that brings most first.
    pub fn leading(&self) -> Vec<&DifferenceGroup> {
        let contribution = |group: &DifferenceGroup| group.contribution(&self.headline);
        let figures: Vec<_> =
            self.groups.iter().map(|group| (contribution(group).mean, contribution(group).se)).collect();
        let greatest = figures.iter().map(|figure| figure.0.abs()).fold(0.0, f64::max);
        let stands = find_differences(&figures);
        let leads = |group: &DifferenceGroup, stands: bool| stands && contribution(group).mean.abs() >= 0.01 * greatest;
        self.groups.iter().zip(stands).filter(|(group, stands)| leads(group, *stands)).map(|(group, _)| group).collect()
    }

    /// The change in the figure that leads; none where nothing differs.
    pub fn change(&self) -> Option<&Change> {
        self.figures.get(&self.headline)
    }
}

/// Why a difference is not explained.
#[derive(Debug, Error)]
pub enum DifferenceError {
    /// Parts of the two do not make a scenario together.
    #[error("{mixture} makes no scenario:\n{source}")]
    Mixture {
        /// Which parts.
        mixture: String,
        /// What is wrong with it.
        source: ScenarioError,
    },
    /// A mixture could not be simulated.
    #[error("{mixture}: {source}")]
    Simulation {
        /// Which parts.
        mixture: String,
        /// Why.
        source: SimulationError,
    },
    /// The threads could not be started, or the user stopped it.
    #[error(transparent)]
    Stopped(#[from] SimulationError),
}

/// Histories that [`explain`] simulates, at most.
pub fn histories(pair: &Pair, settings: Settings) -> u64 {
    let mixtures = Orders::new(pair.groups().len(), settings.seed).most_sets();
    let again = if is_one_world(pair) { 2 } else { 0 };
    settings.replications.saturating_mul(mixtures.saturating_add(again))
}

/// Simulates A, B and mixtures of both on the same luck, and shares the change in mean value out among what they
/// differ in. `progress` is told of every so many histories done; `stop` is looked at between mixtures. Memory does
/// not depend on the number of replications, and results do not depend on the number of threads.
///
/// # Errors
/// Where a mixture cannot be read or simulated, or the user stops it.
pub fn explain(
    pair: &Pair,
    settings: Settings,
    stop: &AtomicBool,
    mut progress: impl FnMut(u64),
) -> Result<Difference, DifferenceError> {
    let orders = Orders::new(pair.groups().len(), settings.seed);
    let figures = figures(pair);
    if pair.groups().is_empty() {
        return Ok(conclude(pair, settings, orders, &[]));
    }
    let mut shares: Vec<(&str, Shares)> = figures.iter().map(|&figure| (figure, Shares::new(orders))).collect();
    let mut mixtures = Mixtures { pair, known: HashMap::new(), kept: orders.pairs().is_none() };
    let pool = threads(settings)?;
    let mut block = Block::default();
    for number in 0..settings.blocks() {
        let mut worth: Vec<BTreeMap<u128, Vec<f64>>> = vec![BTreeMap::new(); figures.len()];
        for set in orders.sets(number) {
            if stop.load(Ordering::Relaxed) {
                return Err(SimulationError::Interrupted.into());
            }
            mixtures.with(set, |scenario| {
                let layout = Layout::for_columns(scenario, figures.iter().copied());
                pool.install(|| simulate_block(scenario, &layout, settings, stop, number, &mut block))
                    .map_err(|source| DifferenceError::Simulation { mixture: mixture(pair, set), source })?;
                for (worth, figure) in worth.iter_mut().zip(&figures) {
                    worth.insert(set, block.column(&layout, layout.column_index(figure)).collect());
                }
                Ok(())
            })?;
            progress(block.rows as u64);
        }
        shares.iter_mut().zip(&worth).for_each(|((_, shares), worth)| shares.take(number, worth));
    }
    let mut difference = conclude(pair, settings, orders, &shares);
    if is_one_world(pair) {
        difference.split = Some(split_change(pair, settings, stop, (&pool, &mut progress))?);
    }
    Ok(difference)
}

/// The mixtures simulated so far, kept where there are few.
struct Mixtures<'p> {
    pair: &'p Pair,
    known: HashMap<u128, Scenario>,
    kept: bool,
}

impl Mixtures<'_> {
    fn with(
        &mut self,
        set: u128,
        run: impl FnOnce(&Scenario) -> Result<(), DifferenceError>,
    ) -> Result<(), DifferenceError> {
        if let Some(scenario) = self.known.get(&set) {
            return run(scenario);
        }
        let read = self.pair.mixture(set);
        let scenario = read.map_err(|source| DifferenceError::Mixture { mixture: mixture(self.pair, set), source })?;
        run(&scenario)?;
        if self.kept {
            self.known.insert(set, scenario);
        }
        Ok(())
    }
}

/// A mixture in words.
fn mixture(pair: &Pair, set: u128) -> String {
    let (a, b) = (pair.a().name(), pair.b().name());
    let groups = pair.groups();
    let taken: Vec<String> =
        groups.iter().enumerate().filter(|(i, _)| set & 1 << i != 0).map(|(_, group)| group.name()).collect();
    match taken.len() {
        0 => format!("{a} (A)"),
        n if n == groups.len() => format!("{b} (B)"),
        _ => format!("{a} (A) with {} as in {b} (B)", taken.join(", ")),
    }
}

/// The figures to explain, the one that leads first.
fn figures(pair: &Pair) -> Vec<&'static str> {
    LeadingValue::of_scenarios([pair.a(), pair.b()]).columns().to_vec()
}

fn conclude(pair: &Pair, settings: Settings, orders: Orders, shares: &[(&str, Shares)]) -> Difference {
    let changes: IndexMap<String, Change> =
        shares.iter().map(|(figure, shares)| ((*figure).to_owned(), change(shares))).collect();
    let leading = LeadingValue::of_scenarios([pair.a(), pair.b()]);
    let headline = leading.name();
    let mut groups: Vec<DifferenceGroup> = pair.groups().iter().map(group).collect();
    for (figure, shares) in shares {
        let change = changes[*figure];
        for (group, share) in groups.iter_mut().zip(shares.players()) {
            group.contributions.insert((*figure).to_owned(), share_out(share, change));
        }
    }
    groups.retain(|group| !is_rounding(group, &changes));
    groups.sort_by(|a, b| b.contribution(headline).mean.abs().total_cmp(&a.contribution(headline).mean.abs()));
    let home = pair.a().company.home.map(|home| pair.a().markets[home.0].name.clone());
    let mut warnings: Vec<String> =
        differing_homes([("A", home_key(pair.a())), ("B", home_key(pair.b()))]).into_iter().collect();
    for text in [pair.a(), pair.b()].into_iter().flat_map(collect_warnings) {
        if !warnings.contains(&text) {
            warnings.push(text);
        }
    }
    Difference {
        format: DIFFERENCE_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        a: side(pair.a()),
        b: side(pair.b()),
        seed: settings.seed,
        replications: settings.replications,
        method: Method {
            exact: orders.pairs().is_none(),
            mixtures: orders.most_sets(),
            order_pairs: orders.pairs().map(|pairs| pairs as u64),
        },
        headline: headline.into(),
        home: home.filter(|_| leading == LeadingValue::Abroad),
        names: [pair.a(), pair.b()].into_iter().flat_map(list_names).collect(),
        figures: changes,
        groups,
        split: None,
        warnings,
    }
}

/// What a scenario names, by path.
fn list_names(scenario: &Scenario) -> impl Iterator<Item = (String, String)> + '_ {
    let market = |market: &crate::scenario::Market| (format!("markets.{}", market.key), market.name.clone());
    let event = |event: &crate::scenario::ScheduledEvent| (format!("events.{}", event.key), event.label.clone());
    let bidders =
        scenario.deal.bidders.iter().map(|bidder| (format!("deal.bidders.{}", bidder.key), bidder.name.clone()));
    let strategies = scenario.strategies.iter().map(|(key, of)| (format!("strategies.{key}"), of.name.clone()));
    let all =
        scenario.markets.iter().map(market).chain(scenario.events.iter().map(event)).chain(bidders).chain(strategies);
    all.filter(|(_, name)| !name.is_empty())
}

/// Whether a group is the order of the tables alone and changes no more than the last bits of sums.
fn is_rounding(group: &DifferenceGroup, changes: &IndexMap<String, Change>) -> bool {
    const LAST_BITS: f64 = 1e-12;
    let little = |(figure, change): (&String, &Change)| {
        group.contribution(figure).mean.abs() <= LAST_BITS * change.a.mean.abs().max(change.b.mean.abs())
    };
    let is_order = group.items.iter().all(|item| item.path == ORDER);
    is_order && !changes.is_empty() && changes.iter().all(little)
}

fn side(scenario: &Scenario) -> DifferenceSide {
    DifferenceSide {
        name: scenario.name().into(),
        title: scenario.title().into(),
        digest: scenario.digest().into(),
        strategy: scenario.strategy().into(),
    }
}

fn group(group: &Group) -> DifferenceGroup {
    let items = group.items.iter();
    DifferenceGroup {
        items: items.map(|i| DifferenceItem { path: i.path.clone(), a: i.a.clone(), b: i.b.clone() }).collect(),
        reason: group.reason.clone(),
        contributions: IndexMap::new(),
    }
}

fn change(shares: &Shares) -> Change {
    let [a, b, change] = shares.ends();
    // One replication has no error, and says nothing sure.
    let within_noise = change.se.is_none_or(|se| change.mean.abs() <= NOISE * se);
    Change { a, b, change, within_noise }
}

fn share_out(share: MeanEstimate, change: Change) -> Contribution {
    let part = (!change.within_noise).then(|| share.mean / change.change.mean);
    Contribution { mean: share.mean, se: share.se, share: part }
}
