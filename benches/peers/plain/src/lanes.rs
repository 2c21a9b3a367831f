//! Eight histories of one market side by side, each with its own events.
//!
//! Whole weeks go in lanes. A lane in which a ban falls or ends goes through that week on its own, by the plain loop's rules.
//! What a lane does in between without being asked, as a dormant user waits out a ban or a first user leaves, is worked out when somebody asks.

mod arithmetic;
mod normals;

use wide::f64x8;

use crate::found::Found;
use crate::model::{Drawn, Noise, State, Tables, Whole};
use crate::parameters::{Market, World};
use crate::{DATES, EVERY, HALF, NODES, STEP, STEPS, WEEK};
use arithmetic::{LITTLE, exp_of_little, mean_growth};
use normals::{Chance, Sources};

const LANES: usize = 8;

/// Simulates all histories.
pub fn simulate(world: &World, seed: u64, found: &mut Found) {
    simulate_with(world, &mut Chance::new(seed), found);
}

fn simulate_with(world: &World, chance: &mut impl Sources, found: &mut Found) {
    let known: Vec<Known> = world.markets.iter().map(|market| Known::new(world, market)).collect();
    let share = f64x8::splat(world.correlation.sqrt());
    let mut common = [f64x8::ZERO; STEPS];
    for first in (0..found.histories).step_by(LANES) {
        for four in common.chunks_mut(EVERY) {
            four.copy_from_slice(&chance.normals().map(|z| z * share));
        }
        for (m, known) in known.iter().enumerate() {
            Histories::new(known, chance).run(&common, chance, found, m, first);
        }
    }
}

/// What is the same in all histories of a market.
struct Known<'a> {
    world: &'a World,
    market: &'a Market,
    whole: Whole,
    noise: Noise,
    nodes: Box<[Node; NODES]>,
    cohort: Box<[Weeks; STEPS + 1]>,
}

/// An end or the middle of a week.
#[derive(Clone, Copy, Default)]
struct Node {
    /// What ARPU grows by in the half week before, in proportion to its growth.
    step: f64,
    /// What an ARPU of 1 has come to with the growth that is expected, discounted and weighted by Simpson's rule.
    scale: f64,
    /// How much of the first margin's lead is gone.
    gone: f64,
}

/// What becomes of users of the first day in some weeks without events.
#[derive(Clone, Copy)]
struct Weeks {
    /// Shares of the active that are still active, and of the dormant that are active and that are still dormant.
    staying: f64,
    back: f64,
    dormant: f64,
}

impl<'a> Known<'a> {
    fn new(world: &'a World, market: &'a Market) -> Self {
        let whole = Whole::new(world, market);
        Self {
            nodes: Box::new(nodes(&Tables::new(world, market), market.arpu_growth)),
            cohort: Box::new(weeks(&whole)),
            noise: Noise::new(world, market),
            world,
            market,
            whole,
        }
    }
}

fn nodes(tables: &Tables, arpu_growth: f64) -> [Node; NODES] {
    std::array::from_fn(|k| Node {
        step: if k == 0 { 0.0 } else { tables.fading[k] - tables.fading[k - 1] },
        scale: tables.known[k] * (arpu_growth * tables.fading[k]).exp() * if k % 2 == 1 { 4.0 } else { 1.0 },
        gone: tables.gone[k],
    })
}

fn weeks(whole: &Whole) -> [Weeks; STEPS + 1] {
    let kept = 1.0 - whole.back;
    let mut after = Weeks { staying: 1.0, back: 0.0, dormant: 1.0 };
    std::array::from_fn(|_| {
        let now = after;
        for _ in 0..2 {
            after.staying *= whole.staying;
            after.back = (after.back + after.dormant * whole.back) * whole.staying + after.dormant * kept * whole.back;
            after.dormant *= kept * kept;
        }
        now
    })
}

/// One market over eight histories.
struct Histories<'a> {
    known: &'a Known<'a>,
    /// Up to date on the first day of week `seen`; in between, users are kept in `stocks`.
    states: [State<'a>; LANES],
    seen: [usize; LANES],
    /// Half a whole week of growth, and of growth that is held back by the ceiling.
    growth: f64x8,
    crowded: f64x8,
    earning: Earning,
    stocks: Stocks,
    cash: Cash,
}

/// Users by lane. Those of a ban are at rest until somebody asks, but for `around`.
#[derive(Clone, Copy)]
struct Stocks {
    active: f64x8,
    around: f64x8,
    dormant: f64x8,
    /// The ceiling less those captured.
    room: f64x8,
}

/// What a user earns, by lane.
#[derive(Clone, Copy)]
struct Earning {
    arpu: f64x8,
    /// Growth of ARPU beyond what is expected.
    surprise: f64x8,
    /// No lane's surprise is too much for the short series.
    little: bool,
    margin_long_run: f64x8,
    margin_lead: f64x8,
}

impl Earning {
    fn new(market: &Market, drawn: &[State; LANES], longest: f64) -> Self {
        let by_lane = |of: fn(&Drawn) -> f64| f64x8::new(std::array::from_fn(|lane| of(&drawn[lane].drawn)));
        let margin_long_run = by_lane(|drawn| drawn.margin_long_run);
        let surprise = by_lane(|drawn| drawn.arpu_growth) - f64x8::splat(market.arpu_growth);
        Self {
            arpu: by_lane(|drawn| drawn.arpu),
            surprise,
            little: !(surprise.abs() * f64x8::splat(longest)).simd_gt(f64x8::splat(LITTLE)).any(),
            margin_long_run,
            margin_lead: f64x8::splat(market.margin) - margin_long_run,
        }
    }

    /// Goes on to the next node, and returns what a user earns there.
    #[inline(always)]
    fn advance(&mut self, node: &Node) -> f64x8 {
        let step = self.surprise * f64x8::splat(node.step);
        self.arpu *= if self.little { exp_of_little(step) } else { exp(step) };
        let margin = self.margin_lead.mul_add(f64x8::splat(node.gone), self.margin_long_run);
        margin * (self.arpu * f64x8::splat(node.scale))
    }
}

#[cold]
#[inline(never)]
fn exp(x: f64x8) -> f64x8 {
    f64x8::new(x.to_array().map(f64::exp))
}

/// Cash in units of a third of half a week.
#[derive(Clone, Copy)]
struct Cash {
    sum: f64x8,
    /// What the last node earns.
    flow: f64x8,
}

impl<'a> Histories<'a> {
    fn new(known: &'a Known<'a>, chance: &mut impl Sources) -> Self {
        let (world, market) = (known.world, known.market);
        let normals = chance.normals().map(f64x8::to_array);
        let states: [State; LANES] = std::array::from_fn(|lane| {
            let drawn = Drawn::new(market, normals.map(|z| z[lane]));
            State::new(world, market, drawn, chance.exponential(lane))
        });
        let growth = f64x8::new(std::array::from_fn(|lane| states[lane].drawn.growth));
        let half = f64x8::splat(HALF);
        let mut earning = Earning::new(market, &states, known.nodes[1].step);
        let active = f64x8::splat(market.users);
        let first = earning.advance(&known.nodes[0]);
        Self {
            known,
            states,
            seen: [0; LANES],
            growth: (growth + f64x8::splat(known.noise.shift)) * half,
            crowded: growth.max(f64x8::ZERO) * half,
            earning,
            stocks: Stocks {
                active,
                around: f64x8::ZERO,
                dormant: f64x8::ZERO,
                room: f64x8::splat(market.ceiling),
            },
            cash: Cash { sum: f64x8::ZERO, flow: first * active },
        }
    }

    fn run(
        mut self,
        common: &[f64x8; STEPS],
        chance: &mut impl Sources,
        found: &mut Found,
        m: usize,
        first: usize,
    ) {
        let known = self.known;
        let rows = &mut found.fans[m * DATES * found.stride..(m + 1) * DATES * found.stride];
        let own = f64x8::splat(HALF * known.noise.scale * known.noise.own);
        let shared = f64x8::splat(HALF * known.noise.scale);
        let mut next = self.next_event();
        let mut last = f64x8::ZERO;
        for (date, (common, nodes)) in common.chunks_exact(EVERY).zip(known.nodes[1..].chunks_exact(2 * EVERY)).enumerate() {
            self.keep_fan(rows, date * found.stride + first);
            let normals = chance.normals();
            for k in 0..EVERY {
                let rate = common[k].mul_add(shared, normals[k].mul_add(own, self.growth));
                let before = (self.stocks, self.cash);
                let middle = self.earning.advance(&nodes[2 * k]);
                last = self.earning.advance(&nodes[2 * k + 1]);
                self.pass_week(rate, middle, last);
                let week = date * EVERY + k;
                if next <= STEP * (week + 1) as f64 {
                    self.cut_week(week, normals[k], common[k], last, before, chance);
                    next = self.next_event();
                }
            }
        }
        self.keep_fan(rows, (DATES - 1) * found.stride + first);
        self.keep(last, found, m, first);
    }

    fn next_event(&self) -> f64 {
        self.states.iter().fold(f64::INFINITY, |next, state| next.min(state.due))
    }

    #[inline(always)]
    fn keep_fan(&self, rows: &mut [f32], at: usize) {
        let left = (self.stocks.active + self.stocks.around) / f64x8::splat(self.known.market.users);
        let left = left.to_array().map(|left| left as f32);
        rows[at..at + LANES].copy_from_slice(&left);
    }

    /// A week in which nothing happens, at a rate of growth by half week.
    #[inline(always)]
    fn pass_week(&mut self, rate: f64x8, middle: f64x8, last: f64x8) {
        let known = self.known;
        let worth = f64x8::splat(known.world.around);
        let going = f64x8::splat(known.whole.waits[0]);
        let Stocks { active, around, dormant, room } = self.stocks;
        let mean = mean_growth(rate);
        let growth = rate.mul_add(mean, f64x8::ONE);
        let crowding = self.crowded * mean;
        let floor = f64x8::splat(0.01 * known.market.ceiling);
        // Dormant after each quarter of a week.
        let kept = 1.0 - known.whole.back;
        let at = |quarter: i32| f64x8::splat(kept.powi(quarter));
        let back = f64x8::splat(known.whole.back);
        let d0 = dormant;
        let d1 = dormant * at(1);
        let d2 = dormant * at(2);
        let d3 = dormant * at(3);
        let limit1 = (room - d1).max(floor);
        let limit2 = (room - d3).max(floor);
        // Users after each half as fractions, so that one division does for both.
        let start = d0.mul_add(back, active);
        let below1 = crowding.mul_add(start, limit1);
        let above1 = growth * limit1 * start;
        let above2 = ((d1 + d2) * back).mul_add(below1, above1);
        let product = limit2 * below1;
        let below2 = crowding.mul_add(above2, product);
        let over = f64x8::ONE / (below1 * below2);
        let active1 = (above1 * below2).mul_add(over, d1 * back);
        let active2 = (above2 * growth * product).mul_add(over, d3 * back);
        let around1 = around * going;
        let around2 = around1 * going;
        self.stocks = Stocks { active: active2, around: around2, dormant: dormant * at(4), room };
        let flow = last * around2.mul_add(worth, active2);
        self.cash.sum = middle.mul_add(around1.mul_add(worth, active1), self.cash.sum + (self.cash.flow + flow));
        self.cash.flow = flow;
    }

    /// Lanes in which a ban fell or ended in the week that has passed go through it again, each on its own.
    #[cold]
    #[inline(never)]
    fn cut_week(
        &mut self,
        week: usize,
        own: f64x8,
        common: f64x8,
        last: f64x8,
        (stocks, cash): (Stocks, Cash),
        chance: &mut impl Sources,
    ) {
        let known = self.known;
        for lane in 0..LANES {
            if self.states[lane].due > STEP * (week + 1) as f64 {
                continue;
            }
            self.look_up(lane, week, &stocks);
            let state = &mut self.states[lane];
            let drift = known.noise.drift(own.to_array()[lane], common.to_array()[lane]);
            let earned = state.cut_week(week, drift, &known.whole, || chance.exponential(lane)) / (HALF / 3.0);
            self.seen[lane] = week + 1;
            let flow = last.to_array()[lane] * state.earners();
            let dormant = if state.banned { 0.0 } else { state.users.dormant };
            for (lanes, value) in [
                (&mut self.stocks.active, state.users.active),
                (&mut self.stocks.around, state.users.around),
                (&mut self.stocks.dormant, dormant),
                (&mut self.stocks.room, known.market.ceiling - state.captured),
                (&mut self.cash.sum, cash.sum.to_array()[lane] + earned),
                (&mut self.cash.flow, flow),
            ] {
                lanes.as_mut_array()[lane] = value;
            }
        }
    }

    /// Brings a lane's state up to the first day of a week, from the stocks at that time.
    fn look_up(&mut self, lane: usize, week: usize, stocks: &Stocks) {
        let known = self.known;
        let (state, weeks) = (&mut self.states[lane], week - self.seen[lane]);
        if state.banned {
            let time = WEEK * weeks as f64;
            state.wait(time);
        } else {
            state.users.active = stocks.active.to_array()[lane];
            state.users.dormant = stocks.dormant.to_array()[lane];
            let (first, passed) = (&mut state.cohort, &known.cohort[weeks]);
            first.active = first.active * passed.staying + first.dormant * passed.back;
            first.dormant *= passed.dormant;
        }
    }

    fn keep(mut self, last: f64x8, found: &mut Found, m: usize, first: usize) {
        let stocks = self.stocks;
        for lane in 0..LANES.min(found.histories - first) {
            self.look_up(lane, STEPS, &stocks);
            let state = &self.states[lane];
            let cash = HALF / 3.0 * self.cash.sum.to_array()[lane];
            found.keep(m, first + lane, state, cash + state.worth_at_the_horizon(last.to_array()[lane]));
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::SmallRng;

    use super::*;
    use crate::numbers::Source;

    /// Normal and exponential numbers from generators of their own, so that it does not matter which are asked for first.
    struct Apart {
        normals: SmallRng,
        exponentials: SmallRng,
    }

    impl Apart {
        fn new(seed: usize) -> Self {
            let seed = seed as u64;
            Self { normals: SmallRng::seed_from_u64(2 * seed), exponentials: SmallRng::seed_from_u64(2 * seed + 1) }
        }
    }

    impl Source for Apart {
        fn normal(&mut self) -> f64 {
            self.normals.normal()
        }

        fn exponential(&mut self) -> f64 {
            self.exponentials.exponential()
        }
    }

    /// A market near its ceiling, one that shrinks, one that is noisy beyond the short series, and one with a surprise in its ARPU; bans by the dozen.
    const HARD: &str = "\
        0.12 0.3 1.5 90.0 0.08 0.3 1.5 2.4 26.0 30.0\n\
        full 100.0 101.0 0.45 0.08 0.4 0.1 2.0 0.2 0.6 0.08 0.04 1.8 -0.3 0.32 0.04 1.0 0.03\n\
        shrinking 70.0 240.0 -0.6 0.1 0.4 0.12 0.6 0.25 0.7 0.1 0.05 1.8 -0.6 0.28 0.04 1.0 0.03\n\
        noisy 70.0 240.0 0.6 0.1 0.4 1.5 0.6 0.25 0.7 0.1 0.05 1.8 -0.6 0.28 0.04 1.0 0.03\n\
        surprising 70.0 240.0 0.6 0.1 0.4 0.12 0.6 0.25 0.7 1.0 0.05 1.8 -0.6 0.28 0.04 1.0 0.03\n";

    #[test]
    fn lanes_come_to_what_the_plain_loop_comes_to() {
        let world = World::read(HARD);
        let groups = 40;
        let markets = world.markets.len();
        let mut found = Found::new(markets, LANES * groups);
        simulate_with(&world, &mut std::array::from_fn(Apart::new), &mut found);
        let mut bans = 0.0;
        for lane in 0..LANES {
            let mut plain = Found::new(markets, groups);
            crate::plain::simulate_with(&world, &mut Apart::new(lane), &mut plain);
            for (m, group) in (0..markets).flat_map(|m| (0..groups).map(move |group| (m, group))) {
                let (ours, theirs) = (m * found.histories + group * LANES + lane, m * groups + group);
                assert!((found.bans[ours] - plain.bans[theirs]).abs() < 0.5);
                bans += plain.bans[theirs];
                // A value may be the small difference of gains and losses, which are well above 1.
                for (ours, theirs, least) in [
                    (found.values[ours], plain.values[theirs], 1.0),
                    (found.users[ours], plain.users[theirs], 0.0),
                    (found.cohort[ours], plain.cohort[theirs], 0.0),
                ] {
                    assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(least), "{ours} {theirs}");
                }
                for date in 0..DATES {
                    let ours = found.fans[(m * DATES + date) * found.stride + group * LANES + lane];
                    let theirs = plain.fans[(m * DATES + date) * plain.stride + group];
                    assert!((ours / theirs - 1.0).abs() <= f32::EPSILON, "{ours} {theirs}");
                }
            }
        }
        assert!(bans > 4_000.0, "{bans}");
    }
}
