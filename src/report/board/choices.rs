//! What the owner can do: strategies against worlds, from a finished `decide`; a run itself never simulates another strategy.

use maud::{Markup, html};

use super::answer::AnswerLine;
use super::{Board, is_same_world};
use crate::analysis::decision::{AcrossWorlds, Decision, World};
use crate::analysis::statistics::evidence::SURE;
use crate::text::clean::clean;
use crate::text::names::shorten_name;
use crate::text::numbers::{Figure, figure, money_with_error, probability, rounded_money, spoken_percent};

use super::super::words::{capitalize, join_list, name_market, spell_count};

/// Strategies that the table shows at most.
const SHOWN: usize = 7;
/// Shades of a cell, from the worst value in the table to the best.
const SHADES: f64 = 6.0;

/// The best choice, or how to find it.
pub(in crate::report) fn recommend(board: &Board<'_>) -> Option<AnswerLine> {
    let Some((decision, world)) = board.find_world() else { return ask_for_decision(board) };
    let of = &world.recommendation;
    let best = name(decision, of.best);
    let Some(next) = of.next else {
        return Some(AnswerLine::new("All strategies are worth the same in every simulation.", ""));
    };
    let own = decision.choices.get_index_of(&board.summary.scenario.strategy);
    let here = own.map(|own| describe_own(decision, world, own)).unwrap_or_default();
    if !of.close.is_empty() {
        let rivals: Vec<String> =
            std::iter::once(&of.best).chain(&of.close).map(|&choice| name(decision, choice)).collect();
        return Some(AnswerLine::new(
            format!("Best choices: {}.", join_list(&rivals)),
            format!("Which of them is worth more is too close to call.{here}"),
        ));
    }
    let (lead, se) = world.measure_lead(of.best, next)?;
    let nexts = list_ties(world, next, of.best);
    let last = world.ranked().last().copied().filter(|last| *last != of.best && !nexts.contains(last));
    let worst = last.and_then(|last| {
        let (lead, se) = world.measure_lead(of.best, last)?;
        let lasts: Vec<usize> = list_ties(world, last, of.best).into_iter().filter(|c| !nexts.contains(c)).collect();
        Some(format!("; the weakest, {}, about {} less", name_all(decision, &lasts), rounded_money(lead, se)))
    });
    let about = if nexts.len() > 1 { "about " } else { "" };
    Some(AnswerLine::new(
        format!("Best choice: {best}."),
        format!(
            "It is worth {about}{} more on average than {}, the next{}.{}{here}",
            rounded_money(lead, se),
            name_all(decision, &nexts),
            worst.unwrap_or_default(),
            describe_opposite(decision, world).unwrap_or_default()
        ),
    ))
}

/// A choice and those that are not told apart from it beyond noise, but for the best.
fn list_ties(world: &World, choice: usize, best: usize) -> Vec<usize> {
    let is_tied = |other: &usize| {
        *other != best
            && world.measure_lead(*other, choice).is_some_and(|(lead, se)| lead.abs() <= SURE * se.unwrap_or(0.0))
    };
    let others = world.ranked().into_iter().filter(|other| *other != choice).filter(is_tied);
    std::iter::once(choice).chain(others).collect()
}

/// Names of a few choices, or of one and how many are about as good.
fn name_all(decision: &Decision, choices: &[usize]) -> String {
    const FEW: usize = 3;
    match choices {
        [first, others @ ..] if others.len() >= FEW => {
            format!("{} and {} about as good", name(decision, *first), spell_count(others.len()))
        }
        few => join_list(&few.iter().map(|&choice| name(decision, choice)).collect::<Vec<_>>()),
    }
}

/// Whether the owner keeps the main market in most simulations, wholly or in part.
fn mostly_keeps(world: &World, choice: usize) -> Option<bool> {
    Some(world.figures(choice)?.kept.get(&world.main_market)?.probability >= 0.5)
}

/// The best of the choices that differ from the best in whether they mostly keep the main market.
fn find_opposite(world: &World) -> Option<usize> {
    let keeps = mostly_keeps(world, world.recommendation.best)?;
    world.ranked().into_iter().find(|&choice| mostly_keeps(world, choice) == Some(!keeps))
}

/// How far that one is behind, where it is not the next anyway.
fn describe_opposite(decision: &Decision, world: &World) -> Option<String> {
    let of = &world.recommendation;
    let other = find_opposite(world).filter(|other| Some(*other) != of.next)?;
    let (lead, se) = world.measure_lead(of.best, other)?;
    let (pair, turned) = world.pair(of.best, other)?;
    let better = if turned { pair.first_better } else { pair.second_better };
    let market = name_market(world.scenario.markets.get(&world.main_market)?);
    let kind = if mostly_keeps(world, other)? { "keep" } else { "give up" };
    Some(format!(
        " Of the strategies that mostly {kind} {market}, {} is best: {} less on average, and worth more in {} of simulations.",
        name(decision, other),
        rounded_money(lead, se),
        spoken_percent(better.probability)
    ))
}

/// What the strategy that was simulated here is worth against the best.
fn describe_own(decision: &Decision, world: &World, own: usize) -> String {
    let of = &world.recommendation;
    if own == of.best || of.same.contains(&own) {
        return " This report simulates it.".to_owned();
    }
    let name = name(decision, own);
    match world.measure_lead(of.best, own) {
        Some(_) if of.close.contains(&own) => format!(" This report simulates {name}."),
        Some((lead, se)) if Some(own) != of.next => {
            format!(" This report simulates {name}, worth {} less than the best.", rounded_money(lead, se))
        }
        _ => format!(" This report simulates {name}."),
    }
}

/// Whose outcome all of this is, where the scenario states other strategies too.
fn ask_for_decision(board: &Board<'_>) -> Option<AnswerLine> {
    let scenario = &board.summary.scenario;
    if !board.has_choices() {
        return None;
    }
    let own = if scenario.strategy_name.is_empty() { &scenario.strategy } else { &scenario.strategy_name };
    let others = match board.count_strategies() - 1 {
        1 => "other strategy".to_owned(),
        n => format!("{} other strategies", spell_count(n)),
    };
    Some(AnswerLine::new(
        "One strategy is simulated here.",
        format!(
            "All figures are those of “{}”; this page does not compare it with the {others} of the scenario.",
            clean(own)
        ),
    ))
}

/// The command that holds the strategies against one another, and shows the result here; none where that is done, or there is only one.
pub(super) fn name_command(board: &Board<'_>) -> Option<String> {
    let summary = board.summary;
    (board.has_choices() && board.find_world().is_none()).then(|| {
        format!(
            "To compare the strategies, in the folder of this page: `marketgate decide run.toml -n {} --seed {} -o ..`, then `marketgate report .`",
            summary.replications, summary.seed
        )
    })
}

fn name(decision: &Decision, choice: usize) -> String {
    format!("“{}”", clean(decision.choice_name(choice)))
}

/// The table of choices: against worlds where the decision has several, else with what each brings in this one.
pub(super) fn render_choices(board: &Board<'_>) -> Markup {
    let Some((decision, world)) = board.find_world() else { return html! {} };
    match &decision.across {
        Some(across) => render_across(board, decision, across),
        None => render_one(board, decision, world),
    }
}

/// Of choices in their order, the best, those `wanted`, and the worst; and how many are left out.
fn select_choices(order: &[usize], wanted: [Option<usize>; 2]) -> (Vec<usize>, usize) {
    let (all, last) = (order.len(), order.last().copied());
    let wanted = wanted.into_iter().flatten().filter(|choice| order.contains(choice)).chain(last);
    let mut kept: Vec<usize> = order.iter().copied().take(if all > SHOWN { SHOWN - 2 } else { all }).collect();
    for choice in wanted {
        if !kept.contains(&choice) {
            kept.push(choice);
        }
    }
    kept.sort_by_key(|choice| order.iter().position(|of| of == choice));
    let left = all - kept.len();
    (kept, left)
}

fn render_left(left: usize) -> Markup {
    html! { @if left > 0 { p.note { (capitalize(&spell_count(left))) " more " @if left == 1 { "strategy is" } @else { "strategies are" } " in the decision's own report." } } }
}

/// Strategies against worlds, the least regret first.
fn render_across(board: &Board<'_>, decision: &Decision, across: &AcrossWorlds) -> Markup {
    let mut order: Vec<usize> = (0..across.choices.len()).collect();
    order.sort_by(|&a, &b| across.worst_regret[a].total_cmp(&across.worst_regret[b]));
    let in_force = decision.choices.get_index_of(&board.summary.scenario.strategy);
    let (order, left) =
        select_choices(&order, [across.choices.iter().position(|choice| Some(*choice) == in_force), None]);
    let mean = |world: &World, choice: usize| world.figures(choice).and_then(|figures| figures.value.mean);
    let all =
        decision.worlds.iter().flat_map(|world| across.choices.iter().filter_map(move |&choice| mean(world, choice)));
    let shades = Shades::span_values(all);
    let own = &board.summary.scenario;
    let titles: Vec<&str> = decision.worlds.iter().map(|world| world.scenario.title.as_str()).collect();
    html! {
        div.panel {
            h3 { (write_title(decision, across)) }
            div.heat-frame { table.heat {
                caption { "Mean " (super::super::decision::name_value(decision)) " by strategy and world; bold: the best of a world, or within simulation error of it" }
                thead { tr {
                    th scope="col" { "What the owner does" }
                    @for world in &decision.worlds { th scope="col" { (shorten_name(name_apart(&world.scenario.title, &titles))) @if is_same_world(own, world) { small { "this report" } } } }
                    th scope="col" { "Most it can regret" }
                } }
                tbody { @for &row in &order {
                    @let choice = across.choices[row];
                    tr {
                        th scope="row" { (clean(decision.choice_name(choice))) }
                        @for world in &decision.worlds { (render_cell(world, choice, &shades)) }
                        td { (rounded_money(across.worst_regret[row], None)) }
                    }
                } }
            } }
            (render_left(left))
        }
    }
}

/// A title without the words before its colon, where all have the same.
fn name_apart<'a>(title: &'a str, all: &[&str]) -> &'a str {
    match title.split_once(": ") {
        Some((head, rest)) if all.iter().all(|other| other.starts_with(&format!("{head}: "))) => rest,
        _ => title,
    }
}

fn write_title(decision: &Decision, across: &AcrossWorlds) -> String {
    let best = clean(decision.choice_name(across.minimax_regret));
    let worlds = decision.worlds.len();
    let best_in = |choice: usize| {
        decision
            .worlds
            .iter()
            .filter(|world| world.recommendation.best == choice && world.recommendation.close.is_empty())
            .count()
    };
    match across.find_rival_in_regret(&decision.worlds) {
        Some(rival) => {
            format!("“{best}” and “{}” are the safest choices: least regret", clean(decision.choice_name(rival)))
        }
        None if best_in(across.minimax_regret) == worlds => format!("“{best}” is best in every world"),
        None => format!("“{best}” is the safest choice: its worst regret is the least"),
    }
}

/// Strategies of one world, the best first.
fn render_one(board: &Board<'_>, decision: &Decision, world: &World) -> Markup {
    let of = &world.recommendation;
    let in_force = decision.choices.get_index_of(&board.summary.scenario.strategy);
    let (ranked, left) = select_choices(&world.ranked(), [in_force, find_opposite(world)]);
    let shades = Shades::span_values(ranked.iter().filter_map(|&choice| world.figures(choice)?.value.mean));
    let title = if of.close.is_empty() {
        format!("“{}” is worth the most", clean(decision.choice_name(of.best)))
    } else {
        "Which strategy is worth the most is too close to call".to_owned()
    };
    let market = world.scenario.markets.get(&world.main_market).map(|market| name_market(market));
    html! {
        div.panel {
            h3 { (title) }
            div.heat-frame { table.heat {
                caption { "Mean " (super::super::decision::name_value(decision)) " by strategy, on the same random draws; bold: the best, or within simulation error of it" }
                thead { tr {
                    th scope="col" { "What the owner does" } th scope="col" { "Mean value" } th scope="col" { "Less than the best" }
                    th scope="col" { "No other worth more in" } @if let Some(market) = &market { th scope="col" { "Keeps " (market) ", whole or in part" } }
                } }
                tbody { @for &choice in &ranked {
                    @if let Some(figures) = world.figures(choice) { tr {
                        th scope="row" { (clean(decision.choice_name(choice))) }
                        (render_cell(world, choice, &shades))
                        td { (describe_lag(world, choice)) }
                        td { (spoken_percent(figures.best.probability)) }
                        @if market.is_some() { td { (figures.kept.get(&world.main_market).map_or("–".to_owned(), |kept| probability(*kept))) } }
                    } }
                } }
            } }
            (render_left(left))
        }
    }
}

fn describe_lag(world: &World, choice: usize) -> String {
    let of = &world.recommendation;
    match world.measure_lead(of.best, choice) {
        _ if choice == of.best || of.same.contains(&choice) => "–".to_owned(),
        Some((lead, se)) if of.close.contains(&choice) => format!("too close to call ({})", money_with_error(lead, se)),
        Some((lead, se)) => rounded_money(lead, se),
        None => "–".to_owned(),
    }
}

/// From the worst value to the best.
struct Shades {
    low: f64,
    high: f64,
}

impl Shades {
    fn span_values(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        Self { low, high }
    }

    /// Class of a cell.
    fn class(&self, value: f64) -> String {
        let share = if self.high > self.low { (value - self.low) / (self.high - self.low) } else { 1.0 };
        format!("shade-{}", (share * SHADES).floor().clamp(0.0, SHADES - 1.0))
    }
}

fn render_cell(world: &World, choice: usize, shades: &Shades) -> Markup {
    let Some(figures) = world.figures(choice) else { return html! { td { "–" } } };
    let of = &world.recommendation;
    let is_best = choice == of.best || of.close.contains(&choice) || of.same.contains(&choice);
    let written = figure(&figures.value, Figure::Mean);
    html! { td class=(shades.class(figures.value.mean.unwrap_or(0.0))) { @if is_best { b { (written) } } @else { (written) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_the_own_and_the_worst_are_shown() {
        assert_eq!(select_choices(&(0..5).collect::<Vec<_>>(), [Some(3), None]), ((0..5).collect(), 0));
        assert_eq!(select_choices(&(0..12).collect::<Vec<_>>(), [Some(8), None]), (vec![0, 1, 2, 3, 4, 8, 11], 5));
        assert_eq!(select_choices(&(0..12).rev().collect::<Vec<_>>(), [Some(11), None]), (vec![11, 10, 9, 8, 7, 0], 6));
        assert_eq!(select_choices(&(0..9).collect::<Vec<_>>(), [None, Some(6)]), (vec![0, 1, 2, 3, 4, 6, 8], 2));
    }

    #[test]
    fn titles_lose_what_all_of_them_begin_with() {
        let titles = ["App, 2020: a ban", "App, 2020: a sale"];
        assert_eq!(titles.map(|title| name_apart(title, &titles)), ["a ban", "a sale"]);
        let others = ["App: a ban", "Other: a sale"];
        assert_eq!(others.map(|title| name_apart(title, &others)), others);
    }

    #[test]
    fn shades_go_from_the_worst_to_the_best() {
        let shades = Shades::span_values([1.0, 3.0].into_iter());
        assert_eq!([1.0, 2.0, 3.0].map(|value| shades.class(value)), ["shade-0", "shade-3", "shade-5"]);
        assert_eq!(Shades::span_values([2.0].into_iter()).class(2.0), "shade-5");
    }
}
