//! What becomes of the main market: how it ends, its users, its sale.

use crate::analysis::{MarketSummary, Proportion, Summary, date};
use crate::text::numbers::{
    self, Figure, count, in_whole, interval, is_constant, month_year, of_the_users, probability, share_with_interval,
    spoken_percent, write_often, write_row, write_row_in_whole,
};

use super::super::words::{capitalize, join_list, name_market};
use super::{Finding, ends, likeliest};

/// How the main market ends, and what that is worth.
pub(super) fn describe_outcome(summary: &Summary, market: &MarketSummary) -> Option<Finding> {
    let told: Vec<(&str, Proportion)> = likeliest(market).into_iter().take(3).collect();
    told.first()?;
    let place = name_market(&market.name);
    let headline = match told.as_slice() {
        [(word, p)] if p.probability >= 1.0 => format!("In {place} the app ends {word} in every simulation."),
        [(word, p)] => format!("In {place} the app ends {word} in {} of simulations.", spoken_percent(p.probability)),
        _ => {
            let shares: Vec<String> =
                told.iter().map(|(word, p)| format!("{word} in {}", spoken_percent(p.probability))).collect();
            format!("In {place} the app ends {} of simulations.", join_list(&shares))
        }
    };
    let exactly = match told.as_slice() {
        [(_, p)] if p.probability >= 1.0 => format!("That is all of {} simulations", count(summary.replications)),
        _ => format!("With 95% intervals: {}", join_list(&write_exactly(&told))),
    };
    let blocked = market.ever_blocked;
    let gone = match blocked.probability {
        p if p >= 1.0 => " At some time it is banned or gone there in every simulation.".to_owned(),
        p if p > 0.0 => {
            format!(" At some time it is banned or gone there in {} ({}).", probability(blocked), interval(blocked))
        }
        _ => " It is banned or gone there in no simulation.".to_owned(),
    };
    Some(Finding::new(headline, format!("{exactly}.{gone}")))
}

/// Outcomes with their intervals.
fn write_exactly(told: &[(&str, Proportion)]) -> Vec<String> {
    let one = |(word, p): &(&str, Proportion)| format!("{word} in {} ({})", probability(*p), interval(*p));
    told.iter().map(one).collect()
}

/// How many simulations keep most and how many hardly any of the users that a market would have with no government action, where both kinds are
/// common enough that a range would span all: `at least 90% in 62% of simulations and at most 10% in 26%`.
pub(in crate::report) fn describe_two_humps(market: &MarketSummary) -> Option<String> {
    let (kept, lost) = (market.mostly_kept?, market.mostly_lost?);
    let spans_all = market.vs_baseline.p5? <= 0.1 && market.vs_baseline.p95? >= 0.9;
    spans_all.then(|| {
        format!("at least 90% in {} of simulations and at most 10% in {}", spoken_percent(kept), spoken_percent(lost))
    })
}

/// Whether users of a market mostly stay or are lost, with much fewer simulations between than at either end.
pub(in crate::report) fn is_two_humped(market: &MarketSummary) -> bool {
    const LITTLE: f64 = 0.5;
    let (kept, lost) = (market.mostly_kept.unwrap_or(0.0), market.mostly_lost.unwrap_or(0.0));
    1.0 - kept - lost <= LITTLE * kept.min(lost) && describe_two_humps(market).is_some()
}

/// A market that keeps so many of its users in nearly every simulation loses nearly none.
pub(in crate::report) const NEARLY_ALL: f64 = 0.95;

/// Whether nearly all users are kept that there would be with no government action, in nearly every simulation, and no more than those.
fn is_nearly_all_kept(market: &MarketSummary) -> bool {
    let left = &market.vs_baseline;
    left.p5.zip(left.p95).is_some_and(|(low, high)| low >= NEARLY_ALL && high <= 2.0 - NEARLY_ALL)
}

/// What becomes of its users; none where nearly nothing does.
pub(super) fn describe_users(summary: &Summary, market: &MarketSummary) -> Option<Finding> {
    let kept = market.retention.p50.filter(|_| !is_nearly_all_kept(market))?;
    let (place, by) = (name_market(&market.name), month_year(summary.scenario.end));
    let sold = if ends(market, "divested").probability > 0.0 {
        " Users of a sold business still count: they use the app, whoever owns it."
    } else {
        ""
    };
    let against = &market.vs_baseline;
    let (headline, shape) = match (describe_two_humps(market), against.p50) {
        (Some(shares), _) => (
            match market.mostly_kept {
                _ if is_two_humped(market) => format!("Users of {place} are mostly kept or mostly lost."),
                Some(kept) if kept >= 0.5 => {
                    format!("In most simulations {place} has nearly as many users as with no government action.")
                }
                _ if market.mostly_lost.is_some_and(|lost| lost >= 0.5) => {
                    format!("In most simulations {place} keeps hardly any of the users that it would have.")
                }
                _ => format!("How many users of {place} are kept is wide open."),
            },
            format!("Of the users that it would have with no government action, the app keeps {shares}. "),
        ),
        (None, Some(middle)) => {
            let [low, written, high] = write_row_in_whole(against, [Figure::P5, Figure::P50, Figure::P95]);
            let range = if is_constant(against) || low == high {
                String::new()
            } else {
                format!("That is the median; the range (5% to 95%) is {low} to {high}. ")
            };
            (
                format!(
                    "By {by} the app has {} of {place} that it would have with no government action.",
                    of_the_users(middle, &written)
                ),
                range,
            )
        }
        (None, None) => (format!("By {by} the app would have no users in {place}."), String::new()),
    };
    let (kept, sure) = match market.retention.intervals.get("p50").filter(|[low, high]| high > low) {
        Some(interval) => {
            let (kept, interval) = share_with_interval(kept, *interval);
            (kept, format!(" (95% interval of the median {interval})"))
        }
        None => (in_whole(&market.retention, Figure::P50), String::new()),
    };
    let [low, high] = write_row_in_whole(&market.retention, [Figure::P5, Figure::P95]);
    let range = if low == high { String::new() } else { format!(", in a range (5% to 95%) of {low} to {high}") };
    let start = if market.is_blocked_at_start() { "from before the block" } else { "at the start" };
    let of_start = match market.retention.p50 {
        // Many times as many are no percentage.
        Some(times) if times >= 2.0 => {
            let write = |end: f64| numbers::number(end, if end < 1.0 { 0.01 } else { 0.1 });
            let ends = [market.retention.p5, market.retention.p95].map(|end| write(end.unwrap_or(times)));
            let range = if ends[0] == ends[1] {
                String::new()
            } else {
                format!(" (5% to 95%: {} to {} times)", ends[0], ends[1])
            };
            format!("{} of {place} {start}, at the median{range}", of_the_users(times, &kept))
        }
        _ => format!("{kept} of the users of {place} {start}, at the median{sure}{range}"),
    };
    let cohort = market.cohort.mean.zip(market.baseline_cohort).map(|(still, baseline)| {
        let against = match spoken_percent(baseline) {
            same if same == spoken_percent(still) => "the same as".to_owned(),
            other => format!("against {other}"),
        };
        format!(
            " Of the people active at the start {} still are on average, {against} with no government action.",
            spoken_percent(still)
        )
    });
    // Between two humps a median describes no simulation.
    let of_start = if is_two_humped(market) && low != high {
        format!("{low} to {high} of the users of {place} {start} (5% to 95%)")
    } else {
        of_start
    };
    Some(Finding::new(headline, format!("{shape}By {by} the app has {of_start}.{}{sold}", cohort.unwrap_or_default())))
}

/// How often it is sold, and for what.
pub(super) fn describe_sale(summary: &Summary, market: &MarketSummary) -> Option<Finding> {
    const FEW: u64 = 200;
    let price = &market.sale_price.without_quantiles_of_few();
    if price.mean.is_none() {
        return describe_signings_only(market);
    }
    let is_few = price.p50.is_none();
    let of = ends(market, "divested");
    let agrees = (of.probability * summary.replications as f64).round() as u64 == price.count;
    let sold = if agrees && of.interval[0] < of.interval[1] {
        format!("{} of simulations ({})", probability(of), interval(of))
    } else {
        format!("{} of {} simulations", count(price.count), count(summary.replications))
    };
    let [low, middle, high] = write_row(price, [Figure::P5, Figure::P50, Figure::P95]);
    let key = summary.markets.iter().find(|(_, of)| std::ptr::eq(*of, market)).map(|(key, _)| key);
    let is_part =
        summary.deals.iter().any(|deal| deal.markets.len() > 1 && key.is_some_and(|key| deal.markets.contains(key)));
    let prices = if price.count < 2 || is_constant(price) || price.p5.is_none() {
        String::new()
    } else if is_part {
        let place = name_market(&market.name);
        format!("The range (5% to 95%) of the part of {place} in the price of a whole deal is {low} to {high}.")
    } else {
        format!("The range (5% to 95%) of prices is {low} to {high}.")
    };
    let discount = &market.sale_discount.without_quantiles_of_few();
    let of_few = discount.mean.filter(|_| is_few).map(|mean| {
        let mean = name_discount(&numbers::whole_percent(mean));
        format!("On average the price is at {mean} on what the business there would be worth on its own.")
    });
    let discounts = discount.p50.map(|_| {
        let [low, middle, high] = write_row_in_whole(discount, [Figure::P5, Figure::P50, Figure::P95]);
        let has_premium = low.starts_with('−') || middle.starts_with('−');
        let range = match discount.p5 {
            Some(_) if low != high && has_premium => {
                format!(" (5% to 95% of sales: {} to {})", name_discount(&low), name_discount(&high))
            }
            Some(_) if low != high => format!(" (5% to 95% of sales: {low} to {high})"),
            _ => String::new(),
        };
        let middle = name_discount(&middle);
        format!("The median sale is at {middle} on what the business there would be worth on its own{range}.")
    });
    let paid = market.sale_closing_days.filter(|_| !is_few).map(|days| {
        let [low, middle, high] = days.map(|days| month_year(date(summary.scenario.start, days)));
        if low == high {
            format!("The price is paid in {middle}.")
        } else {
            format!("The price is paid in {middle} at the median, {low} to {high} (5% to 95%).")
        }
    });
    let few = (price.count < FEW).then(|| match price.count {
        1 => "Only one sale stands behind these figures.".to_owned(),
        n => format!("Only {} sales stand behind these figures.", count(n)),
    });
    let told: Vec<String> =
        [describe_signing(summary, market), Some(prices), discounts.or(of_few), paid, Some(DOLLARS.to_owned()), few]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
    let median = match price.count {
        1 => "",
        _ if is_few => " on average",
        _ if is_constant(price) => "",
        _ => " at the median",
    };
    let middle = if is_few { numbers::figure(price, Figure::Mean) } else { middle };
    let part = if is_part { ", its share of the price of deals that include other markets" } else { "" };
    Some(Finding::new(
        format!("The business in {} is sold in {sold}, for {middle}{median}{part}.", name_market(&market.name)),
        told.join(" "),
    ))
}

/// That a sale is signed more often than the business is sold, and why signed deals come to nothing.
fn describe_signing(summary: &Summary, market: &MarketSummary) -> Option<String> {
    const APART: f64 = 0.01;
    let signed = market.sale_signed?;
    let sold = market.sale_price.count as f64 / summary.replications.max(1) as f64;
    (signed - sold >= APART).then(|| {
        format!(
            "A sale is signed in {}, and the business is sold in {}: {FALL_THROUGH}.",
            write_often(signed),
            spoken_percent(sold)
        )
    })
}

/// How prices stand to value.
const DOLLARS: &str = "Prices are in dollars of the day of closing; value counts them discounted to the start.";

/// What ends a deal that has been signed.
const FALL_THROUGH: &str = "a signed deal falls through where a government refuses it, the order behind it ends, or what is to be sold has lost its value, and the last ones may not have closed yet";

/// Deals that are signed, where none closes.
fn describe_signings_only(market: &MarketSummary) -> Option<Finding> {
    const OFTEN: f64 = 0.01;
    let signed = market.sale_signed.filter(|signed| *signed >= OFTEN)?;
    Some(Finding::new(
        format!("In {} a sale is signed in {}, and none closes.", name_market(&market.name), write_often(signed)),
        format!("{}.", capitalize(FALL_THROUGH)),
    ))
}

/// A discount with its sign in words: `a discount of 41%`, `a premium of 5%`.
fn name_discount(written: &str) -> String {
    match written.strip_prefix('−') {
        Some(size) => format!("a premium of {size}"),
        None if written == "0%" => "no discount".to_owned(),
        None => format!("a discount of {written}"),
    }
}
