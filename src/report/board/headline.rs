//! The headline: an answer in a sentence to what the scenario's question is about. It stands only where the figures carry it.

use super::users::note_signed;
use super::{Board, recommend};
use crate::analysis::{MarketSummary, Summary, date as add_days};
use crate::quantity::YEAR;
use crate::text::causes::Cause;
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::{
    Figure, day, figure, is_constant, is_nothing, known_error, last_place, money, month_year, spoken_percent,
    write_often, write_row,
};

use super::super::narrative::{SURE, ends, home, leading, leading_loss, place_of_value};
use super::super::words::{capitalize, join_list, name_market, spell_count};

/// The answer in a sentence: what government action, and sales, make of value.
pub(super) fn answer_what_is_lost(summary: &Summary) -> String {
    let outside = place_of_value(summary);
    let loss = leading_loss(summary);
    let (_, baseline) = leading(summary);
    let (Some(mean), Some(whole)) = (loss.mean, baseline.mean) else {
        return format!("Value{outside} has no figure");
    };
    let error = known_error(mean, loss.se).unwrap_or(0.0);
    let does = |verb: &str| capitalize(&Cause::find(summary).does(verb));
    if is_nothing(mean) && is_constant(loss) {
        return format!("Government action takes nothing from value{outside}");
    }
    if mean.abs() <= SURE * error {
        return format!("{} value{outside} by too little to tell", does("changes"));
    }
    if mean < 0.0 {
        return format!("{} {} to value{outside} on average", does("adds"), rounded(-mean, error));
    }
    if whole <= 0.0 {
        return format!("{} {} of value{outside} on average", does("costs"), rounded(mean, error));
    }
    let told = match mean / whole {
        s if s > 1.005 => format!("{} value{outside} into a loss on average", does("turns")),
        s if s >= 0.995 => format!("{} nearly all of value{outside}", does("takes")),
        s => {
            let told = format!("{} {} of value{outside} on average", does("takes"), describe_part(s));
            return match put_in_proportion(summary, mean, whole) {
                beside if beside.is_empty() => {
                    let left = figure(leading(summary).0, Figure::Mean);
                    format!("{told} and {} {left}", if told.contains(" takes ") { "leaves" } else { "leave" })
                }
                beside => format!("{told}{beside}"),
            };
        }
    };
    told + &put_in_proportion(summary, mean, whole)
}

/// What of the loss goes in sales, and what was lost before the start, where sales are told apart or something was lost by then: `of the 52% lost, 6 points
/// go in sales and 2 were lost before the start`.
pub(super) fn split_loss(summary: &Summary) -> Option<String> {
    let (lost, whole) = (leading_loss(summary).mean?, leading(summary).1.mean.filter(|whole| *whole > 0.0)?);
    let sale = summary.list_bridge_parts().into_iter().find(|part| part.key == "sale").map_or(0.0, |part| -part.mean);
    let sale = if Cause::find(summary).names_sales() { sale } else { 0.0 };
    let before: f64 = summary.markets_blocked_before().filter_map(|market| market.loss.mean).sum();
    let parts: Vec<String> = [
        (points(sale / whole), ["goes", "go"], "in sales"),
        (points(before / whole), ["was", "were"], "lost before the start"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .enumerate()
    .map(|(i, (count, [one, many], how))| {
        let unit = match (i, count) {
            (0, 1) => " point",
            (0, _) => " points",
            _ => "",
        };
        format!("{count}{unit} {} {how}", if count == 1 { one } else { many })
    })
    .collect();
    (!parts.is_empty() && lost > 0.0)
        .then(|| format!("of the {} lost, {}", spoken_percent(lost / whole), join_list(&parts)))
}

/// What is lost beside all value, where the value that leads is a small part of it: `: $39.0m of $248m; with China the app would be worth $114bn`.
fn put_in_proportion(summary: &Summary, lost: f64, of: f64) -> String {
    const SMALL: f64 = 0.05;
    let company = &summary.baseline_value;
    match company.mean {
        Some(all) if summary.scenario.home.is_some() && of < SMALL * all => format!(
            ": {} of {}; with {} the app would be worth {}",
            rounded(lost, leading_loss(summary).se.unwrap_or(0.0)),
            figure(leading(summary).1, Figure::Mean),
            home(summary).map_or_else(String::new, |home| name_market(&home)),
            figure(company, Figure::Mean)
        ),
        _ => String::new(),
    }
}

/// A share in whole points.
pub(super) fn points(share: f64) -> u64 {
    (100.0 * share).round().max(0.0) as u64
}

pub(super) fn rounded(value: f64, error: f64) -> String {
    money(value, last_place(value, Some(error)).max(last_place(value, None)))
}

/// A share of something, in words where they say what its whole percent says, else in percent.
pub(super) fn describe_part(share: f64) -> String {
    const WORDS: [(f64, &str); 9] = [
        (0.1, "a tenth"),
        (0.2, "a fifth"),
        (0.25, "a quarter"),
        (1.0 / 3.0, "a third"),
        (0.4, "two fifths"),
        (0.5, "half"),
        (2.0 / 3.0, "two thirds"),
        (0.75, "three quarters"),
        (0.9, "nine tenths"),
    ];
    match WORDS.into_iter().find(|(value, _)| spoken_percent(*value) == spoken_percent(share)) {
        Some((_, word)) => format!("about {word}"),
        None => spoken_percent(share),
    }
}

/// Which markets add value on average, of those that are not home: beyond chance, each by itself.
pub(super) fn answer_which_markets(summary: &Summary) -> Option<String> {
    let home = summary.scenario.home.as_ref();
    let markets = summary.markets.iter().filter(|(key, market)| Some(*key) != home && !market.is_blocked_at_start());
    let mut known: Vec<(&MarketSummary, f64, f64)> = markets
        .filter_map(|(_, market)| {
            let mean = market.value.mean?;
            Some((market, mean, known_error(mean, market.value.se).unwrap_or(0.0)))
        })
        .collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let names = |of: &[&(&MarketSummary, f64, f64)]| {
        let names: Vec<String> = of.iter().map(|(market, ..)| name_market(&market.name)).collect();
        join_list(&names)
    };
    let select = |is_wanted: fn(f64, f64) -> bool| -> Vec<&(&MarketSummary, f64, f64)> {
        known.iter().filter(|(_, mean, error)| is_wanted(*mean, SURE * error)).collect()
    };
    let adds = select(|mean, doubt| mean > doubt && !is_nothing(mean));
    let costs = select(|mean, doubt| mean < -doubt && !is_nothing(mean));
    let unsure = select(|mean, doubt| mean.abs() <= doubt || is_nothing(mean));
    let (first, more) = (known.first()?, if known.len() > 1 { "s" } else { "" });
    let all = spell_count(known.len());
    let doubt = if unsure.is_empty() { String::new() } else { format!("; too close to call: {}", names(&unsure)) };
    if adds.is_empty() && costs.is_empty() {
        return Some(format!("Whether any of {all} market{more} adds value is too close to call"));
    }
    let risk = describe_losers(&adds);
    if adds.len() == known.len() {
        let leads = known.get(1).is_some_and(|next| first.1 - next.1 > SURE * first.2.hypot(next.2));
        let most = format!("; {} adds the most, {}", name_market(&first.0.name), rounded(first.1, first.2));
        let verb = if known.len() > 1 { format!("All {all} markets add") } else { "The market adds".to_owned() };
        return Some(format!("{verb} value on average{}{risk}", if leads { most } else { String::new() }));
    }
    let lost: Vec<String> = costs.iter().map(|cost| describe_cost(cost)).collect();
    let lost = if lost.is_empty() { String::new() } else { format!("; not worth it: {}", join_list(&lost)) };
    let verb = if adds.len() == 1 { "adds" } else { "add" };
    Some(format!(
        "{} of {all} market{more} {verb} value on average{risk}{lost}{doubt}",
        capitalize(&spell_count(adds.len()))
    ))
}

/// A market that costs money on average, with how often it does: `India (−$11.5m on average, a loss in 93% of simulations)`.
fn describe_cost((market, mean, error): &(&MarketSummary, f64, f64)) -> String {
    let often = market.negative_value.map(|loses| format!(", a loss in {}", write_often(loses.probability)));
    format!("{} ({} on average{})", name_market(&market.name), rounded(*mean, *error), often.unwrap_or_default())
}

/// Of markets that add value on average, those that often lose money, where government action makes that clearly likelier; the most often first:
/// `, but India loses money in 42% of simulations (8% with no government action)`.
fn describe_losers(adds: &[&(&MarketSummary, f64, f64)]) -> String {
    const OFTEN: f64 = 0.2;
    /// By how much government action must raise the chance of a loss.
    const RAISED: f64 = 0.05;
    const MOST: usize = 3;
    let chances = |market: &MarketSummary| {
        let loses = market.negative_value?.probability;
        let without = market.negative_baseline_value?.probability;
        (loses >= OFTEN && loses - without >= RAISED).then_some((loses, without))
    };
    let mut losers: Vec<_> = adds.iter().filter_map(|(market, ..)| Some((market, chances(market)?))).collect();
    losers.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    let told: Vec<String> = losers
        .iter()
        .take(MOST)
        .enumerate()
        .map(|(i, (market, (loses, without)))| {
            let without = if *without > 0.0 { spoken_percent(*without) } else { "never".to_owned() };
            let [of, with] = if i == 0 { [" of simulations", " with no government action"] } else { [""; 2] };
            let verb = if i == 0 { " loses money" } else { "" };
            format!("{}{verb} in {}{of} ({without}{with})", name_market(&market.name), spoken_percent(*loses))
        })
        .collect();
    if told.is_empty() { String::new() } else { format!(", but {}", join_list(&told)) }
}

/// How often the market that is asked about is sold, for what, and when; none where that is in no simulation.
pub(super) fn answer_what_it_fetches(summary: &Summary) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let deal = summary.deals.iter().find(|deal| deal.markets.contains(&summary.main_market))?;
    let price = deal.price.without_quantiles_of_few();
    let [_, median, _] = write_row(&price, [Figure::P5, Figure::P50, Figure::P95]);
    let fetched = match price.p50 {
        Some(_) => format!("{median} at the median"),
        None => format!("{} on average", figure(&price, Figure::Mean)),
    };
    let home = summary.scenario.home.as_ref();
    let is_all = summary.markets.keys().all(|key| Some(key) == home || deal.markets.contains(key));
    let what = match deal.markets.len() {
        _ if is_all => format!("All of the business{}", place_of_value(summary)),
        1 => format!("The business in {}", name_market(&main.name)),
        2 => {
            let names = deal.markets.iter().filter_map(|key| summary.markets.get(key));
            format!("The business in {}", join_list(&names.map(|market| name_market(&market.name)).collect::<Vec<_>>()))
        }
        n => format!("The business in {} and {} other markets", name_market(&main.name), spell_count(n - 1)),
    };
    let often = deal.price.count as f64 / summary.replications.max(1) as f64;
    let of_all = format!("in {}{}", write_often(often), note_signed(main, often));
    let paid = match (summary.scenario.report.by, main.sold_by) {
        (Some(by), Some(by_then)) => Some(format!(", and paid by {} in {}", day(by), spoken_percent(by_then))),
        _ => main.sale_closing_days.filter(|_| price.p50.is_some()).map(|[_, days, _]| {
            format!(", paid in {} at the median", month_year(add_days(summary.scenario.start, days)))
        }),
    };
    Some(format!("{what} is sold {of_all}, for {fetched}{}", paid.unwrap_or_default()))
}

/// How often users of the market that is asked about have the app on the day asked for, else after a year; and what government action takes.
pub(super) fn answer_who_has_access(summary: &Summary) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let asked = summary.scenario.report.by.unwrap_or_else(|| add_days(summary.scenario.start, YEAR));
    let wanted = asked.min(summary.scenario.end);
    let apart = |at: &usize| (summary.dates[*at] - wanted).get_days().abs();
    let at = (0..summary.dates.len()).min_by_key(apart)?;
    let share = |states: [&str; 2]| -> f64 { states.iter().filter_map(|state| main.access.get(*state)?.get(at)).sum() };
    let what = match ["divested", "restructured"].map(|state| share([state, ""]) > 0.0) {
        [true, true] => "sold or run with a partner",
        [true, false] => "sold",
        [false, _] => "run with a partner",
    };
    let access = 1.0 - share(["banned", "exited"]);
    let owned = match share(["divested", "restructured"]) {
        owned if owned > 0.0 => {
            let alone = spoken_percent((access - owned).max(0.0));
            format!(", {what} in {} and under its present owner alone in {alone}", spoken_percent(owned))
        }
        _ => String::new(),
    };
    Some(format!(
        "On {} users in {} have the app in {}{owned}; {}{}",
        day(summary.dates[at]),
        name_market(&main.name),
        write_often(access),
        decapitalize(&answer_what_is_lost(summary)),
        describe_share_there(summary, main).unwrap_or_default()
    ))
}

/// What is lost of the market that is asked about, where it is one of several and another part than of all: `; in the United States alone, 50%
/// of value`.
fn describe_share_there(summary: &Summary, main: &MarketSummary) -> Option<String> {
    const APART: f64 = 0.05;
    let (lost, baseline) = (main.loss.mean?, main.baseline_value.mean.filter(|baseline| *baseline > 0.0)?);
    let all = leading_loss(summary).mean? / leading(summary).1.mean.filter(|baseline| *baseline > 0.0)?;
    let share = lost / baseline;
    let stands = lost.abs() > SURE * known_error(lost, main.loss.se).unwrap_or(0.0);
    let is_told = stands && (0.0..=1.0).contains(&share) && (share - all).abs() > APART;
    is_told.then(|| format!("; in {} alone, {} of value", name_market(&main.name), spoken_percent(share)))
}

/// Which strategy to take, where a decision lies beside the run; else what the one that was simulated leaves, and no more.
pub(super) fn answer_which_strategy(board: &Board<'_>) -> Option<String> {
    if board.find_world().is_some() {
        return Some(recommend(board)?.point.trim_end_matches('.').to_owned());
    }
    let summary = board.summary;
    let (value, baseline) = leading(summary);
    baseline.mean?;
    let sold = answer_what_it_fetches(summary).filter(|_| is_often_sold(summary));
    Some(format!(
        "“{}” leaves {} of {} of value{} on average{}; whether another strategy leaves more is not simulated here",
        clean(&summary.scenario.strategy_name),
        figure(value, Figure::Mean),
        figure(baseline, Figure::Mean),
        place_of_value(summary),
        sold.map_or_else(String::new, |sold| format!("; {}", decapitalize(&sold)))
    ))
}

/// Whether the main market is sold in more than a few simulations.
fn is_often_sold(summary: &Summary) -> bool {
    const OFTEN: f64 = 0.05;
    summary.markets.get(&summary.main_market).is_some_and(|main| ends(main, "divested").probability >= OFTEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Proportion;
    use crate::charts::sample;

    #[test]
    fn which_markets_add_value() {
        let mut summary = sample::summary();
        let abroad: Vec<String> =
            summary.markets.keys().filter(|key| Some(*key) != summary.scenario.home.as_ref()).cloned().collect();
        let set = |summary: &mut Summary, values: &[f64]| {
            for (key, &mean) in abroad.iter().zip(values.iter().cycle()) {
                let market = &mut summary.markets[key];
                (market.value.mean, market.value.se) = (Some(mean), Some(1e6));
                market.access.clear();
            }
            answer_which_markets(summary).unwrap()
        };
        let all = spell_count(abroad.len());
        assert_eq!(set(&mut summary, &[2e9]), format!("All {all} markets add value on average"));
        let mut falling = vec![1e9; abroad.len()];
        falling[0] = 5e9;
        assert_eq!(
            set(&mut summary, &falling),
            format!("All {all} markets add value on average; the United States adds the most, $5.00bn")
        );
        falling[0] = -5e9;
        summary.markets["us"].negative_value = Some(Proportion { probability: 0.93, interval: [0.92, 0.94] });
        let told = set(&mut summary, &falling);
        let lost = "; not worth it: the United States (−$5.00bn on average, a loss in 93% of simulations)";
        assert!(told.ends_with(&format!("markets add value on average{lost}")), "{told}");
        // One that loses as often with no government action is not told.
        let us = &mut summary.markets["us"];
        us.negative_value = Some(Proportion { probability: 0.25, interval: [0.24, 0.26] });
        us.negative_baseline_value = Some(Proportion { probability: 0.13, interval: [0.12, 0.14] });
        let loses = ", but the United States loses money in 25% of simulations (13% with no government action)";
        assert_eq!(set(&mut summary, &[2e9]), format!("All {all} markets add value on average{loses}"));
        summary.markets["us"].negative_baseline_value = Some(Proportion { probability: 0.23, interval: [0.22, 0.24] });
        assert_eq!(set(&mut summary, &[2e9]), format!("All {all} markets add value on average"));
        falling[0] = 2e6;
        let told = set(&mut summary, &falling);
        assert!(told.ends_with("markets add value on average; too close to call: the United States"), "{told}");
        let told = set(&mut summary, &[0.0]);
        assert_eq!(told, format!("Whether any of {all} markets adds value is too close to call"));
    }

    #[test]
    fn what_is_lost_of_the_market_asked_about_is_told_beside_all() {
        let mut summary = sample::summary();
        let us = &mut summary.markets["us"];
        (us.baseline_value.mean, us.loss.mean, us.loss.se) = (Some(40e9), Some(20e9), Some(1e8));
        let told = answer_who_has_access(&summary).unwrap();
        assert!(told.ends_with("; in the United States alone, 50% of value"), "{told}");
    }

    #[test]
    fn parts_have_words_where_they_are_near() {
        assert_eq!(
            [0.33, 0.26, 0.66, 0.667, 0.5, 0.002].map(describe_part),
            ["about a third", "26%", "66%", "about two thirds", "about half", "less than 1%"]
        );
    }
}
