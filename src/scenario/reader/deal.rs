//! `[deal]` with its bidders, and `[structure]`.

use super::super::checked::{Bidder, Deal, Structure};
use super::section::Section;
use super::state::Reader;

impl Reader<'_> {
    pub(super) fn deal(&mut self) -> Deal {
        let mut top = self.top();
        let mut s = top.within("deal");
        Deal {
            bargaining_power: s.once("bargaining_power"),
            bidder_correlation: s.once("bidder_correlation"),
            process: s.each_use("process"),
            wait: s.each_use("wait"),
            algorithm_share: s.once("algorithm_share"),
            fallback: s.maybe("fallback"),
            stake: s.once("stake"),
            tax: s.once("tax"),
            tax_basis: s.once("tax_basis"),
            host_delay: s.each_use("host_delay"),
            home_delay: s.each_use("home_delay"),
            home_approval: s.once("home_approval"),
            home_approval_controlled: s.once("home_approval_controlled"),
            home_approval_without_algorithm: s.once("home_approval_without_algorithm"),
            survives: s.once("survives"),
            bidders: bidders(&mut s.within("bidders")),
        }
    }

    pub(super) fn structure(&mut self) -> Structure {
        let mut top = self.top();
        let mut s = top.within("structure");
        Structure {
            delay: s.each_use("delay"),
            host_acceptance: s.once("host_acceptance"),
            stake: s.once("stake"),
            licence: s.once("licence"),
            running: s.once("running"),
            price: s.once("price"),
            up_front: s.once("up_front"),
        }
    }
}

fn bidders(all: &mut Section<'_, '_>) -> Vec<Bidder> {
    let mut bidders = Vec::new();
    for key in all.keys() {
        let mut s = all.named(key);
        bidders.push(Bidder {
            key: key.to_owned(),
            name: s.text("name").unwrap_or(key).to_owned(),
            interest: s.once("interest"),
            delay: s.each_use("delay"),
            multiple: s.each_use("multiple"),
            host_approval: s.once("host_approval"),
        });
    }
    bidders
}
