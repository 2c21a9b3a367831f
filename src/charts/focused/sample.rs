//! A made-up rare ending, for looking at its charts and for testing what is made of them.

use crate::analysis::focus::{FOCUS_FORMAT, Focus, FocusRound, Leading, Mean, Needed, Probability};
use crate::charts::drivers::sample::scenario;
use crate::charts::shifted::sample::condition;
use crate::draws::Density;

fn led(inputs: &[&str], decides: &str, of: Option<&str>, turn: u8, lean: f64) -> Leading {
    let density = Density::leaning(lean, 0.7);
    Leading {
        inputs: inputs.iter().map(|&path| path.to_owned()).collect(),
        decides: decides.to_owned(),
        of: of.map(str::to_owned),
        turn,
        divergence: density.divergence(),
        density: (0..Density::BINS).map(|bin| density.height(bin)).collect(),
    }
}

/// A rare ending with so much gained over plain histories.
pub(crate) fn focus(gain: f64) -> Focus {
    let (p, n) = (0.0052, 20_000.0);
    let se = (p * (1.0 - p) / n / gain).sqrt();
    let needed = [0.01, 0.05, 0.1].map(|error| Needed {
        error,
        replications: (1.0 - p) / p / error / error / gain,
        plain: (1.0 - p) / p / error / error,
    });
    let round = FocusRound {
        replications: 10_000,
        plain: 1_000,
        hits: 812,
        part: 0.5,
        probability: Mean { value: p, se: 1.4 * se },
    };
    Focus {
        format: FOCUS_FORMAT.to_owned(),
        version: "0.1.0".to_owned(),
        scenario: scenario(),
        seed: 1,
        replications: 20_000,
        condition: "us.banned and europe.banned".to_owned(),
        probability: Probability { value: p, se, low: p - 2.0 * se, high: p + 2.0 * se },
        hits: 1_624,
        weight: Mean { value: 1.003, se: 0.008 },
        effective: [6_210.0, 812.0],
        gain,
        plain: gain * n,
        rounds: vec![round; 2],
        needed: needed.to_vec(),
        led: vec![
            led(&[], "ban-arrival", Some("europe"), 0, 0.93),
            led(&["markets.europe.policy.ban.rate"], "", None, 0, 0.7),
            led(&[], "bidder-interest", Some("microsoft"), 2, 0.35),
            led(&[], "ban-lift", Some("us"), 1, 0.01),
            led(&["a.b", "a.c"], "", None, 0, 0.52),
        ],
        within: condition(12),
        warnings: Vec::new(),
    }
}
