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
