//! Nationwide blocks of platforms from a public registry of shutdowns.

use jiff::civil::date;

use super::row::Row;
use super::{Confidence, Episode, Measure};
use crate::calibration::government::Government;

/// Columns that such a file must have.
pub(super) const COLUMNS: [&str; 6] = ["iso3", "start", "end", "ongoing_last_count_year", "extent", "cause"];

/// Reads one row.
pub(super) fn read(row: &Row) -> Result<Episode, String> {
    let country = row.country("iso3")?;
    let start = row.date("start")?.ok_or("`start` is empty")?;
    let end = row.date("end")?;
    Row::check_order(["start", "end"], [Some(start), end])?;
    let counted = row.amount("ongoing_last_count_year")?;
    let last = match counted {
        None => None,
        Some(year) if (1900.0..=2200.0).contains(&year) => Some(date(year as i16, 12, 31)),
        Some(year) => return Err(format!("`ongoing_last_count_year` is {year}; expected a year")),
    };
    Row::check_order(["start", "ongoing_last_count_year"], [Some(start), last])?;
    let measure = match &*row.text("extent") {
        "Service-based" => Measure::Block,
        extent if extent.contains("Full network") => Measure::NetworkShutdown,
        extent => return Err(format!("`extent` is `{extent}`; expected Service-based or Full network")),
    };
    let government = Government::parse(&row.text("vdem_regime")).or_else(|| Government::find(&country, start.year()));
    Ok(Episode {
        id: format!("{country} {start}"),
        line: row.line(),
        decision: format!("{country} {start}"),
        government,
        country,
        measure,
        cause: row.text("cause").into_owned(),
        services: row.text("services").into_owned(),
        origin: String::new(),
        ordered: None,
        start: Some(start),
        end,
        last_seen: if end.is_none() { last } else { None },
        took_effect: true,
        outcome: row.text("status").into_owned(),
        suspended: None,
        extensions: None,
        deadline: None,
        ultimatum: false,
        is_duplicate: false,
        users_during: None,
        users_after: None,
        discount: None,
        note: String::new(),
        confidence: Confidence::Found,
    })
}
