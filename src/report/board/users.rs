//! The headline where the question is of users: how many are kept, and what becomes of value.

use super::headline::{answer_what_is_lost, points};
use crate::analysis::{MarketSummary, Summary};
use crate::text::names::decapitalize;
use crate::text::numbers::{Figure, in_whole, last_place, month_year, of_the_users, people, spoken_percent};

use super::super::narrative::{describe_two_humps, ends, place_of_value};
use super::super::words::{join_list, name_market};

/// A market that is sold in so many simulations keeps its users, and the owner does not: the headline says so.
const OFTEN_SOLD: f64 = 0.05;

/// How many users the app keeps in the market that is asked about, and how often under another owner.
pub(super) fn answer_how_many_users(summary: &Summary) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let (place, by) = (name_market(&main.name), month_year(summary.scenario.end));
    if let Some(shares) = describe_two_humps(main) {
        let sold = match ends(main, "divested").probability {
            often if often >= OFTEN_SOLD => {
                format!(
                    ", under another owner where it is sold there, in {}{}",
                    spoken_percent(often),
                    note_signed(main, often)
                )
            }
            _ => String::new(),
        };
        return Some(format!("By {by}, of the users that it would have in {place}, the app keeps {shares}{sold}"));
    }
    let users = of_the_users(main.vs_baseline.p50?, &in_whole(&main.vs_baseline, Figure::P50));
    Some(format!("In {by} the app has {users} in {place} that it would have with no government action, at the median"))
}

/// How often a sale is signed, where that is clearly more often than one closes: ` (a sale is signed in 98%)`.
pub(super) fn note_signed(market: &MarketSummary, sold: f64) -> String {
    const APART: f64 = 0.05;
    let signed = market.sale_signed.filter(|signed| signed - sold >= APART);
    signed.map_or_else(String::new, |signed| format!(" (a sale is signed in {})", spoken_percent(signed)))
}

/// How many users are kept, and what is lost of value.
pub(super) fn answer_users_and_value(summary: &Summary) -> Option<String> {
    Some(format!("{}; {}", answer_how_many_users(summary)?, decapitalize(&answer_what_is_lost(summary))))
}

/// How many users the app has in all markets but home, of those that it would have, and what is lost of value.
pub(super) fn answer_all_users_and_value(summary: &Summary) -> Option<String> {
    let home = summary.scenario.home.as_ref();
    let markets = summary.markets.iter().filter(|(key, _)| Some(*key) != home).map(|(_, market)| market);
    let (mut left, mut baseline, mut before, mut blocked) = (0.0, 0.0, 0.0, Vec::new());
    for market in markets {
        let [users, without] = [market.users.mean?, market.baseline_users.mean?];
        (left, baseline) = (left + users, baseline + without);
        if market.is_blocked_at_start() {
            before += without - users;
            blocked.push(name_market(&market.name));
        }
    }
    let (outside, by) = (place_of_value(summary), month_year(summary.scenario.end));
    let lost = if baseline > 0.0 { 1.0 - left / baseline } else { return None };
    let than = format!("users{outside} on average");
    let left = format!("{} {than}", people(left, last_place(left, None)));
    let users = match (lost, points(before / baseline)) {
        (lost, _) if lost.abs() < 0.005 => {
            format!("In {by} the app has about as many {than} as with no government action")
        }
        (lost, _) if lost < 0.0 => {
            format!("In {by} the app has {} more {than} than with no government action", spoken_percent(-lost))
        }
        (lost, 0) => {
            format!("In {by} the app has {left}, {} fewer than with no government action", spoken_percent(lost))
        }
        (lost, gone) => format!(
            "In {by} the app has {left}, {} fewer than with no government action, {gone} {} of it in {}, blocked before the start",
            spoken_percent(lost),
            if gone == 1 { "point" } else { "points" },
            join_list(&blocked)
        ),
    };
    Some(format!("{users}; {}", decapitalize(&answer_what_is_lost(summary))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn users_who_are_kept_under_another_owner_are_told() {
        let mut summary = sample::summary();
        let mut told = |sold: f64| {
            let us = &mut summary.markets["us"];
            (us.mostly_kept, us.mostly_lost) = (Some(0.79), Some(0.1));
            (us.vs_baseline.p5, us.vs_baseline.p95) = (Some(0.02), Some(1.0));
            us.outcomes.insert("divested".to_owned(), sold);
            summary.scenario.end = jiff::civil::date(2025, 8, 3);
            answer_how_many_users(&summary).unwrap()
        };
        let kept = "By Aug 2025, of the users that it would have in the United States, the app keeps at least 90% in 79% of simulations \
                    and at most 10% in 10%";
        assert_eq!(told(0.0), kept);
        assert_eq!(told(0.46), format!("{kept}, under another owner where it is sold there, in 46%"));
        summary.markets["us"].sale_signed = Some(0.98);
        assert!(
            answer_how_many_users(&summary)
                .unwrap()
                .ends_with(" where it is sold there, in 46% (a sale is signed in 98%)")
        );
    }

    /// Ten million users of a hundred are lost, four of them in a market that was blocked before the start.
    #[test]
    fn users_of_all_markets_are_told_where_the_question_is_of_all() {
        let mut summary = sample::summary();
        summary.scenario.end = jiff::civil::date(2025, 8, 3);
        for market in summary.markets.values_mut() {
            (market.users.mean, market.baseline_users.mean) = (Some(0.0), Some(0.0));
        }
        let mut set = |key: &str, users: f64, without: f64| {
            let market = &mut summary.markets[key];
            (market.users.mean, market.baseline_users.mean) = (Some(users), Some(without));
        };
        set("us", 90e6, 96e6);
        set("india", 0.0, 4e6);
        set("china", 1e9, 1e9);
        let told = answer_all_users_and_value(&summary).unwrap();
        let fewer =
            "In Aug 2025 the app has 90.0m users outside China on average, 10% fewer than with no government action";
        assert!(told.starts_with(&format!("{fewer}; government action")), "{told}");
        summary.markets["india"].access.insert("banned".to_owned(), vec![1.0]);
        let told = answer_all_users_and_value(&summary).unwrap();
        assert!(
            told.starts_with(&format!("{fewer}, 4 points of it in India, blocked before the start; government action")),
            "{told}"
        );
    }
}
