//! One history after the other, one market after the other.

use rand::SeedableRng;
use rand::rngs::SmallRng;

use crate::found::Found;
use crate::model::{Drawn, Noise, State, Tables, Whole};
use crate::numbers::Source;
use crate::parameters::{Market, World};
use crate::{DATES, EVERY, HALF, STEP, STEPS};

/// Simulates all histories, with random numbers of the fastest generator.
pub fn simulate(world: &World, seed: u64, found: &mut Found) {
    simulate_with(world, &mut SmallRng::seed_from_u64(seed), found);
}

pub(crate) fn simulate_with(world: &World, chance: &mut impl Source, found: &mut Found) {
    let tables: Vec<Tables> = world.markets.iter().map(|market| Tables::new(world, market)).collect();
    let mut common = [0.0; STEPS];
    for i in 0..found.histories {
        for z in &mut common {
            *z = world.correlation.sqrt() * chance.normal();
        }
        for (m, market) in world.markets.iter().enumerate() {
            history(world, market, &tables[m], &common, chance, found, m, i);
        }
    }
}

/// One market over one history.
#[expect(clippy::too_many_arguments, reason = "a plain loop has no framework to hold them")]
fn history(
    world: &World,
    market: &Market,
    tables: &Tables,
    common: &[f64; STEPS],
    chance: &mut impl Source,
    found: &mut Found,
    m: usize,
    i: usize,
) {
    let whole = Whole::new(world, market);
    let noise = Noise::new(world, market);
    let drawn = Drawn::new(market, std::array::from_fn(|_| chance.normal()));
    let mut state = State::new(world, market, drawn, chance.exponential());
    let mut cash = 0.0;
    let mut last = state.drawn.earning(market, tables, 0);
    for (week, &common) in common.iter().enumerate() {
        if week % EVERY == 0 {
            let row = m * DATES + week / EVERY;
            found.fans[row * found.stride + i] = state.left() as f32;
        }
        let drift = noise.drift(chance.normal(), common);
        let first = last;
        let middle = state.drawn.earning(market, tables, 2 * week + 1);
        last = state.drawn.earning(market, tables, 2 * week + 2);
        if state.due > STEP * (week + 1) as f64 {
            cash += HALF / 3.0 * state.piece(HALF, drift, [first, middle, last], &whole);
        } else {
            // A copy, so that the loop keeps its own in registers.
            let mut cut = state;
            cash += cut.cut_week(week, drift, &whole, || chance.exponential());
            state = cut;
        }
    }
    found.fans[(m * DATES + DATES - 1) * found.stride + i] = state.left() as f32;
    found.keep(m, i, &state, cash + state.worth_at_the_horizon(last));
}
