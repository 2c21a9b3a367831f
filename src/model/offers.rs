//! What the deal on the table would bring: standalone value, the owner's least price, the best offer (model, section 6).

use crate::model::{Access, Bidding, Suspended, World};

/// What the present bids would come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub(super) bidder: usize,
    /// Price over standalone value.
    pub(super) ratio: f64,
    pub(super) standalone: f64,
    /// How many bids qualify.
    pub(super) qualifying: u32,
}

impl World<'_> {
    /// An order on market `m` stands, is stayed, or has been enforced: what forces a sale.
    pub(super) fn is_under_order(&self, m: usize) -> bool {
        self.markets[m].order.is_some()
    }

    /// Markets of the perimeter that can still be sold: held, and not restructured.
    pub(super) fn is_for_sale(&self, m: usize) -> bool {
        let state = &self.markets[m];
        !state.access.is_final() && !state.restructured
    }

    /// Standalone value of the perimeter, and the share of it that the owner expects to be left with
    /// without this deal.
    pub(super) fn standalone_and_kept(&self) -> (f64, f64) {
        let (mut standalone, mut kept) = (0.0, 0.0);
        for &m in self.deal.perimeter.iter().filter(|&&m| self.is_for_sale(m)) {
            let worth = self.standalone(m);
            standalone += worth;
            kept += self.share_kept(m) * worth;
        }
        (standalone, if standalone > 0.0 { kept / standalone } else { 0.0 })
    }

    /// Share of market `m` that the owner expects to be left with: (1 − e) + e · fallback under an order and where one
    /// was enforced, fallback where a ban fell without one.
    fn share_kept(&self, m: usize) -> f64 {
        let scenario = self.plan.scenario;
        let response = &scenario.markets[m].response;
        let fallback = match scenario.deal.fallback {
            Some(fallback) => self.draw[fallback],
            None => self.draw[response.circumvention] * self.draw[response.circumvention_revenue],
        };
        let enforced = match (self.markets[m].access, self.markets[m].suspended) {
            (Access::Ordered, _) | (_, Some(Suspended::Order { .. })) => self.enforcement_probability(m),
            (Access::Banned, _) | (_, Some(Suspended::Block { banned: true, .. })) => 1.0,
            (Access::Restricted, _) | (_, Some(Suspended::Block { .. })) if self.is_under_order(m) => 1.0,
            _ => return self.draw[self.plan.strategy().keep],
        };
        (1.0 - enforced) + enforced * fallback
    }

    /// Share of a bid that is left as the deal stands: all of it with the technology.
    pub(super) fn share_of_bid_left(&self) -> f64 {
        if self.deal.without_algorithm { 1.0 - self.draw[self.plan.scenario.deal.algorithm_share] } else { 1.0 }
    }

    /// The price at which the deal would be signed now, if any bid qualifies.
    ///
    /// Nash bargaining with outside options: o + β (b1 − o), where o is the second bid or the owner's
    /// least, whichever is more.
    pub(super) fn best_offer(&self) -> Option<Offer> {
        let scenario = self.plan.scenario;
        let (standalone, kept) = self.standalone_and_kept();
        if standalone <= 0.0 {
            return None;
        }
        let least = kept.max(self.draw[self.plan.strategy().reserve]);
        let left = self.share_of_bid_left();
        let (mut best, mut second): (Option<(usize, f64)>, f64) = (None, least);
        let mut qualifying = 0;
        for (b, bid) in self.deal.bids.iter().enumerate() {
            let ratio = bid.multiple * left;
            if bid.bidding != Bidding::Present || ratio < least {
                continue;
            }
            qualifying += 1;
            match best {
                Some((_, top)) if ratio <= top => second = second.max(ratio),
                _ => {
                    second = best.map_or(second, |(_, top)| top);
                    best = Some((b, ratio));
                }
            }
        }
        let power = self.draw[scenario.deal.bargaining_power];
        best.map(|(bidder, top)| Offer { bidder, ratio: second + power * (top - second), standalone, qualifying })
    }
}
