//! One pass over the grid: users, revenue, margin and cash of several markets side by side.

use super::Kept;
use crate::model::{Baseline, Growth, MarketParameters, Node, share_staying};
use crate::simd::{F64x8, Real};

/// What a group's markets grow and earn by.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) users: F64x8,
    pub(super) ceiling: F64x8,
    pub(super) growth: F64x8,
    pub(super) arpu: F64x8,
    pub(super) arpu_growth: F64x8,
    pub(super) arpu_growth_long_run: F64x8,
    pub(super) arpu_growth_fade: F64x8,
    pub(super) margin: F64x8,
    pub(super) margin_long_run: F64x8,
    pub(super) margin_time: F64x8,
    pub(super) discount_rate: F64x8,
    pub(super) terminal_growth: F64x8,
    pub(super) volatility: F64x8,
}

impl Figures {
    pub(super) fn put(&mut self, lane: usize, market: &MarketParameters) {
        let e = &market.earnings;
        for (lanes, value) in [
            (&mut self.users, market.users),
            (&mut self.ceiling, market.ceiling),
            (&mut self.growth, market.growth),
            (&mut self.arpu, e.arpu),
            (&mut self.arpu_growth, e.growth),
            (&mut self.arpu_growth_long_run, e.growth_long_run),
            (&mut self.arpu_growth_fade, e.growth_fade),
            (&mut self.margin, e.margin),
            (&mut self.margin_long_run, e.margin_long_run),
            (&mut self.margin_time, e.margin_time),
            (&mut self.discount_rate, e.discount_rate),
            (&mut self.terminal_growth, market.terminal_growth),
            (&mut self.volatility, market.volatility),
        ] {
            lanes.0[lane] = value;
        }
    }

    /// What a group that was computed with the figures `before`, and the same noise, need not compute again.
    pub(super) fn find_kept(&self, before: &Self) -> Kept {
        let same_drift = self.volatility == before.volatility;
        let same_users =
            (self.users, self.ceiling, self.growth) == (before.users, before.ceiling, before.growth) && same_drift;
        match (same_drift, same_users) {
            (false, _) => Kept::Nothing,
            (true, false) => Kept::Drift,
            (true, true) if self == before => Kept::All,
            (true, true) => Kept::Users,
        }
    }
}

/// Users, revenue, margin and cash of every group at every node.
pub(super) struct Pass<'a>(pub(super) &'a mut Baseline);

impl pulp::NullaryFnOnce for Pass<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for g in 0..self.0.groups {
            if std::mem::take(&mut self.0.turned[g]) {
                self.0.stay(g);
            }
            match self.0.kept[g] {
                Kept::Nothing => {
                    self.0.find_drift(g);
                    self.0.walk::<false>(g);
                }
                Kept::Drift => self.0.walk::<false>(g),
                Kept::Users => self.0.walk::<true>(g),
                Kept::All => {}
            }
        }
    }
}

impl Baseline {
    /// From the day-one users left at each node to the share that stays over each half of a step.
    #[inline(always)]
    fn stay(&mut self, g: usize) {
        for n in 0..2 * self.steps {
            let [before, after] = [n, n + 1].map(|node| self.surviving[node * self.groups + g]);
            self.staying[n * self.groups + g] = share_staying(before, after);
        }
    }

    /// Goes through all steps of a group. What the exponentials of one node take goes on while the users of the next wait for a
    /// division, so that everything is done in one go. Users that are known stay as they are.
    #[inline(always)]
    fn walk<const USERS_KNOWN: bool>(&mut self, g: usize) {
        let figures = self.figures[g];
        let mut path = EarningsPath::of(&figures);
        let room = F64x8::splat(1.0) / figures.ceiling;
        self.nodes[g] = path.node(&figures, 0.0, figures.users);
        let mut begin = self.nodes[g].cash(self.tax);
        self.earned[g] = F64x8::default();
        for k in 0..self.steps {
            let half = self.spans[k].half;
            path.begin_steps(&figures, half);
            // Through memory, on purpose: what is kept in variables alone is taken apart into narrower vectors.
            let users = if USERS_KNOWN {
                [1, 2].map(|n| self.nodes[(2 * k + n) * self.groups + g].users)
            } else {
                let growth = Growth::new(figures.growth, self.drift[k * self.groups + g], half);
                growth.grow_twice(self.nodes[2 * k * self.groups + g].users, room)
            };
            let mut cash = [begin; 3];
            for ((n, users), cash) in (1..).zip(users).zip(&mut cash[1..]) {
                let node = path.next(&figures, self.years[2 * k + n], users);
                *cash = node.cash(self.tax);
                self.nodes[(2 * k + n) * self.groups + g] = node;
            }
            // By Simpson's rule; `earned` will have the sum.
            let [begins, middle, ends] = cash;
            let sum = begins + F64x8::splat(4.0) * middle + ends;
            self.earned[(k + 1) * self.groups + g] = F64x8::splat(half / 3.0) * sum;
            begin = ends;
        }
        self.terminal[g] = begin / (figures.discount_rate - figures.terminal_growth);
    }

    /// From the noise of markets in every step to their drift: σ Z/√Δ − σ²/2, part of Z being common to all: √ρ Z_all + √(1−ρ) Z_m.
    #[inline(always)]
    fn find_drift(&mut self, g: usize) {
        let (of_all, of_each) = self.correlation;
        let sigma = self.figures[g].volatility;
        for k in 0..self.steps {
            let drift = &mut self.drift[k * self.groups + g];
            let z = F64x8::splat(of_all * self.common[k]) + F64x8::splat(of_each) * *drift;
            *drift = sigma * z * F64x8::splat(self.spans[k].per_root) - F64x8::splat(0.5) * sigma * sigma;
        }
    }
}

/// How revenue per user and margin go on from node to node ([`crate::model::Earnings`]): decays by multiplication.
struct EarningsPath {
    half: f64,
    /// ARPU growth that has not faded, and what half a step leaves of it.
    growth_left: F64x8,
    growth_kept: F64x8,
    /// Distance of the margin from that of the long run, and what half a step leaves of it.
    margin_left: F64x8,
    margin_kept: F64x8,
    /// Growth of discounted ARPU in the long run, and all of what comes on top as it fades.
    steady: F64x8,
    fading: F64x8,
}

impl EarningsPath {
    #[inline(always)]
    fn of(figures: &Figures) -> Self {
        let one = F64x8::splat(1.0);
        Self {
            half: 0.0,
            growth_left: one,
            growth_kept: one,
            margin_left: figures.margin - figures.margin_long_run,
            margin_kept: one,
            steady: figures.arpu_growth_long_run - figures.discount_rate,
            fading: (figures.arpu_growth - figures.arpu_growth_long_run) * figures.arpu_growth_fade,
        }
    }

    /// Steps of other lengths begin.
    #[inline(always)]
    fn begin_steps(&mut self, figures: &Figures, half: f64) {
        if half != self.half {
            self.half = half;
            self.growth_kept = (F64x8::splat(-half) / figures.arpu_growth_fade).exponential();
            self.margin_kept = (F64x8::splat(-half) / figures.margin_time).exponential();
        }
    }

    /// The node half a step on.
    #[inline(always)]
    fn next(&mut self, figures: &Figures, years: f64, users: F64x8) -> Node<F64x8> {
        self.growth_left = self.growth_left * self.growth_kept;
        self.margin_left = self.margin_left * self.margin_kept;
        self.node(figures, years, users)
    }

    #[inline(always)]
    fn node(&self, figures: &Figures, years: f64, users: F64x8) -> Node<F64x8> {
        let growth = self.steady * F64x8::splat(years) + self.fading * (F64x8::splat(1.0) - self.growth_left);
        let revenue = figures.arpu * growth.exponential();
        Node { revenue, margin: figures.margin_long_run + self.margin_left, users }
    }
}

impl Node<F64x8> {
    /// Cash per year.
    #[inline(always)]
    fn cash(&self, tax: f64) -> F64x8 {
        let gross = self.margin * (self.revenue * self.users);
        gross - F64x8::splat(tax) * gross.at_least(F64x8::default())
    }
}
