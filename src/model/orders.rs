//! Orders to sell, and announced bans and restrictions: deadlines, extension, enforcement, lapse, revocation; and the owner's answers
//! (model, sections 5 and 10).

use crate::draws::Purpose;
use crate::model::{Access, BridgePart, Cause, Due, GovernmentAction, LogEvent, NewCase, Order, OrderKind, World};
use crate::quantity::YEAR;
use crate::scenario::Answer;

/// What comes of an enforced order.
#[derive(Debug, Clone, Copy)]
enum OrderEnd {
    Ban,
    Trustee,
    Fines,
    Structure,
}

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
    /// A sale is ordered, with a stated deadline in days or one drawn: of one market, or of several by one measure. It begins new cases.
    pub fn order_sale(&mut self, cases: &[NewCase], deadline: Option<f64>) {
        for &case in cases {
            let m = case.market;
            self.markets[m].joint = case.joint;
            let (law, owner) = self.find_law(m);
            let usual = self.plan.policy(law).order.deadline;
            let days = deadline.unwrap_or_else(|| self.draw_value(usual, Purpose::OrderDeadline, owner));
            let deadline = self.now + days;
            self.place_under_order(case, Cause::SaleOrdered, OrderKind::Sale, deadline);
            self.log_event(Some(m), LogEvent::Ordered { deadline });
            self.count_action(m, GovernmentAction::Order);
        }
        self.meet_order(cases);
    }

    /// An order, or an announcement, has fallen: it adds to pressure once, and the owner answers it.
    pub fn meet_order(&mut self, cases: &[NewCase]) {
        let Some(first) = cases.first() else { return };
        self.excite_pressure(first.market, GovernmentAction::Order, 0.0);
        self.deal.forced |= self.deal.open && cases.iter().any(|case| self.deal.perimeter.contains(&case.market));
        for case in cases {
            let answers = self.strategy_choice(|strategy| &strategy.on_order);
            self.answer_order(case.market, answers);
        }
        self.reconsider_deal();
    }

    /// A market is under a new order with its deadline on this day.
    pub fn place_under_order(&mut self, case: NewCase, cause: Cause, kind: OrderKind, deadline: f64) {
        let m = case.market;
        self.change_state(m, cause);
        self.markets[m].joint = case.joint;
        let (_, owner) = self.find_law(m);
        let revocation = self.draw_exponential(Purpose::OrderRevocation, owner);
        self.markets[m].order = Some(Order {
            kind,
            deadline,
            ticket: None,
            extensions: 0.0,
            revocation,
            revocable_since: self.now,
            revocation_ticket: None,
            exit_at_deadline: false,
        });
        self.run_order_clocks(m, deadline);
        self.start_settlement(m);
    }

    /// Starts the deadline and the revocation clock of the order in force.
    pub fn run_order_clocks(&mut self, m: usize, deadline: f64) {
        let Some(mut order) = self.markets[m].order else { return };
        self.agenda.cancel(order.ticket);
        order.deadline = deadline;
        if order.kind == OrderKind::Fines {
            // They have no deadline, and run on after a stay.
            self.markets[m].fines_since = Some(self.now);
        } else {
            order.ticket = Some(self.agenda.schedule(deadline.max(self.now), Due::Deadline(m)));
        }
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
        self.log_event(Some(m), LogEvent::Revoked { action: self.find_action(m) });
        self.reopen_market(m);
    }

    /// The deadline passes.
    pub fn pass_deadline(&mut self, m: usize) {
        let Some(order) = self.markets[m].order else { return };
        match self.draw_deadline_outcome(m, order) {
            DeadlineOutcome::Extended { deadline } => self.extend_order(m, deadline),
            DeadlineOutcome::Exit => self.exit_market(m),
            DeadlineOutcome::Enforced if order.kind == OrderKind::Trustee => self.sell_by_trustee(m),
            DeadlineOutcome::Enforced if order.kind.is_announcement() => self.bring_block_into_force(m, order.kind),
            DeadlineOutcome::Enforced => self.enforce_order(m),
            DeadlineOutcome::Lapsed => {
                self.log_event(Some(m), LogEvent::Lapsed);
                self.reopen_market(m);
            }
        }
    }

    /// Whether an order is in force whose deadline can still be moved.
    pub fn can_extend_order(&self, m: usize) -> bool {
        let state = &self.markets[m];
        state.access == Access::Ordered && state.order.is_some_and(|order| order.kind.can_be_extended())
    }

    /// The deadline of the order in force is now on this day.
    pub fn extend_order(&mut self, m: usize, deadline: f64) {
        let Some(order) = &mut self.markets[m].order else { return };
        self.agenda.cancel(order.ticket.take());
        order.ticket = Some(self.agenda.schedule(deadline, Due::Deadline(m)));
        order.deadline = deadline;
        order.extensions += 1.0;
        self.log_event(Some(m), LogEvent::Extended { deadline });
    }

    fn draw_deadline_outcome(&mut self, m: usize, order: Order) -> DeadlineOutcome {
        if order.kind != OrderKind::Sale {
            return if order.exit_at_deadline { DeadlineOutcome::Exit } else { DeadlineOutcome::Enforced };
        }
        let (law, owner) = self.find_law(m);
        let policy = self.plan.policy(law).order;
        let extension = if self.awaits_approval(m) { policy.extension_if_signed } else { policy.extension_probability };
        let extension = (self.draw[extension] * self.markets[law].regime.extension).min(1.0);
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

    /// The order is enforced: a fine, and what comes of it, a ban unless the policy has other ends.
    fn enforce_order(&mut self, m: usize) {
        let (law, owner) = self.find_law(m);
        let policy = self.plan.policy(law).order;
        self.log_event(Some(m), LogEvent::Enforced);
        self.settle(m);
        if self.pays_for_case(m) {
            self.pay_lump_sum(m, -self.draw[policy.fine], BridgePart::Costs);
        }
        let restricted = self.draw[policy.restricted_first];
        let by_restriction = self.draw_bernoulli(restricted, Purpose::RestrictedLength, owner);
        let length = self.draw_value(policy.restricted_length, Purpose::RestrictedLength, owner);
        let had_proposal = self.markets[m].proposal.is_some();
        match self.draw_order_end(m) {
            OrderEnd::Trustee => self.appoint_trustee(m),
            OrderEnd::Fines => return self.begin_daily_fines(m),
            OrderEnd::Structure => return self.impose_structure(m),
            OrderEnd::Ban if by_restriction => {
                self.begin_restriction(m, Cause::EnforcementByRestriction, f64::INFINITY, self.now + length);
            }
            OrderEnd::Ban => self.impose_ban(m, Cause::EnforcementByBan),
        }
        self.end_answers_to_order(m, had_proposal);
    }

    fn draw_order_end(&mut self, m: usize) -> OrderEnd {
        let shares = self.find_order_ends(m);
        let (_, owner) = self.find_law(m);
        let mut left = self.draw_uniform(Purpose::OrderEnd, owner);
        let ends = [OrderEnd::Trustee, OrderEnd::Fines, OrderEnd::Structure];
        let found = ends.into_iter().zip(shares).find(|(_, share)| {
            left -= share;
            left < 0.0
        });
        found.map_or(OrderEnd::Ban, |(end, _)| end)
    }

    /// A trustee is appointed, who sells when his time is over; until then the order stands.
    fn appoint_trustee(&mut self, m: usize) {
        let (law, owner) = self.find_law(m);
        let length = self.draw_value(self.plan.policy(law).order.trustee_length, Purpose::TrusteeLength, owner);
        self.stop_revocation(m);
        if let Some(order) = &mut self.markets[m].order {
            order.kind = OrderKind::Trustee;
        }
        let until = self.now + length;
        self.log_event(Some(m), LogEvent::TrusteeAppointed { until });
        self.run_order_clocks(m, until);
    }

    /// The trustee sells market `m`, at what it brings.
    fn sell_by_trustee(&mut self, m: usize) {
        let (law, owner) = self.find_law(m);
        let share = self.draw_value(self.plan.policy(law).order.trustee_price, Purpose::TrusteePrice, owner);
        let price = share * self.standalone(m).max(0.0);
        self.sell_market_for(m, price, share);
        self.end_forced_deal();
        self.reconsider_deal();
    }

    /// Fines fall due for every day from now on until the order is obeyed or gone.
    fn begin_daily_fines(&mut self, m: usize) {
        let (law, _) = self.find_law(m);
        let daily = self.draw[self.plan.policy(law).order.daily_fine];
        if let Some(order) = &mut self.markets[m].order {
            (order.kind, order.deadline) = (OrderKind::Fines, f64::INFINITY);
            self.agenda.cancel(order.ticket.take());
        }
        self.markets[m].fines_since = Some(self.now);
        self.log_event(Some(m), LogEvent::FinesBegin { daily });
        self.reconsider_deal();
    }

    /// What was not settled before the deadline comes too late: an unsigned forced deal, a proposed structure.
    pub fn end_answers_to_order(&mut self, m: usize, had_proposal: bool) {
        if self.deal.open && self.deal.forced && self.deal.signed.is_none() && self.deal.perimeter.contains(&m) {
            self.give_up_deal();
        }
        self.drop_next_attempt(m);
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
            let answers = self.strategy_choice(|strategy| &strategy.then);
            self.answer_order(m, answers);
        }
    }
}
