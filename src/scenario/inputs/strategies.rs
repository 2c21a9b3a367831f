//! What the owner decides, and what scheduled events say.

use crate::quantity::Dimension;
use crate::scenario::fields::{ASSUMED, Drawn, Field, Presence, input, inputs};
use crate::scenario::keys::Key;
use crate::scenario::quantities::{MarketId, Parameter};
use crate::scenario::reader::{InputGroup, ReadInput, ReadKey, Section};
use crate::scenario::strategy_rules::Rule;
use crate::scenario::words::{Algorithm, Answer};

inputs! {
    /// What the owner decides.
    struct Strategy at "strategies.*." {
        /// Name for people.
        name: String = ["its key"; Section::own_name];
        /// Answers to an order, run in parallel; the first to end the order wins.
        on_order: Vec<Answer> = ["refuse"; |_| vec![Answer::Refuse]];
        /// Answers that start at the first failure of one of those.
        then: Vec<Answer> = ["none"; |_| Vec::new()];
        /// Markets sold together.
        perimeter: Vec<MarketId> = ["the ordered market, or all but home by choice"; |_| Vec::new()];
        /// Whether the recommendation technology is sold, stays behind, or stays behind only if home refuses.
        algorithm: Algorithm = ["sell"; |_| Algorithm::Sell];
        /// Whether mitigation is offered in reviews.
        offer_mitigation: bool = ["false"; |_| false];
        /// What is started on the day on which a condition holds, once an order or case.
        rules: Vec<Rule> = ["none"; |_| Vec::new()];
        /// The owner signs nothing below this share of standalone value.
        reserve: Parameter = (Share, 0.0 to 100.0, else "0%");
        /// Share of a market's value that the owner expects to keep without a deal where no order stands; below 1 for one who fears a ban.
        keep: Parameter = (Share, else "100%");
        /// Time from the start at which the owner seeks a buyer by choice; never where absent.
        seek_buyer: Option<Parameter> = (Duration);
        /// How visible the app makes itself abroad; multiplies the pressure on it.
        visibility: Parameter = (Share, else "100%");
        /// Share of growth abroad that it costs to be less than fully visible; nothing at full visibility.
        visibility_cost: Parameter = (Share, else "0%");
        /// How strongly growth elsewhere gains from markets lost (ψ).
        redeployment: Parameter = (Factor, 0.0 to 100.0, else "0");
    }

    /// What may be said of a scheduled event besides its date and kind.
    struct EventTerms at "events.*." {
        /// Probability that the event happens.
        probability: Parameter = (Share, else "100%");
        /// For a forced sale: time from the event to the deadline, or its date; the policy's where absent. For an extension, which must state it: time from the extension to the new deadline, or its date.
        deadline: Option<Parameter> = (Duration, 0.0 to 36_525.0);
        /// For a review or an export control: its length, or the date of its end; drawn from the policy where absent.
        length: Option<Parameter> = (Duration);
        /// For a ban or a restriction: time from its announcement, on this date, to the day on which it takes force, or that day; none where absent.
        notice: Option<Parameter> = (Duration, 0.0 to 36_525.0);
        /// For a ruling: probability that it upholds the action; the policy's where absent.
        upheld: Option<Parameter> = (Share);
    }

    /// A change of government or policy in a market.
    #[derive(Copy)]
    struct RegimeTerms at "events.*." {
        /// For a regime: multiplies the market's rates of reviews and bans.
        rates: Parameter = (Factor, 0.0 to 1000.0, else "1");
        /// For a regime: multiplies the probability of enforcement.
        enforcement: Parameter = (Factor, 0.0 to 1000.0, else "1");
        /// For a regime: multiplies the probabilities of extension.
        extension: Parameter = (Factor, 0.0 to 1000.0, else "1");
        /// For a regime: multiplies the rate of revocation.
        revocation: Parameter = (Factor, 0.0 to 1000.0, else "1");
    }
}
