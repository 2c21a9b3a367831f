//! The keys of the format that hold no quantity: titles, dates, names, lists of answers.

use super::words::{DesignKind, EventWord, QuestionKind, Subject, Word};
use crate::atlas::Category;

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
    /// A list of tables `{ when = condition, start = answers, market = key }`.
    Rules,
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

/// Longest name of a market, bidder, strategy or event.
pub(crate) const LONGEST_NAME: usize = 64;

/// How many tables with chosen names may stand under a table.
pub(crate) fn limit_tables(table: &str) -> usize {
    if table == "events" { 1_000 } else { 64 }
}

/// Declares keys: `"path": kind, else "what holds where it is absent";` under the meaning, without `else` where it is required.
macro_rules! keys {
    ($( $(#[doc = $doc:literal])+ $path:literal: $kind:expr $(, else $default:literal)?; )*) => {
        &[$( Key {
            path: $path,
            kind: $kind,
            required: keys!(required $($default)?),
            default: keys!(default $($default)?),
            doc: concat!($($doc),+).trim_ascii_start(),
        } ),*]
    };
    (required) => { true };
    (required $default:literal) => { false };
    (default) => { "" };
    (default $default:literal) => { $default };
}

/// Keys of a whole scenario, in the order in which documentation prints them.
pub(super) static TOP: &[Key] = keys! {
    /// Title for people.
    "title": Kind::Text, else "the file's name";
    /// The question that the scenario answers.
    "question": Kind::Text, else "none";
    /// Who made the report: stands on its first page.
    "report.author": Kind::Text, else "none";
    /// For whom it was made.
    "report.audience": Kind::Text, else "none";
    /// When it was made, or as of when it holds.
    "report.date": Kind::Date, else "none";
    /// The market that the report leads with.
    "report.market": Kind::Market, else "the one abroad that is worth most";
    /// What the question is about, and the headline answers: what government action takes from value, which markets add value, which
    /// strategy to take (from a finished `decide`), how often the market is sold and for what (`sale`), how often users still have
    /// the app after a year (`access`), how many users it keeps (`users`), or that and the value (`users-and-value`;
    /// of all markets but home, `all-users-and-value`).
    "report.answers": Kind::Word(<Subject as Word>::NAMES), else "value";
    /// The day by which the question asks: how often a sale is paid by then (`sale`), or users still have the app (`access`).
    "report.by": Kind::Date, else "none: for `access`, a year after the start";
    /// The day of what is known: `prior` forgets what came later, and a figure or fact of a later day is an error. For forecasts that are held against what happened.
    "as_of": Kind::Date, else "none: all that is known";
    /// The episode, by its id in `scenarios/reference/episodes.csv`, that the scenario is about: its decision is left out of every `prior`.
    "case": Kind::Text, else "none";
    /// A parent file, by relative path. Tables merge key by key; keys here win.
    "extends": Kind::Text, else "none";
    /// First day.
    "start": Kind::Date;
    /// How long is simulated; at most 100 years and 20,000 steps.
    "horizon": Kind::Length;
    /// Longest step of the stocks, from 0.25 to 31 days.
    "step": Kind::Length, else "7 days";
    /// Times at which outcomes are recorded besides the horizon; those beyond it are dropped.
    "record": Kind::Lengths, else "1 year, 2 years";
    /// How uncertain inputs are sampled: Latin hypercube, scrambled Sobol', or plain random.
    "design": Kind::Word(<DesignKind as Word>::NAMES), else "lhs";
    /// The strategy in force; required where there are several.
    "strategy": Kind::Text, else "the only one";
    /// Short name of the scenario.
    "run.name": Kind::Text, else "the file's name";
    /// Seed of all random numbers (as text above 9223372036854775807).
    "run.seed": Kind::Whole, else "the command line's";
    /// Replications.
    "run.replications": Kind::Whole, else "the command line's";
    /// The version of marketgate that wrote the file.
    "run.version": Kind::Text, else "none";
    /// The home market, if the scenario has one.
    "company.home": Kind::Market, else "none";
    /// The currency of amounts in the file; amounts with `$`, and the defaults of the format, stay in dollars. Everything is computed and told in dollars.
    "currency": Kind::Text, else "USD";
    /// The date of `exchange_rate`; required with it.
    "exchange_date": Kind::Date, else "none";
    /// What kind of app it is: gives churn, circumvention, capture and habit where the scenario is silent.
    "company.category": Kind::Word(&Category::NAMES), else "none";
    /// A market of the atlas (`marketgate atlas` lists the codes): gives what the scenario does not say of this market, with its sources.
    "markets.*.atlas": Kind::Text, else "none";
};

/// Keys of events and lists of tables, which documentation prints last.
pub(super) static LAST: &[Key] = keys! {
    /// The date.
    "events.*.on": Kind::Date;
    /// What happens.
    "events.*.kind": Kind::Word(<EventWord as Word>::NAMES);
    /// Where it happens.
    "events.*.market": Kind::Market, else "home for `export-control`; for `acquisition-talks` the first of the perimeter";
    /// For `forced-sale`, `ban` and `restriction`, in place of `market`: the markets that one measure concerns, that of the government that takes it first. They
    /// have one deadline, one enforcement, one suit.
    "events.*.markets": Kind::Markets, else "the one `market`";
    /// For `acquisition-talks`: the markets talked about.
    "events.*.perimeter": Kind::Markets, else "the strategy's";
    /// Title for people.
    "events.*.label": Kind::Text, else "made from kind and market";
    /// Fact id or other source of the event.
    "events.*.source": Kind::Text, else "none";
    /// Remark.
    "events.*.note": Kind::Text, else "none";
    /// The market that a question is about. Questions decide no result; `backtest` scores the forecast by them.
    "questions.*.market": Kind::Market;
    /// What is asked: an order, a restriction or a ban in force on the day (`legal`), banned (`access`), restricted or banned (`store`); a sale signed by the day
    /// (`sale_announced`), sold or restructured (`sale_closed`).
    "questions.*.kind": Kind::Word(<QuestionKind as Word>::NAMES);
    /// The day.
    "questions.*.by": Kind::Date;
    /// What happened.
    "questions.*.outcome": Kind::Flag, else "not known yet";
    /// Fact id or other source of what happened.
    "questions.*.source": Kind::Text, else "none";
    /// Silences a rule of the audit, which `check` prints, by its name: the reason, which is printed in its place.
    "audit.allow.*": Kind::Text, else "none";
    /// Rank correlations between inputs that are drawn once.
    "correlations": Kind::Correlations, else "none";
    /// Parameter sweeps that `marketgate sweep` runs; they decide no result of `run`.
    "sweep": Kind::Sweeps, else "none";
};
