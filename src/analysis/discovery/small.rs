//! Boxes of one limit and of two, tried outright.
//!
//! Where many variables are uncertain, peeling takes a little of each, and little is left of a box once the limits that chance would give are
//! dropped. So every end of every variable is also limited alone, at each twentieth of the simulations, and those that stand beyond chance two by two.

use rayon::prelude::*;

use super::region::{Column, Count, End, Limit, Range, Region};
use super::significance::{SIGNIFICANT, at_least};
use super::table::Discovery;
use crate::analysis::statistics::evidence::control_false_discoveries;

/// Places at which an end is limited, and one more.
const STEPS: usize = 20;
/// Most ends that are limited two by two.
const MOST_ENDS: usize = 16;

/// Limits at one end of a variable, each within those before it.
struct Nested {
    variable: usize,
    ranges: Vec<Range>,
    /// Of each row, how many of the ranges hold it: the first so many.
    depths: Vec<u8>,
}

/// An end with the best box of one limit at it.
struct Alone {
    variable: usize,
    end: End,
    /// How likely chance makes a box as dense among those tried at this end.
    chance: f64,
    best: Option<Region>,
}

impl Discovery<'_> {
    /// Of these rows, for each end that stands beyond chance the box of one limit, and for each two of the best of them the box of
    /// two limits, with the best balance of coverage and density.
    pub(super) fn small_boxes(&self, rows: &[u32]) -> Vec<Region> {
        let all = rows.iter().fold(Count::default(), |mut all, &row| {
            all.add(self.hits.has(row));
            all
        });
        let ends: Vec<(usize, End)> = (0..self.columns.len())
            .flat_map(|variable| match self.columns[variable] {
                Column::Number(_) => vec![(variable, End::Low), (variable, End::High)],
                Column::Category { .. } => vec![(variable, End::Names)],
            })
            .collect();
        let alone: Vec<Alone> =
            ends.par_iter().map(|&(variable, end)| self.limit_alone(rows, all, variable, end)).collect();
        let chances: Vec<f64> = alone.iter().map(|end| end.chance).collect();
        let stands = control_false_discoveries(&chances, ends.len(), SIGNIFICANT);
        let standing = alone.into_iter().zip(stands).filter(|(_, stands)| *stands);
        let mut standing: Vec<(usize, End, Region)> =
            standing.filter_map(|(end, _)| Some((end.variable, end.end, end.best?))).collect();
        let balance = |region: &Region| balance(Count { rows: region.rows, hits: region.hits }, all);
        standing.sort_by(|a, b| balance(&b.2).total_cmp(&balance(&a.2)));
        standing.truncate(MOST_ENDS);
        let nested: Vec<Nested> =
            standing.par_iter().map(|(variable, end, _)| self.nest(rows, *variable, *end)).collect();
        let pairs: Vec<(usize, usize)> = (0..nested.len()).flat_map(|i| (0..i).map(move |j| (j, i))).collect();
        let two = pairs
            .into_par_iter()
            .filter(|&(i, j)| nested[i].variable != nested[j].variable)
            .filter_map(|(i, j)| self.limit_both(rows, all, [&nested[i], &nested[j]]));
        let two: Vec<Region> = two.collect();
        standing.into_iter().map(|(.., region)| region).chain(two).collect()
    }

    fn limit_alone(&self, rows: &[u32], all: Count, variable: usize, end: End) -> Alone {
        let nested = self.nest(rows, variable, end);
        let mut inside = vec![Count::default(); nested.ranges.len() + 1];
        for (&row, &depth) in rows.iter().zip(&nested.depths) {
            inside[usize::from(depth)].add(self.hits.has(row));
        }
        // A range holds the rows of its depth and of all greater ones.
        let mut held = Count::default();
        let held: Vec<(usize, Count)> = (0..nested.ranges.len())
            .rev()
            .map(|range| {
                held = held.plus(inside[range + 1]);
                (range, held)
            })
            .filter(|(_, held)| self.is_large(*held, all))
            .collect();
        let least = held.iter().map(|(_, held)| at_least(held.hits, held.rows, all.density())).fold(1.0, f64::min);
        let best = held
            .iter()
            .map(|&(range, held)| Region::new(vec![nested.limit(range)], held, all))
            .filter(|region| region.tells(all.density()))
            .max_by(|a, b| (a.hits * (b.rows + all.hits)).cmp(&(b.hits * (a.rows + all.hits))));
        Alone { variable, end, chance: (least * held.len() as f64).min(1.0), best }
    }

    /// The box of one limit at each of two ends with the best balance.
    fn limit_both(&self, rows: &[u32], all: Count, [a, b]: [&Nested; 2]) -> Option<Region> {
        let width = b.ranges.len() + 1;
        let mut held = vec![Count::default(); (a.ranges.len() + 1) * width];
        for ((&row, &i), &j) in rows.iter().zip(&a.depths).zip(&b.depths) {
            held[usize::from(i) * width + usize::from(j)].add(self.hits.has(row));
        }
        // Summed from the deepest on, over one and over the other.
        for i in 0..=a.ranges.len() {
            for j in (0..b.ranges.len()).rev() {
                held[i * width + j] = held[i * width + j].plus(held[i * width + j + 1]);
            }
        }
        for i in (0..a.ranges.len()).rev() {
            for j in 0..width {
                held[i * width + j] = held[i * width + j].plus(held[(i + 1) * width + j]);
            }
        }
        let places = (0..a.ranges.len()).flat_map(|i| (0..b.ranges.len()).map(move |j| (i, j)));
        let large =
            places.map(|(i, j)| (i, j, held[(i + 1) * width + j + 1])).filter(|(.., held)| self.is_large(*held, all));
        let (i, j, held) = large.max_by(|x, y| balance(x.2, all).total_cmp(&balance(y.2, all)))?;
        let mut limits = vec![a.limit(i), b.limit(j)];
        limits.sort_by_key(|limit| limit.variable);
        let region = Region::new(limits, held, all);
        region.tells(all.density()).then_some(region)
    }

    fn is_large(&self, held: Count, all: Count) -> bool {
        held.rows > 0 && held.rows < all.rows && held.rows as f64 >= self.options.least_mass * all.rows as f64
    }

    /// The limits at one end, the widest first.
    fn nest(&self, rows: &[u32], variable: usize, end: End) -> Nested {
        match self.columns[variable] {
            Column::Number(values) => nest_numbers(rows, values, variable, end),
            Column::Category { codes, names } => self.nest_names(rows, variable, codes, names),
        }
    }

    /// Names are taken in by how dense they are in hits, the densest first.
    fn nest_names(&self, rows: &[u32], variable: usize, codes: &[u8], names: usize) -> Nested {
        let mut held = vec![Count::default(); names];
        rows.iter().for_each(|&row| held[usize::from(codes[row as usize])].add(self.hits.has(row)));
        let mut order: Vec<u8> = (0..names).filter(|&name| held[name].rows > 0).map(|name| name as u8).collect();
        order.sort_by(|&a, &b| held[usize::from(b)].denser(held[usize::from(a)]));
        let ranges: Vec<Range> = (1..order.len())
            .rev()
            .map(|taken| {
                let mut kept = order[..taken].to_vec();
                kept.sort_unstable();
                Range::Category { kept }
            })
            .collect();
        let mut depth = vec![0_u8; names];
        order.iter().zip((0..ranges.len()).rev()).for_each(|(&name, place)| depth[usize::from(name)] = place as u8 + 1);
        Nested { variable, ranges, depths: rows.iter().map(|&row| depth[usize::from(codes[row as usize])]).collect() }
    }
}

impl Nested {
    fn limit(&self, range: usize) -> Limit {
        Limit { variable: self.variable, range: self.ranges[range].clone() }
    }
}

fn nest_numbers(rows: &[u32], values: &[f64], variable: usize, end: End) -> Nested {
    let mut cuts: Vec<f64> = rows.iter().map(|&row| values[row as usize]).collect();
    cuts.sort_unstable_by(f64::total_cmp);
    let mut cuts: Vec<f64> = (1..STEPS).filter_map(|step| cuts.get(step * cuts.len() / STEPS).copied()).collect();
    cuts.dedup();
    let is_low = end == End::Low;
    let range = |&cut: &f64| match end {
        End::Low => Range::Number { low: Some(cut), high: None },
        _ => Range::Number { low: None, high: Some(cut) },
    };
    let ranges: Vec<Range> =
        if is_low { cuts.iter().map(range).collect() } else { cuts.iter().rev().map(range).collect() };
    let depth = |&row: &u32| {
        let value = values[row as usize];
        let depth = if is_low {
            cuts.partition_point(|cut| *cut <= value)
        } else {
            cuts.len() - cuts.partition_point(|cut| *cut < value)
        };
        depth as u8
    };
    Nested { variable, depths: rows.iter().map(depth).collect(), ranges }
}

/// The harmonic mean of coverage and density, halved.
fn balance(held: Count, all: Count) -> f64 {
    held.hits as f64 / (held.rows + all.hits) as f64
}
