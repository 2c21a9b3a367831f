//! Structures short of a sale: trusted partner, joint venture (model, section 6).

use crate::draws::Purpose;
use crate::model::{BridgePart, Cause, Due, LogEvent, StreamOwner, StructureProposal, World};

impl World<'_> {
    /// The owner proposes a structure for market `m`; too late once an order has been enforced, and in vain
    /// where one runs the business already.
    pub fn propose_structure(&mut self, m: usize) {
        if self.markets[m].access.is_blocked() || self.markets[m].restructured {
            return self.start_next_answers(m);
        }
        let delay =
            self.draw_value(self.plan.scenario.structure.delay, Purpose::StructureDelay, StreamOwner::Market(m));
        let ticket = self.agenda.schedule(self.now + delay, Due::StructureHost(m));
        self.markets[m].proposal = Some(StructureProposal { ticket, accepted: false });
    }

    /// The host answers.
    pub fn decide_host_acceptance(&mut self, m: usize) {
        let scenario = self.plan.scenario;
        let owner = StreamOwner::Market(m);
        let accepted = self.draw_event(scenario.structure.host_acceptance, Purpose::StructureHost, owner);
        self.log_event(Some(m), LogEvent::StructureAnswered { accepted });
        if !accepted {
            self.markets[m].proposal = None;
            return self.start_next_answers(m);
        }
        self.raise_anger(self.draw[scenario.home.acceptance]);
        if scenario.company.home.is_none() {
            return self.begin_structure(m);
        }
        let delay = self.draw_value(scenario.deal.home_delay, Purpose::HomeDelay, owner);
        let ticket = self.agenda.schedule(self.now + delay, Due::StructureHome(m));
        self.markets[m].proposal = Some(StructureProposal { ticket, accepted: true });
    }

    /// Home answers, as for a deal without the technology.
    pub fn decide_structure_approval(&mut self, m: usize) {
        let probability = self.home_approval(true);
        let approved = self.draw_bernoulli(probability, Purpose::StructureHome, StreamOwner::Market(m));
        self.log_event(Some(m), LogEvent::HomeDecides { approved });
        self.markets[m].proposal = None;
        if approved {
            self.begin_structure(m);
        } else {
            self.start_next_answers(m);
        }
    }

    /// The host imposes the structure on the owner, whatever he and home say.
    pub fn impose_structure(&mut self, m: usize) {
        self.log_event(Some(m), LogEvent::StructureImposed);
        self.begin_structure(m);
    }

    fn begin_structure(&mut self, m: usize) {
        let structure = &self.plan.scenario.structure;
        self.settle(m);
        let price = self.draw[structure.price] * (1.0 - self.draw[structure.stake]) * self.standalone(m);
        self.pay_lump_sum(m, price, BridgePart::Restructuring);
        self.pay_lump_sum(m, -self.draw[structure.up_front], BridgePart::Costs);
        self.log_event(Some(m), LogEvent::Restructured { price });
        self.markets[m].restructured = true;
        self.change_owner(m, Cause::StructureAccepted);
        self.end_forced_deal();
        self.reconsider_deal();
    }
}
