//! Probability distributions of scenario quantities.

use crate::normal::Level;

use super::cut::Cut;
use super::law::Law;
use super::solve;

/// A distribution of a quantity in canonical units.
///
/// Quantiles and probabilities are computed in portable arithmetic, so they are the same bytes on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution(pub(super) Form);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// A known value.
    Fixed(f64),
    /// A family, truncated or not.
    Continuous(Law, Option<Cut>),
    /// Ascending values, each with the probability at or below it; the last has 1.
    Choice(Vec<(f64, f64)>),
    /// Weights that sum to 1, and what they weigh.
    Mixture(Vec<(f64, Distribution)>),
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
            [] => unreachable!("weights that sum to 1 are not all 0"),
        }
    }

    /// Several distributions. The weights sum to 1.
    pub(super) fn mixture(mut parts: Vec<(f64, Self)>) -> Self {
        parts.retain(|(weight, _)| *weight > 0.0);
        if parts.len() == 1 { parts.swap_remove(0).1 } else { Self(Form::Mixture(parts)) }
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

    /// The quantile at `u` in (0, 1): a finite number for every `u`, and never less for a greater one (to rounding,
    /// for gamma, beta, PERT and mixtures, which are solved numerically).
    pub fn quantile(&self, u: f64) -> f64 {
        self.quantile_at(Level::new(u))
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
        self.quantile_at(at).max(floor)
    }

    /// The mean; numerical where there is no closed form.
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Form::Fixed(value) => *value,
            Form::Continuous(law, cut) => {
                let closed = if cut.is_none() { law.mean() } else { None };
                closed.unwrap_or_else(|| solve::mean(|at| self.quantile_at(at)))
            }
            Form::Choice(steps) => weighted(steps).map(|(weight, value)| weight * value).sum(),
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

    /// The stretches of probability over which the quantile is one and the same value: from and to, ascending. A
    /// continuous family has none, a known value the whole.
    pub fn flat_stretches(&self) -> Vec<[f64; 2]> {
        let mut values = Vec::new();
        self.collect_atoms(&mut values);
        values.sort_by(f64::total_cmp);
        values.dedup();
        let stretch = |x: f64| [self.level(x.next_down()).below, self.level(x).below];
        values.into_iter().map(stretch).filter(|[from, to]| from < to).collect()
    }

    fn collect_atoms(&self, values: &mut Vec<f64>) {
        match &self.0 {
            Form::Fixed(value) => values.push(*value),
            Form::Continuous(..) => {}
            Form::Choice(steps) => values.extend(steps.iter().map(|step| step.0)),
            Form::Mixture(parts) => parts.iter().for_each(|(_, part)| part.collect_atoms(values)),
        }
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

    pub(super) fn quantile_at(&self, at: Level) -> f64 {
        match &self.0 {
            Form::Fixed(value) => *value,
            Form::Continuous(law, None) => law.quantile_at(at).clamp(f64::MIN, f64::MAX),
            Form::Continuous(law, Some(cut)) => law.quantile_at(cut.outward(at)).clamp(cut.min, cut.max),
            Form::Choice(steps) => {
                let place = steps.partition_point(|step| step.1 < at.below);
                steps[place.min(steps.len() - 1)].0
            }
            Form::Mixture(parts) => {
                let (low, high) = parts
                    .iter()
                    .map(|(_, part)| part.quantile_at(at))
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |all, x| (all.0.min(x), all.1.max(x)));
                solve::least(low, high, |x| self.level(x).reaches(at))
            }
        }
    }

    pub(super) fn level(&self, x: f64) -> Level {
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
}

/// The values of a choice with their weights.
pub(super) fn weighted(steps: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    let before = std::iter::once(0.0).chain(steps.iter().map(|step| step.1));
    steps.iter().zip(before).map(|(&(value, upto), before)| (upto - before, value))
}
