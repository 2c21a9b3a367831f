//! Truncation of a continuous family: the levels within its bounds.

use crate::normal::Level;

use super::law::Law;

/// A truncation: its bounds, their levels under the law, and the probability between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) at_min: Level,
    pub(super) at_max: Level,
    pub(super) mass: f64,
}

impl Cut {
    pub(super) fn new(law: &Law, min: f64, max: f64) -> Self {
        let (at_min, at_max) = (law.level(min), law.level(max));
        let mass = if at_min.below > 0.5 { at_min.above - at_max.above } else { at_max.below - at_min.below };
        Self { min, max, at_min, at_max, mass }
    }

    /// The level under the law of a level of the truncated distribution.
    pub(super) fn outward(&self, at: Level) -> Level {
        Level { below: self.at_min.below + at.below * self.mass, above: self.at_max.above + at.above * self.mass }
    }

    /// The level of the truncated distribution of a level under the law.
    pub(super) fn inward(&self, at: Level) -> Level {
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
