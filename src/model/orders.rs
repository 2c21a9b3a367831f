//! Orders to sell: deadlines, extension, enforcement, lapse, revocation; and the owner's answers
//! (model, sections 5 and 10).

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::agenda::Due;
use crate::model::luck::Whose;
use crate::model::market::{Measure, Order};
use crate::model::money::Part;
use crate::model::state::World;
use crate::model::story::Happening;
use crate::model::time::YEAR;
use crate::scenario::{Answer, MarketId};

impl World<'_> {
    /// A sale is ordered, with a stated deadline in days or one drawn. It begins a new case.
    pub fn order_sale(&mut self, m: usize, deadline: Option<f64>) {
        let policy = self.plan.scenario.markets[m].policy.order;
        let whose = Whose::Market(MarketId(m));
        let deadline =
            self.now + deadline.unwrap_or_else(|| self.chance(policy.deadline, Purpose::OrderDeadline, whose));
        self.stand_ordered(m, deadline);
        self.tally(m, Measure::Order);
        self.excite(m, Measure::Order, 0.0);
        self.deal.forced |= self.deal.open && self.deal.perimeter.contains(&m);
        self.answer(m, &self.plan.strategy().on_order);
        self.reconsider_deal();
    }

    /// Market `m` is under a new order with its deadline on this day.
    pub fn stand_ordered(&mut self, m: usize, deadline: f64) {
        self.drop_case(m);
        self.change_access(m, Access::Ordered);
        let revocation = self.exponential(Purpose::OrderRevocation, Whose::Market(MarketId(m)));
        self.markets[m].order = Some(Order {
            deadline,
            ticket: None,
            extensions: 0.0,
            revocation,
            revocable_since: self.now,
            revocation_ticket: None,
            exit_at_deadline: false,
        });
        self.run_order_clocks(m, deadline);
        self.tell(Some(m), Happening::Ordered { deadline });
    }

    /// Starts the deadline and the revocation clock of the order in force.
    pub fn run_order_clocks(&mut self, m: usize, deadline: f64) {
        let Some(mut order) = self.markets[m].order else { return };
        self.agenda.cancel(order.ticket);
        order.deadline = deadline;
        order.ticket = Some(self.agenda.schedule(deadline.max(self.now), Due::Deadline(MarketId(m))));
        self.markets[m].order = Some(order);
        self.start_revocation(m);
    }

    fn revocation_rate(&self, m: usize) -> f64 {
        self.drawn[self.plan.scenario.markets[m].policy.order.revocation] * self.markets[m].regime.revocation
    }

    /// Enters the revocation of the order in force, at the rate that holds now.
    pub fn start_revocation(&mut self, m: usize) {
        let rate = self.revocation_rate(m);
        let Some(order) = &mut self.markets[m].order else { return };
        self.agenda.cancel(order.revocation_ticket.take());
        order.revocable_since = self.now;
        if rate > 0.0 {
            let day = self.now + order.revocation / rate * YEAR;
            order.revocation_ticket = Some(self.agenda.schedule(day, Due::Revocation(MarketId(m))));
        }
    }

    /// Lets the revocation clock run up to now and stops it.
    pub fn stop_revocation(&mut self, m: usize) {
        let rate = self.revocation_rate(m);
        let Some(order) = &mut self.markets[m].order else { return };
        if let Some(ticket) = order.revocation_ticket.take() {
            self.agenda.cancel(Some(ticket));
            order.revocation -= rate * (self.now - order.revocable_since) / YEAR;
        }
    }

    /// The order is revoked.
    pub fn revoke(&mut self, m: usize) {
        self.tell(Some(m), Happening::Revoked);
        self.reopen(m);
    }

    /// Probability that an order in market `m` is enforced.
    pub fn enforcement(&self, m: usize) -> f64 {
        let policy = self.plan.scenario.markets[m].policy.order;
        (self.drawn[policy.enforcement] * self.markets[m].regime.enforcement).min(1.0)
    }

    /// The deadline passes.
    pub fn deadline_passes(&mut self, m: usize) {
        let Some(order) = self.markets[m].order else { return };
        if self.is_extended(m, order) {
            return;
        }
        if order.exit_at_deadline {
            return self.exit(m);
        }
        let enforcement = self.enforcement(m);
        if self.happens(enforcement, Purpose::OrderEnforcement, Whose::Market(MarketId(m))) {
            self.enforce(m);
        } else {
            self.tell(Some(m), Happening::Lapsed);
            self.reopen(m);
        }
    }

    fn is_extended(&mut self, m: usize, order: Order) -> bool {
        let policy = self.plan.scenario.markets[m].policy.order;
        let whose = Whose::Market(MarketId(m));
        let probability =
            if self.awaits_approval(m) { policy.extension_if_signed } else { policy.extension_probability };
        let probability = (self.drawn[probability] * self.markets[m].regime.extension).min(1.0);
        let luck = self.happens(probability, Purpose::OrderExtension, whose);
        let length = self.chance(policy.extension_length, Purpose::OrderExtension, whose);
        if !luck || order.extensions + 1.0 > self.drawn[policy.extension_max] {
            return false;
        }
        let deadline = self.now + length;
        let ticket = Some(self.agenda.schedule(deadline, Due::Deadline(MarketId(m))));
        self.markets[m].order = Some(Order { deadline, ticket, extensions: order.extensions + 1.0, ..order });
        self.tell(Some(m), Happening::Extended { deadline });
        true
    }

    /// A signed deal or an accepted structure for market `m` awaits approval.
    fn awaits_approval(&self, m: usize) -> bool {
        let deal = self.deal.open && self.deal.signed.is_some() && self.deal.perimeter.contains(&m);
        deal || self.markets[m].proposal.is_some_and(|p| p.accepted)
    }

    /// The order is enforced: a fine, and a ban, by way of a restriction or at once.
    fn enforce(&mut self, m: usize) {
        let policy = self.plan.scenario.markets[m].policy.order;
        let whose = Whose::Market(MarketId(m));
        self.tell(Some(m), Happening::Enforced);
        self.settle(m);
        self.lump(m, -self.drawn[policy.fine], Part::Costs);
        self.stop_revocation(m);
        let restricted = self.drawn[policy.restricted_first];
        let by_restriction = self.happens(restricted, Purpose::RestrictedLength, whose);
        let length = self.chance(policy.restricted_length, Purpose::RestrictedLength, whose);
        if let Some(order) = &mut self.markets[m].order {
            order.ticket = None;
        }
        if by_restriction {
            self.begin_restriction(m, f64::INFINITY, self.now + length);
        } else {
            self.ban(m);
        }
        if self.deal.open && self.deal.forced && self.deal.signed.is_none() && self.deal.perimeter.contains(&m) {
            self.deal_falls_through();
        }
        if self.drop_proposal(m) {
            self.answer_failed(m);
        }
        self.reconsider_deal();
    }

    // ---- answers -------------------------------------------------------------------------------

    /// The owner answers the order in hand; an answer that is under way goes on and is not begun anew.
    pub fn answer(&mut self, m: usize, answers: &[Answer]) {
        for &answer in answers {
            let state = &self.markets[m];
            if state.access.is_final() || state.order.is_none() {
                return;
            }
            match answer {
                Answer::Sell if !state.selling => {
                    self.markets[m].selling = true;
                    self.sell_on_order(m);
                }
                Answer::Restructure if state.proposal.is_none() => self.propose_structure(m),
                Answer::Litigate => self.sue(m),
                Answer::Exit => self.exit_when_due(m),
                Answer::Sell | Answer::Restructure | Answer::Refuse => {}
            }
        }
    }

    /// Leaves when the deadline passes; at once where it has passed.
    fn exit_when_due(&mut self, m: usize) {
        if self.markets[m].access.is_blocked() {
            self.exit(m);
        } else if let Some(order) = &mut self.markets[m].order {
            order.exit_at_deadline = true;
        }
    }

    /// An answer to the order in hand has failed: what comes then starts, once an order.
    pub fn answer_failed(&mut self, m: usize) {
        let state = &mut self.markets[m];
        if state.order.is_some() && !state.then_started {
            state.then_started = true;
            self.answer(m, &self.plan.strategy().then);
        }
    }
}
