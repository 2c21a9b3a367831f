//! Made-up sweeps, for looking at their charts and for testing what is made of them.

use crate::analysis::{Level, SWEEP_FORMAT, Scale, StudiedScenario, Sweep, SweepDesign, SweptFigure, SweptInput};
use crate::quantity::Dimension;
use indexmap::IndexMap;
use jiff::civil::date;

/// A number from 0 to 1, spread evenly over `i`.
fn even(i: usize, step: f64) -> f64 {
    ((i + 1) as f64 * step).fract()
}

/// The scenario that is swept.
pub(crate) fn scenario() -> StudiedScenario {
    let markets = [("us", "United States"), ("uk", "United Kingdom"), ("brazil", "Brazil"), ("china", "China")];
    StudiedScenario {
        name: "forced-sale".to_owned(),
        title: "TikTok, 3 August 2020: a sale is ordered".to_owned(),
        digest: "0123456789abcdef".to_owned(),
        world: "3b1d90c7e2a4f586".to_owned(),
        strategy: "sell".to_owned(),
        start: date(2020, 8, 3),
        home: Some("China".to_owned()),
        markets: markets.into_iter().map(|(key, name)| (key.to_owned(), name.to_owned())).collect(),
    }
}

/// An input of numbers or dates.
pub(crate) fn measured(path: &str, scale: Scale, values: &[f64]) -> SweptInput {
    let level = |value: &f64| Level { written: value.to_string(), value: Some(*value) };
    SweptInput {
        path: path.to_owned(),
        scale,
        logarithmic: false,
        levels: values.iter().map(level).collect(),
        at: Vec::new(),
        base: None,
    }
}

/// An input of words.
pub(crate) fn worded(path: &str, words: &[&str]) -> SweptInput {
    let level = |word: &&str| Level { written: (*word).to_owned(), value: None };
    SweptInput {
        path: path.to_owned(),
        scale: Scale::Words,
        logarithmic: false,
        levels: words.iter().map(level).collect(),
        at: Vec::new(),
        base: None,
    }
}

/// Deadlines of an order, in `n` equal steps.
pub(crate) fn deadlines(n: usize) -> SweptInput {
    let values: Vec<f64> = (0..n).map(|i| 30.0 + 330.0 * i as f64 / (n.max(2) - 1) as f64).collect();
    let days: Vec<f64> = values.into_iter().map(f64::round).collect();
    SweptInput { base: Some(90.0), ..measured("events.us-order.deadline", Scale::Number(Dimension::Duration), &days) }
}

/// Interest of a bidder, in `n` equal steps.
pub(crate) fn interest(n: usize) -> SweptInput {
    let values: Vec<f64> = (0..n).map(|i| 0.1 + 0.8 * i as f64 / (n.max(2) - 1) as f64).collect();
    let path = "deal.bidders.microsoft.interest";
    SweptInput { base: Some(0.6), ..measured(path, Scale::Number(Dimension::Share), &values) }
}

/// Revenue per user.
pub(crate) fn arpu(n: usize) -> SweptInput {
    let values: Vec<f64> = (0..n).map(|i| 5.0 + i as f64).collect();
    measured("markets.us.arpu", Scale::Number(Dimension::MoneyPerUserYear), &values)
}

/// All combinations.
pub(crate) fn grid(mut inputs: Vec<SweptInput>) -> Sweep {
    let points: usize = inputs.iter().map(|input| input.levels.len()).product();
    let mut block = points;
    for input in &mut inputs {
        block /= input.levels.len();
        input.at = (0..points).map(|point| (point / block % input.levels.len()) as u32).collect();
    }
    with_figures(inputs, SweepDesign::Grid, points)
}

/// A Latin hypercube of so many points.
pub(crate) fn hypercube(mut inputs: Vec<SweptInput>, points: usize) -> Sweep {
    for (i, input) in inputs.iter_mut().enumerate() {
        let drawn = |point: usize| even(point, [0.618_034, 0.754_878, 0.569_84, 0.324_718, 0.819_17, 0.671_04][i % 6]);
        if input.scale == Scale::Words {
            input.at = (0..points).map(|point| (drawn(point) * input.levels.len() as f64) as u32).collect();
            continue;
        }
        let ends = input.levels.first().zip(input.levels.last()).and_then(|(a, b)| a.value.zip(b.value));
        let (low, high) = ends.unwrap_or((0.0, 1.0));
        let value = |point: usize| low + (high - low) * drawn(point);
        input.levels = (0..points).map(|p| Level { written: value(p).to_string(), value: Some(value(p)) }).collect();
        input.at = (0..points as u32).collect();
    }
    with_figures(inputs, SweepDesign::Lhs, points)
}

/// One input with these values.
pub(crate) fn one(scale: Scale, values: &[f64]) -> Sweep {
    grid(vec![measured("company.discount_rate", scale, values)])
}

/// Where a point lies in each input, from 0 to 1.
fn shares(inputs: &[SweptInput], point: usize) -> Vec<f64> {
    let share = |input: &SweptInput| {
        let values: Vec<f64> = input.levels.iter().enumerate().map(|(i, l)| l.value.unwrap_or(i as f64)).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let value = values.get(input.at[point] as usize).copied().unwrap_or(low);
        if high > low { (value - low) / (high - low) } else { 0.5 }
    };
    inputs.iter().map(share).collect()
}

fn with_figures(inputs: Vec<SweptInput>, design: SweepDesign, points: usize) -> Sweep {
    let weights = [1.0, 0.7, 0.35, -0.3, 0.15, 0.08];
    let rise = |point: usize| -> f64 {
        let parts = shares(&inputs, point);
        let sum: f64 = parts.iter().zip(weights.iter().cycle()).map(|(s, w)| w * s * (1.6 - 0.6 * s)).sum();
        sum + 0.5 * parts.iter().take(2).product::<f64>()
    };
    let noise = |point: usize| 0.02 * (even(point, 0.413_7) - 0.5);
    let all: Vec<f64> = (0..points).map(|point| rise(point) + noise(point)).collect();
    let figure = |unit: &str, base: f64, factor: f64, se: f64| {
        let list = |more: f64| all.iter().map(|v| Some(base + factor * v + more)).collect::<Vec<Option<f64>>>();
        SweptFigure {
            unit: unit.to_owned(),
            value: list(0.0),
            se: vec![Some(se); points],
            low: list(-1.96 * se),
            high: list(1.96 * se),
            change: all.iter().map(|v| Some(factor * (v - all[0]))).collect(),
            change_se: vec![Some(0.2 * se); points],
        }
    };
    let mut figures = IndexMap::new();
    figures.insert("value_abroad.mean".to_owned(), figure("USD", 30.2e9, 4.1e9, 0.14e9));
    figures.insert("markets.us.outcomes.banned".to_owned(), figure("share", 0.62, -0.2, 0.005));
    figures.insert("bridge_abroad.sale".to_owned(), figure("USD", -1.9e9, 1.6e9, 0.05e9));
    Sweep {
        format: SWEEP_FORMAT.to_owned(),
        version: "0.1.0".to_owned(),
        scenario: scenario(),
        name: "sweep".to_owned(),
        design,
        seed: 1,
        replications: 10_000,
        precision: None,
        inputs,
        filter: None,
        histories: vec![10_000; points],
        figures,
        warnings: Vec::new(),
    }
}
