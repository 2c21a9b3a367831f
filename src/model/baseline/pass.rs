//! One pass over the grid: users, revenue, margin and cash of four markets side by side.

use crate::lanes::{Lanes, Real};
use crate::model::baseline::{Baseline, Node};
use crate::model::drawn::DrawnMarket;
use crate::model::pace::Growth;
use crate::model::time::YEAR;

/// What a quad's markets grow and earn by.
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
        ] {
            lanes.0[lane] = value;
        }
    }
}

/// Users, revenue, margin and cash of every quad at every node.
pub(super) struct Pass<'a>(pub(super) &'a mut Baseline);

impl pulp::NullaryFnOnce for Pass<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(baseline) = self;
        for g in 0..baseline.quads {
            let figures = baseline.figures[g];
            baseline.earnings(g, &figures);
            baseline.growths(g, &figures);
        }
        baseline.grow();
        for g in 0..baseline.quads {
            let figures = baseline.figures[g];
            baseline.cash(g, &figures);
        }
    }
}

impl Baseline {
    fn half_of_step(&self, k: usize) -> f64 {
        0.5 * (self.times[k + 1] - self.times[k]) / YEAR
    }

    /// Revenue per user and margin at every node ([`crate::model::money::Earnings`]); decays are carried on by multiplication.
    #[inline(always)]
    fn earnings(&mut self, g: usize, figures: &Figures) {
        let steady = figures.arpu_growth_long_run - figures.discount_rate;
        let fading = (figures.arpu_growth - figures.arpu_growth_long_run) * figures.arpu_growth_fade;
        let (mut growth_left, mut margin_left) = (Lanes::all(1.0), figures.margin - figures.margin_long_run);
        let (mut half, mut growth_kept, mut margin_kept) = (0.0, Lanes::all(1.0), Lanes::all(1.0));
        for node in 0..=2 * self.steps {
            if node > 0 {
                let years = self.half_of_step((node - 1) / 2);
                if years != half {
                    half = years;
                    growth_kept = (Lanes::all(-years) / figures.arpu_growth_fade).exponential();
                    margin_kept = (Lanes::all(-years) / figures.margin_time).exponential();
                }
                growth_left = growth_left * growth_kept;
                margin_left = margin_left * margin_kept;
            }
            let k = node / 2;
            let day = if node % 2 == 0 { self.times[k] } else { 0.5 * (self.times[k] + self.times[k + 1]) };
            let growth = steady * Lanes::all(day / YEAR) + fading * (Lanes::all(1.0) - growth_left);
            let i = node * self.quads + g;
            self.revenue[i] = figures.arpu * growth.exponential();
            self.margin[i] = figures.margin_long_run + margin_left;
        }
    }

    /// Growth over half of each step.
    #[inline(always)]
    fn growths(&mut self, g: usize, figures: &Figures) {
        for k in 0..self.steps {
            let i = k * self.quads + g;
            self.growth[i] = Growth::over(figures.growth, self.drift[i], self.half_of_step(k));
        }
    }

    /// Users at every node, all quads in step, so that none waits for the division of another.
    #[inline(always)]
    fn grow(&mut self) {
        for g in 0..self.quads {
            self.users[g] = self.figures[g].users;
        }
        for k in 0..self.steps {
            for g in 0..self.quads {
                let (growth, limit) = (self.growth[k * self.quads + g], self.figures[g].ceiling);
                let begin = 2 * k * self.quads + g;
                let middle = growth.of(self.users[begin], limit);
                self.users[begin + self.quads] = middle;
                self.users[begin + 2 * self.quads] = growth.of(middle, limit);
            }
        }
    }

    /// Cash of every step, by Simpson's rule, where [`Baseline::earned`] will have the sum; and the terminal value.
    #[inline(always)]
    fn cash(&mut self, g: usize, figures: &Figures) {
        let tax = Lanes::all(self.tax);
        let at = |baseline: &Self, node: usize| {
            let Node { revenue, margin, users } = baseline.nodes(g, node);
            let gross = margin * (revenue * users);
            gross - tax * gross.at_least(Lanes::default())
        };
        let mut begin = at(self, 0);
        self.earned[g] = Lanes::default();
        for k in 0..self.steps {
            let (middle, end) = (at(self, 2 * k + 1), at(self, 2 * k + 2));
            let sixth = Lanes::all(self.half_of_step(k) / 3.0);
            self.earned[(k + 1) * self.quads + g] = sixth * (begin + Lanes::all(4.0) * middle + end);
            begin = end;
        }
        self.terminal[g] = begin / (figures.discount_rate - figures.terminal_growth);
    }
}
