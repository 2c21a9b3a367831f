//! From histories in which the ending came about to the densities that lead there.

use std::collections::BTreeMap;

use crate::draws::Density;
use crate::model::Decision;
use crate::simulation::Tilt;

/// What a tilt can lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Coordinate {
    /// The place of a dimension of the design.
    Place(usize),
    /// A decision of chance.
    Decision(Decision),
}

/// A history to learn from: in which bin each of its coordinates lies.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sample {
    /// Coordinates by their numbers, with their bins.
    pub(super) cells: Vec<(u32, u8)>,
    /// What it counts for.
    pub(super) weight: f64,
}

/// A history counts for at most so many middling ones.
const HEAVIEST: f64 = 4.0;
/// Evenly spread histories that each coordinate begins with.
const PRIOR: f64 = 4.0;
/// A coordinate is looked at where it tells the histories apart by so many nats, one less for its slope.
const SURE: f64 = 2.5;
/// Most coordinates that are looked at, and that are led.
const MOST: usize = 50;
const MOST_LED: usize = 30;
/// The next coordinate is led where it makes the second moment less by at least this share.
const WORTH: f64 = 0.003;
/// Share of histories that are drawn plainly.
const PLAIN: f64 = 0.1;
/// Powers of the densities that are tried: 1 is where the histories lie, 1/2 where the error is least if each coordinate alone
/// decides little.
const POWERS: [f64; 3] = [0.5, 0.7, 1.0];
/// Parts that the histories are cut into: each is foretold by the others.
const FOLDS: usize = 4;
/// A bin that is none.
const NOT_DRAWN: u8 = u8::MAX;

/// Samples by coordinate.
struct Samples {
    weights: Vec<f64>,
    /// For each coordinate that any of them draws, the bin of each sample.
    bins: BTreeMap<u32, Vec<u8>>,
}

/// Coordinates in the order in which they are led, with their densities, and the second moment after each.
struct Path {
    led: Vec<(u32, Density)>,
    /// Of the samples that were held out.
    moments: Vec<f64>,
}

/// The tilt that these histories ask for, and the second moment of the estimate under it as foretold, over that of a plain
/// run; even where none would help.
///
/// Each coordinate leans as the histories do, to a power below one: of densities that are products, those of least variance are
/// near the square root of where the histories lie (Lepage 1978), as far as each coordinate alone decides little. Which are led
/// is decided one after another, each time by the one that makes the second moment least; how many, and to which power, by
/// histories that were not learned from.
pub(super) fn tilt(samples: &[Sample], coordinates: &[Coordinate]) -> (Tilt, f64) {
    let samples = Samples::of(samples);
    let mut best = (0, POWERS[0], 1.0);
    for power in POWERS {
        let mut moments = [0.0; MOST_LED + 1];
        for fold in 0..FOLDS {
            let path = path(&samples, power, Some(fold));
            let last = path.moments.last().copied().unwrap_or(1.0);
            for (step, sum) in moments.iter_mut().enumerate() {
                *sum += path.moments.get(step).copied().unwrap_or(last) / FOLDS as f64;
            }
        }
        for (steps, &moment) in moments.iter().enumerate() {
            if moment < best.2 * (1.0 - WORTH) {
                best = (steps, power, moment);
            }
        }
    }
    let (steps, power, moment) = best;
    let mut tilt = Tilt::default();
    if steps > 0 {
        for (number, density) in path(&samples, power, None).led.into_iter().take(steps) {
            match coordinates[number as usize] {
                Coordinate::Place(dimension) => tilt.levels.push((dimension, density)),
                Coordinate::Decision(decision) => drop(tilt.decisions.insert(decision, density)),
            }
        }
    }
    (tilt, moment)
}

/// Leads one coordinate after another, learning from all samples but one part of them.
fn path(samples: &Samples, power: f64, out: Option<usize>) -> Path {
    let is_out = |i: usize| out.is_some_and(|fold| i % FOLDS == fold);
    let mut left = samples.candidates(power, is_out);
    let mut ratios = vec![1.0; samples.weights.len()];
    let mut path = Path { led: Vec::new(), moments: vec![1.0] };
    let mut moment = 1.0;
    while path.led.len() < MOST_LED {
        let with =
            |(number, density): &(u32, Density)| samples.moment(&ratios, Some((*number, density)), |i| !is_out(i));
        let best = left.iter().map(with).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((place, least)) = best.filter(|best| best.1 < moment * (1.0 - WORTH)) else { break };
        moment = least;
        let (number, density) = left.remove(place);
        samples.lead(&mut ratios, number, &density);
        path.led.push((number, density));
        path.moments.push(samples.moment(&ratios, None, is_out));
    }
    path
}

impl Samples {
    fn of(samples: &[Sample]) -> Self {
        let mean = samples.iter().map(|sample| sample.weight).sum::<f64>() / samples.len().max(1) as f64;
        let mut bins: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for (i, sample) in samples.iter().enumerate() {
            for &(number, bin) in &sample.cells {
                bins.entry(number).or_insert_with(|| vec![NOT_DRAWN; samples.len()])[i] = bin;
            }
        }
        // One heavy history would be learned by heart.
        Self { weights: samples.iter().map(|sample| (sample.weight / mean).min(HEAVIEST)).collect(), bins }
    }

    /// Coordinates that tell these histories from others, and how each leans.
    fn candidates(&self, power: f64, is_out: impl Fn(usize) -> bool) -> Vec<(u32, Density)> {
        let inside = || self.weights.iter().enumerate().filter(|(i, _)| !is_out(*i)).map(|(_, weight)| *weight);
        let (sum, squares) = inside().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        // As many as the histories are worth.
        let scale = if squares > 0.0 { sum / squares } else { 0.0 };
        let mut found: Vec<(f64, u32, f64)> = Vec::new();
        for (&number, bins) in &self.bins {
            let mut counts = [0.0; Density::BINS];
            for (i, &bin) in bins.iter().enumerate().filter(|(i, bin)| **bin != NOT_DRAWN && !is_out(*i)) {
                counts[usize::from(bin)] += scale * self.weights[i];
            }
            let middle = |bin: usize| f64::midpoint(Density::edges()[bin], Density::edges()[bin + 1]);
            let all: f64 = counts.iter().sum();
            let mean = counts.iter().enumerate().map(|(bin, count)| count * middle(bin)).sum::<f64>();
            let mean = (mean + 0.5 * PRIOR) / (all + PRIOR);
            let density = Density::leaning(mean, 1.0);
            let told = |(bin, count): (usize, &f64)| count * libm::log(density.height(bin).max(f64::MIN_POSITIVE));
            found.push((counts.iter().enumerate().map(told).sum::<f64>() - 1.0, number, mean));
        }
        found.retain(|found| found.0 > SURE - 1.0);
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(MOST);
        found.into_iter().map(|(_, number, mean)| (number, Density::leaning(mean, power))).collect()
    }

    /// Second moment of the estimate over that of a plain run, by some of the samples, where each was made so much likelier
    /// and one more coordinate is led.
    fn moment(&self, ratios: &[f64], more: Option<(u32, &Density)>, of: impl Fn(usize) -> bool) -> f64 {
        let bins = more.and_then(|(number, density)| Some((self.bins.get(&number)?, density)));
        let (mut moment, mut sum) = (0.0, 0.0);
        for (i, (weight, ratio)) in self.weights.iter().zip(ratios).enumerate().filter(|(i, _)| of(*i)) {
            let more = bins.map_or(1.0, |(bins, density)| height(density, bins[i]));
            moment += weight / (PLAIN + (1.0 - PLAIN) * ratio * more);
            sum += weight;
        }
        if sum > 0.0 { moment / sum } else { 1.0 }
    }

    fn lead(&self, ratios: &mut [f64], number: u32, density: &Density) {
        if let Some(bins) = self.bins.get(&number) {
            ratios.iter_mut().zip(bins).for_each(|(ratio, &bin)| *ratio *= height(density, bin));
        }
    }
}

fn height(density: &Density, bin: u8) -> f64 {
    if bin == NOT_DRAWN { 1.0 } else { density.height(usize::from(bin)) }
}
