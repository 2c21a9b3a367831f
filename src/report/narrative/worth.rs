//! What the business is worth, what government action costs, and how sure that is.

use crate::analysis::{BEFORE, BridgePart, Estimate, Summary};
use crate::quantity::{Dimension, parse_scalar};
use crate::text::causes::Cause;
use crate::text::clean::clean;
use crate::text::numbers::{
    self, Figure, count, figure, is_constant, is_nothing, known_error, rounded_money, write_row,
};

use crate::text::states::part_phrase;

use super::super::words::{capitalize, join_list, share_less};
use super::{Finding, SURE, describe_gain, describe_precision, leading, leading_loss, place_in_names, place_of_value};

/// Part of the loss from which a part of it is named.
const NAMED: f64 = 0.05;

/// The value that leads.
pub(super) fn describe_value(summary: &Summary) -> Finding {
    let place = place_in_names(summary).map_or_else(String::new, |place| format!("{} ", capitalize(&place)));
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
    let (cost, paid) = match &summary.scenario.investment {
        Some((cost, paid)) => {
            let amount = parse_scalar(cost, Dimension::Money).ok().map(|cost| numbers::rounded_money(cost, None));
            (format!("the {} that it cost", amount.unwrap_or_else(|| clean(cost))), numbers::day(*paid))
        }
        None => ("what it cost".to_owned(), "the date given for the payment".to_owned()),
    };
    let headline = format!("On {day} the investment is worth{average} {worth} times {cost}{whole}.");
    let [low, middle, high] = write_row(irr, [Figure::P5, Figure::P50, Figure::P95]);
    let (range, which) = if low == high || irr.count < 2 {
        (String::new(), "the return")
    } else {
        (format!(", 9 in 10 between {low} and {high}"), "the median return")
    };
    let detail = format!("At that value {which} is {middle} a year from {paid} to {day}{range}.");
    Some(Finding::new(headline, detail))
}

/// Parts of the leading value's bridge that are not nothing, the largest first: those that can still happen, and what was lost before the start.
fn list_parts(summary: &Summary) -> (Vec<BridgePart<'_>>, Option<BridgePart<'_>>) {
    let known = summary.list_bridge_parts().into_iter().filter(|part| !is_nothing(part.mean));
    let (before, mut parts): (Vec<_>, Vec<_>) = known.partition(|part| part.key == BEFORE);
    parts.sort_by(|a, b| b.mean.abs().total_cmp(&a.mean.abs()));
    (parts, before.first().copied())
}

/// The error of a part, as far as it is known.
fn error_of(part: &BridgePart<'_>) -> f64 {
    known_error(part.mean, part.se).unwrap_or(0.0)
}

/// What government action, and sales, cost, and which part of it is the largest.
pub(super) fn describe_loss(summary: &Summary) -> Option<Finding> {
    let loss = leading_loss(summary);
    let taken = loss.mean?;
    let (parts, before) = list_parts(summary);
    let does = |verb: &str| Cause::find(summary).does(verb);
    if parts.is_empty() && before.is_none() {
        return Some(Finding::new(
            "Government action costs nothing: value is that of the baseline.",
            "No government acts in any simulation, or what it does leaves users and revenue as they were.",
        ));
    }
    let outside = place_of_value(summary);
    let error = known_error(taken, loss.se).unwrap_or(0.0);
    let written = rounded_money(taken.abs(), Some(error));
    let average = if is_constant(loss) || loss.count < 2 { "" } else { " on average" };
    let headline = if is_nothing(taken) || taken.abs() <= SURE * error {
        format!("What {} the business{outside} and what is added are too close to call.", does("costs"))
    } else if taken > 0.0 {
        let most = summary
            .find_largest_cost()
            .filter(|_| parts.len() > 1)
            .map(|key| format!(", above all through {}", part_phrase(key)));
        format!("{} the business{outside} {written}{average}{}.", capitalize(&does("costs")), most.unwrap_or_default())
    } else {
        format!("{} {written} to the value of the business{outside}{average}.", capitalize(&does("adds")))
    };
    let gains = explain_gains(&parts, taken);
    let detail = format!("{}{gains}{}", describe_parts(&parts, before, taken), describe_loss_range(loss));
    Some(Finding::new(headline, detail.trim_start().to_owned()))
}

/// The largest of the parts, and what was lost before the start.
fn describe_parts(parts: &[BridgePart<'_>], before: Option<BridgePart<'_>>, taken: f64) -> String {
    let write = |part: &BridgePart<'_>| rounded_money(part.mean, Some(error_of(part)));
    let told: Vec<String> = parts
        .iter()
        .filter(|part| part.mean.abs() > SURE * error_of(part) && part.mean.abs() >= NAMED * taken.abs())
        .take(3)
        .map(|part| format!("{} ({})", part_phrase(part.key), write(part)))
        .collect();
    let from_baseline = if before.is_some() { "after the start" } else { "from the baseline" };
    let largest = match told.as_slice() {
        [] => String::new(),
        [one] if parts.len() == 1 && before.is_none() => format!("All of it is {one}."),
        [one] => format!("The main difference {from_baseline} is {one}."),
        several => format!("The main differences {from_baseline} are {}.", join_list(several)),
    };
    let gone = before.map(|part| match largest.as_str() {
        "" => "What is lost lies in markets that were blocked before the start.".to_owned(),
        _ => format!(" A further {} lies in markets that were blocked before the start.", write(&part)),
    });
    format!("{largest}{}", gone.unwrap_or_default())
}

/// Why parts that could as well cost something add much to value.
fn explain_gains(parts: &[BridgePart<'_>], taken: f64) -> String {
    let is_large = |part: &&BridgePart<'_>| part.mean > SURE * error_of(part) && part.mean >= NAMED * taken.abs();
    let told = parts.iter().filter(is_large).filter_map(|part| explain_gain(part.key));
    told.map(|sentence| format!(" {sentence}")).collect()
}

/// Through what a part of the bridge adds to value, by what the part is made of; none of those that only cost, or say it themselves.
pub(in crate::report) fn explain_gain(key: &str) -> Option<&'static str> {
    match key {
        "restructuring" => Some(
            "The partnership adds value: on average its price and its licence fees together bring more than the share given up would have.",
        ),
        "sale" => Some("Sales add value: on average buyers pay more than what they buy would have brought the owner."),
        _ => None,
    }
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
