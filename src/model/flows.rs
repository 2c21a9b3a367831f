//! Bringing a market's users and money up to date, piece by piece between cuts, and on what terms they move and earn.

use crate::lanes::WIDTH;
use crate::model::access::Access;
use crate::model::baseline::{Node, cuts, share_staying};
use crate::model::group::earning;
use crate::model::market::{MarketState, Steady};
use crate::model::money::{Cash, Holding, Part, Takings, Terms};
use crate::model::pace::{Flow, Recruiting};
use crate::model::state::World;
use crate::model::time::YEAR;
use crate::model::users::Stocks;
use crate::scenario::MarketId;

impl World<'_> {
    /// Brings stocks and money of market `m` up to now, before something changes on what terms it moves and earns.
    /// The step is cut here, and only in this market.
    pub fn settle(&mut self, m: usize) {
        if !self.markets[m].pristine {
            self.advance(m, self.now);
        }
    }

    /// Brings market `m` up to `day`, which lies in the present step.
    pub(super) fn advance(&mut self, m: usize, day: f64) {
        self.book(m);
        let from = self.markets[m].clock;
        if day <= from {
            return;
        }
        let tax = self.drawn[self.plan.scenario.company.cash_tax];
        let mut begin = from;
        for end in cuts(&self.drawn.markets[m], tax, from, day) {
            self.piece(m, begin, end);
            begin = end;
        }
        self.markets[m].clock = day;
    }

    /// Books what a market has earned in whole steps, before its conditions change.
    pub(super) fn book(&mut self, m: usize) {
        if let Some(Steady { terms, half }) = self.markets[m].steady.take() {
            self.abreast[m / WIDTH] = None;
            let takings = self.groups[m / WIDTH].takings_of(m % WIDTH, half);
            self.markets[m].cash.add(1.0, &terms.book(&takings, None));
        }
    }

    /// One piece, in two halves whose three nodes carry Simpson's rule.
    fn piece(&mut self, m: usize, from: f64, to: f64) {
        let terms = self.terms(m);
        let ladder = terms.ladder();
        let middle = 0.5 * (from + to);
        let sixth = (to - from) / YEAR / 6.0;
        let mut takings = Takings::default();
        let mut calm = self.calm_stocks(m).map(|_| Takings::default());
        let mut add = |world: &Self, day: f64, weight: f64| {
            let node = world.node(m, day);
            takings.add(weight, &ladder.takings(&earning(&node, &world.stocks(m))));
            if let (Some(calm), Some(stocks)) = (&mut calm, world.calm_stocks(m)) {
                calm.add(weight, &ladder.takings(&earning(&node, stocks)));
            }
        };
        add(self, from, sixth);
        self.half(m, from, middle);
        add(self, middle, 4.0 * sixth);
        self.half(m, middle, to);
        add(self, to, sixth);
        self.markets[m].cash.add(1.0, &terms.book(&takings, calm.as_ref()));
    }

    fn half(&mut self, m: usize, from: f64, to: f64) {
        let flow = self.flow(m, from);
        let (years, staying) = ((to - from) / YEAR, self.staying(m, from, to));
        let mut stocks = self.stocks(m);
        stocks.flow(&flow, years, staying);
        self.set_stocks(m, stocks);
        if self.is_moved_by_anger(m)
            && let Some(calm) = &mut self.home.calm
        {
            let flow = if let Flow::Recruiting(rates) = flow { Flow::Recruiting(rates.calm()) } else { flow };
            calm.flow(&flow, years, staying);
        }
    }

    /// Users of market `m` as they would be without anger, where that has driven some away.
    fn calm_stocks(&self, m: usize) -> Option<&Stocks> {
        self.home.calm.as_ref().filter(|_| self.plan.is_home(m))
    }

    /// Whether anger has driven users of market `m` away. It fades all the time, so that no step is like another.
    pub(super) fn is_moved_by_anger(&self, m: usize) -> bool {
        self.calm_stocks(m).is_some()
    }

    /// Share of the active day-one users of market `m` who stay of their own accord.
    fn staying(&self, m: usize, from: f64, to: f64) -> f64 {
        let curve = &self.drawn.markets[m].curve;
        share_staying(curve.share(from), curve.share(to))
    }

    pub(super) fn node(&self, m: usize, day: f64) -> Node {
        self.baseline.node(m, &self.drawn.markets[m], self.step, day)
    }

    /// Stocks of market `m` as of its own clock.
    pub(super) fn stocks(&self, m: usize) -> Stocks {
        self.groups[m / WIDTH].stocks_of(m % WIDTH)
    }

    /// Changes the stocks of market `m`, which is settled and no longer its baseline.
    pub fn change_stocks(&mut self, m: usize, change: impl Fn(&mut Stocks)) {
        self.book(m);
        let mut stocks = self.stocks(m);
        change(&mut stocks);
        self.set_stocks(m, stocks);
        if self.is_moved_by_anger(m) {
            self.home.calm.iter_mut().for_each(change);
        }
    }

    fn set_stocks(&mut self, m: usize, stocks: Stocks) {
        self.groups[m / WIDTH].set_stocks(m % WIDTH, stocks);
    }

    /// Stocks of market `m` now, without cutting the step.
    pub fn stocks_now(&self, m: usize) -> Stocks {
        let state = &self.markets[m];
        if state.pristine {
            let mut stocks = Stocks::all_active(self.node(m, self.now).users);
            stocks.cohort.active = self.drawn.markets[m].curve.share(self.now);
            return stocks;
        }
        let mut stocks = self.stocks(m);
        let days = self.now - state.clock;
        if days > 0.0 {
            stocks.flow(&self.flow(m, state.clock), days / YEAR, self.staying(m, state.clock, self.now));
        }
        stocks
    }

    /// The owner's cash of market `m` so far, discounted to the start. Call where it has been brought up to now.
    pub fn earned(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        let waiting = if state.pristine {
            self.baseline.earned(m, &self.drawn.markets[m], self.step, self.now)
        } else {
            let takings = |steady: Steady| self.groups[m / WIDTH].owner_takings_of(m % WIDTH, steady.half);
            state.steady.map_or(0.0, takings)
        };
        state.cash.owner + waiting
    }

    /// Baseline users of market `m` now.
    pub fn baseline_users(&self, m: usize) -> f64 {
        self.node(m, self.now).users
    }

    /// Discounted value of the baseline's cash after now.
    pub fn baseline_to_come(&self, m: usize) -> f64 {
        self.baseline.to_come(m, &self.drawn.markets[m], self.step, self.now)
    }

    /// Standalone value S of market `m` now, in money of now (model, section 9).
    pub fn standalone(&self, m: usize) -> f64 {
        let worth = self.baseline_to_come(m) / self.discount(self.now);
        worth * self.stocks_now(m).reachable() / self.baseline_users(m)
    }

    /// Value today of a dollar on `day`.
    pub fn discount(&self, day: f64) -> f64 {
        libm::exp(-self.drawn[self.plan.scenario.company.discount_rate] * day / YEAR)
    }

    /// Market `m` is no longer its baseline: from now on it has stocks and cash of its own. Call when something has
    /// touched it.
    pub fn touch(&mut self, m: usize) {
        if self.markets[m].pristine {
            self.set_stocks(m, self.stocks_now(m));
            let earned = self.baseline.earned(m, &self.drawn.markets[m], self.step, self.now);
            let state = &mut self.markets[m];
            state.cash.add(1.0, &Cash { owner: earned, baseline: earned, ..Cash::default() });
            (state.pristine, state.clock) = (false, self.now);
            self.abreast[m / WIDTH] = None;
        }
    }

    /// Touches market `m` if it no longer moves and earns as its baseline does.
    pub fn compare_with_baseline(&mut self, m: usize) {
        if self.markets[m].pristine && !self.is_undisturbed(m) {
            self.touch(m);
        }
    }

    fn is_undisturbed(&self, m: usize) -> bool {
        let market = &self.drawn.markets[m];
        let plain = Recruiting::undisturbed(market.growth, market.ceiling, self.baseline.drift(m, self.step));
        let terms = self.terms(m);
        let same_flow = match self.flow(m, self.now) {
            // Without dormant or captured users these two rates move nobody.
            Flow::Recruiting(rates) => Recruiting { return_rate: 0.0, win_back: 0.0, ..rates } == plain,
            _ => false,
        };
        same_flow && terms.holding == Holding::Whole && terms.revenue == 1.0 && terms.mitigation == 0.0
    }

    /// How the users of market `m` move from `day` on.
    pub fn flow(&self, m: usize, day: f64) -> Flow {
        let state = &self.markets[m];
        let scenario = self.plan.scenario;
        let response = &scenario.markets[m].response;
        let market = &self.drawn.markets[m];
        match state.access {
            Access::Restricted => Flow::Restricted { wear: market.churn * self.drawn[response.restricted_wear] },
            Access::Banned | Access::Exited => {
                Flow::Blocked { decay: self.drawn[response.circumvention_decay], capture: self.drawn[response.capture] }
            }
            _ => {
                let (_, content_churn) = self.missing_content(m);
                let (growth, redeploys) = self.growth(m);
                let sensitive = self.plan.is_home(m) && self.drawn[scenario.home.churn] > 0.0;
                let anger = if sensitive { self.drawn[scenario.home.churn] * self.anger_at(day) } else { 0.0 };
                Flow::Recruiting(Recruiting {
                    growth: if redeploys { growth * self.redeployed() } else { growth },
                    ceiling: market.ceiling,
                    drift: self.baseline.drift(m, self.step),
                    extra_churn: self.extra_churn(m) + content_churn,
                    anger_churn: anger,
                    anger_decay: if anger > 0.0 { self.anger_decay() } else { 0.0 },
                    return_rate: YEAR / self.drawn[response.return_time],
                    win_back: self.drawn[response.win_back],
                })
            }
        }
    }

    fn extra_churn(&self, m: usize) -> f64 {
        let state = &self.markets[m];
        let response = &self.plan.scenario.markets[m].response;
        let order = if state.access == Access::Ordered { self.drawn[response.order_churn] } else { 0.0 };
        let transition = if state.transition.is_some() { self.drawn[response.transition_churn] } else { 0.0 };
        order + transition
    }

    /// Share of growth that is left where content is missing, and the extra churn that this brings.
    fn missing_content(&self, m: usize) -> (f64, f64) {
        let market = &self.plan.scenario.markets[m];
        let (mut left, mut churn) = (1.0, 0.0);
        for &(MarketId(from), share) in &market.content {
            if self.markets[from].access.is_cut_off() {
                let share = self.drawn[share];
                left *= 1.0 - share;
                churn += share * self.drawn[market.response.content_churn];
            }
        }
        (left, churn)
    }

    /// Growth of market `m` but for redeployment, and whether that comes on top.
    pub(super) fn growth(&self, m: usize) -> (f64, bool) {
        let growth = self.drawn.markets[m].growth;
        let (content, _) = self.missing_content(m);
        if growth <= 0.0 {
            return (growth, false);
        }
        if self.markets[m].access == Access::Divested {
            // What the former owner does elsewhere, or how it hides, is no longer this market's affair.
            return (growth * content, false);
        }
        let strategy = self.plan.strategy();
        let hides = !self.plan.is_home(m) && self.drawn[strategy.visibility] < 1.0;
        let hidden = if hides { self.drawn[strategy.visibility_cost] } else { 0.0 };
        (growth * content * (1.0 - hidden), true)
    }

    /// Whether users lost somewhere make others grow faster.
    pub(super) fn redeploys(&self) -> bool {
        let lost = |state: &MarketState| state.access.is_lost() && !state.lost_before_start;
        self.drawn[self.plan.strategy().redeployment] != 0.0 && self.markets.iter().any(lost)
    }

    /// min(1.5, 1 + ψ · lost/open), baseline users in the middle of the step.
    pub(super) fn redeployed(&self) -> f64 {
        let strength = self.drawn[self.plan.strategy().redeployment];
        if strength == 0.0 {
            return 1.0;
        }
        let (mut lost, mut held) = (0.0, 0.0);
        for (m, state) in self.markets.iter().enumerate() {
            let users = self.baseline.users_in(m, self.step);
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
        let (scenario, state, drawn) = (self.plan.scenario, &self.markets[m], &self.drawn);
        match state.access {
            Access::Restricted | Access::Banned | Access::Exited => {
                Holding::Blocked { owned: if state.restructured { drawn[scenario.structure.stake] } else { 1.0 } }
            }
            Access::Divested => Holding::Sold { stake: drawn[scenario.deal.stake] },
            _ if state.restructured => Holding::Restructured {
                stake: drawn[scenario.structure.stake],
                licence: drawn[scenario.structure.licence],
                running: drawn[scenario.structure.running],
            },
            _ => Holding::Whole,
        }
    }

    /// On what terms market `m` earns now.
    pub fn terms(&self, m: usize) -> Terms {
        let scenario = self.plan.scenario;
        let state = &self.markets[m];
        let market = &scenario.markets[m];
        let drawn = &self.drawn;
        Terms {
            holding: self.holding(m),
            revenue: match state.access {
                Access::Review => drawn[market.response.review_revenue],
                Access::Ordered => drawn[market.response.ordered_revenue],
                _ => 1.0,
            },
            mitigation: if state.mitigated { drawn[market.policy.review.mitigation_cost] } else { 0.0 },
            around: drawn[market.response.circumvention_revenue],
            tax: drawn[scenario.company.cash_tax],
        }
    }

    /// A lump sum of `amount` dollars (positive: received) falls now in market `m`.
    pub fn lump(&mut self, m: usize, amount: f64, part: Part) {
        let present = amount * self.discount(self.now);
        let cash = &mut self.markets[m].cash;
        cash.owner += present;
        cash.parts[part as usize] += present;
    }

    /// Adds the terminal value of market `m`, which has been brought to the horizon.
    pub fn terminate(&mut self, m: usize) {
        let market = &self.drawn.markets[m];
        let scenario = self.plan.scenario;
        let growing = market.earnings.discount_rate - market.terminal_growth;
        let terms = self.terms(m);
        let node = self.node(m, self.now);
        let at = earning(&node, &self.stocks_now(m));
        let calm = self.calm_stocks(m).map(|stocks| earning(&node, stocks));
        let response = &scenario.markets[m].response;
        let fading = match self.markets[m].access {
            Access::Restricted => market.churn * self.drawn[response.restricted_wear],
            Access::Banned | Access::Exited => self.drawn[response.circumvention_decay],
            _ => self.hazard_for_good(m),
        };
        let value = terms.terminal(&at, calm.as_ref(), 1.0 / growing, 1.0 / (growing + fading));
        self.markets[m].cash.add(1.0, &value);
        self.markets[m].terminal = value.owner;
    }
}
