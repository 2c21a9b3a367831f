//! From a uniform number to the value of an input.

use super::checked::{EventKind, Scenario};
use super::inputs::Market;
use super::quantities::{Chance, Parameter, Quantity};

/// Greatest number of users of a market.
const MOST_USERS: f64 = 2e10;
/// Least contribution margin of a market whose value is stated.
const LEAST_PINNED_MARGIN: f64 = 0.01;

impl Scenario {
    /// Whether this parameter is a known value, the same in every replication.
    pub fn is_known(&self, parameter: Parameter) -> bool {
        self.known_value(parameter.0).is_some()
    }

    /// The value of an input that is not uncertain.
    pub(crate) fn known_value(&self, input: usize) -> Option<f64> {
        match &self.inputs[input].quantity {
            Quantity::Distribution(distribution) => distribution.fixed_value(),
            Quantity::Column { .. } => None,
        }
    }

    /// The value of `input` at the quantile `uniform`, a number between 0 and 1.
    ///
    /// For a column of data `uniform` chooses the row.
    pub(crate) fn value(&self, input: usize, uniform: f64) -> f64 {
        match &self.inputs[input].quantity {
            Quantity::Distribution(distribution) => distribution.quantile(uniform),
            Quantity::Column { data, column } => {
                let rows = &self.data[*data].rows;
                let row = ((uniform * rows.len() as f64) as usize).min(rows.len() - 1);
                rows[row][*column]
            }
        }
    }

    /// The value of an input at the quantile `uniform` of its distribution above `floor`.
    pub(crate) fn value_above(&self, input: usize, uniform: f64, floor: f64) -> f64 {
        match &self.inputs[input].quantity {
            Quantity::Distribution(distribution) => distribution.quantile_above(uniform, floor),
            Quantity::Column { .. } => self.value(input, uniform).max(floor),
        }
    }

    /// Probability that an input exceeds `value`.
    pub(crate) fn survival(&self, chance: Chance, value: f64) -> f64 {
        match &self.inputs[chance.0].quantity {
            Quantity::Distribution(distribution) => distribution.survival(value),
            Quantity::Column { data, column } => {
                let rows = &self.data[*data].rows;
                let above = rows.iter().filter(|row| row[*column] > value).count();
                above as f64 / rows.len() as f64
            }
        }
    }
}

impl Market {
    /// Monthly users at the start, given the value of each input: as stated, or daily users over their share, from 1 to 20 billion.
    pub(crate) fn count_users(&self, value: impl Fn(Parameter) -> f64) -> f64 {
        match (self.users.0, self.daily_users, self.daily_share) {
            (Some(users), ..) => value(users),
            (None, Some(daily), Some(share)) => (value(daily) / value(share)).clamp(1.0, MOST_USERS),
            (None, ..) => unreachable!("a market without either was refused"),
        }
    }

    /// Revenue per user and year at the start, given the value of each input: as stated, or revenue over `users`; $1, to be scaled, where the
    /// value of the market is stated instead.
    pub(crate) fn find_arpu(&self, users: f64, value: impl Fn(Parameter) -> f64) -> f64 {
        match (self.arpu.0, self.revenue) {
            (Some(arpu), _) => value(arpu),
            (None, Some(revenue)) => value(revenue) / users,
            (None, None) => 1.0,
        }
    }

    /// Contribution margin at the start and in the long run, given the value of each input.
    pub(crate) fn find_margins(&self, value: impl Fn(Parameter) -> f64) -> [f64; 2] {
        let least = if self.standalone.is_some() { LEAST_PINNED_MARGIN } else { f64::NEG_INFINITY };
        let contribution = |ebitda: Option<Parameter>| Some((value(ebitda?) + value(self.overhead?)).min(1.0));
        let stated = [(self.margin.0, self.ebitda_margin), (self.margin_long_run, self.ebitda_margin_long_run)];
        let [start, long_run] = stated.map(|(margin, ebitda)| margin.map(&value).or_else(|| contribution(ebitda)));
        let start = start.unwrap_or(1.0);
        [start, long_run.unwrap_or(start)].map(|margin| margin.max(least))
    }
}

impl EventKind {
    /// Its name in the scenario format.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Review { .. } => "review",
            Self::ForcedSale { .. } => "forced-sale",
            Self::Extension { .. } => "extension",
            Self::Ban { .. } => "ban",
            Self::Restriction { .. } => "restriction",
            Self::Settlement => "settlement",
            Self::Lift => "lift",
            Self::Injunction => "injunction",
            Self::Ruling { .. } => "ruling",
            Self::AcquisitionTalks { .. } => "acquisition-talks",
            Self::Exit => "exit",
            Self::ExportControl { .. } => "export-control",
            Self::Regime { .. } => "regime",
        }
    }
}
