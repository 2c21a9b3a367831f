//! Each family against samples that `rand_distr` draws by other methods (ziggurat, rejection, …).
//!
//! By Kolmogorov and Smirnov's test at [`FALSE_ALARM`]: the greatest distance between the probability at or below a value
//! and the share of the sample there. Seeds are fixed, so that a test that passes once passes always.

use rand::Rng;
use rand_distr::{
    Beta, Distribution as Sampler, Exp, Gamma, LogNormal, Normal, Pert, Triangular, Uniform, Weibull,
    weighted::WeightedIndex,
};

use super::{Distribution, plain};
use crate::draws::{Key, Purpose, Stream, Streams};

/// Probability of a false alarm, for each family.
const FALSE_ALARM: f64 = 1e-6;
/// Values in a sample. A distance of 0.019 is then noticed.
const SIZE: usize = 20_000;

fn stream(name: &str) -> Stream {
    Streams::new(1, 0).stream(Purpose::Noise, Key::named(name))
}

/// Greatest distance between `distribution` and a sample, times the root of its size. Where the distribution has atoms, the
/// probability just below a value is held against the share below it, and the test errs on the side of no alarm.
fn distance(distribution: &Distribution, mut sample: Vec<f64>) -> f64 {
    sample.sort_by(f64::total_cmp);
    let size = sample.len() as f64;
    let gap = |value: f64| {
        let share = |count: usize| count as f64 / size;
        let below = share(sample.partition_point(|x| *x < value)) - distribution.cdf(value.next_down());
        let up_to = share(sample.partition_point(|x| *x <= value)) - distribution.cdf(value);
        below.abs().max(up_to.abs())
    };
    sample.iter().map(|value| gap(*value)).fold(0.0, f64::max) * size.sqrt()
}

/// The distance that is exceeded with probability [`FALSE_ALARM`]: of Kolmogorov's series 2 Σ (−1)ᵏ⁻¹ exp(−2 k² x²) the first
/// term, beside which the others are nothing.
fn limit() -> f64 {
    (-0.5 * (0.5 * FALSE_ALARM).ln()).sqrt()
}

fn sample(name: &str, sampler: impl Fn(&mut Stream) -> f64) -> Vec<f64> {
    let mut stream = stream(name);
    (0..SIZE).map(|_| sampler(&mut stream)).collect()
}

fn draw<R: Rng>(sampler: &impl Sampler<f64>, stream: &mut R) -> f64 {
    sampler.sample(stream)
}

/// How a family is written, and what draws from it.
type Sampled = (&'static str, Box<dyn Fn(&mut Stream) -> f64>);

/// How `rand_distr` draws from the family that each text names.
fn samplers() -> Vec<Sampled> {
    fn boxed(sampler: impl Sampler<f64> + 'static) -> Box<dyn Fn(&mut Stream) -> f64> {
        Box::new(move |stream| draw(&sampler, stream))
    }
    let normal = Normal::new(5.0, 2.0).unwrap();
    let (mid, spread) = (logit(0.2).midpoint(logit(0.6)), (logit(0.6) - logit(0.2)) / (2.0 * 1.644_853_626_951_472_7));
    let logits = Normal::new(mid, spread).unwrap();
    let (long, short) = (Exp::new(0.01).unwrap(), Gamma::new(2.0, 5.0).unwrap());
    let values = [3.0, 8.0, 40.0];
    let choice = WeightedIndex::new([0.2, 0.5, 0.3]).unwrap();
    vec![
        ("normal(5, 2)", boxed(normal)),
        ("lognormal(3.2, 0.4)", boxed(LogNormal::new(3.2, 0.4).unwrap())),
        ("20% to 60%", Box::new(move |stream| 1.0 / (1.0 + (-draw(&logits, stream)).exp()))),
        ("uniform(2, 7)", boxed(Uniform::new(2.0, 7.0).unwrap())),
        ("triangular(1, 2, 6)", boxed(Triangular::new(1.0, 6.0, 2.0).unwrap())),
        ("pert(1, 2, 6)", boxed(Pert::new(1.0, 6.0).with_mode(2.0).unwrap())),
        ("beta(2, 5)", boxed(Beta::new(2.0, 5.0).unwrap())),
        ("beta(0.5, 0.5)", boxed(Beta::new(0.5, 0.5).unwrap())),
        ("gamma(2.5, 3)", boxed(Gamma::new(2.5, 3.0).unwrap())),
        ("gamma(0.3, 2)", boxed(Gamma::new(0.3, 2.0).unwrap())),
        ("exponential(40)", boxed(Exp::new(1.0 / 40.0).unwrap())),
        ("weibull(0.7, 100)", boxed(Weibull::new(100.0, 0.7).unwrap())),
        ("choice(20%: 3, 50%: 8, 30%: 40)", Box::new(move |stream| values[choice.sample(stream)])),
        (
            "mixture(30%: exponential(100), rest: gamma(2, 5))",
            Box::new(move |stream| if stream.uniform() < 0.3 { draw(&long, stream) } else { draw(&short, stream) }),
        ),
        (
            "normal(5, 2), min 4, max 8",
            Box::new(move |stream| {
                std::iter::repeat_with(|| draw(&normal, stream)).find(|x| (4.0..=8.0).contains(x)).unwrap()
            }),
        ),
    ]
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

fn parse_distribution(text: &str) -> Distribution {
    if text.contains(" to ") { super::read(text, super::Dimension::Share) } else { plain(text) }
}

#[test]
fn each_family_has_the_values_that_rand_distr_draws() {
    for (text, sampler) in samplers() {
        let found = distance(&parse_distribution(text), sample(text, sampler));
        assert!(found < limit(), "{text}: {found} is beyond {}", limit());
    }
}

/// Quantiles, too, at numbers that `rand` draws evenly.
#[test]
fn each_family_draws_what_it_says() {
    for (text, _) in samplers() {
        let distribution = parse_distribution(text);
        let found = distance(&distribution, sample(text, |stream| distribution.quantile(stream.uniform())));
        assert!(found < limit(), "{text}: {found} is beyond {}", limit());
    }
}

#[test]
fn a_family_that_is_a_little_off_is_noticed() {
    for (right, wrong) in [
        ("normal(5, 2)", "normal(5.3, 2)"),
        ("lognormal(3.2, 0.4)", "lognormal(3.2, 0.46)"),
        ("20% to 60%", "20% to 66%"),
        ("beta(2, 5)", "beta(2.3, 5)"),
        ("gamma(2.5, 3)", "gamma(2.7, 3)"),
        ("weibull(0.7, 100)", "weibull(0.82, 100)"),
        ("choice(20%: 3, 50%: 8, 30%: 40)", "choice(25%: 3, 45%: 8, 30%: 40)"),
    ] {
        let (_, sampler) = samplers().into_iter().find(|(text, _)| *text == right).unwrap();
        let found = distance(&parse_distribution(wrong), sample(right, sampler));
        assert!(found > limit(), "{wrong}: {found} is within {}", limit());
    }
}

#[test]
fn every_family_that_can_be_written_is_here() {
    let texts: Vec<&str> = samplers().iter().map(|(text, _)| *text).collect();
    for family in super::super::family::FAMILIES {
        assert!(texts.iter().any(|text| text.starts_with(family.name)), "{} has no sampler", family.name);
    }
}
