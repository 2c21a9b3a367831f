//! The rules of the common model, for one market of one history.

use crate::parameters::{Market, World};
use crate::{HALF, NODES, STEP, WEEK, YEAR};

/// What is known of ARPU and margin of a market at each end and middle of a week.
pub(crate) struct Tables {
    pub(crate) known: [f64; NODES],
    pub(crate) fading: [f64; NODES],
    pub(crate) gone: [f64; NODES],
}

impl Tables {
    pub(crate) fn new(world: &World, market: &Market) -> Self {
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
pub(crate) struct Drawn {
    pub(crate) growth: f64,
    pub(crate) arpu: f64,
    pub(crate) arpu_growth: f64,
    pub(crate) margin_long_run: f64,
}

impl Drawn {
    /// From four standard normal numbers.
    pub(crate) fn new(market: &Market, normals: [f64; 4]) -> Self {
        let growth = market.growth + market.growth_sd * normals[0];
        Self {
            growth: if growth > 0.0 { growth / (1.0 - market.users / market.ceiling) } else { growth },
            arpu: (market.log_arpu + market.log_arpu_sd * normals[1]).exp(),
            arpu_growth: market.arpu_growth + market.arpu_growth_sd * normals[2],
            margin_long_run: market.margin_long_run + market.margin_long_run_sd * normals[3],
        }
    }

    /// Margin times revenue per user and year, discounted, at a node of the tables.
    #[inline]
    pub(crate) fn earning(&self, market: &Market, tables: &Tables, k: usize) -> f64 {
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
pub(crate) struct Stocks {
    pub(crate) active: f64,
    pub(crate) around: f64,
    pub(crate) dormant: f64,
    /// What the present block has moved to rivals.
    moved: f64,
}

impl Stocks {
    fn come_back(&mut self, share: f64) {
        self.active += self.dormant * share;
        self.dormant -= self.dormant * share;
    }

    /// A time of a ban passes; returns what went to rivals.
    pub(crate) fn wait(&mut self, going: f64, waiting: f64, passing: f64) -> f64 {
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

/// What half a whole week does, the same every time.
pub(crate) struct Whole {
    pub(crate) waits: [f64; 3],
    pub(crate) back: f64,
    pub(crate) staying: f64,
}

impl Whole {
    pub(crate) fn new(world: &World, market: &Market) -> Self {
        Self {
            waits: waits(world, HALF),
            back: -(-world.return_rate * 0.5 * HALF).exp_m1(),
            staying: (-market.churn * HALF).exp(),
        }
    }
}

/// What some years of a ban leave of those circumventing and of the dormant, and what share of those circumventing is dormant by then.
fn waits(world: &World, time: f64) -> [f64; 3] {
    let (going, waiting) = ((-world.decay * time).exp(), (-world.capture * time).exp());
    [going, waiting, world.decay * (going - waiting) / (world.capture - world.decay)]
}

/// Noise in the growth of a market: what normal numbers are multiplied by, and what is added.
pub(crate) struct Noise {
    pub(crate) own: f64,
    pub(crate) scale: f64,
    pub(crate) shift: f64,
}

impl Noise {
    pub(crate) fn new(world: &World, market: &Market) -> Self {
        Self {
            own: (1.0 - world.correlation).sqrt(),
            scale: market.volatility / WEEK.sqrt(),
            shift: -0.5 * market.volatility * market.volatility,
        }
    }

    /// A week's noise, of the market's own number and of what all markets have in common.
    #[inline]
    pub(crate) fn drift(&self, own: f64, common: f64) -> f64 {
        self.scale * (self.own * own + common) + self.shift
    }
}

/// One market of one history.
pub(crate) struct State<'a> {
    world: &'a World,
    market: &'a Market,
    pub(crate) drawn: Drawn,
    pub(crate) users: Stocks,
    pub(crate) cohort: Stocks,
    pub(crate) captured: f64,
    pub(crate) banned: bool,
    pub(crate) bans: f64,
    /// The day on which the ban falls or ends that comes next.
    pub(crate) due: f64,
    /// The day on which the last ban fell.
    since: f64,
}

impl<'a> State<'a> {
    /// The first day; `exponential` says when the first ban falls.
    pub(crate) fn new(world: &'a World, market: &'a Market, drawn: Drawn, exponential: f64) -> Self {
        Self {
            world,
            market,
            drawn,
            users: Stocks { active: market.users, ..Stocks::default() },
            cohort: Stocks { active: 1.0, ..Stocks::default() },
            captured: 0.0,
            banned: false,
            bans: 0.0,
            due: exponential * YEAR / world.ban_rate,
            since: 0.0,
        }
    }

    /// Users that there are still, over those at the start.
    #[inline]
    pub(crate) fn left(&self) -> f64 {
        (self.users.active + self.users.around) / self.market.users
    }

    /// What comes after the horizon, where users earn `earning` each.
    pub(crate) fn worth_at_the_horizon(&self, earning: f64) -> f64 {
        let fading = if self.banned { self.world.decay } else { 0.0 };
        earning * self.earners() / (self.world.rate - self.market.terminal_growth + fading)
    }

    pub(crate) fn earners(&self) -> f64 {
        self.users.active + self.world.around * self.users.around
    }

    /// A time of a ban passes, in years.
    pub(crate) fn wait(&mut self, time: f64) {
        let [going, waiting, passing] = waits(self.world, time);
        self.captured += self.users.wait(going, waiting, passing);
        self.cohort.wait(going, waiting, passing);
    }

    /// A week in which a ban falls or ends, piece by piece; returns its cash.
    pub(crate) fn cut_week(
        &mut self,
        week: usize,
        drift: f64,
        whole: &Whole,
        mut exponential: impl FnMut() -> f64,
    ) -> f64 {
        let (mut day, end) = (STEP * week as f64, STEP * (week + 1) as f64);
        let mut cash = 0.0;
        let mut first = self.drawn.earning_on(self.market, self.world.rate, day);
        loop {
            let to = self.due.min(end);
            let half = 0.5 * (to - day) / YEAR;
            let [middle, last] =
                [0.5 * (day + to), to].map(|day| self.drawn.earning_on(self.market, self.world.rate, day));
            cash += half / 3.0 * self.piece(half, drift, [first, middle, last], whole);
            if self.due > end {
                return cash;
            }
            (day, first) = (to, last);
            self.turn(exponential());
        }
    }

    /// A ban falls or ends today; `exponential` says how long what begins will last.
    fn turn(&mut self, exponential: f64) {
        let day = self.due;
        if self.banned {
            let forgotten = (-(day - self.since) / self.world.habit).exp();
            self.captured = (self.captured - self.users.restore(forgotten)).max(0.0);
            self.cohort.restore(forgotten);
            self.due = day + exponential * YEAR / self.world.ban_rate;
        } else {
            self.users.cut_off(self.world.kappa);
            self.cohort.cut_off(self.world.kappa);
            (self.since, self.bans) = (day, self.bans + 1.0);
            self.due = day + exponential * self.world.ban_length;
        }
        self.banned = !self.banned;
    }

    /// Half a piece of time twice; returns the piece's cash over a sixth of its length.
    #[inline]
    pub(crate) fn piece(&mut self, half: f64, drift: f64, earnings: [f64; 3], whole: &Whole) -> f64 {
        let mut cash = earnings[0] * self.earners();
        if self.banned {
            let [going, waiting, passing] = if half == HALF { whole.waits } else { waits(self.world, half) };
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
