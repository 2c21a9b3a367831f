//! What a name means: an input, a key, a figure, a state, a kind of event, an answer, a name for rules. All of it is read off the lists
//! that the program itself goes by.

use serde::Serialize;

use super::explain_inputs::{describe_input, describe_key, list_input_paths};
use super::terminal::{join_parts, wrap_hanging, wrap_words};
use crate::analysis::Statistic;
use crate::model::Access;
use crate::scenario::observables::{COMPANY, Kind, MARKET};
use crate::scenario::{find_field, find_key, list_answers, list_event_kinds, list_keys_of_event};
use crate::simulation::WorseSide;
use crate::simulation::catalogue::{self, BRIDGE_PARTS, Figure, Summarised};
use crate::text::states::{STATES, part_word};

/// Sections of the manual.
const STATES_SECTION: &str = "docs/model.md#3-access";
const FIGURES_SECTION: &str = "docs/studies.md#conditions";
const EVENTS_SECTION: &str = "docs/scenario-format.md#events";
pub(super) const STRATEGIES_SECTION: &str = "docs/scenario-format.md#strategies";
/// Names that end in the same word as what was asked for: more than so many are too many to show.
const ALIKE: usize = 6;

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The name, with `NAME` for one that the strategist chooses.
    pub name: String,
    /// What it is: an input, a figure, …
    pub kind: &'static str,
    /// What it means, in a sentence or two.
    pub meaning: String,
    /// What else is known: label and text.
    pub facts: Vec<(&'static str, String)>,
    /// The section of the manual.
    pub manual: &'static str,
}

impl Explanation {
    /// For people, in lines of at most `width` columns.
    pub fn print(&self, width: usize) -> String {
        let head = format!("{}: {}\n", self.name, self.kind);
        let widest = self.facts.iter().map(|(label, _)| label.len()).max().unwrap_or(0).max("manual".len());
        let manual = [("manual", self.manual.to_owned())];
        let fact = |(label, text): &(&str, String)| wrap_hanging(&format!("  {label:widest$}  "), text, width);
        let facts = self.facts.iter().chain(&manual).map(fact).collect::<String>();
        head + &wrap_hanging("  ", &self.meaning, width) + &facts
    }
}

/// Everything that a name stands for.
///
/// # Errors
/// Where it stands for nothing: the nearest name, in words.
pub fn explain(name: &str) -> Result<Vec<Explanation>, String> {
    let mut found: Vec<Explanation> = find_field(name).map(describe_input).into_iter().collect();
    found.extend(find_key(name).map(describe_key));
    found.extend(explain_figure(name));
    found.extend(list_words().into_iter().filter(|word| word.stands_for(name)).map(|word| word.explanation));
    if found.is_empty() {
        let last = |path: &&String| path.rsplit('.').next() == Some(name);
        let alike: Vec<String> = list_input_paths().into_iter().filter(|path| last(&path)).collect();
        if alike.len() <= ALIKE {
            found.extend(alike.iter().filter_map(|path| find_field(path)).map(describe_input));
        }
    }
    if found.is_empty() { Err(suggest(name)) } else { Ok(found) }
}

/// All figures that `--metric` takes, in lines of at most `width` columns.
pub fn print_metrics(width: usize) -> String {
    let list = |head: &str, lines: Vec<(String, String)>| {
        let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0).min(width / 2);
        let line = |(name, text): &(String, String)| wrap_hanging(&format!("  {name:widest$}  "), text, width);
        wrap_words(head, width) + "\n" + &lines.iter().map(line).collect::<String>()
    };
    let figures = |figures: Vec<&'static Figure>, owner: Owner| {
        let told = figures.into_iter().filter(|figure| figure.summarised != Summarised::Nothing);
        told.map(|figure| (owner.metric(figure), describe_meaning(figure))).collect()
    };
    let statistics: Vec<&str> = Statistic::ALL.iter().map(|statistic| statistic.key()).collect();
    let columns = catalogue::company().map(|figure| (figure.name.to_owned(), describe_meaning(figure)));
    let of_market = catalogue::market().map(|figure| (format!("NAME.{}", figure.name), describe_meaning(figure)));
    let state = |state: Access| {
        let word = STATES.iter().find(|words| words.key == state.name()).map_or("", |words| words.word);
        (state.name().to_owned(), format!("{word}. {}", state.meaning()))
    };
    let part =
        |part: &&str| (format!("bridge.{part}"), format!("Part of the bridge: {}.", part_word(part).to_lowercase()));
    join_parts([
        list(
            &format!("Figures for --metric. STAT is one of {}; NAME the key of a market.", statistics.join(", ")),
            figures(catalogue::company().collect(), Owner::Company),
        ),
        list("Of a market:", figures(catalogue::market().collect(), Owner::Market)),
        list(
            "Parts of the bridge; also bridge_abroad.PART, and markets.NAME.bridge.PART:",
            BRIDGE_PARTS.iter().map(part).collect(),
        ),
        list(
            "States, such as in markets.NAME.outcomes.STATE, or NAME.STATE in conditions:",
            Access::ALL.map(state).to_vec(),
        ),
        list("Names for conditions (--where, --reverse, --focus):", columns.chain(of_market).collect()),
    ])
}

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Company,
    Market,
}

impl Owner {
    /// The path of a figure in a summary, where it holds one.
    fn metric(self, figure: &Figure) -> String {
        let head = match self {
            Self::Market => "markets.NAME.",
            Self::Company if figure.at_home => "home.",
            Self::Company => "",
        };
        match figure.summarised {
            Summarised::Estimate => format!("{head}{}.STAT", figure.name),
            Summarised::Counted => format!("{head}measures.{}.mean", figure.name),
            Summarised::Chance(name) => format!("{head}{name}"),
            Summarised::Outcomes => format!("{head}outcomes.STATE"),
            Summarised::Nothing => "none".to_owned(),
        }
    }

    fn column(self, figure: &Figure) -> String {
        if self == Self::Market { format!("NAME.{}", figure.name) } else { figure.name.to_owned() }
    }
}

fn describe_meaning(figure: &Figure) -> String {
    let unit = figure.kind.unit().name();
    if unit.is_empty() { figure.meaning.to_owned() } else { format!("{} [{unit}]", figure.meaning) }
}

/// The figure that a path of a summary or a name in conditions is.
fn explain_figure(name: &str) -> Option<Explanation> {
    let mut parts: Vec<&str> = name.split('.').collect();
    if parts.len() > 1 && Statistic::ALL.iter().any(|statistic| Some(&statistic.key()) == parts.last()) {
        parts.pop();
    }
    let last = parts.pop()?;
    let is = |figure: &&Figure| {
        let summary = matches!(figure.summarised, Summarised::Chance(chance) if chance == last);
        let heading = figure.heading(None).to_lowercase().replace(' ', "_");
        figure.name == last || summary || !heading.is_empty() && heading == last
    };
    let owner = match parts.as_slice() {
        ["bridge" | "bridge_abroad"] | ["markets", _, "bridge"] => return explain_part(last),
        [] | ["home"] if catalogue::company().any(|figure| is(&figure)) => Owner::Company,
        [] | [_] | ["markets", _] | ["markets", _, "measures"] => Owner::Market,
        _ => return None,
    };
    let figure = match owner {
        Owner::Company => catalogue::company().find(is)?,
        Owner::Market => catalogue::market().find(is)?,
    };
    let worse = match figure.worse {
        WorseSide::Lower => "less is worse",
        WorseSide::Higher => "more is worse",
    };
    let unit = figure.kind.unit().name();
    let mut facts = vec![("unit", if unit.is_empty() { "a number".to_owned() } else { unit.to_owned() })];
    facts.extend((!figure.heading.is_empty()).then(|| ("shown as", figure.heading(None))));
    facts.push(("worse", worse.to_owned()));
    facts.push(("--metric", owner.metric(figure)));
    facts.push(("conditions", owner.column(figure)));
    let (name, meaning) = (owner.column(figure), figure.meaning.to_owned());
    let kind = if owner == Owner::Market { "a figure of a market" } else { "a figure" };
    Some(Explanation { name, kind, meaning, facts, manual: FIGURES_SECTION })
}

fn explain_part(part: &str) -> Option<Explanation> {
    let part = BRIDGE_PARTS.iter().find(|known| **known == part)?;
    let meaning =
        format!("What takes value from the baseline to what the company is worth: {}.", part_word(part).to_lowercase());
    let facts = vec![("unit", "USD".to_owned()), ("--metric", format!("bridge.{part}"))];
    Some(Explanation { name: format!("bridge.{part}"), kind: "a figure", meaning, facts, manual: FIGURES_SECTION })
}

/// A word of the program, and what else is read as it.
struct Word {
    explanation: Explanation,
    others: Vec<String>,
}

impl Word {
    fn new(
        name: &str,
        kind: &'static str,
        meaning: &str,
        facts: Vec<(&'static str, String)>,
        manual: &'static str,
    ) -> Self {
        let (name, meaning) = (name.to_owned(), meaning.to_owned());
        Self { explanation: Explanation { name, kind, meaning, facts, manual }, others: Vec::new() }
    }

    fn stands_for(&self, name: &str) -> bool {
        let known = &self.explanation.name;
        let of_market = known.strip_prefix("MARKET.").is_some_and(|own| Some(own) == name.rsplit('.').next());
        known == name || of_market || self.others.iter().any(|other| other == name)
    }
}

/// States, kinds of events, answers and names for rules.
fn list_words() -> Vec<Word> {
    let mut words = Vec::new();
    for state in Access::ALL {
        let key = state.name();
        let Some(of_people) = STATES.iter().find(|words| words.key == key) else { continue };
        let facts = vec![
            ("shown as", of_people.word.to_owned()),
            ("--metric", format!("markets.NAME.outcomes.{key}")),
            ("conditions", format!("NAME.{key}, or NAME.final_state == {key}")),
            ("rules", format!("NAME.state == {key}")),
        ];
        let mut word = Word::new(key, "a state of a market", state.meaning(), facts, STATES_SECTION);
        word.others = vec![of_people.word.replace(' ', "_"), of_people.word.to_owned(), format!("outcomes.{key}")];
        words.push(word);
    }
    for kind in list_event_kinds() {
        let keys: Vec<&str> = list_keys_of_event(kind.name).collect();
        let keys = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
        let facts = vec![
            ("keys of its own", keys),
            ("example", format!("events.x = {{ on = 2021-01-20, kind = \"{}\", market = \"us\" }}", kind.name)),
        ];
        words.push(Word::new(kind.name, "a kind of event", kind.meaning, facts, EVENTS_SECTION));
    }
    for answer in list_answers() {
        let facts = vec![("example", format!("strategies.x.on_order = [\"{}\"]", answer.name))];
        let mut word = Word::new(answer.name, "an answer to an order", answer.meaning, facts, STRATEGIES_SECTION);
        word.explanation.facts.extend(answer.other.map(|other| ("also written", other.to_owned())));
        word.others = answer.other.into_iter().map(str::to_owned).collect();
        words.push(word);
    }
    let named = |name: String, kind: Kind, meaning: &str| {
        let unit = match kind {
            Kind::Number(unit) => unit.name(),
            Kind::State => "a state",
            Kind::Flag => "true or false",
        };
        Word::new(&name, "a name for rules", meaning, vec![("is", unit.to_owned())], STRATEGIES_SECTION)
    };
    words.extend(MARKET.iter().map(|o| named(format!("MARKET.{}", o.name), o.kind, o.meaning)));
    words.extend(COMPANY.iter().map(|o| named(o.name.to_owned(), o.kind, o.meaning)));
    words
}

/// The nearest name to one that stands for nothing, as a sentence; what there is, where none is near.
fn suggest(name: &str) -> String {
    let name: String = name.chars().take(128).collect();
    let written: Vec<&str> = name.split('.').collect();
    // What the strategist chose keeps its spelling.
    let fill = |pattern: &str| -> Option<String> {
        let names: Vec<&str> = pattern.split('.').collect();
        let chosen = |(name, written): (&&str, &&str)| {
            if ["*", "NAME", "MARKET"].contains(name) { *written } else { *name }.to_owned()
        };
        (names.len() == written.len()).then(|| names.iter().zip(&written).map(chosen).collect::<Vec<_>>().join("."))
    };
    let figures = catalogue::company().map(|figure| figure.name.to_owned());
    let of_market =
        catalogue::market().flat_map(|figure| [figure.name.to_owned(), format!("markets.*.{}", figure.name)]);
    let words = list_words().into_iter().flat_map(|word| word.others.into_iter().chain([word.explanation.name]));
    let last = |path: String| path.rsplit('.').next().filter(|name| *name != "*").map(str::to_owned);
    let bare = list_input_paths().into_iter().filter_map(last);
    let known = list_input_paths().into_iter().chain(figures).chain(of_market).chain(words).chain(bare);
    let near = known.filter_map(|pattern| fill(&pattern)).map(|known| (strsim::osa_distance(&name, &known), known));
    match near.min_by_key(|(distance, _)| *distance).filter(|(distance, _)| *distance <= 1 + name.len() / 4) {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None => "inputs are listed in docs/scenario-format.md, figures by `marketgate explain --metrics`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(name: &str) -> Vec<&'static str> {
        explain(name).unwrap_or_default().into_iter().map(|found| found.kind).collect()
    }

    #[test]
    fn names_of_every_kind_are_explained() {
        for (name, kind) in [
            ("markets.us.arpu", "an input"),
            ("markets.*.arpu", "an input"),
            ("events.us-order.deadline", "an input"),
            ("markets.us.policy.ban.rate", "an input"),
            ("events.us-order.kind", "a key"),
            ("value", "a figure"),
            ("value_abroad.p5", "a figure"),
            ("users_kept", "a figure of a market"),
            ("markets.us.sale_price", "a figure of a market"),
            ("us.bans", "a figure of a market"),
            ("home.retaliation", "a figure"),
            ("bridge.sale", "a figure"),
            ("banned", "a state of a market"),
            ("sold", "a state of a market"),
            ("forced-sale", "a kind of event"),
            ("sue", "an answer to an order"),
            ("MARKET.offers", "a name for rules"),
            ("arpu", "an input"),
        ] {
            assert!(kinds(name).contains(&kind), "{name}: {:?}", kinds(name));
        }
        assert_eq!(kinds("exit"), ["a kind of event", "an answer to an order"]);
    }

    #[test]
    fn a_misspelt_name_finds_the_nearest() {
        for (wrong, near) in [
            ("markets.us.arpuu", "`markets.us.arpu`"),
            ("retentoin", "`retention`"),
            ("baned", "`banned`"),
            ("sale_prise", "`sale_price`"),
        ] {
            let said = explain(wrong).unwrap_err();
            assert!(said.contains(near), "{wrong}: {said}");
        }
        assert!(explain("quite something else").unwrap_err().contains("--metrics"));
    }

    #[test]
    fn every_input_and_every_figure_is_explained() {
        for path in list_input_paths() {
            assert!(kinds(&path).contains(&"an input"), "{path}");
        }
        for figure in catalogue::company().chain(catalogue::market()) {
            assert!(!kinds(figure.name).is_empty(), "{}", figure.name);
        }
        let metrics = print_metrics(80);
        for part in [
            "value_abroad.STAT",
            "markets.NAME.sale_price.STAT",
            "markets.NAME.outcomes.STATE",
            "home.retaliation",
            "NAME.first_ban_day",
        ] {
            assert!(metrics.contains(part), "{part}");
        }
    }

    #[test]
    fn the_manual_has_the_sections() {
        let slug = |line: &str| {
            let words: String = line.trim_start_matches('#').trim().to_lowercase();
            words
                .chars()
                .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c))
                .collect::<String>()
                .replace(' ', "-")
        };
        let mut sections: Vec<&str> =
            list_input_paths().iter().flat_map(|path| explain(path).unwrap()).map(|found| found.manual).collect();
        sections.extend([STATES_SECTION, FIGURES_SECTION, EVENTS_SECTION, STRATEGIES_SECTION]);
        sections.sort_unstable();
        sections.dedup();
        for section in sections {
            let (file, anchor) = section.split_once('#').unwrap();
            let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
            assert!(text.lines().any(|line| line.starts_with('#') && slug(line) == anchor), "{section}");
        }
    }
}
