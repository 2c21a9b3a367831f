//! Distributions given that the quantity lies within bounds.

use super::cut::Cut;
use super::distribution::{Distribution, Form, weighted};
use super::fault::Fault;
use super::law::Law;

/// Least probability that a truncation must leave.
const LEAST_MASS: f64 = 1e-9;

/// By what part of it the rounding of units may put a value beyond an end: `0.24 hours` are a little less than 0.01 days.
const ROUNDING: f64 = 1e-12;

/// `value`, or the end of the range from `min` to `max` beyond which the rounding of units has put it.
pub fn snap(value: f64, min: f64, max: f64) -> f64 {
    let within = value.clamp(min, max);
    if (value - within).abs() <= ROUNDING * within.abs() { within } else { value }
}

impl Distribution {
    /// The distribution with its known values put back onto the ends of a range by [`snap()`].
    #[must_use]
    pub fn snapped(self, min: f64, max: f64) -> Self {
        match self.0 {
            Form::Fixed(value) => Self::fixed(snap(value, min, max)),
            Form::Continuous(..) => self,
            Form::Choice(steps) => {
                let atoms: Vec<(f64, f64)> =
                    weighted(&steps).map(|(weight, value)| (weight, snap(value, min, max))).collect();
                Self::choice(&atoms)
            }
            Form::Mixture(parts) => {
                Self(Form::Mixture(parts.into_iter().map(|(weight, part)| (weight, part.snapped(min, max))).collect()))
            }
        }
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
        let left = match self.0 {
            Form::Fixed(value) => (min..=max).contains(&value).then_some(self),
            Form::Continuous(law, cut) => continuous(law, cut, min, max),
            Form::Choice(steps) => {
                let within = weighted(&steps).filter(|(_, value)| (min..=max).contains(value)).collect();
                renormalised(within).map(|within| Self::choice(&within))
            }
            Form::Mixture(parts) => {
                let within = parts.into_iter().filter_map(|(weight, part)| {
                    let mass = part.mass(min, max);
                    part.truncated(min, max).ok().map(|part| (weight * mass, part))
                });
                renormalised(within.collect()).map(Self::mixture)
            }
        };
        left.ok_or_else(|| Fault::new(0..0, "hardly any probability lies between these bounds"))
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

/// The family between these bounds and those it already has; `None` where hardly anything lies there.
fn continuous(law: Law, cut: Option<Cut>, min: f64, max: f64) -> Option<Distribution> {
    let (low, high) = cut.map_or_else(|| law.support(), |cut| (cut.min, cut.max));
    if min <= low && max >= high {
        return Some(Distribution(Form::Continuous(law, cut)));
    }
    let cut = Cut::new(&law, min.max(low), max.min(high));
    (cut.mass >= LEAST_MASS).then_some(Distribution(Form::Continuous(law, Some(cut))))
}

/// The weights divided by their sum; `None` where hardly anything is left.
fn renormalised<T>(mut parts: Vec<(f64, T)>) -> Option<Vec<(f64, T)>> {
    let sum: f64 = parts.iter().map(|part| part.0).sum();
    for part in &mut parts {
        part.0 /= sum;
    }
    (sum >= LEAST_MASS).then_some(parts)
}
