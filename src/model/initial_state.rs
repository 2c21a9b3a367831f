//! What happened before the start sets the state that the simulation begins in (model, section 3).
//!
//! The clocks of governments and courts (review, deadline, lift, ruling) run from their true dates, drawn given
//! that they had not run out by the start. What the owner does in answer begins at the start.

use crate::draws::Purpose;
use crate::model::courts::{LEAST_REMAINING, Ruling};
use crate::model::{
    Access, Cause, Due, GovernmentAction, LogEvent, NewCase, Notice, OrderKind, Rates, Recruiting, Stocks, StreamOwner,
    Suit, World,
};
use crate::quantity::YEAR;
use crate::scenario::{Answer, Chance, EventKind, MarketId, Parameter, ScheduledEvent};

/// How a market stood after the events so far.
#[derive(Debug, Clone, Copy)]
struct InitialState {
    access: Access,
    /// The day of the event that brought it there.
    day: f64,
    /// Since when its clocks have run: its date, put off by the time for which a stay stopped them.
    since: f64,
    /// Of a ban: days for which it was a restriction before.
    restricted: f64,
    /// The measure over several markets that it is, by its event.
    joint: Option<usize>,
    /// Of an order: what comes of it.
    kind: OrderKind,
    /// Of a review or an order: its days, where the event states them.
    length: Option<Parameter>,
    /// Of an order: how many scheduled extensions it has had; a whole number.
    extensions: f64,
    /// Since when a court has stayed it.
    stayed: Option<f64>,
    /// The ruling that upheld it.
    upheld: Option<f64>,
}

impl World<'_> {
    /// Applies the events before the start.
    pub fn apply_past_events(&mut self) {
        let plan = self.plan;
        let past = self.events().iter().take_while(|event| event.day < 0.0).count();
        if past == 0 {
            return;
        }
        let mut talks = None;
        for (e, event) in plan.scenario.events[..past].iter().enumerate() {
            if !self.has_taken_place(event) {
                continue;
            }
            let MarketId(m) = event.market;
            self.excite_by_past_event(m, event);
            match &event.kind {
                EventKind::ExportControl { length } => {
                    let length = length.map(|p| self.draw[p]);
                    self.impose_export_control(event.day, length, false);
                }
                EventKind::Regime { .. } => self.change_regime(e, event.day),
                EventKind::AcquisitionTalks { perimeter } => talks = Some((e, perimeter)),
                // What these leave of a market is its state, below.
                EventKind::Review { .. }
                | EventKind::ForcedSale { .. }
                | EventKind::Extension { .. }
                | EventKind::Restriction { .. }
                | EventKind::Ban { .. }
                | EventKind::Lift
                | EventKind::Settlement
                | EventKind::Injunction
                | EventKind::Ruling { .. }
                | EventKind::Exit => {}
            }
        }
        let mut ordered = Vec::new();
        for m in 0..self.markets.len() {
            if let Some(standing) = self.find_initial_state(m, past) {
                self.apply_initial_state(m, standing);
                if standing.access == Access::Ordered {
                    ordered.push((m, standing.upheld.is_some()));
                }
            }
        }
        // Once all stand where they stood: an order may concern several.
        for (m, upheld) in ordered {
            self.answer_past_order(m, upheld);
        }
        if let Some((e, perimeter)) = talks {
            self.skipped[e] = !self.open_talks(perimeter, plan.scenario.events[e].day);
        }
    }

    /// What lies before the start has happened, or, told to have a probability of 0, has not.
    fn has_taken_place(&self, event: &ScheduledEvent) -> bool {
        self.draw[event.probability] > 0.0
    }

    /// How market `m` stood at the start, after all its events in their order.
    fn find_initial_state(&mut self, m: usize, past: usize) -> Option<InitialState> {
        let plan = self.plan;
        let mut standing = None;
        for (event, scheduled) in plan.scenario.events[..past].iter().enumerate() {
            let is_concerned = scheduled.market == MarketId(m) || scheduled.others.contains(&MarketId(m));
            if !is_concerned || !self.has_taken_place(scheduled) {
                continue;
            }
            let since = scheduled.day;
            let kind = OrderKind::Sale;
            let begun = |access, length| {
                Some(InitialState {
                    access,
                    day: since,
                    since,
                    restricted: 0.0,
                    joint: (!scheduled.others.is_empty()).then_some(event),
                    kind,
                    length,
                    extensions: 0.0,
                    stayed: None,
                    upheld: None,
                })
            };
            let announced = |notice, kind| begun(Access::Ordered, Some(notice)).map(|s| InitialState { kind, ..s });
            standing = standing.map(|standing| self.enforce_announced(standing, since));
            // Where the app is out of the stores already nothing is announced any more: it is banned on the day itself.
            let is_out = standing.is_some_and(|s| s.access == Access::Restricted && s.stayed.is_none());
            standing = match &scheduled.kind {
                EventKind::Review { length } => begun(Access::Review, *length),
                EventKind::ForcedSale { deadline } => begun(Access::Ordered, *deadline),
                EventKind::Extension { deadline } => {
                    let fits =
                        standing.is_some_and(|s: InitialState| s.access == Access::Ordered && s.stayed.is_none());
                    self.skipped[event] = !fits;
                    let extended = |s: InitialState| InitialState {
                        since,
                        length: Some(*deadline),
                        extensions: s.extensions + 1.0,
                        ..s
                    };
                    standing.map(|s| if fits { extended(s) } else { s })
                }
                EventKind::Restriction { notice: Some(notice) } => announced(*notice, OrderKind::Restriction),
                EventKind::Restriction { notice: None } => begun(Access::Restricted, None),
                EventKind::Ban { notice: Some(notice) } if !is_out => announced(*notice, OrderKind::Ban),
                EventKind::Ban { .. } => {
                    // A restriction that becomes a ban is one block with it.
                    let before =
                        standing.filter(|s: &InitialState| s.access == Access::Restricted && s.stayed.is_none());
                    let restricted = before.map_or(0.0, |s| since - s.since);
                    begun(Access::Banned, None).map(|s| InitialState { restricted, ..s })
                }
                EventKind::Exit => begun(Access::Exited, None),
                EventKind::Lift => None,
                EventKind::Settlement => {
                    let fits = standing.is_some_and(|s: InitialState| Cause::Settlement.fits(s.access));
                    self.skipped[event] = !fits;
                    self.markets[m].mitigated |= fits;
                    standing.filter(|_| !fits)
                }
                EventKind::Injunction | EventKind::Ruling { .. } => {
                    self.skipped[event] = !standing.is_some_and(|s: InitialState| Cause::Stay.fits(s.access));
                    standing.and_then(|s| self.apply_court_decision(m, s, scheduled))
                }
                EventKind::AcquisitionTalks { .. } | EventKind::ExportControl { .. } | EventKind::Regime { .. } => {
                    standing
                }
            };
        }
        standing.map(|standing| self.enforce_announced(standing, 0.0))
    }

    /// What was announced and has taken force by this day, where no court has stayed it.
    fn enforce_announced(&self, standing: InitialState, day: f64) -> InitialState {
        let access = match standing.kind {
            OrderKind::Ban => Access::Banned,
            OrderKind::Restriction => Access::Restricted,
            OrderKind::Sale | OrderKind::Trustee | OrderKind::Fines => return standing,
        };
        let least = standing.upheld.map_or(f64::NEG_INFINITY, |upheld| upheld + LEAST_REMAINING);
        let force = (standing.since + standing.length.map_or(0.0, |notice| self.draw[notice])).max(least);
        if standing.stayed.is_some() || force > day {
            return standing;
        }
        InitialState { access, day: force, since: force, kind: OrderKind::Sale, length: None, ..standing }
    }

    /// The pressure that a past event has left: of a ban or restriction with notice, that of an order when it was announced, and its own since it took
    /// force.
    fn excite_by_past_event(&mut self, m: usize, event: &ScheduledEvent) {
        let Some(action) = GovernmentAction::find_in_event(&event.kind) else { return };
        let (EventKind::Ban { notice: Some(notice) } | EventKind::Restriction { notice: Some(notice) }) = event.kind
        else {
            return self.excite_pressure(m, action, -event.day);
        };
        self.excite_pressure(m, GovernmentAction::Order, -event.day);
        let force = event.day + self.draw[notice];
        if force <= 0.0 {
            self.excite_pressure(m, action, -force);
        }
    }

    /// What a court made of an order or a block before the start.
    fn apply_court_decision(
        &mut self,
        m: usize,
        standing: InitialState,
        event: &ScheduledEvent,
    ) -> Option<InitialState> {
        if !Cause::Stay.fits(standing.access) {
            return Some(standing);
        }
        let EventKind::Ruling { upheld } = event.kind else {
            return Some(InitialState { stayed: standing.stayed.or(Some(event.day)), ..standing });
        };
        let since = standing.since + standing.stayed.map_or(0.0, |stayed| event.day - stayed);
        match self.draw_ruling(m, upheld.map(|p| self.draw[p])) {
            Ruling::Upheld => Some(InitialState { since, stayed: None, upheld: Some(event.day), ..standing }),
            Ruling::StruckDown => None,
        }
    }

    /// Puts market `m` where it stood. What a court has stayed is put there as if the stay fell now.
    fn apply_initial_state(&mut self, m: usize, standing: InitialState) {
        let until = standing.stayed.unwrap_or(0.0);
        let since = standing.since - until;
        self.markets[m].joint = standing.joint;
        let (law, owner) = self.find_law(m);
        let policy = self.plan.policy(law);
        match standing.access {
            Access::Review => {
                let end = self.draw_end(owner, since, standing.length, policy.review.length, Purpose::ReviewLength);
                self.record_notice(Notice::OutlastedTerm, end < 0.0);
                self.place_under_review(m, end.max(0.0));
                self.log_event_on(standing.day, Some(m), LogEvent::ReviewBegins { until: end });
            }
            Access::Ordered => {
                let least = standing.upheld.map_or(0.0, |day| day + LEAST_REMAINING - until);
                let end = self.draw_end(owner, since, standing.length, policy.order.deadline, Purpose::OrderDeadline);
                let deadline = end.max(least);
                self.record_notice(Notice::OutlastedTerm, end < 0.0 && deadline <= 0.0);
                let cause = if standing.kind == OrderKind::Sale { Cause::SaleOrdered } else { Cause::Announcement };
                let case = NewCase { market: m, joint: standing.joint };
                self.place_under_order(case, cause, standing.kind, deadline.max(0.0));
                self.markets[m].order.iter_mut().for_each(|order| order.extensions = standing.extensions);
                // As it stood before a court stopped the clock.
                let day = deadline + until;
                let event = match standing.kind {
                    kind if kind.is_announcement() => LogEvent::Announced { action: self.find_action(m), day },
                    _ => LogEvent::Ordered { deadline: day },
                };
                self.log_event_on(standing.day, Some(m), event);
            }
            access => self.apply_initial_block(m, access, since, standing.restricted),
        }
        if let Some(stayed) = standing.stayed {
            self.apply_initial_stay(m, stayed);
        }
        let active = self.stocks_now(m).active;
        self.sunk += self.baseline_to_come(m) * (1.0 - active / self.draw.markets[m].users);
    }

    /// The day on which a review or an order of day `since` ends: after the days stated, or such as are drawn given that it had
    /// not ended by the start.
    fn draw_end(
        &mut self,
        owner: StreamOwner,
        since: f64,
        stated: Option<Parameter>,
        usual: Chance,
        purpose: Purpose,
    ) -> f64 {
        since
            + match stated {
                Some(days) => self.draw[days],
                None => self.draw_running_duration(usual, purpose, owner, -since),
            }
    }

    /// The owner's answer, which begins at the start; a suit that was lost before is not brought again.
    fn answer_past_order(&mut self, m: usize, upheld: bool) {
        let on_order = self.strategy_choice(|strategy| &strategy.on_order);
        self.markets[m].sued |= upheld;
        self.answer_order(m, on_order);
        if upheld && on_order.contains(&Answer::Litigate) {
            self.start_next_answers(m);
        }
    }

    /// Restricted, banned or left: stocks are aged to the start, through the days for which a ban was a restriction first.
    fn apply_initial_block(&mut self, m: usize, access: Access, since: f64, restricted: f64) {
        let users = self.draw.markets[m].users;
        if access == Access::Exited {
            self.markets[m].lost_before_start = true;
            self.change_state(m, Cause::OwnerLeaves);
            self.detach_from_baseline(m);
            self.change_stocks(m, |stocks| {
                *stocks = Stocks::all_active(users);
                stocks.leave();
            });
        } else {
            if restricted > 0.0 {
                self.impose_block(m, Cause::Restriction, f64::INFINITY, f64::INFINITY);
                self.age_stocks(m, restricted);
            }
            self.markets[m].lost_before_start = access.is_lost();
            let lift = self.draw_past_lift(m, since);
            let cause = if access == Access::Banned { Cause::Ban } else { Cause::Restriction };
            self.impose_block(m, cause, lift, f64::INFINITY);
        }
        self.age_stocks(m, -since);
        if let Some(block) = &mut self.markets[m].block {
            block.since = since - restricted;
            block.in_this_form_since = since;
        }
    }

    /// Lets stocks of market `m`, which nobody new can join, flow for so many days before the start.
    fn age_stocks(&mut self, m: usize, days: f64) {
        let flow = self.find_rates(m, 0.0).without_noise();
        self.change_stocks(m, |stocks| stocks.advance_at(&flow, days / YEAR, 1.0));
    }

    /// A stay since day `stayed`: users of a blocked market have been coming back, and the ruling is drawn given
    /// that it had not come by the start.
    fn apply_initial_stay(&mut self, m: usize, stayed: f64) {
        let (law, owner) = self.find_law(m);
        let usual = self.plan.policy(law).court.ruling_delay;
        let delay = self.draw_running_duration(usual, Purpose::CourtRuling, owner, -stayed);
        let ruling = self.agenda.schedule((stayed + delay).max(0.0), Due::Ruling(m));
        self.take_to_court(m, Suit { ruling: Some(ruling), ..Suit::default() });
        self.grant_stay(m, stayed);
        if !self.markets[m].follows_baseline
            && let Rates::Recruiting(rates) = self.find_rates(m, 0.0).without_noise()
        {
            let still = Recruiting { growth: 0.0, ..rates };
            self.change_stocks(m, |stocks| stocks.advance_at(&Rates::Recruiting(still), -stayed / YEAR, 1.0));
        }
    }

    /// The day of the lift of a block that began on day `since` and still stood at the start: permanent with
    /// probability π / (π + (1 − π) S(elapsed)). Where that is 0/0 no such block stands any more: it is lifted at the start.
    fn draw_past_lift(&mut self, m: usize, since: f64) -> f64 {
        let (law, owner) = self.find_law(m);
        let policy = self.plan.policy(law).ban;
        let permanent = self.draw[policy.permanent];
        let still = (1.0 - permanent) * self.survival(policy.after, -since);
        let probability = if permanent + still > 0.0 { permanent / (permanent + still) } else { 0.0 };
        self.record_notice(Notice::OutlastedTerm, permanent + still <= 0.0);
        let for_good = self.draw_bernoulli(probability, Purpose::BanLift, owner);
        let after = self.draw_duration_beyond(policy.after, Purpose::BanLift, owner, -since);
        if for_good { f64::INFINITY } else { (since + after).max(0.0) }
    }

    /// A duration drawn given that it exceeds `elapsed` days; where none does, it is over now, and the user is told.
    fn draw_running_duration(&mut self, chance: Chance, purpose: Purpose, owner: StreamOwner, elapsed: f64) -> f64 {
        self.record_notice(Notice::OutlastedTerm, self.survival(chance, elapsed) <= 0.0);
        self.draw_duration_beyond(chance, purpose, owner, elapsed)
    }

    /// A duration drawn given that it exceeds `elapsed` days.
    fn draw_duration_beyond(&mut self, chance: Chance, purpose: Purpose, owner: StreamOwner, elapsed: f64) -> f64 {
        let uniform = self.draw_uniform(purpose, owner);
        self.quantile_above(chance, uniform, elapsed)
    }
}
