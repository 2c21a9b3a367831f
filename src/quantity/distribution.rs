//! Probability distributions of scenario quantities.

use std::fmt::Write as _;

use crate::normal::Level;

use super::fault::Fault;
use super::law::Law;
use super::solve;

/// Least probability that a truncation must leave.
const LEAST_MASS: f64 = 1e-9;

/// A distribution of a quantity in canonical units.
///
/// Quantiles and probabilities are computed in portable arithmetic, so they are the same bytes on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution(Form);

#[derive(Debug, Clone, PartialEq)]
enum Form {
    Fixed(f64),
    Continuous(Law, Option<Cut>),
    /// Ascending values, each with the probability at or below it; the last has 1.
    Choice(Vec<(f64, f64)>),
    /// Weights that sum to 1, and what they weigh.
    Mixture(Vec<(f64, Distribution)>),
}

/// A truncation: its bounds, their levels under the law, and the probability between them.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cut {
    min: f64,
    max: f64,
    at_min: Level,
    at_max: Level,
    mass: f64,
}

impl Cut {
    fn new(law: &Law, min: f64, max: f64) -> Self {
        let (at_min, at_max) = (law.level(min), law.level(max));
        let mass = if at_min.below > 0.5 { at_min.above - at_max.above } else { at_max.below - at_min.below };
        Self { min, max, at_min, at_max, mass }
    }

    /// The level under the law of a level of the truncated distribution.
    fn outward(&self, at: Level) -> Level {
        Level { below: self.at_min.below + at.below * self.mass, above: self.at_max.above + at.above * self.mass }
    }

    /// The level of the truncated distribution of a level under the law.
    fn inward(&self, at: Level) -> Level {
        let share = |p: f64| (p / self.mass).clamp(0.0, 1.0);
        let below = share(at.below - self.at_min.below);
        let above = share(at.above - self.at_max.above);
        if self.at_min.below > 0.5 {
            Level { below: 1.0 - above, above }
        } else if self.at_max.above > 0.5 {
            Level { below, above: 1.0 - below }
        } else {
            Level { below, above }
        }
    }
}

/// Constructors.
impl Distribution {
    /// A known value.
    pub fn fixed(value: f64) -> Self {
        Self(Form::Fixed(value))
    }

    pub(super) fn continuous(law: Law) -> Self {
        Self(Form::Continuous(law, None))
    }

    /// One of several values. The weights sum to 1.
    pub(super) fn choice(weighted: &[(f64, f64)]) -> Self {
        let mut atoms: Vec<(f64, f64)> = weighted.iter().filter(|(weight, _)| *weight > 0.0).copied().collect();
        atoms.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut sum = 0.0;
        let mut steps: Vec<(f64, f64)> = Vec::with_capacity(atoms.len());
        for (weight, value) in atoms {
            sum += weight;
            match steps.last_mut() {
                Some(last) if last.0.total_cmp(&value).is_eq() => last.1 = sum,
                _ => steps.push((value, sum)),
            }
        }
        match steps.as_mut_slice() {
            [(value, _)] => Self::fixed(*value),
            [.., last] => {
                last.1 = 1.0;
                Self(Form::Choice(steps))
            }
            [] => Self::fixed(0.0),
        }
    }

    /// Several distributions. The weights sum to 1.
    pub(super) fn mixture(mut parts: Vec<(f64, Self)>) -> Self {
        parts.retain(|(weight, _)| *weight > 0.0);
        if parts.len() == 1 { parts.swap_remove(0).1 } else { Self(Form::Mixture(parts)) }
    }

    /// The distribution given that the quantity lies from `min` to `max`: renormalised, not clamped. Either bound may
    /// be infinite.
    ///
    /// # Errors
    /// When `min` is not below `max`, or (almost) no probability lies between them.
    pub fn truncated(self, min: f64, max: f64) -> Result<Self, Fault> {
        if min >= max || min.is_nan() || max.is_nan() {
            return Err(Fault::new(0..0, "the least value must be below the greatest"));
        }
        let empty = || Fault::new(0..0, "hardly any probability lies between these bounds");
        match self.0 {
            Form::Fixed(value) if (min..=max).contains(&value) => Ok(self),
            Form::Fixed(_) => Err(Fault::new(0..0, "the known value lies outside these bounds")),
            Form::Continuous(law, cut) => {
                let (min, max) = cut.map_or((min, max), |c| (min.max(c.min), max.min(c.max)));
                let (low, high) = law.support();
                if min <= low && max >= high {
                    return Ok(Self(Form::Continuous(law, cut)));
                }
                let cut = Cut::new(&law, min.max(low), max.min(high));
                if cut.mass >= LEAST_MASS { Ok(Self(Form::Continuous(law, Some(cut)))) } else { Err(empty()) }
            }
            Form::Choice(ref steps) => {
                let before = std::iter::once(0.0).chain(steps.iter().map(|s| s.1));
                let kept: Vec<(f64, f64)> = steps
                    .iter()
                    .zip(before)
                    .map(|(&(value, upto), before)| (upto - before, value))
                    .filter(|(_, value)| (min..=max).contains(value))
                    .collect();
                let total: f64 = kept.iter().map(|k| k.0).sum();
                if total < LEAST_MASS {
                    return Err(empty());
                }
                Ok(Self::choice(&kept.iter().map(|&(w, v)| (w / total, v)).collect::<Vec<_>>()))
            }
            Form::Mixture(parts) => {
                let kept: Vec<(f64, Self)> = parts
                    .into_iter()
                    .filter_map(|(weight, part)| {
                        let mass = part.mass(min, max);
                        part.truncated(min, max).ok().map(|part| (weight * mass, part))
                    })
                    .collect();
                let total: f64 = kept.iter().map(|k| k.0).sum();
                if total < LEAST_MASS {
                    return Err(empty());
                }
                Ok(Self::mixture(kept.into_iter().map(|(w, part)| (w / total, part)).collect()))
            }
        }
    }
}

/// Probabilities and values.
impl Distribution {
    /// The value, where it is known.
    pub fn fixed_value(&self) -> Option<f64> {
        match self.0 {
            Form::Fixed(value) => Some(value),
            _ => None,
        }
    }

    /// The quantile at `u` in (0, 1): a finite number for every `u`, and never less for a greater one.
    pub fn quantile(&self, u: f64) -> f64 {
        self.at(Level::new(u))
    }

    /// Probability of a value at or below `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        self.level(x).below
    }

    /// Probability of a value above `x`, to full precision in the upper tail.
    pub fn survival(&self, x: f64) -> f64 {
        self.level(x).above
    }

    /// A draw given that the quantity lies above `floor`: F⁻¹(F(floor) + u (1 − F(floor))); `floor` where nothing
    /// lies above it.
    pub fn quantile_above(&self, u: f64, floor: f64) -> f64 {
        let (at, start) = (Level::new(u), self.level(floor));
        if start.above <= 0.0 {
            return floor;
        }
        let at = Level { below: start.below + at.below * start.above, above: at.above * start.above };
        self.at(at).max(floor)
    }

    /// The mean; numerical where there is no closed form.
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Form::Fixed(value) => *value,
            Form::Continuous(law, cut) => {
                let closed = if cut.is_none() { law.mean() } else { None };
                closed.unwrap_or_else(|| solve::mean(|at| self.at(at)))
            }
            Form::Choice(steps) => {
                let before = std::iter::once(0.0).chain(steps.iter().map(|s| s.1));
                steps.iter().zip(before).map(|(step, before)| step.0 * (step.1 - before)).sum()
            }
            Form::Mixture(parts) => parts.iter().map(|(weight, part)| weight * part.mean()).sum(),
        }
    }

    /// Least and greatest value; infinite where there is none.
    pub fn support(&self) -> (f64, f64) {
        match &self.0 {
            Form::Fixed(value) => (*value, *value),
            Form::Continuous(_, Some(cut)) => (cut.min, cut.max),
            Form::Continuous(law, None) => law.support(),
            Form::Choice(steps) => (steps[0].0, steps[steps.len() - 1].0),
            Form::Mixture(parts) => parts
                .iter()
                .map(|(_, part)| part.support())
                .fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1))),
        }
    }

    /// Name of the family, for people.
    pub fn family_name(&self) -> &'static str {
        match &self.0 {
            Form::Fixed(_) => "known value",
            Form::Continuous(law, _) => law.name(),
            Form::Choice(_) => "choice",
            Form::Mixture(_) => "mixture",
        }
    }

    /// The family with its parameters in canonical units, such as `log-normal(μ 3.22, σ 0.41), min 5`.
    pub fn describe(&self) -> String {
        let mut text = self.family_name().to_owned();
        match &self.0 {
            Form::Fixed(value) => return format!("{text} {value}"),
            Form::Continuous(law, cut) => {
                let parameters: Vec<String> =
                    law.parameters().iter().map(|(symbol, value)| format!("{symbol} {}", short(*value))).collect();
                // Writing to a string cannot fail.
                let _ = write!(text, "({})", parameters.join(", "));
                if let Some(cut) = cut {
                    let (low, high) = law.support();
                    if cut.min > low {
                        let _ = write!(text, ", min {}", short(cut.min));
                    }
                    if cut.max < high {
                        let _ = write!(text, ", max {}", short(cut.max));
                    }
                }
            }
            Form::Choice(steps) => {
                let _ = write!(text, " of {} values", steps.len());
            }
            Form::Mixture(parts) => {
                let parts: Vec<String> =
                    parts.iter().map(|(weight, part)| format!("{}: {}", short(*weight), part.describe())).collect();
                let _ = write!(text, "({})", parts.join("; "));
            }
        }
        text
    }

    /// Whether every value is a whole number.
    pub(super) fn is_whole(&self) -> bool {
        match &self.0 {
            Form::Fixed(value) => value.fract() == 0.0,
            Form::Continuous(..) => false,
            Form::Choice(steps) => steps.iter().all(|step| step.0.fract() == 0.0),
            Form::Mixture(parts) => parts.iter().all(|(_, part)| part.is_whole()),
        }
    }

    fn at(&self, at: Level) -> f64 {
        match &self.0 {
            Form::Fixed(value) => *value,
            Form::Continuous(law, None) => law.at(at).clamp(f64::MIN, f64::MAX),
            Form::Continuous(law, Some(cut)) => law.at(cut.outward(at)).clamp(cut.min, cut.max),
            Form::Choice(steps) => {
                let place = steps.partition_point(|step| step.1 < at.below);
                steps[place.min(steps.len() - 1)].0
            }
            Form::Mixture(parts) => {
                let (low, high) = parts
                    .iter()
                    .map(|(_, part)| part.at(at))
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |all, x| (all.0.min(x), all.1.max(x)));
                solve::least(low, high, |x| self.level(x).reaches(at))
            }
        }
    }

    fn level(&self, x: f64) -> Level {
        match &self.0 {
            Form::Fixed(value) if x >= *value => Level { below: 1.0, above: 0.0 },
            Form::Fixed(_) => Level { below: 0.0, above: 1.0 },
            Form::Continuous(law, None) => law.level(x),
            Form::Continuous(_, Some(cut)) if x <= cut.min => Level { below: 0.0, above: 1.0 },
            Form::Continuous(_, Some(cut)) if x >= cut.max => Level { below: 1.0, above: 0.0 },
            Form::Continuous(law, Some(cut)) => cut.inward(law.level(x)),
            Form::Choice(steps) => {
                let place = steps.partition_point(|step| step.0 <= x);
                let below = if place == 0 { 0.0 } else { steps[place - 1].1 };
                Level { below, above: 1.0 - below }
            }
            Form::Mixture(parts) => parts.iter().fold(Level { below: 0.0, above: 0.0 }, |sum, (weight, part)| {
                let at = part.level(x);
                Level { below: sum.below + weight * at.below, above: sum.above + weight * at.above }
            }),
        }
    }

    /// Probability of lying from `min` to `max`, both included.
    fn mass(&self, min: f64, max: f64) -> f64 {
        match &self.0 {
            Form::Fixed(value) => f64::from(u8::from((min..=max).contains(value))),
            Form::Continuous(..) => {
                let (low, high) = (self.level(min), self.level(max));
                if low.below > 0.5 { low.above - high.above } else { high.below - low.below }
            }
            Form::Choice(_) => {
                let before = self.level(min.next_down()).below;
                self.level(max).below - before
            }
            Form::Mixture(parts) => parts.iter().map(|(weight, part)| weight * part.mass(min, max)).sum(),
        }
    }
}

/// A parameter to six significant digits, for people.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-4..1e15).contains(&rounded.abs()) { format!("{rounded:e}") } else { format!("{rounded}") }
}
