//! The world of one replication: every market, the home country, the deal on the table.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::draws::Purpose;
use crate::lanes::WIDTH;
use crate::model::agenda::{Agenda, Ticket};
use crate::model::baseline::{Baseline, grid};
use crate::model::drawn::Drawn;
use crate::model::error::ModelError;
use crate::model::group::{Abreast, Group};
use crate::model::luck::{Luck, Names, Whose};
use crate::model::market::{Arrival, MarketState, Measure, Terms};
use crate::model::notice::{Notice, Notices};
use crate::model::pressure::Excitation;
use crate::model::story::{Happening, Telling};
use crate::model::users::Stocks;
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
    /// Looked at before every replication and every event; a replication ends unfinished where it is set.
    pub stop: Option<&'a AtomicBool>,
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
            stop: None,
        }
    }

    /// The same plan, given up when `stop` is set.
    #[must_use]
    pub fn heeding(self, stop: &'a AtomicBool) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// Whether it is given up.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
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

/// The home country.
#[derive(Debug, Clone, Default)]
pub struct HomeState {
    /// Anger B.
    pub anger: f64,
    /// As of when.
    pub felt: f64,
    /// The greatest so far.
    pub peak: f64,
    /// Users at home as they would be without it, once it has begun to drive them away.
    pub calm: Option<Stocks>,
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
    /// What a user should be told of, by [`Notice`].
    pub notices: Notices<bool>,
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
            notices: Notices::default(),
            story: told.then(Vec::new),
            shares: Vec::new(),
        }
    }

    /// Sets everything back and draws the baseline of another replication.
    ///
    /// # Errors
    /// Where the parameters allow no terminal value, or the plan is given up.
    pub fn begin(&mut self, replication: u64, values: &[f64]) -> Result<(), ModelError> {
        if self.plan.is_stopped() {
            return Err(ModelError::Stopped);
        }
        let scenario = self.plan.scenario;
        self.drawn.take(scenario, values)?;
        self.luck.turn_to(self.plan.seed, replication);
        self.baseline.draw(scenario, &self.plan.times, &self.drawn, &self.plan.names, &mut self.luck);
        self.agenda.begin(&self.plan.instants);
        (self.now, self.step, self.brought) = (0.0, 0, 0);
        (self.sunk, self.notices) = (0.0, Notices::default());
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

    /// Takes notice of what a user should be told of, if it `holds`.
    pub fn note(&mut self, notice: Notice, holds: bool) {
        self.notices[notice as usize] |= holds;
    }

    /// Counts a measure that falls now.
    pub fn tally(&mut self, m: usize, measure: Measure) {
        let now = self.now;
        let tally = &mut self.markets[m].tallies[measure as usize];
        tally.count += 1;
        tally.first.get_or_insert(now);
    }
}
