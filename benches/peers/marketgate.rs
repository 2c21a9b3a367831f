//! marketgate among its peers: `peer FILE HISTORIES SEED` simulates on one thread and prints what it found, and in how much time.

// What goes wrong here is for those who develop.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use marketgate::analysis::{Estimate, Gatherer, Summary};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Settings, simulate};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [file, histories, seed] = arguments.as_slice() else {
        eprintln!("usage: peer FILE HISTORIES SEED");
        std::process::exit(2);
    };
    let scenario = Scenario::load(Path::new(file), &[]).unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings { replications: histories.parse().unwrap(), seed: seed.parse().unwrap(), threads: 1 };
    let start = Instant::now();
    let summary = run(&scenario, settings);
    let seconds = start.elapsed().as_secs_f64();
    let markets: serde_json::Map<String, Value> =
        summary.markets.iter().map(|(key, market)| (key.clone(), figures(market))).collect();
    println!("{}", json!({ "histories": settings.replications, "seconds": seconds, "markets": markets }));
}

/// From the scenario to the figures, with everything in between that a run does but writing.
fn run(scenario: &Scenario, settings: Settings) -> Summary {
    let layout = Layout::new(scenario);
    let mut gatherer = Gatherer::new(scenario, &layout);
    let mut receive = |block: &marketgate::simulation::Block| {
        gatherer.take(block);
        Ok(())
    };
    simulate(scenario, &layout, settings, &AtomicBool::new(false), &mut receive).unwrap();
    gatherer.summary(settings.seed).unwrap()
}

/// Mean value, users at the horizon, and bans, each with its standard error.
fn figures(market: &marketgate::analysis::MarketSummary) -> Value {
    let users = &market.retention;
    let quantile = |key: &str, value: Option<f64>| {
        let [low, high] = users.intervals[key];
        json!([value, (high - low) / (2.0 * 1.96)])
    };
    let mean = |estimate: &Estimate| json!([estimate.mean, estimate.se]);
    json!({
        "value": mean(&market.value),
        "users": mean(users),
        "users.p5": quantile("p5", users.p5),
        "users.p50": quantile("p50", users.p50),
        "users.p95": quantile("p95", users.p95),
        "cohort": mean(&market.cohort),
        "bans": mean(&market.measures["bans"]),
    })
}
