//! `[policy]` and `[response]`, once for all markets and overridden by each.

use super::super::checked::{
    BanPolicy, CourtPolicy, OrderPolicy, Parameter, Policy, Response, ReviewOutcome, ReviewPolicy,
};
use super::super::node::Value;
use super::section::Section;

/// The text that takes what the others leave.
pub(in super::super) const REST: &str = "rest";
/// Which outcome takes the rest where the scenario says nothing: `cleared`.
const REST_BY_DEFAULT: [bool; 5] = [true, false, false, false, false];
/// By how much probabilities may miss 1.
const TOLERANCE: f64 = 1e-9;

impl Section<'_, '_> {
    /// The policy; what a market does not set is taken from the `shared` one.
    pub(super) fn policy(&mut self, shared: Option<&Policy>) -> Policy {
        let inherited = shared.map(|policy| policy.review.outcomes.map(|outcome| outcome.is_none()));
        Policy {
            review: self.within("review").review(inherited),
            order: self.within("order").order(),
            court: self.within("court").court(),
            ban: self.within("ban").ban(),
        }
    }

    fn review(&mut self, inherited: Option<[bool; 5]>) -> ReviewPolicy {
        ReviewPolicy {
            rate: self.once("rate"),
            jump: self.once("jump"),
            length: self.each_use("length"),
            outcomes: self.outcomes(inherited.unwrap_or(REST_BY_DEFAULT)),
            mitigation_accept: self.once("mitigation_accept"),
            mitigation_cost: self.once("mitigation_cost"),
        }
    }

    fn order(&mut self) -> OrderPolicy {
        OrderPolicy {
            deadline: self.each_use("deadline"),
            enforcement: self.once("enforcement"),
            fine: self.once("fine"),
            revocation: self.once("revocation"),
            restricted_first: self.once("restricted_first"),
            restricted_length: self.each_use("restricted_length"),
            extension_probability: self.once("extension.probability"),
            extension_if_signed: self.once("extension.if_signed"),
            extension_max: self.once("extension.max"),
            extension_length: self.each_use("extension.length"),
        }
    }

    fn court(&mut self) -> CourtPolicy {
        CourtPolicy {
            filing: self.each_use("filing"),
            injunction: self.once("injunction"),
            injunction_delay: self.each_use("injunction_delay"),
            ruling_delay: self.each_use("ruling_delay"),
            upheld: self.once("upheld"),
            cost: self.once("cost"),
        }
    }

    fn ban(&mut self) -> BanPolicy {
        BanPolicy {
            rate: self.once("rate"),
            jump: self.once("jump"),
            permanent: self.once("permanent"),
            after: self.each_use("after"),
            restructured_pressure: self.once("restructured_pressure"),
        }
    }

    /// The response; `win_back` is `home` where neither this table nor the shared one sets it.
    pub(super) fn response(&mut self, home: Option<&str>) -> Response {
        Response {
            review_revenue: self.once("review_revenue"),
            ordered_revenue: self.once("ordered_revenue"),
            order_churn: self.once("order_churn"),
            transition_churn: self.once("transition_churn"),
            transition: self.once("transition"),
            restricted_wear: self.once("restricted_wear"),
            circumvention: self.once("circumvention"),
            circumvention_revenue: self.once("circumvention_revenue"),
            circumvention_decay: self.once("circumvention_decay"),
            capture: self.once("capture"),
            return_time: self.once("return_time"),
            win_back: match home {
                Some(default) if self.inherits_default("win_back") => self.once_or("win_back", default),
                _ => self.once("win_back"),
            },
            habit: self.once("habit"),
            reseed: self.once("reseed"),
            content_churn: self.once("content_churn"),
        }
    }

    /// The probabilities of the ends of a review; at most one takes the rest. A rest that is written in this
    /// table takes the place of an inherited one, whose outcome then has probability 0.
    fn outcomes(&mut self, inherited: [bool; 5]) -> [Option<Parameter>; 5] {
        let written = ReviewOutcome::ALL.map(|o| self.node(o.key()).is_some_and(|node| is_rest(&node.value)));
        let displaced = written.contains(&true);
        let mut outcomes = [None; 5];
        for outcome in ReviewOutcome::ALL {
            let (key, number) = (outcome.key(), outcome as usize);
            outcomes[number] = match (self.sets(key), inherited[number]) {
                (true, _) if written[number] => None,
                (false, true) if displaced => Some(self.once_or(key, "0%")),
                (false, true) => None,
                _ => Some(self.once(key)),
            };
        }
        // A market that sets none of them has the shared ones, which have been checked.
        if !self.overrides() || ReviewOutcome::ALL.iter().any(|outcome| self.sets(outcome.key())) {
            self.sum(&outcomes);
        }
        outcomes
    }

    fn sum(&mut self, outcomes: &[Option<Parameter>; 5]) {
        let given: Vec<usize> = outcomes.iter().flatten().map(|p| p.0).collect();
        let supports: Option<Vec<(f64, f64)>> = given.iter().map(|p| self.reader.support(*p)).collect();
        // An input that could not be read has been reported already.
        let Some(supports) = supports else { return };
        let least: f64 = supports.iter().map(|s| s.0).sum();
        let known = given.iter().all(|p| self.reader.known(*p).is_some());
        let rests = outcomes.iter().filter(|o| o.is_none()).count();
        let key =
            ReviewOutcome::ALL.map(ReviewOutcome::key).into_iter().rfind(|key| self.sets(key)).unwrap_or_default();
        if rests > 1 {
            self.error(key, "more than one outcome of a review takes the `rest`").help("give the others a probability");
        } else if least > 1.0 + TOLERANCE {
            self.error(key, format!("the probabilities of the outcomes of a review sum to {}", round(least)))
                .label("expected a sum of 1")
                .help("leave one out of the sum by writing \"rest\" for it");
        } else if rests == 0 && !known {
            self.error(key, "the outcomes of a review are uncertain, and none takes the `rest`")
                .help("write \"rest\" for one, such as cleared = \"rest\"");
        } else if rests == 0 && least < 1.0 - TOLERANCE {
            self.error(key, format!("the probabilities of the outcomes of a review sum to {}, not 1", round(least)))
                .label("expected a sum of 1")
                .help("write \"rest\" for one, such as cleared = \"rest\"");
        }
    }
}

fn is_rest(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim() == REST)
}

/// A sum of probabilities without the noise of binary arithmetic.
fn round(sum: f64) -> f64 {
    (sum * 1e9).round() / 1e9
}
