//! The findings in words, each figure with how sure it is.

mod elsewhere;
mod market;
mod precision;
mod worth;

use super::words::name_market;
pub(super) use crate::analysis::evidence::SURE;
use crate::analysis::{Estimate, LeadingValue, MarketSummary, Proportion, Summary};
use crate::text::clean::clean;
use crate::text::numbers::estimated;
use crate::text::phrases::locate_value;
use crate::text::states::STATES;

pub(super) use market::{NEARLY_ALL, describe_two_humps, is_two_humped};
pub(super) use precision::{describe_gain, describe_goal, describe_precision};
pub(super) use worth::{describe_return, explain_gain, relative_error};

/// Mean with its standard error, such as `$63.2bn ± $0.2bn`.
pub(super) fn mean(estimate: &Estimate) -> String {
    estimate.mean.map_or_else(|| "–".to_owned(), |mean| estimated(mean, estimate.se, &estimate.unit))
}

/// Probability of a final state with its interval.
pub(super) fn ends(market: &MarketSummary, state: &str) -> Proportion {
    let probability = market.outcomes.get(state).copied().unwrap_or_default();
    let interval = market.outcomes_interval.get(state).copied().unwrap_or([probability; 2]);
    Proportion { probability, interval }
}

/// Final states of a market that occur, the likeliest first.
pub(super) fn likeliest(market: &MarketSummary) -> Vec<(&'static str, Proportion)> {
    let mut found: Vec<_> =
        STATES.iter().map(|s| (s.word, ends(market, s.key))).filter(|(_, p)| p.probability > 0.0).collect();
    found.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
    found
}

/// Name of the home market, where the scenario has one.
pub(super) fn home(summary: &Summary) -> Option<String> {
    let key = summary.scenario.home.as_ref()?;
    Some(clean(summary.markets.get(key).map_or(key, |m| &m.name)))
}

/// Where the value that leads lies, behind "value": ` outside China`, or ` in the United States` where that is the only market besides home;
/// nothing without a home market.
pub(super) fn place_of_value(summary: &Summary) -> String {
    place_in_names(summary).map_or_else(String::new, |place| format!(" {place}"))
}

/// The same without the space before it.
pub(super) fn place_in_names(summary: &Summary) -> Option<String> {
    locate_value(summary, name_market)
}

/// One thing that the run found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The point, in a sentence.
    pub headline: String,
    /// How sure it is, and what belongs to it.
    pub detail: String,
}

impl Finding {
    pub(super) fn new(headline: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { headline: headline.into(), detail: detail.into() }
    }
}

/// What a finding is about: the section of the report in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// What the business is worth: the answer says it.
    Value,
    /// What government action takes.
    Loss,
    /// How the main market ends.
    Outcome,
    /// What becomes of users and of the other markets.
    Markets,
    /// How sure all this is.
    Precision,
}

/// What the run found, in sentences; the most important first.
pub fn findings(summary: &Summary) -> Vec<Finding> {
    list_findings(summary).into_iter().map(|(_, finding)| finding).collect()
}

/// The same, each with what it is about.
pub(super) fn list_findings(summary: &Summary) -> Vec<(Topic, Finding)> {
    let main = summary.markets.get(&summary.main_market);
    let of_main =
        |describe: fn(&Summary, &MarketSummary) -> Option<Finding>| main.and_then(|main| describe(summary, main));
    let found = [
        (Topic::Value, Some(worth::describe_value(summary))),
        (Topic::Value, worth::describe_return(summary)),
        (Topic::Loss, worth::describe_loss(summary)),
        (Topic::Outcome, of_main(market::describe_outcome)),
        (Topic::Markets, of_main(market::describe_users)),
        (Topic::Outcome, of_main(market::describe_sale)),
        (Topic::Markets, elsewhere::describe_elsewhere(summary)),
        (Topic::Markets, elsewhere::describe_home(summary)),
        (Topic::Loss, worth::describe_sunk(summary)),
        (Topic::Precision, worth::describe_certainty(summary)),
    ];
    found.into_iter().filter_map(|(topic, finding)| Some((topic, finding?))).collect()
}

/// The share of the leading value that lies after the horizon, and what belongs behind "value" for it: of results of earlier versions the share is of
/// the whole value.
pub(super) fn leading_terminal_share(summary: &Summary) -> (f64, String) {
    match (summary.terminal_share_abroad, home(summary).map(|home| name_market(&home))) {
        (Some(share), _) => (share, place_of_value(summary)),
        (None, name) => (summary.terminal_share, name.map(|home| format!(", {home} included,")).unwrap_or_default()),
    }
}

/// What government action takes from the value that leads.
pub(super) fn leading_loss(summary: &Summary) -> &Estimate {
    match LeadingValue::of_runs([summary]) {
        // Results of early versions lack it.
        LeadingValue::Abroad if summary.loss_abroad.mean.is_some() => &summary.loss_abroad,
        _ => &summary.loss,
    }
}

/// The value that leads, and its baseline.
pub(super) fn leading(summary: &Summary) -> (&Estimate, &Estimate) {
    LeadingValue::of_runs([summary]).in_run(summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    fn findings_text(summary: &Summary) -> String {
        findings(summary).iter().map(|f| format!("{} {}\n", f.headline, f.detail)).collect()
    }

    #[test]
    fn the_page_leads_with_value_abroad_where_there_is_a_home() {
        let mut summary = sample::summary();
        let lead = "Outside China the business is worth $63.2bn on average on 3 Aug 2020: 28% less than the $87.3bn";
        assert!(findings(&summary)[0].headline.starts_with(lead), "{}", findings_text(&summary));
        summary.scenario.home = None;
        assert!(findings(&summary)[0].headline.starts_with("The business is worth $352bn on average"));
    }

    #[test]
    fn outcomes_come_with_their_intervals() {
        let text = findings_text(&sample::summary());
        assert!(text.contains("banned in 28.0% (27.1–28.9%)"), "{text}");
        assert!(text.contains("In the United States the app ends banned in 28%, open in 27% and"), "{text}");
    }

    #[test]
    fn the_share_that_lies_later_is_of_the_value_that_leads() {
        let mut summary = sample::summary();
        summary.terminal_share_abroad = Some(0.91);
        assert_eq!(leading_terminal_share(&summary), (0.91, " outside China".to_owned()));
        summary.scenario.home = None;
        assert_eq!(leading_terminal_share(&summary), (0.91, String::new()));
    }

    #[test]
    fn all_or_nothing_is_told_where_it_is_and_only_there() {
        let mut summary = sample::summary();
        let market = &mut summary.markets["us"];
        (market.vs_baseline.p5, market.vs_baseline.p95) = (Some(0.0), Some(1.0));
        (market.mostly_kept, market.mostly_lost) = (Some(0.62), Some(0.26));
        let text = findings_text(&summary);
        assert!(text.contains("Users of the United States are mostly kept or mostly lost."), "{text}");
        assert!(text.contains("the app keeps at least 90% in 62% of simulations and at most 10% in 26%."), "{text}");
        let market = &mut summary.markets["us"];
        (market.mostly_kept, market.mostly_lost) = (Some(0.79), Some(0.1));
        let text = findings_text(&summary);
        assert!(
            text.contains(
                "In most simulations the United States has nearly as many users as with no government action."
            ),
            "{text}"
        );
        summary.markets["us"].vs_baseline.p5 = Some(0.9);
        assert!(!findings_text(&summary).contains("mostly kept or mostly lost"));
    }

    #[test]
    fn a_run_without_figures_says_so() {
        let empty = Estimate { unit: "USD".to_owned(), ..Estimate::default() };
        assert_eq!(mean(&empty), "–");
    }
}
