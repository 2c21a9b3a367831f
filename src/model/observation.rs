//! What is seen of the markets at an instant, without cutting a step: their users, and what they are worth.

use crate::model::{Holding, MarketState, World};
use crate::simd::{F64x8, WIDTH};

/// What is seen of the markets of a group at an instant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Observation {
    /// Active and circumventing users, in people.
    pub reached: F64x8,
    /// Share of the day-one cohort that is active or circumventing.
    pub cohort: F64x8,
    /// The baseline's users, in people.
    pub baseline: F64x8,
    /// Value marked to model, in dollars discounted to the start: what has been earned, and what the owner's share of the users is worth.
    pub value: F64x8,
    /// The owner's cash so far, in dollars discounted to the start; without the terminal value.
    pub earned: F64x8,
}

impl World<'_> {
    /// What is seen of the markets of group `g` now. Values are those of now where every market has been advanced to it.
    pub fn observe_group(&self, g: usize) -> Observation {
        match self.find_reached_end() {
            Some(end) => self.observe_at_step_end(g, end),
            None => self.observe_within_step(g),
        }
    }

    /// Number of the end of a step that now is, if every market has been advanced to it.
    fn find_reached_end(&self) -> Option<usize> {
        let times = &self.plan.times;
        let end = (self.step..self.step + 2).find(|&end| times[end] == self.now);
        end.filter(|_| self.markets.iter().all(|state| state.follows_baseline || state.settled_until == self.now))
    }

    /// The markets of group `g`, each with its lane.
    fn markets_of_group(&self, g: usize) -> impl Iterator<Item = (usize, &MarketState)> {
        self.markets[g * WIDTH..].iter().take(WIDTH).enumerate()
    }

    fn observe_at_step_end(&self, g: usize, end: usize) -> Observation {
        let baseline = self.baseline.nodes(g, 2 * end).users;
        let (cohort, earned) = (self.baseline.surviving(g, end), self.baseline.earned_by_group(g, end));
        let to_come = self.baseline.whole_of_group(g) - earned;
        let mut seen = Observation { reached: baseline, cohort, baseline, value: earned + to_come, earned };
        let stocks = &self.groups[g].stocks;
        let reached = stocks.active + stocks.circumventing;
        let cohort = stocks.cohort.active + stocks.cohort.circumventing;
        let marked = to_come * (stocks.active / baseline);
        let ended = self.now >= self.plan.scenario.horizon;
        for (lane, _) in self.markets_of_group(g).filter(|(_, state)| !state.follows_baseline) {
            let m = g * WIDTH + lane;
            seen.reached.0[lane] = reached.0[lane];
            seen.cohort.0[lane] = cohort.0[lane];
            let earned = self.earned(m);
            seen.value.0[lane] = earned + if ended { 0.0 } else { marked.0[lane] * self.owned_share(m) };
            seen.earned.0[lane] = earned - if ended { self.markets[m].terminal } else { 0.0 };
        }
        seen
    }

    fn observe_within_step(&self, g: usize) -> Observation {
        let mut seen = Observation::default();
        for (lane, _) in self.markets_of_group(g) {
            let m = g * WIDTH + lane;
            let (stocks, baseline) = (self.stocks_now(m), self.baseline_users(m));
            seen.reached.0[lane] = stocks.active + stocks.circumventing;
            seen.cohort.0[lane] = stocks.cohort.active + stocks.cohort.circumventing;
            seen.baseline.0[lane] = baseline;
            let marked = self.baseline_to_come(m) * (stocks.active / baseline);
            seen.earned.0[lane] = self.earned(m);
            seen.value.0[lane] = seen.earned.0[lane] + marked * self.owned_share(m);
        }
        seen
    }

    /// The owner's share of market `m`.
    fn owned_share(&self, m: usize) -> f64 {
        let steady = self.markets[m].step_terms.map(|steady| steady.terms.holding);
        match steady.unwrap_or_else(|| self.holding(m)) {
            Holding::Sold { stake } | Holding::Restructured { stake, .. } => stake,
            Holding::Blocked { owned } => owned,
            Holding::Whole => 1.0,
        }
    }
}
