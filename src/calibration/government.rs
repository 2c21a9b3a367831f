//! Kinds of government, by which countries differ in how often they block and for how long.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::records::{COUNTRY_YEARS_CSV, CountryYear, read_records};

/// The regime of a country, by the Regimes of the World of V-Dem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Government {
    /// No multi-party elections.
    ClosedAutocracy,
    /// Elections that are neither free nor fair.
    ElectoralAutocracy,
    /// Free elections, weaker limits on power.
    ElectoralDemocracy,
    /// Free elections, and power under the law.
    LiberalDemocracy,
}

impl Government {
    /// All kinds, from the least free.
    pub const ALL: [Self; 4] =
        [Self::ClosedAutocracy, Self::ElectoralAutocracy, Self::ElectoralDemocracy, Self::LiberalDemocracy];

    /// Its name in columns of draws, such as `electoral-autocracy`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ClosedAutocracy => "closed-autocracy",
            Self::ElectoralAutocracy => "electoral-autocracy",
            Self::ElectoralDemocracy => "electoral-democracy",
            Self::LiberalDemocracy => "liberal-democracy",
        }
    }

    /// Its name as V-Dem writes it, such as `Electoral Autocracy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClosedAutocracy => "Closed Autocracy",
            Self::ElectoralAutocracy => "Electoral Autocracy",
            Self::ElectoralDemocracy => "Electoral Democracy",
            Self::LiberalDemocracy => "Liberal Democracy",
        }
    }

    /// Its name for people, of many of them: `electoral autocracies`.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::ClosedAutocracy => "closed autocracies",
            Self::ElectoralAutocracy => "electoral autocracies",
            Self::ElectoralDemocracy => "electoral democracies",
            Self::LiberalDemocracy => "liberal democracies",
        }
    }

    /// The kind that V-Dem's name stands for.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind that a country (ISO 3166, three letters) had in a year; after the last year on record that of the last.
    pub(crate) fn find(country: &str, year: i16) -> Option<Self> {
        static REGIMES: LazyLock<BTreeMap<(String, i16), Government>> = LazyLock::new(|| {
            let years = read_records("country-year.csv", COUNTRY_YEARS_CSV).map(|records| records.country_years);
            let kind = |row: CountryYear| Some(((row.country, row.year), row.government?));
            years.unwrap_or_default().into_iter().filter_map(kind).collect()
        });
        REGIMES.range((country.to_owned(), i16::MIN)..=(country.to_owned(), year)).next_back().map(|(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_the_government_of_the_year() {
        assert_eq!(Government::find("USA", 2020), Some(Government::LiberalDemocracy));
        // The record ends in 2022.
        assert_eq!(Government::find("TUR", 2025), Some(Government::ElectoralAutocracy));
        assert_eq!(Government::find("CHN", 2009), Some(Government::ClosedAutocracy));
        assert_eq!(Government::find("USA", 1990), None);
        assert_eq!(Government::find("XXX", 2020), None);
    }
}
