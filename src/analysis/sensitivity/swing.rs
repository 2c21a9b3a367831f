//! What becomes of figures as one input goes from a low to a high value and all else is drawn as in the run.

use serde::{Deserialize, Serialize};

use super::paired::{estimate, paired_difference};
use super::{Foremost, Interval};
use crate::analysis::metric::MetricColumn;
use crate::analysis::statistics::evidence::{FALSE_DISCOVERY_RATE, control_false_discoveries, two_sided_p_value};

/// What the file says of an input that is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputKind {
    /// Uncertain, and drawn once.
    Uncertain,
    /// Uncertain, and drawn afresh at each use.
    EachUse,
    /// A known value.
    Known,
    /// A default in force, of which the file says nothing.
    Default,
    /// What the owner chooses: of the strategy in force.
    Choice,
    /// How many bidders turn up.
    Bidders,
}

/// How an input was moved. Lists go with the drivers of the study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// What the file says of it.
    pub kind: InputKind,
    /// Its value in the file, where that is known.
    pub base: Option<f64>,
    /// The low value and the high one; none where the scenario is none with it.
    pub ends: [Option<f64>; 2],
    /// How the values were chosen.
    pub rule: String,
    /// Why it went less far than that.
    pub narrowed: Option<String>,
    /// Simulations at each end.
    pub simulations: u64,
}

/// One figure, by every input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureSwings {
    /// Its path in the summary of a run.
    pub metric: String,
    /// `USD`, `share`, `days`, ….
    pub unit: String,
    /// In the run of the file as it stands; none where it does not exist.
    pub base: Option<f64>,
    /// By driver; none where the figure does not exist at either end.
    pub swings: Vec<Option<Swing>>,
    /// Share of the variance of one simulation that would remain if every input were known; none where nothing varies.
    pub chance: Option<Interval>,
}

/// A figure as one input moves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// Where the input is low and where it is high.
    pub ends: [Option<SwingEnd>; 2],
    /// The greatest difference among low, base and high, of the further less the nearer to the low value, with the error of the
    /// pairs: of a straight line high less low.
    pub size: Interval,
}

/// A figure at one end of an input.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SwingEnd {
    /// The figure there.
    pub value: f64,
    /// The figure there less that in the run as it stands, over the same simulations.
    pub change: Interval,
}

/// What was not moved, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Path of the input.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// The differences that [`Swing::size`] is the greatest of.
const COMPARED: f64 = 3.0;

impl Swing {
    /// The swing from the values of simulations in the run as it stands and at both ends, in the same order.
    pub(super) fn of_rows(base: &[f64], ends: [Option<&[f64]>; 2], column: &MetricColumn) -> Option<Self> {
        let end = |values: Option<&[f64]>| {
            let values = values?;
            let base = &base[..values.len().min(base.len())];
            Some(SwingEnd { value: estimate(values, column)?, change: paired_difference(base, values, column)? })
        };
        let found = ends.map(end);
        let across = ends[0].zip(ends[1]).and_then(|(low, high)| paired_difference(low, high, column));
        let rising = |change: Interval| Interval {
            estimate: 0.0 - change.estimate,
            low: 0.0 - change.high,
            high: 0.0 - change.low,
            ..change
        };
        // High less low first, so that it is told where another is as great.
        let differences = [across, found[1].map(|end| end.change), found[0].map(|end| rising(end.change))];
        let greatest = |best: Interval, next: Interval| {
            if next.estimate.abs() > best.estimate.abs() * (1.0 + 1e-9) { next } else { best }
        };
        Some(Self { ends: found, size: differences.into_iter().flatten().reduce(greatest)? })
    }

    /// Whether no simulation had another figure at either end.
    pub fn is_nothing(&self) -> bool {
        let unmoved = |change: Interval| change.estimate == 0.0 && change.se == 0.0;
        unmoved(self.size) && self.ends.iter().flatten().all(|end| unmoved(end.change))
    }
}

impl FigureSwings {
    /// Which inputs move the figure by more than chance explains among all that were moved, three differences each.
    pub fn standing(&self) -> Vec<bool> {
        let chance = |swing: &Option<Swing>| {
            swing.map_or(f64::NAN, |swing| {
                (COMPARED * two_sided_p_value(swing.size.estimate, Some(swing.size.se))).min(1.0)
            })
        };
        let chances: Vec<f64> = self.swings.iter().map(chance).collect();
        control_false_discoveries(&chances, chances.len(), FALSE_DISCOVERY_RATE)
    }

    /// Inputs that move the figure at all, the one that moves it most first, each with the size by which it is ranked.
    pub fn ranked(&self) -> Vec<(usize, f64)> {
        let size = |(driver, swing): (usize, &Option<Swing>)| {
            let swing = swing.filter(|swing| !swing.is_nothing())?;
            Some((driver, swing.size.estimate.abs()))
        };
        let mut ranked: Vec<(usize, f64)> = self.swings.iter().enumerate().filter_map(size).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }

    /// Which of those that move the figure beyond chance a sentence names, so many at most.
    pub fn foremost(&self, most: usize) -> Foremost {
        let figure = |driver: usize| self.swings[driver].map_or((0.0, None), |s| (s.size.estimate, Some(s.size.se)));
        let ranked: Vec<usize> = self.ranked().into_iter().map(|(driver, _)| driver).collect();
        let standing = self.standing();
        Foremost::choose(&ranked, |driver| standing[driver], figure, most)
    }

    /// The same without those within chance.
    pub fn leading(&self) -> Vec<usize> {
        let standing = self.standing();
        self.ranked().into_iter().map(|(driver, _)| driver).filter(|driver| standing[*driver]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::stream;
    use super::*;
    use crate::analysis::statistics::Statistic;
    use crate::simulation::WorseSide;

    fn mean() -> MetricColumn {
        MetricColumn { name: String::new(), event: None, statistic: Statistic::Mean, worse: WorseSide::Lower }
    }

    #[test]
    fn of_a_straight_line_the_swing_is_high_less_low_and_of_a_hump_the_way_to_its_top() {
        let base: Vec<f64> = (0..100).map(f64::from).collect();
        let plus = |by: f64| base.iter().map(|value| value + by).collect::<Vec<_>>();
        let swing =
            |low: f64, high: f64| Swing::of_rows(&base, [Some(&plus(low)), Some(&plus(high))], &mean()).unwrap();
        let line = swing(-2.0, 3.0);
        assert_eq!((line.size.estimate, line.size.se), (5.0, 0.0));
        assert_eq!(line.ends.map(|end| end.unwrap().change.estimate), [-2.0, 3.0]);
        assert_eq!(swing(-2.0, -3.0).size.estimate, -3.0);
        assert_eq!(swing(-4.0, -3.0).size.estimate, 4.0);
        assert!(swing(0.0, 0.0).is_nothing() && !line.is_nothing());
        let one = Swing::of_rows(&base, [None, Some(&plus(2.0))], &mean()).unwrap();
        assert_eq!((one.size.estimate, one.ends[0]), (2.0, None));
    }

    /// Inputs that only stir the draws are no drivers, however many are looked at.
    #[test]
    fn noise_is_not_named() {
        let mut noise = stream(9);
        let mut draw = |n: usize| (0..n).map(|_| noise.normal()).collect::<Vec<f64>>();
        let base = draw(400);
        let mut named = 0;
        for _ in 0..20 {
            let mut swings: Vec<Option<Swing>> =
                (0..200).map(|_| Swing::of_rows(&base, [Some(&draw(400)), Some(&draw(400))], &mean())).collect();
            let moved: Vec<f64> = base.iter().map(|value| value + 0.4).collect();
            swings[7] = Swing::of_rows(&base, [Some(&base), Some(&moved)], &mean());
            let of = FigureSwings { metric: String::new(), unit: String::new(), base: None, swings, chance: None };
            let leading = of.leading();
            assert!(leading.contains(&7));
            named += leading.len() - 1;
        }
        // At most 1% of what is named is chance: of 20 studies hardly one names one.
        assert!(named <= 2, "{named}");
    }
}
