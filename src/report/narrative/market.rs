//! What becomes of the main market: how it ends, its users, its sale.

use crate::analysis::{Estimate, MarketSummary, Proportion, Summary};
use crate::charts::numbers::{
    self, Figure, count, figure, in_whole, interval, last_place, probability, spoken_percent,
};
use crate::charts::style::STATES;

use super::super::words::{capital, fraction, list, the};
use super::{Finding, ends, likeliest, mean};

/// How the main market ends, and what that is worth.
pub(super) fn outcome(summary: &Summary, market: &MarketSummary) -> Option<Finding> {
    let told: Vec<(&str, Proportion)> = likeliest(market).into_iter().take(3).collect();
    told.first()?;
    let place = the(&market.name);
    let headline = match told.as_slice() {
        [(word, p)] if p.probability >= 1.0 => format!("In {place} the app ends {word} in every history."),
        [(word, p)] => format!("In {place} the app ends {word} in {} of histories.", spoken_percent(p.probability)),
        _ => {
            let shares: Vec<String> =
                told.iter().map(|(word, p)| format!("{word} in {}", spoken_percent(p.probability))).collect();
            format!("In {place} the app ends {} of histories.", list(&shares))
        }
    };
    let exactly = match told.as_slice() {
        [(_, p)] if p.probability >= 1.0 => {
            format!("That is all of {} histories (95% interval {})", count(summary.replications), interval(*p))
        }
        _ => format!("More exactly, {}", list(&exact(&told))),
    };
    let blocked = market.ever_blocked;
    let gone = if blocked.probability > 0.0 {
        format!(" At some time it is banned or gone there in {} ({}).", probability(blocked), interval(blocked))
    } else {
        " It is banned or gone there in no history.".to_owned()
    };
    let worth = worth_by_outcome(summary);
    let worth = if worth.len() < 2 {
        String::new()
    } else {
        format!(" What the business is worth hangs on it: at the median {}.", list(&worth))
    };
    Some(Finding { headline, detail: format!("{exactly}.{gone}{worth}") })
}

/// Endings with their intervals.
fn exact(told: &[(&str, Proportion)]) -> Vec<String> {
    let one = |(word, p): &(&str, Proportion)| format!("{word} in {} (95% interval {})", probability(*p), interval(*p));
    told.iter().map(one).collect()
}

/// The median of value by how the main market ended, with its middle half, of endings that enough histories share.
fn worth_by_outcome(summary: &Summary) -> Vec<String> {
    const ENOUGH: u64 = 50;
    let histogram = &summary.value_histogram;
    let mut groups: Vec<_> = histogram
        .counts
        .iter()
        .map(|(state, counts)| (state, counts, counts.iter().sum::<u64>()))
        .filter(|(_, _, n)| *n >= ENOUGH)
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.2));
    let dollars = |v: f64| numbers::money(v, last_place(v, Some(v.abs() / 20.0)));
    groups
        .into_iter()
        .take(3)
        .filter_map(|(state, counts, n)| {
            let at = |share: f64| binned_quantile(&histogram.edges, counts, n, share).map(dollars);
            let word = STATES.iter().find(|s| s.key == state).map_or(state.as_str(), |s| s.word);
            Some(format!("{} where it ends {word} (middle half {} to {})", at(0.5)?, at(0.25)?, at(0.75)?))
        })
        .collect()
}

/// A quantile of `n` values of which only the bins are known, evenly spread in each.
fn binned_quantile(edges: &[f64], counts: &[u64], n: u64, share: f64) -> Option<f64> {
    let mut left = share * n as f64;
    for (i, count) in counts.iter().enumerate() {
        let count = *count as f64;
        if count > 0.0 && left <= count {
            let (from, to) = (edges.get(i)?, edges.get(i + 1)?);
            return Some(from + (to - from) * left / count);
        }
        left -= count;
    }
    edges.last().copied()
}

/// Levels of the quantiles between which almost no history lies, and what they are, where outcomes have two humps.
fn humps(estimate: &Estimate) -> Option<[(f64, f64); 2]> {
    const APART: f64 = 0.4;
    let known =
        [(0.05, estimate.p5), (0.25, estimate.p25), (0.5, estimate.p50), (0.75, estimate.p75), (0.95, estimate.p95)];
    let found: Vec<(f64, f64)> = known.into_iter().filter_map(|(level, v)| Some((level, v?))).collect();
    let widest = found.windows(2).max_by(|a, b| (a[1].1 - a[0].1).total_cmp(&(b[1].1 - b[0].1)))?;
    (widest[1].1 - widest[0].1 > APART).then(|| [widest[0], widest[1]])
}

/// Whether users of a market mostly stay or are lost.
pub(in crate::report) fn all_or_nothing(market: &MarketSummary) -> bool {
    humps(&market.vs_baseline).is_some()
}

/// What becomes of its users.
pub(super) fn users(summary: &Summary, market: &MarketSummary) -> Option<Finding> {
    market.retention.p50?;
    let (place, by) = (the(&market.name), numbers::month_year(summary.scenario.end));
    let sure = market.retention.intervals.get("p50").map(|[a, b]| {
        let place = last_place(*b, Some((b - a) / 4.0)).clamp(0.001, 0.1);
        format!(" (95% interval {} to {})", numbers::percent(*a, place), numbers::percent(*b, place))
    });
    let low = market.retention.p5.map_or_else(|| "–".to_owned(), |low| spoken_percent(low.max(0.001)));
    let low = low.trim_start_matches("less than ");
    let sold = if ends(market, "divested").probability > 0.0 {
        " Users of what is sold count on: they are the app's, whoever owns it."
    } else {
        ""
    };
    let (headline, shape) = match humps(&market.vs_baseline) {
        Some([(low_level, low), (high_level, high)]) => (
            format!("Users of {place} mostly stay or are lost; there is little in between."),
            format!(
                "There are two humps: an upper one, {} or more of the users that the app would have without measures, in {}; and a \
                 lower one, {}, in at least {}. A mean would describe neither.",
                numbers::percent(high, 0.01),
                fraction(1.0 - high_level),
                if low < 0.01 { "less than 1%".to_owned() } else { format!("{} or less", numbers::percent(low, 0.01)) },
                fraction(low_level),
            ),
        ),
        None => (
            format!(
                "By {by} the app has {} of the users of {place} that it would have without measures.",
                in_whole(&market.vs_baseline, Figure::P50)
            ),
            format!(
                "That is the median; nine histories of ten lie between {} and {}.",
                in_whole(&market.vs_baseline, Figure::P5),
                in_whole(&market.vs_baseline, Figure::P95)
            ),
        ),
    };
    Some(Finding {
        headline,
        detail: format!(
            "{shape} Against the start, the median history has {}{} of the users of {place} by {by}, one in twenty less than {low}. Of the \
             people active at the start {} still are, in the median history.{sold}",
            in_whole(&market.retention, Figure::P50),
            sure.unwrap_or_default(),
            in_whole(&market.cohort, Figure::P50),
        ),
    })
}

/// How often it is sold, and for what.
pub(super) fn sale(summary: &Summary, market: &MarketSummary) -> Option<Finding> {
    const FEW: u64 = 200;
    let price = &market.sale_price;
    price.p50?;
    let of = Proportion { probability: price.count as f64 / summary.replications as f64, ..ends(market, "divested") };
    let sold = if of.interval[0] < of.interval[1] {
        format!("{} of histories ({})", probability(of), interval(of))
    } else {
        format!("{} of {} histories", count(price.count), count(summary.replications))
    };
    let discount = market.sale_discount.p50.map_or_else(String::new, |median| {
        let [low, high] = [Figure::P5, Figure::P95].map(|f| in_whole(&market.sale_discount, f));
        let less = if median >= 0.0 { "less" } else { "more" };
        let low = low.strip_prefix('−').map_or_else(|| format!("a discount of {low}"), |size| format!("a premium of {size}"));
        format!(
            " In the middle sale that is {} {less} than the business there would be worth on its own; nine sales in ten lie between \
             {low} and a discount of {high}.",
            in_whole(&market.sale_discount, Figure::P50).trim_start_matches('−'),
        )
    });
    let few = if price.count < FEW {
        format!(" Only {} sales stand behind these figures.", count(price.count))
    } else {
        String::new()
    };
    Some(Finding {
        headline: format!("{} is sold in {sold}, for {} on average.", capital(&the(&market.name)), mean(price)),
        detail: format!(
            "Nine sales in ten bring between {} and {}, the middle one {}.{discount}{few}",
            figure(price, Figure::P5),
            figure(price, Figure::P95),
            figure(price, Figure::P50),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_bins_lie_where_the_counts_do() {
        let (edges, counts) = ([0.0, 1.0, 2.0, 3.0], [2, 0, 2]);
        let at = |share: f64| binned_quantile(&edges, &counts, 4, share);
        assert_eq!([at(0.25), at(0.5), at(0.75), at(1.0)], [Some(0.5), Some(1.0), Some(2.5), Some(3.0)]);
    }
}
