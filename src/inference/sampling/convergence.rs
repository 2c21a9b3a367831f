//! Whether chains came to the same distribution, and how many independent draws theirs are worth.

/// The worst coordinate of several chains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Split R̂: spread of all half-chains together over the spread within them (Gelman et al. 2013). Near 1 is good; above 1.05,
    /// run longer.
    pub r_hat: f64,
    /// How many independent draws would know the mean as well: the least over coordinates.
    pub effective_draws: f64,
}

/// Checks chains of equal length: chain, draw, coordinate. Chains of fewer than four draws, or that stand still, have no R̂ (NaN) and 0
/// effective draws.
pub fn check_convergence(chains: &[Vec<Vec<f64>>]) -> Convergence {
    let size = chains.first().and_then(|chain| chain.first()).map_or(0, Vec::len);
    let each = (0..size).map(|axis| {
        let halves: Vec<Vec<f64>> = chains
            .iter()
            .flat_map(|chain| {
                let (first, second) = chain.split_at(chain.len() / 2);
                [first, &second[second.len() - first.len()..]]
            })
            .map(|half| half.iter().map(|point| point[axis]).collect())
            .collect();
        check_axis(&halves)
    });
    each.reduce(|a, b| Convergence {
        r_hat: if a.r_hat.is_nan() || a.r_hat > b.r_hat { a.r_hat } else { b.r_hat },
        effective_draws: a.effective_draws.min(b.effective_draws),
    })
    .unwrap_or(Convergence { r_hat: f64::NAN, effective_draws: 0.0 })
}

fn check_axis(halves: &[Vec<f64>]) -> Convergence {
    let (chains, length) = (halves.len() as f64, halves[0].len() as f64);
    let none = Convergence { r_hat: f64::NAN, effective_draws: 0.0 };
    if length < 2.0 {
        return none;
    }
    let means: Vec<f64> = halves.iter().map(|half| half.iter().sum::<f64>() / length).collect();
    let grand = means.iter().sum::<f64>() / chains;
    let between = means.iter().map(|mean| (mean - grand) * (mean - grand)).sum::<f64>() / (chains - 1.0);
    // Mean over chains of the covariance between draws that lie `lag` apart.
    let covariance = |lag: usize| {
        let sums = halves.iter().zip(&means).map(|(half, mean)| {
            half.iter().zip(&half[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / length
        });
        sums.sum::<f64>() / chains
    };
    let within = covariance(0) * length / (length - 1.0);
    let pooled = covariance(0) + between;
    if within <= 0.0 || pooled.is_nan() {
        return none;
    }
    let correlation = |lag: usize| 1.0 - (within - covariance(lag) * length / (length - 1.0)) / pooled;
    // Sums of neighbours fall and stay positive in truth (Geyer 1992): beyond where they do not, all is noise.
    let (mut sum, mut last) = (0.0, f64::INFINITY);
    for pair in 0..halves[0].len() / 2 {
        let next = if pair == 0 { 1.0 + correlation(1) } else { correlation(2 * pair) + correlation(2 * pair + 1) };
        if next.is_nan() || next <= 0.0 {
            break;
        }
        last = next.min(last);
        sum += last;
    }
    let draws = chains * length;
    let effective_draws = draws / (2.0 * sum - 1.0).max(1.0 / libm::log10(draws));
    Convergence { r_hat: (pooled / within).sqrt(), effective_draws }
}
