//! Orders to sell: deadlines, extension, enforcement, lapse, revocation; and the owner's answers
//! (model, sections 5 and 10).

use crate::draws::Purpose;
use crate::model::{BridgePart, Cause, Due, GovernmentAction, LogEvent, Order, StreamOwner, World};
use crate::quantity::YEAR;
use crate::scenario::Answer;

/// What becomes of an order when its deadline passes.
enum DeadlineOutcome {
    /// It is moved.
    Extended {
        /// The new one, in days since the start.
        deadline: f64,
    },
    /// The owner leaves.
    Exit,
    /// A ban, by way of a restriction or at once.
    Enforced,
    /// Nothing: the market is open.
    Lapsed,
}

impl World<'_> {
    /// A sale is ordered, with a stated deadline in days or one drawn. It begins a new case.
    pub fn order_sale(&mut self, m: usize, deadline: Option<f64>) {
        let policy = self.plan.policy(m).order;
        let owner = StreamOwner::Market(m);
        let deadline =
            self.now + deadline.unwrap_or_else(|| self.draw_value(policy.deadline, Purpose::OrderDeadline, owner));
        self.place_under_order(m, deadline);
        self.log_event(Some(m), LogEvent::Ordered { deadline });
        self.count_action(m, GovernmentAction::Order);
        self.excite_pressure(m, GovernmentAction::Order, 0.0);
        self.deal.forced |= self.deal.open && self.deal.perimeter.contains(&m);
        self.answer_order(m, &self.plan.strategy().on_order);
        self.reconsider_deal();
    }

    /// Market `m` is under a new order with its deadline on this day.
    pub fn place_under_order(&mut self, m: usize, deadline: f64) {
        self.change_state(m, Cause::SaleOrdered);
        let revocation = self.draw_exponential(Purpose::OrderRevocation, StreamOwner::Market(m));
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
    }

    /// Starts the deadline and the revocation clock of the order in force.
    pub fn run_order_clocks(&mut self, m: usize, deadline: f64) {
        let Some(mut order) = self.markets[m].order else { return };
        self.agenda.cancel(order.ticket);
        order.deadline = deadline;
        order.ticket = Some(self.agenda.schedule(deadline.max(self.now), Due::Deadline(m)));
        self.markets[m].order = Some(order);
        self.start_revocation(m);
    }

    /// Enters the revocation of the order in force, at the rate that holds now.
    pub fn start_revocation(&mut self, m: usize) {
        let rate = self.revocation_rate(m);
        let Some(order) = &mut self.markets[m].order else { return };
        self.agenda.cancel(order.revocation_ticket.take());
        order.revocable_since = self.now;
        if rate > 0.0 {
            let day = self.now + order.revocation / rate * YEAR;
            order.revocation_ticket = Some(self.agenda.schedule(day, Due::Revocation(m)));
        }
    }

    /// The order is revoked.
    pub fn revoke_order(&mut self, m: usize) {
        self.log_event(Some(m), LogEvent::Revoked);
        self.reopen_market(m);
    }

    /// The deadline passes.
    pub fn pass_deadline(&mut self, m: usize) {
        let Some(order) = self.markets[m].order else { return };
        match self.draw_deadline_outcome(m, order) {
            DeadlineOutcome::Extended { deadline } => {
                let ticket = Some(self.agenda.schedule(deadline, Due::Deadline(m)));
                self.markets[m].order = Some(Order { deadline, ticket, extensions: order.extensions + 1.0, ..order });
                self.log_event(Some(m), LogEvent::Extended { deadline });
            }
            DeadlineOutcome::Exit => self.exit_market(m),
            DeadlineOutcome::Enforced => self.enforce_order(m),
            DeadlineOutcome::Lapsed => {
                self.log_event(Some(m), LogEvent::Lapsed);
                self.reopen_market(m);
            }
        }
    }

    fn draw_deadline_outcome(&mut self, m: usize, order: Order) -> DeadlineOutcome {
        let policy = self.plan.policy(m).order;
        let owner = StreamOwner::Market(m);
        let extension = if self.awaits_approval(m) { policy.extension_if_signed } else { policy.extension_probability };
        let extension = (self.draw[extension] * self.markets[m].regime.extension).min(1.0);
        let is_extended = self.draw_bernoulli(extension, Purpose::OrderExtension, owner);
        let length = self.draw_value(policy.extension_length, Purpose::OrderExtension, owner);
        if is_extended && order.extensions + 1.0 <= self.draw[policy.extension_max] {
            DeadlineOutcome::Extended { deadline: self.now + length }
        } else if order.exit_at_deadline {
            DeadlineOutcome::Exit
        } else if self.draw_bernoulli(self.enforcement_probability(m), Purpose::OrderEnforcement, owner) {
            DeadlineOutcome::Enforced
        } else {
            DeadlineOutcome::Lapsed
        }
    }

    /// A signed deal or an accepted structure for market `m` awaits approval.
    fn awaits_approval(&self, m: usize) -> bool {
        let deal = self.deal.open && self.deal.signed.is_some() && self.deal.perimeter.contains(&m);
        deal || self.markets[m].proposal.is_some_and(|p| p.accepted)
    }

    /// The order is enforced: a fine, and a ban, by way of a restriction or at once.
    fn enforce_order(&mut self, m: usize) {
        let policy = self.plan.policy(m).order;
        let owner = StreamOwner::Market(m);
        self.log_event(Some(m), LogEvent::Enforced);
        self.settle(m);
        self.pay_lump_sum(m, -self.draw[policy.fine], BridgePart::Costs);
        let restricted = self.draw[policy.restricted_first];
        let by_restriction = self.draw_bernoulli(restricted, Purpose::RestrictedLength, owner);
        let length = self.draw_value(policy.restricted_length, Purpose::RestrictedLength, owner);
        let had_proposal = self.markets[m].proposal.is_some();
        if by_restriction {
            self.begin_restriction(m, Cause::EnforcementByRestriction, f64::INFINITY, self.now + length);
        } else {
            self.impose_ban(m, Cause::EnforcementByBan);
        }
        if self.deal.open && self.deal.forced && self.deal.signed.is_none() && self.deal.perimeter.contains(&m) {
            self.fail_deal();
        }
        if had_proposal {
            self.start_next_answers(m);
        }
        self.reconsider_deal();
    }

    // ---- answers -------------------------------------------------------------------------------

    /// The owner answers the order in hand; an answer that is under way goes on and is not begun anew.
    pub fn answer_order(&mut self, m: usize, answers: &[Answer]) {
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
            self.exit_market(m);
        } else if let Some(order) = &mut self.markets[m].order {
            order.exit_at_deadline = true;
        }
    }

    /// An answer to the order in hand has failed: what comes then starts, once an order.
    pub fn start_next_answers(&mut self, m: usize) {
        let state = &mut self.markets[m];
        if state.order.is_some() && !state.then_started {
            state.then_started = true;
            self.answer_order(m, &self.plan.strategy().then);
        }
    }
}
