//! The made-up markets of a made-up summary.

use super::{REPLICATIONS, bridge, estimate, fan_along, proportion};
use crate::analysis::{Estimate, Fan, MarketSummary, STATES, SaleGroup, SaleTiming};
use indexmap::IndexMap;
use jiff::civil::Date;

/// Name, baseline value in billions, median retention, probabilities of the states in which it ends.
pub(super) type Row = (&'static str, &'static str, f64, f64, [f64; 9]);

pub(super) const ROWS: [Row; 10] = [
    ("china", "China", 290.0, 1.02, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    ("us", "United States", 34.0, 0.62, [0.271, 0.02, 0.05, 0.08, 0.03, 0.28, 0.06, 0.209, 0.0]),
    ("europe", "Europe", 18.0, 1.2, [0.82, 0.03, 0.02, 0.01, 0.02, 0.06, 0.02, 0.02, 0.0]),
    ("southeast-asia", "Southeast Asia", 9.0, 1.6, [0.9, 0.02, 0.0, 0.0, 0.02, 0.06, 0.0, 0.0, 0.0]),
    ("india", "India", 6.0, 0.02, [0.07, 0.0, 0.0, 0.0, 0.0, 0.93, 0.0, 0.0, 0.0]),
    ("japan", "Japan", 7.0, 1.1, [0.91, 0.03, 0.01, 0.0, 0.01, 0.03, 0.01, 0.0, 0.0]),
    ("uk", "United Kingdom", 5.0, 1.05, [0.88, 0.03, 0.02, 0.01, 0.01, 0.04, 0.01, 0.0, 0.0]),
    ("brazil", "Brazil", 4.0, 1.7, [0.9964, 0.0, 0.0, 0.0, 0.0, 0.0036, 0.0, 0.0, 0.0]),
    ("canada", "Canada", 2.5, 0.8, [0.6, 0.04, 0.02, 0.02, 0.02, 0.12, 0.03, 0.15, 0.0]),
    ("australia", "Australia", 1.8, 0.85, [0.65, 0.06, 0.03, 0.02, 0.01, 0.11, 0.02, 0.06, 0.04]),
];

/// Two humps: users stay and grow, or are gone, and ever more quantiles fall into the second.
fn retention(kept: f64, blocked: f64, dates: &[Date]) -> Fan {
    let path = |share: f64| -> Vec<f64> {
        (0..dates.len())
            .map(|i| {
                let t = i as f64 / 65.0;
                let gone = blocked * (1.0 - (-2.5 * t).exp());
                let grown = 1.0 + (kept.max(0.4) * 1.15 - 1.0) * t + (share - 0.5) * 0.9 * t.sqrt() * kept.max(0.4);
                if share < gone { (0.06 * (1.0 - 0.7 * t)).max(0.0) } else { grown.max(0.0) }
            })
            .collect()
    };
    Fan { p5: path(0.05), p25: path(0.25), p50: path(0.5), p75: path(0.75), p95: path(0.95) }
}

/// Users of a market where it ends in each state that is not rare: they are kept where it stays open, else they dwindle.
fn outcome_fans(kept: f64, ends: &IndexMap<String, f64>, dates: &[Date]) -> IndexMap<String, Fan> {
    let of = |(state, _): (&String, &f64)| {
        let level = match state.as_str() {
            "banned" | "exited" => 0.05,
            "restricted" => 0.4,
            _ => kept.max(0.5),
        };
        let path = |z: f64| -> Vec<f64> {
            let at = |i: usize| (1.0 + (level - 1.0) * i as f64 / 65.0) * (1.0 + z * 0.1 * (i as f64 / 65.0).sqrt());
            (0..dates.len()).map(at).collect()
        };
        (state.clone(), fan_along(path))
    };
    ends.iter().filter(|(_, share)| **share >= 0.01).map(of).collect()
}

pub(super) fn market(row: &Row, dates: &[Date]) -> MarketSummary {
    let (key, name, worth, kept, ends) = *row;
    let blocked = ends[4] + ends[5] + ends[8];
    let keyed =
        |figures: [f64; 9]| -> IndexMap<String, f64> { STATES.map(str::to_owned).into_iter().zip(figures).collect() };
    let access = STATES.iter().enumerate().map(|(s, state)| {
        let series = (0..dates.len()).map(|i| {
            let t = 1.0 - (-4.0 * i as f64 / 65.0).exp();
            let t = t / (1.0 - (-4.0_f64).exp());
            let under = if key == "us" && s == 2 { 0.5 * (-((i as f64 - 4.0) / 5.0).powi(2)).exp() } else { 0.0 };
            let take = if key == "us" && s == 0 { -0.5 * (-((i as f64 - 4.0) / 5.0).powi(2)).exp() } else { 0.0 };
            f64::from(u8::from(s == 0)) * (1.0 - t) + ends[s] * t + under + take
        });
        ((*state).to_owned(), series.collect())
    });
    let retained = retention(kept, blocked, dates);
    let sold = ends[7];
    let sale = |unit: &str, mean: f64, sd: f64| match (sold * REPLICATIONS as f64) as u64 {
        0 => Estimate { unit: unit.to_owned(), ..Estimate::default() },
        count => Estimate { count, ..estimate(unit, mean, sd) },
    };
    let last = retained.p50.last().copied().unwrap_or_default();
    MarketSummary {
        blocked_days: None,
        name: name.to_owned(),
        outcomes: keyed(ends),
        outcomes_interval: STATES.map(str::to_owned).into_iter().zip(ends.map(|p| proportion(p).interval)).collect(),
        retention: estimate("share", last, 0.2),
        vs_baseline: estimate("share", (last / 1.3).min(1.0), 0.2),
        cohort: estimate("share", last * 0.5, 0.1),
        mostly_kept: Some((1.0 - blocked).max(0.0) * 0.8),
        mostly_lost: Some(blocked.clamp(0.0, 1.0) * 0.5),
        baseline_cohort: Some(kept.max(0.5) * 0.6),
        negative_value: Some(proportion(0.02)),
        negative_baseline_value: Some(proportion(0.0)),
        sale_closing_days: (sold > 0.0).then_some([90.0, 210.0, 1200.0]),
        sold_by: None,
        sale_signed: None,
        users: estimate("people", last * 40e6, 8e6),
        baseline_users: estimate("people", 52e6, 7e6),
        value: estimate("USD", worth * (1.0 - blocked) * 1e9, worth * 0.2e9),
        baseline_value: estimate("USD", worth * 1e9, worth * 0.2e9),
        loss: estimate("USD", worth * blocked * 1e9, worth * 0.1e9),
        bridge: bridge(|b| b * worth / 377.0),
        bridge_se: bridge(|b| b.abs() * worth / 2e4),
        days_without_access: estimate("days", 1200.0 * blocked, 300.0),
        measures: ["reviews", "orders", "restrictions", "bans"]
            .map(|k| (k.to_owned(), estimate("count", 0.7, 0.5)))
            .into_iter()
            .collect(),
        ever_blocked: proportion(blocked.min(0.99)),
        sale_price: sale("USD", worth * 0.62e9, worth * 0.16e9),
        sale_discount: sale("share", 0.36, 0.12),
        fans: [
            ("retention".to_owned(), retained),
            ("vs_baseline".to_owned(), retention(0.9, blocked, dates)),
            ("cohort".to_owned(), retention(0.6, blocked, dates)),
        ]
        .into_iter()
        .collect(),
        outcome_fans: outcome_fans(kept, &keyed(ends), dates),
        below_half: (0..dates.len()).map(|i| blocked.min(1.0) * (1.0 - (-4.0 * i as f64 / 65.0).exp())).collect(),
        access: access.collect(),
        sales: sales(sold),
    }
}

/// Sales of a market, the dearer the more bidders there are.
fn sales(sold: f64) -> Vec<SaleGroup> {
    let times = [(0.0, Some(30.0)), (30.0, Some(60.0)), (90.0, Some(180.0))]
        .map(|(from, to)| SaleTiming::DaysLeft { from, to });
    let groups = (1..=3_u32).flat_map(|bidders| times.into_iter().chain([SaleTiming::Free]).map(move |t| (bidders, t)));
    let group = |(i, (bidders, timing)): (usize, (u32, SaleTiming))| SaleGroup {
        bidders,
        timing,
        count: (sold * 2000.0) as u64 / (i as u64 + 1),
        price_to_standalone: [0.35, 0.5, 0.6, 0.72, 0.95].map(|v| v + 0.05 * f64::from(bidders)),
    };
    groups.enumerate().map(group).filter(|group| group.count > 0).collect()
}
