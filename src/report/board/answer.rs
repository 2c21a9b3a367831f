//! The answer: a headline, and five lines at most. Each stands only where the figures carry it.

use maud::{Markup, html};

use crate::analysis::evidence::find_differences;
use crate::analysis::{Estimate, MarketSummary, Summary};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::{
    Figure, figure, is_constant, is_nothing, known_error, month_year, number, spoken_percent, write_often, write_row,
    write_row_in_whole, write_span,
};
use crate::text::states::{describe_ending, name_outcome};

use super::super::inputs::Tally;
use super::super::narrative::{
    Finding, SURE, describe_return, describe_two_humps, ends, leading, leading_loss, leading_terminal_share,
};
use super::super::words::{capitalize, join_list, keep_together, name_market, share_of_value};
use super::headline::{describe_part, rounded};
use super::{Board, recommend};

/// Fewest simulations of an outcome of which a mean is told.
pub(super) const FEW: u64 = 50;
/// Part of the mean baseline that a difference must make to be worth a line.
const LARGE: f64 = 0.05;
/// What comes in so many simulations is what will happen, and no risk.
const NEARLY_CERTAIN: f64 = 0.9;
/// Part of the mean loss that an outcome must make to stand out.
const CARRIED: f64 = 0.1;
/// Part of the mean loss above which an outcome carries most of it.
const MAIN: f64 = 0.5;
/// A larger part of value after the horizon is the weakest point of any figure.
pub(in crate::report) const MUCH_LATER: f64 = 0.5;

/// A line of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// The point.
    pub point: String,
    /// What stands behind it.
    pub detail: String,
}

impl AnswerLine {
    pub(super) fn new(point: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { point: point.into(), detail: detail.into() }
    }

    /// For a page.
    pub(super) fn render(&self) -> Markup {
        html! { b { (keep_together(&clean(&self.point))) } @if !self.detail.is_empty() { " " (super::super::warnings::mark_code(&keep_together(&clean(&self.detail)))) } }
    }
}

/// The lines: what is likely, what carries the risk, where, what to do, and the weakest point.
pub(in crate::report) fn describe_lines(board: &Board<'_>) -> Vec<AnswerLine> {
    let summary = board.summary;
    let lines = [
        Some(describe_likely(summary)),
        describe_risk(summary),
        describe_market(summary),
        recommend(board),
        describe_weakest(board),
    ];
    lines.into_iter().flatten().collect()
}

/// The likely range, the mean, and what value would be with no government action.
fn describe_likely(summary: &Summary) -> AnswerLine {
    let (value, baseline) = leading(summary);
    let mean = figure(value, Figure::Mean);
    let against = match baseline.mean {
        Some(_) if figure(baseline, Figure::Mean) == mean => ", as with no government action".to_owned(),
        Some(_) => format!(", against {} with no government action", figure(baseline, Figure::Mean)),
        None => String::new(),
    };
    let on_investment =
        describe_return(summary).map(|Finding { headline, detail, .. }| format!(" {headline} {detail}"));
    let on_investment = on_investment.unwrap_or_default();
    if value.count < 2 || is_constant(value) {
        let all = if value.count < 2 { "in the one simulation" } else { "in every simulation" };
        return AnswerLine::new(format!("Value: {mean}"), format!("{all}{against}.{on_investment}"));
    }
    let [worst, low, high, best] = write_row(value, [Figure::P5, Figure::P25, Figure::P75, Figure::P95]);
    let (point, part) = if low == high {
        (format!("Likely: about {low}"), "at least half of simulations")
    } else {
        (format!("Likely: {low} to {high}"), "half of simulations")
    };
    let range = if worst == best { String::new() } else { format!("; 9 in 10 lie between {worst} and {best}") };
    let users = describe_users_left(summary).map(|users| format!(" {users}")).unwrap_or_default();
    AnswerLine::new(point, format!("({part}{range}), {mean} on average{against}.{users}{on_investment}"))
}

/// What is left of the users of the main market; none where it is all of them in nearly every simulation.
fn describe_users_left(summary: &Summary) -> Option<String> {
    let main = summary.markets.get(&summary.main_market)?;
    let left = &main.vs_baseline;
    left.p5.filter(|lowest| *lowest < 0.995)?;
    let place = name_market(&main.name);
    let blocked = describe_blocked_time(summary, main);
    let told = describe_two_humps(main).map_or_else(
        || {
            let [low, middle, high] = write_row_in_whole(left, [Figure::P5, Figure::P50, Figure::P95]);
            let range = if low == high { String::new() } else { format!(", 9 in 10 between {low} and {high}") };
            format!("Users in {place} are {middle} of those with no government action at the median{range}")
        },
        |shares| format!("Of its users in {place} with no government action, the app keeps {shares}"),
    );
    Some(format!("{told}{blocked}."))
}

/// How often the app is blocked in a market, and for how long where it is: the mean of the days over all simulations is that where it is blocked
/// times its share.
fn describe_blocked_time(summary: &Summary, market: &MarketSummary) -> String {
    let ever = market.ever_blocked.probability;
    match market.days_without_access.mean.filter(|_| ever > 0.0) {
        None => String::new(),
        Some(days) => format!(
            "; the app is blocked there in {}, and then for {} of {} on average",
            write_often(ever),
            write_span(days / ever),
            write_span(summary.scenario.horizon_days)
        ),
    }
}

/// An outcome of the main market with the value in it, and what the same simulations lose against their own baseline.
pub(in crate::report) struct OutcomeValue<'a> {
    pub(in crate::report) state: &'a str,
    pub(in crate::report) share: f64,
    pub(in crate::report) value: &'a Estimate,
    /// Unknown of results of earlier versions.
    pub(in crate::report) loss: Option<&'a Estimate>,
}

impl OutcomeValue<'_> {
    /// Mean value of the same simulations with no government action.
    pub(in crate::report) fn baseline(&self) -> Option<f64> {
        Some(self.value.mean? + self.loss?.mean?)
    }

    /// Mean value, and that of the same simulations with no government action, in one unit: `$16bn of $47bn`.
    pub(in crate::report) fn write_of_baseline(&self) -> String {
        let value = figure(self.value, Figure::Mean);
        match self.baseline() {
            Some(baseline) => format!("{value} of {}", rounded(baseline, self.value.se.unwrap_or(0.0))),
            None => value,
        }
    }
}

/// Outcomes of the main market of which enough simulations are known, the likeliest first.
pub(in crate::report) fn list_outcomes(summary: &Summary) -> Vec<OutcomeValue<'_>> {
    let Some(main) = summary.markets.get(&summary.main_market) else { return Vec::new() };
    let mut found: Vec<OutcomeValue<'_>> = summary
        .value_by_outcome
        .iter()
        .filter(|(_, value)| value.count >= FEW && value.mean.is_some())
        .map(|(state, value)| {
            let loss = summary.loss_by_outcome.get(state).filter(|loss| loss.mean.is_some());
            OutcomeValue { state, share: ends(main, state).probability, value, loss }
        })
        .collect();
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found
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
            // All are one part this outcome and one part the others.
            let others = (mean - outcome.share * own) / rest;
            let others_error = error / rest.sqrt();
            (own - others, own_error.map(|own| own.hypot(others_error)).filter(|_| rest > 0.0))
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

/// Which outcomes of the main market carry how much of the loss; none where they differ by no more than chance.
fn describe_risk(summary: &Summary) -> Option<AnswerLine> {
    const TOLD: usize = 4;
    let main = summary.markets.get(&summary.main_market)?;
    let place = name_market(&main.name);
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
    let (first, most) = *told.first()?;
    let point = match find_risk(summary, &outcomes) {
        // What comes in every simulation is no risk, but how long it lasts.
        Some(worst) if worst.state == first.state && worst.state != "open" && most > MAIN => {
            let certain = worst.state == "banned" && main.ever_blocked.probability >= 1.0;
            if certain {
                format!("Whether a ban in {place} lasts is the main risk.")
            } else {
                format!("{} in {place} is the main risk.", capitalize(name_outcome(worst.state)))
            }
        }
        _ if most > 1.005 => {
            format!("More than the whole loss lies where {place} ends {}.", describe_ending(first.state))
        }
        _ if most > MAIN => {
            format!("{} of the loss lies where {place} ends {}.", spoken_percent(most), describe_ending(first.state))
        }
        _ => format!("No single outcome in {place} carries most of the loss."),
    };
    let clauses: Vec<String> = told
        .iter()
        .enumerate()
        .map(|(i, (outcome, carried))| {
            let [ending, carried, often] =
                [describe_ending(outcome.state).to_owned(), spoken_percent(*carried), spoken_percent(outcome.share)];
            let amounts = outcome.write_of_baseline().replace(" of ", " against ");
            match i {
                0 => format!(
                    "{ending}, {carried} of the loss ({often} of simulations; value {amounts} with no government action)"
                ),
                _ => format!("{ending}, {carried} ({often}; {amounts})"),
            }
        })
        .collect();
    Some(AnswerLine::new(point, format!("By how it ends there: {}.", clauses.join("; "))))
}

/// Whether what the simulations of some outcome lose differs from what all lose beyond chance, after correction for all outcomes.
fn outcomes_differ(summary: &Summary, outcomes: &[OutcomeValue<'_>]) -> bool {
    let Some(mean) = leading_loss(summary).mean else { return false };
    let differences: Vec<(f64, Option<f64>)> =
        outcomes.iter().filter_map(|outcome| Some((outcome.loss?.mean? - mean, outcome.loss?.se))).collect();
    outcomes.len() > 1 && find_differences(&differences).contains(&true)
}

/// Markets but home, what each loses on average with its error; the greatest first.
pub(super) fn list_losses(summary: &Summary) -> Vec<(&MarketSummary, f64, f64)> {
    let home = summary.scenario.home.as_ref();
    let mut found: Vec<(&MarketSummary, f64, f64)> = summary
        .markets
        .iter()
        .filter(|(key, _)| Some(*key) != home)
        .filter_map(|(_, market)| {
            let loss = market.loss.mean?;
            Some((market, loss, known_error(loss, market.loss.se).unwrap_or(0.0)))
        })
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// The market in which most is lost of what can still be; what was lost before the start is told beside it.
fn describe_market(summary: &Summary) -> Option<AnswerLine> {
    let (before, losses): (Vec<_>, Vec<_>) =
        list_losses(summary).into_iter().partition(|(market, ..)| market.is_blocked_at_start());
    let [(market, loss, error), (next, second, second_error), ..] = losses.as_slice() else { return None };
    let all = leading_loss(summary);
    let (total, total_error) =
        (all.mean.filter(|total| !is_nothing(*total))?, known_error(all.mean?, all.se).unwrap_or(0.0));
    let leads = loss - second > SURE * error.hypot(*second_error);
    if !leads || total <= SURE * total_error || *loss <= SURE * error {
        return None;
    }
    let share = loss / total;
    let place = name_market(&market.name);
    let point = match share {
        s if s > 1.005 => format!("More than the whole loss is in {place}: elsewhere, value rises."),
        s if s >= 0.995 => format!("The loss is in {place}."),
        s => format!("{} of the loss is in {place}.", capitalize(&describe_part(s))),
    };
    let after = if *second > SURE * second_error && *second >= 0.01 * total {
        format!("; {} is next with {}", name_market(&next.name), rounded(*second, *second_error))
    } else {
        String::new()
    };
    let gone: Vec<String> = before
        .iter()
        .filter(|(_, loss, error)| *loss > SURE * error && *loss >= 0.01 * total)
        .map(|(market, loss, error)| format!("{} in {}", rounded(*loss, *error), name_market(&market.name)))
        .collect();
    let gone = if gone.is_empty() {
        String::new()
    } else {
        format!("; {} was already gone before the start", join_list(&gone))
    };
    Some(AnswerLine::new(
        point,
        format!("{} of {} on average{after}{gone}.", rounded(*loss, *error), rounded(total, total_error)),
    ))
}

/// What the figures depend on that nobody knows.
fn describe_weakest(board: &Board<'_>) -> Option<AnswerLine> {
    let summary = board.summary;
    let tally = Tally::count_inputs(board.inputs);
    let (share, of_value) = leading_terminal_share(summary);
    let end = month_year(summary.scenario.end);
    let later = (share > MUCH_LATER)
        .then(|| format!("{} of the value{of_value} lies after {end}", decapitalize(&share_of_value(share))));
    // A price counts for the day on which it is paid, whatever it was made of.
    let later = match (later, describe_prices(summary)) {
        (Some(later), Some(prices)) => Some(format!("{later}, and {prices}")),
        (later, prices) => later.or(prices),
    };
    let assumed = (tally.assumed > 0).then(|| {
        format!(
            "{} of {} uncertain inputs are assumptions",
            number(tally.assumed as f64, 1.0),
            number(tally.uncertain as f64, 1.0)
        )
    });
    let told: Vec<String> = [later, assumed].into_iter().flatten().collect();
    (!told.is_empty()).then(|| AnswerLine::new("Weakest point:", format!("{}.", told.join("; "))))
}

/// That prices of sales rest on the years after the horizon too, where they make a part of value.
pub(super) fn describe_prices(summary: &Summary) -> Option<String> {
    const OFTEN: f64 = 0.1;
    let most = summary.markets.values().map(|market| market.sale_price.count).max()?;
    let share = most as f64 / summary.replications.max(1) as f64;
    (share >= OFTEN).then(|| {
        format!(
            "sale prices, paid in {}, are multiples of a forecast that goes on after {}",
            write_often(share),
            month_year(summary.scenario.end)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::write_headline;
    use super::*;
    use crate::charts::sample;

    fn write(summary: &Summary) -> Vec<String> {
        let lines = describe_lines(&Board { summary, inputs: &[], decision: None, remark: None });
        lines.into_iter().map(|line| format!("{} {}", line.point, line.detail)).collect()
    }

    #[test]
    fn the_answer_leads_with_the_likely_range() {
        let summary = sample::summary();
        assert_eq!(write_headline(&summary), "Government action and sales take 28% of value outside China on average");
        let lines = write(&summary);
        assert!(
            lines[0].starts_with(
                "Likely: $51.1bn to $75.3bn (half of simulations; 9 in 10 lie between $33.6bn and $92.8bn), $63.2bn on"
            ),
            "{}",
            lines[0]
        );
        let users = "Users in the United States are 55% of those with no government action at the median, 9 in 10 between 22% and 88%; the app is blocked there in 31% of simulations, and then for 3.3 years of 5 years on average.";
        assert!(lines[0].ends_with(&format!("against $87.3bn with no government action. {users}")), "{}", lines[0]);
        let carried = lines.iter().find(|line| line.contains(" By how it ends there: ")).unwrap();
        assert!(carried.starts_with("No single outcome in the United States carries most of the loss."), "{carried}");
        assert!(carried.contains("; value $45.0bn against $87.0bn with no government action)"), "{carried}");
    }

    /// Most of the loss lies in simulations that end open, though a ban costs more where it comes: the ban is not the main risk.
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
        assert_eq!(point(&summary), "62% of the loss lies where the United States ends open.");
        set(&mut summary, &[("open", 0.6, 6e9), ("banned", 0.4, 30e9)]);
        assert_eq!(point(&summary), "A ban in the United States is the main risk.");
    }

    #[test]
    fn what_was_gone_before_the_start_is_told_apart() {
        let mut summary = sample::summary();
        summary.markets["india"].access.insert("banned".to_owned(), vec![1.0]);
        summary.markets["india"].loss.mean = Some(30e9);
        let line = describe_market(&summary).unwrap();
        assert!(!line.point.contains("India"), "{line:?}");
        assert!(line.detail.ends_with(" was already gone before the start."), "{line:?}");
        assert!(line.detail.contains("$30.0bn in India"), "{line:?}");
        let headline = write_headline(&summary);
        assert!(
            headline.ends_with("% of value outside China on average, 34 points of it before the start"),
            "{headline}"
        );
    }

    #[test]
    fn nothing_is_found_where_nothing_stands_out() {
        let mut summary = sample::summary();
        let nothing = Estimate {
            unit: "USD".to_owned(),
            count: 10_000,
            mean: Some(0.0),
            se: Some(0.0),
            p5: Some(0.0),
            p95: Some(0.0),
            ..Estimate::default()
        };
        summary.loss_abroad = nothing.clone();
        summary.markets.values_mut().for_each(|market| market.loss = nothing.clone());
        // Nothing is sold either, so that no price rests on a forecast.
        summary.markets.values_mut().for_each(|market| market.sale_price.count = 0);
        summary.loss_by_outcome.values_mut().for_each(|loss| *loss = nothing.clone());
        summary.terminal_share = 0.1;
        assert_eq!(write_headline(&summary), "Government action takes nothing from value outside China");
        let lines = write(&summary);
        assert_eq!(lines.len(), 1, "{lines:?}");
    }

    #[test]
    fn a_difference_within_noise_is_no_risk_and_no_loss() {
        let mut summary = sample::summary();
        summary.loss_abroad.mean = Some(0.1e9);
        summary.loss_abroad.se = Some(0.05e9);
        assert_eq!(
            write_headline(&summary),
            "Government action and sales change value outside China by too little to tell"
        );
        summary.loss_by_outcome.values_mut().for_each(|loss| loss.se = Some(30e9));
        assert!(!write(&summary).iter().any(|line| line.contains("main risk") || line.contains("the loss")));
    }
}
