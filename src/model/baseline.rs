//! The same replication with no measure at all: its users, its cash, and the value still to come.

use crate::draws::Purpose;
use crate::model::drawn::{Drawn, DrawnMarket};
use crate::model::luck::{Luck, Names, Whose};
use crate::model::money::Walk;
use crate::model::time::YEAR;
use crate::model::users::{Growth, grown};
use crate::scenario::{MarketId, Scenario};

/// The baseline of every market over the whole grid of steps.
///
/// One array a figure, market after market, so that a pass runs over memory in order.
#[derive(Debug, Default)]
pub struct Baseline {
    steps: usize,
    times: Vec<f64>,
    /// Drift that the noise adds in each step, per year.
    drift: Vec<f64>,
    users: Vec<f64>,
    users_mid: Vec<f64>,
    revenue: Vec<f64>,
    revenue_mid: Vec<f64>,
    margin: Vec<f64>,
    margin_mid: Vec<f64>,
    /// Discounted cash up to each step, from the start.
    earned: Vec<f64>,
    /// Discounted cash to the horizon with the terminal value.
    whole: Vec<f64>,
    terminal: Vec<f64>,
    common: Vec<f64>,
    tax: f64,
}

/// Revenue per user, margin and baseline users at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Discounted revenue per user and year.
    pub revenue: f64,
    /// Contribution margin.
    pub margin: f64,
    /// Baseline users.
    pub users: f64,
}

/// The grid of steps: multiples of `step`, and the horizon.
pub fn grid(horizon: f64, step: f64) -> Vec<f64> {
    let whole = libm::floor(horizon / step * (1.0 + 1e-12)) as usize;
    let mut times: Vec<f64> = (0..=whole).map(|k| k as f64 * step).collect();
    if let Some(last) = times.last_mut()
        && horizon - *last < 1e-6 * step
    {
        *last = horizon;
    } else {
        times.push(horizon);
    }
    times
}

impl Baseline {
    /// Works the baseline out for the parameters and the noise of one replication.
    pub fn draw(&mut self, scenario: &Scenario, times: &[f64], drawn: &Drawn, names: &Names, luck: &mut Luck) {
        self.steps = times.len() - 1;
        self.tax = drawn[scenario.company.cash_tax];
        self.times.clear();
        self.times.extend_from_slice(times);
        self.noise(scenario, drawn, names, luck);
        let (ends, mids) = (self.steps + 1, self.steps);
        let markets = drawn.markets.len();
        for (array, size) in [
            (&mut self.users, ends),
            (&mut self.users_mid, mids),
            (&mut self.revenue, ends),
            (&mut self.revenue_mid, mids),
            (&mut self.margin, ends),
            (&mut self.margin_mid, mids),
            (&mut self.earned, ends),
            (&mut self.whole, 1),
            (&mut self.terminal, 1),
        ] {
            array.resize(markets * size, 0.0);
        }
        for (m, market) in drawn.markets.iter().enumerate() {
            self.pass(m, market);
        }
    }

    /// One standard normal a step and market, part of it common to all: √ρ Z_all + √(1−ρ) Z_m.
    fn noise(&mut self, scenario: &Scenario, drawn: &Drawn, names: &Names, luck: &mut Luck) {
        let steps = self.steps;
        self.drift.clear();
        self.drift.resize(steps * drawn.markets.len(), 0.0);
        if drawn.markets.iter().all(|m| m.volatility == 0.0) {
            return;
        }
        let shared = drawn[scenario.company.noise_correlation];
        let (common, own) = (shared.sqrt(), (1.0 - shared).sqrt());
        let stream = luck.stream(names, Purpose::NoiseCommon, Whose::World);
        self.common.clear();
        self.common.extend((0..steps).map(|_| stream.normal()));
        for (m, market) in drawn.markets.iter().enumerate() {
            if market.volatility == 0.0 {
                continue;
            }
            let sigma = market.volatility;
            let stream = luck.stream(names, Purpose::Noise, Whose::Market(MarketId(m)));
            for k in 0..steps {
                let z = common * self.common[k] + own * stream.normal();
                let years = (self.times[k + 1] - self.times[k]) / YEAR;
                self.drift[m * steps + k] = sigma * z / years.sqrt() - 0.5 * sigma * sigma;
            }
        }
    }

    fn pass(&mut self, m: usize, market: &DrawnMarket) {
        let (ends, mids) = (m * (self.steps + 1), m * self.steps);
        let mut users = market.users;
        let mut walk = Walk::new(market.earnings);
        (self.users[ends], self.revenue[ends], self.margin[ends]) = (users, walk.revenue(), walk.margin());
        self.earned[ends] = 0.0;
        for k in 0..self.steps {
            let (from, to) = (self.times[k], self.times[k + 1]);
            let stride = 0.5 * (to - from);
            let half = Growth::over(market.growth, self.drift[mids + k], stride / YEAR);
            users = half.of(users, market.ceiling);
            walk.go_on(0.5 * (from + to), stride);
            let mid = mids + k;
            (self.users_mid[mid], self.revenue_mid[mid], self.margin_mid[mid]) = (users, walk.revenue(), walk.margin());
            users = half.of(users, market.ceiling);
            walk.go_on(to, stride);
            let end = ends + k + 1;
            (self.users[end], self.revenue[end], self.margin[end]) = (users, walk.revenue(), walk.margin());
            self.earned[end] = self.earned[end - 1] + self.cash_between(m, market, k, from, to);
        }
        let last = ends + self.steps;
        let cash = self.net(self.margin[last] * (self.revenue[last] * self.users[last]));
        self.terminal[m] = cash / (market.earnings.discount_rate - market.terminal_growth);
        self.whole[m] = self.earned[last] + self.terminal[m];
    }

    fn net(&self, gross: f64) -> f64 {
        gross - self.tax * gross.max(0.0)
    }

    /// Drift of the noise in step `k`.
    pub fn drift(&self, m: usize, k: usize) -> f64 {
        self.drift[m * self.steps + k]
    }

    /// Revenue, margin and users at `day`, which lies in step `k`.
    pub fn node(&self, m: usize, market: &DrawnMarket, k: usize, day: f64) -> Node {
        let (ends, mids) = (m * (self.steps + 1) + k, m * self.steps + k);
        let (from, to) = (self.times[k], self.times[k + 1]);
        if day <= from {
            return Node { revenue: self.revenue[ends], margin: self.margin[ends], users: self.users[ends] };
        }
        if day >= to {
            let end = ends + 1;
            return Node { revenue: self.revenue[end], margin: self.margin[end], users: self.users[end] };
        }
        if day == 0.5 * (from + to) {
            let (revenue, margin) = (self.revenue_mid[mids], self.margin_mid[mids]);
            return Node { revenue, margin, users: self.users_mid[mids] };
        }
        let years = (day - from) / YEAR;
        Node {
            revenue: market.earnings.revenue(day),
            margin: market.earnings.margin(day),
            users: grown(self.users[ends], market.growth, market.ceiling, self.drift[mids], years),
        }
    }

    /// Users at `day`, which lies in step `k`.
    pub fn users(&self, m: usize, market: &DrawnMarket, k: usize, day: f64) -> f64 {
        self.node(m, market, k, day).users
    }

    /// Users in the middle of step `k`.
    pub fn users_in(&self, m: usize, k: usize) -> f64 {
        self.users_mid[m * self.steps + k]
    }

    /// Discounted cash between two days of step `k`.
    pub fn cash_between(&self, m: usize, market: &DrawnMarket, k: usize, from: f64, to: f64) -> f64 {
        let mut cash = 0.0;
        let mut begin = from;
        for end in cuts(market, self.tax, from, to) {
            let middle = 0.5 * (begin + end);
            let [a, b, c] = [begin, middle, end].map(|day| {
                let node = self.node(m, market, k, day);
                self.net(node.margin * (node.revenue * node.users))
            });
            cash += (end - begin) / YEAR / 6.0 * (a + 4.0 * b + c);
            begin = end;
        }
        cash
    }

    /// Discounted cash of a whole step.
    pub fn cash_of_step(&self, m: usize, k: usize) -> f64 {
        let ends = m * (self.steps + 1) + k;
        self.earned[ends + 1] - self.earned[ends]
    }

    /// Discounted value of all cash after `day` (in step `k`), with the terminal value.
    pub fn to_come(&self, m: usize, market: &DrawnMarket, k: usize, day: f64) -> f64 {
        let earned = self.earned[m * (self.steps + 1) + k];
        self.whole[m] - earned - self.cash_between(m, market, k, self.times[k], day)
    }

    /// Terminal value, discounted to the start.
    pub fn terminal(&self, m: usize) -> f64 {
        self.terminal[m]
    }
}

/// Ends of the pieces of a stretch: with a tax on positive cash it is cut where the margin is 0.
pub fn cuts(market: &DrawnMarket, tax: f64, from: f64, to: f64) -> impl Iterator<Item = f64> + use<> {
    let kink = if tax > 0.0 { market.earnings.break_even() } else { None };
    kink.filter(|&day| day > from && day < to).into_iter().chain(std::iter::once(to))
}

#[cfg(test)]
mod tests {
    use super::grid;

    #[test]
    fn the_grid_ends_on_the_horizon() {
        assert_eq!(grid(21.0, 7.0), [0.0, 7.0, 14.0, 21.0]);
        assert_eq!(grid(20.0, 7.0), [0.0, 7.0, 14.0, 20.0]);
        assert_eq!(grid(5.0, 7.0), [0.0, 5.0]);
        assert_eq!(grid(1826.25, 7.0).len(), 262);
    }
}
