//! Structures short of a sale: trusted partner, joint venture (model, section 6).

use crate::draws::Purpose;
use crate::model::access::Access;
use crate::model::agenda::Due;
use crate::model::luck::Whose;
use crate::model::market::Proposal;
use crate::model::money::Part;
use crate::model::state::World;
use crate::model::story::Happening;
use crate::scenario::MarketId;

impl World<'_> {
    /// The owner proposes a structure for market `m`; too late once an order has been enforced, and in vain
    /// where one runs the business already.
    pub fn propose_structure(&mut self, m: usize) {
        if self.markets[m].access.is_blocked() || self.markets[m].restructured {
            return self.answer_failed(m);
        }
        let delay =
            self.chance(self.plan.scenario.structure.delay, Purpose::StructureDelay, Whose::Market(MarketId(m)));
        let ticket = self.agenda.schedule(self.now + delay, Due::StructureHost(MarketId(m)));
        self.markets[m].proposal = Some(Proposal { ticket, accepted: false });
    }

    /// The host answers.
    pub fn host_answers_structure(&mut self, m: usize) {
        let scenario = self.plan.scenario;
        let whose = Whose::Market(MarketId(m));
        let accepted = self.happens(self.drawn[scenario.structure.host_acceptance], Purpose::StructureHost, whose);
        self.tell(Some(m), Happening::StructureAnswered { accepted });
        if !accepted {
            self.markets[m].proposal = None;
            return self.answer_failed(m);
        }
        self.stir_anger(self.drawn[scenario.home.acceptance]);
        if scenario.company.home.is_none() {
            return self.restructure(m);
        }
        let delay = self.chance(scenario.deal.home_delay, Purpose::HomeDelay, whose);
        let ticket = self.agenda.schedule(self.now + delay, Due::StructureHome(MarketId(m)));
        self.markets[m].proposal = Some(Proposal { ticket, accepted: true });
    }

    /// Home answers, as for a deal without the technology.
    pub fn home_answers_structure(&mut self, m: usize) {
        let probability = self.home_approval(true);
        let approved = self.happens(probability, Purpose::StructureHome, Whose::Market(MarketId(m)));
        self.tell(Some(m), Happening::HomeDecides { approved });
        self.markets[m].proposal = None;
        if approved {
            self.restructure(m);
        } else {
            self.answer_failed(m);
        }
    }

    fn restructure(&mut self, m: usize) {
        let structure = &self.plan.scenario.structure;
        self.settle(m);
        let price = self.drawn[structure.price] * (1.0 - self.drawn[structure.stake]) * self.standalone(m);
        self.lump(m, price, Part::Restructuring);
        self.lump(m, -self.drawn[structure.up_front], Part::Costs);
        self.drop_case(m);
        self.tell(Some(m), Happening::Restructured { price });
        self.markets[m].restructured = true;
        self.change_owner(m, Access::Restructured);
        self.order_is_gone();
        self.reconsider_deal();
    }

    /// Drops the proposal for market `m`; true if there was one.
    pub fn drop_proposal(&mut self, m: usize) -> bool {
        let proposal = self.markets[m].proposal.take();
        self.agenda.cancel(proposal.map(|p| p.ticket));
        proposal.is_some()
    }
}
