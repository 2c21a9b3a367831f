//! Eight histories of one market side by side, each with its own events.
//!
//! Whole weeks go in lanes. A lane in which a ban falls or ends goes through that week on its own, by the plain loop's rules.
//! What a lane does in between without being asked, as a dormant user waits out a ban or a first user leaves, is worked out when somebody asks.

mod arithmetic;
mod normals;
mod quantiles;

use wide::f64x8;

use crate::found::Found;
use crate::model::{Drawn, Noise, State, Tables, Whole};
use crate::parameters::{Market, World};
use crate::{DATES, EVERY, HALF, NODES, STEP, STEPS, WEEK};
use arithmetic::{LITTLE, exp_of_little, mean_growths};
use normals::{Chance, Sources};
pub use quantiles::count;

const LANES: usize = 8;
/// Weeks that are gone through at one go: as many as one draw gives normal numbers for.
const GO: usize = 2;

/// Simulates all histories.
pub fn simulate(world: &World, seed: u64, found: &mut Found) {
    simulate_with(world, &mut Chance::new(seed), found);
}

fn simulate_with(world: &World, chance: &mut impl Sources, found: &mut Found) {
    let known: Vec<Known> = world.markets.iter().map(|market| Known::new(world, market)).collect();
    let share = f64x8::splat(world.correlation.sqrt());
    let mut common = vec![f64x8::ZERO; STEPS];
    for first in (0..found.histories).step_by(LANES) {
        for two in common.chunks_mut(GO) {
            two.copy_from_slice(&chance.normals().map(|z| z * share));
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
    /// Shares of the dormant that still are so after one, three, and four quarters of a week.
    dormant: [f64; 3],
    /// Shares that come back at the beginning of a week, at the end of its first half, then and at once again, and at its end.
    back: [f64; 4],
    least_room: f64,
    over_users: f64,
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
        let kept = 1.0 - whole.back;
        Self {
            nodes: Box::new(nodes(&Tables::new(world, market), market.arpu_growth)),
            cohort: Box::new(weeks(&whole)),
            noise: Noise::new(world, market),
            dormant: [kept, kept.powi(3), kept.powi(4)],
            back: [1.0, kept, kept + kept.powi(2), kept.powi(3)].map(|share| share * whole.back),
            least_room: 0.01 * market.ceiling,
            over_users: 1.0 / market.users,
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

/// Eight histories of a market, each on its own: what is random once a history, and what changes with events only.
struct Histories<'a> {
    known: &'a Known<'a>,
    /// Up to date on the first day of week `seen`; in between, users are kept in `Stocks`.
    states: [State<'a>; LANES],
    seen: [usize; LANES],
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

impl Stocks {
    fn new(market: &Market) -> Self {
        Self {
            active: f64x8::splat(market.users),
            around: f64x8::ZERO,
            dormant: f64x8::ZERO,
            room: f64x8::splat(market.ceiling),
        }
    }

    /// Keeps users over those at the start, from the beginning of a row on.
    #[inline(always)]
    fn keep_fan(&self, known: &Known, row: &mut [f32]) {
        let left = (self.active + self.around) * f64x8::splat(known.over_users);
        row[..LANES].copy_from_slice(&left.to_array().map(|left| left as f32));
    }
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

    /// Goes on to the next nodes, and returns what a user earns at each.
    #[inline(always)]
    fn advance<const N: usize>(&mut self, nodes: &[Node; N]) -> [f64x8; N] {
        let steps: [f64x8; N] = std::array::from_fn(|k| self.surprise * f64x8::splat(nodes[k].step));
        let factors = if self.little { steps.map(exp_of_little) } else { steps.map(exp) };
        std::array::from_fn(|k| {
            let margin = self.margin_lead.mul_add(f64x8::splat(nodes[k].gone), self.margin_long_run);
            self.arpu *= factors[k];
            margin * (self.arpu * f64x8::splat(nodes[k].scale))
        })
    }
}

#[cold]
#[inline(never)]
fn exp(x: f64x8) -> f64x8 {
    f64x8::new(x.to_array().map(f64::exp))
}

/// How far eight histories have come.
#[derive(Clone, Copy)]
struct Course {
    stocks: Stocks,
    /// Cash in units of a third of half a week.
    cash: f64x8,
    /// What the last node earns.
    flow: f64x8,
}

/// Two weeks.
#[derive(Clone, Copy)]
struct Fortnight<'a> {
    first: usize,
    /// Normal numbers of the market's own, and those in common.
    own: [f64x8; GO],
    common: &'a [f64x8; GO],
    /// Growth in half of each week, and its [`mean_growths`].
    rates: [f64x8; GO],
    means: [f64x8; GO],
    /// What a user earns in the middle and at the end of each.
    earnings: [f64x8; 2 * GO],
}

/// What moves users in whole weeks, by lane: half a week of growth, and of growth that is held back by the ceiling.
struct Motion<'a> {
    known: &'a Known<'a>,
    growth: f64x8,
    crowded: f64x8,
    own: f64x8,
    common: f64x8,
}

impl<'a> Motion<'a> {
    fn new(known: &'a Known<'a>, states: &[State; LANES]) -> Self {
        let growth = f64x8::new(std::array::from_fn(|lane| states[lane].drawn.growth));
        let (noise, half) = (&known.noise, f64x8::splat(HALF));
        Self {
            known,
            growth: (growth + f64x8::splat(noise.shift)) * half,
            crowded: growth.max(f64x8::ZERO) * half,
            own: f64x8::splat(HALF * noise.scale * noise.own),
            common: f64x8::splat(HALF * noise.scale),
        }
    }

    /// Growth in half of each of two weeks.
    #[inline(always)]
    fn rates(&self, own: &[f64x8; GO], common: &[f64x8; GO]) -> [f64x8; GO] {
        std::array::from_fn(|k| common[k].mul_add(self.common, own[k].mul_add(self.own, self.growth)))
    }

    /// One of two weeks, in which nothing happens.
    #[inline(always)]
    fn pass_week(&self, course: &mut Course, weeks: &Fortnight, k: usize) {
        let [earners1, earners2] = self.move_users(&mut course.stocks, weeks.rates[k], weeks.means[k]);
        let flow = weeks.earnings[2 * k + 1] * earners2;
        course.cash += weeks.earnings[2 * k].mul_add(earners1, course.flow + flow);
        course.flow = flow;
    }

    /// Returns those who earn in the middle of a week, and at its end.
    #[inline(always)]
    fn move_users(&self, stocks: &mut Stocks, rate: f64x8, mean: f64x8) -> [f64x8; 2] {
        let known = self.known;
        let Stocks { active, around, dormant, room } = *stocks;
        let growth = rate.mul_add(mean, f64x8::ONE);
        let crowding = self.crowded * mean;
        let floor = f64x8::splat(known.least_room);
        let [d1, d3, d4] = known.dormant.map(|share| dormant * f64x8::splat(share));
        // Those who come back before the first half, after it, before the second half too, and after that.
        let [back0, back1, back12, back3] = known.back.map(|share| dormant * f64x8::splat(share));
        let limit1 = (room - d1).fast_max(floor);
        let limit2 = (room - d3).fast_max(floor);
        // Users after each half as fractions, so that one division does for both.
        let start = active + back0;
        let below1 = crowding.mul_add(start, limit1);
        let above1 = growth * limit1 * start;
        let above2 = back12.mul_add(below1, above1);
        let product = limit2 * below1;
        let below2 = crowding.mul_add(above2, product);
        let over = f64x8::ONE / (below1 * below2);
        let active1 = (above1 * below2).mul_add(over, back1);
        let active2 = (growth * product * above2).mul_add(over, back3);
        let going = f64x8::splat(known.whole.waits[0]);
        let around1 = around * going;
        let around2 = around1 * going;
        *stocks = Stocks { active: active2, around: around2, dormant: d4, room };
        let worth = f64x8::splat(known.world.around);
        [around1.mul_add(worth, active1), around2.mul_add(worth, active2)]
    }
}

impl<'a> Histories<'a> {
    fn new(known: &'a Known<'a>, chance: &mut impl Sources) -> Self {
        let [[a, b], [c, d]] = [chance.normals(), chance.normals()];
        let normals = [a, b, c, d].map(f64x8::to_array);
        let states = std::array::from_fn(|lane| {
            let drawn = Drawn::new(known.market, normals.map(|z| z[lane]));
            State::new(known.world, known.market, drawn, chance.exponential(lane))
        });
        Self { known, states, seen: [0; LANES] }
    }

    fn run(mut self, common: &[f64x8], chance: &mut impl Sources, found: &mut Found, m: usize, first: usize) {
        let (known, stride) = (self.known, found.stride);
        let rows = &mut found.fans[m * DATES * stride..(m + 1) * DATES * stride];
        let motion = Motion::new(known, &self.states);
        let mut earning = Earning::new(known.market, &self.states, known.nodes[1].step);
        let stocks = Stocks::new(known.market);
        let [mut last] = earning.advance(&[known.nodes[0]]);
        let mut course = Course { stocks, cash: f64x8::ZERO, flow: last * stocks.active };
        let mut next = self.next_event();
        let (common, _) = common.as_chunks::<GO>();
        let (nodes, _) = known.nodes[1..].as_chunks::<{ 2 * GO }>();
        for (turn, (common, nodes)) in common.iter().zip(nodes).enumerate() {
            let week = turn * GO;
            if week.is_multiple_of(EVERY) {
                course.stocks.keep_fan(known, &mut rows[week / EVERY * stride + first..]);
            }
            let own = chance.normals();
            let rates = motion.rates(&own, common);
            let means = mean_growths(rates);
            let weeks = Fortnight { first: week, own, common, rates, means, earnings: earning.advance(nodes) };
            last = weeks.earnings[2 * GO - 1];
            if next > STEP * (week + GO) as f64 {
                motion.pass_week(&mut course, &weeks, 0);
                motion.pass_week(&mut course, &weeks, 1);
            } else {
                // Copies, so that the loop keeps its own in registers.
                let (copy, weeks) = (course, weeks);
                course = self.pass_cut_weeks(&motion, copy, &weeks, chance);
                next = self.next_event();
            }
        }
        course.stocks.keep_fan(known, &mut rows[(DATES - 1) * stride + first..]);
        self.keep(&course, last, found, m, first);
    }

    /// The day of the first event in any lane.
    fn next_event(&self) -> f64 {
        self.states.iter().fold(f64::INFINITY, |next, state| next.min(state.due))
    }

    /// Two weeks, of which at least one is cut.
    #[cold]
    #[inline(never)]
    fn pass_cut_weeks(
        &mut self,
        motion: &Motion,
        mut course: Course,
        weeks: &Fortnight,
        chance: &mut impl Sources,
    ) -> Course {
        for k in 0..GO {
            let before = course;
            motion.pass_week(&mut course, weeks, k);
            for lane in 0..LANES {
                if self.states[lane].due <= STEP * (weeks.first + k + 1) as f64 {
                    self.cut_week(lane, weeks, k, &before, &mut course, chance);
                }
            }
        }
        course
    }

    /// A lane in which a ban fell or ended in the week that has passed goes through it again, on its own.
    fn cut_week(
        &mut self,
        lane: usize,
        weeks: &Fortnight,
        k: usize,
        before: &Course,
        course: &mut Course,
        chance: &mut impl Sources,
    ) {
        let (known, week) = (self.known, weeks.first + k);
        self.look_up(lane, week, &before.stocks);
        let state = &mut self.states[lane];
        let drift = known.noise.drift(weeks.own[k].as_array()[lane], weeks.common[k].as_array()[lane]);
        let earned = state.cut_week(week, drift, &known.whole, || chance.exponential(lane)) / (HALF / 3.0);
        self.seen[lane] = week + 1;
        let stocks = &mut course.stocks;
        for (lanes, value) in [
            (&mut stocks.active, state.users.active),
            (&mut stocks.around, state.users.around),
            (&mut stocks.dormant, if state.banned { 0.0 } else { state.users.dormant }),
            (&mut stocks.room, known.market.ceiling - state.captured),
            (&mut course.cash, before.cash.as_array()[lane] + earned),
            (&mut course.flow, weeks.earnings[2 * k + 1].as_array()[lane] * state.earners()),
        ] {
            lanes.as_mut_array()[lane] = value;
        }
    }

    /// Brings a lane's state up to the first day of a week, from the stocks at that time.
    fn look_up(&mut self, lane: usize, week: usize, stocks: &Stocks) {
        let (state, weeks) = (&mut self.states[lane], week - self.seen[lane]);
        if state.banned {
            state.wait(WEEK * weeks as f64);
        } else {
            state.users.active = stocks.active.as_array()[lane];
            state.users.dormant = stocks.dormant.as_array()[lane];
            let (cohort, passed) = (&mut state.cohort, &self.known.cohort[weeks]);
            cohort.active = cohort.active * passed.staying + cohort.dormant * passed.back;
            cohort.dormant *= passed.dormant;
        }
    }

    fn keep(mut self, course: &Course, last: f64x8, found: &mut Found, m: usize, first: usize) {
        for lane in 0..LANES.min(found.histories - first) {
            self.look_up(lane, STEPS, &course.stocks);
            let state = &self.states[lane];
            let value = HALF / 3.0 * course.cash.as_array()[lane] + state.worth_at_the_horizon(last.as_array()[lane]);
            found.keep(m, first + lane, state, value);
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
