//! Made-up sensitivity analyses, for looking at their charts and for testing what is made of them.

use crate::analysis::StudiedScenario;
use crate::analysis::sensitivity::{
    Bar, Driver, Effect, FigureSwings, Found, Index, Indices, InputKind, Interval, Learned, LeftOut, Movement, Pair,
    Part, SENSITIVITY_FORMAT, Sensitivity, Slice, Swing, SwingEnd, ValueOfLearning,
};
use crate::quantity::Dimension;
use indexmap::IndexMap;
use jiff::civil::date;

/// Paths with what they measure and values at the ends of their tenths.
const INPUTS: [(&str, Dimension, [f64; 2]); 10] = [
    ("markets.us.arpu", Dimension::MoneyPerUserYear, [6.1, 9.23]),
    ("company.discount_rate", Dimension::Share, [0.0874, 0.143]),
    ("markets.europe.growth", Dimension::Growth, [-0.021, 0.19]),
    ("deal.bidders.microsoft.interest", Dimension::Share, [0.12, 0.71]),
    ("markets.southeast-asia.policy.order.enforcement", Dimension::Share, [0.31, 0.88]),
    ("markets.us.arpu_growth_long_run", Dimension::Growth, [0.011, 0.062]),
    ("events.us-order.deadline", Dimension::Duration, [45.0, 190.0]),
    ("response.win_back", Dimension::Rate, [0.4, 2.3]),
    ("markets.brazil.users", Dimension::Users, [41e6, 66e6]),
    ("policy.order.extension.max", Dimension::Count, [0.0, 3.0]),
];

/// The scenario of samples.
pub(crate) fn scenario() -> StudiedScenario {
    let markets = [
        ("us", "United States"),
        ("europe", "Europe"),
        ("southeast-asia", "Southeast Asia"),
        ("brazil", "Brazil"),
        ("china", "China"),
    ];
    StudiedScenario {
        name: "tiktok-2020".to_owned(),
        title: "TikTok, 3 August 2020".to_owned(),
        markets: markets.map(|(key, name)| (key.to_owned(), name.to_owned())).into_iter().collect(),
        ..crate::charts::sweep::sample::scenario()
    }
}

/// An estimate with its interval.
pub(crate) fn interval(estimate: f64, se: f64) -> Interval {
    Interval { estimate, low: estimate - 1.96 * se, high: estimate + 1.96 * se, se }
}

fn path(i: usize) -> String {
    match INPUTS.get(i) {
        Some((path, _, _)) => (*path).to_owned(),
        None => format!("markets.{}.policy.review.hazard_{i}", ["us", "europe", "brazil", "southeast-asia"][i % 4]),
    }
}

/// So many inputs.
pub(crate) fn drivers(n: usize) -> Vec<Driver> {
    (0..n)
        .map(|i| Driver {
            paths: vec![path(i)],
            dimension: Some(INPUTS[i % INPUTS.len()].1),
            grouped: matches!(i, 2 | 5),
            together: Vec::new(),
        })
        .collect()
}

/// Values at the ends of an input's tenths.
pub(crate) fn ends(i: usize) -> [f64; 2] {
    INPUTS[i % INPUTS.len()].2
}

/// A number from −0.5 to 0.5, spread evenly over `i`.
fn even(i: usize) -> f64 {
    (i as f64 * 0.618_034).fract() - 0.5
}

fn of(drivers: Vec<Driver>, found: Found) -> Sensitivity {
    Sensitivity {
        format: SENSITIVITY_FORMAT.to_owned(),
        version: "0.1.0".to_owned(),
        scenario: scenario(),
        measure: "value_abroad".to_owned(),
        seed: 1,
        histories: 100_000,
        drivers,
        found,
        warnings: Vec::new(),
    }
}

fn part(count: u64, mean: f64) -> Part {
    let se = 31e9 / (count as f64).sqrt();
    let p5 = mean - 41e9 + 2e9 * (mean / 1e9).fract();
    Part { count, mean, se: Some(se), p5, p5_interval: (count >= 73).then_some([p5 - 2.4 * se, p5 + 1.9 * se]) }
}

/// A tornado of so many inputs, of which every ninth never varies.
pub(crate) fn tornado(n: usize) -> Sensitivity {
    let bar = |i: usize| {
        let half = 9e9 * 0.72_f64.powi(i32::try_from(i).unwrap_or(99)) + 0.15e9 * even(i);
        let half = if i % 3 == 1 { -half } else { half };
        // Every fifth acts the same way at both ends.
        let low = if i % 5 == 4 { 0.4 * half } else { -0.8 * half };
        let (low, high) = (part(10_000, 61.2e9 + low), part(10_000, 61.2e9 + half));
        let swing = high.mean - low.mean;
        let share = (swing / 31e9).powi(2) * 0.3;
        Some(Bar {
            thresholds: INPUTS[i % INPUTS.len()].2,
            strict: i == 9,
            low: Some(low),
            high: Some(high),
            swing: Some(interval(swing, 0.44e9)),
            share: Some(interval(share, 0.002)),
        })
    };
    let bars = (0..n).map(|i| bar(i).filter(|_| i % 9 != 8)).collect();
    of(drivers(n), Found::Tornado { overall: part(100_000, 61.2e9), bars })
}

/// So many inputs moved one at a time, of which every third is a default and the further ones are noise.
pub(crate) fn one_at_a_time(n: usize) -> Sensitivity {
    let swing = |i: usize| {
        let half = 9e9 * 0.85_f64.powi(i32::try_from(i).unwrap_or(99)) + 0.15e9 * even(i);
        let half = if i % 3 == 1 { -half } else { half };
        // Every fifth acts the same way at both ends.
        let changes = [if i % 5 == 4 { 0.4 * half } else { -0.8 * half }, half];
        let end = |change: f64| Some(SwingEnd { value: 61.2e9 + change, change: interval(change, 0.09e9) });
        let nothing = i % 9 == 8;
        let size = if nothing { interval(0.0, 0.0) } else { interval(changes[1] - changes[0], 0.12e9) };
        let ends = if nothing {
            [0.0; 2].map(|change| Some(SwingEnd { value: 61.2e9, change: interval(change, 0.0) }))
        } else {
            changes.map(end)
        };
        Some(Swing { ends: if i == 6 { [None, ends[1]] } else { ends }, size })
    };
    let kinds = [InputKind::Default, InputKind::Uncertain, InputKind::EachUse, InputKind::Known, InputKind::Choice];
    let movement = |i: usize| Movement {
        kind: if i == 3 { InputKind::Bidders } else { kinds[i % kinds.len()] },
        base: None,
        ends: if i == 3 { [Some(0.0), Some(1.0)] } else { ends(i).map(Some) },
        rule: "÷2 to ×2".to_owned(),
        narrowed: (i == 7).then(|| "the discount rate must be above terminal growth".to_owned()),
        simulations: if i < 40 { 2_000 } else { 200 },
    };
    let left_out = vec![LeftOut { path: "policy.court.cost".to_owned(), reason: "it is 0".to_owned() }];
    let figure = |metric: &str| FigureSwings {
        metric: metric.to_owned(),
        unit: "USD".to_owned(),
        base: Some(61.2e9),
        swings: (0..n).map(swing).collect(),
        chance: Some(interval(0.41, 0.02)),
    };
    let figures = vec![figure("value_abroad.mean"), figure("markets.us.value.p5")];
    let movements = (0..n).map(movement).collect();
    let mut drivers = drivers(n);
    drivers.iter_mut().for_each(|driver| driver.grouped = false);
    let found = Found::OneAtATime { simulations: 2_000, tried: 200, movements, figures, left_out };
    Sensitivity { measure: "value_abroad.mean".to_owned(), ..of(drivers, found) }
}

/// A screening of so many inputs.
pub(crate) fn morris(n: usize) -> Sensitivity {
    let effect = |i: usize| {
        let strength = 14e9 * 0.8_f64.powi(i32::try_from(i).unwrap_or(99));
        let mean = strength * [1.0, -0.97, 0.4][i % 3];
        let spread = Some(strength * (0.5 + even(i)));
        Some(Effect { count: 40, mean, strength, se: Some(0.05 * strength + 0.1e9), spread, change: 0.66 * strength })
    };
    of(drivers(n), Found::Morris { trajectories: 40, histories_at_point: 50, effects: (0..n).map(effect).collect() })
}

fn indices(n: usize, turn: f64) -> Indices {
    let factor = |i: usize| {
        let luck = i + 1 == n;
        let first =
            if luck { 0.3 - 0.2 * turn } else { (0.16 + 0.2 * turn) * 0.62_f64.powi(i32::try_from(i).unwrap_or(99)) };
        let first = first + 0.004 * even(i);
        Index { first: interval(first, 0.008), total: interval(first * 1.25 + 0.006, 0.006) }
    };
    let factors: Vec<Index> = (0..n).map(factor).collect();
    let alone = factors.iter().map(|f| f.first.estimate).sum();
    Indices { rows: 2_000, missing: 0, mean: 61.2e9, variance: 31e9_f64.powi(2), alone: interval(alone, 0.02), factors }
}

/// Shares of so many drivers, of which the last is luck.
pub(crate) fn sobol(n: usize) -> Sensitivity {
    let mut all = drivers(n);
    if let Some(last) = all.last_mut() {
        *last = Driver { paths: Vec::new(), dimension: None, grouped: false, together: Vec::new() };
    }
    if let Some(group) = all.get_mut(2).filter(|_| n > 3) {
        group.paths.extend((0..3).map(|i| path(20 + i)));
        group.dimension = None;
    }
    let dates: Vec<_> = (0..22).map(|i| date(2020 + i / 4, [2, 5, 8, 11][(i % 4) as usize], 3)).collect();
    let retention = (0..dates.len()).map(|i| (i > 0).then(|| indices(n, i as f64 / 30.0))).collect();
    let leading = n.min(7);
    let pairs = (0..leading).flat_map(|i| (i + 1..leading).map(move |j| (i, j)));
    let pair =
        |(i, j): (usize, usize)| Pair { i, j, share: interval(0.05 / (1 + i * j) as f64 + 0.01 * even(i * j), 0.009) };
    let pairs = Some(pairs.map(pair).collect());
    let value = Some(indices(n, 0.0));
    of(all, Found::Sobol { rows: 2_000, value, pairs, market: "us".to_owned(), dates, retention })
}

/// The worth of learning so many inputs.
pub(crate) fn learning(n: usize) -> Sensitivity {
    let learned = |i: usize| {
        let worth = 0.42e9 * 0.55_f64.powi(i32::try_from(i).unwrap_or(99)) + 0.004e9 * even(i);
        let [low, high] = INPUTS[i % INPUTS.len()].2;
        let slice = |k: usize| Slice {
            upper: (k < 9).then(|| low + (high - low) * k as f64 / 8.0),
            rows: 1_000,
            choice: usize::from(k >= 3 + i % 4) + usize::from(i % 4 == 2 && k > 7),
            agreed: k != 3,
            centre: None,
            means: Vec::new(),
            lead: None,
        };
        let slices = (0..10).map(slice).collect();
        Some(Learned { worth: interval(worth, 0.012e9), lead: Some(interval(0.31e9 * even(i), 0.05e9)), slices })
    };
    let strategies = [("sell", "sell"), ("refuse", "refuse to sell"), ("list", "list the shares abroad")];
    let strategies: IndexMap<String, String> =
        strategies.map(|(key, name)| (key.to_owned(), name.to_owned())).into_iter().collect();
    let means = vec![(61.2e9, Some(0.3e9)), (59.1e9, Some(0.3e9)), (60.3e9, Some(0.3e9))];
    let foresight = interval(3.4e9, 0.05e9);
    let learning = ValueOfLearning { rows: 10_000, best: 0, foresight, inputs: (0..n).map(learned).collect() };
    of(drivers(n), Found::Evppi { strategies, means, learning })
}
