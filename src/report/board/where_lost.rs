//! In which market most is lost.

use super::answer::AnswerLine;
use super::headline::{describe_part, rounded};
use crate::analysis::{MarketSummary, Summary};
use crate::text::numbers::{Figure, figure, is_nothing, known_error, spoken_percent, write_often};

use super::super::narrative::{SURE, ends, leading_loss};
use super::super::words::{capitalize, join_list, name_market};

/// Whether most is lost, of what can still be, in another market than the main one.
pub(super) fn loses_most_elsewhere(summary: &Summary) -> bool {
    let main = summary.markets.get(&summary.main_market);
    let is_main = |market: &MarketSummary| main.is_some_and(|main| std::ptr::eq(main, market));
    let losses = list_losses(summary);
    let mut losses = losses.iter().filter(|(market, ..)| !market.is_blocked_at_start());
    let (Some((market, loss, error)), Some((_, next, next_error))) = (losses.next(), losses.next()) else {
        return false;
    };
    !is_main(market) && loss - next > SURE * error.hypot(*next_error)
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

/// The market in which most is lost of what can still be; what was lost before the start is told beside it.
pub(super) fn describe_market(summary: &Summary) -> Option<AnswerLine> {
    let (before, losses): (Vec<_>, Vec<_>) =
        list_losses(summary).into_iter().partition(|(market, ..)| market.is_blocked_at_start());
    let [(market, loss, error), (next, second, second_error), ..] = losses.as_slice() else { return None };
    let all = leading_loss(summary);
    let (total, total_error) =
        (all.mean.filter(|total| !is_nothing(*total))?, known_error(all.mean?, all.se).unwrap_or(0.0));
    let leads = loss - second > SURE * error.hypot(*second_error);
    if !leads || total <= SURE * total_error || *loss <= SURE * error {
        return None;
    }
    let share = loss / total;
    let place = name_market(&market.name);
    let point = match share {
        s if s > 1.005 => format!("More than the whole loss is in {place}: elsewhere, value rises."),
        s if s >= 0.995 => format!("The loss is in {place}."),
        s => format!("{} of the loss is in {place}.", capitalize(&describe_part(s))),
    };
    let after = if *second > SURE * second_error && *second >= 0.01 * total {
        format!(
            "; {} is next with {} ({} of the loss), {}",
            name_market(&next.name),
            rounded(*second, *second_error),
            spoken_percent(second / total),
            describe_blocks(next)
        )
    } else {
        String::new()
    };
    let gone: Vec<String> = before
        .iter()
        .filter(|(_, loss, error)| *loss > SURE * error && *loss >= 0.01 * total)
        .map(|(market, loss, error)| format!("{} in {}", rounded(*loss, *error), name_market(&market.name)))
        .collect();
    let gone = if gone.is_empty() {
        String::new()
    } else {
        format!("; {} was already gone before the start", join_list(&gone))
    };
    Some(AnswerLine::new(
        point,
        format!(
            "{} of {} on average{}{after}{gone}.",
            rounded(*loss, *error),
            rounded(total, total_error),
            if loses_most_elsewhere(summary) { describe_leftover(market) } else { String::new() }
        ),
    ))
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
    use super::super::{Board, describe_lines, write_headline};
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
        let line = describe_market(&summary).unwrap();
        assert!(!line.point.contains("India"), "{line:?}");
        assert!(line.detail.ends_with(" was already gone before the start."), "{line:?}");
        assert!(line.detail.contains("$30.0bn in India"), "{line:?}");
        let headline = write_headline(&summary);
        assert!(
            headline.ends_with("% of value outside China on average, 34 points of it before the start"),
            "{headline}"
        );
    }

    /// Where another market carries most of the loss, it is told first, with what is left there; the next has its share and its blocks.
    #[test]
    fn the_market_that_loses_most_leads() {
        let mut summary = sample::summary();
        assert!(!loses_most_elsewhere(&summary));
        let lines =
            |summary: &Summary| write(summary).iter().position(|line| line.contains("of the loss is in")).unwrap();
        assert_eq!(lines(&summary), 2);
        let total = leading_loss(&summary).mean.unwrap();
        let europe = &mut summary.markets["europe"];
        (europe.loss.mean, europe.loss.se, europe.ever_blocked.probability) = (Some(0.9 * total), Some(1e7), 0.66);
        assert!(loses_most_elsewhere(&summary));
        let told = write(&summary);
        assert_eq!(lines(&summary), 1, "{told:?}");
        assert!(told[1].contains("of the loss is in Europe.") && told[1].contains(", which leaves $"), "{}", told[1]);
        assert!(told[1].contains("banned or gone there at some time in 66% of simulations"), "{}", told[1]);
        assert!(told[1].contains("the United States is next with $"), "{}", told[1]);
    }
}
