//! Rounds and led draws, as they are told.

use super::estimate::RoundTally;
use super::rounds::Round;
use super::{FocusRound, Leading, Mean};
use crate::draws::Density;
use crate::model::StreamOwner;
use crate::scenario::Scenario;
use crate::simulation::{Tilt, find_inputs};

/// Fewest histories of equal weight that an estimate should lean on.
const FEW: f64 = 100.0;

/// A round as results hold it.
pub(super) fn describe_round(round: &Round, tally: &RoundTally) -> FocusRound {
    let found = tally.probability();
    FocusRound {
        replications: round.rows,
        plain: tally.plain(),
        hits: tally.hits,
        part: round.part,
        probability: Mean { value: found.mean, se: found.variance.sqrt() },
    }
}

/// What a tilt leads, the most led first.
pub(super) fn describe_led(scenario: &Scenario, tilt: &Tilt) -> Vec<Leading> {
    let heights = |density: &Density| (0..Density::BINS).map(|bin| density.height(bin)).collect();
    let places = tilt.levels.iter().map(|(dimension, density)| Leading {
        inputs: find_inputs(scenario, *dimension),
        decides: String::new(),
        of: None,
        turn: 0,
        divergence: density.divergence(),
        density: heights(density),
    });
    let decisions = tilt.decisions.iter().map(|(decision, density)| Leading {
        inputs: Vec::new(),
        decides: decision.purpose.name().to_owned(),
        of: owner_key(scenario, decision.owner),
        turn: decision.turn,
        divergence: density.divergence(),
        density: heights(density),
    });
    let mut led: Vec<Leading> = places.chain(decisions).collect();
    led.sort_by(|a, b| b.divergence.total_cmp(&a.divergence));
    led
}

fn owner_key(scenario: &Scenario, owner: StreamOwner) -> Option<String> {
    match owner {
        StreamOwner::World => None,
        StreamOwner::Market(market) => Some(scenario.markets[market].key.clone()),
        StreamOwner::Bidder(bidder) => Some(scenario.deal.bidders[bidder].key.clone()),
        StreamOwner::Event(event) | StreamOwner::Joint(event, _) => Some(scenario.events[event].key.clone()),
    }
}

/// What the reader should be told besides.
pub(super) fn collect_warnings(effective: f64) -> Vec<String> {
    let mut warnings = Vec::new();
    if effective < FEW {
        warnings.push(format!(
            "The simulations in which the ending came about are worth {effective:.0} of equal weight only: their errors are rough \
             themselves. More simulations would help."
        ));
    }
    warnings
}
