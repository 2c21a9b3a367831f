//! One pass over the grid: users, revenue, margin and cash of several markets side by side.

use crate::lanes::{Lanes, Real};
use crate::model::baseline::{Baseline, Node, share_staying};
use crate::model::drawn::DrawnMarket;
use crate::model::pace::Growth;

/// What a group's markets grow and earn by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub(super) users: Lanes,
    pub(super) ceiling: Lanes,
    pub(super) growth: Lanes,
    pub(super) arpu: Lanes,
    pub(super) arpu_growth: Lanes,
    pub(super) arpu_growth_long_run: Lanes,
    pub(super) arpu_growth_fade: Lanes,
    pub(super) margin: Lanes,
    pub(super) margin_long_run: Lanes,
    pub(super) margin_time: Lanes,
    pub(super) discount_rate: Lanes,
    pub(super) terminal_growth: Lanes,
    pub(super) volatility: Lanes,
}

impl Figures {
    pub(super) fn put(&mut self, lane: usize, market: &DrawnMarket) {
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
            self.0.walk(g);
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
    /// division, so that everything is done in one go.
    #[inline(always)]
    fn walk(&mut self, g: usize) {
        let figures = self.figures[g];
        let mut course = Course::of(&figures);
        let room = Lanes::all(1.0) / figures.ceiling;
        self.nodes[g] = course.node(&figures, 0.0, figures.users);
        let mut begin = self.nodes[g].cash(self.tax);
        self.earned[g] = Lanes::default();
        for k in 0..self.steps {
            let half = self.spans[k].half;
            let drift = self.drift_of(&figures, g, k);
            let growth = Growth::over(figures.growth, drift, half);
            course.turn_to(&figures, half);
            // Through memory, on purpose: what is kept in variables alone is taken apart into narrower vectors.
            let users = growth.twice(self.nodes[2 * k * self.groups + g].users, room);
            let mut cash = [begin; 3];
            for ((n, users), cash) in (1..).zip(users).zip(&mut cash[1..]) {
                let node = course.next(&figures, self.years[2 * k + n], users);
                *cash = node.cash(self.tax);
                self.nodes[(2 * k + n) * self.groups + g] = node;
            }
            // By Simpson's rule; `earned` will have the sum.
            let [begins, middle, ends] = cash;
            let sum = begins + Lanes::all(4.0) * middle + ends;
            self.earned[(k + 1) * self.groups + g] = Lanes::all(half / 3.0) * sum;
            begin = ends;
        }
        self.terminal[g] = begin / (figures.discount_rate - figures.terminal_growth);
    }

    /// From the noise of markets in step `k` to their drift: σ Z/√Δ − σ²/2, part of Z being common to all: √ρ Z_all + √(1−ρ) Z_m.
    #[inline(always)]
    fn drift_of(&mut self, figures: &Figures, g: usize, k: usize) -> Lanes {
        let drift = &mut self.drift[k * self.groups + g];
        let (of_all, of_each) = self.correlation;
        let z = Lanes::all(of_all * self.common[k]) + Lanes::all(of_each) * *drift;
        let sigma = figures.volatility;
        *drift = sigma * z * Lanes::all(self.spans[k].per_root) - Lanes::all(0.5) * sigma * sigma;
        *drift
    }
}

/// How revenue per user and margin go on from node to node ([`crate::model::money::Earnings`]): decays by multiplication.
struct Course {
    half: f64,
    /// ARPU growth that has not faded, and what half a step leaves of it.
    growth_left: Lanes,
    growth_kept: Lanes,
    /// Distance of the margin from that of the long run, and what half a step leaves of it.
    margin_left: Lanes,
    margin_kept: Lanes,
    /// Growth of discounted ARPU in the long run, and all of what comes on top as it fades.
    steady: Lanes,
    fading: Lanes,
}

impl Course {
    #[inline(always)]
    fn of(figures: &Figures) -> Self {
        let one = Lanes::all(1.0);
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
    fn turn_to(&mut self, figures: &Figures, half: f64) {
        if half != self.half {
            self.half = half;
            self.growth_kept = (Lanes::all(-half) / figures.arpu_growth_fade).exponential();
            self.margin_kept = (Lanes::all(-half) / figures.margin_time).exponential();
        }
    }

    /// The node half a step on.
    #[inline(always)]
    fn next(&mut self, figures: &Figures, years: f64, users: Lanes) -> Node<Lanes> {
        self.growth_left = self.growth_left * self.growth_kept;
        self.margin_left = self.margin_left * self.margin_kept;
        self.node(figures, years, users)
    }

    #[inline(always)]
    fn node(&self, figures: &Figures, years: f64, users: Lanes) -> Node<Lanes> {
        let growth = self.steady * Lanes::all(years) + self.fading * (Lanes::all(1.0) - self.growth_left);
        let revenue = figures.arpu * growth.exponential();
        Node { revenue, margin: figures.margin_long_run + self.margin_left, users }
    }
}

impl Node<Lanes> {
    /// Cash per year.
    #[inline(always)]
    fn cash(&self, tax: f64) -> Lanes {
        let gross = self.margin * (self.revenue * self.users);
        gross - Lanes::all(tax) * gross.at_least(Lanes::default())
    }
}
