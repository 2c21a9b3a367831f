//! Anger at home (model, section 7): how it fades, and whom it drives away in whole steps.

use std::ops::Range;

use crate::model::{Group, World};
use crate::quantity::YEAR;
use crate::simd::{F64x8, Real, WIDTH, dispatch_simd};

/// Shares of the active users at home whom anger drives away in a whole step: as each half of it begins and as it ends. Lanes are steps.
pub type AngerShares = [[F64x8; 2]; 2];

/// The work of finding them for some steps of one length.
struct FindShares<'a> {
    /// Days on which the steps begin.
    begins: &'a [f64],
    /// Anger on `since`, times the churn that it brings, per year.
    churn: f64,
    since: f64,
    /// The decay of anger, per year.
    decay: f64,
    /// A quarter of a step, in years.
    quarter: f64,
    shares: &'a mut Vec<AngerShares>,
}

impl pulp::NullaryFnOnce for FindShares<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { churn, since, decay, quarter, .. } = self;
        // What churns by anger in some time is its integral.
        let fades = (-decay * quarter).exponential_m1();
        let (whole, left) = (F64x8::splat(churn * -fades / decay), F64x8::splat(fades + 1.0));
        for begins in self.begins.chunks(WIDTH) {
            let mut days = F64x8::default();
            days.0[..begins.len()].copy_from_slice(begins);
            let mut angry = whole * (F64x8::splat(-decay / YEAR) * (days - F64x8::splat(since))).exponential();
            let mut find_next = || {
                let share = F64x8::default() - (F64x8::default() - angry).exponential_m1();
                angry = angry * left;
                share
            };
            self.shares.push([[find_next(), find_next()], [find_next(), find_next()]]);
        }
    }
}

impl World<'_> {
    /// The decay of anger at home, per year.
    pub fn anger_decay(&self) -> f64 {
        std::f64::consts::LN_2 * YEAR / self.draw[self.plan.scenario.home.half_life]
    }

    /// Anger at home on `day`, which is not before its last jump.
    pub fn anger_at(&self, day: f64) -> f64 {
        self.home.anger * (-self.anger_decay() * (day - self.home.anger_day) / YEAR).exponential()
    }

    /// Market `m` as it would be without anger, where that has driven users away.
    pub(super) fn calm(&self, m: usize) -> Option<&Group<f64>> {
        self.home.calm.as_ref().filter(|_| self.plan.is_home(m))
    }

    /// The same to change it; none where nobody asks for it.
    pub(super) fn calm_in_detail(&mut self, m: usize) -> Option<&mut Group<f64>> {
        self.home.calm.as_mut().filter(|_| self.plan.in_detail && self.plan.is_home(m))
    }

    /// Finds whom anger drives away in whole steps of one length of a group, if home is in it and anger drives away anybody.
    pub(super) fn find_anger_shares(&mut self, g: usize, steps: Range<usize>) {
        self.anger_shares.clear();
        let Some(home) = self.plan.home.filter(|home| home / WIDTH == g) else { return };
        if self.groups[g].coefficients.angers.0[home % WIDTH] > 0.0 {
            dispatch_simd(FindShares {
                churn: self.draw[self.plan.scenario.home.churn] * self.home.anger,
                since: self.home.anger_day,
                decay: self.anger_decay(),
                quarter: 0.5 * self.baseline.half_of_step(steps.start),
                begins: &self.plan.times[steps],
                shares: &mut self.anger_shares,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Rates, Recruiting, StepCoefficients};

    #[test]
    fn anger_takes_in_whole_steps_whom_it_takes_piece_by_piece() {
        const STEPS: usize = 21;
        let (churn, since, decay, half) = (0.9, 3.5, 4.0, 3.5 / YEAR);
        let begins: Vec<f64> = (0..STEPS).map(|step| 7.0 * (step + 1) as f64).collect();
        let mut shares = Vec::new();
        dispatch_simd(FindShares { begins: &begins, churn, since, decay, quarter: 0.5 * half, shares: &mut shares });
        for (step, begin) in begins.iter().enumerate() {
            let found = shares[step / WIDTH].map(|half| half.map(|share| share.0[step % WIDTH]));
            for (n, found) in found.into_iter().enumerate() {
                let years = (begin - since) / YEAR + n as f64 * half;
                let anger_churn = churn * (-decay * years).exp();
                let rates = Recruiting { anger_churn, anger_decay: decay, ..Recruiting::undisturbed(0.1, 1.0, 0.0) };
                let expected = StepCoefficients::new(&Rates::Recruiting(rates), half).lost;
                for (found, expected) in found.into_iter().zip(expected) {
                    assert!((found / expected - 1.0).abs() < 1e-13, "step {step}: {found} for {expected}");
                }
            }
        }
    }
}
