//! The words by which the digest of a scenario knows a distribution.

use super::plain;

/// Digests are made of these words: who changes one makes every run that was saved before a run of another scenario.
const PINNED: [(&str, &str); 13] = [
    ("12", "Fixed(12.0)"),
    ("normal(5, 2)", "Continuous(Normal { mean: 5.0, sd: 2.0 }, None)"),
    ("lognormal(3.2, 0.4)", "Continuous(LogNormal { mu: 3.2, sigma: 0.4 }, None)"),
    ("uniform(2, 7)", "Continuous(Uniform { low: 2.0, high: 7.0 }, None)"),
    ("triangular(1, 2, 6)", "Continuous(Triangular { low: 1.0, mode: 2.0, high: 6.0 }, None)"),
    ("pert(1, 2, 5)", "Continuous(Beta { a: 2.0, b: 4.0, low: 1.0, high: 5.0, mode: Some(2.0) }, None)"),
    ("beta(2, 5)", "Continuous(Beta { a: 2.0, b: 5.0, low: 0.0, high: 1.0, mode: None }, None)"),
    ("gamma(2.5, 3)", "Continuous(Gamma { k: 2.5, theta: 3.0 }, None)"),
    ("exponential(40)", "Continuous(Exponential { mean: 40.0 }, None)"),
    ("weibull(0.7, 100)", "Continuous(Weibull { k: 0.7, scale: 100.0 }, None)"),
    (
        "uniform(2, 6), min 3",
        "Continuous(Uniform { low: 2.0, high: 6.0 }, Some(Cut { min: 3.0, max: 6.0, at_min: Level { below: 0.25, above: 0.75 }, \
         at_max: Level { below: 1.0, above: 0.0 }, mass: 0.75 }))",
    ),
    ("choice(60%: 45, 40%: 90)", "Choice([(45.0, 0.6), (90.0, 1.0)])"),
    (
        "mixture(30%: 5, 70%: uniform(1, 2))",
        "Mixture([(0.3, Distribution(Fixed(5.0))), (0.7, Distribution(Continuous(Uniform { low: 1.0, high: 2.0 }, None)))])",
    ),
];

#[test]
fn the_words_of_the_digest_are_pinned() {
    for (written, words) in PINNED {
        assert_eq!(plain(written).to_stable_text(), format!("Distribution({words})"), "{written}");
    }
    let shares = super::read("5% to 95%", crate::quantity::Dimension::Share).to_stable_text();
    let known = "Distribution(Continuous(LogitNormal { mu: -4.440892098500626e-16, sigma: 1.790091793531553 }, None))";
    assert_eq!(shares, known);
}
