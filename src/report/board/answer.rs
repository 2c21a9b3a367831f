//! The answer: a headline, and five lines at most. Each stands only where the figures carry it.

use maud::{Markup, html};

use crate::analysis::{Estimate, LEAST_FOR_RANGE, MarketSummary, Summary};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::{
    Figure, day, figure, is_constant, month_year, number, spoken_percent, write_often, write_row, write_row_in_whole,
    write_span,
};

use super::super::inputs::Tally;
use super::super::narrative::{
    Finding, NEARLY_ALL, describe_return, describe_two_humps, ends, leading, leading_terminal_share,
};
use super::super::page::name_foremost_drivers;
use super::super::words::{capitalize, keep_together, name_market, share_of_value};
use super::headline::split_loss;
use super::risk::describe_risk;
use super::where_lost::{describe_market, hits_hardest_elsewhere};
use super::{Board, recommend};

/// A larger part of value after the horizon is the weakest point of any figure.
pub(in crate::report) const MUCH_LATER: f64 = 0.5;

/// A line of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// The point.
    pub point: String,
    /// What stands behind it.
    pub detail: String,
}

impl AnswerLine {
    pub(super) fn new(point: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { point: point.into(), detail: detail.into() }
    }

    /// For a page.
    pub(super) fn render(&self) -> Markup {
        html! { b { (keep_together(&clean(&self.point))) } @if !self.detail.is_empty() { " " (super::super::warnings::mark_code(&keep_together(&clean(&self.detail)))) } }
    }
}

/// The lines: what is likely, what carries the risk, where, what to do, and the weakest point.
pub(in crate::report) fn describe_lines(board: &Board<'_>) -> Vec<AnswerLine> {
    let summary = board.summary;
    let mut where_lost = [describe_risk(summary), describe_market(summary)];
    if hits_hardest_elsewhere(summary) {
        where_lost.reverse();
    }
    let [first, second] = where_lost;
    let lines = [Some(describe_likely(summary)), first, second, recommend(board), describe_weakest(board)];
    lines.into_iter().flatten().collect()
}

/// The likely range, the mean, and what value would be with no government action.
fn describe_likely(summary: &Summary) -> AnswerLine {
    let (value, baseline) = leading(summary);
    let mean = figure(value, Figure::Mean);
    let against = match baseline.mean {
        Some(_) if figure(baseline, Figure::Mean) == mean => ", as with no government action".to_owned(),
        Some(_) => {
            let split = split_loss(summary).map_or_else(String::new, |split| format!("; {split}"));
            format!(", against {} with no government action{split}", figure(baseline, Figure::Mean))
        }
        None => String::new(),
    };
    let on_investment =
        describe_return(summary).map(|Finding { headline, detail, .. }| format!(" {headline} {detail}"));
    let on_investment = on_investment.unwrap_or_default();
    if value.count < 2 || is_constant(value) {
        let all = if value.count < 2 { "in the one simulation" } else { "in every simulation" };
        return AnswerLine::new(format!("Value: {mean}"), format!("{all}{against}.{on_investment}"));
    }
    let [worst, low, high, best] = write_row(value, [Figure::P5, Figure::P25, Figure::P75, Figure::P95]);
    let (point, part) = if low == high {
        (format!("Likely: about {low}"), "at least half of simulations")
    } else {
        (format!("Likely: {low} to {high}"), "half of simulations")
    };
    let range = if worst == best { String::new() } else { format!("; 9 in 10 lie between {worst} and {best}") };
    let beyond = if is_beyond_likely(value) { ", beyond the likely range" } else { "" };
    let users = describe_users_left(summary).map(|users| format!(" {users}")).unwrap_or_default();
    let detail = format!("({part}{range}), {mean} on average{beyond}{against}.{users}{on_investment}");
    match describe_price(summary) {
        Some(AnswerLine { point: price, detail: spread }) => {
            let point = point.replace("Likely: ", "");
            let when = day(summary.scenario.start);
            AnswerLine::new(price, format!("{spread} To its owner the business is worth, on {when}, {point} {detail}"))
        }
        None => AnswerLine::new(point, detail),
    }
}

/// What a sale brings, where the question is what it fetches: the median with the middle half of prices.
fn describe_price(summary: &Summary) -> Option<AnswerLine> {
    let asks = summary.scenario.report.answers == "sale";
    let deal = summary.deals.iter().find(|deal| deal.markets.contains(&summary.main_market)).filter(|_| asks)?;
    let price = deal.price.without_quantiles_of_few();
    price.p50.filter(|_| !is_constant(&price))?;
    let quantiles = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95];
    let [worst, low, middle, high, best] = write_row(&price, quantiles);
    Some(AnswerLine::new(
        format!("Price: {middle} at the median, {low} to {high} in half of sales."),
        format!("9 in 10 prices lie between {worst} and {best}, in dollars of the day of payment."),
    ))
}

/// What is left of the users of the main market; none where it is nearly all of them in nearly every simulation.
fn describe_users_left(summary: &Summary) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let left = &main.vs_baseline;
    left.p5.filter(|lowest| *lowest < NEARLY_ALL)?;
    let place = name_market(&main.name);
    // What the headline says is not said again.
    if summary.scenario.report.answers.contains("users") && describe_two_humps(main).is_some() {
        let blocked = describe_blocked_time(summary, main, &format!(" in {place}"));
        let blocked = blocked.strip_prefix("; ")?;
        return Some(format!("{}.", capitalize(blocked)));
    }
    let blocked = describe_blocked_time(summary, main, " there");
    let told = describe_two_humps(main).map_or_else(
        || {
            let [low, middle, high] = write_row_in_whole(left, [Figure::P5, Figure::P50, Figure::P95]);
            let range = if low == high { String::new() } else { format!(", 9 in 10 between {low} and {high}") };
            format!("Users in {place} are {middle} of those with no government action at the median{range}")
        },
        |shares| {
            let whoever = if ends(main, "divested").probability > 0.0 { ", whoever owns it then," } else { "" };
            format!(
                "Of the users that it would have in {place} with no government action, the app{whoever} keeps {shares}"
            )
        },
    );
    Some(format!("{told}{blocked}."))
}

/// Whether a mean as it is told is none of the ends of its likely range.
fn is_told_beyond(value: &Estimate) -> bool {
    let [mean, low, high] = [Figure::Mean, Figure::P25, Figure::P75].map(|of| figure(value, of));
    mean != low && mean != high
}

/// Whether a mean lies outside its own likely range, as where a few simulations are far from all others.
pub(super) fn is_beyond_likely(value: &Estimate) -> bool {
    let is_beyond = |mean: f64, low: f64, high: f64| low < high && !(low..=high).contains(&mean);
    value.count >= LEAST_FOR_RANGE
        && value.mean.zip(value.p25).zip(value.p75).is_some_and(|((mean, low), high)| is_beyond(mean, low, high))
        && is_told_beyond(value)
}

/// Part of the blocks that the end cuts off, from which no length is told.
const MUCH_CUT: f64 = 0.25;

/// How often the app is blocked in a market, and for how long where it is: the median with its likely range, for a few long blocks make a mean that
/// is none of them. The mean of the days over all simulations is that where it is blocked times its share.
fn describe_blocked_time(summary: &Summary, market: &MarketSummary, place: &str) -> String {
    let ever = market.ever_blocked.probability;
    let Some(days) = market.days_without_access.mean.filter(|_| ever > 0.0) else { return String::new() };
    let whole = write_span(summary.scenario.horizon_days);
    let often = format!("; over {whole}, the app is blocked{place} in {}", write_often(ever));
    let still: f64 = ["banned", "exited"].into_iter().map(|state| ends(market, state).probability).sum();
    let by = month_year(summary.scenario.end);
    if still > MUCH_CUT * ever {
        // Of lengths that the end cuts off neither the middle nor the mean says anything.
        return format!("{often}, and in {} it still is in {by}", spoken_percent(still));
    }
    let often = format!("{often}, and then for ");
    let mean = write_span(days / ever);
    let cut = if still > 0.0 {
        format!("; in {} it still is in {by} (counted up to then)", spoken_percent(still))
    } else {
        String::new()
    };
    let [low, middle, high] = match market.blocked_days {
        // Of few simulations no range is told.
        Some(days) if ever * summary.replications as f64 >= LEAST_FOR_RANGE as f64 => days.map(write_span),
        _ => return format!("{often}{mean} on average{cut}"),
    };
    let average = if mean == middle { String::new() } else { format!("; on average {mean}") };
    if low == high {
        return format!("{often}{middle}{average}{cut}");
    }
    format!("{often}{middle} at the median (likely range {low} to {high}{average}){cut}")
}

/// What the figures depend on that nobody knows.
fn describe_weakest(board: &Board<'_>) -> Option<AnswerLine> {
    let summary = board.summary;
    let tally = Tally::count_inputs(board.inputs);
    let (share, of_value) = leading_terminal_share(summary);
    let end = month_year(summary.scenario.end);
    let later = (share > MUCH_LATER)
        .then(|| format!("{} of the value{of_value} lies after {end}", decapitalize(&share_of_value(share))));
    // A price counts for the day on which it is paid, whatever it was made of.
    let later = match (later, describe_prices(summary)) {
        (Some(later), Some(prices)) => Some(format!("{later}, and {prices}")),
        (later, prices) => later.or(prices),
    };
    let assumed = (tally.assumed > 0).then(|| {
        format!(
            "{} of {} uncertain inputs are in whole or in part assumptions",
            number(tally.assumed as f64, 1.0),
            number(tally.uncertain as f64, 1.0)
        )
    });
    let depends = name_foremost_drivers(summary).map(|names| format!("value depends most on {names}"));
    let told: Vec<String> = [later, depends, assumed].into_iter().flatten().collect();
    (!told.is_empty()).then(|| {
        AnswerLine::new(
            if told.len() > 1 { "Weakest points:" } else { "Weakest point:" },
            format!("{}.", told.join("; ")),
        )
    })
}

/// That prices of sales rest on the years after the horizon too, where they make a part of value.
pub(super) fn describe_prices(summary: &Summary) -> Option<String> {
    const OFTEN: f64 = 0.1;
    // Where several are sold as often, together, the main one is named.
    let main = summary.markets.get(&summary.main_market);
    let most = summary.markets.values().chain(main).max_by_key(|market| market.sale_price.count)?;
    let share = most.sale_price.count as f64 / summary.replications.max(1) as f64;
    // One market is sold as often as that, and any of them perhaps more often.
    let place = if summary.markets.len() > 1 { format!(" for {}", name_market(&most.name)) } else { String::new() };
    (share >= OFTEN).then(|| {
        format!(
            "sale prices, paid{place} in {}, are multiples of a forecast that goes on after {}",
            write_often(share),
            month_year(summary.scenario.end)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::write_headline;
    use super::*;
    use crate::charts::sample;

    fn write(summary: &Summary) -> Vec<String> {
        let lines = describe_lines(&Board { summary, inputs: &[], decision: None, remark: None });
        lines.into_iter().map(|line| format!("{} {}", line.point, line.detail)).collect()
    }

    #[test]
    fn the_answer_leads_with_the_likely_range() {
        let summary = sample::summary();
        assert_eq!(
            write_headline(&summary),
            "Government action and sales take 28% of value outside China on average and leave $63.2bn"
        );
        let lines = write(&summary);
        assert!(
            lines[0].starts_with(
                "Likely: $51.1bn to $75.3bn (half of simulations; 9 in 10 lie between $33.6bn and $92.8bn), $63.2bn on"
            ),
            "{}",
            lines[0]
        );
        let users = "Users in the United States are 55% of those with no government action at the median, 9 in 10 between 22% and 88%; over 5 years, the app is blocked there in 31% of simulations, and in 28% it still is in Aug 2025.";
        assert!(
            lines[0].ends_with(&format!(
                "against $87.3bn with no government action; of the 28% lost, 4 points go in sales. {users}"
            )),
            "{}",
            lines[0]
        );
        let carried = lines.iter().find(|line| line.contains(" By how it ends there: ")).unwrap();
        let point = "Where the United States ends banned, the business loses $42.0bn on average, against $17.1bn in all others. ";
        assert!(carried.starts_with(point), "{carried}");
        assert!(carried.contains("; value $45.0bn against $87.0bn with no government action)"), "{carried}");
    }

    /// A median with its likely range where blocks are many, the mean alone where they are few; a mean far from both is told beside them.
    #[test]
    fn how_long_blocks_last_is_told_by_the_median() {
        let mut summary = sample::summary();
        let told = |summary: &Summary| describe_blocked_time(summary, &summary.markets["us"], " there");
        assert!(
            told(&summary).ends_with("31% of simulations, and in 28% it still is in Aug 2025"),
            "{}",
            told(&summary)
        );
        summary.markets["us"].outcomes.insert("banned".to_owned(), 0.02);
        summary.markets["us"].outcomes.insert("exited".to_owned(), 0.0);
        // Who has the app keeps it where nobody new can install it.
        summary.markets["us"].outcomes.insert("restricted".to_owned(), 0.2);
        let ever = summary.markets["us"].ever_blocked.probability;
        summary.markets["us"].days_without_access.mean = Some(270.0 * ever);
        summary.markets["us"].blocked_days = Some([2.0, 8.0, 400.0]);
        assert!(
            told(&summary)
                .ends_with("and then for 8 days at the median (likely range 2 days to 13 months; on average 9 months); in 2% it still is in Aug 2025 (counted up to then)"),
            "{}",
            told(&summary)
        );
        summary.markets["us"].blocked_days = Some([270.0; 3]);
        assert!(
            told(&summary).ends_with("and then for 9 months; in 2% it still is in Aug 2025 (counted up to then)"),
            "{}",
            told(&summary)
        );
        (summary.replications, summary.markets["us"].blocked_days) = (40, Some([2.0, 8.0, 400.0]));
        assert!(
            told(&summary)
                .ends_with("and then for 9 months on average; in 2% it still is in Aug 2025 (counted up to then)"),
            "{}",
            told(&summary)
        );
    }

    /// Asked what a sale fetches, the page tells prices first, and what the owner has as something else.
    #[test]
    fn a_question_of_a_sale_has_its_price_first() {
        let mut summary = sample::summary();
        summary.scenario.report.answers = "sale".to_owned();
        let told = &write(&summary)[0];
        let price = &summary.deals[0].price;
        let [low, middle, high] = write_row(price, [Figure::P25, Figure::P50, Figure::P75]);
        let start =
            format!("Price: {middle} at the median, {low} to {high} in half of sales. 9 in 10 prices lie between ");
        assert!(told.starts_with(&start), "{told}");
        assert!(
            told.contains(" To its owner the business is worth, on ")
                && told.contains(", $51.1bn to $75.3bn (half of "),
            "{told}"
        );
        assert!(!told.contains("Likely"), "{told}");
    }

    #[test]
    fn a_mean_outside_its_likely_range_is_told_as_such() {
        let mut summary = sample::summary();
        assert!(!write(&summary)[0].contains("beyond the likely range"));
        summary.value_abroad.mean = Some(99e9);
        assert!(
            write(&summary)[0].contains(" on average, beyond the likely range, against "),
            "{}",
            write(&summary)[0]
        );
    }

    #[test]
    fn nothing_is_found_where_nothing_stands_out() {
        let mut summary = sample::summary();
        let nothing = Estimate {
            unit: "USD".to_owned(),
            count: 10_000,
            mean: Some(0.0),
            se: Some(0.0),
            p5: Some(0.0),
            p95: Some(0.0),
            ..Estimate::default()
        };
        summary.loss_abroad = nothing.clone();
        summary.markets.values_mut().for_each(|market| market.loss = nothing.clone());
        // Nothing is sold either, so that no price rests on a forecast.
        summary.markets.values_mut().for_each(|market| market.sale_price.count = 0);
        summary.loss_by_outcome.values_mut().for_each(|loss| *loss = nothing.clone());
        summary.terminal_share = 0.1;
        summary.drivers.named.clear();
        assert_eq!(write_headline(&summary), "Government action takes nothing from value outside China");
        let lines = write(&summary);
        assert_eq!(lines.len(), 1, "{lines:?}");
    }

    #[test]
    fn a_difference_within_noise_is_no_risk_and_no_loss() {
        let mut summary = sample::summary();
        summary.loss_abroad.mean = Some(0.1e9);
        summary.loss_abroad.se = Some(0.05e9);
        assert_eq!(
            write_headline(&summary),
            "Government action and sales change value outside China by too little to tell"
        );
        summary.loss_by_outcome.values_mut().for_each(|loss| loss.se = Some(30e9));
        assert!(!write(&summary).iter().any(|line| line.contains("main risk") || line.contains("the loss")));
    }
}
