//! Deals, structures short of a sale, and anger, retaliation and export control at home.

use crate::quantity::Dimension;
use crate::scenario::fields::{ASSUMED, Drawn, Field, Presence, input, inputs};
use crate::scenario::keys::Key;
use crate::scenario::quantities::{Chance, Parameter};
use crate::scenario::reader::{InputGroup, ReadInput, ReadKey, Section};

inputs! {
    /// Deals.
    struct Deal at "deal." {
        /// Share of the surplus over its outside option that the owner gets (β).
        bargaining_power: Parameter = (Share, else "50%");
        /// Correlation of the logarithms of the bidders' multiples.
        bidder_correlation: Parameter = (Share, else "30%");
        /// Time from the opening of a deal to its signing.
        process: Chance = (Duration, else "45 days" from "E010 to E019");
        /// Where no bid qualified when the process ended: time given to rivals of the first that does.
        wait: Chance = (Duration, else "10 days");
        /// How many sale processes follow one another after an order, or in a search for a buyer, at most.
        attempts: Parameter = (Count, 1.0 to 100.0, else "2", added in "0.2.0");
        /// Time from the failure of one to the beginning of the next.
        gap: Chance = (Duration, else "30 days", added in "0.2.0");
        /// Share of its bargaining power that the owner has lost when the deadline of an order is there; buyers know it.
        deadline_pressure: Parameter = (Share, else "0%", added in "0.2.0");
        /// Days before the deadline at which that loss has grown to 37% of this share (e-folding time).
        deadline_scale: Parameter = (Duration, 1.0 to 36_525.0, else "30 days", added in "0.2.0");
        /// Rounds of bidding while two bids or more qualify: in each further one the best bidder gives up the owner's share of what is left between its
        /// offer and its valuation.
        rounds: Parameter = (Count, 1.0 to 20.0, else "1", added in "0.2.0");
        /// Probability that a bidder who turns up after a signing, and before the deal closes, may top it.
        topping: Parameter = (Share, else "0%", added in "0.2.0");
        /// What a new buyer pays the first for the broken deal, as a share of the signed price; it comes off what the new buyer can offer the owner.
        break_up_fee: Parameter = (Share, else "0%", added in "0.2.0");
        /// Share of a bid lost where the recommendation technology stays behind.
        algorithm_share: Parameter = (Share, else "0%");
        /// Share of a market's value left to the owner once it is blocked, as the owner sees it; what circumvention earns and what comes back after a
        /// ban of the length that `policy.ban` gives where absent.
        fallback: Option<Parameter> = (Share);
        /// Share of the sold business that the owner retains.
        stake: Parameter = (Share, else "0%");
        /// Tax on the gain of a sale.
        tax: Parameter = (Share, else "0%");
        /// Tax basis of what is sold.
        tax_basis: Parameter = (Money, else "$0");
        /// Time from signing to the host government's decision.
        host_delay: Chance = (Duration, else "30 days");
        /// Time from signing to the home government's decision.
        home_delay: Chance = (Duration, else "30 days");
        /// Probability that home approves a sale with the technology, without anger at home.
        home_approval: Parameter = (Share, else "50%");
        /// The same once the technology is under export control.
        home_approval_controlled: Parameter = (Share, else "10%");
        /// Probability that home approves a sale or a structure without the technology.
        home_approval_without_algorithm: Parameter = (Share, else "70%");
        /// Probability that a signed deal goes on when the order behind it is gone.
        survives: Parameter = (Share, else "0%");
        /// Who may bid, in the order written.
        bidders: Vec<Bidder> = { Section::read_bidders };
    }

    /// Somebody who may bid.
    struct Bidder at "deal.bidders.*." {
        /// Its key in the file.
        key: String = { Section::own_name };
        /// Name for people.
        name: String = ["its key"; Section::own_name];
        /// Probability that this bidder turns up.
        interest: Parameter = (Share);
        /// Time from the opening of a deal to its bid.
        delay: Chance = (Duration, else "10 days to 40 days");
        /// Its bid over the standalone value.
        multiple: Chance = (Factor, 1e-6 to 1000.0);
        /// Probability that the host government approves this bidder.
        host_approval: Parameter = (Share);
    }

    /// Structures short of a sale.
    #[derive(Copy)]
    struct Structure at "structure." {
        /// Time from an order to the host's answer to a proposed structure.
        delay: Chance = (Duration, else "60 days");
        /// Probability that the host accepts the structure.
        host_acceptance: Parameter = (Share, else "50%");
        /// Share of the restructured business that the owner keeps.
        stake: Parameter = (Share, else "19.9%" from "V045");
        /// Licence fee for the technology, as a share of revenue.
        licence: Parameter = (Share, else "20%" from "V046");
        /// Running cost of the structure, as a share of revenue.
        running: Parameter = (Share, else "5%");
        /// What investors pay, relative to standalone value, for the share the owner gives up.
        price: Parameter = (Factor, 0.0 to 100.0, else "0.37" from "V050");
        /// Cost of setting the structure up.
        up_front: Parameter = (Money, else "$0");
    }

    /// Anger, retaliation and export control at home.
    #[derive(Copy)]
    struct HomeCountry at "" {
        /// Jump of anger at home when talks begin.
        talks as "backlash.talks": Parameter = (Factor, 0.0 to 1000.0, else "0");
        /// Jump of anger at home when a deal is signed.
        signing as "backlash.signing": Parameter = (Factor, 0.0 to 1000.0, else "0");
        /// Jump of anger at home when the host accepts a structure.
        acceptance as "backlash.acceptance": Parameter = (Factor, 0.0 to 1000.0, else "0");
        /// Greatest anger.
        cap as "backlash.cap": Parameter = (Factor, 0.0 to 1000.0, else "3");
        /// Half-life of anger.
        half_life as "backlash.half_life": Parameter = (Duration, 0.01 to 36_525.0, else "30 days");
        /// What one unit of anger takes from the log-odds of home approval (γ).
        sensitivity as "backlash.sensitivity": Parameter = (Factor, 0.0 to 1000.0, else "0");
        /// Extra churn at home per unit of anger, per year (η).
        churn as "backlash.churn": Parameter = (Rate, 0.0 to 1000.0, else "0 per year" from "H014: anger was loud and users stayed");
        /// Base rate of retaliation by the home country, per year.
        retaliation_rate as "retaliation.rate": Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// What one action of a host government, of weight 1 and full leverage, adds to that rate, per year.
        retaliation_jump as "retaliation.jump": Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// Half-life of what a host government's action adds to retaliation.
        retaliation_half_life as "retaliation.half_life": Parameter = (Duration, 0.01 to 36_525.0, else "90 days");
        /// How long technology stays under export control once it is.
        export_control_length as "export_control.length": Chance = (Duration, else "10 years");
    }
}
