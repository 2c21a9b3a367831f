//! Whole steps of every market, side by side where nothing cuts them.

use crate::lanes::{WIDTH, widest};
use crate::model::baseline::kink;
use crate::model::pace::{Flow, Pace};
use crate::model::quad::{Step, earning};
use crate::model::state::{Steady, World};
use crate::model::time::YEAR;

/// How a market goes through a step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Going {
    /// It is its baseline.
    Baseline,
    /// It is at the end already.
    Nowhere,
    /// At one go, side by side with others.
    Whole,
    /// Piece by piece, as something cut the step.
    InPieces,
}

impl World<'_> {
    /// Brings every market up to `day`, the end of the present step. Those that are their baseline need nothing.
    pub fn advance_all(&mut self, day: f64) {
        self.now = day;
        let begin = self.plan.times[self.step];
        let tax = self.drawn[self.plan.scenario.company.cash_tax];
        let redeployed = self.redeployed();
        for g in 0..self.quads.len() {
            let mut course = [Going::Baseline; WIDTH];
            for (lane, going) in course.iter_mut().enumerate().take(self.markets.len() - g * WIDTH) {
                let (state, market) = (&self.markets[g * WIDTH + lane], &self.drawn.markets[g * WIDTH + lane]);
                let kinked = kink(market, tax).is_some_and(|kink| kink > begin && kink < day);
                *going = match state {
                    _ if state.pristine => Going::Baseline,
                    _ if state.clock >= day => Going::Nowhere,
                    _ if state.clock > begin || kinked => Going::InPieces,
                    _ => Going::Whole,
                };
            }
            if course.contains(&Going::Whole) {
                self.whole_step(g, course, redeployed);
            }
            for (lane, going) in course.iter().enumerate() {
                match going {
                    Going::Baseline | Going::Nowhere => {}
                    Going::Whole => self.markets[g * WIDTH + lane].clock = day,
                    Going::InPieces => self.advance(g * WIDTH + lane, day),
                }
            }
        }
    }

    /// A whole step of those markets of a quad that go through it whole; the others stay where they are.
    fn whole_step(&mut self, g: usize, course: [Going; WIDTH], redeployed: f64) {
        let (k, half) = (self.step, 0.5 * (self.plan.times[self.step + 1] - self.plan.times[self.step]) / YEAR);
        let mut resting = [None; WIDTH];
        for lane in 0..WIDTH {
            let m = g * WIDTH + lane;
            match course[lane] {
                Going::Baseline => {}
                Going::Whole => self.look_at_conditions(m, half),
                Going::Nowhere | Going::InPieces => {
                    self.book(m);
                    resting[lane] = Some(self.quads[g].stocks_of(lane));
                }
            }
        }
        let (drift, staying) = self.baseline.course(g, k);
        let nodes = [2 * k + 1, 2 * k + 2].map(|node| self.baseline.nodes(g, node));
        widest(Step { quad: &mut self.quads[g], half, drift, redeployed, staying, nodes });
        for (lane, stocks) in resting.into_iter().enumerate() {
            if let Some(stocks) = stocks {
                self.quads[g].set_stocks(lane, stocks);
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
            debug_assert_eq!(self.quads[m / WIDTH].pace.growth.0[m % WIDTH], self.pace(m, day, half).growth);
        } else {
            self.book(m);
            let (terms, pace) = (self.terms(m), self.pace(m, day, half));
            let ladder = terms.ladder();
            let rate = ladder.takings(&earning(&self.node(m, day), &self.stocks(m)));
            let quad = &mut self.quads[m / WIDTH];
            quad.set_conditions(m % WIDTH, pace, ladder, rate);
            self.markets[m].steady = Some(Steady { terms, half });
        }
        // Anger fades all the time.
        if self.plan.is_home(m)
            && self.home.anger > 0.0
            && let Flow::Recruiting(rates) = self.flow(m, day)
        {
            let [a, b, c, d] = rates.lost(0.5 * half);
            self.quads[m / WIDTH].set_lost(m % WIDTH, [[a, b], [c, d]]);
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
