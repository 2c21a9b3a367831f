//! Events that the scenario pins to dates after the start.

use crate::draws::Purpose;
use crate::model::{Access, Cause, Due, LogEvent, NewCase, Regime, StreamOwner, Suit, World};
use crate::scenario::{EventKind, MarketId, Parameter, RegimeTerms};

impl World<'_> {
    /// Enters the scheduled events from the start on, and the owner's search for a buyer.
    pub fn schedule_events(&mut self) {
        let plan = self.plan;
        for (e, event) in self.events().iter().enumerate() {
            if (0.0..=plan.scenario.horizon).contains(&event.day) {
                self.agenda.schedule(event.day, Due::Scheduled(e));
            }
        }
        if let Some(delay) = *self.strategy_choice(|strategy| &strategy.seek_buyer) {
            self.agenda.schedule(self.draw[delay], Due::SeekBuyer);
        }
    }

    /// A scheduled event is due: it happens with its probability, if it fits the state it meets.
    pub fn run_scheduled_event(&mut self, e: usize) {
        let event = &self.plan.scenario.events[e];
        let MarketId(m) = event.market;
        if !self.draw_event(event.probability, Purpose::ScheduledEvent, StreamOwner::Event(e)) {
            self.averted[e] = true;
            // What has no chance at all is no part of the scenario.
            if self.log.is_some() && self.draw[event.probability] > 0.0 {
                self.log_event(Some(m), LogEvent::Averted(e));
            }
            return;
        }
        if !event.markets().iter().any(|market| self.fits_state(market.0, &event.kind)) {
            self.skipped[e] = true;
            let met = self.markets[m].access;
            return self.log_event(Some(m), LogEvent::Skipped { event: e, met });
        }
        self.log_event(Some(m), LogEvent::Scheduled(e));
        let given = |world: &Self, p: Option<Parameter>| p.map(|p| world.draw[p]);
        match &event.kind {
            EventKind::Review { length } => self.begin_review(m, given(self, *length)),
            EventKind::ForcedSale { deadline } => self.order_sale(&self.list_concerned(e), given(self, *deadline)),
            EventKind::Extension { deadline } => self.extend_order(m, self.now + self.draw[*deadline]),
            EventKind::Ban { notice } => self.ban_after_notice(&self.list_concerned(e), given(self, *notice)),
            EventKind::Restriction { notice } => {
                self.restrict_after_notice(&self.list_concerned(e), given(self, *notice));
            }
            EventKind::Settlement => self.reach_settlement(m),
            EventKind::Lift => self.lift_action(m),
            EventKind::Injunction => self.grant_scheduled_stay(m),
            EventKind::Ruling { upheld } => self.decide_suit(m, given(self, *upheld)),
            EventKind::AcquisitionTalks { perimeter } => {
                self.open_talks(perimeter, self.now);
            }
            EventKind::Exit => self.exit_market(m),
            EventKind::ExportControl { length } => self.impose_export_control(self.now, given(self, *length), false),
            EventKind::Regime { .. } => self.change_regime(e, self.now),
        }
    }

    /// The markets that event `e` concerns and that it fits, as cases of one measure where it is one over several.
    fn list_concerned(&self, e: usize) -> Vec<NewCase> {
        let event = &self.plan.scenario.events[e];
        let joint = (!event.others.is_empty()).then_some(e);
        let fits = |market: &MarketId| self.fits_state(market.0, &event.kind);
        event.markets().into_iter().filter(fits).map(|MarketId(market)| NewCase { market, joint }).collect()
    }

    /// Whether an event of this kind fits the state that it meets.
    fn fits_state(&self, m: usize, kind: &EventKind) -> bool {
        let access = self.markets[m].access;
        match (Cause::find_in_event(kind), kind) {
            (Some(cause), _) => cause.fits(access),
            (None, EventKind::Extension { .. }) => self.can_extend_order(m),
            (None, EventKind::AcquisitionTalks { perimeter }) => !self.deal.open && self.can_sell_any(perimeter),
            (None, EventKind::Regime { .. }) => !access.is_final(),
            (None, _) => true,
        }
    }

    /// A stay pinned to a date; where the owner has no suit under way, one is taken to lie behind it.
    fn grant_scheduled_stay(&mut self, m: usize) {
        if let Some(Suit { filing: Some(filing), .. }) = self.markets[m].suit {
            self.agenda.cancel(Some(filing));
            self.markets[m].suit = None;
        }
        if self.markets[m].suit.is_none() {
            let (law, owner) = self.find_law(m);
            let delay = self.draw_value(self.plan.policy(law).court.ruling_delay, Purpose::CourtRuling, owner);
            let ruling = Some(self.agenda.schedule(self.now + delay, Due::Ruling(m)));
            self.take_to_court(m, Suit { ruling, ..Suit::default() });
        }
        self.grant_stay(m, self.now);
    }

    /// A change of government or policy, event `e` of day `since`: from now on.
    pub fn change_regime(&mut self, e: usize, since: f64) {
        let event = &self.plan.scenario.events[e];
        let MarketId(m) = event.market;
        let EventKind::Regime(RegimeTerms { rates, enforcement, extension, revocation }) = event.kind else { return };
        self.advance_pressure(m);
        let running = self.markets[m].order.is_some_and(|o| o.revocation_ticket.is_some())
            || self.markets[m].access == Access::Ordered;
        self.stop_revocation(m);
        self.markets[m].regime = Regime {
            rates: self.draw[rates],
            enforcement: self.draw[enforcement],
            extension: self.draw[extension],
            revocation: self.draw[revocation],
        };
        if running {
            self.start_revocation(m);
        }
        self.reschedule_arrivals(m);
        self.log_event_on(since, Some(m), LogEvent::Regime(e));
        self.reconsider_deal();
    }
}
