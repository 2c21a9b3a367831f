//! When governments act: linear Hawkes processes with an exponential kernel (model, section 4).

use crate::draws::Purpose;
use crate::model::{Agenda, Due, Ticket};
use crate::quantity::YEAR;
use crate::simd::Real;

/// Pressure that earlier actions have built up, fading with a half-life.
#[derive(Debug, Clone, Copy, Default)]
pub struct Excitation {
    level: f64,
    /// Decay, per year.
    decay: f64,
}

impl Excitation {
    /// No pressure yet; `half_life` in days.
    pub fn new(half_life: f64) -> Self {
        Self { level: 0.0, decay: std::f64::consts::LN_2 * YEAR / half_life }
    }

    /// Weighted sum of earlier actions.
    pub fn level(&self) -> f64 {
        self.level
    }

    /// An action of this weight has just happened, or happened `age` days ago.
    pub fn add(&mut self, weight: f64, age: f64) {
        self.level += weight * (-self.decay * age / YEAR).exponential();
    }

    /// What it comes to in the next `days`.
    pub fn look_ahead(&self, days: f64) -> Outlook {
        if self.level == 0.0 {
            return Outlook { days, ..Outlook::default() };
        }
        let fading = (-self.decay * days / YEAR).exponential_m1();
        Outlook { days, integral: -fading / self.decay * self.level, level: (1.0 + fading) * self.level }
    }
}

/// What an excitation comes to in some days, if nothing happens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outlook {
    /// The days.
    days: f64,
    /// ∫ of its level over them, in level-years.
    integral: f64,
    /// Its level after them.
    level: f64,
}

/// A hazard: `scale · (base + jump · excitation)`, all rates per year.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hazard {
    /// Base rate, per year.
    pub base: f64,
    /// What an excitation of 1 adds, per year.
    pub jump: f64,
    /// Multiplies the whole; 0 while the market is not at risk.
    pub scale: f64,
}

impl Hazard {
    /// Compensator (expected number of events) over the days of an outlook.
    pub fn compensator(&self, outlook: &Outlook) -> f64 {
        if self.scale <= 0.0 {
            return 0.0;
        }
        self.scale * (self.base * outlook.days / YEAR + self.jump * outlook.integral)
    }

    /// Rate at the end of an outlook, per year.
    pub fn rate(&self, outlook: &Outlook) -> f64 {
        self.scale * (self.base + self.jump * outlook.level)
    }

    /// Days until the compensator reaches `threshold`; `None` where it never does within the days of `outlook`.
    ///
    /// The compensator is increasing and concave, so that Newton's steps from 0 rise to the root
    /// without ever passing it.
    pub fn days_to_arrival(&self, excitation: &Excitation, threshold: f64, outlook: &Outlook) -> Option<f64> {
        if self.compensator(outlook) < threshold {
            return None;
        }
        let mut days = 0.0;
        for _ in 0..200 {
            let ahead = excitation.look_ahead(days);
            let (missing, rate) = (threshold - self.compensator(&ahead), self.rate(&ahead) / YEAR);
            if missing <= 0.0 || rate <= 0.0 {
                break;
            }
            let step = missing / rate;
            days += step;
            // Of a step Newton leaves its square times at most half the decay: the rate falls no faster than the excitation.
            if step * step * excitation.decay / YEAR <= 1e-12 * (1.0 + days) {
                break;
            }
        }
        Some(days.min(outlook.days))
    }
}

/// What arrives in a host market of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum ArrivalKind {
    /// A review.
    Review,
    /// A direct ban.
    Ban,
}

impl ArrivalKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Review, Self::Ban];

    /// What its stream decides.
    pub fn purpose(self) -> Purpose {
        match self {
            Self::Review => Purpose::ReviewArrival,
            Self::Ban => Purpose::BanArrival,
        }
    }
}

/// An arrival that waits for its compensator to reach a threshold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival {
    /// Expected number of events still missing, of a unit exponential.
    pub threshold: f64,
    /// Its hazard now.
    pub hazard: Hazard,
    /// Its entry in the agenda.
    pub ticket: Option<Ticket>,
}

/// A Hawkes process with arrivals of several kinds under one excitation.
#[derive(Debug, Clone, Copy)]
pub struct HawkesProcess<const KINDS: usize> {
    /// What earlier actions have built up.
    pub excitation: Excitation,
    /// The next arrival of each kind.
    pub arrivals: [Arrival; KINDS],
    /// Days since the start to which it has been advanced.
    day: f64,
}

impl<const KINDS: usize> Default for HawkesProcess<KINDS> {
    fn default() -> Self {
        Self { excitation: Excitation::default(), arrivals: [Arrival::default(); KINDS], day: 0.0 }
    }
}

impl<const KINDS: usize> HawkesProcess<KINDS> {
    /// Lets compensators run up to day `now`, under the conditions that held until then.
    pub fn advance_to(&mut self, now: f64) {
        let days = now - self.day;
        if days <= 0.0 {
            return;
        }
        let outlook = self.excitation.look_ahead(days);
        for arrival in &mut self.arrivals {
            arrival.threshold -= arrival.hazard.compensator(&outlook);
        }
        self.excitation.level = outlook.level;
        self.day = now;
    }

    /// Sets the hazard of each kind from day `now` on and enters its next arrival, if it comes by the horizon.
    pub fn reschedule(&mut self, agenda: &mut Agenda, now: f64, horizon: f64, kinds: [(Hazard, Due); KINDS]) {
        let outlook = self.excitation.look_ahead(horizon - now);
        for (arrival, (hazard, due)) in self.arrivals.iter_mut().zip(kinds) {
            agenda.cancel(arrival.ticket.take());
            arrival.hazard = hazard;
            let days = hazard.days_to_arrival(&self.excitation, arrival.threshold, &outlook);
            arrival.ticket = days.map(|days| agenda.schedule(now + days, due));
        }
    }

    /// Part of the rate of an arrival that earlier actions have built up, 0 to 1, on the day to which it has been advanced.
    pub fn share_from_actions(&self, kind: ArrivalKind) -> f64 {
        let hazard = &self.arrivals[kind as usize].hazard;
        let built_up = hazard.jump * self.excitation.level;
        if built_up > 0.0 { built_up / (hazard.base + built_up) } else { 0.0 }
    }

    /// Rate of each kind on day `now`, per year.
    pub fn rates(self, now: f64) -> [f64; KINDS] {
        let outlook = self.excitation.look_ahead(now - self.day);
        self.arrivals.map(|arrival| arrival.hazard.rate(&outlook))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrival_inverts_the_compensator() {
        let mut excitation = Excitation::new(180.0);
        excitation.add(2.0, 0.0);
        for (base, jump) in [(0.5, 0.0), (0.0, 1.5), (0.3, 4.0), (1e-3, 20.0)] {
            let hazard = Hazard { base, jump, scale: 0.7 };
            for days in [0.001, 3.0, 90.0, 1000.0] {
                let threshold = hazard.compensator(&excitation.look_ahead(days));
                let limit = excitation.look_ahead(5000.0);
                let back = hazard.days_to_arrival(&excitation, threshold, &limit).expect("it is within the limit");
                assert!((back - days).abs() < 1e-7 * (1.0 + days), "{base} {jump}: {days} came back as {back}");
            }
        }
    }

    #[test]
    fn the_compensator_is_the_integral_of_the_rate() {
        let mut excitation = Excitation::new(30.0);
        excitation.add(1.5, 10.0);
        let hazard = Hazard { base: 0.4, jump: 3.0, scale: 1.3 };
        let steps = 20_000;
        let width = 200.0 / f64::from(steps);
        let sum: f64 = (0..steps)
            .map(|i| {
                let then = excitation.look_ahead((f64::from(i) + 0.5) * width);
                hazard.rate(&then) * width / YEAR
            })
            .sum();
        assert!((sum - hazard.compensator(&excitation.look_ahead(200.0))).abs() < 1e-8);
    }

    #[test]
    fn what_never_comes_is_none() {
        let hazard = Hazard { base: 0.0, jump: 1.0, scale: 1.0 };
        let calm = Excitation::new(180.0);
        assert_eq!(hazard.days_to_arrival(&calm, 0.1, &calm.look_ahead(1e6)), None);
    }
}
