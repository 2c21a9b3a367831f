//! Policy in force in a market: what the scenario says of it, under the regime of the day (model, sections 4 and 5).

use crate::model::{Cause, OrderKind, StreamOwner, World};
use crate::scenario::{Parameter, ReviewOutcome};

impl World<'_> {
    /// By whose policy, by the number of the market, and from whose streams the case in market `m` is decided: its own, or those of the one
    /// measure over several markets that it is.
    pub fn find_law(&self, m: usize) -> (usize, StreamOwner) {
        match self.markets[m].joint {
            Some(e) => (self.plan.scenario.events[e].market.0, StreamOwner::Joint(e, m)),
            None => (m, StreamOwner::Market(m)),
        }
    }

    /// Whether market `m` pays what a measure costs once: alone, or the first of those that one measure still concerns.
    pub fn pays_for_case(&self, m: usize) -> bool {
        let joint = self.markets[m].joint;
        joint.is_none()
            || !(0..m).any(|other| self.markets[other].joint == joint && self.markets[other].access.is_case())
    }

    /// Probabilities of the outcomes of a review in market `m`, by [`ReviewOutcome`].
    ///
    /// The one that takes the rest gets what the others leave; where uncertain ones together exceed 1
    /// they are scaled down.
    pub fn review_outcomes(&self, m: usize) -> [f64; ReviewOutcome::ALL.len()] {
        let written = self.plan.policy(m).review.outcomes.list();
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

    /// Probability that a review in market `m` ends in mitigation instead of an adverse outcome.
    pub fn mitigation_probability(&self, m: usize) -> f64 {
        let accept = self.plan.policy(m).review.mitigation_accept;
        if *self.strategy_choice(|strategy| &strategy.offer_mitigation) { self.draw[accept] } else { 0.0 }
    }

    /// Probability that the order in market `m` is enforced: 1 of an announced ban or restriction.
    pub fn enforcement_probability(&self, m: usize) -> f64 {
        if self.markets[m].order.is_some_and(|order| order.kind != OrderKind::Sale) {
            return 1.0;
        }
        let (law, _) = self.find_law(m);
        (self.draw[self.plan.policy(law).order.enforcement] * self.markets[law].regime.enforcement).min(1.0)
    }

    /// Probabilities of a trustee's sale, daily fines and an imposed structure once the order in market `m` is enforced; those that together exceed 1
    /// are scaled down, and a ban takes the rest.
    pub fn find_order_ends(&self, m: usize) -> [f64; 3] {
        let (law, _) = self.find_law(m);
        let policy = self.plan.policy(law).order;
        let shares = [policy.trustee, policy.fines, policy.imposed_structure].map(|share| self.draw[share]);
        let sum: f64 = shares.iter().sum();
        shares.map(|share| share / sum.max(1.0))
    }

    /// Rate, per year, at which an order in market `m` is revoked.
    pub fn revocation_rate(&self, m: usize) -> f64 {
        let (law, _) = self.find_law(m);
        self.draw[self.plan.policy(law).order.revocation] * self.markets[law].regime.revocation
    }

    /// Share of its rate at which `cause`, a review or a direct ban, can befall market `m` now: 0, 1, or what is left where it
    /// is run by a structure.
    pub fn find_risk(&self, m: usize, cause: Cause) -> f64 {
        let state = &self.markets[m];
        let spared = if state.restructured { self.draw[self.plan.policy(m).ban.restructured_pressure] } else { 1.0 };
        if cause.fits(state.access) { spared } else { 0.0 }
    }
}
