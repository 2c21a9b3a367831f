//! Which inputs of deals, structures and the home country can act.

use super::{Idle, Marks};
use crate::model::{MarketPossibilities, can_happen, find_most};
use crate::scenario::{Bidder, Deal, EventKind, HomeCountry, Structure};

impl Marks<'_> {
    /// Decides it for deals and bidders.
    pub(super) fn mark_deal(&mut self) {
        let Deal {
            bargaining_power,
            bidder_correlation,
            process,
            wait,
            attempts,
            gap,
            deadline_pressure,
            deadline_scale,
            rounds,
            topping,
            break_up_fee,
            algorithm_share,
            fallback,
            stake,
            tax,
            tax_basis,
            host_delay,
            home_delay,
            home_approval,
            home_approval_controlled,
            home_approval_without_algorithm,
            survives,
            ref bidders,
        } = self.scenario.deal;
        let (possible, why) = (self.possible, self.why_no_deal());
        let deals = possible.deals;
        let ordered = self.any_market(MarketPossibilities::any_order);
        let blocked = self.any_market(MarketPossibilities::blocks);
        // A process without bidders still runs, and what comes then waits for its end.
        self.mark_number(process.0, possible.talks, Idle::NoSale);
        self.mark(attempts, possible.talks, Idle::NoSale);
        self.mark_number(gap.0, possible.talks, Idle::NoSale);
        for input in [bargaining_power, bidder_correlation] {
            self.mark(input, deals, why);
        }
        self.mark_number(wait.0, deals, why);
        self.mark_number(host_delay.0, deals, why);
        self.mark(deadline_pressure, deals && ordered, why);
        self.mark(deadline_scale, deals && ordered && self.is_positive(deadline_pressure), why);
        let coming = bidders.iter().filter(|bidder| self.is_positive(bidder.interest)).count();
        self.mark(rounds, deals && coming > 1, if coming == 1 { Idle::Nothing } else { why });
        self.mark(topping, deals && coming > 1, if coming == 1 { Idle::Nothing } else { why });
        let topped = deals && coming > 1 && self.is_positive(topping);
        self.mark(break_up_fee, topped, if deals { Idle::Nothing } else { why });
        let why_technology = if deals { Idle::Technology } else { why };
        self.mark(algorithm_share, possible.deals_without_algorithm, why_technology);
        fallback.into_iter().for_each(|input| self.mark(input, deals && (ordered || blocked), why));
        self.mark(stake, deals, why);
        let sold = deals || self.any_market(|market| market.trustee_sales);
        self.mark(tax, sold, why);
        self.mark(tax_basis, sold && self.is_positive(tax), why);
        self.mark(survives, deals && ordered, why);
        let proposals = possible.proposals;
        let approved = |deals: bool| self.has_home() && deals;
        let approvals = [
            (home_delay.0, approved(deals || proposals)),
            (home_approval.0, approved(possible.deals_with_algorithm)),
            (home_approval_controlled.0, approved(possible.deals_with_algorithm && possible.export_control)),
            (home_approval_without_algorithm.0, approved(possible.deals_without_algorithm || proposals)),
        ];
        let why_home = if self.has_home() { why_technology } else { Idle::NoHome };
        approvals.into_iter().for_each(|(input, acts)| self.mark_number(input, acts, why_home));
        for bidder in bidders {
            let Bidder { key: _, name: _, interest, delay, multiple, host_approval } = *bidder;
            let comes = deals && self.is_positive(interest);
            self.mark(interest, possible.talks, Idle::NoSale);
            self.mark_number(delay.0, comes, why);
            self.mark_number(multiple.0, comes, why);
            self.mark(host_approval, comes, why);
        }
    }

    /// Decides it for structures.
    pub(super) fn mark_structure(&mut self) {
        let Structure { delay, host_acceptance, stake, licence, running, price, up_front } = self.scenario.structure;
        let proposals = self.possible.proposals;
        self.mark_number(delay.0, proposals, Idle::NoStructure);
        self.mark(host_acceptance, proposals, Idle::NoStructure);
        let structures = self.any_market(|market| market.structures);
        for input in [stake, licence, running, price, up_front] {
            self.mark(input, structures, Idle::NoStructure);
        }
    }

    /// Decides it for the home country.
    pub(super) fn mark_home(&mut self) {
        let HomeCountry {
            talks,
            signing,
            acceptance,
            cap,
            half_life,
            sensitivity,
            churn,
            retaliation_rate,
            retaliation_jump,
            retaliation_half_life,
            export_control_length,
        } = self.scenario.home;
        let (home, possible) = (self.has_home(), self.possible);
        let mut mark = |number: usize, acts: bool, why: Idle| {
            self.mark_number(number, home && acts, if home { why } else { Idle::NoHome });
        };
        let approval = possible.deals || possible.proposals;
        mark(talks.0, possible.talks, Idle::NoSale);
        mark(signing.0, possible.deals, Idle::NoSale);
        mark(acceptance.0, possible.proposals, Idle::NoStructure);
        mark(cap.0, possible.anger, Idle::NoSale);
        mark(half_life.0, possible.anger, Idle::NoSale);
        mark(sensitivity.0, possible.anger && approval, Idle::NoSale);
        mark(churn.0, possible.anger, Idle::NoSale);
        mark(retaliation_rate.0, true, Idle::Nothing);
        let provoked = possible.pressure;
        mark(retaliation_jump.0, provoked, Idle::NoPressure);
        let jumps = find_most(self.scenario, retaliation_jump) > 0.0;
        self.mark(retaliation_half_life, home && provoked && jumps, if home { Idle::NoPressure } else { Idle::NoHome });
        let drawn = self.scenario.events.iter().any(|event| {
            matches!(event.kind, EventKind::ExportControl { length: None }) && can_happen(self.scenario, event)
        });
        let why = if home { Idle::NoPressure } else { Idle::NoHome };
        self.mark_number(export_control_length.0, possible.retaliation || drawn, why);
    }
}
