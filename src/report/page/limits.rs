//! What the model leaves out, of that what matters for this result.

use maud::{Markup, html};

use crate::analysis::{MarketSummary, Summary};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::{count, day, interval, percent, probability};

use super::super::board::{MUCH_LATER, is_ruled_out};
use super::super::history::quote_validation;
use super::super::inputs::InputRow;
use super::super::inputs::Tally;
use super::super::method::{write_method, write_paragraph};
use super::super::narrative::{describe_two_humps, ends, home, is_two_humped, leading_terminal_share};
use super::super::words::{capitalize, join_list, name_market, share_of_value};

/// The list of what matters for this result.
pub(super) fn limits(summary: &Summary, inputs: &[InputRow]) -> Markup {
    let own = [
        limit_horizon(summary),
        limit_schedule(summary),
        limit_prices(summary),
        Some(write_paragraph("limits.regions", &[])),
        limit_ways_round(summary),
        limit_means(summary),
        occurs(summary, "stayed").then(|| write_paragraph("limits.courts", &[])),
        limit_anger(summary),
        (occurs(summary, "restructured") || summary.bridge.get("restructuring").is_some_and(|v| *v != 0.0))
            .then(|| write_paragraph("limits.structures", &[])),
        redeploys(summary, inputs).then(|| write_paragraph("limits.redeployment", &[])),
        limit_assumptions(inputs),
        Some(quote_validation().to_owned()),
        (summary.markets.len() > 1).then(|| write_paragraph("limits.contagion", &[])),
    ];
    html! { ul.limits { @for limit in own.iter().flatten() { li dir="auto" { (limit) } } } }
}

/// How every run is computed.
pub(super) fn render_method(summary: &Summary) -> Markup {
    let (replications, accuracy) = (count(summary.replications), percent(summary.quantile_accuracy, 0.0001));
    let always = write_method(&["run"], &[("replications", &replications), ("accuracy", &accuracy)]);
    html! { ul.limits { @for line in always { li { (line) } } } }
}

/// Whether some market ends in a state.
/// Whether a market ends in a state in some simulation.
pub(in crate::report) fn occurs(summary: &Summary, state: &str) -> bool {
    summary.markets.values().any(|market| ends(market, state).probability > 0.0)
}

fn limit_horizon(summary: &Summary) -> Option<String> {
    let (share, home) = leading_terminal_share(summary);
    let much = if share > MUCH_LATER { "Most of value lies where nothing is simulated: " } else { "" };
    let is_sold = summary.markets.values().any(|m| m.sale_price.count > 0);
    let prices = if is_sold { format!(" {}", write_paragraph("limits.later-prices", &[])) } else { String::new() };
    let share_of_all = match much {
        "" => share_of_value(share),
        much => format!("{much}{}", decapitalize(&share_of_value(share))),
    };
    let words = [("share", &*share_of_all), ("home", &home), ("day", &day(summary.scenario.end)), ("prices", &prices)];
    (share > 0.0).then(|| write_paragraph("limits.later", &words))
}

fn limit_schedule(summary: &Summary) -> Option<String> {
    const NAMED: usize = 6;
    let name = |e: &crate::analysis::EventInfo| {
        let sure = match e.probability.trim() {
            "" | "100%" | "1" | "1.0" => String::new(),
            odds => format!(", with probability {}", clean(odds)),
        };
        format!("{} ({}{sure})", clean(&e.label), day(e.date))
    };
    // One that a file on top of others rules out is none.
    let coming: Vec<_> = summary.events.iter().filter(|event| !is_ruled_out(event)).collect();
    let mut events: Vec<String> = coming.iter().take(NAMED).map(|event| name(event)).collect();
    let more = coming.len().saturating_sub(NAMED);
    events.extend((more > 0).then(|| format!("{more} more")));
    (!events.is_empty()).then(|| write_paragraph("limits.scheduled", &[("events", &join_list(&events))]))
}

fn limit_prices(summary: &Summary) -> Option<String> {
    let price = |m: &MarketSummary| m.sale_price.mean.unwrap_or_default();
    let sold = summary.markets.values().filter(|m| m.sale_price.count > 0);
    let dearest = sold.max_by(|a, b| price(a).total_cmp(&price(b)))?;
    let sales = match dearest.sale_price.count {
        1 => "stands one sale".to_owned(),
        n => format!("stand {} sales", count(n)),
    };
    Some(write_paragraph("limits.prices", &[("market", &name_market(&dearest.name)), ("sales", &sales)]))
}

fn limit_ways_round(summary: &Summary) -> Option<String> {
    let share = |m: &MarketSummary| m.ever_blocked.probability;
    let main = summary.markets.get(&summary.main_market).filter(|m| share(m) > 0.0);
    let most = || summary.markets.values().filter(|m| share(m) > 0.0).max_by(|a, b| share(a).total_cmp(&share(b)));
    let market = main.or_else(most)?;
    let often = match market.ever_blocked {
        p if p.probability < 1.0 => format!("{} of simulations, {}", probability(p), interval(p)),
        _ => "every simulation".to_owned(),
    };
    Some(write_paragraph("limits.ways-round", &[("market", &name_market(&market.name)), ("often", &often)]))
}

fn limit_means(summary: &Summary) -> Option<String> {
    let market = summary.markets.get(&summary.main_market).filter(|market| is_two_humped(market))?;
    let words = [("market", &*name_market(&market.name)), ("shares", &describe_two_humps(market)?)];
    Some(write_paragraph("limits.all-or-nothing", &words))
}

fn limit_anger(summary: &Summary) -> Option<String> {
    summary.home.as_ref().filter(|found| found.peak_backlash.mean.is_some_and(|mean| mean > 0.0))?;
    let home = name_market(&home(summary)?);
    let words = [("home", &*home), ("Home", &capitalize(&home))];
    Some(write_paragraph("limits.anger", &words))
}

/// Whether users won elsewhere are worth something.
fn redeploys(summary: &Summary, inputs: &[InputRow]) -> bool {
    let path = format!("strategies.{}.redeployment", summary.scenario.strategy);
    let is_asked = inputs.iter().any(|input| input.path == path && !matches!(input.p95.as_str(), "0" | "0%"));
    is_asked && summary.bridge.get("redeployment").is_some_and(|v| *v > 0.0)
}

fn limit_assumptions(inputs: &[InputRow]) -> Option<String> {
    let tally = Tally::count_inputs(inputs);
    let are =
        if tally.assumed == 1 { "is in whole or in part an assumption" } else { "are in whole or in part assumptions" };
    let (assumed, uncertain) = (tally.assumed.to_string(), tally.uncertain.to_string());
    let words = [("assumed", &*assumed), ("uncertain", &uncertain), ("are", are)];
    (tally.assumed > 0).then(|| write_paragraph("limits.assumed", &words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn limits_follow_the_result() {
        let mut summary = sample::summary();
        let all = limits(&summary, &[]).into_string();
        for part in [
            "Most of value lies",
            "Prices are bargained",
            "Anger in China",
            "A structure",
            "ways round",
            "put into the scenario",
        ] {
            assert!(all.contains(part), "{part}");
        }
        summary.home = None;
        summary.terminal_share = 0.3;
        summary.events.clear();
        summary.bridge.values_mut().for_each(|v| *v = 0.0);
        for market in summary.markets.values_mut() {
            market.sale_price.count = 0;
            market.ever_blocked.probability = 0.0;
            market.outcomes.values_mut().for_each(|p| *p = 0.0);
        }
        let few = limits(&summary, &[]).into_string();
        for part in [
            "Most of value lies",
            "Prices are bargained",
            "Anger",
            "A structure",
            "ways round",
            "put into the scenario",
            "A court",
        ] {
            assert!(!few.contains(part), "{part}");
        }
        assert!(few.contains("30% of mean value, China included, is the terminal value"));
    }
}
