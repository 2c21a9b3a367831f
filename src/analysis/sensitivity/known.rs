//! Functions whose sensitivity is known, and points to try them on.

use std::f64::consts::PI;

use crate::draws::{Key, Purpose, Stream, Streams};

/// Two-sided normal quantile of a false-alarm rate of 1e-6.
pub(super) const ALARM: f64 = 4.892;
/// The same of Student's t with 99 degrees of freedom: an error that 100 resamples estimate is itself unsure.
pub(super) const BOOTSTRAP_ALARM: f64 = 5.217;

/// First order and total of a factor.
type Shares = [f64; 2];

/// Ishigami and Homma (1990) with a = 7 and b = 0.1, inputs uniform on −π to π.
pub(super) fn ishigami(u: &[f64]) -> f64 {
    let x = |i: usize| PI * (2.0 * u[i] - 1.0);
    let (s, t) = (libm::sin(x(0)), libm::sin(x(1)));
    s + 7.0 * t * t + 0.1 * x(2).powi(4) * s
}

/// Its shares, by integration: 0.3139 and 0.5576, 0.4424 twice, 0 and 0.2437.
pub(super) fn ishigami_shares() -> [Shares; 3] {
    let (a, b) = (7.0_f64, 0.1_f64);
    let one = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let two = a * a / 8.0;
    let one_and_three = 8.0 * b * b * PI.powi(8) / 225.0;
    let all = one + two + one_and_three;
    [[one / all, (one + one_and_three) / all], [two / all, two / all], [0.0, one_and_three / all]]
}

const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

/// Sobol's g-function (Saltelli and Sobol' 1995) of eight factors.
pub(super) fn g(u: &[f64]) -> f64 {
    G.iter().zip(u).map(|(a, u)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Its shares: a factor alone has variance 1/(3(1 + a)²), and factors multiply.
pub(super) fn g_shares() -> [Shares; 8] {
    let alone = G.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = alone.iter().map(|v| 1.0 + v).product();
    alone.map(|v| [v / (product - 1.0), v * product / (1.0 + v) / (product - 1.0)])
}

/// Morris' (1991) function of twenty factors, what he drew at random being 1 and −1 in turn.
pub(super) fn morris(u: &[f64]) -> f64 {
    let w: Vec<f64> = u.iter().enumerate().map(|(i, &u)| morris_input(i, u)).collect();
    let mut sum = 0.0;
    for i in 0..20 {
        sum += morris_alone(i) * w[i];
        for j in i + 1..20 {
            sum += morris_pair(i, j) * w[i] * w[j];
            for k in j + 1..5 {
                sum -= 10.0 * w[i] * w[j] * w[k];
                (k + 1..4).for_each(|l| sum += 5.0 * w[i] * w[j] * w[k] * w[l]);
            }
        }
    }
    sum
}

/// The third, fifth and seventh factor are curved, the others centred.
pub(super) fn morris_input(factor: usize, u: f64) -> f64 {
    if [2, 4, 6].contains(&factor) { 2.0 * (1.1 * u / (u + 0.1) - 0.5) } else { 2.0 * (u - 0.5) }
}

pub(super) fn morris_alone(factor: usize) -> f64 {
    if factor < 10 { 20.0 } else { alternating(factor + 1) }
}

pub(super) fn morris_pair(i: usize, j: usize) -> f64 {
    if i.max(j) < 6 { -15.0 } else { alternating(i + j) }
}

fn alternating(n: usize) -> f64 {
    if n.is_multiple_of(2) { 1.0 } else { -1.0 }
}

/// An output at the points of a row.
pub(super) struct Points {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) ab: Vec<f64>,
    pub(super) ba: Vec<f64>,
}

/// The output at A, B and what lies between them.
pub(super) fn points(f: impl Fn(&[f64]) -> f64, [a, b]: &[Vec<f64>; 2]) -> Points {
    let mixed = |base: &[f64], other: &[f64], factor: usize| {
        let mut point = base.to_vec();
        point[factor] = other[factor];
        f(&point)
    };
    let all = |base: &[f64], other: &[f64]| (0..base.len()).map(|factor| mixed(base, other, factor)).collect();
    Points { a: f(a), b: f(b), ab: all(a, b), ba: all(b, a) }
}

/// A and B of a row, independent of all others.
pub(super) fn random(seed: u64, row: u64, factors: usize) -> [Vec<f64>; 2] {
    let mut stream = Streams::new(seed, row).stream(Purpose::Parameters, Key::NONE);
    [0, 1].map(|_| (0..factors).map(|_| stream.uniform()).collect())
}

/// A stream of its own for each seed.
pub(super) fn stream(seed: u64) -> Stream {
    Streams::new(seed, 0).stream(Purpose::Parameters, Key::NONE)
}

/// A and B of rows 1, 2, … as `tests/reference/sensitivity_reference.py` has them: the fraction of ½ + n√p by primes p.
pub(super) fn recurrence(row: u32, factors: usize) -> [Vec<f64>; 2] {
    const PRIMES: [f64; 16] =
        [2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0, 41.0, 43.0, 47.0, 53.0];
    let of = |primes: &[f64]| primes.iter().map(|prime| (0.5 + f64::from(row) * prime.sqrt()).fract()).collect();
    [of(&PRIMES[..factors]), of(&PRIMES[factors..2 * factors])]
}

/// The numbers in the middle of `count` equal parts of 0 to 1, in an order that `seed` draws.
pub(super) fn stratified(count: usize, seed: u64) -> Vec<f64> {
    let mut middles: Vec<f64> = (0..count).map(|i| (i as f64 + 0.5) / count as f64).collect();
    stream(seed).shuffle_strata(&mut middles);
    middles
}

/// What SALib found, to nine digits after the point: the same sums in another order.
pub(super) fn near(found: &[f64], known: &[f64]) {
    assert_eq!(found.len(), known.len());
    assert!(found.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} for {known:?}");
}
