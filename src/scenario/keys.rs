//! The keys of the format that hold no quantity: titles, dates, names, lists of answers.

/// What such a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// A calendar date, `2020-08-03`.
    Date,
    /// A known length of time.
    Length,
    /// A list of known lengths of time.
    Lengths,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Whole,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// The key of a market.
    Market,
    /// A list of keys of markets.
    Markets,
    /// A list of tables `{ between = [paths], rank = number }`.
    Correlations,
    /// A list of tables that each state a sweep.
    Sweeps,
}

/// A key that holds no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Path with `*` for chosen names.
    pub path: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether the scenario must give it.
    pub required: bool,
    /// What holds where it is absent, for people; empty where it is required.
    pub default: &'static str,
    /// Meaning, in one or two sentences.
    pub doc: &'static str,
}

/// Words of `design`.
pub(crate) const DESIGNS: &[&str] = &["lhs", "sobol", "random"];
/// Words of `on_order` and `then`.
pub(crate) const ANSWERS: &[&str] = &["sell", "litigate", "restructure", "refuse", "exit"];
/// Words of `algorithm`.
pub(crate) const ALGORITHMS: &[&str] = &["sell", "keep", "sell-or-keep"];
/// Words of `kind` of an event.
pub(crate) const EVENTS: &[&str] = &[
    "review",
    "forced-sale",
    "ban",
    "restriction",
    "lift",
    "injunction",
    "ruling",
    "acquisition-talks",
    "exit",
    "export-control",
    "regime",
];
/// Longest name of a market, bidder, strategy or event.
pub(crate) const LONGEST_NAME: usize = 64;

/// How many tables with chosen names may stand under a table.
pub(crate) fn most(table: &str) -> usize {
    if table == "events" { 1_000 } else { 64 }
}

const fn key(path: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Key {
    Key { path, kind, required: false, default, doc }
}

const fn required(path: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { path, kind, required: true, default: "", doc }
}

/// All of them, in the order in which documentation prints them.
pub static KEYS: &[Key] = &[
    key("title", Kind::Text, "the file's name", "Title for people."),
    key("question", Kind::Text, "none", "The question that the scenario answers."),
    key("extends", Kind::Text, "none", "A parent file, by relative path. Tables merge key by key; keys here win."),
    required("start", Kind::Date, "First day."),
    required("horizon", Kind::Length, "How long is simulated; at most 100 years and 20,000 steps."),
    key("step", Kind::Length, "7 days", "Longest step of the stocks, from 0.25 to 31 days."),
    key(
        "record",
        Kind::Lengths,
        "1 year, 2 years",
        "Times at which outcomes are recorded besides the horizon; those beyond it are dropped.",
    ),
    key(
        "design",
        Kind::Word(DESIGNS),
        "lhs",
        "How uncertain inputs are sampled: Latin hypercube, scrambled Sobol', or plain random.",
    ),
    key("strategy", Kind::Text, "the only one", "The strategy in force; required where there are several."),
    key("run.name", Kind::Text, "the file's name", "Short name of the scenario."),
    key(
        "run.seed",
        Kind::Whole,
        "the command line's",
        "Seed of all random numbers (as text above 9223372036854775807).",
    ),
    key("run.replications", Kind::Whole, "the command line's", "Replications."),
    key("run.version", Kind::Text, "none", "The version of marketgate that wrote the file."),
    key("company.home", Kind::Market, "none", "The home market, if the scenario has one."),
    key("markets.*.name", Kind::Text, "its key", "Name for people."),
    key("deal.bidders.*.name", Kind::Text, "its key", "Name for people."),
    key("strategies.*.name", Kind::Text, "its key", "Name for people."),
    key(
        "strategies.*.on_order",
        Kind::Words(ANSWERS),
        "refuse",
        "Answers to an order, run in parallel; the first to end the order wins.",
    ),
    key("strategies.*.then", Kind::Words(ANSWERS), "none", "Answers that start at the first failure of one of those."),
    key(
        "strategies.*.perimeter",
        Kind::Markets,
        "the ordered market, or all but home by choice",
        "Markets sold together.",
    ),
    key(
        "strategies.*.algorithm",
        Kind::Word(ALGORITHMS),
        "sell",
        "Whether the recommendation technology is sold, stays behind, or stays behind only if home refuses.",
    ),
    key("strategies.*.offer_mitigation", Kind::Flag, "false", "Whether mitigation is offered in reviews."),
    required("events.*.on", Kind::Date, "The date."),
    required("events.*.kind", Kind::Word(EVENTS), "What happens."),
    key(
        "events.*.market",
        Kind::Market,
        "home for `export-control`; for `acquisition-talks` the first of the perimeter",
        "Where it happens.",
    ),
    key("events.*.perimeter", Kind::Markets, "the strategy's", "For `acquisition-talks`: the markets talked about."),
    key("events.*.label", Kind::Text, "made from kind and market", "Title for people."),
    key("events.*.source", Kind::Text, "none", "Fact id or other source of the event."),
    key("events.*.note", Kind::Text, "none", "Remark."),
    key("correlations", Kind::Correlations, "none", "Rank correlations between inputs that are drawn once."),
    key(
        "sweep",
        Kind::Sweeps,
        "none",
        "Parameter sweeps that `marketgate sweep` runs; they decide no result of `run`.",
    ),
];
