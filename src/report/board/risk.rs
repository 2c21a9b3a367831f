//! Which outcomes of the main market carry the loss.

use super::answer::AnswerLine;
use super::headline::rounded;
use super::outcome_values::{OutcomeValue, Past, list_outcomes};
use super::where_lost::hits_hardest_elsewhere;
use crate::analysis::Summary;
use crate::analysis::evidence::find_differences;
use crate::text::numbers::{is_nothing, spoken_percent};

use super::super::narrative::{SURE, leading, leading_loss};
use super::super::words::{capitalize, name_market};

/// Part of the mean baseline that a difference must make to be worth a line, and of the loss that an outcome must carry to be told.
const LARGE: f64 = 0.05;
/// What comes in so many simulations is what will happen, and no risk.
const NEARLY_CERTAIN: f64 = 0.9;
/// Part of the mean loss that an outcome must make to stand out.
const CARRIED: f64 = 0.1;
/// Part of the mean loss above which an outcome carries most of it.
const MAIN: f64 = 0.5;
/// By how much the part of the loss may exceed the part of the simulations, as a share of it, and tell nothing.
const ALIKE: f64 = 0.2;
/// Outcomes told at most.
const TOLD: usize = 4;

/// What simulations lose on average that end otherwise: all, which lose `mean`, are one part this outcome and one part the others.
fn loss_of_others(mean: f64, outcome: &OutcomeValue<'_>) -> f64 {
    let own = outcome.loss.and_then(|loss| loss.mean).unwrap_or(mean);
    (mean - outcome.share * own) / (1.0 - outcome.share)
}

/// The outcome of the main market that goes with the greatest loss: how much more its simulations lose than all others together, each against
/// its own baseline, times how probable it is. Only one whose difference stands beyond chance, after correction for all outcomes, and is large.
pub(super) fn find_risk<'a>(summary: &'a Summary, outcomes: &'a [OutcomeValue<'a>]) -> Option<&'a OutcomeValue<'a>> {
    let (_, baseline) = leading(summary);
    let whole = leading_loss(summary);
    let (mean, error) = (whole.mean?, whole.se?);
    let differences: Vec<(f64, Option<f64>)> = outcomes
        .iter()
        .map(|outcome| {
            let loss = outcome.loss.and_then(|loss| Some((loss.mean?, loss.se)));
            let (own, own_error) = loss.unwrap_or((mean, None));
            let rest = 1.0 - outcome.share;
            let others_error = error / rest.sqrt();
            (own - loss_of_others(mean, outcome), own_error.map(|own| own.hypot(others_error)).filter(|_| rest > 0.0))
        })
        .collect();
    let large = LARGE * baseline.mean.unwrap_or(mean).abs();
    let stands = find_differences(&differences);
    let costs = |i: &usize| differences[*i].0 * outcomes[*i].share;
    // What makes little of the loss, being rare, does not carry the risk.
    let least = CARRIED * mean.abs();
    let worst = (0..outcomes.len())
        .filter(|i| outcomes[*i].share < NEARLY_CERTAIN)
        .filter(|i| stands[*i] && differences[*i].0 > large && costs(i) > least)
        .max_by(|a, b| costs(a).total_cmp(&costs(b)))?;
    outcomes.get(worst)
}

/// Which outcomes of the main market carry how much of the loss; none where they differ by no more than chance, or each carries about as much of
/// the loss as of the simulations.
pub(super) fn describe_risk(summary: &Summary) -> Option<AnswerLine> {
    let outcomes = list_outcomes(summary);
    let (total, error) = (leading_loss(summary).mean?, leading_loss(summary).se?);
    if total <= SURE * error || is_nothing(total) || !outcomes_differ(summary, &outcomes) {
        return None;
    }
    let carried = |outcome: &OutcomeValue<'_>| {
        Some(outcome.share * outcome.loss?.mean? / total).filter(|carried| *carried >= LARGE)
    };
    let mut told: Vec<(&OutcomeValue<'_>, f64)> =
        outcomes.iter().filter_map(|outcome| Some((outcome, carried(outcome)?))).collect();
    told.sort_by(|a, b| b.1.total_cmp(&a.1));
    told.truncate(TOLD);
    let point = write_point(summary, &outcomes, &told)?;
    let clauses: Vec<String> =
        told.iter().enumerate().map(|(i, (outcome, carried))| write_clause(outcome, *carried, i == 0)).collect();
    let rest = [1.0 - told.iter().map(|of| of.1).sum::<f64>(), 1.0 - told.iter().map(|of| of.0.share).sum::<f64>()];
    let others = (rest.iter().all(|part| *part >= 0.005))
        .then(|| format!("; all others, {} ({})", spoken_percent(rest[0]), spoken_percent(rest[1])));
    Some(AnswerLine::new(point, format!("By how it ends there: {}{}.", clauses.join("; "), others.unwrap_or_default())))
}

/// The outcome that stands out, with what its simulations lose against all others; else which carries most. `told` are the outcomes with the part of
/// the loss that each carries, the greatest first.
fn write_point(summary: &Summary, outcomes: &[OutcomeValue<'_>], told: &[(&OutcomeValue<'_>, f64)]) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let place = name_market(&main.name);
    let (first, most) = *told.first()?;
    let worst = find_risk(summary, outcomes);
    if let Some(noun) = worst.filter(|worst| worst.is_same(first) && most > MAIN).and_then(OutcomeValue::noun) {
        // What comes in every simulation is no risk, but how long it lasts.
        let is_certain = first.state == "banned" && main.ever_blocked.probability >= 1.0;
        return Some(if is_certain {
            format!("Whether a ban in {place} lasts is the main risk.")
        } else {
            format!("{} in {place} is the main risk.", capitalize(noun))
        });
    }
    if let Some((worst, loss)) = worst.and_then(|worst| Some((worst, worst.loss?))) {
        let (own, mean) = (loss.mean?, leading_loss(summary).mean?);
        let never = outcomes.iter().filter(|_| worst.past == Past::Banned);
        let mut never = never.filter(|of| (of.state, of.past) == (worst.state, Past::NeverBanned));
        let never = never.find_map(|of| of.loss?.mean);
        let others = never.unwrap_or_else(|| loss_of_others(mean, worst));
        let whose = if never.is_some() { "where it is open and never banned" } else { "in all others" };
        let others = match rounded(others.abs(), loss.se.unwrap_or(0.0)) {
            gain if others < 0.0 => format!("a gain of {gain}"),
            loss => loss,
        };
        return Some(format!(
            "Where {place} ends {}, the business loses {} on average, against {others} {whose}.",
            worst.ending(),
            rounded(own, loss.se.unwrap_or(0.0))
        ));
    }
    match most {
        // Where most is lost in another market, the outcome of this one tells little.
        _ if hits_hardest_elsewhere(summary) => None,
        most if most > 1.005 => Some(format!("More than the whole loss lies where {place} ends {}.", first.ending())),
        _ => {
            let (outcome, carried) = find_overrepresented(told)?;
            Some(format!(
                "Simulations in which {place} ends {}, {} of all, carry {} of the loss.",
                outcome.ending(),
                spoken_percent(outcome.share),
                spoken_percent(carried)
            ))
        }
    }
}

/// The outcome that carries the most loss beyond its part of the simulations, and the part that it carries; none where each carries about as much of
/// the loss as of the simulations.
fn find_overrepresented<'o>(told: &[(&'o OutcomeValue<'o>, f64)]) -> Option<(&'o OutcomeValue<'o>, f64)> {
    let excess = |(outcome, carried): &(&OutcomeValue<'_>, f64)| carried - outcome.share;
    let is_over = |of: &&(&OutcomeValue<'_>, f64)| of.1 >= CARRIED && excess(of) > ALIKE * of.0.share;
    told.iter().filter(is_over).max_by(|a, b| excess(a).total_cmp(&excess(b))).copied()
}

/// An outcome with the part of the loss that it carries, how often it comes, and value in it.
fn write_clause(outcome: &OutcomeValue<'_>, carried: f64, is_first: bool) -> String {
    let [ending, carried, often] = [outcome.ending(), spoken_percent(carried), spoken_percent(outcome.share)];
    let amounts = outcome.write_of_baseline().replace(" of ", " against ");
    if is_first {
        format!("{ending}, {carried} of the loss ({often} of simulations; value {amounts} with no government action)")
    } else {
        format!("{ending}, {carried} ({often}; {amounts})")
    }
}

/// Whether what the simulations of some outcome lose differs from what all lose beyond chance, after correction for all outcomes.
fn outcomes_differ(summary: &Summary, outcomes: &[OutcomeValue<'_>]) -> bool {
    let Some(mean) = leading_loss(summary).mean else { return false };
    let differences: Vec<(f64, Option<f64>)> =
        outcomes.iter().filter_map(|outcome| Some((outcome.loss?.mean? - mean, outcome.loss?.se))).collect();
    outcomes.len() > 1 && find_differences(&differences).contains(&true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    /// Most of the loss lies in simulations that end open, though a ban costs more where it comes: the ban is not the main risk, but what a
    /// simulation loses is told.
    #[test]
    fn what_carries_a_minor_part_is_not_the_main_risk() {
        let mut summary = sample::summary();
        let point = |summary: &Summary| describe_risk(summary).unwrap().point;
        let set = |summary: &mut Summary, losses: &[(&str, f64, f64)]| {
            let outcomes = &mut summary.markets["us"].outcomes;
            outcomes.values_mut().for_each(|share| *share = 0.0);
            losses.iter().for_each(|(state, share, _)| outcomes[*state] = *share);
            summary.value_by_outcome.retain(|state, _| losses.iter().any(|(key, ..)| key == state));
            for (state, _, loss) in losses {
                let of = &mut summary.loss_by_outcome[*state];
                (of.mean, of.se) = (Some(*loss), Some(0.1e9));
            }
            summary.loss_abroad.mean = Some(losses.iter().map(|(_, share, loss)| share * loss).sum());
            summary.loss_abroad.se = Some(0.1e9);
        };
        set(&mut summary, &[("open", 0.8, 12e9), ("banned", 0.2, 30e9)]);
        assert_eq!(
            point(&summary),
            "Where the United States ends banned, the business loses $30.0bn on average, against $12.0bn in all others."
        );
        set(&mut summary, &[("open", 0.6, 6e9), ("banned", 0.4, 30e9)]);
        assert_eq!(point(&summary), "A ban in the United States is the main risk.");
    }

    /// An outcome that carries as much of the loss as of the simulations tells nothing, however much that is.
    #[test]
    fn what_only_repeats_how_often_an_outcome_comes_is_not_told() {
        let mut summary = sample::summary();
        summary.markets["us"].outcomes.values_mut().for_each(|share| *share = 0.0);
        for (state, share, loss) in [("open", 0.76, 10.1e9), ("banned", 0.24, 9.6e9)] {
            summary.markets["us"].outcomes[state] = share;
            (summary.loss_by_outcome[state].mean, summary.loss_by_outcome[state].se) = (Some(loss), Some(0.01e9));
        }
        summary.value_by_outcome.retain(|state, _| state == "open" || state == "banned");
        (summary.loss_abroad.mean, summary.loss_abroad.se) = (Some(9.98e9), Some(0.01e9));
        assert_eq!(describe_risk(&summary), None);
    }

    /// What ends open after a ban is told apart from what was never banned.
    #[test]
    fn an_open_market_that_was_banned_is_no_open_market() {
        let mut summary = sample::summary();
        let open = |count: u64, loss: f64| {
            let mut figures = crate::analysis::CourseFigures {
                value: summary.value_by_outcome["open"].clone(),
                loss: summary.loss_by_outcome["open"].clone(),
                parts: crate::analysis::PartMeans::default(),
            };
            (figures.value.count, figures.loss.mean, figures.loss.se) = (count, Some(loss), Some(0.1e9));
            figures
        };
        let open = crate::analysis::OpenByPast { after_ban: open(2000, 60e9), never_banned: open(4000, 1e9) };
        summary.open_by_past = Some(open);
        summary.markets["us"].outcomes["open"] = 0.6;
        summary.loss_abroad.mean = Some(0.2 * 60e9 + 0.4 * 1e9 + 0.28 * 10e9);
        for state in ["banned", "restructured", "divested"] {
            summary.loss_by_outcome.entry(state.to_owned()).and_modify(|loss| loss.mean = Some(10e9));
        }
        let told = describe_risk(&summary).unwrap();
        assert_eq!(
            told.point,
            "Where the United States ends open after a ban, the business loses $60.0bn on average, against $1.0bn where it is open and never banned."
        );
        assert!(told.detail.contains("open after a ban, 79% of the loss (20% of simulations;"), "{told:?}");
    }
}
