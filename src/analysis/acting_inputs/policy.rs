//! Which inputs of the policy in force in a market can act.

use super::{Idle, Marks};
use crate::model::{MarketPossibilities, can_happen};
use crate::scenario::{BanPolicy, CourtPolicy, EventKind, MarketId, OrderPolicy, Policy, ReviewPolicy, ScheduledEvent};

impl Marks<'_> {
    /// Decides it for the policy of market `m`, by which cases in other markets may be decided too: those of one measure.
    pub(super) fn mark_policy(&mut self, m: usize) {
        let Policy { review, order, court, ban } = self.scenario.markets[m].policy;
        let joint = self.scenario.events.iter().filter(|event| event.market == MarketId(m) && self.happens(event));
        let others = joint.flat_map(|event| event.others.iter().map(|other| other.0));
        let served: Vec<usize> = std::iter::once(m).chain(others).collect();
        self.mark_review(m, &served, review);
        self.mark_order(m, &served, order);
        self.mark_court(&served, court);
        self.mark_ban(m, &served, ban);
    }

    fn happens(&self, event: &ScheduledEvent) -> bool {
        can_happen(self.scenario, event)
    }

    fn any_served(&self, served: &[usize], holds: impl Fn(&MarketPossibilities) -> bool) -> bool {
        served.iter().any(|&m| holds(&self.possible.markets[m]))
    }

    fn any_event(&self, served: &[usize], is: impl Fn(&EventKind) -> bool) -> bool {
        let concerns = |event: &&ScheduledEvent| served.iter().any(|&m| event.markets().contains(&MarketId(m)));
        self.scenario.events.iter().filter(concerns).any(|event| is(&event.kind) && self.happens(event))
    }

    /// Whether reviews and bans may come to market `m` of themselves at some rate.
    fn is_at_risk(&self, m: usize) -> bool {
        let strategy = &self.scenario.strategies[self.scenario.strategy];
        !self.is_home(m) && self.is_positive(strategy.visibility)
    }

    fn mark_review(&mut self, m: usize, served: &[usize], policy: ReviewPolicy) {
        let ReviewPolicy { rate, jump, length, outcomes, mitigation_accept, mitigation_cost } = policy;
        let (here, at_risk) = (self.possible.markets[m], self.is_at_risk(m));
        self.mark(rate, at_risk, Idle::NoReview);
        self.mark(jump, at_risk && self.possible.pressure, Idle::NoPressure);
        let drawn = here.own_reviews || self.any_event(&[m], |kind| matches!(kind, EventKind::Review { length: None }));
        self.mark_number(length.0, drawn, Idle::NoReview);
        outcomes.list().into_iter().flatten().for_each(|input| self.mark(input, here.reviews, Idle::NoReview));
        let offers = self.scenario.strategies[self.scenario.strategy].offer_mitigation;
        self.mark(mitigation_accept, here.reviews && offers, Idle::NoReview);
        let mitigated = self.any_served(served, |market| market.mitigation || market.settlements);
        self.mark(mitigation_cost, mitigated, Idle::NoReview);
    }

    fn mark_order(&mut self, m: usize, served: &[usize], policy: OrderPolicy) {
        let OrderPolicy {
            deadline,
            enforcement,
            fine,
            revocation,
            restricted_first,
            restricted_length,
            extension_probability,
            extension_if_signed,
            extension_max,
            extension_length,
            settlement,
            trustee,
            trustee_length,
            trustee_price,
            fines,
            daily_fine,
            imposed_structure,
        } = policy;
        let orders = self.any_served(served, |market| market.orders);
        let drawn = self.possible.markets[m].orders_by_review
            || self.any_event(served, |kind| matches!(kind, EventKind::ForcedSale { deadline: None }));
        self.mark_number(deadline.0, drawn, Idle::NoOrder);
        for input in [enforcement, fine, restricted_first, extension_probability, trustee, fines, imposed_structure] {
            self.mark(input, orders, Idle::NoOrder);
        }
        self.mark(revocation, self.any_served(served, MarketPossibilities::any_order), Idle::NoOrder);
        self.mark_number(restricted_length.0, orders && self.is_positive(restricted_first), Idle::NoOrder);
        let awaited = orders && (self.possible.deals || self.possible.proposals);
        self.mark(extension_if_signed, awaited, Idle::NoOrder);
        let extended =
            orders && self.is_positive(extension_probability) || awaited && self.is_positive(extension_if_signed);
        self.mark(extension_max, extended, Idle::NoOrder);
        self.mark_number(extension_length.0, extended, Idle::NoOrder);
        let stands = self.any_served(served, |market| market.any_order() || market.blocks());
        self.mark(settlement, stands, Idle::NoOrder);
        let sells = orders && self.is_positive(trustee);
        self.mark_number(trustee_length.0, sells, Idle::NoOrder);
        self.mark_number(trustee_price.0, sells, Idle::NoOrder);
        self.mark(daily_fine, orders && self.is_positive(fines), Idle::NoOrder);
    }

    fn mark_court(&mut self, served: &[usize], policy: CourtPolicy) {
        let CourtPolicy { filing, injunction, injunction_delay, ruling_delay, upheld, cost } = policy;
        let suits = self.any_served(served, |market| market.suits);
        let stayed = self.any_event(served, |kind| matches!(kind, EventKind::Injunction));
        let ruled = self.any_event(served, |kind| matches!(kind, EventKind::Ruling { upheld: None }));
        self.mark_number(filing.0, suits, Idle::NoCourt);
        self.mark(injunction, suits, Idle::NoCourt);
        self.mark_number(injunction_delay.0, suits && self.is_positive(injunction), Idle::NoCourt);
        self.mark_number(ruling_delay.0, suits || stayed, Idle::NoCourt);
        self.mark(upheld, suits || stayed || ruled, Idle::NoCourt);
        self.mark(cost, suits, Idle::NoCourt);
    }

    fn mark_ban(&mut self, m: usize, served: &[usize], policy: BanPolicy) {
        let BanPolicy { rate, jump, permanent, after, restructured_pressure, notice } = policy;
        let (here, at_risk) = (self.possible.markets[m], self.is_at_risk(m));
        self.mark(rate, at_risk, Idle::NoBlock);
        self.mark(jump, at_risk && self.possible.pressure, Idle::NoPressure);
        // The owner of a market under an order reckons with a ban, and a market that stands open may be lost later.
        let stands = self.any_served(served, |market| market.any_order() || market.blocks());
        self.mark(permanent, stands || here.own_reviews || here.own_bans, Idle::NoBlock);
        self.mark_number(after.0, stands, Idle::NoBlock);
        self.mark(restructured_pressure, here.structures && at_risk, Idle::NoStructure);
        let announced = here.own_bans || here.restrictions_by_review || here.bans_by_review;
        self.mark_number(notice.0, announced, Idle::NoBlock);
    }
}
