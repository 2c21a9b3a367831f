//! The independent factors of a scenario: its uncertain inputs, those that depend on one another as one.

use super::parameters::{Dimensions, build_copula, find_correlations};
use crate::draws::{BLOCK, Copula, Design, Key, Kind};
use crate::scenario::Scenario;

/// What is drawn independently of everything else: an input, or several that depend on one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Paths of its inputs.
    pub paths: Vec<String>,
    /// Whether several inputs are drawn together, by a correlation or by whole rows of a file.
    pub grouped: bool,
    /// Its dimensions in the design.
    dimensions: Vec<usize>,
}

/// All factors of a scenario, and how they are drawn.
#[derive(Debug, Clone)]
pub struct Factors {
    /// The factors, by their first input.
    pub factors: Vec<Factor>,
    keys: Vec<Key>,
    pairs: Vec<(usize, usize, f64)>,
    copula: Option<Copula>,
}

/// Two independent draws of all inputs, as levels of every dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    /// The first.
    pub a: Vec<f64>,
    /// The second.
    pub b: Vec<f64>,
}

impl Factors {
    /// Those of `scenario`.
    pub fn new(scenario: &Scenario) -> Self {
        let Dimensions { keys, of_inputs } = Dimensions::new(scenario);
        let pairs = find_correlations(scenario, &of_inputs);
        let copula = (!pairs.is_empty()).then(|| build_copula(keys.len(), &pairs));
        let mut group: Vec<usize> = (0..keys.len()).collect();
        for members in copula.iter().flat_map(Copula::groups) {
            members.iter().for_each(|&member| group[member] = members[0]);
        }
        let mut factors: indexmap::IndexMap<usize, Factor> = indexmap::IndexMap::new();
        for (input, dimension) in scenario.inputs.iter().zip(&of_inputs) {
            let Some(dimension) = *dimension else { continue };
            let empty = Factor { paths: Vec::new(), grouped: false, dimensions: Vec::new() };
            let factor = factors.entry(group[dimension]).or_insert(empty);
            factor.grouped |= !factor.paths.is_empty();
            factor.paths.push(input.path.clone());
            if !factor.dimensions.contains(&dimension) {
                factor.dimensions.push(dimension);
            }
        }
        Self { factors: factors.into_values().collect(), keys, pairs, copula }
    }

    /// Number of factors.
    pub fn len(&self) -> usize {
        self.factors.len()
    }

    /// Whether nothing is uncertain.
    pub fn is_empty(&self) -> bool {
        self.factors.is_empty()
    }

    /// Twin draws for a block of rows, from a scrambled Sobol' sequence over both.
    pub fn draw_twins(&self, seed: u64, block: u64) -> Vec<Twin> {
        let k = self.keys.len();
        // The second half of the dimensions has names of its own, so that it is scrambled on its own.
        let second = self.keys.iter().map(|&key| Key::pair(Key::named("second"), key));
        let keys: Vec<Key> = self.keys.iter().copied().chain(second).collect();
        let pairs: Vec<_> =
            [0, k].iter().flat_map(|by| self.pairs.iter().map(move |&(i, j, rank)| (i + by, j + by, rank))).collect();
        let dependence = (!pairs.is_empty()).then(|| build_copula(2 * k, &pairs));
        let design = Design::new(Kind::Sobol, seed, keys, dependence);
        let mut levels = Vec::new();
        design.block(block, &mut levels);
        let size = BLOCK as usize;
        let of = |row: usize, from: usize| (from..from + k).map(|d| levels[d * size + row]).collect();
        (0..size).map(|row| Twin { a: of(row, 0), b: of(row, k) }).collect()
    }

    /// Levels of all dimensions where each factor has the level that `of_factors` says; the inputs of a group share it and
    /// then bend as their correlation has it.
    pub fn spread_levels(&self, of_factors: &[f64]) -> Vec<f64> {
        let mut levels = vec![0.5; self.keys.len()];
        for (factor, &level) in self.factors.iter().zip(of_factors) {
            factor.dimensions.iter().for_each(|&dimension| levels[dimension] = level);
        }
        if let Some(copula) = &self.copula {
            copula.correlate(&mut levels);
        }
        levels
    }
}

impl Factor {
    /// `base` with this factor as in `other`.
    pub fn mix_in(&self, base: &[f64], other: &[f64]) -> Vec<f64> {
        let mut mixed = base.to_vec();
        self.dimensions.iter().for_each(|&dimension| mixed[dimension] = other[dimension]);
        mixed
    }
}
