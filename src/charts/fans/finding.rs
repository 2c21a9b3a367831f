//! What a chart of users says: users at the end where outcomes differ by more than chance.

use super::{Group, Market, UNIT, describe_start, fan_of, groups};
use crate::analysis::evidence::{estimate_median, exceeds};
use crate::analysis::{Fan, MarketSummary, Summary};
use crate::charts::metric::span;
use crate::text::names::name_in_title;
use crate::text::numbers::{month_year, number, spoken_percent, whole_percent};
use crate::text::states::describe_ending;

/// Outcomes of a smaller share are not named where they tell nothing new.
const COMMON: f64 = 0.1;
/// Part of the greatest distance that is as good as it.
const NEARLY: f64 = 0.8;

/// Of the main market, by outcome.
pub(super) fn finding(summary: &Summary, drawn: &[Market]) -> String {
    let main = drawn.iter().find(|(key, _)| *key == summary.main_market).or(drawn.first());
    main.map_or_else(|| UNIT.to_owned(), |(_, market)| describe(summary, market))
}

/// Users of a market at the end in its likeliest outcome, in the next where that is common, and where they fare the most unlike the first, as far as
/// more than chance lies between them; over all simulations where there is one outcome.
pub(super) fn describe(summary: &Summary, market: &MarketSummary) -> String {
    let (name, by) = (name_in_title(&market.name), month_year(span(summary).1));
    let groups = groups(market);
    let Some((first, others)) = groups.split_first() else {
        let (users, range) = (compare_with_start(fan_of(market), market), describe_range(fan_of(market)));
        return format!("In {name}, users by {by} are {users}{range}");
    };
    let standing = |other: &Group| compare(summary, first, other);
    let next = others.first().filter(|other| other.share >= COMMON && standing(other) != Standing::Unsure);
    let apart = || others.iter().filter(|other| standing(other) == Standing::Apart);
    let distance = |group: &Group| (last_median(group) - last_median(first)).abs();
    let most = apart().map(distance).fold(0.0, f64::max);
    let furthest = apart().find(|group| distance(group) >= NEARLY * most);
    let mut told: Vec<&Group> = next.into_iter().chain(furthest).collect();
    told.dedup_by_key(|group| group.state.key);
    let others = told.into_iter().map(|group| {
        let users = match standing(group) {
            Standing::Apart => describe_multiple(last_median(group)),
            _ => "about the same".to_owned(),
        };
        format!(", {users} where {} ({})", describe_ending(group.state.key), whole_percent(group.share))
    });
    format!(
        "In {name}, users by {by} are {} at the median where it ends {} ({} of simulations){}",
        compare_with_start(first.fan, market),
        describe_ending(first.state.key),
        whole_percent(first.share),
        others.collect::<String>()
    )
}

fn last_median(group: &Group) -> f64 {
    group.fan.p50.last().copied().unwrap_or_default()
}

/// The median at the end: `97% of those at the start`, `13 times those at the start`.
fn compare_with_start(fan: &Fan, market: &MarketSummary) -> String {
    let start = describe_start(market).replace("users", "those");
    match fan.p50.last().copied() {
        None => format!("– of {start}"),
        Some(many) if is_many(many) => format!("{} {start}", describe_multiple(many)),
        Some(few) => format!("{} of {start}", describe_multiple(few)),
    }
}

/// The range at the end, in the unit of its median; nothing where there is none.
fn describe_range(fan: &Fan) -> String {
    let [low, middle, high] = [&fan.p5, &fan.p50, &fan.p95].map(|quantile| quantile.last().copied());
    let (Some(low), Some(middle), Some(high)) = (low, middle, high) else { return String::new() };
    let [from, to] = [low, high].map(|end| if is_many(middle) { number(end, 0.1) } else { spoken_percent(end) });
    let times = if is_many(middle) { " times" } else { "" };
    if from == to { String::new() } else { format!(" at the median; 5% to 95%: {from} to {to}{times}") }
}

/// Whether a share of users is told as a multiple: nobody says 1,331%.
fn is_many(share: f64) -> bool {
    share >= 2.0
}

/// `2.9 times` in place of percent where there are many.
fn describe_multiple(share: f64) -> String {
    match share {
        many if is_many(many) => format!("{} times", number(many, if many < 10.0 { 0.1 } else { 1.0 })),
        few => spoken_percent(few),
    }
}

/// How the medians of two outcomes at the end stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Within a twentieth of the larger, or alike as written.
    Alike,
    /// Further apart than chance explains.
    Apart,
    /// Neither is known.
    Unsure,
}

fn compare(summary: &Summary, one: &Group, other: &Group) -> Standing {
    const LITTLE: f64 = 0.05;
    let measure = |group: &Group| {
        let Fan { p5, p25, p50, p75, p95 } = group.fan;
        let quantiles = [p5, p25, p50, p75, p95].map(|quantile| quantile.last().copied().unwrap_or_default());
        estimate_median(quantiles, group.share * summary.replications as f64)
    };
    let (one, other) = (measure(one), measure(other));
    let (more, fewer) = if one.0 >= other.0 { (one, other) } else { (other, one) };
    if more.0 - fewer.0 <= LITTLE * more.0 || whole_percent(more.0) == whole_percent(fewer.0) {
        Standing::Alike
    } else if exceeds(more, fewer) {
        Standing::Apart
    } else {
        Standing::Unsure
    }
}

pub(super) fn spoken((_, market): &Market) -> Option<String> {
    let groups = groups(market);
    if groups.is_empty() {
        let fan = fan_of(market);
        let [low, mid, high] = [fan.p5.last()?, fan.p50.last()?, fan.p95.last()?].map(|share| whole_percent(*share));
        return Some(format!("{} {mid} ({low} to {high})", market.name));
    }
    let told = groups.iter().filter_map(|group| {
        let median = whole_percent(*group.fan.p50.last()?);
        Some(format!("{median} where {} ({})", group.state.word, whole_percent(group.share)))
    });
    Some(format!("{} {}", market.name, told.collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    /// Users at the end by outcome: share of 3,000 simulations, median, and half of what lies between the quartiles.
    fn title(outcomes: &[(&str, f64, f64, f64)]) -> String {
        let mut summary = sample::summary();
        summary.replications = 3_000;
        let market = &mut summary.markets["us"];
        market.outcomes.values_mut().for_each(|share| *share = 0.0);
        market.outcome_fans.clear();
        for &(state, share, median, half) in outcomes {
            market.outcomes[state] = share;
            let path = |z: f64| vec![1.0, (median + z * half).max(0.0)];
            let fan = Fan { p5: path(-2.4), p25: path(-1.0), p50: path(0.0), p75: path(1.0), p95: path(2.4) };
            market.outcome_fans.insert(state.to_owned(), fan);
        }
        let title = describe(&summary, &summary.markets["us"]);
        title.split_once(" where it ends ").map_or_else(String::new, |(_, ends)| ends.to_owned())
    }

    #[test]
    fn outcomes_are_compared_beyond_noise_only() {
        let open = ("open", 0.9, 1.5, 0.15);
        // A median of 72 simulations is known to 0.035 here: 1.40 may be chance, 1.35 is not.
        assert_eq!(title(&[open, ("review", 0.024, 1.40, 0.15)]), "open (90% of simulations)");
        assert_eq!(
            title(&[open, ("review", 0.024, 1.35, 0.15)]),
            "open (90% of simulations), 135% where in review (2%)"
        );
        // The extreme is told, however common others are.
        assert_eq!(
            title(&[("open", 0.5, 1.5, 0.15), ("divested", 0.4, 1.7, 0.15), ("banned", 0.04, 0.02, 0.01)]),
            "open (50% of simulations), 170% where sold (40%), 2% where banned (4%)"
        );
        // What is as large to a reader is named where it is common.
        let sold = ("divested", 0.4, 1.53, 0.15);
        assert_eq!(
            title(&[("open", 0.5, 1.5, 0.15), sold, ("banned", 0.1, 0.004, 0.001)]),
            "open (50% of simulations), about the same where sold (40%), less than 1% where banned (10%)"
        );
        assert_eq!(
            title(&[("open", 0.6, 13.31, 0.5), ("banned", 0.3, 0.1, 0.01)]),
            "open (60% of simulations), 10% where banned (30%)"
        );
        assert_eq!(
            [describe_multiple(13.31), describe_multiple(2.44), describe_multiple(1.995)],
            ["13 times", "2.4 times", "200%"]
        );
        assert_eq!(title(&[open, ("divested", 0.04, 1.53, 0.15)]), "open (90% of simulations)");
        assert_eq!(
            title(&[("banned", 0.6, 0.001, 0.001), ("exited", 0.4, 0.002, 0.001)]),
            "banned (60% of simulations), about the same where exited (40%)"
        );
    }
}
