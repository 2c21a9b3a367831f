//! One market of a replication: its access, what stands against it, what has become of it.

use crate::model::{Access, ArrivalKind, Cash, EarningTerms, HawkesProcess, Ticket};
use crate::scenario::EventKind;

/// Multipliers of policy that a change of regime sets.
#[derive(Debug, Clone, Copy)]
pub struct Regime {
    /// Of the rates of reviews and bans (a plain number, as are the others).
    pub rates: f64,
    /// Of the probability of enforcement.
    pub enforcement: f64,
    /// Of the probabilities of extension.
    pub extension: f64,
    /// Of the rate of revocation.
    pub revocation: f64,
}

impl Default for Regime {
    fn default() -> Self {
        Self { rates: 1.0, enforcement: 1.0, extension: 1.0, revocation: 1.0 }
    }
}

/// What comes of an order when its deadline passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKind {
    /// To sell: it is extended, enforced or lapses.
    Sale,
    /// A ban that was announced takes force.
    Ban,
    /// A restriction that was announced takes force.
    Restriction,
    /// Enforced by a trustee, who sells.
    Trustee,
    /// Enforced by fines for every day; it has no deadline.
    Fines,
}

impl OrderKind {
    /// Whether a ban or restriction was announced.
    pub fn is_announcement(self) -> bool {
        matches!(self, Self::Ban | Self::Restriction)
    }

    /// Whether the government can move its deadline: not once it is enforced.
    pub fn can_be_extended(self) -> bool {
        self == Self::Sale || self.is_announcement()
    }
}

/// An order to sell, or an announced ban or restriction, from its date until something ends it.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// What comes of it.
    pub kind: OrderKind,
    /// Its deadline, in days since the start.
    pub deadline: f64,
    /// Its entry in the agenda; none while a court stays it.
    pub ticket: Option<Ticket>,
    /// Extensions so far, a whole number.
    pub extensions: f64,
    /// What is missing of the unit exponential that revokes it, in expected revocations.
    pub revocation: f64,
    /// Since when that has been running, in days since the start.
    pub revocable_since: f64,
    /// Its entry in the agenda.
    pub revocation_ticket: Option<Ticket>,
    /// The owner leaves when the deadline passes.
    pub exit_at_deadline: bool,
}

/// A restriction or a ban in force.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    /// Since when users have been cut off or new ones kept out, in days since the start.
    pub since: f64,
    /// Since when it has been what it is, a restriction or a ban, in days since the start.
    pub in_this_form_since: f64,
    /// When it will be lifted, in days since the start; infinite where never.
    pub lift: f64,
    /// Its entry in the agenda.
    pub lift_ticket: Option<Ticket>,
    /// When a restriction on the way to a ban becomes one, in days since the start; infinite otherwise.
    pub ban: f64,
    /// Its entry in the agenda.
    pub ban_ticket: Option<Ticket>,
}

/// What a court has suspended.
#[derive(Debug, Clone, Copy)]
pub enum Suspended {
    /// An order with so many days left.
    Order {
        /// Days to the deadline.
        remaining: f64,
    },
    /// A restriction or a ban.
    Block {
        /// Whether it was a ban.
        banned: bool,
        /// Days to the lift.
        lift: f64,
        /// Days to the ban of a restriction.
        ban: f64,
    },
}

/// The owner's suit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Suit {
    /// Entry of the filing.
    pub filing: Option<Ticket>,
    /// Entry of the stay.
    pub injunction: Option<Ticket>,
    /// Entry of the ruling.
    pub ruling: Option<Ticket>,
}

/// A structure proposed to the host.
#[derive(Debug, Clone, Copy)]
pub struct StructureProposal {
    /// Entry of the next decision.
    pub ticket: Ticket,
    /// The host has accepted; home decides.
    pub accepted: bool,
}

/// What became of a market's sale.
#[derive(Debug, Clone, Copy)]
pub struct Sale {
    /// The market's share of the price, in dollars of its day.
    pub price: f64,
    /// 1 − price / standalone value.
    pub discount: f64,
    /// Day of closing, since the start.
    pub closing_day: f64,
    /// How it was signed.
    pub terms: SaleTerms,
}

/// What the signing of a deal was like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SaleTerms {
    /// Day of signing, since the start.
    pub day: f64,
    /// Bidders whose bids qualified.
    pub bidders: u32,
    /// Days to the nearest deadline in the perimeter; none where no order stood.
    pub days_left: Option<f64>,
}

/// What a host government does against the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum GovernmentAction {
    /// A review.
    Review,
    /// An order to sell.
    Order,
    /// A restriction.
    Restriction,
    /// A ban.
    Ban,
}

impl GovernmentAction {
    /// Every action, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Review, Self::Order, Self::Restriction, Self::Ban];

    /// The action that a scheduled event of this kind is, if it is one.
    pub fn find_in_event(kind: &EventKind) -> Option<Self> {
        match kind {
            EventKind::Review { .. } => Some(Self::Review),
            EventKind::ForcedSale { .. } => Some(Self::Order),
            EventKind::Restriction { .. } => Some(Self::Restriction),
            EventKind::Ban { .. } => Some(Self::Ban),
            EventKind::Extension { .. }
            | EventKind::Lift
            | EventKind::Settlement
            | EventKind::Injunction
            | EventKind::Ruling { .. }
            | EventKind::AcquisitionTalks { .. }
            | EventKind::Exit
            | EventKind::ExportControl { .. }
            | EventKind::Regime { .. } => None,
        }
    }
}

/// A market against which a government acts, on its own or together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewCase {
    /// The market, by its number.
    pub market: usize,
    /// The scheduled event whose one measure over several markets it is.
    pub joint: Option<usize>,
}

impl NewCase {
    /// A measure against one market alone.
    pub fn alone(market: usize) -> Self {
        Self { market, joint: None }
    }
}

/// How often a government acted in a way, and when first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// How many times.
    pub count: u32,
    /// Day of the first, since the start.
    pub first: Option<f64>,
}

/// Conditions that hold from one whole step to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepTerms {
    /// On what terms users earn.
    pub terms: EarningTerms,
    /// Half of the step that they were worked out for, in years.
    pub half: f64,
}

/// One market.
#[derive(Debug, Clone, Default)]
pub struct MarketState {
    /// Its state.
    pub access: Access,
    /// Since when, in days since the start.
    pub since: f64,
    /// Nothing has changed how it moves and earns: it *is* its baseline, and neither stocks nor cash are kept.
    pub follows_baseline: bool,
    /// Days since the start up to which its stocks and money have been advanced.
    pub settled_until: f64,
    /// Its conditions in whole steps, while nothing changes them: what it earns under them is booked when something does.
    pub step_terms: Option<StepTerms>,
    /// Money booked so far, in dollars discounted to the start.
    pub cash: Cash,
    /// Pressure on it: its next review and direct ban.
    pub pressure: HawkesProcess<{ ArrivalKind::ALL.len() }>,
    /// Multipliers of its policy.
    pub regime: Regime,
    /// Entry of the end of the review in progress.
    pub review_ends: Option<Ticket>,
    /// The order in force or stayed.
    pub order: Option<Order>,
    /// The scheduled event, by its number, whose one measure over several markets the case in hand is, or the last was.
    pub joint: Option<usize>,
    /// Entry of the settlement of the case in hand.
    pub settlement: Option<Ticket>,
    /// Since when fines are due for every day, in days since the start.
    pub fines_since: Option<f64>,
    /// The restriction or ban in force.
    pub block: Option<Block>,
    /// What a court has suspended.
    pub suspended: Option<Suspended>,
    /// The owner's suit.
    pub suit: Option<Suit>,
    /// The case in hand has been before a court, or is on its way there.
    pub sued: bool,
    /// Number of the case in hand, or of the last: how many have ended or begun before it.
    pub case: u32,
    /// The structure proposed.
    pub proposal: Option<StructureProposal>,
    /// `then` has started for the order in hand.
    pub then_started: bool,
    /// The owner is selling in answer to the order in hand.
    pub selling: bool,
    /// Mitigation runs.
    pub mitigated: bool,
    /// It is run by a structure, also while that is blocked or stayed.
    pub restructured: bool,
    /// While users are getting used to a new owner: the entry of its end.
    pub transition: Option<Ticket>,
    /// It was blocked when the simulation began and has been since.
    pub lost_before_start: bool,
    /// Days banned or exited, up to `since`.
    pub days_without_access: f64,
    /// It was banned or exited at some time.
    pub ever_cut_off: bool,
    /// What governments did, by [`GovernmentAction`].
    pub action_tallies: [Tally; GovernmentAction::ALL.len()],
    /// Day on which a sale of it was first signed, whether or not it closed.
    pub first_signing: Option<f64>,
    /// Its sale.
    pub sale: Option<Sale>,
    /// The owner's terminal value, in dollars discounted to the start.
    pub terminal: f64,
    /// What the cash rate at the horizon was divided by for it: discount rate less growth, plus the hazard of loss, per year.
    pub terminal_divisor: f64,
}
