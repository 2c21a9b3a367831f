//! Which of the possible changes of a box is the best.

use super::options::Objective;
use super::region::Count;

/// A peel or a paste with what ranks it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked<T> {
    score: f64,
    /// Variables that the new box would restrict.
    restricted: usize,
    pub(super) variable: usize,
    pub(super) change: T,
    /// The new box's rows and hits.
    pub(super) left: Count,
}

impl<T> Ranked<T> {
    /// A change from a box that holds `old` to one that holds `new`; none where that is not worth anything.
    pub(super) fn new(
        objective: Objective,
        [old, new]: [Count; 2],
        variable: usize,
        restricted: usize,
        change: T,
    ) -> Option<Self> {
        let score = objective.score(old, new);
        (score > 0.0).then_some(Self { score, restricted, variable, change, left: new })
    }

    /// The better of two, the first of equals.
    pub(super) fn better(self, other: Self) -> Self {
        let ahead = other.score.total_cmp(&self.score).then(self.restricted.cmp(&other.restricted));
        if ahead.is_gt() { other } else { self }
    }
}

impl Objective {
    /// What it is worth to go from a box that holds `old` to one that holds `new`; not above 0 if nothing.
    fn score(self, old: Count, new: Count) -> f64 {
        if new.rows == 0 {
            return 0.0;
        }
        match self {
            // (new density − old density) / rows moved, times old rows, which all candidates share. Whole numbers up to
            // the division, so that equals are equal.
            Self::Lenient => {
                let gain = (new.hits * old.rows) as i64 - (old.hits * new.rows) as i64;
                let moved = new.rows.abs_diff(old.rows).max(1);
                gain as f64 / (new.rows * moved) as f64
            }
            Self::Density => new.density(),
        }
    }
}
