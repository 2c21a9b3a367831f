//! Which market loses more than its part of value.

use super::answer::AnswerLine;
use super::headline::{describe_part, rounded};
use crate::analysis::{MarketSummary, Summary};
use crate::text::numbers::{Figure, figure, is_nothing, known_error, spoken_percent, write_often};

use super::super::narrative::{SURE, ends, leading, leading_loss, place_of_value};
use super::super::words::{capitalize, join_list, name_market};

/// Least excess of a market's part of the loss over its part of value that is worth a line.
const CLEAR: f64 = 0.05;

/// A market that loses more than its part of value.
struct HardestHit<'a> {
    market: &'a MarketSummary,
    loss: f64,
    error: f64,
    /// Its part of what is lost, of all that was not lost before the start; above 1 where value rises elsewhere.
    of_loss: f64,
    /// Its part of value with no government action, of markets that were open at the start.
    of_value: f64,
}

/// What is at stake in markets that were open at the start: the mean loss with its error, and the mean value with no government action.
fn measure_stake(summary: &Summary) -> Option<(f64, f64, f64)> {
    let (all, (_, baseline)) = (leading_loss(summary), leading(summary));
    let (mut loss, mut value) = (all.mean?, baseline.mean?);
    for market in summary.markets_blocked_before() {
        loss -= market.loss.mean.unwrap_or(0.0);
        value -= market.baseline_value.mean.unwrap_or(0.0);
    }
    Some((loss, known_error(loss, all.se).unwrap_or(0.0), value))
}

/// Of markets open at the start, the one whose part of the loss exceeds its part of value the most: beyond noise, and by what matters. None where
/// the loss is spread as value is.
fn find_hardest_hit(summary: &Summary) -> Option<HardestHit<'_>> {
    let (total, total_error, whole) = measure_stake(summary)?;
    let open: Vec<_> = list_losses(summary).into_iter().filter(|(market, ..)| !market.is_blocked_at_start()).collect();
    if open.len() < 2 || is_nothing(total) || total <= SURE * total_error || whole <= 0.0 {
        return None;
    }
    let hits = open.into_iter().filter_map(|(market, loss, error)| {
        let (of_loss, of_value) = (loss / total, market.baseline_value.mean? / whole);
        // What would lose money with no government action too is no part of value.
        (0.0..=1.0).contains(&of_value).then_some(HardestHit { market, loss, error, of_loss, of_value })
    });
    let worst = hits.max_by(|a, b| (a.of_loss - a.of_value).total_cmp(&(b.of_loss - b.of_value)))?;
    let noise = worst.error.hypot(worst.of_loss * total_error) / total;
    let noise = noise.hypot(worst.market.baseline_value.se.unwrap_or(0.0) / whole);
    let stands = worst.loss > SURE * worst.error && worst.of_loss - worst.of_value > (SURE * noise).max(CLEAR);
    stands.then_some(worst)
}

fn is_main(summary: &Summary, market: &MarketSummary) -> bool {
    summary.markets.get(&summary.main_market).is_some_and(|main| std::ptr::eq(main, market))
}

/// Whether the market that loses the most beyond its part of value is another than the main one.
pub(super) fn hits_hardest_elsewhere(summary: &Summary) -> bool {
    find_hardest_hit(summary).is_some_and(|hit| !is_main(summary, hit.market))
}

/// Markets but home, what each loses on average with its error; the greatest first.
pub(super) fn list_losses(summary: &Summary) -> Vec<(&MarketSummary, f64, f64)> {
    let home = summary.scenario.home.as_ref();
    let mut found: Vec<(&MarketSummary, f64, f64)> = summary
        .markets
        .iter()
        .filter(|(key, _)| Some(*key) != home)
        .filter_map(|(_, market)| {
            let loss = market.loss.mean?;
            Some((market, loss, known_error(loss, market.loss.se).unwrap_or(0.0)))
        })
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// The market that loses the most beyond its part of value, of what can still be lost; what was lost before the start is told beside it. None where
/// the loss is spread as value is.
pub(super) fn describe_market(summary: &Summary) -> Option<AnswerLine> {
    let hit = find_hardest_hit(summary)?;
    let (total, total_error, whole) = measure_stake(summary)?;
    let gone = describe_gone(summary);
    let place = name_market(&hit.market.name);
    let (later, still) = match summary.markets_blocked_before().next() {
        Some(_) => (" after the start", " and without what was gone before"),
        None => ("", ""),
    };
    let whole_value = format!("value{} with no government action{still}", place_of_value(summary));
    let part = format!("{} of {whole_value}", spoken_percent(hit.of_value));
    let place = capitalize(&place);
    let point = match hit.of_loss {
        s if s > 1.005 => format!("{place} has more than the whole loss{later} and {part}: elsewhere, value rises."),
        s if s >= 0.995 => format!("{place} has all of the loss{later} and {part}."),
        s => format!("{place} has {} of the loss{later} and {part}.", describe_part(s)),
    };
    let left = if is_main(summary, hit.market) { String::new() } else { describe_leftover(hit.market) };
    Some(AnswerLine::new(
        point,
        format!(
            "{} of {} on average{left}{}{gone}.",
            rounded(hit.loss, hit.error),
            rounded(total, total_error),
            describe_greatest(summary, &hit, (total, whole)).unwrap_or_default()
        ),
    ))
}

/// Where more is lost than in the market that is hit hardest, for more is at stake there: `; the United States has 48% of the loss and 47% of value`.
fn describe_greatest(summary: &Summary, hit: &HardestHit<'_>, (total, whole): (f64, f64)) -> Option<String> {
    let (market, loss, error) = list_losses(summary).into_iter().find(|(market, ..)| !market.is_blocked_at_start())?;
    let (of_loss, of_value) = (loss / total, market.baseline_value.mean? / whole);
    let is_more = loss - hit.loss > SURE * error.hypot(hit.error) && of_loss <= 1.005;
    is_more.then(|| {
        let [of_loss, of_value] = [of_loss, of_value].map(spoken_percent);
        format!("; {} has {of_loss} of the loss and {of_value} of value", name_market(&market.name))
    })
}

/// What was gone before the start, where that is known and not little.
fn describe_gone(summary: &Summary) -> String {
    let least = 0.01 * leading_loss(summary).mean.unwrap_or(0.0);
    let gone: Vec<String> = list_losses(summary)
        .iter()
        .filter(|(market, loss, error)| market.is_blocked_at_start() && *loss > SURE * error && *loss >= least)
        .map(|(market, loss, error)| format!("{} in {}", rounded(*loss, *error), name_market(&market.name)))
        .collect();
    if gone.is_empty() { String::new() } else { format!("; {} was already gone before the start", join_list(&gone)) }
}

/// What is left of a market that is not told elsewhere, and how often it is blocked.
fn describe_leftover(market: &MarketSummary) -> String {
    let [value, without] = [&market.value, &market.baseline_value].map(|of| figure(of, Figure::Mean));
    format!(", which leaves {value} of {without}: the app is {}", describe_blocks(market))
}

/// How often users of a market are cut off: `banned or gone there at some time in 66% of simulations, in 59% at the end`.
fn describe_blocks(market: &MarketSummary) -> String {
    let ever = market.ever_blocked.probability;
    let at_end = ends(market, "banned").probability + ends(market, "exited").probability;
    let ending =
        if ever > 0.0 && at_end < ever { format!(", in {} at the end", spoken_percent(at_end)) } else { String::new() };
    format!("banned or gone there at some time in {}{ending}", write_often(ever))
}

#[cfg(test)]
mod tests {
    use super::super::headline::split_loss;
    use super::super::{Board, describe_lines};
    use super::*;
    use crate::charts::sample;

    fn write(summary: &Summary) -> Vec<String> {
        let lines = describe_lines(&Board { summary, inputs: &[], decision: None, remark: None });
        lines.into_iter().map(|line| format!("{} {}", line.point, line.detail)).collect()
    }

    #[test]
    fn what_was_gone_before_the_start_is_told_apart() {
        let mut summary = sample::summary();
        summary.markets["india"].access.insert("banned".to_owned(), vec![1.0]);
        summary.markets["india"].loss.mean = Some(30e9);
        (summary.loss_abroad.mean, summary.loss_abroad.se) = (Some(54e9), Some(1e7));
        let us = &mut summary.markets["us"];
        (us.loss.mean, us.loss.se, us.baseline_value.mean, us.baseline_value.se) =
            (Some(18e9), Some(1e7), Some(20e9), Some(1e7));
        let line = describe_market(&summary).unwrap();
        assert!(
            line.point.starts_with("The United States has about three quarters of the loss after the start and "),
            "{line:?}"
        );
        assert!(line.detail.ends_with(" was already gone before the start."), "{line:?}");
        assert!(line.detail.contains("$30.0bn in India"), "{line:?}");
        let split = split_loss(&summary).unwrap();
        assert_eq!(split, "of the 62% lost, 3 points go in sales and 34 were lost before the start");
    }

    /// `shares` of the loss and of value with no government action, of the markets named.
    fn spread(summary: &mut Summary, shares: &[(&str, f64, f64)]) {
        let (total, whole) = (leading_loss(summary).mean.unwrap(), leading(summary).1.mean.unwrap());
        summary.loss_abroad.se = Some(0.001 * total);
        for (key, of_loss, of_value) in shares {
            let market = &mut summary.markets[*key];
            (market.loss.mean, market.loss.se) = (Some(of_loss * total), Some(0.002 * total));
            (market.baseline_value.mean, market.baseline_value.se) = (Some(of_value * whole), Some(0.002 * whole));
        }
    }

    /// A large market that loses its part is no finding; a small one that loses three times its part is, and the large one is told beside it.
    #[test]
    fn the_market_that_is_hit_hardest_leads() {
        let mut summary = sample::summary();
        let lines = |summary: &Summary| write(summary).iter().position(|line| line.contains(" of the loss and "));
        spread(&mut summary, &[("us", 0.56, 0.57), ("europe", 0.26, 0.25), ("india", 0.18, 0.18)]);
        assert_eq!((lines(&summary), describe_market(&summary)), (None, None), "spread as value is");
        spread(&mut summary, &[("us", 0.48, 0.47), ("europe", 0.31, 0.46), ("india", 0.21, 0.07)]);
        summary.markets["india"].ever_blocked.probability = 0.95;
        assert!(hits_hardest_elsewhere(&summary));
        let told = write(&summary);
        assert_eq!(lines(&summary), Some(1), "{told:?}");
        assert!(
            told[1].starts_with("India has 21% of the loss and 7% of value outside China with no government action. "),
            "{}",
            told[1]
        );
        assert!(told[1].contains(", which leaves $") && told[1].contains("at some time in 95% of"), "{}", told[1]);
        assert!(told[1].ends_with("; the United States has 48% of the loss and 47% of value."), "{}", told[1]);
        spread(&mut summary, &[("us", 0.82, 0.26), ("europe", 0.1, 0.6), ("india", 0.08, 0.14)]);
        assert!(!hits_hardest_elsewhere(&summary));
        let told = describe_market(&summary).unwrap();
        assert_eq!(
            told.point,
            "The United States has 82% of the loss and 26% of value outside China with no government action."
        );
        assert!(!told.detail.contains(';'), "{told:?}");
        // What noise alone may make is told of none.
        for market in ["us", "europe", "india"] {
            summary.markets[market].loss.se = Some(leading_loss(&summary).mean.unwrap());
        }
        assert_eq!(describe_market(&summary), None);
    }
}
