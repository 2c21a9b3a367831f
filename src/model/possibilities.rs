//! What may befall each market of a scenario under the strategy in force, whatever is drawn.
//!
//! Nothing that can happen is left out. What is said to be possible may still never come about.

use crate::scenario::{
    Algorithm, Answer, EventKind, MarketId, Parameter, Policy, Quantity, ReviewOutcome, Scenario, ScheduledEvent,
    Strategy,
};

/// What may befall the company as a whole, and each market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possibilities {
    /// Each market, by its number.
    pub markets: Vec<MarketPossibilities>,
    /// Something may add to pressure: a review or ban that comes of itself, retaliation, or an event.
    pub pressure: bool,
    /// The home country may retaliate.
    pub retaliation: bool,
    /// Technology may come under export control.
    pub export_control: bool,
    /// The owner may open talks or answer an order by a sale.
    pub talks: bool,
    /// Somebody may sign: there are talks, and bidders who may turn up.
    pub deals: bool,
    /// A deal may be signed with the technology.
    pub deals_with_algorithm: bool,
    /// A deal may be signed without it.
    pub deals_without_algorithm: bool,
    /// The owner may propose a structure.
    pub proposals: bool,
    /// Anger at home may rise.
    pub anger: bool,
}

/// What may befall one market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarketPossibilities {
    /// Reviews may come of themselves.
    pub own_reviews: bool,
    /// Direct bans may come of themselves.
    pub own_bans: bool,
    /// It may be under review.
    pub reviews: bool,
    /// A review may order its sale.
    pub orders_by_review: bool,
    /// A review may end in a restriction.
    pub restrictions_by_review: bool,
    /// A review may end in a ban.
    pub bans_by_review: bool,
    /// Its sale may be ordered.
    pub orders: bool,
    /// A ban or restriction may be announced before it takes force.
    pub announcements: bool,
    /// It may be out of the stores.
    pub restrictions: bool,
    /// It may be banned.
    pub bans: bool,
    /// What stands against it may end in a settlement or a licence.
    pub settlements: bool,
    /// A review may end in mitigation.
    pub mitigation: bool,
    /// The owner may sue.
    pub suits: bool,
    /// A court may stay what the owner sues over.
    pub stays_by_suit: bool,
    /// The owner may propose a structure.
    pub proposals: bool,
    /// A structure may run it: proposed or imposed.
    pub structures: bool,
    /// A trustee may sell it.
    pub trustee_sales: bool,
    /// The owner may sell it.
    pub sales: bool,
    /// The owner may leave it of his own accord.
    pub exits_by_choice: bool,
    /// The owner may leave it.
    pub exits: bool,
}

impl MarketPossibilities {
    /// An order or an announcement may stand against it.
    pub const fn any_order(&self) -> bool {
        self.orders || self.announcements
    }

    /// It may be restricted or banned.
    pub const fn blocks(&self) -> bool {
        self.restrictions || self.bans
    }

    /// Something may stand against it: a review, an order, a restriction or a ban.
    pub const fn cases(&self) -> bool {
        self.reviews || self.any_order() || self.blocks()
    }

    /// Nobody may be able to use the app in it.
    pub const fn cut_off(&self) -> bool {
        self.bans || self.exits
    }

    /// It may pass to others, in whole or in part.
    pub const fn changes_of_owner(&self) -> bool {
        self.sales || self.structures || self.trustee_sales
    }
}

/// Least value that an input can take, in its canonical unit.
pub fn find_least(scenario: &Scenario, input: Parameter) -> f64 {
    find_bounds(scenario, input.0).0
}

/// Greatest value that an input can take, in its canonical unit.
pub fn find_most(scenario: &Scenario, input: Parameter) -> f64 {
    find_bounds(scenario, input.0).1
}

fn find_bounds(scenario: &Scenario, input: usize) -> (f64, f64) {
    match &scenario.inputs[input].quantity {
        Quantity::Distribution(distribution) => distribution.support(),
        Quantity::Column { data, column } => {
            let values = scenario.data[*data].rows.iter().map(|row| row[*column]);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        }
    }
}

/// Whether an event may happen within the horizon.
pub fn can_happen(scenario: &Scenario, event: &ScheduledEvent) -> bool {
    event.day <= scenario.horizon && find_most(scenario, event.probability) > 0.0
}

/// The scenario under the strategy in force, as it is looked at.
struct View<'s> {
    scenario: &'s Scenario,
    strategy: &'s Strategy,
    home: Option<MarketId>,
}

impl Possibilities {
    /// Works out what may happen in a scenario under the strategy in force.
    pub fn find(scenario: &Scenario) -> Self {
        let view = View { scenario, strategy: &scenario.strategies[scenario.strategy], home: scenario.company.home };
        let pressure = view.can_build_pressure();
        let mut markets: Vec<MarketPossibilities> =
            (0..scenario.markets.len()).map(|m| view.find_of_market(m, pressure)).collect();
        let talks = view.can_open_talks(&markets);
        let deals = talks && view.any_bidder();
        for (m, market) in markets.iter_mut().enumerate() {
            market.sales = deals && view.is_in_a_perimeter(m);
        }
        let proposals = markets.iter().any(|market| market.proposals);
        let has_home = view.home.is_some();
        let home = &scenario.home;
        let jumps = [(home.talks, talks), (home.signing, deals), (home.acceptance, proposals)];
        let retaliation = has_home
            && (view.is_positive(home.retaliation_rate)
                || pressure && view.is_positive(home.retaliation_jump) && view.any_leverage());
        let is_export_control = |event: &&ScheduledEvent| matches!(event.kind, EventKind::ExportControl { .. });
        Self {
            pressure: pressure || retaliation,
            retaliation,
            export_control: retaliation || view.events().any(|event| is_export_control(&event)),
            talks,
            deals,
            deals_with_algorithm: deals && view.strategy.algorithm != Algorithm::Keep,
            deals_without_algorithm: deals && view.strategy.algorithm != Algorithm::Sell,
            proposals,
            anger: has_home && jumps.into_iter().any(|(jump, occurs)| occurs && view.is_positive(jump)),
            markets,
        }
    }
}

impl<'s> View<'s> {
    fn is_positive(&self, input: Parameter) -> bool {
        find_most(self.scenario, input) > 0.0
    }

    fn events(&self) -> impl Iterator<Item = &'s ScheduledEvent> {
        let scenario = self.scenario;
        scenario.events.iter().filter(move |event| can_happen(scenario, event))
    }

    fn events_in(&self, m: usize) -> impl Iterator<Item = &'s ScheduledEvent> {
        self.events().filter(move |event| event.markets().contains(&MarketId(m)))
    }

    fn is_home(&self, m: usize) -> bool {
        self.home == Some(MarketId(m))
    }

    fn is_visible(&self) -> bool {
        self.is_positive(self.strategy.visibility)
    }

    fn policy(&self, m: usize) -> &'s Policy {
        &self.scenario.markets[m].policy
    }

    /// Whether something may ever add to pressure, besides what pressure itself brings.
    fn can_build_pressure(&self) -> bool {
        let by_rate = (0..self.scenario.markets.len()).any(|m| {
            let policy = self.policy(m);
            !self.is_home(m) && (self.is_positive(policy.review.rate) || self.is_positive(policy.ban.rate))
        });
        let by_event = self.events().any(|event| {
            let kind = &event.kind;
            matches!(kind, EventKind::Review { .. } | EventKind::ForcedSale { .. })
                || matches!(kind, EventKind::Ban { .. } | EventKind::Restriction { .. })
        });
        let by_home = self.home.is_some() && self.is_positive(self.scenario.home.retaliation_rate);
        by_event || by_home || (by_rate && self.is_visible())
    }

    fn any_leverage(&self) -> bool {
        let abroad = (0..self.scenario.markets.len()).filter(|m| !self.is_home(*m));
        abroad.into_iter().any(|m| self.is_positive(self.scenario.markets[m].leverage))
    }

    fn any_bidder(&self) -> bool {
        self.scenario.deal.bidders.iter().any(|bidder| self.is_positive(bidder.interest))
    }

    /// The markets by whose policy a case in market `m` may be decided: its own, and those that take one measure with it.
    fn laws_of(&self, m: usize) -> Vec<usize> {
        let joint = self.events_in(m).filter(|event| !event.others.is_empty()).map(|event| event.market.0);
        std::iter::once(m).chain(joint).collect()
    }

    fn find_of_market(&self, m: usize, pressure: bool) -> MarketPossibilities {
        let policy = self.policy(m);
        let at_risk = !self.is_home(m) && self.is_visible();
        let comes = |rate, jump| at_risk && (self.is_positive(rate) || pressure && self.is_positive(jump));
        let own_reviews = comes(policy.review.rate, policy.review.jump);
        let own_bans = comes(policy.ban.rate, policy.ban.jump);
        let has = |is: fn(&EventKind) -> bool| self.events_in(m).any(|event| is(&event.kind));
        let reviews = own_reviews || has(|kind| matches!(kind, EventKind::Review { .. }));
        let outcomes = policy.review.outcomes;
        let ends_in = |outcome: ReviewOutcome| {
            let share = outcomes.list()[outcome as usize];
            reviews && share.is_none_or(|share| self.is_positive(share))
        };
        let (orders_by_review, restrictions_by_review, bans_by_review) =
            (ends_in(ReviewOutcome::ForcedSale), ends_in(ReviewOutcome::Restriction), ends_in(ReviewOutcome::Ban));
        let adverse = orders_by_review || restrictions_by_review || bans_by_review;
        let orders = orders_by_review || has(|kind| matches!(kind, EventKind::ForcedSale { .. }));
        let with_notice =
            has(|kind| matches!(kind, EventKind::Ban { notice: Some(_) } | EventKind::Restriction { notice: Some(_) }));
        let by_policy = own_bans || restrictions_by_review || bans_by_review;
        let announcements = with_notice || by_policy && find_bounds(self.scenario, policy.ban.notice.0).1 > 0.0;
        let restrictions =
            orders || restrictions_by_review || has(|kind| matches!(kind, EventKind::Restriction { .. }));
        let bans = orders || own_bans || bans_by_review || has(|kind| matches!(kind, EventKind::Ban { .. }));
        let any_case = reviews || orders || announcements || restrictions || bans;
        let laws = self.laws_of(m);
        let by_law = |find: fn(&Policy) -> Parameter| laws.iter().any(|&law| self.is_positive(find(self.policy(law))));
        let proposals = (orders || announcements) && self.may_answer(m, Answer::Restructure);
        let suits = (orders || announcements || restrictions || bans) && self.may_answer(m, Answer::Litigate);
        let exits_by_choice = any_case && self.may_answer(m, Answer::Exit);
        let accept = self.strategy.offer_mitigation && self.is_positive(policy.review.mitigation_accept);
        MarketPossibilities {
            own_reviews,
            own_bans,
            reviews,
            orders_by_review,
            restrictions_by_review,
            bans_by_review,
            orders,
            announcements,
            restrictions,
            bans,
            settlements: any_case && by_law(|policy| policy.order.settlement)
                || has(|kind| matches!(kind, EventKind::Settlement)),
            mitigation: ends_in(ReviewOutcome::Mitigated) || adverse && accept,
            suits,
            stays_by_suit: suits && by_law(|policy| policy.court.injunction),
            proposals,
            structures: proposals || orders && by_law(|policy| policy.order.imposed_structure),
            trustee_sales: orders && by_law(|policy| policy.order.trustee),
            sales: false,
            exits_by_choice,
            exits: exits_by_choice || has(|kind| matches!(kind, EventKind::Exit)),
        }
    }

    /// Whether the strategy may give this answer to what stands against market `m`.
    fn may_answer(&self, m: usize, answer: Answer) -> bool {
        let of_rules =
            self.strategy.rules.iter().filter(|rule| rule.market == MarketId(m)).flat_map(|rule| &rule.start);
        self.strategy.on_order.iter().chain(&self.strategy.then).chain(of_rules).any(|given| *given == answer)
    }

    fn can_open_talks(&self, markets: &[MarketPossibilities]) -> bool {
        let by_answer = (0..markets.len()).any(|m| markets[m].cases() && self.may_answer(m, Answer::Sell));
        let by_event = self.events().any(|event| matches!(event.kind, EventKind::AcquisitionTalks { .. }));
        by_answer || by_event || self.strategy.seek_buyer.is_some()
    }

    /// Whether a sale may be about market `m`.
    fn is_in_a_perimeter(&self, m: usize) -> bool {
        let chosen = &self.strategy.perimeter;
        let stated = self.events().any(
            |event| matches!(&event.kind, EventKind::AcquisitionTalks { perimeter } if perimeter.contains(&MarketId(m))),
        );
        chosen.is_empty() || chosen.contains(&MarketId(m)) || stated
    }
}
