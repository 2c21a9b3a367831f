//! Made-up differences of two scenarios, for looking at their chart and for testing what is made of them.

use crate::analysis::{
    Change, Contribution, DIFFERENCE_FORMAT, Difference, DifferenceGroup, DifferenceItem, DifferenceSide, MeanEstimate,
    Method,
};
use indexmap::IndexMap;

/// Path, what A and B say, what it brings in billions.
const GROUPS: [(&str, &str, &str, f64); 6] = [
    ("events.us-ban", "absent", "ban on 2020-09-20 in us", -6.24),
    ("strategy", "sell", "refuse", -3.91),
    (
        "markets.us.policy.order.extension.probability",
        "30% to 60% (as policy.order.extension.probability)",
        "80%",
        1.42,
    ),
    ("company.discount_rate", "10% to 14%, min 8%", "12% to 16%, min 10%", -1.35),
    ("events.us-order", "forced-sale on 2020-08-14 in us", "absent", -0.83),
    ("markets.us.arpu", "$6 to $9.5", "$6 to $9.6", 0.021),
];

/// A difference of so many groups.
pub(crate) fn difference(groups: usize) -> Difference {
    let of = |i: usize| {
        let (path, a, b, brings) = GROUPS[i % GROUPS.len()];
        let scale = 0.5_f64.powi(i32::try_from(i / GROUPS.len()).unwrap_or(0));
        (path, a, b, brings * scale * 1e9)
    };
    let total: f64 = (0..groups).map(|i| of(i).3).sum();
    let figure = |mean: f64, se: f64| MeanEstimate { mean, se: Some(se) };
    let change = Change {
        a: figure(32.3e9, 0.17e9),
        b: figure(32.3e9 + total, 0.14e9),
        change: figure(total, 0.09e9),
        within_noise: total.abs() < 0.18e9,
    };
    let group = |i: usize| {
        let (path, a, b, mean) = of(i);
        let share = (!change.within_noise).then(|| mean / total);
        let contribution = Contribution { mean, se: Some(0.011 * mean.abs() + 0.002e9), share };
        DifferenceGroup {
            items: vec![DifferenceItem { path: path.to_owned(), a: a.to_owned(), b: b.to_owned() }],
            reason: None,
            contributions: figures(contribution),
        }
    };
    let mut all: Vec<DifferenceGroup> = (0..groups).map(group).collect();
    all.sort_by(|a, b| b.contribution("value").mean.abs().total_cmp(&a.contribution("value").mean.abs()));
    let side = |name: &str| DifferenceSide {
        name: name.to_owned(),
        title: format!("TikTok, 3 August 2020: {name}"),
        digest: "0123456789abcdef".to_owned(),
        strategy: "sell".to_owned(),
    };
    Difference {
        format: DIFFERENCE_FORMAT.to_owned(),
        version: "0.1.0".to_owned(),
        a: side("forced-sale"),
        b: side("ban"),
        seed: 1,
        replications: 10_000,
        method: Method { exact: groups <= 6, mixtures: 1 << groups.min(6), order_pairs: (groups > 6).then_some(3) },
        headline: "value_abroad".to_owned(),
        home: Some("China".to_owned()),
        names: [("markets.us", "United States"), ("events.us-ban", "The US bans the app")]
            .map(|(path, name)| (path.to_owned(), name.to_owned()))
            .into_iter()
            .collect(),
        figures: figures(change),
        groups: all,
        split: None,
        warnings: Vec::new(),
    }
}

fn figures<T: Copy>(figure: T) -> IndexMap<String, T> {
    ["value_abroad", "value"].map(|name| (name.to_owned(), figure)).into_iter().collect()
}
