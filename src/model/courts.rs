//! The owner in court: suits, stays, rulings (model, section 5).

use crate::draws::Purpose;
use crate::model::{Access, Action, BridgePart, Cause, Due, LogEvent, OrderKind, Suit, Suspended, World};

/// How a court rules on an order or a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It stands.
    Upheld,
    /// It is void.
    StruckDown,
}

/// An order that comes back after a stay leaves at least so many days.
pub(super) const LEAST_REMAINING: f64 = 14.0;

impl World<'_> {
    /// The owner prepares a suit over the case in hand, unless it has or has had one: there is one suit a case.
    pub fn sue(&mut self, m: usize) {
        if self.markets[m].sued {
            return;
        }
        let (law, owner) = self.find_law(m);
        let delay = self.draw_value(self.plan.policy(law).court.filing, Purpose::CourtFiling, owner);
        let filing = Some(self.agenda.schedule(self.now + delay, Due::Filing(m)));
        self.take_to_court(m, Suit { filing, ..Suit::default() });
    }

    /// `suit` is that over the case in hand.
    pub fn take_to_court(&mut self, m: usize, suit: Suit) {
        self.markets[m].sued = true;
        self.markets[m].suit = Some(suit);
    }

    /// The suit is filed.
    pub fn file_suit(&mut self, m: usize) {
        let (law, owner) = self.find_law(m);
        let policy = self.plan.policy(law).court;
        self.log_event(Some(m), LogEvent::Sued);
        self.settle(m);
        if self.pays_for_case(m) {
            self.pay_lump_sum(m, -self.draw[policy.cost], BridgePart::Costs);
        }
        let stays = self.draw_event(policy.injunction, Purpose::CourtInjunction, owner);
        let stay_delay = self.draw_value(policy.injunction_delay, Purpose::CourtInjunction, owner);
        let ruling_delay = self.draw_value(policy.ruling_delay, Purpose::CourtRuling, owner);
        let injunction = (stays && stay_delay < ruling_delay)
            .then(|| self.agenda.schedule(self.now + stay_delay, Due::Injunction(m)));
        let ruling = Some(self.agenda.schedule(self.now + ruling_delay, Due::Ruling(m)));
        self.take_to_court(m, Suit { filing: None, injunction, ruling });
    }

    /// A court stays the order or block in force, or did so on day `since` before the start: all its clocks stop, and users of a blocked market come back.
    pub fn grant_stay(&mut self, m: usize, since: f64) {
        if let Some(suit) = &mut self.markets[m].suit {
            // Still there where an event brings the stay before the court would have.
            self.agenda.cancel(suit.injunction.take());
        }
        let suspended = match (self.markets[m].access, self.markets[m].block, self.markets[m].order) {
            (Access::Ordered, _, Some(order)) => Suspended::Order { remaining: order.deadline - self.now },
            (Access::Restricted | Access::Banned, Some(block), _) => Suspended::Block {
                banned: self.markets[m].access == Access::Banned,
                lift: block.lift - self.now,
                ban: block.ban - self.now,
            },
            _ => return,
        };
        let action = self.find_action(m);
        self.log_event_on(since, Some(m), LogEvent::Stayed { action });
        self.change_state(m, Cause::Stay);
        self.markets[m].suspended = Some(suspended);
    }

    /// A court rules on the order or block, upholding it with the policy's probability or a stated one.
    pub fn decide_suit(&mut self, m: usize, upheld: Option<f64>) {
        let action = self.find_action(m);
        match self.draw_ruling(m, upheld) {
            Ruling::StruckDown => {
                self.log_event(Some(m), LogEvent::StruckDown { action });
                self.reopen_market(m);
            }
            Ruling::Upheld => {
                let resumes = self.markets[m].suspended.is_some();
                self.log_event(Some(m), LogEvent::Upheld { action, resumes });
                // Where a ruling is pinned to a date, one suit at least lay behind it.
                self.markets[m].sued = true;
                self.resume_suspended(m);
                self.start_next_answers(m);
            }
        }
    }

    /// The order or block against market `m`, also where a court has suspended it.
    pub fn find_action(&self, m: usize) -> Action {
        let state = &self.markets[m];
        match (state.suspended, state.access) {
            (Some(Suspended::Block { banned: true, .. }), _) | (None, Access::Banned) => Action::Ban,
            (Some(Suspended::Block { .. }), _) | (None, Access::Restricted) => Action::Restriction,
            _ => match state.order.map(|order| order.kind) {
                Some(OrderKind::Ban) => Action::AnnouncedBan,
                Some(OrderKind::Restriction) => Action::AnnouncedRestriction,
                Some(OrderKind::Sale | OrderKind::Trustee | OrderKind::Fines) | None => Action::OrderToSell,
            },
        }
    }

    /// How a court rules in market `m`.
    pub fn draw_ruling(&mut self, m: usize, upheld: Option<f64>) -> Ruling {
        let (law, owner) = self.find_law(m);
        let probability = upheld.unwrap_or(self.draw[self.plan.policy(law).court.upheld]);
        let upheld = self.draw_bernoulli(probability, Purpose::CourtVerdict, owner);
        if upheld { Ruling::Upheld } else { Ruling::StruckDown }
    }

    /// What was suspended, if anything, comes back with the time that it had left, and at no new cost.
    fn resume_suspended(&mut self, m: usize) {
        match self.markets[m].suspended {
            None => self.change_state(m, Cause::Upheld),
            Some(Suspended::Order { remaining }) => {
                self.change_state(m, Cause::Upheld);
                self.markets[m].suspended = None;
                self.run_order_clocks(m, self.now + remaining.max(LEAST_REMAINING));
            }
            Some(Suspended::Block { lift, ban, .. }) => {
                self.impose_block(m, Cause::Upheld, self.now + lift, self.now + ban);
                self.markets[m].suspended = None;
                if self.markets[m].order.is_some_and(|order| order.exit_at_deadline) {
                    self.exit_market(m);
                }
            }
        }
    }
}
