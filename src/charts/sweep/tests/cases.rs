//! Sweeps that stress their charts in different ways.

use crate::analysis::{Scale, Sweep, SweepDesign, SweptInput};
use crate::charts::sweep::sample::{arpu, deadlines, grid, hypercube, interest, measured, worded};
use crate::quantity::Dimension;

const HOSTILE: &str = "<script>alert('x')</script>\u{202E}\u{0}\"&amp;\u{1b}[31m مرحبا a very long name that goes on and on and on and on";
const STRATEGIES: [&str; 8] =
    ["sell", "refuse", "litigate", "restructure", "hold", "exit", "early-sale", "wait-and-see"];

fn dates(n: usize) -> SweptInput {
    let days: Vec<f64> = (0..n).map(|i| 18_488.0 + 45.0 * i as f64).collect();
    SweptInput { base: Some(18_600.0), ..measured("events.us-order.on", Scale::Date, &days) }
}

fn people(n: i32) -> SweptInput {
    let users: Vec<f64> = (0..n).map(|i| 1e6 * 10.0_f64.powf(f64::from(i) * 3.0 / f64::from(n - 1))).collect();
    SweptInput {
        logarithmic: true,
        base: Some(50e6),
        ..measured("markets.us.users", Scale::Number(Dimension::Users), &users)
    }
}

pub(super) fn six() -> Vec<SweptInput> {
    vec![deadlines(12), interest(5), arpu(4), worded("strategy", &STRATEGIES[..4]), dates(3), people(5)]
}

/// Without some figures.
pub(super) fn holed(mut sweep: Sweep, lost: impl Fn(usize) -> bool) -> Sweep {
    for figure in sweep.figures.values_mut() {
        for list in [&mut figure.value, &mut figure.se, &mut figure.low, &mut figure.high] {
            list.iter_mut().enumerate().filter(|(i, _)| lost(*i)).for_each(|(_, v)| *v = None);
        }
    }
    sweep
}

/// With every figure drawn towards its first.
pub(super) fn flat(mut sweep: Sweep, share: f64) -> Sweep {
    for figure in sweep.figures.values_mut() {
        for list in [&mut figure.value, &mut figure.low, &mut figure.high] {
            let first = list[0];
            list.iter_mut().for_each(|v| *v = v.zip(first).map(|(v, first)| first + (v - first) * share));
        }
    }
    sweep
}

fn hostile(mut sweep: Sweep) -> Sweep {
    for input in &mut sweep.inputs {
        HOSTILE.clone_into(&mut input.path);
        input.levels.iter_mut().for_each(|level| HOSTILE.clone_into(&mut level.written));
    }
    for text in [&mut sweep.scenario.name, &mut sweep.name, &mut sweep.version] {
        HOSTILE.clone_into(text);
    }
    sweep.scenario.home = Some(HOSTILE.to_owned());
    let figure = sweep.figures[0].clone();
    sweep.figures.insert(HOSTILE.to_owned(), figure.clone());
    sweep.figures.insert(format!("{HOSTILE}.."), figure);
    sweep
}

pub(super) fn strategies(n: usize) -> SweptInput {
    worded("strategy", &STRATEGIES[..n])
}

fn of_one_input() -> Vec<(&'static str, Sweep)> {
    let logarithmic = grid(vec![people(9)]);
    let mut file = hypercube(vec![deadlines(2)], 30);
    file.design = SweepDesign::File;
    vec![
        ("twelve", grid(vec![deadlines(12)])),
        ("two", grid(vec![deadlines(2)])),
        ("forty", grid(vec![deadlines(40)])),
        ("point", grid(vec![deadlines(1)])),
        ("log", logarithmic),
        ("dates", grid(vec![dates(9)])),
        ("share", grid(vec![interest(5)])),
        ("gaps", holed(grid(vec![deadlines(12)]), |i| [0, 3, 5, 6].contains(&i))),
        ("noise", flat(grid(vec![deadlines(12)]), 0.02)),
        ("equal", flat(grid(vec![deadlines(12)]), 0.0)),
        ("words", grid(vec![strategies(8)])),
        ("word", grid(vec![strategies(1)])),
        ("words-gaps", holed(grid(vec![strategies(5)]), |i| i == 2)),
        ("cube-1", hypercube(vec![deadlines(2)], 5000)),
        ("file-1", file),
        ("hostile-1", hostile(grid(vec![deadlines(5)]))),
        ("hostile-words", hostile(grid(vec![strategies(4)]))),
    ]
}

fn of_two_inputs() -> Vec<(&'static str, Sweep)> {
    vec![
        ("map-2x2", grid(vec![deadlines(2), interest(2)])),
        ("map-6x5", grid(vec![deadlines(6), interest(5)])),
        ("map-12x9", grid(vec![deadlines(12), interest(9)])),
        ("map-40x40", grid(vec![deadlines(40), interest(40)])),
        ("map-70x3", grid(vec![deadlines(70), interest(3)])),
        ("map-log", grid(vec![people(13), dates(10)])),
        ("map-1x1", grid(vec![deadlines(1), interest(1)])),
        ("map-1x30", grid(vec![deadlines(1), interest(30)])),
        ("map-equal", flat(grid(vec![deadlines(12), interest(9)]), 0.0)),
        ("map-noise", flat(grid(vec![deadlines(12), interest(9)]), 0.01)),
        ("map-gaps", holed(grid(vec![deadlines(12), interest(9)]), |i| i % 17 == 3 || i > 90)),
        ("map-few-gaps", holed(grid(vec![deadlines(5), interest(5)]), |i| i % 7 == 3)),
        ("lines-3", grid(vec![strategies(3), deadlines(9)])),
        ("lines-6", grid(vec![deadlines(40), strategies(6)])),
        ("lines-gaps", holed(grid(vec![strategies(4), deadlines(9)]), |i| i % 5 == 2 || i == 8)),
        ("table-8x6", grid(vec![strategies(8), deadlines(6)])),
        ("table-8x40", grid(vec![strategies(8), deadlines(40)])),
        ("table-words", grid(vec![strategies(8), worded("company.home", &["china", "singapore", "united states"])])),
        ("map-hostile", hostile(grid(vec![deadlines(12), interest(9)]))),
        ("words-hostile", hostile(grid(vec![strategies(7), worded("x", &["a", "b", "c"])]))),
        ("lines-hostile", hostile(grid(vec![strategies(4), deadlines(9)]))),
    ]
}

fn of_many_inputs() -> Vec<(&'static str, Sweep)> {
    let mut all = vec![
        ("panels-4", grid(vec![deadlines(12), interest(9), arpu(4)])),
        ("panels-1", grid(vec![deadlines(12), interest(9), arpu(1)])),
        ("panels-20", grid(vec![deadlines(20), interest(22), arpu(21)])),
        ("panels-many", grid(vec![deadlines(33), interest(31), arpu(3)])),
        ("panels-small", grid(vec![deadlines(3), interest(3), arpu(3)])),
        ("panels-words", grid(vec![strategies(5), interest(9), worded("company.home", &["china", "singapore"])])),
        ("panels-gaps", holed(grid(vec![deadlines(12), interest(9), strategies(6)]), |i| i % 13 == 5)),
        ("panels-hostile", hostile(grid(vec![deadlines(12), interest(9), arpu(6)]))),
        ("four", grid(vec![deadlines(6), interest(5), arpu(4), strategies(3)])),
        ("four-equal", flat(grid(vec![deadlines(3), interest(3), arpu(2), strategies(3)]), 0.0)),
        ("four-gaps", holed(grid(vec![deadlines(6), interest(5), arpu(4), strategies(3)]), |i| i % 3 == 0)),
        ("four-hostile", hostile(grid(vec![deadlines(6), interest(5), arpu(4), strategies(3)]))),
        ("fifteen", hypercube(six().into_iter().chain(six()).chain(six().into_iter().take(3)).collect(), 300)),
    ];
    for (n, name) in [(2, "cube-2"), (3, "cube-3"), (4, "cube-4"), (5, "cube-5"), (6, "cube-6")] {
        all.push((name, hypercube(six().into_iter().take(n).collect(), 5000)));
    }
    all.push(("cube-few", hypercube(six(), 12)));
    all
}

pub(super) fn all() -> Vec<(&'static str, Sweep)> {
    of_one_input().into_iter().chain(of_two_inputs()).chain(of_many_inputs()).collect()
}
