//! What is seen of the markets at an instant, without cutting a step: their users, and what they are worth.

use crate::lanes::{Lanes, WIDTH};
use crate::model::market::MarketState;
use crate::model::money::Holding;
use crate::model::state::World;

/// What is seen of the markets of a group at an instant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// Active and circumventing users.
    pub reached: Lanes,
    /// Share of the day-one cohort that is active or circumventing.
    pub cohort: Lanes,
    /// The baseline's users.
    pub baseline: Lanes,
    /// Value marked to model, discounted to the start: what has been earned and what the owner's share of the users is worth.
    pub value: Lanes,
}

impl World<'_> {
    /// What is seen of the markets of group `g` now. Values are those of now where every market has been brought up to it.
    pub fn seen(&self, g: usize) -> Seen {
        match self.end_reached() {
            Some(end) => self.seen_at(g, end),
            None => self.seen_within(g),
        }
    }

    /// Number of the end of a step that now is, if every market has been brought up to it.
    fn end_reached(&self) -> Option<usize> {
        let times = &self.plan.times;
        let end = (self.step..self.step + 2).find(|&end| times[end] == self.now);
        end.filter(|_| self.markets.iter().all(|state| state.pristine || state.clock == self.now))
    }

    /// The markets of group `g`, each with its lane.
    fn of_group(&self, g: usize) -> impl Iterator<Item = (usize, &MarketState)> {
        self.markets[g * WIDTH..].iter().take(WIDTH).enumerate()
    }

    fn seen_at(&self, g: usize, end: usize) -> Seen {
        let baseline = self.baseline.nodes(g, 2 * end).users;
        let (cohort, earned) = (self.baseline.surviving(g, end), self.baseline.earned_by(g, end));
        let to_come = self.baseline.whole_of(g) - earned;
        let mut seen = Seen { reached: baseline, cohort, baseline, value: earned + to_come };
        let stocks = &self.groups[g].stocks;
        let reached = stocks.active + stocks.circumventing;
        let cohort = stocks.cohort.active + stocks.cohort.circumventing;
        let marked = to_come * (stocks.active / baseline);
        let ended = self.now >= self.plan.scenario.horizon;
        for (lane, _) in self.of_group(g).filter(|(_, state)| !state.pristine) {
            let m = g * WIDTH + lane;
            seen.reached.0[lane] = reached.0[lane];
            seen.cohort.0[lane] = cohort.0[lane];
            seen.value.0[lane] = self.earned(m) + if ended { 0.0 } else { marked.0[lane] * self.owned(m) };
        }
        seen
    }

    fn seen_within(&self, g: usize) -> Seen {
        let mut seen = Seen::default();
        for (lane, _) in self.of_group(g) {
            let m = g * WIDTH + lane;
            let (stocks, baseline) = (self.stocks_now(m), self.baseline_users(m));
            seen.reached.0[lane] = stocks.active + stocks.circumventing;
            seen.cohort.0[lane] = stocks.cohort.active + stocks.cohort.circumventing;
            seen.baseline.0[lane] = baseline;
            let marked = self.baseline_to_come(m) * (stocks.active / baseline);
            seen.value.0[lane] = self.earned(m) + marked * self.owned(m);
        }
        seen
    }

    /// The owner's share of market `m`.
    fn owned(&self, m: usize) -> f64 {
        let steady = self.markets[m].steady.map(|steady| steady.terms.holding);
        match steady.unwrap_or_else(|| self.holding(m)) {
            Holding::Sold { stake } | Holding::Restructured { stake, .. } => stake,
            Holding::Blocked { owned } => owned,
            Holding::Whole => 1.0,
        }
    }
}
