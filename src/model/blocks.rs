//! Restrictions and bans, how they and other actions end, and the owner's exit (model, sections 3 and 5).

use crate::draws::Purpose;
use crate::model::{
    Access, ArrivalKind, Block, BridgePart, Cause, Due, GovernmentAction, LogEvent, Moved, Stocks, StreamOwner, World,
};
use crate::scenario::Answer;

impl World<'_> {
    /// A direct ban comes of itself.
    pub fn impose_arrived_ban(&mut self, m: usize) {
        self.restart_arrival(m, ArrivalKind::Ban);
        self.impose_direct_ban(m);
    }

    /// A ban without an order: a case of its own.
    pub fn impose_direct_ban(&mut self, m: usize) {
        self.impose_ban(m, Cause::Ban);
        self.sue_if_litigating(m);
        self.reconsider_deal();
    }

    /// A restriction without an order: a case of its own.
    pub fn impose_restriction(&mut self, m: usize) {
        let lift = self.draw_lift(m);
        self.begin_restriction(m, Cause::Restriction, lift, f64::INFINITY);
        self.sue_if_litigating(m);
        self.reconsider_deal();
    }

    fn sue_if_litigating(&mut self, m: usize) {
        if self.plan.strategy().on_order.contains(&Answer::Litigate) {
            self.sue(m);
        }
    }

    /// Out of the stores, until day `lift`, or until it becomes a ban on day `ban`.
    pub fn begin_restriction(&mut self, m: usize, cause: Cause, lift: f64, ban: f64) {
        self.impose_block(m, cause, lift, ban);
        self.log_event(Some(m), LogEvent::Restricted);
        self.count_action(m, GovernmentAction::Restriction);
        self.excite_pressure(m, GovernmentAction::Restriction, 0.0);
    }

    /// A ban falls, by itself or as the end of an order.
    pub fn impose_ban(&mut self, m: usize, cause: Cause) {
        self.settle(m);
        let cut_off = self.stocks_now(m).active;
        self.pay_severance(m);
        let lift = self.draw_lift(m);
        self.impose_block(m, cause, lift, f64::INFINITY);
        self.log_event(Some(m), LogEvent::Banned { users: cut_off });
        self.count_action(m, GovernmentAction::Ban);
        self.excite_pressure(m, GovernmentAction::Ban, 0.0);
    }

    /// The restriction by way of which an order is enforced becomes a ban.
    pub fn complete_enforcement(&mut self, m: usize) {
        self.impose_ban(m, Cause::RestrictionBecomesBan);
        self.reconsider_deal();
    }

    /// The day on which a block that begins now will be lifted; infinite where never.
    fn draw_lift(&mut self, m: usize) -> f64 {
        let policy = self.plan.policy(m).ban;
        let owner = StreamOwner::Market(m);
        let permanent = self.draw_bernoulli(self.draw[policy.permanent], Purpose::BanLift, owner);
        let after = self.draw_value(policy.after, Purpose::BanLift, owner);
        if permanent { f64::INFINITY } else { self.now + after }
    }

    /// Restricts or bans market `m`; a block already in force goes on as one, in its new form.
    pub fn impose_block(&mut self, m: usize, cause: Cause, lift: f64, ban: f64) {
        self.change_state(m, cause);
        self.detach_from_baseline(m);
        if self.markets[m].access == Access::Banned {
            let kappa = self.draw[self.plan.scenario.markets[m].response.circumvention];
            self.change_stocks(m, |stocks| stocks.cut_off(kappa));
        }
        if self.markets[m].block.is_none() {
            self.change_stocks(m, |stocks| stocks.moved = Moved::default());
        }
        let since = self.markets[m].block.map_or(self.now, |old| old.since);
        let mut schedule = |day: f64, due: Due| day.is_finite().then(|| self.agenda.schedule(day, due));
        let lift_ticket = schedule(lift, Due::Lift(m));
        let ban_ticket = schedule(ban, Due::RestrictionBecomesBan(m));
        self.markets[m].block = Some(Block { since, in_this_form_since: self.now, lift, lift_ticket, ban, ban_ticket });
    }

    /// The order or block in force is lifted.
    pub fn lift_action(&mut self, m: usize) {
        let since = self.markets[m].block.map_or(self.markets[m].since, |block| block.in_this_form_since);
        let action = self.find_action(m);
        self.log_event(Some(m), LogEvent::Lifted { action, after: self.now - since });
        self.reopen_market(m);
    }

    /// Ends every action against market `m`: it is open again (a structure goes on as one), under the same
    /// pressure as before.
    pub fn reopen_market(&mut self, m: usize) {
        self.change_state(m, Cause::ActionEnds);
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
        self.change_state(m, Cause::OwnerLeaves);
        self.detach_from_baseline(m);
        self.change_stocks(m, Stocks::leave);
        self.log_event(Some(m), LogEvent::Exited);
        self.end_forced_deal();
        self.reconsider_deal();
    }
}
