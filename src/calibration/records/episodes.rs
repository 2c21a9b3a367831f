//! Measures against named apps: bans, store removals, throttles, forced sales, exits, blocked deals.

use super::row::Row;
use super::{Confidence, Episode, Measure};
use crate::calibration::government::Government;

/// Columns that such a file must have.
pub(super) const COLUMNS: [&str; 8] =
    ["id", "market", "measure", "order_date", "effect_date", "end_date", "outcome", "confidence"];

/// Codes of places outside ISO 3166 that the files use: Catalonia, New Caledonia as in ISO, several countries.
const SEVERAL: &str = "XX";

/// Reads one row.
pub(super) fn read(row: &Row) -> Result<Episode, String> {
    let [ordered, start, end, seen] =
        ["order_date", "effect_date", "end_date", "status_asof"].map(|name| row.date(name));
    let (ordered, start, end, seen) = (ordered?, start?, end?, seen?);
    let country = match &*row.text("market") {
        SEVERAL => SEVERAL.to_owned(),
        _ => row.country("market")?,
    };
    let Some(first) = [ordered, start].into_iter().flatten().min() else {
        return Err("neither `order_date` nor `effect_date` is known".to_owned());
    };
    Row::check_order(["effect_date", "end_date"], [start, end])?;
    Row::check_order(["order_date", "end_date"], [ordered, end])?;
    let censored = row.flag("censored")?;
    if censored == Some(true) && end.is_some() {
        return Err("`censored` is 1, and there is an `end_date`".to_owned());
    }
    let measure = read_measure(&row.require("measure")?)?;
    let days = row.amount("duration_days")?;
    // Without a date of its last view, a running measure was seen so many days after it began.
    let since = days.zip(start).map(|(days, start)| start.saturating_add(jiff::Span::new().days(days as i32)));
    let last_seen = if end.is_none() && censored == Some(true) { seen.or(since) } else { None };
    let recalled = row.text("recalled_fields");
    Ok(Episode {
        id: row.require("id")?,
        line: row.line(),
        government: Government::find(&country, first.year()),
        decision: format!("{country} {}", first.strftime("%Y-%m")),
        country,
        measure,
        cause: row.text("trigger").into_owned(),
        services: row.text("name").into_owned(),
        origin: row.text("app_origin").into_owned(),
        ordered,
        start,
        end,
        last_seen,
        took_effect: row.flag("took_effect")? != Some(false),
        outcome: row.text("outcome").into_owned(),
        suspended: row.flag("court_stay")?,
        extensions: row.amount("extensions")?,
        deadline: row.amount("deadline_days")?,
        ultimatum: row.text("binding_ultimatum") == "y",
        // A bundle is a row of its own: the other apps of a decision, not another view of one.
        is_duplicate: !matches!(&*row.text("dup_of"), "" | "bundle"),
        users_during: read_users(row, "during")?,
        users_after: read_users(row, "after")?,
        discount: row.number("discount_fraction")?,
        note: row.text("notes").into_owned(),
        confidence: if recalled == "all" {
            Confidence::Recalled
        } else {
            read_confidence(&row.require("confidence")?)?
        },
    })
}

/// A share of users, and days since.
fn read_users(row: &Row, when: &str) -> Result<Option<(f64, Option<f64>)>, String> {
    let share = row.amount(&format!("users_{when}_fraction"))?;
    let lag = row.amount(&format!("users_{when}_lag_days"))?;
    Ok(share.map(|share| (share, lag)))
}

fn read_measure(word: &str) -> Result<Measure, String> {
    Ok(match word {
        "ban" => Measure::Block,
        "store_removal" => Measure::StoreRemoval,
        "throttle" => Measure::Throttle,
        "forced_sale" => Measure::ForcedSale,
        "exit" => Measure::Exit,
        "blocked_deal" => Measure::BlockedDeal,
        _ => {
            return Err(format!(
                "`measure` is `{word}`; expected ban, store_removal, throttle, forced_sale, exit or blocked_deal"
            ));
        }
    })
}

fn read_confidence(word: &str) -> Result<Confidence, String> {
    match word {
        "found-in-source" | "derived" => Ok(Confidence::Found),
        "found-in-source-partly" | "found-in-source-weak" => Ok(Confidence::FoundPartly),
        "from-memory-needs-check" | "assumption" => Ok(Confidence::Recalled),
        _ => Err(format!(
            "`confidence` is `{word}`; expected found-in-source, found-in-source-partly or from-memory-needs-check"
        )),
    }
}
