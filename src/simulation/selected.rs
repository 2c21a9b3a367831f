//! Histories of an endless run whose inputs have a weight: drawn as always, and only those kept.

use super::parameters::{Dimensions, Parameters};
use super::trials::Trial;
use crate::draws::BLOCK;
use crate::scenario::Scenario;

/// Goes through the replications of a run in their order and picks those whose inputs have a weight, so that the rest of
/// their inputs is what it is in such histories, dependence included.
#[derive(Debug)]
pub struct Selected<'a> {
    parameters: Parameters<'a>,
    dimensions: usize,
    uniforms: Vec<f64>,
    /// The replication to look at next.
    next: u64,
}

impl<'a> Selected<'a> {
    /// Nothing looked at yet.
    pub fn new(scenario: &'a Scenario, seed: u64) -> Self {
        let dimensions = Dimensions::new(scenario).keys.len();
        Self { parameters: Parameters::new(scenario, seed), dimensions, uniforms: Vec::new(), next: 0 }
    }

    /// Replications looked at.
    pub fn count_drawn(&self) -> u64 {
        self.next
    }

    /// The next replications whose inputs, numbered as in the scenario, have a weight above 0, and these weights: `wanted`
    /// of them, or fewer where the first `most` replications have no more.
    pub fn next(&mut self, wanted: usize, most: u64, weigh: impl Fn(&[f64]) -> f64) -> (Vec<Trial>, Vec<f64>) {
        let (mut found, mut weights, mut values) = (Vec::with_capacity(wanted), Vec::new(), Vec::new());
        while found.len() < wanted && self.next < most {
            let index = (self.next % BLOCK) as usize;
            if index == 0 {
                self.parameters.block(self.next / BLOCK, &mut self.uniforms);
            }
            self.parameters.values(&self.uniforms, index, &mut values);
            let weight = weigh(&values);
            if weight > 0.0 {
                let levels = (0..self.dimensions).map(|d| self.uniforms[d * BLOCK as usize + index]);
                found.push(Trial { replication: self.next, levels: levels.collect() });
                weights.push(weight);
            }
            self.next += 1;
        }
        (found, weights)
    }
}
