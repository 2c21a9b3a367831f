//! Boxes of one limit or two, where little of each of many variables matters.

use super::super::run::{Histories, discover};
use super::super::*;
use crate::analysis::StudiedScenario;
use crate::draws::{Key, Purpose, Stream, Streams};
use crate::quantity::Dimension;
use crate::scenario::Scale;
use jiff::civil::date;

fn stream(seed: u64, name: &str) -> Stream {
    Streams::new(seed, 0).stream(Purpose::Resampling, Key::named(name))
}

/// Simulations with so many uniform inputs, of which each of the first `weights` raises or lowers a figure of much noise; hits are
/// those in which it is lowest, 18 in 100.
fn noisy(seed: u64, rows: usize, inputs: usize, weights: &[f64]) -> Histories {
    let column = |input: usize| {
        let mut stream = stream(seed, &format!("input {input}"));
        (0..rows).map(|_| stream.uniform()).collect()
    };
    let columns: Vec<Vec<f64>> = (0..inputs).map(column).collect();
    let mut luck = stream(seed, "luck");
    let figure: Vec<f64> = (0..rows)
        .map(|row| {
            let noise: f64 = (0..12).map(|_| luck.uniform()).sum::<f64>() - 6.0;
            noise + weights.iter().zip(&columns).map(|(weight, column)| weight * (column[row] - 0.5)).sum::<f64>()
        })
        .collect();
    let mut sorted = figure.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let least = sorted[rows * 18 / 100];
    let variable = |input: usize| Variable {
        name: format!("markets.us.input_{input}"),
        scale: Scale::Number(Dimension::Share),
        names: Vec::new(),
        ends: None,
    };
    Histories {
        scenario: StudiedScenario {
            name: "noisy".to_owned(),
            title: "Noisy".to_owned(),
            digest: String::new(),
            world: String::new(),
            strategy: String::new(),
            start: date(2020, 1, 1),
            home: None,
            markets: [("us".to_owned(), "United States".to_owned())].into_iter().collect(),
        },
        seed,
        condition: "value < $1".to_owned(),
        variables: (0..inputs).map(variable).collect(),
        columns,
        hits: figure.iter().map(|figure| *figure < least).collect(),
        pick: None,
        warnings: Vec::new(),
    }
}

#[test]
fn two_inputs_among_many_are_found() {
    for seed in 1..=3 {
        let histories = noisy(seed, 2000, 150, &[1.8, -1.6]);
        let (columns, hits) = (histories.columns.clone(), histories.hits.clone());
        let found = discover(histories);
        let chosen = found.chosen.unwrap_or_else(|| panic!("no box at seed {seed}"));
        let limited: Vec<usize> = chosen.limits.iter().map(|limit| limit.variable).collect();
        assert!(!limited.is_empty() && limited.iter().all(|variable| *variable < 2), "{seed}: {chosen:?}");
        // Its counts are those of the rows.
        let columns: Vec<Column> = columns.iter().map(|column| Column::Number(column)).collect();
        let inside: Vec<bool> = (0..hits.len()).map(|row| chosen.contains(&columns, row)).collect();
        assert_eq!(chosen.rows, inside.iter().filter(|inside| **inside).count());
        assert_eq!(chosen.hits, inside.iter().zip(&hits).filter(|(inside, hit)| **inside && **hit).count());
        assert!(chosen.tells(0.18), "{chosen:?}");
    }
}

#[test]
fn among_inputs_without_effect_hardly_ever_a_box_is_told() {
    let told = (1..=20).filter(|&seed| discover(noisy(seed, 1000, 100, &[])).chosen.is_some()).count();
    assert!(told <= 2, "{told} of 20");
}
