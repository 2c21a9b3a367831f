//! Drawing the parameters of each replication from the sampling design.

use std::cell::Cell;
use std::collections::HashMap;

use crate::draws::{BLOCK, Copula, Design, Key, Kind};
use crate::scenario::fields::Timing;
use crate::scenario::{DesignKind, Quantity, Scenario};

/// The uncertain parameters of a scenario and the design they are drawn by.
#[derive(Debug)]
pub struct Parameters<'a> {
    scenario: &'a Scenario,
    design: Design,
    /// For each input its dimension in the design; none where it is known or drawn at each use.
    dimensions: Vec<Option<usize>>,
    /// Value of each input that is known.
    known: Vec<f64>,
    /// For each input that is an uncertain ceiling the number of the market whose users it lies above.
    ceilings: Vec<Option<usize>>,
    /// Names of the dimensions.
    keys: Vec<Key>,
    /// Correlations between dimensions.
    pairs: Vec<(usize, usize, f64)>,
}

impl<'a> Parameters<'a> {
    /// Prepares the design of `scenario` under `seed`.
    pub fn new(scenario: &'a Scenario, seed: u64) -> Self {
        let Dimensions { keys, of_inputs: dimensions } = Dimensions::new(scenario);
        let pairs = find_correlations(scenario, &dimensions);
        let copula = (!pairs.is_empty()).then(|| build_copula(keys.len(), &pairs));
        let kind = match scenario.design {
            DesignKind::LatinHypercube => Kind::LatinHypercube,
            DesignKind::Sobol => Kind::Sobol,
            DesignKind::Random => Kind::Random,
        };
        let mut ceilings = vec![None; dimensions.len()];
        for (number, market) in scenario.markets.iter().enumerate() {
            ceilings[market.ceiling.0] = dimensions[market.ceiling.0].map(|_| number);
        }
        Self {
            ceilings,
            pairs,
            keys: keys.clone(),
            known: (0..scenario.inputs.len()).map(|i| scenario.known_value(i).unwrap_or(f64::NAN)).collect(),
            design: Design::new(kind, seed, keys, copula),
            scenario,
            dimensions,
        }
    }

    /// Uniform numbers of all dimensions for one block of replications.
    pub fn block(&self, block: u64, uniforms: &mut Vec<f64>) {
        self.design.block(block, uniforms);
    }

    /// The same before correlated dimensions are made dependent.
    pub(super) fn fill_independent(&self, block: u64, uniforms: &mut Vec<f64>) {
        self.design.fill_independent(block, uniforms);
    }

    /// What makes dimensions dependent, if anything does.
    pub(super) fn dependence(&self) -> Option<&Copula> {
        self.design.dependence()
    }

    /// Number of dimensions.
    pub(super) fn dimensions(&self) -> usize {
        self.design.dimensions()
    }

    /// Values of all inputs for replication `index` of a block; NaN for those drawn at each use.
    pub fn values(&self, uniforms: &[f64], index: usize, values: &mut Vec<f64>) {
        self.values_at(|dimension| uniforms[dimension * BLOCK as usize + index], values);
    }

    /// Values of all inputs where each dimension has the place that `uniform` says.
    pub fn values_at(&self, uniform: impl Fn(usize) -> f64, values: &mut Vec<f64>) {
        values.clear();
        values.extend((0..self.known.len()).map(|input| self.value(input, &uniform)));
    }

    /// The value of one input where each dimension has the place that `uniform` says; NaN where it is drawn at each use.
    pub fn value(&self, input: usize, uniform: &impl Fn(usize) -> f64) -> f64 {
        let Some(dimension) = self.dimensions[input] else { return self.known[input] };
        match self.ceilings[input] {
            None => self.scenario.value(input, uniform(dimension)),
            Some(market) => {
                let users = self.scenario.markets[market].count_users(|parameter| self.value(parameter.0, uniform));
                self.scenario.value_above(input, uniform(dimension), 1.05 * users)
            }
        }
    }

    /// The dimension that an input is drawn by; none where it is known or drawn at each use.
    pub(super) fn dimension(&self, input: usize) -> Option<usize> {
        self.dimensions[input]
    }

    /// Whether an input is an uncertain ceiling, which depends on others.
    pub(super) fn is_ceiling(&self, input: usize) -> bool {
        self.ceilings[input].is_some()
    }

    /// Uncertain ceilings that lie above users to which one of `inputs` belongs.
    pub(super) fn find_ceilings(&self, inputs: &[usize]) -> Vec<usize> {
        let above = |market: usize| {
            let is_one = Cell::new(false);
            self.scenario.markets[market].count_users(|parameter| {
                is_one.set(is_one.get() || inputs.contains(&parameter.0));
                1.0
            });
            is_one.get()
        };
        let ceilings = self.ceilings.iter().enumerate().filter(|(_, market)| market.is_some_and(above));
        ceilings.map(|(ceiling, _)| ceiling).collect()
    }

    /// Whether all inputs are drawn by the same design as in `other`: the same dimensions in one order, with the same dependence.
    pub(super) fn has_design_of(&self, other: &Self) -> bool {
        self.keys == other.keys && self.pairs == other.pairs
    }

    /// Inputs whose draws depend on others in another way than in `other`: those that are correlated there or here, unless all of that is the same.
    pub(super) fn find_dependent(&self, other: &Self) -> impl Iterator<Item = usize> {
        let pairs = |parameters: &Self| -> Vec<(Key, Key, f64)> {
            let keys = &parameters.keys;
            parameters.pairs.iter().map(|&(a, b, normal)| (keys[a], keys[b], normal)).collect()
        };
        let (here, there) = (pairs(self), pairs(other));
        let keys: Vec<Key> =
            if here == there { Vec::new() } else { here.iter().chain(&there).flat_map(|&(a, b, _)| [a, b]).collect() };
        let is_correlated = move |parameters: &Self, input: usize| {
            parameters.dimensions[input].is_some_and(|dimension| keys.contains(&parameters.keys[dimension]))
        };
        (0..self.known.len()).filter(move |&input| is_correlated(self, input) || is_correlated(other, input))
    }
}

/// Dimensions of the design, and which of them each input is drawn by.
pub(super) struct Dimensions {
    pub(super) keys: Vec<Key>,
    /// None where the input is known or drawn at each use.
    pub(super) of_inputs: Vec<Option<usize>>,
}

impl Dimensions {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let mut keys = Vec::new();
        let mut rows: Vec<Option<usize>> = vec![None; scenario.data.len()];
        let mut shared: HashMap<&str, usize> = HashMap::new();
        let mut of_inputs = Vec::new();
        let names = scenario.data_names();
        let mut fresh = |name: &str| {
            keys.push(Key::named(name));
            keys.len() - 1
        };
        for (i, input) in scenario.inputs.iter().enumerate() {
            let uncertain = input.field.timing == Timing::Once && scenario.known_value(i).is_none();
            of_inputs.push(uncertain.then(|| match &input.quantity {
                Quantity::Distribution(_) => match input.draw() {
                    // No path has a space in it.
                    Some(draw) => *shared.entry(draw).or_insert_with(|| fresh(&format!("draw {draw}"))),
                    None => fresh(&input.path),
                },
                // Columns of one file are drawn by whole row.
                Quantity::Column { data, .. } => *rows[*data].get_or_insert_with(|| fresh(&names[*data])),
            }));
        }
        Self { keys, of_inputs }
    }
}

/// Correlations between the normals that dimensions are drawn from.
pub(super) fn find_correlations(scenario: &Scenario, of_inputs: &[Option<usize>]) -> Vec<(usize, usize, f64)> {
    let pair = |c: &crate::scenario::Correlation| Some((of_inputs[c.first.0]?, of_inputs[c.second.0]?, c.normal));
    scenario.correlations.iter().filter_map(pair).collect()
}

/// The copula of correlations that were checked when the scenario was read.
pub(super) fn build_copula(dimensions: usize, pairs: &[(usize, usize, f64)]) -> Copula {
    Copula::of_normals(dimensions, pairs)
        .unwrap_or_else(|error| unreachable!("checked when the scenario was read: {error}"))
}

/// Paths of the inputs of `scenario` that dimension `dimension` of its design draws.
pub fn find_inputs(scenario: &Scenario, dimension: usize) -> Vec<String> {
    let of_inputs = Dimensions::new(scenario).of_inputs;
    let drawn = scenario.inputs.iter().zip(of_inputs).filter(|(_, drawn)| *drawn == Some(dimension));
    drawn.map(|(input, _)| input.path.clone()).collect()
}
