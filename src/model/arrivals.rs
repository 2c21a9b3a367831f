//! Pressure at work: what each measure adds where, and when the next review, ban or retaliation comes.

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::agenda::Due;
use crate::model::luck::Whose;
use crate::model::market::{Arrival, Measure};
use crate::model::pressure::{Excitation, Hazard};
use crate::model::state::World;
use crate::model::time::YEAR;
use crate::scenario::{MarketId, Parameter};

impl World<'_> {
    /// Draws the first thresholds and starts every clock of pressure.
    pub fn start_pressure(&mut self) {
        let scenario = self.plan.scenario;
        for m in 0..self.markets.len() {
            self.markets[m].excitation = Excitation::new(self.drawn[scenario.pressure.half_life]);
            if !self.plan.is_home(m) {
                self.markets[m].review.threshold = self.next_threshold(m, Purpose::ReviewArrival);
                self.markets[m].ban.threshold = self.next_threshold(m, Purpose::BanArrival);
            }
        }
        if scenario.company.home.is_some() {
            self.home.excitation = Excitation::new(self.drawn[scenario.home.retaliation_half_life]);
            self.home.retaliation.threshold = self.exponential(Purpose::RetaliationArrival, Whose::World);
        }
    }

    /// The next unit exponential of a kind of arrival in market `m`.
    pub fn next_threshold(&mut self, m: usize, purpose: Purpose) -> f64 {
        self.exponential(purpose, Whose::Market(MarketId(m)))
    }

    /// Lets the compensators of market `m` run up to now, under the conditions that held until now.
    pub fn run_pressure(&mut self, m: usize) {
        let days = self.now - self.markets[m].pressed;
        if days <= 0.0 {
            return;
        }
        let state = &mut self.markets[m];
        for arrival in [&mut state.review, &mut state.ban] {
            arrival.threshold -= arrival.hazard.compensator(&state.excitation, days);
        }
        state.excitation.fade(days);
        state.pressed = self.now;
    }

    /// Sets the hazards of market `m` to its conditions now and enters its next arrivals.
    pub fn set_pressure(&mut self, m: usize) {
        if self.plan.is_home(m) {
            return;
        }
        let market = &self.plan.scenario.markets[m];
        let (review, ban) = (market.policy.review, market.policy.ban);
        let [at_review, at_ban] = self.at_risk(m);
        let common = self.drawn[self.plan.strategy().visibility] * self.markets[m].regime.rates;
        let hazard = |world: &Self, base: Parameter, jump: Parameter, risk: f64| Hazard {
            base: world.drawn[base],
            jump: world.drawn[jump],
            scale: common * risk,
        };
        self.markets[m].review.hazard = hazard(self, review.rate, review.jump, at_review);
        self.markets[m].ban.hazard = hazard(self, ban.rate, ban.jump, at_ban);
        let id = MarketId(m);
        let mut arrival = self.markets[m].review;
        self.enter(&mut arrival, &self.markets[m].excitation.clone(), Due::ReviewArrives(id));
        self.markets[m].review = arrival;
        let mut arrival = self.markets[m].ban;
        self.enter(&mut arrival, &self.markets[m].excitation.clone(), Due::BanArrives(id));
        self.markets[m].ban = arrival;
    }

    fn enter(&mut self, arrival: &mut Arrival, excitation: &Excitation, due: Due) {
        self.agenda.cancel(arrival.ticket.take());
        let left = self.plan.scenario.horizon - self.now;
        arrival.ticket = arrival
            .hazard
            .arrival(excitation, arrival.threshold, left)
            .map(|days| self.agenda.schedule(self.now + days, due));
    }

    /// Whether market `m` is at risk of a review and of a direct ban: 0, 1, or a share where it is run by
    /// a structure.
    fn at_risk(&self, m: usize) -> [f64; 2] {
        let state = &self.markets[m];
        let policy = &self.plan.scenario.markets[m].policy.ban;
        let ban = if state.restructured { self.drawn[policy.restructured_pressure] } else { 1.0 };
        match state.access {
            Access::Open => [1.0, ban],
            Access::Review | Access::Ordered | Access::Stayed | Access::Restricted | Access::Restructured => [0.0, ban],
            Access::Banned | Access::Divested | Access::Exited => [0.0, 0.0],
        }
    }

    /// A host measure in market `from` excites pressure elsewhere, and retaliation at home.
    pub fn excite(&mut self, from: usize, measure: Measure, age: f64) {
        let weights = &self.plan.scenario.pressure;
        let weight = self.drawn[match measure {
            Measure::Review => weights.review_weight,
            Measure::Order => weights.order_weight,
            Measure::Restriction => weights.restriction_weight,
            Measure::Ban => weights.ban_weight,
        }];
        self.spread(from, weight, age);
        if let Some(home) = self.plan.scenario.company.home
            && home.0 != from
        {
            let leverage = self.drawn[self.plan.scenario.markets[from].leverage];
            let weight = weight * self.drawn.weight(MarketId(from), home) * leverage;
            self.run_retaliation();
            self.home.excitation.add(weight, age);
            self.set_retaliation();
        }
    }

    /// Adds pressure from market `from` wherever it is linked to.
    fn spread(&mut self, from: usize, weight: f64, age: f64) {
        for to in 0..self.markets.len() {
            let weight = weight * self.drawn.weight(MarketId(from), MarketId(to));
            if weight > 0.0 && !self.plan.is_home(to) {
                self.run_pressure(to);
                self.markets[to].excitation.add(weight, age);
                self.set_pressure(to);
            }
        }
    }

    /// Lets the compensator of retaliation run up to now.
    pub fn run_retaliation(&mut self) {
        let days = self.now - self.home.pressed;
        if days > 0.0 {
            let home = &mut self.home;
            home.retaliation.threshold -= home.retaliation.hazard.compensator(&home.excitation, days);
            home.excitation.fade(days);
            home.pressed = self.now;
        }
    }

    /// Enters the next retaliation.
    pub fn set_retaliation(&mut self) {
        let home = &self.plan.scenario.home;
        let (base, jump) = (self.drawn[home.retaliation_rate], self.drawn[home.retaliation_jump]);
        let mut arrival = self.home.retaliation;
        arrival.hazard = Hazard { base, jump, scale: 1.0 };
        self.enter(&mut arrival, &self.home.excitation.clone(), Due::Retaliation);
        self.home.retaliation = arrival;
    }

    /// The home country retaliates: tit for tat excites the hosts, and technology comes under control.
    pub fn retaliate(&mut self) {
        self.run_retaliation();
        self.home.retaliation.ticket = None;
        self.home.retaliation.threshold = self.exponential(Purpose::RetaliationArrival, Whose::World);
        self.home.retaliations += 1;
        self.set_retaliation();
        self.control_export(None, true);
        if let Some(MarketId(home)) = self.plan.scenario.company.home {
            let weight = self.drawn[self.plan.scenario.pressure.retaliation_weight];
            self.spread(home, weight, 0.0);
        }
    }

    /// q: the base-rate hazard, per year, of losing an accessible market for good (model, section 9).
    pub fn hazard_for_good(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        if self.plan.is_home(m) || state.access == Access::Divested {
            return 0.0;
        }
        let policy = &self.plan.scenario.markets[m].policy;
        let common = self.drawn[self.plan.strategy().visibility] * state.regime.rates;
        let bans = common * self.drawn[policy.ban.rate];
        let permanent = self.drawn[policy.ban.permanent];
        if state.restructured {
            return bans * self.drawn[policy.ban.restructured_pressure] * permanent;
        }
        let reviews = common * self.drawn[policy.review.rate];
        let [_, _, sale, _, ban] = self.review_outcomes(m);
        let enforced = self.enforcement(m);
        let offered = self.plan.strategy().offer_mitigation;
        let mitigated = if offered { self.drawn[policy.review.mitigation_accept] } else { 0.0 };
        (bans + reviews * (ban + sale * enforced) * (1.0 - mitigated)) * permanent
    }

    /// Rate of reviews and of direct bans in market `m` now, per year.
    pub fn rates_now(&self, m: usize) -> [f64; 2] {
        let state = &self.markets[m];
        let mut excitation = state.excitation;
        excitation.fade(self.now - state.pressed);
        [state.review.hazard.rate(&excitation), state.ban.hazard.rate(&excitation)]
    }

    /// The decay of anger at home, per year.
    pub fn anger_decay(&self) -> f64 {
        std::f64::consts::LN_2 * YEAR / self.drawn[self.plan.scenario.home.half_life]
    }
}
