//! Whole steps of several markets at once: their users and their cash, side by side.
//!
//! Users come first and cash follows, some steps at a time: cash waits for nothing of its own, and each loop is short enough for the
//! compiler to keep its vectors whole.

use crate::model::{
    AngerShares, Baseline, CashBridge, CashFactors, Earning, Growth, Node, Step, StepCoefficients, Stocks,
};
use crate::simd::{F64x8, Real, WIDTH};

/// Steps whose users are kept for their cash.
pub const TOGETHER: usize = 2 * WIDTH;

/// Markets side by side, each in a lane of its own; or one alone, where the numbers are single.
///
/// Lanes of markets that still are their baseline hold nothing of meaning: they go through the arithmetic unread.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Group<T = F64x8> {
    /// Users, in people.
    pub stocks: Stocks<T>,
    /// How users move in each half of a whole step, as things stand.
    pub coefficients: StepCoefficients<T>,
    /// On what terms users earn, as things stand.
    pub cash_factors: CashFactors<T>,
    /// Cash at the beginning of the first step under these conditions, and at the end of the last, in dollars per year.
    pub rates: [CashBridge<T>; 2],
    /// Over all steps under these conditions, twice the cash in the middle and once that at the end, in dollars per year.
    pub sum: CashBridge<T>,
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
    /// Whom anger drives away, [`WIDTH`] steps to an entry; empty where it drives away nobody.
    pub anger: &'a [AngerShares],
    /// Whether the day-one cohort is asked for, and how cash splits.
    pub in_detail: bool,
    /// Room for the users who earn in [`TOGETHER`] steps.
    pub earners: &'a mut [Earners],
}

/// Users who earn in the middle of a step and at its end: active and circumventing.
pub type Earners = [[F64x8; 2]; 2];

impl pulp::NullaryFnOnce for Steps<'_> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        let all_earners = std::mem::take(&mut self.earners);
        let last = self.first + self.redeployment.len();
        while self.first < last {
            let steps = TOGETHER.min(self.redeployment.len());
            let earners = &mut all_earners[..steps];
            if self.in_detail {
                self.move_users::<true>(earners);
                self.add_cash(earners);
            } else {
                self.move_users::<false>(earners);
                self.add_cash_ends(earners);
            }
            self.first += steps;
            self.redeployment = &self.redeployment[steps..];
            self.anger = self.anger.get(steps / WIDTH..).unwrap_or_default();
        }
    }
}

impl Steps<'_> {
    /// Brings the users through the next steps, and with `COHORT` those of the first day, each step in two halves.
    #[inline(always)]
    fn move_users<const COHORT: bool>(&mut self, earners: &mut [Earners]) {
        let Group { mut stocks, coefficients, .. } = *self.group;
        let lost = coefficients.loses().then_some(coefficients.lost);
        for (i, earners) in earners.iter_mut().enumerate() {
            let step = self.baseline.step(self.g, self.first + i);
            let redeployed = F64x8::splat(1.0) + coefficients.redeploys * F64x8::splat(self.redeployment[i] - 1.0);
            let growth = Growth::new(coefficients.growth * redeployed, step.drift * coefficients.fluctuates, self.half);
            let anger = self.anger.get(i / WIDTH).map(|shares| shares.map(|half| half.map(|share| share.0[i % WIDTH])));
            for half in 0..2 {
                let lost = anger.map_or(lost, |anger| Some(coefficients.add_anger(anger[half])));
                stocks.advance::<COHORT>(&coefficients, lost, growth, step.staying[half]);
                earners[half] = [stocks.active, stocks.circumventing];
            }
        }
        self.group.stocks = stocks;
    }

    /// What the users earn meanwhile.
    #[inline(always)]
    fn add_cash(&mut self, earners: &[Earners]) {
        let Group { cash_factors, mut sum, rates: [_, mut rate], .. } = *self.group;
        for (i, earners) in earners.iter().enumerate() {
            sum.add(F64x8::splat(2.0), &cash_factors.cash_bridge(&self.earning(i, earners, 0)));
            rate = cash_factors.cash_bridge(&self.earning(i, earners, 1));
            sum.add(F64x8::splat(1.0), &rate);
        }
        (self.group.sum, self.group.rates[1]) = (sum, rate);
    }

    /// What the baseline and the owner get of that, to the same bits.
    #[inline(always)]
    fn add_cash_ends(&mut self, earners: &[Earners]) {
        let Group { cash_factors, .. } = *self.group;
        let (mut sums, mut rates) = (self.group.sum.ends(), self.group.rates[1].ends());
        let mut add = |weight: f64, rates: [F64x8; 2]| {
            sums.iter_mut().zip(rates).for_each(|(sum, rate)| *sum = *sum + F64x8::splat(weight) * rate);
        };
        for (i, earners) in earners.iter().enumerate() {
            add(2.0, cash_factors.cash_ends(&self.earning(i, earners, 0)));
            rates = cash_factors.cash_ends(&self.earning(i, earners, 1));
            add(1.0, rates);
        }
        self.group.sum.set_ends(sums);
        self.group.rates[1].set_ends(rates);
    }

    #[inline(always)]
    fn earning(&self, i: usize, earners: &Earners, half: usize) -> Earning<F64x8> {
        let Node { revenue, margin, users: baseline } = *self.baseline.nodes(self.g, 2 * (self.first + i) + 1 + half);
        let [active, circumventing] = earners[half];
        Earning { revenue, margin, active, circumventing, baseline }
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

impl Group<f64> {
    /// Changes how users move and earn from now on; `node` is the baseline now.
    pub fn begin_conditions(&mut self, coefficients: StepCoefficients, cash_factors: CashFactors, node: &Node) {
        (self.coefficients, self.cash_factors) = (coefficients, cash_factors);
        self.rates = [cash_factors.cash_bridge(&earning(node, &self.stocks)); 2];
        self.sum = CashBridge::default();
    }

    /// Brings users and cash through a whole step of twice `half`, as the market in `lane` meets it.
    pub fn advance(&mut self, step: &Step, lane: usize, redeployed: f64, half: f64) {
        let coefficients = self.coefficients;
        let redeployed = 1.0 + coefficients.redeploys * (redeployed - 1.0);
        let growth = Growth::new(coefficients.growth * redeployed, step.drift.0[lane] * coefficients.fluctuates, half);
        for (n, weight) in [2.0, 1.0].into_iter().enumerate() {
            self.stocks.advance::<true>(&coefficients, Some(coefficients.lost), growth, step.staying[n].0[lane]);
            self.rates[1] = self.cash_factors.cash_bridge(&earning(&step.nodes[n].lane(lane), &self.stocks));
            self.sum.add(weight, &self.rates[1]);
        }
    }

    /// What the market has earned in whole steps of twice `half` under its present conditions.
    pub fn find_cash_bridge(&self, half: f64) -> CashBridge {
        add_up_cash(&self.sum, &self.rates, half)
    }
}

/// Simpson's rule over steps of twice `half`: r₀ + 4 m₁ + 2 r₁ + … + 4 mₙ + rₙ of the rates at the ends and in the middle.
fn add_up_cash(sum: &CashBridge, [first, last]: &[CashBridge; 2], half: f64) -> CashBridge {
    let (third, mut cash_bridge) = (half / 3.0, CashBridge::default());
    cash_bridge.add(2.0 * third, sum);
    cash_bridge.add(third, first);
    cash_bridge.add(-third, last);
    cash_bridge
}

impl Group {
    /// The users of the market in `lane`.
    pub fn find_stocks(&self, lane: usize) -> Stocks {
        self.stocks.lane(lane)
    }

    /// Sets the users of the market in `lane`.
    pub fn set_stocks(&mut self, lane: usize, mut stocks: Stocks) {
        put(&mut self.stocks.figures(), lane, &mut stocks.figures());
    }

    /// What the market in `lane` has earned in whole steps of twice `half` under its present conditions.
    pub fn find_cash_bridge(&self, lane: usize, half: f64) -> CashBridge {
        add_up_cash(&self.sum.lane(lane), &[self.rates[0].lane(lane), self.rates[1].lane(lane)], half)
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
    /// More than go together.
    const STEPS: usize = 2 * TOGETHER + 3;
    /// Where anger drives users away.
    const ANGRY: usize = 3;

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

    /// What each lane meets differs from step to step.
    fn baseline() -> Baseline {
        let lanes = |base: f64, step: usize| {
            F64x8(std::array::from_fn(|lane| base * (1.0 + 0.01 * lane as f64 + 0.002 * step as f64)))
        };
        let node = |n| Node { revenue: lanes(7.0, n), margin: lanes(0.2, n), users: lanes(95.0, n) };
        Baseline::of_one_group(
            (0..STEPS).map(|k| lanes(if k % 3 == 0 { -0.8 } else { 0.5 }, k)).collect(),
            (0..2 * STEPS).map(|n| lanes(0.9, n)).collect(),
            (0..=2 * STEPS).map(node).collect(),
        )
    }

    fn advance(group: &mut Group, baseline: &Baseline, anger: &[AngerShares], in_detail: bool) {
        let redeployment = [1.0; STEPS].map(|one: f64| one + 0.1);
        let (g, first) = (0, 0);
        let (redeployment, earners) = (&redeployment, &mut [Earners::default(); TOGETHER]);
        dispatch_simd(Steps { group, g, baseline, half: HALF, first, redeployment, anger, in_detail, earners });
    }

    /// A group in which every lane moves and earns in its own way, and each of its markets alone.
    fn begin(baseline: &Baseline) -> (Group, Vec<Group<f64>>) {
        let mut group = Group::default();
        let mut alone = Vec::new();
        for lane in 0..WIDTH {
            let mut stocks =
                Stocks { active: 80.0, circumventing: 5.0, dormant: 9.0, captured: 4.0, ..Stocks::default() };
            stocks.active += 1.5 * lane as f64;
            (stocks.cohort.active, stocks.cohort.dormant) = (0.7, 0.1);
            let (mut coefficients, cash_factors) =
                (StepCoefficients::new(&flow(lane), HALF), terms(lane).cash_factors());
            coefficients.redeploys = (lane % 2) as f64;
            let node = baseline.nodes(0, 0).lane(lane);
            let mut one = Group { stocks, ..Group::default() };
            one.begin_conditions(coefficients, cash_factors, &node);
            group.set_stocks(lane, stocks);
            group.set_conditions(lane, coefficients, cash_factors, one.rates[0]);
            alone.push(one);
        }
        (group, alone)
    }

    #[test]
    fn each_market_of_a_group_goes_as_it_would_alone() {
        let baseline = baseline();
        let (mut group, mut alone) = begin(&baseline);
        advance(&mut group, &baseline, &[], true);
        for (lane, one) in alone.iter_mut().enumerate() {
            (0..STEPS).for_each(|k| one.advance(&baseline.step(0, k), lane, 1.1, HALF));
            assert_eq!(group.find_stocks(lane), one.stocks, "lane {lane}");
            assert_eq!(group.find_cash_bridge(lane, HALF), one.find_cash_bridge(HALF), "lane {lane}");
            assert_eq!(group.find_cash_bridge(lane, HALF).owner(), group.find_owner_cash(lane, HALF));
        }
    }

    #[test]
    fn without_detail_users_and_both_ends_of_cash_have_the_same_bits() {
        let baseline = baseline();
        let (mut whole, _) = begin(&baseline);
        let mut part = whole;
        advance(&mut whole, &baseline, &[], true);
        advance(&mut part, &baseline, &[], false);
        for lane in 0..WIDTH {
            let (mut expected, found) = (whole.find_stocks(lane), part.find_stocks(lane));
            (expected.cohort, expected.moved.cohort) = (found.cohort, found.moved.cohort);
            assert_eq!(found, expected, "lane {lane}");
            let [found, expected] = [part, whole].map(|group| group.find_cash_bridge(lane, HALF).ends());
            assert_eq!(found, expected, "lane {lane}");
        }
    }

    #[test]
    fn anger_takes_its_share_at_home_alone() {
        let baseline = baseline();
        let (mut calm, mut alone) = begin(&baseline);
        let mut group = calm;
        advance(&mut calm, &baseline, &[], true);
        group.coefficients.angers.0[ANGRY] = 1.0 - group.coefficients.lost[0].0[ANGRY];
        let share = |k: usize| 0.01 / (1.0 + k as f64);
        let lanes = |first: usize| F64x8(std::array::from_fn(|lane| share(first + lane)));
        let anger: Vec<AngerShares> = (0..STEPS.div_ceil(WIDTH)).map(|n| [[lanes(n * WIDTH); 2]; 2]).collect();
        advance(&mut group, &baseline, &anger, true);
        for (lane, one) in alone.iter_mut().enumerate() {
            let lost = one.coefficients.lost;
            for k in 0..STEPS {
                if lane == ANGRY {
                    one.coefficients.lost = lost.map(|lost| lost + (1.0 - lost) * share(k));
                }
                one.advance(&baseline.step(0, k), lane, 1.1, HALF);
            }
            assert_eq!(group.find_stocks(lane), one.stocks, "lane {lane}");
            assert_eq!(group.find_owner_cash(lane, HALF), one.find_cash_bridge(HALF).owner(), "lane {lane}");
        }
        assert!(group.find_stocks(ANGRY).active < 0.99 * calm.find_stocks(ANGRY).active);
    }
}
