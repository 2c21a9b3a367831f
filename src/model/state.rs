//! The world of one replication: every market, the home country, the deal on the table.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::draws::Purpose;
use crate::model::{
    Agenda, AngerShares, Baseline, Earners, GovernmentAction, Group, HawkesProcess, LogEntry, LogEvent, MarketState,
    ModelError, Notice, Notices, ParameterDraw, RandomStreams, RuleProgress, SaleTerms, StepRun, StreamKeys,
    StreamOwner, TOGETHER, Ticket, grid,
};
use crate::normal;
use crate::quantity::YEAR;
use crate::scenario::{Market, MarketId, Policy, Scenario, Strategy};
use crate::simd::WIDTH;

/// Lengths by which an owner reckons how long a ban will last.
pub(super) const BAN_LENGTHS: usize = 32;

/// Quantiles of the length of a ban in the middle of so many equally likely parts.
fn list_ban_lengths(scenario: &Scenario, market: &Market) -> [f64; BAN_LENGTHS] {
    std::array::from_fn(|i| scenario.value(market.policy.ban.after.0, (i as f64 + 0.5) / BAN_LENGTHS as f64))
}

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
    pub stream_keys: StreamKeys,
    /// The home market by its number, if there is one.
    pub home: Option<usize>,
    /// For each market, the numbers of those whose content comes from it.
    pub content_consumers: Vec<Vec<usize>>,
    /// For each market, equally likely lengths of a ban that is lifted some day, in days: what its owner reckons with.
    pub ban_lengths: Vec<[f64; BAN_LENGTHS]>,
    /// Days before the horizon at which the state is recorded, without a cut.
    pub recorded_days: Vec<f64>,
    /// Whether cash is split into the parts of the bridge, and the day-one cohort followed. Where not, both are without meaning, and so are the users
    /// whom anger at home has not driven away.
    pub in_detail: bool,
    /// Looked at before every replication and every event; where it is set, a replication ends unfinished.
    pub stop: Option<&'a AtomicBool>,
}

impl<'a> Plan<'a> {
    /// Prepares `scenario` for simulation; the state is recorded on the days `recorded_days` and at the horizon.
    pub fn new(scenario: &'a Scenario, seed: u64, recorded_days: Vec<f64>) -> Self {
        let mut content_consumers = vec![Vec::new(); scenario.markets.len()];
        for (m, market) in scenario.markets.iter().enumerate() {
            for &(MarketId(from), _) in &market.content {
                content_consumers[from].push(m);
            }
        }
        Self {
            scenario,
            seed,
            times: grid(scenario.horizon, scenario.step),
            stream_keys: StreamKeys::new(scenario),
            home: scenario.company.home.map(|MarketId(home)| home),
            content_consumers,
            ban_lengths: scenario.markets.iter().map(|market| list_ban_lengths(scenario, market)).collect(),
            recorded_days,
            in_detail: true,
            stop: None,
        }
    }

    /// The same plan, given up when `stop` is set.
    #[must_use]
    pub fn with_stop_flag(self, stop: &'a AtomicBool) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// The same plan, in which cash is split and the day-one cohort followed or not.
    #[must_use]
    pub fn with_detail(self, in_detail: bool) -> Self {
        Self { in_detail, ..self }
    }

    /// Days over which curves of retention are asked for: through the horizon where the day-one cohort is followed, else the year of
    /// which churn is the rate.
    pub fn curve_days(&self) -> f64 {
        if self.in_detail { self.scenario.horizon + YEAR } else { YEAR }
    }

    /// Whether it is given up.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// The strategy in force.
    pub fn strategy(&self) -> &'a Strategy {
        &self.scenario.strategies[self.scenario.strategy]
    }

    /// The policy that holds in market `m`, but for the regime of the day.
    pub fn policy(&self, m: usize) -> &'a Policy {
        &self.scenario.markets[m].policy
    }

    /// Whether `market` is home.
    pub fn is_home(&self, market: usize) -> bool {
        self.home == Some(market)
    }
}

/// The home country.
#[derive(Debug, Clone, Default)]
pub struct HomeState {
    /// Anger B, a plain number, as of [`HomeState::anger_day`].
    pub anger: f64,
    /// Day of its last jump, since the start.
    pub anger_day: f64,
    /// The greatest anger so far.
    pub peak_anger: f64,
    /// Home as it would be without it, once it has begun to drive users away.
    pub calm: Option<Group<f64>>,
    /// Pressure towards retaliation.
    pub pressure: HawkesProcess<1>,
    /// Number of retaliations.
    pub retaliations: u32,
    /// Until when technology is under export control, in days since the start.
    pub controlled_until: f64,
    /// Technology has been under export control since the start.
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
    /// The buyer, by its number.
    pub bidder: usize,
    /// Price over standalone value.
    pub ratio: f64,
    /// How it was signed.
    pub terms: SaleTerms,
    /// The host's decision.
    pub host: Option<Ticket>,
    /// Home's decision.
    pub home: Option<Ticket>,
}

/// The deal on the table.
#[derive(Debug, Clone, Default)]
pub struct DealState {
    /// A deal is on the table.
    pub open: bool,
    /// Markets sold together, by number.
    pub perimeter: Vec<usize>,
    /// An order forces it.
    pub forced: bool,
    /// The technology stays behind.
    pub without_algorithm: bool,
    /// Sale processes that may still follow this one; a whole number.
    pub attempts_left: f64,
    /// Entry of the next, after one has failed.
    pub next_attempt: Option<Ticket>,
    /// The process is over: the first bid that qualifies is signed.
    pub process_over: bool,
    /// Entry of the signing.
    pub signing: Option<Ticket>,
    /// Bidders.
    pub bids: Vec<Bid>,
    /// Signed and awaiting approval.
    pub signed: Option<Signed>,
}

/// How far the course of a replication has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Nothing has been applied.
    Ahead,
    /// What stands at the start has been applied.
    Applied,
    /// What is known to come has been entered too.
    Done,
}

/// One replication in progress.
#[derive(Debug)]
pub struct World<'a> {
    /// What is the same in every replication.
    pub plan: &'a Plan<'a>,
    /// The parameters of this replication.
    pub draw: ParameterDraw,
    /// The random numbers of this replication.
    pub streams: RandomStreams,
    /// The world without government action.
    pub baseline: Baseline,
    /// What is due.
    pub agenda: Agenda,
    /// Days since the start.
    pub now: f64,
    /// Step of the grid in which `now` lies.
    pub step: usize,
    /// How far the course has begun.
    pub beginning: Beginning,
    /// Steps that every market has been advanced through.
    pub completed_steps: usize,
    /// What growth is multiplied by in each step since, where it rises with users lost elsewhere.
    pub redeployment: Vec<f64>,
    /// Markets.
    pub markets: Vec<MarketState>,
    /// Their users, and what these earn in whole steps: market m is in lane m mod [`WIDTH`] of group m / [`WIDTH`].
    pub groups: Vec<Group>,
    /// Runs of whole steps that each group is in; none once something has changed in it.
    pub step_runs: Vec<Option<StepRun>>,
    /// The home country.
    pub home: HomeState,
    /// The deal on the table.
    pub deal: DealState,
    /// Value lost before the start, in dollars discounted to the start.
    pub sunk: f64,
    /// For each scheduled event, whether it met a state that it did not fit.
    pub skipped: Vec<bool>,
    /// For each scheduled event, whether it did not come, by its probability.
    pub averted: Vec<bool>,
    /// What a user should be told of, by [`Notice`].
    pub notices: Notices<bool>,
    /// The rules of the strategy in force.
    pub rules: RuleProgress,
    /// What happened, in order, where a log is kept.
    pub log: Option<Vec<LogEntry>>,
    pub(crate) shares: Vec<f64>,
    /// Whom anger drives away in the whole steps at hand, eight steps to an entry.
    pub(crate) anger_shares: Vec<AngerShares>,
    pub(crate) earners: [Earners; TOGETHER],
}

impl<'a> World<'a> {
    /// A world with room for every replication of `plan`; `told` keeps the log.
    pub fn new(plan: &'a Plan<'a>, told: bool) -> Self {
        Self {
            plan,
            draw: ParameterDraw::default(),
            streams: RandomStreams::new(plan.seed, 0),
            baseline: Baseline::default(),
            agenda: Agenda::default(),
            now: 0.0,
            step: 0,
            beginning: Beginning::Ahead,
            completed_steps: 0,
            redeployment: Vec::new(),
            markets: vec![MarketState::default(); plan.scenario.markets.len()],
            groups: vec![Group::default(); plan.scenario.markets.len().div_ceil(WIDTH)],
            step_runs: vec![None; plan.scenario.markets.len().div_ceil(WIDTH)],
            home: HomeState::default(),
            deal: DealState::default(),
            sunk: 0.0,
            skipped: vec![false; plan.scenario.events.len()],
            averted: vec![false; plan.scenario.events.len()],
            notices: Notices::default(),
            rules: RuleProgress::new(plan.strategy().rules.len()),
            log: told.then(Vec::new),
            shares: Vec::new(),
            anger_shares: Vec::new(),
            earners: Default::default(),
        }
    }

    /// Sets everything back and draws the baseline of another replication.
    ///
    /// # Errors
    /// Where the parameters allow no terminal value, or the plan is given up.
    pub fn start_replication(&mut self, replication: u64, values: &[f64]) -> Result<(), ModelError> {
        if self.plan.is_stopped() {
            return Err(ModelError::Stopped);
        }
        self.draw.set_values(self.plan.scenario, values, self.plan.curve_days())?;
        self.streams.start_replication(self.plan.seed, replication);
        self.baseline.compute(self.plan, &self.draw, &mut self.streams);
        for (m, market) in self.draw.markets.iter_mut().enumerate() {
            if let Some(value) = market.pinned_value {
                market.earnings.arpu *= self.baseline.scale_to_value(m, value);
            }
        }
        self.reset_course();
        Ok(())
    }

    /// Sets back what happens in the course of a replication.
    fn reset_course(&mut self) {
        self.agenda.begin(&self.plan.recorded_days);
        (self.now, self.step, self.completed_steps) = (0.0, 0, 0);
        self.beginning = Beginning::Ahead;
        (self.sunk, self.notices) = (0.0, Notices::default());
        self.home = HomeState::default();
        self.deal.open = false;
        self.deal.next_attempt = None;
        self.skipped.fill(false);
        self.averted.fill(false);
        self.rules.reset();
        self.step_runs.fill(None);
        if let Some(log) = &mut self.log {
            log.clear();
        }
        for state in &mut self.markets {
            *state = MarketState { follows_baseline: true, ..MarketState::default() };
        }
    }

    /// A uniform number from a named stream.
    pub fn draw_uniform(&mut self, purpose: Purpose, owner: StreamOwner) -> f64 {
        self.streams.draw_uniform(&self.plan.stream_keys, purpose, owner)
    }

    /// A unit exponential from a named stream.
    pub fn draw_exponential(&mut self, purpose: Purpose, owner: StreamOwner) -> f64 {
        -libm::log(self.draw_uniform(purpose, owner))
    }

    /// A standard normal from a named stream.
    pub fn draw_normal(&mut self, purpose: Purpose, owner: StreamOwner) -> f64 {
        normal::quantile(normal::Level::new(self.draw_uniform(purpose, owner)))
    }

    /// Whether something of this probability happens.
    pub fn draw_bernoulli(&mut self, probability: f64, purpose: Purpose, owner: StreamOwner) -> bool {
        self.draw_uniform(purpose, owner) < probability
    }

    /// Notes a happening, if the story is kept.
    pub fn log_event(&mut self, market: Option<usize>, event: LogEvent) {
        self.log_event_on(self.now, market, event);
    }

    /// The same of what began on day `day`, before the start.
    pub fn log_event_on(&mut self, day: f64, market: Option<usize>, event: LogEvent) {
        if let Some(log) = &mut self.log {
            log.push(LogEntry { day, market, event });
        }
    }

    /// Takes notice of what a user should be told of, if it `holds`.
    pub fn record_notice(&mut self, notice: Notice, holds: bool) {
        self.notices[notice as usize] |= holds;
    }

    /// Counts an action of a government that falls now.
    pub fn count_action(&mut self, m: usize, action: GovernmentAction) {
        let now = self.now;
        let tally = &mut self.markets[m].action_tallies[action as usize];
        tally.count += 1;
        tally.first.get_or_insert(now);
    }
}
