//! Words of single draws: what a random number of a simulation decides.

use super::clean::clean;
use super::names::add_article;
use super::paths::describe_input;
use crate::analysis::focus::{Focus, Leading};

/// A draw within a sentence: `arrival of a ban in Europe`.
pub(crate) fn describe_draw(of: &Focus, led: &Leading) -> String {
    if let [first, others @ ..] = led.inputs.as_slice() {
        let name = describe_input(first, &of.scenario);
        return if others.is_empty() { name } else { format!("{name} and {} more of its file", others.len()) };
    }
    let what = match led.decides.as_str() {
        "review-arrival" => "arrival of a review",
        "ban-arrival" => "arrival of a ban",
        "review-length" => "length of a review",
        "review-outcome" => "end of a review",
        "order-deadline" => "deadline of an order",
        "order-extension" => "extension of an order",
        "order-enforcement" => "enforcement of an order",
        "order-revocation" => "revocation of an order",
        "restricted-length" => "length of a restriction",
        "court-filing" => "time to a suit",
        "court-injunction" => "stay by a court",
        "court-ruling" => "time to a ruling",
        "court-verdict" => "verdict of a court",
        "ban-lift" => "lifting of a ban",
        "deal-process" => "length of the sale",
        "deal-wait" => "time given to rival bids",
        "deal-common-factor" => "what all bids have in common",
        "bidder-interest" => "bid",
        "host-approval" => "approval by the host",
        "home-approval" => "approval by home",
        "host-delay" => "time of the host's answer",
        "home-delay" => "time of home's answer",
        "deal-survival" => "survival of a signed deal",
        "structure-delay" => "time of the answer to a structure",
        "structure-host" => "the host's answer to a structure",
        "structure-home" => "home's answer to a structure",
        "retaliation-arrival" => "arrival of retaliation",
        "export-control" => "length of an export control",
        "scheduled-event" => "whether it takes place",
        "mitigation-accept" => "acceptance of mitigation",
        other => other,
    };
    let whose = led.of.as_ref().map_or_else(String::new, |key| {
        of.scenario
            .markets
            .get(key)
            .map_or_else(|| format!(" ({key})"), |name| format!(" in {}", add_article(&clean(name))))
    });
    let turn = match led.turn {
        0 => String::new(),
        // The numbers of these streams decide several things at once.
        turn if led.decides == "bidder-interest" => {
            ["", ", its time", ", its price"][usize::from(turn.min(2))].to_owned()
        }
        turn => [" (2nd)", " (3rd)"][usize::from(turn.min(2)) - 1].to_owned(),
    };
    clean(&format!("{what}{whose}{turn}"))
}
