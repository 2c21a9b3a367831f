//! The baseline on any day: what is known at the nodes of its steps, and worked out in between.

use super::split_at_kink;
use crate::model::{Baseline, MarketParameters, Node, grow_users};
use crate::quantity::YEAR;
use crate::simd::WIDTH;

impl Baseline {
    /// Revenue, margin and users at `day`, which lies in step `k`.
    pub fn node(&self, m: usize, market: &MarketParameters, k: usize, day: f64) -> Node {
        self.find_node_on(k, day).map_or_else(
            || Node {
                revenue: market.earnings.revenue(day),
                margin: market.earnings.margin(day),
                users: self.grow_in_step(m, market, k, day),
            },
            |node| self.nodes(m / WIDTH, node).lane(m % WIDTH),
        )
    }

    /// The users alone.
    pub fn users(&self, m: usize, market: &MarketParameters, k: usize, day: f64) -> f64 {
        let known = self.find_node_on(k, day).map(|node| self.nodes(m / WIDTH, node).users.0[m % WIDTH]);
        known.unwrap_or_else(|| self.grow_in_step(m, market, k, day))
    }

    /// Number of the node of step `k` that lies on `day`, if one does.
    fn find_node_on(&self, k: usize, day: f64) -> Option<usize> {
        let (from, to) = (self.times[k], self.times[k + 1]);
        if day <= from {
            Some(2 * k)
        } else if day >= to {
            Some(2 * k + 2)
        } else {
            (day == 0.5 * (from + to)).then_some(2 * k + 1)
        }
    }

    /// Users on `day`, within step `k`.
    fn grow_in_step(&self, m: usize, market: &MarketParameters, k: usize, day: f64) -> f64 {
        let begin = self.nodes(m / WIDTH, 2 * k).users.0[m % WIDTH];
        grow_users(begin, market.growth, market.ceiling, self.drift(m, k), (day - self.times[k]) / YEAR)
    }

    /// Discounted cash between two days of step `k`.
    pub(super) fn cash_between(&self, m: usize, market: &MarketParameters, k: usize, from: f64, to: f64) -> f64 {
        let mut cash = 0.0;
        let mut begin = from;
        for end in split_at_kink(market, self.tax, from, to) {
            let middle = 0.5 * (begin + end);
            let [a, b, c] = [begin, middle, end].map(|day| {
                let node = self.node(m, market, k, day);
                net(node.margin * (node.revenue * node.users), self.tax)
            });
            cash += (end - begin) / YEAR / 6.0 * (a + 4.0 * b + c);
            begin = end;
        }
        cash
    }

    /// Discounted cash from the start to `day`, which lies in step `k`.
    pub fn earned(&self, m: usize, market: &MarketParameters, k: usize, day: f64) -> f64 {
        let at = |end: usize| self.earned[end * self.groups + m / WIDTH].0[m % WIDTH];
        if day >= self.times[k + 1] {
            at(k + 1)
        } else if day <= self.times[k] {
            at(k)
        } else {
            at(k) + self.cash_between(m, market, k, self.times[k], day)
        }
    }

    /// Discounted value of all cash after `day` (in step `k`), with the terminal value.
    pub fn value_to_come(&self, m: usize, market: &MarketParameters, k: usize, day: f64) -> f64 {
        self.whole(m) - self.earned(m, market, k, day)
    }
}

fn net(gross: f64, tax: f64) -> f64 {
    gross - tax * gross.max(0.0)
}
