//! What is kept of the rounds so far, to learn the next tilt from.

use std::collections::HashMap;

use super::learn::{self, Coordinate, Sample};
use super::rounds::Round;
use crate::draws::Density;
use crate::expression::Expression;
use crate::simulation::{Tilt, WeightedReplication};

/// With so many histories of equal weight in which the ending came about, nothing but those is learned from.
const ENOUGH: f64 = 15.0;
/// With fewer also from the nearest, so that all are worth so many.
const NEAREST: f64 = 60.0;
/// They are no guide where they are more than this share of all.
const CROWD: f64 = 0.5;
/// Most histories kept in which the ending came about, and most of the others in each round.
const MOST: usize = 3_000;
const MOST_OTHERS: usize = 4_000;
/// What a missing figure counts for in a gap, in gaps of the middling history.
const MISSING: f64 = 2.0;

/// A history that is kept.
#[derive(Debug)]
struct Kept {
    sample: Sample,
    hit: bool,
    /// Columns that the condition looks at.
    columns: Vec<f64>,
    /// Histories like it that all rounds so far lead one to expect, over those in one plain history.
    likelier: f64,
}

/// A round that is over.
type Past = (Round, Tilt);

/// All that was learned so far.
#[derive(Debug, Default)]
pub(super) struct ProposalLearner {
    coordinates: Vec<Coordinate>,
    numbers: HashMap<Coordinate, u32>,
    kept: Vec<Kept>,
    past: Vec<Past>,
    hits: usize,
    others: usize,
    /// Typical gap of each part of the condition.
    scales: Vec<f64>,
}

impl ProposalLearner {
    /// Keeps a history of the round that runs, led by `tilt`, where there is room for it.
    pub(super) fn take(
        &mut self,
        history: &WeightedReplication,
        columns: &[f64],
        hit: bool,
        (round, tilt): (&Round, &Tilt),
    ) {
        let room = if hit { self.hits < MOST } else { self.hits < ENOUGH as usize * 4 && self.others < MOST_OTHERS };
        if !room {
            return;
        }
        *(if hit { &mut self.hits } else { &mut self.others }) += 1;
        let places = history.levels.iter().enumerate().map(|(d, &place)| (Coordinate::Place(d), place));
        let decisions = history.decisions.iter().map(|&(decision, number)| (Coordinate::Decision(decision), number));
        let cells = places
            .chain(decisions)
            .map(|(coordinate, u)| {
                let fresh = self.coordinates.len() as u32;
                let number = *self.numbers.entry(coordinate).or_insert_with(|| {
                    self.coordinates.push(coordinate);
                    fresh
                });
                (number, Density::bin(u) as u8)
            })
            .collect();
        let sample = Sample { cells, weight: 0.0 };
        let before: f64 = self.past.iter().map(|past| self.expected(past, &sample)).sum();
        let likelier = before + round.rows as f64 * round.likelier(tilt, history.likelihood_ratio);
        self.kept.push(Kept { sample, hit, columns: columns.to_vec(), likelier });
    }

    /// Histories like this one that a round leads one to expect.
    fn expected(&self, (round, tilt): &Past, sample: &Sample) -> f64 {
        round.rows as f64 * round.likelier(tilt, ratio(tilt, &self.numbers, sample))
    }

    /// Ends a round.
    pub(super) fn close(&mut self, round: Round, tilt: Tilt) {
        self.past.push((round, tilt));
        self.others = 0;
        if self.effective(|kept| kept.hit) >= ENOUGH {
            self.kept.retain(|kept| kept.hit);
        }
    }

    /// The tilt that the rounds so far ask for; even where they say nothing.
    pub(super) fn tilt(&mut self, condition: &Expression) -> Tilt {
        let limit = if self.effective(|kept| kept.hit) >= ENOUGH { Some(0.0) } else { self.near(condition) };
        let Some(limit) = limit else { return Tilt::default() };
        let samples: Vec<Sample> = self
            .kept
            .iter()
            .filter(|kept| kept.hit || self.gap(condition, kept) <= limit)
            .map(|kept| Sample { weight: 1.0 / kept.likelier, ..kept.sample.clone() })
            .collect();
        learn::tilt(&samples, &self.coordinates).0
    }

    /// Notes a tilt that begins to lead: histories kept are told how likely it makes them.
    pub(super) fn lead(&mut self, round: &Round, tilt: &Tilt) {
        let numbers = &self.numbers;
        for kept in &mut self.kept {
            kept.likelier += round.rows as f64 * round.likelier(tilt, ratio(tilt, numbers, &kept.sample));
        }
    }

    /// How near a history must be to be learned from; none where the near ones are no guide.
    fn near(&mut self, condition: &Expression) -> Option<f64> {
        self.measure(condition);
        let mut gaps: Vec<(f64, f64)> =
            self.kept.iter().map(|kept| (self.gap(condition, kept), 1.0 / kept.likelier)).collect();
        gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let whole: f64 = gaps.iter().map(|gap| gap.1).sum();
        let (mut sum, mut squares, mut limit) = (0.0, 0.0, None);
        for (at, &(gap, weight)) in gaps.iter().enumerate() {
            sum += weight;
            squares += weight * weight;
            let ties = gaps.get(at + 1).is_some_and(|next| next.0 == gap);
            if ties {
                continue;
            }
            if sum > CROWD * whole {
                return limit;
            }
            limit = Some(gap);
            if sum * sum >= NEAREST * squares {
                break;
            }
        }
        limit
    }

    fn measure(&mut self, condition: &Expression) {
        let mut sums: Vec<(f64, f64)> = Vec::new();
        for kept in &self.kept {
            condition.violation(columns(condition, &kept.columns), |part, gap| {
                sums.resize(sums.len().max(part + 1), (0.0, 0.0));
                if gap > 0.0 && gap.is_finite() {
                    sums[part] = (sums[part].0 + gap, sums[part].1 + 1.0);
                }
                gap
            });
        }
        self.scales = sums.into_iter().map(|(sum, n)| if n > 0.0 { sum / n } else { 1.0 }).collect();
    }

    fn gap(&self, condition: &Expression, kept: &Kept) -> f64 {
        condition.violation(columns(condition, &kept.columns), |part, gap| {
            if gap.is_finite() { gap / self.scales.get(part).copied().unwrap_or(1.0) } else { MISSING }
        })
    }

    /// Histories of equal weight that some of those kept are worth.
    fn effective(&self, of: impl Fn(&Kept) -> bool) -> f64 {
        let (mut sum, mut squares) = (0.0, 0.0);
        for kept in self.kept.iter().filter(|kept| of(kept)) {
            sum += 1.0 / kept.likelier;
            squares += kept.likelier.powi(-2);
        }
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    }
}

/// What a condition looks at, of the columns that it names.
pub(super) fn columns<'a>(condition: &'a Expression, values: &'a [f64]) -> impl Fn(usize) -> f64 + Copy + 'a {
    move |column| condition.columns().binary_search(&column).map_or(f64::NAN, |place| values[place])
}

fn ratio(tilt: &Tilt, numbers: &HashMap<Coordinate, u32>, sample: &Sample) -> f64 {
    let places = tilt.levels.iter().map(|(d, density)| (Coordinate::Place(*d), density));
    let decisions = tilt.decisions.iter().map(|(&decision, density)| (Coordinate::Decision(decision), density));
    let mut led: Vec<(u32, &Density)> = places
        .chain(decisions)
        .filter_map(|(coordinate, density)| Some((*numbers.get(&coordinate)?, density)))
        .collect();
    led.sort_by_key(|(number, _)| *number);
    let of = |&(number, bin): &(u32, u8)| {
        let density = led.binary_search_by_key(&number, |(number, _)| *number).ok().map(|place| led[place].1);
        density.map_or(1.0, |density| density.height(usize::from(bin)))
    };
    sample.cells.iter().map(of).product()
}
