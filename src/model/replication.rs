//! The course of one replication: from the start to the horizon, event by event and step by step.

use crate::model::{Beginning, Due, LogEvent, ModelError, World};

/// Entries that the agenda of one replication may have besides daily looks; beyond it pressure feeds on itself.
const MOST_EVENTS: u64 = 200_000;

impl World<'_> {
    /// Runs the replication that was begun. `record` is called at each instant of the plan with its number,
    /// and last at the horizon.
    ///
    /// # Errors
    /// Where events never end or money is not a finite number.
    pub fn run(&mut self, mut record: impl FnMut(&Self, usize)) -> Result<(), ModelError> {
        while self.run_next(&mut record)? {}
        Ok(())
    }

    /// Runs what comes next: what stands at the start, then event by event, and last the way to the horizon. Whether there is more.
    ///
    /// # Errors
    /// As [`World::run`].
    pub fn run_next(&mut self, record: &mut impl FnMut(&Self, usize)) -> Result<bool, ModelError> {
        match self.beginning {
            Beginning::Ahead => {
                self.apply_start();
                return Ok(true);
            }
            Beginning::Applied => {
                self.beginning = Beginning::Done;
                self.schedule_events();
                self.run_rules();
                return Ok(true);
            }
            Beginning::Done => {}
        }
        let plan = self.plan;
        let last = plan.times.len() - 2;
        while self.step <= last {
            let end = plan.times[self.step + 1];
            if let Some((day, due)) = self.agenda.pop_due(end) {
                self.run_event(day, due, record)?;
                return Ok(true);
            }
            self.now = end;
            if self.step == last {
                break;
            }
            self.step += 1;
        }
        self.advance_to(plan.times.len() - 1);
        self.conclude()?;
        record(self, plan.recorded_days.len());
        Ok(false)
    }

    /// Applies what stands at the start.
    fn apply_start(&mut self) {
        self.beginning = Beginning::Applied;
        self.start_pressure();
        self.apply_past_events();
        for m in 0..self.markets.len() {
            self.reschedule_arrivals(m);
            self.compare_with_baseline(m);
        }
        if self.plan.home.is_some() {
            self.reschedule_retaliation();
        }
    }

    /// Runs an event that is due on `day` of the present step.
    fn run_event(&mut self, day: f64, due: Due, record: &mut impl FnMut(&Self, usize)) -> Result<(), ModelError> {
        if self.plan.is_stopped() {
            return Err(ModelError::Stopped);
        }
        let (step, end) = (self.step, self.plan.times[self.step + 1]);
        self.advance_to(step);
        self.now = day.max(self.now);
        if let Due::Record(i) = due {
            // Recording comes last at its instant: at the end of a step everything is advanced to it.
            if day >= end * (1.0 - 1e-12) {
                self.advance_to(step + 1);
                self.now = end;
            }
            record(self, i);
        } else {
            self.run_due(due);
            self.run_rules();
        }
        if self.agenda.scheduled() > MOST_EVENTS + self.rules.looks {
            return Err(ModelError::TooManyEvents { limit: MOST_EVENTS });
        }
        Ok(())
    }

    fn run_due(&mut self, due: Due) {
        match due {
            Due::Scheduled(e) => self.run_scheduled_event(e),
            Due::ReviewArrives(m) => self.begin_arrived_review(m),
            Due::BanArrives(m) => self.impose_arrived_ban(m),
            Due::ReviewEnds(m) => self.end_review(m),
            Due::Deadline(m) => self.pass_deadline(m),
            Due::Revocation(m) => self.revoke_order(m),
            Due::RestrictionBecomesBan(m) => self.complete_enforcement(m),
            Due::Lift(m) => self.lift_action(m),
            Due::Filing(m) => self.file_suit(m),
            Due::Injunction(m) => self.grant_stay(m, self.now),
            Due::Ruling(m) => self.decide_suit(m, None),
            Due::StructureHost(m) => self.decide_host_acceptance(m),
            Due::StructureHome(m) => self.decide_structure_approval(m),
            Due::TransitionEnds(m) => self.end_transition(m),
            Due::Settlement(m) => self.reach_settlement(m),
            Due::SeekBuyer => self.seek_buyer(),
            Due::SellAgain => self.sell_again(),
            Due::BidArrives(b) => self.receive_bid(b),
            Due::Signing => self.end_bidding(),
            Due::DealHost => self.decide_host_approval(),
            Due::DealHome => self.decide_home_approval(),
            Due::Retaliation => self.retaliate(),
            Due::OwnerLooks => self.look_at_rules(),
            Due::Record(_) => {}
        }
    }

    /// The horizon: terminal values, and the days of a block that still stands.
    fn conclude(&mut self) -> Result<(), ModelError> {
        for m in 0..self.markets.len() {
            if self.markets[m].follows_baseline {
                self.detach_from_baseline(m);
            }
            self.settle(m);
            self.pay_daily_fines(m);
            self.add_terminal_value(m);
            let state = &mut self.markets[m];
            if state.access.is_cut_off() {
                state.days_without_access += self.now - state.since;
                state.since = self.now;
            }
            if !state.cash.owner.is_finite() || !state.cash.baseline.is_finite() {
                return Err(ModelError::NotFinite { market: self.plan.scenario.markets[m].key.clone() });
            }
            let stocks = self.stocks_now(m);
            let access = self.markets[m].access;
            self.log_event(Some(m), LogEvent::Ends { access, users: stocks.active + stocks.circumventing });
        }
        Ok(())
    }
}
