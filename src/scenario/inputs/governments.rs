//! What governments do, and how users and revenue respond.

use crate::quantity::Dimension;
use crate::scenario::fields::{ASSUMED, Drawn, Field, Presence, input, inputs};
use crate::scenario::keys::Key;
use crate::scenario::quantities::{Chance, OutcomeProbability, Parameter};
use crate::scenario::reader::{InputGroup, ReadInput, Section};

inputs! {
    /// How pressure builds and fades.
    #[derive(Copy)]
    struct Pressure at "pressure." {
        /// Half-life of the pressure that a government action adds (h).
        half_life: Parameter = (Duration, 0.01 to 36_525.0, else "180 days");
        /// Weight of a review in pressure.
        review_weight as "weights.review": Parameter = (Factor, 0.0 to 100.0, else "0.25");
        /// Weight of an order in pressure.
        order_weight as "weights.order": Parameter = (Factor, 0.0 to 100.0, else "0.5");
        /// Weight of a restriction in pressure.
        restriction_weight as "weights.restriction": Parameter = (Factor, 0.0 to 100.0, else "0.5");
        /// Weight of a ban in pressure.
        ban_weight as "weights.ban": Parameter = (Factor, 0.0 to 100.0, else "1");
        /// Weight of the home country's retaliation in pressure.
        retaliation_weight as "weights.retaliation": Parameter = (Factor, 0.0 to 100.0, else "0.5");
    }

    /// What governments do in one market; shared inputs where the market overrides nothing.
    #[derive(Copy)]
    struct Policy at "policy." {
        /// Reviews.
        review: ReviewPolicy = { group };
        /// Orders to sell.
        order: OrderPolicy = { group };
        /// Courts.
        court: CourtPolicy = { group };
        /// Bans and restrictions.
        ban: BanPolicy = { group };
    }

    /// Reviews.
    #[derive(Copy)]
    struct ReviewPolicy at "policy.review." {
        /// Base rate of reviews, per year, of a fully visible app.
        rate: Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// What one government action of weight 1 adds to the rate of reviews, per year.
        jump: Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// Length of a review.
        length: Chance = (Duration, else "60 days to 270 days");
        /// How a review ends.
        outcomes: ReviewOutcomes = { Section::read_review_outcomes };
        /// Where the strategy offers mitigation: probability that an adverse result becomes mitigation.
        mitigation_accept: Parameter = (Share, else "0%");
        /// Running cost of mitigation, as a share of revenue.
        mitigation_cost: Parameter = (Share, else "0%");
    }

    /// How a review may end; `rest` takes what the others leave.
    #[derive(Copy)]
    struct ReviewOutcomes at "policy.review." {
        /// Probability that a review ends with the app cleared; `rest` takes what the others leave.
        cleared: OutcomeProbability = (Share, else "rest");
        /// Probability that it ends in mitigation: open, at a running cost.
        mitigated: OutcomeProbability = (Share, else "0%");
        /// Probability that it ends in an order to sell.
        forced_sale: OutcomeProbability = (Share, else "0%");
        /// Probability that it ends in a restriction (out of the stores).
        restriction: OutcomeProbability = (Share, else "0%");
        /// Probability that it ends in a ban.
        ban: OutcomeProbability = (Share, else "0%");
    }

    /// Orders to sell.
    #[derive(Copy)]
    struct OrderPolicy at "policy.order." {
        /// Time from an order to its deadline, where the event that makes it does not say.
        deadline: Chance = (Duration, else "90 days" from "E015");
        /// Probability that an order is enforced when its deadline passes unextended; otherwise it lapses.
        enforcement: Parameter = (Share, else "50%");
        /// Fine when an order is enforced.
        fine: Parameter = (Money, else "$0");
        /// Rate at which an order is revoked, per year.
        revocation: Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// Probability that the enforcement of an order goes by way of a restriction; a ban without an order falls at once.
        restricted_first: Parameter = (Share, else "0%");
        /// Time from that restriction to the ban.
        restricted_length: Chance = (Duration, else "54 days" from "E020 to E015's deadline");
        /// Probability that a deadline is extended.
        extension_probability as "extension.probability": Parameter = (Share, else "0%");
        /// The same when a signed deal or structure awaits approval.
        extension_if_signed as "extension.if_signed": Parameter = (Share, else "0%");
        /// Greatest number of extensions of one order.
        extension_max as "extension.max": Parameter = (Count, 0.0 to 1000.0, else "2" from "E027, E028");
        /// Length of one extension.
        extension_length as "extension.length": Chance = (Duration, 1.0 to 36_525.0, else "15 days" from "E027");
        /// Rate at which an order, a restriction or a ban ends in a settlement or a licence, per year: open, at the running cost of mitigation.
        settlement: Parameter = (Rate, 0.0 to 1000.0, else "0 per year", added in "0.2.0");
        /// Probability that an enforced order ends in a sale by a trustee; what the three other ends leave is a ban.
        trustee as "trustee.probability": Parameter = (Share, else "0%", added in "0.2.0");
        /// Time from the enforcement to the trustee's sale.
        trustee_length as "trustee.length": Chance = (Duration, else "180 days", added in "0.2.0");
        /// What the trustee's sale brings, as a share of standalone value.
        trustee_price as "trustee.price": Chance = (Factor, 0.0 to 100.0, else "0.5", added in "0.2.0");
        /// Probability that an enforced order ends in fines for every day until it is obeyed or gone.
        fines as "daily_fine.probability": Parameter = (Share, else "0%", added in "0.2.0");
        /// The fine for each day.
        daily_fine as "daily_fine.amount": Parameter = (Money, else "$0", added in "0.2.0");
        /// Probability that an enforced order ends in an imposed structure, on the terms of `[structure]`.
        imposed_structure: Parameter = (Share, else "0%", added in "0.2.0");
    }

    /// Courts.
    #[derive(Copy)]
    struct CourtPolicy at "policy.court." {
        /// Time from a government action to the owner's suit.
        filing: Chance = (Duration, else "10 days" from "E015 to E016");
        /// Probability that a court stays the action.
        injunction: Parameter = (Share, else "0%");
        /// Time from the suit to a stay.
        injunction_delay: Chance = (Duration, else "34 days" from "E016 to E023");
        /// Time from the suit to the ruling.
        ruling_delay: Chance = (Duration, else "180 days to 2 years");
        /// Probability that the ruling upholds the action.
        upheld: Parameter = (Share, else "50%");
        /// Legal cost of one suit.
        cost: Parameter = (Money, else "$0");
    }

    /// Bans and restrictions.
    #[derive(Copy)]
    struct BanPolicy at "policy.ban." {
        /// Base rate of direct bans, per year, of a fully visible app.
        rate: Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// What one government action of weight 1 adds to the rate of bans, per year.
        jump: Parameter = (Rate, 0.0 to 1000.0, else "0 per year");
        /// Probability that a ban or restriction is never lifted (π).
        permanent: Parameter = (Share, else "50%");
        /// Time to the lift of a ban or restriction that is not permanent.
        after: Chance = (Duration, else "1 year");
        /// Rate of bans of a restructured business, relative to an open one.
        restructured_pressure: Parameter = (Share, else "25%");
        /// Time from the announcement of a ban or restriction without an order to sell to the day on which it takes force; 0: it falls at once.
        notice: Chance = (Duration, else "0 days", added in "0.2.0");
    }

    /// How users and revenue respond.
    #[derive(Copy)]
    struct Response at "response." {
        /// Revenue under review, relative to open.
        review_revenue: Parameter = (Share, else "100%");
        /// Revenue under an order, relative to open.
        ordered_revenue: Parameter = (Share, else "95%");
        /// Extra churn under an order, per year.
        order_churn: Parameter = (Rate, 0.0 to 100.0, else "2% per year" from "P001");
        /// Extra churn after a change of owner, per year, for `transition`.
        transition_churn: Parameter = (Rate, 0.0 to 100.0, else "0 per year");
        /// How long a change of owner drives users away.
        transition: Parameter = (Duration, else "14 days" from "P028, P029");
        /// Share of active users who pause when the owner changes: they are dormant at once, and come back in `return_time`.
        transition_pause: Parameter = (Share, else "0%", added in "0.2.0");
        /// Share of active users who pause when the app leaves the stores, though it still runs: they are dormant at once, and come back in `return_time`.
        removal_pause: Parameter = (Share, else "0%", added in "0.2.0");
        /// Churn of existing users while out of the stores, relative to ordinary churn.
        restricted_wear: Parameter = (Factor, 0.0 to 1000.0, else "1");
        /// Share of active users who go on by circumvention when a ban falls (κ).
        circumvention: Parameter = (Share, else "5%");
        /// ARPU of circumventing users, relative to active ones.
        circumvention_revenue: Parameter = (Share, else "0%");
        /// Rate at which circumventing users give up and become dormant, per year (δ).
        circumvention_decay: Parameter = (Rate, 0.0 to 1000.0, else "1 per year");
        /// Rate at which dormant users settle with a rival during a block, per year (χ).
        capture: Parameter = (Rate, 0.0 to 1000.0, else "1.8 per year to 4.8 per year" from "P007: 0.15 to 0.40 per month");
        /// Mean time in which dormant users come back once the app runs, in the stores or not (τ).
        return_time: Parameter = (Duration, 0.01 to 36_525.0, else "14 days");
        /// Rate at which captured users become winnable again while the app is open, per year (ω); 1 at home where not set.
        win_back: Parameter = (Rate, 0.0 to 1000.0, else "0 per year", at home "1 per year");
        /// How quickly a habit is lost: of those captured during a block of length T, exp(-T/habit) come back.
        habit: Parameter = (Duration, 0.01 to 36_525.0, else "30 days");
        /// Least active users after a lift, as a share of the ceiling.
        reseed: Parameter = (Share, else "0.5%");
        /// Extra churn, per year, of a market all of whose content came from a market that is cut off.
        content_churn: Parameter = (Rate, 0.0 to 100.0, else "0 per year");
    }
}
