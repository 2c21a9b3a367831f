//! The findings in words, each figure with how sure it is.

use crate::analysis::{Estimate, MarketSummary, Proportion, Summary};
use crate::charts::font::clean;
use crate::charts::numbers::{
    self, Figure, count, figure, in_whole, interval, last_place, number, probability, with_error,
};
use crate::charts::style::{STATES, part_word};

/// Mean with its standard error, such as `$63.2bn ± 0.2`.
pub(super) fn mean(estimate: &Estimate) -> String {
    match estimate.mean {
        Some(value) if estimate.unit == "USD" => with_error(value, estimate.se),
        Some(value) if estimate.unit == "share" => percent_with_error(value, estimate.se),
        Some(value) => {
            let place = last_place(value, estimate.se);
            let error = estimate.se.filter(|e| *e > 0.0).map(|e| format!(" ± {}", number(e, last_place(e, Some(e)))));
            format!("{}{}", number(value, place), error.unwrap_or_default())
        }
        None => "–".to_owned(),
    }
}

fn percent_with_error(share: f64, error: Option<f64>) -> String {
    let text = numbers::percent(share, last_place(share, error).min(0.1));
    match error.filter(|e| *e > 0.0) {
        Some(e) => format!("{text} ± {}", number(e * 100.0, last_place(e, Some(e)) * 100.0)),
        None => text,
    }
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

/// What the run found, in sentences; the most important first.
pub fn findings(summary: &Summary) -> Vec<String> {
    let mut out = vec![value(summary), against_baseline(summary)];
    out.extend(parts(summary));
    if let Some(market) = summary.markets.get(&summary.main_market) {
        out.extend(outcome(market));
        out.extend(users(summary, market));
        out.extend(sale(summary, market));
    }
    out.extend(elsewhere(summary));
    out.extend(at_home(summary));
    out.extend(sunk(summary));
    out
}

fn value(summary: &Summary) -> String {
    let (what, estimate) = match home(summary) {
        Some(home) => (format!("Outside {home} the business"), &summary.value_abroad),
        None => ("The business".to_owned(), &summary.value),
    };
    let [low, lower, upper] = [Figure::P5, Figure::P25, Figure::P75].map(|f| figure(estimate, f));
    let worst = match estimate.es5 {
        Some(_) => format!(", {} on average in those", figure(estimate, Figure::Es5)),
        None => String::new(),
    };
    format!(
        "{what} is worth {} on {} (mean ± its standard error). Half of the {} simulated histories lie between {lower} and {upper}; \
         one in twenty is worth less than {low}{worst}.",
        mean(estimate),
        numbers::day(summary.scenario.start),
        count(summary.replications),
    )
}

fn against_baseline(summary: &Summary) -> String {
    let abroad = home(summary).is_some();
    let baseline = if abroad { &summary.baseline_value_abroad } else { &summary.baseline_value };
    let whole = if abroad { " from the whole company, home included" } else { "" };
    let worst = figure(&summary.loss, Figure::P95);
    let share = match (summary.loss.mean, summary.baseline_value.mean) {
        (Some(loss), Some(base)) if base > 0.0 => {
            let error = summary.loss.se.map(|e| e / base);
            format!(", {} of its baseline", numbers::percent(loss / base, last_place(loss / base, error).max(0.001)))
        }
        _ => String::new(),
    };
    format!(
        "The same histories without any measure are worth {}. Measures take {}{whole}{share}; in one history in twenty more than {worst}.",
        mean(baseline),
        mean(&summary.loss),
    )
}

fn parts(summary: &Summary) -> Option<String> {
    let mut parts: Vec<(&String, f64)> =
        summary.bridge.iter().map(|(k, v)| (k, *v)).filter(|(_, v)| *v != 0.0).collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let told: Vec<String> = parts
        .iter()
        .take(3)
        .map(|(key, v)| {
            format!("{} {}", part_word(key).to_lowercase(), with_error(*v, summary.bridge_se.get(*key).copied()))
        })
        .collect();
    (!told.is_empty()).then(|| format!("The largest parts of the difference are {}.", told.join(", ")))
}

fn outcome(market: &MarketSummary) -> Option<String> {
    let told: Vec<String> = likeliest(market)
        .into_iter()
        .take(3)
        .map(|(word, p)| format!("{word} in {} (95% interval {})", probability(p), interval(p)))
        .collect();
    let blocked = market.ever_blocked;
    (!told.is_empty()).then(|| {
        format!(
            "In {} the app ends {} of histories. At some time it is banned or gone there in {} ({}).",
            clean(&market.name),
            told.join(", "),
            probability(blocked),
            interval(blocked)
        )
    })
}

fn users(summary: &Summary, market: &MarketSummary) -> Option<String> {
    market.retention.p50?;
    let sure = market.retention.intervals.get("p50").map(|[a, b]| {
        let place = last_place(*b, Some((b - a) / 4.0)).clamp(0.001, 0.1);
        format!(" (95% interval {} to {})", numbers::percent(*a, place), numbers::percent(*b, place))
    });
    Some(format!(
        "By {} the median history keeps {}{} of the users of {}, and one in twenty less than {}. Against the same histories \
         without any measure the median is {}, and of the people active at the start {} still are.",
        numbers::month_year(summary.scenario.end),
        in_whole(&market.retention, Figure::P50),
        sure.unwrap_or_default(),
        clean(&market.name),
        in_whole(&market.retention, Figure::P5),
        in_whole(&market.vs_baseline, Figure::P50),
        in_whole(&market.cohort, Figure::P50),
    ))
}

fn sale(summary: &Summary, market: &MarketSummary) -> Option<String> {
    let price = &market.sale_price;
    price.p50?;
    let discount = match market.sale_discount.p50 {
        Some(_) => {
            format!("; the median discount on standalone value is {}", in_whole(&market.sale_discount, Figure::P50))
        }
        None => String::new(),
    };
    Some(format!(
        "{} is sold in {} of {} histories, for {} on average and between {} and {} in nine sales of ten{discount}.",
        clean(&market.name),
        count(price.count),
        count(summary.replications),
        mean(price),
        figure(price, Figure::P5),
        figure(price, Figure::P95),
    ))
}

/// The market other than the main one that most often ends without the app.
fn elsewhere(summary: &Summary) -> Option<String> {
    let without = |m: &MarketSummary| ends(m, "banned").probability + ends(m, "exited").probability;
    let others = summary.markets.iter().filter(|(key, _)| **key != summary.main_market).map(|(_, m)| m);
    let worst = others.max_by(|a, b| without(a).total_cmp(&without(b))).filter(|m| without(m) > 0.0)?;
    let state =
        if ends(worst, "banned").probability >= ends(worst, "exited").probability { "banned" } else { "exited" };
    let word = STATES.iter().find(|s| s.key == state).map_or(state, |s| s.word);
    let p = ends(worst, state);
    Some(format!(
        "Elsewhere {} most often ends without the app: {word} in {} of histories ({}).",
        clean(&worst.name),
        probability(p),
        interval(p)
    ))
}

fn at_home(summary: &Summary) -> Option<String> {
    let found = summary.home.as_ref()?;
    Some(format!(
        "{} retaliates in {} of histories ({}) and puts the technology under export control in {} ({}).",
        home(summary)?,
        probability(found.retaliation),
        interval(found.retaliation),
        probability(found.export_control),
        interval(found.export_control)
    ))
}

fn sunk(summary: &Summary) -> Option<String> {
    summary.sunk.mean.filter(|m| *m != 0.0)?;
    Some(format!("What was lost before the start, {}, is not part of these figures.", mean(&summary.sunk)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn the_page_leads_with_value_abroad_where_there_is_a_home() {
        let mut summary = sample::summary();
        assert!(findings(&summary)[0].starts_with("Outside China the business is worth $63.2bn ± 0.2 on 3 Aug 2020"));
        summary.scenario.home = None;
        assert!(findings(&summary)[0].starts_with("The business is worth $352.4bn ± 0.6"));
    }

    #[test]
    fn outcomes_come_with_their_intervals() {
        let text = findings(&sample::summary()).join("\n");
        assert!(text.contains("banned in 28.0% (95% interval 27.1–28.9%)"), "{text}");
    }

    #[test]
    fn a_run_without_figures_says_so() {
        let empty = Estimate { unit: "USD".to_owned(), ..Estimate::default() };
        assert_eq!(mean(&empty), "–");
    }
}
