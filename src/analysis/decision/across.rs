//! Choices against worlds.

use serde::{Deserialize, Serialize};

use super::{PayoffTable, World, find_greatest, find_least};

/// Choices against worlds: which is best in each, and which is best in all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AcrossWorlds {
    /// Probability of each world, where the user gave weights.
    pub weights: Option<Vec<f64>>,
    /// Choices that every world has: the others are left out of what follows, which goes with these.
    pub choices: Vec<usize>,
    /// By choice and world: what the best choice of the world is worth more on average, dollars.
    pub regrets: Vec<Vec<f64>>,
    /// By choice, the greatest regret in any world, dollars.
    pub worst_regret: Vec<f64>,
    /// By choice, the least mean value in any world, dollars.
    pub least: Vec<f64>,
    /// By choice, the mean value over the worlds by their weights, dollars; empty without weights.
    pub expected: Vec<f64>,
    /// The choice of the greatest expected value, where there are weights.
    pub best_expected: Option<usize>,
    /// The choice whose greatest regret is least.
    pub minimax_regret: usize,
    /// The choice whose least value is greatest.
    pub maximin: usize,
    /// What it would be worth to know the world before choosing, dollars; none without weights.
    pub information: Option<f64>,
}

impl AcrossWorlds {
    /// Of several worlds, whose `weights` need not sum to 1; none where they share no choice.
    pub(super) fn new(worlds: &[World], weights: Option<&[f64]>) -> Option<Self> {
        let count = worlds.first()?.choices.len();
        let mean = |world: &World, choice: usize| world.figures(choice)?.value.mean;
        let shared: Vec<usize> =
            (0..count).filter(|&choice| worlds.iter().all(|world| mean(world, choice).is_some())).collect();
        if shared.is_empty() || worlds.len() < 2 {
            return None;
        }
        let row = |&choice: &usize| worlds.iter().filter_map(|world| mean(world, choice)).collect();
        let even = vec![1.0; worlds.len()];
        let table = PayoffTable::new(shared.iter().map(row).collect(), weights.unwrap_or(&even));
        let (worst_regret, least, expected) = (table.worst_regret(), table.least(), table.expected());
        let sum: f64 = weights.into_iter().flatten().sum();
        let choice = |place: Option<usize>| place.map_or(shared[0], |place| shared[place]);
        Some(Self {
            weights: weights.map(|weights| weights.iter().map(|weight| weight / sum).collect()),
            regrets: table.regrets(),
            minimax_regret: choice(find_least(&worst_regret)),
            maximin: choice(find_greatest(&least)),
            best_expected: weights.and(find_greatest(&expected)).map(|place| shared[place]),
            information: weights.map(|_| table.value_of_perfect_information()),
            expected: if weights.is_some() { expected } else { Vec::new() },
            worst_regret,
            least,
            choices: shared,
        })
    }
}

/// Standard errors by which a lead over several worlds must exceed nothing to be one.
const STANDS: f64 = 2.0;

impl AcrossWorlds {
    /// The choice of the next greatest expected value, where the lead over it is within simulation error. Errors of several worlds on one seed
    /// may add up in full.
    pub fn find_rival_in_value(&self, worlds: &[World]) -> Option<usize> {
        let (best, weights) = (self.best_expected?, self.weights.as_ref()?);
        let others = self.choices.iter().zip(&self.expected).filter(|(choice, _)| **choice != best);
        let (&next, _) = others.max_by(|a, b| a.1.total_cmp(b.1))?;
        let leads = worlds.iter().zip(weights).map(|(world, weight)| {
            let (lead, se) = world.measure_lead(best, next).unwrap_or((0.0, None));
            (weight * lead, se.map_or(f64::INFINITY, |se| weight * se))
        });
        let (lead, error) = leads.fold((0.0, 0.0), |(lead, error), of| (lead + of.0, error + of.1));
        (lead <= STANDS * error).then_some(next)
    }

    /// The choice whose greatest regret is next to the least, where they differ by no more than simulation error.
    pub fn find_rival_in_regret(&self, worlds: &[World]) -> Option<usize> {
        let places = 0..self.choices.len();
        let least = self.choices.iter().position(|&choice| choice == self.minimax_regret)?;
        let next = places
            .filter(|&place| place != least)
            .min_by(|&a, &b| self.worst_regret[a].total_cmp(&self.worst_regret[b]))?;
        let error = |place: usize| {
            let errors =
                worlds.iter().zip(&self.regrets[place]).filter(|(_, regret)| **regret >= self.worst_regret[place]);
            let of_world = |world: &World| {
                world.measure_lead(world.recommendation.best, self.choices[place]).and_then(|(_, se)| se)
            };
            errors.filter_map(|(world, _)| of_world(world)).fold(0.0, f64::max)
        };
        let margin = self.worst_regret[next] - self.worst_regret[least];
        (margin <= STANDS * (error(least) + error(next))).then_some(self.choices[next])
    }
}
