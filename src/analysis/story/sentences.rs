//! A sentence for each thing that can happen, with what is known on its day.

use super::circumstances::Circumstances;
use crate::analysis::calendar::{date, write_date};
use crate::model::{Access, Action, LogEntry, LogEvent};
use crate::quantity::{MONTH, money};
use crate::scenario::{Answer, EventKind, Scenario};

/// Days up to which a time is told in days.
const DAYS_TOLD: f64 = 60.0;
/// Markets that talks name at most.
const NAMED: usize = 4;
/// Behind what ends a case in which the host has accepted a partnership that home has still to decide on.
const DROPPED: &str = " The partnership that the host government had accepted comes to nothing: the home government had not decided by then.";

/// Told on the day on which it ends.
pub(super) const CONTROL_ENDS: &str = "Export control of the technology ends.";
/// Told on the last day, where it is told to begin and does not end.
pub(super) const CONTROL_STANDS: &str = "When the simulation ends, export control of the technology is still in force.";

/// Title of a scheduled event, without a full stop.
pub(super) fn label(scenario: &Scenario, event: usize) -> &str {
    scenario.events[event].label.trim_end().trim_end_matches('.')
}

/// What happened, in a sentence or two, with what it brings to an end; none where there is nothing to tell.
pub(super) fn describe_event(scenario: &Scenario, entry: &LogEntry, before: &mut Circumstances) -> Option<String> {
    if is_premise(entry) {
        before.note_premise(entry);
        return None;
    }
    let told = match &entry.event {
        LogEvent::Ends { access, .. } => before.describe_end(entry.market?, *access)?,
        _ => describe_happening(scenario, entry, before)?,
    };
    let dropped = if before.drops_partnership(entry) { DROPPED } else { "" };
    let ended = before.describe_ended(entry);
    before.note(scenario, entry);
    Some(told + &ended + dropped)
}

/// Whether something came before the start that lasts and is no case: what the scenario takes as given, and no event of the story.
fn is_premise(entry: &LogEntry) -> bool {
    entry.day < 0.0 && matches!(entry.event, LogEvent::ExportControl { .. } | LogEvent::Regime(_))
}

fn describe_happening(scenario: &Scenario, entry: &LogEntry, before: &Circumstances) -> Option<String> {
    let told = match &entry.event {
        LogEvent::Ends { .. } => return None,
        LogEvent::Scheduled(event) | LogEvent::Regime(event) => format!("{}.", label(scenario, *event)),
        LogEvent::Averted(event) => format!("Does not happen: {}.", label(scenario, *event)),
        LogEvent::Skipped { event, met } => describe_misfit(scenario, *event, *met),
        LogEvent::ReviewBegins { .. } => "A review begins.".into(),
        LogEvent::Cleared => "The review ends without action.".into(),
        LogEvent::Mitigated => "The review ends with conditions: the app stays open, at a running cost.".into(),
        LogEvent::Ordered { deadline } => match write_day(scenario, *deadline) {
            Some(day) => format!("The government requires a sale by {day}."),
            None => "The government requires a sale, by a date after the end of the simulation.".into(),
        },
        LogEvent::Extended { deadline } => match write_day(scenario, *deadline) {
            Some(day) => format!("The deadline is extended to {day}."),
            None => "The deadline is extended beyond the end of the simulation.".into(),
        },
        LogEvent::Enforced => "The deadline passes and the order is enforced.".into(),
        LogEvent::Lapsed => "The deadline passes without action: the order lapses.".into(),
        LogEvent::BanArrived { by_actions } if *by_actions < 0.005 => {
            "The government decides on a ban, not as the outcome of a review.".into()
        }
        LogEvent::BanArrived { by_actions } => format!(
            "The government decides on a ban, not as the outcome of a review; {} of the pressure for it comes from earlier government action, there or in other markets.",
            write_share(*by_actions)
        ),
        LogEvent::Announced { action, day } => {
            let what = if *action == Action::AnnouncedRestriction { "removal from the stores" } else { "a ban" };
            match write_day(scenario, *day) {
                Some(day) => format!("The government announces {what}, in force from {day}."),
                None => format!("The government announces {what}, in force after the end of the simulation."),
            }
        }
        LogEvent::Revoked { action } => format!("{} is revoked.", capitalized(name_action(*action))),
        LogEvent::TrusteeAppointed { until } => match write_day(scenario, *until) {
            Some(day) => format!("A trustee is appointed, who is to sell the business by {day}."),
            None => "A trustee is appointed, who is to sell the business after the end of the simulation.".into(),
        },
        LogEvent::SoldByTrustee { price } => format!("The trustee sells the business for {}.", money(*price)),
        LogEvent::FinesBegin { daily } => format!("A fine of {} falls due for every day from now on.", money(*daily)),
        LogEvent::StructureImposed => "The government imposes a partnership.".into(),
        LogEvent::Settled { action } => {
            format!(
                "Settled: {} ends, and the app stays open with conditions, at a running cost.",
                name_action(*action)
            )
        }
        LogEvent::Restricted { .. } => "Out of stores: nobody new can install the app.".into(),
        LogEvent::Banned { users, .. } => format!("Banned: {} lose access.", write_users(*users)),
        LogEvent::Lifted { action, after } => before.describe_lift(scenario, entry, *action, *after),
        LogEvent::Sued => "The owner sues.".into(),
        LogEvent::Stayed { action } => format!("A court suspends {}.", name_action(*action)),
        LogEvent::Upheld { action, resumes: true } => {
            format!("The court upholds {}, which is in force again.", name_action(*action))
        }
        LogEvent::Upheld { action, resumes: false } => format!("The court upholds {}.", name_action(*action)),
        LogEvent::StruckDown { action } => format!("The court strikes down {}.", name_action(*action)),
        LogEvent::Exited => "The owner leaves the market.".into(),
        LogEvent::RuleStarts { rule, answer } => {
            format!("By rule {} of the strategy the owner {}.", rule + 1, name_answer(*answer))
        }
        LogEvent::StructureAnswered { accepted } => {
            format!("The host government {} the proposed partnership.", if *accepted { "accepts" } else { "rejects" })
        }
        LogEvent::Restructured { price } if *price > 0.0 => format!("Partnered: investors pay {}.", money(*price)),
        LogEvent::Restructured { .. } => "Partnered.".into(),
        LogEvent::HostDecides { approved } => format!("The host government {} the deal.", name_verdict(*approved)),
        LogEvent::HomeDecides { approved } => {
            let what = if entry.market.is_some() { "partnership" } else { "deal" };
            format!("The home government {} the {what}.", name_verdict(*approved))
        }
        LogEvent::TalksBegin { .. }
        | LogEvent::Bid { .. }
        | LogEvent::Signed { .. }
        | LogEvent::Topped { .. }
        | LogEvent::Matched { .. }
        | LogEvent::DealFails
        | LogEvent::Sold { .. } => describe_deal(scenario, entry, before),
        LogEvent::ExportControl { retaliation, .. } => describe_control(*retaliation, before),
    };
    Some(told)
}

/// The three stages of a sale: valuations, an offer that is signed, the price paid.
fn describe_deal(scenario: &Scenario, entry: &LogEntry, before: &Circumstances) -> String {
    let bidder = |number: usize| lower_article(&scenario.deal.bidders[number].name);
    match &entry.event {
        LogEvent::TalksBegin { forced, markets } => {
            let sale = if *forced { "a forced sale" } else { "a sale by choice" };
            format!("Talks on {sale} begin: {}.", name_markets(scenario, markets))
        }
        LogEvent::Bid { bidder: b, amount, least } => {
            // Where both are written alike, which is more is said.
            let more = match (money(*amount) == money(*least), amount < least) {
                (true, true) => ", a little more",
                (true, false) if amount > least => ", a little less",
                _ => "",
            };
            format!(
                "Valuation by {}: {}. The owner wants at least {}{more}.",
                bidder(*b),
                money(*amount),
                money(*least)
            )
        }
        LogEvent::Signed { bidder: b, price, standalone, without_algorithm } => {
            format!(
                "Offer by {} signed: {}{}, {} of standalone value ({}).",
                bidder(*b),
                money(*price),
                if *without_algorithm { " without the recommendation technology" } else { "" },
                write_share(price / standalone),
                money(*standalone)
            )
        }
        LogEvent::Topped { bidder: b, fee } if *fee > 0.0 => {
            format!(
                "{} outbids the buyer, who gets {} from it for the broken deal.",
                capitalized(&bidder(*b)),
                money(*fee)
            )
        }
        LogEvent::Topped { bidder: b, .. } => format!("{} outbids the buyer.", capitalized(&bidder(*b))),
        LogEvent::Matched { bidder: b, price } => {
            format!("{} offers more, and the buyer matches it: {}.", capitalized(&bidder(*b)), money(*price))
        }
        LogEvent::Sold { price } => {
            format!("Sold for {}: the agreed share of standalone value, on the day of closing.", money(*price))
        }
        _ => before.describe_failure(entry.day),
    }
}

/// A name within a sentence: "A software house" becomes "a software house".
fn lower_article(name: &str) -> String {
    let article = ["A ", "An ", "The "].into_iter().find(|article| name.starts_with(article));
    article.map_or_else(|| name.to_owned(), |article| article.to_lowercase() + &name[article.len()..])
}

fn describe_control(retaliation: bool, before: &Circumstances) -> String {
    match (retaliation, before.is_controlled) {
        (true, false) => "The home government retaliates: the technology comes under export control.".into(),
        (true, true) if before.has_retaliated => "The home government retaliates again; export control goes on.".into(),
        (true, true) => "The home government retaliates; the technology is under export control already.".into(),
        (false, false) => "The technology comes under export control.".into(),
        (false, true) => "Export control of the technology is confirmed.".into(),
    }
}

/// Why a scheduled event had no effect.
fn describe_misfit(scenario: &Scenario, event: usize, met: Access) -> String {
    let title = label(scenario, event);
    let why = match (&scenario.events[event].kind, met) {
        (EventKind::AcquisitionTalks { .. }, _) => "talks are under way, or nothing is left to sell",
        (_, Access::Open) => "the market is open",
        (_, Access::Review) => "the market is under review",
        (_, Access::Ordered) => "the app is under an order already",
        (_, Access::Stayed) => "the matter is in court",
        (_, Access::Restricted) => "the app is out of stores already",
        (_, Access::Banned) => "the app is banned already",
        (_, Access::Restructured) => "a partnership is in place",
        (_, Access::Divested) => "the market has been sold",
        (_, Access::Exited) => "the owner has left",
    };
    format!("No effect: {title}; {why}.")
}

fn name_verdict(approved: bool) -> &'static str {
    if approved { "approves" } else { "refuses" }
}

/// What stands against a market.
pub(super) fn name_action(action: Action) -> &'static str {
    match action {
        Action::Ban => "the ban",
        Action::Restriction => "the restriction",
        Action::AnnouncedBan => "the announced ban",
        Action::AnnouncedRestriction => "the announced removal from the stores",
        Action::OrderToSell => "the order to sell",
    }
}

/// What a rule starts, behind "the owner".
pub(in crate::analysis) fn name_answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Sell => "decides to sell",
        Answer::Litigate => "decides to sue",
        Answer::Restructure => "proposes a partnership",
        Answer::Exit => "decides to leave",
        Answer::Refuse => "does nothing",
    }
}

fn name_markets(scenario: &Scenario, markets: &[usize]) -> String {
    let names: Vec<&str> = markets.iter().take(NAMED).map(|&m| scenario.markets[m].name.as_str()).collect();
    match markets.len() {
        many if many > NAMED => format!("{many} markets"),
        _ => names.join("; "),
    }
}

pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A day within the simulation; none after its end.
fn write_day(scenario: &Scenario, day: f64) -> Option<String> {
    (day <= scenario.horizon).then(|| write_date(date(scenario.start, day)))
}

/// A share as a person says it: whole percent.
fn write_share(share: f64) -> String {
    if share < 0.005 { "less than 1%".to_owned() } else { format!("{:.0}%", share * 100.0) }
}

/// Users as in other results: `181m users`, and `no users` where not one is left.
fn write_users(users: f64) -> String {
    match users {
        none if none < 0.5 => "no users".to_owned(),
        one if one < 1.5 => "1 user".to_owned(),
        many => format!("{} users", money(many.round()).replace('$', "")),
    }
}

/// A length of time as a person says it: `9 days`, `12 months`, `2 years and 7 months`.
pub(super) fn write_time(days: f64) -> String {
    let plural = |number: f64, unit: &str| format!("{number} {unit}{}", if number > 1.0 { "s" } else { "" });
    let months = (days / MONTH).round();
    let years = (months / 12.0).floor();
    let rest = months - 12.0 * years;
    match days {
        none if none < 1.0 => "less than a day".to_owned(),
        few if few <= DAYS_TOLD => plural(few.round(), "day"),
        _ if months < 24.0 && months.to_bits() != 12.0_f64.to_bits() => plural(months, "month"),
        _ if rest < 1.0 => plural(years, "year"),
        _ => format!("{} and {}", plural(years, "year"), plural(rest, "month")),
    }
}
