//! Bringing a market's users and money up to date, piece by piece between cuts, and on what terms they move and earn.

use crate::model::{
    Access, BridgePart, Cash, CashBridge, EarningTerms, Holding, MarketState, Node, Rates, Recruiting, Restricted,
    StepTerms, Stocks, World, earning, share_staying, split_at_kink,
};
use crate::quantity::YEAR;
use crate::scenario::{MarketId, Parameter};
use crate::simd::{Real, WIDTH};

impl World<'_> {
    /// Brings stocks and money of market `m` up to now, before something changes on what terms it moves and earns.
    /// The step is cut here, and only in this market.
    pub fn settle(&mut self, m: usize) {
        if !self.markets[m].follows_baseline {
            self.advance_market(m, self.now);
        }
    }

    /// Brings market `m` up to `day`, which lies in the present step.
    pub(super) fn advance_market(&mut self, m: usize, day: f64) {
        self.book_cash(m);
        let from = self.markets[m].settled_until;
        if day <= from {
            return;
        }
        let tax = self.draw[self.plan.scenario.company.cash_tax];
        let mut begin = from;
        for end in split_at_kink(&self.draw.markets[m], tax, from, day) {
            self.integrate_piece(m, begin, end);
            begin = end;
        }
        self.markets[m].settled_until = day;
    }

    /// Books what a market has earned in whole steps, before its conditions change.
    pub(super) fn book_cash(&mut self, m: usize) {
        if let Some(StepTerms { terms, half }) = self.markets[m].step_terms.take() {
            self.step_runs[m / WIDTH] = None;
            let cash_bridge = self.groups[m / WIDTH].find_cash_bridge(m % WIDTH, half);
            let calm = self.calm_in_detail(m).map(|calm| calm.find_cash_bridge(half));
            self.markets[m].cash.add(1.0, &terms.book(&cash_bridge, calm.as_ref()));
        }
    }

    /// One piece, in two halves whose three nodes carry Simpson's rule.
    fn integrate_piece(&mut self, m: usize, from: f64, to: f64) {
        let terms = self.earning_terms(m);
        let cash_factors = terms.cash_factors();
        let middle = 0.5 * (from + to);
        let sixth = (to - from) / YEAR / 6.0;
        let mut cash_bridge = CashBridge::default();
        let mut calm = self.calm_in_detail(m).map(|_| CashBridge::default());
        let mut add = |world: &Self, day: f64, weight: f64| {
            let node = world.baseline_node(m, day);
            cash_bridge.add(weight, &cash_factors.cash_bridge(&earning(&node, &world.stocks(m))));
            if let (Some(cash), Some(calm)) = (&mut calm, world.calm(m)) {
                cash.add(weight, &cash_factors.cash_bridge(&earning(&node, &calm.stocks)));
            }
        };
        add(self, from, sixth);
        self.advance_half(m, from, middle);
        add(self, middle, 4.0 * sixth);
        self.advance_half(m, middle, to);
        add(self, to, sixth);
        self.markets[m].cash.add(1.0, &terms.book(&cash_bridge, calm.as_ref()));
    }

    fn advance_half(&mut self, m: usize, from: f64, to: f64) {
        let flow = self.find_rates(m, from);
        let in_detail = self.plan.in_detail;
        let (years, staying) = ((to - from) / YEAR, if in_detail { self.staying_share(m, from, to) } else { 1.0 });
        let mut stocks = self.stocks(m);
        stocks.advance_at(&flow, years, staying);
        self.set_stocks(m, stocks);
        if let Some(calm) = self.calm_in_detail(m) {
            calm.stocks.advance_at(&flow.without_anger(), years, staying);
        }
    }

    /// Share of the active day-one users of market `m` who stay of their own accord.
    fn staying_share(&self, m: usize, from: f64, to: f64) -> f64 {
        let curve = &self.draw.markets[m].curve;
        share_staying(curve.share(from), curve.share(to))
    }

    pub(super) fn baseline_node(&self, m: usize, day: f64) -> Node {
        self.baseline.node(m, &self.draw.markets[m], self.step, day)
    }

    /// Stocks of market `m` as of its own clock.
    pub(super) fn stocks(&self, m: usize) -> Stocks {
        self.groups[m / WIDTH].find_stocks(m % WIDTH)
    }

    /// Changes the stocks of market `m`, which is settled and no longer its baseline.
    pub fn change_stocks(&mut self, m: usize, change: impl Fn(&mut Stocks)) {
        self.book_cash(m);
        let mut stocks = self.stocks(m);
        change(&mut stocks);
        self.set_stocks(m, stocks);
        if let Some(calm) = self.calm_in_detail(m) {
            change(&mut calm.stocks);
        }
    }

    /// This share of the active users of market `m` pauses: they are dormant at once, and come back in time.
    pub fn pause_users(&mut self, m: usize, share: Parameter) {
        let share = self.draw[share];
        if share > 0.0 {
            self.change_stocks(m, |stocks| stocks.pause(share));
        }
    }

    fn set_stocks(&mut self, m: usize, stocks: Stocks) {
        self.groups[m / WIDTH].set_stocks(m % WIDTH, stocks);
    }

    /// Stocks of market `m` now, without cutting the step.
    pub fn stocks_now(&self, m: usize) -> Stocks {
        let state = &self.markets[m];
        if state.follows_baseline {
            let mut stocks = Stocks::all_active(self.baseline_users(m));
            stocks.cohort.active = self.draw.markets[m].curve.share(self.now);
            return stocks;
        }
        let mut stocks = self.stocks(m);
        let days = self.now - state.settled_until;
        if days > 0.0 {
            stocks.advance_at(
                &self.find_rates(m, state.settled_until),
                days / YEAR,
                self.staying_share(m, state.settled_until, self.now),
            );
        }
        stocks
    }

    /// The owner's cash of market `m` so far, discounted to the start. Call where it has been advanced to now.
    pub fn earned(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        let waiting = if state.follows_baseline {
            self.baseline.earned(m, &self.draw.markets[m], self.step, self.now)
        } else {
            let cash_bridge = |steady: StepTerms| self.groups[m / WIDTH].find_owner_cash(m % WIDTH, steady.half);
            state.step_terms.map_or(0.0, cash_bridge)
        };
        state.cash.owner + waiting
    }

    /// Baseline users of market `m` now.
    pub fn baseline_users(&self, m: usize) -> f64 {
        self.baseline.users(m, &self.draw.markets[m], self.step, self.now)
    }

    /// Discounted value of the baseline's cash after now.
    pub fn baseline_to_come(&self, m: usize) -> f64 {
        self.baseline.value_to_come(m, &self.draw.markets[m], self.step, self.now)
    }

    /// Standalone value S of market `m` now, in money of now (model, section 9).
    pub fn standalone(&self, m: usize) -> f64 {
        let worth = self.baseline_to_come(m) / self.discount(self.now);
        worth * self.stocks_now(m).reachable() / self.baseline_users(m)
    }

    /// Value today of a dollar on `day`.
    pub fn discount(&self, day: f64) -> f64 {
        (-self.draw[self.plan.scenario.company.discount_rate] * day / YEAR).exponential()
    }

    /// Market `m` is no longer its baseline: from now on it has stocks and cash of its own. Call when something has
    /// changed how it moves or earns.
    pub fn detach_from_baseline(&mut self, m: usize) {
        if self.markets[m].follows_baseline {
            self.set_stocks(m, self.stocks_now(m));
            let earned = self.baseline.earned(m, &self.draw.markets[m], self.step, self.now);
            let state = &mut self.markets[m];
            state.cash.add(1.0, &Cash { owner: earned, baseline: earned, ..Cash::default() });
            (state.follows_baseline, state.settled_until) = (false, self.now);
            self.step_runs[m / WIDTH] = None;
        }
    }

    /// Touches market `m` if it no longer moves and earns as its baseline does.
    pub fn compare_with_baseline(&mut self, m: usize) {
        if self.markets[m].follows_baseline && !self.is_undisturbed(m) {
            self.detach_from_baseline(m);
        }
    }

    fn is_undisturbed(&self, m: usize) -> bool {
        let market = &self.draw.markets[m];
        let plain = Recruiting::undisturbed(market.growth, market.ceiling, self.baseline.drift(m, self.step));
        let terms = self.earning_terms(m);
        let same_flow = match self.find_rates(m, self.now) {
            // Without dormant or captured users these two rates move nobody.
            Rates::Recruiting(rates) => Recruiting { return_rate: 0.0, win_back: 0.0, ..rates } == plain,
            _ => false,
        };
        same_flow && terms.holding == Holding::Whole && terms.revenue == 1.0 && terms.mitigation == 0.0
    }

    /// How the users of market `m` move from `day` on.
    pub fn find_rates(&self, m: usize, day: f64) -> Rates {
        let state = &self.markets[m];
        let scenario = self.plan.scenario;
        let response = &scenario.markets[m].response;
        let market = &self.draw.markets[m];
        match state.access {
            Access::Restricted => Rates::Restricted(Restricted {
                wear: market.churn * self.draw[response.restricted_wear],
                return_rate: YEAR / self.draw[response.return_time],
                drift: self.baseline.drift(m, self.step),
            }),
            Access::Banned | Access::Exited => {
                Rates::Blocked { decay: self.draw[response.circumvention_decay], capture: self.draw[response.capture] }
            }
            Access::Open
            | Access::Review
            | Access::Ordered
            | Access::Stayed
            | Access::Restructured
            | Access::Divested => {
                let (_, content_churn) = self.missing_content(m);
                let (growth, redeploys) = self.growth_rate(m);
                let sensitive = self.plan.is_home(m) && self.draw[scenario.home.churn] > 0.0;
                let anger = if sensitive { self.draw[scenario.home.churn] * self.anger_at(day) } else { 0.0 };
                Rates::Recruiting(Recruiting {
                    growth: if redeploys { growth * self.redeployment_factor() } else { growth },
                    ceiling: market.ceiling,
                    drift: self.baseline.drift(m, self.step),
                    extra_churn: self.extra_churn(m) + content_churn,
                    anger_churn: anger,
                    anger_decay: if anger > 0.0 { self.anger_decay() } else { 0.0 },
                    return_rate: YEAR / self.draw[response.return_time],
                    win_back: self.draw[response.win_back],
                })
            }
        }
    }

    fn extra_churn(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        let response = &self.plan.scenario.markets[m].response;
        let order = if state.access == Access::Ordered { self.draw[response.order_churn] } else { 0.0 };
        let transition = if state.transition.is_some() { self.draw[response.transition_churn] } else { 0.0 };
        order + transition
    }

    /// Share of growth that is left where content is missing, and the extra churn that this brings.
    fn missing_content(&self, m: usize) -> (f64, f64) {
        let market = &self.plan.scenario.markets[m];
        let (mut left, mut churn) = (1.0, 0.0);
        for &(MarketId(from), share) in &market.content {
            if self.markets[from].access.is_cut_off() {
                let share = self.draw[share];
                left *= 1.0 - share;
                churn += share * self.draw[market.response.content_churn];
            }
        }
        (left, churn)
    }

    /// Growth of market `m` but for redeployment, and whether that comes on top.
    pub(super) fn growth_rate(&self, m: usize) -> (f64, bool) {
        let growth = self.draw.markets[m].growth;
        let (content, _) = self.missing_content(m);
        if growth <= 0.0 {
            return (growth, false);
        }
        if self.markets[m].access == Access::Divested {
            // What the former owner does elsewhere, or how it hides, is no longer this market's affair.
            return (growth * content, false);
        }
        let hides = !self.plan.is_home(m) && self.strategy_number(|strategy| strategy.visibility) < 1.0;
        let hidden = if hides { self.strategy_number(|strategy| strategy.visibility_cost) } else { 0.0 };
        (growth * content * (1.0 - hidden), true)
    }

    /// Whether users lost somewhere make others grow faster.
    pub(super) fn has_redeployment(&self) -> bool {
        let lost = |state: &MarketState| state.access.is_lost() && !state.lost_before_start;
        self.strategy_number(|strategy| strategy.redeployment) != 0.0 && self.markets.iter().any(lost)
    }

    /// min(1.5, 1 + ψ · lost/open), baseline users in the middle of the step.
    pub(super) fn redeployment_factor(&self) -> f64 {
        let strength = self.strategy_number(|strategy| strategy.redeployment);
        if strength == 0.0 {
            return 1.0;
        }
        let (mut lost, mut held) = (0.0, 0.0);
        for (m, state) in self.markets.iter().enumerate() {
            let users = self.baseline.users_in_step(m, self.step);
            if !state.access.is_lost() {
                held += users;
            } else if !state.lost_before_start {
                lost += users;
            }
        }
        if held > 0.0 { (1.0 + strength * lost / held).min(1.5) } else { 1.0 }
    }

    /// Who gets the cash of market `m` now.
    pub fn holding(&self, m: usize) -> Holding {
        let (scenario, state, draw) = (self.plan.scenario, &self.markets[m], &self.draw);
        match state.access {
            Access::Restricted | Access::Banned | Access::Exited => {
                Holding::Blocked { owned: if state.restructured { draw[scenario.structure.stake] } else { 1.0 } }
            }
            Access::Divested => Holding::Sold { stake: draw[scenario.deal.stake] },
            Access::Open | Access::Review | Access::Ordered | Access::Stayed | Access::Restructured => {
                if !state.restructured {
                    return Holding::Whole;
                }
                let structure = &scenario.structure;
                let [stake, licence, running] =
                    [structure.stake, structure.licence, structure.running].map(|p| draw[p]);
                Holding::Restructured { stake, licence, running }
            }
        }
    }

    /// On what terms market `m` earns now.
    pub fn earning_terms(&self, m: usize) -> EarningTerms {
        let scenario = self.plan.scenario;
        let state = &self.markets[m];
        let market = &scenario.markets[m];
        let draw = &self.draw;
        EarningTerms {
            holding: self.holding(m),
            revenue: match state.access {
                Access::Review => draw[market.response.review_revenue],
                Access::Ordered => draw[market.response.ordered_revenue],
                Access::Open
                | Access::Stayed
                | Access::Restricted
                | Access::Banned
                | Access::Restructured
                | Access::Divested
                | Access::Exited => 1.0,
            },
            mitigation: if state.mitigated { draw[market.policy.review.mitigation_cost] } else { 0.0 },
            circumvention: draw[market.response.circumvention_revenue],
            tax: draw[scenario.company.cash_tax],
        }
    }

    /// Pays the fines that have fallen due since they were paid last, if any do.
    pub fn pay_daily_fines(&mut self, m: usize) {
        let Some(since) = self.markets[m].fines_since.take() else { return };
        let (law, _) = self.find_law(m);
        if self.pays_for_case(m) {
            let daily = self.draw[self.plan.policy(law).order.daily_fine];
            let rate = self.draw[self.plan.scenario.company.discount_rate];
            // ∫ e^{−rt} dt from the one day to the other, in money of today.
            let days = (libm::exp(rate * (self.now - since) / YEAR) - 1.0) / rate * YEAR;
            self.pay_lump_sum(m, -daily * days, BridgePart::Costs);
        }
    }

    /// A lump sum of `amount` dollars (positive: received) falls now in market `m`.
    pub fn pay_lump_sum(&mut self, m: usize, amount: f64, part: BridgePart) {
        let present = amount * self.discount(self.now);
        let cash = &mut self.markets[m].cash;
        cash.owner += present;
        cash.parts[part as usize] += present;
    }
}
