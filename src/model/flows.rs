//! Bringing a market's users and money up to date, piece by piece between cuts.

use crate::model::access::Access;
use crate::model::baseline::{Node, cuts};
use crate::model::money::{Cash, Holding, Part, Terms, Users};
use crate::model::state::World;
use crate::model::time::YEAR;
use crate::model::users::{Flow, Recruiting, Stocks};
use crate::scenario::MarketId;

impl World<'_> {
    /// Brings stocks and money of market `m` up to now. The step is cut here, and only in this market.
    pub fn settle(&mut self, m: usize) {
        self.advance(m, self.now);
    }

    /// Brings market `m` up to `day`, which lies in the present step.
    pub fn advance(&mut self, m: usize, day: f64) {
        let from = self.markets[m].clock;
        if day <= from {
            return;
        }
        if self.markets[m].pristine {
            let cash = self.baseline_cash(m, from, day);
            let sums = &mut self.markets[m].cash;
            sums.owner += cash;
            sums.baseline += cash;
        } else {
            let tax = self.drawn[self.plan.scenario.company.cash_tax];
            let mut begin = from;
            for end in cuts(&self.drawn.markets[m], tax, from, day) {
                self.piece(m, begin, end);
                begin = end;
            }
        }
        self.markets[m].clock = day;
    }

    fn baseline_cash(&self, m: usize, from: f64, to: f64) -> f64 {
        let whole = from <= self.plan.times[self.step] && to >= self.plan.times[self.step + 1];
        if whole {
            self.baseline.cash_of_step(m, self.step)
        } else {
            self.baseline.cash_between(m, &self.drawn.markets[m], self.step, from, to)
        }
    }

    /// One piece, in two halves whose three nodes carry Simpson's rule.
    fn piece(&mut self, m: usize, from: f64, to: f64) {
        let terms = self.terms(m);
        let middle = 0.5 * (from + to);
        let mut cash = Cash::default();
        let sixth = (to - from) / YEAR / 6.0;
        cash.add(sixth, &self.cash_now(m, &terms, from));
        self.half(m, from, middle);
        cash.add(4.0 * sixth, &self.cash_now(m, &terms, middle));
        self.half(m, middle, to);
        cash.add(sixth, &self.cash_now(m, &terms, to));
        self.markets[m].cash.add(1.0, &cash);
    }

    fn half(&mut self, m: usize, from: f64, to: f64) {
        let flow = self.flow(m, from);
        let curve = &self.drawn.markets[m].curve;
        let survival = match flow {
            Flow::Recruiting(_) => share_staying(curve.share(from), curve.share(to)),
            _ => 1.0,
        };
        let state = &mut self.markets[m];
        let moved = state.stocks.flow(&flow, (to - from) / YEAR, survival);
        if let Some(block) = &mut state.block {
            block.moved += moved;
        }
    }

    fn cash_now(&self, m: usize, terms: &Terms, day: f64) -> Cash {
        let node = self.node(m, day);
        terms.cash(node.revenue, node.margin, self.users_at(m, &node))
    }

    fn users_at(&self, m: usize, node: &Node) -> Users {
        let stocks = &self.markets[m].stocks;
        Users { active: stocks.active, circumventing: stocks.circumventing, baseline: node.users }
    }

    fn node(&self, m: usize, day: f64) -> Node {
        self.baseline.node(m, &self.drawn.markets[m], self.step, day)
    }

    /// Stocks of market `m` now, without cutting the step.
    pub fn stocks_now(&self, m: usize) -> Stocks {
        let state = &self.markets[m];
        if state.pristine {
            let market = &self.drawn.markets[m];
            let mut stocks = Stocks::all_active(self.node(m, self.now).users);
            stocks.cohort.active = market.curve.share(self.now);
            return stocks;
        }
        let mut stocks = state.stocks;
        let days = self.now - state.clock;
        if days > 0.0 {
            let curve = &self.drawn.markets[m].curve;
            let survival = share_staying(curve.share(state.clock), curve.share(self.now));
            stocks.flow(&self.flow(m, state.clock), days / YEAR, survival);
        }
        stocks
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

    /// Keeps the stocks of a market that is no longer its baseline. Call when something has touched it,
    /// after it was settled.
    pub fn touch(&mut self, m: usize) {
        if self.markets[m].pristine {
            debug_assert!(self.markets[m].clock >= self.now, "a market is settled before it is touched");
            self.markets[m].stocks = self.stocks_now(m);
            self.markets[m].pristine = false;
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
                let (missing, content_churn) = self.missing_content(m);
                let sensitive = self.plan.is_home(m) && self.drawn[scenario.home.churn] > 0.0;
                let anger = if sensitive { self.drawn[scenario.home.churn] * self.anger_at(day) } else { 0.0 };
                Flow::Recruiting(Recruiting {
                    growth: self.growth(m, missing),
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

    fn growth(&self, m: usize, content: f64) -> f64 {
        let growth = self.drawn.markets[m].growth;
        if growth <= 0.0 {
            return growth;
        }
        if self.markets[m].access == Access::Divested {
            // What the former owner does elsewhere, or how it hides, is no longer this market's affair.
            return growth * content;
        }
        let strategy = self.plan.strategy();
        let hidden = if self.plan.is_home(m) { 0.0 } else { self.drawn[strategy.visibility_cost] };
        growth * content * (1.0 - hidden) * self.redeployed()
    }

    /// min(1.5, 1 + ψ · lost/open), baseline users in the middle of the step.
    fn redeployed(&self) -> f64 {
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

    /// On what terms market `m` earns now.
    pub fn terms(&self, m: usize) -> Terms {
        let scenario = self.plan.scenario;
        let state = &self.markets[m];
        let market = &scenario.markets[m];
        let drawn = &self.drawn;
        let angry = self.plan.is_home(m) && drawn[scenario.home.churn] > 0.0;
        Terms {
            holding: match state.access {
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
            },
            revenue: match state.access {
                Access::Review => drawn[market.response.review_revenue],
                Access::Ordered => drawn[market.response.ordered_revenue],
                _ => 1.0,
            },
            mitigation: if state.mitigated { drawn[market.policy.review.mitigation_cost] } else { 0.0 },
            around: drawn[market.response.circumvention_revenue],
            tax: drawn[scenario.company.cash_tax],
            shortfall: if angry { Part::Backlash } else { Part::UsersLost },
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
        let stocks = self.stocks_now(m);
        let users = Users { active: stocks.active, circumventing: stocks.circumventing, baseline: node.users };
        let response = &scenario.markets[m].response;
        let fading = match self.markets[m].access {
            Access::Restricted => market.churn * self.drawn[response.restricted_wear],
            Access::Banned | Access::Exited => self.drawn[response.circumvention_decay],
            _ => self.hazard_for_good(m),
        };
        let value = terms.terminal(node.revenue, node.margin, users, 1.0 / growing, 1.0 / (growing + fading));
        self.markets[m].cash.add(1.0, &value);
        self.markets[m].terminal = value.owner;
    }
}

/// Share of those active before who are still active after.
fn share_staying(before: f64, after: f64) -> f64 {
    if before > 0.0 { (after / before).min(1.0) } else { 0.0 }
}
