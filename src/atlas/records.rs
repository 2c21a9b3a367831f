//! What governments have done: how often they blocked platforms, by regime and by country, which platforms, and for how long.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::figures::read_rows;

/// New nationwide blocks of platforms by country and year.
pub static COUNTRY_YEARS_CSV: &str = include_str!("../../scenarios/reference/country-year.csv");
/// The blocks, one a row.
pub static BLOCKS_CSV: &str = include_str!("../../scenarios/reference/platform-blocks.csv");

static COUNTRY_YEARS: LazyLock<Vec<CountryYear>> = LazyLock::new(|| read_rows(COUNTRY_YEARS_CSV));
static BLOCKS: LazyLock<Vec<Block>> = LazyLock::new(|| read_rows(BLOCKS_CSV));

/// Names that the files spell differently: in the atlas, in the record.
const SPELLINGS: [(&str, &str); 2] = [("United States", "United States of America"), ("Turkey", "Türkiye")];

/// Platforms that were in wide use throughout, by which it is counted how often a block hits a given one.
const PLATFORMS: [&str; 7] = ["facebook", "twitter", "whatsapp", "instagram", "telegram", "youtube", "tiktok"];

/// Shape of the gamma law by which the rates of countries of one regime are spread about its rate: so many events' worth of its record
/// count with a country's own. By moments it is 0.5 for electoral autocracies, 1.2 for closed ones and 0.2 for electoral democracies.
pub(super) const PRIOR_EVENTS: f64 = 1.0;

#[derive(Debug, Deserialize)]
struct CountryYear {
    country_name: String,
    #[serde(rename = "v2x_regime")]
    regime: String,
    /// None before 2016, when nobody counted.
    new_platform_blocks: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Block {
    start: Date,
    /// How long it lasted; none where it has not ended or that is not known.
    days: Option<f64>,
    /// The last year in which it was counted as standing.
    ongoing_last_count_year: Option<i16>,
    extent: String,
    services: String,
}

/// How often something happened in so many years.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Record {
    pub(super) events: f64,
    pub(super) years: f64,
}

impl Record {
    fn count<'r>(rows: impl Iterator<Item = &'r CountryYear>) -> Self {
        let counts = rows.filter_map(|row| row.new_platform_blocks);
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

/// New nationwide blocks of platforms in all countries of a regime, such as `Electoral Autocracy`.
pub(super) fn count_regime(regime: &str) -> Record {
    Record::count(COUNTRY_YEARS.iter().filter(|row| row.regime == regime))
}

/// The same in one country, by the name that the atlas has for it.
pub(super) fn count_country(name: &str) -> Record {
    let name = SPELLINGS.iter().find(|(ours, _)| *ours == name).map_or(name, |(_, theirs)| theirs);
    Record::count(COUNTRY_YEARS.iter().filter(|row| row.country_name == name))
}

/// Of all blocks the share that hits one given large platform, on average over them.
pub(super) fn share_of_platform() -> f64 {
    static SHARE: LazyLock<f64> = LazyLock::new(|| {
        let services: Vec<String> = BLOCKS.iter().map(|block| block.services.to_lowercase()).collect();
        let hits = |platform: &str| services.iter().filter(|services| services.contains(platform)).count();
        PLATFORMS.iter().map(|platform| hits(platform) as f64).sum::<f64>() / (PLATFORMS.len() * BLOCKS.len()) as f64
    });
    *SHARE
}

/// Number of blocks on record.
pub(super) fn count_blocks() -> usize {
    BLOCKS.len()
}

/// How long blocks of services stand, without those of the whole network.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Survival {
    /// Blocks counted; those whose end is not known are left out.
    pub(super) blocks: usize,
    /// Day, share that stands after it, and variance of the logarithm of that share (Greenwood), ascending in day.
    steps: Vec<(f64, f64, f64)>,
}

impl Survival {
    /// Kaplan and Meier's estimate; a block that was last counted in a year had not ended when that year did.
    pub(super) fn estimate() -> Self {
        let observed: Vec<(f64, bool)> =
            BLOCKS.iter().filter(|b| b.extent == "Service-based").filter_map(observe).collect();
        let mut ends: Vec<f64> = observed.iter().filter(|(_, ended)| *ended).map(|(days, _)| *days).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        let (mut left, mut variance) = (1.0, 0.0);
        let step = |day: f64| {
            let at_risk = observed.iter().filter(|(days, _)| *days >= day).count() as f64;
            let ended = observed.iter().filter(|(days, ended)| *ended && *days == day).count() as f64;
            left *= 1.0 - ended / at_risk;
            variance += if at_risk > ended { ended / (at_risk * (at_risk - ended)) } else { 0.0 };
            (day, left, variance)
        };
        let steps = ends.into_iter().map(step).collect();
        Self { blocks: observed.len(), steps }
    }

    /// Share that still stands after so many days, and the standard error of that share.
    pub(super) fn share_after(&self, days: f64) -> (f64, f64) {
        let step = self.steps.iter().rev().find(|(day, ..)| *day <= days);
        step.map_or((1.0, 0.0), |(_, share, variance)| (*share, share * variance.sqrt()))
    }

    /// Shape, and scale in days, of the Weibull law that has the quartiles of the blocks that end within `days`.
    pub(super) fn fit_weibull(&self, days: f64) -> (f64, f64) {
        let ends = 1.0 - self.share_after(days).0;
        let quartile = |share: f64| {
            let reached = self.steps.iter().find(|(_, left, _)| (1.0 - left) >= share * ends);
            // A block of less than a day is on record with 0 days; half a day stands for it.
            reached.map_or(days, |(day, ..)| day.max(0.5))
        };
        let (first, third) = (quartile(0.25), quartile(0.75));
        let [low, high] = [0.25_f64, 0.75].map(|share| -libm::log1p(-share));
        let shape = libm::log(high / low) / libm::log(third / first);
        (shape, first / libm::pow(low, 1.0 / shape))
    }
}

/// How long a block was seen to stand, and whether it had ended by then; none where neither is known.
fn observe(block: &Block) -> Option<(f64, bool)> {
    if let Some(days) = block.days {
        return Some((days, true));
    }
    let last = date(block.ongoing_last_count_year?, 12, 31);
    let days = block.start.until(last).ok()?.get_days();
    Some((f64::from(days), false))
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
        assert_eq!([COUNTRY_YEARS.len(), BLOCKS.len()], [2477, 146]);
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
    fn blocks_last_as_on_record() {
        let survival = Survival::estimate();
        assert_eq!(survival.blocks, 109);
        near(survival.share_after(30.0).0, 0.36, 0.005);
        near(survival.share_after(365.0).0, 0.27, 0.005);
        assert_eq!(Survival::estimate().share_after(-1.0), (1.0, 0.0));
    }

    #[test]
    fn the_weibull_law_has_the_quartiles() {
        let survival = Survival::estimate();
        let (shape, scale) = survival.fit_weibull(365.0);
        let quantile = |share: f64| scale * (-libm::log(1.0 - share)).powf(1.0 / shape);
        // Of 73% that end, a quarter within half a day and three quarters within nine.
        near(quantile(0.25), 0.5, 1e-9);
        assert!(quantile(0.75) > 3.0 && quantile(0.75) < 20.0, "{}", quantile(0.75));
        // The fuller registry gives a shape of 0.49 and a scale of 10 days, with more blocks that never end.
        assert!((0.3..0.7).contains(&shape), "{shape}");
    }

    #[test]
    fn a_block_hits_a_given_platform_in_two_cases_of_seven() {
        near(share_of_platform(), 299.0 / (7.0 * 146.0), 0.01);
    }
}
