//! A made-up summary of realistic size, for looking at charts and for testing them.

mod market;

use self::market::{ROWS, Row, market};
use crate::analysis::{
    BRIDGE_PARTS, Convergence, Deal, Ending, Estimate, EventInfo, Exceedance, Fan, Histogram, HomeSummary,
    InputFigures, Interval, LEVELS, Line, MarketSummary, MeanEstimate, Proportion, RunDriver, RunDrivers, ScenarioInfo,
    Story, Summary,
};
use crate::quantity::Dimension;
use indexmap::IndexMap;
use jiff::civil::{Date, date};

const REPLICATIONS: u64 = 10_000;

/// A made-up run over ten markets and five years, with China as home.
pub(crate) fn summary() -> Summary {
    let dates = dates();
    let markets = ROWS.iter().map(|row| (row.0.to_owned(), market(row, &dates))).collect();
    Summary {
        format: "marketgate.summary/1".to_owned(),
        scenario: scenario(),
        seed: 1,
        replications: REPLICATIONS,
        design: "lhs".to_owned(),
        version: "0.1.0".to_owned(),
        value: estimate("USD", 352.4e9, 60e9),
        baseline_value: estimate("USD", 377.3e9, 62e9),
        value_abroad: estimate("USD", 63.2e9, 18e9),
        baseline_value_abroad: estimate("USD", 87.3e9, 19e9),
        loss: estimate("USD", 24.9e9, 11e9),
        loss_abroad: estimate("USD", 24.1e9, 10.8e9),
        sunk: estimate("USD", 3.1e9, 0.4e9),
        multiple: Estimate::default(),
        irr: Estimate::default(),
        users: estimate("people", 1.21e9, 0.21e9),
        baseline_users: estimate("people", 1.47e9, 0.2e9),
        terminal_share: 0.634,
        terminal_share_se: Some(0.004),
        terminal_share_abroad: None,
        bridge: bridge(|b| b),
        bridge_se: bridge(|b| b.abs() / 60.0),
        bridge_abroad: bridge(|b| b * 0.9),
        bridge_abroad_se: bridge(|b| b.abs() / 66.0),
        main_market: "us".to_owned(),
        precision: None,
        convergence: convergence(),
        exceedance: exceedance(),
        drivers: drivers(),
        value_by_outcome: by_outcome([(84.0, 17.0), (70.0, 16.0), (45.0, 11.0)]),
        parts_by_outcome: IndexMap::new(),
        loss_by_outcome: by_outcome([(4.0, 5.0), (16.0, 9.0), (42.0, 12.0)]),
        open_by_past: None,
        outcome_share: None,
        inputs: inputs(),
        stories: [0.05, 0.5, 0.95].map(story).into_iter().collect(),
        deals: deals(),
        markets,
        value_path: fan(&dates, 352e9, 60e9),
        fans: IndexMap::new(),
        dates,
        value_histogram: histogram(),
        home: Some(HomeSummary {
            retaliation: proportion(0.34),
            export_control: proportion(0.29),
            peak_backlash: estimate("factor", 1.2, 0.5),
        }),
        events: events(),
        quantile_accuracy: 0.001,
        warnings: vec![
            "The terminal value is 63% of value: the figures rest mostly on what comes after the horizon.".to_owned(),
        ],
    }
}

/// What `of` makes of the parts of the bridge.
fn bridge(of: impl Fn(f64) -> f64) -> IndexMap<String, f64> {
    const BRIDGE: [f64; 9] = [-14.2e9, -6.1e9, -3.4e9, -0.8e9, -0.35e9, -0.6e9, 0.0, 1.25e9, -0.7e9];
    BRIDGE_PARTS.map(str::to_owned).into_iter().zip(BRIDGE.map(of)).collect()
}

/// The same run with another number of markets, all with one name.
pub(crate) fn with_markets(count: usize, name: &str) -> Summary {
    let mut summary = summary();
    let rows: Vec<MarketSummary> = summary.markets.values().cloned().collect();
    summary.markets = (0..count)
        .map(|i| (format!("m{i}"), MarketSummary { name: name.to_owned(), ..rows[(i + 1) % rows.len()].clone() }))
        .collect();
    summary.main_market = "m0".to_owned();
    for event in &mut summary.events {
        event.market = "m0".to_owned();
    }
    summary
}

fn convergence() -> Convergence {
    let replications: Vec<u64> = (0..49).map(|i| 10.0_f64.powf(1.0 + f64::from(i) / 16.0).round() as u64).collect();
    let error = |n: &u64| 18e9 / (*n as f64).sqrt();
    let wander = |(i, n): (usize, &u64)| 63.2e9 + error(n) * (i as f64 * 0.9).sin() * 1.3;
    Convergence {
        mean: replications.iter().enumerate().map(wander).collect(),
        se: replications.iter().map(error).collect(),
        replications,
    }
}

fn exceedance() -> Exceedance {
    let probability: Vec<f64> = (1..100).rev().map(|i| f64::from(i) / 100.0).chain([0.005, 0.002, 0.001]).collect();
    let loss: Vec<f64> = probability.iter().map(|p| 24.9e9 - 9e9 * (p.ln() + 0.6)).collect();
    Exceedance {
        low: loss.iter().zip(&probability).map(|(x, p)| x - 0.02e9 / p.sqrt()).collect(),
        high: loss.iter().zip(&probability).map(|(x, p)| x + 0.02e9 / p.sqrt()).collect(),
        loss,
        probability,
    }
}

fn inputs() -> IndexMap<String, InputFigures> {
    let figures = |i: usize| {
        let asked = [1.0, 2.0, 3.0, 4.5, 7.0].map(|v| v * (1.0 + i as f64 * 0.1));
        let off = |level: f64| level + 0.004 * ((i as f64 * 1.7 + level * 9.0).sin());
        InputFigures {
            dimension: [Dimension::MoneyPerUserYear, Dimension::Share, Dimension::Duration][i % 3],
            asked,
            drawn: asked.map(|v| v * (1.0 + 0.003 * (i as f64).cos())),
            asked_below: LEVELS,
            drawn_below: LEVELS.map(off),
        }
    };
    (0..60).map(|i| (format!("markets.m{i}.arpu"), figures(i))).collect()
}

fn story(quantile: f64) -> Story {
    let line = |date: &str, place: &str, sentence: &str| Line {
        date: date.to_owned(),
        place: place.to_owned(),
        sentence: sentence.to_owned(),
    };
    let ending = |row: &Row| {
        let state = if quantile < 0.1 && row.0 == "us" { "banned" } else { "open" };
        let kept = if state == "banned" { 0.03 } else { row.3 };
        let (value, baseline_value) = (row.2 * kept.min(1.0) * 1e9, row.2 * 1e9);
        (row.0.to_owned(), Ending { state: state.to_owned(), retention: kept, value, baseline_value })
    };
    Story {
        quantile,
        replication: (quantile * 9_999.0) as u64,
        value: 30e9 + 70e9 * quantile,
        baseline_value: 87e9,
        users: dates().iter().enumerate().map(|(i, _)| 1.0 - quantile * 0.004 * i as f64).collect(),
        lines: vec![
            line("2020-08-14", "United States", "The government requires a sale by 12 Nov 2020."),
            line("2020-09-02", "", "Valuation by Oracle: $12.1bn. The owner wants at least $9.87bn."),
            line("2020-11-12", "United States", "The deadline passes and the order is enforced."),
        ],
        endings: ROWS.iter().map(ending).collect(),
    }
}

fn scenario() -> ScenarioInfo {
    ScenarioInfo {
        investment: None,
        name: "forced-sale".to_owned(),
        title: "TikTok, 3 August 2020: forty-five days to sell".to_owned(),
        question: "What is left, for users and owner, if the US business must be sold or closed?".to_owned(),
        digest: "9f2c41d07ab3e65c".repeat(4),
        world: "3b1d90c7e2a4f586".to_owned(),
        strategy: "sell".to_owned(),
        strategy_name: "Seek a buyer, and sue".to_owned(),
        strategy_digest: "a86f3c0e5d1b7942".to_owned(),
        start: date(2020, 8, 3),
        end: date(2025, 8, 3),
        horizon_days: 1826.25,
        home: Some("china".to_owned()),
        report: crate::scenario::ReportKeys::default(),
    }
}

fn dates() -> Vec<Date> {
    let start = date(2020, 8, 3);
    (0..66).map(|i| start.saturating_add(jiff::Span::new().days(i * 1826 / 65))).collect()
}

fn estimate(unit: &str, mean: f64, sd: f64) -> Estimate {
    let at = |z: f64| Some(mean + z * sd);
    let error = sd / (REPLICATIONS as f64).sqrt();
    let intervals =
        [("p5", -1.645, 2.1), ("p25", -0.674, 1.36), ("p50", 0.0, 1.25), ("p75", 0.674, 1.36), ("p95", 1.645, 2.1)]
            .map(|(key, z, wide)| {
                (key.to_owned(), [z - 1.96 * wide * error / sd, z + 1.96 * wide * error / sd].map(|z| mean + z * sd))
            });
    Estimate {
        unit: unit.to_owned(),
        count: REPLICATIONS,
        mean: Some(mean),
        se: Some(error),
        gain: None,
        p5: at(-1.645),
        p25: at(-0.674),
        p50: at(0.0),
        p75: at(0.674),
        p95: at(1.645),
        intervals: intervals.into_iter().collect(),
        es5: at(-2.06),
        es5_se: Some(2.0 * error),
    }
}

fn proportion(p: f64) -> Proportion {
    let half = 1.96 * (p * (1.0 - p) / REPLICATIONS as f64).sqrt();
    Proportion { probability: p, interval: [p - half, p + half] }
}

fn fan(dates: &[Date], level: f64, sd: f64) -> Fan {
    let path = |z: f64| -> Vec<f64> {
        (0..dates.len()).map(|i| (level + z * sd * (i as f64 / 65.0).sqrt()).max(0.0)).collect()
    };
    fan_along(path)
}

/// Five paths, each so many standard deviations above the middle one.
fn fan_along(path: impl Fn(f64) -> Vec<f64>) -> Fan {
    Fan { p5: path(-1.645), p25: path(-0.674), p50: path(0.0), p75: path(0.674), p95: path(1.645) }
}

/// One deal over two markets, and one that came about in few simulations.
fn deals() -> Vec<Deal> {
    let deal = |markets: &[&str], count: u64, mean: f64| Deal {
        markets: markets.iter().map(|key| (*key).to_owned()).collect(),
        price: Estimate { count, ..estimate("USD", mean, mean * 0.25) },
    };
    vec![deal(&["us", "canada"], 1_500, 14.2e9), deal(&["canada"], 7, 1.1e9)]
}

/// Means and spreads in billions of dollars, of value or of its loss, by how the main market ends, as [`histogram`] has it.
fn by_outcome(figures: [(f64, f64); 3]) -> IndexMap<String, Estimate> {
    let of = |((state, count), (mean, sd)): ((&str, u64), (f64, f64))| {
        (state.to_owned(), Estimate { count, ..estimate("USD", mean * 1e9, sd * 1e9) })
    };
    [("open", 2710), ("ordered", 500), ("banned", 2800)].into_iter().zip(figures).map(of).collect()
}

fn drivers() -> RunDrivers {
    let named = [("company.discount_rate", -20.0, 0.31), ("markets.us.arpu", 12.0, 0.12)];
    let driver = |(path, swing, share): (&str, f64, f64)| RunDriver {
        path: path.to_owned(),
        together: Vec::new(),
        dimension: Dimension::Rate,
        share: Interval::from_error(share, 0.01),
        tenths: [0.1, 0.14],
        low: MeanEstimate { mean: 63.2e9 - swing * 0.5e9, se: Some(0.4e9) },
        high: MeanEstimate { mean: 63.2e9 + swing * 0.5e9, se: Some(0.4e9) },
    };
    RunDrivers { inputs: 12, named: named.map(driver).into_iter().collect() }
}

fn histogram() -> Histogram {
    let edges: Vec<f64> = (0..=48).map(|i| f64::from(i) * 3e9).collect();
    let bell = |mid: f64, wide: f64, n: f64| -> Vec<u64> {
        (0..48)
            .map(|i| {
                (n * 3.0 / wide / 2.5066 * (-0.5 * ((f64::from(i) * 3.0 + 1.5 - mid) / wide).powi(2)).exp()).round()
                    as u64
            })
            .collect()
    };
    let ended = |key: &str, mid: f64, wide: f64, n: f64| (key.to_owned(), bell(mid, wide, n));
    Histogram {
        edges,
        counts: [
            ended("open", 84.0, 17.0, 2710.0),
            ended("review", 78.0, 16.0, 200.0),
            ended("ordered", 70.0, 16.0, 500.0),
            ended("stayed", 74.0, 16.0, 800.0),
            ended("restricted", 52.0, 12.0, 300.0),
            ended("banned", 45.0, 11.0, 2800.0),
            ended("restructured", 60.0, 13.0, 600.0),
            ended("divested", 61.0, 14.0, 2090.0),
        ]
        .into_iter()
        .collect(),
        baseline: bell(87.0, 19.0, 10_000.0),
    }
}

fn events() -> Vec<EventInfo> {
    let event = |key: &str, label: &str, market: &str, kind: &str, date: Date, probability: &str| EventInfo {
        key: key.to_owned(),
        label: label.to_owned(),
        market: market.to_owned(),
        kind: kind.to_owned(),
        date,
        probability: probability.to_owned(),
    };
    vec![
        event("india-ban", "India bans fifty-nine apps", "india", "ban", date(2020, 6, 29), "100%"),
        event("us-order", "Executive order: sell within 90 days", "us", "forced-sale", date(2020, 8, 14), "100%"),
        event(
            "export",
            "China restricts export of recommendation technology",
            "china",
            "export-control",
            date(2020, 8, 28),
            "100%",
        ),
        event(
            "store-ban",
            "Commerce orders the app out of the stores",
            "us",
            "restriction",
            date(2020, 9, 20),
            "50% to 80%",
        ),
        event("stay", "A federal judge stays the removal", "us", "injunction", date(2020, 9, 27), "70%"),
        event("change", "Change of administration", "us", "regime", date(2021, 1, 20), "60%"),
        event("ruling", "Appeal court rules", "us", "ruling", date(2024, 12, 6), "100%"),
    ]
}
