//! Pressure at work: what each measure adds where, and when the next review, ban or retaliation comes.

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::agenda::Due;
use crate::model::market::{Arrival, GovernmentAction};
use crate::model::pressure::{Excitation, Hazard};
use crate::model::random_streams::StreamOwner;
use crate::model::state::World;
use crate::quantity::YEAR;
use crate::scenario::{MarketId, Parameter};

impl World<'_> {
    /// Draws the first thresholds and starts every clock of pressure.
    pub fn start_pressure(&mut self) {
        let scenario = self.plan.scenario;
        for m in 0..self.markets.len() {
            self.markets[m].excitation = Excitation::new(self.draw[scenario.pressure.half_life]);
            if !self.plan.is_home(m) {
                self.markets[m].review.threshold = self.draw_threshold(m, Purpose::ReviewArrival);
                self.markets[m].ban.threshold = self.draw_threshold(m, Purpose::BanArrival);
            }
        }
        if scenario.company.home.is_some() {
            self.home.excitation = Excitation::new(self.draw[scenario.home.retaliation_half_life]);
            self.home.retaliation.threshold = self.draw_exponential(Purpose::RetaliationArrival, StreamOwner::World);
        }
    }

    /// The next unit exponential of a kind of arrival in market `m`.
    pub fn draw_threshold(&mut self, m: usize, purpose: Purpose) -> f64 {
        self.draw_exponential(purpose, StreamOwner::Market(MarketId(m)))
    }

    /// Lets the compensators of market `m` run up to now, under the conditions that held until now.
    pub fn advance_pressure(&mut self, m: usize) {
        let days = self.now - self.markets[m].pressure_day;
        if days <= 0.0 {
            return;
        }
        let state = &mut self.markets[m];
        for arrival in [&mut state.review, &mut state.ban] {
            arrival.threshold -= arrival.hazard.compensator(&state.excitation, days);
        }
        state.excitation.fade(days);
        state.pressure_day = self.now;
    }

    /// Sets the hazards of market `m` to its conditions now and enters its next arrivals.
    pub fn reschedule_arrivals(&mut self, m: usize) {
        if self.plan.is_home(m) {
            return;
        }
        let market = &self.plan.scenario.markets[m];
        let (review, ban) = (market.policy.review, market.policy.ban);
        let [at_review, at_ban] = self.find_risk(m);
        let common = self.draw[self.plan.strategy().visibility] * self.markets[m].regime.rates;
        let hazard = |world: &Self, base: Parameter, jump: Parameter, risk: f64| Hazard {
            base: world.draw[base],
            jump: world.draw[jump],
            scale: common * risk,
        };
        self.markets[m].review.hazard = hazard(self, review.rate, review.jump, at_review);
        self.markets[m].ban.hazard = hazard(self, ban.rate, ban.jump, at_ban);
        let id = MarketId(m);
        let mut arrival = self.markets[m].review;
        self.schedule_arrival(&mut arrival, &self.markets[m].excitation.clone(), Due::ReviewArrives(id));
        self.markets[m].review = arrival;
        let mut arrival = self.markets[m].ban;
        self.schedule_arrival(&mut arrival, &self.markets[m].excitation.clone(), Due::BanArrives(id));
        self.markets[m].ban = arrival;
    }

    fn schedule_arrival(&mut self, arrival: &mut Arrival, excitation: &Excitation, due: Due) {
        self.agenda.cancel(arrival.ticket.take());
        let left = self.plan.scenario.horizon - self.now;
        arrival.ticket = arrival
            .hazard
            .arrival(excitation, arrival.threshold, left)
            .map(|days| self.agenda.schedule(self.now + days, due));
    }

    /// Whether market `m` is at risk of a review and of a direct ban: 0, 1, or a share where it is run by
    /// a structure.
    fn find_risk(&self, m: usize) -> [f64; 2] {
        let state = &self.markets[m];
        let policy = &self.plan.scenario.markets[m].policy.ban;
        let ban = if state.restructured { self.draw[policy.restructured_pressure] } else { 1.0 };
        match state.access {
            Access::Open => [1.0, ban],
            Access::Review | Access::Ordered | Access::Stayed | Access::Restricted | Access::Restructured => [0.0, ban],
            Access::Banned | Access::Divested | Access::Exited => [0.0, 0.0],
        }
    }

    /// A host measure in market `from` excites pressure elsewhere, and retaliation at home.
    pub fn excite_pressure(&mut self, from: usize, measure: GovernmentAction, age: f64) {
        let weights = &self.plan.scenario.pressure;
        let weight = self.draw[match measure {
            GovernmentAction::Review => weights.review_weight,
            GovernmentAction::Order => weights.order_weight,
            GovernmentAction::Restriction => weights.restriction_weight,
            GovernmentAction::Ban => weights.ban_weight,
        }];
        self.spread_excitation(from, weight, age);
        if let Some(home) = self.plan.scenario.company.home
            && home.0 != from
        {
            let leverage = self.draw[self.plan.scenario.markets[from].leverage];
            let weight = weight * self.draw.weight(MarketId(from), home) * leverage;
            self.advance_retaliation();
            self.home.excitation.add(weight, age);
            self.reschedule_retaliation();
        }
    }

    /// Adds pressure from market `from` wherever it is linked to.
    fn spread_excitation(&mut self, from: usize, weight: f64, age: f64) {
        for to in 0..self.markets.len() {
            let weight = weight * self.draw.weight(MarketId(from), MarketId(to));
            if weight > 0.0 && !self.plan.is_home(to) {
                self.advance_pressure(to);
                self.markets[to].excitation.add(weight, age);
                self.reschedule_arrivals(to);
            }
        }
    }

    /// Lets the compensator of retaliation run up to now.
    pub fn advance_retaliation(&mut self) {
        let days = self.now - self.home.pressure_day;
        if days > 0.0 {
            let home = &mut self.home;
            home.retaliation.threshold -= home.retaliation.hazard.compensator(&home.excitation, days);
            home.excitation.fade(days);
            home.pressure_day = self.now;
        }
    }

    /// Enters the next retaliation.
    pub fn reschedule_retaliation(&mut self) {
        let home = &self.plan.scenario.home;
        let (base, jump) = (self.draw[home.retaliation_rate], self.draw[home.retaliation_jump]);
        let mut arrival = self.home.retaliation;
        arrival.hazard = Hazard { base, jump, scale: 1.0 };
        self.schedule_arrival(&mut arrival, &self.home.excitation.clone(), Due::Retaliation);
        self.home.retaliation = arrival;
    }

    /// The home country retaliates: tit for tat excites the hosts, and technology comes under control.
    pub fn retaliate(&mut self) {
        self.advance_retaliation();
        self.home.retaliation.ticket = None;
        self.home.retaliation.threshold = self.draw_exponential(Purpose::RetaliationArrival, StreamOwner::World);
        self.home.retaliations += 1;
        self.reschedule_retaliation();
        self.impose_export_control(None, true);
        if let Some(MarketId(home)) = self.plan.scenario.company.home {
            let weight = self.draw[self.plan.scenario.pressure.retaliation_weight];
            self.spread_excitation(home, weight, 0.0);
        }
    }

    /// q: the base-rate hazard, per year, of losing an accessible market for good (model, section 9).
    pub fn permanent_loss_hazard(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        if self.plan.is_home(m) || state.access == Access::Divested {
            return 0.0;
        }
        let policy = &self.plan.scenario.markets[m].policy;
        let common = self.draw[self.plan.strategy().visibility] * state.regime.rates;
        let bans = common * self.draw[policy.ban.rate];
        let permanent = self.draw[policy.ban.permanent];
        if state.restructured {
            return bans * self.draw[policy.ban.restructured_pressure] * permanent;
        }
        let reviews = common * self.draw[policy.review.rate];
        let [_, _, sale, _, ban] = self.review_outcomes(m);
        let enforced = self.enforcement(m);
        let offered = self.plan.strategy().offer_mitigation;
        let mitigated = if offered { self.draw[policy.review.mitigation_accept] } else { 0.0 };
        (bans + reviews * (ban + sale * enforced) * (1.0 - mitigated)) * permanent
    }

    /// Rate of reviews and of direct bans in market `m` now, per year.
    pub fn pressure_rates(&self, m: usize) -> [f64; 2] {
        let state = &self.markets[m];
        let mut excitation = state.excitation;
        excitation.fade(self.now - state.pressure_day);
        [state.review.hazard.rate(&excitation), state.ban.hazard.rate(&excitation)]
    }

    /// The decay of anger at home, per year.
    pub fn anger_decay(&self) -> f64 {
        std::f64::consts::LN_2 * YEAR / self.draw[self.plan.scenario.home.half_life]
    }
}
