//! Every input that a scenario may hold, once: what it is called, what it measures, its range, its default, its meaning.
//!
//! The structs of the scenario, their reader, the JSON Schema, `check`, the help for unknown keys and the tables in
//! `docs/scenario-format.md` are all made from these entries. In a path `*` stands for a name that the strategist chose (a market, a
//! bidder, …). Groups under `policy` and `response` stand once for all markets, and any market may override its own.

use super::fields::{ASSUMED, Drawn, Field, Presence, input, inputs};
use super::keys::{self, Key};
use super::quantities::{Chance, Churn, MarketId, OutcomeProbability, Parameter, Replaceable, Ties};
use super::reader::{InputGroup, ReadInput, ReadKey, Section};
use super::strategy_rules::Rule;
use super::words::{Algorithm, Answer};
use crate::quantity::Dimension;
use jiff::civil::Date;

/// Every quantity of the format, in the order in which documentation prints them.
pub fn fields() -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().flat_map(|group| group.iter().flat_map(|entry| entry.iter()))
}

/// Every key of the format that holds no quantity, in the order in which documentation prints them.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    let declared = KEYS.iter().flat_map(|group| group.iter().flat_map(|entry| entry.iter()));
    keys::TOP.iter().chain(declared).chain(keys::LAST)
}

inputs! {
    /// Money that is not in dollars.
    #[derive(Copy)]
    struct Money at "" {
        /// Dollars for one unit of `currency`, by which amounts in it are multiplied when they are read: one known value for the whole file. Required
        /// with a `currency` other than USD.
        exchange_rate: Option<Parameter> = (Factor, 1e-6 to 1e6);
    }

    /// The company as a whole.
    struct Company at "company." {
        /// Its home market, if the scenario has one.
        home: Option<MarketId> = { Section::home };
        /// Continuous discount rate r. It must hold no premium for bans: the model has the bans.
        discount_rate: Parameter = (Rate, 0.001 to 1.0);
        /// Share of positive cash flow that goes in tax; also in the baseline and in standalone values.
        cash_tax: Parameter = (Share, else "0%");
        /// Lump sum at a ban or an exit, as a share of the market's revenue of one year; of a restructured market the owner's stake of it.
        severance: Parameter = (Share, else "0%");
        /// What the owner once paid for the company: results then tell value over it, and the return a year. It decides nothing else.
        investment: Option<Parameter> = (Money, 1.0 to 1e15);
        /// The date on which that was paid, before `start`; required with `investment`.
        invested: Option<Date> = ["none"; |_| None];
    }

    /// The noise in users.
    struct Noise at "noise." {
        /// Share of the variance of user noise that all markets have in common.
        correlation: Parameter = (Share, else "30%");
    }

    /// A market.
    struct Market at "markets.*." {
        /// Its key in the file, such as `us`.
        key: String = { Section::own_name };
        /// Name for people.
        name: String = ["the atlas's, or its key"; Section::market_name];
        /// Monthly active users at the start; in a market blocked before the start, at the time the block fell. `daily_users` and `daily_share` may stand in its place.
        users: Replaceable = (Users, 1.0 to 2e10);
        /// Daily active users at the start, with `daily_share` in place of `users`: users are their quotient, from 1 to 20 billion.
        daily_users: Option<Parameter> = (Users, 1.0 to 2e10);
        /// Share of a month's users who come on a given day (stickiness, DAU/MAU); with `daily_users`.
        daily_share: Option<Parameter> = (Share, 0.01 to 1.0);
        /// Addressable users. Draws are truncated below at 1.05 times `users`.
        ceiling: Parameter = (Users, 1.0 to 2e10);
        /// Net growth of users at the start, per year, continuous. Negative: an exponential decline.
        growth: Parameter = (Growth, -10.0 to 20.0);
        /// Rate at which the people active at the start leave for good, per year; or a table of day-1/7/30/90 retention of new installs.
        churn: Churn = (Rate, 0.0 to 100.0);
        /// Standard deviation of the noise in users over one year.
        volatility: Parameter = (Rate, 0.0 to 3.0, else "0");
        /// Revenue per active user and year at the start. `revenue` or `standalone` may stand in its place.
        arpu: Replaceable = (MoneyPerUserYear);
        /// Revenue of one year at the start, in place of `arpu`: ARPU is revenue over users, in every simulation.
        revenue: Option<Parameter> = (Money);
        /// What the market is worth at the start without government action, after `cash_tax`, in place of `arpu` and `margin`: its cash is scaled so that it
        /// is worth this in every simulation.
        standalone: Option<Parameter> = (Money, 1.0 to 1e15);
        /// Growth of ARPU at the start, per year, continuous (h0).
        arpu_growth: Parameter = (Growth, -10.0 to 10.0, else "0%");
        /// Growth of ARPU in the long run (h∞).
        arpu_growth_long_run: Parameter = (Growth, -1.0 to 1.0, else "0%");
        /// Time in which the growth of ARPU fades from its first towards its long-run value (T_h).
        arpu_growth_fade: Parameter = (Duration, 1.0 to 36_525.0, else "2 years");
        /// Contribution margin at the start (m0): what is left of revenue after the costs that it brings; may be negative. No overhead is deducted.
        /// `ebitda_margin` and `overhead` may stand in its place. Beside `standalone` it may be left out, and is 100%.
        margin: Replaceable = (Margin, -100.0 to 1.0);
        /// Contribution margin in the long run (m∞); the margin at the start where absent.
        margin_long_run: Option<Parameter> = (Margin, -100.0 to 1.0);
        /// EBITDA margin at the start, with `overhead` in place of `margin`: the contribution margin is the sum of the two, at most 100%.
        ebitda_margin: Option<Parameter> = (Margin, -100.0 to 1.0);
        /// EBITDA margin in the long run, with `ebitda_margin`; that at the start where absent.
        ebitda_margin_long_run: Option<Parameter> = (Margin, -100.0 to 1.0);
        /// Overhead, as a share of revenue: costs that EBITDA bears and that stay when the market is lost.
        overhead: Option<Parameter> = (Share);
        /// Time in which the margin moves from its first towards its long-run value (T_m).
        margin_time: Parameter = (Duration, 1.0 to 36_525.0, else "2 years");
        /// Growth of the cash rate after the horizon, per year (g∞); below the discount rate.
        terminal_growth: Parameter = (Growth, -1.0 to 0.5, else "2%");
        /// How much of this host's business the home country can hurt; scales what its government's actions add to retaliation.
        leverage: Parameter = (Share, else "0%");
        /// How far a government action in this market moves pressure in the named one; 1 to itself and to home, else 0, where not set.
        links as "links.*": Ties = (Factor, 0.0 to 10.0);
        /// Share of what users of this market watch that is made in the named market.
        content as "content.*": Ties = (Share);
        /// What its government does; shared inputs where the market overrides nothing.
        policy: Policy = { overriding };
        /// How its users and revenue respond; shared inputs where the market overrides nothing.
        response: Response = { overriding };
    }

    /// Retention of new installs.
    struct Retention at "markets.*.churn." {
        /// Share of new installs still active after 1 day.
        day1: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Share of new installs still active after 7 days.
        day7: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Share of new installs still active after 30 days.
        day30: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Share of new installs still active after 90 days.
        day90: Option<Parameter> = (Share, 1e-6 to 1.0);
        /// Age of the app in this market at the start; the day-one base are survivors of installs over this time.
        app_age: Parameter = (Duration, 7.0 to 14_610.0, else "2 years");
        /// Growth of installs over `app_age`, per year; the market's `growth` where absent.
        install_growth: Option<Parameter> = (Growth, -10.0 to 20.0);
    }

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
