//! Figures of a summary by their path, such as `value_abroad.mean` or `markets.us.outcomes.banned`.

use super::leading::LeadingValue;
use super::summary::{BRIDGE_PARTS, MarketSummary, Proportion, STATES, Summary};
use crate::analysis::statistics::{Measured, Statistic};
use crate::scenario::{Scenario, split};
use crate::simulation::WorseSide;
use crate::simulation::catalogue::{self, Figure, Summarised, Unit};

/// A figure of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    path: String,
    /// Key of its market.
    market: Option<String>,
    what: What,
}

/// What it is of the company, or of its market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Estimate(&'static Figure, Statistic),
    Chance(&'static str),
    Outcome(&'static str),
    Part { abroad: bool, part: &'static str },
    TerminalShare,
}

impl Metric {
    /// All figures that the summary of `scenario` will hold with their errors.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let has_home = scenario.company.home.is_some();
        let has_investment = scenario.company.investment.is_some();
        let exists = |figure: &&Figure| (has_home || !figure.at_home) && (has_investment || !figure.of_investment);
        let mut metrics = of_figures(catalogue::company().filter(exists), None);
        for (name, abroad) in [("bridge", false), ("bridge_abroad", true)] {
            metrics.extend(
                BRIDGE_PARTS.map(|part| Self::new(format!("{name}.{part}"), None, What::Part { abroad, part })),
            );
        }
        for market in scenario.markets() {
            let key = market.key();
            metrics.extend(of_figures(catalogue::market(), Some(key)));
            let part =
                |part| Self::new(format!("markets.{key}.bridge.{part}"), Some(key), What::Part { abroad: false, part });
            metrics.extend(BRIDGE_PARTS.map(part));
        }
        metrics.push(Self::new("terminal_share".to_owned(), None, What::TerminalShare));
        metrics
    }

    fn new(path: String, market: Option<&str>, what: What) -> Self {
        Self { path, market: market.map(str::to_owned), what }
    }

    /// The figure at a path.
    ///
    /// # Errors
    /// Where the summary of `scenario` has none there: the nearest that it has.
    pub fn find(path: &str, scenario: &Scenario) -> Result<Self, MetricError> {
        let all = Self::all(scenario);
        if let Some(found) = all.iter().find(|known| known.path == path) {
            return Ok(found.clone());
        }
        let distance = |known: &&Self| strsim::damerau_levenshtein(path, &known.path);
        let near = all.iter().min_by_key(distance).filter(|near| distance(near) <= 2 + path.len() / 4);
        let help = near.map(|near| format!("; did you mean `{}`?", near.path)).unwrap_or_default();
        Err(MetricError { path: path.to_owned(), help })
    }

    /// The figures at paths, several in one text with commas between, each once.
    ///
    /// # Errors
    /// All that there are not.
    pub fn find_all(texts: &[String], scenario: &Scenario) -> Result<Vec<Self>, Vec<MetricError>> {
        let (mut found, mut wrong): (Vec<Self>, Vec<MetricError>) = (Vec::new(), Vec::new());
        for path in texts.iter().flat_map(|text| split(text)) {
            match Self::find(path, scenario) {
                Ok(metric) if !found.contains(&metric) => found.push(metric),
                Ok(_) => {}
                Err(error) => wrong.push(error),
            }
        }
        if wrong.is_empty() { Ok(found) } else { Err(wrong) }
    }

    /// Mean of the value that leads.
    pub fn leading(value: LeadingValue) -> Self {
        let figure = value.figure();
        Self::new(format!("{}.mean", figure.name), None, What::Estimate(figure, Statistic::Mean))
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its unit, such as `USD` or `share`.
    pub fn unit(&self) -> &'static str {
        let unit = match self.what {
            What::Estimate(figure, _) => figure.kind.unit(),
            What::Chance(_) | What::Outcome(_) | What::TerminalShare => Unit::Share,
            What::Part { .. } => Unit::Dollars,
        };
        unit.name()
    }

    /// How the figure follows from the rows of simulations; none where it is no statistic of one column.
    pub fn column(&self) -> Option<MetricColumn> {
        let (name, event, statistic, worse) = match self.what {
            What::Estimate(figure, statistic) => (figure.name.to_owned(), None, statistic, figure.worse),
            What::Chance(chance) => {
                let of = |figure: &&Figure| figure.summarised == Summarised::Chance(chance);
                let figure = catalogue::company().chain(catalogue::market()).find(of)?;
                (figure.name.to_owned(), Some(RowEvent::Positive), Statistic::Mean, figure.worse)
            }
            What::Outcome(state) => {
                let number = STATES.iter().position(|known| *known == state)?;
                ("final_state".to_owned(), Some(RowEvent::State(number)), Statistic::Mean, WorseSide::Lower)
            }
            What::Part { abroad, part } => {
                let table = if abroad { "bridge_abroad" } else { "bridge" };
                (format!("{table}.{part}"), None, Statistic::Mean, WorseSide::Lower)
            }
            What::TerminalShare => return None,
        };
        let name = self.market.as_ref().map_or_else(|| name.clone(), |key| format!("{key}.{name}"));
        Some(MetricColumn { name, event, statistic, worse })
    }

    /// The figure in a summary.
    pub fn measure(&self, summary: &Summary) -> Measured {
        let found = match &self.market {
            Some(key) => summary.markets.get(key).and_then(|market| self.measure_market(market, summary.replications)),
            None => self.measure_company(summary),
        };
        found.unwrap_or_default()
    }

    fn measure_company(&self, summary: &Summary) -> Option<Measured> {
        Some(match self.what {
            What::Estimate(figure, statistic) => statistic.measure(summary.estimate(figure)?),
            What::Chance(name) => measure_share(summary.chance(name)?, summary.replications),
            What::Part { abroad: false, part } => measure_part(&summary.bridge, &summary.bridge_se, part),
            What::Part { abroad: true, part } => measure_part(&summary.bridge_abroad, &summary.bridge_abroad_se, part),
            What::TerminalShare => Measured::new(Some(summary.terminal_share), summary.terminal_share_se),
            What::Outcome(_) => return None,
        })
    }

    fn measure_market(&self, market: &MarketSummary, replications: u64) -> Option<Measured> {
        Some(match self.what {
            What::Estimate(figure, statistic) => statistic.measure(market.estimate(figure)?),
            What::Chance(name) => measure_share(market.chance(name)?, replications),
            What::Outcome(state) => {
                let interval = market.outcomes_interval.get(state).copied().unwrap_or_default();
                let found = Proportion { probability: *market.outcomes.get(state)?, interval };
                measure_share(found, replications)
            }
            What::Part { part, .. } => measure_part(&market.bridge, &market.bridge_se, part),
            What::TerminalShare => return None,
        })
    }
}

/// A figure as a statistic of one column of the rows of simulations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricColumn {
    /// Name of the column.
    pub name: String,
    /// The event whose probability it is, where it is one.
    pub event: Option<RowEvent>,
    /// The statistic; of an event its mean.
    pub statistic: Statistic,
    /// Which side of the column is worse.
    pub worse: WorseSide,
}

/// What happened in a simulation, by a column of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowEvent {
    /// The column is above 0.
    Positive,
    /// The column is the state of this number.
    State(usize),
}

impl MetricColumn {
    /// The figure of one simulation, from what stands in its column; NaN where there is none.
    pub fn read(&self, value: f64) -> f64 {
        let flag = |happened: bool| f64::from(u8::from(happened));
        match self.event {
            None => value,
            _ if value.is_nan() => f64::NAN,
            Some(RowEvent::Positive) => flag(value > 0.0),
            Some(RowEvent::State(number)) => flag(value == number as f64),
        }
    }
}

/// A path at which a summary holds no figure with its error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("summary.json has no figure with a standard error at `{path}`{help}")]
pub struct MetricError {
    path: String,
    /// The nearest that it has, in words; empty where none is near.
    help: String,
}

/// What a summary holds of these figures, of the company or of a market.
fn of_figures(figures: impl Iterator<Item = &'static Figure>, market: Option<&str>) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for figure in figures {
        let head = match market {
            Some(key) => format!("markets.{key}."),
            None if figure.at_home => "home.".to_owned(),
            None => String::new(),
        };
        let mut push = |name: &str, what| metrics.push(Metric::new(format!("{head}{name}"), market, what));
        match figure.summarised {
            Summarised::Estimate => {
                for statistic in Statistic::ALL {
                    push(&format!("{}.{}", figure.name, statistic.key()), What::Estimate(figure, statistic));
                }
            }
            Summarised::Counted => {
                push(&format!("measures.{}.mean", figure.name), What::Estimate(figure, Statistic::Mean));
            }
            Summarised::Chance(name) => push(name, What::Chance(name)),
            Summarised::Outcomes => {
                STATES.iter().for_each(|state| push(&format!("outcomes.{state}"), What::Outcome(state)));
            }
            Summarised::Nothing => {}
        }
    }
    metrics
}

fn measure_part(
    of: &indexmap::IndexMap<String, f64>,
    errors: &indexmap::IndexMap<String, f64>,
    part: &str,
) -> Measured {
    Measured::new(of.get(part).copied(), errors.get(part).copied())
}

/// A probability; its standard error is that of a share of independent replications.
pub(super) fn measure_share(found: Proportion, replications: u64) -> Measured {
    let p = found.probability;
    let se = (p * (1.0 - p) / replications.max(1) as f64).sqrt();
    Measured { value: Some(p), se: Some(se), interval: Some(found.interval) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let (name, text) = crate::scenario::BUNDLED
            .iter()
            .find(|(name, _)| name.ends_with("games.toml"))
            .map(|&(name, text)| (name, text))
            .unwrap();
        Scenario::parse(name, text, &[]).unwrap()
    }

    #[test]
    fn every_path_is_found_in_the_summary_as_json() {
        let scenario = scenario();
        let mut gatherer_summary = crate::charts::sample::summary();
        let market = gatherer_summary.markets.values().next().unwrap().clone();
        let keys: Vec<String> = scenario.markets().iter().map(|m| m.key().to_owned()).collect();
        gatherer_summary.markets = keys.into_iter().map(|key| (key, market.clone())).collect();
        let json = serde_json::to_value(&gatherer_summary).unwrap();
        for metric in Metric::all(&scenario) {
            let path = metric.path();
            assert_eq!(Metric::find(path, &scenario).as_ref(), Ok(&metric));
            let mut at = path.split('.').try_fold(&json, |json, name| json.get(name));
            if let Some(inner) = at.and_then(|v| v.get("probability")) {
                at = Some(inner);
            }
            let Some(at) = at else {
                assert!(path.starts_with("home"), "{path} is not in summary.json");
                continue;
            };
            let found = metric.measure(&gatherer_summary);
            assert_eq!(found.value, at.as_f64(), "{path}");
            assert_eq!(found.value.is_some(), found.se.is_some(), "{path}");
        }
    }

    /// A field of the summary that holds a distribution or a chance without a figure of the catalogue would be in no metric and no
    /// table, and one of the catalogue without its field would be in no summary.
    #[test]
    fn summary_and_catalogue_hold_the_same_figures() {
        fn gather(json: &serde_json::Value, path: &str, found: &mut Vec<String>) {
            let Some(table) = json.as_object() else { return };
            if table.contains_key("es5") || table.contains_key("probability") && table.contains_key("interval") {
                found.push(path.trim_start_matches('.').to_owned());
            }
            table.iter().for_each(|(key, value)| gather(value, &format!("{path}.{key}"), found));
        }
        let plain = crate::charts::sample::summary();
        // With an investment, so that what follows from it is there.
        let summary = Summary { multiple: plain.value.clone(), irr: plain.value.clone(), ..plain };
        let mut held = Vec::new();
        gather(&serde_json::to_value(&summary).unwrap(), "", &mut held);
        held.retain(|path| !path.starts_with("markets.") || path.starts_with("markets.us."));
        // How often a market's value is below zero follows from its distribution.
        held.retain(|path| ![".negative_value", ".negative_baseline_value"].iter().any(|end| path.ends_with(end)));
        // The value that leads and its loss once more, by how the main market ends.
        held.retain(|path| !["value_by_outcome.", "loss_by_outcome."].iter().any(|head| path.starts_with(head)));
        let mut known = Vec::new();
        let path = |figure: &Figure, head: &str| match figure.summarised {
            Summarised::Estimate => Some(format!("{head}{}", figure.name)),
            Summarised::Counted => Some(format!("{head}measures.{}", figure.name)),
            Summarised::Chance(name) => Some(format!("{head}{name}")),
            Summarised::Outcomes | Summarised::Nothing => None,
        };
        known.extend(catalogue::company().filter_map(|f| path(f, if f.at_home { "home." } else { "" })));
        known.extend(catalogue::market().filter_map(|f| path(f, "markets.us.")));
        for list in [&mut held, &mut known] {
            list.sort();
        }
        assert_eq!(held, known);
        let found = |figure: &&Figure| summary.estimate(figure).is_some();
        let wanted = catalogue::company().filter(|f| f.summarised == Summarised::Estimate);
        assert_eq!(catalogue::company().filter(found).count(), wanted.count());
        let market = &summary.markets["us"];
        let wanted = catalogue::market().filter(|f| matches!(f.summarised, Summarised::Estimate | Summarised::Counted));
        assert_eq!(catalogue::market().filter(|f| market.estimate(f).is_some()).count(), wanted.count());
    }

    #[test]
    fn a_misspelt_path_is_answered_with_the_nearest() {
        let error = Metric::find("value_abraod.mean", &scenario()).unwrap_err().to_string();
        assert!(error.contains("did you mean `value_abroad.mean`"), "{error}");
        assert!(Metric::find("seed", &scenario()).is_err());
    }
}
