//! How many new blocks a country had in a year.

use super::row::Row;
use crate::calibration::government::Government;

/// Columns that such a file must have.
pub(super) const COLUMNS: [&str; 4] = ["iso3", "year", "v2x_regime", "new_platform_blocks"];

/// A country in a year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CountryYear {
    /// ISO 3166, three letters; V-Dem's code where it has one of its own.
    pub(crate) country: String,
    pub(crate) name: String,
    pub(crate) year: i16,
    pub(crate) government: Option<Government>,
    /// New nationwide blocks of platforms; none before 2016, when nobody counted.
    pub(crate) blocks: Option<u32>,
}

/// Reads one row.
pub(super) fn read(row: &Row) -> Result<CountryYear, String> {
    let year = row.number("year")?.filter(|year| (1900.0..=2200.0).contains(year)).ok_or("`year` is no year")?;
    let blocks = row.amount("new_platform_blocks")?;
    let regime = row.text("v2x_regime");
    let government = Government::parse(&regime);
    if government.is_none() && !regime.is_empty() {
        let kinds = Government::ALL.map(Government::name).join(", ");
        return Err(format!("`v2x_regime` is `{regime}`; expected {kinds}"));
    }
    Ok(CountryYear {
        country: row.require("iso3")?,
        name: row.text("country_name").into_owned(),
        year: year as i16,
        government,
        blocks: blocks.map(|blocks| blocks as u32),
    })
}
