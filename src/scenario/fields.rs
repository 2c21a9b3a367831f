//! Every quantity that a scenario may hold: its path, unit, default, range and meaning, in one table.
//!
//! The reader, the JSON Schema, `check` and the table in `docs/scenario-format.md` are all made from
//! it. In a path `*` stands for a name that the strategist chose (a market, a bidder, …). Quantities
//! under `policy.` and `response.` stand once for all markets, and any market may override its own
//! under `markets.*.policy.` and `markets.*.response.`.

use crate::quantity::Dimension;

/// When a quantity is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Once per replication: something we do not know and that does not change during one history.
    Once,
    /// Afresh at each use: the length of this review, the delay of that bidder.
    EachUse,
}

/// What holds where a scenario is silent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Presence {
    /// The scenario must give it.
    Required,
    /// It may be absent, and absence has the meaning that the documentation states.
    Optional,
    /// This text is read as if the strategist had written it.
    Default(&'static str),
}

/// One quantity of the scenario format.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Path with `*` for chosen names, such as `markets.*.arpu`.
    pub path: &'static str,
    /// What it measures; decides the units accepted and the family of "a to b".
    pub dimension: Dimension,
    /// Required, optional, or its default as text.
    pub presence: Presence,
    /// Least value allowed, in canonical units (dollars, days, per year, shares as fractions).
    pub min: f64,
    /// Greatest value allowed.
    pub max: f64,
    /// Once per replication or at each use.
    pub timing: Timing,
    /// Meaning, in one or two sentences.
    pub doc: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
}

impl Field {
    const fn new(path: &'static str, dimension: Dimension, doc: &'static str) -> Self {
        let (min, max) = dimension.range();
        Self { path, dimension, presence: Presence::Required, min, max, timing: Timing::Once, doc, source: "" }
    }

    const fn default(mut self, text: &'static str, source: &'static str) -> Self {
        self.presence = Presence::Default(text);
        self.source = source;
        self
    }

    const fn optional(mut self) -> Self {
        self.presence = Presence::Optional;
        self
    }

    const fn each_use(mut self) -> Self {
        self.timing = Timing::EachUse;
        self
    }

    const fn within(mut self, min: f64, max: f64) -> Self {
        self.min = min;
        self.max = max;
        self
    }
}

use Dimension::{Count, Duration, Factor, Growth, Margin, Money, MoneyPerUserYear, Rate, Share, Users};

const ASSUMED: &str = "assumption";

/// The whole table, in the order in which documentation and `check` print it.
pub static FIELDS: &[Field] = &[
    // ---- the company -------------------------------------------------------------------------
    Field::new("company.discount_rate", Rate, "Continuous discount rate r. It must hold no premium for bans: the model has the bans.").within(0.001, 1.0),
    Field::new("company.cash_tax", Share, "Share of positive cash flow that goes in tax; also in the baseline and in standalone values.").default("0%", ASSUMED),
    Field::new("company.severance", Share, "Lump sum at a ban or an exit, as a share of the market's revenue of one year; of a restructured market the owner's stake of it.").default("0%", ASSUMED),
    Field::new("noise.correlation", Share, "Share of the variance of user noise that all markets have in common.").default("30%", ASSUMED),
    // ---- markets -----------------------------------------------------------------------------
    Field::new("markets.*.users", Users, "Monthly active users at the start; in a market blocked before the start, at the time the block fell.").within(1.0, 2e10),
    Field::new("markets.*.ceiling", Users, "Addressable users. Draws are truncated below at 1.05 times `users`.").within(1.0, 2e10),
    Field::new("markets.*.growth", Growth, "Net growth of users at the start, per year, continuous. Negative: an exponential decline.").within(-10.0, 20.0),
    Field::new("markets.*.churn", Rate, "Rate at which the people active at the start leave for good, per year; or a table of day-1/7/30/90 retention of new installs.").within(0.0, 100.0),
    Field::new("markets.*.churn.day1", Share, "Share of new installs still active after 1 day.").optional().within(1e-6, 1.0),
    Field::new("markets.*.churn.day7", Share, "Share of new installs still active after 7 days.").optional().within(1e-6, 1.0),
    Field::new("markets.*.churn.day30", Share, "Share of new installs still active after 30 days.").optional().within(1e-6, 1.0),
    Field::new("markets.*.churn.day90", Share, "Share of new installs still active after 90 days.").optional().within(1e-6, 1.0),
    Field::new("markets.*.churn.app_age", Duration, "Age of the app in this market at the start; the day-one base are survivors of installs over this time.").default("2 years", ASSUMED).within(7.0, 14_610.0),
    Field::new("markets.*.churn.install_growth", Growth, "Growth of installs over `app_age`, per year; the market's `growth` where absent.").optional().within(-10.0, 20.0),
    Field::new("markets.*.volatility", Rate, "Standard deviation of the noise in users over one year.").default("0", ASSUMED).within(0.0, 3.0),
    Field::new("markets.*.arpu", MoneyPerUserYear, "Revenue per active user and year at the start."),
    Field::new("markets.*.arpu_growth", Growth, "Growth of ARPU at the start, per year, continuous (h0).").default("0%", ASSUMED).within(-10.0, 10.0),
    Field::new("markets.*.arpu_growth_long_run", Growth, "Growth of ARPU in the long run (h∞).").default("0%", ASSUMED).within(-1.0, 1.0),
    Field::new("markets.*.arpu_growth_fade", Duration, "Time in which the growth of ARPU fades from its first towards its long-run value (T_h).").default("2 years", ASSUMED).within(1.0, 36_525.0),
    Field::new("markets.*.margin", Margin, "Contribution margin at the start (m0); may be negative.").within(-100.0, 1.0),
    Field::new("markets.*.margin_long_run", Margin, "Contribution margin in the long run (m∞); the margin at the start where absent.").optional().within(-100.0, 1.0),
    Field::new("markets.*.margin_time", Duration, "Time in which the margin moves from its first towards its long-run value (T_m).").default("2 years", ASSUMED).within(1.0, 36_525.0),
    Field::new("markets.*.terminal_growth", Growth, "Growth of the cash rate after the horizon, per year (g∞); below the discount rate.").default("2%", ASSUMED).within(-1.0, 0.5),
    Field::new("markets.*.leverage", Share, "How much of this host's business the home country can hurt; scales what its measures add to retaliation.").default("0%", ASSUMED),
    Field::new("markets.*.links.*", Factor, "How far a measure in this market moves pressure in the named one; 1 to itself and to home, else 0, where not set.").optional().within(0.0, 10.0),
    Field::new("markets.*.content.*", Share, "Share of what users of this market watch that is made in the named market.").optional(),
    // ---- pressure ----------------------------------------------------------------------------
    Field::new("pressure.half_life", Duration, "Half-life of the pressure that a measure adds (h).").default("180 days", ASSUMED).within(0.01, 36_525.0),
    Field::new("pressure.weights.review", Factor, "Weight of a review in pressure.").default("0.25", ASSUMED).within(0.0, 100.0),
    Field::new("pressure.weights.order", Factor, "Weight of an order in pressure.").default("0.5", ASSUMED).within(0.0, 100.0),
    Field::new("pressure.weights.restriction", Factor, "Weight of a restriction in pressure.").default("0.5", ASSUMED).within(0.0, 100.0),
    Field::new("pressure.weights.ban", Factor, "Weight of a ban in pressure.").default("1", ASSUMED).within(0.0, 100.0),
    Field::new("pressure.weights.retaliation", Factor, "Weight of the home country's retaliation in pressure.").default("0.5", ASSUMED).within(0.0, 100.0),
    // ---- policy: reviews ---------------------------------------------------------------------
    Field::new("policy.review.rate", Rate, "Base rate of reviews, per year, of a fully visible app.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("policy.review.jump", Rate, "What one measure of weight 1 adds to the rate of reviews, per year.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("policy.review.length", Duration, "Length of a review.").default("60 days to 270 days", ASSUMED).each_use(),
    Field::new("policy.review.cleared", Share, "Probability that a review ends with the app cleared; `rest` takes what the others leave.").default("rest", ASSUMED),
    Field::new("policy.review.mitigated", Share, "Probability that it ends in mitigation: open, at a running cost.").default("0%", ASSUMED),
    Field::new("policy.review.forced_sale", Share, "Probability that it ends in an order to sell.").default("0%", ASSUMED),
    Field::new("policy.review.restriction", Share, "Probability that it ends in a restriction (out of the stores).").default("0%", ASSUMED),
    Field::new("policy.review.ban", Share, "Probability that it ends in a ban.").default("0%", ASSUMED),
    Field::new("policy.review.mitigation_accept", Share, "Where the strategy offers mitigation: probability that an adverse result becomes mitigation.").default("0%", ASSUMED),
    Field::new("policy.review.mitigation_cost", Share, "Running cost of mitigation, as a share of revenue.").default("0%", ASSUMED),
    // ---- policy: orders ----------------------------------------------------------------------
    Field::new("policy.order.deadline", Duration, "Time from an order to its deadline, where the event that makes it does not say.").default("90 days", "E015").each_use(),
    Field::new("policy.order.enforcement", Share, "Probability that an order is enforced when its deadline passes unextended; otherwise it lapses.").default("50%", ASSUMED),
    Field::new("policy.order.fine", Money, "Fine when an order is enforced.").default("$0", ASSUMED),
    Field::new("policy.order.revocation", Rate, "Rate at which an order is revoked, per year.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("policy.order.restricted_first", Share, "Probability that the enforcement of an order goes by way of a restriction; a ban without an order falls at once.").default("0%", ASSUMED),
    Field::new("policy.order.restricted_length", Duration, "Time from that restriction to the ban.").default("54 days", "E020 to E015's deadline").each_use(),
    Field::new("policy.order.extension.probability", Share, "Probability that a deadline is extended.").default("0%", ASSUMED),
    Field::new("policy.order.extension.if_signed", Share, "The same when a signed deal or structure awaits approval.").default("0%", ASSUMED),
    Field::new("policy.order.extension.max", Count, "Greatest number of extensions of one order.").default("2", "E027, E028").within(0.0, 1000.0),
    Field::new("policy.order.extension.length", Duration, "Length of one extension.").default("15 days", "E027").each_use().within(1.0, 36_525.0),
    // ---- policy: courts ----------------------------------------------------------------------
    Field::new("policy.court.filing", Duration, "Time from a measure to the owner's suit.").default("10 days", "E015 to E016").each_use(),
    Field::new("policy.court.injunction", Share, "Probability that a court stays the measure.").default("0%", ASSUMED),
    Field::new("policy.court.injunction_delay", Duration, "Time from the suit to a stay.").default("34 days", "E016 to E023").each_use(),
    Field::new("policy.court.ruling_delay", Duration, "Time from the suit to the ruling.").default("180 days to 2 years", ASSUMED).each_use(),
    Field::new("policy.court.upheld", Share, "Probability that the ruling upholds the measure.").default("50%", ASSUMED),
    Field::new("policy.court.cost", Money, "Legal cost of one suit.").default("$0", ASSUMED),
    // ---- policy: bans ------------------------------------------------------------------------
    Field::new("policy.ban.rate", Rate, "Base rate of direct bans, per year, of a fully visible app.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("policy.ban.jump", Rate, "What one measure of weight 1 adds to the rate of bans, per year.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("policy.ban.permanent", Share, "Probability that a ban or restriction is never lifted (π).").default("50%", ASSUMED),
    Field::new("policy.ban.after", Duration, "Time to the lift of a ban or restriction that is not permanent.").default("1 year", ASSUMED).each_use(),
    Field::new("policy.ban.restructured_pressure", Share, "Rate of bans of a restructured business, relative to an open one.").default("25%", ASSUMED),
    // ---- response of users and revenue --------------------------------------------------------
    Field::new("response.review_revenue", Share, "Revenue under review, relative to open.").default("100%", ASSUMED),
    Field::new("response.ordered_revenue", Share, "Revenue under an order, relative to open.").default("95%", ASSUMED),
    Field::new("response.order_churn", Rate, "Extra churn under an order, per year.").default("2% per year", "P001").within(0.0, 100.0),
    Field::new("response.transition_churn", Rate, "Extra churn after a change of owner, per year, for `transition`.").default("0 per year", ASSUMED).within(0.0, 100.0),
    Field::new("response.transition", Duration, "How long a change of owner drives users away.").default("14 days", "P028, P029"),
    Field::new("response.restricted_wear", Factor, "Churn of existing users while out of the stores, relative to ordinary churn.").default("1", ASSUMED).within(0.0, 1000.0),
    Field::new("response.circumvention", Share, "Share of active users who go on by circumvention when a ban falls (κ).").default("5%", ASSUMED),
    Field::new("response.circumvention_revenue", Share, "ARPU of circumventing users, relative to active ones.").default("0%", ASSUMED),
    Field::new("response.circumvention_decay", Rate, "Rate at which circumventing users give up and become dormant, per year (δ).").default("1 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("response.capture", Rate, "Rate at which dormant users settle with a rival during a block, per year (χ).").default("1.8 per year to 4.8 per year", "P007: 0.15 to 0.40 per month").within(0.0, 1000.0),
    Field::new("response.return_time", Duration, "Mean time in which dormant users come back after a lift (τ).").default("14 days", ASSUMED).within(0.01, 36_525.0),
    Field::new("response.win_back", Rate, "Rate at which captured users become winnable again while the app is open, per year (ω); 1 at home where not set.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("response.habit", Duration, "How quickly a habit is lost: of those captured during a block of length T, exp(-T/habit) come back.").default("30 days", ASSUMED).within(0.01, 36_525.0),
    Field::new("response.reseed", Share, "Least active users after a lift, as a share of the ceiling.").default("0.5%", ASSUMED),
    Field::new("response.content_churn", Rate, "Extra churn, per year, of a market all of whose content came from a market that is cut off.").default("0 per year", ASSUMED).within(0.0, 100.0),
    // ---- deals -------------------------------------------------------------------------------
    Field::new("deal.bargaining_power", Share, "Share of the surplus over its outside option that the owner gets (β).").default("50%", ASSUMED),
    Field::new("deal.bidder_correlation", Share, "Correlation of the logarithms of the bidders' multiples.").default("30%", ASSUMED),
    Field::new("deal.process", Duration, "Time from the opening of a deal to its signing.").default("45 days", "E010 to E019").each_use(),
    Field::new("deal.wait", Duration, "Where no bid qualified when the process ended: time given to rivals of the first that does.").default("10 days", ASSUMED).each_use(),
    Field::new("deal.algorithm_share", Share, "Share of a bid lost where the recommendation technology stays behind.").default("0%", ASSUMED),
    Field::new("deal.fallback", Share, "Share of a market's value left to the owner once it is blocked, as the owner sees it; circumvention times its revenue where absent.").optional(),
    Field::new("deal.stake", Share, "Share of the sold business that the owner retains.").default("0%", ASSUMED),
    Field::new("deal.tax", Share, "Tax on the gain of a sale.").default("0%", ASSUMED),
    Field::new("deal.tax_basis", Money, "Tax basis of what is sold.").default("$0", ASSUMED),
    Field::new("deal.host_delay", Duration, "Time from signing to the host government's decision.").default("30 days", ASSUMED).each_use(),
    Field::new("deal.home_delay", Duration, "Time from signing to the home government's decision.").default("30 days", ASSUMED).each_use(),
    Field::new("deal.home_approval", Share, "Probability that home approves a sale with the technology, without anger at home.").default("50%", ASSUMED),
    Field::new("deal.home_approval_controlled", Share, "The same once the technology is under export control.").default("10%", ASSUMED),
    Field::new("deal.home_approval_without_algorithm", Share, "Probability that home approves a sale or a structure without the technology.").default("70%", ASSUMED),
    Field::new("deal.survives", Share, "Probability that a signed deal goes on when the order behind it is gone.").default("0%", ASSUMED),
    Field::new("deal.bidders.*.interest", Share, "Probability that this bidder turns up."),
    Field::new("deal.bidders.*.delay", Duration, "Time from the opening of a deal to its bid.").default("10 days to 40 days", ASSUMED).each_use(),
    Field::new("deal.bidders.*.multiple", Factor, "Its bid over the standalone value.").each_use().within(1e-6, 1000.0),
    Field::new("deal.bidders.*.host_approval", Share, "Probability that the host government approves this bidder."),
    // ---- structures --------------------------------------------------------------------------
    Field::new("structure.delay", Duration, "Time from an order to the host's answer to a proposed structure.").default("60 days", ASSUMED).each_use(),
    Field::new("structure.host_acceptance", Share, "Probability that the host accepts the structure.").default("50%", ASSUMED),
    Field::new("structure.stake", Share, "Share of the restructured business that the owner keeps.").default("19.9%", "V045"),
    Field::new("structure.licence", Share, "Licence fee for the technology, as a share of revenue.").default("20%", "V046"),
    Field::new("structure.running", Share, "Running cost of the structure, as a share of revenue.").default("5%", ASSUMED),
    Field::new("structure.price", Factor, "What investors pay, relative to standalone value, for the share the owner gives up.").default("0.37", "V050").within(0.0, 100.0),
    Field::new("structure.up_front", Money, "Cost of setting the structure up.").default("$0", ASSUMED),
    // ---- home --------------------------------------------------------------------------------
    Field::new("backlash.talks", Factor, "Jump of anger at home when talks begin.").default("0", ASSUMED).within(0.0, 1000.0),
    Field::new("backlash.signing", Factor, "Jump of anger at home when a deal is signed.").default("0", ASSUMED).within(0.0, 1000.0),
    Field::new("backlash.acceptance", Factor, "Jump of anger at home when the host accepts a structure.").default("0", ASSUMED).within(0.0, 1000.0),
    Field::new("backlash.cap", Factor, "Greatest anger.").default("3", ASSUMED).within(0.0, 1000.0),
    Field::new("backlash.half_life", Duration, "Half-life of anger.").default("30 days", ASSUMED).within(0.01, 36_525.0),
    Field::new("backlash.sensitivity", Factor, "What one unit of anger takes from the log-odds of home approval (γ).").default("0", ASSUMED).within(0.0, 1000.0),
    Field::new("backlash.churn", Rate, "Extra churn at home per unit of anger, per year (η).").default("0 per year", "H014: anger was loud and users stayed").within(0.0, 1000.0),
    Field::new("retaliation.rate", Rate, "Base rate of retaliation by the home country, per year.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("retaliation.jump", Rate, "What one host measure of weight 1 and full leverage adds to that rate, per year.").default("0 per year", ASSUMED).within(0.0, 1000.0),
    Field::new("retaliation.half_life", Duration, "Half-life of what a host measure adds to retaliation.").default("90 days", ASSUMED).within(0.01, 36_525.0),
    Field::new("export_control.length", Duration, "How long technology stays under export control once it is.").default("10 years", ASSUMED).each_use(),
    // ---- what the owner decides ----------------------------------------------------------------
    Field::new("strategies.*.reserve", Share, "The owner signs nothing below this share of standalone value.").default("0%", ASSUMED).within(0.0, 100.0),
    Field::new("strategies.*.keep", Share, "Share of a market's value that the owner expects to keep without a deal where no order stands; below 1 for one who fears a ban.").default("100%", ASSUMED),
    Field::new("strategies.*.seek_buyer", Duration, "Time from the start at which the owner seeks a buyer by choice; never where absent.").optional(),
    Field::new("strategies.*.visibility", Share, "How visible the app makes itself abroad; multiplies the pressure on it.").default("100%", ASSUMED),
    Field::new("strategies.*.visibility_cost", Share, "Share of growth abroad that it costs to be less than fully visible; nothing at full visibility.").default("0%", ASSUMED),
    Field::new("strategies.*.redeployment", Factor, "How strongly growth elsewhere gains from markets lost (ψ).").default("0", ASSUMED).within(0.0, 100.0),
    // ---- scheduled events ----------------------------------------------------------------------
    Field::new("events.*.probability", Share, "Probability that the event happens.").default("100%", ASSUMED),
    Field::new("events.*.deadline", Duration, "For a forced sale: time from the event to the deadline; the policy's where absent.").optional().within(0.0, 36_525.0),
    Field::new("events.*.length", Duration, "For a review or an export control: its length; drawn from the policy where absent.").optional(),
    Field::new("events.*.upheld", Share, "For a ruling: probability that it upholds the measure; the policy's where absent.").optional(),
    Field::new("events.*.rates", Factor, "For a regime: multiplies the market's rates of reviews and bans.").default("1", ASSUMED).within(0.0, 1000.0),
    Field::new("events.*.enforcement", Factor, "For a regime: multiplies the probability of enforcement.").default("1", ASSUMED).within(0.0, 1000.0),
    Field::new("events.*.extension", Factor, "For a regime: multiplies the probabilities of extension.").default("1", ASSUMED).within(0.0, 1000.0),
    Field::new("events.*.revocation", Factor, "For a regime: multiplies the rate of revocation.").default("1", ASSUMED).within(0.0, 1000.0),
];

/// The field whose path, with `*` for chosen names, is `pattern`.
pub fn field(pattern: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.path == pattern)
}
