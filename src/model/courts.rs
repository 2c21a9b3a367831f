//! The owner in court: suits, stays, rulings (model, section 5).

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::agenda::Due;
use crate::model::luck::Whose;
use crate::model::market::{Suit, Suspended};
use crate::model::money::Part;
use crate::model::state::World;
use crate::model::story::Happening;
use crate::scenario::MarketId;

/// An order that comes back after a stay leaves at least so many days.
pub(super) const LEAST_REMAINING: f64 = 14.0;

impl World<'_> {
    /// The owner prepares a suit over the case in hand, unless it has or has had one: there is one suit a case.
    pub fn sue(&mut self, m: usize) {
        if self.markets[m].sued {
            return;
        }
        let policy = self.plan.scenario.markets[m].policy.court;
        let delay = self.chance(policy.filing, Purpose::CourtFiling, Whose::Market(MarketId(m)));
        let filing = Some(self.agenda.schedule(self.now + delay, Due::Filing(MarketId(m))));
        self.take_to_court(m, Suit { filing, ..Suit::default() });
    }

    /// `suit` is that over the case in hand.
    pub fn take_to_court(&mut self, m: usize, suit: Suit) {
        self.markets[m].sued = true;
        self.markets[m].suit = Some(suit);
    }

    /// The suit is filed.
    pub fn file_suit(&mut self, m: usize) {
        let policy = self.plan.scenario.markets[m].policy.court;
        let (id, whose) = (MarketId(m), Whose::Market(MarketId(m)));
        self.tell(Some(m), Happening::Sued);
        self.settle(m);
        self.lump(m, -self.drawn[policy.cost], Part::Costs);
        let stays = self.happens(self.drawn[policy.injunction], Purpose::CourtInjunction, whose);
        let stay_delay = self.chance(policy.injunction_delay, Purpose::CourtInjunction, whose);
        let ruling_delay = self.chance(policy.ruling_delay, Purpose::CourtRuling, whose);
        let injunction = (stays && stay_delay < ruling_delay)
            .then(|| self.agenda.schedule(self.now + stay_delay, Due::Injunction(id)));
        let ruling = Some(self.agenda.schedule(self.now + ruling_delay, Due::Ruling(id)));
        self.take_to_court(m, Suit { filing: None, injunction, ruling });
    }

    /// A court stays the measure in force: all its clocks stop, and users of a blocked market come back.
    pub fn stay(&mut self, m: usize) {
        if let Some(suit) = &mut self.markets[m].suit {
            // Still there where an event stays the measure before the court would have.
            self.agenda.cancel(suit.injunction.take());
        }
        let suspended = match (self.markets[m].access, self.markets[m].block, self.markets[m].order) {
            (Access::Ordered, _, Some(order)) => Suspended::Order { remaining: order.deadline - self.now },
            (Access::Restricted | Access::Banned, Some(block), _) => Suspended::Block {
                banned: self.markets[m].access == Access::Banned,
                lift: block.lift - self.now,
                ban: block.ban - self.now,
            },
            _ => return,
        };
        self.tell(Some(m), Happening::Stayed);
        if let Suspended::Block { .. } = suspended {
            self.unblock(m, Access::Stayed);
        } else {
            self.stop_revocation(m);
            if let Some(order) = &mut self.markets[m].order {
                self.agenda.cancel(order.ticket.take());
            }
            self.change_access(m, Access::Stayed);
        }
        self.markets[m].suspended = Some(suspended);
    }

    /// A court rules on the measure, upholding it with the policy's probability or a stated one.
    pub fn rule(&mut self, m: usize, upheld: Option<f64>) {
        let policy = self.plan.scenario.markets[m].policy.court;
        let probability = upheld.unwrap_or(self.drawn[policy.upheld]);
        let upheld = self.happens(probability, Purpose::CourtVerdict, Whose::Market(MarketId(m)));
        if !upheld {
            self.tell(Some(m), Happening::StruckDown);
            return self.reopen(m);
        }
        self.tell(Some(m), Happening::Upheld);
        self.drop_suit(m);
        // Where a ruling is pinned to a date, one suit at least lay behind it.
        self.markets[m].sued = true;
        self.resume(m);
        self.answer_failed(m);
    }

    /// Drops the suit over the case in hand, with its clocks.
    pub fn drop_suit(&mut self, m: usize) {
        if let Some(Suit { filing, injunction, ruling }) = self.markets[m].suit.take() {
            [filing, injunction, ruling].into_iter().for_each(|ticket| self.agenda.cancel(ticket));
        }
    }

    /// What was suspended comes back with the time that it had left, and at no new cost.
    fn resume(&mut self, m: usize) {
        match self.markets[m].suspended.take() {
            Some(Suspended::Order { remaining }) => {
                self.change_access(m, Access::Ordered);
                self.run_order_clocks(m, self.now + remaining.max(LEAST_REMAINING));
            }
            Some(Suspended::Block { banned, lift, ban }) => {
                let access = if banned { Access::Banned } else { Access::Restricted };
                self.block(m, access, self.now + lift, self.now + ban);
                if self.markets[m].order.is_some_and(|order| order.exit_at_deadline) {
                    self.exit(m);
                }
            }
            None => {}
        }
    }
}
