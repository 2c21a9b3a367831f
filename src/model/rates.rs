//! How users move for the time being, and what that does in a stretch of time (model, section 8).

use crate::simd::Real;

/// How the stocks move for the time being. Rates are per year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rates {
    /// The app can recruit.
    Recruiting(Recruiting),
    /// Out of the stores: nobody new can come, those who have the app go on.
    Restricted(Restricted),
    /// Cut off: circumvention decays, dormant users settle with rivals.
    Blocked {
        /// δ.
        decay: f64,
        /// χ.
        capture: f64,
    },
}

/// Rates while the app is out of the stores, per year.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Restricted {
    /// Rate c · wear at which existing users wear off; all rates are per year.
    pub wear: f64,
    /// Rate 1/τ at which the dormant return.
    pub return_rate: f64,
    /// Drift that the noise of this step adds, as while the app recruits.
    pub drift: f64,
}

/// Rates while the app can recruit, per year.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Recruiting {
    /// Intrinsic growth g where it is logistic, net growth where it is negative; all rates are per year.
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
    /// Rate 1/τ at which the dormant return.
    pub return_rate: f64,
    /// Rate ω at which users of rivals are won back.
    pub win_back: f64,
}

impl Recruiting {
    /// Nothing but growth and noise: what the baseline does.
    pub fn undisturbed(growth: f64, ceiling: f64, drift: f64) -> Self {
        Self { growth, ceiling, drift, ..Self::default() }
    }
}

/// Active users after `years` of logistic growth towards `limit` with a constant drift on top, solved
/// together: dA/dt = (g + drift) A − g A²/limit.
///
/// The specification applies the noise after the logistic; solved together they form a semigroup, so
/// that cutting a step changes nothing. Negative growth is exponential: the square term is left out.
pub fn grow_users(active: f64, growth: f64, limit: f64, drift: f64, years: f64) -> f64 {
    Growth::new(growth, drift, years).grow(active, limit)
}

/// Growth over a stretch of time, for any number of users: the exponential in [`grow_users`] taken once.
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
    pub fn new(growth: T, drift: T, years: f64) -> Self {
        let power = (growth + drift) * T::splat(years);
        let mean = power.exprel();
        Self {
            factor: power * mean + T::splat(1.0),
            crowding: growth.at_least(T::splat(0.0)) * (T::splat(years) * mean),
        }
    }

    /// What `active` users become, with room for `limit`.
    #[inline(always)]
    pub fn grow(self, active: T, limit: T) -> T {
        active * self.factor * limit / (limit + self.crowding * active)
    }

    /// What `active` users become, and what these become in as long a stretch again, with room for 1/`room`: one division for both.
    #[inline(always)]
    pub fn grow_twice(self, active: T, room: T) -> [T; 2] {
        let one = T::splat(1.0);
        let crowd = self.crowding * (active * room);
        let (once, twice) = (one + crowd, one + crowd * (one + self.factor));
        let grown = active * self.factor / (once * twice);
        [grown * twice, grown * self.factor * once]
    }
}

/// What a stretch of time does to the stocks, but for growth: the exponentials of a [`Rates`] taken once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StepCoefficients<T = f64> {
    /// Share of the active who go to rivals, as the stretch begins and as it ends.
    pub lost: [T; 2],
    /// Share of the dormant who return, at each of both.
    pub back: T,
    /// Share of the captured who stay with rivals, at each of both.
    pub kept: T,
    /// Addressable users.
    pub ceiling: T,
    /// Of those who circumvent: who go on, who become dormant and wait, who settle with a rival.
    pub circumventing_split: [T; 3],
    /// Of the dormant: who wait, who settle with a rival.
    pub waiting: [T; 2],
    /// 1 while a block moves users to rivals, otherwise 0.
    pub blocked: T,
    /// 1 while new users can come, otherwise 0.
    pub recruits: T,
    /// 1 while noise moves users, otherwise 0.
    pub fluctuates: T,
    /// Growth per year; 0 while nobody can come.
    pub growth: T,
    /// 1 where growth rises with users lost elsewhere, otherwise 0.
    pub redeploys: T,
    /// Share of the active, after those lost, of whom anger drives some away; 0 where it drives away nobody.
    pub angers: T,
}

impl StepCoefficients {
    /// What `flow` does in `years`.
    pub fn new(flow: &Rates, years: f64) -> Self {
        let still = Self {
            kept: 1.0,
            ceiling: 1.0,
            circumventing_split: [1.0, 0.0, 0.0],
            waiting: [1.0, 0.0],
            ..Self::default()
        };
        let half = 0.5 * years;
        match *flow {
            Rates::Recruiting(rates) => Self {
                lost: rates.find_lost_shares(half),
                back: -(-rates.return_rate * half).exponential_m1(),
                kept: (-rates.win_back * half).exponential(),
                ceiling: rates.ceiling,
                recruits: 1.0,
                fluctuates: 1.0,
                growth: rates.growth,
                ..still
            },
            Rates::Restricted(rates) => Self {
                lost: [-(-rates.wear * half).exponential_m1(); 2],
                back: -(-rates.return_rate * half).exponential_m1(),
                blocked: 1.0,
                fluctuates: 1.0,
                ..still
            },
            Rates::Blocked { decay, capture } => {
                let (stay, wait) = ((-decay * years).exponential(), (-capture * years).exponential());
                let gap = capture - decay;
                let passing = if (gap * years).abs() < 1e-6 { years * stay } else { (stay - wait) / gap };
                let dormant = decay * passing;
                Self {
                    circumventing_split: [stay, dormant, (1.0 - stay - dormant).max(0.0)],
                    waiting: [wait, 1.0 - wait],
                    blocked: 1.0,
                    ..still
                }
            }
        }
    }
}

impl Rates {
    /// Drift that the noise of this step adds, per year.
    pub fn drift(&self) -> f64 {
        match self {
            Self::Recruiting(rates) => rates.drift,
            Self::Restricted(rates) => rates.drift,
            Self::Blocked { .. } => 0.0,
        }
    }

    /// Whether anger drives users away.
    pub fn has_anger(&self) -> bool {
        matches!(self, Self::Recruiting(rates) if rates.anger_churn > 0.0)
    }

    /// The same without anger.
    #[must_use]
    pub fn without_anger(self) -> Self {
        match self {
            Self::Recruiting(rates) => Self::Recruiting(Recruiting { anger_churn: 0.0, anger_decay: 0.0, ..rates }),
            Self::Restricted(_) | Self::Blocked { .. } => self,
        }
    }

    /// The same without noise.
    #[must_use]
    pub fn without_noise(self) -> Self {
        match self {
            Self::Recruiting(rates) => Self::Recruiting(Recruiting { drift: 0.0, ..rates }),
            Self::Restricted(rates) => Self::Restricted(Restricted { drift: 0.0, ..rates }),
            Self::Blocked { .. } => self,
        }
    }
}

impl Recruiting {
    /// Share of the active who go to rivals in each of two stretches of `years`, one after the other.
    fn find_lost_shares(&self, years: f64) -> [f64; 2] {
        let calm = self.extra_churn * years;
        if self.anger_churn <= 0.0 {
            return [-(-calm).exponential_m1(); 2];
        }
        // What churns by anger is its integral.
        let fades = (-self.anger_decay * years).exponential_m1();
        let (angry, left) = (self.anger_churn * -fades / self.anger_decay, fades + 1.0);
        [angry, angry * left].map(|angry| -(-calm - angry).exponential_m1())
    }
}

impl<T: Real> StepCoefficients<T> {
    /// Whether anybody goes to rivals in any market but by anger.
    #[inline(always)]
    pub fn loses(&self) -> bool {
        let [first, last] = self.lost;
        (first + last).any(|share| share != 0.0)
    }

    /// Shares of the active who are lost as a stretch begins and as it ends, with those whom anger drives away then.
    #[inline(always)]
    pub fn add_anger(&self, [first, last]: [f64; 2]) -> [T; 2] {
        let [lost_first, lost_last] = self.lost;
        [lost_first + self.angers * T::splat(first), lost_last + self.angers * T::splat(last)]
    }
}

impl<T> StepCoefficients<T> {
    /// Each figure, in a fixed order.
    pub fn figures(&mut self) -> [&mut T; 16] {
        let Self { lost, back, kept, ceiling, circumventing_split, waiting, .. } = self;
        let ([a, b], [c, d, e], [f, g]) = (lost, circumventing_split, waiting);
        let Self { blocked, recruits, fluctuates, growth, redeploys, angers, .. } = self;
        [a, b, back, kept, ceiling, c, d, e, f, g, blocked, recruits, fluctuates, growth, redeploys, angers]
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
            close(grow_users(start, 0.8, 100.0, 0.0, 2.0), exact, 1e-14);
        }
    }

    #[test]
    fn growing_twice_is_growing_and_growing_again() {
        for (growth, drift, limit) in [(0.8, 0.3, 100.0), (0.8, -0.8, 35.0), (-0.4, 0.1, 1.0), (3.0, -9.0, 1e9)] {
            let growth = Growth::new(growth, drift, 0.3);
            let once = growth.grow(40.0, limit);
            let [first, second] = growth.grow_twice(40.0, 1.0 / limit);
            close(first, once, 1e-15);
            close(second, growth.grow(once, limit), 1e-15);
        }
    }

    #[test]
    fn cutting_a_step_changes_nothing() {
        let whole = grow_users(10.0, 0.8, 100.0, 0.37, 0.3);
        let cut = grow_users(grow_users(10.0, 0.8, 100.0, 0.37, 0.1), 0.8, 100.0, 0.37, 0.2);
        close(cut, whole, 1e-14);
    }

    #[test]
    fn negative_growth_is_exponential() {
        close(grow_users(10.0, -0.5, 100.0, 0.0, 1.0), 10.0 * (-0.5_f64).exp(), 1e-15);
    }

    #[test]
    fn a_drift_that_cancels_growth_has_its_limit() {
        // dA/dt = −g A²/K with g = 0.5, K = 100: A = 1/(1/A0 + g t/K)
        close(grow_users(20.0, 0.5, 100.0, -0.5, 3.0), 1.0 / (1.0 / 20.0 + 0.5 * 3.0 / 100.0), 1e-12);
    }
}
