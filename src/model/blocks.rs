//! Restrictions and bans, how they and other actions end, and the owner's exit (model, sections 3 and 5).

use crate::draws::Purpose;
use crate::model::{
    Access, Action, ArrivalKind, Block, BridgePart, Cause, Due, GovernmentAction, LogEvent, Moved, NewCase, OrderKind,
    Stocks, StreamOwner, World,
};
use crate::quantity::YEAR;
use crate::scenario::Answer;

impl World<'_> {
    /// A direct ban comes of itself.
    pub fn impose_arrived_ban(&mut self, m: usize) {
        self.advance_pressure(m);
        let by_actions = self.markets[m].pressure.share_from_actions(ArrivalKind::Ban);
        self.log_event(Some(m), LogEvent::BanArrived { by_actions });
        self.restart_arrival(m, ArrivalKind::Ban);
        let notice = self.draw_notice(m);
        self.ban_after_notice(&[NewCase::alone(m)], notice);
    }

    /// The notice that the policy gives of a ban or restriction, in days; none where it gives none.
    pub fn draw_notice(&mut self, m: usize) -> Option<f64> {
        let policy = self.plan.policy(m).ban;
        let notice = self.draw_value(policy.notice, Purpose::BlockNotice, StreamOwner::Market(m));
        (notice > 0.0).then_some(notice)
    }

    /// A ban without an order: announced, where there is notice of so many days, else in force at once.
    pub fn ban_after_notice(&mut self, cases: &[NewCase], notice: Option<f64>) {
        // What is announced already is not announced again, and keeps its day.
        let is_known = |world: &Self, m: usize| world.find_action(m) == Action::AnnouncedBan;
        let at_once = self.announce_blocks(cases, OrderKind::Ban, notice, is_known);
        at_once.into_iter().for_each(|case| self.impose_direct_ban(case));
    }

    /// A restriction without an order, likewise.
    pub fn restrict_after_notice(&mut self, cases: &[NewCase], notice: Option<f64>) {
        let at_once = self.announce_blocks(cases, OrderKind::Restriction, notice, |_, _| false);
        at_once.into_iter().for_each(|case| self.impose_restriction(case));
    }

    /// A ban or restriction is announced and takes force in so many days, unless something ends it. It weighs like an order, and the owner answers it
    /// as one. Gives back the cases in which it falls at once: without notice, and where nothing can be announced any more.
    fn announce_blocks(
        &mut self,
        cases: &[NewCase],
        kind: OrderKind,
        notice: Option<f64>,
        is_known: impl Fn(&Self, usize) -> bool,
    ) -> Vec<NewCase> {
        let Some(notice) = notice else { return cases.to_vec() };
        let fits = |case: &&NewCase| Cause::Announcement.fits(self.markets[case.market].access);
        let (announced, at_once): (Vec<&NewCase>, Vec<&NewCase>) = cases.iter().partition(fits);
        let announced: Vec<NewCase> =
            announced.into_iter().copied().filter(|case| !is_known(self, case.market)).collect();
        let at_once = at_once.into_iter().copied().collect();
        let deadline = self.now + notice;
        for &case in &announced {
            let m = case.market;
            self.place_under_order(case, Cause::Announcement, kind, deadline);
            self.log_event(Some(m), LogEvent::Announced { action: self.find_action(m), day: deadline });
        }
        self.meet_order(&announced);
        at_once
    }

    /// The announced ban or restriction takes force.
    pub fn bring_block_into_force(&mut self, m: usize, kind: OrderKind) {
        let had_proposal = self.markets[m].proposal.is_some();
        if kind == OrderKind::Restriction {
            let lift = self.draw_lift(m);
            self.begin_restriction(m, Cause::EnforcementByRestriction, lift, f64::INFINITY);
        } else {
            self.impose_ban(m, Cause::EnforcementByBan);
        }
        self.end_answers_to_order(m, had_proposal);
    }

    /// A ban without an order: a new case.
    pub fn impose_direct_ban(&mut self, case: NewCase) {
        let m = case.market;
        self.markets[m].joint = case.joint;
        self.impose_ban(m, Cause::Ban);
        self.sue_if_litigating(m);
        self.reconsider_deal();
    }

    /// A restriction without an order: a new case.
    pub fn impose_restriction(&mut self, case: NewCase) {
        let m = case.market;
        self.markets[m].joint = case.joint;
        let lift = self.draw_lift(m);
        self.begin_restriction(m, Cause::Restriction, lift, f64::INFINITY);
        self.sue_if_litigating(m);
        self.reconsider_deal();
    }

    fn sue_if_litigating(&mut self, m: usize) {
        if self.strategy_choice(|strategy| &strategy.on_order).contains(&Answer::Litigate) {
            self.sue(m);
        }
    }

    /// Out of the stores, until day `lift`, or until it becomes a ban on day `ban`.
    pub fn begin_restriction(&mut self, m: usize, cause: Cause, lift: f64, ban: f64) {
        self.impose_block(m, cause, lift, ban);
        self.log_event(Some(m), LogEvent::Restricted { is_new: cause == Cause::Restriction });
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
        self.log_event(Some(m), LogEvent::Banned { users: cut_off, is_new: cause == Cause::Ban });
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
        let (law, owner) = self.find_law(m);
        let policy = self.plan.policy(law).ban;
        let permanent = self.draw_event(policy.permanent, Purpose::BanLift, owner);
        let after = self.draw_value(policy.after, Purpose::BanLift, owner);
        if permanent { f64::INFINITY } else { self.now + after }
    }

    /// Restricts or bans market `m`; a block already in force goes on as one, in its new form.
    pub fn impose_block(&mut self, m: usize, cause: Cause, lift: f64, ban: f64) {
        self.change_state(m, cause);
        self.detach_from_baseline(m);
        let response = &self.plan.scenario.markets[m].response;
        if self.markets[m].access == Access::Banned {
            let kappa = self.draw[response.circumvention];
            self.change_stocks(m, |stocks| stocks.cut_off(kappa));
        } else {
            self.pause_users(m, response.removal_pause);
        }
        if self.markets[m].block.is_none() {
            self.change_stocks(m, |stocks| stocks.moved = Moved::default());
        }
        let since = self.markets[m].block.map_or(self.now, |old| old.since);
        let mut schedule = |day: f64, due: Due| day.is_finite().then(|| self.agenda.schedule(day, due));
        let lift_ticket = schedule(lift, Due::Lift(m));
        let ban_ticket = schedule(ban, Due::RestrictionBecomesBan(m));
        self.start_settlement(m);
        self.markets[m].block = Some(Block { since, in_this_form_since: self.now, lift, lift_ticket, ban, ban_ticket });
    }

    /// The order or block in force is lifted.
    pub fn lift_action(&mut self, m: usize) {
        let since = self.markets[m].block.map_or(self.markets[m].since, |block| block.in_this_form_since);
        let action = self.find_action(m);
        self.log_event(Some(m), LogEvent::Lifted { action, after: self.now - since });
        self.reopen_market(m);
    }

    /// Enters the settlement that ends the case in hand, at its rate, unless it stands in the agenda already.
    pub fn start_settlement(&mut self, m: usize) {
        let (law, owner) = self.find_law(m);
        let rate = self.draw[self.plan.policy(law).order.settlement];
        if rate > 0.0 && self.markets[m].settlement.is_none() {
            let day = self.now + self.draw_exponential(Purpose::Settlement, owner) / rate * YEAR;
            self.markets[m].settlement = Some(self.agenda.schedule(day, Due::Settlement(m)));
        }
    }

    /// What stands against market `m` ends in a settlement or a licence: it is open, at the running cost of mitigation.
    pub fn reach_settlement(&mut self, m: usize) {
        self.log_event(Some(m), LogEvent::Settled { action: self.find_action(m) });
        self.settle(m);
        self.markets[m].mitigated = true;
        self.change_state(m, Cause::Settlement);
        self.end_forced_deal();
        self.reconsider_deal();
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
