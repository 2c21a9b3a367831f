//! Units: the words people write after a number, and what they mean for each dimension.

use super::currency::Currency;
use super::dimension::Dimension;

/// Days in a year: a Julian year.
pub const YEAR: f64 = 365.25;
/// Days in a month: a twelfth of a year.
pub const MONTH: f64 = YEAR / 12.0;

/// What stands beside a number: `$` and `bn` in `$3bn`, `%` and `per month` in `5% per month`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Unit {
    /// The sign or the code of a currency.
    pub(super) currency: Option<&'static Currency>,
    /// A percent sign.
    pub(super) percent: bool,
    /// Power of ten of `k`, `million`, `bn`, …
    pub(super) magnitude: Option<i32>,
    /// `users`, `days`, …
    pub(super) noun: Option<Noun>,
    /// `per user`.
    pub(super) per_user: bool,
    /// `per month`, …
    pub(super) per: Option<Period>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Users,
    Time(Period),
}

/// A length of time with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// By its name, in the singular or plural.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word.strip_suffix('s').unwrap_or(word) {
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "year" => Self::Year,
            _ => return None,
        })
    }

    const fn days(self) -> f64 {
        match self {
            Self::Hour => 1.0 / 24.0,
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => MONTH,
            Self::Year => YEAR,
        }
    }

    const fn in_a_year(self) -> f64 {
        match self {
            Self::Hour => YEAR * 24.0,
            Self::Day => YEAR,
            Self::Week => YEAR / 7.0,
            Self::Month => 12.0,
            Self::Year => 1.0,
        }
    }
}

/// Whether a word behind a number is its unit: `bn`, `days`, `users`.
pub fn is_unit_word(word: &str) -> bool {
    magnitude(word).is_some() || Period::named(word).is_some() || matches!(word, "users" | "user" | "people")
}

/// Power of ten of a word such as `bn`.
pub(super) fn magnitude(word: &str) -> Option<i32> {
    Some(match word {
        "k" | "K" | "thousand" => 3,
        "m" | "M" | "mn" | "million" => 6,
        "b" | "B" | "bn" | "Bn" | "BN" | "billion" => 9,
        "t" | "T" | "tn" | "trillion" => 12,
        _ => return None,
    })
}

impl Unit {
    /// Nothing was written beside the number.
    pub(super) fn is_bare(self) -> bool {
        self == Self::default()
    }

    /// How to turn a number with this unit into canonical units: a power of ten, then a factor. `None` where the
    /// dimension does not take the unit.
    pub(super) fn conversion(self, dimension: Dimension) -> Option<(i32, f64)> {
        let Self { currency, percent, magnitude, noun, per_user, per } = self;
        let power = magnitude.unwrap_or(0) - if percent { 2 } else { 0 };
        let a_year = per.map_or(1.0, Period::in_a_year);
        let has_currency = currency.is_some();
        let no_words = noun.is_none() && !per_user && per.is_none();
        let fits = match dimension {
            Dimension::Users => {
                !has_currency && !percent && !per_user && per.is_none() && matches!(noun, None | Some(Noun::Users))
            }
            Dimension::Money => !percent && no_words,
            // Per year alone would be a sum for the whole market; the two belong together.
            Dimension::MoneyPerUserYear => !percent && noun.is_none() && per_user == per.is_some(),
            Dimension::Share | Dimension::Margin => !has_currency && magnitude.is_none() && no_words,
            Dimension::Rate | Dimension::Growth => !has_currency && magnitude.is_none() && noun.is_none() && !per_user,
            Dimension::Duration => {
                let Some(Noun::Time(period)) = noun else { return None };
                let fits = !has_currency && !percent && magnitude.is_none() && !per_user && per.is_none();
                return fits.then(|| (0, period.days()));
            }
            Dimension::Factor | Dimension::Count => self.is_bare(),
        };
        fits.then_some((power, a_year))
    }
}

impl Dimension {
    /// What may be written for this dimension, with examples, in a clause for error messages.
    pub const fn accepts(self) -> &'static str {
        match self {
            Self::Users => "a number of people, such as 100M, 1.2bn, 50k or 250000",
            Self::Money => "an amount of money, such as $3.2bn, $250k or $5M",
            Self::MoneyPerUserYear => "dollars per user and year, such as $8, $0.40 or $0.70 per user per month",
            Self::Share => "a share or probability, such as 12% or 0.12",
            Self::Rate => "a rate, such as 0.3 per year, 2% per year or 5% per month",
            Self::Growth => "growth per year, such as 60%, −5% or 2% per month",
            Self::Margin => "a margin, such as 35%, −20% or 0.35",
            Self::Duration => "a length of time with its unit, such as 45 days, 6 weeks, 9 months, 2 years or 12 hours",
            Self::Factor => "a plain number without a unit, such as 1.5",
            Self::Count => "a whole number, such as 2",
        }
    }
}
