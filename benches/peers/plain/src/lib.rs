//! The common model in a hand-written loop: history after history ([`plain`]), and eight histories side by side ([`lanes`]).

mod found;
pub mod lanes;
mod model;
mod numbers;
mod parameters;
pub mod plain;
mod told;

use std::time::Instant;

pub use found::{Found, select};
pub use parameters::World;

const YEAR: f64 = 365.25;
const STEP: f64 = 7.0;
const STEPS: usize = 260;
const WEEK: f64 = STEP / YEAR;
const HALF: f64 = 0.5 * WEEK;
const NODES: usize = 2 * STEPS + 1;
/// Fans are kept every fourth week, and at the horizon.
const EVERY: usize = 4;
const DATES: usize = STEPS / EVERY + 1;
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Does what the command line asks for, `PARAMETERS HISTORIES SEED` where the file is what `model.py` prints: simulates on the clock, and
/// prints what was found.
///
/// # Panics
/// Where an argument is something else.
pub fn run(simulate: fn(&World, u64, &mut Found), take_quantiles: fn(&mut [f32]) -> [f32; QUANTILES.len()]) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, histories, seed] = arguments.as_slice() else {
        eprintln!("usage: PARAMETERS HISTORIES SEED");
        std::process::exit(2);
    };
    let text = std::fs::read_to_string(file).expect("the parameters are a file");
    let world = World::read(&text);
    let histories: usize = histories.parse().expect("a number of histories");
    let seed = seed.parse().expect("a seed");
    let start = Instant::now();
    let mut found = Found::new(world.markets.len(), histories);
    simulate(&world, seed, &mut found);
    let _fans = std::hint::black_box(found.quantiles(take_quantiles));
    let seconds = start.elapsed().as_secs_f64();
    told::tell(&world, seconds, &found);
}

/// Where a quantile stands among n numbers in ascending order.
fn rank(p: f64, n: usize) -> usize {
    (p * (n - 1) as f64).round() as usize
}
