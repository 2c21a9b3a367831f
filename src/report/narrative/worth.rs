//! What the business is worth, what government action costs, and how sure that is.

use crate::analysis::{Estimate, Summary};
use crate::text::numbers::{
    self, Figure, count, figure, is_constant, is_nothing, known_error, money_with_error, write_row,
};

use super::super::words::{join_list, name_market, name_part, share_less};
use super::{Finding, describe_gain, describe_precision, home, leading, mean};

/// The value that leads.
pub(super) fn describe_value(summary: &Summary) -> Finding {
    let place = home(summary).map_or_else(String::new, |home| format!("Outside {} ", name_market(&home)));
    let subject = if place.is_empty() { "The business" } else { "the business" };
    let (value, baseline) = leading(summary);
    let against = match (value.mean, baseline.mean) {
        (Some(v), Some(b)) => format!(": {}", share_less(v, b, &mean(baseline))),
        _ => String::new(),
    };
    let whole = match summary.scenario.home {
        Some(_) => format!(" With the home market it is worth {}.", mean(&summary.value)),
        None => String::new(),
    };
    Finding::new(
        format!("{place}{subject} is worth {} on {}{against}.", mean(value), numbers::day(summary.scenario.start)),
        format!("{}{whole}", describe_spread(value, summary.replications)),
    )
}

/// How single simulations differ from their mean.
fn describe_spread(value: &Estimate, replications: u64) -> String {
    if replications == 1 {
        return "That is one simulation: nothing is known of how others differ.".to_owned();
    }
    if is_constant(value) {
        return format!("Each of {} simulations gives this value.", count(replications));
    }
    let error = match value.mean.and_then(|mean| known_error(mean, value.se)) {
        Some(_) => ", ± its standard error",
        None => "",
    };
    let [low, lower, upper, high] = write_row(value, [Figure::P5, Figure::P25, Figure::P75, Figure::P95]);
    let worst = match value.es5 {
        Some(_) => format!("; the worst 5% average {}", figure(value, Figure::Es5)),
        None => String::new(),
    };
    format!(
        "That is the mean of {} simulations{error}. The likely range (25% to 75%) is {lower} to {upper}, the range (5% to 95%) \
         {low} to {high}{worst}.",
        count(replications),
    )
}

/// Parts of the bridge that are not nothing, the largest first.
pub(in crate::report) fn list_parts(summary: &Summary) -> Vec<(&str, f64)> {
    let mut parts: Vec<_> =
        summary.bridge.iter().map(|(k, v)| (k.as_str(), *v)).filter(|(_, v)| !is_nothing(*v)).collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    parts
}

/// What government action costs, and which part of it is the largest.
pub(super) fn describe_loss(summary: &Summary) -> Option<Finding> {
    let taken = summary.loss.mean?;
    let parts = list_parts(summary);
    if parts.is_empty() {
        return Some(Finding::new(
            "Government action costs nothing: value is that of the baseline.",
            "No government acts in any simulation, or what it does leaves users and revenue as they were.",
        ));
    }
    let told: Vec<String> = parts
        .iter()
        .take(3)
        .map(|(key, v)| format!("{} ({})", name_part(key), money_with_error(*v, summary.bridge_se.get(*key).copied())))
        .collect();
    let company = if summary.scenario.home.is_some() { "the whole company (home included)" } else { "the business" };
    let error = known_error(taken, summary.loss.se);
    let headline = if is_nothing(taken) || error.is_some_and(|error| taken.abs() <= 2.0 * error) {
        format!(
            "What government action costs {company} and what it brings are too close to call: a net cost of {}.",
            mean(&summary.loss)
        )
    } else if taken > 0.0 {
        let most =
            parts.iter().find(|(_, v)| *v < 0.0).map(|(key, _)| format!("; the largest part is {}", name_part(key)));
        format!("Government action costs {company} {}{}.", mean(&summary.loss), most.unwrap_or_default())
    } else {
        format!("Government action adds {} to the value of {company} on average.", money_with_error(-taken, error))
    };
    let largest = if told.len() == 1 { "All of it is" } else { "The largest differences from the baseline are" };
    Some(Finding::new(headline, format!("{largest} {}.{}", join_list(&told), describe_loss_range(&summary.loss))))
}

/// How what single simulations lose varies.
fn describe_loss_range(loss: &Estimate) -> String {
    if loss.count < 2 {
        return String::new();
    }
    if is_constant(loss) {
        return " Each simulation loses as much.".to_owned();
    }
    let [least, most] = write_row(loss, [Figure::P5, Figure::P95]);
    let gain = if loss.p5.is_some_and(|v| v < 0.0) { ", a negative loss being a gain" } else { "" };
    let worst = match loss.es5 {
        Some(_) => format!("; the worst 5% average {}", figure(loss, Figure::Es5)),
        None => String::new(),
    };
    if least == most {
        return format!(" The loss is {least} from its 5% to its 95% quantile{worst}.");
    }
    format!(" The loss ranges from {least} to {most} (5% to 95%{gain}){worst}.")
}

/// What was lost before the start.
pub(super) fn describe_sunk(summary: &Summary) -> Option<Finding> {
    summary.sunk.mean.filter(|m| !is_nothing(*m))?;
    Some(Finding::new(
        format!("{} of the baseline lies with users who were lost before the start.", mean(&summary.sunk)),
        "Markets blocked by then keep their place in the figures above: in the baseline with all their users, in value \
                 with those who are left and those who come back if the block is lifted.",
    ))
}

/// Standard error of the leading value, in parts of it.
pub(in crate::report) fn relative_error(summary: &Summary) -> Option<f64> {
    let (value, _) = leading(summary);
    let (mean, error) = (value.mean.filter(|m| !is_nothing(*m))?, value.se?);
    Some(known_error(mean, Some(error)).unwrap_or(0.0) / mean.abs())
}

/// What more replications would change, and what they would not.
pub(super) fn describe_certainty(summary: &Summary) -> Option<Finding> {
    let noise = relative_error(summary)?;
    let (value, _) = leading(summary);
    let headline = match noise {
        n if n <= 0.0 => "More simulations would tell nothing new of the mean, as far as these show.",
        n if n < 0.02 => "More simulations would change the mean little; better inputs would.",
        _ => "More simulations would still change these figures.",
    };
    let spread = match (value.p5, value.p95, value.p50) {
        (Some(low), Some(high), Some(middle)) if middle > 0.0 && high > low && !is_constant(value) => {
            let [low, high] = [low, high].map(|v| numbers::percent(v / middle, 0.01));
            format!(
                " Single simulations range from {low} to {high} of the median (5% to 95%): that is what is not known of the world, and \
                 no number of simulations removes it."
            )
        }
        _ => String::new(),
    };
    let told: Vec<String> = [describe_precision(summary), describe_gain(summary)].into_iter().flatten().collect();
    Some(Finding::new(headline, told.join(" ") + &spread))
}
