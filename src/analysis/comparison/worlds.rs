//! Worlds and choices: which of the scenarios compared are one world, and which are one run.

use super::{Comparison, Dominance, Pair, Side};
use crate::analysis::summary::{ScenarioInfo, Summary};

/// What makes a run what it is: those of two that are the same give the same figures.
#[derive(Debug, Clone, Copy)]
pub struct RunIdentity<'a> {
    /// Its scenario.
    pub scenario: &'a ScenarioInfo,
    /// Version of marketgate.
    pub version: &'a str,
}

impl<'a> RunIdentity<'a> {
    /// The run of these figures.
    pub fn of(summary: &'a Summary) -> Self {
        Self { scenario: &summary.scenario, version: &summary.version }
    }

    fn is_same(&self, other: &Self) -> bool {
        let known = |info: &ScenarioInfo| !info.world.is_empty() && !info.strategy_digest.is_empty();
        let key = |info: &'a ScenarioInfo| (&info.world, &info.strategy, &info.strategy_digest);
        known(self.scenario) && key(self.scenario) == key(other.scenario) && self.version == other.version
    }
}

/// The runs to compare, each with those that are the same: those of one world stand together, otherwise in the order given. Where all
/// are the same run, each stands for itself: what is compared is two at least.
pub fn arrange(runs: &[RunIdentity]) -> Vec<(usize, Vec<usize>)> {
    let worlds = number_worlds(runs.iter().map(|run| run.scenario.world.as_str()));
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&run| worlds[run]);
    let mut kept: Vec<(usize, Vec<usize>)> = Vec::new();
    for &run in &order {
        match kept.iter_mut().find(|(first, _)| runs[*first].is_same(&runs[run])) {
            Some((_, same)) => same.push(run),
            None => kept.push((run, Vec::new())),
        }
    }
    if kept.len() > 1 { kept } else { order.into_iter().map(|run| (run, Vec::new())).collect() }
}

/// The number of each world, given by its digest, in the order in which they first appear. A world that is not known, of a result of an
/// earlier version, is one of its own.
pub(super) fn number_worlds<'w>(worlds: impl Iterator<Item = &'w str>) -> Vec<usize> {
    let (mut found, mut numbers): (Vec<&str>, Vec<usize>) = (Vec::new(), Vec::new());
    for world in worlds {
        let known = found.iter().position(|other| !world.is_empty() && *other == world);
        numbers.push(known.unwrap_or(found.len()));
        if known.is_none() {
            found.push(world);
        }
    }
    numbers
}

impl Comparison {
    /// Numbers of the sides of each world, in the order of the sides.
    pub fn worlds(&self) -> Vec<Vec<usize>> {
        let mut worlds: Vec<Vec<usize>> = Vec::new();
        for (side, world) in
            number_worlds(self.sides.iter().map(|side| side.scenario.world.as_str())).into_iter().enumerate()
        {
            if world == worlds.len() {
                worlds.push(Vec::new());
            }
            worlds[world].push(side);
        }
        worlds
    }

    /// In what the sides are different cases, whose values cannot be set against one another; empty of comparable ones. Money of different days is not one
    /// unit, what is left at different horizons is not one thing, and cases without a market in common share nothing.
    pub fn list_unlike(&self) -> Vec<&'static str> {
        let Some(first) = self.sides.first() else { return Vec::new() };
        let differs = |is: fn(&Side, &Side) -> bool| self.sides.iter().any(|side| is(first, side));
        let reasons = [
            ("start", differs(|a, b| a.scenario.start != b.scenario.start)),
            ("horizon", differs(|a, b| a.scenario.end != b.scenario.end)),
            ("markets", differs(|a, b| !a.markets.keys().any(|key| b.markets.contains_key(key)))),
            ("owner's home", differs(|a, b| a.scenario.home != b.scenario.home)),
        ];
        // Another home alone is a question that may be asked of one case.
        let is_unlike = reasons[..3].iter().any(|(_, differs)| *differs);
        let named = reasons.into_iter().filter(|(_, differs)| *differs && is_unlike);
        named.map(|(reason, _)| reason).collect()
    }

    /// Whether the sides are different cases.
    pub fn is_of_unlike(&self) -> bool {
        !self.list_unlike().is_empty()
    }

    /// Whether all sides are choices in one world.
    pub fn is_one_world(&self) -> bool {
        self.worlds().len() == 1
    }

    /// Whether both sides of a pair are choices in one world.
    pub fn is_of_choices(&self, pair: &Pair) -> bool {
        let world = |side: usize| self.sides.get(side).map_or("", |side| side.scenario.world.as_str());
        !world(pair.first).is_empty() && world(pair.first) == world(pair.second)
    }

    /// How two choices in one world stand to one another; none of two worlds.
    pub fn dominance(&self, pair: &Pair) -> Option<Dominance> {
        pair.dominance.filter(|_| self.is_of_choices(pair))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(runs: &[[&str; 3]]) -> Vec<(usize, Vec<usize>)> {
        let infos: Vec<ScenarioInfo> = runs
            .iter()
            .map(|[world, strategy, digest]| ScenarioInfo {
                world: (*world).to_owned(),
                strategy: (*strategy).to_owned(),
                strategy_digest: (*digest).to_owned(),
                ..ScenarioInfo::default()
            })
            .collect();
        arrange(&infos.iter().map(|scenario| RunIdentity { scenario, version: "1" }).collect::<Vec<_>>())
    }

    #[test]
    fn choices_of_one_world_stand_together_and_one_run_stands_once() {
        let alone = |order: &[usize]| order.iter().map(|&run| (run, Vec::new())).collect::<Vec<_>>();
        assert_eq!(arranged(&[["w", "a", "1"], ["v", "a", "1"], ["w", "b", "2"]]), alone(&[0, 2, 1]));
        assert_eq!(arranged(&[["w", "a", "1"], ["v", "a", "1"], ["w", "a", "1"]]), [(0, vec![2]), (1, vec![])]);
        assert_eq!(arranged(&[["w", "a", "1"], ["w", "b", "1"], ["w", "a", "2"]]), alone(&[0, 1, 2]));
        // What all are is shown as often as it was named.
        assert_eq!(arranged(&[["w", "a", "1"], ["w", "a", "1"]]), alone(&[0, 1]));
        // Of earlier versions nothing is known.
        assert_eq!(arranged(&[["", "a", ""], ["w", "a", "1"], ["", "a", ""]]), alone(&[0, 1, 2]));
    }

    #[test]
    fn worlds_are_numbered_as_they_appear() {
        assert_eq!(number_worlds(["w", "v", "w", "", "", "u"].into_iter()), [0, 1, 0, 2, 3, 4]);
    }
}
