//! Whole steps of several markets at once: their users and their cash, side by side.

use crate::model::{Baseline, CashBridge, CashFactors, Earning, Growth, Node, Step, StepCoefficients, Stocks};
use crate::simd::{F64x8, Real, WIDTH};

/// Markets side by side, each in a lane of its own.
///
/// Lanes of markets that still are their baseline hold nothing of meaning: they go through the arithmetic unread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Group {
    /// Users, in people.
    pub stocks: Stocks<F64x8>,
    /// How users move in each half of a whole step, as things stand.
    pub coefficients: StepCoefficients<F64x8>,
    /// On what terms users earn, as things stand.
    pub cash_factors: CashFactors<F64x8>,
    /// Cash at the beginning of the first step under these conditions, and at the end of the last, in dollars per year.
    pub rates: [CashBridge<F64x8>; 2],
    /// Over all steps under these conditions, twice the cash in the middle and once that at the end, in dollars per year.
    pub sum: CashBridge<F64x8>,
}

/// How a market goes through a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepMode {
    /// It is its baseline.
    Baseline,
    /// It is at the end already.
    Nowhere,
    /// At one go, side by side with others.
    Whole,
    /// Piece by piece, as something cut the step.
    InPieces,
}

/// Markets of a group that go on side by side: nothing has changed since it was looked on what terms.
#[derive(Debug, Clone, Copy)]
pub struct StepRun {
    /// How each goes through a step.
    pub modes: [StepMode; WIDTH],
    /// The step that something cuts, as is known already.
    pub to: usize,
}

impl StepMode {
    /// Whether it does not go through the step with the others.
    pub fn is_alone(self) -> bool {
        matches!(self, Self::Nowhere | Self::InPieces)
    }
}

/// Whole steps of a group, one after the other.
#[derive(Debug)]
pub struct Steps<'a> {
    /// The markets.
    pub group: &'a mut Group,
    /// Its number.
    pub g: usize,
    /// What it would do without government action.
    pub baseline: &'a Baseline,
    /// Half the length of a step, in years.
    pub half: f64,
    /// Number of the first step.
    pub first: usize,
    /// For each step, what growth is multiplied by where it rises with users lost elsewhere.
    pub redeployment: &'a [f64],
}

impl pulp::NullaryFnOnce for Steps<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let [first, last] = self.group.coefficients.lost;
        let loses = (first + last).any(|share| share != 0.0);
        for (i, redeployed) in self.redeployment.iter().enumerate() {
            self.group.pass(&self.baseline.step(self.g, self.first + i), *redeployed, self.half, loses);
        }
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

impl Group {
    /// A whole step in two halves, in which some market `loses` users to rivals or none does.
    #[inline(always)]
    fn pass(&mut self, step: &Step, redeployed: f64, half: f64, loses: bool) {
        let coefficients = &self.coefficients;
        let redeployed = F64x8::splat(1.0) + coefficients.redeploys * F64x8::splat(redeployed - 1.0);
        let growth = Growth::new(coefficients.growth * redeployed, step.drift * coefficients.fluctuates, half);
        let [middle, end] = step.nodes;
        let lost = loses.then_some(coefficients.lost);
        self.stocks.advance(coefficients, lost, growth, step.staying[0]);
        self.sum.add(F64x8::splat(2.0), &self.cash_factors.cash_bridge(&earning(middle, &self.stocks)));
        self.stocks.advance(coefficients, lost, growth, step.staying[1]);
        self.rates[1] = self.cash_factors.cash_bridge(&earning(end, &self.stocks));
        self.sum.add(F64x8::splat(1.0), &self.rates[1]);
    }

    /// The users of the market in `lane`.
    pub fn find_stocks(&self, lane: usize) -> Stocks {
        let (mut all, mut one) = (self.stocks, Stocks::default());
        copy(&mut all.figures(), lane, &mut one.figures());
        one
    }

    /// Sets the users of the market in `lane`.
    pub fn set_stocks(&mut self, lane: usize, mut stocks: Stocks) {
        put(&mut self.stocks.figures(), lane, &mut stocks.figures());
    }

    /// Sets the users of the market in `lane` back to what they were.
    pub fn restore_stocks(&mut self, lane: usize, mut before: Stocks<F64x8>) {
        let figures = self.stocks.figures().into_iter().zip(before.figures());
        figures.for_each(|(now, before)| now.0[lane] = before.0[lane]);
    }

    /// What the market in `lane` has earned in whole steps of twice `half` under its present conditions, by Simpson's rule:
    /// r₀ + 4 m₁ + 2 r₁ + … + 4 mₙ + rₙ of the rates at the ends and in the middle.
    pub fn find_cash_bridge(&self, lane: usize, half: f64) -> CashBridge {
        let one = |mut all: CashBridge<F64x8>| {
            let mut one = CashBridge::default();
            copy(&mut all.figures(), lane, &mut one.figures());
            one
        };
        let (third, mut cash_bridge) = (half / 3.0, CashBridge::default());
        cash_bridge.add(2.0 * third, &one(self.sum));
        cash_bridge.add(third, &one(self.rates[0]));
        cash_bridge.add(-third, &one(self.rates[1]));
        cash_bridge
    }

    /// The owner's part of that.
    pub fn find_owner_cash(&self, lane: usize, half: f64) -> f64 {
        let [sum, first, last] =
            [&self.sum, &self.rates[0], &self.rates[1]].map(|cash_bridge| cash_bridge.owner().0[lane]);
        let third = half / 3.0;
        2.0 * third * sum + third * first - third * last
    }

    /// Sets how the market in `lane` moves and earns from now on.
    pub fn set_conditions(
        &mut self,
        lane: usize,
        mut coefficients: StepCoefficients,
        mut cash_factors: CashFactors,
        mut rate: CashBridge,
    ) {
        put(&mut self.coefficients.figures(), lane, &mut coefficients.figures());
        put(&mut self.cash_factors.numbers(), lane, &mut cash_factors.numbers());
        self.rates.iter_mut().for_each(|all| put(&mut all.figures(), lane, &mut rate.figures()));
        put(&mut self.sum.figures(), lane, &mut CashBridge::default().figures());
    }
}

fn copy<const N: usize>(lanes: &mut [&mut F64x8; N], lane: usize, one: &mut [&mut f64; N]) {
    lanes.iter().zip(one).for_each(|(lanes, one)| **one = lanes.0[lane]);
}

fn put<const N: usize>(lanes: &mut [&mut F64x8; N], lane: usize, one: &mut [&mut f64; N]) {
    lanes.iter_mut().zip(one).for_each(|(lanes, one)| lanes.0[lane] = **one);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EarningTerms, Holding, Rates, Recruiting, Restricted};
    use crate::quantity::YEAR;
    use crate::simd::{WIDTH, dispatch_simd};

    const HALF: f64 = 3.5 / YEAR;
    const DRIFT: [f64; WIDTH] = [0.4, -1.3, 0.0, 2.1, -0.2, 0.7, 0.1, -2.4];
    const STAYING: [f64; 2] = [0.997, 0.996];
    const NODES: [Node; 2] =
        [Node { revenue: 7.0, margin: 0.2, users: 95.0 }, Node { revenue: 7.1, margin: 0.21, users: 96.0 }];

    fn flow(lane: usize) -> Rates {
        let open = Recruiting::undisturbed(0.6, 250.0, 0.0);
        let returning = Recruiting { extra_churn: 0.3, return_rate: 20.0, win_back: 0.5, ..open };
        let blocked = Rates::Blocked { decay: 1.5, capture: 2.4 };
        let restricted = Restricted { wear: 0.8, return_rate: 30.0, drift: 0.0 };
        [Rates::Recruiting(returning), blocked, Rates::Restricted(restricted), Rates::Recruiting(open)][lane % 4]
    }

    fn terms(lane: usize) -> EarningTerms {
        let holding = [
            Holding::Restructured { stake: 0.2, licence: 0.1, running: 0.03 },
            Holding::Blocked { owned: 1.0 },
            Holding::Blocked { owned: 0.3 },
            Holding::Whole,
        ][lane % 4];
        EarningTerms { holding, revenue: 0.9, mitigation: 0.02, circumvention: 0.3, tax: 0.2 }
    }

    /// The same step twice, of one market alone; each earns by Simpson's rule.
    fn alone(
        mut stocks: Stocks,
        coefficients: &StepCoefficients,
        cash_factors: &CashFactors,
        rate: &CashBridge,
        drift: f64,
    ) -> (Stocks, CashBridge) {
        let growth = Growth::new(coefficients.growth, drift * coefficients.fluctuates, HALF);
        let (mut cash_bridge, mut last) = (CashBridge::default(), *rate);
        for _ in 0..2 {
            cash_bridge.add(HALF / 3.0, &last);
            for (half, weight) in [4.0, 1.0].into_iter().enumerate() {
                stocks.advance(coefficients, Some(coefficients.lost), growth, STAYING[half]);
                last = cash_factors.cash_bridge(&earning(&NODES[half], &stocks));
                cash_bridge.add(weight * HALF / 3.0, &last);
            }
        }
        (stocks, cash_bridge)
    }

    struct Twice<'a>(&'a mut Group, Step<'a>);

    impl pulp::NullaryFnOnce for Twice<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            self.0.pass(&self.1, 1.0, HALF, true);
            self.0.pass(&self.1, 1.0, HALF, true);
        }
    }

    #[test]
    fn each_market_of_a_group_goes_as_it_would_alone() {
        let mut stocks = Stocks { active: 80.0, circumventing: 5.0, dormant: 9.0, captured: 4.0, ..Stocks::default() };
        (stocks.cohort.active, stocks.cohort.dormant) = (0.7, 0.1);
        let mut group = Group::default();
        let mut expected = Vec::new();
        for (lane, drift) in DRIFT.into_iter().enumerate() {
            stocks.active += 1.5;
            let (coefficients, cash_factors) = (StepCoefficients::new(&flow(lane), HALF), terms(lane).cash_factors());
            let begin = Node { revenue: 6.9, margin: 0.19, users: 94.0 };
            let rate = cash_factors.cash_bridge(&earning(&begin, &stocks));
            group.set_stocks(lane, stocks);
            group.set_conditions(lane, coefficients, cash_factors, rate);
            expected.push(alone(stocks, &coefficients, &cash_factors, &rate, drift));
        }
        let everywhere = |node: &Node| Node {
            revenue: F64x8::splat(node.revenue),
            margin: F64x8::splat(node.margin),
            users: F64x8::splat(node.users),
        };
        let nodes = [&everywhere(&NODES[0]), &everywhere(&NODES[1])];
        let (drift, staying) = (F64x8(DRIFT), STAYING.map(F64x8::splat));
        dispatch_simd(Twice(&mut group, Step { drift, staying, nodes }));
        for (lane, (stocks, cash_bridge)) in expected.into_iter().enumerate() {
            assert_eq!(group.find_stocks(lane), stocks, "lane {lane}");
            let (mut earned, mut expected) = (group.find_cash_bridge(lane, HALF), cash_bridge);
            assert_eq!(earned.owner(), group.find_owner_cash(lane, HALF));
            for (earned, expected) in earned.figures().into_iter().zip(expected.figures()) {
                assert!((*earned - *expected).abs() <= 1e-14 * expected.abs(), "lane {lane}: {earned} for {expected}");
            }
        }
    }
}
