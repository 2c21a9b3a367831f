//! Reviews, restrictions, bans and their end: how a market's state changes (model, sections 3 to 5).

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::agenda::Due;
use crate::model::event_log::LogEvent;
use crate::model::market::{Block, GovernmentAction};
use crate::model::money::BridgePart;
use crate::model::random_streams::StreamOwner;
use crate::model::state::World;
use crate::model::users::{Moved, Stocks};
use crate::scenario::{Answer, MarketId, Parameter};

impl World<'_> {
    /// Puts market `m` into another state. Stocks are moved by the caller, after this has settled them.
    pub fn change_access(&mut self, m: usize, access: Access) {
        let old = self.markets[m].access;
        self.settle_around(m, old, access);
        self.advance_pressure(m);
        let state = &mut self.markets[m];
        if old.is_cut_off() {
            state.days_without_access += self.now - state.since;
        }
        state.access = access;
        state.since = self.now;
        state.ever_cut_off |= access.is_cut_off();
        state.lost_before_start &= access.is_lost();
        self.reschedule_arrivals(m);
        self.compare_around(m, old, access);
    }

    /// Settles market `m` and every other whose rates its change of state changes.
    pub fn settle_around(&mut self, m: usize, old: Access, new: Access) {
        self.settle(m);
        self.for_affected(m, old, new, Self::settle);
    }

    fn compare_around(&mut self, m: usize, old: Access, new: Access) {
        self.compare_with_baseline(m);
        self.for_affected(m, old, new, Self::compare_with_baseline);
    }

    fn for_affected(&mut self, m: usize, old: Access, new: Access, act: impl Fn(&mut Self, usize)) {
        if old.is_lost() != new.is_lost() && self.draw[self.plan.strategy().redeployment] > 0.0 {
            (0..self.markets.len()).for_each(|other| act(self, other));
        } else if old.is_cut_off() != new.is_cut_off() {
            let plan = self.plan;
            plan.content_consumers[m].iter().for_each(|&watcher| act(self, watcher));
        }
    }

    // ---- reviews -----------------------------------------------------------------------------

    /// A review comes of itself.
    pub fn begin_arrived_review(&mut self, m: usize) {
        self.advance_pressure(m);
        self.markets[m].review.ticket = None;
        self.markets[m].review.threshold = self.draw_threshold(m, Purpose::ReviewArrival);
        self.begin_review(m, None);
    }

    /// A review begins, of a stated length or one drawn.
    pub fn begin_review(&mut self, m: usize, length: Option<f64>) {
        let id = MarketId(m);
        let policy = self.plan.scenario.markets[m].policy.review;
        let length =
            length.unwrap_or_else(|| self.draw_value(policy.length, Purpose::ReviewLength, StreamOwner::Market(id)));
        self.place_under_review(m, self.now + length);
        self.count_action(m, GovernmentAction::Review);
        self.excite_pressure(m, GovernmentAction::Review, 0.0);
    }

    /// Market `m` is under review until `day`.
    pub fn place_under_review(&mut self, m: usize, day: f64) {
        self.change_access(m, Access::Review);
        self.markets[m].review_ends = Some(self.agenda.schedule(day, Due::ReviewEnds(MarketId(m))));
        self.log_event(Some(m), LogEvent::ReviewBegins { until: day });
    }

    /// Probabilities of a review's outcomes: cleared, mitigated, forced sale, restriction, ban.
    ///
    /// The one that takes the rest gets what the others leave; where uncertain ones together exceed 1
    /// they are scaled down.
    pub fn review_outcomes(&self, m: usize) -> [f64; 5] {
        let written = self.plan.scenario.markets[m].policy.review.outcomes;
        let mut shares = written.map(|p: Option<Parameter>| p.map_or(0.0, |p| self.draw[p]));
        let sum: f64 = shares.iter().sum();
        if let Some(rest) = written.iter().position(Option::is_none) {
            shares[rest] = (1.0 - sum).max(0.0);
        }
        if sum > 1.0 {
            shares.iter_mut().for_each(|share| *share /= sum);
        }
        shares
    }

    /// A review ends.
    pub fn end_review(&mut self, m: usize) {
        self.markets[m].review_ends = None;
        let owner = StreamOwner::Market(MarketId(m));
        let outcomes = self.review_outcomes(m);
        let mut left = self.draw_uniform(Purpose::ReviewOutcome, owner);
        let mut outcome = outcomes.iter().position(|&share| {
            left -= share;
            left < 0.0
        });
        let accept = self.draw[self.plan.scenario.markets[m].policy.review.mitigation_accept];
        let accepted = self.draw_bernoulli(accept, Purpose::MitigationAccept, owner);
        if outcome.is_some_and(|o| o >= 2) && self.plan.strategy().offer_mitigation && accepted {
            outcome = Some(1);
        }
        match outcome {
            Some(1) => {
                self.settle(m);
                self.markets[m].mitigated = true;
                self.log_event(Some(m), LogEvent::Mitigated);
                self.change_access(m, Access::Open);
            }
            Some(2) => self.order_sale(m, None),
            Some(3) => self.impose_restriction(m),
            Some(4) => self.impose_direct_ban(m),
            _ => {
                self.log_event(Some(m), LogEvent::Cleared);
                self.change_access(m, Access::Open);
            }
        }
    }

    // ---- restrictions and bans -----------------------------------------------------------------

    /// A direct ban comes of itself.
    pub fn impose_arrived_ban(&mut self, m: usize) {
        self.advance_pressure(m);
        self.markets[m].ban.ticket = None;
        self.markets[m].ban.threshold = self.draw_threshold(m, Purpose::BanArrival);
        self.impose_direct_ban(m);
    }

    /// A ban without an order: a case of its own.
    pub fn impose_direct_ban(&mut self, m: usize) {
        self.drop_case(m);
        self.impose_ban(m);
        self.sue_if_litigating(m);
        self.reconsider_deal();
    }

    /// A restriction without an order: a case of its own.
    pub fn impose_restriction(&mut self, m: usize) {
        self.drop_case(m);
        let lift = self.draw_lift(m);
        self.begin_restriction(m, lift, f64::INFINITY);
        self.sue_if_litigating(m);
        self.reconsider_deal();
    }

    /// Out of the stores, until `lift`, or until it becomes a ban on day `ban`.
    pub fn begin_restriction(&mut self, m: usize, lift: f64, ban: f64) {
        self.impose_block(m, Access::Restricted, lift, ban);
        self.log_event(Some(m), LogEvent::Restricted);
        self.count_action(m, GovernmentAction::Restriction);
        self.excite_pressure(m, GovernmentAction::Restriction, 0.0);
    }

    /// A ban falls, by itself or as the end of an order.
    pub fn impose_ban(&mut self, m: usize) {
        self.settle(m);
        let cut_off = self.stocks_now(m).active;
        self.pay_severance(m);
        let lift = self.draw_lift(m);
        self.impose_block(m, Access::Banned, lift, f64::INFINITY);
        self.log_event(Some(m), LogEvent::Banned { users: cut_off });
        self.count_action(m, GovernmentAction::Ban);
        self.excite_pressure(m, GovernmentAction::Ban, 0.0);
    }

    /// The restriction by way of which an order is enforced becomes a ban.
    pub fn complete_enforcement(&mut self, m: usize) {
        self.impose_ban(m);
        self.reconsider_deal();
    }

    /// The day on which a block that begins now will be lifted; infinite where never.
    fn draw_lift(&mut self, m: usize) -> f64 {
        let policy = self.plan.scenario.markets[m].policy.ban;
        let owner = StreamOwner::Market(MarketId(m));
        let permanent = self.draw_bernoulli(self.draw[policy.permanent], Purpose::BanLift, owner);
        let after = self.draw_value(policy.after, Purpose::BanLift, owner);
        if permanent { f64::INFINITY } else { self.now + after }
    }

    /// Restricts or bans market `m`; a block already in force goes on as one, in its new form.
    pub fn impose_block(&mut self, m: usize, access: Access, lift: f64, ban: f64) {
        self.change_access(m, access);
        self.detach_from_baseline(m);
        self.stop_block_clocks(m);
        if access == Access::Banned {
            let kappa = self.draw[self.plan.scenario.markets[m].response.circumvention];
            self.change_stocks(m, |stocks| stocks.cut_off(kappa));
        }
        let id = MarketId(m);
        let since = self.markets[m].block.map_or(self.now, |old| old.since);
        if self.markets[m].block.is_none() {
            self.change_stocks(m, |stocks| stocks.moved = Moved::default());
        }
        let schedule = |world: &mut Self, day: f64, due: Due| day.is_finite().then(|| world.agenda.schedule(day, due));
        let lift_ticket = schedule(self, lift, Due::Lift(id));
        let ban_ticket = schedule(self, ban, Due::RestrictionBecomesBan(id));
        self.markets[m].block = Some(Block { since, lift, lift_ticket, ban, ban_ticket });
    }

    /// Stops the clocks of the block in force.
    pub fn stop_block_clocks(&mut self, m: usize) {
        if let Some(block) = &mut self.markets[m].block {
            self.agenda.cancel(block.lift_ticket.take());
            self.agenda.cancel(block.ban_ticket.take());
        }
    }

    /// Ends the block of market `m`, which goes into state `access`; users come back.
    pub fn restore_access(&mut self, m: usize, access: Access) {
        self.stop_block_clocks(m);
        self.change_access(m, access);
        let Some(block) = self.markets[m].block.take() else { return };
        let response = &self.plan.scenario.markets[m].response;
        let length = self.now - block.since;
        let forgotten = libm::exp(-length / self.draw[response.habit]);
        let least = self.draw[response.reseed] * self.draw.markets[m].ceiling;
        self.change_stocks(m, |stocks| stocks.restore(forgotten, least));
        self.compare_with_baseline(m);
    }

    /// The measure in force is lifted.
    pub fn lift_action(&mut self, m: usize) {
        let since = self.markets[m].block.map_or(self.markets[m].since, |b| b.since);
        self.log_event(Some(m), LogEvent::Lifted { after: self.now - since });
        self.reopen_market(m);
    }

    /// Ends every measure in market `m`: it is open again (a structure goes on as one), under the same
    /// pressure as before.
    pub fn reopen_market(&mut self, m: usize) {
        self.drop_case(m);
        let access = if self.markets[m].restructured { Access::Restructured } else { Access::Open };
        if self.markets[m].access.is_blocked() {
            self.restore_access(m, access);
        } else {
            self.change_access(m, access);
        }
        self.end_forced_deal();
        self.reconsider_deal();
    }

    /// Severance at a ban or an exit: a share of the market's revenue of one year; of a restructured market the owner's
    /// stake of it.
    fn pay_severance(&mut self, m: usize) {
        let scenario = self.plan.scenario;
        let owned = if self.markets[m].restructured { self.draw[scenario.structure.stake] } else { 1.0 };
        let share = self.draw[scenario.company.severance] * owned;
        if share > 0.0 {
            let earnings = self.draw.markets[m].earnings;
            let revenue = earnings.revenue(self.now) / self.discount(self.now) * self.stocks_now(m).active;
            self.pay_lump_sum(m, -share * revenue * self.earning_terms(m).revenue, BridgePart::Costs);
        }
    }

    /// The owner leaves market `m`.
    pub fn exit_market(&mut self, m: usize) {
        self.settle(m);
        self.pay_severance(m);
        self.drop_case(m);
        self.stop_block_clocks(m);
        self.change_access(m, Access::Exited);
        self.detach_from_baseline(m);
        self.markets[m].block = None;
        self.change_stocks(m, Stocks::leave);
        self.log_event(Some(m), LogEvent::Exited);
        self.end_forced_deal();
        self.reconsider_deal();
    }

    /// Drops review, order, suit and proposal of market `m`, with their clocks; a block stands.
    pub fn drop_case(&mut self, m: usize) {
        let state = &mut self.markets[m];
        self.agenda.cancel(state.review_ends.take());
        if let Some(order) = state.order.take() {
            self.agenda.cancel(order.ticket);
            self.agenda.cancel(order.revocation_ticket);
        }
        self.drop_suit(m);
        self.drop_proposal(m);
        let state = &mut self.markets[m];
        state.sued = false;
        state.suspended = None;
        state.then_started = false;
        state.selling = false;
    }

    fn sue_if_litigating(&mut self, m: usize) {
        if self.plan.strategy().on_order.contains(&Answer::Litigate) {
            self.sue(m);
        }
    }
}
