//! What the business is worth, what measures take, and how sure that is.

use crate::analysis::Summary;
use crate::charts::numbers::{self, Figure, count, figure, with_error};

use super::super::words::{list, part, share_less, the};
use super::{Finding, gain, home, known, leading, mean};

/// The value that leads.
pub(super) fn value(summary: &Summary) -> Finding {
    let place = home(summary).map_or_else(String::new, |home| format!("Outside {} ", the(&home)));
    let subject = if place.is_empty() { "The business" } else { "the business" };
    let (value, baseline) = leading(summary);
    let [low, lower, upper, high] = [Figure::P5, Figure::P25, Figure::P75, Figure::P95].map(|f| figure(value, f));
    let worst = match value.es5 {
        Some(_) => format!(" ({} on average among those)", figure(value, Figure::Es5)),
        None => String::new(),
    };
    let against = match (value.mean, baseline.mean) {
        (Some(v), Some(b)) => format!(": {}", share_less(v, b, &mean(baseline))),
        _ => String::new(),
    };
    let whole = match summary.scenario.home {
        Some(_) => format!(" With the home market it is worth {}.", mean(&summary.value)),
        None => String::new(),
    };
    Finding {
        headline: format!(
            "{place}{subject} is worth {} on {}{against}.",
            mean(value),
            numbers::day(summary.scenario.start)
        ),
        detail: format!(
            "That is the mean of {} simulated histories, ± its standard error. Single histories differ far more: half of them lie \
             between {lower} and {upper}, one in twenty is worth less than {low}{worst}, one in twenty more than {high}.{whole}",
            count(summary.replications),
        ),
    }
}

/// Parts of the bridge that are not nothing, the largest first.
pub(in crate::report) fn parts(summary: &Summary) -> Vec<(&str, f64)> {
    let mut parts: Vec<_> = summary.bridge.iter().map(|(k, v)| (k.as_str(), *v)).filter(|(_, v)| *v != 0.0).collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    parts
}

/// What measures take, and which part of it is the largest.
pub(super) fn loss(summary: &Summary) -> Option<Finding> {
    let taken = summary.loss.mean?;
    let parts = parts(summary);
    if parts.is_empty() {
        return Some(Finding {
            headline: "No measure costs anything: value is that of the baseline.".to_owned(),
            detail: "No government acts in any history, or what it does leaves users and revenue as they were."
                .to_owned(),
        });
    }
    let told: Vec<String> = parts
        .iter()
        .take(3)
        .map(|(key, v)| format!("{} ({})", part(key), with_error(*v, summary.bridge_se.get(*key).copied())))
        .collect();
    let whole = if summary.scenario.home.is_some() { " from the whole company, home included" } else { "" };
    let headline = if taken > 0.0 {
        let most = parts.iter().find(|(_, v)| *v < 0.0).map_or("", |(key, _)| part(key));
        format!("Measures take {}{whole}; the largest part is {most}.", mean(&summary.loss))
    } else {
        format!("Measures cost nothing on the whole: the difference from the baseline is {}.", mean(&summary.loss))
    };
    let [least, most] = [Figure::P5, Figure::P95].map(|f| figure(&summary.loss, f));
    let worst = match summary.loss.es5 {
        Some(_) => format!(" ({} on average among those)", figure(&summary.loss, Figure::Es5)),
        None => String::new(),
    };
    let sure = if summary.loss.p5.is_some_and(|v| v > 0.0) {
        format!("in nineteen histories of twenty they cost more than {least}, in one of twenty more than {most}{worst}")
    } else {
        format!(
            "they cost nothing, or bring a gain, in at least one history of twenty; in one of twenty they cost more than {most}{worst}"
        )
    };
    let largest = if told.len() == 1 { "All of it is" } else { "The largest differences from the baseline are" };
    Some(Finding { headline, detail: format!("{largest} {}. What one history loses varies: {sure}.", list(&told)) })
}

/// What was lost before the start.
pub(super) fn sunk(summary: &Summary) -> Option<Finding> {
    summary.sunk.mean.filter(|m| *m != 0.0)?;
    Some(Finding {
        headline: format!("Measures before the start had already cost {}.", mean(&summary.sunk)),
        detail: "That is not part of the figures above: it cannot be won or lost any more.".to_owned(),
    })
}

/// Standard error of the leading value, in parts of it.
pub(in crate::report) fn noise(summary: &Summary) -> Option<f64> {
    let (value, _) = leading(summary);
    let (mean, error) = (value.mean.filter(|m| *m != 0.0)?, value.se?);
    Some(error / mean.abs())
}

/// What more replications would change, and what they would not.
pub(super) fn certainty(summary: &Summary) -> Option<Finding> {
    let noise = noise(summary)?;
    let (value, _) = leading(summary);
    let headline = if noise < 0.02 {
        "More replications would change little; better inputs would.".to_owned()
    } else {
        "More replications would still change these figures.".to_owned()
    };
    let spread = match (value.p5, value.p95, value.p50) {
        (Some(low), Some(high), Some(middle)) if middle > 0.0 => format!(
            " Histories spread from {} to {} of the median (5% to 95%): that is what is not known of the world, and no number of \
             replications removes it.",
            numbers::percent(low / middle, 0.01),
            numbers::percent(high / middle, 0.01)
        ),
        _ => String::new(),
    };
    let told: Vec<String> = [known(summary), gain(summary)].into_iter().flatten().collect();
    Some(Finding { headline, detail: told.join(" ") + &spread })
}
