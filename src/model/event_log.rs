//! What happened in one replication, for those who want it told.

use crate::model::Access;
use crate::scenario::Answer;

/// One thing that happened. The log knows more than anyone does on that day, such as how long a review will last.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Days since the start; negative for what stood at the start already.
    pub day: f64,
    /// The market by its number, if it was in one.
    pub market: Option<usize>,
    /// What happened.
    pub event: LogEvent,
}

/// What stands against a market that an owner can sue over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// An order to sell.
    OrderToSell,
    /// A ban that has been announced and is not yet in force.
    AnnouncedBan,
    /// A restriction that has been announced and is not yet in force.
    AnnouncedRestriction,
    /// A ban in force.
    Ban,
    /// A restriction in force.
    Restriction,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum LogEvent {
    /// A scheduled event took place.
    Scheduled(usize),
    /// A scheduled event did not take place, by its probability.
    Averted(usize),
    /// A scheduled event did not fit the state it met.
    Skipped {
        /// Its number.
        event: usize,
        /// The state of its market.
        met: Access,
    },
    /// A review began.
    ReviewBegins {
        /// When it will end, in days since the start.
        until: f64,
    },
    /// A review ended with the app cleared.
    Cleared,
    /// A review ended in mitigation.
    Mitigated,
    /// A sale was ordered.
    Ordered {
        /// The deadline, in days since the start.
        deadline: f64,
    },
    /// A government decided on a ban without an order or a review before it.
    BanArrived {
        /// Part of the pressure for it that came from earlier government actions, of the market itself or of others, 0 to 1.
        by_actions: f64,
    },
    /// A ban or restriction was announced.
    Announced {
        /// Which of them.
        action: Action,
        /// The day on which it takes force, in days since the start.
        day: f64,
    },
    /// The deadline was moved.
    Extended {
        /// The new deadline, in days since the start.
        deadline: f64,
    },
    /// The deadline passed and the order was enforced.
    Enforced,
    /// The deadline passed and nothing happened.
    Lapsed,
    /// An order or an announcement was revoked.
    Revoked {
        /// Which of them.
        action: Action,
    },
    /// An order was enforced by a trustee, who is to sell.
    TrusteeAppointed {
        /// By when, in days since the start.
        until: f64,
    },
    /// A trustee sold the market.
    SoldByTrustee {
        /// The price, dollars.
        price: f64,
    },
    /// An order was enforced by fines.
    FinesBegin {
        /// For each day, dollars.
        daily: f64,
    },
    /// An order was enforced by a structure on the terms of `[structure]`.
    StructureImposed,
    /// What stood against the market ended in a settlement or a licence.
    Settled {
        /// What it was.
        action: Action,
    },
    /// Out of the stores.
    Restricted {
        /// Whether it begins a case and ends any before it; else it enforces an order or an announcement.
        is_new: bool,
    },
    /// Blocked.
    Banned {
        /// Users cut off.
        users: f64,
        /// Whether it begins a case and ends any before it; else it enforces an order or an announcement.
        is_new: bool,
    },
    /// An order or block was lifted.
    Lifted {
        /// What was lifted: what stood against the market, or what a court had suspended.
        action: Action,
        /// How long it had lasted, in days.
        after: f64,
    },
    /// The owner sued.
    Sued,
    /// A court suspended an order or block.
    Stayed {
        /// The order or block.
        action: Action,
    },
    /// A court upheld an order or block.
    Upheld {
        /// What it upheld.
        action: Action,
        /// Whether it had been suspended, and is in force again.
        resumes: bool,
    },
    /// A court struck an order or block down.
    StruckDown {
        /// What it struck down.
        action: Action,
    },
    /// Talks on a sale began.
    TalksBegin {
        /// Whether an order forces it.
        forced: bool,
        /// Numbers of the markets that they are about.
        markets: Vec<usize>,
    },
    /// A bidder turned up and made its valuation.
    Bid {
        /// Number of the bidder.
        bidder: usize,
        /// The most that it would pay, in dollars.
        amount: f64,
        /// The least the owner would take now, dollars.
        least: f64,
    },
    /// A deal was signed.
    Signed {
        /// Number of the bidder.
        bidder: usize,
        /// The price agreed, in dollars.
        price: f64,
        /// Standalone value at that time, dollars.
        standalone: f64,
        /// Whether the technology stays behind.
        without_algorithm: bool,
    },
    /// A bidder who turned up after the signing outbid the first buyer.
    Topped {
        /// Number of the bidder.
        bidder: usize,
        /// What it pays the first buyer for the broken deal, dollars.
        fee: f64,
    },
    /// The first buyer matched what a bidder who turned up after the signing offered.
    Matched {
        /// Number of the new bidder.
        bidder: usize,
        /// The price now agreed, dollars.
        price: f64,
    },
    /// The host government decided on the deal.
    HostDecides {
        /// Approved.
        approved: bool,
    },
    /// The home government decided on a deal or a structure.
    HomeDecides {
        /// Approved.
        approved: bool,
    },
    /// The deal fell through.
    DealFails,
    /// The deal closed and the market was sold.
    Sold {
        /// The market's share of the price, dollars.
        price: f64,
    },
    /// The host answered the proposed structure.
    StructureAnswered {
        /// Accepted.
        accepted: bool,
    },
    /// The market went into a structure.
    Restructured {
        /// What investors paid, dollars.
        price: f64,
    },
    /// The owner left.
    Exited,
    /// The home country put the technology under export control.
    ExportControl {
        /// Until when, in days since the start.
        until: f64,
        /// Whether it was retaliation.
        retaliation: bool,
    },
    /// A change of government or policy, by the number of its event.
    Regime(usize),
    /// A rule of the strategy in force fired and started an answer.
    RuleStarts {
        /// Its number, from 0.
        rule: usize,
        /// What it started.
        answer: Answer,
    },
    /// How the market stands at the end.
    Ends {
        /// The state.
        access: Access,
        /// Active and circumventing users.
        users: f64,
    },
}
