//! The figures of a run against the rows that they were gathered from.

use std::sync::atomic::AtomicBool;

use marketgate::analysis::{Estimate, Gatherer, SaleTiming, Summary};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Settings, replay, simulate};

use crate::sample::{Sample, run};

const COUNT: u64 = 3000;

fn loaded() -> Scenario {
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiktok-2020/forced-sale.toml"));
    Scenario::load(path, &[]).unwrap()
}

/// A run, gathered, and its rows.
fn gathered() -> (Summary, Sample) {
    let scenario = loaded();
    let layout = Layout::new(&scenario);
    let mut gatherer = Gatherer::new(&scenario, &layout);
    let settings = Settings { replications: COUNT, seed: 1, threads: 2 };
    simulate(&scenario, &layout, settings, &AtomicBool::new(false), |block| {
        gatherer.take(block);
        Ok(())
    })
    .unwrap();
    (gatherer.summary(1).unwrap(), run(loaded(), COUNT, 1, 2))
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

#[test]
fn every_figure_is_that_of_the_rows() {
    let (summary, sample) = gathered();
    the_mean_settles(&summary, &sample);
    losses_are_exceeded_as_often_as_stated(&summary, &sample);
    inputs_are_as_drawn(&summary, &sample);
    sales_are_counted_once(&summary, &sample);
    the_bridge_abroad_adds_up(&summary);
    stories_are_of_their_rank(&summary, &sample);
    bars_have_round_edges(&summary);
    distributions_are_those_of_the_rows(&summary, &sample);
    users_are_all_there_at_the_start(&summary);
}

/// Figures with a distribution, their columns, and whether more of them is worse.
const DISTRIBUTIONS: [(&str, bool); 16] = [
    ("users", false),
    ("baseline_users", false),
    ("value", false),
    ("baseline_value", false),
    ("retention", false),
    ("vs_baseline", false),
    ("cohort", false),
    ("sale_price", false),
    ("days_without_access", true),
    ("sale_discount", true),
    ("reviews", true),
    ("orders", true),
    ("restrictions", true),
    ("bans", true),
    ("loss", true),
    ("value_abroad", false),
];

fn distributions_are_those_of_the_rows(summary: &Summary, sample: &Sample) {
    let mut told: Vec<(String, &Estimate)> = vec![
        ("value".into(), &summary.value),
        ("value_abroad".into(), &summary.value_abroad),
        ("baseline_value".into(), &summary.baseline_value),
        ("loss".into(), &summary.loss),
        ("users".into(), &summary.users),
        ("baseline_users".into(), &summary.baseline_users),
    ];
    for (key, market) in &summary.markets {
        let of = [
            ("value", &market.value),
            ("baseline_value", &market.baseline_value),
            ("retention", &market.retention),
            ("vs_baseline", &market.vs_baseline),
            ("cohort", &market.cohort),
            ("users", &market.users),
            ("baseline_users", &market.baseline_users),
            ("sale_price", &market.sale_price),
            ("sale_discount", &market.sale_discount),
            ("days_without_access", &market.days_without_access),
        ];
        told.extend(of.map(|(name, estimate)| (format!("{key}.{name}"), estimate)));
        told.extend(market.measures.iter().map(|(name, estimate)| (format!("{key}.{name}"), estimate)));
    }
    let mut looked = 0;
    for (name, estimate) in told {
        let values = sorted(sample.column(&name).into_iter().filter(|value| !value.is_nan()).collect());
        let n = values.len();
        assert_eq!(estimate.count as usize, n, "{name}");
        if n == 0 {
            continue;
        }
        let least = match estimate.unit.as_str() {
            "USD" => 1000.0,
            "people" => 1.0,
            _ => 0.01,
        };
        // A bin is 2⁻¹⁰ of a value wide.
        let near = |found: f64, known: f64| (found - known).abs() <= (known.abs() / 1024.0).max(least);
        let found = [estimate.p5, estimate.p25, estimate.p50, estimate.p75, estimate.p95].map(Option::unwrap);
        for ((p, key), found) in
            [(0.05, "p5"), (0.25, "p25"), (0.5, "p50"), (0.75, "p75"), (0.95, "p95")].into_iter().zip(found)
        {
            let known = values[(p * (n - 1) as f64) as usize];
            assert!(near(found, known), "{name}.{key}: {found} for {known}");
            // What one in fifty holds is exact.
            let held = values.iter().filter(|&&value| value == known).count();
            assert!(held * 50 < n || n < 100 || found == known, "{name}.{key}: {found} for {known}, held by {held}");
            let [low, high] = estimate.intervals[key];
            assert!(low <= found && found <= high, "{name}.{key}");
        }
        assert!(found.is_sorted() && found[0] >= values[0] && found[4] <= values[n - 1], "{name}: {found:?}");
        let last = name.rsplit('.').next().unwrap();
        let (_, more_is_worse) = DISTRIBUTIONS.into_iter().find(|(known, _)| *known == last).unwrap();
        let worst: Vec<f64> = if more_is_worse { values.iter().rev().copied().collect() } else { values.clone() };
        // The last of the worst 5% counts in part.
        let mut left = 0.05 * n as f64;
        let (mut sum, mut sizes) = (0.0, 0.0);
        for value in worst {
            sum += value * left.clamp(0.0, 1.0);
            sizes += value.abs() * left.clamp(0.0, 1.0);
            left -= 1.0;
        }
        let [known, size] = [sum, sizes].map(|sum| sum / (0.05 * n as f64));
        let found_es = estimate.es5.unwrap();
        // Each value is told to within a bin, or to within the least that is told from none.
        assert!((found_es - known).abs() <= (size / 1024.0).max(least), "{name}.es5: {found_es} for {known}");
        assert!(if more_is_worse { found_es >= found[4] } else { found_es <= found[0] }, "{name}: {estimate:?}");
        assert!(estimate.es5_se.is_some_and(|se| se >= 0.0 && se.is_finite()), "{name}");
        looked += 1;
    }
    assert!(looked > 40, "{looked}");
}

fn users_are_all_there_at_the_start(summary: &Summary) {
    for (key, market) in summary.markets.iter().filter(|(_, market)| market.access["open"][0] == 1.0) {
        for (name, fan) in market.fans.iter().filter(|(name, _)| !name.ends_with("users")) {
            let first = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(|list| list[0]);
            assert_eq!(first, [1.0; 5], "{key}.{name}");
        }
        let whole = [&market.fans["retention"], &market.fans["cohort"]];
        for fan in whole {
            for date in 0..summary.dates.len() {
                let at = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(|list| list[date]);
                assert!(at.is_sorted(), "{key}: {at:?}");
            }
        }
    }
}

fn the_mean_settles(summary: &Summary, sample: &Sample) {
    let values = sample.column("value_abroad");
    let found = &summary.convergence;
    assert_eq!(found.replications.last(), Some(&COUNT));
    for (n, mean) in found.replications.iter().zip(&found.mean) {
        let expected = values[..*n as usize].iter().sum::<f64>() / *n as f64;
        assert!((mean / expected - 1.0).abs() < 1e-12, "{n}");
    }
    // One is taken value by value, the other side by side.
    let (last, se) = (found.se.last().unwrap(), summary.value_abroad.se.unwrap());
    assert!((last / se - 1.0).abs() < 1e-12, "{last} for {se}");
}

fn losses_are_exceeded_as_often_as_stated(summary: &Summary, sample: &Sample) {
    let losses = sample.column("loss");
    let found = &summary.exceedance;
    assert!(found.probability.len() > 90);
    for (i, probability) in found.probability.iter().enumerate() {
        let above = |loss: f64| losses.iter().filter(|l| **l > loss).count() as f64 / COUNT as f64;
        // The sketch is exact to 0.1% of the loss, and ranks are interpolated.
        let loss = found.loss[i];
        let slack = 2e-3 * loss.abs() + 1e4;
        let (least, most) = (above(loss + slack) - 1.0 / COUNT as f64, above(loss - slack) + 1.0 / COUNT as f64);
        assert!((least..=most).contains(probability), "{probability}: {loss} is exceeded in {least} to {most}");
        assert!(found.low[i] <= loss && loss <= found.high[i]);
    }
}

fn inputs_are_as_drawn(summary: &Summary, sample: &Sample) {
    assert!(summary.inputs.len() > 50);
    for (path, input) in &summary.inputs {
        let draws = sample.column(path);
        for (i, asked) in input.asked.iter().enumerate() {
            let below = draws.iter().filter(|v| *v <= asked).count() as f64 / COUNT as f64;
            assert_eq!(input.drawn_below[i], below, "{path}");
        }
        // Between its neighbours by rank, within a bin of the sketch.
        let (draws, middle) = (sorted(draws), COUNT as usize / 2);
        let (low, high) = (draws[middle - 2], draws[middle + 1]);
        let slack = 0.005 * low.abs().max(high.abs()) + 1e-9;
        assert!(
            (low - slack..=high + slack).contains(&input.drawn[2]),
            "{path}: {} in {low} to {high}",
            input.drawn[2]
        );
    }
    // One draw in each stratum: shares are off by less than two in a block of 1,000.
    let arpu = &summary.inputs["markets.us.arpu"];
    assert!(arpu.asked_below.iter().zip(arpu.drawn_below).all(|(asked, drawn)| (asked - drawn).abs() < 2e-3));
}

fn sales_are_counted_once(summary: &Summary, sample: &Sample) {
    let us = &summary.markets["us"];
    let sold = sample.column("us.sale_price").iter().filter(|p| !p.is_nan()).count() as u64;
    assert!(sold > 500);
    assert_eq!(us.sales.iter().map(|g| g.count).sum::<u64>(), sold);
    let rivals = |n: f64| sample.column("us.sale_bidders").iter().filter(|b| **b == n).count() as u64;
    let counted = |n: u32| us.sales.iter().filter(|g| g.bidders == n).map(|g| g.count).sum::<u64>();
    assert_eq!([counted(1), counted(2)], [rivals(1.0), rivals(2.0)]);
    let free = |g: &&marketgate::analysis::SaleGroup| g.timing == SaleTiming::Free;
    let without_deadline = us.sales.iter().filter(free).map(|g| g.count).sum::<u64>();
    let left = sample.column("us.sale_days_left").iter().filter(|d| !d.is_nan()).count() as u64;
    assert_eq!(without_deadline, sold - left);
    for group in &us.sales {
        assert!(group.price_to_standalone.is_sorted());
    }
}

fn the_bridge_abroad_adds_up(summary: &Summary) {
    let parts: f64 = summary.bridge_abroad.values().sum();
    let change = summary.value_abroad.mean.unwrap() - summary.baseline_value_abroad.mean.unwrap();
    assert!((parts / change - 1.0).abs() < 1e-9, "{parts} for {change}");
    assert!((summary.bridge["blocked"] - summary.bridge_abroad["blocked"]).abs() < 1e-3, "China blocks nothing here");
    assert!(summary.bridge_abroad_se.values().any(|e| *e > 0.0));
}

fn stories_are_of_their_rank(summary: &Summary, sample: &Sample) {
    let values = sample.column("value_abroad");
    let ranked = sorted(values.clone());
    assert_eq!(summary.stories.len(), 3);
    for story in &summary.stories {
        // Of those near the quantile, one whose loss is usual.
        let (rank, reach) = ((story.quantile * (COUNT as f64 - 1.0)).round(), 0.02 * COUNT as f64);
        let [lowest, highest] =
            [rank - reach, rank + reach].map(|rank| ranked[rank.clamp(0.0, COUNT as f64 - 1.0) as usize]);
        assert!((lowest..=highest).contains(&story.value), "{story:?}");
        assert_eq!(story.value, values[story.replication as usize]);
        let again = replay(&sample.scenario, &sample.layout, 1, story.replication).unwrap();
        assert_eq!(again.row[sample.layout.column("baseline_value_abroad").unwrap()], story.baseline_value);
        assert!(story.lines.len() > 3 && story.lines.is_sorted_by(|a, b| a.date <= b.date));
        assert_eq!(story.endings.len(), summary.markets.len());
    }
}

fn bars_have_round_edges(summary: &Summary) {
    let edges = &summary.value_histogram.edges;
    let width = edges[1] - edges[0];
    assert!((edges[0] / width).fract().abs() < 1e-9, "{edges:?}");
    let leading = width / 10f64.powf(width.log10().floor());
    assert!([1.0, 2.0, 2.5, 5.0].iter().any(|round| (leading - round).abs() < 1e-9), "{width}");
    assert!((20..=80).contains(&(edges.len() - 1)));
    let all: u64 = summary.value_histogram.counts.values().flatten().sum();
    assert_eq!((all, summary.value_histogram.baseline.iter().sum()), (COUNT, COUNT));
}
