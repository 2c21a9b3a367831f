//! Deals: bidders, the owner's least price, signing, approvals, closing (model, section 6).

use std::borrow::Cow;

use crate::draws::Purpose;
use crate::model::offers::{Contest, Offer};
use crate::model::{
    Bid, Bidding, BridgePart, Cause, Due, LogEvent, Notice, Sale, SaleTerms, Signed, StreamOwner, World,
};
use crate::quantity::YEAR;
use crate::scenario::{Algorithm, MarketId};

impl<'a> World<'a> {
    // ---- opening -------------------------------------------------------------------------------

    /// The owner sells in answer to an order on market `m`.
    pub fn sell_on_order(&mut self, m: usize) {
        let chosen = self.strategy_choice(|strategy| &strategy.perimeter);
        if self.deal.open {
            // One deal at a time: an order within its perimeter has made it forced, another waits for its end.
        } else if chosen.is_empty() {
            let perimeter = self.list_joined(m);
            self.begin_attempts();
            self.open_deal(&perimeter, true, self.now);
        } else if chosen.contains(&MarketId(m)) {
            self.begin_attempts();
            self.open_deal(chosen, true, self.now);
        } else {
            self.markets[m].selling = false;
            self.start_next_answers(m);
        }
    }

    /// Market `m`, and those that the same measure concerns.
    fn list_joined(&self, m: usize) -> Vec<MarketId> {
        let joint = self.markets[m].joint;
        let is_joined =
            |other: usize| joint.is_some() && self.markets[other].joint == joint && self.is_under_order(other);
        (0..self.markets.len()).filter(|&other| other == m || is_joined(other)).map(MarketId).collect()
    }

    /// Talks on a sale by choice begin, or began on day `since`: of the markets stated, else those of the
    /// strategy, else all but home. False where a deal is on the table already or none of them can be sold.
    pub fn open_talks(&mut self, stated: &[MarketId], since: f64) -> bool {
        if self.deal.open || !self.can_sell_any(stated) {
            return false;
        }
        let perimeter = self.perimeter_of_talks(stated);
        let forced = perimeter.iter().any(|&MarketId(m)| self.is_under_order(m));
        self.begin_attempts();
        self.open_deal(&perimeter, forced, since);
        true
    }

    /// The owner begins to seek a buyer by choice.
    pub fn seek_buyer(&mut self) {
        let none = !self.deal.open && !self.open_talks(&[], self.now);
        self.record_notice(Notice::NothingToSell, none);
    }

    /// Whether one at least of the markets that talks would be about can be sold.
    pub fn can_sell_any(&self, stated: &[MarketId]) -> bool {
        self.perimeter_of_talks(stated).iter().any(|&MarketId(m)| self.is_for_sale(m))
    }

    fn perimeter_of_talks<'p>(&self, stated: &'p [MarketId]) -> Cow<'p, [MarketId]>
    where
        'a: 'p,
    {
        let chosen = self.strategy_choice(|strategy| &strategy.perimeter);
        if !stated.is_empty() {
            Cow::Borrowed(stated)
        } else if !chosen.is_empty() {
            Cow::Borrowed(chosen)
        } else {
            Cow::Owned((0..self.markets.len()).filter(|&m| !self.plan.is_home(m)).map(MarketId).collect())
        }
    }

    pub(super) fn open_deal(&mut self, perimeter: &[MarketId], forced: bool, since: f64) {
        let scenario = self.plan.scenario;
        self.deal.open = true;
        self.deal.perimeter.clear();
        self.deal.perimeter.extend(perimeter.iter().map(|m| m.0));
        self.deal.forced = forced;
        self.deal.without_algorithm = *self.strategy_choice(|strategy| &strategy.algorithm) == Algorithm::Keep;
        self.deal.process_over = false;
        self.deal.signed = None;
        if self.log.is_some() {
            let markets = self.deal.perimeter.clone();
            self.log_event_on(since, None, LogEvent::TalksBegin { forced, markets });
        }
        // Talks that began before the start have had time to be forgotten.
        let faded = libm::exp(-self.anger_decay() * (self.now - since) / YEAR);
        self.raise_anger(self.draw[scenario.home.talks] * faded);
        let process = self.draw_value(scenario.deal.process, Purpose::DealProcess, StreamOwner::World);
        self.deal.signing = Some(self.agenda.schedule((since + process).max(self.now), Due::Signing));
        self.invite_bidders(since);
    }

    /// Each bidder turns up or not, when, and with what multiple: drawn whatever comes of it.
    fn invite_bidders(&mut self, since: f64) {
        let scenario = self.plan.scenario;
        let shared = self.draw[scenario.deal.bidder_correlation];
        let view = self.draw_normal(Purpose::DealCommonFactor, StreamOwner::World);
        self.deal.bids.clear();
        for (b, bidder) in scenario.deal.bidders.iter().enumerate() {
            let owner = StreamOwner::Bidder(b);
            let turns_up = self.draw_event(bidder.interest, Purpose::BidderInterest, owner);
            let delay = self.draw_value(bidder.delay, Purpose::BidderInterest, owner);
            let own = self.draw_normal(Purpose::BidderInterest, owner);
            let z = shared.sqrt() * view + (1.0 - shared).sqrt() * own;
            let multiple = self.quantile(bidder.multiple, crate::normal::cdf(z));
            let bidding = if turns_up {
                let day = (since + delay).max(self.now);
                Bidding::Expected(self.agenda.schedule(day, Due::BidArrives(b)))
            } else {
                Bidding::Absent
            };
            self.deal.bids.push(Bid { bidding, multiple });
        }
    }

    // ---- signing -------------------------------------------------------------------------------

    /// A bidder turns up with its valuation.
    pub fn receive_bid(&mut self, b: usize) {
        self.deal.bids[b].bidding = Bidding::Present;
        if let Some(signed) = self.deal.signed {
            return self.receive_late_bid(b, signed);
        }
        if self.log.is_some() {
            let (standalone, least) = self.standalone_and_least();
            let amount = self.deal.bids[b].multiple * self.share_of_bid_left() * standalone;
            let least = least * standalone;
            self.log_event(None, LogEvent::Bid { bidder: b, amount, least });
        }
        self.reconsider_deal();
    }

    /// A bidder turns up after the signing. Its valuation moves nothing unless it may top the deal, or the deal falls through, and is not told.
    fn receive_late_bid(&mut self, b: usize, signed: Signed) {
        let probability = self.draw[self.plan.scenario.deal.topping];
        if probability <= 0.0 || !self.draw_bernoulli(probability, Purpose::DealTopping, StreamOwner::Bidder(b)) {
            return;
        }
        let Some(Contest { is_topped, ratio, fee, standalone }) = self.contest_signed_deal(b, &signed) else { return };
        if !is_topped {
            self.log_event(None, LogEvent::Matched { bidder: b, price: ratio * standalone });
            self.deal.signed = Some(Signed { ratio, ..signed });
            return;
        }
        self.log_event(None, LogEvent::Topped { bidder: b, fee: fee * standalone });
        self.agenda.cancel(signed.host);
        self.agenda.cancel(signed.home);
        self.sign_deal(Offer { bidder: b, ratio, standalone, qualifying: signed.terms.bidders + 1 });
    }

    /// After the process is over: when the first bid qualifies, rivals get some time, then it is signed; once
    /// nobody is still to come and no bid qualifies, the deal fails.
    ///
    /// Call whenever a bid arrives or the owner's least price can have changed: an order has fallen, ended or been
    /// enforced, a block has fallen or ended, a regime has changed.
    pub fn reconsider_deal(&mut self) {
        let deal = &self.deal;
        if !deal.open || !deal.process_over || deal.signed.is_some() || deal.signing.is_some() {
            return;
        }
        if self.best_offer().is_some() {
            let wait = self.draw_value(self.plan.scenario.deal.wait, Purpose::DealWait, StreamOwner::World);
            self.deal.signing = Some(self.agenda.schedule(self.now + wait, Due::Signing));
        } else {
            self.wait_for_bids_or_fail();
        }
    }

    fn more_bids_to_come(&self) -> bool {
        self.deal.bids.iter().any(|bid| matches!(bid.bidding, Bidding::Expected(_)))
    }

    /// The process is over, or the wait for rivals is.
    pub fn end_bidding(&mut self) {
        self.deal.signing = None;
        self.deal.process_over = true;
        self.sign_or_wait();
    }

    /// Signs the best bid that qualifies; without one, waits for bidders still to come, or gives up.
    fn sign_or_wait(&mut self) {
        match self.best_offer() {
            Some(offer) => self.sign_deal(offer),
            None => self.wait_for_bids_or_fail(),
        }
    }

    /// No bid qualifies: the deal fails where what is sold is worth nothing or no bidder is still to come.
    fn wait_for_bids_or_fail(&mut self) {
        let worthless = self.standalone_and_least().0 <= 0.0;
        if worthless || !self.more_bids_to_come() {
            self.record_notice(Notice::WorthlessDeal, worthless);
            self.fail_deal();
        }
    }

    fn sign_deal(&mut self, offer: Offer) {
        let deal = &self.plan.scenario.deal;
        self.log_event(
            None,
            LogEvent::Signed {
                bidder: offer.bidder,
                price: offer.ratio * offer.standalone,
                standalone: offer.standalone,
                without_algorithm: self.deal.without_algorithm,
            },
        );
        self.raise_anger(self.draw[self.plan.scenario.home.signing]);
        let host_delay = self.draw_value(deal.host_delay, Purpose::HostDelay, StreamOwner::World);
        let home_delay = self.draw_value(deal.home_delay, Purpose::HomeDelay, StreamOwner::World);
        let host = Some(self.agenda.schedule(self.now + host_delay, Due::DealHost));
        let has_home = self.plan.home.is_some();
        let home = has_home.then(|| self.agenda.schedule(self.now + home_delay, Due::DealHome));
        for &m in &self.deal.perimeter {
            self.markets[m].first_signing.get_or_insert(self.now);
        }
        let terms = SaleTerms { day: self.now, bidders: offer.qualifying, days_left: self.days_to_deadline() };
        self.deal.signed = Some(Signed { bidder: offer.bidder, ratio: offer.ratio, terms, host, home });
    }

    // ---- approval ------------------------------------------------------------------------------

    /// The host decides on the signed deal; if it refuses, the next bid that qualifies is signed at once.
    pub fn decide_host_approval(&mut self) {
        let Some(signed) = &mut self.deal.signed else { return };
        signed.host = None;
        let (bidder, home) = (signed.bidder, signed.home);
        let probability = self.draw[self.plan.scenario.deal.bidders[bidder].host_approval];
        let approved = self.draw_bernoulli(probability, Purpose::HostApproval, StreamOwner::Bidder(bidder));
        self.log_event(None, LogEvent::HostDecides { approved });
        if approved {
            return self.close_if_approved();
        }
        self.agenda.cancel(home);
        self.deal.bids[bidder].bidding = Bidding::Refused;
        self.deal.signed = None;
        self.sign_or_wait();
    }

    /// Home decides on the signed deal; if it refuses, the deal is cut again without the technology where
    /// the strategy allows, else it fails.
    pub fn decide_home_approval(&mut self) {
        let Some(signed) = &mut self.deal.signed else { return };
        signed.home = None;
        let host = signed.host;
        let probability = self.home_approval(self.deal.without_algorithm);
        let approved = self.draw_bernoulli(probability, Purpose::HomeApproval, StreamOwner::World);
        self.log_event(None, LogEvent::HomeDecides { approved });
        if approved {
            return self.close_if_approved();
        }
        if self.deal.without_algorithm || *self.strategy_choice(|strategy| &strategy.algorithm) != Algorithm::SellOrKeep
        {
            return self.fail_deal();
        }
        self.agenda.cancel(host);
        self.deal.without_algorithm = true;
        self.deal.signed = None;
        self.sign_or_wait();
    }

    fn close_if_approved(&mut self) {
        if let Some(Signed { ratio, terms, host: None, home: None, .. }) = self.deal.signed {
            self.close_deal(ratio, terms);
        }
    }

    // ---- closing -------------------------------------------------------------------------------

    fn close_deal(&mut self, ratio: f64, terms: SaleTerms) {
        let deal = &self.plan.scenario.deal;
        let (standalone, _) = self.standalone_and_least();
        if standalone <= 0.0 {
            self.record_notice(Notice::WorthlessDeal, true);
            return self.fail_deal();
        }
        let price = ratio * standalone;
        let gain = (price - self.draw[deal.tax_basis]).max(0.0);
        let proceeds = (1.0 - self.draw[deal.stake]) * (price - self.draw[deal.tax] * gain);
        let perimeter = std::mem::take(&mut self.deal.perimeter);
        let mut shares = std::mem::take(&mut self.shares);
        shares.clear();
        shares
            .extend(perimeter.iter().map(|&m| if self.is_for_sale(m) { self.standalone(m) / standalone } else { 0.0 }));
        for (&m, &share) in perimeter.iter().zip(&shares) {
            if self.is_for_sale(m) {
                self.markets[m].sale =
                    Some(Sale { price: price * share, discount: 1.0 - ratio, closing_day: self.now, terms });
                self.hand_over_market(m, price * share, proceeds * share);
            }
        }
        (self.deal.perimeter, self.shares) = (perimeter, shares);
        self.end_deal();
    }

    /// Market `m` alone is sold for `price`, a share `ratio` of its standalone value, without the owner having signed anything.
    pub fn sell_market_for(&mut self, m: usize, price: f64, ratio: f64) {
        let deal = &self.plan.scenario.deal;
        let gain = (price - self.draw[deal.tax_basis]).max(0.0);
        let proceeds = price - self.draw[deal.tax] * gain;
        let terms = SaleTerms { day: self.now, bidders: 1, days_left: Some(0.0) };
        self.markets[m].sale = Some(Sale { price, discount: 1.0 - ratio, closing_day: self.now, terms });
        self.settle(m);
        self.pay_lump_sum(m, proceeds, BridgePart::Sale);
        self.log_event(Some(m), LogEvent::SoldByTrustee { price });
        self.change_owner(m, Cause::DealCloses);
    }

    fn hand_over_market(&mut self, m: usize, price: f64, proceeds: f64) {
        self.settle(m);
        self.pay_lump_sum(m, proceeds, BridgePart::Sale);
        self.log_event(Some(m), LogEvent::Sold { price });
        self.change_owner(m, Cause::DealCloses);
    }

    /// Market `m` passes to others, in whole or in part; users take some time to get used to it.
    pub fn change_owner(&mut self, m: usize, cause: Cause) {
        self.settle(m);
        let response = &self.plan.scenario.markets[m].response;
        let transition = self.draw[response.transition];
        self.agenda.cancel(self.markets[m].transition.take());
        let end = self.agenda.schedule(self.now + transition, Due::TransitionEnds(m));
        self.markets[m].transition = Some(end);
        self.change_state(m, cause);
        self.pause_users(m, response.transition_pause);
    }

    /// Users have got used to the new owner.
    pub fn end_transition(&mut self, m: usize) {
        self.settle(m);
        self.markets[m].transition = None;
    }

    // ---- the end of a deal ---------------------------------------------------------------------

    /// Clears the table; a market that waited for it is sold now.
    pub(super) fn end_deal(&mut self) {
        self.clear_table();
        if let Some(m) = self.find_waiting_market() {
            self.sell_on_order(m);
        }
    }

    pub(super) fn clear_table(&mut self) {
        self.deal.open = false;
        self.agenda.cancel(self.deal.signing.take());
        for bid in &self.deal.bids {
            if let Bidding::Expected(ticket) = bid.bidding {
                self.agenda.cancel(Some(ticket));
            }
        }
        if let Some(Signed { host, home, .. }) = self.deal.signed.take() {
            self.agenda.cancel(host);
            self.agenda.cancel(home);
        }
    }

    /// A market under an order that is to be sold, and waits for the deal on the table to end.
    pub(super) fn find_waiting_market(&self) -> Option<usize> {
        (0..self.markets.len()).find(|&m| {
            let state = &self.markets[m];
            state.selling && state.order.is_some() && !self.deal.perimeter.contains(&m)
        })
    }

    /// A market's order is gone. Where none is left in a forced perimeter, an unsigned deal ends and a
    /// signed one may go on by choice.
    pub fn end_forced_deal(&mut self) {
        let deal = &self.deal;
        if !deal.open || !deal.forced || deal.perimeter.iter().any(|&m| self.is_under_order(m)) {
            return;
        }
        let survives = self.draw[self.plan.scenario.deal.survives];
        if deal.signed.is_some() && self.draw_bernoulli(survives, Purpose::DealSurvival, StreamOwner::World) {
            self.deal.forced = false;
        } else {
            self.fail_deal();
        }
    }
}
