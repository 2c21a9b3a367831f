//! Which inputs of a scenario can act in it, and why the others cannot: the one place that decides it.
//!
//! An input that is said to be idle changes no result, whatever it is set to within the sign of what is written. One that is said to
//! act may still change nothing: what may happen need not.

mod deals;
mod policy;

use crate::model::{MarketPossibilities, Possibilities, can_happen, find_least, find_most};
use crate::scenario::{
    Churn, Company, EventKind, Input, Market, MarketId, Noise, Parameter, Pressure, RegimeTerms, Response, Scenario,
    ScheduledEvent, Strategy,
};

/// Why an input cannot act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Idle {
    /// Every market has its own in place of it.
    Overridden,
    /// It is of a strategy that is not in force.
    OtherStrategy,
    /// There is no home market.
    NoHome,
    /// The strategy in force neither sells nor talks.
    NoSale,
    /// It sells, and no bidder turns up.
    NoBidder,
    /// The technology is sold in every deal, or in none.
    Technology,
    /// No structure is proposed or imposed.
    NoStructure,
    /// The owner does not sue, and no event brings a court in.
    NoCourt,
    /// No review can come.
    NoReview,
    /// No order can come.
    NoOrder,
    /// No restriction or ban can come.
    NoBlock,
    /// Governments do not follow one another: nothing adds to pressure, or nothing heeds it.
    NoPressure,
    /// Its event does not happen within the horizon.
    NoEvent,
    /// What it is a part of is 0.
    Nothing,
}

impl Idle {
    /// Why, as the end of a sentence or behind a count.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Overridden => "every market has its own",
            Self::OtherStrategy => "of strategies that are not in force",
            Self::NoHome => "there is no home market",
            Self::NoSale => "the owner does not sell",
            Self::NoBidder => "no bidder turns up",
            Self::Technology => "the technology is sold in every deal, or in none",
            Self::NoStructure => "no structure is proposed or imposed",
            Self::NoCourt => "nobody goes to court",
            Self::NoReview => "no review can come",
            Self::NoOrder => "no order can come",
            Self::NoBlock => "no restriction or ban can come",
            Self::NoPressure => "no government follows another",
            Self::NoEvent => "their events do not happen",
            Self::Nothing => "what they are a part of is 0",
        }
    }
}

/// Whether each input of a scenario can act under the strategy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingInputs {
    /// For each input, by its number, why it cannot act; none where it can.
    idle: Vec<Option<Idle>>,
}

impl ActingInputs {
    /// Decides it for every input of a scenario.
    pub fn find(scenario: &Scenario) -> Self {
        let possible = Possibilities::find(scenario);
        let unmarked = |input: &Input| Some(if is_of_strategy(input) { Idle::OtherStrategy } else { Idle::Overridden });
        let idle = scenario.inputs.iter().map(unmarked).collect();
        let mut marks = Marks { scenario, possible: &possible, idle, is_marked: vec![false; scenario.inputs.len()] };
        marks.mark_company();
        for (m, market) in scenario.markets.iter().enumerate() {
            marks.mark_market(m, market);
            marks.mark_policy(m);
            marks.mark_response(m, &market.response);
        }
        marks.mark_pressure();
        marks.mark_deal();
        marks.mark_structure();
        marks.mark_home();
        marks.mark_strategy(&scenario.strategies[scenario.strategy]);
        scenario.events.iter().for_each(|event| marks.mark_event(event));
        Self { idle: marks.idle }
    }

    /// The inputs that can act under one strategy of the scenario at least.
    pub fn find_under_any_strategy(scenario: &Scenario) -> Self {
        let under = |strategy| Self::find(&Scenario { strategy, ..scenario.clone() });
        let all = (0..scenario.strategies.len()).filter(|strategy| *strategy != scenario.strategy).map(under);
        all.fold(Self::find(scenario), |mut found, other| {
            for (idle, other) in found.idle.iter_mut().zip(other.idle) {
                *idle = idle.and(other);
            }
            found
        })
    }

    /// Whether the input of this number can act.
    pub fn can_act(&self, input: usize) -> bool {
        self.idle[input].is_none()
    }

    /// Why the input of this number cannot act; none where it can.
    pub fn why_idle(&self, input: usize) -> Option<Idle> {
        self.idle[input]
    }

    /// Number of inputs that can act.
    pub fn count(&self) -> usize {
        self.idle.iter().filter(|idle| idle.is_none()).count()
    }
}

fn is_of_strategy(input: &Input) -> bool {
    input.path.starts_with("strategies.")
}

/// What has been decided so far.
struct Marks<'s> {
    scenario: &'s Scenario,
    possible: &'s Possibilities,
    idle: Vec<Option<Idle>>,
    is_marked: Vec<bool>,
}

impl Marks<'_> {
    /// The input `number` acts where `acts`; otherwise it is idle for `reason`, unless it acts elsewhere.
    fn mark_number(&mut self, number: usize, acts: bool, reason: Idle) {
        if acts {
            self.idle[number] = None;
        } else if !self.is_marked[number] {
            self.idle[number] = Some(reason);
        }
        self.is_marked[number] = true;
    }

    fn mark(&mut self, input: Parameter, acts: bool, reason: Idle) {
        self.mark_number(input.0, acts, reason);
    }

    fn mark_acting(&mut self, input: Parameter) {
        self.mark(input, true, Idle::Nothing);
    }

    fn is_positive(&self, input: Parameter) -> bool {
        find_most(self.scenario, input) > 0.0
    }

    fn any_market(&self, holds: impl Fn(&MarketPossibilities) -> bool) -> bool {
        self.possible.markets.iter().any(holds)
    }

    fn has_home(&self) -> bool {
        self.scenario.company.home.is_some()
    }

    fn is_home(&self, m: usize) -> bool {
        self.scenario.company.home == Some(MarketId(m))
    }

    /// Whether anything in market `m` heeds pressure from elsewhere.
    fn heeds_pressure(&self, m: usize) -> bool {
        let policy = &self.scenario.markets[m].policy;
        let strategy = &self.scenario.strategies[self.scenario.strategy];
        !self.is_home(m)
            && self.is_positive(strategy.visibility)
            && (self.is_positive(policy.review.jump) || self.is_positive(policy.ban.jump))
    }

    /// Whether a government action in a market abroad may bring the home country to retaliate.
    fn provokes_home(&self) -> bool {
        self.has_home() && self.is_positive(self.scenario.home.retaliation_jump)
    }

    /// Why nothing is sold, where it is not.
    fn why_no_deal(&self) -> Idle {
        if self.possible.talks { Idle::NoBidder } else { Idle::NoSale }
    }

    fn mark_company(&mut self) {
        let Company { home: _, discount_rate, cash_tax, severance, investment, invested: _ } = self.scenario.company;
        self.scenario.rate.iter().for_each(|stated| self.mark_acting(stated.rate));
        investment.into_iter().for_each(|investment| self.mark_acting(investment));
        self.mark_acting(discount_rate);
        self.mark_acting(cash_tax);
        self.mark(severance, self.any_market(MarketPossibilities::cut_off), Idle::NoBlock);
        let Noise { correlation } = self.scenario.noise;
        let any_noise = self.scenario.markets.iter().any(|market| self.is_positive(market.volatility));
        self.mark(correlation, any_noise, Idle::Nothing);
    }

    fn mark_market(&mut self, m: usize, market: &Market) {
        let Market {
            key: _,
            name: _,
            users,
            daily_users,
            daily_share,
            revenue,
            ceiling,
            growth,
            churn,
            volatility,
            arpu,
            arpu_growth,
            arpu_growth_long_run,
            arpu_growth_fade,
            margin,
            margin_long_run,
            ebitda_margin,
            ebitda_margin_long_run,
            overhead,
            standalone,
            margin_time,
            terminal_growth,
            leverage,
            links,
            content,
            policy: _,
            response,
        } = market;
        let always =
            [ceiling, growth, volatility, arpu_growth, arpu_growth_long_run, arpu_growth_fade, terminal_growth];
        always.into_iter().for_each(|input| self.mark_acting(*input));
        let of_users = [&users.0, daily_users, daily_share];
        let of_money =
            [&arpu.0, revenue, standalone, &margin.0, margin_long_run, ebitda_margin, ebitda_margin_long_run, overhead];
        of_users.into_iter().chain(of_money).flatten().for_each(|input| self.mark_acting(*input));
        self.mark(*margin_time, margin_long_run.or(*ebitda_margin_long_run).is_some(), Idle::Nothing);
        self.mark_churn(churn);
        let acts_abroad = self.possible.markets[m].cases();
        let provokes = acts_abroad && !self.is_home(m) && self.provokes_home();
        let why = if self.has_home() { Idle::NoPressure } else { Idle::NoHome };
        self.mark(*leverage, provokes, why);
        let sends = acts_abroad || self.is_home(m) && self.possible.retaliation;
        for &(MarketId(to), link) in links {
            let heeds =
                if self.is_home(to) { provokes && self.is_positive(*leverage) } else { self.heeds_pressure(to) };
            self.mark(link, sends && heeds, Idle::NoPressure);
        }
        for &(MarketId(from), share) in content {
            let lost = self.possible.markets[from].cut_off();
            self.mark(share, lost && self.is_positive(response.content_churn), Idle::NoBlock);
        }
    }

    fn mark_churn(&mut self, churn: &Churn) {
        match churn {
            Churn::Rate(rate) => self.mark_acting(*rate),
            Churn::Retention { points, app_age, install_growth } => {
                points.iter().for_each(|(_, share)| self.mark_acting(*share));
                // One figure alone gives an exponential, which has no age.
                let has_age = points.len() > 1;
                self.mark(*app_age, has_age, Idle::Nothing);
                install_growth.iter().for_each(|growth| self.mark(*growth, has_age, Idle::Nothing));
            }
        }
    }

    fn mark_response(&mut self, m: usize, response: &Response) {
        let Response {
            review_revenue,
            ordered_revenue,
            order_churn,
            transition_churn,
            transition,
            transition_pause,
            removal_pause,
            restricted_wear,
            circumvention,
            circumvention_revenue,
            circumvention_decay,
            capture,
            return_time,
            win_back,
            habit,
            reseed,
            content_churn,
        } = *response;
        let here = self.possible.markets[m];
        let (ordered, cut_off) = (here.any_order(), here.cut_off());
        self.mark(review_revenue, here.reviews, Idle::NoReview);
        self.mark(ordered_revenue, ordered, Idle::NoOrder);
        self.mark(order_churn, ordered, Idle::NoOrder);
        let transitions = here.changes_of_owner();
        self.mark(transition, transitions, self.why_no_deal());
        self.mark(transition_churn, transitions && self.is_positive(transition), self.why_no_deal());
        self.mark(transition_pause, transitions, self.why_no_deal());
        for input in [removal_pause, restricted_wear] {
            self.mark(input, here.restrictions, Idle::NoBlock);
        }
        // Besides a block itself, the owner of a market under an order reckons with what a ban would leave.
        let reckoned = cut_off || here.blocks() || ordered;
        for input in [circumvention, circumvention_revenue, capture] {
            self.mark(input, reckoned, Idle::NoBlock);
        }
        self.mark(circumvention_decay, cut_off, Idle::NoBlock);
        self.mark(habit, here.blocks(), Idle::NoBlock);
        self.mark(reseed, here.blocks(), Idle::NoBlock);
        let loses_content = self.loses_content(m) && self.is_positive(content_churn);
        let loses_users = here.cases() || transitions || loses_content || self.is_home(m) && self.possible.anger;
        let pauses = transitions && self.is_positive(transition_pause);
        self.mark(return_time, here.blocks() || here.exits || pauses, Idle::NoBlock);
        self.mark(win_back, loses_users, Idle::NoBlock);
        self.mark(content_churn, self.loses_content(m), Idle::NoBlock);
    }

    /// Whether market `m` may lose what its users watch from others.
    fn loses_content(&self, m: usize) -> bool {
        let content = &self.scenario.markets[m].content;
        content.iter().any(|(MarketId(from), share)| self.possible.markets[*from].cut_off() && self.is_positive(*share))
    }

    fn mark_pressure(&mut self) {
        let heeds = self.provokes_home() || (0..self.scenario.markets.len()).any(|m| self.heeds_pressure(m));
        let acts = heeds && self.possible.pressure;
        let Pressure { half_life, review_weight, order_weight, restriction_weight, ban_weight, retaliation_weight } =
            self.scenario.pressure;
        let anywhere = |holds: fn(&MarketPossibilities) -> bool| acts && self.any_market(holds);
        let weights = [
            (half_life, acts),
            (review_weight, anywhere(|market| market.reviews)),
            (order_weight, anywhere(MarketPossibilities::any_order)),
            (restriction_weight, anywhere(|market| market.restrictions)),
            (ban_weight, anywhere(|market| market.bans)),
        ];
        weights.into_iter().for_each(|(input, acts)| self.mark(input, acts, Idle::NoPressure));
        let why = if self.has_home() { Idle::NoPressure } else { Idle::NoHome };
        self.mark(retaliation_weight, acts && self.possible.retaliation, why);
    }

    fn mark_strategy(&mut self, strategy: &Strategy) {
        let Strategy {
            name: _,
            on_order: _,
            then: _,
            perimeter: _,
            algorithm: _,
            offer_mitigation: _,
            rules: _,
            reserve,
            keep,
            seek_buyer,
            visibility,
            visibility_cost,
            redeployment,
        } = strategy;
        let why = self.why_no_deal();
        self.mark(*reserve, self.possible.deals, why);
        self.mark(*keep, self.possible.deals, why);
        seek_buyer.iter().for_each(|input| self.mark_acting(*input));
        self.mark_acting(*visibility);
        let hides = find_least(self.scenario, *visibility) < 1.0;
        self.mark(*visibility_cost, hides, Idle::Nothing);
        let lost = self.any_market(|market| market.cut_off() || market.changes_of_owner());
        self.mark(*redeployment, lost, Idle::NoBlock);
    }

    fn mark_event(&mut self, event: &ScheduledEvent) {
        let within = event.day <= self.scenario.horizon;
        let happens = can_happen(self.scenario, event);
        self.mark(event.probability, within, Idle::NoEvent);
        let own: Vec<Parameter> = match &event.kind {
            EventKind::Review { length } | EventKind::ExportControl { length } => length.iter().copied().collect(),
            EventKind::ForcedSale { deadline } => deadline.iter().copied().collect(),
            EventKind::Extension { deadline } => vec![*deadline],
            EventKind::Ban { notice } | EventKind::Restriction { notice } => notice.iter().copied().collect(),
            EventKind::Ruling { upheld } => upheld.iter().copied().collect(),
            EventKind::Regime(RegimeTerms { rates, enforcement, extension, revocation }) => {
                vec![*rates, *enforcement, *extension, *revocation]
            }
            EventKind::Settlement
            | EventKind::Lift
            | EventKind::Injunction
            | EventKind::AcquisitionTalks { .. }
            | EventKind::Exit => Vec::new(),
        };
        own.into_iter().for_each(|input| self.mark(input, happens, Idle::NoEvent));
    }
}

#[cfg(test)]
mod tests;
