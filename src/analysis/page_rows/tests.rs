//! Rows come back as they were, and cash revalued is that of a run with other rates.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::analysis::UnitSource;
use crate::run::Run;
use crate::scenario::Scenario;
use crate::simulation::{self, Layout, Settings};

/// One market: a million users who stay, each of whom earns a dollar a year.
const STILL: &str = r#"
start = 2020-01-01
horizon = "5 years"
step = "31 days"

[company]
discount_rate = "10%"
cash_tax = "0%"

[markets.us]
users = "1M"
ceiling = "2M"
growth = "0%"
churn = "0 per year"
arpu = "$1"
arpu_growth = "0%"
margin = "100%"
terminal_growth = "2%"
volatility = "0%"
[markets.us.policy.review]
rate = "0 per year"
[markets.us.policy.ban]
rate = "0 per year"
"#;

/// A ban that may come, and whose users are lost.
const BAN: &str = r#"
[events.ban]
on = 2021-07-01
market = "us"
kind = "ban"
probability = "40%"
"#;

fn run(text: &str, settings: &[&str], replications: u64) -> (Summary, PageRows) {
    let set: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
    let scenario = Scenario::parse("t.toml", text, &set).unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings { replications, seed: 1, threads: 2 };
    let stop = AtomicBool::new(false);
    let (progress, source) = (&|_, _| (), UnitSource::HERE);
    let run = Run { scenario: &scenario, settings, precision: None, stop: &stop, progress, source };
    let (summary, rows) = run.simulate(|_| Ok(())).unwrap();
    (summary, rows)
}

/// What the script of the page does: each simulation at other rates, in dollars.
fn revalue(rows: &PageRows, rate: f64, growth: f64) -> Vec<f64> {
    let nodes: Vec<f64> = std::iter::once(0.0).chain(DISCOUNT_SHIFTS).collect();
    let lean = DISCOUNT_SHIFTS.map(|node| {
        nodes.iter().filter(|other| **other != node).map(|other| (rate - other) / (node - other)).product::<f64>()
    });
    let gains: Vec<Vec<f64>> = rows.gains.iter().map(PackedColumn::values).collect();
    let (terminal, divisor) = (rows.terminal.values(), rows.divisor.values());
    let later = (-rate * rows.horizon).exp();
    let one = |(i, value): (usize, f64)| {
        let gain: f64 = lean.iter().zip(&gains).map(|(lean, gains)| lean * gains[i]).sum();
        value + gain + terminal[i] * (later * divisor[i] / (divisor[i] + rate - growth) - 1.0)
    };
    rows.value.values().into_iter().enumerate().map(one).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[track_caller]
fn assert_near(found: f64, expected: f64, part: f64) {
    assert!((found / expected - 1.0).abs() < part, "{found} is not {expected}");
}

#[test]
fn numbers_come_back_within_half_a_level() {
    let values: Vec<f64> = (0..1_000).map(|i| 7.0 + 3e9 * (f64::from(i) * 0.7).sin()).collect();
    let packed = PackedColumn::pack(&values);
    assert_eq!(packed.check(1_000), Ok(()));
    let half = (packed.high - packed.low) / f64::from(u16::MAX) / 2.0;
    assert!(values.iter().zip(packed.values()).all(|(value, found)| (value - found).abs() <= 1.000_1 * half));
    let same = PackedColumn::pack(&[4.2; 3]);
    assert_eq!((same.values(), same.check(3)), (vec![4.2; 3], Ok(())));
    assert!(same.check(4).unwrap_err().contains("6 bytes in place of 8"));
}

#[test]
fn constant_cash_is_worth_what_mathematics_says_at_every_rate() {
    let (summary, rows) = run(STILL, &[], 3);
    let closed = |r: f64, g: f64| {
        let whole = (-r * rows.horizon).exp();
        1e6 * ((1.0 - whole) / r + whole / (r - g))
    };
    assert_near(summary.value.mean.unwrap(), closed(0.10, 0.02), 1e-6);
    for (rate, growth) in [(0.0, 0.0), (0.01, -0.005), (-0.02, 0.01), (0.03, 0.03), (-0.03, -0.03), (0.0225, 0.0)] {
        let found = revalue(&rows, rate, growth);
        assert_near(found[0], closed(0.10 + rate, 0.02 + growth), 2e-5);
    }
}

#[test]
fn a_run_at_other_rates_agrees_with_cash_revalued() {
    let text = &format!("{}{BAN}", STILL.replace("\"10%\"", "\"uniform(9%, 13%)\"").replace("\"$1\"", "\"$1 to $3\""));
    let (_, rows) = run(text, &[], 400);
    assert_near(mean(&revalue(&rows, 0.0, 0.0)), mean(&rows.value.values()), 1e-12);
    let set = ["company.discount_rate=uniform(10%, 14%)", "markets.us.terminal_growth=1.5%"];
    let (summary, _) = run(text, &set, 400);
    assert_near(mean(&revalue(&rows, 0.01, -0.005)), summary.value.mean.unwrap(), 2e-4);
}

#[test]
fn rows_are_those_of_the_run_and_markets_make_up_its_mean() {
    let (summary, rows) = run(&format!("{STILL}{BAN}"), &["markets.us.arpu=$1 to $3"], 600);
    assert_eq!(rows.check(&summary), Ok(()));
    assert_eq!((rows.rows, rows.states()), (600, Some(vec![0, 5])));
    let values = rows.value.values();
    assert_near(mean(&values), summary.value.mean.unwrap(), 1e-6);
    let ends = rows.state.values();
    let banned: Vec<f64> = values.iter().zip(&ends).filter(|(_, end)| **end > 4.0).map(|(value, _)| *value).collect();
    assert_near(banned.len() as f64 / 600.0, summary.markets["us"].outcomes["banned"], 1e-9);
    let worth = rows.markets["us"][5].as_ref().unwrap();
    let half = (rows.value.high - rows.value.low) / f64::from(u16::MAX) / 2.0;
    assert!((worth.earned + worth.terminal[12].unwrap() - mean(&banned)).abs() <= half);
}

#[test]
fn the_layout_records_cash_in_a_full_run_only_and_changes_no_other_figure() {
    let scenario =
        Scenario::parse("t.toml", &format!("{STILL}{BAN}"), &["markets.us.arpu=$1 to $3".to_owned()]).unwrap();
    let (plain, layout) = (Layout::new(&scenario), Layout::new(&scenario).with_cash_path(&scenario));
    assert_eq!(layout.row(), plain.row() + DISCOUNT_SHIFTS.len() + 3);
    assert!(layout.columns[plain.row()..].iter().all(|column| !column.written));
    let settings = Settings { replications: 200, seed: 1, threads: 1 };
    let rows = |layout: &Layout| {
        let mut rows: Vec<Vec<f64>> = Vec::new();
        let take = |block: &simulation::Block| {
            let all = block.values.chunks(layout.row()).take(block.rows);
            rows.extend(all.map(|row| row[..plain.row()].to_vec()));
            Ok(())
        };
        simulation::simulate(&scenario, layout, settings, &AtomicBool::new(false), take).unwrap();
        rows
    };
    let bits = |rows: Vec<Vec<f64>>| rows.into_iter().flatten().map(f64::to_bits).collect::<Vec<u64>>();
    assert!(bits(rows(&plain)) == bits(rows(&layout)));
}

#[test]
fn what_does_not_fit_is_refused() {
    let (summary, rows) = run(&format!("{STILL}{BAN}"), &["markets.us.arpu=$1 to $3"], 100);
    let broken = |change: &dyn Fn(&mut PageRows)| {
        let mut broken = rows.clone();
        change(&mut broken);
        broken.check(&summary)
    };
    assert_eq!(broken(&|_| ()), Ok(()));
    assert!(broken(&|rows| rows.seed += 1).is_err());
    assert!(broken(&|rows| rows.rows = 99).is_err());
    assert!(broken(&|rows| rows.rows = 0).is_err());
    assert!(broken(&|rows| drop(rows.gains.pop())).is_err());
    assert!(broken(&|rows| rows.state.high = 9.0).is_err());
    assert!(broken(&|rows| rows.divisor.low = 0.0).is_err());
    assert!(broken(&|rows| rows.value.low = rows.value.high + 1.0).is_err());
    assert!(broken(&|rows| rows.retention = PackedColumn::pack(&[1.0])).is_err());
    assert!(broken(&|rows| rows.markets.clear()).is_err());
    assert!(broken(&|rows| drop(rows.markets["us"][5].take())).is_err());
    assert!(
        broken(&|rows| rows.markets["us"][0] =
            rows.markets["us"][5].clone().map(|worth| MarketWorth { terminal: Vec::new(), ..worth }))
        .is_err()
    );
}
