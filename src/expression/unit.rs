//! What a number in a condition measures, and which of these a number may still be.

use crate::quantity::{self, Dimension};

/// What a number measures, as far as comparing and calculating need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A plain number or a count.
    Number,
    /// A number of people.
    People,
    /// Dollars.
    Money,
    /// Dollars per user and year.
    Revenue,
    /// A share, probability or margin, as a fraction.
    Share,
    /// A rate or growth, per year.
    Rate,
    /// A length of time, in days.
    Duration,
    /// When something happens, in days since the start. It may be held against a date and against a length of time.
    Day,
    /// A date, in days since the first day of the vocabulary.
    Date,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Number,
        Self::People,
        Self::Money,
        Self::Revenue,
        Self::Share,
        Self::Rate,
        Self::Duration,
        Self::Day,
        Self::Date,
    ];

    /// What an input of this dimension is compared as.
    pub const fn from_dimension(dimension: Dimension) -> Self {
        match dimension {
            Dimension::Users => Self::People,
            Dimension::Money => Self::Money,
            Dimension::MoneyPerUserYear => Self::Revenue,
            Dimension::Share | Dimension::Margin => Self::Share,
            Dimension::Rate | Dimension::Growth => Self::Rate,
            Dimension::Duration => Self::Duration,
            Dimension::Factor | Dimension::Count => Self::Number,
        }
    }

    /// A dimension whose amounts are written as this unit's are, none for days and dates; what it is called; and what may be written
    /// beside it.
    const fn facts(self) -> (Option<Dimension>, &'static str, &'static str) {
        match self {
            Self::Number => (Some(Dimension::Factor), "a number", "3"),
            Self::People => (Some(Dimension::Users), "a number of people", "100M"),
            Self::Money => (Some(Dimension::Money), "an amount of money", "$20B"),
            Self::Revenue => (Some(Dimension::MoneyPerUserYear), "dollars per user and year", "$8"),
            Self::Share => (Some(Dimension::Share), "a share", "40%"),
            Self::Rate => (Some(Dimension::Rate), "a rate per year", "5% per year"),
            Self::Duration => (Some(Dimension::Duration), "a length of time", "90 days"),
            Self::Day => (None, "the day of an event", "2021-01-20"),
            Self::Date => (None, "a date", "2021-01-20"),
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        self.facts().1
    }

    /// What may be written beside it.
    pub(super) const fn example(self) -> &'static str {
        self.facts().2
    }
}

/// What a number may measure: one thing where a name says it, several where it was written out (`50%` is a share or a rate).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Units(u16);

impl Units {
    /// Numbers without unit: they scale anything, and tell parts of one thing from another.
    const PLAIN: Self = Self(Self::from_unit(Unit::Number).0 | Self::from_unit(Unit::Share).0);
    /// Points in time.
    pub(super) const TIMES: Self = Self(Self::from_unit(Unit::Day).0 | Self::from_unit(Unit::Date).0);

    pub(super) const fn from_unit(unit: Unit) -> Self {
        Self(1 << unit as u16)
    }

    /// What an amount may measure as it is written, with its value, which is the same for all of them.
    pub(super) fn parse(amount: &str) -> Option<(f64, Self)> {
        let mut found = None;
        for unit in Unit::ALL {
            let value = unit.facts().0.and_then(|dimension| quantity::parse_scalar(amount, dimension).ok());
            if let Some(value) = value {
                let units = found.map_or(Self(0), |(_, units)| units);
                found = Some((value, units | Self::from_unit(unit)));
            }
        }
        found
    }

    pub(super) fn has(self, unit: Unit) -> bool {
        self.overlaps(Self::from_unit(unit))
    }

    /// Whether something is in both.
    pub(super) fn overlaps(self, other: Self) -> bool {
        (self & other).non_empty().is_some()
    }

    /// Whether nothing was written beside the number.
    pub(super) fn is_bare(self) -> bool {
        self.has(Unit::Number) && self.has(Unit::Money)
    }

    /// Itself, where it is anything at all.
    fn non_empty(self) -> Option<Self> {
        (self.0 != 0).then_some(self)
    }

    /// The one thing that a reader takes it for.
    pub(super) fn primary(self) -> Unit {
        Unit::ALL.into_iter().find(|&unit| self.has(unit)).unwrap_or(Unit::Number)
    }

    /// What a sum of the two measures; `negated` where the second is subtracted.
    pub(super) fn sum(self, other: Self, negated: bool) -> Option<Self> {
        match (self.overlaps(Self::TIMES), other.overlaps(Self::TIMES)) {
            (false, false) => (self & other).non_empty(),
            (true, true) => negated.then_some(Self::from_unit(Unit::Duration)),
            (true, false) => other.has(Unit::Duration).then_some(self),
            (false, true) => (self.has(Unit::Duration) && !negated).then_some(other),
        }
    }

    /// What a product of the two measures.
    pub(super) fn product(self, other: Self) -> Option<Self> {
        if self.overlaps(Self::TIMES) || other.overlaps(Self::TIMES) {
            return None;
        }
        // A number on its own scales the other, whatever that measures.
        if self.is_bare() || other.is_bare() {
            return Some(if self.is_bare() { other } else { self });
        }
        let [mine, theirs] = [(self, other), (other, self)].map(|(scaled, by)| by.scale(scaled));
        (mine | theirs).non_empty()
    }

    /// What the one divided by the other measures.
    pub(super) fn quotient(self, other: Self) -> Option<Self> {
        if self.overlaps(Self::TIMES) || other.overlaps(Self::TIMES) {
            return None;
        }
        if other.is_bare() {
            return Some(self);
        }
        let ratio = if self.overlaps(other) { Self::PLAIN } else { Self(0) };
        if self.is_bare() {
            return ratio.non_empty();
        }
        (other.scale(self) | ratio).non_empty()
    }

    /// `scaled`, where this may be a plain number, else nothing.
    fn scale(self, scaled: Self) -> Self {
        if self.overlaps(Self::PLAIN) { scaled } else { Self(0) }
    }
}

impl std::ops::BitOr for Units {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::BitAnd for Units {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
