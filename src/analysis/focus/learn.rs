//! From histories in which the ending came about to the densities that lead there.

use std::collections::BTreeMap;

use crate::draws::Density;
use crate::model::luck::Decision;
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
    pub(super) cells: Vec<(u16, u8)>,
    /// What it counts for.
    pub(super) weight: f64,
}

/// Histories spread evenly over each density before the first is seen.
const PRIOR: f64 = 6.0;
/// A coordinate is looked at where its density tells histories that it was not made from better than an even one does, by
/// so many nats in all.
const SURE: f64 = 3.0;
/// Most coordinates that are looked at, and that are led.
const MOST: usize = 60;
const MOST_LED: usize = 40;
/// The next coordinate is led where it makes the variance smaller by at least this share.
const WORTH: f64 = 0.005;
/// Share of histories that are drawn plainly.
const PLAIN: f64 = 0.1;

/// One coordinate with what is known of it.
struct Candidate {
    coordinate: u16,
    counts: [f64; Density::BINS],
    /// Density in each bin as all histories but this one have it, history by history; 1 where it is not drawn.
    others: Vec<f64>,
    /// What it tells, in nats.
    told: f64,
}

/// The tilt that these histories ask for; even where none would help.
///
/// Densities are those of least cross-entropy to the histories (Rubinstein 1999): the share of their weight in each bin, drawn
/// towards an even one. Which coordinates are led is decided one after another, each time by the one that makes the second
/// moment of the estimate least, as foretold for each history by the densities of all others.
pub(super) fn tilt(samples: &[Sample], coordinates: &[Coordinate]) -> (Tilt, f64) {
    let sum: f64 = samples.iter().map(|sample| sample.weight).sum();
    let squares: f64 = samples.iter().map(|sample| sample.weight.powi(2)).sum();
    if samples.is_empty() || sum <= 0.0 {
        return (Tilt::default(), 1.0);
    }
    // As many histories as these are worth.
    let scale = sum / squares;
    let weights: Vec<f64> = samples.iter().map(|sample| sample.weight * scale).collect();
    let mut left = candidates(samples, &weights);
    left.sort_by(|a, b| b.told.total_cmp(&a.told).then(a.coordinate.cmp(&b.coordinate)));
    left.truncate(MOST);
    let mut tilt = Tilt::default();
    let mut ratios = vec![1.0; samples.len()];
    let mut moment = 1.0;
    while tilt.places.len() + tilt.decisions.len() < MOST_LED {
        let with = |candidate: &Candidate| moment_of(&weights, ratios.iter().zip(&candidate.others).map(|(a, b)| a * b));
        let best = left.iter().enumerate().map(|(place, candidate)| (place, with(candidate)));
        let Some((place, least)) = best.min_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        if least > moment * (1.0 - WORTH) {
            break;
        }
        moment = least;
        let best = left.remove(place);
        ratios.iter_mut().zip(&best.others).for_each(|(ratio, other)| *ratio *= other);
        let density = Density::of(&best.counts, PRIOR);
        match coordinates[usize::from(best.coordinate)] {
            Coordinate::Place(dimension) => tilt.places.push((dimension, density)),
            Coordinate::Decision(decision) => drop(tilt.decisions.insert(decision, density)),
        }
    }
    (tilt, moment)
}

/// Second moment of the estimate over that of a plain run, where the tilt makes each history so much likelier.
fn moment_of(weights: &[f64], ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut moment, mut sum) = (0.0, 0.0);
    for (weight, ratio) in weights.iter().zip(ratios) {
        moment += weight / (PLAIN + (1.0 - PLAIN) * ratio);
        sum += weight;
    }
    moment / sum
}

fn candidates(samples: &[Sample], weights: &[f64]) -> Vec<Candidate> {
    let mut counts: BTreeMap<u16, [f64; Density::BINS]> = BTreeMap::new();
    for (sample, weight) in samples.iter().zip(weights) {
        for &(coordinate, bin) in &sample.cells {
            counts.entry(coordinate).or_insert([0.0; Density::BINS])[usize::from(bin)] += weight;
        }
    }
    let mut found: BTreeMap<u16, Candidate> = counts
        .into_iter()
        .map(|(coordinate, counts)| {
            (coordinate, Candidate { coordinate, counts, others: vec![1.0; samples.len()], told: 0.0 })
        })
        .collect();
    let sums: BTreeMap<u16, f64> = found.iter().map(|(&number, found)| (number, found.counts.iter().sum())).collect();
    for (i, (sample, weight)) in samples.iter().zip(weights).enumerate() {
        for &(coordinate, bin) in &sample.cells {
            let Some(candidate) = found.get_mut(&coordinate) else { continue };
            let bin = usize::from(bin);
            let inside = (candidate.counts[bin] - weight).max(0.0) / Density::width(bin) + PRIOR;
            let other = inside / ((sums[&coordinate] - weight).max(0.0) + PRIOR);
            candidate.others[i] = other;
            candidate.told += weight * libm::log(other);
        }
    }
    found.into_values().filter(|candidate| candidate.told > SURE).collect()
}
