//! Each family against figures from elsewhere (`SciPy` 1.17.1, `scipy.stats`, unless a line says otherwise).

use super::{Dimension, Distribution, near, plain, read};
use crate::normal::{self, Level};

/// As written, mean, quantiles.
type Known = (&'static str, f64, [(f64, f64); 6]);

#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "figures as SciPy prints them")]
const KNOWN: [Known; 13] = [
    ("normal(5, 2)", 5.0, [(1e-06, -4.506848617645797), (0.05, 1.7102927460970543), (0.3, 3.951198974583918), (0.5, 5.0), (0.95, 8.289707253902945), (0.999, 11.180464612335626)]),
    ("lognormal(3.2, 0.4)", 26.575772699873966, [(1e-06, 3.6642741861289165), (0.05, 12.705799581902298), (0.3, 19.890451548917984), (0.5, 24.532530197109352), (0.95, 47.36774210804721), (0.999, 84.44436561753187)]),
    ("uniform(2, 7)", 4.5, [(1e-06, 2.000005), (0.05, 2.25), (0.3, 3.5), (0.5, 4.5), (0.95, 6.75), (0.999, 6.995)]),
    ("triangular(1, 2, 6)", 3.0, [(1e-06, 1.0022360679774998), (0.05, 1.5), (0.3, 2.258342613226059), (0.5, 2.8377223398316205), (0.95, 5.0), (0.999, 5.858578643762691)]),
    ("pert(1, 2, 6)", 2.5, [(1e-06, 1.0006753594963445), (0.05, 1.2948869380590862), (0.3, 1.9295812448711636), (0.5, 2.3833612969625944), (0.95, 4.106383620080951), (0.999, 5.2877578436933925)]),
    ("beta(2, 5)", 0.2857142857142857, [(1e-06, 0.00025828782935406356), (0.05, 0.06284989170835438), (0.3, 0.18180347131894917), (0.5, 0.26444998329566005), (0.95, 0.5818034092520259), (0.999, 0.818613866919134)]),
    ("beta(0.5, 0.5)", 0.5, [(1e-06, 2.46740110027031e-12), (0.05, 0.0061558297024311365), (0.3, 0.2061073738537634), (0.5, 0.4999999999999999), (0.95, 0.9938441702975689), (0.999, 0.999997532600929)]),
    ("gamma(2.5, 3)", 7.5, [(1e-06, 0.01934424030974563), (0.05, 1.7182143390926539), (0.3, 4.49986219913986), (0.5, 6.52719028664329), (0.95, 16.605746540274527), (0.999, 30.772508478649307)]),
    ("gamma(0.3, 2)", 0.6, [(1e-06, 1.394539819281878e-20), (0.05, 6.42206939944593e-05), (0.3, 0.025453315539897395), (0.5, 0.14626227173390396), (0.95, 2.744699888201772), (0.999, 9.237872085582666)]),
    ("gamma(400, 0.1)", 40.0, [(1e-06, 31.202158554975682), (0.05, 36.768117406174895), (0.3, 38.92752631489452), (0.5, 39.96667160944644), (0.95, 43.345570105468965), (0.999, 46.4664460173224)]),
    ("exponential(40)", 40.0, [(1e-06, 4.0000020000013334e-05), (0.05, 2.0517317755020215), (0.3, 14.266997757549298), (0.5, 27.725887222397812), (0.95, 119.8292909421596), (0.999, 276.3102111592854)]),
    ("weibull(0.7, 100)", 126.58235060572835, [(1e-06, 2.6826977114924903e-07), (0.05, 1.436247940055646), (0.3, 22.929227901724996), (0.5, 59.23901129521337), (0.95, 479.4226728389652), (0.999, 1581.440207294256)]),
    ("normal(5, 2), min 4, max 20", 6.01832086767341, [(1e-06, 4.0000039280330615), (0.05, 4.192023401923705), (0.3, 5.080114595831006), (0.5, 5.793742350179002), (0.95, 8.634926034648743), (0.999, 11.39638266469112)]),
];

#[test]
fn quantiles_means_and_probabilities_are_those_known() {
    for (text, mean, quantiles) in KNOWN {
        let distribution = plain(text);
        near(distribution.mean(), mean, 1e-11);
        for (u, value) in quantiles {
            near(distribution.quantile(u), value, 1e-11);
            // Absolute, since near a bound the rounding of `value` itself moves the probability.
            assert!((distribution.cdf(value) - u).abs() < 1e-13, "{text} at {value}");
            assert!((distribution.survival(value) - (1.0 - u)).abs() < 1e-13, "{text} at {value}");
        }
    }
}

#[test]
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "figures as SciPy prints them")]
fn extreme_shapes_are_solved_too() {
    // The logarithms of gamma functions of large numbers leave fewer digits.
    for (text, quantiles, tolerance) in [
        ("gamma(100000, 1)", [(1e-6, 98504.02706509772), (0.5, 99999.6666668642), (0.99, 100737.12609678283)], 1e-11),
        ("beta(0.05, 0.2)", [(0.3, 2.287762471657855e-09), (0.5, 6.256986533495276e-05), (0.95, 0.9990899119631635)], 1e-11),
    ] {
        for (u, value) in quantiles {
            near(plain(text).quantile(u), value, tolerance);
        }
    }
    near(plain("beta(100000, 100000)").cdf(0.501), 0.8144532554424423, 1e-9);
}

/// Incomplete gamma and beta functions by mpmath 1.3 to 40 digits, among them tails below the rounding of 1.
#[test]
fn tails_have_full_precision() {
    near(plain("gamma(2.5, 1)").survival(60.0), 3.138_579_772_755_296e-24, 1e-12);
    near(plain("gamma(1000, 1)").cdf(900.0), 5.499_022_657_117_83e-4, 1e-11);
    near(plain("beta(2, 5)").survival(0.99), 5.95e-10, 1e-12);
    near(plain("beta(200, 300)").cdf(0.35), 0.010_341_770_254_687_62, 1e-11);
    near(plain("normal(0, 1)").survival(10.0), 7.619_853_024_160_47e-24, 1e-12);
}

/// Φ⁻¹ by mpmath to 40 digits, over all three ranges of the algorithm.
#[test]
fn normal_quantiles_are_exact_to_rounding() {
    for (p, z) in [
        (1e-300, -37.047_096_299_361_2),
        (1e-20, -9.262_340_089_798_408),
        (1e-5, -4.264_890_793_922_825),
        (0.01, -2.326_347_874_040_841),
        (0.05, -1.644_853_626_951_472_7),
        (0.074, -1.446_632_067_158_978_5),
        (0.2, -0.841_621_233_572_914_2),
        (0.7, 0.524_400_512_708_040_7),
        (0.93, 1.475_791_028_179_171),
    ] {
        near(normal::quantile(Level::new(p)), z, 5e-16);
        // The rounding of z alone moves a probability by z² times the rounding of 1.
        near(normal::cdf(z), p, 3e-13);
    }
}

#[test]
fn a_to_b_has_its_bounds_at_the_5th_and_95th_percentile() {
    for (text, dimension, a, b) in [
        ("10 to 40 days", Dimension::Duration, 10.0, 40.0),
        ("$6 to $9.5", Dimension::MoneyPerUserYear, 6.0, 9.5),
        ("140M to 200M", Dimension::Users, 140e6, 200e6),
        ("5 to 12%", Dimension::Share, 0.05, 0.12),
        ("-5% to 12%", Dimension::Growth, -0.05, 0.12),
        ("−200% to 40%", Dimension::Margin, -2.0, 0.4),
    ] {
        let distribution = read(text, dimension);
        near(distribution.quantile(0.05), a, 1e-13);
        near(distribution.quantile(0.95), b, 1e-13);
        near(distribution.cdf(a), 0.05, 1e-12);
        near(distribution.survival(b), 0.05, 1e-12);
    }
}

/// Figures for a log-normal and a logit-normal found from their percentiles in Python.
#[test]
fn a_to_b_is_of_the_family_of_the_dimension() {
    let days = read("10 to 40 days", Dimension::Duration);
    near(days.quantile(0.5), 20.0, 1e-14);
    near(days.mean(), 21.857_033_201_624_926, 1e-12);
    near(days.cdf(15.0), 0.247_405_819_415_766_12, 1e-12);
    near(days.survival(200.0), 2.326_496_541_955_961_8e-8, 1e-11);
    let share = read("5% to 12%", Dimension::Share);
    near(share.quantile(0.5), 0.078_100_873_299_401_32, 1e-13);
    near(share.mean(), 0.080_651_038_157_622_94, 1e-10);
    let growth = read("60% to 140%", Dimension::Growth);
    near(growth.quantile(0.5), 1.0, 1e-14);
    near(growth.mean(), 1.0, 1e-14);
    for (distribution, name) in [(days, "log-normal"), (share, "logit-normal"), (growth, "normal")] {
        assert_eq!(distribution.family_name(), name);
    }
}

#[test]
fn another_central_interval() {
    let days = read("10 to 40 days @80", Dimension::Duration);
    near(days.quantile(0.1), 10.0, 1e-13);
    near(days.quantile(0.9), 40.0, 1e-13);
    near(days.mean(), 23.150_122_737_864_69, 1e-12);
    assert_eq!(days, read("10 days to 40 days @ 80%", Dimension::Duration));
}

#[test]
fn truncation_renormalises() {
    let days = read("10 to 40 days, min 12 days, max 30 days", Dimension::Duration);
    assert_eq!(days.support(), (12.0, 30.0));
    near(days.cdf(20.0), 0.538_413_880_253_767_4, 1e-12);
    near(days.quantile(0.25), 15.889_501_609_438_403, 1e-12);
    near(days.mean(), 19.887_850_006_355_983, 1e-11);
    // Clamping would put a mass on the bound.
    assert!(days.quantile(0.001) > 12.0 && days.quantile(0.999) < 30.0);
    // Bounds may come one after another.
    let twice = read("10 to 40 days, max 30 days", Dimension::Duration).truncated(12.0, 1e9).unwrap();
    assert_eq!(twice, days);
    // One that cuts nothing off changes nothing.
    assert_eq!(read("10 to 40 days, min 0", Dimension::Duration), read("10 to 40 days", Dimension::Duration));
}

/// `scipy.stats.truncnorm(5, 5.5)`: where 1 − F would keep ten digits only.
#[test]
fn truncation_is_exact_far_in_a_tail() {
    for (text, sign) in [("normal(0, 1), min 5, max 5.5", 1.0), ("normal(0, 1), min -5.5, max -5", -1.0)] {
        let tail = plain(text);
        for (u, value) in [(0.1, 5.018_867_162_400_634), (0.5, 5.119_934_907_180_751), (0.9, 5.342_820_193_625_216)] {
            near(sign * tail.quantile(0.5 + sign * (u - 0.5)), value, 1e-12);
            near(tail.cdf(sign * value), 0.5 + sign * (u - 0.5), 1e-10);
        }
        near(sign * tail.mean(), 5.152_101_776_907_276, 1e-12);
    }
}

/// Figures by root finding and quadrature in `SciPy`.
#[test]
fn mixtures() {
    let text = "mixture(30%: 10 days to 40 days, 70%: 1 year to 6 years)";
    let mixture = read(text, Dimension::Duration);
    for (x, p) in [
        (15.0, 0.074_221_745_824_751_1),
        (100.0, 0.300_000_009_442_222_3),
        (500.0, 0.399_885_558_204_014),
        (2000.0, 0.951_110_677_643_588),
    ] {
        near(mixture.cdf(x), p, 1e-12);
        near(mixture.survival(x), 1.0 - p, 1e-11);
    }
    for (u, x) in [
        (0.01, 9.234_201_173_850_735),
        (0.2, 23.980_530_993_190_29),
        (0.31, 271.515_399_386_396_04),
        (0.5, 657.348_452_858_875_9),
        (0.9, 1_600.258_880_729_621),
        (0.999, 4_541.487_858_092_095),
    ] {
        near(mixture.quantile(u), x, 1e-11);
    }
    near(mixture.mean(), 732.965_249_293_927, 1e-12);
    let cut = read(&format!("{text}, max 1000 days"), Dimension::Duration);
    near(cut.cdf(500.0), 0.565_874_334_485_185_3, 1e-12);
    near(cut.quantile(0.5), 410.333_424_644_169_44, 1e-11);
    near(cut.mean(), 386.333_236_760_380_8, 1e-9);
    let inside = read("mixture(50%: uniform(0, 10), min 5, 50%: uniform(20, 30))", Dimension::Factor);
    assert_eq!(inside.support(), (5.0, 30.0));
}

#[test]
fn mixtures_may_hold_known_values() {
    let mixture = plain("mixture(0.25: 3, rest: uniform(2, 6))");
    near(mixture.cdf(2.999_999), 0.75 * 0.249_999_75, 1e-12);
    near(mixture.cdf(3.0), 0.25 + 0.75 * 0.25, 1e-15);
    near(mixture.quantile(0.3), 3.0, 0.0);
    near(mixture.quantile(0.55), 2.0 + 4.0 * 0.4, 1e-14);
    near(mixture.mean(), 0.25 * 3.0 + 0.75 * 4.0, 1e-14);
    // The atom lies within these bounds; a quarter of the uniform does not.
    near(plain("mixture(0.25: 3, rest: uniform(2, 6)), min 3").cdf(3.0), 0.25 / (0.25 + 0.75 * 0.75), 1e-14);
}

#[test]
fn choices() {
    let choice = read("choice(60%: 45 days, 40%: 90 days)", Dimension::Duration);
    for (u, x) in [(1e-9, 45.0), (0.59, 45.0), (0.6, 45.0), (0.61, 90.0), (1.0 - 1e-9, 90.0)] {
        near(choice.quantile(u), x, 0.0);
    }
    for (x, p) in [(44.9, 0.0), (45.0, 0.6), (89.9, 0.6), (90.0, 1.0)] {
        near(choice.cdf(x), p, 1e-15);
    }
    near(choice.mean(), 63.0, 1e-14);
    assert_eq!(choice.support(), (45.0, 90.0));
    // The order in which values are written does not matter, nor whether one is written twice.
    near(read("choice(0.4: 90 days, 0.35: 45 days, 0.25: 45 days)", Dimension::Duration).quantile(0.6), 45.0, 0.0);
    assert_eq!(read("choice(60%: 45 days, 40%: 90 days), max 60 days", Dimension::Duration), Distribution::fixed(45.0));
    let three = read("choice(60%: 1, 30%: 2, rest: 3), min 2", Dimension::Count);
    near(three.cdf(2.0), 0.75, 1e-14);
}

#[test]
fn what_is_left_given_that_a_floor_is_passed() {
    let weibull = read("weibull(0.7, 100 days)", Dimension::Duration);
    near(weibull.quantile_above(0.5, 2000.0), 2_247.608_602_887_845_3, 1e-12);
    // An exponential has no memory.
    let exponential = read("exponential(40 days)", Dimension::Duration);
    for floor in [0.0, 10.0, 4000.0, 20_000.0] {
        near(exponential.quantile_above(0.3, floor) - floor, exponential.quantile(0.3), 1e-11);
    }
    // Nothing above: the floor.
    near(plain("uniform(2, 7)").quantile_above(0.5, 7.0), 7.0, 0.0);
    near(plain("uniform(2, 7)").quantile_above(0.5, 9.0), 9.0, 0.0);
    near(Distribution::fixed(5.0).quantile_above(0.5, 5.0), 5.0, 0.0);
    near(Distribution::fixed(5.0).quantile_above(0.5, 4.0), 5.0, 0.0);
    // Everything above: the distribution itself.
    near(plain("uniform(2, 7)").quantile_above(0.5, 1.0), 4.5, 1e-15);
    near(plain("choice(60%: 45, 40%: 90)").quantile_above(0.01, 45.0), 90.0, 0.0);
}

#[test]
fn a_known_value() {
    let five = Distribution::fixed(5.0);
    assert_eq!(five.fixed_value(), Some(5.0));
    assert_eq!((five.quantile(0.01), five.quantile(0.99), five.mean()), (5.0, 5.0, 5.0));
    assert_eq!((five.cdf(4.999), five.cdf(5.0), five.survival(5.0)), (0.0, 1.0, 0.0));
    assert_eq!(five.support(), (5.0, 5.0));
    assert_eq!(plain("5 to 6").fixed_value(), None);
    assert!(five.truncated(6.0, 7.0).is_err());
}

#[test]
fn quantiles_are_total() {
    for (text, _, _) in KNOWN {
        let distribution = plain(text);
        for u in [0.0, -1.0, f64::MIN_POSITIVE, 1e-300, 1.0 - f64::EPSILON / 2.0, 1.0, 2.0, f64::INFINITY, f64::NAN] {
            assert!(distribution.quantile(u).is_finite(), "{text} at {u}");
        }
    }
    assert!(plain("lognormal(200, 100)").quantile(1.0 - f64::EPSILON).is_finite());
    assert!(plain("normal(0, 1e308)").quantile(1.0 - f64::EPSILON).is_finite());
}

#[test]
fn descriptions_name_family_parameters_and_bounds() {
    for (text, expected) in [
        ("5 to 12", "log-normal(μ 2.04717, σ 0.266124)"),
        ("normal(5, 2), min 4", "normal(mean 5, sd 2), min 4"),
        ("pert(1, 2, 6)", "PERT(a 1, m 2, b 6)"),
        ("weibull(0.7, 100), min 0, max 1e6", "Weibull(k 0.7, s 100), max 1000000"),
        ("choice(60%: 45, rest: 90)", "choice(0.6: 45, 0.4: 90)"),
        ("mixture(30%: 4, rest: uniform(1, 2))", "mixture(0.3: known value 4, 0.7: uniform(a 1, b 2))"),
    ] {
        assert_eq!(plain(text).describe(), expected);
    }
}
