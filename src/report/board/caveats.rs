//! What to bear in mind before acting on the page.

use maud::{Markup, html};

use super::Board;
use super::answer::describe_prices;
use super::premises::describe_premises;
use crate::analysis::{Estimate, Summary};
use crate::text::clean::clean;
use crate::text::numbers::{count, is_nothing, month_year, rounded_money};

use super::super::inputs::{InputRow, Tally};
use super::super::narrative::{SURE, leading_terminal_share};
use super::super::page::{describe_main_doubts, occurs};
use super::super::warnings::mark_code;
use super::super::words::{capitalize, join_list, name_market, share_of_value, spell_count};

/// Warnings that stand on the first page; the others are in the annex.
const SHOWN: usize = 4;
/// What happens in a smaller part of simulations is none of them.
const RARE: f64 = 0.01;

/// The box.
pub(super) fn render_caveats(board: &Board<'_>) -> Markup {
    html! {
        div.warnings {
            h3 { "To bear in mind" }
            ul {
                @for line in list_caveats(board) { li dir="auto" { (mark_code(&clean(&line))) } }
            }
        }
    }
}

/// What the figures rest on, then what the run itself warns of.
pub(in crate::report) fn list_caveats(board: &Board<'_>) -> Vec<String> {
    let summary = board.summary;
    let own = [describe_assumptions(board.inputs), describe_rates(board), describe_sunk_loss(summary)];
    let mut lines: Vec<String> = describe_premises(board);
    lines.extend(own.into_iter().flatten());
    lines.extend(describe_missing_content(board));
    lines.extend(describe_main_doubts(summary));
    lines.extend(board.remark.map(str::to_owned));
    // What is said of the terminal value stands in a line of its own, with the rates behind it.
    let (shown, rest) = split_warnings(summary);
    lines.extend(shown.into_iter().map(str::to_owned));
    if !rest.is_empty() {
        let verb = if rest.len() == 1 { "is" } else { "are" };
        let warnings = if rest.len() == 1 { "warning" } else { "warnings" };
        lines.push(format!(
            "{} more {warnings}, of what is rare or matters less, {verb} in the report’s annex of method and precision.",
            capitalize(&spell_count(rest.len()))
        ));
    }
    let courts = occurs(summary, "stayed").then(|| "courts".to_owned());
    let bidders = summary.markets.values().any(|market| market.sale_price.count > 0).then(|| "bidders".to_owned());
    let actors: Vec<String> = [Some("Governments".to_owned()), courts, bidders].into_iter().flatten().collect();
    lines.push(format!("{} act by rules and chances that the scenario states; what it leaves out is under “What the model leaves out”.", join_list(&actors)));
    lines
}

/// Warnings for the first page, and those for the annex: what is rare, and what is too much.
fn split_warnings(summary: &Summary) -> (Vec<&str>, Vec<&str>) {
    let own = |warning: &&String| !warning.contains("terminal value");
    let is_rare = |warning: &str| count_simulations(warning).is_some_and(|n| n < RARE * summary.replications as f64);
    let warnings = summary.warnings.iter().filter(own).map(String::as_str);
    let (rare, mut common): (Vec<&str>, Vec<&str>) = warnings.partition(|warning| is_rare(warning));
    let mut rest = common.split_off(common.len().min(SHOWN));
    rest.extend(rare);
    (common, rest)
}

/// Warnings that have no place on the first page.
pub(in crate::report) fn list_further_warnings(summary: &Summary) -> Vec<&str> {
    split_warnings(summary).1
}

/// In how many simulations a warning says that something happened: `In 21 of 6,000 simulations …`.
fn count_simulations(warning: &str) -> Option<f64> {
    let (count, rest) = warning.strip_prefix("In ")?.split_once(" of ")?;
    rest.contains(" simulations").then(|| count.replace(',', "").parse().ok())?
}

fn describe_assumptions(inputs: &[InputRow]) -> Option<String> {
    let tally = Tally::count_inputs(inputs);
    (tally.assumed > 0).then(|| {
        format!(
            "Ranges come from chance events and from {} uncertain inputs; {} of these {} in whole or in part assumptions.",
            count(tally.uncertain as u64),
            count(tally.assumed as u64),
            if tally.assumed == 1 { "is" } else { "are" }
        )
    })
}

/// Which markets lose users where another is lost, for what they watch is made there: no block of their own says so.
fn describe_missing_content(board: &Board<'_>) -> Option<String> {
    const OFTEN: f64 = 0.01;
    const SMALL: f64 = 5.0;
    const NAMED: usize = 4;
    let markets = &board.summary.markets;
    let main = &board.summary.main_market;
    let source = markets.get(main).filter(|source| source.ever_blocked.probability >= OFTEN)?;
    let share = |input: &InputRow| input.p50.trim_end_matches('%').parse::<f64>().ok();
    let mut found: Vec<(f64, String)> = board
        .inputs
        .iter()
        .filter(|input| input.idle.is_empty())
        .filter_map(|input| {
            let (market, from) = input.path.strip_prefix("markets.")?.split_once(".content.")?;
            let share = share(input).filter(|share| from == main && *share >= SMALL)?;
            Some((share, name_market(&markets.get(market)?.name)))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = found.len().saturating_sub(NAMED);
    let mut names: Vec<String> = found.into_iter().take(NAMED).map(|(_, name)| name).collect();
    names.extend((more > 0).then(|| format!("{} more", spell_count(more))));
    (!names.is_empty()).then(|| {
        format!(
            "Where the app is banned or gone in {0}, what is made there is missing in other markets: it has fewer users and less value in {1} too, without a block of their own.",
            name_market(&source.name),
            join_list(&names)
        )
    })
}

/// What the loss holds of markets that were blocked before the start: the owner's choices do not bring it about.
fn describe_sunk_loss(summary: &Summary) -> Option<String> {
    let markets = summary.markets_blocked_before();
    let (names, losses): (Vec<String>, Vec<&Estimate>) =
        markets.map(|market| (name_market(&market.name), &market.loss)).unzip();
    let all: f64 = losses.iter().filter_map(|loss| loss.mean).sum();
    let error = losses.iter().filter_map(|loss| loss.se).fold(0.0_f64, f64::hypot);
    let verb = if names.len() == 1 { "was" } else { "were" };
    let of_sunk = summary.sunk.mean.filter(|sunk| !is_nothing(*sunk)).map(|sunk| {
        if all > 0.95 * sunk {
            return ": all that the users lost by then would have been worth".to_owned();
        }
        format!(
            ": the {} that the users lost by then would have been worth, less what comes back",
            rounded_money(sunk, summary.sunk.se)
        )
    });
    (all > SURE * error && !is_nothing(all)).then(|| {
        format!(
            "The loss includes {} in {}, which {verb} blocked before the start{}.",
            rounded_money(all, Some(error)),
            join_list(&names),
            of_sunk.unwrap_or_default()
        )
    })
}

/// Terminal growth and discount rate side by side, with what part of value they decide.
fn describe_rates(board: &Board<'_>) -> Option<String> {
    let summary = board.summary;
    let (share, of_value) = leading_terminal_share(summary);
    (share > 0.0).then(|| {
        let end = month_year(summary.scenario.end);
        let later = format!("{} of the value{of_value} lies after {end}", share_of_value(share));
        let prices = describe_prices(summary).map(|prices| format!(", and {prices}"));
        let (later, rests) = match prices {
            Some(prices) => (later + &prices, "both rest"),
            None => (later, "it rests"),
        };
        let rates = [("a discount rate of", "discount_rate"), ("terminal growth of", "terminal_growth")];
        let told: Vec<String> = rates
            .into_iter()
            .filter_map(|(word, name)| Some(format!("{word} {}", describe_range(board, name)?)))
            .collect();
        if told.len() < 2 { format!("{later}.") } else { format!("{later}: {rests} on {}.", join_list(&told)) }
    })
}

/// A rate in percent, to a tenth.
fn percent_of(rate: f64) -> String {
    crate::text::numbers::percent(rate / 100.0, 0.001)
}

/// The range of an input that the company or its markets have, over all of them: `10% to 14%`.
fn describe_range(board: &Board<'_>, name: &str) -> Option<String> {
    // The value that leads leaves the home market out.
    let home = board.summary.scenario.home.as_ref().map(|home| format!("markets.{home}."));
    let of_home = |path: &str| home.as_ref().is_some_and(|home| path.starts_with(home));
    let own = |input: &&InputRow| input.path.rsplit('.').next() == Some(name) && !of_home(&input.path);
    let percent = |text: &str| -> Option<f64> {
        let number = text.split(' ').next()?.replace('−', "-");
        match number.strip_suffix('%') {
            Some(number) => number.parse().ok(),
            None => number.parse::<f64>().ok().map(|rate| rate * 100.0),
        }
    };
    let found: Vec<[f64; 2]> =
        board.inputs.iter().filter(own).filter_map(|input| Some([percent(&input.p5)?, percent(&input.p95)?])).collect();
    let low = found.iter().map(|range| range[0]).fold(f64::INFINITY, f64::min);
    let high = found.iter().map(|range| range[1]).fold(f64::NEG_INFINITY, f64::max);
    let write = |rate: f64| crate::text::numbers::trimmed(&percent_of(rate));
    match (found.is_empty(), write(low) == write(high)) {
        (true, _) => None,
        (false, true) => Some(write(low)),
        (false, false) => Some(format!("{} to {} a year", write(low), write(high))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    fn input(path: &str, p5: &str, p95: &str) -> InputRow {
        InputRow {
            path: path.to_owned(),
            p5: p5.to_owned(),
            p95: p95.to_owned(),
            source: "assumption".to_owned(),
            ..InputRow::default()
        }
    }

    #[test]
    fn growth_and_discount_rate_stand_side_by_side() {
        let inputs = [
            input("company.discount_rate", "0.1 per year", "0.14 per year"),
            input("markets.us.terminal_growth", "4%", "5%"),
            input("markets.eu.terminal_growth", "−1.5%", "4.5%"),
            input("markets.china.terminal_growth", "−3%", "9%"),
        ];
        let summary = sample::summary();
        let board = Board { summary: &summary, inputs: &inputs, decision: None, remark: None };
        let told = list_caveats(&board);
        assert_eq!(
            told[0],
            "Ranges come from chance events and from 4 uncertain inputs; 4 of these are in whole or in part assumptions."
        );
        assert_eq!(
            told[1],
            "63% of the value, China included, lies after Aug 2025, and sale prices, paid for the United States in 21% of simulations, are multiples of a forecast that goes on after Aug 2025: both rest on a discount rate of 10% to 14% a year and terminal growth of −1.5% to 5% a year."
        );
    }

    #[test]
    fn what_is_rare_stands_in_the_annex_alone() {
        let mut summary = sample::summary();
        let rare = "In 1 of 10,000 simulations a deal fell through.";
        let common = "In 1,000 of the 4,000 simulations in which it came, “E” had no effect.";
        summary.warnings = vec![rare.to_owned(), common.to_owned()];
        let told = list_caveats(&Board { summary: &summary, inputs: &[], decision: None, remark: None });
        assert!(told.iter().any(|line| line == common) && !told.iter().any(|line| line == rare), "{told:?}");
        assert!(told.iter().any(|line| line == "One more warning, of what is rare or matters less, is in the report’s annex of method and precision."), "{told:?}");
        assert_eq!(list_further_warnings(&summary), [rare]);
    }

    #[test]
    fn without_inputs_nothing_is_said_of_them() {
        let summary = sample::summary();
        let told = list_caveats(&Board { summary: &summary, inputs: &[], decision: None, remark: None });
        let start =
            "63% of the value, China included, lies after Aug 2025, and sale prices, paid for the United States in 21%";
        assert!(told[0].starts_with(start) && told.last().unwrap().contains("leaves out"));
    }
}
