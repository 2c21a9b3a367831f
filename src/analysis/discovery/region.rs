//! Boxes in a table of histories: their limits, what they hold, and the trajectory that a search leaves.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Odds of a hit in a box over those in all histories, below which it says nothing.
const LEAST_ODDS: f64 = 1.5;

/// The values of one variable, one a history.
#[derive(Debug, Clone, Copy)]
pub enum Column<'a> {
    /// Numbers, none of which is NaN.
    Number(&'a [f64]),
    /// One of several names.
    Category {
        /// Which of the names, counted from 0.
        codes: &'a [u8],
        /// How many names there are.
        names: usize,
    },
}

impl Column<'_> {
    /// How many values it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Category { codes, .. } => codes.len(),
        }
    }
}

/// What a box asks of one variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Number of the variable's column, from 0.
    pub variable: usize,
    /// Which of its values are in the box.
    pub range: Range,
}

/// The values of a variable that are in a box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Range {
    /// Numbers between two ends, each of which is in the box; an end that is missing is not limited.
    Number {
        /// The least.
        low: Option<f64>,
        /// The greatest.
        high: Option<f64>,
    },
    /// The names of these codes, in rising order. A name that no history has is not among them.
    Category {
        /// The codes.
        kept: Vec<u8>,
    },
}

/// An end of a range that can be limited by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The least number.
    Low,
    /// The greatest number.
    High,
    /// The names that are kept, all together.
    Names,
}

impl Limit {
    /// The end that keeps `row` out of the box, if any; no two of one range can.
    pub(super) fn keeps_out(&self, columns: &[Column], row: usize) -> Option<End> {
        match (&self.range, columns[self.variable]) {
            (Range::Number { low, high }, Column::Number(values)) => {
                let value = values[row];
                if low.is_some_and(|low| value < low) {
                    Some(End::Low)
                } else {
                    high.is_some_and(|high| value > high).then_some(End::High)
                }
            }
            (Range::Category { kept }, Column::Category { codes, .. }) => {
                (!kept.contains(&codes[row])).then_some(End::Names)
            }
            _ => None,
        }
    }

    /// With another limit at one end, or without one; none where nothing is limited any more.
    pub(super) fn with(&self, end: End, limit: Option<f64>) -> Option<Self> {
        let range = match (end, &self.range) {
            (End::Low, &Range::Number { high, .. }) => Range::Number { low: limit, high },
            (End::High, &Range::Number { low, .. }) => Range::Number { low, high: limit },
            _ => return None,
        };
        let limited = range != Range::Number { low: None, high: None };
        limited.then_some(Self { variable: self.variable, range })
    }

    /// The ends that are limited.
    pub(super) fn ends(&self) -> impl Iterator<Item = End> {
        let limited = match self.range {
            Range::Number { low, high } => [low.map(|_| End::Low), high.map(|_| End::High)],
            Range::Category { .. } => [Some(End::Names), None],
        };
        limited.into_iter().flatten()
    }
}

/// What keeps a row out of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outside {
    /// Nothing: it is in the box.
    Nothing,
    /// One end of the limit of this place alone.
    One(usize, End),
    /// More than one.
    More,
}

impl Outside {
    /// What keeps `row` out of the box of these limits.
    pub(super) fn of(row: usize, limits: &[Limit], columns: &[Column]) -> Self {
        let mut found = Self::Nothing;
        for (place, limit) in limits.iter().enumerate() {
            match (limit.keeps_out(columns, row), found) {
                (None, _) => {}
                (Some(end), Self::Nothing) => found = Self::One(place, end),
                (Some(_), _) => return Self::More,
            }
        }
        found
    }
}

/// How many histories there are, and how many of them are hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) rows: usize,
    pub(super) hits: usize,
}

impl Count {
    pub(super) fn add(&mut self, hit: bool) {
        self.rows += 1;
        self.hits += usize::from(hit);
    }

    pub(super) fn less(self, other: Self) -> Self {
        Self { rows: self.rows - other.rows, hits: self.hits - other.hits }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, hits: self.hits + other.hits }
    }

    pub(super) fn density(self) -> f64 {
        self.hits as f64 / self.rows as f64
    }

    /// How its density compares with that of `other`, exactly.
    pub(super) fn denser(self, other: Self) -> Ordering {
        (self.hits * other.rows).cmp(&(other.hits * self.rows))
    }
}

/// A box: the histories that meet all of its limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Its limits, in the order of the variables; only variables that are really restricted have one.
    pub limits: Vec<Limit>,
    /// Histories in the box.
    pub rows: usize,
    /// Hits in the box.
    pub hits: usize,
    /// Share of all hits that are in the box.
    pub coverage: f64,
    /// Share of the histories in the box that are hits.
    pub density: f64,
    /// Share of all histories that are in the box.
    pub mass: f64,
}

impl Region {
    /// The box of these limits that holds `inside` of `all`.
    pub(super) fn new(limits: Vec<Limit>, inside: Count, all: Count) -> Self {
        Self {
            limits,
            rows: inside.rows,
            hits: inside.hits,
            coverage: inside.hits as f64 / all.hits as f64,
            density: inside.density(),
            mass: inside.rows as f64 / all.rows as f64,
        }
    }

    /// How many variables it restricts.
    pub fn restricted(&self) -> usize {
        self.limits.len()
    }

    /// Whether it restricts this variable.
    pub fn restricts(&self, variable: usize) -> bool {
        self.limits.iter().any(|limit| limit.variable == variable)
    }

    /// Whether it says something: whether the odds of a hit in it are at least half as great again as those overall.
    pub fn tells(&self, overall: f64) -> bool {
        self.restricted() > 0 && self.density * (1.0 - overall) >= LEAST_ODDS * overall * (1.0 - self.density)
    }

    /// Whether a row of the table is in it.
    pub fn contains(&self, columns: &[Column], row: usize) -> bool {
        Outside::of(row, &self.limits, columns) == Outside::Nothing
    }
}

/// The boxes that a search went through, from the whole space on; none where there are no hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// First those of peeling, then those of pasting.
    pub boxes: Vec<Region>,
    /// How many of them are of peeling, the whole space among them.
    pub peeled: usize,
}

impl Trajectory {
    /// The box of the greatest harmonic mean of coverage and density; of equals the one with fewer limits, then the
    /// first.
    pub fn best(&self) -> Option<&Region> {
        best(&self.boxes, self.boxes.first()?.hits)
    }
}

/// The box nearest to a point of coverage and density; of equals the one with fewer limits, then the first.
pub(super) fn nearest(boxes: &[Region], coverage: f64, density: f64) -> Option<&Region> {
    let square = |region: &Region| (region.coverage - coverage).powi(2) + (region.density - density).powi(2);
    boxes.iter().min_by(|a, b| square(a).total_cmp(&square(b)).then(a.restricted().cmp(&b.restricted())))
}

/// Of these boxes among `all` hits that of the greatest harmonic mean of coverage and density; of equals the one with fewer
/// limits, then the first.
pub(super) fn best(boxes: &[Region], all: usize) -> Option<&Region> {
    // 2 / (1/coverage + 1/density) = 2 hits / (rows + all hits). Rounded once, so that equals are equal.
    let mean = |region: &Region| region.hits as f64 / (region.rows + all) as f64;
    boxes.iter().min_by(|a, b| mean(b).total_cmp(&mean(a)).then(a.restricted().cmp(&b.restricted())))
}
