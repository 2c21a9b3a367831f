//! What a market is worth at the horizon (model, section 9).

use crate::model::{Access, World, earning};
use crate::scenario::ReviewOutcome;

impl World<'_> {
    /// Adds the terminal value of market `m`, which has been advanced to the horizon.
    pub fn add_terminal_value(&mut self, m: usize) {
        let market = &self.draw.markets[m];
        let growing = market.earnings.discount_rate - market.terminal_growth;
        let terms = self.earning_terms(m);
        let node = self.baseline_node(m, self.now);
        let at = earning(&node, &self.stocks_now(m));
        let calm = self.calm(m).map(|calm| earning(&node, &calm.stocks));
        let response = &self.plan.scenario.markets[m].response;
        let fading = match self.markets[m].access {
            Access::Restricted => market.churn * self.draw[response.restricted_wear],
            Access::Banned | Access::Exited => self.draw[response.circumvention_decay],
            Access::Open
            | Access::Review
            | Access::Ordered
            | Access::Stayed
            | Access::Restructured
            | Access::Divested => self.permanent_loss_hazard(m),
        };
        let value = terms.terminal(&at, calm.as_ref(), 1.0 / growing, 1.0 / (growing + fading));
        self.markets[m].cash.add(1.0, &value);
        self.markets[m].terminal = value.owner;
        self.markets[m].terminal_divisor = growing + fading;
    }

    /// q: the base-rate hazard, per year, of losing an accessible market for good.
    fn permanent_loss_hazard(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        if self.plan.is_home(m) || state.access == Access::Divested {
            return 0.0;
        }
        let policy = self.plan.policy(m);
        let common = self.strategy_number(|strategy| strategy.visibility) * state.regime.rates;
        let bans = common * self.draw[policy.ban.rate];
        let permanent = self.draw[policy.ban.permanent];
        if state.restructured {
            return bans * self.draw[policy.ban.restructured_pressure] * permanent;
        }
        let reviews = common * self.draw[policy.review.rate];
        let outcomes = self.review_outcomes(m);
        let enforced = outcomes[ReviewOutcome::ForcedSale as usize] * self.enforcement_probability(m);
        let lost = outcomes[ReviewOutcome::Ban as usize] + enforced;
        (bans + reviews * lost * (1.0 - self.mitigation_probability(m))) * permanent
    }
}
