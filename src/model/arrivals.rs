//! Pressure at work: what each action of a government adds where, and when the next review, ban or retaliation comes.

use crate::draws::Purpose;
use crate::model::{ArrivalKind, Cause, Due, Excitation, GovernmentAction, Hazard, StreamOwner, World};

impl World<'_> {
    /// Draws the first thresholds and starts every clock of pressure.
    pub fn start_pressure(&mut self) {
        let scenario = self.plan.scenario;
        for m in 0..self.markets.len() {
            self.markets[m].pressure.excitation = Excitation::new(self.draw[scenario.pressure.half_life]);
            if !self.plan.is_home(m) {
                ArrivalKind::ALL.into_iter().for_each(|kind| self.draw_threshold(m, kind));
            }
        }
        if self.plan.home.is_some() {
            self.home.pressure.excitation = Excitation::new(self.draw[scenario.home.retaliation_half_life]);
            self.home.pressure.arrivals[0].threshold =
                self.draw_exponential(Purpose::RetaliationArrival, StreamOwner::World);
        }
    }

    fn draw_threshold(&mut self, m: usize, kind: ArrivalKind) {
        let threshold = self.draw_exponential(kind.purpose(), StreamOwner::Market(m));
        self.markets[m].pressure.arrivals[kind as usize].threshold = threshold;
    }

    /// An arrival has come in market `m`: the next of its kind waits for another threshold.
    pub fn restart_arrival(&mut self, m: usize, kind: ArrivalKind) {
        self.advance_pressure(m);
        self.markets[m].pressure.arrivals[kind as usize].ticket = None;
        self.draw_threshold(m, kind);
    }

    /// Lets the compensators of market `m` run up to now, under the conditions that held until now.
    pub fn advance_pressure(&mut self, m: usize) {
        self.markets[m].pressure.advance_to(self.now);
    }

    /// Sets the hazards of market `m` to its conditions now and enters its next arrivals.
    pub fn reschedule_arrivals(&mut self, m: usize) {
        if self.plan.is_home(m) {
            return;
        }
        let policy = self.plan.policy(m);
        let common = self.strategy_number(|strategy| strategy.visibility) * self.markets[m].regime.rates;
        let hazard = |base, jump, cause| Hazard {
            base: self.draw[base],
            jump: self.draw[jump],
            scale: common * self.find_risk(m, cause),
        };
        let kinds = [
            (hazard(policy.review.rate, policy.review.jump, Cause::ReviewBegins), Due::ReviewArrives(m)),
            (hazard(policy.ban.rate, policy.ban.jump, Cause::Ban), Due::BanArrives(m)),
        ];
        self.markets[m].pressure.reschedule(&mut self.agenda, self.now, self.plan.scenario.horizon, kinds);
    }

    /// A host's action in market `from`, `age` days ago, excites pressure elsewhere, and retaliation at home.
    pub fn excite_pressure(&mut self, from: usize, action: GovernmentAction, age: f64) {
        let weights = &self.plan.scenario.pressure;
        let weight = self.draw[match action {
            GovernmentAction::Review => weights.review_weight,
            GovernmentAction::Order => weights.order_weight,
            GovernmentAction::Restriction => weights.restriction_weight,
            GovernmentAction::Ban => weights.ban_weight,
        }];
        self.spread_excitation(from, weight, age);
        if let Some(home) = self.plan.home.filter(|home| *home != from) {
            let leverage = self.draw[self.plan.scenario.markets[from].leverage];
            let weight = weight * self.draw.weight(from, home) * leverage;
            self.home.pressure.advance_to(self.now);
            self.home.pressure.excitation.add(weight, age);
            self.reschedule_retaliation();
        }
    }

    /// Adds pressure from market `from` wherever it is linked to.
    fn spread_excitation(&mut self, from: usize, weight: f64, age: f64) {
        for to in 0..self.markets.len() {
            let weight = weight * self.draw.weight(from, to);
            if weight > 0.0 && !self.plan.is_home(to) {
                self.advance_pressure(to);
                self.markets[to].pressure.excitation.add(weight, age);
                self.reschedule_arrivals(to);
            }
        }
    }

    /// Enters the next retaliation.
    pub fn reschedule_retaliation(&mut self) {
        let home = &self.plan.scenario.home;
        let hazard =
            Hazard { base: self.draw[home.retaliation_rate], jump: self.draw[home.retaliation_jump], scale: 1.0 };
        let kinds = [(hazard, Due::Retaliation)];
        self.home.pressure.reschedule(&mut self.agenda, self.now, self.plan.scenario.horizon, kinds);
    }

    /// The home country retaliates: tit for tat excites the hosts, and technology comes under control.
    pub fn retaliate(&mut self) {
        self.home.pressure.advance_to(self.now);
        let threshold = self.draw_exponential(Purpose::RetaliationArrival, StreamOwner::World);
        let [arrival] = &mut self.home.pressure.arrivals;
        (arrival.ticket, arrival.threshold) = (None, threshold);
        self.home.retaliations += 1;
        self.reschedule_retaliation();
        self.impose_export_control(self.now, None, true);
        if let Some(home) = self.plan.home {
            let weight = self.draw[self.plan.scenario.pressure.retaliation_weight];
            self.spread_excitation(home, weight, 0.0);
        }
    }

    /// Rates of reviews and of direct bans in market `m` now, per year.
    pub fn pressure_rates(&self, m: usize) -> [f64; 2] {
        self.markets[m].pressure.rates(self.now)
    }
}
