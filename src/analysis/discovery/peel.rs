//! Peeling: the box shrinks by a little off one side of one variable at a time (Friedman and Fisher 1999).
//!
//! Of all that can be peeled off the best goes, by the objective; of equals what restricts fewer variables, then the
//! first variable, high end before low. Peeling ends where the best peel gains nothing or would leave too small a box.
//!
//! This is the peeling of the EMA Workbench (ema_workbench 2.5.3, `analysis/prim.py`), with one exception. There, a
//! variable of whole numbers is cut at the quantile without its decimals, by which the low end sometimes loses less than
//! its share, or nothing at all. Here whole numbers are treated as all numbers are: what is tied with the quantile goes
//! with it.

use rayon::prelude::*;

use super::cut::{Cut, Peel};
use super::rank::Ranked;
use super::region::{Column, Count, Limit, Range};
use super::state::State;
use super::view::View;

impl State<'_> {
    /// Peels until nothing is gained, and calls back with each box.
    pub(super) fn peel(&mut self, mut each: impl FnMut(&[Limit], Count)) {
        let mut gone = Vec::new();
        while let Some(best) = self.best_peel(&gone) {
            let mass = best.left.rows as f64 / self.all.rows as f64;
            if mass < self.options.least_mass {
                break;
            }
            let place = self.cut(best.variable, best.change.cut);
            let (limit, columns) = (&self.limits[place], self.columns);
            gone = self.inside.remove(|row| limit.keeps_out(columns, row).is_some());
            each(&self.limits, self.inside.count);
        }
    }

    /// The best peel, once all columns have forgotten the rows that are `gone`.
    fn best_peel(&mut self, gone: &[u32]) -> Option<Ranked<Peel>> {
        let Self { views, inside, limits, options, .. } = self;
        let of = |(variable, view): (usize, &mut View)| {
            view.forget(gone, inside);
            let other = limits.iter().filter(|limit| limit.variable != variable).count();
            let rank = |peel: Peel| {
                let counts = [inside.count, inside.count.less(peel.taken)];
                Ranked::new(options.objective, counts, variable, other + 1, peel)
            };
            view.peels(inside, options.peel).into_iter().filter_map(rank).reduce(Ranked::better)
        };
        // In the order of the columns, on any number of threads: each keeps the first of equals.
        views.par_iter_mut().enumerate().filter_map(of).reduce_with(Ranked::better)
    }

    /// Writes a cut into the limits; returns the place of the limit.
    fn cut(&mut self, variable: usize, cut: Cut) -> usize {
        let place = self.limits.partition_point(|limit| limit.variable < variable);
        if self.limits.get(place).is_none_or(|limit| limit.variable != variable) {
            let range = match self.columns[variable] {
                Column::Number(_) => Range::Number { low: None, high: None },
                Column::Category { codes, names } => Range::Category { kept: self.names(codes, names) },
            };
            self.limits.insert(place, Limit { variable, range });
        }
        match (&mut self.limits[place].range, cut) {
            (Range::Number { low, .. }, Cut::Low(value)) => *low = Some(value),
            (Range::Number { high, .. }, Cut::High(value)) => *high = Some(value),
            (Range::Category { kept }, Cut::Name(name)) => kept.retain(|&code| code != name),
            _ => {}
        }
        place
    }
}
