//! Source the histories of a run to the box in which something happens.

use rayon::prelude::*;

use super::region::best;
use super::resampling::Source;
use super::{Column, DISCOVERY_FORMAT, Discovered, Discovery, Options, Region, Trajectory, Variable};
use crate::analysis::studied::StudiedScenario;

/// Most histories looked at: more would not move a limit by anything that matters.
pub const MOST_HISTORIES: usize = 100_000;

/// The histories of a run, and in which of them it happens.
#[derive(Debug)]
pub struct Histories {
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// What happens.
    pub condition: String,
    /// What boxes may be limited by; their ends are filled in.
    pub variables: Vec<Variable>,
    /// Values of each, none missing; of names their places.
    pub columns: Vec<Vec<f64>>,
    /// Whether it happens.
    pub hits: Vec<bool>,
    /// Number of the box on the way that is told, instead of the one with the best balance.
    pub pick: Option<usize>,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

/// Finds the box in which it happens most.
pub fn discover(histories: Histories) -> Discovered {
    let Histories { scenario, seed, condition, mut variables, columns, hits, pick, warnings } = histories;
    let codes: Vec<Vec<u8>> = columns
        .iter()
        .zip(&variables)
        .map(|(column, variable)| {
            let names = !variable.names.is_empty();
            if names { column.iter().map(|&code| code as u8).collect() } else { Vec::new() }
        })
        .collect();
    for (variable, column) in variables.iter_mut().zip(&columns).filter(|(variable, _)| variable.names.is_empty()) {
        let (low, high) =
            column.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
        variable.ends = (low <= high).then_some([low, high]);
    }
    let table: Vec<Column> = variables
        .iter()
        .zip(columns.iter().zip(&codes))
        .map(|(variable, (numbers, codes))| match variable.names.len() {
            0 => Column::Number(numbers),
            names => Column::Category { codes, names },
        })
        .collect();
    let discovery = Discovery::new(&table, &hits, Options::default());
    let trajectory = discovery.find();
    let chosen = choose(&discovery, &trajectory, pick);
    Discovered {
        format: DISCOVERY_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario,
        seed,
        condition,
        rows: hits.len() as u64,
        hits: hits.iter().filter(|&&hit| hit).count() as u64,
        significance: chosen.as_ref().map(|(region, _)| discovery.significance(region)).unwrap_or_default(),
        reproducibility: chosen.as_ref().map(|(region, source)| discovery.resample(region, *source, seed)),
        chosen: chosen.map(|(region, _)| region),
        trajectory,
        variables,
        warnings,
    }
}

/// The box picked, without limits that chance would give; else, of all boxes on the way and all of one limit or two, without such limits and
/// that say something, the one with the best balance of coverage and density. None that asks nothing.
fn choose(discovery: &Discovery, trajectory: &Trajectory, pick: Option<usize>) -> Option<(Region, Source)> {
    let all = trajectory.boxes.first()?;
    if let Some(number) = pick {
        let pruned = discovery.prune(trajectory.boxes.get(number)?);
        return (pruned.restricted() > 0).then_some((pruned, Source::Search));
    }
    let rows: Vec<u32> = (0..discovery.rows as u32).collect();
    let small = discovery.small_boxes(&rows);
    let boxes: Vec<&Region> = trajectory.boxes.iter().chain(&small).collect();
    let pruned: Vec<Region> = boxes.par_iter().map(|region| discovery.prune(region)).collect();
    let telling =
        |from: &[Region]| -> Vec<Region> { from.iter().filter(|region| region.tells(all.density)).cloned().collect() };
    let (of_search, of_small) = pruned.split_at(trajectory.boxes.len());
    let found = [(telling(of_search), Source::Search), (telling(of_small), Source::Small)];
    let bests: Vec<(Region, Source)> =
        found.iter().filter_map(|(boxes, from)| Some((best(boxes, all.hits)?.clone(), *from))).collect();
    let told: Vec<Region> = bests.iter().map(|(region, _)| region.clone()).collect();
    let first = best(&told, all.hits)?;
    bests.iter().find(|(region, _)| region == first).cloned()
}
