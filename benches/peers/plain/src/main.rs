//! The common model as a plain loop: `plain PARAMETERS HISTORIES SEED`, where the file is what `model.py` prints.

mod parameters;
mod told;

use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Distribution, Exp1, StandardNormal};

use parameters::{Market, World};

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

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, histories, seed] = arguments.as_slice() else {
        eprintln!("usage: plain PARAMETERS HISTORIES SEED");
        std::process::exit(2);
    };
    let text = std::fs::read_to_string(file).expect("the parameters are a file");
    let world = World::read(&text);
    let histories: usize = histories.parse().expect("a number of histories");
    let start = Instant::now();
    let mut found = Found::new(world.markets.len(), histories);
    simulate(&world, seed.parse().expect("a seed"), &mut found);
    let _fans = found.quantiles();
    let seconds = start.elapsed().as_secs_f64();
    told::tell(&world, seconds, &found);
}

/// What is kept of every history: rows over histories, market after market.
struct Found {
    histories: usize,
    /// From one row of the fans to the next.
    stride: usize,
    fans: Vec<f32>,
    values: Vec<f64>,
    users: Vec<f64>,
    cohort: Vec<f64>,
    bans: Vec<f64>,
}

impl Found {
    fn new(markets: usize, histories: usize) -> Self {
        // Rows are a page and a line apart, so that the dates of a history do not fight for one place in the cache.
        let stride = histories.div_ceil(1024) * 1024 + 16;
        let figure = || vec![0.0; markets * histories];
        Self {
            histories,
            stride,
            fans: vec![0.0; markets * DATES * stride],
            values: figure(),
            users: figure(),
            cohort: figure(),
            bans: figure(),
        }
    }

    /// Quantiles by market and date.
    fn quantiles(&mut self) -> Vec<f32> {
        let mut quantiles = Vec::with_capacity(self.fans.len() / self.stride * QUANTILES.len());
        for row in self.fans.chunks_mut(self.stride) {
            let mut rest = &mut row[..self.histories];
            let mut before = 0;
            for p in QUANTILES {
                let rank = (p * (self.histories - 1) as f64).round() as usize;
                // Each time among those that are not below the last.
                let (_, &mut found, above) = rest.select_nth_unstable_by(rank - before, f32::total_cmp);
                quantiles.push(found);
                (rest, before) = (above, rank + 1);
            }
        }
        quantiles
    }
}

/// What is known of ARPU and margin of a market at each end and middle of a week.
struct Tables {
    known: [f64; NODES],
    fading: [f64; NODES],
    gone: [f64; NODES],
}

impl Tables {
    fn new(world: &World, market: &Market) -> Self {
        let mut tables = Self { known: [0.0; NODES], fading: [0.0; NODES], gone: [0.0; NODES] };
        for k in 0..NODES {
            let t = HALF * k as f64;
            let fading = market.arpu_growth_fade * -(-t / market.arpu_growth_fade).exp_m1();
            tables.known[k] = (market.arpu_growth_long_run * (t - fading) - world.rate * t).exp();
            tables.fading[k] = fading;
            tables.gone[k] = (-t / market.margin_time).exp();
        }
        tables
    }
}

/// What is drawn once a history.
struct Drawn {
    growth: f64,
    arpu: f64,
    arpu_growth: f64,
    margin_long_run: f64,
}

impl Drawn {
    fn draw(market: &Market, chance: &mut SmallRng) -> Self {
        let growth = market.growth + market.growth_sd * normal(chance);
        Self {
            growth: if growth > 0.0 { growth / (1.0 - market.users / market.ceiling) } else { growth },
            arpu: (market.log_arpu + market.log_arpu_sd * normal(chance)).exp(),
            arpu_growth: market.arpu_growth + market.arpu_growth_sd * normal(chance),
            margin_long_run: market.margin_long_run + market.margin_long_run_sd * normal(chance),
        }
    }

    /// Margin times revenue per user and year, discounted, at a node of the tables.
    fn earning(&self, market: &Market, tables: &Tables, k: usize) -> f64 {
        let margin = self.margin_long_run + (market.margin - self.margin_long_run) * tables.gone[k];
        margin * self.arpu * tables.known[k] * (self.arpu_growth * tables.fading[k]).exp()
    }

    /// The same on any day.
    fn earning_on(&self, market: &Market, rate: f64, day: f64) -> f64 {
        let t = day / YEAR;
        let fading = market.arpu_growth_fade * -(-t / market.arpu_growth_fade).exp_m1();
        let growth = market.arpu_growth_long_run * t + (self.arpu_growth - market.arpu_growth_long_run) * fading;
        let gone = (-t / market.margin_time).exp();
        let margin = self.margin_long_run + (market.margin - self.margin_long_run) * gone;
        margin * self.arpu * (growth - rate * t).exp()
    }
}

/// Active, circumventing, dormant: of all users, or of those of the first day.
#[derive(Clone, Copy, Default)]
struct Stocks {
    active: f64,
    around: f64,
    dormant: f64,
    /// What the present block has moved to rivals.
    moved: f64,
}

impl Stocks {
    fn come_back(&mut self, share: f64) {
        self.active += self.dormant * share;
        self.dormant -= self.dormant * share;
    }

    /// A time of a ban passes; returns what went to rivals.
    fn wait(&mut self, going: f64, waiting: f64, passing: f64) -> f64 {
        let before = self.around + self.dormant;
        self.dormant = self.dormant * waiting + self.around * passing;
        self.around *= going;
        let gone = before - self.around - self.dormant;
        self.moved += gone;
        gone
    }

    fn cut_off(&mut self, kappa: f64) {
        self.around += kappa * self.active;
        self.dormant += (1.0 - kappa) * self.active;
        (self.active, self.moved) = (0.0, 0.0);
    }

    /// A ban is lifted; returns what comes back from rivals.
    fn restore(&mut self, forgotten: f64) -> f64 {
        self.active += self.around;
        self.around = 0.0;
        let back = self.moved * forgotten;
        self.dormant += back;
        back
    }
}

/// One market of one history.
struct State<'a> {
    world: &'a World,
    market: &'a Market,
    drawn: Drawn,
    users: Stocks,
    cohort: Stocks,
    captured: f64,
    banned: bool,
}

impl State<'_> {
    fn earners(&self) -> f64 {
        self.users.active + self.world.around * self.users.around
    }

    /// Half a piece of time twice; returns the piece's cash over a sixth of its length.
    fn piece(&mut self, half: f64, drift: f64, earnings: [f64; 3], whole: &Whole) -> f64 {
        let mut cash = earnings[0] * self.earners();
        if self.banned {
            let (going, waiting) = if half == HALF {
                (whole.going, whole.waiting)
            } else {
                ((-self.world.decay * half).exp(), (-self.world.capture * half).exp())
            };
            let passing = self.world.decay * (going - waiting) / (self.world.capture - self.world.decay);
            for weighted in [4.0 * earnings[1], earnings[2]] {
                self.captured += self.users.wait(going, waiting, passing);
                self.cohort.wait(going, waiting, passing);
                cash += weighted * self.world.around * self.users.around;
            }
            return cash;
        }
        let (back, staying) = if half == HALF {
            (whole.back, whole.staying)
        } else {
            (-(-self.world.return_rate * 0.5 * half).exp_m1(), (-self.market.churn * half).exp())
        };
        let rate = self.drawn.growth + drift;
        let gain = (rate * half).exp_m1();
        let crowding = self.drawn.growth.max(0.0) * if rate == 0.0 { half } else { gain / rate };
        for weighted in [4.0 * earnings[1], earnings[2]] {
            self.users.come_back(back);
            self.cohort.come_back(back);
            let ceiling = self.market.ceiling;
            let limit = (ceiling - self.captured - self.users.dormant).max(0.01 * ceiling);
            self.users.active *= (1.0 + gain) / (1.0 + crowding * self.users.active / limit);
            self.cohort.active *= staying;
            self.users.come_back(back);
            self.cohort.come_back(back);
            cash += weighted * self.users.active;
        }
        cash
    }
}

/// What half a whole week does, the same every time.
struct Whole {
    going: f64,
    waiting: f64,
    back: f64,
    staying: f64,
}

fn simulate(world: &World, seed: u64, found: &mut Found) {
    let mut chance = SmallRng::seed_from_u64(seed);
    let tables: Vec<Tables> = world.markets.iter().map(|market| Tables::new(world, market)).collect();
    let mut common = [0.0; STEPS];
    for i in 0..found.histories {
        common.iter_mut().for_each(|z| *z = world.correlation.sqrt() * normal(&mut chance));
        for (m, market) in world.markets.iter().enumerate() {
            history(world, market, &tables[m], &common, &mut chance, found, m, i);
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
    chance: &mut SmallRng,
    found: &mut Found,
    m: usize,
    i: usize,
) {
    let whole = Whole {
        going: (-world.decay * HALF).exp(),
        waiting: (-world.capture * HALF).exp(),
        back: -(-world.return_rate * 0.5 * HALF).exp_m1(),
        staying: (-market.churn * HALF).exp(),
    };
    let mut state = State {
        world,
        market,
        drawn: Drawn::draw(market, chance),
        users: Stocks { active: market.users, ..Stocks::default() },
        cohort: Stocks { active: 1.0, ..Stocks::default() },
        captured: 0.0,
        banned: false,
    };
    let own = (1.0 - world.correlation).sqrt();
    let (noise, lost) = (market.volatility / WEEK.sqrt(), -0.5 * market.volatility * market.volatility);
    let mut due = exponential(chance) * YEAR / world.ban_rate;
    let (mut since, mut bans, mut cash) = (0.0, 0.0, 0.0);
    let mut last = state.drawn.earning(market, tables, 0);
    for week in 0..STEPS {
        if week % EVERY == 0 {
            let row = m * DATES + week / EVERY;
            found.fans[row * found.stride + i] = ((state.users.active + state.users.around) / market.users) as f32;
        }
        let drift = noise * (own * normal(chance) + common[week]) + lost;
        let first = last;
        let middle = state.drawn.earning(market, tables, 2 * week + 1);
        last = state.drawn.earning(market, tables, 2 * week + 2);
        let (mut day, end) = (STEP * week as f64, STEP * (week + 1) as f64);
        if due > end {
            cash += HALF / 3.0 * state.piece(HALF, drift, [first, middle, last], &whole);
            continue;
        }
        // Something happens this week: piece by piece.
        loop {
            let to = due.min(end);
            let half = 0.5 * (to - day) / YEAR;
            let earnings = [day, 0.5 * (day + to), to].map(|day| state.drawn.earning_on(market, world.rate, day));
            cash += half / 3.0 * state.piece(half, drift, earnings, &whole);
            if due > end {
                break;
            }
            day = due;
            if state.banned {
                let forgotten = (-(day - since) / world.habit).exp();
                state.captured = (state.captured - state.users.restore(forgotten)).max(0.0);
                state.cohort.restore(forgotten);
                due = day + exponential(chance) * YEAR / world.ban_rate;
            } else {
                state.users.cut_off(world.kappa);
                state.cohort.cut_off(world.kappa);
                (since, bans) = (day, bans + 1.0);
                due = day + exponential(chance) * world.ban_length;
            }
            state.banned = !state.banned;
        }
    }
    let left = (state.users.active + state.users.around) / market.users;
    found.fans[(m * DATES + DATES - 1) * found.stride + i] = left as f32;
    let fading = if state.banned { world.decay } else { 0.0 };
    let place = m * found.histories + i;
    found.values[place] = cash + last * state.earners() / (world.rate - market.terminal_growth + fading);
    found.users[place] = left;
    found.cohort[place] = state.cohort.active + state.cohort.around;
    found.bans[place] = bans;
}

fn normal(chance: &mut SmallRng) -> f64 {
    StandardNormal.sample(chance)
}

fn exponential(chance: &mut SmallRng) -> f64 {
    Exp1.sample(chance)
}
