//! The same replication with no government action at all: its users, its cash, and the value still to come.

mod instants;
mod pass;

use crate::draws::{Purpose, Streams};
use crate::model::{Curve, MarketParameters, ParameterDraw, Plan, RandomStreams, StreamKeys, StreamOwner};
use crate::quantity::YEAR;
use crate::scenario::Scenario;
use crate::simd::{F64x8, Real, WIDTH, dispatch_simd};

use pass::{Figures, Pass};

/// The baseline of every market over the whole grid of steps.
///
/// Markets go side by side, [`WIDTH`] to a group. A node is an end or a middle of a step. One array a figure: node by node or step
/// by step, and within that group by group, so that a pass runs over memory in order.
#[derive(Debug, Default)]
pub struct Baseline {
    groups: usize,
    steps: usize,
    times: Vec<f64>,
    /// Days of the nodes.
    days: Vec<f64>,
    /// Drift that the noise adds in each step, per year.
    drift: Vec<F64x8>,
    nodes: Vec<Node<F64x8>>,
    /// Share of the active day-one users who stay over each half of a step.
    staying: Vec<F64x8>,
    /// Share of the day-one users who are active at each node.
    surviving: Vec<F64x8>,
    /// Groups in which that has just changed.
    turned: Vec<bool>,
    /// What each group still holds that another computation would give again.
    kept: Vec<Kept>,
    /// The streams that the noise comes from, and √ρ, √(1−ρ) and volatilities by which it became drift.
    noise_source: Option<(Streams, (f64, f64))>,
    /// Discounted cash up to each end of a step, from the start.
    earned: Vec<F64x8>,
    /// Discounted cash to the horizon with the terminal value.
    whole: Vec<F64x8>,
    terminal: Vec<F64x8>,
    /// Share of the day-one users of one market who are active, at each node.
    shares: Vec<f64>,
    /// Standard normals of each step: common to all markets, and one market's own.
    common: Vec<f64>,
    own: Vec<f64>,
    /// √ρ and √(1−ρ).
    correlation: (f64, f64),
    /// Years at the nodes, and how long the steps are.
    years: Vec<f64>,
    spans: Vec<Span>,
    figures: Vec<Figures>,
    kinked: Vec<Option<usize>>,
    tax: f64,
}

/// What of a group need not be computed again: for the variants of a history most stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kept {
    /// Nothing.
    Nothing,
    /// The drift.
    Drift,
    /// The drift and the users.
    Users,
    /// All.
    All,
}

/// The length Δ of a step, in years.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// Δ/2.
    half: f64,
    /// 1/√Δ.
    per_root: f64,
}

impl Span {
    fn of(days: f64) -> Self {
        let years = days / YEAR;
        Self { half: 0.5 * years, per_root: 1.0 / years.sqrt() }
    }
}

/// How long the steps of a grid are: all alike to the bit, but for what rounding does to their ends, and but for the last.
fn spans(times: &[f64]) -> Vec<Span> {
    let first = times[1] - times[0];
    let length =
        |step: &[f64]| Some(step[1] - step[0]).filter(|days| (days / first - 1.0).abs() > 1e-9).unwrap_or(first);
    times.windows(2).map(|step| Span::of(length(step))).collect()
}

/// Revenue per user, margin and baseline users at one instant.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Node<T = f64> {
    /// Revenue per user discounted to the start, in dollars per year.
    pub revenue: T,
    /// Contribution margin, share of revenue.
    pub margin: T,
    /// Baseline users, in people.
    pub users: T,
}

/// What a whole step of a group meets.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// Drift that the noise adds, per year.
    pub drift: F64x8,
    /// Share of active day-one users who stay of their own accord over each half.
    pub staying: [F64x8; 2],
    /// The baseline in the middle and at the end.
    pub nodes: [&'a Node<F64x8>; 2],
}

/// The grid of steps: multiples of `step`, and the horizon.
pub fn grid(horizon: f64, step: f64) -> Vec<f64> {
    let whole = libm::floor(horizon / step * (1.0 + 1e-12)) as usize;
    let mut times: Vec<f64> = (0..=whole).map(|k| k as f64 * step).collect();
    if let Some(last) = times.last_mut()
        && horizon - *last < 1e-6 * step
    {
        *last = horizon;
    } else {
        times.push(horizon);
    }
    times
}

impl Baseline {
    /// Works the baseline out for the parameters and the noise of one replication.
    pub fn compute(&mut self, plan: &Plan, draw: &ParameterDraw, streams: &mut RandomStreams) {
        let scenario = plan.scenario;
        self.make_room(&plan.times, draw.markets.len());
        self.kinked.resize(draw.markets.len(), None);
        let before = std::mem::replace(&mut self.tax, draw[scenario.company.cash_tax]);
        let same_noise = self.has_noise_of(scenario, draw, streams);
        for g in 0..self.groups {
            let mut figures = self.figures[g];
            let markets = draw.markets[g * WIDTH..].iter().take(WIDTH);
            markets.enumerate().for_each(|(lane, market)| figures.put(lane, market));
            let kept = if same_noise { figures.find_kept(&self.figures[g]) } else { Kept::Nothing };
            let kept = if before == self.tax { kept } else { kept.min(Kept::Users) };
            self.kept[g] = kept.min(self.kept[g]);
            self.figures[g] = figures;
        }
        if self.kept.contains(&Kept::Nothing) {
            self.kept.fill(Kept::Nothing);
            self.draw_noise(draw, &plan.stream_keys, streams);
        }
        // Nobody asks for the day-one cohort without detail.
        for (m, market) in draw.markets.iter().enumerate().filter(|(_, market)| plan.in_detail && market.is_new_curve) {
            self.store_survival(m, &market.curve);
        }
        dispatch_simd(Pass(self));
        for (m, market) in draw.markets.iter().enumerate() {
            if self.kept[m / WIDTH] < Kept::All {
                self.split_break_even_step(m, market);
            }
        }
        for g in 0..self.groups {
            if self.kept[g] < Kept::All {
                self.accumulate_cash(g);
            }
        }
        self.kept.fill(Kept::All);
    }

    /// Whether the noise is that of these streams.
    fn has_noise_of(&mut self, scenario: &Scenario, draw: &ParameterDraw, streams: &RandomStreams) -> bool {
        let shared = draw[scenario.noise.correlation];
        self.correlation = (shared.sqrt(), (1.0 - shared).sqrt());
        let source = Some((streams.source(), self.correlation));
        std::mem::replace(&mut self.noise_source, source) == source
    }

    fn make_room(&mut self, times: &[f64], markets: usize) {
        if self.times == times && self.groups == markets.div_ceil(WIDTH) {
            return;
        }
        self.groups = markets.div_ceil(WIDTH);
        self.steps = times.len() - 1;
        self.times = times.to_vec();
        self.days = times.windows(2).flat_map(|step| [step[0], 0.5 * (step[0] + step[1])]).collect();
        self.days.extend(times.last());
        self.years = self.days.iter().map(|day| day / YEAR).collect();
        self.spans = spans(times);
        let (steps, ends) = (self.steps * self.groups, (self.steps + 1) * self.groups);
        for (array, size) in [
            (&mut self.drift, steps),
            (&mut self.staying, 2 * steps),
            (&mut self.surviving, steps + ends),
            (&mut self.earned, ends),
            (&mut self.whole, self.groups),
            (&mut self.terminal, self.groups),
        ] {
            *array = vec![F64x8::default(); size];
        }
        self.nodes = vec![Node::default(); steps + ends];
        self.common = vec![0.0; self.steps];
        self.own = vec![0.0; self.steps];
        // Lanes without a market hold numbers that go through the arithmetic without harm.
        let idle = Figures { ceiling: F64x8::splat(1.0), discount_rate: F64x8::splat(1.0), ..Figures::default() };
        let idle = Figures { arpu_growth_fade: F64x8::splat(1.0), margin_time: F64x8::splat(1.0), ..idle };
        self.figures = vec![idle; self.groups];
        self.turned = vec![false; self.groups];
        self.kept = vec![Kept::Nothing; self.groups];
        self.noise_source = None;
    }

    /// Standard normals for each step: common to all markets, and of each market that is volatile, of which the pass makes its drift.
    fn draw_noise(&mut self, draw: &ParameterDraw, stream_keys: &StreamKeys, streams: &mut RandomStreams) {
        let volatile = |m: &usize| draw.markets[*m].volatility != 0.0;
        let markets = 0..draw.markets.len();
        if markets.clone().any(|m| volatile(&m)) {
            streams.stream(stream_keys, Purpose::NoiseCommon, StreamOwner::World).fill_normal(&mut self.common);
        }
        self.drift.fill(F64x8::default());
        for m in markets.filter(volatile) {
            streams.stream(stream_keys, Purpose::Noise, StreamOwner::Market(m)).fill_normal(&mut self.own);
            for (drift, own) in self.drift[m / WIDTH..].iter_mut().step_by(self.groups).zip(&self.own) {
                drift.0[m % WIDTH] = *own;
            }
        }
    }

    /// Keeps how many of the day-one users of a market are still active.
    fn store_survival(&mut self, m: usize, curve: &Curve) {
        curve.shares(&self.days, &mut self.shares);
        let nodes = self.surviving[m / WIDTH..].iter_mut().step_by(self.groups);
        nodes.zip(&self.shares).for_each(|(node, share)| node.0[m % WIDTH] = *share);
        self.turned[m / WIDTH] = true;
    }

    /// With a tax on positive cash, the step in which the margin is 0 is integrated in two pieces.
    fn split_break_even_step(&mut self, m: usize, market: &MarketParameters) {
        self.kinked[m] = None;
        let Some(day) = find_kink(market, self.tax).filter(|&day| day > 0.0 && day < self.times[self.steps]) else {
            return;
        };
        let k = self.times.partition_point(|&end| end <= day) - 1;
        let (from, to) = (self.times[k], self.times[k + 1]);
        if from < day {
            self.kinked[m] = Some(k);
            self.earned[(k + 1) * self.groups + m / WIDTH].0[m % WIDTH] = self.cash_between(m, market, k, from, to);
        }
    }

    /// The step in which the margin of market `m` is 0, where that cuts it in two.
    pub fn break_even_step(&self, m: usize) -> Option<usize> {
        self.kinked[m]
    }

    /// From the cash of each step to the cash so far, and the whole.
    fn accumulate_cash(&mut self, g: usize) {
        let mut sum = F64x8::default();
        for earned in self.earned[g..].iter_mut().step_by(self.groups) {
            sum = sum + *earned;
            *earned = sum;
        }
        self.whole[g] = sum + self.terminal[g];
    }

    /// Multiplies the revenue of market `m` so that all its cash is worth `value` at the start; by how much.
    pub fn scale_to_value(&mut self, m: usize, value: f64) -> f64 {
        let (g, lane) = (m / WIDTH, m % WIDTH);
        let factor = value / self.whole[g].0[lane];
        self.kept[g] = Kept::Users;
        let scale = |number: &mut F64x8| number.0[lane] *= factor;
        self.nodes[g..].iter_mut().step_by(self.groups).for_each(|node| scale(&mut node.revenue));
        self.earned[g..].iter_mut().step_by(self.groups).for_each(scale);
        [&mut self.whole[g], &mut self.terminal[g]].into_iter().for_each(scale);
        factor
    }

    /// Half the length of step `k`, in years.
    pub fn half_of_step(&self, k: usize) -> f64 {
        self.spans[k].half
    }

    /// The end of the steps from `k` on that are as long as it.
    pub fn end_of_equal_steps(&self, k: usize) -> usize {
        let last = self.steps - 1;
        if self.spans[k].half == self.spans[last].half { self.steps } else { last }
    }

    /// Drift of the noise in step `k`.
    pub fn drift(&self, m: usize, k: usize) -> f64 {
        self.drift[k * self.groups + m / WIDTH].0[m % WIDTH]
    }

    /// Revenue, margin and users of a group at a node: 2k at the beginning of step k, 2k + 1 in its middle.
    #[inline(always)]
    pub fn nodes(&self, g: usize, node: usize) -> &Node<F64x8> {
        &self.nodes[node * self.groups + g]
    }

    /// Step `k` of a group.
    #[inline(always)]
    pub fn step(&self, g: usize, k: usize) -> Step<'_> {
        let half = |n: usize| self.staying[n * self.groups + g];
        Step {
            drift: self.drift[k * self.groups + g],
            staying: [half(2 * k), half(2 * k + 1)],
            nodes: [2 * k + 1, 2 * k + 2].map(|node| self.nodes(g, node)),
        }
    }

    /// Share of the day-one users who are active at an end of a step: end k is where step k begins.
    pub fn surviving(&self, g: usize, end: usize) -> F64x8 {
        self.surviving[2 * end * self.groups + g]
    }

    /// Share of the day-one users of market `m` who are active at the horizon.
    pub fn surviving_at_end(&self, m: usize) -> f64 {
        let last = self.surviving.len() - self.groups + m / WIDTH;
        self.surviving[last].0[m % WIDTH]
    }

    /// Users in the middle of step `k`.
    pub fn users_in_step(&self, m: usize, k: usize) -> f64 {
        self.nodes(m / WIDTH, 2 * k + 1).users.0[m % WIDTH]
    }

    /// Discounted cash of a group from the start to an end of a step: end k is where step k begins.
    pub fn earned_by_group(&self, g: usize, end: usize) -> F64x8 {
        self.earned[end * self.groups + g]
    }

    /// Discounted value of all cash of a group, with the terminal value.
    pub fn whole_of_group(&self, g: usize) -> F64x8 {
        self.whole[g]
    }

    /// Discounted value of all cash, with the terminal value.
    pub fn whole(&self, m: usize) -> f64 {
        self.whole[m / WIDTH].0[m % WIDTH]
    }
}

impl Node<F64x8> {
    /// That of the market in `lane`.
    pub fn lane(&self, lane: usize) -> Node {
        Node { revenue: self.revenue.0[lane], margin: self.margin.0[lane], users: self.users.0[lane] }
    }
}

/// Share of those active before who are still active after.
#[inline(always)]
pub fn share_staying<T: Real>(before: T, after: T) -> T {
    let held = |share: f64| if share > 1.0 { 1.0 } else { share };
    (after / before).zip_with(before, |share, before| if before > 0.0 { held(share) } else { 0.0 })
}

/// The day on which the margin is 0, where a tax on positive cash makes that a kink.
pub fn find_kink(market: &MarketParameters, tax: f64) -> Option<f64> {
    if tax > 0.0 { market.break_even } else { None }
}

/// Ends of the pieces of a stretch: with a tax on positive cash it is cut where the margin is 0.
pub fn split_at_kink(market: &MarketParameters, tax: f64, from: f64, to: f64) -> impl Iterator<Item = f64> + use<> {
    find_kink(market, tax).filter(|&day| day > from && day < to).into_iter().chain(std::iter::once(to))
}

#[cfg(test)]
impl Baseline {
    /// One group of markets in these steps, for tests.
    pub fn of_one_group(drift: Vec<F64x8>, staying: Vec<F64x8>, nodes: Vec<Node<F64x8>>) -> Self {
        Self { groups: 1, steps: drift.len(), drift, staying, nodes, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::{grid, spans};
    use crate::quantity::YEAR;

    #[test]
    fn the_grid_ends_on_the_horizon() {
        assert_eq!(grid(21.0, 7.0), [0.0, 7.0, 14.0, 21.0]);
        assert_eq!(grid(20.0, 7.0), [0.0, 7.0, 14.0, 20.0]);
        assert_eq!(grid(5.0, 7.0), [0.0, 5.0]);
        assert_eq!(grid(1826.25, 7.0).len(), 262);
    }

    #[test]
    fn steps_are_alike_to_the_bit_but_the_last() {
        let spans = spans(&grid(100.0, 7.3));
        let (last, whole) = spans.split_last().expect("it has steps");
        assert!(whole.len() == 13 && whole.iter().all(|span| span.half == 0.5 * (7.3 / YEAR)));
        assert!((last.half * 2.0 * YEAR - 5.1).abs() < 1e-9);
        assert!((last.per_root * last.per_root * last.half * 2.0 - 1.0).abs() < 1e-12);
    }
}
