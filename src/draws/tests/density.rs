//! Densities against what they are to be: whole, invertible, of the mean asked for.

use super::ALARM;
use crate::draws::{Density, Key, Purpose, Streams};

fn all() -> Vec<Density> {
    let means = [1e-6, 0.003, 0.1, 0.3, 0.499_999, 0.5, 0.6, 0.9, 0.997, 0.999_999];
    means.iter().flat_map(|&mean| [0.3, 0.5, 1.0].map(|power| Density::leaning(mean, power))).collect()
}

#[test]
fn a_density_is_whole_and_falls_or_rises() {
    for density in all() {
        let heights: Vec<f64> = (0..Density::BINS).map(|bin| density.height(bin)).collect();
        let whole: f64 = heights.iter().enumerate().map(|(bin, height)| height * Density::width(bin)).sum();
        assert!((whole - 1.0).abs() < 1e-12, "{whole}");
        assert!(heights.is_sorted() || heights.iter().rev().is_sorted(), "{heights:?}");
        assert!(density.divergence() > -1e-12);
    }
}

#[test]
fn the_quantile_inverts_the_distribution() {
    for density in all() {
        let mut last = 0.0;
        for i in 1..2_000 {
            let u = f64::from(i) / 2_000.0;
            let x = density.quantile(u);
            assert!(x > 0.0 && x < 1.0 && x >= last, "{x} after {last}");
            last = x;
            let bin = Density::bin(x);
            let before: f64 = (0..bin).map(|b| density.height(b) * Density::width(b)).sum();
            let below = before + (x - Density::edges()[bin]) * density.height(bin);
            assert!((below - u).abs() < 1e-9, "{below} for {u}");
        }
    }
}

#[test]
fn a_density_has_the_lean_asked_for_but_for_its_bins() {
    for mean in [0.05, 0.2, 0.45, 0.5, 0.7, 0.95] {
        let density = Density::leaning(mean, 1.0);
        let middle = |bin: usize| f64::midpoint(Density::edges()[bin], Density::edges()[bin + 1]);
        let found: f64 = (0..Density::BINS).map(|bin| density.height(bin) * Density::width(bin) * middle(bin)).sum();
        assert!((found - mean).abs() < 0.005, "{found} for {mean}");
        let even = Density::leaning(mean, 0.0);
        assert!((0..Density::BINS).all(|bin| (even.height(bin) - 1.0).abs() < 1e-9));
    }
    assert!((0..Density::BINS).all(|bin| (Density::leaning(0.5, 1.0).height(bin) - 1.0).abs() < 1e-6));
}

#[test]
fn weighted_back_a_led_number_is_an_even_one() {
    let density = Density::leaning(0.85, 0.6);
    let mut stream = Streams::new(5, 0).stream(Purpose::Noise, Key::NONE);
    let n = 20_000;
    let pairs: Vec<(f64, f64)> = (0..n)
        .map(|_| {
            let x = density.quantile(stream.uniform());
            (x, 1.0 / density.at(x))
        })
        .collect();
    for (of, truth) in [(0.0, 1.0), (1.0, 0.5), (2.0, 1.0 / 3.0)] {
        let terms: Vec<f64> = pairs.iter().map(|(x, w)| w * libm::pow(*x, of)).collect();
        let mean = terms.iter().sum::<f64>() / f64::from(n);
        let variance = terms.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / f64::from(n - 1);
        assert!((mean - truth).abs() < ALARM * (variance / f64::from(n)).sqrt(), "{mean} for {truth}");
    }
}

#[test]
fn a_number_lies_in_the_bin_whose_edges_hold_it() {
    for bin in 0..Density::BINS {
        let [from, to] = [Density::edges()[bin], Density::edges()[bin + 1]];
        assert_eq!([from, f64::midpoint(from, to), to.next_down()].map(Density::bin), [bin; 3]);
    }
    assert_eq!(Density::bin(1.0), Density::BINS - 1);
}
