//! The figures themselves, each with how it is read of a replication.

use super::{ColumnKind, Figure, Summarised, Unit};
use crate::model::{MarketState, Observation, World};
use crate::quantity::YEAR;
use crate::simd::{F64x8, Real as _};

/// A figure of the company with how it is read.
pub type CompanyFigure = (Figure, fn(&World) -> f64);
/// A figure of a market with how it is read.
pub type MarketFigure = (Figure, fn(&MarketState) -> f64);
/// A figure of users with how it is read off an observation of a group of markets and their users at the start.
pub type UserFigure = (Figure, fn(&Observation, F64x8) -> F64x8);

const DOLLARS: ColumnKind = ColumnKind::Number(Unit::Dollars);
const SHARE: ColumnKind = ColumnKind::Number(Unit::Share);
const DAYS: ColumnKind = ColumnKind::Number(Unit::Days);
const PEOPLE: ColumnKind = ColumnKind::Number(Unit::People);

/// Government actions of a kind, counted.
const fn actions([name, phrase, meaning]: [&'static str; 3]) -> Figure {
    let figure = Figure::new(name, ColumnKind::Count, [name, phrase, meaning]);
    figure.with_worse_higher().with_summary(Summarised::Counted)
}

/// What is recorded of the whole company, in dollars but for what happens at home.
#[rustfmt::skip]
pub static COMPANY: [CompanyFigure; 14] = [
    (Figure::new("value", DOLLARS, ["Value", "value", "Value of all markets."]), |world| sum(world, owner)),
    (Figure::new("value_abroad", DOLLARS, ["Value{outside}", "value{outside}", "Value outside the home market; equal to `value` where there is no home."]).without_home(),
        |world| sum_abroad(world, owner)),
    (Figure::new("baseline_value", DOLLARS, ["Baseline: no government action anywhere", "value with no government action", "Value of the same replication without any government action."]),
        |world| sum(world, baseline)),
    (Figure::new("baseline_value_abroad", DOLLARS, ["Baseline{outside}", "value{outside} with no government action", "The baseline outside the home market."]).without_home(),
        |world| sum_abroad(world, baseline)),
    (Figure::new("loss", DOLLARS, ["Loss: baseline less value", "loss of value", "`baseline_value` less `value`."]).with_worse_higher(),
        |world| sum(world, baseline) - sum(world, owner)),
    (Figure::new("loss_abroad", DOLLARS, ["Loss{outside}", "loss of value{outside}", "`baseline_value_abroad` less `value_abroad`."]).with_worse_higher().without_home(),
        |world| sum_abroad(world, baseline) - sum_abroad(world, owner)),
    (Figure::new("sunk", DOLLARS, ["Lost before the start", "value lost before the start", "What was lost before the start, of markets blocked before it."]).with_worse_higher().told_where_any(),
        |world| world.sunk),
    (Figure::in_rows("terminal_value", DOLLARS, "The part of `value` that lies after the horizon."),
        |world| sum(world, |market| market.terminal)),
    (Figure::in_rows("terminal_value_abroad", DOLLARS, "The part of `value_abroad` that lies after the horizon.").without_home(),
        |world| sum_abroad(world, |market| market.terminal)),
    (Figure::new("retaliations", ColumnKind::Count, ["Probability of retaliation", "probability of retaliation", "How often the home country retaliated; empty without a home."]).at_home().with_summary(Summarised::Chance("retaliation")),
        |world| at_home(world, f64::from(world.home.retaliations))),
    (Figure::new("export_control", ColumnKind::Flag, ["Probability of export control", "probability of export control", "Whether technology ever came under export control."]).at_home().with_summary(Summarised::Chance("export_control")),
        |world| at_home(world, flag(world.home.ever_controlled))),
    (Figure::new("peak_backlash", ColumnKind::Number(Unit::Index), ["Greatest anger at home", "greatest anger at home", "Greatest anger at home; empty without a home."]).at_home(),
        |world| at_home(world, world.home.peak_anger)),
    (Figure::new("multiple", ColumnKind::Number(Unit::Index), ["Value over the investment", "value over the investment", "`value` over `company.investment`; only where one is stated."]).where_invested(),
        money_multiple),
    (Figure::new("irr", SHARE, ["Return a year on the investment", "return a year on the investment", "The rate a year at which `company.investment` has grown into `value` from `company.invested` to the start; −100% where value is 0 or less; only where an investment is stated."]).where_invested(),
        return_a_year),
];

/// What is recorded of each market at the end.
#[rustfmt::skip]
pub static MARKET: [MarketFigure; 21] = [
    (Figure::in_rows("final_state", ColumnKind::State, "State at the horizon.").with_summary(Summarised::Outcomes),
        |market| f64::from(market.access as u8)),
    (Figure::new("value", DOLLARS, ["Value", "value", "Value of the market, with its share of proceeds."]), owner),
    (Figure::new("baseline_value", DOLLARS, ["Baseline", "value with no government action", "Value of the market without any government action."]),
        baseline),
    (Figure::new("loss", DOLLARS, ["Loss", "loss of value", "`baseline_value` less `value` of the market."]).with_worse_higher(),
        |market| baseline(market) - owner(market)),
    (Figure::new("days_without_access", DAYS, ["Days without access", "days without access", "Days banned or exited."]).with_worse_higher(),
        |market| market.days_without_access),
    (Figure::new("ever_blocked", ColumnKind::Flag, ["Ever without access", "probability of ever being without access", "Whether it was ever banned or exited."]).with_worse_higher().with_summary(Summarised::Chance("ever_blocked")),
        |market| flag(market.ever_cut_off)),
    (actions(["reviews", "number of reviews", "Reviews."]), |market| count(market, 0)),
    (actions(["orders", "number of orders", "Orders to sell."]), |market| count(market, 1)),
    (actions(["restrictions", "number of restrictions", "Restrictions."]), |market| count(market, 2)),
    (actions(["bans", "number of bans", "Bans."]), |market| count(market, 3)),
    (Figure::in_rows("first_review_day", ColumnKind::Day, "Day of the first review."), |market| first(market, 0)),
    (Figure::in_rows("first_order_day", ColumnKind::Day, "Day of the first order."), |market| first(market, 1)),
    (Figure::in_rows("first_restriction_day", ColumnKind::Day, "Day of the first restriction."),
        |market| first(market, 2)),
    (Figure::in_rows("first_ban_day", ColumnKind::Day, "Day of the first ban."), |market| first(market, 3)),
    (Figure::new("sale_price", DOLLARS, ["Sale price", "sale price", "This market's share of the price; empty where it was not sold."]).told_where_any(),
        |market| market.sale.map_or(f64::NAN, |sale| sale.price)),
    (Figure::new("sale_discount", SHARE, ["Sale discount", "discount at a sale", "1 less price over standalone value; empty where it was not sold."]).with_worse_higher().told_where_any(),
        |market| market.sale.map_or(f64::NAN, |sale| sale.discount)),
    (Figure::in_rows("sale_day", ColumnKind::Day, "Day on which the sale was signed; empty where none closed."),
        |market| market.sale.map_or(f64::NAN, |sale| sale.terms.day)),
    (Figure::in_rows("sale_closing_day", ColumnKind::Day, "Day on which the sale closed and the price was paid."),
        |market| market.sale.map_or(f64::NAN, |sale| sale.closing_day)),
    (Figure::in_rows("first_signing_day", ColumnKind::Day, "Day on which a sale was first signed, whether or not it closed."),
        |market| market.first_signing.unwrap_or(f64::NAN)),
    (Figure::in_rows("sale_bidders", ColumnKind::Count, "Bidders whose bids qualified at signing."),
        |market| market.sale.map_or(f64::NAN, |sale| f64::from(sale.terms.bidders))),
    (Figure::in_rows("sale_days_left", DAYS, "Days left to the nearest deadline at signing."),
        |market| market.sale.and_then(|sale| sale.terms.days_left).unwrap_or(f64::NAN)),
];

/// What users of a market are counted by, at recorded dates and at the horizon, from an observation of a group of markets and
/// their users at the start.
#[rustfmt::skip]
pub static USER_METRICS: [UserFigure; 5] = [
    (Figure::new("retention", SHARE, ["Users kept", "users kept", "Users over users at the start."]),
        |observed, at_start| observed.reached / at_start),
    (Figure::new("vs_baseline", SHARE, ["Against baseline", "share of users with no government action", "Users over users without any government action on the same date."]),
        |observed, _| share_of_baseline(observed)),
    (Figure::new("cohort", SHARE, ["Day-one users still active", "first-day users kept", "Share of the users at the start who still are."]).with_detail(),
        |observed, _| observed.cohort),
    (Figure::new("users", PEOPLE, ["Users at the horizon", "users at the horizon", "Active and circumventing users."]).with_sum(),
        |observed, _| observed.reached),
    (Figure::new("baseline_users", PEOPLE, ["Baseline users at the horizon", "users at the horizon with no government action", "Users without any government action on the same date."]).with_sum(),
        |observed, _| observed.baseline),
];

/// Less than one user counts as one in both, so that what is gone in both is the same.
fn share_of_baseline(observed: &Observation) -> F64x8 {
    let at_least_one = |reached: f64, users: f64| if users < 1.0 { reached.max(1.0) } else { reached };
    observed.reached.zip_with(observed.baseline, at_least_one) / observed.baseline.at_least(F64x8::splat(1.0))
}

fn owner(market: &MarketState) -> f64 {
    market.cash.owner
}

fn baseline(market: &MarketState) -> f64 {
    market.cash.baseline
}

fn sum(world: &World, of: impl Fn(&MarketState) -> f64) -> f64 {
    world.markets.iter().fold(0.0, |sum, market| sum + of(market))
}

fn sum_abroad(world: &World, of: impl Fn(&MarketState) -> f64) -> f64 {
    let abroad = world.markets.iter().enumerate().filter(|(m, _)| !world.plan.is_home(*m));
    abroad.fold(0.0, |sum, (_, market)| sum + of(market))
}

/// Value over what the owner once paid.
fn money_multiple(world: &World) -> f64 {
    let investment = world.plan.scenario.company.investment;
    investment.map_or(f64::NAN, |investment| sum(world, owner) / world.draw[investment])
}

/// The effective rate a year, compounded yearly, from what the owner once paid to value at the start.
fn return_a_year(world: &World) -> f64 {
    let scenario = world.plan.scenario;
    scenario.company.invested.map_or(f64::NAN, |day| {
        let years = f64::from((scenario.start - day).get_days()) / YEAR;
        libm::pow(money_multiple(world).max(0.0), years.recip()) - 1.0
    })
}

fn at_home(world: &World, figure: f64) -> f64 {
    if world.plan.scenario.company.home.is_some() { figure } else { f64::NAN }
}

fn flag(happened: bool) -> f64 {
    f64::from(u8::from(happened))
}

fn count(market: &MarketState, action: usize) -> f64 {
    f64::from(market.action_tallies[action].count)
}

fn first(market: &MarketState, action: usize) -> f64 {
    market.action_tallies[action].first.unwrap_or(f64::NAN)
}
