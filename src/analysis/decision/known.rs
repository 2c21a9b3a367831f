//! Cases whose answers are known, taken row by row as simulations are.

use super::tally::{ChoiceRows, Tally};
use crate::analysis::statistics::{Interval, proportion};
use crate::draws::{Key, Purpose, Stream, Streams};
use crate::normal::{self, Level};

/// Two-sided normal quantile of a false-alarm rate of 1e-6.
const ALARM: f64 = 4.892;
const BLOCK: u64 = 1_000;

fn stream(row: u64) -> Stream {
    Streams::new(11, row).stream(Purpose::Noise, Key::NONE)
}

/// Takes rows of what `draw` makes of a row's stream: inputs, and the value of each choice.
fn take(blocks: u64, choices: usize, draw: impl Fn(&mut Stream) -> (Vec<f64>, Vec<f64>)) -> Tally {
    let mut tally = Tally::new(choices, 0, &[], 3);
    for block in 0..blocks {
        let rows: Vec<(Vec<f64>, Vec<f64>)> = (0..BLOCK).map(|row| draw(&mut stream(block * BLOCK + row))).collect();
        let inputs: Vec<Vec<f64>> =
            (0..rows[0].0.len()).map(|k| rows.iter().map(|(inputs, _)| inputs[k]).collect()).collect();
        let of_choice = |choice: usize| {
            let value: Vec<f64> = rows.iter().map(|(_, values)| values[choice]).collect();
            ChoiceRows { threshold: vec![0.5; value.len()], users: vec![1.0; value.len()], states: Vec::new(), value }
        };
        let choices: Vec<ChoiceRows> = (0..choices).map(of_choice).collect();
        tally.take(&choices, &vec![0.0; BLOCK as usize], (&inputs, &[]), 0);
    }
    tally
}

fn is_near(found: Interval, known: f64, bias: f64) {
    assert!((found.estimate - known).abs() < ALARM * found.se + bias, "{found:?} for {known}");
}

/// `voi-n1` of the R package voi: nothing, or p1 − p2, with p1 normal about 1 and p2 normal about 0 with deviation 2.
#[test]
fn the_model_of_the_voi_package() {
    let tally = take(200, 2, |stream| {
        let (p1, p2) = (1.0 + stream.normal(), 2.0 * stream.normal());
        // Both parts of a pair: knowing the quarter of each, 16 cells, is worth no more than all of both.
        let quarter = |z: f64| (4.0 * normal::cdf(z)).floor();
        let both = 4.0 * quarter(p1 - 1.0) + quarter(p2 / 2.0);
        (vec![p1, p2, both], vec![0.0, p1 - p2])
    });
    let value = tally.inputs.value().unwrap();
    is_near(value.foresight, 0.479_810_706_3, 0.0);
    let worth = |input: usize| value.inputs[input].as_ref().unwrap().worth;
    // The tenth in which the sign changes is valued as one: known by tenths for p1, and an upper bound for both.
    let density = |tenth: u32| {
        if tenth.is_multiple_of(10) {
            0.0
        } else {
            normal::density(normal::quantile(Level::new(0.1 * f64::from(tenth))))
        }
    };
    let by_tenths = |mean: f64, sd: f64| {
        (0..10).map(|b| f64::max(0.0, mean / 10.0 + sd * (density(b) - density(b + 1)))).sum::<f64>() - mean.max(0.0)
    };
    for (input, mean, sd, known) in [(0, 1.0, 1.0, 0.083_315_470_6), (1, 1.0, 2.0, 0.395_593_114_8)] {
        let by_tenths = by_tenths(mean, sd);
        assert!((0.0..0.01).contains(&(known - by_tenths)), "{by_tenths} of {known}");
        is_near(worth(input), known, known - by_tenths + 0.002);
    }
    // 0 ≤ EVPPI(p1) and EVPPI(p2) ≤ EVPPI(both) ≤ EVPI, within three paired errors. `both` has more cells than bins hold by tenths: its codes are cut
    // into tenths of 16, which parts p1 in quarters and p2 coarsely; it is held against the whole.
    let perfect = value.foresight;
    for input in 0..3 {
        let of = worth(input);
        assert!(of.estimate > -3.0 * of.se && of.estimate < perfect.estimate + 3.0 * (of.se + perfect.se), "{of:?}");
    }
    // Probability of being best and expected losses.
    let n = tally.replications;
    let best = proportion(tally.choices[1].best, n);
    assert!((best.probability - 0.672_639_577).abs() < ALARM * (0.672_6 * 0.327_4 / n as f64).sqrt());
    for (choice, known) in [(0, 1.479_810_706_3), (1, 0.479_810_706_3)] {
        let regret = &tally.choices[choice].regret.mean;
        let gap = regret.mean().unwrap() - known;
        assert!(gap.abs() < ALARM * regret.standard_error().unwrap(), "{choice}: {gap}");
    }
}

/// `linloss`: two actions whose difference is normal.
#[test]
fn the_loss_of_two_actions_whose_difference_is_normal() {
    for (mean, sd) in [(0.5, 1.0), (-1.0, 2.0), (0.0, 3.0)] {
        let tally = take(20, 2, |stream| (Vec::new(), vec![0.0, mean + sd * stream.normal()]));
        let z: f64 = mean / sd;
        let known = sd * normal::density(z) - mean.abs() * normal::cdf(-z.abs());
        is_near(tally.inputs.value().unwrap().foresight, known, 0.0);
    }
}

/// `three-normals`: P(best) and EVPI of independent normals about 0, 0.5 and 1.
#[test]
fn which_of_three_normals_is_the_greatest() {
    let tally =
        take(100, 3, |stream| (Vec::new(), vec![stream.normal(), 0.5 + stream.normal(), 1.0 + stream.normal()]));
    let n = tally.replications as f64;
    for (choice, known) in [0.150_330_582_6, 0.300_925_700_9, 0.548_743_716_6_f64].into_iter().enumerate() {
        let found = tally.choices[choice].best as f64 / n;
        assert!((found - known).abs() < ALARM * (known * (1.0 - known) / n).sqrt(), "{found} for {known}");
    }
    is_near(tally.inputs.value().unwrap().foresight, 0.448_909_276_4, 0.0);
}

/// What a row holds of each choice comes out as it went in.
#[test]
fn figures_of_a_few_rows_are_those_counted_by_hand() {
    let tally = take(1, 2, |stream| {
        let high = stream.uniform() < 0.25;
        (Vec::new(), vec![1.0, if high { 4.0 } else { 0.0 }])
    });
    let high = tally.choices[1].best;
    assert_eq!((tally.choices[0].best, tally.replications), (1_000 - high, 1_000));
    assert_eq!((tally.choices[0].worst_regret, tally.choices[1].worst_regret), (3.0, 1.0));
    let mean = tally.choices[0].regret.mean.mean().unwrap();
    assert!((mean - 3.0 * high as f64 / 1_000.0).abs() < 1e-12, "{mean}");
    // Without ties, the best stands alone.
    assert_eq!((tally.choices[0].alone, tally.choices[1].alone), (1_000 - high, high));
    // Reaching 0.5: the first always, the second where it is high.
    assert_eq!((tally.choices[0].reached, tally.choices[1].reached), (1_000, high));
    assert_eq!(tally.pairs[0].better, [1_000 - high, high]);
}
