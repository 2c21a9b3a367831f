//! What an input or a key of the scenario format means, from the list of inputs.

use super::explain::Explanation;
use crate::atlas::{Category, list_defaults, list_markets};
use crate::quantity::{self, Dimension, Family};
use crate::scenario::fields::{Field, Presence, Timing};
use crate::scenario::find_typical;
use crate::scenario::inputs::fields;
use crate::scenario::keys::{Key, Kind};

/// Tables that stand once for all markets, each of which may override them.
const SHARED: [&str; 2] = ["policy", "response"];

/// The paths of all inputs, with `*` for names that the strategist chooses.
pub(super) fn list_input_paths() -> Vec<String> {
    fields().map(|field| field.path.to_owned()).collect()
}

/// What an input means.
pub(super) fn describe_input(field: &'static Field) -> Explanation {
    let shown = |value: f64| quantity::format(value, field.dimension);
    let mut facts = vec![
        ("takes", field.dimension.accepts().to_owned()),
        ("range", format!("{} to {}", shown(field.min), shown(field.max))),
        ("default", describe_default(field)),
    ];
    if field.dimension != Dimension::Count {
        facts.push(("\"a to b\"", describe_family(field.dimension).to_owned()));
    }
    let timing = match field.timing {
        Timing::Once => "once a simulation",
        Timing::EachUse => "afresh at each use",
    };
    facts.push(("drawn", timing.to_owned()));
    facts.push(("stands in", describe_place(field.path)));
    facts.extend(describe_givers(field.path).map(|givers| ("also from", givers)));
    if let Some(typical) = find_typical(field) {
        let (low, high) = typical.range;
        let range = if low < high { format!("{} to {}", shown(low), shown(high)) } else { shown(low) };
        facts.push(("typical", format!("{range} in the bundled scenarios")));
        facts.push(("example", format!("{} = \"{}\" ({})", typical.path, typical.written, typical.file)));
    } else if let Presence::Default(text) = field.presence {
        facts.push(("example", format!("{} = \"{text}\"", name_chosen(field.path))));
    }
    let (name, meaning) = (name_chosen(field.path), field.doc.to_owned());
    Explanation { name, kind: "an input", meaning, facts, manual: find_section(field.path) }
}

/// What a key that holds no quantity means.
pub(super) fn describe_key(key: &'static Key) -> Explanation {
    let takes = match key.kind {
        Kind::Text => "text".to_owned(),
        Kind::Date => "a date, such as 2020-08-03".to_owned(),
        Kind::Length => "a length of time, such as \"45 days\"".to_owned(),
        Kind::Lengths => "lengths of time, such as [\"1 year\", \"2 years\"]".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Whole => "a whole number".to_owned(),
        Kind::Word(words) => format!("one of {}", words.join(", ")),
        Kind::Words(words) => format!("some of {}", words.join(", ")),
        Kind::Market => "the key of a market".to_owned(),
        Kind::Markets => "keys of markets".to_owned(),
        Kind::Correlations => "tables of `between` and `rank`".to_owned(),
        Kind::Sweeps => "tables of `vary` and more".to_owned(),
        Kind::Rules => "tables of `when`, `start` and `market`".to_owned(),
    };
    let absent = if key.required { "required" } else { key.default };
    let facts = vec![("takes", takes), ("where absent", absent.to_owned())];
    Explanation {
        name: name_chosen(key.path),
        kind: "a key",
        meaning: key.doc.to_owned(),
        facts,
        manual: find_section(key.path),
    }
}

fn describe_default(field: &Field) -> String {
    let at_home = field.at_home.map(|text| format!("; {text} at home")).unwrap_or_default();
    match field.presence {
        Presence::Required => "none: the scenario must say it".to_owned(),
        Presence::Optional => "none: it may be absent".to_owned(),
        Presence::Default(text) if field.source.is_empty() => format!("{text}{at_home}"),
        Presence::Default(text) => format!("{text}{at_home} ({})", field.source),
    }
}

const fn describe_family(dimension: Dimension) -> &'static str {
    match dimension.family() {
        Family::LogNormal => "5th to 95th percentile, log-normal",
        Family::LogitNormal => "5th to 95th percentile, logit-normal",
        Family::Normal => "5th to 95th percentile, normal",
    }
}

/// The tables in which it may stand.
fn describe_place(path: &str) -> String {
    let table = path.rsplit_once('.').map_or("", |(table, _)| table);
    if table.is_empty() {
        return "the top of the file".to_owned();
    }
    let place = format!("[{}]", name_chosen(table));
    if SHARED.iter().any(|shared| path.split('.').next() == Some(shared)) {
        return format!("{place} for all markets, [markets.NAME.{table}] for one");
    }
    place
}

/// What gives it where the scenario is silent, besides its default.
fn describe_givers(path: &str) -> Option<String> {
    let own = path.strip_prefix("markets.*.").unwrap_or(path);
    let home = list_markets().iter().find(|market| market.code == "CN");
    let by_atlas =
        list_markets().iter().take(2).any(|market| list_defaults(market, home).iter().any(|d| d.path == own));
    let by_category = Category::find(Category::NAMES[0]).is_some_and(|c| c.defaults.iter().any(|d| d.path == own));
    match (by_atlas, by_category) {
        (true, _) => Some("the market's `atlas`".to_owned()),
        (_, true) => Some("the company's `category`".to_owned()),
        _ => None,
    }
}

/// A path with `NAME` for names that the strategist chooses.
fn name_chosen(path: &str) -> String {
    path.split('.').map(|name| if name == "*" { "NAME" } else { name }).collect::<Vec<_>>().join(".")
}

/// The section of the manual that a path stands in.
fn find_section(path: &str) -> &'static str {
    match path.split('.').collect::<Vec<_>>().as_slice() {
        ["markets", "*", "atlas"] | ["company", "category"] => "docs/scenario-format.md#the-atlas",
        ["currency" | "exchange_rate" | "exchange_date"] => "docs/scenario-format.md#other-currencies",
        ["markets", ..] => "docs/scenario-format.md#markets",
        ["policy" | "response", ..] => "docs/scenario-format.md#policy-and-response",
        ["company" | "noise", ..] => "docs/scenario-format.md#company",
        ["pressure", ..] => "docs/scenario-format.md#pressure",
        ["deal", ..] => "docs/scenario-format.md#deals",
        ["structure", ..] => "docs/scenario-format.md#structures",
        ["backlash" | "retaliation" | "export_control", ..] => "docs/scenario-format.md#the-home-country",
        ["strategies" | "strategy", ..] => super::explain::STRATEGIES_SECTION,
        ["events", ..] => "docs/scenario-format.md#events",
        ["correlations", ..] => "docs/scenario-format.md#dependence",
        ["sweep", ..] => "docs/scenario-format.md#sweeps",
        ["extends", ..] => "docs/scenario-format.md#extends",
        _ => "docs/scenario-format.md#time-and-sampling",
    }
}
