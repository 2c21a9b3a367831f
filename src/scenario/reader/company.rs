//! `[company]`, `[noise]` and `[pressure]`.

use super::super::checked::{Company, MarketId, Pressure};
use super::state::Reader;

impl Reader<'_> {
    pub(super) fn home_market(&mut self) -> Option<MarketId> {
        self.top().within("company").market("home")
    }

    pub(super) fn company(&mut self, home: Option<MarketId>) -> Company {
        let mut top = self.top();
        let noise_correlation = top.once("noise.correlation");
        let mut company = top.within("company");
        Company {
            home,
            discount_rate: company.once("discount_rate"),
            cash_tax: company.once("cash_tax"),
            severance: company.once("severance"),
            noise_correlation,
        }
    }

    pub(super) fn pressure(&mut self) -> Pressure {
        let mut top = self.top();
        let mut pressure = top.within("pressure");
        Pressure {
            half_life: pressure.once("half_life"),
            review_weight: pressure.once("weights.review"),
            order_weight: pressure.once("weights.order"),
            restriction_weight: pressure.once("weights.restriction"),
            ban_weight: pressure.once("weights.ban"),
            retaliation_weight: pressure.once("weights.retaliation"),
        }
    }
}
