//! Pasting: the box grows again by a little where peeling went too far (Friedman and Fisher 1999).
//!
//! At each limited end, the rows that this end alone keeps out are looked at; the nearest share of them, with those that
//! are tied, can be pasted, or one of the names that were peeled off. The best goes back in, ranked as in peeling, as
//! long as density rises.
//!
//! This is the pasting of the EMA Workbench (ema_workbench 2.5.3, `analysis/prim.py`), with two exceptions. There, names
//! and whole numbers are pasted only while some number with decimals is limited too, by a test that stands within a loop
//! rather than behind it. And rows that lie on a limit count there among those it keeps out.

use super::cut::quota;
use super::ends::between;
use super::rank::Ranked;
use super::region::{Column, Count, End, Limit, Outside, Range};
use super::state::State;

/// A possible paste.
#[derive(Debug, Clone)]
struct Paste {
    /// What then limits the variable, if anything.
    limit: Option<Limit>,
    /// What comes with it.
    comes: Count,
}

/// Rows that one limit alone keeps out.
#[derive(Debug, Clone, Default)]
struct Slabs {
    low: Vec<u32>,
    high: Vec<u32>,
    names: Vec<u32>,
}

impl State<'_> {
    /// Pastes until nothing is gained, and calls back with each box.
    pub(super) fn paste(&mut self, mut each: impl FnMut(&[Limit], Count)) {
        let mut inside = self.inside.count;
        while let Some(best) = self.best_paste(inside) {
            if best.left.denser(inside).is_le() {
                break;
            }
            inside = best.left;
            let place = self.limits.partition_point(|limit| limit.variable < best.variable);
            match best.change.limit {
                Some(limit) => self.limits[place] = limit,
                None => drop(self.limits.remove(place)),
            }
            each(&self.limits, inside);
        }
    }

    /// The best paste onto the box, which holds `inside`.
    fn best_paste(&self, inside: Count) -> Option<Ranked<Paste>> {
        let pastes = self.limits.iter().zip(self.slabs()).flat_map(|(limit, slabs)| self.pastes(limit, slabs));
        let rank = |(variable, paste): (usize, Paste)| {
            let restricted = self.limits.len() - usize::from(paste.limit.is_none());
            let counts = [inside, inside.plus(paste.comes)];
            Ranked::new(self.options.objective, counts, variable, restricted, paste)
        };
        pastes.filter_map(rank).reduce(Ranked::better)
    }

    /// For each limit, the rows that it alone keeps out.
    fn slabs(&self) -> Vec<Slabs> {
        let mut slabs = vec![Slabs::default(); self.limits.len()];
        for &row in &self.rows {
            if let Outside::One(place, end) = Outside::of(row as usize, &self.limits, self.columns) {
                let slabs = &mut slabs[place];
                match end {
                    End::Low => slabs.low.push(row),
                    End::High => slabs.high.push(row),
                    End::Names => slabs.names.push(row),
                }
            }
        }
        slabs
    }

    /// What can be pasted where this limit is: at the low end and at the high end of numbers, or each of the names.
    fn pastes(&self, limit: &Limit, slabs: Slabs) -> Vec<(usize, Paste)> {
        let pastes: Vec<Paste> = match (&limit.range, self.columns[limit.variable]) {
            (Range::Number { .. }, Column::Number(values)) => [(End::Low, slabs.low), (End::High, slabs.high)]
                .into_iter()
                .filter_map(|(end, slab)| self.paste_numbers(limit, values, end, slab))
                .collect(),
            (Range::Category { kept }, Column::Category { codes, names }) => {
                self.paste_names(limit, kept, &self.names(codes, names), codes, &slabs.names)
            }
            _ => Vec::new(),
        };
        pastes.into_iter().map(|paste| (limit.variable, paste)).collect()
    }

    /// The paste at one end of a number; none where no row lies beyond it.
    fn paste_numbers(&self, limit: &Limit, values: &[f64], end: End, mut slab: Vec<u32>) -> Option<Paste> {
        if slab.is_empty() {
            return None;
        }
        // Of what lies below the box, the nearest is the high end.
        let nearest = if end == End::Low { End::High } else { End::Low };
        let share = quota(nearest, slab.len(), self.options.paste);
        let value = |row: u32| values[row as usize];
        let nearer = |a: f64, b: f64| if end == End::Low { b.total_cmp(&a) } else { a.total_cmp(&b) };
        let (_, &mut last, _) = slab.select_nth_unstable_by(share - 1, |&a, &b| nearer(value(a), value(b)));
        let last = value(last);
        let beyond = |row: u32| if end == End::Low { value(row) < last } else { value(row) > last };
        let next = slab.iter().copied().filter(|&row| beyond(row)).map(value).min_by(|&a, &b| nearer(a, b));
        slab.retain(|&row| !beyond(row));
        let moved = match next {
            Some(next) => Some(between(last, next)),
            // All of the slab comes: the limit moves to its last row, or goes where no other row lies beyond that.
            None => self.rows.iter().any(|&row| beyond(row)).then_some(last),
        };
        Some(Paste { limit: limit.with(end, moved), comes: self.inside.hits.tally(&slab) })
    }

    /// The pastes of each name of `all` that is not kept.
    fn paste_names(&self, limit: &Limit, kept: &[u8], all: &[u8], codes: &[u8], slab: &[u32]) -> Vec<Paste> {
        let back = |&name: &u8| {
            let kept: Vec<u8> = all.iter().copied().filter(|code| kept.contains(code) || *code == name).collect();
            let rows: Vec<u32> = slab.iter().copied().filter(|&row| codes[row as usize] == name).collect();
            let limit = Limit { variable: limit.variable, range: Range::Category { kept: kept.clone() } };
            Paste { limit: (kept != all).then_some(limit), comes: self.inside.hits.tally(&rows) }
        };
        all.iter().filter(|name| !kept.contains(name)).map(back).collect()
    }
}
