//! Figures of a summary by their path, such as `value_abroad.mean` or `markets.us.outcomes.banned`.

use super::leading::LeadingValue;
use super::summary::{BRIDGE_PARTS, Estimate, Proportion, STATES, Summary};
use crate::scenario::Scenario;

/// Normal quantile of a 95% interval.
pub(super) const Z: f64 = 1.959_963_985;
/// Figures of the whole company that have a distribution.
const COMPANY: [&str; 7] =
    ["value", "value_abroad", "baseline_value", "baseline_value_abroad", "loss", "loss_abroad", "sunk"];
/// Figures of a market that have a distribution.
const MARKET: [&str; 8] = [
    "value",
    "retention",
    "vs_baseline",
    "cohort",
    "baseline_value",
    "days_without_access",
    "sale_price",
    "sale_discount",
];
/// What is told of a distribution.
const STATISTICS: [&str; 7] = ["mean", "p5", "p25", "p50", "p75", "p95", "es5"];
/// Measures that are counted.
const MEASURES: [&str; 4] = ["reviews", "orders", "restrictions", "bans"];

/// A figure with its error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// The figure; absent where it does not exist (a price where nothing was sold).
    pub value: Option<f64>,
    /// Its standard error; of a quantile, the width of its interval over twice 1.96.
    pub se: Option<f64>,
    /// 95% interval.
    pub interval: Option<[f64; 2]>,
}

/// A figure of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    path: String,
}

impl Metric {
    /// Paths of all figures that the summary of `scenario` will hold with their errors.
    pub fn paths(scenario: &Scenario) -> Vec<String> {
        let mut paths = Vec::new();
        let mut add = |head: &str, names: &[&str]| paths.extend(names.iter().map(|name| format!("{head}.{name}")));
        COMPANY.iter().for_each(|name| add(name, &STATISTICS));
        ["bridge", "bridge_abroad"].iter().for_each(|name| add(name, &BRIDGE_PARTS));
        for market in scenario.markets() {
            let head = format!("markets.{}", market.key());
            MARKET.iter().for_each(|name| add(&format!("{head}.{name}"), &STATISTICS));
            add(&format!("{head}.outcomes"), &STATES);
            add(&format!("{head}.bridge"), &BRIDGE_PARTS);
            add(&head, &["ever_blocked"]);
            MEASURES.iter().for_each(|name| add(&format!("{head}.measures.{name}"), &["mean"]));
        }
        if scenario.company.home.is_some() {
            add("home", &["retaliation", "export_control"]);
            add("home.peak_backlash", &STATISTICS);
        }
        paths.push("terminal_share".to_owned());
        paths
    }

    /// The figure at a path.
    ///
    /// # Errors
    /// Where the summary of `scenario` has none there: the nearest that it has.
    pub fn find(path: &str, scenario: &Scenario) -> Result<Self, MetricError> {
        let paths = Self::paths(scenario);
        if paths.iter().any(|known| known == path) {
            return Ok(Self { path: path.to_owned() });
        }
        let distance = |known: &&String| strsim::damerau_levenshtein(path, known);
        let near = paths.iter().min_by_key(distance).filter(|near| distance(near) <= 2 + path.len() / 4);
        let help = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Err(MetricError { path: path.to_owned(), help })
    }

    /// Mean of the value that leads.
    pub fn leading(value: LeadingValue) -> Self {
        Self { path: format!("{}.mean", value.name()) }
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its unit: `USD`, `share`, `days` or `count`.
    pub fn unit(&self) -> &'static str {
        let names: Vec<&str> = self.path.split('.').collect();
        let figure = if names[0] == "markets" { names.get(2).copied().unwrap_or_default() } else { names[0] };
        match figure {
            "days_without_access" => "days",
            "retention" | "vs_baseline" | "cohort" | "sale_discount" | "outcomes" | "ever_blocked"
            | "terminal_share" => "share",
            "home" if names.len() == 2 => "share",
            "measures" | "home" => "count",
            _ => "USD",
        }
    }

    /// The figure in a summary.
    pub fn of(&self, summary: &Summary) -> Measured {
        let names: Vec<&str> = self.path.split('.').collect();
        match names.as_slice() {
            ["terminal_share"] => around(Some(summary.terminal_share), summary.terminal_share_se),
            ["bridge", part] => around(get(&summary.bridge, part), get(&summary.bridge_se, part)),
            ["bridge_abroad", part] => around(get(&summary.bridge_abroad, part), get(&summary.bridge_abroad_se, part)),
            ["home", rest @ ..] => of_home(summary, rest),
            ["markets", market, rest @ ..] => of_market(summary, market, rest),
            [name, statistic] => company(summary, name).map(|e| told(e, statistic)).unwrap_or_default(),
            _ => Measured::default(),
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

fn company<'s>(summary: &'s Summary, name: &str) -> Option<&'s Estimate> {
    Some(match name {
        "value" => &summary.value,
        "value_abroad" => &summary.value_abroad,
        "baseline_value" => &summary.baseline_value,
        "baseline_value_abroad" => &summary.baseline_value_abroad,
        "loss" => &summary.loss,
        "loss_abroad" => &summary.loss_abroad,
        "sunk" => &summary.sunk,
        _ => return None,
    })
}

fn of_market(summary: &Summary, key: &str, names: &[&str]) -> Measured {
    let Some(market) = summary.markets.get(key) else { return Measured::default() };
    let estimate = |name: &str| {
        Some(match name {
            "value" => &market.value,
            "baseline_value" => &market.baseline_value,
            "retention" => &market.retention,
            "vs_baseline" => &market.vs_baseline,
            "cohort" => &market.cohort,
            "days_without_access" => &market.days_without_access,
            "sale_price" => &market.sale_price,
            "sale_discount" => &market.sale_discount,
            _ => return None,
        })
    };
    match names {
        ["outcomes", state] => {
            let interval = market.outcomes_interval.get(*state).copied().unwrap_or_default();
            let found = market.outcomes.get(*state).map(|&probability| Proportion { probability, interval });
            found.map(|found| share(found, summary.replications)).unwrap_or_default()
        }
        ["ever_blocked"] => share(market.ever_blocked, summary.replications),
        ["bridge", part] => around(get(&market.bridge, part), get(&market.bridge_se, part)),
        ["measures", kind, statistic] => market.measures.get(*kind).map(|e| told(e, statistic)).unwrap_or_default(),
        [name, statistic] => estimate(name).map(|e| told(e, statistic)).unwrap_or_default(),
        _ => Measured::default(),
    }
}

fn of_home(summary: &Summary, names: &[&str]) -> Measured {
    let Some(home) = &summary.home else { return Measured::default() };
    match names {
        ["retaliation"] => share(home.retaliation, summary.replications),
        ["export_control"] => share(home.export_control, summary.replications),
        ["peak_backlash", statistic] => told(&home.peak_backlash, statistic),
        _ => Measured::default(),
    }
}

fn get(of: &indexmap::IndexMap<String, f64>, key: &str) -> Option<f64> {
    of.get(key).copied()
}

/// A probability; its standard error is that of a share of independent histories.
fn share(found: Proportion, replications: u64) -> Measured {
    let p = found.probability;
    let se = (p * (1.0 - p) / replications.max(1) as f64).sqrt();
    Measured { value: Some(p), se: Some(se), interval: Some(found.interval) }
}

/// A figure whose interval follows from its standard error.
fn around(value: Option<f64>, se: Option<f64>) -> Measured {
    let interval = value.zip(se).map(|(value, se)| [value - Z * se, value + Z * se]);
    Measured { value, se, interval }
}

pub(super) fn told(estimate: &Estimate, statistic: &str) -> Measured {
    let value = match statistic {
        "mean" => return around(estimate.mean, estimate.se),
        "es5" => return around(estimate.es5, estimate.es5_se),
        "p5" => estimate.p5,
        "p25" => estimate.p25,
        "p50" => estimate.p50,
        "p75" => estimate.p75,
        "p95" => estimate.p95,
        _ => None,
    };
    let interval = estimate.intervals.get(statistic).copied();
    Measured { value, se: interval.map(|[low, high]| (high - low) / (2.0 * Z)), interval }
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
        for path in Metric::paths(&scenario) {
            let metric = Metric::find(&path, &scenario).unwrap();
            let mut at = path.split('.').try_fold(&json, |json, name| json.get(name));
            if let Some(inner) = at.and_then(|v| v.get("probability")) {
                at = Some(inner);
            }
            let Some(at) = at else {
                assert!(path.starts_with("home"), "{path} is not in summary.json");
                continue;
            };
            let found = metric.of(&gatherer_summary);
            assert_eq!(found.value, at.as_f64(), "{path}");
            assert_eq!(found.value.is_some(), found.se.is_some(), "{path}");
        }
    }

    #[test]
    fn a_misspelt_path_is_answered_with_the_nearest() {
        let error = Metric::find("value_abraod.mean", &scenario()).unwrap_err().to_string();
        assert!(error.contains("did you mean `value_abroad.mean`"), "{error}");
        assert!(Metric::find("seed", &scenario()).is_err());
    }
}
