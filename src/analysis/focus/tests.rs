//! What is learned from made-up histories, how rounds are cut, and the estimate against known sums.

use super::estimate::{RoundTally, combine_rounds};
use super::learn::{self, Coordinate, Sample};
use super::rounds::Round;
use super::weighted::{Spread, Weighted};
use crate::draws::{BLOCK, Density, Key, Purpose, Streams};
use crate::simulation::Tilt;

#[test]
fn rounds_are_all_histories_and_their_parts_are_one() {
    for n in [1, 2, 7, 16, 100, 999, 1_000, 2_345, 10_000, 123_456] {
        let rounds = Round::all(n);
        assert_eq!(rounds.iter().map(|round| round.rows).sum::<u64>(), n);
        assert!((rounds.iter().map(|round| round.part).sum::<f64>() - 1.0).abs() < 1e-12);
        let blocks: Vec<(u64, usize)> = rounds.iter().flat_map(Round::blocks).collect();
        assert!(blocks.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1));
        assert!(blocks.iter().all(|&(_, rows)| rows > 0 && rows <= BLOCK as usize));
        for round in rounds {
            assert!(round.plain > 0 && round.plain <= round.rows);
        }
    }
}

#[test]
fn weights_are_bounded_by_the_plain_share() {
    let round = Round::all(100_000)[4];
    let tilt = Tilt { levels: vec![(0, Density::leaning(0.9, 1.0))], ..Tilt::default() };
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a}, not {b}");
    close(round.weight(&tilt, 0.0), 10.0);
    close(round.weight(&tilt, 1.0), 1.0);
    close(round.weight(&Tilt::default(), 0.3), 1.0);
}

/// Histories of which the first `known` numbers lie as u⁹ does, all others evenly.
fn samples(count: u64, all: u32, known: u32) -> Vec<Sample> {
    let history = |i: u64| {
        let mut stream = Streams::new(3, i).stream(Purpose::Noise, Key::NONE);
        let cell = |number: u32| {
            let u = stream.uniform();
            let u = if number < known { libm::pow(u, 0.1) } else { u };
            (number, Density::bin(u) as u8)
        };
        Sample { cells: (0..all).map(cell).collect(), weight: 1.0 }
    };
    (0..count).map(history).collect()
}

fn coordinates(all: u32) -> Vec<Coordinate> {
    (0..all as usize).map(Coordinate::Place).collect()
}

#[test]
fn what_leads_there_is_learned_and_nothing_else() {
    let (tilt, moment) = learn::tilt(&samples(150, 60, 3), &coordinates(60));
    let mut led: Vec<usize> = tilt.levels.iter().map(|place| place.0).collect();
    led.sort_unstable();
    assert_eq!(led[..3], [0, 1, 2]);
    assert!(led.len() <= 5, "{led:?}");
    // The ideal for u⁹ in each: (∫√(10 u⁹))² is 0.33.
    assert!(moment < 0.15, "{moment}");
    for (number, density) in tilt.levels {
        assert_eq!(density.height(Density::BINS - 1) > 1.5, number < 3);
    }
}

#[test]
fn of_histories_that_lie_anywhere_hardly_anything_is_learned() {
    for count in [0, 1, 15, 40, 100, 400] {
        let (tilt, moment) = learn::tilt(&samples(count, 100, 0), &coordinates(100));
        // Of a hundred numbers one leans by chance in a handful of histories; few histories lean little.
        assert!(tilt.levels.len() <= 2 && moment > 0.7, "{count}: {moment} {tilt:?}");
        assert!(tilt.levels.iter().all(|place| place.1.divergence() < 0.1), "{count}");
        assert!(count > 1 || tilt.is_even());
    }
}

#[test]
fn a_round_is_its_mean_and_the_variance_within_its_two_parts() {
    let mut tally = RoundTally::default();
    for (weight, hit, plain) in [(2.0, true, true), (4.0, false, true), (0.5, true, false), (0.5, true, false)] {
        tally.take(weight, hit, plain);
    }
    let found = tally.probability();
    assert_eq!((found.mean, tally.hits, tally.plain()), (0.75, 3, 2));
    // Plain: 2 and 0, a variance of 2; led: none.
    assert_eq!(found.variance, 2.0 * 2.0 / 16.0);
    assert_eq!(tally.weight().mean, 1.75);
    let rounds = Round::all(100);
    let all = combine_rounds(&rounds, rounds.iter().map(|_| found));
    assert!((all.mean - 0.75).abs() < 1e-12);
    let squares: f64 = rounds.iter().map(|round| round.part * round.part).sum();
    assert!((all.variance - 0.25 * squares).abs() < 1e-12);
}

#[test]
fn weighted_means_and_quantiles_are_those_of_repeated_values() {
    let (mut sums, mut spread) = (Weighted::default(), Spread::default());
    for (weight, value) in [(1.0, -4.0), (2.0, 1.0), (3.0, 10.0), (5.0, f64::NAN)] {
        sums.add(weight, value);
        spread.add(weight, value);
    }
    let mean = sums.mean();
    assert_eq!(mean.value, Some(28.0 / 6.0));
    let deltas: f64 =
        [(1.0_f64, -4.0), (2.0, 1.0), (3.0, 10.0)].iter().map(|(w, x)| (w * (x - 28.0 / 6.0)).powi(2)).sum();
    assert!((mean.se.unwrap() - deltas.sqrt() / 6.0).abs() < 1e-12);
    assert_eq!(sums.effective(), 36.0 / 14.0);
    for (p, value) in [(0.1, -4.0_f64), (0.3, 1.0), (0.9, 10.0)] {
        let found = spread.pieces().quantile(p).unwrap();
        assert!((found - value).abs() <= value.abs() / 250.0, "{p}: {found}");
    }
    assert_eq!([-5.0, 0.0, 5.0, 11.0].map(|level| spread.pieces().share_below(level)), [0.0, 1.0 / 6.0, 0.5, 1.0]);
}

#[test]
fn weighted_values_that_repeat_are_told_exactly() {
    let mut spread = Spread::default();
    for i in 0..3500 {
        // Half of the weight at 8.03, a quarter at 6.01, and the rest evenly on 8 to 9.
        let value = [8.03, 6.01, 6.01, 8.0 + f64::from(i) / 3500.0][i as usize % 4];
        spread.add([2.0, 0.5, 0.5, 1.0][i as usize % 4], value);
    }
    let pieces = spread.pieces();
    assert_eq!([0.05, 0.24, 0.3, 0.7].map(|p| pieces.quantile(p).unwrap()), [6.01, 6.01, 8.03, 8.03]);
    assert!(pieces.quantile(0.999).unwrap() <= 9.0);
}
