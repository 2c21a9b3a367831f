//! marketgate among its peers: `peer FILE HISTORIES SEED [full]` simulates on one thread and prints what it found, and in how much time. It is asked
//! for what the peers keep, or for a full run.

// What goes wrong here is for those who develop.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use marketgate::analysis::statistics::{Measured, Sketch};
use marketgate::analysis::{AskedFigures, Gatherer, Metric};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Block, Layout, Settings, simulate};
use serde_json::{Value, json};

/// Figures of a market: what peers call them, and their path in `summary.json`.
const FIGURES: [(&str, &str); 7] = [
    ("value", "value.mean"),
    ("users", "retention.mean"),
    ("users.p5", "retention.p5"),
    ("users.p50", "retention.p50"),
    ("users.p95", "retention.p95"),
    ("cohort", "cohort.mean"),
    ("bans", "measures.bans.mean"),
];
/// Leading bits of the sketches of fans, as in a run.
const FAN_BITS: u32 = 8;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (file, histories, seed, is_full) = match arguments.as_slice() {
        [file, histories, seed] => (file, histories, seed, false),
        [file, histories, seed, full] if full == "full" => (file, histories, seed, true),
        _ => {
            eprintln!("usage: peer FILE HISTORIES SEED [full]");
            std::process::exit(2);
        }
    };
    let scenario = Scenario::load(Path::new(file), &[]).unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings { replications: histories.parse().unwrap(), seed: seed.parse().unwrap(), threads: 1 };
    let metrics: Vec<Metric> = scenario
        .markets()
        .iter()
        .flat_map(|market| FIGURES.map(|(_, path)| format!("markets.{}.{path}", market.key())))
        .map(|path| Metric::find(&path, &scenario).unwrap())
        .collect();
    let start = Instant::now();
    let found = if is_full { run_in_full(&scenario, settings, &metrics) } else { run(&scenario, settings, &metrics) };
    let seconds = start.elapsed().as_secs_f64();
    let of_market = |found: &[Measured]| -> Value {
        let figure =
            |((name, _), found): (&(&str, &str), &Measured)| ((*name).to_owned(), json!([found.value, found.se]));
        Value::Object(FIGURES.iter().zip(found).map(figure).collect())
    };
    let markets = scenario.markets().iter().zip(found.chunks(FIGURES.len()));
    let markets: serde_json::Map<String, Value> =
        markets.map(|(market, found)| (market.key().to_owned(), of_market(found))).collect();
    println!("{}", json!({ "histories": settings.replications, "seconds": seconds, "markets": markets }));
}

/// From the scenario to the figures, and the quantiles of users kept by date and market.
fn run(scenario: &Scenario, settings: Settings, metrics: &[Metric]) -> Vec<Measured> {
    let layout = Layout::new(scenario);
    let asked = AskedFigures::new(metrics, scenario, &layout);
    let places: Vec<usize> = asked.columns().iter().map(|name| layout.column_index(name)).collect();
    let mut tally = asked.begin();
    let (markets, dates) = (scenario.markets().len(), layout.fan_days.len());
    let mut fans: Vec<Sketch> = vec![Sketch::new(FAN_BITS, 1e-4); markets * dates];
    let mut receive = |block: &Block| {
        let columns: Vec<Vec<f64>> = places.iter().map(|&place| block.column(&layout, place).collect()).collect();
        tally.take(&asked, &columns);
        let mut values = vec![0.0; markets * block.rows];
        for date in 0..dates {
            let rows = block.fans.chunks(layout.fans()).take(block.rows);
            for (row, fans) in rows.map(|fans| &fans[layout.fan(0, 0, date)..][..markets]).enumerate() {
                fans.iter().enumerate().for_each(|(m, &users)| values[m * block.rows + row] = f64::from(users));
            }
            let of_date = fans[date * markets..].iter_mut().zip(values.chunks(block.rows));
            of_date.for_each(|(fan, values)| fan.take(values));
        }
        Ok(())
    };
    simulate(scenario, &layout, settings, &AtomicBool::new(false), &mut receive).unwrap();
    let quantiles: Vec<Option<f64>> = fans
        .iter()
        .map(Sketch::pieces)
        .flat_map(|pieces| [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| pieces.count_quantile(p)))
        .collect();
    std::hint::black_box(quantiles);
    metrics.iter().map(|metric| tally.measure(&asked, metric)).collect()
}

/// The same from a whole run: everything in between that it does but writing.
fn run_in_full(scenario: &Scenario, settings: Settings, metrics: &[Metric]) -> Vec<Measured> {
    let layout = Layout::new(scenario);
    let mut gatherer = Gatherer::new(scenario, &layout);
    let mut receive = |block: &Block| {
        gatherer.take(block);
        Ok(())
    };
    simulate(scenario, &layout, settings, &AtomicBool::new(false), &mut receive).unwrap();
    let summary = gatherer.summary(settings.seed).unwrap();
    metrics.iter().map(|metric| metric.measure(&summary)).collect()
}
