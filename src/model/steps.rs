//! Whole steps of every market, side by side where nothing cuts them.

use std::ops::Range;

use crate::lanes::{WIDTH, widest};
use crate::model::group::{Abreast, Going, Steps, earning};
use crate::model::market::Steady;
use crate::model::pace::Pace;
use crate::model::state::World;

impl World<'_> {
    /// Brings every market through the first `steps` steps. Call before anything happens in the step that follows: till then nothing
    /// changes on what terms markets move and earn, and they go through many steps at one go.
    pub fn bring(&mut self, steps: usize) {
        let present = self.step;
        self.work_out_redeployment(steps);
        for g in 0..self.groups.len() {
            let mut k = self.brought;
            while k < steps {
                k = self.go_on(g, k, steps);
            }
        }
        (self.step, self.brought) = (present, self.brought.max(steps));
    }

    fn work_out_redeployment(&mut self, steps: usize) {
        self.redeployment.clear();
        if !self.redeploys() {
            return self.redeployment.resize(steps.saturating_sub(self.brought), 1.0);
        }
        for k in self.brought..steps {
            self.step = k;
            let redeployed = self.redeployed();
            self.redeployment.push(redeployed);
        }
    }

    /// Brings a group from the beginning of step `k` as far as it goes at one go, at most through step `steps` − 1; that is where
    /// it stands then.
    fn go_on(&mut self, g: usize, k: usize, steps: usize) -> usize {
        self.step = k;
        if let Some(Abreast { course, to }) = self.abreast[g].filter(|abreast| k < abreast.to) {
            if cfg!(debug_assertions) {
                assert_eq!(course, self.course(g, k), "changed unsettled");
                self.look_at_group(g, course, k);
            }
            if course.contains(&Going::Whole) {
                self.whole_steps(g, course, k..to.min(steps));
            }
            return to.min(steps);
        }
        let course = self.course(g, k);
        let alone = course.into_iter().any(Going::is_alone);
        let to = if alone { k + 1 } else { self.uncut(g, k) };
        if course.contains(&Going::Whole) {
            self.look_at_group(g, course, k);
            self.whole_steps(g, course, k..to.min(steps));
        }
        let day = self.plan.times[k + 1];
        for lane in (0..WIDTH).filter(|&lane| course[lane] == Going::InPieces) {
            self.advance(g * WIDTH + lane, day);
        }
        self.abreast[g] = (to > k + 1).then_some(Abreast { course, to });
        to.min(steps)
    }

    /// How the markets of a group go through step `k`.
    fn course(&self, g: usize, k: usize) -> [Going; WIDTH] {
        let (begin, end) = (self.plan.times[k], self.plan.times[k + 1]);
        let mut course = [Going::Baseline; WIDTH];
        for (going, m) in course.iter_mut().zip(g * WIDTH..self.markets.len()) {
            let state = &self.markets[m];
            *going = match state.clock {
                _ if state.pristine => Going::Baseline,
                clock if clock >= end => Going::Nowhere,
                clock if clock > begin || self.baseline.kinked_step(m) == Some(k) => Going::InPieces,
                _ if self.is_moved_by_anger(m) => Going::InPieces,
                _ => Going::Whole,
            };
        }
        course
    }

    /// The end of the steps from `k` on that a group goes through alike: they are of one length, and none of its markets is cut.
    fn uncut(&self, g: usize, k: usize) -> usize {
        let touched = (g * WIDTH..self.markets.len()).take(WIDTH).filter(|&m| !self.markets[m].pristine);
        let kinks = touched.filter_map(|m| self.baseline.kinked_step(m)).filter(|&kinked| kinked > k);
        let alike = self.baseline.alike(k);
        kinks.min().map_or(alike, |kinked| kinked.min(alike))
    }

    /// Looks on what terms those markets of a group move and earn that go through step `k` whole.
    fn look_at_group(&mut self, g: usize, course: [Going; WIDTH], k: usize) {
        let half = self.baseline.half_of_step(k);
        for (going, m) in course.into_iter().zip(g * WIDTH..) {
            match going {
                Going::Baseline => {}
                Going::Whole => self.look_at_conditions(m, half),
                Going::Nowhere | Going::InPieces => self.book(m),
            }
        }
    }

    /// Whole steps of those markets of a group that go through them whole; the others stay where they are.
    fn whole_steps(&mut self, g: usize, course: [Going; WIDTH], steps: Range<usize>) {
        let (half, end) = (self.baseline.half_of_step(steps.start), self.plan.times[steps.end]);
        let before = course.into_iter().any(Going::is_alone).then(|| self.groups[g].stocks);
        let (first, redeployment) = (steps.start, &self.redeployment[steps.start - self.brought..][..steps.len()]);
        widest(Steps { group: &mut self.groups[g], g, baseline: &self.baseline, half, first, redeployment });
        for (lane, going) in course.into_iter().enumerate() {
            match (going, before) {
                (Going::Whole, _) => self.markets[g * WIDTH + lane].clock = end,
                (Going::Nowhere | Going::InPieces, Some(before)) => self.groups[g].set_back(lane, before),
                _ => {}
            }
        }
    }

    /// Looks on what terms market `m` moves and earns through whole steps, unless that is known.
    fn look_at_conditions(&mut self, m: usize, half: f64) {
        let day = self.plan.times[self.step];
        if self.markets[m].steady.is_some_and(|steady| steady.half == half) {
            debug_assert_eq!(
                self.markets[m].steady.map(|steady| steady.terms),
                Some(self.terms(m)),
                "changed unsettled"
            );
            debug_assert_eq!(self.groups[m / WIDTH].pace.growth.0[m % WIDTH], self.pace(m, day, half).growth);
        } else {
            self.book(m);
            let (terms, pace) = (self.terms(m), self.pace(m, day, half));
            let ladder = terms.ladder();
            let rate = ladder.takings(&earning(&self.node(m, day), &self.stocks(m)));
            let group = &mut self.groups[m / WIDTH];
            group.set_conditions(m % WIDTH, pace, ladder, rate);
            self.markets[m].steady = Some(Steady { terms, half });
        }
    }

    /// How users of market `m` move in `years` from `day` on, growth by redeployment left out.
    fn pace(&self, m: usize, day: f64, years: f64) -> Pace {
        let mut pace = Pace::over(&self.flow(m, day), years);
        let (growth, redeploys) = self.growth(m);
        pace.growth = growth * pace.recruits;
        pace.redeploys = f64::from(u8::from(redeploys));
        pace
    }
}
