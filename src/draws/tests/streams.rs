//! Streams: first values, independence of order and of each other, distributions.

use super::{ALARM, correlation};
use crate::draws::{Key, Purpose, Stream, Streams};
use crate::normal;

/// A change of any of these is a change of every result: it breaks values.
///
/// Computed by an independent implementation of SHA-256 keys and `ChaCha8` (64-bit counter and stream) in Python.
#[test]
fn first_values_are_pinned() {
    let first = |mut stream: Stream| [stream.uniform(), stream.uniform(), stream.uniform()].map(f64::to_bits);
    assert_eq!(
        first(Streams::new(1, 0).stream(Purpose::Noise, Key::named("us"))),
        [0.893_897_168_392_089_9, 0.662_272_327_178_274_8, 0.992_672_704_366_980_4].map(f64::to_bits)
    );
    let key = Key::pair(Key::named("microsoft"), Key::named("us"));
    assert_eq!(
        first(Streams::new(7, 12_345).stream(Purpose::BidderInterest, key)),
        [0.715_385_389_860_782_6, 0.142_278_569_333_817_22, 0.525_181_158_989_003_5].map(f64::to_bits)
    );
}

/// Numbers decide every draw, and names stand in saved results: neither is ever changed, whatever a variant is called.
const PURPOSES: [(Purpose, u64, &str); 47] = [
    (Purpose::Parameters, 1, "parameters"),
    (Purpose::NoiseCommon, 2, "noise-common"),
    (Purpose::Noise, 3, "noise"),
    (Purpose::ReviewArrival, 4, "review-arrival"),
    (Purpose::BanArrival, 5, "ban-arrival"),
    (Purpose::ReviewLength, 6, "review-length"),
    (Purpose::ReviewOutcome, 7, "review-outcome"),
    (Purpose::OrderDeadline, 8, "order-deadline"),
    (Purpose::OrderExtension, 9, "order-extension"),
    (Purpose::OrderEnforcement, 10, "order-enforcement"),
    (Purpose::OrderRevocation, 11, "order-revocation"),
    (Purpose::RestrictedLength, 12, "restricted-length"),
    (Purpose::CourtFiling, 13, "court-filing"),
    (Purpose::CourtInjunction, 14, "court-injunction"),
    (Purpose::CourtRuling, 15, "court-ruling"),
    (Purpose::CourtVerdict, 34, "court-verdict"),
    (Purpose::BanLift, 16, "ban-lift"),
    (Purpose::DealProcess, 17, "deal-process"),
    (Purpose::DealWait, 18, "deal-wait"),
    (Purpose::DealCommonFactor, 19, "deal-common-factor"),
    (Purpose::BidderInterest, 20, "bidder-interest"),
    (Purpose::HostApproval, 21, "host-approval"),
    (Purpose::HomeApproval, 22, "home-approval"),
    (Purpose::HostDelay, 23, "host-delay"),
    (Purpose::HomeDelay, 24, "home-delay"),
    (Purpose::DealSurvival, 25, "deal-survival"),
    (Purpose::StructureDelay, 26, "structure-delay"),
    (Purpose::StructureHost, 27, "structure-host"),
    (Purpose::StructureHome, 28, "structure-home"),
    (Purpose::RetaliationArrival, 29, "retaliation-arrival"),
    (Purpose::ExportControl, 30, "export-control"),
    (Purpose::ScheduledEvent, 31, "scheduled-event"),
    (Purpose::MitigationAccept, 32, "mitigation-accept"),
    (Purpose::SobolScramble, 33, "sobol-scramble"),
    (Purpose::ExchangeOrder, 35, "exchange-order"),
    (Purpose::Bootstrap, 36, "bootstrap"),
    (Purpose::Trajectory, 37, "trajectory"),
    (Purpose::Resampling, 38, "resampling"),
    (Purpose::SweepPoints, 39, "sweep-points"),
    (Purpose::BlockNotice, 40, "block-notice"),
    (Purpose::Settlement, 41, "settlement"),
    (Purpose::OrderEnd, 42, "order-end"),
    (Purpose::TrusteeLength, 43, "trustee-length"),
    (Purpose::TrusteePrice, 44, "trustee-price"),
    (Purpose::DealGap, 45, "deal-gap"),
    (Purpose::DealTopping, 46, "deal-topping"),
    (Purpose::Calibration, 47, "calibration"),
];

#[test]
fn numbers_and_names_of_purposes_are_pinned() {
    for (place, (purpose, number, name)) in PURPOSES.into_iter().enumerate() {
        assert_eq!((purpose as u64, purpose.name()), (number, name));
        let twin = PURPOSES[..place].iter().find(|other| other.1 == number || other.2 == name);
        assert_eq!(twin, None, "{name} is taken");
    }
}

#[test]
fn draws_do_not_depend_on_what_else_was_drawn() {
    let streams = Streams::new(3, 5);
    let take = |stream: &mut Stream| (0..5).map(|_| stream.uniform()).collect::<Vec<_>>();
    let (us, india) = (Key::named("us"), Key::named("india"));
    let alone = take(&mut streams.stream(Purpose::BanArrival, us));
    let mut other = streams.stream(Purpose::BanArrival, india);
    let mut same = streams.stream(Purpose::BanArrival, us);
    let interleaved: Vec<f64> = (0..5)
        .map(|_| {
            other.normal();
            same.uniform()
        })
        .collect();
    assert_eq!(alone, interleaved);
}

/// Every draw takes one word, so what comes after it does not depend on which draw it was.
#[test]
fn each_draw_takes_one_word() {
    let start = || Streams::new(9, 9).stream(Purpose::Noise, Key::NONE);
    let (mut a, mut b, mut c) = (start(), start(), start());
    a.uniform();
    b.exponential();
    c.normal();
    let next = a.uniform().to_bits();
    assert_eq!((b.uniform().to_bits(), c.uniform().to_bits()), (next, next));
}

#[test]
fn many_at_one_go_are_those_of_as_many_calls() {
    let start = || Streams::new(9, 9).stream(Purpose::Noise, Key::NONE);
    let (mut each, mut together) = (start(), start());
    for count in [1, 63, 64, 65, 300] {
        let mut normals = vec![0.0; count];
        together.fill_normal(&mut normals);
        assert!(normals.into_iter().all(|normal| normal == each.normal()), "{count}");
    }
    assert_eq!(together.uniform(), each.uniform());
}

#[test]
fn pairs_keep_both_names_and_their_order() {
    let (a, b) = (Key::named("a"), Key::named("b"));
    assert_ne!(Key::pair(a, b), Key::pair(b, a));
    assert_ne!(Key::pair(a, b), a);
    assert_ne!(Key::named(""), Key::NONE);
}

/// Kolmogorov and Smirnov: with n = 100,000 the bound 2.69/√n on the distance has a false-alarm rate of 1e-6.
#[test]
fn draws_have_their_distributions() {
    const N: usize = 100_000;
    let distance = |draw: fn(&mut Stream) -> f64, cdf: fn(f64) -> f64, purpose| {
        let mut stream = Streams::new(11, 0).stream(purpose, Key::NONE);
        let mut levels: Vec<f64> = (0..N).map(|_| cdf(draw(&mut stream))).collect();
        levels.sort_by(f64::total_cmp);
        let n = N as f64;
        levels.iter().enumerate().map(|(i, u)| (u - i as f64 / n).max((i + 1) as f64 / n - u)).fold(0.0, f64::max)
    };
    let bound = 2.69 / (N as f64).sqrt();
    assert!(distance(Stream::uniform, |u| u, Purpose::ReviewArrival) < bound);
    assert!(distance(Stream::exponential, |x| -libm::expm1(-x), Purpose::ReviewLength) < bound);
    assert!(distance(Stream::normal, normal::cdf, Purpose::Noise) < bound);
}

#[test]
fn streams_that_differ_in_anything_are_uncorrelated() {
    const N: usize = 100_000;
    let take = |streams: Streams, purpose, key| {
        let mut stream = streams.stream(purpose, key);
        (0..N).map(|_| stream.uniform()).collect::<Vec<_>>()
    };
    let us = Key::named("us");
    let base = take(Streams::new(1, 0), Purpose::Noise, us);
    let others = [
        take(Streams::new(2, 0), Purpose::Noise, us),
        take(Streams::new(1, 1), Purpose::Noise, us),
        take(Streams::new(1, 0), Purpose::NoiseCommon, us),
        take(Streams::new(1, 0), Purpose::Noise, Key::named("us2")),
        take(Streams::new(1, 0), Purpose::Noise, Key::pair(us, us)),
    ];
    for (n, other) in others.iter().enumerate() {
        let z = correlation(&base, other) * (N as f64).sqrt();
        assert!(z.abs() < ALARM, "stream {n}: {z}");
    }
    // First draws of successive replications, which is how the simulator uses most streams.
    let first: Vec<f64> = (0..N as u64).map(|r| Streams::new(1, r).stream(Purpose::BanLift, us).uniform()).collect();
    let z = correlation(&first[1..], &first[..N - 1]) * (N as f64).sqrt();
    assert!(z.abs() < ALARM, "first draws: {z}");
}

#[test]
fn whole_numbers_below_a_bound_are_equally_likely() {
    // Chi-squared with 9 degrees of freedom: 45.08 is passed with probability 9e-7 (SciPy `chi2.sf`).
    let mut stream = Streams::new(1, 0).stream(Purpose::Parameters, Key::NONE);
    let mut counts = [0.0_f64; 10];
    for _ in 0..100_000 {
        counts[stream.draw_below(10)] += 1.0;
    }
    let chi2: f64 = counts.iter().map(|count| (count - 1e4) * (count - 1e4) / 1e4).sum();
    assert!(chi2 < 45.08, "{chi2}");
}
