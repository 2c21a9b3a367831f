//! The course of one replication: from the start to the horizon, event by event and step by step.

use crate::model::agenda::Due;
use crate::model::error::ModelError;
use crate::model::state::World;
use crate::model::story::Happening;
use crate::scenario::MarketId;

/// Entries that the agenda of one replication may have; beyond it pressure feeds on itself.
const MOST_EVENTS: u64 = 200_000;

impl World<'_> {
    /// Runs the replication that was begun. `record` is called at each instant of the plan with its number,
    /// and last at the horizon.
    ///
    /// # Errors
    /// Where events never end or money is not a finite number.
    pub fn run(&mut self, mut record: impl FnMut(&Self, usize)) -> Result<(), ModelError> {
        self.start_pressure();
        self.take_past_events();
        for m in 0..self.markets.len() {
            self.set_pressure(m);
            self.compare_with_baseline(m);
        }
        if self.plan.scenario.company.home.is_some() {
            self.set_retaliation();
        }
        self.schedule_events();
        let plan = self.plan;
        for (step, &end) in plan.times[1..].iter().enumerate() {
            self.step = step;
            while let Some((day, due)) = self.agenda.next_by(end) {
                if plan.is_stopped() {
                    return Err(ModelError::Stopped);
                }
                self.bring(step);
                self.now = day.max(self.now);
                match due {
                    Due::Record(i) => {
                        // Recording comes last at its instant: at the end of a step everything is brought up to it.
                        if day >= end * (1.0 - 1e-12) {
                            self.bring(step + 1);
                            self.now = end;
                        }
                        record(self, i);
                    }
                    due => self.happen(due),
                }
                if self.agenda.scheduled() > MOST_EVENTS {
                    return Err(ModelError::TooManyEvents { limit: MOST_EVENTS });
                }
            }
            self.now = end;
        }
        self.bring(plan.times.len() - 1);
        self.end()?;
        record(self, plan.instants.len());
        Ok(())
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Scheduled(e) => self.scheduled_event(e),
            Due::ReviewArrives(MarketId(m)) => self.review_arrives(m),
            Due::BanArrives(MarketId(m)) => self.ban_arrives(m),
            Due::ReviewEnds(MarketId(m)) => self.end_review(m),
            Due::Deadline(MarketId(m)) => self.deadline_passes(m),
            Due::Revocation(MarketId(m)) => self.revoke(m),
            Due::RestrictionBecomesBan(MarketId(m)) => self.complete_enforcement(m),
            Due::Lift(MarketId(m)) => self.lift(m),
            Due::Filing(MarketId(m)) => self.file_suit(m),
            Due::Injunction(MarketId(m)) => self.stay(m),
            Due::Ruling(MarketId(m)) => self.rule(m, None),
            Due::StructureHost(MarketId(m)) => self.host_answers_structure(m),
            Due::StructureHome(MarketId(m)) => self.home_answers_structure(m),
            Due::TransitionEnds(MarketId(m)) => self.end_transition(m),
            Due::SeekBuyer => self.seek_buyer(),
            Due::BidArrives(b) => self.bid_arrives(b),
            Due::Signing => self.signing_is_due(),
            Due::DealHost => self.host_decides(),
            Due::DealHome => self.home_decides(),
            Due::Retaliation => self.retaliate(),
            Due::Record(_) => {}
        }
    }

    /// The horizon: terminal values, and the days of a block that still stands.
    fn end(&mut self) -> Result<(), ModelError> {
        for m in 0..self.markets.len() {
            if self.markets[m].pristine {
                self.touch(m);
            }
            self.settle(m);
            self.terminate(m);
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
            self.tell(Some(m), Happening::Ends { access, users: stocks.active + stocks.circumventing });
        }
        Ok(())
    }
}
