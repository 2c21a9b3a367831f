//! Whole steps of several markets at once: their users and their cash, side by side.

use crate::lanes::{Lanes, Real};
use crate::model::baseline::Node;
use crate::model::money::{Earning, Ladder, Takings};
use crate::model::users::{Growth, Pace, Stocks};

/// Markets side by side, each in a lane of its own.
///
/// Lanes of markets that still are their baseline hold nothing of meaning: they go through the arithmetic unread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quad {
    /// Users.
    pub stocks: Stocks<Lanes>,
    /// How users move in each half of a whole step, as things stand.
    pub pace: Pace<Lanes>,
    /// Shares lost to rivals in the second half, which differ from those of the first where anger fades.
    pub lost_later: [Lanes; 2],
    /// On what terms users earn, as things stand.
    pub ladder: Ladder<Lanes>,
    /// Cash per year at the end of the last step.
    pub rate: Takings<Lanes>,
    /// Cash of whole steps that is not booked yet.
    pub takings: Takings<Lanes>,
}

/// A whole step of a quad.
#[derive(Debug)]
pub struct Step<'a> {
    /// The markets.
    pub quad: &'a mut Quad,
    /// Half its length, in years.
    pub half: f64,
    /// Drift that the noise adds, per year.
    pub drift: Lanes,
    /// What growth is multiplied by where it rises with users lost elsewhere.
    pub redeployed: f64,
    /// Share of active day-one users who stay of their own accord over each half.
    pub staying: [Lanes; 2],
    /// The baseline in the middle and at the end.
    pub nodes: [Node<Lanes>; 2],
}

impl pulp::NullaryFnOnce for Step<'_> {
    type Output = ();

    /// Two halves, whose three nodes carry Simpson's rule.
    #[inline(always)]
    fn call(self) {
        let quad = self.quad;
        let pace = &quad.pace;
        let redeployed = Lanes::all(1.0) + pace.redeploys * Lanes::all(self.redeployed - 1.0);
        let growth = Growth::over(pace.growth * redeployed, self.drift * pace.recruits, self.half);
        let [middle, end] = &self.nodes;
        quad.stocks.pass(pace, pace.lost, growth, self.staying[0]);
        let midway = quad.ladder.takings(&earning(middle, &quad.stocks));
        quad.stocks.pass(pace, quad.lost_later, growth, self.staying[1]);
        let rate = quad.ladder.takings(&earning(end, &quad.stocks));
        let sixth = self.half / 3.0;
        quad.takings.add(Lanes::all(sixth), &quad.rate);
        quad.takings.add(Lanes::all(4.0 * sixth), &midway);
        quad.takings.add(Lanes::all(sixth), &rate);
        quad.rate = rate;
    }
}

/// What users earn at a node of the baseline.
#[inline(always)]
pub fn earning<T: Real>(node: &Node<T>, stocks: &Stocks<T>) -> Earning<T> {
    Earning {
        revenue: node.revenue,
        margin: node.margin,
        active: stocks.active,
        circumventing: stocks.circumventing,
        baseline: node.users,
    }
}

impl Quad {
    /// The users of the market in `lane`.
    pub fn stocks_of(&self, lane: usize) -> Stocks {
        let (mut all, mut one) = (self.stocks, Stocks::default());
        copy(&mut all.figures(), lane, &mut one.figures());
        one
    }

    /// Sets the users of the market in `lane`.
    pub fn set_stocks(&mut self, lane: usize, mut stocks: Stocks) {
        put(&mut self.stocks.figures(), lane, &mut stocks.figures());
    }

    /// What the market in `lane` has earned in whole steps under its present conditions.
    pub fn takings_of(&self, lane: usize) -> Takings {
        let (mut all, mut one) = (self.takings, Takings::default());
        copy(&mut all.figures(), lane, &mut one.figures());
        one
    }

    /// Sets how the market in `lane` moves and earns from now on.
    pub fn set_conditions(&mut self, lane: usize, mut pace: Pace, mut ladder: Ladder, mut rate: Takings) {
        put(&mut self.pace.figures(), lane, &mut pace.figures());
        put(&mut self.ladder.numbers(), lane, &mut ladder.numbers());
        put(&mut self.rate.figures(), lane, &mut rate.figures());
        put(&mut self.takings.figures(), lane, &mut Takings::default().figures());
        self.set_lost(lane, [pace.lost, pace.lost]);
    }

    /// Sets the shares lost to rivals in the two halves of a step.
    pub fn set_lost(&mut self, lane: usize, [first, second]: [[f64; 2]; 2]) {
        for i in 0..2 {
            self.pace.lost[i].0[lane] = first[i];
            self.lost_later[i].0[lane] = second[i];
        }
    }
}

fn copy<const N: usize>(lanes: &mut [&mut Lanes; N], lane: usize, one: &mut [&mut f64; N]) {
    lanes.iter().zip(one).for_each(|(lanes, one)| **one = lanes.0[lane]);
}

fn put<const N: usize>(lanes: &mut [&mut Lanes; N], lane: usize, one: &mut [&mut f64; N]) {
    lanes.iter_mut().zip(one).for_each(|(lanes, one)| lanes.0[lane] = **one);
}
