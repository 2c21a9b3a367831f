//! What `sensitivity` finds, as it is saved.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Bar, Effect, FigureSwings, Index, Indices, InputKind, Interval, LeftOut, Movement, Pair, Part, ValueOfLearning,
};
use crate::analysis::statistics::evidence::{count_apart, exceeds, find_differences};
use crate::analysis::studied::StudiedScenario;
use crate::quantity::Dimension;

/// What the results of a sensitivity analysis call their format.
pub const SENSITIVITY_FORMAT: &str = "marketgate.sensitivity/1";

/// What drives one figure of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// Always `marketgate.sensitivity/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// The figure of each history that is explained: `value_abroad` where there is a home, else `value`; or, where one was named or
    /// inputs were moved one at a time, its path in the summary of a run, such as `value.mean`.
    pub measure: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Histories simulated in all.
    pub histories: u64,
    /// What may drive it; lists of [`Found`] go with these.
    pub drivers: Vec<Driver>,
    /// What was found.
    pub found: Found,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

/// Something that may drive the figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Paths of its inputs; none for luck, which is what no input decides.
    pub paths: Vec<String>,
    /// What its inputs measure, where it is one.
    pub dimension: Option<Dimension>,
    /// Whether it moves together with others, or is several inputs that do.
    pub grouped: bool,
    /// Paths of other drivers that are correlated or drawn with it: what is found of it holds what they bring as they move along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<String>,
}

/// What a method found, by driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Found {
    /// Figures as each input goes from a low to a high value, all else drawn as in the run.
    OneAtATime {
        /// Simulations of the file as it stands, and of each input that may matter at either end.
        simulations: u64,
        /// Simulations by which the others were tried.
        tried: u64,
        /// By driver, how it was moved.
        movements: Vec<Movement>,
        /// The figures, that which leads first.
        figures: Vec<FigureSwings>,
        /// Inputs that were not moved.
        left_out: Vec<LeftOut>,
    },
    /// The figure where an input sits in its lowest and its highest tenth.
    Tornado {
        /// Over all histories.
        overall: Part,
        /// By driver, each one input; none where an input has no value.
        bars: Vec<Option<Bar>>,
    },
    /// Elementary effects.
    Morris {
        /// Walks through the inputs.
        trajectories: u64,
        /// Histories averaged at each point.
        histories_at_point: u64,
        /// By driver, in dollars from the lowest to the highest place of an input.
        effects: Vec<Option<Effect>>,
    },
    /// Shares of the variance. The last driver is luck.
    Sobol {
        /// Rows of the design; each is as many histories as there are drivers and two more.
        rows: u64,
        /// Of the figure.
        value: Option<Indices>,
        /// Pairs of the leading drivers, where asked for.
        pairs: Option<Vec<Pair>>,
        /// Key of the market whose retention is explained over time.
        market: String,
        /// Dates.
        dates: Vec<Date>,
        /// Of users over users at the start, by date; none where nothing varies.
        retention: Vec<Option<Indices>>,
    },
    /// What it would be worth to know an input before choosing a strategy.
    Evppi {
        /// Names of the strategies, by key.
        strategies: IndexMap<String, String>,
        /// Mean of the figure under each, and its standard error.
        means: Vec<(f64, Option<f64>)>,
        /// What knowing is worth; inputs are the drivers.
        learning: ValueOfLearning,
    },
}

impl Sensitivity {
    /// Drivers by how much they matter, the greatest first, each with the size by which it is ranked; those without one
    /// are left out.
    pub fn ranked(&self) -> Vec<(usize, f64)> {
        let sizes: Vec<Option<f64>> = match &self.found {
            Found::OneAtATime { figures, .. } => return figures.first().map(FigureSwings::ranked).unwrap_or_default(),
            Found::Tornado { bars, .. } => {
                bars.iter().map(|bar| bar.as_ref()?.swing.map(|swing| swing.estimate.abs())).collect()
            }
            Found::Morris { effects, .. } => effects.iter().map(|effect| Some(effect.as_ref()?.strength)).collect(),
            Found::Sobol { value, .. } => value
                .as_ref()
                .map(|indices| indices.factors.iter().map(|index| Some(index.total.estimate)).collect())
                .unwrap_or_default(),
            Found::Evppi { learning, .. } => {
                learning.inputs.iter().map(|input| Some(input.as_ref()?.worth.estimate)).collect()
            }
        };
        let mut ranked: Vec<(usize, f64)> =
            sizes.into_iter().enumerate().filter_map(|(driver, size)| Some((driver, size?))).collect();
        // Inputs that are worth the same, nothing mostly, come by how nearly they change the choice.
        let lead = |driver: usize| match &self.found {
            Found::Evppi { learning, .. } => {
                let lead = learning.inputs[driver].as_ref().and_then(|input| input.lead);
                lead.map_or(f64::INFINITY, |lead| lead.estimate)
            }
            _ => 0.0,
        };
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(lead(a.0).total_cmp(&lead(b.0))));
        ranked
    }
}

/// Swing between the ends of an input over the standard deviation of the figure, below which it is nothing: of a straight
/// line that is 0.1% of the variance.
const LEAST_SWING: f64 = 0.1;
/// Share of the greatest mean effect below which another one is nothing.
const LEAST_EFFECT: f64 = 0.01;
/// Share of the variance below which it is nothing.
const LEAST_SHARE: f64 = 0.01;
/// Walks below which a screening names nothing: of few effects the mean of one that hardly varies seems surer than that of one that matters.
const LEAST_WALKS: u64 = 10;
/// Half of its 95% interval above which a share of the variance is too vague to be told.
const VAGUE: f64 = 0.1;
/// Worth of knowing an input, as a share of what the best strategy is worth, below which it is nothing.
const LEAST_WORTH: f64 = 0.001;

impl Sensitivity {
    /// Drivers that matter, the greatest first: beyond what chance explains among all that were looked at, and of some size.
    pub fn leading(&self) -> Vec<usize> {
        if let Found::OneAtATime { figures, .. } = &self.found {
            return figures.first().map(FigureSwings::leading).unwrap_or_default();
        }
        if self.is_small_screening() {
            return Vec::new();
        }
        let (figures, least) = self.evidence();
        let stands = find_differences(&figures);
        let leads = |driver: usize| stands[driver] && figures[driver].0.abs() >= least && figures[driver].0 != 0.0;
        let positive = |driver: usize| matches!(self.found, Found::Tornado { .. }) || figures[driver].0 > 0.0;
        self.ranked().into_iter().map(|(driver, _)| driver).filter(|&d| leads(d) && positive(d)).collect()
    }

    /// Which of the drivers that matter, but for chance, a sentence names, so many at most; of those that move together the first.
    pub fn foremost(&self, most: usize) -> Foremost {
        if let Found::OneAtATime { figures, .. } = &self.found {
            return figures.first().map(|figure| figure.foremost(most)).unwrap_or_default();
        }
        let mut ranked: Vec<usize> = Vec::new();
        for (driver, _) in self.ranked() {
            let is_tied = |other: &usize| {
                self.drivers[*other].together.iter().any(|path| self.drivers[driver].paths.contains(path))
            };
            if !self.drivers[driver].is_luck() && !ranked.iter().any(is_tied) {
                ranked.push(driver);
            }
        }
        let (leading, (figures, _)) = (self.leading(), self.evidence());
        let is_signed = matches!(self.found, Found::Tornado { .. });
        let figure = |driver: usize| match figures[driver] {
            (size, se) if is_signed => (size, se),
            // Noise alone carries a share or a worth below nothing.
            (size, se) => (size.max(0.0), se),
        };
        Foremost::choose(&ranked, |driver| leading.contains(&driver), figure, most)
    }

    /// Whether this is a screening of too few walks to name what matters.
    fn is_small_screening(&self) -> bool {
        matches!(self.found, Found::Morris { trajectories, .. } if trajectories < LEAST_WALKS)
    }

    /// Whether a screening says too little to name anything: of too few walks, or where what changes most lies within its error.
    pub fn screens_too_little(&self) -> bool {
        let Found::Morris { .. } = self.found else { return false };
        let first = self.ranked().into_iter().find(|(_, size)| *size > 0.0);
        self.is_small_screening() || first.is_some_and(|(driver, _)| !self.leading().contains(&driver))
    }

    /// The shares of the variance that chance makes, where they are known.
    pub fn luck(&self) -> Option<&Index> {
        let Found::Sobol { value: Some(value), .. } = &self.found else { return None };
        value.factors.get(self.drivers.iter().position(Driver::is_luck)?)
    }

    /// Whether the shares of the variance that a sentence would name are known to about ten points, and do not contradict one another:
    /// the greatest and that of chance.
    pub fn knows_shares(&self) -> bool {
        let Found::Sobol { value: Some(value), .. } = &self.found else { return false };
        let luck = self.drivers.iter().position(Driver::is_luck);
        let named = self.ranked().into_iter().map(|(driver, _)| driver).take(3).chain(luck);
        named.filter_map(|driver| value.factors.get(driver)).all(|index| index.total.is_clear() && !index.contradicts())
    }

    /// What is known of each driver, and the least size that matters.
    fn evidence(&self) -> (Vec<(f64, Option<f64>)>, f64) {
        let of = |interval: Option<Interval>| interval.map_or((0.0, None), |i| (i.estimate, Some(i.se)));
        match &self.found {
            Found::OneAtATime { .. } => (Vec::new(), 0.0),
            Found::Tornado { overall, bars } => {
                let deviation = overall.se.unwrap_or(0.0) * (overall.count as f64).sqrt();
                (bars.iter().map(|bar| of(bar.as_ref().and_then(|bar| bar.swing))).collect(), LEAST_SWING * deviation)
            }
            Found::Morris { effects, .. } => {
                let greatest = effects.iter().flatten().map(|effect| effect.strength).fold(0.0, f64::max);
                // One walk has no error: then sizes alone are told.
                let figure = |effect: &Effect| (effect.strength, effect.se.or(Some(0.0)));
                (effects.iter().map(|e| e.as_ref().map_or((0.0, None), figure)).collect(), LEAST_EFFECT * greatest)
            }
            Found::Sobol { value, .. } => {
                let total = |driver: usize| value.as_ref().and_then(|v| v.factors.get(driver)).map(|index| index.total);
                ((0..self.drivers.len()).map(|driver| of(total(driver))).collect(), LEAST_SHARE)
            }
            Found::Evppi { means, learning, .. } => {
                let best = means.get(learning.best).map_or(0.0, |mean| mean.0.abs());
                let worth = learning.inputs.iter().map(|input| of(input.as_ref().map(|input| input.worth)));
                (worth.collect(), LEAST_WORTH * best)
            }
        }
    }

    /// Whether a driver is all bidders at once.
    pub fn is_number_of_bidders(&self, driver: usize) -> bool {
        let Found::OneAtATime { movements, .. } = &self.found else { return false };
        movements.get(driver).is_some_and(|movement| movement.kind == InputKind::Bidders)
    }

    /// Which pairs of drivers act together by more than chance explains among all pairs, and by some size.
    pub fn leading_pairs(pairs: &[Pair]) -> Vec<bool> {
        let stands =
            find_differences(&pairs.iter().map(|pair| (pair.share.estimate, Some(pair.share.se))).collect::<Vec<_>>());
        pairs.iter().zip(stands).map(|(pair, stands)| stands && pair.share.estimate >= LEAST_SHARE).collect()
    }
}

impl Interval {
    /// Whether a share of the variance is known to about ten points.
    pub fn is_clear(&self) -> bool {
        (self.high - self.low) / 2.0 <= VAGUE
    }
}

impl Index {
    /// Whether the part seems greater than the whole that it is a part of, by more than its error.
    fn contradicts(&self) -> bool {
        self.first.estimate - self.total.estimate > 2.0 * self.first.se.hypot(self.total.se)
    }

    /// Whether what it does alone can be told beside what it does in all.
    pub fn knows_first(&self) -> bool {
        self.first.is_clear() && self.total.is_clear() && self.first.estimate <= self.total.estimate
    }
}

/// Drivers that a sentence names first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foremost {
    /// By number, the greatest first.
    pub drivers: Vec<usize>,
    /// Whether others matter too.
    pub has_others: bool,
    /// Whether each of these exceeds each of the others beyond chance.
    pub is_apart: bool,
    /// Whether each of these exceeds the next beyond chance.
    pub is_ordered: bool,
}

impl Foremost {
    /// As many of those in falling order that matter, up to the first of which that is not sure, as stand apart from the rest; where none do,
    /// the first.
    pub(super) fn choose(
        ranked: &[usize],
        leads: impl Fn(usize) -> bool,
        figure: impl Fn(usize) -> (f64, Option<f64>),
        most: usize,
    ) -> Self {
        let figures: Vec<(f64, Option<f64>)> = ranked.iter().map(|&driver| figure(driver)).collect();
        let first = ranked.iter().take_while(|driver| leads(**driver)).count().min(most);
        let apart = count_apart(&figures, first);
        let told = if apart > 0 { apart } else { first };
        Self {
            drivers: ranked[..told].to_vec(),
            has_others: ranked.iter().filter(|driver| leads(**driver)).count() > told,
            is_apart: apart > 0,
            is_ordered: figures[..told].windows(2).all(|pair| exceeds(pair[0], pair[1])),
        }
    }
}

impl Driver {
    /// Whether it is luck.
    pub fn is_luck(&self) -> bool {
        self.paths.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::drivers::sample;

    fn interval(estimate: f64, se: f64) -> Interval {
        Interval { estimate, low: estimate - 1.96 * se, high: estimate + 1.96 * se, se }
    }

    /// A hundred drivers: the first with a large figure, the second with a sure one of no size, the third with a large one
    /// within three of its errors, the others within two and a half of theirs.
    fn figure(driver: usize, size: f64) -> Interval {
        match driver {
            7 => interval(size, 0.05 * size),
            20 => interval(1e-5 * size, 1e-7 * size),
            33 => interval(0.9 * size, 0.3 * size),
            _ => interval(0.025 * size * (driver as f64 / 99.0), 0.01 * size),
        }
    }

    #[test]
    fn drivers_within_their_errors_or_of_no_size_do_not_lead() {
        let mut tornado = sample::tornado(100);
        let Found::Tornado { overall, bars } = &mut tornado.found else { panic!() };
        let deviation = overall.se.unwrap() * (overall.count as f64).sqrt();
        for (driver, bar) in bars.iter_mut().enumerate() {
            bar.iter_mut().for_each(|bar| bar.swing = Some(figure(driver, -deviation)));
        }
        let mut morris = sample::morris(100);
        let Found::Morris { effects, .. } = &mut morris.found else { panic!() };
        for (driver, effect) in effects.iter_mut().enumerate().filter(|(_, effect)| effect.is_some()) {
            let new = figure(driver, 1e9);
            effect.iter_mut().for_each(|e| (e.strength, e.se) = (new.estimate, Some(new.se)));
        }
        let mut sobol = sample::sobol(100);
        let Found::Sobol { value: Some(value), .. } = &mut sobol.found else { panic!() };
        value.factors.iter_mut().enumerate().for_each(|(driver, index)| index.total = figure(driver, 0.5));
        let mut learning = sample::learning(100);
        let Found::Evppi { learning: found, .. } = &mut learning.found else { panic!() };
        for (driver, input) in found.inputs.iter_mut().enumerate() {
            input.iter_mut().for_each(|input| input.worth = figure(driver, 1e9));
        }
        for study in [tornado, morris, sobol, learning] {
            assert_eq!(study.leading(), [7], "{:?}", study.found);
        }
    }

    #[test]
    fn what_costs_is_not_worth_learning_and_pairs_stand_among_pairs() {
        let mut learning = sample::learning(3);
        let Found::Evppi { learning: found, .. } = &mut learning.found else { panic!() };
        found.inputs.iter_mut().flatten().for_each(|input| input.worth = interval(-1e9, 1e6));
        assert!(learning.leading().is_empty());
        let pair = |share: Interval| Pair { i: 0, j: 1, share };
        let pairs = [interval(0.1, 0.01), interval(0.03, 0.012), interval(0.002, 1e-5), interval(-0.1, 0.01)].map(pair);
        assert_eq!(Sensitivity::leading_pairs(&pairs), [true, false, false, false]);
    }
}
