//! Through what value is lost, by how the main market ends: the bridge of each outcome.

use maud::{Markup, html};

use crate::analysis::{BEFORE, BRIDGE_PARTS, MeanEstimate, PartMeans, Summary};
use crate::table::{Cell, Table};
use crate::text::numbers::{rounded_money, whole_percent};
use crate::text::states::{part_phrase, part_word};

use super::super::amounts::AmountUnit;
use super::super::board::{OutcomeValue, Past, list_outcomes};
use super::super::narrative::{SURE, place_of_value};
use super::super::words::{capitalize, join_list, keep_together, name_market};
use super::tables::render_table;
use crate::text::clean::clean;

/// Outcomes that have a column.
const MOST: usize = 5;
/// Parts of less than this of a loss are not told in its sentence.
const LITTLE: f64 = 0.1;

/// An outcome with its parts.
type Told<'a> = (OutcomeValue<'a>, &'a PartMeans);

/// The table with a sentence on what it does not show at once; nothing where all simulations fare alike.
pub(super) fn render_parts(summary: &Summary) -> Markup {
    let outcomes = list_outcomes(summary).into_iter();
    let with_parts = |outcome| find_parts(summary, &outcome).map(|parts| (outcome, parts));
    let told: Vec<Told<'_>> = outcomes.filter_map(with_parts).take(MOST).collect();
    if told.len() < 2 {
        return html! {};
    }
    let place = summary.markets.get(&summary.main_market).map_or(&summary.main_market, |main| &main.name);
    let heading = format!("Through what value{} is lost, by how {} ends", place_of_value(summary), name_market(place));
    html! {
        h3 { (clean(&heading)) }
        @if let Some(sentence) = told.iter().find_map(|told| describe_untouched(summary, told)) { p { (keep_together(&clean(&sentence))) } }
        details.data.paper.bare { summary { "Figures" } (render_table(&heading, &tabulate(summary, &told))) }
    }
}

fn find_parts<'a>(summary: &'a Summary, outcome: &OutcomeValue<'_>) -> Option<&'a PartMeans> {
    let open = summary.open_by_past.as_ref();
    let parts = match outcome.past {
        Past::Any => summary.parts_by_outcome.get(outcome.state)?,
        Past::Banned => &open?.after_ban.parts,
        Past::NeverBanned => &open?.never_banned.parts,
    };
    (!parts.is_empty()).then_some(parts)
}

/// What is lost although the main market is open, and never was blocked where that is told apart.
fn describe_untouched(summary: &Summary, (outcome, parts): &Told<'_>) -> Option<String> {
    if outcome.state != "open" || outcome.past == Past::Banned {
        return None;
    }
    let (loss, baseline) = (outcome.loss?, outcome.baseline()?);
    let mean = loss.mean.filter(|mean| *mean > SURE * loss.se.unwrap_or(0.0) && baseline > 0.0)?;
    let mut costs: Vec<(&String, &MeanEstimate)> = parts
        .iter()
        .filter(|(_, part)| -part.mean >= LITTLE * mean && -part.mean > SURE * part.se.unwrap_or(0.0))
        .collect();
    costs.sort_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let costs: Vec<String> = costs
        .into_iter()
        .map(|(key, part)| format!("{} ({})", part_phrase(key), rounded_money(part.mean, part.se)))
        .collect();
    let main = summary.markets.get(&summary.main_market)?;
    let ending = if outcome.past == Past::NeverBanned { "open and was never banned" } else { "open" };
    let through = if costs.is_empty() { String::new() } else { format!(": mostly through {}", join_list(&costs)) };
    let others = if has_several_markets(summary) { ", there and in other markets" } else { "" };
    Some(format!(
        "Where {} ends {}, {} ({}) of value{} is lost all the same{others}{through}.",
        name_market(&main.name),
        ending,
        rounded_money(mean, loss.se),
        whole_percent(mean / baseline),
        place_of_value(summary),
    ))
}

/// Whether more than one market has a part in the value that leads.
fn has_several_markets(summary: &Summary) -> bool {
    summary.markets.keys().filter(|key| Some(*key) != summary.scenario.home.as_ref()).count() > 1
}

fn tabulate(summary: &Summary, told: &[Told<'_>]) -> Table {
    let totals = |outcome: &OutcomeValue<'_>| [outcome.baseline(), outcome.value.mean];
    let amounts = told.iter().flat_map(|(outcome, _)| totals(outcome)).flatten();
    let unit =
        AmountUnit::of_values(amounts.chain(told.iter().flat_map(|(_, parts)| parts.values().map(|part| part.mean))));
    let money = |amount: Option<f64>, error: Option<f64>| {
        amount.map_or(Cell::MISSING, |amount| Cell::money(amount).with_text(unit.write_with_error(amount, error)))
    };
    let total = |word: &str, which: usize| {
        let cells = told.iter().map(|(outcome, _)| money(totals(outcome)[which], outcome.value.se));
        [Cell::text(word)].into_iter().chain(cells).collect()
    };
    // What the unit leaves nothing of in any outcome has no row.
    let is_told =
        |key: &&str| told.iter().filter_map(|(_, parts)| parts.get(*key)).any(|part| unit.write(part.mean) != "0");
    let part = |key: &str| {
        let cells = told.iter().map(|(_, parts)| {
            parts.get(key).map_or_else(|| Cell::money(0.0).with_text("–"), |part| money(Some(part.mean), part.se))
        });
        [Cell::text(part_word(key))].into_iter().chain(cells).collect()
    };
    let keys: Vec<&str> = [BEFORE].into_iter().chain(BRIDGE_PARTS).filter(is_told).collect();
    let heads =
        told.iter().map(|(outcome, _)| format!("{} ({})", capitalize(&outcome.ending()), whole_percent(outcome.share)));
    Table::new(
        format!(
            "Means over the simulations of each outcome, {} at the start, ± standard error: what they would be worth with no government action, what each part \
             takes from it{}, and value",
            unit.name("dollars"),
            if has_several_markets(summary) { ", in all markets together" } else { "" }
        ),
        [String::new()].into_iter().chain(heads),
        std::iter::once(total("With no government action", 0))
            .chain(keys.into_iter().map(part))
            .chain([total("Value", 1)]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::CourseFigures;
    use crate::charts::sample;

    fn with_parts() -> Summary {
        let mut summary = sample::summary();
        let parts = |blocked: f64| -> PartMeans {
            let of = |mean: f64| MeanEstimate { mean, se: Some(1e7) };
            [("before", -1e9), ("blocked", blocked), ("later_risk", -4e9), ("threat", -1e3)]
                .map(|(key, mean)| (key.to_owned(), of(mean)))
                .into_iter()
                .collect()
        };
        summary.parts_by_outcome =
            [("open".to_owned(), parts(-3e9)), ("banned".to_owned(), parts(-30e9))].into_iter().collect();
        let figures = |parts: PartMeans| CourseFigures {
            value: summary.value_by_outcome["open"].clone(),
            loss: summary.loss_by_outcome["open"].clone(),
            parts,
        };
        summary.open_by_past =
            Some(crate::analysis::OpenByPast { after_ban: figures(parts(-9e9)), never_banned: figures(parts(-2e8)) });
        summary
    }

    #[test]
    fn each_outcome_has_its_parts_in_one_unit() {
        let page = render_parts(&with_parts()).into_string().replace('\u{2060}', "");
        assert!(!page.contains("Revenue under threat"), "{page}");
        for part in [
            "Through what value outside China is lost",
            "Blocked before the start",
            "−30.00 ± 0.01",
            "Open, never banned",
            "billions of dollars",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(
            page.contains("ends open and was never banned, $4.00bn")
                && page.contains("mostly through risk after the last day simulated (−$4.00bn) and markets blocked before the start (−$1.00bn)"),
            "{page}"
        );
    }

    #[test]
    fn without_parts_nothing_is_told() {
        let mut summary = with_parts();
        summary.parts_by_outcome.clear();
        summary.open_by_past = None;
        assert!(render_parts(&summary).into_string().is_empty());
    }
}
