//! Sale processes that fail, and those that follow them while there is time (model, section 6).

use crate::draws::Purpose;
use crate::model::{Due, LogEvent, StreamOwner, World};
use crate::scenario::MarketId;

impl World<'_> {
    /// Sale processes may follow one another from now on, as many as the scenario allows; one that was to follow others is dropped.
    pub(super) fn begin_attempts(&mut self) {
        self.agenda.cancel(self.deal.next_attempt.take());
        self.deal.attempts_left = self.draw[self.plan.scenario.deal.attempts] - 1.0;
    }

    /// The deal fails. While there is time another process follows; where there is none, the answer of every market that was being sold by it has failed.
    pub fn fail_deal(&mut self) {
        self.log_event(None, LogEvent::DealFails);
        if !self.schedule_next_attempt() {
            self.end_answers_to_sale();
        }
    }

    /// The deal fails for good: it came too late.
    pub fn give_up_deal(&mut self) {
        self.log_event(None, LogEvent::DealFails);
        self.end_answers_to_sale();
    }

    /// Another sale process begins after a while, where one is left, something can still be sold and no deadline comes before it.
    fn schedule_next_attempt(&mut self) -> bool {
        let nobody = self.plan.scenario.deal.bidders.is_empty();
        if nobody
            || self.deal.attempts_left < 1.0
            || self.find_waiting_market().is_some()
            || !self.deal.perimeter.iter().any(|&m| self.is_for_sale(m))
        {
            return false;
        }
        if self.deal.forced && !self.deal.perimeter.iter().any(|&m| self.is_under_order(m)) {
            return false;
        }
        let gap = self.draw_value(self.plan.scenario.deal.gap, Purpose::DealGap, StreamOwner::World);
        if self.days_to_deadline().is_some_and(|left| left <= gap) {
            return false;
        }
        self.deal.attempts_left -= 1.0;
        self.clear_table();
        self.deal.next_attempt = Some(self.agenda.schedule(self.now + gap, Due::SellAgain));
        true
    }

    /// After a failed process another begins, unless there is nothing left to sell, or no reason to.
    pub fn sell_again(&mut self) {
        self.deal.next_attempt = None;
        let left = |m: &usize| self.is_for_sale(*m) && (!self.deal.forced || self.is_under_order(*m));
        let perimeter: Vec<MarketId> = self.deal.perimeter.iter().copied().map(MarketId).collect();
        if !self.deal.open && self.deal.perimeter.iter().any(left) {
            self.open_deal(&perimeter, self.deal.forced, self.now);
        }
    }

    /// The sale of every market in the perimeter has failed as an answer.
    fn end_answers_to_sale(&mut self) {
        self.agenda.cancel(self.deal.next_attempt.take());
        let perimeter = std::mem::take(&mut self.deal.perimeter);
        let failed = |m: &usize, world: &mut Self| std::mem::replace(&mut world.markets[*m].selling, false);
        let answers: Vec<usize> = perimeter.iter().copied().filter(|m| failed(m, self)).collect();
        self.deal.perimeter = perimeter;
        self.end_deal();
        answers.into_iter().for_each(|m| self.start_next_answers(m));
    }

    /// A deadline has passed while the owner was between two sale processes: there is no other.
    pub fn drop_next_attempt(&mut self, m: usize) {
        if !self.deal.open && self.deal.next_attempt.is_some() && self.deal.perimeter.contains(&m) {
            self.end_answers_to_sale();
        }
    }
}
