//! Whole steps of every market, side by side where nothing cuts them.

use std::ops::Range;

use crate::model::{Rates, StepCoefficients, StepMode, StepRun, StepTerms, Steps, World, earning};
use crate::simd::{WIDTH, dispatch_simd};

impl World<'_> {
    /// Brings every market through the first `steps` steps. Call before anything happens in the step that follows: till then nothing
    /// changes on what terms markets move and earn, and they go through many steps at one go.
    pub fn advance_to(&mut self, steps: usize) {
        let present = self.step;
        self.compute_redeployment(steps);
        for g in 0..self.groups.len() {
            let mut k = self.completed_steps;
            while k < steps {
                k = self.advance_group(g, k, steps);
            }
        }
        (self.step, self.completed_steps) = (present, self.completed_steps.max(steps));
    }

    fn compute_redeployment(&mut self, steps: usize) {
        self.redeployment.clear();
        if !self.has_redeployment() {
            return self.redeployment.resize(steps.saturating_sub(self.completed_steps), 1.0);
        }
        for k in self.completed_steps..steps {
            self.step = k;
            let redeployed = self.redeployment_factor();
            self.redeployment.push(redeployed);
        }
    }

    /// Brings a group from the beginning of step `k` as far as it goes at one go, at most through step `steps` − 1; that is where
    /// it stands then.
    fn advance_group(&mut self, g: usize, k: usize, steps: usize) -> usize {
        self.step = k;
        if let Some(StepRun { modes, to }) = self.step_runs[g].filter(|abreast| k < abreast.to) {
            if cfg!(debug_assertions) {
                assert_eq!(modes, self.find_step_modes(g, k), "changed unsettled");
                self.update_group_conditions(g, modes, k);
            }
            if modes.contains(&StepMode::Whole) {
                self.advance_whole_steps(g, modes, k..to.min(steps));
            }
            return to.min(steps);
        }
        let modes = self.find_step_modes(g, k);
        let alone = modes.into_iter().any(StepMode::is_alone);
        let to = if alone { k + 1 } else { self.find_uncut_end(g, k) };
        if modes.contains(&StepMode::Whole) {
            self.update_group_conditions(g, modes, k);
            self.advance_whole_steps(g, modes, k..to.min(steps));
        }
        let day = self.plan.times[k + 1];
        for lane in (0..WIDTH).filter(|&lane| modes[lane] == StepMode::InPieces) {
            self.advance_market(g * WIDTH + lane, day);
        }
        self.step_runs[g] = (to > k + 1).then_some(StepRun { modes, to });
        to.min(steps)
    }

    /// How the markets of a group go through step `k`.
    fn find_step_modes(&self, g: usize, k: usize) -> [StepMode; WIDTH] {
        let (begin, end) = (self.plan.times[k], self.plan.times[k + 1]);
        let mut modes = [StepMode::Baseline; WIDTH];
        for (mode, m) in modes.iter_mut().zip(g * WIDTH..self.markets.len()) {
            let state = &self.markets[m];
            *mode = match state.settled_until {
                _ if state.follows_baseline => StepMode::Baseline,
                clock if clock >= end => StepMode::Nowhere,
                clock if clock > begin || self.baseline.break_even_step(m) == Some(k) => StepMode::InPieces,
                _ => StepMode::Whole,
            };
        }
        modes
    }

    /// The end of the steps from `k` on that a group goes through alike: they are of one length, and none of its markets is cut.
    fn find_uncut_end(&self, g: usize, k: usize) -> usize {
        let touched = (g * WIDTH..self.markets.len()).take(WIDTH).filter(|&m| !self.markets[m].follows_baseline);
        let kinks = touched.filter_map(|m| self.baseline.break_even_step(m)).filter(|&kinked| kinked > k);
        let alike = self.baseline.end_of_equal_steps(k);
        kinks.min().map_or(alike, |kinked| kinked.min(alike))
    }

    /// Looks on what terms those markets of a group move and earn that go through step `k` whole.
    fn update_group_conditions(&mut self, g: usize, modes: [StepMode; WIDTH], k: usize) {
        let half = self.baseline.half_of_step(k);
        for (mode, m) in modes.into_iter().zip(g * WIDTH..) {
            match mode {
                StepMode::Baseline => {}
                StepMode::Whole => self.update_conditions(m, half),
                StepMode::Nowhere | StepMode::InPieces => self.book_cash(m),
            }
        }
    }

    /// Whole steps of those markets of a group that go through them whole; the others stay where they are.
    fn advance_whole_steps(&mut self, g: usize, modes: [StepMode; WIDTH], steps: Range<usize>) {
        let (half, end) = (self.baseline.half_of_step(steps.start), self.plan.times[steps.end]);
        let before = modes.into_iter().any(StepMode::is_alone).then(|| self.groups[g].stocks);
        self.find_anger_shares(g, steps.clone());
        dispatch_simd(Steps {
            group: &mut self.groups[g],
            g,
            baseline: &self.baseline,
            half,
            first: steps.start,
            redeployment: &self.redeployment[steps.start - self.completed_steps..][..steps.len()],
            anger: &self.anger_shares,
            in_detail: self.plan.in_detail,
            earners: &mut self.earners,
        });
        for (lane, mode) in modes.into_iter().enumerate() {
            let m = g * WIDTH + lane;
            match (mode, before) {
                (StepMode::Whole, _) => {
                    self.markets[m].settled_until = end;
                    self.advance_calm(m, steps.clone());
                }
                (StepMode::Nowhere | StepMode::InPieces, Some(before)) => {
                    self.groups[g].set_stocks(lane, before.lane(lane));
                }
                _ => {}
            }
        }
    }

    /// Brings market `m` as it would be without anger through whole steps, where that has driven users away.
    fn advance_calm(&mut self, m: usize, steps: Range<usize>) {
        let half = self.baseline.half_of_step(steps.start);
        if let Some(mut calm) = self.calm_in_detail(m).copied() {
            for k in steps {
                let redeployed = self.redeployment[k - self.completed_steps];
                calm.advance(&self.baseline.step(m / WIDTH, k), m % WIDTH, redeployed, half);
            }
            self.home.calm = Some(calm);
        }
    }

    /// Looks on what terms market `m` moves and earns through whole steps, unless that is known.
    fn update_conditions(&mut self, m: usize, half: f64) {
        let day = self.plan.times[self.step];
        if self.markets[m].step_terms.is_some_and(|steady| steady.half == half) {
            debug_assert_eq!(
                self.markets[m].step_terms.map(|steady| steady.terms),
                Some(self.earning_terms(m)),
                "changed unsettled"
            );
            debug_assert_eq!(
                self.groups[m / WIDTH].coefficients.growth.0[m % WIDTH],
                self.step_coefficients(m, &self.find_rates(m, day), half).growth
            );
        } else {
            self.book_cash(m);
            let (terms, rates) = (self.earning_terms(m), self.find_rates(m, day));
            let (cash_factors, node) = (terms.cash_factors(), self.baseline_node(m, day));
            let calm_coefficients = self.step_coefficients(m, &rates.without_anger(), half);
            let mut coefficients = calm_coefficients;
            if rates.has_anger() {
                coefficients.angers = 1.0 - coefficients.lost[0];
            }
            let rate = cash_factors.cash_bridge(&earning(&node, &self.stocks(m)));
            self.groups[m / WIDTH].set_conditions(m % WIDTH, coefficients, cash_factors, rate);
            if let Some(calm) = self.calm_in_detail(m) {
                calm.begin_conditions(calm_coefficients, cash_factors, &node);
            }
            self.markets[m].step_terms = Some(StepTerms { terms, half });
        }
    }

    /// How users of market `m` move at these rates in `years`, growth by redeployment left out.
    fn step_coefficients(&self, m: usize, rates: &Rates, years: f64) -> StepCoefficients {
        let mut coefficients = StepCoefficients::new(rates, years);
        let (growth, redeploys) = self.growth_rate(m);
        coefficients.growth = growth * coefficients.recruits;
        coefficients.redeploys = f64::from(u8::from(redeploys));
        coefficients
    }
}
