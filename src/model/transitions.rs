//! The table of states and causes: into which state each cause takes a market, and what it ends (model, section 3).
//!
//! Every change of a market's state goes through [`World::change_state`], which does what the table says; a test holds the
//! table in `docs/model.md` against it.

use crate::model::Access::{self, Banned, Divested, Exited, Open, Ordered, Restricted, Restructured, Review, Stayed};
use crate::model::{Suit, Suspended, World};
use crate::quantity::YEAR;
use crate::scenario::EventKind;

/// What changes the state of a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Cause {
    /// A government begins a review.
    ReviewBegins,
    /// A review ends with the app cleared, or in mitigation.
    ReviewEnds,
    /// A sale is ordered.
    SaleOrdered,
    /// A ban or restriction is announced.
    Announcement,
    /// A restriction falls without an order.
    Restriction,
    /// A ban falls without an order.
    Ban,
    /// An order is enforced by way of a restriction.
    EnforcementByRestriction,
    /// An order is enforced by a ban.
    EnforcementByBan,
    /// The restriction by way of which an order is enforced becomes a ban.
    RestrictionBecomesBan,
    /// A court stays the order or block.
    Stay,
    /// A court upholds it.
    Upheld,
    /// The order or block ends: lifted, lapsed, revoked, struck down.
    ActionEnds,
    /// It ends in a settlement or a licence.
    Settlement,
    /// Host and home accept a structure, or the host imposes it.
    StructureAccepted,
    /// A deal closes.
    DealCloses,
    /// The owner leaves.
    OwnerLeaves,
}

/// What a change of state ends, with its clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The case: the review, the order, the suit, the structure proposed and the owner's other answers.
    Case,
    /// The clocks of the order, which stands: deadline and revocation.
    OrderClocks,
    /// The structure proposed.
    Proposal,
    /// The suit.
    Suit,
    /// The restriction or ban: its clocks stop, and its users come back where the state lets them.
    Block,
}

/// The state that a cause takes a market into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// This one.
    State(Access),
    /// Open, or restructured where a structure runs the business.
    Reopened,
    /// What a court had suspended; no change where it had suspended nothing.
    AsBefore,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// The cause.
    pub cause: Cause,
    /// The cause, for people.
    pub description: &'static str,
    /// States that it can meet.
    pub from: &'static [Access],
    /// Where it leads.
    pub next: Next,
    /// What it ends.
    pub ends: &'static [Ended],
}

const fn row(
    cause: Cause,
    description: &'static str,
    from: &'static [Access],
    next: Next,
    ends: &'static [Ended],
) -> Transition {
    Transition { cause, description, from, next, ends }
}

/// The table, by [`Cause`].
#[rustfmt::skip]
pub const TRANSITIONS: [Transition; 16] = [
    row(Cause::ReviewBegins, "a review begins", &[Open], Next::State(Review), &[]),
    row(Cause::ReviewEnds, "a review ends: cleared, or in mitigation", &[Review], Next::Reopened, &[]),
    row(Cause::SaleOrdered, "a sale is ordered", &[Open, Review, Ordered, Stayed], Next::State(Ordered), &[Ended::Case]),
    row(Cause::Announcement, "a ban or restriction is announced", &[Open, Review, Ordered, Stayed], Next::State(Ordered), &[Ended::Case]),
    row(Cause::Restriction, "a restriction falls without an order", &[Open, Review, Ordered, Stayed], Next::State(Restricted), &[Ended::Case]),
    row(Cause::Ban, "a ban falls without an order", &[Open, Review, Ordered, Stayed, Restricted, Restructured], Next::State(Banned), &[Ended::Case, Ended::Block]),
    row(Cause::EnforcementByRestriction, "an order is enforced by way of a restriction, or an announced restriction takes force", &[Ordered], Next::State(Restricted), &[Ended::OrderClocks, Ended::Proposal]),
    row(Cause::EnforcementByBan, "an order is enforced at once, or an announced ban takes force", &[Ordered], Next::State(Banned), &[Ended::OrderClocks, Ended::Proposal]),
    row(Cause::RestrictionBecomesBan, "the restriction of an enforced order becomes a ban", &[Restricted], Next::State(Banned), &[Ended::Block]),
    row(Cause::Stay, "a court stays an order or a block", &[Ordered, Restricted, Banned], Next::State(Stayed), &[Ended::OrderClocks, Ended::Block]),
    row(Cause::Upheld, "a court upholds it", &[Ordered, Stayed, Restricted, Banned], Next::AsBefore, &[Ended::Suit]),
    row(Cause::ActionEnds, "it is lifted, lapses, is revoked or struck down", &[Ordered, Stayed, Restricted, Banned], Next::Reopened, &[Ended::Case, Ended::Block]),
    row(Cause::Settlement, "it ends in a settlement or a licence", &[Ordered, Stayed, Restricted, Banned], Next::Reopened, &[Ended::Case, Ended::Block]),
    row(Cause::StructureAccepted, "host and home accept a structure, or the host imposes it", &[Ordered, Stayed], Next::State(Restructured), &[Ended::Case]),
    row(Cause::DealCloses, "a deal closes", &[Open, Review, Ordered, Stayed, Restricted, Banned], Next::State(Divested), &[Ended::Case, Ended::Block]),
    row(Cause::OwnerLeaves, "the owner leaves", &[Open, Review, Ordered, Stayed, Restricted, Banned, Restructured], Next::State(Exited), &[Ended::Case, Ended::Block]),
];

impl Cause {
    /// The cause that an event of this kind is, where it changes the state of a market.
    pub const fn find_in_event(kind: &EventKind) -> Option<Self> {
        Some(match kind {
            EventKind::Review { .. } => Self::ReviewBegins,
            EventKind::ForcedSale { .. } => Self::SaleOrdered,
            EventKind::Restriction { .. } => Self::Restriction,
            EventKind::Ban { .. } => Self::Ban,
            EventKind::Injunction => Self::Stay,
            EventKind::Ruling { .. } => Self::Upheld,
            EventKind::Settlement => Self::Settlement,
            EventKind::Lift => Self::ActionEnds,
            EventKind::Exit => Self::OwnerLeaves,
            EventKind::Extension { .. }
            | EventKind::AcquisitionTalks { .. }
            | EventKind::Regime(_)
            | EventKind::ExportControl { .. } => return None,
        })
    }

    /// Its row of the table.
    pub fn transition(self) -> &'static Transition {
        &TRANSITIONS[self as usize]
    }

    /// Whether it can meet a market in this state.
    pub fn fits(self, access: Access) -> bool {
        self.transition().from.contains(&access)
    }
}

impl World<'_> {
    /// Takes market `m` where `cause` leads, and ends what it ends. Users who come back from a block do so here; those whom a
    /// block cuts off are moved by the caller, after this has settled them.
    pub fn change_state(&mut self, m: usize, cause: Cause) {
        let &Transition { next, ends, .. } = cause.transition();
        let state = &self.markets[m];
        let (old, restructured, suspended) = (state.access, state.restructured, state.suspended);
        debug_assert!(cause.fits(old), "{cause:?} meets {old:?}");
        if cause == Cause::ReviewBegins {
            // What ended the review before it may not have been the end of a case.
            self.markets[m].case += 1;
        }
        ends.iter().for_each(|&ended| self.end_part(m, ended));
        let access = match next {
            Next::State(access) => access,
            Next::Reopened if restructured => Restructured,
            Next::Reopened => Open,
            Next::AsBefore => match suspended {
                Some(Suspended::Order { .. }) => Ordered,
                Some(Suspended::Block { banned: true, .. }) => Banned,
                Some(Suspended::Block { banned: false, .. }) => Restricted,
                None => return,
            },
        };
        self.change_access(m, access);
        if old.is_blocked() && !access.is_blocked() {
            self.release_block(m);
        }
    }

    /// Ends a part of what stands against market `m`, with its clocks.
    fn end_part(&mut self, m: usize, ended: Ended) {
        match ended {
            Ended::Case => {
                self.end_part(m, Ended::OrderClocks);
                self.end_part(m, Ended::Suit);
                self.end_part(m, Ended::Proposal);
                let state = &mut self.markets[m];
                state.case += 1;
                self.agenda.cancel(state.review_ends.take());
                self.agenda.cancel(state.settlement.take());
                (state.order, state.suspended) = (None, None);
                (state.sued, state.then_started, state.selling) = (false, false, false);
            }
            Ended::OrderClocks => {
                self.stop_revocation(m);
                self.pay_daily_fines(m);
                if let Some(order) = &mut self.markets[m].order {
                    self.agenda.cancel(order.ticket.take());
                }
            }
            Ended::Proposal => {
                let proposal = self.markets[m].proposal.take();
                self.agenda.cancel(proposal.map(|proposal| proposal.ticket));
            }
            Ended::Suit => {
                if let Some(Suit { filing, injunction, ruling }) = self.markets[m].suit.take() {
                    [filing, injunction, ruling].into_iter().for_each(|ticket| self.agenda.cancel(ticket));
                }
            }
            Ended::Block => {
                if let Some(block) = &mut self.markets[m].block {
                    self.agenda.cancel(block.lift_ticket.take());
                    self.agenda.cancel(block.ban_ticket.take());
                }
            }
        }
    }

    /// Lets the revocation clock of the order in market `m` run up to now and stops it.
    pub fn stop_revocation(&mut self, m: usize) {
        let rate = self.revocation_rate(m);
        let Some(order) = &mut self.markets[m].order else { return };
        if let Some(ticket) = order.revocation_ticket.take() {
            self.agenda.cancel(Some(ticket));
            order.revocation -= rate * (self.now - order.revocable_since) / YEAR;
        }
    }

    fn change_access(&mut self, m: usize, access: Access) {
        let old = self.markets[m].access;
        self.settle(m);
        self.for_affected(m, old, access, Self::settle);
        self.advance_pressure(m);
        let state = &mut self.markets[m];
        if old.is_cut_off() {
            state.days_without_access += self.now - state.since;
        }
        state.access = access;
        state.since = self.now;
        state.ever_cut_off |= access.is_cut_off();
        state.lost_before_start &= access.is_lost();
        self.reschedule_arrivals(m);
        self.compare_with_baseline(m);
        self.for_affected(m, old, access, Self::compare_with_baseline);
    }

    /// Acts on every other market whose rates this change of state of market `m` changes.
    fn for_affected(&mut self, m: usize, old: Access, new: Access, act: impl Fn(&mut Self, usize)) {
        if old.is_lost() != new.is_lost() && self.strategy_number(|strategy| strategy.redeployment) > 0.0 {
            (0..self.markets.len()).for_each(|other| act(self, other));
        } else if old.is_cut_off() != new.is_cut_off() {
            let plan = self.plan;
            plan.content_consumers[m].iter().for_each(|&consumer| act(self, consumer));
        }
    }

    /// Market `m` is no longer blocked: its users come back, unless the owner has left.
    fn release_block(&mut self, m: usize) {
        let Some(block) = self.markets[m].block.take() else { return };
        if self.markets[m].access == Exited {
            return;
        }
        let response = &self.plan.scenario.markets[m].response;
        let length = self.now - block.since;
        let forgotten = libm::exp(-length / self.draw[response.habit]);
        let least = self.draw[response.reseed] * self.draw.markets[m].ceiling;
        self.change_stocks(m, |stocks| stocks.restore(forgotten, least));
        self.compare_with_baseline(m);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_row() {
        for (number, row) in TRANSITIONS.iter().enumerate() {
            assert_eq!(row.cause as usize, number, "{}", row.description);
        }
    }

    #[test]
    fn nothing_leaves_a_final_state() {
        assert!(TRANSITIONS.iter().all(|row| !row.from.iter().any(|state| state.is_final())));
    }

    #[test]
    fn the_document_shows_the_table() {
        let document = include_str!("../../docs/model.md");
        assert!(document.contains(&describe_transitions()), "docs/model.md needs:\n{}", describe_transitions());
    }

    /// The table for `docs/model.md`, in Markdown.
    fn describe_transitions() -> String {
        let names = |states: &[Access]| states.iter().map(|state| state.name()).collect::<Vec<_>>().join(", ");
        let mut table = "| cause | from | to | ends |\n|---|---|---|---|\n".to_owned();
        for Transition { description, from, next, ends, .. } in &TRANSITIONS {
            let next = match next {
                Next::State(access) => access.name(),
                Next::Reopened => "open, or restructured where a structure runs the business",
                Next::AsBefore => "what was stayed; else no change",
            };
            let ends: Vec<&str> = ends
                .iter()
                .map(|ended| match ended {
                    Ended::Case => "case",
                    Ended::OrderClocks => "clocks of the order",
                    Ended::Proposal => "proposed structure",
                    Ended::Suit => "suit",
                    Ended::Block => "clocks of the block",
                })
                .collect();
            table += &format!("| {description} | {} | {next} | {} |\n", names(from), ends.join(", "));
        }
        table
    }
}
