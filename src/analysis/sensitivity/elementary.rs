//! Screening: what an output changes as one factor after another takes a large step (Morris 1991, "Factorial sampling
//! plans for preliminary computational experiments").
//!
//! A factor may be a group of inputs, which then share its coordinate and move together. Trajectories are drawn
//! independently, as Morris did, and not picked from many so that they lie far apart (Campolongo, Cariboni and Saltelli
//! 2007): only then are their effects independent and standard errors what they say.

use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use serde::{Deserialize, Serialize};

use crate::analysis::statistics::Moments;
use crate::draws::{Key, Purpose, Streams};

/// How trajectories run through the unit cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    factors: usize,
    levels: usize,
    seed: u64,
}

/// A walk through the cube on which each factor takes one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// Where it starts.
    start: Vec<f64>,
    /// Where each factor is after its step.
    end: Vec<f64>,
    /// Which factor takes which step.
    order: Vec<usize>,
}

impl Plan {
    /// Trajectories of `factors` factors over `levels` levels: 0, 1/(p − 1), … 1.
    ///
    /// # Panics
    /// When the number of levels is odd or 0: only of an even number are all levels equally likely.
    pub fn new(factors: usize, levels: usize, seed: u64) -> Self {
        assert!(levels >= 2 && levels.is_multiple_of(2), "an even number of levels, not {levels}");
        Self { factors, levels, seed }
    }

    /// Length of a step, p / (2(p − 1)).
    pub fn step(self) -> f64 {
        self.levels as f64 / (2.0 * (self.levels as f64 - 1.0))
    }

    /// Trajectory number `number`.
    pub fn trajectory(self, number: u64) -> Trajectory {
        let mut stream = Streams::new(self.seed, number).stream(Purpose::Trajectory, Key::NONE);
        let half = self.levels / 2;
        let level = |level: usize| level as f64 / (self.levels - 1) as f64;
        let (mut start, mut end) = (Vec::with_capacity(self.factors), Vec::with_capacity(self.factors));
        for _ in 0..self.factors {
            let lower = stream.random_range(..half);
            let ends = [level(lower), level(lower + half)];
            let up: bool = stream.random();
            start.push(ends[usize::from(!up)]);
            end.push(ends[usize::from(up)]);
        }
        let mut order: Vec<usize> = (0..self.factors).collect();
        order.shuffle(&mut stream);
        Trajectory { start, end, order }
    }
}

impl Trajectory {
    /// Its points, one more than there are factors.
    pub fn points(&self) -> impl Iterator<Item = Vec<f64>> + '_ {
        let mut point = self.start.clone();
        let steps = self.order.iter().map(move |&factor| {
            point[factor] = self.end[factor];
            point.clone()
        });
        std::iter::once(self.start.clone()).chain(steps)
    }

    /// Which factor moves between a point and the next.
    pub fn order(&self) -> &[usize] {
        &self.order
    }
}

/// The quantile at which an input is taken for a level of the cube: 0.005 + 0.99 · level.
///
/// At 0 and 1 themselves many distributions have no quantile. An effect is then one per 99% of an input's probability.
pub fn quantile_of_level(level: f64) -> f64 {
    0.005 + 0.99 * level
}

/// Effects of all factors on one output, in memory that does not grow with the number of trajectories.
#[derive(Debug, Clone)]
pub struct Elementary {
    step: f64,
    effects: Vec<[Moments; 2]>,
}

/// The effect of a factor, in units of the output per whole width of the cube: the change at a step over its length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Effects taken.
    pub count: u64,
    /// Mean of the effects, μ: its sign is the direction, but ups and downs cancel.
    pub mean: f64,
    /// Mean of their absolute values, μ* (Campolongo, Cariboni and Saltelli 2007).
    pub strength: f64,
    /// Standard error of μ*; none of fewer than two effects.
    pub se: Option<f64>,
    /// Standard deviation of the effects, σ: 0 where the factor acts in a straight line and on its own.
    pub spread: Option<f64>,
    /// By how much the output changes at one step, up or down, on average: μ* times the length of a step.
    pub change: f64,
}

impl Elementary {
    /// Nothing taken yet.
    pub fn new(plan: Plan) -> Self {
        Self { step: plan.step(), effects: vec![[Moments::default(); 2]; plan.factors] }
    }

    /// Takes the output at the points of a trajectory; an effect with a NaN is passed over.
    ///
    /// # Panics
    /// When there is not one value for each point.
    pub fn take(&mut self, trajectory: &Trajectory, values: &[f64]) {
        assert_eq!(values.len(), trajectory.order.len() + 1, "a value for each point");
        for (&factor, ends) in trajectory.order.iter().zip(values.windows(2)) {
            let up = trajectory.end[factor] > trajectory.start[factor];
            let effect = (ends[1] - ends[0]) / if up { self.step } else { -self.step };
            let [plain, absolute] = &mut self.effects[factor];
            plain.add(effect);
            absolute.add(effect.abs());
        }
    }

    /// By factor; none where no effect was taken.
    pub fn effects(&self) -> Vec<Option<Effect>> {
        let effect = |[plain, absolute]: &[Moments; 2]| {
            let strength = absolute.mean()?;
            Some(Effect {
                count: plain.count(),
                mean: plain.mean()?,
                strength,
                se: absolute.standard_error(),
                spread: plain.deviation(),
                change: strength * self.step,
            })
        };
        self.effects.iter().map(effect).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::{ALARM, morris, morris_alone, morris_input, morris_pair, near};
    use super::*;

    fn effects(plan: Plan, trajectories: u64, f: impl Fn(&[f64]) -> f64) -> Vec<Effect> {
        let mut elementary = Elementary::new(plan);
        for number in 0..trajectories {
            let trajectory = plan.trajectory(number);
            let values: Vec<f64> = trajectory.points().map(|point| f(&point)).collect();
            elementary.take(&trajectory, &values);
        }
        elementary.effects().into_iter().map(Option::unwrap).collect()
    }

    #[test]
    fn on_a_trajectory_each_factor_takes_one_step() {
        for (factors, levels) in [(0, 2), (1, 2), (5, 4), (30, 8)] {
            let plan = Plan::new(factors, levels, 3);
            let trajectory = plan.trajectory(7);
            let points: Vec<Vec<f64>> = trajectory.points().collect();
            assert_eq!(points.len(), factors + 1);
            for ((before, after), &factor) in points.iter().zip(&points[1..]).zip(trajectory.order()) {
                let moved: Vec<usize> = (0..factors).filter(|&i| before[i] != after[i]).collect();
                assert_eq!(moved, [factor]);
                // Levels are quotients, steps their differences: rounding.
                assert!(((before[factor] - after[factor]).abs() - plan.step()).abs() < 1e-15);
            }
            let on_grid = |x: &f64| (0..levels).any(|level| *x == level as f64 / (levels - 1) as f64);
            assert!(points.iter().flatten().all(on_grid));
            let mut order = trajectory.order().to_vec();
            order.sort_unstable();
            assert!(order.into_iter().eq(0..factors));
        }
    }

    #[test]
    fn levels_and_orders_are_equally_likely() {
        let plan = Plan::new(3, 4, 11);
        let (mut levels, mut first) = ([0_u32; 4], [0_u32; 3]);
        for number in 0..4_000 {
            let trajectory = plan.trajectory(number);
            levels[(trajectory.points().next().unwrap()[1] * 3.0).round() as usize] += 1;
            first[trajectory.order()[0]] += 1;
        }
        // 4.9 standard deviations of a binomial count: 134 of 1,000 and 146 of 1,333.
        assert!(levels.iter().all(|count| count.abs_diff(1000) <= 134), "{levels:?}");
        assert!(first.iter().all(|count| count.abs_diff(1333) <= 146), "{first:?}");
        assert_ne!(plan.trajectory(0), plan.trajectory(1));
        assert_ne!(plan.trajectory(0), Plan::new(3, 4, 12).trajectory(0));
    }

    #[test]
    fn a_straight_line_has_its_slopes_and_no_spread() {
        let plan = Plan::new(3, 6, 1);
        let found = effects(plan, 20, |x| 3.0 * x[0] - 2.0 * x[2]);
        for (effect, slope) in found.iter().zip([3.0, 0.0, -2.0]) {
            // Rounding only.
            assert!((effect.mean - slope).abs() < 1e-12 && (effect.strength - slope.abs()).abs() < 1e-12, "{effect:?}");
            assert!(effect.spread.unwrap() < 1e-12 && effect.se.unwrap() < 1e-12, "{effect:?}");
            assert!((effect.change - slope.abs() * 0.6).abs() < 1e-12, "{effect:?}");
        }
    }

    /// SALib 1.6.0, `analyze.morris`; the trajectories are those of `tests/reference/sensitivity_reference.py`.
    #[test]
    fn effects_are_those_of_salib_on_the_same_trajectories() {
        let mut elementary = Elementary::new(Plan::new(4, 4, 0));
        for t in 0..8 {
            let ends: Vec<[f64; 2]> = (0..4)
                .map(|i| {
                    let lower = f64::from((t / (i + 1)) % 2) / 3.0;
                    let upper = lower + 2.0 / 3.0;
                    if (t / 2 + i) % 2 == 1 { [upper, lower] } else { [lower, upper] }
                })
                .collect();
            let [start, end] = [0, 1].map(|side| ends.iter().map(|ends| ends[side]).collect());
            let trajectory = Trajectory { start, end, order: (0..4).map(|s| (3 * s + t as usize) % 4).collect() };
            let f =
                |x: Vec<f64>| 3.0 * x[0] - x[1] + 4.0 * x[0] * x[2] * x[2] + 5.0 * (x[3] - 0.6).powi(2) * (1.0 - x[1]);
            elementary.take(&trajectory, &trajectory.points().map(f).collect::<Vec<_>>());
        }
        let found: Vec<Effect> = elementary.effects().into_iter().map(Option::unwrap).collect();
        let all = |of: fn(&Effect) -> f64| found.iter().map(of).collect::<Vec<_>>();
        near(&all(|e| e.mean), &[3.166_666_666_666_667, -1.744_444_444_444_444, 3.111_111_111_111_112, -0.5]);
        near(
            &all(|e| e.strength),
            &[3.166_666_666_666_667, 1.744_444_444_444_444, 3.111_111_111_111_112, 0.833_333_333_333_333_3],
        );
        near(
            &all(|e| e.spread.unwrap()),
            &[0.230_021_853_114_118_3, 0.715_167_004_829_766, 1.502_496_452_850_696, 1.180_380_472_544_648],
        );
    }

    #[test]
    fn ten_of_morris_twenty_factors_matter_and_seven_not_in_a_straight_line() {
        let found = effects(Plan::new(20, 4, 5), 400, morris);
        let (strong, weak) = found.split_at(10);
        let least = strong.iter().map(|e| e.strength - ALARM * e.se.unwrap()).fold(f64::INFINITY, f64::min);
        let most = weak.iter().map(|e| e.strength + ALARM * e.se.unwrap()).fold(0.0, f64::max);
        // As in his figure 1 the two groups lie far apart.
        assert!(least > 2.0 * most, "{least} and {most}");
        let spread =
            |of: &[Effect], worst: fn(f64, f64) -> f64| of.iter().map(|e| e.spread.unwrap()).reduce(worst).unwrap();
        assert!(spread(&strong[..7], f64::min) > 2.0 * spread(&strong[7..], f64::max));
        // Means of the last thirteen are known: other factors are independent, and only the curved ones have a mean.
        let mean_of = |j: usize| (0..4).map(|level| 0.25 * morris_input(j, f64::from(level) / 3.0)).sum::<f64>();
        for (i, effect) in found.iter().enumerate().skip(7) {
            let known =
                2.0 * (morris_alone(i) + [2, 4, 6].iter().map(|&j| morris_pair(i, j) * mean_of(j)).sum::<f64>());
            let error = effect.spread.unwrap() / 20.0;
            assert!((effect.mean - known).abs() < ALARM * error, "{i}: {effect:?} for {known}");
        }
    }

    #[test]
    fn a_gap_leaves_out_the_effects_at_it() {
        let plan = Plan::new(3, 4, 2);
        let mut elementary = Elementary::new(plan);
        let trajectory = plan.trajectory(0);
        elementary.take(&trajectory, &[0.0, 1.0, f64::NAN, 3.0]);
        let counts: Vec<u64> =
            trajectory.order().iter().map(|&i| elementary.effects()[i].map_or(0, |effect| effect.count)).collect();
        assert_eq!(counts, [1, 0, 0]);
    }

    #[test]
    fn levels_become_quantiles_that_every_distribution_has() {
        assert_eq!([0.0, 0.5, 1.0].map(quantile_of_level), [0.005, 0.5, 0.995]);
    }
}
