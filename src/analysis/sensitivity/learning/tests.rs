//! Value of learning: known cases, chance, errors, gaps.

use super::super::known::{ALARM, stratified, stream};
use super::*;
use crate::draws::{Design, Kind};
use crate::normal::{self, Level};

const BLOCK: usize = 1_000;

fn normals(uniforms: &[f64]) -> Vec<f64> {
    uniforms.iter().map(|&u| normal::quantile(Level::new(u))).collect()
}

/// The value of learning x, and of learning something that does nothing, of strategies worth f(x, noise).
fn learn<const S: usize>(blocks: u64, seed: u64, f: impl Fn(f64, f64) -> [f64; S]) -> ValueOfLearning {
    let mut learning = Learning::new(S, seed);
    let mut noise = stream(seed);
    for block in 0..blocks {
        let [x, other] = [0, 1].map(|k| normals(&stratified(BLOCK, 1_000_000 + 1_000 * seed + 2 * block + k)));
        let rows: Vec<[f64; S]> = x.iter().map(|&x| f(x, noise.normal())).collect();
        let values: Vec<Vec<f64>> = (0..S).map(|s| rows.iter().map(|row| row[s]).collect()).collect();
        learning.take(&[x, other], &values);
    }
    learning.value().unwrap()
}

fn worth(value: &ValueOfLearning, input: usize) -> Interval {
    value.inputs[input].as_ref().unwrap().worth
}

/// φ at the tenths of the standard normal.
fn density(tenth: u32) -> f64 {
    if tenth.is_multiple_of(10) { 0.0 } else { normal::density(normal::quantile(Level::new(0.1 * f64::from(tenth)))) }
}

#[test]
fn knowing_a_normal_is_worth_what_its_tenths_tell() {
    // 0 or x: E max(0, x) = φ(0) = 0.3989, and as the border between tenths is at 0 they lose nothing.
    let found = learn(20, 1, |x, _| [0.0, x]);
    let of = worth(&found, 0);
    assert!((of.estimate - 0.3989).abs() < ALARM * of.se && of.se < 0.01, "{of:?}");
    // 0 or 0.3 + x: of tenths, those with mean 10 (φ(z) − φ(z′)) + 0.3 > 0 choose the second, which is also the
    // one that is best on average: Σ max(0, mean)/10 − 0.3 = 0.2663, a little less than E max − 0.3 = 0.2668.
    let known: f64 = (0..10).map(|b| f64::max(0.0, density(b) - density(b + 1) + 0.03)).sum::<f64>() - 0.3;
    assert!((known - 0.2663).abs() < 1e-4, "{known}");
    let found = learn(20, 2, |x, luck| [luck, 0.3 + x + luck]);
    let of = worth(&found, 0);
    assert!((of.estimate - known).abs() < ALARM * of.se && of.se < 0.01, "{of:?} for {known}");
    // What to do: the first below the fourth tenth's upper end, at −0.2533, the second above.
    let slices = &found.inputs[0].as_ref().unwrap().slices;
    let choices: Vec<usize> = slices.iter().map(|slice| slice.choice).collect();
    assert_eq!((choices, found.best), (vec![0, 0, 0, 0, 1, 1, 1, 1, 1, 1], 1));
    assert!((slices[3].upper.unwrap() + 0.2533).abs() < 0.002 && slices[9].upper.is_none());
    assert!(slices.iter().all(|slice| slice.rows == 2_000 && slice.agreed));
    // The other input tells nothing; whatever is known, it is worth no more than foresight.
    let other = worth(&found, 1);
    assert!(other.estimate.abs() < ALARM * other.se + 1e-12 && other.estimate <= 0.0, "{other:?}");
    assert!(of.estimate <= found.foresight.estimate);
}

#[test]
fn foresight_is_worth_the_luck_too() {
    // 0 or luck alone: inputs tell nothing, foresight E max(0, luck) = 0.3989 less the better of the two means.
    let found = learn(20, 3, |_, luck| [0.0, luck]);
    let best_mean = 4.9 / 20_000_f64.sqrt();
    let gap = (found.foresight.estimate - 0.3989).abs();
    assert!(gap < ALARM * found.foresight.se + best_mean && found.foresight.se < 0.01, "{:?}", found.foresight);
    // The sum of ten tenths, all of whose choices are chance: far less than its ceiling.
    assert!(worth(&found, 0).estimate.abs() < ALARM * worth(&found, 0).se, "{:?}", worth(&found, 0));
}

#[test]
fn an_input_that_tells_nothing_is_not_worth_anything_on_average() {
    // Four strategies that differ by luck alone, of deviation 0.71. Of 100 rows in a tenth the greatest of four means is
    // 1.03 · 0.071 = 0.073 above what any of them brings.
    let runs = 300;
    let [mut sum, mut squares, mut said] = [0.0; 3];
    for seed in 0..runs {
        let scatter = |x: f64, k: f64| libm::sin(1e5 * (x + k));
        let found = worth(&learn(1, 100 + seed, |_, luck| [1.0, 2.0, 3.0, 4.0].map(|k| scatter(luck, k))), 0);
        sum += found.estimate;
        squares += found.estimate * found.estimate;
        said += found.se * found.se;
    }
    let runs = runs as f64;
    let error = (squares / runs / runs).sqrt();
    assert!((sum / runs).abs() < ALARM * error && error < 0.005, "{} ± {error}", sum / runs);
    // Choices are all chance, which the error leaves away: of its square 0.63 is left (6,000 runs). The variance of 300
    // runs errs by √(2/300) = 8%, 4.9 times that is 40%.
    assert!((0.38..0.89).contains(&(said / squares)), "{said} for {squares}");
}

/// One of four strategies leads by 0.1 throughout. Of 50 rows in a part the error of a difference is 0.14, so that another has the greatest mean in
/// every second part: who chose it would lose 0.05 on average.
#[test]
fn an_input_that_tells_nothing_costs_next_to_nothing() {
    let runs = 200;
    let scatter = |x: f64, k: f64| libm::sin(1e5 * (x + k));
    let ahead = |k: f64| if k < 1.5 { 0.1 } else { 0.0 };
    let found = |seed: u64| {
        let strategies = [1.0, 2.0, 3.0, 4.0];
        worth(&learn(1, 900 + seed, |_, luck| strategies.map(|k| ahead(k) + scatter(luck, k))), 0).estimate
    };
    let mean = (0..runs).map(found).sum::<f64>() / runs as f64;
    assert!((-0.01..0.005).contains(&mean), "{mean}");
}

#[test]
fn errors_are_what_they_say() {
    let runs = 200;
    let found: Vec<Interval> =
        (0..runs).map(|seed| worth(&learn(1, 500 + seed, |x, luck| [luck, x + 2.0 * luck]), 0)).collect();
    let mean = found.iter().map(|of| of.estimate).sum::<f64>() / runs as f64;
    let true_square = found.iter().map(|of| (of.estimate - mean).powi(2)).sum::<f64>() / (runs - 1) as f64;
    let said_square = found.iter().map(|of| of.se * of.se).sum::<f64>() / runs as f64;
    // The variance of 200 runs errs by 10%, 4.9 times that is half. Evenly spread inputs err less than is said.
    assert!((0.5..2.0).contains(&(said_square / true_square)), "{said_square} for {true_square}");
    // Never too great on average: 0.3989 at most.
    assert!(mean < 0.3989 + ALARM * (true_square / runs as f64).sqrt(), "{mean}");
}

#[test]
fn halves_hold_every_part_of_every_input_of_a_sobol_sequence() {
    let keys = (0..50).map(|i| Key::named(&format!("input {i}"))).collect();
    let design = Design::new(Kind::Sobol, 3, keys, None);
    let mut block = Vec::new();
    let mut counts = vec![[[0_i32; 2]; 10]; 50];
    for number in 0..4 {
        design.block(number, &mut block);
        for (column, counts) in block.chunks_exact(BLOCK).zip(&mut counts) {
            for (row, u) in (number * 1_000..).zip(column) {
                counts[(10.0 * u) as usize][half(3, row)] += 1;
            }
        }
    }
    // Of 400 rows in a tenth, halves by chance differ by 4.9 times 20 at most; even and odd ones differ by 400.
    for [first, second] in counts.iter().flatten() {
        assert!((first - second).abs() < 98, "{first} and {second}");
    }
}

#[test]
fn a_discrete_input_has_a_choice_for_each_value() {
    // A die: the second strategy pays from 5 on. Knowing it is worth (1·0 + … + 1 + 2)/6 of what the first has not.
    let die: Vec<f64> = (0..600).map(|i| f64::from(i % 6 + 1)).collect();
    let values = [vec![0.0; 600], die.iter().map(|x| x - 4.0).collect()];
    let mut learning = Learning::new(2, 1);
    learning.take(&[&die], &values);
    let found = learning.value().unwrap();
    let learned = found.inputs[0].as_ref().unwrap();
    assert_eq!(learned.slices.iter().map(|slice| slice.choice).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 1]);
    assert_eq!(learned.slices.iter().map(|slice| slice.upper).collect::<Vec<_>>()[4..], [Some(5.0), None]);
    assert_eq!((found.best, learned.worth.estimate, found.foresight.estimate), (0, 0.5, 0.5));
}

#[test]
fn squares_of_pairs_are_found_again() {
    let mut learning = Learning::new(5, 1);
    learning.add(&[3.0, 1.0, 4.0, 1.5, 9.0]);
    let cell = Cell(learning.terms.clone());
    let values = [3.0, 1.0, 4.0, 1.5, 9.0];
    for (i, a) in values.iter().enumerate() {
        for (j, b) in values.iter().enumerate() {
            assert_eq!(cell.difference(5, i, j), [1.0, a - b, (a - b) * (a - b)]);
        }
    }
}

#[test]
fn gaps_and_single_strategies() {
    let x = stratified(BLOCK, 1);
    let mut learning = Learning::new(1, 1);
    assert_eq!(learning.value(), None);
    learning.take(&[&x], &[&x]);
    let found = learning.value().unwrap();
    assert_eq!((worth(&found, 0).estimate, found.foresight.estimate), (0.0, 0.0));
    learning.take(&[&x], &[&[f64::NAN; BLOCK][..]]);
    assert_eq!(learning.value().unwrap(), found);
    learning.take(&[&[f64::NAN; BLOCK][..]], &[&x]);
    let more = learning.value().unwrap();
    assert_eq!((more.rows, more.inputs == found.inputs), (2_000, true));
}

/// 0 or 2.5 + x: the second is always better on average. It leads by least in the lowest tenth of x, whose mean is −1.755; by an
/// input that does nothing it leads by 2.5 throughout, the least of ten means of 2,000 rows lying at most 5 errors below.
#[test]
fn the_least_lead_is_that_of_the_worst_tenth() {
    let found = learn(20, 9, |x, _| [0.0, 2.5 + x]);
    let lead = |input: usize| found.inputs[input].as_ref().unwrap().lead.unwrap();
    let (known, of) = (2.5 - 10.0 * density(1), lead(0));
    assert!((of.estimate - known).abs() < ALARM * of.se && of.se < 0.02, "{of:?} for {known}");
    let idle = lead(1);
    assert!(idle.estimate < 2.5 && idle.estimate > 2.5 - 5.0 / 2000.0_f64.sqrt(), "{idle:?}");
    assert!(learn(2, 9, |x, _| [x]).inputs[0].as_ref().unwrap().lead.is_none());
}
