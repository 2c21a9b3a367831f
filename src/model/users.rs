//! Users of one market: stocks and how they flow between cuts (model, section 8).

/// Stocks of users, and the same for the people active on the first day, as shares of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stocks {
    /// Active (A).
    pub active: f64,
    /// Using the app by circumvention while it is blocked (V).
    pub circumventing: f64,
    /// Cut off, could return (D).
    pub dormant: f64,
    /// Settled with a rival (R).
    pub captured: f64,
    /// The day-one cohort.
    pub cohort: Cohort,
}

/// Shares of the people active at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cohort {
    /// Still active (a).
    pub active: f64,
    /// Circumventing (v).
    pub circumventing: f64,
    /// Dormant (d).
    pub dormant: f64,
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
#[derive(Debug, Clone, Copy)]
pub struct Growth {
    gain: f64,
    /// Growth where it crowds, times the mean time in which it does.
    crowding: f64,
}

impl Growth {
    /// Growth at `growth` and `drift` per year over `years`.
    pub fn over(growth: f64, drift: f64, years: f64) -> Self {
        let rate = growth + drift;
        let gain = libm::expm1(rate * years);
        let mean_time = if rate.abs() * years < 1e-9 { years } else { gain / rate };
        Self { gain, crowding: growth.max(0.0) * mean_time }
    }

    /// What `active` users become, with room for `limit`.
    pub fn of(self, active: f64, limit: f64) -> f64 {
        active * (1.0 + self.gain) / (1.0 + self.crowding * active / limit)
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

    /// Lets `years` pass. `survival` is the share of active day-one users who stay over that time of
    /// their own accord. Returns the users and the cohort share that a block moved to rivals.
    ///
    /// While the app recruits, the linear flows stand symmetrically around the logistic (Strang), so
    /// that the error of splitting is of second order.
    pub fn flow(&mut self, flow: &Flow, years: f64, survival: f64) -> Moved {
        match *flow {
            Flow::Recruiting(rates) => {
                self.recruit(&rates, years, survival);
                Moved::default()
            }
            Flow::Restricted { wear } => self.wear_off(wear, years),
            Flow::Blocked { decay, capture } => self.wait(decay, capture, years),
        }
    }

    fn recruit(&mut self, rates: &Recruiting, years: f64, survival: f64) {
        let half = 0.5 * years;
        self.lose(rates, half, 0.0);
        self.come_back(rates.return_rate, half);
        self.win_back(rates.win_back, half);
        let limit = (rates.ceiling - self.captured - self.dormant).max(0.01 * rates.ceiling);
        self.active = grown(self.active, rates.growth, limit, rates.drift, years);
        self.cohort.active *= survival;
        self.win_back(rates.win_back, half);
        self.come_back(rates.return_rate, half);
        self.lose(rates, half, half);
    }

    /// Extra churn into the hands of rivals; anger has faded for `since` years.
    fn lose(&mut self, rates: &Recruiting, years: f64, since: f64) {
        let mut exponent = rates.extra_churn * years;
        if rates.anger_churn > 0.0 {
            let now = rates.anger_churn * libm::exp(-rates.anger_decay * since);
            exponent += now * -libm::expm1(-rates.anger_decay * years) / rates.anger_decay;
        }
        if exponent > 0.0 {
            let lost = -libm::expm1(-exponent);
            self.captured += self.active * lost;
            self.active -= self.active * lost;
            self.cohort.active -= self.cohort.active * lost;
        }
    }

    fn come_back(&mut self, rate: f64, years: f64) {
        if self.dormant > 0.0 || self.cohort.dormant > 0.0 {
            let share = -libm::expm1(-rate * years);
            self.active += self.dormant * share;
            self.dormant -= self.dormant * share;
            self.cohort.active += self.cohort.dormant * share;
            self.cohort.dormant -= self.cohort.dormant * share;
        }
    }

    fn win_back(&mut self, rate: f64, years: f64) {
        if self.captured > 0.0 && rate > 0.0 {
            self.captured *= libm::exp(-rate * years);
        }
    }

    fn wear_off(&mut self, wear: f64, years: f64) -> Moved {
        let lost = -libm::expm1(-wear * years);
        let moved = Moved { users: self.active * lost, cohort: self.cohort.active * lost };
        self.active -= moved.users;
        self.captured += moved.users;
        self.cohort.active -= moved.cohort;
        moved
    }

    fn wait(&mut self, decay: f64, capture: f64, years: f64) -> Moved {
        let users = drain(&mut self.circumventing, &mut self.dormant, decay, capture, years);
        let cohort = drain(&mut self.cohort.circumventing, &mut self.cohort.dormant, decay, capture, years);
        self.captured += users;
        Moved { users, cohort }
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

    /// A block ends that moved `captured` to rivals, of whom the share `forgotten` becomes winnable
    /// again; at least `least` users are active, if so many are left.
    pub fn restore(&mut self, captured: Moved, forgotten: f64, least: f64) {
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

/// What a block has moved to rivals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moved {
    /// Users.
    pub users: f64,
    /// Share of the day-one cohort.
    pub cohort: f64,
}

impl std::ops::AddAssign for Moved {
    fn add_assign(&mut self, other: Self) {
        self.users += other.users;
        self.cohort += other.cohort;
    }
}

/// V → D at `decay` and D → out at `capture`, solved together; returns what went out.
fn drain(around: &mut f64, dormant: &mut f64, decay: f64, capture: f64, years: f64) -> f64 {
    let before = *around + *dormant;
    if before <= 0.0 {
        return 0.0;
    }
    let stay = libm::exp(-decay * years);
    let wait = libm::exp(-capture * years);
    let gap = capture - decay;
    let passing = if (gap * years).abs() < 1e-6 { years * stay } else { (stay - wait) / gap };
    *dormant = *dormant * wait + *around * decay * passing;
    *around *= stay;
    (before - *around - *dormant).max(0.0)
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
            let moved = exact.flow(&Flow::Blocked { decay, capture }, 0.5, 1.0);
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
            close(moved.users, r, 1e-4);
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
        let moved = short.flow(&Flow::Blocked { decay: 1.0, capture: 3.0 }, 7.0 / 365.25, 1.0);
        short.restore(moved, (-7.0_f64 / 30.0).exp(), 0.0);
        assert!(short.captured < 0.02 * 100.0, "{short:?}");
        close(short.reachable() + short.captured, 100.0, 1e-14);

        let mut long = Stocks::all_active(100.0);
        long.cut_off(0.1);
        let moved = long.flow(&Flow::Blocked { decay: 1.0, capture: 3.0 }, 0.5, 1.0);
        long.restore(moved, (-182.6_f64 / 30.0).exp(), 0.0);
        assert!(long.captured > 0.5 * 100.0, "{long:?}");
    }

    #[test]
    fn the_app_is_reseeded_from_rivals() {
        let mut stocks = Stocks { captured: 99.0, dormant: 1.0, ..Stocks::default() };
        stocks.restore(Moved::default(), 0.0, 5.0);
        close(stocks.active, 5.0, 1e-15);
        close(stocks.captured, 94.0, 1e-15);
    }
}
