//! What becomes of the other markets, and at home.

use crate::analysis::{Deal, MarketSummary, Proportion, Summary};
use crate::text::numbers::{Figure, in_whole, interval, month_year, percent, probability, spoken_percent, write_often};

use super::super::words::{capitalize, join_list, name_market, spell_count};
use super::{Finding, SURE, ends, home};

/// A difference of two probabilities that chance alone hardly makes.
fn measure_noise(summary: &Summary) -> f64 {
    SURE * (0.5 / summary.replications.max(1) as f64).sqrt()
}

/// A share as one that others do not exceed, rounded up: finer where it would be written as `below`, which it is not.
fn write_most(share: f64, below: f64) -> String {
    let place = if share > below - 0.01 { 0.001 } else { 0.01 };
    percent((share / place - 1e-9).ceil() * place, place)
}

/// Names of markets in a list.
fn name_markets<'a>(markets: impl IntoIterator<Item = &'a MarketSummary>) -> String {
    join_list(&markets.into_iter().map(|market| name_market(&market.name)).collect::<Vec<_>>())
}

/// Where else users are cut off at some time, what is sold, and what is left of markets that were blocked before the start.
pub(super) fn describe_elsewhere(summary: &Summary) -> Option<Finding> {
    let abroad = |key: &String| *key != summary.main_market && Some(key) != summary.scenario.home.as_ref();
    let others = summary.markets.iter().filter(|(key, _)| abroad(key)).map(|(_, market)| market);
    let (blocked, mut others): (Vec<&MarketSummary>, Vec<&MarketSummary>) =
        others.partition(|market| market.is_blocked_at_start());
    others.sort_by(|a, b| b.ever_blocked.probability.total_cmp(&a.ever_blocked.probability));
    let cut_off = describe_cut_off(summary, &others, !blocked.is_empty());
    let sold = describe_deals(summary);
    let before: Vec<String> = blocked.iter().map(|market| describe_blocked(summary, market)).collect();
    let mut told = cut_off.into_iter().flatten().chain(sold).chain(before);
    Some(Finding::new(told.next()?, told.collect::<Vec<_>>().join(" ")))
}

/// In which other markets that were open at the start the app is banned or gone at some time: the point, and the others.
fn describe_cut_off(summary: &Summary, others: &[&MarketSummary], some_blocked: bool) -> [Option<String>; 2] {
    const OFTEN: f64 = 0.1;
    const TOLD: usize = 4;
    let ever = |market: &MarketSummary| market.ever_blocked.probability;
    // As the share is told: what is written as 10% is not told among those below.
    let is_often = |market: &&&MarketSummary| (100.0 * ever(market)).round() >= 100.0 * OFTEN;
    let (hit, spared) = others.split_at(others.iter().take_while(is_often).count());
    let kept = spared.first().map(|worst| {
        let home = home(summary).filter(|_| summary.scenario.home.as_ref() != Some(&summary.main_market));
        let outside = home.map_or_else(String::new, |home| format!(" outside {}", name_market(&home)));
        let open = if some_blocked { " that were open at the start" } else { "" };
        let open = format!("{outside}{open}");
        let markets = match (spared.len(), hit.is_empty()) {
            (1, true) => format!("the one other market{}", open.replace("were", "was")),
            (n, true) => format!("each of the {} other markets{open}", spell_count(n)),
            (1, false) => format!("the one other{}", open.replace("were", "was")),
            (n, false) => format!("each of the {} others{open}", spell_count(n)),
        };
        let often = match ever(worst) {
            p if p > 0.0 && spared.len() == 1 => format!("{} of simulations", percent(p, 0.01)),
            p if p > 0.0 => format!("at most {} of simulations", write_most(p, OFTEN)),
            _ => "no simulation".to_owned(),
        };
        format!("in {markets} the app is banned or gone at some time in {often}")
    });
    let Some(first) = hit.first() else {
        return [kept.map(|kept| format!("Elsewhere the app is rarely blocked: {kept}.")), None];
    };
    let stands_out = |second: &MarketSummary| ever(first) - ever(second) > measure_noise(summary);
    let main = summary.markets.get(&summary.main_market);
    let most = match others.get(1) {
        Some(second) if stands_out(second) && main.is_none_or(stands_out) => {
            if some_blocked {
                ", more often than in any other that was open at the start"
            } else {
                ", more often than in any other market"
            }
        }
        _ => "",
    };
    let point = format!(
        "The app is banned or gone in {} at some time in {} of simulations{most}.",
        name_market(&first.name),
        spoken_percent(ever(first))
    );
    let one = |market: &&MarketSummary| {
        let at_end = ends(market, "banned").probability + ends(market, "exited").probability;
        let often = match market.ever_blocked {
            p if is_open(p) => format!("{} (95% interval {})", probability(p), interval(p)),
            _ => "every simulation".to_owned(),
        };
        format!("in {} in {often}, still at the end in {}", name_market(&market.name), spoken_percent(at_end))
    };
    let told: Vec<String> = hit.iter().take(TOLD).map(one).collect();
    let more = match hit.len().saturating_sub(TOLD) {
        0 => String::new(),
        n => format!("; in {} more in {} or more", spell_count(n), percent(OFTEN, 0.01)),
    };
    let rest = kept.map(|kept| format!(" {}.", capitalize(&kept))).unwrap_or_default();
    let besides = main.map_or_else(String::new, |main| format!("Besides {}, it", name_market(&main.name)));
    let besides = if besides.is_empty() { "It" } else { &besides };
    [Some(point), Some(format!("{besides} is banned or gone at some time {}{more}.{rest}", told.join("; ")))]
}

/// What is sold besides the main market alone: a deal over several markets is told once.
fn describe_deals(summary: &Summary) -> Option<String> {
    const TOLD: usize = 3;
    const OFTEN: f64 = 0.01;
    let main = &summary.main_market;
    let share = |deal: &Deal| deal.price.count as f64 / summary.replications.max(1) as f64;
    let told: Vec<String> = summary
        .deals
        .iter()
        .filter(|deal| share(deal) >= OFTEN && deal.markets.iter().any(|key| key != main))
        .take(TOLD)
        .map(|deal| {
            let others = deal.markets.iter().filter(|key| *key != main);
            let others: Vec<&MarketSummary> = others.filter_map(|key| summary.markets.get(key)).collect();
            let verb = if others.len() == 1 { "is" } else { "are" };
            let together = match (deal.markets.contains(main), others.len()) {
                (true, _) => format!(
                    " together with {}",
                    summary.markets.get(main).map_or_else(String::new, |m| name_market(&m.name))
                ),
                (false, 1) => String::new(),
                (false, _) => " together".to_owned(),
            };
            format!("{} {verb} sold{together} in {}", name_markets(others), spoken_percent(share(deal)))
        })
        .collect();
    (!told.is_empty()).then(|| format!("{} of simulations.", capitalize(&told.join("; "))))
}

/// What is left where users were cut off before the start.
fn describe_blocked(summary: &Summary, market: &MarketSummary) -> String {
    let place = capitalize(&name_market(&market.name));
    let by = month_year(summary.scenario.end);
    let open = 1.0 - ends(market, "banned").probability - ends(market, "exited").probability;
    let again = match open {
        p if p < 1e-9 => "it stays so in every simulation".to_owned(),
        p => format!("by {by} it no longer is in {} of simulations", spoken_percent(p)),
    };
    // Where the middle simulation has no users, the block says so.
    let users = market.retention.p50.filter(|kept| *kept >= 0.01).map_or_else(String::new, |_| {
        let kept = in_whole(&market.retention, Figure::P50);
        format!(", and the app has {kept} of the users from before the block at the median")
    });
    format!("{place} is blocked from the start; {again}{users}.")
}

/// What the home government does.
pub(super) fn describe_home(summary: &Summary) -> Option<Finding> {
    let found = summary.home.as_ref()?;
    let home = capitalize(&name_market(&home(summary)?));
    let [struck, controlled] = [found.retaliation, found.export_control];
    let headline = match (struck.probability > 0.0, controlled.probability > 0.0) {
        (true, _) => format!("{home} retaliates in {}.", write_often(struck.probability)),
        // Certain, it is a premise of the scenario and no finding.
        (false, true) if controlled.probability >= 1.0 => return None,
        (false, true) => {
            format!(
                "{home} has the technology under export control at some time in {}.",
                write_often(controlled.probability)
            )
        }
        (false, false) => return None,
    };
    let interval_of = |p: Proportion| is_open(p).then(|| format!("The 95% interval is {}.", interval(p)));
    let struck_interval = interval_of(struck).filter(|_| struck.probability > 0.0);
    let control = match (struck.probability, controlled.probability) {
        (_, c) if c <= 0.0 => None,
        (s, _) if s <= 0.0 => interval_of(controlled),
        // To retaliate is to put the technology under control.
        (s, c) if s == c => Some("The technology comes under export control with it.".to_owned()),
        _ if is_open(controlled) => Some(format!(
            "The technology comes under export control in {} ({}).",
            probability(controlled),
            interval(controlled)
        )),
        _ => Some("The technology is under export control at some time in every simulation.".to_owned()),
    };
    let is_sold = summary.markets.values().any(|market| market.sale_price.count > 0);
    let approval = (controlled.probability > 0.0 && is_sold)
        .then(|| "From then on a sale with the technology needs the approval that controlled exports do.".to_owned());
    let told: Vec<String> = [struck_interval, control, approval].into_iter().flatten().collect();
    Some(Finding::new(headline, told.join(" ")))
}

/// Whether something happens in some simulations and not in all: only then has its chance an interval.
fn is_open(p: Proportion) -> bool {
    p.probability > 0.0 && p.probability < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    /// A chance that is written as 10% is told among those of 10% or more, and none that is below is written so.
    #[test]
    fn what_is_told_as_often_is_often() {
        let mut summary = sample::summary();
        let told = |summary: &mut Summary, often: &[f64]| {
            let main = summary.main_market.clone();
            let home = summary.scenario.home.clone();
            let others = summary.markets.iter_mut().filter(|(key, _)| **key != main && Some(*key) != home.as_ref());
            let mut chances = often.iter().copied();
            for (_, market) in others {
                market.access.clear();
                market.ever_blocked.probability = chances.next().unwrap_or(0.0);
            }
            let found = describe_elsewhere(summary).unwrap();
            format!("{} {}", found.headline, found.detail)
        };
        let text = told(&mut summary, &[0.5, 0.4, 0.3, 0.2, 0.12, 0.0952]);
        assert!(text.contains("in two more in 10% or more") && !text.contains("at most 10%"), "{text}");
        let text = told(&mut summary, &[0.5, 0.0949, 0.0903]);
        assert!(
            text.contains(" others outside China the app is banned or gone at some time in at most 9.5% of"),
            "{text}"
        );
        let text = told(&mut summary, &[0.5, 0.083]);
        assert!(text.contains(" at some time in at most 9% of simulations"), "{text}");
    }

    /// Nothing is called the most often blocked of all where the market that is asked about is blocked as often.
    #[test]
    fn the_most_often_blocked_is_so_beside_the_main_market_too() {
        let mut summary = sample::summary();
        let main = summary.main_market.clone();
        summary.markets[&main].ever_blocked.probability = 0.99;
        summary.markets.values_mut().for_each(|market| market.access.clear());
        let most = ", more often than in any other market.";
        assert!(!describe_elsewhere(&summary).unwrap().headline.ends_with(most));
        summary.markets[&main].ever_blocked.probability = 0.1;
        assert!(describe_elsewhere(&summary).unwrap().headline.ends_with(most));
    }
}
