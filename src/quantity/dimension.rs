//! What a quantity measures: the units it accepts, its range, and the family of "a to b".

use serde::{Deserialize, Serialize};

/// What a quantity measures. Canonical units are in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// A number of people \[users\].
    Users,
    /// An amount of money \[dollars\].
    Money,
    /// Revenue \[dollars per user and year\].
    MoneyPerUserYear,
    /// A share or probability \[fraction from 0 to 1\].
    Share,
    /// A rate or hazard, not negative \[per year\].
    Rate,
    /// A rate of growth, of either sign \[per year\].
    Growth,
    /// A margin, of either sign \[fraction\].
    Margin,
    /// A length of time \[days\].
    Duration,
    /// A positive number without unit.
    Factor,
    /// A whole number.
    Count,
}

/// Family that "a to b" stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Log-normal: positive quantities.
    LogNormal,
    /// Logit-normal: shares and probabilities.
    LogitNormal,
    /// Normal: margins and growth.
    Normal,
}

impl Dimension {
    /// Least and greatest value in canonical units, where a field says nothing narrower.
    pub const fn range(self) -> (f64, f64) {
        match self {
            Self::Users => (0.0, 2e10),
            Self::Money => (0.0, 1e15),
            Self::MoneyPerUserYear | Self::Factor => (0.0, 1e6),
            Self::Share => (0.0, 1.0),
            Self::Rate => (0.0, 1e4),
            Self::Growth => (-100.0, 100.0),
            Self::Margin => (-1000.0, 1.0),
            Self::Duration => (0.0, 36_525.0),
            Self::Count => (0.0, 1e9),
        }
    }

    /// Whether it is money, or money per user.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Money | Self::MoneyPerUserYear)
    }

    /// The family of "a to b".
    pub const fn family(self) -> Family {
        match self {
            Self::Share => Family::LogitNormal,
            Self::Growth | Self::Margin => Family::Normal,
            _ => Family::LogNormal,
        }
    }
}
