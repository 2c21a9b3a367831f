//! What governments have done, by regime and by country: how often they blocked platforms.

use crate::calibration::block_rates::find_share_of_platform;
use crate::calibration::records::CountryYear;
use crate::calibration::{FileKind, Government, shipped_records};

/// Names that the files spell differently: in the atlas, in the record.
const SPELLINGS: [(&str, &str); 2] = [("United States", "United States of America"), ("Turkey", "Türkiye")];

/// Shape of the gamma law by which the rates of countries of one regime are spread about its rate: so many events' worth of its record
/// count with a country's own. By moments it is 0.5 for electoral autocracies, 1.2 for closed ones and 0.2 for electoral democracies.
pub(super) const PRIOR_EVENTS: f64 = 1.0;

/// How often something happened in so many years.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Record {
    pub(super) events: f64,
    pub(super) years: f64,
}

impl Record {
    fn count<'r>(rows: impl Iterator<Item = &'r CountryYear>) -> Self {
        let counts = rows.filter_map(|row| row.blocks);
        counts.fold(Self::default(), |sum, blocks| Self {
            events: sum.events + f64::from(blocks),
            years: sum.years + 1.0,
        })
    }

    /// Events per year.
    pub(super) fn rate(self) -> f64 {
        if self.years > 0.0 { self.events / self.years } else { 0.0 }
    }

    /// This record together with as much of that of its `regime` as holds [`PRIOR_EVENTS`]: events and years are shape and rate of the
    /// gamma law of how often it happens.
    pub(super) fn shrink_towards(self, regime: Self) -> Self {
        Self { events: self.events + PRIOR_EVENTS, years: self.years + PRIOR_EVENTS / regime.rate() }
    }
}

fn list_country_years() -> impl Iterator<Item = &'static CountryYear> {
    shipped_records().iter().flat_map(|records| &records.country_years)
}

/// New nationwide blocks of platforms in all countries of a regime, such as `Electoral Autocracy`.
pub(super) fn count_regime(regime: &str) -> Record {
    let kind = Government::parse(regime);
    Record::count(list_country_years().filter(|row| kind.is_some() && row.government == kind))
}

/// The same in one country, by the name that the atlas has for it.
pub(super) fn count_country(name: &str) -> Record {
    let name = SPELLINGS.iter().find(|(ours, _)| *ours == name).map_or(name, |(_, theirs)| theirs);
    Record::count(list_country_years().filter(|row| row.name == name))
}

/// Of all blocks the share that hits one given large platform, on average over them.
pub(super) fn share_of_platform() -> f64 {
    find_share_of_platform(shipped_records()).unwrap_or_default()
}

/// Number of blocks on record.
pub(super) fn count_blocks() -> usize {
    shipped_records()
        .iter()
        .filter(|records| records.kind == Some(FileKind::Registry))
        .map(|records| records.episodes.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(figure: f64, known: f64, tolerance: f64) {
        assert!((figure - known).abs() < tolerance, "{figure} is not {known}");
    }

    /// The numbers that the README of the data gives, to its two or three digits.
    #[test]
    fn rates_by_regime_are_those_on_record() {
        assert_eq!([list_country_years().count(), count_blocks()], [2477, 145]);
        for (regime, rate) in [
            ("Closed Autocracy", 0.18),
            ("Electoral Autocracy", 0.24),
            ("Electoral Democracy", 0.04),
            ("Liberal Democracy", 0.004),
        ] {
            near(count_regime(regime).rate(), rate, 0.0051);
        }
        assert_eq!(count_regime("Electoral Autocracy"), Record { events: 96.0, years: 398.0 });
    }

    #[test]
    fn a_country_is_shrunk_towards_its_regime() {
        assert_eq!(count_country("Russia"), Record { events: 3.0, years: 7.0 });
        assert_eq!(count_country("Turkey").events, 7.0);
        assert_eq!(count_country("United States"), Record { events: 0.0, years: 7.0 });
        let regime = count_regime("Electoral Autocracy");
        let shrunk = count_country("Russia").shrink_towards(regime);
        near(shrunk.rate(), (3.0 + 1.0) / (7.0 + 398.0 / 96.0), 1e-12);
        assert!(shrunk.rate() < 3.0 / 7.0 && shrunk.rate() > regime.rate());
    }

    #[test]
    fn a_block_hits_a_given_platform_in_two_cases_of_seven() {
        near(share_of_platform(), 299.0 / (7.0 * 145.0), 0.01);
    }
}
