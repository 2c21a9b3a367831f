//! Weights by minimum relative entropy: events at stated probabilities, everything else as little changed as can be.

/// Rounds of scaling after which stated probabilities count as contradicting each other.
const ROUNDS: usize = 10_000;
/// How near every stated probability must be met.
const TOLERANCE: f64 = 1e-12;

/// Why there are no weights.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeightsError {
    /// An event happens never or always, and is to happen otherwise.
    #[error("it happens in {share} of the simulations, and no weights make that {stated}")]
    Impossible {
        /// `none` or `every one`.
        share: &'static str,
        /// The stated probability.
        stated: f64,
    },
    /// The probabilities contradict each other in this run.
    #[error("these probabilities contradict each other in this run: no weights of its simulations give all of them")]
    Contradiction,
}

/// The probability of each class of histories after the events have the stated probabilities.
///
/// A class holds the histories in which the same events happen: bit `e` of its number says whether event `e` does.
/// `shares` are the classes' shares of the run. Among all distributions with the stated probabilities the one is found
/// that is nearest the run in relative entropy (Csiszár 1975): each event in turn is scaled to its probability until all
/// are met.
///
/// # Errors
/// [`WeightsError`], with the number of the event where it is one alone.
pub fn tilt(shares: &[f64], stated: &[f64]) -> Result<Vec<f64>, (Option<usize>, WeightsError)> {
    let holds = |class: usize, event: usize| class >> event & 1 == 1;
    let probability = |classes: &[f64], event: usize| -> f64 {
        classes.iter().enumerate().filter(|(class, _)| holds(*class, event)).map(|(_, share)| share).sum()
    };
    for (event, &stated) in stated.iter().enumerate() {
        let now = probability(shares, event);
        let never = now <= 0.0 && stated > 0.0;
        if never || now >= 1.0 && stated < 1.0 {
            let share = if never { "none" } else { "every one" };
            return Err((Some(event), WeightsError::Impossible { share, stated }));
        }
    }
    let mut tilted = shares.to_vec();
    for _ in 0..ROUNDS {
        let mut off = 0.0_f64;
        for (event, &stated) in stated.iter().enumerate() {
            let now = probability(&tilted, event);
            off = off.max((now - stated).abs());
            let scale = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
            let (inside, outside) = (scale(stated, now), scale(1.0 - stated, 1.0 - now));
            for (class, share) in tilted.iter_mut().enumerate() {
                *share *= if holds(class, event) { inside } else { outside };
            }
        }
        let whole: f64 = tilted.iter().sum();
        if whole.is_nan() || whole <= 0.0 {
            break;
        }
        if off < TOLERANCE && (whole - 1.0).abs() < TOLERANCE {
            return Ok(tilted);
        }
    }
    Err((None, WeightsError::Contradiction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_event_scales_both_sides() {
        let tilted = tilt(&[0.9, 0.1], &[0.35]).unwrap();
        assert!((tilted[0] - 0.65).abs() < 1e-12 && (tilted[1] - 0.35).abs() < 1e-12);
        assert_eq!(tilt(&[0.9, 0.1], &[0.1]).unwrap(), [0.9, 0.1]);
        assert_eq!(tilt(&[0.9, 0.1], &[1.0]).unwrap(), [0.0, 1.0]);
    }

    /// The tilt is exponential in the events: log-odds of the classes move by one number for each event, and so the
    /// interaction log(p11 p00 / p10 p01) stays.
    #[test]
    fn two_events_keep_how_they_hang_together() {
        let shares = [0.5, 0.2, 0.2, 0.1];
        let tilted = tilt(&shares, &[0.6, 0.5]).unwrap();
        assert!((tilted[1] + tilted[3] - 0.6).abs() < 1e-11 && (tilted[2] + tilted[3] - 0.5).abs() < 1e-11);
        let interaction = |p: &[f64]| (p[3] * p[0] / p[1] / p[2]).ln();
        assert!((interaction(&tilted) - interaction(&shares)).abs() < 1e-9, "{tilted:?}");
        // No other distribution with these probabilities is nearer: move along the one direction that keeps them.
        let entropy = |p: &[f64]| p.iter().zip(&shares).map(|(p, q)| p * (p / q).ln()).sum::<f64>();
        for step in [-0.01, 0.01] {
            let other = [tilted[0] + step, tilted[1] - step, tilted[2] - step, tilted[3] + step];
            assert!(entropy(&other) > entropy(&tilted));
        }
    }

    #[test]
    fn what_cannot_be_is_told() {
        let (event, error) = tilt(&[1.0, 0.0], &[0.2]).unwrap_err();
        assert_eq!((event, error.to_string().contains("none")), (Some(0), true));
        assert!(tilt(&[0.0, 1.0], &[0.2]).is_err());
        // The second happens only where the first does, and is to be likelier.
        assert_eq!(tilt(&[0.5, 0.3, 0.0, 0.2], &[0.1, 0.4]).unwrap_err(), (None, WeightsError::Contradiction));
    }
}
