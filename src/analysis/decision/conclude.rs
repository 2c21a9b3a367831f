//! From the sums over the rows of one world to what its choices bring.

use super::super::statistics::evidence::SURE;
use super::super::statistics::{FigureTally, Interval, proportion};
use super::super::summary::STATES;
use super::close::{Lag, recommend};
use super::switching::find_switches;
use super::tally::{ChoiceTally, PairTally, TAIL, Tally};
use super::world::WaitingTally;
use super::{
    Branch, ChoiceFigures, ChoicePair, Contribution, ContributionPart, Criterion, EventInformation, Information,
    InputInformation, LEAST_STRATUM, Recommendation, RefusedEvent, Regret, Rule, Waiting, World,
};
use crate::analysis::comparison::{Dominance, Order};
use crate::analysis::sensitivity::{Driver, Learned, Slice};
use crate::analysis::studied::StudiedScenario;
use crate::scenario::Scenario;
use crate::simulation::{ChanceEvent, OwnAct, Unit, WorseSide};

/// A figure and its standard error, each where it is known.
type FigureWithError = (Option<f64>, Option<f64>);

/// What belongs to the sums.
pub(super) struct Subject<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) same_as: Vec<String>,
    /// Numbers that the choices of this world have among all.
    pub(super) numbers: &'a [usize],
    /// How many choices there are in all worlds.
    pub(super) all: usize,
    pub(super) drivers: &'a [Driver],
    pub(super) events: &'a [ChanceEvent],
    pub(super) own: &'a [OwnAct],
    /// Number of the main market.
    pub(super) main: usize,
    pub(super) baseline: &'a FigureTally,
    /// What waiting brings, for the choices that can be put off.
    pub(super) waiting: &'a [WaitingTally],
}

/// The world that the sums are of.
pub(super) fn conclude(tally: &Tally, of: &Subject<'_>) -> World {
    let n = tally.replications;
    let mean = |choice: usize| tally.choices[choice].value.mean.mean().unwrap_or(f64::NEG_INFINITY);
    let means: Vec<f64> = (0..tally.choices.len()).map(mean).collect();
    let best = super::find_greatest(&means).unwrap_or(0);
    let lags: Vec<Lag> = (0..tally.choices.len()).filter(|&c| c != best).map(|c| find_lag(tally, best, c)).collect();
    let recommendation = recommend(best, &lags, n);
    let number = |choice: usize| of.numbers[choice];
    let pairs: Vec<ChoicePair> =
        tally.pairs.iter().map(|pair| conclude_pair(pair, &tally.grid, n, of.numbers)).collect();
    let mut choices = vec![None; of.all];
    for (place, figures) in tally.choices.iter().enumerate() {
        choices[number(place)] = Some(conclude_choice(tally, place, figures, best, of));
    }
    let information = find_information(tally, best, of);
    World {
        scenario: StudiedScenario::new(of.scenario),
        question: of.scenario.question().to_owned(),
        same_as: of.same_as.clone(),
        main_market: of.scenario.markets[of.main].key.clone(),
        baseline_value: of.baseline.estimate(Unit::Dollars, WorseSide::Lower),
        criteria: find_criteria(tally, best, of.numbers),
        contribution: recommendation.next.map(|next| find_contribution(tally, best, next, of.numbers)),
        switches: if tally.choices.len() > 1 {
            renumber_switches(&information, tally.choices.len(), of.numbers)
        } else {
            Vec::new()
        },
        information: renumber_information(information, of.numbers),
        recommendation: renumber_recommendation(recommendation, of.numbers),
        waiting: of
            .waiting
            .iter()
            .map(|waiting| Waiting {
                choice: number(waiting.choice),
                days: waiting.days,
                difference: waiting.difference.estimate(Unit::Dollars, WorseSide::Lower),
            })
            .collect(),
        choices,
        pairs,
    }
}

fn find_pair(tally: &Tally, first: usize, second: usize) -> (&PairTally, bool) {
    let (low, high) = (first.min(second), first.max(second));
    let pair = tally.pairs.iter().find(|pair| (pair.first, pair.second) == (low, high));
    (pair.unwrap_or_else(|| unreachable!("every two choices are a pair")), first > second)
}

/// How much less than `best` a choice is worth on average.
fn find_lag(tally: &Tally, best: usize, choice: usize) -> Lag {
    let (pair, turned) = find_pair(tally, choice, best);
    let mean = pair.difference.mean.mean().unwrap_or(0.0);
    Lag {
        choice,
        mean: if turned { -mean } else { mean }.max(0.0),
        se: pair.difference.mean.standard_error(),
        same: pair.better == [0, 0],
    }
}

fn conclude_pair(pair: &PairTally, grid: &[f64], n: u64, numbers: &[usize]) -> ChoicePair {
    let [first, second] = pair.better;
    ChoicePair {
        first: numbers[pair.first],
        second: numbers[pair.second],
        difference: pair.difference.estimate(Unit::Dollars, WorseSide::Lower),
        first_better: proportion(first, n),
        second_better: proportion(second, n),
        same: proportion(n - first - second, n),
        dominance: pair.levels.judge(),
        judged: pair.levels.find_reach(grid),
    }
}

fn conclude_choice(tally: &Tally, place: usize, figures: &ChoiceTally, best: usize, of: &Subject<'_>) -> ChoiceFigures {
    let n = tally.replications;
    let worse = if place == best {
        0
    } else {
        let (pair, turned) = find_pair(tally, place, best);
        // The second of the pair is the best where it is not turned.
        pair.better[usize::from(!turned)]
    };
    let home = of.scenario.company.home.map(|home| home.0);
    let kept = of.scenario.markets.iter().zip(&figures.kept).enumerate().filter(|(m, _)| Some(*m) != home);
    ChoiceFigures {
        value: figures.value.estimate(Unit::Dollars, WorseSide::Lower),
        regret: Regret {
            mean: figures.regret.mean.mean().unwrap_or(0.0),
            se: figures.regret.mean.standard_error(),
            p90: figures.regret.sketch.as_ref().and_then(|sketch| sketch.pieces().count_quantile(0.9)),
            worst: figures.worst_regret,
        },
        best: proportion(figures.best, n),
        alone: Some(proportion(figures.alone, n)),
        worse_than_recommended: proportion(worse, n),
        reaches: proportion(figures.reached, n),
        users: figures.users.estimate(Unit::Share, WorseSide::Lower),
        kept: kept.map(|(_, (market, &count))| (market.key.clone(), proportion(count, n))).collect(),
        dominated_by: (0..tally.choices.len())
            .filter(|&other| other != place)
            .find(|&other| dominates(tally, other, place))
            .map(|other| of.numbers[other]),
    }
}

/// Whether `choice` is better than `other` for all who want more and dislike risk.
fn dominates(tally: &Tally, choice: usize, other: usize) -> bool {
    let (pair, turned) = find_pair(tally, choice, other);
    match pair.levels.judge() {
        Dominance::First(Order::Stochastic | Order::RiskAverse) => !turned,
        Dominance::Second(Order::Stochastic | Order::RiskAverse) => turned,
        Dominance::Alike | Dominance::Neither => false,
    }
}

fn find_criteria(tally: &Tally, best: usize, numbers: &[usize]) -> Vec<Criterion> {
    let n = tally.replications;
    let estimates: Vec<_> =
        tally.choices.iter().map(|choice| choice.value.estimate(Unit::Dollars, WorseSide::Lower)).collect();
    let reached: Vec<_> = tally.choices.iter().map(|choice| proportion(choice.reached, n)).collect();
    let half = |[low, high]: [f64; 2]| 0.5 * (high - low) / super::super::statistics::Z;
    // Figure and error by choice; the greatest is chosen.
    let rules = [
        (Rule::Mean, estimates.iter().map(|e| (e.mean, e.se)).collect::<Vec<_>>()),
        (Rule::ExpectedShortfall, estimates.iter().map(|e| (e.es5, e.es5_se)).collect()),
        (Rule::LowQuantile, estimates.iter().map(|e| (e.p5, e.intervals.get("p5").map(|i| half(*i)))).collect()),
        (Rule::MinimaxRegret, tally.choices.iter().map(|c| (Some(-c.worst_regret), None)).collect()),
        (Rule::Satisficing, reached.iter().map(|p| (Some(p.probability), Some(half(p.interval)))).collect()),
    ];
    let criterion = |(rule, figures): (Rule, Vec<FigureWithError>)| {
        let figure = |choice: usize| figures[choice].0;
        let greater = |a: usize, b: usize| figure(a) > figure(b);
        let choice = (0..figures.len()).fold(best, |chosen, c| if greater(c, chosen) { c } else { chosen });
        let (chosen, recommended) = (figure(choice)?, figure(best)?);
        let pair = || find_pair(tally, choice, best).0;
        let error = match rule {
            _ if choice == best => None,
            Rule::ExpectedShortfall => pair().tail.standard_error().map(|error| error / TAIL),
            Rule::Satisficing => pair().reached.standard_error(),
            // Errors of two choices on the same draws add up to less than this.
            Rule::Mean | Rule::LowQuantile | Rule::MinimaxRegret => {
                figures[choice].1.zip(figures[best].1).map(|(a, b)| a.hypot(b))
            }
        };
        let sign = if rule == Rule::MinimaxRegret { -1.0 } else { 1.0 };
        Some(Criterion {
            rule,
            choice: numbers[choice],
            figure: sign * chosen,
            recommended: sign * recommended,
            stands: choice == best || error.is_some_and(|error| chosen - recommended > SURE * error),
        })
    };
    rules.into_iter().filter_map(criterion).collect()
}

fn find_contribution(tally: &Tally, best: usize, next: usize, numbers: &[usize]) -> Contribution {
    let (pair, turned) = find_pair(tally, best, next);
    let n = tally.replications;
    let mut parts: Vec<ContributionPart> = pair
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, (count, _))| *count > 0)
        .map(|(cell, &(count, [sum, squares]))| {
            let (first, second) = (STATES[cell / STATES.len()], STATES[cell % STATES.len()]);
            let (of_best, of_next) = if turned { (second, first) } else { (first, second) };
            // Sums are of the second less the first.
            let sum = if turned { sum } else { -sum };
            ContributionPart {
                best: of_best.to_owned(),
                next: of_next.to_owned(),
                probability: proportion(count, n),
                difference: sum / count as f64,
                contribution: sum / n as f64,
                se: (n > 1).then(|| ((squares - sum * sum / n as f64).max(0.0) / (n - 1) as f64 / n as f64).sqrt()),
            }
        })
        .collect();
    parts.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    Contribution { best: numbers[best], next: numbers[next], parts }
}

fn find_information(tally: &Tally, best: usize, of: &Subject<'_>) -> Information {
    let nothing = Interval { estimate: 0.0, low: 0.0, high: 0.0, se: 0.0 };
    let inputs = tally.inputs.value();
    let perfect = inputs.as_ref().map_or(nothing, |value| value.foresight);
    let learned = inputs.into_iter().flat_map(|value| value.inputs);
    let inputs = of.drivers.iter().zip(learned).filter_map(|(driver, learned)| {
        let path = driver.paths.first()?.clone();
        Some(InputInformation { path, dimension: driver.dimension, learned: learned? })
    });
    let mut refused: Vec<RefusedEvent> = of
        .own
        .iter()
        .map(|act| RefusedEvent {
            name: act.name.clone(),
            label: act.label.clone(),
            reason: "a choice itself brings it about".to_owned(),
        })
        .collect();
    let mut events = Vec::new();
    let learned = tally.events.value().into_iter().flat_map(|value| value.inputs);
    for (number, (event, learned)) in of.events.iter().zip(learned).enumerate() {
        let Some(learned) = learned else { continue };
        let rare = learned.slices.iter().any(|slice| slice.rows > 0 && slice.rows < LEAST_STRATUM);
        let one = learned.slices.iter().filter(|slice| slice.rows > 0).count() < 2;
        if rare || one {
            let reason = if one {
                "it came out the same in every simulation".to_owned()
            } else {
                format!("an outcome came in fewer than {LEAST_STRATUM} simulations")
            };
            refused.push(RefusedEvent { name: event.name.clone(), label: event.label.clone(), reason });
            continue;
        }
        events.push(describe_event(tally, (number, event), &learned, best));
    }
    Information { perfect, inputs: inputs.collect(), events, refused }
}

fn describe_event(
    tally: &Tally,
    (number, event): (usize, &ChanceEvent),
    learned: &Learned,
    best: usize,
) -> EventInformation {
    let branch = |(outcome, (slice, name)): (usize, (&Slice, &&str))| {
        let is_clear = slice.lead.is_some_and(|lead| lead.estimate < -SURE * lead.se);
        let choice = if is_clear { slice.choice } else { best };
        let (control, control_se) = tally.control.estimate(number, outcome, choice, best)?;
        let (probability, choice, lead) = (proportion(slice.rows, tally.replications), slice.choice, slice.lead);
        Some(Branch { outcome: (*name).to_owned(), probability, choice, lead, control, control_se })
    };
    EventInformation {
        name: event.name.clone(),
        label: event.label.clone(),
        market: event.market.clone(),
        date: event.date,
        worth: learned.worth,
        branches: learned.slices.iter().zip(&event.outcomes).enumerate().filter_map(branch).collect(),
    }
}

fn renumber_recommendation(mut of: Recommendation, numbers: &[usize]) -> Recommendation {
    of.best = numbers[of.best];
    of.next = of.next.map(|next| numbers[next]);
    of.same.iter_mut().chain(&mut of.close).for_each(|choice| *choice = numbers[*choice]);
    of
}

fn renumber_information(mut of: Information, numbers: &[usize]) -> Information {
    for slice in of.inputs.iter_mut().flat_map(|input| &mut input.learned.slices) {
        slice.choice = numbers[slice.choice];
    }
    for branch in of.events.iter_mut().flat_map(|event| &mut event.branches) {
        branch.choice = numbers[branch.choice];
    }
    of
}

fn renumber_switches(of: &Information, choices: usize, numbers: &[usize]) -> Vec<super::Switch> {
    let mut found = find_switches(&of.inputs, choices);
    for switch in &mut found {
        (switch.below, switch.above) = (numbers[switch.below], numbers[switch.above]);
    }
    found
}
