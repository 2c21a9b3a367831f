//! Users by date, apart for each outcome of their market: where some simulations keep their users and others lose them, the
//! middle of all is none of them.

use indexmap::IndexMap;

use super::summary::{Fan, LEVELS, STATES};
use crate::analysis::statistics::{Pieces, Sketch, least_magnitude};
use crate::simulation::Layout;
use crate::simulation::catalogue::user_metrics;

/// Leading bits of the sketches: quantiles to 0.4%.
const BITS: u32 = 8;
/// Outcomes in fewer simulations, or in a smaller share of them, have no fan.
const LEAST_COUNT: u64 = 20;
const LEAST_SHARE: f64 = 0.01;
/// Users below this share of those with no government action are few.
const HALF: f64 = 0.5;
/// Places to which quantiles are kept, which are less exact than that.
const PLACE: f64 = 1e5;

/// What a number of the fans is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    /// Users over those at the start.
    Kept,
    /// Users over those with no government action.
    Left,
    Other,
}

/// Collects users by market, date and outcome, and in how many simulations fewer than half are left.
#[derive(Debug)]
pub(super) struct OutcomeFans {
    markets: usize,
    dates: usize,
    /// What each number of the fans is, of which market and at which date.
    roles: Vec<(Role, usize, usize)>,
    /// By market: the rows of the block at hand, those of one outcome together.
    alike: Vec<Vec<(usize, Vec<usize>)>>,
    /// By market, outcome and date.
    sketches: Vec<Option<Sketch>>,
    least: f64,
    /// By market and date.
    few: Vec<u64>,
}

impl OutcomeFans {
    pub(super) fn new(layout: &Layout, markets: usize) -> Self {
        let dates = layout.fan_days.len();
        let mut roles = vec![(Role::Other, 0, 0); layout.fans()];
        for (name, role) in [("retention", Role::Kept), ("vs_baseline", Role::Left)] {
            let Some(k) = user_metrics().position(|figure| figure.name == name) else { continue };
            for (market, date) in (0..markets).flat_map(|market| (0..dates).map(move |date| (market, date))) {
                roles[layout.fan(market, k, date)] = (role, market, date);
            }
        }
        let unit = user_metrics().find(|figure| figure.name == "retention").map(|figure| figure.kind.unit());
        Self {
            markets,
            dates,
            roles,
            alike: vec![Vec::new(); markets],
            sketches: vec![None; markets * STATES.len() * dates],
            least: unit.map_or(f64::MIN_POSITIVE, least_magnitude),
            few: vec![0; markets * dates],
        }
    }

    /// Begins a block of rows, with the outcomes of all markets in each.
    pub(super) fn begin_block(&mut self, endings: &[u8]) {
        for (market, alike) in self.alike.iter_mut().enumerate() {
            alike.clear();
            for (row, endings) in endings.chunks_exact(self.markets).enumerate() {
                let ending = usize::from(endings[market]);
                match alike.iter_mut().find(|(state, _)| *state == ending) {
                    Some((_, rows)) => rows.push(row),
                    None => alike.push((ending, vec![row])),
                }
            }
        }
    }

    /// Takes what all rows of the block hold at one number of the fans.
    pub(super) fn take(&mut self, number: usize, values: &[f64]) {
        let (role, market, date) = self.roles[number];
        match role {
            Role::Left => {
                let few = values.iter().filter(|&&left| left < HALF).count();
                self.few[market * self.dates + date] += few as u64;
            }
            Role::Kept => {
                let mut kept = Vec::with_capacity(values.len());
                for (state, rows) in &self.alike[market] {
                    kept.clear();
                    kept.extend(rows.iter().map(|&row| values[row]));
                    let place = (market * STATES.len() + state) * self.dates + date;
                    self.sketches[place].get_or_insert_with(|| Sketch::new(BITS, self.least)).take(&kept);
                }
            }
            Role::Other => {}
        }
    }

    /// The fans of a market for each outcome that is not too rare, by its key.
    pub(super) fn fans(&self, market: usize, replications: u64) -> IndexMap<String, Fan> {
        let first = |state: usize| (market * STATES.len() + state) * self.dates;
        let fan = |state: usize| {
            let sketches = self.sketches.get(first(state)..first(state) + self.dates)?;
            let count = sketches.first()?.as_ref()?.count();
            let rare = count < LEAST_COUNT || (count as f64) < LEAST_SHARE * replications as f64;
            let dates: Option<Vec<Pieces>> =
                sketches.iter().map(|sketch| Some(sketch.as_ref()?.pieces())).collect::<Option<_>>().filter(|_| !rare);
            let dates = dates?;
            let quantile = |pieces: &Pieces, p: f64| (pieces.count_quantile(p).unwrap_or(0.0) * PLACE).round() / PLACE;
            let [p5, p25, p50, p75, p95] = LEVELS.map(|p| dates.iter().map(|pieces| quantile(pieces, p)).collect());
            Some((STATES[state].to_owned(), Fan { p5, p25, p50, p75, p95 }))
        };
        (0..STATES.len()).filter_map(fan).collect()
    }

    /// By date, the share of simulations in which a market has fewer than half of the users that it would have with no
    /// government action.
    pub(super) fn share_below_half(&self, market: usize, replications: u64) -> Vec<f64> {
        let counts = &self.few[market * self.dates..][..self.dates];
        counts.iter().map(|&count| count as f64 / replications.max(1) as f64).collect()
    }
}
