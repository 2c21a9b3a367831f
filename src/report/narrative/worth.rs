//! What the business is worth, what government action costs, and how sure that is.

use crate::analysis::{Estimate, LeadingValue, Summary};
use crate::text::numbers::{
    self, Figure, count, figure, is_constant, is_nothing, known_error, rounded_money, write_row,
};

use crate::text::states::part_phrase;

use super::super::words::{join_list, name_market, share_less};
use super::{Finding, SURE, describe_gain, describe_precision, home, leading, leading_loss};

/// Part of the loss from which a part of it is named.
const NAMED: f64 = 0.05;

/// The value that leads.
pub(super) fn describe_value(summary: &Summary) -> Finding {
    let place = home(summary).map_or_else(String::new, |home| format!("Outside {} ", name_market(&home)));
    let subject = if place.is_empty() { "The business" } else { "the business" };
    let (value, baseline) = leading(summary);
    let against = match (value.mean, baseline.mean) {
        (Some(v), Some(b)) => format!(": {}", share_less(v, b, &figure(baseline, Figure::Mean))),
        _ => String::new(),
    };
    let whole = match summary.scenario.home {
        Some(_) => format!(" With the home market it is worth {}.", figure(&summary.value, Figure::Mean)),
        None => String::new(),
    };
    let average = if value.count < 2 || is_constant(value) { "" } else { " on average" };
    let day = numbers::day(summary.scenario.start);
    Finding::new(
        format!("{place}{subject} is worth {}{average} on {day}{against}.", figure(value, Figure::Mean)),
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
    let [low, lower, upper, high] = write_row(value, [Figure::P5, Figure::P25, Figure::P75, Figure::P95]);
    let worst = match value.es5 {
        Some(_) => format!("; the worst 5% average {}", figure(value, Figure::Es5)),
        None => String::new(),
    };
    format!(
        "That is the mean of {} simulations. The likely range (25% to 75%) is {lower} to {upper}, the range (5% to 95%) \
         {low} to {high}{worst}.",
        count(replications),
    )
}

/// What the owner once paid, against what it is worth.
pub(in crate::report) fn describe_return(summary: &Summary) -> Option<Finding> {
    let (multiple, irr) = (&summary.multiple, &summary.irr);
    let whole = if summary.scenario.home.is_some() { ", the home market included" } else { "" };
    let day = numbers::day(summary.scenario.start);
    multiple.mean?;
    let average = if multiple.count < 2 || is_constant(multiple) { "" } else { " on average" };
    let worth = figure(multiple, Figure::Mean);
    let headline = format!("On {day} the investment is worth {worth} times what it cost{average}{whole}.");
    let [low, middle, high] = write_row(irr, [Figure::P5, Figure::P50, Figure::P95]);
    let (range, which) = if low == high || irr.count < 2 {
        (String::new(), "The return")
    } else {
        (format!(", 9 in 10 between {low} and {high}"), "The median return")
    };
    let detail = format!("{which} is {middle} a year from the date given for the payment to {day}{range}.");
    Some(Finding::new(headline, detail))
}

/// A part of the bridge: its key, its mean, and its error.
type BridgePart<'a> = (&'a str, f64, f64);

/// Parts of the leading value's bridge that are not nothing, the largest first.
fn list_parts(summary: &Summary) -> Vec<BridgePart<'_>> {
    let (bridge, errors) = match LeadingValue::of_runs([summary]) {
        LeadingValue::Abroad if !summary.bridge_abroad.is_empty() => {
            (&summary.bridge_abroad, &summary.bridge_abroad_se)
        }
        _ => (&summary.bridge, &summary.bridge_se),
    };
    let error = |key: &str, value: f64| known_error(value, errors.get(key).copied()).unwrap_or(0.0);
    let mut parts: Vec<BridgePart<'_>> = bridge
        .iter()
        .filter(|(_, value)| !is_nothing(**value))
        .map(|(key, value)| (key.as_str(), *value, error(key, *value)))
        .collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    parts
}

/// The part that costs most, where it does so beyond noise.
fn find_largest_cost<'a>(parts: &[BridgePart<'a>]) -> Option<&'a str> {
    let mut costs = parts.iter().filter(|part| part.1 < 0.0);
    let &(key, cost, error) = costs.next()?;
    let leads = costs.next().is_none_or(|(_, next, next_error)| next - cost > SURE * error.hypot(*next_error));
    (leads && -cost > SURE * error).then_some(key)
}

/// What government action costs, and which part of it is the largest.
pub(super) fn describe_loss(summary: &Summary) -> Option<Finding> {
    let loss = leading_loss(summary);
    let taken = loss.mean?;
    let parts = list_parts(summary);
    if parts.is_empty() {
        return Some(Finding::new(
            "Government action costs nothing: value is that of the baseline.",
            "No government acts in any simulation, or what it does leaves users and revenue as they were.",
        ));
    }
    let told: Vec<String> = parts
        .iter()
        .filter(|(_, value, error)| value.abs() > SURE * error && value.abs() >= NAMED * taken.abs())
        .take(3)
        .map(|(key, value, error)| format!("{} ({})", part_phrase(key), rounded_money(*value, Some(*error))))
        .collect();
    let outside = home(summary).map(|home| format!(" outside {}", name_market(&home))).unwrap_or_default();
    let error = known_error(taken, loss.se).unwrap_or(0.0);
    let written = rounded_money(taken.abs(), Some(error));
    let average = if is_constant(loss) || loss.count < 2 { "" } else { " on average" };
    let headline = if is_nothing(taken) || taken.abs() <= SURE * error {
        format!("What government action costs the business{outside} and what it adds are too close to call.")
    } else if taken > 0.0 {
        let most = find_largest_cost(&parts)
            .filter(|_| parts.len() > 1)
            .map(|key| format!(", above all through {}", part_phrase(key)));
        format!("Government action costs the business{outside} {written}{average}{}.", most.unwrap_or_default())
    } else {
        format!("Government action adds {written} to the value of the business{outside}{average}.")
    };
    let largest = match told.as_slice() {
        [] => String::new(),
        [one] if parts.len() == 1 => format!("All of it is {one}."),
        [one] => format!("The main difference from the baseline is {one}."),
        several => format!("The main differences from the baseline are {}.", join_list(several)),
    };
    Some(Finding::new(headline, format!("{largest}{}", describe_loss_range(loss)).trim_start().to_owned()))
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
    let worst = match loss.es5 {
        Some(_) => format!("; the worst 5% average {}", figure(loss, Figure::Es5)),
        None => String::new(),
    };
    if least == most {
        return format!(" The loss is {least} from its 5% to its 95% quantile{worst}.");
    }
    let gain = if loss.p5.is_some_and(|v| v < 0.0) { ", a negative loss being a gain" } else { "" };
    format!(" The loss ranges from {least} to {most} (5% to 95%{gain}){worst}.")
}

/// What was lost before the start.
pub(super) fn describe_sunk(summary: &Summary) -> Option<Finding> {
    summary.sunk.mean.filter(|m| !is_nothing(*m))?;
    Some(Finding::new(
        format!(
            "{} of the baseline lies with users who were lost before the start.",
            figure(&summary.sunk, Figure::Mean)
        ),
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
