//! Through what the leading value differs from its baseline, by what becomes of the main market.

use indexmap::IndexMap;

use super::bridge::BEFORE;
use super::courses::Course;
use super::statistics::{MeanEstimate, Moments};
use super::summary::{BRIDGE_PARTS, STATES};
use crate::scenario::Scenario;
use crate::simulation::{Block, Layout};

/// Parts of the bridge, and before them what lies in markets that were blocked before the start.
const PARTS: usize = BRIDGE_PARTS.len() + 1;

/// Means of the parts of one kind of simulations, dollars at the start, by the key of the part; those that are always nothing are left out.
pub type PartMeans = IndexMap<String, MeanEstimate>;

/// Where rows hold the parts.
#[derive(Debug, Default)]
pub(super) struct PartColumns {
    /// By part of the bridge: of the leading value.
    leading: Vec<usize>,
    /// By part of the bridge: of the markets that were blocked before the start.
    before: Vec<Vec<usize>>,
}

impl PartColumns {
    /// Those of a run, by its first block.
    pub(super) fn find(scenario: &Scenario, layout: &Layout, block: &Block) -> Self {
        let is_blocked = |state: u8| matches!(STATES[usize::from(state)], "banned" | "exited");
        let is_blocked_before = |m: usize| {
            let mut rows = block.states.chunks(layout.states()).take(block.rows);
            rows.all(|states| is_blocked(states[layout.state(m, 0)]))
        };
        let home = scenario.company.home.map(|home| home.0);
        let markets = (0..scenario.markets.len()).filter(|m| Some(*m) != home && is_blocked_before(*m));
        let markets: Vec<&str> = markets.map(|m| scenario.markets[m].key.as_str()).collect();
        let column = |market: &&str, part: &str| layout.column_index(&format!("{market}.bridge.{part}"));
        Self {
            leading: BRIDGE_PARTS.map(|part| layout.column_index(&format!("bridge_abroad.{part}"))).to_vec(),
            before: BRIDGE_PARTS.map(|part| markets.iter().map(|market| column(market, part)).collect()).to_vec(),
        }
    }

    /// What a row says.
    pub(super) fn read(&self, row: &[f64]) -> [f64; PARTS] {
        let mut parts = [0.0; PARTS];
        for (i, (leading, before)) in self.leading.iter().zip(&self.before).enumerate() {
            let gone: f64 = before.iter().map(|column| row[*column]).sum();
            parts[0] += gone;
            parts[i + 1] = row[*leading] - gone;
        }
        parts
    }
}

/// Tallies of the parts.
#[derive(Debug, Default)]
pub(super) struct PartTallies {
    by_state: [[Moments; PARTS]; STATES.len()],
    /// Where the main market ends open, by whether users were cut off.
    open: [[Moments; PARTS]; 2],
}

impl PartTallies {
    /// Takes a simulation.
    pub(super) fn add(&mut self, course: Course, parts: &[f64; PARTS]) {
        let add = |tallies: &mut [Moments; PARTS]| tallies.iter_mut().zip(parts).for_each(|(of, part)| of.add(*part));
        add(&mut self.by_state[course.state]);
        if STATES[course.state] == "open" {
            add(&mut self.open[usize::from(course.was_cut_off)]);
        }
    }

    /// By final state, of states that occur.
    pub(super) fn by_state(&self) -> IndexMap<String, PartMeans> {
        let occur = STATES.iter().zip(&self.by_state).filter(|(_, parts)| parts[0].count() > 0);
        occur.map(|(state, parts)| ((*state).to_owned(), take_means(parts))).collect()
    }

    /// Where the main market ends open, by whether users were cut off.
    pub(super) fn of_open(&self, was_cut_off: bool) -> PartMeans {
        take_means(&self.open[usize::from(was_cut_off)])
    }
}

fn take_means(parts: &[Moments; PARTS]) -> PartMeans {
    let names = [BEFORE].into_iter().chain(BRIDGE_PARTS);
    let means = names.zip(parts).map(|(name, part)| (name.to_owned(), MeanEstimate::from_moments(part)));
    means.filter(|(_, part)| part.mean != 0.0 || part.se.is_some_and(|se| se != 0.0)).collect()
}
