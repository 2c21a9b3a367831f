//! The world of one replication: every market, the home country, the deal on the table.

use crate::draws::Purpose;
use crate::lanes::WIDTH;
use crate::model::access::Access;
use crate::model::agenda::{Agenda, Ticket};
use crate::model::baseline::{Baseline, grid};
use crate::model::drawn::Drawn;
use crate::model::error::ModelError;
use crate::model::group::Group;
use crate::model::luck::{Luck, Names, Whose};
use crate::model::money::{Cash, Terms as EarningTerms};
use crate::model::pressure::{Excitation, Hazard};
use crate::model::steps::Abreast;
use crate::model::story::{Happening, Telling};
use crate::normal;
use crate::scenario::{Chance, MarketId, Scenario, Strategy};

/// What is the same in every replication of a scenario.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Ends of the steps in days, from 0 to the horizon.
    pub times: Vec<f64>,
    /// Keys of names.
    pub names: Names,
    /// For each market, those whose content comes from it.
    pub watchers: Vec<Vec<usize>>,
    /// Days before the horizon at which the state is recorded, without a cut.
    pub instants: Vec<f64>,
}

impl<'a> Plan<'a> {
    /// Prepares `scenario` for simulation; the state is recorded on the days `instants` and at the horizon.
    pub fn new(scenario: &'a Scenario, seed: u64, instants: Vec<f64>) -> Self {
        let mut watchers = vec![Vec::new(); scenario.markets.len()];
        for (m, market) in scenario.markets.iter().enumerate() {
            for &(MarketId(from), _) in &market.content {
                watchers[from].push(m);
            }
        }
        Self {
            scenario,
            seed,
            times: grid(scenario.horizon, scenario.step),
            names: Names::of(scenario),
            watchers,
            instants,
        }
    }

    /// The strategy in force.
    pub fn strategy(&self) -> &'a Strategy {
        &self.scenario.strategies[self.scenario.strategy]
    }

    /// Whether `market` is home.
    pub fn is_home(&self, market: usize) -> bool {
        self.scenario.company.home == Some(MarketId(market))
    }
}

/// An arrival that waits for its compensator to reach a threshold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival {
    /// What is still missing.
    pub threshold: f64,
    /// Its hazard now.
    pub hazard: Hazard,
    /// Its entry in the agenda.
    pub ticket: Option<Ticket>,
}

/// Multipliers of policy that a change of regime sets.
#[derive(Debug, Clone, Copy)]
pub struct Regime {
    /// Of the rates of reviews and bans.
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

/// An order to sell, from its date until something ends it.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// Its deadline.
    pub deadline: f64,
    /// Its entry in the agenda; none while a court stays it.
    pub ticket: Option<Ticket>,
    /// Extensions so far.
    pub extensions: f64,
    /// What is missing of the unit exponential that revokes it.
    pub revocation: f64,
    /// Since when that has been running.
    pub revocable_since: f64,
    /// Its entry in the agenda.
    pub revocation_ticket: Option<Ticket>,
    /// The owner leaves when the deadline passes.
    pub exit_at_deadline: bool,
}

/// A restriction or a ban in force.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    /// Since when users have been cut off or new ones kept out.
    pub since: f64,
    /// When it will be lifted; infinite where never.
    pub lift: f64,
    /// Its entry in the agenda.
    pub lift_ticket: Option<Ticket>,
    /// When a restriction on the way to a ban becomes one; infinite otherwise.
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
pub struct Proposal {
    /// Entry of the next decision.
    pub ticket: Ticket,
    /// The host has accepted; home decides.
    pub accepted: bool,
}

/// What became of a market's sale.
#[derive(Debug, Clone, Copy)]
pub struct Sale {
    /// The market's share of the price, dollars.
    pub price: f64,
    /// 1 − price / standalone value.
    pub discount: f64,
    /// How it was signed.
    pub terms: Terms,
}

/// What the signing of a deal was like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Day of signing.
    pub day: f64,
    /// Bidders whose bids qualified.
    pub bidders: u32,
    /// Days to the nearest deadline in the perimeter; none where no order stood.
    pub days_left: Option<f64>,
}

/// Kinds of measures, as counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Measure {
    /// A review.
    Review,
    /// An order to sell.
    Order,
    /// A restriction.
    Restriction,
    /// A ban.
    Ban,
}

/// How often a kind of measure fell, and when first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Times.
    pub count: u32,
    /// Day of the first.
    pub first: Option<f64>,
}

/// Conditions that hold from one whole step to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steady {
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
    /// Since when.
    pub since: f64,
    /// Nothing has touched it: it *is* its baseline, and neither stocks nor cash are kept.
    pub pristine: bool,
    /// How far stocks and money have been brought.
    pub clock: f64,
    /// Its conditions in whole steps, while nothing changes them: what it earns under them is booked when something does.
    pub steady: Option<Steady>,
    /// Money booked so far, discounted to the start.
    pub cash: Cash,
    /// Pressure on it.
    pub excitation: Excitation,
    /// How far pressure and arrivals have been brought.
    pub pressed: f64,
    /// The next review.
    pub review: Arrival,
    /// The next direct ban.
    pub ban: Arrival,
    /// Multipliers of its policy.
    pub regime: Regime,
    /// Entry of the end of the review in progress.
    pub review_ends: Option<Ticket>,
    /// The order in force or stayed.
    pub order: Option<Order>,
    /// The restriction or ban in force.
    pub block: Option<Block>,
    /// What a court has suspended.
    pub suspended: Option<Suspended>,
    /// The owner's suit.
    pub suit: Option<Suit>,
    /// The structure proposed.
    pub proposal: Option<Proposal>,
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
    /// Measures, by [`Measure`].
    pub tallies: [Tally; 4],
    /// Its sale.
    pub sale: Option<Sale>,
    /// The owner's terminal value, discounted to the start.
    pub terminal: f64,
}

/// The home country.
#[derive(Debug, Clone, Default)]
pub struct HomeState {
    /// Anger B.
    pub anger: f64,
    /// As of when.
    pub felt: f64,
    /// The greatest so far.
    pub peak: f64,
    /// Pressure towards retaliation.
    pub excitation: Excitation,
    /// How far it has been brought.
    pub pressed: f64,
    /// The next retaliation.
    pub retaliation: Arrival,
    /// Number of retaliations.
    pub retaliations: u32,
    /// Until when technology is under export control.
    pub controlled_until: f64,
    /// It was at some time.
    pub ever_controlled: bool,
}

/// How far a bidder has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bidding {
    /// It will not turn up.
    Absent,
    /// Its bid is due.
    Expected(Ticket),
    /// It has bid.
    Present,
    /// The host has refused it.
    Refused,
}

/// A bidder in the deal on the table.
#[derive(Debug, Clone, Copy)]
pub struct Bid {
    /// How far it has come.
    pub bidding: Bidding,
    /// Bid over standalone value, with the technology.
    pub multiple: f64,
}

/// A signed deal that awaits approval.
#[derive(Debug, Clone, Copy)]
pub struct Signed {
    /// The buyer.
    pub bidder: usize,
    /// Price over standalone value.
    pub ratio: f64,
    /// How it was signed.
    pub terms: Terms,
    /// The host's decision.
    pub host: Option<Ticket>,
    /// Home's decision.
    pub home: Option<Ticket>,
}

/// The deal on the table.
#[derive(Debug, Clone, Default)]
pub struct DealState {
    /// There is one.
    pub open: bool,
    /// Markets sold together.
    pub perimeter: Vec<usize>,
    /// An order forces it.
    pub forced: bool,
    /// The technology stays behind.
    pub without_algorithm: bool,
    /// The process is over: the first bid that qualifies is signed.
    pub process_over: bool,
    /// Entry of the signing.
    pub signing: Option<Ticket>,
    /// Bidders.
    pub bids: Vec<Bid>,
    /// Signed and awaiting approval.
    pub signed: Option<Signed>,
}

/// One replication in progress.
#[derive(Debug)]
pub struct World<'a> {
    /// What is the same in every replication.
    pub plan: &'a Plan<'a>,
    /// The parameters.
    pub drawn: Drawn,
    /// The random numbers.
    pub luck: Luck,
    /// The world without measures.
    pub baseline: Baseline,
    /// What is due.
    pub agenda: Agenda,
    /// Days since the start.
    pub now: f64,
    /// Step of the grid in which `now` lies.
    pub step: usize,
    /// Steps that every market has been brought through.
    pub brought: usize,
    /// What growth is multiplied by in each step since, where it rises with users lost elsewhere.
    pub redeployment: Vec<f64>,
    /// Markets.
    pub markets: Vec<MarketState>,
    /// Their users, and what these earn in whole steps: market m is in lane m mod [`WIDTH`] of group m / [`WIDTH`].
    pub groups: Vec<Group>,
    /// Groups that go on as they did: none once something has changed in one.
    pub abreast: Vec<Option<Abreast>>,
    /// The home country.
    pub home: HomeState,
    /// The deal on the table.
    pub deal: DealState,
    /// Value lost before the start, dollars.
    pub sunk: f64,
    /// For each scheduled event, whether it met a state that it did not fit.
    pub skipped: Vec<bool>,
    /// A deal fell through because what was to be sold was worth nothing.
    pub worthless_deal: bool,
    /// The story, if it is kept.
    pub story: Option<Vec<Telling>>,
    pub(crate) shares: Vec<f64>,
}

impl<'a> World<'a> {
    /// A world with room for every replication of `plan`; `told` keeps the story.
    pub fn new(plan: &'a Plan<'a>, told: bool) -> Self {
        Self {
            plan,
            drawn: Drawn::default(),
            luck: Luck::new(plan.seed, 0),
            baseline: Baseline::default(),
            agenda: Agenda::default(),
            now: 0.0,
            step: 0,
            brought: 0,
            redeployment: Vec::new(),
            markets: vec![MarketState::default(); plan.scenario.markets.len()],
            groups: vec![Group::default(); plan.scenario.markets.len().div_ceil(WIDTH)],
            abreast: vec![None; plan.scenario.markets.len().div_ceil(WIDTH)],
            home: HomeState::default(),
            deal: DealState::default(),
            sunk: 0.0,
            skipped: vec![false; plan.scenario.events.len()],
            worthless_deal: false,
            story: told.then(Vec::new),
            shares: Vec::new(),
        }
    }

    /// Sets everything back and draws the baseline of another replication.
    ///
    /// # Errors
    /// Where the parameters allow no terminal value.
    pub fn begin(&mut self, replication: u64, values: &[f64]) -> Result<(), ModelError> {
        let scenario = self.plan.scenario;
        self.drawn.take(scenario, values)?;
        self.luck.turn_to(self.plan.seed, replication);
        self.baseline.draw(scenario, &self.plan.times, &self.drawn, &self.plan.names, &mut self.luck);
        self.agenda.begin(&self.plan.instants);
        (self.now, self.step, self.brought) = (0.0, 0, 0);
        (self.sunk, self.worthless_deal) = (0.0, false);
        self.home = HomeState::default();
        self.deal.open = false;
        self.skipped.fill(false);
        self.abreast.fill(None);
        if let Some(story) = &mut self.story {
            story.clear();
        }
        for state in &mut self.markets {
            *state = MarketState { pristine: true, ..MarketState::default() };
        }
        Ok(())
    }

    /// A uniform number from a named stream.
    pub fn uniform(&mut self, purpose: Purpose, whose: Whose) -> f64 {
        self.luck.uniform(&self.plan.names, purpose, whose)
    }

    /// A unit exponential from a named stream.
    pub fn exponential(&mut self, purpose: Purpose, whose: Whose) -> f64 {
        -libm::log(self.uniform(purpose, whose))
    }

    /// A standard normal from a named stream.
    pub fn normal(&mut self, purpose: Purpose, whose: Whose) -> f64 {
        normal::quantile(normal::Level::new(self.uniform(purpose, whose)))
    }

    /// A quantity drawn afresh, from a named stream.
    pub fn chance(&mut self, chance: Chance, purpose: Purpose, whose: Whose) -> f64 {
        let uniform = self.uniform(purpose, whose);
        self.plan.scenario.value(chance.0, uniform)
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64, purpose: Purpose, whose: Whose) -> bool {
        self.uniform(purpose, whose) < probability
    }

    /// Notes a happening, if the story is kept.
    pub fn tell(&mut self, market: Option<usize>, happening: Happening) {
        let day = self.now;
        if let Some(story) = &mut self.story {
            story.push(Telling { day, market: market.map(MarketId), happening });
        }
    }

    /// Counts a measure that falls now.
    pub fn tally(&mut self, m: usize, measure: Measure) {
        let now = self.now;
        let tally = &mut self.markets[m].tallies[measure as usize];
        tally.count += 1;
        tally.first.get_or_insert(now);
    }
}
