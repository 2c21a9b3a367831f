//! Users of one market, or of several side by side: stocks and how they flow between cuts (model, section 8).

use crate::model::{Growth, Rates, StepCoefficients};
use crate::simd::{F64x8, Real};

/// Stocks of users, and the same for the people active on the first day, as shares of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stocks<T = f64> {
    /// Active users (A), in people, as are the others.
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
    /// Users, in people.
    pub users: T,
    /// Share of the day-one cohort.
    pub cohort: T,
}

impl<T> Stocks<T> {
    /// Each figure, in a fixed order.
    pub fn figures(&mut self) -> [&mut T; 9] {
        let Self { active, circumventing, dormant, captured, cohort: c, moved } = self;
        let cohort = (&mut c.active, &mut c.circumventing, &mut c.dormant);
        [active, circumventing, dormant, captured, cohort.0, cohort.1, cohort.2, &mut moved.users, &mut moved.cohort]
    }
}

impl Stocks<F64x8> {
    /// Those in `lane`.
    pub fn lane(&self, lane: usize) -> Stocks {
        let at = |figure: &F64x8| figure.0[lane];
        let Self { active, circumventing, dormant, captured, cohort, moved } = self;
        Stocks {
            active: at(active),
            circumventing: at(circumventing),
            dormant: at(dormant),
            captured: at(captured),
            cohort: Cohort {
                active: at(&cohort.active),
                circumventing: at(&cohort.circumventing),
                dormant: at(&cohort.dormant),
            },
            moved: Moved { users: at(&moved.users), cohort: at(&moved.cohort) },
        }
    }
}

impl<T: Real> Stocks<T> {
    /// Lets a stretch of time pass at this `pace`, in which `lost` of the active go to rivals as it begins and as it ends
    /// (none: nobody does), and the others grow by `growth`. `survival` is the share of active day-one users who stay of their own accord.
    ///
    /// Without `COHORT` the people of the first day stay where they are.
    ///
    /// While the app recruits, the linear flows stand symmetrically circumventing the logistic (Strang), so that the error of
    /// splitting is of second order.
    #[inline(always)]
    pub fn advance<const COHORT: bool>(
        &mut self,
        coefficients: &StepCoefficients<T>,
        lost: Option<[T; 2]>,
        growth: Growth<T>,
        survival: T,
    ) {
        if let Some([first, _]) = lost {
            self.move_share_to_rivals::<COHORT>(first, coefficients.blocked);
        }
        self.return_dormant::<COHORT>(coefficients.back);
        self.captured = self.captured * coefficients.kept;
        let limit =
            (coefficients.ceiling - self.captured - self.dormant).at_least(T::splat(0.01) * coefficients.ceiling);
        self.active = growth.grow(self.active, limit);
        if COHORT {
            let staying = survival * coefficients.recruits + (T::splat(1.0) - coefficients.recruits);
            self.cohort.active = self.cohort.active * staying;
        }
        self.captured = self.captured * coefficients.kept;
        self.return_dormant::<COHORT>(coefficients.back);
        if let Some([_, last]) = lost {
            self.move_share_to_rivals::<COHORT>(last, coefficients.blocked);
        }
        self.advance_waiting::<COHORT>(coefficients);
    }

    /// This share of the active goes to rivals.
    #[inline(always)]
    fn move_share_to_rivals<const COHORT: bool>(&mut self, share: T, blocked: T) {
        let users = self.active * share;
        self.active = self.active - users;
        self.captured = self.captured + users;
        self.moved.users = self.moved.users + users * blocked;
        if COHORT {
            let cohort = self.cohort.active * share;
            self.cohort.active = self.cohort.active - cohort;
            self.moved.cohort = self.moved.cohort + cohort * blocked;
        }
    }

    /// This share of the dormant returns.
    #[inline(always)]
    fn return_dormant<const COHORT: bool>(&mut self, share: T) {
        let users = self.dormant * share;
        self.active = self.active + users;
        self.dormant = self.dormant - users;
        if COHORT {
            let cohort = self.cohort.dormant * share;
            self.cohort.active = self.cohort.active + cohort;
            self.cohort.dormant = self.cohort.dormant - cohort;
        }
    }

    /// V → D at one rate and D → rivals at another, solved together.
    #[inline(always)]
    fn advance_waiting<const COHORT: bool>(&mut self, coefficients: &StepCoefficients<T>) {
        let users = drain(&mut self.circumventing, &mut self.dormant, coefficients);
        self.captured = self.captured + users;
        self.moved.users = self.moved.users + users * coefficients.blocked;
        if COHORT {
            let cohort = drain(&mut self.cohort.circumventing, &mut self.cohort.dormant, coefficients);
            self.moved.cohort = self.moved.cohort + cohort * coefficients.blocked;
        }
    }
}

/// Of those who circumvent and of the dormant some settle with a rival: how many.
#[inline(always)]
fn drain<T: Real>(circumventing: &mut T, dormant: &mut T, coefficients: &StepCoefficients<T>) -> T {
    let [goes_on, tires, leaves] = coefficients.circumventing_split;
    let [waits, settles] = coefficients.waiting;
    let gone = *circumventing * leaves + *dormant * settles;
    *dormant = *dormant * waits + *circumventing * tires;
    *circumventing = *circumventing * goes_on;
    gone
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
    pub fn advance_at(&mut self, flow: &Rates, years: f64, survival: f64) {
        let coefficients = StepCoefficients::new(flow, years);
        let growth = Growth::new(coefficients.growth, flow.drift(), years);
        self.advance::<true>(&coefficients, Some(coefficients.lost), growth, survival);
    }

    /// A share of the active pauses: they are dormant, but lost to nobody.
    pub fn pause(&mut self, share: f64) {
        let pause = |active: &mut f64, dormant: &mut f64| {
            let paused = share * *active;
            *active -= paused;
            *dormant += paused;
        };
        pause(&mut self.active, &mut self.dormant);
        pause(&mut self.cohort.active, &mut self.cohort.dormant);
    }

    /// A ban falls: a share `kappa` goes on by circumvention, the others are dormant.
    pub fn cut_off(&mut self, kappa: f64) {
        let share = |active: &mut f64, circumventing: &mut f64, dormant: &mut f64| {
            *circumventing += kappa * *active;
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
    use crate::model::Recruiting;
    use crate::quantity::YEAR;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1e-300), "{a} is not {b}");
    }

    #[test]
    fn blocked_stocks_follow_their_differential_equation() {
        for (decay, capture) in [(2.0, 0.7), (0.5, 0.5), (0.3, 3.0)] {
            let mut exact = Stocks { circumventing: 30.0, dormant: 70.0, ..Stocks::default() };
            exact.advance_at(&Rates::Blocked { decay, capture }, 0.5, 1.0);
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
        stocks.advance_at(&Rates::Recruiting(rates), 0.1, 1.0);
        close(stocks.active + stocks.dormant + stocks.captured, 100.0, 1e-14);
    }

    #[test]
    fn anger_is_integrated_exactly() {
        let rates = Recruiting { anger_churn: 0.8, anger_decay: 6.0, ..Recruiting::undisturbed(0.0, 1e6, 0.0) };
        let mut stocks = Stocks::all_active(100.0);
        stocks.advance_at(&Rates::Recruiting(rates), 0.25, 1.0);
        close(stocks.active, 100.0 * (-0.8 * (1.0 - (-6.0_f64 * 0.25).exp()) / 6.0).exp(), 1e-13);
    }

    #[test]
    fn a_short_block_is_forgotten_and_a_long_one_is_not() {
        let mut short = Stocks::all_active(100.0);
        short.cut_off(0.1);
        short.advance_at(&Rates::Blocked { decay: 1.0, capture: 3.0 }, 7.0 / YEAR, 1.0);
        short.restore((-7.0_f64 / 30.0).exp(), 0.0);
        assert!(short.captured < 0.02 * 100.0, "{short:?}");
        close(short.reachable() + short.captured, 100.0, 1e-14);

        let mut long = Stocks::all_active(100.0);
        long.cut_off(0.1);
        long.advance_at(&Rates::Blocked { decay: 1.0, capture: 3.0 }, 0.5, 1.0);
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
