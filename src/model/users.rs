//! Users of one market, or of several side by side: stocks and how they flow between cuts (model, section 8).

use crate::lanes::{Lanes, Real, WIDTH};

/// Stocks of users, and the same for the people active on the first day, as shares of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stocks<T = f64> {
    /// Active (A).
    pub active: T,
    /// Using the app by circumvention while it is blocked (V).
    pub circumventing: T,
    /// Cut off, could return (D).
    pub dormant: T,
    /// Settled with a rival (R).
    pub captured: T,
    /// The day-one cohort.
    pub cohort: Cohort<T>,
    /// What the block in force has moved to rivals.
    pub moved: Moved<T>,
}

/// Shares of the people active at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cohort<T = f64> {
    /// Still active (a).
    pub active: T,
    /// Circumventing (v).
    pub circumventing: T,
    /// Dormant (d).
    pub dormant: T,
}

/// What a block has moved to rivals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moved<T = f64> {
    /// Users.
    pub users: T,
    /// Share of the day-one cohort.
    pub cohort: T,
}

/// How the stocks move for the time being. Rates are per year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flow {
    /// The app can recruit.
    Recruiting(Recruiting),
    /// Out of the stores: existing users wear off at this rate.
    Restricted {
        /// c · wear.
        wear: f64,
    },
    /// Cut off: circumvention decays, dormant users settle with rivals.
    Blocked {
        /// δ.
        decay: f64,
        /// χ.
        capture: f64,
    },
}

/// Rates while the app can recruit, per year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recruiting {
    /// Intrinsic growth g where it is logistic, net growth where it is negative.
    pub growth: f64,
    /// Addressable users C.
    pub ceiling: f64,
    /// Drift that the noise of this step adds: σ Z/√Δ − σ²/2.
    pub drift: f64,
    /// Extra churn ε from orders, transitions and missing content.
    pub extra_churn: f64,
    /// Extra churn at home from anger: η B now.
    pub anger_churn: f64,
    /// Rate at which that fades.
    pub anger_decay: f64,
    /// 1/τ.
    pub return_rate: f64,
    /// ω.
    pub win_back: f64,
}

impl Recruiting {
    /// Nothing but growth and noise: what the baseline does.
    pub fn undisturbed(growth: f64, ceiling: f64, drift: f64) -> Self {
        Self {
            growth,
            ceiling,
            drift,
            extra_churn: 0.0,
            anger_churn: 0.0,
            anger_decay: 0.0,
            return_rate: 0.0,
            win_back: 0.0,
        }
    }
}

/// Active users after `years` of logistic growth towards `limit` with a constant drift on top, solved
/// together: dA/dt = (g + drift) A − g A²/limit.
///
/// The specification applies the noise after the logistic; solved together they form a semigroup, so
/// that cutting a step changes nothing. Negative growth is exponential: the square term is left out.
pub fn grown(active: f64, growth: f64, limit: f64, drift: f64, years: f64) -> f64 {
    Growth::over(growth, drift, years).of(active, limit)
}

/// Growth over a stretch of time, for any number of users: the exponential in [`grown`] taken once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Growth<T = f64> {
    /// What users are multiplied by where there is room.
    factor: T,
    /// Growth where it crowds, times the mean time in which it does.
    crowding: T,
}

impl<T: Real> Growth<T> {
    /// Growth at `growth` and `drift` per year over `years`.
    #[inline(always)]
    pub fn over(growth: T, drift: T, years: f64) -> Self {
        let rate = growth + drift;
        let gain = (rate * T::all(years)).exponential_m1();
        let mean_time = rate.with(gain / rate, |rate, time| if rate.abs() * years < 1e-9 { years } else { time });
        Self { factor: gain + T::all(1.0), crowding: growth.at_least(T::all(0.0)) * mean_time }
    }

    /// What `active` users become, with room for `limit`.
    #[inline(always)]
    pub fn of(self, active: T, limit: T) -> T {
        active * self.factor * limit / (limit + self.crowding * active)
    }
}

/// What a stretch of time does to the stocks, but for growth: the exponentials of a [`Flow`] taken once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace<T = f64> {
    /// Share of the active who go to rivals, as the stretch begins and as it ends.
    pub lost: [T; 2],
    /// Share of the dormant who return, at each of both.
    back: T,
    /// Share of the captured who stay with rivals, at each of both.
    kept: T,
    /// Addressable users.
    ceiling: T,
    /// Of those who circumvent: who go on, who become dormant and wait, who settle with a rival.
    around: [T; 3],
    /// Of the dormant: who wait, who settle with a rival.
    waiting: [T; 2],
    /// 1 while a block moves users to rivals, otherwise 0.
    blocked: T,
    /// 1 while new users can come, otherwise 0.
    pub recruits: T,
    /// Growth per year; 0 while nobody can come.
    pub growth: T,
    /// 1 where growth rises with users lost elsewhere, otherwise 0.
    pub redeploys: T,
}

impl Pace {
    /// What `flow` does in `years`.
    pub fn over(flow: &Flow, years: f64) -> Self {
        let still = Self { kept: 1.0, ceiling: 1.0, around: [1.0, 0.0, 0.0], waiting: [1.0, 0.0], ..Self::default() };
        let half = 0.5 * years;
        match *flow {
            Flow::Recruiting(rates) => Self {
                lost: [rates.lost(half)[0], rates.lost(half)[1]],
                back: -(-rates.return_rate * half).exponential_m1(),
                kept: (-rates.win_back * half).exponential(),
                ceiling: rates.ceiling,
                recruits: 1.0,
                growth: rates.growth,
                ..still
            },
            Flow::Restricted { wear } => {
                let lost = -(-wear * half).exponential_m1();
                Self { lost: [lost, lost], blocked: 1.0, ..still }
            }
            Flow::Blocked { decay, capture } => {
                let (stay, wait) = ((-decay * years).exponential(), (-capture * years).exponential());
                let gap = capture - decay;
                let passing = if (gap * years).abs() < 1e-6 { years * stay } else { (stay - wait) / gap };
                let dormant = decay * passing;
                Self {
                    around: [stay, dormant, (1.0 - stay - dormant).max(0.0)],
                    waiting: [wait, 1.0 - wait],
                    blocked: 1.0,
                    ..still
                }
            }
        }
    }
}

impl Recruiting {
    /// Share of the active who go to rivals in each of four stretches of `years`, one after the other.
    pub fn lost(&self, years: f64) -> [f64; WIDTH] {
        let calm = self.extra_churn * years;
        if self.anger_churn <= 0.0 {
            return [-(-calm).exponential_m1(); WIDTH];
        }
        // What churns by anger is its integral.
        let fades = (-self.anger_decay * years).exponential_m1();
        let (angry, left) = (self.anger_churn * -fades / self.anger_decay, fades + 1.0);
        let angry = Lanes([angry, angry * left, angry * left * left, angry * left * left * left]);
        (Lanes::all(-calm) - angry).exponential_m1().map(|gained| -gained).0
    }
}

impl<T> Stocks<T> {
    /// Each figure, in a fixed order.
    pub fn figures(&mut self) -> [&mut T; 9] {
        let Self { active, circumventing, dormant, captured, cohort: c, moved } = self;
        let cohort = (&mut c.active, &mut c.circumventing, &mut c.dormant);
        [active, circumventing, dormant, captured, cohort.0, cohort.1, cohort.2, &mut moved.users, &mut moved.cohort]
    }
}

impl<T> Pace<T> {
    /// Each figure, in a fixed order.
    pub fn figures(&mut self) -> [&mut T; 14] {
        let Self { lost, back, kept, ceiling, around, waiting, blocked, recruits, growth, redeploys } = self;
        let ([a, b], [c, d, e], [f, g]) = (lost, around, waiting);
        [a, b, back, kept, ceiling, c, d, e, f, g, blocked, recruits, growth, redeploys]
    }
}

impl<T: Real> Stocks<T> {
    /// Lets a stretch of time pass at this `pace`, in which `lost` of the active go to rivals as it begins and as it ends,
    /// and the others grow by `growth`. `survival` is the share of active day-one users who stay of their own accord.
    ///
    /// While the app recruits, the linear flows stand symmetrically around the logistic (Strang), so that the error of
    /// splitting is of second order.
    #[inline(always)]
    pub fn pass(&mut self, pace: &Pace<T>, [first, last]: [T; 2], growth: Growth<T>, survival: T) {
        self.lose(first, pace.blocked);
        self.come_back(pace.back);
        self.captured = self.captured * pace.kept;
        let limit = (pace.ceiling - self.captured - self.dormant).at_least(T::all(0.01) * pace.ceiling);
        self.active = growth.of(self.active, limit);
        self.cohort.active = self.cohort.active * survival.with(pace.recruits, |s, r| if r > 0.0 { s } else { 1.0 });
        self.captured = self.captured * pace.kept;
        self.come_back(pace.back);
        self.lose(last, pace.blocked);
        self.wait(pace);
    }

    /// This share of the active goes to rivals.
    #[inline(always)]
    fn lose(&mut self, share: T, blocked: T) {
        let (users, cohort) = (self.active * share, self.cohort.active * share);
        self.active = self.active - users;
        self.cohort.active = self.cohort.active - cohort;
        self.move_to_rivals(users, cohort, blocked);
    }

    #[inline(always)]
    fn move_to_rivals(&mut self, users: T, cohort: T, blocked: T) {
        self.captured = self.captured + users;
        self.moved.users = self.moved.users + users * blocked;
        self.moved.cohort = self.moved.cohort + cohort * blocked;
    }

    /// This share of the dormant returns.
    #[inline(always)]
    fn come_back(&mut self, share: T) {
        let (users, cohort) = (self.dormant * share, self.cohort.dormant * share);
        self.active = self.active + users;
        self.dormant = self.dormant - users;
        self.cohort.active = self.cohort.active + cohort;
        self.cohort.dormant = self.cohort.dormant - cohort;
    }

    /// V → D at one rate and D → rivals at another, solved together.
    #[inline(always)]
    fn wait(&mut self, pace: &Pace<T>) {
        let [goes_on, tires, leaves] = pace.around;
        let [waits, settles] = pace.waiting;
        let drain = |around: &mut T, dormant: &mut T| {
            let gone = *around * leaves + *dormant * settles;
            *dormant = *dormant * waits + *around * tires;
            *around = *around * goes_on;
            gone
        };
        let users = drain(&mut self.circumventing, &mut self.dormant);
        let cohort = drain(&mut self.cohort.circumventing, &mut self.cohort.dormant);
        self.move_to_rivals(users, cohort, pace.blocked);
    }
}

impl Stocks {
    /// Everybody active, the cohort whole.
    pub fn all_active(users: f64) -> Self {
        Self { active: users, cohort: Cohort { active: 1.0, ..Cohort::default() }, ..Self::default() }
    }

    /// Everybody who belongs to the app: active, circumventing or dormant.
    pub fn reachable(&self) -> f64 {
        self.active + self.circumventing + self.dormant
    }

    /// Lets `years` pass with rates as they are at the beginning.
    pub fn flow(&mut self, flow: &Flow, years: f64, survival: f64) {
        let drift = if let Flow::Recruiting(rates) = flow { rates.drift } else { 0.0 };
        let pace = Pace::over(flow, years);
        self.pass(&pace, pace.lost, Growth::over(pace.growth, drift, years), survival);
    }

    /// A ban falls: a share `kappa` goes on by circumvention, the others are dormant.
    pub fn cut_off(&mut self, kappa: f64) {
        let share = |active: &mut f64, around: &mut f64, dormant: &mut f64| {
            *around += kappa * *active;
            *dormant += (1.0 - kappa) * *active;
            *active = 0.0;
        };
        share(&mut self.active, &mut self.circumventing, &mut self.dormant);
        let cohort = &mut self.cohort;
        share(&mut cohort.active, &mut cohort.circumventing, &mut cohort.dormant);
    }

    /// The owner leaves: all are cut off.
    pub fn leave(&mut self) {
        self.cut_off(0.0);
        self.dormant += std::mem::take(&mut self.circumventing);
        self.cohort.dormant += std::mem::take(&mut self.cohort.circumventing);
    }

    /// The block in force ends. Of those it moved to rivals the share `forgotten` becomes winnable again; at least
    /// `least` users are active, if so many are left.
    pub fn restore(&mut self, forgotten: f64, least: f64) {
        let captured = std::mem::take(&mut self.moved);
        self.active += std::mem::take(&mut self.circumventing);
        // Nobody is made up: they come from rivals, and where these are too few they are the first of the dormant.
        let seeded = (least - self.active).max(0.0).min(self.captured + self.dormant);
        let from_rivals = seeded.min(self.captured);
        self.active += seeded;
        self.captured -= from_rivals;
        self.dormant = (self.dormant - (seeded - from_rivals)).max(0.0);
        let back = (captured.users * forgotten).min(self.captured);
        self.captured -= back;
        self.dormant += back;
        self.cohort.active += std::mem::take(&mut self.cohort.circumventing);
        self.cohort.dormant += captured.cohort * forgotten;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1e-300), "{a} is not {b}");
    }

    #[test]
    fn growth_follows_the_logistic_on_both_sides_of_its_limit() {
        for start in [10.0, 150.0] {
            let exact = 100.0 / (1.0 + (100.0 / start - 1.0) * (-0.8_f64 * 2.0).exp());
            close(grown(start, 0.8, 100.0, 0.0, 2.0), exact, 1e-14);
        }
    }

    #[test]
    fn cutting_a_step_changes_nothing() {
        let whole = grown(10.0, 0.8, 100.0, 0.37, 0.3);
        let cut = grown(grown(10.0, 0.8, 100.0, 0.37, 0.1), 0.8, 100.0, 0.37, 0.2);
        close(cut, whole, 1e-14);
    }

    #[test]
    fn negative_growth_is_exponential() {
        close(grown(10.0, -0.5, 100.0, 0.0, 1.0), 10.0 * (-0.5_f64).exp(), 1e-15);
    }

    #[test]
    fn a_drift_that_cancels_growth_has_its_limit() {
        // dA/dt = −g A²/K with g = 0.5, K = 100: A = 1/(1/A0 + g t/K)
        close(grown(20.0, 0.5, 100.0, -0.5, 3.0), 1.0 / (1.0 / 20.0 + 0.5 * 3.0 / 100.0), 1e-12);
    }

    #[test]
    fn blocked_stocks_follow_their_differential_equation() {
        for (decay, capture) in [(2.0, 0.7), (0.5, 0.5), (0.3, 3.0)] {
            let mut exact = Stocks { circumventing: 30.0, dormant: 70.0, ..Stocks::default() };
            exact.flow(&Flow::Blocked { decay, capture }, 0.5, 1.0);
            let (mut v, mut d, mut r) = (30.0_f64, 70.0_f64, 0.0);
            let steps = 200_000;
            let dt = 0.5 / f64::from(steps);
            for _ in 0..steps {
                let (to_dormant, to_rival) = (decay * v * dt, capture * d * dt);
                v -= to_dormant;
                d += to_dormant - to_rival;
                r += to_rival;
            }
            close(exact.circumventing, v, 1e-5);
            close(exact.dormant, d, 1e-5);
            close(exact.moved.users, r, 1e-4);
            close(exact.circumventing + exact.dormant + exact.captured, 100.0, 1e-14);
        }
    }

    #[test]
    fn recruiting_conserves_people_but_for_growth() {
        let mut stocks = Stocks { active: 50.0, dormant: 30.0, captured: 20.0, ..Stocks::default() };
        let rates = Recruiting {
            extra_churn: 0.4,
            anger_churn: 0.2,
            anger_decay: 3.0,
            return_rate: 5.0,
            ..Recruiting::undisturbed(0.0, 1e6, 0.0)
        };
        stocks.flow(&Flow::Recruiting(rates), 0.1, 1.0);
        close(stocks.active + stocks.dormant + stocks.captured, 100.0, 1e-14);
    }

    #[test]
    fn anger_is_integrated_exactly() {
        let rates = Recruiting { anger_churn: 0.8, anger_decay: 6.0, ..Recruiting::undisturbed(0.0, 1e6, 0.0) };
        let mut stocks = Stocks::all_active(100.0);
        stocks.flow(&Flow::Recruiting(rates), 0.25, 1.0);
        close(stocks.active, 100.0 * (-0.8 * (1.0 - (-6.0_f64 * 0.25).exp()) / 6.0).exp(), 1e-13);
    }

    #[test]
    fn a_short_block_is_forgotten_and_a_long_one_is_not() {
        let mut short = Stocks::all_active(100.0);
        short.cut_off(0.1);
        short.flow(&Flow::Blocked { decay: 1.0, capture: 3.0 }, 7.0 / 365.25, 1.0);
        short.restore((-7.0_f64 / 30.0).exp(), 0.0);
        assert!(short.captured < 0.02 * 100.0, "{short:?}");
        close(short.reachable() + short.captured, 100.0, 1e-14);

        let mut long = Stocks::all_active(100.0);
        long.cut_off(0.1);
        long.flow(&Flow::Blocked { decay: 1.0, capture: 3.0 }, 0.5, 1.0);
        long.restore((-182.6_f64 / 30.0).exp(), 0.0);
        assert!(long.captured > 0.5 * 100.0, "{long:?}");
    }

    #[test]
    fn the_app_is_reseeded_from_rivals() {
        let mut stocks = Stocks { captured: 99.0, dormant: 1.0, ..Stocks::default() };
        stocks.restore(0.0, 5.0);
        close(stocks.active, 5.0, 1e-15);
        close(stocks.captured, 94.0, 1e-15);
    }
}
