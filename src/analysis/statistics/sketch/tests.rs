//! Sketches held against the values themselves.

use super::*;

const BITS: u32 = 10;
const LEAST: f64 = 1e-4;
const LEVELS: [f64; 9] = [0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0];

/// A sketch of values taken so many at one go.
fn of(values: &[f64], at_once: usize) -> Sketch {
    let mut sketch = Sketch::new(BITS, LEAST);
    values.chunks(at_once).for_each(|part| sketch.take(part));
    sketch
}

/// Even numbers on (0, 1), the same on every run.
fn uniforms(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Data that histograms get wrong, by name.
fn hostile() -> Vec<(&'static str, Vec<f64>)> {
    let mut uniform = uniforms(5);
    let mut draw =
        |n: usize, value: &dyn Fn(f64, usize) -> f64| -> Vec<f64> { (0..n).map(|i| value(uniform(), i)).collect() };
    let n = 20_000;
    vec![
        ("a constant", vec![2_696_874_557.0; n]),
        ("one value", vec![-7.3]),
        ("two values", vec![3.0, 4.0]),
        ("a constant below the least", vec![2.5e-5; n]),
        ("two atoms", draw(n, &|_, i| if i % 2 == 0 { 100.05 } else { 200.1 })),
        ("atoms of either sign", draw(n, &|u, _| [-1e9 - 0.5, -0.1, 0.0, 1e-5, 0.1, 7e11][(u * 6.0) as usize])),
        ("a tie of 48% below the rest", draw(n, &|u, _| if u < 0.48 { 100.05 } else { 100.05 + 0.02 * (u - 0.48) })),
        ("a tie of 48% above the rest", draw(n, &|u, _| if u < 0.52 { -100.05 - u } else { -100.05 })),
        ("users kept", draw(n, &|u, _| f64::from(if u < 0.6 { 1.0_f32 } else { (1.0 - (u - 0.6)) as f32 }))),
        ("a tie amid its bin", draw(n, &|u, _| if u < 0.3 { 1000.3 } else { 999.9 + u })),
        ("evenly from below to above zero", draw(n, &|u, _| (u - 0.4) * 1e9)),
        ("all about zero", draw(n, &|u, _| (u - 0.4) * 1e-4)),
        ("a wide range", draw(n, &|u, i| if i % 3 == 0 { -1.0 } else { 1.0 } * 10.0_f64.powf(40.0 * u - 20.0))),
        ("a heavy tail and none", draw(n, &|u, _| if u < 0.2 { 0.0 } else { u.powi(-9) })),
        ("in one bin", draw(n, &|u, _| 5e9 + 1e5 * u)),
        ("whole numbers", draw(n, &|u, _| (u * 9.0).floor())),
        ("300 values", draw(n, &|u, _| 1.0 + (u * 300.0).floor() / 7.0)),
    ]
}

/// Values in several orders, so many at one go.
fn orders(values: &[f64]) -> Vec<(Vec<f64>, usize)> {
    let sorted = sorted(values);
    let falling: Vec<f64> = sorted.iter().rev().copied().collect();
    vec![(values.to_vec(), 1000), (values.to_vec(), 333), (sorted, 1000), (falling, 1000)]
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The median of two values is between them, that of three is the second; of the highest alone, those below do not count.
#[test]
fn the_middle_of_an_even_count_is_the_mean_of_two() {
    let of = |values: &[f64], count: f64, p: f64| {
        let mut sketch = Sketch::new(10, 1e-9);
        values.iter().for_each(|value| sketch.add(*value));
        sketch.pieces().quantile_of_highest(count, p).unwrap()
    };
    let near = |found: f64, wanted: f64| assert!((found / wanted - 1.0).abs() < 2e-3, "{found} is not {wanted}");
    near(of(&[10.0, 20.0], 2.0, 0.5), 15.0);
    near(of(&[10.0, 20.0, 40.0], 3.0, 0.5), 20.0);
    near(of(&[1.0, 2.0, 3.0, 10.0, 20.0], 2.0, 0.5), 15.0);
    near(of(&[1.0, 2.0, 10.0, 20.0, 30.0, 50.0], 4.0, 0.25), 17.5);
    near(of(&[1.0, 7.0], 1.0, 0.75), 7.0);
}

#[test]
fn quantiles_are_within_the_stated_accuracy_of_the_sorted_values_in_any_order() {
    for (name, values) in hostile() {
        let exact = sorted(&values);
        for (order, (values, at_once)) in orders(&values).into_iter().enumerate() {
            let sketch = of(&values, at_once);
            for p in LEVELS {
                let known = exact[(p * (exact.len() - 1) as f64) as usize];
                let found = sketch.quantile(p).unwrap();
                let allowed = (sketch.accuracy() * known.abs()).max(LEAST);
                assert!((found - known).abs() <= allowed, "{name}, order {order}, {p}: {found} for {known}");
            }
        }
    }
}

#[test]
fn a_value_held_by_many_is_exact() {
    for (name, values) in hostile() {
        let exact = sorted(&values);
        let sketch = of(&values, 1000);
        if exact.chunk_by(|a, b| a == b).count() > ATOMS {
            continue;
        }
        let pieces = sketch.pieces();
        for p in LEVELS {
            let known = exact[(p * (exact.len() - 1) as f64) as usize];
            let (found, interval) = (pieces.count_quantile(p).unwrap(), pieces.count_interval(p).unwrap());
            let many = exact.len() < 3 || exact.iter().filter(|&&value| value == known).count() * 50 > exact.len();
            assert!(!many || found == known || exact.len() == 2, "{name}, {p}: {found} for {known}");
            assert!(exact.len() < 3 || interval.iter().all(|end| exact.contains(end)), "{name}, {p}: {interval:?}");
        }
    }
}

/// Of ties with values beside them, the ends of the tie are where they are.
#[test]
fn the_share_of_a_tie_is_its_own() {
    for (name, tie) in [
        ("a tie of 48% below the rest", 100.05),
        ("a tie of 48% above the rest", -100.05),
        ("users kept", 1.0),
        ("a tie amid its bin", 1000.3),
    ] {
        let values = hostile().into_iter().find(|of| of.0 == name).unwrap().1;
        let pieces = of(&values, 1000).pieces();
        let n = values.len() as f64;
        let below = values.iter().filter(|&&value| value < tie).count() as f64;
        let up_to = values.iter().filter(|&&value| value <= tie).count() as f64;
        for rank in [below, below + 1.0, f64::midpoint(below, up_to), up_to - 1.0] {
            assert_eq!(pieces.count_quantile(rank / (n - 1.0)), Some(tie), "{name}: rank {rank} of {below} to {up_to}");
        }
        assert!((pieces.share_below(tie) - up_to / n).abs() < 1e-12, "{name}");
        assert!((pieces.share_below(tie.next_down()) - below / n).abs() < 1e-12, "{name}");
    }
}

#[test]
fn figures_of_a_distribution_stand_in_order_and_within_what_was_seen() {
    for (name, values) in hostile() {
        let (least, most) = (sorted(&values)[0], sorted(&values)[values.len() - 1]);
        for (values, at_once) in orders(&values) {
            let pieces = of(&values, at_once).pieces();
            let quantiles: Vec<f64> =
                (0..=1000).map(|i| pieces.count_quantile(f64::from(i) / 1000.0).unwrap()).collect();
            assert!(quantiles.is_sorted(), "{name}");
            assert!(quantiles[0] >= least && quantiles[1000] <= most, "{name}: {least} to {most}");
            for p in LEVELS {
                let (found, [low, high]) = (pieces.count_quantile(p).unwrap(), pieces.count_interval(p).unwrap());
                assert!(low <= found && found <= high, "{name}, {p}: {found} outside {low} to {high}");
            }
            let [low, high] = [pieces.lowest(0.05).unwrap(), pieces.highest(0.05).unwrap()];
            assert!(least <= low.mean && low.mean <= quantiles[50], "{name}: {low:?} above {}", quantiles[50]);
            assert!(quantiles[950] <= high.mean && high.mean <= most, "{name}: {high:?} below {}", quantiles[950]);
        }
    }
}

#[test]
fn an_expected_shortfall_is_the_mean_of_the_worst_to_the_stated_accuracy() {
    for (name, values) in hostile().into_iter().filter(|of| of.1.len() > 2) {
        let exact = sorted(&values);
        let n = exact.len() / 20;
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        let size = |part: &[f64]| part.iter().map(|value| value.abs()).sum::<f64>() / part.len() as f64;
        let pieces = of(&values, 1000).pieces();
        let sides = [(pieces.lowest(0.05), &exact[..n]), (pieces.highest(0.05), &exact[exact.len() - n..])];
        for (found, part) in sides {
            let allowed = (size(part) / 1024.0).max(LEAST);
            assert!((found.unwrap().mean - mean(part)).abs() <= allowed, "{name}: {found:?} for {}", mean(part));
        }
    }
    let constant = of(&[2_696_874_557.0; 50], 1000).pieces();
    assert_eq!(constant.lowest(0.05), Some(Tail { mean: 2_696_874_557.0, se: 0.0 }));
    assert_eq!(constant.highest(0.05), Some(Tail { mean: 2_696_874_557.0, se: 0.0 }));
}

#[test]
fn counts_above_and_below_zero_are_exact() {
    for (name, values) in hostile() {
        let above = values.iter().filter(|&&value| value > 0.0).count() as u64;
        let below = values.iter().filter(|&&value| value < 0.0).count() as u64;
        assert_eq!(of(&values, 1000).above_zero(), above, "{name}");
        assert_eq!(of(&values, 1000).below_zero(), below, "{name}");
    }
}

#[test]
fn values_taken_together_are_counted_as_one_after_the_other() {
    let scattered = |i: i32| (f64::from(i) * 0.618_034).fract();
    let far = |i: i32| scattered(i) * 3.0_f64.powi(i % 9 - 5) * if i % 3 == 0 { -1.0 } else { 1.0 };
    let near = |i: i32| 0.4 + 3.9 * scattered(i);
    let below = |i: i32| -near(i);
    for value in [&far as &dyn Fn(i32) -> f64, &near, &below] {
        let values: Vec<f64> = (0..5000).map(value).chain([0.0, -1e-15, -0.0, f64::NAN]).collect();
        let (mut each, mut together) = (of(&[], 1), of(&[], 1));
        values.iter().for_each(|&value| each.add(value));
        let parts = [&values[..0], &values[..7], &values[7..3000], &values[3000..5000], &values[5000..]];
        parts.iter().for_each(|part| together.take(part));
        assert_eq!((together.count(), together.zeros), (5003, each.zeros));
        assert_eq!(together.pieces().all(), each.pieces().all());
    }
}

#[test]
fn what_repeats_is_found_and_what_does_not_is_not() {
    let mut uniform = uniforms(9);
    let values: Vec<f64> = (0..1000).map(|i| if i % 50 == 7 { -4.25 } else { uniform() }).collect();
    assert_eq!(repeated(&values), [-4.25]);
    assert!(repeated(&values[..40]).is_empty() && repeated(&[]).is_empty() && repeated(&[f64::NAN; 99]).is_empty());
    assert_eq!(repeated(&[2.0, 1.0, 2.0, 1.0, 2.0, 1.0]), [1.0, 2.0]);
}

#[test]
fn memory_is_bounded_whatever_the_values() {
    let mut uniform = uniforms(3);
    let mut sketch = of(&[], 1);
    for block in 0..400 {
        let values: Vec<f64> = (0..1000).map(|_| 1e6 * uniform() * 10.0_f64.powf(6.0 * uniform())).collect();
        // Two more atoms in each block than there is room for in all.
        let ties: Vec<f64> = (0..100).map(|i| f64::from(block * 2 + i % 2) + 0.5).collect();
        sketch.take(&[values, ties].concat());
    }
    assert_eq!(sketch.atoms.len(), ATOMS);
    assert!(sketch.bins.len() < 64 << BITS, "{}", sketch.bins.len());
    assert_eq!(sketch.count(), 440_000);
}

#[test]
fn the_error_of_a_shortfall_is_its_spread_over_samples() {
    // 2,000 samples of 2,000 uniforms: the spread of their shortfalls has a relative error of 1.6%, the errors
    // stated vary little; 4.9 times that is 8%. Known: Var = (q²/12 + (1 − p)(q/2)²) / (n p) with q = p = 0.05.
    let mut uniform = uniforms(1);
    let mut sample = || (0..2000).map(|_| uniform()).collect::<Vec<f64>>();
    let tails: Vec<Tail> = (0..2000).map(|_| of(&sample(), 1000).pieces().lowest(0.05).unwrap()).collect();
    let mean = tails.iter().map(|t| t.mean).sum::<f64>() / 2000.0;
    let spread = (tails.iter().map(|t| (t.mean - mean).powi(2)).sum::<f64>() / 1999.0).sqrt();
    let stated = tails.iter().map(|t| t.se).sum::<f64>() / 2000.0;
    let known = ((0.0025 / 12.0 + 0.95 * 0.000_625) / 100.0_f64).sqrt();
    assert!((spread / known - 1.0).abs() < 0.08, "{spread} for {known}");
    assert!((stated / known - 1.0).abs() < 0.02, "{stated} for {known}");
}

#[test]
fn the_interval_covers_the_quantile_as_often_as_it_says() {
    // 2,000 samples of 400 uniforms each: the interval should hold the true 25% quantile in 95% of
    // them. With a false-alarm rate of 1e-6 (4.9 standard errors of 0.0049) that is 92.6% or more.
    let mut uniform = uniforms(1);
    let mut sample = || (0..400).map(|_| uniform()).collect::<Vec<f64>>();
    let covers = |[low, high]: [f64; 2]| low <= 0.25 && 0.25 <= high;
    let covered = (0..2000).filter(|_| covers(of(&sample(), 400).pieces().count_interval(0.25).unwrap())).count();
    assert!(covered >= 1852, "{covered} of 2000");
}

#[test]
fn pieces_that_overlap_are_one_distribution() {
    let piece = |low: f64, high: f64, weight: f64| Piece { low, high, weight };
    let pieces =
        Pieces::of(vec![piece(0.0, 4.0, 4.0), piece(2.0, 2.0, 3.0), piece(1.0, 3.0, 2.0), piece(2.0, 2.0, 1.0)]);
    // Density 1 on 0 to 4 and 1 on 1 to 3, and 4 at 2: 1 below 1, 3 below 2, 7 at 2.
    assert_eq!(pieces.total(), 10.0);
    for (level, share) in [(-1.0, 0.0), (1.0, 0.1), (1.5, 0.2), (2.0_f64.next_down(), 0.3), (2.0, 0.7), (4.0, 1.0)] {
        assert!((pieces.share_below(level) - share).abs() < 1e-12, "{level}");
    }
    for (p, value) in [(0.0, 0.0), (0.05, 0.5), (0.2, 1.5), (0.3, 2.0), (0.5, 2.0), (0.7, 2.0), (0.9, 3.0), (1.0, 4.0)]
    {
        assert!((pieces.quantile(p).unwrap() - value).abs() < 1e-12, "{p}: {:?}", pieces.quantile(p));
    }
}

#[test]
fn nothing_has_no_quantile() {
    assert_eq!(of(&[], 1).quantile(0.5), None);
    assert_eq!(of(&[f64::NAN], 1).count(), 0);
    assert_eq!(of(&[f64::NAN], 1).pieces().lowest(0.05), None);
}
