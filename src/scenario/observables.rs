//! What the owner can see on a day: the names that rules of a strategy may use, and the names that they may not.
//!
//! What they stand for on a day is in `model/observables.rs`. Figures of the end of a simulation and inputs as drawn are none of them:
//! an owner knows neither.

use super::quantities::MarketId;
use super::shape::{SHAPE, Shape};
use crate::expression::{Meaning, Unit, Vocabulary, Words};
use jiff::civil::Date;

/// States of a market, in the order of their numbers.
pub const STATES: [&str; 9] =
    ["open", "review", "ordered", "stayed", "restricted", "banned", "restructured", "divested", "exited"];

/// Something that can be seen of the company as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum CompanyObservable {
    /// The date, in days since the start.
    Date,
    /// The technology is under export control.
    ExportControl,
    /// Retaliations so far.
    Retaliations,
    /// Markets that are restricted or banned.
    MarketsBlocked,
}

/// Something that can be seen of a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum MarketObservable {
    /// Its state, as its number among [`STATES`].
    State,
    /// Days since that began, or since the start.
    TimeInState,
    /// Days to the deadline of the order in force.
    TimeToDeadline,
    /// Extensions of the order in hand so far.
    Extensions,
    /// The owner is selling it, in a deal on the table or once that is over.
    Selling,
    /// Bids on the table.
    Offers,
    /// The best of them over standalone value.
    BestOffer,
    /// A deal that covers it is signed and awaits approval.
    DealSigned,
    /// A suit is prepared or before the court.
    SuitPending,
    /// The case in hand has been before a court, or is on its way there.
    Sued,
    /// A structure is proposed.
    StructureProposed,
    /// Users now.
    Users,
    /// Reviews, orders, restrictions and bans so far.
    Measures,
    /// Reviews so far.
    Reviews,
    /// Orders so far.
    Orders,
    /// Restrictions so far.
    Restrictions,
    /// Bans so far.
    Bans,
}

/// How a condition takes what is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number(Unit),
    /// One of [`STATES`].
    State,
    /// True or false.
    Flag,
}

/// A name that rules may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observable<O> {
    /// What is seen.
    pub what: O,
    /// Its name, of a market behind the market's.
    pub name: &'static str,
    /// How a condition takes it.
    pub kind: Kind,
    /// Whether it changes as time passes, and not only when something happens.
    pub moves: bool,
    /// What it is, for the manual.
    pub meaning: &'static str,
}

const fn entry<O>(what: O, name: &'static str, kind: Kind, meaning: &'static str) -> Observable<O> {
    Observable { what, name, kind, moves: false, meaning }
}

const fn moving<O: Copy>(observable: Observable<O>) -> Observable<O> {
    Observable { moves: true, ..observable }
}

const COUNT: Kind = Kind::Number(Unit::Number);
const LENGTH: Kind = Kind::Number(Unit::Duration);

/// What can be seen of the company, by [`CompanyObservable`].
#[rustfmt::skip]
pub static COMPANY: [Observable<CompanyObservable>; 4] = [
    moving(entry(CompanyObservable::Date, "date", Kind::Number(Unit::Date), "The date.")),
    moving(entry(CompanyObservable::ExportControl, "export_control", Kind::Flag, "Whether the technology is under export control.")),
    entry(CompanyObservable::Retaliations, "retaliations", COUNT, "How often the home country has retaliated."),
    entry(CompanyObservable::MarketsBlocked, "markets_blocked", COUNT, "How many markets are restricted or banned."),
];

/// What can be seen of a market, by [`MarketObservable`].
#[rustfmt::skip]
pub static MARKET: [Observable<MarketObservable>; 17] = [
    entry(MarketObservable::State, "state", Kind::State, "Its state."),
    moving(entry(MarketObservable::TimeInState, "time_in_state", LENGTH, "Time since that state began; of one from before the start, time since the start.")),
    moving(entry(MarketObservable::TimeToDeadline, "time_to_deadline", LENGTH, "Time to the deadline of the order in force; missing where none runs: there is no order, a court has stayed it, or it has been enforced.")),
    entry(MarketObservable::Extensions, "extensions", COUNT, "How often the deadline of the order in hand has been extended; 0 without an order."),
    entry(MarketObservable::Selling, "selling", Kind::Flag, "Whether the owner is selling it: a deal that covers it is on the table, or waits for another to end."),
    entry(MarketObservable::Offers, "offers", COUNT, "Bids present in the deal that covers it, without those of refused bidders; 0 without a deal."),
    entry(MarketObservable::BestOffer, "best_offer", Kind::Number(Unit::Share), "The greatest of these bids over the standalone value of what is sold; missing without a bid."),
    entry(MarketObservable::DealSigned, "deal_signed", Kind::Flag, "Whether a deal that covers it is signed and awaits approval."),
    entry(MarketObservable::SuitPending, "suit_pending", Kind::Flag, "Whether a suit is being prepared or before the court."),
    entry(MarketObservable::Sued, "sued", Kind::Flag, "Whether the case in hand is, or has been, on its way to a court or before it."),
    entry(MarketObservable::StructureProposed, "structure_proposed", Kind::Flag, "Whether a proposed structure awaits an answer."),
    moving(entry(MarketObservable::Users, "users", Kind::Number(Unit::People), "Active and circumventing users.")),
    entry(MarketObservable::Measures, "measures", COUNT, "Reviews, orders, restrictions and bans since the start."),
    entry(MarketObservable::Reviews, "reviews", COUNT, "Reviews since the start."),
    entry(MarketObservable::Orders, "orders", COUNT, "Orders to sell since the start."),
    entry(MarketObservable::Restrictions, "restrictions", COUNT, "Restrictions since the start."),
    entry(MarketObservable::Bans, "bans", COUNT, "Bans since the start."),
];

/// Figures of a market in results that are known only at the end.
const MARKET_ENDS: [&str; 24] = [
    "final_state",
    "value",
    "baseline_value",
    "loss",
    "days_without_access",
    "ever_blocked",
    "first_review_day",
    "first_order_day",
    "first_restriction_day",
    "first_ban_day",
    "sale_price",
    "sale_discount",
    "sale_day",
    "sale_closing_day",
    "first_signing_day",
    "baseline_cohort",
    "sale_bidders",
    "sale_days_left",
    "retention",
    "vs_baseline",
    "cohort",
    "users",
    "baseline_users",
    "bridge",
];

/// Figures of the company in results that are known only at the end.
const COMPANY_ENDS: [&str; 17] = [
    "replication",
    "value",
    "value_abroad",
    "baseline_value",
    "baseline_value_abroad",
    "loss",
    "loss_abroad",
    "sunk",
    "terminal_value",
    "terminal_value_abroad",
    "peak_backlash",
    "multiple",
    "irr",
    "users",
    "baseline_users",
    "bridge",
    "bridge_abroad",
];

/// What is seen at a column of a rule's condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Something of the company.
    Company(CompanyObservable),
    /// Something of a market.
    Market(MarketId, MarketObservable),
}

impl Seen {
    /// What column `column` of a condition over [`make_vocabulary`] stands for.
    pub fn find(column: usize) -> Self {
        match column.checked_sub(COMPANY.len()) {
            None => Self::Company(COMPANY[column].what),
            Some(rest) => Self::Market(MarketId(rest / MARKET.len()), MARKET[rest % MARKET.len()].what),
        }
    }

    /// Whether it changes as time passes.
    pub fn moves(self) -> bool {
        match self {
            Self::Company(what) => COMPANY[what as usize].moves,
            Self::Market(_, what) => MARKET[what as usize].moves,
        }
    }
}

/// The names that rules may use in a scenario with these markets. Dates count from `start`.
pub(super) fn make_vocabulary(markets: &[String], start: Date) -> Vocabulary {
    let states = || Words::new(STATES).add_alias("sold", "divested");
    let meaning = |kind, column| match kind {
        Kind::Number(unit) => Meaning::Number(column, unit),
        Kind::State => Meaning::Word(column, states()),
        Kind::Flag => Meaning::Is(column, 1),
    };
    let mut vocabulary = Vocabulary::new("observation", start);
    for (column, observable) in COMPANY.iter().enumerate() {
        vocabulary.add(observable.name, meaning(observable.kind, column));
    }
    for (m, market) in markets.iter().enumerate() {
        for (k, observable) in MARKET.iter().enumerate() {
            let column = COMPANY.len() + m * MARKET.len() + k;
            vocabulary.add(format!("{market}.{}", observable.name), meaning(observable.kind, column));
        }
    }
    vocabulary
}

/// Why a rule may not use a name that results or inputs have: the mistake, and what to write instead.
pub(super) fn explain_refusal(name: &str, markets: &[String]) -> Option<(String, Option<String>)> {
    let head = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
    let at_end = format!("`{name}` is known only at the end of the simulation");
    let names = |of: &mut dyn Iterator<Item = &'static str>| of.collect::<Vec<_>>().join(", ");
    if let Some((market, rest)) = name.split_once('.')
        && markets.iter().any(|known| known == market)
    {
        if STATES.contains(&rest) || rest == "sold" {
            return Some((at_end, Some(format!("whether it is so on the day is `{market}.state == {rest}`"))));
        }
        let known = names(&mut MARKET.iter().map(|observable| observable.name));
        return MARKET_ENDS
            .contains(&head(rest).as_str())
            .then(|| (at_end, Some(format!("of a market a rule sees, behind its name and a dot: {known}"))));
    }
    if COMPANY_ENDS.contains(&head(name).as_str()) {
        let known = names(&mut COMPANY.iter().map(|observable| observable.name));
        return Some((at_end, Some(format!("of the company a rule sees {known}"))));
    }
    if is_input(name) {
        let help = "a rule sees what has happened; where the input is a known value, write that value".to_owned();
        return Some((format!("`{name}` is an input, and what is drawn of it is hidden from the owner"), Some(help)));
    }
    let (market, rest) = name.rsplit_once('.')?;
    let of_market = MARKET.iter().any(|observable| observable.name == rest);
    of_market.then(|| {
        let help = super::diagnostics::suggest_name(market, markets.iter().map(String::as_str));
        (format!("there is no market `{market}`"), help)
    })
}

/// Whether a quantity of the format stands at this path.
fn is_input(path: &str) -> bool {
    fn enter(shape: &'static Shape, name: &str) -> Option<&'static Shape> {
        shape.children.get(name).or(shape.any.as_deref())
    }
    path.contains('.') && path.split('.').try_fold(&*SHAPE, enter).is_some_and(|shape| shape.field.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_at_their_numbers_and_columns_lead_back_to_them() {
        assert!(COMPANY.iter().enumerate().all(|(k, observable)| observable.what as usize == k));
        assert!(MARKET.iter().enumerate().all(|(k, observable)| observable.what as usize == k));
        let markets = ["us".to_owned(), "eu".to_owned()];
        let vocabulary = make_vocabulary(&markets, Date::constant(2020, 1, 1));
        let column = |name: &str| {
            let (_, meaning) = vocabulary.names().find(|(known, _)| *known == name).unwrap();
            match meaning {
                Meaning::Number(column, _) | Meaning::Word(column, _) | Meaning::Is(column, _) => *column,
            }
        };
        assert_eq!(Seen::find(column("markets_blocked")), Seen::Company(CompanyObservable::MarketsBlocked));
        assert_eq!(Seen::find(column("us.state")), Seen::Market(MarketId(0), MarketObservable::State));
        assert_eq!(Seen::find(column("eu.bans")), Seen::Market(MarketId(1), MarketObservable::Bans));
        assert!(Seen::find(column("eu.users")).moves() && !Seen::find(column("eu.offers")).moves());
    }

    #[test]
    fn no_state_is_a_name_that_a_rule_may_not_use() {
        assert!(STATES.iter().all(|state| !COMPANY_ENDS.contains(state) && explain_refusal(state, &[]).is_none()));
    }
}
