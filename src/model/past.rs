//! What happened before the start sets the state that the simulation begins in (model, section 3).
//!
//! The clocks of governments (review, deadline, lift) run from their true dates, drawn given that they
//! had not run out by the start. What the owner does in answer begins at the start.

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::luck::Whose;
use crate::model::state::{Measure, World};
use crate::model::time::YEAR;
use crate::model::users::{Moved, Stocks};
use crate::scenario::{Chance, EventKind, MarketId};

/// How a market stood after the events so far.
#[derive(Debug, Clone, Copy)]
struct Standing {
    access: Access,
    since: f64,
    event: usize,
}

impl World<'_> {
    /// Applies the events before the start.
    pub fn take_past_events(&mut self) {
        let plan = self.plan;
        let past = plan.scenario.events.iter().take_while(|event| event.day < 0.0).count();
        if past == 0 {
            return;
        }
        let mut talks = None;
        for (e, event) in plan.scenario.events[..past].iter().enumerate() {
            let MarketId(m) = event.market;
            if let Some(measure) = measure_of(&event.kind) {
                self.excite(m, measure, -event.day);
            }
            match &event.kind {
                EventKind::ExportControl { length } => {
                    let length = length.map(|p| self.drawn[p]);
                    self.control_export_since(event.day, length, false);
                }
                EventKind::Regime { .. } => self.change_regime(m, &event.kind),
                EventKind::AcquisitionTalks { perimeter } => talks = Some((e, perimeter)),
                _ => {}
            }
        }
        for m in 0..self.markets.len() {
            if let Some(standing) = self.standing(m, past) {
                self.stand(m, standing);
            }
        }
        if let Some((e, perimeter)) = talks {
            self.open_talks(perimeter, plan.scenario.events[e].day);
        }
    }

    /// How market `m` stood at the start, by its last event that changed its state.
    fn standing(&self, m: usize, past: usize) -> Option<Standing> {
        let events = self.plan.scenario.events[..past].iter().enumerate();
        let mut standing = None;
        for (event, scheduled) in events.filter(|(_, event)| event.market == MarketId(m)) {
            let access = match scheduled.kind {
                EventKind::Review { .. } => Access::Review,
                EventKind::ForcedSale { .. } => Access::Ordered,
                EventKind::Restriction => Access::Restricted,
                EventKind::Ban => Access::Banned,
                EventKind::Exit => Access::Exited,
                EventKind::Lift => {
                    standing = None;
                    continue;
                }
                _ => continue,
            };
            standing = Some(Standing { access, since: scheduled.day, event });
        }
        standing
    }

    fn stand(&mut self, m: usize, standing: Standing) {
        let elapsed = -standing.since;
        let policy = self.plan.scenario.markets[m].policy;
        let stated = match &self.plan.scenario.events[standing.event].kind {
            EventKind::Review { length: stated } | EventKind::ForcedSale { deadline: stated } => {
                stated.map(|p| self.drawn[p])
            }
            _ => None,
        };
        match standing.access {
            Access::Review => {
                let length =
                    stated.unwrap_or_else(|| self.outlasting(policy.review.length, Purpose::ReviewLength, m, elapsed));
                self.await_review(m, (standing.since + length).max(0.0));
            }
            Access::Ordered => {
                let length = stated
                    .unwrap_or_else(|| self.outlasting(policy.order.deadline, Purpose::OrderDeadline, m, elapsed));
                self.stand_ordered(m, (standing.since + length).max(0.0));
                self.answer(m, &self.plan.strategy().on_order);
            }
            _ => self.stand_blocked(m, standing),
        }
    }

    /// Restricted, banned or left: stocks are aged to the start.
    fn stand_blocked(&mut self, m: usize, standing: Standing) {
        let elapsed = -standing.since;
        let users = self.drawn.markets[m].users;
        let lift = self.draw_past_lift(m, standing.since);
        self.markets[m].lost_before_start = true;
        if standing.access == Access::Exited {
            self.change_access(m, Access::Exited);
            self.touch(m);
            self.markets[m].stocks = Stocks::all_active(users);
            self.markets[m].stocks.leave();
        } else {
            self.block(m, standing.access, lift, f64::INFINITY);
        }
        let flow = self.flow(m, 0.0);
        let moved = self.markets[m].stocks.flow(&flow, elapsed / YEAR, 1.0);
        if let Some(block) = &mut self.markets[m].block {
            block.since = standing.since;
            block.moved = Moved { users: block.moved.users + moved.users, cohort: block.moved.cohort + moved.cohort };
        }
        self.sunk += self.baseline_to_come(m) * (1.0 - self.markets[m].stocks.active / users);
    }

    /// The day of the lift of a block that began on day `since` and still stood at the start: permanent with
    /// probability π / (π + (1 − π) S(elapsed)).
    fn draw_past_lift(&mut self, m: usize, since: f64) -> f64 {
        let policy = self.plan.scenario.markets[m].policy.ban;
        let permanent = self.drawn[policy.permanent];
        let still = (1.0 - permanent) * self.plan.scenario.survival(policy.after, -since);
        let probability = if permanent + still > 0.0 { permanent / (permanent + still) } else { 1.0 };
        let for_good = self.happens(probability, Purpose::BanLift, Whose::Market(MarketId(m)));
        let after = self.outlasting(policy.after, Purpose::BanLift, m, -since);
        if for_good { f64::INFINITY } else { (since + after).max(0.0) }
    }

    /// A duration drawn given that it exceeds `elapsed` days.
    fn outlasting(&mut self, chance: Chance, purpose: Purpose, m: usize, elapsed: f64) -> f64 {
        let uniform = self.uniform(purpose, Whose::Market(MarketId(m)));
        self.plan.scenario.value_above(chance.0, uniform, elapsed)
    }
}

fn measure_of(kind: &EventKind) -> Option<Measure> {
    match kind {
        EventKind::Review { .. } => Some(Measure::Review),
        EventKind::ForcedSale { .. } => Some(Measure::Order),
        EventKind::Restriction => Some(Measure::Restriction),
        EventKind::Ban => Some(Measure::Ban),
        _ => None,
    }
}
