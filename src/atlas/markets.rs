//! The markets: countries, and regions taken as one.

use std::sync::LazyLock;

use serde::Deserialize;

use super::figures::read_rows;

/// The markets as a table: one a row.
pub static MARKETS_CSV: &str = include_str!("../../scenarios/reference/atlas.csv");

static MARKETS: LazyLock<Vec<Market>> = LazyLock::new(|| read_rows(MARKETS_CSV));

/// The regions, each with those of its countries that are markets of their own.
const REGIONS: [(&str, &[&str]); 4] = [
    ("EU", &["DE", "FR", "IT", "ES", "NL", "PL", "SE"]),
    ("SEA", &["ID", "VN", "PH", "TH", "MY", "SG"]),
    ("SSA", &["NG", "ZA", "KE", "ET"]),
    ("LATAM", &["MX", "BR", "AR", "CO", "CL"]),
];

/// Markets whose few new blocks mean that little is left to block.
const CLOSED: [&str; 2] = ["CN", "IR"];

/// Largest number of letters in which a misspelt name of a country differs.
const FARTHEST: usize = 3;

/// One market.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Market {
    /// Its code: two letters of a country (ISO 3166), or the name of a region such as `SEA`.
    #[serde(rename = "iso")]
    pub code: String,
    /// Its name for people.
    #[serde(rename = "market")]
    pub name: String,
    /// People who use the internet.
    pub internet_users: String,
    /// Its regime in 2024 by V-Dem; empty for a region.
    #[serde(rename = "vdem_regime_2024")]
    pub regime: String,
    /// Whether a law screens foreign investment: `y`, `n` or `partial`.
    #[serde(rename = "fdi_screening_exists")]
    pub screening: String,
    /// That law.
    #[serde(rename = "fdi_screening_law")]
    pub screening_law: String,
    /// The law by which an app can be blocked.
    #[serde(rename = "ban_legal_basis")]
    pub blocking_law: String,
    /// Nationwide blocks of platforms from 2016 to 2025.
    #[serde(rename = "platform_blocks_2016_2025")]
    pub blocks: String,
}

impl Market {
    /// Codes of the countries in it that are markets of their own; none for a country.
    pub fn members(&self) -> &'static [&'static str] {
        REGIONS.iter().find(|(code, _)| *code == self.code).map_or(&[], |(_, members)| members)
    }

    /// Whether it is a region that holds `other`.
    pub fn holds(&self, other: &Self) -> bool {
        self.members().contains(&other.code.as_str())
    }

    /// Whether few new blocks mean here that little is left to block.
    pub(super) fn is_closed(&self) -> bool {
        CLOSED.contains(&self.code.as_str())
    }
}

/// All markets, in the order of the file.
pub fn list_markets() -> &'static [Market] {
    &MARKETS
}

/// The market with a code, in capitals or not.
pub fn find_market(code: &str) -> Option<&'static Market> {
    MARKETS.iter().find(|market| market.code.eq_ignore_ascii_case(code))
}

/// The nearest market to a code that none has, as a sentence.
pub fn suggest_code(wrong: &str) -> String {
    let wrong: String = wrong.chars().take(64).collect::<String>().to_lowercase();
    let distance = |market: &Market| {
        let [code, name] =
            [&market.code, &market.name].map(|known| strsim::osa_distance(&wrong, &known.to_lowercase()));
        // A code of two letters has many neighbours: a name that is nearly right says more.
        if name <= FARTHEST.min(wrong.len() / 2) { name } else { code + usize::from(wrong.len() < 2) }
    };
    let near = MARKETS.iter().map(|market| (distance(market), market)).min_by_key(|(distance, _)| *distance);
    let near = near.filter(|(distance, _)| *distance <= FARTHEST.min(wrong.len().div_ceil(2)));
    near.map_or_else(
        || "`marketgate atlas` lists the codes".to_owned(),
        |(_, market)| format!("did you mean `{}` ({})?", market.code, market.name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_market_is_read_and_regions_hold_markets() {
        assert_eq!(list_markets().len(), 50);
        for (region, members) in REGIONS {
            let region = find_market(region).unwrap();
            assert!(members.iter().all(|member| region.holds(find_market(member).unwrap())), "{}", region.code);
        }
        assert!(!find_market("CA").unwrap().holds(find_market("US").unwrap()));
        assert_eq!(find_market("ca"), find_market("CA"));
    }

    #[test]
    fn a_name_or_a_misspelt_code_finds_the_market() {
        for (wrong, code) in
            [("Canada", "CA"), ("germny", "DE"), ("LATIM", "LATAM"), ("UK", "did you"), ("south korea", "KR")]
        {
            assert!(suggest_code(wrong).contains(code), "{wrong}: {}", suggest_code(wrong));
        }
        assert_eq!(suggest_code("Atlantis of old"), "`marketgate atlas` lists the codes");
    }
}
