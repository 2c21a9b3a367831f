//! Reviews: how they begin, and how they end (model, section 4).

use crate::draws::Purpose;
use crate::model::{ArrivalKind, Cause, Due, GovernmentAction, LogEvent, NewCase, StreamOwner, World};
use crate::scenario::ReviewOutcome;

impl World<'_> {
    /// A review comes of itself.
    pub fn begin_arrived_review(&mut self, m: usize) {
        self.restart_arrival(m, ArrivalKind::Review);
        self.begin_review(m, None);
    }

    /// A review begins, of a stated length in days or one drawn.
    pub fn begin_review(&mut self, m: usize, length: Option<f64>) {
        let usual = self.plan.policy(m).review.length;
        let owner = StreamOwner::Market(m);
        let length = length.unwrap_or_else(|| self.draw_value(usual, Purpose::ReviewLength, owner));
        let until = self.now + length;
        self.place_under_review(m, until);
        self.log_event(Some(m), LogEvent::ReviewBegins { until });
        self.count_action(m, GovernmentAction::Review);
        self.excite_pressure(m, GovernmentAction::Review, 0.0);
    }

    /// Market `m` is under review until day `until`.
    pub fn place_under_review(&mut self, m: usize, until: f64) {
        self.change_state(m, Cause::ReviewBegins);
        self.markets[m].review_ends = Some(self.agenda.schedule(until, Due::ReviewEnds(m)));
    }

    /// A review ends.
    pub fn end_review(&mut self, m: usize) {
        self.markets[m].review_ends = None;
        match self.draw_review_outcome(m) {
            ReviewOutcome::Cleared => {
                self.log_event(Some(m), LogEvent::Cleared);
                self.change_state(m, Cause::ReviewEnds);
            }
            ReviewOutcome::Mitigated => {
                self.settle(m);
                self.markets[m].mitigated = true;
                self.log_event(Some(m), LogEvent::Mitigated);
                self.change_state(m, Cause::ReviewEnds);
            }
            ReviewOutcome::ForcedSale => self.order_sale(&[NewCase::alone(m)], None),
            ReviewOutcome::Restriction => {
                let notice = self.draw_notice(m);
                self.restrict_after_notice(&[NewCase::alone(m)], notice);
            }
            ReviewOutcome::Ban => {
                let notice = self.draw_notice(m);
                self.ban_after_notice(&[NewCase::alone(m)], notice);
            }
        }
    }

    /// How a review ends; where mitigation is offered and accepted, it takes the place of an adverse outcome.
    fn draw_review_outcome(&mut self, m: usize) -> ReviewOutcome {
        let owner = StreamOwner::Market(m);
        let mut left = self.draw_uniform(Purpose::ReviewOutcome, owner);
        let outcome = ReviewOutcome::ALL.into_iter().zip(self.review_outcomes(m)).find(|(_, share)| {
            left -= share;
            left < 0.0
        });
        let accepted = self.draw_bernoulli(self.mitigation_probability(m), Purpose::MitigationAccept, owner);
        match outcome {
            Some((outcome, _)) if outcome.is_adverse() && accepted => ReviewOutcome::Mitigated,
            Some((outcome, _)) => outcome,
            // Rounding has left a little more than all shares.
            None => ReviewOutcome::Cleared,
        }
    }
}
