//! What the deal on the table would bring: standalone value, the owner's least price, the best offer (model, section 6).

use crate::model::{Access, Bidding, OrderKind, Signed, Suspended, World};
use crate::quantity::YEAR;

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

/// What a better offer than the signed one comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contest {
    /// The new bidder wins; otherwise the first buyer matches it.
    pub(super) is_topped: bool,
    /// The owner's price over standalone value.
    pub(super) ratio: f64,
    /// The break-up fee over standalone value.
    pub(super) fee: f64,
    pub(super) standalone: f64,
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

    /// Standalone value of the perimeter, and the least share of it that the owner sells for: his reserve, or what he would be left with without
    /// this deal, whichever is more; after tax on the sale.
    pub(super) fn standalone_and_least(&self) -> (f64, f64) {
        let (mut standalone, mut kept) = (0.0, 0.0);
        for &m in self.deal.perimeter.iter().filter(|&&m| self.is_for_sale(m)) {
            let worth = self.standalone(m);
            standalone += worth;
            kept += self.share_kept(m) * worth;
        }
        if standalone <= 0.0 {
            return (standalone, 0.0);
        }
        (standalone, (self.gross_up(kept) / standalone).max(self.strategy_number(|strategy| strategy.reserve)))
    }

    /// The price that leaves `net` dollars after tax on the gain; infinite where tax takes all of the gain.
    fn gross_up(&self, net: f64) -> f64 {
        let deal = &self.plan.scenario.deal;
        let (tax, basis) = (self.draw[deal.tax], self.draw[deal.tax_basis]);
        if net <= basis { net } else { (net - tax * basis) / (1.0 - tax) }
    }

    /// Share of market `m` that the owner expects to be left with: (1 − e) + e · what an enforced order leaves, under an order and where one
    /// was enforced; what a ban leaves where one fell without an order.
    fn share_kept(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        match (state.access, state.suspended) {
            (Access::Ordered, _) | (_, Some(Suspended::Order { .. })) => {
                let enforced = self.enforcement_probability(m);
                (1.0 - enforced) + enforced * self.share_left_by_order(m)
            }
            (Access::Banned, _) | (_, Some(Suspended::Block { banned: true, .. })) => self.share_left_by_ban(m),
            (Access::Restricted, _) | (_, Some(Suspended::Block { .. })) if self.is_under_order(m) => {
                self.share_left_by_ban(m)
            }
            _ => self.strategy_number(|strategy| strategy.keep),
        }
    }

    /// Share of market `m` that the order leaves the owner once it is enforced, over all the ends that it may have.
    fn share_left_by_order(&self, m: usize) -> f64 {
        let scenario = self.plan.scenario;
        let (law, _) = self.find_law(m);
        // Half of all sales by trustees bring more, half less.
        let by_trustee = self.quantile(self.plan.policy(law).order.trustee_price, 0.5);
        match self.markets[m].order.map(|order| order.kind) {
            Some(OrderKind::Trustee) => by_trustee,
            Some(OrderKind::Fines) => 1.0,
            Some(OrderKind::Ban | OrderKind::Restriction) => self.share_left_by_ban(m),
            Some(OrderKind::Sale) | None => {
                let [trustee, fines, structure] = self.find_order_ends(m);
                let terms = &scenario.structure;
                let stake = self.draw[terms.stake];
                let of_structure = stake + (1.0 - stake) * self.draw[terms.price];
                let ban = 1.0 - trustee - fines - structure;
                trustee * by_trustee + fines + structure * of_structure + ban * self.share_left_by_ban(m)
            }
        }
    }

    /// Share of market `m` that a ban leaves the owner: what circumvention earns for good, and of the rest what comes back after a ban of the length
    /// that the policy gives, whose users have meanwhile settled elsewhere at their rate.
    fn share_left_by_ban(&self, m: usize) -> f64 {
        let scenario = self.plan.scenario;
        if let Some(fallback) = scenario.deal.fallback {
            return self.draw[fallback];
        }
        let response = &scenario.markets[m].response;
        let circumvented = self.draw[response.circumvention] * self.draw[response.circumvention_revenue];
        let (law, _) = self.find_law(m);
        let permanent = self.draw[self.plan.policy(law).ban.permanent];
        let market = &scenario.markets[m];
        let lost_value = self.draw[scenario.company.discount_rate] - self.draw[market.terminal_growth];
        let rate = lost_value.max(0.0) + self.draw[response.capture];
        let lengths = self.ban_lengths(law);
        let back: f64 = lengths.iter().map(|days| libm::exp(-rate * days / YEAR)).sum::<f64>() / lengths.len() as f64;
        circumvented + (1.0 - circumvented) * (1.0 - permanent) * back
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
        let (standalone, least) = self.standalone_and_least();
        if standalone <= 0.0 {
            return None;
        }
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
        best.map(|(bidder, top)| Offer {
            bidder,
            ratio: self.settle_price(second, top, qualifying),
            standalone,
            qualifying,
        })
    }

    /// The price between the owner's outside option and the best bid, both over standalone value, while so many bids qualify.
    fn settle_price(&self, outside: f64, top: f64, qualifying: u32) -> f64 {
        let deal = &self.plan.scenario.deal;
        let power = self.draw[deal.bargaining_power] * (1.0 - self.find_deadline_pressure());
        let rounds = self.draw[deal.rounds];
        let share = if rounds > 1.0 && qualifying > 1 { 1.0 - libm::pow(1.0 - power, rounds) } else { power };
        outside + share * (top - outside)
    }

    /// What becomes of the signed deal where present bidder `b` may top it: an ascending auction between the first buyer and the new one, who has to
    /// pay the first a break-up fee. None where the new bidder cannot pay more than is signed.
    pub(super) fn contest_signed_deal(&self, b: usize, signed: &Signed) -> Option<Contest> {
        let (standalone, _) = self.standalone_and_least();
        let left = self.share_of_bid_left();
        let fee = self.draw[self.plan.scenario.deal.break_up_fee] * signed.ratio;
        let [first, other] = [signed.bidder, b].map(|bidder| self.deal.bids[bidder].multiple * left);
        let (first, offered) = (first.max(signed.ratio), other - fee);
        if standalone <= 0.0 || offered <= signed.ratio {
            return None;
        }
        let is_topped = offered > first;
        let ratio = if is_topped { self.settle_price(first, offered, 2) } else { offered };
        Some(Contest { is_topped, ratio, fee, standalone })
    }

    /// Days to the nearest deadline in the perimeter; the clock of a stayed order stands still.
    pub(super) fn days_to_deadline(&self) -> Option<f64> {
        let left = |&m: &usize| match (self.markets[m].suspended, self.markets[m].order) {
            (Some(Suspended::Order { remaining }), _) => Some(remaining),
            (_, Some(order)) if self.markets[m].access == Access::Ordered => Some(order.deadline - self.now),
            _ => None,
        };
        self.deal.perimeter.iter().filter_map(left).filter(|days| days.is_finite()).min_by(f64::total_cmp)
    }

    /// Share of its bargaining power that a deadline takes from the owner: the nearer it is, the more.
    fn find_deadline_pressure(&self) -> f64 {
        let deal = &self.plan.scenario.deal;
        let near = |left: f64| self.draw[deal.deadline_pressure] * libm::exp(-left / self.draw[deal.deadline_scale]);
        self.days_to_deadline().map_or(0.0, near)
    }
}
