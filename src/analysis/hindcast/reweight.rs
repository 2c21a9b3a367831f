//! A forecast moved to what others hold: simulations weighed so that some questions have the chances that others give them.

/// Rounds in which weights are moved to the chances of several questions in turn.
const ROUNDS: usize = 200;

/// Chances of all questions under such weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reweighted {
    /// Of each question.
    pub(crate) probabilities: Vec<f64>,
    /// As many equally weighted simulations as the weighted ones are worth.
    pub(crate) effective: f64,
}

/// Weighs simulations so that each question of `targets` (its number and a chance from 0 to 1) holds with its chance, in turn until all do
/// (iterative proportional fitting). `answers` holds for each question whether it holds in each simulation. None where a question holds in none or
/// in all of the simulations that are left, so that no weights give it its chance.
pub(crate) fn reweight(answers: &[Vec<bool>], targets: &[(usize, f64)]) -> Option<Reweighted> {
    let simulations = answers.first().map_or(0, Vec::len);
    let mut weights = vec![1.0; simulations];
    let share = |weights: &[f64], question: usize| {
        let hits: f64 =
            weights.iter().zip(&answers[question]).filter(|(_, holds)| **holds).map(|(weight, _)| weight).sum();
        hits / weights.iter().sum::<f64>()
    };
    for _ in 0..ROUNDS {
        for &(question, chance) in targets {
            let share = share(&weights, question);
            if !(share > 0.0 && share < 1.0) {
                return None;
            }
            let (hit, miss) = (chance / share, (1.0 - chance) / (1.0 - share));
            for (weight, holds) in weights.iter_mut().zip(&answers[question]) {
                *weight *= if *holds { hit } else { miss };
            }
        }
    }
    let (sum, squares): (f64, f64) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    (squares > 0.0).then(|| Reweighted {
        probabilities: (0..answers.len()).map(|question| share(&weights, question)).collect(),
        effective: sum * sum / squares,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, known: f64) {
        assert!((found - known).abs() < 1e-9, "{found} is not {known}");
    }

    /// Four simulations: the first question holds in two, the second in one of these and in one of the others.
    #[test]
    fn weights_are_those_worked_out_by_hand() {
        let answers = [vec![true, true, false, false], vec![true, false, true, false]];
        let moved = reweight(&answers, &[(0, 0.8)]).unwrap();
        near(moved.probabilities[0], 0.8);
        near(moved.probabilities[1], 0.5);
        // Weights 1.6, 1.6, 0.4, 0.4: 16 / 5.44.
        near(moved.effective, 16.0 / 5.44);
        let both = reweight(&answers, &[(0, 0.8), (1, 0.3)]).unwrap();
        near(both.probabilities[0], 0.8);
        near(both.probabilities[1], 0.3);
    }

    #[test]
    fn what_goes_along_moves_along() {
        // The second question holds only where the first does.
        let answers = [vec![true, true, false, false], vec![true, false, false, false]];
        near(reweight(&answers, &[(0, 0.9)]).unwrap().probabilities[1], 0.45);
        // Nothing was found in which it holds.
        assert_eq!(reweight(&[vec![false, false]], &[(0, 0.5)]), None);
    }
}
