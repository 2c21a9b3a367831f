//! What the owner sees on a day: the values of the names that rules of a strategy may use.
//!
//! Nothing here looks into the future or at what has been drawn and has not happened yet: not the end of a review, not whether a bidder
//! will still turn up, not whether a court will stay.

use crate::model::{Access, Bidding, World};
use crate::scenario::MarketId;
use crate::scenario::observables::{CompanyObservable, MarketObservable, Seen};

impl World<'_> {
    /// The value of something seen now: a number in its unit, 1 or 0 of what is true or false, NaN where there is none.
    pub(super) fn observe(&self, seen: Seen) -> f64 {
        match seen {
            Seen::Company(what) => self.observe_company(what),
            Seen::Market(MarketId(m), what) => self.observe_market(m, what),
        }
    }

    fn observe_company(&self, what: CompanyObservable) -> f64 {
        match what {
            CompanyObservable::Date => self.now,
            CompanyObservable::ExportControl => flag(self.now < self.home.controlled_until),
            CompanyObservable::Retaliations => f64::from(self.home.retaliations),
            CompanyObservable::MarketsBlocked => {
                self.markets.iter().filter(|state| state.access.is_blocked()).count() as f64
            }
        }
    }

    fn observe_market(&self, m: usize, what: MarketObservable) -> f64 {
        let state = &self.markets[m];
        let count = |action: usize| f64::from(state.action_tallies[action].count);
        match what {
            MarketObservable::State => f64::from(state.access as u8),
            MarketObservable::TimeInState => self.now - state.since,
            MarketObservable::TimeToDeadline => match (state.access, state.order) {
                (Access::Ordered, Some(order)) => order.deadline - self.now,
                _ => f64::NAN,
            },
            MarketObservable::Extensions => state.order.map_or(0.0, |order| order.extensions),
            MarketObservable::Selling => flag(state.selling || self.is_on_the_table(m)),
            MarketObservable::Offers => self.offers_for(m).count() as f64,
            MarketObservable::BestOffer => self.offers_for(m).fold(f64::NAN, f64::max),
            MarketObservable::DealSigned => flag(self.is_on_the_table(m) && self.deal.signed.is_some()),
            MarketObservable::SuitPending => flag(state.suit.is_some()),
            MarketObservable::Sued => flag(state.sued),
            MarketObservable::StructureProposed => flag(state.proposal.is_some()),
            MarketObservable::Users => {
                let stocks = self.stocks_now(m);
                stocks.active + stocks.circumventing
            }
            MarketObservable::Measures => (0..state.action_tallies.len()).map(count).sum(),
            MarketObservable::Reviews => count(0),
            MarketObservable::Orders => count(1),
            MarketObservable::Restrictions => count(2),
            MarketObservable::Bans => count(3),
        }
    }

    /// Whether the deal on the table covers market `m`.
    fn is_on_the_table(&self, m: usize) -> bool {
        self.deal.open && self.deal.perimeter.contains(&m)
    }

    /// Bids present in the deal that covers market `m`, over standalone value.
    fn offers_for(&self, m: usize) -> impl Iterator<Item = f64> {
        let present =
            self.deal.bids.iter().filter(move |bid| self.is_on_the_table(m) && bid.bidding == Bidding::Present);
        let left = self.share_of_bid_left();
        present.map(move |bid| bid.multiple * left)
    }
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}
